//! What type parameters are in a call: by what is passed, by what is asked for where the call stands.
//!
//! In: a function of the program, and a call of it. Out: an [`Env`] in which its parameters and what it gives are meant.
//! Functions that are passed are looked into only where what the call gives is asked for, since what they are passed
//! themselves depends on the other arguments.

use super::hierarchy::MAX_SUPERTYPES;
use super::linker::Linker;
use super::table::{Bound, Env, Type, TypeId};
use crate::graph::names::files::FileId;
use crate::graph::names::scopes::Meaning;
use crate::record::symbols::{Binding, BindingTarget, Expr, ExprId, ScopeId, SignatureId};
use crate::record::{Run, StringId};

/// How deep the written type of a parameter is looked into.
const MAX_DEPTH: u32 = 8;

/// How many arguments are looked at.
const MAX_ARGUMENTS: usize = 64;

/// A call, as far as it tells what type parameters are.
#[derive(Debug, Clone, Copy)]
pub(in crate::graph) struct Site {
    pub file: FileId,
    /// What is passed.
    pub args: Run,
    /// The type arguments that are written.
    pub explicit: Run,
    pub env: Env,
    /// What is asked for where the call stands.
    pub context: TypeId,
    /// What is passed before all of that: what a function is called on as if it were a member.
    pub receiver: Option<ExprId>,
    /// What a member is called on that may name it as its first parameter.
    pub object: Option<ExprId>,
    /// Of the argument at this place it is asked what it is to be: functions that are passed tell nothing.
    pub asked: Option<u16>,
}

impl Site {
    /// A call that passes this.
    pub const fn new(file: FileId, args: Run, env: Env) -> Self {
        Self {
            file,
            args,
            explicit: Run { start: 0, end: 0 },
            env,
            context: TypeId::UNKNOWN,
            receiver: None,
            object: None,
            asked: None,
        }
    }
}

impl<'p, M> Linker<'p, M> {
    /// What a call passes at this place.
    pub fn passed_type(&mut self, site: Site, place: usize) -> TypeId {
        match self.module(site.file).exprs(site.args).get(place) {
            Some(arg) => self.type_of(site.file, *arg, site.env),
            None => TypeId::UNKNOWN,
        }
    }

    /// A call of a function, of which what it is called on is the first argument where the function names that as a parameter and
    /// nothing is passed for it, as `Order::total(&order)` does.
    pub(super) fn with_receiver(&self, file: FileId, signature: SignatureId, site: Site) -> Site {
        let module = self.module(file);
        let params = module.exprs(module.signature(signature).params);
        let takes_object =
            site.object.is_some() && params.first() == Some(&ExprId::UNKNOWN) && params.len() > site.args.range().len();
        if !takes_object {
            return Site { object: None, ..site };
        }
        let asked = site.asked.map(|place| place.saturating_add(1));
        Site { receiver: site.object, object: None, asked, ..site }
    }

    /// What `this` and type parameters are in a function where it is called so.
    pub fn bound_in(&mut self, file: FileId, signature: SignatureId, env: Env, site: Site) -> Env {
        let module = self.module(file);
        let shape = module.signature(signature);
        if !shape.type_variables.range().is_empty() {
            return self.called_with(file, signature, env, site);
        }
        let params = module.exprs(shape.params);
        let site = self.with_receiver(file, signature, site);
        let passed = self.module(site.file).exprs(site.args).iter().copied();
        let args: Vec<ExprId> = site.receiver.into_iter().chain(passed).collect();
        let mut bounds: Vec<Bound> = Vec::new();
        if !site.explicit.range().is_empty() {
            let explicit = self.all(site.file, site.explicit, site.env);
            let mut written = vec![shape.return_type];
            written.extend_from_slice(params);
            for expr in written {
                self.bind_explicit(file, expr, &explicit, &mut bounds, 0);
            }
        }
        let is_function = |linker: &Self, arg: ExprId| matches!(linker.module(site.file).expr(arg), Expr::Function(_));
        for (place, arg) in args.iter().enumerate().take(MAX_ARGUMENTS) {
            if *arg == ExprId::UNKNOWN || is_function(self, *arg) || site.asked == u16::try_from(place).ok() {
                continue;
            }
            let Some(param) = self.parameter_at(file, signature, place, args.len()) else { continue };
            if !self.is_null(site.file, *arg) {
                let ty = self.type_of(site.file, *arg, site.env);
                self.unify(file, param, env, ty, &mut bounds, 0);
            }
        }
        if site.context != TypeId::UNKNOWN {
            self.unify(file, shape.return_type, env, site.context, &mut bounds, 0);
        }
        if site.asked.is_none() {
            for (place, arg) in args.iter().enumerate().take(MAX_ARGUMENTS) {
                let Some(param) = self.parameter_at(file, signature, place, args.len()) else { continue };
                let ty = self.type_of(site.file, *arg, site.env);
                if let Type::Function { .. } = self.types.get(ty) {
                    self.unify_result(file, param, env, ty, &mut bounds);
                }
            }
        }
        bounds.sort_unstable_by_key(|(parameter, _)| *parameter);
        Env { bound: self.types.add_bounds(&bounds), ..env }
    }

    fn is_null(&self, file: FileId, arg: ExprId) -> bool {
        let module = self.module(file);
        matches!(module.expr(arg), Expr::Language(name) if module.text(name) == "null")
    }

    /// The written type of the parameter that an argument is for.
    pub fn parameter_at(&self, file: FileId, signature: SignatureId, place: usize, count: usize) -> Option<ExprId> {
        let module = self.module(file);
        let shape = module.signature(signature);
        let params = module.exprs(shape.params);
        let last = params.len().checked_sub(1)?;
        if !shape.is_variadic
            || place < last
            || place == last && count == params.len() && !self.is_list_param(file, params[last])
        {
            return params.get(place).copied();
        }
        match module.expr(params[last]) {
            Expr::ArrayType(element) => Some(element),
            _ => Some(params[last]),
        }
    }

    fn is_list_param(&self, file: FileId, param: ExprId) -> bool {
        matches!(self.module(file).expr(param), Expr::ArrayType(_))
    }

    /// Whether a written type is a type parameter.
    pub fn is_type_parameter(&self, file: FileId, expr: ExprId) -> bool {
        self.parameter_row(file, expr).is_some()
    }

    /// The row of the type parameter that a written type is.
    pub(super) fn parameter_row(&self, file: FileId, expr: ExprId) -> Option<u32> {
        let Expr::TypeName { name, scope } = self.module(file).expr(expr) else { return None };
        self.parameter_named(file, name, scope)
    }

    /// The row of the type parameter that a name means as a type.
    pub(super) fn parameter_named(&self, file: FileId, name: StringId, scope: ScopeId) -> Option<u32> {
        let module = self.module(file);
        let is_parameter = |row: &&u32| {
            matches!(module.symbols().bindings[**row as usize].target, BindingTarget::TypeParameter { .. })
        };
        // A type variable is a variable too.
        self.program.lookup(file, name, scope, Meaning::Type)?.iter().find(is_parameter).copied()
    }

    /// Binds the type parameters in a written type to the arguments that are written at their places.
    fn bind_explicit(&mut self, file: FileId, expr: ExprId, explicit: &[TypeId], bounds: &mut Vec<Bound>, depth: u32) {
        let module = self.module(file);
        if let Some(row) = self.parameter_row(file, expr) {
            let bindings = &module.symbols().bindings;
            let scope = bindings[row as usize].scope;
            let before = bindings[..row as usize].iter().rev().take(explicit.len());
            let is_beside = |binding: &Binding| {
                binding.scope == scope && matches!(binding.target, BindingTarget::TypeParameter { .. })
            };
            let place = before.take_while(|binding| is_beside(binding)).count();
            if let Some(ty) = explicit.get(place) {
                bind(bounds, (file, row), *ty);
            }
            return;
        }
        if depth == MAX_DEPTH || !self.takes_step() {
            return;
        }
        match module.expr(expr) {
            Expr::Generic { args, .. } | Expr::TupleType(args) => {
                for arg in module.exprs(args) {
                    self.bind_explicit(file, *arg, explicit, bounds, depth + 1);
                }
            }
            Expr::ArrayType(element) | Expr::Cast(element) | Expr::ByReference(element) => {
                self.bind_explicit(file, element, explicit, bounds, depth + 1);
            }
            _ => {}
        }
    }

    /// Binds the type parameters in a written type so that this type is one of it.
    pub fn unify(&mut self, file: FileId, expr: ExprId, env: Env, ty: TypeId, bounds: &mut Vec<Bound>, depth: u32) {
        if ty == TypeId::UNKNOWN || depth == MAX_DEPTH || !self.takes_step() {
            return;
        }
        if let Some(row) = self.parameter_row(file, expr) {
            bind(bounds, (file, row), ty);
            return;
        }
        let module = self.module(file);
        match module.expr(expr) {
            Expr::Cast(inner) | Expr::ByReference(inner) => self.unify(file, inner, env, ty, bounds, depth + 1),
            Expr::ArrayType(element) => {
                let of = self.element(ty);
                self.unify(file, element, env, of, bounds, depth + 1);
            }
            Expr::TupleType(parts) => {
                if let Type::Tuple(list) = self.types.get(ty) {
                    let types = self.types.list(list).to_vec();
                    for (part, ty) in module.exprs(parts).iter().zip(types) {
                        self.unify(file, *part, env, ty, bounds, depth + 1);
                    }
                }
            }
            Expr::Generic { base, args } => {
                let base = self.type_of(file, base, env);
                let given = self.arguments_as(ty, base);
                for (arg, ty) in module.exprs(args).iter().zip(given) {
                    self.unify(file, *arg, env, ty, bounds, depth + 1);
                }
            }
            _ => {}
        }
    }

    /// The arguments of a type, seen as one of its supertypes.
    fn arguments_as(&mut self, ty: TypeId, base: TypeId) -> Vec<TypeId> {
        let wanted = self.types.get(base);
        let mut queue = vec![ty];
        let mut next = 0;
        while next < queue.len().min(MAX_SUPERTYPES) && self.takes_step() {
            let at = queue[next];
            next += 1;
            match (self.types.get(at), wanted) {
                (Type::Instance { class, args }, Type::Instance { class: of, .. }) if class == of => {
                    return self.types.list(args).to_vec();
                }
                (Type::Instance { .. }, _) => {
                    let above = self.supertypes(at);
                    queue.extend(above);
                }
                (Type::Array(element), Type::Global { .. } | Type::Outside { .. }) => return vec![element],
                (
                    Type::Global { args, .. } | Type::Outside { args, .. },
                    Type::Global { .. } | Type::Outside { .. },
                ) => return self.types.list(args).to_vec(),
                _ => {}
            }
        }
        Vec::new()
    }

    /// Binds the type parameter that a type of functions gives, by what the function gives that is passed.
    fn unify_result(&mut self, file: FileId, param: ExprId, env: Env, function: TypeId, bounds: &mut Vec<Bound>) {
        let module = self.module(file);
        let result = match module.expr(param) {
            Expr::FunctionType(signature) => Some(module.signature(signature).return_type),
            Expr::Generic { args, .. } => {
                let ty = self.type_of(file, param, env);
                self.place_of_result(ty).and_then(|place| module.exprs(args).get(place).copied())
            }
            _ => None,
        };
        if let Some(result) = result {
            let given = self.returned_by(function);
            self.unify(file, result, env, given, bounds, 0);
        }
    }
}

/// What is found out first of a type parameter counts.
fn bind(bounds: &mut Vec<Bound>, parameter: (FileId, u32), ty: TypeId) {
    if !bounds.iter().any(|(known, _)| *known == parameter) {
        bounds.push((parameter, ty));
    }
}
