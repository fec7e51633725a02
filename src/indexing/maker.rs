//! What is known of one file: read, extracted, its imports resolved, its record encoded.
//!
//! In: a path, as given. Out: [`Made`], the same whoever asks; what becomes of it is a [`Sink`](super::analyze::Sink)'s to
//! say. Work on a file is bounded in time and memory, and ends soon when nobody wants it any more.

use crate::allowance::{Allowance, OutOfTime};
use crate::error::{FailureCode, Warning};
use crate::extract::ExtractionFailure;
use crate::graph::LinkedFile;
use crate::language::extract;
use crate::languages::LanguageId;
use crate::metrics::memory::MemoryGauge;
use crate::options::Options;
use crate::record::encode::encode_record;
use crate::record::{FileRecord, StringId};
use crate::resolve::{ImportTarget, Resolvers};
use crate::source::paths::{RelativePath, RootText, absolute};
use crate::source::read::{read_below, size_of};
use crate::source::root::Root;
use crate::stream::waiting;
use foldhash::HashMap;
use std::path::Path;
use std::time::Duration;

/// Why a file has no analysis.
pub type Failed = (FailureCode, String);

/// Makes records of the files below one root.
pub struct RecordMaker {
    root: Root,
    root_text: RootText,
    max_file_size: u64,
    timeout: Duration,
    memory_limit: u64,
    resolvers: Resolvers,
    /// Files that were found under the name of a link: where they are, which is what imports lead to, and that name.
    aliases: HashMap<String, String>,
}

/// What is known of a file.
pub struct Made {
    /// The absolute path, `/`-separated.
    pub path: String,
    /// The encoded record; see [`crate::record::encode`].
    pub encoded: Vec<u8>,
    /// What is linked; its unit is not known.
    pub file: LinkedFile,
    /// Size of the file in bytes.
    pub bytes: u64,
}

impl RecordMaker {
    /// Makes records of files below `root`, within the bounds of `options`.
    #[must_use]
    pub fn new(root: &Path, aliases: impl IntoIterator<Item = (String, String)>, options: &Options) -> Self {
        Self {
            root: Root::new(root),
            root_text: RootText::of(root),
            max_file_size: options.max_file_size,
            timeout: Duration::from_millis(options.file_timeout_ms.into()),
            memory_limit: options.memory_limit_bytes.unwrap_or_else(|| MemoryGauge::process().limit_bytes()),
            resolvers: Resolvers::new(root),
            aliases: aliases.into_iter().collect(),
        }
    }

    /// What making the record of a file is expected to take at its height: a multiple of its size. Nothing if it will not
    /// be read. May block.
    pub fn weigh(&self, given: &str) -> u64 {
        let Some(language) = LanguageId::of_path(given) else { return 0 };
        let size = size_of(Path::new(&absolute(self.root.path(), given)));
        if size > self.max_file_size { 0 } else { size.saturating_mul(language.facts().bytes_a_byte) }
    }

    /// What the work on one file may take, from now on.
    pub fn allowance(&self) -> Allowance {
        Allowance::new(self.timeout).within(self.memory_limit)
    }

    /// What is known of a file.
    pub fn make(&self, given: &str, allowance: &Allowance) -> Result<Made, Failed> {
        let language = LanguageId::of_path(given).ok_or_else(|| {
            (FailureCode::UnsupportedLanguage, "no supported language has this file ending".to_owned())
        })?;
        let path = absolute(self.root.path(), given);
        let source = waiting(|| read_below(&self.root, Path::new(&path), self.max_file_size))
            .map_err(|failure| (failure.code, failure.reason))?;
        let bytes = source.byte_len;
        let relative = RelativePath::below(self.root.path(), &path);
        let record = extract(language, &relative, source, allowance).map_err(why)?;
        if !record.fits_javascript() {
            return Err((
                FailureCode::TooLarge,
                "its analysis is larger than a string of JavaScript can be".to_owned(),
            ));
        }
        record.check_growth().map_err(|overgrown| (FailureCode::TooLarge, overgrown.to_string()))?;
        let imports = waiting(|| self.resolve_imports(language, Path::new(&path), &record, allowance)).map_err(late)?;
        let mut encoded = Vec::new();
        encode_record(&record, &mut encoded);
        let file = LinkedFile { path: relative, record, imports, unit: None };
        Ok(Made { path, encoded, file, bytes })
    }

    /// What a file is compiled with, if that is more than its folder. May block.
    pub fn unit_of(&self, file: &LinkedFile) -> Option<RelativePath> {
        let resolver = self.resolvers.of(file.record.language);
        let path = self.root_text.absolute(&file.path);
        let unit = waiting(|| resolver.unit(Path::new(&path)))?;
        Some(RelativePath::below(self.root.path(), &unit))
    }

    /// What makes the paths absolute again.
    pub fn root(&self) -> &RootText {
        &self.root_text
    }

    /// Nobody wants records any more: work under way ends as soon as it can.
    pub fn cancel(&self) {
        self.resolvers.cancel();
    }

    /// What records lack although no file failed, since the last call.
    pub fn take_warnings(&self) -> Vec<Warning> {
        self.resolvers.take_warnings()
    }

    fn resolve_imports(
        &self,
        language: LanguageId,
        importer: &Path,
        record: &FileRecord,
        allowance: &Allowance,
    ) -> Result<Vec<Option<RelativePath>>, OutOfTime> {
        let resolver = self.resolvers.of(language);
        let resolve = |specifier| {
            // A file may have a hundred thousand imports, and nobody gets the answers any more.
            if self.resolvers.is_cancelled() {
                return None;
            }
            match resolver.resolve(importer, record.text(specifier)) {
                ImportTarget::File(path) | ImportTarget::Folder(path) => {
                    let path = self.aliases.get(&path).unwrap_or(&path);
                    Some(RelativePath::below(self.root.path(), path))
                }
                ImportTarget::External => None,
            }
        };
        let in_time = |specifier: &StringId| allowance.go_on().map(|()| resolve(*specifier));
        record.imports.iter().map(in_time).collect()
    }
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
