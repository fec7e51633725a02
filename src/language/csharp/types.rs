//! Types: classes, structs, records, interfaces, enums, delegates; and the shapes of types that are written down.

use super::{CSharp, Field, Kind};
use crate::extract::{Next, NodeRef, Outline, TypeSketch};
use crate::record::symbols::{BindingTarget, ClassId, ExportTarget, Expr, ExprId, Package};
use crate::record::{NodeKind, StringId};
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
        self.define_type(
            class,
            TypeSketch {
                kind,
                name,
                definition: node,
                extends,
                implements,
                type_params,
                constructor,
                sees_outer: true,
            },
        );
        self.push_primary_parameters(node, node_kind);
        Next::IntoAndLeave
    }

    /// Gives a type its name where it stands, and in its namespace.
    fn declare_type(&mut self, node: NodeRef) -> Option<(StringId, ClassId)> {
        let name_node = self.field(node, Field::Name)?;
        let name = self.intern_node(name_node);
        let class = self.new_class();
        let scope = self.scope();
        self.bind(scope, name, BindingTarget::Class(class));
        if self.is_in_type() {
            self.push_nested_type(name, class);
        } else if !self.is_in_function() {
            let value = self.expr(Expr::Class(class));
            let package = Package::Named(self.namespace());
            self.export(name, ExportTarget::Expression(value), Some(package));
        }
        Some((name, class))
    }

    /// `delegate int Pricing(Line line)`: a name for a function's type.
    pub(super) fn enter_delegate(&mut self, node: NodeRef) -> Next {
        let Some((name, class)) = self.declare_type(node) else { return Next::Into };
        self.begin_type();
        let type_params = self.bind_type_parameters(node);
        self.define_type(
            class,
            TypeSketch {
                kind: NodeKind::TypeAlias,
                name,
                definition: node,
                extends: Vec::new(),
                implements: Vec::new(),
                type_params,
                constructor: StringId::EMPTY,
                sees_outer: true,
            },
        );
        let text = self.text(node).trim_end_matches(';');
        let text = self.draft.intern(text);
        self.set_field_text(text, Some(text));
        Next::IntoAndLeave
    }

    /// A record's parameters are properties; those of other types are variables in the whole type.
    fn push_primary_parameters(&mut self, node: NodeRef, kind: Kind) {
        let Some(list) = self.child_of_kind(node, Kind::ParameterList) else { return };
        let scope = self.scope();
        for parameter in self.parameters(list) {
            if kind == Kind::RecordDeclaration {
                let text = Some(parameter.type_text);
                self.push_field(parameter.name, text, parameter.ty, ExprId::UNKNOWN, false);
            } else {
                let variable = BindingTarget::Variable { ty: parameter.ty, value: ExprId::UNKNOWN };
                self.bind(scope, parameter.name, variable);
            }
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
            let mut pending = vec![NodeRef::ROOT];
            while let Some(node) = pending.pop() {
                for child in self.named_children(node) {
                    match self.kind(child) {
                        Kind::InterfaceDeclaration => {
                            let name = self.field(child, Field::Name);
                            names.extend(name.map(|name| self.intern_node(name)));
                        }
                        Kind::NamespaceDeclaration | Kind::ClassDeclaration | Kind::StructDeclaration => {
                            pending.extend(self.child_of_kind(child, Kind::DeclarationList));
                        }
                        _ => {}
                    }
                }
            }
            self.own.interfaces = Some(names);
        }
        self.own.interfaces.as_ref().is_some_and(|names| names.contains(&name))
    }

    /// A member of an enum: a value of it.
    pub(super) fn enter_enum_member(&mut self, node: NodeRef) -> Next {
        let Some(name_node) = self.field(node, Field::Name) else { return Next::Into };
        let name = self.intern_node(name_node);
        let class_name = self.class_name();
        let ty = self.type_name(class_name);
        self.push_field(name, None, ty, ExprId::UNKNOWN, true);
        Next::Into
    }

    /// A type's last name, without type arguments.
    pub(super) fn last_name(&mut self, node: NodeRef) -> Option<StringId> {
        let mut node = node;
        loop {
            match self.kind(node) {
                Kind::Identifier => return Some(self.intern_node(node)),
                Kind::GenericName | Kind::NullableType => node = self.first_named(node)?,
                Kind::QualifiedName | Kind::AliasQualifiedName => node = self.last_named(node)?,
                _ => return None,
            }
        }
    }

    /// The shape of a type that is written down.
    pub(super) fn type_of(&mut self, node: NodeRef) -> ExprId {
        self.nested_expr(|visitor| visitor.type_shape(node))
    }

    fn type_shape(&mut self, node: NodeRef) -> Expr {
        let scope = self.scope();
        match self.kind(node) {
            Kind::Identifier => Expr::TypeName { name: self.intern_node(node), scope },
            Kind::QualifiedName | Kind::AliasQualifiedName => {
                let text = self.qualified_text(node);
                let name = self.draft.intern(&text);
                let base = Expr::TypeName { name, scope };
                match self.last_named(node).filter(|last| self.kind(*last) == Kind::GenericName) {
                    Some(last) => self.generic_shape(base, last),
                    None => base,
                }
            }
            Kind::GenericName => {
                let Some(base) = self.first_named(node) else { return Expr::Unknown };
                let name = self.intern_node(base);
                self.generic_shape(Expr::TypeName { name, scope }, node)
            }
            Kind::ArrayType => match self.first_named(node) {
                Some(element) => Expr::ArrayType(self.type_of(element)),
                None => Expr::Unknown,
            },
            Kind::NullableType | Kind::PointerType | Kind::RefType | Kind::ScopedType => match self.last_named(node) {
                Some(ty) => self.nested(|visitor| visitor.type_shape(ty)).unwrap_or(Expr::Unknown),
                None => Expr::Unknown,
            },
            Kind::TupleType => {
                let elements = self.named_children(node);
                let elements = elements
                    .into_iter()
                    .map(|element| self.field(element, Field::Type).map_or(ExprId::UNKNOWN, |ty| self.type_of(ty)));
                let elements: Vec<ExprId> = elements.collect();
                Expr::TupleType(self.expr_list(&elements))
            }
            Kind::PredefinedType => Expr::Language(self.intern_node(node)),
            _ => Expr::Unknown,
        }
    }

    fn generic_shape(&mut self, base: Expr, generic: NodeRef) -> Expr {
        let base = self.expr(base);
        let list = self.child_of_kind(generic, Kind::TypeArgumentList);
        let arguments = list.map(|list| self.named_children(list)).unwrap_or_default();
        let arguments: Vec<ExprId> = arguments.into_iter().map(|argument| self.type_of(argument)).collect();
        Expr::Generic { base, args: self.expr_list(&arguments) }
    }

    /// `Shop.Model.Order` of a name as written, without type arguments, spaces and `global::`.
    pub(super) fn qualified_text(&mut self, node: NodeRef) -> String {
        let mut parts = Vec::new();
        let mut pending = vec![node];
        while let Some(node) = pending.pop() {
            match self.kind(node) {
                Kind::Identifier if self.text(node) != "global" => parts.push(self.text(node)),
                Kind::QualifiedName | Kind::AliasQualifiedName => pending.extend(self.named(node).rev()),
                Kind::GenericName => pending.extend(self.first_named(node)),
                _ => {}
            }
        }
        parts.join(".")
    }
}
