//! Finding entries in the packs of a folder.
//!
//! In: keys. Out: the entries' bytes, or nothing. The folder is looked at when something is first asked for, when it is opened
//! again, and when a pack turns out to be gone. Nothing is written here but the time of a pack's last use.

use super::blocks::{BlockCache, BlockId, Source};
use super::names;
use super::packs::{NewPack, Pack, Packs};
use crate::store::Key;
use crate::store::disk::{Disk, Listed, Readable};
use crate::store::pack::{Block, PackIndex, Unusable};
use std::collections::{HashMap, HashSet, VecDeque};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Decompressed blocks: those that some threads work on, and the next.
const CACHE_BYTES: usize = 32 << 20;

/// Open files. A system may allow a process no more than 256.
const OPEN_FILES: usize = 16;

/// Packs and entries that are known at most, the latest first: enough for a folder of some 16 GiB.
const MAX_PACKS: usize = 16 << 10;
const MAX_ENTRIES: usize = 6 << 20;

/// What could not be read of what was there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Losses {
    /// Packs that others have removed while they were known.
    pub gone: u64,
    /// Packs that were no packs, or could not be read at all.
    pub packs: u64,
    /// Blocks that were damaged, or could not be read.
    pub blocks: u64,
}

/// The packs of a folder.
#[derive(Debug)]
pub struct Reader {
    /// The file system that the folder is in.
    pub disk: Arc<dyn Disk>,
    /// The store's folder.
    pub directory: PathBuf,
    /// That of its packs.
    pub packs_folder: PathBuf,
    state: Mutex<State>,
    cache: BlockCache,
    /// Files that were read lately, by their packs' serials.
    open: Mutex<VecDeque<(u32, Arc<dyn Readable>)>>,
    failure: Mutex<Option<String>>,
    has_failed: AtomicBool,
    gone: AtomicU64,
    unusable: AtomicU64,
    lost_blocks: AtomicU64,
}

#[derive(Debug, Default)]
struct State {
    packs: Arc<Packs>,
    has_looked: bool,
    next_serial: u32,
    /// Files that are called like packs but are none, and how long each is: they are not read again.
    unusable: HashMap<OsString, (u64, Damage)>,
}

/// Why a file is not used as a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Damage {
    /// Another version's, or unreadable today.
    Unknown,
    /// It will never be one.
    Certain,
}

impl Reader {
    /// The packs in `directory`, which need not be there.
    pub fn new(disk: Arc<dyn Disk>, directory: &Path) -> Self {
        Self {
            disk,
            directory: directory.to_path_buf(),
            packs_folder: directory.join(names::PACKS),
            state: Mutex::default(),
            cache: BlockCache::new(CACHE_BYTES),
            open: Mutex::default(),
            failure: Mutex::default(),
            has_failed: AtomicBool::new(false),
            gone: AtomicU64::new(0),
            unusable: AtomicU64::new(0),
            lost_blocks: AtomicU64::new(0),
        }
    }

    /// What is kept under a key. If `touches`, its pack is marked as used.
    pub fn get(&self, key: &Key, touches: bool) -> Option<Arc<[u8]>> {
        // Once more if a pack was gone: its entries may be in another one now.
        for _ in 0..2 {
            let packs = self.packs();
            let mut is_outdated = false;
            for (pack, number) in packs.find(key) {
                let block = self.cache.get((pack.serial, number), &PackSource { reader: self, pack });
                is_outdated |= pack.is_gone();
                let Some(block) = block else { continue };
                let Some(bytes) = block.get(key) else { continue };
                if touches && pack.is_to_be_touched(self.disk.now()) {
                    // A folder that cannot be written is read all the same.
                    let _ = self.disk.touch(&self.packs_folder.join(&pack.name));
                }
                return Some(Arc::from(bytes));
            }
            if !is_outdated {
                return None;
            }
        }
        None
    }

    /// Whether something seems to be kept under a key.
    pub fn has(&self, key: &Key) -> bool {
        self.packs().find(key).any(|(pack, block)| pack.is_readable(block))
    }

    /// Has the folder be looked at before the next answer.
    pub fn look_again(&self) {
        self.lock().has_looked = false;
    }

    /// What the folder has.
    pub fn packs(&self) -> Arc<Packs> {
        let mut state = self.lock();
        if !state.has_looked {
            state.has_looked = true;
            self.look(&mut state);
        }
        Arc::clone(&state.packs)
    }

    /// Adds a pack that this process has written.
    pub fn add(&self, name: OsString, index: PackIndex) {
        let mut state = self.lock();
        // Unless the folder was looked at since it was written.
        if state.packs.iter().all(|pack| pack.name != name || pack.is_gone()) {
            let new = NewPack { name, index, used: self.disk.now() };
            state.change(|pack| !pack.is_gone(), vec![new]);
        }
    }

    /// Files that are called like packs and will never be any.
    pub fn damaged(&self) -> HashSet<OsString> {
        let state = self.lock();
        let damaged = state.unusable.iter().filter(|(_, (_, damage))| *damage == Damage::Certain);
        damaged.map(|(name, _)| name.clone()).collect()
    }

    /// Reads all blocks of a pack, in their order. Answers whether it could do so: damaged blocks are left out.
    pub fn read_all(&self, pack: &Pack, mut enter: impl FnMut(&Pack, u32, Block)) -> bool {
        let Ok(file) = self.disk.open(&self.packs_folder.join(&pack.name)) else { return false };
        for (place, number) in pack.blocks.iter().zip(0..) {
            match place.read(&*file) {
                Ok(block) => enter(pack, number, block),
                Err(Unusable::Io(error)) if error.kind() != io::ErrorKind::UnexpectedEof => return false,
                Err(_) => {}
            }
        }
        true
    }

    /// Why the folder could not be read.
    pub fn failure(&self) -> Option<String> {
        // Asked for with every entry.
        let failure = || self.failure.lock().unwrap_or_else(PoisonError::into_inner).clone();
        self.has_failed.load(Ordering::Relaxed).then(failure).flatten()
    }

    /// What could not be read of what was there.
    pub fn losses(&self) -> Losses {
        Losses {
            gone: self.gone.load(Ordering::Relaxed),
            packs: self.unusable.load(Ordering::Relaxed),
            blocks: self.lost_blocks.load(Ordering::Relaxed),
        }
    }

    /// Looks at the folder, and reads what packs have that are new.
    fn look(&self, state: &mut State) {
        let listed = self.disk.list(&self.packs_folder);
        let failure =
            listed.as_ref().err().filter(|error| error.kind() != io::ErrorKind::NotFound).map(io::Error::to_string);
        self.has_failed.store(failure.is_some(), Ordering::Relaxed);
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = failure;

        let mut listed = listed.unwrap_or_default();
        listed.retain(|file| file.is_file && names::is_pack(&file.name));
        // The latest come first, names decide between equal ones.
        listed.sort_by(|a, b| (b.modified, &b.name).cmp(&(a.modified, &a.name)));
        listed.truncate(MAX_PACKS);
        let there: HashMap<&OsString, u64> = listed.iter().map(|file| (&file.name, file.length)).collect();
        let stays = |pack: &Pack| !pack.is_gone() && there.get(&pack.name) == Some(&pack.length);
        let known: HashSet<OsString> =
            state.packs.iter().filter(|pack| stays(pack)).map(|pack| pack.name.clone()).collect();
        state.unusable.retain(|name, (length, _)| there.get(name) == Some(length));
        let mut entries = state.packs.entries();
        let mut new = Vec::new();
        for file in listed.iter().filter(|file| !known.contains(&file.name)) {
            if state.unusable.contains_key(&file.name) || entries >= MAX_ENTRIES {
                continue;
            }
            match self.read_index(file) {
                Ok(index) => {
                    entries += index.entries.len();
                    new.push(NewPack { name: file.name.clone(), index, used: file.modified });
                }
                Err(Unusable::Io(error)) if error.kind() == io::ErrorKind::NotFound => {}
                Err(reason) => {
                    self.unusable.fetch_add(1, Ordering::Relaxed);
                    let damage = if matches!(reason, Unusable::Damaged) { Damage::Certain } else { Damage::Unknown };
                    state.unusable.insert(file.name.clone(), (file.length, damage));
                }
            }
        }
        new.reverse();
        if !new.is_empty() || known.len() != state.packs.iter().count() {
            state.change(stays, new);
        }
    }

    fn read_index(&self, file: &Listed) -> Result<PackIndex, Unusable> {
        let open = self.disk.open(&self.packs_folder.join(&file.name))?;
        PackIndex::read(&*open)
    }

    /// The file of a pack; `None` if it is not there any more.
    fn file(&self, pack: &Pack) -> io::Result<Arc<dyn Readable>> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, file)) = open.iter().find(|(serial, _)| *serial == pack.serial) {
            return Ok(Arc::clone(file));
        }
        drop(open);
        let file: Arc<dyn Readable> = self.disk.open(&self.packs_folder.join(&pack.name))?.into();
        open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.len() >= OPEN_FILES {
            open.pop_front();
        }
        open.push_back((pack.serial, Arc::clone(&file)));
        Ok(file)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn change(&mut self, stays: impl Fn(&Pack) -> bool, new: Vec<NewPack>) {
        let count = new.len() as u32;
        self.packs = Arc::new(self.packs.changed(stays, new, self.next_serial));
        self.next_serial += count;
    }
}

/// The blocks of one pack.
struct PackSource<'reader> {
    reader: &'reader Reader,
    pack: &'reader Pack,
}

impl Source for PackSource<'_> {
    fn read(&self, (_, number): BlockId) -> Option<Block> {
        let Self { reader, pack } = self;
        let file = match reader.file(pack) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if pack.lose() {
                    reader.gone.fetch_add(1, Ordering::Relaxed);
                    reader.look_again();
                }
                return None;
            }
            Err(_) => {
                reader.lose_block(pack, number);
                return None;
            }
        };
        let block = pack.blocks.get(number as usize)?.read(&*file).ok();
        if block.is_none() {
            reader.lose_block(pack, number);
        }
        block
    }

    fn is_readable(&self, (_, number): BlockId) -> bool {
        self.pack.is_readable(number)
    }

    fn next(&self, (serial, number): BlockId) -> Option<BlockId> {
        Some((serial, self.pack.next_of_lane(number)?))
    }
}

impl Reader {
    fn lose_block(&self, pack: &Pack, number: u32) {
        if pack.lose_block(number) {
            self.lost_blocks.fetch_add(1, Ordering::Relaxed);
        }
    }
}
