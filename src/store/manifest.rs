//! What is known of the files below a root without reading them: by path, how a file looked when it was read, and the hash of
//! its content then.
//!
//! In: paths below one root, and what the file system says of what is there ([`Stamp`]). Out: the content's hash, if the file
//! looks in every respect as it did. The rule for files that were changed just before they were read is Git's ("racy git"):
//! a later change within the same tick of the clock would leave no trace, so such a file is not entered, and read again the
//! next time.
//!
//! ```text
//! magic, format, BLAKE3 of what follows (16 bytes), length when decompressed, zstd of:
//!   root's path; number of files; of each, ordered by path: path, size, modified, changed, inode, device, hash
//! ```

use super::disk::Disk;
use super::folder::names;
use foldhash::HashMap;
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const MAGIC: [u8; 4] = *b"CKGM";

/// The layout; another is not read.
const FORMAT: u32 = 1;

/// Bytes before what is compressed.
const HEADER: usize = 28;

/// What a manifest may decompress to, as a multiple of itself: a third of each row are hashes, which cannot be compressed.
const MAX_RATIO: usize = 64;

/// What a manifest may take on disk: twenty million files.
const MAX_BYTES: u64 = 1 << 30;

/// A file that was changed less than this before it was read may be changed again without a trace. The coarsest clock of a
/// file system in use has two seconds (FAT).
const UNSETTLED: Duration = Duration::from_secs(3);

/// How hard a manifest is compressed.
const LEVEL: i32 = 1;

/// How a file looks from outside. Times are nanoseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stamp {
    /// Bytes.
    pub size: u64,
    /// When its content was changed; programs can set it.
    pub modified: i64,
    /// When anything of it was changed, which no program can set; where there is no such time, when it was created.
    pub changed: i64,
    /// Which file of the device it is; 0 where that is not told.
    pub inode: u64,
    /// Which device it is on; 0 where that is not told.
    pub device: u64,
}

impl Stamp {
    /// What the file system says of a file.
    #[must_use]
    #[cfg(unix)]
    pub fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;

        let time = |seconds: i64, nanoseconds: i64| seconds.saturating_mul(1_000_000_000).saturating_add(nanoseconds);
        Self {
            size: metadata.size(),
            modified: time(metadata.mtime(), metadata.mtime_nsec()),
            changed: time(metadata.ctime(), metadata.ctime_nsec()),
            inode: metadata.ino(),
            device: metadata.dev(),
        }
    }

    /// What the file system says of a file.
    #[must_use]
    #[cfg(not(unix))]
    pub fn of(metadata: &Metadata) -> Self {
        let time = |time: io::Result<SystemTime>| time.map_or(0, nanoseconds);
        Self {
            size: metadata.len(),
            modified: time(metadata.modified()),
            changed: time(metadata.created()),
            inode: 0,
            device: 0,
        }
    }

    /// Whether any change after `now` would show.
    #[must_use]
    pub fn is_settled(&self, now: SystemTime) -> bool {
        let newest = self.modified.max(self.changed);
        newest.saturating_add(UNSETTLED.as_nanos() as i64) < nanoseconds(now)
    }
}

fn nanoseconds(time: SystemTime) -> i64 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_nanos()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |nanoseconds| -nanoseconds),
    }
}

/// What is known of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Row {
    stamp: Stamp,
    hash: [u8; 32],
}

/// The files of a root as they were when they were last read.
pub struct Manifest {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    name: String,
    root: String,
    is_read_only: bool,
    known: Known,
    noted: Mutex<HashMap<Box<str>, Row>>,
}

/// What was read of the disk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Known {
    paths: String,
    /// Where each path ends.
    ends: Vec<u32>,
    rows: Vec<Row>,
}

impl Manifest {
    /// What is known of the files below the root with this path, from the folder of manifests. One that is damaged, or of
    /// another format, is as none.
    #[must_use]
    pub fn open(disk: Arc<dyn Disk>, folder: &Path, root: &str, is_read_only: bool) -> Self {
        let name = names::manifest(root);
        let known = load(&*disk, &folder.join(&name), root).unwrap_or_default();
        let folder = folder.to_owned();
        Self { disk, folder, name, root: root.to_owned(), is_read_only, known, noted: Mutex::default() }
    }

    /// The hash of the content of the file at `path` below the root, if it looks as it did when it was read.
    #[must_use]
    pub fn hash_of(&self, path: &str, stamp: &Stamp) -> Option<[u8; 32]> {
        let noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner).get(path).copied();
        let row = noted.or_else(|| self.known.row(path))?;
        (row.stamp == *stamp).then_some(row.hash)
    }

    /// The clock that files' times are compared with. To be asked before a file is looked at.
    #[must_use]
    pub fn now(&self) -> SystemTime {
        self.disk.now()
    }

    /// A file looked like this, both before and after content with this hash was read, which was begun at `now`.
    pub fn note(&self, path: &str, stamp: Stamp, hash: [u8; 32], now: SystemTime) {
        if stamp.is_settled(now) {
            let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
            noted.insert(path.into(), Row { stamp, hash });
        }
    }

    /// Lets others know what was noted since the last time. Of two processes that do so at once the later one is right, and
    /// what only the other noted is read again.
    ///
    /// # Errors
    /// What the disk says. Nothing is lost but time.
    pub fn publish(&self) -> io::Result<()> {
        let noted = std::mem::take(&mut *self.noted.lock().unwrap_or_else(PoisonError::into_inner));
        if noted.is_empty() || self.is_read_only {
            return Ok(());
        }
        let path = self.folder.join(&self.name);
        // What others noted meanwhile counts, but for files that were looked at here.
        let known = load(&*self.disk, &path, &self.root).unwrap_or_default();
        let bytes = encode(&self.root, &known.with(&noted))?;
        self.disk.create_folder(&self.folder)?;
        let temporary = self.folder.join(names::temporary());
        let written = self.disk.write_new(&temporary, &[&bytes]).and_then(|()| self.disk.rename(&temporary, &path));
        if written.is_err() {
            // Whatever is left is swept later.
            let _ = self.disk.remove(&temporary);
        }
        written
    }
}

impl Known {
    fn path(&self, at: usize) -> &str {
        let begin = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.paths[begin..self.ends[at] as usize]
    }

    fn row(&self, path: &str) -> Option<Row> {
        let (mut low, mut high) = (0, self.rows.len());
        while low < high {
            let middle = low.midpoint(high);
            match self.path(middle).cmp(path) {
                std::cmp::Ordering::Equal => return Some(self.rows[middle]),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// The same with other rows, or more.
    fn with(&self, noted: &HashMap<Box<str>, Row>) -> Self {
        let mut rows: Vec<(&str, Row)> = (0..self.rows.len()).map(|at| (self.path(at), self.rows[at])).collect();
        rows.retain(|(path, _)| !noted.contains_key(*path));
        rows.extend(noted.iter().map(|(path, row)| (&**path, *row)));
        rows.sort_unstable_by_key(|(path, _)| *path);
        let mut known = Self::default();
        for (path, row) in rows {
            // Beyond four gigabytes of paths nothing is known.
            let Ok(end) = u32::try_from(known.paths.len() + path.len()) else { break };
            known.paths.push_str(path);
            known.ends.push(end);
            known.rows.push(row);
        }
        known
    }
}

fn load(disk: &dyn Disk, path: &Path, root: &str) -> Option<Known> {
    let file = disk.open(path).ok()?;
    let length = file.length();
    if length > MAX_BYTES {
        return None;
    }
    let mut bytes = vec![0; usize::try_from(length).ok()?];
    file.read_at(0, &mut bytes).ok()?;
    decode(&bytes, root)
}

fn encode(root: &str, known: &Known) -> io::Result<Vec<u8>> {
    let mut plain = Vec::with_capacity(known.paths.len() + known.rows.len() * 80);
    let text = |plain: &mut Vec<u8>, text: &str| {
        plain.extend_from_slice(&(text.len() as u32).to_le_bytes());
        plain.extend_from_slice(text.as_bytes());
    };
    text(&mut plain, root);
    plain.extend_from_slice(&(known.rows.len() as u32).to_le_bytes());
    for (at, Row { stamp, hash }) in known.rows.iter().enumerate() {
        text(&mut plain, known.path(at));
        let Stamp { size, modified, changed, inode, device } = *stamp;
        for word in [size, modified.cast_unsigned(), changed.cast_unsigned(), inode, device] {
            plain.extend_from_slice(&word.to_le_bytes());
        }
        plain.extend_from_slice(hash);
    }
    let packed = zstd::bulk::compress(&plain, LEVEL)?;
    let mut bytes = Vec::with_capacity(HEADER + packed.len());
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&FORMAT.to_le_bytes());
    bytes.resize(HEADER - 4, 0);
    bytes.extend_from_slice(&(plain.len() as u32).to_le_bytes());
    bytes.extend_from_slice(&packed);
    let sum = blake3::hash(&bytes[HEADER - 4..]);
    bytes[8..HEADER - 4].copy_from_slice(&sum.as_bytes()[..16]);
    Ok(bytes)
}

/// What the bytes of a manifest of this root say; nothing if they are none.
fn decode(bytes: &[u8], root: &str) -> Option<Known> {
    let mut header = Reader(bytes);
    if header.take(4)? != MAGIC || header.word()? != FORMAT {
        return None;
    }
    let sum = header.take(16)?;
    if blake3::hash(header.0).as_bytes()[..16] != *sum {
        return None;
    }
    let (length, packed) = (header.word()? as usize, header.0);
    if length > packed.len().saturating_mul(MAX_RATIO) {
        return None;
    }
    let plain = zstd::bulk::decompress(packed, length).ok()?;
    let mut plain = Reader(&plain);
    if plain.text()? != root {
        return None;
    }
    let mut known = Known::default();
    for at in 0..plain.word()? as usize {
        let path = plain.text()?;
        if at > 0 && known.path(at - 1) >= path {
            return None;
        }
        let (size, modified, changed) = (plain.long()?, plain.long()?.cast_signed(), plain.long()?.cast_signed());
        let stamp = Stamp { size, modified, changed, inode: plain.long()?, device: plain.long()? };
        let hash = plain.take(32)?.try_into().ok()?;
        known.paths.push_str(path);
        known.ends.push(u32::try_from(known.paths.len()).ok()?);
        known.rows.push(Row { stamp, hash });
    }
    plain.0.is_empty().then_some(known)
}

/// Bytes that are still to be read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn word(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn long(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = self.word()? as usize;
        std::str::from_utf8(self.take(length)?).ok()
    }
}

#[cfg(test)]
mod tests;
