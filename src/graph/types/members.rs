//! Members of types: in the type itself, in what it extends, in what it is made of.
//!
//! In: a type and a member's name. Out: the declaration of the member and the type it belongs to, or the first
//! supertype outside the program that may declare it. Each class is looked into once a search, and only so many are,
//! so that classes that extend each other in a circle end it.

use super::linker::Linker;
use super::table::{Env, Type, TypeId};
use crate::graph::names::files::{ExtensionRef, FileId, FunctionRef, InFile};
use crate::graph::names::modules::Origin;
use crate::graph::names::scopes::Merged;
use crate::record::symbols::{ClassId, Expr, ExprId, Member, MemberValue};
use crate::record::{NodeKind, Run, StringId};

/// More supertypes than any class has; a search gives up behind them.
const MAX_SUPERTYPES: usize = 256;

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

/// The end of a search for a member.
#[derive(Debug, Clone, Copy)]
pub(in crate::graph) enum MemberSearch<'p> {
    Found(FoundMember),
    /// Not in the program, but a supertype is declared out there.
    Outside(Origin<'p>),
    Missing,
}

/// Whether instances are looked into or the class itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Instance,
    Static,
}

impl<'p, M> Linker<'p, M> {
    /// Finds the member `name` of a class's instances, a class itself, an object, or any part of a composed type.
    pub fn find_member(&mut self, ty: TypeId, name: &str) -> MemberSearch<'p> {
        match self.types.get(ty) {
            Type::Instance { file, class, .. } => {
                self.member_of_either(file, class, ty, name, [Side::Instance, Side::Static])
            }
            Type::Class { file, class } => {
                let is_enum = self.module(file).class_kind(class) == NodeKind::Enum;
                // An instance's method can be named by its class, in some languages called by it too.
                let sides = if is_enum { [Side::Instance, Side::Static] } else { [Side::Static, Side::Instance] };
                self.member_of_either(file, class, ty, name, sides)
            }
            Type::Object { .. } | Type::Union(_) | Type::Intersection(_) => {
                self.deeper(|linker| linker.part_member(ty, name)).unwrap_or(MemberSearch::Missing)
            }
            Type::Outside { origin, .. } => MemberSearch::Outside(origin),
            _ => MemberSearch::Missing,
        }
    }

    fn part_member(&mut self, ty: TypeId, name: &str) -> MemberSearch<'p> {
        let parts = match self.types.get(ty) {
            Type::Union(list) | Type::Intersection(list) => self.types.list(list).to_vec(),
            Type::Object { file, object, env } => {
                let module = self.module(file);
                let object = module.symbols().objects[object.index()];
                let named = module.record.strings.find(name).map(|name| module.index().members(object.members, name));
                if let Some(value) = self.best(file, named.unwrap_or_default(), None) {
                    return MemberSearch::Found(FoundMember { file, value, env, is_inherited: false });
                }
                let spreads = module.exprs(object.spreads).iter().take(MAX_DECLARATIONS);
                spreads.map(|spread| self.type_of(file, *spread, env)).collect()
            }
            _ => Vec::new(),
        };
        let mut end = MemberSearch::Missing;
        for part in parts {
            match self.find_member(part, name) {
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
        file: FileId,
        class: ClassId,
        ty: TypeId,
        name: &str,
        [first, second]: [Side; 2],
    ) -> MemberSearch<'p> {
        let end = self.class_member(file, class, ty, name, first);
        let are_shared = self.module(file).facts().statics_are_shared;
        match end {
            MemberSearch::Missing => self.class_member(file, class, ty, name, second),
            MemberSearch::Outside(_) if are_shared => match self.class_member(file, class, ty, name, second) {
                found @ MemberSearch::Found(_) => found,
                _ => end,
            },
            _ => end,
        }
    }

    fn class_member(&mut self, file: FileId, class: ClassId, ty: TypeId, name: &str, side: Side) -> MemberSearch<'p> {
        if let Some((file, value)) = self.own_member(file, class, name, side) {
            let env = self.types.env(ty, ty);
            return MemberSearch::Found(FoundMember { file, value, env, is_inherited: false });
        }
        let is_class = self.module(file).class_kind(class) != NodeKind::Interface;
        let (mut outside, mut declared) = (None, None);
        let mut queue = self.supertypes_of(ty, side);
        let mut seen = vec![(file, class)];
        let mut next = 0;
        while next < queue.len().min(MAX_SUPERTYPES) && self.takes_step() {
            let base = queue[next];
            next += 1;
            match self.types.get(base) {
                Type::Instance { file, class, .. } if !seen.contains(&(file, class)) => {
                    seen.push((file, class));
                    if let Some((owner, value)) = self.own_member(file, class, name, side) {
                        let env = self.types.env(base, ty);
                        let found = MemberSearch::Found(FoundMember { file: owner, value, env, is_inherited: true });
                        // An interface says that a class has it; a class further up may have the one that runs.
                        if !(is_class && self.is_only_declared(file, class, owner, value)) {
                            return found;
                        }
                        declared.get_or_insert(found);
                    }
                    queue.extend(self.supertypes_of(base, side));
                }
                Type::Object { .. } => {
                    if let MemberSearch::Found(found) = self.find_member(base, name) {
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
        declared.or(outside.map(MemberSearch::Outside)).unwrap_or(MemberSearch::Missing)
    }

    /// Whether this is an instance of a class, not of an interface.
    fn is_class(&self, ty: TypeId) -> bool {
        let Type::Instance { file, class, .. } = self.types.get(ty) else { return false };
        self.module(file).class_kind(class) != NodeKind::Interface
    }

    /// Whether this member of a type is a method of an interface's without a body.
    fn is_only_declared(&self, file: FileId, class: ClassId, owner: FileId, value: MemberValue) -> bool {
        let MemberValue::Method(signature) = value else { return false };
        self.module(file).class_kind(class) == NodeKind::Interface
            && self.module(owner).signature(signature).function.is_none()
    }

    /// What an instance's class extends and implements.
    pub fn supertypes(&mut self, ty: TypeId) -> Vec<TypeId> {
        self.supertypes_of(ty, Side::Instance)
    }

    /// Every method of this name that a type has: its own ones first, then those of its supertypes, a level after the
    /// other, and behind all what interfaces only declare; only its own ones where `own` says so.
    pub fn methods(&mut self, ty: TypeId, name: &str, own: bool) -> Vec<FoundMember> {
        let instance = self.instance(ty);
        let is_class = self.is_class(instance);
        let mut queue = vec![instance];
        let mut seen = Vec::new();
        let (mut found, mut declared) = (Vec::new(), Vec::new());
        let mut next = 0;
        while next < queue.len().min(MAX_SUPERTYPES) && self.takes_step() {
            let base = queue[next];
            next += 1;
            let Type::Instance { file, class, .. } = self.types.get(base) else { continue };
            if seen.contains(&(file, class)) {
                continue;
            }
            seen.push((file, class));
            let env = self.types.env(base, instance);
            let is_inherited = seen.len() > 1;
            let parts = std::iter::once((file, class)).chain(self.other_parts(file, class));
            for (file, class) in parts {
                let module = self.module(file);
                let Some(name) = module.record.strings.find(name) else { continue };
                let named = match self.merged(file, class) {
                    Some(merged) => merged.members(name),
                    None => module.index().members(module.class(class).members, name),
                };
                let members =
                    named.iter().take(MAX_DECLARATIONS).map(|(_, row)| &module.symbols().members[*row as usize]);
                let methods = members.filter(|member| matches!(member.value, MemberValue::Method(_)));
                let methods = methods.map(|member| FoundMember { file, value: member.value, env, is_inherited });
                let (later, now): (Vec<_>, Vec<_>) =
                    methods.partition(|method| is_class && self.is_only_declared(file, class, file, method.value));
                found.extend(now);
                declared.extend(later);
            }
            if own {
                break;
            }
            queue.extend(self.supertypes_of(base, Side::Instance));
        }
        found.extend(declared);
        found
    }

    /// What a class or interface extends; behind that what it implements, for what only an interface declares.
    fn supertypes_of(&mut self, ty: TypeId, side: Side) -> Vec<TypeId> {
        let (file, class, env) = match self.types.get(ty) {
            Type::Instance { file, class, .. } => (file, class, self.types.env(ty, ty)),
            Type::Class { file, class } => (file, class, Env::NONE),
            _ => return Vec::new(),
        };
        let module = self.module(file);
        let declarations = self.merged(file, class).map_or(std::slice::from_ref(&class), |merged| &merged.heirs);
        let supertypes = declarations.iter().flat_map(|class| {
            let class = module.class(*class);
            let implements = if side == Side::Instance { class.implements } else { Run::default() };
            module.exprs(class.extends).iter().chain(module.exprs(implements))
        });
        let mut declared: Vec<_> = supertypes.map(|supertype| (file, *supertype)).take(MAX_SUPERTYPES).collect();
        for (file, part) in self.other_parts(file, class) {
            let module = self.module(file);
            let part = module.class(part);
            let supertypes = module.exprs(part.extends).iter().chain(module.exprs(part.implements));
            declared.extend(supertypes.map(|supertype| (file, *supertype)));
        }
        for InFile { file, row } in self.extensions_of(file, class) {
            let module = self.module(file);
            let supertypes = module.symbols().extensions[row.index()].supertypes;
            declared.extend(module.exprs(supertypes).iter().map(|supertype| (file, *supertype)));
        }
        let mut types = Vec::new();
        for (file, supertype) in declared.into_iter().take(MAX_SUPERTYPES) {
            let supertype = self.type_of(file, supertype, env);
            let composed = matches!(
                self.types.get(supertype),
                Type::Intersection(_) | Type::Union(_) | Type::Array(_) | Type::Tuple(_)
            );
            types.push(if composed { supertype } else { self.instance(supertype) });
        }
        types
    }

    /// What iterating over an instance gives: what one of its supertypes gives, which may be a list.
    pub fn inherited_element(&mut self, ty: TypeId) -> TypeId {
        let supertypes = self.supertypes_of(ty, Side::Instance);
        let elements = supertypes.into_iter().map(|supertype| self.deeper(|linker| linker.element(supertype)));
        elements.flatten().find(|element| *element != TypeId::UNKNOWN).unwrap_or(TypeId::UNKNOWN)
    }

    /// The type that a class is one of several declarations of.
    fn merged(&self, file: FileId, class: ClassId) -> Option<&'p Merged> {
        let module = self.module(file);
        module.class(class).type_row.and_then(|row| module.index().merged(row))
    }

    /// The member that a class declares itself, wherever parts of it stand, with the file it stands in.
    fn own_member(&mut self, file: FileId, class: ClassId, name: &str, side: Side) -> Option<(FileId, MemberValue)> {
        if let Some(value) = self.member_of_part(file, class, name, side) {
            return Some((file, value));
        }
        for (file, part) in self.other_parts(file, class) {
            if let Some(value) = self.member_of_part(file, part, name, side) {
                return Some((file, value));
            }
        }
        for InFile { file, row } in self.extensions_of(file, class) {
            let module = self.module(file);
            let members = module.symbols().extensions[row.index()].members;
            let named = module.record.strings.find(name).map(|name| module.index().members(members, name));
            if let Some(value) = self.best(file, named.unwrap_or_default(), Some(side)) {
                return Some((file, value));
            }
        }
        None
    }

    fn member_of_part(&self, file: FileId, class: ClassId, name: &str, side: Side) -> Option<MemberValue> {
        let module = self.module(file);
        let name = module.record.strings.find(name)?;
        let named = match self.merged(file, class) {
            Some(merged) => merged.members(name),
            None => module.index().members(module.class(class).members, name),
        };
        self.best(file, named, Some(side))
    }

    /// The parts of a class that other files declare, in languages where classes can be opened again.
    pub fn other_parts(&self, file: FileId, class: ClassId) -> Vec<(FileId, ClassId)> {
        if self.module(file).facts().separator.is_empty() {
            return Vec::new();
        }
        let parts = self.program.packages().parts(file, class).iter().filter(|part| part.file != file);
        let classes = parts.filter_map(|part| Some((part.file, self.module(part.file).exported_class(part.row)?)));
        classes.collect()
    }

    /// The extensions of this very class, as rows of their files; those that a default build leaves out, unless they stand
    /// with the class, behind the others.
    pub fn extensions_of(&mut self, file: FileId, class: ClassId) -> Vec<ExtensionRef> {
        let module = self.module(file);
        if self.program.extensions().is_empty() {
            return Vec::new();
        }
        let (language, name) = (module.record.language, module.class_name(class));
        let mut found = Vec::new();
        for extension in self.program.extensions().of(language, module.folder(), name) {
            let of = self.module(extension.file).symbols().extensions[extension.row.index()].of;
            let of = self.deeper(|linker| linker.type_of(extension.file, of, Env::NONE)).unwrap_or(TypeId::UNKNOWN);
            if matches!(self.types.get(of), Type::Instance { file: of_file, class: of, .. } if (of_file, of) == (file, class))
            {
                found.push(extension);
            }
        }
        found.sort_by_key(|extension| extension.file != file && self.module(extension.file).symbols().is_left_out);
        found
    }

    /// Of several members of one name, the one that says most.
    fn best(&self, file: FileId, named: &[(StringId, u32)], side: Option<Side>) -> Option<MemberValue> {
        let module = self.module(file);
        let rank = |member: &Member| match member.value {
            MemberValue::Method(signature) if module.signature(signature).function.is_some() => 4,
            MemberValue::Field { .. } => 3,
            MemberValue::Getter(_) => 2,
            MemberValue::Method(_) => 1,
            MemberValue::Setter(_) => 0,
        };
        let on_side = |member: &&Member| side.is_none_or(|side| member.is_static == (side == Side::Static));
        let members = named.iter().take(MAX_DECLARATIONS).map(|(_, row)| &module.symbols().members[*row as usize]);
        let members = members.filter(on_side);
        // Of equal ones the first counts, or else the last.
        let best = match module.facts().last_is_meant {
            true => members.max_by_key(|member| rank(member)),
            false => members.rev().max_by_key(|member| rank(member)),
        };
        best.map(|member| member.value)
    }

    /// The type of a member of a value.
    pub fn member_type(&mut self, object: TypeId, name: &'p str) -> TypeId {
        let is_place = name.starts_with(|first: char| first.is_ascii_digit());
        let takes_by_place = is_place && self.module(self.file).facts().elements_are_members;
        if let Some(ty) = self.member_of_classes(object, name) {
            return ty;
        }
        match self.types.get(object) {
            Type::Module(file) => {
                let found = self.program.exported(file, name, name);
                self.found_value(found)
            }
            Type::Package(package) => {
                let separator = self.module(self.file).facts().separator;
                let found = self.program.member_of_package(package, name, separator);
                found.map_or(TypeId::UNKNOWN, |found| self.found_value(found))
            }
            Type::Namespace { file, scope } => {
                let module = self.module(file);
                let id = module.record.strings.find(name);
                match id.and_then(|id| module.index().declared(id, scope)) {
                    Some(rows) => self.value(file, rows, Env::NONE),
                    None => TypeId::UNKNOWN,
                }
            }
            Type::OutsideValue { origin, .. } => self.types.add(Type::OutsideValue { origin, name, is_import: false }),
            // What is taken apart by places may be any list: `first, *rest = rows()`. In Go the first is an index.
            Type::Array(_) | Type::Global { .. } | Type::Outside { .. } if takes_by_place => self.element(object),
            Type::Instance { .. }
                if takes_by_place && matches!(self.find_member(object, name), MemberSearch::Missing) =>
            {
                self.element(object)
            }
            // Its elements are its members by their places: `pair.0`.
            Type::Tuple(list) if is_place => {
                let place = name.parse::<usize>().ok();
                place.and_then(|place| self.types.list(list).get(place).copied()).unwrap_or(TypeId::UNKNOWN)
            }
            Type::Union(list) => self.union_of(list, |linker, part| linker.member_type(part, name)),
            Type::Intersection(list) => {
                self.first_of(list, |linker, part| linker.member_type(part, name).known()).unwrap_or(TypeId::UNKNOWN)
            }
            Type::Class { file, class }
                if self.module(file).class_kind(class) == NodeKind::Enum && !self.is_method(object, name) =>
            {
                self.instance(object)
            }
            _ => match self.find_member(object, name) {
                MemberSearch::Found(found) => self.value_of_member(found),
                MemberSearch::Outside(origin) if !origin.in_repository => {
                    self.types.add(Type::OutsideValue { origin, name, is_import: false })
                }
                MemberSearch::Outside(_) | MemberSearch::Missing => TypeId::UNKNOWN,
            },
        }
    }

    /// Whether a class has a method of this name.
    fn is_method(&mut self, class: TypeId, name: &str) -> bool {
        let found = self.find_member(class, name);
        matches!(found, MemberSearch::Found(FoundMember { value: MemberValue::Method(_), .. }))
    }

    /// The type of a member that was found.
    pub fn value_of_member(&mut self, member: FoundMember) -> TypeId {
        let FoundMember { file, value, env, .. } = member;
        match value {
            MemberValue::Method(signature) => self.types.add(Type::Function { file, signature, env }),
            MemberValue::Getter(signature) => self.returned(file, signature, env),
            MemberValue::Setter(signature) => {
                let module = self.module(file);
                let params = module.exprs(module.signature(signature).params);
                params.first().map_or(TypeId::UNKNOWN, |param| self.type_of(file, *param, env))
            }
            MemberValue::Field { ty, value } => self.type_of(file, if ty == ExprId::UNKNOWN { value } else { ty }, env),
        }
    }

    /// The member that calling an instance runs, in languages where an instance can be called.
    pub fn called_member(&mut self, instance: TypeId) -> Option<FoundMember> {
        let Type::Instance { file, .. } = self.types.get(instance) else { return None };
        let name = self.module(file).facts().calling_member?;
        match self.find_member(instance, name) {
            MemberSearch::Found(member) => Some(member),
            _ => None,
        }
    }

    /// The function of the graph that calling this member runs, if it is one.
    pub fn function_of_member(&mut self, member: FoundMember) -> Option<FunctionRef> {
        let FoundMember { file, value, env, .. } = member;
        match value {
            MemberValue::Method(signature) => {
                self.module(file).signature(signature).function.map(|row| InFile { file, row })
            }
            MemberValue::Field { value, .. } if value != ExprId::UNKNOWN => self.function_of(file, value, env),
            MemberValue::Field { .. } | MemberValue::Getter(_) | MemberValue::Setter(_) => None,
        }
    }

    /// The function of the graph that an expression holds, if it is one.
    pub fn function_of(&mut self, file: FileId, expr: ExprId, env: Env) -> Option<FunctionRef> {
        if let Expr::Function(signature) = self.module(file).expr(expr) {
            return self.module(file).signature(signature).function.map(|row| InFile { file, row });
        }
        let ty = self.type_of(file, expr, env);
        self.function_of_type(ty)
    }

    /// The function of the graph that this type is the type of.
    pub fn function_of_type(&mut self, ty: TypeId) -> Option<FunctionRef> {
        match self.types.get(ty) {
            Type::Function { file, signature, .. } => {
                self.module(file).signature(signature).function.map(|row| InFile { file, row })
            }
            Type::Union(list) | Type::Intersection(list) => self.first_of(list, Self::function_of_type),
            _ => None,
        }
    }

    /// The constructor of the graph that `new` runs: the class's own, or that of the nearest base that has one.
    pub fn constructor(&mut self, file: FileId, class: ClassId) -> Option<FunctionRef> {
        let (mut file, mut class) = (file, class);
        let mut seen = Vec::new();
        while seen.len() < MAX_SUPERTYPES && !seen.contains(&(file, class)) && self.takes_step() {
            seen.push((file, class));
            let name = self.module(file).text(self.module(file).class(class).constructor);
            if let Some((file, MemberValue::Method(signature))) = self.own_member(file, class, name, Side::Instance) {
                return self.module(file).signature(signature).function.map(|row| InFile { file, row });
            }
            let base = self.superclass(file, class, Env::NONE);
            let Type::Instance { file: base_file, class: base_class, .. } = self.types.get(base) else { return None };
            (file, class) = (base_file, base_class);
        }
        None
    }
}
