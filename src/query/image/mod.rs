//! An index as bytes, to be asked again without anything being analysed or linked.
//!
//! In: an [`Index`]. Out: [pieces] of some dozens of files and its names, as bytes that depend on what the index answers and
//! on nothing else; and an [`Image`] of the same bytes, which an index answers from. `piece` holds files together, `file` is the form of
//! one, `columns` that of its tables. Of an image a file is made when it is first asked for: until then it is a range of bytes that are
//! there anyway. Bytes may come from elsewhere: wrong ones are an error or something wrong, never a panic.

mod columns;
mod file;
mod piece;

use self::piece::Piece;
use super::file::IndexedFile;
use super::index::{Index, LeadsTo};
use super::names::Names;
use crate::graph::FileId;
use crate::record::compact::bytes::CUT;
use crate::record::sections::DecodeError;
use std::ops::Range;
use std::sync::Arc;

pub(crate) use self::columns::{put_path, take_path};
pub use self::piece::put_piece;

/// A piece ends behind a file whose path has a hash that this divides, so that a file that comes or goes changes no piece but one.
const FILES_A_PIECE: u32 = 32;

/// A piece has no more files.
const MAX_FILES: usize = 256;

/// Which files, of those in the order of their paths, are in each piece.
#[must_use]
pub fn pieces(index: &Index) -> Vec<Range<u32>> {
    let mut pieces = Vec::new();
    let mut first = 0;
    for (end, (_, file)) in (1..).zip(index.files()) {
        let hash = blake3::hash(file.path().as_bytes());
        let number = hash.as_bytes().first_chunk().map_or(0, |word| u32::from_le_bytes(*word));
        if number.is_multiple_of(FILES_A_PIECE) || end - first >= MAX_FILES as u32 {
            pieces.push(first..end);
            first = end;
        }
    }
    let end = index.len() as u32;
    if first < end {
        pieces.push(first..end);
    }
    pieces
}

/// The names of an index, as bytes.
#[must_use]
pub fn names(index: &Index) -> Vec<Vec<u8>> {
    index.names().put(index)
}

/// An index as bytes, of which each file is made when it is first asked for.
#[derive(Debug)]
pub struct Image {
    pieces: Vec<Piece>,
    /// In their order.
    paths: Box<[Arc<str>]>,
    names: Vec<Arc<[u8]>>,
    numbers: Numbers,
}

/// The numbers of the files of an image.
#[derive(Debug)]
struct Numbers {
    /// By their places in the order of paths.
    numbers: Box<[FileId]>,
    /// The other way round; behind all files where there is none.
    positions: Box<[u32]>,
}

impl Numbers {
    fn of(numbers: Box<[FileId]>) -> Self {
        let slots = numbers.iter().map(|id| id.0 as usize + 1).max().unwrap_or(0);
        let mut positions = vec![u32::MAX; slots];
        (0..).zip(&numbers).for_each(|(position, id)| positions[id.0 as usize] = position);
        Self { numbers, positions: positions.into() }
    }

    /// The number of the file at this place.
    fn at(&self, position: u32) -> Option<FileId> {
        self.numbers.get(position as usize).copied()
    }
}

impl Image {
    /// The image that these pieces and names are, in their order.
    ///
    /// # Errors
    /// If they are none, as far as can be seen without looking at each file.
    pub fn of(pieces: Vec<Arc<[u8]>>, names: Vec<Arc<[u8]>>) -> Result<Self, DecodeError> {
        let mut paths: Vec<Arc<str>> = Vec::new();
        let piece = |bytes| Piece::of(bytes, &mut paths);
        let pieces = pieces.into_iter().map(piece).collect::<Result<_, _>>()?;
        if !paths.is_sorted_by(|one, other| one < other) {
            return Err(DecodeError::Corrupt("paths of an image"));
        }
        let numbers = Numbers::of((0..paths.len() as u32).map(FileId).collect());
        Ok(Self { pieces, paths: paths.into(), names, numbers })
    }

    /// The same image, in which files have these numbers in place of their places in the order of paths: one for each, no two the
    /// same.
    ///
    /// # Errors
    /// If there are not as many numbers as files.
    pub fn numbered(&self, numbers: &[FileId]) -> Result<Self, DecodeError> {
        let pieces = self.pieces.iter().map(Piece::shared_bytes).collect();
        let numbers = Numbers::of(numbers.into());
        let image = Self { numbers, ..Self::of(pieces, self.names.clone())? };
        if image.numbers.numbers.len() == image.len() { Ok(image) } else { Err(CUT) }
    }

    /// The numbers of its files, in the order of their paths.
    #[must_use]
    pub fn numbers(&self) -> &[FileId] {
        &self.numbers.numbers
    }

    /// By number, which of that order a file is.
    pub(super) fn positions(&self) -> &[u32] {
        &self.numbers.positions
    }

    /// How many files it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.paths.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// The paths of its files, in their order.
    pub fn paths(&self) -> &[Arc<str>] {
        &self.paths
    }

    /// How many bytes it has.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.pieces.iter().map(Piece::bytes).chain(self.names.iter().map(|names| names.len())).sum()
    }

    /// What the file held that is at this place in the order of paths; nothing if its bytes are none of a file. No file is made for it.
    #[must_use]
    pub fn content_hash(&self, position: u32) -> Option<[u8; 32]> {
        let (piece, at) = self.piece(position)?;
        piece.content_hash(at)
    }

    pub(super) fn file(&self, id: FileId) -> Option<&Arc<IndexedFile>> {
        let (piece, at) = self.place(id)?;
        // Bytes that are none of a file are nobody's but a forger's.
        Some(piece.file(at, self).unwrap_or_else(|| piece.lost(at, &self.paths)))
    }

    pub(super) fn leads_to(&self, id: FileId) -> Option<&Arc<LeadsTo>> {
        let (piece, at) = self.place(id)?;
        Some(piece.leads_to(at, self))
    }

    pub(super) fn path(&self, id: FileId) -> Option<&Arc<str>> {
        self.paths.get(*self.positions().get(id.0 as usize)? as usize)
    }

    pub(super) fn names(&self) -> Names {
        Names::take(&self.names, self.numbers()).unwrap_or_default()
    }

    /// In which piece a file is, and where in that.
    fn place(&self, id: FileId) -> Option<(&Piece, usize)> {
        self.piece(*self.positions().get(id.0 as usize)?)
    }

    /// The same of the file at this place in the order of paths.
    fn piece(&self, position: u32) -> Option<(&Piece, usize)> {
        let behind = self.pieces.partition_point(|piece| piece.first() <= position);
        let piece = self.pieces.get(behind.checked_sub(1)?)?;
        let at = (position - piece.first()) as usize;
        (at < piece.len()).then_some((piece, at))
    }
}
