//! Rules that hold for the record of any file.

use code_knowledge_graph::record::{FileRecord, Span};
use std::collections::HashSet;

/// Panics where `record` breaks a rule.
pub fn check(record: &FileRecord) {
    let text: Vec<u16> = record.source.encode_utf16().collect();
    let lines = line_starts(&text);
    for node in &record.nodes {
        check_span(&node.span, &text, &lines);
    }
    for call in &record.calls {
        check_span(&call.span, &text, &lines);
        // A name that is missing from broken code is empty, and may be at the very end.
        let end = if record.has_syntax_errors { call.span.end + 1 } else { call.span.end };
        assert!((call.span.start..end).contains(&call.name_offset), "a called name is inside its call");
    }
    for reference in &record.references {
        let name: Vec<u16> = record.text(reference.name).encode_utf16().collect();
        let start = reference.start as usize;
        assert_eq!(&text[start..start + name.len()], name, "a reference stands where its name is");
        assert_eq!(lines[reference.row as usize] + reference.column, reference.start, "in its row and column");
    }
    let places: Vec<(u32, u8)> =
        record.references.iter().map(|reference| (reference.start, reference.form as u8)).collect();
    assert!(places.is_sorted_by(|one, other| one < other), "references stand in the order of their places");
    check_ids(record);
    check_functions(record, &text);
    check_types(record);
    let offsets: Vec<u32> = record.calls.iter().map(|call| call.name_offset).collect();
    assert!(offsets.is_sorted(), "calls stand in the order of the called names");
    for list in [&record.imports, &record.defines] {
        let distinct: HashSet<_> = list.iter().collect();
        assert_eq!(distinct.len(), list.len(), "names are listed once");
    }
}

fn check_functions(record: &FileRecord, text: &[u16]) {
    assert!(record.hash_text.is_ascii());
    let mut keys = HashSet::new();
    for function in &record.functions {
        let key = record.text(function.key);
        assert!(keys.insert(key), "{key} is the key of two functions");
        assert_eq!(function.params.range().len(), function.param_types.range().len(), "{key}");
        let span = record.nodes[function.node.index()].span;
        assert!(span.start <= function.body_start && function.body_end <= span.end, "the body of {key} is in it");
        assert!(splits_no_pair(text, function.body_start) && splits_no_pair(text, function.body_end), "{key}");
        assert!(function.body_start_row <= function.body_end_row, "{key}");
        let hash = &record.hash_text[function.hash.range()];
        assert!(!hash.is_empty(), "{key} has a hash");
        // What a source leaves open its hash does, too.
        if !record.has_syntax_errors {
            assert_eq!(hash.matches('(').count(), hash.matches(')').count(), "the hash of {key} is balanced: {hash}");
        }
        for call in &record.calls[function.calls.range()] {
            assert!(span.start <= call.span.start && call.span.end <= span.end, "a call of {key} is in it");
        }
    }
    for outer in &record.functions {
        for inner in &record.functions {
            let is_nested = outer.body_start < inner.body_start && inner.body_end <= outer.body_end;
            if is_nested {
                let (outer, inner) = (outer.hash.range(), inner.hash.range());
                assert!(outer.start <= inner.start && inner.end <= outer.end, "a nested hash is part of the outer one");
            }
        }
    }
}

fn check_types(record: &FileRecord) {
    let mut keys = HashSet::new();
    for row in &record.types {
        let key = record.text(row.key);
        assert!(keys.insert(key), "{key} is the key of two types");
        assert_eq!(record.nodes[row.node.index()].kind, row.kind, "{key}");
        let scope: Vec<&str> =
            record.scope_segments[row.scope.range()].iter().map(|segment| record.text(segment.name)).collect();
        assert_eq!(scope.join("::"), key, "the scope spells the key");
        let fields: HashSet<_> = record.fields[row.fields.range()].iter().map(|field| field.name).collect();
        assert_eq!(fields.len(), row.fields.range().len(), "the members of {key} have distinct names");
    }
}

fn check_ids(record: &FileRecord) {
    let mut ids = HashSet::new();
    let nodes = record.nodes.iter().map(|node| (node.id, node.name, node.span));
    for (id, name, span) in nodes.chain(record.calls.iter().map(|call| (call.id, call.function, call.span))) {
        assert!(ids.insert(id), "an id is used twice: of {} {span:?}", record.text(name));
    }
}

fn check_span(span: &Span, text: &[u16], lines: &[u32]) {
    assert!(span.start <= span.end && span.end as usize <= text.len(), "{span:?}");
    assert!(splits_no_pair(text, span.start) && splits_no_pair(text, span.end), "{span:?}");
    assert_eq!((span.start_row, span.start_column), point_of(span.start, lines), "{span:?}");
    assert_eq!((span.end_row, span.end_column), point_of(span.end, lines), "{span:?}");
}

/// Whether no surrogate pair is cut at `offset`.
fn splits_no_pair(text: &[u16], offset: u32) -> bool {
    text.get(offset as usize).is_none_or(|unit| !(0xDC00..0xE000).contains(unit))
}

/// Where each line starts. Only a line feed ends one, as tree-sitter counts.
fn line_starts(text: &[u16]) -> Vec<u32> {
    let after = text.iter().enumerate().filter(|(_, unit)| **unit == u16::from(b'\n')).map(|(at, _)| at as u32 + 1);
    std::iter::once(0).chain(after).collect()
}

fn point_of(offset: u32, lines: &[u32]) -> (u32, u32) {
    let row = lines.partition_point(|start| *start <= offset) - 1;
    (row as u32, offset - lines[row])
}
