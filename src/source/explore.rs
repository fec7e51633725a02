//! What leads to more of its kind, looked at by several threads: a folder, say, and the folders in it.
//!
//! In: the first of them and a function that looks at one. The calling thread works itself and needs no other: more
//! threads come one by one while there are places for them, and where the operating system refuses one, those that are
//! there do its work. Libraries that walk folders in parallel panic then, or wait for ever for the thread that is missing.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, Scope};

/// Places that nobody has looked at, and who is looking.
struct Expedition<T, F> {
    state: Mutex<State<T>>,
    changed: Condvar,
    threads: usize,
    visit: F,
}

struct State<T> {
    places: Vec<T>,
    /// Threads that look at a place, which may lead to more.
    busy: usize,
    /// Threads that wait for a place.
    waiting: usize,
    /// Threads there are, and whether more may be asked for.
    started: usize,
    may_start: bool,
}

/// Calls `visit` for `first` and for each place that a call adds to its list, on at most `threads` threads, in any order.
///
/// # Panics
/// If `visit` panics, when every thread has ended.
pub fn explore<T: Send>(first: T, threads: usize, visit: impl Fn(T, &mut Vec<T>) + Sync) {
    let state = State { places: vec![first], busy: 0, waiting: 0, started: 1, may_start: true };
    let expedition = Expedition { state: Mutex::new(state), changed: Condvar::new(), threads, visit };
    std::thread::scope(|scope| expedition.travel(scope));
}

impl<T: Send, F: Fn(T, &mut Vec<T>) + Sync> Expedition<T, F> {
    /// The way of one thread, until no place is left and nobody looks at one.
    fn travel<'scope>(&'scope self, scope: &'scope Scope<'scope, '_>) {
        while let Some(place) = self.next_place() {
            let mut look = Look { expedition: self, found: Vec::new() };
            (self.visit)(place, &mut look.found);
            drop(look);
            self.call_for_help(scope);
        }
    }

    fn next_place(&self) -> Option<T> {
        let mut state = self.lock();
        loop {
            if let Some(place) = state.places.pop() {
                state.busy += 1;
                return Some(place);
            }
            if state.busy == 0 {
                self.changed.notify_all();
                return None;
            }
            state.waiting += 1;
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.waiting -= 1;
        }
    }

    /// Starts one more thread if there are more places than threads that are about to look at one.
    fn call_for_help<'scope>(&'scope self, scope: &'scope Scope<'scope, '_>) {
        let mut state = self.lock();
        if !state.may_start || state.started >= self.threads || state.places.len() <= state.waiting + 1 {
            return;
        }
        state.started += 1;
        drop(state);
        if Builder::new().name("code-graph-walk".to_owned()).spawn_scoped(scope, || self.travel(scope)).is_err() {
            let mut state = self.lock();
            state.started -= 1;
            state.may_start = false;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One look at a place: what it found counts when it ends, by a panic too, as others wait for that.
struct Look<'a, T: Send, F: Fn(T, &mut Vec<T>) + Sync> {
    expedition: &'a Expedition<T, F>,
    found: Vec<T>,
}

impl<T: Send, F: Fn(T, &mut Vec<T>) + Sync> Drop for Look<'_, T, F> {
    fn drop(&mut self) {
        let mut state = self.expedition.lock();
        state.busy -= 1;
        state.places.append(&mut self.found);
        self.expedition.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use super::*;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    /// The numbers below `end` that a heap in an array leads to from 1 on, sorted.
    fn heap(end: usize, threads: usize) -> Vec<usize> {
        let seen = Mutex::new(Vec::new());
        explore(1, threads, |place, places| {
            seen.lock().unwrap().push(place);
            places.extend([2 * place, 2 * place + 1].into_iter().filter(|place| *place < end));
        });
        let mut seen = seen.into_inner().unwrap();
        seen.sort_unstable();
        seen
    }

    #[test]
    fn every_place_is_looked_at_once_on_any_number_of_threads() {
        for threads in [1, 2, 8] {
            for end in [2, 3, 1000] {
                assert_eq!(heap(end, threads), (1..end).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn a_panic_ends_all_threads_and_is_the_callers() {
        for threads in [1, 4] {
            let explored = catch_unwind(AssertUnwindSafe(|| {
                explore(1, threads, |place, places| {
                    assert!(place != 700, "no further");
                    places.extend([2 * place, 2 * place + 1].into_iter().filter(|place| *place < 1000));
                });
            }));
            assert!(explored.is_err());
        }
    }
}
