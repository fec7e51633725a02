//! The shape of a type, as far as it says what its values' members are.

use super::patterns::{arity, passed};
use super::syntax::without_quotes;
use super::{Field, Kind, TypeScript};
use crate::extract::{Next, NodeRef, Outline, TypeShapes};
use crate::record::Run;
use crate::record::symbols::{CONSTRUCTED, Expr, ExprId, Member, MemberValue, Object, SignatureId, THIS_PLACE};

impl Outline<'_, '_, TypeScript> {
    /// The type of an annotation.
    pub(super) fn annotation_type(&mut self, annotation: Option<NodeRef>) -> ExprId {
        let Some(annotation) = annotation else { return ExprId::UNKNOWN };
        match self.kind(annotation) {
            Kind::AssertsAnnotation | Kind::TypePredicateAnnotation => self.predicate(annotation),
            _ => {
                let ty = self.first_named(annotation);
                self.type_if(ty)
            }
        }
    }

    /// `x is T`, `asserts x is T`: what the function whose parameters are bound last tells of one of them.
    fn predicate(&mut self, annotation: NodeRef) -> ExprId {
        let predicate = self.innermost(annotation, |file, node| match file.kind(node) {
            Kind::AssertsAnnotation | Kind::Asserts | Kind::TypePredicateAnnotation => file.first_named(node),
            _ => None,
        });
        let (Kind::TypePredicate, Some([name, ty])) =
            (self.kind(predicate), self.fields(predicate, [Field::Name, Field::Type]))
        else {
            return self.expr(Expr::Primitive);
        };
        let place = match self.kind(name) {
            Kind::This => Some(THIS_PLACE),
            _ => {
                let name = self.intern_node(name);
                let place = self.own.parameter_names.iter().position(|parameter| *parameter == name);
                place.and_then(|place| u16::try_from(place).ok())
            }
        };
        let ty = self.type_of(ty);
        self.expr(place.map_or(Expr::Primitive, |place| Expr::Predicate { place, ty }))
    }

    /// A type that is a member of another: of a namespace, a module, an object.
    fn type_member(&mut self, node: NodeRef, parts: [Field; 2]) -> Expr {
        let Some([object, name]) = self.fields(node, parts) else { return Expr::Unknown };
        let object = self.type_of(object);
        Expr::TypeMember { object, name: self.intern_node(name) }
    }

    pub(super) fn enter_type(&mut self, node: NodeRef) -> Next {
        let annotations = [Kind::TypeAnnotation, Kind::TypePredicateAnnotation, Kind::AssertsAnnotation];
        let is_annotation = annotations.contains(&self.kind(node));
        if is_annotation {
            self.refer_to_types(node);
        }
        if !self.is_plain_type(node) {
            return Next::Into;
        }
        if !is_annotation && self.text(node).contains(':') {
            self.refer_to_types_of_members(node);
        }
        Next::Past
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
        let type_params = self.own.type_params;
        let parameters = self.parameters(node);
        let types: Vec<ExprId> = passed(&parameters).map(|parameter| parameter.ty).collect();
        let params = self.expr_list(&types);
        self.own.parameter_names = passed(&parameters).map(|parameter| parameter.name).collect();
        let return_field = match self.kind(node) {
            Kind::ConstructorType | Kind::ConstructSignature => Field::Type,
            _ => Field::ReturnType,
        };
        let return_type = match self.field(node, return_field) {
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
        let signature = self.push_signature(params, return_type);
        if is_generic {
            self.end();
            self.set_type_variables(signature, type_params);
        }
        let (optional, is_variadic) = arity(&parameters);
        self.set_arity(signature, optional, is_variadic);
        signature
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
            Kind::ObjectType if let Some(clause) = file.mapped_clause(node) => file.mapped_type(node, clause),
            Kind::ConstructorType => {
                let signature = file.signature_shape(node);
                let name = file.draft.intern(CONSTRUCTED);
                let member = Member { name, is_static: false, value: MemberValue::Method(signature) };
                let members = file.member_list(vec![member]);
                Expr::ObjectType(file.push_object(Object { members, spreads: Run::default() }))
            }
            Kind::ConditionalType => file.conditional_type(node),
            // `infer T`
            Kind::InferType => match file.first_named(node) {
                Some(name) => {
                    let bound = file.named_children(node).get(1).copied();
                    let bound = file.type_if(bound);
                    let name = file.bind_type_parameter(name, bound);
                    Expr::TypeName { name, scope: file.scope() }
                }
                None => Expr::Unknown,
            },
            Kind::IndexTypeQuery => {
                let of = file.first_named(node);
                Expr::KeyOf(file.type_if(of))
            }
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
                    name if file.kind(index) == Kind::LiteralType && name != text => {
                        Expr::IndexedType { object, name: file.draft.intern(name) }
                    }
                    _ if file.kind(index) == Kind::PredefinedType => Expr::Element(object),
                    place if place.len() <= 2 && place.bytes().all(|digit| digit.is_ascii_digit()) => {
                        Expr::IndexedType { object, name: file.draft.intern(place) }
                    }
                    _ => Expr::Lookup { object, index: file.type_of(index) },
                }
            }
            Kind::ThisType => file.this_class().map_or(Expr::Unknown, |class| Expr::This(Some(class))),
            Kind::PredefinedType => match file.text(node) {
                "any" | "unknown" | "object" | "never" | "void" => Expr::Unknown,
                name => file.literal(name),
            },
            Kind::LiteralType => match file.text(node) {
                "null" | "undefined" => Expr::Unknown,
                text => file.short_text(text).unwrap_or(Expr::Primitive),
            },
            Kind::TemplateLiteralType | Kind::TemplateType => Expr::Primitive,
            _ => Expr::Unknown,
        }
    }
}

impl Outline<'_, '_, TypeScript> {
    /// What a mapped type maps with, if an object type is one.
    pub(super) fn mapped_clause(&mut self, object: NodeRef) -> Option<NodeRef> {
        let signature = self.child_of_kind(object, Kind::IndexSignature)?;
        self.child_of_kind(signature, Kind::MappedTypeClause)
    }

    /// `{ [K in Keys]: T }`
    fn mapped_type(&mut self, object: NodeRef, clause: NodeRef) -> Expr {
        let signature = self.child_of_kind(object, Kind::IndexSignature);
        let annotation = signature.and_then(|signature| self.field(signature, Field::Type));
        self.begin_block();
        let mut params = Vec::new();
        if let Some([name, keys]) = self.fields(clause, [Field::Name, Field::Type]) {
            let keys = self.type_of(keys);
            let text = self.text(name);
            let bound = self.bind_type_parameter(name, keys);
            let alias = self.field(clause, Field::Alias);
            if let Some(renamed) = alias.map_or(Some(Renamed::Same), |alias| self.renamed(alias, text)) {
                params.push(self.type_name(bound));
                params.extend(self.affixed(renamed));
            }
        }
        let ty = annotation.and_then(|annotation| self.first_named(annotation));
        let template = self.type_if(ty);
        self.end();
        let params = self.expr_list(&params);
        Expr::Mapped { params, template }
    }

    /// What a mapped type calls its members behind `as`, where that keeps the name of its parameter or is made of it.
    fn renamed(&mut self, alias: NodeRef, param: &str) -> Option<Renamed> {
        match self.kind(alias) {
            Kind::TypeIdentifier => (self.text(alias) == param).then_some(Renamed::Same),
            Kind::ParenthesizedType => {
                let inner = self.first_named(alias)?;
                self.renamed(inner, param)
            }
            // `string & K`
            Kind::IntersectionType => {
                let members = self.flattened(alias, Kind::IntersectionType);
                members.into_iter().find_map(|member| self.renamed(member, param))
            }
            // `T[K] extends Function ? K : never`
            Kind::ConditionalType => {
                let branches = self.fields(alias, [Field::Consequence, Field::Alternative])?;
                let mut kept = branches.to_vec();
                kept.retain(|branch| self.text(*branch) != "never");
                let [branch] = kept[..] else { return None };
                self.renamed(branch, param)
            }
            Kind::GenericType => {
                let name = self.field(alias, Field::Name)?;
                let of = *self.listed_in(alias, Kind::TypeArguments).first()?;
                let renamed = self.renamed(of, param)?;
                match (self.text(name), renamed) {
                    ("Exclude" | "Extract", renamed) => Some(renamed),
                    ("Capitalize", Renamed::Same) => Some(Renamed::Capital),
                    _ => None,
                }
            }
            Kind::TemplateLiteralType => self.affixed_in(alias, param),
            _ => None,
        }
    }

    /// A template with nothing but the parameter's name in it, as it is or capitalized.
    fn affixed_in(&mut self, template: NodeRef, param: &str) -> Option<Renamed> {
        let types: Vec<NodeRef> =
            self.named_children(template).into_iter().filter(|child| self.kind(*child) == Kind::TemplateType).collect();
        let [of] = types[..] else { return None };
        let (whole, part) = (self.text(template), self.text(of));
        let (before, after) = whole.strip_prefix('`')?.strip_suffix('`')?.split_once(part)?;
        if before.contains('\\') || after.contains('\\') {
            return None;
        }
        let inner = self.first_named(of)?;
        let is_capital = match self.renamed(inner, param)? {
            Renamed::Same => false,
            Renamed::Capital => true,
            Renamed::Affixed(_) => return None,
        };
        let [before, after] = [before, after].map(|text| self.draft.intern(text));
        Some(Renamed::Affixed(Expr::Affixed { before, after, is_capital }))
    }

    fn affixed(&mut self, renamed: Renamed) -> Option<ExprId> {
        let affixed = match renamed {
            Renamed::Same => return None,
            Renamed::Capital => {
                let none = self.draft.intern("");
                Expr::Affixed { before: none, after: none, is_capital: true }
            }
            Renamed::Affixed(affixed) => affixed,
        };
        Some(self.expr(affixed))
    }

    /// `A extends B ? C : D`
    fn conditional_type(&mut self, node: NodeRef) -> Expr {
        let parts = [Field::Left, Field::Right, Field::Consequence, Field::Alternative];
        let Some([check, asked, yes, no]) = self.fields(node, parts) else { return Expr::Unknown };
        let check = self.type_of(check);
        // What is inferred is known in the branch.
        self.begin_block();
        let parts = [check, self.type_of(asked), self.type_of(yes), self.type_of(no)];
        self.end();
        Expr::Conditional(self.expr_list(&parts))
    }
}

/// What a mapped type calls a member.
#[derive(Clone, Copy)]
enum Renamed {
    /// As its parameter is.
    Same,
    /// That with its first letter in upper case.
    Capital,
    /// By an [`Expr::Affixed`].
    Affixed(Expr),
}

/// How far a type goes without an expression in it, in bytes. Expressions stand in the parameters of a function
/// type, in a computed name and in a call behind `typeof`: behind `(` or `[`. `[]` is an array's.
fn type_without_expression(text: &str) -> usize {
    let bytes = text.as_bytes();
    memchr::memchr2_iter(b'(', b'[', bytes).find(|&at| bytes.get(at..at + 2) != Some(b"[]")).unwrap_or(text.len())
}
