//! What a class is made of and what is above it: its parts, what is declared apart from it, its supertypes.
//!
//! In: a class, or an instance of one. Out: declarations that are one type with it, and the types it extends and
//! implements. What members are is for others to say.

use std::rc::Rc;

use super::linker::Linker;
use super::table::{Env, ListId, Side, Type, TypeId};
use crate::graph::names::declarations::Merged;
use crate::graph::names::files::{ClassRef, ExtensionRef, InFile};
use crate::record::{NodeKind, Run, StringId};

/// More supertypes than any class has; a search gives up behind them.
pub(in crate::graph) const MAX_SUPERTYPES: usize = 256;

impl<'p, M> Linker<'p, M> {
    /// Whether this is an instance of a class, not of an interface.
    pub(super) fn is_class(&self, ty: TypeId) -> bool {
        let Type::Instance { class, .. } = self.types.get(ty) else { return false };
        self.class_kind(class) != NodeKind::Interface
    }

    /// What an instance's class extends and implements.
    pub fn supertypes(&mut self, ty: TypeId) -> Vec<TypeId> {
        let above = self.supertypes_of(ty, Side::Instance);
        self.types.list(above).to_vec()
    }

    /// What a class or interface extends; behind that what it implements, for what only an interface declares.
    pub(super) fn supertypes_of(&mut self, ty: TypeId, side: Side) -> ListId {
        let (class, env) = match self.types.get(ty) {
            Type::Instance { class, .. } => (class, self.types.env(ty, ty)),
            Type::Class(class) => (class, Env::NONE),
            _ => return ListId::EMPTY,
        };
        if let Some(known) = self.above.get(&(ty, side)) {
            return *known;
        }
        let (file, module) = (class.file, self.module(class.file));
        let declarations = self.merged(class).map_or(std::slice::from_ref(&class.row), |merged| &merged.heirs);
        let facts = module.facts();
        let supertypes = declarations.iter().flat_map(|class| {
            let class = self.class(InFile { file, row: *class });
            let are_all = side == Side::Instance || facts.statics_are_shared;
            let implements = if are_all { class.implements } else { Run::default() };
            let order = match facts.mixins_come_first {
                true => [implements, class.extends],
                false => [class.extends, implements],
            };
            order.into_iter().flat_map(move |supertypes| {
                let supertypes = module.exprs(supertypes);
                // Of what is included in turn the last is what the others stand behind.
                let is_turned = facts.types_are_extended;
                let places = 0..supertypes.len();
                places.map(move |at| supertypes[if is_turned { supertypes.len() - 1 - at } else { at }])
            })
        });
        let mut declared: Vec<_> = supertypes.map(|supertype| (file, supertype)).take(MAX_SUPERTYPES).collect();
        for part in self.other_parts(class) {
            let (module, declaration) = (self.module(part.file), self.class(part));
            let supertypes = module.exprs(declaration.extends).iter().chain(module.exprs(declaration.implements));
            declared.extend(supertypes.map(|supertype| (part.file, *supertype)));
        }
        for InFile { file, row } in self.extensions_of(class) {
            let module = self.module(file);
            let supertypes = module.symbols().extensions[row.index()].supertypes;
            declared.extend(module.exprs(supertypes).iter().map(|supertype| (file, *supertype)));
        }
        let mut types = Vec::with_capacity(declared.len().min(MAX_SUPERTYPES));
        let mut is_final = self.program.is_without_extensions() || self.extensions.contains_key(&class);
        for (file, supertype) in declared.into_iter().take(MAX_SUPERTYPES) {
            let supertype = self.type_of(file, supertype, env);
            // It may be what is being found out, or lie beyond the bounds of this question alone.
            is_final &= !matches!(self.types.get(supertype), Type::Unknown | Type::Object { .. });
            let composed = match self.types.get(supertype) {
                Type::Union(_) | Type::Array(_) | Type::Tuple(_) | Type::Mapped { .. } => true,
                // `type Handler func(Order)`; elsewhere a function makes what is extended.
                Type::Function { .. } => facts.functions_are_iterated,
                _ => false,
            };
            types.push(if composed { supertype } else { self.instance(supertype) });
        }
        let above = self.types.add_list(&types);
        if is_final {
            self.above.insert((ty, side), above);
        }
        above
    }

    /// The type that a class is one of several declarations of.
    pub(super) fn merged(&self, class: ClassRef) -> Option<&'p Merged> {
        self.program.merged(class)
    }

    /// The rows of the members of this name that the declarations of a class in its file have.
    pub(super) fn named_members(&self, class: ClassRef, name: &str) -> &'p [(StringId, u32)] {
        self.program.named_members(class, name)
    }

    /// The parts of a class that other files declare, in languages where classes can be opened again.
    pub fn other_parts(&self, class: ClassRef) -> Vec<ClassRef> {
        if self.module(class.file).facts().separator.is_empty() {
            return Vec::new();
        }
        let parts = self.program.parts(class).iter().filter(|part| part.file != class.file);
        parts.filter_map(|part| self.program.exported_class(*part)).collect()
    }

    /// The extensions of this very class, as rows of their files; those that a default build leaves out, unless they stand
    /// with the class, behind the others.
    pub fn extensions_of(&mut self, class: ClassRef) -> impl Iterator<Item = ExtensionRef> + use<'p, M> {
        let found = (!self.program.is_without_extensions()).then(|| self.find_extensions(class));
        let count = found.as_ref().map_or(0, |found| found.len());
        (0..count).filter_map(move |at| found.as_ref()?.get(at).copied())
    }

    fn find_extensions(&mut self, class: ClassRef) -> Rc<[ExtensionRef]> {
        if let Some(known) = self.extensions.get(&class) {
            return Rc::clone(known);
        }
        let mut found = Vec::new();
        let mut is_final = true;
        for extension in self.program.extensions_near(class) {
            let of = self.module(extension.file).symbols().extensions[extension.row.index()].of;
            let of = self.deeper(|linker| linker.type_of(extension.file, of, Env::NONE)).unwrap_or(TypeId::UNKNOWN);
            // It may be what is being found out, or lie beyond the bounds of this question alone.
            is_final &= of != TypeId::UNKNOWN;
            if matches!(self.types.get(of), Type::Instance { class: of, .. } if of == class) {
                found.push(extension);
            }
        }
        found.sort_by_key(|extension| extension.file != class.file && self.program.is_left_out(extension.file));
        let found = Rc::from(found);
        if is_final {
            self.extensions.insert(class, Rc::clone(&found));
        }
        found
    }
}
