//! What a change may affect.
//!
//! In: what is changed, and how far to look. Out: by distance, whatever calls it, names it, is a subtype of it or overrides it,
//! and what does so with that; the files these are in, and those that import a file of which something outside of functions
//! and types is changed; and the tests among all of it.
//!
//! All members of a changed type count as changed, and those of a block of members (`impl`) of which something else is changed. What overrides or is overridden counts for changed functions alone: further
//! on the calls say what runs. Importers of importers count where a file does nothing but hand on what it imports.

use super::answer::{EdgeInfo, SymbolInfo};
use super::changes::{ChangeQuery, Changed};
use super::edges::{EdgeKind, SymbolId, SymbolRef};
use super::file::{IndexedFile, SEPARATOR};
use super::index::Index;
use super::traversal::{Direction, Levels, Step, first};
use super::walks::Reached;
use crate::error::Error;
use crate::graph::FileId;
use foldhash::{HashMap, HashSet};
use serde::{Deserialize, Serialize};

/// How far to look.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct ImpactOptions {
    /// How many steps.
    pub depth: u32,
    /// How many symbols, files and tests are answered at most, of each.
    pub limit: u32,
}

impl Default for ImpactOptions {
    fn default() -> Self {
        Self { depth: 5, limit: 1000 }
    }
}

/// A test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TestInfo {
    /// Its title behind those of the tests it is one of, or its name behind its class's.
    pub title: String,
    /// Its key below the root; none of a test that is no function of the graph.
    pub key: Option<String>,
    /// The path of its file, below the root.
    pub file: String,
    /// Its line, from 1.
    pub line: u32,
    /// How many steps away from the change it is; 0 if it is changed itself.
    pub distance: u32,
}

/// What a change may affect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Impact {
    /// What is changed, in the index's order.
    pub changed: Vec<SymbolInfo>,
    /// What that may affect, by distance, then in the index's order.
    pub affected: Vec<Reached>,
    /// The tests among both, by distance, then as they stand in their files.
    pub tests: Vec<TestInfo>,
    /// The paths of the files that have something affected in them, sorted.
    pub files: Vec<String>,
    /// What names may mean that mean several; of these nothing is followed.
    pub candidates: Vec<SymbolInfo>,
    /// Whether there is more of anything.
    pub truncated: bool,
}

/// A test: a block of a file, or a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Test {
    Block(u32),
    Function(SymbolId),
}

/// What is found so far.
struct Found<'i> {
    index: &'i Index,
    symbols: Vec<(u32, SymbolRef, Via)>,
    tests: HashMap<(FileId, Test), u32>,
    files: HashSet<FileId>,
}

/// How something is reached.
#[derive(Clone, Copy)]
enum Via {
    Step(Step),
    /// As what overrides this one or is overridden by it.
    Counterpart(SymbolRef),
}

impl Index {
    /// What a change may affect.
    ///
    /// # Errors
    /// [`Error::InvalidDiff`].
    pub fn impact(&self, query: &ChangeQuery, options: &ImpactOptions) -> Result<Impact, Error> {
        let changed = self.changed(query)?;
        let mut found =
            Found { index: self, symbols: Vec::new(), tests: HashMap::default(), files: HashSet::default() };
        found.changed_tests(&changed);
        let members = changed.symbols.iter().flat_map(|symbol| self.with_members(*symbol));
        let starts: Vec<_> = members.collect();
        let counterparts = Counterparts::new(self).of(&starts);
        let mut levels = Levels::new(self, Direction::Callers, starts, |_: EdgeKind| true).without_starts();
        for distance in 1..=options.depth {
            let level = levels.next().unwrap_or_default();
            let mut reached: Vec<_> = level.symbols.into_iter().map(|(of, step)| (of, Via::Step(step))).collect();
            if distance == 1 {
                let further = counterparts.iter().filter(|(symbol, _)| levels.reach(*symbol));
                reached.extend(further.map(|(symbol, of)| (*symbol, Via::Counterpart(*of))));
            }
            if reached.is_empty() && level.outside.is_empty() {
                break;
            }
            for ((file, block), _) in level.outside {
                found.files.insert(file);
                found.test(file, block.map(Test::Block), distance);
            }
            found.add(reached, distance, options.limit as usize);
        }
        found.importers(&changed.files, options.depth);
        Ok(found.finish(&changed, options.limit as usize))
    }

    /// A symbol, and of a type all its members.
    pub(super) fn with_members(&self, symbol: SymbolRef) -> Vec<SymbolRef> {
        let mut all = vec![symbol];
        if let Some(file) = self.file(symbol.file).filter(|_| symbol.symbol.is_type()) {
            all.extend(file.functions_in(symbol.symbol).map(|symbol_id| SymbolRef { symbol: symbol_id, ..symbol }));
        }
        all
    }
}

impl Found<'_> {
    fn test(&mut self, file: FileId, test: Option<Test>, distance: u32) {
        let is_known = self.index.file(file).is_some_and(|file| file.outline.is_test);
        if let Some(test) = test.filter(|test| is_known || matches!(test, Test::Function(_))) {
            let known = self.tests.entry((file, test)).or_insert(distance);
            *known = distance.min(*known);
        }
    }

    /// The test that a symbol is, or stands in.
    fn test_of(&self, symbol: SymbolRef) -> Option<Test> {
        let (file, row) = self.index.symbol(symbol)?;
        if row.is_test {
            return Some(Test::Function(symbol.symbol));
        }
        let block = file.block_at((row.span.start_row, row.span.start_column))?;
        (!file.outline.blocks[block as usize].is_suite).then_some(Test::Block(block))
    }

    fn changed_tests(&mut self, changed: &Changed) {
        for symbol in &changed.symbols {
            self.test(symbol.file, self.test_of(*symbol), 0);
        }
        for (file, block) in &changed.blocks {
            self.test(*file, Some(Test::Block(*block)), 0);
        }
    }

    /// Adds a level. What the answer has no room for counts in files and tests alone.
    fn add(&mut self, reached: Vec<(SymbolRef, Via)>, distance: u32, limit: usize) {
        for (symbol, _) in &reached {
            self.files.insert(symbol.file);
            self.test(symbol.file, self.test_of(*symbol), distance);
        }
        let room = (limit + 1).saturating_sub(self.symbols.len());
        let index = self.index;
        let some = first(reached, room, |(one, _), (other, _)| index.compare(*one, *other));
        self.symbols.extend(some.into_iter().map(|(symbol, via)| (distance, symbol, via)));
    }

    /// Adds what imports these files.
    fn importers(&mut self, files: &[FileId], depth: u32) {
        let mut front = files.to_vec();
        let mut reached: HashSet<FileId> = files.iter().copied().collect();
        for distance in 1..=depth {
            let importers = front.iter().flat_map(|file| self.index.importers(*file)).copied();
            let importers: Vec<_> = importers.filter(|file| reached.insert(*file)).collect();
            front.clear();
            for id in importers {
                let Some(file) = self.index.file(id) else { continue };
                self.files.insert(id);
                for (block, _) in (0..).zip(&file.outline.blocks).filter(|(_, block)| !block.is_suite) {
                    self.test(id, Some(Test::Block(block)), distance);
                }
                for (symbol, _) in file.symbols().filter(|(_, symbol)| symbol.is_test) {
                    self.test(id, Some(Test::Function(symbol)), distance);
                }
                if file.hands_on() {
                    front.push(id);
                }
            }
            if front.is_empty() {
                break;
            }
        }
    }

    fn finish(self, changed: &Changed, limit: usize) -> Impact {
        let index = self.index;
        let (tests, files): (Vec<_>, Vec<_>) = (self.tests.into_iter().collect(), self.files.into_iter().collect());
        let truncated = [self.symbols.len(), tests.len(), files.len()].into_iter().any(|count| count > limit);
        let place = |((file, test), distance): &((FileId, Test), u32)| {
            let file_of = index.file(*file);
            let start = match test {
                Test::Block(block) => file_of.map(|file| file.outline.blocks[*block as usize].start),
                Test::Function(id) => {
                    let symbol = file_of.and_then(|file| file.symbol(*id));
                    symbol.map(|symbol| (symbol.span.start_row, symbol.span.start_column))
                }
            };
            (*distance, index.position(*file), start, *test)
        };
        let tests = first(tests, limit, |one, other| place(one).cmp(&place(other)));
        let files = first(files, limit, |one, other| index.position(*one).cmp(&index.position(*other)));
        let affected = self.symbols.into_iter().take(limit).filter_map(|(distance, symbol, via)| {
            let via = match via {
                Via::Step(step) => index.edge_info(step.file, &step.edge),
                Via::Counterpart(of) => index.counterpart_info(symbol, of),
            };
            Some(Reached { symbol: index.info(symbol)?, distance, via: via? })
        });
        Impact {
            changed: index.infos(&changed.symbols),
            affected: affected.collect(),
            tests: tests
                .into_iter()
                .filter_map(|((file, test), distance)| index.test_info(file, test, distance))
                .collect(),
            files: files.into_iter().filter_map(|id| Some(index.file(id)?.path().to_owned())).collect(),
            candidates: index.infos(&changed.candidates),
            truncated,
        }
    }
}

impl Index {
    fn test_info(&self, id: FileId, test: Test, distance: u32) -> Option<TestInfo> {
        let file = self.file(id)?;
        let (title, key, row) = match test {
            Test::Block(block) => (file.title(block), None, file.outline.blocks.get(block as usize)?.start.0),
            Test::Function(symbol) => {
                let row = file.symbol(symbol)?;
                let (owner, name) = (file.text(row.owner), file.text(row.name));
                let title = if owner.is_empty() { name.to_owned() } else { format!("{owner} > {name}") };
                (title, Some(self.key(SymbolRef { file: id, symbol })), row.span.start_row)
            }
        };
        Some(TestInfo { title, key, file: file.path().to_owned(), line: row + 1, distance })
    }

    /// How a member leads to one that it overrides or that overrides it, where the first stands.
    fn counterpart_info(&self, symbol: SymbolRef, of: SymbolRef) -> Option<EdgeInfo> {
        let (file, row) = self.symbol(symbol)?;
        Some(EdgeInfo {
            from: Some(self.key(symbol)),
            to: self.key(of),
            kind: "override",
            file: file.path().to_owned(),
            line: row.span.start_row + 1,
            column: row.span.start_column + 1,
        })
    }
}

/// How many subtypes and supertypes of a type are looked at.
const MAX_RELATED: usize = 10_000;

/// The function and the type of a key.
type OfKey = (Option<SymbolId>, Option<SymbolId>);

/// Finds what overrides functions, and what they override.
struct Counterparts<'i> {
    index: &'i Index,
    /// The symbols of files by their keys.
    keys: HashMap<FileId, HashMap<&'i str, OfKey>>,
    /// The subtypes and supertypes of types, however far.
    related: HashMap<SymbolRef, Vec<SymbolRef>>,
}

impl<'i> Counterparts<'i> {
    fn new(index: &'i Index) -> Self {
        Self { index, keys: HashMap::default(), related: HashMap::default() }
    }

    /// What overrides one of these or is overridden by it, each with the first in the index's order that does.
    fn of(mut self, starts: &[SymbolRef]) -> Vec<(SymbolRef, SymbolRef)> {
        let mut found: HashMap<SymbolRef, SymbolRef> = HashMap::default();
        for start in starts {
            let Some(file) = self.index.file(start.file) else { continue };
            let Some((owner, name)) = file.key(start.symbol).rsplit_once(SEPARATOR) else { continue };
            if start.symbol.is_type() || file.is_constructor(start.symbol) {
                continue;
            }
            let Some((_, Some(ty))) = self.at_key(start.file, owner) else { continue };
            for related in self.related(SymbolRef { file: start.file, symbol: ty }) {
                let Some(of) = self.index.file(related.file) else { continue };
                let key = [of.key(related.symbol), SEPARATOR, name].concat();
                let Some((Some(member), _)) = self.at_key(related.file, &key) else { continue };
                let member = SymbolRef { file: related.file, symbol: member };
                let known = found.entry(member).or_insert(*start);
                if self.index.compare(*start, *known).is_lt() {
                    *known = *start;
                }
            }
        }
        found.into_iter().collect()
    }

    fn at_key(&mut self, id: FileId, key: &str) -> Option<OfKey> {
        let file = self.index.file(id)?;
        let of_file = |file: &'i IndexedFile| {
            let mut keys: HashMap<&str, OfKey> = HashMap::default();
            for (symbol, _) in file.symbols() {
                let known = keys.entry(file.key(symbol)).or_default();
                let place = if symbol.is_type() { &mut known.1 } else { &mut known.0 };
                place.get_or_insert(symbol);
            }
            keys
        };
        self.keys.entry(id).or_insert_with(|| of_file(file)).get(key).copied()
    }

    fn related(&mut self, ty: SymbolRef) -> Vec<SymbolRef> {
        let index = self.index;
        let is_heritage = |kind: EdgeKind| matches!(kind, EdgeKind::Extends | EdgeKind::Implements);
        let walk = |direction| {
            let mut levels = Levels::new(index, direction, vec![ty], is_heritage).without_starts();
            let mut all = Vec::new();
            while all.len() < MAX_RELATED
                && let Some(level) = levels.next()
            {
                all.extend(level.symbols.into_iter().map(|(symbol, _)| symbol));
            }
            all
        };
        let both = || [walk(Direction::Callers), walk(Direction::Callees)].concat();
        self.related.entry(ty).or_insert_with(both).clone()
    }
}
