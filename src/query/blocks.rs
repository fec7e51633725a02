//! Tests that are no functions of the graph: what is called with a title and the test, `it('loads', () => …)`.
//!
//! In: the calls of a file and its text. Out: [`Block`]s, by which what stands outside of any function is a test's.

use super::outline::Texts;
use crate::languages::conventions;
use crate::record::{FileRecord, Span, StringId, Strings};

/// A row and a column, from 0.
pub type Position = (u32, u32);

/// How deep they may stand in each other; further in, the one around them has what is theirs.
const MAX_DEPTH: usize = 32;

/// How much of a text is looked through for a title.
const MAX_TEXT: u32 = 4096;

/// How long a title is at most, in bytes.
const MAX_TITLE: usize = 200;

/// A test, or several with one title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// The title, or what is called where there is none.
    pub title: StringId,
    /// Whether it has tests in it instead of being one.
    pub is_suite: bool,
    /// The block it stands in.
    pub parent: Option<u32>,
    /// Where it begins.
    pub start: Position,
    /// Where it ends: one past its last unit.
    pub end: Position,
}

impl Block {
    fn has(&self, position: Position) -> bool {
        self.start <= position && position < self.end
    }
}

/// The innermost of these blocks, which are in source order, around a position.
pub(super) fn around(blocks: &[Block], position: Position) -> Option<u32> {
    let mut at = blocks.partition_point(|block| block.start <= position).checked_sub(1)? as u32;
    while !blocks[at as usize].has(position) {
        at = blocks[at as usize].parent?;
    }
    Some(at)
}

/// The blocks of a file that is a test, in source order.
pub(super) fn blocks_of(record: &FileRecord, texts: &Texts, strings: &mut Strings) -> Box<[Block]> {
    let tests = &record.language.facts().tests;
    let mut found: Vec<(Span, StringId, bool)> = Vec::new();
    for call in &record.calls {
        let span = call.span;
        let text = texts.get(span.start..span.end.min(span.start.saturating_add(MAX_TEXT)));
        let Some((callee, title)) = titled(&text) else { continue };
        let Some(block) = tests.block(callee) else { continue };
        let title = title.unwrap_or(callee);
        found.push((span, strings.intern(title), block == conventions::Block::Suite));
    }
    found.sort_by_key(|(span, ..)| (span.start, std::cmp::Reverse(span.end)));
    let mut blocks: Vec<Block> = Vec::new();
    let mut open: Vec<u32> = Vec::new();
    for (span, title, is_suite) in found {
        let (start, end) = ((span.start_row, span.start_column), (span.end_row, span.end_column));
        while open.pop_if(|block| blocks[*block as usize].end <= start).is_some() {}
        if open.len() < MAX_DEPTH {
            let parent = open.last().copied();
            open.push(blocks.len() as u32);
            blocks.push(Block { title, is_suite, parent, start, end });
        }
    }
    blocks.into()
}

/// What a call's text calls, `describe.only`, and the title that it passes; none where it has no title and what is passed
/// instead may be a test.
fn titled(text: &str) -> Option<(&str, Option<&str>)> {
    let is_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '$' | '.');
    let callee = &text[..text.find(|letter| !is_name(letter)).unwrap_or(text.len())];
    let mut rest = &text[callee.len()..];
    // `it.each([…])('title', …)`, it.each`…`('title', …)
    if callee.contains('.') && rest.starts_with(['(', '`']) {
        let behind = behind_group(rest);
        rest = if behind.starts_with('(') { behind } else { rest };
    }
    let passed = rest.trim_start_matches(['(', ' ', '\t', '\r', '\n']);
    let title = match passed.chars().next()? {
        quote @ ('\'' | '"' | '`') => quoted(&passed[1..], quote),
        '{' => None,
        letter if is_name(letter) || letter == ':' => {
            let name = &passed[..passed.find(|letter: char| !is_name(letter) && letter != ':')?];
            (name != "do").then_some(name)
        }
        _ => return None,
    };
    Some((callee, title.map(|title| &title[..title.floor_char_boundary(MAX_TITLE)])))
}

/// What stands in front of the closing quote.
fn quoted(text: &str, quote: char) -> Option<&str> {
    let mut is_escaped = false;
    let end = text.find(|letter| {
        let ends = letter == quote && !is_escaped;
        is_escaped = letter == '\\' && !is_escaped;
        ends
    });
    Some(&text[..end?])
}

/// What stands behind the group that a text begins with: parentheses with what is in them, or a template.
fn behind_group(text: &str) -> &str {
    let mut depth = 0_usize;
    let mut quote: Option<char> = None;
    let mut is_escaped = false;
    for (at, letter) in text.char_indices() {
        match (quote, letter) {
            (Some(open), letter) if letter == open && !is_escaped => quote = None,
            (None, '\'' | '"' | '`') => quote = Some(letter),
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            _ => {}
        }
        is_escaped = letter == '\\' && !is_escaped;
        if depth == 0 && quote.is_none() {
            return &text[at + letter.len_utf8()..];
        }
    }
    ""
}
