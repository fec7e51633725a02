//! Names that are not called: functions and methods as values.

use super::{Field, Kind, Rust};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::ReferenceForm;

impl Outline<'_, '_, Rust> {
    pub(super) fn enter_name(&mut self, node: NodeRef) -> Next {
        // By the language's own lints what begins so is a type, a variant or a constant.
        if self.is_value(node) && !self.text(node).starts_with(char::is_uppercase) {
            let name = self.named_shape(node, false);
            self.push_reference(node, name, ReferenceForm::Value);
        }
        Next::Past
    }

    pub(super) fn enter_path(&mut self, node: NodeRef) -> Next {
        if self.is_value(node)
            && let Some(last) = self.last_named(node)
            && self.kind(last) == Kind::Identifier
            && !self.text(last).starts_with(char::is_uppercase)
        {
            let segments = self.segments(node);
            let named = self.value_path(&segments);
            self.push_reference(last, named, ReferenceForm::Value);
        }
        Next::Past
    }

    /// Whether what is entered is used as a value that nothing is called or asked of.
    fn is_value(&mut self, node: NodeRef) -> bool {
        let Some(around) = self.parent() else { return false };
        match self.kind(around) {
            Kind::Arguments
            | Kind::ArrayExpression
            | Kind::TupleExpression
            | Kind::ReferenceExpression
            | Kind::ReturnExpression
            | Kind::ShorthandFieldInitializer
            | Kind::BinaryExpression
            | Kind::Block => true,
            Kind::ParenthesizedExpression => {
                !self.grandparent().is_some_and(|outer| self.kind(outer) == Kind::CallExpression)
            }
            Kind::FieldInitializer | Kind::ConstItem | Kind::StaticItem | Kind::LetDeclaration | Kind::MatchArm => {
                self.field(around, Field::Value) == Some(node)
            }
            Kind::AssignmentExpression => self.first_named(around) != Some(node),
            Kind::TypeCast => self.first_named(around) == Some(node),
            Kind::ClosureExpression => self.field(around, Field::Body) == Some(node),
            // With its type arguments: what it is around says the rest.
            _ => false,
        }
    }
}
