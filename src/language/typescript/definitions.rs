//! Functions and what binds them to names: declarations, methods, declarators, fields, properties, assignments.

use super::patterns::{Parameter, arity, passed};
use super::syntax::{Keyword, has_keyword};
use super::{Field, Kind, TypeScript};
use crate::extract::{self, FunctionSketch, MethodKind, Next, NodeRef, Outline, This};
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, ExprId, SignatureId};

/// How many arguments are passed on to a function that is called where it is written.
const MAX_CALLBACK_POSITION: usize = 16;

/// What a function node is the definition of.
struct Definition {
    node: NodeRef,
    name: StringId,
    name_node: Option<NodeRef>,
    modifiers: Vec<StringId>,
}

impl Outline<'_, '_, TypeScript> {
    pub(super) fn enter_scope(&mut self, node: NodeRef) -> Next {
        if self.own.scoped_block.take_if(|block| *block == node).is_some() {
            return Next::Into;
        }
        self.begin_block();
        match self.kind(node) {
            Kind::ForInStatement => self.bind_loop_variable(node),
            Kind::ClassStaticBlock => {
                self.confine_variables();
                if let Some(class) = self.class() {
                    self.set_this(This::Class(class));
                }
            }
            Kind::CatchClause => {
                if let Some(parameter) = self.field(node, Field::Parameter) {
                    let annotation = self.field(node, Field::Type);
                    let ty = self.annotation_type(annotation);
                    self.bind_pattern(self.scope(), parameter, ty, ExprId::UNKNOWN);
                }
            }
            _ => {}
        }
        Next::IntoAndLeave
    }

    pub(super) fn enter_function(&mut self, node: NodeRef) -> Next {
        let kind = self.kind(node);
        let keywords = self.leading_keywords(node);
        let definition = self.definition_of(node, &keywords);
        let signature = self.signature_of(node);
        let is_declaration = matches!(kind, Kind::FunctionDeclaration | Kind::GeneratorFunctionDeclaration);
        let body = self.field(node, Field::Body);
        if is_declaration && let Some(definition) = &definition {
            self.bind(self.scope(), definition.name, BindingTarget::Function(signature));
        }
        let arguments = self.arguments_of_called(node);
        let is_asked_for = self.is_function_value(node) || self.object_around().is_some();
        let context =
            if is_asked_for && self.has_untyped_parameter(node) { self.context_of(node) } else { ExprId::UNKNOWN };
        let doc = self.doc_before(node);
        let context = match &doc {
            Some(doc) if context == ExprId::UNKNOWN => self.type_of_doc(doc),
            _ => context,
        };
        let object = self.object_around();
        let member_this = match object {
            Some(object) => self.receiver_of(object).unwrap_or_else(|| self.this_of_literal(object)),
            None => match self.this_of_method(&keywords) {
                This::Unknown if kind != Kind::ArrowFunction => {
                    self.this_of_assigned(node).unwrap_or(This::New(signature))
                }
                this => this,
            },
        };

        self.begin_function();
        if object.is_some() {
            self.leave_class_name();
        }
        if kind != Kind::ArrowFunction {
            self.set_this(member_this);
        }
        // A function expression's own name is known in it alone, whatever else it is called.
        if self.is_function_value(node)
            && let Some(own_name) = self.field(node, Field::Name)
        {
            let own_name = self.intern_node(own_name);
            self.bind(self.scope(), own_name, BindingTarget::Function(signature));
        }
        self.bind_type_parameters(node);
        let type_params = self.own.type_params;
        let parameters = self.bind_parameters(node, context, &arguments, doc.as_ref());
        self.own.parameter_names = passed(&parameters).map(|parameter| parameter.name).collect();
        // TypeScript's `this` parameter says what `this` is.
        if let Some(this) =
            parameters.iter().find(|parameter| parameter.is_this && parameter.passed.ty != ExprId::UNKNOWN)
        {
            self.set_this(This::Of(this.passed.ty));
        }
        let return_annotation = self.field(node, Field::ReturnType);
        let mut return_type = self.annotation_type(return_annotation);
        if return_annotation.is_none()
            && let Some(doc) = &doc
        {
            return_type = self.commented_return(doc);
        }
        let name = definition.as_ref().map(|definition| definition.name);
        let infers_return = return_annotation.is_none() && return_type == ExprId::UNKNOWN;
        let mut sketch = FunctionSketch {
            name,
            parameters: passed(&parameters).collect(),
            return_type,
            body,
            is_async: has_keyword(&keywords, Kind::Async),
            is_generator: has_keyword(&keywords, Kind::Star),
            ..FunctionSketch::new(node)
        };
        if let (Some(definition), Some(body)) = (definition, body) {
            sketch.return_text = self.return_type_text(return_annotation);
            sketch.parts = self.function_children(&definition, node, body);
            sketch.definition = definition.node;
            sketch.modifiers = definition.modifiers;
        }
        let return_text = sketch.return_text;
        self.open_function(signature, sketch, infers_return);
        self.set_type_variables(signature, type_params);
        let (optional, is_variadic) = arity(&parameters);
        self.set_arity(signature, optional, is_variadic);
        if let (Some(name), Some(_), Some(parent)) = (name, body, self.parent()) {
            self.push_method_member(&keywords, parent, name, signature, &parameters, return_text);
        }
        if let Some(body) = body {
            if self.kind(body) == Kind::StatementBlock {
                self.own.scoped_block = Some(body);
            } else if infers_return {
                let value = self.expr_of(body);
                self.set_return(value);
            }
        }
        Next::IntoAndLeave
    }

    /// The definition a function node belongs to; `None` for one that nothing names.
    fn definition_of(&mut self, node: NodeRef, keywords: &[Keyword]) -> Option<Definition> {
        if let Some(bound) = self.own.bound.remove(&node) {
            let mut modifiers = bound.modifiers;
            modifiers.extend(keywords.iter().map(|keyword| self.intern_node(keyword.node)));
            return Some(Definition {
                node: bound.definition,
                name: bound.name,
                name_node: bound.name_node,
                modifiers,
            });
        }
        if self.is_function_value(node) {
            return None;
        }
        let name_node = self.field(node, Field::Name)?;
        let name = self.member_name(name_node);
        let export = self.parent_of_kind(Kind::ExportStatement);
        let mut modifiers = export.map(|export| self.modifiers(export)).unwrap_or_default();
        if self.ancestors().iter().rev().take(2).any(|ancestor| self.kind(*ancestor) == Kind::AmbientDeclaration) {
            modifiers.push(self.draft.intern("declare"));
        }
        modifiers.extend(keywords.iter().map(|keyword| self.intern_node(keyword.node)));
        Some(Definition { node, name, name_node: Some(name_node), modifiers })
    }

    /// A graph node's children for a function: its name, parameters, return type and body.
    fn function_children(
        &mut self,
        definition: &Definition,
        function: NodeRef,
        body: NodeRef,
    ) -> Vec<(StringId, NodeRef)> {
        let parameters = self.field(function, Field::Parameters).or_else(|| self.field(function, Field::Parameter));
        let return_type = self.field(function, Field::ReturnType);
        let name = definition.name_node.map(|name| (definition.name, name));
        self.function_parts(name, parameters, return_type, Some(body))
    }

    /// Keywords in front of a definition, as written: `export`, `static`, `async`, `get`, `*`, ….
    pub(super) fn modifiers(&mut self, node: NodeRef) -> Vec<StringId> {
        self.leading_keywords(node).into_iter().map(|keyword| self.intern_node(keyword.node)).collect()
    }

    /// What is passed to a function that is called where it is written: `(function (app) { … })(global.app)`.
    fn arguments_of_called(&mut self, node: NodeRef) -> Vec<ExprId> {
        let mut around = self.ancestors().iter().rev().copied();
        let Some(call) = around.find(|node| self.kind(*node) != Kind::ParenthesizedExpression) else {
            return Vec::new();
        };
        if self.kind(call) != Kind::CallExpression || self.parent_of_kind(Kind::Arguments).is_some() {
            return Vec::new();
        }
        let function = self.function_of(call);
        if function.map(|function| self.unwrapped(function)) != Some(node) {
            return Vec::new();
        }
        let arguments = self.listed_behind(call, Field::Arguments);
        arguments.into_iter().take(MAX_CALLBACK_POSITION).map(|argument| self.expr_of(argument)).collect()
    }

    /// The object literal that a function is a member of: as a method or as the value of a property.
    pub(super) fn object_around(&self) -> Option<NodeRef> {
        let parent = self.parent()?;
        let holder = match self.kind(parent) {
            Kind::Pair => self.grandparent()?,
            _ => parent,
        };
        (self.kind(holder) == Kind::Object).then_some(holder)
    }

    /// What `this` is inside a method of an object literal: the object.
    fn this_of_literal(&mut self, object: NodeRef) -> This {
        match self.expr_of(object) {
            ExprId::UNKNOWN => This::Unknown,
            object => This::Of(object),
        }
    }

    /// What `this` is inside a function: the class for its methods, unknown for others.
    fn this_of_method(&self, keywords: &[Keyword]) -> This {
        match self.parent().and_then(|parent| self.class_with_body(parent)) {
            Some(class) if has_keyword(keywords, Kind::Static) => This::Class(class),
            Some(class) => This::Instance(class),
            None => This::Unknown,
        }
    }

    /// `yield x`, `yield* xs`
    pub(super) fn enter_yield(&mut self, node: NodeRef) -> Next {
        let value = self.first_named(node);
        let value = self.expr_if(value);
        let value = if self.has_token(node, Kind::Star) { self.element(value) } else { value };
        self.push_yield(value);
        Next::Into
    }

    /// Adds a method to the class that is open, if the method stands in its body.
    pub(super) fn push_method_member(
        &mut self,
        keywords: &[Keyword],
        parent: NodeRef,
        name: StringId,
        signature: SignatureId,
        parameters: &[Parameter],
        return_text: Option<StringId>,
    ) {
        if self.class_with_body(parent).is_none() {
            return;
        }
        let is_static = has_keyword(keywords, Kind::Static);
        let kind = if has_keyword(keywords, Kind::Get) {
            MethodKind::Getter
        } else if has_keyword(keywords, Kind::Set) {
            MethodKind::Setter
        } else {
            MethodKind::Method
        };
        let passed: Vec<extract::Parameter> = passed(parameters).collect();
        self.push_method(name, signature, kind, is_static, &passed, return_text);
        if name == self.own.constructor {
            self.push_parameter_properties(parameters);
        }
    }

    fn push_parameter_properties(&mut self, parameters: &[Parameter]) {
        for parameter in parameters.iter().filter(|parameter| parameter.is_property) {
            let extract::Parameter { name, type_text, ty, value } = parameter.passed;
            let text = Some(type_text).filter(|text| *text != StringId::EMPTY);
            self.push_field(name, text, ty, value, false);
        }
    }

    /// Overloads and abstract methods; functions that are only declared.
    pub(super) fn enter_signature(&mut self, node: NodeRef) -> Next {
        let Some(name_node) = self.field(node, Field::Name) else { return Next::Into };
        if self.kind(node) == Kind::FunctionSignature {
            let signature = self.signature_shape(node);
            let name = self.intern_node(name_node);
            self.bind(self.scope(), name, BindingTarget::Function(signature));
        } else if let Some(parent) = self.parent_of_kind(Kind::ClassBody) {
            let signature = self.signature_shape(node);
            let parameters = self.parameters(node);
            let annotation = self.field(node, Field::ReturnType);
            let return_text = self.return_type_text(annotation);
            let name = self.member_name(name_node);
            let keywords = self.leading_keywords(node);
            self.push_method_member(&keywords, parent, name, signature, &parameters, return_text);
        }
        Next::Into
    }
}
