//! What gives values their names: fields, local variables, loops, `catch`, patterns, queries.

use super::{CSharp, Field, Kind};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::symbols::{Expr, ExprId};

/// More places than a tuple is taken apart by.
const MAX_PLACES: usize = 16;

/// More tuples than stand in one another where one is taken apart.
const MAX_TUPLES: usize = 16;

impl Outline<'_, '_, CSharp> {
    /// `T a = …, b`: fields, or variables where it stands in a statement.
    pub(super) fn enter_variables(&mut self, node: NodeRef) -> Next {
        let Some(type_node) = self.field(node, Field::Type) else { return Next::Into };
        let field = self
            .parent()
            .filter(|parent| matches!(self.kind(*parent), Kind::FieldDeclaration | Kind::EventFieldDeclaration));
        let ty = self.type_of(type_node);
        self.refer_to_types(type_node);
        let type_text = self.intern_node(type_node);
        let is_static = field.is_some_and(|field| self.is_static(field));
        for declarator in self.children_of_kind(node, Kind::VariableDeclarator) {
            let Some(name_node) = self.field(declarator, Field::Name) else {
                // `var (a, b) = …`
                if let Some(pattern) = self.child_of_kind(declarator, Kind::TuplePattern) {
                    let value = self.initial_value(declarator, pattern);
                    let value = self.expr_if(value);
                    self.bind_places(pattern, value);
                }
                continue;
            };
            let value = self.initial_value(declarator, name_node);
            if let Some(value) = value {
                self.name_lambda(field.unwrap_or(declarator), name_node, value);
                self.name_created(value, type_node);
            }
            let value = self.named_expr_if(value);
            if field.is_some() {
                let name = self.intern_node(name_node);
                self.push_field(name, Some(type_text), ty, value, is_static);
            } else {
                self.bind_variable(name_node, ty, value);
            }
        }
        Next::Into
    }

    /// What stands behind the `=`.
    fn initial_value(&mut self, declarator: NodeRef, name_node: NodeRef) -> Option<NodeRef> {
        let value = self.last_named(declarator)?;
        (value != name_node && self.kind(value) != Kind::BracketedArgumentList).then_some(value)
    }

    /// A lambda that is the value of something, or that the value is a call around, gets its name.
    pub(super) fn name_lambda(&mut self, definition: NodeRef, name_node: NodeRef, value: NodeRef) {
        if let Some(function) = self.named_function(value) {
            self.name_value(function, definition, name_node);
        }
    }

    /// `this.x = y => …`, `Changed += (sender, e) => …`
    pub(super) fn enter_assignment(&mut self, node: NodeRef) -> Next {
        let Some([left, right]) = self.fields(node, [Field::Left, Field::Right]) else { return Next::Into };
        if self.kind(left) == Kind::TupleExpression {
            let value = self.expr_of(right);
            self.bind_places(left, value);
        }
        let member = (Kind::MemberAccessExpression, Field::Name);
        if let Some(name_node) = self.assigned_name(left, Kind::Identifier, member) {
            self.name_lambda(node, name_node, right);
        }
        Next::Into
    }

    /// `foreach (T x in xs)`: a scope with a variable.
    pub(super) fn enter_for_each(&mut self, node: NodeRef) -> Next {
        self.begin_block();
        let Some(name) = self.field(node, Field::Left) else { return Next::IntoAndLeave };
        if self.kind(name) == Kind::Identifier {
            let type_node = self.field(node, Field::Type);
            self.refer_to_types_if(type_node);
            let ty = self.type_if(type_node);
            let iterable = self.field(node, Field::Right);
            let value = self.element_of(iterable);
            self.bind_variable(name, ty, value);
        } else {
            let iterable = self.field(node, Field::Right);
            let value = self.element_of(iterable);
            self.bind_places(name, value);
        }
        Next::IntoAndLeave
    }

    /// `var (a, (b, c))`, `(var a, B b)`: what stands at the places of a value.
    fn bind_places(&mut self, pattern: NodeRef, value: ExprId) {
        self.take_apart_within(MAX_TUPLES, (pattern, value), |file, (pattern, value), parts| {
            for (place, part) in file.named_children(pattern).into_iter().enumerate().take(MAX_PLACES) {
                let part =
                    if file.kind(part) == Kind::Argument { file.first_named(part).unwrap_or(part) } else { part };
                match file.kind(part) {
                    Kind::Identifier if file.kind(pattern) == Kind::TuplePattern => {
                        let value = file.at_place(value, place);
                        file.bind_variable(part, ExprId::UNKNOWN, value);
                    }
                    // Its name is bound where it is entered.
                    Kind::DeclarationExpression => {
                        let value = file.at_place(value, place);
                        file.own.placed.insert(part, value);
                    }
                    Kind::TuplePattern | Kind::TupleExpression => parts.push((part, file.at_place(value, place))),
                    _ => {}
                }
            }
        });
    }

    fn element_of(&mut self, iterable: Option<NodeRef>) -> ExprId {
        let iterable = self.expr_if(iterable);
        self.element(iterable)
    }

    /// `catch (E e)`, `out T x`, `is T x`, `case T { … } x`, `var x` of a pattern: a name behind its type.
    pub(super) fn enter_designation(&mut self, node: NodeRef) -> Next {
        let Some(name) = self.field(node, Field::Name) else { return Next::Into };
        let type_node = self.field(node, Field::Type);
        self.refer_to_types_if(type_node);
        let ty = self.type_if(type_node);
        let mut value = ExprId::UNKNOWN;
        if let Some(placed) = self.own.placed.remove(&node) {
            value = placed;
        } else if ty == ExprId::UNKNOWN && self.parent_of_kind(Kind::Argument).is_some() {
            // `out var x`: what is asked for there.
            let around = self.ancestors().to_vec();
            let asked = self.context_of(node, &around);
            if asked != ExprId::UNKNOWN {
                let of_language = self.expr(Expr::Parameter { of: asked, place: 0 });
                value = self.expr(Expr::Either(asked, of_language));
            }
        }
        self.bind_variable(name, ty, value);
        Next::Into
    }

    /// `from x in xs … into y …`: what stands behind `into` has what was selected before it.
    pub(super) fn enter_query(&mut self, node: NodeRef) -> Next {
        self.begin_block();
        let parts = self.named_children(node);
        self.bind_range_variables(&parts);
        Next::IntoAndLeave
    }

    /// The names that the clauses of a query declare, in the innermost scope.
    pub(super) fn bind_range_variables(&mut self, clauses: &[NodeRef]) {
        let mut before = None;
        for clause in clauses {
            match self.kind(*clause) {
                Kind::FromClause => self.bind_from(*clause),
                Kind::JoinClause => self.bind_join(*clause),
                Kind::LetClause => self.bind_let(*clause),
                Kind::Identifier => {
                    let selected = before.map_or(Expr::Unknown, |before| self.selected(before));
                    let selected = self.expr(selected);
                    let value = self.element(selected);
                    self.bind_variable(*clause, ExprId::UNKNOWN, value);
                }
                _ => {}
            }
            before = Some(*clause);
        }
    }

    /// `join T x in xs on … into g`
    fn bind_join(&mut self, node: NodeRef) {
        let parts = self.named_children(node);
        let Some(at) = parts.iter().position(|part| self.kind(*part) == Kind::Identifier) else { return };
        let ty = self.field_type(node, Field::Type);
        let at = if ty == ExprId::UNKNOWN { at } else { at.max(1) };
        let Some(name) = parts.get(at).copied().filter(|name| self.kind(*name) == Kind::Identifier) else { return };
        let value = self.element_of(parts.get(at + 1).copied());
        self.bind_variable(name, ty, value);
        if let Some(group) = self.child_of_kind(node, Kind::JoinIntoClause).and_then(|into| self.first_named(into)) {
            let group_value = self.expr(Expr::Array(value));
            self.bind_variable(group, ExprId::UNKNOWN, group_value);
        }
    }

    /// `from T x in xs`
    fn bind_from(&mut self, node: NodeRef) {
        let Some(name) = self.field(node, Field::Name) else { return };
        let ty = self.field_type(node, Field::Type);
        let source = self.last_named(node).filter(|source| *source != name);
        let value = self.element_of(source);
        self.bind_variable(name, ty, value);
    }

    /// `let x = …`
    fn bind_let(&mut self, node: NodeRef) {
        let parts = self.named_children(node);
        if let [name, value] = parts[..] {
            let value = self.expr_of(value);
            self.bind_variable(name, ExprId::UNKNOWN, value);
        }
    }
}
