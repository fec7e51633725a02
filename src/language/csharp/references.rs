//! Names that are not called: method groups, classes as values, attributes without arguments.

use super::{CSharp, Field, Kind};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::ReferenceForm;
use crate::record::symbols::Expr;

impl Outline<'_, '_, CSharp> {
    pub(super) fn enter_name(&mut self, node: NodeRef) -> Next {
        if self.is_value(node) {
            let name = self.named_shape(node, true);
            self.push_reference(node, name, ReferenceForm::Value);
        }
        Next::Into
    }

    pub(super) fn enter_access(&mut self, node: NodeRef) -> Next {
        if self.is_value(node)
            && let Some([object, name_node]) = self.fields(node, [Field::Expression, Field::Name])
            && self.kind(name_node) == Kind::Identifier
        {
            let object = self.expr_of(object);
            let name = self.intern_node(name_node);
            self.push_reference(name_node, Expr::Member { object, name }, ReferenceForm::Value);
        }
        Next::Into
    }

    /// `typeof(Order)`
    pub(super) fn enter_type_of(&mut self, node: NodeRef) -> Next {
        if let Some(ty) = self.field(node, Field::Type) {
            self.push_type_value(ty, ReferenceForm::Value);
        }
        Next::Past
    }

    /// What a type's name stands for where it is a value, or an attribute without arguments.
    pub(super) fn push_type_value(&mut self, node: NodeRef, form: ReferenceForm) {
        let named = self.type_of(node);
        let named = self.draft.symbols().expr(named);
        let name_node = match self.kind(node) {
            Kind::QualifiedName | Kind::AliasQualifiedName => self.last_named(node).unwrap_or(node),
            _ => node,
        };
        if self.kind(name_node) == Kind::Identifier {
            self.push_reference(name_node, named, form);
        }
    }

    /// Whether what is entered is used as a value that nothing is called or asked of.
    fn is_value(&mut self, node: NodeRef) -> bool {
        let Some(around) = self.parent() else { return false };
        match self.kind(around) {
            Kind::ReturnStatement
            | Kind::ArrowExpressionClause
            | Kind::InitializerExpression
            | Kind::ConditionalExpression
            | Kind::BinaryExpression
            | Kind::CollectionExpression => true,
            Kind::ParenthesizedExpression => {
                !self.grandparent().is_some_and(|outer| self.kind(outer) == Kind::InvocationExpression)
            }
            Kind::Argument => self.last_named(around) == Some(node),
            Kind::AssignmentExpression
            | Kind::VariableDeclarator
            | Kind::LambdaExpression
            | Kind::CastExpression
            | Kind::SwitchExpressionArm => {
                self.first_named(around) != Some(node) && self.last_named(around) == Some(node)
            }
            _ => false,
        }
    }
}
