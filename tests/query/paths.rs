//! How one function leads to another, what leads back to itself, and what stands around something.

use crate::random::{calls, edges, index_of_written, written};
use crate::repository::index_of;
use code_knowledge_graph::query::cycles::{CycleLevel, CycleOptions};
use code_knowledge_graph::query::paths::{PathOptions, Paths};
use code_knowledge_graph::query::subgraph::SubgraphOptions;
use code_knowledge_graph::query::{Index, SymbolRef};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn keys(keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| (*key).to_owned()).collect()
}

fn ways(paths: &Paths) -> Vec<String> {
    paths
        .paths
        .iter()
        .map(|path| {
            assert_eq!(path.edges.len() + 1, path.symbols.len());
            for (edge, ends) in path.edges.iter().zip(path.symbols.windows(2)) {
                assert_eq!((edge.from.as_deref(), &*edge.to), (Some(&*ends[0].key), &*ends[1].key));
            }
            path.symbols.iter().map(|symbol| &*symbol.key).collect::<Vec<_>>().join(" ")
        })
        .collect()
}

#[test]
fn ways_come_shortest_first_and_pass_nothing_twice() {
    let index = index_of(&[(
        "a.ts",
        "function a() { b(); c() }\nfunction b() { c(); a() }\nfunction c() { d() }\nfunction d() { c() }\nfunction e() { return d }\n",
    )]);
    let paths = |from: &str, to: &str, options: &PathOptions| ways(&index.paths(&keys(&[from]), &keys(&[to]), options));
    let plain = PathOptions::default();
    assert_eq!(paths("a", "d", &plain), ["a.ts::a a.ts::c a.ts::d", "a.ts::a a.ts::b a.ts::c a.ts::d"]);
    assert_eq!(paths("a", "d", &PathOptions { max_depth: 2, ..plain.clone() }).len(), 1);
    assert_eq!(paths("d", "a", &plain), [""; 0]);
    assert_eq!(paths("e", "d", &plain), [""; 0]);
    assert_eq!(paths("e", "d", &PathOptions { references: true, ..plain.clone() }), ["a.ts::e a.ts::d"]);
    let cut = index.paths(&keys(&["a"]), &keys(&["d"]), &PathOptions { limit: 1, ..plain.clone() });
    assert!(cut.truncated && cut.paths.len() == 1);
    let unknown = index.paths(&keys(&["none"]), &keys(&["d"]), &plain);
    assert!(unknown.paths.is_empty() && !unknown.truncated);
}

#[test]
fn a_type_is_an_end_by_all_its_members() {
    let index = index_of(&[(
        "a.ts",
        "class A { run(b: B) { b.go() } }\nclass B { go() { log() } }\nfunction log() {}\nfunction go() {}\n",
    )]);
    assert_eq!(ways(&index.paths(&keys(&["A"]), &keys(&["B"]), &PathOptions::default())), ["a.ts::A::run a.ts::B::go"]);
    let several = index.paths(&keys(&["A"]), &keys(&["go"]), &PathOptions::default());
    assert_eq!((several.paths.len(), several.candidates.len()), (0, 2));
}

#[test]
fn what_leads_back_to_itself_is_a_cycle_with_a_shortest_one_in_it() {
    let index = index_of(&[
        ("a.ts", "import { b } from './b'\nexport function a() { b() }\n"),
        ("b.ts", "import { c } from './c'\nexport function b() { c() }\n"),
        ("c.ts", "import { a } from './a'\nimport { b } from './b'\nexport function c() { a(); b() }\n"),
        ("d.ts", "import './a'\nfunction again() { again() }\nfunction once() { again() }\n"),
    ]);
    let cycles = index.cycles(&CycleOptions::default());
    let lines: Vec<_> =
        cycles.cycles.iter().map(|one| format!("{} | {}", one.members.join(" "), one.cycle.join(" "))).collect();
    assert_eq!(
        lines,
        ["a.ts b.ts c.ts | b.ts c.ts", "a.ts::a b.ts::b c.ts::c | b.ts::b c.ts::c", "d.ts::again | d.ts::again"]
    );
    assert_eq!(cycles.cycles[0].level, CycleLevel::File);
    let edges: Vec<_> =
        cycles.cycles[1].edges.iter().map(|edge| format!("{}:{} {}", edge.file, edge.line, edge.to)).collect();
    assert_eq!(edges, ["b.ts:2 c.ts::c", "c.ts:3 b.ts::b"]);
    let files: CycleOptions = serde_json::from_str(r#"{ "level": "file", "limit": 0 }"#).unwrap();
    let files = index.cycles(&files);
    assert!(files.truncated && files.cycles.is_empty());
}

#[test]
fn around_a_symbol_stands_what_leads_there_and_what_that_leads_to() {
    let index = index_of(&[
        ("a.ts", "import { b } from './b'\nexport function a() { b() }\nfunction other() {}\n"),
        ("b.ts", "import { c } from './c'\nexport function b() { c() }\n"),
        ("c.ts", "export class C { constructor() {} }\nexport function c() { return new C() }\n"),
        ("run.ts", "import { b } from './b'\nb()\n"),
    ]);
    let graph = index.subgraph(&keys(&["b"]), &SubgraphOptions::default());
    assert_eq!(graph.functions, ["a.ts::a", "b.ts::b", "c.ts::c"]);
    assert_eq!(graph.files, ["a.ts", "b.ts", "c.ts", "run.ts"]);
    let further = index.subgraph(&keys(&["b"]), &SubgraphOptions { depth: 2, limit: 3, ..SubgraphOptions::default() });
    assert!(further.truncated);
    assert_eq!(further.functions, ["a.ts::a", "b.ts::b", "c.ts::c"]);
}

type Graph = BTreeMap<SymbolRef, BTreeSet<SymbolRef>>;

/// All ways without a symbol twice, by trying.
fn plain_ways(index: &Index, graph: &Graph, from: SymbolRef, to: SymbolRef, depth: usize) -> Vec<String> {
    let mut found: Vec<Vec<SymbolRef>> = Vec::new();
    let mut open = vec![vec![from]];
    while let Some(way) = open.pop() {
        let last = *way.last().unwrap();
        if last == to {
            found.push(way);
        } else if way.len() <= depth {
            let next = graph.get(&last).into_iter().flatten().filter(|next| !way.contains(next));
            open.extend(next.map(|next| [&way[..], &[*next]].concat()));
        }
    }
    let mut lines: Vec<_> = found
        .into_iter()
        .map(|way| {
            let line: Vec<_> = way.iter().map(|symbol| index.key(*symbol)).collect();
            (way.len(), line)
        })
        .collect();
    lines.sort();
    lines.into_iter().map(|(_, line)| line.join(" ")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn ways_are_those_that_trying_all_finds(files in calls(), depth in 1..7_u32, limit in 1..6_u32) {
        let index = index_of_written(&written(&files));
        let mut graph = Graph::new();
        for (from, to) in edges(&index, |kind| kind.is_call()) {
            graph.entry(from).or_default().insert(to);
        }
        let end = |key: &str| index.with_key(key).next();
        let (Some(from), Some(to)) = (end("f0.ts::fn0"), end("f1.ts::fn1")) else { return Ok(()) };
        let plain = plain_ways(&index, &graph, from, to, depth as usize);
        let of = |limit| index.paths(&[index.key(from)], &[index.key(to)], &PathOptions { max_depth: depth, limit, ..PathOptions::default() });
        prop_assert_eq!(ways(&of(100_000)), plain.clone());
        let cut = of(limit);
        prop_assert_eq!(cut.truncated, plain.len() > limit as usize);
        prop_assert_eq!(&ways(&cut)[..], &plain[..plain.len().min(limit as usize)]);
    }

    #[test]
    fn members_of_a_cycle_lead_to_each_other_and_nothing_else_does(files in calls()) {
        let index = index_of_written(&written(&files));
        let mut reach: BTreeSet<(SymbolRef, SymbolRef)> = edges(&index, |kind| kind.is_call());
        loop {
            let further: Vec<_> = reach.iter().flat_map(|(from, to)| {
                reach.range((*to, SymbolRef { file: code_knowledge_graph::graph::FileId(0), symbol: code_knowledge_graph::query::SymbolId::function(0) })..)
                    .take_while(move |(middle, _)| middle == to)
                    .map(move |(_, end)| (*from, *end))
            }).filter(|pair| !reach.contains(pair)).collect();
            if further.is_empty() { break }
            reach.extend(further);
        }
        let mut plain: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (from, to) in &reach {
            if reach.contains(&(*to, *from)) {
                plain.entry(index.key(*from)).or_default().insert(index.key(*to));
            }
        }
        let plain: BTreeSet<BTreeSet<String>> = plain.into_values().collect();
        let options = CycleOptions { level: Some(CycleLevel::Function), dispatch: true, ..CycleOptions::default() };
        let cycles = index.cycles(&options).cycles;
        let found: BTreeSet<BTreeSet<String>> = cycles.iter().map(|cycle| cycle.members.iter().cloned().collect()).collect();
        prop_assert_eq!(found, plain);
        for cycle in cycles {
            prop_assert_eq!(cycle.edges.len(), cycle.cycle.len());
            for (edge, key) in cycle.edges.iter().zip(&cycle.cycle) {
                prop_assert_eq!(edge.from.as_ref(), Some(key));
            }
        }
    }
}
