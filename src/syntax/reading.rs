//! What the parser reads: the text of a file, or another reading of it where a grammar falls short of its language.
//!
//! In: a text, a grammar, and a [`Reading`] that the language gives. Out: the tree with the fewest errors. Which readings there
//! are is known to the language alone. Parts of a text may be parsed apart from the rest.

use super::parse::{ExtractionFailure, Part, out_of_memory, parse, parse_parts};
use super::tree::Trees;
use crate::allowance::Allowance;
use tree_sitter::Language;

/// What the parser reads in place of a text where a grammar falls short of its language: texts of the same length, byte for
/// byte, so that each place in the tree is one of the file's text. All that a record says is taken from that.
pub struct Reading {
    /// What to parse, from the text; `None`: itself.
    pub prepared: fn(&str) -> Option<String>,
    /// What to try, from what was parsed, where that has errors; `None`: nothing.
    pub repaired: fn(&str) -> Option<String>,
    /// What is parsed apart as well.
    pub parts: fn(&str) -> Vec<Part>,
}

impl Reading {
    /// Whatever the file has.
    pub const AS_IS: Self = Self { prepared: |_| None, repaired: |_| None, parts: |_| Vec::new() };

    /// The trees of a text and its parts.
    ///
    /// # Errors
    /// [`ExtractionFailure`] if they take more than `allowance` has.
    pub fn parse(&self, grammar: &Language, text: &str, allowance: &Allowance) -> Result<Trees, ExtractionFailure> {
        let mut trees = self.parse_whole(grammar, text, allowance)?;
        parse_parts(&mut trees, grammar, text, &(self.parts)(text), allowance)?;
        Ok(trees)
    }

    /// The tree of a text, or that of another reading of it which has fewer errors.
    fn parse_whole(&self, grammar: &Language, text: &str, allowance: &Allowance) -> Result<Trees, ExtractionFailure> {
        let prepared = (self.prepared)(text);
        let read = prepared.as_deref().unwrap_or(text);
        let first = copied(grammar, read, allowance)?;
        if !first.has_errors() {
            return Ok(first);
        }
        let Some(repaired) = (self.repaired)(read) else { return Ok(first) };
        let second = copied(grammar, &repaired, allowance)?;
        Ok(if error_count(&second) < error_count(&first) { second } else { first })
    }
}

/// The copy of the tree of a text. The tree itself goes: a parse that is given up takes with it what others have left.
fn copied(grammar: &Language, read: &str, allowance: &Allowance) -> Result<Trees, ExtractionFailure> {
    let tree = parse(grammar, read, allowance)?;
    Trees::new(&tree).map_err(|_| out_of_memory(read.len(), allowance))
}

/// How many bytes of a tree were read as errors, and places where something is missing.
fn error_count(trees: &Trees) -> usize {
    trees.errors().map(|error| 1 + error.end_byte() - error.start_byte()).sum()
}
