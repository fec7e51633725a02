//! Declared types with their members, and the shape of a type wherever one is written.

use super::builtins::{MAP, is_builtin};
use super::{Field, Go, Kind};
use crate::extract::{MethodKind, Next, NodeRef, Outline, Parameter, TypeShapes, TypeSketch};
use crate::record::symbols::{BindingTarget, Expr, ExprId, Member, MemberValue, Object, ObjectId, SignatureId};
use crate::record::{NodeKind, StringId};

impl Outline<'_, '_, Go> {
    /// `type Order struct {…}`, `type ID = string`.
    pub(super) fn enter_type_spec(&mut self, node: NodeRef) -> Next {
        let Some([name_node, ty]) = self.fields(node, [Field::Name, Field::Type]) else { return Next::Into };
        let name = self.intern_node(name_node);
        let is_alias = self.kind(node) == Kind::TypeAlias;
        let kind = match self.kind(ty) {
            Kind::StructType => NodeKind::Class,
            Kind::InterfaceType => NodeKind::Interface,
            _ => NodeKind::TypeAlias,
        };
        let class = self.new_class();
        if !self.is_blank(name) {
            let is_plain_alias = is_alias && kind == NodeKind::TypeAlias;
            let target =
                if is_plain_alias { BindingTarget::Alias(self.type_of(ty)) } else { BindingTarget::Class(class) };
            self.bind(self.scope(), name, target);
            self.export_top_level(name, (!is_plain_alias).then_some(Expr::Class(class)));
        }
        // `type A struct {…}` is one with its keyword, a type of a list without.
        let definition = self
            .parent_of_kind(Kind::TypeDeclaration)
            .filter(|parent| !self.has_token(*parent, Kind::Parenthesis))
            .unwrap_or(node);
        self.begin_type();
        let type_params = self.bind_type_parameters(node);
        let extends = match kind {
            NodeKind::Class => self.embedded_fields(ty),
            NodeKind::Interface => self.embedded_interfaces(ty),
            _ => Vec::new(),
        };
        self.define_type(class, TypeSketch { extends, type_params, ..TypeSketch::new(kind, name, definition) });
        match kind {
            NodeKind::Class => self.push_fields(ty),
            NodeKind::Interface => self.push_interface_methods(ty),
            _ => {
                let text = self.intern_node(ty);
                self.set_field_text(text, Some(text));
                if !is_alias {
                    // Its values are used as those of the type it is made of.
                    let made_of = self.type_of(ty);
                    let made_of = self.expr_list(&[made_of]);
                    self.draft.symbols().classes[class.index()].extends = made_of;
                }
            }
        }
        Next::IntoAndLeave
    }

    /// The declarations of a struct's fields.
    fn field_declarations(&mut self, ty: NodeRef) -> Vec<NodeRef> {
        let list = self.first_named(ty);
        list.map(|list| self.children_of_kind(list, Kind::FieldDeclaration)).unwrap_or_default()
    }

    /// Names and type of a field's declaration; an embedded type has no name.
    fn field_parts(&mut self, declaration: NodeRef) -> Option<(Vec<NodeRef>, NodeRef)> {
        let parts = self.named_children(declaration);
        let names: Vec<NodeRef> =
            parts.iter().copied().take_while(|part| self.kind(*part) == Kind::FieldIdentifier).collect();
        let ty = *parts.get(names.len())?;
        Some((names, ty))
    }

    fn embedded_fields(&mut self, ty: NodeRef) -> Vec<(StringId, ExprId)> {
        let mut found = Vec::new();
        for declaration in self.field_declarations(ty) {
            if let Some((names, ty)) = self.field_parts(declaration)
                && names.is_empty()
                && let Some(last) = self.last_name(ty)
            {
                found.push((self.intern_node(last), self.type_of(ty)));
            }
        }
        found
    }

    fn push_fields(&mut self, ty: NodeRef) {
        for declaration in self.field_declarations(ty) {
            let Some((mut names, ty)) = self.field_parts(declaration) else { continue };
            let expr = self.type_of(ty);
            let text = self.intern_node(ty);
            if names.is_empty() {
                // Called after its type.
                names.extend(self.last_name(ty));
            }
            for name in names {
                let name = self.intern_node(name);
                self.push_field(name, Some(text), expr, ExprId::UNKNOWN, false);
            }
        }
    }

    /// The name of a type without its package, pointer and arguments.
    fn last_name(&mut self, ty: NodeRef) -> Option<NodeRef> {
        let name = self.innermost(ty, |file, ty| match file.kind(ty) {
            Kind::GenericType | Kind::PointerType | Kind::ParenthesizedType => file.first_named(ty),
            Kind::QualifiedType => file.last_named(ty),
            _ => None,
        });
        (self.kind(name) == Kind::TypeIdentifier).then_some(name)
    }

    fn embedded_interfaces(&mut self, ty: NodeRef) -> Vec<(StringId, ExprId)> {
        let mut found = Vec::new();
        for part in self.children_of_kind(ty, Kind::TypeElem) {
            if let [only] = self.named_children(part)[..]
                && let Some(last) = self.last_name(only)
                && !is_builtin(self.text(last))
            {
                found.push((self.intern_node(last), self.type_of(only)));
            }
        }
        found
    }

    fn push_interface_methods(&mut self, ty: NodeRef) {
        for part in self.children_of_kind(ty, Kind::MethodElem) {
            let Some(name) = self.first_named(part) else { continue };
            let name = self.intern_node(name);
            let (signature, parameters, return_text) = self.bodiless(part);
            self.push_method(name, signature, MethodKind::Method, false, &parameters, return_text);
        }
    }

    /// The shape of a function that is only described.
    fn bodiless(&mut self, node: NodeRef) -> (SignatureId, Vec<Parameter>, Option<StringId>) {
        let shape = self.shape_of(node);
        let types: Vec<ExprId> = shape.parameters.iter().map(|parameter| parameter.ty).collect();
        let params = self.expr_list(&types);
        let signature = self.push_signature(params, shape.return_type);
        let return_text = shape.result.map(|result| self.intern_node(result));
        (signature, shape.parameters, return_text)
    }

    /// What a type parameter's values have: what its constraint has, if that is one type.
    pub(super) fn constraint_of(&mut self, node: NodeRef) -> ExprId {
        match self.named_children(node)[..] {
            [only] => self.type_of(only),
            _ => ExprId::UNKNOWN,
        }
    }

    /// The members of a struct without a name; those of what it embeds are its own.
    fn object_of(&mut self, node: NodeRef) -> ObjectId {
        let (mut members, mut embedded) = (Vec::new(), Vec::new());
        for declaration in self.field_declarations(node) {
            let Some((mut names, ty_node)) = self.field_parts(declaration) else { continue };
            let ty = self.type_of(ty_node);
            if names.is_empty() {
                names.extend(self.last_name(ty_node));
                embedded.push(ty);
            }
            for name in names {
                let name = self.intern_node(name);
                let value = MemberValue::Field { ty, value: ExprId::UNKNOWN };
                members.push(Member { name, is_static: false, value });
            }
        }
        let (members, spreads) = (self.member_list(members), self.expr_list(&embedded));
        self.push_object(Object { members, spreads })
    }

    /// The methods of an interface without a name.
    fn interface_of(&mut self, node: NodeRef) -> ObjectId {
        let mut members = Vec::new();
        for part in self.children_of_kind(node, Kind::MethodElem) {
            let Some(name) = self.first_named(part) else { continue };
            let name = self.intern_node(name);
            let value = MemberValue::Method(self.bodiless(part).0);
            members.push(Member { name, is_static: false, value });
        }
        let embedded: Vec<ExprId> = self.embedded_interfaces(node).into_iter().map(|(_, ty)| ty).collect();
        let (members, spreads) = (self.member_list(members), self.expr_list(&embedded));
        self.push_object(Object { members, spreads })
    }
}

impl TypeShapes for Go {
    fn type_shape(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Expr {
        match file.kind(node) {
            Kind::TypeIdentifier | Kind::Identifier => match file.text(node) {
                "any" => Expr::Unknown,
                text if is_builtin(text) => Expr::Primitive,
                _ => Expr::TypeName { name: file.intern_node(node), scope: file.scope() },
            },
            Kind::QualifiedType | Kind::SelectorExpression => match file.named_children(node)[..] {
                [package, name] => {
                    let package = file.intern_node(package);
                    let object = file.type_name(package);
                    Expr::TypeMember { object, name: file.intern_node(name) }
                }
                _ => Expr::Unknown,
            },
            Kind::GenericType => match file.named_children(node)[..] {
                [base, arguments] => {
                    let base = file.type_of(base);
                    let arguments = file.named_children(arguments);
                    file.generic(base, arguments)
                }
                _ => Expr::Unknown,
            },
            Kind::PointerType
            | Kind::ParenthesizedType
            | Kind::NegatedType
            | Kind::TypeElem
            | Kind::ParenthesizedExpression
            | Kind::UnaryExpression => {
                let inner = file.first_named(node);
                file.same_type(inner)
            }
            Kind::SliceType | Kind::ArrayType | Kind::ImplicitLengthArrayType => {
                let element = file.last_named(node);
                file.list_of_type(element)
            }
            Kind::MapType => {
                let map = file.draft.intern(MAP);
                let base = file.type_name(map);
                let of = file.named_children(node);
                file.generic(base, of)
            }
            // Not a list: what `range` gives first is an element.
            Kind::ChannelType => {
                let element = file.last_named(node);
                element.map_or(Expr::Unknown, |element| Expr::TupleType(file.types_of(vec![element])))
            }
            Kind::FunctionType => Expr::FunctionType(file.bodiless(node).0),
            Kind::StructType => Expr::ObjectType(file.object_of(node)),
            Kind::InterfaceType => Expr::ObjectType(file.interface_of(node)),
            _ => Expr::Unknown,
        }
    }
}
