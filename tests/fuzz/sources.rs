//! Hostile texts: the fixtures with pieces deleted, repeated, exchanged and put in, and bytes of any kind.

use std::fmt;
use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::checks::{self, ENDINGS};
use crate::grammar::{GRAMMARS, Grammar};

/// A file: a name whose ending says its language, and what it holds.
#[derive(Clone)]
pub struct Source {
    pub name: String,
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Source {
    /// As it can be pasted into a regression test.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: b\"{}\"", self.name, self.bytes.escape_ascii())
    }
}

static FIXTURES: LazyLock<Vec<Source>> = LazyLock::new(|| {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut sources: Vec<Source> = checks::FIXTURES
        .iter()
        .flat_map(|language| std::fs::read_dir(folder.join(language)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending != "snap"))
        .map(|path| Source {
            name: path.file_name().unwrap().to_str().unwrap().to_owned(),
            bytes: std::fs::read(&path).unwrap(),
        })
        .collect();
    sources.sort_by(|one, other| one.name.cmp(&other.name));
    sources
});

/// All of them.
pub fn all() -> &'static [Source] {
    &FIXTURES
}

/// What the grammars of all languages are made of, most of all where it does not belong.
static PIECES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut pieces: Vec<String> = GRAMMARS.iter().flat_map(Grammar::pieces).collect();
    pieces.sort();
    pieces.dedup();
    pieces
});

/// One change of a text. Places are shares of its length, so that any change fits any text.
#[derive(Debug, Clone)]
enum Edit {
    Delete(Index, usize),
    Repeat(Index, usize, usize),
    Move(Index, usize, Index),
    Insert(Index, String, usize),
    InsertBytes(Index, Vec<u8>),
    Borrow(Index, Index, Index, usize),
    Cut(Index),
}

fn edit() -> impl Strategy<Value = Edit> {
    let place = any::<Index>;
    prop_oneof![
        3 => (place(), 1usize..60).prop_map(|(at, length)| Edit::Delete(at, length)),
        3 => (place(), 1usize..60, 1usize..4).prop_map(|(at, length, times)| Edit::Repeat(at, length, times)),
        3 => (place(), 1usize..60, place()).prop_map(|(from, length, to)| Edit::Move(from, length, to)),
        6 => (place(), select(&PIECES[..])).prop_map(|(at, token)| Edit::Insert(at, token, 1)),
        1 => (place(), select(&PIECES[..]), 1usize..1500).prop_map(|(at, token, times)| Edit::Insert(at, token, times)),
        1 => (place(), vec(any::<u8>(), 1..8)).prop_map(|(at, bytes)| Edit::InsertBytes(at, bytes)),
        3 => (place(), place(), place(), 1usize..400).prop_map(|(at, file, from, length)| Edit::Borrow(at, file, from, length)),
        1 => place().prop_map(Edit::Cut),
    ]
}

/// A fixture after some changes, under any of the endings.
pub fn mutated() -> impl Strategy<Value = Source> {
    (any::<Index>(), select(&ENDINGS[..]), vec(edit(), 1..14)).prop_map(|(fixture, ending, edits)| {
        let mut bytes = fixture.get(&FIXTURES).bytes.clone();
        for edit in &edits {
            apply(edit, &mut bytes);
        }
        Source { name: format!("mutated.{ending}"), bytes }
    })
}

/// Bytes that were never meant to be a source, and tokens in no order.
pub fn arbitrary() -> impl Strategy<Value = Source> {
    let bytes = vec(any::<u8>(), 0..600);
    let text = "\\PC{0,300}".prop_map(String::into_bytes);
    let tokens = vec(select(&PIECES[..]), 0..200).prop_map(|tokens| tokens.concat().into_bytes());
    let mixed = (select(GRAMMARS), any::<u64>(), 1usize..2000)
        .prop_map(|(grammar, seed, bytes)| grammar.mixed(&PIECES, seed).text(bytes).into_bytes());
    (select(&ENDINGS[..]), prop_oneof![bytes, text, tokens, mixed])
        .prop_map(|(ending, bytes)| Source { name: format!("arbitrary.{ending}"), bytes })
}

/// An unchanged fixture.
pub fn fixture() -> impl Strategy<Value = Source> {
    any::<Index>().prop_map(|index| index.get(&FIXTURES).clone())
}

fn apply(edit: &Edit, bytes: &mut Vec<u8>) {
    let place = |index: &Index, length: usize| index.index(length + 1);
    let span = |from: &Index, length: usize, of: &[u8]| {
        let begin = place(from, of.len());
        begin..(begin + length).min(of.len())
    };
    match edit {
        Edit::Delete(at, length) => drop(bytes.drain(span(at, *length, bytes))),
        Edit::Repeat(at, length, times) => {
            let piece = span(at, *length, bytes);
            let copy = bytes[piece.clone()].repeat(*times);
            bytes.splice(piece.end..piece.end, copy);
        }
        Edit::Move(from, length, to) => {
            let piece: Vec<u8> = bytes.drain(span(from, *length, bytes)).collect();
            let to = place(to, bytes.len());
            bytes.splice(to..to, piece);
        }
        Edit::Insert(at, token, times) => {
            let at = place(at, bytes.len());
            bytes.splice(at..at, token.repeat(*times).into_bytes());
        }
        Edit::InsertBytes(at, piece) => {
            let at = place(at, bytes.len());
            bytes.splice(at..at, piece.iter().copied());
        }
        Edit::Borrow(at, file, from, length) => {
            let other = &file.get(&FIXTURES).bytes;
            let at = place(at, bytes.len());
            bytes.splice(at..at, other[span(from, *length, other)].iter().copied());
        }
        Edit::Cut(at) => bytes.truncate(place(at, bytes.len())),
    }
}
