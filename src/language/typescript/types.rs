//! The shape of a type, as far as it says what its values' members are.

use super::patterns::passed;
use super::syntax::without_quotes;
use super::{Field, Kind, TypeScript};
use crate::extract::{Next, NodeRef, Outline, This};
use crate::record::Run;
use crate::record::symbols::{Expr, ExprId, Object, SignatureId};

impl Outline<'_, '_, TypeScript> {
    /// The type of an annotation.
    pub(super) fn annotation_type(&mut self, annotation: Option<NodeRef>) -> ExprId {
        let Some(annotation) = annotation else { return ExprId::UNKNOWN };
        match self.kind(annotation) {
            Kind::AssertsAnnotation | Kind::TypePredicateAnnotation => self.expr(Expr::Primitive),
            _ => self.first_named(annotation).map_or(ExprId::UNKNOWN, |ty| self.type_of(ty)),
        }
    }

    /// The shape of a type that stands in the current scope.
    pub(super) fn type_of(&mut self, node: NodeRef) -> ExprId {
        self.nested_expr(|shapes| shapes.type_shape(node))
    }

    fn type_shape(&mut self, node: NodeRef) -> Expr {
        match self.kind(node) {
            Kind::TypeIdentifier | Kind::Identifier => {
                Expr::TypeName { name: self.intern_node(node), scope: self.scope() }
            }
            Kind::NestedTypeIdentifier => match (self.field(node, Field::Module), self.field(node, Field::Name)) {
                (Some(module), Some(name)) => {
                    let object = self.type_of(module);
                    Expr::TypeMember { object, name: self.intern_node(name) }
                }
                _ => Expr::Unknown,
            },
            Kind::NestedIdentifier => match (self.field(node, Field::Object), self.field(node, Field::Property)) {
                (Some(object), Some(property)) => {
                    let object = self.type_of(object);
                    Expr::TypeMember { object, name: self.intern_node(property) }
                }
                _ => Expr::Unknown,
            },
            // `import('x').T`
            Kind::MemberExpression => match (self.field(node, Field::Object), self.field(node, Field::Property)) {
                (Some(object), Some(property)) => {
                    let object = self.type_of(object);
                    Expr::TypeMember { object, name: self.intern_node(property) }
                }
                _ => Expr::Unknown,
            },
            Kind::CallExpression => match self.required_specifier(node) {
                Some((specifier, true)) => Expr::Module { specifier: self.draft.intern(specifier), is_promise: false },
                _ => Expr::Unknown,
            },
            Kind::GenericType => match self.field(node, Field::Name) {
                Some(name) => {
                    let base = self.type_of(name);
                    let arguments = self.child_of_kind(node, Kind::TypeArguments);
                    self.generic_shape(base, arguments)
                }
                None => Expr::Unknown,
            },
            Kind::ArrayType => self.inner_type(node).map_or(Expr::Unknown, Expr::ArrayType),
            Kind::ReadonlyType
            | Kind::ParenthesizedType
            | Kind::OptionalType
            | Kind::RestType
            | Kind::FlowMaybeType => {
                self.inner_type(node).map_or(Expr::Unknown, |inner| self.draft.symbols().expr(inner))
            }
            Kind::TupleType => {
                let members = self.named_children(node);
                Expr::TupleType(self.member_types(members))
            }
            Kind::UnionType => {
                let members = self.flattened(node, Kind::UnionType);
                Expr::Union(self.member_types(members))
            }
            Kind::IntersectionType => {
                let members = self.flattened(node, Kind::IntersectionType);
                Expr::Intersection(self.member_types(members))
            }
            Kind::FunctionType => Expr::FunctionType(self.signature_shape(node)),
            Kind::ObjectType => {
                let members = self.type_members(node, None);
                let members = self.member_list(members);
                Expr::ObjectType(self.push_object(Object { members, spreads: Run::default() }))
            }
            Kind::TypeQuery => match self.first_named(node) {
                Some(module) if self.kind(module) == Kind::CallExpression => Expr::TypeOf(self.type_of(module)),
                Some(value) => Expr::TypeOf(self.expr_of(value)),
                None => Expr::Unknown,
            },
            Kind::LookupType => match self.named_children(node).as_slice() {
                [object, index] => {
                    let text = self.text(*index);
                    let object = self.type_of(*object);
                    match without_quotes(text) {
                        name if name != text => Expr::IndexedType { object, name: self.draft.intern(name) },
                        _ if self.kind(*index) == Kind::PredefinedType => Expr::Element(object),
                        _ => Expr::Unknown,
                    }
                }
                _ => Expr::Unknown,
            },
            Kind::ThisType => match self.this() {
                This::Instance(class) | This::Class(class) => Expr::This(Some(class)),
                This::Of(_) | This::Unknown => Expr::Unknown,
            },
            Kind::PredefinedType => match self.text(node) {
                "any" | "unknown" | "object" | "never" | "void" => Expr::Unknown,
                _ => Expr::Primitive,
            },
            Kind::LiteralType => match self.text(node) {
                "null" | "undefined" => Expr::Unknown,
                _ => Expr::Primitive,
            },
            Kind::TemplateLiteralType | Kind::TemplateType => Expr::Primitive,
            _ => Expr::Unknown,
        }
    }

    pub(super) fn enter_type(&mut self, node: NodeRef) -> Next {
        if self.is_plain_type(node) { Next::Past } else { Next::Into }
    }

    /// Whether a type holds no expression, and so nothing that means anything below it.
    fn is_plain_type(&mut self, node: NodeRef) -> bool {
        let start = self.start_byte(node);
        // Types nest: what is known from the type around this one is not searched for again.
        if self.own.expression_from <= start {
            self.own.expression_from = start + type_without_expression(self.text(node));
        }
        self.end_byte(node) <= self.own.expression_from && !self.tree.node(node).has_error()
    }

    fn inner_type(&mut self, node: NodeRef) -> Option<ExprId> {
        self.first_named(node).map(|inner| self.type_of(inner))
    }

    /// Types of a union's, intersection's or tuple's members; those nothing is known of are left out, but
    /// for tuples.
    fn member_types(&mut self, nodes: Vec<NodeRef>) -> Run {
        // A union of thousands of literals says nothing a few of its members don't.
        const ENOUGH: usize = 64;
        let types: Vec<ExprId> = nodes.into_iter().take(ENOUGH).map(|node| self.type_of(node)).collect();
        self.expr_list(&types)
    }

    fn generic_shape(&mut self, base: ExprId, arguments: Option<NodeRef>) -> Expr {
        let nodes = arguments.map(|node| self.named_children(node)).unwrap_or_default();
        let types: Vec<ExprId> = nodes.into_iter().map(|node| self.type_of(node)).collect();
        Expr::Generic { base, args: self.expr_list(&types) }
    }

    /// `base<arguments>`, or `base` where there are none.
    pub(super) fn with_type_arguments(&mut self, base: ExprId, arguments: Option<NodeRef>) -> ExprId {
        if arguments.is_none() {
            return base;
        }
        let shape = self.generic_shape(base, arguments);
        self.expr(shape)
    }

    /// The shape of a declaration without a body or of a function type.
    pub(super) fn signature_shape(&mut self, node: NodeRef) -> SignatureId {
        let is_generic = self.field(node, Field::TypeParameters).is_some();
        if is_generic {
            self.begin_block();
            self.bind_type_parameters(node);
        }
        let types: Vec<ExprId> = passed(&self.parameters(node)).map(|parameter| parameter.ty).collect();
        let params = self.expr_list(&types);
        let return_type = match self.field(node, Field::ReturnType) {
            Some(ty)
                if matches!(
                    self.kind(ty),
                    Kind::TypeAnnotation | Kind::AssertsAnnotation | Kind::TypePredicateAnnotation
                ) =>
            {
                self.annotation_type(Some(ty))
            }
            Some(ty) => self.type_of(ty),
            None => ExprId::UNKNOWN,
        };
        if is_generic {
            self.end();
        }
        self.push_signature(params, return_type)
    }
}

/// How far a type goes without an expression in it, in bytes. Expressions stand in the parameters of a function
/// type, in a computed name and in a call behind `typeof`: behind `(` or `[`. `[]` is an array's.
fn type_without_expression(text: &str) -> usize {
    let bytes = text.as_bytes();
    memchr::memchr2_iter(b'(', b'[', bytes).find(|&at| bytes.get(at..at + 2) != Some(b"[]")).unwrap_or(text.len())
}
