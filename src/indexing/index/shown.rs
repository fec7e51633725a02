//! Where what is shown of the files of an index is found: their records as JavaScript reads them, with their texts.
//!
//! In: a file of an index. Out: its record as it was when the index looked at it, from what the index holds, from the work tree and
//! the store, or from a snapshot, which needs neither.

use super::snapshot::SnapshotTexts;
use crate::error::{Error, FailureCode};
use crate::graph::FileId;
use crate::indexing::maker::{CHANGED, RecordMaker};
use crate::query::IndexedFile;
use crate::query::file::Shown;
use crate::record::compact::expand_record;
use crate::source::paths::RelativePath;
use crate::store::Key;
use std::path::Path;
use std::sync::Arc;

/// Why what JavaScript reads of a file is not there.
pub type Unshown = (FailureCode, String);

/// Where it is found.
#[derive(Clone)]
pub(super) enum Shelf {
    /// The files themselves, and what a store has of them.
    WorkTree(Arc<RecordMaker>),
    /// What was taken of the files once.
    Snapshot(Arc<SnapshotTexts>),
}

impl Shelf {
    /// A file's record as JavaScript reads it: as it was when the index looked at it. May block.
    pub fn shown(&self, id: FileId, file: &IndexedFile) -> Result<Vec<u8>, Unshown> {
        let path = path_of(file);
        let expanded = |held: &[u8]| expanded(held, &path).map_err(|reason| self.corrupt(&reason));
        match (&file.outline.shown, self) {
            (Shown::Held(bytes), _) => expanded(&uncompressed(bytes).map_err(|reason| self.corrupt(&reason))?),
            (Shown::Kept(key), Self::WorkTree(maker)) => maker.shown(&path, Key(*key)),
            (Shown::Kept(_), Self::Snapshot(texts)) => {
                expanded(&texts.held(id).map_err(|unreadable| texts.unshown(&unreadable))?)
            }
        }
    }

    /// The same before it is made what JavaScript reads: the length of the source, the source, and the record densely; for a snapshot
    /// in the cache in this folder. May block.
    ///
    /// # Errors
    /// Of the work tree [`Error::IndexBehind`]; of a snapshot [`Error::SnapshotCorrupt`] and [`Error::CacheUnusable`].
    pub fn held(&self, id: FileId, file: &IndexedFile, directory: &Path) -> Result<Vec<u8>, Error> {
        let path = file.path();
        match (&file.outline.shown, self) {
            (Shown::Held(bytes), _) => {
                uncompressed(bytes).map_err(|reason| Error::Internal(format!("{path}: {reason}")))
            }
            (Shown::Kept(key), Self::WorkTree(maker)) => {
                let behind = |(code, reason)| match code {
                    FailureCode::Internal => Error::Internal(format!("{path}: {reason}")),
                    _ => Error::IndexBehind { path: path.to_owned(), reason },
                };
                let (source, dense) = maker.held(&path_of(file), Key(*key)).map_err(behind)?;
                Ok(held(&source, &dense))
            }
            (Shown::Kept(_), Self::Snapshot(texts)) => {
                texts.held(id).map_err(|unreadable| texts.uncopied(path, &unreadable, directory))
            }
        }
    }

    /// What is known of a file makes no sense: a defect, but of a snapshot, whose bytes may be anybody's.
    pub fn corrupt(&self, reason: &str) -> Unshown {
        match self {
            Self::WorkTree(_) => (FailureCode::Internal, format!("what is kept of it: {reason}")),
            Self::Snapshot(texts) => texts.corrupt(reason),
        }
    }

    /// Whether a file still is what it was when the index looked at it, if what is shown of it does not tell. May block.
    pub fn check(&self, file: &IndexedFile) -> Result<(), Unshown> {
        // What a store has is looked up by what the file holds.
        match (&file.outline.shown, self) {
            (Shown::Held(_), Self::WorkTree(maker))
                if maker.content_hash(&path_of(file))? != file.outline.content_hash =>
            {
                Err((FailureCode::Read, CHANGED.to_owned()))
            }
            _ => Ok(()),
        }
    }
}

/// A file's path below the root.
pub(super) fn path_of(file: &IndexedFile) -> RelativePath {
    RelativePath::below(Path::new("/"), file.path())
}

/// The length of a source, the source, and its record densely.
pub(super) fn held(source: &str, dense: &[u8]) -> Vec<u8> {
    [&(source.len() as u32).to_le_bytes(), source.as_bytes(), dense].concat()
}

fn uncompressed(bytes: &[u8]) -> Result<Vec<u8>, String> {
    zstd::stream::decode_all(bytes).map_err(|error| error.to_string())
}

fn expanded(held: &[u8], path: &RelativePath) -> Result<Vec<u8>, String> {
    let cut = || "it is cut off".to_owned();
    let (length, held) = held.split_first_chunk().ok_or_else(cut)?;
    let (source, dense) = held.split_at_checked(u32::from_le_bytes(*length) as usize).ok_or_else(cut)?;
    let source = std::str::from_utf8(source).map_err(|error| error.to_string())?;
    let mut encoded = Vec::new();
    expand_record(dense, source, path, &mut encoded).map_err(|error| error.to_string())?;
    Ok(encoded)
}
