//! What whole graphs make of small repositories: `tests/link/<language>/<case>.txt`, each several files in one text with
//! what is expected of every call and every type under its name.
//!
//! `UPDATE_LINKS=1 cargo test --test link` rewrites the expectations; review the difference. How a case is written
//! stands in `tests/link/README.md`.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod case;
mod edits;
mod expectation;
mod kept;
mod linked;
mod relinking;
mod roots;
mod surfaces;

use case::Case;
use code_knowledge_graph::allowance::Allowance;
use code_knowledge_graph::graph::encode::decode_links;
use code_knowledge_graph::indexing::graph::{GraphJob, GraphPiece, GraphStream};
use code_knowledge_graph::language::extract;
use code_knowledge_graph::languages::LanguageId;
use code_knowledge_graph::metrics::Metrics;
use code_knowledge_graph::options::Options;
use code_knowledge_graph::record::decode::decode_record;
use code_knowledge_graph::record::{CallRow, FileRecord};
use code_knowledge_graph::source::text::decode;
use code_knowledge_graph::source::walk::{Walk, check_root};
use code_knowledge_graph::stream::StreamSettings;
use expectation::{LinkedFile, Mark};
use relinking::relink;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// The languages, and how many cases each has at the least.
const LANGUAGES: [&str; 9] = ["csharp", "go", "java", "javascript", "php", "python", "ruby", "rust", "typescript"];
const CASES_A_LANGUAGE: usize = 10;

#[test]
fn every_case_is_as_its_marks_say() {
    let mut fallen = Vec::new();
    for path in LANGUAGES.iter().flat_map(|language| cases_of(language)) {
        let text = std::fs::read_to_string(&path).unwrap();
        let case = Case::parse(&text);
        let is_of_references = path.file_stem().is_some_and(|stem| stem.to_str().unwrap().starts_with("references"));
        let mut marks = if is_of_references { references_of(&case) } else { marks_of(&case) };
        let marked = case.with_marks(|name| marks.remove(name).unwrap_or_default());
        if marked == text {
            continue;
        }
        if std::env::var_os("UPDATE_LINKS").is_some() {
            std::fs::write(&path, &marked).unwrap();
        } else {
            fallen.push(format!("{}:\n{}", path.display(), difference(&text, &marked)));
        }
    }
    assert!(fallen.is_empty(), "{} cases fall:\n{}", fallen.len(), fallen.join("\n"));
}

#[test]
fn what_is_decoded_is_linked_as_it_was_before() {
    let mut calls = 0;
    for path in LANGUAGES.iter().flat_map(|language| cases_of(language)) {
        let folder = tempfile::tempdir().unwrap();
        Case::parse(&std::fs::read_to_string(&path).unwrap()).write(folder.path());
        let relinked = relink(folder.path()).unwrap_or_else(|reason| panic!("{}: {reason}", path.display()));
        assert!(relinked.files > 0, "{}", path.display());
        calls += relinked.calls;
    }
    for language in LANGUAGES {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(language);
        calls += relink(&folder).unwrap_or_else(|reason| panic!("{language}: {reason}")).calls;
    }
    assert!(calls > 1_000, "{calls}");
}

#[test]
fn every_language_has_its_cases() {
    for language in LANGUAGES {
        let cases = cases_of(language).len();
        assert!(cases >= CASES_A_LANGUAGE, "{language} has {cases} cases, less than {CASES_A_LANGUAGE}");
    }
}

#[test]
fn a_case_without_marks_or_with_wrong_ones_falls() {
    let case = Case::parse("Title.\n\n//- /a.ts\nfunction f() {}\nf();\n^ a.ts::g local\n");
    let marked = case.with_marks(|name| marks_of(&case).remove(name).unwrap_or_default());
    assert_eq!(marked, "Title.\n\n//- /a.ts\nfunction f() {}\nf();\n^ a.ts::f local\n");
}

/// The cases of a language, in the order of their names.
fn cases_of(language: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/link").join(language);
    let entries = std::fs::read_dir(&folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    let mut cases: Vec<_> = entries.filter(|path| path.extension().is_some_and(|ending| ending == "txt")).collect();
    cases.sort();
    cases
}

/// Those of a text's edits that are made: one of `share`, others of each file in each case; all with `EDITS=all`, as weekly.
fn is_made(edit: usize, file: usize, share: usize) -> bool {
    std::env::var_os("EDITS").is_some_and(|edits| edits == "all") || (edit + file).is_multiple_of(share)
}

/// The marks of each file, by its name in the case.
fn marks_of(case: &Case) -> BTreeMap<String, Vec<Mark>> {
    marked(case, LinkedFile::marks)
}

/// The same in a case about references.
fn references_of(case: &Case) -> BTreeMap<String, Vec<Mark>> {
    marked(case, LinkedFile::reference_marks)
}

fn marked(case: &Case, marks: fn(&LinkedFile) -> Vec<Mark>) -> BTreeMap<String, Vec<Mark>> {
    let folder = tempfile::tempdir().unwrap();
    case.write(folder.path());
    let root = check_root(folder.path().to_str().unwrap()).unwrap();
    let files = graph_of(&root);
    files.iter().map(|file| (file.name.clone(), marks(file))).collect()
}

/// Every file of the graph of a folder.
fn graph_of(root: &Path) -> Vec<LinkedFile> {
    let extensions = LanguageId::endings();
    let walk = Walk { root, include: &[], exclude: &[], respect_gitignore: false, extensions: &extensions };
    let paths = walk.files(&|| false).unwrap();
    let options = Options::default();
    let metrics = Arc::new(Metrics::default());
    let job = GraphJob::new(root, paths, &options, metrics.stream_started(1));
    let stream = GraphStream::start(job, StreamSettings::from(&options), metrics);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut records: Vec<(String, FileRecord)> = Vec::new();
    let mut links = Vec::new();
    while let Some(piece) = runtime.block_on(stream.next()).unwrap() {
        match piece {
            GraphPiece::Records(batch) => records.extend(batch.outputs.into_iter().map(|output| {
                let analyzed = output.expect("every file of a case can be analysed");
                let record = decode_record(&analyzed.record).unwrap();
                let offsets = name_offsets(root, &analyzed.normalized_path);
                (analyzed.normalized_path, FileRecord { calls: with_offsets(&record, &offsets), ..record })
            })),
            GraphPiece::Links(piece) => {
                links.extend(piece.links.into_iter().map(|links| decode_links(&links.unwrap()).unwrap()));
            }
        }
    }
    assert_eq!(records.len(), links.len());
    let prefix = format!("{}/", root.to_str().unwrap());
    let file = |((path, record), links): ((String, FileRecord), _)| LinkedFile::new(&prefix, &path, record, links);
    records.into_iter().zip(links).map(file).collect()
}

/// Where the called names of a file stand, which is for extraction alone and not in what is handed over.
fn name_offsets(root: &Path, path: &str) -> Vec<u32> {
    let relative = Path::new(path).strip_prefix(root).unwrap().to_str().unwrap();
    let text = decode(std::fs::read(path).unwrap()).unwrap();
    let record =
        extract(LanguageId::of_path(path).unwrap(), relative, text, &Allowance::new(Duration::from_secs(300))).unwrap();
    record.calls.iter().map(|call| call.name_offset).collect()
}

fn with_offsets(record: &FileRecord, offsets: &[u32]) -> Vec<CallRow> {
    assert_eq!(record.calls.len(), offsets.len());
    record.calls.iter().zip(offsets).map(|(row, name_offset)| CallRow { name_offset: *name_offset, ..*row }).collect()
}

/// The lines of one that the other has not.
fn difference(expected: &str, actual: &str) -> String {
    let (expected, actual): (Vec<_>, Vec<_>) = (expected.lines().collect(), actual.lines().collect());
    let lost = expected.iter().filter(|line| !actual.contains(line)).map(|line| format!("  - {line}"));
    let new = actual.iter().filter(|line| !expected.contains(line)).map(|line| format!("  + {line}"));
    lost.chain(new).collect::<Vec<_>>().join("\n")
}
