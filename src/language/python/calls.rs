//! Call sites: of functions, methods and classes, which are called to make an instance.

use super::{Field, Kind, Python};
use crate::extract::{Next, NodeRef, Outline, WrappedFunctions, Wrapping};
use crate::record::CallForm;
use crate::record::symbols::Expr;

impl Outline<'_, '_, Python> {
    pub(super) fn enter_call(&mut self, node: NodeRef) -> Next {
        let Some(function) = self.first_named(node) else { return Next::Into };
        let function = self.without_parentheses(function, Kind::ParenthesizedExpression);
        let (name, form) = match self.kind(function) {
            Kind::Identifier => (Some(function), CallForm::Plain),
            Kind::Attribute => (self.field(function, Field::Attribute), CallForm::Member),
            _ => (None, CallForm::Plain),
        };
        let callee = match (name, form) {
            // What it makes is known, but the attribute is what is called.
            (Some(attribute), CallForm::Member) if self.text(attribute) == "__class__" => {
                let object = self.first_named(function);
                let object = self.expr_if(object);
                let name = self.intern_node(attribute);
                self.expr(Expr::Member { object, name })
            }
            _ => self.expr_of(function),
        };
        self.pass_to_language(node, function);
        self.push_call_of(node, name, |file| file.field(node, Field::Arguments), form, callee);
        Next::Into
    }
}

impl WrappedFunctions for Python {
    fn wrapping(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Wrapping {
        let inner = match file.kind(node) {
            Kind::Lambda => return Wrapping::Function,
            Kind::Call => {
                return file.child_of_kind(node, Kind::ArgumentList).map_or(Wrapping::Nothing, Wrapping::Call);
            }
            Kind::ParenthesizedExpression => file.first_named(node),
            Kind::KeywordArgument => file.field(node, Field::Value),
            _ => None,
        };
        inner.map_or(Wrapping::Nothing, Wrapping::Same)
    }
}
