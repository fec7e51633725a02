//! Members of types: in the type itself, in what it extends, in what it is made of.
//!
//! In: a type and a member's name. Out: the declaration of the member and the type it belongs to, or the first
//! supertype outside the program that may declare it. Each class is looked into once a search, and only so many are,
//! so that classes that extend each other in a circle end it.

use super::hierarchy::MAX_SUPERTYPES;
use super::linker::Linker;
use super::table::{Env, ListId, Side, Type, TypeId};
use crate::graph::names::files::{ClassRef, FileId};
use crate::graph::names::modules::Origin;
use crate::record::symbols::{CALLED, ExprId, MIXED_IN, Member, MemberValue, OF_CLASS, OF_INCLUDERS};
use crate::record::{NodeKind, StringId};

/// More declarations of one member, and more parts of one object, than anyone writes.
const MAX_DECLARATIONS: usize = 256;

/// A member with the place that declares it.
#[derive(Debug, Clone, Copy)]
pub(in crate::graph) struct FoundMember {
    pub file: FileId,
    pub value: MemberValue,
    /// What type parameters and `this` are in it.
    pub env: Env,
    /// Whether a supertype declares it.
    pub is_inherited: bool,
}

/// The methods of one name that a type has.
#[derive(Debug)]
pub(in crate::graph) struct Methods {
    /// Its own ones first, then those of its supertypes, a level after the other.
    pub found: Vec<FoundMember>,
    /// The first supertype that is not of the program, and may have others.
    pub outside: Option<TypeId>,
}

/// The end of a search for a member.
#[derive(Debug, Clone, Copy)]
pub(in crate::graph) enum MemberSearch<'p> {
    Found(FoundMember),
    /// Not in the program, but a supertype is declared out there.
    Outside(Origin<'p>),
    Missing,
}

/// Which members are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Any,
    /// What is called, where a field may have its name.
    Called,
    /// What is read, where a method may have its name.
    Read,
    /// What runs where a member is read or written.
    Accessor,
    /// What runs where a member is read.
    Getter,
    /// What runs where a member is written.
    Setter,
}

impl<'p, M> Linker<'p, M> {
    /// Finds the member `name` of a class's instances, a class itself, an object, or any part of a composed type. Where methods
    /// have names of their own, a field comes before a method.
    pub fn find_member(&mut self, ty: TypeId, name: &'p str) -> MemberSearch<'p> {
        match self.find_field(ty, name) {
            found @ MemberSearch::Found(_) => found,
            end if !self.module(self.file).facts().are_members_apart() => end,
            end => match self.find(ty, name, Sort::Called) {
                found @ MemberSearch::Found(_) => found,
                _ => end,
            },
        }
    }

    /// The same of all members but methods, where those have names of their own.
    pub(super) fn find_field(&mut self, ty: TypeId, name: &'p str) -> MemberSearch<'p> {
        let are_apart = self.module(self.file).facts().are_members_apart();
        self.find(ty, name, if are_apart { Sort::Read } else { Sort::Any })
    }

    /// The same of what is read alone, where methods have names of their own.
    pub fn find_read(&mut self, ty: TypeId, name: &'p str) -> MemberSearch<'p> {
        let are_apart = self.module(self.file).facts().methods_are_apart;
        self.find(ty, name, if are_apart { Sort::Read } else { Sort::Any })
    }

    /// The same of a member that is called.
    pub fn find_called(&mut self, ty: TypeId, name: &'p str) -> MemberSearch<'p> {
        let facts = self.module(self.file).facts();
        if !facts.are_members_apart() {
            return self.find(ty, name, Sort::Any);
        }
        match self.find(ty, name, Sort::Called) {
            // A field may hold what can be called.
            MemberSearch::Missing if facts.calling_member.is_some() || facts.called_members_are_apart => {
                self.find(ty, name, Sort::Any)
            }
            end => end,
        }
    }

    /// The accessor that reading a member of this name runs, or writing it: that of the nearest type that has one.
    pub fn accessor(&mut self, ty: TypeId, name: &'p str, is_written: bool) -> Option<FoundMember> {
        let facts = self.module(self.file).facts();
        if facts.writers_are_methods {
            let MemberSearch::Found(member) = self.find_called(ty, name) else { return None };
            return Some(member).filter(|_| is_written);
        }
        let MemberSearch::Found(nearest) = self.find(ty, name, Sort::Accessor) else { return None };
        if facts.properties_are_fields
            && !matches!(self.find_read(ty, name), MemberSearch::Found(read) if read.env.of == nearest.env.of)
        {
            return None;
        }
        match (nearest.value, is_written) {
            (MemberValue::Getter(_), false) | (MemberValue::Setter(_), true) => Some(nearest),
            _ => match self.find(ty, name, if is_written { Sort::Setter } else { Sort::Getter }) {
                MemberSearch::Found(found) if found.env.of == nearest.env.of => Some(found),
                _ => None,
            },
        }
    }

    fn find(&mut self, ty: TypeId, name: &'p str, sort: Sort) -> MemberSearch<'p> {
        match self.types.get(ty) {
            Type::Instance { class, .. } => {
                self.member_of_either(class, ty, (name, sort), [Side::Instance, Side::Static])
            }
            Type::Class(class) => {
                let is_enum = self.class_kind(class) == NodeKind::Enum;
                // An instance's method can be named by its class, in some languages called by it too.
                let sides = if is_enum { [Side::Instance, Side::Static] } else { [Side::Static, Side::Instance] };
                self.member_of_either(class, ty, (name, sort), sides)
            }
            Type::Object { .. } | Type::Union(_) | Type::Intersection(_) => {
                self.deeper(|linker| linker.part_member(ty, name, sort)).unwrap_or(MemberSearch::Missing)
            }
            Type::Mapped { file, expr, env } => self
                .deeper(|linker| linker.mapped_member(file, expr, env, name))
                .flatten()
                .map_or(MemberSearch::Missing, MemberSearch::Found),
            Type::Global { .. } | Type::Outside { .. } | Type::Array(_)
                if let Some(found) = self.member_of_language_type(ty, name) =>
            {
                MemberSearch::Found(found)
            }
            Type::Outside { origin, .. } => MemberSearch::Outside(origin),
            _ => MemberSearch::Missing,
        }
    }

    fn part_member(&mut self, ty: TypeId, name: &'p str, sort: Sort) -> MemberSearch<'p> {
        let parts = match self.types.get(ty) {
            Type::Union(list) | Type::Intersection(list) => self.types.list(list).to_vec(),
            Type::Object { file, object, env } => {
                let module = self.module(file);
                if let Some(value) = self.best_of(file, module.members_of(object, name), None, sort) {
                    return MemberSearch::Found(FoundMember { file, value, env, is_inherited: false });
                }
                let spreads =
                    module.exprs(module.symbols().objects[object.index()].spreads).iter().take(MAX_DECLARATIONS);
                spreads.map(|spread| self.type_of(file, *spread, env)).collect()
            }
            _ => Vec::new(),
        };
        let mut end = MemberSearch::Missing;
        for part in parts {
            match self.find(part, name, sort) {
                MemberSearch::Missing => {}
                found @ MemberSearch::Found(_) => return found,
                outside @ MemberSearch::Outside(_) => {
                    if matches!(end, MemberSearch::Missing) {
                        end = outside;
                    }
                }
            }
        }
        end
    }

    /// A member of the first side that has it.
    fn member_of_either(
        &mut self,
        class: ClassRef,
        ty: TypeId,
        name: (&'p str, Sort),
        [first, second]: [Side; 2],
    ) -> MemberSearch<'p> {
        let end = self.class_member(class, ty, name, first);
        let facts = self.module(class.file).facts();
        let are_shared = facts.statics_are_shared;
        match end {
            _ if facts.types_are_extended => end,
            MemberSearch::Missing => self.class_member(class, ty, name, second),
            MemberSearch::Outside(_) if are_shared => match self.class_member(class, ty, name, second) {
                found @ MemberSearch::Found(_) => found,
                _ => end,
            },
            _ => end,
        }
    }

    fn class_member(
        &mut self,
        class: ClassRef,
        ty: TypeId,
        (name, sort): (&'p str, Sort),
        side: Side,
    ) -> MemberSearch<'p> {
        if let Some((file, value)) = self.own_member(class, name, side, sort) {
            let env = self.types.env(ty, ty);
            return MemberSearch::Found(FoundMember { file, value, env, is_inherited: false });
        }
        let takes_others = side == Side::Static && self.module(class.file).facts().types_are_extended;
        if takes_others && let Some(found) = self.taken_member(class, ty, name) {
            return MemberSearch::Found(found);
        }
        let above = self.supertypes_of(ty, side);
        if above == ListId::EMPTY {
            return self.passed_on(&[class], (name, sort), side).unwrap_or(MemberSearch::Missing);
        }
        let is_class = self.class_kind(class) != NodeKind::Interface;
        let (mut outside, mut declared) = (None, None);
        let mut queue = self.types.list(above).to_vec();
        let mut seen = vec![class];
        let mut next = 0;
        while next < queue.len().min(MAX_SUPERTYPES) && self.takes_step() {
            let base = queue[next];
            next += 1;
            match self.types.get(base) {
                Type::Instance { class, .. } if !seen.contains(&class) => {
                    seen.push(class);
                    if let Some((owner, value)) = self.own_member(class, name, side, sort) {
                        let env = self.types.env(base, ty);
                        let found = MemberSearch::Found(FoundMember { file: owner, value, env, is_inherited: true });
                        // An interface says that a class has it; a class further up may have the one that runs.
                        if !(is_class && self.is_only_declared(class, owner, value)) {
                            return found;
                        }
                        declared.get_or_insert(found);
                    } else if takes_others && let Some(found) = self.taken_member(class, ty, name) {
                        return MemberSearch::Found(found);
                    }
                    let above = self.supertypes_of(base, side);
                    queue.extend_from_slice(self.types.list(above));
                }
                Type::Object { .. } | Type::Mapped { .. } => {
                    if let MemberSearch::Found(found) = self.find(base, name, sort) {
                        return MemberSearch::Found(FoundMember { is_inherited: true, ..found });
                    }
                }
                Type::Union(list) | Type::Intersection(list) => queue.extend_from_slice(self.types.list(list)),
                Type::Outside { origin, .. } => {
                    outside.get_or_insert(origin);
                }
                _ => {}
            }
        }
        // What an interface declares a class has from its superclass, also where that is none of the program.
        let inherited = declared.is_some().then(|| self.outside_superclass(class)).flatten().map(MemberSearch::Outside);
        let passed_on = if declared.is_none() { self.passed_on(&seen, (name, sort), side) } else { None };
        let end = inherited.or(declared).or(passed_on).or(outside.map(MemberSearch::Outside));
        end.unwrap_or(MemberSearch::Missing)
    }

    /// A member of what these classes, a class and those above it, pass on calls to.
    fn passed_on(
        &mut self,
        classes: &[ClassRef],
        (name, sort): (&'p str, Sort),
        side: Side,
    ) -> Option<MemberSearch<'p>> {
        let first = classes.first()?;
        if side != Side::Instance || name == MIXED_IN || !self.module(first.file).facts().calls_are_passed_on {
            return None;
        }
        classes.iter().take(MAX_SUPERTYPES).find_map(|class| {
            let to = self.taken(*class, MIXED_IN);
            to.into_iter().find_map(|of| match self.deeper(|linker| linker.find(of, name, sort))? {
                MemberSearch::Found(found) => Some(MemberSearch::Found(FoundMember { is_inherited: true, ..found })),
                _ => None,
            })
        })
    }

    /// Where the first superclass of a class comes from that is declared outside the program.
    fn outside_superclass(&mut self, class: ClassRef) -> Option<Origin<'p>> {
        let mut class = class;
        let mut seen = Vec::new();
        while seen.len() < MAX_SUPERTYPES && !seen.contains(&class) && self.takes_step() {
            seen.push(class);
            let base = self.superclass(class, Env::NONE);
            match self.types.get(base) {
                Type::Instance { class: base, .. } => class = base,
                Type::Outside { origin, .. } => return Some(origin).filter(|origin| !origin.in_repository),
                _ => return None,
            }
        }
        None
    }

    /// A member that a class itself has from others: from what it is extended by, or by what it includes.
    /// Inside of it `this` is the `receiver`.
    fn taken_member(&mut self, class: ClassRef, receiver: TypeId, name: &'p str) -> Option<FoundMember> {
        if name == OF_CLASS || name == OF_INCLUDERS {
            return None;
        }
        let mut taken = self.taken(class, OF_CLASS);
        let instance = self.types.add(Type::instance_of(class));
        for supertype in self.supertypes(instance) {
            if let Type::Instance { class, .. } = self.types.get(supertype) {
                taken.extend(self.taken(class, OF_INCLUDERS));
            }
        }
        taken.into_iter().find_map(|of| {
            let found = self.deeper(|linker| match linker.types.get(of) {
                // What it declares for those that include it, and not what it has itself.
                Type::Class(class) => {
                    let (file, value) = linker.own_member(class, name, Side::Static, Sort::Any)?;
                    Some(FoundMember { file, value, env: Env::NONE, is_inherited: true })
                }
                _ => match linker.find_member(of, name) {
                    MemberSearch::Found(found) => {
                        let owner = if found.env == Env::NONE { of } else { found.env.of };
                        let env = Env { of: owner, this: receiver, ..found.env };
                        Some(FoundMember { is_inherited: true, env, ..found })
                    }
                    _ => None,
                },
            });
            found.flatten()
        })
    }

    /// The types that the parts of a class name under one of the names for that.
    fn taken(&mut self, class: ClassRef, under: &str) -> Vec<TypeId> {
        let mut fields = Vec::new();
        for part in std::iter::once(class).chain(self.other_parts(class)) {
            let module = self.module(part.file);
            let named = self.named_members(part, under).iter().take(MAX_DECLARATIONS);
            fields.extend(named.filter_map(|(_, row)| match module.symbols().members[*row as usize].value {
                MemberValue::Field { ty: ExprId::UNKNOWN, value } => Some((part.file, value)),
                MemberValue::Field { ty, .. } => Some((part.file, ty)),
                _ => None,
            }));
        }
        fields.into_iter().map(|(file, expr)| self.type_of(file, expr, Env::NONE)).collect()
    }

    /// Whether this member of a type is a method of an interface's without a body.
    fn is_only_declared(&self, class: ClassRef, owner: FileId, value: MemberValue) -> bool {
        let MemberValue::Method(signature) = value else { return false };
        self.class_kind(class) == NodeKind::Interface && self.function_at(owner, signature).is_none()
    }

    /// Every method of this name that a type has, those that interfaces only declare behind all others; only its own ones
    /// where `own` says so.
    pub fn methods(&mut self, ty: TypeId, name: &str, own: bool) -> Methods {
        let instance = self.instance(ty);
        let is_class = self.is_class(instance);
        let mut queue = vec![instance];
        let mut seen = Vec::new();
        let (mut found, mut declared, mut outside) = (Vec::new(), Vec::new(), None);
        let mut next = 0;
        while next < queue.len().min(MAX_SUPERTYPES) && self.takes_step() {
            let base = queue[next];
            next += 1;
            let Type::Instance { class, .. } = self.types.get(base) else {
                outside.get_or_insert(base);
                continue;
            };
            if seen.contains(&class) {
                continue;
            }
            seen.push(class);
            let env = self.types.env(base, instance);
            let is_inherited = seen.len() > 1;
            let parts = std::iter::once(class).chain(self.other_parts(class));
            for part in parts {
                for value in self.methods_of_part(part, name) {
                    let method = FoundMember { file: part.file, value, env, is_inherited };
                    let is_behind = is_class && self.is_only_declared(part, part.file, value);
                    if is_behind { declared.push(method) } else { found.push(method) }
                }
            }
            if own {
                break;
            }
            let above = self.supertypes_of(base, Side::Instance);
            queue.extend_from_slice(self.types.list(above));
        }
        found.extend(declared);
        Methods { found, outside }
    }

    /// The methods of this name that the declarations of a class in its file have.
    fn methods_of_part(&self, class: ClassRef, name: &str) -> impl Iterator<Item = MemberValue> + use<'p, M> {
        let module = self.module(class.file);
        let named = self.named_members(class, name);
        let members = named.iter().take(MAX_DECLARATIONS).map(|(_, row)| module.symbols().members[*row as usize].value);
        members.filter(|value| matches!(value, MemberValue::Method(_)))
    }

    /// The member that a class declares itself, wherever parts of it stand, with the file it stands in.
    pub(super) fn own_member(
        &mut self,
        class: ClassRef,
        name: &str,
        side: Side,
        sort: Sort,
    ) -> Option<(FileId, MemberValue)> {
        if let Some(value) = self.member_of_part(class, name, side, sort) {
            return Some((class.file, value));
        }
        for part in self.other_parts(class) {
            if let Some(value) = self.member_of_part(part, name, side, sort) {
                return Some((part.file, value));
            }
        }
        for extension in self.extensions_of(class) {
            let (file, named) = (extension.file, self.program.members_apart(extension, name));
            if let Some(value) = self.best(file, named, Some(side), sort) {
                return Some((file, value));
            }
        }
        None
    }

    fn member_of_part(&mut self, class: ClassRef, name: &str, side: Side, sort: Sort) -> Option<MemberValue> {
        self.best_of(class.file, self.named_members(class, name), Some(side), sort)
    }

    /// As [`Self::best`], with the other declarations of it noted.
    fn best_of(
        &mut self,
        file: FileId,
        named: &[(StringId, u32)],
        side: Option<Side>,
        sort: Sort,
    ) -> Option<MemberValue> {
        let best = self.best(file, named, side, sort);
        if let Some(MemberValue::Method(signature)) = best
            && named.len() > 1
        {
            let members = &self.module(file).symbols().members;
            let on_side = |member: &&Member| side.is_none_or(|side| member.is_static == (side == Side::Static));
            let declared = named.iter().map(|(_, row)| &members[*row as usize]).filter(on_side);
            let methods = declared.filter_map(|member| match member.value {
                MemberValue::Method(signature) => Some(signature),
                _ => None,
            });
            self.note_declarations(file, signature, methods);
        }
        best
    }

    /// Of several members of one name, the one that says most.
    pub(super) fn best(
        &self,
        file: FileId,
        named: &[(StringId, u32)],
        side: Option<Side>,
        sort: Sort,
    ) -> Option<MemberValue> {
        let module = self.module(file);
        let rank = |member: &Member| match member.value {
            MemberValue::Method(signature) if module.signature(signature).function.is_some() => 5,
            MemberValue::Field { ty, value } if ty != ExprId::UNKNOWN || value != ExprId::UNKNOWN => 4,
            MemberValue::Getter(_) => 3,
            MemberValue::Method(_) => 2,
            // What is assigned elsewhere says more.
            MemberValue::Field { .. } => 1,
            MemberValue::Setter(_) => 0,
        };
        let on_side = |member: &&Member| side.is_none_or(|side| member.is_static == (side == Side::Static));
        let members = named.iter().take(MAX_DECLARATIONS).map(|(_, row)| &module.symbols().members[*row as usize]);
        let is_wanted = |member: &&Member| match sort {
            Sort::Any => true,
            Sort::Called => matches!(member.value, MemberValue::Method(_)),
            Sort::Read => !matches!(member.value, MemberValue::Method(_)),
            Sort::Accessor => matches!(member.value, MemberValue::Getter(_) | MemberValue::Setter(_)),
            Sort::Getter => matches!(member.value, MemberValue::Getter(_)),
            Sort::Setter => matches!(member.value, MemberValue::Setter(_)),
        };
        let members = members.filter(on_side).filter(is_wanted);
        // Of equal ones the first counts, or else the last.
        let best = match module.facts().last_is_meant {
            true => members.max_by_key(|member| rank(member)),
            false => members.rev().max_by_key(|member| rank(member)),
        };
        best.map(|member| member.value)
    }

    /// The member that calling a value runs, in languages where an instance can be called, or where its type says how.
    pub fn called_member(&mut self, value: TypeId) -> Option<FoundMember> {
        let name = match self.types.get(value) {
            Type::Instance { class, .. } => self.module(class.file).facts().calling_member.unwrap_or(CALLED),
            Type::Object { .. } => CALLED,
            _ => return None,
        };
        match self.find_called(value, name) {
            MemberSearch::Found(member) => Some(member),
            _ => None,
        }
    }

    /// The function that a value of a named type of functions is, as that type is declared.
    pub(super) fn function_made_of(&mut self, value: TypeId) -> Option<TypeId> {
        let Type::Instance { class, .. } = self.types.get(value) else { return None };
        if !self.module(class.file).facts().functions_are_iterated || self.class_kind(class) != NodeKind::TypeAlias {
            return None;
        }
        let made_of = *self.supertypes(value).first()?;
        match self.types.get(made_of) {
            Type::Function { .. } => Some(made_of),
            _ => self.deeper(|linker| linker.function_made_of(made_of)).flatten(),
        }
    }
}
