//! What a call calls, and what that gives: of several functions of a name the one that fits what is passed.
//!
//! In: a callee and what is passed. Out: the function as a type, what calling it gives.

use super::generics::Site;
use super::hierarchy::MAX_SUPERTYPES;
use super::linker::Linker;
use super::members::{FoundMember, MemberSearch};
use super::overloads::Chosen;
use super::table::{Env, ListId, Type, TypeId};
use crate::graph::names::files::{ClassRef, FileId, InFile};
use crate::graph::names::found::Found;
use crate::graph::names::scopes::Meaning;
use crate::record::symbols::{BindingTarget, ClassId, Expr, ExprId, ScopeId, SignatureId, Symbols};
use crate::record::{NodeKind, Run, StringId};

impl<'p, M> Linker<'p, M> {
    /// What calling an expression gives.
    pub(super) fn call_result(&mut self, file: FileId, callee: ExprId, args: Run, env: Env) -> TypeId {
        let (callee, site) = self.site(file, callee, args, env);
        let module = self.module(file);
        let Expr::Member { object, name } = module.expr(callee) else {
            let function = self.called(file, callee, site);
            if function == TypeId::UNKNOWN
                && let Expr::Bare { name, class, .. } = module.expr(callee)
                && module.facts().has_overloads
            {
                let this = self.this(InFile { file, row: class }, env);
                if let Some(given) = self.inherited_call(this, module.text(name), site) {
                    return given;
                }
            }
            let of_language = self.language_import(function, site).or_else(|| self.package_result(function, site));
            let of_language = of_language.or_else(|| self.member_of_enum(file, callee, site));
            let given = of_language.unwrap_or_else(|| self.returned_to(function, site));
            return match module.expr(callee) {
                Expr::Bare { name, class, .. } if module.facts().has_overloads => {
                    let this = self.this(InFile { file, row: class }, env);
                    self.given_by(this, module.text(name), given)
                }
                _ => given,
            };
        };
        let (value, name) = (object, module.text(name));
        let object = self.type_of(file, value, env);
        if let Some((function, site)) = self.called_on(value, object, name, site) {
            return self.returned_to(function, site);
        }
        if object == TypeId::PRIMITIVE
            && let Some(member) = self.member_of_plain(file, value, name)
        {
            let function = self.value_of_member(member);
            return self.returned_to(function, site);
        }
        let object = self.holder_of(object, name);
        let given = self.language_call(object, name, site).or_else(|| self.inherited_call(object, name, site));
        let given = given.unwrap_or_else(|| {
            let function = self.called_member_of(file, callee, object, name, site);
            let given = self.package_result(function, site).unwrap_or_else(|| self.returned_to(function, site));
            match given {
                TypeId::UNKNOWN => self.outside_result(object, name, site).unwrap_or(TypeId::UNKNOWN),
                given => given,
            }
        });
        self.given_by(object, name, given)
    }

    /// The function that is called on a value as if it were its member, where no member of the value's own fits.
    pub(super) fn called_on(&mut self, value: ExprId, ty: TypeId, name: &'p str, site: Site) -> Option<(TypeId, Site)> {
        if !self.module(site.file).facts().has_extension_methods || self.has_fitting(ty, name, site) {
            return None;
        }
        let function = self.extension_function(value, name, site)?;
        Some((function, Site { receiver: Some(value), asked: site.asked.map(|place| place.saturating_add(1)), ..site }))
    }

    /// Whether a value has a member of its own that takes as many arguments as are passed.
    pub fn has_fitting(&mut self, ty: TypeId, name: &'p str, site: Site) -> bool {
        match self.types.get(ty) {
            Type::Instance { .. } => {
                let methods = self.methods(ty, name, false);
                match methods.found.is_empty() {
                    true => matches!(self.find_called(ty, name), MemberSearch::Found(_)),
                    false => self.takes_so_many(&methods, site.args.range().len()),
                }
            }
            _ => self.has_language_member(ty, name),
        }
    }

    /// Whether a class is an enum, and this a member that all of them have.
    pub fn is_member_of_enums(&self, class: ClassRef, name: &str) -> bool {
        self.class_kind(class) == NodeKind::Enum && self.builtins.table.enumeration.member(name).is_some()
    }

    /// What calling a member gives that all enums have, inside of one.
    fn member_of_enum(&mut self, file: FileId, callee: ExprId, site: Site) -> Option<TypeId> {
        let module = self.module(file);
        let Expr::Bare { name, class, .. } = module.expr(callee) else { return None };
        self.builtins.table.enumeration.member(module.text(name))?;
        let mut next = Some(class);
        while let Some(row) = next.filter(|_| self.takes_step()) {
            let class = InFile { file, row };
            if self.class_kind(class) == NodeKind::Enum {
                let class = self.types.add(Type::Class(class));
                let is_own = matches!(self.find_called(class, module.text(name)), MemberSearch::Found(_));
                return if is_own { None } else { self.language_call(class, module.text(name), site) };
            }
            next = self.class(class).outer;
        }
        None
    }

    /// A call of this, apart from the type arguments that are written behind it.
    pub fn site(&self, file: FileId, callee: ExprId, args: Run, env: Env) -> (ExprId, Site) {
        let module = self.module(file);
        let site = Site::new(file, args, env);
        let (callee, site) = match module.expr(callee) {
            Expr::Generic { base, args } => (base, Site { explicit: args, ..site }),
            _ => (callee, site),
        };
        match module.expr(callee) {
            Expr::Member { object, .. } if module.facts().called_members_are_apart => {
                (callee, Site { object: Some(object), ..site })
            }
            _ => (callee, site),
        }
    }

    /// What is called, as a type.
    pub(super) fn called(&mut self, file: FileId, callee: ExprId, site: Site) -> TypeId {
        let module = self.module(file);
        if !module.facts().has_overloads {
            return self.type_of(file, callee, site.env);
        }
        match module.expr(callee) {
            Expr::Bare { name, scope, class } => self.called_name(file, (name, scope), Some(class), site),
            Expr::Name { name, scope } => self.called_name(file, (name, scope), None, site),
            Expr::Member { object, name } => {
                let object = self.type_of(file, object, site.env);
                self.called_member_of(file, callee, object, module.text(name), site)
            }
            _ => self.type_of(file, callee, site.env),
        }
    }

    /// What a name means that is called.
    fn called_name(
        &mut self,
        file: FileId,
        (name, scope): (StringId, ScopeId),
        class: Option<ClassId>,
        site: Site,
    ) -> TypeId {
        let module = self.module(file);
        let is_apart = module.facts().methods_are_apart && module.facts().calling_member.is_none();
        let rows = self.program.lookup(file, name, scope, Meaning::Value);
        let is_local = |rows: &[u32]| {
            let target = module.symbols().bindings[rows[0] as usize].target;
            !matches!(target, BindingTarget::Import { .. })
        };
        if !is_apart && let Some(rows) = rows.filter(|rows| is_local(rows)) {
            return self.value(file, rows, site.env);
        }
        if let Some(class) = class
            && let Some((of, member)) =
                self.bare_called(InFile { file, row: class }, scope, module.text(name), site.env)
        {
            return self.chosen_of(of, module.text(name), member, site);
        }
        let found = match self.imported_called(file, name) {
            Some(found) => Some(found),
            None => self.undeclared(file, name, scope),
        };
        match found {
            Some(Found::MemberOf { class, name }) => {
                let of = self.types.add(Type::Class(class));
                self.called_in(of, name, site)
            }
            Some(found) => self.found_value(found),
            None => TypeId::UNKNOWN,
        }
    }

    /// What a name is imported as that is called.
    pub fn imported_called(&mut self, file: FileId, name: StringId) -> Option<Found<'p>> {
        let module = self.module(file);
        let rows = self.program.declared(file, name, Symbols::FILE_SCOPE)?;
        rows.iter().find_map(|row| match module.symbols().bindings[*row as usize].target {
            BindingTarget::Import { specifier, imported } => Some(self.import_of(file, specifier, imported, name)),
            _ => None,
        })
    }

    fn called_member_of(&mut self, file: FileId, callee: ExprId, object: TypeId, name: &'p str, site: Site) -> TypeId {
        match self.types.get(object) {
            Type::Instance { .. } | Type::Class(_) if self.module(file).facts().has_overloads => {
                self.called_in(object, name, site)
            }
            Type::Instance { .. } | Type::Class(_) if self.module(file).facts().called_members_are_apart => {
                match self.find_called(object, name) {
                    MemberSearch::Found(member) => self.value_of_member(member),
                    _ => self.member_type(object, name),
                }
            }
            _ => self.type_of(file, callee, site.env),
        }
    }

    /// The member of a type that is called.
    fn called_in(&mut self, of: TypeId, name: &'p str, site: Site) -> TypeId {
        match self.find_called(of, name) {
            MemberSearch::Found(member) => self.chosen_of(of, name, member, site),
            _ => self.member_type(of, name),
        }
    }

    /// The one of a type's members of a name that is called, where `member` is the first of them.
    fn chosen_of(&mut self, of: TypeId, name: &str, member: FoundMember, site: Site) -> TypeId {
        let methods = self.methods(of, name, false);
        if methods.found.len() < 2 && methods.outside.is_none() {
            return self.value_of_member(member);
        }
        match self.best_overload(&methods, name, site) {
            Chosen::Member(member) => self.value_of_member(member),
            Chosen::Outside(_) => TypeId::UNKNOWN,
            Chosen::Nothing => self.value_of_member(member),
        }
    }

    /// What calling a member gives that a type of the program has from one of the language's.
    fn inherited_call(&mut self, of: TypeId, name: &'p str, site: Site) -> Option<TypeId> {
        let Type::Instance { .. } = self.types.get(of) else { return None };
        if matches!(self.find_called(of, name), MemberSearch::Found(_)) {
            return None;
        }
        let mut above = self.supertypes(of);
        let mut next = 0;
        while next < above.len().min(MAX_SUPERTYPES) && self.takes_step() {
            let supertype = above[next];
            next += 1;
            if let Type::Instance { .. } = self.types.get(supertype) {
                let further = self.supertypes(supertype);
                above.extend(further);
            } else if let Some(given) = self.language_call(supertype, name, site) {
                return Some(given);
            }
        }
        None
    }

    /// What a function of this type gives where it is called so.
    pub(super) fn returned_to(&mut self, function: TypeId, site: Site) -> TypeId {
        if let Some(agreed) = self.agreed(function, site, |linker, declared| linker.returned_as(declared, site)) {
            return agreed;
        }
        let given = self.returned_as(function, site);
        self.mixed(function, given, site)
    }

    /// The class that a function gives which extends what it is passed: also what is passed here.
    fn mixed(&mut self, function: TypeId, given: TypeId, site: Site) -> TypeId {
        let (Type::Function { file, signature, .. }, Type::Class(class)) =
            (self.types.get(function), self.types.get(given))
        else {
            return given;
        };
        let Some(place) = self.extended_parameter(file, signature, class) else { return given };
        let passed = self.passed_type(site, place);
        match self.types.get(passed) {
            Type::Class(_) | Type::OutsideValue { .. } | Type::Intersection(_) => {
                self.types.intersection(&[given, passed])
            }
            _ => given,
        }
    }

    /// The place of the parameter of a function that a class within it extends.
    fn extended_parameter(&self, file: FileId, signature: SignatureId, class: ClassRef) -> Option<usize> {
        let module = self.module(file);
        let superclass = module.exprs(self.class(class).extends).first().filter(|_| class.file == file)?;
        let Expr::TypeName { name, scope } = module.expr(*superclass) else { return None };
        let rows = self.program.lookup(file, name, scope, Meaning::Value)?;
        let binding = module.symbols().bindings[*rows.first()? as usize];
        let BindingTarget::Variable { ty, value: ExprId::UNKNOWN } = binding.target else { return None };
        let params = module.exprs(module.signature(signature).params);
        match params {
            _ if binding.scope == Symbols::FILE_SCOPE => None,
            [_] => Some(0),
            _ => params.iter().position(|param| *param == ty && ty != ExprId::UNKNOWN),
        }
    }

    fn returned_as(&mut self, function: TypeId, site: Site) -> TypeId {
        match self.types.get(function) {
            Type::Function { file, signature, env } if self.is_generic(file, signature, env) => {
                let env = self.bound_in(file, signature, env, site);
                self.returned(file, signature, env)
            }
            Type::Function { file, signature, env } => self.returned(file, signature, env),
            Type::Class(class) if self.module(class.file).facts().classes_are_called => self.made_with(class, site),
            Type::Union(list) | Type::Intersection(list) => {
                self.union_of(list, |linker, part| linker.returned_to(part, site))
            }
            Type::Instance { .. } | Type::Object { .. } => match self.called_member(function) {
                Some(member) => {
                    let function = self.value_of_member(member);
                    self.deeper(|linker| linker.returned_to(function, site)).unwrap_or(TypeId::UNKNOWN)
                }
                None => {
                    self.function_made_of(function).map_or(TypeId::UNKNOWN, |made_of| self.returned_as(made_of, site))
                }
            },
            _ => self.returned_by(function),
        }
    }

    fn is_generic(&self, file: FileId, signature: SignatureId, env: Env) -> bool {
        let module = self.module(file);
        let shape = module.signature(signature);
        // Type parameters of the class are open in what it has itself, and where they belong to what is declared apart from it.
        let facts = module.facts();
        let has_receiver = || module.exprs(shape.params).first().is_none_or(|first| *first == ExprId::UNKNOWN);
        let is_open = (facts.has_overloads || facts.called_members_are_apart && !has_receiver())
            && env.of == TypeId::UNKNOWN
            && self.mentions_parameter(file, shape.return_type);
        shape.type_params > 0 || !shape.type_variables.range().is_empty() || is_open
    }

    /// What is made of a class: its instance, with type arguments by what is passed where they are left out.
    pub(super) fn constructed(&mut self, file: FileId, class: ExprId, args: Run, env: Env) -> TypeId {
        let ty = self.type_of(file, class, env);
        if let Some(made) = self.constructed_by(ty) {
            return made;
        }
        let made = match (self.types.get(ty), self.module(file).expr(class)) {
            (
                Type::Instance { .. } | Type::Outside { .. } | Type::Global { .. },
                Expr::Generic { .. }
                | Expr::This(_)
                | Expr::TypeName { .. }
                | Expr::TypeMember { .. }
                | Expr::Language(_),
            ) => ty,
            (Type::Instance { .. } | Type::Outside { .. } | Type::Global { .. }, _) => TypeId::UNKNOWN,
            _ => self.instance(ty),
        };
        let site = Site::new(file, args, env);
        match self.types.get(made) {
            Type::Instance { class, args: ListId::EMPTY } if !self.module(file).facts().has_overloads => {
                self.made_with(class, site)
            }
            Type::Instance { args: ListId::EMPTY, .. } if !args.range().is_empty() => self.made(made, site),
            Type::Outside { args: ListId::EMPTY, .. } | Type::Global { args: ListId::EMPTY, .. } => {
                self.language_made(made, site).unwrap_or(made)
            }
            _ => made,
        }
    }

    /// An instance of a class of which no type arguments are written, by what its constructor is passed.
    fn made(&mut self, instance: TypeId, site: Site) -> TypeId {
        let Type::Instance { class, .. } = self.types.get(instance) else { return instance };
        let module = self.module(class.file);
        let params = &module.symbols().name_lists[self.class(class).type_params.range()];
        if params.is_empty() {
            return instance;
        }
        let function = self.constructor_for(instance, site);
        let Type::Function { file, signature, env } = self.types.get(function) else { return instance };
        let env = self.bound_in(file, signature, env, site);
        let args: Vec<TypeId> = params
            .iter()
            .map(|name| {
                let is_param = |row: u32| module.symbols().bindings[row as usize].name == *name;
                self.types.bound_where(env.bound, |(of, row)| of == class.file && is_param(row))
            })
            .collect();
        self.types.with_args(instance, &args)
    }

    /// The constructor of an instance's class that a construction runs, as a function.
    pub(super) fn constructor_for(&mut self, instance: TypeId, site: Site) -> TypeId {
        let Type::Instance { class, .. } = self.types.get(instance) else { return TypeId::UNKNOWN };
        let name = self.constructor_name(class);
        if self.module(site.file).facts().has_overloads {
            let methods = self.methods(instance, name, true);
            if methods.found.len() > 1
                && let Chosen::Member(member) = self.best_overload(&methods, name, site)
            {
                return self.value_of_member(member);
            }
        }
        match self.find_called(instance, name) {
            MemberSearch::Found(constructor) => self.value_of_member(constructor),
            _ => TypeId::UNKNOWN,
        }
    }
}
