//! What an entry says, as bytes.
//!
//! In: what was looked at, told and counted. Out: bytes, and the same of them; nothing of what is no such bytes.

use crate::error::{FailureCode, FileFailure, Warning, WarningCode};
use crate::languages::LanguageId;
use crate::query::image;
use crate::query::stats::{Counts, Stats};
use crate::record::compact::bytes::{Input, put_bytes, put_number};
use crate::resolve::looks::{Look, Looked, Seen as Answer};

pub(super) fn put_looked(out: &mut Vec<u8>, looked: &Looked) {
    let looks = looked.looks();
    put_number(out, looks.len() as u32);
    let mut before = "";
    for (look, path, Answer(answer)) in looks {
        out.push(look as u8);
        image::put_path(out, before, path);
        out.extend_from_slice(&answer);
        before = path;
    }
}

pub(super) fn take_looked(input: &mut Input<'_>) -> Option<Looked> {
    let mut path = String::new();
    let looks = (0..input.count().ok()?).map(|_| {
        let look = *Look::ALL.get(usize::from(input.byte().ok()?))?;
        image::take_path(input, &mut path).ok()?;
        Some((look, path.clone(), Answer(input.take(16).ok()?.try_into().ok()?)))
    });
    looks.collect()
}

/// What was told of paths: the path first, as many words of each.
fn put_told<'t, const WORDS: usize>(out: &mut Vec<u8>, told: impl ExactSizeIterator<Item = [&'t str; WORDS]>) {
    put_number(out, told.len() as u32);
    told.flatten().for_each(|text| put_bytes(out, text.as_bytes()));
}

fn take_told<T, const WORDS: usize>(
    input: &mut Input<'_>,
    one: impl Fn([String; WORDS]) -> Option<T>,
) -> Option<Vec<T>> {
    let count = input.count().ok()?;
    let mut all = || {
        let mut words = [const { String::new() }; WORDS];
        for word in &mut words {
            input.text().ok()?.clone_into(word);
        }
        one(words)
    };
    (0..count).map(|_| all()).collect()
}

pub(super) fn put_pairs(out: &mut Vec<u8>, pairs: &[(String, String)]) {
    put_told(out, pairs.iter().map(|(one, other)| [one.as_str(), other]));
}

pub(super) fn take_pairs(input: &mut Input<'_>) -> Option<Vec<(String, String)>> {
    take_told(input, |[one, other]| Some((one, other)))
}

pub(in super::super) fn put_warnings(out: &mut Vec<u8>, warnings: &[Warning]) {
    put_told(out, warnings.iter().map(|Warning { path, code, reason }| [path, code.as_str(), reason]));
}

pub(in super::super) fn take_warnings(input: &mut Input<'_>) -> Option<Vec<Warning>> {
    take_told(input, |[path, code, reason]| Some(Warning { path, code: WarningCode::of(&code)?, reason }))
}

pub(in super::super) fn put_failures(out: &mut Vec<u8>, failures: &[FileFailure]) {
    put_told(out, failures.iter().map(|FileFailure { path, code, reason }| [path, code.as_str(), reason]));
}

pub(in super::super) fn take_failures(input: &mut Input<'_>) -> Option<Vec<FileFailure>> {
    take_told(input, |[path, code, reason]| Some(FileFailure { path, code: FailureCode::of(&code)?, reason }))
}

pub(in super::super) fn put_stats(out: &mut Vec<u8>, stats: &Stats) {
    let put = |out: &mut Vec<u8>, numbers: &[usize]| {
        numbers.iter().for_each(|number| out.extend_from_slice(&(*number as u64).to_le_bytes()));
    };
    let counts =
        |counts: &Counts| [counts.files, counts.functions, counts.types, counts.calls, counts.calls_with_target];
    put(out, &counts(&stats.counts));
    put(out, &[stats.edges, stats.source_bytes as usize, stats.bytes]);
    put_number(out, stats.languages.len() as u32);
    for (language, of) in &stats.languages {
        put_bytes(out, language.as_bytes());
        put(out, &counts(of));
    }
}

pub(in super::super) fn take_stats(input: &mut Input<'_>) -> Option<Stats> {
    fn number(input: &mut Input<'_>) -> Option<u64> {
        Some(u64::from_le_bytes(input.take(8).ok()?.try_into().ok()?))
    }
    fn counts(input: &mut Input<'_>) -> Option<Counts> {
        let mut next = || number(input).map(|number| number as usize);
        let (files, functions, types, calls) = (next()?, next()?, next()?, next()?);
        Some(Counts { files, functions, types, calls, calls_with_target: next()? })
    }
    let of_all = counts(input)?;
    let (edges, source_bytes, bytes) = (number(input)? as usize, number(input)?, number(input)? as usize);
    let languages = (0..input.count().ok()?).map(|_| {
        let language = LanguageId::named(input.text().ok()?)?;
        Some((language.name(), counts(input)?))
    });
    Some(Stats { counts: of_all, edges, source_bytes, bytes, languages: languages.collect::<Option<_>>()? })
}
