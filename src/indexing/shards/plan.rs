//! What several instances are to do with a repository.
//!
//! In: what a search found. Out: a [`Plan`]: each file with its size and the hash of what it holds, in shards; and what has no analysis,
//! wherever it would be made, since it cannot be read.

use super::bounds::cut;
use super::{Limits, PlannedFailure, PlannedFile, Shard, ShardSize, VERSION, invalid, is_below, read};
use crate::error::{Error, FailureCode, FileFailure, Part};
use crate::indexing::maker::RecordMaker;
use crate::languages::LanguageId;
use crate::options::Options;
use crate::source::paths::{RelativePath, absolute};
use crate::source::walk::Found;
use crate::store::key::code_fingerprint;
use crate::stream::each;
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::Arc;

/// A plan, but for its shards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    version: u32,
    fingerprint: String,
    /// What each file may take.
    pub limits: Limits,
    /// What has no analysis, in the order of the list.
    pub failures: Vec<PlacedFailure>,
    /// Files that are found under the name of a link: where they really are, and that name; below the root.
    pub links: Vec<(String, String)>,
}

/// A path of the list that has no analysis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacedFailure {
    /// Its place in the list of all paths.
    pub place: usize,
    #[serde(flatten)]
    failure: PlannedFailure,
}

impl PlacedFailure {
    /// The path below the root.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.failure.file_path
    }

    /// What has no analysis, by its path below the root, and why.
    ///
    /// # Errors
    /// [`Error::InvalidPart`] if there is no such reason.
    pub fn named(&self) -> Result<FileFailure, Error> {
        let PlannedFailure { file_path, code, message } = &self.failure;
        let code =
            FailureCode::of(code).ok_or_else(|| invalid(Part::Plan, "a file failed for a reason that is none"))?;
        Ok(FileFailure { path: file_path.clone(), code, reason: message.clone() })
    }
}

impl Plan {
    /// Reads a plan that another instance may have made, or anybody.
    ///
    /// # Errors
    /// [`Error::OtherVersion`]; [`Error::InvalidPart`] if it is none.
    pub fn read(json: &str) -> Result<Self, Error> {
        let plan: Self = read(Part::Plan, json)?;
        if plan.links.iter().any(|(target, name)| !is_below(target) || !is_below(name)) {
            return Err(invalid(Part::Plan, "one of its links leads out of the root"));
        }
        Ok(plan)
    }
}

/// What a search would have found of these files, in their order: what cannot be analysed anywhere is a failure.
#[must_use]
pub fn listed(root: &Path, files: Vec<String>) -> Found {
    let entry = |given: String| {
        let path = absolute(root, &given);
        let failed = |code, reason: &str| Box::new(FileFailure { path: path.clone(), code, reason: reason.to_owned() });
        if !is_below(&RelativePath::below(root, &path)) {
            return Err(failed(FailureCode::OutsideRoot, "it is not below the root"));
        }
        if LanguageId::of_path(&path).is_none() {
            let reason = "no supported language has this file ending";
            return Err(failed(FailureCode::UnsupportedLanguage, reason));
        }
        Ok(path)
    };
    Found { entries: files.into_iter().map(entry).collect(), aliases: Vec::new() }
}

/// What a look at a file comes to.
type Looked = Result<(u64, [u8; 32]), FileFailure>;

/// Plans the analysis of what was found below `root`. Waits for the pool's threads.
///
/// # Errors
/// [`Error::Aborted`] soon after `is_cancelled` says so.
pub fn plan(
    root: &Path,
    found: Found,
    options: &Options,
    size: ShardSize,
    is_cancelled: impl Fn() -> bool + Send + Sync + 'static,
) -> Result<(Plan, Vec<Shard>), Error> {
    let maker = RecordMaker::new(root, [], &Options { cache: None, ..options.clone() });
    let Found { entries, aliases } = found;
    let entries = Arc::new(entries);
    let asked = Arc::clone(&entries);
    let is_cancelled = Arc::new(is_cancelled);
    let is_unwanted = Arc::clone(&is_cancelled);
    let look = move |number: usize| -> Looked {
        let path = asked[number].as_ref().map_err(|failure| FileFailure::clone(failure))?;
        if is_unwanted() {
            return Ok((0, [0; 32]));
        }
        maker.content(path).map_err(|(code, reason)| FileFailure { path: path.clone(), code, reason })
    };
    let looks = each(options.threads(), entries.len(), look)?;
    if is_cancelled() {
        return Err(Error::Aborted);
    }
    let (mut files, mut failures) = (Vec::new(), Vec::new());
    for (place, looked) in looks.into_iter().enumerate() {
        let path = || entries[place].as_ref().map_or_else(|failure| failure.path.clone(), String::clone);
        let looked =
            looked.unwrap_or_else(|reason| Err(FileFailure { path: path(), code: FailureCode::Internal, reason }));
        match looked {
            Ok((size, hash)) => {
                let path = RelativePath::below(root, &path()).to_string();
                files.push(PlannedFile { path, size, hash: blake3::Hash::from(hash).to_hex().to_string() });
            }
            Err(failure) => failures.push(PlacedFailure { place, failure: PlannedFailure::of(failure, root) }),
        }
    }
    let limits = Limits::of(options);
    let ranges = cut(files.iter().map(|file| (file.path.as_str(), file.size)), size);
    let mut files = files.into_iter();
    let shards = ranges.into_iter().map(|range| Shard::of(files.by_ref().take(range.len()).collect(), limits.clone()));
    let shards = shards.collect();
    let below = |path: &str| RelativePath::below(root, path).to_string();
    let links = aliases.iter().map(|(target, name)| (below(target), below(name))).collect();
    let fingerprint = code_fingerprint().to_owned();
    Ok((Plan { version: VERSION, fingerprint, limits, failures, links }, shards))
}
