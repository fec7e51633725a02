//! With a store, cold or warm, wherever the repository lies and whatever it was before, results are those without one, to the
//! last byte.

use crate::case::Case;
use crate::{LANGUAGES, cases_of};
use code_knowledge_graph::error::FileFailure;
use code_knowledge_graph::indexing::analyze::Analyzed;
use code_knowledge_graph::indexing::graph::{GraphJob, GraphPiece, GraphStream};
use code_knowledge_graph::indexing::list::ListJob;
use code_knowledge_graph::languages::LanguageId;
use code_knowledge_graph::metrics::Metrics;
use code_knowledge_graph::options::{CacheOptions, Options, Trust};
use code_knowledge_graph::source::walk::{Walk, check_root};
use code_knowledge_graph::stream::{Stream, StreamSettings};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// What a run came to.
#[derive(Debug, PartialEq)]
struct Results {
    /// Of a graph, the links follow all records.
    files: Vec<Result<Analyzed, FileFailure>>,
    links: Vec<Result<Vec<u8>, String>>,
}

/// How many files of a run were found in the store and how many not; the rest had no store.
type Counts = (u64, u64);

/// A way to a result.
type Way = fn(&Path, Vec<String>, &Options) -> (Results, Counts);

const WAYS: [Way; 2] = [stream, graph];

fn stream(root: &Path, paths: Vec<String>, options: &Options) -> (Results, Counts) {
    let metrics = Arc::new(Metrics::default());
    let total = paths.len();
    let job = ListJob::new(root, paths, total, options);
    let stream = Stream::start(job, StreamSettings::from(options), Arc::clone(&metrics));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut files = Vec::new();
    while let Some(batch) = runtime.block_on(stream.next()).unwrap() {
        files.extend(batch.outputs);
    }
    runtime.block_on(stream.job().publish());
    (told(files, Vec::new()), counts(&metrics))
}

fn graph(root: &Path, paths: Vec<String>, options: &Options) -> (Results, Counts) {
    let metrics = Arc::new(Metrics::default());
    let job = GraphJob::new(root, paths, options, metrics.stream_started(1));
    let stream = GraphStream::start(job, StreamSettings::from(options), Arc::clone(&metrics));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (mut files, mut links) = (Vec::new(), Vec::new());
    while let Some(piece) = runtime.block_on(stream.next()).unwrap() {
        match piece {
            GraphPiece::Records(batch) => files.extend(batch.outputs),
            GraphPiece::Links(piece) => links.extend(piece.links),
        }
    }
    (told(files, links), counts(&metrics))
}

/// Where something comes from is told beside it.
fn told(files: Vec<Result<Analyzed, FileFailure>>, links: Vec<Result<Vec<u8>, String>>) -> Results {
    let plain = |file: Result<Analyzed, _>| file.map(|file| Analyzed { is_cached: None, ..file });
    Results { files: files.into_iter().map(plain).collect(), links }
}

fn counts(metrics: &Metrics) -> Counts {
    let snapshot = metrics.snapshot();
    (snapshot.cache_hits, snapshot.cache_misses)
}

fn with_store(directory: &Path, trust: Trust) -> Options {
    let directory = directory.to_owned();
    let cache = CacheOptions { directory, max_bytes: 1 << 32, trust, read_only: false };
    Options { cache: Some(cache), ..Options::default() }
}

fn paths_below(root: &Path) -> Vec<String> {
    let extensions = LanguageId::endings();
    let walk = Walk { root, include: &[], exclude: &[], respect_gitignore: false, extensions: &extensions };
    walk.files(&|| false).unwrap()
}

/// Runs both ways, and compares with runs that have no store. Answers how many files were found in it, and how many not.
fn compare(root: &Path, options: &Options, what: &str) -> Counts {
    let (mut hits, mut misses) = (0, 0);
    for way in WAYS {
        let (expected, none) = way(root, paths_below(root), &Options::default());
        assert_eq!(none, (0, 0));
        let (results, counts) = way(root, paths_below(root), options);
        assert!(results == expected, "{what}: other results with a store");
        hits += counts.0;
        misses += counts.1;
    }
    (hits, misses)
}

fn written(folder: &Path, case: &Case) -> PathBuf {
    std::fs::create_dir_all(folder).unwrap();
    case.write(folder);
    check_root(folder.to_str().unwrap()).unwrap()
}

/// Each thread has a store, in which one case after another is kept.
#[test]
fn every_case_is_the_same_cold_warm_elsewhere_and_with_a_file_less() {
    let cases = Mutex::new(LANGUAGES.iter().flat_map(|language| cases_of(language)));
    let next = || cases.lock().unwrap().next();
    std::thread::scope(|threads| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            threads.spawn(|| {
                let store = tempfile::tempdir().unwrap();
                while let Some(path) = next() {
                    is_the_same_cold_warm_elsewhere_and_with_a_file_less(&path, store.path());
                }
            });
        }
    });
}

fn is_the_same_cold_warm_elsewhere_and_with_a_file_less(path: &Path, store: &Path) {
    let text = std::fs::read_to_string(path).unwrap();
    let case = Case::parse(&text);
    let options =
        with_store(store, if path.as_os_str().len().is_multiple_of(2) { Trust::Stat } else { Trust::Content });
    let (name, folder) = (path.display().to_string(), tempfile::tempdir().unwrap());
    let root = written(&folder.path().join("one"), &case);
    let files = paths_below(&root).len() as u64;
    let (hits, misses) = compare(&root, &options, &name);
    // What the stream did not find, the graph finds.
    assert_eq!(hits + misses, 2 * files, "{name}");
    assert!(hits >= files, "{name}: {hits} of {files}");
    assert_eq!(compare(&root, &options, &name), (2 * files, 0), "{name}");
    // Every path in an answer is another.
    let other = written(&folder.path().join("far/away.ts"), &case);
    assert_eq!(compare(&other, &options, &name), (2 * files, 0), "{name}");
    // Some imports lead elsewhere.
    if let Some(path) = paths_below(&other).pop() {
        std::fs::remove_file(path).unwrap();
        assert_eq!(compare(&other, &options, &name), (2 * (files - 1), 0), "{name}");
    }
}

#[test]
fn files_that_fail_do_so_with_a_store_too() {
    let (store, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::write(folder.path().join("a.ts"), "export const a = 1;\n").unwrap();
    std::fs::write(folder.path().join("b.ts"), "import { a } from './a';\na.toFixed();\n").unwrap();
    std::fs::write(folder.path().join("c.ts"), "\0").unwrap();
    let root = check_root(folder.path().to_str().unwrap()).unwrap();
    let options = with_store(store.path(), Trust::Stat);
    assert_eq!(compare(&root, &options, "cold"), (2, 2));
    assert_eq!(compare(&root, &options, "warm"), (4, 0));
    // What a file may be is for each run to say, whatever was kept.
    let small = Options { max_file_size: 25, ..options };
    let (results, counts) = stream(&root, paths_below(&root), &small);
    let (expected, _) = stream(&root, paths_below(&root), &Options { cache: None, ..small });
    assert!(results == expected);
    assert!(results.files[1].is_err());
    assert_eq!(counts, (1, 0));
}

#[test]
fn a_file_found_by_how_it_looks_is_the_one_that_was_read() {
    // These were written long ago: files that were written just now are read again.
    for language in LANGUAGES {
        let store = tempfile::tempdir().unwrap();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(language);
        let root = check_root(folder.to_str().unwrap()).unwrap();
        let options = with_store(store.path(), Trust::Stat);
        compare(&root, &options, language);
        let (_, misses) = compare(&root, &options, language);
        assert_eq!(misses, 0, "{language}");
    }
}
