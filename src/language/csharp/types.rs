//! Types: classes, structs, records, interfaces, enums, delegates; and the shapes of types that are written down.

use super::{CSharp, Field, Kind};
use crate::extract::{Next, NodeRef, Outline, TypeShapes, TypeSketch};
use crate::record::symbols::{ClassId, Expr, ExprId, Member, MemberValue, Object, ObjectId, Package};
use crate::record::{NodeKind, Run, StringId, name_of_arity};
use rustc_hash::FxHashSet;

/// Supertypes by their last names and as expressions.
type Supertypes = Vec<(StringId, ExprId)>;

impl Outline<'_, '_, CSharp> {
    pub(super) fn enter_type(&mut self, node: NodeRef) -> Next {
        let Some((name, class)) = self.declare_type(node) else { return Next::Into };
        self.begin_type();
        let type_params = self.bind_type_parameters(node);
        let node_kind = self.kind(node);
        let kind = match node_kind {
            Kind::InterfaceDeclaration => NodeKind::Interface,
            Kind::EnumDeclaration => NodeKind::Enum,
            _ => NodeKind::Class,
        };
        let (extends, implements) = self.supertypes(node, node_kind);
        let constructor = if kind == NodeKind::Interface { StringId::EMPTY } else { name };
        let sketch = TypeSketch { extends, implements, type_params, constructor, ..TypeSketch::new(kind, name, node) };
        self.define_type(class, TypeSketch { sees_outer: true, ..sketch });
        self.push_primary_parameters(node, node_kind);
        Next::IntoAndLeave
    }

    /// Gives a type its name where it stands, and in its namespace.
    fn declare_type(&mut self, node: NodeRef) -> Option<(StringId, ClassId)> {
        let name_node = self.field(node, Field::Name)?;
        let name = self.intern_node(name_node);
        let found_by = self.declared_name(node, name);
        let class = self.declare_class(found_by);
        if !self.is_in_type() && !self.is_in_function() {
            let package = Package::Named(self.namespace());
            self.export_expr(found_by, Expr::Class(class), Some(package));
        }
        Some((name, class))
    }

    /// What a type is looked for by, which is declared with this name.
    fn declared_name(&mut self, node: NodeRef, name: StringId) -> StringId {
        let parameters = self.listed_in(node, Kind::TypeParameterList);
        let count = parameters.into_iter().filter(|parameter| self.kind(*parameter) == Kind::TypeParameter).count();
        self.name_of_arity(name, count)
    }

    /// What a type of this name with so many type parameters is looked for by.
    pub(super) fn name_of_arity(&mut self, name: StringId, parameters: usize) -> StringId {
        if parameters == 0 {
            return name;
        }
        let name = name_of_arity(self.draft.string(name), parameters);
        self.draft.intern(&name)
    }

    /// `Repo<Item>`, `Repo<,>`: what a type is looked for by that is named with type arguments.
    pub(super) fn generic_name(&mut self, node: NodeRef) -> Option<StringId> {
        let name = self.first_named(node)?;
        let name = self.intern_node(name);
        let count = self.count_of_arguments(node);
        Some(self.name_of_arity(name, count))
    }

    fn count_of_arguments(&mut self, generic: NodeRef) -> usize {
        let Some(list) = self.child_of_kind(generic, Kind::TypeArgumentList) else { return 0 };
        match self.named_children(list).len() {
            0 => self.text(list).matches(',').count() + 1,
            count => count,
        }
    }

    /// `delegate int Pricing(Line line)`: a name for a function's type.
    pub(super) fn enter_delegate(&mut self, node: NodeRef) -> Next {
        let Some((name, class)) = self.declare_type(node) else { return Next::Into };
        self.begin_type();
        let type_params = self.bind_type_parameters(node);
        let sketch = TypeSketch::new(NodeKind::TypeAlias, name, node);
        self.define_type(class, TypeSketch { type_params, sees_outer: true, ..sketch });
        let text = self.text(node).trim_end_matches(';');
        let text = self.draft.intern(text);
        self.set_field_text(text, Some(text));
        self.push_invoked(node);
        Next::IntoAndLeave
    }

    /// What a delegate's values are called as, by their own name or this.
    fn push_invoked(&mut self, node: NodeRef) {
        let list = self.child_of_kind(node, Kind::ParameterList);
        let types: Vec<_> = self.parameters(list).into_iter().map(|parameter| parameter.ty).collect();
        let params = self.expr_list(&types);
        let type_node = self.field(node, Field::Type);
        self.refer_to_types_if(type_node);
        let return_type = self.type_if(type_node);
        let signature = self.push_signature(params, return_type);
        let name = self.draft.intern("Invoke");
        self.push_member(Member { name, is_static: false, value: MemberValue::Method(signature) });
    }

    /// A record's parameters are properties; those of other types are variables in the whole type.
    fn push_primary_parameters(&mut self, node: NodeRef, kind: Kind) {
        let list = self.child_of_kind(node, Kind::ParameterList);
        let mut types = Vec::new();
        for (place, parameter) in self.parameters(list).into_iter().enumerate() {
            if kind == Kind::RecordDeclaration {
                let text = Some(parameter.type_text);
                self.push_field(parameter.name, text, parameter.ty, ExprId::UNKNOWN, false);
                // It is taken apart by them.
                let name = self.draft.intern(&place.to_string());
                let value = MemberValue::Field { ty: parameter.ty, value: ExprId::UNKNOWN };
                self.push_member(Member { name, is_static: false, value });
            } else {
                self.declare_variable(parameter.name, parameter.ty, ExprId::UNKNOWN);
            }
            types.push(parameter.ty);
        }
        if list.is_some() {
            // It makes instances like another constructor, and runs no function.
            let params = self.expr_list(&types);
            let signature = self.push_signature(params, ExprId::UNKNOWN);
            let name = self.class_name();
            self.push_member(Member { name, is_static: false, value: MemberValue::Method(signature) });
        }
    }

    /// What the type extends and what it implements, which are written in one list: a class comes first in it.
    fn supertypes(&mut self, node: NodeRef, kind: Kind) -> (Supertypes, Supertypes) {
        let (mut extends, mut implements) = (Vec::new(), Vec::new());
        let list = self.child_of_kind(node, Kind::BaseList).filter(|_| kind != Kind::EnumDeclaration);
        let Some(list) = list else { return (extends, implements) };
        let types = self.named_children(list);
        let mut is_first = true;
        for written in types {
            let ty = match self.kind(written) {
                Kind::PrimaryConstructorBaseType => self.first_named(written).unwrap_or(written),
                _ => written,
            };
            let Some(name) = self.last_name(ty) else { continue };
            let supertype = (name, self.type_of(ty));
            let is_class = match kind {
                Kind::InterfaceDeclaration => true,
                Kind::StructDeclaration => false,
                _ => is_first && !self.is_interface(name),
            };
            if is_class {
                extends.push(supertype)
            } else {
                implements.push(supertype)
            }
            is_first = false;
        }
        (extends, implements)
    }

    /// Whether a name is that of an interface, as far as the file tells: by its form, or because it declares it.
    fn is_interface(&mut self, name: StringId) -> bool {
        let mut characters = self.draft.string(name).chars();
        let is_named_so = characters.next() == Some('I') && characters.next().is_some_and(char::is_uppercase);
        is_named_so || self.declares_interface(name)
    }

    /// Whether the file declares an interface of this name, however many type parameters that has.
    fn declares_interface(&mut self, name: StringId) -> bool {
        if self.own.interfaces.is_none() {
            let mut names = FxHashSet::default();
            self.take_apart(NodeRef::ROOT, |file, node, parts| {
                for child in file.named_children(node) {
                    match file.kind(child) {
                        Kind::InterfaceDeclaration => {
                            let name = file.field(child, Field::Name);
                            names.extend(name.map(|name| file.intern_node(name)));
                        }
                        Kind::NamespaceDeclaration | Kind::ClassDeclaration | Kind::StructDeclaration => {
                            parts.extend(file.child_of_kind(child, Kind::DeclarationList));
                        }
                        _ => {}
                    }
                }
            });
            self.own.interfaces = Some(names);
        }
        self.own.interfaces.as_ref().is_some_and(|names| names.contains(&name))
    }

    /// A member of an enum: a value of it.
    pub(super) fn enter_enum_member(&mut self, node: NodeRef) -> Next {
        let Some(name_node) = self.field(node, Field::Name) else { return Next::Into };
        let name = self.intern_node(name_node);
        self.push_enum_value(name, None);
        Next::Into
    }

    /// A type's last name, without type arguments.
    pub(super) fn last_name(&mut self, node: NodeRef) -> Option<StringId> {
        let name = self.innermost(node, |file, node| match file.kind(node) {
            Kind::GenericName | Kind::NullableType => file.first_named(node),
            Kind::QualifiedName | Kind::AliasQualifiedName => file.last_named(node),
            _ => None,
        });
        (self.kind(name) == Kind::Identifier).then(|| self.intern_node(name))
    }

    pub(super) fn generic_shape(&mut self, base: Expr, generic: NodeRef) -> Expr {
        let base = self.expr(base);
        let arguments = self.listed_in(generic, Kind::TypeArgumentList);
        self.generic(base, arguments)
    }

    /// `(A Left, B)`: a tuple's type.
    fn tuple_shape(&mut self, elements: Vec<NodeRef>) -> Expr {
        let mut parts = Vec::new();
        for element in elements {
            let ty = self.field_type(element, Field::Type);
            let named = self.field(element, Field::Name).map(|name| self.intern_node(name));
            parts.push((named, MemberValue::Field { ty, value: ExprId::UNKNOWN }));
        }
        Expr::ObjectType(self.tuple_of(parts))
    }

    /// `(left: a, b.Count)`: a tuple, whose parts have the names that are written before them or that they have elsewhere.
    pub(super) fn tuple_value(&mut self, node: NodeRef) -> Expr {
        let mut parts = Vec::new();
        for argument in self.children_of_kind(node, Kind::Argument) {
            let Some([first, last]) = self.ends_of(argument) else { continue };
            let named = match self.kind(last) {
                _ if first != last => Some(first),
                Kind::Identifier => Some(last),
                Kind::MemberAccessExpression => self.field(last, Field::Name),
                _ => None,
            };
            let named = named.filter(|name| self.kind(*name) == Kind::Identifier);
            let named = named.map(|name| self.intern_node(name));
            let value = self.expr_of(last);
            parts.push((named, MemberValue::Field { ty: ExprId::UNKNOWN, value }));
        }
        Expr::Object(self.tuple_of(parts))
    }

    /// `new { Left = a, b.Count }`: its parts by the names that are written before them or that they have elsewhere.
    pub(super) fn anonymous_object(&mut self, node: NodeRef) -> Expr {
        let mut members = Vec::new();
        let mut written = None;
        let mut parts = self.named_children(node).into_iter().peekable();
        while let Some(part) = parts.next() {
            let is_name = parts.peek().is_some_and(|next| self.is_named_part(part, *next));
            if is_name {
                written = Some(part);
                continue;
            }
            let (named, value) = match self.kind(part) {
                Kind::AssignmentExpression => (self.field(part, Field::Left), self.field_expr(part, Field::Right)),
                Kind::MemberAccessExpression => (written.or_else(|| self.field(part, Field::Name)), self.expr_of(part)),
                _ => (written.or(Some(part)), self.expr_of(part)),
            };
            written = None;
            if let Some(named) = named.filter(|named| self.kind(*named) == Kind::Identifier) {
                let name = self.intern_node(named);
                let value = MemberValue::Field { ty: ExprId::UNKNOWN, value };
                members.push(Member { name, is_static: false, value });
            }
        }
        let members = self.member_list(members);
        Expr::Object(self.push_object(Object { members, spreads: Run::default() }))
    }

    /// Whether a part is the name of the next one: what stands between them is an equals sign.
    fn is_named_part(&self, part: NodeRef, next: NodeRef) -> bool {
        let between = self.draft.text().get(self.end_byte(part)..self.start_byte(next));
        between.is_some_and(|between| between.trim_start().starts_with('='))
    }

    fn ends_of(&mut self, node: NodeRef) -> Option<[NodeRef; 2]> {
        Some([self.first_named(node)?, self.last_named(node)?])
    }

    /// Whether a type is one of the language's whose values are no objects.
    fn is_of_values(&self, node: NodeRef) -> bool {
        self.kind(node) == Kind::PredefinedType && !matches!(self.text(node), "object" | "string")
    }

    /// A tuple's parts by their places, by `Item1` and so on, and by the names they have.
    fn tuple_of(&mut self, parts: Vec<(Option<StringId>, MemberValue)>) -> ObjectId {
        let mut members = Vec::new();
        for (place, (named, value)) in parts.into_iter().enumerate() {
            let names = [place.to_string(), format!("Item{}", place + 1)].map(|name| self.draft.intern(&name));
            members.extend(names.into_iter().chain(named).map(|name| Member { name, is_static: false, value }));
        }
        let members = self.member_list(members);
        self.push_object(Object { members, spreads: Run::default() })
    }

    /// `Shop.Model.Order` of a name as written, without type arguments, spaces and `global::`.
    pub(super) fn qualified_text(&mut self, node: NodeRef) -> String {
        let mut names = Vec::new();
        self.take_apart(node, |file, node, parts| match file.kind(node) {
            Kind::Identifier if file.text(node) != "global" => names.push(file.text(node)),
            Kind::QualifiedName | Kind::AliasQualifiedName => parts.extend(file.named(node).rev()),
            Kind::GenericName => parts.extend(file.first_named(node)),
            _ => {}
        });
        names.join(".")
    }

    /// The same as types are looked for, which are told apart by how many type arguments they are named with.
    pub(super) fn qualified_name(&mut self, node: NodeRef) -> StringId {
        let mut names = Vec::new();
        self.take_apart(node, |file, node, parts| match file.kind(node) {
            Kind::Identifier if file.text(node) != "global" => names.push(file.text(node).to_owned()),
            Kind::QualifiedName | Kind::AliasQualifiedName => parts.extend(file.named(node).rev()),
            Kind::GenericName => {
                let count = file.count_of_arguments(node);
                names.extend(file.first_named(node).map(|name| name_of_arity(file.text(name), count)));
            }
            _ => {}
        });
        self.draft.intern(&names.join("."))
    }
}

impl TypeShapes for CSharp {
    fn type_shape(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Expr {
        let scope = file.scope();
        match file.kind(node) {
            Kind::Identifier => Expr::TypeName { name: file.intern_node(node), scope },
            Kind::QualifiedName | Kind::AliasQualifiedName => {
                let name = file.qualified_name(node);
                let base = Expr::TypeName { name, scope };
                match file.last_named(node).filter(|last| file.kind(*last) == Kind::GenericName) {
                    Some(last) => file.generic_shape(base, last),
                    None => base,
                }
            }
            Kind::GenericName => {
                let Some(name) = file.generic_name(node) else { return Expr::Unknown };
                file.generic_shape(Expr::TypeName { name, scope }, node)
            }
            Kind::ArrayType => {
                let element = file.first_named(node);
                file.list_of_type(element)
            }
            // Of a type of values it is another one.
            Kind::NullableType if let Some(value) = file.first_named(node).filter(|of| file.is_of_values(*of)) => {
                let name = format!("{}?", file.text(value));
                Expr::Language(file.draft.intern(&name))
            }
            Kind::NullableType | Kind::PointerType | Kind::RefType | Kind::ScopedType => {
                let ty = file.last_named(node);
                file.same_type(ty)
            }
            Kind::TupleType => {
                let elements = file.named_children(node);
                file.tuple_shape(elements)
            }
            Kind::PredefinedType => Expr::Language(file.intern_node(node)),
            _ => Expr::Unknown,
        }
    }
}
