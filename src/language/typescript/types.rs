//! The shape of a type, as far as it says what its values' members are.

use super::patterns::passed;
use super::syntax::without_quotes;
use super::{Field, Kind, TypeScript};
use crate::extract::{Next, NodeRef, Outline, TypeShapes};
use crate::record::Run;
use crate::record::symbols::{Expr, ExprId, Object, SignatureId};

impl Outline<'_, '_, TypeScript> {
    /// The type of an annotation.
    pub(super) fn annotation_type(&mut self, annotation: Option<NodeRef>) -> ExprId {
        let Some(annotation) = annotation else { return ExprId::UNKNOWN };
        match self.kind(annotation) {
            Kind::AssertsAnnotation | Kind::TypePredicateAnnotation => self.expr(Expr::Primitive),
            _ => {
                let ty = self.first_named(annotation);
                self.type_if(ty)
            }
        }
    }

    /// A type that is a member of another: of a namespace, a module, an object.
    fn type_member(&mut self, node: NodeRef, parts: [Field; 2]) -> Expr {
        let Some([object, name]) = self.fields(node, parts) else { return Expr::Unknown };
        let object = self.type_of(object);
        Expr::TypeMember { object, name: self.intern_node(name) }
    }

    pub(super) fn enter_type(&mut self, node: NodeRef) -> Next {
        let annotations = [Kind::TypeAnnotation, Kind::TypePredicateAnnotation, Kind::AssertsAnnotation];
        if annotations.contains(&self.kind(node)) {
            self.refer_to_types(node);
        }
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

    /// Types of a union's, intersection's or tuple's members.
    fn member_types(&mut self, mut nodes: Vec<NodeRef>) -> Run {
        // A union of thousands of literals says nothing a few of its members don't.
        const ENOUGH: usize = 64;
        nodes.truncate(ENOUGH);
        self.types_of(nodes)
    }

    /// `base<arguments>`, or `base` where there are none.
    pub(super) fn with_type_arguments(&mut self, base: ExprId, arguments: Option<NodeRef>) -> ExprId {
        let Some(arguments) = arguments else { return base };
        let arguments = self.named_children(arguments);
        let shape = self.generic(base, arguments);
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

impl TypeShapes for TypeScript {
    fn type_shape(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Expr {
        match file.kind(node) {
            Kind::TypeIdentifier | Kind::Identifier => {
                Expr::TypeName { name: file.intern_node(node), scope: file.scope() }
            }
            Kind::NestedTypeIdentifier => file.type_member(node, [Field::Module, Field::Name]),
            // `import('x').T` is a member expression.
            Kind::NestedIdentifier | Kind::MemberExpression => file.type_member(node, [Field::Object, Field::Property]),
            Kind::CallExpression => match file.required_specifier(node) {
                Some((specifier, true)) => Expr::Module { specifier: file.draft.intern(specifier), is_promise: false },
                _ => Expr::Unknown,
            },
            Kind::GenericType => {
                let Some(name) = file.field(node, Field::Name) else { return Expr::Unknown };
                let base = file.type_of(name);
                let arguments = file.listed_in(node, Kind::TypeArguments);
                file.generic(base, arguments)
            }
            Kind::ArrayType => {
                let element = file.first_named(node);
                file.list_of_type(element)
            }
            Kind::ReadonlyType
            | Kind::ParenthesizedType
            | Kind::OptionalType
            | Kind::RestType
            | Kind::FlowMaybeType => {
                let inner = file.first_named(node);
                file.same_type(inner)
            }
            Kind::TupleType => {
                let members = file.named_children(node);
                Expr::TupleType(file.member_types(members))
            }
            Kind::UnionType => {
                let members = file.flattened(node, Kind::UnionType);
                Expr::Union(file.member_types(members))
            }
            Kind::IntersectionType => {
                let members = file.flattened(node, Kind::IntersectionType);
                Expr::Intersection(file.member_types(members))
            }
            Kind::FunctionType => Expr::FunctionType(file.signature_shape(node)),
            Kind::ObjectType => {
                let members = file.type_members(node, None);
                let members = file.member_list(members);
                Expr::ObjectType(file.push_object(Object { members, spreads: Run::default() }))
            }
            Kind::TypeQuery => match file.first_named(node) {
                Some(module) if file.kind(module) == Kind::CallExpression => Expr::TypeOf(file.type_of(module)),
                Some(value) => Expr::TypeOf(file.expr_of(value)),
                None => Expr::Unknown,
            },
            Kind::LookupType => {
                let [object, index] = file.named_children(node)[..] else { return Expr::Unknown };
                let text = file.text(index);
                let object = file.type_of(object);
                match without_quotes(text) {
                    name if name != text => Expr::IndexedType { object, name: file.draft.intern(name) },
                    _ if file.kind(index) == Kind::PredefinedType => Expr::Element(object),
                    _ => Expr::Unknown,
                }
            }
            Kind::ThisType => file.this_class().map_or(Expr::Unknown, |class| Expr::This(Some(class))),
            Kind::PredefinedType => match file.text(node) {
                "any" | "unknown" | "object" | "never" | "void" => Expr::Unknown,
                _ => Expr::Primitive,
            },
            Kind::LiteralType => match file.text(node) {
                "null" | "undefined" => Expr::Unknown,
                _ => Expr::Primitive,
            },
            Kind::TemplateLiteralType | Kind::TemplateType => Expr::Primitive,
            _ => Expr::Unknown,
        }
    }
}

/// How far a type goes without an expression in it, in bytes. Expressions stand in the parameters of a function
/// type, in a computed name and in a call behind `typeof`: behind `(` or `[`. `[]` is an array's.
fn type_without_expression(text: &str) -> usize {
    let bytes = text.as_bytes();
    memchr::memchr2_iter(b'(', b'[', bytes).find(|&at| bytes.get(at..at + 2) != Some(b"[]")).unwrap_or(text.len())
}
