//! C#: what the nodes of its syntax trees mean.
//!
//! In: nodes in source order. Out: rows of a record. `definitions` are methods, constructors, accessors and lambdas,
//! `types` types and the shapes of types, `bindings` fields and variables, `patterns` what is tested and taken apart, `imports` namespaces and `using` directives,
//! `conditions` what `#if` leaves out, `calls` call sites, `references` names that are not called, `expressions` shapes for linking. A name without a
//! receiver may be a member of any class around it.

mod bindings;
pub(super) mod builtins;
mod calls;
mod conditions;
mod definitions;
mod expressions;
mod grammar;
mod imports;
mod patterns;
mod references;
mod types;

use crate::extract::table::extraction;
use crate::extract::{NodeRef, Outline, Reading, Visitor};
use crate::record::StringId;
use crate::record::symbols::ExprId;
use crate::syntax::packed;
use grammar::{Field, Kind};
use rustc_hash::{FxHashMap, FxHashSet};

/// What is known of a C# file during the walk, besides the outline.
#[derive(Default)]
pub struct CSharp {
    /// The type that each `new(…)` makes, where its surroundings say so.
    created: FxHashMap<NodeRef, NodeRef>,
    /// What stands in the places of a tuple that is taken apart, by what declares a name for it.
    placed: FxHashMap<NodeRef, ExprId>,
    /// The property, indexer or event whose accessors are being visited.
    property: Option<(StringId, NodeRef)>,
    /// Full names of the namespaces around what is visited.
    namespaces: Vec<StringId>,
    /// First names of the namespaces that the file mentions.
    roots: FxHashSet<StringId>,
    /// Names of the interfaces that the file declares, once somebody has asked.
    interfaces: Option<FxHashSet<StringId>>,
}

/// Where the branches of a condition are halves of something, what a default build leaves out is.
const READING: Reading = Reading { repaired: conditions::default_build, ..Reading::AS_IS };

extraction!(CSharp, packed::C_SHARP.clone(), READING);

impl Visitor for CSharp {
    fn leave(file: &mut Outline<'_, '_, Self>, node: NodeRef) {
        if file.kind(node) == Kind::NamespaceDeclaration {
            file.own.namespaces.pop();
        }
        file.end();
    }
}
