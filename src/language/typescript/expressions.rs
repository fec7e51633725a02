//! The shape of an expression, as far as it says something about types and call targets.

use super::syntax::{Field, Kind, first_named, last_named, named_children, without_quotes};
use super::{This, TypeScriptVisitor};
use crate::record::StringId;
use crate::record::symbols::{Expr, ExprId, Member, MemberValue, Object, ObjectId, Signature, SignatureId};
use crate::record::{Run, symbols};
use tree_sitter::Node;

/// How deep literals and alternatives may nest before they count as unknown. Chains of members and calls are
/// followed in a loop and have no limit.
const MAX_DEPTH: u32 = 16;

impl<'tree> TypeScriptVisitor<'_, 'tree> {
    /// The shape of an expression that stands in the current scope. Made once a node.
    pub(super) fn expr_of(&mut self, node: Node<'tree>) -> ExprId {
        let mut chain = Vec::new();
        let mut current = node;
        let mut expr = loop {
            if let Some(known) = self.exprs.get(&current.id()) {
                break *known;
            }
            match self.inner_link(current) {
                Some(inner) => {
                    chain.push(current);
                    current = inner;
                }
                None => {
                    let expr = self.leaf_expr(current);
                    self.exprs.insert(current.id(), expr);
                    break expr;
                }
            }
        };
        while let Some(outer) = chain.pop() {
            expr = self.outer_link(outer, expr);
            self.exprs.insert(outer.id(), expr);
        }
        expr
    }

    /// The next expression inwards in a chain: `a.b` of `a.b.c`, `a.b` of `a.b()`.
    fn inner_link(&self, node: Node<'tree>) -> Option<Node<'tree>> {
        match self.kind(node) {
            Kind::MemberExpression | Kind::NestedIdentifier | Kind::SubscriptExpression => {
                self.field(node, Field::Object)
            }
            Kind::CallExpression if self.required_specifier(node).is_none() => self.field(node, Field::Function),
            Kind::NewExpression => self.field(node, Field::Constructor),
            Kind::InstantiationExpression => self.field(node, Field::Function).or_else(|| first_named(node)),
            Kind::ParenthesizedExpression | Kind::NonNullExpression | Kind::AwaitExpression => first_named(node),
            Kind::SatisfiesExpression => first_named(node),
            Kind::AsExpression if self.grammar.has_token(node, Kind::Const) => first_named(node),
            Kind::AssignmentExpression => self.field(node, Field::Right),
            Kind::SequenceExpression => last_named(node),
            _ => None,
        }
    }

    fn outer_link(&mut self, node: Node<'tree>, inner: ExprId) -> ExprId {
        let expr = match self.kind(node) {
            Kind::MemberExpression | Kind::NestedIdentifier => match self.field(node, Field::Property) {
                Some(property) => Expr::Member { object: inner, name: self.draft.intern_node(property) },
                None => Expr::Unknown,
            },
            Kind::SubscriptExpression => {
                match self.field(node, Field::Index).filter(|index| self.kind(*index) == Kind::String) {
                    Some(index) => {
                        let text = self.draft.text_of(index);
                        Expr::Member { object: inner, name: self.draft.intern(without_quotes(text)) }
                    }
                    None => Expr::Index(inner),
                }
            }
            Kind::CallExpression => Expr::Call(inner),
            Kind::NewExpression => {
                let class = self.with_type_arguments(inner, self.grammar.child_of_kind(node, Kind::TypeArguments));
                Expr::New(class)
            }
            Kind::AwaitExpression => Expr::Await(inner),
            _ => return inner,
        };
        self.draft.symbols().push_expr(expr)
    }

    fn leaf_expr(&mut self, node: Node<'tree>) -> ExprId {
        if self.depth >= MAX_DEPTH {
            return ExprId::UNKNOWN;
        }
        self.depth += 1;
        let expr = self.leaf_shape(node);
        self.depth -= 1;
        self.draft.symbols().push_expr(expr)
    }

    fn leaf_shape(&mut self, node: Node<'tree>) -> Expr {
        match self.kind(node) {
            // The grammar takes the `this` of `<this.Part/>` for an identifier.
            Kind::Identifier if self.draft.text_of(node) == "this" => self.this_shape(),
            Kind::Identifier | Kind::ShorthandPropertyIdentifier => {
                Expr::Name { name: self.draft.intern_node(node), scope: self.scope }
            }
            Kind::This => self.this_shape(),
            Kind::Super => match self.this {
                This::Unknown => Expr::Super(None),
                This::Instance(class) | This::Class(class) => Expr::Super(Some(class)),
            },
            Kind::ArrowFunction | Kind::FunctionExpression | Kind::GeneratorFunction => {
                Expr::Function(self.signature_of(node))
            }
            Kind::Class => Expr::Class(self.class_of(node)),
            Kind::Object => Expr::Object(self.object_of(node)),
            Kind::Array => match first_named(node) {
                Some(first) if self.kind(first) == Kind::SpreadElement => {
                    let spread = first_named(first).map_or(ExprId::UNKNOWN, |value| self.expr_of(value));
                    Expr::Array(self.draft.symbols().push_expr(Expr::Element(spread)))
                }
                Some(first) => Expr::Array(self.expr_of(first)),
                None => Expr::Array(ExprId::UNKNOWN),
            },
            Kind::TernaryExpression => {
                self.either(self.field(node, Field::Consequence), self.field(node, Field::Alternative))
            }
            Kind::BinaryExpression => match self.field(node, Field::Operator).map(|operator| self.kind(operator)) {
                Some(Kind::BarBar | Kind::QuestionQuestion) => {
                    self.either(self.field(node, Field::Left), self.field(node, Field::Right))
                }
                Some(Kind::AndAnd) => self.either(None, self.field(node, Field::Right)),
                Some(Kind::In | Kind::Instanceof) | None => Expr::Unknown,
                Some(_) => Expr::Literal,
            },
            Kind::AsExpression => {
                let parts = named_children(node);
                self.cast(parts.last().copied(), parts.first().copied())
            }
            Kind::TypeAssertion => match first_named(node).and_then(first_named) {
                Some(ty) => Expr::Cast(self.type_of(ty)),
                None => Expr::Unknown,
            },
            Kind::CallExpression => match self.required_specifier(node) {
                Some((specifier, is_promise)) => Expr::Module { specifier: self.draft.intern(specifier), is_promise },
                None => Expr::Unknown,
            },
            Kind::String
            | Kind::TemplateString
            | Kind::Number
            | Kind::Regex
            | Kind::True
            | Kind::False
            | Kind::UnaryExpression
            | Kind::UpdateExpression => Expr::Literal,
            _ => Expr::Unknown,
        }
    }

    fn this_shape(&self) -> Expr {
        match self.this {
            This::Unknown => Expr::This(None),
            This::Instance(class) => Expr::This(Some(class)),
            This::Class(class) => Expr::Class(class),
        }
    }

    /// A value of the type it is cast to; of its own type where nothing is known of that (`as any`).
    fn cast(&mut self, ty: Option<Node<'tree>>, value: Option<Node<'tree>>) -> Expr {
        match ty.map_or(ExprId::UNKNOWN, |ty| self.type_of(ty)) {
            ExprId::UNKNOWN => {
                let value = value.map_or(ExprId::UNKNOWN, |value| self.expr_of(value));
                self.draft.symbols().expr(value)
            }
            ty => Expr::Cast(ty),
        }
    }

    fn either(&mut self, first: Option<Node<'tree>>, second: Option<Node<'tree>>) -> Expr {
        let first = first.map_or(ExprId::UNKNOWN, |node| self.expr_of(node));
        let second = second.map_or(ExprId::UNKNOWN, |node| self.expr_of(node));
        if first == ExprId::UNKNOWN && second == ExprId::UNKNOWN { Expr::Unknown } else { Expr::Either(first, second) }
    }

    /// What iterating over an expression gives.
    pub(super) fn element_of(&mut self, iterable: Node<'tree>) -> ExprId {
        let iterable = self.expr_of(iterable);
        if iterable == ExprId::UNKNOWN { iterable } else { self.draft.symbols().push_expr(Expr::Element(iterable)) }
    }

    /// The row of a function's shape, made when it is first mentioned and filled when it is entered.
    pub(super) fn signature_of(&mut self, node: Node<'tree>) -> SignatureId {
        if let Some(id) = self.signatures.get(&node.id()) {
            return *id;
        }
        let none = Run::default();
        let id = self.push_signature(Signature {
            function: None,
            params: none,
            return_type: ExprId::UNKNOWN,
            returns: none,
            is_async: false,
            is_generator: false,
        });
        self.signatures.insert(node.id(), id);
        id
    }

    pub(super) fn push_signature(&mut self, signature: Signature) -> SignatureId {
        let table = &mut self.draft.symbols().signatures;
        table.push(signature);
        SignatureId(table.len() as u32 - 1)
    }

    /// The members of an object literal.
    fn object_of(&mut self, node: Node<'tree>) -> ObjectId {
        let mut members = Vec::new();
        let mut spreads = Vec::new();
        for part in named_children(node) {
            let member = match self.kind(part) {
                Kind::Pair => self.property(self.field(part, Field::Key), self.field(part, Field::Value)),
                Kind::ShorthandPropertyIdentifier => self.property(Some(part), Some(part)),
                Kind::MethodDefinition => self.field(part, Field::Name).map(|name| {
                    let signature = self.signature_of(part);
                    let value = if self.grammar.has_token(part, Kind::Get) {
                        MemberValue::Getter(signature)
                    } else if self.grammar.has_token(part, Kind::Set) {
                        MemberValue::Setter(signature)
                    } else {
                        MemberValue::Method(signature)
                    };
                    (self.member_name(name), value)
                }),
                Kind::SpreadElement => {
                    if let Some(value) = first_named(part) {
                        spreads.push(self.expr_of(value));
                    }
                    None
                }
                _ => None,
            };
            members.extend(member.map(|(name, value)| Member { name, is_static: false, value }));
        }
        let members = self.push_members(members.into_iter());
        let spreads = self.expr_list(&spreads);
        self.push_object(Object { members, spreads })
    }

    pub(super) fn push_object(&mut self, object: Object) -> ObjectId {
        let table = &mut self.draft.symbols().objects;
        table.push(object);
        symbols::ObjectId(table.len() as u32 - 1)
    }

    fn property(&mut self, key: Option<Node<'tree>>, value: Option<Node<'tree>>) -> Option<(StringId, MemberValue)> {
        let name = self.member_name(key?);
        let value = self.expr_of(value?);
        Some((name, MemberValue::Field { ty: ExprId::UNKNOWN, value }))
    }
}
