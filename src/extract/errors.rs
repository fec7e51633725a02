//! Where a text is not of its language, for whoever asks: a record only says that it is somewhere.
//!
//! In: a text and what reads it. Out: the places that the parser could make nothing of, or where it took something for
//! granted, as far as a caller can look at them.

use super::draft::span_of;
use super::{Extraction, ExtractionFailure};
use crate::allowance::Allowance;
use crate::record::Span;
use crate::source::text::Utf16Index;
use tree_sitter::Node;

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
    let trees = extraction.reading.parse(&extraction.syntax.grammar, text, allowance)?;
    let index = Utf16Index::new(text);
    let mut errors = Vec::new();
    let mut cursor = trees.root().walk();
    loop {
        let node = cursor.node();
        if node.is_error() || node.is_missing() {
            errors.push(error_of(node, text, &index));
        }
        if errors.len() == MOST {
            return Ok(errors);
        }
        if node.has_error() && !node.is_error() && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return Ok(errors);
            }
        }
    }
}

fn error_of(node: Node<'_>, text: &str, index: &Utf16Index) -> SyntaxError {
    let span = span_of(node, text, index);
    if node.is_missing() {
        return SyntaxError { kind: SyntaxErrorKind::Missing, text: node.kind().to_owned(), span };
    }
    let unexpected = text.get(node.byte_range()).unwrap_or_default();
    let text = unexpected[..unexpected.floor_char_boundary(MOST_TEXT)].to_owned();
    SyntaxError { kind: SyntaxErrorKind::Unexpected, text, span }
}
