//! [`FileLinks`] densely, whatever root they were made for, and back to the container that JavaScript reads, for any root.
//!
//! In: the links of one file and the root whose paths are in them. Out: bytes in which no text has the root, of which
//! [`expand_links`] makes what [`encode_links`](super::encode::encode_links) would have made of the file's links at another
//! root. Which texts begin with it is known from where they were made: a file may have texts of its own that look so.

use super::encode::{Lists, MAGIC, section};
use super::file_links::{
    CallLink, FileLinks, LinkText, Origin, ReferenceLink, RenamedFunction, RenamedType, SupertypeCounts,
};
use crate::record::StringId;
use crate::record::compact::bytes::{CUT, Input, put_bytes, put_number, put_numbers};
use crate::record::compact::table::Tables;
use crate::record::rows::SHOWN;
use crate::record::sections::{DecodeError, SectionWriter};
use crate::source::paths::RootText;
use foldhash::HashSet;

/// What texts begin with, by their [`Origin`].
struct Prefixes {
    of: [String; 3],
}

impl Prefixes {
    fn of(root: &RootText) -> Self {
        let mut below = root.absolute("a");
        below.pop();
        Self { of: [String::new(), below, root.absolute("")] }
    }
}

/// Appends the links of one file; or nothing, with `false`, if they are right at this root alone.
#[must_use]
pub fn compact_links(links: &FileLinks, root: &RootText, out: &mut Vec<u8>) -> bool {
    let begin = out.len();
    let is_written = try_compact(links, root, out).is_some();
    if !is_written {
        out.truncate(begin);
    }
    is_written
}

fn try_compact(links: &FileLinks, root: &RootText, out: &mut Vec<u8>) -> Option<()> {
    let (strings, origins) = (&links.strings, &links.origins);
    if origins.is_bound || origins.of.len() != strings.len() {
        return None;
    }
    let prefixes = Prefixes::of(root);
    let mut lengths = Vec::with_capacity(strings.len());
    let mut blob = String::with_capacity(strings.blob().len());
    for (id, origin) in (0..).zip(&origins.of).skip(1) {
        let text = strings.get(StringId(id)).strip_prefix(&*prefixes.of[*origin as usize])?;
        lengths.push(text.len() as u32);
        blob.push_str(text);
    }
    put_number(out, lengths.len() as u32);
    let kinds: Vec<u32> = origins.of.iter().skip(1).map(|origin| *origin as u32).collect();
    put_numbers(out, &kinds);
    put_numbers(out, &lengths);
    put_bytes(out, blob.as_bytes());
    let Lists { counts, type_keys, candidate_ends, candidates } = Lists::of(links);
    let mut tables = Tables::default();
    tables.put::<SHOWN, _>(out, &links.imports);
    tables.put::<SHOWN, _>(out, &counts);
    tables.put::<SHOWN, _>(out, &type_keys);
    tables.put::<SHOWN, _>(out, &links.calls);
    tables.put::<SHOWN, _>(out, &candidate_ends);
    tables.put::<SHOWN, _>(out, &candidates);
    tables.put::<SHOWN, _>(out, &links.renamed_functions);
    tables.put::<SHOWN, _>(out, &links.renamed_types);
    tables.put::<SHOWN, _>(out, &links.references);
    Some(())
}

/// Appends what [`encode_links`](super::encode::encode_links) would have made of the links at this root, aligned to four bytes.
/// Texts take as much as the bytes say, and the root for each text.
///
/// Indices are not looked at: what comes from elsewhere is to be read by [`decode_links`](super::encode::decode_links) alone.
///
/// # Errors
/// If the bytes are none that [`compact_links`] writes, as far as that has to be known to expand them, or if two texts would be
/// one at this root. Without a root two may be: a path and a package may be called alike. Nobody but JavaScript reads those.
pub fn expand_links(bytes: &[u8], root: &RootText, out: &mut Vec<u8>) -> Result<(), DecodeError> {
    let mut input = Input::new(bytes);
    let (text, ends) = take_strings(&mut input, &Prefixes::of(root), !root.is_relative())?;
    let (mut tables, input) = (Tables::default(), &mut input);
    let read = [
        tables.take_bytes::<SHOWN, LinkText>(input)?,
        tables.take_bytes::<SHOWN, SupertypeCounts>(input)?,
        tables.take_bytes::<SHOWN, LinkText>(input)?,
        tables.take_bytes::<SHOWN, CallLink>(input)?,
        tables.take_bytes::<SHOWN, u32>(input)?,
        tables.take_bytes::<SHOWN, LinkText>(input)?,
        tables.take_bytes::<SHOWN, RenamedFunction>(input)?,
        tables.take_bytes::<SHOWN, RenamedType>(input)?,
        tables.take_bytes::<SHOWN, ReferenceLink>(input)?,
    ];
    input.end()?;
    let mut writer = SectionWriter::new(out, MAGIC, 0, section::COUNT);
    writer.string_table(&text, &ends);
    read.iter().for_each(|table| writer.row_bytes(table.len(), |out| out.extend_from_slice(table.as_flattened())));
    writer.finish();
    Ok(())
}

/// Bytes that the root may take in a file's texts: so many in any case, and for each byte of theirs.
const ROOM: usize = 256 << 20;
const ROOM_A_BYTE: usize = 64;

fn take_strings(
    input: &mut Input<'_>,
    prefixes: &Prefixes,
    are_to_be_distinct: bool,
) -> Result<(String, Vec<u32>), DecodeError> {
    let count = input.count()?;
    let kinds = input.numbers(count)?;
    let lengths = input.numbers(count)?;
    let blob = input.text()?;
    let roots = count.saturating_mul(prefixes.of[Origin::Root as usize].len());
    if roots > ROOM + ROOM_A_BYTE * blob.len() {
        return Err(DecodeError::Corrupt("it would grow out of proportion"));
    }
    let mut text = String::with_capacity(blob.len() + roots);
    let (mut ends, mut begin) = (vec![0], 0_usize);
    for (kind, length) in kinds.iter().zip(&lengths) {
        let end = begin + *length as usize;
        text.push_str(prefixes.of.get(*kind as usize).ok_or(CUT)?);
        text.push_str(blob.get(begin..end).ok_or(CUT)?);
        ends.push(u32::try_from(text.len()).map_err(|_| CUT)?);
        begin = end;
    }
    if begin != blob.len() {
        return Err(CUT);
    }
    if !are_to_be_distinct {
        return Ok((text, ends));
    }
    // Texts of the file's own that look as if they had this root may be those of others that have it.
    let texts = || ends.windows(2).map(|ends| &text[ends[0] as usize..ends[1] as usize]);
    let root = &*prefixes.of[Origin::Root as usize];
    let looks_so = |(text, kind): (&str, &u32)| *kind == Origin::Anywhere as u32 && text.starts_with(root);
    let are_distinct = || {
        let mut met = HashSet::default();
        texts().all(|text| met.insert(text))
    };
    if (root.ends_with('/') || texts().zip(&kinds).any(looks_so)) && !are_distinct() {
        return Err(DecodeError::Corrupt("texts of another root"));
    }
    Ok((text, ends))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::encode::encode_links;
    use super::super::encode::tests::links;
    use super::super::file_links::Origins;
    use super::*;
    use crate::record::Strings;
    use proptest::prelude::*;
    use std::path::Path;

    fn origin() -> impl Strategy<Value = Origin> {
        prop_oneof![Just(Origin::Anywhere), Just(Origin::Below), Just(Origin::Root)]
    }

    fn root(path: &str) -> RootText {
        RootText::of(Path::new(path))
    }

    /// The links with texts of these origins at this root.
    fn at(links: &FileLinks, origins: &[Origin], root: &RootText) -> FileLinks {
        let (mut strings, mut known) = (Strings::default(), Origins { of: vec![Origin::Anywhere], is_bound: false });
        for (id, origin) in (1..links.strings.len() as u32).zip(origins) {
            let text = links.strings.get(StringId(id));
            let text = format!("{}{text}", Prefixes::of(root).of[*origin as usize]);
            let text = LinkText(strings.intern(&text));
            known.met(text, *origin);
        }
        FileLinks { strings, origins: known, ..links.clone() }
    }

    fn dense(links: &FileLinks, root: &RootText) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        compact_links(links, root, &mut bytes).then_some(bytes)
    }

    proptest! {
        #[test]
        fn links_kept_at_one_root_are_those_of_another(
            links in links(),
            origins in proptest::collection::vec(origin(), 12),
            to in prop_oneof![Just("/r"), Just("/other/place"), Just("/")],
        ) {
            let (from, to) = (root("/r"), root(to));
            let (here, there) = (at(&links, &origins, &from), at(&links, &origins, &to));
            // One text of two origins is one string.
            prop_assume!([&here, &there].iter().all(|moved| moved.strings.len() == links.strings.len()));
            let (mut expected, mut expanded) = (Vec::new(), Vec::new());
            encode_links(&there, &mut expected);
            expand_links(&dense(&here, &from).unwrap(), &to, &mut expanded).unwrap();
            prop_assert_eq!(expanded, expected);
        }

        #[test]
        fn changed_bytes_are_refused_or_read_as_something(
            links in links(),
            changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
            length in any::<prop::sample::Index>(),
        ) {
            let root = root("/r");
            let mut bytes = dense(&at(&links, &[Origin::Below; 12], &root), &root).unwrap();
            let cut = &bytes[..length.index(bytes.len())];
            prop_assert!(expand_links(cut, &root, &mut Vec::new()).is_err());
            for (at, value) in changes {
                let at = at.index(bytes.len());
                bytes[at] = value;
            }
            let _ = expand_links(&bytes, &root, &mut Vec::new());
        }
    }

    /// Links with these strings, and one import a string.
    fn links_of(texts: &[(&str, Origin)]) -> FileLinks {
        let mut links =
            FileLinks { origins: Origins { of: vec![Origin::Anywhere], is_bound: false }, ..FileLinks::default() };
        for (text, origin) in texts {
            let text = LinkText(links.strings.intern(text));
            links.origins.met(text, *origin);
            links.imports.push(text);
        }
        links
    }

    #[test]
    fn a_text_that_is_the_files_own_and_the_roots_binds_links_to_it() {
        let one_text = links_of(&[("/r/a.ts", Origin::Anywhere), ("/r/a.ts", Origin::Below)]);
        assert_eq!(dense(&one_text, &root("/r")), None);
        // Elsewhere they are two, but where they meet again.
        let two = links_of(&[("/s/a.ts", Origin::Anywhere), ("/r/a.ts", Origin::Below)]);
        let bytes = dense(&two, &root("/r")).unwrap();
        assert!(expand_links(&bytes, &root("/s"), &mut Vec::new()).is_err());
        let mut expanded = Vec::new();
        expand_links(&bytes, &root("/s/b"), &mut expanded).unwrap();
        let mut expected = Vec::new();
        encode_links(&links_of(&[("/s/a.ts", Origin::Anywhere), ("/s/b/a.ts", Origin::Below)]), &mut expected);
        assert_eq!(expanded, expected);
    }

    #[test]
    fn links_of_unknown_origin_are_not_kept() {
        let links = FileLinks { origins: Origins::default(), ..links_of(&[("/r/a.ts", Origin::Below)]) };
        let mut bytes = vec![1];
        assert!(!compact_links(&links, &root("/r"), &mut bytes));
        assert_eq!(bytes, [1]);
    }
}
