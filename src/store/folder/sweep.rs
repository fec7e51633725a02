//! Keeping a folder small: few packs, and not more bytes than asked for.
//!
//! In: a folder after something was written to it. Out: the folder without packs that were not used for longest, with one pack in place
//! of many small ones, without files that were never finished, and without packs that are damaged as a whole: nothing of those is
//! ever found, and every process would read them again; and without entries that somebody lets go of. A pack with a damaged block stays until it is merged or was not
//! used for longest, since the rest of it is as good as ever. What is not called like a file of a store is left alone.
//!
//! Any number of processes may do so at once. A pack is removed only after all that could be read of it is in another, and that on the
//! disk itself, so that what two of them do at the same time is at worst there twice, or a little more is gone than had to go.

use super::names;
use super::packs::Pack;
use super::reader::Reader;
use crate::store::disk::{Disk, Listed};
use crate::store::pack::{Assembled, BLOCK_BYTES, BLOCK_ENTRIES, PACK_BYTES, SealedBlock};
use crate::store::{Entry, Key, Lane};
use std::collections::HashSet;
use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// A smaller pack is small.
const SMALL: u64 = 1 << 20;

/// More small packs than these are merged: each run that meets a few changed files leaves one.
const MAX_SMALL: usize = 32;

/// An unfinished file that was not written to for so long is nobody's any more.
const ABANDONED: Duration = Duration::from_secs(24 * 60 * 60);

/// A pack that is no longer than this is written again for any entry that is let go of.
const WRITTEN_AGAIN: u64 = 4 << 20;

/// One that is longer is if one in so many of its bytes is let go of.
const LEAST_PART: u64 = 8;

/// What share of a folder's bytes manifests may take.
const SHARE_OF_ROOTS: u64 = 8;

/// Writes a pack, and says what it is called. What was begun is removed if that fails.
///
/// # Errors
/// What the operating system says.
pub fn write(disk: &dyn Disk, folder: &Path, pack: &Assembled) -> io::Result<OsString> {
    disk.create_folder(folder)?;
    let (temporary, name) = (folder.join(names::temporary()), names::new_pack());
    disk.write_new(&temporary, &pack.parts())?;
    disk.rename(&temporary, &folder.join(&name)).inspect_err(|_| {
        let _ = disk.remove(&temporary);
    })?;
    Ok(name.into())
}

/// Does all that.
pub fn sweep(reader: &Reader, max_bytes: u64) {
    reader.look_again();
    merge_small(reader);
    reader.look_again();
    // For the packs that are damaged.
    reader.packs();
    for name in reader.damaged() {
        let _ = reader.disk.remove(&reader.packs_folder.join(name));
    }
    limit(&*reader.disk, &reader.directory, max_bytes);
    reader.look_again();
}

/// How much was removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Packs that are gone.
    pub packs: u64,
    /// How many bytes they and others of the store's files took.
    pub bytes: u64,
}

/// Removes what was not used for longest until no more than `max_bytes` are there, and what was never finished.
pub fn limit(disk: &dyn Disk, directory: &Path, max_bytes: u64) -> Pruned {
    let (packs, roots) = (directory.join(names::PACKS), directory.join(names::ROOTS));
    let mut pruned = Pruned::default();
    let of_packs = own_files(disk, &packs, &mut pruned);
    let of_roots = own_files(disk, &roots, &mut pruned);
    let is_of_root = |file: &Listed| names::is_manifest(&file.name) || names::is_newest(&file.name);
    let of_roots = of_roots.into_iter().filter(is_of_root).collect();
    let (left, _) = shrink(disk, &roots, of_roots, max_bytes / SHARE_OF_ROOTS, &mut pruned);
    let of_packs = of_packs.into_iter().filter(|file| names::is_pack(&file.name)).collect();
    let (_, removed) = shrink(disk, &packs, of_packs, max_bytes.saturating_sub(left), &mut pruned);
    pruned.packs = removed;
    pruned
}

/// Removes the files of a folder that were never finished: how many bytes they took.
pub fn remove_abandoned(disk: &dyn Disk, folder: &Path) -> u64 {
    let mut pruned = Pruned::default();
    own_files(disk, folder, &mut pruned);
    pruned.bytes
}

/// The files of a folder, after those that were never finished are removed.
fn own_files(disk: &dyn Disk, folder: &Path, pruned: &mut Pruned) -> Vec<Listed> {
    let now = disk.now();
    let files = disk.list(folder).unwrap_or_default().into_iter().filter(|file| file.is_file);
    let (unfinished, others): (Vec<_>, Vec<_>) = files.partition(|file| names::is_temporary(&file.name));
    for file in unfinished {
        // One of the future is young.
        let is_abandoned = now.duration_since(file.modified).is_ok_and(|age| age > ABANDONED);
        if is_abandoned && disk.remove(&folder.join(&file.name)).is_ok() {
            pruned.bytes += file.length;
        }
    }
    others
}

/// Removes files, those not used for longest first, until they take no more than `max_bytes`: how many they take now, and
/// how many files are gone.
fn shrink(disk: &dyn Disk, folder: &Path, mut files: Vec<Listed>, max_bytes: u64, pruned: &mut Pruned) -> (u64, u64) {
    files.sort_by(|a, b| (a.modified, &a.name).cmp(&(b.modified, &b.name)));
    let mut bytes = files.iter().fold(0, |sum: u64, file| sum.saturating_add(file.length));
    let mut removed = 0;
    for file in files {
        if bytes <= max_bytes {
            break;
        }
        match disk.remove(&folder.join(&file.name)) {
            Ok(()) => {
                removed += 1;
                pruned.bytes = pruned.bytes.saturating_add(file.length);
            }
            // Another process was faster.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(_) => continue,
        }
        bytes -= file.length;
    }
    (bytes, removed)
}

/// Lets go of entries: what else there is in their packs is written again, where that is not much for what is gained.
pub fn forget(reader: &Reader, keys: &HashSet<Key>) {
    reader.look_again();
    let shares = reader.packs().shares(keys).into_iter();
    let pays = |length: u64, bytes: u64| length <= WRITTEN_AGAIN || bytes.saturating_mul(LEAST_PART) >= length;
    let packs: Vec<_> = shares.filter(|(pack, bytes)| pays(pack.length, *bytes)).map(|(pack, _)| pack).collect();
    let mut left = &packs[..];
    while !left.is_empty() {
        left = &left[merge(reader, left, keys)..];
    }
    reader.look_again();
}

/// Makes one pack of the small ones if there are too many.
fn merge_small(reader: &Reader) {
    let packs = reader.packs();
    let small: Vec<Arc<Pack>> = packs.iter().filter(|pack| pack.length < SMALL).map(Arc::clone).collect();
    if small.len() > MAX_SMALL {
        merge(reader, &small, &HashSet::new());
    }
}

/// Makes one pack of the first of these, without some entries: of how many there was room for in it.
fn merge(reader: &Reader, packs: &[Arc<Pack>], without: &HashSet<Key>) -> usize {
    let mut merged = Merged::default();
    let mut read: Vec<&OsString> = Vec::new();
    let mut tried = 0;
    for pack in packs {
        if merged.bytes >= PACK_BYTES {
            break;
        }
        tried += 1;
        if reader.read_all(pack, |pack, number, block| {
            let Some(place) = pack.blocks.get(number as usize) else { return };
            let stays = block.iter().filter(|(key, _)| !without.contains(key));
            stays.for_each(|(key, bytes)| merged.add(Entry { key, lane: place.lane, bytes: bytes.to_vec() }));
        }) {
            read.push(&pack.name);
        }
    }
    merged.finish();
    let blocks: Vec<&SealedBlock> = merged.blocks.iter().collect();
    let is_gain = read.len() > 1 || !without.is_empty();
    let write = || write_lasting(&*reader.disk, &reader.packs_folder, &Assembled::of(&blocks));
    if is_gain && (blocks.is_empty() || write().is_ok()) {
        for merged in read {
            let _ = reader.disk.remove(&reader.packs_folder.join(merged));
        }
    }
    tried
}

/// Writes a pack in whose favour others go: it and its name are on the disk itself.
fn write_lasting(disk: &dyn Disk, folder: &Path, pack: &Assembled) -> io::Result<()> {
    let path = folder.join(write(disk, folder, pack)?);
    // What it is made of is there still.
    disk.sync(&path).and_then(|()| disk.sync_folder(folder)).inspect_err(|_| drop(disk.remove(&path)))
}

/// Entries of several packs, once each.
#[derive(Default)]
struct Merged {
    known: HashSet<Key>,
    open: [Vec<Entry>; Lane::ALL.len()],
    blocks: Vec<SealedBlock>,
    bytes: usize,
}

impl Merged {
    fn add(&mut self, entry: Entry) {
        if !self.known.insert(entry.key) {
            return;
        }
        let lane = entry.lane;
        let open = &mut self.open[lane as usize];
        open.push(entry);
        if open.len() >= BLOCK_ENTRIES || open.iter().map(|entry| entry.bytes.len()).sum::<usize>() >= BLOCK_BYTES {
            self.seal(lane);
        }
    }

    fn finish(&mut self) {
        Lane::ALL.into_iter().for_each(|lane| self.seal(lane));
    }

    fn seal(&mut self, lane: Lane) {
        let entries = std::mem::take(&mut self.open[lane as usize]);
        if !entries.is_empty() {
            let block = SealedBlock::seal(lane, &entries);
            self.bytes += block.len();
            self.blocks.push(block);
        }
    }
}
