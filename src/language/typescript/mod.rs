//! TypeScript and JavaScript: what the nodes of their syntax trees mean.
//!
//! In: nodes in source order. Out: rows of a record. `definitions` are functions and members, `classes` types,
//! `bindings` what gives values their names, `modules` imports and exports, `calls` call sites, `expressions` and
//! `types` shapes for linking, `patterns` parameters and what patterns bind; `words` are kinds and fields, `places` where
//! fields are, `syntax` small questions. JavaScript is read with the TSX grammar, so one set of kinds serves all dialects.

mod bindings;
pub(super) mod builtins;
mod calls;
mod classes;
mod definitions;
mod expressions;
mod grammar;
mod modules;
mod patterns;
mod places;
mod syntax;
mod types;

use crate::extract::outline::{Outline, Place};
use crate::extract::{Extraction, Next, Visitor, visit};
use crate::languages::ending_of;
use crate::record::StringId;
use crate::record::symbols::ClassId;
use crate::syntax::Syntax;
use crate::syntax::grammar::Grammar;
use crate::syntax::tree::NodeRef;
use grammar::{Field, Kind, Role};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

/// A function or class expression that the node around it gives a name.
struct Bound {
    /// The function or class.
    value: NodeRef,
    /// What counts as its definition: declarator, field, property, assignment.
    definition: NodeRef,
    name_node: Option<NodeRef>,
    name: StringId,
    modifiers: Vec<StringId>,
}

/// What is known of a TypeScript file during the walk, besides the outline.
#[derive(Default)]
pub struct TypeScript {
    bound: Option<Bound>,
    /// A block that has its scope already: a function's or a namespace's body.
    scoped_block: Option<NodeRef>,
    class_ids: FxHashMap<NodeRef, ClassId>,
    /// Calls of `require` whose import node is the statement around them.
    module_calls: FxHashSet<NodeRef>,
    /// Where, in bytes, an expression may begin in the type entered last or in one around it.
    expression_from: usize,
    /// Whether there is a call into which the grammar nests what stands in front of it.
    has_prefixed_calls: bool,
    constructor: StringId,
    default: StringId,
}

/// What extraction needs of the languages: `.ts` files have a grammar of their own, as `<T>x` is no element there.
pub fn extraction(path: &str) -> &'static Extraction {
    static TYPESCRIPT_SYNTAX: LazyLock<Syntax> =
        LazyLock::new(|| Syntax::new(tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(), TypeScript::WORDS));
    static TSX_SYNTAX: LazyLock<Syntax> =
        LazyLock::new(|| Syntax::new(tree_sitter_typescript::LANGUAGE_TSX.into(), TypeScript::WORDS));
    static TYPESCRIPT: Extraction = Extraction { syntax: &TYPESCRIPT_SYNTAX, visit: visit::<TypeScript> };
    static TSX: Extraction = Extraction { syntax: &TSX_SYNTAX, visit: visit::<TypeScript> };
    match ending_of(path) {
        Some("ts" | "mts" | "cts") => &TYPESCRIPT,
        _ => &TSX,
    }
}

impl Visitor for TypeScript {
    fn begin(file: &mut Outline<'_, '_, Self>) {
        file.own.constructor = file.draft.intern("constructor");
        file.own.default = file.draft.intern("default");
    }

    fn enter(file: &mut Outline<'_, '_, Self>, node: NodeRef, role: Role, ancestors: &[NodeRef]) -> Next {
        match role {
            Role::Type if file.is_plain_type(node) => Next::Past,
            Role::Atom => Next::Past,
            Role::Scope => file.enter_scope(node),
            Role::Function => file.enter_function(node, ancestors),
            Role::Signature => file.enter_signature(node, ancestors),
            Role::Class => file.enter_class(node, ancestors),
            Role::Interface => file.enter_interface(node),
            Role::Enum => file.enter_enum(node),
            Role::TypeAlias => file.enter_type_alias(node),
            Role::Field => file.enter_field(node, ancestors),
            Role::Declarator => file.enter_declarator(node, ancestors),
            Role::Assignment => file.enter_assignment(node),
            Role::Pair => file.enter_pair(node),
            Role::Import => file.enter_import(node),
            Role::Export => file.enter_export(node, ancestors),
            Role::Call => file.enter_call(node, ancestors),
            Role::New => file.enter_new(node),
            Role::JsxElement => file.enter_jsx_element(node),
            Role::Return => file.enter_return(node),
            Role::Namespace => file.enter_namespace(node),
            Role::ImportAlias => file.enter_import_alias(node),
            Role::Type => Next::Into,
        }
    }

    fn place(parent: Kind, field: Field) -> Option<Place<Kind>> {
        places::place(parent, field)
    }
}
