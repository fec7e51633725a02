//! The words of a Rust text, as far as it takes to read macros.
//!
//! In: a text. Out: its words, each mark a word of its own, without comments.

/// The words of a text, in order.
pub(super) fn words_of(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(|letter: char| !letter.is_whitespace()).map(|space| at + space) {
        let rest = &text[start..];
        at = start + length_of(rest);
        if !rest.starts_with("//") && !rest.starts_with("/*") {
            words.push(&text[start..at]);
        }
    }
    words
}

/// Where the bracket is closed that stands at this place, if it is one.
pub(super) fn close_of(words: &[&str], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, word) in words.iter().enumerate().skip(open) {
        match *word {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return (at > open).then_some(at);
        }
    }
    None
}

/// How long the word or comment is that a text begins with.
fn length_of(text: &str) -> usize {
    let first = text.chars().next().unwrap_or_default();
    if text.starts_with("//") {
        return text.find('\n').unwrap_or(text.len());
    }
    if text.starts_with("/*") {
        return comment(text);
    }
    match first {
        '"' => quoted(text),
        '\'' => letter(text),
        _ if is_word(first) => {
            let end = text.find(|letter| !is_word(letter)).unwrap_or(text.len());
            let is_prefix = matches!(&text[..end], "r" | "b" | "br" | "c" | "cr");
            if is_prefix { end + literal(&text[end..], text[..end].contains('r')) } else { end }
        }
        _ => first.len_utf8(),
    }
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// Comments nest.
fn comment(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(mark) = text.get(at..).and_then(|rest| rest.find(['/', '*'])).map(|mark| at + mark) {
        let rest = &text[mark..];
        at = mark + 2;
        if rest.starts_with("/*") {
            depth += 1;
        } else if rest.starts_with("*/") {
            depth -= 1;
            if depth == 0 {
                return at;
            }
        } else {
            at = mark + 1;
        }
    }
    text.len()
}

fn quoted(text: &str) -> usize {
    let mut letters = text.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => drop(letters.next()),
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// A letter in quotes, or the mark of a lifetime.
fn letter(text: &str) -> usize {
    let mut letters = text.char_indices().skip(1);
    match letters.next() {
        Some((_, '\\')) => {
            text[2..].char_indices().skip(1).find(|(_, letter)| *letter == '\'').map_or(1, |(at, _)| at + 3)
        }
        Some(_) => letters.next().filter(|(_, letter)| *letter == '\'').map_or(1, |(at, _)| at + 1),
        None => 1,
    }
}

/// What follows the prefix of a text or letter in quotes; nothing, if it is none.
fn literal(text: &str, is_raw: bool) -> usize {
    let marks = text.len() - text.trim_start_matches('#').len();
    match text[marks..].chars().next() {
        Some('"') if is_raw => {
            let end = format!("\"{}", &text[..marks]);
            text[marks + 1..].find(&end).map_or(text.len(), |at| marks + 1 + at + end.len())
        }
        Some('"') if marks == 0 => quoted(text),
        Some('\'') if marks == 0 && !is_raw => letter(text),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_and_comments_are_no_brackets() {
        let words = |text| words_of(text).join(" ");
        assert_eq!(words("a(/* ( /* */ */b // )\n)"), "a ( b )");
        assert_eq!(
            words(r##"f("\")", '(', '\'', '\u{28}', b'(', r#"(""#, br"(", r#type)"##),
            r##"f ( "\")" , '(' , '\'' , '\u{28}' , b'(' , r#"(""# , br"(" , r # type )"##
        );
        assert_eq!(words("&'a T<'b>"), "& ' a T < ' b >");
        let words = words_of("x { [ ( ) ] } y");
        assert_eq!((close_of(&words, 1), close_of(&words, 2), close_of(&words, 0)), (Some(6), Some(5), None));
    }

    proptest! {
        #[test]
        fn any_text_has_words_that_stand_in_it(text in "(\\PC|[ \n\"'/*\\\\#rbc(){}])*") {
            let mut rest = text.as_str();
            for word in words_of(&text) {
                prop_assert!(!word.is_empty());
                let at = rest.find(word);
                prop_assert!(at.is_some());
                rest = &rest[at.unwrap_or_default() + word.len()..];
            }
        }
    }
}
