//! One stream under way: joins its schedule with the job, the results and the consumers that wait.
//!
//! Threads and consumers call in; pieces, batches and announcements go out. What may happen when is decided by
//! [`Schedule`]; nothing here waits, and foreign code (the job, wakers, the observer, the drop of a result) runs only
//! while no lock is held.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::pool::{Pool, waiting};
use super::rotation::{Turn, WorkSource};
use super::schedule::{Look, MemoryChange, Rules, Schedule, Span, Start};
use super::settings::{MemoryPressure, StreamSettings};
use super::slowest::Slowest;
use super::{Activity, Batch, Job, Measure};
use crate::error::{Error, FailureCode, contained};
use crate::metrics::memory::Promise;
use crate::metrics::{BatchCount, Lap, Metrics};
use crate::options;

/// From this weight on a file is worth a look at memory of its own, which takes some microseconds.
const HEAVY: u64 = 4 << 20;

/// What the results of a batch may take of the memory limit: an eighth, as there are several of them at once (one at the
/// consumer, one being decoded, those that wait) beside what parsing takes and what else the process holds.
const BATCHES_A_LIMIT: u64 = 8;

/// The memory that the results of a batch may take under any limit: batches of a file each would cost more than they save.
const LEAST_BATCH_MEMORY: u64 = 4 << 20;

type Answer<T> = Result<Option<Batch<T>>, Error>;

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
    /// The files from `first` on that were started.
    slots: VecDeque<Slot<T>>,
    first: usize,
    /// The weights of the next files, as far as they are known, and whether a thread is about to find out more.
    weights: VecDeque<u64>,
    is_weighing: bool,
    slowest: Slowest,
    /// Batches whose consumer went away after it was answered.
    returned: VecDeque<Batch<T>>,
    consumers: VecDeque<oneshot::Sender<Answer<T>>>,
    /// Answers on their way, in order, and whether a thread is carrying them out.
    answers: VecDeque<(oneshot::Sender<Answer<T>>, Answer<T>)>,
    answering: bool,
    /// Closed batches the metrics know of.
    counted: BatchCount,
    /// Why it ended before its end.
    refusal: Option<Error>,
    /// Whether the stream counts as active, and as waiting for memory.
    activity: Option<Lap>,
    memory_pause: Option<Lap>,
    is_short_of_memory: bool,
}

/// One file that was started and not handed out.
struct Slot<T> {
    /// `None` while it runs.
    output: Option<T>,
    /// `None` while it runs, as it has it then, and while its weight is not known.
    promise: Option<Promise>,
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
        let weights = VecDeque::from(job.first_weights());
        let mut schedule = Schedule::new(total, job.known(), weights.len(), rules);
        if settings.starts_paused {
            schedule.pause();
        }
        let state = State {
            schedule,
            slots: VecDeque::new(),
            first: 0,
            weights,
            is_weighing: false,
            slowest: Slowest::default(),
            returned: VecDeque::new(),
            consumers: VecDeque::new(),
            answers: VecDeque::new(),
            answering: false,
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
        let slots = std::mem::take(&mut state.slots);
        let returned = std::mem::take(&mut state.returned);
        let laps = (state.activity.take(), state.memory_pause.take());
        self.settle(state);
        // A defect of the job's is no reason to go on.
        let _ = contained(|| self.job.cancel());
        drop((slots, returned, laps));
        self.pool.wake();
    }

    /// See [`super::Stream::is_cancelled`].
    pub fn is_cancelled(&self) -> bool {
        self.lock().schedule.is_cancelled()
    }

    /// See [`super::Stream::activity`].
    pub fn activity(&self) -> Activity {
        let state = self.lock();
        Activity { slowest: state.slowest.told(Instant::now()), is_short_of_memory: state.is_short_of_memory }
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

    /// Lines up one more consumer.
    fn wait_for_batch(&self) -> oneshot::Receiver<Answer<J::Output>> {
        let (consumer, receiver) = oneshot::channel();
        let mut state = self.lock();
        state.consumers.push_back(consumer);
        if self.settle(state) {
            self.pool.wake();
        }
        receiver
    }

    fn give_back(&self, batch: Batch<J::Output>) {
        let mut state = self.lock();
        let unwanted = state.put_back(batch);
        self.settle(state);
        drop(unwanted);
    }

    /// Starts a file if one may start; the schedule's answer, recorded.
    fn start_file(&self, now: Duration) -> (Start, Option<MemoryChange>) {
        let mut state = self.lock();
        let weight = state.weights.front().copied();
        let (start, change) = state.schedule.start(now, || self.look(weight.unwrap_or(0)));
        if let Start::File(_) = start {
            state.weights.pop_front();
            let promise = weight.map(|bytes| self.settings.gauge.promise(bytes));
            state.slots.push_back(Slot { output: None, promise });
        }
        if let Some(change) = &change {
            state.is_short_of_memory = !matches!(change, MemoryChange::Resumed);
        }
        match change {
            Some(MemoryChange::Paused { .. }) => state.memory_pause = Some(self.metrics.memory_pause_started()),
            Some(MemoryChange::Resumed) => state.memory_pause = None,
            Some(MemoryChange::SingleFile { .. }) => {
                state.memory_pause = None;
                self.metrics.record_single_file_phase();
            }
            None => {}
        }
        (start, change)
    }

    /// The bytes up to which nobody needs what a file has left.
    fn memory_to_spare(&self) -> f64 {
        self.limit as f64 * self.settings.memory.threshold / 2.0
    }

    /// What memory looks like to a file of this weight.
    fn look(&self, weight: u64) -> Look {
        let gauge = &self.settings.gauge;
        let resident = if weight < HEAVY { gauge.resident_bytes() } else { gauge.resident_bytes_now() };
        let promised = gauge.promised();
        let growing = promised.growing.saturating_sub(J::taken());
        let share = |bytes: u64| bytes as f64 / self.limit.max(1) as f64;
        self.metrics.record_memory_share(share(resident));
        Look {
            share: share(resident),
            expected: share(resident.saturating_add(growing).saturating_add(promised.waiting).saturating_add(weight)),
            is_alone: promised.files == 0,
        }
    }

    fn weigh(&self, index: usize) -> u64 {
        contained(|| self.job.weigh(index)).unwrap_or(0)
    }

    /// A file that was started begins to run: what is promised to it for that time.
    fn begin_file(&self, index: usize) -> Promise {
        let mut state = self.lock();
        state.slowest.begin(index, Instant::now());
        let promise = state.slot(index).and_then(|slot| slot.promise.take());
        drop(state);
        promise.unwrap_or_else(|| self.settings.gauge.promise(waiting(|| self.weigh(index))))
    }

    /// Finds out what files weigh before they come to be started: the list is long, and a disk may be slow, so whoever
    /// runs a file does it for the next few.
    fn weigh_ahead(&self, index: usize) {
        let known = self.job.known();
        let mut state = self.lock();
        let first = state.schedule.next_file() + state.weights.len();
        let end = known.min(index.saturating_add(2 * self.threads + 1));
        if state.is_weighing || first >= end {
            return;
        }
        state.is_weighing = true;
        drop(state);
        let weights: Vec<_> = waiting(|| (first..end).map(|index| self.weigh(index)).collect());
        let mut state = self.lock();
        state.is_weighing = false;
        let wanted = state.schedule.wants_file();
        // Nothing started meanwhile whose weight was not known: this file runs.
        state.weights.extend(weights);
        state.schedule.weigh(end);
        let wants_worker = !wanted && state.schedule.wants_file();
        drop(state);
        if wants_worker {
            self.pool.wake();
        }
    }

    /// The file `index` is at its end with `output`, if it has one.
    fn finish_file(&self, index: usize, output: Option<J::Output>, work: Duration, mut promise: Promise) {
        // A defect in `measure` must not cost the batch.
        let measure = output.as_ref().and_then(|output| contained(|| J::measure(output)).ok());
        let mut state = self.lock();
        let unmeasured = Measure { failure: Some(FailureCode::Internal), bytes: 0, memory: 0 };
        let Measure { failure, bytes, memory } = measure.unwrap_or(unmeasured);
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
        if let Some(slot) = state.slot(index) {
            promise.wait_with(memory);
            *slot = Slot { output, promise: Some(promise) };
        }
        self.metrics.record_file(work, failure, bytes);
        self.settle(state);
    }

    /// Answers consumers with what there is, in order; tells whether a file could start now.
    ///
    /// The answers are carried out by one thread at a time with the lock released, as they wake foreign code.
    fn settle<'a>(&'a self, mut state: MutexGuard<'a, State<J::Output>>) -> bool {
        state.match_consumers(self.total);
        let closed = state.schedule.batches_closed();
        self.metrics.record_batches(closed.since(state.counted));
        state.counted = closed;
        let wants_worker = state.schedule.wants_file();
        if state.answering {
            return wants_worker;
        }
        state.answering = true;
        let mut unwanted = Vec::new();
        while let Some((consumer, answer)) = state.answers.pop_front() {
            drop(state);
            // A consumer that went away meanwhile leaves its batch to the next one.
            // One that panics as it is woken has it.
            let left = contained(|| consumer.send(answer).err()).ok().flatten().and_then(Result::ok).flatten();
            state = self.lock();
            if let Some(batch) = left {
                unwanted.extend(state.put_back(batch));
                state.match_consumers(self.total);
            }
        }
        state.answering = false;
        drop(state);
        drop(unwanted);
        wants_worker
    }

    fn pressure(&self, share: f64, pauses: u32) -> MemoryPressure {
        MemoryPressure { share, threshold: self.settings.memory.threshold, limit_bytes: self.limit, pauses }
    }

    fn lock(&self) -> MutexGuard<'_, State<J::Output>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> State<T> {
    /// Gives each waiting consumer the next batch, or the end if there is none to come.
    fn match_consumers(&mut self, total: usize) {
        self.consumers.retain(|consumer| !consumer.is_closed());
        loop {
            self.schedule.set_consumers(self.consumers.len());
            if self.consumers.is_empty() {
                return;
            }
            let answer = self.returned.pop_front().or_else(|| self.take_batch(total));
            if answer.is_none() && !self.schedule.is_drained() {
                return;
            }
            let answer = match &self.refusal {
                Some(error) if answer.is_none() => Err(error.clone()),
                _ => Ok(answer),
            };
            if let Some(consumer) = self.consumers.pop_front() {
                self.answers.push_back((consumer, answer));
            }
            if self.schedule.is_drained() {
                self.activity = None;
            }
        }
    }

    /// Keeps a batch whose consumer went away for the next one; gives it back if there will be none.
    fn put_back(&mut self, batch: Batch<T>) -> Option<Batch<T>> {
        if self.schedule.is_cancelled() {
            return Some(batch);
        }
        let place = self.returned.partition_point(|other| other.index < batch.index);
        self.returned.insert(place, batch);
        None
    }

    fn slot(&mut self, index: usize) -> Option<&mut Slot<T>> {
        index.checked_sub(self.first).and_then(|offset| self.slots.get_mut(offset))
    }

    fn take_batch(&mut self, total: usize) -> Option<Batch<T>> {
        let Span { index, first, len, work, total_batches } = self.schedule.take()?;
        let outputs = self.slots.drain(..len).filter_map(|slot| slot.output).collect();
        self.first = first + len;
        let work_ms = work.as_secs_f64() * 1000.0;
        Some(Batch { outputs, index, first, processed: self.first, total, total_batches, work_ms })
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
        let is_heavy = promise.bytes() >= HEAVY;
        self.finish_file(index, output.ok(), began.elapsed(), promise);
        if is_heavy && self.settings.gauge.resident_bytes_now() as f64 > self.memory_to_spare() {
            // What is kept for the next file is no part of this one.
            let _ = contained(|| self.job.tidy_up());
        }
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
        let Some(observer) = &self.settings.observer else { return };
        // A defect of the caller's observer is not this stream's: the stream goes on.
        let _ = contained(|| match change {
            MemoryChange::Paused { share, pauses } => observer.memory_paused(self.pressure(share, pauses)),
            MemoryChange::Resumed => observer.memory_resumed(),
            MemoryChange::SingleFile { share } => {
                observer.single_file_mode(self.pressure(share, self.settings.memory.max_pauses));
            }
        });
    }
}

/// A consumer's claim on the next batch. Dropped without having been read to the end, it leaves its batch to others.
pub struct Delivery<J: Job> {
    course: Arc<Course<J>>,
    receiver: oneshot::Receiver<Answer<J::Output>>,
    read: bool,
}

impl<J: Job> Delivery<J> {
    /// Lines up for the next batch of `course`.
    pub fn of(course: &Arc<Course<J>>) -> Self {
        Self { receiver: course.wait_for_batch(), course: Arc::clone(course), read: false }
    }
}

impl<J: Job> Future for Delivery<J> {
    type Output = Answer<J::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = std::task::ready!(Pin::new(&mut self.receiver).poll(context));
        self.read = true;
        Poll::Ready(answer.unwrap_or(Ok(None)))
    }
}

impl<J: Job> Drop for Delivery<J> {
    fn drop(&mut self) {
        if self.read {
            return;
        }
        self.receiver.close();
        match self.receiver.try_recv() {
            Ok(Ok(Some(batch))) => self.course.give_back(batch),
            // The place in the line is free again: the window shrinks with it.
            _ => drop(self.course.settle(self.course.lock())),
        }
    }
}
