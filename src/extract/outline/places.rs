//! The nodes behind fields, and at which place among a node's children they are, where a language says that. Debug builds check
//! each place against the fields that the grammar gives to children.

use super::Outline;
use crate::extract::Visitor;
use crate::syntax::grammar::Grammar;
use crate::syntax::tree::NodeRef;

/// Where among the children of a node a field is. Comments and what the parser could not place do not count.
#[derive(Debug, Clone, Copy)]
pub enum Place<Kind: 'static> {
    /// The first child.
    First,
    /// The first child that is no keyword or mark.
    FirstNamed,
    /// The child with so many before it.
    Behind(usize),
    /// The first child, if this token is among the children.
    FirstWith(Kind),
    /// The child before the last one.
    BeforeLast,
    /// The last child.
    Last,
    /// The first child of one of these kinds.
    OfKind(&'static [Kind]),
    /// The last child, if this token is among the children.
    LastWith(Kind),
    /// The first child of the kind, if the token is among the children.
    OfKindWith(Kind, Kind),
}

impl<V: Visitor> Outline<'_, '_, V> {
    /// The node behind a field; the first if there are several.
    pub fn field(&mut self, node: NodeRef, field: V::Field) -> Option<NodeRef> {
        let Some(place) = V::place(self.kind(node), field) else { return self.asked_field(node, field) };
        let found = self.child_at(node, place);
        debug_assert!(found == self.asked_field(node, field), "{field:?} of {}", self.tree.kind_name(node));
        found
    }

    /// The nodes behind fields, if there is one behind each.
    pub fn fields<const N: usize>(&mut self, node: NodeRef, fields: [V::Field; N]) -> Option<[NodeRef; N]> {
        let mut found = [node; N];
        for (place, field) in found.iter_mut().zip(fields) {
            *place = self.field(node, field)?;
        }
        Some(found)
    }

    fn asked_field(&mut self, node: NodeRef, field: V::Field) -> Option<NodeRef> {
        self.tree.field(node, <V as Grammar>::field(field))
    }

    fn child_at(&mut self, node: NodeRef, place: Place<V::Kind>) -> Option<NodeRef> {
        let mut children = self.tree.children(node).filter(|child| !self.tree.is_extra(*child));
        match place {
            Place::First => children.next(),
            Place::FirstNamed => children.find(|child| self.tree.is_named(*child)),
            Place::FirstWith(token) => children.clone().find(|child| self.kind(*child) == token).and(children.next()),
            Place::BeforeLast => children.nth_back(1),
            Place::Behind(before) => children.nth(before),
            Place::Last => children.next_back(),
            Place::OfKind(kinds) => children.find(|child| kinds.contains(&self.kind(*child))),
            Place::LastWith(token) => {
                children.clone().find(|child| self.kind(*child) == token).and(children.next_back())
            }
            Place::OfKindWith(kind, token) => self.child_of_kind(node, token).and(self.child_of_kind(node, kind)),
        }
    }
}
