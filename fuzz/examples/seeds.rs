//! Writes what fuzzing begins with, made of the test data: `cargo run --example seeds`.
#![allow(dead_code, clippy::unwrap_used)]

#[path = "../../tests/fuzz/checks.rs"]
mod checks;
#[path = "../../tests/fuzz/repository.rs"]
mod repository;

use std::fs;
use std::path::{Path, PathBuf};

use repository::MANIFESTS;

fn main() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR"));
    let fixtures = fuzz.join("../tests/fixtures");
    let corpus = |target: &str| Corpus::new(fuzz.join("corpus").join(target));
    let (mut files, mut programs, mut buffers) = (corpus("extract"), corpus("link_graph"), corpus("decode_record"));
    let (mut linked, mut dense, mut trees) = (corpus("decode_linked"), corpus("expand_dense"), corpus("copy_tree"));
    let sources: Vec<(u8, Vec<u8>)> = checks::FIXTURES
        .iter()
        .flat_map(|language| entries(&fixtures.join(language)))
        .filter_map(|path| Some((ending(&path)?, fs::read(path).unwrap())))
        .collect();
    for (ending, bytes) in &sources {
        let file = [&[*ending], bytes.as_slice()].concat();
        trees.add(file.clone());
        files.add(file);
        let record = checks::record_of(&format!("file.{}", checks::ENDINGS[usize::from(*ending)]), bytes).unwrap();
        buffers.add(checks::encoded(&record));
        linked.add(checks::encoded_for_linking(&record));
        checks::dense_forms(&record).into_iter().for_each(|form| dense.add(form));
        buffers.add(checks::encoded_links(&checks::links_of(&record)));
    }
    let mut results = corpus("read_encoded");
    for (number, sources) in sources.chunks(4).enumerate() {
        let records = sources.iter().enumerate().map(|(file, (ending, bytes))| {
            checks::record_of(&format!("{file}.{}", checks::ENDINGS[usize::from(*ending)]), bytes).unwrap()
        });
        let streams = checks::encoded_streams(&records.collect::<Vec<_>>());
        let lengths = streams[..3].iter().map(|stream| u16::try_from(stream.len()));
        if let Ok(lengths) = lengths.collect::<Result<Vec<_>, _>>() {
            results.add([lengths.into_iter().flat_map(u16::to_le_bytes).collect(), streams.concat()].concat());
        }
        let files = sources.iter().map(|(ending, bytes)| [&[*ending, number as u8], bytes.as_slice()].concat());
        programs.add(files.collect::<Vec<_>>().join(&0));
    }

    let mut diffs = corpus("read_diff");
    for diff in [
        "diff --git a/a b.ts b/a b.ts\nindex 1..2 100644\n--- a/a b.ts\n+++ b/a b.ts\n@@ -1,2 +1,2 @@ class A {\n one\n-two\n+2\n",
        "diff --git \"a/\\303\\244\" b/b\nsimilarity index 90%\nrename from \"\\303\\244\"\nrename to b\n",
        "diff --cc a\nindex 1,2..3\n--- a/a\n+++ b/a\n@@@ -1 -1 +1 @@@\n--x\n++y\n",
        "diff -ruN old/a new/a\n--- old/a\t1970-01-01 00:00:00 +0000\n+++ new/a\t2026-01-01 00:00:00 +0000\n@@ -0,0 +1 @@\n+x\n\\ No newline\n",
        "Binary files a/a and b/a differ\nSubmodule libs/a 1234567..89abcde:\n  > A message\n",
    ] {
        diffs.add(diff.into());
    }

    let mut manifests = corpus("tsconfig");
    manifests.add(MANIFESTS.map(|(_, text)| text.as_bytes()).join(&0));
    for text in all_below(&fixtures.join("resolve")).iter().filter(|path| path.extension().is_some_and(|e| e == "json"))
    {
        let text = fs::read(text).unwrap();
        for place in 0..MANIFESTS.len() {
            let mut texts = MANIFESTS.map(|(_, text)| text.as_bytes());
            texts[place] = &text;
            manifests.add(texts.join(&0));
        }
    }
}

/// A folder of seeds.
struct Corpus {
    folder: PathBuf,
    count: usize,
}

impl Corpus {
    fn new(folder: PathBuf) -> Self {
        fs::create_dir_all(&folder).unwrap();
        Self { folder, count: 0 }
    }

    fn add(&mut self, seed: Vec<u8>) {
        fs::write(self.folder.join(format!("seed-{}", self.count)), seed).unwrap();
        self.count += 1;
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn all_below(folder: &Path) -> Vec<PathBuf> {
    let below = |path: PathBuf| if path.is_dir() { all_below(&path) } else { vec![path] };
    entries(folder).into_iter().flat_map(below).collect()
}

/// The number of a source's ending; `None` for what is no source.
fn ending(path: &Path) -> Option<u8> {
    let extension = path.extension()?.to_str()?;
    checks::ENDINGS.iter().position(|ending| *ending == extension).map(|at| at as u8)
}
