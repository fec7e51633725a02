//! What each stage costs on one thread: `cargo run --release --example stages -- FOLDER`.
//!
//! Prints milliseconds per megabyte of source for every stage between the disk and the buffer that crosses to
//! JavaScript. `bench/RESULTS.md` keeps the figures.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use code_knowledge_graph::extract::extract;
use code_knowledge_graph::graph::encode::encode_links;
use code_knowledge_graph::graph::{LinkedFile, NoModules, link_file, link_graph};
use code_knowledge_graph::language::Language;
use code_knowledge_graph::record::encode::encode_record;
use code_knowledge_graph::resolve::{ImportResolver, ImportTarget, TypeScriptResolver};
use code_knowledge_graph::source::read::read;
use code_knowledge_graph::source::text::decode;
use code_knowledge_graph::source::walk::{Walk, check_root};
use std::path::Path;
use std::time::{Duration, Instant};

const STAGES: [&str; 8] =
    ["discover", "read", "parse", "extract (with parse)", "resolve", "encode", "link alone", "link together"];

fn main() {
    let root = check_root(&std::env::args().nth(1).expect("a folder")).expect("a folder");
    let mut spent = [Duration::ZERO; STAGES.len()];
    let mut timed = |stage: usize, started: Instant| spent[stage] += started.elapsed();

    let started = Instant::now();
    let extensions = Language::extensions();
    let walk = Walk { root: &root, include: &[], exclude: &[], respect_gitignore: false, extensions: &extensions };
    let files = walk.files(&|| false).expect("a readable folder");
    timed(0, started);

    let resolver = TypeScriptResolver::new(&root);
    // The first extraction sets tree-sitter's allocator, which must not change under a parser.
    let nothing = decode(Vec::new()).expect("text");
    extract(Language::TypeScript, "", nothing, Duration::MAX).expect("no timeout");
    let mut parser = tree_sitter::Parser::new();
    let (mut bytes, mut encoded_bytes) = (0, 0);
    let mut linked = Vec::new();
    for path in &files {
        let Some(language) = Language::of_path(path) else { continue };
        let started = Instant::now();
        let Ok(source) = read(Path::new(path), u64::MAX) else { continue };
        timed(1, started);
        bytes += source.byte_len;

        parser.set_language(&language.syntax().grammar).expect("a grammar of this version");
        let started = Instant::now();
        drop(parser.parse(&source.text, None));
        timed(2, started);

        let started = Instant::now();
        let relative = path.strip_prefix(root.to_str().unwrap()).unwrap();
        let mut record = extract(language, relative, source, Duration::MAX).expect("no timeout");
        timed(3, started);

        let started = Instant::now();
        let imports: Vec<Option<Box<str>>> = record
            .imports
            .iter()
            .map(|specifier| match resolver.resolve(Path::new(path), record.text(*specifier)) {
                ImportTarget::File(path) => Some(path.into_boxed_str()),
                ImportTarget::External => None,
            })
            .collect();
        timed(4, started);

        let started = Instant::now();
        let mut buffer = Vec::new();
        encode_record(&record, &mut buffer);
        timed(5, started);
        encoded_bytes += buffer.len();

        record.keep_symbols_only();
        let file = LinkedFile { path: path.as_str().into(), record, imports };
        let started = Instant::now();
        let links = link_file(file.module(), &NoModules);
        encode_links(&links, &mut buffer);
        timed(6, started);
        linked.push(file);
    }
    let started = Instant::now();
    let links = link_graph(linked);
    timed(7, started);

    let megabytes = bytes as f64 / 1e6;
    println!(
        "{} files, {megabytes:.2} MB, {} linked, encoded {:.2} MB",
        files.len(),
        links.len(),
        encoded_bytes as f64 / 1e6
    );
    for (stage, spent) in STAGES.iter().zip(spent) {
        let milliseconds = spent.as_secs_f64() * 1e3;
        println!("{stage:<22} {milliseconds:>9.1} ms  {:>8.2} ms/MB", milliseconds / megabytes);
    }
}
