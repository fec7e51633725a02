//! Python: what the nodes of its syntax trees mean.
//!
//! In: nodes in source order. Out: rows of a record. `definitions` are functions, `types` classes and the shapes of
//! annotations, `bindings` what gives values their names, `imports` imports, `calls` call sites, `references` names
//! that are not called, `expressions` shapes for linking, `narrowing` what tests say of names, `patterns` what `match`
//! takes apart. Functions and classes are scopes, and blocks only where a test narrows a name; what a class declares its methods do not see.

mod bindings;
pub(super) mod builtins;
mod calls;
mod definitions;
mod expressions;
mod grammar;
mod imports;
mod narrowing;
mod patterns;
mod references;
mod types;

use crate::extract::table::extraction;
use crate::extract::{Next, NodeRef, Outline, Visitor};
use crate::record::StringId;
use crate::record::symbols::{ClassId, ExportTarget, Expr, ExprId, ScopeId, Symbols};
use crate::syntax::packed;
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
    /// Of a class: its type parameters.
    variables: Vec<StringId>,
    /// Of a named tuple or data class: how many of its elements are declared.
    places: Option<usize>,
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
    /// What a function of the language calls the lambdas with that are among its arguments.
    called_with: FxHashMap<NodeRef, ExprId>,
    /// Names that stand for type variables, with what those are at least.
    type_variables: FxHashMap<StringId, ExprId>,
    /// Those of them that the types of the function that is entered name.
    mentioned: Vec<StringId>,
    /// Members that a test has told the type of, as they are written, with how many frames were open.
    narrowed: Vec<(StringId, usize)>,
    /// What `__all__` lists, where the module has one.
    listed: Option<FxHashSet<StringId>>,
}

impl Outline<'_, '_, Python> {
    fn enter_comprehension(&mut self, node: NodeRef) -> Next {
        self.begin_comprehension(node);
        Next::IntoAndLeave
    }

    /// Enters the scope of a comprehension, in which what its conditions say holds.
    fn begin_comprehension(&mut self, node: NodeRef) {
        self.begin_block();
        self.own.frames.push(Frame::Comprehension);
        for clause in self.children_of_kind(node, Kind::IfClause) {
            let condition = self.first_named(clause);
            self.bind_condition(condition);
        }
    }

    /// `[x.m() for x in xs]`: a list of what its body is; `{x.id: x for x in xs}`: a dictionary of what the value is.
    fn comprehension(&mut self, node: NodeRef) -> Expr {
        self.begin_comprehension(node);
        for clause in self.children_of_kind(node, Kind::ForInClause) {
            self.bind_for(clause);
        }
        let body = self.field(node, Field::Body);
        let pair = body.filter(|body| self.kind(*body) == Kind::Pair);
        let value = pair.map_or(body, |pair| self.field(pair, Field::Value));
        let value = self.expr_if(value);
        self.own.frames.pop();
        self.end();
        self.forget_narrowed();
        match pair {
            Some(_) => {
                let dictionary = self.dictionary_of(value);
                self.draft.symbols().expr(dictionary)
            }
            None => Expr::Array(value),
        }
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

extraction!(Python, packed::PYTHON.clone());

impl Visitor for Python {
    fn leave(file: &mut Outline<'_, '_, Self>, _node: NodeRef) {
        if file.own.frames.pop() == Some(Frame::Owner) {
            file.own.open.pop();
        }
        file.end();
        file.forget_narrowed();
    }

    fn finish(file: &mut Outline<'_, '_, Self>) {
        file.bind_dotted_imports();
        file.export_all();
    }
}
