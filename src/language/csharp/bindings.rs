//! What gives values their names: fields, properties, local variables, loops, patterns.

use super::words::{Field, Kind};
use super::{Bound, CSharpVisitor};
use crate::language::outline::ExpressionShapes;
use crate::language::tree::NodeRef;
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, Expr, ExprId};

impl CSharpVisitor<'_, '_> {
    pub(super) fn enter_field(&mut self, node: NodeRef) -> bool {
        let Some(declaration) = self.outline.child_of_kind(node, Kind::VariableDeclaration) else { return false };
        let Some(type_node) = self.outline.field(declaration, Field::Type) else { return false };
        let is_static = self.has_modifier(node, "static") || self.has_modifier(node, "const");
        let text = self.outline.intern_node(type_node);
        let ty = self.type_of(type_node);
        for declarator in self.declarators(declaration) {
            let Some((name_node, value)) = self.declared(declarator, type_node, node) else { continue };
            let name = self.outline.intern_node(name_node);
            self.outline.push_field(name, Some(text), ty, value, is_static);
        }
        false
    }

    /// Variables of a statement; those of a field are seen already.
    pub(super) fn enter_variables(&mut self, node: NodeRef) -> bool {
        if self.outline.is_in_type() {
            return false;
        }
        let Some(type_node) = self.outline.field(node, Field::Type) else { return false };
        let ty = self.declared_type(type_node);
        for declarator in self.declarators(node) {
            let Some((name_node, value)) = self.declared(declarator, type_node, declarator) else { continue };
            self.bind_variable(name_node, ty, value);
        }
        false
    }

    fn declarators(&mut self, node: NodeRef) -> Vec<NodeRef> {
        let parts = self.outline.named_children(node);
        parts.into_iter().filter(|part| self.outline.kind(*part) == Kind::VariableDeclarator).collect()
    }

    /// A declarator's name and value; a lambda that is the value gets the name.
    fn declared(&mut self, declarator: NodeRef, ty: NodeRef, definition: NodeRef) -> Option<(NodeRef, ExprId)> {
        let name_node = self.outline.field(declarator, Field::Name)?;
        let value = self.outline.last_named(declarator).filter(|value| *value != name_node);
        let Some(value) = value else { return Some((name_node, ExprId::UNKNOWN)) };
        self.name_value(definition, name_node, value);
        self.note_implicit_type(value, ty);
        Some((name_node, self.expr_of(value)))
    }

    fn name_value(&mut self, definition: NodeRef, name_node: NodeRef, value: NodeRef) {
        if matches!(self.outline.kind(value), Kind::LambdaExpression | Kind::AnonymousMethodExpression) {
            let name = self.outline.intern_node(name_node);
            self.bound.insert(value, Bound { definition, name_node, name });
        }
    }

    /// `Order x = new()`
    fn note_implicit_type(&mut self, value: NodeRef, ty: NodeRef) {
        if self.outline.kind(value) == Kind::ImplicitObjectCreationExpression {
            self.implicit_types.insert(value, ty);
        }
    }

    fn bind_variable(&mut self, name_node: NodeRef, ty: ExprId, value: ExprId) {
        let name = self.outline.intern_node(name_node);
        let scope = self.outline.scope();
        self.outline.bind(scope, name, BindingTarget::Variable { ty, value });
    }

    /// A property, indexer or event with accessors.
    pub(super) fn enter_property(&mut self, node: NodeRef) -> bool {
        let Some((name, name_node)) = self.property_name(node) else { return false };
        let Some(type_node) = self.outline.field(node, Field::Type) else { return false };
        let text = self.outline.intern_node(type_node);
        let ty = self.type_of(type_node);
        let is_static = self.has_modifier(node, "static");
        let value = self.outline.field(node, Field::Value);
        let body = value.filter(|value| self.outline.kind(*value) == Kind::ArrowExpressionClause);
        let initial = match value.filter(|_| body.is_none()) {
            Some(value) => {
                self.name_value(node, name_node, value);
                self.note_implicit_type(value, type_node);
                self.expr_of(value)
            }
            None => ExprId::UNKNOWN,
        };
        self.outline.push_field(name, Some(text), ty, initial, is_static);
        if let Some(body) = body {
            self.enter_getter(node, name, name_node, body);
        }
        body.is_some()
    }

    /// A property's name; `this[]` for an indexer.
    pub(super) fn property_name(&mut self, node: NodeRef) -> Option<(StringId, NodeRef)> {
        if self.outline.kind(node) == Kind::IndexerDeclaration {
            let keyword = self.outline.child_of_kind(node, Kind::This)?;
            return Some((self.outline.draft.intern("this[]"), keyword));
        }
        let name = self.outline.field(node, Field::Name)?;
        Some((self.outline.intern_node(name), name))
    }

    /// `this.x = () => …`
    pub(super) fn enter_assignment(&mut self, node: NodeRef) -> bool {
        let sides = (self.outline.field(node, Field::Left), self.outline.field(node, Field::Right));
        let (Some(left), Some(right)) = sides else { return false };
        let name_node = match self.outline.kind(left) {
            Kind::Identifier => Some(left),
            Kind::MemberAccessExpression => self.outline.field(left, Field::Name),
            _ => None,
        };
        if let Some(name_node) = name_node {
            self.name_value(node, name_node, right);
        }
        false
    }

    pub(super) fn enter_foreach(&mut self, node: NodeRef) -> bool {
        self.outline.enter_block();
        let parts = (self.outline.field(node, Field::Left), self.outline.field(node, Field::Right));
        let (Some(left), Some(right)) = parts else { return true };
        let ty = self.outline.field(node, Field::Type).map_or(ExprId::UNKNOWN, |ty| self.declared_type(ty));
        let iterable = self.expr_of(right);
        let element = match iterable {
            ExprId::UNKNOWN => iterable,
            iterable => self.outline.expr(Expr::Element(iterable)),
        };
        if self.outline.kind(left) == Kind::Identifier {
            self.bind_variable(left, ty, element);
        }
        true
    }

    /// `x is T name`, `out T name`, `case T name`, `catch (T name)`
    pub(super) fn enter_declaration(&mut self, node: NodeRef) -> bool {
        let parts = (self.outline.field(node, Field::Type), self.outline.field(node, Field::Name));
        if let (Some(ty), Some(name)) = parts {
            let ty = self.declared_type(ty);
            self.bind_variable(name, ty, ExprId::UNKNOWN);
        }
        false
    }
}
