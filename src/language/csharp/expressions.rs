//! The shape of an expression, as far as it says something about types and call targets.

use super::{CSharp, Field, Kind};
use crate::extract::{ExpressionShapes, NodeRef, Outline};
use crate::record::symbols::{Expr, ExprId};

/// Longer names with dots are no full names of anything.
const MAX_FULL_NAME: usize = 256;

impl ExpressionShapes for CSharp {
    fn inner_link(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Option<NodeRef> {
        match file.kind(node) {
            Kind::InvocationExpression => {
                let function = file.called(node)?;
                let is_member = file.kind(function) == Kind::MemberAccessExpression;
                if is_member { file.field(function, Field::Expression) } else { Some(function) }
            }
            Kind::MemberAccessExpression if !file.is_full_name(node) => file.field(node, Field::Expression),
            Kind::ConditionalAccessExpression => file.field(node, Field::Condition),
            Kind::ElementAccessExpression => file.field(node, Field::Expression),
            Kind::AssignmentExpression => file.field(node, Field::Right),
            Kind::ParenthesizedExpression
            | Kind::AwaitExpression
            | Kind::PostfixUnaryExpression
            | Kind::ArrowExpressionClause
            | Kind::WithExpression => file.first_named(node),
            _ => None,
        }
    }

    fn outer_link(file: &mut Outline<'_, '_, Self>, node: NodeRef, inner: ExprId) -> Option<Expr> {
        match file.kind(node) {
            Kind::InvocationExpression => {
                let function = file.called(node)?;
                let callee = match file.kind(function) {
                    Kind::MemberAccessExpression => file.member_of(inner, function)?,
                    _ => inner,
                };
                Some(Expr::call(callee))
            }
            Kind::MemberAccessExpression => {
                let name = file.field(node, Field::Name)?;
                Some(Expr::Member { object: inner, name: file.last_name(name)? })
            }
            Kind::ConditionalAccessExpression => {
                let binding = file.last_named(node)?;
                if file.kind(binding) == Kind::ElementBindingExpression {
                    return Some(Expr::Index(inner));
                }
                let name = file.bound_member(node)?;
                Some(Expr::Member { object: inner, name: file.last_name(name)? })
            }
            Kind::ElementAccessExpression => Some(Expr::Index(inner)),
            Kind::AwaitExpression => Some(Expr::Await(inner)),
            _ => None,
        }
    }

    fn leaf_shape(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Expr {
        match file.kind(node) {
            Kind::Identifier => file.named_shape(node, true),
            Kind::GenericName => match file.last_name(node) {
                Some(name) => file.name_shape(name, true),
                None => Expr::Unknown,
            },
            Kind::MemberAccessExpression => file.named_shape(node, false),
            // `global::Shop.Order`
            Kind::AliasQualifiedName | Kind::QualifiedName => {
                let text = file.qualified_text(node);
                let name = file.draft.intern(&text);
                file.name_shape(name, false)
            }
            Kind::This => file.this_shape(),
            Kind::Base => file.super_shape(),
            Kind::ObjectCreationExpression
            | Kind::ArrayCreationExpression
            | Kind::CastExpression
            | Kind::DeclarationExpression => {
                let ty = file.field(node, Field::Type);
                file.cast_to(ty)
            }
            Kind::AsExpression => {
                let ty = file.field(node, Field::Right);
                file.cast_to(ty)
            }
            Kind::ImplicitObjectCreationExpression => file.created_type(node),
            Kind::LambdaExpression | Kind::AnonymousMethodExpression => Expr::Function(file.signature_of(node)),
            Kind::ConditionalExpression => file.either_behind(node, [Field::Consequence, Field::Alternative]),
            Kind::StringLiteral | Kind::VerbatimStringLiteral => file.literal("string"),
            Kind::CharacterLiteral => file.literal("char"),
            Kind::BooleanLiteral => file.literal("bool"),
            Kind::NullLiteral => file.literal("null"),
            Kind::InterpolatedStringExpression => file.literal("string"),
            Kind::IsExpression | Kind::IsPatternExpression => file.literal("bool"),
            Kind::BinaryExpression => file.operation(node, [Field::Left, Field::Operator, Field::Right], "bool"),
            Kind::PrefixUnaryExpression if file.text(node).starts_with('!') => file.literal("bool"),
            Kind::IntegerLiteral => match file.text(node).ends_with(['L', 'l']) {
                true => file.literal("long"),
                false => file.literal("int"),
            },
            Kind::RealLiteral => match file.text(node).chars().next_back() {
                Some('f' | 'F') => file.literal("float"),
                Some('m' | 'M') => file.literal("decimal"),
                _ => file.literal("double"),
            },
            _ => Expr::Unknown,
        }
    }
}

impl Outline<'_, '_, CSharp> {
    /// A member of what is known of the object.
    pub(super) fn member_of(&mut self, object: ExprId, access: NodeRef) -> Option<ExprId> {
        let name = self.field(access, Field::Name)?;
        let name = self.last_name(name)?;
        Some(self.expr(Expr::Member { object, name }))
    }

    /// Whether it reads like a type with a namespace in front that the file speaks of: `Shop.Model.Order`.
    fn is_full_name(&mut self, node: NodeRef) -> bool {
        let text = self.text(node);
        let Some((first, rest)) = text.split_once('.').filter(|_| text.len() <= MAX_FULL_NAME) else { return false };
        let is_part = |part: &str| {
            part.starts_with(char::is_uppercase)
                && part.chars().all(|character| character.is_alphanumeric() || character == '_')
        };
        if !rest.split('.').all(is_part) {
            return false;
        }
        let first = self.draft.intern(first);
        self.own.roots.contains(&first)
    }
}
