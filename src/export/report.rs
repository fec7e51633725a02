//! What the page shows that is one file to look at: see `js/report/`.
//!
//! In: an index. Out: JSON for a script element, short: a file is an array, what it has a row of numbers and texts each. Symbols
//! are called by number, in the order of paths and, within a file, of its symbols.

use super::json;
use super::nodes::{LinkKind, Node, Numbers, links, place};
use crate::graph::FileId;
use crate::query::{EdgeKind, Index, IndexedFile, SymbolKind};
use serde::Serialize;
use std::io::{self, Write};

/// What stands before the files.
#[derive(Serialize)]
struct Head<'i> {
    title: &'i str,
    kinds: [&'static str; SymbolKind::ALL.len()],
    relations: [&'static str; RELATIONS.len()],
}

const RELATIONS: [EdgeKind; 9] = [
    EdgeKind::Call,
    EdgeKind::Dispatch,
    EdgeKind::Value,
    EdgeKind::Decorator,
    EdgeKind::Type,
    EdgeKind::Access,
    EdgeKind::Extends,
    EdgeKind::Implements,
    EdgeKind::Construct,
];

/// A file: path, language, bytes; of each symbol key, kind, first and last line; of each link within, the place of what it leads
/// from among the file's symbols or -1, what it leads to, relation, how many there are, line of the first.
#[derive(Serialize)]
struct Row<'i>(&'i str, &'static str, u64, Vec<(&'i str, u8, u32, u32)>, Vec<(i64, u64, usize, u32, u32)>);

/// Writes the data; `root` is the path of the repository's folder, whose name is the title.
pub(super) fn write(index: &Index, root: &str, out: &mut dyn Write) -> io::Result<()> {
    let title = root.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next().unwrap_or_default();
    let kinds = SymbolKind::ALL.map(SymbolKind::as_str);
    out.write_all(b"[")?;
    json::write(&Head { title, kinds, relations: RELATIONS.map(EdgeKind::as_str) }, out)?;
    let numbers = Numbers::of(index);
    for (id, file) in index.files() {
        out.write_all(b",\n")?;
        json::write(&row(index, &numbers, id, file), out)?;
    }
    out.write_all(b"]")
}

fn row<'i>(index: &Index, numbers: &Numbers, id: FileId, file: &'i IndexedFile) -> Row<'i> {
    let symbols = file.symbols().map(|(symbol, row)| {
        let kind = SymbolKind::ALL.iter().position(|kind| *kind == row.kind).unwrap_or_default();
        (file.key(symbol), kind as u8, row.span.start_row + 1, row.span.end_row + 1)
    });
    let links = links(index, id, file).into_iter().filter_map(|link| {
        let (LinkKind::Edge(kind), Node::Symbol(to)) = (link.kind, link.to) else { return None };
        let from = match link.from {
            Node::Symbol(from) => place(file, from.symbol) as i64,
            _ => -1,
        };
        let relation = RELATIONS.iter().position(|relation| *relation == kind)?;
        Some((from, numbers.symbol(index, to)?, relation, link.count, link.line.unwrap_or_default()))
    });
    Row(file.path(), file.outline.language.name(), file.outline.bytes, symbols.collect(), links.collect())
}
