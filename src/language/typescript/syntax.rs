//! Small questions about nodes of the TypeScript grammars.

use tree_sitter::Node;

/// The node behind a field's name.
pub fn field<'tree>(node: Node<'tree>, name: &str) -> Option<Node<'tree>> {
    node.child_by_field_name(name)
}

/// The named children, comments left out.
pub fn named_children<'tree>(node: Node<'tree>) -> Vec<Node<'tree>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor).filter(|child| child.kind() != "comment").collect()
}

/// All children, keywords and punctuation too.
pub fn children<'tree>(node: Node<'tree>) -> Vec<Node<'tree>> {
    let mut cursor = node.walk();
    node.children(&mut cursor).collect()
}

/// The first child of this kind.
pub fn child_of_kind<'tree>(node: Node<'tree>, kind: &str) -> Option<Node<'tree>> {
    children(node).into_iter().find(|child| child.kind() == kind)
}

/// Whether a keyword or punctuation mark is a child of the node.
pub fn has_token(node: Node<'_>, token: &str) -> bool {
    child_of_kind(node, token).is_some()
}

/// The expression within parentheses, casts, `satisfies` and `!`.
pub fn unwrapped<'tree>(node: Node<'tree>) -> Node<'tree> {
    let mut node = node;
    while let "parenthesized_expression"
    | "as_expression"
    | "satisfies_expression"
    | "non_null_expression"
    | "type_assertion" = node.kind()
    {
        let inner = match node.kind() {
            "type_assertion" => named_children(node).pop(),
            _ => named_children(node).into_iter().next(),
        };
        match inner {
            Some(inner) => node = inner,
            None => break,
        }
    }
    node
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
