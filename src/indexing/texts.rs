//! A stream of texts that are in no file, each linked by what it says itself.
//!
//! In: paths with a text each, which may come in parts. Out: the [`TextJob`] that makes records of them, and links at once; and
//! where a text is not of its language. Nothing is read but what imports lead to, and nothing is kept.

use super::analyze::{AnalyzeJob, Listed, Sink};
use super::linkable::Linkable;
use super::list::Alone;
use super::maker::{Failed, Made, RecordMaker};
use crate::allowance::Allowance;
use crate::error::FailureCode;
use crate::extract::SyntaxError;
use crate::options::Options;
use crate::stream::Stream;
use foldhash::HashMap;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Analyses texts.
pub type TextJob = AnalyzeJob<Texts>;

/// The texts of a list, and what is found in them.
#[derive(Default)]
pub struct Texts {
    waiting: Mutex<Waiting>,
    errors: Mutex<Vec<(usize, SyntaxError)>>,
}

/// Texts that are still to be analysed, by their place in the list.
#[derive(Default)]
struct Waiting {
    texts: HashMap<usize, String>,
    /// How many came.
    count: usize,
}

impl Texts {
    fn add(&self, text: String) {
        let mut waiting = lock(&self.waiting);
        let place = waiting.count;
        waiting.texts.insert(place, text);
        waiting.count += 1;
    }

    /// The syntax errors that were found since the last call, by the text's place in the list.
    pub fn take_errors(&self) -> Vec<(usize, SyntaxError)> {
        std::mem::take(&mut lock(&self.errors))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Sink for Texts {
    fn weigh(&self, place: usize, given: &str, maker: &RecordMaker) -> u64 {
        let bytes = lock(&self.waiting).texts.get(&place).map_or(0, String::len);
        maker.weight_of(given, bytes as u64)
    }

    fn make(&self, place: usize, given: &str, maker: &RecordMaker, allowance: &Allowance) -> Result<Made, Failed> {
        // Each is asked for once, so that it is not held longer than it takes.
        let text = lock(&self.waiting).texts.remove(&place);
        let text = text.ok_or_else(|| (FailureCode::Internal, "there is no such text".to_owned()))?;
        let (made, errors) = maker.make_of(given, text, allowance)?;
        lock(&self.errors).extend(errors.into_iter().map(|error| (place, error)));
        Ok(made)
    }

    fn take(
        &self,
        place: usize,
        file: Linkable,
        maker: &RecordMaker,
        allowance: &Allowance,
    ) -> Result<Vec<u8>, Failed> {
        Alone.take(place, file, maker, allowance)
    }
}

impl TextJob {
    /// Analyses `total` texts, which come by [`Stream::add_texts`], as files below `root`. Imports lead to what is there, if
    /// they are to be resolved.
    #[must_use]
    pub fn new(root: &Path, are_imports_resolved: bool, total: usize, options: &Options) -> Self {
        let listed = Listed { total, ..Listed::default() };
        // Of a text that somebody tries out nothing is worth keeping.
        let maker = RecordMaker::new(root, [], &Options { cache: None, ..options.clone() });
        let maker = if are_imports_resolved { maker } else { maker.resolving_nothing() };
        Self::with(maker, listed, Texts::default(), options)
    }
}

impl Stream<TextJob> {
    /// Adds the next texts of the list, with their paths; those beyond the length it was started with are dropped.
    pub fn add_texts(&self, sources: impl IntoIterator<Item = (String, String)>) {
        let job = self.job();
        let paths: Vec<String> = sources
            .into_iter()
            .map(|(path, text)| {
                job.sink().add(text);
                path
            })
            .collect();
        job.add_paths(paths);
        self.extend();
    }
}
