//! The shape of an expression, as far as it says something about types and call targets.

use super::RubyVisitor;
use super::words::{Field, Kind};
use crate::extract::outline::{ExpressionShapes, This};
use crate::record::symbols::{Expr, ExprId};
use crate::syntax::tree::NodeRef;

impl<'source, 'tree> ExpressionShapes<'source, 'tree> for RubyVisitor<'source, 'tree> {
    fn inner_link(&mut self, node: NodeRef) -> Option<NodeRef> {
        match self.outline.kind(node) {
            Kind::Call => self.call_parts(node).receiver,
            Kind::ElementReference => self.outline.first_named(node),
            Kind::Assignment => self.outline.field(node, Field::Right),
            Kind::ParenthesizedStatements | Kind::Begin | Kind::Then | Kind::Else | Kind::BlockBody => {
                self.outline.last_named(node)
            }
            _ => None,
        }
    }

    fn outer_link(&mut self, node: NodeRef, inner: ExprId) -> Option<Expr> {
        match self.outline.kind(node) {
            Kind::Call => {
                let method = self.call_parts(node).method;
                let name = method.map_or("call", |method| self.outline.text(method));
                let object = self.outline.draft.symbols().expr(inner);
                match (name, object) {
                    ("new", _) => Some(Expr::New(inner)),
                    ("class", Expr::This(Some(class))) => Some(Expr::Class(class)),
                    // They give what they are called on, or its like.
                    ("freeze" | "tap" | "dup" | "clone" | "itself", _) => None,
                    _ => {
                        let name = self.outline.draft.intern(name);
                        Some(Expr::Call(self.outline.expr(Expr::Member { object: inner, name })))
                    }
                }
            }
            Kind::ElementReference => Some(Expr::Index(inner)),
            _ => None,
        }
    }

    fn leaf_shape(&mut self, node: NodeRef) -> Expr {
        match self.outline.kind(node) {
            Kind::SelfReference => self.outline.this_shape(),
            Kind::Constant | Kind::ScopeResolution => match self.constant_name(node) {
                Some(name) => self.outline.name_shape(name, false),
                None => Expr::Unknown,
            },
            Kind::Identifier => {
                let name = self.outline.intern_node(node);
                match self.local_scope(name) {
                    Some(_) => self.outline.name_shape(name, false),
                    None => self.called_by_name(node),
                }
            }
            Kind::InstanceVariable | Kind::ClassVariable => {
                let name = self.outline.intern_node(node);
                let object = match self.outline.class() {
                    Some(class) => Expr::This(Some(class)),
                    None => self.outline.this_shape(),
                };
                Expr::Member { object: self.outline.expr(object), name }
            }
            Kind::Call => {
                let call = self.call_parts(node);
                match call.method {
                    Some(method) if self.outline.kind(method) == Kind::Super => {
                        let method = self.super_method();
                        Expr::Call(self.outline.expr(method))
                    }
                    Some(method) if call.block.is_some() && matches!(self.outline.text(method), "lambda" | "proc") => {
                        Expr::Function(self.outline.signature_of(node))
                    }
                    Some(method) => self.called_by_name(method),
                    None => Expr::Unknown,
                }
            }
            Kind::Super => {
                let method = self.super_method();
                Expr::Call(self.outline.expr(method))
            }
            Kind::Lambda => Expr::Function(self.outline.signature_of(node)),
            Kind::Array => match self.outline.first_named(node) {
                Some(first) => Expr::Array(self.expr_of(first)),
                None => Expr::Array(ExprId::UNKNOWN),
            },
            Kind::Conditional | Kind::If => {
                let sides =
                    (self.outline.field(node, Field::Consequence), self.outline.field(node, Field::Alternative));
                match sides {
                    (Some(one), Some(other)) => Expr::Either(self.expr_of(one), self.expr_of(other)),
                    _ => Expr::Unknown,
                }
            }
            Kind::Binary if self.outline.has_token(node, Kind::Or) => match self.outline.named_children(node)[..] {
                [one, other] => Expr::Either(self.expr_of(one), self.expr_of(other)),
                _ => Expr::Unknown,
            },
            Kind::String
            | Kind::HeredocBeginning
            | Kind::Integer
            | Kind::Float
            | Kind::True
            | Kind::False
            | Kind::Regex
            | Kind::SimpleSymbol => Expr::Literal,
            _ => Expr::Unknown,
        }
    }
}

impl RubyVisitor<'_, '_> {
    /// What a call without a receiver gives; `new` of a class makes one of it.
    fn called_by_name(&mut self, method: NodeRef) -> Expr {
        let name = self.outline.intern_node(method);
        match self.outline.this() {
            This::Class(class) if self.outline.text(method) == "new" => {
                Expr::New(self.outline.expr(Expr::Class(class)))
            }
            _ => {
                let callee = self.outline.name_shape(name, true);
                Expr::Call(self.outline.expr(callee))
            }
        }
    }
}
