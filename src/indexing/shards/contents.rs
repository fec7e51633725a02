//! What the files of a shard hold, on its way to instances that have no copy of the repository.
//!
//! In: files below a root, as they were planned. Out: of each an entry for a store, named by what the file holds, and compressed. Or
//! the other way round: entries, and of each planned file its text; or a failure by name if they are not what was planned. An entry
//! may come from anybody: no more of it is decompressed than the plan says that the file has.

use super::{PlannedFile, content_hash};
use crate::error::{FailureCode, FileFailure};
use crate::indexing::maker::Failed;
use crate::source::read::{bytes_below, take};
use crate::source::root::Root;
use crate::source::text::SourceText;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How hard contents are compressed, each on its own.
const LEVEL: i32 = 3;

/// What is in an entry's name beside the hash of what it holds, so that it is not taken for something else that has that hash.
const KIND: &str = "code-knowledge-graph 1 content";

/// The name of what a planned file holds: 64 hexadecimal digits, which do not depend on its path.
#[must_use]
pub fn name_of(file: &PlannedFile) -> String {
    let mut hasher = blake3::Hasher::new_derive_key(KIND);
    hasher.update(file.hash.as_bytes());
    hasher.finalize().to_hex().to_string()
}

/// What a planned file below `root` holds, as an entry. May block.
///
/// # Errors
/// [`FailureCode::Changed`] if that is not what was planned, with the path below the root.
pub fn entry_of(root: &Root, file: &PlannedFile) -> Result<Vec<u8>, FileFailure> {
    let failed = |code, reason| FileFailure { path: file.path.clone(), code, reason };
    let path = root.path().join(&file.path);
    let bytes = bytes_below(root, &path, file.size).map_err(|failure| failed(FailureCode::Changed, failure.reason))?;
    if !holds(&bytes, file) {
        return Err(failed(FailureCode::Changed, "it holds something else".to_owned()));
    }
    zstd::bulk::compress(&bytes, LEVEL).map_err(|error| failed(FailureCode::Internal, error.to_string()))
}

/// Entries that came.
#[derive(Debug, Default)]
pub struct Contents {
    /// By name; compressed, as they came.
    entries: Mutex<HashMap<String, Arc<[u8]>>>,
}

impl Contents {
    /// Takes an entry of this name, which is looked into when a file asks for it.
    pub fn add(&self, name: String, bytes: &[u8]) {
        self.entries().insert(name, bytes.into());
    }

    /// The text of a planned file.
    ///
    /// # Errors
    /// [`FailureCode::ContentCorrupt`] if what came is not what was planned; `Binary` as of any file.
    pub fn text_of(&self, file: &PlannedFile) -> Result<SourceText, Failed> {
        let corrupt = |reason: &str| (FailureCode::ContentCorrupt, reason.to_owned());
        let entry = self.entries().get(&name_of(file)).cloned();
        let entry = entry.ok_or_else(|| corrupt("what it holds did not come"))?;
        let bytes = decompressed(&entry, file.size).ok_or_else(|| corrupt("what came cannot be decompressed"))?;
        if !holds(&bytes, file) {
            return Err(corrupt("what came is something else"));
        }
        take(bytes, file.size).map_err(|failure| (failure.code, failure.reason))
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<String, Arc<[u8]>>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// So many bytes at most.
fn decompressed(entry: &[u8], most: u64) -> Option<Vec<u8>> {
    zstd::bulk::decompress(entry, usize::try_from(most).ok()?).ok()
}

fn holds(bytes: &[u8], file: &PlannedFile) -> bool {
    bytes.len() as u64 == file.size && content_hash(&file.hash) == Some(*blake3::hash(bytes).as_bytes())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn planned(path: &str, bytes: &[u8]) -> PlannedFile {
        let hash = blake3::hash(bytes).to_hex().to_string();
        PlannedFile { path: path.to_owned(), size: bytes.len() as u64, hash }
    }

    fn written(bytes: &[u8]) -> (tempfile::TempDir, PlannedFile) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.ts"), bytes).unwrap();
        (folder, planned("a.ts", bytes))
    }

    fn text(contents: &Contents, file: &PlannedFile) -> Result<SourceText, FailureCode> {
        contents.text_of(file).map_err(|(code, _)| code)
    }

    proptest! {
        #[test]
        fn what_was_sent_is_what_a_file_holds(bytes in proptest::collection::vec(1_u8.., 0..3000)) {
            let (folder, file) = written(&bytes);
            let entry = entry_of(&Root::new(folder.path()), &file).unwrap();
            let contents = Contents::default();
            contents.add(name_of(&file), &entry);
            prop_assert_eq!(text(&contents, &file), Ok(take(bytes, 1 << 20).unwrap()));
        }

        #[test]
        fn whatever_came_in_its_place_is_refused(bytes in proptest::collection::vec(any::<u8>(), 0..3000), size in 0..4000_u64) {
            let file = PlannedFile { size, ..planned("a.ts", b"let a = 1;\n") };
            let contents = Contents::default();
            contents.add(name_of(&file), &bytes);
            prop_assert_eq!(text(&contents, &file), Err(FailureCode::ContentCorrupt));
        }
    }

    #[test]
    fn what_is_larger_than_planned_is_not_decompressed() {
        let file = planned("a.ts", b"let a = 1;\n");
        let contents = Contents::default();
        contents.add(name_of(&file), &zstd::bulk::compress(&vec![b' '; 64 << 20], 1).unwrap());
        assert_eq!(text(&contents, &file), Err(FailureCode::ContentCorrupt));
        assert_eq!(text(&Contents::default(), &file), Err(FailureCode::ContentCorrupt));
    }

    #[test]
    fn a_file_that_changed_since_it_was_planned_is_not_sent() {
        let (folder, file) = written(b"let a = 1;\n");
        let root = Root::new(folder.path());
        for other in [&b"let a = 2;\n"[..], b"", b"let a = 1;\nlet b = 2;\n"] {
            std::fs::write(folder.path().join("a.ts"), other).unwrap();
            assert_eq!(entry_of(&root, &file).unwrap_err().code, FailureCode::Changed);
        }
        std::fs::remove_file(folder.path().join("a.ts")).unwrap();
        assert_eq!(entry_of(&root, &file).unwrap_err().code, FailureCode::Changed);
    }

    #[test]
    fn equal_contents_have_one_name_and_no_other() {
        let names = [planned("a.ts", b"a"), planned("b/a.ts", b"a"), planned("a.ts", b"b")].map(|file| name_of(&file));
        assert_eq!(names[0], names[1]);
        assert_ne!(names[0], names[2]);
        assert_ne!(names[0], planned("a.ts", b"a").hash);
    }
}
