//! What names mean that have a package's or a type's name in front of them, and where those are looked for that no scope
//! declares.
//!
//! In: a file, a name as it is written there and the scope it is written in. Out: [`Found`], or the wildcards to look into.

use super::files::{FileId, InFile};
use super::found::Found;
use super::packages::PackageId;
use super::scopes::Meaning;
use super::view::View;
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, Expr, ExprId, ScopeId, Wildcard};

impl<'p> View<'p> {
    /// What `name` means behind a package's name: what the package exports, or a package in it.
    pub(in crate::graph) fn member_of_package(
        self,
        package: PackageId,
        name: &str,
        separator: &str,
    ) -> Option<Found<'p>> {
        let inner = || self.package_within(package, name, separator).map(Found::Package);
        self.in_package(package, name).or_else(inner)
    }

    /// What a name with a package's or type's name in front of it means: `Model.Order` where `Model` is what a scope
    /// declares, a package's last name or an import's.
    pub(in crate::graph) fn qualified_name(self, file: FileId, name: &'p str, scope: ScopeId) -> Option<Found<'p>> {
        let module = self.file(file);
        let separator = module.facts().separator;
        if separator.is_empty() || name.starts_with(separator) {
            return None;
        }
        let (first, rest) = name.split_once(separator)?;
        let rows = module.record().strings.find(first).and_then(|id| self.lookup(file, id, scope, Meaning::Type))?;
        rows.iter().find_map(|row| match module.symbols().bindings[*row as usize].target {
            BindingTarget::Import { specifier, .. } if module.facts().only_packages_nest => {
                let (language, full) = (module.language(), module.text(specifier));
                let (package, last) = match rest.rsplit_once(separator) {
                    Some((below, last)) => (self.package_of(language, [full, separator, below])?, last),
                    None => (self.package(language, full)?, rest),
                };
                self.in_package(package, last)
            }
            BindingTarget::Class(_) if module.facts().only_packages_nest => None,
            BindingTarget::Class(class) => {
                let (member, rest) = rest.split_once(separator).map_or((rest, None), |(one, rest)| (one, Some(rest)));
                let found = Found::MemberOf { class: InFile { file, row: class }, name: member };
                found.member(self, rest.into_iter().flat_map(|rest| rest.split(separator)))
            }
            BindingTarget::Import { specifier, imported } => {
                let outer = self.imported(file, specifier, module.text(imported), first);
                match outer {
                    Found::Package(package) => self.in_package_or_below(file, package, specifier, rest),
                    found => found.member(self, rest.split(separator)),
                }
            }
            BindingTarget::Alias(ty) => self.behind_alias(file, ty, rest),
            _ => None,
        })
    }

    /// What `rest` means behind a name that stands for a package's or type's full name: `M.Order` where `M` is `Shop.Model`.
    fn behind_alias(self, file: FileId, ty: ExprId, rest: &'p str) -> Option<Found<'p>> {
        let module = self.file(file);
        let Expr::TypeName { name: full, .. } = module.expr(ty) else { return None };
        match self.package(module.language(), module.text(full)) {
            Some(package) => self.in_package_or_below(file, package, full, rest),
            None => self.full_name(file, module.text(full))?.member(self, rest.split(module.facts().separator)),
        }
    }

    /// What `rest` means behind an imported package's name.
    fn in_package_or_below(
        self,
        file: FileId,
        package: PackageId,
        specifier: StringId,
        rest: &'p str,
    ) -> Option<Found<'p>> {
        if let Some(found) = self.in_package(package, rest) {
            return Some(found);
        }
        let module = self.file(file);
        let separator = module.facts().separator;
        let full = module.text(specifier);
        let (below, last) = rest.rsplit_once(separator)?;
        let below = self.package_of(module.language(), [full, separator, below])?;
        self.in_package(below, last)
    }

    /// What a name with parts means below a package: `Model.Order` below `Shop` is `Order` of `Shop.Model`.
    pub(in crate::graph) fn below(self, file: FileId, package: &str, name: &'p str) -> Option<Found<'p>> {
        let module = self.file(file);
        let (language, separator) = (module.language(), module.facts().separator);
        let (first, rest) = name.split_once(separator)?;
        let (head, last) = name.rsplit_once(separator)?;
        let full = if package.is_empty() { ["", "", head] } else { [package, separator, head] };
        let by_package = self.package_of(language, full).and_then(|package| self.in_package(package, last));
        by_package.or_else(|| {
            let outer = self.in_package(self.package(language, package)?, first)?;
            outer.member(self, rest.split(separator))
        })
    }

    /// The wildcards that hold in a scope, inner ones first.
    pub(in crate::graph) fn wildcards(self, file: FileId, scope: ScopeId) -> impl Iterator<Item = &'p Wildcard> {
        let module = self.file(file);
        let symbols = module.symbols();
        let scopes = std::iter::successors(module.index().with_wildcards(scope), |scope| {
            let parent = symbols.scopes[scope.index()].parent;
            module.index().with_wildcards(parent).filter(|_| parent != *scope)
        });
        scopes
            .flat_map(|scope| module.index().wildcards(scope).iter().map(|(_, row)| &symbols.wildcards[*row as usize]))
    }
}
