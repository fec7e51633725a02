//! Which file may start next, and which finished files make the next batch: pure logic of one stream.
//!
//! In come questions ("may a file start now?") and events (a file finished, more of the list is known, the consumer
//! waits, cancel), each with the time and memory they need; out come file indices and batches. There are no threads, no clock, no I/O and no
//! results in here, so a test can drive years of any schedule in a moment.
//!
//! How it decides:
//!
//! - Files start in the order of the list. A file that finishes early waits for those before it.
//! - A batch is closed when its files are all finished, and only then is the size of the next one known. Files go on
//!   starting meanwhile, as no thread has to wait for a size, and sizes depend on the files alone, not on how the
//!   threads happened to run.
//! - Where sizes adapt, a batch whose results are large is closed before it has its number of files.
//! - A file may start only if it belongs to one of the batches that may exist: `prefetch_batches` and one for each
//!   waiting consumer. So a consumer that stops pulling stops the stream, and the stream holds that many batches.
//! - Each file has a weight: the memory it is expected to take. It starts beside others only if there is room for it
//!   below the threshold, what those that run may still take counted in. A file that is too large for that waits until
//!   nothing runs, and runs alone. So is one whose weight is not known yet.
//! - Before each start the memory share is looked at. Too high: nothing starts for a while (a pause). Too many pauses
//!   in a row: one file at a time, until a look finds memory again. So a stream cannot hang.

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use super::sizes::Sizes;
use crate::metrics::BatchCount;

/// What a schedule keeps to.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Files that may run at once; at least 1.
    pub threads: usize,
    /// Files in the first batch.
    pub first_batch: usize,
    /// Whether the sizes after it follow work and memory.
    pub adaptive: bool,
    /// The memory that the results of one batch may take at their consumer's before the batch is closed; no bound where
    /// sizes do not adapt.
    pub batch_memory: u64,
    /// Closed batches that may wait without a consumer; at least 1.
    pub prefetch_batches: usize,
    /// The share of the memory limit above which no file starts.
    pub memory_threshold: f64,
    /// How long a pause lasts before the next look.
    pub memory_pause: Duration,
    /// Pauses in a row, after which one file at a time starts nevertheless.
    pub max_memory_pauses: u32,
}

/// The answer to "may a file start now?".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// This file: it counts as running from now on.
    File(usize),
    /// Memory is scarce: ask again at this time.
    NotBefore(Duration),
    /// The next file has no room beside those that run, of whichever stream: ask again when one of them ends, and start
    /// no other before.
    AfterOthers,
    /// Not before something happens: a file finishes, the consumer pulls, the stream is resumed. Perhaps never.
    Blocked,
}

/// What a look at memory sees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// The share of the memory limit in use.
    pub share: f64,
    /// The share that would be in use with all that files that run may still take, and the next one.
    pub expected: f64,
    /// Whether no file runs, of whichever stream.
    pub is_alone: bool,
}

/// What a look at memory changed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MemoryChange {
    /// A pause began, `pauses` in a row with this one.
    Paused {
        /// The share of the memory limit in use.
        share: f64,
        /// Pauses in a row.
        pauses: u32,
    },
    /// Files start again without restriction.
    Resumed,
    /// Files start again, one at a time, although memory is still scarce.
    SingleFile {
        /// The share of the memory limit in use.
        share: f64,
    },
}

/// A closed batch: a run of the list, all of it finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Counted from 0.
    pub index: usize,
    /// Its first file.
    pub first: usize,
    /// How many files.
    pub len: usize,
    /// The time its files need on this stream's threads, without waiting: the longest file, or the sum shared by all
    /// threads if that is more.
    pub work: Duration,
    /// How many batches there will be, as far as can be known; exact in the last one.
    pub total_batches: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Memory {
    Plenty,
    Paused { until: Duration, pauses: u32 },
    SingleFile,
}

/// The state of one stream's schedule.
#[derive(Debug)]
pub struct Schedule {
    rules: Rules,
    total: usize,
    /// The files before this one are known by name, so they can start.
    known: usize,
    /// The files before this one are known by weight.
    weighed: usize,
    /// The first file that has not started.
    next_file: usize,
    running: usize,
    /// The first file that is in no closed batch.
    open_from: usize,
    /// The work of the files from `open_from` to `next_file`, and the memory of their results; `None` while a file runs.
    works: VecDeque<Option<(Duration, u64)>>,
    /// How many of `works` are finished without a gap, and the memory of their results.
    finished: usize,
    finished_memory: u64,
    sizes: Sizes,
    closed: usize,
    /// Files that failed and are in no closed batch.
    failures: BTreeSet<usize>,
    /// Closed batches that hold a file that failed.
    closed_failed: u64,
    ready: VecDeque<Span>,
    consumers: usize,
    memory: Memory,
    held: bool,
    given_up: bool,
    cancelled: bool,
}

impl Schedule {
    /// The schedule of a list of `total` files, none of them started, the first `known` of which can start, and the first
    /// `weighed` of which have a known weight.
    pub fn new(total: usize, known: usize, weighed: usize, rules: Rules) -> Self {
        Self {
            sizes: Sizes::new(rules.first_batch, rules.adaptive),
            rules,
            total,
            known: known.min(total),
            weighed,
            next_file: 0,
            running: 0,
            open_from: 0,
            works: VecDeque::new(),
            finished: 0,
            finished_memory: 0,
            closed: 0,
            failures: BTreeSet::new(),
            closed_failed: 0,
            ready: VecDeque::new(),
            consumers: 0,
            memory: Memory::Plenty,
            held: false,
            given_up: false,
            cancelled: false,
        }
    }

    /// Starts the next file if one may start at `now`. `look` is asked only if memory is what decides.
    pub fn start(&mut self, now: Duration, look: impl FnOnce() -> Look) -> (Start, Option<MemoryChange>) {
        if !self.wants_file() {
            return (Start::Blocked, self.leave_pause_without_need(now));
        }
        if let Memory::Paused { until, .. } = self.memory
            && now < until
        {
            return (Start::NotBefore(until), None);
        }
        let Look { share, expected, is_alone } = look();
        let change = self.look_at_memory(now, share);
        let start = match self.memory {
            Memory::Paused { until, .. } => Start::NotBefore(until),
            Memory::SingleFile if self.running > 0 => Start::Blocked,
            Memory::Plenty if expected > self.rules.memory_threshold && !is_alone => Start::AfterOthers,
            Memory::SingleFile | Memory::Plenty => self.start_next(),
        };
        (start, change)
    }

    /// Whether the next file waits for nothing but memory.
    pub fn wants_file(&self) -> bool {
        let at_once = if self.memory == Memory::SingleFile { 1 } else { self.rules.threads };
        let may_run = !self.cancelled && !self.given_up && !self.held && self.running < at_once;
        let may_start = may_run && self.next_file < self.known.min(self.window_end());
        may_start && (self.next_file < self.weighed || self.running == 0)
    }

    /// The first file that has not started.
    pub fn next_file(&self) -> usize {
        self.next_file
    }

    /// The first `weighed` files of the list have a known weight now.
    pub fn weigh(&mut self, weighed: usize) {
        self.weighed = self.weighed.max(weighed);
    }

    /// The first `known` files of the list can start now.
    pub fn extend(&mut self, known: usize) {
        self.known = self.known.max(known.min(self.total));
    }

    /// The running file `index` finished after `work`, with a result that takes `memory` bytes at its consumer's.
    pub fn finish(&mut self, index: usize, work: Duration, memory: u64) {
        self.running = self.running.saturating_sub(1);
        if self.cancelled || self.given_up {
            return;
        }
        if let Some(slot) = index.checked_sub(self.open_from).and_then(|offset| self.works.get_mut(offset)) {
            *slot = Some((work, memory));
        }
        self.close_batches();
    }

    /// So many consumers wait for a batch now.
    pub fn set_consumers(&mut self, consumers: usize) {
        self.consumers = consumers;
        self.close_batches();
    }

    /// Hands out the oldest closed batch; a consumer, if one waits, waits no more.
    pub fn take(&mut self) -> Option<Span> {
        let span = self.ready.pop_front()?;
        self.consumers = self.consumers.saturating_sub(1);
        self.close_batches();
        Some(span)
    }

    /// No file starts until [`Schedule::resume`]; batches that are closed can be taken.
    pub fn pause(&mut self) {
        self.held = true;
    }

    /// Undoes [`Schedule::pause`].
    pub fn resume(&mut self) {
        self.held = false;
    }

    /// No file starts any more, and those that run are waited for no more; batches that are closed can be taken.
    pub fn give_up(&mut self) {
        self.given_up = true;
    }

    /// No file starts and no batch is handed out any more.
    pub fn cancel(&mut self) {
        self.cancelled = true;
        self.ready.clear();
        self.works.clear();
    }

    /// Whether it was cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled
    }

    /// Whether there is no batch to come: all were taken, or no file starts any more.
    pub fn is_drained(&self) -> bool {
        self.cancelled || (self.given_up || self.open_from == self.total) && self.ready.is_empty()
    }

    /// Whether no thread is needed any more: no file runs and none will start.
    pub fn is_over(&self) -> bool {
        self.running == 0 && (self.cancelled || self.given_up || self.next_file == self.total)
    }

    /// Whether all files have finished.
    pub fn is_over_with_all(&self) -> bool {
        self.running == 0 && self.next_file == self.total
    }

    /// The running file `index` will have no analysis, and its batch failed with it.
    pub fn fail(&mut self, index: usize) {
        if !self.cancelled {
            self.failures.insert(index);
        }
    }

    /// The batches that were closed so far.
    pub fn batches_closed(&self) -> BatchCount {
        BatchCount { completed: self.closed as u64, failed: self.closed_failed }
    }

    fn start_next(&mut self) -> Start {
        let index = self.next_file;
        self.next_file += 1;
        self.running += 1;
        self.works.push_back(None);
        Start::File(index)
    }

    fn look_at_memory(&mut self, now: Duration, share: f64) -> Option<MemoryChange> {
        if share <= self.rules.memory_threshold {
            let change = (self.memory != Memory::Plenty).then_some(MemoryChange::Resumed);
            self.memory = Memory::Plenty;
            return change;
        }
        let pauses = match self.memory {
            Memory::Plenty => 1,
            Memory::Paused { pauses, .. } => pauses.saturating_add(1),
            Memory::SingleFile => {
                self.sizes.hold();
                return None;
            }
        };
        if pauses > self.rules.max_memory_pauses {
            self.memory = Memory::SingleFile;
            return Some(MemoryChange::SingleFile { share });
        }
        self.memory = Memory::Paused { until: now + self.rules.memory_pause, pauses };
        self.sizes.memory_pressed();
        self.close_batches();
        Some(MemoryChange::Paused { share, pauses })
    }

    /// A pause that has lasted its time is over, without a look, if nothing would start anyway: memory is not what
    /// the stream waits for.
    fn leave_pause_without_need(&mut self, now: Duration) -> Option<MemoryChange> {
        match self.memory {
            Memory::Paused { until, .. } if until <= now => {
                self.memory = Memory::Plenty;
                Some(MemoryChange::Resumed)
            }
            _ => None,
        }
    }

    /// The first file of the first batch that may not exist yet, taking batches to come for as large as the present
    /// one.
    fn window_end(&self) -> usize {
        let batches = self.batches_allowed().saturating_sub(self.ready.len());
        self.open_from.saturating_add(batches.saturating_mul(self.sizes.current()))
    }

    fn batches_allowed(&self) -> usize {
        self.rules.prefetch_batches.saturating_add(self.consumers).max(1)
    }

    fn close_batches(&mut self) {
        while self.ready.len() < self.batches_allowed() {
            let len = self.sizes.current().min(self.total - self.open_from);
            while self.finished < len
                && !self.is_heavy()
                && let Some((_, memory)) = self.works.get(self.finished).copied().flatten()
            {
                self.finished += 1;
                self.finished_memory = self.finished_memory.saturating_add(memory);
            }
            if len == 0 || self.finished < len && !self.is_heavy() {
                break;
            }
            self.close_batch(self.finished.min(len));
        }
    }

    /// Whether the finished files of the batch being filled are as much as one batch may be, however few they are.
    fn is_heavy(&self) -> bool {
        self.rules.adaptive && self.finished > 0 && self.finished_memory >= self.rules.batch_memory
    }

    fn close_batch(&mut self, len: usize) {
        let (mut longest, mut sum) = (Duration::ZERO, Duration::ZERO);
        for (work, memory) in self.works.drain(..len).flatten() {
            self.finished_memory = self.finished_memory.saturating_sub(memory);
            longest = longest.max(work);
            sum += work;
        }
        let threads = u32::try_from(self.rules.threads.max(1)).unwrap_or(u32::MAX);
        let work = longest.max(sum / threads);
        self.sizes.batch_took(work);
        let (index, first) = (self.closed, self.open_from);
        self.closed += 1;
        self.open_from += len;
        self.finished -= len;
        let later = self.failures.split_off(&self.open_from);
        self.closed_failed += u64::from(!std::mem::replace(&mut self.failures, later).is_empty());
        let total_batches = self.closed + self.sizes.batches_for(self.total - self.open_from);
        self.ready.push_back(Span { index, first, len, work, total_batches });
    }
}

#[cfg(test)]
mod simulation;
#[cfg(test)]
mod tests;
