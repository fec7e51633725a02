//! The folder of packs: what one process keeps, all others that look there find.
//!
//! In: a folder, by its path. Out: a [`RecordStore`]. `reader` finds entries in the packs that there are, `pending` gathers those
//! that will be a pack, `sweep` sees to it that the packs become neither too many nor too large, `survey` is what the command line asks.
//!
//! There is no lock between processes and nothing that runs beside them. A pack is written to a temporary name and renamed,
//! so that it is there as a whole or not at all, and never changes. What is new is not waited for until it is on the disk itself: when the
//! machine loses its power a pack may be there with any bytes, but they do not have its checksums, so it is lost like one that was never
//! written, and so is one whose name was not there yet. What takes the place of others is waited for, with its name, before these go:
//! what has been there for long is not lost with it. Who opens a pack that another process has removed finds nothing, looks at the folder again, and makes anew what is not there either.
//!
//! A folder is read once, whoever opens it in this process: what is known of its packs lives as long as a store of it.

mod blocks;
pub(super) mod names;
mod packs;
mod pending;
mod reader;
mod survey;
pub(super) mod sweep;

pub use survey::{Info, Pruned, info, prune};

use super::disk::{Disk, RealDisk};
use super::pack::{Assembled, MAX_ENTRY, PackIndex, SealedBlock};
use super::{Entry, Key, RecordStore};
use crate::options::CacheOptions;
use pending::Pending;
pub use reader::Losses;
use reader::Reader;
use std::collections::{HashMap, HashSet};
use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex, Once, PoisonError, Weak};

/// The folders that this process has open.
static OPEN: LazyLock<Mutex<HashMap<PathBuf, Weak<Reader>>>> = LazyLock::new(Mutex::default);

/// A folder of packs as a store. See the module.
#[derive(Debug)]
pub struct FolderStore {
    reader: Arc<Reader>,
    pending: Pending,
    max_bytes: u64,
    /// Whether nothing is written: because nothing shall be, or since something could not be.
    is_closed: AtomicBool,
    /// Whether packs were written since the folder was last swept.
    is_unswept: AtomicBool,
    /// The folder is made when there is something to be kept, so that nothing is compressed for one that cannot be made.
    preparation: Once,
    warning: Mutex<Warning>,
}

/// At most one is given.
#[derive(Debug)]
enum Warning {
    None,
    Waiting(String),
    Given,
}

impl FolderStore {
    /// The store in a folder. It need not be there: it is made when something is written.
    #[must_use]
    pub fn open(options: &CacheOptions) -> Arc<Self> {
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, reader| reader.strong_count() > 0);
        let known = open.get(&options.directory).and_then(Weak::upgrade);
        let reader = known.unwrap_or_else(|| Arc::new(Reader::new(Arc::new(RealDisk), &options.directory)));
        open.insert(options.directory.clone(), Arc::downgrade(&reader));
        drop(open);
        // Others may have been there since.
        reader.look_again();
        Self::over(reader, options)
    }

    /// A store in a folder of this disk, which shares nothing with others.
    #[must_use]
    pub fn on(disk: Arc<dyn Disk>, options: &CacheOptions) -> Arc<Self> {
        Self::over(Arc::new(Reader::new(disk, &options.directory)), options)
    }

    fn over(reader: Arc<Reader>, options: &CacheOptions) -> Arc<Self> {
        Arc::new(Self {
            reader,
            pending: Pending::default(),
            max_bytes: options.max_bytes,
            is_closed: AtomicBool::new(options.read_only),
            is_unswept: AtomicBool::new(false),
            preparation: Once::new(),
            warning: Mutex::new(Warning::None),
        })
    }

    /// What could not be read of what was there.
    #[must_use]
    pub fn losses(&self) -> Losses {
        self.reader.losses()
    }

    /// Knows of a pack that came into the folder, without looking at all others again.
    pub(super) fn know(&self, name: OsString, index: PackIndex) {
        self.reader.add(name, index);
    }

    fn get(&self, key: &Key) -> Option<Arc<[u8]>> {
        self.pending.get(key).or_else(|| {
            let found = self.reader.get(key, !self.is_closed());
            self.note_failure();
            found
        })
    }

    fn has(&self, key: &Key) -> bool {
        self.pending.has(key) || self.reader.has(key)
    }

    fn is_writable(&self) -> bool {
        if !self.is_closed() {
            self.preparation.call_once(|| {
                if let Err(error) = self.reader.disk.create_folder(&self.reader.packs_folder) {
                    self.close(&error);
                }
            });
        }
        !self.is_closed()
    }

    fn is_closed(&self) -> bool {
        self.is_closed.load(Ordering::Relaxed)
    }

    /// Writes full packs, and with `all` what else there is.
    fn write_packs(&self, all: bool) {
        while let Some(taken) = self.pending.take_pack(all) {
            let blocks: Vec<&SealedBlock> = taken.iter().map(|(_, block)| &**block).collect();
            let written = if self.is_closed() { Ok(()) } else { self.write_pack(&blocks) };
            if let Err(error) = written {
                self.close(&error);
            }
            // What could not be written is not kept in memory either: a disk may stay full for long.
            self.pending.forget(&taken);
        }
    }

    fn write_pack(&self, blocks: &[&SealedBlock]) -> io::Result<()> {
        let pack = Assembled::of(blocks);
        let name = sweep::write(&*self.reader.disk, &self.reader.packs_folder, &pack)?;
        self.is_unswept.store(true, Ordering::Relaxed);
        self.reader.add(name, pack.index);
        Ok(())
    }

    /// Writes nothing any more.
    fn close(&self, error: &io::Error) {
        self.is_closed.store(true, Ordering::Relaxed);
        self.pending.clear_open();
        self.warn(format!("it cannot be written: {error}"));
    }

    fn note_failure(&self) {
        if let Some(failure) = self.reader.failure() {
            self.warn(format!("it cannot be read: {failure}"));
        }
    }

    fn warn(&self, text: String) {
        let mut warning = self.warning.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(*warning, Warning::None) {
            *warning = Warning::Waiting(text);
        }
    }
}

impl RecordStore for FolderStore {
    fn get_many(&self, keys: &[Key]) -> Vec<Option<Arc<[u8]>>> {
        keys.iter().map(|key| self.get(key)).collect()
    }

    fn peek(&self, key: &Key) -> Option<Arc<[u8]>> {
        self.pending.get(key).or_else(|| self.reader.get(key, false))
    }

    fn forget(&self, keys: &HashSet<Key>) {
        if !self.is_closed() {
            sweep::forget(&self.reader, keys);
        }
    }

    fn put_many(&self, entries: Vec<Entry>) {
        for entry in entries {
            if entry.bytes.len() > MAX_ENTRY || self.has(&entry.key) {
                continue;
            }
            if !self.is_writable() {
                return;
            }
            self.pending.put(entry);
        }
        self.write_packs(false);
    }

    fn has_many(&self, keys: &[Key]) -> Vec<bool> {
        keys.iter().map(|key| self.has(key)).collect()
    }

    fn publish(&self) {
        for _ in self.pending.until_empty() {
            self.write_packs(true);
        }
        if self.is_unswept.swap(false, Ordering::Relaxed) {
            sweep::sweep(&self.reader, self.max_bytes);
        }
    }

    fn take_warning(&self) -> Option<String> {
        let mut warning = self.warning.lock().unwrap_or_else(PoisonError::into_inner);
        match std::mem::replace(&mut *warning, Warning::Given) {
            Warning::Waiting(text) => Some(text),
            none_or_given => {
                *warning = none_or_given;
                None
            }
        }
    }
}
