//! What files export together: packages by name or folder, the parts of a type, members declared apart from theirs.
//!
//! In: the files of a program, and edits of them. Out: a [`Packages`], empty for languages whose modules are files. What a
//! file adds can be taken away again; of equal names all are kept in the order of files, and so many are looked at. Names
//! are looked up as written; what they mean is for others to say.

use std::borrow::Borrow;
use std::hash::Hash;

use foldhash::HashMap;
use rustc_hash::FxHashMap;

use super::exports::Found;
use super::program::{ExportRef, ExtensionRef, File, FileId, InFile, Program};
use super::scopes::Meaning;
use crate::languages::LanguageId;
use crate::record::symbols::{
    BindingTarget, ClassId, ExportId, ExportTarget, Expr, ExtensionId, MemberValue, Package, ScopeId, Symbols, Wildcard,
};
use crate::record::{LONGEST_FULL_NAME, StringId};

/// A package of a [`Program`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::graph) struct PackageId(u32);

/// The first exports of one name in one package that count: a name may be declared in thousands of files.
const MAX_PARTS: usize = 64;

/// More levels than anyone nests packages and types in each other.
const MAX_LEVELS: usize = 16;

/// The packages of a program. Files of different languages are in different packages, whatever those are called.
#[derive(Default)]
pub(in crate::graph) struct Packages {
    by_name: ByLanguage<PackageId>,
    by_folder: ByLanguage<PackageId>,
    packages: Vec<Contents>,
    /// Packages that are none any more.
    free_packages: Vec<PackageId>,
    /// By package and name, the rows of exports: first those of files that a default build does not leave out.
    exports: Vec<Vec<ExportRef>>,
    free_exports: Vec<ExportsId>,
    /// Where each class that is exported stands among the exports.
    of_class: FxHashMap<(FileId, ClassId), ExportsId>,
    /// By unit, the files that lend something to those in it; by folder, what lends to those in it and below.
    lenders: ByLanguage<Vec<InFile<()>>>,
    /// Extensions by the name of their type, as rows of their files.
    extensions: ByLanguage<Vec<ExtensionRef>>,
    /// The same by folder and name: of hundreds of types called `Config` the ones that most likely are meant.
    near_extensions: ByLanguage<ByName<Vec<ExtensionRef>>>,
}

type ByName<T> = HashMap<Box<str>, T>;
type ByLanguage<T> = HashMap<LanguageId, ByName<T>>;

/// The exports of one name in one package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct ExportsId(u32);

/// A package.
struct Contents {
    language: LanguageId,
    /// Its full name, or its folder.
    name: Box<str>,
    is_named: bool,
    exports: ByName<ExportsId>,
    /// How many files export something in it, and how many packages below it there are where some do: without either
    /// it is none.
    files: u32,
    below: u32,
}

impl Contents {
    fn new(language: LanguageId, name: &str, is_named: bool) -> Self {
        Self { language, name: name.into(), is_named, exports: ByName::default(), files: 0, below: 0 }
    }
}

/// What a file exports in packages: a row under its package and name, in the order of these.
type Exported = Vec<(PackageId, StringId, ExportId)>;

impl Packages {
    /// Those of all files of a program, given in their order.
    pub fn of(files: &[File], order: &[FileId]) -> Self {
        Self::exported_of(files, order).joined(Self::apart_of(files, order))
    }

    /// What files lend and declare apart from its type, and nothing else.
    pub fn apart_of(files: &[File], order: &[FileId]) -> Self {
        let mut packages = Self::default();
        for id in order {
            packages.add_apart(files, *id);
        }
        packages
    }

    /// What files export, and nothing else.
    pub fn exported_of(files: &[File], order: &[FileId]) -> Self {
        let mut packages = Self::default();
        // Each behind the others, where they are to stand.
        let is_left_out = |id: &FileId| files[id.0 as usize].symbols().is_left_out;
        let (left_out, built): (Vec<_>, Vec<_>) = order.iter().partition(|id| is_left_out(id));
        for id in built.into_iter().chain(left_out) {
            packages.add_exports(files, id);
        }
        packages
    }

    /// What was made by [`Packages::exported_of`] with what was made by [`Packages::apart_of`].
    pub fn joined(self, apart: Self) -> Self {
        let Self { lenders, extensions, near_extensions, .. } = apart;
        Self { lenders, extensions, near_extensions, ..self }
    }

    /// Adds what a file has for others.
    pub fn add(&mut self, files: &[File], id: FileId) {
        self.add_apart(files, id);
        self.add_exports(files, id);
    }

    /// Takes away what was added of a file.
    pub fn remove(&mut self, files: &[File], id: FileId) {
        self.remove_apart(files, id);
        self.remove_exports(files, id);
    }

    /// Adds what a file lends, and the members it declares apart from their types.
    fn add_apart(&mut self, files: &[File], id: FileId) {
        let file = &files[id.0 as usize];
        let language = file.record.language;
        let is_before = |other: FileId| files[other.0 as usize].place < file.place;
        if !file.symbols().lent.is_empty() {
            let lenders = self.lenders.entry(language).or_default().entry(borrowers_of(file).into()).or_default();
            add_rows(lenders, id, &[()], is_before);
        }
        for (name, rows) in extensions_by_name(file) {
            let everywhere = self.extensions.entry(language).or_default().entry(name.into()).or_default();
            add_rows(everywhere, id, &rows, is_before);
            let folders = self.near_extensions.entry(language).or_default();
            let near = folders.entry(folder_of(&file.path).into()).or_default().entry(name.into()).or_default();
            add_rows(near, id, &rows, is_before);
        }
    }

    fn remove_apart(&mut self, files: &[File], id: FileId) {
        let file = &files[id.0 as usize];
        let language = file.record.language;
        if !file.symbols().lent.is_empty() {
            change(&mut self.lenders, &language, |holders| {
                change(holders, borrowers_of(file), |lenders| remove_rows(lenders, id));
            });
        }
        for (name, _) in extensions_by_name(file) {
            change(&mut self.extensions, &language, |names| change(names, name, |rows| remove_rows(rows, id)));
            change(&mut self.near_extensions, &language, |folders| {
                change(folders, folder_of(&file.path), |names| change(names, name, |rows| remove_rows(rows, id)));
            });
        }
    }

    fn add_exports(&mut self, files: &[File], id: FileId) {
        let file = &files[id.0 as usize];
        let exported =
            self.exported(file, |packages, language, name, is_named| packages.add_package(language, name, is_named));
        let order = |file: &File| (file.symbols().is_left_out, file.place);
        let place = order(file);
        for of_package in exported.chunk_by(|one, other| one.0 == other.0) {
            let package = of_package[0].0;
            self.packages[package.0 as usize].files += 1;
            if self.packages[package.0 as usize].files == 1 {
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
                for class in rows.iter().filter_map(|row| exported_class(file, *row)) {
                    self.of_class.insert((id, class), exports);
                }
                let is_before = |other: FileId| order(&files[other.0 as usize]) < place;
                add_rows(&mut self.exports[exports.0 as usize], id, &rows, is_before);
            }
        }
    }

    fn remove_exports(&mut self, files: &[File], id: FileId) {
        let file = &files[id.0 as usize];
        let exported = self.exported(file, |packages, language, name, is_named| {
            let by_name = if is_named { &packages.by_name } else { &packages.by_folder };
            by_name.get(&language)?.get(name).copied()
        });
        for of_package in exported.chunk_by(|one, other| one.0 == other.0) {
            let package = of_package[0].0;
            for same_name in of_package.chunk_by(|one, other| one.1 == other.1) {
                for class in same_name.iter().filter_map(|(.., row)| exported_class(file, *row)) {
                    self.of_class.remove(&(id, class));
                }
                let names = &mut self.packages[package.0 as usize].exports;
                let name = file.text(same_name[0].1);
                let Some(exports) = names.get(name).copied() else { continue };
                let rows = &mut self.exports[exports.0 as usize];
                remove_rows(rows, id);
                if rows.is_empty() {
                    names.remove(name);
                    self.free_exports.push(exports);
                }
            }
            self.packages[package.0 as usize].files -= 1;
            if self.packages[package.0 as usize].files == 0 {
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
        let language = file.record.language;
        let mut known: Option<(Package, Option<PackageId>)> = None;
        let mut exported = Exported::new();
        for (row, export) in ExportId::enumerate(&file.symbols().exports) {
            let Some(package) = export.package else { continue };
            let id = match known {
                Some((of, id)) if of == package => id,
                _ => match package {
                    Package::Named(name) => find(self, language, file.text(name), true),
                    Package::Folder => find(self, language, folder_of(&file.path), false),
                    Package::OutsideTests => find(self, language, outside_tests_of(&file.path), false),
                },
            };
            known = Some((package, id));
            exported.extend(id.map(|id| (id, export.name, row)));
        }
        exported.sort_unstable();
        exported
    }

    /// The exports of this name in a package, none if they were not there before.
    fn exports_id(&mut self, package: PackageId, name: &str) -> ExportsId {
        let names = &mut self.packages[package.0 as usize].exports;
        if let Some(known) = names.get(name) {
            return *known;
        }
        let id = self.free_exports.pop().unwrap_or_else(|| {
            self.exports.push(Vec::new());
            ExportsId(self.exports.len() as u32 - 1)
        });
        names.insert(name.into(), id);
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
        let id = if let Some(free) = self.free_packages.pop() {
            self.packages[free.0 as usize] = contents;
            free
        } else {
            self.packages.push(contents);
            PackageId(self.packages.len() as u32 - 1)
        };
        packages.insert(name.into(), id);
        Some(id)
    }

    /// Makes the packages around one that has exports now.
    fn add_around(&mut self, package: PackageId, separator: &str) {
        let Contents { language, name, is_named, .. } = &self.packages[package.0 as usize];
        let (language, name, is_named) = (*language, name.clone(), *is_named);
        for around in around(&name, separator, is_named) {
            if let Some(outer) = self.add_package(language, around, true) {
                self.packages[outer.0 as usize].below += 1;
            }
        }
    }

    /// The other way round.
    fn remove_around(&mut self, package: PackageId, separator: &str) {
        let Contents { language, name, is_named, .. } = &self.packages[package.0 as usize];
        let (language, name, is_named) = (*language, name.clone(), *is_named);
        for around in around(&name, separator, is_named) {
            if let Some(outer) = self.by_name.get(&language).and_then(|packages| packages.get(around)).copied() {
                self.packages[outer.0 as usize].below -= 1;
                self.remove_if_empty(outer);
            }
        }
    }

    fn remove_if_empty(&mut self, package: PackageId) {
        let contents = &mut self.packages[package.0 as usize];
        if contents.files > 0 || contents.below > 0 {
            return;
        }
        let nothing = Contents::new(contents.language, "", false);
        let Contents { language, name, is_named, .. } = std::mem::replace(contents, nothing);
        let packages = if is_named { &mut self.by_name } else { &mut self.by_folder };
        change(packages, &language, |names| {
            names.remove(&name);
        });
        self.free_packages.push(package);
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
    fn named_by(&self, language: LanguageId, parts: [&str; 3]) -> Option<PackageId> {
        let is_long = parts.iter().map(|part| part.len()).sum::<usize>() > LONGEST_FULL_NAME;
        if is_long { None } else { self.named(language, &parts.concat()) }
    }

    /// The package that the files of this folder make up.
    pub fn of_folder(&self, language: LanguageId, folder: &str) -> Option<PackageId> {
        self.by_folder.get(&language)?.get(folder).copied()
    }

    /// The exports of this name, in the order of files, those that a default build leaves out behind the others. None of a
    /// name longer than any that people write.
    pub fn exports(&self, package: PackageId, name: &str) -> &[ExportRef] {
        if name.len() > LONGEST_FULL_NAME {
            return &[];
        }
        self.packages[package.0 as usize].exports.get(name).map_or(&[], |exports| self.first_of(*exports))
    }

    /// Every export of the package and name that this class is exported under: parts of one type, itself included.
    pub fn parts(&self, file: FileId, class: ClassId) -> &[ExportRef] {
        self.of_class.get(&(file, class)).map_or(&[], |exports| self.first_of(*exports))
    }

    fn first_of(&self, exports: ExportsId) -> &[ExportRef] {
        first(&self.exports[exports.0 as usize])
    }

    /// The files that lend something to this one: those of its unit, else those of the folders around it, nearest first.
    pub fn lenders(&self, file: &File) -> impl Iterator<Item = FileId> {
        let (path, unit) = (&file.path, file.unit.as_deref());
        let lenders = self.lenders.get(&file.record.language);
        let around = lenders.filter(|_| unit.is_none()).map(|_| path.rmatch_indices('/').map(|(end, _)| &path[..end]));
        let holders = unit.into_iter().chain(around.into_iter().flatten());
        holders.filter_map(move |holder| lenders?.get(holder)).flat_map(|rows| first(rows)).map(|lender| lender.file)
    }

    fn contents(&self, package: PackageId) -> &Contents {
        &self.packages[package.0 as usize]
    }

    fn has_extensions(&self) -> bool {
        !self.extensions.is_empty()
    }

    /// The extensions of types of this name: those in the folder of `path`, then those of other folders.
    pub fn extensions(&self, language: LanguageId, path: &str, name: &str) -> impl Iterator<Item = ExtensionRef> {
        let folders = self.near_extensions.get(&language);
        let near = folders.and_then(|folders| folders.get(folder_of(path))?.get(name));
        let near = near.map_or(&[][..], |rows| first(rows));
        let everywhere = self.extensions.get(&language).and_then(|extensions| extensions.get(name));
        let everywhere = everywhere.map_or(&[][..], |rows| first(rows));
        // Both stand in one order: the first in the folder is the first of these in all folders that is met.
        let mut left = near.iter().peekable();
        let elsewhere = everywhere.iter().filter(move |extension| left.next_if_eq(extension).is_none());
        near.iter().chain(elsewhere).copied()
    }
}

/// Those of many that are looked at.
fn first<Row>(rows: &[InFile<Row>]) -> &[InFile<Row>] {
    &rows[..rows.len().min(MAX_PARTS)]
}

/// Puts the rows of a file behind those of files before it.
fn add_rows<Row: Copy>(rows: &mut Vec<InFile<Row>>, file: FileId, added: &[Row], is_before: impl Fn(FileId) -> bool) {
    let is_last = rows.last().is_none_or(|last| is_before(last.file));
    let at = if is_last { rows.len() } else { rows.partition_point(|other| is_before(other.file)) };
    rows.splice(at..at, added.iter().map(|row| InFile { file, row: *row }));
}

fn remove_rows<Row>(rows: &mut Vec<InFile<Row>>, file: FileId) {
    rows.retain(|other| other.file != file);
}

/// Whether nothing is left.
trait IsEmpty {
    fn is_empty(&self) -> bool;
}

impl<K, V> IsEmpty for HashMap<K, V> {
    fn is_empty(&self) -> bool {
        HashMap::is_empty(self)
    }
}

impl<T> IsEmpty for Vec<T> {
    fn is_empty(&self) -> bool {
        Vec::is_empty(self)
    }
}

/// Changes what a map has under a key, and takes it out once it is empty.
fn change<K, Q, T>(map: &mut HashMap<K, T>, key: &Q, change: impl FnOnce(&mut T))
where
    K: Eq + Hash + Borrow<Q>,
    Q: Eq + Hash + ?Sized,
    T: IsEmpty,
{
    let Some(value) = map.get_mut(key) else { return };
    change(value);
    if value.is_empty() {
        map.remove(key);
    }
}

/// The class that a row of a file's exports is, if it is one.
fn exported_class(file: &File, row: ExportId) -> Option<ClassId> {
    match file.symbols().exports[row.index()].target {
        ExportTarget::Expression(expr) => match file.expr(expr) {
            Expr::Class(class) => Some(class),
            _ => None,
        },
        _ => None,
    }
}

/// The rows of a file's extensions by the name of their type.
fn extensions_by_name(file: &File) -> impl Iterator<Item = (&str, Vec<ExtensionId>)> {
    let extensions = ExtensionId::enumerate(&file.symbols().extensions);
    let mut rows: Vec<_> = extensions.map(|(row, extension)| (extension.name, row)).collect();
    rows.sort_unstable();
    let mut left = rows.into_iter().peekable();
    std::iter::from_fn(move || {
        let (name, first) = left.next()?;
        let mut same = vec![first];
        same.extend(std::iter::from_fn(|| left.next_if(|(other, _)| *other == name)).map(|(_, row)| row));
        Some((file.text(name), same))
    })
}

/// The unit or folder whose files get what this one lends.
fn borrowers_of(file: &File) -> &str {
    file.unit.as_deref().unwrap_or_else(|| folder_of(&file.path))
}

/// The names of the packages that one of this name is in, nearest first.
fn around<'n>(name: &'n str, separator: &'n str, is_named: bool) -> impl Iterator<Item = &'n str> {
    let separators = (is_named && !separator.is_empty()).then(|| name.rmatch_indices(separator));
    separators.into_iter().flatten().take(MAX_LEVELS).map(|(end, _)| &name[..end])
}

pub(in crate::graph) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// What tests from outside in the folder of a path are kept under: the folder with the `/` behind it, as no import leads
/// there.
fn outside_tests_of(path: &str) -> &str {
    path.rfind('/').map_or("/", |slash| &path[..=slash])
}

impl Program {
    /// What `name` means in this package.
    pub(in crate::graph) fn in_package(&self, package: PackageId, name: &str) -> Option<Found<'_>> {
        Some(self.found_export(*self.packages().exports(package, name).first()?))
    }

    /// What `name` means behind a package's name: what the package exports, or a package in it.
    pub(in crate::graph) fn member_of_package(
        &self,
        package: PackageId,
        name: &str,
        separator: &str,
    ) -> Option<Found<'_>> {
        self.in_package(package, name).or_else(|| {
            let Contents { language, name: full, is_named, .. } = self.packages().contents(package);
            let inner = is_named.then(|| self.packages().named_by(*language, [full, separator, name]));
            inner.flatten().map(Found::Package)
        })
    }

    /// Whether any file declares members apart from their types.
    pub(in crate::graph) fn has_extensions(&self) -> bool {
        self.packages().has_extensions()
    }

    /// What a row of a file's exports stands for.
    fn found_export<'a>(&'a self, InFile { file, row }: ExportRef) -> Found<'a> {
        let module = self.file(file);
        let export = module.symbols().exports[row.index()];
        match export.target {
            ExportTarget::Local(name) => Found::Declared { file, name },
            ExportTarget::Expression(expr) => Found::Expression { file, expr },
            ExportTarget::From { specifier, imported } => {
                self.imported(file, specifier, module.text(imported), module.text(export.name))
            }
        }
    }

    /// What a full name means: that of a package's export, `Shop.Model.Order`, or of a package.
    pub(in crate::graph) fn full_name<'a>(&'a self, file: FileId, name: &'a str) -> Option<Found<'a>> {
        let module = self.file(file);
        let separator = module.facts().separator;
        let name = name.strip_prefix(separator).unwrap_or(name);
        let packages = self.packages();
        let (package, last) = name.rsplit_once(separator).unwrap_or(("", name));
        let exported = packages
            .named(module.record.language, package)
            .and_then(|package| self.in_package(package, last))
            .or_else(|| self.member_of_full_name(file, name));
        exported.or_else(|| packages.named(module.record.language, name).map(Found::Package))
    }

    /// `a.b.Outer.Inner` or `a.b.Outer.method`, where `a.b` is a package.
    fn member_of_full_name<'a>(&'a self, file: FileId, name: &'a str) -> Option<Found<'a>> {
        let module = self.file(file);
        let separator = module.facts().separator;
        name.rmatch_indices(separator).take(MAX_LEVELS).find_map(|(end, _)| {
            let (outer, rest) = (&name[..end], &name[end + separator.len()..]);
            let (package, first) = outer.rsplit_once(separator).unwrap_or(("", outer));
            let package = self.packages().named(module.record.language, package)?;
            self.members_of(self.in_package(package, first)?, rest.split(separator))
        })
    }

    /// The member at the end of a path of nested types.
    pub(in crate::graph) fn members_of<'a>(
        &'a self,
        outer: Found<'a>,
        path: impl Iterator<Item = &'a str>,
    ) -> Option<Found<'a>> {
        let mut found = outer;
        for name in path {
            let (file, class) = self.class_of(found)?;
            found = Found::MemberOf { file, class, name };
        }
        Some(found)
    }

    /// The class that something found is, if it is one.
    fn class_of<'a>(&'a self, found: Found<'a>) -> Option<(FileId, ClassId)> {
        match found {
            Found::Declared { file, name } => {
                let module = self.file(file);
                let rows = module.index().declared(name, Symbols::FILE_SCOPE)?;
                rows.iter().find_map(|row| match module.symbols().bindings[*row as usize].target {
                    BindingTarget::Class(class) => Some((file, class)),
                    _ => None,
                })
            }
            Found::Expression { file, expr } => match self.file(file).expr(expr) {
                Expr::Class(class) => Some((file, class)),
                _ => None,
            },
            Found::MemberOf { file, class, name } => {
                let module = self.file(file);
                let name = module.record.strings.find(name)?;
                let named = module.index().members(module.class(class).members, name);
                named.iter().find_map(|(_, row)| match module.symbols().members[*row as usize].value {
                    MemberValue::Field { value, .. } => match module.expr(value) {
                        Expr::Class(inner) => Some((file, inner)),
                        _ => None,
                    },
                    _ => None,
                })
            }
            _ => None,
        }
    }

    /// What a name with a package's or type's name in front of it means: `Model.Order` where `Model` is what a scope
    /// declares, a package's last name or an import's.
    pub(in crate::graph) fn qualified_name<'a>(
        &'a self,
        file: FileId,
        name: &'a str,
        scope: ScopeId,
    ) -> Option<Found<'a>> {
        let module = self.file(file);
        let separator = module.facts().separator;
        if separator.is_empty() || name.starts_with(separator) {
            return None;
        }
        let (first, rest) = name.split_once(separator)?;
        let rows = module.record.strings.find(first).and_then(|id| module.index().lookup(id, scope, Meaning::Type))?;
        rows.iter().find_map(|row| match module.symbols().bindings[*row as usize].target {
            BindingTarget::Class(class) => {
                let (member, rest) = rest.split_once(separator).map_or((rest, None), |(one, rest)| (one, Some(rest)));
                let found = Found::MemberOf { file, class, name: member };
                self.members_of(found, rest.into_iter().flat_map(|rest| rest.split(separator)))
            }
            BindingTarget::Import { specifier, imported } => {
                let outer = self.imported(file, specifier, module.text(imported), first);
                match outer {
                    Found::Package(package) => self.in_package_or_below(file, package, specifier, rest),
                    found => self.members_of(found, rest.split(separator)),
                }
            }
            _ => None,
        })
    }

    /// What `rest` means behind an imported package's name.
    fn in_package_or_below<'a>(
        &'a self,
        file: FileId,
        package: PackageId,
        specifier: StringId,
        rest: &'a str,
    ) -> Option<Found<'a>> {
        if let Some(found) = self.in_package(package, rest) {
            return Some(found);
        }
        let module = self.file(file);
        let separator = module.facts().separator;
        let full = module.text(specifier);
        let (below, last) = rest.rsplit_once(separator)?;
        let below = self.packages().named_by(module.record.language, [full, separator, below])?;
        self.in_package(below, last)
    }

    /// What a name with parts means below a package: `Model.Order` below `Shop` is `Order` of `Shop.Model`.
    pub(in crate::graph) fn below<'a>(&'a self, file: FileId, package: &str, name: &'a str) -> Option<Found<'a>> {
        let module = self.file(file);
        let (language, separator) = (module.record.language, module.facts().separator);
        let packages = self.packages();
        let (first, rest) = name.split_once(separator)?;
        let (head, last) = name.rsplit_once(separator)?;
        let full = if package.is_empty() { ["", "", head] } else { [package, separator, head] };
        let by_package = packages.named_by(language, full).and_then(|package| self.in_package(package, last));
        by_package.or_else(|| {
            let outer = self.in_package(packages.named(language, package)?, first)?;
            self.members_of(outer, rest.split(separator))
        })
    }

    /// The wildcards that hold in a scope, inner ones first.
    pub(in crate::graph) fn wildcards(&self, file: FileId, scope: ScopeId) -> impl Iterator<Item = &Wildcard> {
        let module = self.file(file);
        let symbols = module.symbols();
        let scopes = std::iter::successors(module.index().with_wildcards(scope), |scope| {
            let parent = symbols.scopes[scope.index()].parent;
            module.index().with_wildcards(parent).filter(|_| parent != *scope)
        });
        scopes.flat_map(|scope| {
            let from = symbols.wildcards.partition_point(|wildcard| wildcard.scope < scope);
            symbols.wildcards[from..].iter().take_while(move |wildcard| wildcard.scope == scope)
        })
    }

    /// The package that a wildcard of this file looks into.
    pub(in crate::graph) fn package(&self, file: FileId, package: Package) -> Option<PackageId> {
        let module = self.file(file);
        match package {
            Package::Named(name) => self.packages().named(module.record.language, module.text(name)),
            Package::Folder => self.packages().of_folder(module.record.language, folder_of(&module.path)),
            Package::OutsideTests => self.packages().of_folder(module.record.language, outside_tests_of(&module.path)),
        }
    }
}
