//! Passes on real threads, with defects wherever one may be. What happens is awaited; a deadline only ends a test that
//! hangs.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::sync::Barrier;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use super::*;
use crate::stream::pool::spawn_thread;

const DEADLINE: Duration = Duration::from_secs(60);

/// The turns of each pass of a test.
const TURNS: [usize; 4] = [1, 7, 2, 30];

/// What a turn does first, by the numbers of pass and turn; of the end of a pass the turn is [`END`].
type Fault = Arc<dyn Fn(usize, usize, &Watch) + Send + Sync>;

const END: usize = usize::MAX;

/// A pass whose turns make their numbers and those that were made before.
struct Script {
    pass: usize,
    so_far: Vec<(usize, usize)>,
    fault: Fault,
}

fn next(pass: usize, so_far: Vec<(usize, usize)>, fault: Fault) -> Next<Vec<(usize, usize)>> {
    if pass == TURNS.len() { Next::done(so_far, fault) } else { Next::pass(Script { pass, so_far, fault }) }
}

impl Pass for Script {
    type Made = (usize, usize);
    type Output = Vec<(usize, usize)>;

    fn turns(&self) -> usize {
        TURNS[self.pass]
    }

    fn take(&self, turn: usize, watch: &Watch) -> (usize, usize) {
        watch.piece(turn, || (self.fault)(self.pass, turn, watch));
        (self.pass, turn)
    }

    fn end(mut self, made: Vec<(usize, usize)>) -> Next<Vec<(usize, usize)>> {
        (self.fault)(self.pass, END, &Watch { is_wanted: true.into(), slowest: Mutex::default() });
        self.so_far.extend(made);
        next(self.pass + 1, self.so_far, self.fault)
    }

    fn name(&self, piece: usize) -> String {
        format!("{}/{piece}", self.pass)
    }
}

fn pool() -> Arc<Pool> {
    Pool::new(spawn_thread, Duration::from_secs(10), 1)
}

type Started = (Arc<Passes<Vec<(usize, usize)>>>, oneshot::Receiver<Outcome<Vec<(usize, usize)>>>);

fn start(pool: &Arc<Pool>, threads: usize, fault: impl Fn(usize, usize, &Watch) + Send + Sync + 'static) -> Started {
    Passes::start(pool, next(0, Vec::new(), Arc::new(fault)), threads)
}

/// The answer, unless there is none in time.
fn answer<T: Send + 'static>(receiver: oneshot::Receiver<T>) -> T {
    let (told, hears) = channel();
    std::thread::spawn(move || told.send(receiver.blocking_recv().unwrap()));
    match hears.recv_timeout(DEADLINE) {
        Ok(answer) => answer,
        Err(RecvTimeoutError::Timeout) => panic!("nobody answers"),
        Err(RecvTimeoutError::Disconnected) => panic!("nobody is left to answer"),
    }
}

fn until(holds: impl Fn() -> bool) {
    let deadline = Instant::now() + DEADLINE;
    while !holds() {
        assert!(Instant::now() < deadline, "it never happened");
        std::thread::yield_now();
    }
}

fn all() -> Vec<(usize, usize)> {
    TURNS.iter().enumerate().flat_map(|(pass, turns)| (0..*turns).map(move |turn| (pass, turn))).collect()
}

/// The pool has let go of what was broken, and serves others with as many threads as they may have.
fn is_sound(pool: &Arc<Pool>) {
    until(|| pool.sources() == 0 && pool.is_at_rest());
    let meeting = Barrier::new(2);
    let (_passes, receiver) = start(pool, 2, move |pass, turn, _| {
        if pass == 2 && turn != END {
            meeting.wait();
        }
    });
    assert_eq!(answer(receiver), Ok(Some(all())));
    until(|| pool.sources() == 0 && pool.is_at_rest());
}

#[test]
fn what_turns_make_stands_in_their_order_on_any_number_of_threads() {
    for threads in [1, 2, 8] {
        let (passes, receiver) = start(&pool(), threads, |_, _, _| ());
        assert_eq!(answer(receiver), Ok(Some(all())));
        until(|| passes.is_over());
    }
}

#[test]
fn no_turn_is_taken_before_all_of_the_pass_before_have_ended() {
    let ended = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&ended);
    let (_passes, receiver) = start(&pool(), 4, move |pass, turn, _| told.lock().unwrap().push((pass, turn)));
    answer(receiver).unwrap();
    let passes: Vec<_> = ended.lock().unwrap().iter().map(|(pass, _)| *pass).collect();
    assert!(passes.is_sorted(), "{passes:?}");
}

#[test]
fn a_panic_in_any_turn_or_behind_any_pass_is_an_error_and_costs_no_other() {
    let places: Vec<_> = all().into_iter().chain((0..TURNS.len()).map(|pass| (pass, END))).collect();
    for threads in [1, 3] {
        let pool = pool();
        for place in &places {
            let at = *place;
            let (_broken, broken) = start(&pool, threads, move |pass, turn, _| {
                assert!((pass, turn) != at, "at {pass}/{turn}");
            });
            let (_whole, whole) = start(&pool, threads, |_, _, _| ());
            let reason = format!("at {}/{}", at.0, at.1);
            assert_eq!(answer(broken), Err(Error::Internal(reason)));
            assert_eq!(answer(whole), Ok(Some(all())));
        }
        is_sound(&pool);
    }
}

#[test]
fn several_turns_that_panic_at_once_are_one_error() {
    let (pool, meeting) = (pool(), Barrier::new(2));
    let (_passes, receiver) = start(&pool, 2, move |pass, _, _| {
        if pass == 2 {
            meeting.wait();
            panic!("both");
        }
    });
    assert_eq!(answer(receiver), Err(Error::Internal("both".to_owned())));
    is_sound(&pool);
}

#[test]
fn a_panic_beside_turns_that_go_on_is_told_before_they_end() {
    let (pool, door) = (pool(), Arc::new(Barrier::new(2)));
    let opened = Arc::clone(&door);
    let (_passes, receiver) = start(&pool, 2, move |pass, turn, _| match (pass, turn) {
        (2, 0) => drop(opened.wait()),
        (2, 1) => panic!("beside"),
        _ => {}
    });
    assert_eq!(answer(receiver), Err(Error::Internal("beside".to_owned())));
    door.wait();
    is_sound(&pool);
}

#[test]
fn a_panic_after_a_cancellation_is_nobodys_error() {
    for at in [(1, 3), (3, 29), (1, END), (3, END)] {
        let (pool, inside, door) = (pool(), Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
        let (arrives, opened) = (Arc::clone(&inside), Arc::clone(&door));
        let (passes, receiver) = start(&pool, 1, move |pass, turn, _| {
            if (pass, turn) == at {
                arrives.wait();
                opened.wait();
                panic!("nobody hears it");
            }
        });
        inside.wait();
        passes.cancel();
        assert_eq!(answer(receiver), Ok(None));
        door.wait();
        is_sound(&pool);
    }
}

#[test]
fn what_is_cancelled_is_answered_at_once_and_leaves_the_pool() {
    let (pool, inside) = (pool(), Arc::new(Barrier::new(2)));
    let arrives = Arc::clone(&inside);
    let (passes, receiver) = start(&pool, 2, move |pass, turn, watch| {
        if (pass, turn) == (3, 0) {
            arrives.wait();
            // It ends as soon as it asks.
            until(|| !watch.is_wanted());
        }
    });
    inside.wait();
    passes.cancel();
    passes.cancel();
    assert_eq!(answer(receiver), Ok(None));
    until(|| Arc::strong_count(&passes) == 1);
    assert!(passes.is_over() && passes.lock().stage.is_none() && passes.slowest().is_empty());
    is_sound(&pool);
}

/// A pass of one turn that tells which thread frees it.
struct Told(std::sync::mpsc::Sender<std::thread::ThreadId>);

impl Drop for Told {
    fn drop(&mut self) {
        self.0.send(std::thread::current().id()).unwrap();
    }
}

impl Pass for Told {
    type Made = ();
    type Output = ();

    fn turns(&self) -> usize {
        1
    }

    fn take(&self, _turn: usize, _watch: &Watch) {}

    fn end(self, _made: Vec<()>) -> Next<()> {
        Next::done((), self)
    }
}

#[test]
fn whoever_cancels_has_nothing_to_free_unless_it_is_alone() {
    let (pool, inside, door) = (pool(), Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
    let (arrives, opened) = (Arc::clone(&inside), Arc::clone(&door));
    let (_busy, busy) = start(&pool, 1, move |pass, turn, _| {
        if (pass, turn) == (0, 0) {
            arrives.wait();
            opened.wait();
        }
    });
    inside.wait();
    let (tells, told) = channel();
    let (passes, receiver) = Passes::start(&pool, Next::pass(Told(tells.clone())), 1);
    passes.cancel();
    assert_eq!(answer(receiver), Ok(None));
    assert_ne!(told.recv_timeout(DEADLINE).unwrap(), std::thread::current().id());
    door.wait();
    answer(busy).unwrap();

    let without = Pool::new(|_| Err(std::io::Error::other("no more threads")), Duration::from_secs(10), 1);
    without.free(Told(tells));
    assert_eq!(told.recv_timeout(DEADLINE).unwrap(), std::thread::current().id());
}

#[test]
fn passes_that_nobody_waits_for_end_too() {
    let pool = pool();
    let (passes, receiver) = start(&pool, 2, |_, _, _| ());
    drop(receiver);
    until(|| passes.is_over());
    drop(passes);
    is_sound(&pool);
}

/// What is left of the work: waits until it may be freed, and fails at it.
struct Rest(Arc<Barrier>);

impl Drop for Rest {
    fn drop(&mut self) {
        self.0.wait();
        assert!(std::thread::panicking(), "it cannot be freed");
    }
}

impl Pass for Rest {
    type Made = ();
    type Output = usize;

    fn turns(&self) -> usize {
        1
    }

    fn take(&self, _turn: usize, _watch: &Watch) {}

    fn end(self, made: Vec<()>) -> Next<usize> {
        Next::done(made.len(), self)
    }
}

#[test]
fn what_is_left_is_freed_behind_the_answer() {
    let (pool, door) = (pool(), Arc::new(Barrier::new(2)));
    let (_passes, receiver) = Passes::start(&pool, Next::pass(Rest(Arc::clone(&door))), 2);
    assert_eq!(answer(receiver), Ok(Some(1)));
    door.wait();
    is_sound(&pool);
}

#[test]
fn pieces_that_take_long_are_told_by_the_name_their_pass_gives_them() {
    let (pool, inside, door) = (pool(), Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
    let (arrives, opened) = (Arc::clone(&inside), Arc::clone(&door));
    let (passes, receiver) = start(&pool, 1, move |pass, turn, _| {
        if (pass, turn) == (1, 2) {
            arrives.wait();
            opened.wait();
        }
    });
    inside.wait();
    let told: Vec<_> = passes.slowest().into_iter().map(|(piece, name)| (name, piece.is_done)).collect();
    assert_eq!(told[0], ("1/2".to_owned(), false));
    let done: BTreeSet<_> = told[1..].iter().cloned().collect();
    assert_eq!(done, BTreeSet::from([("1/0".to_owned(), true), ("1/1".to_owned(), true)]));
    door.wait();
    answer(receiver).unwrap();
    assert!(passes.slowest().is_empty());
}

/// A pass without turns.
struct Nothing;

impl Pass for Nothing {
    type Made = ();
    type Output = usize;

    fn turns(&self) -> usize {
        0
    }

    fn take(&self, _turn: usize, _watch: &Watch) {}

    fn end(self, made: Vec<()>) -> Next<usize> {
        Next::done(made.len(), ())
    }
}

#[test]
fn where_there_is_no_turn_no_thread_is_needed() {
    let without = Pool::new(|_| Err(std::io::Error::other("no more threads")), Duration::from_secs(10), 1);
    assert_eq!(answer(Passes::start(&without, Next::done(1, ()), 2).1), Ok(Some(1)));
    assert_eq!(answer(Passes::start(&without, Next::pass(Nothing), 2).1), Ok(Some(0)));
    let (_passes, receiver) = start(&without, 2, |_, _, _| ());
    assert_eq!(answer(receiver), Err(Error::NoThreads("no more threads".to_owned())));
}
