//! What is known of a repository at one moment.
//!
//! In: its files. Out: an [`Index`], which answers where a key is, what leads to a symbol and what leads from it. It never
//! changes. That of the next moment is made by [`Index::with`], which shares whatever is as it was.

use super::chunks::Chunks;
use super::edges::{Edge, SymbolId, SymbolRef};
use super::file::{IndexedFile, SEPARATOR, Symbol};
use super::image::Image;
use super::names::Names;
use super::stats::{Stats, Totals};
use crate::graph::FileId;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

/// Of a symbol of a file, an edge that leads to it: the symbol, the file it comes from, which of that one's edges it is.
pub(super) type Incoming = (SymbolId, FileId, u32);

/// What leads to a file.
#[derive(Debug, Clone, Default)]
pub(super) struct LeadsTo {
    /// The edges to its symbols, sorted.
    pub edges: Box<[Incoming]>,
    /// The files that import it, sorted.
    pub importers: Box<[FileId]>,
}

/// Something of a file.
#[derive(Debug, Clone, Default)]
enum Held<T> {
    /// What the image says, if there is one.
    #[default]
    Kept,
    /// This.
    Here(T),
    /// There is no such file any more.
    Gone,
}

/// What is known of a repository.
#[derive(Debug, Clone, Default)]
pub struct Index {
    /// By number.
    files: Chunks<Held<Arc<IndexedFile>>>,
    /// The files in the order of their paths.
    order: Arc<[FileId]>,
    /// By number, which of that order a file is.
    positions: Arc<[u32]>,
    /// By number, what leads to each file.
    incoming: Chunks<Held<Arc<LeadsTo>>>,
    /// Those of the image, once somebody asks for them.
    names: OnceLock<Names>,
    totals: OnceLock<Totals>,
    /// What says all that is not said here.
    image: Option<Arc<Image>>,
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
        next.files.grow(slots.max(self.positions.len()));
        next.incoming.grow(next.files.len());

        let mut come: BTreeMap<FileId, (Vec<Incoming>, Vec<FileId>)> = BTreeMap::new();
        for (id, file) in &changes {
            // What nothing leads to any more changes as well.
            for to in self.file(*id).into_iter().flat_map(IndexedFile::leads_to) {
                come.entry(to).or_default();
            }
            let Some(now) = file else { continue };
            for (number, edge) in (0..).zip(&now.edges) {
                come.entry(edge.to.file).or_default().0.push((edge.to.symbol, *id, number));
            }
            now.imported().for_each(|to| come.entry(to).or_default().1.push(*id));
        }
        for (to, (mut edges, mut importers)) in come {
            let Some(place) = next.incoming.get_mut(to.0 as usize) else { continue };
            if let Some(incoming) = self.leads_to(to) {
                edges.extend(incoming.edges.iter().filter(|(_, from, _)| !changes.contains_key(from)));
                importers.extend(incoming.importers.iter().filter(|from| !changes.contains_key(from)));
            }
            // Nearly all of it is one run, which the other sort does not see.
            edges.sort();
            importers.sort_unstable();
            importers.dedup();
            *place = Held::Here(Arc::new(LeadsTo { edges: edges.into(), importers: importers.into() }));
        }

        let path = |index: &Self, id: FileId| index.file(id).map(|file| Arc::clone(&file.outline.path));
        let moved: BTreeSet<FileId> = changes
            .iter()
            .filter(|(id, file)| path(self, **id) != file.as_ref().map(|file| Arc::clone(&file.outline.path)))
            .map(|(id, _)| *id)
            .collect();
        let mut named = Vec::new();
        let mut totals = self.totals().clone();
        for (id, after) in changes {
            let Some(place) = next.files.get_mut(id.0 as usize) else { continue };
            let before = self.file(id);
            before.into_iter().for_each(|before| totals.remove(before));
            after.iter().for_each(|after| totals.add(after));
            if !before.zip(after.as_ref()).is_some_and(|(before, after)| before.has_symbols_of(after)) {
                named.push(id);
            }
            *place = after.map_or(Held::Gone, Held::Here);
        }
        next.totals = totals.into();
        if !moved.is_empty() {
            next.order = self.merged(&next, &moved);
            let mut positions = vec![u32::MAX; next.files.len()];
            (0..).zip(&*next.order).for_each(|(position, id)| positions[id.0 as usize] = position);
            next.positions = positions.into();
        }
        if !named.is_empty() {
            next.names = self.names().with(&next, &named).into();
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
        self.held(id).map(|file| &**file)
    }

    /// The same, to be held together with others.
    #[must_use]
    pub fn shared(&self, id: FileId) -> Option<Arc<IndexedFile>> {
        self.held(id).cloned()
    }

    fn held(&self, id: FileId) -> Option<&Arc<IndexedFile>> {
        match self.files.get(id.0 as usize).unwrap_or(&Held::Kept) {
            Held::Kept => self.image.as_ref()?.file(id),
            Held::Here(file) => Some(file),
            Held::Gone => None,
        }
    }

    /// The index that an image is of.
    #[must_use]
    pub fn of(image: Arc<Image>) -> Self {
        let (order, positions) = (image.numbers().into(), image.positions().into());
        Self { order, positions, image: Some(image), ..Self::default() }
    }

    /// The same, of which it is known how much it is.
    #[must_use]
    pub fn with_stats(self, stats: &Stats) -> Self {
        Self { totals: Totals::of(stats).into(), ..self }
    }

    /// The image that it is of, if that is all that it is of.
    #[must_use]
    pub fn image(&self) -> Option<&Arc<Image>> {
        self.image.as_ref().filter(|_| self.files.len() == 0)
    }

    /// The path of a file below the root; `''` if there is no such file.
    pub(super) fn path(&self, id: FileId) -> &str {
        match self.files.get(id.0 as usize).unwrap_or(&Held::Kept) {
            Held::Kept => self.image.as_ref().and_then(|image| image.path(id)).map_or("", |path| path),
            Held::Here(file) => file.path(),
            Held::Gone => "",
        }
    }

    /// The files in the order of their paths.
    pub(super) fn in_order(&self) -> &[FileId] {
        &self.order
    }

    /// What leads to a file.
    pub(super) fn leads_to(&self, id: FileId) -> Option<&LeadsTo> {
        match self.incoming.get(id.0 as usize).unwrap_or(&Held::Kept) {
            Held::Kept => self.image.as_ref()?.leads_to(id).map(|leads_to| &**leads_to),
            Held::Here(leads_to) => Some(leads_to),
            Held::Gone => None,
        }
    }

    /// The file at this path below the root.
    #[must_use]
    pub fn at_path(&self, path: &str) -> Option<(FileId, &IndexedFile)> {
        let found = self.order.binary_search_by(|id| self.path(*id).cmp(path)).ok()?;
        let id = self.order[found];
        Some((id, self.file(id)?))
    }

    /// The files in the order of their paths.
    pub fn files(&self) -> impl DoubleEndedIterator<Item = (FileId, &IndexedFile)> + Clone {
        self.order.iter().filter_map(|id| Some((*id, self.file(*id)?)))
    }

    /// Whether there is a file or a folder with files at a path.
    pub(super) fn has_place(&self, place: &str) -> bool {
        let is_below =
            |path: &str| path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        self.files().any(|(_, file)| is_below(file.path()))
    }

    /// Which file of the order of paths it is; behind all of them if there is no such file.
    pub(super) fn position(&self, id: FileId) -> u32 {
        self.positions.get(id.0 as usize).copied().unwrap_or(u32::MAX)
    }

    /// The order of symbols: by path, then by key, a function before a type.
    #[must_use]
    pub fn compare(&self, one: SymbolRef, other: SymbolRef) -> Ordering {
        let key = |of: SymbolRef| self.file(of.file).map_or("", |file| file.key(of.symbol));
        let positions = self.position(one.file).cmp(&self.position(other.file));
        positions.then_with(|| key(one).cmp(key(other))).then_with(|| one.symbol.cmp(&other.symbol))
    }

    /// How much all files together are.
    pub(super) fn totals(&self) -> &Totals {
        self.totals.get_or_init(|| {
            let mut totals = Totals::default();
            self.files().for_each(|(_, file)| totals.add(file));
            totals
        })
    }

    /// The names of the symbols.
    pub(super) fn names(&self) -> &Names {
        self.names.get_or_init(|| self.image.as_ref().map(|image| image.names()).unwrap_or_default())
    }

    /// The files behind a path, in the order of their paths.
    pub(super) fn files_after(&self, path: Option<&str>) -> impl Iterator<Item = (FileId, &IndexedFile)> {
        let is_before = |id: &FileId| path.is_some_and(|path| self.path(*id) <= path);
        let first = self.order.partition_point(is_before);
        self.order[first..].iter().filter_map(|id| Some((*id, self.file(*id)?)))
    }

    /// How many bytes the table of names takes.
    #[must_use]
    pub fn bytes_of_names(&self) -> usize {
        self.names().bytes()
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

    /// Whether the one is a function that makes an instance of the other.
    #[must_use]
    pub fn is_constructor_of(&self, function: SymbolRef, of: SymbolRef) -> bool {
        let Some(file) = self.file(function.file).filter(|_| function.file == of.file) else { return false };
        let member = file.key(function.symbol).strip_prefix(file.key(of.symbol));
        let member = member.and_then(|rest| rest.strip_prefix(SEPARATOR));
        file.is_constructor(function.symbol) && member.is_some_and(|rest| !rest.contains(SEPARATOR))
    }

    /// What leads to a symbol: the file it comes from, and the edge; in the order of these files' numbers, and within a file as
    /// its edges stand.
    pub fn incoming(&self, to: SymbolRef) -> impl Iterator<Item = (FileId, &Edge)> {
        let all = self.leads_to(to.file).map_or(&[][..], |all| &all.edges);
        let first = all.partition_point(|(symbol, ..)| *symbol < to.symbol);
        let of_symbol = all[first..].iter().take_while(move |(symbol, ..)| *symbol == to.symbol);
        of_symbol.filter_map(|(_, from, number)| Some((*from, self.file(*from)?.edges.get(*number as usize)?)))
    }

    /// The files that import a file, by their numbers.
    #[must_use]
    pub fn importers(&self, of: FileId) -> &[FileId] {
        self.leads_to(of).map_or(&[], |all| &all.importers)
    }

    /// What leads from a symbol to others: calls, then references, then supertypes, each in source order.
    pub fn outgoing(&self, from: SymbolRef) -> impl Iterator<Item = &Edge> {
        self.file(from.file).into_iter().flat_map(move |file| file.edges_in(Some(from.symbol)))
    }
}
