//! Results as callers keep them, forged: with a right checksum over whatever is wrong.

use super::{cases, corruption, record_of, sources};
use crate::checks::{check_encoded_streams, check_sealed, encoded_streams};
use code_knowledge_graph::encoded::files::FilesReader;
use code_knowledge_graph::encoded::frame::{Content, Sealed, seal};
use code_knowledge_graph::error::Error;
use code_knowledge_graph::source::paths::RootText;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use std::path::Path;

/// Where the checksum is, and what it is of.
const CHECKSUM: usize = 8;
const TABLE: usize = 40;

/// What anybody can do who knows how they are sealed.
fn with_right_checksum(mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.len() >= TABLE {
        let checksum = blake3::hash(&[&bytes[..CHECKSUM], &bytes[TABLE..]].concat());
        bytes[CHECKSUM..TABLE].copy_from_slice(checksum.as_bytes());
    }
    bytes
}

fn streams() -> impl Strategy<Value = Vec<Vec<u8>>> {
    vec(sources::fixture(), 1..5)
        .prop_map(|sources| encoded_streams(&sources.iter().map(record_of).collect::<Vec<_>>()))
}

fn read(bytes: Vec<u8>) -> Result<FilesReader, Error> {
    let sealed = Sealed::open(bytes)?;
    let root = sealed.root()?;
    FilesReader::new(&sealed, RootText::of(Path::new(&root)))
}

fn refusal(bytes: Vec<u8>) -> &'static str {
    match read(bytes).map(|_| ()) {
        Err(Error::EncodedCorrupt(what)) => what,
        other => panic!("{other:?}"),
    }
}

/// A number as streams have it.
fn number(mut number: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

/// The index of so many files without a name, below the root, and without anything in them; no failures, no warnings.
fn index_of(files: u32) -> Vec<u8> {
    let file = [1, 0, 0];
    let lengths = vec![0; files as usize * 3];
    [vec![0, 0, 0, 0], number(files), file.repeat(files as usize), lengths, vec![0, 0]].concat()
}

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn a_changed_stream_is_refused_or_holds_together(
        streams in streams(),
        stream in 0usize..4,
        corruption in corruption(),
    ) {
        let mut streams = streams;
        let changed = std::mem::take(&mut streams[stream]);
        streams[stream] = corruption.of(changed);
        check_encoded_streams(streams);
    }

    #[test]
    fn small_numbers_in_place_of_others_are_refused_or_hold_together(
        streams in streams(),
        bytes in vec((0usize..4, any::<Index>(), 0u8..6), 1..12),
    ) {
        let mut streams = streams;
        for (stream, at, byte) in bytes {
            let stream = &mut streams[stream];
            if !stream.is_empty() {
                let at = at.index(stream.len());
                stream[at] = byte;
            }
        }
        check_encoded_streams(streams);
    }

    #[test]
    fn streams_of_other_results_are_refused_or_hold_together(one in streams(), other in streams(), swapped in 0usize..4) {
        let mut streams = one;
        streams[swapped].clone_from(&other[swapped]);
        check_encoded_streams(streams);
    }

    #[test]
    fn a_changed_frame_with_a_right_checksum_is_refused_or_holds_together(
        streams in streams(),
        corruption in corruption(),
        in_header in any::<bool>(),
    ) {
        let bytes = seal(Content::Batch, "/elsewhere", streams).unwrap();
        let header = TABLE + 16 * 5;
        let changed = if in_header {
            let changed = corruption.of(bytes[5..header].to_vec());
            [&bytes[..5], &changed, &bytes[header..]].concat()
        } else {
            [&bytes[..header], &corruption.of(bytes[header..].to_vec())].concat()
        };
        check_sealed(with_right_checksum(changed));
    }

    #[test]
    fn bytes_that_were_never_encoded_are_refused(bytes in vec(any::<u8>(), 0..200)) {
        prop_assert!(Sealed::open(bytes.clone()).is_err());
        prop_assert!(Sealed::open(with_right_checksum([b"CKGZ\x01\x01\x05\x00".to_vec(), bytes].concat())).is_err());
    }
}

#[test]
fn what_was_encoded_holds_together() {
    let streams = encoded_streams(&[record_of(&sources::Source { name: "a.ts".into(), bytes: b"f(1);".to_vec() })]);
    let reader = read(seal(Content::Batch, "/elsewhere", streams).unwrap()).unwrap();
    assert_eq!(reader.paths(0), Some(("/elsewhere/0.ts", "/elsewhere/0.ts")));
    assert_eq!(reader.failures[0].path, "/elsewhere/a.ts");
}

#[test]
fn a_few_bytes_become_no_more_files_than_they_have_room_for() {
    let nothing = || vec![Vec::new(); 3];
    let sealed =
        |files: u32, root: &str| seal(Content::Graph, root, [vec![index_of(files)], nothing()].concat()).unwrap();
    assert!(read(sealed(1000, "/r")).is_ok());
    // Eight million files compress to some hundred kilobytes, and would take gigabytes.
    let many = sealed(8_000_000, "/r");
    assert!(many.len() < 1 << 20);
    assert_eq!(refusal(many), "it would grow out of proportion");
    // Each would have the root in its path, twice.
    let deep = format!("/{}", "r".repeat(4000));
    assert!(read(sealed(1000, &deep)).is_ok());
    assert_eq!(refusal(sealed(200_000, &deep)), "it would grow out of proportion");
    assert_eq!(refusal(sealed(1, &"r".repeat(5000))), "root");
}

#[test]
fn a_table_of_streams_says_only_what_is_there() {
    let bytes = seal(Content::Batch, "/r", vec![index_of(1), Vec::new(), Vec::new(), Vec::new()]).unwrap();
    assert!(read(bytes.clone()).is_ok());
    let with = |at: usize, value: u64| {
        let mut changed = bytes.clone();
        changed[at..at + 8].copy_from_slice(&value.to_le_bytes());
        refusal(with_right_checksum(changed))
    };
    for stream in 0..5 {
        let at = TABLE + stream * 16;
        assert_eq!(with(at, u64::MAX), "header");
        assert_eq!(with(at, 1 << 40), "it would grow out of proportion");
        assert_eq!(with(at + 8, u64::MAX), "header");
        assert_eq!(with(at + 8, bytes.len() as u64), "header");
        assert_eq!(with(at + 8, 0), "compressed bytes");
    }
    for (at, value) in [(5, 0), (5, 4), (6, 0), (6, 1), (6, 4)] {
        let mut changed = bytes.clone();
        changed[at] = value;
        assert!(read(with_right_checksum(changed)).is_err(), "{at}: {value}");
    }
}
