//! Ruby: what the nodes of its syntax trees mean.
//!
//! In: nodes in source order. Out: rows of a record.

mod words;

use super::outline::Outline;
use super::tree::{NodeRef, SyntaxTree};
use super::{Next, Role, Visitor};
use crate::record::draft::RecordDraft;
use crate::record::{FileRecord, Run};
use words::{NUMBERS, Words};

/// What a kind of the Ruby grammar means.
pub fn role(_kind: &str) -> Role {
    0
}

/// Fills a record from the syntax tree of one Ruby file.
pub struct RubyVisitor<'source, 'tree> {
    outline: Outline<'source, 'tree, Words>,
}

impl<'source, 'tree> RubyVisitor<'source, 'tree> {
    /// A visitor that looks at `tree` and fills `draft`.
    pub fn new(tree: SyntaxTree<'tree>, draft: RecordDraft<'source>) -> Self {
        Self { outline: Outline::new(&NUMBERS, "::", tree, draft) }
    }
}

impl<'tree> Visitor<'tree> for RubyVisitor<'_, 'tree> {
    fn tree(&mut self) -> &mut SyntaxTree<'tree> {
        &mut self.outline.tree
    }

    fn enter(&mut self, _node: NodeRef, _role: Role, _ancestors: &[NodeRef]) -> Next {
        Next::Into
    }

    fn leave(&mut self, _node: NodeRef) {
        self.outline.leave();
    }

    fn function_with_body(&mut self, node: NodeRef) -> Option<u32> {
        self.outline.function_with_body(node)
    }

    fn function_hashed(&mut self, function: u32, hash: Run) {
        self.outline.draft.set_function_hash(function, hash);
    }

    fn finish(self, hash_text: String) -> FileRecord {
        self.outline.finish(hash_text)
    }
}
