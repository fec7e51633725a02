//! Texts of few words, as the hashes of bodies are: each word once, and a number wherever it stands.
//!
//! In: a text. Out: bytes, and the text again. A word is a name with the signs behind it. A text that is read takes at most
//! [`LONGEST`] bytes a byte. Numbers that say what followed the same words before make it no smaller once it is compressed: what
//! repeats is found there, and would be different numbers then.

use foldhash::HashMap;

use super::super::sections::{Content, DecodeError, SectionWriter};
use super::bytes::{CUT, Input, put_bytes, put_number, put_numbers};

/// More bytes no word has.
const LONGEST: usize = 64;

/// So many bytes are copied at once: few words are longer.
const SHORT: usize = 16;

/// Appends a text.
pub(super) fn put_words(out: &mut Vec<u8>, text: &str) {
    let mut words = Words::default();
    let mut numbers = Vec::with_capacity(text.len() / 8);
    let mut rest = text.as_bytes();
    while !rest.is_empty() {
        let (word, behind) = rest.split_at(word_length(rest));
        numbers.push(words.of(word));
        rest = behind;
    }
    put_number(out, words.words.len() as u32);
    words.words.iter().for_each(|word| put_bytes(out, word));
    put_number(out, numbers.len() as u32);
    put_numbers(out, &numbers);
}

/// A text as [`put_words`] wrote it, whose words are known.
pub(super) struct WordText {
    /// Each with how long it is.
    words: Vec<([u8; LONGEST], usize)>,
    numbers: Vec<u32>,
    length: usize,
    is_ascii: bool,
}

impl WordText {
    /// Reads a text that [`put_words`] wrote.
    pub(super) fn take(input: &mut Input<'_>) -> Result<Self, DecodeError> {
        let count = input.count()?;
        let mut words = Vec::with_capacity(count);
        let mut is_ascii = true;
        for _ in 0..count {
            let word = input.bytes()?;
            is_ascii &= word.is_ascii();
            let mut padded = [0; LONGEST];
            padded.get_mut(..word.len()).ok_or(CUT)?.copy_from_slice(word);
            words.push((padded, word.len()));
        }
        let count = input.count()?;
        let numbers = input.numbers(count)?;
        let mut length = 0;
        for number in &numbers {
            length += words.get(*number as usize).ok_or(CUT)?.1;
        }
        Ok(Self { words, numbers, length, is_ascii })
    }

    /// How many bytes it takes.
    pub(super) const fn len(&self) -> usize {
        self.length
    }

    /// Appends it as a section.
    pub(super) fn write(&self, writer: &mut SectionWriter<'_>) -> Result<(), DecodeError> {
        if self.is_ascii {
            return writer.filled(Content::Latin1, |out| {
                self.push(out);
                Ok(())
            });
        }
        let mut text = Vec::new();
        self.push(&mut text);
        writer.text(str::from_utf8(&text).map_err(|_| DecodeError::Corrupt("text"))?);
        Ok(())
    }

    fn push(&self, out: &mut Vec<u8>) {
        let begin = out.len();
        out.resize(begin + self.length + LONGEST, 0);
        let (text, mut at) = (&mut out[begin..], 0);
        for (word, length) in self.numbers.iter().map(|number| &self.words[*number as usize]) {
            // A fixed number of bytes is copied faster than the right one.
            let most = if *length <= SHORT { SHORT } else { LONGEST };
            text[at..at + most].copy_from_slice(&word[..most]);
            at += length;
        }
        out.truncate(begin + self.length);
    }
}

/// How long the word is that a text begins with.
fn word_length(text: &[u8]) -> usize {
    let most = text.len().min(LONGEST);
    let mut name = 0;
    while let Some(eight) = text[name..most].first_chunk::<8>() {
        // The highest bit of the first byte that is a sign, and maybe of later ones.
        let signs = (u64::from_le_bytes(*eight) & 0xf8f8_f8f8_f8f8_f8f8) ^ 0x2828_2828_2828_2828;
        let signs = signs.wrapping_sub(0x0101_0101_0101_0101) & !signs & 0x8080_8080_8080_8080;
        name += signs.trailing_zeros() as usize / 8;
        if signs != 0 {
            break;
        }
    }
    let name = name + text[name..most].iter().take_while(|byte| !is_sign(**byte)).count();
    name + text[name..most].iter().take_while(|byte| is_sign(**byte)).count()
}

/// Brackets, the comma and four others.
const fn is_sign(byte: u8) -> bool {
    byte & 0xf8 == 0x28
}

/// How many words are remembered by their ends.
const REMEMBERED: usize = 512;

/// Words by number.
struct Words<'t> {
    words: Vec<&'t [u8]>,
    numbers: HashMap<&'t [u8], u32>,
    /// By what they begin and end with, one of the words that do so.
    met: [u32; REMEMBERED],
}

impl Default for Words<'_> {
    fn default() -> Self {
        Self { words: Vec::new(), numbers: HashMap::default(), met: [0; REMEMBERED] }
    }
}

impl<'t> Words<'t> {
    fn of(&mut self, word: &'t [u8]) -> u32 {
        let place = place_of(word);
        let met = self.met[place];
        if self.words.get(met as usize).is_some_and(|known| *known == word) {
            return met;
        }
        let next = self.words.len() as u32;
        let number = *self.numbers.entry(word).or_insert(next);
        if number == next {
            self.words.push(word);
        }
        self.met[place] = number;
        number
    }
}

/// Where a word is remembered: by its first and last bytes.
fn place_of(word: &[u8]) -> usize {
    let (first, last) = match (word.first_chunk::<8>(), word.last_chunk::<8>()) {
        (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
        _ => (word.iter().fold(0, |all, byte| all << 8 | u64::from(*byte)), 0),
    };
    let mixed = (first ^ last.rotate_left(29)).wrapping_add(word.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 55) as usize
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn again(text: &str) -> String {
        let mut bytes = Vec::new();
        put_words(&mut bytes, text);
        let mut input = Input::new(&bytes);
        let read = WordText::take(&mut input).unwrap();
        input.end().unwrap();
        let mut text = Vec::new();
        read.push(&mut text);
        assert_eq!((text.len(), text.is_ascii()), (read.len(), read.is_ascii));
        String::from_utf8(text).unwrap()
    }

    proptest! {
        #[test]
        fn texts_are_read_again(text in "(a|bc|expression_statement|[(]|[)]|,){0,200}", other in "\\PC{0,30}") {
            prop_assert_eq!(again(&text), &text[..]);
            prop_assert_eq!(again(&other), &other[..]);
        }
    }

    #[test]
    fn a_word_is_a_name_with_the_signs_behind_it() {
        let lengths = ["a(b", "", "identifier),call", "(a", "a", "property_identifier)))"]
            .map(|text| word_length(text.as_bytes()));
        assert_eq!(lengths, [2, 0, 12, 1, 1, 22]);
        assert_eq!(word_length(&[b')'; 100]), LONGEST);
    }
}
