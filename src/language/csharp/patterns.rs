//! Patterns: what the names are that they declare.
//!
//! In: a pattern and the value that is tested. Out: the nodes that declare a name in it, with the part of the value that each
//! stands for.

use super::{CSharp, Field, Kind};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::symbols::{Expr, ExprId};

/// More patterns than stand in one another.
const MAX_PATTERNS: usize = 64;

impl Outline<'_, '_, CSharp> {
    /// `value is { Part: var x }`
    pub(super) fn enter_is_pattern(&mut self, node: NodeRef) -> Next {
        if let Some([value, pattern]) = self.fields(node, [Field::Expression, Field::Pattern]) {
            self.place_pattern(value, pattern);
        }
        Next::Into
    }

    /// `switch (value) { case { Part: var x }: … }`
    pub(super) fn enter_switch(&mut self, node: NodeRef) -> Next {
        if let Some([value, body]) = self.fields(node, [Field::Value, Field::Body]) {
            for section in self.named_children(body) {
                if let Some(pattern) = self.first_named(section) {
                    self.place_pattern(value, pattern);
                }
            }
        }
        Next::Into
    }

    /// `value switch { { Part: var x } => …, … }`
    pub(super) fn enter_switch_expression(&mut self, node: NodeRef) -> Next {
        let parts = self.named_children(node);
        if let Some((value, arms)) = parts.split_first() {
            for arm in arms {
                if let Some(pattern) = self.first_named(*arm) {
                    self.place_pattern(*value, pattern);
                }
            }
        }
        Next::Into
    }

    /// `value is T(_, var x)`, `value is var (x, y)`: the grammar takes them for calls of what stands in front of the
    /// parentheses. Whether it is one of them.
    pub(super) fn is_pattern_with_places(&mut self, call: NodeRef, function: NodeRef) -> bool {
        let (value, tested) = match self.kind(function) {
            Kind::IsPatternExpression => {
                (self.field(function, Field::Expression), self.field(function, Field::Pattern))
            }
            Kind::IsExpression => (self.field(function, Field::Left), self.field(function, Field::Right)),
            _ => return false,
        };
        let tested = match tested {
            Some(pattern) if self.kind(pattern) == Kind::ConstantPattern => self.first_named(pattern),
            tested => tested,
        };
        let is_var = tested.is_some_and(|tested| self.kind(tested) == Kind::ImplicitType);
        let of = match self.type_if(tested) {
            ExprId::UNKNOWN => self.expr_if(value),
            ty => self.expr(Expr::Cast(ty)),
        };
        for (place, argument) in self.listed_in(call, Kind::ArgumentList).into_iter().enumerate() {
            let Some(declared) = self.last_named(argument) else { continue };
            let part = self.at_place(of, place);
            match self.kind(declared) {
                Kind::DeclarationExpression => {
                    self.own.placed.insert(declared, part);
                }
                Kind::Identifier if is_var => self.bind_variable(declared, ExprId::UNKNOWN, part),
                _ => {}
            }
        }
        true
    }

    /// Keeps what the names of a pattern stand for until they are entered.
    fn place_pattern(&mut self, value: NodeRef, pattern: NodeRef) {
        for (declared, part) in self.designations(value, pattern) {
            self.own.placed.insert(declared, part);
        }
    }

    /// What a `switch` gives that is an expression: one of what its arms give.
    pub(super) fn switch_shape(&mut self, node: NodeRef) -> Expr {
        let parts = self.named_children(node);
        let Some((value, arms)) = parts.split_first() else { return Expr::Unknown };
        let mut given = Vec::new();
        for arm in arms {
            let (Some(pattern), Some(result)) = (self.first_named(*arm), self.last_named(*arm)) else { continue };
            // Its names are those of a scope of its own, also where it is looked at before it is entered.
            self.begin_block();
            for (declared, part) in self.designations(*value, pattern) {
                let ty = self.field_type(declared, Field::Type);
                if let Some(name) = self.field(declared, Field::Name) {
                    self.bind_variable(name, ty, part);
                }
            }
            given.push(self.expr_of(result));
            self.end();
        }
        Expr::Union(self.expr_list(&given))
    }

    /// The nodes that declare a name in a pattern, and what part of the value that is tested each stands for.
    fn designations(&mut self, value: NodeRef, pattern: NodeRef) -> Vec<(NodeRef, ExprId)> {
        let mut found = Vec::new();
        if !self.is_structured(pattern) {
            return found;
        }
        let value = self.expr_of(value);
        self.take_apart_within(MAX_PATTERNS, (pattern, value), |file, (pattern, value), parts| {
            match file.kind(pattern) {
                Kind::DeclarationPattern | Kind::VarPattern => found.push((pattern, value)),
                Kind::RecursivePattern => {
                    let of = file.as_tested(pattern, value);
                    found.push((pattern, of));
                    file.take_pattern_apart(pattern, of, parts);
                }
                Kind::ListPattern => {
                    let element = file.expr(Expr::Index(value));
                    parts.extend(file.named(pattern).map(|part| (part, element)));
                }
                Kind::AndPattern | Kind::OrPattern | Kind::ParenthesizedPattern | Kind::NegatedPattern => {
                    parts.extend(file.named(pattern).map(|part| (part, value)));
                }
                _ => {}
            }
        });
        found
    }

    /// Whether a pattern is more than a type or a constant.
    fn is_structured(&self, pattern: NodeRef) -> bool {
        matches!(
            self.kind(pattern),
            Kind::DeclarationPattern
                | Kind::VarPattern
                | Kind::RecursivePattern
                | Kind::ListPattern
                | Kind::AndPattern
                | Kind::OrPattern
                | Kind::ParenthesizedPattern
                | Kind::NegatedPattern
        )
    }

    /// A value that is known to be of the type that a pattern names, if it names one.
    fn as_tested(&mut self, pattern: NodeRef, value: ExprId) -> ExprId {
        match self.field_type(pattern, Field::Type) {
            ExprId::UNKNOWN => value,
            ty => self.expr(Expr::Cast(ty)),
        }
    }

    /// `T(p, q) { A: r, B.C: s }`: the patterns within, each with the part that it is for.
    fn take_pattern_apart(&mut self, pattern: NodeRef, of: ExprId, parts: &mut Vec<(NodeRef, ExprId)>) {
        for clause in self.named_children(pattern) {
            let is_positional = self.kind(clause) == Kind::PositionalPatternClause;
            if !is_positional && self.kind(clause) != Kind::PropertyPatternClause {
                continue;
            }
            for (place, part) in self.children_of_kind(clause, Kind::Subpattern).into_iter().enumerate() {
                let Some(inner) = self.last_named(part) else { continue };
                let named = self.first_named(part).filter(|named| *named != inner);
                let value = match named {
                    _ if is_positional => self.at_place(of, place),
                    Some(named) => self.property_of(of, named),
                    None => ExprId::UNKNOWN,
                };
                parts.push((inner, value));
            }
        }
    }

    /// `A.B` of a property pattern.
    fn property_of(&mut self, of: ExprId, named: NodeRef) -> ExprId {
        let mut object = of;
        for name in self.text(named).split('.') {
            if object != ExprId::UNKNOWN {
                let name = self.draft.intern(name.trim());
                object = self.expr(Expr::Member { object, name });
            }
        }
        object
    }
}
