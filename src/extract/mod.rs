//! Syntax tree to record: parses one text and walks its tree once, whatever the language.
//!
//! In: a file's text, its path relative to the root, and the grammar and the visitor of its language. Out: a [`FileRecord`],
//! also of text with syntax errors: parsing never fails, it only takes too much time or memory. `outline` is what the visitors
//! of all languages do alike, `draft` the record in the making. Never does I/O, never looks at another file, and knows no language.

pub mod draft;
mod errors;
mod hash;
mod outline;
mod parts;
pub mod table;
mod walk;

use crate::allowance::{Allowance, OutOfTime, has_room};
use crate::languages::LanguageId;
use crate::record::FileRecord;
use crate::source::text::SourceText;
use crate::syntax::Syntax;
use crate::syntax::grammar::Grammar;
pub use crate::syntax::parse::ExtractionFailure;
pub use crate::syntax::reading::Reading;
pub use crate::syntax::tree::NodeRef;
use crate::syntax::tree::SyntaxTree;
use draft::RecordDraft;
pub use errors::{SyntaxError, SyntaxErrorKind, syntax_errors};
pub use outline::{
    Bound, CallsAround, ExpressionShapes, FunctionNodes, FunctionSketch, MethodKind, Outline, Parameter, This,
    TypeShape, TypeShapes, TypeSketch, WrappedFunctions, Wrapping, tags,
};
pub use parts::{Part, PartKind, parts};
use std::sync::LazyLock;

/// What extraction may take for each node of a tree, to be looked for where the process is short of addresses: what it becomes
/// in the record, its encoding and its links.
const BYTES_A_NODE: usize = 144;

/// What extraction needs of a language.
pub struct Extraction {
    /// The grammar and what its kinds mean.
    pub syntax: &'static LazyLock<Syntax>,
    /// Has the language's visitor walk a tree.
    pub visit: Visit,
    /// What the parser reads.
    pub reading: Reading,
    /// Tells whether a condition holds.
    pub holds: Holds,
    /// Of files whose ending does not say it, what their text shows them to be.
    pub by_text: Option<ByText>,
}

/// Whether a build has what stands under a condition as written.
pub type Holds = fn(&str, &dyn Surroundings) -> bool;

/// What conditions ask of a build that is said elsewhere than in their file.
pub trait Surroundings {
    /// Whether the package has a feature, if that is known.
    fn has(&self, feature: &str) -> Option<bool>;

    /// The conditions that a macro puts on what it is given.
    fn conditions(&self, macro_name: &str) -> &[String];
}

/// What a file is by its text: its language, and what extraction needs of that.
pub type ByText = fn(&str) -> (LanguageId, &'static Extraction);

/// Makes a language's visitor for a tree and the draft that it fills, and has it walk.
pub type Visit =
    for<'source, 'tree> fn(SyntaxTree<'tree>, RecordDraft<'source>, TreeWalk<'_>) -> Result<FileRecord, OutOfTime>;

/// Walks a tree with the visitor `V`: the [`Visit`] of its language.
///
/// # Errors
/// [`OutOfTime`] if there is no time left to fill the record.
pub fn visit<'source, 'tree, V: Visitor>(
    tree: SyntaxTree<'tree>,
    draft: RecordDraft<'source>,
    walk: TreeWalk<'_>,
) -> Result<FileRecord, OutOfTime> {
    walk.with(Outline::<V>::new(tree, draft))
}

/// The record of one file.
///
/// # Errors
/// [`ExtractionFailure`] if it takes more than `allowance` has.
pub fn extract(
    language: LanguageId,
    extraction: &Extraction,
    relative_path: &str,
    source: SourceText,
    allowance: &Allowance,
) -> Result<FileRecord, ExtractionFailure> {
    let syntax: &'static Syntax = extraction.syntax;
    let trees = extraction.reading.parse(&syntax.grammar, &source.text, allowance)?;
    let needed = trees.node_count().saturating_mul(BYTES_A_NODE);
    if !has_room(needed) {
        return Err(ExtractionFailure::OutOfMemory { bytes: needed as u64 });
    }
    let draft = RecordDraft::new(language, &source.text, relative_path, &syntax.kind_names);
    let tree = SyntaxTree::new(&trees, syntax);
    let has_syntax_errors = tree.node(NodeRef::ROOT).has_error();
    let mut record = (extraction.visit)(tree, draft, TreeWalk::new(syntax, allowance))?;
    record.has_syntax_errors = has_syntax_errors;
    record.content_hash = source.content_hash;
    record.source = source.text;
    Ok(record)
}

/// The walk over a tree of a grammar.
#[derive(Clone, Copy)]
pub struct TreeWalk<'allowance> {
    syntax: &'static Syntax,
    allowance: &'allowance Allowance,
}

impl<'allowance> TreeWalk<'allowance> {
    /// The walk over a tree of this grammar, as far as `allowance` goes.
    #[must_use]
    pub const fn new(syntax: &'static Syntax, allowance: &'allowance Allowance) -> Self {
        Self { syntax, allowance }
    }

    /// The record of the file that `outline` is of.
    ///
    /// # Errors
    /// [`OutOfTime`] if there is no time left to fill it.
    pub fn with<V: Visitor>(self, mut outline: Outline<'_, '_, V>) -> Result<FileRecord, OutOfTime> {
        let hash_text = walk::walk(self.syntax, &mut outline, self.allowance)?;
        Ok(outline.finish(hash_text))
    }
}

/// How the walk goes on from a node that has been entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Into its children.
    Into,
    /// Into its children, and [`Visitor::leave`] when it ends.
    IntoAndLeave,
    /// Into its children, then into the tree that its content has of its own, and [`Visitor::leave`] when that ends: what
    /// [`Outline::also_into`] answers. What is there is in no `functionHash` but those of functions defined there.
    AlsoIntoPart,
    /// Past its children, because nothing below means anything to the visitor. In a body they are visited all the
    /// same: `functionHash` has every node.
    Past,
}

/// What the nodes of a language's syntax trees mean: made from its [table].
pub trait Entrance: Grammar {
    /// A node whose kind has a role begins. Called in source order, for each node at most once.
    fn enter(file: &mut Outline<'_, '_, Self>, node: NodeRef, role: Self::Role) -> Next
    where
        Self: Visitor;
}

/// What a language keeps of a file during the walk, beside the outline.
pub trait Visitor: Entrance {
    /// The file begins.
    fn begin(_file: &mut Outline<'_, '_, Self>) {}

    /// A node ends for which [`Entrance::enter`] answered [`Next::IntoAndLeave`].
    fn leave(file: &mut Outline<'_, '_, Self>, _node: NodeRef) {
        file.end();
    }

    /// The file ends.
    fn finish(_file: &mut Outline<'_, '_, Self>) {}

    /// [`Holds`], where the language has conditions.
    fn holds(_condition: &str, _build: &dyn Surroundings) -> bool {
        true
    }
}
