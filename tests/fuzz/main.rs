//! Hostile input: whatever a file, a buffer or a manifest holds, nothing panics and the rules of any result hold.
//!
//! A short run is part of `cargo test`. A long one: `PROPTEST_CASES=1000000 cargo test --release --test fuzz`.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod checks;
mod copies;
mod encoded;
mod grammar;
mod growth;
mod manifests;
mod repository;
mod sources;

use checks::{
    check_dense_buffer, check_file, check_linked_buffer, check_links_buffer, check_program, check_record_buffer,
    dense_forms, encoded, encoded_for_linking, encoded_links, links_of,
};
use code_knowledge_graph::graph::encode::decode_links;
use code_knowledge_graph::record::FileRecord;
use code_knowledge_graph::record::decode::decode_record;
use code_knowledge_graph::record::linked::decode_linked;
use copies::{Seen, check_copies};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use sources::Source;

/// So many cases, unless `PROPTEST_CASES` says how many. What is found becomes a test of its own, not a stored seed.
fn cases(count: u32) -> ProptestConfig {
    let given = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if std::env::var_os("PROPTEST_CASES").is_some() { given } else { ProptestConfig { cases: count, ..given } }
}

fn record_of(source: &Source) -> FileRecord {
    checks::record_of(&source.name, &source.bytes).unwrap()
}

/// Files that import each other at random.
fn program() -> impl Strategy<Value = Vec<(Source, Vec<Index>)>> {
    vec((prop_oneof![sources::fixture(), sources::mutated()], vec(any::<Index>(), 1..6)), 2..6)
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
        let (words, length) = (buffer.len() / 4, buffer.len());
        // What is shorter than a word has none to change.
        for (at, word) in self.words.iter().filter(|_| words > 0) {
            let at = at.index(words) * 4;
            buffer[at..at + 4].copy_from_slice(&word.to_le_bytes());
        }
        for (at, byte) in self.bytes.iter().filter(|_| length > 0) {
            buffer[at.index(length)] = *byte;
        }
        buffer.truncate(self.cut.filter(|_| length > 0).map_or(length, |at| at.index(length)));
        buffer
    }
}

/// Whole, and cut in the middle, where most have errors, and things are missing.
#[test]
fn the_tree_of_each_fixture_is_copied_as_tree_sitter_has_it() {
    let seen = sources::all().iter().fold(Seen::default(), |seen, source| {
        let half = &source.bytes[..source.bytes.len() / 2];
        seen.and(check_copies(&source.name, &source.bytes)).and(check_copies(&source.name, half))
    });
    let Seen { errors, error_roots, missing, extras, aliases, fields } = seen;
    assert!([errors, error_roots, missing, extras, aliases, fields].iter().all(|count| *count > 0), "{seen:?}");
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn a_changed_source_gives_a_record_that_keeps_the_rules(source in sources::mutated()) {
        check_file(&source.name, &source.bytes);
    }

    #[test]
    fn any_bytes_give_a_record_that_keeps_the_rules(source in sources::arbitrary()) {
        check_file(&source.name, &source.bytes);
    }

    #[test]
    fn the_tree_of_a_changed_source_is_copied_as_tree_sitter_has_it(source in sources::mutated()) {
        check_copies(&source.name, &source.bytes);
    }

    #[test]
    fn the_tree_of_any_bytes_is_copied_as_tree_sitter_has_it(source in sources::arbitrary()) {
        check_copies(&source.name, &source.bytes);
    }

    #[test]
    fn files_that_import_each_other_at_random_are_linked(files in program()) {
        let sources = files.iter().map(|(source, _)| (source.name.as_str(), source.bytes.as_slice()));
        // One in so many leads out of the repository.
        check_program(sources, |file, import, count| {
            let picks = &files[file].1;
            Some(picks[import % picks.len()].index(count + 1)).filter(|target| *target < count)
        });
    }

    #[test]
    fn a_corrupt_record_is_refused_or_holds_together(source in sources::fixture(), corruption in corruption()) {
        check_record_buffer(&corruption.of(encoded(&record_of(&source))));
    }

    #[test]
    fn a_corrupt_record_for_linking_is_refused_or_linked(source in sources::fixture(), corruption in corruption()) {
        check_linked_buffer(&corruption.of(encoded_for_linking(&record_of(&source))));
    }

    #[test]
    fn a_record_for_linking_that_refers_elsewhere_is_refused_or_linked(
        source in sources::fixture(),
        words in vec((any::<Index>(), 0u32..40), 1..12),
    ) {
        let mut bytes = encoded_for_linking(&record_of(&source));
        // Behind the texts, where rows are: small numbers, as most of them refer to some row.
        let rows = bytes.len() / 4;
        for (at, word) in words {
            let at = (rows / 3 + at.index(rows - rows / 3)) * 4;
            bytes[at..at + 4].copy_from_slice(&word.to_le_bytes());
        }
        check_linked_buffer(&bytes);
    }

    #[test]
    fn corrupt_links_are_refused_or_hold_together(source in sources::fixture(), corruption in corruption()) {
        check_links_buffer(&corruption.of(encoded_links(&links_of(&record_of(&source)))));
    }

    #[test]
    fn corrupt_dense_forms_are_refused_or_hold_together(
        source in sources::fixture(),
        corruption in corruption(),
        form in 0usize..3,
    ) {
        let forms = dense_forms(&record_of(&source));
        check_dense_buffer(&corruption.of(forms[form].clone()));
    }

    #[test]
    fn dense_forms_of_other_numbers_are_refused_or_hold_together(
        source in sources::fixture(),
        bytes in vec((any::<Index>(), 0u8..40), 1..12),
        // Links may be kept in no form.
        form in 0usize..2,
    ) {
        let mut forms = dense_forms(&record_of(&source));
        let form = &mut forms[form];
        // Small numbers most of which refer to some row: what is read then is rarely refused at once.
        let third = form.len() / 3;
        for (at, byte) in bytes {
            let at = third + at.index(form.len() - third);
            form[at] = byte;
        }
        check_dense_buffer(form);
    }

    #[test]
    fn bytes_that_are_no_buffer_are_refused(bytes in vec(any::<u8>(), 0..400)) {
        prop_assert!(decode_record(&bytes).is_err());
        prop_assert!(decode_linked(&bytes).is_err());
        prop_assert!(decode_links(&bytes).is_err());
    }
}
