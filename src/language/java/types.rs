//! Types: classes, interfaces, enums, records, annotation types; and the shapes of types that are written down.

use super::{Java, Kind};
use crate::extract::{Next, NodeRef, Outline, TypeSketch};
use crate::record::symbols::{BindingTarget, ExportTarget, Expr, ExprId, Package, Symbols};
use crate::record::{NodeKind, StringId};

impl Outline<'_, '_, Java> {
    pub(super) fn enter_type(&mut self, node: NodeRef) -> Next {
        let Some(name_node) = self.child_of_kind(node, Kind::Identifier) else { return Next::Into };
        if self.own.package.is_none() {
            self.begin_own_package(StringId::EMPTY);
        }
        let name = self.intern_node(name_node);
        let class = self.new_class();
        let outer = self.scope();
        self.bind(outer, name, BindingTarget::Class(class));
        if self.is_in_type() {
            self.push_nested_type(name, class);
        } else if outer == Symbols::FILE_SCOPE {
            let value = self.expr(Expr::Class(class));
            let package = self.own.package.map(Package::Named);
            self.export(name, ExportTarget::Expression(value), package);
        }
        self.begin_type();
        let type_params = self.bind_type_parameters(node);
        let node_kind = self.kind(node);
        let kind = match node_kind {
            Kind::InterfaceDeclaration | Kind::AnnotationTypeDeclaration => NodeKind::Interface,
            Kind::EnumDeclaration => NodeKind::Enum,
            _ => NodeKind::Class,
        };
        let superclass = self.child_of_kind(node, Kind::Superclass);
        let mut extends = superclass.map(|clause| self.supertypes(clause)).unwrap_or_default();
        let extended = self.child_of_kind(node, Kind::ExtendsInterfaces);
        extends.extend(extended.map(|clause| self.supertypes(clause)).unwrap_or_default());
        let implemented = self.child_of_kind(node, Kind::SuperInterfaces);
        let implements = implemented.map(|clause| self.supertypes(clause)).unwrap_or_default();
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
        if node_kind == Kind::RecordDeclaration {
            self.push_components(node);
        }
        Next::IntoAndLeave
    }

    /// The body of an anonymous class is keyed under what holds it.
    pub(super) fn enter_class_body(&mut self, _node: NodeRef) -> Next {
        let Some(creation) = self.parent_of_kind(Kind::ObjectCreationExpression) else { return Next::Into };
        self.begin_block();
        self.leave_class_name();
        if let Some(bound) = self.take_bound(creation) {
            self.begin_key_scope(bound.name, NodeKind::Function);
        }
        Next::IntoAndLeave
    }

    /// A record's components are fields.
    fn push_components(&mut self, node: NodeRef) {
        let Some(list) = self.child_of_kind(node, Kind::FormalParameters) else { return };
        for component in self.parameters(list) {
            self.push_field(component.name, Some(component.type_text), component.ty, ExprId::UNKNOWN, false);
        }
    }

    /// The types a clause lists, by their last names and as expressions.
    fn supertypes(&mut self, clause: NodeRef) -> Vec<(StringId, ExprId)> {
        let list = self.child_of_kind(clause, Kind::TypeList).unwrap_or(clause);
        let types = self.named_children(list);
        types.into_iter().filter_map(|ty| Some((self.last_name(ty)?, self.type_of(ty)))).collect()
    }

    /// A type's last name, without type arguments.
    pub(super) fn last_name(&mut self, node: NodeRef) -> Option<StringId> {
        let mut node = node;
        loop {
            match self.kind(node) {
                Kind::TypeIdentifier | Kind::Identifier => return Some(self.intern_node(node)),
                Kind::GenericType => node = self.first_named(node)?,
                Kind::ScopedTypeIdentifier | Kind::ScopedIdentifier | Kind::AnnotatedType => {
                    node = self.last_named(node)?;
                }
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
            Kind::TypeIdentifier | Kind::Identifier => Expr::TypeName { name: self.intern_node(node), scope },
            Kind::ScopedTypeIdentifier | Kind::ScopedIdentifier => {
                let name = self.qualified_text(node);
                Expr::TypeName { name: self.draft.intern(&name), scope }
            }
            Kind::GenericType => {
                let Some(base) = self.first_named(node) else { return Expr::Unknown };
                let base = self.type_of(base);
                let list = self.child_of_kind(node, Kind::TypeArguments);
                let arguments = list.map(|list| self.named_children(list)).unwrap_or_default();
                let arguments: Vec<ExprId> = arguments.into_iter().map(|argument| self.type_of(argument)).collect();
                Expr::Generic { base, args: self.expr_list(&arguments) }
            }
            Kind::ArrayType => match self.first_named(node) {
                Some(element) => Expr::ArrayType(self.type_of(element)),
                None => Expr::Unknown,
            },
            Kind::AnnotatedType | Kind::CatchType => match self.last_named(node) {
                Some(ty) => Expr::Cast(self.type_of(ty)),
                None => Expr::Unknown,
            },
            Kind::IntegralType | Kind::FloatingPointType | Kind::BooleanType => Expr::Language(self.intern_node(node)),
            Kind::VoidType => Expr::Primitive,
            _ => Expr::Unknown,
        }
    }

    /// `a.b.Outer.Inner`, without what may stand between the names: type arguments, annotations, comments, line breaks.
    pub(super) fn qualified_text(&mut self, node: NodeRef) -> String {
        let mut parts = Vec::new();
        let mut pending = vec![node];
        while let Some(node) = pending.pop() {
            match self.kind(node) {
                Kind::TypeIdentifier | Kind::Identifier => parts.push(self.text(node)),
                Kind::ScopedTypeIdentifier | Kind::ScopedIdentifier => {
                    pending.extend(self.named(node).rev());
                }
                Kind::GenericType => pending.extend(self.first_named(node)),
                _ => {}
            }
        }
        parts.join(".")
    }

    /// The declared type of a variable; unknown for `var`.
    pub(super) fn declared_type(&mut self, node: NodeRef) -> ExprId {
        let is_inferred = self.kind(node) == Kind::TypeIdentifier && self.text(node) == "var";
        if is_inferred { ExprId::UNKNOWN } else { self.type_of(node) }
    }

    /// A constant of an enum: a value of it.
    pub(super) fn enter_enum_constant(&mut self, node: NodeRef) -> Next {
        let Some(name_node) = self.child_of_kind(node, Kind::Identifier) else { return Next::Into };
        let name = self.intern_node(name_node);
        let class_name = self.class_name();
        let ty = self.type_name(class_name);
        self.push_field(name, None, ty, ExprId::UNKNOWN, true);
        if self.child_of_kind(node, Kind::ClassBody).is_none() {
            return Next::Into;
        }
        // What its own body declares is keyed under it.
        self.begin_block();
        self.begin_key_scope(name, NodeKind::Function);
        Next::IntoAndLeave
    }
}
