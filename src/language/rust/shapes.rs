//! The shape of a type, as far as it says what its values' members are.
//!
//! References, smart pointers, `Option` and `Result` count as what is in them: methods of the language lead through them
//! (`expressions`). Lists and maps count as lists of what they hold.

use super::{Field, Kind, Rust};
use crate::extract::{NodeRef, Outline};
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, Expr, ExprId, SignatureId};
use rustc_hash::FxHashMap;

/// Types that are used as the first of their arguments is.
const TRANSPARENT: [&str; 27] = [
    "Arc",
    "Box",
    "Cell",
    "Cow",
    "Future",
    "LazyCell",
    "LazyLock",
    "ManuallyDrop",
    "MaybeUninit",
    "Mutex",
    "MutexGuard",
    "NonNull",
    "OnceCell",
    "OnceLock",
    "Option",
    "Pin",
    "Poll",
    "Rc",
    "Ref",
    "RefCell",
    "RefMut",
    "Result",
    "RwLock",
    "RwLockReadGuard",
    "RwLockWriteGuard",
    "UnsafeCell",
    "Weak",
];

/// Types that hold many of what their first argument names.
const LISTS: [&str; 16] = [
    "BTreeSet",
    "BinaryHeap",
    "DoubleEndedIterator",
    "ExactSizeIterator",
    "FxHashSet",
    "HashSet",
    "IndexSet",
    "IntoIter",
    "IntoIterator",
    "Iter",
    "Iterator",
    "LinkedList",
    "SmallVec",
    "Stream",
    "Vec",
    "VecDeque",
];

/// Types that hold many of what their second argument names.
const MAPS: [&str; 5] = ["BTreeMap", "DashMap", "FxHashMap", "HashMap", "IndexMap"];

impl Outline<'_, '_, Rust> {
    /// The shape of a type that stands in the innermost scope.
    pub(super) fn type_of(&mut self, node: NodeRef) -> ExprId {
        self.nested_expr(|visitor| visitor.type_shape(node))
    }

    fn type_shape(&mut self, node: NodeRef) -> Expr {
        match self.kind(node) {
            Kind::TypeIdentifier => Expr::TypeName { name: self.intern_node(node), scope: self.scope() },
            Kind::Identifier => match self.text(node) {
                text if is_primitive(text) => Expr::Primitive,
                _ => Expr::TypeName { name: self.intern_node(node), scope: self.scope() },
            },
            Kind::PrimitiveType => Expr::Primitive,
            Kind::ScopedTypeIdentifier | Kind::ScopedIdentifier => {
                let segments = self.segments(node);
                let ty = self.type_path(&segments);
                self.draft.symbols().expr(ty)
            }
            Kind::GenericType | Kind::GenericTypeWithTurbofish => self.generic_shape(node),
            Kind::ReferenceType | Kind::PointerType | Kind::BracketedType | Kind::AbstractType | Kind::DynamicType => {
                match self.last_named(node) {
                    Some(inner) => self.same_as(inner),
                    None => Expr::Unknown,
                }
            }
            Kind::QualifiedType | Kind::BoundedType => match self.first_named(node) {
                Some(inner) => self.same_as(inner),
                None => Expr::Unknown,
            },
            Kind::HigherRankedTraitBound => match self.last_named(node) {
                Some(inner) => self.same_as(inner),
                None => Expr::Unknown,
            },
            Kind::ArrayType => match self.first_named(node) {
                Some(element) => Expr::ArrayType(self.type_of(element)),
                None => Expr::Unknown,
            },
            Kind::TupleType => {
                let parts = self.named_children(node);
                let parts: Vec<ExprId> = parts.into_iter().map(|part| self.type_of(part)).collect();
                Expr::TupleType(self.expr_list(&parts))
            }
            Kind::FunctionType => Expr::FunctionType(self.described(node)),
            _ => Expr::Unknown,
        }
    }

    fn same_as(&mut self, node: NodeRef) -> Expr {
        let inner = self.type_of(node);
        self.draft.symbols().expr(inner)
    }

    fn generic_shape(&mut self, node: NodeRef) -> Expr {
        let Some(base) = self.first_named(node) else { return Expr::Unknown };
        let arguments = self.child_of_kind(node, Kind::TypeArguments);
        let mut arguments = arguments.map(|list| self.named_children(list)).unwrap_or_default();
        arguments.retain(|argument| self.kind(*argument) != Kind::Lifetime);
        let text = self.text(base);
        let last = text.rsplit("::").next().unwrap_or(text);
        if TRANSPARENT.contains(&last) {
            return arguments.first().map_or(Expr::Unknown, |argument| self.argument_shape(*argument));
        }
        let held = if MAPS.contains(&last) { arguments.get(1) } else { arguments.first() };
        if (MAPS.contains(&last) || LISTS.contains(&last))
            && let Some(held) = held
        {
            let held = self.argument_shape(*held);
            return Expr::ArrayType(self.expr(held));
        }
        let base = self.type_of(base);
        arguments.retain(|argument| self.kind(*argument) != Kind::TypeBinding);
        let arguments: Vec<ExprId> = arguments.into_iter().map(|argument| self.type_of(argument)).collect();
        Expr::Generic { base, args: self.expr_list(&arguments) }
    }

    /// A type's argument, also one with a name: `Item = Order`.
    fn argument_shape(&mut self, node: NodeRef) -> Expr {
        match self.kind(node) {
            Kind::TypeBinding => match self.field(node, Field::Type) {
                Some(ty) => self.same_as(ty),
                None => Expr::Unknown,
            },
            _ => self.same_as(node),
        }
    }

    /// A type without its arguments, as an `impl` is for.
    pub(super) fn base_of(&mut self, node: NodeRef) -> ExprId {
        let mut node = node;
        loop {
            let inner = match self.kind(node) {
                Kind::GenericType => self.first_named(node),
                Kind::ReferenceType | Kind::PointerType | Kind::DynamicType => self.last_named(node),
                _ => None,
            };
            match inner {
                Some(inner) => node = inner,
                None => return self.type_of(node),
            }
        }
    }

    /// The name of a type without its path and arguments.
    pub(super) fn type_name_node(&mut self, node: NodeRef) -> Option<NodeRef> {
        let mut node = node;
        loop {
            node = match self.kind(node) {
                Kind::TypeIdentifier | Kind::PrimitiveType | Kind::Metavariable => return Some(node),
                Kind::GenericType => self.first_named(node)?,
                Kind::ScopedTypeIdentifier
                | Kind::ReferenceType
                | Kind::PointerType
                | Kind::DynamicType
                | Kind::HigherRankedTraitBound => self.last_named(node)?,
                _ => return None,
            };
        }
    }

    /// The shape of `fn(A) -> B` and `Fn(A) -> B`.
    fn described(&mut self, node: NodeRef) -> SignatureId {
        let list = self.child_of_kind(node, Kind::Parameters);
        let parts = list.map(|list| self.named_children(list)).unwrap_or_default();
        let mut types = Vec::with_capacity(parts.len());
        for part in parts {
            let ty = match self.kind(part) {
                Kind::Parameter => self.field(part, Field::Type),
                _ => Some(part),
            };
            types.push(ty.map_or(ExprId::UNKNOWN, |ty| self.type_of(ty)));
        }
        let params = self.expr_list(&types);
        let return_node = self.field(node, Field::ReturnType);
        let return_type = match return_node {
            Some(ty) => self.type_of(ty),
            None => self.expr(Expr::Primitive),
        };
        let signature = self.new_signature();
        let row = &mut self.draft.symbols().signatures[signature.index()];
        row.params = params;
        row.return_type = return_type;
        signature
    }

    /// The type parameters of a function, type, trait or `impl`, with their bounds, in the innermost scope.
    pub(super) fn bind_type_parameters(&mut self, node: NodeRef) -> Vec<StringId> {
        let Some(list) = self.child_of_kind(node, Kind::TypeParameters) else { return Vec::new() };
        let mut names = Vec::new();
        let mut bounds: Vec<Vec<NodeRef>> = Vec::new();
        let mut places: FxHashMap<StringId, usize> = FxHashMap::default();
        for parameter in self.named_children(list) {
            if self.kind(parameter) != Kind::TypeParameter {
                continue;
            }
            let Some(name) = self.first_named(parameter) else { continue };
            let name = self.intern_node(name);
            places.insert(name, names.len());
            names.push(name);
            let own = self.child_of_kind(parameter, Kind::TraitBounds);
            bounds.push(own.map(|bounds| self.named_children(bounds)).unwrap_or_default());
        }
        let clause = self.child_of_kind(node, Kind::WhereClause);
        for predicate in clause.map(|clause| self.named_children(clause)).unwrap_or_default() {
            if let [left, more] = self.named_children(predicate)[..] {
                let left = self.intern_node(left);
                if let Some(place) = places.get(&left) {
                    bounds[*place].extend(self.named_children(more));
                }
            }
        }
        let scope = self.scope();
        for (name, mut bounds) in names.iter().zip(bounds) {
            bounds.retain(|bound| !matches!(self.kind(*bound), Kind::Lifetime | Kind::RemovedTraitBound));
            let bounds: Vec<ExprId> = bounds.into_iter().map(|bound| self.type_of(bound)).collect();
            let bound = match bounds[..] {
                [] => ExprId::UNKNOWN,
                [only] => only,
                _ => {
                    let bounds = self.expr_list(&bounds);
                    self.expr(Expr::Intersection(bounds))
                }
            };
            self.bind(scope, *name, BindingTarget::TypeParameter(bound));
        }
        names
    }
}

/// Whether a name is that of a type whose values have members of the language only.
pub(super) fn is_primitive(name: &str) -> bool {
    matches!(
        name,
        "bool"
            | "char"
            | "f32"
            | "f64"
            | "i8"
            | "i16"
            | "i32"
            | "i64"
            | "i128"
            | "isize"
            | "str"
            | "u8"
            | "u16"
            | "u32"
            | "u64"
            | "u128"
            | "usize"
    )
}
