//! Functions and what binds them to names: declarations, methods, declarators, fields, properties, assignments.

use super::syntax::{
    child_of_kind, children, field, has_token, is_function_value, named_children, unwrapped, without_quotes,
};
use super::{Bound, FrameKind, OpenFunction, This, TypeScriptVisitor};
use crate::record::NodeKind;
use crate::record::StringId;
use crate::record::draft::FunctionParts;
use crate::record::symbols::{BindingTarget, ExprId, Member, MemberValue, SignatureId};
use tree_sitter::Node;

/// What a function node is the definition of.
struct Definition<'tree> {
    node: Node<'tree>,
    name: StringId,
    name_node: Option<Node<'tree>>,
    modifiers: Vec<StringId>,
}

impl<'tree> TypeScriptVisitor<'_, 'tree> {
    pub(super) fn enter_scope(&mut self, node: Node<'tree>) -> bool {
        if self.scoped_block.take_if(|block| *block == node.id()).is_some() {
            return false;
        }
        self.push_frame(FrameKind::Block);
        self.scope = self.new_scope();
        match node.kind() {
            "for_in_statement" => self.bind_loop_variable(node),
            "class_static_block" => {
                self.var_scope = self.scope;
                if let Some(class) = self.classes.last() {
                    self.this = This::Class(class.id);
                }
            }
            "catch_clause" => {
                if let Some(parameter) = field(node, "parameter") {
                    let ty = self.annotation_type(field(node, "type"));
                    self.bind_pattern(self.scope, parameter, ty, ExprId::UNKNOWN);
                }
            }
            _ => {}
        }
        true
    }

    pub(super) fn enter_function(&mut self, node: Node<'tree>, ancestors: &[Node<'tree>]) -> bool {
        let parent = ancestors.last().copied();
        let definition = self.definition_of(node, parent, ancestors);
        let signature = self.signature_of(node);
        let is_declaration = node.kind().ends_with("_declaration");
        let body = field(node, "body");
        if is_declaration && let Some(definition) = &definition {
            self.bind(self.scope, definition.name, BindingTarget::Function(signature));
        }
        let callback = self.callback_of(node, parent, ancestors);
        let member_this = self.this_of_method(node, parent);

        self.push_frame(FrameKind::Function);
        self.scope = self.new_scope();
        self.var_scope = self.scope;
        if node.kind() != "arrow_function" {
            self.this = member_this;
        }
        if let (None, Some(own_name)) = (&definition, field(node, "name")) {
            let own_name = self.draft.intern_node(own_name);
            self.bind(self.scope, own_name, BindingTarget::Function(signature));
        }
        self.bind_type_parameters(node);
        let parameters = self.bind_parameters(node, callback);
        let return_annotation = field(node, "return_type");
        let return_type = self.annotation_type(return_annotation);
        let parameter_types: Vec<ExprId> = parameters.iter().map(|parameter| parameter.ty).collect();
        let params = self.expr_list(&parameter_types);

        let mut row = None;
        if let (Some(definition), Some(body)) = (definition, body) {
            let return_text = self.return_type_text(return_annotation);
            let children = self.function_children(&definition, node, body);
            let named = parameters.iter().filter(|parameter| !parameter.is_this);
            let parts = FunctionParts {
                definition: definition.node,
                name: definition.name,
                params: named.clone().map(|parameter| parameter.name).collect(),
                param_types: named.map(|parameter| parameter.type_text).collect(),
                modifiers: definition.modifiers,
                return_type: return_text,
                class_name: self.class_name,
                body,
                signature,
            };
            row = Some((self.draft.push_function(parts, &children), body.id()));
            self.enter_key_scope(definition.name, NodeKind::Function);
            if let Some(parent) = parent {
                self.push_method_member(node, parent, definition.name, signature, &parameters, return_text);
            }
        }
        let is_async = has_token(node, "async");
        let is_generator = node.kind().starts_with("generator_function") || has_token(node, "*");
        if let Some(shape) = self.draft.symbols().signatures.get_mut(signature.index()) {
            shape.function = row.map(|(row, _)| row);
            shape.params = params;
            shape.return_type = return_type;
            shape.is_async = is_async;
            shape.is_generator = is_generator;
        }
        let infers_return = return_annotation.is_none();
        let mut returns = Vec::new();
        if let Some(body) = body {
            if body.kind() == "statement_block" {
                self.scoped_block = Some(body.id());
            } else if infers_return {
                returns.push(self.expr_of(body));
            }
        }
        self.functions.push(OpenFunction { signature, row, returns, infers_return });
        true
    }

    pub(super) fn leave_function(&mut self) {
        let Some(function) = self.functions.pop() else { return };
        let returns = self.expr_list(&function.returns);
        if let Some(shape) = self.draft.symbols().signatures.get_mut(function.signature.index()) {
            shape.returns = returns;
        }
    }

    pub(super) fn enter_return(&mut self, node: Node<'tree>) -> bool {
        if self.functions.last().is_some_and(|function| function.infers_return)
            && let Some(value) = named_children(node).first()
        {
            let value = self.expr_of(*value);
            if value != ExprId::UNKNOWN
                && let Some(function) = self.functions.last_mut()
            {
                function.returns.push(value);
            }
        }
        false
    }

    /// The definition a function node belongs to; `None` for one that nothing names.
    fn definition_of(
        &mut self,
        node: Node<'tree>,
        parent: Option<Node<'tree>>,
        ancestors: &[Node<'tree>],
    ) -> Option<Definition<'tree>> {
        if let Some(bound) = self.bound.take_if(|bound| bound.value == node.id()) {
            let mut modifiers = bound.modifiers;
            modifiers.extend(self.modifiers(node));
            return Some(Definition {
                node: bound.definition,
                name: bound.name,
                name_node: bound.name_node,
                modifiers,
            });
        }
        if is_function_value(node) {
            return None;
        }
        let name_node = field(node, "name")?;
        let name = self.member_name(name_node);
        let mut modifiers = Vec::new();
        if let Some(parent) = parent.filter(|parent| parent.kind() == "export_statement") {
            modifiers = self.modifiers(parent);
        }
        if ancestors.iter().rev().take(2).any(|ancestor| ancestor.kind() == "ambient_declaration") {
            modifiers.push(self.draft.intern("declare"));
        }
        modifiers.extend(self.modifiers(node));
        Some(Definition { node, name, name_node: Some(name_node), modifiers })
    }

    /// A graph node's children for a function: its name, parameters, return type and body.
    fn function_children(
        &mut self,
        definition: &Definition<'tree>,
        function: Node<'tree>,
        body: Node<'tree>,
    ) -> Vec<(StringId, Node<'tree>)> {
        let mut found = Vec::with_capacity(4);
        if let Some(name) = definition.name_node {
            found.push((definition.name, name));
        }
        if let Some(parameters) = field(function, "parameters").or_else(|| field(function, "parameter")) {
            found.push((self.draft.intern("parameters"), parameters));
        }
        if let Some(return_type) = field(function, "return_type") {
            found.push((self.draft.intern("return_type"), return_type));
        }
        found.push((self.draft.intern("body"), body));
        found
    }

    /// Keywords in front of a definition, as written: `export`, `static`, `async`, `get`, `*`, ….
    pub(super) fn modifiers(&mut self, node: Node<'tree>) -> Vec<StringId> {
        let mut found = Vec::new();
        for child in children(node) {
            match child.kind() {
                "export"
                | "default"
                | "declare"
                | "abstract"
                | "async"
                | "static"
                | "readonly"
                | "accessor"
                | "get"
                | "set"
                | "*"
                | "accessibility_modifier"
                | "override_modifier" => {
                    found.push(self.draft.intern_node(child));
                }
                "decorator" | "comment" | "function" => {}
                _ => break,
            }
        }
        found
    }

    /// The callee of the call that this function is an argument of, with the argument's number.
    fn callback_of(
        &mut self,
        node: Node<'tree>,
        parent: Option<Node<'tree>>,
        ancestors: &[Node<'tree>],
    ) -> Option<(ExprId, u16)> {
        let arguments = parent.filter(|parent| parent.kind() == "arguments")?;
        let call = ancestors.get(ancestors.len().checked_sub(2)?)?;
        let callee = match call.kind() {
            "call_expression" => self.expr_of(field(*call, "function")?),
            "new_expression" => self.expr_of(*call),
            _ => return None,
        };
        let argument = named_children(arguments).iter().position(|argument| argument.id() == node.id())?;
        Some((callee, u16::try_from(argument).ok()?))
    }

    /// What `this` is inside a function: the class for its methods, unknown for others.
    fn this_of_method(&self, node: Node<'tree>, parent: Option<Node<'tree>>) -> This {
        match (self.classes.last(), parent) {
            (Some(class), Some(parent)) if class.body == parent.id() => {
                if has_token(node, "static") {
                    This::Class(class.id)
                } else {
                    This::Instance(class.id)
                }
            }
            _ => This::Unknown,
        }
    }

    /// Adds a method to the class that is open, if the method stands in its body.
    pub(super) fn push_method_member(
        &mut self,
        node: Node<'tree>,
        parent: Node<'tree>,
        name: StringId,
        signature: SignatureId,
        parameters: &[super::patterns::Parameter],
        return_text: StringId,
    ) {
        if self.classes.last().is_none_or(|class| class.body != parent.id()) {
            return;
        }
        let is_static = has_token(node, "static");
        let value = if has_token(node, "get") {
            MemberValue::Getter(signature)
        } else if has_token(node, "set") {
            MemberValue::Setter(signature)
        } else {
            MemberValue::Method(signature)
        };
        let text = self.method_text(parameters, return_text);
        let Some(class) = self.classes.last_mut() else { return };
        class.members.push(Member { name, is_static, value });
        if let Some(row) = class.row {
            self.draft.push_method_name(row, name);
            self.set_method_field(row, name, text, matches!(value, MemberValue::Setter(_)));
        }
        if name == self.constructor {
            self.push_parameter_properties(parameters);
        }
    }

    /// `(a, b):ReturnType`, a method's text in `fields`.
    pub(super) fn method_text(&mut self, parameters: &[super::patterns::Parameter], return_text: StringId) -> StringId {
        let mut text = String::from("(");
        for (index, parameter) in parameters.iter().filter(|parameter| !parameter.is_this).enumerate() {
            if index > 0 {
                text.push_str(", ");
            }
            text.push_str(self.draft.string(parameter.name));
        }
        text.push_str("):");
        text.push_str(self.draft.string(return_text));
        self.draft.intern(&text)
    }

    fn push_parameter_properties(&mut self, parameters: &[super::patterns::Parameter]) {
        for parameter in parameters.iter().filter(|parameter| parameter.is_property) {
            let text = if parameter.type_text == StringId::EMPTY { self.unknown } else { parameter.type_text };
            let Some(class) = self.classes.last_mut() else { return };
            let value = MemberValue::Field { ty: parameter.ty, value: ExprId::UNKNOWN };
            class.members.push(Member { name: parameter.name, is_static: false, value });
            if let Some(row) = class.row {
                self.draft.set_field(row, parameter.name, text);
            }
        }
    }

    /// Overloads and abstract methods; functions that are only declared.
    pub(super) fn enter_signature(&mut self, node: Node<'tree>, ancestors: &[Node<'tree>]) -> bool {
        let Some(name_node) = field(node, "name") else { return false };
        if node.kind() == "function_signature" {
            let signature = self.signature_shape(node);
            let name = self.draft.intern_node(name_node);
            self.bind(self.scope, name, BindingTarget::Function(signature));
        } else if let Some(parent) = ancestors.last().filter(|parent| parent.kind() == "class_body") {
            let signature = self.signature_shape(node);
            let parameters = self.parameters(node);
            let return_text = self.return_type_text(field(node, "return_type"));
            let name = self.member_name(name_node);
            self.push_method_member(node, *parent, name, signature, &parameters, return_text);
        }
        false
    }

    pub(super) fn enter_field(&mut self, node: Node<'tree>, ancestors: &[Node<'tree>]) -> bool {
        let Some(name_node) = field(node, "name") else { return false };
        let name = self.member_name(name_node);
        let value = field(node, "value");
        let is_static = has_token(node, "static");
        let annotation = field(node, "type");
        let ty = self.annotation_type(annotation);
        let in_class =
            ancestors.last().zip(self.classes.last()).is_some_and(|(parent, class)| class.body == parent.id());

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
    fn field_text(&mut self, annotation: Option<Node<'tree>>, value: Option<Node<'tree>>) -> StringId {
        if annotation.is_some() {
            return self.annotation_text(annotation);
        }
        let Some(value) = value else { return self.unknown };
        let type_name = match value.kind() {
            "string" | "template_string" => "string",
            "number" => "number",
            "true" | "false" => "boolean",
            "unary_expression" if field(value, "argument").is_some_and(|operand| operand.kind() == "number") => {
                "number"
            }
            "new_expression" => field(value, "constructor").map_or("unknown", |class| self.draft.text_of(class)),
            _ => "unknown",
        };
        self.draft.intern(type_name)
    }

    pub(super) fn enter_declarator(&mut self, node: Node<'tree>, ancestors: &[Node<'tree>]) -> bool {
        let Some(name_node) = field(node, "name") else { return false };
        let value = field(node, "value");
        let parent = ancestors.last();
        let scope = match parent {
            Some(parent) if parent.kind() == "variable_declaration" => self.var_scope,
            _ => self.scope,
        };
        let ty = self.annotation_type(field(node, "type"));
        let value_expr = value.map_or(ExprId::UNKNOWN, |value| self.expr_of(value));
        self.bind_pattern(scope, name_node, ty, value_expr);
        if let Some(value) = value {
            self.push_required_module(node, value, Some(name_node));
        }
        if name_node.kind() != "identifier" {
            return false;
        }
        let name = self.draft.intern_node(name_node);
        let mut modifiers = Vec::new();
        if let Some(export) = ancestors.iter().rev().nth(1).filter(|ancestor| ancestor.kind() == "export_statement") {
            modifiers = self.modifiers(*export);
        }
        self.push_frame(FrameKind::Block);
        self.bind_value(node, Some(name_node), name, value, modifiers);
        true
    }

    pub(super) fn enter_pair(&mut self, node: Node<'tree>) -> bool {
        let Some(key) = field(node, "key") else { return false };
        let name = self.member_name(key);
        self.push_frame(FrameKind::Block);
        self.bind_value(node, Some(key), name, field(node, "value"), Vec::new());
        true
    }

    pub(super) fn enter_assignment(&mut self, node: Node<'tree>) -> bool {
        let (Some(left), Some(right)) = (field(node, "left"), field(node, "right")) else { return false };
        self.push_commonjs_export(left, right);
        self.push_required_module(node, right, None);
        let name_node = match left.kind() {
            "identifier" => left,
            "member_expression" => match field(left, "property") {
                Some(property) => property,
                None => return false,
            },
            _ => return false,
        };
        let name = self.draft.intern_node(name_node);
        if field(left, "object").is_some_and(|object| object.kind() == "this") {
            self.push_assigned_member(name, right);
        }
        self.push_frame(FrameKind::Block);
        if self.draft.text_of(left) == "module.exports" {
            self.bind_default(node, right, Vec::new());
        } else {
            self.bind_value(node, Some(name_node), name, Some(right), Vec::new());
        }
        true
    }

    /// `this.x = value`: a member, if the class does not declare one.
    fn push_assigned_member(&mut self, name: StringId, right: Node<'tree>) {
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
        definition: Node<'tree>,
        name_node: Option<Node<'tree>>,
        name: StringId,
        value: Option<Node<'tree>>,
        modifiers: Vec<StringId>,
    ) {
        let Some(value) = value.map(unwrapped) else { return };
        if value.kind() == "object" {
            self.enter_key_scope(name, NodeKind::Unspecified);
        } else if is_function_value(value) || value.kind() == "class" {
            self.bound = Some(Bound { value: value.id(), definition, name_node, name, modifiers });
        }
    }

    /// The same for a default export or `module.exports =`: a name of its own comes first, else `default`.
    pub(super) fn bind_default(&mut self, definition: Node<'tree>, value: Node<'tree>, modifiers: Vec<StringId>) {
        let value = unwrapped(value);
        let own_name = field(value, "name").filter(|_| is_function_value(value) || value.kind() == "class");
        let name = own_name.map_or(self.default, |own_name| self.draft.intern_node(own_name));
        if value.kind() != "object" {
            self.bind_value(definition, own_name, name, Some(value), modifiers);
        } else if definition.kind() != "assignment_expression" {
            self.enter_key_scope(name, NodeKind::Unspecified);
        }
    }

    /// A member's or property's name: without quotes, private names with their `#`, computed ones as written.
    pub(super) fn member_name(&mut self, node: Node<'tree>) -> StringId {
        let text = self.draft.text_of(node);
        self.draft.intern(if node.kind() == "string" { without_quotes(text) } else { text })
    }

    fn bind_loop_variable(&mut self, node: Node<'tree>) {
        let (Some(left), Some(right)) = (field(node, "left"), field(node, "right")) else { return };
        let Some(kind) = field(node, "kind") else { return };
        let is_of = field(node, "operator").is_some_and(|operator| operator.kind() == "of");
        let scope = if kind.kind() == "var" { self.var_scope } else { self.scope };
        let value = if is_of { self.element_of(right) } else { ExprId::UNKNOWN };
        self.bind_pattern(scope, left, ExprId::UNKNOWN, value);
    }

    pub(super) fn enter_namespace(&mut self, node: Node<'tree>) -> bool {
        let (Some(name), Some(body)) = (field(node, "name"), field(node, "body")) else { return false };
        self.push_frame(FrameKind::Block);
        let names: Vec<Node<'tree>> = match name.kind() {
            "identifier" => vec![name],
            "nested_identifier" => nested_names(name),
            // `declare module 'x'`: its names are no names of this file.
            _ => Vec::new(),
        };
        let mut outer = self.scope;
        self.scope = self.new_scope();
        for (index, part) in names.iter().enumerate() {
            let part = self.draft.intern_node(*part);
            self.bind(outer, part, BindingTarget::Namespace(self.scope));
            if index + 1 < names.len() {
                outer = self.scope;
                self.scope = self.new_scope();
            }
        }
        self.var_scope = self.scope;
        self.scoped_block = Some(body.id());
        true
    }
}

/// The identifiers of `A.B.C`, in order.
fn nested_names<'tree>(node: Node<'tree>) -> Vec<Node<'tree>> {
    let mut names = Vec::new();
    let mut current = Some(node);
    while let Some(nested) = current {
        match nested.kind() {
            "nested_identifier" | "member_expression" => {
                names.extend(field(nested, "property"));
                current = field(nested, "object").or_else(|| child_of_kind(nested, "identifier"));
            }
            _ => {
                names.push(nested);
                current = None;
            }
        }
    }
    names.reverse();
    names
}
