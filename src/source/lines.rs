//! Where the lines of a source begin: rows and columns follow from offsets.
//!
//! In: a text. Out: the row and column of an offset in UTF-16 units. Rows are what tree-sitter takes for them: they end with a
//! line feed, whatever stands in front of it.

use super::text::utf16_units;
use std::cell::Cell;

/// The lines of a text.
#[derive(Debug)]
pub(crate) struct Lines {
    /// Where each begins, in UTF-16 units.
    starts: Vec<u32>,
    /// The line that was found last: the next is mostly near.
    last: Cell<usize>,
}

/// So many lines behind the last are looked at before it is searched in all.
const NEAR: usize = 8;

impl Lines {
    pub(crate) fn new(text: &str) -> Self {
        let is_ascii = text.is_ascii();
        let mut starts = Vec::with_capacity(memchr::memchr_iter(b'\n', text.as_bytes()).count() + 1);
        starts.push(0);
        let (mut begin, mut units) = (0, 0);
        for end in memchr::memchr_iter(b'\n', text.as_bytes()).map(|feed| feed + 1) {
            units = if is_ascii { end as u32 } else { units + utf16_units(&text.as_bytes()[begin..end]) };
            begin = end;
            starts.push(units);
        }
        Self { starts, last: Cell::new(0) }
    }

    /// The row and column of an offset.
    pub(crate) fn place(&self, offset: u32) -> (u32, u32) {
        let row = self.line(offset);
        (row as u32, offset.wrapping_sub(self.starts[row]))
    }

    fn line(&self, offset: u32) -> usize {
        let last = self.last.get();
        let line = if self.starts[last] <= offset {
            let behind = &self.starts[last + 1..];
            let near = behind.iter().take(NEAR).position(|start| *start > offset);
            last + near.unwrap_or_else(|| behind.partition_point(|start| *start <= offset))
        } else {
            // The first begins at 0.
            self.starts[..last].partition_point(|start| *start <= offset) - 1
        };
        self.last.set(line);
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn rows_and_columns_are_those_that_counting_gives(text in "(\\PC{0,30}\n{0,90}){0,6}") {
            let lines = Lines::new(&text);
            let (mut row, mut column) = (0, 0);
            for (offset, unit) in (0..).zip(text.encode_utf16().chain([0])) {
                prop_assert_eq!(lines.place(offset), (row, column));
                (row, column) = if unit == u16::from(b'\n') { (row + 1, 0) } else { (row, column + 1) };
            }
        }

        #[test]
        fn offsets_behind_the_text_do_not_panic(text in "(a|\n){0,200}", offset in any::<u32>()) {
            let lines = Lines::new(&text);
            lines.place(offset);
        }

        #[test]
        fn what_was_asked_before_does_not_count(text in "(a{0,3}\n){0,40}", offsets in proptest::collection::vec(0_u32..200, 0..20)) {
            let lines = Lines::new(&text);
            for offset in offsets {
                prop_assert_eq!(lines.place(offset), Lines::new(&text).place(offset));
            }
        }
    }
}
