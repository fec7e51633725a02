//! `match`: the names that the patterns of a case declare.
//!
//! In: a case and what `match` looks at. Out: variables in a scope of the case's own, each with the part that it stands for. A
//! name with dots is a value that is compared, and `_` is none.

use super::{Kind, Python};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::StringId;
use crate::record::symbols::{Expr, ExprId, Member, MemberValue};

/// More patterns than stand in one another, and more values than one `match` looks at.
const MAX_PATTERNS: usize = 64;

impl Outline<'_, '_, Python> {
    /// `case Group(lead=x):` says what the name is that `match` looks at, and what `x` is.
    pub(super) fn enter_case(&mut self, clause: NodeRef) -> Next {
        let patterns = self.children_of_kind(clause, Kind::CasePattern);
        let statement = self.grandparent().filter(|around| self.kind(*around) == Kind::MatchStatement);
        let subjects = statement.map(|around| self.subjects(around)).unwrap_or_default();
        let subject = subjects.first().copied().filter(|_| subjects.len() == 1);
        let value = match subject {
            Some(subject) => self.expr_of(subject),
            // `match a, b:`
            None => {
                let values = self.exprs_of(subjects);
                self.expr(Expr::TupleType(values))
            }
        };
        let class = match patterns[..] {
            [pattern] => self.class_of_pattern(pattern),
            _ => None,
        };
        let facts = match (subject.filter(|subject| self.kind(*subject) == Kind::Identifier), class) {
            (Some(subject), Some(class)) => vec![(subject, class)],
            _ => Vec::new(),
        };
        let captured = match patterns[..] {
            [pattern] => self.captures(pattern, value),
            // `case a, b:`
            _ => {
                let parts = patterns.into_iter().enumerate();
                let parts: Vec<_> = parts.map(|(place, part)| (part, self.at_place(value, place))).collect();
                parts.into_iter().flat_map(|(part, value)| self.captures(part, value)).collect()
            }
        };
        if facts.is_empty() && captured.is_empty() {
            return Next::Into;
        }
        self.begin_narrowed(facts);
        for (name, value) in captured {
            self.declare_variable(name, ExprId::UNKNOWN, value);
        }
        Next::IntoAndLeave
    }

    /// What `match` looks at. No more than anyone writes: every case goes through them again.
    fn subjects(&mut self, statement: NodeRef) -> Vec<NodeRef> {
        let parts = self.tree.children(statement);
        let parts = parts.filter(|part| self.tree.is_named(*part) && !self.tree.is_extra(*part));
        parts.filter(|part| self.kind(*part) != Kind::Block).take(MAX_PATTERNS).collect()
    }

    /// The names that a pattern declares, each with what it stands for.
    fn captures(&mut self, pattern: NodeRef, value: ExprId) -> Vec<(StringId, ExprId)> {
        let mut found = Vec::new();
        self.take_apart_within(MAX_PATTERNS, (pattern, value), |file, (pattern, value), parts| {
            match file.kind(pattern) {
                Kind::CasePattern | Kind::UnionPattern => {
                    parts.extend(file.named(pattern).map(|inner| (inner, value)));
                }
                Kind::DottedName => {
                    let name = file.text(pattern);
                    if !matches!(name, "_") && !name.contains('.') {
                        found.push((file.draft.intern(name), value));
                    }
                }
                Kind::SplatPattern => {
                    let name = file.first_named(pattern).map(|name| file.intern_node(name));
                    found.extend(name.map(|name| (name, ExprId::UNKNOWN)));
                }
                Kind::AsPattern => {
                    let [inner, name] = file.named_children(pattern)[..] else { return };
                    let of = file.as_class(inner, value);
                    found.push((file.intern_node(name), of));
                    parts.push((inner, value));
                }
                Kind::ClassPattern => file.take_class_pattern_apart(pattern, parts, &mut found),
                Kind::ListPattern | Kind::TuplePattern => {
                    for (place, part) in file.named_children(pattern).into_iter().enumerate() {
                        parts.push((part, file.at_place(value, place)));
                    }
                }
                Kind::DictPattern => {
                    let element = if value == ExprId::UNKNOWN { value } else { file.expr(Expr::Index(value)) };
                    let inner = file.children_of_kind(pattern, Kind::CasePattern);
                    parts.extend(inner.into_iter().map(|part| (part, element)));
                }
                _ => {}
            }
        });
        found
    }

    /// A value, or an instance of the class that a pattern asks for.
    fn as_class(&mut self, pattern: NodeRef, value: ExprId) -> ExprId {
        match self.class_of_pattern(pattern) {
            Some(class) => {
                let ty = self.type_of(class);
                self.expr(Expr::Cast(ty))
            }
            None => value,
        }
    }

    /// `Group(x, lead=y)`, `Group(lead=Person() as x)`
    fn take_class_pattern_apart(
        &mut self,
        pattern: NodeRef,
        parts: &mut Vec<(NodeRef, ExprId)>,
        found: &mut Vec<(StringId, ExprId)>,
    ) {
        let of = self.as_class(pattern, ExprId::UNKNOWN);
        for (place, part) in self.children_of_kind(pattern, Kind::CasePattern).into_iter().enumerate() {
            let (keyword, named) = self.keyword_of(part);
            let Some(keyword) = keyword else {
                parts.push((part, self.at_place(of, place)));
                continue;
            };
            let [name, value] = self.named_children(keyword)[..] else { continue };
            let name = self.intern_node(name);
            let member = if of == ExprId::UNKNOWN { of } else { self.expr(Expr::Member { object: of, name }) };
            if let Some(named) = named {
                let of = self.as_class(value, member);
                found.push((self.intern_node(named), of));
            }
            parts.push((value, member));
        }
    }

    /// The part of a class pattern that has a keyword, and the name behind `as`, which the grammar puts around both.
    fn keyword_of(&mut self, part: NodeRef) -> (Option<NodeRef>, Option<NodeRef>) {
        let Some(inner) = self.first_named(part) else { return (None, None) };
        let (inner, named) = match self.kind(inner) {
            Kind::AsPattern => {
                let [within, name] = self.named_children(inner)[..] else { return (None, None) };
                (self.first_named(within).unwrap_or(within), Some(name))
            }
            _ => (inner, None),
        };
        (Some(inner).filter(|inner| self.kind(*inner) == Kind::KeywordPattern), named)
    }

    /// `__match_args__ = ('lead', 'members')`: the members that stand at the places of a pattern.
    pub(super) fn push_match_args(&mut self, right: NodeRef) {
        let Some(class) = self.class() else { return };
        let object = self.expr(Expr::This(Some(class)));
        for (place, text) in self.named_children(right).into_iter().enumerate() {
            let Some(content) = self.child_of_kind(text, Kind::StringContent) else { continue };
            let name = self.intern_node(content);
            let value = self.expr(Expr::Member { object, name });
            self.push_element(place, ExprId::UNKNOWN, value);
        }
    }

    /// What stands at a place of the class's instances.
    pub(super) fn push_element(&mut self, place: usize, ty: ExprId, value: ExprId) {
        let name = self.draft.intern(&place.to_string());
        self.push_member(Member { name, is_static: false, value: MemberValue::Field { ty, value } });
    }
}
