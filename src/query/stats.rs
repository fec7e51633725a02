//! How much an index knows.
//!
//! In: an [`Index`]. Out: counts, in all and by language. They are [kept](Totals) beside its files and follow them one by one, so that
//! an edit of one file asks no other.

use super::file::{IndexedFile, Shown};
use super::index::Index;
use serde::Serialize;
use std::collections::BTreeMap;

/// How much of something there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Files.
    pub files: usize,
    /// Functions.
    pub functions: usize,
    /// Types.
    pub types: usize,
    /// Calls.
    pub calls: usize,
    /// Calls that lead to a function of the repository.
    pub calls_with_target: usize,
}

impl Counts {
    fn of(file: &IndexedFile) -> Self {
        Self {
            files: 1,
            functions: file.outline.functions.len(),
            types: file.outline.types.len(),
            calls: file.outline.calls.len(),
            calls_with_target: file.calls_with_target as usize,
        }
    }

    fn each(&mut self, other: Self, change: impl Fn(&mut usize, usize)) {
        change(&mut self.files, other.files);
        change(&mut self.functions, other.functions);
        change(&mut self.types, other.types);
        change(&mut self.calls, other.calls);
        change(&mut self.calls_with_target, other.calls_with_target);
    }
}

/// How much the files of an index are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Totals(Stats);

impl Totals {
    /// Those of which these are the stats.
    pub fn of(stats: &Stats) -> Self {
        Self(stats.clone())
    }

    /// A file has come.
    pub fn add(&mut self, file: &IndexedFile) {
        let (total, language) = (&mut self.0, file.outline.language.name());
        for counts in [&mut total.counts, total.languages.entry(language).or_default()] {
            counts.each(Counts::of(file), |count, more| *count += more);
        }
        total.edges += file.edges.len();
        total.source_bytes += file.outline.bytes;
        total.bytes += file.held_bytes();
    }

    /// A file that was added has gone.
    pub fn remove(&mut self, file: &IndexedFile) {
        let (total, language) = (&mut self.0, file.outline.language.name());
        // Of stats that came from elsewhere nothing is certain.
        for counts in [&mut total.counts, total.languages.entry(language).or_default()] {
            counts.each(Counts::of(file), |count, less| *count = count.saturating_sub(less));
        }
        total.edges = total.edges.saturating_sub(file.edges.len());
        total.source_bytes = total.source_bytes.saturating_sub(file.outline.bytes);
        total.bytes = total.bytes.saturating_sub(file.held_bytes());
        total.languages.retain(|_, counts| counts.files > 0);
    }
}

/// How much an index knows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Stats {
    /// Of everything.
    #[serde(flatten)]
    pub counts: Counts,
    /// What leads from one symbol to another.
    pub edges: usize,
    /// Bytes of the sources.
    pub source_bytes: u64,
    /// Bytes that are held in memory for all of it.
    pub bytes: usize,
    /// By language.
    pub languages: BTreeMap<&'static str, Counts>,
}

impl Index {
    /// How much it knows. What links are found by takes memory too, of which only whoever holds it knows.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.totals().0.clone()
    }
}

impl IndexedFile {
    /// About how many bytes are held in memory for it.
    fn held_bytes(&self) -> usize {
        let outline = &*self.outline;
        let shown = match &outline.shown {
            Shown::Held(bytes) => bytes.len(),
            Shown::Kept(_) => 0,
        };
        size_of_val(outline)
            + size_of_val(self)
            + shown
            + self.links.len()
            + outline.strings.held_bytes()
            + size_of_val(&*outline.lists)
            + size_of_val(&*outline.heads)
            + size_of_val(&*outline.decorated)
            + size_of_val(&*outline.functions)
            + size_of_val(&*outline.types)
            + size_of_val(&*outline.calls)
            + size_of_val(&*outline.references)
            // What leads to a symbol is known there as well.
            + self.edges.len() * (size_of::<super::Edge>() + 4 + 12)
            + size_of_val(&*self.imports)
    }
}
