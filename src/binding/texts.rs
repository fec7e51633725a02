//! Syntax errors as JavaScript receives them.

use crate::extract::SyntaxError;
use napi_derive::napi;

/// A place where a text is not of its language.
#[napi(object, object_from_js = false)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NativeSyntaxError {
    /// The text's place in the list.
    pub place: u32,
    /// What is wrong there.
    #[napi(ts_type = "'unexpected' | 'missing'")]
    pub kind: String,
    /// How what stands there begins, or what is missing.
    pub text: String,
    /// Start, end, then row and column of both.
    #[napi(ts_type = "[number, number, number, number, number, number]")]
    pub span: Vec<u32>,
}

impl From<(usize, SyntaxError)> for NativeSyntaxError {
    fn from((place, SyntaxError { kind, text, span }): (usize, SyntaxError)) -> Self {
        let span = vec![span.start, span.end, span.start_row, span.start_column, span.end_row, span.end_column];
        Self { place: place as u32, kind: kind.as_str().to_owned(), text, span }
    }
}
