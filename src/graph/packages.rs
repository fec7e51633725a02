//! What files export together: packages by name or folder, the parts of a type, members declared apart from theirs.
//!
//! In: the files of a program. Out: a [`Packages`], empty for languages whose modules are files. Names are looked up as
//! written; what they mean is for others to say.

use foldhash::HashMap;
use rustc_hash::FxHashMap;

use super::exports::Found;
use super::program::{ExportRef, ExtensionRef, File, FileId, InFile, Program};
use super::scopes::Meaning;
use crate::record::symbols::{
    BindingTarget, ClassId, ExportId, ExportTarget, Expr, ExtensionId, MemberValue, Package, ScopeId, Symbols, Wildcard,
};
use crate::record::{LONGEST_FULL_NAME, StringId};

/// A package of a [`Program`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct PackageId(u32);

/// The first exports of one name in one package that count: a name may be declared in thousands of files.
const MAX_PARTS: usize = 64;

/// More levels than anyone nests packages and types in each other.
const MAX_LEVELS: usize = 16;

/// The packages of a program. Files of different languages are in different packages, whatever those are called.
#[derive(Default)]
pub(super) struct Packages<'a> {
    by_name: ByLanguage<'a, PackageId>,
    by_folder: ByLanguage<'a, PackageId>,
    /// The language and full name of each package that has one.
    full_names: Vec<Option<(&'static str, &'a str)>>,
    /// By package, then by name.
    exports: Vec<HashMap<&'a str, Vec<ExportRef>>>,
    /// The package and name of each class that is exported.
    names: FxHashMap<(FileId, ClassId), (PackageId, &'a str)>,
    /// By unit, the files that lend something to those in it; by folder, what lends to those in it and below.
    lenders: ByLanguage<'a, Vec<FileId>>,
    /// Extensions by the name of their type, as rows of their files.
    extensions: ByLanguage<'a, Vec<ExtensionRef>>,
    /// The same by folder and name: of hundreds of types called `Config` the ones that most likely are meant.
    near_extensions: ByLanguage<'a, HashMap<&'a str, Vec<ExtensionRef>>>,
}

type ByLanguage<'a, T> = HashMap<&'static str, HashMap<&'a str, T>>;

impl<'a> Packages<'a> {
    pub fn new(program: &Program<'a>) -> Self {
        let mut packages = Self::default();
        for file in program.ids() {
            packages.add(program, file);
        }
        // Of several exports of one name the first is meant.
        let is_left_out = |file: &FileId| program.file(*file).symbols().is_left_out;
        let (left_out, built): (Vec<_>, Vec<_>) = program.ids().partition(is_left_out);
        for file in built.into_iter().chain(left_out) {
            packages.add_exports(program, file);
        }
        packages
    }

    fn add(&mut self, program: &Program<'a>, id: FileId) {
        let file = program.file(id);
        let language = file.record.language;
        if !file.symbols().lent.is_empty() {
            let borrowers = file.unit.unwrap_or_else(|| folder_of(file.path));
            let lenders = self.lenders.entry(language).or_default().entry(borrowers).or_default();
            if lenders.len() < MAX_PARTS {
                lenders.push(id);
            }
        }
        for (row, extension) in ExtensionId::enumerate(&file.symbols().extensions) {
            let name = file.text(extension.name);
            let everywhere = self.extensions.entry(language).or_default().entry(name).or_default();
            let folders = self.near_extensions.entry(language).or_default();
            let near = folders.entry(folder_of(file.path)).or_default().entry(name).or_default();
            for same_name in [everywhere, near] {
                if same_name.len() < MAX_PARTS {
                    same_name.push(InFile { file: id, row });
                }
            }
        }
    }

    fn add_exports(&mut self, program: &Program<'a>, id: FileId) {
        let file = program.file(id);
        let language = file.record.language;
        for (row, export) in ExportId::enumerate(&file.symbols().exports) {
            let Some(package) = export.package else { continue };
            let package = match package {
                Package::Named(name) => self.add_named(language, file.text(name), file.symbols().separator),
                Package::Folder => self.add_package(language, folder_of(file.path), false).0,
                Package::OutsideTests => self.add_package(language, outside_tests_of(file.path), false).0,
            };
            let name = file.text(export.name);
            if let ExportTarget::Expression(expr) = export.target
                && let Expr::Class(class) = file.expr(expr)
            {
                self.names.insert((id, class), (package, name));
            }
            let same_name = self.exports[package.0 as usize].entry(name).or_default();
            if same_name.len() < MAX_PARTS {
                same_name.push(InFile { file: id, row });
            }
        }
    }

    /// The package of this name, with those it is in.
    fn add_named(&mut self, language: &'static str, name: &'a str, separator: &str) -> PackageId {
        let (package, is_new) = self.add_package(language, name, true);
        if is_new && !separator.is_empty() {
            let around = name.rmatch_indices(separator).map(|(end, _)| &name[..end]);
            for around in around.take(MAX_LEVELS) {
                if !self.add_package(language, around, true).1 {
                    break;
                }
            }
        }
        package
    }

    /// The package of this name or folder, and whether it was not there before.
    fn add_package(&mut self, language: &'static str, name: &'a str, is_named: bool) -> (PackageId, bool) {
        let next = PackageId(self.exports.len() as u32);
        let packages = if is_named { &mut self.by_name } else { &mut self.by_folder };
        let package = *packages.entry(language).or_default().entry(name).or_insert(next);
        let is_new = package == next;
        if is_new {
            self.exports.push(HashMap::default());
            self.full_names.push(is_named.then_some((language, name)));
        }
        (package, is_new)
    }

    /// The package of this name. One longer than any that people write is looked for nowhere: looking at it for each name
    /// of a file would be quadratic.
    pub fn named(&self, language: &str, name: &str) -> Option<PackageId> {
        if name.len() > LONGEST_FULL_NAME {
            return None;
        }
        self.by_name.get(language)?.get(name).copied()
    }

    /// The package whose name is made of these parts.
    fn named_by(&self, language: &str, parts: [&str; 3]) -> Option<PackageId> {
        let is_long = parts.iter().map(|part| part.len()).sum::<usize>() > LONGEST_FULL_NAME;
        if is_long { None } else { self.named(language, &parts.concat()) }
    }

    /// The package that the files of this folder make up.
    pub fn of_folder(&self, language: &str, folder: &str) -> Option<PackageId> {
        self.by_folder.get(language)?.get(folder).copied()
    }

    /// The exports of this name, in the order of files, those that a default build leaves out behind the others. None of a
    /// name longer than any that people write.
    pub fn exports(&self, package: PackageId, name: &str) -> &[ExportRef] {
        if name.len() > LONGEST_FULL_NAME {
            return &[];
        }
        self.exports[package.0 as usize].get(name).map_or(&[], Vec::as_slice)
    }

    /// Every export of the package and name that this class is exported under: parts of one type, itself included.
    pub fn parts(&self, file: FileId, class: ClassId) -> &[ExportRef] {
        self.names.get(&(file, class)).map_or(&[], |(package, name)| self.exports(*package, name))
    }

    /// The files that lend something to this one: those of its unit, else those of the folders around it, nearest first.
    pub fn lenders<'s>(&'s self, file: &File<'a>) -> impl Iterator<Item = FileId> + use<'s, 'a> {
        let (path, unit) = (file.path, file.unit);
        let lenders = self.lenders.get(file.record.language);
        let around = lenders.filter(|_| unit.is_none()).map(|_| path.rmatch_indices('/').map(|(end, _)| &path[..end]));
        let holders = unit.into_iter().chain(around.into_iter().flatten());
        holders.filter_map(move |holder| lenders?.get(holder)).flatten().copied()
    }

    fn has_extensions(&self) -> bool {
        !self.extensions.is_empty()
    }

    /// The extensions of types of this name: those in the folder of `path`, then those of other folders.
    pub fn extensions(
        &self,
        language: &str,
        path: &str,
        name: &str,
    ) -> impl Iterator<Item = ExtensionRef> + use<'_, 'a> {
        let folders = self.near_extensions.get(language);
        let near = folders.and_then(|folders| folders.get(folder_of(path))?.get(name));
        let near = near.map_or(&[][..], Vec::as_slice);
        let everywhere = self.extensions.get(language).and_then(|extensions| extensions.get(name));
        let everywhere = everywhere.map_or(&[][..], Vec::as_slice);
        near.iter().chain(everywhere.iter().filter(|extension| near.binary_search(extension).is_err())).copied()
    }
}

pub(super) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// What tests from outside in the folder of a path are kept under: the folder with the `/` behind it, as no import leads
/// there.
fn outside_tests_of(path: &str) -> &str {
    path.rfind('/').map_or("/", |slash| &path[..=slash])
}

impl<'a> Program<'a> {
    /// What `name` means in this package.
    pub fn in_package(&self, package: PackageId, name: &str) -> Option<Found<'a>> {
        let export = *self.packages().exports(package, name).first()?;
        Some(self.found_export(export))
    }

    /// What `name` means behind a package's name: what the package exports, or a package in it.
    pub fn member_of_package(&self, package: PackageId, name: &str, separator: &str) -> Option<Found<'a>> {
        self.in_package(package, name).or_else(|| {
            let (language, full) = self.packages().full_names[package.0 as usize]?;
            self.packages().named_by(language, [full, separator, name]).map(Found::Package)
        })
    }

    /// Whether any file declares members apart from their types.
    pub fn has_extensions(&self) -> bool {
        self.packages().has_extensions()
    }

    /// What a row of a file's exports stands for.
    fn found_export(&self, InFile { file, row }: ExportRef) -> Found<'a> {
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
    pub fn full_name(&self, file: FileId, name: &'a str) -> Option<Found<'a>> {
        let module = self.file(file);
        let separator = module.symbols().separator;
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
    fn member_of_full_name(&self, file: FileId, name: &'a str) -> Option<Found<'a>> {
        let module = self.file(file);
        let separator = module.symbols().separator;
        name.rmatch_indices(separator).take(MAX_LEVELS).find_map(|(end, _)| {
            let (outer, rest) = (&name[..end], &name[end + separator.len()..]);
            let (package, first) = outer.rsplit_once(separator).unwrap_or(("", outer));
            let package = self.packages().named(module.record.language, package)?;
            self.members_of(self.in_package(package, first)?, rest.split(separator))
        })
    }

    /// The member at the end of a path of nested types.
    pub fn members_of(&self, outer: Found<'a>, path: impl Iterator<Item = &'a str>) -> Option<Found<'a>> {
        let mut found = outer;
        for name in path {
            let (file, class) = self.class_of(found)?;
            found = Found::MemberOf { file, class, name };
        }
        Some(found)
    }

    /// The class that something found is, if it is one.
    fn class_of(&self, found: Found<'a>) -> Option<(FileId, ClassId)> {
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
    pub fn qualified_name(&self, file: FileId, name: &'a str, scope: ScopeId) -> Option<Found<'a>> {
        let module = self.file(file);
        let separator = module.symbols().separator;
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
    fn in_package_or_below(
        &self,
        file: FileId,
        package: PackageId,
        specifier: StringId,
        rest: &'a str,
    ) -> Option<Found<'a>> {
        if let Some(found) = self.in_package(package, rest) {
            return Some(found);
        }
        let module = self.file(file);
        let separator = module.symbols().separator;
        let full = module.text(specifier);
        let (below, last) = rest.rsplit_once(separator)?;
        let below = self.packages().named_by(module.record.language, [full, separator, below])?;
        self.in_package(below, last)
    }

    /// What a name with parts means below a package: `Model.Order` below `Shop` is `Order` of `Shop.Model`.
    pub fn below(&self, file: FileId, package: &str, name: &'a str) -> Option<Found<'a>> {
        let module = self.file(file);
        let (language, separator) = (module.record.language, module.symbols().separator);
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
    pub fn wildcards(&self, file: FileId, scope: ScopeId) -> impl Iterator<Item = &'a Wildcard> {
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
    pub fn package(&self, file: FileId, package: Package) -> Option<PackageId> {
        let module = self.file(file);
        match package {
            Package::Named(name) => self.packages().named(module.record.language, module.text(name)),
            Package::Folder => self.packages().of_folder(module.record.language, folder_of(module.path)),
            Package::OutsideTests => self.packages().of_folder(module.record.language, outside_tests_of(module.path)),
        }
    }
}
