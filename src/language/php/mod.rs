//! PHP: what the nodes of its syntax trees mean.
//!
//! In: nodes in source order. Out: rows of a record. `definitions` are functions, methods and closures, `types` classes
//! and the shapes of types, `bindings` properties and variables, `imports` namespaces, `use` and `require`, `calls` call
//! sites, `expressions` shapes for linking. A variable's name has its `$`, a property's has none.

mod bindings;
pub(super) mod builtins;
mod calls;
mod definitions;
mod expressions;
mod grammar;
mod imports;
mod types;

use crate::extract::Visitor;
use crate::extract::table::extraction;
use crate::record::StringId;
use crate::syntax::packed;
use grammar::{Field, Kind};

/// What is known of a PHP file during the walk, besides the outline.
#[derive(Default)]
pub struct Php {
    /// The namespace that declarations are in; `''` is the one without a name.
    namespace: StringId,
    has_namespace: bool,
}

extraction!(Php, packed::PHP.clone());

impl Visitor for Php {}
