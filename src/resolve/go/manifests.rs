//! `go.mod` and `go.work`: what a module calls itself, and where the modules lie that it names.
//!
//! In: a folder. Out: paths of packages with the folders they begin at. A manifest that is missing or broken names
//! nothing; lines that cannot be read are passed over, with a warning of the first.

use std::path::{Path, PathBuf};

use crate::resolve::reader::Reader;
use crate::source::paths::{joined, normalise};

/// A path of packages and the folder that its first package is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Prefix {
    pub(super) path: String,
    pub(super) folder: PathBuf,
}

/// All that a line of either file may begin with. Source: <https://go.dev/ref/mod#go-mod-file>, <https://go.dev/ref/mod#go-work-file>.
const DIRECTIVES: &[&str] =
    &["exclude", "go", "godebug", "ignore", "module", "replace", "require", "retract", "tool", "toolchain", "use"];

/// The part of a `go.mod` or `go.work` that resolution needs.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    /// What the module calls itself.
    pub(super) module: Option<String>,
    /// Modules that lie in folders of the repository: what `replace` says.
    pub(super) replaced: Vec<Prefix>,
    /// Folders of the modules of a workspace.
    pub(super) used: Vec<PathBuf>,
}

impl Manifest {
    /// What the file `name` in `folder` says.
    pub(super) fn read(folder: &Path, name: &str, reader: &Reader) -> Self {
        let path = folder.join(name);
        let Some(text) = reader.text(&path) else { return Self::default() };
        let (manifest, fault) = Self::parse(folder, &text);
        if let Some(reason) = fault {
            reader.warn_invalid(&path, &reason);
        } else if name == "go.mod" && manifest.module.is_none() {
            reader.warn_invalid(&path, "it names no module");
        }
        manifest
    }

    /// What the text says, and the first fault of it that Go would refuse it for.
    fn parse(folder: &Path, text: &str) -> (Self, Option<String>) {
        let mut manifest = Self::default();
        let mut fault = None;
        // The directive that a parenthesis has been opened for, and where.
        let mut block: Option<(&str, usize)> = None;
        for (number, line) in (1..).zip(text.lines()) {
            let code = line.split("//").next().unwrap_or_default().trim();
            let is_read = match (block, code.strip_suffix('(')) {
                _ if code.is_empty() => true,
                (Some(_), _) if code == ")" => {
                    block = None;
                    true
                }
                (Some((directive, _)), _) => manifest.add(folder, directive, code),
                (None, Some(directive)) => {
                    block = Some((directive.trim_end(), number));
                    DIRECTIVES.contains(&directive.trim_end())
                }
                (None, None) => {
                    let (directive, rest) = code.split_once(char::is_whitespace).unwrap_or((code, ""));
                    manifest.add(folder, directive, rest)
                }
            };
            if !is_read {
                fault.get_or_insert_with(|| format!("line {number} is none that Go reads"));
            }
        }
        let open =
            block.map(|(directive, number)| format!("line {number}: the parenthesis of {directive} is not closed"));
        (manifest, fault.or(open))
    }

    /// Takes what a directive says, and answers whether it is one and says what it has to.
    fn add(&mut self, folder: &Path, directive: &str, rest: &str) -> bool {
        let words = words_of(rest);
        match (directive, &words[..]) {
            ("module", [path]) => self.module = Some(unquoted(path).to_owned()),
            ("use", [path]) => self.used.push(normalise(&folder.join(unquoted(path)))),
            ("replace", [path, rest @ ..]) => {
                let target = rest.iter().position(|word| *word == "=>").and_then(|arrow| rest.get(arrow + 1));
                let Some(target) = target.map(|target| unquoted(target)) else { return false };
                if target.starts_with('.') || target.starts_with('/') {
                    let folder = joined(folder, target);
                    self.replaced.push(Prefix { path: unquoted(path).to_owned(), folder });
                }
            }
            ("module" | "use" | "replace", _) | (_, []) => return false,
            _ => return DIRECTIVES.contains(&directive),
        }
        true
    }
}

/// The words of a line; what stands between quotes is one, with them.
fn words_of(line: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = line.trim_start();
    while let Some(first) = rest.chars().next() {
        let end = match rest.get(1..).and_then(|inner| inner.find(first)) {
            Some(close) if matches!(first, '"' | '`') => close + 2,
            _ => rest.find(char::is_whitespace).unwrap_or(rest.len()),
        };
        let (word, behind) = rest.split_at(end);
        words.push(word);
        rest = behind.trim_start();
    }
    words
}

fn unquoted(word: &str) -> &str {
    word.trim_matches(['"', '`'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_directives_alone_and_in_blocks() {
        let text = "// a comment\nmodule \"example.com/a\" // more\n\ngo 1.21\n\nreplace example.com/b v1.2.3 => ../b\n\
                    replace(\n\texample.com/c => ./c\n\texample.com/d => example.com/e v1.0.0\n)\n\
                    retract [v1.0.0, v1.2.0]\nrequire (\n\n\texample.com/f v1.0.0 // indirect\n)\n";
        let (manifest, fault) = Manifest::parse(Path::new("/r/a"), text);
        assert_eq!(manifest.module.as_deref(), Some("example.com/a"));
        let prefix = |path: &str, folder: &str| Prefix { path: path.into(), folder: folder.into() };
        assert_eq!(manifest.replaced, [prefix("example.com/b", "/r/b"), prefix("example.com/c", "/r/a/c")]);
        assert_eq!(fault, None);
        let (work, fault) = Manifest::parse(Path::new("/r"), "go 1.21\nuse ./a\nuse (\n\t./b\n\t.\n)\n");
        assert_eq!(work.used, [PathBuf::from("/r/a"), "/r/b".into(), "/r".into()]);
        assert_eq!(fault, None);
    }

    #[test]
    fn says_which_line_is_none_and_reads_the_others() {
        let faults = [
            ("go 1.21\nusing ./b\n", "line 2 is none that Go reads"),
            ("use\n", "line 1 is none that Go reads"),
            ("<<<<<<< HEAD\nuse ./b\n", "line 1 is none that Go reads"),
            ("broken (((\n)\n", "line 1 is none that Go reads"),
            ("replace example.com/b ./b\n", "line 1 is none that Go reads"),
            (")\n", "line 1 is none that Go reads"),
            ("use ./b ./c\n", "line 1 is none that Go reads"),
        ];
        for (text, expected) in faults {
            let (manifest, fault) = Manifest::parse(Path::new("/r"), &format!("{text}\tuse ./a\n"));
            assert_eq!(fault.as_deref(), Some(expected), "{text}");
            assert!(manifest.used.contains(&"/r/a".into()), "{text}");
        }
        let (manifest, fault) = Manifest::parse(Path::new("/r"), "go 1.21\nuse (\n\t\"./b c\"\n");
        assert_eq!(fault.as_deref(), Some("line 2: the parenthesis of use is not closed"));
        assert_eq!(manifest.used, [PathBuf::from("/r/b c")]);
    }
}
