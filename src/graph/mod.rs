//! Records to graph: what each call means, what each supertype's key is.
//!
//! In: files' records with what their imports resolve to. Out: one [`FileLinks`] a file. Reads no file and
//! resolves no specifier. The same files give the same links, on any number of threads.
//!
//! `program` owns the files and numbers them, `scopes` and `stars` index their names and `packages` what files export together;
//! `exports` follows an imported name to its declaration; `types`, `infer`, `values`, `annotations`, `members`,
//! `builtins` and `callbacks` say what an expression is; `calls` and `supertypes` ask them. `overloads` says which of several
//! functions of a name is meant, `dispatch` what else a call may run, `satisfaction` which types implement an interface
//! without saying so. `keys` keeps functions and types of different files apart.

mod annotations;
mod builtins;
mod callbacks;
mod calls;
mod dispatch;
pub mod encode;
mod exports;
mod infer;
mod keys;
pub mod links;
mod members;
mod overloads;
mod packages;
mod program;
mod satisfaction;
mod scopes;
mod stars;
mod supertypes;
#[cfg(test)]
mod tests;
mod types;
mod values;

use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use self::infer::Linker;
use self::links::{CallLink, CandidatesId, FileLinks, LinkText};
use self::program::{FunctionRef, InFile, TypeRef};
use self::supertypes::Supertype;
use crate::allowance::{Allowance, OutOfTime};
use crate::error::panic_reason;
use crate::record::{FileRecord, Strings, TypeRowId};

pub use self::dispatch::Subtypes;
pub use self::program::{FileId, Program};
pub use self::supertypes::Heritage;

/// One file that is to be linked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedFile {
    /// Its absolute path, `/`-separated.
    pub path: Box<str>,
    /// What is known of it; [`FileRecord::keep_symbols_only`] leaves all that linking needs.
    pub record: FileRecord,
    /// For each of [`FileRecord::imports`] the absolute path of the repository file it resolves to, or `None`
    /// if it leads out of the repository.
    pub imports: Vec<Option<Box<str>>>,
    /// As [`ImportResolver::unit`](crate::resolve::ImportResolver::unit) answers.
    pub unit: Option<Box<str>>,
}

/// Links one file by what it says itself: a stream. Of subtypes and candidates only those in the file are known: others
/// are other files' to say.
///
/// # Errors
/// [`OutOfTime`] if it takes longer than `allowance` has.
pub fn link_file(file: LinkedFile, allowance: &Allowance) -> Result<FileLinks, OutOfTime> {
    let program = Program::new(vec![file]);
    let id = FileId(0);
    let heritage = Linker::new(&program, id).heritage();
    let subtypes = Arc::new(Subtypes::new(&program, &[Some(&heritage)]));
    let none = vec![Vec::new(); program.file(id).record.types.len()];
    let links = link(&program, id, &heritage, &subtypes, allowance)?;
    Ok(FileLinks { extended_by: none.clone(), implemented_by: none, ..links })
}

impl Program {
    /// The supertypes of the types of this file: what is to be known of all files before any is linked.
    ///
    /// # Errors
    /// A file that panics together with the others is looked at alone, since the defect may lie in one of them; where that
    /// panics too, it is the panic's text.
    pub fn heritage(&self, file: FileId) -> Result<Heritage, String> {
        let together = || Linker::new(self, file).heritage();
        let alone = |program: &Self| Linker::new(program, FileId(0)).heritage().renumbered(file);
        self.together_or_alone(file, together, alone)
    }

    /// The subtypes of all types. `heritages` are those of all files, by their numbers.
    #[must_use]
    pub fn subtypes(&self, heritages: &[Result<Heritage, String>]) -> Arc<Subtypes> {
        let heritages: Vec<_> = heritages.iter().map(|heritage| heritage.as_ref().ok()).collect();
        Arc::new(Subtypes::new(self, &heritages))
    }

    /// The links of this file.
    ///
    /// # Errors
    /// As [`Program::heritage`].
    pub fn link(&self, file: FileId, heritage: &Heritage, subtypes: &Arc<Subtypes>) -> Result<FileLinks, String> {
        let allowance = Allowance::unlimited();
        let together = || link(self, file, heritage, subtypes, &allowance);
        let alone = |program: &Self| {
            let heritage = Linker::new(program, FileId(0)).heritage();
            link(program, FileId(0), &heritage, &Arc::default(), &allowance)
        };
        let links = self.together_or_alone(file, together, alone)?.map_err(|late| late.to_string())?;
        Ok(self.with_keys(file, links))
    }

    /// Says which functions and types of the file have another key than its record says.
    fn with_keys(&self, file: FileId, mut links: FileLinks) -> FileLinks {
        let path = &self.file(file).path;
        let mut text = |key: &str| LinkText(links.strings.intern(&format!("{path}::{key}")));
        let functions = self.keys().functions(file).iter();
        let renamed_functions = functions.map(|(row, key)| (*row, text(key))).collect();
        let types = self.keys().types(file).iter();
        let renamed_types = types.map(|(row, key)| (*row, text(key))).collect();
        FileLinks { renamed_functions, renamed_types, ..links }
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

/// Links all files with each other, one after the other, in their order.
#[must_use]
pub fn link_graph(files: Vec<LinkedFile>) -> Vec<Result<FileLinks, String>> {
    let ids = (0..files.len() as u32).map(FileId);
    let program = Program::new(files);
    let heritages: Vec<_> = ids.clone().map(|file| program.heritage(file)).collect();
    let subtypes = program.subtypes(&heritages);
    ids.zip(heritages).map(|(file, heritage)| program.link(file, &heritage?, &subtypes)).collect()
}

/// Links one file of the program.
fn link(
    program: &Program,
    id: FileId,
    heritage: &Heritage,
    subtypes: &Arc<Subtypes>,
    allowance: &Allowance,
) -> Result<FileLinks, OutOfTime> {
    let record = &program.file(id).record;
    let mut linker = Linker::new(program, id).knowing(subtypes);
    let mut texts =
        LinkTexts { program, strings: Strings::default(), joined: String::new(), long: FxHashMap::default() };

    let resolved = program.resolved_imports(id);
    let imports = once_each(resolved.map(|resolved| LinkText(texts.strings.intern(resolved))));
    let mut keys = |supertypes: &Vec<Supertype>| {
        once_each(supertypes.iter().map(|supertype| match supertype {
            Supertype::Type(supertype) => texts.type_key(*supertype),
            Supertype::Name(scope, name) => texts.key(scope, name),
        }))
    };
    let extends = heritage.extends.iter().map(&mut keys).collect();
    let implements = heritage.implements.iter().map(&mut keys).collect();
    let mut lists = CandidateLists::default();
    let calls = record.calls.iter().map(|call| {
        allowance.go_on()?;
        let target = linker.call_target(call);
        let dispatch = target.dispatch;
        let candidates = dispatch.and_then(|call| linker.candidates(call, target.function));
        Ok(CallLink {
            file: texts.text(target.file),
            caller: texts.text(target.caller),
            target_key: target.function.map(|function| texts.function_key(function)),
            resolution: target.resolution,
            function: target.name.map(|name| texts.text(name)),
            candidates: candidates.map(|functions| lists.id(&functions, &mut texts)),
        })
    });
    let calls = calls.collect::<Result<_, _>>()?;
    let types = || TypeRowId::enumerate(&record.types).map(|(row, _)| InFile { file: id, row });
    let mut keys = |subtypes: &[TypeRef]| subtypes.iter().map(|subtype| texts.type_key(*subtype)).collect();
    let extended_by = types().map(|ty| keys(subtypes.extended_by(ty))).collect();
    let implemented_by = types().map(|ty| keys(subtypes.implemented_by(ty))).collect();
    Ok(FileLinks {
        strings: texts.strings,
        imports,
        extends,
        implements,
        extended_by,
        implemented_by,
        calls,
        candidates: lists.lists,
        ..FileLinks::default()
    })
}

/// The texts of one file's links in the making.
struct LinkTexts<'p> {
    program: &'p Program,
    strings: Strings,
    joined: String,
    /// Long texts of the program by where they are: the calls of a class with a long name all have it, and looking
    /// through it for each would be quadratic.
    long: FxHashMap<*const str, LinkText>,
}

/// From how many bytes on a text is known by where it is.
const LONG_TEXT: usize = 256;

impl<'p> LinkTexts<'p> {
    fn text(&mut self, text: &'p str) -> LinkText {
        if text.len() < LONG_TEXT {
            return LinkText(self.strings.intern(text));
        }
        *self.long.entry(text).or_insert_with(|| LinkText(self.strings.intern(text)))
    }

    fn key(&mut self, scope: &str, name: &str) -> LinkText {
        self.joined.clear();
        // Writing to a string cannot fail.
        let _ = write!(self.joined, "{scope}::{name}");
        LinkText(self.strings.intern(&self.joined))
    }

    fn type_key(&mut self, ty: TypeRef) -> LinkText {
        self.key(&self.program.file(ty.file).path, self.program.type_key(ty))
    }

    fn function_key(&mut self, function: FunctionRef) -> LinkText {
        self.key(&self.program.file(function.file).path, self.program.function_key(function))
    }
}

/// Lists of candidates, each distinct one once.
#[derive(Default)]
struct CandidateLists {
    lists: Vec<Box<[LinkText]>>,
    ids: FxHashMap<Arc<[FunctionRef]>, CandidatesId>,
}

impl CandidateLists {
    fn id(&mut self, functions: &Arc<[FunctionRef]>, texts: &mut LinkTexts<'_>) -> CandidatesId {
        *self.ids.entry(Arc::clone(functions)).or_insert_with(|| {
            self.lists.push(functions.iter().map(|function| texts.function_key(*function)).collect());
            CandidatesId(self.lists.len() as u32 - 1)
        })
    }
}

fn once_each(texts: impl Iterator<Item = LinkText>) -> Vec<LinkText> {
    let mut seen = FxHashSet::default();
    texts.filter(|text| seen.insert(*text)).collect()
}
