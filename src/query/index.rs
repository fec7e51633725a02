//! What is known of a repository at one moment.
//!
//! In: its files. Out: an [`Index`], which answers where a key is, what leads to a symbol and what leads from it. It never
//! changes. That of the next moment is made by [`Index::with`], which shares whatever is as it was.

use super::edges::{Edge, SymbolId, SymbolRef};
use super::file::{IndexedFile, Symbol};
use crate::graph::FileId;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What stands between a path and the rest of a key.
pub const SEPARATOR: &str = "::";

/// Of a symbol of a file, an edge that leads to it: the symbol, the file it comes from, which of that one's edges it is.
type Incoming = (SymbolId, FileId, u32);

/// What is known of a repository.
#[derive(Debug, Clone, Default)]
pub struct Index {
    /// By number.
    files: Vec<Option<Arc<IndexedFile>>>,
    /// The files in the order of their paths.
    order: Arc<[FileId]>,
    /// By number, what leads to each file's symbols, sorted.
    incoming: Vec<Arc<[Incoming]>>,
}

impl Index {
    /// An index of these files.
    #[must_use]
    pub fn new(files: impl IntoIterator<Item = (FileId, Arc<IndexedFile>)>) -> Self {
        let changes = files.into_iter().map(|(id, file)| (id, Some(file)));
        Self::default().with(changes)
    }

    /// This index with other files in the place of those of these numbers: new ones, or none.
    #[must_use]
    pub fn with(&self, changes: impl IntoIterator<Item = (FileId, Option<Arc<IndexedFile>>)>) -> Self {
        let changes: BTreeMap<FileId, Option<Arc<IndexedFile>>> = changes.into_iter().collect();
        let mut next = self.clone();
        let slots = changes.keys().next_back().map_or(0, |last| last.0 as usize + 1);
        next.files.resize(self.files.len().max(slots), None);
        next.incoming.resize_with(next.files.len(), Arc::default);

        let mut come: BTreeMap<FileId, Vec<Incoming>> = BTreeMap::new();
        for (id, file) in &changes {
            // What nothing leads to any more changes as well.
            for edge in self.file(*id).map_or(&[][..], |before| &before.edges) {
                come.entry(edge.to.file).or_default();
            }
            for (number, edge) in (0..).zip(file.as_ref().map_or(&[][..], |now| &now.edges)) {
                come.entry(edge.to.file).or_default().push((edge.to.symbol, *id, number));
            }
        }
        for (to, mut come) in come {
            let Some(incoming) = next.incoming.get_mut(to.0 as usize) else { continue };
            come.extend(incoming.iter().filter(|(_, from, _)| !changes.contains_key(from)));
            come.sort_unstable();
            *incoming = come.into();
        }

        let paths = |index: &Self, id: FileId| index.file(id).map(|file| Arc::clone(&file.outline.path));
        let moved: BTreeSet<FileId> = changes
            .iter()
            .filter(|(id, file)| paths(self, **id) != file.as_ref().map(|file| Arc::clone(&file.outline.path)))
            .map(|(id, _)| *id)
            .collect();
        for (id, file) in changes {
            next.files[id.0 as usize] = file;
        }
        if !moved.is_empty() {
            next.order = self.merged(&next, &moved);
        }
        next
    }

    /// The order of the files of `next`, of which those of `moved` are not where they were.
    fn merged(&self, next: &Self, moved: &BTreeSet<FileId>) -> Arc<[FileId]> {
        let path = |id: FileId| next.file(id).map_or("", IndexedFile::path);
        let mut order: Vec<_> = self.order.iter().copied().filter(|id| !moved.contains(id)).collect();
        order.extend(moved.iter().copied().filter(|id| next.file(*id).is_some()));
        // What is sorted already is one run to it.
        order.sort_by(|one, other| path(*one).cmp(path(*other)));
        order.into()
    }

    /// The file of this number.
    #[must_use]
    pub fn file(&self, id: FileId) -> Option<&IndexedFile> {
        self.files.get(id.0 as usize)?.as_deref()
    }

    /// The file at this path below the root.
    #[must_use]
    pub fn at_path(&self, path: &str) -> Option<(FileId, &IndexedFile)> {
        let found = self.order.binary_search_by(|id| self.file(*id).map_or("", IndexedFile::path).cmp(path)).ok()?;
        let id = self.order[found];
        Some((id, self.file(id)?))
    }

    /// The files in the order of their paths.
    pub fn files(&self) -> impl DoubleEndedIterator<Item = (FileId, &IndexedFile)> + Clone {
        self.order.iter().filter_map(|id| Some((*id, self.file(*id)?)))
    }

    /// How many files there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there is no file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// A symbol, and the file that it is in.
    #[must_use]
    pub fn symbol(&self, of: SymbolRef) -> Option<(&IndexedFile, &Symbol)> {
        let file = self.file(of.file)?;
        Some((file, file.symbol(of.symbol)?))
    }

    /// The key of a symbol below the root; `''` if there is no such symbol.
    #[must_use]
    pub fn key(&self, of: SymbolRef) -> String {
        self.file(of.file).map_or_else(String::new, |file| [file.path(), SEPARATOR, file.key(of.symbol)].concat())
    }

    /// The symbols that have this key below the root: none, one, or a function and a type.
    pub fn with_key<'i>(&'i self, key: &'i str) -> impl Iterator<Item = SymbolRef> + 'i {
        // A path may have the separator in it, and so may what is behind it.
        let ends = key.match_indices(SEPARATOR).map(|(at, _)| at);
        ends.filter_map(move |at| Some((self.at_path(&key[..at])?, &key[at + SEPARATOR.len()..])))
            .flat_map(|((id, file), key)| file.with_key(key).map(move |symbol| SymbolRef { file: id, symbol }))
    }

    /// What leads to a symbol: the file it comes from, and the edge; in the order of these files' numbers, and within a file as
    /// its edges stand.
    pub fn incoming(&self, to: SymbolRef) -> impl Iterator<Item = (FileId, &Edge)> {
        let all = self.incoming.get(to.file.0 as usize).map_or(&[][..], |all| all);
        let first = all.partition_point(|(symbol, ..)| *symbol < to.symbol);
        let of_symbol = all[first..].iter().take_while(move |(symbol, ..)| *symbol == to.symbol);
        of_symbol.filter_map(|(_, from, number)| Some((*from, self.file(*from)?.edges.get(*number as usize)?)))
    }

    /// What leads from a symbol to others: calls, then references, then supertypes, each in source order.
    pub fn outgoing(&self, from: SymbolRef) -> impl Iterator<Item = &Edge> {
        self.file(from.file).into_iter().flat_map(move |file| file.edges_in(Some(from.symbol)))
    }
}
