//! Where members stand of a type that is defined elsewhere: in an `impl` of Rust, in a class of Ruby that is opened again, in a further
//! part of a class of C#.
//!
//! In: a file's text, its functions and types. Out: [`Head`]s, by which a change to what stands around such members is one of them, as a
//! change to a class is one of its members. What a record has of these blocks is their members alone, so they are found by how their
//! rows are indented, and by a brace that their last row ends with where their members are not further in.

use super::decorators::{Decorators, indent};
use super::outline::Symbol;
use super::top_level::{Rows, is_comment};
use crate::record::StringId;
use std::cmp::Ordering;
use std::mem;
use std::ops::Range;

/// What stands around members of a type that is defined elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The rows from the first of its header to its last; those of its members are among them.
    pub rows: Rows,
    /// Its members and what is in them, by their rows in [`Outline::functions`](super::outline::Outline::functions).
    pub members: Range<u32>,
}

/// What a header's last rows begin with, if that is not its first one.
const CONTINUED: [&str; 4] = ["{", "where", ":", ">"];

/// The heads of a file with these lines, functions, in source order, and types; `outside` are the rows that have none.
pub(super) fn heads(of: &Around<'_>, functions: &[Symbol], types: &[Symbol]) -> Box<[Head]> {
    let members = detached(functions, types);
    if members.is_empty() {
        return Box::default();
    }
    let mut starts: Vec<u32> = functions.iter().chain(types).map(|symbol| symbol.span.start_row).collect();
    starts.sort_unstable();
    let mut finder = Finder { of, open: Vec::new(), found: Vec::new() };
    let mut members = members.into_iter().peekable();
    let end = of.lines.len() as u32;
    for row in 0..end {
        let says = finder.says(row);
        if says || starts.binary_search(&row).is_ok() {
            finder.end(row, indent(finder.line(row)));
        }
        while let Some(member) = members.next_if(|member| functions[*member as usize].span.start_row <= row) {
            finder.member(member);
        }
        if says && !finder.is_word(row) {
            finder.begin(row);
        }
    }
    finder.end(end, 0);
    finder.found.sort_unstable_by_key(|head| head.rows);
    finder.found.into()
}

/// The functions of classes that stand in none.
fn detached(functions: &[Symbol], types: &[Symbol]) -> Vec<u32> {
    let mut types: Vec<_> = types.iter().map(|ty| (ty.span.start, ty.span.end)).collect();
    types.sort_unstable();
    let (mut types, mut reached) = (types.into_iter().peekable(), 0);
    let mut is_detached = |function: &Symbol| {
        while let Some((_, end)) = types.next_if(|(start, _)| *start <= function.span.start) {
            reached = reached.max(end);
        }
        function.owner != StringId::EMPTY && reached < function.span.end
    };
    (0..).zip(functions).filter(|(_, function)| is_detached(function)).map(|(number, _)| number).collect()
}

/// A row that says something, as long as those below it are further in, or until the brace is closed that it ends with.
struct Open {
    row: u32,
    indent: usize,
    is_braced: bool,
    members: Option<Range<u32>>,
}

/// What stands around the functions and types of a file.
pub(super) struct Around<'s> {
    /// The file's lines.
    pub(super) lines: &'s [&'s str],
    /// Its rows outside of functions and types, in order.
    pub(super) outside: &'s [Rows],
    /// What is in front of definitions.
    pub(super) decorators: &'s Decorators<'s>,
    /// What a decorator begins with.
    pub(super) mark: Option<&'static str>,
}

struct Finder<'f, 's> {
    of: &'f Around<'s>,
    open: Vec<Open>,
    found: Vec<Head>,
}

impl Finder<'_, '_> {
    fn line(&self, row: u32) -> &str {
        self.of.lines.get(row as usize).copied().unwrap_or_default()
    }

    /// Whether a row is outside of functions and types, and neither blank nor a comment.
    fn says(&self, row: u32) -> bool {
        let outside = self.of.outside;
        let next = outside.partition_point(|(_, end)| *end < row);
        let line = self.line(row).trim();
        let is_outside = outside.get(next).is_some_and(|(start, _)| *start <= row);
        is_outside && !line.is_empty() && !is_comment(line, self.of.mark)
    }

    fn begin(&mut self, row: u32) {
        let line = self.line(row);
        let (indent, is_braced) = (indent(line), line.trim_end().ends_with('{'));
        self.open.push(Open { row, indent, is_braced, members: None });
    }

    /// Whether a row is no more than a word, such as `private`: that is around nothing.
    fn is_word(&self, row: u32) -> bool {
        self.line(row).trim().chars().all(|letter| letter.is_alphanumeric() || letter == '_')
    }

    /// A row with this indentation ends all that is not further out. What stands beside it and has a brace open ends with that, or with
    /// the text.
    fn end(&mut self, row: u32, indent: usize) {
        let is_last = row as usize == self.of.lines.len();
        let mut closes = self.line(row).trim_start().starts_with('}');
        let mut ends = |open: &mut Open| match open.indent.cmp(&indent) {
            Ordering::Less => false,
            Ordering::Equal => !open.is_braced || is_last || mem::take(&mut closes),
            Ordering::Greater => true,
        };
        while let Some(over) = self.open.pop_if(&mut ends) {
            if let Some(members) = over.members {
                let first = self.first_of_header(over.row);
                self.found.push(Head { rows: (first, row.saturating_sub(1)), members });
            }
        }
    }

    fn member(&mut self, member: u32) {
        if let Some(around) = self.open.last_mut() {
            around.members.get_or_insert(member..member).end = member + 1;
        }
    }

    /// The first row of a header, with its decorators, of which this is the last that is not further in than its members.
    fn first_of_header(&self, last: u32) -> u32 {
        let (mut first, level) = (last, indent(self.line(last)));
        let is_continued = |row: u32| CONTINUED.iter().any(|word| self.line(row).trim_start().starts_with(word));
        while (indent(self.line(first)) > level || is_continued(first)) && first > 0 {
            let above = self.line(first - 1).trim_end();
            if !self.says(first - 1) || above.ends_with([';', '{', '}']) {
                break;
            }
            first -= 1;
        }
        self.of.decorators.first_row(first)
    }
}
