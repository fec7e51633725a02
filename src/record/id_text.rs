//! Node ids: what they are made of, and as JavaScript sees them: base64url without padding, 22 characters for 128 bits.

use super::{NodeId, Span};
use blake3::IncrementCounter;
use blake3::platform::Platform;

/// Bytes of a block of BLAKE3, and of a hash.
const INPUT: usize = 64;
const HASH: usize = 32;

/// How many hashes are made at once: as many as the widest instructions make.
const TOGETHER: usize = 16;

/// BLAKE3's flags of a block that is all of its input, the first and the last of its chunk and of the tree, and of a hash with
/// a key. What is made with them is held against its keyed hashes by a test.
const ONE_BLOCK: u8 = 1 | 2;
const ROOT: u8 = 8;
const KEYED: u8 = 16;

/// What a node's id is for: nodes that share their place and kind still get different ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IdRole {
    Node = 0,
    Child = 1,
    Call = 2,
}

/// What the ids of one file are made with.
#[derive(Debug, Clone)]
pub(crate) struct IdSource {
    key: [u8; 32],
}

impl IdSource {
    /// Makes ids of what is in the file with this path relative to the root.
    pub(crate) fn new(relative_path: &str) -> Self {
        Self { key: *blake3::hash(relative_path.as_bytes()).as_bytes() }
    }

    /// An id from the file's path, the node's place and the name of its syntax node's kind: the same in every run and on every
    /// machine.
    pub(crate) fn id(&self, role: IdRole, span: Span, kind: &[u8]) -> NodeId {
        let hash = blake3::keyed_hash(&self.key, &IdInput::of_kind(kind).at(role, span.start, span.end).0);
        NodeId::beginning(hash.as_bytes())
    }

    /// Appends the texts of [`Self::id`]'s answers. Many are made at once, which processors have instructions for, in a
    /// fraction of the time.
    pub(crate) fn push_texts(&self, inputs: impl Iterator<Item = IdInput>, out: &mut Vec<u8>) {
        let (words, _) = self.key.as_chunks();
        let mut key = [0; 8];
        key.iter_mut().zip(words).for_each(|(word, bytes)| *word = u32::from_le_bytes(*bytes));
        let platform = Platform::detect();
        let (mut together, mut hashes) = ([[0; INPUT]; TOGETHER], [0; TOGETHER * HASH]);
        let mut inputs = inputs.peekable();
        while inputs.peek().is_some() {
            let mut count = 0;
            for (place, input) in together.iter_mut().zip(&mut inputs) {
                *place = input.0;
                count += 1;
            }
            let all = together.each_ref();
            let whole = ONE_BLOCK | ROOT;
            platform.hash_many(&all[..count], &key, 0, IncrementCounter::No, KEYED, whole, 0, &mut hashes);
            let (hashes, _) = hashes.as_chunks::<HASH>();
            hashes[..count].iter().for_each(|hash| NodeId::beginning(hash).push_bytes(out));
        }
    }
}

/// What an id is made of, but the file's path: one block of BLAKE3.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IdInput([u8; INPUT]);

impl IdInput {
    /// That of a syntax node of this kind, whose place is not known.
    pub(crate) fn of_kind(kind: &[u8]) -> Self {
        let mut input = [0; INPUT];
        let kind = &kind[..kind.len().min(INPUT - 9)];
        input[9..9 + kind.len()].copy_from_slice(kind);
        Self(input)
    }

    pub(crate) fn at(mut self, role: IdRole, start: u32, end: u32) -> Self {
        self.0[0] = role as u8;
        self.0[1..5].copy_from_slice(&start.to_le_bytes());
        self.0[5..9].copy_from_slice(&end.to_le_bytes());
        self
    }
}

/// Characters of one id.
pub const ID_CHARACTERS: usize = 22;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

impl NodeId {
    fn beginning(hash: &[u8; HASH]) -> Self {
        let mut id = [0; 16];
        id.copy_from_slice(&hash[..16]);
        Self(id)
    }

    /// Appends the id's 22 characters.
    pub fn push_text(self, out: &mut String) {
        out.push_str(str::from_utf8(&self.text()).unwrap_or_default());
    }

    /// The same as bytes.
    pub(crate) fn push_bytes(self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.text());
    }

    fn text(self) -> [u8; ID_CHARACTERS] {
        let character = |bits: u8| ALPHABET[usize::from(bits & 0b11_1111)];
        let mut text = [0; ID_CHARACTERS];
        let (threes, last) = self.0.as_chunks::<3>();
        let (fours, end) = text.as_chunks_mut::<4>();
        for (four, [one, two, three]) in fours.iter_mut().zip(threes) {
            four[0] = character(one >> 2);
            four[1] = character(one << 4 | two >> 4);
            four[2] = character(two << 2 | three >> 6);
            four[3] = character(*three);
        }
        // The last holds the two bits that are left, shifted up.
        end[0] = character(last[0] >> 2);
        end[1] = character(last[0] << 4);
        text
    }

    /// Reads an id's 22 characters; `None` if they are not what [`NodeId::push_text`] writes.
    #[must_use]
    pub fn from_text(text: &[u8; ID_CHARACTERS]) -> Option<Self> {
        let mut bits = 0u128;
        for character in &text[..ID_CHARACTERS - 1] {
            bits = bits << 6 | u128::from(value(*character)?);
        }
        let last = value(text[ID_CHARACTERS - 1])?;
        (last & 0b1111 == 0).then(|| Self((bits << 2 | u128::from(last >> 4)).to_be_bytes()))
    }
}

const fn value(character: u8) -> Option<u8> {
    Some(match character {
        b'A'..=b'Z' => character - b'A',
        b'a'..=b'z' => character - b'a' + 26,
        b'0'..=b'9' => character - b'0' + 52,
        b'-' => 62,
        b'_' => 63,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::rows::Column;
    use super::*;
    use proptest::prelude::*;

    fn text(id: NodeId) -> String {
        let mut out = String::new();
        id.push_text(&mut out);
        out
    }

    #[test]
    fn known_ids_read_as_base64url() {
        assert_eq!(text(NodeId([0; 16])), "AAAAAAAAAAAAAAAAAAAAAA");
        assert_eq!(text(NodeId([0xff; 16])), "_____________________w");
        assert_eq!(text(NodeId(*b"code-knowledge-g")), "Y29kZS1rbm93bGVkZ2UtZw");
    }

    proptest! {
        #[test]
        fn many_ids_are_what_each_is(
            nodes in proptest::collection::vec((any::<u32>(), any::<u32>(), "[a-z_]{0,70}"), 0..40),
            path in "[a-z/]{0,40}",
        ) {
            let source = IdSource::new(&path);
            let input = |(start, end, kind): &(u32, u32, String)| {
                IdInput::of_kind(kind.as_bytes()).at(IdRole::Call, *start, *end)
            };
            let mut texts = Vec::new();
            source.push_texts(nodes.iter().map(input), &mut texts);
            let each = nodes.iter().map(|(start, end, kind)| {
                let span = Span { start: *start, end: *end, ..Span::ABSENT };
                text(source.id(IdRole::Call, span, kind.as_bytes()))
            });
            prop_assert_eq!(String::from_utf8(texts).unwrap(), each.collect::<String>());
        }

        #[test]
        fn an_id_survives_its_text(bytes in any::<[u8; 16]>()) {
            let text = text(NodeId(bytes));
            prop_assert_eq!(NodeId::from_text(text.as_bytes().try_into().unwrap()), Some(NodeId(bytes)));
        }
    }

    #[test]
    fn text_with_stray_bits_is_no_id() {
        assert_eq!(NodeId::from_text(b"AAAAAAAAAAAAAAAAAAAAAB"), None);
        assert_eq!(NodeId::from_text(b"AAAAAAAAAAAAAAAAAAAAA="), None);
    }
}
