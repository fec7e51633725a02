//! The shape of an expression, as far as it says something about types and call targets.

use super::CSharpVisitor;
use super::words::{Field, Kind};
use crate::language::outline::{ExpressionShapes, This};
use crate::language::tree::NodeRef;
use crate::record::StringId;
use crate::record::symbols::{ClassId, Expr, ExprId};

/// How far `a?.b.c()` is followed to what stands right behind the `?.`.
const MAX_CHAIN: usize = 4096;

impl CSharpVisitor<'_, '_> {
    /// The next expression inwards in a chain.
    pub(super) fn inner_expression(&mut self, node: NodeRef) -> Option<NodeRef> {
        match self.outline.kind(node) {
            Kind::InvocationExpression => self.outline.field(node, Field::Function),
            Kind::MemberAccessExpression => self.outline.field(node, Field::Expression),
            Kind::ElementAccessExpression => self.outline.field(node, Field::Expression),
            Kind::MemberBindingExpression | Kind::ElementBindingExpression => self.conditions.get(&node).copied(),
            Kind::ConditionalAccessExpression => {
                self.note_condition(node);
                self.outline.last_named(node)
            }
            Kind::ParenthesizedExpression | Kind::AwaitExpression => self.outline.first_named(node),
            Kind::AssignmentExpression => self.outline.field(node, Field::Right),
            _ => None,
        }
    }

    /// The shape of a link, given what is inside it.
    pub(super) fn outer_expression(&mut self, node: NodeRef, inner: ExprId) -> Option<Expr> {
        match self.outline.kind(node) {
            Kind::InvocationExpression => Some(Expr::Call(inner)),
            Kind::MemberAccessExpression | Kind::MemberBindingExpression => {
                let name = self.outline.field(node, Field::Name)?;
                Some(Expr::Member { object: inner, name: self.last_name(name)? })
            }
            Kind::ElementAccessExpression | Kind::ElementBindingExpression => Some(Expr::Index(inner)),
            Kind::AwaitExpression => Some(Expr::Await(inner)),
            _ => None,
        }
    }

    /// The shape of what is no link of a chain.
    pub(super) fn leaf_expression(&mut self, node: NodeRef) -> Expr {
        match self.outline.kind(node) {
            Kind::Identifier | Kind::GenericName => match self.last_name(node) {
                Some(name) => self.outline.name_shape(name, true),
                None => Expr::Unknown,
            },
            Kind::QualifiedName | Kind::AliasQualifiedName => {
                let name = self.qualified_name(node);
                self.outline.name_shape(name, false)
            }
            Kind::This => self.outline.this_shape(),
            Kind::Base => match self.outline.this() {
                This::Instance(class) | This::Class(class) => Expr::Super(Some(class)),
                This::Of(_) | This::Unknown => Expr::Super(None),
            },
            Kind::ObjectCreationExpression | Kind::CastExpression => match self.outline.field(node, Field::Type) {
                Some(ty) => Expr::Cast(self.type_of(ty)),
                None => Expr::Unknown,
            },
            Kind::ImplicitObjectCreationExpression => match self.implicit_types.get(&node).copied() {
                Some(ty) => Expr::Cast(self.type_of(ty)),
                None => Expr::Unknown,
            },
            Kind::ArrayCreationExpression => match self.outline.field(node, Field::Type) {
                Some(ty) => Expr::Cast(self.type_of(ty)),
                None => Expr::Unknown,
            },
            Kind::AsExpression => match self.outline.field(node, Field::Right) {
                Some(ty) => Expr::Cast(self.type_of(ty)),
                None => Expr::Unknown,
            },
            Kind::LambdaExpression | Kind::AnonymousMethodExpression => Expr::Function(self.signature_of(node)),
            Kind::ConditionalExpression => {
                let sides =
                    (self.outline.field(node, Field::Consequence), self.outline.field(node, Field::Alternative));
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
            Kind::PredefinedType
            | Kind::StringLiteral
            | Kind::InterpolatedStringExpression
            | Kind::CharacterLiteral
            | Kind::IntegerLiteral
            | Kind::RealLiteral
            | Kind::BooleanLiteral => Expr::Literal,
            _ => Expr::Unknown,
        }
    }

    /// Notes what `?.` is behind: `a` for the `.b` of `a?.b.c()`.
    pub(super) fn note_condition(&mut self, node: NodeRef) {
        let Some(condition) = self.outline.field(node, Field::Condition) else { return };
        let mut next = self.outline.last_named(node);
        for _ in 0..MAX_CHAIN {
            let Some(current) = next else { return };
            next = match self.outline.kind(current) {
                Kind::MemberBindingExpression | Kind::ElementBindingExpression => {
                    self.conditions.insert(current, condition);
                    return;
                }
                Kind::InvocationExpression => self.outline.field(current, Field::Function),
                Kind::MemberAccessExpression | Kind::ElementAccessExpression => {
                    self.outline.field(current, Field::Expression)
                }
                Kind::ConditionalAccessExpression => self.outline.field(current, Field::Condition),
                _ => return,
            };
        }
    }

    /// An expression without the parentheses around it.
    pub(super) fn unwrapped(&mut self, node: NodeRef) -> NodeRef {
        let mut node = node;
        while self.outline.kind(node) == Kind::ParenthesizedExpression {
            match self.outline.first_named(node) {
                Some(inner) => node = inner,
                None => break,
            }
        }
        node
    }

    /// The name of the class that this one extends.
    pub(super) fn superclass_name(&mut self, class: ClassId) -> StringId {
        let symbols = self.outline.draft.symbols();
        let base = symbols.expr_lists[symbols.classes[class.index()].extends.range()].first().copied();
        let mut base = base.map_or(Expr::Unknown, |base| symbols.expr(base));
        while let Expr::Generic { base: inner, .. } | Expr::Cast(inner) = base {
            base = symbols.expr(inner);
        }
        match base {
            Expr::TypeName { name, .. } => {
                let last = self.outline.draft.string(name).rsplit('.').next().unwrap_or_default().to_owned();
                self.outline.draft.intern(&last)
            }
            _ => self.outline.draft.intern("Object"),
        }
    }
}
