//! Functions: declarations, methods, literals, the parameters and results of all of them.

use super::{Field, Go, Kind};
use crate::extract::{Bound, FunctionSketch, MethodKind, Next, NodeRef, Outline, Parameter};
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, Expr, ExprId, SignatureId};

/// The names and types in a function's parentheses.
pub(super) struct Shape {
    pub parameters: Vec<Parameter>,
    /// What follows the parentheses, as written.
    pub result: Option<NodeRef>,
    pub return_type: ExprId,
    /// Results with names, which are variables in the body.
    named_results: Vec<Parameter>,
}

impl Outline<'_, '_, Go> {
    /// A declaration of a function, or a literal, which has a name only if something around it gives it one.
    pub(super) fn enter_function(&mut self, node: NodeRef) -> Next {
        let signature = self.signature_of(node);
        let bound = match self.kind(node) {
            Kind::FuncLiteral => self.take_bound(node),
            _ => self.child_of_kind(node, Kind::Identifier).map(|name_node| {
                let name = self.intern_node(name_node);
                // Nobody can call `init`.
                if !matches!(self.draft.string(name), "_" | "init") {
                    self.bind(self.scope(), name, BindingTarget::Function(signature));
                    self.export_top_level(name, Some(Expr::Function(signature)));
                }
                Bound { definition: node, name_node, name }
            }),
        };
        self.begin_function();
        let type_params = self.bind_type_parameters(node);
        let type_params: Vec<ExprId> = type_params.into_iter().map(|name| self.type_name(name)).collect();
        let shape = self.shape_of(node);
        self.define(node, bound, signature, shape);
        if !type_params.is_empty() {
            let type_params = self.expr_list(&type_params);
            self.set_type_variables(signature, type_params);
        }
        Next::IntoAndLeave
    }

    /// A method: a member of its receiver's type, which may stand in another file.
    pub(super) fn enter_method(&mut self, node: NodeRef) -> Next {
        let receiver = self.field(node, Field::Receiver);
        let receiver = receiver.and_then(|list| self.first_named(list));
        let receiver_type = receiver.and_then(|receiver| self.field(receiver, Field::Type));
        let type_node = receiver_type.and_then(|ty| self.receiver_base(ty));
        let signature = self.signature_of(node);

        self.begin_type();
        let mut this = ExprId::UNKNOWN;
        if let Some(type_node) = type_node {
            let type_name = self.intern_node(type_node);
            this = self.type_name(type_name);
            self.bind_receiver_parameters(receiver_type);
            self.define_extension(type_name, this, &[]);
        }
        self.begin_function();
        if let Some(receiver) = receiver
            && let Some(name) = self.child_of_kind(receiver, Kind::Identifier)
        {
            self.bind_variable(name, this, ExprId::UNKNOWN);
        }
        let shape = self.shape_of(node);
        let name_node = self.child_of_kind(node, Kind::FieldIdentifier);
        let bound = name_node.map(|name_node| Bound { definition: node, name_node, name: self.intern_node(name_node) });
        if let (Some(_), Some(bound)) = (type_node, &bound) {
            let return_text = shape.result.map(|result| self.intern_node(result));
            self.push_method(bound.name, signature, MethodKind::Method, false, &shape.parameters, return_text);
        }
        self.define(node, bound, signature, shape);
        Next::IntoAndLeave
    }

    fn define(&mut self, node: NodeRef, bound: Option<Bound>, signature: SignatureId, shape: Shape) {
        for result in &shape.named_results {
            self.declare_variable(result.name, result.ty, ExprId::UNKNOWN);
        }
        let body = self.child_of_kind(node, Kind::Block);
        let list = self.field(node, Field::Parameters);
        let name = bound.map(|bound| (bound.name, bound.name_node));
        let sketch = FunctionSketch {
            name: bound.map(|bound| bound.name),
            parts: self.function_parts(name, list, shape.result, body),
            parameters: shape.parameters,
            return_text: shape.result.map(|result| self.intern_node(result)),
            return_type: shape.return_type,
            body,
            ..FunctionSketch::new(bound.map_or(node, |bound| bound.definition))
        };
        self.define_function(signature, sketch);
        let last = list.and_then(|list| self.last_named(list));
        if last.is_some_and(|last| self.kind(last) == Kind::VariadicParameter) {
            self.set_arity(signature, 0, true);
        }
    }

    /// Parameters and results of a function, a method without a body or a function type.
    pub(super) fn shape_of(&mut self, node: NodeRef) -> Shape {
        let list = self.field(node, Field::Parameters);
        let parameters = self.parameters(list);
        let result = self.field(node, Field::Result);
        let mut named_results = Vec::new();
        let return_type = match result {
            None => self.expr(Expr::Primitive),
            Some(list) if self.kind(list) == Kind::ParameterList => {
                let results = self.parameters(Some(list));
                let types: Vec<ExprId> = results.iter().map(|result| result.ty).collect();
                named_results = results;
                match types[..] {
                    [only] => only,
                    _ => {
                        let types = self.expr_list(&types);
                        self.expr(Expr::TupleType(types))
                    }
                }
            }
            Some(ty) => self.type_of(ty),
        };
        Shape { parameters, result, return_type, named_results }
    }

    /// One for each name, or for each type where there are no names: those are called `_`.
    fn parameters(&mut self, list: Option<NodeRef>) -> Vec<Parameter> {
        let mut found = Vec::new();
        for declaration in self.listed(list) {
            let is_variadic = match self.kind(declaration) {
                Kind::ParameterDeclaration => false,
                Kind::VariadicParameter => true,
                _ => continue,
            };
            let parts = self.named_children(declaration);
            let Some((type_node, names)) = parts.split_last() else { continue };
            let mut ty = self.type_of(*type_node);
            let mut type_text = self.intern_node(*type_node);
            if is_variadic {
                ty = self.expr(Expr::ArrayType(ty));
                let text = format!("...{}", self.text(*type_node));
                type_text = self.draft.intern(&text);
            }
            let mut push = |name: StringId| found.push(Parameter { name, type_text, ty, value: ExprId::UNKNOWN });
            if names.is_empty() {
                push(self.draft.intern("_"));
            }
            for name in names {
                push(self.intern_node(*name));
            }
        }
        found
    }

    /// The name of a receiver's type: `Order` of `*Order`, `List` of `*List[T]`.
    fn receiver_base(&mut self, ty: NodeRef) -> Option<NodeRef> {
        let base = self.innermost(ty, |file, ty| match file.kind(ty) {
            Kind::PointerType | Kind::ParenthesizedType | Kind::GenericType => file.first_named(ty),
            _ => None,
        });
        (self.kind(base) == Kind::TypeIdentifier).then_some(base)
    }

    /// `T` of `func (l *List[T]) Push(…)`.
    fn bind_receiver_parameters(&mut self, receiver_type: Option<NodeRef>) {
        let Some(ty) = receiver_type else { return };
        let ty = self.innermost(ty, |file, ty| match file.kind(ty) {
            Kind::PointerType | Kind::ParenthesizedType => file.first_named(ty),
            _ => None,
        });
        for argument in self.listed_behind(ty, Field::TypeArguments) {
            self.bind_type_parameter(argument, ExprId::UNKNOWN);
        }
    }

    /// The type parameters of a function or type, in the innermost scope.
    pub(super) fn bind_type_parameters(&mut self, node: NodeRef) -> Vec<StringId> {
        let mut names = Vec::new();
        for declaration in self.listed_in(node, Kind::TypeParameterList) {
            let parts = self.named_children(declaration);
            let Some((constraint, own)) = parts.split_last() else { continue };
            let constraint = self.constraint_of(*constraint);
            names.extend(own.iter().map(|name| self.bind_type_parameter(*name, constraint)));
        }
        names
    }
}
