//! Records to graph: what each call means, what each supertype's key is.
//!
//! In: files' records with what their imports resolve to. Out: one [`FileLinks`] a file. Reads no file and
//! resolves no specifier. The same files give the same links, on any number of threads.
//!
//! `program` numbers the files, `scopes` and `stars` index their names and `packages` what files export together; `exports` follows an imported name to
//! its declaration; `types`, `infer`, `values`, `annotations`, `members` and `language_types` say what an expression is; `calls` and
//! `supertypes` ask them.

mod annotations;
mod calls;
pub mod encode;
mod exports;
mod infer;
mod language_types;
pub mod links;
mod members;
mod packages;
mod program;
mod scopes;
mod stars;
mod supertypes;
#[cfg(test)]
mod tests;
mod types;
mod values;

use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rustc_hash::FxHashSet;

use self::infer::Linker;
use self::links::{CallLink, FileLinks, LinkText};
use self::program::{FileId, Program};
use crate::error::panic_reason;
use crate::record::symbols::ClassId;
use crate::record::{FileRecord, Run, Strings};

/// One file as linking sees it.
#[derive(Debug, Clone, Copy)]
pub struct Module<'a> {
    /// Its absolute path, `/`-separated.
    pub path: &'a str,
    /// What is known of it.
    pub record: &'a FileRecord,
    /// For each of [`FileRecord::imports`] the absolute path of the repository file it resolves to, or `None`
    /// if it leads out of the repository.
    pub imports: &'a [Option<Box<str>>],
    /// As [`ImportResolver::unit`](crate::resolve::ImportResolver::unit) answers.
    pub unit: Option<&'a str>,
}

/// One file that waits for the others, to be linked with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedFile {
    /// Its absolute path, `/`-separated.
    pub path: Box<str>,
    /// What is known of it; [`FileRecord::keep_symbols_only`] leaves all that linking needs.
    pub record: FileRecord,
    /// As in [`Module::imports`].
    pub imports: Vec<Option<Box<str>>>,
    /// As [`Module::unit`].
    pub unit: Option<Box<str>>,
}

impl LinkedFile {
    /// The file as linking sees it.
    #[must_use]
    pub fn module(&self) -> Module<'_> {
        Module { path: &self.path, record: &self.record, imports: &self.imports, unit: self.unit.as_deref() }
    }
}

/// Finds other files' modules.
pub trait Modules: Sync {
    /// The module at this absolute path, if there is one to look into.
    fn module(&self, path: &str) -> Option<Module<'_>>;
}

/// No other file can be looked into: a stream, where each file is linked on its own.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoModules;

impl Modules for NoModules {
    fn module(&self, _path: &str) -> Option<Module<'_>> {
        None
    }
}

/// Links one file with the modules it can reach. Subtypes stay empty: they are other files' to say.
#[must_use]
pub fn link_file(module: Module<'_>, modules: &dyn Modules) -> FileLinks {
    let program = Program::around(module, modules);
    link(&program, FileId(0))
}

self_cell::self_cell!(
    struct ProgramOfFiles {
        owner: Vec<LinkedFile>,
        #[covariant]
        dependent: Program,
    }
);

/// All files of a graph, to be linked with each other, each on any thread.
pub struct GraphLinking(ProgramOfFiles);

impl GraphLinking {
    /// Makes a program of `files`. No two may have the same path.
    #[must_use]
    pub fn new(files: Vec<LinkedFile>) -> Self {
        Self(ProgramOfFiles::new(files, |files| Program::of(files.iter().map(LinkedFile::module))))
    }

    /// How many files there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.borrow_owner().len()
    }

    /// Whether there is no file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The links of the file with this number, without its subtypes.
    ///
    /// # Errors
    /// A file that cannot be linked with the others because of a panic is linked alone, since the defect may lie in
    /// one of them; where that panics too, it is the panic's text.
    pub fn link(&self, file: usize) -> Result<FileLinks, String> {
        let together = || link(self.0.borrow_dependent(), FileId(file as u32));
        let alone = || link_file(self.0.borrow_owner()[file].module(), &NoModules);
        catch_unwind(AssertUnwindSafe(together))
            .or_else(|_| catch_unwind(AssertUnwindSafe(alone)))
            .map_err(|panic| panic_reason(panic.as_ref()))
    }

    /// Fills in each type's subtypes. `links` are those of all files, in their order; types of files that could not be
    /// linked are left out.
    pub fn link_subtypes(&self, links: &mut [Result<FileLinks, String>]) {
        supertypes::link_subtypes(self.0.borrow_owner(), links);
    }
}

/// Links all files with each other, one after the other, in their order.
#[must_use]
pub fn link_graph(files: Vec<LinkedFile>) -> Vec<Result<FileLinks, String>> {
    let linking = GraphLinking::new(files);
    let mut links: Vec<_> = (0..linking.len()).map(|file| linking.link(file)).collect();
    linking.link_subtypes(&mut links);
    links
}

/// Links one file of the program.
fn link(program: &Program<'_>, id: FileId) -> FileLinks {
    let file = program.file(id);
    let record = file.record;
    let mut linker = Linker::new(program, id);
    let mut strings = Strings::default();

    let imports = once_each(program.resolved_imports(id).map(|resolved| LinkText(strings.intern(resolved))));
    let mut text = String::new();
    let mut joined = |strings: &mut Strings, scope: &str, name: &str| {
        text.clear();
        // Writing to a string cannot fail.
        let _ = write!(text, "{scope}::{name}");
        LinkText(strings.intern(&text))
    };
    let mut keys_of = |linker: &mut Linker<'_>, strings: &mut Strings, supertypes: Run, class: Option<ClassId>| {
        let own = record.supertypes[supertypes.range()].iter();
        let mut keys: Vec<_> = own.map(|supertype| linker.supertype(supertype)).collect();
        keys.extend(class.map(|class| linker.implemented_elsewhere(class)).into_iter().flatten());
        once_each(keys.into_iter().map(|(scope, name)| joined(strings, scope, name)))
    };
    let mut classes = vec![None; record.types.len()];
    if program.has_extensions() {
        for (number, class) in (0..).zip(&record.symbols.classes) {
            if let Some(row) = class.type_row {
                classes[row as usize].get_or_insert(ClassId(number));
            }
        }
    }
    let rows = || record.types.iter().zip(&classes);
    let extends = rows().map(|(row, _)| keys_of(&mut linker, &mut strings, row.extends, None)).collect();
    let implements = rows().map(|(row, class)| keys_of(&mut linker, &mut strings, row.implements, *class)).collect();
    let calls = record
        .calls
        .iter()
        .map(|call| {
            let target = linker.call_target(call);
            CallLink {
                file: LinkText(strings.intern(target.file)),
                caller: LinkText(strings.intern(target.caller)),
                target_key: target.function.map(|(owner, row)| {
                    let owner = program.file(owner);
                    joined(&mut strings, owner.path, owner.text(owner.record.functions[row as usize].key))
                }),
                resolution: target.resolution,
                function: target.name.map(|name| LinkText(strings.intern(name))),
            }
        })
        .collect();
    FileLinks {
        strings,
        imports,
        extends,
        implements,
        extended_by: vec![Vec::new(); record.types.len()],
        implemented_by: vec![Vec::new(); record.types.len()],
        calls,
    }
}

fn once_each(texts: impl Iterator<Item = LinkText>) -> Vec<LinkText> {
    let mut seen = FxHashSet::default();
    texts.filter(|text| seen.insert(*text)).collect()
}
