//! Types: classes, interfaces, traits, enums; and the shapes of types that are written down.

use super::{Field, Kind, Php};
use crate::extract::{Next, NodeRef, Outline, This, TypeSketch};
use crate::record::symbols::{BindingTarget, ExportTarget, Expr, ExprId, Package};
use crate::record::{NodeKind, StringId};

impl Outline<'_, '_, Php> {
    pub(super) fn enter_type(&mut self, node: NodeRef) -> Next {
        let Some(name_node) = self.field(node, Field::Name) else { return Next::Into };
        let name = self.intern_node(name_node);
        self.begin_own_namespace();
        let class = self.new_class();
        self.bind(self.scope(), name, BindingTarget::Class(class));
        let value = self.expr(Expr::Class(class));
        self.export(name, ExportTarget::Expression(value), Some(Package::Named(self.own.namespace)));
        self.begin_type();
        let kind = match self.kind(node) {
            Kind::InterfaceDeclaration => NodeKind::Interface,
            Kind::EnumDeclaration => NodeKind::Enum,
            _ => NodeKind::Class,
        };
        let base = self.child_of_kind(node, Kind::BaseClause);
        let extends = base.map(|clause| self.supertypes(clause)).unwrap_or_default();
        let interfaces = self.child_of_kind(node, Kind::ClassInterfaceClause);
        let mut implements = interfaces.map(|clause| self.supertypes(clause)).unwrap_or_default();
        // A trait is what the class is as well, like a module that a Ruby class includes.
        implements.extend(self.traits_of(node));
        let constructor = match kind {
            NodeKind::Class => self.draft.intern("__construct"),
            _ => StringId::EMPTY,
        };
        self.define_type(class, TypeSketch { extends, implements, constructor, ..TypeSketch::new(kind, name, node) });
        Next::IntoAndLeave
    }

    /// What an anonymous class declares is keyed under what holds it.
    pub(super) fn enter_anonymous_class(&mut self, node: NodeRef) -> Next {
        self.begin_block();
        self.set_this(This::Unknown);
        self.leave_class_name();
        if let Some(bound) = self.take_bound(node) {
            self.begin_key_scope(bound.name, NodeKind::Function);
        }
        Next::IntoAndLeave
    }

    /// Traits that the class uses, wherever in its body.
    fn traits_of(&mut self, node: NodeRef) -> Vec<(StringId, ExprId)> {
        let Some(body) = self.field(node, Field::Body) else { return Vec::new() };
        let mut traits = Vec::new();
        for part in self.named_children(body) {
            if self.kind(part) == Kind::UseDeclaration {
                traits.extend(self.supertypes(part));
            }
        }
        traits
    }

    /// The types a clause lists, by their last names and as expressions.
    fn supertypes(&mut self, clause: NodeRef) -> Vec<(StringId, ExprId)> {
        let names = self.named_children(clause);
        names.into_iter().filter_map(|name| Some((self.last_name(name)?, self.class_named(name)?))).collect()
    }

    /// The last part of a name.
    pub(super) fn last_name(&mut self, node: NodeRef) -> Option<StringId> {
        match self.kind(node) {
            Kind::Name => Some(self.intern_node(node)),
            Kind::QualifiedName | Kind::RelativeName => {
                let last = self.last_named(node)?;
                Some(self.intern_node(last))
            }
            _ => None,
        }
    }

    /// A class by its name, as a type; the class around it for `self` and `static`.
    pub(super) fn class_named(&mut self, node: NodeRef) -> Option<ExprId> {
        if !matches!(self.kind(node), Kind::Name | Kind::QualifiedName | Kind::RelativeName) {
            return None;
        }
        let text = self.text(node);
        let own = match text {
            "self" | "static" => Some(self.own_instance()),
            "parent" => Some(self.parent_shape()),
            _ => None,
        };
        if let Some(own) = own {
            return Some(self.expr(own));
        }
        let name = self.draft.intern(text.strip_prefix("namespace\\").unwrap_or(text));
        Some(self.type_name(name))
    }

    fn own_instance(&self) -> Expr {
        match self.this() {
            This::Instance(class) | This::Class(class) => Expr::This(Some(class)),
            This::Of(_) | This::Unknown => Expr::This(self.class()),
        }
    }

    /// The class that the one around this extends.
    pub(super) fn parent_shape(&self) -> Expr {
        match self.this() {
            This::Instance(class) | This::Class(class) => Expr::Super(Some(class)),
            This::Of(_) | This::Unknown => Expr::Super(self.class()),
        }
    }

    /// The shape of a type that is written down.
    pub(super) fn type_of(&mut self, node: NodeRef) -> ExprId {
        self.nested_expr(|visitor| visitor.type_shape(node))
    }

    fn type_shape(&mut self, node: NodeRef) -> Expr {
        match self.kind(node) {
            Kind::NamedType => {
                let named = self.first_named(node).and_then(|name| self.class_named(name));
                named.map_or(Expr::Unknown, Expr::Cast)
            }
            Kind::OptionalType => match self.last_named(node) {
                Some(inner) => Expr::Cast(self.type_of(inner)),
                None => Expr::Unknown,
            },
            Kind::UnionType | Kind::TypeList => {
                let members = self.members(node);
                Expr::Union(self.expr_list(&members))
            }
            Kind::IntersectionType => {
                let members = self.members(node);
                Expr::Intersection(self.expr_list(&members))
            }
            Kind::PrimitiveType => match self.text(node) {
                "self" | "static" => self.own_instance(),
                "mixed" | "object" | "array" | "iterable" | "callable" => Expr::Unknown,
                _ => Expr::Primitive,
            },
            Kind::Name | Kind::QualifiedName | Kind::RelativeName => match self.class_named(node) {
                Some(class) => Expr::Cast(class),
                None => Expr::Unknown,
            },
            _ => Expr::Unknown,
        }
    }

    fn members(&mut self, node: NodeRef) -> Vec<ExprId> {
        // A union of thousands says nothing a few of its members don't.
        const ENOUGH: usize = 64;
        let members = self.named_children(node);
        members.into_iter().take(ENOUGH).map(|member| self.type_of(member)).collect()
    }
}
