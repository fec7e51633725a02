//! Types: classes, interfaces, traits, enums; and the shapes of types that are written down.

use super::{Field, Kind, Php, Supertypes};
use crate::extract::{Next, NodeRef, Outline, TypeShape, TypeShapes, TypeSketch};
use crate::record::symbols::{BindingTarget, ClassId, Expr, ExprId, Package};
use crate::record::{NodeKind, Run, StringId};

/// Types by their last names and as expressions.
type NamedTypes = Vec<(StringId, ExprId)>;

impl Outline<'_, '_, Php> {
    pub(super) fn enter_type(&mut self, node: NodeRef) -> Next {
        let Some(name_node) = self.field(node, Field::Name) else { return Next::Into };
        let name = self.intern_node(name_node);
        self.begin_own_namespace();
        let class = self.new_class();
        self.bind(self.scope(), name, BindingTarget::Class(class));
        self.export_expr(name, Expr::Class(class), Some(Package::Named(self.own.namespace)));
        self.begin_type();
        let kind = match self.kind(node) {
            Kind::InterfaceDeclaration => NodeKind::Interface,
            Kind::EnumDeclaration => NodeKind::Enum,
            _ => NodeKind::Class,
        };
        let type_params = self.documented_templates(node);
        let [extends, implements] = self.heritage(node);
        let constructor = match kind {
            NodeKind::Class => self.draft.intern("__construct"),
            _ => StringId::EMPTY,
        };
        let sketch = TypeSketch::new(kind, name, node);
        self.define_type(class, TypeSketch { extends, implements, type_params, constructor, ..sketch });
        self.push_trait_aliases(node);
        self.push_documented_members(node);
        Next::IntoAndLeave
    }

    /// What a class extends, and what it implements or uses: by their last names and as expressions, with the arguments that its
    /// comment gives them.
    fn heritage(&mut self, node: NodeRef) -> [NamedTypes; 2] {
        let documented = self.documented_supertypes(node);
        let base = self.child_of_kind(node, Kind::BaseClause);
        let mut extends = self.supertypes(base);
        let interfaces = self.child_of_kind(node, Kind::ClassInterfaceClause);
        let mut implements = self.supertypes(interfaces);
        // A trait is what the class is as well, like a module that a Ruby class includes.
        implements.extend(self.traits_of(node));
        for (name, supertype) in extends.iter_mut().chain(&mut implements) {
            let last = self.draft.string(*name);
            if let Some((_, generic)) = documented.iter().find(|(written, _)| *written == last) {
                *supertype = *generic;
            }
        }
        let all = extends.iter().chain(&implements).map(|(_, supertype)| *supertype).collect();
        self.own.supertypes.push(Supertypes { all, whole: ExprId::UNKNOWN });
        [extends, implements]
    }

    /// All that the innermost class extends, implements and uses, as one; [`ExprId::UNKNOWN`] if there is nothing.
    pub(super) fn all_supertypes(&mut self) -> ExprId {
        let Some(open) = self.own.supertypes.last_mut().filter(|open| !open.all.is_empty()) else {
            return ExprId::UNKNOWN;
        };
        if open.whole == ExprId::UNKNOWN {
            let all = std::mem::take(&mut open.all);
            let parts = self.expr_list(&all);
            let whole = self.expr(Expr::Intersection(parts));
            if let Some(open) = self.own.supertypes.last_mut() {
                *open = Supertypes { all, whole };
            }
            return whole;
        }
        open.whole
    }

    /// A class without a name: what it declares is keyed under what holds it.
    pub(super) fn enter_anonymous_class(&mut self, node: NodeRef) -> Next {
        let class = self.anonymous_class(node);
        self.begin_type();
        let [extends, implements] = self.heritage(node).map(|supertypes| {
            let supertypes: Vec<ExprId> = supertypes.into_iter().map(|(_, supertype)| supertype).collect();
            self.expr_list(&supertypes)
        });
        let constructor = self.draft.intern("__construct");
        let shape = TypeShape::new(NodeKind::Class, StringId::EMPTY, None);
        self.open_type(class, TypeShape { extends, implements, constructor, ..shape });
        if let Some(bound) = self.take_bound(node) {
            self.begin_key_scope(bound.name, NodeKind::Function);
        }
        self.push_trait_aliases(node);
        Next::IntoAndLeave
    }

    /// The row of a class without a name, made when its node is first mentioned.
    pub(super) fn anonymous_class(&mut self, node: NodeRef) -> ClassId {
        if let Some(known) = self.own.anonymous.get(&node) {
            return *known;
        }
        let class = self.new_class();
        self.own.anonymous.insert(node, class);
        class
    }

    /// The types a clause lists, by their last names and as expressions.
    pub(super) fn supertypes(&mut self, clause: Option<NodeRef>) -> Vec<(StringId, ExprId)> {
        let names = self.listed(clause);
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

    /// An instance of the class around it.
    pub(super) fn own_instance(&self) -> Expr {
        Expr::This(self.this_class().or_else(|| self.class()))
    }

    /// The class that the one around this extends.
    pub(super) fn parent_shape(&self) -> Expr {
        Expr::Super(self.this_class().or_else(|| self.class()))
    }

    fn members(&mut self, node: NodeRef) -> Run {
        // A union of thousands says nothing a few of its members don't.
        const ENOUGH: usize = 64;
        let mut members = self.named_children(node);
        members.truncate(ENOUGH);
        self.types_of(members)
    }
}

impl TypeShapes for Php {
    fn type_shape(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Expr {
        match file.kind(node) {
            Kind::NamedType => {
                let named = file.first_named(node).and_then(|name| file.class_named(name));
                named.map_or(Expr::Unknown, Expr::Cast)
            }
            Kind::OptionalType => {
                let inner = file.last_named(node);
                file.cast_to(inner)
            }
            Kind::UnionType | Kind::TypeList => Expr::Union(file.members(node)),
            Kind::IntersectionType => Expr::Intersection(file.members(node)),
            Kind::PrimitiveType => match file.text(node) {
                "self" | "static" => file.own_instance(),
                "mixed" | "object" | "array" | "iterable" | "callable" => Expr::Unknown,
                _ => Expr::Primitive,
            },
            Kind::Name | Kind::QualifiedName | Kind::RelativeName => {
                file.class_named(node).map_or(Expr::Unknown, Expr::Cast)
            }
            _ => Expr::Unknown,
        }
    }
}
