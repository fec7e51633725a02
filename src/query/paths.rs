//! How one function leads to another, and what stands around it.
//!
//! In: where to start and where to end. Out: ways along calls, shortest first, none of which is at a function twice. Both ends
//! are grown towards each other, the smaller first, as far as ways of the length in hand reach; then the ways of that length
//! are followed through what lies on one. What is done is bounded: where it is not enough, the answer says that it is cut.

use super::answer::{EdgeInfo, SymbolInfo};
use super::edges::{Edge, EdgeKind, SymbolRef};
use super::index::Index;
use foldhash::{HashMap, HashSet};
use serde::{Deserialize, Serialize};

/// How many edges are looked at for one answer.
const MAX_WORK: usize = 500_000;

/// Which ways.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct PathOptions {
    /// How many steps a way has at most.
    pub max_depth: u32,
    /// Whether a call leads to what may run in the place of its target, too.
    pub dispatch: bool,
    /// Whether what is named without being called counts.
    pub references: bool,
    /// How many ways are answered at most.
    pub limit: u32,
}

impl Default for PathOptions {
    fn default() -> Self {
        Self { max_depth: 10, dispatch: true, references: false, limit: 10 }
    }
}

/// A way from one symbol to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SymbolPath {
    /// The symbols on it, both ends included.
    pub symbols: Vec<SymbolInfo>,
    /// The edges between them.
    pub edges: Vec<EdgeInfo>,
}

/// Ways from some symbols to others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Paths {
    /// Shortest first, then in the index's order of the symbols on them.
    pub paths: Vec<SymbolPath>,
    /// What names may mean that mean several; no way leads from or to these.
    pub candidates: Vec<SymbolInfo>,
    /// Whether there are more.
    pub truncated: bool,
}

impl Index {
    /// How some functions lead to others: by their keys or names. A type stands for all its members.
    #[must_use]
    pub fn paths(&self, from: &[String], to: &[String], options: &PathOptions) -> Paths {
        let ((from, mut candidates), (to, others)) = (self.all_named(from), self.all_named(to));
        candidates.extend(others);
        let whole = |some: Vec<SymbolRef>| -> HashSet<SymbolRef> {
            some.into_iter().flat_map(|symbol| self.with_members(symbol)).collect()
        };
        let mut search = Search {
            index: self,
            options,
            from: Ball::at(whole(from)),
            to: Ball::at(whole(to)),
            found: Vec::new(),
            work: 0,
        };
        let limit = options.limit as usize;
        for length in 1..=options.max_depth {
            let goes_on = search.grow(length);
            if goes_on {
                search.follow(length);
            }
            if !goes_on || search.is_spent() || search.found.len() > limit {
                break;
            }
        }
        let truncated = search.found.len() > limit || search.is_spent();
        let path = |(start, way): (SymbolRef, Vec<(SymbolRef, Edge)>)| {
            let mut path = SymbolPath { symbols: vec![self.info(start)?], edges: Vec::new() };
            for (from, edge) in way {
                path.edges.push(self.edge_info(from.file, &edge)?);
                path.symbols.push(self.info(edge.to)?);
            }
            Some(path)
        };
        Paths {
            paths: search.found.into_iter().take(limit).filter_map(path).collect(),
            candidates: self.infos(&candidates),
            truncated,
        }
    }
}

/// What is at most so far from some symbols.
struct Ball {
    distances: HashMap<SymbolRef, u32>,
    front: Vec<SymbolRef>,
    radius: u32,
}

impl Ball {
    fn at(centre: HashSet<SymbolRef>) -> Self {
        let front: Vec<_> = centre.into_iter().collect();
        Self { distances: front.iter().map(|symbol| (*symbol, 0)).collect(), front, radius: 0 }
    }

    fn has_end(&self, symbol: SymbolRef) -> bool {
        self.distances.get(&symbol) == Some(&0)
    }
}

struct Search<'i, 'o> {
    index: &'i Index,
    options: &'o PathOptions,
    from: Ball,
    to: Ball,
    found: Vec<(SymbolRef, Vec<(SymbolRef, Edge)>)>,
    work: usize,
}

impl Search<'_, '_> {
    const fn is_spent(&self) -> bool {
        self.work > MAX_WORK
    }

    const fn follows(&self, kind: EdgeKind) -> bool {
        match kind {
            EdgeKind::Call => true,
            EdgeKind::Dispatch => self.options.dispatch,
            kind => self.options.references && kind.is_reference(),
        }
    }

    fn after(&self, symbol: SymbolRef) -> impl Iterator<Item = SymbolRef> {
        self.index.outgoing(symbol).filter(|edge| self.follows(edge.kind)).map(|edge| edge.to)
    }

    fn before(&self, symbol: SymbolRef) -> impl Iterator<Item = SymbolRef> {
        let edges = self.index.incoming(symbol).filter(|(_, edge)| self.follows(edge.kind));
        edges.filter_map(|(file, edge)| Some(SymbolRef { file, symbol: self.index.file(file)?.site(edge).from? }))
    }

    /// Grows both ends until ways of this length are known to meet; whether there may be any of that or a greater one.
    fn grow(&mut self, length: u32) -> bool {
        while self.from.radius + self.to.radius < length && !self.is_spent() {
            let is_forward = self.from.front.len() <= self.to.front.len();
            let front = std::mem::take(if is_forward { &mut self.from.front } else { &mut self.to.front });
            let mut next = Vec::new();
            for symbol in front {
                if is_forward { next.extend(self.after(symbol)) } else { next.extend(self.before(symbol)) }
            }
            self.work += next.len();
            let ball = if is_forward { &mut self.from } else { &mut self.to };
            ball.radius += 1;
            next.retain(|symbol| {
                let is_new = !ball.distances.contains_key(symbol);
                if is_new {
                    ball.distances.insert(*symbol, ball.radius);
                }
                is_new
            });
            ball.front = next;
            if ball.front.is_empty() {
                // All that it leads to is known, however far.
                ball.radius = u32::MAX / 2;
            }
        }
        let (small, large) = (&self.from, &self.to);
        let (small, large) =
            if small.distances.len() < large.distances.len() { (small, large) } else { (large, small) };
        small.distances.keys().any(|symbol| large.distances.contains_key(symbol))
            || self.from.radius < u32::MAX / 2 && self.to.radius < u32::MAX / 2
    }

    /// For what lies on a way of this length at most, how far it is from the end.
    fn remaining(&mut self, length: u32) -> HashMap<SymbolRef, u32> {
        let mut remaining: HashMap<SymbolRef, u32> = HashMap::default();
        let mut front: Vec<_> =
            self.to.distances.iter().filter(|(_, distance)| **distance == 0).map(|(of, _)| *of).collect();
        remaining.extend(front.iter().map(|symbol| (*symbol, 0)));
        for distance in 1..=length {
            let before: Vec<_> = front.iter().flat_map(|symbol| self.before(*symbol)).collect();
            self.work += before.len();
            front.clear();
            for symbol in before {
                let from = self.from.distances.get(&symbol).copied();
                // Beyond what the first end knows, all that the other knows may be on a way.
                let may_be = match from {
                    Some(from) => from + distance <= length,
                    None => self.to.distances.get(&symbol) == Some(&distance) && self.from.radius + distance < length,
                };
                if may_be && !remaining.contains_key(&symbol) {
                    remaining.insert(symbol, distance);
                    front.push(symbol);
                }
            }
            if front.is_empty() || self.is_spent() {
                break;
            }
        }
        remaining
    }

    /// Follows all ways of this very length.
    fn follow(&mut self, length: u32) {
        let remaining = self.remaining(length);
        let mut starts: Vec<_> =
            self.from.distances.iter().filter(|(_, distance)| **distance == 0).map(|(of, _)| *of).collect();
        starts.retain(|start| remaining.contains_key(start));
        starts.sort_by(|one, other| self.index.compare(*one, *other));
        for start in starts {
            self.follow_from(start, length, &remaining);
        }
    }

    fn follow_from(&mut self, start: SymbolRef, length: u32, remaining: &HashMap<SymbolRef, u32>) {
        let limit = self.options.limit as usize;
        let mut way: Vec<(SymbolRef, Edge)> = Vec::new();
        let mut on_way = HashSet::from_iter([start]);
        let mut open = vec![self.steps(start, length, remaining).into_iter()];
        while let Some(steps) = open.last_mut() {
            if self.found.len() > limit || self.work > MAX_WORK {
                return;
            }
            let Some((from, edge)) = steps.next() else {
                open.pop();
                if let Some((_, edge)) = way.pop() {
                    on_way.remove(&edge.to);
                }
                continue;
            };
            let left = length - way.len() as u32 - 1;
            if on_way.contains(&edge.to) {
                continue;
            }
            if left == 0 {
                let mut whole = way.clone();
                whole.push((from, edge));
                self.found.push((start, whole));
                continue;
            }
            way.push((from, edge));
            on_way.insert(edge.to);
            open.push(self.steps(edge.to, left, remaining).into_iter());
        }
    }

    /// The steps from a symbol on ways of this many steps to the end, one to each symbol, in the index's order. Where ways
    /// begin and end none passes through.
    fn steps(&mut self, from: SymbolRef, left: u32, remaining: &HashMap<SymbolRef, u32>) -> Vec<(SymbolRef, Edge)> {
        let leads_on = |edge: &&Edge| {
            let is_end = self.to.has_end(edge.to);
            let rest = remaining.get(&edge.to);
            self.follows(edge.kind)
                && rest.is_some_and(|rest| *rest < left)
                && (left == 1) == is_end
                && (is_end || !self.from.has_end(edge.to))
        };
        let mut steps: Vec<_> = self.index.outgoing(from).filter(leads_on).map(|edge| (from, *edge)).collect();
        self.work += self.index.outgoing(from).count();
        // Of several edges to one symbol the first counts.
        steps.sort_by(|(_, one), (_, other)| self.index.compare(one.to, other.to));
        steps.dedup_by_key(|(_, edge)| edge.to);
        steps
    }
}
