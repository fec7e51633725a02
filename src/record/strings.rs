//! The table of a record's strings: each distinct string once, in one blob.

use foldhash::fast::RandomState;
use std::hash::BuildHasher;

/// A string of a [`Strings`] table. [`StringId::EMPTY`] is `''` in every table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct StringId(pub u32);

impl StringId {
    /// The empty string.
    pub const EMPTY: Self = Self(0);
}

/// Distinct strings in one blob; interning the same text twice gives the same id.
#[derive(Debug, Clone)]
pub struct Strings {
    blob: String,
    ends: Vec<u32>,
    /// Open addressing over ids: `slots[hash & mask]` is an id plus one, or 0 where free.
    slots: Vec<u32>,
    /// Seeded: texts may be chosen to collide by whoever wrote the repository.
    hasher: RandomState,
}

impl Default for Strings {
    fn default() -> Self {
        Self { blob: String::new(), ends: vec![0], slots: Vec::new(), hasher: RandomState::default() }
    }
}

impl PartialEq for Strings {
    fn eq(&self, other: &Self) -> bool {
        self.blob == other.blob && self.ends == other.ends
    }
}

impl Eq for Strings {}

impl Strings {
    /// The strings that end there in a blob, the first of them `''`, if they are distinct and the blob has no more.
    pub(crate) fn of(blob: String, ends: Vec<u32>) -> Option<Self> {
        if ends.windows(2).all(|ends| ends[0] < ends[1]) { Self::with_gaps(blob, ends) } else { None }
    }

    /// The same, where others may be `''` too, which are never found.
    pub(crate) fn with_gaps(blob: String, ends: Vec<u32>) -> Option<Self> {
        let is_cut = |ends: &[u32]| ends[0] <= ends[1] && blob.is_char_boundary(ends[1] as usize);
        if ends.first() != Some(&0) || ends.last().map(|end| *end as usize) != Some(blob.len()) {
            return None;
        }
        if !ends.windows(2).all(is_cut) {
            return None;
        }
        let slots = vec![0; (ends.len() * 2).next_power_of_two().max(64)];
        let mut strings = Self { blob, ends, slots, hasher: RandomState::default() };
        for id in 1..strings.ends.len() as u32 {
            let text = strings.get(StringId(id));
            if text.is_empty() {
                continue;
            }
            let slot = strings.slot_of(text);
            if strings.slots[slot] != 0 {
                return None;
            }
            strings.slots[slot] = id + 1;
        }
        Some(strings)
    }

    /// How many bytes are held for it.
    #[must_use]
    pub fn held_bytes(&self) -> usize {
        self.blob.capacity() + (self.ends.capacity() + self.slots.capacity()) * size_of::<u32>()
    }

    /// The same, for whoever looks nothing up by its text any more: in half of the memory.
    #[must_use]
    pub fn settled(mut self) -> Self {
        self.slots = Vec::new();
        self.blob.shrink_to_fit();
        self.ends.shrink_to_fit();
        self
    }

    /// The id of `text`, added if it is new.
    pub fn intern(&mut self, text: &str) -> StringId {
        if text.is_empty() {
            return StringId::EMPTY;
        }
        if self.ends.len() * 2 > self.slots.len() {
            self.grow();
        }
        let slot = self.slot_of(text);
        if self.slots[slot] == 0 {
            self.blob.push_str(text);
            self.ends.push(self.blob.len() as u32);
            self.slots[slot] = self.ends.len() as u32;
        }
        StringId(self.slots[slot] - 1)
    }

    /// The id of `text` if it is in the table.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<StringId> {
        if text.is_empty() {
            return Some(StringId::EMPTY);
        }
        if self.slots.is_empty() {
            return (1..self.ends.len() as u32).map(StringId).find(|id| self.get(*id) == text);
        }
        self.slots[self.slot_of(text)].checked_sub(1).map(StringId)
    }

    /// The string with this id.
    #[must_use]
    pub fn get(&self, id: StringId) -> &str {
        let end = self.ends[id.0 as usize] as usize;
        let start = if id.0 == 0 { 0 } else { self.ends[id.0 as usize - 1] as usize };
        &self.blob[start..end]
    }

    /// How many strings there are, the empty one included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is nothing but the empty string.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.len() == 1
    }

    /// All strings, one behind the other.
    #[must_use]
    pub fn blob(&self) -> &str {
        &self.blob
    }

    /// Where each string ends in [`Strings::blob`], in bytes; string 0 ends at 0.
    #[must_use]
    pub fn ends(&self) -> &[u32] {
        &self.ends
    }

    fn slot_of(&self, text: &str) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = self.hasher.hash_one(text) as usize & mask;
        while self.slots[slot] != 0 && self.get(StringId(self.slots[slot] - 1)) != text {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn grow(&mut self) {
        self.slots = vec![0; (self.slots.len() * 2).max(64)];
        for id in 1..self.ends.len() as u32 {
            let slot = self.slot_of(self.get(StringId(id)));
            self.slots[slot] = id + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn interned_text_is_found_again_under_one_id(texts in proptest::collection::vec(".{0,12}", 0..200)) {
            let mut strings = Strings::default();
            let ids: Vec<_> = texts.iter().map(|text| strings.intern(text)).collect();
            for (text, id) in texts.iter().zip(&ids) {
                prop_assert_eq!(strings.get(*id), text);
                prop_assert_eq!(strings.find(text), Some(*id));
                prop_assert_eq!(strings.intern(text), *id);
            }
            let mut distinct: Vec<_> = texts.iter().filter(|text| !text.is_empty()).collect();
            distinct.sort();
            distinct.dedup();
            prop_assert_eq!(strings.len(), distinct.len() + 1);
        }
    }

    #[test]
    fn unknown_text_is_not_found() {
        let mut strings = Strings::default();
        assert_eq!(strings.find("a"), None);
        strings.intern("a");
        assert_eq!(strings.find("b"), None);
        assert_eq!(strings.find(""), Some(StringId::EMPTY));
    }
}
