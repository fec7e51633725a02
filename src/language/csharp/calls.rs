//! Call sites: of methods and constructors, and attributes with arguments.

use super::CSharpVisitor;
use super::words::{Field, Kind};
use crate::extract::outline::{ExpressionShapes, This};
use crate::record::symbols::{ClassId, Expr, ExprId};
use crate::record::{CallForm, StringId};
use crate::syntax::tree::NodeRef;

impl CSharpVisitor<'_, '_> {
    /// Notes what the call that was added last passes.
    fn pass_arguments(&mut self, node: NodeRef) {
        let list = self.outline.child_of_kind(node, Kind::ArgumentList);
        let arguments = list.map(|list| self.outline.named_children(list)).unwrap_or_default();
        // `name: value`, `out value`: what is passed stands last.
        let values: Vec<NodeRef> =
            arguments.into_iter().filter_map(|argument| self.outline.tree.children(argument).next_back()).collect();
        let arguments: Vec<ExprId> = values.into_iter().map(|value| self.expr_of(value)).collect();
        self.outline.set_arguments(&arguments);
    }

    pub(super) fn enter_call(&mut self, node: NodeRef) {
        let Some(function) = self.called(node) else { return };
        // A full name of a method is a member of a type all the same.
        let object = match self.outline.kind(function) {
            Kind::MemberAccessExpression => self.outline.field(function, Field::Expression),
            _ => None,
        };
        let callee = match object {
            Some(object) => {
                let object = self.expr_of(object);
                self.member_of(object, function).unwrap_or(ExprId::UNKNOWN)
            }
            None => self.expr_of(function),
        };
        let (form, name_node) = match self.outline.kind(function) {
            Kind::MemberAccessExpression => (CallForm::Member, self.outline.field(function, Field::Name)),
            Kind::ConditionalAccessExpression => (CallForm::Member, self.bound_member(function)),
            Kind::Identifier | Kind::GenericName => (CallForm::Plain, Some(function)),
            _ => (CallForm::Plain, None),
        };
        let Some(name_node) = name_node else {
            let byte = self.outline.end_byte(function);
            self.outline.push_call(node, StringId::EMPTY, byte, form, callee);
            return;
        };
        let byte = self.outline.start_byte(name_node);
        let Some(name) = self.last_name(name_node) else { return };
        self.outline.push_call(node, name, byte, form, callee);
        self.pass_arguments(node);
    }

    /// What a call calls, out of its parentheses.
    pub(super) fn called(&mut self, node: NodeRef) -> Option<NodeRef> {
        let mut function = self.outline.field(node, Field::Function)?;
        while self.outline.kind(function) == Kind::ParenthesizedExpression {
            function = self.outline.first_named(function)?;
        }
        Some(function)
    }

    /// `x` of `a?.x`
    pub(super) fn bound_member(&mut self, access: NodeRef) -> Option<NodeRef> {
        let binding = self.outline.last_named(access)?;
        self.outline.field(binding, Field::Name)
    }

    /// `new X()`: a call of its constructor, which is called as the class is.
    pub(super) fn enter_creation(&mut self, node: NodeRef) {
        let Some(type_node) = self.outline.field(node, Field::Type) else { return };
        let byte = self.outline.start_byte(type_node);
        self.push_construction(node, type_node, byte);
    }

    /// `new()`, where something says of what type.
    pub(super) fn enter_implicit_creation(&mut self, node: NodeRef) {
        let Some(type_node) = self.created.get(&node).copied() else { return };
        let byte = self.outline.start_byte(node);
        self.push_construction(node, type_node, byte);
    }

    fn push_construction(&mut self, node: NodeRef, type_node: NodeRef, byte: usize) {
        let Some(name) = self.last_name(type_node) else { return };
        let callee = self.type_of(type_node);
        self.outline.push_call(node, name, byte, CallForm::Construct, callee);
        self.pass_arguments(node);
    }

    fn this_class(&self) -> Option<ClassId> {
        match self.outline.this() {
            This::Instance(class) | This::Class(class) => Some(class),
            This::Of(_) | This::Unknown => None,
        }
    }

    /// `: this(…)` and `: base(…)`
    pub(super) fn enter_constructor_initializer(&mut self, node: NodeRef) {
        let base = self.outline.child_of_kind(node, Kind::Base);
        let Some(keyword) = base.or_else(|| self.outline.child_of_kind(node, Kind::This)) else { return };
        let (name, callee) = match self.this_class() {
            Some(class) if base.is_some() => (self.outline.superclass_name(class), Expr::Super(Some(class))),
            Some(class) => (self.outline.class_name(), Expr::Class(class)),
            None => (self.outline.intern_node(keyword), Expr::Unknown),
        };
        let callee = self.outline.expr(callee);
        let byte = self.outline.start_byte(keyword);
        self.outline.push_call(node, name, byte, CallForm::Construct, callee);
        self.pass_arguments(node);
    }

    /// `class A(int x) : Base(x)`
    pub(super) fn enter_base_list(&mut self, node: NodeRef) {
        let Some(first) = self.outline.first_named(node) else { return };
        let type_node = match self.outline.kind(first) {
            Kind::PrimaryConstructorBaseType => self.outline.first_named(first),
            _ => self.outline.child_of_kind(node, Kind::ArgumentList).map(|_| first),
        };
        if let Some(type_node) = type_node {
            let byte = self.outline.start_byte(type_node);
            self.push_construction(first, type_node, byte);
        }
    }

    /// `[Route("/orders")]`
    pub(super) fn enter_attribute(&mut self, node: NodeRef) {
        let Some(name_node) = self.outline.field(node, Field::Name) else { return };
        if self.outline.child_of_kind(node, Kind::AttributeArgumentList).is_none() {
            return;
        }
        let Some(name) = self.last_name(name_node) else { return };
        let text = self.qualified_text(name_node);
        let full_name = self.outline.draft.intern(&text);
        let scope = self.outline.scope();
        let callee: ExprId = self.outline.expr(Expr::Name { name: full_name, scope });
        let byte = self.outline.start_byte(name_node);
        self.outline.push_call(node, name, byte, CallForm::Plain, callee);
    }
}
