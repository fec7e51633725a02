//! The graph that is exported: its nodes with their names, and the links from each file.
//!
//! In: a file of an index. Out: what all formats of graphs write about it, in one order. Of several edges of one kind from one
//! node to another there is one link, with their number and the place of the first.

use super::text::without_controls;
use crate::graph::FileId;
use crate::query::file::{Import, SEPARATOR};
use crate::query::{EdgeKind, Index, IndexedFile, SymbolId, SymbolRef};
use foldhash::HashMap;
use std::collections::BTreeSet;

/// What a link leads from or to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Node<'i> {
    /// A file of the index.
    File(FileId),
    /// A function or type of it.
    Symbol(SymbolRef),
    /// What an import leads to that is none of these.
    Target(Target<'i>),
}

/// What an import leads to that is no file of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Target<'i> {
    /// A package, by the specifier as written.
    External(&'i str),
    /// A folder or file of the repository.
    Path(&'i str),
}

impl<'i> Target<'i> {
    /// Its name for callers.
    pub(super) const fn kind(self) -> &'static str {
        match self {
            Self::External(_) => "external",
            Self::Path(_) => "path",
        }
    }

    /// What is written, or the path.
    pub(super) const fn name(self) -> &'i str {
        match self {
            Self::External(name) | Self::Path(name) => name,
        }
    }

    /// The name of its node.
    pub(super) fn id(self) -> String {
        without_controls([self.kind(), ":", self.name()].concat())
    }
}

/// How one node leads to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum LinkKind {
    /// The one is defined in the other.
    Contains,
    /// It imports it.
    Import,
    /// As an edge of the index says.
    Edge(EdgeKind),
}

impl LinkKind {
    /// Its name for callers.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Contains => "contains",
            Self::Import => "import",
            Self::Edge(kind) => kind.as_str(),
        }
    }
}

/// What leads from one node to another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link<'i> {
    /// Where it leads from.
    pub(super) from: Node<'i>,
    /// Where it leads to.
    pub(super) to: Node<'i>,
    /// How.
    pub(super) kind: LinkKind,
    /// How many edges it is.
    pub(super) count: u32,
    /// The line of the first of them, from 1; the first line of what is contained; none of an import.
    pub(super) line: Option<u32>,
}

/// What an import leads to.
pub(super) fn imported(import: &Import) -> Node<'_> {
    match import {
        Import::File(file) => Node::File(*file),
        Import::Repository(path) => Node::Target(Target::Path(path)),
        Import::Outside(name) => Node::Target(Target::External(name)),
    }
}

/// What the imports of all files lead to that is no file of the index.
pub(super) fn targets(index: &Index) -> BTreeSet<Target<'_>> {
    let imports = index.files().flat_map(|(_, file)| &file.imports);
    let targets = imports.filter_map(|import| match imported(import) {
        Node::Target(target) => Some(target),
        _ => None,
    });
    targets.collect()
}

/// The name of a node: no two have one, and it has no character that a format cannot hold.
pub(super) fn id(index: &Index, node: Node<'_>) -> String {
    let (kind, name) = match node {
        Node::File(file) => ("file:", index.file(file).map_or_else(String::new, |file| file.path().to_owned())),
        Node::Symbol(symbol) => (if symbol.symbol.is_type() { "type:" } else { "function:" }, index.key(symbol)),
        Node::Target(target) => return target.id(),
    };
    without_controls([kind, &name].concat())
}

/// The place of a symbol among those of its file.
pub(super) fn place(file: &IndexedFile, symbol: SymbolId) -> usize {
    symbol.row() + if symbol.is_type() { file.outline.functions.len() } else { 0 }
}

/// The numbers of files and symbols, from 0: in the order of paths and, within a file, of its symbols.
pub(super) struct Numbers(HashMap<FileId, (u64, u64)>);

impl Numbers {
    /// Those of an index.
    pub(super) fn of(index: &Index) -> Self {
        let mut first = 0;
        let numbered = (0..).zip(index.files()).map(|(number, (id, file))| {
            let of_file = (id, (number, first));
            first += (file.outline.functions.len() + file.outline.types.len()) as u64;
            of_file
        });
        Self(numbered.collect())
    }

    /// That of a file.
    pub(super) fn file(&self, id: FileId) -> Option<u64> {
        self.0.get(&id).map(|(number, _)| *number)
    }

    /// That of a symbol; none of one that there is not.
    pub(super) fn symbol(&self, index: &Index, of: SymbolRef) -> Option<u64> {
        let (file, _) = index.symbol(of)?;
        Some(self.0.get(&of.file)?.1 + place(file, of.symbol) as u64)
    }
}

/// What contains a symbol of a file: by its key the next type or function around it, else the file.
pub(super) struct Containers<'i> {
    by_key: HashMap<&'i str, SymbolId>,
    file: &'i IndexedFile,
}

impl<'i> Containers<'i> {
    /// Those of a file.
    pub(super) fn of(file: &'i IndexedFile) -> Self {
        Self { by_key: file.by_key(), file }
    }

    /// What contains this symbol; none if that is the file.
    pub(super) fn around(&self, symbol: SymbolId) -> Option<SymbolId> {
        let mut key = self.file.key(symbol);
        loop {
            key = key.rsplit_once(SEPARATOR)?.0;
            if let Some(around) = self.by_key.get(key) {
                return Some(*around);
            }
        }
    }
}

/// What leads from a file and its symbols: what it contains, its imports, its edges.
pub(super) fn links<'i>(index: &'i Index, id: FileId, file: &'i IndexedFile) -> Vec<Link<'i>> {
    let mut links = Links::default();
    let containers = Containers::of(file);
    for (symbol, row) in file.symbols() {
        let to = Node::Symbol(SymbolRef { file: id, symbol });
        let around = containers.around(symbol).map(|symbol| SymbolRef { file: id, symbol });
        links.add(around.map_or(Node::File(id), Node::Symbol), to, LinkKind::Contains, Some(row.span.start_row + 1));
    }
    for import in &file.imports {
        links.add(Node::File(id), imported(import), LinkKind::Import, None);
    }
    for edge in file.edges.iter().filter(|edge| index.symbol(edge.to).is_some()) {
        let site = file.site(edge);
        let from = site.from.map_or(Node::File(id), |symbol| Node::Symbol(SymbolRef { file: id, symbol }));
        links.add(from, Node::Symbol(edge.to), LinkKind::Edge(edge.kind), Some(site.row + 1));
    }
    links.all.retain(|link| !matches!(link.to, Node::File(file) if index.file(file).is_none()));
    links.all
}

/// Links, each once.
#[derive(Default)]
struct Links<'i> {
    all: Vec<Link<'i>>,
    by_ends: HashMap<(Node<'i>, Node<'i>, LinkKind), usize>,
}

impl<'i> Links<'i> {
    fn add(&mut self, from: Node<'i>, to: Node<'i>, kind: LinkKind, line: Option<u32>) {
        let at = *self.by_ends.entry((from, to, kind)).or_insert(self.all.len());
        match self.all.get_mut(at) {
            Some(link) => link.count += 1,
            None => self.all.push(Link { from, to, kind, count: 1, line }),
        }
    }
}
