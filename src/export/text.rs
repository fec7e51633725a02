//! What no format can hold, in texts that come from a repository.
//!
//! In: any text. Out: one of the same meaning without control characters and what XML has no way to write.

use std::borrow::Cow;
use std::fmt::Write;

/// What stands in front of a name that is spelled out, which no other name begins with.
const SPELLED: &str = "escaped:";

/// Whether some format has no way to write it: XML, a line of CSV, a text of C that ends at its first NUL.
fn is_unwritable(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}')
}

/// This name, or where a format has no way to write it, that name spelled out: so that two names stay two.
pub(super) fn without_controls(name: String) -> String {
    if !name.contains(is_unwritable) {
        return name;
    }
    let mut spelled = String::from(SPELLED);
    for character in name.chars() {
        match character {
            '\\' => spelled.push_str("\\\\"),
            character if is_unwritable(character) => push_spelled(&mut spelled, character),
            character => spelled.push(character),
        }
    }
    spelled
}

/// This text for somebody to read, with what a format has no way to write spelled out.
pub(super) fn readable(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unwritable) {
        return text.into();
    }
    let mut spelled = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if is_unwritable(character) { push_spelled(&mut spelled, character) } else { spelled.push(character) }
    }
    spelled.into()
}

fn push_spelled(text: &mut String, character: char) {
    // Writing to a string does not fail.
    let _ = write!(text, "\\u{{{:x}}}", u32::from(character));
}
