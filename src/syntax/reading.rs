//! What the parser reads: the text of a file, or another reading of it where a grammar falls short of its language.
//!
//! In: a text, a grammar, and a [`Reading`] that the language gives. Out: the tree with the fewest errors. Which readings there
//! are is known to the language alone. Parts of a text may be parsed apart from the rest.

use super::parse::{ExtractionFailure, Part, out_of_memory, parse, parse_parts};
use super::tree::Trees;
use crate::allowance::Allowance;
use tree_sitter::{Language, Tree};

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
        let whole = self.parse_whole(grammar, text, allowance)?;
        let mut trees = Trees::new(&whole).map_err(|_| out_of_memory(text.len(), allowance))?;
        // A parse that is given up takes with it what others have left.
        drop(whole);
        parse_parts(&mut trees, grammar, text, &(self.parts)(text), allowance)?;
        Ok(trees)
    }

    /// The tree of a text, or that of another reading of it which has fewer errors.
    fn parse_whole(&self, grammar: &Language, text: &str, allowance: &Allowance) -> Result<Tree, ExtractionFailure> {
        let prepared = (self.prepared)(text);
        let read = prepared.as_deref().unwrap_or(text);
        let tree = parse(grammar, read, allowance)?;
        if !tree.root_node().has_error() {
            return Ok(tree);
        }
        let Some(repaired) = (self.repaired)(read) else { return Ok(tree) };
        let errors = error_count(&tree);
        drop(tree);
        let tree = parse(grammar, &repaired, allowance)?;
        if error_count(&tree) < errors {
            return Ok(tree);
        }
        drop(tree);
        parse(grammar, read, allowance)
    }
}

/// How many bytes of a tree were read as errors, and places where something is missing.
fn error_count(tree: &Tree) -> usize {
    let mut cursor = tree.walk();
    let mut count = 0;
    loop {
        let node = cursor.node();
        if node.is_error() || node.is_missing() {
            count += 1 + node.end_byte() - node.start_byte();
        }
        if node.has_error() && !node.is_error() && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return count;
            }
        }
    }
}
