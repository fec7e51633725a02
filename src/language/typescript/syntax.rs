//! Small questions about nodes of the TypeScript grammars.

use super::{Field, Kind, TypeScript};
use crate::extract::{NodeRef, Outline};
use crate::record::StringId;

/// A keyword or mark in front of what a definition defines.
#[derive(Clone, Copy)]
pub struct Keyword {
    /// Which one.
    pub kind: Kind,
    /// Where it stands.
    pub node: NodeRef,
}

/// Whether one of a definition's leading keywords is this one.
pub fn has_keyword(keywords: &[Keyword], kind: Kind) -> bool {
    keywords.iter().any(|keyword| keyword.kind == kind)
}

/// What stands in front of a chain with a call in it that has type arguments.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Prefix {
    Await,
    /// A sign, `!`, `typeof`, the left side of `+`: what comes out is no value with members of ours.
    Operator,
}

impl Outline<'_, '_, TypeScript> {
    /// The function that a call calls or an instantiation instantiates. To the grammar `await f<T>()` and `a + f<T>()` are
    /// calls of `await f` and `a + f`: a function is what is left without these.
    pub(super) fn function_of(&mut self, call: NodeRef) -> Option<NodeRef> {
        let mut function = self.nested_function(call)?;
        while let Some((_, operand)) = self.prefixed(function) {
            self.own.has_prefixed_calls = true;
            function = operand;
        }
        Some(function)
    }

    /// The same with what the grammar nests into it.
    fn nested_function(&mut self, call: NodeRef) -> Option<NodeRef> {
        match self.kind(call) {
            Kind::InstantiationExpression => self.field(call, Field::Function).or_else(|| self.first_named(call)),
            _ => self.field(call, Field::Function),
        }
    }

    /// What stands in front of an operand, and the operand.
    fn prefixed(&mut self, node: NodeRef) -> Option<(Prefix, NodeRef)> {
        let (prefix, operand) = match self.kind(node) {
            Kind::AwaitExpression => (Prefix::Await, self.first_named(node)),
            Kind::UnaryExpression | Kind::UpdateExpression => (Prefix::Operator, self.last_named(node)),
            Kind::BinaryExpression => (Prefix::Operator, self.field(node, Field::Right)),
            _ => return None,
        };
        Some((prefix, operand?))
    }

    /// What the grammar nests into a chain of members and calls that stands behind it.
    pub(super) fn prefix_of(&mut self, node: NodeRef) -> Option<Prefix> {
        let mut node = node;
        loop {
            node = match self.kind(node) {
                Kind::MemberExpression | Kind::SubscriptExpression => self.field(node, Field::Object)?,
                Kind::NonNullExpression => self.first_named(node)?,
                Kind::CallExpression | Kind::InstantiationExpression => {
                    let function = self.nested_function(node)?;
                    match self.prefixed(function) {
                        Some((prefix, _)) => return Some(prefix),
                        None => function,
                    }
                }
                _ => return None,
            };
        }
    }

    /// The keywords and marks that stand in front of what a definition defines: `export`, `static`, `async`, `get`, `*`.
    pub(super) fn leading_keywords(&mut self, node: NodeRef) -> Vec<Keyword> {
        let mut keywords = Vec::new();
        for child in self.tree.children(node) {
            match self.kind(child) {
                kind @ (Kind::Export
                | Kind::Default
                | Kind::Declare
                | Kind::Abstract
                | Kind::Async
                | Kind::Static
                | Kind::Readonly
                | Kind::Accessor
                | Kind::Get
                | Kind::Set
                | Kind::Star
                | Kind::AccessibilityModifier
                | Kind::OverrideModifier) => keywords.push(Keyword { kind, node: child }),
                Kind::Decorator | Kind::Comment | Kind::Function => {}
                _ => break,
            }
        }
        keywords
    }

    /// The expression within parentheses, casts, `satisfies` and `!`.
    pub(super) fn unwrapped(&mut self, node: NodeRef) -> NodeRef {
        self.innermost(node, |file, node| match file.kind(node) {
            Kind::ParenthesizedExpression
            | Kind::AsExpression
            | Kind::SatisfiesExpression
            | Kind::NonNullExpression => file.first_named(node),
            Kind::TypeAssertion => file.last_named(node),
            _ => None,
        })
    }

    /// A name's or specifier's text without its quotes.
    pub(super) fn unquoted(&mut self, node: NodeRef) -> StringId {
        let text = self.text(node);
        self.draft.intern(without_quotes(text))
    }

    /// Whether a node is a function that may get its name from what it is bound to.
    pub(super) fn is_function_value(&self, node: NodeRef) -> bool {
        matches!(self.kind(node), Kind::ArrowFunction | Kind::FunctionExpression | Kind::GeneratorFunction)
    }
}

/// A property's, member's or module's name without its quotes.
pub fn without_quotes(text: &str) -> &str {
    let inner = |quote: char| text.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    inner('\'').or_else(|| inner('"')).unwrap_or(text)
}

/// A type annotation's text without the colon.
pub fn without_colon(text: &str) -> &str {
    text.strip_prefix(':').unwrap_or(text).trim_start()
}
