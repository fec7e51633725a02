//! What binds names to values: fields, declarators, properties, assignments, loop variables, namespaces.

use super::syntax::{has_keyword, without_quotes};
use super::{Bound, Field, Kind, TypeScript};
use crate::extract::{Next, NodeRef, Outline, This};
use crate::record::symbols::{BindingTarget, ExprId, Member, MemberValue, ScopeId};
use crate::record::{NodeKind, StringId};

impl Outline<'_, '_, TypeScript> {
    pub(super) fn enter_field(&mut self, node: NodeRef) -> Next {
        let Some(name_node) = self.field(node, Field::Name) else { return Next::Into };
        let name = self.member_name(name_node);
        let value = self.field(node, Field::Value);
        let keywords = self.leading_keywords(node);
        let is_static = has_keyword(&keywords, Kind::Static);
        let annotation = self.field(node, Field::Type);
        let ty = match annotation {
            Some(_) => self.annotation_type(annotation),
            None => self.commented_type(node),
        };
        let class = self.parent().and_then(|parent| self.class_with_body(parent));

        self.begin_frame();
        if let Some(class) = class {
            self.set_this(if is_static { This::Class(class) } else { This::Instance(class) });
        }
        let value_expr = value.map_or(ExprId::UNKNOWN, |value| self.named_expr(value));
        if class.is_some() {
            let text = self.field_text(annotation, value);
            self.push_field(name, text, ty, value_expr, is_static);
        }
        let modifiers = self.modifiers(node);
        self.bind_value(node, Some(name_node), name, value, modifiers);
        Next::IntoAndLeave
    }

    /// A field's type: as declared, else what a literal or `new X()` says, else `None`.
    fn field_text(&mut self, annotation: Option<NodeRef>, value: Option<NodeRef>) -> Option<StringId> {
        if annotation.is_some() {
            return Some(self.annotation_text(annotation));
        }
        let value = value?;
        let type_name = match self.kind(value) {
            Kind::String | Kind::TemplateString => "string",
            Kind::Number => "number",
            Kind::True | Kind::False => "boolean",
            Kind::UnaryExpression => {
                self.field(value, Field::Argument).filter(|operand| self.kind(*operand) == Kind::Number)?;
                "number"
            }
            Kind::NewExpression => {
                let class = self.field(value, Field::Constructor)?;
                self.text(class)
            }
            _ => return None,
        };
        Some(self.draft.intern(type_name))
    }

    pub(super) fn enter_declarator(&mut self, node: NodeRef) -> Next {
        let Some(name_node) = self.field(node, Field::Name) else { return Next::Into };
        let value = self.field(node, Field::Value);
        let scope = match self.parent_of_kind(Kind::VariableDeclaration) {
            Some(_) => self.function_scope(),
            None => self.scope(),
        };
        let annotation = self.field(node, Field::Type);
        let ty = match annotation {
            Some(_) => self.annotation_type(annotation),
            None => self.commented_type(node),
        };
        let value_expr = match value {
            Some(value) if self.kind(name_node) == Kind::Identifier => self.named_expr(value),
            value => self.expr_if(value),
        };
        self.bind_pattern(scope, name_node, ty, value_expr);
        let is_empty = value.is_none_or(|value| matches!(self.kind(value), Kind::Null | Kind::Undefined));
        if is_empty && annotation.is_none() && self.kind(name_node) == Kind::Identifier {
            let name = self.intern_node(name_node);
            self.own.unassigned.entry(name).or_default().push(scope);
        }
        if let Some(value) = value {
            self.push_required_module(node, value, Some(name_node));
        }
        if self.kind(name_node) != Kind::Identifier {
            return Next::Into;
        }
        let name = self.intern_node(name_node);
        let export = self.grandparent().filter(|around| self.kind(*around) == Kind::ExportStatement);
        let modifiers = export.map(|export| self.modifiers(export)).unwrap_or_default();
        self.begin_frame();
        self.bind_value(node, Some(name_node), name, value, modifiers);
        Next::IntoAndLeave
    }

    pub(super) fn enter_pair(&mut self, node: NodeRef) -> Next {
        let Some(key) = self.field(node, Field::Key) else { return Next::Into };
        let name = self.member_name(key);
        self.begin_frame();
        let value = self.field(node, Field::Value);
        if value.is_some_and(|value| self.wrapped_function(value).is_some()) {
            self.leave_class_name();
        }
        self.bind_value(node, Some(key), name, value, Vec::new());
        Next::IntoAndLeave
    }

    pub(super) fn enter_assignment(&mut self, node: NodeRef) -> Next {
        let Some([left, right]) = self.fields(node, [Field::Left, Field::Right]) else { return Next::Into };
        // To the grammar `using x = y` is an assignment.
        if self.tree.children(node).next().is_some_and(|first| self.kind(first) == Kind::Using) {
            let value = self.expr_of(right);
            self.bind_pattern(self.scope(), left, ExprId::UNKNOWN, value);
        }
        self.bind_assigned(left, right);
        self.forget_narrowings(left);
        self.push_commonjs_export(left, right);
        self.push_required_module(node, right, None);
        let ty = self.commented_type(node);
        self.push_property(left, right, ty);
        let name_node = match self.kind(left) {
            Kind::Identifier => Some(left),
            Kind::MemberExpression => self.field(left, Field::Property),
            Kind::SubscriptExpression => {
                self.field(left, Field::Index).filter(|index| self.kind(*index) == Kind::String)
            }
            _ => None,
        };
        let Some(name_node) = name_node else { return Next::Into };
        let name = self.unquoted(name_node);
        self.begin_frame();
        if self.text(left) == "module.exports" {
            self.bind_default(node, right, Vec::new());
        } else {
            self.bind_value(node, Some(name_node), name, Some(right), Vec::new());
        }
        Next::IntoAndLeave
    }

    /// `x = value`, where `x` was declared without a type or value: it has this one too.
    fn bind_assigned(&mut self, left: NodeRef, right: NodeRef) {
        let is_target = matches!(self.kind(left), Kind::Identifier | Kind::ObjectPattern | Kind::ArrayPattern);
        if self.own.unassigned.is_empty() || !is_target {
            return;
        }
        let value = self.expr_of(right);
        self.take_pattern_apart(left, ExprId::UNKNOWN, value, |file, name_node, _, value| {
            let name = file.intern_node(name_node);
            if value != ExprId::UNKNOWN
                && let Some(scope) = file.unassigned_scope(name)
            {
                file.bind(scope, name, BindingTarget::Variable { ty: ExprId::UNKNOWN, value });
            }
        });
    }

    /// The scope around this place that declares a name without a type or value.
    fn unassigned_scope(&mut self, name: StringId) -> Option<ScopeId> {
        /// More scopes than anyone nests.
        const MAX_SCOPES: usize = 64;
        let mut scope = self.scope();
        let scopes = &self.draft.symbols().scopes;
        let declared = self.own.unassigned.get(&name)?;
        for _ in 0..MAX_SCOPES {
            if declared.contains(&scope) {
                return Some(scope);
            }
            scope = scopes[scope.index()].parent;
        }
        None
    }

    /// `this.x = value`: a member, if the class does not declare one.
    pub(super) fn push_assigned_member(&mut self, name: StringId, ty: ExprId, value: ExprId) {
        let (class, is_static) = match self.this() {
            This::Instance(class) => (class, false),
            This::Class(class) => (class, true),
            This::Of(_) | This::New(_) | This::Unknown => return,
        };
        let value = MemberValue::Field { ty, value };
        self.push_assigned(class, Member { name, is_static, value });
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
            self.begin_key_scope(name, NodeKind::Unspecified);
            return;
        }
        let is_named = self.is_function_value(value) || self.kind(value) == Kind::Class;
        let named = if is_named { Some(value) } else { self.wrapped_function(value) };
        if let Some(named) = named {
            self.own.bound.insert(named, Bound { definition, name_node, name, modifiers });
        }
    }

    /// The same for a default export or `module.exports =`: a name of its own comes first, else `default`.
    pub(super) fn bind_default(&mut self, definition: NodeRef, value: NodeRef, modifiers: Vec<StringId>) {
        let value = self.unwrapped(value);
        let own_name =
            self.field(value, Field::Name).filter(|_| self.is_function_value(value) || self.kind(value) == Kind::Class);
        let name = own_name.map_or(self.own.default, |own_name| self.intern_node(own_name));
        if self.kind(value) != Kind::Object {
            self.bind_value(definition, own_name, name, Some(value), modifiers);
        } else if self.kind(definition) != Kind::AssignmentExpression {
            self.begin_key_scope(name, NodeKind::Unspecified);
        }
    }

    /// A member's or property's name: without quotes, private names with their `#`, computed ones as written,
    /// unless what is computed is a text: `['a']` is `a`.
    pub(super) fn member_name(&mut self, node: NodeRef) -> StringId {
        let computed = if self.kind(node) == Kind::ComputedPropertyName { self.first_named(node) } else { None };
        let node = computed.filter(|inner| self.kind(*inner) == Kind::String).unwrap_or(node);
        let text = self.text(node);
        self.draft.intern(if self.kind(node) == Kind::String { without_quotes(text) } else { text })
    }

    pub(super) fn bind_loop_variable(&mut self, node: NodeRef) {
        let Some([left, right]) = self.fields(node, [Field::Left, Field::Right]) else { return };
        let Some(kind) = self.field(node, Field::Kind) else { return };
        let is_of = self.field(node, Field::Operator).is_some_and(|operator| self.kind(operator) == Kind::Of);
        let scope = if self.kind(kind) == Kind::Var { self.function_scope() } else { self.scope() };
        let value = if is_of { self.element_of(right) } else { ExprId::UNKNOWN };
        self.bind_pattern(scope, left, ExprId::UNKNOWN, value);
    }

    pub(super) fn enter_namespace(&mut self, node: NodeRef) -> Next {
        let Some([name, body]) = self.fields(node, [Field::Name, Field::Body]) else { return Next::Into };
        let names: Vec<NodeRef> = match self.kind(name) {
            Kind::Identifier => vec![name],
            Kind::NestedIdentifier => self.nested_names(name),
            // `declare module 'x'`: its names are no names of this file.
            _ => Vec::new(),
        };
        let mut outer = self.scope();
        self.begin_block();
        for (index, part) in names.iter().enumerate() {
            let part = self.intern_node(*part);
            let inner = self.scope();
            self.bind(outer, part, BindingTarget::Namespace(inner));
            if index + 1 < names.len() {
                outer = inner;
                self.push_scope();
            }
        }
        self.confine_variables();
        self.own.scoped_block = Some(body);
        Next::IntoAndLeave
    }

    /// The identifiers of `A.B.C`, in order.
    fn nested_names(&mut self, node: NodeRef) -> Vec<NodeRef> {
        let mut names = Vec::new();
        self.take_apart(node, |file, nested, parts| match file.named_children(nested)[..] {
            [object, property] => {
                names.push(property);
                parts.push(object);
            }
            _ => names.push(nested),
        });
        names.reverse();
        names
    }
}
