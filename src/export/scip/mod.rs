//! SCIP, the index of symbols that code search reads.
//!
//! In: an index and where its root is. Out: the metadata, then a document a file. In protobuf, messages of one kind that stand
//! one behind the other are one with all their fields, so no more than one document is held.
//!
//! An index knows where a definition begins and ends and where what leads to a symbol begins, not where the name in it stands:
//! the range of a definition is the whole of it, and that of a call begins where the call does.

mod messages;
mod symbols;

use self::messages::{Document, IndexPart, Metadata, Occurrence, Relationship, SymbolInformation, ToolInfo};
use self::symbols::Symbols;
use super::nodes::Containers;
use crate::graph::FileId;
use crate::query::{EdgeKind, Index, IndexedFile, Symbol, SymbolKind, SymbolRef};
use prost::Message;
use std::fmt::Write as _;
use std::io::{self, Write};

/// The role of an occurrence that defines.
const DEFINITION: i32 = 1;
/// The text encoding UTF-8.
const UTF8: i32 = 1;
/// Columns that count UTF-16 units.
const UTF16_COLUMNS: i32 = 2;

/// Writes the whole index; `root` is the absolute path of its folder.
pub(super) fn write(index: &Index, root: &str, out: &mut dyn Write) -> io::Result<()> {
    let tool = ToolInfo { name: env!("CARGO_PKG_NAME").to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() };
    let metadata = Metadata { tool_info: Some(tool), project_root: uri(root), text_document_encoding: UTF8 };
    write_part(&IndexPart { metadata: Some(metadata), documents: Vec::new() }, out)?;
    let mut symbols = Symbols::of(index);
    for (id, file) in index.files() {
        let document = document(index, &mut symbols, id, file);
        write_part(&IndexPart { metadata: None, documents: vec![document] }, out)?;
    }
    Ok(())
}

fn write_part(part: &IndexPart, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(&part.encode_to_vec())
}

fn document(index: &Index, symbols: &mut Symbols, id: FileId, file: &IndexedFile) -> Document {
    let mut document = Document {
        relative_path: file.path().to_owned(),
        language: file.outline.language.facts().scip.to_owned(),
        position_encoding: UTF16_COLUMNS,
        ..Document::default()
    };
    let containers = Containers::of(file);
    for (symbol, row) in file.symbols() {
        let of = SymbolRef { file: id, symbol };
        let name = symbols.name(of);
        document.occurrences.push(definition(name.clone(), row));
        let supertypes = file.edges_in(Some(symbol)).filter(|edge| {
            matches!(edge.kind, EdgeKind::Extends | EdgeKind::Implements) && index.symbol(edge.to).is_some()
        });
        let relationships = supertypes.map(|edge| Relationship {
            symbol: symbols.name(edge.to),
            is_reference: false,
            is_implementation: true,
        });
        let relationships = relationships.collect();
        let is_member = containers.around(symbol).is_some_and(|around| around.is_type());
        let display_name = file.text(row.name).to_owned();
        document.symbols.push(SymbolInformation {
            symbol: name,
            relationships,
            kind: kind(row, is_member),
            display_name,
        });
    }
    for edge in file.edges.iter().filter(|edge| edge.kind.is_call() || edge.kind.is_reference()) {
        let Some((to, row)) = index.symbol(edge.to) else { continue };
        let site = file.site(edge);
        let length = to.text(row.name).encode_utf16().count() as i32;
        let (line, column) = (site.row as i32, site.column as i32);
        let symbol = symbols.name(edge.to);
        document.occurrences.push(Occurrence {
            range: vec![line, column, column + length],
            symbol,
            ..Occurrence::default()
        });
    }
    document
}

fn definition(symbol: String, row: &Symbol) -> Occurrence {
    let span = row.span;
    let [line, column, end_line, end_column] =
        [span.start_row, span.start_column, span.end_row, span.end_column].map(|number| number as i32);
    let enclosing_range = vec![line, column, end_line, end_column];
    let range = if line == end_line { vec![line, column, end_column] } else { enclosing_range.clone() };
    Occurrence { range, symbol, symbol_roles: DEFINITION, enclosing_range }
}

const fn kind(row: &Symbol, is_member: bool) -> i32 {
    match row.kind {
        SymbolKind::Function if is_member => 26,
        SymbolKind::Function => 17,
        SymbolKind::Class => 7,
        SymbolKind::Interface => 21,
        SymbolKind::Enum => 11,
        SymbolKind::TypeAlias => 55,
    }
}

/// The URI of a folder.
fn uri(path: &str) -> String {
    let mut uri = String::from(if path.starts_with('/') { "file://" } else { "file:///" });
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' | b':' => uri.push(byte.into()),
            _ => {
                // Writing to a string does not fail.
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}
