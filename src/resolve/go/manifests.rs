//! `go.mod` and `go.work`: what a module calls itself, and where the modules lie that it names.
//!
//! In: a folder. Out: paths of packages with the folders they begin at. A manifest that is missing or broken names
//! nothing; lines that cannot be read are passed over.

use std::path::{Path, PathBuf};

use crate::resolve::reader::Reader;
use crate::source::paths::{joined, normalise};

/// A path of packages and the folder that its first package is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Prefix {
    pub(super) path: String,
    pub(super) folder: PathBuf,
}

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
        let manifest = reader.text(&path).map(|text| Self::parse(folder, &text));
        if name == "go.mod" && manifest.as_ref().is_some_and(|manifest| manifest.module.is_none()) {
            reader.warn_invalid(&path, "it names no module");
        }
        manifest.unwrap_or_default()
    }

    fn parse(folder: &Path, text: &str) -> Self {
        let mut manifest = Self::default();
        // The directive that a parenthesis has been opened for.
        let mut block = String::new();
        for line in text.lines() {
            let mut words: Vec<&str> = line.split("//").next().unwrap_or_default().split_whitespace().collect();
            match words[..] {
                [] => continue,
                [")"] => block.clear(),
                [directive, "("] => directive.clone_into(&mut block),
                _ => {
                    let directive = if block.is_empty() { words.remove(0) } else { &block };
                    manifest.add(folder, directive, &words);
                }
            }
        }
        manifest
    }

    fn add(&mut self, folder: &Path, directive: &str, words: &[&str]) {
        match (directive, words) {
            ("module", [path]) => self.module = Some(unquoted(path).to_owned()),
            ("use", [path]) => self.used.push(normalise(&folder.join(unquoted(path)))),
            ("replace", [path, rest @ ..]) => {
                let target = rest.iter().position(|word| *word == "=>").and_then(|arrow| rest.get(arrow + 1));
                let target = target.map(|target| unquoted(target));
                if let Some(target) = target.filter(|target| target.starts_with('.') || target.starts_with('/')) {
                    let folder = joined(folder, target);
                    self.replaced.push(Prefix { path: unquoted(path).to_owned(), folder });
                }
            }
            _ => {}
        }
    }
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
                    replace (\n\texample.com/c => ./c\n\texample.com/d => example.com/e v1.0.0\n)\nbroken (((\n)\n";
        let manifest = Manifest::parse(Path::new("/r/a"), text);
        assert_eq!(manifest.module.as_deref(), Some("example.com/a"));
        let prefix = |path: &str, folder: &str| Prefix { path: path.into(), folder: folder.into() };
        assert_eq!(manifest.replaced, [prefix("example.com/b", "/r/b"), prefix("example.com/c", "/r/a/c")]);
        let work = Manifest::parse(Path::new("/r"), "go 1.21\nuse ./a\nuse (\n\t./b\n\t.\n)\n");
        assert_eq!(work.used, [PathBuf::from("/r/a"), "/r/b".into(), "/r".into()]);
    }
}
