//! Names that are not called: functions, method values and method expressions.

use super::{Go, Kind};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::ReferenceForm;
use crate::record::symbols::Expr;

impl Outline<'_, '_, Go> {
    pub(super) fn enter_name(&mut self, node: NodeRef) -> Next {
        if self.is_value(node) {
            let name = self.named_shape(node, false);
            self.push_reference(node, name, ReferenceForm::Value);
        }
        Next::Past
    }

    pub(super) fn enter_selector(&mut self, node: NodeRef) -> Next {
        if self.is_value(node)
            && let Some(object) = self.first_named(node)
            && let Some(field) = self.child_of_kind(node, Kind::FieldIdentifier)
        {
            let object = self.expr_of(object);
            let name = self.intern_node(field);
            self.push_reference(field, Expr::Member { object, name }, ReferenceForm::Value);
        }
        Next::Into
    }

    /// Whether what is entered is used as a value that nothing is called or asked of.
    fn is_value(&mut self, node: NodeRef) -> bool {
        let Some(around) = self.parent() else { return false };
        match self.kind(around) {
            Kind::ArgumentList | Kind::BinaryExpression | Kind::UnaryExpression | Kind::SendStatement => true,
            Kind::ParenthesizedExpression => {
                !self.grandparent().is_some_and(|outer| self.kind(outer) == Kind::CallExpression)
            }
            // Functions are no keys: what stands there alone is a field's name.
            Kind::LiteralElement => {
                let keyed = self.grandparent().filter(|outer| self.kind(*outer) == Kind::KeyedElement);
                keyed.is_none_or(|keyed| self.first_named(keyed) != Some(around))
            }
            // Names are declared or assigned to on the left.
            Kind::ExpressionList => {
                let pairs = [Kind::ShortVarDeclaration, Kind::AssignmentStatement, Kind::RangeClause];
                let outer = self.grandparent().filter(|outer| pairs.contains(&self.kind(*outer)));
                outer.is_none_or(|outer| self.first_named(outer) != Some(around))
            }
            Kind::IndexExpression => self.first_named(around) != Some(node),
            _ => false,
        }
    }
}
