//! Declared types with their members, traits, and `impl`s.

use super::builtins::BINDING;
use super::{Field, Kind, Rust, conditions};
use crate::extract::{Next, NodeRef, Outline, This, TypeSketch};
use crate::record::symbols::{
    BindingTarget, ClassId, ExportTarget, Expr, ExprId, Member, MemberValue, Object, ObjectId, SignatureId, Symbols,
};
use crate::record::{NodeKind, Run, StringId};

impl Outline<'_, '_, Rust> {
    /// `struct`, `union` and `enum`.
    pub(super) fn enter_data(&mut self, node: NodeRef) -> Next {
        self.begin_item(node);
        let Some(name_node) = self.child_of_kind(node, Kind::TypeIdentifier) else { return Next::Into };
        let name = self.intern_node(name_node);
        let class = self.declare(name);
        let is_enum = self.kind(node) == Kind::EnumItem;
        let tuple = self.child_of_kind(node, Kind::OrderedFieldDeclarationList);
        if let Some(tuple) = tuple {
            // `Money(0)` calls a function that makes one.
            let maker = self.maker(name, tuple);
            self.bind(self.scope(), name, BindingTarget::Function(maker));
        }
        self.begin_type();
        let type_params = self.bind_type_parameters(node);
        self.bind_self(Expr::This(Some(class)));
        let kind = if is_enum { NodeKind::Enum } else { NodeKind::Class };
        self.define_type(class, TypeSketch { type_params, ..TypeSketch::new(kind, name, node) });
        if is_enum {
            self.push_variants(node, name);
        } else if let Some(tuple) = tuple {
            for (place, ty) in self.tuple_fields(tuple).into_iter().enumerate() {
                let name = self.draft.intern(&place.to_string());
                self.push_typed_field(name, ty);
            }
        } else if let Some(list) = self.child_of_kind(node, Kind::FieldDeclarationList) {
            self.push_fields(list);
        }
        Next::IntoAndLeave
    }

    /// Adds the fields of a `struct`, each on its conditions.
    fn push_fields(&mut self, list: NodeRef) {
        let mut conditions = Vec::new();
        for child in self.named_children(list) {
            match self.kind(child) {
                Kind::FieldDeclaration => {
                    self.go_on_at(self.start_byte(child));
                    self.begin_conditions(&std::mem::take(&mut conditions), child);
                    if let Some((name, ty)) = self.named_field(child) {
                        self.push_typed_field(name, ty);
                    }
                }
                _ if conditions::is_condition(self.text(child)) => conditions.push(self.intern_node(child)),
                _ => {}
            }
        }
    }

    /// Binds and exports a type that is about to be entered.
    fn declare(&mut self, name: StringId) -> ClassId {
        let class = self.new_class();
        self.bind(self.scope(), name, BindingTarget::Class(class));
        self.export_top_level(name, ExportTarget::Local(name));
        class
    }

    /// The function that makes a tuple struct or a variant, which returns the type of this name.
    fn maker(&mut self, name: StringId, fields: NodeRef) -> SignatureId {
        let types = self.tuple_fields(fields);
        let params = self.types_of(types);
        let return_type = self.type_name(name);
        self.push_signature(params, return_type)
    }

    fn push_typed_field(&mut self, name: StringId, ty: NodeRef) {
        self.refer_to_types(ty);
        let text = self.intern_node(ty);
        let ty = self.type_of(ty);
        self.push_field(name, Some(text), ty, ExprId::UNKNOWN, false);
    }

    /// The types between a tuple's parentheses.
    fn tuple_fields(&mut self, list: NodeRef) -> Vec<NodeRef> {
        let mut types = self.named_children(list);
        types.retain(|part| !self.is_decoration(*part));
        types
    }

    fn named_fields(&mut self, list: NodeRef) -> Vec<(StringId, NodeRef)> {
        let fields = self.children_of_kind(list, Kind::FieldDeclaration);
        fields.into_iter().filter_map(|field| self.named_field(field)).collect()
    }

    fn named_field(&mut self, field: NodeRef) -> Option<(StringId, NodeRef)> {
        let name = self.child_of_kind(field, Kind::FieldIdentifier)?;
        let ty = self.last_named(field).filter(|ty| *ty != name)?;
        Some((self.intern_node(name), ty))
    }

    /// Whether it is an attribute or a visibility.
    fn is_decoration(&self, node: NodeRef) -> bool {
        let kind = self.kind(node);
        kind == Kind::VisibilityModifier || self.tree.kind_name(node) == "attribute_item"
    }

    /// Variants are static members. What one carries is a member of another name, which no source can write.
    fn push_variants(&mut self, node: NodeRef, enum_name: StringId) {
        let Some(list) = self.last_named(node) else { return };
        for variant in self.children_of_kind(list, Kind::EnumVariant) {
            let Some(name_node) = self.child_of_kind(variant, Kind::Identifier) else { continue };
            let name = self.intern_node(name_node);
            let tuple = self.child_of_kind(variant, Kind::OrderedFieldDeclarationList);
            let named = self.child_of_kind(variant, Kind::FieldDeclarationList);
            let own = self.type_name(enum_name);
            let ty = match tuple {
                Some(tuple) => {
                    let maker = self.maker(enum_name, tuple);
                    self.expr(Expr::FunctionType(maker))
                }
                None => own,
            };
            let text = tuple.or(named).map(|body| self.intern_node(body));
            self.push_field(name, text, ty, ExprId::UNKNOWN, true);
            let mut carried: Vec<(StringId, NodeRef)> = Vec::new();
            if let Some(tuple) = tuple {
                for (place, ty) in self.tuple_fields(tuple).into_iter().enumerate() {
                    carried.push((self.draft.intern(&place.to_string()), ty));
                }
            }
            carried.extend(named.map(|list| self.named_fields(list)).unwrap_or_default());
            if !carried.is_empty() {
                let payload = self.object_of(carried);
                let payload = self.expr(Expr::ObjectType(payload));
                let name = self.payload_name(name);
                let value = MemberValue::Field { ty: payload, value: ExprId::UNKNOWN };
                self.push_member(Member { name, is_static: true, value });
            }
        }
    }

    /// What stands for the fields of a variant.
    pub(super) fn payload_name(&mut self, variant: StringId) -> StringId {
        let text = format!("{}{{}}", self.draft.string(variant));
        self.draft.intern(&text)
    }

    fn object_of(&mut self, fields: Vec<(StringId, NodeRef)>) -> ObjectId {
        let mut members = Vec::with_capacity(fields.len());
        for (name, ty) in fields {
            self.refer_to_types(ty);
            let value = MemberValue::Field { ty: self.type_of(ty), value: ExprId::UNKNOWN };
            members.push(Member { name, is_static: false, value });
        }
        let members = self.member_list(members);
        self.push_object(Object { members, spreads: Run::default() })
    }

    pub(super) fn enter_trait(&mut self, node: NodeRef) -> Next {
        self.begin_item(node);
        let Some(name_node) = self.child_of_kind(node, Kind::TypeIdentifier) else { return Next::Into };
        let name = self.intern_node(name_node);
        let class = self.declare(name);
        self.begin_type();
        let type_params = self.bind_type_parameters(node);
        self.bind_self(Expr::This(Some(class)));
        let mut extends = Vec::new();
        for bound in self.listed_in(node, Kind::TraitBounds) {
            if let Some(name) = self.supertype_name(bound) {
                extends.push((name, self.type_of(bound)));
            }
        }
        self.define_type(
            class,
            TypeSketch { extends, type_params, ..TypeSketch::new(NodeKind::Interface, name, node) },
        );
        Next::IntoAndLeave
    }

    /// `impl Order {…}` and `impl Priced for Order {…}`: members of a type that may stand in another file.
    pub(super) fn enter_impl(&mut self, node: NodeRef) -> Next {
        self.begin_item(node);
        let implemented = self.field(node, Field::Trait);
        let ty = self.field(node, Field::Type);
        self.begin_type();
        self.bind_type_parameters(node);
        let Some(ty) = ty else { return Next::IntoAndLeave };
        let name = match self.type_name_node(ty) {
            Some(name) => self.intern_node(name),
            None => self.intern_node(ty),
        };
        let of = self.base_of(ty);
        // With its arguments, whose bounds stand here.
        let own = if self.kind(ty) == Kind::GenericType { self.type_of(ty) } else { of };
        if of != ExprId::UNKNOWN {
            let own = self.draft.symbols().expr(own);
            self.bind_self(own);
        }
        let mut supertypes = Vec::new();
        if let Some(implemented) = implemented {
            if let Some(name) = self.supertype_name(implemented) {
                supertypes.push((name, self.implemented_type(node, implemented)));
            }
            let text = format!("impl {}", self.text(implemented));
            self.own.implemented = Some(self.draft.intern(&text));
        }
        self.define_extension(name, of, &supertypes);
        self.set_this(This::Of(own));
        Next::IntoAndLeave
    }

    /// A trait that is implemented, of what its associated type is where that is what iterating over it gives:
    /// `impl Iterator for Walk { type Item = Step; … }`.
    fn implemented_type(&mut self, node: NodeRef, implemented: NodeRef) -> ExprId {
        let base = self.type_of(implemented);
        let is_binding = self.type_name_node(implemented).is_some_and(|name| BINDING.contains(&self.text(name)));
        if !is_binding || self.kind(implemented) == Kind::GenericType {
            return base;
        }
        let Some(body) = self.field(node, Field::Body) else { return base };
        let associated = self.children_of_kind(body, Kind::TypeItem).into_iter().find_map(|item| {
            let name = self.child_of_kind(item, Kind::TypeIdentifier)?;
            let is_meant = matches!(self.text(name), "Item" | "Output");
            is_meant.then(|| self.field(item, Field::Type)).flatten()
        });
        let Some(associated) = associated else { return base };
        let associated = self.type_of(associated);
        let args = self.expr_list(&[associated]);
        self.expr(Expr::Generic { base, args })
    }

    /// `Self` within a type, trait or `impl`.
    fn bind_self(&mut self, of: Expr) {
        let of = self.expr(of);
        let name = self.draft.intern("Self");
        self.bind(self.scope(), name, BindingTarget::Alias(of));
    }

    /// The last name of a supertype; lifetimes and `?Sized` are none.
    fn supertype_name(&mut self, ty: NodeRef) -> Option<StringId> {
        let is_type = !matches!(self.kind(ty), Kind::Lifetime | Kind::RemovedTraitBound);
        let name = is_type.then(|| self.type_name_node(ty)).flatten()?;
        Some(self.intern_node(name))
    }

    pub(super) fn enter_type_alias(&mut self, node: NodeRef) -> Next {
        self.begin_item(node);
        let (Some(name_node), Some(ty)) =
            (self.child_of_kind(node, Kind::TypeIdentifier), self.field(node, Field::Type))
        else {
            return Next::Into;
        };
        let name = self.intern_node(name_node);
        let is_member = self.is_in_type();
        let outer = self.scope();
        let class = self.new_class();
        let text = self.intern_node(ty);
        self.begin_type();
        let type_params = self.bind_type_parameters(node);
        let aliased = self.type_of(ty);
        if is_member {
            self.push_associated(name, aliased);
        } else {
            self.bind(outer, name, BindingTarget::Alias(aliased));
            if outer == Symbols::FILE_SCOPE {
                self.export(name, ExportTarget::Local(name), None);
            }
        }
        self.define_type(class, TypeSketch { type_params, ..TypeSketch::new(NodeKind::TypeAlias, name, node) });
        self.set_field_text(text, Some(text));
        Next::IntoAndLeave
    }

    /// `type Item: Bound;` of a trait.
    pub(super) fn enter_associated_type(&mut self, node: NodeRef) -> Next {
        self.begin_item(node);
        if let Some(name) = self.child_of_kind(node, Kind::TypeIdentifier) {
            let name = self.intern_node(name);
            let bounds = self.listed_in(node, Kind::TraitBounds);
            let bound = self.bound_of(bounds);
            self.push_associated(name, bound);
        }
        Next::Past
    }

    fn push_associated(&mut self, name: StringId, ty: ExprId) {
        let value = MemberValue::Field { ty, value: ExprId::UNKNOWN };
        self.push_member(Member { name, is_static: true, value });
    }
}
