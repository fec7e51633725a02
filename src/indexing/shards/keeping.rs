//! The analysis of a shard: what is known of its files is kept, and nothing is handed over.
//!
//! In: a [`Shard`], and a store. Out: a stream of files without records; what is known of each is in the store then. A file that does
//! not hold what was planned fails with [`FailureCode::Changed`](crate::error::FailureCode::Changed).

use super::Shard;
use crate::allowance::Allowance;
use crate::indexing::analyze::{AnalyzeJob, Listed, Sink};
use crate::indexing::linkable::Linkable;
use crate::indexing::maker::{Failed, Made, RecordMaker};
use crate::options::Options;
use crate::store::{Key, RecordStore};
use std::path::Path;
use std::sync::Arc;

pub use crate::indexing::kept::entries_of;

/// Analyses a shard.
pub type ShardJob = AnalyzeJob<Keeping>;

/// Has what is known of each file kept.
pub struct Keeping {
    keys: Vec<Key>,
}

impl Sink for Keeping {
    fn make(&self, place: usize, given: &str, maker: &RecordMaker, allowance: &Allowance) -> Result<Made, Failed> {
        maker.keep(given, self.keys[place], allowance)
    }

    fn take(
        &self,
        _place: usize,
        _file: Linkable,
        _maker: &RecordMaker,
        _allowance: &Allowance,
    ) -> Result<Vec<u8>, Failed> {
        Ok(Vec::new())
    }
}

impl ShardJob {
    /// Analyses the files of a shard below `root`, into `store`, or into that of the options.
    #[must_use]
    pub fn of(shard: &Shard, root: &Path, options: Options, store: Option<Arc<dyn RecordStore>>) -> Self {
        let options = shard.limits.over(options);
        let maker = RecordMaker::new(root, [], &options);
        let maker = match store {
            Some(store) => maker.keeping_in(store),
            None => maker,
        };
        let known: Vec<_> = shard.files.iter().map(|file| file.path.clone()).collect();
        let listed = Listed { total: known.len(), known, ..Listed::default() };
        Self::with(maker, listed, Keeping { keys: shard.keys() }, &options)
    }
}
