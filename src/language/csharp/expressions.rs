//! The shape of an expression, as far as it says something about types and call targets.

use super::{CSharp, Field, Kind};
use crate::extract::{CallsAround, ExpressionShapes, NodeRef, Outline};
use crate::record::Run;
use crate::record::symbols::{Expr, ExprId};

/// Longer names with dots are no full names of anything.
const MAX_FULL_NAME: usize = 256;

impl ExpressionShapes for CSharp {
    fn inner_link(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Option<NodeRef> {
        match file.kind(node) {
            Kind::InvocationExpression => {
                let function = file.called(node)?;
                match file.kind(function) {
                    Kind::MemberAccessExpression => file.field(function, Field::Expression),
                    // The name of a method.
                    Kind::GenericName => file.first_named(function),
                    _ => Some(function),
                }
            }
            Kind::MemberAccessExpression if !file.is_full_name(node) => file.field(node, Field::Expression),
            Kind::ConditionalAccessExpression => file.field(node, Field::Condition),
            Kind::ElementAccessExpression => file.field(node, Field::Expression),
            Kind::AssignmentExpression => file.field(node, Field::Right),
            Kind::ParenthesizedExpression
            | Kind::CheckedExpression
            | Kind::AwaitExpression
            | Kind::PostfixUnaryExpression
            | Kind::ArrowExpressionClause
            | Kind::WithExpression => file.first_named(node),
            _ => None,
        }
    }

    fn outer_link(file: &mut Outline<'_, '_, Self>, node: NodeRef, inner: ExprId) -> Option<Expr> {
        match file.kind(node) {
            Kind::InvocationExpression => {
                let function = file.called(node)?;
                let (callee, name) = match file.kind(function) {
                    Kind::MemberAccessExpression => {
                        (file.member_of(inner, function)?, file.field(function, Field::Name))
                    }
                    Kind::ConditionalAccessExpression => (inner, file.bound_member(function)),
                    _ => (inner, Some(function)),
                };
                let callee = file.with_type_arguments(callee, name);
                let args = file.arguments_of(node);
                Some(Expr::Call { callee, args })
            }
            Kind::MemberAccessExpression => {
                let name = file.field(node, Field::Name)?;
                if file.kind(name) == Kind::GenericName {
                    let member = Expr::Member { object: inner, name: file.generic_name(name)? };
                    return Some(file.generic_shape(member, name));
                }
                Some(Expr::Member { object: inner, name: file.last_name(name)? })
            }
            Kind::ConditionalAccessExpression => {
                let binding = file.last_named(node)?;
                if file.kind(binding) == Kind::ElementBindingExpression {
                    return Some(Expr::Index(inner));
                }
                let name = file.bound_member(node)?;
                Some(Expr::Member { object: inner, name: file.last_name(name)? })
            }
            Kind::ElementAccessExpression => Some(Expr::Index(inner)),
            Kind::AwaitExpression => Some(Expr::Await(inner)),
            _ => None,
        }
    }

    fn leaf_shape(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Expr {
        match file.kind(node) {
            Kind::Identifier => file.named_shape(node, true),
            // The name of a type: that of a method is looked at as a part of its call.
            Kind::GenericName => match file.generic_name(node) {
                Some(name) => {
                    let base = file.name_shape(name, true);
                    file.generic_shape(base, node)
                }
                None => Expr::Unknown,
            },
            // `string` of `string.Format`
            Kind::MemberAccessExpression | Kind::PredefinedType => file.named_shape(node, false),
            // `global::Shop.Order`
            Kind::AliasQualifiedName | Kind::QualifiedName => {
                let name = file.qualified_name(node);
                file.name_shape(name, false)
            }
            Kind::This => file.this_shape(),
            Kind::Base => file.super_shape(),
            Kind::ObjectCreationExpression => {
                let class = file.field_type(node, Field::Type);
                Expr::New { class, args: file.arguments_of(node) }
            }
            Kind::ArrayCreationExpression | Kind::CastExpression | Kind::DeclarationExpression => {
                let ty = file.field(node, Field::Type);
                file.cast_to(ty)
            }
            Kind::AsExpression => {
                let ty = file.field(node, Field::Right);
                file.cast_to(ty)
            }
            Kind::ImplicitObjectCreationExpression => file.created_type(node),
            Kind::LambdaExpression | Kind::AnonymousMethodExpression => Expr::Function(file.signature_of(node)),
            Kind::ConditionalExpression => file.either_behind(node, [Field::Consequence, Field::Alternative]),
            Kind::StringLiteral | Kind::VerbatimStringLiteral => file.literal("string"),
            Kind::CharacterLiteral => file.literal("char"),
            Kind::BooleanLiteral => file.literal("bool"),
            Kind::NullLiteral => file.literal("null"),
            Kind::InterpolatedStringExpression => file.literal("string"),
            Kind::IsExpression | Kind::IsPatternExpression => file.literal("bool"),
            Kind::BinaryExpression => file.operation(node, [Field::Left, Field::Operator, Field::Right], "bool"),
            Kind::PrefixUnaryExpression if file.text(node).starts_with('!') => file.literal("bool"),
            // A sign makes nothing else of a number.
            Kind::PrefixUnaryExpression => {
                let operand = file.last_named(node);
                operand.map_or(Expr::Unknown, |operand| Expr::Sum(file.expr_of(operand), ExprId::UNKNOWN))
            }
            // `typeof(T)`
            Kind::TypeofExpression => {
                let name = file.draft.intern("Type");
                Expr::Cast(file.type_name(name))
            }
            Kind::DefaultExpression => {
                let ty = file.field(node, Field::Type);
                file.cast_to(ty)
            }
            Kind::SizeofExpression => file.literal("int"),
            Kind::TupleExpression => file.tuple_value(node),
            Kind::SwitchExpression => file.switch_shape(node),
            Kind::AnonymousObjectCreationExpression => file.anonymous_object(node),
            Kind::ImplicitArrayCreationExpression => match file.child_of_kind(node, Kind::InitializerExpression) {
                Some(elements) => file.list_literal(elements),
                None => Expr::Unknown,
            },
            // What a query gives is its last `select`'s, one by one.
            Kind::QueryExpression => file.query_shape(node),
            Kind::IntegerLiteral => {
                let suffix =
                    file.text(node).trim_start_matches(|letter: char| !matches!(letter, 'L' | 'l' | 'U' | 'u'));
                match suffix.to_ascii_lowercase().as_str() {
                    "" => file.literal("int"),
                    "u" => file.literal("uint"),
                    "l" => file.literal("long"),
                    _ => file.literal("ulong"),
                }
            }
            Kind::RealLiteral => match file.text(node).chars().next_back() {
                Some('f' | 'F') => file.literal("float"),
                Some('m' | 'M') => file.literal("decimal"),
                _ => file.literal("double"),
            },
            _ => Expr::Unknown,
        }
    }
}

impl Outline<'_, '_, CSharp> {
    /// What a call passes.
    pub(super) fn arguments_of(&mut self, call: NodeRef) -> Run {
        let arguments = self.listed_in(call, Kind::ArgumentList);
        match arguments.is_empty() {
            true => Run::default(),
            false => self.nested(|file| file.arguments(arguments)).unwrap_or_default(),
        }
    }

    fn arguments(&mut self, arguments: Vec<NodeRef>) -> Run {
        let arguments: Vec<ExprId> = arguments.into_iter().filter_map(|argument| self.argument(argument)).collect();
        self.expr_list(&arguments)
    }

    /// `name: value`, `out value`: what is passed stands last.
    fn argument(&mut self, argument: NodeRef) -> Option<ExprId> {
        let parts: Vec<NodeRef> = self.tree.children(argument).collect();
        let last = *parts.last()?;
        let variable = if self.kind(last) == Kind::RefExpression { self.last_named(last) } else { None };
        let value = self.expr_of(variable.unwrap_or(last));
        let is_variable = variable.is_some() || parts.iter().any(|part| matches!(self.text(*part), "ref" | "out"));
        Some(if is_variable { self.expr(Expr::ByReference(value)) } else { value })
    }

    /// A callee with the type arguments that are written behind its name.
    pub(super) fn with_type_arguments(&mut self, callee: ExprId, name: Option<NodeRef>) -> ExprId {
        let Some(name) = name.filter(|name| self.kind(*name) == Kind::GenericName) else { return callee };
        let arguments = self.listed_in(name, Kind::TypeArgumentList);
        let generic = self.generic(callee, arguments);
        self.expr(generic)
    }

    /// What is asked for where an expression stands, whose surroundings are `around`, outermost first.
    pub(super) fn context_of(&mut self, node: NodeRef, around: &[NodeRef]) -> ExprId {
        let mut node = node;
        let mut calls = CallsAround::default();
        let mut context = ExprId::UNKNOWN;
        let mut around = around.iter().rev().copied();
        while let Some(parent) = around.next() {
            match self.kind(parent) {
                Kind::ParenthesizedExpression | Kind::ConditionalExpression => node = parent,
                Kind::Argument => {
                    let list = around.next();
                    let call = around.next();
                    let (Some(list), Some(call)) = (list, call) else { break };
                    let is_call =
                        matches!(self.kind(call), Kind::InvocationExpression | Kind::ObjectCreationExpression);
                    if !is_call || !self.is_passed(&mut calls, call, list, parent) {
                        break;
                    }
                    node = call;
                }
                Kind::VariableDeclarator => {
                    let declaration = around.next();
                    context =
                        declaration.map_or(ExprId::UNKNOWN, |declaration| self.field_type(declaration, Field::Type));
                    break;
                }
                Kind::PropertyDeclaration | Kind::CastExpression => {
                    context = self.field_type(parent, Field::Type);
                    break;
                }
                Kind::AssignmentExpression => {
                    let left = self.field(parent, Field::Left).filter(|left| *left != node);
                    context = self.expr_if(left);
                    break;
                }
                Kind::ReturnStatement | Kind::ArrowExpressionClause => {
                    context = self.return_type();
                    break;
                }
                _ => break,
            }
        }
        self.asked_by(calls, context)
    }

    /// `from x in xs … select y`: several of what is selected, or of what `into` makes of it; `group x by y`: groups of `x`.
    fn query_shape(&mut self, query: NodeRef) -> Expr {
        let parts = self.named_children(query);
        let Some(last) = parts.last().copied() else { return Expr::Unknown };
        // Its names are those of a scope of its own, also where it is looked at before it is entered.
        self.begin_block();
        self.bind_range_variables(&parts);
        let selected = self.selected(last);
        self.end();
        selected
    }

    /// What a `select` or `group` gives, as a list.
    pub(super) fn selected(&mut self, clause: NodeRef) -> Expr {
        match self.kind(clause) {
            Kind::SelectClause => {
                let value = self.first_named(clause);
                let value = self.expr_if(value);
                Expr::Array(value)
            }
            Kind::GroupClause => {
                let parts = self.named_children(clause);
                let [value, key] = parts[..] else { return Expr::Unknown };
                let (value, key) = (self.expr_of(value), self.expr_of(key));
                let name = self.draft.intern("IGrouping");
                let name = self.name_of_arity(name, 2);
                let base = self.type_name(name);
                let args = self.expr_list(&[key, value]);
                let group = self.expr(Expr::Generic { base, args });
                Expr::Array(group)
            }
            _ => Expr::Unknown,
        }
    }

    /// A member of what is known of the object.
    pub(super) fn member_of(&mut self, object: ExprId, access: NodeRef) -> Option<ExprId> {
        let name = self.field(access, Field::Name)?;
        let name = self.last_name(name)?;
        Some(self.expr(Expr::Member { object, name }))
    }

    /// Whether it reads like a type with a namespace in front that the file speaks of: `Shop.Model.Order`.
    fn is_full_name(&mut self, node: NodeRef) -> bool {
        let text = self.text(node);
        let Some((first, rest)) = text.split_once('.').filter(|_| text.len() <= MAX_FULL_NAME) else { return false };
        let is_part = |part: &str| {
            part.starts_with(char::is_uppercase)
                && part.chars().all(|character| character.is_alphanumeric() || character == '_')
        };
        if !rest.split('.').all(is_part) {
            return false;
        }
        let first = self.draft.intern(first);
        self.own.roots.contains(&first)
    }
}
