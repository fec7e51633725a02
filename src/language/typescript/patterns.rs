//! Parameters, type parameters and what patterns bind.

use super::jsdoc::Doc;
use super::{Field, Kind, TypeScript};
use crate::extract::{self, NodeRef, Outline};
use crate::record::Run;
use crate::record::symbols::{BindingTarget, Expr, ExprId, ScopeId};

/// One parameter of a function.
pub(super) struct Parameter {
    /// What a caller sees of it.
    pub passed: extract::Parameter,
    /// Whether it declares a field too (`constructor(private x: X)`).
    pub is_property: bool,
    /// Whether it is TypeScript's `this` pseudo-parameter, which no caller passes.
    pub is_this: bool,
    /// Whether it takes all arguments that are left.
    pub is_rest: bool,
    /// Whether it may be left out.
    pub is_optional: bool,
}

/// The parameters that a caller passes: all but TypeScript's `this`.
pub(super) fn passed(parameters: &[Parameter]) -> impl Iterator<Item = extract::Parameter> {
    parameters.iter().filter(|parameter| !parameter.is_this).map(|parameter| parameter.passed)
}

/// How many of the last parameters may be left out, and whether the last takes all arguments that are left.
pub(super) fn arity(parameters: &[Parameter]) -> (usize, bool) {
    let is_variadic = parameters.last().is_some_and(|last| last.is_rest);
    let fixed = &parameters[..parameters.len() - usize::from(is_variadic)];
    (fixed.iter().rev().take_while(|parameter| parameter.is_optional).count(), is_variadic)
}

/// How many elements of a list are told apart.
pub const MAX_PLACES: usize = 16;

impl Outline<'_, '_, TypeScript> {
    /// The parameters of a function or signature, without binding them.
    pub(super) fn parameters(&mut self, function: NodeRef) -> Vec<Parameter> {
        self.parameter_nodes(function).into_iter().map(|(node, pattern)| self.parameter(node, pattern)).collect()
    }

    /// The parameters of a function, bound in the current scope. A parameter without a type gets one from where the function
    /// stands: `context` is the type that is asked for there, and `arguments` what is passed to it where it stands.
    pub(super) fn bind_parameters(
        &mut self,
        function: NodeRef,
        context: ExprId,
        arguments: &[ExprId],
        doc: Option<&Doc>,
    ) -> Vec<Parameter> {
        let mut parameters = Vec::new();
        for (index, (node, pattern)) in self.parameter_nodes(function).into_iter().enumerate() {
            let mut parameter = self.parameter(node, pattern);
            if let Some(doc) = doc.filter(|_| parameter.passed.ty == ExprId::UNKNOWN) {
                parameter.passed.ty = self.commented_parameter(doc, pattern, index);
            }
            let default = self.field(node, Field::Value);
            let mut value = self.default_of(default, |made| {
                matches!(made, Expr::New { .. } | Expr::Literal | Expr::Language(_) | Expr::Text(_) | Expr::Array(_))
            });
            // TypeScript's `this` pseudo-parameter is not passed.
            let index = index - usize::from(parameters.first().is_some_and(|first: &Parameter| first.is_this));
            if let (Ok(place), true) = (u16::try_from(index), parameter.passed.ty == ExprId::UNKNOWN)
                && context != ExprId::UNKNOWN
            {
                value = self.expr(Expr::Parameter { of: context, place });
            }
            if value == ExprId::UNKNOWN && parameter.passed.ty == ExprId::UNKNOWN {
                value = arguments.get(index).copied().unwrap_or_default();
            }
            self.bind_pattern(self.scope(), pattern, parameter.passed.ty, value);
            if parameter.is_property {
                parameter.passed.value = value;
            }
            parameters.push(parameter);
        }
        parameters
    }

    /// Whether a function has a parameter whose type is not written down.
    pub(super) fn has_untyped_parameter(&mut self, function: NodeRef) -> bool {
        self.field(function, Field::Parameter).is_some()
            || self.listed_behind(function, Field::Parameters).into_iter().any(|parameter| {
                let is_parameter = matches!(self.kind(parameter), Kind::RequiredParameter | Kind::OptionalParameter);
                is_parameter && self.field(parameter, Field::Type).is_none()
            })
    }

    /// Each parameter with its pattern.
    fn parameter_nodes(&mut self, function: NodeRef) -> Vec<(NodeRef, NodeRef)> {
        if let Some(single) = self.field(function, Field::Parameter) {
            return vec![(single, single)];
        }
        let list = self.listed_behind(function, Field::Parameters);
        list.into_iter().filter_map(|node| Some((node, self.field(node, Field::Pattern)?))).collect()
    }

    fn parameter(&mut self, node: NodeRef, pattern: NodeRef) -> Parameter {
        let annotation = self.field(node, Field::Type);
        // The pattern comes first unless something stands in front of it: only then is there anything to look for.
        let is_property = self.tree.children(node).next().is_some_and(|first| first != pattern)
            && !self.leading_keywords(node).is_empty();
        Parameter {
            passed: extract::Parameter {
                name: self.intern_node(pattern),
                type_text: self.annotation_text(annotation),
                ty: self.annotation_type(annotation),
                value: ExprId::UNKNOWN,
            },
            is_property,
            is_this: self.kind(pattern) == Kind::This,
            is_rest: self.kind(pattern) == Kind::RestPattern,
            is_optional: self.kind(node) == Kind::OptionalParameter || self.field(node, Field::Value).is_some(),
        }
    }

    /// Binds every name of a pattern. `ty` is the declared type of the whole, `value` what is taken apart.
    pub(super) fn bind_pattern(&mut self, scope: ScopeId, pattern: NodeRef, ty: ExprId, value: ExprId) {
        self.take_pattern_apart(pattern, ty, value, |file, name_node, ty, value| {
            let name = file.intern_node(name_node);
            file.bind(scope, name, BindingTarget::Variable { ty, value });
        });
    }

    /// Each name of a pattern, with the type and value of what it takes.
    pub(super) fn take_pattern_apart(
        &mut self,
        pattern: NodeRef,
        ty: ExprId,
        value: ExprId,
        mut take: impl FnMut(&mut Self, NodeRef, ExprId, ExprId),
    ) {
        self.take_apart((pattern, ty, value), |file, (pattern, ty, value), parts| match file.kind(pattern) {
            Kind::Identifier | Kind::ShorthandPropertyIdentifierPattern => take(file, pattern, ty, value),
            Kind::ObjectPattern => {
                for part in file.named_children(pattern) {
                    parts.extend(file.object_part(part, ty, value));
                }
            }
            Kind::ArrayPattern => {
                let iterable = file.iterable_of(ty, value);
                for (part, place) in file.places_of(pattern) {
                    let taken = match file.kind(part) {
                        Kind::RestPattern => (part, ty, value),
                        _ => (part, ExprId::UNKNOWN, file.element_at(iterable, place)),
                    };
                    parts.push(taken);
                }
            }
            Kind::AssignmentPattern | Kind::ObjectAssignmentPattern => {
                parts.extend(file.field(pattern, Field::Left).map(|left| (left, ty, value)));
            }
            Kind::RestPattern => parts.extend(file.named_children(pattern).into_iter().map(|part| (part, ty, value))),
            _ => {}
        });
    }

    /// One part of an object pattern, with the type and value of the property it takes.
    fn object_part(&mut self, part: NodeRef, ty: ExprId, value: ExprId) -> Option<(NodeRef, ExprId, ExprId)> {
        let (key, target) = match self.kind(part) {
            Kind::PairPattern => (self.field(part, Field::Key)?, self.field(part, Field::Value)?),
            Kind::ObjectAssignmentPattern => (self.field(part, Field::Left)?, self.field(part, Field::Left)?),
            Kind::ShorthandPropertyIdentifierPattern => (part, part),
            _ => return Some((part, ExprId::UNKNOWN, ExprId::UNKNOWN)),
        };
        let name = self.unquoted(key);
        let symbols = self.draft.symbols();
        let ty = match ty {
            ExprId::UNKNOWN => ty,
            object => symbols.push_expr(Expr::IndexedType { object, name }),
        };
        let value = match value {
            ExprId::UNKNOWN => value,
            object => symbols.push_expr(Expr::Member { object, name }),
        };
        Some((target, ty, value))
    }

    /// The parts of an array pattern with their places: `[, second]` has none in front of its first comma.
    fn places_of(&mut self, pattern: NodeRef) -> Vec<(NodeRef, usize)> {
        let mut parts = Vec::new();
        let mut place = 0;
        for child in self.tree.children(pattern) {
            if self.kind(child) == Kind::Comma {
                place += 1;
            } else if self.tree.is_named(child) && !self.tree.is_extra(child) {
                parts.push((child, place));
            }
        }
        parts
    }

    fn iterable_of(&mut self, ty: ExprId, value: ExprId) -> ExprId {
        if ty == ExprId::UNKNOWN { value } else { self.expr(Expr::Cast(ty)) }
    }

    /// What stands at a place of a list.
    fn element_at(&mut self, iterable: ExprId, place: usize) -> ExprId {
        if place >= MAX_PLACES { self.element(iterable) } else { self.at_place(iterable, place) }
    }

    /// Binds the type parameters of a declaration in the current scope; answers their names, and keeps what means them.
    pub(super) fn bind_type_parameters(&mut self, node: NodeRef) -> Run {
        let mut names = Vec::new();
        let mut defaults = Vec::new();
        for parameter in self.listed_behind(node, Field::TypeParameters) {
            let Some(name) = self.field(parameter, Field::Name) else { continue };
            let constraint =
                self.field(parameter, Field::Constraint).and_then(|constraint| self.last_named(constraint));
            let bound = self.type_if(constraint);
            let default = self.field(parameter, Field::Value).and_then(|default| self.first_named(default));
            let default = self.type_if(default);
            let name = self.intern_node(name);
            self.bind(self.scope(), name, BindingTarget::TypeParameter { bound, default });
            names.push(name);
            defaults.push(default);
        }
        if names.is_empty() {
            self.own.type_params = Run::default();
            self.own.type_defaults = Run::default();
            return Run::default();
        }
        let meanings: Vec<ExprId> = names.iter().map(|name| self.type_name(*name)).collect();
        self.own.type_params = self.expr_list(&meanings);
        let has_defaults = defaults.iter().any(|default| *default != ExprId::UNKNOWN);
        self.own.type_defaults = if has_defaults { self.expr_list(&defaults) } else { Run::default() };
        self.name_list(&names)
    }
}
