//! A text's syntax tree: the parser with its bounds, the tree as it is looked at, and the words of grammars.
//!
//! In: a text and a grammar. Out: a tree of numbered nodes whose kinds are numbers too. Knows no language: what kinds mean
//! is said where a [`Syntax`] is made. Never does I/O.

mod allocator;
pub mod flat;
pub mod grammar;
pub mod packed;
pub mod parse;
pub mod reading;
pub mod tree;

use grammar::{Meanings, Words};

pub use allocator::syntax_tree_bytes;

/// The name of the kind whose number is in no grammar: what a parser could not place.
pub const ERROR_KIND: &str = "ERROR";

/// The number of that kind in every grammar.
pub const ERROR_KIND_ID: u16 = u16::MAX;

/// Gives the memory that this thread's syntax trees have left, and the process's other blocks, back to the operating system. It
/// takes 2 to 20 ms after a file of a megabyte, and leaves 40 MB less resident a thread.
pub fn release_memory() {
    flat::release_buffer();
    allocator::release_memory();
}

/// A grammar with tables over its node kinds, made once.
pub struct Syntax {
    /// The grammar.
    pub grammar: tree_sitter::Language,
    /// What its numbers mean to the language.
    pub meanings: Meanings,
    kinds: Vec<Kind>,
    /// The kinds' names, by number.
    pub kind_names: Vec<Box<str>>,
    /// The kind of a node the parser could not place; it is in no grammar's table.
    error: Kind,
}

/// What the walk needs to know of a node kind.
pub struct Kind {
    /// Whether it is a comment, which `functionHash` drops.
    pub is_comment: bool,
    /// Whether it is what the parser could not place.
    pub is_error: bool,
    /// Whether nodes of it are the grammar's own, not keywords or marks.
    pub is_named: bool,
    /// What begins a node of this kind with children in a `functionHash`: `kind(`.
    pub opening: Box<str>,
    /// What a `functionHash` has for a leaf of this kind.
    pub leaf: Box<str>,
}

impl Kind {
    fn new(name: &str, is_named: bool) -> Self {
        let leaf = match name {
            "identifier" => "IDENTIFIER",
            "number" => "NUMBER",
            "string" => "STRING",
            other => other,
        };
        let is_comment = matches!(name, "comment" | "html_comment" | "line_comment" | "block_comment");
        Self {
            is_comment,
            is_error: name == ERROR_KIND,
            is_named,
            opening: format!("{name}(").into(),
            leaf: leaf.into(),
        }
    }
}

impl Syntax {
    /// The tables of a grammar, of which `words` mean something to a language.
    #[must_use]
    pub fn new(grammar: tree_sitter::Language, words: Words) -> Self {
        let ids = 0..grammar.node_kind_count() as u16;
        let kind_names: Vec<Box<str>> =
            ids.clone().map(|id| grammar.node_kind_for_id(id).unwrap_or(ERROR_KIND).into()).collect();
        let kinds = ids.zip(&kind_names).map(|(id, name)| Kind::new(name, grammar.node_kind_is_named(id))).collect();
        let meanings = Meanings::new(&grammar, words);
        Self { grammar, meanings, kinds, kind_names, error: Kind::new(ERROR_KIND, true) }
    }

    /// What is known of a kind.
    #[must_use]
    pub fn kind(&self, id: u16) -> &Kind {
        self.kinds.get(usize::from(id)).unwrap_or(&self.error)
    }

    /// What the grammar calls a kind.
    #[must_use]
    pub fn kind_name(&self, id: u16) -> &str {
        self.kind_names.get(usize::from(id)).map_or(ERROR_KIND, |name| &**name)
    }
}
