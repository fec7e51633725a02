//! Types: classes, interfaces, enums, type aliases, with their members and supertypes.

use super::patterns::passed;
use super::syntax::without_colon;
use super::{Field, Kind, TypeScript};
use crate::extract::{self, Next, NodeRef, Outline, TypeShape};
use crate::record::symbols::{
    BindingTarget, CALLED, CONSTRUCTED, ClassId, EACH_MEMBER, Expr, ExprId, Member, MemberValue,
};
use crate::record::{NodeKind, Run, StringId, TypeRowId};

impl Outline<'_, '_, TypeScript> {
    /// The row of a class, made when it is first mentioned.
    pub(super) fn class_of(&mut self, node: NodeRef) -> ClassId {
        if let Some(id) = self.own.class_ids.get(&node) {
            return *id;
        }
        let id = self.new_class();
        self.own.class_ids.insert(node, id);
        id
    }

    /// A type with a row and no supertypes, before more is known of it.
    fn shape(&self, kind: NodeKind, name: StringId, row: Option<TypeRowId>) -> TypeShape {
        TypeShape { constructor: self.own.constructor, ..TypeShape::new(kind, name, row) }
    }

    /// What a declaration is called, if it has a name.
    fn own_name(&mut self, node: NodeRef) -> Option<StringId> {
        self.field(node, Field::Name).map(|name| self.intern_node(name))
    }

    pub(super) fn enter_class(&mut self, node: NodeRef) -> Next {
        let id = self.class_of(node);
        let own_name = self.own_name(node);
        let is_declaration = self.kind(node) != Kind::Class;
        let bound = self.own.bound.remove(&node);
        let is_default =
            self.parent_of_kind(Kind::ExportStatement).is_some_and(|export| self.has_token(export, Kind::Default));
        let name = match bound {
            Some(bound) => Some(bound.name),
            None if is_declaration || is_default => own_name.or_else(|| is_default.then_some(self.own.default)),
            None => own_name,
        };
        if is_declaration && let Some(name) = own_name {
            self.bind(self.scope(), name, BindingTarget::Class(id));
        }
        self.begin_type();
        if !is_declaration && let Some(own_name) = own_name {
            self.bind(self.scope(), own_name, BindingTarget::Class(id));
        }
        let type_params = self.bind_type_parameters(node);
        let defaults = self.own.type_defaults;
        let row = name.map(|name| self.push_local_type(NodeKind::Class, name, node));
        let (extends, implements) = self.class_heritage(node, row);
        let body = self.field(node, Field::Body);
        let shape = self.shape(NodeKind::Class, name.unwrap_or_default(), row);
        self.open_type(id, TypeShape { body, extends, implements, type_params, defaults, ..shape });
        Next::IntoAndLeave
    }

    /// Supertypes of a class: those it extends and those it implements.
    fn class_heritage(&mut self, node: NodeRef, row: Option<TypeRowId>) -> (Run, Run) {
        let (mut extends, mut implements) = (Vec::new(), Vec::new());
        for clause in self.listed_in(node, Kind::ClassHeritage) {
            match self.kind(clause) {
                Kind::ExtendsClause => {
                    let Some(value) = self.field(clause, Field::Value) else { continue };
                    let arguments = self.child_of_kind(clause, Kind::TypeArguments);
                    let (name, base) = self.superclass(value);
                    let expression = self.with_type_arguments(base, arguments);
                    extends.push(expression);
                    if let (Some(name), Some(row)) = (name, row) {
                        self.draft.push_extends(row, name, expression);
                    }
                }
                Kind::ImplementsClause => {
                    for supertype in self.named_children(clause) {
                        let expression = self.type_of(supertype);
                        implements.push(expression);
                        if let (Some(name), Some(row)) = (self.last_type_name(supertype), row) {
                            self.draft.push_implements(row, name, expression);
                        }
                    }
                }
                _ => {}
            }
        }
        (self.expr_list(&extends), self.expr_list(&implements))
    }

    /// A superclass by name as a type; anything else (a mixin's call) as the expression it is.
    fn superclass(&mut self, value: NodeRef) -> (Option<StringId>, ExprId) {
        let mut properties = Vec::new();
        let mut base = value;
        while self.kind(base) == Kind::MemberExpression
            && let Some(object) = self.field(base, Field::Object)
        {
            if let Some(property) = self.field(base, Field::Property) {
                properties.push(self.intern_node(property));
            }
            base = object;
        }
        let (mut name, mut expression) = match self.kind(base) {
            Kind::Identifier => {
                let name = self.intern_node(base);
                (Some(name), self.type_name(name))
            }
            _ => (None, self.expr_of(base)),
        };
        for member in properties.into_iter().rev() {
            expression = self.expr(Expr::TypeMember { object: expression, name: member });
            name = Some(member);
        }
        (name, expression)
    }

    pub(super) fn enter_interface(&mut self, node: NodeRef) -> Next {
        let Some(name) = self.own_name(node) else { return Next::Into };
        let id = self.class_of(node);
        self.bind(self.scope(), name, BindingTarget::Class(id));
        self.begin_type();
        let type_params = self.bind_type_parameters(node);
        let defaults = self.own.type_defaults;
        let row = self.push_local_type(NodeKind::Interface, name, node);
        let mut extends = Vec::new();
        for supertype in self.listed_in(node, Kind::ExtendsTypeClause) {
            let expression = self.type_of(supertype);
            extends.push(expression);
            if let Some(name) = self.last_type_name(supertype) {
                self.draft.push_extends(row, name, expression);
            }
        }
        let extends = self.expr_list(&extends);
        let shape = self.shape(NodeKind::Interface, name, Some(row));
        self.open_type(id, TypeShape { extends, type_params, defaults, ..shape });
        for member in self.field(node, Field::Body).map(|body| self.type_members(body, Some(row))).unwrap_or_default() {
            self.push_member(member);
        }
        Next::IntoAndLeave
    }

    /// Members of an interface's body or an object type; `row` is the type whose `fields` they are.
    pub(super) fn type_members(&mut self, body: NodeRef, row: Option<TypeRowId>) -> Vec<Member> {
        let mut members = Vec::new();
        for node in self.named_children(body) {
            match self.kind(node) {
                Kind::PropertySignature => {
                    let Some(name) = self.field(node, Field::Name).map(|name| self.member_name(name)) else { continue };
                    let annotation = self.field(node, Field::Type);
                    let ty = self.annotation_type(annotation);
                    let value = MemberValue::Field { ty, value: ExprId::UNKNOWN };
                    members.push(Member { name, is_static: false, value });
                    if let Some(row) = row {
                        let text = Some(self.annotation_text(annotation)).filter(|text| *text != StringId::EMPTY);
                        let text = text.unwrap_or(self.unknown());
                        self.draft.set_field(row, name, text);
                    }
                }
                Kind::MethodSignature => {
                    let Some(name) = self.field(node, Field::Name).map(|name| self.member_name(name)) else { continue };
                    let signature = self.signature_shape(node);
                    let is_getter = self.has_token(node, Kind::Get);
                    let value = if is_getter { MemberValue::Getter(signature) } else { MemberValue::Method(signature) };
                    members.push(Member { name, is_static: false, value });
                    if let Some(row) = row {
                        let parameters: Vec<extract::Parameter> = passed(&self.parameters(node)).collect();
                        let annotation = self.field(node, Field::ReturnType);
                        let return_text = self.return_type_text(annotation);
                        let text = self.method_text(&parameters, return_text);
                        let is_setter = self.has_token(node, Kind::Set);
                        self.set_method(row, name, text, is_setter);
                    }
                }
                kind @ (Kind::CallSignature | Kind::ConstructSignature) => {
                    let name = self.draft.intern(if kind == Kind::CallSignature { CALLED } else { CONSTRUCTED });
                    let value = MemberValue::Method(self.signature_shape(node));
                    members.push(Member { name, is_static: false, value });
                }
                Kind::IndexSignature => {
                    let Some(annotation) = self.field(node, Field::Type) else { continue };
                    let ty = self.annotation_type(Some(annotation));
                    let value = MemberValue::Field { ty, value: ExprId::UNKNOWN };
                    members.push(Member { name: self.draft.intern(EACH_MEMBER), is_static: false, value });
                    let Some(row) = row else { continue };
                    let text = self.text(node);
                    let length = self.start_byte(annotation).saturating_sub(self.start_byte(node));
                    let name = self.draft.intern(text.get(..length).unwrap_or(text).trim_end());
                    let type_text = self.annotation_text(Some(annotation));
                    self.draft.set_field(row, name, type_text);
                }
                _ => {}
            }
        }
        members
    }

    pub(super) fn enter_enum(&mut self, node: NodeRef) -> Next {
        let Some(name) = self.own_name(node) else { return Next::Into };
        let id = self.class_of(node);
        self.bind(self.scope(), name, BindingTarget::Class(id));
        self.begin_block();
        let row = self.push_local_type(NodeKind::Enum, name, node);
        let ty = self.type_name(name);
        let mut members = Vec::new();
        for member in self.listed_behind(node, Field::Body) {
            let is_assigned = self.kind(member) == Kind::EnumAssignment;
            let name_node = if is_assigned { self.field(member, Field::Name) } else { Some(member) };
            let Some(name_node) = name_node.filter(|name| !self.tree.node(*name).is_error()) else { continue };
            let name = self.member_name(name_node);
            self.draft.set_field(row, name, self.unknown());
            members.push(Member { name, is_static: true, value: MemberValue::Field { ty, value: ExprId::UNKNOWN } });
        }
        let shape = self.shape(NodeKind::Enum, name, Some(row));
        self.define_closed_type(id, shape, members);
        Next::IntoAndLeave
    }

    pub(super) fn enter_type_alias(&mut self, node: NodeRef) -> Next {
        let Some([name_node, value]) = self.fields(node, [Field::Name, Field::Value]) else { return Next::Into };
        let name = self.intern_node(name_node);
        let outer = self.scope();
        self.begin_block();
        let row = self.push_local_type(NodeKind::TypeAlias, name, node);
        let type_params = self.bind_type_parameters(node);
        let (parameters, defaults) = (self.own.type_params, self.own.type_defaults);
        let is_mapped = self.kind(value) == Kind::ObjectType && self.mapped_clause(value).is_some();
        if is_mapped {
            self.type_members(value, Some(row));
        } else if self.kind(value) == Kind::ObjectType {
            let id = self.class_of(node);
            self.bind(outer, name, BindingTarget::Class(id));
            let members = self.type_members(value, Some(row));
            let shape = self.shape(NodeKind::TypeAlias, name, Some(row));
            self.define_closed_type(id, TypeShape { type_params, defaults, ..shape }, members);
            return Next::IntoAndLeave;
        }
        let mut aliased = self.type_of(value);
        if !parameters.range().is_empty() {
            aliased = self.expr(Expr::Parameterized { params: parameters, body: aliased });
        }
        self.bind(outer, name, BindingTarget::Alias(aliased));
        if is_mapped {
            return Next::IntoAndLeave;
        }
        for member in self.flattened(value, Kind::UnionType) {
            let text = self.intern_node(member);
            self.draft.set_field(row, text, text);
        }
        Next::IntoAndLeave
    }

    /// A type's last name without type arguments, if it has one.
    fn last_type_name(&mut self, node: NodeRef) -> Option<StringId> {
        match self.kind(node) {
            Kind::TypeIdentifier | Kind::Identifier => Some(self.intern_node(node)),
            Kind::GenericType | Kind::NestedTypeIdentifier => {
                let name = self.field(node, Field::Name)?;
                self.last_type_name(name)
            }
            _ => None,
        }
    }

    /// The text of a type annotation without its colon; `''` if there is none.
    pub(super) fn annotation_text(&mut self, annotation: Option<NodeRef>) -> StringId {
        let text = annotation.map_or("", |annotation| without_colon(self.text(annotation)));
        self.draft.intern(text)
    }

    /// The text of a declared return type. Assertions and type predicates count as none: stored graphs have their hashes
    /// made so.
    pub(super) fn return_type_text(&mut self, annotation: Option<NodeRef>) -> Option<StringId> {
        let annotation = annotation.filter(|annotation| self.kind(*annotation) == Kind::TypeAnnotation);
        annotation.map(|annotation| self.annotation_text(Some(annotation)))
    }

    /// The members of a nested union or intersection (the grammar nests them to the left), in source order. A loop,
    /// as unions of thousands of literals are nested as deep.
    pub(super) fn flattened(&mut self, node: NodeRef, kind: Kind) -> Vec<NodeRef> {
        let mut members = Vec::new();
        self.take_apart(node, |file, node, parts| {
            if file.kind(node) == kind {
                parts.extend(file.named(node));
            } else {
                members.push(node);
            }
        });
        members.reverse();
        members
    }
}
