//! From a list of files to batches of results in the order of the list: a [`Job`] in, [`Batch`]es out.
//!
//! A stream knows nothing about files, languages or JavaScript: it runs a job's pieces on the shared pool's threads,
//! holds results until those before them are there, and stops when its consumer, its memory or a cancellation says
//! so. The rooms:
//!
//! - `schedule` decides which file starts and what makes a batch, `sizes` how large batches are; pure logic.
//! - `rotation` decides whose turn it is among all streams; pure logic. `pool` owns the threads.
//! - `slowest` knows what takes longest; pure logic.
//! - `course` joins a schedule with a job, its results, the memory there is and the consumers that wait.
//! - `passes` is other work on the same pool: in passes, each of which needs all of the one before. `each` is one such pass,
//!   for whoever waits for its end.
//!
//! Deliberately absent: a thread or timer of a stream's own, an unbounded queue, a result that is handed out twice.

mod course;
mod each;
mod passes;
mod pool;
mod rotation;
mod schedule;
mod settings;
mod sizes;
mod slowest;

use std::future::Future;
use std::sync::Arc;

use crate::error::{Error, FailureCode};
use crate::metrics::{CacheCount, Metrics};
use course::{Course, Delivery};

pub use each::{each, each_whole};
pub use passes::{Next, Outcome, Pass, Passes, Watch};
#[cfg(test)]
pub use pool::spawn_thread;
pub use pool::{Errand, Pool, stack_bytes, waiting};
pub use rotation::{Turn, WorkSource};
pub use schedule::MemoryChange;
pub use settings::{MemoryPressure, MemorySettings, StreamObserver, StreamSettings};
pub use slowest::{SlowPiece, Slowest};

/// Work on files by index: no knowledge of what a file is.
pub trait Job: Send + Sync + 'static {
    /// What a file becomes.
    type Output: Send + 'static;

    /// How many files there are. Asked once.
    fn len(&self) -> usize;

    /// How many of them, from the first on, can be run; [`Stream::extend`] says that there are more.
    fn known(&self) -> usize {
        self.len()
    }

    /// Whether there is no file.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The memory that working on a file is expected to take, in bytes. May block.
    fn weigh(&self, _index: usize) -> u64 {
        0
    }

    /// What [`Job::weigh`] says of the first files, as far as that is known already: they can start beside each other at
    /// once.
    fn first_weights(&self) -> Vec<u64> {
        Vec::new()
    }

    /// Works on one file. May block and may panic; a panic is caught and answered by [`Job::panicked`].
    fn run(&self, index: usize) -> Self::Output;

    /// What files that run, of whichever stream, hold already of what is promised to them, in bytes.
    fn taken() -> u64 {
        0
    }

    /// A thread has worked on a large file, and memory is not plenty: gives back what is kept for the next one.
    fn tidy_up(&self) {}

    /// The output of a file whose [`Job::run`] panicked with `reason`. If this panics too, the file has no output.
    fn panicked(&self, index: usize, reason: String) -> Self::Output;

    /// The stream was cancelled: files that run may end as soon as they can, as nobody gets their outputs.
    fn cancel(&self) {}

    /// What the metrics count about an output.
    fn measure(output: &Self::Output) -> Measure;
}

/// What the metrics count about one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Measure {
    /// Why the file has no analysis, if it has none.
    pub failure: Option<FailureCode>,
    /// Bytes of source that were read.
    pub bytes: u64,
    /// Bytes that the output takes when its consumer gets it, beside what it holds.
    pub memory: u64,
    /// Whether a cache had it; `None` if none was asked.
    pub is_cached: Option<bool>,
}

/// Consecutive files of the list, all of them at their end.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch<T> {
    /// One a file, in the order of the list.
    pub outputs: Vec<T>,
    /// The batch's number, from 0.
    pub index: usize,
    /// The number of its first file, from 0.
    pub first: usize,
    /// Files in this batch and all before it.
    pub processed: usize,
    /// Files in the list.
    pub total: usize,
    /// Batches the whole list makes: the best estimate, exact in the last batch.
    pub total_batches: usize,
    /// The time its files need on the stream's threads, without any waiting, in milliseconds: the longest file, or
    /// the sum of all divided by the threads if that is more.
    pub work_ms: f64,
}

/// What a stream is at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// The pieces that take longest: those that are worked on, then those that are done.
    pub slowest: Vec<SlowPiece>,
    /// Whether memory is too short for all threads: nothing starts, or one file at a time.
    pub is_short_of_memory: bool,
    /// The files that a cache was asked for.
    pub cache: CacheCount,
}

/// A stream of batches under way. A cheap handle: clones are the same stream, dropping the last one cancels it.
pub struct Stream<J: Job> {
    handle: Arc<Handle<J>>,
}

/// What all clones of a [`Stream`] share; the pool and pending deliveries hold the course, but never this.
struct Handle<J: Job> {
    course: Arc<Course<J>>,
}

impl<J: Job> Stream<J> {
    /// Starts working on the files of `job` on the process's worker threads. The first files start at once.
    pub fn start(job: J, settings: StreamSettings, metrics: Arc<Metrics>) -> Self {
        Self::start_on(Pool::process(), job, settings, metrics)
    }

    fn start_on(pool: Arc<Pool>, job: J, settings: StreamSettings, metrics: Arc<Metrics>) -> Self {
        let course = Course::start(pool, job, settings, metrics);
        Self { handle: Arc::new(Handle { course }) }
    }

    /// The next batch in order; `None` at the end and after a cancellation, for ever. [`Error::NoThreads`], for ever too,
    /// after the last finished one if there is no thread that could go on.
    ///
    /// The consumer counts as waiting from the call on, not from the first poll, and calls are answered in their
    /// order. The future needs no particular runtime, and may be dropped: its batch then goes to the next call.
    pub fn next(&self) -> impl Future<Output = Result<Option<Batch<J::Output>>, Error>> + Send + 'static {
        Delivery::of(&self.handle.course)
    }

    /// Ends the stream: pending and later [`Stream::next`]s are answered `None`, finished results are freed, no file
    /// starts. Files that run are not interrupted, but their results are dropped. Does nothing the second time.
    pub fn cancel(&self) {
        self.handle.course.cancel();
    }

    /// Whether the stream was cancelled. A stream that came to its end was not.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.handle.course.is_cancelled()
    }

    /// What it is at.
    #[must_use]
    pub fn activity(&self) -> Activity {
        self.handle.course.activity()
    }

    /// The job whose files these are.
    #[must_use]
    pub fn job(&self) -> &J {
        self.handle.course.job()
    }

    /// More of the list is known: files up to [`Job::known`] can start.
    pub fn extend(&self) {
        self.handle.course.extend();
    }

    /// Starts no more files until [`Stream::resume`]. Batches that are finished can still be pulled.
    pub fn pause(&self) {
        self.handle.course.pause();
    }

    /// Goes on after [`Stream::pause`], where it was.
    pub fn resume(&self) {
        self.handle.course.resume();
    }
}

impl<J: Job> Clone for Stream<J> {
    fn clone(&self) -> Self {
        Self { handle: Arc::clone(&self.handle) }
    }
}

impl<J: Job> Drop for Handle<J> {
    fn drop(&mut self) {
        self.course.cancel();
    }
}

#[cfg(test)]
mod tests;
