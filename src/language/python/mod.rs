//! Python: what the nodes of its syntax trees mean.
//!
//! In: nodes in source order. Out: rows of a record. `definitions` are functions, `types` classes and the shapes of
//! annotations, `bindings` what gives values their names, `imports` imports, `calls` call sites, `references` names
//! that are not called, `expressions` shapes for linking, `narrowing` what tests say of names. Functions and classes
//! are scopes, and blocks only where a test narrows a name; what a class declares its methods do not see.

mod bindings;
pub(super) mod builtins;
mod calls;
mod definitions;
mod expressions;
mod grammar;
mod imports;
mod narrowing;
mod references;
mod types;

use crate::extract::table::extraction;
use crate::extract::{Next, NodeRef, Outline, Visitor};
use crate::record::StringId;
use crate::record::symbols::{ClassId, ExportTarget, ScopeId, Symbols};
use grammar::{Field, Kind};
use rustc_hash::{FxHashMap, FxHashSet};

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
    fn enter_comprehension(&mut self, _node: NodeRef) -> Next {
        self.begin_block();
        self.own.frames.push(Frame::Comprehension);
        Next::IntoAndLeave
    }

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

extraction!(Python, tree_sitter_python::LANGUAGE.into());

impl Visitor for Python {
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
