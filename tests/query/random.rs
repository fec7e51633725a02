//! Repositories that chance writes, and plain answers about them.

use code_knowledge_graph::query::{EdgeKind, Index, SymbolRef};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// One file: its functions, each with the functions it calls, by file and number; whether it calls the first of its own
/// outside of any.
pub type RandomFile = (Vec<Vec<(usize, usize)>>, bool);

pub const FILES: usize = 4;
pub const FUNCTIONS: usize = 4;

/// The functions of a repository.
pub fn calls() -> impl Strategy<Value = Vec<RandomFile>> {
    let function = proptest::collection::vec((0..FILES, 0..FUNCTIONS), 0..4);
    let file = (proptest::collection::vec(function, 0..=FUNCTIONS), any::<bool>());
    proptest::collection::vec(file, 1..=FILES)
}

/// Its files as texts.
pub fn written(files: &[RandomFile]) -> Vec<(String, String)> {
    let text = |(functions, calls_itself): &RandomFile| {
        let mut text: String = (0..FILES).map(|file| format!("import * as m{file} from './f{file}'\n")).collect();
        for (number, calls) in functions.iter().enumerate() {
            let calls: String = calls.iter().map(|(file, function)| format!("m{file}.fn{function}(); ")).collect();
            text.push_str(&format!("export function fn{number}() {{ {calls} }}\n"));
        }
        text + if *calls_itself { "fn0()\n" } else { "" }
    };
    files.iter().enumerate().map(|(number, file)| (format!("f{number}.ts"), text(file))).collect()
}

/// The index of such files.
pub fn index_of_written(files: &[(String, String)]) -> Index {
    let files: Vec<_> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
    crate::repository::index_of(&files)
}

/// All edges between symbols of these kinds, `from` before `to`.
pub fn edges(index: &Index, kinds: impl Fn(EdgeKind) -> bool) -> BTreeSet<(SymbolRef, SymbolRef)> {
    let mut edges = BTreeSet::new();
    for (id, file) in index.files() {
        for edge in file.edges.iter().filter(|edge| kinds(edge.kind)) {
            if let Some(symbol) = file.site(edge).from {
                edges.insert((SymbolRef { file: id, symbol }, edge.to));
            }
        }
    }
    edges
}

/// How far along edges each symbol is from one of these, those included that edges lead back to: by trying until nothing
/// changes.
pub fn distances(
    starts: &[SymbolRef],
    edges: &BTreeSet<(SymbolRef, SymbolRef)>,
    depth: u32,
) -> BTreeMap<SymbolRef, u32> {
    let mut found: BTreeMap<SymbolRef, u32> = BTreeMap::new();
    for distance in 1..=depth {
        let at_last = |symbol: &SymbolRef| match distance {
            1 => starts.contains(symbol),
            _ => found.get(symbol) == Some(&(distance - 1)),
        };
        let next: Vec<_> = edges.iter().filter(|(from, _)| at_last(from)).map(|(_, to)| *to).collect();
        for symbol in next {
            found.entry(symbol).or_insert(distance);
        }
    }
    found
}
