//! C#: what the nodes of its syntax trees mean.
//!
//! In: nodes in source order. Out: rows of a record. `definitions` are methods, constructors, accessors and lambdas,
//! `types` classes and the shapes of types, `bindings` fields, properties and variables, `imports` namespaces and `using`,
//! `calls` call sites, `expressions` shapes for linking. A name without a receiver may be a member of any class around it.

mod bindings;
mod calls;
mod definitions;
mod expressions;
mod imports;
mod types;
mod words;

use super::outline::{ExpressionShapes, Outline};
use super::tree::{NodeRef, SyntaxTree};
use super::{Next, Role, Visitor};
use crate::record::draft::RecordDraft;
use crate::record::symbols::{Expr, ExprId, SignatureId};
use crate::record::{FileRecord, Run, StringId};
use rustc_hash::{FxHashMap, FxHashSet};
use words::{NUMBERS, Words};

/// A block or statement that declares names for itself.
const SCOPE: Role = 1;
const TYPE: Role = 2;
const DELEGATE: Role = 3;
const METHOD: Role = 4;
const LOCAL_FUNCTION: Role = 5;
const LAMBDA: Role = 6;
const PROPERTY: Role = 7;
const ACCESSOR: Role = 8;
const FIELD: Role = 9;
const VARIABLES: Role = 10;
const ASSIGNMENT: Role = 11;
const FOREACH: Role = 12;
/// A pattern or `catch`, which declares a variable of a type.
const DECLARATION: Role = 13;
const NAMESPACE: Role = 14;
const FILE_NAMESPACE: Role = 15;
const USING: Role = 16;
const CALL: Role = 17;
const CREATION: Role = 18;
const IMPLICIT_CREATION: Role = 19;
const CONSTRUCTOR_CALL: Role = 20;
const ATTRIBUTE: Role = 21;
const CONDITIONAL_ACCESS: Role = 22;
const RETURN: Role = 23;
const ENUM_MEMBER: Role = 24;
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
        | "switch_expression_arm" => SCOPE,
        "class_declaration"
        | "struct_declaration"
        | "record_declaration"
        | "interface_declaration"
        | "enum_declaration" => TYPE,
        "delegate_declaration" => DELEGATE,
        "method_declaration"
        | "constructor_declaration"
        | "destructor_declaration"
        | "operator_declaration"
        | "conversion_operator_declaration" => METHOD,
        "local_function_statement" => LOCAL_FUNCTION,
        "lambda_expression" | "anonymous_method_expression" => LAMBDA,
        "property_declaration" | "indexer_declaration" | "event_declaration" => PROPERTY,
        "accessor_declaration" => ACCESSOR,
        "field_declaration" | "event_field_declaration" => FIELD,
        "variable_declaration" => VARIABLES,
        "assignment_expression" => ASSIGNMENT,
        "foreach_statement" => FOREACH,
        "declaration_pattern" | "declaration_expression" | "recursive_pattern" | "catch_declaration" => DECLARATION,
        "namespace_declaration" => NAMESPACE,
        "file_scoped_namespace_declaration" => FILE_NAMESPACE,
        "using_directive" => USING,
        "invocation_expression" => CALL,
        "object_creation_expression" => CREATION,
        "implicit_object_creation_expression" => IMPLICIT_CREATION,
        "constructor_initializer" => CONSTRUCTOR_CALL,
        "attribute" => ATTRIBUTE,
        "conditional_access_expression" => CONDITIONAL_ACCESS,
        "return_statement" => RETURN,
        "enum_member_declaration" => ENUM_MEMBER,
        "string_literal"
        | "verbatim_string_literal"
        | "raw_string_literal"
        | "type_argument_list"
        | "type_parameter_list"
        | "type_parameter_constraints_clause"
        | "nullable_type"
        | "array_type"
        | "predefined_type" => ATOM,
        _ => 0,
    }
}

/// A lambda that what is around it gives a name.
struct Bound {
    /// What counts as its definition.
    definition: NodeRef,
    name_node: NodeRef,
    name: StringId,
}

/// Fills a record from the syntax tree of one C# file.
pub struct CSharpVisitor<'source, 'tree> {
    outline: Outline<'source, 'tree, Words>,
    bound: FxHashMap<NodeRef, Bound>,
    signatures: FxHashMap<NodeRef, SignatureId>,
    /// The namespaces that are open, by their full names.
    namespaces: Vec<String>,
    /// Whether the frame that is open is a namespace's.
    frames: Vec<bool>,
    /// What stands in front of `?.`, by what follows it.
    conditions: FxHashMap<NodeRef, NodeRef>,
    /// The types that `new()` makes, as they are declared.
    implicit_types: FxHashMap<NodeRef, NodeRef>,
    /// The interfaces that the file declares, by their names.
    interfaces: FxHashSet<&'source str>,
}

impl<'source, 'tree> CSharpVisitor<'source, 'tree> {
    /// A visitor that looks at `tree` and fills `draft`.
    pub fn new(tree: SyntaxTree<'tree>, draft: RecordDraft<'source>) -> Self {
        let outline = Outline::new(&NUMBERS, ".", tree, draft);
        let interfaces = types::declared_interfaces(outline.text(NodeRef::ROOT));
        Self {
            outline,
            bound: FxHashMap::default(),
            signatures: FxHashMap::default(),
            namespaces: Vec::new(),
            frames: Vec::new(),
            conditions: FxHashMap::default(),
            implicit_types: FxHashMap::default(),
            interfaces,
        }
    }

    fn enter_return(&mut self, node: NodeRef) -> bool {
        if self.outline.infers_return()
            && let Some(value) = self.outline.first_named(node)
        {
            let value = self.expr_of(value);
            self.outline.push_return(value);
        }
        false
    }
}

impl<'source, 'tree> ExpressionShapes<'source, 'tree, Words> for CSharpVisitor<'source, 'tree> {
    fn outline(&mut self) -> &mut Outline<'source, 'tree, Words> {
        &mut self.outline
    }

    fn inner_link(&mut self, node: NodeRef) -> Option<NodeRef> {
        self.inner_expression(node)
    }

    fn outer_link(&mut self, node: NodeRef, inner: ExprId) -> Option<Expr> {
        self.outer_expression(node, inner)
    }

    fn leaf_shape(&mut self, node: NodeRef) -> Expr {
        self.leaf_expression(node)
    }
}

impl<'tree> Visitor<'tree> for CSharpVisitor<'_, 'tree> {
    fn tree(&mut self) -> &mut SyntaxTree<'tree> {
        &mut self.outline.tree
    }

    fn enter(&mut self, node: NodeRef, role: Role, ancestors: &[NodeRef]) -> Next {
        let has_frame = match role {
            ATOM => return Next::Past,
            SCOPE => {
                self.outline.enter_block();
                true
            }
            TYPE => self.enter_type(node),
            DELEGATE => {
                self.enter_delegate(node);
                return Next::Past;
            }
            METHOD => self.enter_method(node),
            LOCAL_FUNCTION => self.enter_local_function(node),
            LAMBDA => self.enter_lambda(node),
            PROPERTY => self.enter_property(node),
            ACCESSOR => self.enter_accessor(node, ancestors),
            FIELD => self.enter_field(node),
            VARIABLES => self.enter_variables(node),
            ASSIGNMENT => self.enter_assignment(node),
            FOREACH => self.enter_foreach(node),
            DECLARATION => self.enter_declaration(node),
            NAMESPACE => self.enter_namespace(node),
            FILE_NAMESPACE => self.enter_file_namespace(node),
            USING => {
                self.enter_using(node);
                return Next::Past;
            }
            CALL => self.enter_call(node),
            CREATION => self.enter_creation(node),
            IMPLICIT_CREATION => self.enter_implicit_creation(node),
            CONSTRUCTOR_CALL => self.enter_constructor_call(node),
            ATTRIBUTE => self.enter_attribute(node),
            CONDITIONAL_ACCESS => {
                self.note_condition(node);
                false
            }
            RETURN => self.enter_return(node),
            ENUM_MEMBER => self.enter_enum_member(node),
            _ => false,
        };
        if has_frame {
            self.frames.push(role == NAMESPACE);
            Next::IntoAndLeave
        } else {
            Next::Into
        }
    }

    fn leave(&mut self, _node: NodeRef) {
        if self.frames.pop() == Some(true) {
            self.namespaces.pop();
        }
        self.outline.leave();
    }

    fn function_with_body(&mut self, node: NodeRef) -> Option<u32> {
        self.outline.function_with_body(node)
    }

    fn function_hashed(&mut self, function: u32, hash: Run) {
        self.outline.draft.set_function_hash(function, hash);
    }

    fn finish(self, hash_text: String) -> FileRecord {
        self.outline.finish(hash_text)
    }
}
