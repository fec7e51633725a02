//! `use`, `mod` and `extern crate`.
//!
//! A specifier is the path of a module, as far as spelling tells modules from what is in them: `a::b` for
//! `use a::b::C`, `a::b::c` for `use a::b::c`, which may be a module or a function. Resolution goes as far along the path
//! as there are files; a module's file exports itself under its own name, so that both are found.

use super::RustVisitor;
use super::paths::{Base, is_type_name};
use super::words::{Field, Kind};
use crate::record::symbols::{BindingTarget, ExportTarget, Expr, ExprId, Symbols, WildcardSource};
use crate::record::{LONGEST_FULL_NAME, StringId};
use crate::syntax::tree::NodeRef;

/// More parts than the path of any import has, and as deep as lists of imports are looked into.
const MAX_SEGMENTS: usize = 64;

impl<'source> RustVisitor<'source, '_> {
    pub(super) fn enter_use(&mut self, node: NodeRef) {
        self.attributes.clear();
        let Some(argument) = self.outline.field(node, Field::Argument) else { return };
        let mut children = Vec::new();
        let mut pending: Vec<(NodeRef, Vec<&'source str>)> = vec![(argument, Vec::new())];
        while let Some((part, prefix)) = pending.pop() {
            // Each name of a list holds the path in front of it.
            if prefix.len() > MAX_SEGMENTS || prefix.iter().map(|name| name.len()).sum::<usize>() > LONGEST_FULL_NAME {
                continue;
            }
            match self.outline.kind(part) {
                Kind::ScopedUseList => {
                    let parts = self.outline.named_children(part);
                    let mut inner = prefix;
                    if let [path, ..] = parts[..]
                        && self.outline.kind(path) != Kind::UseList
                    {
                        inner.extend(self.names(path));
                    }
                    if let Some(list) = parts.last() {
                        pending.extend(self.outline.named(*list).rev().map(|part| (part, inner.clone())));
                    }
                }
                Kind::UseList => {
                    pending.extend(self.outline.named(part).rev().map(|part| (part, prefix.clone())));
                }
                Kind::UseWildcard => {
                    let mut names = prefix;
                    if let Some(path) = self.outline.first_named(part) {
                        names.extend(self.names(path));
                    }
                    let specifier = self.use_everything(&names);
                    children.extend(specifier.map(|specifier| (specifier, part)));
                }
                Kind::UseAsClause => {
                    let parts = self.outline.named_children(part);
                    let [path, alias] = parts[..] else { continue };
                    let mut names = prefix;
                    names.extend(self.names(path));
                    let local = self.outline.text(alias);
                    children.extend(self.use_name(names, Some(local)).map(|imported| (imported, part)));
                }
                _ => {
                    let mut names = prefix;
                    names.extend(self.names(part));
                    children.extend(self.use_name(names, None).map(|imported| (imported, part)));
                }
            }
        }
        let name = self.module_name_of(argument);
        self.outline.push_import_node(name, node, &children);
    }

    /// The path in front of a list, or the module of the only name.
    fn module_name_of(&mut self, argument: NodeRef) -> StringId {
        let path = match self.outline.kind(argument) {
            Kind::ScopedUseList | Kind::UseAsClause | Kind::UseWildcard => self.outline.first_named(argument),
            Kind::UseList => None,
            _ => Some(argument),
        };
        let mut names = path.map(|path| self.names(path)).unwrap_or_default();
        if matches!(self.outline.kind(argument), Kind::ScopedIdentifier | Kind::UseAsClause)
            && names.len() > 1
            && names.last().is_some_and(|last| is_type_name(last, names.len() - 1))
        {
            names.pop();
        }
        self.outline.draft.intern(&names.join("::"))
    }

    fn names(&mut self, path: NodeRef) -> Vec<&'source str> {
        let segments = self.segments(path);
        segments.into_iter().map(|segment| self.outline.text(segment)).collect()
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
        let imported = self.outline.draft.intern(last);
        let local_name = self.outline.draft.intern(local);
        let first_type = names.iter().enumerate().position(|(place, name)| is_type_name(name, place));
        let module = &names[..first_type.unwrap_or(names.len())];
        if first_type.is_none() {
            self.used_names.insert(local_name);
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
        let specifier = self.outline.draft.intern(&specifier);
        self.outline.draft.push_import(specifier);
        let what = if is_module || names.len() == 1 { self.outline.draft.intern("*") } else { imported };
        if local != "_" {
            let scope = self.outline.scope();
            self.outline.bind(scope, local_name, BindingTarget::Import { specifier, imported: what });
            self.export(local_name, ExportTarget::From { specifier, imported: what });
        }
        Some(imported)
    }

    /// A name for something of this file: `use super::Order as Other` in a module written here.
    fn alias_of_file(&mut self, base: Base, ty: Option<StringId>, local: StringId, imported: StringId) {
        let (value, ty) = match (base, ty) {
            // What a scope around this one declares is seen here anyway.
            (Base::Scope(_), Some(_)) if local == imported => return,
            (Base::Scope(scope), Some(name)) => {
                (self.outline.expr(Expr::Name { name, scope }), self.outline.expr(Expr::TypeName { name, scope }))
            }
            (Base::Module(object), Some(name)) => {
                (self.outline.expr(Expr::Member { object, name }), self.outline.expr(Expr::TypeMember { object, name }))
            }
            // The expression stands for the name already.
            (Base::Module(value), None) if local != imported => (value, ExprId::UNKNOWN),
            _ => return,
        };
        self.bind_alias(local, value, ty);
    }

    fn bind_alias(&mut self, local: StringId, value: ExprId, ty: ExprId) {
        let scope = self.outline.scope();
        self.outline.bind(scope, local, BindingTarget::Variable { ty: ExprId::UNKNOWN, value });
        if ty != ExprId::UNKNOWN {
            self.outline.bind(scope, local, BindingTarget::Alias(ty));
        }
        self.export(local, ExportTarget::Local(local));
    }

    /// `use Status::Open`, `use crate::Status::Open`.
    fn alias_member(&mut self, names: &[&str], first_type: usize, local: StringId) {
        let ty = self.type_of_names(&names[..=first_type]);
        let mut value = self.outline.expr(Expr::Cast(ty));
        for name in &names[first_type + 1..] {
            let name = self.outline.draft.intern(name);
            value = self.outline.expr(Expr::Member { object: value, name });
        }
        self.bind_alias(local, value, ExprId::UNKNOWN);
    }

    /// The type at the end of a path of which all but the last are modules.
    fn type_of_names(&mut self, names: &[&str]) -> ExprId {
        let Some((name, modules)) = names.split_last() else { return ExprId::UNKNOWN };
        let name = self.outline.draft.intern(name);
        if modules.is_empty() {
            return self.outline.type_name(name);
        }
        match self.file_or_scope(modules) {
            Some(Base::Scope(scope)) => self.outline.expr(Expr::TypeName { name, scope }),
            base => {
                let object = self.base_expr(base.unwrap_or_else(|| Base::File(modules.join("::"))));
                self.outline.expr(Expr::TypeMember { object, name })
            }
        }
    }

    /// `use a::b::*`, `use Status::*`; answers the specifier.
    fn use_everything(&mut self, names: &[&str]) -> Option<StringId> {
        if names.last().is_some_and(|last| is_type_name(last, names.len() - 1)) {
            let ty = self.type_of_names(names);
            self.outline.push_wildcard(WildcardSource::Members(ty));
            return names.last().map(|last| self.outline.draft.intern(last));
        }
        let specifier = match self.file_or_scope(names) {
            Some(Base::File(specifier)) => specifier,
            // What a scope around this one declares is seen here anyway.
            Some(_) => return None,
            None => names.join("::"),
        };
        let specifier = self.outline.draft.intern(&specifier);
        let everything = self.outline.draft.intern("*");
        self.outline.draft.push_import(specifier);
        self.outline.push_wildcard(WildcardSource::Module(specifier));
        self.export(everything, ExportTarget::From { specifier, imported: everything });
        Some(specifier)
    }

    /// `extern crate serde as s;`
    pub(super) fn enter_extern_crate(&mut self, node: NodeRef) {
        self.attributes.clear();
        let Some(name_node) = self.outline.field(node, Field::Name) else { return };
        let specifier = self.outline.intern_node(name_node);
        let mut children = vec![(specifier, name_node)];
        let mut local = specifier;
        if let Some(alias) = self.outline.field(node, Field::Alias) {
            local = self.outline.intern_node(alias);
            children.push((local, alias));
        }
        if self.outline.text(name_node) != "self" {
            let everything = self.outline.draft.intern("*");
            self.outline.draft.push_import(specifier);
            let target = BindingTarget::Import { specifier, imported: everything };
            self.outline.bind(Symbols::FILE_SCOPE, local, target);
        }
        self.outline.push_import_node(specifier, node, &children);
    }

    /// `mod money;`, which is an import of the module's file, and `mod tests {…}`, a scope.
    pub(super) fn enter_module(&mut self, node: NodeRef) -> bool {
        let attributes = std::mem::take(&mut self.attributes);
        let Some(name_node) = self.outline.child_of_kind(node, Kind::Identifier) else { return false };
        let name = self.outline.intern_node(name_node);
        let outer = self.outline.scope();
        if self.outline.child_of_kind(node, Kind::DeclarationList).is_some() {
            self.export(name, ExportTarget::Local(name));
            self.enter_scope();
            let scope = self.outline.scope();
            self.outline.bind(outer, name, BindingTarget::Namespace(scope));
            self.outline.enter_key_scope(name, crate::record::NodeKind::Unspecified);
            self.modules.push(scope);
            self.module_names.push(name);
            return true;
        }
        let written = attributes.into_iter().find_map(|attribute| path_of(self.outline.draft.string(attribute)));
        let specifier = match written {
            Some(path) => path,
            None if self.module_names.is_empty() => self.outline.text(name_node).to_owned(),
            None if self.module_names.len() > MAX_SEGMENTS => return false,
            None => {
                let around = self.module_names.iter().map(|name| self.outline.draft.string(*name));
                let names: Vec<&str> =
                    std::iter::once("self").chain(around).chain([self.outline.text(name_node)]).collect();
                names.join("::")
            }
        };
        let specifier = self.outline.draft.intern(&specifier);
        let everything = self.outline.draft.intern("*");
        self.outline.draft.push_import(specifier);
        self.outline.bind(outer, name, BindingTarget::Import { specifier, imported: everything });
        self.export(name, ExportTarget::From { specifier, imported: everything });
        self.outline.push_import_node(specifier, node, &[(name, name_node)]);
        false
    }
}

/// `x.rs` of `#[path = "x.rs"]`.
fn path_of(attribute: &str) -> Option<String> {
    let rest = attribute.strip_prefix("#[")?.trim_start().strip_prefix("path")?.trim_start().strip_prefix('=')?;
    Some(rest.split('"').nth(1)?.to_owned())
}
