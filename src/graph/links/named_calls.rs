//! What calls of names mean: local ones, imported ones, those that no scope declares.
//!
//! In: a callee that is a name, or what an import led to. Out: its [`CallTarget`].

use super::dispatch::Dispatch;
use super::file_links::Resolution;
use super::targets::{CallLinker, CallTarget};
use crate::graph::names::files::{FileId, FunctionRef, InFile};
use crate::graph::names::found::Found;
use crate::graph::names::modules::Origin;
use crate::graph::names::scopes::Meaning;
use crate::graph::types::members::MemberSearch;
use crate::graph::types::table::{Env, Type};
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, Expr, ExprId, ScopeId};

impl<'p> CallLinker<'p> {
    /// A call of a name, or of an expression that is no member.
    pub(super) fn plain_call(&mut self, callee: ExprId) -> CallTarget<'p> {
        let module = self.module(self.file);
        let callee = module.without_tests(callee);
        let (Expr::Name { name, scope } | Expr::Bare { name, scope, .. }) = module.expr(callee) else {
            if let Some(function) = self.function_of(self.file, callee, Env::NONE) {
                return self.inside(function.file, Some(function), "", self.lexical(function.file));
            }
            let ty = self.type_of(self.file, callee, Env::NONE);
            return match self.types.get(ty) {
                // A function without a name: written here, or returned by another.
                Type::Function { file, .. } => self.inside(file, None, "", self.lexical(file)),
                _ => self.unresolved(""),
            };
        };
        let rows = match module.facts().methods_are_apart && module.facts().calling_member.is_none() {
            // No variable is called, and what is imported comes behind all members.
            true => None,
            false => self.program.lookup(self.file, name, scope, Meaning::Value),
        };
        let Some(rows) = rows else {
            return self.undeclared_call(callee, name, scope);
        };
        if let Some(known) = self.memo.bound.get(&rows[0]) {
            return *known;
        }
        let target = self.bound_call(rows);
        self.memo.bound.insert(rows[0], target);
        target
    }

    /// A call of a name that no scope declares: a member of a class around it, or what a wildcard leads to.
    fn undeclared_call(&mut self, callee: ExprId, name: StringId, scope: ScopeId) -> CallTarget<'p> {
        let module = self.module(self.file);
        if let Expr::Bare { class, .. } = module.expr(callee)
            && let Some((of, member)) =
                self.bare_called(InFile { file: self.file, row: class }, scope, module.text(name), Env::NONE)
        {
            let resolution = match member.is_inherited {
                true => Resolution::Inherited,
                false => self.lexical(member.file),
            };
            let function = self.function_of_member(member);
            let dispatch = Some(Dispatch { of, is_of_class: true, name: module.text(name), overload: None });
            return CallTarget { dispatch, ..self.inside(member.file, function, "", resolution) };
        }
        let imported = self.imported_called(self.file, name);
        match imported.or_else(|| self.undeclared(self.file, name, scope)) {
            // `Array(x)` is a function of the language: no class is called.
            Some(Found::Expression { file, expr })
                if module.facts().types_are_extended && matches!(self.module(file).expr(expr), Expr::Class(_)) =>
            {
                self.unresolved("")
            }
            Some(found) => self.imported_call(found, ""),
            None => self.unresolved(""),
        }
    }

    fn bound_call(&mut self, rows: &[u32]) -> CallTarget<'p> {
        let module = self.module(self.file);
        let is_imported = module.import_among(rows).is_some();
        for row in rows {
            let binding = module.symbols().bindings[*row as usize];
            match binding.target {
                BindingTarget::Import { specifier, imported } if is_imported => {
                    let found = self.import_of(self.file, specifier, imported, binding.name);
                    return self.imported_call(found, "");
                }
                BindingTarget::Variable { value, .. } if self.is_another_name(self.file, value) => {
                    if let Some(origin) = self.outside_value(value) {
                        return self.outside(origin, "", Resolution::Import);
                    }
                }
                _ => {}
            }
        }
        let function = self.bound_function(self.file, rows);
        let file = function.map_or(self.file, |function| function.file);
        self.inside(file, function, "", self.lexical(file))
    }

    /// Where a value comes from that is taken out of a module outside the program: `const { a } = require('b')`.
    fn outside_value(&mut self, value: ExprId) -> Option<Origin<'p>> {
        let ty = self.type_of(self.file, value, Env::NONE);
        match self.types.get(ty) {
            Type::OutsideValue { origin, .. } => Some(origin),
            _ => None,
        }
    }

    /// The function of the graph that these bindings of one name hold.
    pub(super) fn bound_function(&mut self, file: FileId, rows: &[u32]) -> Option<FunctionRef> {
        let module = self.module(file);
        let mut function_of = |row: &u32| match module.symbols().bindings[*row as usize].target {
            BindingTarget::Function(signature) => self.function_at(file, signature),
            // What is no function itself is what the variable is declared as.
            BindingTarget::Variable { ty, value } if ty != ExprId::UNKNOWN && self.is_as_declared(file, value) => {
                self.function_of(file, ty, Env::NONE)
            }
            BindingTarget::Variable { value, .. } if value != ExprId::UNKNOWN => {
                self.function_of(file, value, Env::NONE)
            }
            // A pattern takes a method out of a value of a declared type.
            BindingTarget::Variable { ty, .. } if matches!(module.expr(ty), Expr::IndexedType { .. }) => {
                self.function_of(file, ty, Env::NONE)
            }
            _ => None,
        };
        match module.facts().last_is_meant {
            true => rows.iter().rev().find_map(function_of),
            false => rows.iter().find_map(&mut function_of),
        }
    }

    /// Whether a variable that is given this value is nothing but another name for it: a function, a name, a
    /// member of an imported module. What a call returned is the variable's own.
    fn is_another_name(&self, file: FileId, value: ExprId) -> bool {
        let mut value = value;
        loop {
            match self.module(file).expr(value) {
                Expr::Member { object, .. } => value = object,
                Expr::Await(promise) => match self.module(file).expr(promise) {
                    Expr::Module { .. } => return true,
                    _ => return false,
                },
                Expr::Function(_) | Expr::Name { .. } | Expr::Module { .. } | Expr::This(_) | Expr::Class(_) => {
                    return true;
                }
                _ => return false,
            }
        }
    }

    /// A call of something imported: `f()`, or `ns.f()` with the name of the namespace as `caller`.
    pub(super) fn imported_call(&mut self, found: Found<'p>, caller: &'p str) -> CallTarget<'p> {
        let mut overloaded = None;
        let (file, function) = match found {
            Found::Outside { origin, .. } => return self.outside(origin, caller, Resolution::Import),
            Found::Declared { file, name, scope } => {
                let rows = self.program.declared(file, name, scope).unwrap_or_default();
                (file, self.bound_function(file, rows))
            }
            Found::Expression { file, expr } => (file, self.function_of(file, expr, Env::NONE)),
            Found::Module(file) => {
                let function = self.program.assigned_row(file).and_then(|row| {
                    let assigned = self.assigned(file, row);
                    self.function_of_type(assigned)
                });
                (file, function)
            }
            Found::AssignedMember { file, row, name } => {
                let assigned = self.assigned(file, row);
                let function = match self.find_member(assigned, name) {
                    MemberSearch::Found(member) => self.function_of_member(member),
                    _ => {
                        let member = self.member_type(assigned, name);
                        self.function_of_type(member)
                    }
                };
                (function.map_or(file, |function| function.file), function)
            }
            Found::Assigned { file, row } => {
                let assigned = self.assigned(file, row);
                (file, self.function_of_type(assigned))
            }
            Found::Package(_) | Found::Namespace { .. } => return self.unresolved(caller),
            Found::MemberOf { class, name } => {
                let of = self.types.add(Type::Class(class));
                overloaded = Some((of, name));
                match self.named_member(class, name) {
                    Some(member) => (member.file, self.function_of_member(member)),
                    None => (class.file, None),
                }
            }
            Found::Missing { file, .. } => (file, None),
        };
        // Files of a package see each other's names, and their own, without an import.
        let is_own = function.map_or(file, |function| function.file) == self.file;
        let resolution = if is_own { Resolution::Local } else { Resolution::Import };
        CallTarget { overloaded, ..self.inside(file, function, caller, resolution) }
    }
}
