//! Types that are computed from others: mapped ones, members looked up by a name that is a type, conditional ones.
//!
//! In: such a type and what its parameters stand for. Out: a type; where nothing decides, one of those that it may be.

use super::linker::Linker;
use super::matching::Solutions;
use super::members::{FoundMember, MemberSearch};
use super::relations::Relation;
use super::table::{Env, Type, TypeId};
use crate::graph::names::files::FileId;
use crate::record::Run;
use crate::record::symbols::{Expr, ExprId, MemberValue};

/// How many members an object may have for all of them to be looked at.
const MAX_MEMBERS: usize = 64;

impl<'p, M> Linker<'p, M> {
    /// `{ [K in keyof T]: … }`: of a list it is a list, and of what is no object that itself.
    pub(super) fn mapped(&mut self, file: FileId, expr: ExprId, env: Env) -> TypeId {
        let module = self.module(file);
        let mapped = self.types.add(Type::Mapped { file, expr, env });
        let Expr::Mapped { params, template } = module.expr(expr) else { return mapped };
        let Some(row) = module.exprs(params).first().and_then(|param| self.parameter_row(file, *param)) else {
            return mapped;
        };
        let Some(bound) = self.bound_of(file, row) else { return mapped };
        let Expr::KeyOf(of) = module.expr(bound) else { return mapped };
        let of = self.type_of(file, of, env);
        match self.types.get(of) {
            Type::Array(_) | Type::Tuple(_) if matches!(module.expr(template), Expr::Lookup { .. }) => of,
            Type::Array(_) | Type::Tuple(_) => {
                let element = self.type_of(file, template, env);
                self.types.add(Type::Array(element))
            }
            Type::Primitive | Type::Text(_) | Type::Function { .. } => of,
            _ => mapped,
        }
    }

    /// A member of a mapped type: what its template makes of the name.
    pub(super) fn mapped_member(&mut self, file: FileId, expr: ExprId, env: Env, name: &'p str) -> Option<FoundMember> {
        let module = self.module(file);
        let Expr::Mapped { params, template } = module.expr(expr) else { return None };
        let (param, affixed) = match *module.exprs(params) {
            [param] => (Some(param), None),
            [param, affixed] => (Some(param), Some(module.expr(affixed))),
            _ => (None, None),
        };
        let row = param.and_then(|param| self.parameter_row(file, param));
        let name = match (affixed, row) {
            (Some(Expr::Affixed { before, after, is_capital }), Some(row)) => {
                let name = name.strip_prefix(module.text(before))?.strip_suffix(module.text(after))?;
                if is_capital { self.key_that_begins_in_any_case(file, row, env, name)? } else { name }
            }
            _ => name,
        };
        let env = match row {
            Some(row) => {
                let name = self.types.add(Type::Text(name));
                self.with_bound(env, ((file, row), name))
            }
            None => env,
        };
        // `{ [K in keyof T]: T[K] }` has the members of `T`.
        if let Expr::Lookup { object, index } = module.expr(template)
            && param.is_some_and(|param| module.expr(index) == module.expr(param))
        {
            let object = self.type_of(file, object, env);
            return match self.find_member(object, name) {
                MemberSearch::Found(found) => Some(found),
                _ => None,
            };
        }
        let value = MemberValue::Field { ty: template, value: ExprId::UNKNOWN };
        Some(FoundMember { file, value, env, is_inherited: false })
    }

    /// Which of a mapped type's keys is this name but for the case of its first letter.
    fn key_that_begins_in_any_case(&mut self, file: FileId, row: u32, env: Env, name: &str) -> Option<&'p str> {
        let module = self.module(file);
        let bound = self.bound_of(file, row)?;
        let is_it = |key: &str| {
            let (mut key, mut name) = (key.chars(), name.chars());
            key.next().is_some_and(|first| first.to_uppercase().eq(name.next())) && key.as_str() == name.as_str()
        };
        if let Expr::KeyOf(of) = module.expr(bound) {
            let of = self.type_of(file, of, env);
            let (file, members, _) = self.members_of(of)?;
            let module = self.module(file);
            let members = &module.symbols().members[members.range()];
            return members.iter().map(|member| module.text(member.name)).find(|key| is_it(key));
        }
        let keys = self.type_of(file, bound, env);
        let text = |linker: &mut Self, key| match linker.types.get(key) {
            Type::Text(key) if is_it(key) => Some(key),
            _ => None,
        };
        match self.types.get(keys) {
            Type::Union(list) => self.first_of(list, text),
            _ => text(self, keys),
        }
    }

    /// Where an object's or a class's own members are written, and what its type parameters stand for.
    fn members_of(&mut self, object: TypeId) -> Option<(FileId, Run, Env)> {
        match self.types.get(object) {
            Type::Object { file, object, env } => {
                let object = self.module(file).symbols().objects[object.index()];
                object.spreads.range().is_empty().then_some((file, object.members, env))
            }
            Type::Instance { class, .. } => {
                let env = self.types.env(object, object);
                Some((class.file, self.program.member_rows(class), env))
            }
            _ => None,
        }
    }

    /// `T[K]`
    pub(super) fn lookup_type(&mut self, file: FileId, object: ExprId, index: ExprId, env: Env) -> TypeId {
        let object = self.type_of(file, object, env);
        let index = self.type_of(file, index, env);
        self.looked_up(object, index)
    }

    fn looked_up(&mut self, object: TypeId, index: TypeId) -> TypeId {
        match self.types.get(index) {
            Type::Text(key) if self.module(self.file).facts().lists_have_keys => self.under_key(object, key),
            Type::Text(name) => self.member_type(object, name),
            Type::Union(list) => self.union_of(list, |linker, index| linker.looked_up(object, index)),
            _ => self.each_of(object),
        }
    }

    /// What a list has under a key that is written, or what another value gives for it.
    fn under_key(&mut self, object: TypeId, key: &'p str) -> TypeId {
        match self.types.get(object) {
            Type::Tuple(list) => {
                let place = key.parse::<usize>().ok();
                place.and_then(|place| self.types.list(list).get(place).copied()).unwrap_or(TypeId::UNKNOWN)
            }
            Type::Object { .. } => match self.find_member(object, key) {
                MemberSearch::Found(found) => self.value_of_member(found),
                _ => TypeId::UNKNOWN,
            },
            Type::Union(list) => self.union_of(list, |linker, part| linker.under_key(part, key)),
            _ => self.indexed(object),
        }
    }

    /// What iterating over a list gives whose values have a type for each key.
    pub(super) fn of_each_key(&mut self, object: TypeId) -> TypeId {
        let Some((file, members, env)) = self.members_of(object) else { return TypeId::UNKNOWN };
        if !self.module(self.file).facts().lists_have_keys {
            return TypeId::UNKNOWN;
        }
        let members = self.module(file).symbols().members[members.range()].iter().take(MAX_MEMBERS);
        let found = members.map(|member| FoundMember { file, value: member.value, env, is_inherited: false });
        let found: Vec<TypeId> = found.map(|member| self.value_of_member(member)).collect();
        self.types.union(&found)
    }

    /// What every member of an object is, if they are all the same.
    pub(super) fn each_of(&mut self, object: TypeId) -> TypeId {
        if let Some(each) = self.each_member(object) {
            return each;
        }
        match self.types.get(object) {
            Type::Array(_) | Type::Tuple(_) => return self.element(object),
            Type::Global { .. } => return self.language_each(object).unwrap_or(TypeId::UNKNOWN),
            _ => {}
        }
        let Some((file, members, env)) = self.members_of(object) else { return TypeId::UNKNOWN };
        let members = &self.module(file).symbols().members[members.range()];
        if members.len() > MAX_MEMBERS {
            return TypeId::UNKNOWN;
        }
        let mut each = None;
        for member in members.iter().filter(|member| !member.is_static) {
            let found = FoundMember { file, value: member.value, env, is_inherited: false };
            let ty = self.value_of_member(found);
            if each.is_some_and(|each| each != ty) {
                return TypeId::UNKNOWN;
            }
            each = Some(ty);
        }
        each.unwrap_or(TypeId::UNKNOWN)
    }

    /// `A extends B ? C : D`
    pub(super) fn conditional(&mut self, file: FileId, parts: Run, env: Env) -> TypeId {
        let &[check, asked, yes, no] = self.module(file).exprs(parts) else { return TypeId::UNKNOWN };
        let checked = self.type_of(file, check, env);
        // A type parameter is asked about each member of what it stands for.
        if let (Type::Union(list), Some(row)) = (self.types.get(checked), self.parameter_row(file, check)) {
            return self.union_of(list, |linker, member| {
                let env = linker.with_bound(env, ((file, row), member));
                linker.branch(file, [asked, yes, no], env, member)
            });
        }
        self.branch(file, [asked, yes, no], env, checked)
    }

    fn branch(&mut self, file: FileId, [asked, yes, no]: [ExprId; 3], env: Env, checked: TypeId) -> TypeId {
        let relation = self.relation_to(file, asked, env, checked);
        let mut types = Vec::new();
        if relation != Relation::No {
            let mut found = Solutions::default();
            self.find_in(file, asked, env, checked, &mut found);
            let env = self.types.with_bounds(env, found.all());
            types.push(self.type_of(file, yes, env));
        }
        if relation != Relation::Yes {
            types.push(self.type_of(file, no, env));
        }
        self.types.union(&types)
    }
}
