//! `functionHash`: a body's syntax tree as text, written while the tree is walked.
//!
//! A node with children is `kind(child,child,…)`, a leaf its kind; comments are dropped. A nested function's
//! hash is a part of the outer one's, so each body is written once and every function refers to a run.

use crate::record::{FunctionRowId, Run};
use crate::syntax::Kind;

/// Writes the text of all bodies of a file.
#[derive(Default)]
pub struct HashWriter {
    /// What is written to.
    text: String,
    /// Inside of parts of the file that have trees of their own, the text outside of them; outside, that of the bodies in
    /// them, which are in nobody's body.
    other: String,
    open_bodies: u32,
    /// The bodies open around each part that is open.
    around: Vec<u32>,
    /// The functions whose hash stands apart.
    functions_apart: Vec<(FunctionRowId, Run)>,
}

impl HashWriter {
    /// Whether a body is open, so nodes have to be written.
    pub const fn is_writing(&self) -> bool {
        self.open_bodies > 0
    }

    /// A part begins that has a tree of its own.
    pub fn begin_part(&mut self) {
        if self.around.is_empty() {
            std::mem::swap(&mut self.text, &mut self.other);
        }
        self.around.push(std::mem::take(&mut self.open_bodies));
    }

    /// The part that began last ends.
    pub fn end_part(&mut self) {
        self.open_bodies = self.around.pop().unwrap_or_default();
        if self.around.is_empty() {
            std::mem::swap(&mut self.text, &mut self.other);
        }
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

    /// The body of a function, whose text begins there, has been left; answers where its hash stands, unless that is told at
    /// the end.
    pub fn close_body(&mut self, function: FunctionRowId, start: u32) -> Option<Run> {
        self.open_bodies -= 1;
        let run = Run { start, end: self.text.len() as u32 };
        if self.around.is_empty() {
            return Some(run);
        }
        self.functions_apart.push((function, run));
        None
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

    /// The text of all bodies, and where those hashes stand in it that have not been told.
    pub fn finish(mut self) -> (String, Vec<(FunctionRowId, Run)>) {
        let behind = self.text.len() as u32;
        self.text.push_str(&self.other);
        for (_, run) in &mut self.functions_apart {
            *run = Run { start: run.start + behind, end: run.end + behind };
        }
        (self.text, self.functions_apart)
    }
}
