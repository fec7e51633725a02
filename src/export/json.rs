//! JSON that may stand anywhere: on a line, in a script of a page.
//!
//! In: what serde can write. Out: JSON in ASCII but for letters, without a character that ends a line or an element of a page.

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};
use std::io::{self, Write};

/// Writes a value as JSON on one line, without what ends the line.
pub(super) fn write(value: &impl Serialize, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(out, Embeddable)).map_err(io::Error::from)
}

/// JSON whose strings have nothing that means something to those who read it as a part of something else.
struct Embeddable;

/// What ends a line to some, or begins or ends an element of a page.
const fn is_escaped(character: char) -> bool {
    matches!(character, '<' | '>' | '&' | '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}')
}

impl Formatter for Embeddable {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, character)) = rest.char_indices().find(|(_, character)| is_escaped(*character)) {
            CompactFormatter.write_string_fragment(writer, &rest[..at])?;
            write!(writer, "\\u{:04x}", u32::from(character))?;
            rest = &rest[at + character.len_utf8()..];
        }
        CompactFormatter.write_string_fragment(writer, rest)
    }
}
