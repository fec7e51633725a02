//! Call sites: of functions, methods, builtins, and of generic functions with their type arguments. A conversion to a
//! type of the language is no call; one to another type cannot be told from a call here.

use super::builtins::is_builtin;
use super::{Go, Kind};
use crate::extract::{Next, NodeRef, Outline, WrappedFunctions, Wrapping};
use crate::record::CallForm;
use crate::record::symbols::{BindingTarget, Expr, Symbols};

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
        let Some((name, form, callee)) = self.generic_callee(node) else { return Next::Into };
        let callee = self.expr(callee);
        self.push_call_of(node, Some(name), |_| None, form, callee);
        Next::Into
    }

    /// What a conversion to a generic type calls, if it is a call of a function: its name, and what is called.
    pub(super) fn generic_callee(&mut self, node: NodeRef) -> Option<(NodeRef, CallForm, Expr)> {
        let ty = self.first_named(node).filter(|ty| self.kind(*ty) == Kind::GenericType)?;
        let base = self.first_named(ty)?;
        Some(match self.named_children(base)[..] {
            [package, name] if self.kind(base) == Kind::QualifiedType => {
                let package = self.named_shape(package, false);
                let object = self.expr(package);
                (name, CallForm::Member, Expr::Member { object, name: self.intern_node(name) })
            }
            _ => (base, CallForm::Plain, self.named_shape(base, false)),
        })
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

    /// Whether what stands in the brackets is a type argument of a function: a name that is not that of a variable, behind one
    /// that is not either. Functions with type parameters belong to packages.
    pub(super) fn has_type_argument(&mut self, node: NodeRef) -> bool {
        let [function, index] = self.named_children(node)[..] else { return false };
        let index = self.innermost(index, |file, index| match file.kind(index) {
            Kind::UnaryExpression if file.has_token(index, Kind::Star) => file.first_named(index),
            _ => None,
        });
        let is_name = |file: &mut Self, node: NodeRef| match file.kind(node) {
            Kind::Identifier => !file.is_local_variable(node),
            Kind::SelectorExpression => file
                .first_named(node)
                .is_some_and(|package| file.kind(package) == Kind::Identifier && !file.is_local_variable(package)),
            _ => false,
        };
        let is_builtin_type = self.kind(index) == Kind::Identifier && is_builtin(self.text(index));
        (is_builtin_type || is_name(self, index)) && is_name(self, function)
    }

    /// Whether a function declares a variable of this name around it, as far as that is near.
    fn is_local_variable(&mut self, name_node: NodeRef) -> bool {
        /// Bindings further back are of other functions, as a rule.
        const NEAR: usize = 1024;
        let name = self.intern_node(name_node);
        let mut scopes = Vec::new();
        let mut scope = self.scope();
        let symbols = self.draft.symbols();
        while scope != Symbols::FILE_SCOPE && scopes.len() < NEAR {
            scopes.push(scope);
            scope = symbols.scopes[scope.index()].parent;
        }
        symbols.bindings.iter().rev().take(NEAR).any(|binding| {
            binding.name == name
                && matches!(binding.target, BindingTarget::Variable { .. })
                && scopes.contains(&binding.scope)
        })
    }
}

impl WrappedFunctions for Go {
    fn wrapping(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Wrapping {
        let inner = match file.kind(node) {
            Kind::FuncLiteral => return Wrapping::Function,
            Kind::CallExpression => {
                return file.child_of_kind(node, Kind::ArgumentList).map_or(Wrapping::Nothing, Wrapping::Call);
            }
            // `f[T](x)`, to the grammar.
            Kind::TypeConversion => return Wrapping::Call(node),
            Kind::ParenthesizedExpression => file.first_named(node),
            _ => None,
        };
        inner.map_or(Wrapping::Nothing, Wrapping::Same)
    }
}
