//! How often each stage asks for memory, and for how many bytes: a small repository of each language through every stage
//! on one thread, held to what `tests/allocations.txt` has. The counts are those of this machine's code, not of its
//! speed: they are the same in every run.
//!
//! `UPDATE_ALLOCATIONS=1 cargo test --test allocations` rewrites them; review the difference. Syntax trees are not
//! counted: tree-sitter's C code has an allocator of its own.
#![allow(missing_docs, unsafe_code, clippy::unwrap_used, clippy::expect_used)]

mod modules;

use code_knowledge_graph::allowance::Allowance;
use code_knowledge_graph::graph::encode::encode_links;
use code_knowledge_graph::graph::{LinkedFile, link_file, link_graph};
use code_knowledge_graph::language::builtins::builtins;
use code_knowledge_graph::language::extract;
use code_knowledge_graph::languages::LanguageId;
use code_knowledge_graph::record::encode::encode_record;
use code_knowledge_graph::resolve::{ImportTarget, Resolvers};
use code_knowledge_graph::source::paths::{RelativePath, RootText};
use code_knowledge_graph::source::read::read;
use code_knowledge_graph::source::walk::{Walk, check_root};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::fmt::Write;
use std::path::Path;

const REPOSITORIES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/__test__/fixtures/compat");
const EXPECTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/allocations.txt");
const LANGUAGES: [&str; 8] = ["csharp", "go", "java", "php", "python", "ruby", "rust", "typescript"];

/// By how much, in percent, a count may be another before it has to be looked at and written down.
const TOLERANCE: f64 = 10.0;

/// The system's allocator, with what each thread asks of it counted.
struct Counting;

#[derive(Clone, Copy, Default)]
struct Count {
    allocations: u64,
    bytes: u64,
}

thread_local! {
    static COUNT: Cell<Count> = const { Cell::new(Count { allocations: 0, bytes: 0 }) };
}

fn count(bytes: usize) {
    // A thread at its end has no count any more.
    let _ = COUNT.try_with(|count| {
        let Count { allocations, bytes: so_far } = count.get();
        count.set(Count { allocations: allocations + 1, bytes: so_far + bytes as u64 });
    });
}

// SAFETY: all is the system's allocator's; counting beside it allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller's promise is the system's allocator's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: as above; the block is the system's.
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size);
        // SAFETY: as above; the block is the system's.
        unsafe { System.realloc(block, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What `work` asks for, and its result.
fn counted<T>(work: impl FnOnce() -> T) -> (Count, T) {
    let before = COUNT.get();
    let made = work();
    let after = COUNT.get();
    let count = Count { allocations: after.allocations - before.allocations, bytes: after.bytes - before.bytes };
    (count, made)
}

/// Each stage of one repository, by name.
fn stages(language: &str) -> Vec<(&'static str, Count)> {
    let root = check_root(&format!("{REPOSITORIES}/{language}")).unwrap();
    let extensions = LanguageId::endings();
    let walk = Walk { root: &root, include: &[], exclude: &[], respect_gitignore: false, extensions: &extensions };
    let paths = walk.files(&|| false).unwrap();
    let resolvers = Resolvers::new(&root);
    let below = |path: &str| RelativePath::below(&root, path);
    // Wherever the clone lies, texts are as long.
    let text = RootText::of(Path::new("/repository"));

    let mut stages = Vec::new();
    let sources: Vec<_> = paths.iter().map(|path| (path, read(Path::new(path), u64::MAX).unwrap())).collect();
    // What is made once a process is not counted.
    for (path, _) in &sources {
        extract(
            LanguageId::of_path(path).unwrap(),
            path,
            read(Path::new(path), u64::MAX).unwrap(),
            &Allowance::unlimited(),
        )
        .unwrap();
    }
    for (path, _) in &sources {
        let builtins = builtins(LanguageId::of_path(path).unwrap());
        let _ = (builtins.get(""), builtins.anywhere(""));
    }
    let relative: Vec<_> = paths.iter().map(|path| below(path)).collect();
    let (count, records) = counted(|| {
        let extracted = sources.into_iter().zip(&relative).map(|((path, source), relative)| {
            extract(LanguageId::of_path(path).unwrap(), relative, source, &Allowance::unlimited()).unwrap()
        });
        extracted.collect::<Vec<_>>()
    });
    stages.push(("extract", count));
    let (count, ()) = counted(|| records.iter().for_each(|record| encode_record(record, &mut Vec::new())));
    stages.push(("encode", count));

    let linked = paths.iter().zip(records).map(|(path, record)| {
        let resolver = resolvers.of(LanguageId::of_path(path).unwrap());
        let resolve = |specifier| match resolver.resolve(Path::new(path), record.text(specifier)) {
            ImportTarget::File(path) | ImportTarget::Folder(path) => Some(below(&path)),
            ImportTarget::External => None,
        };
        let imports = record.imports.iter().copied().map(resolve).collect();
        let unit = resolver.unit(Path::new(path)).map(|unit| below(&unit));
        LinkedFile { path: below(path), record, imports, unit }
    });
    let linked: Vec<_> = linked.collect();
    let alone = linked.clone();
    let (count, ()) = counted(|| {
        for file in alone {
            let links = link_file(file, &text, &Allowance::unlimited()).unwrap();
            encode_links(&links, &mut Vec::new());
        }
    });
    stages.push(("link alone", count));
    let (count, ()) = counted(|| {
        for links in link_graph(linked, &text) {
            encode_links(&links.unwrap(), &mut Vec::new());
        }
    });
    stages.push(("link together", count));
    stages
}

/// The table: a row a language and stage.
fn table(rows: &[(&str, &str, Count)]) -> String {
    let mut text = String::from("language    stage          allocations      bytes\n");
    for (language, stage, Count { allocations, bytes }) in rows {
        writeln!(text, "{language:<11} {stage:<14} {allocations:>11} {bytes:>10}").unwrap();
    }
    text
}

#[test]
fn every_stage_asks_for_no_more_and_no_less_memory_than_is_written_down() {
    let of = |language: &'static str| stages(language).into_iter().map(move |(stage, count)| (language, stage, count));
    let rows: Vec<_> = LANGUAGES.into_iter().flat_map(of).collect();
    let now = table(&rows);
    if std::env::var_os("UPDATE_ALLOCATIONS").is_some() {
        std::fs::write(EXPECTED, now).unwrap();
        return;
    }
    // What the library of another system allocates is not what is held here.
    if !cfg!(all(target_os = "linux", target_pointer_width = "64")) {
        return;
    }
    let expected = std::fs::read_to_string(EXPECTED).unwrap();
    let numbers = |line: &str| -> Vec<f64> { line.split_whitespace().filter_map(|word| word.parse().ok()).collect() };
    let is_near = |line: &str, other: &str| {
        let pairs = numbers(line).into_iter().zip(numbers(other));
        pairs.into_iter().all(|(was, is)| (is - was).abs() * 100.0 <= was * TOLERANCE)
    };
    assert_eq!(expected.lines().count(), now.lines().count(), "tests/allocations.txt has other rows");
    let others = expected.lines().zip(now.lines()).filter(|(was, is)| !is_near(was, is));
    let others: Vec<_> = others.map(|(was, is)| format!("was {was}\nis  {is}")).collect();
    assert!(others.is_empty(), "UPDATE_ALLOCATIONS=1 writes it down, if it is meant:\n{}", others.join("\n"));
}

#[test]
fn a_block_is_counted_with_its_growth() {
    let (count, texts) = counted(|| {
        let mut text = Vec::with_capacity(10);
        text.extend_from_slice(&[0u8; 10]);
        text.push(1);
        text
    });
    assert_eq!((count.allocations, texts.len()), (2, 11));
    assert_eq!(count.bytes, 10 + texts.capacity() as u64);
}
