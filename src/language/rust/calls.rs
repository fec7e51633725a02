//! Call sites: of functions, methods, macros, and attributes with arguments.

use super::{Kind, Rust};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::CallForm;

impl Outline<'_, '_, Rust> {
    pub(super) fn enter_call(&mut self, node: NodeRef) -> Next {
        let Some(function) = self.first_named(node) else { return Next::Into };
        // Within parentheses and without type arguments.
        let function = self.innermost(function, |file, node| match file.kind(node) {
            Kind::ParenthesizedExpression | Kind::GenericFunction => file.first_named(node),
            _ => None,
        });
        let (name, form) = match self.kind(function) {
            Kind::Identifier => (Some(function), CallForm::Plain),
            Kind::ScopedIdentifier | Kind::FieldExpression => (self.last_named(function), CallForm::Member),
            _ => (None, CallForm::Plain),
        };
        let callee = self.expr_of(function);
        self.push_call_of(node, name, |file| file.child_of_kind(node, Kind::Arguments), form, callee);
        Next::Into
    }

    /// `println!(…)`: a call of `println`. Macros have names of their own: a function of that name is not meant, unless
    /// a `use` may have brought the macro.
    pub(super) fn enter_macro(&mut self, node: NodeRef) -> Next {
        if let Some(path) = self.first_named(node) {
            self.push_macro_call(node, path, true);
        }
        Next::Into
    }

    /// An attribute is a modifier of what follows it; one with arguments is a call too.
    pub(super) fn enter_attribute(&mut self, node: NodeRef) -> Next {
        let parent = self.parent().map(|parent| self.kind(parent));
        if matches!(parent, Some(Kind::Root | Kind::DeclarationList | Kind::Block)) {
            let text = self.intern_node(node);
            self.own.attributes.push(text);
        }
        if let Some(attribute) = self.child_of_kind(node, Kind::Attribute)
            && self.has_token(attribute, Kind::TokenTree)
            && let Some(path) = self.first_named(attribute)
        {
            self.push_macro_call(node, path, false);
        }
        Next::Past
    }

    fn push_macro_call(&mut self, node: NodeRef, path: NodeRef, may_be_used: bool) {
        let segments = self.segments(path);
        let Some(last) = segments.last().copied() else { return };
        let (form, callee) = if segments.len() > 1 {
            (CallForm::Member, self.value_path(&segments))
        } else {
            let name = self.intern_node(last);
            let known = if may_be_used && self.own.used_names.contains(&name) {
                name
            } else {
                let text = format!("{}!", self.draft.string(name));
                self.draft.intern(&text)
            };
            (CallForm::Plain, self.name_shape(known, false))
        };
        let callee = self.expr(callee);
        self.push_call_of(node, Some(last), |_| None, form, callee);
    }
}
