//! Room in memory for the files of a stream: what each is expected to take, what is promised to those that run, and what
//! becomes of a stream where there is none.

use std::collections::VecDeque;
use std::sync::Arc;

use super::{Course, State};
use crate::error::contained;
use crate::metrics::Metrics;
use crate::metrics::memory::Promise;
use crate::stream::Job;
use crate::stream::pool::waiting;
use crate::stream::schedule::{Look, MemoryChange};
use crate::stream::settings::MemoryPressure;

/// From this weight on a file is worth a look at memory of its own, which takes some microseconds.
const HEAVY: u64 = 4 << 20;

/// The weights of the next files.
pub struct Weights {
    /// As far as they are known.
    pub known: VecDeque<u64>,
    /// Whether a thread is about to find out more.
    is_weighing: bool,
}

impl Weights {
    /// Those that are known from the start.
    pub fn of(first: Vec<u64>) -> Self {
        Self { known: first.into(), is_weighing: false }
    }
}

impl<J: Job> Course<J> {
    /// What memory looks like to a file of this weight.
    pub(super) fn look(&self, weight: u64) -> Look {
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

    /// What is promised to the file `index` while it runs, if that is not known yet. May block.
    pub(super) fn promise(&self, index: usize) -> Promise {
        self.settings.gauge.promise(waiting(|| self.weigh(index)))
    }

    /// Finds out what files weigh before they come to be started: the list is long, and a disk may be slow, so whoever
    /// runs a file does it for the next few.
    pub(super) fn weigh_ahead(&self, index: usize) {
        let known = self.job.known();
        let mut state = self.lock();
        let first = state.schedule.next_file() + state.weights.known.len();
        let end = known.min(index.saturating_add(2 * self.threads + 1));
        if state.weights.is_weighing || first >= end {
            return;
        }
        state.weights.is_weighing = true;
        drop(state);
        let weights: Vec<_> = waiting(|| (first..end).map(|index| self.weigh(index)).collect());
        let mut state = self.lock();
        state.weights.is_weighing = false;
        let wanted = state.schedule.wants_file();
        // Nothing started meanwhile whose weight was not known: this file runs.
        state.weights.known.extend(weights);
        state.schedule.weigh(end);
        let wants_worker = !wanted && state.schedule.wants_file();
        drop(state);
        if wants_worker {
            self.pool.wake();
        }
    }

    fn weigh(&self, index: usize) -> u64 {
        contained(|| self.job.weigh(index)).unwrap_or(0)
    }

    /// A file that had this promised has ended: what it left is given back where memory is not plenty.
    pub(super) fn tidy_up(&self, promised: u64) {
        if promised < HEAVY {
            return;
        }
        // Up to there nobody needs what a file has left.
        let plenty = self.limit as f64 * self.settings.memory.threshold / 2.0;
        if self.settings.gauge.resident_bytes_now() as f64 > plenty {
            // What is kept for the next file is no part of this one.
            let _ = contained(|| self.job.tidy_up());
        }
    }

    /// Tells the observer what changed.
    pub(super) fn tell(&self, change: MemoryChange) {
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

    fn pressure(&self, share: f64, pauses: u32) -> MemoryPressure {
        MemoryPressure { share, threshold: self.settings.memory.threshold, limit_bytes: self.limit, pauses }
    }
}

impl<T> State<T> {
    /// Notes what a look at memory changed.
    pub(super) fn note(&mut self, change: &MemoryChange, metrics: &Arc<Metrics>) {
        self.is_short_of_memory = !matches!(change, MemoryChange::Resumed);
        match change {
            MemoryChange::Paused { .. } => self.memory_pause = Some(metrics.memory_pause_started()),
            MemoryChange::Resumed => self.memory_pause = None,
            MemoryChange::SingleFile { .. } => {
                self.memory_pause = None;
                metrics.record_single_file_phase();
            }
        }
    }
}
