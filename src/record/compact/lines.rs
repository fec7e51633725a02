//! Where the lines of a source begin: rows and columns follow from offsets.
//!
//! In: a text. Out: the row and column of an offset in UTF-16 units.

/// The lines of a text.
#[derive(Debug)]
pub(crate) struct Lines {
    /// Where each begins, in UTF-16 units.
    starts: Vec<u32>,
    /// The line of the first of each [`STEP`] units.
    lines: Vec<u32>,
}

/// No line that is looked for is further than that from one that is known.
const STEP: usize = 64;

impl Lines {
    pub(crate) fn new(text: &str) -> Self {
        let is_ascii = text.is_ascii();
        let mut starts = vec![0];
        let (mut begin, mut units) = (0, 0);
        for end in memchr::memchr_iter(b'\n', text.as_bytes()).map(|feed| feed + 1) {
            units = if is_ascii { end as u32 } else { units + utf16_len(&text[begin..end]) };
            begin = end;
            starts.push(units);
        }
        let length = if is_ascii { text.len() as u32 } else { units + utf16_len(&text[begin..]) };
        let mut lines = Vec::with_capacity(length as usize / STEP + 1);
        let mut line = 0;
        for unit in (0..=length).step_by(STEP) {
            while starts.get(line + 1).is_some_and(|start| *start <= unit) {
                line += 1;
            }
            lines.push(line as u32);
        }
        Self { starts, lines }
    }

    pub(crate) fn row(&self, offset: u32) -> u32 {
        let known = (offset as usize / STEP).min(self.lines.len() - 1);
        let first = self.lines[known] as usize + 1;
        let further = self.starts[first..].iter().take(STEP).take_while(|start| **start <= offset).count();
        (first + further - 1) as u32
    }

    pub(crate) fn column(&self, offset: u32) -> u32 {
        offset.wrapping_sub(self.starts[self.row(offset) as usize])
    }
}

fn utf16_len(text: &str) -> u32 {
    text.chars().map(|character| character.len_utf16() as u32).sum()
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
                prop_assert_eq!((lines.row(offset), lines.column(offset)), (row, column));
                (row, column) = if unit == u16::from(b'\n') { (row + 1, 0) } else { (row, column + 1) };
            }
        }

        #[test]
        fn offsets_behind_the_text_do_not_panic(text in "(a|\n){0,200}", offset in any::<u32>()) {
            let lines = Lines::new(&text);
            lines.column(offset);
        }
    }
}
