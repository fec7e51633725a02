//! Java: what the nodes of its syntax trees mean.
//!
//! In: nodes in source order. Out: rows of a record. `definitions` are methods, constructors and lambdas, `types`
//! classes and the shapes of types, `bindings` fields and variables, `imports` imports and the package, `calls` call
//! sites, `references` names that are not called, `expressions` shapes for linking. A name without a receiver may be a
//! member of any class around it.

mod bindings;
pub(super) mod builtins;
mod calls;
mod definitions;
mod expressions;
mod grammar;
mod imports;
mod references;
mod types;

use crate::extract::Visitor;
use crate::extract::table::extraction;
use crate::record::StringId;
use crate::syntax::packed;
use grammar::{Field, Kind};

/// What is known of a Java file during the walk, besides the outline.
#[derive(Default)]
pub struct Java {
    /// The package that the file is part of, once it is known.
    package: Option<StringId>,
    /// Where the last pattern ends that the grammar takes for a call.
    end_of_pattern: usize,
}

extraction!(Java, packed::JAVA.clone());

impl Visitor for Java {}
