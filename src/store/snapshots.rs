//! Files that stay until somebody removes them: snapshots.
//!
//! In: the name of a snapshot and of the root that it is of, a head, and parts, all of them bytes. Out: a file of its own with all of
//! that, which [`Snapshots::open`] finds by the names and [`Snapshots::list`] by looking at all there are; a part is read, and held
//! against its checksum, when it is asked for.
//!
//! What else a store keeps can be made again; this cannot. So nobody's `maxBytes` counts it, no sweep removes it, a part that is
//! damaged is an error and never as one that is not there, and before a file takes the place of the one that had its name, it is on
//! the disk itself: whatever happens meanwhile, to the process or to the machine, one of the two is there as a whole. Who is told that
//! it is put has the new one: its name is on the disk itself, too.
//!
//! ```text
//! byte 0  magic                        byte 16  BLAKE3 of bytes 4 to 16, the head and the table
//! byte 4  form of table and parts      byte 48  the head
//! byte 8  length of the head           then     the table: of each part its length (8 bytes) and BLAKE3
//! byte 12 length of the table          then     the parts, one behind the other
//! ```
//!
//! Numbers are little-endian. Whatever the form, all up to the table is written so, and a head is JSON: what another version of the
//! package has taken is listed and removed as one's own.

use super::disk::{Disk, Readable, RealDisk};
use super::folder::{names, sweep};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

const MAGIC: [u8; 4] = *b"CKGS";

/// Bytes before the head.
const BEGIN: usize = 48;

/// Bytes of a part's row in the table.
const ROW: usize = 40;

/// Head and table have no more bytes: a hundred million files.
const MAX_BEGIN: u64 = 1 << 30;

/// Why something of a file cannot be had.
#[derive(Debug)]
pub enum Unreadable {
    /// What the operating system says.
    Disk(io::Error),
    /// Its bytes are not those that were written; which ones.
    Damaged(&'static str),
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Damaged("it is cut off"),
            _ => Self::Disk(error),
        }
    }
}

/// The snapshots in a store's folder.
#[derive(Debug, Clone)]
pub struct Snapshots {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
}

/// A file, by what is known of it without its parts.
#[derive(Debug)]
pub struct ListedSnapshot {
    /// How it is removed.
    pub id: String,
    /// Bytes of the file.
    pub bytes: u64,
    /// When it was written.
    pub modified: SystemTime,
    /// What it was given as its head, unless that cannot be read.
    pub head: Result<Vec<u8>, Unreadable>,
}

/// A snapshot that is open: it stays readable, as it is, when it is removed or another takes its place.
#[derive(Debug)]
pub struct SnapshotFile {
    file: Box<dyn Readable>,
    form: u32,
    head: Vec<u8>,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, Copy)]
struct Part {
    begin: u64,
    length: u64,
    hash: [u8; 32],
}

impl Snapshots {
    /// Those in the folder of a store, which need not be there.
    #[must_use]
    pub fn at(directory: &Path) -> Self {
        Self::on(Arc::new(RealDisk), directory)
    }

    /// The same on a disk.
    #[must_use]
    pub fn on(disk: Arc<dyn Disk>, directory: &Path) -> Self {
        Self { disk, folder: directory.join(names::SNAPSHOTS) }
    }

    /// What the snapshot of this name of this root is found by, whatever characters are in them.
    #[must_use]
    pub fn id(root: &str, name: &str) -> String {
        names::snapshot(root, name)
    }

    /// Writes a snapshot in place of the one that is found by the same. Blocks until it is on the disk itself. How many bytes it has.
    ///
    /// # Errors
    /// What the operating system says. What was there is there still, or, where only its name could not be waited for, the new one is.
    pub fn put(&self, id: &str, form: u32, head: &[u8], parts: &[Vec<u8>]) -> io::Result<u64> {
        self.disk.create_folder(&self.folder)?;
        self.remove_abandoned();
        let begin = begin_of(form, head, parts)?;
        let all: Vec<&[u8]> = [begin.as_slice()].into_iter().chain(parts.iter().map(Vec::as_slice)).collect();
        let temporary = self.folder.join(names::temporary());
        let placed = self.disk.write_new(&temporary, &all).and_then(|()| {
            self.disk.sync(&temporary)?;
            self.disk.rename(&temporary, &self.folder.join(id))
        });
        placed.inspect_err(|_| drop(self.disk.remove(&temporary)))?;
        self.disk.sync_folder(&self.folder)?;
        Ok(all.iter().map(|bytes| bytes.len() as u64).sum())
    }

    /// The snapshot that is found by this, if there is one.
    ///
    /// # Errors
    /// If it is there and cannot be read.
    pub fn open(&self, id: &str) -> Result<Option<SnapshotFile>, Unreadable> {
        match self.disk.open(&self.folder.join(id)) {
            Ok(file) => SnapshotFile::of(file).map(Some),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// All that are there.
    ///
    /// # Errors
    /// What the operating system says of the folder.
    pub fn list(&self) -> io::Result<Vec<ListedSnapshot>> {
        let mut listed = Vec::new();
        for file in self.files()? {
            let Some(id) = file.name.to_str().map(str::to_owned) else { continue };
            // What another process has removed since is not there.
            let head = match self.open(&id) {
                Ok(None) => continue,
                Ok(Some(file)) => Ok(file.head),
                Err(unreadable) => Err(unreadable),
            };
            listed.push(ListedSnapshot { id, bytes: file.length, modified: file.modified, head });
        }
        Ok(listed)
    }

    /// How many there are, and how many bytes they take.
    ///
    /// # Errors
    /// What the operating system says of the folder.
    pub fn count(&self) -> io::Result<(u64, u64)> {
        let files = self.files()?;
        Ok((files.len() as u64, files.iter().map(|file| file.length).sum()))
    }

    fn files(&self) -> io::Result<Vec<super::Listed>> {
        let listed = match self.disk.list(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            listed => listed?,
        };
        Ok(listed.into_iter().filter(|file| file.is_file && names::is_snapshot(&file.name)).collect())
    }

    /// Removes the one that is found by this: whether there was one.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn remove(&self, id: &str) -> io::Result<bool> {
        match self.disk.remove(&self.folder.join(id)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            removed => removed.map(|()| true),
        }
    }

    /// Removes what was never finished and is nobody's any more: how many bytes that took.
    pub fn remove_abandoned(&self) -> u64 {
        sweep::remove_abandoned(&*self.disk, &self.folder)
    }

    /// The time of the clock that times of files are taken from.
    #[must_use]
    pub fn now(&self) -> SystemTime {
        self.disk.now()
    }
}

/// What stands before the parts.
fn begin_of(form: u32, head: &[u8], parts: &[Vec<u8>]) -> io::Result<Vec<u8>> {
    let length = |length: usize| u32::try_from(length).map_err(io::Error::other);
    let mut begin = MAGIC.to_vec();
    for number in [form, length(head.len())?, length(parts.len() * ROW)?] {
        begin.extend_from_slice(&number.to_le_bytes());
    }
    begin.resize(BEGIN, 0);
    begin.extend_from_slice(head);
    for part in parts {
        begin.extend_from_slice(&(part.len() as u64).to_le_bytes());
        begin.extend_from_slice(blake3::hash(part).as_bytes());
    }
    let hash = hash_of_begin(&begin);
    begin[16..BEGIN].copy_from_slice(hash.as_bytes());
    Ok(begin)
}

fn hash_of_begin(begin: &[u8]) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&begin[MAGIC.len()..16]).update(&begin[BEGIN..]);
    hasher.finalize()
}

impl SnapshotFile {
    fn of(file: Box<dyn Readable>) -> Result<Self, Unreadable> {
        let mut begin = vec![0; BEGIN];
        file.read_at(0, &mut begin)?;
        let number = |at: usize| begin[at..].first_chunk().map_or(0, |word| u32::from_le_bytes(*word));
        let (form, head, table) = (number(4), number(8) as usize, number(12) as usize);
        let length = BEGIN as u64 + head as u64 + table as u64;
        if begin[..4] != MAGIC || length > file.length().min(MAX_BEGIN) {
            return Err(Unreadable::Damaged("its beginning is none of a snapshot"));
        }
        begin.resize(BEGIN + head + table, 0);
        file.read_at(BEGIN as u64, &mut begin[BEGIN..])?;
        if hash_of_begin(&begin).as_bytes() != &begin[16..BEGIN] {
            return Err(Unreadable::Damaged("its beginning does not have its checksum"));
        }
        let mut end = length;
        let row = |row: &[u8; ROW]| {
            let (words, hash) = row.split_at(8);
            let length = words.first_chunk().map_or(0, |word| u64::from_le_bytes(*word));
            let begin = end;
            end = end.saturating_add(length);
            Part { begin, length, hash: hash.try_into().unwrap_or_default() }
        };
        let parts: Vec<Part> = begin[BEGIN + head..].as_chunks().0.iter().map(row).collect();
        if end != file.length() {
            return Err(Unreadable::Damaged("it is cut off"));
        }
        begin.truncate(BEGIN + head);
        Ok(Self { file, form, head: begin.split_off(BEGIN), parts })
    }

    /// In which form its parts are.
    #[must_use]
    pub const fn form(&self) -> u32 {
        self.form
    }

    /// What it was given as its head.
    #[must_use]
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// How many parts it has.
    #[must_use]
    pub fn parts(&self) -> usize {
        self.parts.len()
    }

    /// One of its parts, as it was written. May block.
    ///
    /// # Errors
    /// If it cannot be read, or is not what was written.
    pub fn part(&self, number: usize) -> Result<Vec<u8>, Unreadable> {
        let Part { begin, length, hash } = *self.parts.get(number).ok_or(Unreadable::Damaged("a part is missing"))?;
        // All of them end with the file, so that none is longer than that is.
        let mut bytes = vec![0; usize::try_from(length).map_err(|_| Unreadable::Damaged("a part is too long"))?];
        self.file.read_at(begin, &mut bytes)?;
        if blake3::hash(&bytes) == hash {
            Ok(bytes)
        } else {
            Err(Unreadable::Damaged("a part does not have its checksum"))
        }
    }
}
