//! The shape of an expression, as far as it says something about types and call targets.

use super::{Field, Go, Kind};
use crate::extract::{ExpressionShapes, NodeRef, Outline};
use crate::record::symbols::{Expr, ExprId};

impl ExpressionShapes for Go {
    fn inner_link(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Option<NodeRef> {
        match file.kind(node) {
            Kind::CallExpression => {
                let function = file.first_named(node)?;
                let is_name = file.kind(function) == Kind::Identifier;
                match file.text(function) {
                    "new" | "make" if is_name => None,
                    // What is appended to something is of its type.
                    "append" if is_name => {
                        let arguments = file.child_of_kind(node, Kind::ArgumentList)?;
                        file.first_named(arguments)
                    }
                    _ => Some(function),
                }
            }
            Kind::SelectorExpression
            | Kind::IndexExpression
            | Kind::SliceExpression
            | Kind::ParenthesizedExpression
            | Kind::VariadicArgument
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
            Kind::IndexExpression if file.has_type_argument(node) => {
                let argument = file.last_named(node);
                Some(file.generic(inner, Vec::from_iter(argument)))
            }
            Kind::IndexExpression => Some(Expr::Index(inner)),
            Kind::CallExpression => {
                let function = file.first_named(node)?;
                if file.kind(function) == Kind::Identifier && file.text(function) == "append" {
                    return None;
                }
                let callee = match file.field(node, Field::TypeArguments) {
                    Some(given) => {
                        let given = file.named_children(given);
                        let callee = file.generic(inner, given);
                        file.expr(callee)
                    }
                    None => inner,
                };
                let list = file.child_of_kind(node, Kind::ArgumentList);
                Some(Expr::Call { callee, args: file.passed_in(list) })
            }
            Kind::UnaryExpression if file.has_token(node, Kind::Arrow) => Some(Expr::Element(inner)),
            // `f(all...)`: one of them.
            Kind::VariadicArgument => Some(Expr::Element(inner)),
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
            Kind::TypeConversion if file.generic_callee(node).is_some() => file.generic_call(node),
            Kind::CompositeLiteral | Kind::TypeConversion => {
                let ty = file.first_named(node);
                file.cast_to(ty)
            }
            Kind::TypeAssertion => {
                let ty = file.field(node, Field::Type);
                file.cast_to(ty)
            }
            // `new(T)` and `make(T)`.
            Kind::CallExpression => {
                let arguments = file.child_of_kind(node, Kind::ArgumentList);
                let ty = arguments.and_then(|arguments| file.first_named(arguments));
                file.cast_to(ty)
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
    /// What `f[T](x)` gives that the grammar takes for a conversion.
    fn generic_call(&mut self, node: NodeRef) -> Expr {
        let Some((_, _, callee)) = self.generic_callee(node) else { return Expr::Unknown };
        let base = self.expr(callee);
        let ty = self.first_named(node);
        let given = ty.map(|ty| self.listed_behind(ty, Field::TypeArguments)).unwrap_or_default();
        let callee = self.generic(base, given);
        let callee = self.expr(callee);
        let operand: Vec<ExprId> = self.last_named(node).map(|operand| self.expr_of(operand)).into_iter().collect();
        let args = self.expr_list(&operand);
        Expr::Call { callee, args }
    }

    /// The value at a place of several that one expression gives: results of a call, what `, ok` stands behind.
    pub(super) fn value_at(&mut self, node: NodeRef, place: usize) -> ExprId {
        let value = self.expr_of(node);
        let inner = self.without_parentheses(node, Kind::ParenthesizedExpression);
        match (value, place) {
            (ExprId::UNKNOWN, _) => value,
            _ if self.kind(inner) == Kind::CallExpression => self.at_place(value, place),
            (_, 0) => value,
            _ => self.expr(Expr::Primitive),
        }
    }
}
