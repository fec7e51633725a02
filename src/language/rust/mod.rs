//! Rust: what the nodes of its syntax trees mean.
//!
//! In: nodes in source order. Out: rows of a record. `definitions` are functions and closures, `types` declared types,
//! traits and `impl`s, `shapes` types wherever they are written, `patterns` what `let` and its like declare, `imports`
//! `use`, `mod` and `extern crate`, `paths` what `a::b::C` leads to, `calls` call sites, `expressions` shapes for
//! linking. A file is a module that exports all it declares: who may see what is the compiler's business.
//!
//! What stands in the arguments of a macro is a list of words to the grammar: calls in it are not seen.

mod calls;
mod definitions;
mod expressions;
mod imports;
mod paths;
mod patterns;
mod shapes;
mod types;
mod words;

use crate::extract::draft::RecordDraft;
use crate::extract::outline::{ExpressionShapes, Outline};
use crate::extract::{Next, Visitor};
use crate::record::symbols::{BindingTarget, ExportTarget, ScopeId, Symbols};
use crate::record::{FileRecord, StringId};
use crate::syntax::Role;
use crate::syntax::tree::{NodeRef, SyntaxTree};
use rustc_hash::{FxHashMap, FxHashSet};
use words::{Kind, NUMBERS, Words};

/// A block, `if`, `while`: a scope in which `let` may open others.
const SCOPE: Role = 1;
const FUNCTION: Role = 2;
/// A function without a body.
const SIGNATURE: Role = 3;
const CLOSURE: Role = 4;
/// A struct, union or enum.
const DATA: Role = 5;
const TRAIT: Role = 6;
const IMPL: Role = 7;
const TYPE_ALIAS: Role = 8;
const CONSTANT: Role = 9;
const MODULE: Role = 10;
const USE: Role = 11;
const EXTERN_CRATE: Role = 12;
const LET: Role = 13;
const MATCH_ARM: Role = 14;
const FOR: Role = 15;
const RETURN: Role = 16;
const CALL: Role = 17;
const MACRO: Role = 18;
const ATTRIBUTE: Role = 19;
/// Nothing below it means anything.
const ATOM: Role = 20;

/// What a kind of the Rust grammar means.
pub fn role(kind: &str) -> Role {
    match kind {
        "block" | "if_expression" | "while_expression" => SCOPE,
        "function_item" => FUNCTION,
        "function_signature_item" => SIGNATURE,
        "closure_expression" => CLOSURE,
        "struct_item" | "union_item" | "enum_item" => DATA,
        "trait_item" => TRAIT,
        "impl_item" => IMPL,
        "type_item" => TYPE_ALIAS,
        "const_item" | "static_item" => CONSTANT,
        "mod_item" => MODULE,
        "use_declaration" => USE,
        "extern_crate_declaration" => EXTERN_CRATE,
        "let_declaration" | "let_condition" => LET,
        "match_arm" => MATCH_ARM,
        "for_expression" => FOR,
        "return_expression" => RETURN,
        "call_expression" => CALL,
        "macro_invocation" => MACRO,
        "attribute_item" => ATTRIBUTE,
        "abstract_type"
        | "bounded_type"
        | "dynamic_type"
        | "function_type"
        | "generic_type"
        | "lifetime"
        | "macro_definition"
        | "pointer_type"
        | "raw_string_literal"
        | "reference_type"
        | "scoped_type_identifier"
        | "string_literal"
        | "token_tree"
        | "trait_bounds"
        | "tuple_type"
        | "type_arguments"
        | "type_parameters"
        | "visibility_modifier"
        | "where_clause" => ATOM,
        _ => 0,
    }
}

/// How many scopes `let` may open in one block. Code that hides a name more often does it to be slow.
const MAX_LET_SCOPES: u32 = 64;

/// Fills a record from the syntax tree of one Rust file.
pub struct RustVisitor<'source, 'tree> {
    outline: Outline<'source, 'tree, Words>,
    /// Closures that the statement around them gives a name, with that name and what counts as the definition.
    bound: FxHashMap<NodeRef, (NodeRef, NodeRef)>,
    /// Attributes in front of what comes next.
    attributes: Vec<StringId>,
    /// For each open scope, how many others `let` has opened in it.
    let_scopes: Vec<u32>,
    /// The scopes of the file and of the modules written in it that are open.
    modules: Vec<ScopeId>,
    module_names: Vec<StringId>,
    /// The first names of paths, which may be those of crates.
    path_heads: Vec<StringId>,
    /// Names that a `use` brings and that a macro may have.
    used_names: FxHashSet<StringId>,
    /// The trait whose `impl` is open, as written.
    implemented: Option<StringId>,
}

impl<'source, 'tree> RustVisitor<'source, 'tree> {
    /// A visitor that looks at `tree` and fills `draft`.
    pub fn new(tree: SyntaxTree<'tree>, mut draft: RecordDraft<'source>) -> Self {
        let name = module_name(draft.relative_path()).to_owned();
        let name = draft.intern(&name);
        draft.symbols().module_name = name;
        draft.symbols().statics_are_shared = true;
        Self {
            outline: Outline::new(&NUMBERS, "", tree, draft),
            bound: FxHashMap::default(),
            attributes: Vec::new(),
            let_scopes: Vec::new(),
            modules: vec![Symbols::FILE_SCOPE],
            module_names: Vec::new(),
            path_heads: Vec::new(),
            used_names: FxHashSet::default(),
            implemented: None,
        }
    }

    /// Makes a name of the file known to other files.
    fn export(&mut self, name: StringId, target: ExportTarget) {
        if self.outline.scope() == Symbols::FILE_SCOPE {
            self.outline.export(name, target, None);
        }
    }

    fn enter_scope(&mut self) {
        self.outline.enter_block();
        self.let_scopes.push(0);
    }

    fn leave_scope(&mut self) {
        for _ in 0..=self.let_scopes.pop().unwrap_or_default() {
            self.outline.leave();
        }
    }

    /// Opens a scope that ends with the innermost one: `let x = x.y();` hides the `x` that its value names.
    fn open_let_scope(&mut self) {
        if let Some(count) = self.let_scopes.last_mut().filter(|count| **count < MAX_LET_SCOPES) {
            *count += 1;
            self.outline.enter_block();
        }
    }

    /// Binds the first names of paths that nothing else of the file declares: they are those of crates.
    fn bind_crates(&mut self) {
        let everything = self.outline.draft.intern("*");
        let heads = std::mem::take(&mut self.path_heads);
        let bindings = &self.outline.draft.symbols().bindings;
        let of_file = bindings.iter().filter(|binding| binding.scope == Symbols::FILE_SCOPE);
        let mut known: FxHashSet<StringId> = of_file.map(|binding| binding.name).collect();
        for head in heads {
            if !known.insert(head) {
                continue;
            }
            let is_language = matches!(self.outline.draft.string(head), "std" | "core" | "alloc");
            if !is_language {
                self.outline.draft.push_import(head);
            }
            let target = BindingTarget::Import { specifier: head, imported: everything };
            self.outline.bind(Symbols::FILE_SCOPE, head, target);
        }
    }
}

impl<'source, 'tree> Visitor<'source, 'tree> for RustVisitor<'source, 'tree> {
    type Words = Words;

    fn outline(&mut self) -> &mut Outline<'source, 'tree, Words> {
        &mut self.outline
    }

    fn enter(&mut self, node: NodeRef, role: Role, ancestors: &[NodeRef]) -> Next {
        let has_frame = match role {
            ATOM => return Next::Past,
            SCOPE => {
                self.enter_scope();
                true
            }
            FUNCTION => self.enter_function(node),
            SIGNATURE => self.enter_signature(node),
            CLOSURE => self.enter_closure(node, ancestors),
            DATA => self.enter_data(node),
            TRAIT => self.enter_trait(node),
            IMPL => self.enter_impl(node),
            TYPE_ALIAS => self.enter_type_alias(node),
            CONSTANT => self.enter_constant(node),
            MODULE => self.enter_module(node),
            USE => {
                self.enter_use(node);
                return Next::Past;
            }
            EXTERN_CRATE => {
                self.enter_extern_crate(node);
                return Next::Past;
            }
            LET => self.enter_let(node),
            MATCH_ARM => self.enter_match_arm(node, ancestors),
            FOR => self.enter_for(node),
            RETURN => {
                self.enter_return(node);
                false
            }
            CALL => self.enter_call(node),
            MACRO => self.enter_macro(node),
            ATTRIBUTE => {
                self.enter_attribute(node, ancestors);
                return Next::Past;
            }
            _ => false,
        };
        if has_frame { Next::IntoAndLeave } else { Next::Into }
    }

    fn leave(&mut self, node: NodeRef) {
        match self.outline.kind(node) {
            Kind::LetDeclaration | Kind::LetCondition => self.leave_let(node),
            Kind::Block | Kind::IfExpression | Kind::WhileExpression | Kind::MatchArm | Kind::ForExpression => {
                self.leave_scope();
            }
            Kind::ModItem => {
                self.modules.pop();
                self.module_names.pop();
                self.leave_scope();
            }
            Kind::ImplItem => {
                self.implemented = None;
                self.outline.leave();
            }
            _ => self.outline.leave(),
        }
    }

    fn finish(mut self, hash_text: String) -> FileRecord {
        self.bind_crates();
        self.outline.finish(hash_text)
    }
}

/// The name of a file's module: that of its folder for `mod.rs`, none for the root of a crate.
fn module_name(path: &str) -> &str {
    let mut parts = path.rsplit('/');
    let stem = parts.next().and_then(|name| name.strip_suffix(".rs")).unwrap_or_default();
    match stem {
        "mod" => parts.next().unwrap_or_default(),
        "lib" | "main" => "",
        stem => stem,
    }
}
