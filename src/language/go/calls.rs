//! Call sites: of functions, methods, builtins, and of generic functions with their type arguments. A conversion to a
//! type of the language is no call; one to another type cannot be told from a call here.

use super::types::is_builtin;
use super::{Go, Kind};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::symbols::Expr;
use crate::record::{CallForm, StringId};

impl Outline<'_, '_, Go> {
    pub(super) fn enter_call(&mut self, node: NodeRef) -> Next {
        let Some(function) = self.first_named(node) else { return Next::Into };
        let function = self.called(function);
        let is_conversion = self.kind(function) == Kind::Identifier && is_builtin(self.text(function));
        if is_conversion {
            return Next::Into;
        }
        let (name, name_byte, form) = self.called_name(function);
        let callee = self.expr_of(function);
        let name_byte = match name_byte {
            Some(byte) => byte,
            None => {
                let arguments = self.child_of_kind(node, Kind::ArgumentList);
                arguments.map_or(self.end_byte(node), |arguments| self.start_byte(arguments))
            }
        };
        self.push_call(node, name, name_byte, form, callee);
        Next::Into
    }

    /// `f[int](x)`, which the grammar takes for a conversion to the type `f[int]`. Conversions to other types are no
    /// calls.
    pub(super) fn enter_conversion(&mut self, node: NodeRef) -> Next {
        let Some(ty) = self.first_named(node).filter(|ty| self.kind(*ty) == Kind::GenericType) else {
            return Next::Into;
        };
        let Some(base) = self.first_named(ty) else { return Next::Into };
        match self.named_children(base).as_slice() {
            [package, name] if self.kind(base) == Kind::QualifiedType => {
                let (package, byte) = (self.intern_node(*package), self.start_byte(*name));
                let name = self.intern_node(*name);
                let object = self.name_shape(package, false);
                let object = self.expr(object);
                let callee = self.expr(Expr::Member { object, name });
                self.push_call(node, name, byte, CallForm::Member, callee);
            }
            _ => {
                let (name, byte) = (self.intern_node(base), self.start_byte(base));
                let callee = self.name_shape(name, false);
                let callee = self.expr(callee);
                self.push_call(node, name, byte, CallForm::Plain, callee);
            }
        }
        Next::Into
    }

    /// The name called, where it begins, and how the call is written. Without a name (`f()()`, a literal called where it
    /// stands) it is `''`.
    fn called_name(&mut self, callee: NodeRef) -> (StringId, Option<usize>, CallForm) {
        match self.kind(callee) {
            Kind::Identifier => (self.intern_node(callee), Some(self.start_byte(callee)), CallForm::Plain),
            Kind::SelectorExpression => match self.child_of_kind(callee, Kind::FieldIdentifier) {
                Some(field) => (self.intern_node(field), Some(self.start_byte(field)), CallForm::Member),
                None => (StringId::EMPTY, None, CallForm::Plain),
            },
            _ => (StringId::EMPTY, None, CallForm::Plain),
        }
    }

    /// What a call's function is within parentheses, behind a pointer, and with type arguments that tell it from an
    /// element: `(*f)()`, `f[int]()`.
    fn called(&mut self, node: NodeRef) -> NodeRef {
        let mut node = node;
        loop {
            let inner = match self.kind(node) {
                Kind::ParenthesizedExpression => self.first_named(node),
                Kind::UnaryExpression if self.has_token(node, Kind::Star) => self.first_named(node),
                Kind::IndexExpression if self.has_type_argument(node) => self.first_named(node),
                _ => None,
            };
            match inner {
                Some(inner) => node = inner,
                None => return node,
            }
        }
    }

    /// Whether what stands in the brackets is the name of a type of the language.
    fn has_type_argument(&mut self, node: NodeRef) -> bool {
        let index = self.last_named(node).filter(|index| self.kind(*index) == Kind::Identifier);
        index.is_some_and(|index| is_builtin(self.text(index)))
    }
}
