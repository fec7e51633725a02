//! Rust: what the nodes of its syntax trees mean.
//!
//! In: nodes in source order. Out: rows of a record. `definitions` are functions and closures, `types` declared types,
//! traits and `impl`s, `shapes` types wherever they are written, `patterns` what `let` and its like declare, `imports`
//! `use`, `mod` and `extern crate`, `paths` what `a::b::C` leads to, `calls` call sites, `expressions` shapes for
//! linking. A file is a module that exports all it declares: who may see what is the compiler's business.
//!
//! What stands in the arguments of a macro is a list of words to the grammar: calls in it are not seen.

pub(super) mod builtins;
mod calls;
mod definitions;
mod expressions;
mod grammar;
mod imports;
mod paths;
mod patterns;
mod shapes;
mod types;

use crate::extract::outline::Outline;
use crate::extract::{Extraction, Next, Visitor, visit};
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, ExportTarget, ScopeId, Symbols};
use crate::syntax::grammar::Grammar;
use crate::syntax::tree::NodeRef;
use crate::syntax::{Syntax, packed};
use grammar::{Kind, Role};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

/// How many scopes `let` may open in one block. Code that hides a name more often does it to be slow.
const MAX_LET_SCOPES: u32 = 64;

/// What is known of a Rust file during the walk, besides the outline.
#[derive(Default)]
pub struct Rust {
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

impl Outline<'_, '_, Rust> {
    /// Makes a name of the file known to other files.
    fn export_top_level(&mut self, name: StringId, target: ExportTarget) {
        if self.scope() == Symbols::FILE_SCOPE {
            self.export(name, target, None);
        }
    }

    fn enter_scope(&mut self) {
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

/// What extraction needs of the language.
pub fn extraction(_path: &str) -> &'static Extraction {
    static SYNTAX: LazyLock<Syntax> = LazyLock::new(|| Syntax::new(packed::RUST.clone(), Rust::WORDS));
    static EXTRACTION: Extraction = Extraction { syntax: &SYNTAX, visit: visit::<Rust> };
    &EXTRACTION
}

impl Visitor for Rust {
    fn begin(file: &mut Outline<'_, '_, Self>) {
        let name = module_name(file.draft.relative_path()).to_owned();
        let name = file.draft.intern(&name);
        file.draft.symbols().module_name = name;
        file.own.modules.push(Symbols::FILE_SCOPE);
    }

    fn enter(file: &mut Outline<'_, '_, Self>, node: NodeRef, role: Role, ancestors: &[NodeRef]) -> Next {
        let has_frame = match role {
            Role::Atom => return Next::Past,
            Role::Scope => {
                file.enter_scope();
                true
            }
            Role::Function => file.enter_function(node),
            Role::Signature => file.enter_signature(node),
            Role::Closure => file.enter_closure(node, ancestors),
            Role::Data => file.enter_data(node),
            Role::Trait => file.enter_trait(node),
            Role::Impl => file.enter_impl(node),
            Role::TypeAlias => file.enter_type_alias(node),
            Role::Constant => file.enter_constant(node),
            Role::Module => file.enter_module(node),
            Role::Use => {
                file.enter_use(node);
                return Next::Past;
            }
            Role::ExternCrate => {
                file.enter_extern_crate(node);
                return Next::Past;
            }
            Role::Let => file.enter_let(node),
            Role::MatchArm => file.enter_match_arm(node, ancestors),
            Role::For => file.enter_for(node),
            Role::Return => {
                file.enter_return(node);
                false
            }
            Role::Call => file.enter_call(node),
            Role::Macro => file.enter_macro(node),
            Role::Attribute => {
                file.enter_attribute(node, ancestors);
                return Next::Past;
            }
        };
        if has_frame { Next::IntoAndLeave } else { Next::Into }
    }

    fn leave(file: &mut Outline<'_, '_, Self>, node: NodeRef) {
        match file.kind(node) {
            Kind::LetDeclaration | Kind::LetCondition => file.leave_let(node),
            Kind::Block | Kind::IfExpression | Kind::WhileExpression | Kind::MatchArm | Kind::ForExpression => {
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
            _ => file.end(),
        }
    }

    fn finish(file: &mut Outline<'_, '_, Self>) {
        file.bind_crates();
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
