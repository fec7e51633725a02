//! Functions: methods, lambdas, blocks that define one, the parameters of all of them.

use super::words::{Field, Kind};
use super::{Bound, Open, RubyVisitor};
use crate::language::outline::{ExpressionShapes, FunctionSketch, MethodKind, Parameter, This};
use crate::language::tree::NodeRef;
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, Expr, ExprId, SignatureId};

impl RubyVisitor<'_, '_> {
    /// `def name`, `def self.name`
    pub(super) fn enter_method(&mut self, node: NodeRef) -> bool {
        let Some(name_node) = self.outline.field(node, Field::Name) else { return false };
        self.seen.insert(name_node);
        let name = self.outline.intern_node(name_node);
        let is_singleton =
            self.outline.kind(node) == Kind::SingletonMethod || self.open.last().is_some_and(|open| open.is_singleton);
        let signature = self.signature_of(node);
        let is_member = self.is_in_type();
        if !is_member {
            let scope = self.outline.scope();
            self.outline.bind(scope, name, BindingTarget::Function(signature));
        }
        let this = match self.outline.this() {
            This::Instance(class) if is_singleton => This::Class(class),
            this => this,
        };
        self.outline.enter_function();
        self.outline.set_this(this);
        self.open.push(Open { is_closed: true, method: Some(name), ..Open::default() });
        let list = self.outline.child_of_kind(node, Kind::MethodParameters);
        let parameters = list.map(|list| self.parameters(list)).unwrap_or_default();
        if is_member {
            self.outline.push_method(name, signature, MethodKind::Method, is_singleton, &parameters, None);
        }
        // A method that does nothing has no body but its end.
        let body = self.outline.field(node, Field::Body).or_else(|| self.outline.tree.children(node).next_back());
        let bound = Bound { definition: node, name_node, name };
        self.define(signature, Some(bound), list, parameters, body);
        self.return_last(body);
        true
    }

    /// A lambda: a function of the graph if something gives it a name.
    pub(super) fn enter_lambda(&mut self, node: NodeRef) -> bool {
        let bound = self.bound.remove(&node);
        let list = self.outline.child_of_kind(node, Kind::LambdaParameters);
        let body = self.outline.field(node, Field::Body);
        // Its block is no scope of its own.
        self.bodies.extend(body);
        self.enter_block_function(node, bound, list, body)
    }

    /// A block: of a call that makes a function of it, or of any other.
    pub(super) fn enter_block(&mut self, node: NodeRef, ancestors: &[NodeRef]) -> bool {
        if self.bodies.contains(&node) {
            return false;
        }
        let list = self.outline.child_of_kind(node, Kind::BlockParameters);
        if let Some(bound) = self.bound.remove(&node) {
            // A block that does nothing has no body but its end.
            let body = self.outline.field(node, Field::Body).or_else(|| self.outline.tree.children(node).next_back());
            return self.enter_block_function(node, Some(bound), list, body);
        }
        let call = ancestors.last().copied();
        let element = call.map_or(ExprId::UNKNOWN, |call| self.element_of_receiver(call));
        self.outline.enter_block();
        self.open.push(Open::default());
        let parameters = list.map(|list| self.parameters(list)).unwrap_or_default();
        let scope = self.outline.scope();
        for (place, parameter) in parameters.into_iter().enumerate() {
            let value = if place == 0 { element } else { ExprId::UNKNOWN };
            self.outline.bind(scope, parameter.name, BindingTarget::Variable { ty: ExprId::UNKNOWN, value });
        }
        true
    }

    fn enter_block_function(
        &mut self,
        node: NodeRef,
        bound: Option<Bound>,
        list: Option<NodeRef>,
        body: Option<NodeRef>,
    ) -> bool {
        let signature = self.signature_of(node);
        self.outline.enter_function();
        self.open.push(Open::default());
        let parameters = list.map(|list| self.parameters(list)).unwrap_or_default();
        self.define(signature, bound, list, parameters, body);
        true
    }

    fn define(
        &mut self,
        signature: SignatureId,
        bound: Option<Bound>,
        list: Option<NodeRef>,
        parameters: Vec<Parameter>,
        body: Option<NodeRef>,
    ) {
        let mut parts = Vec::with_capacity(3);
        let name = bound.as_ref().map(|bound| bound.name);
        parts.extend(bound.as_ref().map(|bound| (bound.name, bound.name_node)));
        for (label, node) in [("parameters", list), ("body", body)] {
            parts.extend(node.map(|node| (self.outline.draft.intern(label), node)));
        }
        self.outline.define_function(
            signature,
            FunctionSketch {
                definition: bound.map_or(NodeRef::ROOT, |bound| bound.definition),
                name,
                parts,
                parameters,
                modifiers: Vec::new(),
                return_text: None,
                return_type: ExprId::UNKNOWN,
                body,
                is_async: false,
                is_generator: false,
            },
        );
    }

    /// A method returns what it ends with.
    fn return_last(&mut self, body: Option<NodeRef>) {
        let last = body.and_then(|body| match self.outline.kind(body) {
            Kind::BodyStatement => self.outline.last_named(body),
            _ => Some(body),
        });
        // What is in it has not been entered, so what it assigns is not known: names alone would be taken for calls.
        let Some(last) = last else { return };
        let is_telling = matches!(
            self.outline.kind(last),
            Kind::SelfWord | Kind::InstanceVariable | Kind::Constant | Kind::ScopeResolution | Kind::Call
        );
        if is_telling {
            let value = self.expr_of(last);
            self.outline.push_return(value);
        }
    }

    /// The row of a function's shape, made when it is first mentioned and filled when it is entered.
    pub(super) fn signature_of(&mut self, node: NodeRef) -> SignatureId {
        if let Some(known) = self.signatures.get(&node) {
            return *known;
        }
        let signature = self.outline.new_signature();
        self.signatures.insert(node, signature);
        signature
    }

    /// The names of parameters, in source order; all are local variables.
    fn parameters(&mut self, list: NodeRef) -> Vec<Parameter> {
        let mut found = Vec::new();
        for node in self.outline.named_children(list) {
            let (name_node, default) = match self.outline.kind(node) {
                Kind::Identifier => (Some(node), None),
                Kind::OptionalParameter | Kind::KeywordParameter => {
                    (self.outline.field(node, Field::Name), self.outline.field(node, Field::Value))
                }
                Kind::SplatParameter | Kind::HashSplatParameter | Kind::BlockParameter => {
                    (self.outline.field(node, Field::Name), None)
                }
                Kind::DestructuredParameter => {
                    self.bind_target(node, ExprId::UNKNOWN);
                    (None, None)
                }
                _ => continue,
            };
            let shown = match name_node {
                Some(name) => {
                    self.seen.insert(name);
                    self.outline.intern_node(name)
                }
                // Taken apart, or passed on without a name: as written.
                None => self.outline.intern_node(node),
            };
            self.note_local(shown);
            let value = match default.map(|value| self.expr_of(value)) {
                Some(value) if matches!(self.outline.draft.symbols().expr(value), Expr::New(_) | Expr::Literal) => {
                    value
                }
                _ => ExprId::UNKNOWN,
            };
            found.push(Parameter { name: shown, type_text: StringId::EMPTY, ty: ExprId::UNKNOWN, value });
        }
        found
    }
}
