//! Call sites: of functions, methods and classes, which are called to make an instance.

use super::{Field, Kind, Python};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::{CallForm, StringId};

impl Outline<'_, '_, Python> {
    pub(super) fn enter_call(&mut self, node: NodeRef) -> Next {
        let Some(function) = self.first_named(node) else { return Next::Into };
        let function = self.without_parentheses(function, Kind::ParenthesizedExpression);
        let (name, name_byte, form) = match self.kind(function) {
            Kind::Identifier => (self.intern_node(function), Some(self.start_byte(function)), CallForm::Plain),
            Kind::Attribute => match self.field(function, Field::Attribute) {
                Some(attribute) => (self.intern_node(attribute), Some(self.start_byte(attribute)), CallForm::Member),
                None => (StringId::EMPTY, None, CallForm::Plain),
            },
            _ => (StringId::EMPTY, None, CallForm::Plain),
        };
        let callee = self.expr_of(function);
        let name_byte = name_byte.unwrap_or_else(|| {
            let arguments = self.field(node, Field::Arguments);
            arguments.map_or(self.end_byte(node), |arguments| self.start_byte(arguments))
        });
        self.push_call(node, name, name_byte, form, callee);
        Next::Into
    }
}
