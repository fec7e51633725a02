//! Functions: methods, constructors, lambdas, the parameters of all of them.

use super::{Field, Java, Kind};
use crate::extract::{FunctionNodes, FunctionSketch, MethodKind, Next, NodeRef, Outline, Parameter};
use crate::record::StringId;
use crate::record::symbols::{Expr, ExprId};

impl Outline<'_, '_, Java> {
    /// A method or constructor, with or without a body.
    pub(super) fn enter_method(&mut self, node: NodeRef) -> Next {
        let name_node = self.child_of_kind(node, Kind::Identifier);
        let name = name_node.map(|name| self.intern_node(name));
        let modifiers = self.modifiers(node);
        let is_static = self.is_static(node);
        let signature = self.signature_of(node);
        let is_member = self.is_in_type();
        self.begin_method(is_static);
        let type_params = self.bind_type_parameters(node);
        let parts = FunctionNodes {
            name: name.zip(name_node),
            parameters: self.child_of_kind(node, Kind::FormalParameters),
            return_type: self.field(node, Field::Type),
            body: self.field(node, Field::Body),
        };
        let parameters = self.parameters(parts.parameters);
        let sketch = FunctionSketch { name, parameters, modifiers, ..self.sketch_of(node, parts) };
        if let Some(name) = name.filter(|_| is_member) {
            self.push_method(name, signature, MethodKind::Method, is_static, &sketch.parameters, sketch.return_text);
        }
        self.define_function(signature, sketch);
        let last = parts.parameters.and_then(|list| self.last_named(list));
        let is_variadic = last.is_some_and(|last| self.kind(last) == Kind::SpreadParameter);
        self.set_arity(signature, 0, is_variadic);
        self.set_type_parameters(signature, type_params.len());
        Next::IntoAndLeave
    }

    /// A lambda: a function of the graph if something gives it a name.
    pub(super) fn enter_lambda(&mut self, node: NodeRef) -> Next {
        let around = self.ancestors().to_vec();
        let context = self.context_of(node, &around);
        self.begin_function();
        let list = self.field(node, Field::Parameters);
        let parameters = self.lambda_parameters(list, context);
        let body = self.field(node, Field::Body);
        self.define_lambda(node, list, parameters, body);
        self.return_body(body, Kind::Block);
        self.return_thrown(body, Kind::Block, Kind::ThrowStatement);
        Next::IntoAndLeave
    }

    /// Keywords and annotations in front of a declaration, as written.
    pub(super) fn modifiers(&mut self, node: NodeRef) -> Vec<StringId> {
        let Some(modifiers) = self.child_of_kind(node, Kind::Modifiers) else { return Vec::new() };
        let mut texts = Vec::new();
        for modifier in self.tree.children(modifiers) {
            if !self.tree.is_extra(modifier) {
                texts.push(self.intern_node(modifier));
            }
        }
        texts
    }

    pub(super) fn is_static(&mut self, node: NodeRef) -> bool {
        let modifiers = self.child_of_kind(node, Kind::Modifiers);
        modifiers.is_some_and(|modifiers| self.has_token(modifiers, Kind::Static))
    }

    /// The parameters in parentheses; `this` as a parameter is none that a caller passes.
    pub(super) fn parameters(&mut self, list: Option<NodeRef>) -> Vec<Parameter> {
        let mut found = Vec::new();
        for node in self.listed(list) {
            match self.kind(node) {
                Kind::FormalParameter => {
                    let Some([name, ty]) = self.fields(node, [Field::Name, Field::Type]) else { continue };
                    let parameter = self.parameter_of(name, Some(ty));
                    let ty = if self.is_inferred(ty) { ExprId::UNKNOWN } else { parameter.ty };
                    found.push(Parameter { ty, ..parameter });
                }
                Kind::SpreadParameter => {
                    let parts = self.named_children(node);
                    let Some((declarator, before)) = parts.split_last() else { continue };
                    let Some(ty) = before.last() else { continue };
                    let Some(name) = self.first_named(*declarator) else { continue };
                    let text = format!("{}...", self.text(*ty));
                    let type_text = self.draft.intern(&text);
                    let several = self.list_of_type(Some(*ty));
                    let ty = self.expr(several);
                    found.push(Parameter { type_text, ty, ..self.parameter_of(name, None) });
                }
                _ => {}
            }
        }
        found
    }

    /// The parameters of a lambda; of those without a type `of` says what they are.
    fn lambda_parameters(&mut self, list: Option<NodeRef>, of: ExprId) -> Vec<Parameter> {
        let mut parameters = match list.map(|list| self.kind(list)) {
            Some(Kind::Identifier) => list.into_iter().map(|name| self.parameter_of(name, None)).collect(),
            Some(Kind::InferredParameters) => {
                self.listed(list).into_iter().map(|name| self.parameter_of(name, None)).collect()
            }
            _ => self.parameters(list),
        };
        for (place, parameter) in (0..).zip(&mut parameters) {
            if parameter.ty == ExprId::UNKNOWN && of != ExprId::UNKNOWN {
                parameter.value = self.expr(Expr::Parameter { of, place });
            }
        }
        parameters
    }

    /// The type parameters of a method or type, in the innermost scope; answers their names.
    pub(super) fn bind_type_parameters(&mut self, node: NodeRef) -> Vec<StringId> {
        let mut names = Vec::new();
        for parameter in self.listed_in(node, Kind::TypeParameters) {
            let Some(name) = self.child_of_kind(parameter, Kind::TypeIdentifier) else { continue };
            let bound = self.child_of_kind(parameter, Kind::TypeBound);
            let bound = bound.and_then(|bound| self.first_named(bound));
            let constraint = self.type_if(bound);
            names.push(self.bind_type_parameter(name, constraint));
        }
        names
    }
}
