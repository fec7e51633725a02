//! One list of files for several instances: planned by one, analysed in shards by any number, put together by one again.
//!
//! In: what a search found. Out: a [`Plan`](plan::Plan) of [`Shard`]s, which `bounds` cuts; of each shard what is known of its files, kept in a
//! store by a [`ShardJob`](keeping::ShardJob), and a [`Receipt`]; of all of them, in an [`Assembly`](assembly::Assembly), the list again as one
//! instance would have had it, whose records are there already.
//!
//! What instances hand each other is JSON and may come from anybody. A shard is named by all that is in it and by the code that
//! analyses it, so that one that was changed, or is of another version, is noticed before a file is opened.

pub mod assembly;
mod bounds;
pub mod contents;
pub mod keeping;
pub mod plan;

pub use bounds::ShardSize;

use super::kept::key_of;
use crate::error::{Error, FailureCode, FileFailure, Part};
use crate::languages::LanguageId;
use crate::options::{MAX_FILE_SIZE, Options};
use crate::source::paths::RelativePath;
use crate::store::Key;
use crate::store::key::code_fingerprint;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::path::{Component, Path};

/// The form of what instances hand each other.
pub const VERSION: u32 = 1;

/// What a file may take, wherever it is analysed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Limits {
    /// Bytes.
    pub max_file_size: u64,
    /// Milliseconds of processor time.
    pub file_timeout_ms: u32,
}

impl Limits {
    /// Those of these options.
    #[must_use]
    pub fn of(options: &Options) -> Self {
        Self { max_file_size: options.max_file_size, file_timeout_ms: options.file_timeout_ms }
    }

    /// The options with these in place of theirs.
    #[must_use]
    pub fn over(&self, options: Options) -> Options {
        Options { max_file_size: self.max_file_size, file_timeout_ms: self.file_timeout_ms, ..options }
    }
}

/// A file as it was when it was planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlannedFile {
    /// Below the root, `/`-separated.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// BLAKE3 of its bytes, in hexadecimal.
    pub hash: String,
}

/// Files that one instance analyses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Shard {
    version: u32,
    /// The code that planned it.
    fingerprint: String,
    /// Names all of it.
    pub id: String,
    /// What each file may take.
    pub limits: Limits,
    /// In the order of the list.
    pub files: Vec<PlannedFile>,
}

/// What a shard came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Receipt {
    version: u32,
    fingerprint: String,
    /// The shard's id.
    pub shard: String,
    /// The names of the packs that its records are in; none if they are in a folder.
    pub packs: Vec<String>,
    /// How much it was.
    counts: Counts,
    /// The files that have no analysis.
    failures: Vec<PlannedFailure>,
    /// Names all of it.
    #[serde(default)]
    digest: String,
}

/// How much a shard was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Counts {
    files: u64,
    failed: u64,
    bytes: u64,
}

/// A file that has no analysis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlannedFailure {
    /// Below the root.
    file_path: String,
    code: String,
    message: String,
}

impl PlannedFailure {
    fn of(failure: FileFailure, root: &Path) -> Self {
        let FileFailure { path, code, reason } = failure;
        let path = RelativePath::below(root, &path);
        Self { file_path: path.to_string(), code: code.as_str().to_owned(), message: reason }
    }
}

/// What every part begins with, in whatever version.
#[derive(Deserialize)]
struct Head {
    version: u32,
    fingerprint: String,
}

/// Reads a part that another instance made.
fn read<T: DeserializeOwned>(part: Part, json: &str) -> Result<T, Error> {
    let invalid = |error: serde_json::Error| Error::InvalidPart { part, reason: error.to_string() };
    let head: Head = serde_json::from_str(json).map_err(invalid)?;
    if head.version != VERSION || head.fingerprint != code_fingerprint() {
        return Err(Error::OtherVersion(part));
    }
    serde_json::from_str(json).map_err(invalid)
}

fn invalid(part: Part, reason: &str) -> Error {
    Error::InvalidPart { part, reason: reason.to_owned() }
}

impl Shard {
    /// The shard of these files.
    #[must_use]
    pub fn of(files: Vec<PlannedFile>, limits: Limits) -> Self {
        let mut shard =
            Self { version: VERSION, fingerprint: code_fingerprint().to_owned(), id: String::new(), limits, files };
        shard.id = shard.name();
        shard
    }

    /// Reads a shard that another instance may have made, or anybody.
    ///
    /// # Errors
    /// [`Error::OtherVersion`]; [`Error::InvalidPart`] if it is no shard, is not as it was made, or has what no shard has.
    pub fn read(json: &str) -> Result<Self, Error> {
        const PART: Part = Part::Shard;
        let shard: Self = read(PART, json)?;
        let Limits { max_file_size, file_timeout_ms } = shard.limits;
        if max_file_size == 0 || max_file_size > MAX_FILE_SIZE || file_timeout_ms == 0 {
            return Err(invalid(PART, "its limits are no limits"));
        }
        for file in &shard.files {
            if !is_below(&file.path) || LanguageId::of_path(&file.path).is_none() {
                return Err(invalid(PART, "one of its paths is none of a source file below the root"));
            }
            if file.size > max_file_size || content_hash(&file.hash).is_none() {
                return Err(invalid(PART, "one of its files has a size or a hash that no file has"));
            }
        }
        if shard.id != shard.name() {
            return Err(invalid(PART, "it is not what its id names"));
        }
        Ok(shard)
    }

    /// What each file is kept by if it holds what was planned, in their order.
    #[must_use]
    pub fn keys(&self) -> Vec<Key> {
        let key = |file: &PlannedFile| {
            let path = RelativePath::below(Path::new("/"), &format!("/{}", file.path));
            Some(key_of(LanguageId::of_path(&file.path)?, &path, &content_hash(&file.hash)?))
        };
        // What was read, or planned, has one each.
        self.files.iter().filter_map(key).collect()
    }

    fn name(&self) -> String {
        let Limits { max_file_size, file_timeout_ms } = &self.limits;
        let (size, timeout) = (max_file_size.to_le_bytes(), file_timeout_ms.to_le_bytes());
        let sizes: Vec<_> = self.files.iter().map(|file| file.size.to_le_bytes()).collect();
        let mut parts: Vec<&[u8]> = vec![&size, &timeout];
        for (file, size) in self.files.iter().zip(&sizes) {
            parts.extend([file.path.as_bytes(), size, file.hash.as_bytes()]);
        }
        format!("{:?}", Key::of("shard", &parts))
    }
}

impl Receipt {
    /// The receipt of a shard whose records are in these packs, and of which these files failed, by their paths as planned.
    #[must_use]
    pub fn of(shard: &Shard, packs: Vec<String>, failures: Vec<FileFailure>) -> Self {
        let counts = Counts {
            files: shard.files.len() as u64,
            failed: failures.len() as u64,
            bytes: shard.files.iter().map(|file| file.size).sum(),
        };
        let failures = failures.into_iter().map(|failure| PlannedFailure::of(failure, Path::new("/")));
        let (shard, failures) = (shard.id.clone(), failures.collect());
        let fingerprint = code_fingerprint().to_owned();
        let mut receipt = Self { version: VERSION, fingerprint, shard, packs, counts, failures, digest: String::new() };
        receipt.digest = receipt.name();
        receipt
    }

    /// Reads a receipt that another instance may have made, or anybody.
    ///
    /// # Errors
    /// [`Error::OtherVersion`]; [`Error::InvalidPart`] if it is no receipt, or not as it was made.
    pub fn read(json: &str) -> Result<Self, Error> {
        const PART: Part = Part::Receipt;
        let receipt: Self = read(PART, json)?;
        if receipt.packs.iter().any(|name| content_hash(name).is_none()) {
            return Err(invalid(PART, "one of its packs has a name that no pack has"));
        }
        if receipt.digest != receipt.name() {
            return Err(invalid(PART, "it is not what its digest names"));
        }
        Ok(receipt)
    }

    /// Whether it is of this shard, and no file failed: another try would come to the same.
    #[must_use]
    pub fn is_final_of(&self, shard: &Shard) -> bool {
        self.shard == shard.id && self.failures.is_empty()
    }

    /// Why files of the shard have no analysis, by their number in it.
    fn failed(&self, shard: &Shard) -> Result<HashMap<usize, (FailureCode, String)>, Error> {
        const PART: Part = Part::Receipt;
        if self.failures.is_empty() {
            return Ok(HashMap::new());
        }
        let places: HashMap<&str, usize> = shard.files.iter().map(|file| file.path.as_str()).zip(0..).collect();
        let failed = self.failures.iter().map(|PlannedFailure { file_path, code, message }| {
            let place = places.get(file_path.as_str()).copied();
            let code = FailureCode::of(code);
            let (place, code) = place.zip(code).ok_or_else(|| invalid(PART, "a file failed that the shard has not"))?;
            Ok((place, (code, message.clone())))
        });
        failed.collect()
    }

    fn name(&self) -> String {
        let Counts { files, failed, bytes } = self.counts;
        let counts = [files, failed, bytes, self.packs.len() as u64].map(u64::to_le_bytes).concat();
        let mut parts = vec![self.shard.as_bytes(), &counts];
        parts.extend(self.packs.iter().map(String::as_bytes));
        for PlannedFailure { file_path, code, message } in &self.failures {
            parts.extend([file_path.as_bytes(), code.as_bytes(), message.as_bytes()]);
        }
        format!("{:?}", Key::of("receipt", &parts))
    }
}

/// Whether a path leads to something below any root, and is written in the one way in which it is.
fn is_below(path: &str) -> bool {
    let is_plain = path.split('/').all(|part| !matches!(part, "" | "." | "..")) && !path.contains('\0');
    is_plain && Path::new(path).components().all(|part| matches!(part, Component::Normal(_)))
}

/// A hash as it is written: in small letters.
fn content_hash(text: &str) -> Option<[u8; 32]> {
    let is_small = text.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
    let hash = is_small.then(|| blake3::Hash::from_hex(text).ok())?;
    hash.map(|hash| *hash.as_bytes())
}

#[cfg(test)]
mod tests;
