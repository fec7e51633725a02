//! Functions that are passed to others: what their parameters are.
//!
//! In: a call and the place of a function among its arguments. Out: what the function is called with, as the callee declares
//! it or as the language's table says.

use super::generics::Site;
use super::hierarchy::MAX_SUPERTYPES;
use super::linker::Linker;
use super::members::{FoundMember, MemberSearch};
use super::table::{Env, Type, TypeId, Types};
use crate::graph::names::files::{FileId, InFile};
use crate::record::symbols::{Expr, ExprId, MemberValue};
use crate::record::{NodeKind, Run};

/// More members than an interface has that a function is passed as.
const MAX_MEMBERS: usize = 64;

impl<'p, M> Linker<'p, M> {
    /// The type of a parameter of a function that is itself an argument.
    pub fn callback_param(&mut self, file: FileId, callee: ExprId, argument: u16, parameter: u16, env: Env) -> TypeId {
        let module = self.module(file);
        if let Expr::Member { object, name } = module.expr(callee) {
            let object = self.type_of(file, object, env);
            if let Some(ty) = self.language_callback(object, module.text(name), argument, parameter, None) {
                return ty;
            }
        }
        let callee = match module.expr(callee) {
            Expr::New { class, .. } => self.constructor_type(file, class, env),
            _ => self.type_of(file, callee, env),
        };
        let callback = self.parameter(callee, argument);
        self.parameter(callback, parameter)
    }

    /// What a function is passed, by what declares what it is: a type of functions, or what asks for it as an argument.
    pub fn parameter_of(&mut self, file: FileId, of: ExprId, place: u16, env: Env) -> TypeId {
        let module = self.module(file);
        if let Expr::Asked { call, argument, context } = module.expr(of)
            && let Expr::Call { callee, args } = module.expr(call)
            && let (callee, site) = self.site(file, callee, args, env)
            && let Some((object, name)) = self.receiver(file, callee, env)
        {
            let context = self.type_of(file, context, env);
            let site = Site { context, asked: Some(argument), ..site };
            let is_own = match module.expr(callee) {
                Expr::Member { object: value, .. } => self.called_on(value, object, name, site).is_none(),
                _ => true,
            };
            let passed = is_own.then(|| self.language_callback(object, name, argument, place, Some(site))).flatten();
            if let Some(ty) = passed.or_else(|| self.inherited_callback(object, name, (argument, place), site)) {
                return ty;
            }
        }
        if let Expr::Asked { call, context, .. } = module.expr(of)
            && let Expr::New { class, .. } = module.expr(call)
            && let Some(ty) = self.compared(file, class, context, env)
        {
            return ty;
        }
        let function = self.type_of(file, of, env);
        self.parameter(function, place)
    }

    /// What a collection of the language's compares by the function that it is made with: its elements or keys.
    fn compared(&mut self, file: FileId, class: ExprId, context: ExprId, env: Env) -> Option<TypeId> {
        let of = self.type_of(file, class, env);
        // Nobody knows what a class from elsewhere passes on to a function that it is made with.
        if !self.compares(of) {
            return None;
        }
        let arguments = |types: &Types<'p>, ty| match types.get(ty) {
            Type::Global { args, .. } | Type::Outside { args, .. } => types.list(args).first().copied(),
            _ => None,
        };
        // `new TreeSet<>(…)` is of what is asked for.
        arguments(&self.types, of).or_else(|| {
            let asked = self.type_of(file, context, env);
            arguments(&self.types, asked)
        })
    }

    /// The receiver of a call and the name of the member, where it is one.
    fn receiver(&mut self, file: FileId, callee: ExprId, env: Env) -> Option<(TypeId, &'p str)> {
        let module = self.module(file);
        match module.expr(callee) {
            Expr::Member { object, name } => {
                let object = self.type_of(file, object, env);
                Some((self.holder_of(object, module.text(name)), module.text(name)))
            }
            Expr::Bare { name, class, .. } if module.facts().has_overloads => {
                Some((self.this(InFile { file, row: class }, env), module.text(name)))
            }
            _ => None,
        }
    }

    /// The same of a member that a type of the program has from one of the language's.
    fn inherited_callback(
        &mut self,
        object: TypeId,
        name: &'p str,
        (argument, place): (u16, u16),
        site: Site,
    ) -> Option<TypeId> {
        let Type::Instance { .. } = self.types.get(object) else { return None };
        if !matches!(self.find_called(object, name), MemberSearch::Outside(_) | MemberSearch::Missing) {
            return None;
        }
        let above = self.supertypes(object);
        above.into_iter().find_map(|above| self.language_callback(above, name, argument, place, Some(site)))
    }

    /// What a call's callee asks for as an argument, where the call itself stands for what `context` says.
    pub fn asked(&mut self, file: FileId, call: ExprId, argument: u16, context: ExprId, env: Env) -> TypeId {
        let module = self.module(file);
        let (function, site) = match module.expr(call) {
            Expr::Call { callee, args } => {
                let (callee, site) = self.site(file, callee, args, env);
                let context = self.type_of(file, context, env);
                let site = Site { context, asked: Some(argument), ..site };
                if let Expr::Member { object: value, name } = module.expr(callee) {
                    let object = self.type_of(file, value, env);
                    if let Some((function, site)) = self.called_on(value, object, module.text(name), site) {
                        return self.asked_of_function(function, site);
                    }
                    let object = self.holder_of(object, module.text(name));
                    if let Some(asked) = self.language_asked(object, module.text(name), argument, site) {
                        return asked;
                    }
                }
                (self.called(file, callee, site), site)
            }
            Expr::New { class, args } => {
                let site = Site { asked: Some(argument), ..Site::new(file, args, env) };
                let of = self.type_of(file, class, env);
                if let (Type::Global { .. }, 0) = (self.types.get(of), argument) {
                    let element = self.element(of);
                    return self.types.add(Type::Array(element));
                }
                let instance = self.constructed_class(file, class, env);
                (self.constructor_for(instance, site), site)
            }
            _ => return TypeId::UNKNOWN,
        };
        self.asked_of_function(function, site)
    }

    fn asked_of_function(&mut self, function: TypeId, site: Site) -> TypeId {
        match self.asked_of_declarations(function, site) {
            Some(asked) => asked,
            None => self.asked_of_one(function, site),
        }
    }

    fn asked_of_declarations(&mut self, function: TypeId, site: Site) -> Option<TypeId> {
        self.agreed(function, site, |linker, declared| linker.asked_of_one(declared, site))
    }

    fn asked_of_one(&mut self, function: TypeId, site: Site) -> TypeId {
        let Some(argument) = site.asked else { return TypeId::UNKNOWN };
        let Type::Function { file: of, signature, env: around } = self.types.get(function) else {
            return self.asked_by(function, site, argument);
        };
        let site = self.with_receiver(of, signature, site);
        let argument = site.asked.unwrap_or(argument);
        let env = self.bound_in(of, signature, around, site);
        let count = site.args.range().len() + usize::from(site.receiver.is_some());
        match self.parameter_at(of, signature, usize::from(argument), count) {
            Some(param) => self.type_of(of, param, env),
            None => TypeId::UNKNOWN,
        }
    }

    /// What a function asks for that may be one of several, or a value that says how it is called.
    fn asked_by(&mut self, function: TypeId, site: Site, argument: u16) -> TypeId {
        if let Some(asked) = self.asked_of_declarations(function, site) {
            return asked;
        }
        match self.types.get(function) {
            Type::Function { file, signature, env } => {
                let site = self.with_receiver(file, signature, site);
                let argument = site.asked.unwrap_or(argument);
                let env = self.bound_in(file, signature, env, site);
                self.asked_at_place(file, signature, env, usize::from(argument))
            }
            Type::Union(list) | Type::Intersection(list) => {
                self.union_of(list, |linker, part| linker.asked_by(part, site, argument))
            }
            Type::Instance { .. } | Type::Object { .. } if let Some(member) = self.called_member(function) => {
                let function = self.value_of_member(member);
                self.deeper(|linker| linker.asked_by(function, site, argument)).unwrap_or(TypeId::UNKNOWN)
            }
            _ => self.parameter(function, argument),
        }
    }

    /// The constructor that `new` runs, as a function.
    fn constructor_type(&mut self, file: FileId, class: ExprId, env: Env) -> TypeId {
        let instance = self.constructed_class(file, class, env);
        self.constructor_for(instance, Site::new(file, Run::default(), env))
    }

    fn constructed_class(&mut self, file: FileId, class: ExprId, env: Env) -> TypeId {
        let class = self.type_of(file, class, env);
        self.instance(class)
    }

    /// The declared type of a function's parameter.
    pub(super) fn parameter(&mut self, function: TypeId, position: u16) -> TypeId {
        match self.types.get(function) {
            Type::Function { file, signature, env } => self.asked_at_place(file, signature, env, usize::from(position)),
            Type::Union(list) | Type::Intersection(list) => {
                self.union_of(list, |linker, part| linker.parameter(part, position))
            }
            Type::Instance { .. } | Type::Object { .. } => match self.method_for(function) {
                Some(method) => {
                    let method = self.value_of_member(method);
                    self.deeper(|linker| linker.parameter(method, position)).unwrap_or(TypeId::UNKNOWN)
                }
                None => match self.function_made_of(function) {
                    Some(made_of) => self.parameter(made_of, position),
                    None => TypeId::UNKNOWN,
                },
            },
            Type::Global { .. } | Type::Outside { .. } => {
                self.language_parameter(function, position).unwrap_or(TypeId::UNKNOWN)
            }
            _ => TypeId::UNKNOWN,
        }
    }

    /// What functions of a type are passed, if it is known of how many values it is.
    pub fn parameters_of_function(&mut self, ty: TypeId) -> Option<Vec<TypeId>> {
        let count = match self.types.get(ty) {
            Type::Instance { .. } => {
                let method = self.method_for(ty)?;
                let MemberValue::Method(signature) = method.value else { return None };
                self.module(method.file).signature(signature).params.range().len()
            }
            // What a member of the language's asks for, by what that is passed.
            Type::Global { name: "", args } => match self.types.list(args) {
                [] => return None,
                passed => return Some(passed.to_vec()),
            },
            _ => self.language_function(ty)?.0.len(),
        };
        let places = 0..u16::try_from(count.min(MAX_MEMBERS)).ok()?;
        Some(places.map(|place| self.parameter(ty, place)).collect())
    }

    /// The member that a function stands for that is passed as a type.
    fn method_for(&mut self, ty: TypeId) -> Option<FoundMember> {
        match self.called_member(ty) {
            None if self.module(self.file).facts().has_overloads => self.only_method(ty),
            member => member,
        }
    }

    /// Which argument of a type of functions is what they give.
    pub(super) fn place_of_result(&mut self, ty: TypeId) -> Option<usize> {
        if let Some(place) = self.language_result(ty) {
            return Some(place);
        }
        let Type::Instance { class, .. } = self.types.get(ty) else { return None };
        let method = self.only_method(ty)?;
        let MemberValue::Method(signature) = method.value else { return None };
        let module = self.module(method.file);
        let Expr::TypeName { name, .. } = module.expr(module.signature(signature).return_type) else { return None };
        let class = self.class(class);
        let params = &module.symbols().name_lists[class.type_params.range()];
        params.iter().position(|param| *param == name).filter(|_| method.file == self.file_of(ty))
    }

    fn file_of(&self, ty: TypeId) -> FileId {
        match self.types.get(ty) {
            Type::Instance { class, .. } => class.file,
            _ => self.file,
        }
    }

    /// The one method of an interface that has no body, its own or inherited: what a function is that is passed as it.
    pub(super) fn only_method(&mut self, ty: TypeId) -> Option<FoundMember> {
        let mut queue = vec![ty];
        let mut next = 0;
        let mut found: Option<(&str, FoundMember)> = None;
        while next < queue.len().min(MAX_SUPERTYPES) && self.takes_step() {
            let at = queue[next];
            next += 1;
            let Type::Instance { class, .. } = self.types.get(at) else { continue };
            if self.class_kind(class) == NodeKind::Class {
                return None;
            }
            let module = self.module(class.file);
            let members = self.program.members(class);
            for member in members.iter().take(MAX_MEMBERS) {
                let MemberValue::Method(signature) = member.value else { continue };
                if member.is_static || module.signature(signature).function.is_some() {
                    continue;
                }
                match found {
                    None => {
                        let env = self.types.env(at, ty);
                        let member_found =
                            FoundMember { file: class.file, value: member.value, env, is_inherited: next > 1 };
                        found = Some((module.text(member.name), member_found));
                    }
                    // A subtype's own is the supertype's, said again.
                    Some((name, _)) if name == module.text(member.name) => {}
                    Some(_) => return None,
                }
            }
            let above = self.supertypes(at);
            queue.extend(above);
        }
        found.map(|(_, method)| method)
    }
}
