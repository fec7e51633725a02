//! One file of any bytes: decoded, extracted, encoded, decoded, linked alone. The first byte picks the ending.
#![no_main]
#![allow(dead_code, clippy::unwrap_used)]

#[path = "../../tests/fuzz/checks.rs"]
mod checks;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((ending, bytes)) = input.split_first() else { return };
    let ending = checks::ENDINGS[usize::from(*ending) % checks::ENDINGS.len()];
    checks::check_file(&format!("file.{ending}"), bytes);
});
