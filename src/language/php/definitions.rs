//! Functions: definitions, methods, closures, the parameters of all of them.

use super::documentation::Documented;
use super::{Field, Kind, Php};
use crate::extract::{CallsAround, FunctionNodes, FunctionSketch, MethodKind, Next, NodeRef, Outline, Parameter, This};
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, Expr, ExprId, Member, MemberValue, Package, SignatureId};

impl Outline<'_, '_, Php> {
    pub(super) fn enter_function(&mut self, node: NodeRef) -> Next {
        let Some(name_node) = self.field(node, Field::Name) else { return Next::Into };
        let name = self.intern_node(name_node);
        self.begin_own_namespace();
        let signature = self.signature_of(node);
        self.bind(self.scope(), name, BindingTarget::Function(signature));
        if !self.is_in_function() && !self.is_in_type() {
            self.export_expr(name, Expr::Function(signature), Some(Package::Named(self.own.namespace)));
        }
        self.begin_function();
        self.set_this(This::Unknown);
        self.define(node, node, Some((name, name_node)), signature, Vec::new(), false);
        Next::IntoAndLeave
    }

    pub(super) fn enter_method(&mut self, node: NodeRef) -> Next {
        let Some(name_node) = self.field(node, Field::Name) else { return Next::Into };
        let name = self.intern_node(name_node);
        let modifiers = self.modifiers(node);
        let is_static = self.has_token(node, Kind::StaticModifier);
        let signature = self.signature_of(node);
        let is_member = self.is_in_type();
        self.begin_method(is_static);
        let parameters = self.define(node, node, Some((name, name_node)), signature, modifiers, true);
        if is_member {
            let return_text = self.field(node, Field::ReturnType).map(|ty| self.intern_node(ty));
            self.push_method(name, signature, MethodKind::Method, is_static, &parameters, return_text);
        }
        Next::IntoAndLeave
    }

    /// A closure or arrow function: a function of the graph if something gives it a name.
    pub(super) fn enter_closure(&mut self, node: NodeRef) -> Next {
        self.ask_around(node);
        let bound = self.take_bound(node);
        let signature = self.signature_of(node);
        let definition = bound.as_ref().map_or(node, |bound| bound.definition);
        let name = bound.map(|bound| (bound.name, bound.name_node));
        self.begin_function();
        self.define(node, definition, name, signature, Vec::new(), false);
        let body = self.field(node, Field::Body);
        self.return_body(body, Kind::CompoundStatement);
        Next::IntoAndLeave
    }

    /// Defines the function entered last; answers its parameters.
    fn define(
        &mut self,
        node: NodeRef,
        definition: NodeRef,
        name: Option<(StringId, NodeRef)>,
        signature: SignatureId,
        modifiers: Vec<StringId>,
        is_method: bool,
    ) -> Vec<Parameter> {
        let documented = self.documented(definition);
        let parts = FunctionNodes {
            name,
            parameters: self.child_of_kind(node, Kind::FormalParameters),
            return_type: self.field(node, Field::ReturnType),
            body: self.field(node, Field::Body),
        };
        let method = name.filter(|_| is_method).map(|(name, _)| name);
        let parameters = self.parameters(node, parts.parameters, &documented, method);
        for parameter in &parameters {
            self.own.assigned.insert((self.function_scope(), parameter.name));
        }
        let sketch = self.sketch_of(definition, parts);
        let return_type = self.refined(sketch.return_type, documented.returns);
        let parameters_again = parameters.clone();
        self.define_function(signature, FunctionSketch { parameters, modifiers, return_type, ..sketch });
        if !documented.templates.is_empty() {
            let templates: Vec<ExprId> = documented.templates.iter().map(|name| self.type_name(*name)).collect();
            let templates = self.expr_list(&templates);
            self.set_type_variables(signature, templates);
        }
        parameters_again
    }

    /// What a closure is passed that is an argument of a call, by what that asks for.
    fn ask_around(&mut self, closure: NodeRef) {
        let [.., call, list, argument] = *self.ancestors() else { return };
        let is_call = matches!(
            self.kind(call),
            Kind::FunctionCallExpression
                | Kind::MemberCallExpression
                | Kind::NullsafeMemberCallExpression
                | Kind::ScopedCallExpression
                | Kind::ObjectCreationExpression
        );
        let mut calls = CallsAround::default();
        let is_passed = self.kind(argument) == Kind::Argument && self.field(argument, Field::Name).is_none();
        if is_call && is_passed && !self.own.called_with.contains_key(&closure) {
            self.is_passed(&mut calls, call, list, argument);
            let asked = self.asked_by(calls, ExprId::UNKNOWN);
            self.own.asked.insert(closure, asked);
        }
    }

    /// The method of a supertype that a method of this name takes the place of: its comment holds for both.
    fn overridden(&mut self, name: StringId) -> ExprId {
        if self.draft.string(name) == "__construct" {
            return ExprId::UNKNOWN;
        }
        match self.all_supertypes() {
            ExprId::UNKNOWN => ExprId::UNKNOWN,
            object => self.expr(Expr::Member { object, name }),
        }
    }

    /// What is returned is, where neither code nor comment says so, what a supertype's method says.
    pub(super) fn leave_method(&mut self, node: NodeRef) {
        if self.infers_return()
            && let Some(name) = self.field(node, Field::Name)
        {
            let name = self.intern_node(name);
            let overridden = self.overridden(name);
            if overridden != ExprId::UNKNOWN {
                let inherited = self.expr(Expr::call(overridden));
                self.push_return(inherited);
            }
        }
        self.leave_frame();
    }

    /// Attributes and keywords in front of a declaration, as written.
    fn modifiers(&mut self, node: NodeRef) -> Vec<StringId> {
        let mut texts = Vec::new();
        for child in self.named_children(node) {
            match self.kind(child) {
                Kind::AttributeList
                | Kind::AbstractModifier
                | Kind::FinalModifier
                | Kind::ReadonlyModifier
                | Kind::StaticModifier
                | Kind::VarModifier
                | Kind::VisibilityModifier => texts.push(self.intern_node(child)),
                _ => break,
            }
        }
        texts
    }

    /// The parameters in parentheses; a promoted one is a property of the class too.
    fn parameters(
        &mut self,
        function: NodeRef,
        list: Option<NodeRef>,
        documented: &Documented<'_>,
        method: Option<StringId>,
    ) -> Vec<Parameter> {
        let mut overridden = None;
        let mut found = Vec::new();
        for node in self.listed(list) {
            let kind = self.kind(node);
            if !matches!(kind, Kind::SimpleParameter | Kind::VariadicParameter | Kind::PropertyPromotionParameter) {
                continue;
            }
            let Some(mut name_node) = self.field(node, Field::Name) else { continue };
            if self.kind(name_node) == Kind::ByRef {
                let Some(inner) = self.first_named(name_node) else { continue };
                name_node = inner;
            }
            let type_node = self.field(node, Field::Type);
            let Parameter { name, type_text, mut ty, .. } = self.parameter_of(name_node, type_node);
            let mut said = documented.parameter(self.text(name_node));
            if said == ExprId::UNKNOWN && kind == Kind::PropertyPromotionParameter {
                said = self.documented(node).variable(self.text(name_node));
            }
            ty = self.refined(ty, said);
            if kind == Kind::VariadicParameter && ty != ExprId::UNKNOWN {
                ty = self.expr(Expr::ArrayType(ty));
            }
            if let (ExprId::UNKNOWN, Some(method)) = (ty, method) {
                let of = *overridden.get_or_insert_with(|| self.overridden(method));
                let place = u16::try_from(found.len()).unwrap_or(u16::MAX);
                ty = if of == ExprId::UNKNOWN { of } else { self.expr(Expr::Parameter { of, place }) };
            }
            let default = self.field(node, Field::DefaultValue);
            let value =
                self.default_of(default, |made| matches!(made, Expr::Literal | Expr::Cast(_) | Expr::New { .. }));
            if kind == Kind::PropertyPromotionParameter && method.is_some() {
                let text = type_node.map(|_| type_text);
                let member =
                    Member { name, is_static: false, value: MemberValue::Field { ty, value: ExprId::UNKNOWN } };
                self.push_member(member);
                self.set_field_text(name, text);
            }
            found.push(Parameter { name, type_text, ty, value });
        }
        self.take_called_with(function, &mut found);
        found
    }

    /// What a function is called with that is passed to another.
    fn take_called_with(&mut self, function: NodeRef, parameters: &mut [Parameter]) {
        let values = self.own.called_with.remove(&function).unwrap_or_default();
        let asked = self.own.asked.remove(&function).filter(|asked| *asked != ExprId::UNKNOWN);
        for (place, parameter) in parameters.iter_mut().enumerate() {
            if parameter.ty != ExprId::UNKNOWN {
                continue;
            }
            parameter.ty = match (values.get(place), asked) {
                (Some(value), _) => *value,
                (None, Some(of)) => {
                    let place = u16::try_from(place).unwrap_or(u16::MAX);
                    self.expr(Expr::Parameter { of, place })
                }
                (None, None) => continue,
            };
        }
    }

    /// A property's or closure's name, of the variable's.
    pub(super) fn without_dollar(&mut self, name: StringId) -> StringId {
        let text = self.draft.string(name).trim_start_matches('$').to_owned();
        self.draft.intern(&text)
    }
}
