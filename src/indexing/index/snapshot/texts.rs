//! The texts of a snapshot's files, each with its record: read when somebody asks for one, and held against their checksum then.
//! What cannot be had of them can be made of nothing else, so it is said in two ways: of the file that was asked about, and of the
//! snapshot that is to be kept under another name.

use super::listing::unusable;
use super::{FILES_A_PART, Named};
use crate::error::{Error, FailureCode};
use crate::graph::FileId;
use crate::indexing::index::Unshown;
use crate::record::compact::bytes::{Input, put_bytes};
use crate::record::compact::squeeze::unsqueezed;
use crate::store::{SnapshotFile, Unreadable};
use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// So many parts that were read last are at hand, and two for each thread: whoever reads all files reads those of one part after each
/// other, on all threads at once.
const AT_HAND: usize = 8;

/// The texts of a snapshot.
#[derive(Debug)]
pub(in crate::indexing::index) struct SnapshotTexts {
    file: Arc<SnapshotFile>,
    /// The first part that is one of texts.
    first: usize,
    named: Named,
    /// So many are at hand.
    most: usize,
    /// The last ones that were asked for, by their number.
    at_hand: Mutex<VecDeque<(usize, Arc<[u8]>)>>,
}

/// What is shown of these files, as a part.
pub(super) fn part_of(held: &[Vec<u8>]) -> Vec<u8> {
    let mut part = Vec::new();
    held.iter().for_each(|held| put_bytes(&mut part, held));
    part
}

impl SnapshotTexts {
    /// The texts of so many files, of which the first are in this part, to be read on so many threads; nothing if there are not as many.
    pub fn new(file: Arc<SnapshotFile>, first: usize, files: usize, threads: usize, named: Named) -> Option<Self> {
        let is_whole = file.parts().checked_sub(first)? == files.div_ceil(FILES_A_PART);
        is_whole.then(|| Self { file, first, named, most: AT_HAND.max(2 * threads), at_hand: Mutex::default() })
    }

    /// What is shown of a file. Its number is its place in the order of paths. May block.
    pub fn held(&self, id: FileId) -> Result<Vec<u8>, Unreadable> {
        let (part, at) = (id.0 as usize / FILES_A_PART, id.0 as usize % FILES_A_PART);
        let bytes = self.part(part)?;
        let mut input = Input::new(&bytes);
        let found = (0..=at).map(|_| input.bytes().ok()).last().flatten();
        found.map(<[u8]>::to_vec).ok_or(Unreadable::Damaged("a text is missing"))
    }

    /// Why what is shown of a file cannot be had.
    pub fn unshown(&self, unreadable: &Unreadable) -> Unshown {
        match unreadable {
            Unreadable::Damaged(reason) => self.corrupt(reason),
            Unreadable::Disk(error) => (FailureCode::Read, error.to_string()),
        }
    }

    /// The same where its bytes are those that were written, and make no sense.
    pub fn corrupt(&self, reason: &str) -> Unshown {
        (FailureCode::SnapshotCorrupt, self.named.damaged(reason).to_string())
    }

    /// Why no snapshot can be taken of this one, which lacks the file at `path`. `directory` is the cache's folder.
    pub fn uncopied(&self, path: &str, unreadable: &Unreadable, directory: &Path) -> Error {
        match unreadable {
            Unreadable::Damaged(reason) => self.named.damaged(&format!("{path}: {reason}")),
            Unreadable::Disk(error) => unusable(directory, error),
        }
    }

    fn part(&self, number: usize) -> Result<Arc<[u8]>, Unreadable> {
        let at_hand = || self.at_hand.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, bytes)) = at_hand().iter().find(|(at, _)| *at == number) {
            return Ok(Arc::clone(bytes));
        }
        let part = self.file.part(self.first + number)?;
        let bytes: Arc<[u8]> = unsqueezed(&part).ok_or(Unreadable::Damaged("a part is none"))?.into();
        let mut kept = at_hand();
        if kept.iter().all(|(at, _)| *at != number) {
            if kept.len() >= self.most {
                kept.pop_front();
            }
            kept.push_back((number, Arc::clone(&bytes)));
        }
        Ok(bytes)
    }
}
