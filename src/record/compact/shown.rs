//! What JavaScript reads of a record, densely, and back to the container that it reads.
//!
//! In: a [`FileRecord`]. Out: bytes, of which [`expand_record`] makes what [`encode_record`](super::super::encode) would have
//! made of the record. Not kept are the source, which whoever expands it has, rows and columns, which follow from it, and ids, but
//! what they are made of.

use super::super::encode::{self, HAS_SYNTAX_ERRORS, section};
use super::super::id_text::{ID_CHARACTERS, IdInput, IdRole, IdSource};
use super::super::kinds::Kinds;
use super::super::rows::{Row, SHOWN, place_of};
use super::super::sections::{Content, DecodeError, SectionWriter};
use super::super::{
    CallRow, FieldRow, FileRecord, FunctionRow, NodeId, NodeRow, ReferenceRow, ScopeSegment, StringId, Strings, TypeRow,
};
use super::bytes::{CUT, Input, put_bytes, put_number, put_numbers};
use super::strings::{Blob, put_strings, take_strings};
use super::table::{Around, Tables};
use super::words::{WordText, put_words};
use crate::source::lines::Lines;
use crate::source::paths::RelativePath;

/// Flag: ids are in it, as they do not follow from kinds.
const HAS_IDS: u32 = 4;

/// Appends what JavaScript reads of the record, but its source, and what its imports name.
pub fn compact_record(record: &FileRecord, out: &mut Vec<u8>) {
    let are_ids_known = record.kind_names.is_empty();
    let flags = [(record.has_syntax_errors, HAS_SYNTAX_ERRORS), (are_ids_known, HAS_IDS)];
    out.reserve(record.source.len());
    put_number(out, flags.iter().filter(|(is_set, _)| *is_set).map(|(_, flag)| flag).sum());
    put_bytes(out, record.language.name().as_bytes());
    out.extend_from_slice(&record.content_hash);
    put_strings(out, &record.strings, &record.functions);
    put_number(out, record.imports.len() as u32);
    record.imports.iter().for_each(|specifier| put_number(out, specifier.0));
    put_words(out, &record.hash_text);
    let lines = Lines::new(&record.source);
    let mut tables = Tables::new(Around { lines: Some(&lines), is_of_exprs: false });
    tables.put::<SHOWN, _>(out, &record.nodes);
    tables.put::<SHOWN, _>(out, &record.calls);
    if are_ids_known {
        let ids = record.nodes.iter().map(|node| node.id).chain(record.calls.iter().map(|call| call.id));
        ids.for_each(|NodeId(id)| out.extend_from_slice(&id));
    } else {
        put_kinds(out, &Kinds::of(record));
    }
    tables.put::<SHOWN, _>(out, &record.functions);
    tables.put::<SHOWN, _>(out, &record.types);
    tables.put::<SHOWN, _>(out, &record.defines);
    tables.put::<SHOWN, _>(out, &record.class_names);
    tables.put::<SHOWN, _>(out, &record.lists);
    tables.put::<SHOWN, _>(out, &record.scope_segments);
    tables.put::<SHOWN, _>(out, &record.fields);
    tables.put::<SHOWN, _>(out, &record.references);
}

/// The kinds of the syntax nodes that ids are made of: their names, and the number of one for each id.
fn put_kinds(out: &mut Vec<u8>, kinds: &Kinds<'_>) {
    put_number(out, kinds.names.len() as u32);
    kinds.names.iter().for_each(|name| put_bytes(out, name.as_bytes()));
    put_numbers(out, &kinds.of_ids);
}

/// Appends what [`encode_record`](encode::encode_record) made of the record, aligned to four bytes, and answers the specifiers of
/// its imports. `source` is the file's text, and `path` where it is.
///
/// Indices are not looked at: what comes from elsewhere is to be read by [`decode_record`](super::super::decode::decode_record)
/// alone.
///
/// # Errors
/// If the bytes are none that [`compact_record`] writes, as far as that has to be known to expand them.
pub fn expand_record(
    bytes: &[u8],
    source: &str,
    path: &RelativePath,
    out: &mut Vec<u8>,
) -> Result<Vec<String>, DecodeError> {
    let begin = out.len();
    let input = &mut Input::new(bytes);
    let expanded = expand(input, source, path, out).and_then(|imports| input.end().map(|()| imports));
    if expanded.is_err() {
        out.truncate(begin);
    }
    expanded
}

fn expand(
    input: &mut Input<'_>,
    source: &str,
    path: &RelativePath,
    out: &mut Vec<u8>,
) -> Result<Vec<String>, DecodeError> {
    let Beginning { flags, language, content_hash, strings } = Beginning::take(input)?;
    let imports = take_imports(input, &strings)?;
    let hash_text = WordText::take(input)?;
    let lines = Lines::new(source);
    let mut tables = Tables::new(Around { lines: Some(&lines), is_of_exprs: false });
    let (mut nodes, mut calls) = (Vec::new(), Vec::new());
    tables.take::<SHOWN, NodeRow>(input, &mut nodes)?;
    tables.take::<SHOWN, CallRow>(input, &mut calls)?;
    let identified = nodes.len() / NODE + calls.len() / CALL;
    let mut kinds = Kinds::default();
    let ids = if flags & HAS_IDS == 0 {
        kinds = take_kinds(input, identified)?;
        None
    } else {
        Some(input.take(identified * 16)?)
    };
    // All that is known by now, and about as much again for each word that is still to come: its bytes.
    let known = source.len() + hash_text.len() + strings.text.len() + identified * ID_CHARACTERS;
    out.reserve(known + strings.ends.len() * 4 + nodes.len() + calls.len() + input.left() * 6);
    let mut writer = SectionWriter::new(out, encode::MAGIC, flags & HAS_SYNTAX_ERRORS, section::COUNT);
    writer.text(language);
    writer.text(&encode::hex(content_hash));
    writer.text(source);
    hash_text.write(&mut writer)?;
    writer.string_table(&strings.text, &strings.ends);
    writer.filled(Content::Latin1, |out| match ids {
        Some(ids) => {
            let (ids, _) = ids.as_chunks::<16>();
            ids.iter().for_each(|id| NodeId(*id).push_bytes(out));
            Ok(())
        }
        None => {
            push_ids(&kinds, path, &nodes, &calls, out);
            Ok(())
        }
    })?;
    writer.bytes(&nodes);
    let mut rest = Rest { tables, input };
    rest.copy::<FunctionRow>(&mut writer)?;
    rest.copy::<TypeRow>(&mut writer)?;
    writer.bytes(&calls);
    rest.copy::<StringId>(&mut writer)?;
    rest.copy::<StringId>(&mut writer)?;
    rest.copy::<StringId>(&mut writer)?;
    rest.copy::<ScopeSegment>(&mut writer)?;
    rest.copy::<FieldRow>(&mut writer)?;
    rest.copy::<ReferenceRow>(&mut writer)?;
    encode::write_kinds(&mut writer, &kinds);
    writer.finish();
    Ok(imports)
}

/// The strings of the record, which what linking reads of it has too: by their ids.
///
/// # Errors
/// If the bytes are none that [`compact_record`] writes, as far as that has to be known.
pub fn strings_of(bytes: &[u8]) -> Result<Strings, DecodeError> {
    Beginning::take(&mut Input::new(bytes))?.strings.interned()
}

/// What a dense form begins with.
struct Beginning<'a> {
    flags: u32,
    language: &'a str,
    content_hash: &'a [u8],
    strings: Blob,
}

impl<'a> Beginning<'a> {
    fn take(input: &mut Input<'a>) -> Result<Self, DecodeError> {
        let (flags, language) = (input.number()?, input.text()?);
        Ok(Self { flags, language, content_hash: input.take(32)?, strings: take_strings(input)? })
    }
}

/// The specifiers of imports, which take no more than all strings, as there are no two of one.
fn take_imports(input: &mut Input<'_>, strings: &Blob) -> Result<Vec<String>, DecodeError> {
    let count = input.count()?;
    let ids = input.numbers(count)?;
    let mut sorted = ids.clone();
    sorted.sort_unstable();
    if sorted.windows(2).any(|two| two[0] == two[1]) {
        return Err(CUT);
    }
    ids.into_iter().map(|id| strings.get(id).map(str::to_owned).ok_or(CUT)).collect()
}

/// The tables that are still to be read.
struct Rest<'r, 'a> {
    tables: Tables<'r>,
    input: &'r mut Input<'a>,
}

impl Rest<'_, '_> {
    /// Has the next be a section.
    fn copy<R: Row>(&mut self, writer: &mut SectionWriter<'_>) -> Result<(), DecodeError> {
        writer.filled(Content::Words, |out| self.tables.take::<SHOWN, R>(self.input, out))
    }
}

fn take_kinds<'a>(input: &mut Input<'a>, ids: usize) -> Result<Kinds<'a>, DecodeError> {
    let count = input.count()?;
    let mut names = Vec::with_capacity(count);
    for _ in 0..count {
        names.push(input.text()?);
    }
    let of_ids = input.numbers(ids)?;
    if of_ids.iter().any(|kind| *kind as usize >= count) {
        return Err(CUT);
    }
    Ok(Kinds { names, of_ids })
}

/// Bytes of a row of a node, and of a call.
const NODE: usize = NodeRow::WIDTHS[SHOWN as usize] * 4;
const CALL: usize = CallRow::WIDTHS[SHOWN as usize] * 4;

/// Appends the ids of nodes and calls, as text.
fn push_ids(kinds: &Kinds<'_>, path: &RelativePath, nodes: &[u8], calls: &[u8], out: &mut Vec<u8>) {
    const CHILDREN: usize = place_of(NodeRow::COLUMNS, "children", SHOWN);
    const NODE_SPAN: usize = place_of(NodeRow::COLUMNS, "span", SHOWN);
    const CALL_SPAN: usize = place_of(CallRow::COLUMNS, "span", SHOWN);
    let inputs: Vec<_> = kinds.names.iter().map(|name| IdInput::of_kind(name.as_bytes())).collect();
    let word = |row: &[u8], at: usize| row[at * 4..].first_chunk().map_or(0, |word| u32::from_le_bytes(*word));
    let input =
        |role, row: &[u8], span, kind: &u32| inputs[*kind as usize].at(role, word(row, span), word(row, span + 1));
    let (of_nodes, of_calls) = kinds.of_ids.split_at(nodes.len() / NODE);
    let mut children = 0_u32;
    let of_nodes = nodes.chunks_exact(NODE).zip(of_nodes).map(|(row, kind)| {
        let role = if children == 0 { IdRole::Node } else { IdRole::Child };
        children = children.checked_sub(1).unwrap_or_else(|| word(row, CHILDREN));
        input(role, row, NODE_SPAN, kind)
    });
    let of_calls = calls.chunks_exact(CALL).zip(of_calls).map(|(row, kind)| input(IdRole::Call, row, CALL_SPAN, kind));
    IdSource::new(path).push_texts(of_nodes.chain(of_calls), out);
}
