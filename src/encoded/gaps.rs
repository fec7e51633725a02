//! What of a source no result has: text outside of every node and body, such as comments between functions.
//!
//! In: a record. Out: its source with spaces in these places. Lines end where they did and everything stands where it stood, so
//! that rows, columns and texts of what is there are the same.

use crate::record::FileRecord;

/// The source without what is in no result.
pub(super) fn without_gaps(record: &FileRecord) -> String {
    let nodes = record.nodes.iter().map(|node| (node.span.start, node.span.end));
    let bodies = record.functions.iter().map(|function| (function.body_start, function.body_end));
    let mut shown: Vec<_> = nodes.chain(bodies).collect();
    shown.sort_unstable();
    let mut shown = shown.into_iter();
    let mut next = shown.next();
    let mut shown_until = 0;
    let mut offset = 0;
    let mut source = String::with_capacity(record.source.len());
    for character in record.source.chars() {
        while let Some((_, end)) = next.filter(|(start, _)| *start <= offset) {
            shown_until = shown_until.max(end);
            next = shown.next();
        }
        let units = character.len_utf16();
        if offset < shown_until || character == '\n' {
            source.push(character);
        } else {
            (0..units).for_each(|_| source.push(' '));
        }
        offset += units as u32;
    }
    source
}
