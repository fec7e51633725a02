//! PHP: what the nodes of its syntax trees mean.
//!
//! In: nodes in source order. Out: rows of a record. `definitions` are functions, methods and closures, `types` classes
//! and the shapes of types, `bindings` properties and variables, `imports` namespaces, `use` and `require`, `calls` call
//! sites, `expressions` shapes for linking. A variable's name has its `$`, a property's has none.

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

const TYPE: Role = 1;
const ANONYMOUS_CLASS: Role = 2;
const FUNCTION: Role = 3;
const METHOD: Role = 4;
const CLOSURE: Role = 5;
const PROPERTIES: Role = 6;
const CONSTANTS: Role = 7;
const ENUM_CASE: Role = 8;
const ASSIGNMENT: Role = 10;
const FOREACH: Role = 11;
const CATCH: Role = 12;
const NAMESPACE: Role = 13;
const USE: Role = 14;
const REQUIRE: Role = 15;
const FUNCTION_CALL: Role = 16;
const MEMBER_CALL: Role = 17;
const SCOPED_CALL: Role = 18;
const CREATION: Role = 19;
const ATTRIBUTE: Role = 20;
const RETURN: Role = 21;
const STATIC_VARIABLE: Role = 22;
/// Nothing below it means anything.
const ATOM: Role = 23;

/// What a kind of the PHP grammar means.
pub fn role(kind: &str) -> Role {
    match kind {
        "class_declaration" | "interface_declaration" | "trait_declaration" | "enum_declaration" => TYPE,
        "anonymous_class" => ANONYMOUS_CLASS,
        "function_definition" => FUNCTION,
        "method_declaration" => METHOD,
        "anonymous_function" | "arrow_function" => CLOSURE,
        "property_declaration" => PROPERTIES,
        "const_declaration" => CONSTANTS,
        "enum_case" => ENUM_CASE,
        "assignment_expression" | "reference_assignment_expression" => ASSIGNMENT,
        "foreach_statement" => FOREACH,
        "catch_clause" => CATCH,
        "namespace_definition" => NAMESPACE,
        "namespace_use_declaration" => USE,
        "include_expression" | "include_once_expression" | "require_expression" | "require_once_expression" => REQUIRE,
        "function_call_expression" => FUNCTION_CALL,
        "member_call_expression" | "nullsafe_member_call_expression" => MEMBER_CALL,
        "scoped_call_expression" => SCOPED_CALL,
        "object_creation_expression" => CREATION,
        "attribute" => ATTRIBUTE,
        "return_statement" => RETURN,
        "static_variable_declaration" => STATIC_VARIABLE,
        "named_type"
        | "optional_type"
        | "union_type"
        | "intersection_type"
        | "primitive_type"
        | "string"
        | "text"
        | "nowdoc"
        | "base_clause"
        | "class_interface_clause" => ATOM,
        _ => 0,
    }
}

/// Fills a record from the syntax tree of one PHP file.
pub struct PhpVisitor<'source, 'tree> {
    outline: Outline<'source, 'tree, Words>,
    /// The namespace that declarations are in; `''` is the one without a name.
    namespace: StringId,
    has_namespace: bool,
}

impl<'source, 'tree> PhpVisitor<'source, 'tree> {
    /// A visitor that looks at `tree` and fills `draft`.
    pub fn new(tree: SyntaxTree<'tree>, mut draft: RecordDraft<'source>) -> Self {
        draft.symbols().statics_are_shared = true;
        Self { outline: Outline::new(&NUMBERS, "\\", tree, draft), namespace: StringId::EMPTY, has_namespace: false }
    }
}

impl<'source, 'tree> Visitor<'source, 'tree> for PhpVisitor<'source, 'tree> {
    type Words = Words;

    fn outline(&mut self) -> &mut Outline<'source, 'tree, Words> {
        &mut self.outline
    }

    fn enter(&mut self, node: NodeRef, role: Role, _ancestors: &[NodeRef]) -> Next {
        let has_frame = match role {
            ATOM => return Next::Past,
            TYPE => self.enter_type(node),
            ANONYMOUS_CLASS => self.enter_anonymous_class(node),
            FUNCTION => self.enter_function(node),
            METHOD => self.enter_method(node),
            CLOSURE => self.enter_closure(node),
            NAMESPACE => self.enter_namespace(node),
            USE => {
                self.enter_use(node);
                return Next::Past;
            }
            PROPERTIES => self.enter_properties(node),
            CONSTANTS => self.enter_constants(node),
            ENUM_CASE => self.enter_enum_case(node),
            ASSIGNMENT => self.enter_assignment(node),
            FOREACH => self.enter_foreach(node),
            CATCH => self.enter_catch(node),
            REQUIRE => self.enter_require(node),
            FUNCTION_CALL => self.enter_function_call(node),
            MEMBER_CALL => self.enter_member_call(node),
            SCOPED_CALL => self.enter_scoped_call(node),
            CREATION => self.enter_creation(node),
            ATTRIBUTE => self.enter_attribute(node),
            STATIC_VARIABLE => self.enter_static_variable(node),
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
