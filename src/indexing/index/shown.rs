//! Where what is shown of the files of an index is found: their records as JavaScript reads them, with their texts.
//!
//! In: a file of an index. Out: its record as it was when the index looked at it, from what the index holds, from the work tree and
//! the store, or from a snapshot, which needs neither.

use super::snapshot::SnapshotTexts;
use crate::error::FailureCode;
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
        match (&file.outline.shown, self) {
            (Shown::Held(bytes), _) => expanded(&uncompressed(bytes)?, &path),
            (Shown::Kept(key), Self::WorkTree(maker)) => maker.shown(&path, Key(*key)),
            (Shown::Kept(_), Self::Snapshot(texts)) => expanded(&texts.held(id)?, &path),
        }
    }

    /// The same before it is made what JavaScript reads: the length of the source, the source, and the record densely.
    pub fn held(&self, id: FileId, file: &IndexedFile) -> Result<Vec<u8>, Unshown> {
        match (&file.outline.shown, self) {
            (Shown::Held(bytes), _) => uncompressed(bytes),
            (Shown::Kept(key), Self::WorkTree(maker)) => {
                let (source, dense) = maker.held(&path_of(file), Key(*key))?;
                Ok(held(&source, &dense))
            }
            (Shown::Kept(_), Self::Snapshot(texts)) => texts.held(id),
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

fn uncompressed(bytes: &[u8]) -> Result<Vec<u8>, Unshown> {
    zstd::stream::decode_all(bytes).map_err(|error| corrupt(&error.to_string()))
}

fn expanded(held: &[u8], path: &RelativePath) -> Result<Vec<u8>, Unshown> {
    let cut = || corrupt("it is cut off");
    let (length, held) = held.split_first_chunk().ok_or_else(cut)?;
    let (source, dense) = held.split_at_checked(u32::from_le_bytes(*length) as usize).ok_or_else(cut)?;
    let source = std::str::from_utf8(source).map_err(|error| corrupt(&error.to_string()))?;
    let mut encoded = Vec::new();
    expand_record(dense, source, path, &mut encoded).map_err(|error| corrupt(&error.to_string()))?;
    Ok(encoded)
}

fn corrupt(reason: &str) -> Unshown {
    (FailureCode::Internal, format!("what is kept of it: {reason}"))
}
