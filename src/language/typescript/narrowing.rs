//! What tests say of names and members: `x instanceof C`, `typeof x === 'string'`, `x.kind === 'circle'`, `'m' in x`, a call of a
//! function that tells types apart.
//!
//! In: conditions, where they are entered or looked ahead at. Out: from where to where in the file a test holds or does not
//! hold of what is written so; a name or member that stands there is an [`Expr::Narrowed`]. Whether the test says anything is
//! for linking to find out.

use super::syntax::without_quotes;
use super::{Field, Kind, TypeScript, builtins};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::Run;
use crate::record::symbols::{Expr, ExprId, Member, MemberValue, Object, THIS_PLACE};

/// How many tests are kept that may still hold.
const MAX_TESTS: usize = 64;

/// How many tests of one name are followed.
const MAX_TESTS_OF_ONE: usize = 4;

/// How deep conditions nest that are taken apart.
const MAX_DEPTH: u32 = 8;

/// How many arguments of a test are looked at, and how many cases of a `switch`.
const MAX_PARTS: usize = 4;

/// Longer texts are no names of anything.
const LONGEST: usize = 64;

/// Where a test holds of what is written so, or where it does not hold.
pub(super) struct Narrowing {
    written: Box<str>,
    /// Where it stands in the test.
    tested_at: usize,
    from: usize,
    until: usize,
    test: ExprId,
    holds: bool,
}

/// From where to where in the file.
pub(super) type Range = (usize, usize);

impl Outline<'_, '_, TypeScript> {
    /// A statement or expression with a condition, or one that tells something of what follows.
    pub(super) fn enter_test(&mut self, node: NodeRef) -> Next {
        self.take_test(node);
        Next::Into
    }

    /// Notes what the condition of a node says of its parts, once.
    pub(super) fn take_test(&mut self, node: NodeRef) {
        match self.kind(node) {
            Kind::BinaryExpression => {
                let Some([left, operator, right]) = self.fields(node, [Field::Left, Field::Operator, Field::Right])
                else {
                    return;
                };
                let is_and = self.kind(operator) == Kind::AndAnd;
                // Each is looked ahead at from all that it is in: as often as two to the power of their depth.
                let range = self.range_of(node);
                if (is_and || self.kind(operator) == Kind::BarBar) && self.own.taken_tests.insert(range) {
                    self.note(left, right, is_and);
                }
            }
            Kind::TernaryExpression => {
                let parts = [Field::Condition, Field::Consequence, Field::Alternative];
                let Some([condition, yes, no]) = self.fields(node, parts) else { return };
                self.note(condition, yes, true);
                self.note(condition, no, false);
            }
            Kind::WhileStatement => {
                let Some([condition, body]) = self.fields(node, [Field::Condition, Field::Body]) else { return };
                self.note(condition, body, true);
            }
            Kind::IfStatement => self.take_if(node),
            Kind::SwitchStatement => self.take_switch(node),
            Kind::ExpressionStatement => self.take_assertion(node),
            _ => {}
        }
    }

    fn range_of(&self, node: NodeRef) -> Range {
        (self.start_byte(node), self.end_byte(node))
    }

    /// Where what follows a statement in its block stands.
    fn behind(&self, statement: NodeRef) -> Option<Range> {
        let block = self.parent()?;
        let is_list = matches!(self.kind(block), Kind::StatementBlock | Kind::Program | Kind::SwitchCase);
        is_list.then(|| (self.end_byte(statement), self.end_byte(block)))
    }

    fn take_if(&mut self, node: NodeRef) {
        let Some([condition, yes]) = self.fields(node, [Field::Condition, Field::Consequence]) else { return };
        let no = self.field(node, Field::Alternative);
        self.note(condition, yes, true);
        if let Some(no) = no {
            self.note(condition, no, false);
        }
        let Some(behind) = self.behind(node) else { return };
        match no {
            _ if self.leaves(yes) => self.note_in(condition, behind, false, 0),
            Some(no) if self.leaves(no) => self.note_in(condition, behind, true, 0),
            _ => {}
        }
    }

    /// Whether what stands behind a statement is never reached from it.
    fn leaves(&mut self, statement: NodeRef) -> bool {
        let last = self.innermost(statement, |file, node| match file.kind(node) {
            Kind::StatementBlock | Kind::ElseClause => file.last_named(node),
            _ => None,
        });
        matches!(
            self.kind(last),
            Kind::ReturnStatement | Kind::ThrowStatement | Kind::BreakStatement | Kind::ContinueStatement
        )
    }

    fn take_switch(&mut self, node: NodeRef) {
        let Some([value, body]) = self.fields(node, [Field::Value, Field::Body]) else { return };
        let value = self.unwrapped(value);
        // `switch (true)`: each case is a condition.
        let are_conditions = self.text(value) == "true";
        let mut is_reached = false;
        let (mut cases, mut conditions) = (Vec::new(), Vec::new());
        for case in self.named_children(body) {
            let range = self.range_of(case);
            let Some(label) = self.field(case, Field::Value) else {
                for label in cases.iter().take(MAX_PARTS) {
                    match are_conditions {
                        true => conditions.push((*label, range, false)),
                        false => self.note_equal(value, *label, range, false),
                    }
                }
                continue;
            };
            cases.push(label);
            // A case that the one before it runs into holds of either.
            let is_empty = self.last_named(case) == Some(label);
            if !is_reached && !is_empty {
                match are_conditions {
                    true => conditions.push((label, range, true)),
                    false => self.note_equal(value, label, range, true),
                }
            }
            is_reached = is_empty || !self.last_named(case).is_some_and(|last| self.leaves(last));
        }
        // Of what is tested further on nothing is kept that holds before it.
        for (label, range, holds) in conditions.into_iter().rev() {
            self.note_in(label, range, holds, 0);
        }
    }

    /// `assertIsCat(x);`
    fn take_assertion(&mut self, node: NodeRef) {
        let Some(call) = self.first_named(node).filter(|call| self.kind(*call) == Kind::CallExpression) else { return };
        let Some(function) = self.field(call, Field::Function) else { return };
        let name = match self.kind(function) {
            Kind::MemberExpression => self.field(function, Field::Property),
            _ => Some(function),
        };
        let is_assertion = name.is_some_and(|name| {
            let text = self.text(name);
            text.len() <= LONGEST && builtins::may_assert(text)
        });
        if is_assertion && let Some(behind) = self.behind(node) {
            self.note_in(call, behind, true, 0);
        }
    }

    /// Notes that a condition holds, or does not, in a part.
    fn note(&mut self, condition: NodeRef, part: NodeRef, holds: bool) {
        let range = self.range_of(part);
        self.note_in(condition, range, holds, 0);
    }

    fn note_in(&mut self, condition: NodeRef, range: Range, holds: bool, depth: u32) {
        if depth == MAX_DEPTH {
            return;
        }
        let condition = self.unwrapped(condition);
        match self.kind(condition) {
            Kind::UnaryExpression => {
                let Some([operator, operand]) = self.fields(condition, [Field::Operator, Field::Argument]) else {
                    return;
                };
                if self.text(operator) == "!" {
                    self.note_in(operand, range, !holds, depth + 1);
                }
            }
            Kind::BinaryExpression => {
                let parts = [Field::Left, Field::Operator, Field::Right];
                let Some([left, operator, right]) = self.fields(condition, parts) else { return };
                // What the left side says counts before anything of the right side is looked at.
                self.take_test(condition);
                match self.text(operator) {
                    "&&" if holds => {
                        self.note_in(left, range, true, depth + 1);
                        self.note_in(right, range, true, depth + 1);
                    }
                    "||" if !holds => {
                        self.note_in(left, range, false, depth + 1);
                        self.note_in(right, range, false, depth + 1);
                    }
                    "instanceof" if self.is_path(left) => {
                        let class = self.expr_of(right);
                        let test = self.expr(Expr::instance(class));
                        self.push_narrowing(left, range, test, holds);
                    }
                    "===" | "==" => self.note_equal(left, right, range, holds),
                    "!==" | "!=" => self.note_equal(left, right, range, !holds),
                    "in" if self.kind(left) == Kind::String && self.is_path(right) => {
                        let test = self.has_member(left, ExprId::UNKNOWN);
                        self.push_narrowing(right, range, test, holds);
                    }
                    _ => {}
                }
            }
            Kind::CallExpression => self.note_guard(condition, range, holds),
            _ => {}
        }
    }

    /// `typeof x === 'string'`, `x.kind === 'circle'`
    fn note_equal(&mut self, left: NodeRef, right: NodeRef, range: Range, holds: bool) {
        let (value, text) = match (self.kind(left), self.kind(right)) {
            (_, Kind::String) => (left, right),
            (Kind::String, _) => (right, left),
            _ => return,
        };
        let value = self.unwrapped(value);
        match self.kind(value) {
            Kind::UnaryExpression => {
                let parts = [Field::Operator, Field::Argument];
                let Some([operator, operand]) = self.fields(value, parts) else { return };
                if self.text(operator) == "typeof" && self.is_path(operand) {
                    let kind = self.unquoted(text);
                    let test = self.expr(Expr::Language(kind));
                    self.push_narrowing(operand, range, test, holds);
                }
            }
            Kind::MemberExpression => {
                let parts = [Field::Object, Field::Property];
                let Some([object, property]) = self.fields(value, parts) else { return };
                let written = self.text(text);
                if self.is_path(object)
                    && let Some(literal) = self.short_text(written)
                {
                    let literal = self.expr(literal);
                    let test = self.has_member(property, literal);
                    self.push_narrowing(object, range, test, holds);
                }
            }
            _ => {}
        }
    }

    /// The type of what has a member of this name and type.
    fn has_member(&mut self, name: NodeRef, ty: ExprId) -> ExprId {
        let text = self.text(name);
        let name = self.draft.intern(without_quotes(text));
        let value = MemberValue::Field { ty, value: ExprId::UNKNOWN };
        let members = self.member_list(vec![Member { name, is_static: false, value }]);
        let object = self.push_object(Object { members, spreads: Run::default() });
        self.expr(Expr::ObjectType(object))
    }

    /// A call of what may tell of its receiver or of what is passed.
    fn note_guard(&mut self, call: NodeRef, range: Range, holds: bool) {
        let Some(function) = self.function_of(call) else { return };
        let receiver = match self.kind(function) {
            Kind::MemberExpression => self.field(function, Field::Object),
            Kind::Identifier => None,
            _ => return,
        };
        let passed = self.listed_behind(call, Field::Arguments);
        let passed = (0..).zip(passed.into_iter().take(MAX_PARTS));
        let of_receiver = receiver.map(|receiver| (THIS_PLACE, receiver));
        for (place, part) in of_receiver.into_iter().chain(passed) {
            if self.is_path(part) && self.kind(part) != Kind::This {
                let callee = self.chain_of(function);
                let test = self.expr(Expr::Guard { callee, place });
                self.push_narrowing(part, range, test, holds);
            }
        }
    }

    /// Whether an expression is a name, or members of one or of `this`.
    fn is_path(&mut self, node: NodeRef) -> bool {
        if self.end_byte(node) - self.start_byte(node) > LONGEST {
            return false;
        }
        let root = self.innermost(node, |file, node| match file.kind(node) {
            Kind::MemberExpression => file.field(node, Field::Object),
            _ => None,
        });
        matches!(self.kind(root), Kind::Identifier | Kind::This)
    }

    fn push_narrowing(&mut self, node: NodeRef, (from, until): Range, test: ExprId, holds: bool) {
        let (written, tested_at) = (self.text(node).into(), self.start_byte(node));
        let narrowings = &mut self.own.narrowings;
        // A condition may have been looked ahead at.
        let is_known = |known: &Narrowing| (known.tested_at, known.from, known.holds) == (tested_at, from, holds);
        if narrowings.iter().any(is_known) {
            return;
        }
        narrowings.retain(|narrowing| narrowing.until > tested_at);
        if narrowings.len() == MAX_TESTS {
            narrowings.remove(0);
        }
        narrowings.push(Narrowing { written, tested_at, from, until, test, holds });
    }

    /// What is assigned to is no longer what tests said.
    pub(super) fn forget_narrowings(&mut self, assigned: NodeRef) {
        if self.own.narrowings.is_empty() {
            return;
        }
        let (at, written) = (self.start_byte(assigned), self.text(assigned));
        for narrowing in &mut self.own.narrowings {
            if *narrowing.written == *written && narrowing.from <= at {
                narrowing.until = narrowing.until.min(at);
            }
        }
    }

    /// What tests are about: the expression itself where there are none.
    pub(super) fn without_tests(&mut self, expr: ExprId) -> ExprId {
        let mut expr = expr;
        while let Expr::Narrowed { value, .. } = self.draft.symbols().expr(expr) {
            expr = value;
        }
        expr
    }

    /// The shape of a name or member where tests of it hold.
    pub(super) fn narrowed_shape(&mut self, node: NodeRef, shape: Expr) -> Expr {
        if self.own.narrowings.is_empty() {
            return shape;
        }
        let (at, written) = (self.start_byte(node), self.text(node));
        let is_here =
            |narrowing: &&Narrowing| narrowing.from <= at && at < narrowing.until && *narrowing.written == *written;
        let narrowings = self.own.narrowings.iter().filter(is_here).take(MAX_TESTS_OF_ONE);
        let tests: Vec<(ExprId, bool)> = narrowings.map(|narrowing| (narrowing.test, narrowing.holds)).collect();
        let mut shape = shape;
        for (test, holds) in tests {
            let value = self.expr(shape);
            // A part of an expression is made before it.
            if test < value {
                shape = Expr::Narrowed { value, test, holds };
            }
        }
        shape
    }
}
