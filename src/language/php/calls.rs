//! Call sites: of functions, methods and constructors, and attributes with arguments.

use super::Php;
use super::grammar::{Field, Kind};
use crate::extract::outline::Outline;
use crate::record::symbols::{Expr, ExprId};
use crate::record::{CallForm, StringId};
use crate::syntax::tree::NodeRef;

impl Outline<'_, '_, Php> {
    pub(super) fn enter_function_call(&mut self, node: NodeRef) -> bool {
        let Some(function) = self.field(node, Field::Function) else { return false };
        let function = self.without_parentheses(function, Kind::ParenthesizedExpression);
        let (name, byte) = match self.kind(function) {
            Kind::Name | Kind::QualifiedName | Kind::RelativeName => {
                let last = self.last_named(function).unwrap_or(function);
                (self.intern_node(last), self.start_byte(last))
            }
            Kind::VariableName => {
                let name = self.intern_node(function);
                (self.without_dollar(name), self.start_byte(function) + 1)
            }
            _ => {
                let arguments = self.field(node, Field::Arguments);
                let end = self.end_byte(node);
                (StringId::EMPTY, arguments.map_or(end, |arguments| self.start_byte(arguments)))
            }
        };
        let callee = self.expr_of(function);
        self.push_call(node, name, byte, CallForm::Plain, callee);
        false
    }

    pub(super) fn enter_member_call(&mut self, node: NodeRef) -> bool {
        let parts = (self.field(node, Field::Object), self.field(node, Field::Name));
        let (Some(object), Some(name_node)) = parts else { return false };
        let object = self.expr_of(object);
        self.push_member_call(node, object, name_node)
    }

    pub(super) fn enter_scoped_call(&mut self, node: NodeRef) -> bool {
        let parts = (self.field(node, Field::Scope), self.field(node, Field::Name));
        let (Some(scope), Some(name_node)) = parts else { return false };
        let class = self.scope_of(scope);
        self.push_member_call(node, class, name_node)
    }

    fn push_member_call(&mut self, node: NodeRef, object: ExprId, name_node: NodeRef) -> bool {
        if self.kind(name_node) != Kind::Name {
            let byte = self.start_byte(name_node);
            self.push_call(node, StringId::EMPTY, byte, CallForm::Plain, ExprId::UNKNOWN);
            return false;
        }
        let name = self.intern_node(name_node);
        let byte = self.start_byte(name_node);
        let callee = self.expr(Expr::Member { object, name });
        self.push_call(node, name, byte, CallForm::Member, callee);
        false
    }

    /// `new X()`
    pub(super) fn enter_creation(&mut self, node: NodeRef) -> bool {
        let Some(class_node) = self.first_named(node) else { return false };
        let callee = match self.class_named(class_node) {
            Some(class) => class,
            None if self.kind(class_node) == Kind::AnonymousClass => return false,
            None => self.expr_of(class_node),
        };
        let name = self.draft.intern("__construct");
        let byte = self.start_byte(class_node);
        self.push_call(node, name, byte, CallForm::Construct, callee);
        false
    }

    /// `#[Route('/orders')]`
    pub(super) fn enter_attribute(&mut self, node: NodeRef) -> bool {
        if self.field(node, Field::Parameters).is_none() {
            return false;
        }
        let Some(name_node) = self.first_named(node) else { return false };
        let Some(name) = self.last_name(name_node) else { return false };
        let byte = self.start_byte(name_node);
        let text = self.intern_node(name_node);
        let callee = self.name_shape(text, false);
        let callee = self.expr(callee);
        self.push_call(node, name, byte, CallForm::Plain, callee);
        false
    }
}
