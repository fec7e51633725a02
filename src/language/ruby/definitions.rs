//! Functions: methods, lambdas, blocks, the parameters of all of them.

use super::builtins::takes_apart;
use super::calls::CallParts;
use super::{FILE_SCOPE, Field, FrameKind, Kind, Ruby};
use crate::extract::{FunctionNodes, FunctionSketch, MethodKind, Next, NodeRef, Outline, Parameter, This};
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, Expr, ExprId, Package, SignatureId};

impl Outline<'_, '_, Ruby> {
    /// `def x`
    pub(super) fn enter_method(&mut self, node: NodeRef) -> Next {
        let Some(name_node) = self.field(node, Field::Name) else { return Next::Into };
        let name = self.intern_node(name_node);
        let in_singleton = self.own.frames.last().is_some_and(|frame| frame.kind == FrameKind::Singleton);
        let visibility = self.member_body().and_then(|frame| frame.visibility);
        let body_of = self.type_body().map(|frame| frame.is_module_function);
        let is_class_method = in_singleton || self.own.frames.last().is_some_and(|frame| frame.is_module_function);
        let signature = self.signature_of(node);
        let mut modifiers: Vec<StringId> = self.modifier_call().into_iter().collect();
        modifiers.extend(visibility);
        modifiers.dedup();
        if body_of.is_none() {
            self.bind_function(name, signature);
        }
        let this = match self.class() {
            Some(class) if is_class_method => This::Class(class),
            Some(class) => This::Instance(class),
            None => This::Unknown,
        };
        let parameters = self.begin_definition(node, (name, name_node), signature, modifiers, this);
        if let Some(is_module_function) = body_of {
            self.push_method(name, signature, MethodKind::Method, is_class_method, &parameters, None);
            if is_module_function && !is_class_method {
                self.push_method(name, signature, MethodKind::Method, true, &parameters, None);
            }
        }
        Next::IntoAndLeave
    }

    /// `def self.x`, `def Order.x`
    pub(super) fn enter_singleton_method(&mut self, node: NodeRef) -> Next {
        let Some([object, name_node]) = self.fields(node, [Field::Object, Field::Name]) else { return Next::Into };
        let name = self.intern_node(name_node);
        let signature = self.signature_of(node);
        let own_name = self.draft.string(self.class_name());
        let is_own = self.kind(object) == Kind::SelfReference || self.text(object) == own_name;
        let is_member = is_own && self.type_body().is_some();
        let this = match self.class() {
            Some(class) if is_member => This::Class(class),
            _ => This::Unknown,
        };
        if !is_member && self.kind(object) == Kind::SelfReference {
            self.bind_function(name, signature);
        }
        let modifiers = vec![self.draft.intern("self")];
        let parameters = self.begin_definition(node, (name, name_node), signature, modifiers, this);
        if is_member {
            self.push_method(name, signature, MethodKind::Method, true, &parameters, None);
        }
        Next::IntoAndLeave
    }

    fn begin_definition(
        &mut self,
        node: NodeRef,
        name: (StringId, NodeRef),
        signature: SignatureId,
        modifiers: Vec<StringId>,
        this: This,
    ) -> Vec<Parameter> {
        self.begin_function();
        self.set_this(this);
        if let (This::Instance(_), true) = (this, self.type_body().is_some()) {
            self.bind_self(ExprId::UNKNOWN);
        }
        self.push_frame(FrameKind::Function, |frame| frame.method = name.0);
        let parameters = self.child_of_kind(node, Kind::MethodParameters);
        let written = self.field(node, Field::Body);
        let result = written.and_then(|body| self.result_of(body));
        // A method that does nothing is one all the same: its body is where it ends.
        let body = written.or_else(|| self.child_of_kind(node, Kind::End));
        let parts = FunctionNodes { name: Some(name), parameters, body, ..Default::default() };
        self.open_definition(signature, FunctionSketch { modifiers, ..FunctionSketch::new(node) }, parts, result)
    }

    /// A method outside of any type: one of every object, known to other files.
    fn bind_function(&mut self, name: StringId, signature: SignatureId) {
        self.bind(self.scope(), name, BindingTarget::Function(signature));
        if self.scope() == FILE_SCOPE {
            self.export_expr(name, Expr::Function(signature), Some(Package::Named(StringId::EMPTY)));
        }
    }

    /// `private def x`: the call that the definition is an argument of.
    fn modifier_call(&mut self) -> Option<StringId> {
        let [.., call, arguments] = *self.ancestors() else { return None };
        if self.kind(arguments) != Kind::ArgumentList || self.kind(call) != Kind::Call {
            return None;
        }
        let method = self.call_parts(call).method?;
        Some(self.intern_node(method))
    }

    /// `->(x) { … }`: a function of the graph if something gives it a name.
    pub(super) fn enter_lambda(&mut self, node: NodeRef) -> Next {
        let bound = self.take_bound(node);
        let signature = self.signature_of(node);
        self.begin_function();
        self.push_frame(FrameKind::Block, |_| {});
        let parameters = self.child_of_kind(node, Kind::LambdaParameters);
        let body = self.field(node, Field::Body);
        self.own.open_blocks.extend(body);
        let result = body.and_then(|block| self.result_of_block(block));
        let name = bound.map(|bound| (bound.name, bound.name_node));
        let parts = FunctionNodes { name, parameters, body, ..Default::default() };
        let definition = bound.map_or(node, |bound| bound.definition);
        self.open_definition(signature, FunctionSketch::new(definition), parts, result);
        Next::IntoAndLeave
    }

    /// A call whose block is a function with a name: `f = proc { … }`, `define_method(:x) { … }`. It is entered then.
    pub(super) fn enter_named_block(&mut self, node: NodeRef, method: &str, call: &CallParts) -> Next {
        let bound = self.take_bound(node);
        let Some(block) = call.block else { return Next::Into };
        let is_method = matches!(method, "define_method" | "define_singleton_method");
        let is_static = method == "define_singleton_method";
        let name = match bound.as_ref() {
            Some(bound) => Some((bound.name, bound.name_node)),
            None if is_method => {
                let argument = call.arguments.and_then(|arguments| self.first_named(arguments));
                argument.and_then(|argument| Some((self.symbol(argument)?, argument)))
            }
            None => return Next::Into,
        };
        let Some(name) = name else { return Next::Into };
        let signature = self.signature_of(node);
        let is_member = bound.is_none() && self.type_body().is_some();
        let this = match self.class() {
            Some(class) if is_member && !is_static => This::Instance(class),
            _ => self.this(),
        };
        self.begin_function();
        if let (This::Class(_), This::Instance(_)) = (self.this(), this) {
            self.bind_self(ExprId::UNKNOWN);
        }
        self.set_this(this);
        self.push_frame(FrameKind::Block, |_| {});
        self.own.open_blocks.insert(block);
        let parameters = self.child_of_kind(block, Kind::BlockParameters);
        let result = self.result_of_block(block);
        let parts = FunctionNodes { name: Some(name), parameters, body: Some(block), ..Default::default() };
        let definition = bound.map_or(node, |bound| bound.definition);
        let parameters = self.open_definition(signature, FunctionSketch::new(definition), parts, result);
        if is_member {
            self.push_method(name.0, signature, MethodKind::Method, is_static, &parameters, None);
        }
        Next::IntoAndLeave
    }

    /// A block: a scope that sees what is around it.
    pub(super) fn enter_own_block(&mut self, node: NodeRef) -> Next {
        if self.own.open_blocks.remove(&node) {
            return Next::Into;
        }
        let call_node = self.parent_of_kind(Kind::Call);
        let call = call_node.map(|call| self.call_parts(call)).unwrap_or_default();
        let method = call.method.map_or("", |method| self.text(method));
        let list = self.child_of_kind(node, Kind::BlockParameters);
        let nodes = self.listed(list);
        let passed = match call_node.filter(|_| !nodes.is_empty()) {
            Some(call_node) => self.passed(call_node, &call, method, nodes.len()),
            None => Vec::new(),
        };
        self.begin_block();
        self.push_frame(FrameKind::Block, |frame| frame.is_module_function = method == "class_methods");
        let parameters = self.parameters(list);
        let is_apart = parameters.len() > 1 && takes_apart(method);
        for (place, (parameter, node)) in parameters.into_iter().zip(nodes).enumerate() {
            let value = match place {
                _ if is_apart => self.at_place(passed.first().copied().unwrap_or_default(), place),
                _ => passed.get(place).copied().unwrap_or_default(),
            };
            if self.kind(node) == Kind::DestructuredParameter {
                self.bind_parts(node, value);
            } else {
                self.declare_variable(parameter.name, parameter.ty, value);
            }
        }
        Next::IntoAndLeave
    }

    /// Defines the function entered last; answers its parameters.
    fn open_definition(
        &mut self,
        signature: SignatureId,
        sketch: FunctionSketch,
        nodes: FunctionNodes,
        result: Option<NodeRef>,
    ) -> Vec<Parameter> {
        let FunctionNodes { name, parameters: list, body, .. } = nodes;
        let parameters = self.parameters(list);
        let block = self.block_parameter(list);
        if let Some(frame) = self.own.frames.last_mut() {
            frame.result = result;
            frame.signature = Some(signature);
            frame.block = block;
        }
        let parts = self.function_parts(name, list, None, body);
        let name = name.map(|(name, _)| name);
        self.define_function(signature, FunctionSketch { name, parts, parameters: parameters.clone(), body, ..sketch });
        parameters
    }

    /// What a body gives: its last statement, or itself if it is an expression.
    fn result_of(&mut self, body: NodeRef) -> Option<NodeRef> {
        if !matches!(self.kind(body), Kind::BodyStatement | Kind::BlockBody) {
            return Some(body);
        }
        let is_handler = |kind| matches!(kind, Kind::Rescue | Kind::Ensure | Kind::Else);
        let statements = self.named_children(body);
        statements.into_iter().rev().find(|statement| !is_handler(self.kind(*statement)))
    }

    fn result_of_block(&mut self, block: NodeRef) -> Option<NodeRef> {
        let body = self.field(block, Field::Body)?;
        self.result_of(body)
    }

    /// The parameters in a list, by name; those without one by their mark.
    fn parameters(&mut self, list: Option<NodeRef>) -> Vec<Parameter> {
        let mut found = Vec::new();
        for node in self.listed(list) {
            let name_node = match self.kind(node) {
                Kind::OptionalParameter
                | Kind::KeywordParameter
                | Kind::SplatParameter
                | Kind::HashSplatParameter
                | Kind::BlockParameter => self.first_named(node).unwrap_or(node),
                _ => node,
            };
            let name = self.intern_node(name_node);
            if let Some(frame) = self.own.frames.last_mut() {
                frame.locals.insert(name);
            }
            let value = match self.kind(node) {
                Kind::OptionalParameter | Kind::KeywordParameter => self.field(node, Field::Value),
                _ => None,
            };
            let value = self.default_of(value, |made| matches!(made, Expr::New { .. }));
            found.push(Parameter { value, ..Parameter::untyped(name) });
        }
        found
    }

    /// A name in a list of parameters that may be within a pattern: `|(a, b)|`.
    pub(super) fn bind_parameter_name(&mut self, node: NodeRef) {
        let name = self.intern_node(node);
        if self.local_scope(name).is_none() {
            self.bind_local(node, ExprId::UNKNOWN);
        }
    }
}
