//! What a class does with the traits that it uses: their methods under other names, and which one of several is meant.

use super::{Field, Kind, Php};
use crate::extract::{NodeRef, Outline};
use crate::record::StringId;
use crate::record::symbols::{Expr, ExprId, Member, MemberValue};

impl Outline<'_, '_, Php> {
    /// Traits that the class uses, wherever in its body, by their last names and as expressions.
    pub(super) fn traits_of(&mut self, node: NodeRef) -> Vec<(StringId, ExprId)> {
        let uses = self.uses_of(node);
        uses.into_iter().flat_map(|part| self.supertypes(Some(part))).collect()
    }

    fn uses_of(&mut self, node: NodeRef) -> Vec<NodeRef> {
        let Some(body) = self.field(node, Field::Body) else { return Vec::new() };
        self.children_of_kind(body, Kind::UseDeclaration)
    }

    /// `use A, B { A::f insteadof B; B::f as g; h as i; }`: members of the class that is open, which hold a trait's method.
    pub(super) fn push_trait_aliases(&mut self, node: NodeRef) {
        for part in self.uses_of(node) {
            let Some(list) = self.child_of_kind(part, Kind::UseList) else { continue };
            let traits: Vec<ExprId> = self.supertypes(Some(part)).into_iter().map(|(_, of)| of).collect();
            let traits = self.expr_list(&traits);
            let any = self.expr(Expr::Intersection(traits));
            for clause in self.named_children(list) {
                let parts = self.named_children(clause);
                let Some((method, others)) = parts.split_first() else { continue };
                let (of, method) = match self.kind(*method) {
                    Kind::ClassConstantAccessExpression => match self.named_children(*method)[..] {
                        [of, method] => (self.class_named(of).unwrap_or(any), method),
                        _ => continue,
                    },
                    _ => (any, *method),
                };
                let name = match self.kind(clause) {
                    Kind::UseInsteadOfClause => Some(method),
                    _ => others.iter().copied().find(|other| self.kind(*other) == Kind::Name),
                };
                let Some(name) = name else { continue };
                let (name, method) = (self.intern_node(name), self.intern_node(method));
                let value = self.expr(Expr::Member { object: of, name: method });
                for is_static in [false, true] {
                    self.push_member(Member {
                        name,
                        is_static,
                        value: MemberValue::Field { ty: ExprId::UNKNOWN, value },
                    });
                }
            }
        }
    }
}
