//! What a name means that is not called: a function that is passed on, a class as a value, a decorator, an accessor.
//!
//! In: a row of the references. Out: the function or type of the program that it names, if it names one. A variable is what it
//! is declared as: where a function's name is given to another variable, naming that is no reference to the function.

use super::edges::Referent;
use super::file_links::ReferenceKind;
use super::targets::CallLinker;
use crate::graph::names::files::{FileId, FunctionRef, InFile};
use crate::graph::names::found::Found;
use crate::graph::names::scopes::Meaning;
use crate::graph::types::members::{FoundMember, MemberSearch, Methods};
use crate::graph::types::table::{Env, Type, TypeId};
use crate::record::symbols::{BindingTarget, ClassId, Expr, ExprId, MemberValue, ScopeId, Symbols};
use crate::record::{NodeKind, ReferenceForm, ReferenceRow, Run, StringId};

impl<'p> CallLinker<'p> {
    /// What this name leads to, and how it is named, if it leads to something of the program.
    pub fn reference(&mut self, row: &ReferenceRow) -> Option<(Referent, ReferenceKind)> {
        self.begin_question();
        let named = row.named;
        let (to, kind) = match row.form {
            ReferenceForm::Read | ReferenceForm::Write => (None, ReferenceKind::Access),
            ReferenceForm::Value => (self.value_referent(named), ReferenceKind::Value),
            ReferenceForm::Decorator => (self.referent(named), ReferenceKind::Decorator),
            ReferenceForm::Type => (self.referent(named), ReferenceKind::Type),
        };
        match to {
            Some(to) => Some((to, kind)),
            None if matches!(kind, ReferenceKind::Value | ReferenceKind::Access) => {
                let function = self.accessed(named, row.form == ReferenceForm::Write)?;
                Some((Referent::Function(function), ReferenceKind::Access))
            }
            None => None,
        }
    }

    fn value_referent(&mut self, named: ExprId) -> Option<Referent> {
        match self.module(self.file).expr(named) {
            // What is asked for stands where arguments do: a function is called with what that is.
            Expr::Call { callee, args } => self.asked_referent(callee, args).or_else(|| self.referent(callee)),
            _ => self.referent(named),
        }
    }

    /// The function that reading a member runs, or writing it.
    fn accessed(&mut self, named: ExprId, is_written: bool) -> Option<FunctionRef> {
        let module = self.module(self.file);
        let (of, name) = match module.expr(named) {
            Expr::Member { object, name } => (self.type_of(self.file, object, Env::NONE), name),
            Expr::Bare { name, scope, class } => match self.bare_or_bound(self.file, (name, scope), class, Env::NONE) {
                Ok((of, _)) => (of, name),
                Err(_) => return None,
            },
            _ => return None,
        };
        let member = self.accessor(of, module.text(name), is_written)?;
        match member.value {
            MemberValue::Getter(signature) | MemberValue::Setter(signature) | MemberValue::Method(signature) => {
                self.function_at(member.file, signature)
            }
            MemberValue::Field { .. } => None,
        }
    }

    fn referent(&mut self, named: ExprId) -> Option<Referent> {
        let module = self.module(self.file);
        match module.expr(named) {
            Expr::Name { name, scope } => self.name_referent(name, scope, None),
            Expr::Bare { name, scope, class } => self.name_referent(name, scope, Some(class)),
            Expr::Member { object, name } => {
                let object = self.type_of(self.file, object, Env::NONE);
                self.member_referent(object, module.text(name))
            }
            Expr::TypeName { .. } | Expr::TypeMember { .. } => self.named_type(self.file, named).map(Referent::Type),
            Expr::New { class, .. } => self.constructor_of(class),
            _ => None,
        }
    }

    /// Of several methods of the name the one that fits the function that is asked for; `None` where that is not known.
    fn asked_referent(&mut self, named: ExprId, asked: Run) -> Option<Referent> {
        let module = self.module(self.file);
        let asked = self.type_of(self.file, *module.exprs(asked).first()?, Env::NONE);
        let passed = self.parameters_of_function(asked)?;
        let (of, name, is_own) = match module.expr(named) {
            Expr::Member { object, name } => (object, module.text(name), false),
            Expr::New { class, .. } => (class, "", true),
            _ => return None,
        };
        let ty = self.type_of(self.file, of, Env::NONE);
        let (Type::Class(class) | Type::Instance { class, .. }) = self.types.get(ty) else { return None };
        let is_type = matches!(self.types.get(ty), Type::Class(_))
            || matches!(module.expr(of), Expr::TypeName { .. } | Expr::TypeMember { .. } | Expr::Generic { .. });
        let name = if is_own { self.constructor_name(class) } else { name };
        let methods = self.methods(ty, name, is_own);
        let member = self.best_referent(&methods, &passed, is_type && !is_own)?;
        self.function_of_member(member).map(Referent::Function)
    }

    /// Of several methods the one that is called with this; where a type is named, also one that is called on the first of it.
    fn best_referent(&mut self, methods: &Methods, passed: &[TypeId], is_of_type: bool) -> Option<FoundMember> {
        let best = |linker: &mut Self, passed: &[TypeId], is_wanted: &dyn Fn(&Self, FoundMember) -> bool| {
            let found = methods.found.iter().copied().filter(|member| is_wanted(linker, *member));
            let found: Vec<_> = found.collect();
            linker.cheapest(&found, passed)
        };
        if !is_of_type {
            return best(self, passed, &|_, _| true).map(|(_, member)| member);
        }
        let called = best(self, passed, &Self::is_static_method);
        let on_first = passed.split_first().and_then(|(_, rest)| best(self, rest, &|l, m| !l.is_static_method(m)));
        let all = called.into_iter().chain(on_first);
        all.min_by_key(|(cost, _)| *cost).map(|(_, member)| member)
    }

    fn is_static_method(&self, member: FoundMember) -> bool {
        self.has_modifier(member, "static")
    }

    /// The function that makes an instance of a class; the class itself where none is written.
    fn constructor_of(&mut self, class: ExprId) -> Option<Referent> {
        let ty = self.type_of(self.file, class, Env::NONE);
        let (Type::Class(class) | Type::Instance { class, .. }) = self.types.get(ty) else { return None };
        match self.constructor(class) {
            Some(function) => Some(Referent::Function(function)),
            None => self.type_of_class(class).map(Referent::Type),
        }
    }

    fn name_referent(&mut self, name: StringId, scope: ScopeId, class: Option<ClassId>) -> Option<Referent> {
        let module = self.module(self.file);
        if let Some(rows) = self.program.lookup(self.file, name, scope, Meaning::Value) {
            return self.declared_referent(self.file, rows).or_else(|| {
                let imported = rows.iter().find_map(|row| {
                    let binding = module.symbols().bindings[*row as usize];
                    match binding.target {
                        BindingTarget::Import { specifier, imported } => Some((specifier, imported, binding.name)),
                        _ => None,
                    }
                });
                let (specifier, imported, local) = imported?;
                let found = self.import_of(self.file, specifier, imported, local);
                self.found_referent(found)
            });
        }
        if let Some(class) = class
            && let Some((_, member)) =
                self.bare_called(InFile { file: self.file, row: class }, scope, module.text(name), Env::NONE)
        {
            return self.referent_of_member(member);
        }
        let found = self.undeclared(self.file, name, scope)?;
        self.found_referent(found)
    }

    /// What these bindings of one name of a file declare.
    fn declared_referent(&mut self, file: FileId, rows: &[u32]) -> Option<Referent> {
        let module = self.module(file);
        let mut declared = |row: &u32| match module.symbols().bindings[*row as usize].target {
            BindingTarget::Function(signature) => self.function_at(file, signature).map(Referent::Function),
            BindingTarget::Class(class) => self.class_as_value(file, class),
            BindingTarget::Variable { value, .. } => self.held_referent(file, value, Env::NONE).or_else(|| {
                let is_of_file = module.symbols().bindings[*row as usize].scope == Symbols::FILE_SCOPE;
                if is_of_file { self.wrapped_outside(file, value) } else { None }
            }),
            _ => None,
        };
        match module.facts().last_is_meant {
            true => rows.iter().rev().find_map(declared),
            false => rows.iter().find_map(&mut declared),
        }
    }

    fn class_as_value(&self, file: FileId, class: ClassId) -> Option<Referent> {
        let module = self.module(file);
        let is_value = module.facts().classes_are_values
            && matches!(self.class_kind(InFile { file, row: class }), NodeKind::Class | NodeKind::Enum);
        let ty = self.type_of_class(InFile { file, row: class }).filter(|_| is_value)?;
        Some(Referent::Type(ty))
    }

    /// The function or class that is written as a value, or that is taken out of another module.
    fn held_referent(&mut self, file: FileId, value: ExprId, env: Env) -> Option<Referent> {
        match self.module(file).expr(value) {
            Expr::Function(signature) => self.function_at(file, signature).map(Referent::Function),
            Expr::Wrapped { call, function } if self.is_function_wrapped(file, call) => {
                self.function_at(file, function).map(Referent::Function)
            }
            Expr::Class(class) => self.class_as_value(file, class),
            _ if self.is_of_module(file, value) => {
                let ty = self.type_of(file, value, env);
                self.referent_of_type(ty)
            }
            _ => None,
        }
    }

    /// The function that a package's function is passed where a file says so for all to name: a handler, a task. What such calls
    /// give within functions is as often found or computed by what is passed.
    fn wrapped_outside(&mut self, file: FileId, value: ExprId) -> Option<Referent> {
        match self.module(file).expr(value) {
            Expr::Wrapped { call, function } if self.is_called_outside(file, call) => {
                self.function_at(file, function).map(Referent::Function)
            }
            _ => None,
        }
    }

    /// Whether a value is a member of a module that is required there, or all of it.
    fn is_of_module(&self, file: FileId, value: ExprId) -> bool {
        let mut value = value;
        loop {
            match self.module(file).expr(value) {
                Expr::Member { object: inner, .. } | Expr::Await(inner) => value = inner,
                Expr::Module { .. } => return true,
                _ => return false,
            }
        }
    }

    /// The function or class that all values of a type are.
    fn referent_of_type(&mut self, ty: TypeId) -> Option<Referent> {
        match self.types.get(ty) {
            Type::Class(class) => self.class_as_value(class.file, class.row),
            Type::Function { file, signature, .. } => self.function_at(file, signature).map(Referent::Function),
            Type::Intersection(list) => self.first_of(list, Self::referent_of_type),
            Type::Module(file) => self.found_referent(Found::Module(file)),
            _ => None,
        }
    }

    /// What an import or a wildcard led to.
    fn found_referent(&mut self, found: Found<'p>) -> Option<Referent> {
        match found {
            Found::Declared { file, name, scope } => {
                let rows = self.program.declared(file, name, scope)?;
                self.declared_referent(file, rows)
            }
            Found::Expression { file, expr } => self.held_referent(file, expr, Env::NONE),
            Found::Module(file) => {
                let row = self.program.assigned_row(file)?;
                let assigned = self.assigned(file, row);
                match self.types.get(assigned) {
                    Type::Module(_) => None,
                    _ => self.referent_of_type(assigned),
                }
            }
            Found::Assigned { file, row } => {
                let assigned = self.assigned(file, row);
                self.referent_of_type(assigned)
            }
            Found::AssignedMember { file, row, name } => {
                let assigned = self.assigned(file, row);
                self.member_referent(assigned, name)
            }
            Found::MemberOf { class, name } => {
                let class = self.types.add(Type::Class(class));
                self.member_referent(class, name)
            }
            Found::Package(_) | Found::Namespace { .. } | Found::Outside { .. } | Found::Missing { .. } => None,
        }
    }

    /// What a member of a value of this type is.
    fn member_referent(&mut self, object: TypeId, name: &'p str) -> Option<Referent> {
        match self.types.get(object) {
            Type::Module(file) => self.found_referent(self.program.exported(file, name, name)),
            Type::Package(package) => {
                let found = self.program.in_package(package, name)?;
                self.found_referent(found)
            }
            Type::Namespace { file, scope } => {
                let found = self.program.in_namespace(file, scope, name)?;
                self.found_referent(found)
            }
            Type::Intersection(list) => self.first_of(list, |linker, part| linker.member_referent(part, name)),
            _ => match self.find_called(object, name) {
                MemberSearch::Found(member) => self.referent_of_member(member),
                MemberSearch::Outside(_) | MemberSearch::Missing => None,
            },
        }
    }

    /// The function or class that a member is declared as.
    fn referent_of_member(&mut self, FoundMember { file, value, env, .. }: FoundMember) -> Option<Referent> {
        match value {
            MemberValue::Method(signature) => self.function_at(file, signature).map(Referent::Function),
            MemberValue::Field { value, .. } => self.held_referent(file, value, env),
            MemberValue::Getter(_) | MemberValue::Setter(_) => None,
        }
    }
}
