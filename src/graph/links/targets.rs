//! What a call means, and how that is said where it is known, known to be outside, or not known.
//!
//! In: what a call was found to lead to. Out: its [`CallTarget`]. Where nothing can be known the calling file and the name as
//! written stand in, and the resolution says so.

use rustc_hash::FxHashMap;

use super::callers::Roots;
use super::dispatch::Dispatch;
use super::edges::Place;
use super::file_links::Resolution;
use crate::graph::names::files::{FileId, FunctionRef, TypeRef};
use crate::graph::names::modules::Origin;
use crate::graph::types::linker::Linker;
use crate::graph::types::table::TypeId;

/// What a call means, in texts of the program.
#[derive(Debug, Clone, Copy)]
pub(in crate::graph) struct CallTarget<'p> {
    pub place: Place<&'p str, &'p str>,
    pub caller: &'p str,
    /// The function that runs, by file and row.
    pub function: Option<FunctionRef>,
    pub resolution: Resolution,
    /// The name of what runs, where it is another than the one written.
    pub name: Option<&'p str>,
    /// Where subtypes of the receiver's type may have a member of their own.
    pub dispatch: Option<Dispatch<'p>>,
    /// The type and name of a member that may be one of several, where that is no question of subtypes: a constructor,
    /// what `super` or a static import leads to.
    pub overloaded: Option<(TypeId, &'p str)>,
    /// The type of the receiver.
    pub receiver: Option<TypeRef>,
}

/// What is found out about calls while one file is linked.
#[derive(Default)]
pub(in crate::graph) struct KnownCalls<'p> {
    /// What calls of a name of the file mean, by the first row of its bindings.
    pub(super) bound: FxHashMap<u32, CallTarget<'p>>,
    /// What the file's chains begin with.
    pub(super) roots: Roots,
}

/// Asks what expressions are in order to tell what calls mean.
pub(in crate::graph) type CallLinker<'p> = Linker<'p, KnownCalls<'p>>;

impl<'p> CallTarget<'p> {
    /// A target that is known by its name alone: nothing overrides or overloads it.
    pub(super) const fn new(
        place: Place<&'p str, &'p str>,
        caller: &'p str,
        function: Option<FunctionRef>,
        resolution: Resolution,
    ) -> Self {
        Self { place, caller, function, resolution, name: None, dispatch: None, overloaded: None, receiver: None }
    }
}

impl<'p> CallLinker<'p> {
    /// What nobody knows.
    pub(super) fn unresolved(&self, caller: &'p str) -> CallTarget<'p> {
        CallTarget::new(Place::File(self.file), caller, None, Resolution::Unresolved)
    }

    /// The target in a module outside the program: a file of the repository, found in this way, or a package.
    pub(super) fn outside(&self, origin: Origin<'p>, caller: &'p str, in_repository: Resolution) -> CallTarget<'p> {
        let resolution = if origin.in_repository { in_repository } else { Resolution::External };
        CallTarget::new(Place::of(self.program, origin), caller, None, resolution)
    }

    /// The target in a file of the program: `function` if known, declared there or wherever else it turned out to be.
    pub(super) fn inside(
        &self,
        file: FileId,
        function: Option<FunctionRef>,
        caller: &'p str,
        resolution: Resolution,
    ) -> CallTarget<'p> {
        let file = function.map_or(file, |function| function.file);
        CallTarget::new(Place::File(file), caller, function, resolution)
    }

    /// How a name of the calling file that leads to `file` was found.
    pub(super) fn lexical(&self, file: FileId) -> Resolution {
        if file == self.file { Resolution::Local } else { Resolution::Import }
    }
}
