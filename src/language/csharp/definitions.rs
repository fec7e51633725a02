//! Functions: methods, constructors, operators, accessors, local functions, lambdas, the parameters of all of them.

use super::CSharpVisitor;
use super::words::{Field, Kind};
use crate::extract::outline::{ExpressionShapes, FunctionSketch, MethodKind, Parameter};
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, Expr, ExprId};
use crate::syntax::tree::NodeRef;

impl CSharpVisitor<'_, '_> {
    /// A method, constructor, finalizer, operator or local function, with or without a body.
    pub(super) fn enter_method(&mut self, node: NodeRef) -> bool {
        let (name, name_node) = self.function_name(node).unzip();
        let modifiers = self.modifiers(node);
        let is_static = self.is_static(node);
        let signature = self.outline.signature_of(node);
        let is_member = self.outline.is_in_type();
        if let Some(name) = name.filter(|_| !is_member) {
            let scope = self.outline.scope();
            self.outline.bind(scope, name, BindingTarget::Function(signature));
        }
        self.outline.enter_method(is_static);
        self.bind_type_parameters(node);
        let list = self.outline.child_of_kind(node, Kind::ParameterList);
        let parameters = list.map(|list| self.parameters(list)).unwrap_or_default();
        let type_node = match self.outline.field(node, Field::Returns) {
            Some(returns) => Some(returns),
            None => self.outline.field(node, Field::Type),
        };
        let return_text = type_node.map(|ty| self.outline.intern_node(ty));
        let return_type = type_node.map_or(ExprId::UNKNOWN, |ty| self.type_of(ty));
        // No call runs a static constructor.
        let is_initializer = is_static && self.outline.kind(node) == Kind::ConstructorDeclaration;
        if let Some(name) = name.filter(|_| is_member && !is_initializer) {
            self.outline.push_method(name, signature, MethodKind::Method, is_static, &parameters, return_text);
        }
        let body = self.outline.field(node, Field::Body);
        if let (Some(body), Some(ty)) = (body, type_node) {
            self.name_created(body, ty);
        }
        let (optional, is_variadic) = list.map(|list| self.arity(list)).unwrap_or_default();
        let parts = self.outline.function_parts(name.zip(name_node), list, type_node, body);
        self.outline.define_function(
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
        self.outline.set_arity(signature, optional, is_variadic);
        true
    }

    /// How many of the last parameters may be left out, and whether `params` is among them.
    fn arity(&mut self, list: NodeRef) -> (usize, bool) {
        let nodes = self.outline.named_children(list);
        let parameters: Vec<NodeRef> =
            nodes.into_iter().filter(|node| self.outline.kind(*node) == Kind::Parameter).collect();
        let has_default = |visitor: &mut Self, node: NodeRef| {
            visitor.outline.field(node, Field::Name).is_some_and(|name| visitor.outline.last_named(node) != Some(name))
        };
        let optional = parameters.iter().rev().take_while(|node| has_default(self, **node)).count();
        // `params T[] rest` stands in the list itself.
        (optional, self.outline.has_token(list, Kind::Params))
    }

    /// What a function is called, and the node that says so.
    fn function_name(&mut self, node: NodeRef) -> Option<(StringId, NodeRef)> {
        match self.outline.kind(node) {
            Kind::OperatorDeclaration => {
                let operator = self.outline.field(node, Field::Operator)?;
                let name = format!("operator {}", self.outline.text(operator));
                Some((self.outline.draft.intern(&name), operator))
            }
            Kind::ConversionOperatorDeclaration => {
                let ty = self.outline.field(node, Field::Type)?;
                let keyword = self.outline.child_of_kind(node, Kind::OperatorKeyword)?;
                let name = format!("operator {}", self.outline.text(ty));
                Some((self.outline.draft.intern(&name), keyword))
            }
            Kind::DestructorDeclaration => {
                let class = self.outline.field(node, Field::Name)?;
                let name = format!("~{}", self.outline.text(class));
                Some((self.outline.draft.intern(&name), class))
            }
            _ => {
                let name = self.outline.field(node, Field::Name)?;
                Some((self.outline.intern_node(name), name))
            }
        }
    }

    /// A property, indexer or event with accessors: a field; what its accessors run are functions of its name.
    pub(super) fn enter_property(&mut self, node: NodeRef) -> bool {
        let Some(type_node) = self.outline.field(node, Field::Type) else { return false };
        let type_text = self.outline.intern_node(type_node);
        let ty = self.type_of(type_node);
        let is_static = self.is_static(node);
        let name_node = self.outline.field(node, Field::Name);
        let name = match name_node {
            Some(name) => self.outline.intern_node(name),
            None => self.outline.draft.intern("this[]"),
        };
        let value = self.outline.field(node, Field::Value);
        let arrow = value.filter(|value| self.outline.kind(*value) == Kind::ArrowExpressionClause);
        let initial = value.filter(|_| arrow.is_none());
        let initial = initial.map_or(ExprId::UNKNOWN, |value| {
            self.name_value(node, name_node.unwrap_or(node), value);
            self.name_created(value, type_node);
            self.expr_of(value)
        });
        self.outline.push_field(name, Some(type_text), ty, initial, is_static);
        self.property = Some((name, node));
        let Some(arrow) = arrow else { return false };
        self.name_created(arrow, type_node);
        self.define_accessor(node, node, name, arrow)
    }

    /// `get { … }`, `set => …`, `add { … }`
    pub(super) fn enter_accessor(&mut self, node: NodeRef) -> bool {
        let Some((name, property)) = self.property else { return false };
        let Some(body) = self.outline.field(node, Field::Body) else { return false };
        self.define_accessor(node, property, name, body)
    }

    fn define_accessor(&mut self, node: NodeRef, property: NodeRef, name: StringId, body: NodeRef) -> bool {
        let is_static = self.is_static(property);
        let modifiers = self.modifiers(property);
        let signature = self.outline.signature_of(node);
        self.outline.enter_method(is_static);
        let type_node = self.outline.field(property, Field::Type);
        let ty = type_node.map_or(ExprId::UNKNOWN, |ty| self.type_of(ty));
        let accessor = self.outline.field(node, Field::Name);
        let is_getter = node == property || accessor.is_some_and(|name| self.outline.text(name) == "get");
        if !is_getter {
            let value = self.outline.draft.intern("value");
            let scope = self.outline.scope();
            self.outline.bind(scope, value, BindingTarget::Variable { ty, value: ExprId::UNKNOWN });
        }
        let list = self.outline.child_of_kind(property, Kind::BracketedParameterList);
        let parameters = list.map(|list| self.parameters(list)).unwrap_or_default();
        let return_text = type_node.filter(|_| is_getter).map(|ty| self.outline.intern_node(ty));
        let name_node = match self.outline.field(node, Field::Name) {
            Some(name) => Some(name),
            None => self.outline.child_of_kind(node, Kind::This),
        };
        // Only what is the accessor's own.
        let (list, type_node) = if node == property { (list, type_node) } else { (None, None) };
        let parts = self.outline.function_parts(name_node.map(|node| (name, node)), list, type_node, Some(body));
        self.outline.define_function(
            signature,
            FunctionSketch {
                definition: node,
                name: Some(name),
                parts,
                parameters,
                modifiers,
                return_text,
                return_type: if is_getter { ty } else { ExprId::UNKNOWN },
                body: Some(body),
                is_async: false,
                is_generator: false,
            },
        );
        true
    }

    /// A lambda or anonymous method: a function of the graph if something gives it a name.
    pub(super) fn enter_lambda(&mut self, node: NodeRef) -> bool {
        let bound = self.outline.take_bound(node);
        self.outline.enter_function();
        let list = self.outline.field(node, Field::Parameters);
        let parameters = list.map(|list| self.lambda_parameters(list)).unwrap_or_default();
        let body = match self.outline.field(node, Field::Body) {
            Some(body) => Some(body),
            None => self.outline.child_of_kind(node, Kind::Block),
        };
        self.outline.define_lambda(node, bound, list, parameters, body);
        if let Some(body) = body.filter(|body| self.outline.kind(*body) != Kind::Block) {
            self.returns(body);
        }
        true
    }

    /// Keywords and attributes in front of a declaration, as written.
    pub(super) fn modifiers(&mut self, node: NodeRef) -> Vec<StringId> {
        let mut texts = Vec::new();
        for child in self.outline.tree.children(node) {
            match self.outline.kind(child) {
                Kind::Modifier | Kind::AttributeList => texts.push(self.outline.intern_node(child)),
                Kind::Identifier | Kind::ParameterList => break,
                _ => {}
            }
        }
        texts
    }

    pub(super) fn is_static(&mut self, node: NodeRef) -> bool {
        let mut children = self.outline.tree.children(node);
        children.any(|child| {
            self.outline.kind(child) == Kind::Modifier && matches!(self.outline.text(child), "static" | "const")
        })
    }

    /// The parameters in parentheses or brackets.
    pub(super) fn parameters(&mut self, list: NodeRef) -> Vec<Parameter> {
        let mut found = Vec::new();
        // `params T[] rest` stands in the list itself.
        let mut rest_type = None;
        for node in self.outline.named_children(list) {
            match self.outline.kind(node) {
                Kind::Parameter => {
                    let Some(name) = self.outline.field(node, Field::Name) else { continue };
                    let ty = self.outline.field(node, Field::Type);
                    found.push(self.parameter(name, ty));
                }
                Kind::AttributeList | Kind::Modifier => {}
                Kind::Identifier if rest_type.is_some() => found.push(self.parameter(node, rest_type.take())),
                _ => rest_type = Some(node),
            }
        }
        found
    }

    fn parameter(&mut self, name: NodeRef, type_node: Option<NodeRef>) -> Parameter {
        let name = self.outline.intern_node(name);
        let type_text = type_node.map_or(StringId::EMPTY, |ty| self.outline.intern_node(ty));
        let ty = type_node.map_or(ExprId::UNKNOWN, |ty| self.type_of(ty));
        Parameter { name, type_text, ty, value: ExprId::UNKNOWN }
    }

    fn lambda_parameters(&mut self, list: NodeRef) -> Vec<Parameter> {
        if self.outline.kind(list) == Kind::ImplicitParameter {
            return vec![self.parameter(list, None)];
        }
        self.parameters(list)
    }

    /// The type parameters of a method or type, in the innermost scope, with what `where` says of them; answers their
    /// names.
    pub(super) fn bind_type_parameters(&mut self, node: NodeRef) -> Vec<StringId> {
        let Some(list) = self.outline.child_of_kind(node, Kind::TypeParameterList) else { return Vec::new() };
        let scope = self.outline.scope();
        let mut names = Vec::new();
        for parameter in self.outline.named_children(list) {
            if self.outline.kind(parameter) != Kind::TypeParameter {
                continue;
            }
            let Some(name) = self.outline.field(parameter, Field::Name) else { continue };
            names.push(self.outline.intern_node(name));
        }
        let mut constraints: Vec<ExprId> = vec![ExprId::UNKNOWN; names.len()];
        for clause in self.outline.named_children(node) {
            if self.outline.kind(clause) != Kind::TypeParameterConstraintsClause {
                continue;
            }
            let Some(name) = self.outline.first_named(clause) else { continue };
            let name = self.outline.intern_node(name);
            let constraint = self.outline.child_of_kind(clause, Kind::TypeParameterConstraint);
            let ty = constraint.and_then(|constraint| self.outline.field(constraint, Field::Type));
            if let (Some(place), Some(ty)) = (names.iter().position(|known| *known == name), ty) {
                constraints[place] = self.type_of(ty);
            }
        }
        for (name, constraint) in names.iter().zip(constraints) {
            self.outline.bind(scope, *name, BindingTarget::TypeParameter(constraint));
        }
        names
    }

    /// `=> new(…)` and `= new(…)`: the type is what is declared for the value.
    pub(super) fn name_created(&mut self, value: NodeRef, type_node: NodeRef) {
        let created = match self.outline.kind(value) {
            Kind::ArrowExpressionClause => self.outline.first_named(value),
            _ => Some(value),
        };
        let created = created.filter(|created| self.outline.kind(*created) == Kind::ImplicitObjectCreationExpression);
        if let Some(created) = created {
            self.created.insert(created, type_node);
        }
    }

    /// What `new(…)` makes, where it is known.
    pub(super) fn created_type(&mut self, node: NodeRef) -> Expr {
        match self.created.get(&node).copied() {
            Some(ty) => Expr::Cast(self.type_of(ty)),
            None => Expr::Unknown,
        }
    }
}
