//! What JavaScript reads of the files of an index, made when it is asked for.
//!
//! In: files of an index. Out: their records and links, encoded, in pieces.

use super::Repository;
use crate::error::{FailureCode, FileFailure};
use crate::graph::FileId;
use crate::graph::links::compact::expand_links;
use crate::indexing::analyze::Analyzed;
use crate::indexing::maker::RecordMaker;
use crate::query::file::Shown;
use crate::query::{Index, IndexedFile};
use crate::record::compact::expand_record;
use crate::record::compact::squeeze::unsqueezed;
use crate::source::paths::{RelativePath, RootText};
use crate::store::Key;
use std::path::Path;
use std::sync::Arc;

/// Files that are handed out together: a few milliseconds of work.
const FILES_A_PIECE: usize = 32;

/// Why what JavaScript reads of a file is not there.
pub type Unshown = (FailureCode, String);

/// Files of an index as it was at one moment, piece by piece.
pub struct Pieces {
    index: Arc<Index>,
    maker: Arc<RecordMaker>,
    files: Vec<FileId>,
    root: RootText,
}

impl Repository {
    /// All files of the index, with paths below `root`, or as they are below the repository's.
    #[must_use]
    pub fn pieces(&self, root: RootText) -> Pieces {
        let index = self.index();
        let files = index.files().map(|(id, _)| id).collect();
        self.pieces_of(index, files, root)
    }

    /// The same of these files of an index.
    #[must_use]
    pub fn pieces_of(&self, index: Arc<Index>, files: Vec<FileId>, root: RootText) -> Pieces {
        Pieces { index, maker: self.maker(), files, root }
    }
}

impl Pieces {
    /// How many pieces there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len().div_ceil(FILES_A_PIECE)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// How many files there are.
    #[must_use]
    pub fn files(&self) -> usize {
        self.files.len()
    }

    /// The files of one piece, or why what is kept of one cannot be read. May block.
    #[must_use]
    pub fn piece(&self, number: usize) -> Vec<Result<Analyzed, FileFailure>> {
        let first = (number * FILES_A_PIECE).min(self.files.len());
        let files = &self.files[first..self.files.len().min(first + FILES_A_PIECE)];
        files.iter().filter_map(|id| self.index.file(*id)).map(|file| self.analyzed(file)).collect()
    }

    fn analyzed(&self, file: &IndexedFile) -> Result<Analyzed, FileFailure> {
        let path = self.root.absolute(file.path());
        let failed = |(code, reason): Unshown| FileFailure { path: path.clone(), code, reason };
        let record = shown(file, &self.maker).map_err(failed)?;
        let mut links = Vec::new();
        let corrupt = |error| failed((FailureCode::Internal, format!("its links: {error}")));
        let dense = unsqueezed(&file.links).ok_or_else(|| corrupt("they are cut off".to_owned()))?;
        expand_links(&dense, &self.root, &mut links).map_err(|error| corrupt(error.to_string()))?;
        let bytes = file.outline.bytes;
        Ok(Analyzed { path: path.clone(), normalized_path: path, record, links, bytes, is_cached: None })
    }
}

/// A file's record as JavaScript reads it: as it was when the index looked at it.
pub(super) fn shown(file: &IndexedFile, maker: &RecordMaker) -> Result<Vec<u8>, Unshown> {
    let path = RelativePath::below(Path::new("/"), file.path());
    match &file.outline.shown {
        Shown::Held(bytes) => {
            expanded(bytes, &path).map_err(|reason| (FailureCode::Internal, format!("what is kept of it: {reason}")))
        }
        Shown::Kept(key) => maker.shown(&path, Key(*key)),
    }
}

fn expanded(bytes: &[u8], path: &RelativePath) -> Result<Vec<u8>, String> {
    let held = zstd::stream::decode_all(bytes).map_err(|error| error.to_string())?;
    let (length, held) = held.split_first_chunk().ok_or("it is cut off")?;
    let (source, dense) = held.split_at_checked(u32::from_le_bytes(*length) as usize).ok_or("it is cut off")?;
    let source = std::str::from_utf8(source).map_err(|error| error.to_string())?;
    let mut encoded = Vec::new();
    expand_record(dense, source, path, &mut encoded).map_err(|error| error.to_string())?;
    Ok(encoded)
}
