//! Types: classes, structs, records, interfaces, enums, delegates; and the shapes of types that are written down.

use super::{CSharp, Field, Kind};
use crate::extract::{Next, NodeRef, Outline, TypeShapes, TypeSketch};
use crate::record::symbols::{ClassId, Expr, ExprId, Member, MemberValue, Object, Package};
use crate::record::{NodeKind, Run, StringId};
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
        let class = self.declare_class(name);
        if !self.is_in_type() && !self.is_in_function() {
            let package = Package::Named(self.namespace());
            self.export_expr(name, Expr::Class(class), Some(package));
        }
        Some((name, class))
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
        Next::IntoAndLeave
    }

    /// A record's parameters are properties; those of other types are variables in the whole type.
    fn push_primary_parameters(&mut self, node: NodeRef, kind: Kind) {
        let list = self.child_of_kind(node, Kind::ParameterList);
        let mut types = Vec::new();
        for parameter in self.parameters(list) {
            if kind == Kind::RecordDeclaration {
                let text = Some(parameter.type_text);
                self.push_field(parameter.name, text, parameter.ty, ExprId::UNKNOWN, false);
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

    fn generic_shape(&mut self, base: Expr, generic: NodeRef) -> Expr {
        let base = self.expr(base);
        let arguments = self.listed_in(generic, Kind::TypeArgumentList);
        self.generic(base, arguments)
    }

    /// `(A Left, B)`: its parts by their places, by `Item1` and so on, and by the names they have.
    fn tuple_shape(&mut self, elements: Vec<NodeRef>) -> Expr {
        let mut members = Vec::new();
        for (place, element) in elements.into_iter().enumerate() {
            let ty = self.field_type(element, Field::Type);
            let value = MemberValue::Field { ty, value: ExprId::UNKNOWN };
            let named = self.field(element, Field::Name).map(|name| self.intern_node(name));
            let names = [place.to_string(), format!("Item{}", place + 1)].map(|name| self.draft.intern(&name));
            members.extend(names.into_iter().chain(named).map(|name| Member { name, is_static: false, value }));
        }
        let members = self.member_list(members);
        Expr::ObjectType(self.push_object(Object { members, spreads: Run::default() }))
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
}

impl TypeShapes for CSharp {
    fn type_shape(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Expr {
        let scope = file.scope();
        match file.kind(node) {
            Kind::Identifier => Expr::TypeName { name: file.intern_node(node), scope },
            Kind::QualifiedName | Kind::AliasQualifiedName => {
                let text = file.qualified_text(node);
                let name = file.draft.intern(&text);
                let base = Expr::TypeName { name, scope };
                match file.last_named(node).filter(|last| file.kind(*last) == Kind::GenericName) {
                    Some(last) => file.generic_shape(base, last),
                    None => base,
                }
            }
            Kind::GenericName => {
                let Some(base) = file.first_named(node) else { return Expr::Unknown };
                let name = file.intern_node(base);
                file.generic_shape(Expr::TypeName { name, scope }, node)
            }
            Kind::ArrayType => {
                let element = file.first_named(node);
                file.list_of_type(element)
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
