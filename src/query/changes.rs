//! What a change is about.
//!
//! In: keys, files, a diff or ranges of lines. Out: the symbols and tests that it changes, and the files of which it changes what
//! is outside of those.

use super::diff;
use super::edges::{SymbolId, SymbolRef};
use super::index::Index;
use super::top_level::Rows;
use crate::error::Error;
use crate::graph::FileId;
use serde::Deserialize;

/// What is changed: all that is given.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct ChangeQuery {
    /// Functions and types by their keys or names.
    pub keys: Vec<String>,
    /// Files by their paths below the root: all that is in them.
    pub files: Vec<String>,
    /// Lines of files.
    pub diff: Option<Diff>,
}

/// Lines of files.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Diff {
    /// A unified diff.
    Unified(String),
    /// Ranges.
    Ranges(Vec<FileRanges>),
}

/// Lines of a file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct FileRanges {
    /// The path of the file below the root.
    pub file: String,
    /// The first and the last line of each range, from 1.
    pub ranges: Vec<(u32, u32)>,
}

/// What is changed, by numbers.
#[derive(Debug, Default)]
pub(super) struct Changed {
    /// Symbols in the index's order.
    pub(super) symbols: Vec<SymbolRef>,
    /// Tests that are no functions, by the block.
    pub(super) blocks: Vec<(FileId, u32)>,
    /// Files of which something outside of symbols is changed.
    pub(super) files: Vec<FileId>,
    /// What names may mean that mean several.
    pub(super) candidates: Vec<SymbolRef>,
}

impl Index {
    /// What a change is about.
    pub(super) fn changed(&self, query: &ChangeQuery) -> Result<Changed, Error> {
        let (symbols, candidates) = self.all_named(&query.keys);
        let mut changed = Changed { symbols, candidates, ..Changed::default() };
        for (id, rows) in self.touched(query)? {
            self.add_rows(&mut changed, id, rows);
        }
        changed.symbols.sort_by(|one, other| self.compare(*one, *other));
        changed.symbols.dedup();
        changed.blocks.sort_unstable();
        changed.blocks.dedup();
        changed.files.sort_unstable();
        changed.files.dedup();
        Ok(changed)
    }

    /// The rows that a change is about, by file; a file may come several times.
    pub(super) fn touched(&self, query: &ChangeQuery) -> Result<Vec<(FileId, Vec<Rows>)>, Error> {
        let at_path = |path: &str| Some(self.at_path(path.strip_prefix("./").unwrap_or(path))?.0);
        let whole = || vec![(0, u32::MAX)];
        let mut touched: Vec<_> = query.files.iter().filter_map(|path| Some((at_path(path)?, whole()))).collect();
        match &query.diff {
            None => {}
            Some(Diff::Ranges(files)) => touched.extend(files.iter().filter_map(|FileRanges { file, ranges }| {
                Some((at_path(file)?, ranges.iter().map(|(first, last)| rows(*first, *last)).collect()))
            })),
            Some(Diff::Unified(text)) => {
                let files = diff::parse(text).map_err(|error| Error::InvalidDiff(error.to_string()))?;
                touched.extend(files.iter().filter_map(|change| {
                    // The index is mostly that of the files after the change; where the file is only known as it was before, that
                    // counts.
                    let after = change.new_path.as_deref().map(|path| (path, &change.new_lines));
                    let before = change.old_path.as_deref().map(|path| (path, &change.old_lines));
                    let known = |(path, lines)| Some((at_path(path)?, lines));
                    let (id, lines): (FileId, &Vec<_>) = [after, before].into_iter().flatten().find_map(known)?;
                    let lines = lines.iter().map(|lines| rows(lines.first, lines.last));
                    Some((id, if change.is_binary { whole() } else { lines.collect() }))
                }));
            }
        }
        Ok(touched)
    }

    /// The smallest symbols around some rows of a file, and what stands outside of any: where that is around members of a type, these.
    fn add_rows(&self, changed: &mut Changed, id: FileId, mut ranges: Vec<Rows>) {
        let Some(file) = self.file(id) else { return };
        ranges.sort_unstable();
        // The last row of all ranges up to one: they may lie in each other.
        let mut last = 0;
        let ends: Vec<_> = ranges
            .iter()
            .map(|(_, end)| {
                last = last.max(*end);
                last
            })
            .collect();
        let is_touched = |(start, end): Rows| {
            let first = ends.partition_point(|last| *last < start);
            ranges.get(first).is_some_and(|(from, _)| *from <= end)
        };
        for (symbol, rows) in file.own_rows() {
            if is_touched(rows) {
                changed.symbols.push(SymbolRef { file: id, symbol });
            }
        }
        let touched = file.outline.top_level.iter().filter(|rows| is_touched(**rows));
        let touched: Vec<_> = touched.copied().collect();
        if touched.is_empty() {
            return;
        }
        changed.files.push(id);
        for head in &file.outline.heads {
            let within = touched.iter().map(|(start, end)| (*start.max(&head.rows.0), *end.min(&head.rows.1)));
            if within.filter(|(start, end)| start <= end).any(is_touched) {
                let members = head.members.clone().map(SymbolId::function);
                changed.symbols.extend(members.map(|symbol| SymbolRef { file: id, symbol }));
            }
        }
        let of_file = (0..).zip(&file.outline.blocks).filter(|(_, block)| is_touched((block.start.0, block.end.0)));
        changed.blocks.extend(of_file.filter(|(_, block)| !block.is_suite).map(|(block, _)| (id, block)));
    }
}

/// Rows from 0 of lines from 1.
const fn rows(first: u32, last: u32) -> Rows {
    (first.saturating_sub(1), last.saturating_sub(1))
}
