//! Failures as JavaScript receives them: that of a whole call, and of a path that a search could not look at; and warnings.

use crate::error::{Error, FileFailure, Warning};
use napi_derive::napi;

/// Why a call failed: the glue makes an error of it.
#[napi(object)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The stable code.
    pub code: String,
    /// The error's text.
    pub message: String,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { code: error.code().to_owned(), message: error.to_string() }
    }
}

/// What results lack although no file failed.
#[napi(object)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NativeWarning {
    /// The absolute path of what is left out.
    pub file_path: String,
    /// The stable code.
    pub code: String,
    /// What happened, in one sentence without the path.
    pub message: String,
}

impl From<Warning> for NativeWarning {
    fn from(warning: Warning) -> Self {
        Self { file_path: warning.path, code: warning.code.as_str().to_owned(), message: warning.reason }
    }
}

/// What a manifest or a folder did not add to results, as results have it.
#[napi(object)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultWarning {
    /// The absolute path of the manifest or the folder.
    pub path: String,
    /// The stable code.
    pub code: String,
    /// What happened, in one sentence without the path.
    pub reason: String,
}

impl From<Warning> for ResultWarning {
    fn from(Warning { path, code, reason }: Warning) -> Self {
        Self { path, code: code.as_str().to_owned(), reason }
    }
}

/// A path that a search for files could not look at, in the words of a file's failure.
#[napi(object)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostPath {
    /// The absolute path.
    pub file_path: String,
    /// The stable code.
    pub code: String,
    /// What happened.
    pub message: String,
}

impl From<&FileFailure> for LostPath {
    fn from(failure: &FileFailure) -> Self {
        let FileFailure { path, code, reason } = failure;
        Self { file_path: path.clone(), code: code.as_str().to_owned(), message: reason.clone() }
    }
}
