//! What files export together: packages by name or folder, and the parts of a type.
//!
//! In: the files of a program, and edits of them. Out: a [`Packages`], empty for languages whose modules are files. What a
//! file adds can be taken away again; of equal names all are kept in the order of files, and so many are looked at. Names
//! are looked up as written; what they mean is for others to say.

use rustc_hash::FxHashMap;

use super::buckets::{ByLanguage, ByName, add_rows, change, first, remove_rows};
use super::files::{ClassRef, ExportRef, File, FileId, Files, InFile, folder_of};
use super::reads::{Question, Topic, in_package, of_language};
use super::slots::Slots;
use crate::languages::LanguageId;
use crate::record::symbols::{ExportId, Package};
use crate::record::{FileRecord, LONGEST_FULL_NAME, StringId};

/// A package of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::graph) struct PackageId(u32);

/// More levels than anyone nests packages in each other.
const MAX_LEVELS: usize = 16;

/// The packages of a program. Files of different languages are in different packages, whatever those are called.
#[derive(Default)]
pub(in crate::graph) struct Packages {
    by_name: ByLanguage<PackageId>,
    by_folder: ByLanguage<PackageId>,
    packages: Slots<Contents>,
    /// By package and name, the rows of exports: first those of files that a default build does not leave out.
    exports: Slots<Exports>,
    /// Where each class that is exported stands among the exports.
    of_class: FxHashMap<ClassRef, ExportsId>,
}

/// The exports of one name in one package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct ExportsId(u32);

/// What a package exports under a name.
#[derive(Default)]
struct Exports {
    rows: Vec<ExportRef>,
    /// The question what that is.
    question: Question,
}

/// A package.
struct Contents {
    language: LanguageId,
    /// Its full name, or its folder.
    name: Box<str>,
    is_named: bool,
    exports: ByName<ExportsId>,
    /// The question whether it is there.
    question: Question,
    /// How many files export something in it, and how many packages below it there are where some do: without either
    /// it is none.
    files: u32,
    below: u32,
}

impl Contents {
    fn new(language: LanguageId, name: &str, is_named: bool) -> Self {
        let question = question_of(language, name, is_named);
        Self { language, name: name.into(), is_named, exports: ByName::default(), question, files: 0, below: 0 }
    }
}

/// What a file exports in packages: a row under its package and name, in the order of these.
type Exported = Vec<(PackageId, StringId, ExportId)>;

impl Packages {
    /// Those of a program of whose files only these export something in packages.
    pub fn of(files: &Files, ids: &[FileId]) -> Self {
        let mut packages = Self::default();
        // Each behind the others, where they are to stand.
        let is_left_out = |id: &FileId| files.get(*id).symbols().is_left_out;
        let (left_out, built): (Vec<_>, Vec<_>) = ids.iter().copied().partition(is_left_out);
        for id in built.into_iter().chain(left_out) {
            packages.add(files, id);
        }
        packages
    }

    /// Adds what a file exports.
    pub fn add(&mut self, files: &Files, id: FileId) {
        let file = files.get(id);
        let exported =
            self.exported(file, |packages, language, name, is_named| packages.add_package(language, name, is_named));
        let order = |file: &File| (file.symbols().is_left_out, file.place);
        let place = order(file);
        for of_package in exported.chunk_by(|one, other| one.0 == other.0) {
            let package = of_package[0].0;
            self.packages[package.0].files += 1;
            if self.packages[package.0].files == 1 {
                self.add_around(package, file.facts().separator);
            }
            for same_name in of_package.chunk_by(|one, other| one.1 == other.1) {
                let name = file.text(same_name[0].1);
                // Nobody finds it.
                if name.len() > LONGEST_FULL_NAME {
                    continue;
                }
                let exports = self.exports_id(package, name);
                let rows: Vec<_> = same_name.iter().map(|(.., row)| *row).collect();
                for class in rows.iter().filter_map(|row| file.exported_class(*row)) {
                    self.of_class.insert(InFile { file: id, row: class }, exports);
                }
                let is_before = |other: FileId| order(files.get(other)) < place;
                add_rows(&mut self.exports[exports.0].rows, id, &rows, is_before);
            }
        }
    }

    /// Takes away what a file exports.
    pub fn remove(&mut self, files: &Files, id: FileId) {
        let file = files.get(id);
        let exported = self.exported(file, |packages, language, name, is_named| {
            let by_name = if is_named { &packages.by_name } else { &packages.by_folder };
            by_name.get(&language)?.get(name).copied()
        });
        for of_package in exported.chunk_by(|one, other| one.0 == other.0) {
            let package = of_package[0].0;
            for same_name in of_package.chunk_by(|one, other| one.1 == other.1) {
                for class in same_name.iter().filter_map(|(.., row)| file.exported_class(*row)) {
                    self.of_class.remove(&InFile { file: id, row: class });
                }
                let names = &mut self.packages[package.0].exports;
                let name = file.text(same_name[0].1);
                let Some(exports) = names.get(name).copied() else { continue };
                let rows = &mut self.exports[exports.0].rows;
                remove_rows(rows, id);
                if rows.is_empty() {
                    names.remove(name);
                    self.exports.take_out(exports.0, Exports::default());
                }
            }
            self.packages[package.0].files -= 1;
            if self.packages[package.0].files == 0 {
                self.remove_around(package, file.facts().separator);
                self.remove_if_empty(package);
            }
        }
    }

    /// What a file exports in packages, each of which `find` answers by its language and name, or folder.
    fn exported(
        &mut self,
        file: &File,
        mut find: impl FnMut(&mut Self, LanguageId, &str, bool) -> Option<PackageId>,
    ) -> Exported {
        let language = file.language();
        let mut known: Option<(Package, Option<PackageId>)> = None;
        let mut exported = Exported::new();
        for (row, export) in ExportId::enumerate(&file.symbols().exports) {
            let Some(package) = export.package else { continue };
            let id = match known {
                Some((of, id)) if of == package => id,
                _ => {
                    let (name, is_named) = name_of(&file.path, file.record(), package);
                    find(self, language, name, is_named)
                }
            };
            known = Some((package, id));
            exported.extend(id.map(|id| (id, export.name, row)));
        }
        exported.sort_unstable();
        exported
    }

    /// The exports of this name in a package, none if they were not there before.
    fn exports_id(&mut self, package: PackageId, name: &str) -> ExportsId {
        let contents = &mut self.packages[package.0];
        if let Some(known) = contents.exports.get(name) {
            return *known;
        }
        let question = in_package(contents.question, name);
        let id = ExportsId(self.exports.add(Exports { rows: Vec::new(), question }));
        contents.exports.insert(name.into(), id);
        id
    }

    /// The package of this name or folder, an empty one if it was not there before.
    fn add_package(&mut self, language: LanguageId, name: &str, is_named: bool) -> Option<PackageId> {
        let packages = if is_named { &mut self.by_name } else { &mut self.by_folder };
        let packages = packages.entry(language).or_default();
        if let Some(known) = packages.get(name) {
            return Some(*known);
        }
        let contents = Contents::new(language, name, is_named);
        let id = PackageId(self.packages.add(contents));
        packages.insert(name.into(), id);
        Some(id)
    }

    /// Makes the packages around one that has exports now.
    fn add_around(&mut self, package: PackageId, separator: &str) {
        let Contents { language, name, is_named, .. } = &self.packages[package.0];
        let (language, name, is_named) = (*language, name.clone(), *is_named);
        for around in around(&name, separator, is_named) {
            if let Some(outer) = self.add_package(language, around, true) {
                self.packages[outer.0].below += 1;
            }
        }
    }

    /// The other way round.
    fn remove_around(&mut self, package: PackageId, separator: &str) {
        let Contents { language, name, is_named, .. } = &self.packages[package.0];
        let (language, name, is_named) = (*language, name.clone(), *is_named);
        for around in around(&name, separator, is_named) {
            if let Some(outer) = self.by_name.get(&language).and_then(|packages| packages.get(around)).copied() {
                self.packages[outer.0].below -= 1;
                self.remove_if_empty(outer);
            }
        }
    }

    fn remove_if_empty(&mut self, package: PackageId) {
        let contents = &self.packages[package.0];
        if contents.files > 0 || contents.below > 0 {
            return;
        }
        let nothing = Contents::new(contents.language, "", false);
        let Contents { language, name, is_named, .. } = self.packages.take_out(package.0, nothing);
        let packages = if is_named { &mut self.by_name } else { &mut self.by_folder };
        change(packages, &language, |names| {
            names.remove(&name);
        });
    }

    /// Whether there is a package of this name, or of this folder.
    pub fn is_there(&self, language: LanguageId, name: &str, is_named: bool) -> bool {
        let packages = if is_named { &self.by_name } else { &self.by_folder };
        packages.get(&language).is_some_and(|names| names.contains_key(name))
    }

    /// The package of this name. One longer than any that people write is looked for nowhere: looking at it for each name
    /// of a file would be quadratic.
    pub fn named(&self, language: LanguageId, name: &str) -> Option<PackageId> {
        if name.len() > LONGEST_FULL_NAME {
            return None;
        }
        self.by_name.get(&language)?.get(name).copied()
    }

    /// The package whose name is made of these parts.
    pub fn named_by(&self, language: LanguageId, parts: [&str; 3]) -> Option<PackageId> {
        let is_long = parts.iter().map(|part| part.len()).sum::<usize>() > LONGEST_FULL_NAME;
        if is_long { None } else { self.named(language, &parts.concat()) }
    }

    /// The package that the files of this folder make up.
    pub fn of_folder(&self, language: LanguageId, folder: &str) -> Option<PackageId> {
        self.by_folder.get(&language)?.get(folder).copied()
    }

    /// The package that a file means.
    pub fn meant_by(&self, file: &File, package: Package) -> Option<PackageId> {
        match name_of(&file.path, file.record(), package) {
            (name, true) => self.named(file.language(), name),
            (folder, false) => self.of_folder(file.language(), folder),
        }
    }

    /// The name of a package, if it has one.
    pub fn name_of(&self, package: PackageId) -> Option<(LanguageId, &str)> {
        let Contents { language, name, is_named, .. } = &self.packages[package.0];
        is_named.then_some((*language, name))
    }

    /// The question whether the package that a file means is there.
    pub fn question_of(&self, file: &File, package: Package) -> Question {
        let (name, is_named) = name_of(&file.path, file.record(), package);
        self.question_for(file.language(), name, is_named)
    }

    /// The question whether there is a package of this name, or of this folder. Where a language has none, none has to be known
    /// by name.
    pub fn question_for(&self, language: LanguageId, name: &str, is_named: bool) -> Question {
        match self.has_any(language) {
            true => question_of(language, name, is_named),
            false => of_language(Topic::AnyPackage, language, ""),
        }
    }

    /// Whether a language has packages.
    pub fn has_any(&self, language: LanguageId) -> bool {
        self.by_name.contains_key(&language) || self.by_folder.contains_key(&language)
    }

    /// The question what a package exports under a name.
    pub fn question_about(&self, package: PackageId, name: &str) -> Question {
        let contents = &self.packages[package.0];
        let known = contents.exports.get(name).map(|exports| self.exports[exports.0].question);
        known.unwrap_or_else(|| in_package(contents.question, name))
    }

    /// The exports of this name, in the order of files, those that a default build leaves out behind the others. None of a
    /// name longer than any that people write.
    pub fn exports(&self, package: PackageId, name: &str) -> &[ExportRef] {
        if name.len() > LONGEST_FULL_NAME {
            return &[];
        }
        self.packages[package.0].exports.get(name).map_or(&[], |exports| self.first_of(*exports))
    }

    /// Every export of the package and name that this class is exported under: parts of one type, itself included. With it the
    /// question what those are.
    pub fn parts(&self, class: ClassRef) -> (&[ExportRef], Option<Question>) {
        let Some(exports) = self.of_class.get(&class) else { return (&[], None) };
        (self.first_of(*exports), Some(self.exports[exports.0].question))
    }

    fn first_of(&self, exports: ExportsId) -> &[ExportRef] {
        first(&self.exports[exports.0].rows)
    }
}

/// The packages that a file at this path exports something in, and those around them: their names or folders, and whether it
/// is a name.
pub(in crate::graph) fn packages_of<'f>(path: &'f str, record: &'f FileRecord) -> Vec<(&'f str, bool)> {
    let separator = record.language.facts().separator;
    let exported = record.symbols.exports.iter().filter_map(|export| export.package);
    let mut last = None;
    let distinct = exported.filter(move |package| last.replace(*package) != Some(*package));
    let mut packages: Vec<_> = distinct
        .map(|package| name_of(path, record, package))
        .flat_map(|(name, is_named)| {
            let outer = around(name, separator, is_named).map(|name| (name, true));
            [(name, is_named)].into_iter().chain(outer)
        })
        .collect();
    packages.sort_unstable();
    packages.dedup();
    packages
}

/// The question whether the package that a file means is there.
pub(in crate::graph) fn question_about(file: &File, package: Package) -> Question {
    let (name, is_named) = name_of(&file.path, file.record(), package);
    question_of(file.language(), name, is_named)
}

/// The question whether there is a package of this name, or of this folder.
pub(in crate::graph) fn question_of(language: LanguageId, name: &str, is_named: bool) -> Question {
    of_language(if is_named { Topic::Package } else { Topic::Folder }, language, name)
}

/// The names of the packages that one of this name is in, nearest first.
fn around<'n>(name: &'n str, separator: &'n str, is_named: bool) -> impl Iterator<Item = &'n str> {
    let separators = (is_named && !separator.is_empty()).then(|| name.rmatch_indices(separator));
    separators.into_iter().flatten().take(MAX_LEVELS).map(|(end, _)| &name[..end])
}

/// The name or folder of the package that a file means, and whether it is a name.
fn name_of<'f>(path: &'f str, record: &'f FileRecord, package: Package) -> (&'f str, bool) {
    match package {
        Package::Named(name) => (record.text(name), true),
        Package::Folder => (folder_of(path), false),
        Package::OutsideTests => (outside_tests_of(path), false),
    }
}

/// What tests from outside in the folder of a path are kept under: the folder with the `/` behind it, as no import leads
/// there.
fn outside_tests_of(path: &str) -> &str {
    path.rfind('/').map_or("/", |slash| &path[..=slash])
}
