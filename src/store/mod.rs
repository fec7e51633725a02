//! What has been analysed before, kept: by a key that says all that an answer depends on, the answer's bytes.
//!
//! In: [`Key`]s, and [`Entry`]s to keep. Out: what was kept under a key, to the last byte, or nothing. What an entry's bytes
//! mean is not known here. Nothing that is kept is ever changed: equal keys have equal bytes, whoever keeps them, so that any
//! number of processes may use one store at once, and whatever is lost is only made again.

pub mod disk;
pub mod folder;
pub mod key;
pub mod manifest;
pub mod memory;
pub mod newest;
pub mod pack;
pub mod snapshots;

pub use disk::{Disk, Listed, Readable, RealDisk};
pub use folder::FolderStore;
pub use key::Key;
pub use snapshots::{SnapshotFile, Snapshots, Unreadable};
use std::collections::HashSet;
use std::sync::Arc;

/// Which entries are read together: what is kept in one lane lies near what was kept in it before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Lane {
    /// What is shown of a file: streams read nothing else.
    Shown = 0,
    /// What linking reads of a file.
    Linked = 1,
    /// The links of whole graphs.
    Graph = 2,
}

impl Lane {
    const ALL: [Self; 3] = [Self::Shown, Self::Linked, Self::Graph];

    fn numbered(number: u32) -> Option<Self> {
        Self::ALL.get(usize::try_from(number).ok()?).copied()
    }
}

/// Something to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is found by.
    pub key: Key,
    /// What it is read together with.
    pub lane: Lane,
    /// What is kept: as dense as it can be made but by general compression, which is the store's.
    pub bytes: Vec<u8>,
}

/// Where entries are kept. No call fails: what cannot be read is not there, what cannot be written is not kept.
pub trait RecordStore: Send + Sync {
    /// What is kept under each key.
    fn get_many(&self, keys: &[Key]) -> Vec<Option<Arc<[u8]>>>;

    /// The same of one key, without it counting as a use of what is kept.
    fn peek(&self, key: &Key) -> Option<Arc<[u8]>> {
        self.get_many(&[*key]).pop().flatten()
    }

    /// Keeps entries. They may be found by others only after [`RecordStore::publish`].
    fn put_many(&self, entries: Vec<Entry>);

    /// Whether something is kept under each key, as far as that can be told without reading it.
    fn has_many(&self, keys: &[Key]) -> Vec<bool>;

    /// Lets go of entries that nobody is expected to ask for. They may stay, and whoever relies on one makes it again.
    fn forget(&self, _keys: &HashSet<Key>) {}

    /// Lets others find what was kept until now.
    fn publish(&self);

    /// Why the store is used less than was asked for, once: a folder that cannot be read or written.
    fn take_warning(&self) -> Option<String>;
}

#[cfg(test)]
mod tests;
