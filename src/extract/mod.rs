//! Syntax tree to record: parses one text and walks its tree once, whatever the language.
//!
//! In: a file's text, its language and its path relative to the root. Out: a [`FileRecord`], also of text with
//! syntax errors: parsing never fails, it only takes too long. Never does I/O and never looks at another file.

mod allocator;
mod hash;
pub mod parse;
mod walk;

use crate::language::tree::SyntaxTree;
use crate::language::{Language, Syntax, Visitor, Walk};
use crate::record::FileRecord;
use crate::record::draft::RecordDraft;
use crate::source::text::SourceText;
use std::time::Duration;

/// Parsing took longer than it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("parsing took longer than {0:?}")]
pub struct ParseTimeout(pub Duration);

/// The record of one file.
///
/// # Errors
/// [`ParseTimeout`] if parsing takes longer than `timeout`.
pub fn extract(
    language: Language,
    relative_path: &str,
    source: SourceText,
    timeout: Duration,
) -> Result<FileRecord, ParseTimeout> {
    let syntax = language.syntax();
    let tree = parse::parse(&syntax.grammar, &source.text, timeout)?;
    let root = tree.root_node();
    let draft = RecordDraft::new(&source.text, relative_path, &syntax.kind_names);
    let mut record = language.record(SyntaxTree::new(root, syntax), draft, TreeWalk { syntax });
    record.language = language.name();
    record.has_syntax_errors = root.has_error();
    record.content_hash = source.content_hash;
    record.source = source.text;
    Ok(record)
}

/// The walk over a tree of this grammar.
struct TreeWalk {
    syntax: &'static Syntax,
}

impl Walk for TreeWalk {
    fn walk<'source, 'tree>(self, mut visitor: impl Visitor<'source, 'tree>) -> FileRecord {
        let hash_text = walk::walk(self.syntax, &mut visitor);
        visitor.finish(hash_text)
    }
}
