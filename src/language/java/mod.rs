//! Java: what the nodes of its syntax trees mean.
//!
//! In: nodes in source order. Out: rows of a record. `definitions` are methods, constructors and lambdas, `types` classes
//! and the shapes of types, `bindings` fields and variables, `imports` imports and the package, `calls` call sites,
//! `expressions` shapes for linking. A name without a receiver may be a member of any class around it.

mod bindings;
mod calls;
mod definitions;
mod expressions;
mod imports;
mod types;
mod words;

use crate::extract::draft::RecordDraft;
use crate::extract::outline::{ExpressionShapes, Outline};
use crate::extract::{Next, Visitor};
use crate::record::{FileRecord, StringId};
use crate::syntax::Role;
use crate::syntax::tree::{NodeRef, SyntaxTree};
use words::{NUMBERS, Words};

/// A block or statement that declares names for itself.
const SCOPE: Role = 1;
const TYPE: Role = 2;
const METHOD: Role = 3;
const LAMBDA: Role = 4;
/// The body of an anonymous class.
const CLASS_BODY: Role = 5;
const FIELD: Role = 6;
const VARIABLE: Role = 7;
const ASSIGNMENT: Role = 8;
/// `for (T x : xs)`: a scope with a variable.
const FOR_EACH: Role = 9;
const CATCH_PARAMETER: Role = 10;
const RESOURCE: Role = 11;
const PATTERN: Role = 12;
const PACKAGE: Role = 13;
const IMPORT: Role = 14;
const CALL: Role = 15;
const CREATION: Role = 16;
const CONSTRUCTOR_CALL: Role = 17;
const ANNOTATION: Role = 18;
const RETURN: Role = 19;
const ENUM_CONSTANT: Role = 20;
/// Nothing below it means anything.
const ATOM: Role = 21;

/// What a kind of the Java grammar means.
pub fn role(kind: &str) -> Role {
    match kind {
        "block"
        | "constructor_body"
        | "for_statement"
        | "catch_clause"
        | "try_with_resources_statement"
        | "switch_block_statement_group"
        | "switch_rule"
        | "static_initializer" => SCOPE,
        "class_declaration"
        | "interface_declaration"
        | "enum_declaration"
        | "record_declaration"
        | "annotation_type_declaration" => TYPE,
        "method_declaration"
        | "constructor_declaration"
        | "compact_constructor_declaration"
        | "annotation_type_element_declaration" => METHOD,
        "lambda_expression" => LAMBDA,
        "class_body" => CLASS_BODY,
        "field_declaration" | "constant_declaration" => FIELD,
        "local_variable_declaration" => VARIABLE,
        "assignment_expression" => ASSIGNMENT,
        "enhanced_for_statement" => FOR_EACH,
        "catch_formal_parameter" => CATCH_PARAMETER,
        "resource" => RESOURCE,
        "instanceof_expression" | "type_pattern" | "record_pattern_component" => PATTERN,
        "package_declaration" => PACKAGE,
        "import_declaration" => IMPORT,
        "method_invocation" => CALL,
        "object_creation_expression" => CREATION,
        "explicit_constructor_invocation" => CONSTRUCTOR_CALL,
        "annotation" => ANNOTATION,
        "return_statement" => RETURN,
        "enum_constant" => ENUM_CONSTANT,
        "string_literal" | "type_arguments" | "type_parameters" | "generic_type" | "array_type" | "superclass"
        | "super_interfaces" | "extends_interfaces" | "permits" | "throws" | "module_declaration" => ATOM,
        _ => 0,
    }
}

/// Fills a record from the syntax tree of one Java file.
pub struct JavaVisitor<'source, 'tree> {
    outline: Outline<'source, 'tree, Words>,
    /// The package that the file is part of, once it is known.
    package: Option<StringId>,
}

impl<'source, 'tree> JavaVisitor<'source, 'tree> {
    /// A visitor that looks at `tree` and fills `draft`.
    pub fn new(tree: SyntaxTree<'tree>, mut draft: RecordDraft<'source>) -> Self {
        draft.symbols().statics_are_shared = true;
        Self { outline: Outline::new(&NUMBERS, ".", tree, draft), package: None }
    }
}

impl<'source, 'tree> Visitor<'source, 'tree> for JavaVisitor<'source, 'tree> {
    type Words = Words;

    fn outline(&mut self) -> &mut Outline<'source, 'tree, Words> {
        &mut self.outline
    }

    fn enter(&mut self, node: NodeRef, role: Role, ancestors: &[NodeRef]) -> Next {
        let has_frame = match role {
            ATOM => return Next::Past,
            SCOPE => {
                self.outline.enter_block();
                true
            }
            TYPE => self.enter_type(node),
            METHOD => self.enter_method(node),
            LAMBDA => self.enter_lambda(node),
            CLASS_BODY => self.enter_class_body(ancestors),
            FOR_EACH => self.enter_for_each(node),
            PACKAGE => {
                self.enter_package(node);
                return Next::Past;
            }
            IMPORT => {
                self.enter_import(node);
                return Next::Past;
            }
            FIELD => self.enter_field(node),
            VARIABLE => self.enter_variable(node),
            ASSIGNMENT => self.enter_assignment(node),
            CATCH_PARAMETER => self.enter_catch_parameter(node),
            RESOURCE => self.enter_resource(node),
            PATTERN => self.enter_pattern(node),
            CALL => self.enter_call(node),
            CREATION => self.enter_creation(node),
            CONSTRUCTOR_CALL => self.enter_constructor_call(node),
            ANNOTATION => self.enter_annotation(node),
            ENUM_CONSTANT => self.enter_enum_constant(node),
            RETURN => {
                self.enter_return(node);
                false
            }
            _ => false,
        };
        if has_frame { Next::IntoAndLeave } else { Next::Into }
    }

    fn finish(self, hash_text: String) -> FileRecord {
        self.outline.finish(hash_text)
    }
}
