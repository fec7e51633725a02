//! A stream of the files that a caller lists, each linked by what it says itself.
//!
//! In: a list of paths, which may come in parts. Out: the [`ListJob`] that makes records of them, and links at once.

use super::analyze::{AnalyzeJob, Listed, Sink};
use super::maker::RecordMaker;
use crate::allowance::{Allowance, OutOfTime};
use crate::graph::encode::encode_links;
use crate::graph::{LinkedFile, link_file};
use crate::options::Options;
use crate::stream::Stream;
use foldhash::HashMap;
use std::path::Path;

/// Analyses the files of a list.
pub type ListJob = AnalyzeJob<Alone>;

/// Links each file by what it says itself. What others declare for a whole unit is not known there.
pub struct Alone;

impl Sink for Alone {
    fn take(
        &self,
        _place: usize,
        file: LinkedFile,
        maker: &RecordMaker,
        allowance: &Allowance,
    ) -> Result<Vec<u8>, OutOfTime> {
        let mut links = Vec::new();
        encode_links(&link_file(file, maker.root(), allowance)?, &mut links);
        Ok(links)
    }
}

impl ListJob {
    /// Analyses `total` files (as given: absolute or relative to `root`), of which `known` are the first. The others come
    /// by [`Stream::add_files`].
    #[must_use]
    pub fn new(root: &Path, known: Vec<String>, total: usize, options: &Options) -> Self {
        let listed = Listed { total, known, lost: HashMap::default() };
        Self::with(RecordMaker::new(root, [], options), listed, Alone, options)
    }
}

impl Stream<ListJob> {
    /// Adds the next paths of the list; those beyond the length it was started with are dropped.
    pub fn add_files(&self, paths: impl IntoIterator<Item = String>) {
        self.job().add_paths(paths);
        self.extend();
    }
}
