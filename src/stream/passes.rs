//! Work that is done in passes, each of which needs all that the one before came to: in turns that any of the pool's
//! threads may take, beside those of all other sources.
//!
//! In: the first [`Pass`]. Out: what the last one comes to, once. Whoever takes the last turn of a pass puts together what
//! its turns made, so no more than one thread does, and with no lock held. A panic, in a turn or behind the last, ends all
//! of it in an error.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::oneshot;

use super::pool::Pool;
use super::rotation::{Turn, WorkSource};
use super::schedule::MemoryChange;
use super::slowest::{SlowPiece, Slowest};
use crate::error::Error;

/// Turns that need nothing of each other.
pub trait Pass: Send + Sync + Sized + 'static {
    /// What a turn makes.
    type Made: Send;

    /// What the last pass comes to.
    type Output;

    /// How many turns there are. Asked once.
    fn turns(&self) -> usize;

    /// Takes a turn. What it makes when nobody [wants](Watch::is_wanted) it any more is dropped.
    fn take(&self, turn: usize, watch: &Watch) -> Self::Made;

    /// All turns are taken, and have made this, in their order.
    fn end(self, made: Vec<Self::Made>) -> Next<Self::Output>;

    /// What a piece is called that was [worked on](Watch::piece).
    fn name(&self, _piece: usize) -> String {
        String::new()
    }
}

/// What follows a pass.
pub struct Next<T>(Follows<T>);

enum Follows<T> {
    Pass(Arc<dyn Stage<T>>),
    Nothing { output: T, rest: Box<dyn Send> },
}

impl<T> Next<T> {
    /// Another pass.
    pub fn pass(pass: impl Pass<Output = T>) -> Self {
        let made = (0..pass.turns()).map(|_| None).collect();
        Self(Follows::Pass(Arc::new(Staged { pass, made: Mutex::new(made) })))
    }

    /// Nothing: this is what all of it comes to. What is left of the work is freed when whoever waits has the output.
    pub fn done(output: T, rest: impl Send + 'static) -> Self {
        Self(Follows::Nothing { output, rest: Box::new(rest) })
    }
}

/// A pass with what its turns have made so far.
struct Staged<P: Pass> {
    pass: P,
    made: Mutex<Vec<Option<P::Made>>>,
}

/// The same, whichever pass it is.
trait Stage<T>: Send + Sync {
    fn turns(&self) -> usize;
    fn take(&self, turn: usize, watch: &Watch);
    /// Nothing while anybody else holds it.
    fn end(self: Arc<Self>) -> Option<Next<T>>;
    fn name(&self, piece: usize) -> String;
}

impl<P: Pass> Stage<P::Output> for Staged<P> {
    fn turns(&self) -> usize {
        locked(&self.made).len()
    }

    fn take(&self, turn: usize, watch: &Watch) {
        let made = self.pass.take(turn, watch);
        if let Some(slot) = locked(&self.made).get_mut(turn) {
            *slot = Some(made);
        }
    }

    fn end(self: Arc<Self>) -> Option<Next<P::Output>> {
        let Self { pass, made } = Arc::into_inner(self)?;
        let made = made.into_inner().unwrap_or_else(PoisonError::into_inner);
        Some(pass.end(made.into_iter().flatten().collect()))
    }

    fn name(&self, piece: usize) -> String {
        self.pass.name(piece)
    }
}

/// What a turn knows of those who wait for it, and they of it.
pub struct Watch {
    is_wanted: AtomicBool,
    slowest: Mutex<Slowest>,
}

impl Watch {
    /// Whether anybody waits still. A turn that takes long asks now and then.
    pub fn is_wanted(&self) -> bool {
        self.is_wanted.load(Ordering::Acquire)
    }

    /// Works on a piece, of which those who wait are told if it takes long.
    pub fn piece<T>(&self, piece: usize, work: impl FnOnce() -> T) -> T {
        locked(&self.slowest).begin(piece, Instant::now());
        let made = work();
        locked(&self.slowest).end(piece, Instant::now());
        made
    }
}

/// What all passes come to; `None` if they were cancelled.
pub type Outcome<T> = Result<Option<T>, Error>;

/// Passes under way.
pub struct Passes<T> {
    threads: usize,
    pool: Arc<Pool>,
    watch: Watch,
    state: Mutex<State<T>>,
}

struct State<T> {
    /// The pass whose turns are taken; none while one is put together, and at the end.
    stage: Option<Arc<dyn Stage<T>>>,
    turns: usize,
    /// The first turn that was not given away.
    next: usize,
    running: usize,
    answer: Option<oneshot::Sender<Outcome<T>>>,
}

impl<T> State<T> {
    fn has_turn(&self, threads: usize) -> bool {
        self.stage.is_some() && self.running < threads && self.next < self.turns
    }
}

impl<T: Send + 'static> Passes<T> {
    /// Gives the passes to the pool, to be done on at most `threads` threads at once.
    pub fn start(pool: &Arc<Pool>, first: Next<T>, threads: usize) -> (Arc<Self>, oneshot::Receiver<Outcome<T>>) {
        let (answer, receiver) = oneshot::channel();
        let state = State { stage: None, turns: 0, next: 0, running: 0, answer: Some(answer) };
        let watch = Watch { is_wanted: AtomicBool::new(true), slowest: Mutex::default() };
        let passes = Arc::new(Self { threads, pool: Arc::clone(pool), watch, state: Mutex::new(state) });
        if passes.go_on(first) {
            pool.attach(Arc::clone(&passes) as Arc<dyn WorkSource>);
        }
        (passes, receiver)
    }

    /// Takes no more turns, and answers at once.
    pub fn cancel(&self) {
        if let Some(stage) = self.answer(Ok(None)) {
            self.pool.free(stage);
        }
        self.pool.wake();
    }

    /// The pieces of the pass at hand that take longest, and what they are called; see [`Slowest::told`].
    pub fn slowest(&self) -> Vec<(SlowPiece, String)> {
        let state = self.lock();
        let Some(stage) = &state.stage else { return Vec::new() };
        let told = locked(&self.watch.slowest).told(Instant::now());
        told.into_iter().map(|piece| (piece, stage.name(piece.index))).collect()
    }

    /// Begins what comes next, unless nobody waits for it; whether there are turns to be taken.
    fn go_on(&self, mut next: Next<T>) -> bool {
        loop {
            match next.0 {
                Follows::Nothing { output, rest } => {
                    drop(self.answer(Ok(Some(output))));
                    drop(rest);
                    return false;
                }
                Follows::Pass(stage) if stage.turns() > 0 => return self.begin(stage),
                Follows::Pass(stage) => match self.put_together(stage) {
                    Some(after) => next = after,
                    None => return false,
                },
            }
        }
    }

    /// What follows a pass all turns of which are taken.
    fn put_together(&self, stage: Arc<dyn Stage<T>>) -> Option<Next<T>> {
        let next = stage.end();
        if next.is_none() {
            drop(self.answer(Err(Error::Internal("a pass ended while it was looked at".to_owned()))));
        }
        next
    }

    fn begin(&self, stage: Arc<dyn Stage<T>>) -> bool {
        let mut state = self.lock();
        if state.answer.is_none() {
            drop(state);
            drop(stage);
            return false;
        }
        (state.turns, state.next, state.stage) = (stage.turns(), 0, Some(stage));
        *locked(&self.watch.slowest) = Slowest::default();
        true
    }

    /// The pass whose last turn this was. One alone is told so, since it is asked as turns end.
    fn end_turn(&self) -> Option<Arc<dyn Stage<T>>> {
        let mut state = self.lock();
        state.running -= 1;
        let is_last = state.running == 0 && state.next == state.turns;
        if is_last { state.stage.take() } else { None }
    }

    /// Whoever waits is answered once. What is left of the work is the caller's to free.
    fn answer(&self, outcome: Outcome<T>) -> Option<Arc<dyn Stage<T>>> {
        let mut state = self.lock();
        let (answer, stage) = (state.answer.take(), state.stage.take());
        self.watch.is_wanted.store(false, Ordering::Release);
        drop(state);
        if let Some(answer) = answer {
            // The receiver is gone only if nobody waits any more.
            let _ = answer.send(outcome);
        }
        stage
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        locked(&self.state)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<T: Send + 'static> WorkSource for Passes<T> {
    fn threads(&self) -> usize {
        self.threads
    }

    fn wants_worker(&self) -> bool {
        self.lock().has_turn(self.threads)
    }

    fn claim(&self, _now: Instant) -> (Turn, Option<MemoryChange>) {
        let mut state = self.lock();
        if !state.has_turn(self.threads) {
            return (Turn::Blocked, None);
        }
        let turn = state.next;
        state.next += 1;
        state.running += 1;
        (Turn::Piece(turn), None)
    }

    fn run(&self, turn: usize) {
        let stage = self.lock().stage.clone();
        if let Some(stage) = stage {
            stage.take(turn, &self.watch);
        }
        let Some(ended) = self.end_turn() else { return };
        if self.put_together(ended).is_some_and(|next| self.go_on(next)) {
            self.pool.wake();
        }
    }

    fn refuse(&self, error: &Error) {
        drop(self.answer(Err(error.clone())));
    }

    fn is_over(&self) -> bool {
        let state = self.lock();
        state.running == 0 && state.answer.is_none()
    }

    fn announce(&self, _change: MemoryChange) {}
}

#[cfg(test)]
mod tests;
