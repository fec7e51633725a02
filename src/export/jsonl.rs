//! An object a line.
//!
//! In: an index. Out: a header, then of each file the file itself, its functions, its types and all edges that stand in it.

use super::json;
use super::nodes::{Node, imported};
use crate::graph::FileId;
use crate::query::file::Import;
use crate::query::{Edge, Index, IndexedFile, Symbol, SymbolId, SymbolRef};
use crate::record::encode::hex;
use serde::Serialize;
use std::io::{self, Write};

/// The version of what the lines have, which grows when a field changes its meaning or goes.
const VERSION: u32 = 1;

#[derive(Serialize)]
#[serde(tag = "record", rename_all = "camelCase", rename_all_fields = "camelCase")]
enum Line<'i> {
    Header {
        format: &'static str,
        version: u32,
        files: usize,
        functions: usize,
        types: usize,
        edges: usize,
    },
    File {
        path: &'i str,
        language: &'static str,
        bytes: u64,
        content_hash: String,
        has_syntax_errors: bool,
        imports: Vec<Imported<'i>>,
    },
    Function {
        #[serde(flatten)]
        symbol: Described<'i>,
        body_start_line: u32,
        body_end_line: u32,
        body: String,
        shape: String,
        modifiers: Vec<&'i str>,
    },
    Type {
        #[serde(flatten)]
        symbol: Described<'i>,
        kind: &'static str,
    },
    Edge {
        from: Option<String>,
        from_kind: &'static str,
        to: String,
        to_kind: &'static str,
        kind: &'static str,
        file: &'i str,
        line: u32,
        column: u32,
    },
}

#[derive(Serialize)]
struct Imported<'i> {
    to: &'i str,
    kind: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Described<'i> {
    key: String,
    name: &'i str,
    file: &'i str,
    owner: &'i str,
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

/// Writes the whole index.
pub(super) fn write(index: &Index, out: &mut dyn Write) -> io::Result<()> {
    let count = |of: fn(&IndexedFile) -> usize| index.files().map(|(_, file)| of(file)).sum();
    let header = Line::Header {
        format: "code-knowledge-graph",
        version: VERSION,
        files: index.len(),
        functions: count(|file| file.outline.functions.len()),
        types: count(|file| file.outline.types.len()),
        edges: count(|file| file.edges.len()),
    };
    write_line(&header, out)?;
    for (id, file) in index.files() {
        write_line(&file_line(index, file), out)?;
        for (symbol, row) in file.symbols() {
            write_line(&symbol_line(index, SymbolRef { file: id, symbol }, file, row), out)?;
        }
        for edge in &file.edges {
            write_line(&edge_line(index, id, file, edge), out)?;
        }
    }
    Ok(())
}

fn write_line(line: &Line, out: &mut dyn Write) -> io::Result<()> {
    json::write(line, out)?;
    out.write_all(b"\n")
}

fn file_line<'i>(index: &'i Index, file: &'i IndexedFile) -> Line<'i> {
    let import = |import: &'i Import| match imported(import) {
        Node::File(to) => index.file(to).map(|file| Imported { to: file.path(), kind: "file" }),
        Node::Target(target) => Some(Imported { to: target.name(), kind: target.kind() }),
        Node::Symbol(_) => None,
    };
    Line::File {
        path: file.path(),
        language: file.outline.language.name(),
        bytes: file.outline.bytes,
        content_hash: hex(&file.outline.content_hash),
        has_syntax_errors: file.outline.has_syntax_errors,
        imports: file.imports.iter().filter_map(import).collect(),
    }
}

fn symbol_line<'i>(index: &Index, of: SymbolRef, file: &'i IndexedFile, row: &Symbol) -> Line<'i> {
    let symbol = Described {
        key: index.key(of),
        name: file.text(row.name),
        file: file.path(),
        owner: file.text(row.owner),
        start_line: row.span.start_row + 1,
        start_column: row.span.start_column + 1,
        end_line: row.span.end_row + 1,
        end_column: row.span.end_column + 1,
    };
    if of.symbol.is_type() {
        return Line::Type { symbol, kind: row.kind.as_str() };
    }
    let modifiers = file.outline.lists.get(row.modifiers.range()).unwrap_or_default();
    Line::Function {
        symbol,
        body_start_line: row.body_rows.0 + 1,
        body_end_line: row.body_rows.1 + 1,
        body: hex(&row.body),
        shape: hex(&row.shape),
        modifiers: modifiers.iter().map(|id| file.text(*id)).collect(),
    }
}

fn edge_line<'i>(index: &Index, id: FileId, file: &'i IndexedFile, edge: &Edge) -> Line<'i> {
    let site = file.site(edge);
    Line::Edge {
        from: site.from.map(|symbol| index.key(SymbolRef { file: id, symbol })),
        from_kind: site.from.map_or("file", record_kind),
        to: index.key(edge.to),
        to_kind: record_kind(edge.to.symbol),
        kind: edge.kind.as_str(),
        file: file.path(),
        line: site.row + 1,
        column: site.column + 1,
    }
}

/// The record that a symbol is in: a function and a type may have one key.
const fn record_kind(symbol: SymbolId) -> &'static str {
    if symbol.is_type() { "type" } else { "function" }
}
