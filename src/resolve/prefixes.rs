//! Which of many texts another one begins with: a manifest may list tens of thousands, and each import asks.
//!
//! In: texts with a value each. Out: the values of those that a text begins with, the longest first, for one binary
//! search and one step each.

use std::collections::BTreeMap;

/// Texts in order, each with the longest other one that it begins with: all prefixes of a text are on the way outwards
/// from the one that stands before it.
pub(super) struct Prefixes<V> {
    entries: Vec<Entry<V>>,
}

struct Entry<V> {
    text: Box<[u8]>,
    outer: Option<u32>,
    value: V,
}

impl<V> Default for Prefixes<V> {
    fn default() -> Self {
        Self { entries: Vec::new() }
    }
}

impl<V> Prefixes<V> {
    pub(super) fn new(values: BTreeMap<Vec<u8>, V>) -> Self {
        let mut entries: Vec<Entry<V>> = Vec::with_capacity(values.len());
        let mut open: Vec<u32> = Vec::new();
        for (number, (text, value)) in (0..).zip(values) {
            while open.pop_if(|outer| !text.starts_with(&entries[*outer as usize].text)).is_some() {}
            entries.push(Entry { text: text.into_boxed_slice(), outer: open.last().copied(), value });
            open.push(number);
        }
        Self { entries }
    }

    /// The texts that this one begins with, by their length, and their values; the longest first.
    pub(super) fn of(&self, text: &[u8]) -> impl Iterator<Item = (usize, &V)> {
        let behind = self.entries.partition_point(|entry| *entry.text <= *text);
        let nearest = behind.checked_sub(1).map(|at| &self.entries[at]);
        let outer = |entry: &Entry<V>| entry.outer.map(|outer| &self.entries[outer as usize]);
        let common =
            nearest.map_or(0, |entry| entry.text.iter().zip(text).take_while(|(one, other)| one == other).count());
        std::iter::successors(nearest, move |entry| outer(entry))
            .skip_while(move |entry| entry.text.len() > common)
            .map(|entry| (entry.text.len(), &entry.value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_every_prefix_and_nothing_else_longest_first() {
        let texts = ["", "a", "ab", "abc", "abd", "b", "ba", "bab", "c/", "é"];
        let prefixes = Prefixes::new(texts.iter().map(|text| (text.as_bytes().to_vec(), *text)).collect());
        for text in ["", "a", "aa", "abb", "abcd", "abz", "baz", "babab", "c", "c/d", "d", "é!", "z"] {
            let mut expected: Vec<&str> = texts.iter().copied().filter(|prefix| text.starts_with(prefix)).collect();
            expected.reverse();
            let found: Vec<&str> = prefixes.of(text.as_bytes()).map(|(_, value)| *value).collect();
            assert_eq!(found, expected, "{text}");
            assert!(prefixes.of(text.as_bytes()).all(|(length, value)| length == value.len()));
        }
        assert_eq!(Prefixes::<()>::default().of(b"a").count(), 0);
    }
}
