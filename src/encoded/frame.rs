//! The bytes that callers keep: streams, each compressed, behind a header that says what they are and that they are whole.
//!
//! In: streams of bytes. Out: one run of bytes, and the streams again. Bytes may come from anywhere: others, changed or cut ones
//! are an error, and however well they are compressed, what they grow to is in proportion to them.
//!
//! ```text
//! byte 0  magic                       byte 8   BLAKE3 of all other bytes
//! byte 4  version of the form         byte 40  for each stream: its bytes, its bytes compressed (8 each)
//! byte 5  what it holds               then     the streams, compressed with zstd
//! byte 6  number of streams (2)       then     zeros, if it would grow to more than it may without
//! ```
//!
//! The last stream is the path of the root that everything was below, which no other has: empty if there was none.

use crate::error::Error;

/// The first four bytes of encoded results.
const MAGIC: [u8; 4] = *b"CKGZ";

/// Says how everything in the streams is written; to be raised with any change to that, dense forms included.
pub const VERSION: u8 = 3;

const CHECKSUM: usize = 8;
const TABLE: usize = 40;
const ENTRY: usize = 16;

/// So many times its bytes encoded results may grow to. What compresses better is filled up.
const MOST_GROWTH: u64 = 256;

/// More bytes the streams of encoded results do not have together.
const MOST_BYTES: u64 = 1 << 33;

/// A root whose path has more bytes is no folder's, and each path below it would have them all.
const MOST_ROOT: usize = 4096;

/// How hard compression looks. Higher levels take twice as long for a few hundredths.
const LEVEL: i32 = 6;

/// The same of what is not kept for long.
const QUICK_LEVEL: i32 = 1;

/// Bytes that matches reach back are as many as two to the power of this: every file of a graph sees those before it.
const WINDOW_LOG: u32 = 27;

/// From so many bytes on, matches that are far back are looked for: near ones are found without.
const LEAST_LONG: usize = 1 << 20;

/// What encoded results are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// A batch of a stream.
    Batch = 1,
    /// A graph.
    Graph = 2,
    /// A graph as text.
    Text = 3,
}

/// Bytes that are held until they are sealed: compressed, or as they are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Packed {
    /// How many there are.
    length: usize,
    bytes: Vec<u8>,
    is_compressed: bool,
}

impl Packed {
    /// Holds bytes as they are, which are sealed soon.
    #[must_use]
    pub const fn plain(bytes: Vec<u8>) -> Self {
        Self { length: bytes.len(), bytes, is_compressed: false }
    }

    /// Compresses for as long as it is in memory.
    ///
    /// # Errors
    /// If there is no memory for that.
    pub fn quickly(bytes: &[u8]) -> Result<Self, Error> {
        Self::at(QUICK_LEVEL, bytes)
    }

    fn at(level: i32, bytes: &[u8]) -> Result<Self, Error> {
        let compress = || {
            let mut compressor = zstd::bulk::Compressor::new(level)?;
            if level != QUICK_LEVEL && bytes.len() >= LEAST_LONG {
                compressor.window_log(WINDOW_LOG)?;
                compressor.long_distance_matching(true)?;
            }
            compressor.compress(bytes)
        };
        let packed = compress().map_err(|error| Error::Internal(format!("zstd: {error}")))?;
        Ok(Self { length: bytes.len(), bytes: packed, is_compressed: true })
    }

    /// Appends the bytes.
    ///
    /// # Errors
    /// If they were compressed, and are not any more.
    pub fn unpack(&self, into: &mut Vec<u8>) -> Result<(), Error> {
        match self.is_compressed {
            true => into.extend(unpacked(&self.bytes, self.length)?),
            false => into.extend_from_slice(&self.bytes),
        }
        Ok(())
    }

    /// How many bytes it takes.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether nothing was compressed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.length == 0
    }
}

/// Streams as callers keep them, with the root that what they hold was below.
///
/// # Errors
/// If they are too long, or there is no memory.
pub fn seal(content: Content, root: &str, mut streams: Vec<Vec<u8>>) -> Result<Vec<u8>, Error> {
    streams.push(root.as_bytes().to_vec());
    let length: u64 = streams.iter().map(|stream| stream.len() as u64).sum();
    if length > MOST_BYTES {
        return Err(Error::TooLargeToEncode);
    }
    let mut out = Vec::new();
    out.extend_from_slice(&MAGIC);
    out.extend([VERSION, content as u8, streams.len() as u8, 0]);
    out.resize(TABLE + streams.len() * ENTRY, 0);
    for (number, stream) in streams.iter().enumerate() {
        let packed = Packed::at(LEVEL, stream)?;
        let at = TABLE + number * ENTRY;
        out[at..at + 8].copy_from_slice(&(stream.len() as u64).to_le_bytes());
        out[at + 8..at + ENTRY].copy_from_slice(&(packed.len() as u64).to_le_bytes());
        out.extend_from_slice(&packed.bytes);
    }
    let least = length.div_ceil(MOST_GROWTH) as usize;
    out.resize(out.len().max(least), 0);
    let checksum = checksum(&out);
    out[CHECKSUM..TABLE].copy_from_slice(&checksum);
    Ok(out)
}

/// Streams that callers kept.
#[derive(Debug)]
pub struct Sealed {
    bytes: Vec<u8>,
    /// What they hold.
    pub content: Content,
    /// Of each stream its length, and where it begins and ends.
    streams: Vec<(usize, usize, usize)>,
}

impl Sealed {
    /// Looks at bytes that may come from anywhere.
    ///
    /// # Errors
    /// If they are none that [`seal`] wrote.
    pub fn open(bytes: Vec<u8>) -> Result<Self, Error> {
        const CORRUPT: Error = Error::EncodedCorrupt("header");
        if !bytes.starts_with(&MAGIC) {
            return Err(Error::NotEncoded);
        }
        let [_, _, _, _, version, content, count, ..] = bytes[..] else {
            return Err(Error::EncodedCorrupt("it is cut off"));
        };
        if version != VERSION {
            return Err(Error::EncodedVersion(version));
        }
        let begin = TABLE + usize::from(count) * ENTRY;
        if bytes.len() < begin {
            return Err(Error::EncodedCorrupt("it is cut off"));
        }
        if bytes[CHECKSUM..TABLE] != checksum(&bytes) {
            return Err(Error::EncodedCorrupt("its checksum is another one"));
        }
        let content = match content {
            1 => Content::Batch,
            2 => Content::Graph,
            3 => Content::Text,
            _ => return Err(CORRUPT),
        };
        let (entries, _) = bytes[TABLE..begin].as_chunks::<8>();
        let (mut at, mut length) = (begin as u64, 0_u64);
        let mut streams = Vec::with_capacity(usize::from(count));
        for entry in entries.chunks_exact(2) {
            let [raw, packed] = [entry[0], entry[1]].map(u64::from_le_bytes);
            let end = at.checked_add(packed).filter(|end| *end <= bytes.len() as u64).ok_or(CORRUPT)?;
            length = length.checked_add(raw).ok_or(CORRUPT)?;
            streams.push((raw as usize, at as usize, end as usize));
            at = end;
        }
        if length > MOST_BYTES || length.div_ceil(MOST_GROWTH) > bytes.len() as u64 {
            return Err(Error::EncodedCorrupt("it would grow out of proportion"));
        }
        Ok(Self { bytes, content, streams })
    }

    /// How many bytes they take.
    #[must_use]
    pub fn length(&self) -> usize {
        self.bytes.len()
    }

    /// The path of the root that all of it was below; empty if there was none.
    ///
    /// # Errors
    /// If it is no text, or longer than a path can be.
    pub fn root(&self) -> Result<String, Error> {
        const CORRUPT: Error = Error::EncodedCorrupt("root");
        let last = self.streams.len().checked_sub(1).ok_or(CORRUPT)?;
        if self.streams[last].0 > MOST_ROOT {
            return Err(CORRUPT);
        }
        String::from_utf8(self.stream(last)?).map_err(|_| CORRUPT)
    }

    /// A stream.
    ///
    /// # Errors
    /// If there is none of this number, or it is none that was compressed.
    pub fn stream(&self, number: usize) -> Result<Vec<u8>, Error> {
        let (length, begin, end) = *self.streams.get(number).ok_or(Error::EncodedCorrupt("streams"))?;
        unpacked(&self.bytes[begin..end], length)
    }
}

/// Of everything but itself.
fn checksum(bytes: &[u8]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&bytes[..CHECKSUM]);
    hasher.update(&bytes[TABLE..]);
    *hasher.finalize().as_bytes()
}

fn unpacked(packed: &[u8], length: usize) -> Result<Vec<u8>, Error> {
    const CORRUPT: Error = Error::EncodedCorrupt("compressed bytes");
    // Never larger than is said, whatever the bytes say of themselves.
    let bytes = zstd::bulk::decompress(packed, length).map_err(|_| CORRUPT)?;
    if bytes.len() == length { Ok(bytes) } else { Err(CORRUPT) }
}
