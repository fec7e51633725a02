//! What linking reads of a record, densely, and back to the record that it reads.
//!
//! In: a [`FileRecord`]. Out: bytes, of which [`expand_linked`] makes what [`decode_linked`](super::super::linked::decode_linked) would have
//! made of its container, checked as that is. What other files can see of it is no part of it: whoever needs that makes it of
//! the record.

use super::super::linked::{IS_LEFT_OUT, TableSink, TableSource, put_tables, section, take_tables};
use super::super::rows::{LINKED, Row};
use super::super::sections::DecodeError;
use super::super::{FileRecord, Strings};
use super::bytes::{Input, put_bytes, put_number};
use super::table::{Around, Tables};
use std::borrow::Cow;

struct Sink<'a> {
    out: &'a mut Vec<u8>,
    tables: Tables<'static>,
}

impl TableSink for Sink<'_> {
    fn put<R: Row>(&mut self, section: usize, table: &[R]) {
        self.tables.set_around(around(section));
        self.tables.put::<LINKED, R>(self.out, table);
    }
}

struct Origin<'a> {
    input: Input<'a>,
    tables: Tables<'static>,
}

impl<'a> TableSource<'a> for Origin<'_> {
    fn take<R: Row>(&mut self, section: usize) -> Result<Cow<'a, [[u8; 4]]>, DecodeError> {
        self.tables.set_around(around(section));
        self.tables.take_bytes::<LINKED, R>(&mut self.input).map(Cow::Owned)
    }
}

fn around(section: usize) -> Around<'static> {
    Around { is_of_exprs: section == section::EXPRS, ..Around::default() }
}

/// Appends what linking reads of the record, but its strings, which [`compact_record`](super::compact_record) has.
pub fn compact_linked(record: &FileRecord, out: &mut Vec<u8>) {
    put_linked(record, Tables::default(), out);
}

/// The same, and answers which strings it refers to.
pub(super) fn compact_noting_strings(record: &FileRecord, out: &mut Vec<u8>) -> Vec<bool> {
    let mut tables = Tables::default();
    tables.note_strings(record.strings.len());
    put_linked(record, tables, out).noted_strings()
}

fn put_linked(record: &FileRecord, tables: Tables<'static>, out: &mut Vec<u8>) -> Tables<'static> {
    out.reserve(record.strings.blob().len());
    put_number(out, if record.symbols.is_left_out { IS_LEFT_OUT } else { 0 });
    put_bytes(out, record.language.name().as_bytes());
    let mut sink = Sink { out, tables };
    put_tables(record, &mut sink);
    sink.tables
}

/// The record that linking reads, which has these strings. What it does not read is empty: places, ids, texts for JavaScript.
///
/// # Errors
/// If the bytes are none that [`compact_linked`] writes.
pub fn expand_linked(bytes: &[u8], strings: Strings) -> Result<FileRecord, DecodeError> {
    let mut input = Input::new(bytes);
    let flags = input.number()?;
    let language = input.text()?;
    let mut origin = Origin { input, tables: Tables::default() };
    let record = take_tables(language, strings, flags & IS_LEFT_OUT != 0, &mut origin)?;
    origin.input.end()?;
    Ok(record)
}
