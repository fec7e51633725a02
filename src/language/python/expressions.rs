//! The shape of an expression, as far as it says something about types and call targets.

use super::PythonVisitor;
use super::words::{Field, Kind};
use crate::language::outline::{ExpressionShapes, This};
use crate::language::tree::NodeRef;
use crate::record::symbols::{Expr, ExprId};

impl PythonVisitor<'_, '_> {
    /// The next expression inwards in a chain.
    pub(super) fn inner_expression(&mut self, node: NodeRef) -> Option<NodeRef> {
        match self.outline.kind(node) {
            Kind::Call if self.is_super(node) => None,
            Kind::Call | Kind::ParenthesizedExpression | Kind::Await | Kind::Attribute | Kind::Subscript => {
                self.outline.first_named(node)
            }
            Kind::NamedExpression => self.outline.field(node, Field::Value),
            Kind::Assignment => self.outline.field(node, Field::Right),
            _ => None,
        }
    }

    /// The shape of a link, given what is inside it.
    pub(super) fn outer_expression(&mut self, node: NodeRef, inner: ExprId) -> Option<Expr> {
        match self.outline.kind(node) {
            Kind::Attribute => {
                let attribute = self.outline.field(node, Field::Attribute)?;
                Some(Expr::Member { object: inner, name: self.outline.intern_node(attribute) })
            }
            Kind::Call => Some(Expr::Call(inner)),
            Kind::Subscript => {
                let index = self.outline.last_named(node).filter(|index| self.outline.kind(*index) == Kind::Integer);
                match index {
                    Some(index) => Some(Expr::Member { object: inner, name: self.outline.intern_node(index) }),
                    None => Some(Expr::Index(inner)),
                }
            }
            Kind::Await => Some(Expr::Await(inner)),
            _ => None,
        }
    }

    /// The shape of what is no link of a chain.
    pub(super) fn leaf_expression(&mut self, node: NodeRef) -> Expr {
        match self.outline.kind(node) {
            Kind::Identifier => {
                let name = self.outline.intern_node(node);
                self.outline.name_shape(name, false)
            }
            Kind::Call => match self.outline.this() {
                This::Instance(class) | This::Class(class) => Expr::Super(Some(class)),
                This::Of(_) | This::Unknown => Expr::Super(None),
            },
            Kind::Lambda => Expr::Function(self.signature_of(node)),
            Kind::List | Kind::Set => match self.outline.first_named(node) {
                Some(first) => Expr::Array(self.expr_of(first)),
                None => Expr::Array(ExprId::UNKNOWN),
            },
            Kind::ListComprehension | Kind::SetComprehension | Kind::GeneratorExpression => {
                Expr::Array(ExprId::UNKNOWN)
            }
            Kind::Tuple => {
                let elements = self.outline.named_children(node);
                let elements: Vec<ExprId> = elements.into_iter().map(|element| self.expr_of(element)).collect();
                Expr::TupleType(self.outline.expr_list(&elements))
            }
            Kind::ConditionalExpression => match self.outline.named_children(node)[..] {
                [one, _, other] => Expr::Either(self.expr_of(one), self.expr_of(other)),
                _ => Expr::Unknown,
            },
            Kind::BooleanOperator => match self.outline.named_children(node)[..] {
                [one, other] => Expr::Either(self.expr_of(one), self.expr_of(other)),
                _ => Expr::Unknown,
            },
            Kind::String | Kind::ConcatenatedString | Kind::Integer | Kind::Float | Kind::True | Kind::False => {
                Expr::Literal
            }
            _ => Expr::Unknown,
        }
    }

    fn is_super(&mut self, call: NodeRef) -> bool {
        let function = self.outline.first_named(call).filter(|node| self.outline.kind(*node) == Kind::Identifier);
        function.is_some_and(|function| self.outline.text(function) == "super")
    }
}
