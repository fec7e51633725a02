//! Bytes to text, and byte offsets to UTF-16 offsets.
//!
//! In: a file's bytes. Out: its text, with replacement characters where the bytes are no UTF-8, and the means to
//! count as a JavaScript string does. Never does I/O.

use crate::error::FailureCode;

/// How many bytes from the start are searched for a NUL, which marks a file as binary.
const BINARY_PROBE_BYTES: usize = 8 * 1024;

/// One file's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceText {
    /// The text. A byte-order mark is kept: it counts as one UTF-16 unit, as it does for JavaScript.
    pub text: String,
    /// BLAKE3 of the file's bytes (not of `text`, which differs where the bytes are no UTF-8).
    pub content_hash: [u8; 32],
    /// The file's size in bytes.
    pub byte_len: u64,
}

/// Makes text of a file's bytes. Valid UTF-8 is taken over without a copy; anything else is read with U+FFFD in
/// the place of what cannot be decoded.
///
/// # Errors
/// [`FailureCode::Binary`] if there is a NUL in the first 8 KiB.
pub fn decode(bytes: Vec<u8>) -> Result<SourceText, FailureCode> {
    decode_known(bytes, None)
}

/// The same of bytes whose hash may be known.
///
/// # Errors
/// The same.
pub fn decode_known(bytes: Vec<u8>, hash: Option<[u8; 32]>) -> Result<SourceText, FailureCode> {
    if memchr::memchr(0, &bytes[..bytes.len().min(BINARY_PROBE_BYTES)]).is_some() {
        return Err(FailureCode::Binary);
    }
    let content_hash = hash.unwrap_or_else(|| *blake3::hash(&bytes).as_bytes());
    let byte_len = bytes.len() as u64;
    let text =
        String::from_utf8(bytes).unwrap_or_else(|invalid| String::from_utf8_lossy(invalid.as_bytes()).into_owned());
    Ok(SourceText { text, content_hash, byte_len })
}

/// Converts byte offsets of one text to UTF-16 offsets.
///
/// Holds the count at every 64th byte, so that a lookup counts at most 63 bytes and the table is a sixteenth of
/// the text. An ASCII text needs no table: both offsets are equal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Utf16Index {
    /// UTF-16 units before byte `64 * i`; empty for ASCII.
    checkpoints: Vec<u32>,
}

const STRIDE: usize = 64;

impl Utf16Index {
    /// Counts `text` once, front to back.
    #[must_use]
    pub fn new(text: &str) -> Self {
        if text.is_ascii() {
            return Self::default();
        }
        let mut units = 0;
        let checkpoints = text
            .as_bytes()
            .chunks(STRIDE)
            .map(|chunk| {
                let before = units;
                units += utf16_units(chunk);
                before
            })
            .collect();
        Self { checkpoints }
    }

    /// Whether every offset is the same in both counts.
    #[must_use]
    pub fn is_ascii(&self) -> bool {
        self.checkpoints.is_empty()
    }

    /// The UTF-16 offset of byte `byte` of `text`, which must be the text this index was made of. `byte` is a
    /// character boundary; past the end it counts as the end.
    #[must_use]
    pub fn offset(&self, text: &str, byte: usize) -> u32 {
        let byte = byte.min(text.len());
        if self.checkpoints.is_empty() {
            return byte as u32;
        }
        // The last checkpoint also serves the end of a text whose length is a multiple of the stride.
        let checkpoint = (byte / STRIDE).min(self.checkpoints.len() - 1);
        self.checkpoints[checkpoint] + utf16_units(&text.as_bytes()[checkpoint * STRIDE..byte])
    }
}

/// UTF-16 units of the characters that begin in `bytes`: one a character, two from U+10000 on, whose first byte
/// is 0xF0 or more. Continuation bytes count nothing, so a piece may begin or end within a character.
pub(super) fn utf16_units(bytes: &[u8]) -> u32 {
    bytes.iter().map(|&byte| u32::from(byte & 0xC0 != 0x80) + u32::from(byte >= 0xF0)).sum()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_nul_in_the_first_eight_kib_is_binary() {
        let mut bytes = vec![b'a'; BINARY_PROBE_BYTES];
        bytes[BINARY_PROBE_BYTES - 1] = 0;
        assert_eq!(decode(bytes), Err(FailureCode::Binary));
    }

    #[test]
    fn a_nul_after_eight_kib_is_text() {
        let mut bytes = vec![b'a'; BINARY_PROBE_BYTES + 1];
        bytes[BINARY_PROBE_BYTES] = 0;
        assert_eq!(decode(bytes).unwrap().byte_len, 8193);
    }

    #[test]
    fn valid_text_is_not_copied() {
        let bytes = "let ä = 1".as_bytes().to_vec();
        let address = bytes.as_ptr();
        assert_eq!(decode(bytes).unwrap().text.as_ptr(), address);
    }

    #[test]
    fn invalid_text_keeps_everything_around_the_bad_bytes_and_the_hash_of_the_bytes() {
        let source = decode(b"let a = '\xFF\xC3'".to_vec()).unwrap();
        assert_eq!(source.text, "let a = '\u{FFFD}\u{FFFD}'");
        assert_eq!(source.content_hash, *blake3::hash(b"let a = '\xFF\xC3'").as_bytes());
        assert_eq!(source.byte_len, 12);
    }

    #[test]
    fn a_byte_order_mark_is_kept() {
        assert_eq!(decode(b"\xEF\xBB\xBFx".to_vec()).unwrap().text, "\u{FEFF}x");
    }

    #[test]
    fn ascii_needs_no_table() {
        let text = "a".repeat(1000);
        let index = Utf16Index::new(&text);
        assert!(index.is_ascii());
        assert_eq!(index.offset(&text, 1000), 1000);
    }

    proptest! {
        #[test]
        fn every_offset_is_what_encode_utf16_counts(text in "(\\PC|[\u{1F600}-\u{1F64F}]|ä|\\n){0,200}") {
            let index = Utf16Index::new(&text);
            for byte in (0..=text.len()).filter(|&byte| text.is_char_boundary(byte)) {
                prop_assert_eq!(index.offset(&text, byte) as usize, text[..byte].encode_utf16().count());
            }
        }

        #[test]
        fn any_bytes_without_nul_are_text(bytes in proptest::collection::vec(1_u8.., 0..400)) {
            let expected = String::from_utf8_lossy(&bytes).into_owned();
            prop_assert_eq!(decode(bytes).unwrap().text, expected);
        }
    }
}
