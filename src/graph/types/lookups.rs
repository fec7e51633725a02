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
use crate::record::symbols::{BindingTarget, Expr, ExprId, MemberValue};

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
        let BindingTarget::TypeParameter { bound, .. } = module.symbols().bindings[row as usize].target else {
            return mapped;
        };
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
        let param = module.exprs(params).first().copied();
        let env = match param.and_then(|param| self.parameter_row(file, param)) {
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

    /// `T[K]`
    pub(super) fn lookup_type(&mut self, file: FileId, object: ExprId, index: ExprId, env: Env) -> TypeId {
        let object = self.type_of(file, object, env);
        let index = self.type_of(file, index, env);
        self.looked_up(object, index)
    }

    fn looked_up(&mut self, object: TypeId, index: TypeId) -> TypeId {
        match self.types.get(index) {
            Type::Text(name) => self.member_type(object, name),
            Type::Union(list) => self.union_of(list, |linker, index| linker.looked_up(object, index)),
            _ => self.each_of(object),
        }
    }

    /// What every member of an object is, if they are all the same.
    pub(super) fn each_of(&mut self, object: TypeId) -> TypeId {
        if let Some(each) = self.each_member(object) {
            return each;
        }
        let members = match self.types.get(object) {
            Type::Object { file, object, env } => {
                let object = self.module(file).symbols().objects[object.index()];
                if object.spreads.range().is_empty() { Some((file, object.members, env)) } else { None }
            }
            Type::Instance { class, .. } => {
                let env = self.types.env(object, object);
                Some((class.file, self.program.member_rows(class), env))
            }
            Type::Array(_) | Type::Tuple(_) => return self.element(object),
            Type::Global { .. } => return self.language_each(object).unwrap_or(TypeId::UNKNOWN),
            _ => None,
        };
        let Some((file, members, env)) = members else { return TypeId::UNKNOWN };
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
