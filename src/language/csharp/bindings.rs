//! What gives values their names: fields, local variables, loops, `catch`, patterns, queries.

use super::{CSharp, Field, Kind};
use crate::extract::{Bound, Next, NodeRef, Outline};
use crate::record::symbols::{Expr, ExprId};

impl Outline<'_, '_, CSharp> {
    /// `T a = …, b`: fields, or variables where it stands in a statement.
    pub(super) fn enter_variables(&mut self, node: NodeRef) -> Next {
        let Some(type_node) = self.field(node, Field::Type) else { return Next::Into };
        let field = self
            .parent()
            .filter(|parent| matches!(self.kind(*parent), Kind::FieldDeclaration | Kind::EventFieldDeclaration));
        let ty = self.type_of(type_node);
        let type_text = self.intern_node(type_node);
        let is_static = field.is_some_and(|field| self.is_static(field));
        for declarator in self.named_children(node) {
            if self.kind(declarator) != Kind::VariableDeclarator {
                continue;
            }
            let Some(name_node) = self.field(declarator, Field::Name) else { continue };
            let value = self.initial_value(declarator, name_node);
            let value = value.map_or(ExprId::UNKNOWN, |value| {
                self.name_value(field.unwrap_or(declarator), name_node, value);
                self.name_created(value, type_node);
                self.expr_of(value)
            });
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

    /// A lambda that is the value of something gets its name.
    pub(super) fn name_value(&mut self, definition: NodeRef, name_node: NodeRef, value: NodeRef) {
        if matches!(self.kind(value), Kind::LambdaExpression | Kind::AnonymousMethodExpression) {
            let name = self.intern_node(name_node);
            self.set_bound(value, Bound { definition, name_node, name });
        }
    }

    /// `this.x = y => …`, `Changed += (sender, e) => …`
    pub(super) fn enter_assignment(&mut self, node: NodeRef) -> Next {
        let sides = (self.field(node, Field::Left), self.field(node, Field::Right));
        let (Some(left), Some(right)) = sides else { return Next::Into };
        let name_node = match self.kind(left) {
            Kind::Identifier => Some(left),
            Kind::MemberAccessExpression => self.field(left, Field::Name),
            _ => None,
        };
        if let Some(name_node) = name_node {
            self.name_value(node, name_node, right);
        }
        Next::Into
    }

    /// `foreach (T x in xs)`: a scope with a variable.
    pub(super) fn enter_for_each(&mut self, node: NodeRef) -> Next {
        self.begin_block();
        let Some(name) = self.field(node, Field::Left) else { return Next::IntoAndLeave };
        if self.kind(name) == Kind::Identifier {
            let ty = self.field(node, Field::Type).map_or(ExprId::UNKNOWN, |ty| self.type_of(ty));
            let iterable = self.field(node, Field::Right);
            let value = iterable.map_or(ExprId::UNKNOWN, |iterable| self.element_of(iterable));
            self.bind_variable(name, ty, value);
        }
        Next::IntoAndLeave
    }

    fn element_of(&mut self, iterable: NodeRef) -> ExprId {
        match self.expr_of(iterable) {
            ExprId::UNKNOWN => ExprId::UNKNOWN,
            iterable => self.expr(Expr::Element(iterable)),
        }
    }

    /// `catch (E e)`, `out T x`, `is T x`, `case T { … } x`, `var x` of a pattern: a name behind its type.
    pub(super) fn enter_designation(&mut self, node: NodeRef) -> Next {
        let Some(name) = self.field(node, Field::Name) else { return Next::Into };
        let ty = self.field(node, Field::Type).map_or(ExprId::UNKNOWN, |ty| self.type_of(ty));
        self.bind_variable(name, ty, ExprId::UNKNOWN);
        Next::Into
    }

    /// `from T x in xs`
    pub(super) fn enter_from(&mut self, node: NodeRef) -> Next {
        let Some(name) = self.field(node, Field::Name) else { return Next::Into };
        let ty = self.field(node, Field::Type).map_or(ExprId::UNKNOWN, |ty| self.type_of(ty));
        let source = self.last_named(node).filter(|source| *source != name);
        let value = source.map_or(ExprId::UNKNOWN, |source| self.element_of(source));
        self.bind_variable(name, ty, value);
        Next::Into
    }

    /// `let x = …`
    pub(super) fn enter_let(&mut self, node: NodeRef) -> Next {
        let parts = self.named_children(node);
        if let [name, value] = parts[..] {
            let value = self.expr_of(value);
            self.bind_variable(name, ExprId::UNKNOWN, value);
        }
        Next::Into
    }
}
