//! Syntax tree to record: parses one text and walks its tree once, whatever the language.
//!
//! In: a file's text, its language and its path relative to the root. Out: a [`FileRecord`], also of text with
//! syntax errors: parsing never fails, it only takes too much time or memory. Never does I/O and never looks at another file.

mod allocator;
mod hash;
pub mod parse;
mod walk;

use crate::allowance::{Allowance, OutOfTime, has_room};
use crate::language::tree::SyntaxTree;
use crate::language::{Language, Syntax, Visitor, Walk};
use crate::record::FileRecord;
use crate::record::draft::RecordDraft;
use crate::source::text::SourceText;
pub use allocator::{release_memory, syntax_tree_bytes};

/// What extraction may take for each node of a tree, to be looked for where the process is short of addresses: 48 bytes for
/// the node, and what it becomes in the record, its encoding and its links.
const BYTES_A_NODE: usize = 192;

/// Why a text has no record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ExtractionFailure {
    /// Parsing or extracting took longer than it may.
    #[error(transparent)]
    OutOfTime(#[from] OutOfTime),
    /// The syntax tree would take more than it may, in bytes or in depth, or there was no memory for it.
    #[error("its syntax tree takes more memory than it may ({bytes} bytes), or more memory or stack than there is")]
    OutOfMemory {
        /// What it may take.
        bytes: u64,
    },
}

/// The record of one file.
///
/// # Errors
/// [`ExtractionFailure`] if it takes more than `allowance` has.
pub fn extract(
    language: Language,
    relative_path: &str,
    source: SourceText,
    allowance: &Allowance,
) -> Result<FileRecord, ExtractionFailure> {
    let syntax = language.syntax();
    let tree = parse::parse(&syntax.grammar, &source.text, allowance)?;
    let root = tree.root_node();
    let needed = root.descendant_count().saturating_mul(BYTES_A_NODE);
    if !has_room(needed) {
        return Err(ExtractionFailure::OutOfMemory { bytes: needed as u64 });
    }
    let draft = RecordDraft::new(&source.text, relative_path, &syntax.kind_names);
    let mut record = language.record(SyntaxTree::new(root, syntax), draft, TreeWalk { syntax, allowance })?;
    record.language = language.name();
    record.has_syntax_errors = root.has_error();
    record.content_hash = source.content_hash;
    record.source = source.text;
    Ok(record)
}

/// The walk over a tree of this grammar.
struct TreeWalk<'allowance> {
    syntax: &'static Syntax,
    allowance: &'allowance Allowance,
}

impl Walk for TreeWalk<'_> {
    fn walk<'source, 'tree>(self, mut visitor: impl Visitor<'source, 'tree>) -> Result<FileRecord, OutOfTime> {
        let hash_text = walk::walk(self.syntax, &mut visitor, self.allowance)?;
        Ok(visitor.finish(hash_text))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_tree_is_walked_no_longer_than_there_is_time() {
        let syntax = Language::TypeScript.syntax();
        let text = "f(g)\n".repeat(100);
        let tree = parse::parse(&syntax.grammar, &text, &Allowance::unlimited()).unwrap();
        let record = |allowance: Allowance| {
            let draft = RecordDraft::new(&text, "a.ts", &syntax.kind_names);
            Language::TypeScript.record(
                SyntaxTree::new(tree.root_node(), syntax),
                draft,
                TreeWalk { syntax, allowance: &allowance },
            )
        };
        assert_eq!(record(Allowance::unlimited()).unwrap().calls.len(), 100);
        assert_eq!(record(Allowance::new(Duration::ZERO)).err(), Some(OutOfTime(Duration::ZERO)));
    }
}
