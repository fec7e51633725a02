//! Hostile input: whatever a file, a buffer or a manifest holds, nothing panics and the rules of any result hold.
//!
//! A short run is part of `cargo test`. A long one: `PROPTEST_CASES=1000000 cargo test --release --test fuzz`.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

#[path = "../extract/invariants.rs"]
mod invariants;
mod manifests;
mod sources;

use std::time::Duration;

use code_knowledge_graph::extract::extract;
use code_knowledge_graph::graph::encode::{decode_links, encode_links};
use code_knowledge_graph::graph::links::FileLinks;
use code_knowledge_graph::graph::{LinkedFile, Module, NoModules, link_file, link_graph};
use code_knowledge_graph::language::Language;
use code_knowledge_graph::record::FileRecord;
use code_knowledge_graph::record::decode::decode_record;
use code_knowledge_graph::record::encode::encode_record;
use code_knowledge_graph::source::text::decode;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use sources::Source;

/// Long enough that no case depends on the machine's speed.
const TIMEOUT: Duration = Duration::from_secs(300);

/// So many cases, unless `PROPTEST_CASES` says how many. What is found becomes a test of its own, not a stored seed.
fn cases(count: u32) -> ProptestConfig {
    let given = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if std::env::var_os("PROPTEST_CASES").is_some() { given } else { ProptestConfig { cases: count, ..given } }
}

/// The record of a source; `None` for what is no text.
fn record_of(source: &Source) -> Option<FileRecord> {
    let text = decode(source.bytes.clone()).ok()?;
    Some(extract(Language::of_path(&source.name).unwrap(), &source.name, text, TIMEOUT).unwrap())
}

fn encoded(record: &FileRecord) -> Vec<u8> {
    let mut bytes = Vec::new();
    encode_record(record, &mut bytes);
    bytes
}

fn encoded_links(links: &FileLinks) -> Vec<u8> {
    let mut bytes = Vec::new();
    encode_links(links, &mut bytes);
    bytes
}

/// Everything that is promised of one file, whatever it holds.
fn check_file(source: &Source) {
    let Some(record) = record_of(source) else { return };
    invariants::check(&record);
    let bytes = encoded(&record);
    let decoded = decode_record(&bytes, &[record.language]).unwrap();
    assert_eq!(decoded.source, record.source);
    assert_eq!(encoded(&decoded), bytes, "what was decoded is what was encoded");
    let imports = vec![None; record.imports.len()];
    let links = link_file(Module { path: "/r/file.ts", record: &record, imports: &imports }, &NoModules);
    check_links(&record, &links);
}

/// What is promised of the links of one file.
fn check_links(record: &FileRecord, links: &FileLinks) {
    assert_eq!(links.calls.len(), record.calls.len(), "each call has its link");
    assert_eq!(links.extends.len(), record.types.len(), "each type has its supertypes");
    assert_eq!(decode_links(&encoded_links(links)).as_ref(), Ok(links), "what was decoded is what was encoded");
}

/// Files that import each other at random.
fn program() -> impl Strategy<Value = Vec<(Source, Vec<Index>)>> {
    vec((prop_oneof![sources::fixture(), sources::mutated()], vec(any::<Index>(), 1..6)), 2..6)
}

fn linked(sources: &[(Source, Vec<Index>)]) -> Vec<LinkedFile> {
    let path = |file: usize| format!("/r/{file}.ts").into_boxed_str();
    let records = sources.iter().enumerate().filter_map(|(file, (source, picks))| {
        let record = record_of(source)?;
        // One in so many leads out of the repository.
        let target = |import: usize| picks[import % picks.len()].index(sources.len() + 1);
        let imports = (0..record.imports.len()).map(target).map(|to| (to < sources.len()).then(|| path(to))).collect();
        Some(LinkedFile { path: path(file), record, imports })
    });
    records.collect()
}

/// Words a decoder may stumble over.
fn word() -> impl Strategy<Value = u32> {
    prop_oneof![any::<u32>(), 0u32..64, Just(u32::MAX), Just(i32::MAX as u32), Just(u32::MAX / 4)]
}

/// Changes of whole words, of single bytes and of the length of a buffer.
#[derive(Debug)]
struct Corruption {
    words: Vec<(Index, u32)>,
    bytes: Vec<(Index, u8)>,
    cut: Option<Index>,
}

prop_compose! {
    fn corruption()(
        words in vec((any::<Index>(), word()), 0..6),
        bytes in vec((any::<Index>(), any::<u8>()), 0..4),
        cut in proptest::option::weighted(0.1, any::<Index>()),
    ) -> Corruption {
        Corruption { words, bytes, cut }
    }
}

impl Corruption {
    fn of(&self, mut buffer: Vec<u8>) -> Vec<u8> {
        for (at, word) in &self.words {
            let at = at.index(buffer.len() / 4) * 4;
            buffer[at..at + 4].copy_from_slice(&word.to_le_bytes());
        }
        for (at, byte) in &self.bytes {
            let at = at.index(buffer.len());
            buffer[at] = *byte;
        }
        buffer.truncate(self.cut.map_or(buffer.len(), |at| at.index(buffer.len())));
        buffer
    }
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn a_changed_source_gives_a_record_that_keeps_the_rules(source in sources::mutated()) {
        check_file(&source);
    }

    #[test]
    fn any_bytes_give_a_record_that_keeps_the_rules(source in sources::arbitrary()) {
        check_file(&source);
    }

    #[test]
    fn files_that_import_each_other_at_random_are_linked(sources in program()) {
        let files = linked(&sources);
        let links = link_graph(files.clone());
        prop_assert_eq!(links.len(), files.len());
        for (file, links) in files.iter().zip(&links) {
            check_links(&file.record, links.as_ref().unwrap());
        }
    }

    #[test]
    fn a_corrupt_record_is_refused_or_holds_together(source in sources::fixture(), corruption in corruption()) {
        let record = record_of(&source).unwrap();
        if let Ok(decoded) = decode_record(&corruption.of(encoded(&record)), &[record.language]) {
            prop_assert_eq!(decode_record(&encoded(&decoded), &[record.language]), Ok(decoded));
        }
    }

    #[test]
    fn corrupt_links_are_refused_or_hold_together(source in sources::fixture(), corruption in corruption()) {
        let record = record_of(&source).unwrap();
        let imports = vec![None; record.imports.len()];
        let links = link_file(Module { path: "/r/file.ts", record: &record, imports: &imports }, &NoModules);
        if let Ok(decoded) = decode_links(&corruption.of(encoded_links(&links))) {
            prop_assert_eq!(decode_links(&encoded_links(&decoded)), Ok(decoded));
        }
    }

    #[test]
    fn bytes_that_are_no_buffer_are_refused(bytes in vec(any::<u8>(), 0..400)) {
        prop_assert!(decode_record(&bytes, &["typescript"]).is_err());
        prop_assert!(decode_links(&bytes).is_err());
    }
}
