//! The analysis of a shard: what is known of its files is kept, and nothing is handed over.
//!
//! In: a [`Shard`], where its files are, and a store. Out: a stream of files without records; what is known of each is in the store then.
//! A file that does not hold what was planned fails with [`FailureCode::Changed`](crate::error::FailureCode::Changed).

use super::contents::Contents;
use super::{PlannedFile, Shard};
use crate::allowance::Allowance;
use crate::indexing::analyze::{AnalyzeJob, Listed, Sink};
use crate::indexing::linkable::Linkable;
use crate::indexing::maker::{Failed, Made, RecordMaker};
use crate::options::Options;
use crate::store::{Key, RecordStore};
use std::path::PathBuf;
use std::sync::Arc;

pub use crate::indexing::kept::entries_of;

/// Analyses a shard.
pub type ShardJob = AnalyzeJob<Keeping>;

/// Where the files of a shard are.
#[derive(Debug, Clone)]
pub enum Files {
    /// Below this root.
    Below(PathBuf),
    /// Nowhere: this is what they hold.
    Sent(Arc<Contents>),
}

/// Has what is known of each file kept.
pub struct Keeping {
    keys: Vec<Key>,
    /// The files and what they hold, if they are nowhere.
    sent: Option<(Arc<Contents>, Vec<PlannedFile>)>,
}

impl Sink for Keeping {
    fn weigh(&self, place: usize, given: &str, maker: &RecordMaker) -> u64 {
        match &self.sent {
            Some((_, files)) => maker.weight_of(given, files[place].size),
            None => maker.weigh(given),
        }
    }

    fn make(&self, place: usize, given: &str, maker: &RecordMaker, allowance: &Allowance) -> Result<Made, Failed> {
        let key = self.keys[place];
        match &self.sent {
            Some((contents, files)) => maker.keep_of(given, contents.text_of(&files[place])?, key, allowance),
            None => maker.keep(given, key, allowance),
        }
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
    /// Analyses the files of a shard, into `store`, or into that of the options.
    #[must_use]
    pub fn of(shard: &Shard, files: Files, options: Options, store: Option<Arc<dyn RecordStore>>) -> Self {
        let options = shard.limits.over(options);
        let (root, sent) = match files {
            Files::Below(root) => (root, None),
            // Nothing is looked for there.
            Files::Sent(contents) => (PathBuf::from("/"), Some((contents, shard.files.clone()))),
        };
        let maker = RecordMaker::new(&root, [], &options);
        let maker = match store {
            Some(store) => maker.keeping_in(store),
            None => maker,
        };
        let known: Vec<_> = shard.files.iter().map(|file| file.path.clone()).collect();
        let listed = Listed { total: known.len(), known, ..Listed::default() };
        Self::with(maker, listed, Keeping { keys: shard.keys(), sent }, &options)
    }
}
