//! Functions: methods, constructors, operators, accessors, local functions, lambdas, the parameters of all of them.

use super::{CSharp, Field, Kind};
use crate::extract::{FunctionNodes, FunctionSketch, MethodKind, Next, NodeRef, Outline, Parameter};
use crate::record::symbols::{BindingTarget, Expr, ExprId, Member, MemberValue, Package, SignatureId};
use crate::record::{StringId, extension_name};

impl Outline<'_, '_, CSharp> {
    /// A method, constructor, finalizer, operator or local function, with or without a body.
    pub(super) fn enter_method(&mut self, node: NodeRef) -> Next {
        let (name, name_node) = self.function_name(node).unzip();
        let modifiers = self.modifiers(node);
        let is_static = self.is_static(node);
        let signature = self.signature_of(node);
        let is_member = self.is_in_type();
        if let Some(name) = name.filter(|_| !is_member) {
            self.bind(self.scope(), name, BindingTarget::Function(signature));
        }
        self.begin_method(is_static);
        let type_params = self.bind_type_parameters(node);
        let parts = FunctionNodes {
            name: name.zip(name_node),
            parameters: self.child_of_kind(node, Kind::ParameterList),
            return_type: self.field(node, Field::Returns).or_else(|| self.field(node, Field::Type)),
            body: self.field(node, Field::Body),
        };
        let parameters = self.parameters(parts.parameters);
        self.refer_to_types_if(parts.return_type);
        let sketch = FunctionSketch { name, parameters, modifiers, ..self.sketch_of(node, parts) };
        // No call runs a static constructor.
        let is_initializer = is_static && self.kind(node) == Kind::ConstructorDeclaration;
        if let Some(name) = name.filter(|_| is_member && !is_initializer) {
            self.push_method(name, signature, MethodKind::Method, is_static, &sketch.parameters, sketch.return_text);
        }
        if let (Some(body), Some(ty)) = (parts.body, parts.return_type) {
            self.name_created(body, ty);
        }
        if let Some(name) = name.filter(|_| is_member && is_static)
            && self.is_extension(parts.parameters)
        {
            let exported = extension_name(self.draft.string(name));
            let exported = self.draft.intern(&exported);
            let package = Package::Named(self.namespace());
            self.export_expr(exported, Expr::Function(signature), Some(package));
        }
        let (optional, is_variadic) = parts.parameters.map(|list| self.arity(list)).unwrap_or_default();
        self.define_function(signature, sketch);
        self.set_arity(signature, optional, is_variadic);
        self.set_type_parameters(signature, type_params.len());
        Next::IntoAndLeave
    }

    /// Whether a function is called as a member of its first parameter's type: `this T x`.
    fn is_extension(&mut self, parameters: Option<NodeRef>) -> bool {
        let first = parameters.and_then(|list| self.child_of_kind(list, Kind::Parameter));
        let modifiers = first.map(|first| self.children_of_kind(first, Kind::Modifier)).unwrap_or_default();
        modifiers.into_iter().any(|modifier| self.text(modifier) == "this")
    }

    /// How many of the last parameters may be left out, and whether `params` is among them.
    fn arity(&mut self, list: NodeRef) -> (usize, bool) {
        let parameters = self.children_of_kind(list, Kind::Parameter);
        let has_default = |visitor: &mut Self, node: NodeRef| {
            visitor.field(node, Field::Name).is_some_and(|name| visitor.last_named(node) != Some(name))
        };
        let optional = parameters.iter().rev().take_while(|node| has_default(self, **node)).count();
        // `params T[] rest` stands in the list itself.
        (optional, self.has_token(list, Kind::Params))
    }

    /// What a function is called, and the node that says so.
    fn function_name(&mut self, node: NodeRef) -> Option<(StringId, NodeRef)> {
        let (name, node) = match self.kind(node) {
            Kind::OperatorDeclaration => {
                let operator = self.field(node, Field::Operator)?;
                (format!("operator {}", self.text(operator)), operator)
            }
            Kind::ConversionOperatorDeclaration => {
                let ty = self.field(node, Field::Type)?;
                (format!("operator {}", self.text(ty)), self.child_of_kind(node, Kind::OperatorKeyword)?)
            }
            Kind::DestructorDeclaration => {
                let class = self.field(node, Field::Name)?;
                (format!("~{}", self.text(class)), class)
            }
            _ => {
                let name = self.field(node, Field::Name)?;
                return Some((self.intern_node(name), name));
            }
        };
        Some((self.draft.intern(&name), node))
    }

    /// A property, indexer or event with accessors: a field; what its accessors run are functions of its name.
    pub(super) fn enter_property(&mut self, node: NodeRef) -> Next {
        let Some(type_node) = self.field(node, Field::Type) else { return Next::Into };
        let type_text = self.intern_node(type_node);
        let ty = self.type_of(type_node);
        self.refer_to_types(type_node);
        let is_static = self.is_static(node);
        let name_node = self.field(node, Field::Name);
        let name = match name_node {
            Some(name) => self.intern_node(name),
            None => self.draft.intern("this[]"),
        };
        let value = self.field(node, Field::Value);
        let arrow = value.filter(|value| self.kind(*value) == Kind::ArrowExpressionClause);
        let initial = value.filter(|_| arrow.is_none());
        if let Some(value) = initial {
            self.name_lambda(node, name_node.unwrap_or(node), value);
            self.name_created(value, type_node);
        }
        let initial = self.named_expr_if(initial);
        self.push_field(name, Some(type_text), ty, initial, is_static);
        self.own.property = Some((name, node));
        let Some(arrow) = arrow else { return Next::Into };
        self.name_created(arrow, type_node);
        self.define_accessor(node, node, name, arrow)
    }

    /// `get { … }`, `set => …`, `add { … }`
    pub(super) fn enter_accessor(&mut self, node: NodeRef) -> Next {
        let Some((name, property)) = self.own.property else { return Next::Into };
        let Some(body) = self.field(node, Field::Body) else { return Next::Into };
        self.define_accessor(node, property, name, body)
    }

    fn define_accessor(&mut self, node: NodeRef, property: NodeRef, name: StringId, body: NodeRef) -> Next {
        let is_static = self.is_static(property);
        let modifiers = self.modifiers(property);
        let signature = self.signature_of(node);
        self.begin_method(is_static);
        let type_node = self.field(property, Field::Type);
        let accessor = self.field(node, Field::Name);
        let is_getter = node == property || accessor.is_some_and(|name| self.text(name) == "get");
        let ty = self.type_if(type_node);
        if !is_getter {
            let value = self.draft.intern("value");
            self.declare_variable(value, ty, ExprId::UNKNOWN);
        }
        let list = self.child_of_kind(property, Kind::BracketedParameterList);
        let parameters = self.parameters(list);
        let name_node = accessor.or_else(|| self.child_of_kind(node, Kind::This));
        let mut parts =
            FunctionNodes { name: name_node.map(|node| (name, node)), body: Some(body), ..Default::default() };
        if node == property {
            // Only what is the accessor's own.
            (parts.parameters, parts.return_type) = (list, type_node);
        }
        let mut sketch = FunctionSketch { name: Some(name), parameters, modifiers, ..self.sketch_of(node, parts) };
        if is_getter {
            sketch.return_text = type_node.map(|ty| self.intern_node(ty));
            sketch.return_type = ty;
        }
        self.define_function(signature, sketch);
        // An arrow behind the property itself is what reading it runs.
        let keyword = accessor.filter(|_| node != property).map_or("get", |keyword| self.text(keyword));
        self.push_accessor(keyword, name, signature, is_static);
        Next::IntoAndLeave
    }

    /// What runs where a property is read or written, beside the property itself.
    fn push_accessor(&mut self, keyword: &str, name: StringId, signature: SignatureId, is_static: bool) {
        let value = match keyword {
            "get" => MemberValue::Getter(signature),
            "set" | "init" => MemberValue::Setter(signature),
            _ => return,
        };
        self.push_member(Member { name, is_static, value });
    }

    /// A lambda or anonymous method: a function of the graph if something gives it a name.
    pub(super) fn enter_lambda(&mut self, node: NodeRef) -> Next {
        let around = self.ancestors().to_vec();
        let context = self.context_of(node, &around);
        self.begin_function();
        let list = self.field(node, Field::Parameters);
        let parameters = self.lambda_parameters(list, context);
        let body = self.field(node, Field::Body).or_else(|| self.child_of_kind(node, Kind::Block));
        self.define_lambda(node, list, parameters, body);
        if self.tree.children(node).any(|part| self.text(part) == "async") {
            let waited = self.expr(Expr::Await(ExprId::UNKNOWN));
            self.push_return(waited);
        }
        self.return_body(body, Kind::Block);
        self.return_thrown(body, Kind::Block, Kind::ThrowStatement);
        Next::IntoAndLeave
    }

    /// Keywords and attributes in front of a declaration, as written.
    pub(super) fn modifiers(&mut self, node: NodeRef) -> Vec<StringId> {
        let mut texts = Vec::new();
        for child in self.tree.children(node) {
            match self.kind(child) {
                Kind::Modifier | Kind::AttributeList => texts.push(self.intern_node(child)),
                Kind::Identifier | Kind::ParameterList => break,
                _ => {}
            }
        }
        texts
    }

    pub(super) fn is_static(&mut self, node: NodeRef) -> bool {
        let mut children = self.tree.children(node);
        children.any(|child| self.kind(child) == Kind::Modifier && matches!(self.text(child), "static" | "const"))
    }

    /// The parameters in parentheses or brackets.
    pub(super) fn parameters(&mut self, list: Option<NodeRef>) -> Vec<Parameter> {
        let mut found = Vec::new();
        // `params T[] rest` stands in the list itself.
        let mut rest_type = None;
        for node in self.listed(list) {
            match self.kind(node) {
                Kind::Parameter => {
                    let Some(name) = self.field(node, Field::Name) else { continue };
                    let ty = self.field(node, Field::Type);
                    self.refer_to_types_if(ty);
                    let mut parameter = self.parameter_of(name, ty);
                    if self.is_variable(node, ty) {
                        parameter.ty = self.expr(Expr::ByReference(parameter.ty));
                    }
                    found.push(parameter);
                }
                Kind::AttributeList | Kind::Modifier => {}
                Kind::Identifier if rest_type.is_some() => {
                    self.refer_to_types_if(rest_type);
                    found.push(self.parameter_of(node, rest_type.take()));
                }
                _ => rest_type = Some(node),
            }
        }
        found
    }

    /// `ref T x`, `out T x`: whether a parameter asks for a variable.
    fn is_variable(&mut self, parameter: NodeRef, ty: Option<NodeRef>) -> bool {
        let modifiers = self.children_of_kind(parameter, Kind::Modifier);
        ty.is_some_and(|ty| self.kind(ty) == Kind::RefType)
            || modifiers.into_iter().any(|modifier| matches!(self.text(modifier), "ref" | "out"))
    }

    /// The parameters of a lambda; of those without a type `of` says what they are.
    fn lambda_parameters(&mut self, list: Option<NodeRef>, of: ExprId) -> Vec<Parameter> {
        let mut parameters = match list.filter(|list| self.kind(*list) == Kind::ImplicitParameter) {
            Some(name) => vec![self.parameter_of(name, None)],
            None => self.parameters(list),
        };
        for (place, parameter) in (0..).zip(&mut parameters) {
            if parameter.ty == ExprId::UNKNOWN && of != ExprId::UNKNOWN {
                parameter.value = self.expr(Expr::Parameter { of, place });
            }
        }
        parameters
    }

    /// The type parameters of a method or type, in the innermost scope, with what `where` says of them; answers their
    /// names.
    pub(super) fn bind_type_parameters(&mut self, node: NodeRef) -> Vec<StringId> {
        let mut names = Vec::new();
        for parameter in self.listed_in(node, Kind::TypeParameterList) {
            if self.kind(parameter) == Kind::TypeParameter {
                names.extend(self.field(parameter, Field::Name).map(|name| self.intern_node(name)));
            }
        }
        if names.is_empty() {
            return names;
        }
        let mut constraints = vec![ExprId::UNKNOWN; names.len()];
        for clause in self.children_of_kind(node, Kind::TypeParameterConstraintsClause) {
            let Some(name) = self.first_named(clause) else { continue };
            let name = self.intern_node(name);
            let constraint = self.child_of_kind(clause, Kind::TypeParameterConstraint);
            let ty = constraint.and_then(|constraint| self.field(constraint, Field::Type));
            if let (Some(place), Some(ty)) = (names.iter().position(|known| *known == name), ty) {
                constraints[place] = self.type_of(ty);
            }
        }
        for (name, constraint) in names.iter().zip(constraints) {
            self.bind(
                self.scope(),
                *name,
                BindingTarget::TypeParameter { bound: constraint, default: ExprId::UNKNOWN },
            );
        }
        names
    }

    /// `=> new(…)` and `= new(…)`: the type is what is declared for the value.
    pub(super) fn name_created(&mut self, value: NodeRef, type_node: NodeRef) {
        let created = match self.kind(value) {
            Kind::ArrowExpressionClause => self.first_named(value),
            _ => Some(value),
        };
        let created = created.filter(|created| self.kind(*created) == Kind::ImplicitObjectCreationExpression);
        if let Some(created) = created {
            self.own.created.insert(created, type_node);
        }
    }

    /// What `new(…)` makes, where it is known.
    pub(super) fn created_type(&mut self, node: NodeRef) -> Expr {
        let ty = self.own.created.get(&node).copied();
        self.cast_to(ty)
    }
}
