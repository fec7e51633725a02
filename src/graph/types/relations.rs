//! Whether a value of one type is one of another, as far as that can be told, and what a test leaves of a type.
//!
//! In: two types. Out: yes, no or maybe; where nothing tells, it is maybe, and both ways are gone.

use super::linker::Linker;
use super::members::MemberSearch;
use super::table::{Env, Type, TypeId};
use crate::graph::names::files::{ClassRef, FileId};
use crate::record::NodeKind;
use crate::record::symbols::{CALLED, CONSTRUCTED, EACH_MEMBER, Expr, ExprId, Member, MemberValue};

/// How many members of a type are compared.
const MAX_MEMBERS: usize = 32;

/// How many supertypes are gone through.
const MAX_SUPERTYPES: usize = 64;

/// Whether one type is another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    Yes,
    No,
    Maybe,
}

impl<'p, M> Linker<'p, M> {
    /// Whether a type is one that is written down.
    pub(super) fn relation_to(&mut self, file: FileId, asked: ExprId, env: Env, ty: TypeId) -> Relation {
        let module = self.module(file);
        match module.expr(asked) {
            // What `typeof` gives.
            Expr::Language(name) => return self.relation_to_kind(module.text(name), ty),
            Expr::ObjectType(object) => {
                let members = module.symbols().objects[object.index()].members;
                let rows = &module.symbols().members[members.range()];
                return self.relation_to_members(file, rows, env, ty);
            }
            Expr::FunctionType(_) => {
                return match self.types.get(ty) {
                    Type::Function { .. } => Relation::Yes,
                    Type::Unknown | Type::Outside { .. } | Type::OutsideValue { .. } | Type::Instance { .. } => {
                        Relation::Maybe
                    }
                    _ => Relation::No,
                };
            }
            _ => {}
        }
        let asked = self.type_of(file, asked, env);
        self.deeper(|linker| linker.relation(ty, asked)).unwrap_or(Relation::Maybe)
    }

    /// Whether a value of one type is one of the other.
    pub(super) fn relation(&mut self, ty: TypeId, asked: TypeId) -> Relation {
        if ty == asked && ty != TypeId::UNKNOWN && ty != TypeId::PRIMITIVE {
            return Relation::Yes;
        }
        match (self.types.get(ty), self.types.get(asked)) {
            (Type::Unknown, _) | (_, Type::Unknown) | (Type::Primitive, Type::Primitive) => Relation::Maybe,
            (Type::Text(one), Type::Text(other)) => {
                if one == other {
                    Relation::Yes
                } else {
                    Relation::No
                }
            }
            (Type::Text(_), Type::Primitive) | (Type::Primitive, Type::Text(_)) => Relation::Maybe,
            (_, Type::Union(list)) => {
                let answers = self.types.list(list).to_vec().into_iter().map(|asked| self.relation(ty, asked));
                let answers: Vec<Relation> = answers.collect();
                match answers.contains(&Relation::Yes) {
                    true => Relation::Yes,
                    false if answers.iter().all(|answer| *answer == Relation::No) => Relation::No,
                    false => Relation::Maybe,
                }
            }
            (_, Type::Intersection(_)) | (Type::Intersection(_) | Type::Union(_), _) => Relation::Maybe,
            (_, Type::Primitive | Type::Text(_)) => Relation::No,
            (Type::Primitive | Type::Text(_), _) => Relation::No,
            (Type::Array(_) | Type::Tuple(_), Type::Array(_) | Type::Tuple(_)) => Relation::Yes,
            (Type::Instance { .. } | Type::Object { .. } | Type::Function { .. }, Type::Array(_) | Type::Tuple(_)) => {
                Relation::No
            }
            (Type::Array(_) | Type::Tuple(_) | Type::Function { .. }, Type::Instance { class, .. }) => {
                if self.class_kind(class) == NodeKind::Class { Relation::No } else { Relation::Maybe }
            }
            (_, Type::Instance { class, .. }) => self.relation_to_class(ty, class, asked),
            (_, Type::Object { file, object, env }) => {
                let members = self.module(file).symbols().objects[object.index()].members;
                let rows = &self.module(file).symbols().members[members.range()];
                self.relation_to_members(file, rows, env, ty)
            }
            _ => Relation::Maybe,
        }
    }

    fn relation_to_class(&mut self, ty: TypeId, class: ClassRef, asked: TypeId) -> Relation {
        let wanted = self.identity(class);
        let mut queue = vec![ty];
        let mut next = 0;
        let mut leads_outside = false;
        while next < queue.len().min(MAX_SUPERTYPES) && self.takes_step() {
            match self.types.get(queue[next]) {
                Type::Instance { class: of, .. } if self.identity(of) == wanted => return Relation::Yes,
                Type::Instance { .. } => queue.extend(self.supertypes(queue[next])),
                Type::Object { .. } | Type::Global { .. } => {}
                _ => leads_outside = true,
            }
            next += 1;
        }
        if leads_outside {
            return Relation::Maybe;
        }
        // A class is told by its name; what only lists members is whatever has them.
        let is_class = |linker: &Self, ty: TypeId| match linker.types.get(ty) {
            Type::Instance { class, .. } => linker.class_kind(class) == NodeKind::Class,
            _ => false,
        };
        if is_class(self, ty) && is_class(self, asked) {
            return Relation::No;
        }
        let env = self.types.env(asked, asked);
        let rows = self.program.members(class);
        self.relation_to_members(class.file, rows, env, ty)
    }

    /// Whether a type has these members, each of a type that it may be of.
    fn relation_to_members(&mut self, file: FileId, rows: &'p [Member], env: Env, ty: TypeId) -> Relation {
        if !matches!(
            self.types.get(ty),
            Type::Instance { .. } | Type::Object { .. } | Type::Mapped { .. } | Type::Intersection(_)
        ) {
            return match self.types.get(ty) {
                Type::Primitive | Type::Text(_) => Relation::No,
                _ => Relation::Maybe,
            };
        }
        let mut relation = if rows.is_empty() { Relation::Maybe } else { Relation::Yes };
        for member in rows.iter().filter(|member| !member.is_static).take(MAX_MEMBERS) {
            let name = self.module(file).text(member.name);
            if matches!(name, CALLED | CONSTRUCTED | EACH_MEMBER) {
                relation = Relation::Maybe;
                continue;
            }
            match self.find_member(ty, name) {
                MemberSearch::Missing => return Relation::No,
                MemberSearch::Outside(_) => relation = Relation::Maybe,
                MemberSearch::Found(found) => {
                    let MemberValue::Field { ty: asked, .. } = member.value else { continue };
                    // Only what texts say tells types of the same members apart.
                    let asked = self.type_of(file, asked, env);
                    if matches!(self.types.get(asked), Type::Text(_) | Type::Union(_)) {
                        let has = self.value_of_member(found);
                        match self.deeper(|linker| linker.relation(has, asked)) {
                            Some(Relation::No) => return Relation::No,
                            Some(Relation::Yes) => {}
                            _ => relation = Relation::Maybe,
                        }
                    }
                }
            }
        }
        relation
    }

    /// Whether `typeof` of a value is this text.
    fn relation_to_kind(&mut self, kind: &str, ty: TypeId) -> Relation {
        let own = match self.types.get(ty) {
            Type::Function { .. } | Type::Class(_) => "function",
            Type::Text(_) => "string",
            Type::Instance { class, .. } if self.class_kind(class) == NodeKind::Enum => return Relation::Maybe,
            Type::Instance { .. } | Type::Object { .. } => match self.find_member(ty, CALLED) {
                MemberSearch::Missing => "object",
                _ => "function",
            },
            Type::Array(_) | Type::Tuple(_) | Type::Mapped { .. } => "object",
            _ => return Relation::Maybe,
        };
        if own == kind { Relation::Yes } else { Relation::No }
    }

    /// What a test leaves of the type of a value.
    pub(super) fn narrowed(&mut self, file: FileId, value: ExprId, test: ExprId, holds: bool, env: Env) -> TypeId {
        let ty = self.type_of(file, value, env);
        let (file, test, env) = match self.module(file).expr(test) {
            Expr::Guard { callee, place } => match self.guarded(file, callee, place, env) {
                Some(Guarded::Written(file, test, env)) => (file, test, env),
                Some(Guarded::Known(test)) => {
                    return self.kept(ty, holds, Some(test), |linker, part| linker.relation(part, test));
                }
                None => return ty,
            },
            _ => (file, test, env),
        };
        let is_type = !matches!(self.module(file).expr(test), Expr::Language(_) | Expr::ObjectType(_));
        let told = if is_type { self.type_of(file, test, env).known() } else { None };
        if is_type && told.is_none() {
            return ty;
        }
        self.kept(ty, holds, told, |linker, part| linker.relation_to(file, test, env, part))
    }

    /// The members of a type of which a test is true, or false. Where it is true of none, the value is of the type `told`.
    fn kept(
        &mut self,
        ty: TypeId,
        holds: bool,
        told: Option<TypeId>,
        mut test: impl FnMut(&mut Self, TypeId) -> Relation,
    ) -> TypeId {
        let members = match self.types.get(ty) {
            Type::Union(list) => self.types.list(list).to_vec(),
            _ => vec![ty],
        };
        let dropped = if holds { Relation::No } else { Relation::Yes };
        let answers: Vec<(TypeId, Relation)> = members.into_iter().map(|member| (member, test(self, member))).collect();
        let is_certain = answers.iter().any(|(_, answer)| *answer == Relation::Yes);
        let left = answers.iter().filter(|(_, answer)| match holds {
            // One that certainly is so stands for those that might be.
            true if is_certain => *answer == Relation::Yes,
            _ => *answer != dropped,
        });
        let left: Vec<TypeId> = left.map(|(member, _)| *member).collect();
        if !holds {
            return if left.is_empty() { TypeId::PRIMITIVE } else { self.types.union(&left) };
        }
        match told {
            Some(told) if !is_certain => told,
            _ if left.is_empty() => TypeId::PRIMITIVE,
            _ => self.types.union(&left),
        }
    }

    /// What calling a function tells of what is passed at a place.
    pub(super) fn guarded(&mut self, file: FileId, callee: ExprId, place: u16, env: Env) -> Option<Guarded> {
        if let Expr::Member { object, name } = self.module(file).expr(callee) {
            let object = self.type_of(file, object, env);
            if let Some(told) = self.language_guard(object, self.module(file).text(name)) {
                return (place == 0).then_some(Guarded::Known(told));
            }
        }
        let callee = self.type_of(file, callee, env);
        self.guarded_by(callee, place)
    }

    /// The same for a function as a value.
    pub(super) fn guarded_by(&mut self, function: TypeId, place: u16) -> Option<Guarded> {
        let Type::Function { file, signature, env } = self.types.get(function) else { return None };
        let module = self.module(file);
        match module.expr(module.signature(signature).return_type) {
            Expr::Predicate { place: of, ty } if of == place => Some(Guarded::Written(file, ty, env)),
            _ => None,
        }
    }
}

/// What a test tells a value to be.
pub(super) enum Guarded {
    /// A type that is written there.
    Written(FileId, ExprId, Env),
    /// This type.
    Known(TypeId),
}
