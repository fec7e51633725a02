//! Keeps [images](super::image) of an index while nobody waits for it.
//!
//! In: the word that what an index answers has changed. Out: its image in the store, some time later: of changes that follow each
//! other the last one's, and the last one's of all in the end. The thread that does so is there only while there is something to keep;
//! it asks itself what that is by then.

use super::image::{CODE, Entry, Grounds, forget_former};
use crate::error::contained;
use crate::graph::relinking::image::Resting;
use crate::indexing::kept::Kept;
use crate::query::Index;
use crate::query::stats::Stats;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

/// After an image was kept, the next one waits so long for further changes.
const PAUSE: Duration = Duration::from_secs(20);

/// What is to be kept.
pub struct Answering {
    pub index: Arc<Index>,
    pub stats: Stats,
    pub grounds: Grounds,
    /// What edits of it are followed with.
    pub program: Option<Resting>,
}

/// Says what is to be kept by now, if that can be told; without a program of an index of which that is kept. May block.
pub type Asked = Box<dyn Fn(&dyn Fn(&Arc<Index>) -> bool) -> Option<Answering> + Send + Sync>;

/// Keeps images of one index.
pub struct Keeper(Arc<Keeping>);

struct Keeping {
    kept: Arc<Kept>,
    root: PathBuf,
    threads: usize,
    asked: Asked,
    state: Mutex<State>,
    change: Condvar,
    /// The last image that was kept: of an index that did not change the pieces are there. Used by the one thread that keeps.
    before: Mutex<Option<(Weak<Index>, Entry)>>,
}

#[derive(Default)]
struct State {
    is_changed: bool,
    /// Whether a thread is there for it.
    is_working: bool,
    /// How many wait until there is nothing to be kept.
    waiting: usize,
    is_closing: bool,
    last: Option<Instant>,
}

impl Keeper {
    pub fn new(kept: Arc<Kept>, root: PathBuf, threads: usize, asked: Asked) -> Self {
        let (state, change, before) = (Mutex::default(), Condvar::new(), Mutex::default());
        Self(Arc::new(Keeping { kept, root, threads, asked, state, change, before }))
    }

    /// Keeps an image of what there is then. Does not wait.
    pub fn keep(&self) {
        let mut state = self.0.lock();
        state.is_changed = true;
        if state.is_working {
            return;
        }
        let keeping = Arc::clone(&self.0);
        let thread = std::thread::Builder::new().name("code-graph-image".to_owned());
        // Without a thread nothing is kept.
        state.is_working = thread.spawn(move || keeping.work()).is_ok();
    }

    /// Waits until all is kept that was to be.
    pub fn settle(&self) {
        let mut state = self.0.lock();
        state.waiting += 1;
        self.0.change.notify_all();
        while state.is_working {
            state = self.0.change.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.waiting -= 1;
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.0.lock().is_closing = true;
        self.0.change.notify_all();
    }
}

impl Keeping {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self) {
        while self.has_next() {
            let mut before = self.before.lock().unwrap_or_else(PoisonError::into_inner);
            let is_kept = |index: &Arc<Index>| before.as_ref().is_some_and(|before| is_of(before, index));
            let Some(answering) = contained(|| (self.asked)(&is_kept)).ok().flatten() else { continue };
            // What panics is not kept.
            let known = before.take();
            *before = contained(|| self.keep(answering, known)).unwrap_or_default();
        }
    }

    /// Whether something is to be kept now.
    fn has_next(&self) -> bool {
        let mut state = self.lock();
        loop {
            let left = state.last.and_then(|last| PAUSE.checked_sub(last.elapsed())).unwrap_or_default();
            if !state.is_changed || left.is_zero() || state.is_closing || state.waiting > 0 {
                break;
            }
            state = self.change.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        state.last = Some(Instant::now());
        state.is_working = state.is_changed;
        self.change.notify_all();
        std::mem::take(&mut state.is_changed)
    }

    fn keep(&self, answering: Answering, before: Option<(Weak<Index>, Entry)>) -> Option<(Weak<Index>, Entry)> {
        let Answering { index, stats, grounds, program } = answering;
        let mut entry = match before.filter(|before| is_of(before, &index)) {
            Some((_, entry)) => entry,
            None => Entry::keep(&self.kept, &index, &stats, program, self.threads).ok()?,
        };
        let key = entry.keep_for(&self.kept, &index, &grounds, &self.root);
        self.kept.publish();
        if let Some(key) = key {
            self.kept.tell_newest(CODE, key);
            forget_former(&self.kept);
        }
        Some((Arc::downgrade(&index), entry))
    }
}

/// Whether an entry is of this index.
fn is_of((of, _): &(Weak<Index>, Entry), index: &Arc<Index>) -> bool {
    of.upgrade().is_some_and(|of| Arc::ptr_eq(&of, index))
}
