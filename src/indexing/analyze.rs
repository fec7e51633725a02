//! The work on one file: read, extract, resolve its imports, link, encode.
//!
//! In: a list of paths. Out: one [`Analyzed`] or one [`FileFailure`] a path, made on the pool's threads. In a
//! stream each file is linked by what it says itself; for a whole graph what linking needs is collected instead,
//! and [`super::graph`] links all files when the last is there.

use super::progress::{Progress, SlowFile};
use crate::allowance::{Allowance, OutOfTime};
use crate::error::{FailureCode, FileFailure, Warning};
use crate::extract::ExtractionFailure;
use crate::graph::encode::encode_links;
use crate::graph::{LinkedFile, link_file};
use crate::language::extract;
use crate::languages::LanguageId;
use crate::metrics::memory::MemoryGauge;
use crate::options::Options;
use crate::record::encode::encode_record;
use crate::record::{FileRecord, StringId};
use crate::resolve::{ImportTarget, Resolvers};
use crate::source::paths::{absolute, relative};
use crate::source::read::{read_below, size_of};
use crate::source::root::Root;
use crate::source::walk::Found;
use crate::stream::{Activity, Job, Measure, Stream, stack_bytes, waiting};
use crate::syntax::parse::keep_within_stack;
use crate::syntax::{release_memory, syntax_tree_bytes};
use foldhash::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

/// One analysed file, encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Analyzed {
    /// The path as given.
    pub path: String,
    /// The absolute path, `/`-separated.
    pub normalized_path: String,
    /// The encoded record; see [`crate::record::encode`].
    pub record: Vec<u8>,
    /// The encoded links; empty where the whole graph is linked at its end.
    pub links: Vec<u8>,
    /// Size of the file in bytes.
    pub bytes: u64,
}

/// Bytes that JavaScript's objects take for each byte of a record, and the batch's buffer.
const DECODED: u64 = 5;

/// What linking the whole graph needs, one slot a path; empty slots are files that failed. Whoever links takes it.
pub type Collected = Arc<Mutex<Vec<Option<LinkedFile>>>>;

/// Analyses a list of files.
pub struct AnalyzeJob {
    root: Root,
    total: usize,
    /// The paths that are known so far: a long list comes in parts, while its first files are analysed.
    paths: RwLock<Vec<String>>,
    max_file_size: u64,
    timeout: Duration,
    memory_limit: u64,
    resolvers: Resolvers,
    collected: Option<Collected>,
    /// Paths that the search for files came to without a file: their place in the list, and why.
    lost: HashMap<usize, (FailureCode, String)>,
    /// Files that were found under the name of a link: where they are, which is what imports lead to, and that name.
    aliases: HashMap<String, String>,
    first_weights: Vec<u64>,
}

impl AnalyzeJob {
    /// Analyses `total` files (as given: absolute or relative to `root`), of which `paths` are the first, and links
    /// each by what it says itself. The others come by [`Stream::add_files`].
    #[must_use]
    pub fn new(root: &Path, paths: Vec<String>, total: usize, options: &Options) -> Self {
        let mut job = Self {
            root: Root::new(root),
            total: total.max(paths.len()),
            paths: RwLock::new(paths),
            max_file_size: options.max_file_size,
            timeout: Duration::from_millis(options.file_timeout_ms.into()),
            memory_limit: options.memory_limit_bytes.unwrap_or_else(|| MemoryGauge::process().limit_bytes()),
            resolvers: Resolvers::new(root),
            collected: None,
            lost: HashMap::default(),
            aliases: HashMap::default(),
            first_weights: Vec::new(),
        };
        let weighed = job.known().min(2 * options.threads() + 1);
        job.first_weights = (0..weighed).map(|index| job.weigh(index)).collect();
        job
    }

    /// The same of all that was found, but collects what linking all files needs instead of linking each.
    #[must_use]
    pub fn collecting(root: &Path, found: Found, options: &Options) -> (Self, Collected) {
        let total = found.entries.len();
        let mut lost = HashMap::default();
        let mut path_of = |(place, entry): (usize, Result<String, Box<FileFailure>>)| {
            entry.unwrap_or_else(|failure| {
                lost.insert(place, (failure.code, failure.reason));
                failure.path
            })
        };
        let paths = found.entries.into_iter().enumerate().map(&mut path_of).collect();
        let collected: Collected = Arc::new(Mutex::new((0..total).map(|_| None).collect()));
        let job = Self {
            collected: Some(Arc::clone(&collected)),
            lost,
            aliases: found.aliases.into_iter().collect(),
            ..Self::new(root, paths, total, options)
        };
        (job, collected)
    }

    /// What results lack although no file failed, since the last call.
    #[must_use]
    pub fn take_warnings(&self) -> Vec<Warning> {
        self.resolvers.take_warnings()
    }

    /// The path at this place of the list, as given.
    fn path(&self, index: usize) -> String {
        let paths = self.paths.read().unwrap_or_else(PoisonError::into_inner);
        paths.get(index).cloned().unwrap_or_default()
    }

    /// What analysing a file is expected to take at its height: a multiple of its size. Nothing if it will not be read.
    fn weight_of(&self, given: &str) -> u64 {
        let Some(language) = LanguageId::of_path(given) else { return 0 };
        let size = size_of(Path::new(&absolute(self.root.path(), given)));
        if size > self.max_file_size { 0 } else { size.saturating_mul(language.facts().bytes_a_byte) }
    }

    fn analyze(&self, index: usize, given: &str) -> Result<Analyzed, (FailureCode, String)> {
        if let Some(failure) = self.lost.get(&index) {
            return Err(failure.clone());
        }
        let language = LanguageId::of_path(given).ok_or_else(|| {
            (FailureCode::UnsupportedLanguage, "no supported language has this file ending".to_owned())
        })?;
        let path = absolute(self.root.path(), given);
        let source = waiting(|| read_below(&self.root, Path::new(&path), self.max_file_size))
            .map_err(|failure| (failure.code, failure.reason))?;
        let bytes = source.byte_len;
        let allowance = Allowance::new(self.timeout).within(self.memory_limit);
        let mut record = extract(language, relative(self.root.path(), &path), source, &allowance).map_err(why)?;
        if !record.fits_javascript() {
            return Err((
                FailureCode::TooLarge,
                "its analysis is larger than a string of JavaScript can be".to_owned(),
            ));
        }
        record.check_growth().map_err(|overgrown| (FailureCode::TooLarge, overgrown.to_string()))?;
        let imports =
            waiting(|| self.resolve_imports(language, Path::new(&path), &record, &allowance)).map_err(late)?;
        let mut encoded = Vec::new();
        encode_record(&record, &mut encoded);
        let mut links = Vec::new();
        match &self.collected {
            Some(collected) => {
                record.keep_symbols_only();
                let unit = waiting(|| self.resolvers.of(language).unit(Path::new(&path)));
                let unit = unit.map(String::into_boxed_str);
                let linked = LinkedFile { path: path.as_str().into(), record, imports, unit };
                if let Some(slot) = collected.lock().unwrap_or_else(PoisonError::into_inner).get_mut(index) {
                    *slot = Some(linked);
                }
            }
            None => {
                // What others declare for a whole unit is not known here.
                let file = LinkedFile { path: path.as_str().into(), record, imports, unit: None };
                encode_links(&link_file(file, &allowance).map_err(late)?, &mut links);
            }
        }
        Ok(Analyzed { path: given.to_owned(), normalized_path: path, record: encoded, links, bytes })
    }

    fn resolve_imports(
        &self,
        language: LanguageId,
        importer: &Path,
        record: &FileRecord,
        allowance: &Allowance,
    ) -> Result<Vec<Option<Box<str>>>, OutOfTime> {
        let resolver = self.resolvers.of(language);
        let resolve = |specifier| {
            // A file may have a hundred thousand imports, and nobody gets the answers any more.
            if self.resolvers.is_cancelled() {
                return None;
            }
            match resolver.resolve(importer, record.text(specifier)) {
                ImportTarget::File(path) | ImportTarget::Folder(path) => {
                    let path = self.aliases.get(&path).cloned().unwrap_or(path);
                    Some(path.into_boxed_str())
                }
                ImportTarget::External => None,
            }
        };
        let in_time = |specifier: &StringId| allowance.go_on().map(|()| resolve(*specifier));
        record.imports.iter().map(in_time).collect()
    }
}

fn why(failure: ExtractionFailure) -> (FailureCode, String) {
    match failure {
        ExtractionFailure::OutOfTime(out_of_time) => late(out_of_time),
        ExtractionFailure::OutOfMemory { .. } => (FailureCode::ParseMemory, failure.to_string()),
        ExtractionFailure::ForeignGrammar(_) => (FailureCode::Internal, failure.to_string()),
    }
}

fn late(out_of_time: OutOfTime) -> (FailureCode, String) {
    (FailureCode::ParseTimeout, out_of_time.to_string())
}

impl Stream<AnalyzeJob> {
    /// How far it is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let Activity { slowest, is_short_of_memory } = self.activity();
        let job = self.job();
        let slowest = SlowFile::of(slowest.into_iter().map(|piece| (piece, job.path(piece.index))));
        Progress { total: job.total, is_short_of_memory, slowest }
    }

    /// Adds the next paths of the list; those beyond the length it was started with are dropped.
    pub fn add_files(&self, paths: impl IntoIterator<Item = String>) {
        let job = self.job();
        let mut known = job.paths.write().unwrap_or_else(PoisonError::into_inner);
        let missing = job.total - known.len();
        known.extend(paths.into_iter().take(missing));
        drop(known);
        self.extend();
    }
}

impl Job for AnalyzeJob {
    type Output = Result<Analyzed, FileFailure>;

    fn len(&self) -> usize {
        self.total
    }

    fn known(&self) -> usize {
        self.paths.read().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn weigh(&self, index: usize) -> u64 {
        self.weight_of(&self.path(index))
    }

    fn first_weights(&self) -> Vec<u64> {
        self.first_weights.clone()
    }

    fn run(&self, index: usize) -> Self::Output {
        let path = self.path(index);
        keep_within_stack(stack_bytes());
        self.analyze(index, &path).map_err(|(code, reason)| FileFailure { path, code, reason })
    }

    fn cancel(&self) {
        self.resolvers.cancel();
    }

    fn taken() -> u64 {
        syntax_tree_bytes()
    }

    fn tidy_up(&self) {
        release_memory();
    }

    fn panicked(&self, index: usize, reason: String) -> Self::Output {
        Err(FileFailure { path: self.path(index), code: FailureCode::Internal, reason })
    }

    fn measure(output: &Self::Output) -> Measure {
        match output {
            Ok(analyzed) => {
                let encoded = analyzed.record.len() + analyzed.links.len();
                Measure { failure: None, bytes: analyzed.bytes, memory: encoded as u64 * DECODED }
            }
            Err(failure) => Measure { failure: Some(failure.code), bytes: 0, memory: 0 },
        }
    }
}
