//! What tests say of names: `isinstance(x, T)` in a condition, an assertion, or a guard that leaves.
//!
//! A name is bound anew, with the narrower type, in a scope that spans where the test holds: the block behind the
//! condition, the expression around it, or the rest of the block where the other case has left. Only names are followed,
//! and attributes as they are written, until they are assigned to.

use super::{Field, Frame, Kind, Python};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::symbols::{Expr, ExprId};

/// More tests than anyone joins in one condition.
const MAX_TESTS: usize = 16;

/// A name, and the node of the type that it has.
pub(super) type Fact = (NodeRef, NodeRef);

/// The longest attribute that is followed, in bytes.
const LONGEST_ATTRIBUTE: usize = 128;

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
        let (condition, holds) = match self.kind(node) {
            // What stands behind `or` is asked where the first does not hold.
            Kind::BooleanOperator => (self.field(node, Field::Left), self.has_token(node, Kind::And)),
            Kind::ConditionalExpression => (self.named_children(node).get(1).copied(), true),
            _ => (None, true),
        };
        let facts = self.facts(condition, holds);
        if facts.is_empty() { Next::Into } else { self.begin_narrowed(facts) }
    }

    pub(super) fn begin_narrowed(&mut self, facts: Vec<Fact>) -> Next {
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
            [name, ty] => {
                let is_followed = match self.kind(name) {
                    Kind::Identifier => true,
                    Kind::Attribute => self.text(name).len() <= LONGEST_ATTRIBUTE,
                    _ => false,
                };
                is_followed.then_some((name, ty))
            }
            _ => None,
        }
    }

    fn bind_facts(&mut self, facts: Vec<Fact>) {
        for (name, ty) in facts {
            let ty = self.type_of(ty);
            self.bind_variable(name, ty, ExprId::UNKNOWN);
            if self.kind(name) == Kind::Attribute {
                let name = self.intern_node(name);
                self.own.narrowed.push((name, self.frame_depth()));
            }
        }
    }

    /// What a condition says, in the innermost scope.
    pub(super) fn bind_condition(&mut self, condition: Option<NodeRef>) {
        let facts = self.facts(condition, true);
        self.bind_facts(facts);
    }

    /// Ends what was told of members in frames that have ended.
    pub(super) fn forget_narrowed(&mut self) {
        let depth = self.frame_depth();
        while self.own.narrowed.last().is_some_and(|(_, at)| *at > depth) {
            self.own.narrowed.pop();
        }
    }

    /// A member that a test around has told the type of.
    pub(super) fn narrowed_member(&mut self, node: NodeRef) -> Option<Expr> {
        if self.own.narrowed.is_empty() {
            return None;
        }
        let text = self.text(node);
        let (name, _) = *self.own.narrowed.iter().rev().find(|(name, _)| self.draft.string(*name) == text)?;
        Some(self.name_shape(name, false))
    }

    /// What is assigned to is no longer what a test said.
    pub(super) fn widen(&mut self, attribute: NodeRef) {
        let text = self.text(attribute);
        let narrowed = self.own.narrowed.iter().position(|(narrowed, _)| self.draft.string(*narrowed) == text);
        if let Some(at) = narrowed {
            self.own.narrowed.remove(at);
        }
    }

    /// The shape of an expression where a condition holds.
    pub(super) fn expr_where(&mut self, condition: Option<NodeRef>, node: NodeRef) -> ExprId {
        let facts = self.facts(condition, true);
        if facts.is_empty() {
            return self.expr_of(node);
        }
        self.begin_narrowed(facts);
        let expr = self.expr_of(node);
        self.own.frames.pop();
        self.end();
        self.forget_narrowed();
        expr
    }

    /// The class that a pattern asks for.
    pub(super) fn class_of_pattern(&mut self, pattern: NodeRef) -> Option<NodeRef> {
        let pattern = self.innermost(pattern, |file, node| match file.kind(node) {
            Kind::CasePattern | Kind::AsPattern => file.first_named(node),
            _ => None,
        });
        if self.kind(pattern) != Kind::ClassPattern {
            return None;
        }
        self.first_named(pattern)
    }
}
