//! The one pass over a syntax tree: every node that may matter once, in source order, without recursion.
//!
//! In: a tree with its outline. Out: what the language's visitor collects in it, and the text of `functionHash`es. The
//! stack is a vector, so the depth of a tree costs memory and never overflows.

use super::hash::HashWriter;
use super::{Next, Outline, Visitor};
use crate::allowance::{Allowance, OutOfTime};
use crate::record::FunctionRowId;
use crate::syntax::tree::{NodeRef, Siblings};
use crate::syntax::{Kind, Syntax};

/// A node that has been entered and not left.
#[derive(Default)]
struct Open {
    /// The children yet to be visited.
    children: Siblings,
    asks_for_leave: bool,
    /// The function whose body this is, with where its hash begins.
    body: Option<(FunctionRowId, u32)>,
    /// Whether the hash text has this node, so it must be closed.
    is_hashed: bool,
    /// Whether a child of it is in the hash text already.
    has_hashed_child: bool,
}

/// Nodes between two looks at the clock, which costs as much as a tenth of a node.
const NODES_A_LOOK: u32 = 32;

/// Walks the outline's tree; answers the text of `functionHash`es.
pub fn walk<V: Visitor>(
    syntax: &Syntax,
    outline: &mut Outline<'_, '_, V>,
    allowance: &Allowance,
) -> Result<String, OutOfTime> {
    let mut hash = HashWriter::default();
    let mut open: Vec<Open> = Vec::with_capacity(64);
    // Few nodes have trees of their own: each by how many are open where it is visited, with its root until that begins.
    let mut parts: Vec<(usize, Option<NodeRef>)> = Vec::new();
    let mut node = NodeRef::ROOT;
    let mut visited: u32 = 0;
    loop {
        visited = visited.wrapping_add(1);
        if visited.is_multiple_of(NODES_A_LOOK) {
            allowance.go_on()?;
        }
        let kind = syntax.kind(outline.tree.kind(node));
        let mut entered = Open::default();
        // Asked first: entering a body that is itself a function opens that one.
        let function = outline.function_with_body(node);
        if function.is_some() || hash.is_writing() {
            // What a comment is made of is dropped with it.
            if !kind.is_comment {
                entered.children = outline.tree.children(node);
            }
            hash_enter(kind, function, &mut hash, &mut entered, open.last_mut());
        }
        let next = match outline.role(node) {
            Some(role) => V::enter(outline, node, role),
            None => Next::Into,
        };
        entered.asks_for_leave = matches!(next, Next::IntoAndLeave | Next::AlsoIntoPart);
        if next != Next::Past && !hash.is_writing() {
            entered.children = outline.tree.children(node);
        }
        if entered.children.len() == 0 && next != Next::AlsoIntoPart {
            leave(node, &entered, outline, &mut hash);
        } else {
            outline.ancestors.push(node);
            open.push(entered);
            if let part @ Some(_) = outline.part.take() {
                parts.push((open.len(), part));
            }
        }
        node = loop {
            let Some(innermost) = open.last_mut() else {
                let (text, late) = hash.finish();
                late.into_iter().for_each(|(function, run)| outline.draft.set_function_hash(function, run));
                return Ok(text);
            };
            if let Some(sibling) = innermost.children.next() {
                break sibling;
            }
            if let Some((depth, root)) = parts.last_mut().filter(|(depth, _)| *depth == open.len()) {
                if let Some(root) = root.take() {
                    *depth += 1;
                    hash.begin_part();
                    let children = outline.tree.children(root);
                    outline.ancestors.push(root);
                    open.push(Open { children, ..Open::default() });
                    continue;
                }
                parts.pop();
                hash.end_part();
            }
            if let (Some(node), Some(left)) = (outline.ancestors.pop(), open.pop()) {
                leave(node, &left, outline, &mut hash);
            }
        };
    }
}

fn hash_enter(
    kind: &Kind,
    function: Option<FunctionRowId>,
    hash: &mut HashWriter,
    entered: &mut Open,
    parent: Option<&mut Open>,
) {
    if kind.is_comment {
        return;
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
    if entered.children.len() == 0 {
        hash.leaf(kind);
    } else {
        hash.open(kind);
        entered.is_hashed = true;
    }
}

fn leave<V: Visitor>(node: NodeRef, left: &Open, outline: &mut Outline<'_, '_, V>, hash: &mut HashWriter) {
    if left.is_hashed {
        hash.close();
    }
    if let Some(body) = left.body {
        leave_body(body, outline, hash);
    }
    if left.asks_for_leave {
        V::leave(outline, node);
    }
}

/// Apart from [`leave`], which is there for every node.
#[inline(never)]
fn leave_body<V: Visitor>(
    (function, start): (FunctionRowId, u32),
    outline: &mut Outline<'_, '_, V>,
    hash: &mut HashWriter,
) {
    if let Some(run) = hash.close_body(function, start) {
        outline.draft.set_function_hash(function, run);
    }
}
