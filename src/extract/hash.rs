//! `functionHash`: a body's syntax tree as text, written while the tree is walked.
//!
//! A node with children is `kind(child,child,…)`, a leaf its kind; comments are dropped. A nested function's
//! hash is a part of the outer one's, so each body is written once and every function refers to a run.

use crate::syntax::Kind;

/// Writes the text of all bodies of a file.
#[derive(Default)]
pub struct HashWriter {
    text: String,
    open_bodies: u32,
}

impl HashWriter {
    /// Whether a body is open, so nodes have to be written.
    pub const fn is_writing(&self) -> bool {
        self.open_bodies > 0
    }

    /// Separates a node from the sibling written before it.
    pub fn separate(&mut self) {
        self.text.push(',');
    }

    /// The node entered next is a body; answers where its text begins.
    pub fn open_body(&mut self) -> u32 {
        self.open_bodies += 1;
        self.text.len() as u32
    }

    /// The body opened last has been left; answers where its text ends.
    pub fn close_body(&mut self) -> u32 {
        self.open_bodies -= 1;
        self.text.len() as u32
    }

    /// Writes a leaf.
    pub fn leaf(&mut self, kind: &Kind) {
        self.text.push_str(&kind.leaf);
    }

    /// Begins a node with children.
    pub fn open(&mut self, kind: &Kind) {
        self.text.push_str(&kind.opening);
    }

    /// Ends a node with children.
    pub fn close(&mut self) {
        self.text.push(')');
    }

    /// The text of all bodies.
    pub fn finish(self) -> String {
        self.text
    }
}
