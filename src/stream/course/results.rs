//! What a stream has made and not handed out: a slot for each file that was started, in the order of the list, and batches
//! that came back. Knows neither threads nor who waits.

use std::collections::VecDeque;

use crate::metrics::memory::Promise;
use crate::stream::Batch;
use crate::stream::schedule::Span;

/// Results of files, and batches made of them.
pub struct Results<T> {
    /// The files from `first` on that were started.
    slots: VecDeque<Slot<T>>,
    first: usize,
    /// Batches whose consumer went away after it was answered.
    returned: VecDeque<Batch<T>>,
}

/// One file that was started and not handed out.
struct Slot<T> {
    /// `None` while it runs.
    output: Option<T>,
    /// `None` while it runs, as it has it then, and while its weight is not known.
    promise: Option<Promise>,
}

impl<T> Default for Results<T> {
    fn default() -> Self {
        Self { slots: VecDeque::new(), first: 0, returned: VecDeque::new() }
    }
}

impl<T> Results<T> {
    /// The next file of the list is started, with what is promised to it as far as that is known.
    pub fn start(&mut self, promise: Option<Promise>) {
        self.slots.push_back(Slot { output: None, promise });
    }

    /// What was promised to a file that begins to run, which has it from now on.
    pub fn take_promise(&mut self, index: usize) -> Option<Promise> {
        self.slot(index)?.promise.take()
    }

    /// A file is at its end, with its output, if it has one, and what that will take at its consumer's.
    pub fn finish(&mut self, index: usize, output: Option<T>, promise: Promise) {
        if let Some(slot) = self.slot(index) {
            *slot = Slot { output, promise: Some(promise) };
        }
    }

    /// The batch of a span, all files of which are at their end.
    pub fn take(&mut self, span: Span, total: usize) -> Batch<T> {
        let Span { index, first, len, work, total_batches } = span;
        let outputs = self.slots.drain(..len).filter_map(|slot| slot.output).collect();
        self.first = first + len;
        let work_ms = work.as_secs_f64() * 1000.0;
        Batch { outputs, index, first, processed: self.first, total, total_batches, work_ms }
    }

    /// Keeps a batch whose consumer went away for the next one.
    pub fn put_back(&mut self, batch: Batch<T>) {
        let place = self.returned.partition_point(|other| other.index < batch.index);
        self.returned.insert(place, batch);
    }

    /// The first of those batches.
    pub fn take_returned(&mut self) -> Option<Batch<T>> {
        self.returned.pop_front()
    }

    fn slot(&mut self, index: usize) -> Option<&mut Slot<T>> {
        index.checked_sub(self.first).and_then(|offset| self.slots.get_mut(offset))
    }
}
