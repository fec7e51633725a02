//! The words of a Rust text, as far as it takes to find macros and to tell their arguments apart.
//!
//! In: a text. Out: words, marks and brackets in order, comments left out; outside of macros their beginnings alone, since most
//! of a file is no macro.

use std::ops::Range;

/// A word, mark or bracket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    /// A name, keyword, number or text.
    Word {
        start: usize,
        end: usize,
    },
    /// A mark of one byte.
    Mark {
        at: usize,
        byte: u8,
    },
    /// `=>`
    Arrow {
        at: usize,
    },
    /// A mark of several bytes.
    Marks {
        at: usize,
    },
    Open {
        at: usize,
        byte: u8,
    },
    Close {
        at: usize,
    },
    /// `name!(`, up to the bracket.
    Macro {
        start: usize,
        end: usize,
        open: usize,
    },
}

impl Token {
    /// Its first byte.
    pub(super) const fn start(self) -> usize {
        match self {
            Self::Word { start, .. } | Self::Macro { start, .. } => start,
            Self::Mark { at, .. }
            | Self::Arrow { at }
            | Self::Marks { at }
            | Self::Open { at, .. }
            | Self::Close { at } => at,
        }
    }

    pub(super) const fn is_brace(self) -> bool {
        matches!(self, Self::Open { byte: b'{', .. })
    }
}

/// What a byte may begin.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Nothing that matters outside of macros.
    Plain,
    Break,
    Quote,
    Apostrophe,
    Slash,
    Exclamation,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Plain; 256];
    classes[b'\n' as usize] = Class::Break;
    classes[b'"' as usize] = Class::Quote;
    classes[b'\'' as usize] = Class::Apostrophe;
    classes[b'/' as usize] = Class::Slash;
    classes[b'!' as usize] = Class::Exclamation;
    classes
};

/// Goes through a text.
pub(super) struct Lexer<'text> {
    text: &'text str,
    bytes: &'text [u8],
    at: usize,
    row: usize,
    row_start: usize,
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

impl<'text> Lexer<'text> {
    pub(super) const fn new(text: &'text str) -> Self {
        Self { text, bytes: text.as_bytes(), at: 0, row: 0, row_start: 0 }
    }

    pub(super) fn text(&self, range: Range<usize>) -> &'text str {
        self.text.get(range).unwrap_or_default()
    }

    pub(super) fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or_default()
    }

    /// Row and column of a place in the row that the lexer is in.
    pub(super) const fn point(&self, at: usize) -> (usize, usize) {
        (self.row, at.saturating_sub(self.row_start))
    }

    /// The next macro.
    pub(super) fn next_macro(&mut self) -> Option<Token> {
        loop {
            let byte = *self.bytes.get(self.at)?;
            match CLASSES[usize::from(byte)] {
                Class::Plain => self.at += 1,
                Class::Exclamation => {
                    let mark = self.at;
                    self.at += 1;
                    if let Some(found) = self.macro_at(mark) {
                        return Some(found);
                    }
                }
                _ => _ = self.skip(byte),
            }
        }
    }

    /// The macro whose `!` stands there, which the lexer is behind; goes past the definition of one.
    fn macro_at(&mut self, mark: usize) -> Option<Token> {
        let name = self.bytes[..mark].iter().rev().take_while(|byte| is_word(**byte)).count();
        if name == 0 {
            return None;
        }
        let start = mark - name;
        if self.text(start..mark) == "macro_rules" {
            self.skip_definition();
            return None;
        }
        let spaces = self.bytes[mark + 1..].iter().take_while(|byte| **byte == b' ').count();
        let open = mark + 1 + spaces;
        matches!(self.byte(open), b'(' | b'[' | b'{').then(|| {
            self.at = open + 1;
            Token::Macro { start, end: mark, open }
        })
    }

    /// Goes past ` name {…}`.
    fn skip_definition(&mut self) {
        let mut depth = 0_usize;
        while let Some(byte) = self.bytes.get(self.at).copied() {
            if self.skip(byte) {
                continue;
            }
            match byte {
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' => depth = depth.saturating_sub(1),
                b';' if depth == 0 => return,
                _ => {}
            }
            self.at += 1;
            if depth == 0 && matches!(byte, b')' | b']' | b'}') {
                return;
            }
        }
    }

    /// Goes past a line's end, a comment, a text, a character or a lifetime that begins here, if one does.
    fn skip(&mut self, byte: u8) -> bool {
        match byte {
            b'\n' => {
                self.at += 1;
                (self.row, self.row_start) = (self.row + 1, self.at);
            }
            b'"' => self.skip_text(),
            b'\'' => self.skip_character(),
            b'/' if self.byte(self.at + 1) == b'/' => {
                let rest = &self.bytes[self.at..];
                self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            }
            b'/' if self.byte(self.at + 1) == b'*' => self.skip_comment(),
            b'/' => {
                self.at += 1;
                return false;
            }
            _ => return false,
        }
        true
    }

    fn skip_to(&mut self, end: usize) {
        let end = end.min(self.bytes.len());
        for at in memchr::memchr_iter(b'\n', &self.bytes[self.at..end]) {
            (self.row, self.row_start) = (self.row + 1, self.at + at + 1);
        }
        self.at = end;
    }

    fn skip_comment(&mut self) {
        let (mut at, mut depth) = (self.at + 2, 1_usize);
        while depth > 0 && at < self.bytes.len() {
            match (self.bytes[at], self.byte(at + 1)) {
                (b'/', b'*') => (at, depth) = (at + 2, depth + 1),
                (b'*', b'/') => (at, depth) = (at + 2, depth - 1),
                _ => at += 1,
            }
        }
        self.skip_to(at);
    }

    fn skip_text(&mut self) {
        let before = &self.bytes[..self.at];
        let marks = before.iter().rev().take_while(|byte| **byte == b'#').count();
        let is_raw = before[..self.at - marks].last() == Some(&b'r');
        let mut at = self.at + 1;
        while let Some(found) = memchr::memchr2(b'"', b'\\', &self.bytes[at.min(self.bytes.len())..]) {
            at += found + 1;
            if self.bytes[at - 1] == b'\\' {
                at += usize::from(!is_raw);
            } else if !is_raw || self.bytes[at..].iter().take_while(|byte| **byte == b'#').count() >= marks {
                return self.skip_to(at);
            }
        }
        self.skip_to(self.bytes.len());
    }

    fn skip_character(&mut self) {
        let next = self.byte(self.at + 1);
        if next == b'\\' {
            // What is escaped may be the mark itself.
            let rest = self.bytes.get(self.at + 3..).unwrap_or_default();
            return self.skip_to(self.at + 4 + memchr::memchr(b'\'', rest).unwrap_or(rest.len()));
        }
        let length = self.text.get(self.at + 1..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
        let is_character = self.byte(self.at + 1 + length) == b'\'';
        self.skip_to(self.at + 1 + if is_character { length + 1 } else { 0 });
    }

    /// Whether `key: value` begins there.
    pub(super) fn is_map(&self, at: usize) -> bool {
        let mut ahead = Lexer { at, ..Self::new(self.text) };
        let is_key = matches!(ahead.next(), Some(Token::Word { .. }));
        is_key && matches!(ahead.next(), Some(Token::Mark { byte: b':', .. }))
    }
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        loop {
            let byte = *self.bytes.get(self.at)?;
            let at = self.at;
            match byte {
                b' ' | b'\t' | b'\r' => self.at += 1,
                b'"' => {
                    self.skip_text();
                    return Some(Token::Word { start: at, end: self.at });
                }
                b'\'' => {
                    self.skip_character();
                    return Some(Token::Word { start: at, end: self.at });
                }
                b'\n' => _ = self.skip(byte),
                b'/' => {
                    if !self.skip(byte) {
                        return Some(Token::Mark { at, byte });
                    }
                }
                b'(' | b'[' | b'{' => {
                    self.at += 1;
                    return Some(Token::Open { at, byte });
                }
                b')' | b']' | b'}' => {
                    self.at += 1;
                    return Some(Token::Close { at });
                }
                _ if is_word(byte) => {
                    let length = self.bytes[at..].iter().take_while(|byte| is_word(**byte)).count();
                    self.at += length;
                    let is_text = matches!(self.byte(self.at), b'"' | b'#') && length <= 2;
                    if is_text && self.is_prefix(at) {
                        self.at += self.bytes[self.at..].iter().take_while(|byte| **byte == b'#').count();
                        self.skip_text();
                        return Some(Token::Word { start: at, end: self.at });
                    }
                    if self.byte(self.at) == b'!' {
                        let mark = self.at;
                        self.at += 1;
                        if let Some(found) = self.macro_at(mark) {
                            return Some(found);
                        }
                        self.at = self.at.max(mark);
                    }
                    return Some(Token::Word { start: at, end: at + length });
                }
                b'=' if self.byte(at + 1) == b'>' => {
                    self.at += 2;
                    return Some(Token::Arrow { at });
                }
                _ => {
                    let next = self.byte(at + 1);
                    let is_double = (next == b'=' && b"=!<>+-*/%^&|".contains(&byte)) || (next == byte && byte == b':');
                    self.at += if is_double { 2 } else { 1 };
                    return Some(if is_double { Token::Marks { at } } else { Token::Mark { at, byte } });
                }
            }
        }
    }
}

impl Lexer<'_> {
    /// Whether what begins there is what stands in front of a text: `r#"`, `b"`.
    fn is_prefix(&self, at: usize) -> bool {
        let word = &self.bytes[at..self.at];
        let marks = self.bytes[self.at..].iter().take_while(|byte| **byte == b'#').count();
        matches!(word, b"r" | b"b" | b"c" | b"br" | b"cr") && self.byte(self.at + marks) == b'"'
    }
}
