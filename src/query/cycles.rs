//! Files that import each other in a circle, and functions that call each other in one.
//!
//! In: an index. Out: each set of files or functions of which each leads to each, with a shortest circle in it.

use super::answer::EdgeInfo;
use super::components::{circle, components};
use super::edges::{EdgeKind, SymbolId, SymbolRef};
use super::index::Index;
use crate::graph::FileId;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// What is looked for.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct CycleOptions {
    /// Of what: both where it is not said.
    pub level: Option<CycleLevel>,
    /// Whether a call leads to what may run in the place of its target, too.
    pub dispatch: bool,
    /// How many are answered at most.
    pub limit: u32,
}

impl Default for CycleOptions {
    fn default() -> Self {
        Self { level: None, dispatch: false, limit: 1000 }
    }
}

/// What leads to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CycleLevel {
    /// Files, which import.
    File,
    /// Functions, which call.
    Function,
}

/// Files or functions that lead to each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cycle {
    /// What they are.
    pub level: CycleLevel,
    /// All of them: paths, or keys below the root, in the index's order.
    pub members: Vec<String>,
    /// A shortest circle among them: each leads to the next one, and the last to the first.
    pub cycle: Vec<String>,
    /// The calls that do, of functions.
    pub edges: Vec<EdgeInfo>,
}

/// What leads to each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cycles {
    /// Of files, then of functions; the largest first, then in the index's order.
    pub cycles: Vec<Cycle>,
    /// Whether there are more.
    pub truncated: bool,
}

impl Index {
    /// What leads back to itself.
    #[must_use]
    pub fn cycles(&self, options: &CycleOptions) -> Cycles {
        let limit = options.limit as usize;
        let mut cycles = Vec::new();
        let mut truncated = false;
        let mut add = |mut some: Vec<Vec<u32>>, cycle: &dyn Fn(&[u32]) -> Cycle| {
            some.sort_by_key(|members| Reverse(members.len()));
            let room = limit - cycles.len();
            truncated |= some.len() > room;
            cycles.extend(some.iter().take(room).map(|members| cycle(members)));
        };
        if options.level != Some(CycleLevel::Function) {
            let files = Files { index: self, order: self.files().map(|(id, _)| id).collect() };
            let imports = |file| files.imports(file);
            add(components(files.order.len() as u32, imports), &|members| files.cycle(members));
        }
        if options.level != Some(CycleLevel::File) {
            let functions = Functions::new(self, options.dispatch);
            let calls = |function| functions.calls(function);
            add(components(functions.count(), calls), &|members| functions.cycle(members));
        }
        Cycles { cycles, truncated }
    }
}

/// Files by their places in the index's order.
struct Files<'i> {
    index: &'i Index,
    order: Vec<FileId>,
}

impl Files<'_> {
    fn imports(&self, file: u32) -> Vec<u32> {
        let file = self.index.file(self.order[file as usize]);
        let imported = file.into_iter().flat_map(|file| file.imported());
        imported.map(|to| self.index.position(to)).filter(|to| *to != u32::MAX).collect()
    }

    fn cycle(&self, members: &[u32]) -> Cycle {
        let path = |file: &u32| self.index.file(self.order[*file as usize]).map_or("", |file| file.path()).to_owned();
        let cycle = circle(members, |file| self.imports(file));
        Cycle {
            level: CycleLevel::File,
            members: members.iter().map(path).collect(),
            cycle: cycle.iter().map(path).collect(),
            edges: Vec::new(),
        }
    }
}

/// Functions by numbers that follow the order of files.
struct Functions<'i> {
    index: &'i Index,
    dispatch: bool,
    /// For each file by its place in the order, the file and the number of its first function; one more at the end.
    first: Vec<(FileId, u32)>,
}

impl<'i> Functions<'i> {
    fn new(index: &'i Index, dispatch: bool) -> Self {
        let mut next = 0;
        let mut first = Vec::with_capacity(index.len() + 1);
        for (id, file) in index.files() {
            first.push((id, next));
            next += file.outline.functions.len() as u32;
        }
        first.push((FileId(u32::MAX), next));
        Self { index, dispatch, first }
    }

    fn count(&self) -> u32 {
        self.first.last().map_or(0, |(_, count)| *count)
    }

    fn symbol(&self, number: u32) -> SymbolRef {
        let at = self.first.partition_point(|(_, first)| *first <= number) - 1;
        let (file, first) = self.first[at];
        SymbolRef { file, symbol: SymbolId::function(number - first) }
    }

    fn number(&self, of: SymbolRef) -> Option<u32> {
        let (_, first) = self.first.get(self.index.position(of.file) as usize)?;
        (!of.symbol.is_type()).then(|| first + of.symbol.row() as u32)
    }

    fn is_call(&self, kind: EdgeKind) -> bool {
        kind == EdgeKind::Call || self.dispatch && kind == EdgeKind::Dispatch
    }

    fn calls(&self, number: u32) -> Vec<u32> {
        let edges = self.index.outgoing(self.symbol(number)).filter(|edge| self.is_call(edge.kind));
        edges.filter_map(|edge| self.number(edge.to)).collect()
    }

    fn cycle(&self, members: &[u32]) -> Cycle {
        let cycle = circle(members, |number| self.calls(number));
        let mut members: Vec<_> = members.iter().map(|number| self.symbol(*number)).collect();
        members.sort_by(|one, other| self.index.compare(*one, *other));
        let next = cycle.iter().cycle().skip(1);
        let edge = |(from, to): (&u32, &u32)| {
            let from = self.symbol(*from);
            let mut edges = self.index.outgoing(from).filter(|edge| self.is_call(edge.kind));
            self.index.edge_info(from.file, edges.find(|edge| self.number(edge.to) == Some(*to))?)
        };
        Cycle {
            level: CycleLevel::Function,
            members: members.into_iter().map(|symbol| self.index.key(symbol)).collect(),
            cycle: cycle.iter().map(|number| self.index.key(self.symbol(*number))).collect(),
            edges: cycle.iter().zip(next).filter_map(edge).collect(),
        }
    }
}
