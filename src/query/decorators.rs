//! Which rows in front of a definition are its decorators, where those stand outside of it.
//!
//! In: a file's lines, and the first and last rows of its functions and types. Out: the first row of a definition with what is
//! in front of it: `@Injectable()` of a class, `#[derive(Clone)]`. A record's spans begin behind these in some languages, so they are found
//! by the mark that each begins with.

use super::edges::SymbolId;
use super::top_level::Rows;

/// A function or a type with decorators in front of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decorated {
    /// The function or type.
    pub symbol: SymbolId,
    /// The first row of its decorators; the last is in front of the definition's.
    pub first_row: u32,
}

/// The lines of a file whose definitions may have decorators.
pub(super) struct Decorators<'s> {
    lines: &'s [&'s str],
    /// What each begins with.
    mark: Option<&'static str>,
    /// The first and last rows of all functions and types, sorted.
    bounds: Vec<u32>,
}

impl<'s> Decorators<'s> {
    /// `symbols` are the rows of all functions and types.
    pub(super) fn of(lines: &'s [&'s str], mark: Option<&'static str>, symbols: &[Rows]) -> Self {
        let mut bounds: Vec<u32> = symbols.iter().flat_map(|(start, end)| [*start, *end]).collect();
        bounds.sort_unstable();
        Self { lines, mark, bounds }
    }

    /// The first row of what begins in this one, with its decorators.
    pub(super) fn first_row(&self, row: u32) -> u32 {
        let Some(mark) = self.mark else { return row };
        let bound = self.bounds[..self.bounds.partition_point(|bound| *bound < row)].last();
        let above = bound.map_or(0, |bound| bound + 1)..row;
        let (level, mut first) = (indent(self.line(row)), row);
        for row in above.rev() {
            let line = self.line(row);
            let (is_beside, text) = (indent(line) == level, line.trim());
            if is_beside && text.starts_with(mark) {
                if !self.lines.get(row as usize..first as usize).is_some_and(are_decorators) {
                    break;
                }
                first = row;
            } else if !text.is_empty() && (indent(line) < level || is_beside && !is_passed(text)) {
                break;
            }
        }
        first
    }

    fn line(&self, row: u32) -> &'s str {
        self.lines.get(row as usize).copied().unwrap_or_default()
    }
}

/// How far in a line is.
pub(super) fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Whether a line may stand between a decorator's first one and what is decorated: its last one, or a comment.
fn is_passed(text: &str) -> bool {
    text.starts_with([')', ']', '}', '#']) || text.starts_with("//")
}

/// Whether lines have decorators in them and nothing else: names, with anything in brackets behind them, and comments.
fn are_decorators(lines: &[&str]) -> bool {
    let mut depth = 0_usize;
    for line in lines {
        let mut is_first = true;
        let mut letters = line.trim().chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth = depth.saturating_sub(1),
                _ if depth > 0 => {}
                '/' | '#' if is_first && letters.peek() != Some(&'[') => break,
                '@' | '#' if is_first => {}
                ' ' | '\t' => {}
                '.' | '_' if !is_first => {}
                _ if letter.is_alphanumeric() && !is_first => {}
                _ => return false,
            }
            is_first = letter.is_whitespace();
        }
    }
    depth == 0
}
