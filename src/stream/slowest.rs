//! Which pieces take longest: what somebody wants to know who waits. Pure logic under a clock that is handed in.
//!
//! In: pieces that begin and end. Out: the few of them that are worked on the longest so far, and those that took longest.

use std::cmp::Reverse;
use std::time::{Duration, Instant};

/// How many pieces are told of.
pub const MOST_TOLD: usize = 5;

/// A piece of work and the time it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlowPiece {
    /// The piece, by its number.
    pub index: usize,
    /// How long it was worked on, until now where it still is.
    pub work: Duration,
    /// Whether it came to its end.
    pub is_done: bool,
}

/// Keeps the pieces that are worked on, as many as there are threads, and the slowest of those that ended.
#[derive(Debug, Default)]
pub struct Slowest {
    running: Vec<(usize, Instant)>,
    /// From the slowest on.
    done: Vec<(usize, Duration)>,
}

impl Slowest {
    /// A piece begins.
    pub fn begin(&mut self, index: usize, now: Instant) {
        self.running.push((index, now));
    }

    /// A piece ended. One that never began did not.
    pub fn end(&mut self, index: usize, now: Instant) {
        let Some(place) = self.running.iter().position(|(running, _)| *running == index) else { return };
        let (_, since) = self.running.swap_remove(place);
        let work = now.saturating_duration_since(since);
        let place = self.done.partition_point(|(_, other)| *other >= work);
        if place < MOST_TOLD {
            self.done.truncate(MOST_TOLD - 1);
            self.done.insert(place, (index, work));
        }
    }

    /// The slowest pieces at this moment: those that are worked on, then those that are done, each from the slowest on.
    #[must_use]
    pub fn told(&self, now: Instant) -> Vec<SlowPiece> {
        let piece = |index, work, is_done| SlowPiece { index, work, is_done };
        let running = self.running.iter();
        let mut told: Vec<_> =
            running.map(|(index, since)| piece(*index, now.saturating_duration_since(*since), false)).collect();
        told.sort_by_key(|piece| Reverse(piece.work));
        told.extend(self.done.iter().map(|(index, work)| piece(*index, *work, true)));
        told.truncate(MOST_TOLD);
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(slowest: &Slowest, now: Instant) -> Vec<(usize, u64, bool)> {
        let told = slowest.told(now).into_iter();
        told.map(|piece| (piece.index, piece.work.as_millis() as u64, piece.is_done)).collect()
    }

    #[test]
    fn what_is_worked_on_comes_first_then_what_took_longest() {
        let begin = Instant::now();
        let at = |ms| begin + Duration::from_millis(ms);
        let mut slowest = Slowest::default();
        for (index, ms) in [(0, 10), (1, 30), (2, 20)] {
            slowest.begin(index, at(0));
            slowest.end(index, at(ms));
        }
        slowest.begin(4, at(34));
        slowest.begin(3, at(30));
        assert_eq!(told(&slowest, at(35)), [(3, 5, false), (4, 1, false), (1, 30, true), (2, 20, true), (0, 10, true)]);
    }

    #[test]
    fn few_are_kept_and_told_whatever_their_order_and_number() {
        let begin = Instant::now();
        let at = |ms| begin + Duration::from_millis(ms);
        let mut slowest = Slowest::default();
        for index in 0..1000 {
            slowest.begin(index, at(0));
            slowest.end(index, at((index as u64 * 7919) % 1000));
        }
        assert_eq!(slowest.done.len(), MOST_TOLD);
        let times: Vec<_> = told(&slowest, at(5000)).into_iter().map(|(_, ms, _)| ms).collect();
        assert_eq!(times, [999, 998, 997, 996, 995]);
        for index in 0..100 {
            slowest.begin(index, at(0));
        }
        assert_eq!(told(&slowest, at(1)).len(), MOST_TOLD);
    }
}
