//! Functions: methods, constructors, operators, accessors, local functions, lambdas, the parameters of all of them.

use super::CSharpVisitor;
use super::words::{Field, Kind};
use crate::language::outline::{ExpressionShapes, FunctionSketch, MethodKind, Parameter, This};
use crate::language::tree::NodeRef;
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, ExprId, SignatureId};

/// A function's parts, as they are written.
struct Written {
    definition: NodeRef,
    name: Option<(StringId, NodeRef)>,
    parameters: Option<NodeRef>,
    return_type: Option<NodeRef>,
    body: Option<NodeRef>,
    modifiers: Vec<StringId>,
}

impl CSharpVisitor<'_, '_> {
    /// A method, constructor, destructor or operator, with or without a body.
    pub(super) fn enter_method(&mut self, node: NodeRef) -> bool {
        let Some((name, name_node)) = self.method_name(node) else { return false };
        let is_static = self.has_modifier(node, "static");
        let return_type = match self.outline.kind(node) {
            Kind::OperatorDeclaration | Kind::ConversionOperatorDeclaration => self.outline.field(node, Field::Type),
            _ => self.outline.field(node, Field::Returns),
        };
        let written = Written {
            definition: node,
            name: Some((name, name_node)),
            parameters: self.outline.field(node, Field::Parameters),
            return_type,
            body: self.outline.field(node, Field::Body),
            modifiers: self.modifiers(node),
        };
        let return_text = return_type.map(|ty| self.outline.intern_node(ty));
        let is_member = self.outline.is_in_type();
        let (signature, parameters) = self.enter_function(node, written, is_static);
        if is_member {
            self.outline.push_method(name, signature, MethodKind::Method, is_static, &parameters, return_text);
        }
        true
    }

    /// `~Order`, `operator +`, `operator int`, the declared name of others.
    fn method_name(&mut self, node: NodeRef) -> Option<(StringId, NodeRef)> {
        let (text, name_node) = match self.outline.kind(node) {
            Kind::OperatorDeclaration => {
                let operator = self.outline.field(node, Field::Operator)?;
                (format!("operator {}", self.outline.text(operator)), operator)
            }
            Kind::ConversionOperatorDeclaration => {
                let ty = self.outline.field(node, Field::Type)?;
                let keyword = self.outline.child_of_kind(node, Kind::OperatorWord)?;
                (format!("operator {}", self.outline.text(ty)), keyword)
            }
            Kind::DestructorDeclaration => {
                let name = self.outline.field(node, Field::Name)?;
                (format!("~{}", self.outline.text(name)), name)
            }
            _ => {
                let name = self.outline.field(node, Field::Name)?;
                (self.outline.text(name).to_owned(), name)
            }
        };
        Some((self.outline.draft.intern(&text), name_node))
    }

    pub(super) fn enter_local_function(&mut self, node: NodeRef) -> bool {
        let Some(name_node) = self.outline.field(node, Field::Name) else { return false };
        let name = self.outline.intern_node(name_node);
        let signature = self.signature_of(node);
        let scope = self.outline.scope();
        self.outline.bind(scope, name, BindingTarget::Function(signature));
        let written = Written {
            definition: node,
            name: Some((name, name_node)),
            parameters: self.outline.field(node, Field::Parameters),
            return_type: self.outline.field(node, Field::Type),
            body: self.outline.field(node, Field::Body),
            modifiers: self.modifiers(node),
        };
        self.enter_function(node, written, false);
        true
    }

    /// A lambda or anonymous method: a function of the graph if something gives it a name.
    pub(super) fn enter_lambda(&mut self, node: NodeRef) -> bool {
        let bound = self.bound.remove(&node);
        let body = match self.outline.field(node, Field::Body) {
            Some(body) => Some(body),
            None => self.outline.child_of_kind(node, Kind::Block),
        };
        let written = Written {
            definition: bound.as_ref().map_or(node, |bound| bound.definition),
            name: bound.map(|bound| (bound.name, bound.name_node)),
            parameters: self.outline.field(node, Field::Parameters),
            return_type: None,
            body,
            modifiers: Vec::new(),
        };
        self.enter_function(node, written, false);
        if let Some(body) = body.filter(|body| self.outline.kind(*body) != Kind::Block) {
            let value = self.expr_of(body);
            self.outline.push_return(value);
        }
        true
    }

    /// A property or indexer that is one expression: its getter.
    pub(super) fn enter_getter(&mut self, node: NodeRef, name: StringId, name_node: NodeRef, body: NodeRef) {
        let written = Written {
            definition: node,
            name: Some((name, name_node)),
            parameters: self.outline.field(node, Field::Parameters),
            return_type: self.outline.field(node, Field::Type),
            body: Some(body),
            modifiers: self.modifiers(node),
        };
        let is_static = self.has_modifier(node, "static");
        self.enter_function(node, written, is_static);
    }

    /// `get { … }`, `set => …`: called like the property.
    pub(super) fn enter_accessor(&mut self, node: NodeRef, ancestors: &[NodeRef]) -> bool {
        let Some(body) = self.outline.field(node, Field::Body) else { return false };
        // Around it is the list of accessors.
        let Some(property) = ancestors.iter().rev().nth(1).copied() else { return false };
        let Some((name, _)) = self.property_name(property) else { return false };
        let Some(keyword) = self.outline.field(node, Field::Name) else { return false };
        let accessor = self.outline.text(keyword);
        let ty = self.outline.field(property, Field::Type);
        let written = Written {
            definition: node,
            name: Some((name, keyword)),
            parameters: None,
            return_type: ty.filter(|_| accessor == "get"),
            body: Some(body),
            modifiers: self.modifiers(node),
        };
        let is_static = self.has_modifier(property, "static");
        self.enter_function(node, written, is_static);
        if accessor != "get" {
            let value = self.outline.draft.intern("value");
            let ty = ty.map_or(ExprId::UNKNOWN, |ty| self.type_of(ty));
            let scope = self.outline.scope();
            self.outline.bind(scope, value, BindingTarget::Variable { ty, value: ExprId::UNKNOWN });
        }
        true
    }

    fn enter_function(&mut self, node: NodeRef, written: Written, is_static: bool) -> (SignatureId, Vec<Parameter>) {
        let signature = self.signature_of(node);
        let this = match self.outline.this() {
            This::Instance(class) if is_static => This::Class(class),
            this => this,
        };
        self.outline.enter_function();
        self.outline.set_this(this);
        self.bind_type_parameters(node);
        let parameters = written.parameters.map(|list| self.parameters(list)).unwrap_or_default();
        let return_text = written.return_type.map(|ty| self.outline.intern_node(ty));
        let return_type = written.return_type.map_or(ExprId::UNKNOWN, |ty| self.declared_type(ty));
        let mut parts = Vec::with_capacity(4);
        parts.extend(written.name);
        let others = [("parameters", written.parameters), ("return_type", written.return_type), ("body", written.body)];
        for (label, part) in others {
            parts.extend(part.map(|part| (self.outline.draft.intern(label), part)));
        }
        self.outline.define_function(
            signature,
            FunctionSketch {
                definition: written.definition,
                name: written.name.map(|(name, _)| name),
                parts,
                parameters: parameters.clone(),
                modifiers: written.modifiers,
                return_text,
                return_type,
                body: written.body,
                is_async: false,
                is_generator: false,
            },
        );
        (signature, parameters)
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

    /// Attributes and keywords in front of a declaration, as written.
    fn modifiers(&mut self, node: NodeRef) -> Vec<StringId> {
        let mut texts = Vec::new();
        for child in self.outline.named_children(node) {
            match self.outline.kind(child) {
                Kind::AttributeList | Kind::Modifier => texts.push(self.outline.intern_node(child)),
                _ => break,
            }
        }
        texts
    }

    pub(super) fn has_modifier(&mut self, node: NodeRef, keyword: &str) -> bool {
        let children = self.outline.named_children(node);
        let mut modifiers = children.into_iter().filter(|child| self.outline.kind(*child) == Kind::Modifier);
        modifiers.any(|modifier| self.outline.text(modifier) == keyword)
    }

    /// The parameters in parentheses or brackets.
    pub(super) fn parameters(&mut self, list: NodeRef) -> Vec<Parameter> {
        let mut found = Vec::new();
        if self.outline.kind(list) == Kind::ImplicitParameter {
            let name = self.outline.intern_node(list);
            found.push(parameter(name));
            return found;
        }
        for node in self.outline.named_children(list) {
            if self.outline.kind(node) == Kind::Parameter {
                found.extend(self.parameter_of(node));
            }
        }
        // The grammar has `params T[] names` right in the list.
        if self.outline.kind(list) == Kind::ParameterList {
            found.extend(self.parameter_of(list));
        }
        found
    }

    fn parameter_of(&mut self, node: NodeRef) -> Option<Parameter> {
        let name = self.outline.field(node, Field::Name)?;
        let name = self.outline.intern_node(name);
        let Some(ty) = self.outline.field(node, Field::Type) else { return Some(parameter(name)) };
        let type_text = self.outline.intern_node(ty);
        Some(Parameter { type_text, ty: self.type_of(ty), ..parameter(name) })
    }

    /// The type parameters of a method or type, in the innermost scope; answers their names.
    pub(super) fn bind_type_parameters(&mut self, node: NodeRef) -> Vec<StringId> {
        let Some(list) = self.outline.child_of_kind(node, Kind::TypeParameterList) else { return Vec::new() };
        let scope = self.outline.scope();
        let mut constraints = Vec::new();
        for clause in self.outline.named_children(node) {
            if self.outline.kind(clause) == Kind::TypeParameterConstraintsClause
                && let Some(name) = self.outline.child_of_kind(clause, Kind::Identifier)
                && let Some(constraint) = self.outline.child_of_kind(clause, Kind::TypeParameterConstraint)
                && let Some(ty) = self.outline.field(constraint, Field::Type)
            {
                constraints.push((self.outline.intern_node(name), self.type_of(ty)));
            }
        }
        let mut names = Vec::new();
        for parameter in self.outline.named_children(list) {
            let Some(name) = self.outline.field(parameter, Field::Name) else { continue };
            let name = self.outline.intern_node(name);
            let constraint = constraints.iter().find(|(constrained, _)| *constrained == name);
            let constraint = constraint.map_or(ExprId::UNKNOWN, |(_, ty)| *ty);
            self.outline.bind(scope, name, BindingTarget::TypeParameter(constraint));
            names.push(name);
        }
        names
    }
}

fn parameter(name: StringId) -> Parameter {
    Parameter { name, type_text: StringId::EMPTY, ty: ExprId::UNKNOWN, value: ExprId::UNKNOWN }
}
