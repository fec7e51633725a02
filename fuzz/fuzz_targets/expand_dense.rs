//! Bytes that are taken for dense forms: refused, or expanded to what is refused or read where it is read.
#![no_main]
#![allow(dead_code, clippy::unwrap_used)]

#[path = "../../tests/fuzz/checks.rs"]
mod checks;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| checks::check_dense_buffer(input));
