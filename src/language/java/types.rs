//! Types: classes, interfaces, enums, records, annotation types; and the shapes of types that are written down.

use super::{Field, Java, Kind};
use crate::extract::{Next, NodeRef, Outline, TypeShapes, TypeSketch};
use crate::record::symbols::{Expr, ExprId, Member, MemberValue, Package, Symbols};
use crate::record::{NodeKind, Run, StringId};

/// How many dimensions of an array are told apart.
const MAX_DIMENSIONS: usize = 4;

impl Outline<'_, '_, Java> {
    pub(super) fn enter_type(&mut self, node: NodeRef) -> Next {
        let Some(name_node) = self.child_of_kind(node, Kind::Identifier) else { return Next::Into };
        if self.own.package.is_none() {
            self.begin_own_package(StringId::EMPTY);
        }
        let name = self.intern_node(name_node);
        let class = self.declare_class(name);
        if !self.is_in_type() && self.scope() == Symbols::FILE_SCOPE {
            self.export_expr(name, Expr::Class(class), self.own.package.map(Package::Named));
        }
        self.begin_type();
        let type_params = self.bind_type_parameters(node);
        let node_kind = self.kind(node);
        let kind = match node_kind {
            Kind::InterfaceDeclaration | Kind::AnnotationTypeDeclaration => NodeKind::Interface,
            Kind::EnumDeclaration => NodeKind::Enum,
            _ => NodeKind::Class,
        };
        let mut extends = self.supertypes(node, Kind::Superclass);
        extends.extend(self.supertypes(node, Kind::ExtendsInterfaces));
        let implements = self.supertypes(node, Kind::SuperInterfaces);
        let constructor = if kind == NodeKind::Interface { StringId::EMPTY } else { name };
        let sketch = TypeSketch { extends, implements, type_params, constructor, ..TypeSketch::new(kind, name, node) };
        self.define_type(class, TypeSketch { sees_outer: true, ..sketch });
        if node_kind == Kind::RecordDeclaration {
            self.push_components(node);
        }
        Next::IntoAndLeave
    }

    /// The body of an anonymous class, or of an enum's constant, is a class without a name, keyed under what holds it.
    pub(super) fn enter_class_body(&mut self, node: NodeRef) -> Next {
        let Some(holder) = self.parent() else { return Next::Into };
        match self.kind(holder) {
            Kind::ObjectCreationExpression => {
                let supertype = self.created_type(holder);
                self.begin_unnamed_class(node, supertype);
                if let Some(bound) = self.take_bound(holder) {
                    self.begin_key_scope(bound.name, NodeKind::Function);
                }
            }
            Kind::EnumConstant => {
                let supertype = self.class().map_or(Expr::Unknown, Expr::Class);
                let supertype = self.expr(supertype);
                let name = self.child_of_kind(holder, Kind::Identifier).map(|name| self.intern_node(name));
                self.begin_unnamed_class(node, supertype);
                if let Some(name) = name {
                    self.begin_key_scope(name, NodeKind::Function);
                }
            }
            _ => return Next::Into,
        }
        Next::IntoAndLeave
    }

    /// The class that is written behind `new`: a name, or behind an object (`o.new In()`) a class inside of that one's.
    pub(super) fn created_type(&mut self, creation: NodeRef) -> ExprId {
        let Some(ty) = self.field(creation, Field::Type) else { return ExprId::UNKNOWN };
        let object = self.first_named(creation).filter(|object| *object != ty);
        let Some(object) = object.filter(|_| self.has_token(creation, Kind::Dot)) else { return self.type_of(ty) };
        let Some(name) = self.last_name(ty) else { return self.type_of(ty) };
        let object = self.expr_of(object);
        self.expr(Expr::Member { object, name })
    }

    /// A record's components are fields, each with a method of its name that reads it unless it has one of its own.
    fn push_components(&mut self, node: NodeRef) {
        let body = self.field(node, Field::Body);
        let mut written = Vec::new();
        for member in self.listed(body) {
            let list = self.child_of_kind(member, Kind::FormalParameters);
            if list.is_some() && self.listed(list).is_empty() {
                written.extend(self.child_of_kind(member, Kind::Identifier).map(|name| self.intern_node(name)));
            }
        }
        let list = self.child_of_kind(node, Kind::FormalParameters);
        for component in self.parameters(list) {
            self.push_field(component.name, Some(component.type_text), component.ty, ExprId::UNKNOWN, false);
            if !written.contains(&component.name) {
                let signature = self.push_signature(Run::default(), component.ty);
                let value = MemberValue::Method(signature);
                self.push_member(Member { name: component.name, is_static: false, value });
            }
        }
    }

    /// The types that a clause of this kind lists, by their last names and as expressions.
    fn supertypes(&mut self, node: NodeRef, clause: Kind) -> Vec<(StringId, ExprId)> {
        let Some(clause) = self.child_of_kind(node, clause) else { return Vec::new() };
        let list = self.child_of_kind(clause, Kind::TypeList).unwrap_or(clause);
        let types = self.named_children(list);
        types.into_iter().filter_map(|ty| Some((self.last_name(ty)?, self.type_of(ty)))).collect()
    }

    /// A type's last name, without type arguments.
    pub(super) fn last_name(&mut self, node: NodeRef) -> Option<StringId> {
        let name = self.innermost(node, |file, node| match file.kind(node) {
            Kind::GenericType => file.first_named(node),
            Kind::ScopedTypeIdentifier | Kind::ScopedIdentifier | Kind::AnnotatedType => file.last_named(node),
            _ => None,
        });
        matches!(self.kind(name), Kind::TypeIdentifier | Kind::Identifier).then(|| self.intern_node(name))
    }

    /// `a.b.Outer.Inner`, without what may stand between the names: type arguments, annotations, comments, line breaks.
    pub(super) fn qualified_text(&mut self, node: NodeRef) -> String {
        let mut names = Vec::new();
        self.take_apart(node, |file, node, parts| match file.kind(node) {
            Kind::TypeIdentifier | Kind::Identifier => names.push(file.text(node)),
            Kind::ScopedTypeIdentifier | Kind::ScopedIdentifier => parts.extend(file.named(node).rev()),
            Kind::GenericType => parts.extend(file.first_named(node)),
            _ => {}
        });
        names.join(".")
    }

    /// The declared type of a variable; unknown for `var`.
    pub(super) fn declared_type(&mut self, node: NodeRef) -> ExprId {
        if self.is_inferred(node) { ExprId::UNKNOWN } else { self.type_of(node) }
    }

    /// Whether a type is left to what the variable is given: `var`.
    pub(super) fn is_inferred(&self, node: NodeRef) -> bool {
        self.kind(node) == Kind::TypeIdentifier && self.text(node) == "var"
    }

    /// `T[][]`
    pub(super) fn list_of_dimensions(&mut self, element: ExprId, dimensions: usize) -> Expr {
        let further = dimensions.clamp(1, MAX_DIMENSIONS) - 1;
        Expr::ArrayType((0..further).fold(element, |inner, _| self.expr(Expr::ArrayType(inner))))
    }

    /// A constant of an enum: a value of it.
    pub(super) fn enter_enum_constant(&mut self, node: NodeRef) -> Next {
        let Some(name_node) = self.child_of_kind(node, Kind::Identifier) else { return Next::Into };
        let name = self.intern_node(name_node);
        self.push_enum_value(name, None);
        Next::Into
    }
}

impl TypeShapes for Java {
    fn type_shape(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Expr {
        let scope = file.scope();
        match file.kind(node) {
            Kind::TypeIdentifier | Kind::Identifier => Expr::TypeName { name: file.intern_node(node), scope },
            Kind::ScopedTypeIdentifier | Kind::ScopedIdentifier => {
                let name = file.qualified_text(node);
                Expr::TypeName { name: file.draft.intern(&name), scope }
            }
            Kind::GenericType => {
                let base = file.first_named(node);
                let base = file.type_if(base);
                let arguments = file.listed_in(node, Kind::TypeArguments);
                file.generic(base, arguments)
            }
            Kind::ArrayType => {
                let element = file.first_named(node);
                let element = file.type_if(element);
                let dimensions =
                    file.last_named(node).map_or(1, |dimensions| file.text(dimensions).matches('[').count());
                file.list_of_dimensions(element, dimensions)
            }
            Kind::AnnotatedType | Kind::CatchType | Kind::Wildcard => {
                let ty = file.last_named(node);
                file.cast_to(ty)
            }
            Kind::IntegralType | Kind::FloatingPointType | Kind::BooleanType => Expr::Language(file.intern_node(node)),
            Kind::VoidType => Expr::Primitive,
            _ => Expr::Unknown,
        }
    }
}
