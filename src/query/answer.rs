//! What answers are made of: symbols as callers see them.
//!
//! In: numbers. Out: texts, relative to the root, to be written as JSON.

use super::edges::{Edge, SymbolRef};
use super::index::Index;
use crate::error::FileFailure;
use crate::graph::FileId;
use serde::Serialize;

/// A function or type, as callers see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SymbolInfo {
    /// Its key in the graph, below the root.
    pub key: String,
    /// Its name.
    pub name: String,
    /// `function`, `class`, `interface`, `enum` or `type`.
    pub kind: &'static str,
    /// The path of its file, below the root.
    pub file: String,
    /// Its language.
    pub language: &'static str,
    /// The class that it is in; `''` if it is in none.
    pub owner: String,
    /// Its first line, from 1.
    pub start_line: u32,
    /// Its last line, from 1.
    pub end_line: u32,
    /// Whether it is a test, or for tests.
    pub is_test: bool,
}

/// How one symbol leads to another, as callers see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EdgeInfo {
    /// The key of the one below the root; none outside of any function.
    pub from: Option<String>,
    /// The key of the other.
    pub to: String,
    /// `call`, `dispatch`, `construct`, `value`, `decorator`, `type`, `access`, `extends` or `implements`.
    pub kind: &'static str,
    /// The path of the file it stands in, below the root.
    pub file: String,
    /// The line it stands in, from 1.
    pub line: u32,
    /// Its column in UTF-16 units, from 1.
    pub column: u32,
}

/// A file that an answer lacks, as callers see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Failed {
    /// Its path, below the root.
    pub file_path: String,
    /// The stable code.
    pub code: &'static str,
    /// What happened.
    pub message: String,
}

impl From<&FileFailure> for Failed {
    fn from(FileFailure { path, code, reason }: &FileFailure) -> Self {
        Self { file_path: path.clone(), code: code.as_str(), message: reason.clone() }
    }
}

impl Index {
    /// A symbol as callers see it.
    #[must_use]
    pub fn info(&self, of: SymbolRef) -> Option<SymbolInfo> {
        let (file, symbol) = self.symbol(of)?;
        Some(SymbolInfo {
            key: self.key(of),
            name: file.text(symbol.name).to_owned(),
            kind: symbol.kind.as_str(),
            file: file.path().to_owned(),
            language: file.outline.language.name(),
            owner: file.text(symbol.owner).to_owned(),
            start_line: symbol.span.start_row + 1,
            end_line: symbol.span.end_row + 1,
            is_test: file.is_of_tests(of.symbol),
        })
    }

    /// Symbols as callers see them.
    pub(super) fn infos(&self, of: &[SymbolRef]) -> Vec<SymbolInfo> {
        of.iter().filter_map(|symbol| self.info(*symbol)).collect()
    }

    /// An edge of a file as callers see it.
    #[must_use]
    pub fn edge_info(&self, of: FileId, edge: &Edge) -> Option<EdgeInfo> {
        let file = self.file(of)?;
        let site = file.site(edge);
        Some(EdgeInfo {
            from: site.from.map(|symbol| self.key(SymbolRef { file: of, symbol })),
            to: self.key(edge.to),
            kind: edge.kind.as_str(),
            file: file.path().to_owned(),
            line: site.row + 1,
            column: site.column + 1,
        })
    }
}
