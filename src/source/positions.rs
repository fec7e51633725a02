//! Byte offsets of a text to the rows, columns and offsets that callers get.
//!
//! In: a text. Out: for each byte of it where that is, in UTF-16 units. Rows are what tree-sitter takes for them: they end
//! with a line feed, whatever stands in front of it.

use super::text::Utf16Index;
use std::cell::Cell;

/// How many rows on a row is looked for one by one: what is asked for next is mostly not far.
const NEAR: usize = 8;

/// Where the bytes of a text are.
#[derive(Debug)]
pub struct Positions<'text> {
    text: &'text str,
    utf16: Utf16Index,
    /// The first bytes of all rows.
    rows: Vec<u32>,
    /// The row that was found last.
    last: Cell<usize>,
}

/// Where a byte of a text is: from its beginning, and in its row, both in UTF-16 units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Units in front of it.
    pub offset: u32,
    /// Rows in front of its own.
    pub row: u32,
    /// Units in front of it in its row.
    pub column: u32,
}

impl<'text> Positions<'text> {
    /// Goes through `text`, which has at most `u32::MAX` bytes, once.
    #[must_use]
    pub fn new(text: &'text str) -> Self {
        let behind = memchr::memchr_iter(b'\n', text.as_bytes()).map(|end| end as u32 + 1);
        let rows = std::iter::once(0).chain(behind).collect();
        Self { text, utf16: Utf16Index::new(text), rows, last: Cell::new(0) }
    }

    /// The text.
    #[must_use]
    pub const fn text(&self) -> &'text str {
        self.text
    }

    /// The UTF-16 units in front of a byte. Past the end it counts as the end.
    #[must_use]
    pub fn offset(&self, byte: usize) -> u32 {
        self.utf16.offset(self.text, byte)
    }

    /// Where a byte is, which begins a character. Past the end it is in the last row.
    #[must_use]
    pub fn of(&self, byte: usize) -> Position {
        let row = self.row(byte as u32);
        let offset = self.offset(byte);
        Position { offset, row: row as u32, column: offset - self.offset(self.rows[row] as usize) }
    }

    fn row(&self, byte: u32) -> usize {
        let last = self.last.get();
        let near = self.rows[last..].iter().take(NEAR).take_while(|row| **row <= byte).count();
        let row = match near {
            1..NEAR => last + near - 1,
            _ => self.rows.partition_point(|row| *row <= byte) - 1,
        };
        self.last.set(row);
        row
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn each_byte_is_where_its_text_says(
            text in "([a-z]|ä|\u{1F600}|\\r|\\n){0,120}",
            order in proptest::collection::vec(any::<proptest::sample::Index>(), 1..60),
        ) {
            let positions = Positions::new(&text);
            let bytes: Vec<usize> = (0..=text.len()).filter(|byte| text.is_char_boundary(*byte)).collect();
            for at in order {
                let byte = bytes[at.index(bytes.len())];
                let before = &text[..byte];
                let row = before.rfind('\n').map_or(0, |end| end + 1);
                let units = |text: &str| text.encode_utf16().count() as u32;
                let expected = Position {
                    offset: units(before),
                    row: before.matches('\n').count() as u32,
                    column: units(&before[row..]),
                };
                prop_assert_eq!(positions.of(byte), expected);
            }
        }
    }
}
