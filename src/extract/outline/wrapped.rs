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
    /// The function that a call is made around: the only one among its arguments and those of calls among them. `None` for
    /// what is no call.
    pub fn wrapped_function(&mut self, value: NodeRef) -> Option<NodeRef> {
        let value = self.innermost(value, |file, node| match V::wrapping(file, node) {
            Wrapping::Same(inner) => Some(inner),
            _ => None,
        });
        if !matches!(V::wrapping(self, value), Wrapping::Call(_)) {
            return None;
        }
        let mut functions = Vec::new();
        self.take_apart(value, |file, part, parts| match V::wrapping(file, part) {
            Wrapping::Function => functions.push(part),
            Wrapping::Call(arguments) => parts.extend(file.named(arguments)),
            Wrapping::Same(inner) => parts.push(inner),
            Wrapping::Nothing => {}
        });
        match functions[..] {
            [only] => Some(only),
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
}
