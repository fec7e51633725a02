//! What stands around some symbols.
//!
//! In: keys or names, and how far to look. Out: what leads there and what that leads to, and the files all of it is in.

use super::answer::SymbolInfo;
use super::edges::{EdgeKind, SymbolRef};
use super::index::Index;
use super::traversal::{Direction, Levels, first};
use crate::graph::FileId;
use foldhash::HashMap;
use serde::{Deserialize, Serialize};

/// How far to look, and along what.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct SubgraphOptions {
    /// How many steps, each way.
    pub depth: u32,
    /// Whether a call leads to what may run in the place of its target, too.
    pub dispatch: bool,
    /// Whether references and supertypes count beside calls.
    pub references: bool,
    /// How many symbols there are at most, the nearest first.
    pub limit: u32,
}

impl Default for SubgraphOptions {
    fn default() -> Self {
        Self { depth: 1, dispatch: true, references: true, limit: 1000 }
    }
}

/// What stands around some symbols.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Subgraph {
    /// The keys of its functions below the root, in the index's order.
    pub functions: Vec<String>,
    /// The keys of its types, likewise.
    pub types: Vec<String>,
    /// The paths of the files that they are in, and of those that lead there outside of any function; sorted.
    pub files: Vec<String>,
    /// What names may mean that mean several; nothing is looked for around these.
    pub candidates: Vec<SymbolInfo>,
    /// Whether something is left out.
    pub truncated: bool,
}

impl Index {
    /// What stands around some symbols: what leads there, and what that leads to.
    #[must_use]
    pub fn subgraph(&self, keys: &[String], options: &SubgraphOptions) -> Subgraph {
        let (named, candidates) = self.all_named(keys);
        let starts: Vec<_> = named.into_iter().flat_map(|symbol| self.with_members(symbol)).collect();
        let follows = |kind: EdgeKind| match kind {
            EdgeKind::Call | EdgeKind::Construct => true,
            EdgeKind::Dispatch => options.dispatch,
            _ => options.references,
        };
        let mut distances: HashMap<SymbolRef, u32> = starts.iter().map(|symbol| (*symbol, 0)).collect();
        let mut outside: HashMap<FileId, u32> = HashMap::default();
        for direction in [Direction::Callers, Direction::Callees] {
            let levels = Levels::new(self, direction, starts.clone(), follows).without_starts();
            for (distance, level) in (1..=options.depth).zip(levels) {
                for (symbol, _) in level.symbols {
                    let known = distances.entry(symbol).or_insert(distance);
                    *known = distance.min(*known);
                }
                for ((file, _), _) in level.outside {
                    outside.entry(file).or_insert(distance);
                }
            }
        }
        let limit = options.limit as usize;
        let truncated = distances.len() > limit;
        let nearest = first(distances.into_iter().collect(), limit, |one, other| {
            one.1.cmp(&other.1).then_with(|| self.compare(one.0, other.0))
        });
        let mut symbols: Vec<_> = nearest.iter().map(|(symbol, _)| *symbol).collect();
        symbols.sort_by(|one, other| self.compare(*one, *other));
        let mut file_ids: Vec<FileId> = symbols.iter().map(|symbol| symbol.file).chain(outside.into_keys()).collect();
        file_ids.sort_unstable_by_key(|file| self.position(*file));
        file_ids.dedup();
        let keys = |of_types: bool| {
            let some = symbols.iter().filter(|symbol| symbol.symbol.is_type() == of_types);
            some.map(|symbol| self.key(*symbol)).collect()
        };
        Subgraph {
            functions: keys(false),
            types: keys(true),
            files: file_ids.iter().filter_map(|id| Some(self.file(*id)?.path().to_owned())).collect(),
            candidates: self.infos(&candidates),
            truncated,
        }
    }
}
