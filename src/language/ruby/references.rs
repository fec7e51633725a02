//! Names that are not called: method objects, methods that are passed as blocks, classes and lambdas as values.

use super::calls::CallParts;
use super::{Field, Kind, Ruby};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::ReferenceForm;
use crate::record::symbols::{Expr, ExprId};

impl Outline<'_, '_, Ruby> {
    /// `method(:first)`, `Text.method(:trim)`, `instance_method(:second)`, `all.each(&:save)`
    pub(super) fn push_method_objects(&mut self, name: &str, call: &CallParts) {
        let Some(first) = call.arguments.and_then(|arguments| self.first_named(arguments)) else { return };
        match name {
            "method" | "public_method" | "singleton_method" => {
                let Some(method) = self.symbol(first) else { return };
                let named = match call.receiver {
                    Some(receiver) => Expr::Member { object: self.expr_of(receiver), name: method },
                    None => self.name_shape(method, true),
                };
                self.push_symbol(first, named);
            }
            "instance_method" | "public_instance_method" => {
                let Some(method) = self.symbol(first) else { return };
                let object = match (call.receiver, self.class()) {
                    (Some(receiver), _) => Expr::instance(self.expr_of(receiver)),
                    (None, Some(class)) => Expr::This(Some(class)),
                    (None, None) => return,
                };
                let object = self.expr(object);
                self.push_symbol(first, Expr::Member { object, name: method });
            }
            _ => {}
        }
    }

    /// `cart.total = 1`: what is called is `total=`.
    pub(super) fn push_writer(&mut self, left: NodeRef) {
        let call = self.call_parts(left);
        if let (Some(receiver), Some(method), None) = (call.receiver, call.method, call.arguments) {
            let object = self.expr_of(receiver);
            let writer = format!("{}=", self.text(method));
            let name = self.draft.intern(&writer);
            self.push_access(method, Expr::Member { object, name }, &[ReferenceForm::Write]);
        }
    }

    /// A symbol or text that names a method.
    fn push_symbol(&mut self, node: NodeRef, named: Expr) {
        match self.kind(node) {
            Kind::SimpleSymbol => self.push_reference_behind(node, 1, named, ReferenceForm::Value),
            _ => {
                if let Some(content) = self.first_named(node) {
                    self.push_reference(content, named, ReferenceForm::Value);
                }
            }
        }
    }

    /// `&:save`, behind what hands its elements to it.
    pub(super) fn enter_block_argument(&mut self, node: NodeRef) -> Next {
        let Some(symbol) = self.first_named(node).filter(|inner| self.kind(*inner) == Kind::SimpleSymbol) else {
            self.hand_on_block(node);
            return Next::Into;
        };
        let Some(call) = self.grandparent().filter(|outer| self.kind(*outer) == Kind::Call) else { return Next::Into };
        if let (Some(receiver), Some(name)) = (self.call_parts(call).receiver, self.symbol(symbol)) {
            let elements = self.expr_of(receiver);
            let object = self.element(elements);
            if object != ExprId::UNKNOWN {
                self.push_symbol(symbol, Expr::Member { object, name });
            }
        }
        Next::Into
    }

    /// `Order` as a value.
    pub(super) fn enter_constant(&mut self, node: NodeRef) -> Next {
        if self.is_value(node)
            && let Some(name) = self.constant_name(node)
        {
            let named = self.name_shape(name, false);
            let name_node = if self.kind(node) == Kind::Constant { Some(node) } else { self.last_named(node) };
            if let Some(name_node) = name_node {
                self.push_reference(name_node, named, ReferenceForm::Value);
            }
        }
        Next::Into
    }

    /// A variable that may hold a lambda.
    pub(super) fn push_local(&mut self, node: NodeRef) {
        if self.is_value(node) {
            let named = self.named_shape(node, false);
            self.push_reference(node, named, ReferenceForm::Value);
        }
    }

    /// Whether what is entered is used as a value that nothing is called or asked of, and not to say what a type is made of.
    fn is_value(&mut self, node: NodeRef) -> bool {
        let Some(around) = self.parent() else { return false };
        match self.kind(around) {
            Kind::ArgumentList => {
                let call = self.grandparent().filter(|outer| self.kind(*outer) == Kind::Call);
                let method = call.and_then(|call| self.call_parts(call).method);
                method.is_none_or(|method| !matches!(self.text(method), "include" | "extend" | "prepend"))
            }
            Kind::Array | Kind::Exceptions | Kind::BlockArgument | Kind::SplatArgument => true,
            Kind::Pair | Kind::Assignment | Kind::OptionalParameter | Kind::KeywordParameter => {
                self.first_named(around) != Some(node)
            }
            Kind::Conditional => {
                self.field(around, Field::Consequence) == Some(node) || self.last_named(around) == Some(node)
            }
            _ => false,
        }
    }
}
