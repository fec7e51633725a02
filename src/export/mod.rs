//! A repository in the formats of others.
//!
//! In: an [`Index`] and a [`Format`]. Out: its bytes, written file by file in the order of paths, so that what is held beside
//! the index is that of one file, and the same index gives the same bytes. Nothing here opens a file: where the bytes go is the
//! matter of whoever gives a writer, and an error of it ends the export.

mod dot;
mod graphml;
mod json;
mod jsonl;
mod mermaid;
mod neo4j;
mod nodes;
mod report;
mod scip;
pub mod sqlite;
mod text;

use crate::query::Index;
use std::io::{self, Write};

/// A format of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// An object a line.
    Jsonl,
    /// GraphML, which most tools for graphs read.
    Graphml,
    /// Graphviz's language.
    Dot,
    /// A flowchart of Mermaid, within its limits.
    Mermaid,
    /// The files that `neo4j-admin database import` takes.
    Neo4jCsv,
    /// A database: [`sqlite::fill`] makes it.
    Sqlite,
    /// The protobuf of SCIP.
    Scip,
    /// A page to look at: what is written are the data in it.
    Html,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 8] =
        [Self::Jsonl, Self::Graphml, Self::Dot, Self::Mermaid, Self::Neo4jCsv, Self::Sqlite, Self::Scip, Self::Html];

    /// Its name for callers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Graphml => "graphml",
            Self::Dot => "dot",
            Self::Mermaid => "mermaid",
            Self::Neo4jCsv => "neo4j-csv",
            Self::Sqlite => "sqlite",
            Self::Scip => "scip",
            Self::Html => "html",
        }
    }

    /// The format with this name, if there is one.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }

    /// The files that it consists of, if it is a folder of files.
    #[must_use]
    pub const fn parts(self) -> &'static [&'static str] {
        match self {
            Self::Neo4jCsv => &neo4j::PARTS,
            _ => &[],
        }
    }
}

/// Writes a format that is one file; `root` is the absolute path of the repository's folder.
///
/// # Errors
/// Those of `out`, and [`io::ErrorKind::Unsupported`] of a format that is [several files](Format::parts) or a database.
pub fn export(index: &Index, format: Format, root: &str, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Jsonl => jsonl::write(index, out),
        Format::Graphml => graphml::write(index, out),
        Format::Dot => dot::write(index, out),
        Format::Mermaid => mermaid::write(index, out),
        Format::Scip => scip::write(index, root, out),
        Format::Html => report::write(index, root, out),
        Format::Neo4jCsv | Format::Sqlite => Err(io::ErrorKind::Unsupported.into()),
    }
}

/// Writes one of the [files](Format::parts) that a format consists of.
///
/// # Errors
/// Those of `out`, and [`io::ErrorKind::Unsupported`] if there is no such file.
pub fn export_part(index: &Index, format: Format, part: &str, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Neo4jCsv => neo4j::write(index, part, out),
        _ => Err(io::ErrorKind::Unsupported.into()),
    }
}
