//! The failure of a whole call as JavaScript receives it.

use crate::error::Error;
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
