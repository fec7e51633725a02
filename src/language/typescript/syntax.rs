//! Small questions about nodes of the TypeScript grammars.

use super::TypeScriptVisitor;
use super::words::Kind;
use crate::language::tree::NodeRef;

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

impl TypeScriptVisitor<'_, '_> {
    /// The keywords and marks that stand in front of what a definition defines: `export`, `static`, `async`, `get`, `*`.
    pub(super) fn leading_keywords(&mut self, node: NodeRef) -> Vec<Keyword> {
        let mut keywords = Vec::new();
        for child in self.outline.tree.children(node) {
            match self.outline.kind(child) {
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
        let mut node = node;
        loop {
            let inner = match self.outline.kind(node) {
                Kind::ParenthesizedExpression
                | Kind::AsExpression
                | Kind::SatisfiesExpression
                | Kind::NonNullExpression => self.outline.first_named(node),
                Kind::TypeAssertion => self.outline.last_named(node),
                _ => return node,
            };
            match inner {
                Some(inner) => node = inner,
                None => return node,
            }
        }
    }

    /// Whether a node is a function that may get its name from what it is bound to.
    pub(super) fn is_function_value(&self, node: NodeRef) -> bool {
        matches!(self.outline.kind(node), Kind::ArrowFunction | Kind::FunctionExpression | Kind::GeneratorFunction)
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
