//! Bytes that are taken for a record and for links: refused, or what they hold survives its encoding.
#![no_main]
#![allow(dead_code, clippy::unwrap_used)]

#[path = "../../tests/fuzz/checks.rs"]
mod checks;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    checks::check_record_buffer(input);
    checks::check_links_buffer(input);
});
