//! Lets go of what was kept of former states of a root's files.
//!
//! In: a store in which states of an index were kept one after the other, each of them with pieces of its own. Out: the store without the
//! pieces of states that are long past and of no state that any root knows of. The last few stay, for whoever goes back to one.
//!
//! Another process may keep a state meanwhile that has such a piece, since it was there. Who opens that state finds that a piece is
//! missing, and makes the index again, as of anything that a store has lost.

use super::{CODE, Entry};
use crate::indexing::kept::Kept;
use crate::store::Key;
use std::collections::HashSet;

/// So many states of a root stay.
const KEPT: usize = 4;

/// So many more are there before any is let go of, since packs are written again for that.
const ROUND: usize = 8;

/// Lets go of what is kept of former states of a root, if there are many. May block.
pub fn forget_former(kept: &Kept) {
    let states = kept.told(CODE);
    if states.len() <= KEPT + ROUND {
        return;
    }
    let Some(others) = kept.told_of_others() else { return };
    let (last, former) = states.split_at(KEPT);
    let known: HashSet<Key> = last.iter().chain(&others).copied().collect();
    let mut unused = HashSet::new();
    for state in former.iter().filter(|state| !known.contains(state)) {
        unused.insert(*state);
        unused.extend(pieces_of(kept, *state));
    }
    for piece in known.iter().flat_map(|state| pieces_of(kept, *state)) {
        unused.remove(&piece);
    }
    kept.forget(&unused);
    kept.forget_before(CODE, KEPT);
}

fn pieces_of(kept: &Kept, state: Key) -> Vec<Key> {
    let entry = kept.peek(state).and_then(|bytes| Entry::take(&bytes));
    entry.map(|Entry { pieces, names, program, .. }| [pieces, names, program].concat()).unwrap_or_default()
}
