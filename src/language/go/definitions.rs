//! Functions: declarations, methods, literals, the parameters and results of all of them.

use super::{Field, Go, Kind};
use crate::extract::{Bound, FunctionSketch, MethodKind, Next, NodeRef, Outline, Parameter};
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, ExportTarget, Expr, ExprId, SignatureId};

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
        let bound = match self.kind(node) {
            Kind::FuncLiteral => self.take_bound(node),
            _ => self.child_of_kind(node, Kind::Identifier).map(|name_node| Bound {
                definition: node,
                name_node,
                name: self.intern_node(name_node),
            }),
        };
        let signature = self.signature_of(node);
        if self.kind(node) != Kind::FuncLiteral
            && let Some(bound) = &bound
            && !self.is_blank(bound.name)
            // Nobody can call it.
            && self.draft.string(bound.name) != "init"
        {
            let scope = self.scope();
            self.bind(scope, bound.name, BindingTarget::Function(signature));
            let function = self.expr(Expr::Function(signature));
            self.export_top_level(bound.name, ExportTarget::Expression(function));
        }
        self.begin_function();
        self.bind_type_parameters(node);
        let shape = self.shape_of(node);
        self.define(node, bound, signature, shape);
        Next::IntoAndLeave
    }

    /// A method: a member of its receiver's type, which may stand in another file.
    pub(super) fn enter_method(&mut self, node: NodeRef) -> Next {
        let name_node = self.child_of_kind(node, Kind::FieldIdentifier);
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
            let name = self.intern_node(name);
            let scope = self.scope();
            self.bind(scope, name, BindingTarget::Variable { ty: this, value: ExprId::UNKNOWN });
        }
        let shape = self.shape_of(node);
        let bound = name_node.map(|name_node| {
            let name = self.intern_node(name_node);
            Bound { definition: node, name_node, name }
        });
        if type_node.is_some()
            && let Some(bound) = &bound
        {
            let return_text = shape.result.map(|result| self.intern_node(result));
            self.push_method(bound.name, signature, MethodKind::Method, false, &shape.parameters, return_text);
        }
        self.define(node, bound, signature, shape);
        Next::IntoAndLeave
    }

    fn define(&mut self, node: NodeRef, bound: Option<Bound>, signature: SignatureId, shape: Shape) {
        let body = self.child_of_kind(node, Kind::Block);
        let mut parts = Vec::with_capacity(4);
        if let Some(bound) = &bound {
            parts.push((bound.name, bound.name_node));
        }
        if let Some(parameters) = self.field(node, Field::Parameters) {
            parts.push((self.draft.intern("parameters"), parameters));
        }
        let result = shape.result;
        let return_text = result.map(|result| self.intern_node(result));
        parts.extend(result.map(|result| (self.draft.intern("return_type"), result)));
        parts.extend(body.map(|body| (self.draft.intern("body"), body)));
        for result in &shape.named_results {
            let scope = self.scope();
            let target = BindingTarget::Variable { ty: result.ty, value: ExprId::UNKNOWN };
            self.bind(scope, result.name, target);
        }
        let sketch = FunctionSketch {
            definition: bound.as_ref().map_or(node, |bound| bound.definition),
            name: bound.map(|bound| bound.name),
            parts,
            parameters: shape.parameters,
            modifiers: Vec::new(),
            return_text,
            return_type: shape.return_type,
            body,
            is_async: false,
            is_generator: false,
        };
        self.define_function(signature, sketch);
    }

    /// Parameters and results of a function, a method without a body or a function type.
    pub(super) fn shape_of(&mut self, node: NodeRef) -> Shape {
        let parameters = self.field(node, Field::Parameters);
        let parameters = parameters.map(|list| self.parameters(list)).unwrap_or_default();
        let result = self.field(node, Field::Result);
        let mut named_results = Vec::new();
        let return_type = match result {
            None => self.expr(Expr::Primitive),
            Some(list) if self.kind(list) == Kind::ParameterList => {
                let results = self.parameters(list);
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
    fn parameters(&mut self, list: NodeRef) -> Vec<Parameter> {
        let mut found = Vec::new();
        for declaration in self.named_children(list) {
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
        let mut ty = ty;
        loop {
            match self.kind(ty) {
                Kind::TypeIdentifier => return Some(ty),
                Kind::PointerType | Kind::ParenthesizedType | Kind::GenericType => {
                    ty = self.first_named(ty)?;
                }
                _ => return None,
            }
        }
    }

    /// `T` of `func (l *List[T]) Push(…)`.
    fn bind_receiver_parameters(&mut self, receiver_type: Option<NodeRef>) {
        let Some(mut ty) = receiver_type else { return };
        while matches!(self.kind(ty), Kind::PointerType | Kind::ParenthesizedType) {
            match self.first_named(ty) {
                Some(inner) => ty = inner,
                None => return,
            }
        }
        let Some(arguments) = self.field(ty, Field::TypeArguments) else { return };
        let scope = self.scope();
        for argument in self.named_children(arguments) {
            let name = self.intern_node(argument);
            self.bind(scope, name, BindingTarget::TypeParameter(ExprId::UNKNOWN));
        }
    }

    /// The type parameters of a function or type, in the innermost scope.
    pub(super) fn bind_type_parameters(&mut self, node: NodeRef) -> Vec<StringId> {
        let Some(list) = self.child_of_kind(node, Kind::TypeParameterList) else { return Vec::new() };
        let scope = self.scope();
        let mut names = Vec::new();
        for declaration in self.named_children(list) {
            let parts = self.named_children(declaration);
            let Some((constraint, own)) = parts.split_last() else { continue };
            let constraint = self.constraint_of(*constraint);
            for name in own {
                let name = self.intern_node(*name);
                self.bind(scope, name, BindingTarget::TypeParameter(constraint));
                names.push(name);
            }
        }
        names
    }
}
