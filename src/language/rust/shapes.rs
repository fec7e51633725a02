//! The shape of a type, as far as it says what its values' members are.
//!
//! References count as what they lead to. What the language's own types hold, `builtins` says.

use super::builtins::{BINDING, is_primitive};
use super::{Field, Kind, Rust};
use crate::extract::{NodeRef, Outline, TypeShapes};
use crate::record::StringId;
use crate::record::symbols::{Expr, ExprId, SignatureId};
use rustc_hash::FxHashMap;

impl TypeShapes for Rust {
    fn type_shape(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Expr {
        match file.kind(node) {
            Kind::Identifier if is_primitive(file.text(node)) => {
                let name = file.text(node);
                file.literal(name)
            }
            Kind::TypeIdentifier | Kind::Identifier => {
                Expr::TypeName { name: file.intern_node(node), scope: file.scope() }
            }
            Kind::PrimitiveType => {
                let name = file.text(node);
                file.literal(name)
            }
            Kind::ScopedTypeIdentifier | Kind::ScopedIdentifier => {
                let segments = file.segments(node);
                let ty = file.type_path(&segments);
                file.draft.symbols().expr(ty)
            }
            Kind::GenericType | Kind::GenericTypeWithTurbofish => file.generic_shape(node),
            Kind::ReferenceType
            | Kind::PointerType
            | Kind::BracketedType
            | Kind::AbstractType
            | Kind::DynamicType
            | Kind::HigherRankedTraitBound => {
                let inner = file.last_named(node);
                file.same_type(inner)
            }
            Kind::QualifiedType | Kind::BoundedType => {
                let inner = file.first_named(node);
                file.same_type(inner)
            }
            Kind::ArrayType => {
                let element = file.first_named(node);
                file.list_of_type(element)
            }
            Kind::TupleType => {
                let parts = file.named_children(node);
                Expr::TupleType(file.types_of(parts))
            }
            Kind::FunctionType => Expr::FunctionType(file.described(node)),
            _ => Expr::Unknown,
        }
    }
}

impl Outline<'_, '_, Rust> {
    fn generic_shape(&mut self, node: NodeRef) -> Expr {
        let Some(base) = self.first_named(node) else { return Expr::Unknown };
        let mut arguments = self.listed_in(node, Kind::TypeArguments);
        arguments.retain(|argument| self.kind(*argument) != Kind::Lifetime);
        let text = self.text(base);
        let last = text.rsplit("::").next().unwrap_or(text);
        let base_type = self.type_of(base);
        if BINDING.contains(&last) {
            let arguments: Vec<ExprId> = arguments
                .into_iter()
                .map(|argument| {
                    let shape = self.argument_shape(argument);
                    self.expr(shape)
                })
                .collect();
            return Expr::Generic { base: base_type, args: self.expr_list(&arguments) };
        }
        arguments.retain(|argument| self.kind(*argument) != Kind::TypeBinding);
        self.generic(base_type, arguments)
    }

    /// A type's argument, also one with a name: `Item = Order`.
    fn argument_shape(&mut self, node: NodeRef) -> Expr {
        let is_named = self.kind(node) == Kind::TypeBinding;
        let ty = if is_named { self.field(node, Field::Type) } else { Some(node) };
        self.same_type(ty)
    }

    /// A type without its arguments, as an `impl` is for.
    pub(super) fn base_of(&mut self, node: NodeRef) -> ExprId {
        let base = self.innermost(node, |file, node| match file.kind(node) {
            Kind::GenericType => file.first_named(node),
            Kind::ReferenceType | Kind::PointerType | Kind::DynamicType => file.last_named(node),
            _ => None,
        });
        self.type_of(base)
    }

    /// The name of a type without its path and arguments.
    pub(super) fn type_name_node(&mut self, node: NodeRef) -> Option<NodeRef> {
        let name = self.innermost(node, |file, node| match file.kind(node) {
            Kind::GenericType => file.first_named(node),
            Kind::ScopedTypeIdentifier
            | Kind::ReferenceType
            | Kind::PointerType
            | Kind::DynamicType
            | Kind::HigherRankedTraitBound => file.last_named(node),
            _ => None,
        });
        matches!(self.kind(name), Kind::TypeIdentifier | Kind::PrimitiveType | Kind::Metavariable).then_some(name)
    }

    /// The shape of `fn(A) -> B` and `Fn(A) -> B`.
    fn described(&mut self, node: NodeRef) -> SignatureId {
        let mut types = Vec::new();
        for part in self.listed_in(node, Kind::Parameters) {
            let is_named = self.kind(part) == Kind::Parameter;
            let ty = if is_named { self.field(part, Field::Type) } else { Some(part) };
            types.push(self.type_if(ty));
        }
        let params = self.expr_list(&types);
        let return_type = match self.field(node, Field::ReturnType) {
            Some(ty) => self.type_of(ty),
            None => self.expr(Expr::Primitive),
        };
        self.push_signature(params, return_type)
    }

    /// The type parameters of a function, type, trait or `impl`, with their bounds, in the innermost scope.
    pub(super) fn bind_type_parameters(&mut self, node: NodeRef) -> Vec<StringId> {
        let mut names = Vec::new();
        let mut bounds: Vec<Vec<NodeRef>> = Vec::new();
        // What the bounds say of what iterating over each gives.
        let mut items: Vec<Vec<NodeRef>> = Vec::new();
        let mut places: FxHashMap<StringId, usize> = FxHashMap::default();
        for parameter in self.listed_in(node, Kind::TypeParameters) {
            if self.kind(parameter) == Kind::TypeParameter
                && let Some(name) = self.first_named(parameter)
            {
                places.insert(self.intern_node(name), names.len());
                names.push(name);
                bounds.push(self.listed_in(parameter, Kind::TraitBounds));
                items.push(Vec::new());
            }
        }
        if names.is_empty() {
            return Vec::new();
        }
        for predicate in self.listed_in(node, Kind::WhereClause) {
            if let [left, more] = self.named_children(predicate)[..] {
                let text = self.text(left);
                let (name, is_item) = text.strip_suffix("::Item").map_or((text, false), |name| (name, true));
                let name = self.draft.intern(name);
                if let Some(place) = places.get(&name) {
                    let more = self.named_children(more);
                    if is_item { items[*place].extend(more) } else { bounds[*place].extend(more) }
                }
            }
        }
        let mut bind = |(name, (bounds, items)): (NodeRef, (Vec<NodeRef>, Vec<NodeRef>))| {
            let mut bound = self.bound_of(bounds);
            if !items.is_empty() {
                let item = self.bound_of(items);
                let iterator = self.draft.intern("Iterator");
                let base = self.type_name(iterator);
                let args = self.expr_list(&[item]);
                bound = self.expr(Expr::Generic { base, args });
            }
            self.bind_type_parameter(name, bound)
        };
        names.into_iter().zip(bounds.into_iter().zip(items)).map(&mut bind).collect()
    }

    /// What all of these bounds say.
    pub(super) fn bound_of(&mut self, mut bounds: Vec<NodeRef>) -> ExprId {
        bounds.retain(|bound| !matches!(self.kind(*bound), Kind::Lifetime | Kind::RemovedTraitBound));
        match bounds[..] {
            [] => ExprId::UNKNOWN,
            [only] => self.type_of(only),
            _ => {
                let bounds = self.types_of(bounds);
                self.expr(Expr::Intersection(bounds))
            }
        }
    }
}
