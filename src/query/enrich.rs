//! All of a repository for those who keep a graph of their own: nodes and what leads from one to another, in pieces.
//!
//! In: where the piece before ended. Out: the nodes of some files, each function with those who call it, and the relationships
//! that lead from these files. A piece is of whole files, so each node and relationship is in one of them.

use super::answer::SymbolInfo;
use super::edges::{EdgeKind, SymbolRef};
use super::file::IndexedFile;
use super::index::Index;
use crate::graph::FileId;
use foldhash::HashSet;
use serde::{Deserialize, Serialize};

/// Which piece.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct EnrichOptions {
    /// About how many nodes there are in a piece: files are taken until there are as many.
    pub limit: u32,
    /// Where the piece before ended.
    pub after: Option<String>,
}

impl Default for EnrichOptions {
    fn default() -> Self {
        Self { limit: 1000, after: None }
    }
}

/// A function or type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EnrichedNode {
    /// What it is, and where.
    #[serde(flatten)]
    pub symbol: SymbolInfo,
    /// The keys of the functions that call it, or may, in the index's order.
    pub callers: Vec<String>,
}

/// How a node or a file leads to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Relationship {
    /// `calls`, `implements`, `extends` or `imports`.
    pub kind: &'static str,
    /// The key of the one below the root, or the path of the file.
    pub from: String,
    /// The key of the other, or its path.
    pub to: String,
    /// The line of the first place it is said in, from 1; none of an import.
    pub line: Option<u32>,
}

/// A piece.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Enriched {
    /// Functions and types, file by file.
    pub nodes: Vec<EnrichedNode>,
    /// What leads from these, or from their files, to another: each pair once a kind.
    pub relationships: Vec<Relationship>,
    /// Where the piece ends, if there are more.
    pub after: Option<String>,
}

impl Index {
    /// The next piece of all nodes and relationships.
    #[must_use]
    pub fn enrich(&self, options: &EnrichOptions) -> Enriched {
        let mut piece = Enriched { nodes: Vec::new(), relationships: Vec::new(), after: None };
        let mut files = self.files_after(options.after.as_deref()).peekable();
        while let Some((id, file)) = files.next() {
            self.enrich_file(&mut piece, id, file);
            if piece.nodes.len() >= options.limit as usize {
                piece.after = files.peek().map(|_| file.path().to_owned());
                break;
            }
        }
        piece
    }

    fn enrich_file(&self, piece: &mut Enriched, id: FileId, file: &IndexedFile) {
        for (symbol, _) in file.symbols() {
            let of = SymbolRef { file: id, symbol };
            let callers = self
                .incoming(of)
                .filter(|(_, edge)| edge.kind.is_call())
                .filter_map(|(from, edge)| Some(SymbolRef { file: from, symbol: self.file(from)?.site(edge).from? }));
            let mut callers: Vec<_> = callers.collect();
            callers.sort_by(|one, other| self.compare(*one, *other));
            callers.dedup();
            let callers = callers.into_iter().map(|caller| self.key(caller)).collect();
            piece.nodes.extend(self.info(of).map(|symbol| EnrichedNode { symbol, callers }));
        }
        let mut said = HashSet::default();
        for edge in &file.edges {
            let kind = match edge.kind {
                EdgeKind::Call => "calls",
                EdgeKind::Extends => "extends",
                EdgeKind::Implements => "implements",
                _ => continue,
            };
            let site = file.site(edge);
            let Some(from) = site.from.filter(|from| said.insert((*from, edge.to, kind))) else { continue };
            let from = self.key(SymbolRef { file: id, symbol: from });
            piece.relationships.push(Relationship { kind, from, to: self.key(edge.to), line: Some(site.row + 1) });
        }
        let mut imported = HashSet::default();
        for to in file.imported().filter(|to| imported.insert(*to)) {
            let Some(to) = self.file(to) else { continue };
            let (from, to) = (file.path().to_owned(), to.path().to_owned());
            piece.relationships.push(Relationship { kind: "imports", from, to, line: None });
        }
    }
}
