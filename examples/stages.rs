//! What each stage costs on one thread: `cargo run --release --example stages -- FOLDER [last stage]`.
//!
//! Prints milliseconds per megabyte of source for every stage between the disk and the buffers that cross to
//! JavaScript. With a last stage it does no more than that: `bench/stages.mjs` counts instructions that way,
//! `bench/languages.mjs` takes what extraction adds to parsing, and `bench/RESULTS.md` keeps the figures.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use code_knowledge_graph::allowance::Allowance;
use code_knowledge_graph::graph::encode::encode_links;
use code_knowledge_graph::graph::{LinkedFile, link_file, link_graph};
use code_knowledge_graph::language::{extract, syntax_of};
use code_knowledge_graph::languages::LanguageId;
use code_knowledge_graph::record::encode::encode_record;
use code_knowledge_graph::resolve::{ImportTarget, Resolvers};
use code_knowledge_graph::source::paths::{RelativePath, RootText};
use code_knowledge_graph::source::read::read;
use code_knowledge_graph::source::walk::{Walk, check_root};
use code_knowledge_graph::syntax::parse::parse;
use std::path::Path;
use std::time::{Duration, Instant};

/// Times stages one after the other and ends the program behind the last that is wanted.
struct Stages {
    last: Option<String>,
    spent: Vec<(&'static str, Duration)>,
    bytes: u64,
}

impl Stages {
    fn run<T>(&mut self, name: &'static str, work: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let made = work();
        self.spent.push((name, started.elapsed()));
        if self.last.as_deref() == Some(name) {
            self.print();
            std::process::exit(0);
        }
        made
    }

    fn print(&self) {
        let megabytes = self.bytes as f64 / 1e6;
        println!("{megabytes:.2} MB");
        for (name, spent) in &self.spent {
            let milliseconds = spent.as_secs_f64() * 1e3;
            println!("{name:<14} {milliseconds:>9.1} ms  {:>8.2} ms/MB", milliseconds / megabytes);
        }
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let root = check_root(&arguments.next().expect("a folder")).expect("a folder");
    let mut stages = Stages { last: arguments.next(), spent: Vec::new(), bytes: 0 };

    let files = stages.run("discover", || {
        let extensions = LanguageId::endings();
        let walk = Walk { root: &root, include: &[], exclude: &[], respect_gitignore: false, extensions: &extensions };
        walk.files(&|| false).expect("a readable folder")
    });
    let sources = stages.run("read", || {
        let read = |path: &String| read(Path::new(path), u64::MAX).ok().map(|source| (path.clone(), source));
        files.iter().filter_map(read).collect::<Vec<_>>()
    });
    stages.bytes = sources.iter().map(|(_, source)| source.byte_len).sum();
    stages.run("parse", || {
        for (path, source) in &sources {
            let grammar = &syntax_of(path).unwrap().grammar;
            drop(parse(grammar, &source.text, &Allowance::unlimited()).expect("no timeout"));
        }
    });
    let extracted = stages.run("parse, extract", || {
        let extracted = sources.into_iter().map(|(path, source)| {
            let relative = RelativePath::below(&root, &path);
            let record = extract(LanguageId::of_path(&path).unwrap(), &relative, source, &Allowance::unlimited());
            (path, record.expect("no timeout"))
        });
        extracted.collect::<Vec<_>>()
    });
    let mut linked = stages.run("resolve", || {
        let resolvers = Resolvers::new(&root);
        let resolved = extracted.into_iter().map(|(path, record)| {
            let resolver = resolvers.of(LanguageId::of_path(&path).unwrap());
            let resolve = |specifier| match resolver.resolve(Path::new(&path), record.text(specifier)) {
                ImportTarget::File(path) | ImportTarget::Folder(path) => Some(RelativePath::below(&root, &path)),
                ImportTarget::External => None,
            };
            let imports = record.imports.iter().copied().map(resolve).collect();
            LinkedFile { path: RelativePath::below(&root, &path), record, imports, unit: None }
        });
        resolved.collect::<Vec<_>>()
    });
    stages.run("encode", || {
        for file in &mut linked {
            encode_record(&file.record, &mut Vec::new());
            file.record.keep_symbols_only();
        }
    });
    let text = RootText::of(&root);
    // Both ways of linking take their files.
    let alone = stages.run("copy", || linked.clone());
    stages.run("link alone", || {
        for file in alone {
            encode_links(&link_file(file, &text, &Allowance::unlimited()).expect("no limit"), &mut Vec::new());
        }
    });
    stages.run("link together", || {
        for links in link_graph(linked, &text) {
            encode_links(&links.expect("no defect"), &mut Vec::new());
        }
    });
    stages.print();
}
