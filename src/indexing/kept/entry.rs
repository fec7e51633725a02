//! The links of several files as one entry.
//!
//! In: dense links. Out: a container of [`sections`](crate::record::sections) around them, and back. Whatever is no such entry is
//! as one that is not there.

use crate::record::sections::{DecodeError, SectionWriter, Sections};

/// The first four bytes of the links of several files.
const LINKS_MAGIC: [u8; 4] = *b"CKGT";

/// The sections of the links of several files.
mod links_section {
    crate::record::rows::sections! {
        /// Rows of one word: where the links of each file end, in bytes.
        ENDS
        /// The links, dense, one behind the other.
        LINKS
    }
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
            changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
            length in any::<prop::sample::Index>(),
        ) {
            let whole = encode_links(&[b"one".to_vec(), b"two".to_vec()]);
            let mut bytes = whole.clone();
            for (at, value) in &changes {
                let at = at.index(bytes.len());
                bytes[at] = *value;
            }
            let _ = decode_links(&bytes, 2);
            prop_assert!(decode_links(&whole[..length.index(whole.len())], 2).is_err());
        }
    }
}
