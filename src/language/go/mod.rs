//! Go: what the nodes of its syntax trees mean.
//!
//! In: nodes in source order. Out: rows of a record. `definitions` are functions, `types` declared types and the shapes
//! of types, `bindings` what gives values their names, `imports` imports, `calls` call sites, `expressions` shapes for
//! linking, `constraints` whether a default build takes the file. The files of a folder are one package: each exports what it declares to the others.

mod bindings;
mod calls;
mod constraints;
mod definitions;
mod expressions;
mod imports;
mod types;
mod words;

use crate::extract::draft::RecordDraft;
use crate::extract::outline::Outline;
use crate::extract::{Next, Visitor};
use crate::record::symbols::{ExportTarget, ExprId, Package, Symbols, WildcardSource};
use crate::record::{FileRecord, NodeKind, StringId};
use crate::syntax::Role;
use crate::syntax::tree::{NodeRef, SyntaxTree};
use words::{Kind, NUMBERS, Words};

/// A block, or a case without names of its own: a lexical scope.
const SCOPE: Role = 1;
const FUNCTION: Role = 2;
const METHOD: Role = 3;
const TYPE_SPEC: Role = 4;
const VARIABLES: Role = 5;
const CONSTANTS: Role = 6;
const CONSTANT: Role = 7;
const ASSIGNMENT: Role = 8;
const KEYED: Role = 9;
/// `if`, `for` and `switch`: a scope whose first statement declares names in it.
const HEADED: Role = 10;
const TYPE_SWITCH: Role = 11;
const TYPE_CASE: Role = 12;
const RECEIVE: Role = 13;
const IMPORT: Role = 14;
const CALL: Role = 15;
const CONVERSION: Role = 16;
/// Nothing below it means anything.
const ATOM: Role = 17;
const PACKAGE: Role = 18;

/// What a kind of the Go grammar means.
pub fn role(kind: &str) -> Role {
    match kind {
        "block" | "expression_case" | "communication_case" => SCOPE,
        "function_declaration" | "func_literal" => FUNCTION,
        "method_declaration" => METHOD,
        "type_spec" | "type_alias" => TYPE_SPEC,
        "var_spec" | "short_var_declaration" => VARIABLES,
        "const_declaration" => CONSTANTS,
        "const_spec" => CONSTANT,
        "assignment_statement" => ASSIGNMENT,
        "keyed_element" => KEYED,
        "if_statement" | "for_statement" | "expression_switch_statement" => HEADED,
        "type_switch_statement" => TYPE_SWITCH,
        "type_case" | "default_case" => TYPE_CASE,
        "receive_statement" => RECEIVE,
        "package_clause" => PACKAGE,
        "import_spec" => IMPORT,
        "call_expression" => CALL,
        "type_conversion_expression" => CONVERSION,
        "interpreted_string_literal"
        | "raw_string_literal"
        | "pointer_type"
        | "qualified_type"
        | "slice_type"
        | "type_arguments"
        | "type_parameter_list" => ATOM,
        _ => 0,
    }
}

/// A type switch that has been entered and not left: the name it declares in each case, and the value it looks at.
type Switch = Option<(StringId, ExprId)>;

/// Fills a record from the syntax tree of one Go file.
pub struct GoVisitor<'source, 'tree> {
    outline: Outline<'source, 'tree, Words>,
    switches: Vec<Switch>,
    /// The type of the constant before, which one without a value of its own has too.
    constant_type: ExprId,
    /// The name that a declaration being looked at gives; its own value sees another of that name.
    declaring: StringId,
    /// What the file is a part of; `None` in front of the package clause.
    package: Option<Package>,
}

impl<'source, 'tree> GoVisitor<'source, 'tree> {
    /// A visitor that looks at `tree` and fills `draft`.
    pub fn new(tree: SyntaxTree<'tree>, draft: RecordDraft<'source>) -> Self {
        let mut outline = Outline::new(&NUMBERS, "", tree, draft);
        let is_built = constraints::is_built(outline.draft.relative_path(), outline.draft.text());
        outline.draft.symbols().is_left_out = !is_built;
        Self {
            outline,
            switches: Vec::new(),
            constant_type: ExprId::UNKNOWN,
            declaring: StringId::EMPTY,
            package: None,
        }
    }

    /// Makes a name of the file known to the other files of its package, and to those that import it.
    fn export(&mut self, name: StringId, target: ExportTarget) {
        if self.outline.scope() == Symbols::FILE_SCOPE {
            let package = self.package.unwrap_or(Package::Folder);
            self.outline.export(name, target, Some(package));
        }
    }

    /// The names of the other files of its package are seen in a file. `x_test` in the folder of `x` is one of its own.
    fn enter_package(&mut self, clause: NodeRef) {
        let name = self.outline.first_named(clause).map_or("", |name| self.outline.text(name));
        let is_outside = name.ends_with("_test") && self.outline.draft.relative_path().ends_with("_test.go");
        self.set_package(if is_outside { Package::OutsideTests } else { Package::Folder });
    }

    fn set_package(&mut self, package: Package) {
        if self.package.is_none() {
            self.package = Some(package);
            self.outline.push_wildcard(WildcardSource::Package(package));
        }
    }

    fn is_blank(&self, name: StringId) -> bool {
        self.outline.draft.string(name) == "_"
    }
}

impl<'source, 'tree> Visitor<'source, 'tree> for GoVisitor<'source, 'tree> {
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
            FUNCTION => self.enter_function(node),
            METHOD => self.enter_method(node),
            TYPE_SPEC => self.enter_type_spec(node, ancestors),
            VARIABLES => self.enter_variables(node),
            CONSTANTS => {
                self.constant_type = ExprId::UNKNOWN;
                false
            }
            CONSTANT => self.enter_constant(node),
            ASSIGNMENT => self.enter_assignment(node),
            KEYED => self.enter_keyed(node),
            HEADED => self.enter_headed(node),
            TYPE_SWITCH => self.enter_type_switch(node),
            TYPE_CASE => self.enter_type_case(node, ancestors),
            RECEIVE => self.enter_receive(node),
            PACKAGE => {
                self.enter_package(node);
                return Next::Past;
            }
            IMPORT => {
                self.enter_import(node, ancestors);
                return Next::Past;
            }
            CALL => self.enter_call(node),
            CONVERSION => self.enter_conversion(node),
            _ => false,
        };
        if has_frame { Next::IntoAndLeave } else { Next::Into }
    }

    fn leave(&mut self, node: NodeRef) {
        self.outline.leave();
        match self.outline.kind(node) {
            // The frame of the type whose method it is.
            Kind::MethodDeclaration => self.outline.leave(),
            Kind::TypeSwitch => {
                self.switches.pop();
            }
            _ => {}
        }
    }

    fn finish(mut self, hash_text: String) -> FileRecord {
        self.set_package(Package::Folder);
        self.outline.finish(hash_text)
    }
}

/// What keys what is inside a literal under the name it is bound to.
const LITERAL_SCOPE: NodeKind = NodeKind::Unspecified;
