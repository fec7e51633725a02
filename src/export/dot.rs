//! Graphviz's language.
//!
//! In: an index. Out: a digraph in which folders are clusters, files clusters within them, and functions and types nodes; then
//! the links between them. Files stand in the order of their paths, so what is in one folder stands together.

use super::nodes::{Link, LinkKind, Node, Target, id, links, targets};
use super::text::readable;
use crate::graph::FileId;
use crate::query::{EdgeKind, Index, IndexedFile, SymbolKind, SymbolRef};
use std::fmt;
use std::io::{self, Write};

/// Writes the whole index.
pub(super) fn write(index: &Index, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "digraph repository {{")?;
    writeln!(out, "  graph [compound=true, rankdir=LR, fontname=\"Helvetica\", style=rounded, color=gray70];")?;
    writeln!(
        out,
        "  node [shape=box, style=\"rounded,filled\", fillcolor=white, fontname=\"Helvetica\", fontsize=11];"
    )?;
    writeln!(out, "  edge [color=gray40, arrowsize=0.7];")?;
    write_clusters(index, out)?;
    for target in targets(index) {
        let attributes = match target {
            Target::External(_) => "shape=component, fillcolor=gray95",
            Target::Path(_) => "shape=folder, fillcolor=gray95",
        };
        writeln!(out, "  {} [label={}, {attributes}];", Quoted(&target.id()), Label(target.name()))?;
    }
    for (file_id, file) in index.files() {
        for link in links(index, file_id, file).iter().filter(|link| link.kind != LinkKind::Contains) {
            write_link(index, link, out)?;
        }
    }
    writeln!(out, "}}")
}

fn write_clusters(index: &Index, out: &mut dyn Write) -> io::Result<()> {
    let mut open: Vec<&str> = Vec::new();
    let mut clusters = 0_u64;
    let mut begin = |label: &str, out: &mut dyn Write| {
        clusters += 1;
        writeln!(out, "  subgraph cluster_{clusters} {{ label={};", Label(label))
    };
    for (file_id, file) in index.files() {
        let mut folders: Vec<&str> = file.path().split('/').collect();
        let name = folders.pop().unwrap_or_default();
        let shared = open.iter().zip(&folders).take_while(|(one, other)| one == other).count();
        for _ in shared..open.len() {
            writeln!(out, "  }}")?;
        }
        for folder in &folders[shared..] {
            begin(folder, out)?;
        }
        open = folders;
        begin(name, out)?;
        write_nodes(index, file_id, file, name, out)?;
        writeln!(out, "  }}")?;
    }
    for _ in open {
        writeln!(out, "  }}")?;
    }
    Ok(())
}

fn write_nodes(index: &Index, file_id: FileId, file: &IndexedFile, name: &str, out: &mut dyn Write) -> io::Result<()> {
    let of_file = id(index, Node::File(file_id));
    writeln!(out, "    {} [label={}, shape=note, fillcolor=lightyellow];", Quoted(&of_file), Label(name))?;
    for (symbol, row) in file.symbols() {
        let node = id(index, Node::Symbol(SymbolRef { file: file_id, symbol }));
        let label = match file.text(row.owner) {
            "" => file.text(row.name).to_owned(),
            owner => [owner, ".", file.text(row.name)].concat(),
        };
        let fill = match row.kind {
            SymbolKind::Function => "white",
            SymbolKind::Class => "lightblue",
            SymbolKind::Interface => "honeydew",
            SymbolKind::Enum | SymbolKind::TypeAlias => "lavender",
        };
        writeln!(out, "    {} [label={}, fillcolor={fill}];", Quoted(&node), Label(&label))?;
    }
    Ok(())
}

fn write_link(index: &Index, link: &Link, out: &mut dyn Write) -> io::Result<()> {
    let (from, to) = (id(index, link.from), id(index, link.to));
    let style = match link.kind {
        LinkKind::Edge(EdgeKind::Call) => "solid",
        LinkKind::Edge(EdgeKind::Extends) => "solid, arrowhead=empty",
        LinkKind::Edge(EdgeKind::Implements) => "dashed, arrowhead=empty",
        LinkKind::Edge(EdgeKind::Dispatch) | LinkKind::Import => "dashed",
        _ => "dotted",
    };
    let (kind, count) = (link.kind.as_str(), link.count);
    writeln!(out, "  {} -> {} [class={kind}, weight={count}, style={style}];", Quoted(&from), Quoted(&to))
}

/// A name in quotes.
struct Quoted<'t>(&'t str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A backslash stays as it is written in a name, two of them too; but it must not stand before the quotes.
        write!(formatter, "\"{}\"", self.0.replace('\\', "\\\\").replace('"', "\\\""))
    }
}

/// A text that is shown, in quotes.
struct Label<'t>(&'t str);

impl fmt::Display for Label<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Names of characters are read in labels as in a page.
        Quoted(&readable(self.0).replace('&', "&amp;")).fmt(formatter)
    }
}
