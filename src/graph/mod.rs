//! Records to graph: what each call means, what each supertype's key is.
//!
//! In: files' records with what their imports resolve to. Out: the [`Edges`] of each file, numbers, and as texts its
//! [`FileLinks`]. Reads no file and resolves no specifier. The same files give the same links, on any number of threads.
//!
//! Rooms, each of which asks the ones before it alone: [`names`] says what names stand for, [`types`] what an
//! expression is, [`links`] what is linked with what, [`relinking`] what an edit changes of that. Here they are put together:
//! for a file, and for a program.

pub mod links;
mod names;
pub mod relinking;
#[cfg(test)]
mod tests;
mod types;

use std::panic::{AssertUnwindSafe, catch_unwind};

use self::links::edges::{CallEdge, Edges, EdgesInTheMaking, Place, ReferenceEdge};
use self::links::targets::CallLinker;
use self::links::{FileLinks, texts};
use self::names::reads::{Notes, Reads};
use self::names::view::View;
use self::types::linker::Linker;
use crate::allowance::{Allowance, OutOfTime};
use crate::error::panic_reason;
use crate::record::ReferenceRowId;
use crate::source::paths::RootText;

pub use self::links::satisfaction::MethodSets;
pub use self::links::subtypes::{SaidSubtypes, Subtypes};
pub use self::links::supertypes::Heritage;
pub use self::links::{compact, edges, encode};
pub use self::names::files::{FileId, FunctionRef, LinkedFile, TypeRef};
pub use self::names::program::{Half, Program, Share};
pub use self::names::surface::surface;

/// Links one file by what it says itself: a stream. Of subtypes and candidates only those in the file are known: others
/// are other files' to say.
///
/// # Errors
/// [`OutOfTime`] if it takes longer than `allowance` has.
pub fn link_file(file: LinkedFile, root: &RootText, allowance: &Allowance) -> Result<FileLinks, OutOfTime> {
    let program = Program::new(vec![file]);
    let id = FileId(0);
    let heritage = heritage_of(&program, id, None);
    let subtypes = Subtypes::new(&program, &[Some(&heritage)]);
    let edges = link(&program, id, &subtypes, None, allowance)?;
    Ok(texts::links(&program, id, &heritage, edges, &Subtypes::default(), root))
}

impl Program {
    /// The supertypes of the types of this file: what is to be known of all files before any is linked.
    ///
    /// # Errors
    /// A file that panics together with the others is looked at alone, since the defect may lie in one of them; where that
    /// panics too, it is the panic's text.
    pub fn heritage(&self, file: FileId) -> Result<Heritage, String> {
        self.heritage_noted(file, None)
    }

    fn heritage_noted(&self, file: FileId, notes: Option<&Notes>) -> Result<Heritage, String> {
        let together = || heritage_of(self, file, notes);
        let alone = |program: &Self| {
            notes.into_iter().for_each(Notes::ask_everything);
            heritage_of(program, FileId(0), None).renumbered(file)
        };
        self.together_or_alone(file, together, alone)
    }

    /// The same, and what was asked of other files.
    pub(in crate::graph) fn heritage_with_reads(&self, file: FileId) -> (Result<Heritage, String>, Reads) {
        let notes = Notes::new(Some(file));
        let heritage = self.heritage_noted(file, Some(&notes));
        (heritage, notes.reads())
    }

    /// What types say of their supertypes, from the other side. `heritages` are those of all files, by their numbers.
    #[must_use]
    pub fn said_subtypes(&self, heritages: &[Result<Heritage, String>]) -> SaidSubtypes {
        SaidSubtypes::new(self, &said(heritages))
    }

    /// The methods of types in languages where having an interface's is implementing it.
    #[must_use]
    pub fn method_sets(&self, heritages: &[Result<Heritage, String>]) -> MethodSets {
        MethodSets::new(self, &said(heritages))
    }

    /// The subtypes of all types. `heritages` are those of all files, by their numbers.
    #[must_use]
    pub fn subtypes(&self, heritages: &[Result<Heritage, String>]) -> Subtypes {
        Subtypes::new(self, &said(heritages))
    }

    /// Brings what types say up to what these files say now. `heritages` are as for [`Program::said_subtypes`]; those of
    /// all files that are not among the changed ones, each named once, are as they were.
    pub fn update_said_subtypes(
        &self,
        subtypes: &mut SaidSubtypes,
        heritages: &[Result<Heritage, String>],
        changed: &[FileId],
    ) {
        let heritages = said(heritages);
        subtypes.update(self, |file| heritages.get(file.0 as usize).copied().flatten(), changed);
    }

    /// What the imports, calls and references of this file lead to.
    ///
    /// # Errors
    /// As [`Program::heritage`].
    pub fn link(&self, file: FileId, subtypes: &Subtypes) -> Result<Edges, String> {
        self.link_noted(file, subtypes, None)
    }

    fn link_noted(&self, file: FileId, subtypes: &Subtypes, notes: Option<&Notes>) -> Result<Edges, String> {
        let allowance = Allowance::unlimited();
        let together = || link(self, file, subtypes, notes, &allowance);
        let alone = |program: &Self| {
            notes.into_iter().for_each(Notes::ask_everything);
            let edges = link(program, FileId(0), &Subtypes::default(), None, &allowance);
            edges.map(|edges| edges.renumbered(file))
        };
        self.together_or_alone(file, together, alone)?.map_err(|late| late.to_string())
    }

    /// The same, and what was asked of other files.
    pub(in crate::graph) fn link_with_reads(
        &self,
        file: FileId,
        subtypes: &Subtypes,
    ) -> (Result<Edges, String>, Reads) {
        let notes = Notes::new(Some(file));
        let edges = self.link_noted(file, subtypes, Some(&notes));
        (edges, notes.reads())
    }

    /// The links of this file as texts, paths absolute: below `root`.
    ///
    /// # Errors
    /// As [`Program::heritage`].
    pub fn texts(
        &self,
        file: FileId,
        heritage: &Heritage,
        edges: Edges,
        subtypes: &Subtypes,
        root: &RootText,
    ) -> Result<FileLinks, String> {
        let together = || Ok(texts::links(self, file, heritage, edges, subtypes, root));
        let alone = |program: &Self| {
            let heritage = heritage_of(program, FileId(0), None);
            let edges = link(program, FileId(0), &Subtypes::default(), None, &Allowance::unlimited())?;
            Ok(texts::links(program, FileId(0), &heritage, edges, &Subtypes::default(), root))
        };
        let links = self.together_or_alone(file, together, alone)?;
        Ok(texts::with_keys(self, file, root, links.map_err(|late: OutOfTime| late.to_string())?))
    }

    fn together_or_alone<T>(
        &self,
        file: FileId,
        together: impl FnOnce() -> T,
        alone: impl FnOnce(&Self) -> T,
    ) -> Result<T, String> {
        catch_unwind(AssertUnwindSafe(together))
            .or_else(|_| catch_unwind(AssertUnwindSafe(|| alone(&self.alone(file)))))
            .map_err(|panic| panic_reason(panic.as_ref()))
    }
}

/// What those files say that say anything.
fn said(heritages: &[Result<Heritage, String>]) -> Vec<Option<&Heritage>> {
    heritages.iter().map(|heritage| heritage.as_ref().ok()).collect()
}

/// Links all files with each other, one after the other, in their order.
#[must_use]
pub fn link_graph(files: Vec<LinkedFile>, root: &RootText) -> Vec<Result<FileLinks, String>> {
    let ids = (0..files.len() as u32).map(FileId);
    let program = Program::new(files);
    let heritages: Vec<_> = ids.clone().map(|file| program.heritage(file)).collect();
    let subtypes = program.subtypes(&heritages);
    let links = |(file, heritage): (FileId, Result<Heritage, String>)| {
        program.texts(file, &heritage?, program.link(file, &subtypes)?, &subtypes, root)
    };
    ids.zip(heritages).map(links).collect()
}

/// The supertypes of the types of one file of the program.
fn heritage_of(program: &Program, id: FileId, notes: Option<&Notes>) -> Heritage {
    match program.file(id).record().types[..] {
        [] if program.file(id).symbols().classes.is_empty() => Heritage::default(),
        _ => Linker::<()>::new(View::new(program, notes), id).heritage(),
    }
}

/// Links one file of the program.
fn link(
    program: &Program,
    id: FileId,
    subtypes: &Subtypes,
    notes: Option<&Notes>,
    allowance: &Allowance,
) -> Result<Edges, OutOfTime> {
    let view = View::new(program, notes);
    let mut linker = CallLinker::new(view, id);
    let mut edges = EdgesInTheMaking::default();
    let imports = view.resolved_imports(id).map(|origin| edges.place(Place::of(view, origin))).collect();
    let calls = program.file(id).record().calls.iter().map(|call| {
        allowance.go_on()?;
        let target = linker.call_target(call);
        let candidates = target.dispatch.and_then(|call| linker.candidates(subtypes, call, target.function));
        Ok(CallEdge {
            place: edges.place(target.place),
            caller: edges.name(target.caller),
            function: target.function,
            resolution: target.resolution,
            name: target.name.map(|name| edges.name(name)),
            candidates: candidates.map(|functions| edges.candidates(functions)),
            receiver_type: target.receiver,
        })
    });
    let calls = calls.collect::<Result<_, _>>()?;
    let mut references = Vec::new();
    for (reference, row) in ReferenceRowId::enumerate(&program.file(id).record().references) {
        allowance.go_on()?;
        if let Some((to, kind)) = linker.reference(row) {
            references.push(ReferenceEdge { reference, to, kind });
        }
    }
    Ok(edges.finish(imports, calls, references))
}
