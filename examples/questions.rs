//! How long questions take on the files of a folder:
//! `cargo run --release --example questions -- FOLDER`. Says of each question the median, the 99th percentile and the longest,
//! in milliseconds, over symbols spread evenly through the folder.
#![allow(missing_docs, dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../tests/query/repository.rs"]
mod repository;

use code_knowledge_graph::graph::FileId;
use code_knowledge_graph::query::changes::ChangeQuery;
use code_knowledge_graph::query::cycles::CycleOptions;
use code_knowledge_graph::query::find::FindOptions;
use code_knowledge_graph::query::impact::ImpactOptions;
use code_knowledge_graph::query::paths::PathOptions;
use code_knowledge_graph::query::unused::UnusedOptions;
use code_knowledge_graph::query::walks::WalkOptions;
use code_knowledge_graph::query::{Index, SymbolRef};
use std::path::Path;
use std::time::Instant;

/// How many symbols each question is asked of.
const ASKED: usize = 2000;

fn main() {
    let folder = std::env::args().nth(1).expect("a folder");
    let index = repository::index_of_folder(Path::new(&folder));
    let all: Vec<SymbolRef> = index
        .files()
        .flat_map(|(id, file)| file.symbols().map(move |(symbol, _)| SymbolRef { file: id, symbol }))
        .collect();
    let edges: usize = index.files().map(|(_, file)| file.edges.len()).sum();
    println!("{} files, {} symbols, {edges} edges", index.len(), all.len());
    println!("names: {} bytes a file", index.bytes_of_names() / index.len().max(1));
    let asked: Vec<SymbolRef> = all.iter().step_by((all.len() / ASKED).max(1)).copied().collect();
    let name =
        |of: &SymbolRef| index.symbol(*of).map_or_else(String::new, |(file, row)| file.text(row.name).to_owned());
    let find = |options: FindOptions| index.find(&options).unwrap().symbols.len();
    let walk = |depth| WalkOptions { depth, ..WalkOptions::default() };

    report("find name", &asked, |of| find(FindOptions { name: Some(name(of)), ..FindOptions::default() }));
    report("find prefix of 3", &asked, |of| {
        find(FindOptions { text: Some(name(of).chars().take(3).collect()), ..FindOptions::default() })
    });
    report("find whole name as text", &asked, |of| {
        find(FindOptions { text: Some(name(of)), ..FindOptions::default() })
    });
    report("find text of nothing", &asked[..20], |of| {
        find(FindOptions { text: Some(format!("{}qzx", name(of))), ..FindOptions::default() })
    });
    report("resolve name", &asked, |of| {
        usize::from(index.resolve(&name(of)) != code_knowledge_graph::query::Named::None)
    });
    for depth in [1, 5] {
        report(&format!("callers {depth}"), &asked, |of| {
            index.callers(&[index.key(*of)], &walk(depth)).unwrap().functions.len()
        });
        report(&format!("callees {depth}"), &asked, |of| {
            index.callees(&[index.key(*of)], &walk(depth)).unwrap().functions.len()
        });
    }
    report("impact 5", &asked, |of| {
        let query = ChangeQuery { keys: vec![index.key(*of)], ..ChangeQuery::default() };
        index.impact(&query, &ImpactOptions::default()).unwrap().affected.len()
    });
    let pairs: Vec<_> = asked.iter().copied().zip(asked.iter().copied().skip(7)).collect();
    report("paths between any two", &pairs, |(from, to)| {
        index.paths(&[index.key(*from)], &[index.key(*to)], &PathOptions::default()).paths.len()
    });
    let connected: Vec<_> = asked.iter().filter_map(|of| Some((*of, far(&index, *of)?))).collect();
    report("paths between connected ones", &connected, |(from, to)| {
        index.paths(&[index.key(*from)], &[index.key(*to)], &PathOptions::default()).paths.len()
    });
    report("cycles", &[()], |()| index.cycles(&CycleOptions::default()).cycles.len());
    report("unused", &[()], |()| index.unused(&UnusedOptions::default()).unwrap().symbols.len());
    let files: Vec<FileId> = index.files().map(|(id, _)| id).step_by((index.len() / 200).max(1)).collect();
    report("with one file", &files, |id| index.with([(*id, None)]).len());
}

/// Something a symbol leads to over several steps.
fn far(index: &Index, of: SymbolRef) -> Option<SymbolRef> {
    let walked = index.callees(&[index.key(of)], &WalkOptions { depth: 4, ..WalkOptions::default() }).ok()?;
    index.with_key(&walked.functions.last()?.symbol.key).next()
}

fn report<T>(question: &str, all: &[T], ask: impl Fn(&T) -> usize) {
    let mut times = Vec::new();
    let mut answers = 0;
    for one in all {
        let start = Instant::now();
        answers += ask(one);
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    println!(
        "{question}: {:.3} / {:.3} / {:.3} ms, {:.1} found",
        at(50),
        at(99),
        at(100),
        answers as f64 / all.len() as f64
    );
}
