//! Call sites: of methods and constructors, and annotations with arguments.

use super::{Field, Java, Kind};
use crate::extract::{Next, NodeRef, Outline, WrappedFunctions, Wrapping};
use crate::record::CallForm;
use crate::record::symbols::Expr;

impl Outline<'_, '_, Java> {
    /// Notes what the call that was added last passes.
    fn pass_arguments(&mut self, node: NodeRef) {
        let arguments = self.listed_in(node, Kind::ArgumentList);
        self.set_arguments(arguments);
    }

    pub(super) fn enter_call(&mut self, node: NodeRef) -> Next {
        let Some(name_node) = self.field(node, Field::Name) else { return Next::Into };
        if self.start_byte(node) < self.own.end_of_pattern {
            return Next::Into;
        }
        let name = self.intern_node(name_node);
        let object = self.field(node, Field::Object);
        let form = if object.is_some() { CallForm::Member } else { CallForm::Plain };
        let call = self.expr_of(node);
        let (callee, arguments) = match (self.draft.symbols().expr(call), object) {
            (Expr::Call { callee, args }, _) => (callee, args),
            // It is nested too deep to be looked at from outside.
            (_, Some(object)) => {
                let object = self.expr_of(object);
                (self.expr(Expr::Member { object, name }), self.arguments_of(node))
            }
            (_, None) => {
                let callee = self.name_shape(name, true);
                (self.expr(callee), self.arguments_of(node))
            }
        };
        self.push_call(node, name, self.start_byte(name_node), form, callee);
        self.draft.set_arguments(arguments);
        Next::Into
    }

    /// `new X()`: a call of its constructor, which is called as the class is.
    pub(super) fn enter_creation(&mut self, node: NodeRef) -> Next {
        let Some(type_node) = self.field(node, Field::Type) else { return Next::Into };
        let Some(name) = self.last_name(type_node) else { return Next::Into };
        let callee = self.created_type(node);
        self.push_call(node, name, self.start_byte(type_node), CallForm::Construct, callee);
        self.pass_arguments(node);
        Next::Into
    }

    /// `this(…)` and `super(…)`
    pub(super) fn enter_constructor_call(&mut self, node: NodeRef) -> Next {
        let Some(keyword) = self.field(node, Field::Constructor) else { return Next::Into };
        let is_super = self.kind(keyword) == Kind::Super;
        let (name, callee) = self.constructor_here(keyword, is_super);
        self.push_call(node, name, self.start_byte(keyword), CallForm::Construct, callee);
        self.pass_arguments(node);
        Next::Into
    }

    /// `@Route("/orders")`
    pub(super) fn enter_annotation(&mut self, node: NodeRef) -> Next {
        let Some(name_node) = self.field(node, Field::Name) else { return Next::Into };
        if self.child_of_kind(node, Kind::AnnotationArgumentList).is_none() {
            return Next::Into;
        }
        let Some(name) = self.last_name(name_node) else { return Next::Into };
        let callee = self.type_of(name_node);
        let callee = match self.draft.symbols().expr(callee) {
            Expr::TypeName { name, scope } => self.expr(Expr::Name { name, scope }),
            _ => callee,
        };
        self.push_call(node, name, self.start_byte(name_node), CallForm::Plain, callee);
        Next::Into
    }
}

impl WrappedFunctions for Java {
    fn wrapping(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Wrapping {
        let inner = match file.kind(node) {
            Kind::LambdaExpression => return Wrapping::Function,
            Kind::MethodInvocation => {
                return file.child_of_kind(node, Kind::ArgumentList).map_or(Wrapping::Nothing, Wrapping::Call);
            }
            Kind::ParenthesizedExpression => file.first_named(node),
            Kind::CastExpression => file.field(node, Field::Value),
            _ => None,
        };
        inner.map_or(Wrapping::Nothing, Wrapping::Same)
    }
}
