//! Node ids: what they are made of, and as JavaScript sees them: base64url without padding, 22 characters for 128 bits.

use super::{NodeId, Span};

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
        let mut input = [0_u8; 64];
        input[0] = role as u8;
        input[1..5].copy_from_slice(&span.start.to_le_bytes());
        input[5..9].copy_from_slice(&span.end.to_le_bytes());
        let kind = &kind[..kind.len().min(input.len() - 9)];
        input[9..9 + kind.len()].copy_from_slice(kind);
        let hash = blake3::keyed_hash(&self.key, &input);
        let mut id = [0; 16];
        id.copy_from_slice(&hash.as_bytes()[..16]);
        NodeId(id)
    }
}

/// Characters of one id.
pub const ID_CHARACTERS: usize = 22;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

impl NodeId {
    /// Appends the id's 22 characters.
    pub fn push_text(self, out: &mut String) {
        let bits = u128::from_be_bytes(self.0);
        // 21 characters take six bits each; the last holds the two that are left, shifted up.
        let mut text = [0; ID_CHARACTERS];
        for (place, character) in text.iter_mut().enumerate() {
            let six_bits = if place == ID_CHARACTERS - 1 { bits << 4 } else { bits >> (122 - 6 * place) };
            *character = ALPHABET[(six_bits as u8 & 0b11_1111) as usize];
        }
        out.push_str(str::from_utf8(&text).unwrap_or_default());
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
