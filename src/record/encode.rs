//! A [`FileRecord`] as one self-contained run of bytes: what crosses to JavaScript.
//!
//! In: a record. Out: a container of [`sections`](super::sections), in the order of [`section`]. Rows are
//! written whole, a fixed number of words each, because both sides read a row at once.
//!
//! What only linking needs (the symbols, the specifiers, the callees) stays in Rust and is not written.
//! Texts are few and large, so that JavaScript makes few strings and cuts the rest out of them: the source, the
//! hash texts, the ids, and the strings apart from the source, so that who keeps a name keeps no source alive.

use super::id_text::ID_CHARACTERS;
use super::sections::SectionWriter;
use super::{CallRow, FieldRow, FileRecord, FunctionRow, NodeRow, Run, ScopeSegment, Span, StringId, TypeRow};

/// The first four bytes of an encoded record.
pub const MAGIC: [u8; 4] = *b"CKGR";

/// Flag: the syntax tree holds an error or a missing node.
pub const HAS_SYNTAX_ERRORS: u32 = 1;

/// The record's sections. JavaScript's decoder (`js/decode/record.ts`) has the same list.
pub mod section {
    /// Text: the language's name.
    pub const LANGUAGE: usize = 0;
    /// Text: BLAKE3 of the file's bytes, in hex.
    pub const CONTENT_HASH: usize = 1;
    /// Text: the source.
    pub const SOURCE: usize = 2;
    /// Text: all `functionHash`es.
    pub const HASH_TEXT: usize = 3;
    /// Rows: where each string ends, in UTF-16 units.
    pub const STRING_ENDS: usize = 4;
    /// Text: all strings.
    pub const STRINGS: usize = 5;
    /// Text: the ids of all nodes, then of all calls, 22 characters each.
    pub const IDS: usize = 6;
    /// Rows of [`node`](super::node).
    pub const NODES: usize = 7;
    /// Rows of [`function`](super::function).
    pub const FUNCTIONS: usize = 8;
    /// Rows of [`type_row`](super::type_row).
    pub const TYPES: usize = 9;
    /// Rows of [`call`](super::call).
    pub const CALLS: usize = 10;
    /// Rows of one string.
    pub const DEFINES: usize = 11;
    /// Rows of one string.
    pub const CLASS_NAMES: usize = 12;
    /// Rows of one string.
    pub const LISTS: usize = 13;
    /// Rows of a name and a kind.
    pub const SCOPE_SEGMENTS: usize = 14;
    /// Rows of a name and a type's text.
    pub const FIELDS: usize = 15;
    /// How many there are.
    pub const COUNT: usize = 16;
}

/// Appends the encoded record to `out`, aligned to four bytes.
pub fn encode_record(record: &FileRecord, out: &mut Vec<u8>) {
    let flags = if record.has_syntax_errors { HAS_SYNTAX_ERRORS } else { 0 };
    out.reserve(size_hint(record));
    let mut writer = SectionWriter::new(out, MAGIC, flags, section::COUNT);
    writer.text(record.language.name());
    writer.text(&hex(&record.content_hash));
    writer.text(&record.source);
    writer.text(&record.hash_text);
    writer.strings(&record.strings);
    writer.text(&ids(record));
    writer.rows(record.nodes.iter().map(node));
    writer.rows(record.functions.iter().map(function));
    writer.rows(record.types.iter().map(type_row));
    writer.rows(record.calls.iter().map(call));
    writer.rows(record.defines.iter().map(string));
    writer.rows(record.class_names.iter().map(string));
    writer.rows(record.lists.iter().map(string));
    writer.rows(record.scope_segments.iter().map(scope_segment));
    writer.rows(record.fields.iter().map(field));
    writer.finish();
}

pub(super) fn node(row: &NodeRow) -> [u32; 9] {
    let [start, end, start_row, start_column, end_row, end_column] = span(row.span);
    [row.name.0, row.kind as u32, row.children, start, end, start_row, start_column, end_row, end_column]
}

pub(super) fn function(row: &FunctionRow) -> [u32; 20] {
    [
        row.node.row(),
        row.key.0,
        row.name.0,
        row.class_name.0,
        row.return_type.0,
        row.signature_hash.0,
        row.params.start,
        row.params.end,
        row.param_types.start,
        row.param_types.end,
        row.modifiers.start,
        row.modifiers.end,
        row.body_start,
        row.body_end,
        row.body_start_row,
        row.body_end_row,
        row.hash.start,
        row.hash.end,
        row.calls.start,
        row.calls.end,
    ]
}

pub(super) fn type_row(row: &TypeRow) -> [u32; 8] {
    let Run { start, end } = row.scope;
    [row.node.row(), row.kind as u32, row.key.0, row.name.0, start, end, row.fields.start, row.fields.end]
}

pub(super) fn call(row: &CallRow) -> [u32; 7] {
    let [start, end, start_row, start_column, end_row, end_column] = span(row.span);
    [row.function.0, start, end, start_row, start_column, end_row, end_column]
}

fn string(id: &StringId) -> [u32; 1] {
    [id.0]
}

fn scope_segment(segment: &ScopeSegment) -> [u32; 2] {
    [segment.name.0, segment.kind as u32]
}

fn field(field: &FieldRow) -> [u32; 2] {
    [field.name.0, field.type_text.0]
}

const fn span(span: Span) -> [u32; 6] {
    [span.start, span.end, span.start_row, span.start_column, span.end_row, span.end_column]
}

fn ids(record: &FileRecord) -> String {
    let mut text = String::with_capacity((record.nodes.len() + record.calls.len()) * ID_CHARACTERS);
    for id in record.nodes.iter().map(|node| node.id).chain(record.calls.iter().map(|call| call.id)) {
        id.push_text(&mut text);
    }
    text
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

/// About how many bytes the record takes: large enough to grow the output once.
fn size_hint(record: &FileRecord) -> usize {
    let texts = record.source.len() + record.hash_text.len() + record.strings.blob().len();
    let ids = (record.nodes.len() + record.calls.len()) * ID_CHARACTERS;
    let words = record.strings.len()
        + record.nodes.len() * 9
        + record.functions.len() * 20
        + record.types.len() * 8
        + record.calls.len() * 7
        + record.defines.len()
        + record.class_names.len()
        + record.lists.len()
        + record.scope_segments.len() * 2
        + record.fields.len() * 2;
    texts + ids + words * 4 + 512
}
