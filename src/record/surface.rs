//! What other files can see of one: a fingerprint for each visible name.
//!
//! In: names with what each of them is, from whoever knows what linking reads of another file (`graph`). Out: a [`Surface`], and
//! the names that two of them do not have alike. Where nothing stands and what bodies do is no part of it.

use std::cmp::Ordering;

use super::rows::{Column, Lengths, Rest, Words, choice, next, rows};
use super::{StringId, Strings};

/// What a visible name is looked up as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Visible {
    /// The file itself: its language, its name as a module, whether a default build leaves it out.
    File = 0,
    /// What it exports under a name, in a package or as a module; `*` is what it re-exports whole, in order.
    Export = 1,
    /// A name that is kept from who imports everything.
    Unstarred = 2,
    /// What its outermost scope declares under a name, where something visible leads there.
    Declaration = 3,
    /// A type by its key, without its members.
    Type = 4,
    /// A member of a type: the type's key, the member's name.
    Member = 5,
    /// Which types, in order, say that they are subtypes of one whose last name is this.
    Subtypes = 6,
    /// Members declared apart from a type of this name: of which types, and further supertypes.
    Extension = 7,
    /// One of these members: the type's name, the member's name.
    ExtensionMember = 8,
    /// What it lends to the other files of its unit.
    Lent = 9,
    /// All types in order, in languages where methods make subtypes.
    Types = 10,
    /// The keys of functions and types, where another file's may be the same.
    Keys = 11,
}

impl Visible {
    const ALL: [Self; 12] = [
        Self::File,
        Self::Export,
        Self::Unstarred,
        Self::Declaration,
        Self::Type,
        Self::Member,
        Self::Subtypes,
        Self::Extension,
        Self::ExtensionMember,
        Self::Lent,
        Self::Types,
        Self::Keys,
    ];
}

/// What a name is: 128 bits of BLAKE3. Linking is left out where two are equal, and repositories may be hostile: of 64 bits
/// somebody could find two that are equal for different things within hours, and no seed may keep him from it, as equal files
/// have equal records on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Fingerprint(pub [u8; 16]);

rows! {
    /// A visible name.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct VisibleName {
        /// What it is looked up as.
        pub kind: Visible => any in LINKED,
        /// What it is a member of; `''` if of nothing.
        pub owner: StringId => strings in LINKED,
        /// The name.
        pub name: StringId => strings in LINKED,
        /// What it is.
        pub fingerprint: Fingerprint => any in LINKED,
    }
}

impl VisibleName {
    fn key<'s>(&self, strings: &'s Strings) -> (Visible, &'s str, &'s str) {
        (self.kind, strings.get(self.owner), strings.get(self.name))
    }
}

/// The visible names of a file, in the order of their kinds and texts, each once. A name that others do not see by itself comes
/// with the first that leads there and goes with the last. Strings are those of the file's record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Surface(Vec<VisibleName>);

impl Surface {
    /// The surface of these names, each of which is there once.
    #[must_use]
    pub fn new(mut names: Vec<VisibleName>, strings: &Strings) -> Self {
        names.sort_unstable_by(|one, other| one.key(strings).cmp(&other.key(strings)));
        Self(names)
    }

    /// Its names, if they are as [`Surface::new`] makes them.
    pub(super) fn checked(names: Vec<VisibleName>, strings: &Strings) -> Option<Self> {
        names.is_sorted_by(|one, other| one.key(strings) < other.key(strings)).then_some(Self(names))
    }

    /// The names in order.
    #[must_use]
    pub fn names(&self) -> &[VisibleName] {
        &self.0
    }

    /// The names that this and another surface do not have alike, each with the strings of its record: what is added, what
    /// is gone, what became something else.
    pub fn changes<'s>(
        &self,
        strings: &'s Strings,
        other: &Self,
        others: &'s Strings,
    ) -> Vec<(Visible, &'s str, &'s str)> {
        let mut changes = Vec::new();
        let (mut before, mut after) = (self.0.iter().peekable(), other.0.iter().peekable());
        loop {
            let order = match (before.peek(), after.peek()) {
                (Some(one), Some(other)) => one.key(strings).cmp(&other.key(others)),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => return changes,
            };
            let gone = before.next_if(|_| order.is_le());
            let come = after.next_if(|_| order.is_ge());
            if gone.map(|name| name.fingerprint) != come.map(|name| name.fingerprint) {
                changes.extend(gone.map(|name| name.key(strings)).or_else(|| come.map(|name| name.key(others))));
            }
        }
    }
}

choice!(Visible or File);

impl Column for Fingerprint {
    const PARTS: &'static [&'static str] = &["0", "1", "2", "3"];
    const ABSENT: Self = Self([0; 16]);

    fn put(&self, words: &mut Words) {
        let (parts, _) = self.0.as_chunks::<4>();
        parts.iter().for_each(|part| words.push(u32::from_le_bytes(*part)));
    }

    fn take(words: &mut Rest<'_>, _: usize, _: &Lengths) -> Option<Self> {
        let mut fingerprint = Self::default();
        let (parts, _) = fingerprint.0.as_chunks_mut::<4>();
        for part in parts {
            *part = next(words)?.to_le_bytes();
        }
        Some(fingerprint)
    }
}
