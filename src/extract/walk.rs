//! The one pass over a syntax tree: every node that may matter once, in source order, without recursion.
//!
//! In: a tree and a language's visitor. Out: what the visitor collects, and the text of `functionHash`es. The
//! stacks are vectors, so the depth of a tree costs memory and never overflows.

use super::hash::HashWriter;
use crate::language::{Children, Kind, Next, Syntax, Visitor};
use crate::record::Run;
use tree_sitter::Node;

/// A node that has been entered and not left.
struct Open {
    asks_for_leave: bool,
    /// The function whose body this is, with where its hash begins.
    body: Option<(u32, u32)>,
    /// Whether the hash text has this node, so it must be closed.
    is_hashed: bool,
    /// Whether a child of it is in the hash text already.
    has_hashed_child: bool,
    /// How many nodes were waiting when it was entered: its children are those above.
    waiting_below: usize,
}

/// Walks the tree below `root`; answers the text of `functionHash`es.
pub fn walk<'tree>(root: Node<'tree>, syntax: &Syntax, visitor: &mut impl Visitor<'tree>) -> String {
    let mut hash = HashWriter::default();
    let mut ancestors: Vec<Node<'tree>> = Vec::with_capacity(64);
    let mut open: Vec<Open> = Vec::with_capacity(64);
    // Siblings yet to be visited, of all open nodes, the next one last.
    let mut waiting: Vec<Node<'tree>> = Vec::with_capacity(256);
    let mut node = root;
    loop {
        let kind = syntax.kind(node.kind_id());
        let is_leaf = node.child_count() == 0;
        // Asked first: entering a body that is itself a function opens that one.
        let function = visitor.function_with_body(node);
        let mut entered = hash_enter(kind, is_leaf, function, &mut hash, open.last_mut());
        let next = if kind.role == 0 { Next::Into } else { visitor.enter(node, kind.role, &ancestors) };
        entered.asks_for_leave = next == Next::IntoAndLeave;
        if is_leaf || (next == Next::Past && !hash.is_writing()) {
            leave(node, &entered, visitor, &mut hash);
        } else {
            entered.waiting_below = waiting.len();
            waiting.extend(Children::of(node));
            waiting[entered.waiting_below..].reverse();
            ancestors.push(node);
            open.push(entered);
        }
        while open.last().is_some_and(|innermost| innermost.waiting_below == waiting.len()) {
            if let (Some(node), Some(left)) = (ancestors.pop(), open.pop()) {
                leave(node, &left, visitor, &mut hash);
            }
        }
        match waiting.pop() {
            Some(next) => node = next,
            None => return hash.finish(),
        }
    }
}

fn hash_enter(
    kind: &Kind,
    is_leaf: bool,
    function: Option<u32>,
    hash: &mut HashWriter,
    parent: Option<&mut Open>,
) -> Open {
    let mut entered =
        Open { asks_for_leave: false, body: None, is_hashed: false, has_hashed_child: false, waiting_below: 0 };
    if function.is_none() && !hash.is_writing() {
        return entered;
    }
    if kind.is_comment {
        return entered;
    }
    if hash.is_writing()
        && let Some(parent) = parent
    {
        if parent.has_hashed_child {
            hash.separate();
        }
        parent.has_hashed_child = true;
    }
    entered.body = function.map(|function| (function, hash.open_body()));
    if is_leaf {
        hash.leaf(kind);
    } else {
        hash.open(kind);
        entered.is_hashed = true;
    }
    entered
}

fn leave<'tree>(node: Node<'tree>, left: &Open, visitor: &mut impl Visitor<'tree>, hash: &mut HashWriter) {
    if left.is_hashed {
        hash.close();
    }
    if let Some((function, start)) = left.body {
        let end = hash.close_body();
        visitor.function_hashed(function, Run { start, end });
    }
    if left.asks_for_leave {
        visitor.leave(node);
    }
}
