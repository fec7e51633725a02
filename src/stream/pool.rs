//! The worker threads that all streams of the process share: sources of work in, their pieces run.
//!
//! Threads come when there is work and no idle thread, as many as the most demanding stream asks for, and end after
//! some time without work; they keep no process alive. A stream that waits for memory costs no thread: the idle
//! workers sleep until its time. Which piece comes next is [`Rotation`]'s decision.
//!
//! What comes alone, such as a search for files, is an errand: it waits for no piece to end, as it gets a thread beyond
//! those for pieces. Where the operating system refuses threads, one does everything; where there is none at all, whoever
//! asked is told at once.
//!
//! A disk may take its time, or never answer. While a piece waits for one ([`waiting`]), its thread is held up, and would
//! hold up everybody as soon as all are: where another source is there, a watcher gives a piece's place to another thread
//! after some time. A source can hold up as many threads as it may use itself, cancelled or not.
//!
//! A panic ends what panicked, never a thread or the pool: a source that panics is taken out, and whoever waits for it is
//! told; what an errand or an announcement panics with is dropped.
//!
//! The one rule that keeps work from being forgotten: whoever makes work possible calls a worker, and a worker that
//! finds work calls the next one if there is more.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Condvar, LazyLock, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use super::rotation::{Pick, Rotation, WorkSource};
use crate::error::{Error, contained};
use crate::options::cores;

/// How long a thread of the process's pool stays without work.
const IDLE: Duration = Duration::from_secs(10);

/// Errands that run at once in the process's pool. They wait for disks more than they work, and may wait long.
const ERRANDS_AT_ONCE: usize = 64;

/// How long a piece may wait for a disk before another thread takes its place. These threads give way to all others: on a
/// busy machine they are off the processor for some hundred milliseconds, which is no disk's doing.
const PATIENCE: Duration = Duration::from_secs(1);

/// Threads beyond those for pieces that take the place of others: where more hang, the next have to wait.
const MOST_REPLACED: usize = 64;

/// Work that comes alone.
pub type Errand = Box<dyn FnOnce() + Send>;

/// Starts a thread that runs the given work.
type Spawn = fn(Errand) -> io::Result<()>;

/// A pool of worker threads.
pub struct Pool {
    state: Mutex<State>,
    work_or_time: Condvar,
    spawn: Spawn,
    idle: Duration,
    errands_at_once: usize,
    /// Threads that stay for a while although there is no source.
    kept: usize,
}

#[derive(Default)]
struct State {
    rotation: Rotation,
    errands: VecDeque<Errand>,
    errands_running: usize,
    workers: usize,
    parked: usize,
    /// Pieces that wait for a disk.
    waits: Vec<Wait>,
    /// How many of them no longer count as running, as others run in their place.
    replaced: usize,
    is_watched: bool,
    next_wait: u64,
}

/// A piece that waits for a disk.
struct Wait {
    id: u64,
    since: Instant,
    is_replaced: bool,
}

thread_local! {
    /// The pool that this thread works for.
    static EMPLOYER: RefCell<Weak<Pool>> = const { RefCell::new(Weak::new()) };
    static STACK_BYTES: Cell<usize> = const { Cell::new(usize::MAX) };
}

/// How large the stack of this thread is; no limit on one that is not a pool's.
#[must_use]
pub fn stack_bytes() -> usize {
    STACK_BYTES.get()
}

/// Runs what may wait for a disk. On a pool's thread others take its place meanwhile, if that lasts.
pub fn waiting<T>(ask: impl FnOnce() -> T) -> T {
    let pool = EMPLOYER.with_borrow(Weak::upgrade);
    let _wait = pool.as_ref().map(|pool| pool.begin_wait());
    ask()
}

/// Ends a wait when dropped, by a panic too.
struct WaitEnd<'a> {
    pool: &'a Arc<Pool>,
    id: u64,
}

impl Drop for WaitEnd<'_> {
    fn drop(&mut self) {
        let mut state = self.pool.lock();
        let place = state.waits.iter().position(|wait| wait.id == self.id);
        if place.is_some_and(|place| state.waits.swap_remove(place).is_replaced) {
            // It runs beside the one in its place, until one of both has ended.
            state.replaced -= 1;
            state.rotation.resumed();
        }
    }
}

impl Pool {
    /// The pool of this process.
    pub fn process() -> Arc<Self> {
        static PROCESS: LazyLock<Arc<Pool>> = LazyLock::new(|| Pool::new(spawn_thread, IDLE, ERRANDS_AT_ONCE));
        Arc::clone(&PROCESS)
    }

    /// The pool that hands results over to JavaScript: short errands, for which JavaScript waits.
    pub fn handovers() -> Arc<Self> {
        static HANDOVERS: LazyLock<Arc<Pool>> =
            LazyLock::new(|| Pool::keeping(cores(), spawn_prompt_thread, IDLE, cores()));
        Arc::clone(&HANDOVERS)
    }

    /// A pool without threads that gets its threads from `spawn`, lets them go when `idle` for so long, and has so many
    /// for errands besides those for sources. Those for errands end with them but for one.
    pub fn new(spawn: Spawn, idle: Duration, errands_at_once: usize) -> Arc<Self> {
        // Where threads are scarce one that is there may be the only one there will be.
        Self::keeping(1, spawn, idle, errands_at_once)
    }

    fn keeping(kept: usize, spawn: Spawn, idle: Duration, errands_at_once: usize) -> Arc<Self> {
        Arc::new(Self { state: Mutex::default(), work_or_time: Condvar::new(), spawn, idle, errands_at_once, kept })
    }

    /// Serves `source` from now on until it is over.
    pub fn attach(self: &Arc<Self>, source: Arc<dyn WorkSource>) {
        self.lock().rotation.add(source);
        self.wake();
    }

    /// Runs `errand` on one of the pool's threads, before anything of a source. What it panics with is dropped.
    ///
    /// # Errors
    /// The errand, and why, if the pool has no thread and none can be started.
    pub fn run(self: &Arc<Self>, errand: Errand) -> Result<(), (Errand, io::Error)> {
        let mut state = self.lock();
        state.errands.push_back(errand);
        let Err(error) = self.call_worker(&mut state) else { return Ok(()) };
        // One that there is takes it in its turn.
        match state.errands.pop_back() {
            Some(errand) if state.workers == 0 => Err((errand, error)),
            queued => {
                state.errands.extend(queued);
                Ok(())
            }
        }
    }

    /// Frees what may be a lot on one of the pool's threads, as whoever has no use for it any more is JavaScript's most often;
    /// at once if there is no other thread.
    pub fn free(self: &Arc<Self>, left: impl Send + 'static) {
        drop(self.run(Box::new(move || drop(left))));
    }

    /// A source has become able to be served, or over.
    pub fn wake(self: &Arc<Self>) {
        let mut state = self.lock();
        let over = state.rotation.remove_over();
        self.watch(&mut state);
        let outcome = if state.rotation.wants_worker() { self.call_worker(&mut state) } else { Ok(()) };
        // A pool that has a worker can wait for it; one that has none would let its streams hang.
        let refused = outcome.err().filter(|_| state.workers == 0);
        let sources: Vec<_> = state.rotation.sources().filter(|_| refused.is_some()).map(Arc::clone).collect();
        drop(state);
        drop(over);
        if let Some(error) = refused {
            let error = Error::NoThreads(error.to_string());
            sources.iter().for_each(|source| source.refuse(&error));
            drop(sources);
            let over = self.lock().rotation.remove_over();
            drop(over);
        }
    }

    /// Sees to it that one worker looks for work: one that sleeps, else a new one if more are allowed.
    fn call_worker(self: &Arc<Self>, state: &mut State) -> io::Result<()> {
        let errands = (state.errands.len() + state.errands_running).min(self.errands_at_once);
        if state.parked > 0 {
            self.work_or_time.notify_one();
        } else if state.workers < state.rotation.capacity() + errands + state.replaced {
            let pool = Arc::clone(self);
            (self.spawn)(Box::new(move || pool.work()))?;
            state.workers += 1;
        }
        Ok(())
    }

    fn begin_wait(self: &Arc<Self>) -> WaitEnd<'_> {
        let mut state = self.lock();
        let id = state.next_wait;
        state.next_wait += 1;
        state.waits.push(Wait { id, since: Instant::now(), is_replaced: false });
        self.watch(&mut state);
        WaitEnd { pool: self, id }
    }

    /// Sees to it that somebody watches those that wait, where anybody else could go on. Without a thread for that, they
    /// hold the others up.
    fn watch(self: &Arc<Self>, state: &mut State) {
        if state.is_watched || !state.is_worth_watching() {
            return;
        }
        let pool = Arc::clone(self);
        let watcher = std::thread::Builder::new().name("code-graph-watch".to_owned()).stack_size(WATCHER_STACK);
        state.is_watched = watcher.spawn(move || pool.keep_watch()).is_ok();
    }

    /// The life of the watcher.
    fn keep_watch(self: Arc<Self>) {
        loop {
            std::thread::sleep(PATIENCE);
            let mut state = self.lock();
            if !state.is_worth_watching() {
                state.is_watched = false;
                return;
            }
            let State { waits, replaced, rotation, .. } = &mut *state;
            for wait in waits.iter_mut().filter(|wait| !wait.is_replaced && wait.since.elapsed() >= PATIENCE) {
                if *replaced < MOST_REPLACED {
                    wait.is_replaced = true;
                    *replaced += 1;
                    rotation.finished();
                }
            }
            if state.rotation.wants_worker() {
                self.call_worker(&mut state).unwrap_or_default();
            }
        }
    }

    /// The life of one worker.
    fn work(self: Arc<Self>) {
        EMPLOYER.set(Arc::downgrade(&self));
        let mut idle = false;
        let mut state = self.lock();
        loop {
            if let Some(errand) = self.next_errand(&mut state) {
                self.call_next_worker(&mut state);
                drop(state);
                let _ = contained(errand);
                state = self.lock();
                state.errands_running -= 1;
                idle = false;
                if self.is_one_too_many(&state) {
                    state.workers -= 1;
                    return;
                }
                continue;
            }
            let Pick { assignment, wake_at, changes, broken } = state.rotation.pick(Instant::now());
            if assignment.is_none() && changes.is_empty() && broken.is_empty() {
                if idle && wake_at.is_none() {
                    state.workers -= 1;
                    return;
                }
                (state, idle) = self.park(state, wake_at);
                continue;
            }
            idle = false;
            if assignment.is_some() {
                self.call_next_worker(&mut state);
            }
            drop(state);
            for (source, reason) in broken {
                refuse(source, reason);
            }
            for (source, change) in changes {
                let _ = contained(move || source.announce(change));
            }
            if let Some((source, piece)) = assignment {
                self.run_piece(source, piece);
            }
            state = self.lock();
        }
    }

    fn run_piece(&self, source: Arc<dyn WorkSource>, piece: usize) {
        let ran = contained(|| source.run(piece));
        let mut state = self.lock();
        state.rotation.finished();
        let mut over = if source.is_over() { state.rotation.remove_over() } else { Vec::new() };
        if ran.is_err() {
            over.extend(state.rotation.expel(&source));
        }
        drop(state);
        // What goes with the last hold on a source is foreign too.
        let _ = contained(|| drop(over));
        match ran {
            Ok(()) => contained(|| drop(source)).unwrap_or_default(),
            Err(reason) => refuse(source, reason),
        }
    }

    /// Whether there are more workers than sources and errands ask for, and more than are kept.
    fn is_one_too_many(&self, state: &State) -> bool {
        let others = state.replaced + state.errands_running + state.errands.len();
        state.workers > state.rotation.capacity().max(self.kept) + others
    }

    fn next_errand(&self, state: &mut State) -> Option<Errand> {
        if state.errands_running == self.errands_at_once {
            return None;
        }
        let errand = state.errands.pop_front()?;
        state.errands_running += 1;
        Some(errand)
    }

    /// A worker that found work calls the next one if there is more.
    fn call_next_worker(self: &Arc<Self>, state: &mut State) {
        let has_errand = !state.errands.is_empty() && state.errands_running < self.errands_at_once;
        if has_errand || state.rotation.wants_worker() {
            // Without another thread this worker serves everyone alone, later.
            self.call_worker(state).unwrap_or_default();
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

    /// Whether no piece runs, waits, or has another in its place.
    #[cfg(test)]
    pub fn is_at_rest(&self) -> bool {
        let state = self.lock();
        state.waits.is_empty() && state.replaced == 0 && state.rotation.is_at_rest()
    }

    /// How many sources it serves.
    #[cfg(test)]
    pub fn sources(&self) -> usize {
        self.lock().rotation.sources().count()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells whoever waits for a source that it panicked.
fn refuse(source: Arc<dyn WorkSource>, reason: String) {
    let error = Error::Internal(reason);
    let _ = contained(move || source.refuse(&error));
}

impl State {
    /// Whether a piece waits, and others would wait for it.
    fn is_worth_watching(&self) -> bool {
        !self.waits.is_empty() && self.rotation.sources().nth(1).is_some()
    }
}

/// The watcher calls nothing but the pool.
const WATCHER_STACK: usize = 256 << 10;

/// The stacks that a thread gets, in bytes: the first that there is room for. They are addresses, of which memory is used
/// as far as a parse gets into them. tree-sitter merges and frees the nodes of its own stack by recursion; the first of
/// these is enough for a node a byte of a file of the default `maxFileSize`, which is what the deepest texts have. On a
/// smaller one parses may go less deep: see [`stack_bytes`].
const STACKS: [usize; 4] = [1 << 30, 64 << 20, 8 << 20, 2 << 20];

/// A thread that gives way to the others of the process: JavaScript's, and those that V8 collects garbage on.
pub fn spawn_thread(work: Errand) -> io::Result<()> {
    // Shared, as a thread that does not come about takes with it what it was to do.
    let work = Arc::new(Mutex::new(Some(work)));
    let mut spawned = Err(io::ErrorKind::OutOfMemory.into());
    for bytes in STACKS.into_iter().filter(|bytes| *bytes <= largest_stack()) {
        let work = Arc::clone(&work);
        let thread = std::thread::Builder::new().name("code-graph".to_owned()).stack_size(bytes);
        spawned = thread.spawn(move || {
            give_way();
            STACK_BYTES.set(bytes);
            let work = work.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(work) = work {
                work();
            }
        });
        if spawned.is_ok() {
            break;
        }
    }
    spawned.map(drop)
}

/// Where the addresses that the process may use are limited, no thread takes more than a 64th of them: JavaScript
/// needs them too.
#[cfg(unix)]
fn largest_stack() -> usize {
    use rustix::process::{Resource, getrlimit};

    let limit = getrlimit(Resource::As).current.unwrap_or(u64::MAX);
    usize::try_from(limit / 64).unwrap_or(usize::MAX).max(STACKS[STACKS.len() - 1])
}

/// Elsewhere they are not.
#[cfg(not(unix))]
fn largest_stack() -> usize {
    usize::MAX
}

/// A thread as others are.
fn spawn_prompt_thread(work: Errand) -> io::Result<()> {
    std::thread::Builder::new().name("code-graph-out".to_owned()).spawn(work).map(drop)
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
