//! The shape of an expression, as far as it says something about types and call targets.

use super::TypeScriptVisitor;
use super::patterns::MAX_PLACES;
use super::syntax::{Prefix, without_quotes};
use super::words::{Field, Kind};
use crate::extract::outline::ExpressionShapes;
use crate::record::StringId;
use crate::record::symbols::{Expr, ExprId, Member, MemberValue, Object, ObjectId};
use crate::syntax::tree::NodeRef;

impl<'source, 'tree> ExpressionShapes<'source, 'tree> for TypeScriptVisitor<'source, 'tree> {
    const MAX_DEPTH: u32 = 16;

    fn expr_of(&mut self, node: NodeRef) -> ExprId {
        let chain = self.chain_of(node);
        if !self.has_prefixed_calls {
            return chain;
        }
        match self.prefix_of(node) {
            Some(Prefix::Await) => self.outline.expr(Expr::Await(chain)),
            Some(Prefix::Operator) => self.outline.expr(Expr::Literal),
            None => chain,
        }
    }

    fn inner_link(&mut self, node: NodeRef) -> Option<NodeRef> {
        match self.outline.kind(node) {
            Kind::MemberExpression | Kind::NestedIdentifier | Kind::SubscriptExpression => {
                self.field(node, Field::Object)
            }
            Kind::CallExpression if self.required_specifier(node).is_some() => None,
            Kind::CallExpression | Kind::InstantiationExpression => self.function_of(node),
            Kind::NewExpression => self.field(node, Field::Constructor),
            Kind::NonNullExpression => self.outline.first_named(node),
            _ => {
                let inner = self.inner_value(node)?;
                // What stands in front of a chain is outside of it, but inside of this.
                self.prefix_of(inner).is_none().then_some(inner)
            }
        }
    }

    fn outer_link(&mut self, node: NodeRef, inner: ExprId) -> Option<Expr> {
        Some(match self.outline.kind(node) {
            Kind::MemberExpression | Kind::NestedIdentifier => match self.field(node, Field::Property) {
                Some(property) => Expr::Member { object: inner, name: self.outline.intern_node(property) },
                None => Expr::Unknown,
            },
            Kind::SubscriptExpression => {
                match self.field(node, Field::Index).filter(|index| self.outline.kind(*index) == Kind::String) {
                    Some(index) => {
                        let text = self.outline.text(index);
                        Expr::Member { object: inner, name: self.outline.draft.intern(without_quotes(text)) }
                    }
                    None => Expr::Index(inner),
                }
            }
            Kind::CallExpression => Expr::Call(inner),
            Kind::NewExpression => {
                let arguments = self.outline.child_of_kind(node, Kind::TypeArguments);
                let class = self.with_type_arguments(inner, arguments);
                Expr::New(class)
            }
            Kind::AwaitExpression => Expr::Await(inner),
            _ => return None,
        })
    }

    fn leaf_shape(&mut self, node: NodeRef) -> Expr {
        match self.outline.kind(node) {
            // The grammar takes the `this` of `<this.Part/>` for an identifier.
            Kind::Identifier if self.outline.text(node) == "this" => self.outline.this_shape(),
            Kind::Identifier | Kind::ShorthandPropertyIdentifier => {
                Expr::Name { name: self.outline.intern_node(node), scope: self.outline.scope() }
            }
            Kind::This => self.outline.this_shape(),
            Kind::Super => self.outline.super_shape(),
            Kind::ArrowFunction | Kind::FunctionExpression | Kind::GeneratorFunction => {
                Expr::Function(self.outline.signature_of(node))
            }
            Kind::Class => Expr::Class(self.class_of(node)),
            Kind::Object => Expr::Object(self.object_of(node)),
            Kind::Array => match self.outline.first_named(node) {
                Some(_) if self.is_short_list(node) => {
                    let elements = self.outline.named_children(node);
                    let elements: Vec<ExprId> = elements.into_iter().map(|element| self.expr_of(element)).collect();
                    Expr::TupleType(self.outline.expr_list(&elements))
                }
                Some(first) if self.outline.kind(first) == Kind::SpreadElement => {
                    let spread = self.outline.first_named(first).map_or(ExprId::UNKNOWN, |value| self.expr_of(value));
                    Expr::Array(self.outline.expr(Expr::Element(spread)))
                }
                Some(first) => Expr::Array(self.expr_of(first)),
                None => Expr::Array(ExprId::UNKNOWN),
            },
            Kind::TernaryExpression => {
                let (yes, no) = (self.field(node, Field::Consequence), self.field(node, Field::Alternative));
                self.either(yes, no)
            }
            Kind::BinaryExpression => {
                match self.field(node, Field::Operator).map(|operator| self.outline.kind(operator)) {
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
                }
            }
            Kind::AsExpression => {
                let parts = self.outline.named_children(node);
                self.cast(parts.last().copied(), parts.first().copied())
            }
            Kind::TypeAssertion => match self.outline.first_named(node).and_then(|node| self.outline.first_named(node))
            {
                Some(ty) => Expr::Cast(self.type_of(ty)),
                None => Expr::Unknown,
            },
            // Those whose inner value is no part of the same chain.
            Kind::AwaitExpression => {
                let awaited = self.inner_value(node).map_or(ExprId::UNKNOWN, |value| self.expr_of(value));
                Expr::Await(awaited)
            }
            Kind::ParenthesizedExpression
            | Kind::SatisfiesExpression
            | Kind::AssignmentExpression
            | Kind::SequenceExpression => {
                let value = self.inner_value(node).map_or(ExprId::UNKNOWN, |value| self.expr_of(value));
                self.outline.draft.symbols().expr(value)
            }
            Kind::CallExpression => match self.required_specifier(node) {
                Some((specifier, is_promise)) => {
                    Expr::Module { specifier: self.outline.draft.intern(specifier), is_promise }
                }
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
}

impl TypeScriptVisitor<'_, '_> {
    /// The expression whose value, awaited or not, is that of a node around it.
    fn inner_value(&mut self, node: NodeRef) -> Option<NodeRef> {
        match self.outline.kind(node) {
            Kind::ParenthesizedExpression | Kind::AwaitExpression | Kind::SatisfiesExpression => {
                self.outline.first_named(node)
            }
            Kind::AsExpression if self.outline.has_token(node, Kind::Const) => self.outline.first_named(node),
            Kind::AssignmentExpression => self.field(node, Field::Right),
            Kind::SequenceExpression => self.outline.last_named(node),
            _ => None,
        }
    }

    /// A value of the type it is cast to; of its own type where nothing is known of that (`as any`).
    fn cast(&mut self, ty: Option<NodeRef>, value: Option<NodeRef>) -> Expr {
        match ty.map_or(ExprId::UNKNOWN, |ty| self.type_of(ty)) {
            ExprId::UNKNOWN => {
                let value = value.map_or(ExprId::UNKNOWN, |value| self.expr_of(value));
                self.outline.draft.symbols().expr(value)
            }
            ty => Expr::Cast(ty),
        }
    }

    /// Whether an array literal has so few elements, each written down, that they are told apart.
    fn is_short_list(&mut self, array: NodeRef) -> bool {
        let elements = self.outline.named_children(array);
        let is_short = (2..=MAX_PLACES).contains(&elements.len());
        is_short && elements.into_iter().all(|element| self.outline.kind(element) != Kind::SpreadElement)
    }

    fn either(&mut self, first: Option<NodeRef>, second: Option<NodeRef>) -> Expr {
        let first = first.map_or(ExprId::UNKNOWN, |node| self.expr_of(node));
        let second = second.map_or(ExprId::UNKNOWN, |node| self.expr_of(node));
        if first == ExprId::UNKNOWN && second == ExprId::UNKNOWN { Expr::Unknown } else { Expr::Either(first, second) }
    }

    /// What iterating over an expression gives.
    pub(super) fn element_of(&mut self, iterable: NodeRef) -> ExprId {
        let iterable = self.expr_of(iterable);
        if iterable == ExprId::UNKNOWN { iterable } else { self.outline.expr(Expr::Element(iterable)) }
    }

    /// The members of an object literal.
    fn object_of(&mut self, node: NodeRef) -> ObjectId {
        let mut members = Vec::new();
        let mut spreads = Vec::new();
        for part in self.outline.named_children(node) {
            let member = match self.outline.kind(part) {
                Kind::Pair => {
                    let (key, value) = (self.field(part, Field::Key), self.field(part, Field::Value));
                    self.property(key, value)
                }
                Kind::ShorthandPropertyIdentifier => self.property(Some(part), Some(part)),
                Kind::MethodDefinition => self.field(part, Field::Name).map(|name| {
                    let signature = self.outline.signature_of(part);
                    let value = if self.outline.has_token(part, Kind::Get) {
                        MemberValue::Getter(signature)
                    } else if self.outline.has_token(part, Kind::Set) {
                        MemberValue::Setter(signature)
                    } else {
                        MemberValue::Method(signature)
                    };
                    (self.member_name(name), value)
                }),
                Kind::SpreadElement => {
                    if let Some(value) = self.outline.first_named(part) {
                        spreads.push(self.expr_of(value));
                    }
                    None
                }
                _ => None,
            };
            members.extend(member.map(|(name, value)| Member { name, is_static: false, value }));
        }
        let members = self.outline.member_list(members);
        let spreads = self.outline.expr_list(&spreads);
        self.outline.push_object(Object { members, spreads })
    }

    fn property(&mut self, key: Option<NodeRef>, value: Option<NodeRef>) -> Option<(StringId, MemberValue)> {
        let name = self.member_name(key?);
        let value = self.expr_of(value?);
        Some((name, MemberValue::Field { ty: ExprId::UNKNOWN, value }))
    }
}
