//! The shape of an expression, as far as it says something about types and call targets.

use super::PhpVisitor;
use super::words::{Field, Kind};
use crate::extract::outline::{ExpressionShapes, This};
use crate::record::symbols::{Expr, ExprId};
use crate::syntax::tree::NodeRef;

impl<'source, 'tree> ExpressionShapes<'source, 'tree> for PhpVisitor<'source, 'tree> {
    fn inner_link(&mut self, node: NodeRef) -> Option<NodeRef> {
        match self.outline.kind(node) {
            Kind::MemberCallExpression
            | Kind::NullsafeMemberCallExpression
            | Kind::MemberAccessExpression
            | Kind::NullsafeMemberAccessExpression => self.outline.field(node, Field::Object),
            Kind::FunctionCallExpression => self.outline.field(node, Field::Function),
            Kind::SubscriptExpression | Kind::ParenthesizedExpression => self.outline.first_named(node),
            Kind::AssignmentExpression | Kind::ReferenceAssignmentExpression => self.outline.field(node, Field::Right),
            Kind::CloneExpression => self.outline.first_named(node),
            _ => None,
        }
    }

    fn outer_link(&mut self, node: NodeRef, inner: ExprId) -> Option<Expr> {
        match self.outline.kind(node) {
            Kind::MemberAccessExpression | Kind::NullsafeMemberAccessExpression => {
                let name = self.outline.field(node, Field::Name)?;
                Some(Expr::Member { object: inner, name: self.outline.intern_node(name) })
            }
            Kind::MemberCallExpression | Kind::NullsafeMemberCallExpression => {
                let name = self.outline.field(node, Field::Name)?;
                let name = self.outline.intern_node(name);
                Some(Expr::Call(self.outline.expr(Expr::Member { object: inner, name })))
            }
            Kind::FunctionCallExpression => Some(Expr::Call(inner)),
            Kind::SubscriptExpression => Some(Expr::Index(inner)),
            _ => None,
        }
    }

    fn leaf_shape(&mut self, node: NodeRef) -> Expr {
        match self.outline.kind(node) {
            Kind::VariableName if self.outline.text(node) == "$this" => self.outline.this_shape(),
            Kind::VariableName | Kind::Name | Kind::QualifiedName | Kind::RelativeName => {
                let text = self.outline.text(node);
                let name = self.outline.draft.intern(text.strip_prefix("namespace\\").unwrap_or(text));
                self.outline.name_shape(name, false)
            }
            Kind::ScopedCallExpression => {
                let parts = (self.outline.field(node, Field::Scope), self.outline.field(node, Field::Name));
                let (Some(scope), Some(name)) = parts else { return Expr::Unknown };
                let object = self.scope_of(scope);
                let name = self.outline.intern_node(name);
                Expr::Call(self.outline.expr(Expr::Member { object, name }))
            }
            Kind::ScopedPropertyAccessExpression => {
                let parts = (self.outline.field(node, Field::Scope), self.outline.field(node, Field::Name));
                let (Some(scope), Some(name)) = parts else { return Expr::Unknown };
                let object = self.scope_of(scope);
                let name = self.outline.intern_node(name);
                Expr::Member { object, name: self.without_dollar(name) }
            }
            Kind::ObjectCreationExpression => {
                let class = self.outline.first_named(node);
                match class.and_then(|class| self.class_named(class)) {
                    Some(class) => Expr::Cast(class),
                    None => Expr::Unknown,
                }
            }
            Kind::AnonymousFunction | Kind::ArrowFunction => Expr::Function(self.outline.signature_of(node)),
            Kind::ArrayCreationExpression => Expr::Array(ExprId::UNKNOWN),
            Kind::ConditionalExpression => {
                let sides = (self.outline.field(node, Field::Body), self.outline.field(node, Field::Alternative));
                match sides {
                    (Some(one), Some(other)) => Expr::Either(self.expr_of(one), self.expr_of(other)),
                    _ => Expr::Unknown,
                }
            }
            // `a ?? b`
            Kind::BinaryExpression => match self.outline.named_children(node)[..] {
                [one, other] => Expr::Either(self.expr_of(one), self.expr_of(other)),
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

impl PhpVisitor<'_, '_> {
    /// What stands in front of `::`, as a value: a class.
    pub(super) fn scope_of(&mut self, node: NodeRef) -> ExprId {
        let shape = match (self.outline.kind(node), self.outline.text(node)) {
            (Kind::RelativeScope | Kind::Name, "parent") => self.parent_shape(),
            (Kind::RelativeScope | Kind::Name, "self" | "static") => match self.outline.this() {
                This::Instance(class) | This::Class(class) => Expr::Class(class),
                This::Of(_) | This::Unknown => self.outline.class().map_or(Expr::Unknown, Expr::Class),
            },
            _ => return self.expr_of(node),
        };
        self.outline.expr(shape)
    }
}
