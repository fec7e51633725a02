//! The names of what is kept.
//!
//! In: all that decides an answer. Out: a [`Key`], which is another as soon as one of these is. Part of each is a fingerprint
//! of the code that makes answers, taken while the package is built (`build/fingerprint.rs`), so that what another version
//! kept is never found, and no version has to be counted by hand.

use std::fmt;

/// The fingerprint of everything that decides what is known of a file, and what it is linked to.
const CODE: &str = env!("CKG_CODE_FINGERPRINT");

/// What a kept entry is found by: BLAKE3 of all that decides it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(pub [u8; 32]);

impl Key {
    /// The key of an answer to this kind of question, which depends on the parts, in their order, and on nothing else but the
    /// code of this package.
    #[must_use]
    pub fn of(question: &'static str, parts: &[&[u8]]) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key(CODE);
        for part in [question.as_bytes()].iter().chain(parts) {
            // Lengths keep what is cut in two places apart.
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        Self(*hasher.finalize().as_bytes())
    }
}

/// The fingerprint of the code that makes records and links: two that differ may make different ones of the same files.
#[must_use]
pub const fn code_fingerprint() -> &'static str {
    CODE
}

impl fmt::Debug for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_counts_and_so_does_where_one_ends() {
        let keys = [
            Key::of("a", &[b"b", b"c"]),
            Key::of("a", &[b"bc"]),
            Key::of("a", &[b"bc", b""]),
            Key::of("a", &[b"c", b"b"]),
            Key::of("ab", &[b"c"]),
            Key::of("b", &[b"b", b"c"]),
        ];
        for (at, key) in keys.iter().enumerate() {
            assert!(keys[at + 1..].iter().all(|other| other != key), "{at}");
        }
        assert_eq!(Key::of("a", &[b"b", b"c"]), keys[0]);
    }

    #[test]
    fn the_fingerprint_is_one_of_the_code() {
        assert_eq!(CODE.len(), 64);
        assert!(CODE.bytes().all(|digit| digit.is_ascii_hexdigit()));
    }
}
