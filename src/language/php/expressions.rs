//! The shape of an expression, as far as it says something about types and call targets.

use super::{Field, Kind, Php};
use crate::extract::{ExpressionShapes, NodeRef, Outline};
use crate::record::symbols::{Expr, ExprId};

impl ExpressionShapes for Php {
    fn inner_link(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Option<NodeRef> {
        match file.kind(node) {
            Kind::MemberCallExpression
            | Kind::NullsafeMemberCallExpression
            | Kind::MemberAccessExpression
            | Kind::NullsafeMemberAccessExpression => file.field(node, Field::Object),
            Kind::FunctionCallExpression => file.field(node, Field::Function),
            Kind::SubscriptExpression | Kind::ParenthesizedExpression => file.first_named(node),
            Kind::AssignmentExpression | Kind::ReferenceAssignmentExpression => file.field(node, Field::Right),
            Kind::CloneExpression => file.first_named(node),
            _ => None,
        }
    }

    fn outer_link(file: &mut Outline<'_, '_, Self>, node: NodeRef, inner: ExprId) -> Option<Expr> {
        match file.kind(node) {
            Kind::MemberAccessExpression | Kind::NullsafeMemberAccessExpression => {
                let name = file.field(node, Field::Name)?;
                Some(Expr::Member { object: inner, name: file.intern_node(name) })
            }
            Kind::MemberCallExpression | Kind::NullsafeMemberCallExpression => {
                let name = file.field(node, Field::Name)?;
                let name = file.intern_node(name);
                Some(file.member_call(inner, name))
            }
            Kind::FunctionCallExpression => Some(Expr::Call(inner)),
            Kind::SubscriptExpression => Some(Expr::Index(inner)),
            _ => None,
        }
    }

    fn leaf_shape(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Expr {
        match file.kind(node) {
            Kind::VariableName if file.text(node) == "$this" => file.this_shape(),
            Kind::VariableName | Kind::Name | Kind::QualifiedName | Kind::RelativeName => {
                let text = file.text(node);
                let name = file.draft.intern(text.strip_prefix("namespace\\").unwrap_or(text));
                file.name_shape(name, false)
            }
            Kind::ScopedCallExpression => {
                let Some([scope, name]) = file.fields(node, [Field::Scope, Field::Name]) else { return Expr::Unknown };
                let object = file.scope_of(scope);
                let name = file.intern_node(name);
                file.member_call(object, name)
            }
            Kind::ScopedPropertyAccessExpression => {
                let Some([scope, name]) = file.fields(node, [Field::Scope, Field::Name]) else { return Expr::Unknown };
                let object = file.scope_of(scope);
                let name = file.intern_node(name);
                Expr::Member { object, name: file.without_dollar(name) }
            }
            Kind::ObjectCreationExpression => {
                let class = file.first_named(node).and_then(|class| file.class_named(class));
                class.map_or(Expr::Unknown, Expr::Cast)
            }
            Kind::AnonymousFunction | Kind::ArrowFunction => Expr::Function(file.signature_of(node)),
            Kind::ArrayCreationExpression => Expr::Array(ExprId::UNKNOWN),
            Kind::ConditionalExpression => file.either_behind(node, [Field::Body, Field::Alternative]),
            // `a ?? b`
            Kind::BinaryExpression => {
                let sides = file.named_children(node);
                file.either(&sides)
            }
            Kind::String | Kind::EncapsedString | Kind::Heredoc | Kind::Integer | Kind::Float | Kind::Boolean => {
                Expr::Literal
            }
            Kind::CastExpression => Expr::Primitive,
            _ => Expr::Unknown,
        }
    }
}

impl Outline<'_, '_, Php> {
    /// What stands in front of `::`, as a value: a class.
    pub(super) fn scope_of(&mut self, node: NodeRef) -> ExprId {
        let shape = match (self.kind(node), self.text(node)) {
            (Kind::RelativeScope | Kind::Name, "parent") => self.parent_shape(),
            (Kind::RelativeScope | Kind::Name, "self" | "static") => {
                self.this_class().or_else(|| self.class()).map_or(Expr::Unknown, Expr::Class)
            }
            _ => return self.expr_of(node),
        };
        self.expr(shape)
    }
}
