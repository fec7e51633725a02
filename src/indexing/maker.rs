//! What is known of one file: read, extracted, its imports resolved, its record encoded; or what was kept of it.
//!
//! In: a path, as given. Out: [`Made`], the same whoever asks and whatever was kept; what becomes of it is a
//! [`Sink`](super::analyze::Sink)'s to say. Work on a file is bounded in time and memory, and ends soon when nobody wants it any more.

use super::kept::{Kept, Remembered, is_as_opened, key_of};
use super::linkable::Linkable;
use crate::allowance::{Allowance, OutOfTime};
use crate::error::{FailureCode, Warning};
use crate::extract::{ExtractionFailure, Part, PartKind, SyntaxError};
use crate::language::{extract, parts, syntax_errors};
use crate::languages::LanguageId;
use crate::metrics::memory::MemoryGauge;
use crate::options::Options;
use crate::query::{SymbolId, content};
use crate::record::compact::compact_record;
use crate::record::encode::encode_record;
use crate::record::{FileRecord, NodeRowId};
use crate::resolve::looks::Looked;
use crate::resolve::{Build, ImportTarget, Resolvers};
use crate::source::paths::{RelativePath, RootText, absolute};
use crate::source::read::{ReadFailure, open_below, read_below, size_of, take};
use crate::source::root::Root;
use crate::source::text::SourceText;
use crate::store::{Key, RecordStore};
use crate::stream::{Pool, waiting};
use foldhash::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Why a file has no analysis.
pub type Failed = (FailureCode, String);

/// What is wrong with a file that does not hold any more what it held.
pub const CHANGED: &str = "it is not what it was when it was looked at";

/// Makes records of the files below one root.
pub struct RecordMaker {
    root: Root,
    root_text: RootText,
    max_file_size: u64,
    timeout: Duration,
    memory_limit: u64,
    resolvers: Arc<Resolvers>,
    /// Files that were found under the name of a link: where they are, which is what imports lead to, and that name.
    aliases: HashMap<String, String>,
    kept: Option<Arc<Kept>>,
    /// Whether imports lead to what is there; else all are what is written.
    are_imports_resolved: bool,
    /// Whether files are linked when all of them are there.
    are_linked_later: bool,
}

/// What is known of a file.
pub struct Made {
    /// The absolute path, `/`-separated.
    pub path: String,
    /// The encoded record; see [`crate::record::encode`].
    pub encoded: Vec<u8>,
    /// What is linked; its unit is not known.
    pub file: Linkable,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// Whether it was kept; `None` without a store.
    pub is_cached: Option<bool>,
}

impl RecordMaker {
    /// Makes records of files below `root`, within the bounds of `options`. Reads what is kept of them. May block.
    #[must_use]
    pub fn new(root: &Path, aliases: impl IntoIterator<Item = (String, String)>, options: &Options) -> Self {
        let root_text = RootText::of(root);
        Self {
            root: Root::new(root),
            kept: options.cache.as_ref().map(|cache| Arc::new(Kept::open(&root_text, cache))),
            are_imports_resolved: true,
            are_linked_later: false,
            root_text,
            max_file_size: options.max_file_size,
            timeout: Duration::from_millis(options.file_timeout_ms.into()),
            memory_limit: memory_limit(options),
            resolvers: Arc::new(Resolvers::new(root)),
            aliases: aliases.into_iter().collect(),
        }
    }

    /// What making the record of a file is expected to take at its height: a multiple of its size. Nothing if it will not
    /// be read. May block.
    pub fn weigh(&self, given: &str) -> u64 {
        let Some(language) = LanguageId::of_path(given) else { return 0 };
        self.weight(language, size_of(Path::new(&absolute(self.root.path(), given))))
    }

    /// What the work on one file may take, from now on.
    pub fn allowance(&self) -> Allowance {
        Allowance::new(self.timeout).within(self.memory_limit)
    }

    /// The same, of files that are linked when all of them are there.
    #[must_use]
    pub fn linking_later(mut self) -> Self {
        self.are_linked_later = true;
        self
    }

    /// The same, of files whose imports lead nowhere, since nobody says where they would lie.
    #[must_use]
    pub fn resolving_nothing(mut self) -> Self {
        self.are_imports_resolved = false;
        self
    }

    /// The same, with a store of the caller's in place of the one that the options name.
    #[must_use]
    pub fn keeping_in(mut self, store: Arc<dyn RecordStore>) -> Self {
        self.kept = Some(Arc::new(Kept::over(store)));
        self
    }

    /// The same, of the same repository, without a store. What is to be told is told by this one.
    #[must_use]
    pub fn without_store(&self) -> Self {
        Self {
            root: Root::new(self.root.path()),
            root_text: self.root_text.clone(),
            resolvers: Arc::clone(&self.resolvers),
            aliases: self.aliases.clone(),
            kept: None,
            ..*self
        }
    }

    /// What is known of a file that has this text, whatever is at its path; and where it has syntax errors. Nothing is kept of it.
    pub fn make_of(
        &self,
        given: &str,
        text: String,
        allowance: &Allowance,
    ) -> Result<(Made, Vec<SyntaxError>), Failed> {
        let place = self.place(given)?;
        let source = take(text.into_bytes(), self.max_file_size).map_err(unread)?;
        let (language, relative) = (place.language, place.relative.clone());
        let made = self.make_new(place, source, None, allowance)?;
        let with_errors = made.file.record.as_ref().filter(|record| record.has_syntax_errors);
        let errors = with_errors.map(|record| syntax_errors(language, &relative, &record.source, allowance));
        let errors = errors.transpose().map_err(why)?.unwrap_or_default();
        Ok((made, errors))
    }

    /// What making the record of a file of so many bytes is expected to take.
    pub fn weight_of(&self, given: &str, bytes: u64) -> u64 {
        LanguageId::of_path(given).map_or(0, |language| self.weight(language, bytes))
    }

    fn weight(&self, language: LanguageId, bytes: u64) -> u64 {
        if bytes > self.max_file_size { 0 } else { bytes.saturating_mul(language.facts().bytes_a_byte) }
    }

    /// Where a file is.
    fn place(&self, given: &str) -> Result<Place, Failed> {
        let language = LanguageId::of_path(given).ok_or_else(|| {
            (FailureCode::UnsupportedLanguage, "no supported language has this file ending".to_owned())
        })?;
        let path = absolute(self.root.path(), given);
        Ok(Place { language, relative: RelativePath::below(self.root.path(), &path), path })
    }

    /// The same maker for files as they are now: what was learnt of manifests and folders is forgotten. Links are as they were
    /// if nobody looked for them.
    #[must_use]
    pub fn again(&self, aliases: Option<Vec<(String, String)>>) -> Self {
        Self {
            root: Root::new(self.root.path()),
            root_text: self.root_text.clone(),
            resolvers: Arc::new(Resolvers::new(self.root.path())),
            aliases: aliases.map_or_else(|| self.aliases.clone(), |aliases| aliases.into_iter().collect()),
            kept: self.kept.clone(),
            ..*self
        }
    }

    /// The hash of what a file holds now. May block.
    pub fn content_hash(&self, path: &RelativePath) -> Result<[u8; 32], Failed> {
        self.content(&self.root_text.absolute(path)).map(|(_, hash)| hash)
    }

    /// How many bytes a file has now, and their hash. May block.
    pub fn content(&self, path: &str) -> Result<(u64, [u8; 32]), Failed> {
        let source = waiting(|| read_below(&self.root, Path::new(path), self.max_file_size)).map_err(unread)?;
        Ok((source.byte_len, source.content_hash))
    }

    /// Sees to it that what is known of a file is kept, for others: if it still is the file with this key. Its record is not
    /// encoded, and its imports lead nowhere.
    pub fn keep(&self, given: &str, key: Key, allowance: &Allowance) -> Result<Made, Failed> {
        let path = absolute(self.root.path(), given);
        let source = waiting(|| read_below(&self.root, Path::new(&path), self.max_file_size))
            .map_err(|failure| (FailureCode::Changed, failure.reason))?;
        self.keep_of(given, source, key, allowance)
    }

    /// The same of a file that has this text, whatever is at its path.
    pub fn keep_of(&self, given: &str, source: SourceText, key: Key, allowance: &Allowance) -> Result<Made, Failed> {
        let Place { language, relative, path } = self.place(given)?;
        if key_of(language, &relative, &source.content_hash) != key {
            return Err((FailureCode::Changed, "it holds something else".to_owned()));
        }
        let bytes = source.byte_len;
        let kept = self.kept();
        let is_kept = kept.is_some_and(|kept| kept.has(key));
        if !is_kept {
            let record = bounded(extract(language, &relative, source, allowance).map_err(why)?)?;
            kept.inspect(|kept| kept.keep(key, &record));
        }
        let (key, imports) = (Some(key), Vec::new());
        let file = Linkable { path: relative, language, imports, unit: None, build: None, key, record: None };
        Ok(Made { path, encoded: Vec::new(), file, bytes, is_cached: Some(is_kept) })
    }

    /// The same, noted so that its looks may tell it the next time. May block.
    pub fn hash_noted(&self, path: &RelativePath) -> Result<[u8; 32], Failed> {
        let Some(kept) = self.kept() else { return self.content_hash(path) };
        let path_text = self.root_text.absolute(path);
        let now = kept.now();
        waiting(|| {
            let opened = open_below(&self.root, Path::new(&path_text), self.max_file_size).map_err(unread)?;
            let source = opened.read().map_err(unread)?;
            kept.note(path, &opened, source.content_hash, now);
            Ok(source.content_hash)
        })
    }

    /// What all answers on imports depend on that were given until now.
    pub fn looked(&self) -> Looked {
        self.resolvers.looked()
    }

    /// What a file's imports with these specifiers lead to. May block.
    pub fn imports_of(
        &self,
        path: &RelativePath,
        language: LanguageId,
        specifiers: &[&str],
    ) -> Result<Vec<Option<RelativePath>>, Failed> {
        let path = self.root_text.absolute(path);
        let specifiers = specifiers.iter().copied();
        self.resolve_imports(language, Path::new(&path), specifiers, &self.allowance()).map_err(late)
    }

    /// What is known of a file.
    pub fn make(&self, given: &str, allowance: &Allowance) -> Result<Made, Failed> {
        let place = self.place(given)?;
        let language = place.language;
        let Some(kept) = self.kept() else {
            let source =
                waiting(|| read_below(&self.root, Path::new(&place.path), self.max_file_size)).map_err(unread)?;
            return self.make_new(place, source, None, allowance);
        };
        let now = kept.now();
        let opened = waiting(|| open_below(&self.root, Path::new(&place.path), self.max_file_size)).map_err(unread)?;
        let noted = kept.hash_of(&place.relative, opened.metadata());
        let still = || noted.filter(|_| is_as_opened(&opened));
        let source = waiting(|| opened.read_known(still)).map_err(unread)?;
        if noted != Some(source.content_hash) {
            waiting(|| kept.note(&place.relative, &opened, source.content_hash, now));
        }
        let key = key_of(language, &place.relative, &source.content_hash);
        match self.remember(kept, &place, key, &source, allowance) {
            Some(made) => made,
            None => self.make_new(place, source, Some(key), allowance),
        }
    }

    /// What linking reads of a file that was kept and is lost: as it was, or not at all.
    pub fn make_again(&self, path: &RelativePath, key: Option<Key>) -> Result<FileRecord, Failed> {
        let changed = || (FailureCode::Read, "it changed while it was analysed".to_owned());
        let path_text = self.root_text.absolute(path);
        let language = LanguageId::of_path(path).ok_or_else(changed)?;
        let source = waiting(|| read_below(&self.root, Path::new(&path_text), self.max_file_size)).map_err(unread)?;
        if key != Some(key_of(language, path, &source.content_hash)) {
            return Err(changed());
        }
        extract(language, path, source, &self.allowance()).map_err(why)
    }

    /// A file that holds what it held when it had this key: where it is, and what that is.
    fn unchanged(&self, path: &RelativePath, key: Key) -> Result<(Place, SourceText), Failed> {
        let place = self.place(&self.root_text.absolute(path))?;
        let source = waiting(|| read_below(&self.root, Path::new(&place.path), self.max_file_size)).map_err(unread)?;
        let is_so = key_of(place.language, path, &source.content_hash) == key;
        if is_so { Ok((place, source)) } else { Err((FailureCode::Read, CHANGED.to_owned())) }
    }

    /// The text of the file with this key and its [dense](compact_record) record, as that was kept or is made again: of a file that
    /// holds what it held. May block.
    pub fn held(&self, path: &RelativePath, key: Key) -> Result<(String, Arc<[u8]>), Failed> {
        let (place, source) = self.unchanged(path, key)?;
        if let Some(dense) = self.kept().and_then(|kept| kept.piece(key)) {
            return Ok((source.text, dense));
        }
        let record = extract(place.language, path, source, &self.allowance()).map_err(why)?;
        let mut dense = Vec::new();
        compact_record(&record, &mut dense);
        Ok((record.source, dense.into()))
    }

    /// The encoded record of the file with this key, as it was kept or is made again: of a file that holds what it held.
    pub fn shown(&self, path: &RelativePath, key: Key) -> Result<Vec<u8>, Failed> {
        let (place, source) = self.unchanged(path, key)?;
        if let Some(kept) = self.kept().and_then(|kept| kept.remember(key, path, &source.text, false)) {
            return Ok(kept.encoded);
        }
        let mut encoded = Vec::new();
        let record = extract(place.language, path, source, &self.allowance()).map_err(why)?;
        encode_record(&record, &mut encoded);
        Ok(encoded)
    }

    /// What was kept of a file.
    fn remember(
        &self,
        kept: &Kept,
        place: &Place,
        key: Key,
        source: &SourceText,
        allowance: &Allowance,
    ) -> Option<Result<Made, Failed>> {
        let Place { language, relative, path } = place;
        let Remembered { imports, encoded } = kept.remember(key, relative, &source.text, self.are_linked_later)?;
        let specifiers = imports.iter().map(String::as_str);
        let imports = match waiting(|| self.resolve_imports(*language, Path::new(path), specifiers, allowance)) {
            Ok(imports) => imports,
            Err(out_of_time) => return Some(Err(late(out_of_time))),
        };
        let (path, relative, bytes) = (path.clone(), relative.clone(), source.byte_len);
        let (language, build, key) = (*language, self.build_at(*language, &path), Some(key));
        let file = Linkable { path: relative, language, imports, unit: None, build, key, record: None };
        Some(Ok(Made { path, encoded, file, bytes, is_cached: Some(true) }))
    }

    /// What is known of a file that nothing is known of.
    fn make_new(
        &self,
        Place { language, relative, path }: Place,
        source: SourceText,
        key: Option<Key>,
        allowance: &Allowance,
    ) -> Result<Made, Failed> {
        let bytes = source.byte_len;
        let record = bounded(extract(language, &relative, source, allowance).map_err(why)?)?;
        let specifiers = record.imports.iter().map(|specifier| record.text(*specifier));
        let imports =
            waiting(|| self.resolve_imports(language, Path::new(&path), specifiers, allowance)).map_err(late)?;
        let mut encoded = Vec::new();
        encode_record(&record, &mut encoded);
        if let Some((key, kept)) = key.zip(self.kept()) {
            kept.keep(key, &record);
        }
        let build = self.build_at(language, &path);
        let file = Linkable { path: relative, language, imports, unit: None, build, key, record: Some(record) };
        Ok(Made { path, encoded, file, bytes, is_cached: key.map(|_| false) })
    }

    /// What a file is compiled with, if that is more than its folder. May block.
    pub fn unit_of(&self, file: &Linkable) -> Option<RelativePath> {
        self.unit_at(file.language, &file.path)
    }

    /// The same of the file at this path.
    pub fn unit_at(&self, language: LanguageId, path: &RelativePath) -> Option<RelativePath> {
        let resolver = self.resolvers.of(language);
        let path = self.root_text.absolute(path);
        let unit = waiting(|| resolver.unit(Path::new(&path)))?;
        Some(RelativePath::below(self.root.path(), &unit))
    }

    /// What the package of the file at this absolute path is built with, as far as that decides what is meant in it. May block.
    pub fn build_at(&self, language: LanguageId, path: &str) -> Option<Arc<Build>> {
        if !self.are_imports_resolved {
            return None;
        }
        waiting(|| self.resolvers.of(language).build(Path::new(path)))
    }

    /// What was kept before, if a store is used.
    pub fn kept(&self) -> Option<&Kept> {
        self.kept.as_deref()
    }

    /// The same, to be held longer than this.
    pub fn shared_kept(&self) -> Option<Arc<Kept>> {
        self.kept.clone()
    }

    /// What makes the paths absolute again.
    pub fn root(&self) -> &RootText {
        &self.root_text
    }

    /// Nobody wants records any more: work under way ends as soon as it can.
    pub fn cancel(&self) {
        self.resolvers.cancel();
    }

    /// What records lack although no file failed, and why less was kept than was asked for, since the last call.
    pub fn take_warnings(&self) -> Vec<Warning> {
        let mut warnings = self.resolvers.take_warnings();
        warnings.extend(self.kept().and_then(Kept::take_warning));
        warnings
    }

    /// All that manifests and folders did not add until now, by path: the same with a store and without.
    pub fn result_warnings(&self) -> Vec<Warning> {
        self.resolvers.warnings()
    }

    fn resolve_imports<'s>(
        &self,
        language: LanguageId,
        importer: &Path,
        specifiers: impl Iterator<Item = &'s str>,
        allowance: &Allowance,
    ) -> Result<Vec<Option<RelativePath>>, OutOfTime> {
        let resolver = self.resolvers.of(language);
        let resolve = |specifier| {
            // A file may have a hundred thousand imports, and nobody gets the answers any more.
            if !self.are_imports_resolved || self.resolvers.is_cancelled() {
                return None;
            }
            match resolver.resolve(importer, specifier) {
                ImportTarget::File(path) | ImportTarget::Folder(path) => {
                    let path = self.aliases.get(&path).unwrap_or(&path);
                    Some(RelativePath::below(self.root.path(), path))
                }
                ImportTarget::External => None,
            }
        };
        let imports = specifiers.map(|specifier| allowance.go_on().map(|()| resolve(specifier)));
        imports.collect::<Result<_, _>>().inspect_err(|_| self.resolvers.give_up())
    }
}

impl Drop for RecordMaker {
    /// Of a run that was given up, what was kept is kept: by a thread that may wait for the disk.
    fn drop(&mut self) {
        if let Some(kept) = self.kept.take() {
            Pool::process().free(kept);
        }
    }
}

/// Where a file is.
struct Place {
    language: LanguageId,
    relative: RelativePath,
    /// Absolute.
    path: String,
}

/// What the work on one file may take, from now on.
#[must_use]
pub fn allowance(options: &Options) -> Allowance {
    Allowance::new(Duration::from_millis(options.file_timeout_ms.into())).within(memory_limit(options))
}

fn memory_limit(options: &Options) -> u64 {
    options.memory_limit_bytes.unwrap_or_else(|| MemoryGauge::process().limit_bytes())
}

/// What stands around the functions and types of the file with this record.
pub fn parts_of(path: &RelativePath, record: &FileRecord, allowance: &Allowance) -> Result<Vec<content::Part>, Failed> {
    let span = |node: NodeRowId| record.nodes[node.index()].span;
    let functions = record.functions.iter().map(|row| span(row.node));
    let spans: Vec<_> = functions.chain(record.types.iter().map(|row| span(row.node))).collect();
    let found = parts(record.language, path, &record.source, &spans, allowance).map_err(why)?;
    let functions = record.functions.len();
    let part = |Part { kind, span }: Part| {
        let kind = match kind {
            PartKind::Imports => content::PartKind::Other("imports", String::new()),
            PartKind::Statement => content::PartKind::Other("statement", String::new()),
            PartKind::Members(called, head) => content::PartKind::Other(called, head),
            PartKind::OfSymbol(number) => content::PartKind::OfSymbol(match number.checked_sub(functions) {
                None => SymbolId::function(number as u32),
                Some(number) => SymbolId::of_type(number as u32),
            }),
        };
        content::Part { kind, span }
    };
    Ok(found.into_iter().map(part).collect())
}

/// A record that is not larger than one may be.
fn bounded(record: FileRecord) -> Result<FileRecord, Failed> {
    if !record.fits_javascript() {
        let reason = "its analysis is larger than a string of JavaScript can be";
        return Err((FailureCode::TooLarge, reason.to_owned()));
    }
    record.check_growth().map_err(|overgrown| (FailureCode::TooLarge, overgrown.to_string()))?;
    Ok(record)
}

fn unread(failure: ReadFailure) -> Failed {
    (failure.code, failure.reason)
}

fn why(failure: ExtractionFailure) -> Failed {
    match failure {
        ExtractionFailure::OutOfTime(out_of_time) => late(out_of_time),
        ExtractionFailure::OutOfMemory { .. } => (FailureCode::ParseMemory, failure.to_string()),
        ExtractionFailure::ForeignGrammar(_) => (FailureCode::Internal, failure.to_string()),
    }
}

/// The failure of a file that takes too long.
pub fn late(out_of_time: OutOfTime) -> Failed {
    (FailureCode::ParseTimeout, out_of_time.to_string())
}
