//! The shape of an expression, as far as it says something about types and call targets.
//!
//! `Option<T>`, `Result<T>`, smart pointers and iterators have no type of their own here. So the language's methods that
//! lead from one of them to another (`unwrap`, `iter`, `clone`, …) give what they are called on, and those that take one
//! of many (`first`, `next`, …) an element, unless the receiver's own type declares a method of that name.

use super::{Kind, Rust};
use crate::extract::{ExpressionShapes, NodeRef, Outline};
use crate::record::symbols::{Expr, ExprId};

/// Methods that give what they are called on, in another wrapping.
const SAME: [&str; 57] = [
    "as_deref",
    "as_deref_mut",
    "as_mut",
    "as_mut_slice",
    "as_ref",
    "as_slice",
    "await",
    "borrow",
    "borrow_mut",
    "by_ref",
    "chain",
    "clone",
    "cloned",
    "collect",
    "context",
    "copied",
    "drain",
    "expect",
    "filter",
    "inspect",
    "into_inner",
    "into_iter",
    "into_values",
    "iter",
    "iter_mut",
    "load",
    "lock",
    "map_err",
    "ok",
    "ok_or",
    "ok_or_else",
    "or",
    "or_default",
    "or_else",
    "or_insert",
    "or_insert_with",
    "peekable",
    "read",
    "replace",
    "rev",
    "skip",
    "skip_while",
    "step_by",
    "take",
    "take_while",
    "to_owned",
    "to_vec",
    "try_lock",
    "unwrap",
    "unwrap_or",
    "unwrap_or_default",
    "unwrap_or_else",
    "upgrade",
    "values",
    "values_mut",
    "with_context",
    "write",
];

/// Methods that give one of the many that they are called on.
const ELEMENT: [&str; 21] = [
    "back",
    "back_mut",
    "find",
    "first",
    "first_mut",
    "front",
    "front_mut",
    "get",
    "get_mut",
    "last",
    "last_mut",
    "max",
    "max_by_key",
    "min",
    "min_by_key",
    "next",
    "nth",
    "pop",
    "pop_front",
    "remove",
    "swap_remove",
];

/// Methods that hand a closure what they are called on, or one of many after the other.
const HANDING: [&str; 31] = [
    "all",
    "and_then",
    "any",
    "filter",
    "filter_map",
    "find",
    "find_map",
    "flat_map",
    "for_each",
    "inspect",
    "is_none_or",
    "is_some_and",
    "map",
    "map_or",
    "map_or_else",
    "map_while",
    "max_by_key",
    "min_by_key",
    "or_else",
    "partition",
    "position",
    "retain",
    "skip_while",
    "sort_by_key",
    "sort_unstable_by_key",
    "take_while",
    "then",
    "tap",
    "unwrap_or_else",
    "with",
    "is_ok_and",
];

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
        let call = Expr::Call(callee);
        let Expr::Member { object, name } = self.draft.symbols().expr(callee) else { return call };
        let name = self.draft.string(name);
        let (is_same, is_element) = (SAME.contains(&name), ELEMENT.contains(&name));
        if is_same {
            let call = self.expr(call);
            return Expr::Either(call, object);
        }
        if is_element {
            let call = self.expr(call);
            let element = self.expr(Expr::Element(object));
            return Expr::Either(call, element);
        }
        if name == "enumerate" {
            let element = self.expr(Expr::Element(object));
            let place = self.expr(Expr::Primitive);
            let pair = self.expr_list(&[place, element]);
            let pair = self.expr(Expr::TupleType(pair));
            return Expr::ArrayType(pair);
        }
        call
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
