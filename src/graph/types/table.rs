//! Types as linking knows them: small values, each distinct one once.
//!
//! In: types that inference builds. Out: their numbers ([`TypeId`]), equal for equal types. Looks nothing up.

use rustc_hash::FxHashMap;

use crate::graph::names::files::{ClassRef, FileId};
use crate::graph::names::modules::Origin;
use crate::graph::names::packages::PackageId;
use crate::record::Run;
use crate::record::symbols::{ExprId, ObjectId, ScopeId, SignatureId};

/// Whether instances are looked into or the class itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Side {
    Instance,
    Static,
}

/// Members of a union that are told apart; more say nothing anyone could use.
const MAX_MEMBERS: usize = 256;

/// Type parameters of one environment that are told apart.
const MAX_BOUNDS: usize = 64;

/// A type of a [`Types`] table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::graph) struct TypeId(pub u32);

impl TypeId {
    /// Nothing is known.
    pub const UNKNOWN: Self = Self(0);
    /// [`Type::Primitive`].
    pub const PRIMITIVE: Self = Self(1);

    /// The type, if anything is known of it.
    pub fn known(self) -> Option<Self> {
        (self != Self::UNKNOWN).then_some(self)
    }
}

/// A list of types of a [`Types`] table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::graph) struct ListId(u32);

impl ListId {
    /// The one without types.
    pub const EMPTY: Self = Self(0);
}

/// A type parameter by its file and the row of its binding, with what it is.
pub(in crate::graph) type Bound = ((FileId, u32), TypeId);

/// What type parameters are in a call, of a [`Types`] table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::graph) struct BoundId(u32);

impl BoundId {
    /// Nothing is known of any.
    pub const EMPTY: Self = Self(0);
}

/// What type parameters and `this` stand for inside a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::graph) struct Env {
    /// The class with its type arguments, as an instance.
    pub of: TypeId,
    /// What `this` is: `of`, or an instance of a subtype.
    pub this: TypeId,
    /// What type parameters are in the call at hand.
    pub bound: BoundId,
}

impl Env {
    /// Outside of any class, or inside one nothing more is known of.
    pub const NONE: Self = Self { of: TypeId::UNKNOWN, this: TypeId::UNKNOWN, bound: BoundId::EMPTY };
}

/// A type, or what a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::graph) enum Type<'p> {
    Unknown,
    /// Has members of the language only.
    Primitive,
    /// An instance of a class or enum; a value of an interface or object type alias.
    Instance {
        class: ClassRef,
        args: ListId,
    },
    /// A class or enum itself.
    Class(ClassRef),
    Function {
        file: FileId,
        signature: SignatureId,
        env: Env,
    },
    /// An object literal or a value of an object type.
    Object {
        file: FileId,
        object: ObjectId,
        env: Env,
    },
    Array(TypeId),
    Tuple(ListId),
    /// A value of a type that no file declares: `Map<K, V>`.
    Global {
        name: &'p str,
        args: ListId,
    },
    /// A name that no file declares: `JSON`.
    GlobalValue(&'p str),
    /// A value of a type declared outside the program.
    Outside {
        origin: Origin<'p>,
        name: &'p str,
        args: ListId,
    },
    /// Something declared outside the program: class, function, module (`''`), anything.
    OutsideValue {
        origin: Origin<'p>,
        name: &'p str,
        /// Whether it is itself imported, and no member of something imported.
        is_import: bool,
    },
    Module(FileId),
    Package(PackageId),
    Namespace {
        file: FileId,
        scope: ScopeId,
    },
    Union(ListId),
    Intersection(ListId),
    /// A short text.
    Text(&'p str),
    /// An object whose members are all made after one template: the expression says which.
    Mapped {
        file: FileId,
        expr: ExprId,
        env: Env,
    },
}

impl Type<'_> {
    /// An instance of a class, with no type arguments said.
    pub const fn instance_of(class: ClassRef) -> Self {
        Self::Instance { class, args: ListId::EMPTY }
    }
}

/// Every type met while one file is linked.
#[derive(Debug)]
pub(in crate::graph) struct Types<'p> {
    types: Vec<Type<'p>>,
    ids: FxHashMap<Type<'p>, TypeId>,
    lists: Vec<Box<[TypeId]>>,
    list_ids: FxHashMap<Box<[TypeId]>, ListId>,
    bounds: Vec<Box<[Bound]>>,
    bound_ids: FxHashMap<Box<[Bound]>, BoundId>,
}

/// A type with parameters of its own.
#[derive(Debug, Clone, Copy)]
pub(super) struct GenericAlias {
    pub file: FileId,
    pub params: Run,
    pub body: ExprId,
    /// Whether what is around it may say something of type parameters.
    pub is_local: bool,
}

impl Default for Types<'_> {
    fn default() -> Self {
        Self {
            types: vec![Type::Unknown, Type::Primitive],
            ids: FxHashMap::default(),
            lists: vec![Box::default()],
            list_ids: FxHashMap::default(),
            bounds: vec![Box::default()],
            bound_ids: FxHashMap::default(),
        }
    }
}

impl<'p> Types<'p> {
    /// The type with this number.
    pub fn get(&self, id: TypeId) -> Type<'p> {
        self.types[id.0 as usize]
    }

    /// The types of a list.
    pub fn list(&self, id: ListId) -> &[TypeId] {
        &self.lists[id.0 as usize]
    }

    /// The number of a type.
    pub fn add(&mut self, ty: Type<'p>) -> TypeId {
        match ty {
            Type::Unknown => TypeId::UNKNOWN,
            Type::Primitive => TypeId::PRIMITIVE,
            _ => *self.ids.entry(ty).or_insert_with(|| {
                self.types.push(ty);
                TypeId(self.types.len() as u32 - 1)
            }),
        }
    }

    /// The number of a list of types.
    pub fn add_list(&mut self, list: &[TypeId]) -> ListId {
        if list.is_empty() {
            return ListId::EMPTY;
        }
        if let Some(id) = self.list_ids.get(list) {
            return *id;
        }
        let id = ListId(self.lists.len() as u32);
        self.lists.push(list.into());
        self.list_ids.insert(list.into(), id);
        id
    }

    /// The number of what type parameters are in a call.
    pub fn add_bounds(&mut self, bounds: &[Bound]) -> BoundId {
        if bounds.is_empty() {
            return BoundId::EMPTY;
        }
        if let Some(id) = self.bound_ids.get(bounds) {
            return *id;
        }
        let id = BoundId(self.bounds.len() as u32);
        self.bounds.push(bounds.into());
        self.bound_ids.insert(bounds.into(), id);
        id
    }

    /// The same environment, in which these type parameters are something too.
    pub fn with_bounds(&mut self, env: Env, further: &[Bound]) -> Env {
        if further.is_empty() {
            return env;
        }
        let known = self.bounds[env.bound.0 as usize].iter();
        let is_left = |bound: &&Bound| !further.iter().any(|(parameter, _)| *parameter == bound.0);
        let mut bounds: Vec<Bound> = known.filter(is_left).chain(further).copied().take(MAX_BOUNDS).collect();
        bounds.sort_unstable_by_key(|(parameter, _)| *parameter);
        Env { bound: self.add_bounds(&bounds), ..env }
    }

    /// What a type parameter is in a call.
    pub fn bound(&self, bounds: BoundId, file: FileId, parameter: u32) -> Option<TypeId> {
        let bounds = &self.bounds[bounds.0 as usize];
        bounds.iter().find(|(of, _)| *of == (file, parameter)).map(|(_, ty)| *ty)
    }

    /// What the first type parameter is in a call that this is said of.
    pub fn bound_where(&self, bounds: BoundId, is_meant: impl Fn((FileId, u32)) -> bool) -> TypeId {
        let bounds = &self.bounds[bounds.0 as usize];
        bounds.iter().find(|(of, _)| is_meant(*of)).map_or(TypeId::UNKNOWN, |(_, ty)| *ty)
    }

    /// One of these types. Members that say nothing (`null`, `string`, unknown ones) are left out if any says
    /// something.
    pub fn union(&mut self, members: &[TypeId]) -> TypeId {
        let mut flat: Vec<TypeId> = Vec::with_capacity(members.len());
        for member in members {
            let parts = match self.get(*member) {
                Type::Union(list) => self.list(list),
                Type::Unknown | Type::Primitive | Type::Text(_) => continue,
                _ => std::slice::from_ref(member),
            };
            for part in parts {
                if flat.len() < MAX_MEMBERS && !flat.contains(part) {
                    flat.push(*part);
                }
            }
        }
        match flat[..] {
            [] => self.union_of_values(members),
            [only] => only,
            _ => {
                let list = self.add_list(&flat);
                self.add(Type::Union(list))
            }
        }
    }

    /// All of these types at once.
    pub fn intersection(&mut self, parts: &[TypeId]) -> TypeId {
        match *parts {
            [] => TypeId::UNKNOWN,
            [only] => only,
            _ => {
                let list = self.add_list(parts);
                self.add(Type::Intersection(list))
            }
        }
    }

    /// One of these types, none of which has members that are known.
    fn union_of_values(&mut self, members: &[TypeId]) -> TypeId {
        let mut texts: Vec<TypeId> =
            members.iter().copied().filter(|id| matches!(self.get(*id), Type::Text(_))).collect();
        texts.dedup();
        match texts[..] {
            _ if members.contains(&TypeId::PRIMITIVE) => TypeId::PRIMITIVE,
            [] => TypeId::UNKNOWN,
            _ if members.contains(&TypeId::UNKNOWN) => TypeId::PRIMITIVE,
            [only] => only,
            _ => {
                texts.truncate(MAX_MEMBERS);
                let list = self.add_list(&texts);
                self.add(Type::Union(list))
            }
        }
    }

    /// The same type with these type arguments.
    pub fn with_args(&mut self, id: TypeId, list: &[TypeId]) -> TypeId {
        let args = self.add_list(list);
        let ty = match self.get(id) {
            Type::Instance { class, .. } => Type::Instance { class, args },
            Type::Global { name, .. } => Type::Global { name, args },
            Type::Outside { origin, name, .. } => Type::Outside { origin, name, args },
            _ => return id,
        };
        self.add(ty)
    }

    /// What `this` and type parameters are in a member of `of` that is reached through `receiver`.
    pub fn env(&self, of: TypeId, receiver: TypeId) -> Env {
        match self.get(of) {
            // Says no more than the class does: one environment fewer to infer for.
            Type::Instance { args: ListId::EMPTY, .. } if of == receiver => Env::NONE,
            Type::Instance { .. } => Env { of, this: receiver, bound: BoundId::EMPTY },
            _ => Env::NONE,
        }
    }
}
