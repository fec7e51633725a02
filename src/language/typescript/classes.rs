//! Types: classes, interfaces, enums, type aliases, with their members and supertypes.

use super::syntax::{Field, Kind, without_colon};
use super::{FrameKind, OpenClass, This, TypeScriptVisitor};
use crate::language::tree::NodeRef;
use crate::record::draft::TypeIndex;
use crate::record::symbols::{BindingTarget, Class, ClassId, Expr, ExprId, Member, MemberValue};
use crate::record::{NodeKind, Run, StringId};

impl TypeScriptVisitor<'_, '_> {
    /// The row of a class, made when it is first mentioned.
    pub(super) fn class_of(&mut self, node: NodeRef) -> ClassId {
        if let Some(id) = self.class_ids.get(&node) {
            return *id;
        }
        let id = self.push_class(StringId::EMPTY);
        self.class_ids.insert(node, id);
        id
    }

    fn push_class(&mut self, name: StringId) -> ClassId {
        let none = Run::default();
        let class = Class {
            type_row: None,
            name,
            members: none,
            extends: none,
            implements: none,
            type_params: none,
            constructor: self.constructor,
            outer: None,
        };
        let classes = &mut self.draft.symbols().classes;
        classes.push(class);
        ClassId(classes.len() as u32 - 1)
    }

    fn class_mut(&mut self, id: ClassId, change: impl FnOnce(&mut Class)) {
        if let Some(class) = self.draft.symbols().classes.get_mut(id.index()) {
            change(class);
        }
    }

    pub(super) fn enter_class(&mut self, node: NodeRef, ancestors: &[NodeRef]) -> bool {
        let id = self.class_of(node);
        let own_name = self.field(node, Field::Name).map(|name| self.intern_node(name));
        let is_declaration = self.kind(node) != Kind::Class;
        let bound = self.bound.take_if(|bound| bound.value == node);
        let is_default = ancestors.last().is_some_and(|parent| {
            self.kind(*parent) == Kind::ExportStatement && self.has_token(*parent, Kind::Default)
        });
        let name = match bound {
            Some(bound) => Some(bound.name),
            None if is_declaration || is_default => own_name.or_else(|| is_default.then_some(self.default)),
            None => own_name,
        };
        if is_declaration && let Some(name) = own_name {
            self.bind(self.scope, name, BindingTarget::Class(id));
        }
        self.push_frame(FrameKind::Class);
        self.scope = self.new_scope();
        if !is_declaration && let Some(own_name) = own_name {
            self.bind(self.scope, own_name, BindingTarget::Class(id));
        }
        let type_params = self.bind_type_parameters(node);
        let row = name.map(|name| self.draft.push_type(NodeKind::Class, name, self.tree.node(node)));
        let (extends, implements) = self.class_heritage(node, row);
        self.this = This::Instance(id);
        self.class_name = name.unwrap_or_default();
        if let Some(name) = name {
            self.enter_key_scope(name, NodeKind::Class);
        }
        self.class_mut(id, |class| {
            class.type_row = row.map(|row| row.0);
            class.name = name.unwrap_or_default();
            class.extends = extends;
            class.implements = implements;
            class.type_params = type_params;
        });
        let body = self.field(node, Field::Body);
        self.classes.push(OpenClass { id, body, row, members: Vec::new(), assigned: Vec::new() });
        true
    }

    pub(super) fn leave_class(&mut self) {
        let Some(class) = self.classes.pop() else { return };
        let members = self.push_members(class.members.into_iter().chain(class.assigned));
        self.class_mut(class.id, |row| row.members = members);
    }

    /// Supertypes of a class: those it extends and those it implements.
    fn class_heritage(&mut self, node: NodeRef, row: Option<TypeIndex>) -> (Run, Run) {
        let (mut extends, mut implements) = (Vec::new(), Vec::new());
        let clauses =
            self.child_of_kind(node, Kind::ClassHeritage).map(|node| self.named_children(node)).unwrap_or_default();
        for clause in clauses {
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
                        if let (Some(name), Some(row)) = (self.type_name(supertype), row) {
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
                let scope = self.scope;
                (Some(name), self.draft.symbols().push_expr(Expr::TypeName { name, scope }))
            }
            _ => (None, self.expr_of(base)),
        };
        for member in properties.into_iter().rev() {
            expression = self.draft.symbols().push_expr(Expr::TypeMember { object: expression, name: member });
            name = Some(member);
        }
        (name, expression)
    }

    pub(super) fn enter_interface(&mut self, node: NodeRef) -> bool {
        let Some(name) = self.field(node, Field::Name).map(|name| self.intern_node(name)) else { return false };
        let id = self.class_of(node);
        self.bind(self.scope, name, BindingTarget::Class(id));
        self.push_frame(FrameKind::Block);
        self.scope = self.new_scope();
        let type_params = self.bind_type_parameters(node);
        let row = self.draft.push_type(NodeKind::Interface, name, self.tree.node(node));
        let mut extends = Vec::new();
        let supertypes =
            self.child_of_kind(node, Kind::ExtendsTypeClause).map(|node| self.named_children(node)).unwrap_or_default();
        for supertype in supertypes {
            let expression = self.type_of(supertype);
            extends.push(expression);
            if let Some(name) = self.type_name(supertype) {
                self.draft.push_extends(row, name, expression);
            }
        }
        let extends = self.expr_list(&extends);
        self.this = This::Instance(id);
        self.class_name = name;
        let members = self.field(node, Field::Body).map(|body| self.type_members(body, Some(row))).unwrap_or_default();
        let members = self.push_members(members.into_iter());
        self.class_mut(id, |class| {
            class.type_row = Some(row.0);
            class.name = name;
            class.extends = extends;
            class.type_params = type_params;
            class.members = members;
        });
        self.enter_key_scope(name, NodeKind::Interface);
        true
    }

    /// Members of an interface's body or an object type; `row` is the type whose `fields` they are.
    pub(super) fn type_members(&mut self, body: NodeRef, row: Option<TypeIndex>) -> Vec<Member> {
        let mut members = Vec::new();
        for node in self.named_children(body) {
            match self.kind(node) {
                Kind::PropertySignature => {
                    let Some(name) = self.field(node, Field::Name).map(|name| self.member_name(name)) else { continue };
                    let annotation = self.field(node, Field::Type);
                    let ty = self.annotation_type(annotation);
                    members.push(Member {
                        name,
                        is_static: false,
                        value: MemberValue::Field { ty, value: ExprId::UNKNOWN },
                    });
                    if let Some(row) = row {
                        let text = self.annotation_text(annotation);
                        let text = if text == StringId::EMPTY { self.unknown } else { text };
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
                        let parameters = self.parameters(node);
                        let annotation = self.field(node, Field::ReturnType);
                        let return_text = self.return_type_text(annotation);
                        let text = self.method_text(&parameters, return_text);
                        let is_setter = self.has_token(node, Kind::Set);
                        self.set_method_field(row, name, text, is_setter);
                        self.draft.push_method_name(row, name);
                    }
                }
                Kind::IndexSignature => {
                    let Some(row) = row else { continue };
                    let Some(annotation) = self.field(node, Field::Type) else { continue };
                    let text = self.text_of(node);
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

    /// Sets a method's text in `fields`; a setter says nothing of what reading the member gives.
    pub(super) fn set_method_field(&mut self, row: TypeIndex, name: StringId, text: StringId, is_setter: bool) {
        if !(is_setter && self.draft.has_field(row, name)) {
            self.draft.set_field(row, name, text);
        }
    }

    pub(super) fn push_members(&mut self, members: impl Iterator<Item = Member>) -> Run {
        let table = &mut self.draft.symbols().members;
        let start = table.len() as u32;
        table.extend(members);
        Run { start, end: table.len() as u32 }
    }

    pub(super) fn enter_enum(&mut self, node: NodeRef) -> bool {
        let Some(name) = self.field(node, Field::Name).map(|name| self.intern_node(name)) else { return false };
        let id = self.class_of(node);
        self.bind(self.scope, name, BindingTarget::Class(id));
        let row = self.draft.push_type(NodeKind::Enum, name, self.tree.node(node));
        let scope = self.scope;
        let ty = self.draft.symbols().push_expr(Expr::TypeName { name, scope });
        let mut members = Vec::new();
        for member in self.field(node, Field::Body).map(|node| self.named_children(node)).unwrap_or_default() {
            let name_node =
                if self.kind(member) == Kind::EnumAssignment { self.field(member, Field::Name) } else { Some(member) };
            let Some(name_node) = name_node.filter(|name| !self.tree.node(*name).is_error()) else { continue };
            let name = self.member_name(name_node);
            self.draft.set_field(row, name, self.unknown);
            members.push(Member { name, is_static: true, value: MemberValue::Field { ty, value: ExprId::UNKNOWN } });
        }
        let members = self.push_members(members.into_iter());
        self.class_mut(id, |class| {
            class.type_row = Some(row.0);
            class.name = name;
            class.members = members;
        });
        false
    }

    pub(super) fn enter_type_alias(&mut self, node: NodeRef) -> bool {
        let (Some(name_node), Some(value)) = (self.field(node, Field::Name), self.field(node, Field::Value)) else {
            return false;
        };
        let name = self.intern_node(name_node);
        let outer = self.scope;
        let row = self.draft.push_type(NodeKind::TypeAlias, name, self.tree.node(node));
        self.push_frame(FrameKind::Block);
        self.scope = self.new_scope();
        let type_params = self.bind_type_parameters(node);
        if self.kind(value) == Kind::ObjectType {
            let id = self.class_of(node);
            self.bind(outer, name, BindingTarget::Class(id));
            let members = self.type_members(value, Some(row));
            let members = self.push_members(members.into_iter());
            self.class_mut(id, |class| {
                class.type_row = Some(row.0);
                class.name = name;
                class.members = members;
                class.type_params = type_params;
            });
            return true;
        }
        let aliased = self.type_of(value);
        self.bind(outer, name, BindingTarget::Alias(aliased));
        let texts: Vec<NodeRef> =
            if self.kind(value) == Kind::UnionType { self.flattened(value, Kind::UnionType) } else { vec![value] };
        for member in texts {
            let text = self.intern_node(member);
            self.draft.set_field(row, text, text);
        }
        true
    }

    /// A type's last name without type arguments, if it has one.
    fn type_name(&mut self, node: NodeRef) -> Option<StringId> {
        match self.kind(node) {
            Kind::TypeIdentifier | Kind::Identifier => Some(self.intern_node(node)),
            Kind::GenericType | Kind::NestedTypeIdentifier => {
                let name = self.field(node, Field::Name)?;
                self.type_name(name)
            }
            _ => None,
        }
    }

    /// The text of a type annotation without its colon; `''` if there is none.
    pub(super) fn annotation_text(&mut self, annotation: Option<NodeRef>) -> StringId {
        let text = annotation.map_or("", |annotation| without_colon(self.text_of(annotation)));
        self.draft.intern(text)
    }

    /// The text of a declared return type. Assertions and type predicates count as `unknown`: stored graphs
    /// have their hashes made so.
    pub(super) fn return_type_text(&mut self, annotation: Option<NodeRef>) -> StringId {
        match annotation.filter(|annotation| self.kind(*annotation) == Kind::TypeAnnotation) {
            Some(annotation) => self.annotation_text(Some(annotation)),
            None => self.unknown,
        }
    }

    /// The members of a nested union or intersection (the grammar nests them to the left), in source order. A loop,
    /// as unions of thousands of literals are nested as deep.
    pub(super) fn flattened(&mut self, node: NodeRef, kind: Kind) -> Vec<NodeRef> {
        let mut members = Vec::new();
        let mut stack = vec![node];
        while let Some(node) = stack.pop() {
            if self.kind(node) == kind {
                stack.extend(self.named_children(node));
            } else {
                members.push(node);
            }
        }
        members.reverse();
        members
    }
}
