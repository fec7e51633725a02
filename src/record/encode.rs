//! A [`FileRecord`] as one self-contained run of bytes: what crosses to JavaScript.
//!
//! In: a record. Out: a container of [`sections`](super::sections), in the order of [`section`]. Rows are
//! written whole, a fixed number of words each, because both sides read a row at once.
//!
//! What only linking needs (the symbols, the specifiers, the callees) stays in Rust and is not written.
//! Texts are few and large, so that JavaScript makes few strings and cuts the rest out of them: the source, the
//! hash texts, the ids, and the strings apart from the source, so that who keeps a name keeps no source alive.

use super::FileRecord;
use super::ID_CHARACTERS;
use super::kinds::Kinds;
use super::rows::{Row, SHOWN, write_table};
use super::sections::SectionWriter;

/// The first four bytes of an encoded record.
pub const MAGIC: [u8; 4] = *b"CKGR";

/// Flag: the syntax tree holds an error or a missing node.
pub const HAS_SYNTAX_ERRORS: u32 = 1;

/// The record's sections.
pub mod section {
    crate::record::rows::sections! {
        /// Text: the language's name.
        LANGUAGE
        /// Text: BLAKE3 of the file's bytes, in hex.
        CONTENT_HASH
        /// Text: the source.
        SOURCE
        /// Text: all `functionHash`es.
        HASH_TEXT
        /// Rows: where each string ends, in UTF-16 units.
        STRING_ENDS
        /// Text: all strings.
        STRINGS
        /// Text: the ids of all nodes, then of all calls, 22 characters each.
        IDS
        /// Rows of [`NodeRow`](crate::record::NodeRow).
        NODES
        /// Rows of [`FunctionRow`](crate::record::FunctionRow).
        FUNCTIONS
        /// Rows of [`TypeRow`](crate::record::TypeRow).
        TYPES
        /// Rows of [`CallRow`](crate::record::CallRow).
        CALLS
        /// Rows of one string.
        DEFINES
        /// Rows of one string.
        CLASS_NAMES
        /// Rows of one string.
        LISTS
        /// Rows of a name and a kind.
        SCOPE_SEGMENTS
        /// Rows of a name and a type's text.
        FIELDS
        /// Rows of [`ReferenceRow`](crate::record::ReferenceRow).
        REFERENCES
        /// Text: the names of the kinds of syntax nodes that ids are made of, a line each; none where that is not known.
        KIND_NAMES
        /// Text: the number among these of each node's, then of each call's, as a character.
        KINDS
    }
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
    write_table::<SHOWN, _>(&mut writer, &record.nodes);
    write_table::<SHOWN, _>(&mut writer, &record.functions);
    write_table::<SHOWN, _>(&mut writer, &record.types);
    write_table::<SHOWN, _>(&mut writer, &record.calls);
    write_table::<SHOWN, _>(&mut writer, &record.defines);
    write_table::<SHOWN, _>(&mut writer, &record.class_names);
    write_table::<SHOWN, _>(&mut writer, &record.lists);
    write_table::<SHOWN, _>(&mut writer, &record.scope_segments);
    write_table::<SHOWN, _>(&mut writer, &record.fields);
    write_table::<SHOWN, _>(&mut writer, &record.references);
    write_kinds(&mut writer, &Kinds::of(record));
    writer.finish();
}

/// Writes the sections of kinds. JavaScript does not read them: they make ids again where the record was kept without.
pub(super) fn write_kinds(writer: &mut SectionWriter<'_>, kinds: &Kinds<'_>) {
    writer.text(&kinds.names.join("\n"));
    let mut numbers = String::with_capacity(kinds.of_ids.len());
    numbers.extend(kinds.of_ids.iter().map(|number| char::from_u32(*number).unwrap_or(char::REPLACEMENT_CHARACTER)));
    writer.text(&numbers);
}

fn ids(record: &FileRecord) -> String {
    let mut text = String::with_capacity((record.nodes.len() + record.calls.len()) * ID_CHARACTERS);
    for id in record.nodes.iter().map(|node| node.id).chain(record.calls.iter().map(|call| call.id)) {
        id.push_text(&mut text);
    }
    text
}

/// Bytes in hex, in lower case.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

/// About how many bytes the record takes: large enough to grow the output once.
fn size_hint(record: &FileRecord) -> usize {
    let texts = record.source.len() + record.hash_text.len() + record.strings.blob().len();
    let ids = (record.nodes.len() + record.calls.len()) * (ID_CHARACTERS + 1);
    let words = record.strings.len()
        + words_of(&record.nodes)
        + words_of(&record.functions)
        + words_of(&record.types)
        + words_of(&record.calls)
        + words_of(&record.defines)
        + words_of(&record.class_names)
        + words_of(&record.lists)
        + words_of(&record.scope_segments)
        + words_of(&record.fields)
        + words_of(&record.references);
    texts + ids + words * 4 + 1024
}

const fn words_of<R: Row>(table: &[R]) -> usize {
    table.len() * R::WIDTHS[SHOWN as usize]
}
