//! What linking answers: numbers, wherever the program has one for what is meant.
//!
//! In: what each call of a file means. Out: its [`Edges`]. Which texts they stand for is for [`texts`](super::texts) to
//! say, when somebody wants them.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::file_links::{CandidatesId, ReferenceKind, Resolution};
use crate::graph::names::files::{FileId, FunctionRef, TypeRef};
use crate::graph::names::modules::Origin;
use crate::graph::names::view::View;
use crate::record::{ReferenceRowId, StringId, Strings};

/// What declares something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place<Name = NameId, Path = PathId> {
    /// A file of the program.
    File(FileId),
    /// A path in the repository that no file of the program has.
    Repository(Path),
    /// A package, by its specifier.
    Outside(Name),
}

impl<'p> Place<&'p str, &'p str> {
    /// Where something comes from that is not found in the program: a file of it nevertheless, if that has no such name.
    pub(in crate::graph) fn of(program: View<'p>, origin: Origin<'p>) -> Self {
        if !origin.in_repository {
            return Self::Outside(origin.text);
        }
        program.at_path(origin.text).map_or(Self::Repository(origin.text), Self::File)
    }
}

/// A path of [`Edges::paths`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PathId(pub u32);

/// A name of [`Edges::names`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NameId(pub StringId);

/// What one call leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallEdge {
    /// What declares the function that is called; the calling file where nothing is known.
    pub place: Place,
    /// The receiver, as the contract names it.
    pub caller: NameId,
    /// The function that runs, if it is one of the program.
    pub function: Option<FunctionRef>,
    /// How it was found.
    pub resolution: Resolution,
    /// The name of what runs, where it is another than the one written.
    pub name: Option<NameId>,
    /// A row of [`Edges::candidates`], where it depends on the receiver's own type which function runs.
    pub candidates: Option<CandidatesId>,
    /// The type of the receiver, if it is one of the program.
    pub receiver_type: Option<TypeRef>,
}

/// What is named without being called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Referent {
    /// A function.
    Function(FunctionRef),
    /// A class, where that is a value, or another type.
    Type(TypeRef),
}

/// A name that leads to something of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReferenceEdge {
    /// Its row.
    pub reference: ReferenceRowId,
    /// What it leads to.
    pub to: Referent,
    /// How that is named.
    pub kind: ReferenceKind,
}

/// What one file's imports, calls and references lead to. Rows stand in the order of the record's rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Edges {
    /// The names that the program has no number for.
    pub names: Strings,
    /// The paths of what is in the repository and not in the program, as all paths relative to the root.
    pub paths: Vec<Box<str>>,
    /// What each import leads to.
    pub imports: Vec<Place>,
    /// What each call leads to.
    pub calls: Vec<CallEdge>,
    /// Those of the names that may be references which are.
    pub references: Vec<ReferenceEdge>,
    /// Functions that a call may run, in the order of their keys: each distinct list once.
    pub candidates: Vec<Arc<[FunctionRef]>>,
}

impl Edges {
    /// The same, of a file that has the number 0 in a program of its own and this one in another.
    pub(in crate::graph) fn renumbered(mut self, file: FileId) -> Self {
        let renumber = |function: &mut FunctionRef| function.file = file;
        for place in self.imports.iter_mut().chain(self.calls.iter_mut().map(|call| &mut call.place)) {
            if let Place::File(of) = place {
                *of = file;
            }
        }
        self.calls.iter_mut().filter_map(|call| call.function.as_mut()).for_each(renumber);
        self.calls.iter_mut().filter_map(|call| call.receiver_type.as_mut()).for_each(|ty| ty.file = file);
        for reference in &mut self.references {
            match &mut reference.to {
                Referent::Function(function) => function.file = file,
                Referent::Type(ty) => ty.file = file,
            }
        }
        for list in &mut self.candidates {
            *list = list.iter().map(|function| FunctionRef { file, ..*function }).collect();
        }
        self
    }
}

/// Edges of one file in the making.
#[derive(Default)]
pub(in crate::graph) struct EdgesInTheMaking {
    names: Strings,
    paths: Vec<Box<str>>,
    /// Paths by where they are in the program: those of imports, which many calls lead to.
    path_ids: FxHashMap<*const str, PathId>,
    /// Long names by where they are in the program: the calls of a class with a long name all have it, and looking
    /// through it for each would be quadratic.
    long: FxHashMap<*const str, NameId>,
    candidates: Vec<Arc<[FunctionRef]>>,
    lists: FxHashMap<Arc<[FunctionRef]>, CandidatesId>,
}

/// From how many bytes on a name is known by where it is.
const LONG_NAME: usize = 256;

impl EdgesInTheMaking {
    pub fn name(&mut self, name: &str) -> NameId {
        if name.len() < LONG_NAME {
            return NameId(self.names.intern(name));
        }
        *self.long.entry(name).or_insert_with(|| NameId(self.names.intern(name)))
    }

    fn path(&mut self, path: &str) -> PathId {
        *self.path_ids.entry(path).or_insert_with(|| {
            self.paths.push(path.into());
            PathId(self.paths.len() as u32 - 1)
        })
    }

    pub fn place(&mut self, place: Place<&str, &str>) -> Place {
        match place {
            Place::File(file) => Place::File(file),
            Place::Repository(path) => Place::Repository(self.path(path)),
            Place::Outside(specifier) => Place::Outside(self.name(specifier)),
        }
    }

    pub fn candidates(&mut self, functions: Arc<[FunctionRef]>) -> CandidatesId {
        *self.lists.entry(functions).or_insert_with_key(|functions| {
            self.candidates.push(Arc::clone(functions));
            CandidatesId(self.candidates.len() as u32 - 1)
        })
    }

    pub fn finish(self, imports: Vec<Place>, calls: Vec<CallEdge>, references: Vec<ReferenceEdge>) -> Edges {
        Edges { names: self.names, paths: self.paths, imports, calls, references, candidates: self.candidates }
    }
}
