//! `this` in the options of Vue's components, which is none of the objects that are written there but the component: it has what
//! `methods` and `computed` declare and what `data` and `setup` return.
//!
//! In: an object literal around a function. Out: what `this` is in it, if the literal is a component's options or one of its parts.
//! Sources: Vue's guides to the Options API, <https://vuejs.org/api/#options-api>.

use super::{Field, Kind, TypeScript};
use crate::extract::{NodeRef, Outline};
use crate::record::symbols::{Expr, ExprId};

/// Options whose functions are called on the component.
const PARTS: &[&str] = &["computed", "methods", "watch"];
/// Those of them whose members the component has.
const MEMBERS: &[&str] = &["computed", "methods"];
/// Options that return members of the component.
const RETURNED: &[&str] = &["data", "setup"];
/// Functions that are passed a component's options.
const MAKERS: &[&str] = &["Vue.component", "Vue.extend", "Vue.mixin", "createApp", "defineComponent"];

impl Outline<'_, '_, TypeScript> {
    /// The component whose options an object literal is that is entered, or of whose options it is a part.
    pub(super) fn component_of(&mut self, object: NodeRef) -> Option<ExprId> {
        let mut at = self.ancestors().iter().rposition(|around| *around == object)?;
        if let Some(pair) = self.ancestor(at, 1).filter(|pair| self.kind(*pair) == Kind::Pair) {
            self.part_name(pair, PARTS)?;
            at -= 2;
        }
        let options = *self.ancestors().get(at)?;
        if self.kind(options) != Kind::Object || !self.are_options(at) {
            return None;
        }
        let mut parts = self.members_of_component(options);
        if parts.is_empty() {
            return None;
        }
        parts.push(self.expr_of(options));
        let parts = self.expr_list(&parts);
        Some(self.expr(Expr::Intersection(parts)))
    }

    /// The ancestor that is so many steps around the one at a place.
    fn ancestor(&self, at: usize, steps: usize) -> Option<NodeRef> {
        self.ancestors().get(at.checked_sub(steps)?).copied()
    }

    /// Whether the ancestor at this place is exported as a default, or passed to what makes a component.
    fn are_options(&mut self, at: usize) -> bool {
        let (Some(parent), around) = (self.ancestor(at, 1), self.ancestor(at, 2)) else { return false };
        match (self.kind(parent), around) {
            (Kind::ExportStatement, _) => self.has_token(parent, Kind::Default),
            (Kind::Arguments, Some(call)) => {
                let is_new = self.kind(call) == Kind::NewExpression;
                let called = self.field(call, if is_new { Field::Constructor } else { Field::Function });
                let Some(called) = called.map(|called| self.text(called)) else { return false };
                if is_new { called == "Vue" } else { MAKERS.contains(&called) }
            }
            _ => false,
        }
    }

    fn part_name(&mut self, part: NodeRef, names: &[&'static str]) -> Option<&'static str> {
        let field = if self.kind(part) == Kind::Pair { Field::Key } else { Field::Name };
        let name = self.field(part, field)?;
        let name = self.text(name);
        names.iter().find(|known| **known == name).copied()
    }

    /// What a component has members of.
    fn members_of_component(&mut self, options: NodeRef) -> Vec<ExprId> {
        let mut members = Vec::new();
        for part in self.named_children(options) {
            if self.part_name(part, MEMBERS).is_some() {
                if let Some(value) = self.field(part, Field::Value) {
                    members.push(self.expr_of(value));
                }
            } else if self.part_name(part, RETURNED).is_some() {
                let function = match self.field(part, Field::Value) {
                    Some(value) => self.expr_of(value),
                    None => {
                        let signature = self.signature_of(part);
                        self.expr(Expr::Function(signature))
                    }
                };
                members.push(self.expr(Expr::call(function)));
            }
        }
        members
    }
}
