//! The shape of an expression, as far as it says something about types and call targets.

use super::builtins::FUNCTIONS;
use super::{Field, Kind, Python};
use crate::extract::{ExpressionShapes, Next, NodeRef, Outline};
use crate::record::symbols::{Expr, ExprId};

impl ExpressionShapes for Python {
    fn inner_link(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Option<NodeRef> {
        match file.kind(node) {
            Kind::Call if file.builtin(node).is_some() => None,
            Kind::Call | Kind::ParenthesizedExpression | Kind::Await | Kind::Attribute | Kind::Subscript => {
                file.first_named(node)
            }
            Kind::NamedExpression => file.field(node, Field::Value),
            Kind::Assignment => file.field(node, Field::Right),
            _ => None,
        }
    }

    fn outer_link(file: &mut Outline<'_, '_, Self>, node: NodeRef, inner: ExprId) -> Option<Expr> {
        match file.kind(node) {
            Kind::Attribute => {
                let attribute = file.field(node, Field::Attribute)?;
                Some(Expr::Member { object: inner, name: file.intern_node(attribute) })
            }
            Kind::Call => Some(Expr::call(inner)),
            Kind::Subscript => {
                let index = file.last_named(node).filter(|index| file.kind(*index) == Kind::Integer);
                match index {
                    Some(index) => Some(Expr::Member { object: inner, name: file.intern_node(index) }),
                    None => Some(Expr::Index(inner)),
                }
            }
            Kind::Await => Some(Expr::Await(inner)),
            _ => None,
        }
    }

    fn leaf_shape(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Expr {
        match file.kind(node) {
            Kind::Identifier => {
                // Only what stands right in a class's body sees the names of that body.
                let sees_members = file.is_in_type();
                file.named_shape(node, sees_members)
            }
            Kind::Call => file.builtin_call(node),
            Kind::Lambda => Expr::Function(file.signature_of(node)),
            Kind::List | Kind::Set => file.list_literal(node),
            Kind::ListComprehension | Kind::SetComprehension | Kind::GeneratorExpression => {
                Expr::Array(ExprId::UNKNOWN)
            }
            Kind::Dictionary => file.dictionary(node),
            Kind::Tuple | Kind::ExpressionList => {
                let elements = file.named_children(node);
                Expr::TupleType(file.exprs_of(elements))
            }
            Kind::ConditionalExpression => match file.named_children(node)[..] {
                [one, _, other] => file.either(&[one, other]),
                _ => Expr::Unknown,
            },
            Kind::BooleanOperator => {
                let sides = file.named_children(node);
                file.either(&sides)
            }
            Kind::String | Kind::ConcatenatedString | Kind::Integer | Kind::Float | Kind::True | Kind::False => {
                Expr::Literal
            }
            _ => Expr::Unknown,
        }
    }
}

impl Outline<'_, '_, Python> {
    /// `yield x`, `yield from xs`
    pub(super) fn enter_yield(&mut self, node: NodeRef) -> Next {
        let value = self.first_named(node);
        let value = self.expr_if(value);
        let yielded = if self.has_token(node, Kind::From) { self.element(value) } else { value };
        self.push_yield(yielded);
        Next::Into
    }

    /// `{'a': x}`: a dictionary of what its first value is.
    fn dictionary(&mut self, node: NodeRef) -> Expr {
        let pair = self.first_named(node).filter(|pair| self.kind(*pair) == Kind::Pair);
        let Some(value) = pair.and_then(|pair| self.field(pair, Field::Value)) else { return Expr::Unknown };
        let name = self.draft.intern("dict");
        let base = self.type_name(name);
        let arguments = [self.expr(Expr::Literal), self.expr_of(value)];
        Expr::Generic { base, args: self.expr_list(&arguments) }
    }

    /// The function of the language that is called, if what it gives is known by its arguments.
    fn builtin(&mut self, call: NodeRef) -> Option<&'static str> {
        let function = self.first_named(call).filter(|node| self.kind(*node) == Kind::Identifier)?;
        let text = self.text(function);
        FUNCTIONS.into_iter().find(|name| *name == text)
    }

    fn builtin_call(&mut self, call: NodeRef) -> Expr {
        let name = self.builtin(call);
        if name == Some("super") {
            return self.super_shape();
        }
        let arguments = self.child_of_kind(call, Kind::ArgumentList);
        let first = arguments.and_then(|arguments| self.first_named(arguments));
        let Some(first) = first else { return Expr::Array(ExprId::UNKNOWN) };
        let iterable = self.expr_of(first);
        let element = self.expr(Expr::Element(iterable));
        match name {
            Some("next") => Expr::Element(iterable),
            Some("enumerate") => {
                let number = self.expr(Expr::Literal);
                let numbered = self.expr_list(&[number, element]);
                Expr::Array(self.expr(Expr::TupleType(numbered)))
            }
            _ => Expr::Array(element),
        }
    }
}
