//! Questions about the nodes of a tree, by the kinds and fields that a language's table names.

use super::Outline;
use crate::extract::{Next, Visitor};
use crate::record::StringId;
use crate::syntax::grammar::Grammar;
use crate::syntax::tree::NodeRef;

impl<'source, V: Visitor> Outline<'source, '_, V> {
    /// What kind of node it is.
    pub fn kind(&self, node: NodeRef) -> V::Kind {
        V::kind(self.tree.meaning(node).kind)
    }

    /// What it means to the visitor, if anything.
    pub fn role(&self, node: NodeRef) -> Option<V::Role> {
        V::ROLES.get(usize::from(self.tree.meaning(node).role).wrapping_sub(1)).copied()
    }

    /// The walk goes into the children of the node that is entered, then into the tree below this root.
    pub const fn also_into(&mut self, part: NodeRef) -> Next {
        self.part = Some(part);
        Next::AlsoIntoPart
    }

    /// Its source text.
    pub fn text(&self, node: NodeRef) -> &'source str {
        self.draft.text_of(self.tree.node(node))
    }

    /// Interns its source text.
    pub fn intern_node(&mut self, node: NodeRef) -> StringId {
        self.draft.intern_node(self.tree.node(node))
    }

    /// Its first byte.
    pub fn start_byte(&self, node: NodeRef) -> usize {
        self.tree.node(node).start_byte()
    }

    /// One past its last byte.
    pub fn end_byte(&self, node: NodeRef) -> usize {
        self.tree.node(node).end_byte()
    }

    /// The named children, comments left out.
    pub fn named(&mut self, node: NodeRef) -> impl DoubleEndedIterator<Item = NodeRef> {
        let children = self.tree.children(node);
        children.filter(|child| self.tree.is_named(*child) && !self.tree.is_extra(*child))
    }

    /// The same as a list, to go through while the tree is looked at.
    pub fn named_children(&mut self, node: NodeRef) -> Vec<NodeRef> {
        self.named(node).collect()
    }

    /// The first named child that is no comment.
    pub fn first_named(&mut self, node: NodeRef) -> Option<NodeRef> {
        self.named(node).next()
    }

    /// The last named child that is no comment.
    pub fn last_named(&mut self, node: NodeRef) -> Option<NodeRef> {
        self.named(node).next_back()
    }

    /// The node behind a field; the first if there are several.
    pub fn field(&mut self, node: NodeRef, field: V::Field) -> Option<NodeRef> {
        self.tree.field(node, <V as Grammar>::field(field))
    }

    /// The nodes behind fields, if there is one behind each.
    pub fn fields<const N: usize>(&mut self, node: NodeRef, fields: [V::Field; N]) -> Option<[NodeRef; N]> {
        let mut found = [node; N];
        for (place, field) in found.iter_mut().zip(fields) {
            *place = self.field(node, field)?;
        }
        Some(found)
    }

    /// The first child of this kind, a keyword or mark too.
    pub fn child_of_kind(&mut self, node: NodeRef, kind: V::Kind) -> Option<NodeRef> {
        self.tree.children(node).find(|child| self.kind(*child) == kind)
    }

    /// Whether a keyword or punctuation mark is a child of the node.
    pub fn has_token(&mut self, node: NodeRef, token: V::Kind) -> bool {
        self.child_of_kind(node, token).is_some()
    }

    /// The nodes around the one that is entered, outermost first.
    pub fn ancestors(&self) -> &[NodeRef] {
        &self.ancestors
    }

    /// The node right around the one that is entered.
    pub fn parent(&self) -> Option<NodeRef> {
        self.ancestors.last().copied()
    }

    /// The node around that.
    pub fn grandparent(&self) -> Option<NodeRef> {
        self.ancestors.iter().rev().nth(1).copied()
    }

    /// The node right around the one that is entered, if it is of this kind.
    pub fn parent_of_kind(&self, kind: V::Kind) -> Option<NodeRef> {
        self.parent().filter(|parent| self.kind(*parent) == kind)
    }

    /// The named children of a node, if there is one: of a list that may be missing.
    pub fn listed(&mut self, list: Option<NodeRef>) -> Vec<NodeRef> {
        list.map(|list| self.named_children(list)).unwrap_or_default()
    }

    /// The named children of the first child of this kind.
    pub fn listed_in(&mut self, node: NodeRef, list: V::Kind) -> Vec<NodeRef> {
        let list = self.child_of_kind(node, list);
        self.listed(list)
    }

    /// The named children of the node behind a field.
    pub fn listed_behind(&mut self, node: NodeRef, field: V::Field) -> Vec<NodeRef> {
        let list = self.field(node, field);
        self.listed(list)
    }

    /// The named children of this kind.
    pub fn children_of_kind(&mut self, node: NodeRef, kind: V::Kind) -> Vec<NodeRef> {
        let children = self.tree.children(node);
        children.filter(|child| self.kind(*child) == kind && self.tree.is_named(*child)).collect()
    }

    /// The node that names what something is assigned to: a name itself, or what a field names of a member that is accessed.
    pub fn assigned_name(&mut self, left: NodeRef, name: V::Kind, access: (V::Kind, V::Field)) -> Option<NodeRef> {
        match self.kind(left) {
            kind if kind == name => Some(left),
            kind if kind == access.0 => self.field(left, access.1),
            _ => None,
        }
    }

    /// What a node is down to when `step` leads no further in: a type without its pointers and arguments.
    pub fn innermost(&mut self, node: NodeRef, step: impl Fn(&mut Self, NodeRef) -> Option<NodeRef>) -> NodeRef {
        let mut node = node;
        while let Some(inner) = step(self, node) {
            node = inner;
        }
        node
    }

    /// An expression without the parentheses around it.
    pub fn without_parentheses(&mut self, node: NodeRef, parentheses: V::Kind) -> NodeRef {
        self.innermost(node, |file, node| if file.kind(node) == parentheses { file.first_named(node) } else { None })
    }

    /// Takes something apart: `look` gets it and then every part that it has added to the list, the last one first. A loop,
    /// since patterns, names and types may be nested as deep as a file is long.
    pub fn take_apart<Part>(&mut self, whole: Part, look: impl FnMut(&mut Self, Part, &mut Vec<Part>)) {
        self.take_apart_within(usize::MAX, whole, look);
    }

    /// The same, of which no more than `most` are looked at.
    pub fn take_apart_within<Part>(
        &mut self,
        most: usize,
        whole: Part,
        mut look: impl FnMut(&mut Self, Part, &mut Vec<Part>),
    ) {
        let mut pending = Vec::new();
        let mut next = Some(whole);
        for _ in 0..most {
            let Some(part) = next else { return };
            look(self, part, &mut pending);
            next = pending.pop();
        }
    }
}
