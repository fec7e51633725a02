//! Names that are not called: functions and methods as values, types in signatures, fields and variables.

use super::{Field, Kind, Rust};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::ReferenceForm;
use crate::record::symbols::Expr;

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

    /// Notes the types that a declared type names.
    pub(super) fn refer_to_types(&mut self, node: NodeRef) {
        self.take_apart(node, |file, node, parts| match file.kind(node) {
            Kind::TypeIdentifier if file.text(node) != "Self" => {
                let named = Expr::TypeName { name: file.intern_node(node), scope: file.scope() };
                file.push_reference(node, named, ReferenceForm::Type);
            }
            Kind::ScopedTypeIdentifier => {
                let named = file.type_of(node);
                let named = file.draft.symbols().expr(named);
                if let Some(last) = file.last_named(node)
                    && matches!(named, Expr::TypeName { .. } | Expr::TypeMember { .. })
                {
                    file.push_reference(last, named, ReferenceForm::Type);
                }
            }
            Kind::TypeBinding => parts.extend(file.field(node, Field::Type)),
            Kind::AbstractType
            | Kind::ArrayType
            | Kind::BoundedType
            | Kind::BracketedType
            | Kind::DynamicType
            | Kind::FunctionType
            | Kind::GenericType
            | Kind::HigherRankedTraitBound
            | Kind::Parameters
            | Kind::PointerType
            | Kind::QualifiedType
            | Kind::ReferenceType
            | Kind::TupleType
            | Kind::TypeArguments => parts.extend(file.named(node)),
            _ => {}
        });
    }

    /// The same of what may not be written.
    pub(super) fn refer_to_types_if(&mut self, node: Option<NodeRef>) {
        if let Some(node) = node {
            self.refer_to_types(node);
        }
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
