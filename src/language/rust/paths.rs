//! What a path means: `crate::money::zero`, `Order::new`, `super::Status::Open`.
//!
//! In: the parts of a path. Out: an expression or type. What begins with `crate`, `super` or `self` is a module's file,
//! which linking finds as it finds an import's; `super` and `self` may also be a module written in the same file.

use super::builtins::is_primitive;
use super::{Kind, Rust};
use crate::extract::{NodeRef, Outline};
use crate::record::symbols::{Expr, ExprId, ScopeId};

/// More parts than any path has.
const MAX_SEGMENTS: usize = 64;

/// What the modules at a path's beginning lead to.
pub(super) enum Base {
    /// A module of this file: its names are those of this scope.
    Scope(ScopeId),
    /// A module, as an expression.
    Module(ExprId),
    /// A module's file, by the specifier of its import.
    File(String),
}

impl<'source> Outline<'source, '_, Rust> {
    /// The parts of a path, in order.
    pub(super) fn segments(&mut self, node: NodeRef) -> Vec<NodeRef> {
        let mut segments = Vec::new();
        let mut next = Some(node);
        while let Some(node) = next.take().filter(|_| segments.len() < MAX_SEGMENTS) {
            match self.kind(node) {
                Kind::ScopedIdentifier | Kind::ScopedTypeIdentifier => {
                    let parts = self.named_children(node);
                    segments.extend(parts.last());
                    next = parts.first().copied().filter(|_| parts.len() > 1);
                }
                _ => segments.push(node),
            }
        }
        segments.reverse();
        segments
    }

    /// The first part of a path that names a type, as far as its spelling tells.
    pub(super) fn first_type(&self, segments: &[NodeRef]) -> Option<usize> {
        segments.iter().enumerate().position(|(place, segment)| match self.kind(*segment) {
            Kind::Identifier | Kind::TypeIdentifier => is_type_name(self.text(*segment), place),
            Kind::Crate | Kind::SelfValue | Kind::Super | Kind::Metavariable => false,
            _ => true,
        })
    }

    /// The value at the end of a path.
    pub(super) fn value_path(&mut self, segments: &[NodeRef]) -> Expr {
        let Some((last, before)) = segments.split_last() else { return Expr::Unknown };
        let name = self.intern_node(*last);
        let Some(first_type) = self.first_type(before) else {
            return match self.module_base(before) {
                Some(Base::Scope(scope)) => Expr::Name { name, scope },
                Some(base) => Expr::Member { object: self.base_expr(base), name },
                None => self.name_shape(name, false),
            };
        };
        let ty = self.type_path(&before[..=first_type]);
        let mut object = self.expr(Expr::Cast(ty));
        for segment in &before[first_type + 1..] {
            let name = self.intern_node(*segment);
            object = self.expr(Expr::Member { object, name });
        }
        Expr::Member { object, name }
    }

    /// The type at the end of a path.
    pub(super) fn type_path(&mut self, segments: &[NodeRef]) -> ExprId {
        let first_type = self.first_type(segments).unwrap_or(segments.len().saturating_sub(1));
        let Some(first) = segments.get(first_type) else { return ExprId::UNKNOWN };
        let base = self.module_base(&segments[..first_type]);
        // With its arguments only where no module stands in front: those say nothing of a type's members by name.
        let named = self.type_name_node(*first).unwrap_or(*first);
        let mut ty = match base {
            None => self.type_of(*first),
            Some(Base::Scope(scope)) => {
                let name = self.intern_node(named);
                self.expr(Expr::TypeName { name, scope })
            }
            Some(base) => {
                let object = self.base_expr(base);
                let name = self.intern_node(named);
                self.expr(Expr::TypeMember { object, name })
            }
        };
        for segment in &segments[first_type + 1..] {
            let name = self.intern_node(*segment);
            ty = self.expr(Expr::TypeMember { object: ty, name });
        }
        ty
    }

    /// The fields that a pattern of a struct or of an enum's variant takes apart.
    pub(super) fn payload_of(&mut self, path: NodeRef) -> ExprId {
        let segments = self.segments(path);
        let Some((last, before)) = segments.split_last() else { return ExprId::UNKNOWN };
        if self.first_type(before).is_some() {
            let ty = self.type_path(before);
            let object = self.expr(Expr::Cast(ty));
            let name = self.intern_node(*last);
            let name = self.payload_name(name);
            return self.expr(Expr::Member { object, name });
        }
        let ty = self.type_path(&segments);
        self.expr(Expr::Cast(ty))
    }

    fn module_base(&mut self, modules: &[NodeRef]) -> Option<Base> {
        let names: Vec<&'source str> = modules.iter().map(|module| self.text(*module)).collect();
        let first = *names.first()?;
        if let Some(base) = self.file_or_scope(&names) {
            return Some(base);
        }
        let head = self.draft.intern(first);
        if self.kind(modules[0]) == Kind::Identifier && !is_primitive(first) {
            self.own.path_heads.push(head);
        }
        let shape = self.name_shape(head, false);
        let mut module = self.expr(shape);
        for name in &names[1..] {
            let name = self.draft.intern(name);
            module = self.expr(Expr::Member { object: module, name });
        }
        Some(Base::Module(module))
    }

    /// The module that a path of names beginning with `crate`, `self` or `super` means.
    pub(super) fn file_or_scope(&mut self, names: &[&str]) -> Option<Base> {
        let outward = names.iter().take_while(|name| matches!(**name, "self" | "super")).count();
        if names.first() == Some(&"crate") {
            return Some(Base::File(names.join("::")));
        }
        if outward == 0 {
            return None;
        }
        let supers = names[..outward].iter().filter(|name| **name == "super").count();
        let depth = self.own.modules.len() - 1;
        let (inner, rest) = (depth.checked_sub(supers), &names[outward..]);
        let Some(level) = inner else {
            let mut specifier = vec!["super"; supers - depth];
            specifier.extend(rest);
            return Some(Base::File(specifier.join("::")));
        };
        if level == 0 && supers == 0 && !rest.is_empty() {
            return Some(Base::File(names.join("::")));
        }
        let mut base = Base::Scope(self.own.modules[level]);
        for name in rest {
            let name = self.draft.intern(name);
            let shape = match base {
                Base::Scope(scope) => Expr::Name { name, scope },
                base => Expr::Member { object: self.base_expr(base), name },
            };
            base = Base::Module(self.expr(shape));
        }
        Some(base)
    }

    /// A module as an expression; a file's becomes an import.
    pub(super) fn base_expr(&mut self, base: Base) -> ExprId {
        match base {
            Base::Module(module) => module,
            Base::File(specifier) => {
                let specifier = self.draft.intern(&specifier);
                self.draft.push_import(specifier);
                self.expr(Expr::Module { specifier, is_promise: false })
            }
            Base::Scope(_) => ExprId::UNKNOWN,
        }
    }
}

/// Whether a name at this place of a path is a type's, as the language's own lints want types and nothing else spelt.
/// Behind others `str` is a module's.
pub(super) fn is_type_name(name: &str, place: usize) -> bool {
    name.starts_with(char::is_uppercase) || (place == 0 && is_primitive(name))
}
