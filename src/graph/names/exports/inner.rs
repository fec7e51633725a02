//! Modules that are written within a file, in languages where the path of a module may go on in the file that it leads to.
//!
//! In: a specifier with more modules in it than have files, or a module within a file, and a name. Out: [`Found`]. Each name on
//! the way is looked up like any other: it may be re-exported, renamed or brought by a wildcard. All of one question is
//! bounded, so that modules that re-export each other in circles end it.

use crate::graph::names::files::FileId;
use crate::graph::names::found::Found;
use crate::graph::names::modules::ModuleTarget;
use crate::graph::names::view::View;
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, ExportTarget, Expr, ExprId, ScopeId, Symbols, WildcardSource};

/// How many names one question looks up on its way.
const MAX_NAMES: u32 = 64;

/// What is left to one question.
#[derive(Debug)]
pub(super) struct Steps(u32);

impl Steps {
    /// All that a question has.
    pub(super) const fn new() -> Self {
        Self(MAX_NAMES)
    }

    const fn take(&mut self) -> bool {
        self.0 = self.0.saturating_sub(1);
        self.0 > 0
    }
}

impl<'p> View<'p> {
    /// What a module within a file has under a name.
    pub(in crate::graph) fn in_namespace(self, file: FileId, scope: ScopeId, name: &'p str) -> Option<Found<'p>> {
        self.in_scope(file, scope, name, &mut Steps::new())
    }

    /// What a name means of the module behind a specifier that goes on within the file that it leads to.
    pub(super) fn within(
        self,
        file: FileId,
        specifier: StringId,
        imported: &'p str,
        steps: &mut Steps,
    ) -> Option<Found<'p>> {
        let module = self.file(file);
        let path = module.text(specifier);
        let separator = module.facts().module_separator;
        if separator.is_empty() || path.is_empty() || !steps.take() {
            return None;
        }
        let names = path.split(separator);
        let (mut found, from) = match self.target(file, specifier) {
            ModuleTarget::File(target) => (Found::Module(target), self.names_with_files(target, path)),
            ModuleTarget::Package(_) => return None,
            ModuleTarget::Outside(origin) if origin.in_repository => return None,
            ModuleTarget::Outside(_) => (Found::Namespace { file, scope: Symbols::FILE_SCOPE }, 0),
        };
        if let Found::Module(_) = found {
            let mut rest = names.clone().skip(from);
            let is_within = rest.next().is_some_and(|name| name != imported || rest.next().is_some());
            if !is_within {
                return None;
            }
        }
        let mut rest: Vec<&str> = names.skip(from).collect();
        // `a::b::f` is both the path of `f` and of what may be a module of that name.
        if imported != "*" {
            if rest.last() == Some(&imported) {
                rest.pop();
            }
            rest.push(imported);
        }
        let own = matches!(found, Found::Namespace { .. }).then_some(specifier);
        for name in rest {
            found = match self.opened(found, steps) {
                Found::Module(file) => match self.exported_with(file, name, name, steps) {
                    Found::Missing { .. } => return None,
                    found => found,
                },
                Found::Namespace { file: inner, scope } => {
                    if scope == Symbols::FILE_SCOPE && self.is_import_of(inner, name, own) {
                        return None;
                    }
                    self.in_scope(inner, scope, name, steps)?
                }
                _ => return None,
            };
        }
        match (imported, self.opened(found, steps)) {
            ("*", place @ (Found::Module(_) | Found::Namespace { .. })) => Some(place),
            ("*", _) => None,
            _ => Some(found),
        }
    }

    /// What a name means by a module within a file that another re-exports whole.
    pub(super) fn in_starred_module(self, file: FileId, name: &'p str, steps: &mut Steps) -> Option<Found<'p>> {
        let module = self.file(file);
        if module.facts().module_separator.is_empty() || name == "*" {
            return None;
        }
        let symbols = module.symbols();
        let star = symbols.exports[self.export(file, "*")?.index()].name;
        for star in symbols.exports.iter().filter(|export| export.name == star) {
            if let ExportTarget::From { specifier, .. } = star.target
                && let Some(found) = self.within(file, specifier, name, steps)
                && !matches!(found, Found::Outside { .. } | Found::Missing { .. })
            {
                return Some(found);
            }
        }
        None
    }

    /// How many of a path's names have files: up to the last that the file is called by, or what leads to the root of a crate
    /// or outwards.
    fn names_with_files(self, target: FileId, path: &str) -> usize {
        let module = self.file(target);
        let own = self.module_name(target);
        let separator = module.facts().module_separator;
        let named = path.split(separator).enumerate().filter(|(_, name)| *name == own).last();
        match named {
            Some((place, _)) if !own.is_empty() => place + 1,
            _ => path.split(separator).take_while(|name| matches!(*name, "self" | "super")).count().max(1),
        }
    }

    /// Whether a file binds a name to the very module that is looked for.
    fn is_import_of(self, file: FileId, name: &str, own: Option<StringId>) -> bool {
        let module = self.file(file);
        let rows = self.declared_text(file, name, Symbols::FILE_SCOPE).map_or(&[][..], |(_, rows)| rows);
        rows.iter().any(|row| match module.symbols().bindings[*row as usize].target {
            BindingTarget::Import { specifier, .. } => Some(specifier) == own,
            _ => false,
        })
    }

    /// The module within a file that a declared name is, or is another name of.
    fn opened(self, found: Found<'p>, steps: &mut Steps) -> Found<'p> {
        let mut found = found;
        while let Found::Declared { file, name, scope } = found
            && steps.take()
        {
            let module = self.file(file);
            let rows = self.declared(file, name, scope).unwrap_or_default();
            let inner = rows.iter().find_map(|row| match module.symbols().bindings[*row as usize].target {
                BindingTarget::Namespace(scope) => Some(Found::Namespace { file, scope }),
                BindingTarget::Variable { ty: ExprId::UNKNOWN, value } => match module.expr(value) {
                    Expr::Name { name: of, scope: place } if (of, place) != (name, scope) => {
                        Some(Found::Declared { file, name: of, scope: place })
                    }
                    _ => None,
                },
                _ => None,
            });
            let Some(inner) = inner else { break };
            found = inner;
        }
        found
    }

    fn in_scope(self, file: FileId, scope: ScopeId, name: &'p str, steps: &mut Steps) -> Option<Found<'p>> {
        if !steps.take() {
            return None;
        }
        let module = self.file(file);
        let Some((id, rows)) = self.declared_text(file, name, scope) else {
            return self.in_wildcards_of(file, scope, name, steps);
        };
        match module.import_among(rows) {
            Some((specifier, imported)) => {
                let imported = module.text(imported);
                match self.imported_with(file, specifier, imported, module.text(id), steps) {
                    Found::Missing { .. } => None,
                    found => Some(found),
                }
            }
            None => Some(Found::Declared { file, name: id, scope }),
        }
    }

    /// What a name means by the wildcards of a module within a file.
    fn in_wildcards_of(self, file: FileId, scope: ScopeId, name: &'p str, steps: &mut Steps) -> Option<Found<'p>> {
        let module = self.file(file);
        for (_, row) in self.wildcards_of(file, scope) {
            if let WildcardSource::Module(specifier) = module.symbols().wildcards[*row as usize].source {
                match self.imported_with(file, specifier, name, name, steps) {
                    // What a package has nobody knows.
                    Found::Outside { .. } | Found::Missing { .. } => {}
                    found => return Some(found),
                }
            }
        }
        None
    }
}
