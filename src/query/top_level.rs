//! Which rows of a file say something outside of functions and types.
//!
//! In: a file's text, the rows of its functions and types. Out: the other rows that have more than a comment, an import or a
//! closing bracket: what other files may depend on that no function or type of the graph stands for.

use crate::languages::Facts;

/// What rows begin with that say nothing.
const COMMENTS: [&str; 8] = ["//", "/*", "*", "#", "--", "\"\"\"", "'''", "<!--"];

/// Rows, the last one included.
pub type Rows = (u32, u32);

/// The rows outside of `symbols`, which are sorted by their first rows.
pub(super) fn rows_outside(symbols: impl Iterator<Item = Rows>) -> Vec<Rows> {
    let (mut outside, mut next) = (Vec::new(), 0);
    for (start, end) in symbols {
        if start > next {
            outside.push((next, start - 1));
        }
        next = next.max(end.saturating_add(1));
    }
    outside.push((next, u32::MAX));
    outside
}

/// Whether a line, without the blanks around it, is a comment, or says no more than one. What begins with the mark of decorators is none.
pub(super) fn is_comment(line: &str, decorator: Option<&str>) -> bool {
    COMMENTS.iter().any(|comment| line.starts_with(comment)) && !decorator.is_some_and(|mark| line.starts_with(mark))
}

/// Those of the rows outside of symbols that say something, runs of them.
pub(super) fn telling(lines: &[&str], outside: &[Rows], facts: &Facts) -> Box<[Rows]> {
    let mut runs: Vec<Rows> = Vec::new();
    let mut outside = outside.iter().copied().peekable();
    // How many brackets an import has left open.
    let mut open = 0_i64;
    for (row, line) in (0..).zip(lines) {
        while outside.next_if(|(_, end)| *end < row).is_some() {}
        if outside.peek().is_none_or(|(start, _)| row < *start) {
            open = 0;
            continue;
        }
        let line = line.trim();
        let word = line.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next().unwrap_or_default();
        let is_block = line.ends_with('{') && facts.block_words.contains(&word);
        if open > 0 || facts.import_words.contains(&word) && !is_block {
            let count = |brackets: [char; 3]| line.matches(brackets).count() as i64;
            open = (open + count(['(', '{', '[']) - count([')', '}', ']'])).max(0);
            continue;
        }
        if line.chars().all(|letter| ")]};,".contains(letter)) || is_comment(line, facts.decorator_mark) {
            continue;
        }
        match runs.last_mut() {
            Some((_, end)) if *end + 1 == row => *end = row,
            _ => runs.push((row, row)),
        }
    }
    runs.into()
}
