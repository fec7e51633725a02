//! What JavaScript reads of a record, densely, and back to the container that it reads.
//!
//! In: a [`FileRecord`]. Out: bytes, of which [`expand_record`] makes what [`encode_record`](super::super::encode) would have
//! made of the record. Not kept are the source, which whoever expands it has, rows and columns, which follow from it, and ids, but
//! what they are made of.

use super::super::encode::{self, HAS_SYNTAX_ERRORS, section};
use super::super::id_text::{ID_CHARACTERS, IdRole, IdSource};
use super::super::kinds::Kinds;
use super::super::rows::{Lengths, Row, SHOWN};
use super::super::sections::{DecodeError, SectionWriter};
use super::super::{
    CallRow, FieldRow, FileRecord, FunctionRow, NodeId, NodeRow, ReferenceRow, ScopeSegment, StringId, TypeRow,
};
use super::bytes::{CUT, Input, put_bytes, put_number, put_numbers};
use super::lines::Lines;
use super::strings::{put_strings, take_strings};
use super::table::{Around, Tables};
use super::words::{put_words, take_words};
use crate::source::paths::RelativePath;

/// Flag: ids are in it, as they do not follow from kinds.
const HAS_IDS: u32 = 4;

/// Appends what JavaScript reads of the record, but its source.
pub fn compact_record(record: &FileRecord, out: &mut Vec<u8>) {
    let are_ids_known = record.kind_names.is_empty();
    let flags = [(record.has_syntax_errors, HAS_SYNTAX_ERRORS), (are_ids_known, HAS_IDS)];
    out.reserve(record.source.len());
    put_number(out, flags.iter().filter(|(is_set, _)| *is_set).map(|(_, flag)| flag).sum());
    put_bytes(out, record.language.name().as_bytes());
    out.extend_from_slice(&record.content_hash);
    put_words(out, &record.hash_text);
    put_strings(out, &record.strings, &record.functions);
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

/// Appends what [`encode_record`](encode::encode_record) made of the record, aligned to four bytes. `source` is the file's
/// text, and `path` where it is.
///
/// Indices are not looked at: what comes from elsewhere is to be read by [`decode_record`](super::super::decode::decode_record)
/// alone.
///
/// # Errors
/// If the bytes are none that [`compact_record`] writes, as far as that has to be known to expand them.
pub fn expand_record(bytes: &[u8], source: &str, path: &RelativePath, out: &mut Vec<u8>) -> Result<(), DecodeError> {
    let begin = out.len();
    let input = &mut Input::new(bytes);
    let expanded = expand(input, source, path, out).and_then(|()| input.end());
    if expanded.is_err() {
        out.truncate(begin);
    }
    expanded
}

fn expand(input: &mut Input<'_>, source: &str, path: &RelativePath, out: &mut Vec<u8>) -> Result<(), DecodeError> {
    let flags = input.number()?;
    let language = input.text()?;
    let content_hash = input.take(32)?;
    let hash_text = take_words(input)?;
    let strings = take_strings(input)?;
    let lines = Lines::new(source);
    let mut tables = Tables::new(Around { lines: Some(&lines), is_of_exprs: false });
    let nodes = tables.take::<SHOWN, NodeRow>(input)?.to_vec();
    let calls = tables.take::<SHOWN, CallRow>(input)?.to_vec();
    let lengths = Lengths { strings: strings.ends.len(), ..Lengths::default() };
    let mut kinds = Kinds::default();
    let ids = if flags & HAS_IDS == 0 {
        let (nodes, calls) = (rows(&nodes, &lengths)?, rows(&calls, &lengths)?);
        kinds = take_kinds(input, nodes.len() + calls.len())?;
        made_ids(&kinds, path, &nodes, &calls)?
    } else {
        let count = nodes.len() / NodeRow::WIDTHS[SHOWN as usize] + calls.len() / CallRow::WIDTHS[SHOWN as usize];
        let (ids, _) = input.take(count * 16)?.as_chunks::<16>();
        let mut text = String::with_capacity(count * ID_CHARACTERS);
        ids.iter().for_each(|id| NodeId(*id).push_text(&mut text));
        text
    };
    // All that is known by now, and about as much again for each word that is still to come: its bytes.
    let known = source.len() + hash_text.len() + strings.text.len() + ids.len();
    out.reserve(known + (strings.ends.len() + nodes.len() + calls.len()) * 4 + input.left() * 6);
    let mut writer = SectionWriter::new(out, encode::MAGIC, flags & HAS_SYNTAX_ERRORS, section::COUNT);
    writer.text(language);
    writer.text(&encode::hex(content_hash));
    writer.text(source);
    writer.text(&hash_text);
    writer.string_table(&strings.text, &strings.ends);
    writer.text(&ids);
    writer.words(&nodes);
    writer.words(tables.take::<SHOWN, FunctionRow>(input)?);
    writer.words(tables.take::<SHOWN, TypeRow>(input)?);
    writer.words(&calls);
    writer.words(tables.take::<SHOWN, StringId>(input)?);
    writer.words(tables.take::<SHOWN, StringId>(input)?);
    writer.words(tables.take::<SHOWN, StringId>(input)?);
    writer.words(tables.take::<SHOWN, ScopeSegment>(input)?);
    writer.words(tables.take::<SHOWN, FieldRow>(input)?);
    writer.words(tables.take::<SHOWN, ReferenceRow>(input)?);
    encode::write_kinds(&mut writer, &kinds);
    writer.finish();
    Ok(())
}

/// The rows that these words are.
fn rows<R: Row>(words: &[u32], lengths: &Lengths) -> Result<Vec<R>, DecodeError> {
    let words: Vec<[u8; 4]> = words.iter().map(|word| word.to_le_bytes()).collect();
    words.chunks_exact(R::WIDTHS[SHOWN as usize]).map(|row| R::take::<SHOWN>(&mut row.iter(), lengths)).collect()
}

fn take_kinds<'a>(input: &mut Input<'a>, ids: usize) -> Result<Kinds<'a>, DecodeError> {
    let count = input.count()?;
    let mut names = Vec::with_capacity(count);
    for _ in 0..count {
        names.push(input.text()?);
    }
    Ok(Kinds { names, of_ids: input.numbers(ids)? })
}

/// The ids of nodes and calls, as text.
fn made_ids(
    kinds: &Kinds<'_>,
    path: &RelativePath,
    nodes: &[NodeRow],
    calls: &[CallRow],
) -> Result<String, DecodeError> {
    let source = IdSource::new(path);
    let mut text = String::with_capacity(kinds.of_ids.len() * ID_CHARACTERS);
    let mut push = |role, span, kind: &u32| {
        let name = kinds.names.get(*kind as usize).ok_or(CUT)?;
        source.id(role, span, name.as_bytes()).push_text(&mut text);
        Ok(())
    };
    let (of_nodes, of_calls) = kinds.of_ids.split_at(nodes.len());
    let mut children = 0_u32;
    for (node, kind) in nodes.iter().zip(of_nodes) {
        let role = if children == 0 { IdRole::Node } else { IdRole::Child };
        children = children.checked_sub(1).unwrap_or(node.children);
        push(role, node.span, kind)?;
    }
    calls.iter().zip(of_calls).try_for_each(|(call, kind)| push(IdRole::Call, call.span, kind))?;
    Ok(text)
}
