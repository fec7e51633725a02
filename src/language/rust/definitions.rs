//! Functions: items, methods, closures, declarations without a body, and their parameters.

use super::RustVisitor;
use super::words::{Field, Kind};
use crate::extract::outline::{ExpressionShapes, FunctionSketch, MethodKind, Parameter, This};
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, ExportTarget, Expr, ExprId, SignatureId};
use crate::syntax::tree::NodeRef;

impl RustVisitor<'_, '_> {
    pub(super) fn enter_function(&mut self, node: NodeRef) -> bool {
        let modifiers = self.modifiers(node);
        let Some(name_node) = self.outline.field(node, Field::Name) else { return false };
        let name = self.outline.intern_node(name_node);
        let signature = self.outline.signature_of(node);
        let is_member = self.outline.is_in_type();
        if !is_member {
            self.bind_function(name, signature);
        }
        self.outline.enter_function();
        if !is_member {
            self.outline.set_this(This::Unknown);
        }
        self.bind_type_parameters(node);
        let parameters = self.parameters(node);
        let return_node = self.outline.field(node, Field::ReturnType);
        let return_text = return_node.map(|ty| self.outline.intern_node(ty));
        if is_member {
            let is_static = !self.has_receiver(node);
            self.outline.push_method(name, signature, MethodKind::Method, is_static, &parameters, return_text);
        }
        let body = self.outline.child_of_kind(node, Kind::Block);
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
        self.outline.define_function(signature, sketch);
        true
    }

    /// A method that a trait only asks for, a function of a foreign library.
    pub(super) fn enter_signature(&mut self, node: NodeRef) -> bool {
        self.attributes.clear();
        let Some(name_node) = self.outline.field(node, Field::Name) else { return false };
        let name = self.outline.intern_node(name_node);
        let signature = self.outline.signature_of(node);
        let is_member = self.outline.is_in_type();
        if !is_member {
            self.bind_function(name, signature);
        }
        self.outline.enter_function();
        self.bind_type_parameters(node);
        let parameters = self.parameters(node);
        let return_node = self.outline.field(node, Field::ReturnType);
        let return_text = return_node.map(|ty| self.outline.intern_node(ty));
        if is_member {
            let is_static = !self.has_receiver(node);
            self.outline.push_method(name, signature, MethodKind::Method, is_static, &parameters, return_text);
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
        self.outline.define_function(signature, sketch);
        true
    }

    fn bind_function(&mut self, name: StringId, signature: SignatureId) {
        let scope = self.outline.scope();
        self.outline.bind(scope, name, BindingTarget::Function(signature));
        self.export(name, ExportTarget::Local(name));
    }

    /// A closure: a function of the graph where a variable or constant gives it a name.
    pub(super) fn enter_closure(&mut self, node: NodeRef, ancestors: &[NodeRef]) -> bool {
        let bound = self.bound.remove(&node);
        let signature = self.outline.signature_of(node);
        let handed = self.handed_to_closure(ancestors);
        self.outline.enter_function();
        let parameters = self.closure_parameters(node, handed);
        let return_node = self.outline.field(node, Field::ReturnType);
        let body = self.outline.field(node, Field::Body);
        let name = bound.map(|(_, name_node)| (self.outline.intern_node(name_node), name_node));
        let return_type = match return_node {
            Some(ty) => self.type_of(ty),
            None => ExprId::UNKNOWN,
        };
        let mut modifiers = Vec::new();
        if let Some(keyword) = self.outline.child_of_kind(node, Kind::Async) {
            modifiers.push(self.outline.intern_node(keyword));
        }
        let sketch = FunctionSketch {
            definition: bound.map_or(node, |(definition, _)| definition),
            name: name.map(|(name, _)| name),
            parts: body.map(|body| self.parts(name, node, return_node, Some(body))).unwrap_or_default(),
            parameters,
            modifiers,
            return_text: return_node.map(|ty| self.outline.intern_node(ty)),
            return_type,
            body,
            is_async: false,
            is_generator: false,
        };
        self.outline.define_function(signature, sketch);
        if let Some(body) = body.filter(|body| self.outline.kind(*body) != Kind::Block) {
            self.returns(body);
        }
        true
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
        if let Some(parameters) = self.outline.field(node, Field::Parameters) {
            parts.push((self.outline.draft.intern("parameters"), parameters));
        }
        parts.extend(return_node.map(|ty| (self.outline.draft.intern("return_type"), ty)));
        parts.extend(body.map(|body| (self.outline.draft.intern("body"), body)));
        parts
    }

    fn return_type(&mut self, node: Option<NodeRef>) -> ExprId {
        match node {
            Some(ty) => self.type_of(ty),
            None => self.outline.expr(Expr::Primitive),
        }
    }

    /// Attributes, visibility and keywords in front of a definition, and the trait whose method it is.
    pub(super) fn modifiers(&mut self, node: NodeRef) -> Vec<StringId> {
        let mut modifiers = std::mem::take(&mut self.attributes);
        if let Some(visibility) = self.outline.child_of_kind(node, Kind::VisibilityModifier) {
            modifiers.push(self.outline.intern_node(visibility));
        }
        if let Some(keywords) = self.outline.child_of_kind(node, Kind::FunctionModifiers) {
            for keyword in self.outline.tree.children(keywords) {
                modifiers.push(self.outline.intern_node(keyword));
            }
        }
        if self.outline.is_in_type() {
            modifiers.extend(self.implemented);
        }
        modifiers
    }

    fn has_receiver(&mut self, node: NodeRef) -> bool {
        let parameters = self.outline.child_of_kind(node, Kind::Parameters);
        let first = parameters.and_then(|list| {
            let is_parameter = |kind| matches!(kind, Kind::SelfParameter | Kind::Parameter);
            self.outline.tree.children(list).find(|child| is_parameter(self.outline.kind(*child)))
        });
        first.is_some_and(|first| match self.outline.kind(first) {
            Kind::SelfParameter => true,
            _ => self.outline.first_named(first).is_some_and(|name| self.outline.kind(name) == Kind::SelfValue),
        })
    }

    /// The parameters of a function, whose names are bound in its scope.
    fn parameters(&mut self, node: NodeRef) -> Vec<Parameter> {
        let Some(list) = self.outline.child_of_kind(node, Kind::Parameters) else { return Vec::new() };
        let mut found = Vec::new();
        for child in self.outline.named_children(list) {
            match self.outline.kind(child) {
                Kind::SelfParameter => found.push(Parameter {
                    name: self.outline.draft.intern("self"),
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
        let Some(list) = self.outline.field(node, Field::Parameters) else { return Vec::new() };
        let mut found = Vec::new();
        for child in self.outline.named_children(list) {
            let value = if found.is_empty() { handed } else { ExprId::UNKNOWN };
            if self.outline.kind(child) == Kind::Parameter {
                found.push(self.parameter(child, value));
            } else {
                found.push(self.patterned(child, StringId::EMPTY, ExprId::UNKNOWN, value));
            }
        }
        found
    }

    /// `name: Type`, also with a pattern for a name.
    fn parameter(&mut self, node: NodeRef, value: ExprId) -> Parameter {
        let type_node = self.outline.field(node, Field::Type);
        let ty = type_node.map_or(ExprId::UNKNOWN, |ty| self.type_of(ty));
        let type_text = type_node.map_or(StringId::EMPTY, |ty| self.outline.intern_node(ty));
        match self.outline.field(node, Field::Pattern) {
            Some(pattern) => self.patterned(pattern, type_text, ty, value),
            // `_` is no node of its own.
            None => Parameter { name: self.outline.draft.intern("_"), type_text, ty, value },
        }
    }

    fn patterned(&mut self, pattern: NodeRef, type_text: StringId, ty: ExprId, value: ExprId) -> Parameter {
        if self.outline.kind(pattern) != Kind::Identifier {
            let of = if ty == ExprId::UNKNOWN { value } else { ty };
            self.bind_pattern(pattern, of);
        }
        Parameter { name: self.outline.intern_node(pattern), type_text, ty, value }
    }
}
