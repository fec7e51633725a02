//! What stands in the arguments of macros, which is a list of words to the grammar.
//!
//! In: the text of a file. Out: the parts of it that are parsed apart, as statements: `a(x), b = c` as `a(x); b = c;`. What is in
//! front of an argument, such as a key (`"size": x`), a mark (`%x`) or the pattern of an arm (`Some(x) = y => z`), is
//! blanked. What is no code even so, the parser tells. A macro within a macro is a part of its own.

use super::builtins::{GIVING, MATCHING, QUOTING};
use super::lexer::{Lexer, Token};
use crate::syntax::parse::Part;
use std::ops::Range;

/// What an item begins with that may have no brackets: `pub mod a;`, `use a::b;`, `struct A;`.
const ITEMS: &[&str] = &["const", "enum", "extern", "mod", "pub", "static", "struct", "type", "use"];

/// How many macros within one another are looked into: each is parsed with those in it.
const MAX_DEPTH: usize = 6;

/// A pair of brackets that is open.
struct Group {
    open: u8,
    kind: GroupKind,
    /// Where a first word stands that may be no part of an expression, and how many words followed it.
    first: Option<(Token, usize)>,
    last: Option<Token>,
    /// Where `=` stands between the pattern and the value of an arm.
    equals: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum GroupKind {
    /// The arguments of a macro.
    Macro,
    /// What a value is compared with.
    Match,
    /// `{ "key": value }`, which stands for statements.
    Map,
    /// The items of `if #[cfg(…)] {…}`.
    Branch,
    /// `[cfg(…)]` behind `if #`, where the `if` begins there.
    Condition(usize),
    /// The arguments of a macro that are no code.
    Quoted,
    Other,
}

/// The parts of a text that are parsed apart.
pub(super) fn parts(text: &str) -> Vec<Part> {
    let mut finder = Finder { lexer: Lexer::new(text), groups: Vec::new(), open: Vec::new(), parts: Vec::new() };
    finder.find();
    let mut parts = finder.parts;
    parts.sort_by_key(|part| part.node_byte);
    parts
}

struct Finder<'text> {
    lexer: Lexer<'text>,
    groups: Vec<Group>,
    /// The parts that are open, each with whether anything in it is worth a tree.
    open: Vec<(Part, bool)>,
    parts: Vec<Part>,
}

impl Finder<'_> {
    fn find(&mut self) {
        loop {
            let token = if self.groups.is_empty() { self.lexer.next_macro() } else { self.lexer.next() };
            let Some(token) = token else { return };
            match token {
                Token::Macro { start, end, open } => self.begin_macro(start..end, open),
                Token::Open { at, byte } => self.begin_group(at, byte),
                Token::Close { at } => self.end_group(at),
                _ => self.word(token),
            }
        }
    }

    fn begin_macro(&mut self, name: Range<usize>, open: usize) {
        let text = self.lexer.text(name.clone());
        let is_quoted = QUOTING.contains(&text) || self.groups.iter().any(|group| group.kind == GroupKind::Quoted);
        let kind = match text {
            _ if is_quoted || self.open.len() >= MAX_DEPTH => GroupKind::Quoted,
            _ if MATCHING.contains(&text) => GroupKind::Match,
            _ => GroupKind::Macro,
        };
        self.mark_worth();
        self.pass(Token::Word { start: name.start, end: name.end });
        let byte = self.lexer.byte(open);
        if kind != GroupKind::Quoted {
            let is_worth = GIVING.iter().any(|(giving, _)| *giving == text);
            let mut part = Part {
                node_byte: open,
                start: open + 1,
                start_point: self.lexer.point(open + 1),
                end: open + 1,
                ending: ";",
                patches: Vec::new(),
                tries_as_written: byte == b'{',
            };
            if kind == GroupKind::Match {
                part.start = name.start;
                part.start_point = self.lexer.point(name.start);
                part.ending = "=>0,}";
                part.patches.push((name.start..open + 1, b' '));
                part.patches.extend((name.start..).zip(b"match").map(|(at, byte)| (at..at + 1, *byte)));
            }
            self.open.push((part, is_worth));
        }
        self.groups.push(Group { open: byte, kind, first: None, last: None, equals: None });
    }

    fn begin_group(&mut self, at: usize, byte: u8) {
        let Some(around) = self.groups.last() else { return };
        let is_level = matches!(around.kind, GroupKind::Macro | GroupKind::Map);
        let last = around.last;
        let is_behind_word = matches!(last, Some(Token::Word { .. } | Token::Close { .. }));
        let kind = match byte {
            _ if around.kind == GroupKind::Quoted => GroupKind::Quoted,
            b'[' if is_level && self.condition_start().is_some() => {
                GroupKind::Condition(self.condition_start().unwrap_or(at))
            }
            b'{' if is_level && self.is_branch() => GroupKind::Branch,
            b'{' if !is_behind_word && self.lexer.is_map(at + 1) => GroupKind::Map,
            _ => GroupKind::Other,
        };
        if byte != b'[' {
            self.mark_worth();
        }
        if kind == GroupKind::Branch {
            self.patch(at..at + 1, b' ');
        }
        self.pass(Token::Open { at, byte });
        self.groups.push(Group { open: byte, kind, first: None, last: None, equals: None });
    }

    /// Where `if` begins that has `#` behind it.
    fn condition_start(&self) -> Option<usize> {
        let group = self.groups.last()?;
        match (group.last, group.first) {
            (Some(Token::Mark { byte: b'#', .. }), Some((Token::Word { start, end }, 1)))
                if self.lexer.text(start..end) == "if" =>
            {
                Some(start)
            }
            _ => None,
        }
    }

    /// Whether the brace that begins is one of `if #[cfg(…)] {…} else {…}`.
    fn is_branch(&self) -> bool {
        let Some(group) = self.groups.last() else { return false };
        match group.last {
            Some(Token::Close { at }) => self.is_patched(at),
            Some(Token::Word { start, .. }) => self.is_patched(start),
            _ => false,
        }
    }

    fn is_patched(&self, at: usize) -> bool {
        let patches = self.open.last().map(|(part, _)| &part.patches);
        patches.is_some_and(|patches| patches.iter().any(|(range, byte)| range.contains(&at) && *byte == b' '))
    }

    fn end_group(&mut self, at: usize) {
        let Some(group) = self.groups.pop() else { return };
        match group.kind {
            GroupKind::Macro | GroupKind::Match => {
                if let Some((mut part, is_worth)) = self.open.pop() {
                    if part.end == part.node_byte + 1 {
                        part.end = at;
                    }
                    if is_worth && part.end > part.start {
                        self.parts.push(part);
                    }
                }
            }
            GroupKind::Branch => self.patch(at..at + 1, b' '),
            GroupKind::Condition(start) => {
                self.patch(start..at + 1, b' ');
                if let Some((part, _)) = self.open.last_mut() {
                    part.tries_as_written = false;
                }
            }
            GroupKind::Map | GroupKind::Quoted | GroupKind::Other => {}
        }
        let Some(around) = self.groups.last_mut() else { return };
        around.last = Some(Token::Close { at });
        // A block is a statement of its own.
        if group.open == b'{' && around.first.is_some_and(|(first, more)| first.is_brace() && more == 0) {
            (around.first, around.equals) = (None, None);
        }
        if matches!(group.kind, GroupKind::Branch | GroupKind::Condition(_)) {
            (around.first, around.equals) = (None, None);
        }
    }

    /// A word or mark of the innermost group.
    fn word(&mut self, token: Token) {
        let Some(group) = self.groups.last() else { return };
        match group.kind {
            GroupKind::Macro | GroupKind::Map => self.statement_word(token),
            GroupKind::Match => self.matched_word(token),
            _ => self.pass(token),
        }
    }

    fn matched_word(&mut self, token: Token) {
        let has_pattern = self.groups.last().is_some_and(|group| group.equals.is_some());
        match token {
            Token::Mark { at, byte: b',' } if !has_pattern => {
                self.patch(at..at + 1, b'{');
                if let Some(group) = self.groups.last_mut() {
                    group.equals = Some(at);
                }
            }
            Token::Mark { at, byte: b',' } => {
                // What is said where it does not match.
                if let Some((part, _)) = self.open.last_mut()
                    && part.end == part.node_byte + 1
                {
                    part.end = at;
                }
            }
            _ => {}
        }
        self.pass(token);
    }

    fn statement_word(&mut self, token: Token) {
        let Some(group) = self.groups.last() else { return };
        let (first, last, equals) = (group.first, group.last, group.equals);
        match token {
            Token::Word { start, end } if first.is_none() && self.is_item(start..end) => {
                self.mark_worth();
                self.pass(token);
            }
            Token::Mark { at, byte: b',' | b';' } => {
                self.patch(at..at + 1, b';');
                self.end_statement();
            }
            Token::Arrow { at } => {
                match (first, equals) {
                    (Some((first, _)), Some(equals)) => self.patch(first.start()..equals + 1, b' '),
                    (Some((Token::Word { start, end }, more)), None) => {
                        let text = self.lexer.text(start..end);
                        let is_pattern = text.starts_with(char::is_uppercase) && more > 0;
                        if is_pattern {
                            self.patch(start..at, b' ');
                        } else if matches!(text, "else" | "_" | "if" | "default") {
                            self.patch(start..end, b' ');
                        }
                    }
                    _ => {}
                }
                self.patch(at..at + 1, b' ');
                self.patch(at + 1..at + 2, b';');
                self.end_statement();
            }
            Token::Mark { at, byte: b':' } if matches!(first, Some((_, 0))) => {
                if let Some((first, _)) = first.filter(|(first, _)| !first.is_brace()) {
                    self.patch(first.start()..at + 1, b' ');
                }
                self.end_statement();
            }
            Token::Mark { at, byte: b'%' | b'?' }
                if first.is_none() || matches!(last, Some(Token::Mark { byte: b'=', .. })) =>
            {
                self.patch(at..at + 1, b' ');
            }
            Token::Mark { at, byte: b'=' } => {
                if let Some(group) = self.groups.last_mut() {
                    group.equals.get_or_insert(at);
                }
                self.pass(token);
            }
            Token::Word { start, end } if self.lexer.text(start..end) == "else" && self.is_behind_branch() => {
                self.patch(start..end, b' ');
                if let Some(group) = self.groups.last_mut() {
                    (group.first, group.last) = (None, Some(token));
                }
            }
            _ => self.pass(token),
        }
    }

    /// Whether an item begins with this word, which is the first of a statement in a macro with braces.
    fn is_item(&self, word: Range<usize>) -> bool {
        let is_in_braces = self.groups.last().is_some_and(|group| group.open == b'{' && group.kind == GroupKind::Macro);
        is_in_braces && ITEMS.contains(&self.lexer.text(word))
    }

    /// Whether the innermost group's last word is the end of `if #[cfg(…)] {…}`.
    fn is_behind_branch(&self) -> bool {
        let last = self.groups.last().and_then(|group| group.last);
        matches!(last, Some(Token::Close { at }) if self.is_patched(at))
    }

    fn end_statement(&mut self) {
        if let Some(group) = self.groups.last_mut() {
            (group.first, group.last, group.equals) = (None, None, None);
        }
    }

    /// Goes past a word.
    fn pass(&mut self, token: Token) {
        if let Some(group) = self.groups.last_mut() {
            match &mut group.first {
                Some((_, more)) => *more += 1,
                first => *first = Some((token, 0)),
            }
            group.last = Some(token);
        }
    }

    /// There may be a call in the innermost part.
    fn mark_worth(&mut self) {
        if let Some((_, is_worth)) = self.open.last_mut() {
            *is_worth = true;
        }
    }

    fn patch(&mut self, range: Range<usize>, byte: u8) {
        if let Some((part, _)) = self.open.last_mut() {
            part.patches.push((range, byte));
        }
    }
}
