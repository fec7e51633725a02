//! What an expression is: the types a file's linker comes to, each found out once.
//!
//! `table` has the types by number, `infer` the expressions; what these are is said by `values` of names, `annotations` of types
//! written in the source, `members` of what follows a dot, `builtins` of the language's own types and `callbacks` of parameters
//! that the call of a function gives to another. Asks `names`, and knows nothing of calls' targets.

pub(super) mod annotations;
pub(super) mod builtins;
pub(super) mod callbacks;
pub(super) mod infer;
pub(super) mod members;
pub(super) mod table;
pub(super) mod values;
