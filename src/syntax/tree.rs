//! A syntax tree whose nodes are asked of tree-sitter once.
//!
//! In: a parsed tree's root. Out: nodes by number, with their kinds and their children. A node's children are fetched
//! when somebody looks at them first, be it the walk or a visitor that looks ahead; parts nobody looks at cost nothing.
//!
//! A step of a tree-sitter cursor to the next sibling costs 600 instructions, and a walk 790 a node with the steps that
//! find no sibling (theia). A child by its number costs 340, since most nodes have two or three; but that goes through
//! the children in front of it, so those of a wide node, such as an error that took in half a file, are collected with
//! a cursor. Whatever is here already costs a few instructions.

use super::Syntax;
use super::grammar::Meaning;
use rustc_hash::FxHashMap;
use tree_sitter::{Node, TreeCursor};

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

/// The children of a node nobody has looked at.
const NOT_FETCHED: Siblings = Siblings { next: u32::MAX, end: 0 };

/// From how many children on a cursor collects them.
const WIDE: u32 = 16;

struct Entry<'tree> {
    node: Node<'tree>,
    kind: u16,
    children: Siblings,
}

impl<'tree> Entry<'tree> {
    fn new(node: Node<'tree>) -> Self {
        Self { node, kind: node.kind_id(), children: NOT_FETCHED }
    }
}

/// A syntax tree, as far as somebody has looked at it.
pub struct SyntaxTree<'tree> {
    syntax: &'static Syntax,
    entries: Vec<Entry<'tree>>,
    /// The trees of parts, by the bytes at which the nodes begin whose content they are.
    parts: FxHashMap<usize, Part<'tree>>,
    /// What collects children.
    cursor: TreeCursor<'tree>,
}

/// The tree of a part, by its root.
#[derive(Clone, Copy)]
enum Part<'tree> {
    Unseen(Node<'tree>),
    Seen(NodeRef),
}

impl<'tree> SyntaxTree<'tree> {
    /// The tree below `root`, in the grammar of `syntax`.
    #[must_use]
    pub fn new(root: Node<'tree>, syntax: &'static Syntax) -> Self {
        let mut entries = Vec::with_capacity(root.descendant_count());
        entries.push(Entry::new(root));
        Self { syntax, entries, parts: FxHashMap::default(), cursor: root.walk() }
    }

    /// The same, where the content of nodes that begin at these bytes has trees of its own below these roots.
    #[must_use]
    pub fn with_parts(self, parts: impl Iterator<Item = (usize, Node<'tree>)>) -> Self {
        Self { parts: parts.map(|(byte, root)| (byte, Part::Unseen(root))).collect(), ..self }
    }

    /// The root of the tree that the content of this node has of its own. Of its children only those are there that the
    /// parser understood.
    pub fn part(&mut self, node: NodeRef) -> Option<NodeRef> {
        let byte = self.node(node).start_byte();
        match *self.parts.get(&byte)? {
            Part::Seen(root) => Some(root),
            Part::Unseen(root) => {
                let number = NodeRef(self.entries.len() as u32);
                self.entries.push(Entry::new(root));
                let next = self.entries.len() as u32;
                let understood = root.children(&mut self.cursor).filter(|child| !child.has_error());
                self.entries.extend(understood.map(Entry::new));
                self.entries[number.index()].children = Siblings { next, end: self.entries.len() as u32 };
                self.parts.insert(byte, Part::Seen(number));
                Some(number)
            }
        }
    }

    /// The node as tree-sitter has it.
    #[must_use]
    pub fn node(&self, node: NodeRef) -> Node<'tree> {
        self.entries[node.index()].node
    }

    /// The number of its kind.
    #[must_use]
    pub fn kind(&self, node: NodeRef) -> u16 {
        self.entries[node.index()].kind
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
        let entry = &self.entries[node.index()];
        let kind = self.syntax.kind(entry.kind);
        kind.is_comment || (kind.is_error && entry.node.is_extra())
    }

    /// Its children, keywords, marks and comments too.
    pub fn children(&mut self, node: NodeRef) -> Siblings {
        let entry = &self.entries[node.index()];
        if entry.children.next != NOT_FETCHED.next {
            return entry.children;
        }
        let parent = entry.node;
        let next = self.entries.len() as u32;
        let count = parent.child_count();
        if count < WIDE {
            self.entries.extend((0..count).filter_map(|index| parent.child(index)).map(Entry::new));
        } else {
            self.entries.extend(parent.children(&mut self.cursor).map(Entry::new));
        }
        let children = Siblings { next, end: self.entries.len() as u32 };
        self.entries[node.index()].children = children;
        children
    }

    /// The child behind the field at this place of the language's table. To be asked where neither its kind nor its place among the children tells: the
    /// answer costs up to 400 instructions.
    pub fn field(&mut self, node: NodeRef, field: usize) -> Option<NodeRef> {
        let number = self.syntax.meanings.field(field);
        let id = self.node(node).child_by_field_id(number)?.id();
        self.children(node).find(|child| self.entries[child.index()].node.id() == id)
    }
}
