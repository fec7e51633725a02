//! Where a text is not of its language, for whoever asks: a record only says that it is somewhere.
//!
//! In: a text and what reads it. Out: the places that the parser could make nothing of, or where it took something for
//! granted, as far as a caller can look at them.

use super::draft::span_of;
use super::{Extraction, ExtractionFailure};
use crate::allowance::Allowance;
use crate::record::Span;
use crate::source::positions::Positions;
use crate::syntax::Syntax;
use crate::syntax::flat::FlatNode;

/// How many places of a text are told: who mends the first ones asks again.
const MOST: usize = 20;

/// How much of what stands at a place is told, in bytes.
const MOST_TEXT: usize = 80;

/// A place where a text is not of its language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong there.
    pub kind: SyntaxErrorKind,
    /// Of something unexpected, how it begins; of something missing, what the grammar calls it.
    pub text: String,
    /// Where it stands. What is missing stands between two units.
    pub span: Span,
}

/// What is wrong at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyntaxErrorKind {
    /// The grammar has nothing for what stands there.
    Unexpected,
    /// The grammar needs something that does not stand there.
    Missing,
}

impl SyntaxErrorKind {
    /// Its name for callers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unexpected => "unexpected",
            Self::Missing => "missing",
        }
    }
}

/// The first such places of a text, in its order. It is parsed once more for that.
///
/// # Errors
/// [`ExtractionFailure`] if that takes more than `allowance` has.
pub fn syntax_errors(
    extraction: &Extraction,
    text: &str,
    allowance: &Allowance,
) -> Result<Vec<SyntaxError>, ExtractionFailure> {
    let syntax: &'static Syntax = extraction.syntax;
    let trees = extraction.reading.parse(&syntax.grammar, text, allowance)?;
    let positions = Positions::new(text);
    Ok(trees.errors().take(MOST).map(|found| error_of(syntax, found, &positions)).collect())
}

fn error_of(syntax: &Syntax, found: FlatNode, positions: &Positions<'_>) -> SyntaxError {
    let span = span_of(found, positions);
    if found.is_missing() {
        return SyntaxError {
            kind: SyntaxErrorKind::Missing,
            text: syntax.kind_name(found.kind_id()).to_owned(),
            span,
        };
    }
    let unexpected = positions.text().get(found.byte_range()).unwrap_or_default();
    let text = unexpected[..unexpected.floor_char_boundary(MOST_TEXT)].to_owned();
    SyntaxError { kind: SyntaxErrorKind::Unexpected, text, span }
}
