//! Breadth first along edges, or against them.
//!
//! In: symbols, and which edges count. Out: what is one step away, two, and so on, each with the edge that leads there: of
//! several the one that has the first symbol in the index's order at its near end, and of those the first in its file.

use super::edges::{Edge, EdgeKind, SymbolRef};
use super::index::Index;
use crate::graph::FileId;
use foldhash::{HashMap, HashSet};
use std::collections::hash_map::Entry;
use std::hash::Hash;

/// Which way edges are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// Against them.
    Callers,
    /// Along them.
    Callees,
}

/// An edge, the file it stands in, and the symbol that it leads from, or to, on the way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) file: FileId,
    pub(super) edge: Edge,
    near: SymbolRef,
}

/// What of a file stands outside of any function: in one of its blocks of tests, or in none.
pub(super) type Outside = (FileId, Option<u32>);

/// What a step away is reached, in no order.
#[derive(Debug, Default)]
pub(super) struct Level {
    pub(super) symbols: Vec<(SymbolRef, Step)>,
    pub(super) outside: Vec<(Outside, Step)>,
}

/// A walk by levels: each `next` goes one step.
pub(super) struct Levels<'i, F> {
    index: &'i Index,
    direction: Direction,
    follows: F,
    front: Vec<SymbolRef>,
    reached: HashSet<SymbolRef>,
    outside: HashSet<Outside>,
}

impl<'i, F: Fn(EdgeKind) -> bool> Levels<'i, F> {
    /// Starts at these. They are reached again where edges lead there.
    pub(super) fn new(index: &'i Index, direction: Direction, starts: Vec<SymbolRef>, follows: F) -> Self {
        let mut front = starts;
        front.sort_unstable();
        front.dedup();
        Self { index, direction, follows, front, reached: HashSet::default(), outside: HashSet::default() }
    }

    /// The same, but that they are not reached again.
    pub(super) fn without_starts(mut self) -> Self {
        self.reached.extend(&self.front);
        self
    }

    /// Has a symbol reached with the last step; whether it was not before.
    pub(super) fn reach(&mut self, symbol: SymbolRef) -> bool {
        let is_new = self.reached.insert(symbol);
        if is_new {
            self.front.push(symbol);
        }
        is_new
    }
}

/// Keeps the better of the steps that lead to one thing.
fn keep<T: Hash + Eq>(index: &Index, steps: &mut HashMap<T, Step>, of: T, step: Step) {
    match steps.entry(of) {
        Entry::Vacant(free) => {
            free.insert(step);
        }
        Entry::Occupied(mut known) => {
            // Those of one symbol come in the order of its file.
            if index.compare(step.near, known.get().near).is_lt() {
                known.insert(step);
            }
        }
    }
}

impl<F: Fn(EdgeKind) -> bool> Iterator for Levels<'_, F> {
    type Item = Level;

    fn next(&mut self) -> Option<Level> {
        let index = self.index;
        let mut symbols: HashMap<SymbolRef, Step> = HashMap::default();
        let mut outside: HashMap<Outside, Step> = HashMap::default();
        for near in std::mem::take(&mut self.front) {
            let mut reach = |to: SymbolRef, file: FileId, edge: &Edge| {
                if !self.reached.contains(&to) {
                    keep(index, &mut symbols, to, Step { file, edge: *edge, near });
                }
            };
            match self.direction {
                Direction::Callees => {
                    let edges = index.outgoing(near).filter(|edge| (self.follows)(edge.kind));
                    edges.for_each(|edge| reach(edge.to, near.file, edge));
                }
                Direction::Callers => {
                    for (file, edge) in index.incoming(near).filter(|(_, edge)| (self.follows)(edge.kind)) {
                        let Some(of) = index.file(file) else { continue };
                        let site = of.site(edge);
                        if let Some(symbol) = site.from {
                            reach(SymbolRef { file, symbol }, file, edge);
                            continue;
                        }
                        let part = (file, of.block_at((site.row, site.column)));
                        if !self.outside.contains(&part) {
                            keep(index, &mut outside, part, Step { file, edge: *edge, near });
                        }
                    }
                }
            }
        }
        self.front.extend(symbols.keys());
        self.reached.extend(symbols.keys());
        self.outside.extend(outside.keys());
        let level = Level { symbols: symbols.into_iter().collect(), outside: outside.into_iter().collect() };
        (!level.symbols.is_empty() || !level.outside.is_empty()).then_some(level)
    }
}

/// The first `count` of these, in this order.
pub(super) fn first<T>(mut all: Vec<T>, count: usize, order: impl Fn(&T, &T) -> std::cmp::Ordering) -> Vec<T> {
    if count == 0 {
        return Vec::new();
    }
    if count < all.len() {
        all.select_nth_unstable_by(count - 1, &order);
        all.truncate(count);
    }
    all.sort_unstable_by(order);
    all
}
