//! The shape of an expression, as far as it says something about types and call targets.

use super::PythonVisitor;
use super::words::{Field, Kind};
use crate::extract::outline::{ExpressionShapes, This};
use crate::record::symbols::{Expr, ExprId};
use crate::syntax::tree::NodeRef;

/// Functions of the language that give what their argument has, or something of it.
const BUILTINS: [&str; 10] =
    ["super", "enumerate", "frozenset", "iter", "list", "next", "reversed", "set", "sorted", "tuple"];

impl<'source, 'tree> ExpressionShapes<'source, 'tree> for PythonVisitor<'source, 'tree> {
    fn inner_link(&mut self, node: NodeRef) -> Option<NodeRef> {
        match self.outline.kind(node) {
            Kind::Call if self.builtin(node).is_some() => None,
            Kind::Call | Kind::ParenthesizedExpression | Kind::Await | Kind::Attribute | Kind::Subscript => {
                self.outline.first_named(node)
            }
            Kind::NamedExpression => self.outline.field(node, Field::Value),
            Kind::Assignment => self.outline.field(node, Field::Right),
            _ => None,
        }
    }

    fn outer_link(&mut self, node: NodeRef, inner: ExprId) -> Option<Expr> {
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

    fn leaf_shape(&mut self, node: NodeRef) -> Expr {
        match self.outline.kind(node) {
            Kind::Identifier => {
                let name = self.outline.intern_node(node);
                // Only what stands right in a class's body sees the names of that body.
                let sees_members = self.outline.is_in_type();
                self.outline.name_shape(name, sees_members)
            }
            Kind::Call => self.builtin_call(node),
            Kind::Lambda => Expr::Function(self.outline.signature_of(node)),
            Kind::List | Kind::Set => match self.outline.first_named(node) {
                Some(first) => Expr::Array(self.expr_of(first)),
                None => Expr::Array(ExprId::UNKNOWN),
            },
            Kind::ListComprehension | Kind::SetComprehension | Kind::GeneratorExpression => {
                Expr::Array(ExprId::UNKNOWN)
            }
            Kind::Dictionary => self.dictionary(node),
            Kind::Tuple | Kind::ExpressionList => {
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
}

impl PythonVisitor<'_, '_> {
    /// `yield x`, `yield from xs`
    pub(super) fn enter_yield(&mut self, node: NodeRef) {
        let value = self.outline.first_named(node).map_or(ExprId::UNKNOWN, |value| self.expr_of(value));
        let yielded = match self.outline.has_token(node, Kind::From) {
            true if value != ExprId::UNKNOWN => self.outline.expr(Expr::Element(value)),
            _ => value,
        };
        self.outline.push_yield(yielded);
    }

    /// `{'a': x}`: a dictionary of what its first value is.
    fn dictionary(&mut self, node: NodeRef) -> Expr {
        let pair = self.outline.first_named(node).filter(|pair| self.outline.kind(*pair) == Kind::Pair);
        let Some(value) = pair.and_then(|pair| self.outline.field(pair, Field::Value)) else { return Expr::Unknown };
        let name = self.outline.draft.intern("dict");
        let base = self.outline.type_name(name);
        let arguments = [self.outline.expr(Expr::Literal), self.expr_of(value)];
        Expr::Generic { base, args: self.outline.expr_list(&arguments) }
    }

    /// The function of the language that is called, if what it gives is known by its arguments.
    fn builtin(&mut self, call: NodeRef) -> Option<&'static str> {
        let function = self.outline.first_named(call).filter(|node| self.outline.kind(*node) == Kind::Identifier)?;
        let text = self.outline.text(function);
        BUILTINS.into_iter().find(|name| *name == text)
    }

    fn builtin_call(&mut self, call: NodeRef) -> Expr {
        let name = self.builtin(call);
        if name == Some("super") {
            return match self.outline.this() {
                This::Instance(class) | This::Class(class) => Expr::Super(Some(class)),
                This::Of(_) | This::Unknown => Expr::Super(None),
            };
        }
        let arguments = self.outline.child_of_kind(call, Kind::ArgumentList);
        let first = arguments.and_then(|arguments| self.outline.first_named(arguments));
        let Some(first) = first else { return Expr::Array(ExprId::UNKNOWN) };
        let iterable = self.expr_of(first);
        let element = self.outline.expr(Expr::Element(iterable));
        match name {
            Some("next") => Expr::Element(iterable),
            Some("enumerate") => {
                let number = self.outline.expr(Expr::Literal);
                let numbered = self.outline.expr_list(&[number, element]);
                Expr::Array(self.outline.expr(Expr::TupleType(numbered)))
            }
            _ => Expr::Array(element),
        }
    }
}
