//! Python: what the nodes of its syntax trees mean.
//!
//! In: nodes in source order. Out: rows of a record. `definitions` are functions, `types` classes and the shapes of
//! annotations, `bindings` what gives values their names, `imports` imports, `calls` call sites, `expressions` shapes
//! for linking, `narrowing` what tests say of names. Functions and classes are scopes, and blocks only where a test
//! narrows a name; what a class declares its methods do not see.

mod bindings;
pub(super) mod builtins;
mod calls;
mod definitions;
mod expressions;
mod grammar;
mod imports;
mod narrowing;
mod types;

use crate::extract::outline::Outline;
use crate::extract::{Extraction, Next, Visitor, visit};
use crate::record::StringId;
use crate::record::symbols::{ClassId, ExportTarget, ScopeId, Symbols};
use crate::syntax::Syntax;
use crate::syntax::grammar::Grammar;
use crate::syntax::tree::NodeRef;
use grammar::Role;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

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

/// What is known of a Python file during the walk, besides the outline.
#[derive(Default)]
pub struct Python {
    open: Vec<Open>,
    frames: Vec<Frame>,
    /// `import a.b.c`: full names by the first part.
    dotted_imports: Vec<(StringId, StringId)>,
    /// What `__all__` lists, where the module has one.
    listed: Option<FxHashSet<StringId>>,
}

impl Outline<'_, '_, Python> {
    /// Every name of the module can be imported from it, but a star takes only those that `__all__` lists or else those
    /// that begin with no `_`.
    fn export_all(&mut self) {
        let bindings = &self.draft.symbols().bindings;
        let mut seen = FxHashSet::default();
        let of_file = bindings.iter().filter(|binding| binding.scope == Symbols::FILE_SCOPE);
        let names: Vec<StringId> = of_file.map(|binding| binding.name).filter(|name| seen.insert(*name)).collect();
        for name in names {
            self.export(name, ExportTarget::Local(name), None);
            let is_taken = match &self.own.listed {
                Some(listed) => listed.contains(&name),
                None => !self.draft.string(name).starts_with('_'),
            };
            if !is_taken {
                self.draft.symbols().unstarred.push(name);
            }
        }
        self.draft.symbols().unstarred.sort_unstable();
    }
}

/// What extraction needs of the language.
pub fn extraction(_path: &str) -> &'static Extraction {
    static SYNTAX: LazyLock<Syntax> = LazyLock::new(|| Syntax::new(tree_sitter_python::LANGUAGE.into(), Python::WORDS));
    static EXTRACTION: Extraction = Extraction { syntax: &SYNTAX, visit: visit::<Python> };
    &EXTRACTION
}

impl Visitor for Python {
    fn enter(file: &mut Outline<'_, '_, Self>, node: NodeRef, role: Role, ancestors: &[NodeRef]) -> Next {
        match role {
            Role::Atom => Next::Past,
            Role::Function => file.enter_function(node, ancestors),
            Role::Lambda => file.enter_lambda(node),
            Role::Class => file.enter_class(node),
            Role::Comprehension => {
                file.begin_block();
                file.own.frames.push(Frame::Comprehension);
                Next::IntoAndLeave
            }
            Role::Import => file.enter_import(node),
            Role::FromImport => file.enter_from_import(node),
            Role::Assignment => file.enter_assignment(node),
            Role::NamedExpression => file.enter_named_expression(node),
            Role::For => file.enter_for(node),
            Role::As => file.enter_as(node, ancestors),
            Role::Except => file.enter_except(node),
            Role::Call => file.enter_call(node),
            Role::Guard => file.enter_guard(node),
            Role::Block => file.enter_narrowed_block(node, ancestors),
            Role::Tested => file.enter_narrowed_expression(node),
            Role::Return => file.enter_return(node),
            Role::Yield => file.enter_yield(node),
            Role::Global => file.enter_global(node),
            Role::Nonlocal => file.enter_nonlocal(node),
            Role::Pair => file.enter_pair(node),
            Role::TypeAlias => file.enter_type_alias(node),
        }
    }

    fn leave(file: &mut Outline<'_, '_, Self>, _node: NodeRef) {
        if file.own.frames.pop() == Some(Frame::Owner) {
            file.own.open.pop();
        }
        file.end();
    }

    fn finish(file: &mut Outline<'_, '_, Self>) {
        file.bind_dotted_imports();
        file.export_all();
    }
}
