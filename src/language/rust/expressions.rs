//! The shape of an expression, as far as it says something about types and call targets.
//!
//! What `Option`, `Result`, smart pointers and iterators hold, and what their methods give, `builtins` says.

use super::builtins::{Giving, MAKERS, OPERATORS, UNARY_OPERATORS, is_primitive};
use super::{Field, Kind, Rust};
use crate::extract::{ExpressionShapes, Next, NodeRef, Outline};
use crate::record::Run;
use crate::record::symbols::{Expr, ExprId};

/// How many arguments of a call are worth knowing.
const MAX_ARGUMENTS: usize = 4;

/// How far up it is looked for what a branch is the value of.
const MAX_BRANCHES: usize = 32;

impl ExpressionShapes for Rust {
    fn inner_link(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Option<NodeRef> {
        match file.kind(node) {
            Kind::CallExpression
            | Kind::FieldExpression
            | Kind::GenericFunction
            | Kind::IndexExpression
            | Kind::AwaitExpression
            | Kind::TryExpression
            | Kind::ParenthesizedExpression
            | Kind::BinaryExpression
            | Kind::UnaryExpression => file.first_named(node),
            Kind::ReferenceExpression => file.last_named(node),
            _ => None,
        }
    }

    fn outer_link(file: &mut Outline<'_, '_, Self>, node: NodeRef, inner: ExprId) -> Option<Expr> {
        match file.kind(node) {
            Kind::FieldExpression => {
                let field = file.last_named(node)?;
                Some(Expr::Member { object: inner, name: file.intern_node(field) })
            }
            Kind::IndexExpression => Some(Expr::Index(inner)),
            Kind::CallExpression => {
                let callee = file.held_callee(node, inner);
                Some(file.call_shape(node, callee))
            }
            Kind::TryExpression => Some(file.part_shape(inner, "?")),
            Kind::AwaitExpression => Some(Expr::Await(inner)),
            Kind::BinaryExpression => Some(file.operated(node, inner)),
            Kind::UnaryExpression => {
                let operator = file.text(node).chars().next();
                let (_, method) = UNARY_OPERATORS.iter().find(|(written, _)| Some(*written) == operator)?;
                file.called_by_operator(inner, method)
            }
            _ => None,
        }
    }

    fn leaf_shape(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Expr {
        match file.kind(node) {
            Kind::Identifier => file.named_shape(node, false),
            Kind::SelfValue => file.this_shape(),
            Kind::ScopedIdentifier => {
                let segments = file.segments(node);
                file.value_path(&segments)
            }
            Kind::ClosureExpression => Expr::Function(file.signature_of(node)),
            Kind::StructExpression => match file.first_named(node) {
                Some(path) => Expr::Cast(file.literal_type(path)),
                None => Expr::Unknown,
            },
            Kind::MacroInvocation => match file.given_by_macro(node) {
                Some((first, Giving::List)) => Expr::Array(file.expr_of(first)),
                Some((first, Giving::Same)) => {
                    let of = file.expr_of(first);
                    file.draft.symbols().expr(of)
                }
                Some((first, Giving::Ready)) => {
                    let of = file.expr_of(first);
                    file.part_shape(of, "Ready")
                }
                None => Expr::Unknown,
            },
            Kind::IfExpression | Kind::MatchExpression | Kind::Block | Kind::UnsafeBlock | Kind::ElseClause => {
                let results = file.results_of(node);
                let mut results =
                    results.into_iter().map(|result| file.expr_of(result)).collect::<Vec<_>>().into_iter();
                let first = results.next().unwrap_or(ExprId::UNKNOWN);
                let all = results.fold(first, |one, other| file.expr(Expr::Either(one, other)));
                file.draft.symbols().expr(all)
            }
            Kind::LoopExpression => match file.own.breaks.get(&node) {
                Some(value) => file.draft.symbols().expr(*value),
                None => Expr::Unknown,
            },
            Kind::TypeCast => {
                let ty = file.last_named(node);
                file.cast_to(ty)
            }
            Kind::ArrayExpression => file.list_literal(node),
            Kind::TupleExpression => {
                let parts = file.named_children(node);
                Expr::TupleType(file.exprs_of(parts))
            }
            Kind::StringLiteral | Kind::RawStringLiteral => file.literal("str"),
            Kind::CharLiteral => file.literal("char"),
            Kind::BooleanLiteral => file.literal("bool"),
            // Of the type that its ending says, or of the one that is meant where nothing says another.
            Kind::IntegerLiteral => file.number(node, "i32"),
            Kind::FloatLiteral => file.number(node, "f64"),
            _ => Expr::Unknown,
        }
    }
}

impl Outline<'_, '_, Rust> {
    fn number(&mut self, node: NodeRef, meant: &str) -> Expr {
        let text = self.text(node);
        let ending = text.find(['i', 'u', 'f']).map(|at| &text[at..]).filter(|ending| is_primitive(ending));
        self.literal(ending.unwrap_or(meant))
    }

    /// What an operator between two values gives, by the method of the first.
    fn operated(&mut self, node: NodeRef, left: ExprId) -> Expr {
        let operator = self.field(node, Field::Operator).map(|operator| self.text(operator));
        match OPERATORS.iter().find(|(written, _)| Some(*written) == operator) {
            Some((_, method)) => self.called_by_operator(left, method).unwrap_or(Expr::Literal),
            None => Expr::Literal,
        }
    }

    /// What calling a method gives that an operator stands for; nothing of numbers and texts that are written down.
    fn called_by_operator(&mut self, value: ExprId, method: &str) -> Option<Expr> {
        if matches!(self.draft.symbols().expr(value), Expr::Unknown | Expr::Literal | Expr::Language(_)) {
            return None;
        }
        let name = self.draft.intern(method);
        Some(self.member_call(value, name))
    }

    /// What a call calls: a field within parentheses, `(self.map)(x)`, is no method, and what it holds is called.
    pub(super) fn held_callee(&mut self, call: NodeRef, callee: ExprId) -> ExprId {
        let is_held = matches!(self.draft.symbols().expr(callee), Expr::Member { .. })
            && self.first_named(call).is_some_and(|function| self.kind(function) == Kind::ParenthesizedExpression);
        if is_held { self.expr(Expr::Cast(callee)) } else { callee }
    }

    fn call_shape(&mut self, node: NodeRef, callee: ExprId) -> Expr {
        let args = self.arguments_of(node);
        let (Expr::Name { name, .. } | Expr::Member { name, .. }) = self.draft.symbols().expr(callee) else {
            return Expr::Call { callee, args };
        };
        let text = self.draft.string(name);
        if let Some((_, place, of)) = MAKERS.iter().find(|(maker, ..)| *maker == text) {
            let held = self.draft.symbols().expr_lists[args.range()].first().copied().unwrap_or(ExprId::UNKNOWN);
            let mut held_at = vec![ExprId::UNKNOWN; *place];
            held_at.push(held);
            let of = self.draft.intern(of);
            let base = self.type_name(of);
            return Expr::Generic { base, args: self.expr_list(&held_at) };
        }
        if text == "collect"
            && let Expr::Member { object, .. } = self.draft.symbols().expr(callee)
            && self.collects_results(node)
        {
            let name = self.draft.intern("collect?");
            let callee = self.expr(Expr::Member { object, name });
            return Expr::Call { callee, args };
        }
        Expr::Call { callee, args }
    }

    fn arguments_of(&mut self, call: NodeRef) -> Run {
        let mut arguments = self.listed_in(call, Kind::Arguments);
        arguments.truncate(MAX_ARGUMENTS);
        if arguments.is_empty() {
            return Run::default();
        }
        self.nested(|file| file.exprs_of(arguments)).unwrap_or_default()
    }

    /// `collect::<Result<Vec<_>, _>>()`
    fn collects_results(&mut self, call: NodeRef) -> bool {
        let Some(function) = self.first_named(call).filter(|function| self.kind(*function) == Kind::GenericFunction)
        else {
            return false;
        };
        let ty = self.listed_in(function, Kind::TypeArguments).first().copied();
        let ty = ty.map(|ty| self.text(ty)).unwrap_or_default();
        let ty = ty.split('<').next().unwrap_or_default();
        matches!(ty.rsplit("::").next(), Some("Option" | "Result"))
    }

    /// What something holds that is known by a name of the table.
    pub(super) fn part_shape(&mut self, object: ExprId, name: &str) -> Expr {
        match object {
            ExprId::UNKNOWN => Expr::Unknown,
            object => Expr::Member { object, name: self.draft.intern(name) },
        }
    }

    /// The expressions of which a branch or block gives one.
    fn results_of(&mut self, node: NodeRef) -> Vec<NodeRef> {
        match self.kind(node) {
            Kind::Block => self.last_named(node).filter(|last| !self.is_statement(*last)).into_iter().collect(),
            Kind::UnsafeBlock => self.last_named(node).into_iter().collect(),
            Kind::IfExpression => {
                let then = self.child_of_kind(node, Kind::Block);
                let other = self.child_of_kind(node, Kind::ElseClause);
                then.into_iter().chain(other).collect()
            }
            Kind::ElseClause => self.last_named(node).into_iter().collect(),
            Kind::MatchExpression => {
                let arms = self.last_named(node);
                let arms = arms.map(|arms| self.children_of_kind(arms, Kind::MatchArm)).unwrap_or_default();
                let arms = arms.into_iter().take(MAX_BRANCHES);
                arms.filter_map(|arm| self.field(arm, Field::Value)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn is_statement(&self, node: NodeRef) -> bool {
        let kind = self.tree.kind_name(node);
        kind.ends_with("_statement") || kind.ends_with("_declaration") || kind.ends_with("_item")
    }

    /// A block or arm ends: what it gives is found out where its names are known, if it is what a variable is given.
    pub(super) fn leave_branch(&mut self, node: NodeRef) {
        let is_value = |kind| {
            matches!(
                kind,
                Kind::IfExpression
                    | Kind::ElseClause
                    | Kind::MatchExpression
                    | Kind::MatchBlock
                    | Kind::MatchArm
                    | Kind::Block
                    | Kind::UnsafeBlock
                    | Kind::TryExpression
            )
        };
        let around = self.ancestors().iter().rev().take(MAX_BRANCHES);
        let outer = around.map(|node| self.kind(*node)).find(|kind| !is_value(*kind));
        if outer != Some(Kind::LetDeclaration) {
            return;
        }
        let value = if self.kind(node) == Kind::MatchArm { self.field(node, Field::Value) } else { Some(node) };
        self.expr_if(value);
    }

    /// `break x` gives the loop around it a value.
    pub(super) fn enter_break(&mut self, node: NodeRef) -> Next {
        let around = self.ancestors().iter().rev().take(MAX_BRANCHES).copied();
        let innermost = around.into_iter().find(|node| {
            matches!(self.kind(*node), Kind::LoopExpression | Kind::ForExpression | Kind::WhileExpression)
        });
        if let Some(innermost) = innermost.filter(|node| self.kind(*node) == Kind::LoopExpression)
            && let Some(value) = self.first_named(node)
        {
            let value = self.expr_of(value);
            self.own.breaks.entry(innermost).or_insert(value);
        }
        Next::Into
    }

    /// The type of `Order {…}`, and of `Status::Shipped {…}`, which is the enum.
    fn literal_type(&mut self, path: NodeRef) -> ExprId {
        let segments = self.segments(path);
        match segments.split_last() {
            Some((_, before)) if self.first_type(before).is_some() => self.type_path(before),
            _ => self.type_of(path),
        }
    }

    /// What asks for the closure that is entered, where it is passed to a call.
    pub(super) fn asked_of_closure(&mut self, node: NodeRef) -> ExprId {
        // A closure may be lent: `&|order| order.total()`.
        let around = self.ancestors();
        let lent = around.iter().rev().take_while(|node| self.kind(**node) == Kind::ReferenceExpression).count();
        let (around, lent) = around.split_at(around.len() - lent);
        let passed = lent.first().copied().unwrap_or(node);
        let [.., call, arguments] = *around else { return ExprId::UNKNOWN };
        if self.kind(arguments) != Kind::Arguments || self.kind(call) != Kind::CallExpression {
            return ExprId::UNKNOWN;
        }
        let place = self.named(arguments).position(|argument| argument == passed);
        let Some(argument) = place.filter(|place| *place < MAX_ARGUMENTS).and_then(|place| u16::try_from(place).ok())
        else {
            return ExprId::UNKNOWN;
        };
        let call = self.expr_of(call);
        self.expr(Expr::Asked { call, argument, context: ExprId::UNKNOWN })
    }
}
