//! The shape of an expression, as far as it says something about types and call targets.

use super::CSharpVisitor;
use super::words::{Field, Kind};
use crate::extract::outline::ExpressionShapes;
use crate::record::symbols::{Expr, ExprId};
use crate::syntax::tree::NodeRef;

/// Longer names with dots are no full names of anything.
const MAX_FULL_NAME: usize = 256;

impl<'source, 'tree> ExpressionShapes<'source, 'tree> for CSharpVisitor<'source, 'tree> {
    fn inner_link(&mut self, node: NodeRef) -> Option<NodeRef> {
        match self.outline.kind(node) {
            Kind::InvocationExpression => {
                let function = self.called(node)?;
                let is_member = self.outline.kind(function) == Kind::MemberAccessExpression;
                if is_member { self.outline.field(function, Field::Expression) } else { Some(function) }
            }
            Kind::MemberAccessExpression if !self.is_full_name(node) => self.outline.field(node, Field::Expression),
            Kind::ConditionalAccessExpression => self.outline.field(node, Field::Condition),
            Kind::ElementAccessExpression => self.outline.field(node, Field::Expression),
            Kind::AssignmentExpression => self.outline.field(node, Field::Right),
            Kind::ParenthesizedExpression
            | Kind::AwaitExpression
            | Kind::PostfixUnaryExpression
            | Kind::ArrowExpressionClause
            | Kind::WithExpression => self.outline.first_named(node),
            _ => None,
        }
    }

    fn outer_link(&mut self, node: NodeRef, inner: ExprId) -> Option<Expr> {
        match self.outline.kind(node) {
            Kind::InvocationExpression => {
                let function = self.called(node)?;
                let callee = match self.outline.kind(function) {
                    Kind::MemberAccessExpression => self.member_of(inner, function)?,
                    _ => inner,
                };
                Some(Expr::Call(callee))
            }
            Kind::MemberAccessExpression => {
                let name = self.outline.field(node, Field::Name)?;
                Some(Expr::Member { object: inner, name: self.last_name(name)? })
            }
            Kind::ConditionalAccessExpression => {
                let binding = self.outline.last_named(node)?;
                if self.outline.kind(binding) == Kind::ElementBindingExpression {
                    return Some(Expr::Index(inner));
                }
                let name = self.bound_member(node)?;
                Some(Expr::Member { object: inner, name: self.last_name(name)? })
            }
            Kind::ElementAccessExpression => Some(Expr::Index(inner)),
            Kind::AwaitExpression => Some(Expr::Await(inner)),
            _ => None,
        }
    }

    fn leaf_shape(&mut self, node: NodeRef) -> Expr {
        match self.outline.kind(node) {
            Kind::Identifier => {
                let name = self.outline.intern_node(node);
                self.outline.name_shape(name, true)
            }
            Kind::GenericName => match self.last_name(node) {
                Some(name) => self.outline.name_shape(name, true),
                None => Expr::Unknown,
            },
            Kind::MemberAccessExpression => {
                let name = self.outline.intern_node(node);
                self.outline.name_shape(name, false)
            }
            // `global::Shop.Order`
            Kind::AliasQualifiedName | Kind::QualifiedName => {
                let text = self.qualified_text(node);
                let name = self.outline.draft.intern(&text);
                self.outline.name_shape(name, false)
            }
            Kind::This => self.outline.this_shape(),
            Kind::Base => self.outline.super_shape(),
            Kind::ObjectCreationExpression | Kind::CastExpression | Kind::DeclarationExpression => {
                match self.outline.field(node, Field::Type) {
                    Some(ty) => Expr::Cast(self.type_of(ty)),
                    None => Expr::Unknown,
                }
            }
            Kind::AsExpression => match self.outline.field(node, Field::Right) {
                Some(ty) => Expr::Cast(self.type_of(ty)),
                None => Expr::Unknown,
            },
            Kind::ArrayCreationExpression => match self.outline.field(node, Field::Type) {
                Some(ty) => Expr::Cast(self.type_of(ty)),
                None => Expr::Unknown,
            },
            Kind::ImplicitObjectCreationExpression => self.created_type(node),
            Kind::LambdaExpression | Kind::AnonymousMethodExpression => Expr::Function(self.outline.signature_of(node)),
            Kind::ConditionalExpression => {
                let sides =
                    (self.outline.field(node, Field::Consequence), self.outline.field(node, Field::Alternative));
                match sides {
                    (Some(one), Some(other)) => Expr::Either(self.expr_of(one), self.expr_of(other)),
                    _ => Expr::Unknown,
                }
            }
            Kind::StringLiteral | Kind::VerbatimStringLiteral => self.literal("string"),
            Kind::CharacterLiteral => self.literal("char"),
            Kind::BooleanLiteral => self.literal("bool"),
            Kind::NullLiteral => self.literal("null"),
            Kind::InterpolatedStringExpression => self.literal("string"),
            Kind::IsExpression | Kind::IsPatternExpression => self.literal("bool"),
            Kind::BinaryExpression => self.binary(node),
            Kind::PrefixUnaryExpression if self.outline.text(node).starts_with('!') => self.literal("bool"),
            Kind::IntegerLiteral => match self.outline.text(node).ends_with(['L', 'l']) {
                true => self.literal("long"),
                false => self.literal("int"),
            },
            Kind::RealLiteral => match self.outline.text(node).chars().next_back() {
                Some('f' | 'F') => self.literal("float"),
                Some('m' | 'M') => self.literal("decimal"),
                _ => self.literal("double"),
            },
            _ => Expr::Unknown,
        }
    }
}

impl CSharpVisitor<'_, '_> {
    fn binary(&mut self, node: NodeRef) -> Expr {
        let [left, operator, right] =
            [Field::Left, Field::Operator, Field::Right].map(|field| self.outline.field(node, field));
        match (left, operator, right) {
            (Some(left), Some(operator), Some(right)) => {
                let operator = self.outline.text(operator);
                self.operation(operator, [left, right], "bool")
            }
            _ => Expr::Unknown,
        }
    }

    /// A member of what is known of the object.
    pub(super) fn member_of(&mut self, object: ExprId, access: NodeRef) -> Option<ExprId> {
        let name = self.outline.field(access, Field::Name)?;
        let name = self.last_name(name)?;
        Some(self.outline.expr(Expr::Member { object, name }))
    }

    /// Whether it reads like a type with a namespace in front that the file speaks of: `Shop.Model.Order`.
    fn is_full_name(&mut self, node: NodeRef) -> bool {
        let text = self.outline.text(node);
        let Some((first, rest)) = text.split_once('.').filter(|_| text.len() <= MAX_FULL_NAME) else { return false };
        let is_part = |part: &str| {
            part.starts_with(char::is_uppercase)
                && part.chars().all(|character| character.is_alphanumeric() || character == '_')
        };
        if !rest.split('.').all(is_part) {
            return false;
        }
        let first = self.outline.draft.intern(first);
        self.roots.contains(&first)
    }
}
