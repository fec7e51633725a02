//! What tests and later assignments say of variables: `instanceof` in a condition, an assertion, or a guard that leaves.
//!
//! A name is bound anew in a scope that spans where that holds: the block behind the condition, the expression around it, the
//! rest of the block where the other case has left, or what follows the assignment. Behind the block it is what the function
//! gives it anywhere. Members that are tested (`$this->shape instanceof Circle`) are names like that, as they are written.

use super::{Field, Kind, Php};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, ExprId};

/// More tests than anyone joins in one condition.
const MAX_TESTS: usize = 16;

/// The longest member of a variable that is followed, in bytes.
const LONGEST_MEMBER: usize = 128;

/// What is tested, and the class that it is of.
type Fact = (NodeRef, ExprId);

impl Outline<'_, '_, Php> {
    /// Ends the innermost frame, and what was told of members in it.
    pub(super) fn leave_frame(&mut self) {
        self.end();
        let depth = self.frame_depth();
        while self.own.narrowed.last().is_some_and(|(_, at)| *at > depth) {
            self.own.narrowed.pop();
        }
    }

    /// A block, in which its condition holds if it has one.
    pub(super) fn enter_statements(&mut self, block: NodeRef) -> Next {
        self.begin_frame();
        let around = self.parent().map(|around| (around, self.kind(around)));
        if let Some((around, Kind::IfStatement | Kind::ElseIfClause | Kind::WhileStatement)) = around {
            if self.field(around, Field::Body) == Some(block) {
                let condition = self.field(around, Field::Condition);
                self.bind_facts(condition, true);
            }
        } else if let Some((_, Kind::ElseClause)) = around
            && let Some(test) = self.grandparent().filter(|test| self.kind(*test) == Kind::IfStatement)
        {
            let condition = self.field(test, Field::Condition);
            self.bind_facts(condition, false);
        }
        Next::IntoAndLeave
    }

    /// `if`, whose condition may hold in a statement that is no block, and whose other case in what follows.
    pub(super) fn enter_if(&mut self, node: NodeRef) -> Next {
        self.begin_frame();
        if self.field(node, Field::Body).is_some_and(|body| !self.is_block(body))
            && self.field(node, Field::Alternative).is_none()
        {
            let condition = self.field(node, Field::Condition);
            self.bind_facts(condition, true);
        }
        Next::IntoAndLeave
    }

    fn is_block(&self, node: NodeRef) -> bool {
        matches!(self.kind(node), Kind::CompoundStatement | Kind::ColonBlock)
    }

    /// Where an `if` always leaves, its condition does not hold in what follows.
    pub(super) fn leave_if(&mut self, node: NodeRef) {
        self.leave_frame();
        if self.field(node, Field::Alternative).is_none()
            && let Some(body) = self.field(node, Field::Body)
            && self.always_leaves(body)
        {
            let condition = self.field(node, Field::Condition);
            self.bind_facts(condition, false);
        }
    }

    /// Whether a statement, or the last one of a block, leaves what is around it.
    fn always_leaves(&mut self, statement: NodeRef) -> bool {
        let last = if self.is_block(statement) { self.last_named(statement) } else { Some(statement) };
        let Some(last) = last else { return false };
        match self.kind(last) {
            Kind::ReturnStatement | Kind::ContinueStatement | Kind::BreakStatement | Kind::ExitStatement => true,
            Kind::ExpressionStatement => self.child_of_kind(last, Kind::ThrowExpression).is_some(),
            _ => false,
        }
    }

    /// `$x instanceof T && $x->m()`, `!$x instanceof T || $x->m()`
    pub(super) fn enter_binary(&mut self, node: NodeRef) -> Next {
        let operator = self.field(node, Field::Operator).map_or("", |operator| self.text(operator));
        let holds = match operator {
            "&&" | "and" => true,
            "||" | "or" => false,
            _ => return Next::Into,
        };
        let condition = self.field(node, Field::Left);
        self.enter_condition(condition, holds)
    }

    /// `$x instanceof T ? $x->m() : null`
    pub(super) fn enter_conditional(&mut self, node: NodeRef) -> Next {
        let condition = self.field(node, Field::Condition);
        self.enter_condition(condition, true)
    }

    /// `match (true) { $x instanceof T => $x->m() }`
    pub(super) fn enter_match_arm(&mut self, node: NodeRef) -> Next {
        let conditions = self.listed_in(node, Kind::MatchConditionList);
        match conditions[..] {
            [only] => self.enter_condition(Some(only), true),
            _ => Next::Into,
        }
    }

    fn enter_condition(&mut self, condition: Option<NodeRef>, holds: bool) -> Next {
        let facts = self.facts(condition, holds);
        if facts.is_empty() {
            return Next::Into;
        }
        self.begin_frame();
        self.bind_all(facts);
        Next::IntoAndLeave
    }

    /// The shape of an expression where a condition holds.
    pub(super) fn expr_where(&mut self, condition: Option<NodeRef>, node: NodeRef) -> ExprId {
        let facts = self.facts(condition, true);
        if facts.is_empty() {
            return self.expr_of(node);
        }
        self.begin_frame();
        self.bind_all(facts);
        let expr = self.expr_of(node);
        self.leave_frame();
        expr
    }

    /// What `assert(…)` is called with holds in what follows.
    pub(super) fn bind_facts(&mut self, condition: Option<NodeRef>, holds: bool) {
        let facts = self.facts(condition, holds);
        if !facts.is_empty() {
            self.bind_all(facts);
        }
    }

    fn bind_all(&mut self, facts: Vec<Fact>) {
        self.push_scope();
        for (tested, ty) in facts {
            let name = self.intern_node(tested);
            self.bind(self.scope(), name, BindingTarget::Variable { ty, value: ExprId::UNKNOWN });
            if self.kind(tested) != Kind::VariableName {
                self.own.narrowed.push((name, self.frame_depth()));
            }
        }
    }

    /// What a condition says where it holds, or where it does not.
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
                Kind::UnaryOpExpression => parts.extend(file.first_named(test).map(|inner| (inner, !holds))),
                Kind::BinaryExpression => {
                    let Some(parted) = file.fields(test, [Field::Left, Field::Operator, Field::Right]) else { return };
                    let [left, operator, right] = parted;
                    match file.text(operator) {
                        "instanceof" if holds => facts.extend(file.tested(left, right)),
                        // Both sides of `and` hold where it does; neither of `or` where it does not.
                        "&&" | "and" if holds => parts.extend([(left, holds), (right, holds)]),
                        "||" | "or" if !holds => parts.extend([(left, holds), (right, holds)]),
                        _ => {}
                    }
                }
                Kind::FunctionCallExpression if holds => facts.extend(file.tested_by_call(test)),
                _ => {}
            }
        });
        facts
    }

    /// `$x instanceof T`, `$this->x instanceof T`, `($x = f()) instanceof T`
    fn tested(&mut self, value: NodeRef, class: NodeRef) -> Option<Fact> {
        let mut value = self.without_parentheses(value, Kind::ParenthesizedExpression);
        if self.kind(value) == Kind::AssignmentExpression {
            value = self.field(value, Field::Left)?;
        }
        let ty = self.class_named(class)?;
        let is_followed = match self.kind(value) {
            Kind::VariableName => self.text(value) != "$this",
            Kind::MemberAccessExpression => self.text(value).len() <= LONGEST_MEMBER,
            _ => false,
        };
        is_followed.then_some((value, ty))
    }

    /// `is_a($x, T::class)`
    fn tested_by_call(&mut self, call: NodeRef) -> Option<Fact> {
        let function = self.field(call, Field::Function)?;
        if !matches!(self.text(function).trim_start_matches('\\'), "is_a" | "is_subclass_of") {
            return None;
        }
        let arguments = self.arguments_of(call);
        let [value, class, ..] = arguments[..] else { return None };
        if self.kind(class) != Kind::ClassConstantAccessExpression {
            return None;
        }
        let class = self.first_named(class)?;
        self.tested(value, class)
    }

    /// Declares a variable of the innermost function.
    pub(super) fn bind_local(&mut self, name: StringId, target: BindingTarget) {
        self.bind(self.function_scope(), name, target);
    }

    /// Where a variable of the innermost function has a value already, it has another one from here on.
    pub(super) fn bind_anew(&mut self, name: StringId, target: BindingTarget) {
        if !self.own.assigned.insert((self.function_scope(), name)) {
            self.push_scope();
            self.bind(self.scope(), name, target);
        }
    }
}
