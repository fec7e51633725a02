//! One stream under way: joins its schedule with the job, the results and the consumers that wait.
//!
//! Threads and consumers call in; pieces, batches and announcements go out. What may happen when is decided by
//! [`Schedule`]; nothing here waits, and foreign code (the job, wakers, the observer, the drop of a result) runs only
//! while no lock is held.
//!
//! - `consumers` is who waits for batches, and how they get them.
//! - `results` is what is made and not handed out.
//! - `room` is what memory there is for the next file, and what it weighs.

mod consumers;
mod results;
mod room;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use self::consumers::Consumers;
pub use self::consumers::Delivery;
use self::results::Results;
use self::room::Weights;
use super::pool::Pool;
use super::rotation::{Turn, WorkSource};
use super::schedule::{MemoryChange, Rules, Schedule, Start};
use super::settings::StreamSettings;
use super::slowest::Slowest;
use super::{Activity, Job, Measure};
use crate::error::{Error, FailureCode, contained};
use crate::metrics::memory::Promise;
use crate::metrics::{BatchCount, CacheCount, Lap, Metrics};
use crate::options;

/// What the results of a batch may take of the memory limit: an eighth, as there are several of them at once (one at the
/// consumer, one being decoded, those that wait) beside what parsing takes and what else the process holds.
const BATCHES_A_LIMIT: u64 = 8;

/// The memory that the results of a batch may take under any limit: batches of a file each would cost more than they save.
const LEAST_BATCH_MEMORY: u64 = 4 << 20;

/// A stream's job, its state and its surroundings.
pub struct Course<J: Job> {
    job: J,
    total: usize,
    threads: usize,
    settings: StreamSettings,
    limit: u64,
    began: Instant,
    metrics: Arc<Metrics>,
    pool: Arc<Pool>,
    state: Mutex<State<J::Output>>,
}

struct State<T> {
    schedule: Schedule,
    results: Results<T>,
    weights: Weights,
    consumers: Consumers<T>,
    slowest: Slowest,
    cache: CacheCount,
    /// Closed batches the metrics know of.
    counted: BatchCount,
    /// Why it ended before its end.
    refusal: Option<Error>,
    /// Whether the stream counts as active, and as waiting for memory.
    activity: Option<Lap>,
    memory_pause: Option<Lap>,
    is_short_of_memory: bool,
}

impl<J: Job> Course<J> {
    /// Begins a stream and gives it to the pool.
    pub fn start(pool: Arc<Pool>, job: J, settings: StreamSettings, metrics: Arc<Metrics>) -> Arc<Self> {
        let total = job.len();
        let threads = settings.threads.max(1);
        let limit = settings.memory_limit();
        let rules = Rules {
            threads,
            first_batch: settings.batch_size.initial(total, options::cores()),
            adaptive: settings.adaptive,
            batch_memory: (limit / BATCHES_A_LIMIT).max(LEAST_BATCH_MEMORY),
            prefetch_batches: settings.prefetch_batches,
            memory_threshold: settings.memory.threshold,
            memory_pause: Duration::from_millis(settings.memory.pause_ms.into()),
            max_memory_pauses: settings.memory.max_pauses,
        };
        let weights = Weights::of(job.first_weights());
        let mut schedule = Schedule::new(total, job.known(), weights.known.len(), rules);
        if settings.starts_paused {
            schedule.pause();
        }
        let state = State {
            schedule,
            results: Results::default(),
            weights,
            consumers: Consumers::default(),
            slowest: Slowest::default(),
            cache: CacheCount::default(),
            counted: BatchCount::default(),
            refusal: None,
            activity: (total > 0 && settings.counts_as_active).then(|| metrics.stream_started(limit)),
            memory_pause: None,
            is_short_of_memory: false,
        };
        let (began, state) = (Instant::now(), Mutex::new(state));
        let course =
            Arc::new(Self { job, total, threads, settings, limit, began, metrics, pool: Arc::clone(&pool), state });
        if total > 0 {
            pool.attach(Arc::clone(&course) as Arc<dyn WorkSource>);
        }
        course
    }

    /// See [`super::Stream::job`].
    pub fn job(&self) -> &J {
        &self.job
    }

    /// See [`super::Stream::extend`].
    pub fn extend(&self) {
        let known = self.job.known();
        let mut state = self.lock();
        state.schedule.extend(known);
        let wants_worker = state.schedule.wants_file();
        drop(state);
        if wants_worker {
            self.pool.wake();
        }
    }

    /// See [`super::Stream::cancel`].
    pub fn cancel(&self) {
        let mut state = self.lock();
        if state.schedule.is_cancelled() {
            return;
        }
        state.schedule.cancel();
        state.refusal = None;
        let results = std::mem::take(&mut state.results);
        let laps = (state.activity.take(), state.memory_pause.take());
        self.settle(state);
        // A defect of the job's is no reason to go on.
        let _ = contained(|| self.job.cancel());
        self.pool.wake();
        drop((results, laps));
    }

    /// See [`super::Stream::is_cancelled`].
    pub fn is_cancelled(&self) -> bool {
        self.lock().schedule.is_cancelled()
    }

    /// See [`super::Stream::activity`].
    pub fn activity(&self) -> Activity {
        let state = self.lock();
        let State { slowest, is_short_of_memory, cache, .. } = &*state;
        Activity { slowest: slowest.told(Instant::now()), is_short_of_memory: *is_short_of_memory, cache: *cache }
    }

    /// See [`super::Stream::pause`].
    pub fn pause(&self) {
        self.lock().schedule.pause();
    }

    /// See [`super::Stream::resume`].
    pub fn resume(&self) {
        self.lock().schedule.resume();
        self.pool.wake();
    }

    /// Starts a file if one may start; the schedule's answer, recorded.
    fn start_file(&self, now: Duration) -> (Start, Option<MemoryChange>) {
        let mut state = self.lock();
        let weight = state.weights.known.front().copied();
        let (start, change) = state.schedule.start(now, || self.look(weight.unwrap_or(0)));
        if let Start::File(_) = start {
            state.weights.known.pop_front();
            let promise = weight.map(|bytes| self.settings.gauge.promise(bytes));
            state.results.start(promise);
        }
        if let Some(change) = &change {
            state.note(change, &self.metrics);
        }
        (start, change)
    }

    /// A file that was started begins to run: what is promised to it for that time.
    fn begin_file(&self, index: usize) -> Promise {
        let mut state = self.lock();
        state.slowest.begin(index, Instant::now());
        let promise = state.results.take_promise(index);
        drop(state);
        promise.unwrap_or_else(|| self.promise(index))
    }

    /// The file `index` is at its end with `output`, if it has one.
    fn finish_file(&self, index: usize, output: Option<J::Output>, work: Duration, mut promise: Promise) {
        // A defect in `measure` must not cost the batch.
        let measure = output.as_ref().and_then(|output| contained(|| J::measure(output)).ok());
        let mut state = self.lock();
        let unmeasured = Measure { failure: Some(FailureCode::Internal), ..Measure::default() };
        let Measure { failure, bytes, memory, is_cached } = measure.unwrap_or(unmeasured);
        state.slowest.end(index, Instant::now());
        if failure.is_some() {
            state.schedule.fail(index);
        }
        state.schedule.finish(index, work, memory);
        if state.schedule.is_cancelled() {
            drop(state);
            drop(output);
            return;
        }
        promise.wait_with(memory);
        state.results.finish(index, output, promise);
        self.metrics.record_file(work, failure, bytes);
        if let Some(is_hit) = is_cached {
            self.metrics.record_cache(is_hit);
            state.cache.add(is_hit);
        }
        self.settle(state);
    }

    fn lock(&self) -> MutexGuard<'_, State<J::Output>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<J: Job> WorkSource for Course<J> {
    fn threads(&self) -> usize {
        self.threads
    }

    fn wants_worker(&self) -> bool {
        self.lock().schedule.wants_file()
    }

    fn claim(&self, now: Instant) -> (Turn, Option<MemoryChange>) {
        let (start, change) = self.start_file(now.saturating_duration_since(self.began));
        let turn = match start {
            Start::File(index) => Turn::Piece(index),
            Start::NotBefore(time) => Turn::NotBefore(self.began + time),
            Start::AfterOthers => Turn::AfterOthers,
            Start::Blocked => Turn::Blocked,
        };
        (turn, change)
    }

    fn run(&self, index: usize) {
        let promise = self.begin_file(index);
        self.weigh_ahead(index);
        let began = Instant::now();
        let output = contained(|| self.job.run(index)).or_else(|reason| contained(|| self.job.panicked(index, reason)));
        let promised = promise.bytes();
        self.finish_file(index, output.ok(), began.elapsed(), promise);
        self.tidy_up(promised);
    }

    fn refuse(&self, error: &Error) {
        let mut state = self.lock();
        state.schedule.give_up();
        if !state.schedule.is_cancelled() && !state.schedule.is_over_with_all() {
            state.refusal = Some(error.clone());
        }
        let laps = (state.activity.take(), state.memory_pause.take());
        self.settle(state);
        drop(laps);
    }

    fn is_over(&self) -> bool {
        self.lock().schedule.is_over()
    }

    fn announce(&self, change: MemoryChange) {
        // A pause cuts the batch being filled, which may be full now.
        self.settle(self.lock());
        self.tell(change);
    }
}
