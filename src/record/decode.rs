//! An encoded record back to a [`FileRecord`].
//!
//! In: bytes that [`encode_record`](super::encode::encode_record) wrote, or any others. Out: the record without
//! what is not written (symbols, specifiers, callees, supertypes: their rows are empty), or a [`DecodeError`].
//! Never panics, and a record it returns holds no index outside its tables.

use super::encode::{HAS_SYNTAX_ERRORS, MAGIC, section};
use super::id_text::ID_CHARACTERS;
use super::sections::{DecodeError, Sections};
use super::symbols::{ExprId, ScopeId, SignatureId};
use super::{
    CallForm, CallRow, FieldRow, FileRecord, FunctionRow, NodeId, NodeKind, NodeRow, NodeRowId, Run, ScopeSegment,
    Span, StringId, TypeRow,
};
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

    let strings = Index { length: record.strings.len(), what: "string" };
    record.defines = string_rows(&sections, section::DEFINES, strings)?;
    record.class_names = string_rows(&sections, section::CLASS_NAMES, strings)?;
    record.lists = string_rows(&sections, section::LISTS, strings)?;
    record.scope_segments = sections
        .rows(section::SCOPE_SEGMENTS)?
        .map(|[name, kind]| Ok(ScopeSegment { name: strings.id(name)?, kind: node_kind(kind)? }))
        .collect::<Result<_, DecodeError>>()?;
    record.fields = sections
        .rows(section::FIELDS)?
        .map(|[name, text]| Ok(FieldRow { name: strings.id(name)?, type_text: strings.id(text)? }))
        .collect::<Result<_, DecodeError>>()?;

    let node_count = sections.rows::<9>(section::NODES)?.len();
    let call_count = sections.rows::<7>(section::CALLS)?.len();
    let ids = sections.text(section::IDS)?;
    let (ids, rest) = ids.as_bytes().as_chunks::<ID_CHARACTERS>();
    if ids.len() != node_count + call_count || !rest.is_empty() {
        return Err(DecodeError::Corrupt("ids"));
    }
    let (node_ids, call_ids) = ids.split_at(node_count);
    record.nodes = nodes(&sections, node_ids, strings)?;
    record.calls = calls(&sections, call_ids, strings)?;
    record.functions = functions(&sections, &record)?;
    record.types = types(&sections, &record)?;
    Ok(record)
}

fn nodes(sections: &Sections<'_>, ids: &[[u8; ID_CHARACTERS]], strings: Index) -> Result<Vec<NodeRow>, DecodeError> {
    let mut nodes = Vec::with_capacity(ids.len());
    let mut children_left = 0;
    for ([name, kind, children, place @ ..], id) in sections.rows::<9>(section::NODES)?.zip(ids) {
        if children_left > 0 {
            children_left -= 1;
            if children > 0 {
                return Err(DecodeError::Corrupt("children of a child"));
            }
        } else {
            children_left = children;
        }
        let (id, name) = (node_id(id)?, strings.id(name)?);
        nodes.push(NodeRow { id, name, kind: node_kind(kind)?, children, span: span(place) });
    }
    if children_left > 0 { Err(DecodeError::Corrupt("children")) } else { Ok(nodes) }
}

fn calls(sections: &Sections<'_>, ids: &[[u8; ID_CHARACTERS]], strings: Index) -> Result<Vec<CallRow>, DecodeError> {
    let rows = sections.rows::<7>(section::CALLS)?.zip(ids);
    rows.map(|([function, place @ ..], id)| {
        Ok(CallRow {
            arguments: None,
            id: node_id(id)?,
            function: strings.id(function)?,
            callee: ExprId::UNKNOWN,
            form: CallForm::Plain,
            name_offset: 0,
            scope: ScopeId::new(0),
            span: span(place),
        })
    })
    .collect()
}

fn functions(sections: &Sections<'_>, record: &FileRecord) -> Result<Vec<FunctionRow>, DecodeError> {
    let strings = Index { length: record.strings.len(), what: "string" };
    let nodes = Index { length: record.nodes.len(), what: "function's node" };
    let lists = Index { length: record.lists.len(), what: "function's list" };
    let hashes = Index { length: record.hash_text.len(), what: "function's hash" };
    let calls = Index { length: record.calls.len(), what: "function's calls" };
    let rows = sections.rows::<20>(section::FUNCTIONS)?;
    rows.map(|row| {
        Ok(FunctionRow {
            node: nodes.row(row[0]).map(NodeRowId::new)?,
            key: strings.id(row[1])?,
            name: strings.id(row[2])?,
            class_name: strings.id(row[3])?,
            return_type: strings.id(row[4])?,
            signature_hash: strings.id(row[5])?,
            params: lists.run(row[6], row[7])?,
            param_types: lists.run(row[8], row[9])?,
            modifiers: lists.run(row[10], row[11])?,
            body_start: row[12],
            body_end: row[13],
            body_start_row: row[14],
            body_end_row: row[15],
            hash: hashes.run(row[16], row[17])?,
            calls: calls.run(row[18], row[19])?,
            signature: SignatureId::new(0),
        })
    })
    .collect()
}

fn types(sections: &Sections<'_>, record: &FileRecord) -> Result<Vec<TypeRow>, DecodeError> {
    let strings = Index { length: record.strings.len(), what: "string" };
    let nodes = Index { length: record.nodes.len(), what: "type's node" };
    let segments = Index { length: record.scope_segments.len(), what: "type's scope" };
    let fields = Index { length: record.fields.len(), what: "type's fields" };
    let rows = sections.rows::<8>(section::TYPES)?;
    rows.map(|[node, kind, key, name, scope_start, scope_end, fields_start, fields_end]| {
        Ok(TypeRow {
            node: nodes.row(node).map(NodeRowId::new)?,
            kind: node_kind(kind)?,
            key: strings.id(key)?,
            name: strings.id(name)?,
            scope: segments.run(scope_start, scope_end)?,
            fields: fields.run(fields_start, fields_end)?,
            extends: Run::default(),
            implements: Run::default(),
        })
    })
    .collect()
}

/// A table rows refer to: what an index into it is checked against.
#[derive(Clone, Copy)]
struct Index {
    length: usize,
    what: &'static str,
}

impl Index {
    fn row(self, row: u32) -> Result<u32, DecodeError> {
        if (row as usize) < self.length { Ok(row) } else { Err(DecodeError::Corrupt(self.what)) }
    }

    fn id(self, id: u32) -> Result<StringId, DecodeError> {
        self.row(id).map(StringId)
    }

    fn run(self, start: u32, end: u32) -> Result<Run, DecodeError> {
        let holds = start <= end && end as usize <= self.length;
        if holds { Ok(Run { start, end }) } else { Err(DecodeError::Corrupt(self.what)) }
    }
}

fn string_rows(sections: &Sections<'_>, section: usize, strings: Index) -> Result<Vec<StringId>, DecodeError> {
    sections.rows::<1>(section)?.map(|[id]| strings.id(id)).collect()
}

fn node_kind(number: u32) -> Result<NodeKind, DecodeError> {
    u8::try_from(number).ok().and_then(NodeKind::from_u8).ok_or(DecodeError::Corrupt("node kind"))
}

fn node_id(text: &[u8; ID_CHARACTERS]) -> Result<NodeId, DecodeError> {
    NodeId::from_text(text).ok_or(DecodeError::Corrupt("id"))
}

const fn span([start, end, start_row, start_column, end_row, end_column]: [u32; 6]) -> Span {
    Span { start, end, start_row, start_column, end_row, end_column }
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
mod tests;
