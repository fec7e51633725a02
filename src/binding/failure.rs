//! The failure of a whole call, and warnings, as JavaScript receives them.

use crate::error::{Error, Warning};
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
