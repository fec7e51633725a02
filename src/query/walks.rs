//! Who calls a function, and what it calls: one step or several.
//!
//! In: keys or names, and which edges count. Out: functions by their distance, each with the edge that leads there. Of several
//! ways to a function the shortest counts; of several edges on it the one that leads to, or comes from, the first symbol in
//! the index's order, and of those the first in its file.
//!
//! A type stands for what makes its instances where its callers are asked for, and for all its members where what it calls is.

use super::answer::{EdgeInfo, SymbolInfo};
use super::edges::{Edge, EdgeKind, SymbolRef};
use super::index::Index;
use super::named::Named;
use super::page::Cursor;
use crate::error::Error;
use crate::graph::FileId;
use foldhash::{HashMap, HashSet};
use serde::{Deserialize, Serialize};

/// How far to go, and along what.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct WalkOptions {
    /// How many steps.
    pub depth: u32,
    /// Whether a call leads to what may run in the place of its target, too.
    pub dispatch: bool,
    /// Whether what is named without being called counts: functions as values, decorators, accessors, types.
    pub references: bool,
    /// How many functions there are in a page.
    pub limit: u32,
    /// Where the page before ended.
    pub after: Option<String>,
}

impl Default for WalkOptions {
    fn default() -> Self {
        Self { depth: 1, dispatch: true, references: false, limit: 1000, after: None }
    }
}

/// A symbol that is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Reached {
    /// The symbol.
    #[serde(flatten)]
    pub symbol: SymbolInfo,
    /// How many steps away it is.
    pub distance: u32,
    /// The last edge on the way there.
    pub via: EdgeInfo,
}

/// A file that has what counts outside of any function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReachedFile {
    /// Its path below the root.
    pub file: String,
    /// Its language.
    pub language: &'static str,
    /// How many steps away it is.
    pub distance: u32,
    /// The edge that leads from it.
    pub via: EdgeInfo,
}

/// A page of what is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Walked {
    /// By distance, then in the index's order.
    pub functions: Vec<Reached>,
    /// The files that call outside of any function, likewise, on the first page; `limit` of them at most.
    pub files: Vec<ReachedFile>,
    /// What names may mean that mean several; nothing is reached from these.
    pub candidates: Vec<SymbolInfo>,
    /// Whether there are more functions, or files.
    pub truncated: bool,
    /// Where the page ends, if there are more functions.
    pub after: Option<String>,
}

/// Which way edges are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// Against them.
    Callers,
    /// Along them.
    Callees,
}

/// An edge, and the file it stands in.
pub(super) type Step = (FileId, Edge);

/// What one step away is reached.
#[derive(Debug, Default)]
pub(super) struct Level {
    /// In the index's order.
    pub(super) symbols: Vec<(SymbolRef, Step)>,
    /// The files that lead there outside of any function, likewise.
    pub(super) files: Vec<(FileId, Step)>,
}

/// A walk by levels: each call of `next` goes one step.
pub(super) struct Levels<'i, F> {
    index: &'i Index,
    direction: Direction,
    follows: F,
    front: Vec<SymbolRef>,
    reached: HashSet<SymbolRef>,
    files: HashSet<FileId>,
}

impl<'i, F: Fn(EdgeKind) -> bool> Levels<'i, F> {
    /// Starts at these. They are reached again where edges lead there.
    pub(super) fn new(index: &'i Index, direction: Direction, starts: Vec<SymbolRef>, follows: F) -> Self {
        let mut front = starts;
        front.sort_by(|one, other| index.compare(*one, *other));
        front.dedup();
        Self { index, direction, follows, front, reached: HashSet::default(), files: HashSet::default() }
    }
}

impl<F: Fn(EdgeKind) -> bool> Iterator for Levels<'_, F> {
    type Item = Level;

    fn next(&mut self) -> Option<Level> {
        let front = std::mem::take(&mut self.front);
        let mut symbols: HashMap<SymbolRef, Step> = HashMap::default();
        let mut files: HashMap<FileId, Step> = HashMap::default();
        for of in &front {
            // Of one symbol and another the first edge counts; files come in an order that says nothing.
            let mut reach = |to: SymbolRef, step: Step| {
                if self.reached.insert(to) {
                    symbols.insert(to, step);
                }
            };
            match self.direction {
                Direction::Callees => {
                    let edges = self.index.outgoing(*of).filter(|edge| (self.follows)(edge.kind));
                    edges.for_each(|edge| reach(edge.to, (of.file, *edge)));
                }
                Direction::Callers => {
                    let edges = self.index.incoming(*of).filter(|(_, edge)| (self.follows)(edge.kind));
                    for (file, edge) in edges {
                        let from = self.index.file(file).and_then(|of| of.site(edge).from);
                        match from {
                            Some(symbol) => reach(SymbolRef { file, symbol }, (file, *edge)),
                            None if self.files.insert(file) => {
                                files.insert(file, (file, *edge));
                            }
                            None => {}
                        }
                    }
                }
            }
        }
        if symbols.is_empty() && files.is_empty() {
            return None;
        }
        let mut symbols: Vec<_> = symbols.into_iter().collect();
        symbols.sort_unstable_by(|(one, _), (other, _)| self.index.compare(*one, *other));
        let mut files: Vec<_> = files.into_iter().collect();
        files.sort_unstable_by_key(|(file, _)| self.index.position(*file));
        self.front = symbols.iter().map(|(symbol, _)| *symbol).collect();
        Some(Level { symbols, files })
    }
}

impl Index {
    /// Who calls these: functions by their keys or names.
    ///
    /// # Errors
    /// [`Error::InvalidCursor`].
    pub fn callers(&self, keys: &[String], options: &WalkOptions) -> Result<Walked, Error> {
        self.walk(keys, options, Direction::Callers)
    }

    /// What these call: functions by their keys or names.
    ///
    /// # Errors
    /// [`Error::InvalidCursor`].
    pub fn callees(&self, keys: &[String], options: &WalkOptions) -> Result<Walked, Error> {
        self.walk(keys, options, Direction::Callees)
    }

    fn walk(&self, keys: &[String], options: &WalkOptions, direction: Direction) -> Result<Walked, Error> {
        let after = Cursor::read(options.after.as_deref())?;
        let (named, candidates) = self.all_named(keys);
        let starts = named.into_iter().flat_map(|symbol| self.standing_for(symbol, direction)).collect();
        let limit = options.limit as usize;
        let follows = |kind: EdgeKind| match kind {
            EdgeKind::Call => true,
            EdgeKind::Dispatch => options.dispatch,
            kind => options.references && kind.is_reference(),
        };
        let is_behind = |distance: u32, symbol: SymbolRef| {
            after.as_ref().is_none_or(|after| match distance.cmp(&after.rank()) {
                std::cmp::Ordering::Equal => after.is_before(self, symbol),
                order => order.is_gt(),
            })
        };
        let mut found: Vec<(u32, SymbolRef, Step)> = Vec::new();
        let mut files: Vec<(u32, FileId, Step)> = Vec::new();
        for (distance, level) in (1..=options.depth).zip(Levels::new(self, direction, starts, follows)) {
            let behind = level.symbols.into_iter().filter(|(symbol, _)| is_behind(distance, *symbol));
            found.extend(behind.take((limit + 1).saturating_sub(found.len())).map(|(of, via)| (distance, of, via)));
            if after.is_none() {
                let room = (limit + 1).saturating_sub(files.len());
                files.extend(level.files.into_iter().take(room).map(|(of, via)| (distance, of, via)));
            }
            if found.len() > limit {
                break;
            }
        }
        let is_cut = found.len() > limit;
        let truncated = is_cut || files.len() > limit;
        found.truncate(limit);
        files.truncate(limit);
        let last = found.last().filter(|_| is_cut);
        let after = last.map(|(distance, symbol, _)| Cursor::at(self, *distance, "", *symbol).write());
        let functions = found.into_iter().filter_map(|(distance, of, via)| self.reached(distance, of, via)).collect();
        let files = files.into_iter().filter_map(|(distance, of, via)| self.reached_file(distance, of, via)).collect();
        let candidates = candidates.into_iter().filter_map(|symbol| self.info(symbol)).collect();
        Ok(Walked { functions, files, candidates, truncated, after })
    }

    /// What these keys and names mean, and what those may mean that mean several.
    pub(super) fn all_named(&self, keys: &[String]) -> (Vec<SymbolRef>, Vec<SymbolRef>) {
        let (mut named, mut candidates) = (Vec::new(), Vec::new());
        for key in keys {
            match self.resolve(key) {
                Named::None => {}
                Named::One(symbols) => named.extend(symbols),
                Named::Many(symbols) => candidates.extend(symbols),
            }
        }
        (named, candidates)
    }

    /// The symbol, and of a type the functions that it stands for.
    fn standing_for(&self, symbol: SymbolRef, direction: Direction) -> Vec<SymbolRef> {
        let mut all = vec![symbol];
        if let Some(file) = self.file(symbol.file).filter(|_| symbol.symbol.is_type()) {
            let members = file.functions_in(symbol.symbol);
            let members = members.map(|function| SymbolRef { file: symbol.file, symbol: function });
            all.extend(
                members.filter(|function| direction == Direction::Callees || self.is_constructor_of(*function, symbol)),
            );
        }
        all
    }

    pub(super) fn reached(&self, distance: u32, symbol: SymbolRef, (file, edge): Step) -> Option<Reached> {
        Some(Reached { symbol: self.info(symbol)?, distance, via: self.edge_info(file, &edge)? })
    }

    pub(super) fn reached_file(&self, distance: u32, id: FileId, (from, edge): Step) -> Option<ReachedFile> {
        let file = self.file(id)?;
        let (path, language) = (file.path().to_owned(), file.outline.language.name());
        Some(ReachedFile { file: path, language, distance, via: self.edge_info(from, &edge)? })
    }
}
