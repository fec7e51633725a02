//! Functions and what binds them to names: declarations, methods, declarators, fields, properties, assignments.

use super::syntax::{Field, Keyword, Kind, has_keyword, nodes_of};
use super::{FrameKind, OpenFunction, This, TypeScriptVisitor};
use crate::language::tree::NodeRef;
use crate::record::NodeKind;
use crate::record::StringId;
use crate::record::draft::FunctionParts;
use crate::record::symbols::{BindingTarget, ExprId, Member, MemberValue, SignatureId};

/// How far back a callback may stand among the arguments of a call, comments included, to learn from the call what its
/// parameters are: each callback is looked for from the first argument on.
const MAX_CALLBACK_POSITION: usize = 16;

/// What a function node is the definition of.
struct Definition {
    node: NodeRef,
    name: StringId,
    name_node: Option<NodeRef>,
    modifiers: Vec<StringId>,
}

impl TypeScriptVisitor<'_, '_> {
    pub(super) fn enter_scope(&mut self, node: NodeRef) -> bool {
        if self.scoped_block.take_if(|block| *block == node).is_some() {
            return false;
        }
        self.push_frame(FrameKind::Block);
        self.scope = self.new_scope();
        match self.kind(node) {
            Kind::ForInStatement => self.bind_loop_variable(node),
            Kind::ClassStaticBlock => {
                self.var_scope = self.scope;
                if let Some(class) = self.classes.last() {
                    self.this = This::Class(class.id);
                }
            }
            Kind::CatchClause => {
                if let Some(parameter) = self.field(node, Field::Parameter) {
                    let annotation = self.field(node, Field::Type);
                    let ty = self.annotation_type(annotation);
                    self.bind_pattern(self.scope, parameter, ty, ExprId::UNKNOWN);
                }
            }
            _ => {}
        }
        true
    }

    pub(super) fn enter_function(&mut self, node: NodeRef, ancestors: &[NodeRef]) -> bool {
        let parent = ancestors.last().copied();
        let kind = self.kind(node);
        let keywords = self.leading_keywords(node);
        let definition = self.definition_of(node, &keywords, parent, ancestors);
        let signature = self.signature_of(node);
        let is_declaration = matches!(kind, Kind::FunctionDeclaration | Kind::GeneratorFunctionDeclaration);
        let body = self.field(node, Field::Body);
        if is_declaration && let Some(definition) = &definition {
            self.bind(self.scope, definition.name, BindingTarget::Function(signature));
        }
        let callback = self.callback_of(node, parent, ancestors);
        let member_this = self.this_of_method(&keywords, parent);

        self.push_frame(FrameKind::Function);
        self.scope = self.new_scope();
        self.var_scope = self.scope;
        if kind != Kind::ArrowFunction {
            self.this = member_this;
        }
        if let (None, Some(own_name)) = (&definition, self.field(node, Field::Name)) {
            let own_name = self.intern_node(own_name);
            self.bind(self.scope, own_name, BindingTarget::Function(signature));
        }
        self.bind_type_parameters(node);
        let parameters = self.bind_parameters(node, callback);
        let return_annotation = self.field(node, Field::ReturnType);
        let return_type = self.annotation_type(return_annotation);
        let parameter_types = super::patterns::passed_types(&parameters);
        let params = self.expr_list(&parameter_types);

        let mut row = None;
        if let (Some(definition), Some(body)) = (definition, body) {
            let return_text = self.return_type_text(return_annotation);
            let children = self.function_children(&definition, node, body);
            let named = parameters.iter().filter(|parameter| !parameter.is_this);
            let parts = FunctionParts {
                definition: self.tree.node(definition.node),
                name: definition.name,
                params: named.clone().map(|parameter| parameter.name).collect(),
                param_types: named.map(|parameter| parameter.type_text).collect(),
                modifiers: definition.modifiers,
                return_type: return_text,
                class_name: self.class_name,
                body: self.tree.node(body),
                signature,
            };
            row = Some((self.draft.push_function(parts, nodes_of(&self.tree, &children)), body));
            self.enter_key_scope(definition.name, NodeKind::Function);
            if let Some(parent) = parent {
                self.push_method_member(&keywords, parent, definition.name, signature, &parameters, return_text);
            }
        }
        let is_async = has_keyword(&keywords, Kind::Async);
        let is_generator = has_keyword(&keywords, Kind::Star);
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
            if self.kind(body) == Kind::StatementBlock {
                self.scoped_block = Some(body);
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

    pub(super) fn enter_return(&mut self, node: NodeRef) -> bool {
        if self.functions.last().is_some_and(|function| function.infers_return)
            && let Some(value) = self.first_named(node)
        {
            let value = self.expr_of(value);
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
        node: NodeRef,
        keywords: &[Keyword],
        parent: Option<NodeRef>,
        ancestors: &[NodeRef],
    ) -> Option<Definition> {
        if let Some(bound) = self.bound.take_if(|bound| bound.value == node) {
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
        let mut modifiers = Vec::new();
        if let Some(parent) = parent.filter(|parent| self.kind(*parent) == Kind::ExportStatement) {
            modifiers = self.modifiers(parent);
        }
        if ancestors.iter().rev().take(2).any(|ancestor| self.kind(*ancestor) == Kind::AmbientDeclaration) {
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
        let mut found = Vec::with_capacity(4);
        if let Some(name) = definition.name_node {
            found.push((definition.name, name));
        }
        if let Some(parameters) =
            self.field(function, Field::Parameters).or_else(|| self.field(function, Field::Parameter))
        {
            found.push((self.draft.intern("parameters"), parameters));
        }
        if let Some(return_type) = self.field(function, Field::ReturnType) {
            found.push((self.draft.intern("return_type"), return_type));
        }
        found.push((self.draft.intern("body"), body));
        found
    }

    /// Keywords in front of a definition, as written: `export`, `static`, `async`, `get`, `*`, ….
    pub(super) fn modifiers(&mut self, node: NodeRef) -> Vec<StringId> {
        self.leading_keywords(node).into_iter().map(|keyword| self.intern_node(keyword.node)).collect()
    }

    /// The callee of the call that this function is an argument of, with the argument's number.
    fn callback_of(&mut self, node: NodeRef, parent: Option<NodeRef>, ancestors: &[NodeRef]) -> Option<(ExprId, u16)> {
        let arguments = parent.filter(|parent| self.kind(*parent) == Kind::Arguments)?;
        let call = ancestors.get(ancestors.len().checked_sub(2)?)?;
        let callee = match self.kind(*call) {
            Kind::CallExpression => {
                let function = self.field(*call, Field::Function)?;
                self.expr_of(function)
            }
            Kind::NewExpression => self.expr_of(*call),
            _ => return None,
        };
        let argument = self.named(arguments).take(MAX_CALLBACK_POSITION).position(|argument| argument == node)?;
        Some((callee, u16::try_from(argument).ok()?))
    }

    /// What `this` is inside a function: the class for its methods, unknown for others.
    fn this_of_method(&self, keywords: &[Keyword], parent: Option<NodeRef>) -> This {
        match (self.classes.last(), parent) {
            (Some(class), Some(parent)) if class.body == Some(parent) => {
                if has_keyword(keywords, Kind::Static) {
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
        keywords: &[Keyword],
        parent: NodeRef,
        name: StringId,
        signature: SignatureId,
        parameters: &[super::patterns::Parameter],
        return_text: StringId,
    ) {
        if self.classes.last().is_none_or(|class| class.body != Some(parent)) {
            return;
        }
        let is_static = has_keyword(keywords, Kind::Static);
        let value = if has_keyword(keywords, Kind::Get) {
            MemberValue::Getter(signature)
        } else if has_keyword(keywords, Kind::Set) {
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
    pub(super) fn enter_signature(&mut self, node: NodeRef, ancestors: &[NodeRef]) -> bool {
        let Some(name_node) = self.field(node, Field::Name) else { return false };
        if self.kind(node) == Kind::FunctionSignature {
            let signature = self.signature_shape(node);
            let name = self.intern_node(name_node);
            self.bind(self.scope, name, BindingTarget::Function(signature));
        } else if let Some(parent) = ancestors.last().filter(|parent| self.kind(**parent) == Kind::ClassBody) {
            let signature = self.signature_shape(node);
            let parameters = self.parameters(node);
            let annotation = self.field(node, Field::ReturnType);
            let return_text = self.return_type_text(annotation);
            let name = self.member_name(name_node);
            let keywords = self.leading_keywords(node);
            self.push_method_member(&keywords, *parent, name, signature, &parameters, return_text);
        }
        false
    }
}
