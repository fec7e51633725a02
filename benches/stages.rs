//! Each stage between the disk and the bytes that cross to JavaScript, on one thread: `cargo bench`, or
//! `cargo bench -- extract` for one of them.
//!
//! The sources are this repository's fixtures of each language, so it needs no network and compares languages with each
//! other; they are small and hold a construct a file. What stages cost on real repositories `examples/stages.rs` says.
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
use code_knowledge_graph::source::text::SourceText;
use code_knowledge_graph::source::walk::{Walk, check_root};
use code_knowledge_graph::syntax::parse::parse;
use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use std::path::{Path, PathBuf};

fn main() {
    divan::main();
}

/// The sources of one language, by the name callers see.
struct Corpus {
    root: PathBuf,
    files: Vec<String>,
}

impl Corpus {
    fn of(language: &str) -> Self {
        let root = check_root(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures")).expect("the fixtures");
        let extensions = LanguageId::endings();
        let walk = Walk { root: &root, include: &[], exclude: &[], respect_gitignore: false, extensions: &extensions };
        let mut files = walk.files(&|| false).expect("readable fixtures");
        let folder = format!("{}/{language}/", root.display());
        files.retain(|path| path.starts_with(&folder));
        Self { root, files }
    }

    fn texts(&self) -> Vec<(&str, SourceText)> {
        let text = |path: &'_ String| read(Path::new(path), u64::MAX).expect("a text");
        self.files.iter().map(|path| (path.as_str(), text(path))).collect()
    }

    fn bytes(&self) -> BytesCount {
        BytesCount::new(self.texts().iter().map(|(_, text)| text.byte_len).sum::<u64>())
    }

    fn linked(&self) -> Vec<LinkedFile> {
        let resolvers = Resolvers::new(&self.root);
        let linked = |(path, text): (&str, SourceText)| {
            let language = LanguageId::of_path(path).expect("a supported ending");
            let record = extract(language, path, text, &Allowance::unlimited()).expect("no timeout");
            let resolve = |specifier| match resolvers.of(language).resolve(Path::new(path), record.text(specifier)) {
                ImportTarget::File(path) | ImportTarget::Folder(path) => Some(RelativePath::below(&self.root, &path)),
                ImportTarget::External => None,
            };
            let imports = record.imports.iter().copied().map(resolve).collect();
            LinkedFile { path: RelativePath::below(&self.root, path), record, imports, unit: None }
        };
        self.texts().into_iter().map(linked).collect()
    }
}

/// Every language with fixtures of its own.
const LANGUAGES: [&str; 9] = ["typescript", "javascript", "python", "java", "go", "ruby", "php", "csharp", "rust"];

#[divan::bench(args = LANGUAGES)]
fn read_and_decode(bencher: Bencher, language: &str) {
    let corpus = Corpus::of(language);
    bencher.counter(corpus.bytes()).bench(|| corpus.texts());
}

#[divan::bench(args = LANGUAGES)]
fn parse_alone(bencher: Bencher, language: &str) {
    let corpus = Corpus::of(language);
    let texts = corpus.texts();
    bencher.counter(corpus.bytes()).bench(|| {
        for (path, text) in &texts {
            let grammar = &syntax_of(path).expect("a supported ending").grammar;
            drop(black_box(parse(grammar, &text.text, &Allowance::unlimited())));
        }
    });
}

#[divan::bench(args = LANGUAGES)]
fn parse_and_extract(bencher: Bencher, language: &str) {
    let corpus = Corpus::of(language);
    bencher.counter(corpus.bytes()).with_inputs(|| corpus.texts()).bench_values(|texts| {
        let record = |(path, text): (&str, SourceText)| {
            extract(LanguageId::of_path(path).expect("a supported ending"), path, text, &Allowance::unlimited())
        };
        texts.into_iter().map(record).collect::<Vec<_>>()
    });
}

#[divan::bench(args = LANGUAGES)]
fn resolve(bencher: Bencher, language: &str) {
    let corpus = Corpus::of(language);
    let linked = corpus.linked();
    bencher.counter(corpus.bytes()).bench(|| {
        let resolvers = Resolvers::new(&corpus.root);
        for file in &linked {
            let resolver = resolvers.of(file.record.language);
            for specifier in &file.record.imports {
                black_box(resolver.resolve(Path::new(&*file.path), file.record.text(*specifier)));
            }
        }
    });
}

#[divan::bench(args = LANGUAGES)]
fn encode(bencher: Bencher, language: &str) {
    let corpus = Corpus::of(language);
    let linked = corpus.linked();
    bencher.counter(corpus.bytes()).bench(|| {
        for file in &linked {
            let mut bytes = Vec::new();
            encode_record(&file.record, &mut bytes);
            black_box(bytes);
        }
    });
}

#[divan::bench(args = LANGUAGES)]
fn link_alone(bencher: Bencher, language: &str) {
    let corpus = Corpus::of(language);
    bencher.counter(corpus.bytes()).with_inputs(|| corpus.linked()).bench_values(|linked| {
        for file in linked {
            let mut bytes = Vec::new();
            encode_links(
                &link_file(file, &RootText::of(&corpus.root), &Allowance::unlimited()).expect("no limit"),
                &mut bytes,
            );
            black_box(bytes);
        }
    });
}

#[divan::bench(args = LANGUAGES)]
fn link_together(bencher: Bencher, language: &str) {
    let corpus = Corpus::of(language);
    bencher
        .counter(corpus.bytes())
        .with_inputs(|| corpus.linked())
        .bench_values(|files| link_graph(files, &RootText::of(&corpus.root)));
}
