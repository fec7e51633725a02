//! Byte offsets of a text to the rows, columns and offsets that callers get.
//!
//! In: a text. Out: for each byte of it where that is, in UTF-16 units.

use super::lines::Lines;
use super::text::Utf16Index;

/// Where the bytes of a text are.
#[derive(Debug)]
pub struct Positions<'text> {
    text: &'text str,
    utf16: Utf16Index,
    lines: Lines,
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
    /// Goes through `text`, which has at most `u32::MAX` bytes, once for each of both tables.
    #[must_use]
    pub fn new(text: &'text str) -> Self {
        Self { text, utf16: Utf16Index::new(text), lines: Lines::new(text) }
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
        let offset = self.offset(byte);
        let (row, column) = self.lines.place(offset);
        Position { offset, row, column }
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
