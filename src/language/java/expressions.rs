//! The shape of an expression, as far as it says something about types and call targets.

use super::JavaVisitor;
use super::words::{Field, Kind};
use crate::extract::outline::ExpressionShapes;
use crate::record::symbols::{Expr, ExprId};
use crate::syntax::tree::NodeRef;

impl<'source, 'tree> ExpressionShapes<'source, 'tree> for JavaVisitor<'source, 'tree> {
    fn inner_link(&mut self, node: NodeRef) -> Option<NodeRef> {
        match self.outline.kind(node) {
            Kind::MethodInvocation => self.outline.field(node, Field::Object),
            Kind::FieldAccess => self.outline.field(node, Field::Object),
            Kind::ArrayAccess | Kind::ParenthesizedExpression => self.outline.first_named(node),
            Kind::AssignmentExpression => self.outline.field(node, Field::Right),
            _ => None,
        }
    }

    fn outer_link(&mut self, node: NodeRef, inner: ExprId) -> Option<Expr> {
        match self.outline.kind(node) {
            Kind::MethodInvocation => {
                let name = self.outline.field(node, Field::Name)?;
                let name = self.outline.intern_node(name);
                let method = self.outline.expr(Expr::Member { object: inner, name });
                Some(Expr::Call(method))
            }
            Kind::FieldAccess => {
                let field = self.outline.field(node, Field::Member)?;
                // `Outer.this`
                if self.outline.kind(field) == Kind::This {
                    return Some(Expr::New(inner));
                }
                Some(Expr::Member { object: inner, name: self.outline.intern_node(field) })
            }
            Kind::ArrayAccess => Some(Expr::Index(inner)),
            _ => None,
        }
    }

    fn leaf_shape(&mut self, node: NodeRef) -> Expr {
        match self.outline.kind(node) {
            Kind::Identifier => {
                let name = self.outline.intern_node(node);
                self.outline.name_shape(name, true)
            }
            // A call without a receiver.
            Kind::MethodInvocation => {
                let Some(name) = self.outline.field(node, Field::Name) else { return Expr::Unknown };
                let name = self.outline.intern_node(name);
                let callee = self.outline.name_shape(name, true);
                Expr::Call(self.outline.expr(callee))
            }
            Kind::This => self.outline.this_shape(),
            Kind::Super => self.outline.super_shape(),
            Kind::ObjectCreationExpression | Kind::CastExpression => match self.outline.field(node, Field::Type) {
                Some(ty) => Expr::Cast(self.type_of(ty)),
                None => Expr::Unknown,
            },
            Kind::ArrayCreationExpression => match self.outline.field(node, Field::Type) {
                Some(ty) => Expr::ArrayType(self.type_of(ty)),
                None => Expr::Unknown,
            },
            Kind::LambdaExpression => Expr::Function(self.outline.signature_of(node)),
            Kind::TernaryExpression => {
                let sides =
                    (self.outline.field(node, Field::Consequence), self.outline.field(node, Field::Alternative));
                match sides {
                    (Some(one), Some(other)) => Expr::Either(self.expr_of(one), self.expr_of(other)),
                    _ => Expr::Unknown,
                }
            }
            Kind::StringLiteral => self.literal("String"),
            Kind::CharacterLiteral => self.literal("char"),
            Kind::True | Kind::False => self.literal("boolean"),
            Kind::NullLiteral => self.literal("null"),
            Kind::ClassLiteral => self.literal("Class"),
            Kind::InstanceofExpression => self.literal("boolean"),
            Kind::BinaryExpression => self.binary(node),
            Kind::UnaryExpression if self.outline.text(node).starts_with('!') => self.literal("boolean"),
            Kind::DecimalIntegerLiteral => match self.outline.text(node).ends_with(['L', 'l']) {
                true => self.literal("long"),
                false => self.literal("int"),
            },
            Kind::DecimalFloatingPointLiteral => match self.outline.text(node).ends_with(['F', 'f']) {
                true => self.literal("float"),
                false => self.literal("double"),
            },
            _ => Expr::Unknown,
        }
    }
}

impl JavaVisitor<'_, '_> {
    fn binary(&mut self, node: NodeRef) -> Expr {
        let [left, operator, right] =
            [Field::Left, Field::Operator, Field::Right].map(|field| self.outline.field(node, field));
        match (left, operator, right) {
            (Some(left), Some(operator), Some(right)) => {
                let operator = self.outline.text(operator);
                self.operation(operator, [left, right], "boolean")
            }
            _ => Expr::Unknown,
        }
    }
}
