//! Entries that come from elsewhere, or go there: packs in memory.
//!
//! In: entries, of which [`Gathered`] makes packs for whoever keeps them; packs that somebody kept, which [`Imported`] finds entries
//! in. A pack is named by what is in it, so that equal entries in equal order have one name, wherever they are made, and what was
//! changed since is noticed before it is read.

use super::disk::{Disk, Listed, Readable};
use super::folder::{FolderStore, names};
use super::pack::{Assembled, BLOCK_BYTES, BLOCK_ENTRIES, PACK_BYTES, PackIndex, SealedBlock};
use super::{Entry, Key, Lane, RecordStore};
use crate::options::CacheOptions;
use std::collections::{BTreeMap, HashMap};
use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

/// A pack with its name.
pub type NamedPack = (Key, Vec<u8>);

/// Entries that are to be packed.
#[derive(Debug, Default)]
pub struct Gathered {
    entries: Mutex<HashMap<Key, Entry>>,
}

impl Gathered {
    /// What was gathered under these keys, in their order, as packs. It is not here any more then.
    #[must_use]
    pub fn take_packs(&self, keys: &[Key]) -> Vec<NamedPack> {
        let mut entries = std::mem::take(&mut *lock(&self.entries));
        let entries: Vec<Entry> = keys.iter().filter_map(|key| entries.remove(key)).collect();
        let mut lanes = Lane::ALL.map(|_| Vec::new());
        for entry in entries {
            lanes[entry.lane as usize].push(entry);
        }
        let mut blocks = Vec::new();
        for (lane, entries) in Lane::ALL.into_iter().zip(lanes) {
            let mut rest = entries.as_slice();
            while !rest.is_empty() {
                let (block, behind) = rest.split_at(entries_of_block(rest));
                blocks.push(SealedBlock::seal(lane, block));
                rest = behind;
            }
        }
        let mut rest = blocks.as_slice();
        let mut packs = Vec::new();
        while !rest.is_empty() {
            let (pack, behind) = rest.split_at(count_until(rest, usize::MAX, PACK_BYTES, SealedBlock::len));
            let bytes = Assembled::of(&pack.iter().collect::<Vec<_>>()).parts().concat();
            packs.push((name_of(&bytes), bytes));
            rest = behind;
        }
        packs
    }
}

fn entries_of_block(entries: &[Entry]) -> usize {
    count_until(entries, BLOCK_ENTRIES, BLOCK_BYTES, |entry| entry.bytes.len())
}

/// How many of the first items there are until they are so many or take so many bytes: one at least.
fn count_until<T>(items: &[T], most: usize, most_bytes: usize, bytes_of: impl Fn(&T) -> usize) -> usize {
    let mut bytes = 0;
    let count = items.iter().take(most).take_while(|item| {
        let is_first_beyond = bytes < most_bytes;
        bytes += bytes_of(item);
        is_first_beyond
    });
    count.count()
}

impl RecordStore for Gathered {
    fn get_many(&self, keys: &[Key]) -> Vec<Option<Arc<[u8]>>> {
        let entries = lock(&self.entries);
        keys.iter().map(|key| entries.get(key).map(|entry| Arc::from(entry.bytes.as_slice()))).collect()
    }

    fn put_many(&self, entries: Vec<Entry>) {
        lock(&self.entries).extend(entries.into_iter().map(|entry| (entry.key, entry)));
    }

    fn has_many(&self, keys: &[Key]) -> Vec<bool> {
        let entries = lock(&self.entries);
        keys.iter().map(|key| entries.contains_key(key)).collect()
    }

    fn publish(&self) {}

    fn take_warning(&self) -> Option<String> {
        None
    }
}

/// Packs that were kept elsewhere, as a store that is only read.
#[derive(Debug)]
pub struct Imported {
    disk: Arc<MemoryDisk>,
    store: Arc<FolderStore>,
}

impl Default for Imported {
    fn default() -> Self {
        let disk = Arc::new(MemoryDisk::default());
        let options = CacheOptions { read_only: true, ..CacheOptions::at("") };
        let store = FolderStore::on(Arc::<MemoryDisk>::clone(&disk), &options);
        Self { disk, store }
    }
}

impl Imported {
    /// Adds a pack of this name; whether it is one, to the last byte.
    #[must_use]
    pub fn add(&self, name: &str, bytes: Vec<u8>) -> bool {
        if format!("{:?}", name_of(&bytes)) != name {
            return false;
        }
        let bytes = Arc::new(bytes);
        // Whoever named it may have named anything: nothing is found in what is no pack.
        if let Ok(index) = PackIndex::read(&bytes) {
            let name = OsString::from(names::new_pack());
            lock(&self.disk.files).insert(name.clone(), bytes);
            self.store.know(name, index);
        }
        true
    }

    /// What finds entries in the packs.
    #[must_use]
    pub fn store(&self) -> Arc<dyn RecordStore> {
        Arc::<FolderStore>::clone(&self.store)
    }
}

fn name_of(bytes: &[u8]) -> Key {
    Key::of("pack", &[bytes])
}

/// Files in memory, in one folder.
#[derive(Debug, Default)]
struct MemoryDisk {
    files: Mutex<BTreeMap<OsString, Arc<Vec<u8>>>>,
}

impl Readable for Arc<Vec<u8>> {
    fn length(&self) -> u64 {
        self.as_ref().length()
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<()> {
        self.as_ref().read_at(offset, into)
    }
}

impl Disk for MemoryDisk {
    fn create_folder(&self, _path: &Path) -> io::Result<()> {
        Err(io::ErrorKind::ReadOnlyFilesystem.into())
    }

    fn list(&self, _folder: &Path) -> io::Result<Vec<Listed>> {
        let listed = |(name, bytes): (&OsString, &Arc<Vec<u8>>)| Listed {
            name: name.clone(),
            is_file: true,
            length: bytes.length(),
            modified: SystemTime::UNIX_EPOCH,
        };
        Ok(lock(&self.files).iter().map(listed).collect())
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Readable>> {
        let files = lock(&self.files);
        let file = path.file_name().and_then(|name| files.get(name)).ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(Arc::clone(file)))
    }

    fn write_new(&self, _path: &Path, _parts: &[&[u8]]) -> io::Result<()> {
        Err(io::ErrorKind::ReadOnlyFilesystem.into())
    }

    fn sync(&self, _path: &Path) -> io::Result<()> {
        Ok(())
    }

    fn sync_folder(&self, _folder: &Path) -> io::Result<()> {
        Ok(())
    }

    fn rename(&self, _from: &Path, _to: &Path) -> io::Result<()> {
        Err(io::ErrorKind::ReadOnlyFilesystem.into())
    }

    fn remove(&self, _path: &Path) -> io::Result<()> {
        Err(io::ErrorKind::ReadOnlyFilesystem.into())
    }

    fn touch(&self, _path: &Path) -> io::Result<()> {
        Err(io::ErrorKind::ReadOnlyFilesystem.into())
    }

    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn entries() -> Vec<Entry> {
        let entry = |number: u32| Entry {
            key: Key::of("entry", &[&number.to_le_bytes()]),
            lane: if number.is_multiple_of(2) { Lane::Shown } else { Lane::Linked },
            bytes: number.to_le_bytes().repeat(number as usize),
        };
        (0..100).map(entry).collect()
    }

    fn packs_of(order: impl Iterator<Item = Entry>) -> Vec<NamedPack> {
        let gathered = Gathered::default();
        order.for_each(|entry| gathered.put_many(vec![entry]));
        gathered.take_packs(&entries().iter().map(|entry| entry.key).collect::<Vec<_>>())
    }

    #[test]
    fn entries_come_back_from_the_packs_they_were_gathered_in() {
        let imported = Imported::default();
        for (name, bytes) in packs_of(entries().into_iter()) {
            assert!(imported.add(&format!("{name:?}"), bytes));
        }
        let keys: Vec<_> = entries().iter().map(|entry| entry.key).collect();
        let found = imported.store().get_many(&keys);
        assert!(entries().iter().zip(&found).all(|(entry, found)| found.as_deref() == Some(&*entry.bytes)));
        assert_eq!(imported.store().has_many(&[Key::of("other", &[])]), [false]);
    }

    #[test]
    fn packs_do_not_depend_on_the_order_in_which_entries_came() {
        assert_eq!(packs_of(entries().into_iter()), packs_of(entries().into_iter().rev()));
    }

    #[test]
    fn a_pack_with_another_byte_is_none() {
        let (name, bytes) = packs_of(entries().into_iter()).pop().unwrap();
        for at in [0, bytes.len() / 2, bytes.len() - 1] {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(!Imported::default().add(&format!("{name:?}"), changed));
        }
    }

    #[test]
    fn whatever_has_a_right_name_is_read_without_a_panic() {
        let (_, bytes) = packs_of(entries().into_iter()).pop().unwrap();
        for end in [0, 1, bytes.len() / 2, bytes.len() - 1] {
            let cut = bytes[..end].to_vec();
            let imported = Imported::default();
            assert!(imported.add(&format!("{:?}", name_of(&cut)), cut));
            assert_eq!(imported.store().get_many(&[entries()[7].key]), [None]);
        }
    }
}
