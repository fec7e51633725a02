//! [`FileLinks`] as one run of bytes, next to the record's.
//!
//! In: the links of one file. Out: a container of sections, in the order of [`section`], and back. Never looks
//! at the record: rows stand in the order of its rows.

use super::file_links::{CallLink, CandidatesId, FileLinks, LinkText, Resolution};
use crate::record::sections::{DecodeError, SectionWriter, Sections};
use crate::record::{FunctionRowId, StringId, Strings, TypeRowId};

/// The first four bytes of encoded links.
pub const MAGIC: [u8; 4] = *b"CKGL";

/// A call without a target key, without a name other than the one written, or without candidates.
const NONE: u32 = u32::MAX;

/// The links' sections. JavaScript's decoder (`js/decode/links.ts`) has the same list.
pub mod section {
    /// Rows: where each string ends, in UTF-16 units.
    pub const STRING_ENDS: usize = 0;
    /// Text: all strings.
    pub const STRINGS: usize = 1;
    /// Rows of one string.
    pub const IMPORTS: usize = 2;
    /// Rows of four counts, one a type: extends, implements, extended by, implemented by.
    pub const TYPES: usize = 3;
    /// Rows of one string: the keys those counts count, one list behind the other.
    pub const TYPE_KEYS: usize = 4;
    /// Rows: file, caller, target key (all ones: none), resolution, function (all ones: as the record has it),
    /// candidates (all ones: none).
    pub const CALLS: usize = 5;
    /// Rows of one word: where each list of candidates ends.
    pub const CANDIDATE_ENDS: usize = 6;
    /// Rows of one string: the keys of all candidates, one list behind the other.
    pub const CANDIDATES: usize = 7;
    /// Rows: a function and its key, where that is another than the record's.
    pub const RENAMED_FUNCTIONS: usize = 8;
    /// The same of types.
    pub const RENAMED_TYPES: usize = 9;
    /// How many there are.
    pub const COUNT: usize = 10;
}

/// Appends the encoded links to `out`, aligned to four bytes.
pub fn encode_links(links: &FileLinks, out: &mut Vec<u8>) {
    let lists = [&links.extends, &links.implements, &links.extended_by, &links.implemented_by];
    let types = lists.iter().map(|list| list.len()).max().unwrap_or(0);
    let keys = |row: usize| lists.map(|list| list.get(row).map_or(&[][..], Vec::as_slice));

    let mut writer = SectionWriter::new(out, MAGIC, 0, section::COUNT);
    writer.strings(&links.strings);
    writer.rows(links.imports.iter().map(text));
    writer.rows((0..types).map(|row| keys(row).map(|list| list.len() as u32)));
    let type_keys: Vec<_> = (0..types).flat_map(|row| keys(row).concat()).collect();
    writer.rows(type_keys.iter().map(text));
    writer.rows(links.calls.iter().map(|call| {
        let optional = |text: Option<LinkText>| text.map_or(NONE, |text| text.0.0);
        let target = optional(call.target_key);
        let candidates = call.candidates.map_or(NONE, |list| list.0);
        [call.file.0.0, call.caller.0.0, target, call.resolution as u32, optional(call.function), candidates]
    }));
    let mut end = 0;
    writer.rows(links.candidates.iter().map(|list| {
        end += list.len() as u32;
        [end]
    }));
    let candidates = links.candidates.concat();
    writer.rows(candidates.iter().map(text));
    writer.rows(links.renamed_functions.iter().map(|(row, key)| [row.row(), key.0.0]));
    writer.rows(links.renamed_types.iter().map(|(row, key)| [row.row(), key.0.0]));
    writer.finish();
}

/// Decodes the links of one file. Lists of a type that were left out come back empty.
///
/// # Errors
/// If the bytes are no links, ones of another format version, or contradict themselves.
pub fn decode_links(bytes: &[u8]) -> Result<FileLinks, DecodeError> {
    let sections = Sections::new(bytes, MAGIC, section::COUNT, "links")?;
    let strings = sections.strings(section::STRING_ENDS)?;
    let imports = texts(&sections, section::IMPORTS, &strings)?;
    let mut keys = texts(&sections, section::TYPE_KEYS, &strings)?.into_iter();
    let mut lists: [Vec<Vec<LinkText>>; 4] = Default::default();
    for counts in sections.rows::<4>(section::TYPES)? {
        for (list, count) in lists.iter_mut().zip(counts) {
            if count as usize > keys.len() {
                return Err(DecodeError::Corrupt("keys of a type"));
            }
            list.push(keys.by_ref().take(count as usize).collect());
        }
    }
    if keys.len() > 0 {
        return Err(DecodeError::Corrupt("keys of types"));
    }
    let candidates = candidates(&sections, &strings)?;
    let calls = sections.rows::<6>(section::CALLS)?.map(|[file, caller, target, resolution, function, list]| {
        let optional = |id: u32| if id == NONE { Ok(None) } else { link_text(id, &strings).map(Some) };
        Ok(CallLink {
            file: link_text(file, &strings)?,
            caller: link_text(caller, &strings)?,
            target_key: optional(target)?,
            resolution: Resolution::from_u32(resolution).ok_or(DecodeError::Corrupt("resolution"))?,
            function: optional(function)?,
            candidates: match list {
                NONE => None,
                list if (list as usize) < candidates.len() => Some(CandidatesId(list)),
                _ => return Err(DecodeError::Corrupt("candidates of a call")),
            },
        })
    });
    let calls = calls.collect::<Result<_, DecodeError>>()?;
    let renamed_functions = renamed(&sections, section::RENAMED_FUNCTIONS, FunctionRowId::new, &strings)?;
    let renamed_types = renamed(&sections, section::RENAMED_TYPES, TypeRowId::new, &strings)?;
    let [extends, implements, extended_by, implemented_by] = lists;
    Ok(FileLinks {
        strings,
        imports,
        extends,
        implements,
        extended_by,
        implemented_by,
        calls,
        candidates,
        renamed_functions,
        renamed_types,
    })
}

fn candidates(sections: &Sections<'_>, strings: &Strings) -> Result<Vec<Box<[LinkText]>>, DecodeError> {
    let keys = texts(sections, section::CANDIDATES, strings)?;
    let mut start = 0;
    let lists = sections.rows::<1>(section::CANDIDATE_ENDS)?.map(|[end]| {
        let list = keys.get(start..end as usize).ok_or(DecodeError::Corrupt("candidates"))?;
        start = end as usize;
        Ok(list.into())
    });
    let lists = lists.collect::<Result<_, DecodeError>>()?;
    if start == keys.len() { Ok(lists) } else { Err(DecodeError::Corrupt("candidates")) }
}

impl Resolution {
    /// The resolution with this number, if there is one.
    #[must_use]
    pub const fn from_u32(number: u32) -> Option<Self> {
        Some(match number {
            0 => Self::Local,
            1 => Self::Import,
            2 => Self::Receiver,
            3 => Self::Inherited,
            4 => Self::External,
            5 => Self::Unresolved,
            _ => return None,
        })
    }
}

fn renamed<Row>(
    sections: &Sections<'_>,
    section: usize,
    row_id: fn(u32) -> Row,
    strings: &Strings,
) -> Result<Vec<(Row, LinkText)>, DecodeError> {
    sections.rows::<2>(section)?.map(|[row, key]| Ok((row_id(row), link_text(key, strings)?))).collect()
}

fn text(text: &LinkText) -> [u32; 1] {
    [text.0.0]
}

fn texts(sections: &Sections<'_>, section: usize, strings: &Strings) -> Result<Vec<LinkText>, DecodeError> {
    sections.rows::<1>(section)?.map(|[id]| link_text(id, strings)).collect()
}

fn link_text(id: u32, strings: &Strings) -> Result<LinkText, DecodeError> {
    let known = (id as usize) < strings.len();
    if known { Ok(LinkText(StringId(id))) } else { Err(DecodeError::Corrupt("string of a link")) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn resolution() -> impl Strategy<Value = Resolution> {
        (0u32..6).prop_map(|number| Resolution::from_u32(number).unwrap())
    }

    prop_compose! {
        fn links()(
            texts in proptest::collection::vec("\\PC{0,12}", 0..12),
            imports in proptest::collection::vec(any::<prop::sample::Index>(), 0..5),
            types in proptest::collection::vec(
                proptest::array::uniform4(proptest::collection::vec(any::<prop::sample::Index>(), 0..3)), 0..5),
            calls in proptest::collection::vec(
                (any::<prop::sample::Index>(), any::<prop::sample::Index>(),
                 any::<Option<prop::sample::Index>>(), resolution(),
                 any::<Option<prop::sample::Index>>(), any::<Option<prop::sample::Index>>()), 0..8),
            candidates in proptest::collection::vec(
                proptest::collection::vec(any::<prop::sample::Index>(), 0..4), 1..4),
            renamed in proptest::array::uniform2(
                proptest::collection::vec((0..u32::MAX, any::<prop::sample::Index>()), 0..3)),
        ) -> FileLinks {
            let mut strings = Strings::default();
            for text in &texts {
                strings.intern(text);
            }
            let known = strings.len();
            let pick = |index: prop::sample::Index| LinkText(StringId(index.index(known) as u32));
            let list = |of: usize| -> Vec<Vec<LinkText>> {
                types.iter().map(|lists| lists[of].iter().map(|index| pick(*index)).collect()).collect()
            };
            let [functions, types] = renamed;
            let renamed_functions = functions.into_iter().map(|(row, key)| (FunctionRowId::new(row), pick(key)));
            let renamed_types = types.into_iter().map(|(row, key)| (TypeRowId::new(row), pick(key)));
            FileLinks {
                renamed_functions: renamed_functions.collect(),
                renamed_types: renamed_types.collect(),
                imports: imports.into_iter().map(pick).collect(),
                extends: list(0),
                implements: list(1),
                extended_by: list(2),
                implemented_by: list(3),
                calls: calls.into_iter().map(|(file, caller, target, resolution, function, list)| CallLink {
                    file: pick(file),
                    caller: pick(caller),
                    target_key: target.map(pick),
                    resolution,
                    function: function.map(pick),
                    candidates: list.map(|list| CandidatesId(list.index(candidates.len()) as u32)),
                }).collect(),
                candidates: candidates.iter().map(|list| list.iter().copied().map(pick).collect()).collect(),
                strings,
            }
        }
    }

    proptest! {
        #[test]
        fn links_survive_their_encoding(links in links()) {
            let mut bytes = Vec::new();
            encode_links(&links, &mut bytes);
            prop_assert_eq!(decode_links(&bytes), Ok(links));
        }

        #[test]
        fn changed_bytes_never_panic(
            links in links(),
            changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
            length in any::<prop::sample::Index>(),
        ) {
            let mut bytes = Vec::new();
            encode_links(&links, &mut bytes);
            let cut = &bytes[..length.index(bytes.len())];
            prop_assert!(decode_links(cut).is_err());
            for (at, value) in changes {
                let at = at.index(bytes.len());
                bytes[at] = value;
            }
            let _ = decode_links(&bytes);
        }
    }

    #[test]
    fn lists_of_a_stream_may_leave_out_the_other_side() {
        let mut strings = Strings::default();
        let base = LinkText(strings.intern("/r/base.ts::Base"));
        let links = FileLinks { strings, extends: vec![vec![], vec![base]], ..FileLinks::default() };
        let mut bytes = Vec::new();
        encode_links(&links, &mut bytes);
        let decoded = decode_links(&bytes).unwrap();
        assert_eq!(decoded.extends, links.extends);
        assert_eq!(decoded.implemented_by, vec![Vec::<LinkText>::new(); 2]);
    }

    #[test]
    fn other_bytes_are_refused() {
        assert_eq!(decode_links(b""), Err(DecodeError::WrongMagic("links")));
        let mut bytes = Vec::new();
        encode_links(&FileLinks::default(), &mut bytes);
        bytes[4] = 9;
        assert_eq!(decode_links(&bytes), Err(DecodeError::WrongVersion(9)));
    }
}
