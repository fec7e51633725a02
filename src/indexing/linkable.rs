//! What is to be linked of a file, made just now or kept.

use super::maker::{Failed, RecordMaker};
use crate::extract::Surroundings;
use crate::graph::LinkedFile;
use crate::language::settle;
use crate::languages::LanguageId;
use crate::record::FileRecord;
use crate::resolve::Build;
use crate::source::paths::RelativePath;
use crate::store::Key;
use std::sync::Arc;

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
    /// What its package is built with, where that is known and decides something.
    pub build: Option<Arc<Build>>,
    /// What its record is kept by; none without a store.
    pub key: Option<Key>,
    /// What linking reads of it; none while that is only kept.
    pub record: Option<FileRecord>,
}

impl Linkable {
    /// Reads what linking reads of it, where that is only kept and will be read in any case: as long as the rest of it is at hand, and
    /// others are still analysed.
    pub fn read_ahead(&mut self, maker: &RecordMaker) {
        let kept = maker.kept().filter(|kept| self.record.is_none() && !kept.has_graphs());
        if let Some((key, kept)) = self.key.zip(kept) {
            self.record = kept.symbols(key);
        }
    }

    /// What linking reads of it, from the store if it is only kept there, or made again if that lost it.
    ///
    /// # Errors
    /// If it is made again, what that says; and if the file is no longer what was kept.
    pub fn into_linked(self, maker: &RecordMaker) -> Result<LinkedFile, Failed> {
        let Self { path, imports, unit, build, key, record, .. } = self;
        let kept = || key.zip(maker.kept()).and_then(|(key, kept)| kept.symbols(key));
        let mut record = match record.or_else(kept) {
            Some(record) => record,
            None => maker.make_again(&path, key)?,
        };
        settle_for(&mut record, build.as_deref());
        Ok(LinkedFile { path, record, imports, unit })
    }
}

/// Has of twins those be meant that a build has.
pub fn settle_for(record: &mut FileRecord, build: Option<&Build>) {
    if !record.symbols.twins.is_empty() {
        settle(record, build.map(|build| build as &dyn Surroundings));
    }
}

impl Surroundings for Build {
    fn has(&self, feature: &str) -> Option<bool> {
        Some(self.has(feature))
    }

    fn conditions(&self, macro_name: &str) -> &[String] {
        self.conditions(macro_name)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::options::{CacheOptions, Options};
    use crate::store::memory::Gathered;

    #[test]
    fn what_linking_reads_is_read_ahead_where_no_graph_can_be_kept() {
        let root = tempfile::tempdir().unwrap();
        std::fs::write(root.path().join("a.ts"), "export function f() {}\n").unwrap();
        let is_read_ahead = |maker: RecordMaker| {
            let make = || maker.make("a.ts", &maker.allowance()).unwrap().file;
            assert!(make().record.is_some());
            let mut kept = make();
            assert!(kept.record.is_none());
            kept.read_ahead(&maker);
            kept.record.is_some()
        };
        let maker = |options: &Options| RecordMaker::new(root.path(), [], options).linking_later();
        assert!(is_read_ahead(maker(&Options::default()).keeping_in(Arc::new(Gathered::default()))));
        let folder = tempfile::tempdir().unwrap();
        let cache = Some(CacheOptions::at(folder.path()));
        assert!(!is_read_ahead(maker(&Options { cache, ..Options::default() })));
    }
}
