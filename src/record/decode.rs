//! An encoded record back to a [`FileRecord`].
//!
//! In: bytes that [`encode_record`](super::encode::encode_record) wrote, or any others. Out: the record without
//! what is not written (symbols, specifiers, callees, supertypes: their rows are empty), or a [`DecodeError`].
//! Never panics, and a record it returns holds no index outside its tables.

use super::ID_CHARACTERS;
use super::encode::{HAS_SYNTAX_ERRORS, MAGIC, section};
use super::kinds::read_kinds;
use super::rows::{Lengths, SHOWN, read_table, table_length};
use super::sections::{DecodeError, Sections};
use super::{CallRow, FileRecord, NodeId, NodeRow, ReferenceRow};
use crate::languages::LanguageId;

/// Decodes one record.
///
/// # Errors
/// If the bytes are no record, one of another format version, or contradict themselves.
pub fn decode_record(bytes: &[u8]) -> Result<FileRecord, DecodeError> {
    let sections = Sections::new(bytes, MAGIC, section::COUNT, "record")?;
    let language = sections.text(section::LANGUAGE)?;
    let language = LanguageId::named(&language).ok_or(DecodeError::Corrupt("language"))?;
    let mut record = FileRecord {
        content_hash: hash(&sections.text(section::CONTENT_HASH)?)?,
        has_syntax_errors: sections.flags & HAS_SYNTAX_ERRORS != 0,
        source: sections.text(section::SOURCE)?.into_owned(),
        hash_text: sections.text(section::HASH_TEXT)?.into_owned(),
        strings: sections.strings(section::STRING_ENDS)?,
        ..FileRecord::new(language)
    };
    if !record.hash_text.is_ascii() {
        return Err(DecodeError::Corrupt("hash text"));
    }

    let mut lengths = Lengths {
        strings: record.strings.len(),
        hash_text: record.hash_text.len(),
        nodes: table_length::<SHOWN, NodeRow>(&sections, section::NODES)?,
        calls: table_length::<SHOWN, CallRow>(&sections, section::CALLS)?,
        references: table_length::<SHOWN, ReferenceRow>(&sections, section::REFERENCES)?,
        ..Lengths::default()
    };
    record.defines = read_table::<SHOWN, _>(&sections, section::DEFINES, &lengths)?;
    record.class_names = read_table::<SHOWN, _>(&sections, section::CLASS_NAMES, &lengths)?;
    record.lists = read_table::<SHOWN, _>(&sections, section::LISTS, &lengths)?;
    record.scope_segments = read_table::<SHOWN, _>(&sections, section::SCOPE_SEGMENTS, &lengths)?;
    record.fields = read_table::<SHOWN, _>(&sections, section::FIELDS, &lengths)?;
    lengths.lists = record.lists.len();
    lengths.scope_segments = record.scope_segments.len();
    lengths.fields = record.fields.len();
    record.nodes = read_table::<SHOWN, _>(&sections, section::NODES, &lengths)?;
    record.calls = read_table::<SHOWN, _>(&sections, section::CALLS, &lengths)?;
    record.references = read_table::<SHOWN, _>(&sections, section::REFERENCES, &lengths)?;
    record.functions = read_table::<SHOWN, _>(&sections, section::FUNCTIONS, &lengths)?;
    record.types = read_table::<SHOWN, _>(&sections, section::TYPES, &lengths)?;
    check_children(&record.nodes)?;

    let ids = sections.text(section::IDS)?;
    let (ids, rest) = ids.as_bytes().as_chunks::<ID_CHARACTERS>();
    if ids.len() != record.nodes.len() + record.calls.len() || !rest.is_empty() {
        return Err(DecodeError::Corrupt("ids"));
    }
    let places = record.nodes.iter_mut().map(|node| &mut node.id);
    for (place, id) in places.chain(record.calls.iter_mut().map(|call| &mut call.id)).zip(ids) {
        *place = NodeId::from_text(id).ok_or(DecodeError::Corrupt("id"))?;
    }
    read_kinds(&sections, section::KIND_NAMES, &mut record)?;
    Ok(record)
}

/// A node's children stand right behind it, and have none.
fn check_children(nodes: &[NodeRow]) -> Result<(), DecodeError> {
    let mut children_left = 0;
    for node in nodes {
        if children_left == 0 {
            children_left = node.children;
        } else if node.children > 0 {
            return Err(DecodeError::Corrupt("children of a child"));
        } else {
            children_left -= 1;
        }
    }
    if children_left > 0 { Err(DecodeError::Corrupt("children")) } else { Ok(()) }
}

fn hash(text: &str) -> Result<[u8; 32], DecodeError> {
    const WRONG: DecodeError = DecodeError::Corrupt("content hash");
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let mut hash = [0; 32];
    if pairs.len() != hash.len() || !rest.is_empty() {
        return Err(WRONG);
    }
    for (byte, [high, low]) in hash.iter_mut().zip(pairs) {
        *byte = hex_digit(*high).ok_or(WRONG)? << 4 | hex_digit(*low).ok_or(WRONG)?;
    }
    Ok(hash)
}

/// Lower case only: what decodes is what would be encoded again.
const fn hex_digit(character: u8) -> Option<u8> {
    match character {
        b'0'..=b'9' => Some(character - b'0'),
        b'a'..=b'f' => Some(character - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
pub(super) mod tests;
