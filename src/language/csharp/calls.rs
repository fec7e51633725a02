//! Call sites: of methods and constructors, and attributes with arguments.

use super::CSharpVisitor;
use super::words::{Field, Kind};
use crate::language::outline::{ExpressionShapes, This};
use crate::language::tree::NodeRef;
use crate::record::symbols::Expr;
use crate::record::{CallForm, StringId};

impl CSharpVisitor<'_, '_> {
    pub(super) fn enter_call(&mut self, node: NodeRef) -> bool {
        let Some(function) = self.outline.field(node, Field::Function) else { return false };
        let mut function = self.unwrapped(function);
        // `a?.b()`: what is called stands behind the mark.
        if self.outline.kind(function) == Kind::ConditionalAccessExpression {
            self.note_condition(function);
            function = self.outline.last_named(function).unwrap_or(function);
        }
        let (name_node, form) = match self.outline.kind(function) {
            Kind::Identifier | Kind::GenericName => (Some(function), CallForm::Plain),
            Kind::MemberAccessExpression | Kind::MemberBindingExpression => {
                (self.outline.field(function, Field::Name), CallForm::Member)
            }
            _ => (None, CallForm::Plain),
        };
        let callee = self.expr_of(function);
        let (name, byte) = match name_node {
            Some(name_node) => {
                let byte = self.outline.start_byte(name_node);
                (self.last_name(name_node).unwrap_or_default(), byte)
            }
            None => {
                let arguments = self.outline.field(node, Field::Arguments);
                let end = self.outline.end_byte(node);
                (StringId::EMPTY, arguments.map_or(end, |arguments| self.outline.start_byte(arguments)))
            }
        };
        self.outline.push_call(node, name, byte, form, callee);
        false
    }

    /// `new X()`: a call of its constructor, which is called as the class is.
    pub(super) fn enter_creation(&mut self, node: NodeRef) -> bool {
        if let Some(ty) = self.outline.field(node, Field::Type) {
            let byte = self.outline.start_byte(ty);
            self.push_creation(node, ty, byte);
        }
        false
    }

    /// `new()`, of the type that is declared in front.
    pub(super) fn enter_implicit_creation(&mut self, node: NodeRef) -> bool {
        if let Some(ty) = self.implicit_types.get(&node).copied() {
            let byte = self.outline.start_byte(node);
            self.push_creation(node, ty, byte);
        }
        false
    }

    fn push_creation(&mut self, node: NodeRef, ty: NodeRef, byte: usize) {
        let Some(name) = self.last_name(ty) else { return };
        let callee = self.type_of(ty);
        self.outline.push_call(node, name, byte, CallForm::Construct, callee);
    }

    /// `: this(…)` and `: base(…)`
    pub(super) fn enter_constructor_call(&mut self, node: NodeRef) -> bool {
        let keyword = self.outline.child_of_kind(node, Kind::Base).map(|keyword| (keyword, true));
        let keyword = keyword.or_else(|| self.outline.child_of_kind(node, Kind::This).map(|keyword| (keyword, false)));
        let Some((keyword, is_base)) = keyword else { return false };
        let class = match self.outline.this() {
            This::Instance(class) | This::Class(class) => Some(class),
            This::Of(_) | This::Unknown => None,
        };
        let (name, callee) = match class {
            Some(class) if is_base => (self.superclass_name(class), Expr::Super(Some(class))),
            Some(class) => (self.outline.class_name(), Expr::Class(class)),
            None => (self.outline.intern_node(keyword), Expr::Unknown),
        };
        let callee = self.outline.expr(callee);
        let byte = self.outline.start_byte(keyword);
        self.outline.push_call(node, name, byte, CallForm::Construct, callee);
        false
    }

    /// `[Route("orders")]`
    pub(super) fn enter_attribute(&mut self, node: NodeRef) -> bool {
        if self.outline.child_of_kind(node, Kind::AttributeArgumentList).is_none() {
            return false;
        }
        let Some(name_node) = self.outline.field(node, Field::Name) else { return false };
        let Some(name) = self.last_name(name_node) else { return false };
        let byte = self.outline.start_byte(name_node);
        let full = self.qualified_name(name_node);
        let callee = self.outline.name_shape(full, false);
        let callee = self.outline.expr(callee);
        self.outline.push_call(node, name, byte, CallForm::Plain, callee);
        false
    }
}
