//! The entries that a run keeps, as bytes.
//!
//! In: dense records and links. Out: containers of [`sections`](crate::record::sections) around them, and back. Whatever is no
//! such entry is as one that is not there.

use crate::record::Strings;
use crate::record::sections::{DecodeError, SectionWriter, Sections};

/// The first four bytes of what is shown of a file.
const SHOWN_MAGIC: [u8; 4] = *b"CKGK";

/// The first four bytes of the links of several files.
const LINKS_MAGIC: [u8; 4] = *b"CKGT";

/// The sections of what is shown of a file.
mod shown_section {
    crate::record::rows::sections! {
        /// Rows: where each specifier ends, in UTF-16 units.
        SPECIFIER_ENDS
        /// Text: the specifiers, once each.
        SPECIFIERS
        /// Rows of one word: which specifier each import has.
        IMPORTS
        /// The record, dense.
        RECORD
    }
}

/// The sections of the links of several files.
mod links_section {
    crate::record::rows::sections! {
        /// Rows of one word: where the links of each file end, in bytes.
        ENDS
        /// The links, dense, one behind the other.
        LINKS
    }
}

/// Strings are two sections, read by the number of the first.
const _: () = assert!(shown_section::SPECIFIERS == shown_section::SPECIFIER_ENDS + 1);

/// What is shown of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown<'a> {
    /// The specifiers of its imports, in their order.
    pub imports: Vec<String>,
    /// The record, dense.
    pub record: &'a [u8],
}

/// What is shown of a file, as an entry.
pub fn encode_shown<'a>(imports: impl Iterator<Item = &'a str>, record: &[u8]) -> Vec<u8> {
    let mut specifiers = Strings::default();
    let imports: Vec<_> = imports.map(|specifier| [specifiers.intern(specifier).0]).collect();
    let mut out = Vec::with_capacity(record.len() + 256);
    let mut writer = SectionWriter::new(&mut out, SHOWN_MAGIC, 0, shown_section::COUNT);
    writer.strings(&specifiers);
    writer.rows(imports.into_iter());
    writer.bytes(record);
    writer.finish();
    out
}

/// What an entry shows of a file.
///
/// # Errors
/// If it is none of [`encode_shown`].
pub fn decode_shown(bytes: &[u8]) -> Result<Shown<'_>, DecodeError> {
    let sections = Sections::new(bytes, SHOWN_MAGIC, shown_section::COUNT, "kept record")?;
    let specifiers = sections.strings(shown_section::SPECIFIER_ENDS)?;
    let specifier = |[number]: [u32; 1]| {
        let known = (number as usize) < specifiers.len();
        known.then(|| specifiers.get(crate::record::StringId(number)).to_owned()).ok_or(DecodeError::Corrupt("import"))
    };
    let imports = sections.rows(shown_section::IMPORTS)?.map(specifier).collect::<Result<_, _>>()?;
    Ok(Shown { imports, record: sections.bytes(shown_section::RECORD)? })
}

/// The links of several files, as an entry.
pub fn encode_links(links: &[Vec<u8>]) -> Vec<u8> {
    let ends = links.iter().scan(0, |end, links| {
        *end += links.len() as u32;
        Some([*end])
    });
    let mut out = Vec::new();
    let mut writer = SectionWriter::new(&mut out, LINKS_MAGIC, 0, links_section::COUNT);
    writer.rows(ends.collect::<Vec<_>>().into_iter());
    writer.bytes(&links.concat());
    writer.finish();
    out
}

/// The links that an entry has, of `files` files.
///
/// # Errors
/// If it is none of [`encode_links`], or one of another number of files.
pub fn decode_links(bytes: &[u8], files: usize) -> Result<Vec<&[u8]>, DecodeError> {
    const WRONG: DecodeError = DecodeError::Corrupt("kept links");
    let sections = Sections::new(bytes, LINKS_MAGIC, links_section::COUNT, "kept links")?;
    let mut rest = sections.bytes(links_section::LINKS)?;
    let mut begin = 0;
    let ends = sections.rows(links_section::ENDS)?;
    if ends.len() != files {
        return Err(WRONG);
    }
    let links = ends.map(|[end]: [u32; 1]| {
        let length = end.checked_sub(begin).ok_or(WRONG)?;
        let (links, behind) = rest.split_at_checked(length as usize).ok_or(WRONG)?;
        (rest, begin) = (behind, end);
        Ok(links)
    });
    let links = links.collect::<Result<_, _>>()?;
    if rest.is_empty() { Ok(links) } else { Err(WRONG) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_kept_comes_back(
            imports in proptest::collection::vec("\\PC{0,6}", 0..6),
            record in proptest::collection::vec(any::<u8>(), 0..40),
        ) {
            let bytes = encode_shown(imports.iter().map(String::as_str), &record);
            prop_assert_eq!(decode_shown(&bytes), Ok(Shown { imports, record: &record }));
        }

        #[test]
        fn links_come_back_for_as_many_files(
            links in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..9), 0..6),
        ) {
            let bytes = encode_links(&links);
            let expected: Vec<_> = links.iter().map(Vec::as_slice).collect();
            prop_assert_eq!(decode_links(&bytes, links.len()), Ok(expected));
            prop_assert!(decode_links(&bytes, links.len() + 1).is_err());
        }

        #[test]
        fn other_bytes_are_no_entry_and_never_a_panic(
            imports in proptest::collection::vec("\\PC{0,6}", 0..4),
            changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
            length in any::<prop::sample::Index>(),
        ) {
            let shown = encode_shown(imports.iter().map(String::as_str), b"record");
            let links = encode_links(&[b"one".to_vec(), b"two".to_vec()]);
            for whole in [shown, links] {
                let mut bytes = whole.clone();
                for (at, value) in &changes {
                    let at = at.index(bytes.len());
                    bytes[at] = *value;
                }
                let _ = (decode_shown(&bytes), decode_links(&bytes, 2));
                let cut = &whole[..length.index(whole.len())];
                prop_assert!(decode_shown(cut).is_err() && decode_links(cut, 2).is_err());
            }
        }
    }
}
