//! Functions that get their name through calls around them: `const load = cached(retried(() => …))`.
//!
//! In: what a value and its parts are to the language. Out: the function that the value's name names, and the value's shape
//! with it. The value stays what the call gives; calling it runs the function.

use super::{ExpressionShapes, Outline};
use crate::record::symbols::{Expr, ExprId};
use crate::syntax::tree::NodeRef;

/// What a value, or an argument of a call that is one, is to the name it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrapping {
    /// A function that is written there.
    Function,
    /// A call with these nodes' children as its arguments.
    Call(NodeRef),
    /// The same value as another node: parentheses, casts.
    Same(NodeRef),
    /// Anything else.
    Nothing,
}

/// Languages in which functions get names so.
pub trait WrappedFunctions: ExpressionShapes {
    /// What a value or argument is.
    fn wrapping(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Wrapping;
}

impl<V: WrappedFunctions> Outline<'_, '_, V> {
    /// The function that a name for this value is a name for: the value itself, or the only function that it is a call around.
    pub fn named_function(&mut self, value: NodeRef) -> Option<NodeRef> {
        let value = self.same_value(value);
        match V::wrapping(self, value) {
            Wrapping::Function => Some(value),
            Wrapping::Call(arguments) => self.only_function(arguments),
            _ => None,
        }
    }

    /// The function that a call is made around: the only one among its arguments and those of calls among them. `None` for
    /// what is no call.
    pub fn wrapped_function(&mut self, value: NodeRef) -> Option<NodeRef> {
        let value = self.same_value(value);
        match V::wrapping(self, value) {
            Wrapping::Call(arguments) => self.only_function(arguments),
            _ => None,
        }
    }

    /// The shape of a value that is given a name.
    pub fn named_expr(&mut self, value: NodeRef) -> ExprId {
        let call = self.expr_of(value);
        match self.wrapped_function(value) {
            Some(function) => {
                let function = self.signature_of(function);
                self.expr(Expr::Wrapped { call, function })
            }
            None => call,
        }
    }

    /// The same, if there is such a value.
    pub fn named_expr_if(&mut self, value: Option<NodeRef>) -> ExprId {
        value.map_or(ExprId::UNKNOWN, |value| self.named_expr(value))
    }

    fn same_value(&mut self, value: NodeRef) -> NodeRef {
        self.innermost(value, |file, node| match V::wrapping(file, node) {
            Wrapping::Same(inner) => Some(inner),
            _ => None,
        })
    }

    fn only_function(&mut self, arguments: NodeRef) -> Option<NodeRef> {
        let mut found = None;
        let mut is_only = true;
        self.take_apart(arguments, |file, list, lists| {
            for argument in file.named_children(list) {
                let argument = file.same_value(argument);
                match V::wrapping(file, argument) {
                    Wrapping::Function => is_only = found.replace(argument).is_none(),
                    Wrapping::Call(arguments) => lists.push(arguments),
                    _ => {}
                }
            }
            if !is_only {
                lists.clear();
            }
        });
        found.filter(|_| is_only)
    }
}
