//! Who waits for the batches of a stream, and how they get them: in the order of their calls, each batch once, also where
//! a consumer goes away before or after it is answered.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, MutexGuard};
use std::task::{Context, Poll};

use tokio::sync::oneshot;

use super::{Course, State};
use crate::error::{Error, contained};
use crate::stream::{Batch, Job};

type Answer<T> = Result<Option<Batch<T>>, Error>;

/// Consumers in line, and answers on their way.
pub struct Consumers<T> {
    waiting: VecDeque<oneshot::Sender<Answer<T>>>,
    /// In order, and whether a thread is carrying them out.
    answers: VecDeque<(oneshot::Sender<Answer<T>>, Answer<T>)>,
    is_answering: bool,
}

impl<T> Default for Consumers<T> {
    fn default() -> Self {
        Self { waiting: VecDeque::new(), answers: VecDeque::new(), is_answering: false }
    }
}

impl<J: Job> Course<J> {
    /// Lines up one more consumer.
    fn wait_for_batch(&self) -> oneshot::Receiver<Answer<J::Output>> {
        let (consumer, receiver) = oneshot::channel();
        let mut state = self.lock();
        state.consumers.waiting.push_back(consumer);
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

    /// Answers consumers with what there is, in order; tells whether a file could start now.
    ///
    /// The answers are carried out by one thread at a time with the lock released, as they wake foreign code.
    pub(super) fn settle<'a>(&'a self, mut state: MutexGuard<'a, State<J::Output>>) -> bool {
        state.match_consumers(self.total);
        let closed = state.schedule.batches_closed();
        self.metrics.record_batches(closed.since(state.counted));
        state.counted = closed;
        let wants_worker = state.schedule.wants_file();
        if state.consumers.is_answering {
            return wants_worker;
        }
        state.consumers.is_answering = true;
        let mut unwanted = Vec::new();
        while let Some((consumer, answer)) = state.consumers.answers.pop_front() {
            drop(state);
            // A consumer that went away meanwhile leaves its batch to the next one; one that panics as it is woken has it.
            let left = contained(|| consumer.send(answer).err()).ok().flatten().and_then(Result::ok).flatten();
            state = self.lock();
            if let Some(batch) = left {
                unwanted.extend(state.put_back(batch));
                state.match_consumers(self.total);
            }
        }
        state.consumers.is_answering = false;
        drop(state);
        drop(unwanted);
        wants_worker
    }
}

impl<T> State<T> {
    /// Gives each waiting consumer the next batch, or the end if there is none to come.
    fn match_consumers(&mut self, total: usize) {
        self.consumers.waiting.retain(|consumer| !consumer.is_closed());
        loop {
            self.schedule.set_consumers(self.consumers.waiting.len());
            if self.consumers.waiting.is_empty() {
                return;
            }
            let answer = self.results.take_returned().or_else(|| {
                let span = self.schedule.take()?;
                Some(self.results.take(span, total))
            });
            if answer.is_none() && !self.schedule.is_drained() {
                return;
            }
            let answer = match &self.refusal {
                Some(error) if answer.is_none() => Err(error.clone()),
                _ => Ok(answer),
            };
            if let Some(consumer) = self.consumers.waiting.pop_front() {
                self.consumers.answers.push_back((consumer, answer));
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
        self.results.put_back(batch);
        None
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
