//! What the members of values are: of instances, modules, packages, whatever has names behind a dot.
//!
//! In: a type and a member's name, or a member that was found. Out: the type of the member's value.

use super::linker::Linker;
use super::members::{FoundMember, MemberSearch};
use super::table::{Type, TypeId};
use crate::graph::names::found::Found;
use crate::record::NodeKind;
use crate::record::symbols::{EACH_MEMBER, ExprId, MemberValue};

impl<'p, M> Linker<'p, M> {
    /// What iterating over an instance gives: what one of its supertypes gives, which may be a list.
    pub fn inherited_element(&mut self, ty: TypeId) -> TypeId {
        let supertypes = self.supertypes(ty);
        let elements = supertypes.into_iter().map(|supertype| self.deeper(|linker| linker.element(supertype)));
        elements.flatten().find(|element| *element != TypeId::UNKNOWN).unwrap_or(TypeId::UNKNOWN)
    }

    /// The type of a member of a value.
    pub fn member_type(&mut self, object: TypeId, name: &'p str) -> TypeId {
        let is_place = name.starts_with(|first: char| first.is_ascii_digit());
        let takes_by_place = is_place && self.module(self.file).facts().elements_are_members;
        if let Some(ty) = self.member_of_classes(object, name) {
            return ty;
        }
        let object = match self.types.get(object) {
            Type::Global { .. } | Type::Outside { .. } | Type::Instance { .. } => self.holder_of_read(object, name),
            _ => object,
        };
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
            Type::Namespace { file, scope } => match self.program.in_namespace(file, scope, name) {
                Some(found) => self.found_value(found),
                None => TypeId::UNKNOWN,
            },
            Type::OutsideValue { origin, .. } => self.types.add(Type::OutsideValue { origin, name, is_import: false }),
            // What is taken apart by places may be any list: `first, *rest = rows()`. In Go the first is an index.
            Type::Array(_) | Type::Global { .. } | Type::Outside { .. } if takes_by_place => self.element(object),
            Type::Instance { .. }
                if takes_by_place
                    && !matches!(self.find_member(object, name), MemberSearch::Found(_))
                    && let Some(element) = self.indexed(object).known() =>
            {
                element
            }
            // Its elements are its members by their places: `pair.0`.
            Type::Tuple(list) if is_place => {
                let place = name.parse::<usize>().ok();
                place.and_then(|place| self.types.list(list).get(place).copied()).unwrap_or(TypeId::UNKNOWN)
            }
            Type::Function { .. } if name == "0" && self.module(self.file).facts().functions_are_iterated => {
                self.iterated_by_function(object, 0)
            }
            Type::Union(list) => self.union_of(list, |linker, part| linker.member_type(part, name)),
            Type::Intersection(list) => {
                let member = self.first_of(list, |linker, part| {
                    if linker.is_unlisted(part, name) { None } else { linker.member_type(part, name).known() }
                });
                member.unwrap_or(TypeId::UNKNOWN)
            }
            Type::Global { .. } | Type::Outside { .. } if let Some(ty) = self.language_member(object, name) => ty,
            Type::Global { .. } => match self.find_member(object, name) {
                MemberSearch::Found(found) => self.value_of_member(found),
                _ => TypeId::UNKNOWN,
            },
            Type::Class(class) if self.class_kind(class) == NodeKind::Enum && !self.is_method(object, name) => {
                match self.nested_class(object, name) {
                    Some(nested) => nested,
                    None => self.instance(object),
                }
            }
            _ => match self.find_member(object, name) {
                MemberSearch::Found(found) => self.value_of_member(found),
                MemberSearch::Outside(origin) if !origin.in_repository => {
                    self.types.add(Type::OutsideValue { origin, name, is_import: false })
                }
                MemberSearch::Outside(_) => TypeId::UNKNOWN,
                MemberSearch::Missing if is_place => match self.taken_apart(object, name) {
                    Some(part) => part,
                    None => self.inherited_place(object, name),
                },
                MemberSearch::Missing => self.each_member(object).unwrap_or(TypeId::UNKNOWN),
            },
        }
    }

    /// What an instance gives for a place by the method that takes it apart, if there is one alone.
    fn taken_apart(&mut self, object: TypeId, place: &str) -> Option<TypeId> {
        let Type::Instance { class, .. } = self.types.get(object) else { return None };
        let name = self.module(class.file).facts().taking_apart_member?;
        let methods = self.methods(object, name, false);
        let [FoundMember { file, value: MemberValue::Method(signature), env, .. }] = methods.found[..] else {
            return None;
        };
        let module = self.module(file);
        let param = *module.exprs(module.signature(signature).params).get(place.parse::<usize>().ok()?)?;
        Some(self.type_of(file, param, env))
    }

    /// What an instance has at a place: what one of its supertypes has there, which may be several values or a map.
    fn inherited_place(&mut self, object: TypeId, name: &'p str) -> TypeId {
        let supertypes = match self.types.get(object) {
            Type::Instance { .. } => self.supertypes(object),
            _ => Vec::new(),
        };
        let mut supertypes = supertypes.into_iter();
        let found =
            supertypes.find_map(|of| self.deeper(|linker| linker.member_type(of, name)).and_then(TypeId::known));
        found.or_else(|| self.each_member(object)).unwrap_or(TypeId::UNKNOWN)
    }

    /// What a type says of members that it does not name.
    pub fn each_member(&mut self, object: TypeId) -> Option<TypeId> {
        if !matches!(self.types.get(object), Type::Instance { .. } | Type::Object { .. }) {
            return None;
        }
        match self.find_member(object, EACH_MEMBER) {
            MemberSearch::Found(found) => Some(self.value_of_member(found)),
            _ => None,
        }
    }

    /// Whether a part of a value is a module that exports nothing of this name: another part may have it.
    pub fn is_unlisted(&self, part: TypeId, name: &'p str) -> bool {
        let Type::Module(file) = self.types.get(part) else { return false };
        matches!(self.program.exported(file, name, name), Found::AssignedMember { .. } | Found::Missing { .. })
    }

    /// Whether a class has a method of this name.
    fn is_method(&mut self, class: TypeId, name: &'p str) -> bool {
        let found = self.find_called(class, name);
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
}
