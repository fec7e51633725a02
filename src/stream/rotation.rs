//! Whose turn it is: the streams that share one pool, in a circle. Pure logic: sources in, one assignment out.
//!
//! Each free worker takes one file from the stream that has waited longest for its turn, so no stream waits for
//! another to end. At no time do more files run than the stream that asks for most may run. No threads in here.

use std::collections::VecDeque;
use std::ptr::addr_eq;
use std::sync::Arc;
use std::time::Instant;

use super::schedule::MemoryChange;
use crate::error::{Error, contained};

/// Work that comes in pieces, as a pool sees it: a stream without its types. What only asks about it is asked under the
/// pool's lock, and must not panic.
pub trait WorkSource: Send + Sync + 'static {
    /// Pieces that may run at once.
    fn threads(&self) -> usize;

    /// Whether a claim might now be answered with a piece, or with the time of one.
    fn wants_worker(&self) -> bool;

    /// Asks for a piece. A piece that was claimed must be run. If this panics, the source is over.
    fn claim(&self, now: Instant) -> (Turn, Option<MemoryChange>);

    /// Runs a piece that was claimed. If this panics, the source is over.
    fn run(&self, piece: usize);

    /// Nothing of it is run any more, for the reason that `error` gives: there is no thread, or it panicked. Whoever waits
    /// for it is told, also if pieces of it run.
    fn refuse(&self, error: &Error);

    /// Whether nothing runs and nothing can be claimed any more.
    fn is_over(&self) -> bool;

    /// Passes on what a claim changed, with no lock held.
    fn announce(&self, change: MemoryChange);
}

/// The answer to a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Run this piece.
    Piece(usize),
    /// Nothing before one of the pieces that run, of whichever source, has ended; nothing of another source either, as it
    /// might never find room else.
    AfterOthers,
    /// Nothing before this time.
    NotBefore(Instant),
    /// Nothing before something happens.
    Blocked,
}

/// What [`Rotation::pick`] found.
#[derive(Default)]
pub struct Pick {
    /// The piece to run.
    pub assignment: Option<(Arc<dyn WorkSource>, usize)>,
    /// When to pick again if nothing else happens.
    pub wake_at: Option<Instant>,
    /// What to announce once no lock is held.
    pub changes: Vec<(Arc<dyn WorkSource>, MemoryChange)>,
    /// Sources that panicked instead of answering, and with what. They are in the circle no more.
    pub broken: Vec<(Arc<dyn WorkSource>, String)>,
}

/// The circle of sources, and how many pieces run.
#[derive(Default)]
pub struct Rotation {
    sources: VecDeque<Arc<dyn WorkSource>>,
    running: usize,
}

impl Rotation {
    /// Adds a source, last in turn.
    pub fn add(&mut self, source: Arc<dyn WorkSource>) {
        self.sources.push_back(source);
    }

    /// Takes out the sources that are over. Dropping them may run foreign code: do it with no lock held.
    #[must_use]
    pub fn remove_over(&mut self) -> Vec<Arc<dyn WorkSource>> {
        if !self.sources.iter().any(|source| source.is_over()) {
            return Vec::new();
        }
        let (over, rest) = std::mem::take(&mut self.sources).into_iter().partition(|source| source.is_over());
        self.sources = rest;
        Vec::from(over)
    }

    /// Takes out a source that is broken, whether or not it is over.
    #[must_use]
    pub fn expel(&mut self, source: &Arc<dyn WorkSource>) -> Option<Arc<dyn WorkSource>> {
        let place = self.sources.iter().position(|other| addr_eq(Arc::as_ptr(other), Arc::as_ptr(source)))?;
        self.sources.remove(place)
    }

    /// Pieces that may run at once: what the most demanding source asks for.
    pub fn capacity(&self) -> usize {
        self.sources.iter().map(|source| source.threads()).max().unwrap_or(0)
    }

    /// Whether a worker more would find something to do, or to wait for.
    pub fn wants_worker(&self) -> bool {
        self.running < self.capacity() && self.sources.iter().any(|source| source.wants_worker())
    }

    /// All sources, in turn.
    pub fn sources(&self) -> impl Iterator<Item = &Arc<dyn WorkSource>> {
        self.sources.iter()
    }

    /// Claims one piece from the first source in turn that has one; that source goes to the end. Sources that stand before
    /// one that waits for room have their turn, so that one is the first sooner or later.
    pub fn pick(&mut self, now: Instant) -> Pick {
        let mut pick = Pick::default();
        if self.running >= self.capacity() {
            return pick;
        }
        let mut place = 0;
        while let Some(source) = self.sources.get(place) {
            let (turn, change) = match contained(|| source.claim(now)) {
                Ok(answer) => answer,
                Err(reason) => {
                    pick.broken.extend(self.sources.remove(place).map(|source| (source, reason)));
                    continue;
                }
            };
            if let Some(change) = change {
                pick.changes.push((Arc::clone(source), change));
            }
            match turn {
                Turn::Piece(piece) => {
                    pick.assignment = Some((Arc::clone(source), piece));
                    self.running += 1;
                    if let Some(served) = self.sources.remove(place) {
                        self.sources.push_back(served);
                    }
                    return pick;
                }
                Turn::AfterOthers => return pick,
                Turn::NotBefore(time) => pick.wake_at = Some(pick.wake_at.map_or(time, |other| other.min(time))),
                Turn::Blocked => {}
            }
            place += 1;
        }
        pick
    }

    /// A piece that was picked has run, or gives its place to others.
    pub fn finished(&mut self) {
        self.running = self.running.saturating_sub(1);
    }

    /// Whether no piece runs.
    #[cfg(test)]
    pub fn is_at_rest(&self) -> bool {
        self.running == 0
    }

    /// A piece that had given its place to others runs again.
    pub fn resumed(&mut self) {
        self.running += 1;
    }
}

#[cfg(test)]
mod tests;
