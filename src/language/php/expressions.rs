//! The shape of an expression, as far as it says something about types and call targets.

use super::{Field, Kind, Php};
use crate::extract::{ExpressionShapes, NodeRef, Outline, This};
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
                Some(Expr::Call(file.expr(Expr::Member { object: inner, name })))
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
                let parts = (file.field(node, Field::Scope), file.field(node, Field::Name));
                let (Some(scope), Some(name)) = parts else { return Expr::Unknown };
                let object = file.scope_of(scope);
                let name = file.intern_node(name);
                Expr::Call(file.expr(Expr::Member { object, name }))
            }
            Kind::ScopedPropertyAccessExpression => {
                let parts = (file.field(node, Field::Scope), file.field(node, Field::Name));
                let (Some(scope), Some(name)) = parts else { return Expr::Unknown };
                let object = file.scope_of(scope);
                let name = file.intern_node(name);
                Expr::Member { object, name: file.without_dollar(name) }
            }
            Kind::ObjectCreationExpression => {
                let class = file.first_named(node);
                match class.and_then(|class| file.class_named(class)) {
                    Some(class) => Expr::Cast(class),
                    None => Expr::Unknown,
                }
            }
            Kind::AnonymousFunction | Kind::ArrowFunction => Expr::Function(file.signature_of(node)),
            Kind::ArrayCreationExpression => Expr::Array(ExprId::UNKNOWN),
            Kind::ConditionalExpression => {
                let sides = (file.field(node, Field::Body), file.field(node, Field::Alternative));
                match sides {
                    (Some(one), Some(other)) => Expr::Either(file.expr_of(one), file.expr_of(other)),
                    _ => Expr::Unknown,
                }
            }
            // `a ?? b`
            Kind::BinaryExpression => match file.named_children(node)[..] {
                [one, other] => Expr::Either(file.expr_of(one), file.expr_of(other)),
                _ => Expr::Unknown,
            },
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
            (Kind::RelativeScope | Kind::Name, "self" | "static") => match self.this() {
                This::Instance(class) | This::Class(class) => Expr::Class(class),
                This::Of(_) | This::Unknown => self.class().map_or(Expr::Unknown, Expr::Class),
            },
            _ => return self.expr_of(node),
        };
        self.expr(shape)
    }
}
