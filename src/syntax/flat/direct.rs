//! The copy of a syntax tree by tree-sitter's own structures: see `direct.c`.
//!
//! In: a tree. Out: the array. It takes 49 % of the instructions of asking for children by number, with the fields, each of
//! which would cost up to 400 (`bench/HISTORY.md`). `build/internals.rs` sees to it that the structures are those of a version of
//! tree-sitter that the C code is written for.

use super::{FlatNode, NoRoom};
use tree_sitter::Tree;
use tree_sitter::ffi::TSTree;

/// `enum outcome` in `direct.c`.
const COPIED: u32 = 0;
const NO_ROOM: u32 = 1;

unsafe extern "C" {
    fn code_graph_copy_tree(tree: *const TSTree, nodes: *mut FlatNode, length: *mut u32, room: u32) -> u32;
}

/// Appends a copy of `tree`, whose root comes first.
///
/// # Errors
/// [`NoRoom`]; what has been appended then is no tree.
pub fn copy(tree: &Tree, nodes: &mut Vec<FlatNode>) -> Result<(), NoRoom> {
    copy_into(tree, tree.root_node().descendant_count(), nodes)
}

/// The same where as many nodes as tree-sitter counts may not be enough.
fn copy_into(tree: &Tree, mut count: usize, nodes: &mut Vec<FlatNode>) -> Result<(), NoRoom> {
    loop {
        nodes.try_reserve(count).map_err(|_| NoRoom)?;
        let mut length = u32::try_from(nodes.len()).map_err(|_| NoRoom)?;
        let room = u32::try_from(nodes.capacity()).unwrap_or(u32::MAX);
        let raw = tree.root_node().into_raw().tree;
        // SAFETY: `raw` is `tree`, of the version of tree-sitter that `direct.c` is compiled for, which nobody changes or frees
        // while it is borrowed: it is read alone. `nodes` has room for `room` nodes, of which C reads those that it wrote, from
        // `length` on, and writes no others. Both sides have one layout, which `direct.c` asserts.
        let outcome = unsafe { code_graph_copy_tree(raw, nodes.as_mut_ptr(), &raw mut length, room) };
        match outcome {
            COPIED => {
                // SAFETY: there is room for so many, and C has written all of each node up to there: any bytes are one.
                unsafe { nodes.set_len(length as usize) };
                return Ok(());
            }
            NO_ROOM if nodes.capacity() < u32::MAX as usize => count = 2 * (nodes.capacity() - nodes.len()).max(64),
            _ => return Err(NoRoom),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::allowance::Allowance;
    use crate::syntax::flat::cursor;
    use crate::syntax::parse::parse;

    #[test]
    fn a_tree_is_copied_whole_whatever_room_is_reserved_at_first() {
        let text = "f(g(h), [1, 2, 3]);\n".repeat(200);
        let tree = parse(&crate::syntax::packed::TYPESCRIPT, &text, &Allowance::unlimited()).unwrap();
        let mut expected = vec![FlatNode::default()];
        cursor::copy(&tree, &mut expected).unwrap();
        for count in [0, 1, 100, 10_000] {
            let mut nodes = vec![FlatNode::default()];
            copy_into(&tree, count, &mut nodes).unwrap();
            assert_eq!(nodes, expected);
        }
    }
}
