#![allow(clippy::unwrap_used)]
use super::*;
use crate::record::decode::decode_record;
use crate::record::decode::tests::{encoded, record};
use crate::record::linked::{decode_linked, encode_linked};
use crate::record::sections::DecodeError;
use crate::record::surface::Surface;
use crate::record::{FileRecord, StringId, Strings};
use crate::source::paths::RelativePath;
use proptest::prelude::*;
use proptest::sample::Index as Pick;
use std::collections::HashSet;
use std::path::Path;

fn path() -> RelativePath {
    RelativePath::below(Path::new("/r"), "/r/a.ts")
}

fn dense(record: &FileRecord) -> Vec<u8> {
    let mut bytes = Vec::new();
    compact_record(record, &mut bytes);
    bytes
}

fn expanded(bytes: &[u8], source: &str) -> Result<Vec<u8>, DecodeError> {
    let mut out = Vec::new();
    expand_record(bytes, source, &path(), &mut out).map(|_| out)
}

proptest! {
    #[test]
    fn a_record_survives_its_dense_form(record in record()) {
        let bytes = encoded(&record);
        prop_assert_eq!(&expanded(&dense(&record), &record.source).unwrap(), &bytes);
    }

    #[test]
    fn what_linking_reads_survives_its_dense_form(record in record()) {
        let mut bytes = Vec::new();
        encode_linked(&record, &Surface::default(), &mut bytes);
        let mut dense = Vec::new();
        compact_linked(&record, &mut dense);
        prop_assert_eq!(expand_linked(&dense, record.strings.clone()), decode_linked(&bytes).map(|(record, _)| record));
    }

    #[test]
    fn what_linking_reads_survives_by_itself(record in record()) {
        let mut dense = Vec::new();
        compact_alone(&record, &mut dense);
        let mut linked = Vec::new();
        compact_linked(&record, &mut linked);
        let (alone, expected) = match (expand_alone(&dense), expand_linked(&linked, record.strings)) {
            (Ok(alone), Ok(expected)) => (alone, expected),
            (alone, expected) => {
                prop_assert_eq!(alone, expected);
                return Ok(());
            }
        };
        let (mut again, mut expected_again) = (Vec::new(), Vec::new());
        compact_alone(&alone, &mut again);
        compact_alone(&expected, &mut expected_again);
        prop_assert_eq!(&again, &dense);
        prop_assert_eq!(&expected_again, &dense);
        // The strings that something refers to which linking reads are the same; of others there is no text.
        let rows = format!("{:?}", FileRecord { strings: Strings::default(), ..expected.clone() });
        let number = |text: &str| text.split(')').next().and_then(|number| number.parse().ok());
        let named: HashSet<u32> = rows.split("StringId(").skip(1).filter_map(number).collect();
        for id in 0..expected.strings.len() as u32 {
            let text = if named.contains(&id) { expected.strings.get(StringId(id)) } else { "" };
            prop_assert_eq!(alone.strings.get(StringId(id)), text);
        }
        prop_assert_eq!(FileRecord { strings: expected.strings.clone(), ..alone }, expected);
    }

    #[test]
    fn a_cut_form_is_an_error(record in record(), length in any::<Pick>()) {
        let bytes = dense(&record);
        prop_assert!(expanded(&bytes[..length.index(bytes.len())], &record.source).is_err());
        let mut bytes = Vec::new();
        compact_linked(&record, &mut bytes);
        prop_assert!(expand_linked(&bytes[..length.index(bytes.len())], record.strings.clone()).is_err());
        let mut bytes = Vec::new();
        compact_alone(&record, &mut bytes);
        prop_assert!(expand_alone(&bytes[..length.index(bytes.len())]).is_err());
    }

    #[test]
    fn changed_bytes_are_refused_or_read_as_something(
        record in record(),
        changes in proptest::collection::vec((any::<Pick>(), any::<u8>()), 1..10),
    ) {
        let (mut shown, mut linked) = (dense(&record), Vec::new());
        compact_linked(&record, &mut linked);
        for (at, value) in changes {
            let (at, in_linked) = (at.index(shown.len()), at.index(linked.len()));
            shown[at] = value;
            linked[in_linked] = value;
        }
        if let Ok(bytes) = expanded(&shown, "") {
            prop_assert!(bytes.len() <= 256 * shown.len());
            // Whatever it is, it is checked where it is read.
            let _ = decode_record(&bytes);
        }
        let _ = expand_linked(&linked, record.strings);
    }
}

#[test]
fn its_beginning_tells_its_strings_and_imports() {
    let mut record = FileRecord::new(crate::languages::LanguageId::Go);
    record.imports = ["fmt", "", "\u{1f600}"].map(|specifier| record.strings.intern(specifier)).to_vec();
    let bytes = dense(&record);
    assert_eq!(strings_of(&bytes), Ok(record.strings));
    let imports = expand_record(&bytes, "", &path(), &mut Vec::new()).unwrap();
    assert_eq!(imports, ["fmt", "", "\u{1f600}"]);
}

#[test]
fn imports_take_no_more_than_the_strings() {
    let mut record = FileRecord::new(crate::languages::LanguageId::Go);
    record.imports = vec![record.strings.intern(&"x".repeat(1000)); 1000];
    assert!(expanded(&dense(&record), "").is_err());
}

#[test]
fn nothing_of_the_source_is_in_it() {
    let record = FileRecord { source: "// secret".to_owned(), ..FileRecord::new(crate::languages::LanguageId::Go) };
    assert!(dense(&record).windows(6).all(|bytes| bytes != b"secret"));
}

#[test]
fn few_bytes_cannot_ask_for_many_rows() {
    let record = FileRecord::new(crate::languages::LanguageId::Go);
    let bytes = dense(&record);
    // Any byte may be the count of something.
    for at in 0..bytes.len() {
        let mut bytes = bytes.clone();
        bytes.splice(at..=at, [0xff, 0xff, 0xff, 0xff, 0x0f]);
        if let Ok(expanded) = expanded(&bytes, "") {
            assert!(expanded.len() <= 256 * bytes.len());
        }
    }
}
