//! The shape of an expression, as far as it says something about types and call targets.

use super::builtins::{self, Given};
use super::{Field, Kind, Php};
use crate::extract::{ExpressionShapes, NodeRef, Outline};
use crate::record::Run;
use crate::record::symbols::{Expr, ExprId, MAX_PASSED};

impl ExpressionShapes for Php {
    fn inner_link(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Option<NodeRef> {
        match file.kind(node) {
            Kind::MemberCallExpression
            | Kind::NullsafeMemberCallExpression
            | Kind::MemberAccessExpression
            | Kind::NullsafeMemberAccessExpression => file.field(node, Field::Object),
            Kind::FunctionCallExpression => {
                let function = file.field(node, Field::Function)?;
                file.given_by_language(node, function).map_or(Some(function), |(_, argument)| Some(argument))
            }
            Kind::SubscriptExpression
            | Kind::ParenthesizedExpression
            | Kind::CloneExpression
            | Kind::ErrorSuppressionExpression => file.first_named(node),
            Kind::AssignmentExpression | Kind::ReferenceAssignmentExpression => file.field(node, Field::Right),
            _ => None,
        }
    }

    fn outer_link(file: &mut Outline<'_, '_, Self>, node: NodeRef, inner: ExprId) -> Option<Expr> {
        match file.kind(node) {
            Kind::MemberAccessExpression | Kind::NullsafeMemberAccessExpression => {
                if let Some(narrowed) = file.narrowed_member(node) {
                    return Some(narrowed);
                }
                let name = file.field(node, Field::Name)?;
                if file.kind(name) != Kind::Name {
                    return Some(Expr::Unknown);
                }
                Some(Expr::Member { object: inner, name: file.property_name(name) })
            }
            Kind::MemberCallExpression | Kind::NullsafeMemberCallExpression => {
                let name = file.field(node, Field::Name)?;
                if file.kind(name) != Kind::Name {
                    return Some(Expr::Unknown);
                }
                let name = file.intern_node(name);
                match file.is_callable(node) {
                    true => Some(Expr::Member { object: inner, name }),
                    false => {
                        let callee = file.expr(Expr::Member { object: inner, name });
                        Some(file.call_of(node, callee))
                    }
                }
            }
            Kind::FunctionCallExpression => {
                let function = file.field(node, Field::Function)?;
                match file.given_by_language(node, function) {
                    Some((Given::Whole, _)) => None,
                    Some((Given::Element, _)) => Some(Expr::Element(inner)),
                    Some((Given::Parted, _)) => Some(Expr::Array(inner)),
                    Some((Given::Mapped, _)) => {
                        let value = file.expr(Expr::call(inner));
                        Some(Expr::Array(value))
                    }
                    None if file.is_callable(node) => None,
                    None => Some(file.call_of(node, inner)),
                }
            }
            Kind::SubscriptExpression => {
                let key = match file.named_children(node)[..] {
                    [_, key] => file.written_key(key),
                    _ => None,
                };
                Some(file.under_key(inner, key))
            }
            _ => None,
        }
    }

    fn leaf_shape(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Expr {
        match file.kind(node) {
            Kind::VariableName if file.text(node) == "$this" => file.this_shape(),
            Kind::VariableName | Kind::Name | Kind::QualifiedName | Kind::RelativeName => {
                let text = file.text(node);
                let name = file.draft.intern(text.strip_prefix("namespace\\").unwrap_or(text));
                file.name_shape(name, false)
            }
            Kind::ScopedCallExpression => {
                let Some([scope, name]) = file.fields(node, [Field::Scope, Field::Name]) else { return Expr::Unknown };
                if file.kind(name) != Kind::Name {
                    return Expr::Unknown;
                }
                let object = file.scope_of(scope);
                let name = file.intern_node(name);
                let member = Expr::Member { object, name };
                if file.is_callable(node) {
                    return member;
                }
                let callee = file.expr(member);
                file.call_of(node, callee)
            }
            Kind::ScopedPropertyAccessExpression => {
                let Some([scope, name]) = file.fields(node, [Field::Scope, Field::Name]) else { return Expr::Unknown };
                if file.kind(name) != Kind::VariableName {
                    return Expr::Unknown;
                }
                let object = file.scope_of(scope);
                Expr::Member { object, name: file.intern_node(name) }
            }
            // `Status::Active`, `Order::class`
            Kind::ClassConstantAccessExpression => {
                let [scope, name] = file.named_children(node)[..] else { return Expr::Unknown };
                let object = file.scope_of(scope);
                if file.text(name) == "class" {
                    return file.draft.symbols().expr(object);
                }
                Expr::Member { object, name: file.intern_node(name) }
            }
            Kind::ObjectCreationExpression => {
                let Some(class) = file.first_named(node) else { return Expr::Unknown };
                if file.kind(class) == Kind::AnonymousClass {
                    let class = Expr::Class(file.anonymous_class(class));
                    return Expr::instance(file.expr(class));
                }
                match file.class_named(class) {
                    Some(named) => file.made_of(node, named),
                    None => Expr::instance(file.expr_of(class)),
                }
            }
            Kind::AugmentedAssignmentExpression if file.is_coalescing(node) => {
                file.either_behind(node, [Field::Left, Field::Right])
            }
            Kind::AnonymousFunction | Kind::ArrowFunction => Expr::Function(file.signature_of(node)),
            Kind::ArrayCreationExpression => file.list_of(node),
            Kind::ConditionalExpression => {
                let condition = file.field(node, Field::Condition);
                let Some(alternative) = file.field(node, Field::Alternative) else { return Expr::Unknown };
                let one = match file.field(node, Field::Body) {
                    Some(body) => file.expr_where(condition, body),
                    // `a ?: b`
                    None => file.expr_if(condition),
                };
                Expr::Either(one, file.expr_of(alternative))
            }
            Kind::MatchExpression => {
                let arms = file.listed_behind(node, Field::Body);
                file.matched(arms)
            }
            Kind::BinaryExpression => {
                let Some(parts) = file.fields(node, [Field::Left, Field::Operator, Field::Right]) else {
                    return Expr::Unknown;
                };
                let [left, operator, right] = parts;
                match file.text(operator) {
                    "??" => Expr::Either(file.expr_of(left), file.expr_of(right)),
                    _ => Expr::Primitive,
                }
            }
            Kind::String | Kind::EncapsedString | Kind::Heredoc | Kind::Integer | Kind::Float | Kind::Boolean => {
                Expr::Literal
            }
            Kind::CastExpression => Expr::Primitive,
            _ => Expr::Unknown,
        }
    }
}

/// More arms of a `match` say nothing that a few of them don't.
const MAX_ARMS: usize = 8;

impl Outline<'_, '_, Php> {
    /// What a call gives, with what it passes as far as that may tell.
    fn call_of(&mut self, node: NodeRef, callee: ExprId) -> Expr {
        Expr::Call { callee, args: self.passed_by(node) }
    }

    /// What `new` makes of a class that is named.
    fn made_of(&mut self, node: NodeRef, class: ExprId) -> Expr {
        let is_open = matches!(self.draft.symbols().expr(class), Expr::TypeName { .. });
        let args = if is_open { self.passed_by(node) } else { Run::default() };
        if args.range().is_empty() { Expr::Cast(class) } else { Expr::New { class, args } }
    }

    /// What a call passes by place, up to what it passes by name.
    fn passed_by(&mut self, call: NodeRef) -> Run {
        let arguments = self.listed_in(call, Kind::Arguments);
        let by_place = arguments.into_iter().take(MAX_PASSED).map_while(|argument| {
            let is_named = self.field(argument, Field::Name).is_some();
            let value = self.last_named(argument).filter(|_| !is_named)?;
            (self.kind(value) != Kind::VariadicUnpacking).then_some(value)
        });
        let by_place: Vec<NodeRef> = by_place.collect();
        let shapes = |file: &mut Self| by_place.iter().map(|node| file.expr_of(*node)).collect();
        let args: Vec<ExprId> = self.nested(shapes).unwrap_or_default();
        let says_something = args.iter().any(|arg| *arg != ExprId::UNKNOWN);
        if says_something { self.expr_list(&args) } else { Run::default() }
    }

    /// What one of several arms of a `match` gives.
    fn matched(&mut self, arms: Vec<NodeRef>) -> Expr {
        let mut matched = ExprId::UNKNOWN;
        for arm in arms.into_iter().take(MAX_ARMS) {
            let Some(value) = self.field(arm, Field::ReturnExpression) else { continue };
            let conditions = self.listed_in(arm, Kind::MatchConditionList);
            let value = self.expr_where(conditions.first().copied().filter(|_| conditions.len() == 1), value);
            matched = match (matched, value) {
                (ExprId::UNKNOWN, known) | (known, ExprId::UNKNOWN) => known,
                (one, other) => self.expr(Expr::Either(one, other)),
            };
        }
        self.draft.symbols().expr(matched)
    }

    /// A member that a test around has told the type of.
    fn narrowed_member(&mut self, node: NodeRef) -> Option<Expr> {
        if self.own.narrowed.is_empty() {
            return None;
        }
        let text = self.text(node);
        let (name, _) = *self.own.narrowed.iter().rev().find(|(name, _)| self.draft.string(*name) == text)?;
        Some(self.name_shape(name, false))
    }

    /// What a call of a function of the language's gives of one of its arguments, and that.
    fn given_by_language(&mut self, call: NodeRef, function: NodeRef) -> Option<(Given, NodeRef)> {
        if self.kind(function) != Kind::Name {
            return None;
        }
        let (given, place) = builtins::given(self.text(function))?;
        self.arguments_of(call).get(place).map(|argument| (given, *argument))
    }

    /// What stands in front of `::`, as a value: a class.
    pub(super) fn scope_of(&mut self, node: NodeRef) -> ExprId {
        let shape = match (self.kind(node), self.text(node)) {
            (Kind::RelativeScope | Kind::Name, "parent") => self.parent_shape(),
            (Kind::RelativeScope | Kind::Name, word @ ("self" | "static")) => {
                let class = self.this_class().or_else(|| self.class());
                class.map_or(Expr::Unknown, if word == "static" { Expr::ThisClass } else { Expr::Class })
            }
            _ => return self.expr_of(node),
        };
        self.expr(shape)
    }
}
