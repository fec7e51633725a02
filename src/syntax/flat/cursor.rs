//! The copy of a syntax tree by what tree-sitter's interface answers: a cursor that goes to each node twice.
//!
//! In: a tree. Out: the array that `direct.c` makes of it, to the last bit.

use super::{EXTRA, FlatNode, HAS_ERROR, MISSING, NoRoom};
use tree_sitter::{Node, Tree, TreeCursor};

/// Appends a copy of `tree`, whose root comes first.
///
/// # Errors
/// [`NoRoom`]; what has been appended then is no tree.
pub fn copy(tree: &Tree, nodes: &mut Vec<FlatNode>) -> Result<(), NoRoom> {
    let root = tree.root_node();
    nodes.try_reserve(root.descendant_count()).map_err(|_| NoRoom)?;
    let mut cursor = root.walk();
    // The place of the node that the cursor is at, behind those of the nodes around it.
    let mut open = vec![nodes.len()];
    nodes.push(flat(root, 0));
    while let Some(&place) = open.last() {
        push_children(&mut cursor, place, nodes)?;
        if cursor.goto_first_child() {
            open.push(nodes[place].first_child as usize);
            continue;
        }
        while let Some(place) = open.pop() {
            if cursor.goto_next_sibling() {
                open.push(place + 1);
                break;
            }
            cursor.goto_parent();
        }
    }
    Ok(())
}

/// Appends the children of the node that the cursor is at, where it is again behind that.
fn push_children(cursor: &mut TreeCursor<'_>, place: usize, nodes: &mut Vec<FlatNode>) -> Result<(), NoRoom> {
    if !cursor.goto_first_child() {
        return Ok(());
    }
    let first = nodes.len();
    loop {
        nodes.try_reserve(1).map_err(|_| NoRoom)?;
        nodes.push(flat(cursor.node(), cursor.field_id().map_or(0, u16::from) as u8));
        if !cursor.goto_next_sibling() {
            break;
        }
    }
    cursor.goto_parent();
    (nodes[place].first_child, nodes[place].child_count) = (first as u32, (nodes.len() - first) as u32);
    Ok(())
}

/// A node without its children.
fn flat(node: Node<'_>, field: u8) -> FlatNode {
    let flags = [(node.is_extra(), EXTRA), (node.is_missing(), MISSING), (node.has_error(), HAS_ERROR)];
    let flags = flags.iter().filter(|(is_so, _)| *is_so).fold(0, |flags, (_, flag)| flags | flag);
    FlatNode {
        start: node.start_byte() as u32,
        end: node.end_byte() as u32,
        kind: node.kind_id(),
        field,
        flags,
        ..FlatNode::default()
    }
}
