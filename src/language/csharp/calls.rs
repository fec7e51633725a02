//! Call sites: of methods and constructors, and attributes with arguments.

use super::{CSharp, Field, Kind};
use crate::extract::{Next, NodeRef, Outline, WrappedFunctions, Wrapping};
use crate::record::symbols::{Expr, ExprId};
use crate::record::{CallForm, ReferenceForm, StringId};

impl Outline<'_, '_, CSharp> {
    /// Notes what the call that was added last passes.
    fn pass_arguments(&mut self, node: NodeRef) {
        let arguments = self.arguments_of(node);
        self.draft.set_arguments(arguments);
    }

    pub(super) fn enter_call(&mut self, node: NodeRef) -> Next {
        let Some(function) = self.called(node) else { return Next::Into };
        if self.is_pattern_with_places(node, function) {
            return Next::Into;
        }
        // A full name of a method is a member of a type all the same.
        let object = match self.kind(function) {
            Kind::MemberAccessExpression => self.field(function, Field::Expression),
            _ => None,
        };
        let callee = match object {
            Some(object) => {
                let object = self.expr_of(object);
                self.member_of(object, function).unwrap_or(ExprId::UNKNOWN)
            }
            // The name of a method, with type arguments.
            None if self.kind(function) == Kind::GenericName => {
                let name = self.first_named(function);
                self.expr_if(name)
            }
            None => self.expr_of(function),
        };
        let (form, name_node) = match self.kind(function) {
            Kind::MemberAccessExpression => (CallForm::Member, self.field(function, Field::Name)),
            Kind::ConditionalAccessExpression => (CallForm::Member, self.bound_member(function)),
            Kind::Identifier | Kind::GenericName => (CallForm::Plain, Some(function)),
            _ => (CallForm::Plain, None),
        };
        let Some(name_node) = name_node else {
            let byte = self.end_byte(function);
            self.push_call(node, StringId::EMPTY, byte, form, callee);
            return Next::Into;
        };
        let byte = self.start_byte(name_node);
        let Some(name) = self.last_name(name_node) else { return Next::Into };
        let call = self.expr_of(node);
        let (callee, arguments) = match self.draft.symbols().expr(call) {
            Expr::Call { callee, args } => (callee, args),
            // It is nested too deep to be looked at from outside.
            _ => (callee, self.arguments_of(node)),
        };
        self.push_call(node, name, byte, form, callee);
        self.draft.set_arguments(arguments);
        Next::Into
    }

    /// What a call calls, out of its parentheses.
    pub(super) fn called(&mut self, node: NodeRef) -> Option<NodeRef> {
        let function = self.field(node, Field::Function)?;
        Some(self.without_parentheses(function, Kind::ParenthesizedExpression))
    }

    /// `x` of `a?.x`
    pub(super) fn bound_member(&mut self, access: NodeRef) -> Option<NodeRef> {
        let binding = self.last_named(access)?;
        self.field(binding, Field::Name)
    }

    /// `new X()`: a call of its constructor, which is called as the class is.
    pub(super) fn enter_creation(&mut self, node: NodeRef) -> Next {
        let Some(type_node) = self.field(node, Field::Type) else { return Next::Into };
        let byte = self.start_byte(type_node);
        self.push_construction(node, type_node, byte);
        Next::Into
    }

    /// `new()`, where something says of what type.
    pub(super) fn enter_implicit_creation(&mut self, node: NodeRef) -> Next {
        let Some(type_node) = self.own.created.get(&node).copied() else { return Next::Into };
        let byte = self.start_byte(node);
        self.push_construction(node, type_node, byte);
        Next::Into
    }

    fn push_construction(&mut self, node: NodeRef, type_node: NodeRef, byte: usize) {
        let Some(name) = self.last_name(type_node) else { return };
        let callee = self.type_of(type_node);
        self.push_call(node, name, byte, CallForm::Construct, callee);
        self.pass_arguments(node);
    }

    /// `: this(…)` and `: base(…)`
    pub(super) fn enter_constructor_initializer(&mut self, node: NodeRef) -> Next {
        let base = self.child_of_kind(node, Kind::Base);
        let Some(keyword) = base.or_else(|| self.child_of_kind(node, Kind::This)) else { return Next::Into };
        let (name, callee) = self.constructor_here(keyword, base.is_some());
        self.push_call(node, name, self.start_byte(keyword), CallForm::Construct, callee);
        self.pass_arguments(node);
        Next::Into
    }

    /// `class A(int x) : Base(x)`
    pub(super) fn enter_base_list(&mut self, node: NodeRef) -> Next {
        let Some(first) = self.first_named(node) else { return Next::Into };
        let type_node = match self.kind(first) {
            Kind::PrimaryConstructorBaseType => self.first_named(first),
            _ => self.child_of_kind(node, Kind::ArgumentList).map(|_| first),
        };
        if let Some(type_node) = type_node {
            let byte = self.start_byte(type_node);
            self.push_construction(first, type_node, byte);
        }
        Next::Into
    }

    /// `[Route("/orders")]`
    pub(super) fn enter_attribute(&mut self, node: NodeRef) -> Next {
        let Some(name_node) = self.field(node, Field::Name) else { return Next::Into };
        if self.child_of_kind(node, Kind::AttributeArgumentList).is_none() {
            self.push_type_value(name_node, ReferenceForm::Decorator);
            return Next::Into;
        }
        let Some(name) = self.last_name(name_node) else { return Next::Into };
        let text = self.qualified_text(name_node);
        let full_name = self.draft.intern(&text);
        let callee = self.name_shape(full_name, false);
        let callee = self.expr(callee);
        self.push_call(node, name, self.start_byte(name_node), CallForm::Plain, callee);
        Next::Into
    }
}

impl WrappedFunctions for CSharp {
    fn wrapping(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Wrapping {
        let inner = match file.kind(node) {
            Kind::LambdaExpression | Kind::AnonymousMethodExpression => return Wrapping::Function,
            Kind::InvocationExpression => {
                return file.child_of_kind(node, Kind::ArgumentList).map_or(Wrapping::Nothing, Wrapping::Call);
            }
            Kind::ParenthesizedExpression => file.first_named(node),
            Kind::Argument => file.last_named(node),
            Kind::CastExpression => file.field(node, Field::Value),
            Kind::AsExpression => file.field(node, Field::Left),
            _ => None,
        };
        inner.map_or(Wrapping::Nothing, Wrapping::Same)
    }
}
