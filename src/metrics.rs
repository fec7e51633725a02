//! What streams report about themselves, and the numbers a health endpoint reads from it.
//!
//! Recorders take one short lock for each file, batch and pause; [`Metrics::snapshot`] takes the same lock once, so
//! that its numbers belong together. Nothing here schedules, and no stream reads a metric to decide something.

pub mod memory;

use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::error::FailureCode;
use memory::MemoryGauge;

/// The metrics of one instance: shared by all of its streams, and correct while they run.
pub struct Metrics {
    gauge: Arc<MemoryGauge>,
    counters: Mutex<Counters>,
}

/// What [`Metrics::snapshot`] reads. Times are in milliseconds; points in time are on one monotonic clock of the
/// process whose zero has no meaning: add `performance.now() - now` to translate them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MetricsSnapshot {
    /// Files that came to an end since the reset, failed ones too.
    pub files_processed: u64,
    /// Of them, those that failed.
    pub files_failed: u64,
    /// Bytes of source in them.
    pub bytes_processed: u64,
    /// Of the failed ones, those that took longer than they may.
    pub timeouts: u64,
    /// Batches that were completed.
    pub batches_processed: u64,
    /// Of them, those with a file that failed.
    pub batches_failed: u64,
    /// The mean time one file took a thread, in milliseconds; 0 before the first file.
    pub average_processing_time: f64,
    /// Files a second over [`MetricsSnapshot::active_ms`].
    pub files_per_second: f64,
    /// The time in which at least one stream was active, in milliseconds; overlapping streams count once.
    pub active_ms: f64,
    /// The highest share of the memory limit seen by a stream since the reset, 0 to 1.
    pub memory_usage: f64,
    /// The present share of the memory limit, 0 to 1; the limit is that of the stream started last.
    pub current_memory_usage: f64,
    /// The moment of this snapshot.
    pub now: f64,
    /// The moment of the reset, or of the making.
    pub start_time: f64,
    /// The moment the last batch was completed; `None` before the first one.
    pub last_batch_time: Option<f64>,
    /// `now - start_time`.
    pub uptime: f64,
    /// How many times a stream waited for memory, each wait being `memoryPauseMs` long.
    pub memory_pauses: u64,
    /// The time in which at least one stream waited for memory, in milliseconds.
    pub memory_paused_ms: f64,
    /// Streams that wait for memory now.
    pub paused_streams: u64,
    /// How many times a stream gave up waiting and went on with one file at a time.
    pub single_file_phases: u64,
    /// Streams that have neither delivered their last batch nor been cancelled.
    pub active_streams: u64,
    /// Files whose record came from a cache.
    pub cache_hits: u64,
    /// Files a cache was asked for in vain.
    pub cache_misses: u64,
}

/// How many batches came to an end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BatchCount {
    /// All of them.
    pub completed: u64,
    /// Those with a file that failed.
    pub failed: u64,
}

impl BatchCount {
    /// Those that were not among the `earlier` ones yet.
    #[must_use]
    pub fn since(self, earlier: Self) -> Self {
        Self { completed: self.completed - earlier.completed, failed: self.failed - earlier.failed }
    }
}

/// How many files a cache was asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CacheCount {
    /// Those it had.
    pub hits: u64,
    /// Those it had not.
    pub misses: u64,
}

impl CacheCount {
    /// Counts one more.
    pub const fn add(&mut self, is_hit: bool) {
        if is_hit {
            self.hits += 1;
        } else {
            self.misses += 1;
        }
    }
}

/// All that a reset sets back, and the two clocks that it restarts.
struct Counters {
    since: Instant,
    tally: Tally,
    active: Stopwatch,
    paused: Stopwatch,
    limit: u64,
}

#[derive(Default)]
struct Tally {
    files: u64,
    failed: u64,
    bytes: u64,
    timeouts: u64,
    work: Duration,
    batches: BatchCount,
    last_batch: Option<Instant>,
    highest_share: f64,
    memory_pauses: u64,
    single_file_phases: u64,
    cache: CacheCount,
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new(MemoryGauge::process())
    }
}

impl Metrics {
    /// Metrics at zero that read the present memory from `gauge`.
    #[must_use]
    pub fn new(gauge: Arc<MemoryGauge>) -> Self {
        let counters = Counters {
            since: Instant::now(),
            tally: Tally::default(),
            active: Stopwatch::default(),
            paused: Stopwatch::default(),
            limit: gauge.limit_bytes(),
        };
        // The clock of snapshots begins no later than the first thing it measures.
        LazyLock::force(&CLOCK);
        Self { gauge, counters: Mutex::new(counters) }
    }

    /// The numbers as they are now. Costs a lock and, at most every 10 ms in the whole process, a reading of the
    /// resident set.
    #[must_use]
    pub fn snapshot(&self) -> MetricsSnapshot {
        let resident = self.gauge.resident_bytes();
        let mut counters = self.lock();
        let now = Instant::now();
        let share = resident as f64 / counters.limit as f64;
        if counters.active.is_running() {
            counters.see_share(share);
        }
        let Counters { since, tally, active, paused, .. } = &*counters;
        let active_time = active.total(now);
        MetricsSnapshot {
            files_processed: tally.files,
            files_failed: tally.failed,
            bytes_processed: tally.bytes,
            timeouts: tally.timeouts,
            batches_processed: tally.batches.completed,
            batches_failed: tally.batches.failed,
            average_processing_time: ratio(milliseconds(tally.work), tally.files as f64),
            files_per_second: ratio(tally.files as f64, active_time.as_secs_f64()),
            active_ms: milliseconds(active_time),
            memory_usage: tally.highest_share,
            current_memory_usage: share.min(1.0),
            now: on_clock(now),
            start_time: on_clock(*since),
            last_batch_time: tally.last_batch.map(on_clock),
            uptime: milliseconds(now.saturating_duration_since(*since)),
            memory_pauses: tally.memory_pauses,
            memory_paused_ms: milliseconds(paused.total(now)),
            paused_streams: paused.running as u64,
            single_file_phases: tally.single_file_phases,
            active_streams: active.running as u64,
            cache_hits: tally.cache.hits,
            cache_misses: tally.cache.misses,
        }
    }

    /// Back to zeros. Streams that are under way stay active and count from here on.
    pub fn reset(&self) {
        let mut counters = self.lock();
        let now = Instant::now();
        counters.since = now;
        counters.tally = Tally::default();
        counters.active.reset(now);
        counters.paused.reset(now);
    }

    /// Counts a stream as active until the answer is dropped. `limit` is the memory limit it works under, in bytes.
    #[must_use]
    pub fn stream_started(self: &Arc<Self>, limit: u64) -> Lap {
        self.lock().limit = limit.max(1);
        Lap::start(self, |counters| &mut counters.active)
    }

    /// Counts one pause for memory, and its time until the answer is dropped.
    #[must_use]
    pub fn memory_pause_started(self: &Arc<Self>) -> Lap {
        self.lock().tally.memory_pauses += 1;
        Lap::start(self, |counters| &mut counters.paused)
    }

    /// A stream goes on with one file at a time although memory is scarce.
    pub fn record_single_file_phase(&self) {
        self.lock().tally.single_file_phases += 1;
    }

    /// A file came to an end after `work` on one thread, having read `bytes` of source, or failed.
    pub fn record_file(&self, work: Duration, failure: Option<FailureCode>, bytes: u64) {
        let tally = &mut self.lock().tally;
        tally.files += 1;
        tally.failed += u64::from(failure.is_some());
        tally.timeouts += u64::from(failure == Some(FailureCode::ParseTimeout));
        tally.bytes += bytes;
        tally.work += work;
    }

    /// A file that counts as processed turned out to be one that cannot be linked.
    pub fn record_link_failure(&self) {
        self.lock().tally.failed += 1;
    }

    /// Batches were completed.
    pub fn record_batches(&self, BatchCount { completed, failed }: BatchCount) {
        if completed > 0 {
            let tally = &mut self.lock().tally;
            tally.batches.completed += completed;
            tally.batches.failed += failed;
            tally.last_batch = Some(Instant::now());
        }
    }

    /// A stream saw this share of its memory limit in use.
    pub fn record_memory_share(&self, share: f64) {
        self.lock().see_share(share);
    }

    /// A cache was asked for a file's record.
    pub fn record_cache(&self, is_hit: bool) {
        self.lock().tally.cache.add(is_hit);
    }

    fn lock(&self) -> MutexGuard<'_, Counters> {
        self.counters.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counters {
    fn see_share(&mut self, share: f64) {
        self.tally.highest_share = self.tally.highest_share.max(share.min(1.0));
    }
}

/// Counts the time something lasts for [`Metrics`], from its making until it is dropped.
pub struct Lap {
    metrics: Arc<Metrics>,
    stopwatch: fn(&mut Counters) -> &mut Stopwatch,
}

impl Lap {
    fn start(metrics: &Arc<Metrics>, stopwatch: fn(&mut Counters) -> &mut Stopwatch) -> Self {
        stopwatch(&mut metrics.lock()).start(Instant::now());
        Self { metrics: Arc::clone(metrics), stopwatch }
    }
}

impl Drop for Lap {
    fn drop(&mut self) {
        (self.stopwatch)(&mut self.metrics.lock()).stop(Instant::now());
    }
}

/// The time in which at least one of several overlapping laps ran.
#[derive(Default)]
struct Stopwatch {
    running: usize,
    since: Option<Instant>,
    before: Duration,
}

impl Stopwatch {
    fn start(&mut self, now: Instant) {
        self.running += 1;
        self.since.get_or_insert(now);
    }

    fn stop(&mut self, now: Instant) {
        self.running = self.running.saturating_sub(1);
        if self.running == 0 {
            self.before = self.total(now);
            self.since = None;
        }
    }

    fn reset(&mut self, now: Instant) {
        self.before = Duration::ZERO;
        self.since = self.is_running().then_some(now);
    }

    fn is_running(&self) -> bool {
        self.running > 0
    }

    fn total(&self, now: Instant) -> Duration {
        self.before + self.since.map_or(Duration::ZERO, |since| now.saturating_duration_since(since))
    }
}

/// The zero of the points in time of snapshots.
static CLOCK: LazyLock<Instant> = LazyLock::new(Instant::now);

fn on_clock(moment: Instant) -> f64 {
    milliseconds(moment.saturating_duration_since(*CLOCK))
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// `part / whole`, and 0 where nothing was measured yet.
fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

#[cfg(test)]
mod tests;
