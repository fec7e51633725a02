//! TypeScript and JavaScript: what the nodes of their syntax trees mean.
//!
//! In: nodes in source order. Out: rows of a record. `definitions` are functions and members, `classes` types,
//! `bindings` what gives values their names, `modules` imports and exports, `calls` call sites, `expressions` and
//! `types` shapes for linking, `patterns` parameters and what patterns bind; `words` are kinds and fields, `places` where
//! fields are, `syntax` small questions. JavaScript is read with the TSX grammar, so one set of kinds serves all dialects.

mod bindings;
mod calls;
mod classes;
mod definitions;
mod expressions;
mod modules;
mod patterns;
mod places;
mod syntax;
mod types;
mod words;

use super::Language;
use crate::extract::draft::RecordDraft;
use crate::extract::outline::{ExpressionShapes, Outline};
use crate::extract::{Next, Visitor};
use crate::record::symbols::ClassId;
use crate::record::{FileRecord, StringId};
use crate::syntax::Role;
use crate::syntax::tree::{NodeRef, SyntaxTree};
use rustc_hash::{FxHashMap, FxHashSet};
use words::{Words, numbers_of};

/// A block, loop, `catch`, `switch` or static block: a lexical scope.
const SCOPE: Role = 1;
const FUNCTION: Role = 2;
/// A function's or a class member's declaration without a body.
const SIGNATURE: Role = 3;
const CLASS: Role = 4;
const INTERFACE: Role = 5;
const ENUM: Role = 6;
const TYPE_ALIAS: Role = 7;
const FIELD: Role = 8;
const DECLARATOR: Role = 9;
const ASSIGNMENT: Role = 10;
const PAIR: Role = 11;
const IMPORT: Role = 12;
const EXPORT: Role = 13;
const CALL: Role = 14;
const NEW: Role = 15;
const JSX_ELEMENT: Role = 16;
const RETURN: Role = 17;
const NAMESPACE: Role = 18;
const IMPORT_ALIAS: Role = 19;
/// A type: nothing below it means anything, unless it holds an expression.
const TYPE: Role = 20;
/// Nothing below it means anything.
const ATOM: Role = 21;

/// What a kind of the TypeScript and TSX grammars means.
pub fn role(kind: &str) -> Role {
    match kind {
        "statement_block" | "for_statement" | "for_in_statement" | "catch_clause" | "switch_body"
        | "class_static_block" => SCOPE,
        "function_declaration"
        | "generator_function_declaration"
        | "function_expression"
        | "generator_function"
        | "arrow_function"
        | "method_definition" => FUNCTION,
        "function_signature" | "method_signature" | "abstract_method_signature" => SIGNATURE,
        "class_declaration" | "abstract_class_declaration" | "class" => CLASS,
        "interface_declaration" => INTERFACE,
        "enum_declaration" => ENUM,
        "type_alias_declaration" => TYPE_ALIAS,
        "public_field_definition" => FIELD,
        "variable_declarator" => DECLARATOR,
        "assignment_expression" => ASSIGNMENT,
        "pair" => PAIR,
        "import_statement" => IMPORT,
        "export_statement" => EXPORT,
        "call_expression" => CALL,
        "new_expression" => NEW,
        "jsx_opening_element" | "jsx_self_closing_element" => JSX_ELEMENT,
        "return_statement" => RETURN,
        "internal_module" | "module" => NAMESPACE,
        "import_alias" => IMPORT_ALIAS,
        "type_annotation"
        | "type_arguments"
        | "type_parameters"
        | "type_predicate_annotation"
        | "asserts_annotation"
        | "extends_type_clause"
        | "implements_clause"
        | "interface_body"
        | "object_type"
        | "array_type"
        | "conditional_type"
        | "generic_type"
        | "intersection_type"
        | "tuple_type"
        | "union_type" => TYPE,
        "accessibility_modifier" | "export_clause" | "literal_type" | "predefined_type" | "regex" | "string" => ATOM,
        _ => 0,
    }
}

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

/// Fills a record from the syntax tree of one TypeScript or JavaScript file.
pub struct TypeScriptVisitor<'source, 'tree> {
    outline: Outline<'source, 'tree, Words>,
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

impl<'source, 'tree> TypeScriptVisitor<'source, 'tree> {
    /// A visitor that looks at `tree` and fills `draft`.
    pub fn new(language: Language, tree: SyntaxTree<'tree>, draft: RecordDraft<'source>) -> Self {
        let mut outline = Outline::new(numbers_of(language), "", tree, draft);
        let constructor = outline.draft.intern("constructor");
        let default = outline.draft.intern("default");
        Self {
            outline,
            bound: None,
            scoped_block: None,
            class_ids: FxHashMap::default(),
            module_calls: FxHashSet::default(),
            expression_from: 0,
            has_prefixed_calls: false,
            constructor,
            default,
        }
    }
}

impl<'source, 'tree> Visitor<'source, 'tree> for TypeScriptVisitor<'source, 'tree> {
    type Words = Words;

    fn outline(&mut self) -> &mut Outline<'source, 'tree, Words> {
        &mut self.outline
    }

    fn enter(&mut self, node: NodeRef, role: Role, ancestors: &[NodeRef]) -> Next {
        let has_frame = match role {
            TYPE if self.is_plain_type(node) => return Next::Past,
            ATOM => return Next::Past,
            SCOPE => self.enter_scope(node),
            FUNCTION => self.enter_function(node, ancestors),
            SIGNATURE => self.enter_signature(node, ancestors),
            CLASS => self.enter_class(node, ancestors),
            INTERFACE => self.enter_interface(node),
            ENUM => self.enter_enum(node),
            TYPE_ALIAS => self.enter_type_alias(node),
            FIELD => self.enter_field(node, ancestors),
            DECLARATOR => self.enter_declarator(node, ancestors),
            ASSIGNMENT => self.enter_assignment(node),
            PAIR => self.enter_pair(node),
            IMPORT => {
                self.enter_import(node);
                return Next::Past;
            }
            EXPORT => self.enter_export(node, ancestors),
            CALL => self.enter_call(node, ancestors),
            NEW => self.enter_new(node),
            JSX_ELEMENT => self.enter_jsx_element(node),
            RETURN => {
                self.enter_return(node);
                false
            }
            NAMESPACE => self.enter_namespace(node),
            IMPORT_ALIAS => self.enter_import_alias(node),
            _ => false,
        };
        if has_frame { Next::IntoAndLeave } else { Next::Into }
    }

    fn finish(self, hash_text: String) -> FileRecord {
        self.outline.finish(hash_text)
    }
}
