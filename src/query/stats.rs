//! How much an index knows.
//!
//! In: an [`Index`]. Out: counts, in all and by language.

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
    fn add(&mut self, file: &IndexedFile) {
        self.files += 1;
        self.functions += file.outline.functions.len();
        self.types += file.outline.types.len();
        self.calls += file.outline.calls.len();
        self.calls_with_target += file.calls_with_target as usize;
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
        let mut stats = Stats::default();
        for (_, file) in self.files() {
            stats.counts.add(file);
            stats.languages.entry(file.outline.language.name()).or_default().add(file);
            stats.edges += file.edges.len();
            stats.source_bytes += file.outline.bytes;
            stats.bytes += file.held_bytes();
        }
        stats
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
            + size_of_val(&*outline.functions)
            + size_of_val(&*outline.types)
            + size_of_val(&*outline.calls)
            + size_of_val(&*outline.references)
            // What leads to a symbol is known there as well.
            + self.edges.len() * (size_of::<super::Edge>() + 4 + 12)
            + size_of_val(&*self.imports)
    }
}
