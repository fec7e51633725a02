//! Functions: items, methods, closures, declarations without a body, and their parameters.

use super::{Field, Kind, Rust};
use crate::extract::{FunctionNodes, FunctionSketch, MethodKind, Next, NodeRef, Outline, Parameter, This};
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, ExportTarget, Expr, ExprId};

impl Outline<'_, '_, Rust> {
    /// A function or method; one without a body is only asked for by a trait, or stands in a foreign library.
    pub(super) fn enter_function(&mut self, node: NodeRef) -> Next {
        let modifiers = self.modifiers(node);
        let Some(name_node) = self.field(node, Field::Name) else { return Next::Into };
        let name = self.intern_node(name_node);
        let signature = self.signature_of(node);
        let is_member = self.is_in_type();
        if !is_member {
            self.bind(self.scope(), name, BindingTarget::Function(signature));
            self.export_top_level(name, ExportTarget::Local(name));
        }
        self.begin_function();
        if !is_member {
            self.set_this(This::Unknown);
        }
        self.bind_type_parameters(node);
        let parts = FunctionNodes {
            name: Some((name, name_node)),
            parameters: self.child_of_kind(node, Kind::Parameters),
            return_type: self.field(node, Field::ReturnType),
            body: self.child_of_kind(node, Kind::Block),
        };
        let parameters = self.parameters(parts.parameters);
        self.refer_to_types_if(parts.return_type);
        let mut sketch = FunctionSketch { parameters, modifiers, ..self.sketch_of(node, parts) };
        if parts.return_type.is_none() {
            sketch.return_type = self.expr(Expr::Primitive);
        }
        if is_member {
            let is_static = !self.has_receiver(parts.parameters);
            self.push_method(name, signature, MethodKind::Method, is_static, &sketch.parameters, sketch.return_text);
        }
        self.define_function(signature, sketch);
        Next::IntoAndLeave
    }

    /// A closure: a function of the graph where a variable or constant gives it a name.
    pub(super) fn enter_closure(&mut self, node: NodeRef) -> Next {
        let bound = self.take_bound(node);
        let signature = self.signature_of(node);
        let asked = self.asked_of_closure(node);
        self.begin_function();
        let parts = FunctionNodes {
            name: bound.map(|bound| (bound.name, bound.name_node)),
            parameters: self.field(node, Field::Parameters),
            return_type: self.field(node, Field::ReturnType),
            body: self.field(node, Field::Body),
        };
        let parameters = self.closure_parameters(parts.parameters, asked);
        self.refer_to_types_if(parts.return_type);
        let keyword = self.child_of_kind(node, Kind::Async);
        let modifiers = keyword.map(|keyword| self.intern_node(keyword)).into_iter().collect();
        let definition = bound.map_or(node, |bound| bound.definition);
        let sketch = FunctionSketch { parameters, modifiers, ..self.sketch_of(definition, parts) };
        self.define_function(signature, sketch);
        match parts.body {
            Some(body) if self.kind(body) == Kind::Block => {}
            body => self.return_body(body, Kind::Block),
        }
        Next::IntoAndLeave
    }

    /// Attributes, visibility and keywords in front of a definition, and the trait whose method it is.
    pub(super) fn modifiers(&mut self, node: NodeRef) -> Vec<StringId> {
        let mut modifiers = self.begin_item(node);
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

    fn has_receiver(&mut self, list: Option<NodeRef>) -> bool {
        let is_parameter = |kind| matches!(kind, Kind::SelfParameter | Kind::Parameter);
        let first = list.and_then(|list| self.tree.children(list).find(|child| is_parameter(self.kind(*child))));
        first.is_some_and(|first| match self.kind(first) {
            Kind::SelfParameter => true,
            _ => self.first_named(first).is_some_and(|name| self.kind(name) == Kind::SelfValue),
        })
    }

    /// The parameters of a function, whose names are bound in its scope.
    fn parameters(&mut self, list: Option<NodeRef>) -> Vec<Parameter> {
        let mut found = Vec::new();
        for child in self.listed(list) {
            match self.kind(child) {
                Kind::SelfParameter => found.push(Parameter::untyped(self.draft.intern("self"))),
                Kind::Parameter => found.push(self.parameter(child, ExprId::UNKNOWN)),
                _ => {}
            }
        }
        found
    }

    fn closure_parameters(&mut self, list: Option<NodeRef>, asked: ExprId) -> Vec<Parameter> {
        let mut found = Vec::new();
        for child in self.listed(list) {
            let value = match u16::try_from(found.len()) {
                Ok(place) if asked != ExprId::UNKNOWN => self.expr(Expr::Parameter { of: asked, place }),
                _ => ExprId::UNKNOWN,
            };
            found.push(match self.kind(child) {
                Kind::Parameter => self.parameter(child, value),
                _ => self.patterned(child, None, value),
            });
        }
        found
    }

    /// `name: Type`, also with a pattern for a name.
    fn parameter(&mut self, node: NodeRef, value: ExprId) -> Parameter {
        let type_node = self.field(node, Field::Type);
        self.refer_to_types_if(type_node);
        match self.field(node, Field::Pattern) {
            Some(pattern) => self.patterned(pattern, type_node, value),
            // `_` is no node of its own.
            None => {
                let name = self.draft.intern("_");
                Parameter { name, value, ..self.parameter_of(node, type_node) }
            }
        }
    }

    fn patterned(&mut self, pattern: NodeRef, type_node: Option<NodeRef>, value: ExprId) -> Parameter {
        let parameter = Parameter { value, ..self.parameter_of(pattern, type_node) };
        if self.kind(pattern) != Kind::Identifier {
            let of = if parameter.ty == ExprId::UNKNOWN { value } else { parameter.ty };
            self.bind_pattern(pattern, of);
        }
        parameter
    }
}
