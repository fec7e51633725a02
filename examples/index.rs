//! What a repository takes that stays: the time to open it, to bring it up to date after edits, and memory.
//!
//! `cargo run --release --example index -- FOLDER [--cache FOLDER]`. Files of the folder are changed, and put back.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use code_knowledge_graph::indexing::index::{Control, Progress, Repository};
use code_knowledge_graph::options::{CacheOptions, Options};
use code_knowledge_graph::query::ask::ask;
use code_knowledge_graph::query::{Index, SymbolRef};
use code_knowledge_graph::source::walk::check_root;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How often each edit is done and undone.
const ROUNDS: usize = 12;

fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or(0) * 1024
}

/// Does edits of one file and undoes them, and says what following each takes.
fn follow(what: &str, repository: &Repository, path: &str, edit: impl Fn(&str) -> String, is_told: bool) {
    let full = repository.root().join(path);
    let (text, paths) = (std::fs::read_to_string(&full).unwrap(), [path.to_owned()]);
    let control = Control::new(|| false, Arc::default());
    let mut took: Vec<(Duration, usize)> = Vec::new();
    for round in 0..ROUNDS {
        std::fs::write(&full, if round % 2 == 0 { edit(&text) } else { text.clone() }).unwrap();
        let start = Instant::now();
        let refreshed = repository.refresh(is_told.then_some(&paths[..]), &control).unwrap();
        took.push((start.elapsed(), refreshed.linked.len()));
    }
    std::fs::write(&full, text).unwrap();
    took.sort_unstable();
    let (least, middle, most) = (took[0].0, took[ROUNDS / 2], took[ROUNDS - 1].0);
    println!("{what}: {:?} ({least:?} to {most:?}), {} linked: {path}", middle.0, middle.1);
}

/// The function with as many callers as is nearest to this.
fn with_callers(index: &Index, callers: usize) -> (SymbolRef, usize) {
    let symbols = index.files().flat_map(|(file, of)| of.symbols().map(move |(symbol, _)| SymbolRef { file, symbol }));
    let functions = symbols.filter(|of| !of.symbol.is_type());
    let called = functions.map(|of| (of, index.incoming(of).filter(|(_, edge)| edge.kind.is_call()).count()));
    called.min_by_key(|(_, count)| count.abs_diff(callers)).unwrap()
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let root = check_root(&arguments[0]).unwrap();
    let cache = arguments.iter().position(|argument| argument == "--cache");
    let cache = cache.and_then(|at| arguments.get(at + 1)).map(CacheOptions::at);
    let options = Options { cache, ..Options::default() };
    let progress = Arc::<Progress>::default();
    let control = Control::new(|| false, Arc::clone(&progress));
    let (idle, start) = (resident(), Instant::now());
    let repository = Repository::open(&root, &options, &control).unwrap();
    let index = repository.index();
    println!("open: {:?}, {} files, {:?}", start.elapsed(), index.len(), progress.told().0);
    println!("resident: {} bytes a file", resident().saturating_sub(idle) / index.len().max(1) as u64);
    let start = Instant::now();
    for name in ["dispose", "get"] {
        let found = ask(&index, "find", &format!(r#"{{"name":"{name}","limit":10}}"#)).unwrap();
        println!("find {name}: {:?}, {} bytes", start.elapsed(), found.len());
    }
    let start = Instant::now();
    repository.settle();
    println!("settled: {:?}", start.elapsed());
    let start = Instant::now();
    let edges: usize = index.files().map(|(_, file)| file.edges.len()).sum();
    let symbols: usize = index.files().map(|(_, file)| file.symbols().count()).sum();
    println!("{symbols} symbols, {edges} edges: {:?}", start.elapsed());
    println!("resident: {} bytes a file", resident().saturating_sub(idle) / index.len().max(1) as u64);
    for _ in 0..3 {
        let start = Instant::now();
        repository.refresh(None, &control).unwrap();
        println!("refresh of nothing: {:?}", start.elapsed());
    }
    let largest = index.files().max_by_key(|(_, file)| file.edges.len()).unwrap().1.path();
    let another = |text: &str| format!("{text}\nString(1)\n");
    follow("a body", &repository, largest, another, true);
    follow("a body, to be found", &repository, largest, another, false);
    let (function, callers) = with_callers(&index, 300);
    let (file, symbol) = index.symbol(function).unwrap();
    let name = format!("{}(", file.text(symbol.name));
    let with_parameter = |text: &str| text.replacen(&name, &format!("{name}added?: string, "), 1);
    follow(&format!("a signature with {callers} callers"), &repository, file.path(), with_parameter, true);
    println!("resident after edits: {} bytes a file", resident().saturating_sub(idle) / index.len().max(1) as u64);
}
