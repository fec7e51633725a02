//! How large a record becomes where somebody writes it out: nested functions and types repeat the texts of those within.
//!
//! In: a record. Out: whether its analysis, as JSON, stays in proportion to its file, or what of it does not. In memory
//! the texts are parts of one source and one hash text; in JSON each is written in full, so that n functions in each other
//! take n² bytes. Takes memory in proportion to the texts, never to what would be written.

use super::{FileRecord, Run, StringId};
use std::fmt;

/// What an analysis may take as JSON in any case, in bytes, and for each byte of its file. Of 13,000 files of packages the
/// one that takes most, a minified bundle in one function, takes 35 bytes a byte; 4,000 functions in each other take
/// 18,000. The largest file that is read by default stays below the longest string of V8 like this.
const ALLOWED: u64 = 16 * 1024 * 1024;
const ALLOWED_PER_BYTE: u64 = 64;

/// What a call takes as JSON, in bytes, when a function lists it: its id, position and the names of its fields.
const CALL: u64 = 256;

/// The same of a reference.
const REFERENCE: u64 = 192;

/// The most bytes that JSON writes for one UTF-16 unit: `\u0000`.
const MOST_PER_UNIT: u64 = 6;

/// A record whose analysis is out of proportion to its file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "its analysis would take {written} bytes as JSON, more than the {allowed} a file of its size may: most are {most}"
)]
pub struct Overgrown {
    written: u64,
    allowed: u64,
    most: Part,
}

/// What grows with nesting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    FullTexts,
    Hashes,
    Nodes,
    Calls,
    References,
    Names,
}

impl fmt::Display for Part {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::FullTexts => "the texts of nested functions (fullText)",
            Self::Hashes => "the hashes of nested functions (functionHash)",
            Self::Nodes => "the texts of nested definitions (nodes)",
            Self::Calls => "the calls of nested functions (calls)",
            Self::References => "the references of nested functions (references)",
            Self::Names => "the names and types of what is declared",
        })
    }
}

impl FileRecord {
    /// Checks that the analysis is in proportion to the file.
    ///
    /// # Errors
    /// [`Overgrown`] says how large it would be as JSON, and what of it most is.
    pub fn check_growth(&self) -> Result<(), Overgrown> {
        let allowed = ALLOWED.saturating_add(ALLOWED_PER_BYTE.saturating_mul(self.source.len() as u64));
        // An upper bound is enough for nearly all files, and needs nothing but lengths.
        let longest = |run: Run| u64::from(run.end.saturating_sub(run.start)) * MOST_PER_UNIT;
        let bound = self.parts(longest, longest, |id| self.text(id).len() as u64 * MOST_PER_UNIT);
        if total(&bound) <= allowed {
            return Ok(());
        }
        let source = JsonLengths::new(&self.source);
        let hashes = JsonLengths::new(&self.hash_text);
        let strings: Vec<u64> = (0..self.strings.len() as u32).map(|id| json_length(self.text(StringId(id)))).collect();
        let string = |id: StringId| strings.get(id.0 as usize).copied().unwrap_or_default();
        let parts = self.parts(|run| source.of(run), |run| hashes.of(run), string);
        let written = total(&parts);
        if written <= allowed {
            return Ok(());
        }
        let most = parts.iter().max_by_key(|(_, bytes)| bytes).map_or(Part::FullTexts, |(part, _)| *part);
        Err(Overgrown { written, allowed, most })
    }

    /// What each part takes, by what a run of the source, one of the hash text and a string take.
    fn parts(
        &self,
        source: impl Fn(Run) -> u64,
        hash: impl Fn(Run) -> u64,
        string: impl Fn(StringId) -> u64,
    ) -> [(Part, u64); 6] {
        let (mut texts, mut hashes, mut nodes, mut names) = (0_u64, 0_u64, 0_u64, 0_u64);
        let (mut calls, mut references) = (0_u64, 0_u64);
        let rows = |run: Run| u64::from(run.end.saturating_sub(run.start));
        let list = |ids: &[StringId]| ids.iter().map(|id| string(*id)).sum::<u64>();
        for function in &self.functions {
            texts += source(Run { start: function.body_start, end: function.body_end });
            hashes += hash(function.hash);
            calls += rows(function.calls) * CALL;
            references += rows(function.references) * REFERENCE;
            names += list(&[function.key, function.name, function.class_name, function.return_type]);
            for run in [function.params, function.param_types, function.modifiers] {
                names += list(self.lists.get(run.range()).unwrap_or_default());
            }
        }
        for node in &self.nodes {
            nodes += source(Run { start: node.span.start, end: node.span.end }) + string(node.name);
        }
        for row in &self.types {
            names += list(&[row.key, row.name]);
        }
        for segment in &self.scope_segments {
            names += string(segment.name);
        }
        for field in &self.fields {
            names += list(&[field.name, field.type_text]);
        }
        [
            (Part::FullTexts, texts),
            (Part::Hashes, hashes),
            (Part::Nodes, nodes),
            (Part::Calls, calls),
            (Part::References, references),
            (Part::Names, names),
        ]
    }
}

fn total(parts: &[(Part, u64)]) -> u64 {
    parts.iter().map(|(_, bytes)| bytes).sum()
}

/// The bytes that JSON writes for runs of one text.
struct JsonLengths<'text> {
    text: &'text str,
    /// At every [`STRIDE`] units what stands before.
    checkpoints: Vec<Checkpoint>,
}

#[derive(Clone, Copy, Default)]
struct Checkpoint {
    unit: u32,
    byte: u32,
    json: u64,
}

const STRIDE: u32 = 64;

impl<'text> JsonLengths<'text> {
    fn new(text: &'text str) -> Self {
        let mut checkpoints = Vec::with_capacity(text.len() / STRIDE as usize + 1);
        let mut at = Checkpoint::default();
        for character in text.chars() {
            if at.unit >= checkpoints.len() as u32 * STRIDE {
                checkpoints.push(at);
            }
            at.unit += character.len_utf16() as u32;
            at.byte += character.len_utf8() as u32;
            at.json += json_bytes(character);
        }
        Self { text, checkpoints }
    }

    fn of(&self, run: Run) -> u64 {
        self.before(run.end).saturating_sub(self.before(run.start))
    }

    /// What is written for all before a UTF-16 unit.
    fn before(&self, unit: u32) -> u64 {
        let place = (unit / STRIDE) as usize;
        let Some(mut at) = self.checkpoints.get(place.min(self.checkpoints.len().saturating_sub(1))).copied() else {
            return 0;
        };
        for character in self.text.get(at.byte as usize..).unwrap_or_default().chars() {
            if at.unit >= unit {
                break;
            }
            at.unit += character.len_utf16() as u32;
            at.json += json_bytes(character);
        }
        at.json
    }
}

fn json_length(text: &str) -> u64 {
    text.chars().map(json_bytes).sum()
}

/// The bytes that `JSON.stringify` takes for a character, in UTF-8.
fn json_bytes(character: char) -> u64 {
    match character {
        '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 2,
        '\0'..'\u{20}' => MOST_PER_UNIT,
        _ => character.len_utf8() as u64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_take_what_json_takes() {
        let text = "aä\"\n\u{1}😀\\é".repeat(50);
        let lengths = JsonLengths::new(&text);
        let mut unit = 0;
        let mut units = vec![];
        for character in text.chars() {
            units.push(unit);
            unit += character.len_utf16() as u32;
        }
        units.push(unit);
        let characters: Vec<char> = text.chars().collect();
        for (first, start) in units.iter().enumerate().step_by(7) {
            for (last, end) in units.iter().enumerate().skip(first) {
                let expected: u64 = characters[first..last].iter().map(|character| json_bytes(*character)).sum();
                assert_eq!(lengths.of(Run { start: *start, end: *end }), expected);
            }
        }
        assert_eq!(JsonLengths::new("").of(Run { start: 0, end: 0 }), 0);
    }
}
