//! Several files that import each other, linked into one graph. NUL separates the files; the first byte of each picks
//! its ending, the second which files its imports lead to.
#![no_main]
#![allow(dead_code, clippy::unwrap_used)]

#[path = "../../tests/fuzz/checks.rs"]
mod checks;

use libfuzzer_sys::fuzz_target;

const MAX_FILES: usize = 8;

fuzz_target!(|input: &[u8]| {
    let files: Vec<(&str, usize, &[u8])> = input
        .split(|byte| *byte == 0)
        .filter_map(|file| match file {
            [ending, imports, bytes @ ..] => {
                Some((checks::ENDINGS[usize::from(*ending) % checks::ENDINGS.len()], usize::from(*imports), bytes))
            }
            _ => None,
        })
        .take(MAX_FILES)
        .collect();
    let names: Vec<String> = files.iter().map(|(ending, ..)| format!("file.{ending}")).collect();
    let sources = names.iter().map(String::as_str).zip(files.iter().map(|(_, _, bytes)| *bytes));
    // One in so many leads out of the repository.
    checks::check_program(sources, |file, import, count| {
        Some((files[file].1 + import) % (count + 1)).filter(|target| *target < count)
    });
});
