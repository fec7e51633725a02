//! What binds names to values: fields, declarators, properties, assignments, loop variables, namespaces.

use super::syntax::{Field, Kind, has_keyword, without_quotes};
use super::{Bound, FrameKind, This, TypeScriptVisitor};
use crate::language::tree::NodeRef;
use crate::record::NodeKind;
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, ExprId, Member, MemberValue};

impl TypeScriptVisitor<'_, '_> {
    pub(super) fn enter_field(&mut self, node: NodeRef, ancestors: &[NodeRef]) -> bool {
        let Some(name_node) = self.field(node, Field::Name) else { return false };
        let name = self.member_name(name_node);
        let value = self.field(node, Field::Value);
        let keywords = self.leading_keywords(node);
        let is_static = has_keyword(&keywords, Kind::Static);
        let annotation = self.field(node, Field::Type);
        let ty = self.annotation_type(annotation);
        let in_class =
            ancestors.last().zip(self.classes.last()).is_some_and(|(parent, class)| class.body == Some(*parent));

        self.push_frame(FrameKind::Block);
        if in_class && let Some(class) = self.classes.last() {
            self.this = if is_static { This::Class(class.id) } else { This::Instance(class.id) };
        }
        let value_expr = value.map_or(ExprId::UNKNOWN, |value| self.expr_of(value));
        if in_class {
            let text = self.field_text(annotation, value);
            if let Some(class) = self.classes.last_mut() {
                let value = MemberValue::Field { ty, value: value_expr };
                class.members.push(Member { name, is_static, value });
                if let Some(row) = class.row {
                    self.draft.set_field(row, name, text);
                }
            }
        }
        let modifiers = self.modifiers(node);
        self.bind_value(node, Some(name_node), name, value, modifiers);
        true
    }

    /// A field's type: as declared, else what a literal or `new X()` says, else `unknown`.
    fn field_text(&mut self, annotation: Option<NodeRef>, value: Option<NodeRef>) -> StringId {
        if annotation.is_some() {
            return self.annotation_text(annotation);
        }
        let Some(value) = value else { return self.unknown };
        let type_name = match self.kind(value) {
            Kind::String | Kind::TemplateString => "string",
            Kind::Number => "number",
            Kind::True | Kind::False => "boolean",
            Kind::UnaryExpression
                if self.field(value, Field::Argument).is_some_and(|operand| self.kind(operand) == Kind::Number) =>
            {
                "number"
            }
            Kind::NewExpression => self.field(value, Field::Constructor).map_or("unknown", |class| self.text_of(class)),
            _ => "unknown",
        };
        self.draft.intern(type_name)
    }

    pub(super) fn enter_declarator(&mut self, node: NodeRef, ancestors: &[NodeRef]) -> bool {
        let Some(name_node) = self.field(node, Field::Name) else { return false };
        let value = self.field(node, Field::Value);
        let parent = ancestors.last();
        let scope = match parent {
            Some(parent) if self.kind(*parent) == Kind::VariableDeclaration => self.var_scope,
            _ => self.scope,
        };
        let annotation = self.field(node, Field::Type);
        let ty = self.annotation_type(annotation);
        let value_expr = value.map_or(ExprId::UNKNOWN, |value| self.expr_of(value));
        self.bind_pattern(scope, name_node, ty, value_expr);
        if let Some(value) = value {
            self.push_required_module(node, value, Some(name_node));
        }
        if self.kind(name_node) != Kind::Identifier {
            return false;
        }
        let name = self.intern_node(name_node);
        let mut modifiers = Vec::new();
        if let Some(export) =
            ancestors.iter().rev().nth(1).filter(|ancestor| self.kind(**ancestor) == Kind::ExportStatement)
        {
            modifiers = self.modifiers(*export);
        }
        self.push_frame(FrameKind::Block);
        self.bind_value(node, Some(name_node), name, value, modifiers);
        true
    }

    pub(super) fn enter_pair(&mut self, node: NodeRef) -> bool {
        let Some(key) = self.field(node, Field::Key) else { return false };
        let name = self.member_name(key);
        self.push_frame(FrameKind::Block);
        let value = self.field(node, Field::Value);
        self.bind_value(node, Some(key), name, value, Vec::new());
        true
    }

    pub(super) fn enter_assignment(&mut self, node: NodeRef) -> bool {
        let (Some(left), Some(right)) = (self.field(node, Field::Left), self.field(node, Field::Right)) else {
            return false;
        };
        self.push_commonjs_export(left, right);
        self.push_required_module(node, right, None);
        let name_node = match self.kind(left) {
            Kind::Identifier => left,
            Kind::MemberExpression => match self.field(left, Field::Property) {
                Some(property) => property,
                None => return false,
            },
            _ => return false,
        };
        let name = self.intern_node(name_node);
        if self.field(left, Field::Object).is_some_and(|object| self.kind(object) == Kind::This) {
            self.push_assigned_member(name, right);
        }
        self.push_frame(FrameKind::Block);
        if self.text_of(left) == "module.exports" {
            self.bind_default(node, right, Vec::new());
        } else {
            self.bind_value(node, Some(name_node), name, Some(right), Vec::new());
        }
        true
    }

    /// `this.x = value`: a member, if the class does not declare one.
    fn push_assigned_member(&mut self, name: StringId, right: NodeRef) {
        let (This::Instance(id) | This::Class(id)) = self.this else { return };
        let is_static = matches!(self.this, This::Class(_));
        let value = self.expr_of(right);
        if let Some(class) = self.classes.iter_mut().rev().find(|class| class.id == id) {
            let value = MemberValue::Field { ty: ExprId::UNKNOWN, value };
            class.assigned.push(Member { name, is_static, value });
        }
    }

    /// Names a function or class after what it is bound to; what is in an object literal is keyed under it.
    pub(super) fn bind_value(
        &mut self,
        definition: NodeRef,
        name_node: Option<NodeRef>,
        name: StringId,
        value: Option<NodeRef>,
        modifiers: Vec<StringId>,
    ) {
        let Some(value) = value.map(|value| self.unwrapped(value)) else { return };
        if self.kind(value) == Kind::Object {
            self.enter_key_scope(name, NodeKind::Unspecified);
        } else if self.is_function_value(value) || self.kind(value) == Kind::Class {
            self.bound = Some(Bound { value, definition, name_node, name, modifiers });
        }
    }

    /// The same for a default export or `module.exports =`: a name of its own comes first, else `default`.
    pub(super) fn bind_default(&mut self, definition: NodeRef, value: NodeRef, modifiers: Vec<StringId>) {
        let value = self.unwrapped(value);
        let own_name =
            self.field(value, Field::Name).filter(|_| self.is_function_value(value) || self.kind(value) == Kind::Class);
        let name = own_name.map_or(self.default, |own_name| self.intern_node(own_name));
        if self.kind(value) != Kind::Object {
            self.bind_value(definition, own_name, name, Some(value), modifiers);
        } else if self.kind(definition) != Kind::AssignmentExpression {
            self.enter_key_scope(name, NodeKind::Unspecified);
        }
    }

    /// A member's or property's name: without quotes, private names with their `#`, computed ones as written,
    /// unless what is computed is a text: `['a']` is `a`.
    pub(super) fn member_name(&mut self, node: NodeRef) -> StringId {
        let computed = if self.kind(node) == Kind::ComputedPropertyName { self.first_named(node) } else { None };
        let node = computed.filter(|inner| self.kind(*inner) == Kind::String).unwrap_or(node);
        let text = self.text_of(node);
        self.draft.intern(if self.kind(node) == Kind::String { without_quotes(text) } else { text })
    }

    pub(super) fn bind_loop_variable(&mut self, node: NodeRef) {
        let (Some(left), Some(right)) = (self.field(node, Field::Left), self.field(node, Field::Right)) else { return };
        let Some(kind) = self.field(node, Field::Kind) else { return };
        let is_of = self.field(node, Field::Operator).is_some_and(|operator| self.kind(operator) == Kind::Of);
        let scope = if self.kind(kind) == Kind::Var { self.var_scope } else { self.scope };
        let value = if is_of { self.element_of(right) } else { ExprId::UNKNOWN };
        self.bind_pattern(scope, left, ExprId::UNKNOWN, value);
    }

    pub(super) fn enter_namespace(&mut self, node: NodeRef) -> bool {
        let (Some(name), Some(body)) = (self.field(node, Field::Name), self.field(node, Field::Body)) else {
            return false;
        };
        self.push_frame(FrameKind::Block);
        let names: Vec<NodeRef> = match self.kind(name) {
            Kind::Identifier => vec![name],
            Kind::NestedIdentifier => self.nested_names(name),
            // `declare module 'x'`: its names are no names of this file.
            _ => Vec::new(),
        };
        let mut outer = self.scope;
        self.scope = self.new_scope();
        for (index, part) in names.iter().enumerate() {
            let part = self.intern_node(*part);
            self.bind(outer, part, BindingTarget::Namespace(self.scope));
            if index + 1 < names.len() {
                outer = self.scope;
                self.scope = self.new_scope();
            }
        }
        self.var_scope = self.scope;
        self.scoped_block = Some(body);
        true
    }

    /// The identifiers of `A.B.C`, in order.
    fn nested_names(&mut self, node: NodeRef) -> Vec<NodeRef> {
        let mut names = Vec::new();
        let mut current = Some(node);
        while let Some(nested) = current {
            current = None;
            match self.named_children(nested).as_slice() {
                [object, property] => {
                    names.push(*property);
                    current = Some(*object);
                }
                _ => names.push(nested),
            }
        }
        names.reverse();
        names
    }
}
