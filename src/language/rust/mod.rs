//! Rust: what the nodes of its syntax trees mean.
//!
//! In: nodes in source order. Out: rows of a record. `definitions` are functions and closures, `types` declared types,
//! traits and `impl`s, `shapes` types wherever they are written, `patterns` what `let` and its like declare, `imports`
//! `use`, `mod` and `extern crate`, `paths` what `a::b::C` leads to, `calls` call sites, `references` names that are
//! not called, `conditions` what a default build leaves out, `expressions` shapes for linking. A file is a module that
//! exports all it declares: who may see what is the compiler's business.
//!
//! What stands in the arguments of a macro is a list of words to the grammar: `macros` has it parsed apart, as far as `lexer`
//! tells where.

pub(super) mod builtins;
mod calls;
mod conditions;
mod definitions;
mod expressions;
mod grammar;
mod imports;
mod lexer;
mod macros;
mod paths;
mod patterns;
mod references;
mod shapes;
mod types;

use crate::extract::table::extraction;
use crate::extract::{Next, NodeRef, Outline, Reading, Surroundings, Visitor};
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, ExportTarget, ExprId, ScopeId, Symbols};
use crate::syntax::packed;
use grammar::{Field, Kind};
use rustc_hash::{FxHashMap, FxHashSet};

/// How many scopes `let` may open in one block. Code that hides a name more often does it to be slow.
const MAX_LET_SCOPES: u32 = 64;

/// What is known of a Rust file during the walk, besides the outline.
#[derive(Default)]
pub struct Rust {
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
    /// What loops give, by the first `break` of each that has a value.
    breaks: FxHashMap<NodeRef, ExprId>,
    /// The trait whose `impl` is open, as written.
    implemented: Option<StringId>,
}

impl Outline<'_, '_, Rust> {
    /// An item or `let` begins: answers the attributes in front of it.
    fn begin_item(&mut self, node: NodeRef) -> Vec<StringId> {
        let attributes = std::mem::take(&mut self.own.attributes);
        self.go_on_at(self.start_byte(node));
        self.begin_conditions(&attributes, node);
        attributes
    }

    /// What these attributes say of a node is that it may be there or not.
    fn begin_conditions(&mut self, attributes: &[StringId], node: NodeRef) {
        for attribute in attributes {
            if conditions::is_condition(self.draft.string(*attribute)) {
                self.begin_condition(*attribute, self.end_byte(node));
            }
        }
    }

    /// Makes a name of the file known to other files.
    fn export_top_level(&mut self, name: StringId, target: ExportTarget) {
        if self.scope() == Symbols::FILE_SCOPE {
            self.export(name, target, None);
        }
    }

    fn enter_scope(&mut self, _node: NodeRef) -> Next {
        self.begin_scope();
        Next::IntoAndLeave
    }

    fn begin_scope(&mut self) {
        self.begin_block();
        self.own.let_scopes.push(0);
    }

    fn leave_scope(&mut self) {
        for _ in 0..=self.own.let_scopes.pop().unwrap_or_default() {
            self.end();
        }
    }

    /// Opens a scope that ends with the innermost one: `let x = x.y();` hides the `x` that its value names.
    fn open_let_scope(&mut self) {
        if let Some(count) = self.own.let_scopes.last_mut().filter(|count| **count < MAX_LET_SCOPES) {
            *count += 1;
            self.begin_block();
        }
    }

    /// Binds the first names of paths that nothing else of the file declares: they are those of crates.
    fn bind_crates(&mut self) {
        let everything = self.draft.intern("*");
        let heads = std::mem::take(&mut self.own.path_heads);
        let bindings = &self.draft.symbols().bindings;
        let of_file = bindings.iter().filter(|binding| binding.scope == Symbols::FILE_SCOPE);
        let mut known: FxHashSet<StringId> = of_file.map(|binding| binding.name).collect();
        for head in heads {
            if !known.insert(head) {
                continue;
            }
            let is_language = matches!(self.draft.string(head), "std" | "core" | "alloc");
            if !is_language {
                self.draft.push_import(head);
            }
            let target = BindingTarget::Import { specifier: head, imported: everything };
            self.bind(Symbols::FILE_SCOPE, head, target);
        }
    }
}

extraction!(Rust, packed::RUST.clone(), Reading { parts: macros::parts, ..Reading::AS_IS });

impl Visitor for Rust {
    fn begin(file: &mut Outline<'_, '_, Self>) {
        let name = module_name(file.draft.relative_path()).to_owned();
        let name = file.draft.intern(&name);
        file.draft.symbols().module_name = name;
        file.own.modules.push(Symbols::FILE_SCOPE);
    }

    fn leave(file: &mut Outline<'_, '_, Self>, node: NodeRef) {
        match file.kind(node) {
            Kind::LetDeclaration | Kind::LetCondition => file.leave_let(node),
            Kind::Block | Kind::MatchArm => {
                file.leave_branch(node);
                file.leave_scope();
            }
            Kind::IfExpression | Kind::WhileExpression | Kind::ForExpression => {
                file.leave_scope();
            }
            Kind::ModItem => {
                file.own.modules.pop();
                file.own.module_names.pop();
                file.leave_scope();
            }
            Kind::ImplItem => {
                file.own.implemented = None;
                file.end();
            }
            Kind::MacroInvocation => file.leave_macro(node),
            _ => file.end(),
        }
    }

    fn finish(file: &mut Outline<'_, '_, Self>) {
        file.bind_crates();
    }

    fn holds(condition: &str, build: &dyn Surroundings) -> bool {
        conditions::holds(condition, build)
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
