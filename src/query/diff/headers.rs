//! What stands in front of a file's hunks: which file it is, and what is said of it without a hunk.

use super::hunks::{Changed, Header};
use super::paths::{self, split_in_middle, without_prefix, without_prefixes};
use super::{DiffError, DiffErrorKind, FileChange, Lines};

/// The part of a diff that is about one file, while it is read.
#[derive(Debug)]
pub(super) struct Section {
    /// The line it begins with.
    line: u32,
    /// What `diff --git` names, with prefixes, if that can be told.
    named: Option<(String, String)>,
    /// What `---` and `+++` name.
    old: Option<Side>,
    new: Option<Side>,
    /// Whether lines may follow that say more of the file.
    is_extended: bool,
    renamed: (Option<String>, Option<String>),
    copied: (Option<String>, Option<String>),
    is_added: bool,
    is_deleted: bool,
    is_binary: bool,
    has_hunks: bool,
    changed: Changed,
}

/// A path as `---` or `+++` has it.
#[derive(Debug)]
struct Side {
    /// None where there is no such file.
    path: Option<String>,
    /// Whether its time is the beginning of all times, which is how `diff -N` says that there is no such file.
    is_from_nowhere: bool,
}

impl Section {
    fn new(line: u32) -> Self {
        Self {
            line,
            named: None,
            old: None,
            new: None,
            is_extended: false,
            renamed: (None, None),
            copied: (None, None),
            is_added: false,
            is_deleted: false,
            is_binary: false,
            has_hunks: false,
            changed: Changed::default(),
        }
    }

    /// The next file's section, if `line` begins one behind `current`.
    pub(super) fn begin(line: &str, current: Option<&Self>, lines: &mut Lines<'_>) -> Result<Option<Self>, DiffError> {
        let section = Self::new(lines.number);
        if let Some(both) = line.strip_prefix("diff --git ") {
            let named = paths::read_both(both).map_err(|kind| lines.error(kind))?;
            return Ok(Some(Self { named, is_extended: true, ..section }));
        }
        if let Some(path) = line.strip_prefix("diff --cc ").or_else(|| line.strip_prefix("diff --combined ")) {
            let (path, _) = paths::read(path, None).map_err(|kind| lines.error(kind))?;
            return Ok(Some(Self { named: Some((path.clone(), path)), is_extended: true, ..section }));
        }
        if let Some(path) = submodule_of(line) {
            return Ok(Some(Self { named: Some((path.to_owned(), path.to_owned())), ..section }));
        }
        if current.is_some_and(Self::expects_more) {
            return Ok(None);
        }
        if line.starts_with("--- ") && lines.peek().is_some_and(|next| next.starts_with("+++ ")) {
            let mut section = section;
            section.read_side(line, lines)?;
            return Ok(Some(section));
        }
        let Some((old, new)) = binary_of(line) else { return Ok(None) };
        let side = |path: String| Some(Side { path: (path != NOWHERE).then_some(path), is_from_nowhere: false });
        Ok(Some(Self { old: side(old), new: side(new), is_binary: true, ..section }))
    }

    /// Whether `---` and `+++` are still to come.
    fn expects_more(&self) -> bool {
        self.is_extended && !self.has_hunks && !self.is_binary && self.new.is_none()
    }

    /// Whether it is known which file a hunk would belong to.
    pub(super) fn has_paths(&self) -> bool {
        self.named.is_some() || (self.old.is_some() && self.new.is_some())
    }

    /// A line between the section's first and its hunks.
    pub(super) fn read_header(&mut self, line: &str, lines: &Lines<'_>) -> Result<(), DiffError> {
        if self.has_hunks {
            return Ok(());
        }
        self.read_side(line, lines)?;
        if !self.is_extended {
            return Ok(());
        }
        let path_behind = |words: &str| match line.strip_prefix(words) {
            Some(path) => paths::read(path, None).map(|(path, _)| Some(path)).map_err(|kind| lines.error(kind)),
            None => Ok(None),
        };
        for (words, path) in [
            ("rename from ", &mut self.renamed.0),
            ("rename to ", &mut self.renamed.1),
            ("copy from ", &mut self.copied.0),
            ("copy to ", &mut self.copied.1),
        ] {
            if let Some(read) = path_behind(words)? {
                *path = Some(read);
            }
        }
        self.is_added |= line.starts_with("new file mode ");
        self.is_deleted |= line.starts_with("deleted file mode ");
        self.is_binary |= line == "GIT binary patch" || line.starts_with("Binary files ");
        Ok(())
    }

    /// `--- PATH` or `+++ PATH`. Of several old paths (`--combined-all-paths`) the first counts, like the first parent's lines.
    fn read_side(&mut self, line: &str, lines: &Lines<'_>) -> Result<(), DiffError> {
        let (side, text) = match (line.strip_prefix("--- "), line.strip_prefix("+++ ")) {
            (Some(text), _) => (&mut self.old, text),
            (_, Some(text)) => (&mut self.new, text),
            _ => return Ok(()),
        };
        if side.is_none() {
            *side = Some(Side::read(text).map_err(|kind| lines.error(kind))?);
        }
        Ok(())
    }

    /// A hunk, from its header on.
    pub(super) fn read_hunk(&mut self, line: &str, lines: &mut Lines<'_>) -> Result<(), DiffError> {
        let header = Header::read(line).map_err(|kind| lines.error(kind))?;
        if !self.has_hunks && !self.is_extended {
            let is_nowhere = |side: &Option<Side>| side.as_ref().is_some_and(|side| side.is_from_nowhere);
            self.is_added = is_nowhere(&self.old) && header.is_old_empty();
            self.is_deleted = is_nowhere(&self.new) && header.is_new_empty();
        }
        self.has_hunks = true;
        self.changed.read(header, lines)
    }

    /// What all of it says.
    pub(super) fn finish(self) -> Result<FileChange, DiffError> {
        let no_path = DiffError { line: self.line, kind: DiffErrorKind::NoPath };
        let (is_rename, is_copy) = match (&self.renamed, &self.copied) {
            ((Some(_), Some(_)), _) => (true, false),
            (_, (Some(_), Some(_))) => (false, true),
            _ => (false, false),
        };
        let (old_path, new_path) = match (is_rename, is_copy) {
            (true, _) => self.renamed,
            (_, true) => self.copied,
            _ => {
                let (old, new) = Self::sides(self.named, self.old, self.new).ok_or(no_path)?;
                (old.filter(|_| !self.is_added), new.filter(|_| !self.is_deleted))
            }
        };
        if [&old_path, &new_path].into_iter().flatten().any(String::is_empty)
            || (&old_path, &new_path) == (&None, &None)
        {
            return Err(no_path);
        }
        let lines_if = |exists: bool, lines| if exists { Changed::merged(lines) } else { Vec::new() };
        Ok(FileChange {
            is_rename,
            is_copy,
            is_binary: self.is_binary,
            old_lines: lines_if(old_path.is_some() && !is_copy, self.changed.old),
            new_lines: lines_if(new_path.is_some(), self.changed.new),
            old_path,
            new_path,
        })
    }

    /// The paths on both sides, without prefixes.
    fn sides(
        named: Option<(String, String)>,
        old: Option<Side>,
        new: Option<Side>,
    ) -> Option<(Option<String>, Option<String>)> {
        let named = named.as_ref().map(|(old, new)| without_prefixes(old, new));
        let owned = |path: &str| Some(path.to_owned());
        Some(match (old.zip(new), named) {
            (None, named) => named.map(|(old, new)| (owned(old), owned(new)))?,
            (Some((Side { path: Some(old), .. }, Side { path: Some(new), .. })), _) => {
                let (old, new) = without_prefixes(&old, &new);
                (owned(old), owned(new))
            }
            (Some((old, new)), Some((named_old, named_new))) => {
                (old.path.and_then(|_| owned(named_old)), new.path.and_then(|_| owned(named_new)))
            }
            (Some((old, new)), None) => {
                let without = |path: Option<String>, prefix| path.map(|path| without_prefix(&path, prefix).to_owned());
                (without(old.path, "a/"), without(new.path, "b/"))
            }
        })
    }
}

/// What stands for a file that is not there.
const NOWHERE: &str = "/dev/null";

impl Side {
    /// `a/src/a.ts`, perhaps with a tab and what the tool knows of the file.
    fn read(text: &str) -> Result<Self, DiffErrorKind> {
        let (path, rest) = paths::read(text, Some('\t'))?;
        let rest = rest.trim_start_matches('\t');
        // In any zone of the world.
        let is_from_nowhere = rest.starts_with("1970-01-01 ") || rest.starts_with("1969-12-31 ");
        let is_there = path != NOWHERE && rest != "(nonexistent)";
        Ok(Self { path: is_there.then_some(path), is_from_nowhere })
    }
}

/// What tools without headers of their own say of files that are no text.
fn binary_of(line: &str) -> Option<(String, String)> {
    if let Some(path) = line.strip_prefix("Binary file ").and_then(|rest| rest.strip_suffix(" has changed")) {
        return Some((path.to_owned(), path.to_owned()));
    }
    let both = line.strip_prefix("Binary files ")?.strip_suffix(" differ")?;
    let first = || both.split_once(" and ").map(|(old, new)| (old.to_owned(), new.to_owned()));
    split_in_middle(both, " and ").or_else(first)
}

/// `Submodule libs/x 1234567..89abcde:`, as `git diff --submodule=log` writes it.
fn submodule_of(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("Submodule ")?;
    let is_commit = |text: &str| text.len() >= 4 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    rest.match_indices(' ').map(|(at, _)| (&rest[..at], &rest[at + 1..])).find_map(|(path, behind)| {
        let commits = behind.split([' ', ':']).next()?;
        let (old, new) = commits.split_once("...").or_else(|| commits.split_once(".."))?;
        (is_commit(old) && is_commit(new)).then_some(path)
    })
}
