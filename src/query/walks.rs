//! Who calls a function, and what it calls: one step or several.
//!
//! In: keys or names, and which edges count. Out: functions by their distance, each with the edge that leads there.
//!
//! A type stands for what makes its instances where its callers are asked for, and for all its members where what it calls is.

use super::answer::{EdgeInfo, SymbolInfo};
use super::edges::{EdgeKind, SymbolRef};
use super::index::Index;
use super::named::Named;
use super::page::Cursor;
use super::traversal::{Direction, Levels, Outside, Step, first};
use crate::error::Error;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

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

/// What counts outside of any function: a test that is called with its title, or the rest of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReachedFile {
    /// The path of the file, below the root.
    pub file: String,
    /// Its language.
    pub language: &'static str,
    /// The title of the test, behind those of the tests it is one of; none outside of tests.
    pub test: Option<String>,
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
    /// What calls outside of any function, likewise, on the first page; `limit` of them at most.
    pub files: Vec<ReachedFile>,
    /// What names may mean that mean several; nothing is reached from these.
    pub candidates: Vec<SymbolInfo>,
    /// Whether there are more functions, or files.
    pub truncated: bool,
    /// Where the page ends, if there are more functions.
    pub after: Option<String>,
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
            EdgeKind::Construct => direction == Direction::Callers || options.references,
            kind => options.references && kind.is_reference(),
        };
        let is_behind = |distance: u32, symbol: SymbolRef| {
            after.as_ref().is_none_or(|after| match distance.cmp(&after.rank()) {
                Ordering::Equal => after.is_before(self, symbol),
                order => order.is_gt(),
            })
        };
        let mut found: Vec<(u32, SymbolRef, Step)> = Vec::new();
        let mut files: Vec<(u32, Outside, Step)> = Vec::new();
        for (distance, mut level) in (1..=options.depth).zip(Levels::new(self, direction, starts, follows)) {
            level.symbols.retain(|(symbol, _)| is_behind(distance, *symbol));
            let room = (limit + 1).saturating_sub(found.len());
            let some = first(level.symbols, room, |(one, _), (other, _)| self.compare(*one, *other));
            found.extend(some.into_iter().map(|(of, via)| (distance, of, via)));
            if after.is_none() {
                let room = (limit + 1).saturating_sub(files.len());
                let some = first(level.outside, room, |(one, _), (other, _)| self.compare_outside(*one, *other));
                files.extend(some.into_iter().map(|(of, via)| (distance, of, via)));
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
        let candidates = self.infos(&candidates);
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
        let mut all = self.with_members(symbol);
        if direction == Direction::Callers {
            all.retain(|one| *one == symbol || self.is_constructor_of(*one, symbol));
        }
        all
    }

    fn reached(&self, distance: u32, symbol: SymbolRef, via: Step) -> Option<Reached> {
        Some(Reached { symbol: self.info(symbol)?, distance, via: self.edge_info(via.file, &via.edge)? })
    }

    fn reached_file(&self, distance: u32, (id, block): Outside, via: Step) -> Option<ReachedFile> {
        let file = self.file(id)?;
        Some(ReachedFile {
            file: file.path().to_owned(),
            language: file.outline.language.name(),
            test: block.map(|block| file.title(block)),
            distance,
            via: self.edge_info(via.file, &via.edge)?,
        })
    }

    /// The order of what stands outside of functions: by path, then as it stands there.
    pub(super) fn compare_outside(&self, one: Outside, other: Outside) -> Ordering {
        let place = |(file, block)| (self.position(file), block);
        place(one).cmp(&place(other))
    }
}
