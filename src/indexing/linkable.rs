//! What is to be linked of a file, made just now or kept.

use super::maker::{Failed, RecordMaker};
use crate::graph::LinkedFile;
use crate::languages::LanguageId;
use crate::record::FileRecord;
use crate::source::paths::RelativePath;
use crate::store::Key;

/// A file to be linked.
pub struct Linkable {
    /// Below the root.
    pub path: RelativePath,
    /// Its language.
    pub language: LanguageId,
    /// What each of its imports leads to.
    pub imports: Vec<Option<RelativePath>>,
    /// What it is compiled with, where that is known and more than its folder.
    pub unit: Option<RelativePath>,
    /// What its record is kept by; none without a store.
    pub key: Option<Key>,
    /// What linking reads of it; none while that is only kept.
    pub record: Option<FileRecord>,
}

impl Linkable {
    /// What linking reads of it, from the store if it is only kept there, or made again if that lost it.
    ///
    /// # Errors
    /// If it is made again, what that says; and if the file is no longer what was kept.
    pub fn into_linked(self, maker: &RecordMaker) -> Result<LinkedFile, Failed> {
        let Self { path, imports, unit, key, record, .. } = self;
        let kept = || key.zip(maker.kept()).and_then(|(key, kept)| kept.symbols(key));
        let record = match record.or_else(kept) {
            Some(record) => record,
            None => maker.make_again(&path, key)?,
        };
        Ok(LinkedFile { path, record, imports, unit })
    }
}
