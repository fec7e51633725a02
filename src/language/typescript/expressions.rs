//! The shape of an expression, as far as it says something about types and call targets.

use super::patterns::MAX_PLACES;
use super::syntax::Prefix;
use super::{Field, Kind, TypeScript};
use crate::extract::{ExpressionShapes, NodeRef, Outline};
use crate::record::symbols::{Expr, ExprId, Member, MemberValue, Object, ObjectId};
use crate::record::{Run, StringId};

impl ExpressionShapes for TypeScript {
    const MAX_DEPTH: u32 = 16;

    fn expr_of(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> ExprId {
        let chain = file.chain_of(node);
        if !file.own.has_prefixed_calls {
            return chain;
        }
        match file.prefix_of(node) {
            Some(Prefix::Await) => file.expr(Expr::Await(chain)),
            Some(Prefix::Operator) => file.expr(Expr::Literal),
            None => chain,
        }
    }

    fn inner_link(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Option<NodeRef> {
        match file.kind(node) {
            Kind::MemberExpression | Kind::NestedIdentifier | Kind::SubscriptExpression => {
                file.field(node, Field::Object)
            }
            Kind::ParenthesizedExpression if file.has_commented_cast(node) => None,
            Kind::CallExpression if file.required_specifier(node).is_some() || file.makes_object(node) => None,
            Kind::CallExpression | Kind::InstantiationExpression => file.function_of(node),
            Kind::NewExpression => file.field(node, Field::Constructor),
            Kind::NonNullExpression => file.first_named(node),
            _ => {
                let inner = file.inner_value(node)?;
                // What stands in front of a chain is outside of it, but inside of this.
                file.prefix_of(inner).is_none().then_some(inner)
            }
        }
    }

    fn outer_link(file: &mut Outline<'_, '_, Self>, node: NodeRef, inner: ExprId) -> Option<Expr> {
        Some(match file.kind(node) {
            Kind::MemberExpression | Kind::NestedIdentifier => match file.field(node, Field::Property) {
                Some(property) => {
                    let shape = Expr::Member { object: inner, name: file.intern_node(property) };
                    file.narrowed_shape(node, shape)
                }
                None => Expr::Unknown,
            },
            Kind::SubscriptExpression => match file.field(node, Field::Index).map(|index| (file.kind(index), index)) {
                Some((Kind::String, index)) => Expr::Member { object: inner, name: file.unquoted(index) },
                Some((Kind::Number, index)) if file.is_place(index) => {
                    Expr::Member { object: inner, name: file.intern_node(index) }
                }
                _ => Expr::Index(inner),
            },
            Kind::CallExpression => {
                let given = file.child_of_kind(node, Kind::TypeArguments);
                let callee = file.with_type_arguments(inner, given);
                let args = file.arguments_of(node);
                Expr::Call { callee, args }
            }
            Kind::NewExpression => {
                let arguments = file.child_of_kind(node, Kind::TypeArguments);
                let class = file.with_type_arguments(inner, arguments);
                let args = file.arguments_of(node);
                Expr::New { class, args }
            }
            Kind::AwaitExpression => Expr::Await(inner),
            _ => return None,
        })
    }

    fn leaf_shape(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Expr {
        match file.kind(node) {
            // The grammar takes the `this` of `<this.Part/>` for an identifier.
            Kind::Identifier if file.text(node) == "this" => file.this_value(),
            Kind::Identifier | Kind::ShorthandPropertyIdentifier => {
                let shape = Expr::Name { name: file.intern_node(node), scope: file.scope() };
                file.narrowed_shape(node, shape)
            }
            Kind::This => file.this_value(),
            Kind::Super => file.super_shape(),
            Kind::ArrowFunction | Kind::FunctionExpression | Kind::GeneratorFunction => {
                Expr::Function(file.signature_of(node))
            }
            Kind::Class => Expr::Class(file.class_of(node)),
            Kind::Object => Expr::Object(file.object_of(node)),
            Kind::Array => match file.first_named(node) {
                Some(_) if file.is_short_list(node) => {
                    let elements = file.named_children(node);
                    Expr::TupleType(file.exprs_of(elements))
                }
                Some(first) if file.kind(first) == Kind::SpreadElement => {
                    let spread = file.first_named(first);
                    let spread = file.expr_if(spread);
                    Expr::Array(file.expr(Expr::Element(spread)))
                }
                first => Expr::Array(file.expr_if(first)),
            },
            Kind::TernaryExpression => {
                file.take_test(node);
                let (yes, no) = (file.field(node, Field::Consequence), file.field(node, Field::Alternative));
                file.either_of(yes, no)
            }
            Kind::BinaryExpression => match file.field(node, Field::Operator).map(|operator| file.kind(operator)) {
                Some(Kind::BarBar | Kind::QuestionQuestion) => {
                    file.take_test(node);
                    let (left, right) = (file.field(node, Field::Left), file.field(node, Field::Right));
                    file.either_of(left, right)
                }
                Some(Kind::AndAnd) => {
                    file.take_test(node);
                    let right = file.field(node, Field::Right);
                    file.either_of(None, right)
                }
                Some(Kind::In | Kind::Instanceof) | None => Expr::Unknown,
                Some(_) => Expr::Literal,
            },
            Kind::AsExpression => {
                let parts = file.named_children(node);
                file.cast(parts.last().copied(), parts.first().copied())
            }
            Kind::TypeAssertion => {
                let ty = file.first_named(node).and_then(|node| file.first_named(node));
                file.cast_to(ty)
            }
            // Those whose inner value is no part of the same chain.
            Kind::AwaitExpression => {
                let awaited = file.inner_value(node);
                Expr::Await(file.expr_if(awaited))
            }
            // `a ??= b`
            Kind::AugmentedAssignmentExpression => {
                match file.field(node, Field::Operator).map(|operator| file.kind(operator)) {
                    Some(Kind::BarBarEquals | Kind::QuestionQuestionEquals | Kind::AndAndEquals) => {
                        let (left, right) = (file.field(node, Field::Left), file.field(node, Field::Right));
                        file.either_of(left, right)
                    }
                    _ => Expr::Literal,
                }
            }
            Kind::ParenthesizedExpression if file.has_commented_cast(node) => file.commented_cast(node),
            Kind::ParenthesizedExpression
            | Kind::SatisfiesExpression
            | Kind::AssignmentExpression
            | Kind::SequenceExpression => {
                let value = file.inner_value(node);
                let value = file.expr_if(value);
                file.draft.symbols().expr(value)
            }
            Kind::CallExpression => match file.required_specifier(node) {
                Some((specifier, is_promise)) => Expr::Module { specifier: file.draft.intern(specifier), is_promise },
                None => file.made_object(node).unwrap_or(Expr::Unknown),
            },
            Kind::String => {
                let text = file.text(node);
                file.short_text(text).unwrap_or_else(|| file.literal("string"))
            }
            Kind::TemplateString => file.literal("string"),
            Kind::Number => file.literal("number"),
            Kind::True | Kind::False => file.literal("boolean"),
            Kind::Regex => file.literal("RegExp"),
            // What several values are passed of.
            Kind::SpreadElement => {
                let spread = file.first_named(node);
                let spread = file.expr_if(spread);
                Expr::Element(spread)
            }
            Kind::UnaryExpression | Kind::UpdateExpression => Expr::Literal,
            _ => Expr::Unknown,
        }
    }
}

impl Outline<'_, '_, TypeScript> {
    /// The expression whose value, awaited or not, is that of a node around it.
    fn inner_value(&mut self, node: NodeRef) -> Option<NodeRef> {
        match self.kind(node) {
            Kind::ParenthesizedExpression | Kind::AwaitExpression | Kind::SatisfiesExpression => self.first_named(node),
            Kind::AsExpression if self.has_token(node, Kind::Const) => self.first_named(node),
            Kind::AssignmentExpression => self.field(node, Field::Right),
            Kind::SequenceExpression => self.last_named(node),
            _ => None,
        }
    }

    /// What a call passes, as far as it is worth knowing.
    fn arguments_of(&mut self, call: NodeRef) -> Run {
        let list = self.field(call, Field::Arguments).filter(|list| self.kind(*list) == Kind::Arguments);
        self.passed_in(list)
    }

    /// Whether a number is a place of a list whose elements are told apart.
    fn is_place(&mut self, number: NodeRef) -> bool {
        let text = self.text(number);
        text.len() <= 2 && text.bytes().all(|digit| digit.is_ascii_digit())
    }

    /// A value of the type it is cast to; of its own type where nothing is known of that (`as any`).
    fn cast(&mut self, ty: Option<NodeRef>, value: Option<NodeRef>) -> Expr {
        match self.type_if(ty) {
            ExprId::UNKNOWN => {
                let value = self.expr_if(value);
                self.draft.symbols().expr(value)
            }
            ty => Expr::Cast(ty),
        }
    }

    /// Whether an array literal has so few elements, each written down, that they are told apart.
    fn is_short_list(&mut self, array: NodeRef) -> bool {
        let elements = self.named_children(array);
        let is_short = (2..=MAX_PLACES).contains(&elements.len());
        is_short && elements.into_iter().all(|element| self.kind(element) != Kind::SpreadElement)
    }

    /// What iterating over an expression gives.
    pub(super) fn element_of(&mut self, iterable: NodeRef) -> ExprId {
        let iterable = self.expr_of(iterable);
        self.element(iterable)
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
        let members = self.member_list(members);
        let spreads = self.expr_list(&spreads);
        self.push_object(Object { members, spreads })
    }

    fn property(&mut self, key: Option<NodeRef>, value: Option<NodeRef>) -> Option<(StringId, MemberValue)> {
        let name = self.member_name(key?);
        let value = self.named_expr(value?);
        Some((name, MemberValue::Field { ty: ExprId::UNKNOWN, value }))
    }
}
