//! Functions: methods, constructors, lambdas, the parameters of all of them.

use super::{Field, Java, Kind};
use crate::extract::{FunctionSketch, MethodKind, Next, NodeRef, Outline, Parameter};
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, ExprId};

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
        self.bind_type_parameters(node);
        let list = self.child_of_kind(node, Kind::FormalParameters);
        let parameters = list.map(|list| self.parameters(list)).unwrap_or_default();
        let type_node = self.field(node, Field::Type);
        let return_text = type_node.map(|ty| self.intern_node(ty));
        let return_type = type_node.map_or(ExprId::UNKNOWN, |ty| self.type_of(ty));
        if let Some(name) = name.filter(|_| is_member) {
            self.push_method(name, signature, MethodKind::Method, is_static, &parameters, return_text);
        }
        let last = list.and_then(|list| self.last_named(list));
        let is_variadic = last.is_some_and(|last| self.kind(last) == Kind::SpreadParameter);
        let body = self.field(node, Field::Body);
        let parts = self.function_parts(name.zip(name_node), list, type_node, body);
        self.define_function(
            signature,
            FunctionSketch {
                definition: node,
                name,
                parts,
                parameters,
                modifiers,
                return_text,
                return_type,
                body,
                is_async: false,
                is_generator: false,
            },
        );
        self.set_arity(signature, 0, is_variadic);
        Next::IntoAndLeave
    }

    /// A lambda: a function of the graph if something gives it a name.
    pub(super) fn enter_lambda(&mut self, node: NodeRef) -> Next {
        let bound = self.take_bound(node);
        self.begin_function();
        let list = self.field(node, Field::Parameters);
        let parameters = list.map(|list| self.lambda_parameters(list)).unwrap_or_default();
        let body = self.field(node, Field::Body);
        self.define_lambda(node, bound, list, parameters, body);
        if let Some(body) = body.filter(|body| self.kind(*body) != Kind::Block) {
            self.returns(body);
        }
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
    pub(super) fn parameters(&mut self, list: NodeRef) -> Vec<Parameter> {
        let mut found = Vec::new();
        for node in self.named_children(list) {
            match self.kind(node) {
                Kind::FormalParameter => {
                    let Some(name) = self.field(node, Field::Name) else { continue };
                    let Some(ty) = self.field(node, Field::Type) else { continue };
                    let (name, type_text) = (self.intern_node(name), self.intern_node(ty));
                    let ty = self.type_of(ty);
                    found.push(Parameter { name, type_text, ty, value: ExprId::UNKNOWN });
                }
                Kind::SpreadParameter => {
                    let parts = self.named_children(node);
                    let Some((declarator, before)) = parts.split_last() else { continue };
                    let Some(ty) = before.last() else { continue };
                    let Some(name) = self.first_named(*declarator) else { continue };
                    let name = self.intern_node(name);
                    let text = format!("{}...", self.text(*ty));
                    let type_text = self.draft.intern(&text);
                    let element = self.type_of(*ty);
                    let ty = self.expr(crate::record::symbols::Expr::ArrayType(element));
                    found.push(Parameter { name, type_text, ty, value: ExprId::UNKNOWN });
                }
                _ => {}
            }
        }
        found
    }

    fn lambda_parameters(&mut self, list: NodeRef) -> Vec<Parameter> {
        let untyped = match self.kind(list) {
            Kind::Identifier => vec![list],
            Kind::InferredParameters => self.named_children(list),
            _ => return self.parameters(list),
        };
        let parameter =
            |name| Parameter { name, type_text: StringId::EMPTY, ty: ExprId::UNKNOWN, value: ExprId::UNKNOWN };
        untyped.into_iter().map(|name| parameter(self.intern_node(name))).collect()
    }

    /// The type parameters of a method or type, in the innermost scope; answers their names.
    pub(super) fn bind_type_parameters(&mut self, node: NodeRef) -> Vec<StringId> {
        let Some(list) = self.child_of_kind(node, Kind::TypeParameters) else { return Vec::new() };
        let scope = self.scope();
        let mut names = Vec::new();
        for parameter in self.named_children(list) {
            let Some(name) = self.child_of_kind(parameter, Kind::TypeIdentifier) else { continue };
            let name = self.intern_node(name);
            let bound = self.child_of_kind(parameter, Kind::TypeBound);
            let bound = bound.and_then(|bound| self.first_named(bound));
            let constraint = bound.map_or(ExprId::UNKNOWN, |bound| self.type_of(bound));
            self.bind(scope, name, BindingTarget::TypeParameter(constraint));
            names.push(name);
        }
        names
    }
}
