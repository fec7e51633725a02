//! The memory of copied trees: a thread uses that of one tree again for the next, and all of it is counted.
//!
//! In: copies. Out: where they lie. What a large tree has taken is given back at once.

use super::FlatNode;
use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many nodes' memory a thread keeps: 1.3 MB, enough for all but one in a thousand files.
const KEPT: usize = 64 << 10;

/// The bytes in use and kept, on all threads.
static HELD: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    static SPARE: Cell<Counted> = const { Cell::new(Counted { nodes: Vec::new(), told: 0 }) };
}

/// The bytes that copies of syntax trees take now, on all threads, with what threads keep for the next ones.
pub fn copied_bytes() -> usize {
    HELD.load(Ordering::Relaxed)
}

/// Gives back what this thread keeps.
pub fn release_buffer() {
    // Where the thread is ending there is nothing.
    let _ = SPARE.try_with(|spare| drop(spare.take()));
}

/// Nodes whose memory is counted.
#[derive(Debug, Default)]
struct Counted {
    nodes: Vec<FlatNode>,
    told: usize,
}

impl Counted {
    fn tell(&mut self) {
        let bytes = self.nodes.capacity() * size_of::<FlatNode>();
        HELD.fetch_add(bytes.wrapping_sub(self.told), Ordering::Relaxed);
        self.told = bytes;
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        HELD.fetch_sub(self.told, Ordering::Relaxed);
    }
}

/// The nodes of a text's trees.
#[derive(Debug)]
pub struct NodeBuffer(Counted);

impl NodeBuffer {
    /// An empty one, in memory that the thread has kept if it has some.
    #[must_use]
    pub fn take() -> Self {
        Self(SPARE.try_with(Cell::take).unwrap_or_default())
    }

    /// The nodes.
    #[must_use]
    pub fn nodes(&self) -> &[FlatNode] {
        &self.0.nodes
    }

    /// Has `fill` change the nodes, and counts what they take behind that.
    pub fn fill<T>(&mut self, fill: impl FnOnce(&mut Vec<FlatNode>) -> T) -> T {
        let answer = fill(&mut self.0.nodes);
        self.0.tell();
        answer
    }
}

impl Drop for NodeBuffer {
    fn drop(&mut self) {
        let mut kept = std::mem::take(&mut self.0);
        if kept.nodes.capacity() <= KEPT {
            kept.nodes.clear();
            // What is kept already goes.
            let _ = SPARE.try_with(|spare| drop(spare.replace(kept)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_keeps_the_memory_of_a_small_tree_and_none_of_a_large_one() {
        for (nodes, is_kept) in [(KEPT, true), (KEPT + 1, false)] {
            release_buffer();
            let mut buffer = NodeBuffer::take();
            buffer.fill(|filled| filled.reserve_exact(nodes));
            let place = buffer.nodes().as_ptr();
            assert!(copied_bytes() >= nodes * size_of::<FlatNode>());
            drop(buffer);
            let mut next = NodeBuffer::take();
            assert!(next.nodes().is_empty());
            let room = next.fill(|nodes| nodes.capacity());
            assert_eq!((room >= nodes, next.nodes().as_ptr() == place), (is_kept, is_kept));
        }
    }
}
