//! Pack files: many entries in one file that is never changed.
//!
//! In: entries, a block of them at a time. Out: the bytes of a pack, and from such bytes the entries again. A pack is
//!
//! ```text
//! header     magic, version
//! blocks     one behind the other: how many entries and bytes; each entry's key and length; their bytes, compressed together
//! index      of each block its lane, length and checksum; of each entry, sorted, the beginning of its key and its block
//! trailer    where the index is, its checksum, version, magic
//! ```
//!
//! with all numbers little-endian. The index is small enough to be kept for every entry there is: whole keys stand in the
//! blocks, where an entry is confirmed. It is not compressed, as beginnings of hashes are noise.
//!
//! Bytes may be anything: a disk's, another version's, an enemy's. What is read is compared with its checksum first, and memory is
//! taken in proportion to what is there: an entry is at most [`MAX_ENTRY`] long, a block at most [`MAX_RATIO`] times what it takes
//! compressed.

use super::{Entry, Key, Lane, Readable};
use std::cell::RefCell;
use std::io;
use std::ops::Range;
use zstd::bulk::{Compressor, Decompressor};

/// A longer entry is not kept. The record of a file is about as long as the file, which at this size is no source of anybody's.
pub const MAX_ENTRY: usize = 64 << 20;

/// A block is closed with so many entries: four times as many compress 1 % better, and are all decompressed for one that is asked for.
pub const BLOCK_ENTRIES: usize = 16;

/// A block is closed with so many bytes.
pub const BLOCK_BYTES: usize = 256 << 10;

/// A pack is written with so many bytes.
pub const PACK_BYTES: usize = 16 << 20;

/// What compresses better than this is kept as it is.
const MAX_RATIO: usize = 256;

/// No block is longer, before compression and after it.
const MAX_BLOCK: usize = MAX_ENTRY + BLOCK_BYTES;

/// No pack is longer: the one block that makes it large enough may be as large as a block can be.
const MAX_PACK: u64 = 2 * MAX_BLOCK as u64;

/// Level 3 makes 8 % less of it in 1.25 times the time: `bench/RESULTS.md`.
const LEVEL: i32 = 1;

const VERSION: u32 = 1;
const HEADER: [u8; 16] = *b"CKGPACK\n\x01\0\0\0\0\0\0\0";
const MAGIC: [u8; 8] = *b"\nKCAPGKC";

/// Offset and length of the index, its checksum, version and magic.
const TRAILER: usize = 8 + 4 + 16 + 4 + 8;

/// Number of entries, bytes before compression, and whether they are compressed.
const BLOCK_HEADER: usize = 12;
const BLOCK_ENTRY: usize = 36;

/// Numbers of blocks and of entries.
const INDEX_HEADER: usize = 8;
const INDEX_BLOCK: usize = 16;
const INDEX_ENTRY: usize = 12;

/// A block as it lies in a pack.
#[derive(Debug, PartialEq, Eq)]
pub struct SealedBlock {
    lane: Lane,
    keys: Vec<Key>,
    bytes: Vec<u8>,
}

impl SealedBlock {
    /// The block of these entries, of one lane, none of which is longer than [`MAX_ENTRY`].
    #[must_use]
    pub fn seal(lane: Lane, entries: &[Entry]) -> Self {
        let length: usize = entries.iter().map(|entry| entry.bytes.len()).sum();
        let mut raw = Vec::with_capacity(length);
        let mut bytes = Vec::with_capacity(BLOCK_HEADER + entries.len() * BLOCK_ENTRY + length / 2);
        bytes.extend_from_slice(&(entries.len() as u32).to_le_bytes());
        bytes.extend_from_slice(&(length as u32).to_le_bytes());
        let method = bytes.len();
        bytes.extend_from_slice(&0_u32.to_le_bytes());
        for entry in entries {
            bytes.extend_from_slice(&entry.key.0);
            bytes.extend_from_slice(&(entry.bytes.len() as u32).to_le_bytes());
            raw.extend_from_slice(&entry.bytes);
        }
        match compress(&raw) {
            Ok(compressed) if compressed.len() < length && length <= most_raw(compressed.len()) => {
                bytes[method] = 1;
                bytes.extend_from_slice(&compressed);
            }
            _ => bytes.extend_from_slice(&raw),
        }
        bytes.shrink_to_fit();
        Self { lane, keys: entries.iter().map(|entry| entry.key).collect(), bytes }
    }

    #[cfg(test)]
    pub(super) fn of_bytes(lane: Lane, keys: Vec<Key>, bytes: Vec<u8>) -> Self {
        Self { lane, keys, bytes }
    }

    /// The keys of the entries.
    #[must_use]
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// How much of a pack it takes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether it takes nothing, which no block does.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The entries again.
    #[must_use]
    pub fn open(&self) -> Option<Block> {
        Block::decode(&self.bytes)
    }
}

/// The most that so many compressed bytes may become.
fn most_raw(compressed: usize) -> usize {
    (64 << 10) + compressed.saturating_mul(MAX_RATIO)
}

/// The entries of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    entries: Vec<(Key, Range<usize>)>,
    bytes: Vec<u8>,
}

impl Block {
    /// What stands under a key.
    #[must_use]
    pub fn get(&self, key: &Key) -> Option<&[u8]> {
        let (_, place) = self.entries.iter().find(|(other, _)| other == key)?;
        self.bytes.get(place.clone())
    }

    /// All entries.
    pub fn iter(&self) -> impl Iterator<Item = (Key, &[u8])> {
        self.entries.iter().filter_map(|(key, place)| Some((*key, self.bytes.get(place.clone())?)))
    }

    /// How many bytes of memory it takes, about.
    #[must_use]
    pub fn size(&self) -> usize {
        self.bytes.len() + self.entries.len() * size_of::<(Key, Range<usize>)>()
    }

    /// Reads a block's bytes; `None` if they are no block.
    fn decode(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes;
        let (count, length, method) = (number(&mut rest)?, number(&mut rest)?, number(&mut rest)?);
        let (count, length) = (usize::try_from(count).ok()?, usize::try_from(length).ok()?);
        let table = take(&mut rest, count.checked_mul(BLOCK_ENTRY)?)?;
        let mut entries = Vec::with_capacity(count);
        let mut end = 0_usize;
        for row in table.chunks_exact(BLOCK_ENTRY) {
            let (key, entry_length) = row.split_first_chunk::<32>()?;
            let entry_length = u32::from_le_bytes(entry_length.try_into().ok()?) as usize;
            let start = end;
            end = end.checked_add(entry_length)?;
            entries.push((Key(*key), start..end));
        }
        if end != length || length > MAX_BLOCK {
            return None;
        }
        let bytes = match method {
            0 if rest.len() == length => rest.to_vec(),
            1 if length <= most_raw(rest.len()) => decompress(rest, length)?,
            _ => return None,
        };
        Some(Self { entries, bytes })
    }
}

thread_local! {
    /// What a thread compresses with, which takes a megabyte to be made: once, not for each block.
    static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

fn compress(raw: &[u8]) -> io::Result<Vec<u8>> {
    COMPRESSOR.with_borrow_mut(|kept| match kept {
        Some(compressor) => compressor.compress(raw),
        None => kept.insert(Compressor::new(LEVEL)?).compress(raw),
    })
}

fn decompress(compressed: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(length).ok()?;
    // Never writes more than there is room for.
    DECOMPRESSOR.with_borrow_mut(|kept| match kept {
        Some(decompressor) => decompressor.decompress_to_buffer(compressed, &mut bytes).ok(),
        None => kept.insert(Decompressor::new().ok()?).decompress_to_buffer(compressed, &mut bytes).ok(),
    })?;
    (bytes.len() == length).then_some(bytes)
}

/// Where a block is in its pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockPlace {
    /// What its entries are read together with.
    pub lane: Lane,
    offset: u64,
    length: u32,
    checksum: u64,
}

/// What a pack has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackIndex {
    /// Its blocks.
    pub blocks: Vec<BlockPlace>,
    /// The beginning of each entry's key, see [`prefix`], and the number of its block; sorted.
    pub entries: Vec<(u64, u32)>,
    /// How long the pack is.
    pub length: u64,
}

/// Why a file is not read as a pack.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// The operating system's reason.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Another version's, which will know what to do with it.
    #[error("it is another version's")]
    OtherVersion,
    /// No pack, or not all of one.
    #[error("it is no whole pack")]
    Damaged,
}

/// What an entry is looked for by, before its block is read.
#[must_use]
pub fn prefix(key: &Key) -> u64 {
    key.0.first_chunk().map_or(0, |beginning| u64::from_be_bytes(*beginning))
}

/// A pack that is ready to be written.
#[derive(Debug)]
pub struct Assembled<'blocks> {
    /// What is known of it once it is written.
    pub index: PackIndex,
    blocks: &'blocks [&'blocks SealedBlock],
    tail: Vec<u8>,
}

impl<'blocks> Assembled<'blocks> {
    /// The pack of these blocks.
    #[must_use]
    pub fn of(blocks: &'blocks [&'blocks SealedBlock]) -> Self {
        let mut places = Vec::with_capacity(blocks.len());
        let mut entries = Vec::new();
        let mut offset = HEADER.len() as u64;
        for (number, block) in blocks.iter().enumerate() {
            let length = block.bytes.len() as u32;
            places.push(BlockPlace { lane: block.lane, offset, length, checksum: checksum_of_block(&block.bytes) });
            offset += u64::from(length);
            entries.extend(block.keys.iter().map(|key| (prefix(key), number as u32)));
        }
        entries.sort_unstable();

        let mut tail = Vec::with_capacity(index_length(places.len(), entries.len()) + TRAILER);
        tail.extend_from_slice(&(places.len() as u32).to_le_bytes());
        tail.extend_from_slice(&(entries.len() as u32).to_le_bytes());
        for place in &places {
            tail.extend_from_slice(&u32::from(place.lane as u8).to_le_bytes());
            tail.extend_from_slice(&place.length.to_le_bytes());
            tail.extend_from_slice(&place.checksum.to_le_bytes());
        }
        for (prefix, block) in &entries {
            tail.extend_from_slice(&prefix.to_le_bytes());
            tail.extend_from_slice(&block.to_le_bytes());
        }
        let (length, checksum) = (tail.len() as u32, checksum_of_index(&tail));
        tail.extend_from_slice(&offset.to_le_bytes());
        tail.extend_from_slice(&length.to_le_bytes());
        tail.extend_from_slice(&checksum);
        tail.extend_from_slice(&VERSION.to_le_bytes());
        tail.extend_from_slice(&MAGIC);
        let index = PackIndex { blocks: places, entries, length: offset + tail.len() as u64 };
        Self { index, blocks, tail }
    }

    /// Its bytes, one part behind the other.
    #[must_use]
    pub fn parts(&self) -> Vec<&[u8]> {
        let blocks = self.blocks.iter().map(|block| block.bytes.as_slice());
        [&HEADER[..]].into_iter().chain(blocks).chain([self.tail.as_slice()]).collect()
    }
}

impl PackIndex {
    /// Reads what a pack has.
    ///
    /// # Errors
    /// [`Unusable`].
    pub fn read(file: &dyn Readable) -> Result<Self, Unusable> {
        let length = file.length();
        let trailer_at = length.checked_sub(TRAILER as u64).ok_or(Unusable::Damaged)?;
        let mut trailer = [0; TRAILER];
        file.read_at(trailer_at, &mut trailer)?;
        let trailer = Trailer::decode(&trailer).ok_or(Unusable::Damaged)?;
        if trailer.version != VERSION {
            return Err(Unusable::OtherVersion);
        }
        let is_whole = trailer.offset.checked_add(u64::from(trailer.length)) == Some(trailer_at);
        // Each of its entries takes more room in a block than here.
        let is_plausible = u64::from(trailer.length) <= trailer.offset && length <= MAX_PACK;
        if !is_whole || !is_plausible {
            return Err(Unusable::Damaged);
        }
        let mut bytes = Vec::new();
        bytes.try_reserve_exact(trailer.length as usize).map_err(|_| Unusable::Damaged)?;
        bytes.resize(trailer.length as usize, 0);
        file.read_at(trailer.offset, &mut bytes)?;
        if checksum_of_index(&bytes) != trailer.checksum {
            return Err(Unusable::Damaged);
        }
        Self::decode(&bytes, trailer.offset, length).ok_or(Unusable::Damaged)
    }

    fn decode(mut rest: &[u8], end: u64, length: u64) -> Option<Self> {
        let (blocks, entries) = (number(&mut rest)? as usize, number(&mut rest)? as usize);
        if rest.len() as u64 != blocks as u64 * INDEX_BLOCK as u64 + entries as u64 * INDEX_ENTRY as u64 {
            return None;
        }
        let (mut places, mut offset) = (Vec::with_capacity(blocks), HEADER.len() as u64);
        for row in take(&mut rest, blocks * INDEX_BLOCK)?.chunks_exact(INDEX_BLOCK) {
            let mut row = row;
            let lane = Lane::numbered(number(&mut row)?)?;
            let length = number(&mut row)?;
            let checksum = u64::from_le_bytes(row.try_into().ok()?);
            if length as usize > MAX_BLOCK + BLOCK_BYTES {
                return None;
            }
            places.push(BlockPlace { lane, offset, length, checksum });
            offset = offset.checked_add(u64::from(length))?;
        }
        let mut sorted = Vec::with_capacity(entries);
        for row in rest.chunks_exact(INDEX_ENTRY) {
            let (prefix, block) = row.split_first_chunk::<8>()?;
            let block = u32::from_le_bytes(block.try_into().ok()?);
            let entry = (u64::from_le_bytes(*prefix), block);
            if block as usize >= places.len() || sorted.last().is_some_and(|last| *last > entry) {
                return None;
            }
            sorted.push(entry);
        }
        (offset == end).then_some(Self { blocks: places, entries: sorted, length })
    }
}

impl BlockPlace {
    /// How many bytes of the pack it takes.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.length as u64
    }

    /// Reads this block.
    ///
    /// # Errors
    /// [`Unusable`], if it is damaged or cannot be read.
    pub fn read(&self, file: &dyn Readable) -> Result<Block, Unusable> {
        let mut bytes = Vec::new();
        bytes.try_reserve_exact(self.length as usize).map_err(|_| Unusable::Damaged)?;
        bytes.resize(self.length as usize, 0);
        file.read_at(self.offset, &mut bytes)?;
        if checksum_of_block(&bytes) != self.checksum {
            return Err(Unusable::Damaged);
        }
        Block::decode(&bytes).ok_or(Unusable::Damaged)
    }
}

struct Trailer {
    offset: u64,
    length: u32,
    checksum: [u8; 16],
    version: u32,
}

impl Trailer {
    fn decode(bytes: &[u8; TRAILER]) -> Option<Self> {
        let (offset, rest) = bytes.split_first_chunk()?;
        let (length, rest) = rest.split_first_chunk()?;
        let (checksum, rest) = rest.split_first_chunk()?;
        let (version, magic) = rest.split_first_chunk()?;
        (magic == MAGIC).then_some(Self {
            offset: u64::from_le_bytes(*offset),
            length: u32::from_le_bytes(*length),
            checksum: *checksum,
            version: u32::from_le_bytes(*version),
        })
    }
}

fn index_length(blocks: usize, entries: usize) -> usize {
    INDEX_HEADER + blocks * INDEX_BLOCK + entries * INDEX_ENTRY
}

fn checksum_of_block(bytes: &[u8]) -> u64 {
    blake3::hash(bytes).as_bytes().first_chunk().map_or(0, |beginning| u64::from_le_bytes(*beginning))
}

fn checksum_of_index(bytes: &[u8]) -> [u8; 16] {
    blake3::hash(bytes).as_bytes().first_chunk().copied().unwrap_or_default()
}

fn take<'bytes>(rest: &mut &'bytes [u8], count: usize) -> Option<&'bytes [u8]> {
    let (taken, behind) = rest.split_at_checked(count)?;
    *rest = behind;
    Some(taken)
}

fn number(rest: &mut &[u8]) -> Option<u32> {
    Some(u32::from_le_bytes(take(rest, 4)?.try_into().ok()?))
}
