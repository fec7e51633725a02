//! How large the dense forms are, compressed and not, and what they cost on one thread:
//! `cargo run --release --example dense -- FOLDER`.
//!
//! Prints sizes as multiples of the sources, milliseconds per megabyte of source, and how many files' forms are not what they
//! were made of (none may be).
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use code_knowledge_graph::allowance::Allowance;
use code_knowledge_graph::graph::compact::{compact_links, expand_links};
use code_knowledge_graph::graph::encode::encode_links;
use code_knowledge_graph::graph::{LinkedFile, link_file};
use code_knowledge_graph::language::extract;
use code_knowledge_graph::languages::LanguageId;
use code_knowledge_graph::record::compact::{
    compact_alone, compact_linked, compact_record, expand_alone, expand_linked, expand_record, strings_of,
};
use code_knowledge_graph::record::decode::decode_record;
use code_knowledge_graph::record::encode::encode_record;
use code_knowledge_graph::record::linked::{decode_linked, encode_linked};
use code_knowledge_graph::record::surface::Surface;
use code_knowledge_graph::resolve::{ImportTarget, Resolvers};
use code_knowledge_graph::source::paths::{RelativePath, RootText};
use code_knowledge_graph::source::read::read;
use code_knowledge_graph::source::walk::{Walk, check_root};
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

/// How many entries are compressed together.
const BLOCK: usize = 16;

/// The best of so many times counts.
const TIMES: usize = 5;

struct Measure {
    megabytes: f64,
}

impl Measure {
    fn time<T>(&self, name: &str, work: impl Fn() -> T) -> T {
        let (mut best, mut made) = (f64::MAX, None);
        for _ in 0..TIMES {
            let started = Instant::now();
            made = Some(work());
            best = best.min(started.elapsed().as_secs_f64());
        }
        println!("{name:<28} {:>7.2} ms/MB", best * 1e3 / self.megabytes);
        made.unwrap()
    }

    fn sizes(&self, name: &str, entries: &[Vec<u8>]) {
        let share = |bytes: usize| bytes as f64 / 1e6 / self.megabytes;
        print!("{name:<28} {:>7.3}", share(entries.iter().map(Vec::len).sum()));
        for level in [1, 3] {
            let mut compressor = zstd::bulk::Compressor::new(level).unwrap();
            let blocks: Vec<Vec<u8>> = entries.chunks(BLOCK).map(<[_]>::concat).collect();
            let started = Instant::now();
            let packed: Vec<Vec<u8>> = blocks.iter().map(|block| compressor.compress(block).unwrap()).collect();
            let there = started.elapsed().as_secs_f64() * 1e3 / self.megabytes;
            let mut decompressor = zstd::bulk::Decompressor::new().unwrap();
            let started = Instant::now();
            for (block, packed) in blocks.iter().zip(&packed) {
                black_box(decompressor.decompress(packed, block.len()).unwrap());
            }
            let back = started.elapsed().as_secs_f64() * 1e3 / self.megabytes;
            let size = share(packed.iter().map(Vec::len).sum());
            print!("   zstd {level}: {size:.3} ({there:.2} there, {back:.2} back)");
        }
        println!();
    }
}

fn all<T>(things: &[T], make: impl Fn(&T, &mut Vec<u8>)) -> Vec<Vec<u8>> {
    let made = things.iter().map(|thing| {
        let mut out = Vec::new();
        make(thing, &mut out);
        out
    });
    made.collect()
}

fn main() {
    let root = check_root(&std::env::args().nth(1).expect("a folder")).expect("a folder");
    let extensions = LanguageId::endings();
    let walk = Walk { root: &root, include: &[], exclude: &[], respect_gitignore: false, extensions: &extensions };
    let files = walk.files(&|| false).unwrap();
    let sources = files.iter().filter_map(|path| Some((path, read(Path::new(path), u64::MAX).ok()?)));
    let (mut files, mut bytes) = (Vec::new(), 0);
    let resolvers = Resolvers::new(&root);
    for (path, source) in sources {
        bytes += source.byte_len;
        let relative = RelativePath::below(&root, path);
        let record = extract(LanguageId::of_path(path).unwrap(), &relative, source, &Allowance::unlimited()).unwrap();
        let resolver = resolvers.of(record.language);
        let imports =
            record.imports.iter().map(|specifier| match resolver.resolve(Path::new(path), record.text(*specifier)) {
                ImportTarget::File(path) | ImportTarget::Folder(path) => Some(RelativePath::below(&root, &path)),
                ImportTarget::External => None,
            });
        files.push(LinkedFile { path: relative, imports: imports.collect(), record, unit: None });
    }
    let measure = Measure { megabytes: bytes as f64 / 1e6 };
    println!("{} files, {:.2} MB", files.len(), measure.megabytes);

    let shown = measure.time("encode record", || all(&files, |file, out| encode_record(&file.record, out)));
    let dense = measure.time("compact record", || all(&files, |file, out| compact_record(&file.record, out)));
    let pairs: Vec<_> = files.iter().zip(&dense).collect();
    let expanded = measure.time("expand record", || {
        all(&pairs, |(file, bytes), out| drop(expand_record(bytes, &file.record.source, &file.path, out).unwrap()))
    });
    let wrong = shown.iter().zip(&expanded).filter(|(one, other)| one != other).count();
    measure.time("decode record", || expanded.iter().for_each(|bytes| drop(black_box(decode_record(bytes)))));

    let linked = measure.time("encode what is linked", || {
        all(&files, |file, out| encode_linked(&file.record, &Surface::default(), out))
    });
    let dense_linked =
        measure.time("compact what is linked", || all(&files, |file, out| compact_linked(&file.record, out)));
    let pairs: Vec<_> = dense.iter().zip(&dense_linked).collect();
    let expand = |(shown, linked): &(&Vec<u8>, &Vec<u8>)| expand_linked(linked, strings_of(shown).unwrap());
    measure.time("expand what is linked", || pairs.iter().for_each(|pair| drop(black_box(expand(pair)))));
    measure.time("decode what is linked", || linked.iter().for_each(|bytes| drop(black_box(decode_linked(bytes)))));
    let is_wrong =
        |(one, pair): &(&Vec<u8>, &(&Vec<u8>, &Vec<u8>))| decode_linked(one).map(|(record, _)| record) != expand(pair);
    let wrong_linked = linked.iter().zip(&pairs).filter(is_wrong).count();

    let alone = measure.time("compact it by itself", || all(&files, |file, out| compact_alone(&file.record, out)));
    measure.time("expand it by itself", || alone.iter().for_each(|bytes| drop(black_box(expand_alone(bytes)))));

    let text = RootText::of(&root);
    let made: Vec<_> = files.into_iter().map(|file| link_file(file, &text, &Allowance::unlimited()).unwrap()).collect();
    let links = measure.time("encode links", || all(&made, encode_links));
    let dense_links = measure.time("compact links", || {
        all(&made, |links, out| {
            let _ = compact_links(links, &text, out);
        })
    });
    let expanded = measure.time("expand links", || {
        all(&dense_links, |bytes, out| {
            if !bytes.is_empty() {
                expand_links(bytes, &text, out).unwrap()
            }
        })
    });
    let bound = dense_links.iter().filter(|bytes| bytes.is_empty()).count();
    let wrong_links = links.iter().zip(&expanded).filter(|(one, other)| one != other).count() - bound;

    let together: Vec<_> = dense.iter().zip(&dense_linked).map(|(one, other)| [&one[..], other].concat()).collect();
    for (name, entries) in [
        ("record", &shown),
        ("record, dense", &dense),
        ("what is linked", &linked),
        ("what is linked, dense", &dense_linked),
        ("by itself, dense", &alone),
        ("both, dense", &together),
        ("links", &links),
        ("links, dense", &dense_links),
    ] {
        measure.sizes(name, entries);
    }
    println!(
        "wrong: {wrong} records, {wrong_linked} of what is linked, {wrong_links} links; bound to the root: {bound} links"
    );
    assert_eq!(wrong + wrong_linked + wrong_links, 0);
}
