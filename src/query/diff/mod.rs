//! Unified diffs: which lines of which files a change is about.
//!
//! In: a diff's text, as `git`, `diff -u`, `hg` and `svn` write it, with whatever stands around it in a mail or a log. Out:
//! for each file its paths and the ranges of changed lines on both sides, or the line that cannot be read and why. A diff
//! that is cut off, or whose counts do not fit, is refused: lines it fails to name would be changes nobody hears of. Up to
//! three lines may be missing at its very end, where callers trim texts and blank ones with them; they count as changed.
//!
//! No library reads what is needed here. Of those on crates.io `diffy` is the best kept, but it passes over combined diffs
//! without a word, stops at what it does not know between hunks, wants to be told which tool wrote the diff, keeps the line
//! of an error to itself, and splits a header's two paths in quadratic time; `gitpatch` and `unidiff` know neither renames nor
//! quoted paths. All of them keep the lines' texts, which nobody asks for here. The formats are those of
//! <https://git-scm.com/docs/diff-format>, section "Generating patch text", and of GNU diff's manual, "Detailed Description of
//! Unified Format".

mod headers;
mod hunks;
mod paths;
#[cfg(test)]
mod tests;

use std::iter::Peekable;

use self::headers::Section;

/// A file that a diff is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    /// The path before, without the diff's prefix (`a/`); none for a file that is new.
    pub old_path: Option<String>,
    /// The path after, without the diff's prefix (`b/`); none for a file that is deleted.
    pub new_path: Option<String>,
    /// Whether the diff says that the file was renamed: both paths are there, and lines are changed only in the ranges.
    pub is_rename: bool,
    /// Whether the diff says that the file was copied. Of the file it is a copy of nothing changed: `old_lines` is empty.
    pub is_copy: bool,
    /// Whether its content is no text to the tool: that it changed is known, but not where.
    pub is_binary: bool,
    /// The lines that are gone, as the file was numbered before, ascending, none next to another. Where lines are new
    /// and none is gone, it is the lines on both sides of that place. In a combined diff they are those of the first parent.
    pub old_lines: Vec<LineRange>,
    /// The lines that are new, as the file is numbered after the change, ascending, none next to another. Where lines are
    /// gone and none is new, it is the lines on both sides of that place: the later one may lie behind the file's end.
    pub new_lines: Vec<LineRange>,
}

/// Lines of a file, from 1, with the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineRange {
    /// The first line.
    pub first: u32,
    /// The last line, at least the first.
    pub last: u32,
}

/// A diff that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the diff: {kind}")]
pub struct DiffError {
    /// The line of the diff, from 1.
    pub line: u32,
    /// What is wrong with it.
    pub kind: DiffErrorKind,
}

/// What is wrong with a line of a diff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DiffErrorKind {
    /// Hunks alone, as GitHub's API has them in `patch`.
    #[error(
        "a hunk of no file: the lines `--- a/PATH` and `+++ b/PATH` are missing in front of it (the field `patch` of GitHub's API has none)"
    )]
    HunkWithoutFile,
    /// A text in which nothing is a diff.
    #[error("no file's header stands here or below: this is no unified diff")]
    NoDiff,
    /// `@@ … @@` that does not say which lines follow.
    #[error("the header of a hunk says nothing readable")]
    HunkHeader,
    /// Line numbers that no file has.
    #[error("the hunk's lines are beyond what a file can have")]
    LineNumber,
    /// The text ends, or another file begins, before the hunk has as many lines as its header says.
    #[error("the hunk has fewer lines than its header says: the diff is cut off or was edited")]
    HunkTooShort,
    /// More lines than the header says.
    #[error("the hunk has more lines than its header says: the diff was edited")]
    HunkTooLong,
    /// A quoted path with an escape that no tool writes, or without an end.
    #[error("the quoted path cannot be read")]
    QuotedPath,
    /// A header of `git` that names no path, with none below it.
    #[error("the header names no path that can be told")]
    NoPath,
    /// A merge of more parents than are read.
    #[error("a combined diff of more than {MAX_PARENTS} parents")]
    TooManyParents,
}

/// Parents of a merge: the largest in Linux has 66.
pub(crate) const MAX_PARENTS: usize = 128;

/// What a diff says of each file, in its order. A file may come more than once, where a log has several changes of it.
///
/// # Errors
/// The first line that cannot be read. An empty text is a diff without changes.
pub fn parse(text: &str) -> Result<Vec<FileChange>, DiffError> {
    // What is behind the last end of a line is no line.
    let mut lines = Lines { rest: text.strip_suffix('\n').unwrap_or(text).split('\n').peekable(), number: 0 };
    let mut changes = Vec::new();
    let mut section: Option<Section> = None;
    // Directly behind a hunk, what looks like one of its lines is one that its header does not count.
    let mut is_behind_hunk = false;
    while let Some(line) = lines.next() {
        if let Some(next) = Section::begin(line, section.as_ref(), &mut lines)? {
            finish(section.replace(next), &mut changes)?;
        } else if let Some(section) = section.as_mut().filter(|section| section.has_paths() && line.starts_with("@@")) {
            section.read_hunk(line, &mut lines)?;
            is_behind_hunk = true;
            continue;
        } else if hunks::Header::read(line).is_ok() {
            return Err(lines.error(DiffErrorKind::HunkWithoutFile));
        } else if is_behind_hunk && hunks::is_counted(line) {
            return Err(lines.error(DiffErrorKind::HunkTooLong));
        } else if let Some(section) = &mut section {
            section.read_header(line, &lines)?;
        }
        // The end of a hunk's last line may stand apart from it.
        is_behind_hunk &= line.starts_with('\\');
    }
    finish(section, &mut changes)?;
    if changes.is_empty() && !text.trim().is_empty() {
        return Err(DiffError { line: 1, kind: DiffErrorKind::NoDiff });
    }
    Ok(changes)
}

fn finish(section: Option<Section>, changes: &mut Vec<FileChange>) -> Result<(), DiffError> {
    changes.extend(section.map(Section::finish).transpose()?);
    Ok(())
}

/// Lines without their ends, with the number of the one that came last.
struct Lines<'a> {
    rest: Peekable<std::str::Split<'a, char>>,
    number: u32,
}

impl<'a> Lines<'a> {
    fn next(&mut self) -> Option<&'a str> {
        let line = self.rest.next()?;
        self.number = self.number.saturating_add(1);
        Some(without_end(line))
    }

    fn peek(&mut self) -> Option<&'a str> {
        self.rest.peek().map(|line| without_end(line))
    }

    fn error(&self, kind: DiffErrorKind) -> DiffError {
        DiffError { line: self.number, kind }
    }
}

/// A diff that went through a system with other ends of lines.
fn without_end(line: &str) -> &str {
    line.strip_suffix('\r').unwrap_or(line)
}
