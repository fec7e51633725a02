//! Manifests that hold anything: an import still resolves to a file of the repository or to none.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::repository::{MANIFESTS, Repository};

/// Pieces of JSON, right and wrong.
const TOKENS: [&str; 40] = [
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "null",
    "true",
    "1e999",
    "-0",
    "/*",
    "*/",
    "//",
    "\\u0000",
    "\\ud800",
    "\u{FEFF}",
    "\0",
    "\n",
    "\"*\"",
    "\"**\"",
    "\"\"",
    "\".\"",
    "\"..\"",
    "\"/\"",
    "\"../..\"",
    "\"${configDir}/src\"",
    "\"./base.json\"",
    "\"extends\":",
    "\"paths\":",
    "\"baseUrl\":",
    "\"rootDirs\":",
    "\"references\":",
    "\"exports\":",
    "\"imports\":",
    "\"workspaces\":",
    "\"name\":",
    "{\"a/*/*\": [1, null, \"*\"]}",
    "[[[[[[]]]]]]",
    "\"[a-\"",
];

#[derive(Debug, Clone)]
enum Edit {
    Delete(Index, usize),
    Insert(Index, &'static str),
    Move(Index, usize, Index),
    Replace(Index, &'static str),
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        1 => (any::<Index>(), 1usize..20).prop_map(|(at, length)| Edit::Delete(at, length)),
        1 => (any::<Index>(), select(&TOKENS[..])).prop_map(|(at, token)| Edit::Insert(at, token)),
        1 => (any::<Index>(), 1usize..40, any::<Index>()).prop_map(|(from, length, to)| Edit::Move(from, length, to)),
        3 => (any::<Index>(), select(&TOKENS[..])).prop_map(|(at, token)| Edit::Replace(at, token)),
    ]
}

/// A piece of JSON as it stands between quotes, commas and brackets: replacing one whole keeps the rest readable.
fn words(text: &str) -> Vec<std::ops::Range<usize>> {
    let is_part = |c: char| c.is_alphanumeric() || "./*@#_-$".contains(c);
    let mut words: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, c) in text.char_indices() {
        match words.last_mut() {
            Some(word) if word.end == at && is_part(c) => word.end = at + c.len_utf8(),
            _ if is_part(c) => words.push(at..at + c.len_utf8()),
            _ => {}
        }
    }
    // With the quotes around it.
    for word in &mut words {
        let quoted = text[..word.start].ends_with('"') && text[word.end..].starts_with('"');
        if quoted {
            *word = word.start - 1..word.end + 1;
        }
    }
    words
}

fn apply(edit: &Edit, text: &mut String) {
    let place = |index: &Index, text: &str| {
        let at = index.index(text.len() + 1);
        (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
    };
    let span = |from: &Index, length: usize, text: &str| {
        let begin = place(from, text);
        let end = (begin + length..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
        begin..end
    };
    match edit {
        Edit::Delete(at, length) => text.replace_range(span(at, *length, text), ""),
        Edit::Insert(at, token) => text.insert_str(place(at, text), token),
        Edit::Move(from, length, to) => {
            let range = span(from, *length, text);
            let piece: String = text.drain(range).collect();
            text.insert_str(place(to, text), &piece);
        }
        Edit::Replace(at, token) => {
            let words = words(text);
            if !words.is_empty() {
                text.replace_range(words[at.index(words.len())].clone(), token);
            }
        }
    }
}

fn manifests() -> impl Strategy<Value = Vec<String>> {
    vec(vec(edit(), 0..6), MANIFESTS.len()).prop_map(|edits| {
        let mutated = |((_, text), edits): (&(&str, &str), &Vec<Edit>)| {
            let mut text = (*text).to_owned();
            edits.iter().for_each(|edit| apply(edit, &mut text));
            text
        };
        MANIFESTS.iter().zip(&edits).map(mutated).collect()
    })
}

proptest! {
    #![proptest_config(super::cases(60))]

    #[test]
    fn whatever_manifests_hold_an_import_is_a_file_of_the_repository_or_none(manifests in manifests()) {
        Repository::new().check(manifests.iter().map(String::as_bytes));
    }
}
