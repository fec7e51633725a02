//! The shape of an expression, as far as it says something about types and call targets.
//!
//! `Option<T>`, `Result<T>`, smart pointers and iterators have no type of their own here: `builtins` says which methods of
//! the language lead from one of them to another.

use super::builtins::{Giving, HANDING};
use super::{Kind, Rust};
use crate::extract::{ExpressionShapes, NodeRef, Outline};
use crate::record::symbols::{Expr, ExprId};

impl ExpressionShapes for Rust {
    fn inner_link(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Option<NodeRef> {
        match file.kind(node) {
            Kind::CallExpression
            | Kind::FieldExpression
            | Kind::GenericFunction
            | Kind::IndexExpression
            | Kind::AwaitExpression
            | Kind::TryExpression
            | Kind::ParenthesizedExpression
            | Kind::UnaryExpression => file.first_named(node),
            Kind::ReferenceExpression => file.last_named(node),
            _ => None,
        }
    }

    fn outer_link(file: &mut Outline<'_, '_, Self>, node: NodeRef, inner: ExprId) -> Option<Expr> {
        match file.kind(node) {
            Kind::FieldExpression => {
                let field = file.last_named(node)?;
                Some(Expr::Member { object: inner, name: file.intern_node(field) })
            }
            Kind::IndexExpression => Some(Expr::Index(inner)),
            Kind::CallExpression => Some(file.call_shape(inner)),
            _ => None,
        }
    }

    fn leaf_shape(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Expr {
        match file.kind(node) {
            Kind::Identifier => file.named_shape(node, false),
            Kind::SelfValue => file.this_shape(),
            Kind::ScopedIdentifier => {
                let segments = file.segments(node);
                file.value_path(&segments)
            }
            Kind::ClosureExpression => Expr::Function(file.signature_of(node)),
            Kind::StructExpression => match file.first_named(node) {
                Some(path) => Expr::Cast(file.literal_type(path)),
                None => Expr::Unknown,
            },
            Kind::MacroInvocation => match file.given_by_macro(node) {
                Some((first, Giving::List)) => Expr::Array(file.expr_of(first)),
                Some((first, Giving::Same)) => {
                    let of = file.expr_of(first);
                    file.draft.symbols().expr(of)
                }
                None => Expr::Unknown,
            },
            Kind::TypeCast => {
                let ty = file.last_named(node);
                file.cast_to(ty)
            }
            Kind::ArrayExpression => file.list_literal(node),
            Kind::TupleExpression => {
                let parts = file.named_children(node);
                Expr::TupleType(file.exprs_of(parts))
            }
            Kind::StringLiteral
            | Kind::RawStringLiteral
            | Kind::CharLiteral
            | Kind::IntegerLiteral
            | Kind::FloatLiteral
            | Kind::BooleanLiteral => Expr::Literal,
            _ => Expr::Unknown,
        }
    }
}

impl Outline<'_, '_, Rust> {
    fn call_shape(&mut self, callee: ExprId) -> Expr {
        let call = Expr::call(callee);
        let Expr::Member { object, name } = self.draft.symbols().expr(callee) else { return call };
        if self.draft.string(name) != "enumerate" {
            return call;
        }
        let place = self.expr(Expr::Primitive);
        let element = self.expr(Expr::Element(object));
        let pair = self.expr_list(&[place, element]);
        Expr::ArrayType(self.expr(Expr::TupleType(pair)))
    }

    /// The type of `Order {…}`, and of `Status::Shipped {…}`, which is the enum.
    fn literal_type(&mut self, path: NodeRef) -> ExprId {
        let segments = self.segments(path);
        match segments.split_last() {
            Some((_, before)) if self.first_type(before).is_some() => self.type_path(before),
            _ => self.type_of(path),
        }
    }

    /// What the method of a call that a closure is the argument of hands to the closure's first parameter.
    pub(super) fn handed_to_closure(&mut self) -> ExprId {
        let [.., call, arguments] = *self.ancestors() else { return ExprId::UNKNOWN };
        if self.kind(arguments) != Kind::Arguments || self.kind(call) != Kind::CallExpression {
            return ExprId::UNKNOWN;
        }
        let Some(mut function) = self.first_named(call) else { return ExprId::UNKNOWN };
        if self.kind(function) == Kind::GenericFunction
            && let Some(inner) = self.first_named(function)
        {
            function = inner;
        }
        if self.kind(function) != Kind::FieldExpression {
            return ExprId::UNKNOWN;
        }
        let callee = self.expr_of(function);
        let Expr::Member { object, name } = self.draft.symbols().expr(callee) else { return ExprId::UNKNOWN };
        if !HANDING.contains(&self.draft.string(name)) {
            return ExprId::UNKNOWN;
        }
        let element = self.expr(Expr::Element(object));
        self.expr(Expr::Either(element, object))
    }
}
