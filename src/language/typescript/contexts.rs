//! The type that is asked for where an expression stands: that of a parameter, of a variable, of a member, of a result.
//!
//! In: a node and the nodes around it. Out: that type as an expression, [`ExprId::UNKNOWN`] where nothing asks for one. It is
//! what the parameters of a function are that are written without types.

use super::{Field, Kind, TypeScript};
use crate::extract::{NodeRef, Outline};
use crate::record::StringId;
use crate::record::symbols::{Expr, ExprId};

/// How many nodes around an expression are gone through. Blocks and statements in front of a `return` count.
const MAX_LEVELS: usize = 48;

/// How far back an argument or element may stand, to be told apart.
const MAX_PLACE: usize = 16;

/// A step inwards from a type that is asked for.
enum Step {
    /// To a member.
    Member(StringId),
    /// To what stands at a place of a list.
    Element(usize),
    /// To what a function returns.
    Result { is_async: bool },
}

impl Outline<'_, '_, TypeScript> {
    /// The type that is asked for where a node stands that was entered last.
    pub(super) fn context_of(&mut self, node: NodeRef) -> ExprId {
        let mut steps = Vec::new();
        let mut inner = node;
        let around: Vec<NodeRef> = self.ancestors().iter().rev().take(MAX_LEVELS).copied().collect();
        let mut context = ExprId::UNKNOWN;
        let mut level = 0;
        while let Some(&outer) = around.get(level) {
            level += 1;
            match self.kind(outer) {
                Kind::ParenthesizedExpression | Kind::NonNullExpression | Kind::TernaryExpression => {}
                Kind::BinaryExpression
                    if self.has_token(outer, Kind::BarBar) || self.has_token(outer, Kind::QuestionQuestion) => {}
                Kind::Arguments => {
                    if let Some(&call) = around.get(level) {
                        context = self.asked_by_call(call, outer, inner);
                    }
                    break;
                }
                Kind::VariableDeclarator
                | Kind::PublicFieldDefinition
                | Kind::RequiredParameter
                | Kind::OptionalParameter => {
                    let annotation = self.field(outer, Field::Type);
                    context = match annotation {
                        Some(_) => self.annotation_type(annotation),
                        None => self.asked_by_comment(outer, &around[level..]),
                    };
                    break;
                }
                Kind::AssignmentExpression => {
                    let left = self.field(outer, Field::Left).filter(|left| *left != inner);
                    context = self.expr_if(left);
                    break;
                }
                Kind::AsExpression | Kind::SatisfiesExpression => {
                    let ty = self.last_named(outer).filter(|ty| *ty != inner);
                    context = self.type_if(ty);
                    break;
                }
                Kind::Pair => match self.field(outer, Field::Key) {
                    Some(key) => steps.push(Step::Member(self.member_name(key))),
                    None => break,
                },
                Kind::Object if self.kind(inner) == Kind::MethodDefinition => match self.field(inner, Field::Name) {
                    Some(name) => steps.push(Step::Member(self.member_name(name))),
                    None => break,
                },
                Kind::Object if self.kind(inner) == Kind::Pair => {}
                Kind::Array => match self.named(outer).take(MAX_PLACE).position(|element| element == inner) {
                    Some(place) => steps.push(Step::Element(place)),
                    None => break,
                },
                Kind::ArrowFunction if self.field(outer, Field::Body) == Some(inner) => {
                    if let Some(result) = self.asked_result(outer, &mut steps) {
                        context = result;
                        break;
                    }
                }
                Kind::ReturnStatement => {
                    let Some((function, further)) = self.function_among(&around[level..]) else { break };
                    level += further;
                    inner = function;
                    if let Some(result) = self.asked_result(function, &mut steps) {
                        context = result;
                        break;
                    }
                    continue;
                }
                Kind::JsxExpression => {
                    context = self.asked_by_element(&around[level..]);
                    break;
                }
                _ => break,
            }
            inner = outer;
        }
        self.stepped(context, steps)
    }

    fn stepped(&mut self, context: ExprId, steps: Vec<Step>) -> ExprId {
        if context == ExprId::UNKNOWN {
            return context;
        }
        let mut context = context;
        for step in steps.into_iter().rev() {
            context = match step {
                Step::Member(name) => self.expr(Expr::IndexedType { object: context, name }),
                Step::Element(place) => self.at_place(context, place),
                Step::Result { is_async } => {
                    let result = self.expr(Expr::call(context));
                    if is_async { self.expr(Expr::Await(result)) } else { result }
                }
            };
        }
        context
    }

    /// What the comment in front of a declaration asks for: `@type`, `@satisfies`.
    fn asked_by_comment(&mut self, declared: NodeRef, around: &[NodeRef]) -> ExprId {
        let is_declaration = |node: &&NodeRef| {
            matches!(self.kind(**node), Kind::LexicalDeclaration | Kind::VariableDeclaration | Kind::ExportStatement)
        };
        let declarations = around.iter().take_while(is_declaration);
        let nodes: Vec<NodeRef> = std::iter::once(declared).chain(declarations.copied()).collect();
        let doc = nodes.into_iter().find_map(|node| self.comment_before(self.start_byte(node)));
        doc.map_or(ExprId::UNKNOWN, |doc| self.type_asked_by(&doc))
    }

    /// What a call asks for at the place of an argument.
    fn asked_by_call(&mut self, call: NodeRef, arguments: NodeRef, argument: NodeRef) -> ExprId {
        let place = self.named(arguments).take(MAX_PLACE).position(|other| other == argument);
        let Some(place) = place.and_then(|place| u16::try_from(place).ok()) else { return ExprId::UNKNOWN };
        let call = match self.kind(call) {
            Kind::CallExpression | Kind::NewExpression => self.chain_of(call),
            _ => return ExprId::UNKNOWN,
        };
        self.expr(Expr::Asked { call, argument: place, context: ExprId::UNKNOWN })
    }

    /// What the declared result of a function asks for; where none is declared, a step to what is asked of the function.
    fn asked_result(&mut self, function: NodeRef, steps: &mut Vec<Step>) -> Option<ExprId> {
        let is_async = self.has_token(function, Kind::Async);
        match self.field(function, Field::ReturnType) {
            Some(annotation) => {
                let result = self.annotation_type(Some(annotation));
                Some(if is_async { self.expr(Expr::Await(result)) } else { result })
            }
            None => {
                steps.push(Step::Result { is_async });
                None
            }
        }
    }

    /// The function that statements stand in, and how many nodes further out it is.
    fn function_among(&self, around: &[NodeRef]) -> Option<(NodeRef, usize)> {
        let place = around.iter().position(|node| {
            matches!(
                self.kind(*node),
                Kind::ArrowFunction
                    | Kind::FunctionExpression
                    | Kind::FunctionDeclaration
                    | Kind::MethodDefinition
                    | Kind::GeneratorFunction
                    | Kind::GeneratorFunctionDeclaration
            )
        })?;
        Some((around[place], place + 1))
    }

    /// What a component asks for as an attribute.
    fn asked_by_element(&mut self, around: &[NodeRef]) -> ExprId {
        let &[attribute, element, ..] = around else { return ExprId::UNKNOWN };
        if self.kind(attribute) != Kind::JsxAttribute {
            return ExprId::UNKNOWN;
        }
        let (Some(name), Some(component)) = (self.first_named(attribute), self.field(element, Field::Name)) else {
            return ExprId::UNKNOWN;
        };
        if self.text(component).starts_with(|first: char| first.is_lowercase()) {
            return ExprId::UNKNOWN;
        }
        let of = self.expr_of(component);
        let props = self.expr(Expr::Parameter { of, place: 0 });
        let name = self.intern_node(name);
        self.expr(Expr::IndexedType { object: props, name })
    }
}
