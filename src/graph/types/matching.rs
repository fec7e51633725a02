//! What type parameters stand for, found by holding what is passed against what is asked for: `T` of `(work: () => T)` where a
//! function is passed that returns a `Job`.
//!
//! In: a written type with parameters in it, and a type. Out: [`Solutions`]. What is found first counts. Follows written types
//! only so far, as the linker's steps and levels bound it.

use super::linker::Linker;
use super::table::{Bound, Env, GenericAlias, Type, TypeId};
use crate::graph::names::files::{ClassRef, FileId};
use crate::record::Run;
use crate::record::symbols::{CALLED, CONSTRUCTED, EACH_MEMBER, Expr, ExprId, Member, MemberValue, SignatureId};

/// More members than tell anything of a type's parameters.
const MAX_MEMBERS: usize = 32;

/// How many supertypes are gone through for the one that is asked for.
const MAX_SUPERTYPES: usize = 64;

/// What is known of type parameters, by the rows of their bindings.
#[derive(Debug, Default)]
pub(super) struct Solutions {
    found: Vec<Bound>,
    /// Whether functions are left out whose parameters only the answer says.
    pub is_partial: bool,
}

impl Solutions {
    /// What a type parameter stands for.
    pub fn of(&self, file: FileId, row: u32) -> Option<TypeId> {
        self.found.iter().find(|(of, _)| *of == (file, row)).map(|(_, ty)| *ty)
    }

    /// What the type parameter of a file stands for that is meant.
    pub fn named(&self, file: FileId, is_meant: impl Fn(u32) -> bool) -> Option<TypeId> {
        self.found.iter().find(|((of, row), _)| *of == file && is_meant(*row)).map(|(_, ty)| *ty)
    }

    /// All of them, to be put into an environment.
    pub fn all(&self) -> &[Bound] {
        &self.found
    }
}

impl<'p, M> Linker<'p, M> {
    /// Finds what the type parameters of a written type stand for where a value of this type is passed.
    pub(super) fn find_in(&mut self, file: FileId, asked: ExprId, env: Env, passed: TypeId, found: &mut Solutions) {
        if passed != TypeId::UNKNOWN {
            self.deeper(|linker| linker.find_below(file, asked, env, passed, found));
        }
    }

    fn find_below(&mut self, file: FileId, asked: ExprId, env: Env, passed: TypeId, found: &mut Solutions) {
        let module = self.module(file);
        match module.expr(asked) {
            Expr::TypeName { .. } => {
                if let Some(row) = self.parameter_row(file, asked)
                    && self.type_argument(file, row, env).is_none()
                {
                    self.solve(file, row, passed, found);
                }
            }
            Expr::ByReference(of) | Expr::Cast(of) => self.find_in(file, of, env, passed, found),
            // What a comment says, and what is written.
            Expr::Either(one, other) => {
                for asked in [one, other] {
                    self.find_in(file, asked, env, passed, found);
                }
            }
            Expr::Generic { base, args } => self.find_in_generic(file, base, args, env, passed, found),
            Expr::ArrayType(element) => {
                let passed = self.element(passed);
                self.find_in(file, element, env, passed, found);
            }
            Expr::TupleType(elements) => {
                for (place, element) in module.exprs(elements).iter().enumerate().take(MAX_MEMBERS) {
                    let passed = match self.types.get(passed) {
                        Type::Tuple(list) => self.types.list(list).get(place).copied().unwrap_or(TypeId::UNKNOWN),
                        _ => self.element(passed),
                    };
                    self.find_in(file, *element, env, passed, found);
                }
            }
            Expr::Union(members) => {
                let before = found.found.len();
                let members = module.exprs(members).iter().take(MAX_MEMBERS);
                let (naked, others): (Vec<ExprId>, Vec<ExprId>) =
                    members.partition(|member| self.parameter_row(file, **member).is_some());
                for member in others {
                    self.find_in(file, member, env, passed, found);
                }
                // `Promise<T> | T`: what is found within counts.
                if found.found.len() == before {
                    naked.into_iter().for_each(|member| self.find_in(file, member, env, passed, found));
                }
            }
            Expr::Intersection(members) => {
                for member in module.exprs(members).iter().take(MAX_MEMBERS) {
                    self.find_in(file, *member, env, passed, found);
                }
            }
            Expr::FunctionType(signature) => self.find_in_function(file, signature, env, passed, found),
            Expr::ObjectType(object) => {
                let members = module.symbols().objects[object.index()].members;
                self.find_in_members(file, members, env, passed, found);
            }
            // `type[T]`: what is passed is a class.
            Expr::TypeOf(of) => {
                if let Expr::Name { name, scope } = module.expr(of)
                    && let Some(row) = self.parameter_named(file, name, scope)
                {
                    let made = self.instance(passed);
                    self.solve(file, row, made, found);
                }
            }
            // `{ [K in keyof T]: T[K] }`: what has the members of `T` is one, as far as anyone can say.
            Expr::Mapped { template, .. } => {
                if let Expr::Lookup { object, .. } = module.expr(template) {
                    self.find_in(file, object, env, passed, found);
                }
            }
            _ => {}
        }
    }

    fn solve(&mut self, file: FileId, row: u32, passed: TypeId, found: &mut Solutions) {
        match found.found.iter_mut().find(|(of, _)| *of == (file, row)) {
            Some((_, known)) if *known == TypeId::PRIMITIVE => *known = passed,
            Some(_) => {}
            None => found.found.push(((file, row), passed)),
        }
    }

    fn find_in_generic(
        &mut self,
        file: FileId,
        base: ExprId,
        args: Run,
        env: Env,
        passed: TypeId,
        found: &mut Solutions,
    ) {
        let module = self.module(file);
        if let Some(alias) = self.generic_alias(file, base) {
            return self.find_in_alias(alias, file, args, env, passed, found);
        }
        let base = self.type_of(file, base, env);
        let args = module.exprs(args);
        let of: Vec<Option<TypeId>> = match self.types.get(base) {
            Type::Instance { class, .. } => self.args_of_passed(class, passed, found.is_partial),
            Type::Global { name, .. } => self.args_of_language(name, passed),
            Type::Outside { origin, name, .. } => match self.types.get(passed) {
                Type::Outside { origin: other, name: same, args } if origin == other && name == same => {
                    self.types.list(args).iter().map(|arg| Some(*arg)).collect()
                }
                // A function that is iterated over is one of what it passes on.
                Type::Function { .. } => (0..2).map(|place| self.iterated_by_function(passed, place).known()).collect(),
                _ => return,
            },
            _ => return,
        };
        for (arg, of) in args.iter().zip(of) {
            if let Some(of) = of {
                self.find_in(file, *arg, env, of, found);
            }
        }
    }

    fn find_in_alias(
        &mut self,
        alias: GenericAlias,
        file: FileId,
        args: Run,
        env: Env,
        passed: TypeId,
        found: &mut Solutions,
    ) {
        let mut within = Solutions { is_partial: found.is_partial, ..Solutions::default() };
        self.find_in(alias.file, alias.body, Env::NONE, passed, &mut within);
        let params = self.module(alias.file).exprs(alias.params);
        for (param, arg) in params.iter().zip(self.module(file).exprs(args)) {
            let Some(row) = self.parameter_row(alias.file, *param) else { continue };
            if let Some(of) = within.of(alias.file, row) {
                self.find_in(file, *arg, env, of, found);
            }
        }
    }

    /// The type arguments with which something that is passed is of this class.
    fn args_of_passed(&mut self, class: ClassRef, passed: TypeId, is_partial: bool) -> Vec<Option<TypeId>> {
        let wanted = self.identity(class);
        let mut queue = vec![passed];
        let mut next = 0;
        while next < queue.len().min(MAX_SUPERTYPES) && self.takes_step() {
            match self.types.get(queue[next]) {
                Type::Instance { class: of, args } if self.identity(of) == wanted => {
                    return self.types.list(args).iter().map(|arg| Some(*arg)).collect();
                }
                Type::Instance { .. } => queue.extend(self.supertypes(queue[next])),
                Type::Union(list) | Type::Intersection(list) => queue.extend_from_slice(self.types.list(list)),
                _ => {}
            }
            next += 1;
        }
        // What is no subtype by name may be one by its members.
        let mut within = Solutions { is_partial, ..Solutions::default() };
        let members = self.program.member_rows(class);
        self.find_in_members(class.file, members, Env::NONE, passed, &mut within);
        self.solved_args(class, &within)
    }

    /// The same for a type of the language's own.
    fn args_of_language(&mut self, name: &str, passed: TypeId) -> Vec<Option<TypeId>> {
        if let Type::Global { name: same, args } = self.types.get(passed)
            && same == name
        {
            return self.types.list(args).iter().map(|arg| Some(*arg)).collect();
        }
        if let Some(alias) = self.builtins.alias(name) {
            return if alias == crate::language::builtins::Shape::Argument(0) {
                vec![Some(passed)]
            } else {
                Vec::new()
            };
        }
        let Some(row) = self.builtins.get(name) else { return Vec::new() };
        if row.awaited.is_some() {
            let awaited = self.awaited(passed);
            return if awaited == passed { Vec::new() } else { vec![Some(awaited)] };
        }
        let element = self.element(passed);
        match row.element {
            Some(_) if row.parameters == 1 => vec![element.known()],
            _ if row.each_member.is_some() => {
                let each = self.each_of(passed);
                vec![None, each.known()]
            }
            _ => Vec::new(),
        }
    }

    fn find_in_function(
        &mut self,
        file: FileId,
        signature: SignatureId,
        env: Env,
        passed: TypeId,
        found: &mut Solutions,
    ) {
        let module = self.module(file);
        let asked = module.signature(signature);
        let function = match self.types.get(passed) {
            Type::Union(list) => self
                .first_of(list, |linker, part| matches!(linker.types.get(part), Type::Function { .. }).then_some(part)),
            Type::Instance { .. } => Some(self.function_made_of(passed).unwrap_or(passed)),
            _ => Some(passed),
        };
        let Some(function) = function else { return };
        if let Type::Function { file: of, signature: given, env: inner } = self.types.get(function) {
            let own = self.module(of).exprs(self.module(of).signature(given).params);
            if found.is_partial && own.contains(&ExprId::UNKNOWN) {
                return;
            }
            for (param, own) in module.exprs(asked.params).iter().zip(own).take(MAX_MEMBERS) {
                // What only the context of a function says of its parameters says nothing new.
                if *own != ExprId::UNKNOWN {
                    let own = self.type_of(of, *own, inner);
                    self.find_in(file, *param, env, own, found);
                }
            }
        }
        let returned = self.returned_by(function);
        self.find_in(file, asked.return_type, env, returned, found);
    }

    fn find_in_members(&mut self, file: FileId, members: Run, env: Env, passed: TypeId, found: &mut Solutions) {
        let module = self.module(file);
        let rows: &[Member] = &module.symbols().members[members.range()];
        for member in rows.iter().filter(|member| !member.is_static).take(MAX_MEMBERS) {
            let name = module.text(member.name);
            let of = match name {
                CONSTRUCTED => self.instance(passed),
                CALLED => passed,
                EACH_MEMBER => self.each_of(passed),
                _ => self.member_type(passed, name),
            };
            if of == TypeId::UNKNOWN {
                continue;
            }
            match member.value {
                MemberValue::Field { ty, .. } => self.find_in(file, ty, env, of, found),
                MemberValue::Method(signature) if name == CONSTRUCTED => {
                    self.find_in(file, module.signature(signature).return_type, env, of, found);
                }
                MemberValue::Method(signature) => self.find_in_function(file, signature, env, of, found),
                MemberValue::Getter(signature) => {
                    self.find_in(file, module.signature(signature).return_type, env, of, found);
                }
                MemberValue::Setter(_) => {}
            }
        }
    }
}
