//! The worker threads that all streams of the process share: sources of work in, their pieces run.
//!
//! Threads come when there is work and no idle thread, as many as the most demanding stream asks for, and end after
//! some time without work; they keep no process alive. A stream that waits for memory costs no thread: the idle
//! workers sleep until its time. Which piece comes next is [`Rotation`]'s decision.
//!
//! The one rule that keeps work from being forgotten: whoever makes work possible calls a worker, and a worker that
//! finds work calls the next one if there is more.

use std::io;
use std::sync::{Arc, Condvar, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::rotation::{Pick, Rotation, WorkSource};

/// How long a thread of the process's pool stays without work.
const IDLE: Duration = Duration::from_secs(10);

/// Starts a thread that runs the given work.
type Spawn = fn(Box<dyn FnOnce() + Send>) -> io::Result<()>;

/// A pool of worker threads.
pub struct Pool {
    state: Mutex<State>,
    work_or_time: Condvar,
    spawn: Spawn,
    idle: Duration,
}

#[derive(Default)]
struct State {
    rotation: Rotation,
    workers: usize,
    parked: usize,
}

impl Pool {
    /// The pool of this process.
    pub fn process() -> Arc<Self> {
        static PROCESS: LazyLock<Arc<Pool>> = LazyLock::new(|| Pool::new(spawn_thread, IDLE));
        Arc::clone(&PROCESS)
    }

    /// A pool without threads that gets its threads from `spawn` and lets them go when `idle` for so long.
    pub fn new(spawn: Spawn, idle: Duration) -> Arc<Self> {
        Arc::new(Self { state: Mutex::default(), work_or_time: Condvar::new(), spawn, idle })
    }

    /// Serves `source` from now on until it is over.
    pub fn attach(self: &Arc<Self>, source: Arc<dyn WorkSource>) {
        self.lock().rotation.add(source);
        self.wake();
    }

    /// A source has become able to be served, or over.
    pub fn wake(self: &Arc<Self>) {
        let mut state = self.lock();
        let over = state.rotation.remove_over();
        let outcome = if state.rotation.wants_worker() { self.call_worker(&mut state) } else { Ok(()) };
        // A pool that has a worker can wait for it; one that has none would let its streams hang.
        let refused = outcome.err().filter(|_| state.workers == 0);
        let sources: Vec<_> = state.rotation.sources().filter(|_| refused.is_some()).map(Arc::clone).collect();
        drop(state);
        drop(over);
        if let Some(error) = refused {
            let reason = format!("no thread could be started: {error}");
            sources.iter().for_each(|source| source.refuse(&reason));
            drop(sources);
            let over = self.lock().rotation.remove_over();
            drop(over);
        }
    }

    /// Sees to it that one worker looks for work: one that sleeps, else a new one if more are allowed.
    fn call_worker(self: &Arc<Self>, state: &mut State) -> io::Result<()> {
        if state.parked > 0 {
            self.work_or_time.notify_one();
        } else if state.workers < state.rotation.capacity() {
            let pool = Arc::clone(self);
            (self.spawn)(Box::new(move || pool.work()))?;
            state.workers += 1;
        }
        Ok(())
    }

    /// The life of one worker.
    fn work(self: Arc<Self>) {
        let mut idle = false;
        let mut state = self.lock();
        loop {
            let Pick { assignment, wake_at, changes } = state.rotation.pick(Instant::now());
            if assignment.is_none() && changes.is_empty() {
                if idle && wake_at.is_none() {
                    state.workers -= 1;
                    return;
                }
                (state, idle) = self.park(state, wake_at);
                continue;
            }
            idle = false;
            if assignment.is_some() && state.rotation.wants_worker() {
                // Without another thread this worker serves everyone alone, later.
                self.call_worker(&mut state).unwrap_or_default();
            }
            drop(state);
            for (source, change) in changes {
                source.announce(change);
            }
            if let Some((source, piece)) = assignment {
                source.run(piece);
                let mut state = self.lock();
                state.rotation.finished();
                let over = if source.is_over() { state.rotation.remove_over() } else { Vec::new() };
                drop(state);
                drop((over, source));
            }
            state = self.lock();
        }
    }

    /// Sleeps until called, until `wake_at` if that is sooner, or for as long as a thread may be idle; the second answer
    /// is whether nobody called.
    fn park<'a>(&'a self, mut state: MutexGuard<'a, State>, wake_at: Option<Instant>) -> (MutexGuard<'a, State>, bool) {
        let time = wake_at.map_or(self.idle, |time| time.saturating_duration_since(Instant::now()).min(self.idle));
        state.parked += 1;
        let (mut state, timeout) = self.work_or_time.wait_timeout(state, time).unwrap_or_else(PoisonError::into_inner);
        state.parked -= 1;
        (state, timeout.timed_out())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A thread that gives way to the others of the process: JavaScript's, and those that V8 collects garbage on.
pub fn spawn_thread(work: Box<dyn FnOnce() + Send>) -> io::Result<()> {
    let spawned = std::thread::Builder::new().name("code-graph".to_owned()).spawn(move || {
        give_way();
        work();
    });
    spawned.map(drop)
}

/// Ten steps nicer: with a parser thread a core, the JavaScript thread would else wait its turn behind them, and each
/// garbage collection for helpers that wait behind them too. Nothing is lost where nobody else wants the core.
#[cfg(target_os = "linux")]
fn give_way() {
    use rustix::process::{getpriority_process, setpriority_process};

    // On Linux this is the priority of the calling thread alone. A sandbox may refuse.
    let _ = getpriority_process(None).and_then(|priority| setpriority_process(None, priority + 10));
}

/// Only Linux has priorities of threads that need no privilege and no code of a platform's own.
#[cfg(not(target_os = "linux"))]
fn give_way() {}
