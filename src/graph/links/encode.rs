//! [`FileLinks`] as one run of bytes, next to the record's.
//!
//! In: the links of one file. Out: a container of sections, in the order of [`section`], and back but for where texts are from. Never looks
//! at the record: rows stand in the order of its rows.

use super::file_links::{CandidatesId, FileLinks, LinkText, Origins, ReferenceKind, Resolution, SupertypeCounts};
use crate::record::StringId;
use crate::record::compact::Model;
use crate::record::rows::{
    Column, ELSEWHERE, Lengths, Rest, SHOWN, Words, next, optional, read_table, single, write_table,
};
use crate::record::sections::{DecodeError, SectionWriter, Sections};

/// The first four bytes of encoded links.
pub const MAGIC: [u8; 4] = *b"CKGL";

/// The links' sections.
pub mod section {
    crate::record::rows::sections! {
        /// Rows: where each string ends, in UTF-16 units.
        STRING_ENDS
        /// Text: all strings.
        STRINGS
        /// Rows of one string.
        IMPORTS
        /// Rows of [`SupertypeCounts`](crate::graph::links::SupertypeCounts), one a type.
        TYPES
        /// Rows of one string: the keys those counts count, one list behind the other.
        TYPE_KEYS
        /// Rows of [`CallLink`](crate::graph::links::CallLink).
        CALLS
        /// Rows of one word: where each list of candidates ends.
        CANDIDATE_ENDS
        /// Rows of one string: the keys of all candidates, one list behind the other.
        CANDIDATES
        /// Rows of [`RenamedFunction`](crate::graph::links::RenamedFunction).
        RENAMED_FUNCTIONS
        /// Rows of [`RenamedType`](crate::graph::links::RenamedType).
        RENAMED_TYPES
        /// Rows of [`ReferenceLink`](crate::graph::links::ReferenceLink).
        REFERENCES
    }
}

/// Appends the encoded links to `out`, aligned to four bytes.
pub fn encode_links(links: &FileLinks, out: &mut Vec<u8>) {
    let Lists { counts, type_keys, candidate_ends, candidates } = Lists::of(links);
    let mut writer = SectionWriter::new(out, MAGIC, 0, section::COUNT);
    writer.strings(&links.strings);
    write_table::<SHOWN, _>(&mut writer, &links.imports);
    write_table::<SHOWN, _>(&mut writer, &counts);
    write_table::<SHOWN, _>(&mut writer, &type_keys);
    write_table::<SHOWN, _>(&mut writer, &links.calls);
    write_table::<SHOWN, _>(&mut writer, &candidate_ends);
    write_table::<SHOWN, _>(&mut writer, &candidates);
    write_table::<SHOWN, _>(&mut writer, &links.renamed_functions);
    write_table::<SHOWN, _>(&mut writer, &links.renamed_types);
    write_table::<SHOWN, _>(&mut writer, &links.references);
    writer.finish();
}

/// The lists of links, each kind one behind the other, with how long they are.
pub(super) struct Lists {
    pub(super) counts: Vec<SupertypeCounts>,
    pub(super) type_keys: Vec<LinkText>,
    pub(super) candidate_ends: Vec<u32>,
    pub(super) candidates: Vec<LinkText>,
}

impl Lists {
    pub(super) fn of(links: &FileLinks) -> Self {
        let lists = [&links.extends, &links.implements, &links.extended_by, &links.implemented_by];
        let types = lists.iter().map(|list| list.len()).max().unwrap_or(0);
        let keys = |row: usize| lists.map(|list| list.get(row).map_or(&[][..], Vec::as_slice));
        let counts = (0..types).map(|row| {
            let [extends, implements, extended_by, implemented_by] = keys(row).map(|list| list.len() as u32);
            SupertypeCounts { extends, implements, extended_by, implemented_by }
        });
        let ends = links.candidates.iter().scan(0, |end, list| {
            *end += list.len() as u32;
            Some(*end)
        });
        Self {
            counts: counts.collect(),
            type_keys: (0..types).flat_map(|row| keys(row).concat()).collect(),
            candidate_ends: ends.collect(),
            candidates: links.candidates.concat(),
        }
    }
}

/// Decodes the links of one file. Lists of a type that were left out come back empty.
///
/// # Errors
/// If the bytes are no links, ones of another format version, or contradict themselves.
pub fn decode_links(bytes: &[u8]) -> Result<FileLinks, DecodeError> {
    let sections = Sections::new(bytes, MAGIC, section::COUNT, "links")?;
    let strings = sections.strings(section::STRING_ENDS)?;
    let mut lengths = Lengths {
        strings: strings.len(),
        functions: ELSEWHERE,
        types: ELSEWHERE,
        references: ELSEWHERE,
        ..Lengths::default()
    };
    let imports = read_table::<SHOWN, _>(&sections, section::IMPORTS, &lengths)?;
    let mut keys = read_table::<SHOWN, LinkText>(&sections, section::TYPE_KEYS, &lengths)?.into_iter();
    let mut lists: [Vec<Vec<LinkText>>; 4] = Default::default();
    for counts in read_table::<SHOWN, SupertypeCounts>(&sections, section::TYPES, &lengths)? {
        let SupertypeCounts { extends, implements, extended_by, implemented_by } = counts;
        for (list, count) in lists.iter_mut().zip([extends, implements, extended_by, implemented_by]) {
            if count as usize > keys.len() {
                return Err(DecodeError::Corrupt("keys of a type"));
            }
            list.push(keys.by_ref().take(count as usize).collect());
        }
    }
    if keys.len() > 0 {
        return Err(DecodeError::Corrupt("keys of types"));
    }
    let candidates = candidates(&sections, &lengths)?;
    lengths.candidates = candidates.len();
    let calls = read_table::<SHOWN, _>(&sections, section::CALLS, &lengths)?;
    let renamed_functions = read_table::<SHOWN, _>(&sections, section::RENAMED_FUNCTIONS, &lengths)?;
    let renamed_types = read_table::<SHOWN, _>(&sections, section::RENAMED_TYPES, &lengths)?;
    let references = read_table::<SHOWN, _>(&sections, section::REFERENCES, &lengths)?;
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
        references,
        origins: Origins::default(),
    })
}

fn candidates(sections: &Sections<'_>, lengths: &Lengths) -> Result<Vec<Box<[LinkText]>>, DecodeError> {
    let keys = read_table::<SHOWN, LinkText>(sections, section::CANDIDATES, lengths)?;
    let mut start = 0;
    let lists = read_table::<SHOWN, u32>(sections, section::CANDIDATE_ENDS, lengths)?.into_iter().map(|end| {
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
            6 => Self::Builtin,
            _ => return None,
        })
    }
}

impl ReferenceKind {
    /// The kind with this number, if there is one.
    #[must_use]
    pub const fn from_u32(number: u32) -> Option<Self> {
        Some(match number {
            0 => Self::Value,
            1 => Self::Decorator,
            2 => Self::Type,
            3 => Self::Access,
            _ => return None,
        })
    }
}

impl Column for LinkText {
    const PARTS: &'static [&'static str] = StringId::PARTS;
    const ABSENT: Self = Self(StringId::EMPTY);
    const MODELS: &'static [Model] = StringId::MODELS;

    #[inline]
    fn put(&self, words: &mut Words) {
        Column::put(&self.0, words);
    }

    #[inline]
    fn take(words: &mut Rest<'_>, length: usize, lengths: &Lengths) -> Option<Self> {
        <StringId as Column>::take(words, length, lengths).map(Self)
    }
}

single!(LinkText => strings);

impl Column for CandidatesId {
    const PARTS: &'static [&'static str] = &[""];
    const ABSENT: Self = Self(0);
    const MODELS: &'static [Model] = &[Model::Near];

    #[inline]
    fn put(&self, words: &mut Words) {
        words.push(self.0);
    }

    #[inline]
    fn take(words: &mut Rest<'_>, length: usize, _: &Lengths) -> Option<Self> {
        next(words).filter(|list| (*list as usize) < length).map(Self)
    }
}

/// Columns of what has a number of its own, absent as the variant named.
macro_rules! numbered {
    ($($name:ident as $absent:ident),+) => {$(
        impl Column for $name {
            const PARTS: &'static [&'static str] = &[""];
            const ABSENT: Self = Self::$absent;

            #[inline]
            fn put(&self, words: &mut Words) {
                words.push(*self as u32);
            }

            #[inline]
            fn take(words: &mut Rest<'_>, _: usize, _: &Lengths) -> Option<Self> {
                next(words).and_then(Self::from_u32)
            }
        }
    )+};
}

numbered!(Resolution as Unresolved, ReferenceKind as Value);

optional!(LinkText CandidatesId);

#[cfg(test)]
pub(super) mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::graph::links::file_links::{CallLink, ReferenceLink, RenamedFunction, RenamedType};
    use crate::record::{FunctionRowId, ReferenceRowId, Strings, TypeRowId};
    use proptest::prelude::*;

    fn resolution() -> impl Strategy<Value = Resolution> {
        (0u32..7).prop_map(|number| Resolution::from_u32(number).unwrap())
    }

    prop_compose! {
        pub(in crate::graph::links) fn links()(
            texts in proptest::collection::vec("\\PC{0,12}", 0..12),
            imports in proptest::collection::vec(any::<prop::sample::Index>(), 0..5),
            types in proptest::collection::vec(
                proptest::array::uniform4(proptest::collection::vec(any::<prop::sample::Index>(), 0..3)), 0..5),
            calls in proptest::collection::vec(
                (any::<prop::sample::Index>(), any::<prop::sample::Index>(),
                 any::<Option<prop::sample::Index>>(), resolution(),
                 any::<Option<prop::sample::Index>>(), any::<Option<prop::sample::Index>>(),
                 any::<Option<prop::sample::Index>>()), 0..8),
            references in proptest::collection::vec(
                (0..u32::MAX, any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0u32..4), 0..4),
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
            let renamed_functions = functions.into_iter().map(|(row, key)| RenamedFunction { function: FunctionRowId::new(row), key: pick(key) });
            let renamed_types = types.into_iter().map(|(row, key)| RenamedType { ty: TypeRowId::new(row), key: pick(key) });
            FileLinks {
                references: references.into_iter().map(|(row, file, key, kind)| ReferenceLink {
                    reference: ReferenceRowId::new(row),
                    file: pick(file),
                    target_key: pick(key),
                    kind: ReferenceKind::from_u32(kind).unwrap(),
                }).collect(),
                renamed_functions: renamed_functions.collect(),
                renamed_types: renamed_types.collect(),
                imports: imports.into_iter().map(pick).collect(),
                extends: list(0),
                implements: list(1),
                extended_by: list(2),
                implemented_by: list(3),
                calls: calls.into_iter().map(|(file, caller, target, resolution, function, list, receiver)| CallLink {
                    file: pick(file),
                    caller: pick(caller),
                    target_key: target.map(pick),
                    resolution,
                    function: function.map(pick),
                    receiver_type: receiver.map(pick),
                    candidates: list.map(|list| CandidatesId(list.index(candidates.len()) as u32)),
                }).collect(),
                candidates: candidates.iter().map(|list| list.iter().copied().map(pick).collect()).collect(),
                strings,
                origins: Origins::default(),
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
    fn a_row_beyond_any_table_is_refused() {
        let key = |strings: &mut Strings| LinkText(strings.intern("f"));
        let mut links = FileLinks::default();
        let function = RenamedFunction { function: FunctionRowId::new(7), key: key(&mut links.strings) };
        let ty = RenamedType { ty: TypeRowId::new(7), key: key(&mut links.strings) };
        let renamed = FileLinks { renamed_functions: vec![function], renamed_types: vec![ty], ..links };
        let mut bytes = Vec::new();
        encode_links(&renamed, &mut bytes);
        assert_eq!(decode_links(&bytes), Ok(renamed));
        let rows = |bytes: &[u8]| (0..bytes.len()).filter(|at| bytes[*at..].starts_with(&[7, 0, 0, 0, 1])).collect();
        let rows: Vec<usize> = rows(&bytes);
        let wrong = rows.iter().map(|at| {
            let mut bytes = bytes.clone();
            bytes[*at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
            decode_links(&bytes)
        });
        let named = ["RenamedFunction.function", "RenamedType.ty"];
        assert!(wrong.eq(named.map(|column| Err(DecodeError::Corrupt(column)))));
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
