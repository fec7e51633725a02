//! Call sites: of functions, methods and constructors, and attributes with arguments.

use super::PhpVisitor;
use super::words::{Field, Kind};
use crate::extract::outline::ExpressionShapes;
use crate::record::symbols::{Expr, ExprId};
use crate::record::{CallForm, StringId};
use crate::syntax::tree::NodeRef;

impl PhpVisitor<'_, '_> {
    pub(super) fn enter_function_call(&mut self, node: NodeRef) -> bool {
        let Some(function) = self.outline.field(node, Field::Function) else { return false };
        let function = self.outline.unwrapped(function, Kind::ParenthesizedExpression);
        let (name, byte) = match self.outline.kind(function) {
            Kind::Name | Kind::QualifiedName | Kind::RelativeName => {
                let last = self.outline.last_named(function).unwrap_or(function);
                (self.outline.intern_node(last), self.outline.start_byte(last))
            }
            Kind::VariableName => {
                let name = self.outline.intern_node(function);
                (self.without_dollar(name), self.outline.start_byte(function) + 1)
            }
            _ => {
                let arguments = self.outline.field(node, Field::Arguments);
                let end = self.outline.end_byte(node);
                (StringId::EMPTY, arguments.map_or(end, |arguments| self.outline.start_byte(arguments)))
            }
        };
        let callee = self.expr_of(function);
        self.outline.push_call(node, name, byte, CallForm::Plain, callee);
        false
    }

    pub(super) fn enter_member_call(&mut self, node: NodeRef) -> bool {
        let parts = (self.outline.field(node, Field::Object), self.outline.field(node, Field::Name));
        let (Some(object), Some(name_node)) = parts else { return false };
        let object = self.expr_of(object);
        self.push_member_call(node, object, name_node)
    }

    pub(super) fn enter_scoped_call(&mut self, node: NodeRef) -> bool {
        let parts = (self.outline.field(node, Field::Scope), self.outline.field(node, Field::Name));
        let (Some(scope), Some(name_node)) = parts else { return false };
        let class = self.scope_of(scope);
        self.push_member_call(node, class, name_node)
    }

    fn push_member_call(&mut self, node: NodeRef, object: ExprId, name_node: NodeRef) -> bool {
        if self.outline.kind(name_node) != Kind::Name {
            let byte = self.outline.start_byte(name_node);
            self.outline.push_call(node, StringId::EMPTY, byte, CallForm::Plain, ExprId::UNKNOWN);
            return false;
        }
        let name = self.outline.intern_node(name_node);
        let byte = self.outline.start_byte(name_node);
        let callee = self.outline.expr(Expr::Member { object, name });
        self.outline.push_call(node, name, byte, CallForm::Member, callee);
        false
    }

    /// `new X()`
    pub(super) fn enter_creation(&mut self, node: NodeRef) -> bool {
        let Some(class_node) = self.outline.first_named(node) else { return false };
        let callee = match self.class_named(class_node) {
            Some(class) => class,
            None if self.outline.kind(class_node) == Kind::AnonymousClass => return false,
            None => self.expr_of(class_node),
        };
        let name = self.outline.draft.intern("__construct");
        let byte = self.outline.start_byte(class_node);
        self.outline.push_call(node, name, byte, CallForm::Construct, callee);
        false
    }

    /// `#[Route('/orders')]`
    pub(super) fn enter_attribute(&mut self, node: NodeRef) -> bool {
        if self.outline.field(node, Field::Parameters).is_none() {
            return false;
        }
        let Some(name_node) = self.outline.first_named(node) else { return false };
        let Some(name) = self.last_name(name_node) else { return false };
        let byte = self.outline.start_byte(name_node);
        let text = self.outline.intern_node(name_node);
        let callee = self.outline.name_shape(text, false);
        let callee = self.outline.expr(callee);
        self.outline.push_call(node, name, byte, CallForm::Plain, callee);
        false
    }
}
