//! From an imported name to what declares it, through any number of re-exports.
//!
//! In: a module or package and a name in it, or a full name. Out: [`Found`]. Follows `export { a as b } from`, `export *`,
//! names that are imported and exported again, `export =`; a circle of re-exports ends at what one of its files declares under
//! that name beside importing it, or as [`Found::Missing`].

mod inner;

use super::files::{ExportRef, FileId, InFile};
use super::found::Found;
use super::modules::{ModuleTarget, Origin, shown};
use super::packages::PackageId;
use super::view::View;
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, ExportId, ExportTarget, Symbols};
use crate::resolve::NAME_MARK;
use inner::Steps;
use std::borrow::Cow;

/// More levels than anyone nests packages and types in each other.
const MAX_LEVELS: usize = 16;

/// More re-exports than anyone writes in a row; a circle ends here.
const MAX_HOPS: usize = 256;

impl<'p> View<'p> {
    /// What `imported` of the module behind `specifier` stands for; `local` is what it is called here.
    pub(in crate::graph) fn imported(
        self,
        file: FileId,
        specifier: StringId,
        imported: &'p str,
        local: &'p str,
    ) -> Found<'p> {
        self.imported_with(file, specifier, imported, local, &mut Steps::new())
    }

    /// The same, as far as a question about modules within files has steps left.
    fn imported_with(
        self,
        file: FileId,
        specifier: StringId,
        imported: &'p str,
        local: &'p str,
        steps: &mut Steps,
    ) -> Found<'p> {
        let by_name = || {
            let module = self.file(file);
            let separator = module.facts().separator;
            (!separator.is_empty()).then(|| self.full_name(file, module.text(specifier))).flatten()
        };
        match self.target(file, specifier) {
            ModuleTarget::File(target) if self.is_inner_module(file, specifier, target) => Found::Module(target),
            ModuleTarget::File(target) if target == file && self.is_called(target, imported) => Found::Module(target),
            ModuleTarget::File(target) => {
                if let Some(found) = self.within(file, specifier, imported, steps) {
                    return found;
                }
                match self.exported_with(target, imported, local, steps) {
                    missing @ Found::Missing { .. } => by_name().unwrap_or(missing),
                    found => found,
                }
            }
            ModuleTarget::Package(package) => self.packaged(package, imported).or_else(by_name).unwrap_or_else(|| {
                let origin = Origin { text: shown(self.file(file).text(specifier)), in_repository: false };
                Found::Outside { origin, name: outside_name(imported, local) }
            }),
            ModuleTarget::Outside(origin) => self
                .within(file, specifier, imported, steps)
                .or_else(by_name)
                .unwrap_or(Found::Outside { origin, name: outside_name(imported, local) }),
        }
    }

    /// Whether a specifier of a module and a name in it leads to a module within, and not to the one written.
    fn is_inner_module(self, file: FileId, specifier: StringId, target: FileId) -> bool {
        let Some((module, name)) = self.file(file).text(specifier).split_once(NAME_MARK) else { return false };
        let mut path = self.file(target).path.rsplit('/');
        let last = path.next().map(|name| name.rsplit_once('.').map_or(name, |(stem, _)| stem));
        let called = if last == Some("__init__") { path.next() } else { last };
        // `from a.b import b`: `a/b.py` has the module's own name.
        called == Some(name) && module.rsplit('.').next() != Some(name)
    }

    /// Whether a file is the module of this name, so that importing the name from itself imports the module: `use crate::me`.
    fn is_called(self, file: FileId, name: &str) -> bool {
        !name.is_empty() && self.module_name(file) == name
    }

    /// What each import of this file leads to: a file, also one that is called otherwise than what it declares.
    pub(in crate::graph) fn resolved_imports(self, file: FileId) -> impl Iterator<Item = Origin<'p>> + use<'p> {
        let module = self.file(file);
        (0..).zip(&module.record().imports).map(move |(row, specifier)| {
            let text = module.text(*specifier);
            let by_name = || match self.full_name(file, text).filter(|_| !module.facts().separator.is_empty())? {
                Found::Declared { file, .. } | Found::Expression { file, .. } => Some(&*self.file(file).path),
                _ => None,
            };
            match module.resolved(row).or_else(by_name) {
                Some(path) => Origin { text: path, in_repository: true },
                None => Origin { text: shown(text), in_repository: false },
            }
        })
    }

    /// Whether the module behind a specifier keeps a name from who imports everything of it.
    pub(in crate::graph) fn is_unstarred(self, file: FileId, specifier: StringId, name: &str) -> bool {
        let ModuleTarget::File(target) = self.target(file, specifier) else { return false };
        self.keeps(target, name)
    }

    /// What `imported` of a package stands for.
    fn packaged(self, package: PackageId, imported: &str) -> Option<Found<'p>> {
        if imported == "*" { Some(Found::Package(package)) } else { self.in_package(package, imported) }
    }

    /// What `name` means in this package.
    pub(in crate::graph) fn in_package(self, package: PackageId, name: &str) -> Option<Found<'p>> {
        Some(self.found_export(*self.exports_of(package, name).first()?))
    }

    /// All that a package exports under a name.
    pub(in crate::graph) fn exported_in_package(self, package: PackageId, name: &str) -> Vec<Found<'p>> {
        self.exports_of(package, name).iter().map(|row| self.found_export(*row)).collect()
    }

    /// What a row of a file's exports stands for.
    fn found_export(self, of: ExportRef) -> Found<'p> {
        let (file, module) = (of.file, self.file(of.file));
        let export = self.export_at(of);
        match export.target {
            ExportTarget::Local(name) => Found::declared(file, name),
            ExportTarget::Expression(expr) => Found::Expression { file, expr },
            ExportTarget::From { specifier, imported } => {
                self.imported(file, specifier, module.text(imported), module.text(export.name))
            }
        }
    }

    /// What a full name means: that of a package's export, `Shop.Model.Order`, or of a package.
    pub(in crate::graph) fn full_name(self, file: FileId, name: &'p str) -> Option<Found<'p>> {
        let module = self.file(file);
        let separator = module.facts().separator;
        let name = name.strip_prefix(separator).unwrap_or(name);
        let (package, last) = name.rsplit_once(separator).unwrap_or(("", name));
        let exported = self
            .package(module.language(), package)
            .and_then(|package| self.in_package(package, last))
            .or_else(|| self.member_of_full_name(file, name));
        exported.or_else(|| self.package(module.language(), name).map(Found::Package))
    }

    /// `a.b.Outer.Inner` or `a.b.Outer.method`, where `a.b` is a package.
    fn member_of_full_name(self, file: FileId, name: &'p str) -> Option<Found<'p>> {
        let module = self.file(file);
        let separator = module.facts().separator;
        name.rmatch_indices(separator).take(MAX_LEVELS).find_map(|(end, _)| {
            let (outer, rest) = (&name[..end], &name[end + separator.len()..]);
            let (package, first) = outer.rsplit_once(separator).unwrap_or(("", outer));
            let package = self.package(module.language(), package)?;
            self.in_package(package, first)?.member(self, rest.split(separator))
        })
    }

    /// What this file exports under `name`; `local` names a default export that is declared outside.
    pub(in crate::graph) fn exported(self, file: FileId, name: &'p str, local: &'p str) -> Found<'p> {
        self.exported_with(file, name, local, &mut Steps::new())
    }

    /// The same, as far as a question about modules within files has steps left.
    fn exported_with(self, file: FileId, name: &'p str, local: &'p str, steps: &mut Steps) -> Found<'p> {
        let (mut file, mut name, mut local) = (file, name, local);
        // What declares the name itself, beside an import that may lead back to it.
        let mut declared_too: Option<(ExportRef, Found<'p>)> = None;
        for _ in 0..MAX_HOPS {
            if name == "*" {
                return Found::Module(file);
            }
            let Some(export) = self.export_row(file, name) else {
                return match self.unlisted(file, name, local) {
                    missing @ (Found::Missing { .. } | Found::Outside { .. }) => {
                        self.in_starred_module(file, name, steps).unwrap_or(missing)
                    }
                    found => found,
                };
            };
            if let Some((_, found)) = declared_too.filter(|(first, _)| *first == export) {
                return found;
            }
            let (owner, module) = (export.file, self.file(export.file));
            let (specifier, imported) = match self.export_at(export).target {
                ExportTarget::Expression(expr) => return Found::Expression { file: owner, expr },
                ExportTarget::From { specifier, imported } => (specifier, imported),
                ExportTarget::Local(declared) => {
                    let Some((specifier, imported)) = self.reexported_import(owner, declared) else {
                        return Found::declared(owner, declared);
                    };
                    if declared_too.is_none() && self.is_declared_too(owner, declared) {
                        declared_too = Some((export, Found::declared(owner, declared)));
                    }
                    local = module.text(declared);
                    (specifier, imported)
                }
            };
            if name != "default" {
                local = name;
            }
            name = module.text(imported);
            if let Some(found) = self.within(owner, specifier, name, steps) {
                return found;
            }
            match self.target(owner, specifier) {
                // `from . import views` in a package's own file: the module, not a name in it.
                ModuleTarget::File(target) if self.is_inner_module(owner, specifier, target) => {
                    return Found::Module(target);
                }
                ModuleTarget::File(target) if target == owner && self.is_called(target, name) => {
                    return Found::Module(target);
                }
                ModuleTarget::File(target) => file = target,
                ModuleTarget::Package(package) => {
                    let missing = Found::Missing { file, name: outside_name(name, local) };
                    return self.packaged(package, name).unwrap_or(missing);
                }
                ModuleTarget::Outside(origin) => {
                    return Found::Outside { origin, name: outside_name(name, local) };
                }
            }
        }
        declared_too.map_or(Found::Missing { file, name: outside_name(name, local) }, |(_, found)| found)
    }

    fn export_row(self, file: FileId, name: &str) -> Option<ExportRef> {
        self.export(file, name).map(|row| InFile { file, row }).or_else(|| self.star(file, name))
    }

    /// A name that no `export` of the file lists: it may be part of `module.exports`, or of a package that is
    /// re-exported whole.
    fn unlisted(self, file: FileId, name: &'p str, local: &'p str) -> Found<'p> {
        let module = self.file(file);
        let own_name = self.module_name(file);
        if !own_name.is_empty() && own_name == name {
            return Found::Module(file);
        }
        if let Some(module) = self.submodule(file, name) {
            return Found::Module(module);
        }
        let Some(row) = self.assigned_row(file) else {
            return match self.starred_outside(file) {
                Some(origin) if name != "default" => Found::Outside { origin, name },
                _ if name == "export=" => Found::Module(file),
                _ => Found::Missing { file, name: outside_name(name, local) },
            };
        };
        if name == "default" && self.exports_beside(file) {
            return Found::Assigned { file, row };
        }
        match module.symbols().exports[row.index()].target {
            ExportTarget::Local(declared) if name == "default" => Found::declared(file, declared),
            ExportTarget::Expression(expr) if name == "default" => Found::Expression { file, expr },
            _ => Found::AssignedMember { file, row, name },
        }
    }

    /// The module that a Python package has in its folder under this name: importing it makes it a member of the package,
    /// whoever does.
    fn submodule(self, package: FileId, name: &str) -> Option<FileId> {
        let folder = self
            .file(package)
            .path
            .strip_suffix("__init__.py")
            .filter(|folder| folder.is_empty() || folder.ends_with('/'))?;
        let paths = [format!("{folder}{name}.py"), format!("{folder}{name}/__init__.py")];
        paths.iter().find_map(|path| self.at_path(path))
    }

    /// The row of `export =` or `module.exports =` in this file.
    pub(in crate::graph) fn assigned_row(self, file: FileId) -> Option<ExportId> {
        self.export(file, "export=")
    }

    /// Whether a file that assigns to `module.exports` exports more.
    pub(in crate::graph) fn exports_beside(self, file: FileId) -> bool {
        self.count_of_exports(file) > 1
    }

    /// Where the name comes from if all the file does is import it.
    fn reexported_import(self, file: FileId, name: StringId) -> Option<(StringId, StringId)> {
        let module = self.file(file);
        module.import_among(self.declared(file, name, Symbols::FILE_SCOPE)?)
    }

    /// Whether a file declares a name that it imports as well.
    fn is_declared_too(self, file: FileId, name: StringId) -> bool {
        let rows = self.declared(file, name, Symbols::FILE_SCOPE).unwrap_or_default();
        rows.iter().any(|row| !self.is_import(file, *row))
    }

    fn is_import(self, file: FileId, binding: u32) -> bool {
        matches!(self.file(file).symbols().bindings[binding as usize].target, BindingTarget::Import { .. })
    }

    /// Of bindings of one name those that declare it, if there are any, or else those that import it: what was found to be
    /// declared is not looked for where it is imported from, which may be here.
    pub(in crate::graph) fn declaring(self, file: FileId, rows: &'p [u32]) -> Cow<'p, [u32]> {
        let is_import = |row: &u32| self.is_import(file, *row);
        if rows.iter().all(is_import) || !rows.iter().any(is_import) {
            return rows.into();
        }
        rows.iter().copied().filter(|row| !is_import(row)).collect()
    }
}

/// What to call a name of a module nobody can look into.
fn outside_name<'p>(imported: &'p str, local: &'p str) -> &'p str {
    match imported {
        "*" => "",
        "default" | "export=" => local,
        name => name,
    }
}
