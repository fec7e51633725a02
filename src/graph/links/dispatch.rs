//! Which functions a call may run whose receiver's type has subtypes.
//!
//! In: the type a receiver is declared with, a member's name, and the subtypes of every type. Out: the functions of the
//! program that may run, ordered by key: class hierarchy analysis (Dean, Grove and Chambers, 1995), which asks what is
//! declared, not what is ever made an instance of. A member that nothing may override has none.

use std::cmp::Ordering;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::subtypes::{Asked, Subtypes};
use crate::graph::names::declarations::DeclaredType;
use crate::graph::names::files::{ClassRef, FunctionRef, InFile, TypeRef};
use crate::graph::names::reads::Notes;
use crate::graph::types::hierarchy::MAX_SUPERTYPES;
use crate::graph::types::linker::Linker;
use crate::graph::types::members::{FoundMember, MemberSearch};
use crate::graph::types::overloads::Overload;
use crate::graph::types::table::{Env, Type, TypeId};
use crate::languages::Overriding;
use crate::record::NodeKind;

/// The most functions that are said of one call.
const MAX_CANDIDATES: usize = 64;

/// The most subtypes that are looked into for one member: a hierarchy of thousands has more than 64 functions long before.
const MAX_SUBTYPES: usize = 1024;

/// The most parts of a receiver's type that are looked into.
const MAX_PARTS: usize = 16;

/// A call whose receiver may be of a subtype that has a member of its own in the place of the one called.
#[derive(Debug, Clone, Copy)]
pub(in crate::graph) struct Dispatch<'p> {
    /// The type that the receiver is declared with.
    pub of: TypeId,
    /// Whether it is a class itself, this one or a subclass.
    pub is_of_class: bool,
    /// The member's name.
    pub name: &'p str,
    /// Where the name alone does not say which member is meant.
    pub overload: Option<Overload>,
}

impl<'p, M> Linker<'p, M> {
    /// The functions that a call may run, where they are more than `target`.
    pub fn candidates(
        &mut self,
        subtypes: &Subtypes,
        call: Dispatch<'p>,
        target: Option<FunctionRef>,
    ) -> Option<Arc<[FunctionRef]>> {
        let classes: Vec<_> = match self.types.get(call.of) {
            Type::Instance { class, .. } => vec![class],
            Type::Class(class) if call.is_of_class && self.module(class.file).facts().statics_are_overridden => {
                vec![class]
            }
            Type::Union(list) | Type::Intersection(list) => {
                let parts = self.types.list(list).iter().take(MAX_PARTS);
                let classes = parts.filter_map(|part| match self.types.get(*part) {
                    Type::Instance { class, .. } => Some(class),
                    _ => None,
                });
                classes.collect()
            }
            _ => return None,
        };
        let lists = classes.into_iter().filter_map(|class| {
            let class = self.embedded_interface(class, call.name).unwrap_or(class);
            self.candidates_of(subtypes, class, call).filter(|functions| !functions.is_empty())
        });
        let all = match &lists.collect::<Vec<_>>()[..] {
            [] => return None,
            // In order already.
            [functions] if target.is_none_or(|target| functions.contains(&target)) => Arc::clone(functions),
            lists => {
                let mut all = lists.concat();
                all.extend(target);
                self.order(&mut all);
                all.into()
            }
        };
        let is_target_alone = all.len() == 1 && target == all.first().copied();
        (!is_target_alone).then_some(all)
    }

    /// The interface that a Go struct embeds and gets this member from: it is whatever value the struct holds that runs.
    fn embedded_interface(&mut self, class: ClassRef, name: &'p str) -> Option<ClassRef> {
        if !self.module(class.file).facts().interfaces_are_embedded || self.class_kind(class) == NodeKind::Interface {
            return None;
        }
        let of = self.this(class, Env::NONE);
        let MemberSearch::Found(member) = self.find_called(of, name) else { return None };
        match self.types.get(member.env.of) {
            Type::Instance { class, .. } if member.is_inherited => {
                Some(class).filter(|class| self.class_kind(*class) == NodeKind::Interface)
            }
            _ => None,
        }
    }

    /// The functions that subtypes of a class run for a member of it; `None` if the class has no subtypes, or its
    /// subtypes cannot have a member of their own in its place.
    fn candidates_of(
        &mut self,
        subtypes: &Subtypes,
        class: ClassRef,
        call: Dispatch<'p>,
    ) -> Option<Arc<[FunctionRef]>> {
        let roots = self.rows_of(class);
        roots.iter().for_each(|root| self.program.asks_for_subtypes(*root));
        if !roots.iter().any(|root| subtypes.may_have(*root)) {
            return None;
        }
        let asked = Asked { of: self.identity(class).ok()?, is_of_class: self.is_of_class_itself(call) };
        let question = self.program.asks_for_member(self.type_of_class(class)?, call.name);
        if let Some(known) = subtypes.known(asked, call.name, call.overload) {
            return Some(known);
        }
        let notes = Notes::new(None);
        let program = self.program.noted_by(self.program.is_noted().then_some(&notes));
        let mut linker = Linker::<()>::apart(program, class.file);
        let found: Arc<[FunctionRef]> = linker.overrides(subtypes, &roots, class, call, asked).into();
        subtypes.keep(asked, call.name, call.overload, &found);
        if self.program.is_noted() {
            subtypes.keep_reads(question, notes.reads());
        }
        Some(found)
    }

    fn is_of_class_itself(&self, call: Dispatch<'p>) -> bool {
        matches!(self.types.get(call.of), Type::Class(_))
    }

    /// What a member is looked for in: a class itself, or its instances.
    fn receiver_of(&mut self, class: ClassRef, asked: Asked) -> TypeId {
        if asked.is_of_class { self.types.add(Type::Class(class)) } else { self.this(class, Env::NONE) }
    }

    fn overrides(
        &mut self,
        subtypes: &Subtypes,
        roots: &[TypeRef],
        class: ClassRef,
        call: Dispatch<'p>,
        asked: Asked,
    ) -> Vec<FunctionRef> {
        self.begin_question();
        let of = self.receiver_of(class, asked);
        let Some(member) = self.dispatched(of, call) else { return Vec::new() };
        let is_interface = self.class_kind(class) == NodeKind::Interface;
        if !self.is_overridable(member, call.name, is_interface) {
            return Vec::new();
        }
        let mut found: Vec<_> = self.function_of_member(member).into_iter().collect();
        // Itself included: another type of its name in its file may be its subtype.
        let mut queue = roots.to_vec();
        let mut seen = FxHashSet::default();
        let mut unnamed: Vec<ClassRef> = Vec::new();
        let mut next = 0;
        while next < queue.len() {
            let subtype = queue[next];
            next += 1;
            if !seen.insert(subtype) {
                continue;
            }
            let classes = self.program.classes(subtype);
            let are_several = classes.len() > 1;
            for row in classes {
                let class = InFile { file: subtype.file, row };
                let is_root = self.identity(class) == Ok(asked.of);
                if is_root || are_several && !self.is_below(class, asked.of) {
                    continue;
                }
                found.extend(self.override_in(class, call, asked, is_interface));
            }
            unnamed.extend(subtypes.unnamed(subtype).iter().inspect(|class| self.program.asks_for_unnamed(class.file)));
            // No more than are looked into: of a type with many subtypes all of its members may be called.
            let room = MAX_SUBTYPES.saturating_sub(queue.len());
            self.program.asks_for_subtypes(subtype);
            queue.extend(subtypes.of(self.program.program(), subtype).take(room));
        }
        for class in unnamed.into_iter().take(MAX_SUBTYPES) {
            found.extend(self.override_in(class, call, asked, is_interface));
        }
        self.order(&mut found);
        found
    }

    /// Whether a class is a subtype of another type.
    fn is_below(&mut self, class: ClassRef, of: InFile<DeclaredType>) -> bool {
        self.begin_question();
        let mut above = vec![self.this(class, Env::NONE)];
        let mut next = 0;
        while next < above.len().min(MAX_SUPERTYPES) && self.takes_step() {
            let ty = above[next];
            next += 1;
            if matches!(self.types.get(ty), Type::Instance { class, .. } if self.identity(class) == Ok(of)) {
                return true;
            }
            above.extend(self.supertypes(ty));
        }
        false
    }

    /// What an instance of this very subtype runs: its own member, or what it inherits from elsewhere.
    fn override_in(
        &mut self,
        class: ClassRef,
        call: Dispatch<'p>,
        asked: Asked,
        of_interface: bool,
    ) -> Option<FunctionRef> {
        self.begin_question();
        let of = self.receiver_of(class, asked);
        let member = self.dispatched(of, call)?;
        let function = self.function_of_member(member)?;
        let takes_its_place = of_interface || self.overrides_another(function);
        takes_its_place.then_some(function)
    }

    /// The member of a type that a call of this name means: of several the one that is declared with the same parameters.
    fn dispatched(&mut self, of: TypeId, call: Dispatch<'p>) -> Option<FoundMember> {
        match call.overload {
            Some(overload) => {
                let methods = self.methods(of, call.name, false);
                methods.found.into_iter().find(|method| self.has_parameters_of(*method, overload))
            }
            None => match self.find_called(of, call.name) {
                MemberSearch::Found(member) => Some(member),
                _ => None,
            },
        }
    }

    /// Whether a subtype's member of the same name runs in the place of this one.
    fn is_overridable(&mut self, member: FoundMember, name: &str, is_interface: bool) -> bool {
        let function = self.function_of_member(member);
        let module = self.module(member.file);
        let has = |modifiers: &[&str]| {
            function.is_some_and(|function| self.modifiers(function).any(|modifier| modifiers.contains(&modifier)))
        };
        let is_fixed = has(&["static"]) && !module.facts().statics_are_overridden;
        if name.starts_with('#') || is_fixed || has(&["private", "final", "sealed"]) {
            return false;
        }
        match module.facts().overriding {
            Overriding::All => true,
            Overriding::OfInterfaces => is_interface,
            Overriding::Declared => is_interface || function.is_none() || has(&["virtual", "override", "abstract"]),
            Overriding::Unmangled => !name.starts_with("__") || name.ends_with("__"),
        }
    }

    /// Whether a class's method runs for calls of the superclass's of its name: where overriding is declared, only if it
    /// says so.
    fn overrides_another(&self, function: FunctionRef) -> bool {
        self.module(function.file).facts().overriding != Overriding::Declared
            || self.modifiers(function).any(|modifier| matches!(modifier, "override" | "virtual"))
    }

    pub(super) fn modifiers(&self, InFile { file, row }: FunctionRef) -> impl Iterator<Item = &'p str> + use<'p, M> {
        let record = self.module(file).record();
        let run = record.functions[row.index()].modifiers.range();
        record.lists.get(run).unwrap_or_default().iter().map(|modifier| record.text(*modifier))
    }

    /// Rows of a class and of its parts in other files.
    fn rows_of(&self, class: ClassRef) -> Vec<TypeRef> {
        let parts = std::iter::once(class).chain(self.other_parts(class));
        parts.filter_map(|class| self.type_of_class(class)).collect()
    }

    /// By key, each once, no more than are said of one call.
    fn order(&self, functions: &mut Vec<FunctionRef>) {
        functions.sort_unstable_by(|one, other| self.compare_keys(*one, *other));
        functions.dedup();
        functions.truncate(MAX_CANDIDATES);
    }

    fn compare_keys(&self, one: FunctionRef, other: FunctionRef) -> Ordering {
        let of = |function: FunctionRef| (&*self.module(function.file).path, self.program.function_key(function));
        let ((path, key), (other_path, other_key)) = (of(one), of(other));
        if one.file == other.file {
            return key.cmp(other_key);
        }
        let both = path.len().min(other_path.len());
        let left = |path: &'p str, key: &'p str| path.bytes().skip(both).chain("::".bytes()).chain(key.bytes());
        let (paths, other_paths) = (path.as_bytes(), other_path.as_bytes());
        paths[..both].cmp(&other_paths[..both]).then_with(|| left(path, key).cmp(left(other_path, other_key)))
    }
}
