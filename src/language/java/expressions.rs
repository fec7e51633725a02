//! The shape of an expression, as far as it says something about types and call targets.

use super::{Field, Java, Kind};
use crate::extract::{CallsAround, ExpressionShapes, NodeRef, Outline};
use crate::record::Run;
use crate::record::symbols::{Expr, ExprId};

/// Longer names with dots are no full names of anything.
const MAX_FULL_NAME: usize = 256;

impl ExpressionShapes for Java {
    fn inner_link(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Option<NodeRef> {
        match file.kind(node) {
            Kind::MethodInvocation => file.field(node, Field::Object),
            Kind::FieldAccess if !file.is_full_name(node) => file.field(node, Field::Object),
            Kind::ArrayAccess | Kind::ParenthesizedExpression | Kind::MethodReference | Kind::UpdateExpression => {
                file.first_named(node)
            }
            Kind::AssignmentExpression => file.field(node, Field::Right),
            _ => None,
        }
    }

    fn outer_link(file: &mut Outline<'_, '_, Self>, node: NodeRef, inner: ExprId) -> Option<Expr> {
        match file.kind(node) {
            Kind::MethodInvocation => {
                let name = file.field(node, Field::Name)?;
                let name = file.intern_node(name);
                let callee = file.expr(Expr::Member { object: inner, name });
                Some(file.call_with(callee, node))
            }
            Kind::MethodReference => {
                let name = file.last_named(node).filter(|name| file.kind(*name) == Kind::Identifier)?;
                Some(Expr::Member { object: inner, name: file.intern_node(name) })
            }
            Kind::FieldAccess => {
                let field = file.field(node, Field::Member)?;
                // `Outer.this`
                if file.kind(field) == Kind::This {
                    return Some(Expr::instance(inner));
                }
                Some(Expr::Member { object: inner, name: file.intern_node(field) })
            }
            Kind::ArrayAccess => Some(Expr::Index(inner)),
            _ => None,
        }
    }

    fn leaf_shape(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Expr {
        match file.kind(node) {
            Kind::Identifier => file.named_shape(node, true),
            // `java.util.List`
            Kind::FieldAccess => file.named_shape(node, false),
            // A call without a receiver.
            Kind::MethodInvocation => {
                let Some(name) = file.field(node, Field::Name) else { return Expr::Unknown };
                let callee = file.named_shape(name, true);
                let callee = file.expr(callee);
                file.call_with(callee, node)
            }
            Kind::This => file.this_shape(),
            Kind::Super => file.super_shape(),
            Kind::ObjectCreationExpression => {
                let class = match file.child_of_kind(node, Kind::ClassBody) {
                    Some(body) => {
                        let class = Expr::Class(file.class_of_body(body));
                        file.expr(class)
                    }
                    None => file.created_type(node),
                };
                Expr::New { class, args: file.arguments_of(node) }
            }
            Kind::CastExpression => {
                let ty = file.field(node, Field::Type);
                file.cast_to(ty)
            }
            Kind::ArrayCreationExpression => file.created_list(node),
            Kind::LambdaExpression => Expr::Function(file.signature_of(node)),
            Kind::SwitchExpression => file.switch_shape(node),
            Kind::TernaryExpression => file.either_behind(node, [Field::Consequence, Field::Alternative]),
            Kind::StringLiteral => file.literal("String"),
            Kind::CharacterLiteral => file.literal("char"),
            Kind::True | Kind::False => file.literal("boolean"),
            Kind::NullLiteral => file.literal("null"),
            Kind::ClassLiteral => {
                let class = file.first_named(node);
                let class = file.type_if(class);
                let base = file.draft.intern("Class");
                Expr::Generic { base: file.type_name(base), args: file.expr_list(&[class]) }
            }
            Kind::InstanceofExpression => file.literal("boolean"),
            Kind::BinaryExpression => file.operation(node, [Field::Left, Field::Operator, Field::Right], "boolean"),
            Kind::UnaryExpression if file.text(node).starts_with('!') => file.literal("boolean"),
            // A sign makes nothing else of a number.
            Kind::UnaryExpression => {
                let operand = file.last_named(node);
                operand.map_or(Expr::Unknown, |operand| Expr::Sum(file.expr_of(operand), ExprId::UNKNOWN))
            }
            Kind::DecimalIntegerLiteral
            | Kind::HexIntegerLiteral
            | Kind::OctalIntegerLiteral
            | Kind::BinaryIntegerLiteral => match file.text(node).ends_with(['L', 'l']) {
                true => file.literal("long"),
                false => file.literal("int"),
            },
            Kind::DecimalFloatingPointLiteral | Kind::HexFloatingPointLiteral => {
                match file.text(node).ends_with(['F', 'f']) {
                    true => file.literal("float"),
                    false => file.literal("double"),
                }
            }
            _ => Expr::Unknown,
        }
    }
}

impl Outline<'_, '_, Java> {
    /// What a call passes.
    pub(super) fn arguments_of(&mut self, call: NodeRef) -> Run {
        let arguments = self.listed_in(call, Kind::ArgumentList);
        match arguments.is_empty() {
            true => Run::default(),
            false => self.nested(|file| file.exprs_of(arguments)).unwrap_or_default(),
        }
    }

    /// `new int[2][]`
    fn created_list(&mut self, node: NodeRef) -> Expr {
        let Some(ty) = self.field(node, Field::Type) else { return Expr::Unknown };
        let expressions = self.children_of_kind(node, Kind::DimensionsExpr).len();
        let further = self.child_of_kind(node, Kind::Dimensions);
        let further = further.map_or(0, |dimensions| self.text(dimensions).matches('[').count());
        let element = self.type_of(ty);
        self.list_of_dimensions(element, expressions + further)
    }

    /// Whether it reads like a type with its package in front: `java.util.List`.
    fn is_full_name(&self, node: NodeRef) -> bool {
        let text = self.text(node);
        let Some((package, name)) = text.rsplit_once('.').filter(|_| text.len() <= MAX_FULL_NAME) else { return false };
        let is_word = |part: &str| part.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
        let is_package = |part: &str| part.starts_with(char::is_lowercase) && is_word(part);
        let is_type = name.starts_with(char::is_uppercase) && name.contains(char::is_lowercase) && is_word(name);
        is_type && package.split('.').all(is_package) && !matches!(package.split('.').next(), Some("this" | "super"))
    }

    /// What a `switch` gives: the value behind an arrow, or in a block that does nothing but yield one. Where a case declares
    /// names, what it gives is left out: it may be one of those.
    fn switch_shape(&mut self, switch: NodeRef) -> Expr {
        let Some(body) = self.field(switch, Field::Body) else { return Expr::Unknown };
        let mut given = Vec::new();
        for rule in self.children_of_kind(body, Kind::SwitchRule) {
            let Some([label, result]) = self.ends_of(rule) else { continue };
            if self.named_children(label).into_iter().any(|part| self.tree.kind_name(part) == "pattern") {
                continue;
            }
            let statement = match (self.kind(result), &self.named_children(result)[..]) {
                (Kind::ExpressionStatement, _) => result,
                (Kind::Block, [only]) if self.kind(*only) == Kind::YieldStatement => *only,
                _ => continue,
            };
            let value = self.first_named(statement);
            given.push(self.expr_if(value));
        }
        Expr::Union(self.expr_list(&given))
    }

    fn ends_of(&mut self, node: NodeRef) -> Option<[NodeRef; 2]> {
        Some([self.first_named(node)?, self.last_named(node)?])
    }

    fn call_with(&mut self, callee: ExprId, call: NodeRef) -> Expr {
        Expr::Call { callee, args: self.arguments_of(call) }
    }

    /// What is asked for where an expression stands, whose innermost surroundings are the last of `around`.
    pub(super) fn context_of(&mut self, node: NodeRef, around: &[NodeRef]) -> ExprId {
        let mut node = node;
        let mut calls = CallsAround::default();
        let mut context = ExprId::UNKNOWN;
        let mut around = around.iter().rev().copied();
        while let Some(parent) = around.next() {
            match self.kind(parent) {
                Kind::ParenthesizedExpression | Kind::TernaryExpression => node = parent,
                Kind::ArgumentList => {
                    let Some(call) = around.next() else { break };
                    let is_call = matches!(self.kind(call), Kind::MethodInvocation | Kind::ObjectCreationExpression);
                    if !is_call || !self.is_passed(&mut calls, call, parent, node) {
                        break;
                    }
                    node = call;
                }
                Kind::VariableDeclarator => {
                    let declaration = around.next();
                    let ty = declaration.and_then(|declaration| self.field(declaration, Field::Type));
                    context = ty.map_or(ExprId::UNKNOWN, |ty| self.declared_type(ty));
                    break;
                }
                Kind::AssignmentExpression => {
                    let left = self.field(parent, Field::Left).filter(|left| *left != node);
                    context = self.expr_if(left);
                    break;
                }
                Kind::CastExpression => {
                    context = self.field_type(parent, Field::Type);
                    break;
                }
                Kind::ReturnStatement => {
                    context = self.return_type();
                    break;
                }
                _ => break,
            }
        }
        self.asked_by(calls, context)
    }
}
