//! Methods that hand their calls to what another method or a variable gives: `delegate :total, to: :cart`,
//! `def_delegators :@items, :each, :size`.
//!
//! In: what such a call is passed. Out: members of the type around it that are methods of something else.

use super::{Field, Kind, Ruby};
use crate::extract::{NodeRef, Outline};
use crate::record::StringId;
use crate::record::symbols::{Expr, ExprId, Member, MemberValue};

impl Outline<'_, '_, Ruby> {
    /// `delegate :a, :b, to: :x, prefix: true`
    pub(super) fn push_delegates_to(&mut self, arguments: &[NodeRef]) {
        let Some(to) = self.option(arguments, "to").and_then(|to| self.symbol(to)) else { return };
        let Some(object) = self.delegate_of(to) else { return };
        let prefix = match self.option(arguments, "prefix") {
            Some(prefix) if self.kind(prefix) == Kind::True => Some(to),
            Some(prefix) if self.kind(prefix) == Kind::False => None,
            // What is not written here is in front of the names.
            Some(prefix) => match self.symbol(prefix) {
                Some(prefix) => Some(prefix),
                None => return,
            },
            None => None,
        };
        for argument in arguments {
            let Some(name) = self.symbol(*argument) else { continue };
            let called = match prefix {
                Some(prefix) => {
                    let called = format!("{}_{}", self.draft.string(prefix), self.draft.string(name));
                    self.draft.intern(&called)
                }
                None => name,
            };
            self.push_delegate(called, object, name);
        }
    }

    /// `def_delegators :@items, :each, :size`
    pub(super) fn push_delegators(&mut self, arguments: &[NodeRef]) {
        let Some((to, names)) = arguments.split_first() else { return };
        let object = self.symbol(*to).and_then(|to| self.delegate_of(to));
        let Some(object) = object else { return };
        for name in names {
            if let Some(name) = self.symbol(*name) {
                self.push_delegate(name, object, name);
            }
        }
    }

    /// `def_delegator :@items, :size, :count`
    pub(super) fn push_delegator(&mut self, arguments: &[NodeRef]) {
        let (&[to, name] | &[to, name, _]) = arguments else { return };
        let object = self.symbol(to).and_then(|to| self.delegate_of(to));
        let called = self.symbol(arguments.get(2).copied().unwrap_or(name));
        if let (Some(object), Some(name), Some(called)) = (object, self.symbol(name), called) {
            self.push_delegate(called, object, name);
        }
    }

    /// What calls are handed to: a variable of the object, or what one of its methods gives.
    fn delegate_of(&mut self, to: StringId) -> Option<ExprId> {
        let class = self.class()?;
        if self.draft.string(to) == "class" {
            return Some(self.expr(Expr::ThisClass(class)));
        }
        if self.draft.string(to).starts_with(char::is_uppercase) {
            let named = self.name_shape(to, false);
            return Some(self.expr(named));
        }
        let is_variable = self.draft.string(to).starts_with('@');
        let object = self.expr(Expr::This(Some(class)));
        let member = Expr::Member { object, name: to };
        let member = self.expr(member);
        Some(if is_variable { member } else { self.expr(Expr::call(member)) })
    }

    fn push_delegate(&mut self, called: StringId, object: ExprId, name: StringId) {
        let value = self.expr(Expr::Member { object, name });
        let value = MemberValue::Field { ty: ExprId::UNKNOWN, value };
        self.push_member(Member { name: called, is_static: false, value });
    }

    /// What is passed under a name.
    pub(super) fn option(&mut self, arguments: &[NodeRef], name: &str) -> Option<NodeRef> {
        let pair = arguments.iter().copied().find(|argument| {
            let key = self.field(*argument, Field::Key).filter(|_| self.kind(*argument) == Kind::Pair);
            key.is_some_and(|key| self.text(key) == name)
        })?;
        self.field(pair, Field::Value)
    }
}
