//! What will be a pack: entries in the order they were put, a block a lane open, full ones compressed.
//!
//! In: entries from any thread. Out: blocks for a pack, and until they have become part of one, their entries. Compressing is
//! done by the thread whose entry fills a block, while others go on.

use crate::store::pack::{BLOCK_BYTES, BLOCK_ENTRIES, PACK_BYTES, SealedBlock};
use crate::store::{Entry, Key, Lane};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Numbers blocks in the order they were opened in.
type BlockNumber = u64;

/// Blocks that are to be part of a pack.
pub type Taken = Vec<(BlockNumber, Arc<SealedBlock>)>;

/// Entries that are in no pack yet.
#[derive(Debug, Default)]
pub struct Pending {
    state: Mutex<State>,
    /// Some block is further on its way than before.
    progress: Condvar,
}

#[derive(Debug, Default)]
struct State {
    next: BlockNumber,
    blocks: BTreeMap<BlockNumber, Content>,
    /// In which block an entry is.
    places: HashMap<Key, BlockNumber>,
    /// The block of each lane that entries are put into.
    open: [Option<BlockNumber>; Lane::ALL.len()],
    /// Blocks that may be taken, and how many bytes they have.
    sealed: VecDeque<(BlockNumber, Arc<SealedBlock>)>,
    sealed_bytes: usize,
}

#[derive(Debug)]
enum Content {
    Open {
        lane: Lane,
        entries: Vec<Entry>,
        bytes: usize,
    },
    /// A thread compresses it.
    Full(Arc<Vec<Entry>>),
    Sealed(Arc<SealedBlock>),
}

impl Pending {
    /// What was put under a key.
    pub fn get(&self, key: &Key) -> Option<Arc<[u8]>> {
        let of = |entries: &[Entry]| {
            let entry = entries.iter().find(|entry| entry.key == *key)?;
            Some(Arc::from(entry.bytes.as_slice()))
        };
        let state = self.lock();
        match state.blocks.get(state.places.get(key)?)? {
            Content::Open { entries, .. } => of(entries),
            Content::Full(entries) => {
                let entries = Arc::clone(entries);
                drop(state);
                of(&entries)
            }
            Content::Sealed(block) => {
                let block = Arc::clone(block);
                drop(state);
                block.open()?.get(key).map(Arc::from)
            }
        }
    }

    /// Whether something was put under a key.
    pub fn has(&self, key: &Key) -> bool {
        self.lock().places.contains_key(key)
    }

    /// Adds an entry, if there is none with its key, and compresses its block if that is full.
    pub fn put(&self, entry: Entry) {
        let mut state = self.lock();
        if state.places.contains_key(&entry.key) {
            return;
        }
        let full = state.add(entry);
        drop(state);
        self.seal(full);
    }

    /// Blocks for a pack, if there are enough, or with `all` any at all.
    pub fn take_pack(&self, all: bool) -> Option<Taken> {
        let mut state = self.lock();
        if state.sealed.is_empty() || (!all && state.sealed_bytes < PACK_BYTES) {
            return None;
        }
        let (mut taken, mut bytes) = (Taken::new(), 0);
        while bytes < PACK_BYTES
            && let Some(next) = state.sealed.pop_front()
        {
            bytes += next.1.len();
            taken.push(next);
        }
        state.sealed_bytes -= bytes;
        Some(taken)
    }

    /// Lets go of blocks that have become part of a pack, or never will.
    pub fn forget(&self, taken: &Taken) {
        let mut state = self.lock();
        for (number, _) in taken {
            state.forget(*number);
        }
        self.progress.notify_all();
    }

    /// Lets go of entries whose block is not full.
    pub fn clear_open(&self) {
        let mut state = self.lock();
        let open = std::mem::take(&mut state.open);
        open.into_iter().flatten().for_each(|number| state.forget(number));
        self.progress.notify_all();
    }

    /// Closes all blocks, and goes on until nothing is left of what was put before: an item each time there may be blocks to take,
    /// whichever thread has compressed them.
    pub fn until_empty(&self) -> impl Iterator<Item = ()> {
        let mut state = self.lock();
        let end = state.next;
        let closed: Vec<_> = state.open.iter_mut().filter_map(Option::take).collect();
        let full: Vec<_> = closed.into_iter().filter_map(|number| state.fill(number)).collect();
        drop(state);
        full.into_iter().for_each(|block| self.seal(Some(block)));
        std::iter::from_fn(move || {
            let mut state = self.lock();
            loop {
                state.blocks.range(..end).next()?;
                if !state.sealed.is_empty() {
                    return Some(());
                }
                // Another thread compresses or writes the rest.
                state = self.progress.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
        })
    }

    fn seal(&self, full: Option<(BlockNumber, Lane, Arc<Vec<Entry>>)>) {
        let Some((number, lane, entries)) = full else { return };
        let mut sealing = Sealing { pending: self, number, block: None };
        sealing.block = Some(Arc::new(SealedBlock::seal(lane, &entries)));
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn add(&mut self, entry: Entry) -> Option<(BlockNumber, Lane, Arc<Vec<Entry>>)> {
        let (lane, key, length) = (entry.lane, entry.key, entry.bytes.len());
        let open = &mut self.open[lane as usize];
        let number = *open.get_or_insert_with(|| {
            self.next += 1;
            self.next - 1
        });
        self.places.insert(key, number);
        let new = || Content::Open { lane, entries: Vec::with_capacity(BLOCK_ENTRIES), bytes: 0 };
        let Content::Open { entries, bytes, .. } = self.blocks.entry(number).or_insert_with(new) else { return None };
        entries.push(entry);
        *bytes += length;
        if entries.len() < BLOCK_ENTRIES && *bytes < BLOCK_BYTES {
            return None;
        }
        *open = None;
        self.fill(number)
    }

    /// Takes the entries of an open block to be compressed.
    fn fill(&mut self, number: BlockNumber) -> Option<(BlockNumber, Lane, Arc<Vec<Entry>>)> {
        let content = self.blocks.get_mut(&number)?;
        let Content::Open { lane, entries, .. } = content else { return None };
        let (lane, entries) = (*lane, Arc::new(std::mem::take(entries)));
        *content = Content::Full(Arc::clone(&entries));
        Some((number, lane, entries))
    }

    fn forget(&mut self, number: BlockNumber) {
        let keys: Vec<Key> = match self.blocks.remove(&number) {
            Some(Content::Open { entries, .. }) => entries.iter().map(|entry| entry.key).collect(),
            Some(Content::Full(entries)) => entries.iter().map(|entry| entry.key).collect(),
            Some(Content::Sealed(block)) => block.keys().to_vec(),
            None => Vec::new(),
        };
        keys.iter().for_each(|key| {
            self.places.remove(key);
        });
    }
}

/// A block on its way: whatever happens, nobody waits for it in vain.
struct Sealing<'pending> {
    pending: &'pending Pending,
    number: BlockNumber,
    block: Option<Arc<SealedBlock>>,
}

impl Drop for Sealing<'_> {
    fn drop(&mut self) {
        let mut state = self.pending.lock();
        match self.block.take() {
            Some(block) => {
                state.sealed_bytes += block.len();
                state.blocks.insert(self.number, Content::Sealed(Arc::clone(&block)));
                state.sealed.push_back((self.number, block));
            }
            None => state.forget(self.number),
        }
        self.pending.progress.notify_all();
    }
}
