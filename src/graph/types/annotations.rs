//! What a written type means: a name, `ns.Name`, `Base<A>`.
//!
//! In: names in type position. Out: the type of a value that is declared so.

use super::linker::Linker;
use super::members::MemberSearch;
use super::table::{Env, ListId, Type, TypeId};
use crate::graph::names::files::{ClassRef, FileId, InFile};
use crate::graph::names::found::Found;
use crate::graph::names::scopes::Meaning;
use crate::record::symbols::{BindingTarget, Expr, ExprId, ScopeId, Symbols};
use crate::record::{NodeKind, Run, StringId};

impl<'p, M> Linker<'p, M> {
    /// The type of a value that is declared with a name.
    pub fn name_type(&mut self, file: FileId, name: StringId, scope: ScopeId, env: Env) -> TypeId {
        let module = self.module(file);
        let rows = self.program.lookup(file, name, scope, Meaning::Type);
        if let Some(ty) = self.inherited_type(file, name, scope, rows) {
            return ty;
        }
        if let Some(rows) = rows {
            return self.declared_type(file, rows, env);
        }
        if let Some(found) = self.undeclared(file, name, scope) {
            return self.found_type(found);
        }
        if let Some(ty) = self.local_class(file, name, scope, env) {
            return ty;
        }
        match module.written_name(name) {
            "this" => env.this,
            name => self.types.add(Type::Global { name, args: ListId::EMPTY }),
        }
    }

    /// An instance of the class that a parameter or a local variable holds: what a class extends that a function makes of
    /// another.
    fn local_class(&mut self, file: FileId, name: StringId, scope: ScopeId, env: Env) -> Option<TypeId> {
        let rows = self.program.lookup(file, name, scope, Meaning::Value)?;
        let binding = self.module(file).symbols().bindings[*rows.first()? as usize];
        let BindingTarget::Variable { .. } = binding.target else { return None };
        if binding.scope == Symbols::FILE_SCOPE {
            return None;
        }
        let value = self.value(file, rows, env);
        match self.types.get(value) {
            Type::Class(_) | Type::Intersection(_) | Type::Object { .. } => self.instance(value).known(),
            _ => None,
        }
    }

    /// The type inside of a supertype of the classes around that a name means, unless it is bound nearer.
    pub fn inherited_type(
        &mut self,
        file: FileId,
        name: StringId,
        scope: ScopeId,
        rows: Option<&[u32]>,
    ) -> Option<TypeId> {
        let module = self.module(file);
        let mut next = module.class_around(scope);
        let bound = rows.map(|rows| module.symbols().bindings[rows[0] as usize].scope);
        while let Some(row) = next.filter(|_| self.takes_step()) {
            let class = self.class(InFile { file, row });
            if let (Some(bound), Some(scope)) = (bound, class.scope)
                && module.is_within(bound, scope)
            {
                return None;
            }
            let heir = InFile { file, row };
            let found = match self.inherited_types.get(&(heir, name)) {
                Some(known) => *known,
                None => self.find_inherited_type(heir, name),
            };
            if found.is_some() {
                return found;
            }
            next = class.outer;
        }
        None
    }

    fn find_inherited_type(&mut self, heir: ClassRef, name: StringId) -> Option<TypeId> {
        let (module, class) = (self.module(heir.file), self.class(heir));
        let is_heir = !class.extends.range().is_empty() || !class.implements.range().is_empty();
        // What a class extends is no name of its own body.
        if !is_heir || self.inheriting.contains(&heir) {
            return None;
        }
        self.inheriting.push(heir);
        let of = self.types.add(Type::Class(heir));
        let found = self.deeper(|linker| linker.nested_type(of, module.text(name))).flatten();
        self.inheriting.pop();
        if self.inheriting.is_empty() {
            self.inherited_types.insert((heir, name), found);
        }
        found
    }

    /// The type that these bindings of one name declare. A variable of a type's name says nothing of the type
    /// (`const Logger = Symbol()` beside `interface Logger`), whichever stands first.
    fn declared_type(&mut self, file: FileId, rows: &[u32], env: Env) -> TypeId {
        let module = self.module(file);
        let target = |row: &u32| module.symbols().bindings[*row as usize].target;
        let is_variable = |row: &&u32| matches!(target(row), BindingTarget::Variable { .. });
        let types_first = rows.iter().filter(|row| !is_variable(row)).chain(rows.iter().filter(is_variable));
        for row in types_first {
            let binding = module.symbols().bindings[*row as usize];
            return match binding.target {
                BindingTarget::Class(row) => self.declared_instance(InFile { file, row }),
                BindingTarget::Alias(aliased) => {
                    let env = if binding.scope == Symbols::FILE_SCOPE { Env::NONE } else { env };
                    self.type_of(file, aliased, env)
                }
                BindingTarget::TypeParameter { bound, .. } => match self.type_argument(file, *row, env) {
                    Some(argument) => argument,
                    None => self.type_of(file, bound, env),
                },
                BindingTarget::Import { specifier, imported } => {
                    let found = self.import_of(file, specifier, imported, binding.name);
                    self.deeper(|linker| linker.found_type(found)).unwrap_or(TypeId::UNKNOWN)
                }
                BindingTarget::Variable { value, .. } if value != ExprId::UNKNOWN => {
                    let value = self.type_of(file, value, Env::NONE);
                    self.instance(value)
                }
                _ => continue,
            };
        }
        TypeId::UNKNOWN
    }

    /// What a type parameter stands for here, if that is known.
    pub(super) fn type_argument(&self, file: FileId, row: u32, env: Env) -> Option<TypeId> {
        if let Some(given) = self.types.bound(env.bound, file, row) {
            return Some(given);
        }
        match self.types.get(env.of) {
            Type::Instance { class, args } if class.file == file => {
                let module = self.module(file);
                let name = module.symbols().bindings[row as usize].name;
                let params = &module.symbols().name_lists[self.class(class).type_params.range()];
                let position = params.iter().position(|param| *param == name)?;
                self.types.list(args).get(position).copied()
            }
            _ => None,
        }
    }

    /// The type that an imported name stands for.
    pub fn found_type(&mut self, found: Found<'p>) -> TypeId {
        match found {
            Found::Declared { file, name, scope } => match self.program.lookup(file, name, scope, Meaning::Type) {
                // What stands around a module is none of what it declares: it may be the very import that led here.
                Some(rows) if self.is_declared_in(file, rows, scope) => {
                    self.declared_type(file, &self.program.declaring(file, rows), Env::NONE)
                }
                _ => TypeId::UNKNOWN,
            },
            found => {
                let value = self.found_value(found);
                self.instance(value)
            }
        }
    }

    fn is_declared_in(&self, file: FileId, rows: &[u32], scope: ScopeId) -> bool {
        let bindings = &self.module(file).symbols().bindings;
        rows.first().is_some_and(|row| bindings[*row as usize].scope == scope)
    }

    /// What `ns` is in the type `ns.Name`.
    pub fn namespace(&mut self, file: FileId, expr: ExprId) -> TypeId {
        let module = self.module(file);
        match module.expr(expr) {
            Expr::Name { name, scope } | Expr::TypeName { name, scope } => {
                match self.program.lookup(file, name, scope, Meaning::Namespace) {
                    Some(rows) => self.value(file, rows, Env::NONE),
                    None if let Some(ty) = self.type_with_types(file, name, scope) => ty,
                    None => match self.undeclared(file, name, scope) {
                        Some(found) => self.found_value(found),
                        None => self.types.add(Type::GlobalValue(module.written_name(name))),
                    },
                }
            }
            Expr::Member { object, name } | Expr::TypeMember { object, name } => {
                let outer = self.deeper(|linker| linker.namespace(file, object)).unwrap_or(TypeId::UNKNOWN);
                self.member_type(outer, module.text(name))
            }
            _ => self.type_of(file, expr, Env::NONE),
        }
    }

    /// A type by name, where types have types as members: `Self::Item`.
    fn type_with_types(&mut self, file: FileId, name: StringId, scope: ScopeId) -> Option<TypeId> {
        let module = self.module(file);
        if !module.facts().called_members_are_apart || self.program.lookup(file, name, scope, Meaning::Type).is_none() {
            return None;
        }
        let ty = self.name_type(file, name, scope, Env::NONE);
        matches!(self.types.get(ty), Type::Instance { .. }).then_some(ty)
    }

    /// The type `name` of a namespace.
    pub fn namespace_type(&mut self, namespace: TypeId, name: &'p str) -> TypeId {
        match self.types.get(namespace) {
            Type::Module(file) => {
                let found = self.program.exported(file, name, name);
                self.found_type(found)
            }
            Type::Namespace { file, scope } => match self.program.in_namespace(file, scope, name) {
                Some(found) => self.found_type(found),
                None => TypeId::UNKNOWN,
            },
            Type::OutsideValue { origin, .. } => self.types.add(Type::Outside { origin, name, args: ListId::EMPTY }),
            Type::Package(package) => {
                self.program.in_package(package, name).map_or(TypeId::UNKNOWN, |found| self.found_type(found))
            }
            Type::Instance { .. } if self.module(self.file).facts().called_members_are_apart => {
                match self.find_member(namespace, name) {
                    MemberSearch::Found(member) => self.value_of_member(member),
                    _ => TypeId::UNKNOWN,
                }
            }
            // The type of an enum's member is the enum; other classes have types within them.
            Type::Class(class) => match self.nested_type(namespace, name) {
                Some(nested) => nested,
                None if self.class_kind(class) == NodeKind::Enum => self.instance(namespace),
                None => TypeId::UNKNOWN,
            },
            Type::Intersection(list) => {
                let found = self.first_of(list, |linker, part| match linker.types.get(part) {
                    Type::Class(_) => None,
                    _ => linker.namespace_type(part, name).known(),
                });
                found.unwrap_or(TypeId::UNKNOWN)
            }
            Type::GlobalValue(_) => self.types.add(Type::Global { name, args: ListId::EMPTY }),
            // `module.exports = { Order }`
            Type::Object { .. } => {
                let value = self.member_type(namespace, name);
                self.instance(value)
            }
            _ => TypeId::UNKNOWN,
        }
    }

    /// A type that is declared within a class.
    fn nested_type(&mut self, class: TypeId, name: &'p str) -> Option<TypeId> {
        self.nested_class(class, name).map(|nested| self.instance(nested))
    }

    /// The class of this name within a class.
    pub(super) fn nested_class(&mut self, class: TypeId, name: &'p str) -> Option<TypeId> {
        // No method is one.
        let MemberSearch::Found(member) = self.find_field(class, name) else { return None };
        let value = self.value_of_member(member);
        matches!(self.types.get(value), Type::Class(_)).then_some(value)
    }

    /// The type of a value that is declared with a type and its arguments.
    pub fn generic(&mut self, file: FileId, base: ExprId, args: Run, env: Env) -> TypeId {
        if let Some(alias) = self.generic_alias(file, base) {
            let args = self.all(file, args, env);
            return self.aliased(alias, &args, env);
        }
        let base = self.type_of(file, base, env);
        let args = self.all(file, args, env);
        if let Type::Global { name, .. } = self.types.get(base)
            && let Some(ty) = self.alias(name, &args)
        {
            return ty;
        }
        match self.types.get(base) {
            Type::Class(_) | Type::OutsideValue { .. } | Type::GlobalValue(_) => {
                let instance = self.instance(base);
                self.with_type_args(instance, args)
            }
            // `f<T>` as a value.
            Type::Function { file, signature, env } => {
                let env = self.with_given(file, signature, env, &args);
                self.types.add(Type::Function { file, signature, env })
            }
            _ => self.with_type_args(base, args),
        }
    }
}
