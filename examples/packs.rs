//! What packs cost: `cargo run --release --example packs -- FOLDER`.
//!
//! Prints, for the records of a folder's files, how well blocks of so many entries compress by level, how fast a folder keeps and finds them
//! on one thread, and how long it takes to get to know packs of 100,000 entries. `bench/RESULTS.md` keeps the figures.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use code_knowledge_graph::allowance::Allowance;
use code_knowledge_graph::language::extract;
use code_knowledge_graph::languages::LanguageId;
use code_knowledge_graph::options::CacheOptions;
use code_knowledge_graph::record::compact::compact_record;
use code_knowledge_graph::source::paths::RelativePath;
use code_knowledge_graph::source::read::read;
use code_knowledge_graph::source::walk::{Walk, check_root};
use code_knowledge_graph::store::{Entry, FolderStore, Key, Lane, RecordStore};
use std::path::Path;
use std::time::Instant;

/// The best of so many times counts.
const TIMES: usize = 5;

fn main() {
    let (megabytes, records) = records(&std::env::args().nth(1).expect("a folder"));
    let bytes: usize = records.iter().map(Vec::len).sum();
    println!("{} files, {megabytes:.1} MB; records {:.1} MB", records.len(), bytes as f64 / 1e6);
    for level in [1, 3] {
        for entries in [1, 4, 16, 64] {
            compress(&records, level, entries, megabytes);
        }
    }
    keep_and_find(&records, megabytes);
    know(100_000);
}

fn records(folder: &str) -> (f64, Vec<Vec<u8>>) {
    let root = check_root(folder).expect("a folder");
    let extensions = LanguageId::endings();
    let walk = Walk { root: &root, include: &[], exclude: &[], respect_gitignore: false, extensions: &extensions };
    let (mut bytes, mut records) = (0, Vec::new());
    for path in walk.files(&|| false).unwrap() {
        let Ok(source) = read(Path::new(&path), u64::MAX) else { continue };
        bytes += source.byte_len;
        let relative = RelativePath::below(&root, &path);
        let language = LanguageId::of_path(&path).expect("a language");
        let record = extract(language, &relative, source, &Allowance::unlimited()).expect("a record");
        let mut out = Vec::new();
        compact_record(&record, &mut out);
        records.push(out);
    }
    (bytes as f64 / 1e6, records)
}

fn best<T>(mut work: impl FnMut() -> T) -> (f64, T) {
    let mut runs = (0..TIMES).map(|_| {
        let started = Instant::now();
        let made = work();
        (started.elapsed().as_secs_f64() * 1e3, made)
    });
    let first = runs.next().unwrap();
    runs.fold(first, |best, run| if run.0 < best.0 { run } else { best })
}

fn compress(records: &[Vec<u8>], level: i32, entries: usize, megabytes: f64) {
    let blocks: Vec<Vec<u8>> = records.chunks(entries).map(<[_]>::concat).collect();
    let all = || blocks.iter().map(|block| zstd::bulk::compress(block, level).unwrap()).collect::<Vec<_>>();
    let (there, packed) = best(all);
    let open = |(block, packed): (&Vec<u8>, &Vec<u8>)| zstd::bulk::decompress(packed, block.len()).unwrap().len();
    let (back, length) = best(|| blocks.iter().zip(&packed).map(open).sum::<usize>());
    let small = packed.iter().map(Vec::len).sum::<usize>() as f64;
    println!(
        "level {level}, blocks of {entries:>2}: ratio {:.2}, {:.2} ms/MB of source there, {:.2} back",
        length as f64 / small,
        there / megabytes,
        back / megabytes
    );
}

fn keep_and_find(records: &[Vec<u8>], megabytes: f64) {
    let keys: Vec<Key> = (0..records.len()).map(|at| Key::of("record", &[&at.to_le_bytes()])).collect();
    let (put, folder) = best(|| {
        let folder = tempfile::tempdir().unwrap();
        let store = FolderStore::open(&CacheOptions::at(folder.path()));
        for (key, bytes) in keys.iter().zip(records) {
            store.put_many(vec![Entry { key: *key, lane: Lane::Shown, bytes: bytes.clone() }]);
        }
        store.publish();
        folder
    });
    let (get, found) = best(|| {
        let store = FolderStore::open(&CacheOptions::at(folder.path()));
        keys.iter().filter(|key| store.get_many(&[**key])[0].is_some()).count()
    });
    assert_eq!(found, records.len());
    println!("kept in {:.2} ms/MB of source, found again in {:.2}", put / megabytes, get / megabytes);
}

fn know(entries: u32) {
    let folder = tempfile::tempdir().unwrap();
    let store = FolderStore::open(&CacheOptions::at(folder.path()));
    for number in 0..entries {
        let key = Key::of("entry", &[&number.to_le_bytes()]);
        store.put_many(vec![Entry { key, lane: Lane::Shown, bytes: key.0.repeat(4) }]);
        if number % (entries / 10) == 0 {
            store.publish();
        }
    }
    store.publish();
    drop(store);
    let nothing = Key::of("nothing", &[]);
    let (known, found) = best(|| FolderStore::open(&CacheOptions::at(folder.path())).has_many(&[nothing]));
    assert_eq!(found, [false]);
    println!("{entries} entries known in {known:.2} ms");
}
