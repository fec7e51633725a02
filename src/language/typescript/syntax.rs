//! Small questions about nodes of the TypeScript grammars.

use std::sync::LazyLock;
use tree_sitter::Node;

macro_rules! fields {
    ($($variant:ident = $name:literal),* $(,)?) => {
        /// A field of the grammars. Asked for by number: by name, the grammar's table of names is searched each time.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Field { $(#[doc = $name] $variant),* }

        const FIELD_NAMES: [&str; [$($name),*].len()] = [$($name),*];
    };
}

fields! {
    Alias = "alias",
    Alternative = "alternative",
    Argument = "argument",
    Body = "body",
    Consequence = "consequence",
    Constraint = "constraint",
    Constructor = "constructor",
    Declaration = "declaration",
    Key = "key",
    Kind = "kind",
    Left = "left",
    Module = "module",
    Name = "name",
    Object = "object",
    Operator = "operator",
    Parameter = "parameter",
    Parameters = "parameters",
    Pattern = "pattern",
    Property = "property",
    ReturnType = "return_type",
    Right = "right",
    Source = "source",
    Type = "type",
    TypeParameters = "type_parameters",
    Value = "value",
}

/// The fields' numbers in one grammar: the grammars number them differently.
pub struct FieldIds([u16; FIELD_NAMES.len()]);

impl FieldIds {
    /// The numbers of the TypeScript grammar.
    pub fn of_typescript() -> &'static Self {
        static IDS: LazyLock<FieldIds> =
            LazyLock::new(|| FieldIds::of(&tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into()));
        &IDS
    }

    /// The numbers of the TSX grammar.
    pub fn of_tsx() -> &'static Self {
        static IDS: LazyLock<FieldIds> = LazyLock::new(|| FieldIds::of(&tree_sitter_typescript::LANGUAGE_TSX.into()));
        &IDS
    }

    /// 0, which is none, for a field the grammar does not have.
    fn of(grammar: &tree_sitter::Language) -> Self {
        Self(FIELD_NAMES.map(|name| grammar.field_id_for_name(name).map_or(0, u16::from)))
    }

    /// The node behind a field.
    ///
    /// Not for members, elements and calls: those of a type query (`typeof a.b.c`) answer with what stands innermost,
    /// and tree-sitter gets there by recursion. What is called or looked into is their first named child, the member,
    /// index or arguments their last.
    pub fn get<'tree>(&self, node: Node<'tree>, field: Field) -> Option<Node<'tree>> {
        node.child_by_field_id(self.0[field as usize])
    }
}

/// The named children, comments left out.
pub fn named_children<'tree>(node: Node<'tree>) -> Vec<Node<'tree>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor).filter(|child| !child.is_extra()).collect()
}

/// The first named child that is no comment.
pub fn first_named<'tree>(node: Node<'tree>) -> Option<Node<'tree>> {
    let first = node.named_child(0)?;
    if first.is_extra() { named_children(node).into_iter().next() } else { Some(first) }
}

/// The last named child that is no comment.
pub fn last_named<'tree>(node: Node<'tree>) -> Option<Node<'tree>> {
    let last = node.named_child(u32::try_from(node.named_child_count()).ok()?.checked_sub(1)?)?;
    if last.is_extra() { named_children(node).pop() } else { Some(last) }
}

/// The first child of this kind.
pub fn child_of_kind<'tree>(node: Node<'tree>, kind: &str) -> Option<Node<'tree>> {
    let mut cursor = node.walk();
    node.children(&mut cursor).find(|child| child.kind() == kind)
}

/// Whether a keyword or punctuation mark is a child of the node.
pub fn has_token(node: Node<'_>, token: &str) -> bool {
    child_of_kind(node, token).is_some()
}

/// The keywords and marks that stand in front of what a definition defines: `export`, `static`, `async`, `get`, `*`.
pub fn leading_keywords<'tree>(node: Node<'tree>) -> Vec<Node<'tree>> {
    let mut keywords = Vec::new();
    let mut cursor = node.walk();
    for child in node.children(&mut cursor) {
        match child.kind() {
            "export"
            | "default"
            | "declare"
            | "abstract"
            | "async"
            | "static"
            | "readonly"
            | "accessor"
            | "get"
            | "set"
            | "*"
            | "accessibility_modifier"
            | "override_modifier" => keywords.push(child),
            "decorator" | "comment" | "function" => {}
            _ => break,
        }
    }
    keywords
}

/// Whether one of a definition's leading keywords is this one.
pub fn has_keyword(keywords: &[Node<'_>], keyword: &str) -> bool {
    keywords.iter().any(|node| node.kind() == keyword)
}

/// The expression within parentheses, casts, `satisfies` and `!`.
pub fn unwrapped<'tree>(node: Node<'tree>) -> Node<'tree> {
    let mut node = node;
    loop {
        let inner = match node.kind() {
            "parenthesized_expression" | "as_expression" | "satisfies_expression" | "non_null_expression" => {
                first_named(node)
            }
            "type_assertion" => last_named(node),
            _ => return node,
        };
        match inner {
            Some(inner) => node = inner,
            None => return node,
        }
    }
}

/// Whether a node is a function that may get its name from what it is bound to.
pub fn is_function_value(node: Node<'_>) -> bool {
    matches!(node.kind(), "arrow_function" | "function_expression" | "generator_function")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_grammars_have_every_field() {
        for ids in [FieldIds::of_typescript(), FieldIds::of_tsx()] {
            assert!(ids.0.iter().all(|id| *id != 0));
        }
    }
}
