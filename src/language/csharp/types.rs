//! Types: classes, structs, records, interfaces, enums, delegates; and the shapes of types that are written down.

use super::CSharpVisitor;
use super::words::{Field, Kind};
use crate::extract::outline::{ExpressionShapes, TypeSketch};
use crate::record::symbols::{BindingTarget, ClassId, ExportTarget, Expr, ExprId, Package};
use crate::record::{NodeKind, StringId};
use crate::syntax::tree::NodeRef;
use rustc_hash::FxHashSet;

/// Supertypes by their last names and as expressions.
type Supertypes = Vec<(StringId, ExprId)>;

impl CSharpVisitor<'_, '_> {
    pub(super) fn enter_type(&mut self, node: NodeRef) -> bool {
        let Some((name, class)) = self.declare_type(node) else { return false };
        self.outline.enter_type();
        let type_params = self.bind_type_parameters(node);
        let node_kind = self.outline.kind(node);
        let kind = match node_kind {
            Kind::InterfaceDeclaration => NodeKind::Interface,
            Kind::EnumDeclaration => NodeKind::Enum,
            _ => NodeKind::Class,
        };
        let (extends, implements) = self.supertypes(node, node_kind);
        let constructor = if kind == NodeKind::Interface { StringId::EMPTY } else { name };
        self.outline.define_type(
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
        true
    }

    /// Gives a type its name where it stands, and in its namespace.
    fn declare_type(&mut self, node: NodeRef) -> Option<(StringId, ClassId)> {
        let name_node = self.outline.field(node, Field::Name)?;
        let name = self.outline.intern_node(name_node);
        let class = self.outline.new_class();
        let scope = self.outline.scope();
        self.outline.bind(scope, name, BindingTarget::Class(class));
        if self.outline.is_in_type() {
            self.outline.push_nested_type(name, class);
        } else if !self.outline.is_in_function() {
            let value = self.outline.expr(Expr::Class(class));
            let package = Package::Named(self.namespace());
            self.outline.export(name, ExportTarget::Expression(value), Some(package));
        }
        Some((name, class))
    }

    /// `delegate int Pricing(Line line)`: a name for a function's type.
    pub(super) fn enter_delegate(&mut self, node: NodeRef) -> bool {
        let Some((name, class)) = self.declare_type(node) else { return false };
        self.outline.enter_type();
        let type_params = self.bind_type_parameters(node);
        self.outline.define_type(
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
        let text = self.outline.text(node).trim_end_matches(';');
        let text = self.outline.draft.intern(text);
        self.outline.set_field_text(text, Some(text));
        true
    }

    /// A record's parameters are properties; those of other types are variables in the whole type.
    fn push_primary_parameters(&mut self, node: NodeRef, kind: Kind) {
        let Some(list) = self.outline.child_of_kind(node, Kind::ParameterList) else { return };
        let scope = self.outline.scope();
        for parameter in self.parameters(list) {
            if kind == Kind::RecordDeclaration {
                let text = Some(parameter.type_text);
                self.outline.push_field(parameter.name, text, parameter.ty, ExprId::UNKNOWN, false);
            } else {
                let variable = BindingTarget::Variable { ty: parameter.ty, value: ExprId::UNKNOWN };
                self.outline.bind(scope, parameter.name, variable);
            }
        }
    }

    /// What the type extends and what it implements, which are written in one list: a class comes first in it.
    fn supertypes(&mut self, node: NodeRef, kind: Kind) -> (Supertypes, Supertypes) {
        let (mut extends, mut implements) = (Vec::new(), Vec::new());
        let list = self.outline.child_of_kind(node, Kind::BaseList).filter(|_| kind != Kind::EnumDeclaration);
        let Some(list) = list else { return (extends, implements) };
        let types = self.outline.named_children(list);
        let mut is_first = true;
        for written in types {
            let ty = match self.outline.kind(written) {
                Kind::PrimaryConstructorBaseType => self.outline.first_named(written).unwrap_or(written),
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
        let mut characters = self.outline.draft.string(name).chars();
        let is_named_so = characters.next() == Some('I') && characters.next().is_some_and(char::is_uppercase);
        is_named_so || self.declares_interface(name)
    }

    fn declares_interface(&mut self, name: StringId) -> bool {
        if self.interfaces.is_none() {
            let mut names = FxHashSet::default();
            let mut pending = vec![NodeRef::ROOT];
            while let Some(node) = pending.pop() {
                for child in self.outline.named_children(node) {
                    match self.outline.kind(child) {
                        Kind::InterfaceDeclaration => {
                            let name = self.outline.field(child, Field::Name);
                            names.extend(name.map(|name| self.outline.intern_node(name)));
                        }
                        Kind::NamespaceDeclaration | Kind::ClassDeclaration | Kind::StructDeclaration => {
                            pending.extend(self.outline.child_of_kind(child, Kind::DeclarationList));
                        }
                        _ => {}
                    }
                }
            }
            self.interfaces = Some(names);
        }
        self.interfaces.as_ref().is_some_and(|names| names.contains(&name))
    }

    /// A member of an enum: a value of it.
    pub(super) fn enter_enum_member(&mut self, node: NodeRef) {
        let Some(name_node) = self.outline.field(node, Field::Name) else { return };
        let name = self.outline.intern_node(name_node);
        let class_name = self.outline.class_name();
        let ty = self.outline.type_name(class_name);
        self.outline.push_field(name, None, ty, ExprId::UNKNOWN, true);
    }

    /// A type's last name, without type arguments.
    pub(super) fn last_name(&mut self, node: NodeRef) -> Option<StringId> {
        let mut node = node;
        loop {
            match self.outline.kind(node) {
                Kind::Identifier => return Some(self.outline.intern_node(node)),
                Kind::GenericName | Kind::NullableType => node = self.outline.first_named(node)?,
                Kind::QualifiedName | Kind::AliasQualifiedName => node = self.outline.last_named(node)?,
                _ => return None,
            }
        }
    }

    /// The shape of a type that is written down.
    pub(super) fn type_of(&mut self, node: NodeRef) -> ExprId {
        self.nested_expr(|visitor| visitor.type_shape(node))
    }

    fn type_shape(&mut self, node: NodeRef) -> Expr {
        let scope = self.outline.scope();
        match self.outline.kind(node) {
            Kind::Identifier => Expr::TypeName { name: self.outline.intern_node(node), scope },
            Kind::QualifiedName | Kind::AliasQualifiedName => {
                let text = self.qualified_text(node);
                let name = self.outline.draft.intern(&text);
                let base = Expr::TypeName { name, scope };
                match self.outline.last_named(node).filter(|last| self.outline.kind(*last) == Kind::GenericName) {
                    Some(last) => self.generic_shape(base, last),
                    None => base,
                }
            }
            Kind::GenericName => {
                let Some(base) = self.outline.first_named(node) else { return Expr::Unknown };
                let name = self.outline.intern_node(base);
                self.generic_shape(Expr::TypeName { name, scope }, node)
            }
            Kind::ArrayType => match self.outline.first_named(node) {
                Some(element) => Expr::ArrayType(self.type_of(element)),
                None => Expr::Unknown,
            },
            Kind::NullableType | Kind::PointerType | Kind::RefType | Kind::ScopedType => {
                match self.outline.last_named(node) {
                    Some(ty) => self.nested(|visitor| visitor.type_shape(ty)).unwrap_or(Expr::Unknown),
                    None => Expr::Unknown,
                }
            }
            Kind::TupleType => {
                let elements = self.outline.named_children(node);
                let elements = elements.into_iter().map(|element| {
                    self.outline.field(element, Field::Type).map_or(ExprId::UNKNOWN, |ty| self.type_of(ty))
                });
                let elements: Vec<ExprId> = elements.collect();
                Expr::TupleType(self.outline.expr_list(&elements))
            }
            Kind::PredefinedType => Expr::Language(self.outline.intern_node(node)),
            _ => Expr::Unknown,
        }
    }

    fn generic_shape(&mut self, base: Expr, generic: NodeRef) -> Expr {
        let base = self.outline.expr(base);
        let list = self.outline.child_of_kind(generic, Kind::TypeArgumentList);
        let arguments = list.map(|list| self.outline.named_children(list)).unwrap_or_default();
        let arguments: Vec<ExprId> = arguments.into_iter().map(|argument| self.type_of(argument)).collect();
        Expr::Generic { base, args: self.outline.expr_list(&arguments) }
    }

    /// `Shop.Model.Order` of a name as written, without type arguments, spaces and `global::`.
    pub(super) fn qualified_text(&mut self, node: NodeRef) -> String {
        let mut parts = Vec::new();
        let mut pending = vec![node];
        while let Some(node) = pending.pop() {
            match self.outline.kind(node) {
                Kind::Identifier if self.outline.text(node) != "global" => parts.push(self.outline.text(node)),
                Kind::QualifiedName | Kind::AliasQualifiedName => pending.extend(self.outline.named(node).rev()),
                Kind::GenericName => pending.extend(self.outline.first_named(node)),
                _ => {}
            }
        }
        parts.join(".")
    }
}
