//! The shape of a type, as far as it says what its values' members are.
//!
//! References, smart pointers, `Option` and `Result` count as what is in them: methods of the language lead through them
//! (`expressions`). Lists and maps count as lists of what they hold.

use super::RustVisitor;
use super::words::{Field, Kind};
use crate::extract::outline::ExpressionShapes;
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, Expr, ExprId, SignatureId};
use crate::syntax::tree::NodeRef;
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

impl RustVisitor<'_, '_> {
    /// The shape of a type that stands in the innermost scope.
    pub(super) fn type_of(&mut self, node: NodeRef) -> ExprId {
        self.nested_expr(|visitor| visitor.type_shape(node))
    }

    fn type_shape(&mut self, node: NodeRef) -> Expr {
        match self.outline.kind(node) {
            Kind::TypeIdentifier => {
                Expr::TypeName { name: self.outline.intern_node(node), scope: self.outline.scope() }
            }
            Kind::Identifier => match self.outline.text(node) {
                text if is_primitive(text) => Expr::Primitive,
                _ => Expr::TypeName { name: self.outline.intern_node(node), scope: self.outline.scope() },
            },
            Kind::PrimitiveType => Expr::Primitive,
            Kind::ScopedTypeIdentifier | Kind::ScopedIdentifier => {
                let segments = self.segments(node);
                let ty = self.type_path(&segments);
                self.outline.draft.symbols().expr(ty)
            }
            Kind::GenericType | Kind::GenericTypeWithTurbofish => self.generic_shape(node),
            Kind::ReferenceType | Kind::PointerType | Kind::BracketedType | Kind::AbstractType | Kind::DynamicType => {
                match self.outline.last_named(node) {
                    Some(inner) => self.same_as(inner),
                    None => Expr::Unknown,
                }
            }
            Kind::QualifiedType | Kind::BoundedType => match self.outline.first_named(node) {
                Some(inner) => self.same_as(inner),
                None => Expr::Unknown,
            },
            Kind::HigherRankedTraitBound => match self.outline.last_named(node) {
                Some(inner) => self.same_as(inner),
                None => Expr::Unknown,
            },
            Kind::ArrayType => match self.outline.first_named(node) {
                Some(element) => Expr::ArrayType(self.type_of(element)),
                None => Expr::Unknown,
            },
            Kind::TupleType => {
                let parts = self.outline.named_children(node);
                let parts: Vec<ExprId> = parts.into_iter().map(|part| self.type_of(part)).collect();
                Expr::TupleType(self.outline.expr_list(&parts))
            }
            Kind::FunctionType => Expr::FunctionType(self.described(node)),
            _ => Expr::Unknown,
        }
    }

    fn same_as(&mut self, node: NodeRef) -> Expr {
        let inner = self.type_of(node);
        self.outline.draft.symbols().expr(inner)
    }

    fn generic_shape(&mut self, node: NodeRef) -> Expr {
        let Some(base) = self.outline.first_named(node) else { return Expr::Unknown };
        let arguments = self.outline.child_of_kind(node, Kind::TypeArguments);
        let mut arguments = arguments.map(|list| self.outline.named_children(list)).unwrap_or_default();
        arguments.retain(|argument| self.outline.kind(*argument) != Kind::Lifetime);
        let text = self.outline.text(base);
        let last = text.rsplit("::").next().unwrap_or(text);
        if TRANSPARENT.contains(&last) {
            return arguments.first().map_or(Expr::Unknown, |argument| self.argument_shape(*argument));
        }
        let held = if MAPS.contains(&last) { arguments.get(1) } else { arguments.first() };
        if (MAPS.contains(&last) || LISTS.contains(&last))
            && let Some(held) = held
        {
            let held = self.argument_shape(*held);
            return Expr::ArrayType(self.outline.expr(held));
        }
        let base = self.type_of(base);
        arguments.retain(|argument| self.outline.kind(*argument) != Kind::TypeBinding);
        let arguments: Vec<ExprId> = arguments.into_iter().map(|argument| self.type_of(argument)).collect();
        Expr::Generic { base, args: self.outline.expr_list(&arguments) }
    }

    /// A type's argument, also one with a name: `Item = Order`.
    fn argument_shape(&mut self, node: NodeRef) -> Expr {
        match self.outline.kind(node) {
            Kind::TypeBinding => match self.outline.field(node, Field::Type) {
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
            let inner = match self.outline.kind(node) {
                Kind::GenericType => self.outline.first_named(node),
                Kind::ReferenceType | Kind::PointerType | Kind::DynamicType => self.outline.last_named(node),
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
            node = match self.outline.kind(node) {
                Kind::TypeIdentifier | Kind::PrimitiveType | Kind::Metavariable => return Some(node),
                Kind::GenericType => self.outline.first_named(node)?,
                Kind::ScopedTypeIdentifier
                | Kind::ReferenceType
                | Kind::PointerType
                | Kind::DynamicType
                | Kind::HigherRankedTraitBound => self.outline.last_named(node)?,
                _ => return None,
            };
        }
    }

    /// The shape of `fn(A) -> B` and `Fn(A) -> B`.
    fn described(&mut self, node: NodeRef) -> SignatureId {
        let list = self.outline.child_of_kind(node, Kind::Parameters);
        let parts = list.map(|list| self.outline.named_children(list)).unwrap_or_default();
        let mut types = Vec::with_capacity(parts.len());
        for part in parts {
            let ty = match self.outline.kind(part) {
                Kind::Parameter => self.outline.field(part, Field::Type),
                _ => Some(part),
            };
            types.push(ty.map_or(ExprId::UNKNOWN, |ty| self.type_of(ty)));
        }
        let params = self.outline.expr_list(&types);
        let return_node = self.outline.field(node, Field::ReturnType);
        let return_type = match return_node {
            Some(ty) => self.type_of(ty),
            None => self.outline.expr(Expr::Primitive),
        };
        let signature = self.outline.new_signature();
        let row = &mut self.outline.draft.symbols().signatures[signature.index()];
        row.params = params;
        row.return_type = return_type;
        signature
    }

    /// The type parameters of a function, type, trait or `impl`, with their bounds, in the innermost scope.
    pub(super) fn bind_type_parameters(&mut self, node: NodeRef) -> Vec<StringId> {
        let Some(list) = self.outline.child_of_kind(node, Kind::TypeParameters) else { return Vec::new() };
        let mut names = Vec::new();
        let mut bounds: Vec<Vec<NodeRef>> = Vec::new();
        let mut places: FxHashMap<StringId, usize> = FxHashMap::default();
        for parameter in self.outline.named_children(list) {
            if self.outline.kind(parameter) != Kind::TypeParameter {
                continue;
            }
            let Some(name) = self.outline.first_named(parameter) else { continue };
            let name = self.outline.intern_node(name);
            places.insert(name, names.len());
            names.push(name);
            let own = self.outline.child_of_kind(parameter, Kind::TraitBounds);
            bounds.push(own.map(|bounds| self.outline.named_children(bounds)).unwrap_or_default());
        }
        let clause = self.outline.child_of_kind(node, Kind::WhereClause);
        for predicate in clause.map(|clause| self.outline.named_children(clause)).unwrap_or_default() {
            if let [left, more] = self.outline.named_children(predicate)[..] {
                let left = self.outline.intern_node(left);
                if let Some(place) = places.get(&left) {
                    bounds[*place].extend(self.outline.named_children(more));
                }
            }
        }
        let scope = self.outline.scope();
        for (name, mut bounds) in names.iter().zip(bounds) {
            bounds.retain(|bound| !matches!(self.outline.kind(*bound), Kind::Lifetime | Kind::RemovedTraitBound));
            let bounds: Vec<ExprId> = bounds.into_iter().map(|bound| self.type_of(bound)).collect();
            let bound = match bounds[..] {
                [] => ExprId::UNKNOWN,
                [only] => only,
                _ => {
                    let bounds = self.outline.expr_list(&bounds);
                    self.outline.expr(Expr::Intersection(bounds))
                }
            };
            self.outline.bind(scope, *name, BindingTarget::TypeParameter(bound));
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
