//! Functions: items, methods, closures, declarations without a body, and their parameters.

use super::{Field, Kind, Rust};
use crate::extract::{FunctionSketch, MethodKind, Next, NodeRef, Outline, Parameter, This};
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, ExportTarget, Expr, ExprId, SignatureId};

impl Outline<'_, '_, Rust> {
    pub(super) fn enter_function(&mut self, node: NodeRef) -> Next {
        let modifiers = self.modifiers(node);
        let Some(name_node) = self.field(node, Field::Name) else { return Next::Into };
        let name = self.intern_node(name_node);
        let signature = self.signature_of(node);
        let is_member = self.is_in_type();
        if !is_member {
            self.bind_function(name, signature);
        }
        self.begin_function();
        if !is_member {
            self.set_this(This::Unknown);
        }
        self.bind_type_parameters(node);
        let parameters = self.parameters(node);
        let return_node = self.field(node, Field::ReturnType);
        let return_text = return_node.map(|ty| self.intern_node(ty));
        if is_member {
            let is_static = !self.has_receiver(node);
            self.push_method(name, signature, MethodKind::Method, is_static, &parameters, return_text);
        }
        let body = self.child_of_kind(node, Kind::Block);
        let sketch = FunctionSketch {
            definition: node,
            name: Some(name),
            parts: self.parts(Some((name, name_node)), node, return_node, body),
            parameters,
            modifiers,
            return_text,
            return_type: self.return_type(return_node),
            body,
            is_async: false,
            is_generator: false,
        };
        self.define_function(signature, sketch);
        Next::IntoAndLeave
    }

    /// A method that a trait only asks for, a function of a foreign library.
    pub(super) fn enter_signature(&mut self, node: NodeRef) -> Next {
        self.own.attributes.clear();
        let Some(name_node) = self.field(node, Field::Name) else { return Next::Into };
        let name = self.intern_node(name_node);
        let signature = self.signature_of(node);
        let is_member = self.is_in_type();
        if !is_member {
            self.bind_function(name, signature);
        }
        self.begin_function();
        self.bind_type_parameters(node);
        let parameters = self.parameters(node);
        let return_node = self.field(node, Field::ReturnType);
        let return_text = return_node.map(|ty| self.intern_node(ty));
        if is_member {
            let is_static = !self.has_receiver(node);
            self.push_method(name, signature, MethodKind::Method, is_static, &parameters, return_text);
        }
        let sketch = FunctionSketch {
            definition: node,
            name: Some(name),
            parts: Vec::new(),
            parameters,
            modifiers: Vec::new(),
            return_text,
            return_type: self.return_type(return_node),
            body: None,
            is_async: false,
            is_generator: false,
        };
        self.define_function(signature, sketch);
        Next::IntoAndLeave
    }

    fn bind_function(&mut self, name: StringId, signature: SignatureId) {
        let scope = self.scope();
        self.bind(scope, name, BindingTarget::Function(signature));
        self.export_top_level(name, ExportTarget::Local(name));
    }

    /// A closure: a function of the graph where a variable or constant gives it a name.
    pub(super) fn enter_closure(&mut self, node: NodeRef) -> Next {
        let bound = self.own.bound.remove(&node);
        let signature = self.signature_of(node);
        let handed = self.handed_to_closure();
        self.begin_function();
        let parameters = self.closure_parameters(node, handed);
        let return_node = self.field(node, Field::ReturnType);
        let body = self.field(node, Field::Body);
        let name = bound.map(|(_, name_node)| (self.intern_node(name_node), name_node));
        let return_type = match return_node {
            Some(ty) => self.type_of(ty),
            None => ExprId::UNKNOWN,
        };
        let mut modifiers = Vec::new();
        if let Some(keyword) = self.child_of_kind(node, Kind::Async) {
            modifiers.push(self.intern_node(keyword));
        }
        let sketch = FunctionSketch {
            definition: bound.map_or(node, |(definition, _)| definition),
            name: name.map(|(name, _)| name),
            parts: body.map(|body| self.parts(name, node, return_node, Some(body))).unwrap_or_default(),
            parameters,
            modifiers,
            return_text: return_node.map(|ty| self.intern_node(ty)),
            return_type,
            body,
            is_async: false,
            is_generator: false,
        };
        self.define_function(signature, sketch);
        if let Some(body) = body.filter(|body| self.kind(*body) != Kind::Block) {
            self.returns(body);
        }
        Next::IntoAndLeave
    }

    /// The children of a function's node in the graph.
    fn parts(
        &mut self,
        name: Option<(StringId, NodeRef)>,
        node: NodeRef,
        return_node: Option<NodeRef>,
        body: Option<NodeRef>,
    ) -> Vec<(StringId, NodeRef)> {
        let mut parts = Vec::with_capacity(4);
        parts.extend(name);
        if let Some(parameters) = self.field(node, Field::Parameters) {
            parts.push((self.draft.intern("parameters"), parameters));
        }
        parts.extend(return_node.map(|ty| (self.draft.intern("return_type"), ty)));
        parts.extend(body.map(|body| (self.draft.intern("body"), body)));
        parts
    }

    fn return_type(&mut self, node: Option<NodeRef>) -> ExprId {
        match node {
            Some(ty) => self.type_of(ty),
            None => self.expr(Expr::Primitive),
        }
    }

    /// Attributes, visibility and keywords in front of a definition, and the trait whose method it is.
    pub(super) fn modifiers(&mut self, node: NodeRef) -> Vec<StringId> {
        let mut modifiers = std::mem::take(&mut self.own.attributes);
        if let Some(visibility) = self.child_of_kind(node, Kind::VisibilityModifier) {
            modifiers.push(self.intern_node(visibility));
        }
        if let Some(keywords) = self.child_of_kind(node, Kind::FunctionModifiers) {
            for keyword in self.tree.children(keywords) {
                modifiers.push(self.intern_node(keyword));
            }
        }
        if self.is_in_type() {
            modifiers.extend(self.own.implemented);
        }
        modifiers
    }

    fn has_receiver(&mut self, node: NodeRef) -> bool {
        let parameters = self.child_of_kind(node, Kind::Parameters);
        let first = parameters.and_then(|list| {
            let is_parameter = |kind| matches!(kind, Kind::SelfParameter | Kind::Parameter);
            self.tree.children(list).find(|child| is_parameter(self.kind(*child)))
        });
        first.is_some_and(|first| match self.kind(first) {
            Kind::SelfParameter => true,
            _ => self.first_named(first).is_some_and(|name| self.kind(name) == Kind::SelfValue),
        })
    }

    /// The parameters of a function, whose names are bound in its scope.
    fn parameters(&mut self, node: NodeRef) -> Vec<Parameter> {
        let Some(list) = self.child_of_kind(node, Kind::Parameters) else { return Vec::new() };
        let mut found = Vec::new();
        for child in self.named_children(list) {
            match self.kind(child) {
                Kind::SelfParameter => found.push(Parameter {
                    name: self.draft.intern("self"),
                    type_text: StringId::EMPTY,
                    ty: ExprId::UNKNOWN,
                    value: ExprId::UNKNOWN,
                }),
                Kind::Parameter => found.push(self.parameter(child, ExprId::UNKNOWN)),
                _ => {}
            }
        }
        found
    }

    fn closure_parameters(&mut self, node: NodeRef, handed: ExprId) -> Vec<Parameter> {
        let Some(list) = self.field(node, Field::Parameters) else { return Vec::new() };
        let mut found = Vec::new();
        for child in self.named_children(list) {
            let value = if found.is_empty() { handed } else { ExprId::UNKNOWN };
            if self.kind(child) == Kind::Parameter {
                found.push(self.parameter(child, value));
            } else {
                found.push(self.patterned(child, StringId::EMPTY, ExprId::UNKNOWN, value));
            }
        }
        found
    }

    /// `name: Type`, also with a pattern for a name.
    fn parameter(&mut self, node: NodeRef, value: ExprId) -> Parameter {
        let type_node = self.field(node, Field::Type);
        let ty = type_node.map_or(ExprId::UNKNOWN, |ty| self.type_of(ty));
        let type_text = type_node.map_or(StringId::EMPTY, |ty| self.intern_node(ty));
        match self.field(node, Field::Pattern) {
            Some(pattern) => self.patterned(pattern, type_text, ty, value),
            // `_` is no node of its own.
            None => Parameter { name: self.draft.intern("_"), type_text, ty, value },
        }
    }

    fn patterned(&mut self, pattern: NodeRef, type_text: StringId, ty: ExprId, value: ExprId) -> Parameter {
        if self.kind(pattern) != Kind::Identifier {
            let of = if ty == ExprId::UNKNOWN { value } else { ty };
            self.bind_pattern(pattern, of);
        }
        Parameter { name: self.intern_node(pattern), type_text, ty, value }
    }
}
