#![allow(clippy::unwrap_used)]
use super::*;
use crate::languages::LanguageId;
use crate::record::encode::encode_record;
use crate::record::symbols::{ExprId, ScopeId, SignatureId};
use crate::record::{
    CallForm, FieldRow, FunctionRow, NodeKind, NodeRowId, ReferenceForm, Run, ScopeSegment, Span, StringId, TypeRow,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index as Pick;

type Texts = (String, String, Vec<String>);

fn texts() -> impl Strategy<Value = Texts> {
    ("\\PC{0,80}", "[a-zA-Z(),_]{0,60}", vec("\\PC{0,12}", 0..20))
}

fn span_of([start, end, start_row, start_column, end_row, end_column]: [u32; 6]) -> Span {
    Span { start, end, start_row, start_column, end_row, end_column }
}

fn kind() -> impl Strategy<Value = NodeKind> {
    (0u8..8).prop_map(|number| NodeKind::from_u8(number).unwrap())
}

fn run(picks: [Pick; 2], length: usize) -> Run {
    let [one, other] = picks.map(|pick| pick.index(length + 1) as u32);
    Run { start: one.min(other), end: one.max(other) }
}

prop_compose! {
    fn nodes()(
        groups in vec((any::<[u8; 16]>(), kind(), any::<[u32; 6]>(), 0u32..4), 0..8),
    ) -> Vec<NodeRow> {
        let mut nodes = Vec::new();
        for (id, kind, place, children) in groups {
            let node = NodeRow { id: NodeId(id), syntax: 0, name: StringId::EMPTY, kind, children, span: span_of(place) };
            nodes.push(node);
            for child in 0..children {
                let span = Span { start: child, ..Span::default() };
                nodes.push(NodeRow { children: 0, kind: NodeKind::Unspecified, span, ..node });
            }
        }
        nodes
    }
}

prop_compose! {
    /// A record whose rows refer to anything that is there: its meaning does not matter to the encoding.
    pub(in crate::record) fn record()(
        language in 0..LanguageId::ALL.len(),
        content_hash in any::<[u8; 32]>(),
        has_syntax_errors in any::<bool>(),
        (source, hash_text, texts) in texts(),
        mut nodes in nodes(),
        calls in vec((any::<[u8; 16]>(), any::<Pick>(), any::<[u32; 6]>()), 0..6),
        references in vec((any::<Pick>(), any::<[u32; 3]>()), 0..6),
        lists in vec(any::<Pick>(), 0..12),
        pairs in vec((any::<Pick>(), any::<Pick>(), kind()), 0..6),
        functions in vec((vec(any::<Pick>(), 6), any::<[[Pick; 2]; 6]>(), any::<[u32; 4]>()), 0..5),
        types in vec((vec(any::<Pick>(), 3), any::<[[Pick; 2]; 2]>(), kind()), 0..5),
    ) -> FileRecord {
        let mut record = FileRecord {
            content_hash,
            has_syntax_errors,
            source,
            hash_text,
            ..FileRecord::new(LanguageId::ALL[language])
        };
        for text in &texts {
            record.strings.intern(text);
        }
        let known = record.strings.len();
        let string = |pick: &Pick| StringId(pick.index(known) as u32);
        for (row, node) in nodes.iter_mut().enumerate() {
            node.name = StringId((row % known) as u32);
        }
        record.nodes = nodes;
        record.calls = calls.iter().map(|(id, function, place)| CallRow {
            arguments: None,
            id: NodeId(*id),
            syntax: 0,
            function: string(function),
            callee: ExprId::UNKNOWN,
            form: CallForm::Plain,
            name_offset: 0,
            scope: ScopeId::new(0),
            span: span_of(*place),
        }).collect();
        record.references = references.iter().map(|(name, [start, row, column])| ReferenceRow {
            name: string(name),
            named: ExprId::UNKNOWN,
            form: ReferenceForm::Value,
            start: *start,
            row: *row,
            column: *column,
        }).collect();
        record.lists = lists.iter().map(string).collect();
        record.defines = lists.iter().rev().take(3).map(string).collect();
        record.class_names = lists.iter().take(2).map(string).collect();
        record.scope_segments =
            pairs.iter().map(|(name, _, kind)| ScopeSegment { name: string(name), kind: *kind }).collect();
        record.fields =
            pairs.iter().map(|(name, text, _)| FieldRow { name: string(name), type_text: string(text) }).collect();
        if !record.nodes.is_empty() {
            record.functions = functions.iter().map(|(picks, runs, body)| FunctionRow {
                node: NodeRowId::new(picks[0].index(record.nodes.len()) as u32),
                key: string(&picks[1]),
                name: string(&picks[2]),
                class_name: string(&picks[3]),
                return_type: string(&picks[4]),
                signature_hash: string(&picks[5]),
                params: run(runs[0], record.lists.len()),
                param_types: run(runs[1], record.lists.len()),
                modifiers: run(runs[2], record.lists.len()),
                body_start: body[0],
                body_end: body[1],
                body_start_row: body[2],
                body_end_row: body[3],
                hash: run(runs[3], record.hash_text.len()),
                calls: run(runs[4], record.calls.len()),
                references: run(runs[5], record.references.len()),
                signature: SignatureId::new(0),
            }).collect();
            record.types = types.iter().map(|(picks, runs, kind)| TypeRow {
                node: NodeRowId::new(picks[0].index(record.nodes.len()) as u32),
                kind: *kind,
                key: string(&picks[1]),
                name: string(&picks[2]),
                scope: run(runs[0], record.scope_segments.len()),
                fields: run(runs[1], record.fields.len()),
                extends: Run::default(),
                implements: Run::default(),
            }).collect();
        }
        record
    }
}

pub(in crate::record) fn encoded(record: &FileRecord) -> Vec<u8> {
    let mut bytes = Vec::new();
    encode_record(record, &mut bytes);
    bytes
}

proptest! {
    #[test]
    fn a_record_survives_its_encoding(record in record()) {
        let bytes = encoded(&record);
        prop_assert_eq!(bytes.len() % 4, 0);
        prop_assert_eq!(decode_record(&bytes), Ok(record));
    }

    #[test]
    fn a_record_behind_other_bytes_is_the_same(record in record(), before in 1usize..9) {
        let mut bytes = vec![7; before];
        encode_record(&record, &mut bytes);
        prop_assert_eq!(&bytes[before.next_multiple_of(4)..], &encoded(&record));
    }

    #[test]
    fn a_cut_record_is_an_error(record in record(), length in any::<Pick>()) {
        let bytes = encoded(&record);
        prop_assert!(decode_record(&bytes[..length.index(bytes.len())]).is_err());
    }

    #[test]
    fn changed_bytes_never_panic(record in record(), changes in vec((any::<Pick>(), any::<u8>()), 1..10)) {
        let mut bytes = encoded(&record);
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if let Ok(record) = decode_record(&bytes) {
            // What decodes can be encoded again: no index of it is outside its table.
            prop_assert_eq!(decode_record(&encoded(&record)), Ok(record));
        }
    }
}

#[test]
fn other_bytes_are_refused() {
    assert_eq!(decode_record(b""), Err(DecodeError::WrongMagic("record")));
    let mut bytes = encoded(&FileRecord::new(LanguageId::JavaScript));
    let name = bytes.windows(10).position(|text| text == b"javascript").unwrap();
    bytes[name..name + 10].copy_from_slice(b"JavaScript");
    assert_eq!(decode_record(&bytes), Err(DecodeError::Corrupt("language")));
    bytes[4] = 3;
    assert_eq!(decode_record(&bytes), Err(DecodeError::WrongVersion(3)));
}
