//! Files as the engine's pieces: of each path of a list a record, and what a sink makes of that.
//!
//! In: a list of paths, and a [`Sink`]. Out: one [`Analyzed`] or one [`FileFailure`] a path, made on the pool's threads.
//! [`super::list`] has the sink of a stream, [`super::graph`] that of a whole graph.

use super::linkable::Linkable;
use super::maker::{Failed, Made, RecordMaker};
use super::progress::{Progress, SlowFile};
use crate::allowance::Allowance;
use crate::error::{FailureCode, FileFailure, Warning};
use crate::options::Options;
use crate::store::Key;
use crate::stream::{Activity, Job, Measure, Pool, Stream, stack_bytes};
use crate::syntax::parse::keep_within_stack;
use crate::syntax::{release_memory, syntax_tree_bytes};
use foldhash::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::oneshot;

/// One analysed file, encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Analyzed {
    /// The path as given.
    pub path: String,
    /// The absolute path, `/`-separated.
    pub normalized_path: String,
    /// The encoded record; see [`crate::record::encode`].
    pub record: Vec<u8>,
    /// The encoded links; empty where the whole graph is linked at its end.
    pub links: Vec<u8>,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// Whether a cache had it; `None` if none was asked.
    pub is_cached: Option<bool>,
}

/// Bytes that JavaScript's objects take for each byte of a record, and the batch's buffer.
const DECODED: u64 = 5;

/// What becomes of a file whose record is made; and where its text comes from, if from no file.
pub trait Sink: Send + Sync + 'static {
    /// What making the record of the file at this place is expected to take; see [`RecordMaker::weigh`].
    fn weigh(&self, _place: usize, given: &str, maker: &RecordMaker) -> u64 {
        maker.weigh(given)
    }

    /// What is known of the file at this place.
    ///
    /// # Errors
    /// Why it has no analysis.
    fn make(&self, _place: usize, given: &str, maker: &RecordMaker, allowance: &Allowance) -> Result<Made, Failed> {
        maker.make(given, allowance)
    }

    /// Takes what is to be linked of the file at this place of the list; its encoded links, if it has any before the
    /// others are there.
    ///
    /// # Errors
    /// If that takes longer than `allowance` has, or needs what was lost of the file.
    fn take(&self, place: usize, file: Linkable, maker: &RecordMaker, allowance: &Allowance)
    -> Result<Vec<u8>, Failed>;
}

/// The paths of a job.
#[derive(Default)]
pub struct Listed {
    /// How many there are.
    pub total: usize,
    /// Those that are known so far: a long list comes in parts, while its first files are analysed.
    pub known: Vec<String>,
    /// Paths that the search for files came to without a file: their place in the list, and why.
    pub lost: HashMap<usize, Failed>,
    /// What each file is kept by if it holds what was planned; of paths without a file, and where nothing was planned, nothing.
    pub planned: Vec<Option<Key>>,
}

/// The paths that are known so far, and why those of them have no analysis that came without a file.
struct Known {
    paths: Vec<String>,
    lost: HashMap<usize, Failed>,
}

/// Analyses a list of files.
pub struct AnalyzeJob<S> {
    maker: Arc<RecordMaker>,
    sink: S,
    total: usize,
    known: RwLock<Known>,
    planned: Vec<Option<Key>>,
    first_weights: Vec<u64>,
}

impl<S: Sink> AnalyzeJob<S> {
    /// Hands what `maker` makes of the files listed to `sink`.
    pub fn with(maker: RecordMaker, listed: Listed, sink: S, options: &Options) -> Self {
        let Listed { total, known, lost, planned } = listed;
        let weighed = known.iter().enumerate().take(2 * options.threads() + 1);
        let first_weights = weighed.map(|(place, path)| sink.weigh(place, path, &maker)).collect();
        let maker = Arc::new(maker);
        let total = total.max(known.len());
        Self { maker, sink, total, known: RwLock::new(Known { paths: known, lost }), planned, first_weights }
    }

    /// What takes the files.
    pub fn sink(&self) -> &S {
        &self.sink
    }

    /// What makes the records.
    pub fn maker(&self) -> &Arc<RecordMaker> {
        &self.maker
    }

    /// Lets others find what was kept, and answers when they can; at once if nothing was kept since.
    pub async fn publish(&self) {
        if let Some(published) = self.begin_to_publish() {
            // An errand that panics is an answer too: nobody waits for what is not published.
            let _ = published.await;
        }
    }

    fn begin_to_publish(&self) -> Option<oneshot::Receiver<()>> {
        self.maker.kept().filter(|kept| kept.has_changed())?;
        let (done, published) = oneshot::channel();
        let maker = Arc::clone(&self.maker);
        let errand = move || {
            maker.kept().inspect(|kept| kept.publish());
            // Nobody waits any more if the stream was dropped.
            let _ = done.send(());
        };
        Pool::process().run(Box::new(errand)).is_ok().then_some(published)
    }

    /// What results lack although no file failed, since the last call.
    #[must_use]
    pub fn take_warnings(&self) -> Vec<Warning> {
        self.maker.take_warnings()
    }

    /// All that manifests and folders did not add to results until now, by path.
    #[must_use]
    pub fn result_warnings(&self) -> Vec<Warning> {
        self.maker.result_warnings()
    }

    /// The next paths of the list are known; those beyond its length are dropped.
    pub fn add_paths(&self, paths: impl IntoIterator<Item = String>) {
        self.add_listed(paths.into_iter().map(Ok));
    }

    /// The same; some of them are no files, which is why they have no analysis.
    pub fn add_listed(&self, paths: impl IntoIterator<Item = Result<String, FileFailure>>) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let Known { paths: all, lost } = &mut *known;
        let missing = self.total - all.len();
        for path in paths.into_iter().take(missing) {
            let path = path.unwrap_or_else(|FileFailure { path, code, reason }| {
                lost.insert(all.len(), (code, reason));
                path
            });
            all.push(path);
        }
    }

    /// The path at this place of the list, as given.
    fn path(&self, place: usize) -> String {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.paths.get(place).cloned().unwrap_or_default()
    }

    fn analyze(&self, place: usize, given: &str) -> Result<Analyzed, Failed> {
        let lost = self.known.read().unwrap_or_else(PoisonError::into_inner).lost.get(&place).cloned();
        if let Some(failure) = lost {
            return Err(failure);
        }
        let allowance = self.maker.allowance();
        let made = self.sink.make(place, given, &self.maker, &allowance);
        let Made { path, encoded, file, bytes, is_cached } = match self.planned.get(place).copied().flatten() {
            Some(key) => as_planned(made, key)?,
            None => made?,
        };
        let links = self.sink.take(place, file, &self.maker, &allowance)?;
        Ok(Analyzed { path: given.to_owned(), normalized_path: path, record: encoded, links, bytes, is_cached })
    }
}

/// What is known of a file that was planned: as it was then, or nothing.
fn as_planned(made: Result<Made, Failed>, key: Key) -> Result<Made, Failed> {
    match made {
        Ok(made) if made.file.key == Some(key) => Ok(made),
        Ok(_) => Err((FailureCode::Changed, "it holds something else".to_owned())),
        Err((code, reason)) if code.is_of_reading() => Err((FailureCode::Changed, reason)),
        Err(failure) => Err(failure),
    }
}

impl<S: Sink> Stream<AnalyzeJob<S>> {
    /// How far it is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let Activity { slowest, is_short_of_memory, cache } = self.activity();
        let job = self.job();
        let slowest = SlowFile::of(slowest.into_iter().map(|piece| (piece, job.path(piece.index))));
        Progress { total: job.total, is_short_of_memory, slowest, cache }
    }
}

impl<S: Sink> Job for AnalyzeJob<S> {
    type Output = Result<Analyzed, FileFailure>;

    fn len(&self) -> usize {
        self.total
    }

    fn known(&self) -> usize {
        self.known.read().unwrap_or_else(PoisonError::into_inner).paths.len()
    }

    fn weigh(&self, index: usize) -> u64 {
        self.sink.weigh(index, &self.path(index), &self.maker)
    }

    fn first_weights(&self) -> Vec<u64> {
        self.first_weights.clone()
    }

    fn run(&self, index: usize) -> Self::Output {
        let path = self.path(index);
        keep_within_stack(stack_bytes());
        self.analyze(index, &path).map_err(|(code, reason)| FileFailure { path, code, reason })
    }

    fn cancel(&self) {
        self.maker.cancel();
        // Files that run may still be kept: those are published when the last of them is done, with the maker.
        drop(self.begin_to_publish());
    }

    fn taken() -> u64 {
        syntax_tree_bytes()
    }

    fn tidy_up(&self) {
        release_memory();
    }

    fn panicked(&self, index: usize, reason: String) -> Self::Output {
        Err(FileFailure { path: self.path(index), code: FailureCode::Internal, reason })
    }

    fn measure(output: &Self::Output) -> Measure {
        match output {
            Ok(analyzed) => {
                let encoded = analyzed.record.len() + analyzed.links.len();
                let Analyzed { bytes, is_cached, .. } = *analyzed;
                Measure { failure: None, bytes, memory: encoded as u64 * DECODED, is_cached }
            }
            Err(failure) => Measure { failure: Some(failure.code), ..Measure::default() },
        }
    }
}
