//! GraphML: a directed graph that networkx, Gephi, yEd and others read.
//!
//! In: an index. Out: a node a file, function, type and import target, then a link a line. Text is kept as XML can hold it.

use super::nodes::{Link, LinkKind, Node, Target, id, links, targets};
use super::text::readable;
use crate::query::{Index, IndexedFile, Symbol, SymbolRef};
use std::fmt;
use std::io::{self, Write};

/// The attributes: what they are of, their name, their type.
const ATTRIBUTES: [(&str, &str, &str); 11] = [
    ("node", "kind", "string"),
    ("node", "name", "string"),
    ("node", "key", "string"),
    ("node", "file", "string"),
    ("node", "language", "string"),
    ("node", "owner", "string"),
    ("node", "startLine", "int"),
    ("node", "endLine", "int"),
    ("edge", "relation", "string"),
    ("edge", "weight", "int"),
    ("edge", "line", "int"),
];

/// Writes the whole index.
pub(super) fn write(index: &Index, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">")?;
    for (of, name, kind) in ATTRIBUTES {
        writeln!(out, "  <key id=\"{name}\" for=\"{of}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>")?;
    }
    writeln!(out, "  <graph id=\"repository\" edgedefault=\"directed\">")?;
    for (file_id, file) in index.files() {
        write_file(index, Node::File(file_id), file, out)?;
        for (symbol, row) in file.symbols() {
            write_symbol(index, SymbolRef { file: file_id, symbol }, file, row, out)?;
        }
    }
    for target in targets(index) {
        write_target(target, out)?;
    }
    let mut number = 0_u64;
    for (file_id, file) in index.files() {
        for link in links(index, file_id, file) {
            write_link(index, &link, number, out)?;
            number += 1;
        }
    }
    writeln!(out, "  </graph>\n</graphml>")
}

fn write_file(index: &Index, node: Node, file: &IndexedFile, out: &mut dyn Write) -> io::Result<()> {
    let path = file.path();
    begin_node(&id(index, node), out)?;
    write_data("kind", "file", out)?;
    write_data("name", path.rsplit('/').next().unwrap_or(path), out)?;
    write_data("key", path, out)?;
    write_data("file", path, out)?;
    write_data("language", file.outline.language.name(), out)?;
    end("node", out)
}

fn write_symbol(index: &Index, of: SymbolRef, file: &IndexedFile, row: &Symbol, out: &mut dyn Write) -> io::Result<()> {
    begin_node(&id(index, Node::Symbol(of)), out)?;
    write_data("kind", row.kind.as_str(), out)?;
    write_data("name", file.text(row.name), out)?;
    write_data("key", &index.key(of), out)?;
    write_data("file", file.path(), out)?;
    write_data("language", file.outline.language.name(), out)?;
    write_data("owner", file.text(row.owner), out)?;
    write_data("startLine", &(row.span.start_row + 1).to_string(), out)?;
    write_data("endLine", &(row.span.end_row + 1).to_string(), out)?;
    end("node", out)
}

fn write_target(target: Target, out: &mut dyn Write) -> io::Result<()> {
    begin_node(&target.id(), out)?;
    write_data("kind", target.kind(), out)?;
    write_data("name", target.name(), out)?;
    write_data("key", target.name(), out)?;
    end("node", out)
}

fn write_link(index: &Index, link: &Link, number: u64, out: &mut dyn Write) -> io::Result<()> {
    let (from, to) = (id(index, link.from), id(index, link.to));
    write!(out, "    <edge id=\"e{number}\" source=\"{}\" target=\"{}\">", Escaped(&from), Escaped(&to))?;
    write_data("relation", link.kind.as_str(), out)?;
    if link.kind != LinkKind::Contains {
        write_data("weight", &link.count.to_string(), out)?;
    }
    if let Some(line) = link.line {
        write_data("line", &line.to_string(), out)?;
    }
    end("edge", out)
}

fn begin_node(id: &str, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "    <node id=\"{}\">", Escaped(id))
}

fn write_data(key: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "<data key=\"{key}\">{}</data>", Escaped(&readable(text)))
}

fn end(element: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "</{element}>")
}

/// A text as XML writes it, in an attribute or between elements.
struct Escaped<'t>(&'t str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        while let Some(at) = rest.find(['&', '<', '>', '"']) {
            formatter.write_str(&rest[..at])?;
            formatter.write_str(match rest.as_bytes()[at] {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                _ => "&quot;",
            })?;
            rest = &rest[at + 1..];
        }
        formatter.write_str(rest)
    }
}
