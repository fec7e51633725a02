//! Blocks that were decompressed lately, shared by all threads.
//!
//! In: which block is wanted, and how one is read. Out: the block. Two threads that want the same one have it read once. Files are
//! asked for in their order, by several threads at a time, so who would only wait for another thread reads the block that is wanted next.

use crate::store::pack::Block;
use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// A pack, by a number that no other gets in this process, and the number of a block in it.
pub type BlockId = (u32, u32);

/// The blocks that are kept.
#[derive(Debug)]
pub struct BlockCache {
    max_bytes: usize,
    state: Mutex<State>,
    /// Some block has come, or will not.
    arrival: Condvar,
}

#[derive(Debug, Default)]
struct State {
    slots: HashMap<BlockId, Slot>,
    bytes: usize,
    /// Counts what was asked for.
    clock: u64,
}

#[derive(Debug)]
enum Slot {
    /// A thread reads it.
    Coming,
    There {
        block: Arc<Block>,
        last_use: u64,
    },
}

/// Where blocks come from.
pub trait Source {
    /// Reads a block. Must refuse from then on what it could not read.
    fn read(&self, id: BlockId) -> Option<Block>;

    /// Whether it makes sense to read a block.
    fn is_readable(&self, id: BlockId) -> bool;

    /// The block that will be wanted after this one.
    fn next(&self, id: BlockId) -> Option<BlockId>;
}

impl BlockCache {
    /// A cache of so many bytes; one block is kept even if it alone is larger.
    pub fn new(max_bytes: usize) -> Self {
        Self { max_bytes, state: Mutex::default(), arrival: Condvar::new() }
    }

    /// The block, read if need be; `None` if it is unreadable.
    pub fn get(&self, id: BlockId, source: &impl Source) -> Option<Arc<Block>> {
        let mut ahead = source.next(id);
        let mut state = self.lock();
        loop {
            state.clock += 1;
            let now = state.clock;
            match state.slots.get_mut(&id) {
                Some(Slot::There { block, last_use }) => {
                    *last_use = now;
                    return Some(Arc::clone(block));
                }
                None if !source.is_readable(id) => return None,
                None => return self.read(state, id, source),
                Some(Slot::Coming) => {
                    let next = ahead.take();
                    if let Some(next) = next.filter(|next| !state.slots.contains_key(next) && source.is_readable(*next))
                    {
                        self.read(state, next, source);
                        state = self.lock();
                    } else {
                        state = self.arrival.wait(state).unwrap_or_else(PoisonError::into_inner);
                    }
                }
            }
        }
    }

    fn read(&self, mut state: MutexGuard<'_, State>, id: BlockId, source: &impl Source) -> Option<Arc<Block>> {
        state.slots.insert(id, Slot::Coming);
        drop(state);
        let mut coming = Coming { cache: self, id, block: None };
        coming.block = source.read(id).map(Arc::new);
        coming.block.clone()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Lets go of what was not used for longest, until there is room.
    fn make_room(&mut self, max_bytes: usize, keep: BlockId) {
        while self.bytes > max_bytes {
            let uses = self.slots.iter().filter_map(|(id, slot)| match slot {
                Slot::There { last_use, .. } if *id != keep => Some((*last_use, *id)),
                _ => None,
            });
            let Some((_, oldest)) = uses.min() else { return };
            if let Some(Slot::There { block, .. }) = self.slots.remove(&oldest) {
                self.bytes -= block.size();
            }
        }
    }
}

/// A block on its way: whatever happens, nobody waits for it in vain.
struct Coming<'cache> {
    cache: &'cache BlockCache,
    id: BlockId,
    block: Option<Arc<Block>>,
}

impl Drop for Coming<'_> {
    fn drop(&mut self) {
        let mut state = self.cache.lock();
        match self.block.take() {
            Some(block) => {
                state.bytes += block.size();
                let last_use = state.clock;
                state.slots.insert(self.id, Slot::There { block, last_use });
                state.make_room(self.cache.max_bytes, self.id);
            }
            None => {
                state.slots.remove(&self.id);
            }
        }
        self.cache.arrival.notify_all();
    }
}
