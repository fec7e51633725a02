//! The files that `neo4j-admin database import` takes.
//!
//! In: an index and the name of a file. Out: a header by Neo4j's rules (`:ID`, `:LABEL`, `:START_ID`, `:END_ID`, `:TYPE`), then
//! a row a line. Texts stand in quotes, quotes in them twice, and no text has a line break in it.

use super::nodes::{Link, LinkKind, Node, id, links, targets};
use super::text::readable;
use crate::query::{EdgeKind, Index, SymbolRef};
use crate::record::encode::hex;
use std::fmt;
use std::io::{self, Write};

const FILES: &str = "files.csv";
const FUNCTIONS: &str = "functions.csv";
const TYPES: &str = "types.csv";
const TARGETS: &str = "targets.csv";
const RELATIONSHIPS: &str = "relationships.csv";

/// The files.
pub(super) const PARTS: [&str; 5] = [FILES, FUNCTIONS, TYPES, TARGETS, RELATIONSHIPS];

/// Writes one of the files.
pub(super) fn write(index: &Index, part: &str, out: &mut dyn Write) -> io::Result<()> {
    match part {
        FILES => write_files(index, out),
        FUNCTIONS => write_symbols(index, false, out),
        TYPES => write_symbols(index, true, out),
        TARGETS => write_targets(index, out),
        RELATIONSHIPS => write_relationships(index, out),
        _ => Err(io::ErrorKind::Unsupported.into()),
    }
}

fn write_files(index: &Index, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "id:ID,path,language,bytes:long,contentHash,hasSyntaxErrors:boolean,:LABEL")?;
    for (file_id, file) in index.files() {
        let outline = &file.outline;
        let id = id(index, Node::File(file_id));
        write!(out, "{},{},{},", Quoted(&id), Quoted(file.path()), Quoted(outline.language.name()))?;
        let hash = hex(&outline.content_hash);
        writeln!(out, "{},{},{},File", outline.bytes, Quoted(&hash), outline.has_syntax_errors)?;
    }
    Ok(())
}

fn write_symbols(index: &Index, are_types: bool, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "id:ID,key,name,kind,file,language,owner,startLine:int,endLine:int,:LABEL")?;
    for (file_id, file) in index.files() {
        for (symbol, row) in file.symbols().filter(|(symbol, _)| symbol.is_type() == are_types) {
            let of = SymbolRef { file: file_id, symbol };
            let label = if are_types { "Type" } else { "Function" };
            write!(out, "{},{},", Quoted(&id(index, Node::Symbol(of))), Quoted(&index.key(of)))?;
            write!(out, "{},{},", Quoted(file.text(row.name)), Quoted(row.kind.as_str()))?;
            write!(out, "{},{},", Quoted(file.path()), Quoted(file.outline.language.name()))?;
            let (start, end) = (row.span.start_row + 1, row.span.end_row + 1);
            writeln!(out, "{},{start},{end},{label}", Quoted(file.text(row.owner)))?;
        }
    }
    Ok(())
}

fn write_targets(index: &Index, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "id:ID,name,kind,:LABEL")?;
    for target in targets(index) {
        writeln!(out, "{},{},{},Target", Quoted(&target.id()), Quoted(target.name()), Quoted(target.kind()))?;
    }
    Ok(())
}

fn write_relationships(index: &Index, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, ":START_ID,:END_ID,count:int,line:int,:TYPE")?;
    for (file_id, file) in index.files() {
        for link in links(index, file_id, file) {
            write_relationship(index, &link, out)?;
        }
    }
    Ok(())
}

fn write_relationship(index: &Index, link: &Link, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{},{},", Quoted(&id(index, link.from)), Quoted(&id(index, link.to)))?;
    let line = link.line.map(|line| line.to_string()).unwrap_or_default();
    writeln!(out, "{},{line},{}", link.count, relationship(link.kind))
}

const fn relationship(kind: LinkKind) -> &'static str {
    match kind {
        LinkKind::Contains => "CONTAINS",
        LinkKind::Import => "IMPORTS",
        LinkKind::Edge(EdgeKind::Call) => "CALLS",
        LinkKind::Edge(EdgeKind::Dispatch) => "MAY_CALL",
        LinkKind::Edge(EdgeKind::Construct) => "CONSTRUCTS",
        LinkKind::Edge(EdgeKind::Value) => "REFERS_TO",
        LinkKind::Edge(EdgeKind::Decorator) => "DECORATED_WITH",
        LinkKind::Edge(EdgeKind::Type) => "NAMES_TYPE",
        LinkKind::Edge(EdgeKind::Access) => "ACCESSES",
        LinkKind::Edge(EdgeKind::Extends) => "EXTENDS",
        LinkKind::Edge(EdgeKind::Implements) => "IMPLEMENTS",
    }
}

/// A text in quotes.
struct Quoted<'t>(&'t str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "\"{}\"", readable(self.0).replace('"', "\"\""))
    }
}
