//! Python: what the nodes of its syntax trees mean.
//!
//! In: nodes in source order. Out: rows of a record. `definitions` are functions, `types` classes and the shapes of
//! annotations, `bindings` what gives values their names, `imports` imports, `calls` call sites, `expressions` shapes
//! for linking, `narrowing` what tests say of names. Functions and classes are scopes, and blocks only where a test
//! narrows a name; what a class declares its methods do not see.

mod bindings;
mod calls;
mod definitions;
mod expressions;
mod imports;
mod narrowing;
mod types;
mod words;

use crate::extract::draft::RecordDraft;
use crate::extract::outline::{ExpressionShapes, Outline};
use crate::extract::{Next, Visitor};
use crate::record::symbols::{ClassId, ExportTarget, ScopeId, Symbols};
use crate::record::{FileRecord, StringId};
use crate::syntax::Role;
use crate::syntax::tree::{NodeRef, SyntaxTree};
use rustc_hash::{FxHashMap, FxHashSet};
use words::{NUMBERS, Words};

const FUNCTION: Role = 1;
const LAMBDA: Role = 2;
const CLASS: Role = 3;
const ASSIGNMENT: Role = 4;
const NAMED_EXPRESSION: Role = 5;
const FOR: Role = 6;
/// A comprehension or generator expression: a scope of its own.
const COMPREHENSION: Role = 7;
const AS: Role = 8;
const EXCEPT: Role = 9;
const IMPORT: Role = 10;
const FROM_IMPORT: Role = 11;
const CALL: Role = 12;
const RETURN: Role = 13;
const GLOBAL: Role = 14;
const PAIR: Role = 15;
const TYPE_ALIAS: Role = 16;
const NONLOCAL: Role = 17;
const YIELD: Role = 18;
const BLOCK: Role = 19;
/// An expression whose first part may say what a name is in the others.
const TESTED: Role = 20;
/// A statement behind which names may be narrower.
const GUARD: Role = 21;
/// Nothing below it means anything.
const ATOM: Role = 22;

/// What a kind of the Python grammar means.
pub fn role(kind: &str) -> Role {
    match kind {
        "function_definition" => FUNCTION,
        "lambda" => LAMBDA,
        "class_definition" => CLASS,
        "assignment" => ASSIGNMENT,
        "named_expression" => NAMED_EXPRESSION,
        "for_statement" | "for_in_clause" => FOR,
        "list_comprehension" | "set_comprehension" | "dictionary_comprehension" | "generator_expression" => {
            COMPREHENSION
        }
        "as_pattern" => AS,
        "except_clause" => EXCEPT,
        "import_statement" => IMPORT,
        "import_from_statement" => FROM_IMPORT,
        "call" => CALL,
        "return_statement" => RETURN,
        "yield" => YIELD,
        "block" => BLOCK,
        "boolean_operator" | "conditional_expression" => TESTED,
        "assert_statement" | "if_statement" => GUARD,
        "global_statement" => GLOBAL,
        "nonlocal_statement" => NONLOCAL,
        "pair" => PAIR,
        "type_alias_statement" => TYPE_ALIAS,
        "future_import_statement" | "type" | "integer" | "float" => ATOM,
        _ => 0,
    }
}

/// A function or class that has been entered and not left.
struct Open {
    /// Where names are declared that it says are another's.
    outer_names: FxHashMap<StringId, ScopeId>,
    /// The scope that its own names are in.
    scope: ScopeId,
    /// What a method calls the instance or class that it is called on.
    receiver: Option<StringId>,
    /// Of a class: itself, and whether the type of each of its fields is known.
    class: Option<(ClassId, FxHashMap<StringId, bool>)>,
}

/// What is entered and not left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Frame {
    /// A function or class, the innermost of `open`.
    Owner,
    /// A comprehension, whose names are its own.
    Comprehension,
    /// Where names have a narrower type; what it declares is the function's.
    Narrowed,
}

/// Fills a record from the syntax tree of one Python file.
pub struct PythonVisitor<'source, 'tree> {
    outline: Outline<'source, 'tree, Words>,
    open: Vec<Open>,
    frames: Vec<Frame>,
    /// `import a.b.c`: full names by the first part.
    dotted_imports: Vec<(StringId, StringId)>,
    /// What `__all__` lists, where the module has one.
    listed: Option<FxHashSet<StringId>>,
}

impl<'source, 'tree> PythonVisitor<'source, 'tree> {
    /// A visitor that looks at `tree` and fills `draft`.
    pub fn new(tree: SyntaxTree<'tree>, draft: RecordDraft<'source>) -> Self {
        let mut outline = Outline::new(&NUMBERS, "", tree, draft);
        outline.draft.symbols().classes_are_called = true;
        outline.draft.symbols().statics_are_shared = true;
        Self { outline, open: Vec::new(), frames: Vec::new(), dotted_imports: Vec::new(), listed: None }
    }

    /// Every name of the module can be imported from it, but a star takes only those that `__all__` lists or else those
    /// that begin with no `_`.
    fn export_all(&mut self) {
        let bindings = &self.outline.draft.symbols().bindings;
        let mut seen = FxHashSet::default();
        let of_file = bindings.iter().filter(|binding| binding.scope == Symbols::FILE_SCOPE);
        let names: Vec<StringId> = of_file.map(|binding| binding.name).filter(|name| seen.insert(*name)).collect();
        for name in names {
            self.outline.export(name, ExportTarget::Local(name), None);
            let is_taken = match &self.listed {
                Some(listed) => listed.contains(&name),
                None => !self.outline.draft.string(name).starts_with('_'),
            };
            if !is_taken {
                self.outline.draft.symbols().unstarred.push(name);
            }
        }
        self.outline.draft.symbols().unstarred.sort_unstable();
    }
}

impl<'source, 'tree> Visitor<'source, 'tree> for PythonVisitor<'source, 'tree> {
    type Words = Words;

    fn outline(&mut self) -> &mut Outline<'source, 'tree, Words> {
        &mut self.outline
    }

    fn enter(&mut self, node: NodeRef, role: Role, ancestors: &[NodeRef]) -> Next {
        match role {
            ATOM => return Next::Past,
            FUNCTION => self.enter_function(node, ancestors),
            LAMBDA => self.enter_lambda(node),
            CLASS => self.enter_class(node),
            COMPREHENSION => {
                self.outline.enter_block();
                self.frames.push(Frame::Comprehension);
            }
            IMPORT => {
                self.enter_import(node);
                return Next::Past;
            }
            FROM_IMPORT => {
                self.enter_from_import(node);
                return Next::Past;
            }
            ASSIGNMENT => self.enter_assignment(node),
            NAMED_EXPRESSION => self.enter_named_expression(node),
            FOR => self.enter_for(node),
            AS => self.enter_as(node, ancestors),
            EXCEPT => self.enter_except(node),
            CALL => self.enter_call(node),
            GUARD => self.enter_guard(node),
            BLOCK if self.enter_narrowed_block(node, ancestors) => return Next::IntoAndLeave,
            TESTED if self.enter_narrowed_expression(node) => return Next::IntoAndLeave,
            RETURN => self.enter_return(node),
            YIELD => self.enter_yield(node),
            GLOBAL => self.enter_global(node),
            NONLOCAL => self.enter_nonlocal(node),
            PAIR => self.enter_pair(node),
            TYPE_ALIAS => self.enter_type_alias(node),
            _ => {}
        }
        match role {
            FUNCTION | LAMBDA | CLASS | COMPREHENSION => Next::IntoAndLeave,
            _ => Next::Into,
        }
    }

    fn leave(&mut self, _node: NodeRef) {
        if self.frames.pop() == Some(Frame::Owner) {
            self.open.pop();
        }
        self.outline.leave();
    }

    fn finish(mut self, hash_text: String) -> FileRecord {
        self.bind_dotted_imports();
        self.export_all();
        self.outline.finish(hash_text)
    }
}
