//! What nothing leads to.
//!
//! In: where a repository is entered from outside. Out: the functions and types that none of that leads to, however far.
//!
//! Entered are the code of files outside of functions, tests, what a language runs without being called, whatever is
//! exported by files that are for others, and what the caller says. A type that is reached reaches what may run without anybody
//! calling it here: what makes its instances, what is decorated, what overrides something out of sight. What is decorated
//! outside of types, and the members of objects, count as entered too, unless the question is strict. Within something that
//! is unused nothing else is said to be.

use super::answer::SymbolInfo;
use super::edges::{SymbolId, SymbolRef};
use super::file::{IndexedFile, SEPARATOR};
use super::index::Index;
use super::page::Cursor;
use crate::error::Error;
use crate::graph::FileId;
use crate::languages::ending_of;
use crate::source::globs::Places;
use foldhash::{HashMap, HashSet};
use serde::{Deserialize, Serialize};

/// What counts as used.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct UnusedOptions {
    /// Where the repository is entered: files, folders or globs, of which all exports count, and keys or names of symbols. Where
    /// none are given, the files are those that are called as a language calls them.
    pub entry_points: Vec<String>,
    /// Whether only what something leads to counts: neither decorators nor supertypes out of sight say that it is used.
    pub strict: bool,
    /// How many symbols there are in a page.
    pub limit: u32,
    /// Where the page before ended.
    pub after: Option<String>,
}

impl Default for UnusedOptions {
    fn default() -> Self {
        Self { entry_points: Vec::new(), strict: false, limit: 1000, after: None }
    }
}

/// A symbol that nothing leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UnusedSymbol {
    /// The symbol.
    #[serde(flatten)]
    pub symbol: SymbolInfo,
    /// Whether other files may name it, so that somebody outside of the repository might.
    pub exported: bool,
}

/// A page of what nothing leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Unused {
    /// The symbols, in the index's order.
    pub symbols: Vec<UnusedSymbol>,
    /// What names among the entry points may mean that mean several; these count for nothing.
    pub candidates: Vec<SymbolInfo>,
    /// Whether there are more.
    pub truncated: bool,
    /// Where the page ends, if there are more.
    pub after: Option<String>,
}

impl Index {
    /// What nothing leads to.
    ///
    /// # Errors
    /// [`Error::InvalidGlob`], [`Error::InvalidCursor`].
    pub fn unused(&self, options: &UnusedOptions) -> Result<Unused, Error> {
        let after = Cursor::read(options.after.as_deref())?;
        let limit = options.limit as usize;
        let entries = Entries::of(self, &options.entry_points)?;
        let candidates = self.infos(&entries.candidates);
        let used = Used::of(self, &entries, options.strict);
        let mut symbols: Vec<SymbolRef> = Vec::new();
        for (id, file) in self.files() {
            // What is in that in its turn is as well.
            let is_within = |symbol: &SymbolRef| used.owners.get(symbol).is_some_and(|owner| !used.has(*owner));
            let of_file = file.symbols().map(|(symbol, _)| SymbolRef { file: id, symbol });
            let mut unused: Vec<_> = of_file.filter(|symbol| !used.has(*symbol) && !is_within(symbol)).collect();
            unused.retain(|symbol| after.as_ref().is_none_or(|after| after.is_before(self, *symbol)));
            unused.sort_by(|one, other| self.compare(*one, *other));
            symbols.extend(unused);
            if symbols.len() > limit {
                break;
            }
        }
        let truncated = symbols.len() > limit;
        symbols.truncate(limit);
        let last = symbols.last().filter(|_| truncated);
        let after = last.map(|symbol| Cursor::at(self, 0, "", *symbol).write());
        let answer = |symbol: SymbolRef| {
            let exported = self.file(symbol.file)?.is_exported(symbol.symbol);
            Some(UnusedSymbol { symbol: self.info(symbol)?, exported })
        };
        Ok(Unused { symbols: symbols.into_iter().filter_map(answer).collect(), candidates, truncated, after })
    }
}

/// Where a repository is entered.
struct Entries {
    files: HashSet<FileId>,
    symbols: Vec<SymbolRef>,
    candidates: Vec<SymbolRef>,
}

impl Entries {
    fn of(index: &Index, written: &[String]) -> Result<Self, Error> {
        let (names, paths): (Vec<_>, Vec<_>) = written.iter().cloned().partition(|text| text.contains(SEPARATOR));
        let places = Places::new("entryPoints", &paths, |place| index.has_place(place))?;
        let is_called_so = |file: &IndexedFile| {
            let name = file.path().rsplit('/').next().unwrap_or_default();
            let stem = ending_of(name).map_or(name, |ending| &name[..name.len() - ending.len() - 1]);
            file.outline.language.facts().entry_files.contains(&stem)
        };
        let entered = index
            .files()
            .filter(|(_, file)| if written.is_empty() { is_called_so(file) } else { places.have(file.path()) });
        let mut files: HashSet<FileId> = entered.map(|(id, _)| id).collect();
        // What a file imports that does nothing else it hands on.
        let mut front: Vec<_> = files.iter().copied().collect();
        while let Some(file) = front.pop().and_then(|id| index.file(id)) {
            if file.hands_on() {
                front.extend(file.imported().filter(|to| files.insert(*to)));
            }
        }
        // A word may be a name too.
        let (mut symbols, mut candidates) = index.all_named(&names);
        let words: Vec<_> = paths.into_iter().filter(|text| !text.contains(['/', '*'])).collect();
        let (of_words, others) = index.all_named(&words);
        symbols.extend(of_words);
        candidates.extend(others);
        Ok(Self { files, symbols, candidates })
    }
}

/// What is reached.
struct Used {
    reached: HashSet<SymbolRef>,
    open: Vec<SymbolRef>,
    /// What a type reaches as soon as it is reached itself.
    implied: HashMap<SymbolRef, Vec<SymbolRef>>,
    /// The type or function that a symbol stands in.
    owners: HashMap<SymbolRef, SymbolRef>,
}

impl Used {
    fn of(index: &Index, entries: &Entries, is_strict: bool) -> Self {
        let mut used = Self {
            reached: HashSet::default(),
            open: Vec::new(),
            implied: HashMap::default(),
            owners: HashMap::default(),
        };
        for (id, file) in index.files() {
            used.enter(id, file, entries.files.contains(&id), is_strict);
        }
        for symbol in &entries.symbols {
            index.with_members(*symbol).into_iter().for_each(|symbol| used.reach(symbol));
        }
        while let Some(symbol) = used.open.pop() {
            for edge in index.outgoing(symbol) {
                used.reach(edge.to);
            }
            used.implied.remove(&symbol).into_iter().flatten().for_each(|member| used.reach(member));
            if let Some(owner) = used.owners.get(&symbol).copied() {
                used.reach(owner);
            }
        }
        used
    }

    fn has(&self, symbol: SymbolRef) -> bool {
        self.reached.contains(&symbol)
    }

    fn reach(&mut self, symbol: SymbolRef) {
        if self.reached.insert(symbol) {
            self.open.push(symbol);
        }
    }

    /// Reaches what of a file is entered.
    fn enter(&mut self, id: FileId, file: &IndexedFile, is_entry: bool, is_strict: bool) {
        let facts = file.outline.language.facts();
        let by_key = file.by_key();
        file.edges_in(None).for_each(|edge| self.reach(edge.to));
        for (symbol, row) in file.symbols() {
            let of = |symbol: SymbolId| SymbolRef { file: id, symbol };
            let around = file.key(symbol).rsplit_once(SEPARATOR).map(|(around, _)| around);
            let owner = around.and_then(|key| by_key.get(key).copied());
            if let Some(owner) = owner {
                self.owners.insert(of(symbol), of(owner));
            }
            let modifiers = || file.outline.lists[row.modifiers.range()].iter().map(|id| file.text(*id));
            let is_decorated = || modifiers().any(|modifier| modifier.starts_with(['@', '[', '#']));
            let is_in_object = || owner.is_none() && around.is_some() && row.owner == crate::record::StringId::EMPTY;
            let is_private = || file.text(row.name).starts_with('#') || modifiers().any(|one| one == "private");
            let is_for_others = || {
                let outermost = owner.filter(|owner| owner.is_type()).unwrap_or(symbol);
                file.is_exported(symbol) || file.is_exported(outermost) && !is_private()
            };
            let is_run = file.is_of_tests(symbol)
                || is_entry && is_for_others()
                || !symbol.is_type() && facts.entry_functions.contains(&file.text(row.name))
                || !is_strict && !symbol.is_type() && (is_decorated() && owner.is_none() || is_in_object());
            if is_run {
                self.reach(of(symbol));
            }
            let Some(owner) = owner.filter(|owner| owner.is_type() && !symbol.is_type()) else { continue };
            let name = file.text(row.name);
            let is_special = || name.starts_with("__") && name.ends_with("__");
            let is_override = || modifiers().any(|modifier| modifier == "override" || modifier.starts_with("impl "));
            let is_implied = file.is_constructor(symbol)
                || !is_strict && (file.is_open(owner) || is_decorated() || is_special() || is_override());
            if is_implied {
                self.implied.entry(of(owner)).or_default().push(of(symbol));
            }
        }
    }
}
