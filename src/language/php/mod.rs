//! PHP: what the nodes of its syntax trees mean.
//!
//! In: nodes in source order. Out: rows of a record. `definitions` are functions, methods and closures, `types` classes
//! and the shapes of types, `bindings` properties and variables, `imports` namespaces, `use` and `require`, `calls` call
//! sites, `references` names that are not called, `expressions` shapes for linking, `documentation` and `doc_types` what comments say of types, `narrowing` what
//! tests and later assignments say of variables. A variable's name has its `$`, and so has a property's where it is a member:
//! a method may have the same name.

mod arrays;
mod bindings;
pub(super) mod builtins;
mod calls;
mod definitions;
mod doc_types;
mod documentation;
mod expressions;
mod grammar;
mod imports;
mod narrowing;
mod references;
mod traits;
mod types;

use crate::extract::table::extraction;
use crate::extract::{NodeRef, Outline, Visitor};
use crate::record::StringId;
use crate::record::symbols::{ClassId, ExprId, ScopeId};
use crate::syntax::packed;
use grammar::{Field, Kind, Role};
use rustc_hash::{FxHashMap, FxHashSet};

/// What is known of a PHP file during the walk, besides the outline.
#[derive(Default)]
pub struct Php {
    /// The namespace that declarations are in; `''` is the one without a name.
    namespace: StringId,
    has_namespace: bool,
    /// The supertypes of the classes that are open, innermost last.
    supertypes: Vec<Supertypes>,
    /// Classes without a name, by their nodes.
    anonymous: FxHashMap<NodeRef, ClassId>,
    /// Variables that have a value already, by their functions' scopes.
    assigned: FxHashSet<(ScopeId, StringId)>,
    /// Members of variables that a test has told the type of, as they are written, with how many frames were open.
    narrowed: Vec<(StringId, usize)>,
    /// What a function of the language calls those with that are among its arguments, by the places of their parameters.
    called_with: FxHashMap<NodeRef, Vec<ExprId>>,
    /// What a call asks for where closures stand that are passed to it.
    asked: FxHashMap<NodeRef, ExprId>,
    /// The type of documented values without members.
    primitive: ExprId,
}

/// What a class that is open extends, implements and uses.
struct Supertypes {
    all: Vec<ExprId>,
    /// All of them as one, once somebody has asked.
    whole: ExprId,
}

extraction!(Php, packed::PHP.clone());

impl Visitor for Php {
    fn leave(file: &mut Outline<'_, '_, Self>, node: NodeRef) {
        match file.role(node) {
            Some(Role::Assignment) => file.leave_assignment(node),
            Some(Role::Method) => file.leave_method(node),
            Some(Role::If) => file.leave_if(node),
            Some(Role::Type | Role::AnonymousClass) => {
                file.own.supertypes.pop();
                file.leave_frame();
            }
            _ => file.leave_frame(),
        }
    }
}
