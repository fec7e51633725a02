//! Streams on real threads. What happens is awaited, never slept for; a deadline only ends a test that hangs.

#![allow(clippy::unwrap_used, clippy::panic)]

mod consumers;
mod defects;
mod pressure;
mod results;
mod sharing;

use std::pin::{Pin, pin};
use std::sync::{Condvar, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, Instant};

use super::pool::spawn_thread;
use super::*;
use crate::metrics::memory::{MemoryGauge, MemorySource};
use crate::options::{BatchSize, Options};

const DEADLINE: Duration = Duration::from_secs(60);

/// A job made of a closure; its outputs are what the closure returns, or the panic's text.
struct Script<T> {
    files: usize,
    run: Box<dyn Fn(usize) -> T + Send + Sync>,
}

impl<T: Send + 'static> Job for Script<T> {
    type Output = Result<T, String>;

    fn len(&self) -> usize {
        self.files
    }

    fn run(&self, index: usize) -> Self::Output {
        Ok((self.run)(index))
    }

    fn panicked(&self, _index: usize, reason: String) -> Self::Output {
        assert!(reason != "twice", "again");
        Err(reason)
    }

    fn measure(output: &Self::Output) -> Measure {
        Measure { failure: output.is_err().then_some(FailureCode::Internal), bytes: 10, ..Measure::default() }
    }
}

fn script<T>(files: usize, run: impl Fn(usize) -> T + Send + Sync + 'static) -> Script<T> {
    Script { files, run: Box::new(run) }
}

/// Settings of three files a batch, with a gauge that sees no memory in use.
fn settings(threads: usize) -> StreamSettings {
    StreamSettings {
        threads,
        batch_size: BatchSize::Fixed(3),
        adaptive: false,
        gauge: gauge([0]),
        ..StreamSettings::from(&Options::default())
    }
}

/// A gauge of a process that may use 100 bytes and uses `readings`, one after the other; the last one stays.
fn gauge<const N: usize>(readings: [u64; N]) -> Arc<MemoryGauge> {
    struct Readings(Vec<u64>);

    impl MemorySource for Readings {
        fn resident_bytes(&mut self) -> Option<u64> {
            if self.0.len() > 1 { self.0.pop() } else { self.0.first().copied() }
        }

        fn limit_bytes(&mut self) -> Option<u64> {
            Some(100)
        }
    }

    Arc::new(MemoryGauge::new(Readings(readings.into_iter().rev().collect()), Duration::ZERO))
}

fn pool() -> Arc<Pool> {
    Pool::new(spawn_thread, Duration::from_secs(10), 2)
}

fn start<T: Send + 'static>(pool: &Arc<Pool>, job: Script<T>, settings: StreamSettings) -> Stream<Script<T>> {
    Stream::start_on(Arc::clone(pool), job, settings, Arc::new(Metrics::default()))
}

/// Waits for a future on this thread, without any runtime.
fn wait<F: Future>(future: F) -> F::Output {
    struct Unpark(std::thread::Thread);

    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }

    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let (mut future, deadline) = (pin!(future), Instant::now() + DEADLINE);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return output;
        }
        assert!(Instant::now() < deadline, "nothing happened");
        std::thread::park_timeout(DEADLINE);
    }
}

/// The answer to a call for the next batch, of a stream that has threads.
fn pulled<T>(call: impl Future<Output = Result<Option<Batch<T>>, Error>>) -> Option<Batch<T>> {
    wait(call).unwrap()
}

fn is_ready<F: Future>(future: Pin<&mut F>) -> bool {
    future.poll(&mut Context::from_waker(Waker::noop())).is_ready()
}

/// Waits until `holds`, for what has no event of its own.
fn until(holds: impl Fn() -> bool) {
    let deadline = Instant::now() + DEADLINE;
    while !holds() {
        assert!(Instant::now() < deadline, "it never happened");
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn batches<J: Job>(stream: &Stream<J>) -> Vec<Batch<J::Output>> {
    std::iter::from_fn(|| pulled(stream.next())).collect()
}

fn outputs<T: Send + 'static>(stream: &Stream<Script<T>>) -> Vec<Result<T, String>> {
    batches(stream).into_iter().flat_map(|batch| batch.outputs).collect()
}

/// A door that files wait at, and that counts who came.
#[derive(Default)]
struct Door {
    state: Mutex<(bool, usize)>,
    changed: Condvar,
}

impl Door {
    fn pass(&self) {
        let mut state = self.state.lock().unwrap();
        state.1 += 1;
        self.changed.notify_all();
        let (_state, timeout) = self.changed.wait_timeout_while(state, DEADLINE, |(open, _)| !*open).unwrap();
        assert!(!timeout.timed_out(), "the door stayed shut");
    }

    fn await_arrivals(&self, count: usize) {
        let state = self.state.lock().unwrap();
        let (_state, timeout) =
            self.changed.wait_timeout_while(state, DEADLINE, |(_, arrivals)| *arrivals < count).unwrap();
        assert!(!timeout.timed_out(), "nobody came to the door");
    }

    fn arrivals(&self) -> usize {
        self.state.lock().unwrap().1
    }

    fn open(&self) {
        self.state.lock().unwrap().0 = true;
        self.changed.notify_all();
    }
}
