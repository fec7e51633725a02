//! What the words of a row follow from: how a column is turned into small numbers, and back.
//!
//! In: the words of one column, some rows of it, with what they follow from. Out: as many numbers, most of them small, in the
//! place of the words; and the words again. Each way of doing so takes any words to different numbers, so that whatever is
//! written is read again.

use super::super::rows::{Columns, MAX_WORDS, is_named};
use super::bytes::{unzigzag, zigzag};
use crate::source::lines::Lines;

/// What a word follows from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Model {
    /// From nothing: a small number.
    Plain,
    /// From the one above.
    Near,
    /// It may be absent, which is the largest number; else from the last above that is not.
    Maybe,
    /// It is a string: one behind all above, or one of those before that.
    Text,
    /// As [`Model::Text`], but it may be absent, which is the largest number.
    MaybeText,
    /// It is a string where another word says so, else 0: as [`Model::Plain`].
    Named,
    /// It is an expression, which may be 0; else from the last above that is not, in the table of expressions from its own row.
    Expr,
    /// It is where a run begins, from where the one above ended; where it ends is the word behind it.
    Run,
    /// As [`Model::Run`], but it may be absent, which is twice the largest number.
    MaybeRun,
    /// It belongs to a word before it: a run or a tag.
    Within,
    /// From a word before it in its row, which it is not below.
    Beyond {
        /// How many words before it.
        back: usize,
    },
    /// It is the row in the source of a word before it, which is an offset.
    RowOf {
        /// How many words before it.
        back: usize,
    },
    /// It is the column in the source of a word before it, which is an offset.
    ColumnOf {
        /// How many words before it.
        back: usize,
    },
    /// It says what the words behind it are, as far as they are [`Model::Within`].
    Tag(&'static [(u32, Fields)]),
}

/// Of each field of a variant, how many words it takes and what they follow from.
pub(crate) type Fields = &'static [(usize, &'static [Model])];

impl Model {
    /// What a value follows from that may be absent.
    pub(crate) const fn maybe(models: &'static [Self]) -> &'static [Self] {
        match models {
            [Self::Text] => &[Self::MaybeText],
            _ => &[Self::Maybe],
        }
    }

    const fn of_column(name: &str) -> Self {
        if is_named(name, "start") || is_named(name, "body_start") {
            Self::Near
        } else if is_named(name, "body_end") {
            Self::Beyond { back: 1 }
        } else if is_named(name, "body_start_row") || is_named(name, "body_end_row") {
            Self::RowOf { back: 2 }
        } else if is_named(name, "row") {
            Self::RowOf { back: 1 }
        } else if is_named(name, "column") {
            Self::ColumnOf { back: 2 }
        } else {
            Self::Plain
        }
    }
}

/// What the words of a row follow from, or those of a variant.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Models {
    all: [Model; MAX_WORDS],
    length: usize,
}

impl Models {
    /// Those of a row of these columns in a container.
    pub(crate) const fn of_row(columns: Columns, known: &[&[Model]], container: u8) -> Self {
        let (mut models, mut column) = (Self::EMPTY, 0);
        while column < columns.len() {
            let (name, parts, containers) = columns[column];
            if containers & container != 0 {
                models.push(name, parts.len(), known[column]);
            }
            column += 1;
        }
        models
    }

    /// Those of a variant of these fields.
    pub(super) const fn of_variant(fields: Fields) -> Self {
        let (mut models, mut field) = (Self::EMPTY, 0);
        while field < fields.len() {
            models.push("", fields[field].0, fields[field].1);
            field += 1;
        }
        models
    }

    const EMPTY: Self = Self { all: [Model::Plain; MAX_WORDS], length: 0 };

    pub(super) fn as_slice(&self) -> &[Model] {
        &self.all[..self.length]
    }

    /// Adds those of a column of which a type says `known`; the name of the column says the rest.
    const fn push(&mut self, name: &str, parts: usize, known: &[Model]) {
        let missing = match known {
            [Model::Tag(_)] => Model::Within,
            _ => Model::of_column(name),
        };
        let mut part = 0;
        while part < parts {
            self.all[self.length] = if part < known.len() { known[part] } else { missing };
            self.length += 1;
            part += 1;
        }
    }
}

pub(super) fn near(words: &mut [u32]) {
    let mut above = 0;
    for word in words {
        let difference = word.wrapping_sub(above);
        above = *word;
        *word = zigzag(difference);
    }
}

pub(super) fn undo_near() -> impl FnMut(u32) -> u32 {
    let mut above = 0_u32;
    move |number| {
        above = above.wrapping_add(unzigzag(number));
        above
    }
}

/// 0 and the number that would be written for what 0 stands for are exchanged.
pub(super) fn sparse(words: &mut [u32]) {
    let mut above = 0;
    for word in words {
        let number = match *word {
            0 => 0,
            same if same == above => zigzag(above.wrapping_neg()),
            other => zigzag(other.wrapping_sub(above)),
        };
        if *word != 0 {
            above = *word;
        }
        *word = number;
    }
}

pub(super) fn undo_sparse() -> impl FnMut(u32) -> u32 {
    let mut above = 0_u32;
    move |number| {
        let word = match (number, above.wrapping_add(unzigzag(number))) {
            (0, _) => 0,
            (_, 0) => above,
            (_, other) => other,
        };
        if word != 0 {
            above = word;
        }
        word
    }
}

/// How far back from its own row, and the word of that; 0 stays 0, for which the own row's number is free.
pub(super) const fn back(word: u32, row: u32) -> u32 {
    if word == 0 || word == row { word } else { row.wrapping_sub(word) }
}

/// The strings that are highest so far are counted from the last of these, others from 0: those that are used often have few
/// numbers. Only for those below 2³¹.
pub(super) fn texts(words: &mut [u32]) {
    let mut next = 0;
    for word in words {
        let number = match word.checked_sub(next) {
            Some(ahead) => ahead << 1,
            None => *word << 1 | 1,
        };
        next = next.max(*word + 1);
        *word = number;
    }
}

pub(super) fn undo_texts() -> impl FnMut(u32) -> u32 {
    let mut next = 0_u32;
    move |number| {
        let word = if number & 1 == 1 { number >> 1 } else { next.wrapping_add(number >> 1) };
        next = next.max(word.wrapping_add(1));
        word
    }
}

/// How long runs are, and where they begin: behind the one above, empty ones at 0.
pub(super) fn runs(starts: &mut [u32], ends: &mut [u32]) {
    let mut behind = 0;
    for (start, end) in starts.iter_mut().zip(ends) {
        let length = end.wrapping_sub(*start);
        let expected = if length == 0 { 0 } else { behind };
        if length != 0 {
            behind = *end;
        }
        *start = zigzag(start.wrapping_sub(expected));
        *end = length;
    }
}

/// Where a run begins and ends, of how that was written.
pub(super) fn undo_runs() -> impl FnMut(u32, u32) -> (u32, u32) {
    let mut behind = 0;
    move |start, length| {
        let start = unzigzag(start).wrapping_add(if length == 0 { 0 } else { behind });
        let end = start.wrapping_add(length);
        if length != 0 {
            behind = end;
        }
        (start, end)
    }
}

pub(super) fn beyond(words: &mut [u32], from: &[u32]) {
    words.iter_mut().zip(from).for_each(|(word, from)| *word = word.wrapping_sub(*from));
}

pub(super) fn expect(words: &mut [u32], offsets: &[u32], place: impl Fn(u32) -> u32) {
    words.iter_mut().zip(offsets).for_each(|(word, offset)| *word = zigzag(word.wrapping_sub(place(*offset))));
}

/// The word where `expected` was.
pub(super) const fn undo_expect(number: u32, expected: u32) -> u32 {
    unzigzag(number).wrapping_add(expected)
}

/// The row and column of an offset; 0 where there is no source.
pub(super) fn place(lines: Option<&Lines>, offset: u32) -> (u32, u32) {
    lines.map_or((0, 0), |lines| lines.place(offset))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words() -> impl Strategy<Value = Vec<u32>> {
        let word = prop_oneof![0_u32..8, any::<u32>(), (0_u32..4).prop_map(|least| u32::MAX - least)];
        proptest::collection::vec(word, 0..40)
    }

    proptest! {
        #[test]
        fn every_way_is_turned_back(words in words(), others in words()) {
            let written = |there: &dyn Fn(&mut [u32]), words: &[u32]| {
                let mut numbers = words.to_vec();
                there(&mut numbers);
                numbers
            };
            let read = |numbers: Vec<u32>, back: &mut dyn FnMut(u32) -> u32| -> Vec<u32> {
                numbers.into_iter().map(back).collect()
            };
            prop_assert_eq!(read(written(&near, &words), &mut undo_near()), words.clone());
            prop_assert_eq!(read(written(&sparse, &words), &mut undo_sparse()), words.clone());
            let small: Vec<u32> = words.iter().map(|word| word >> 1).collect();
            prop_assert_eq!(read(written(&texts, &small), &mut undo_texts()), small);
            for (word, other) in words.iter().zip(&others) {
                prop_assert_eq!(back(back(*word, *other), *other), *word);
                let mut number = [*word];
                expect(&mut number, &[*other], |other| other);
                prop_assert_eq!(undo_expect(number[0], *other), *word);
            }
            let length = words.len().min(others.len());
            let (mut starts, mut ends) = (words[..length].to_vec(), others[..length].to_vec());
            runs(&mut starts, &mut ends);
            let mut back = undo_runs();
            let runs: Vec<_> = starts.into_iter().zip(ends).map(|(start, length)| back(start, length)).collect();
            prop_assert_eq!(runs, words.into_iter().zip(others).collect::<Vec<_>>());
        }
    }
}
