//! Call sites: of functions, methods and classes, which are called to make an instance.

use super::PythonVisitor;
use super::words::{Field, Kind};
use crate::extract::outline::ExpressionShapes;
use crate::record::{CallForm, StringId};
use crate::syntax::tree::NodeRef;

impl PythonVisitor<'_, '_> {
    pub(super) fn enter_call(&mut self, node: NodeRef) {
        let Some(function) = self.outline.first_named(node) else { return };
        let function = self.outline.unwrapped(function, Kind::ParenthesizedExpression);
        let (name, name_byte, form) = match self.outline.kind(function) {
            Kind::Identifier => {
                (self.outline.intern_node(function), Some(self.outline.start_byte(function)), CallForm::Plain)
            }
            Kind::Attribute => match self.outline.field(function, Field::Attribute) {
                Some(attribute) => {
                    (self.outline.intern_node(attribute), Some(self.outline.start_byte(attribute)), CallForm::Member)
                }
                None => (StringId::EMPTY, None, CallForm::Plain),
            },
            _ => (StringId::EMPTY, None, CallForm::Plain),
        };
        let callee = self.expr_of(function);
        let name_byte = name_byte.unwrap_or_else(|| {
            let arguments = self.outline.field(node, Field::Arguments);
            arguments.map_or(self.outline.end_byte(node), |arguments| self.outline.start_byte(arguments))
        });
        self.outline.push_call(node, name, name_byte, form, callee);
    }
}
