//! Call sites: of functions, methods, builtins, and of generic functions with their type arguments. A conversion to a
//! type of the language is no call; one to another type cannot be told from a call here.

use super::builtins::is_builtin;
use super::{Go, Kind};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::CallForm;
use crate::record::symbols::Expr;

impl Outline<'_, '_, Go> {
    pub(super) fn enter_call(&mut self, node: NodeRef) -> Next {
        let Some(function) = self.first_named(node) else { return Next::Into };
        let function = self.called(function);
        let is_conversion = self.kind(function) == Kind::Identifier && is_builtin(self.text(function));
        if is_conversion {
            return Next::Into;
        }
        let (name, form) = match self.kind(function) {
            Kind::Identifier => (Some(function), CallForm::Plain),
            Kind::SelectorExpression => (self.child_of_kind(function, Kind::FieldIdentifier), CallForm::Member),
            _ => (None, CallForm::Plain),
        };
        let callee = self.expr_of(function);
        self.push_call_of(node, name, |file| file.child_of_kind(node, Kind::ArgumentList), form, callee);
        Next::Into
    }

    /// `f[int](x)`, which the grammar takes for a conversion to the type `f[int]`. Conversions to other types are no
    /// calls.
    pub(super) fn enter_conversion(&mut self, node: NodeRef) -> Next {
        let Some(ty) = self.first_named(node).filter(|ty| self.kind(*ty) == Kind::GenericType) else {
            return Next::Into;
        };
        let Some(base) = self.first_named(ty) else { return Next::Into };
        let (name, form, callee) = match self.named_children(base)[..] {
            [package, name] if self.kind(base) == Kind::QualifiedType => {
                let package = self.named_shape(package, false);
                let object = self.expr(package);
                (name, CallForm::Member, Expr::Member { object, name: self.intern_node(name) })
            }
            _ => (base, CallForm::Plain, self.named_shape(base, false)),
        };
        let callee = self.expr(callee);
        self.push_call_of(node, Some(name), |_| None, form, callee);
        Next::Into
    }

    /// What a call's function is within parentheses, behind a pointer, and with type arguments that tell it from an
    /// element: `(*f)()`, `f[int]()`.
    fn called(&mut self, node: NodeRef) -> NodeRef {
        self.innermost(node, |file, node| match file.kind(node) {
            Kind::ParenthesizedExpression => file.first_named(node),
            Kind::UnaryExpression if file.has_token(node, Kind::Star) => file.first_named(node),
            Kind::IndexExpression if file.has_type_argument(node) => file.first_named(node),
            _ => None,
        })
    }

    /// Whether what stands in the brackets is the name of a type of the language.
    fn has_type_argument(&mut self, node: NodeRef) -> bool {
        let index = self.last_named(node).filter(|index| self.kind(*index) == Kind::Identifier);
        index.is_some_and(|index| is_builtin(self.text(index)))
    }
}
