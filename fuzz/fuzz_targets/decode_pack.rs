//! Bytes that are taken for a pack of the store: refused, or entries within what they can hold.
#![no_main]

use code_knowledge_graph::store::pack::{MAX_ENTRY, PackIndex};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: Vec<u8>| {
    let Ok(index) = PackIndex::read(&input) else { return };
    for block in index.blocks.iter().filter_map(|place| place.read(&input).ok()) {
        assert!(block.iter().all(|(_, bytes)| bytes.len() <= MAX_ENTRY));
    }
});
