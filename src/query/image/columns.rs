//! The tables of a file as numbers, small where rows follow each other.
//!
//! In: rows. Out: bytes, and the rows again.

use crate::query::blocks::Block;
use crate::query::edges::{Site, SymbolId};
use crate::query::outline::{Fingerprint, Symbol, SymbolKind};
use crate::record::compact::bytes::{CUT, Input, put_bytes, put_number, unzigzag, zigzag};
use crate::record::sections::DecodeError;
use crate::record::{Run, Span, StringId, Strings};

/// What a table has that is read for as many rows as are said, each of at least one byte.
pub(super) fn take_all<'a, T>(
    input: &mut Input<'a>,
    mut take: impl FnMut(&mut Input<'a>) -> Result<T, DecodeError>,
) -> Result<Box<[T]>, DecodeError> {
    let count = input.count()?;
    (0..count).map(|_| take(input)).collect()
}

pub(super) fn put_all<T>(out: &mut Vec<u8>, rows: &[T], mut put: impl FnMut(&mut Vec<u8>, &T)) {
    put_number(out, rows.len() as u32);
    rows.iter().for_each(|row| put(out, row));
}

/// Appends how far a number is from the one before it.
fn put_step(out: &mut Vec<u8>, before: &mut u32, number: u32) {
    put_number(out, zigzag(number.wrapping_sub(*before)));
    *before = number;
}

fn take_step(input: &mut Input<'_>, before: &mut u32) -> Result<u32, DecodeError> {
    *before = before.wrapping_add(unzigzag(input.number()?));
    Ok(*before)
}

pub(super) fn put_symbol_id(out: &mut Vec<u8>, id: SymbolId) {
    put_number(out, id.number());
}

pub(super) fn take_symbol_id(input: &mut Input<'_>) -> Result<SymbolId, DecodeError> {
    Ok(SymbolId::of_number(input.number()?))
}

pub(super) fn put_symbol_ids(out: &mut Vec<u8>, ids: &[SymbolId]) {
    put_all(out, ids, |out, id| put_symbol_id(out, *id));
}

pub(super) fn take_symbol_ids(input: &mut Input<'_>) -> Result<Box<[SymbolId]>, DecodeError> {
    let ids = take_all(input, take_symbol_id)?;
    if ids.is_sorted() { Ok(ids) } else { Err(CUT) }
}

pub(super) fn put_strings(out: &mut Vec<u8>, strings: &Strings) {
    put_all(out, strings.ends(), {
        let mut before = 0;
        move |out, end| {
            put_number(out, end - before);
            before = *end;
        }
    });
    put_bytes(out, strings.blob().as_bytes());
}

pub(super) fn take_strings(input: &mut Input<'_>) -> Result<Strings, DecodeError> {
    let mut end = 0_u32;
    let ends = take_all(input, |input| {
        end = end.checked_add(input.number()?).ok_or(CUT)?;
        Ok(end)
    })?;
    let strings = Strings::of(input.text()?.to_owned(), ends.into());
    // Nobody looks them up by their text.
    strings.map(Strings::settled).ok_or(DecodeError::Corrupt("strings of a file"))
}

/// A string that is there.
pub(super) fn take_string(input: &mut Input<'_>, strings: &Strings) -> Result<StringId, DecodeError> {
    let id = input.number()?;
    if (id as usize) < strings.len() { Ok(StringId(id)) } else { Err(DecodeError::Corrupt("string of a file")) }
}

pub(super) fn put_sites(out: &mut Vec<u8>, sites: &[Site]) {
    let mut before = 0;
    put_all(out, sites, |out, site| {
        put_number(out, site.from.map_or(0, |from| from.number() + 1));
        put_step(out, &mut before, site.row);
        put_number(out, site.column);
    });
}

pub(super) fn take_sites(input: &mut Input<'_>) -> Result<Box<[Site]>, DecodeError> {
    let mut before = 0;
    take_all(input, |input| {
        let from = input.number()?.checked_sub(1).map(SymbolId::of_number);
        Ok(Site { from, row: take_step(input, &mut before)?, column: input.number()? })
    })
}

/// What is said of a symbol beside its kind.
mod flags {
    pub const KIND: u8 = 0b111;
    pub const TEST: u8 = 1 << 3;
    pub const FINGERPRINTS: u8 = 1 << 4;
}

pub(super) fn put_symbols(out: &mut Vec<u8>, symbols: &[Symbol]) {
    let (mut start, mut row) = (0, 0);
    put_all(out, symbols, |out, symbol| {
        let has_all = [symbol.signature, symbol.shape] != [Fingerprint::default(); 2];
        let (test, all) = (u8::from(symbol.is_test) * flags::TEST, u8::from(has_all) * flags::FINGERPRINTS);
        out.push(symbol.kind as u8 | test | all);
        [symbol.key, symbol.name, symbol.owner].iter().for_each(|id| put_number(out, id.0));
        let Span { start: begins, end, start_row, start_column, end_row, end_column } = symbol.span;
        put_step(out, &mut start, begins);
        put_step(out, &mut row, start_row);
        let (first, last) = symbol.body_rows;
        for number in [end.wrapping_sub(begins), start_column, end_row.wrapping_sub(start_row), end_column] {
            put_number(out, number);
        }
        put_number(out, first.wrapping_sub(start_row));
        put_number(out, last.wrapping_sub(first));
        put_number(out, symbol.modifiers.start);
        put_number(out, symbol.modifiers.end.wrapping_sub(symbol.modifiers.start));
        out.extend_from_slice(&symbol.body);
        if has_all {
            out.extend_from_slice(&symbol.signature);
            out.extend_from_slice(&symbol.shape);
        }
    });
}

pub(super) fn take_symbols(
    input: &mut Input<'_>,
    strings: &Strings,
    lists: &[StringId],
) -> Result<Box<[Symbol]>, DecodeError> {
    let (mut before, mut row) = (0, 0);
    take_all(input, |input| {
        let flags = input.byte()?;
        let kind = *SymbolKind::ALL.get(usize::from(flags & flags::KIND)).ok_or(CUT)?;
        let mut string = || take_string(input, strings);
        let (key, name, owner) = (string()?, string()?, string()?);
        let (start, start_row) = (take_step(input, &mut before)?, take_step(input, &mut row)?);
        let end = start.wrapping_add(input.number()?);
        let start_column = input.number()?;
        let end_row = start_row.wrapping_add(input.number()?);
        let span = Span { start, end, start_row, start_column, end_row, end_column: input.number()? };
        let first = start_row.wrapping_add(input.number()?);
        let body_rows = (first, first.wrapping_add(input.number()?));
        let first = input.number()?;
        let modifiers = Run { start: first, end: first.wrapping_add(input.number()?) };
        lists.get(modifiers.range()).ok_or(CUT)?;
        let body = take_fingerprint(input)?;
        let has_all = flags & flags::FINGERPRINTS != 0;
        let mut other = || if has_all { take_fingerprint(input) } else { Ok(Fingerprint::default()) };
        let (signature, shape) = (other()?, other()?);
        let is_test = flags & flags::TEST != 0;
        Ok(Symbol { key, name, owner, kind, is_test, span, body_rows, signature, body, shape, modifiers })
    })
}

fn take_fingerprint(input: &mut Input<'_>) -> Result<Fingerprint, DecodeError> {
    input.take(size_of::<Fingerprint>())?.try_into().map_err(|_| CUT)
}

pub(super) fn put_blocks(out: &mut Vec<u8>, blocks: &[Block]) {
    let mut row = 0;
    put_all(out, blocks, |out, block| {
        put_number(out, block.title.0);
        put_number(out, block.parent.map_or(0, |parent| parent + 1) << 1 | u32::from(block.is_suite));
        put_step(out, &mut row, block.start.0);
        [block.start.1, block.end.0.wrapping_sub(block.start.0), block.end.1]
            .iter()
            .for_each(|number| put_number(out, *number));
    });
}

pub(super) fn take_blocks(input: &mut Input<'_>, strings: &Strings) -> Result<Box<[Block]>, DecodeError> {
    let mut row = 0;
    let mut number = 0;
    take_all(input, |input| {
        let title = take_string(input, strings)?;
        let flags = input.number()?;
        let parent = (flags >> 1).checked_sub(1);
        // Whoever goes to the parents comes to an end.
        if parent.is_some_and(|parent| parent >= number) {
            return Err(CUT);
        }
        number += 1;
        let start = (take_step(input, &mut row)?, input.number()?);
        let end = (start.0.wrapping_add(input.number()?), input.number()?);
        Ok(Block { title, is_suite: flags & 1 != 0, parent, start, end })
    })
}

/// Appends a text, of which the beginning may be as in the one before it.
pub(crate) fn put_path(out: &mut Vec<u8>, before: &str, path: &str) {
    let mut shared = path.bytes().zip(before.bytes()).take_while(|(one, other)| one == other).count();
    while !path.is_char_boundary(shared) {
        shared -= 1;
    }
    put_number(out, shared as u32);
    put_bytes(out, &path.as_bytes()[shared..]);
}

/// Makes of the text before it the next one.
pub(crate) fn take_path(input: &mut Input<'_>, path: &mut String) -> Result<(), DecodeError> {
    let shared = input.number()? as usize;
    if !path.is_char_boundary(shared) {
        return Err(CUT);
    }
    path.truncate(shared);
    path.push_str(input.text()?);
    Ok(())
}
