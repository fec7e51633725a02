//! What type parameters stand for: given by type arguments, by defaults, or found out from what a call passes.
//!
//! In: a generic alias, class or function, with what is given for its parameters. Out: types and environments in which the
//! parameters stand for something. How one type is found in another is for `matching` to say.

use super::generics::Site;
use super::linker::Linker;
use super::matching::Solutions;
use super::members::MemberSearch;
use super::table::{Bound, Env, GenericAlias, Type, TypeId};
use crate::graph::names::files::{ClassRef, FileId};
use crate::graph::names::found::Found;
use crate::graph::names::scopes::Meaning;
use crate::record::Run;
use crate::record::symbols::{BindingTarget, Expr, ExprId, SignatureId, Symbols};

/// More type parameters than anything has.
const MAX_PARAMETERS: usize = 32;

impl<'p, M> Linker<'p, M> {
    /// What the type parameter of this row is bound by; nothing, if the row is none.
    pub(super) fn bound_of(&self, file: FileId, row: u32) -> Option<ExprId> {
        match self.module(file).symbols().bindings[row as usize].target {
            BindingTarget::TypeParameter { bound, .. } => Some(bound),
            _ => None,
        }
    }

    fn default_of(&self, file: FileId, row: u32) -> ExprId {
        match self.module(file).symbols().bindings[row as usize].target {
            BindingTarget::TypeParameter { default, .. } => default,
            _ => ExprId::UNKNOWN,
        }
    }

    /// The generic alias that a name in type position means.
    pub(super) fn generic_alias(&mut self, file: FileId, base: ExprId) -> Option<GenericAlias> {
        let module = self.module(file);
        let found = match module.expr(base) {
            Expr::TypeName { name, scope } => {
                let rows = self.program.lookup(file, name, scope, Meaning::Type)?;
                let binding = module.symbols().bindings[*rows.first()? as usize];
                match binding.target {
                    BindingTarget::Alias(aliased) => {
                        return self.parameterized(file, aliased, binding.scope != Symbols::FILE_SCOPE);
                    }
                    BindingTarget::Import { specifier, imported } => {
                        self.import_of(file, specifier, imported, binding.name)
                    }
                    _ => return None,
                }
            }
            Expr::TypeMember { object, name } => {
                let namespace = self.namespace(file, object);
                let name = module.text(name);
                match self.types.get(namespace) {
                    Type::Module(file) => self.program.exported(file, name, name),
                    Type::Namespace { file, scope } => {
                        let module = self.module(file);
                        let (_, rows) = self.program.declared_text(file, name, scope)?;
                        return rows.iter().find_map(|row| match module.symbols().bindings[*row as usize].target {
                            BindingTarget::Alias(aliased) => self.parameterized(file, aliased, false),
                            _ => None,
                        });
                    }
                    _ => return None,
                }
            }
            _ => return None,
        };
        let Found::Declared { file, name, scope } = found else { return None };
        let module = self.module(file);
        let rows = self.program.lookup(file, name, scope, Meaning::Type)?;
        let rows = self.program.declaring(file, rows);
        match module.symbols().bindings[*rows.first()? as usize].target {
            BindingTarget::Alias(aliased) => self.parameterized(file, aliased, false),
            _ => None,
        }
    }

    fn parameterized(&self, file: FileId, aliased: ExprId, is_local: bool) -> Option<GenericAlias> {
        match self.module(file).expr(aliased) {
            Expr::Parameterized { params, body } => Some(GenericAlias { file, params, body, is_local }),
            _ => None,
        }
    }

    /// What a generic alias is with these arguments; its defaults count for those that are not there.
    pub(super) fn aliased(&mut self, alias: GenericAlias, args: &[TypeId], env: Env) -> TypeId {
        let outer = if alias.is_local { env } else { Env::NONE };
        let env = self.with_params(alias.file, alias.params, outer, args);
        self.deeper(|linker| linker.type_of(alias.file, alias.body, env)).unwrap_or(TypeId::UNKNOWN)
    }

    /// The environment in which type parameters stand for these arguments, and else for their defaults.
    fn with_params(&mut self, file: FileId, params: Run, env: Env, args: &[TypeId]) -> Env {
        let params = self.module(file).exprs(params).iter().take(MAX_PARAMETERS);
        let mut env = env;
        for (place, param) in params.enumerate() {
            let Some(row) = self.parameter_row(file, *param) else { continue };
            let given = args.get(place).copied();
            let default = self.default_of(file, row);
            let ty = match given {
                Some(given) => given,
                None if default != ExprId::UNKNOWN => self.type_of(file, default, env),
                None => continue,
            };
            env = self.types.with_bounds(env, &[((file, row), ty)]);
        }
        env
    }

    /// The environment of a function whose type parameters are given.
    pub(super) fn with_given(&mut self, file: FileId, signature: SignatureId, env: Env, args: &[TypeId]) -> Env {
        let params = self.module(file).signature(signature).type_variables;
        self.with_params(file, params, env, args)
    }

    /// A value of a class, of whose type arguments nothing is written: its defaults count.
    pub(super) fn declared_instance(&mut self, class: ClassRef) -> TypeId {
        let instance = self.types.add(Type::instance_of(class));
        self.with_type_args(instance, Vec::new())
    }

    /// A type with these arguments, and behind them the defaults of its class.
    pub(super) fn with_type_args(&mut self, ty: TypeId, args: Vec<TypeId>) -> TypeId {
        let mut args = args;
        if let Type::Instance { class, .. } = self.types.get(ty) {
            let defaults = self.module(class.file).exprs(self.class(class).defaults);
            let left = defaults.iter().take(MAX_PARAMETERS).skip(args.len());
            for default in left {
                let of = self.types.with_args(ty, &args);
                let env = self.types.env(of, of);
                let default = self.deeper(|linker| linker.type_of(class.file, *default, env));
                args.push(default.unwrap_or(TypeId::UNKNOWN));
            }
        }
        self.types.with_args(ty, &args)
    }

    /// The environment in which a function runs for a call: its type parameters stand for what is given or passed.
    pub(super) fn called_with(&mut self, file: FileId, signature: SignatureId, env: Env, site: Site) -> Env {
        let type_params = self.module(file).signature(signature).type_variables;
        if type_params.range().is_empty() {
            return env;
        }
        let given = self.all(site.file, site.explicit, site.env);
        if !given.is_empty() {
            return self.with_params(file, type_params, env, &given);
        }
        let solutions = self.solved_by(file, signature, env, site);
        let mut env = env;
        for param in self.module(file).exprs(type_params).iter().take(MAX_PARAMETERS) {
            let Some(row) = self.parameter_row(file, *param) else { continue };
            let default = self.default_of(file, row);
            let ty = match solutions.of(file, row) {
                Some(solved) => solved,
                None if default != ExprId::UNKNOWN => self.type_of(file, default, env),
                None => continue,
            };
            env = self.types.with_bounds(env, &[((file, row), ty)]);
        }
        env
    }

    /// What a call says of type parameters by what it passes.
    fn solved_by(&mut self, file: FileId, signature: SignatureId, env: Env, site: Site) -> Solutions {
        let mut solutions = Solutions::default();
        let args = self.module(site.file).exprs(site.args);
        if let [only] = args
            && self.module(file).facts().results_are_passed_on
        {
            let passed = self.type_of(site.file, *only, site.env);
            if let Type::Tuple(several) = self.types.get(passed) {
                for (place, passed) in self.types.list(several).to_vec().into_iter().enumerate().take(MAX_PARAMETERS) {
                    self.solve_at(file, signature, env, place, passed, &mut solutions);
                }
                return solutions;
            }
        }
        for (place, arg) in args.iter().enumerate().take(MAX_PARAMETERS) {
            let is_behind = site.asked.is_some_and(|asked| place >= usize::from(asked));
            if is_behind && matches!(self.module(site.file).expr(*arg), Expr::Function(_)) {
                continue;
            }
            solutions.is_partial = is_behind;
            let passed = self.type_of(site.file, *arg, site.env);
            self.solve_at(file, signature, env, place, passed, &mut solutions);
        }
        if self.module(file).facts().bounds_tell_parameters {
            self.solve_by_bounds(file, signature, env, &mut solutions);
        }
        solutions
    }

    /// What is known of type parameters says of others by what those are bound to: `K` and `V` of `M ~map[K]V`.
    fn solve_by_bounds(&mut self, file: FileId, signature: SignatureId, env: Env, solutions: &mut Solutions) {
        let module = self.module(file);
        let type_params = module.exprs(module.signature(signature).type_variables);
        for param in type_params.iter().take(MAX_PARAMETERS) {
            let Some(row) = self.parameter_row(file, *param) else { continue };
            if let (Some(known), Some(bound)) = (solutions.of(file, row), self.bound_of(file, row)) {
                self.find_in(file, bound, env, known, solutions);
            }
        }
    }

    /// What is passed at one place says of type parameters.
    fn solve_at(
        &mut self,
        file: FileId,
        signature: SignatureId,
        env: Env,
        place: usize,
        passed: TypeId,
        solutions: &mut Solutions,
    ) {
        let Some((param, is_rest)) = self.asked_at(file, signature, place) else { return };
        if param != ExprId::UNKNOWN {
            let passed = if is_rest { self.types.add(Type::Array(passed)) } else { passed };
            self.find_in(file, param, env, passed, solutions);
        }
    }

    /// The type of the parameter that an argument is for, and whether it is that of a list of what is left.
    fn asked_at(&self, file: FileId, signature: SignatureId, place: usize) -> Option<(ExprId, bool)> {
        let module = self.module(file);
        let signature = module.signature(signature);
        let params = module.exprs(signature.params);
        let last = params.len().checked_sub(1)?;
        if signature.is_variadic && place >= last {
            return Some((params[last], true));
        }
        params.get(place).map(|param| (*param, false))
    }

    /// What a function asks for at a place of its parameters.
    pub(super) fn asked_at_place(&mut self, file: FileId, signature: SignatureId, env: Env, place: usize) -> TypeId {
        let Some((param, is_rest)) = self.asked_at(file, signature, place) else { return TypeId::UNKNOWN };
        let ty = self.type_of(file, param, env);
        if is_rest
            && matches!(self.module(file).expr(param), Expr::ArrayType(_) | Expr::TupleType(_) | Expr::Generic { .. })
        {
            self.element(ty)
        } else {
            ty
        }
    }

    /// An instance of a class, whose type arguments follow from what its constructor is passed.
    pub(super) fn made_with(&mut self, class: ClassRef, site: Site) -> TypeId {
        let declared = self.declared_instance(class);
        let module = self.module(class.file);
        let names = &module.symbols().name_lists[self.class(class).type_params.range()];
        if names.is_empty() || site.args.range().is_empty() {
            return declared;
        }
        let of = self.types.add(Type::instance_of(class));
        let MemberSearch::Found(constructor) = self.find_member(of, self.constructor_name(class)) else {
            return declared;
        };
        let function = self.value_of_member(constructor);
        let Type::Function { file, signature, .. } = self.types.get(function) else { return declared };
        let solutions = self.solved_by(file, signature, Env::NONE, site);
        let defaults = match self.types.get(declared) {
            Type::Instance { args, .. } => self.types.list(args).to_vec(),
            _ => Vec::new(),
        };
        let args: Vec<TypeId> = names
            .iter()
            .take(MAX_PARAMETERS)
            .enumerate()
            .map(|(place, name)| {
                let solved = solutions.named(class.file, |row| module.symbols().bindings[row as usize].name == *name);
                solved.or(defaults.get(place).copied()).unwrap_or(TypeId::UNKNOWN)
            })
            .collect();
        self.types.with_args(of, &args)
    }

    /// The names of a class's type parameters with what is found out of them, in their order.
    pub(super) fn solved_args(&self, class: ClassRef, solutions: &Solutions) -> Vec<Option<TypeId>> {
        let module = self.module(class.file);
        let names = &module.symbols().name_lists[self.class(class).type_params.range()];
        let of = |name| solutions.named(class.file, |row| module.symbols().bindings[row as usize].name == name);
        names.iter().take(MAX_PARAMETERS).map(|name| of(*name)).collect()
    }

    /// Environments in which one more type parameter stands for something.
    pub(super) fn with_bound(&mut self, env: Env, bound: Bound) -> Env {
        self.types.with_bounds(env, &[bound])
    }
}
