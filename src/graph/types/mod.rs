//! What an expression is: the types a file's linker comes to, each found out once.
//!
//! `table` has the types by number, `linker` what is found out already and how much more may be asked. `infer` says what an
//! expression is; it asks `values` of names, `annotations` of types written in the source, `member_types` of what follows a
//! dot, `builtins` of the language's own types, `callbacks` of parameters that the call of a function gives to another and
//! `called` of what calls give (`overloads` says by the `arguments` (`passed_values` and `passed_functions` among them) and what their `conversions` cost which of several functions is meant, `declared_overloads` which of several declarations of one, `generics` what
//! type parameters are, `extension_methods` what is called as if it were a member), and these ask it of the expressions within: a recursion that the linker bounds. `hierarchy` says what a class is made of
//! and extends, `members` looks there for a name, `language_members` for what is declared apart from types of the language, and `functions` says which function a value is. Asks `names`, and knows
//! nothing of calls' targets.

pub(super) mod annotations;
mod arguments;
pub(super) mod builtins;
pub(super) mod callbacks;
mod called;
mod conversions;
mod declared_overloads;
pub(super) mod extension_methods;
pub(super) mod functions;
pub(super) mod generics;
pub(super) mod hierarchy;
pub(super) mod infer;
mod language_members;
pub(super) mod linker;
mod lookups;
mod matching;
pub(super) mod member_types;
pub(super) mod members;
pub(super) mod overloads;
mod passed_functions;
mod passed_values;
mod relations;
pub(super) mod table;
pub(super) mod values;
mod variables;
