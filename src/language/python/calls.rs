//! Call sites: of functions, methods and classes, which are called to make an instance.

use super::{Field, Kind, Python};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::CallForm;

impl Outline<'_, '_, Python> {
    pub(super) fn enter_call(&mut self, node: NodeRef) -> Next {
        let Some(function) = self.first_named(node) else { return Next::Into };
        let function = self.without_parentheses(function, Kind::ParenthesizedExpression);
        let (name, form) = match self.kind(function) {
            Kind::Identifier => (Some(function), CallForm::Plain),
            Kind::Attribute => (self.field(function, Field::Attribute), CallForm::Member),
            _ => (None, CallForm::Plain),
        };
        let callee = self.expr_of(function);
        self.push_call_of(node, name, |file| file.field(node, Field::Arguments), form, callee);
        Next::Into
    }
}
