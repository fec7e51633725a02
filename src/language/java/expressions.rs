//! The shape of an expression, as far as it says something about types and call targets.

use super::{Field, Java, Kind};
use crate::extract::{ExpressionShapes, NodeRef, Outline};
use crate::record::symbols::{Expr, ExprId};

impl ExpressionShapes for Java {
    fn inner_link(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Option<NodeRef> {
        match file.kind(node) {
            Kind::MethodInvocation => file.field(node, Field::Object),
            Kind::FieldAccess => file.field(node, Field::Object),
            Kind::ArrayAccess | Kind::ParenthesizedExpression => file.first_named(node),
            Kind::AssignmentExpression => file.field(node, Field::Right),
            _ => None,
        }
    }

    fn outer_link(file: &mut Outline<'_, '_, Self>, node: NodeRef, inner: ExprId) -> Option<Expr> {
        match file.kind(node) {
            Kind::MethodInvocation => {
                let name = file.field(node, Field::Name)?;
                let name = file.intern_node(name);
                Some(file.member_call(inner, name))
            }
            Kind::FieldAccess => {
                let field = file.field(node, Field::Member)?;
                // `Outer.this`
                if file.kind(field) == Kind::This {
                    return Some(Expr::New(inner));
                }
                Some(Expr::Member { object: inner, name: file.intern_node(field) })
            }
            Kind::ArrayAccess => Some(Expr::Index(inner)),
            _ => None,
        }
    }

    fn leaf_shape(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Expr {
        match file.kind(node) {
            Kind::Identifier => file.named_shape(node, true),
            // A call without a receiver.
            Kind::MethodInvocation => {
                let Some(name) = file.field(node, Field::Name) else { return Expr::Unknown };
                let callee = file.named_shape(name, true);
                Expr::Call(file.expr(callee))
            }
            Kind::This => file.this_shape(),
            Kind::Super => file.super_shape(),
            Kind::ObjectCreationExpression | Kind::CastExpression => {
                let ty = file.field(node, Field::Type);
                file.cast_to(ty)
            }
            Kind::ArrayCreationExpression => {
                let ty = file.field(node, Field::Type);
                file.list_of_type(ty)
            }
            Kind::LambdaExpression => Expr::Function(file.signature_of(node)),
            Kind::TernaryExpression => file.either_behind(node, [Field::Consequence, Field::Alternative]),
            Kind::StringLiteral => file.literal("String"),
            Kind::CharacterLiteral => file.literal("char"),
            Kind::True | Kind::False => file.literal("boolean"),
            Kind::NullLiteral => file.literal("null"),
            Kind::ClassLiteral => file.literal("Class"),
            Kind::InstanceofExpression => file.literal("boolean"),
            Kind::BinaryExpression => file.operation(node, [Field::Left, Field::Operator, Field::Right], "boolean"),
            Kind::UnaryExpression if file.text(node).starts_with('!') => file.literal("boolean"),
            Kind::DecimalIntegerLiteral => match file.text(node).ends_with(['L', 'l']) {
                true => file.literal("long"),
                false => file.literal("int"),
            },
            Kind::DecimalFloatingPointLiteral => match file.text(node).ends_with(['F', 'f']) {
                true => file.literal("float"),
                false => file.literal("double"),
            },
            _ => Expr::Unknown,
        }
    }
}
