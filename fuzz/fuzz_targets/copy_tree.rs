//! One file of any bytes: its tree copied in both ways and held to what tree-sitter answers, node for node. The first byte
//! picks the ending, and so one of the nine grammars.
#![no_main]
#![allow(dead_code, clippy::unwrap_used)]

#[path = "../../tests/fuzz/checks.rs"]
mod checks;
#[path = "../../tests/fuzz/copies.rs"]
mod copies;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((ending, bytes)) = input.split_first() else { return };
    let ending = checks::ENDINGS[usize::from(*ending) % checks::ENDINGS.len()];
    copies::check_copies(&format!("file.{ending}"), bytes);
});
