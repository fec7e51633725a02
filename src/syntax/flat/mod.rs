//! A syntax tree as one array, whose nodes are there without asking tree-sitter again.
//!
//! In: a tree of tree-sitter's. Out: its visible nodes, each once, 20 bytes a node, with the children of a node side by side
//! and those of an earlier sibling in front of those of a later one. The tree may go as soon as it is copied.
//!
//! Two ways lead to the same array. [`direct`] reads tree-sitter's own structures; [`cursor`] asks its interface, at many
//! times the instructions, and is what the other one is held to. With the feature `tree-sitter-interface` only the second is
//! there.

mod buffer;
pub mod cursor;
#[cfg(not(feature = "tree-sitter-interface"))]
#[allow(unsafe_code)]
pub mod direct;

pub use buffer::NodeBuffer;
pub(super) use buffer::{copied_bytes, release_buffer};
#[cfg(feature = "tree-sitter-interface")]
pub use cursor::copy;
#[cfg(not(feature = "tree-sitter-interface"))]
pub use direct::copy;

use super::ERROR_KIND_ID;
use std::ops::Range;

/// A node of a copied tree.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FlatNode {
    start: u32,
    end: u32,
    first_child: u32,
    child_count: u32,
    kind: u16,
    field: u8,
    flags: u8,
}

/// The numbers of [`FlatNode`]'s flags; as in `direct.c`.
const EXTRA: u8 = 1;
const MISSING: u8 = 2;
const HAS_ERROR: u8 = 4;

impl FlatNode {
    /// Its first byte.
    #[must_use]
    pub const fn start_byte(self) -> usize {
        self.start as usize
    }

    /// One past its last byte.
    #[must_use]
    pub const fn end_byte(self) -> usize {
        self.end as usize
    }

    /// Its bytes.
    #[must_use]
    pub const fn byte_range(self) -> Range<usize> {
        self.start_byte()..self.end_byte()
    }

    /// The places of its children in the array.
    #[must_use]
    pub const fn children(self) -> Range<u32> {
        self.first_child..self.first_child + self.child_count
    }

    /// The number of its kind.
    #[must_use]
    pub const fn kind_id(self) -> u16 {
        self.kind
    }

    /// The number of the field that it stands behind; 0 if it stands behind none.
    #[must_use]
    pub const fn field_id(self) -> u8 {
        self.field
    }

    /// Whether it may stand anywhere, as a comment may.
    #[must_use]
    pub const fn is_extra(self) -> bool {
        self.flags & EXTRA != 0
    }

    /// Whether the parser took it for granted.
    #[must_use]
    pub const fn is_missing(self) -> bool {
        self.flags & MISSING != 0
    }

    /// Whether it is what the parser could make nothing of.
    #[must_use]
    pub const fn is_error(self) -> bool {
        self.kind == ERROR_KIND_ID
    }

    /// Whether there is an error in it, or something missing.
    #[must_use]
    pub const fn has_error(self) -> bool {
        self.flags & HAS_ERROR != 0
    }
}

/// There is no memory for the copy of a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no memory for the copy of a syntax tree")]
pub struct NoRoom;

/// Appends another root for the tree whose root is at this place, with those of its children that have no errors in them; answers its
/// place.
pub(super) fn push_understood(root: usize, nodes: &mut Vec<FlatNode>) -> Result<usize, NoRoom> {
    let children = nodes[root].children();
    nodes.try_reserve(children.len() + 1).map_err(|_| NoRoom)?;
    let first_child = nodes.len() as u32 + 1;
    nodes.push(FlatNode { first_child, ..nodes[root] });
    for child in children {
        let child = nodes[child as usize];
        if !child.has_error() {
            nodes.push(child);
        }
    }
    let understood = first_child as usize - 1;
    nodes[understood].child_count = nodes.len() as u32 - first_child;
    Ok(understood)
}
