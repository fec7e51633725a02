//! Every failure a caller can see: typed, with a stable `code`, the path and the reason.
//!
//! [`FileFailure`] is the failure of one file: the stream goes on. [`Error`] is the failure of a whole call.

use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Why one file has no analysis. The stream that met it goes on with the next file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FailureCode {
    /// Larger than `maxFileSize`.
    TooLarge,
    /// A NUL byte in the first 8 KiB.
    Binary,
    /// The work on it took longer than `fileTimeoutMs` of processor time.
    ParseTimeout,
    /// Its syntax tree needs more memory than a file may take, or than there is.
    ParseMemory,
    /// The operating system has no such file.
    NotFound,
    /// A folder, a socket, a FIFO or a device.
    NotAFile,
    /// The operating system refused to open or read it.
    PermissionDenied,
    /// Any other error of the operating system while opening or reading.
    Read,
    /// The ending belongs to no supported language.
    UnsupportedLanguage,
    /// The path holds a NUL byte, is no UTF-8 or is longer than the operating system allows.
    InvalidPath,
    /// A symbolic link on the way leads out of the root.
    OutsideRoot,
    /// A folder that cannot be listed: what is in it is missing.
    FolderUnreadable,
    /// It does not hold what it held when it was planned.
    Changed,
    /// What came in its place is not what it held.
    ContentCorrupt,
    /// What a snapshot has of it is not what was written.
    SnapshotCorrupt,
    /// A defect of this package met in this file; the panic's text is the reason.
    Internal,
}

impl FailureCode {
    const ALL: [Self; 16] = [
        Self::TooLarge,
        Self::Binary,
        Self::ParseTimeout,
        Self::ParseMemory,
        Self::NotFound,
        Self::NotAFile,
        Self::PermissionDenied,
        Self::Read,
        Self::UnsupportedLanguage,
        Self::InvalidPath,
        Self::OutsideRoot,
        Self::FolderUnreadable,
        Self::Changed,
        Self::ContentCorrupt,
        Self::SnapshotCorrupt,
        Self::Internal,
    ];

    /// What this code stands for.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|failure| failure.as_str() == code)
    }

    /// Whether it is why a file could not be read, so that nothing is known of what it holds.
    #[must_use]
    pub const fn is_of_reading(self) -> bool {
        matches!(
            self,
            Self::TooLarge
                | Self::Binary
                | Self::NotFound
                | Self::NotAFile
                | Self::PermissionDenied
                | Self::Read
                | Self::InvalidPath
                | Self::OutsideRoot
        )
    }

    /// The code callers compare, for example `ERR_FILE_TOO_LARGE`. It never changes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TooLarge => "ERR_FILE_TOO_LARGE",
            Self::Binary => "ERR_BINARY_FILE",
            Self::ParseTimeout => "ERR_PARSE_TIMEOUT",
            Self::ParseMemory => "ERR_PARSE_MEMORY",
            Self::NotFound => "ERR_FILE_NOT_FOUND",
            Self::NotAFile => "ERR_NOT_A_FILE",
            Self::PermissionDenied => "ERR_FILE_PERMISSION",
            Self::Read => "ERR_FILE_READ",
            Self::UnsupportedLanguage => "ERR_UNSUPPORTED_LANGUAGE",
            Self::InvalidPath => "ERR_INVALID_PATH",
            Self::OutsideRoot => "ERR_OUTSIDE_ROOT",
            Self::FolderUnreadable => "ERR_FOLDER_UNREADABLE",
            Self::Changed => "ERR_FILE_CHANGED",
            Self::ContentCorrupt => "ERR_CONTENT_CORRUPT",
            Self::SnapshotCorrupt => "ERR_SNAPSHOT_CORRUPT",
            Self::Internal => "ERR_INTERNAL",
        }
    }
}

impl fmt::Display for FailureCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// The failure of one file: what `batch.failures` and `batch.errors` are made of.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Error analyzing file {path}: {reason}")]
pub struct FileFailure {
    /// The path as the caller gave it.
    pub path: String,
    /// The stable code.
    pub code: FailureCode,
    /// What happened, in one sentence without the path.
    pub reason: String,
}

/// What a call does less than it was asked to, although nothing failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WarningCode {
    /// A manifest is larger, is nested deeper or lists more than is read.
    ManifestLimit,
    /// The operating system does not let a manifest be read.
    ManifestUnreadable,
    /// A manifest is not what its format asks for.
    ManifestInvalid,
    /// A configuration extends one that is not there.
    ExtendsNotFound,
    /// A folder that imports lead into cannot be listed.
    FolderUnreadable,
    /// A cache's folder cannot be read or written.
    CacheUnusable,
}

impl WarningCode {
    /// Those of manifests and folders: what does not depend on how results are kept.
    pub const OF_RESULTS: [Self; 5] = [
        Self::ManifestLimit,
        Self::ManifestUnreadable,
        Self::ManifestInvalid,
        Self::ExtendsNotFound,
        Self::FolderUnreadable,
    ];

    /// The one of [`OF_RESULTS`](Self::OF_RESULTS) that callers know by this code.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        Self::OF_RESULTS.into_iter().find(|known| known.as_str() == code)
    }

    /// The code callers compare. It never changes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ManifestLimit => "ERR_MANIFEST_LIMIT",
            Self::ManifestUnreadable => "ERR_MANIFEST_UNREADABLE",
            Self::ManifestInvalid => "ERR_MANIFEST_INVALID",
            Self::ExtendsNotFound => "ERR_EXTENDS_NOT_FOUND",
            Self::FolderUnreadable => "ERR_FOLDER_UNREADABLE",
            Self::CacheUnusable => "ERR_CACHE_UNUSABLE",
        }
    }
}

/// What results lack, or a cache does not save, although no file failed. Ordered by path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Warning {
    /// The absolute path of what is left out, in whole or in part; a cache's folder.
    pub path: String,
    /// The stable code.
    pub code: WarningCode,
    /// What happened, in one sentence without the path.
    pub reason: String,
}

/// What instances hand each other that work on one list of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// What all of them are to do.
    Plan,
    /// What one of them is to do.
    Shard,
    /// What that came to.
    Receipt,
}

impl fmt::Display for Part {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Plan => "plan",
            Self::Shard => "shard",
            Self::Receipt => "receipt",
        })
    }
}

/// The failure of a whole call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// `rootDir` is empty or blank; the value as given.
    #[error("Root directory can't be empty {0}")]
    RootDirEmpty(String),
    /// `rootDir` does not exist or is no folder; the value as given.
    #[error("Root directory not found: {0}")]
    RootDirNotFound(String),
    /// The root cannot be listed.
    #[error("Root directory can't be read: {root}: {reason}")]
    RootDirUnreadable {
        /// The root's absolute path.
        root: String,
        /// What the operating system says.
        reason: String,
    },
    /// A glob of `include` or `exclude` cannot be read.
    #[error("Invalid glob in options.{option}: {glob}: {reason}")]
    InvalidGlob {
        /// `include` or `exclude`.
        option: &'static str,
        /// The glob as given.
        glob: String,
        /// What the glob parser says.
        reason: String,
    },
    /// A number outside the range its option allows.
    #[error("options.{option} must be {expected}, not {value}")]
    OptionOutOfRange {
        /// The option's name.
        option: &'static str,
        /// The values it takes, in words.
        expected: &'static str,
        /// The value as given.
        value: String,
    },
    /// A cache's folder cannot be read.
    #[error("Cache can't be used: {directory}: {reason}")]
    CacheUnusable {
        /// The folder's absolute path.
        directory: String,
        /// What the operating system says.
        reason: String,
    },
    /// An `after` is none that a page ended with; the value as given.
    #[error("Invalid cursor in options.after: {0}")]
    InvalidCursor(String),
    /// A diff that cannot be read; why not.
    #[error("Invalid diff: {0}")]
    InvalidDiff(String),
    /// The call was cancelled.
    #[error("The operation was aborted")]
    Aborted,
    /// The operating system gives the process no thread; what it said.
    #[error("No thread could be started: {0}")]
    NoThreads(String),
    /// Bytes that are to be decoded are none that were encoded.
    #[error("These bytes are no encoded results")]
    NotEncoded,
    /// Encoded results are written in a way that this version of the package does not read; its number.
    #[error("Encoded results of version {0} cannot be read: this version of the package reads another one")]
    EncodedVersion(u8),
    /// Encoded results are cut off, changed or contradict themselves; in which way.
    #[error("Encoded results are corrupt: {0}")]
    EncodedCorrupt(&'static str),
    /// Results are too large for the form in which callers keep them.
    #[error("The results are too large to be encoded")]
    TooLargeToEncode,
    /// What a snapshot is to be called; why it cannot be.
    #[error("Invalid name of a snapshot: {0:?} {1}")]
    InvalidSnapshotName(String, &'static str),
    /// Snapshots are kept in a cache, and there is none.
    #[error("Snapshots are kept in a cache: options.cache does not say in which")]
    NoCache,
    /// There is no such snapshot.
    #[error("There is no snapshot {name} of {root}")]
    SnapshotNotFound {
        /// Its name.
        name: String,
        /// The root that it would be of.
        root: String,
    },
    /// A snapshot is not what was written.
    #[error("The snapshot {name} of {root} is damaged: {reason}")]
    SnapshotCorrupt {
        /// Its name.
        name: String,
        /// The root that it is of.
        root: String,
        /// In which way.
        reason: String,
    },
    /// A snapshot is in a form that is not read.
    #[error(
        "The snapshot {name} of {root} was taken by version {version} of this package, in a form that this one does not read"
    )]
    SnapshotVersion {
        /// Its name.
        name: String,
        /// The root that it is of.
        root: String,
        /// The version of the package that has taken it.
        version: String,
    },
    /// A snapshot was to follow its files; its name.
    #[error("The index is the snapshot {0}, which stays what it was: open the folder without one to follow its files")]
    IndexIsSnapshot(String),
    /// A file is another than the index knows.
    #[error("The index is behind its files, so no snapshot of it can be taken before a refresh: {path}: {reason}")]
    IndexBehind {
        /// The file's path below the root.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// An index was asked after it was closed.
    #[error("The index is closed")]
    IndexClosed,
    /// The system does not let a folder be watched; why.
    #[error("The repository can't be watched: {0}")]
    CannotWatch(String),
    /// An export ended early; why.
    #[error("The export failed: {0}")]
    Export(String),
    /// A question cannot be answered; why.
    #[error("The question can't be answered: {0}")]
    Question(String),
    /// What one instance handed to another is not what was made for it; which part, and why.
    #[error("Invalid {part}: {reason}")]
    InvalidPart {
        /// Which part.
        part: Part,
        /// What is wrong, without its values.
        reason: String,
    },
    /// What one instance handed to another was made by other code; which part.
    #[error("The {0} was made by another version of this package, whose analyses differ from those of this one")]
    OtherVersion(Part),
    /// A defect of this package; what is known of it.
    #[error("{0}")]
    Internal(String),
}

impl Error {
    /// The code callers compare. It never changes.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::RootDirEmpty(_) => "ERR_ROOT_DIR_EMPTY",
            Self::RootDirNotFound(_) => "ERR_ROOT_DIR_NOT_FOUND",
            Self::RootDirUnreadable { .. } => "ERR_FOLDER_UNREADABLE",
            Self::InvalidGlob { .. } => "ERR_INVALID_GLOB",
            Self::OptionOutOfRange { .. } => "ERR_OUT_OF_RANGE",
            Self::CacheUnusable { .. } => "ERR_CACHE_UNUSABLE",
            Self::InvalidCursor(_) => "ERR_INVALID_CURSOR",
            Self::InvalidDiff(_) => "ERR_INVALID_DIFF",
            Self::Aborted => "ABORT_ERR",
            Self::NoThreads(_) => "ERR_NO_THREADS",
            Self::NotEncoded => "ERR_NOT_ENCODED",
            Self::EncodedVersion(_) => "ERR_ENCODED_VERSION",
            Self::EncodedCorrupt(_) => "ERR_ENCODED_CORRUPT",
            Self::TooLargeToEncode => "ERR_TOO_LARGE_TO_ENCODE",
            Self::InvalidSnapshotName(..) => "ERR_INVALID_SNAPSHOT_NAME",
            Self::NoCache => "ERR_NO_CACHE",
            Self::SnapshotNotFound { .. } => "ERR_SNAPSHOT_NOT_FOUND",
            Self::SnapshotCorrupt { .. } => "ERR_SNAPSHOT_CORRUPT",
            Self::SnapshotVersion { .. } => "ERR_SNAPSHOT_VERSION",
            Self::IndexIsSnapshot(_) => "ERR_INDEX_IS_SNAPSHOT",
            Self::IndexBehind { .. } => "ERR_INDEX_BEHIND",
            Self::IndexClosed => "ERR_INDEX_CLOSED",
            Self::CannotWatch(_) => "ERR_CANNOT_WATCH",
            Self::Export(_) => "ERR_EXPORT",
            Self::Question(_) => "ERR_INVALID_QUESTION",
            Self::InvalidPart { part: Part::Plan, .. } => "ERR_INVALID_PLAN",
            Self::InvalidPart { part: Part::Shard, .. } => "ERR_INVALID_SHARD",
            Self::InvalidPart { part: Part::Receipt, .. } => "ERR_INVALID_RECEIPT",
            Self::OtherVersion(_) => "ERR_OTHER_VERSION",
            Self::Internal(_) => "ERR_INTERNAL",
        }
    }
}

/// Runs what may panic.
///
/// # Errors
/// The panic's text.
pub fn contained<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| panic_reason(panic.as_ref()))
}

/// The text of a panic, for the failure it becomes.
#[must_use]
pub fn panic_reason(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("panicked without a message").to_owned()
}
