//! C#: what the nodes of its syntax trees mean.
//!
//! In: nodes in source order. Out: rows of a record. `definitions` are methods, constructors, accessors and lambdas,
//! `types` types and the shapes of types, `bindings` fields and variables, `imports` namespaces and `using` directives,
//! `calls` call sites, `expressions` shapes for linking. A name without a receiver may be a member of any class around it.

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
use rustc_hash::{FxHashMap, FxHashSet};
use words::{Kind, NUMBERS, Words};

/// A block or statement that declares names for itself.
const SCOPE: Role = 1;
const TYPE: Role = 2;
const METHOD: Role = 3;
const LAMBDA: Role = 4;
const PROPERTY: Role = 5;
const ACCESSOR: Role = 6;
const VARIABLES: Role = 7;
const ASSIGNMENT: Role = 8;
const FOR_EACH: Role = 9;
/// What names a value behind its type, in a pattern or elsewhere.
const DESIGNATION: Role = 10;
const FROM: Role = 11;
const LET: Role = 12;
const NAMESPACE: Role = 13;
const USING: Role = 14;
const CALL: Role = 15;
const CREATION: Role = 16;
const IMPLICIT_CREATION: Role = 17;
const CONSTRUCTOR_INITIALIZER: Role = 18;
const BASE_LIST: Role = 19;
const ATTRIBUTE: Role = 20;
const RETURN: Role = 21;
const ENUM_MEMBER: Role = 22;
const DELEGATE: Role = 23;
const FILE: Role = 24;
/// Nothing below it means anything.
const ATOM: Role = 25;

/// What a kind of the C# grammar means.
pub fn role(kind: &str) -> Role {
    match kind {
        "block"
        | "for_statement"
        | "using_statement"
        | "fixed_statement"
        | "catch_clause"
        | "switch_section"
        | "switch_expression_arm"
        | "query_expression" => SCOPE,
        "class_declaration"
        | "struct_declaration"
        | "record_declaration"
        | "interface_declaration"
        | "enum_declaration" => TYPE,
        "method_declaration"
        | "constructor_declaration"
        | "destructor_declaration"
        | "operator_declaration"
        | "conversion_operator_declaration"
        | "local_function_statement" => METHOD,
        "lambda_expression" | "anonymous_method_expression" => LAMBDA,
        "property_declaration" | "indexer_declaration" | "event_declaration" => PROPERTY,
        "accessor_declaration" => ACCESSOR,
        "variable_declaration" => VARIABLES,
        "assignment_expression" => ASSIGNMENT,
        "foreach_statement" => FOR_EACH,
        "catch_declaration"
        | "declaration_expression"
        | "declaration_pattern"
        | "recursive_pattern"
        | "var_pattern" => DESIGNATION,
        "from_clause" => FROM,
        "let_clause" => LET,
        "namespace_declaration" => NAMESPACE,
        "using_directive" => USING,
        "invocation_expression" => CALL,
        "object_creation_expression" => CREATION,
        "implicit_object_creation_expression" => IMPLICIT_CREATION,
        "constructor_initializer" => CONSTRUCTOR_INITIALIZER,
        "base_list" => BASE_LIST,
        "attribute" => ATTRIBUTE,
        "return_statement" | "yield_statement" => RETURN,
        "enum_member_declaration" => ENUM_MEMBER,
        "delegate_declaration" => DELEGATE,
        "compilation_unit" => FILE,
        "string_literal"
        | "verbatim_string_literal"
        | "raw_string_literal"
        | "type_argument_list"
        | "type_parameter_constraints_clause"
        | "predefined_type"
        | "qualified_name"
        | "array_rank_specifier"
        | "nullable_type"
        | "explicit_interface_specifier" => ATOM,
        _ => 0,
    }
}

/// Fills a record from the syntax tree of one C# file.
pub struct CSharpVisitor<'source, 'tree> {
    outline: Outline<'source, 'tree, Words>,
    /// The type that each `new(…)` makes, where its surroundings say so.
    created: FxHashMap<NodeRef, NodeRef>,
    /// The property, indexer or event whose accessors are being visited.
    property: Option<(StringId, NodeRef)>,
    /// Full names of the namespaces around what is visited.
    namespaces: Vec<StringId>,
    /// First names of the namespaces that the file mentions.
    roots: FxHashSet<StringId>,
    /// Names of the interfaces that the file declares, once somebody has asked.
    interfaces: Option<FxHashSet<StringId>>,
}

impl<'source, 'tree> CSharpVisitor<'source, 'tree> {
    /// A visitor that looks at `tree` and fills `draft`.
    pub fn new(tree: SyntaxTree<'tree>, draft: RecordDraft<'source>) -> Self {
        Self {
            outline: Outline::new(&NUMBERS, ".", tree, draft),
            created: FxHashMap::default(),
            property: None,
            namespaces: Vec::new(),
            roots: FxHashSet::default(),
            interfaces: None,
        }
    }
}

impl<'source, 'tree> Visitor<'source, 'tree> for CSharpVisitor<'source, 'tree> {
    type Words = Words;

    fn outline(&mut self) -> &mut Outline<'source, 'tree, Words> {
        &mut self.outline
    }

    fn enter(&mut self, node: NodeRef, role: Role, ancestors: &[NodeRef]) -> Next {
        match role {
            ATOM => return Next::Past,
            USING => {
                self.enter_using(node);
                return Next::Past;
            }
            ENUM_MEMBER => self.enter_enum_member(node),
            FILE => self.enter_file(node),
            VARIABLES => self.enter_variables(node, ancestors),
            ASSIGNMENT => self.enter_assignment(node),
            DESIGNATION => self.enter_designation(node),
            FROM => self.enter_from(node),
            LET => self.enter_let(node),
            CALL => self.enter_call(node),
            CREATION => self.enter_creation(node),
            IMPLICIT_CREATION => self.enter_implicit_creation(node),
            CONSTRUCTOR_INITIALIZER => self.enter_constructor_initializer(node),
            BASE_LIST => self.enter_base_list(node),
            ATTRIBUTE => self.enter_attribute(node),
            RETURN => self.enter_return(node),
            _ if self.enter_frame(node, role) => return Next::IntoAndLeave,
            _ => {}
        }
        Next::Into
    }

    fn leave(&mut self, node: NodeRef) {
        if self.outline.kind(node) == Kind::NamespaceDeclaration {
            self.namespaces.pop();
        }
        self.outline.leave();
    }

    fn finish(self, hash_text: String) -> FileRecord {
        self.outline.finish(hash_text)
    }
}

impl CSharpVisitor<'_, '_> {
    /// What has surroundings of its own; answers whether it has been entered.
    fn enter_frame(&mut self, node: NodeRef, role: Role) -> bool {
        match role {
            SCOPE => {
                self.outline.enter_block();
                true
            }
            NAMESPACE => self.enter_namespace(node),
            TYPE => self.enter_type(node),
            DELEGATE => self.enter_delegate(node),
            METHOD => self.enter_method(node),
            LAMBDA => self.enter_lambda(node),
            PROPERTY => self.enter_property(node),
            ACCESSOR => self.enter_accessor(node),
            FOR_EACH => self.enter_for_each(node),
            _ => false,
        }
    }
}
