//! Types: classes, structs, records, interfaces, enums, delegates; and the shapes of types that are written down.

use super::CSharpVisitor;
use super::words::{Field, Kind};
use crate::language::outline::{ExpressionShapes, TypeSketch};
use crate::language::tree::NodeRef;
use crate::record::symbols::{BindingTarget, ExportTarget, Expr, ExprId, Package};
use crate::record::{NodeKind, StringId};
use rustc_hash::FxHashSet;

/// The names behind `interface` in a source.
pub(super) fn declared_interfaces(source: &str) -> FxHashSet<&str> {
    let is_word = |character: char| character == '_' || character.is_alphanumeric();
    let behind = source.match_indices("interface ").map(|(at, keyword)| source[at + keyword.len()..].trim_start());
    behind
        .filter_map(|text| text.split(|character| !is_word(character)).next())
        .filter(|name| !name.is_empty())
        .collect()
}

impl CSharpVisitor<'_, '_> {
    pub(super) fn enter_type(&mut self, node: NodeRef) -> bool {
        let Some(name_node) = self.outline.field(node, Field::Name) else { return false };
        self.enter_own_namespace();
        let name = self.outline.intern_node(name_node);
        let class = self.outline.new_class();
        let scope = self.outline.scope();
        self.outline.bind(scope, name, BindingTarget::Class(class));
        if self.outline.is_in_type() {
            self.outline.push_nested_type(name, class);
        } else {
            let value = self.outline.expr(Expr::Class(class));
            let package = self.package();
            self.outline.export(name, ExportTarget::Expression(value), Some(package));
        }
        self.outline.enter_type();
        let type_params = self.bind_type_parameters(node);
        let node_kind = self.outline.kind(node);
        let kind = match node_kind {
            Kind::InterfaceDeclaration => NodeKind::Interface,
            Kind::EnumDeclaration => NodeKind::Enum,
            _ => NodeKind::Class,
        };
        let (extends, implements) = self.bases(node);
        let constructor = if kind == NodeKind::Class { name } else { StringId::EMPTY };
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
        if let Some(list) = self.outline.child_of_kind(node, Kind::ParameterList) {
            self.push_primary_parameters(list, node_kind == Kind::RecordDeclaration);
        }
        true
    }

    /// Parameters of the type itself: properties of a record, variables in any other.
    fn push_primary_parameters(&mut self, list: NodeRef, are_properties: bool) {
        let scope = self.outline.scope();
        for parameter in self.parameters(list) {
            if are_properties {
                let text = Some(parameter.type_text);
                self.outline.push_field(parameter.name, text, parameter.ty, ExprId::UNKNOWN, false);
            } else {
                let target = BindingTarget::Variable { ty: parameter.ty, value: ExprId::UNKNOWN };
                self.outline.bind(scope, parameter.name, target);
            }
        }
    }

    /// What a type extends and what it implements: its list does not say which is which. Only the first of a class may be
    /// a class; it is none if an interface of that name is declared here, or the name is one that interfaces have.
    fn bases(&mut self, node: NodeRef) -> (Vec<(StringId, ExprId)>, Vec<(StringId, ExprId)>) {
        let kind = self.outline.kind(node);
        let Some(list) = self.outline.child_of_kind(node, Kind::BaseList) else { return Default::default() };
        let (mut extends, mut implements) = (Vec::new(), Vec::new());
        // An enum's is the type of its numbers.
        if kind == Kind::EnumDeclaration {
            return (extends, implements);
        }
        for (place, base) in self.outline.named_children(list).into_iter().enumerate() {
            let base = match self.outline.kind(base) {
                Kind::PrimaryConstructorBaseType => match self.outline.field(base, Field::Type) {
                    Some(ty) => ty,
                    None => continue,
                },
                Kind::ArgumentList => continue,
                _ => base,
            };
            let Some(name) = self.last_name(base) else { continue };
            let text = self.outline.draft.string(name);
            let is_interface = self.interfaces.contains(text) || is_interface_name(text);
            let may_be_class = place == 0 && matches!(kind, Kind::ClassDeclaration | Kind::RecordDeclaration);
            let ty = self.type_of(base);
            if kind == Kind::InterfaceDeclaration || (may_be_class && !is_interface) {
                extends.push((name, ty));
            } else {
                implements.push((name, ty));
            }
        }
        (extends, implements)
    }

    /// `delegate int Compare(Order a, Order b);`: a name for a type of functions.
    pub(super) fn enter_delegate(&mut self, node: NodeRef) {
        let Some(name_node) = self.outline.field(node, Field::Name) else { return };
        self.enter_own_namespace();
        let name = self.outline.intern_node(name_node);
        let row = self.outline.draft.push_type(NodeKind::TypeAlias, name, self.outline.tree.node(node));
        let text = self.outline.intern_node(node);
        self.outline.draft.set_field(row, text, text);
        let scope = self.outline.scope();
        self.outline.bind(scope, name, BindingTarget::Alias(ExprId::UNKNOWN));
    }

    /// A member of an enum: a value of it.
    pub(super) fn enter_enum_member(&mut self, node: NodeRef) -> bool {
        let Some(name_node) = self.outline.field(node, Field::Name) else { return false };
        let name = self.outline.intern_node(name_node);
        let class_name = self.outline.class_name();
        let ty = self.outline.type_name(class_name);
        self.outline.push_field(name, None, ty, ExprId::UNKNOWN, true);
        false
    }

    /// The package of what is declared here.
    pub(super) fn package(&mut self) -> Package {
        let name = self.namespaces.last().map_or("", String::as_str);
        Package::Named(self.outline.draft.intern(name))
    }

    /// A type's last name, without type arguments.
    pub(super) fn last_name(&mut self, node: NodeRef) -> Option<StringId> {
        let mut node = node;
        loop {
            match self.outline.kind(node) {
                Kind::Identifier => return Some(self.outline.intern_node(node)),
                Kind::GenericName => node = self.outline.first_named(node)?,
                Kind::QualifiedName | Kind::AliasQualifiedName => node = self.outline.last_named(node)?,
                Kind::NullableType => node = self.outline.field(node, Field::Type)?,
                _ => return None,
            }
        }
    }

    /// The shape of a type that is written down.
    pub(super) fn type_of(&mut self, node: NodeRef) -> ExprId {
        let shape = self.nested(|visitor| visitor.type_shape(node)).unwrap_or(Expr::Unknown);
        self.outline.expr(shape)
    }

    fn type_shape(&mut self, node: NodeRef) -> Expr {
        let scope = self.outline.scope();
        match self.outline.kind(node) {
            Kind::Identifier => Expr::TypeName { name: self.outline.intern_node(node), scope },
            Kind::QualifiedName | Kind::AliasQualifiedName => {
                let name = self.qualified_name(node);
                let base = self.outline.expr(Expr::TypeName { name, scope });
                match self.outline.last_named(node).filter(|last| self.outline.kind(*last) == Kind::GenericName) {
                    Some(last) => self.generic_shape(base, last),
                    None => Expr::Cast(base),
                }
            }
            Kind::GenericName => {
                let Some(name) = self.outline.first_named(node) else { return Expr::Unknown };
                let name = self.outline.intern_node(name);
                let base = self.outline.expr(Expr::TypeName { name, scope });
                self.generic_shape(base, node)
            }
            Kind::ArrayType => match self.outline.field(node, Field::Type) {
                Some(element) => Expr::ArrayType(self.type_of(element)),
                None => Expr::Unknown,
            },
            Kind::NullableType | Kind::RefType => match self.outline.field(node, Field::Type) {
                Some(inner) => Expr::Cast(self.type_of(inner)),
                None => Expr::Unknown,
            },
            Kind::PredefinedType => match self.outline.text(node) {
                "object" | "dynamic" => Expr::Unknown,
                _ => Expr::Primitive,
            },
            _ => Expr::Unknown,
        }
    }

    fn generic_shape(&mut self, base: ExprId, name: NodeRef) -> Expr {
        let list = self.outline.child_of_kind(name, Kind::TypeArgumentList);
        let arguments = list.map(|list| self.outline.named_children(list)).unwrap_or_default();
        let arguments: Vec<ExprId> = arguments.into_iter().map(|argument| self.type_of(argument)).collect();
        // What is waited for is of its argument's type, and nobody calls much else of it.
        let text = self.outline.first_named(name).map_or("", |name| self.outline.text(name));
        match (text, arguments.first()) {
            ("Task" | "ValueTask" | "Lazy", Some(first)) => Expr::Cast(*first),
            _ => Expr::Generic { base, args: self.outline.expr_list(&arguments) },
        }
    }

    /// `Shop.Model.Order`, without type arguments; `global::` and other aliases count as nothing.
    pub(super) fn qualified_name(&mut self, node: NodeRef) -> StringId {
        let mut parts = Vec::new();
        let mut pending = vec![node];
        while let Some(node) = pending.pop() {
            match self.outline.kind(node) {
                Kind::Identifier => parts.push(self.outline.text(node)),
                Kind::QualifiedName => pending.extend(self.outline.named(node).rev()),
                Kind::AliasQualifiedName => pending.extend(self.outline.last_named(node)),
                Kind::GenericName => pending.extend(self.outline.first_named(node)),
                _ => {}
            }
        }
        self.outline.draft.intern(&parts.join("."))
    }

    /// The declared type of a variable; unknown for `var`.
    pub(super) fn declared_type(&mut self, node: NodeRef) -> ExprId {
        if self.outline.kind(node) == Kind::ImplicitType { ExprId::UNKNOWN } else { self.type_of(node) }
    }
}

/// `IName`: what .NET's guidelines have interfaces be called.
fn is_interface_name(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next() == Some('I') && characters.next().is_some_and(char::is_uppercase)
}
