//! Call sites: of functions, methods, builtins, and of generic functions with their type arguments. A conversion to a
//! type of the language is no call; one to another type cannot be told from a call here.

use super::GoVisitor;
use super::types::is_builtin;
use super::words::Kind;
use crate::extract::outline::ExpressionShapes;
use crate::record::symbols::Expr;
use crate::record::{CallForm, StringId};
use crate::syntax::tree::NodeRef;

impl GoVisitor<'_, '_> {
    pub(super) fn enter_call(&mut self, node: NodeRef) -> bool {
        let Some(function) = self.outline.first_named(node) else { return false };
        let function = self.called(function);
        let is_conversion = self.outline.kind(function) == Kind::Identifier && is_builtin(self.outline.text(function));
        if is_conversion {
            return false;
        }
        let (name, name_byte, form) = self.called_name(function);
        let callee = self.expr_of(function);
        let name_byte = match name_byte {
            Some(byte) => byte,
            None => {
                let arguments = self.outline.child_of_kind(node, Kind::ArgumentList);
                arguments.map_or(self.outline.end_byte(node), |arguments| self.outline.start_byte(arguments))
            }
        };
        self.outline.push_call(node, name, name_byte, form, callee);
        false
    }

    /// `f[int](x)`, which the grammar takes for a conversion to the type `f[int]`. Conversions to other types are no
    /// calls.
    pub(super) fn enter_conversion(&mut self, node: NodeRef) -> bool {
        let Some(ty) = self.outline.first_named(node).filter(|ty| self.outline.kind(*ty) == Kind::GenericType) else {
            return false;
        };
        let Some(base) = self.outline.first_named(ty) else { return false };
        match self.outline.named_children(base).as_slice() {
            [package, name] if self.outline.kind(base) == Kind::QualifiedType => {
                let (package, byte) = (self.outline.intern_node(*package), self.outline.start_byte(*name));
                let name = self.outline.intern_node(*name);
                let object = self.outline.name_shape(package, false);
                let object = self.outline.expr(object);
                let callee = self.outline.expr(Expr::Member { object, name });
                self.outline.push_call(node, name, byte, CallForm::Member, callee);
            }
            _ => {
                let (name, byte) = (self.outline.intern_node(base), self.outline.start_byte(base));
                let callee = self.outline.name_shape(name, false);
                let callee = self.outline.expr(callee);
                self.outline.push_call(node, name, byte, CallForm::Plain, callee);
            }
        }
        false
    }

    /// The name called, where it begins, and how the call is written. Without a name (`f()()`, a literal called where it
    /// stands) it is `''`.
    fn called_name(&mut self, callee: NodeRef) -> (StringId, Option<usize>, CallForm) {
        match self.outline.kind(callee) {
            Kind::Identifier => {
                (self.outline.intern_node(callee), Some(self.outline.start_byte(callee)), CallForm::Plain)
            }
            Kind::SelectorExpression => match self.outline.child_of_kind(callee, Kind::FieldIdentifier) {
                Some(field) => {
                    (self.outline.intern_node(field), Some(self.outline.start_byte(field)), CallForm::Member)
                }
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
            let inner = match self.outline.kind(node) {
                Kind::ParenthesizedExpression => self.outline.first_named(node),
                Kind::UnaryExpression if self.outline.has_token(node, Kind::Star) => self.outline.first_named(node),
                Kind::IndexExpression if self.has_type_argument(node) => self.outline.first_named(node),
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
        let index = self.outline.last_named(node).filter(|index| self.outline.kind(*index) == Kind::Identifier);
        index.is_some_and(|index| is_builtin(self.outline.text(index)))
    }
}
