//! The shape of an expression, as far as it says something about types and call targets.

use super::GoVisitor;
use super::words::{Field, Kind};
use crate::extract::outline::ExpressionShapes;
use crate::record::symbols::{Expr, ExprId};
use crate::syntax::tree::NodeRef;

impl<'source, 'tree> ExpressionShapes<'source, 'tree> for GoVisitor<'source, 'tree> {
    fn inner_link(&mut self, node: NodeRef) -> Option<NodeRef> {
        match self.outline.kind(node) {
            Kind::CallExpression => {
                let function = self.outline.first_named(node)?;
                match self.outline.kind(function) {
                    Kind::Identifier => match self.outline.text(function) {
                        "new" | "make" => None,
                        // What is appended to something is of its type.
                        "append" => {
                            let arguments = self.outline.child_of_kind(node, Kind::ArgumentList)?;
                            self.outline.first_named(arguments)
                        }
                        _ => Some(function),
                    },
                    _ => Some(function),
                }
            }
            Kind::SelectorExpression
            | Kind::IndexExpression
            | Kind::SliceExpression
            | Kind::ParenthesizedExpression
            | Kind::UnaryExpression => self.outline.first_named(node),
            _ => None,
        }
    }

    fn outer_link(&mut self, node: NodeRef, inner: ExprId) -> Option<Expr> {
        match self.outline.kind(node) {
            Kind::SelectorExpression => {
                let field = self.outline.child_of_kind(node, Kind::FieldIdentifier)?;
                Some(Expr::Member { object: inner, name: self.outline.intern_node(field) })
            }
            Kind::IndexExpression => Some(Expr::Index(inner)),
            Kind::CallExpression => {
                let function = self.outline.first_named(node)?;
                let is_append =
                    self.outline.kind(function) == Kind::Identifier && self.outline.text(function) == "append";
                (!is_append).then_some(Expr::Call(inner))
            }
            Kind::UnaryExpression if self.outline.has_token(node, Kind::Arrow) => Some(Expr::Element(inner)),
            _ => None,
        }
    }

    fn leaf_shape(&mut self, node: NodeRef) -> Expr {
        match self.outline.kind(node) {
            Kind::Identifier => {
                let name = self.outline.intern_node(node);
                let scope = self.outline.scope();
                // `x := f(x)`: the one on the right is declared further out.
                let is_outer = name == self.declaring;
                let scope = if is_outer { self.outline.draft.symbols().scopes[scope.index()].parent } else { scope };
                Expr::Name { name, scope }
            }
            Kind::FuncLiteral => Expr::Function(self.outline.signature_of(node)),
            Kind::CompositeLiteral | Kind::TypeConversion => match self.outline.first_named(node) {
                Some(ty) => Expr::Cast(self.type_of(ty)),
                None => Expr::Unknown,
            },
            Kind::TypeAssertion => match self.outline.field(node, Field::Type) {
                Some(ty) => Expr::Cast(self.type_of(ty)),
                None => Expr::Unknown,
            },
            // `new(T)` and `make(T)`.
            Kind::CallExpression => {
                let arguments = self.outline.child_of_kind(node, Kind::ArgumentList);
                match arguments.and_then(|arguments| self.outline.first_named(arguments)) {
                    Some(ty) => Expr::Cast(self.type_of(ty)),
                    None => Expr::Unknown,
                }
            }
            Kind::InterpretedString
            | Kind::RawString
            | Kind::IntLiteral
            | Kind::FloatLiteral
            | Kind::ImaginaryLiteral
            | Kind::RuneLiteral
            | Kind::Iota
            | Kind::True
            | Kind::False => Expr::Literal,
            _ => Expr::Unknown,
        }
    }
}

impl GoVisitor<'_, '_> {
    /// The value at a place of several that one expression gives: results of a call, what `, ok` stands behind.
    pub(super) fn value_at(&mut self, node: NodeRef, place: usize) -> ExprId {
        let value = self.expr_of(node);
        let inner = self.outline.unwrapped(node, Kind::ParenthesizedExpression);
        if value == ExprId::UNKNOWN {
            return value;
        }
        if self.outline.kind(inner) == Kind::CallExpression {
            let name = self.outline.draft.intern(&place.to_string());
            return self.outline.expr(Expr::Member { object: value, name });
        }
        if place == 0 { value } else { self.outline.expr(Expr::Primitive) }
    }
}
