//! What a folder holds, for whoever looks at it from outside.

use super::reader::Reader;
use super::{names, sweep};
use crate::store::disk::{Disk, RealDisk};
use crate::store::snapshots::Snapshots;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

pub use super::sweep::Pruned;

/// What a store's folder holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Info {
    /// Packs that can be read.
    pub packs: u64,
    /// Entries in them; what two of them have counts twice.
    pub entries: u64,
    /// Bytes of all files of the store but the snapshots.
    pub bytes: u64,
    /// Roots whose files are known by their times.
    pub roots: u64,
    /// Snapshots.
    pub snapshots: u64,
    /// Bytes of the snapshots, which are none of those above.
    pub snapshot_bytes: u64,
    /// When the pack that was not used for longest was last used, to the hour.
    pub oldest_use: Option<SystemTime>,
    /// When any pack was last used, to the hour.
    pub newest_use: Option<SystemTime>,
}

/// Looks at a folder. One that is not there holds nothing.
///
/// # Errors
/// What the operating system says of the folder.
pub fn info(directory: &Path) -> io::Result<Info> {
    let disk = RealDisk;
    let mut info = Info::default();
    let reader = Reader::new(Arc::new(disk), directory);
    let packs = reader.packs();
    info.packs = packs.iter().count() as u64;
    info.entries = packs.entries() as u64;
    for file in there(disk.list(&reader.packs_folder))? {
        if file.is_file && names::is_pack(&file.name) {
            info.bytes += file.length;
            info.oldest_use = Some(info.oldest_use.map_or(file.modified, |oldest| oldest.min(file.modified)));
            info.newest_use = info.newest_use.max(Some(file.modified));
        } else if file.is_file && names::is_temporary(&file.name) {
            info.bytes += file.length;
        }
    }
    for file in there(disk.list(&directory.join(names::ROOTS)))? {
        if file.is_file && names::is_manifest(&file.name) {
            info.bytes += file.length;
            info.roots += 1;
        } else if file.is_file && names::is_newest(&file.name) {
            info.bytes += file.length;
        }
    }
    (info.snapshots, info.snapshot_bytes) = Snapshots::at(directory).count()?;
    Ok(info)
}

/// Removes what was not used for longest until a folder holds no more than `max_bytes`; all of it for 0.
///
/// # Errors
/// What the operating system says of the folder. A file that cannot be removed stays.
pub fn prune(directory: &Path, max_bytes: u64) -> io::Result<Pruned> {
    for folder in [names::PACKS, names::ROOTS] {
        there(RealDisk.list(&directory.join(folder)))?;
    }
    Ok(sweep::limit(&RealDisk, directory, max_bytes))
}

/// The entries of a folder that may not be there.
fn there<T>(listed: io::Result<Vec<T>>) -> io::Result<Vec<T>> {
    match listed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        listed => listed,
    }
}
