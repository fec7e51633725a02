//! TypeScript and JavaScript: what the nodes of their syntax trees mean.
//!
//! In: nodes in source order. Out: rows of a record. `definitions` are functions and members, `classes` types,
//! `bindings` what gives values their names, `properties` what is assigned to properties and `owners` where that belongs,
//! `modules` imports and exports, `calls` call sites, `references` names that are not called, `expressions` and `types`
//! shapes for linking, `jsdoc` types in comments, `patterns` parameters and what patterns bind; `words` are kinds and
//! fields, `syntax` small questions, `reading` what the parser gets where the grammar falls short, `components` the scripts
//! of Vue and Svelte. JavaScript is read with the TSX grammar, so one set of kinds serves all dialects.

mod bindings;
pub(super) mod builtins;
mod calls;
mod classes;
mod component_options;
mod components;
mod contexts;
mod definitions;
mod expressions;
mod grammar;
mod jsdoc;
mod jsdoc_types;
mod modules;
mod narrowing;
mod owners;
mod patterns;
mod properties;
mod reading;
mod references;
mod syntax;
mod types;

use crate::extract::{Extraction, NodeRef, Outline, Reading, Visitor, WrappedFunctions, Wrapping, visit};
use crate::languages::{LanguageId, ending_of};
use crate::record::symbols::{ClassId, ScopeId};
use crate::record::{Run, StringId};
use crate::syntax::grammar::Grammar;
use crate::syntax::{Syntax, packed};
use components::{Component, Dialect};
use grammar::{Field, Kind};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

/// A function or class expression that the node around it gives a name.
struct Bound {
    /// What counts as its definition: declarator, field, property, assignment.
    definition: NodeRef,
    name_node: Option<NodeRef>,
    name: StringId,
    modifiers: Vec<StringId>,
}

/// What is known of a TypeScript file during the walk, besides the outline.
#[derive(Default)]
pub struct TypeScript {
    /// By the function or class.
    bound: FxHashMap<NodeRef, Bound>,
    /// A block that has its scope already: a function's or a namespace's body.
    scoped_block: Option<NodeRef>,
    class_ids: FxHashMap<NodeRef, ClassId>,
    /// Calls of `require` whose import node is the statement around them.
    module_calls: FxHashSet<NodeRef>,
    /// Where, in bytes, an expression may begin in the type entered last or in one around it.
    expression_from: usize,
    /// What the call entered last calls, where that is no child of it.
    wrapped_callee: Option<NodeRef>,
    /// How far, in bytes, annotations have been searched for names of types.
    referred_until: usize,
    /// Whether there is a call into which the grammar nests what stands in front of it.
    has_prefixed_calls: bool,
    /// Variables that were declared without a type or value, by name, with the scopes that declare them.
    unassigned: FxHashMap<StringId, Vec<ScopeId>>,
    properties: properties::Properties,
    /// What tests say of names and members that stand further on.
    narrowings: Vec<narrowing::Narrowing>,
    /// Where the conditions of two sides stand that were looked at.
    taken_tests: FxHashSet<narrowing::Range>,
    /// The type parameters that were bound last, each as the expression that means it.
    type_params: Run,
    /// What they are where nothing is given for them; empty where that is said of none.
    type_defaults: Run,
    /// Names of the parameters of the function whose head was read last.
    parameter_names: Vec<StringId>,
    comments: jsdoc::Comments,
    /// Types that comments define.
    defined_types: Vec<StringId>,
    constructor: StringId,
    default: StringId,
}

const WITHOUT_ELEMENTS: Reading =
    Reading { prepared: reading::prepared, repaired: reading::repaired, ..Reading::AS_IS };
const WITH_ELEMENTS: Reading =
    Reading { prepared: reading::prepared_with_elements, repaired: reading::repaired_with_elements, ..Reading::AS_IS };

static SYNTAX: LazyLock<Syntax> = LazyLock::new(|| Syntax::new(packed::TYPESCRIPT.clone(), TypeScript::WORDS));
static SYNTAX_WITH_ELEMENTS: LazyLock<Syntax> = LazyLock::new(|| Syntax::new(packed::TSX.clone(), TypeScript::WORDS));

const fn read_by(syntax: &'static LazyLock<Syntax>, reading: Reading) -> Extraction {
    Extraction { syntax, visit: visit::<TypeScript>, reading, holds: TypeScript::holds, by_text: None }
}

static TYPESCRIPT: Extraction = read_by(&SYNTAX, WITHOUT_ELEMENTS);
static TSX: Extraction = read_by(&SYNTAX_WITH_ELEMENTS, WITH_ELEMENTS);

/// A component, whose scripts say what it is written in.
static VUE: Extraction = Extraction { by_text: Some(vue_by_text), ..read_by(&SYNTAX_WITH_ELEMENTS, VUE_WITH_ELEMENTS) };
static TYPED_VUE: Extraction = read_by(&SYNTAX, Reading { prepared: components::scripts_of_vue, ..WITHOUT_ELEMENTS });
static SVELTE: Extraction =
    Extraction { by_text: Some(svelte_by_text), ..read_by(&SYNTAX_WITH_ELEMENTS, SVELTE_WITH_ELEMENTS) };
static TYPED_SVELTE: Extraction =
    read_by(&SYNTAX, Reading { prepared: components::scripts_of_svelte, ..WITHOUT_ELEMENTS });

const VUE_WITH_ELEMENTS: Reading = Reading { prepared: components::scripts_of_vue, ..WITH_ELEMENTS };
const SVELTE_WITH_ELEMENTS: Reading = Reading { prepared: components::scripts_of_svelte, ..WITH_ELEMENTS };

fn vue_by_text(text: &str) -> (LanguageId, &'static Extraction) {
    by_dialect(components::dialect(text, Component::Vue), &TYPED_VUE, &VUE)
}

fn svelte_by_text(text: &str) -> (LanguageId, &'static Extraction) {
    by_dialect(components::dialect(text, Component::Svelte), &TYPED_SVELTE, &SVELTE)
}

const fn by_dialect(
    dialect: Dialect,
    typed: &'static Extraction,
    with_elements: &'static Extraction,
) -> (LanguageId, &'static Extraction) {
    match dialect {
        Dialect::JavaScript => (LanguageId::JavaScript, with_elements),
        Dialect::TypeScript => (LanguageId::TypeScript, typed),
        Dialect::TypeScriptWithElements => (LanguageId::TypeScript, with_elements),
    }
}

/// What extraction needs of the languages: `.ts` files have a grammar of their own, as `<T>x` is no element there.
pub fn extraction(path: &str) -> &'static Extraction {
    match ending_of(path) {
        Some("ts" | "mts" | "cts") => &TYPESCRIPT,
        Some("vue") => &VUE,
        Some("svelte") => &SVELTE,
        _ => &TSX,
    }
}

impl WrappedFunctions for TypeScript {
    fn wrapping(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Wrapping {
        match file.kind(node) {
            Kind::CallExpression => {
                file.function_of(node);
                if file.own.has_prefixed_calls && file.prefix_of(node).is_some() {
                    return Wrapping::Nothing;
                }
                let arguments = file.field(node, Field::Arguments);
                let arguments = arguments.filter(|arguments| file.kind(*arguments) == Kind::Arguments);
                arguments.map_or(Wrapping::Nothing, Wrapping::Call)
            }
            _ if file.is_function_value(node) => Wrapping::Function,
            _ => match file.unwrapped(node) {
                inner if inner == node => Wrapping::Nothing,
                inner => Wrapping::Same(inner),
            },
        }
    }
}

impl Visitor for TypeScript {
    fn begin(file: &mut Outline<'_, '_, Self>) {
        file.own.constructor = file.draft.intern("constructor");
        file.own.default = file.draft.intern("default");
        if file.draft.language() == LanguageId::JavaScript {
            file.begin_comments();
        }
    }

    fn finish(file: &mut Outline<'_, '_, Self>) {
        file.finish_properties();
        file.export_defined_types();
    }
}
