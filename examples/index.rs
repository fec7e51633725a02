//! What a repository takes that stays: the time to open it, to bring it up to date after edits, and memory.
//!
//! `cargo run --release --example index -- FOLDER [--cache FOLDER]`
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use code_knowledge_graph::indexing::index::{Control, Refreshed, Repository};
use code_knowledge_graph::options::{CacheOptions, Options};
use code_knowledge_graph::source::walk::check_root;
use std::sync::Arc;
use std::time::Instant;

fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or(0) * 1024
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let root = check_root(&arguments[0]).unwrap();
    let cache = arguments.iter().position(|argument| argument == "--cache");
    let cache = cache.and_then(|at| arguments.get(at + 1)).map(CacheOptions::at);
    let options = Options { cache, ..Options::default() };
    let control = Control::new(|| false, Arc::default());
    let (idle, start) = (resident(), Instant::now());
    let repository = Repository::open(&root, &options, &control).unwrap();
    let index = repository.index();
    let edges: usize = index.files().map(|(_, file)| file.edges.len()).sum();
    let symbols: usize = index.files().map(|(_, file)| file.symbols().count()).sum();
    println!("open: {:?}, {} files, {symbols} symbols, {edges} edges", start.elapsed(), index.len());
    println!("resident: {} bytes a file", resident().saturating_sub(idle) / index.len().max(1) as u64);
    let start = Instant::now();
    let refreshed = repository.refresh(None, &control).unwrap();
    println!(
        "refresh of nothing: {:?}, {} parsed, {} linked",
        start.elapsed(),
        refreshed.parsed,
        refreshed.linked.len()
    );
    let largest =
        index.files().max_by_key(|(_, file)| file.edges.len()).map(|(_, file)| file.path().to_owned()).unwrap();
    let path = largest;
    let full = root.join(&path);
    let text = std::fs::read_to_string(&full).unwrap();
    std::fs::write(&full, format!("{text}\n")).unwrap();
    let start = Instant::now();
    let refreshed = repository.refresh(Some(std::slice::from_ref(&path)), &control).unwrap();
    let (took, Refreshed { parsed, linked, .. }) = (start.elapsed(), refreshed);
    println!("refresh of {path}: {took:?}, {parsed} parsed, {} linked", linked.len());
    std::fs::write(&full, text).unwrap();
}
