//! The same work on each of many pieces, beside all other sources of the pool: for whoever waits for all of them.
//!
//! In: pieces by number, and the work. Out: what each came to, in order. Runs on the pool's threads; waits on the caller's,
//! which therefore must be none of them.

use super::passes::{Next, Pass, Passes, Watch};
use super::pool::Pool;
use crate::error::{Error, contained};

/// Most pieces that are worked on in one turn, so that turns cost little and nobody waits long.
const PIECES_A_TURN: usize = 16;

/// How many turns each thread has at least, where there are pieces enough: some take a hundred times as long as others, and
/// the last thread is waited for.
const TURNS_A_THREAD: usize = 8;

/// The work on pieces, as a pass.
struct Each<W> {
    pieces: usize,
    pieces_a_turn: usize,
    work: W,
}

impl<W> Each<W> {
    fn new(threads: usize, pieces: usize, work: W) -> Self {
        let pieces_a_turn = (pieces / (threads * TURNS_A_THREAD)).clamp(1, PIECES_A_TURN);
        Self { pieces, pieces_a_turn, work }
    }
}

impl<T: Send + 'static, W: Fn(usize) -> T + Send + Sync + 'static> Pass for Each<W> {
    type Made = Vec<Result<T, String>>;
    type Output = Vec<Result<T, String>>;

    fn turns(&self) -> usize {
        self.pieces.div_ceil(self.pieces_a_turn)
    }

    fn take(&self, turn: usize, watch: &Watch) -> Self::Made {
        let first = turn * self.pieces_a_turn;
        let pieces = first..self.pieces.min(first + self.pieces_a_turn);
        pieces.take_while(|_| watch.is_wanted()).map(|piece| contained(|| (self.work)(piece))).collect()
    }

    fn end(self, made: Vec<Self::Made>) -> Next<Self::Output> {
        // What the work holds is the caller's alone again when it has the answer.
        drop(self);
        Next::done(made.into_iter().flatten().collect(), ())
    }
}

/// Does `work` on each of so many pieces, on at most `threads` threads at once, and waits for all. Of a piece whose work
/// panics: the panic's text.
///
/// # Errors
/// [`Error::NoThreads`] if there is no thread to work on them.
pub fn each<T: Send + 'static>(
    threads: usize,
    pieces: usize,
    work: impl Fn(usize) -> T + Send + Sync + 'static,
) -> Result<Vec<Result<T, String>>, Error> {
    let threads = threads.max(1);
    let (_passes, outcome) = Passes::start(&Pool::process(), Next::pass(Each::new(threads, pieces, work)), threads);
    let made = outcome.blocking_recv().map_err(|_| Error::Internal("nobody was there to work".to_owned()))??;
    Ok(made.unwrap_or_default())
}

/// [`each`] of work that can fail: what all pieces came to, or the first failure. A panic is one.
///
/// # Errors
/// As [`each`]; what `work` fails with; [`Error::Internal`].
pub fn each_whole<T: Send + 'static>(
    threads: usize,
    pieces: usize,
    work: impl Fn(usize) -> Result<T, Error> + Send + Sync + 'static,
) -> Result<Vec<T>, Error> {
    let made = each(threads, pieces, work)?;
    made.into_iter().map(|made| made.unwrap_or_else(|reason| Err(Error::Internal(reason)))).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    #[test]
    fn pieces_come_in_order_on_any_number_of_threads() {
        for threads in [1, 3] {
            for pieces in [0, 1, PIECES_A_TURN, 5 * PIECES_A_TURN + 3, 4 * TURNS_A_THREAD * PIECES_A_TURN + 1] {
                let squares = each(threads, pieces, |piece| piece * piece).unwrap();
                assert_eq!(squares, (0..pieces).map(|piece| Ok(piece * piece)).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn a_panic_is_its_pieces_alone() {
        let made = each(2, 40, |piece| assert_ne!(piece, 17, "no")).unwrap();
        assert!(made[17].as_ref().unwrap_err().contains("no"));
        assert_eq!(made.iter().filter(|made| made.is_ok()).count(), 39);
    }
}
