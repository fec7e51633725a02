//! Streams that somebody has sealed rightly: refused, or the containers of a batch.
#![no_main]
#![allow(dead_code, clippy::unwrap_used)]

#[path = "../../tests/fuzz/checks.rs"]
mod checks;

use libfuzzer_sys::fuzz_target;

// Compressed and with a checksum nothing that is changed would get far: three lengths, then four streams.
fuzz_target!(|input: (u16, u16, u16, &[u8])| {
    let (index, sources, records, mut rest) = input;
    let mut streams: Vec<Vec<u8>> = Vec::new();
    for length in [index, sources, records] {
        let (stream, behind) = rest.split_at(rest.len().min(usize::from(length)));
        streams.push(stream.to_vec());
        rest = behind;
    }
    streams.push(rest.to_vec());
    checks::check_encoded_streams(streams);
});
