//! What linking a whole graph costs, and how much of it is one thread's: `cargo run --release --example passes -- FOLDER…`.
//!
//! Prints, of each pass that `src/indexing/linking.rs` makes in turns, the milliseconds of processor time that all of its
//! turns take, and those that its longest turn takes: with threads enough, the pass lasts as long. `bench/RESULTS.md` keeps
//! the figures. Processor time is the thread's own, so other work on the machine shows little.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use code_knowledge_graph::allowance::{Allowance, thread_time};
use code_knowledge_graph::graph::encode::encode_links;
use code_knowledge_graph::graph::{FileId, Half, LinkedFile, Program, Subtypes};
use code_knowledge_graph::language::extract;
use code_knowledge_graph::languages::LanguageId;
use code_knowledge_graph::resolve::{ImportTarget, Resolvers};
use code_knowledge_graph::source::paths::{RelativePath, RootText};
use code_knowledge_graph::source::read::read;
use code_knowledge_graph::source::walk::{Walk, check_root};
use std::path::Path;
use std::sync::Arc;

/// As `src/indexing/linking.rs` has it.
const FILES_A_TURN: usize = 16;

fn main() {
    for folder in std::env::args().skip(1) {
        let root = check_root(&folder).expect("a folder");
        let (files, parsing) = timed(|| analysed(&root));
        println!("\n{folder}: {} files, {parsing:.0} ms until they are analysed", files.len());
        println!("{:<22} {:>10} {:>10}", "pass", "all ms", "longest ms");
        let longest: f64 = passes(files, &RootText::of(&root))
            .into_iter()
            .map(|(name, turns)| {
                let (all, longest) = (turns.iter().sum::<f64>(), turns.iter().copied().fold(0.0, f64::max));
                println!("{name:<22} {all:>10.1} {longest:>10.1}");
                longest
            })
            .sum();
        println!("{:<22} {:>10} {longest:>10.1}", "one after the other", "");
    }
}

/// The passes in their order, and what each of their turns took.
fn passes(files: Vec<LinkedFile>, root: &RootText) -> Vec<(&'static str, Vec<f64>)> {
    let count = files.len();
    let turns = || (0..count).step_by(FILES_A_TURN).map(|first| first..count.min(first + FILES_A_TURN));
    let (mut program, numbers) = timed(|| Program::incomplete(files));
    let (exported, exported_ms) = timed(|| program.share_of(Half::Exported));
    let (apart, apart_ms) = timed(|| program.share_of(Half::Apart));
    let ((), complete) = timed(|| program.complete(exported, apart));
    let mut heritages = Vec::new();
    let heritage = |files: std::ops::Range<usize>| {
        timed(|| heritages.extend(files.map(|file| program.heritage(FileId(file as u32))))).1
    };
    let heritage_ms = turns().map(heritage).collect();
    let (said, said_ms) = timed(|| program.said_subtypes(&heritages));
    let (method_sets, method_sets_ms) = timed(|| program.method_sets(&heritages));
    let (subtypes, both) = timed(|| Arc::new(Subtypes::of_both(said, method_sets)));
    let mut links = Vec::new();
    let link = |file: usize| {
        let id = FileId(file as u32);
        let edges = program.link(id, &subtypes).expect("no defect");
        let texts = program.texts(id, heritages[file].as_ref().expect("no defect"), edges, &subtypes, root);
        let mut bytes = Vec::new();
        encode_links(&texts.expect("no defect"), &mut bytes);
        bytes
    };
    let links_ms = turns().map(|files| timed(|| links.extend(files.map(link))).1).collect();
    let ((), free) = timed(|| drop((program, heritages, subtypes)));
    vec![
        ("numbers", vec![numbers]),
        ("shares", vec![exported_ms, apart_ms]),
        ("shares, end", vec![complete]),
        ("heritages", heritage_ms),
        ("relations", vec![said_ms, method_sets_ms]),
        ("relations, end", vec![both]),
        ("links", links_ms),
        ("free", vec![free]),
    ]
}

fn analysed(root: &Path) -> Vec<LinkedFile> {
    let extensions = LanguageId::endings();
    let walk = Walk { root, include: &[], exclude: &[], respect_gitignore: false, extensions: &extensions };
    let resolvers = Resolvers::new(root);
    let analyse = |path: String| {
        let language = LanguageId::of_path(&path)?;
        let source = read(Path::new(&path), 5 << 20).ok()?;
        let relative = RelativePath::below(root, &path);
        let mut record = extract(language, &relative, source, &Allowance::unlimited()).ok()?;
        let resolver = resolvers.of(language);
        let resolve = |specifier| match resolver.resolve(Path::new(&path), record.text(specifier)) {
            ImportTarget::File(path) | ImportTarget::Folder(path) => Some(RelativePath::below(root, &path)),
            ImportTarget::External => None,
        };
        let imports = record.imports.iter().copied().map(resolve).collect();
        let unit = resolver.unit(Path::new(&path)).map(|unit| RelativePath::below(root, &unit));
        record.keep_symbols_only();
        Some(LinkedFile { path: relative, record, imports, unit })
    };
    walk.files(&|| false).expect("a readable folder").into_iter().filter_map(analyse).collect()
}

/// The milliseconds of processor time that `work` takes.
fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let began = thread_time().expect("a clock of the thread's");
    let made = work();
    let ended = thread_time().expect("a clock of the thread's");
    (made, (ended - began).as_secs_f64() * 1e3)
}
