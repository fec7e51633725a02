//! The shape of an expression, as far as it says something about types and call targets.

use super::RubyVisitor;
use super::words::{Field, Kind};
use crate::language::outline::ExpressionShapes;
use crate::language::tree::NodeRef;
use crate::record::symbols::{Expr, ExprId};

impl RubyVisitor<'_, '_> {
    /// The next expression inwards in a chain.
    pub(super) fn inner_expression(&mut self, node: NodeRef) -> Option<NodeRef> {
        match self.outline.kind(node) {
            Kind::Call => self.outline.field(node, Field::Receiver),
            Kind::ElementReference => self.outline.field(node, Field::Object),
            Kind::ParenthesizedStatements => self.outline.last_named(node),
            Kind::Assignment | Kind::OperatorAssignment => self.outline.field(node, Field::Right),
            _ => None,
        }
    }

    /// The shape of a link, given what is inside it.
    pub(super) fn outer_expression(&mut self, node: NodeRef, inner: ExprId) -> Option<Expr> {
        match self.outline.kind(node) {
            Kind::Call => {
                let Some(method) = self.outline.field(node, Field::Method) else { return Some(Expr::Call(inner)) };
                let receiver = self.outline.field(node, Field::Receiver);
                match self.outline.text(method) {
                    "new" => {
                        let class = self.constructed(receiver).unwrap_or(inner);
                        Some(Expr::New(class))
                    }
                    // The same, or one like it.
                    "tap" | "dup" | "clone" | "freeze" | "itself" => None,
                    "first" | "last" | "find" | "detect" | "sample" | "pop" | "shift" => {
                        let name = self.outline.intern_node(method);
                        let method = self.outline.expr(Expr::Member { object: inner, name });
                        let called = self.outline.expr(Expr::Call(method));
                        let element = self.outline.expr(Expr::Element(inner));
                        Some(Expr::Either(called, element))
                    }
                    _ => {
                        let name = self.outline.intern_node(method);
                        let method = self.outline.expr(Expr::Member { object: inner, name });
                        Some(Expr::Call(method))
                    }
                }
            }
            Kind::ElementReference => Some(Expr::Index(inner)),
            _ => None,
        }
    }

    /// The shape of what is no link of a chain.
    pub(super) fn leaf_expression(&mut self, node: NodeRef) -> Expr {
        match self.outline.kind(node) {
            Kind::Identifier => {
                let name = self.outline.intern_node(node);
                if self.is_local(name) {
                    return self.outline.name_shape(name, false);
                }
                let callee = self.outline.name_shape(name, true);
                Expr::Call(self.outline.expr(callee))
            }
            Kind::Constant | Kind::ScopeResolution => {
                let name = self.outline.intern_node(node);
                self.outline.name_shape(name, false)
            }
            Kind::InstanceVariable | Kind::ClassVariable => {
                let name = self.outline.intern_node(node);
                let this = self.outline.this_shape();
                let object = self.outline.expr(this);
                Expr::Member { object, name }
            }
            Kind::SelfWord => self.outline.this_shape(),
            // A call without a receiver.
            Kind::Call => {
                let Some(method) = self.outline.field(node, Field::Method) else { return Expr::Unknown };
                if let Some(block) = self.function_block(node) {
                    return Expr::Function(self.signature_of(block));
                }
                if self.outline.text(method) == "new"
                    && let Some(class) = self.constructed(None)
                {
                    return Expr::New(class);
                }
                let name = self.outline.intern_node(method);
                let callee = self.outline.name_shape(name, true);
                Expr::Call(self.outline.expr(callee))
            }
            Kind::Lambda => Expr::Function(self.signature_of(node)),
            Kind::Array => match self.outline.first_named(node) {
                Some(first) => Expr::Array(self.expr_of(first)),
                None => Expr::Array(ExprId::UNKNOWN),
            },
            Kind::Conditional => {
                let sides =
                    (self.outline.field(node, Field::Consequence), self.outline.field(node, Field::Alternative));
                match sides {
                    (Some(one), Some(other)) => Expr::Either(self.expr_of(one), self.expr_of(other)),
                    _ => Expr::Unknown,
                }
            }
            // `a || b`
            Kind::Binary => match self.outline.named_children(node)[..] {
                [one, other] => Expr::Either(self.expr_of(one), self.expr_of(other)),
                _ => Expr::Unknown,
            },
            Kind::String | Kind::Integer | Kind::Float | Kind::True | Kind::False | Kind::SimpleSymbol => Expr::Literal,
            _ => Expr::Unknown,
        }
    }

    /// What a block's first parameter is, if the call it belongs to goes through its receiver.
    pub(super) fn element_of_receiver(&mut self, call: NodeRef) -> ExprId {
        if self.outline.kind(call) != Kind::Call {
            return ExprId::UNKNOWN;
        }
        let parts = (self.outline.field(call, Field::Receiver), self.outline.field(call, Field::Method));
        let (Some(receiver), Some(method)) = parts else { return ExprId::UNKNOWN };
        let object = match self.outline.text(method) {
            "tap" | "then" | "yield_self" => return self.expr_of(receiver),
            "each" | "map" | "collect" | "select" | "filter" | "reject" | "find" | "detect" | "flat_map" | "any?"
            | "all?" | "none?" | "each_with_index" | "sort_by" | "sum" | "group_by" | "min_by" | "max_by"
            | "partition" | "each_with_object" | "filter_map" | "index_by" | "find_each" | "to_h" | "uniq"
            | "count" => receiver,
            _ => return ExprId::UNKNOWN,
        };
        let iterable = self.expr_of(object);
        match iterable {
            ExprId::UNKNOWN => iterable,
            iterable => self.outline.expr(Expr::Element(iterable)),
        }
    }
}
