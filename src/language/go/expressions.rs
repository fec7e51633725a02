//! The shape of an expression, as far as it says something about types and call targets.

use super::{Field, Go, Kind};
use crate::extract::{ExpressionShapes, NodeRef, Outline};
use crate::record::symbols::{Expr, ExprId};

impl ExpressionShapes for Go {
    fn inner_link(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Option<NodeRef> {
        match file.kind(node) {
            Kind::CallExpression => {
                let function = file.first_named(node)?;
                match file.kind(function) {
                    Kind::Identifier => match file.text(function) {
                        "new" | "make" => None,
                        // What is appended to something is of its type.
                        "append" => {
                            let arguments = file.child_of_kind(node, Kind::ArgumentList)?;
                            file.first_named(arguments)
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
            | Kind::UnaryExpression => file.first_named(node),
            _ => None,
        }
    }

    fn outer_link(file: &mut Outline<'_, '_, Self>, node: NodeRef, inner: ExprId) -> Option<Expr> {
        match file.kind(node) {
            Kind::SelectorExpression => {
                let field = file.child_of_kind(node, Kind::FieldIdentifier)?;
                Some(Expr::Member { object: inner, name: file.intern_node(field) })
            }
            Kind::IndexExpression => Some(Expr::Index(inner)),
            Kind::CallExpression => {
                let function = file.first_named(node)?;
                let is_append = file.kind(function) == Kind::Identifier && file.text(function) == "append";
                (!is_append).then_some(Expr::Call(inner))
            }
            Kind::UnaryExpression if file.has_token(node, Kind::Arrow) => Some(Expr::Element(inner)),
            _ => None,
        }
    }

    fn leaf_shape(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Expr {
        match file.kind(node) {
            Kind::Identifier => {
                let name = file.intern_node(node);
                let scope = file.scope();
                // `x := f(x)`: the one on the right is declared further out.
                let is_outer = name == file.own.declaring;
                let scope = if is_outer { file.draft.symbols().scopes[scope.index()].parent } else { scope };
                Expr::Name { name, scope }
            }
            Kind::FuncLiteral => Expr::Function(file.signature_of(node)),
            Kind::CompositeLiteral | Kind::TypeConversion => match file.first_named(node) {
                Some(ty) => Expr::Cast(file.type_of(ty)),
                None => Expr::Unknown,
            },
            Kind::TypeAssertion => match file.field(node, Field::Type) {
                Some(ty) => Expr::Cast(file.type_of(ty)),
                None => Expr::Unknown,
            },
            // `new(T)` and `make(T)`.
            Kind::CallExpression => {
                let arguments = file.child_of_kind(node, Kind::ArgumentList);
                match arguments.and_then(|arguments| file.first_named(arguments)) {
                    Some(ty) => Expr::Cast(file.type_of(ty)),
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

impl Outline<'_, '_, Go> {
    /// The value at a place of several that one expression gives: results of a call, what `, ok` stands behind.
    pub(super) fn value_at(&mut self, node: NodeRef, place: usize) -> ExprId {
        let value = self.expr_of(node);
        let inner = self.without_parentheses(node, Kind::ParenthesizedExpression);
        if value == ExprId::UNKNOWN {
            return value;
        }
        if self.kind(inner) == Kind::CallExpression {
            let name = self.draft.intern(&place.to_string());
            return self.expr(Expr::Member { object: value, name });
        }
        if place == 0 { value } else { self.expr(Expr::Primitive) }
    }
}
