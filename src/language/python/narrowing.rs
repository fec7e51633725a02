//! What tests say of names: `isinstance(x, T)` in a condition, an assertion, or a guard that leaves.
//!
//! A name is bound anew, with the narrower type, in a scope that spans where the test holds: the block behind the
//! condition, the expression around it, or the rest of the block where the other case has left. Only names are followed,
//! no attributes, since those change behind one's back.

use super::{Field, Frame, Kind, Python};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::symbols::ExprId;

/// More tests than anyone joins in one condition.
const MAX_TESTS: usize = 16;

/// A name, and the node of the type that it has.
type Fact = (NodeRef, NodeRef);

impl Outline<'_, '_, Python> {
    /// A block whose condition, or a statement of whose own, narrows names: it is a scope then, and this answers so.
    pub(super) fn enter_narrowed_block(&mut self, block: NodeRef) -> Next {
        // What stands right in a class's body is a member, whatever is tested there.
        if self.is_in_type() {
            return Next::Into;
        }
        let condition = self.parent().and_then(|around| match self.kind(around) {
            Kind::IfStatement | Kind::ElifClause | Kind::WhileStatement => self.condition_of(around),
            _ => None,
        });
        let facts = self.facts(condition, true);
        if facts.is_empty() && !self.has_guard(block) {
            return Next::Into;
        }
        self.begin_narrowed(facts)
    }

    /// `isinstance(x, T) and x.m()`, `x.m() if isinstance(x, T) else y`
    pub(super) fn enter_narrowed_expression(&mut self, node: NodeRef) -> Next {
        let condition = match self.kind(node) {
            Kind::BooleanOperator if self.has_token(node, Kind::And) => self.field(node, Field::Left),
            Kind::ConditionalExpression => self.named_children(node).get(1).copied(),
            _ => None,
        };
        let facts = self.facts(condition, true);
        if facts.is_empty() { Next::Into } else { self.begin_narrowed(facts) }
    }

    fn begin_narrowed(&mut self, facts: Vec<Fact>) -> Next {
        self.begin_block();
        self.own.frames.push(Frame::Narrowed);
        self.bind_facts(facts);
        Next::IntoAndLeave
    }

    /// `assert isinstance(x, T)`, `if not isinstance(x, T): return`: the rest of the block knows.
    pub(super) fn enter_guard(&mut self, statement: NodeRef) -> Next {
        if self.own.frames.last() != Some(&Frame::Narrowed) {
            return Next::Into;
        }
        let facts = self.guard_facts(statement);
        if !facts.is_empty() {
            self.push_scope();
            self.bind_facts(facts);
        }
        Next::Into
    }

    fn has_guard(&mut self, block: NodeRef) -> bool {
        self.named_children(block).into_iter().any(|statement| !self.guard_facts(statement).is_empty())
    }

    /// What holds behind a statement.
    fn guard_facts(&mut self, statement: NodeRef) -> Vec<Fact> {
        match self.kind(statement) {
            Kind::AssertStatement => {
                let condition = self.first_named(statement);
                self.facts(condition, true)
            }
            Kind::IfStatement if self.always_leaves(statement) => {
                let condition = self.condition_of(statement);
                self.facts(condition, false)
            }
            _ => Vec::new(),
        }
    }

    /// Whether an `if` without alternatives ends in leaving what is around it.
    fn always_leaves(&mut self, statement: NodeRef) -> bool {
        if self.field(statement, Field::Alternative).is_some() {
            return false;
        }
        let Some(block) = self.field(statement, Field::Consequence) else { return false };
        let last = self.last_named(block).map(|last| self.kind(last));
        matches!(
            last,
            Some(Kind::ReturnStatement | Kind::RaiseStatement | Kind::ContinueStatement | Kind::BreakStatement)
        )
    }

    fn condition_of(&mut self, statement: NodeRef) -> Option<NodeRef> {
        let condition = self.field(statement, Field::Condition)?;
        self.text(condition).contains("isinstance").then_some(condition)
    }

    /// What a condition says of names where it holds, or where it does not.
    fn facts(&mut self, condition: Option<NodeRef>, holds: bool) -> Vec<Fact> {
        let mut facts = Vec::new();
        let Some(condition) = condition else { return facts };
        let mut tests = 0;
        self.take_apart((condition, holds), |file, (test, holds), parts| {
            tests += 1;
            if tests > MAX_TESTS {
                return parts.clear();
            }
            let test = file.without_parentheses(test, Kind::ParenthesizedExpression);
            match file.kind(test) {
                Kind::NotOperator => parts.extend(file.first_named(test).map(|inner| (inner, !holds))),
                // Both sides of `and` hold where it does; neither of `or` where it does not.
                Kind::BooleanOperator if file.has_token(test, Kind::And) == holds => {
                    parts.extend(file.named(test).map(|side| (side, holds)));
                }
                Kind::Call if holds => facts.extend(file.tested(test)),
                _ => {}
            }
        });
        facts
    }

    /// `isinstance(x, T)`
    fn tested(&mut self, call: NodeRef) -> Option<Fact> {
        let function = self.first_named(call)?;
        if self.text(function) != "isinstance" {
            return None;
        }
        let arguments = self.child_of_kind(call, Kind::ArgumentList)?;
        match self.named_children(arguments)[..] {
            [name, ty] if self.kind(name) == Kind::Identifier => Some((name, ty)),
            _ => None,
        }
    }

    fn bind_facts(&mut self, facts: Vec<Fact>) {
        for (name, ty) in facts {
            let ty = self.type_of(ty);
            self.bind_variable(name, ty, ExprId::UNKNOWN);
        }
    }
}
