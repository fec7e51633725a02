//! What JavaScript reads of the files of an index, made when it is asked for.
//!
//! In: files of an index. Out: their records and links, encoded, in pieces.

use super::shown::{Shelf, Unshown};
use crate::error::FileFailure;
use crate::graph::FileId;
use crate::graph::links::compact::expand_links;
use crate::indexing::analyze::Analyzed;
use crate::query::{Index, IndexedFile};
use crate::record::compact::squeeze::unsqueezed;
use crate::source::paths::RootText;
use std::sync::Arc;

/// Files that are handed out together: a few milliseconds of work.
const FILES_A_PIECE: usize = 32;

/// Files of an index as it was at one moment, piece by piece.
pub struct Pieces {
    index: Arc<Index>,
    shelf: Shelf,
    files: Vec<FileId>,
    root: RootText,
}

impl Pieces {
    /// Those of these files of an index, or of all; with paths below `root`.
    pub(super) fn of(index: Arc<Index>, files: Option<Vec<FileId>>, shelf: Shelf, root: RootText) -> Self {
        let files = files.unwrap_or_else(|| index.files().map(|(id, _)| id).collect());
        Self { index, shelf, files, root }
    }

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
        files.iter().filter_map(|id| Some(self.analyzed(*id, self.index.file(*id)?))).collect()
    }

    fn analyzed(&self, id: FileId, file: &IndexedFile) -> Result<Analyzed, FileFailure> {
        let path = self.root.absolute(file.path());
        let failed = |(code, reason): Unshown| FileFailure { path: path.clone(), code, reason };
        let record = self.shelf.shown(id, file).map_err(failed)?;
        let mut links = Vec::new();
        let corrupt = |reason: &str| failed(self.shelf.corrupt(&format!("its links: {reason}")));
        let dense = unsqueezed(&file.links).ok_or_else(|| corrupt("they are cut off"))?;
        expand_links(&dense, &self.root, &mut links).map_err(|error| corrupt(&error.to_string()))?;
        let bytes = file.outline.bytes;
        Ok(Analyzed { path: path.clone(), normalized_path: path, record, links, bytes, is_cached: None })
    }
}
