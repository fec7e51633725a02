//! Arrays whose values have types of their own: by their places, or by keys that are written.
//!
//! In: array literals, what they are taken apart by, indices. Out: shapes of a list, of several values at their places, of an
//! object that has a member for each key.

use super::{Kind, Php};
use crate::extract::{NodeRef, Outline};
use crate::record::StringId;
use crate::record::symbols::{Expr, ExprId, Member, MemberValue, Object, ObjectId};
use rustc_hash::FxHashMap;

/// Of how many values a list is looked at for what each of them is.
const MAX_VALUES: usize = 8;

/// The longest key that values are told apart by.
const LONGEST_KEY: usize = 64;

/// What a part of an array is assigned to.
#[derive(Clone, Copy)]
pub(super) struct Target {
    /// The key of that part, if one is written.
    pub(super) key: Option<NodeRef>,
    /// Its place among the parts, where it has no key.
    pub(super) place: usize,
    /// What it is assigned to.
    pub(super) node: NodeRef,
}

/// The values of an array that is written down.
#[derive(Default)]
pub(super) struct Values {
    /// Those under keys that are written, the first of each.
    by_key: FxHashMap<StringId, NodeRef>,
    /// All in their order, where they have no key.
    by_place: Vec<Option<NodeRef>>,
}

impl Outline<'_, '_, Php> {
    /// A list that is written: of what its first value is, or of what each is where that tells more.
    pub(super) fn list_of(&mut self, array: NodeRef) -> Expr {
        let parts = self.named_children(array);
        let values = self.elements_of(array);
        // An empty list says nothing of what is put into it.
        let (Some(part), Some(value)) = (parts.first().copied(), values.first().copied()) else { return Expr::Unknown };
        let is_open = values.iter().any(|value| self.kind(*value) == Kind::VariadicUnpacking);
        if self.kind(value) == Kind::VariadicUnpacking {
            return Expr::Unknown;
        }
        let has_key = self.key_of(part).is_some();
        let first = self.expr_of(value);
        if is_open || parts.len() > MAX_VALUES || parts.len() == 1 && !has_key {
            return Expr::Array(first);
        }
        let keys: Vec<NodeRef> = parts.iter().filter_map(|part| self.key_of(*part)).collect();
        let has_keys = !keys.is_empty();
        let keys: Vec<StringId> = keys.into_iter().filter_map(|key| self.written_key(key)).collect();
        let exprs: Vec<ExprId> = values.iter().map(|value| self.expr_of(*value)).collect();
        let shapes: Vec<Expr> = exprs.iter().map(|expr| self.draft.symbols().expr(*expr)).collect();
        let says_nothing = shapes.iter().all(|shape| matches!(shape, Expr::Unknown | Expr::Literal | Expr::Primitive));
        if !says_nothing && keys.len() == parts.len() {
            let fields = exprs.into_iter().map(|value| MemberValue::Field { ty: ExprId::UNKNOWN, value });
            return Expr::Object(self.keyed(keys.into_iter().zip(fields)));
        }
        match says_nothing || has_keys {
            true => Expr::Array(first),
            false => Expr::TupleType(self.expr_list(&exprs)),
        }
    }

    /// What has a value under each of these keys.
    pub(super) fn keyed(&mut self, values: impl Iterator<Item = (StringId, MemberValue)>) -> ObjectId {
        let members = values.map(|(name, value)| Member { name, is_static: false, value });
        let members = self.member_list(members.collect());
        let spreads = self.expr_list(&[]);
        self.push_object(Object { members, spreads })
    }

    /// What the parts of an array are assigned to: `[$a, , 'key' => $b]`.
    pub(super) fn targets_of(&mut self, list: NodeRef) -> Vec<Target> {
        let mut targets = Vec::new();
        let (mut key, mut last, mut place) = (None, None, 0);
        for child in self.tree.children(list) {
            if self.tree.is_extra(child) {
                continue;
            }
            match self.text(child) {
                _ if self.tree.is_named(child) => last = Some(child),
                "=>" => key = last.take(),
                "," => {
                    targets.extend(last.take().map(|node| Target { key: key.take(), place, node }));
                    place += 1;
                }
                _ => {}
            }
        }
        targets.extend(last.map(|node| Target { key, place, node }));
        for target in &mut targets {
            if self.kind(target.node) == Kind::ArrayElementInitializer {
                target.key = self.key_of(target.node);
                target.node = self.element_of(target.node).unwrap_or(target.node);
            }
        }
        targets
    }

    /// The values of an array that is written down, for what its parts are assigned to.
    pub(super) fn values_of(&mut self, array: NodeRef) -> Values {
        let mut values = Values::default();
        for part in self.named_children(array) {
            let value = self.element_of(part).unwrap_or(part);
            match self.key_of(part) {
                Some(key) => {
                    values.by_place.push(None);
                    if let Some(key) = self.written_key(key) {
                        values.by_key.entry(key).or_insert(value);
                    }
                }
                None => values.by_place.push(Some(value)),
            }
        }
        values
    }

    /// The one of these values that is assigned to a part.
    pub(super) fn value_for(&mut self, target: Target, values: &Values) -> ExprId {
        let value = match target.key {
            Some(key) => self.written_key(key).and_then(|key| values.by_key.get(&key).copied()),
            None => values.by_place.get(target.place).copied().flatten(),
        };
        self.expr_if(value)
    }

    /// The value of a part of an array, without its key.
    pub(super) fn element_of(&mut self, part: NodeRef) -> Option<NodeRef> {
        match self.kind(part) {
            Kind::ArrayElementInitializer => self.last_named(part),
            _ => Some(part),
        }
    }

    /// The key of a value in a list, if it is given one.
    pub(super) fn key_of(&mut self, part: NodeRef) -> Option<NodeRef> {
        match self.named_children(part)[..] {
            [key, _] if self.kind(part) == Kind::ArrayElementInitializer => Some(key),
            _ => None,
        }
    }

    /// A key that is written as a plain text or number.
    pub(super) fn written_key(&mut self, key: NodeRef) -> Option<StringId> {
        let text = self.text(key);
        let plain = match self.kind(key) {
            Kind::Integer => text,
            Kind::String | Kind::EncapsedString => text.get(1..text.len().checked_sub(1)?)?,
            _ => return None,
        };
        let is_plain = plain.len() <= LONGEST_KEY && !plain.contains(['\\', '$', '{']);
        is_plain.then(|| self.draft.intern(plain))
    }

    /// What a list has under a key, if that is written; else any of its values.
    pub(super) fn under_key(&mut self, list: ExprId, key: Option<StringId>) -> Expr {
        match key {
            Some(key) if list != ExprId::UNKNOWN => {
                let index = self.expr(Expr::Text(key));
                Expr::Lookup { object: list, index }
            }
            _ => Expr::Index(list),
        }
    }
}
