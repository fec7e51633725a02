//! Symbols by name.
//!
//! In: a name or a part of one, and what else is to hold. Out: symbols, best first, a page at a time. Names are ranked, not
//! symbols: those of one rank stand in the names' order, and the symbols of one name in the index's.

use super::answer::SymbolInfo;
use super::edges::SymbolRef;
use super::file::SymbolKind;
use super::index::Index;
use super::named::Written;
use super::names::{NameId, fold};
use super::page::Cursor;
use super::ranks::{self, Query};
use crate::error::Error;
use crate::graph::FileId;
use crate::source::globs::Places;
use foldhash::HashMap;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// One text, or several.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Texts {
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl Texts {
    fn all(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }

    fn has(&self, text: &str) -> bool {
        self.all().iter().any(|one| one == text)
    }
}

/// What is looked for: all that is given has to hold.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct FindOptions {
    /// The name, or a part of the key that ends with it: `load`, `OrderService.load`, `order.ts::OrderService`.
    pub name: Option<String>,
    /// What the name is like: it is that, begins with it, has it in it, or nearly so.
    pub text: Option<String>,
    /// What it is: `function`, `class`, `interface`, `enum`, `type`.
    pub kind: Option<Texts>,
    /// The language of its file.
    pub language: Option<Texts>,
    /// The folder or file that it is in, or a glob.
    pub path: Option<Texts>,
    /// How many symbols there are in a page.
    pub limit: u32,
    /// Where the page before ended.
    pub after: Option<String>,
}

impl Default for FindOptions {
    fn default() -> Self {
        Self { name: None, text: None, kind: None, language: None, path: None, limit: 50, after: None }
    }
}

/// A symbol that is found.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FoundSymbol {
    /// The symbol.
    #[serde(flatten)]
    pub symbol: SymbolInfo,
    /// How well it fits, from 0 to 1.
    pub score: f64,
    /// In which way: `exact`, `prefix`, `part` or `fuzzy`.
    #[serde(rename = "match")]
    pub fit: &'static str,
}

/// A page of what is found.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FoundSymbols {
    /// The symbols, best first.
    pub symbols: Vec<FoundSymbol>,
    /// Whether there are more.
    pub truncated: bool,
    /// Where the page ends, if there are more.
    pub after: Option<String>,
}

/// A name that fits, and how well.
#[derive(Debug, Clone, Copy)]
struct Hit {
    rank: u32,
    name: NameId,
}

impl Index {
    /// Finds symbols.
    ///
    /// # Errors
    /// [`Error::InvalidGlob`], [`Error::InvalidCursor`].
    pub fn find(&self, options: &FindOptions) -> Result<FoundSymbols, Error> {
        let mut page = Page {
            index: self,
            filter: Filter::of(self, options)?,
            after: Cursor::read(options.after.as_deref())?,
            limit: options.limit as usize,
            found: Vec::new(),
        };
        let query = options.text.as_deref().filter(|text| !text.is_empty()).map(Query::new);
        let names = self.names();
        match (&page.filter.written, &query) {
            (Some(written), query) => {
                let rank = |name| match query {
                    Some(query) => query.rank(names.text(name), names.folded(name)),
                    None => Some(ranks::BEST),
                };
                let hits = written.names(self).into_iter();
                page.take(hits.filter_map(|name| Some(Hit { rank: rank(name)?, name })).collect());
            }
            (None, Some(query)) => page.search(query),
            (None, None) => page.list(),
        }
        Ok(page.finish())
    }
}

/// A page in the making.
struct Page<'i, 'o> {
    index: &'i Index,
    filter: Filter<'o>,
    after: Option<Cursor>,
    limit: usize,
    found: Vec<(u32, SymbolRef)>,
}

impl Page<'_, '_> {
    /// What a better match may fill is not looked for among the worse ones.
    fn search(&mut self, query: &Query) {
        let names = self.index.names();
        let rank = |name| query.rank(names.text(name), names.folded(name));
        let hits = |some: &mut dyn Iterator<Item = NameId>, ranks: std::ops::Range<u32>| -> Vec<Hit> {
            let hits = some.filter_map(|name| Some(Hit { rank: rank(name)?, name }));
            hits.filter(|hit| ranks.contains(&hit.rank)).collect()
        };
        let from = self.after.as_ref().map_or(ranks::BEST, Cursor::rank);
        if from >= ranks::PREFIX {
            self.take(hits(&mut names.beginning_with(query.folded()), ranks::PREFIX..u32::MAX));
        }
        if from >= ranks::PART && !self.is_full() {
            self.take(hits(&mut names.containing(query.folded()).into_iter(), ranks::PART..ranks::PREFIX));
        }
        if !self.is_full() {
            self.take(hits(&mut names.all(), 0..ranks::PART));
        }
    }

    /// Adds the symbols of these names, best first, until the page is full.
    fn take(&mut self, mut hits: Vec<Hit>) {
        let names = self.index.names();
        let order =
            |one: &Hit, other: &Hit| other.rank.cmp(&one.rank).then_with(|| names.compare(one.name, other.name));
        let place = |hit: &Hit| match &self.after {
            None => Ordering::Greater,
            Some(after) => after.rank().cmp(&hit.rank).then_with(|| {
                let folded = fold(after.name());
                (names.folded(hit.name), names.text(hit.name)).cmp(&(&*folded, after.name()))
            }),
        };
        hits.retain(|hit| place(hit).is_ge());
        // Mostly the first few fill the page: those alone are put in order then.
        let few = self.limit.saturating_mul(2).saturating_add(64);
        let mut rest = &mut hits[..];
        if rest.len() > few {
            rest.select_nth_unstable_by(few, order);
            rest[..few].sort_unstable_by(order);
            // One name may be in several tables: the last of the few may go on among the rest.
            let last = rest[few - 1];
            let end = rest[..few].partition_point(|hit| order(hit, &last).is_lt());
            let (first, others) = rest.split_at_mut(end);
            self.take_ordered(first);
            rest = others;
        }
        if !self.is_full() {
            rest.sort_unstable_by(order);
            self.take_ordered(rest);
        }
    }

    fn take_ordered(&mut self, hits: &[Hit]) {
        let names = self.index.names();
        let is_one = |one: &Hit, other: &Hit| names.compare(one.name, other.name).is_eq();
        for group in hits.chunk_by(is_one) {
            let name = names.text(group[0].name);
            let after = self.after.take_if(|after| after.rank() == group[0].rank && after.name() == name);
            let tables: Vec<_> = group.iter().map(|hit| hit.name).collect();
            for symbol in names.symbols(self.index, &tables) {
                if after.as_ref().is_none_or(|after| after.is_before(self.index, symbol)) {
                    self.add(group[0].rank, symbol);
                }
                if self.is_full() {
                    return;
                }
            }
        }
    }

    /// Adds all symbols in the index's order.
    fn list(&mut self) {
        let after = self.after.take();
        for (id, file) in self.index.files() {
            if !self.filter.has_file(self.index, id) {
                continue;
            }
            let mut symbols: Vec<_> = file.symbols().map(|(symbol, _)| SymbolRef { file: id, symbol }).collect();
            symbols.retain(|symbol| after.as_ref().is_none_or(|after| after.is_before(self.index, *symbol)));
            symbols.sort_by(|one, other| self.index.compare(*one, *other));
            for symbol in symbols {
                self.add(ranks::BEST, symbol);
                if self.is_full() {
                    return;
                }
            }
        }
    }

    fn add(&mut self, rank: u32, symbol: SymbolRef) {
        if self.filter.has(self.index, symbol) {
            self.found.push((rank, symbol));
        }
    }

    /// Whether there is one more than the page has room for.
    fn is_full(&self) -> bool {
        self.found.len() > self.limit
    }

    fn finish(mut self) -> FoundSymbols {
        let truncated = self.is_full();
        self.found.truncate(self.limit);
        let index = self.index;
        let last = self.found.last().filter(|_| truncated);
        let after = last.map(|(rank, symbol)| {
            let name = index.symbol(*symbol).map_or("", |(file, symbol)| file.text(symbol.name));
            Cursor::at(index, *rank, name, *symbol).write()
        });
        let found = |(rank, symbol): &(u32, SymbolRef)| {
            let score = f64::from(*rank) / f64::from(ranks::BEST);
            Some(FoundSymbol { symbol: index.info(*symbol)?, score, fit: ranks::fit(*rank) })
        };
        FoundSymbols { symbols: self.found.iter().filter_map(found).collect(), truncated, after }
    }
}

/// What has to hold beside the name.
struct Filter<'o> {
    written: Option<Written<'o>>,
    kind: Option<&'o Texts>,
    language: Option<&'o Texts>,
    path: Option<Places>,
    /// What is known of files.
    files: HashMap<FileId, bool>,
}

impl<'o> Filter<'o> {
    fn of(index: &Index, options: &'o FindOptions) -> Result<Self, Error> {
        let path = options.path.as_ref();
        let is_there = |place: &str| index.has_place(place);
        Ok(Self {
            written: options.name.as_deref().map(Written::of),
            kind: options.kind.as_ref(),
            language: options.language.as_ref(),
            path: path.map(|path| Places::new("path", path.all(), is_there)).transpose()?,
            files: HashMap::default(),
        })
    }

    fn has(&mut self, index: &Index, symbol: SymbolRef) -> bool {
        let kind = index.symbol(symbol).map(|(_, row)| SymbolKind::as_str(row.kind));
        kind.is_some_and(|kind| self.kind.is_none_or(|kinds| kinds.has(kind)))
            && self.has_file(index, symbol.file)
            && self.written.as_ref().is_none_or(|written| written.fits(index, symbol).is_some())
    }

    fn has_file(&mut self, index: &Index, id: FileId) -> bool {
        if self.language.is_none() && self.path.is_none() {
            return true;
        }
        if let Some(known) = self.files.get(&id) {
            return *known;
        }
        let has = index.file(id).is_some_and(|file| {
            self.language.is_none_or(|languages| languages.has(file.outline.language.name()))
                && self.path.as_ref().is_none_or(|places| places.have(file.path()))
        });
        self.files.insert(id, has);
        has
    }
}
