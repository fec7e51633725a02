//! The syntax trees of one text as walk and visitors look at them: nodes by number.
//!
//! In: parsed trees, each of which is copied once (`flat`) and goes at once. Out: nodes with their kinds, fields and children,
//! which cost a few instructions each.

use super::Syntax;
use super::flat::{self, FlatNode, NoRoom, NodeBuffer};
use super::grammar::Meaning;
use tree_sitter::Tree;

/// A node of a [`SyntaxTree`], by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NodeRef(u32);

impl NodeRef {
    /// The root.
    pub const ROOT: Self = Self(0);

    /// Its number: dense from 0, for tables over nodes.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Some siblings in source order. Borrows nothing, so the tree can be asked meanwhile.
#[derive(Debug, Clone, Copy, Default)]
pub struct Siblings {
    next: u32,
    end: u32,
}

impl Siblings {
    /// The children of a node.
    const fn of(node: FlatNode) -> Self {
        let children = node.children();
        Self { next: children.start, end: children.end }
    }
}

impl Iterator for Siblings {
    type Item = NodeRef;

    fn next(&mut self) -> Option<NodeRef> {
        let node = self.next;
        (node < self.end).then(|| {
            self.next += 1;
            NodeRef(node)
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let count = (self.end - self.next) as usize;
        (count, Some(count))
    }
}

impl DoubleEndedIterator for Siblings {
    fn next_back(&mut self) -> Option<NodeRef> {
        (self.next < self.end).then(|| {
            self.end -= 1;
            NodeRef(self.end)
        })
    }
}

impl ExactSizeIterator for Siblings {}

/// The syntax trees of one text, copied.
#[derive(Debug)]
pub struct Trees {
    nodes: NodeBuffer,
    /// The trees of its parts, in order, by the bytes at which the nodes begin whose content they are.
    parts: Vec<(usize, PartRoots)>,
}

/// The tree of a part, by its root and by another root, whose children are those that the parser understood.
#[derive(Debug, Clone, Copy)]
struct PartRoots {
    whole: NodeRef,
    understood: NodeRef,
}

impl Trees {
    /// The tree of a text, of which no part is parsed apart yet.
    ///
    /// # Errors
    /// [`NoRoom`].
    pub fn new(whole: &Tree) -> Result<Self, NoRoom> {
        let mut trees = Self { nodes: NodeBuffer::take(), parts: Vec::new() };
        trees.nodes.fill(|nodes| flat::copy(whole, nodes))?;
        Ok(trees)
    }

    /// Adds the tree of the content that the node has which begins at `node_byte`, behind that of the part before.
    ///
    /// # Errors
    /// [`NoRoom`].
    pub fn push_part(&mut self, node_byte: usize, part: &Tree) -> Result<(), NoRoom> {
        let roots = self.nodes.fill(|nodes| {
            let whole = nodes.len();
            flat::copy(part, nodes)?;
            let understood = flat::push_understood(whole, nodes)?;
            Ok::<_, NoRoom>(PartRoots { whole: NodeRef(whole as u32), understood: NodeRef(understood as u32) })
        })?;
        debug_assert!(self.parts.last().is_none_or(|(before, _)| *before < node_byte), "parts are looked for by bytes");
        self.parts.push((node_byte, roots));
        Ok(())
    }

    /// How many nodes they have.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.nodes.nodes().len()
    }

    /// Whether there is an error in the tree of the text, or something missing.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.nodes.nodes()[NodeRef::ROOT.index()].has_error()
    }

    /// What the parser could make nothing of in the text, and what it took for granted, in source order. Nothing within one of
    /// them is another.
    #[must_use]
    pub fn errors(&self) -> Errors<'_> {
        Errors { nodes: self.nodes.nodes(), open: vec![Siblings { next: 0, end: 1 }] }
    }

    /// The roots of the trees of parts.
    pub fn part_roots(&self) -> impl Iterator<Item = NodeRef> {
        self.parts.iter().map(|(_, roots)| roots.whole)
    }
}

/// The errors of a tree.
#[derive(Debug)]
pub struct Errors<'tree> {
    nodes: &'tree [FlatNode],
    /// The siblings that are not gone through yet, the innermost last.
    open: Vec<Siblings>,
}

impl Iterator for Errors<'_> {
    type Item = FlatNode;

    fn next(&mut self) -> Option<FlatNode> {
        while let Some(siblings) = self.open.last_mut() {
            let Some(node) = siblings.next() else {
                self.open.pop();
                continue;
            };
            let node = self.nodes[node.index()];
            if node.has_error() && !node.is_error() {
                self.open.push(Siblings::of(node));
            }
            if node.is_error() || node.is_missing() {
                return Some(node);
            }
        }
        None
    }
}

/// A text's syntax trees, to be looked at.
pub struct SyntaxTree<'tree> {
    syntax: &'static Syntax,
    nodes: &'tree [FlatNode],
    parts: &'tree [(usize, PartRoots)],
}

impl<'tree> SyntaxTree<'tree> {
    /// `trees`, which are in the grammar of `syntax`.
    #[must_use]
    pub fn new(trees: &'tree Trees, syntax: &'static Syntax) -> Self {
        Self { syntax, nodes: trees.nodes.nodes(), parts: &trees.parts }
    }

    /// The root of the tree that the content of this node has of its own. Of its children only those are there that the
    /// parser understood.
    #[must_use]
    pub fn part(&self, node: NodeRef) -> Option<NodeRef> {
        let place = self.parts.binary_search_by_key(&self.node(node).start_byte(), |(byte, _)| *byte).ok()?;
        Some(self.parts[place].1.understood)
    }

    /// What is known of a node.
    #[must_use]
    pub const fn node(&self, node: NodeRef) -> FlatNode {
        self.nodes[node.index()]
    }

    /// The number of its kind.
    #[must_use]
    pub const fn kind(&self, node: NodeRef) -> u16 {
        self.node(node).kind_id()
    }

    /// What the grammar calls its kind.
    #[must_use]
    pub fn kind_name(&self, node: NodeRef) -> &'static str {
        self.syntax.kind_name(self.kind(node))
    }

    /// What its kind means to the language.
    #[must_use]
    pub fn meaning(&self, node: NodeRef) -> Meaning {
        self.syntax.meanings.kind(self.kind(node))
    }

    /// Whether it is a node of its own in the grammar, not a keyword or mark.
    #[must_use]
    pub fn is_named(&self, node: NodeRef) -> bool {
        self.syntax.kind(self.kind(node)).is_named
    }

    /// Whether it may stand anywhere: a comment, or what the parser could not place.
    #[must_use]
    pub fn is_extra(&self, node: NodeRef) -> bool {
        let node = self.node(node);
        let kind = self.syntax.kind(node.kind_id());
        kind.is_comment || (kind.is_error && node.is_extra())
    }

    /// Its children, keywords, marks and comments too.
    #[must_use]
    pub const fn children(&self, node: NodeRef) -> Siblings {
        Siblings::of(self.node(node))
    }

    /// The first child behind the field at this place of the language's table.
    #[must_use]
    pub fn field(&self, node: NodeRef, field: usize) -> Option<NodeRef> {
        self.child_behind(node, self.syntax.meanings.field(field))
    }

    /// The first child behind the field with this number. An error has none, whatever is among its children.
    #[must_use]
    pub fn child_behind(&self, node: NodeRef, field: u16) -> Option<NodeRef> {
        if field == 0 || self.node(node).is_error() {
            return None;
        }
        self.children(node).find(|child| u16::from(self.node(*child).field_id()) == field)
    }
}
