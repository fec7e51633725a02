//! What linking reads of a record by itself, as a program keeps it that is at rest.
//!
//! In: a [`FileRecord`]. Out: bytes, of which [`expand_alone`] makes what [`expand_linked`] would have made of its dense form. Of
//! strings that nothing refers to which linking reads, only their numbers are kept.

use super::super::sections::DecodeError;
use super::super::{FileRecord, StringId, Strings};
use super::bytes::{CUT, Input, put_bytes, put_number, put_numbers};
use super::linked::{compact_noting_strings, expand_linked};

/// Appends what linking reads of the record.
pub fn compact_alone(record: &FileRecord, out: &mut Vec<u8>) {
    let mut linked = Vec::new();
    let are_named = compact_noting_strings(record, &mut linked);
    let texts = are_named.iter().zip(0..).map(|(is_named, id)| match is_named {
        true => record.strings.get(StringId(id)),
        false => "",
    });
    let lengths: Vec<u32> = texts.clone().map(|text| text.len() as u32).collect();
    put_number(out, lengths.len() as u32);
    put_numbers(out, &lengths);
    put_bytes(out, texts.collect::<String>().as_bytes());
    out.extend_from_slice(&linked);
}

/// The record that linking reads. What it does not read is empty: places, ids, texts for JavaScript.
///
/// # Errors
/// If the bytes are none that [`compact_alone`] writes.
pub fn expand_alone(bytes: &[u8]) -> Result<FileRecord, DecodeError> {
    let mut input = Input::new(bytes);
    let count = input.count()?;
    let mut end = 0_u32;
    let mut ends = input.numbers(count)?;
    for length in &mut ends {
        end = end.checked_add(*length).ok_or(CUT)?;
        *length = end;
    }
    let strings = Strings::with_gaps(input.text()?.to_owned(), ends).ok_or(DecodeError::Corrupt("string table"))?;
    expand_linked(input.rest(), strings)
}
