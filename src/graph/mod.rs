//! Records to graph: what each call means, what each supertype's key is.
//!
//! In: files' records with what their imports resolve to. Out: one [`FileLinks`] a file. Reads no file and
//! resolves no specifier. The same files give the same links, on any number of threads.
//!
//! `program` numbers the files and `scopes` and `stars` index their names; `exports` follows an imported name to
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
mod program;
mod scopes;
mod stars;
mod supertypes;
#[cfg(test)]
mod tests;
mod types;
mod values;

use std::fmt::Write as _;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rustc_hash::FxHashSet;

use self::infer::Linker;
use self::links::{CallLink, FileLinks, LinkText};
use self::program::{FileId, Program};
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
}

impl LinkedFile {
    /// The file as linking sees it.
    #[must_use]
    pub fn module(&self) -> Module<'_> {
        Module { path: &self.path, record: &self.record, imports: &self.imports }
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

/// Links all files with each other, on this many threads; `None` if it was cancelled before the end.
///
/// Links stand in the order of `files`. No two files may have the same path.
#[must_use]
pub fn link_graph(
    files: &[&LinkedFile],
    threads: usize,
    is_cancelled: &(dyn Fn() -> bool + Sync),
) -> Option<Vec<FileLinks>> {
    let program = Program::of(files.iter().map(|file| file.module()));
    let next = AtomicUsize::new(0);
    let stop = AtomicBool::new(false);
    let work = || {
        let mut linked = Vec::new();
        loop {
            let file = next.fetch_add(1, Ordering::Relaxed);
            if file >= program.len() || stop.load(Ordering::Relaxed) {
                return linked;
            }
            if is_cancelled() {
                stop.store(true, Ordering::Relaxed);
                return linked;
            }
            linked.push((file, link(&program, FileId(file as u32))));
        }
    };
    let mut links: Vec<FileLinks> = std::iter::repeat_with(FileLinks::default).take(files.len()).collect();
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads.clamp(1, files.len().max(1))).map(|_| scope.spawn(work)).collect();
        let mut place = |linked: Vec<(usize, FileLinks)>| linked.into_iter().for_each(|(file, of)| links[file] = of);
        place(work());
        for other in others {
            match other.join() {
                Ok(linked) => place(linked),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
    if stop.into_inner() || is_cancelled() {
        return None;
    }
    supertypes::link_subtypes(files, &mut links);
    Some(links)
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
    let mut keys_of = |strings: &mut Strings, supertypes: Run| {
        once_each(record.supertypes[supertypes.range()].iter().map(|supertype| {
            let (scope, name) = linker.supertype(supertype);
            joined(strings, scope, name)
        }))
    };
    let extends = record.types.iter().map(|row| keys_of(&mut strings, row.extends)).collect();
    let implements = record.types.iter().map(|row| keys_of(&mut strings, row.implements)).collect();
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
