//! The shape of an expression, as far as it says something about types and call targets.

use super::syntax::{Field, Kind, without_quotes};
use super::{This, TypeScriptVisitor};
use crate::language::tree::NodeRef;
use crate::record::StringId;
use crate::record::symbols::{Expr, ExprId, Member, MemberValue, Object, ObjectId, Signature, SignatureId};
use crate::record::{Run, symbols};

/// How deep literals and alternatives may nest before they count as unknown. Chains of members and calls are
/// followed in a loop and have no limit.
const MAX_DEPTH: u32 = 16;

impl TypeScriptVisitor<'_, '_> {
    /// The shape of an expression that stands in the current scope. Made once a node.
    pub(super) fn expr_of(&mut self, node: NodeRef) -> ExprId {
        let mut chain = Vec::new();
        let mut current = node;
        let mut expr = loop {
            if let Some(known) = self.exprs.get(&current) {
                break *known;
            }
            match self.inner_link(current) {
                Some(inner) => {
                    chain.push(current);
                    current = inner;
                }
                None => {
                    let expr = self.leaf_expr(current);
                    self.exprs.insert(current, expr);
                    break expr;
                }
            }
        };
        while let Some(outer) = chain.pop() {
            expr = self.outer_link(outer, expr);
            self.exprs.insert(outer, expr);
        }
        expr
    }

    /// The next expression inwards in a chain: `a.b` of `a.b.c`, `a.b` of `a.b()`.
    fn inner_link(&mut self, node: NodeRef) -> Option<NodeRef> {
        match self.kind(node) {
            Kind::MemberExpression | Kind::NestedIdentifier | Kind::SubscriptExpression => {
                self.field(node, Field::Object)
            }
            Kind::CallExpression if self.required_specifier(node).is_none() => self.field(node, Field::Function),
            Kind::NewExpression => self.field(node, Field::Constructor),
            Kind::InstantiationExpression => self.field(node, Field::Function).or_else(|| self.first_named(node)),
            Kind::ParenthesizedExpression | Kind::NonNullExpression | Kind::AwaitExpression => self.first_named(node),
            Kind::SatisfiesExpression => self.first_named(node),
            Kind::AsExpression if self.has_token(node, Kind::Const) => self.first_named(node),
            Kind::AssignmentExpression => self.field(node, Field::Right),
            Kind::SequenceExpression => self.last_named(node),
            _ => None,
        }
    }

    fn outer_link(&mut self, node: NodeRef, inner: ExprId) -> ExprId {
        let expr = match self.kind(node) {
            Kind::MemberExpression | Kind::NestedIdentifier => match self.field(node, Field::Property) {
                Some(property) => Expr::Member { object: inner, name: self.intern_node(property) },
                None => Expr::Unknown,
            },
            Kind::SubscriptExpression => {
                match self.field(node, Field::Index).filter(|index| self.kind(*index) == Kind::String) {
                    Some(index) => {
                        let text = self.text_of(index);
                        Expr::Member { object: inner, name: self.draft.intern(without_quotes(text)) }
                    }
                    None => Expr::Index(inner),
                }
            }
            Kind::CallExpression => Expr::Call(inner),
            Kind::NewExpression => {
                let arguments = self.child_of_kind(node, Kind::TypeArguments);
                let class = self.with_type_arguments(inner, arguments);
                Expr::New(class)
            }
            Kind::AwaitExpression => Expr::Await(inner),
            _ => return inner,
        };
        self.draft.symbols().push_expr(expr)
    }

    fn leaf_expr(&mut self, node: NodeRef) -> ExprId {
        if self.depth >= MAX_DEPTH {
            return ExprId::UNKNOWN;
        }
        self.depth += 1;
        let expr = self.leaf_shape(node);
        self.depth -= 1;
        self.draft.symbols().push_expr(expr)
    }

    fn leaf_shape(&mut self, node: NodeRef) -> Expr {
        match self.kind(node) {
            // The grammar takes the `this` of `<this.Part/>` for an identifier.
            Kind::Identifier if self.text_of(node) == "this" => self.this_shape(),
            Kind::Identifier | Kind::ShorthandPropertyIdentifier => {
                Expr::Name { name: self.intern_node(node), scope: self.scope }
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
            Kind::Array => match self.first_named(node) {
                Some(first) if self.kind(first) == Kind::SpreadElement => {
                    let spread = self.first_named(first).map_or(ExprId::UNKNOWN, |value| self.expr_of(value));
                    Expr::Array(self.draft.symbols().push_expr(Expr::Element(spread)))
                }
                Some(first) => Expr::Array(self.expr_of(first)),
                None => Expr::Array(ExprId::UNKNOWN),
            },
            Kind::TernaryExpression => {
                let (yes, no) = (self.field(node, Field::Consequence), self.field(node, Field::Alternative));
                self.either(yes, no)
            }
            Kind::BinaryExpression => match self.field(node, Field::Operator).map(|operator| self.kind(operator)) {
                Some(Kind::BarBar | Kind::QuestionQuestion) => {
                    let (left, right) = (self.field(node, Field::Left), self.field(node, Field::Right));
                    self.either(left, right)
                }
                Some(Kind::AndAnd) => {
                    let right = self.field(node, Field::Right);
                    self.either(None, right)
                }
                Some(Kind::In | Kind::Instanceof) | None => Expr::Unknown,
                Some(_) => Expr::Literal,
            },
            Kind::AsExpression => {
                let parts = self.named_children(node);
                self.cast(parts.last().copied(), parts.first().copied())
            }
            Kind::TypeAssertion => match self.first_named(node).and_then(|node| self.first_named(node)) {
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
    fn cast(&mut self, ty: Option<NodeRef>, value: Option<NodeRef>) -> Expr {
        match ty.map_or(ExprId::UNKNOWN, |ty| self.type_of(ty)) {
            ExprId::UNKNOWN => {
                let value = value.map_or(ExprId::UNKNOWN, |value| self.expr_of(value));
                self.draft.symbols().expr(value)
            }
            ty => Expr::Cast(ty),
        }
    }

    fn either(&mut self, first: Option<NodeRef>, second: Option<NodeRef>) -> Expr {
        let first = first.map_or(ExprId::UNKNOWN, |node| self.expr_of(node));
        let second = second.map_or(ExprId::UNKNOWN, |node| self.expr_of(node));
        if first == ExprId::UNKNOWN && second == ExprId::UNKNOWN { Expr::Unknown } else { Expr::Either(first, second) }
    }

    /// What iterating over an expression gives.
    pub(super) fn element_of(&mut self, iterable: NodeRef) -> ExprId {
        let iterable = self.expr_of(iterable);
        if iterable == ExprId::UNKNOWN { iterable } else { self.draft.symbols().push_expr(Expr::Element(iterable)) }
    }

    /// The row of a function's shape, made when it is first mentioned and filled when it is entered.
    pub(super) fn signature_of(&mut self, node: NodeRef) -> SignatureId {
        if let Some(id) = self.signatures.get(&node) {
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
        self.signatures.insert(node, id);
        id
    }

    pub(super) fn push_signature(&mut self, signature: Signature) -> SignatureId {
        let table = &mut self.draft.symbols().signatures;
        table.push(signature);
        SignatureId(table.len() as u32 - 1)
    }

    /// The members of an object literal.
    fn object_of(&mut self, node: NodeRef) -> ObjectId {
        let mut members = Vec::new();
        let mut spreads = Vec::new();
        for part in self.named_children(node) {
            let member = match self.kind(part) {
                Kind::Pair => {
                    let (key, value) = (self.field(part, Field::Key), self.field(part, Field::Value));
                    self.property(key, value)
                }
                Kind::ShorthandPropertyIdentifier => self.property(Some(part), Some(part)),
                Kind::MethodDefinition => self.field(part, Field::Name).map(|name| {
                    let signature = self.signature_of(part);
                    let value = if self.has_token(part, Kind::Get) {
                        MemberValue::Getter(signature)
                    } else if self.has_token(part, Kind::Set) {
                        MemberValue::Setter(signature)
                    } else {
                        MemberValue::Method(signature)
                    };
                    (self.member_name(name), value)
                }),
                Kind::SpreadElement => {
                    if let Some(value) = self.first_named(part) {
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

    fn property(&mut self, key: Option<NodeRef>, value: Option<NodeRef>) -> Option<(StringId, MemberValue)> {
        let name = self.member_name(key?);
        let value = self.expr_of(value?);
        Some((name, MemberValue::Field { ty: ExprId::UNKNOWN, value }))
    }
}
