//! Call sites: of functions, methods, macros, and attributes with arguments.

use super::{Kind, Rust};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::symbols::{Expr, ExprId};
use crate::record::{CallForm, StringId};

impl Outline<'_, '_, Rust> {
    pub(super) fn enter_call(&mut self, node: NodeRef) -> Next {
        let Some(function) = self.first_named(node) else { return Next::Into };
        let function = self.called(function);
        let (name, name_byte, form) = self.called_name(function);
        let callee = self.expr_of(function);
        let name_byte = match name_byte {
            Some(byte) => byte,
            None => {
                let arguments = self.child_of_kind(node, Kind::Arguments);
                arguments.map_or(self.end_byte(node), |arguments| self.start_byte(arguments))
            }
        };
        self.push_call(node, name, name_byte, form, callee);
        Next::Into
    }

    /// The name called, where it begins, and how the call is written. Without a name (`f()()`, a closure called where it
    /// stands) it is `''`.
    fn called_name(&mut self, callee: NodeRef) -> (StringId, Option<usize>, CallForm) {
        let name = match self.kind(callee) {
            Kind::Identifier => {
                return (self.intern_node(callee), Some(self.start_byte(callee)), CallForm::Plain);
            }
            Kind::ScopedIdentifier | Kind::FieldExpression => self.last_named(callee),
            _ => None,
        };
        match name {
            Some(name) => (self.intern_node(name), Some(self.start_byte(name)), CallForm::Member),
            None => (StringId::EMPTY, None, CallForm::Plain),
        }
    }

    /// What a call's function is within parentheses and without type arguments.
    fn called(&mut self, node: NodeRef) -> NodeRef {
        let mut node = node;
        while matches!(self.kind(node), Kind::ParenthesizedExpression | Kind::GenericFunction) {
            match self.first_named(node) {
                Some(inner) => node = inner,
                None => break,
            }
        }
        node
    }

    /// `println!(…)`: a call of `println`. Macros have names of their own: a function of that name is not meant, unless
    /// a `use` may have brought the macro.
    pub(super) fn enter_macro(&mut self, node: NodeRef) -> Next {
        let Some(path) = self.first_named(node) else { return Next::Into };
        let segments = self.segments(path);
        let Some(last) = segments.last() else { return Next::Into };
        let name = self.intern_node(*last);
        let byte = self.start_byte(*last);
        let (form, callee) = if segments.len() > 1 {
            (CallForm::Member, self.value_path(&segments))
        } else {
            let known = if self.own.used_names.contains(&name) {
                name
            } else {
                let text = format!("{}!", self.draft.string(name));
                self.draft.intern(&text)
            };
            (CallForm::Plain, self.name_shape(known, false))
        };
        let callee = self.expr(callee);
        self.push_call(node, name, byte, form, callee);
        Next::Into
    }

    /// An attribute is a modifier of what follows it; one with arguments is a call too.
    pub(super) fn enter_attribute(&mut self, node: NodeRef) -> Next {
        let in_front_of_item = self
            .parent()
            .is_some_and(|parent| matches!(self.kind(parent), Kind::Root | Kind::DeclarationList | Kind::Block));
        if in_front_of_item {
            let text = self.intern_node(node);
            self.own.attributes.push(text);
        }
        let Some(attribute) = self.child_of_kind(node, Kind::Attribute) else { return Next::Past };
        if self.child_of_kind(attribute, Kind::TokenTree).is_none() {
            return Next::Past;
        }
        let Some(path) = self.first_named(attribute) else { return Next::Past };
        let segments = self.segments(path);
        let Some(last) = segments.last() else { return Next::Past };
        let name = self.intern_node(*last);
        let byte = self.start_byte(*last);
        let (form, callee) = match segments.len() {
            1 => (CallForm::Plain, ExprId::UNKNOWN),
            _ => {
                let callee = self.value_path(&segments);
                (CallForm::Member, self.expr(callee))
            }
        };
        let callee = match callee {
            ExprId::UNKNOWN => {
                let text = format!("{}!", self.draft.string(name));
                let name = self.draft.intern(&text);
                let scope = self.scope();
                self.expr(Expr::Name { name, scope })
            }
            callee => callee,
        };
        self.push_call(node, name, byte, form, callee);
        Next::Past
    }
}
