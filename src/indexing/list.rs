//! A stream of the files that a caller lists, each linked by what it says itself.
//!
//! In: a list of paths, which may come in parts. Out: the [`ListJob`] that makes records of them, and links at once.

use super::analyze::{AnalyzeJob, Listed, Sink};
use super::kept::alone;
use super::linkable::Linkable;
use super::maker::{Failed, RecordMaker, late};
use crate::allowance::Allowance;
use crate::graph::encode::encode_links;
use crate::graph::link_file;
use crate::options::Options;
use crate::stream::Stream;
use std::path::Path;

/// Analyses the files of a list.
pub type ListJob = AnalyzeJob<Alone>;

/// Links each file by what it says itself. What others declare for a whole unit is not known there.
pub struct Alone;

impl Sink for Alone {
    fn take(
        &self,
        _place: usize,
        file: Linkable,
        maker: &RecordMaker,
        allowance: &Allowance,
    ) -> Result<Vec<u8>, Failed> {
        let store = alone(&file).zip(maker.kept());
        // Of a file that was not kept, links were not either.
        let is_kept = file.record.is_none();
        if let Some(links) = store.filter(|_| is_kept).and_then(|(key, kept)| kept.links_alone(key, maker.root())) {
            return Ok(links);
        }
        let links = link_file(file.into_linked(maker)?, maker.root(), allowance).map_err(late)?;
        if let Some((key, kept)) = store {
            kept.keep_links_alone(key, &links, maker.root());
        }
        let mut encoded = Vec::new();
        encode_links(&links, &mut encoded);
        Ok(encoded)
    }
}

impl ListJob {
    /// Analyses `total` files (as given: absolute or relative to `root`), of which `known` are the first. The others come
    /// by [`Stream::add_files`].
    #[must_use]
    pub fn new(root: &Path, known: Vec<String>, total: usize, options: &Options) -> Self {
        let listed = Listed { total, known, ..Listed::default() };
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
