//! `use`, `mod` and `extern crate`.
//!
//! A specifier is the path of a module, as far as spelling tells modules from what is in them: `a::b` for
//! `use a::b::C`, `a::b::c` for `use a::b::c`, which may be a module or a function. Resolution goes as far along the path
//! as there are files; a module's file exports itself under its own name, so that both are found.

use super::paths::{Base, is_type_name};
use super::{Field, Kind, Rust};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::symbols::{BindingTarget, ExportTarget, Expr, ExprId, Symbols, WildcardSource};
use crate::record::{LONGEST_FULL_NAME, StringId};

/// More parts than the path of any import has, and as deep as lists of imports are looked into.
const MAX_SEGMENTS: usize = 64;

impl<'source> Outline<'source, '_, Rust> {
    pub(super) fn enter_use(&mut self, node: NodeRef) -> Next {
        self.begin_item(node);
        let Some(argument) = self.field(node, Field::Argument) else { return Next::Past };
        let mut children = Vec::new();
        self.take_apart((argument, Vec::new()), |file, (part, mut names), parts| {
            // Each name of a list holds the path in front of it.
            if names.len() > MAX_SEGMENTS
                || names.iter().map(|name: &&str| name.len()).sum::<usize>() > LONGEST_FULL_NAME
            {
                return;
            }
            match file.kind(part) {
                Kind::ScopedUseList => {
                    let inner = file.named_children(part);
                    if let [path, ..] = inner[..]
                        && file.kind(path) != Kind::UseList
                    {
                        names.extend(file.names(path));
                    }
                    if let Some(list) = inner.last() {
                        parts.extend(file.named(*list).rev().map(|part| (part, names.clone())));
                    }
                }
                Kind::UseList => parts.extend(file.named(part).rev().map(|part| (part, names.clone()))),
                Kind::UseWildcard => {
                    if let Some(path) = file.first_named(part) {
                        names.extend(file.names(path));
                    }
                    let specifier = file.use_everything(&names);
                    children.extend(specifier.map(|specifier| (specifier, part)));
                }
                Kind::UseAsClause => {
                    let [path, alias] = file.named_children(part)[..] else { return };
                    names.extend(file.names(path));
                    let local = file.text(alias);
                    children.extend(file.use_name(names, Some(local)).map(|imported| (imported, part)));
                }
                _ => {
                    names.extend(file.names(part));
                    children.extend(file.use_name(names, None).map(|imported| (imported, part)));
                }
            }
        });
        let name = self.module_name_of(argument);
        self.push_import_node(name, node, &children);
        Next::Past
    }

    /// The path in front of a list, or the module of the only name.
    fn module_name_of(&mut self, argument: NodeRef) -> StringId {
        let path = match self.kind(argument) {
            Kind::ScopedUseList | Kind::UseAsClause | Kind::UseWildcard => self.first_named(argument),
            Kind::UseList => None,
            _ => Some(argument),
        };
        let mut names = path.map(|path| self.names(path)).unwrap_or_default();
        if matches!(self.kind(argument), Kind::ScopedIdentifier | Kind::UseAsClause)
            && names.len() > 1
            && names.last().is_some_and(|last| is_type_name(last, names.len() - 1))
        {
            names.pop();
        }
        self.draft.intern(&names.join("::"))
    }

    fn names(&mut self, path: NodeRef) -> Vec<&'source str> {
        let segments = self.segments(path);
        segments.into_iter().map(|segment| self.text(segment)).collect()
    }

    /// `use a::b::name as local`; answers what is imported.
    fn use_name(&mut self, mut names: Vec<&'source str>, local: Option<&'source str>) -> Option<StringId> {
        // `a::{self}` is `a`.
        let is_whole = names.len() > 1 && names.last() == Some(&"self");
        if is_whole {
            names.pop();
        }
        let last = *names.last()?;
        let local = local.unwrap_or(last);
        let imported = self.draft.intern(last);
        let local_name = self.draft.intern(local);
        let first_type = names.iter().enumerate().position(|(place, name)| is_type_name(name, place));
        let module = &names[..first_type.unwrap_or(names.len())];
        if first_type.is_none() {
            self.own.used_names.insert(local_name);
        }
        if first_type.is_some_and(|place| place + 1 < names.len()) {
            // A variant, or an associated function.
            let path = names.clone();
            self.alias_member(&path, first_type.unwrap_or_default(), local_name);
            return Some(imported);
        }
        let is_module = is_whole || names.iter().all(|name| matches!(*name, "crate" | "self" | "super"));
        let base = match self.file_or_scope(module) {
            Some(Base::File(specifier)) => Base::File(specifier),
            Some(other) => {
                self.alias_of_file(other, first_type.map(|_| imported), local_name, imported);
                return Some(imported);
            }
            None if module.is_empty() => return Some(imported),
            None => Base::File(module.join("::")),
        };
        let Base::File(specifier) = base else { return Some(imported) };
        let specifier = self.draft.intern(&specifier);
        self.draft.push_import(specifier);
        let what = if is_module || names.len() == 1 { self.draft.intern("*") } else { imported };
        if local != "_" {
            self.bind(self.scope(), local_name, BindingTarget::Import { specifier, imported: what });
            self.export_top_level(local_name, ExportTarget::From { specifier, imported: what });
        }
        Some(imported)
    }

    /// A name for something of this file: `use super::Order as Other` in a module written here.
    fn alias_of_file(&mut self, base: Base, ty: Option<StringId>, local: StringId, imported: StringId) {
        let (value, ty) = match (base, ty) {
            // What a scope around this one declares is seen here anyway.
            (Base::Scope(_), Some(_)) if local == imported => return,
            (Base::Scope(scope), Some(name)) => {
                (self.expr(Expr::Name { name, scope }), self.expr(Expr::TypeName { name, scope }))
            }
            (Base::Module(object), Some(name)) => {
                (self.expr(Expr::Member { object, name }), self.expr(Expr::TypeMember { object, name }))
            }
            // The expression stands for the name already.
            (Base::Module(value), None) if local != imported => (value, ExprId::UNKNOWN),
            _ => return,
        };
        self.bind_alias(local, value, ty);
    }

    fn bind_alias(&mut self, local: StringId, value: ExprId, ty: ExprId) {
        self.declare_variable(local, ExprId::UNKNOWN, value);
        if ty != ExprId::UNKNOWN {
            self.bind(self.scope(), local, BindingTarget::Alias(ty));
        }
        self.export_top_level(local, ExportTarget::Local(local));
    }

    /// `use Status::Open`, `use crate::Status::Open`.
    fn alias_member(&mut self, names: &[&str], first_type: usize, local: StringId) {
        let ty = self.type_of_names(&names[..=first_type]);
        let mut value = self.expr(Expr::Cast(ty));
        for name in &names[first_type + 1..] {
            let name = self.draft.intern(name);
            value = self.expr(Expr::Member { object: value, name });
        }
        self.bind_alias(local, value, ExprId::UNKNOWN);
    }

    /// The type at the end of a path of which all but the last are modules.
    fn type_of_names(&mut self, names: &[&str]) -> ExprId {
        let Some((name, modules)) = names.split_last() else { return ExprId::UNKNOWN };
        let name = self.draft.intern(name);
        if modules.is_empty() {
            return self.type_name(name);
        }
        match self.file_or_scope(modules) {
            Some(Base::Scope(scope)) => self.expr(Expr::TypeName { name, scope }),
            base => {
                let object = self.base_expr(base.unwrap_or_else(|| Base::File(modules.join("::"))));
                self.expr(Expr::TypeMember { object, name })
            }
        }
    }

    /// `use a::b::*`, `use Status::*`; answers the specifier.
    fn use_everything(&mut self, names: &[&str]) -> Option<StringId> {
        if names.last().is_some_and(|last| is_type_name(last, names.len() - 1)) {
            let ty = self.type_of_names(names);
            self.push_wildcard(WildcardSource::Members(ty));
            return names.last().map(|last| self.draft.intern(last));
        }
        let specifier = match self.file_or_scope(names) {
            Some(Base::File(specifier)) => specifier,
            // What a scope around this one declares is seen here anyway.
            Some(_) => return None,
            None => names.join("::"),
        };
        let specifier = self.draft.intern(&specifier);
        let everything = self.draft.intern("*");
        self.draft.push_import(specifier);
        self.push_wildcard(WildcardSource::Module(specifier));
        self.export_top_level(everything, ExportTarget::From { specifier, imported: everything });
        Some(specifier)
    }

    /// `extern crate serde as s;`
    pub(super) fn enter_extern_crate(&mut self, node: NodeRef) -> Next {
        self.begin_item(node);
        let Some(name_node) = self.field(node, Field::Name) else { return Next::Past };
        let specifier = self.intern_node(name_node);
        let mut children = vec![(specifier, name_node)];
        let mut local = specifier;
        if let Some(alias) = self.field(node, Field::Alias) {
            local = self.intern_node(alias);
            children.push((local, alias));
        }
        if self.text(name_node) != "self" {
            let everything = self.draft.intern("*");
            self.draft.push_import(specifier);
            let target = BindingTarget::Import { specifier, imported: everything };
            self.bind(Symbols::FILE_SCOPE, local, target);
            self.export_top_level(local, ExportTarget::From { specifier, imported: everything });
        }
        self.push_import_node(specifier, node, &children);
        Next::Past
    }

    /// `mod money;`, which is an import of the module's file, and `mod tests {…}`, a scope.
    pub(super) fn enter_module(&mut self, node: NodeRef) -> Next {
        let attributes = self.begin_item(node);
        let Some(name_node) = self.child_of_kind(node, Kind::Identifier) else { return Next::Into };
        let name = self.intern_node(name_node);
        let outer = self.scope();
        if self.child_of_kind(node, Kind::DeclarationList).is_some() {
            self.export_top_level(name, ExportTarget::Local(name));
            self.begin_scope();
            let scope = self.scope();
            self.bind(outer, name, BindingTarget::Namespace(scope));
            self.begin_key_scope(name, crate::record::NodeKind::Unspecified);
            self.own.modules.push(scope);
            self.own.module_names.push(name);
            return Next::IntoAndLeave;
        }
        let written = attributes.into_iter().find_map(|attribute| path_of(self.draft.string(attribute)));
        let specifier = match written {
            Some(path) => path,
            None if self.own.module_names.is_empty() => self.text(name_node).to_owned(),
            None if self.own.module_names.len() > MAX_SEGMENTS => return Next::Into,
            None => {
                let around = self.own.module_names.iter().map(|name| self.draft.string(*name));
                let names: Vec<&str> = std::iter::once("self").chain(around).chain([self.text(name_node)]).collect();
                names.join("::")
            }
        };
        let specifier = self.draft.intern(&specifier);
        let everything = self.draft.intern("*");
        self.draft.push_import(specifier);
        self.bind(outer, name, BindingTarget::Import { specifier, imported: everything });
        self.export_top_level(name, ExportTarget::From { specifier, imported: everything });
        self.push_import_node(specifier, node, &[(name, name_node)]);
        Next::Into
    }
}

/// `x.rs` of `#[path = "x.rs"]`.
fn path_of(attribute: &str) -> Option<String> {
    let rest = attribute.strip_prefix("#[")?.trim_start().strip_prefix("path")?.trim_start().strip_prefix('=')?;
    Some(rest.split('"').nth(1)?.to_owned())
}
