//! A snapshot answers as the index did that it was taken of, whatever has become of the files, and says so where it cannot.

use super::refresh::{TEXTS, apply, control, edit, open, open_with, shop, write};
use code_knowledge_graph::error::{Error, FailureCode};
use code_knowledge_graph::export::{Format, export, export_part};
use code_knowledge_graph::indexing::index::snapshot::check_name;
use code_knowledge_graph::indexing::index::snapshot::listing::{Pruning, Removed, list, prune, remove};
use code_knowledge_graph::indexing::index::{Control, Opened, Repository};
use code_knowledge_graph::options::{CacheOptions, Options};
use code_knowledge_graph::query::Index;
use code_knowledge_graph::query::ask::ask;
use code_knowledge_graph::query::compare::compare;
use code_knowledge_graph::source::paths::RootText;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

fn with_cache(folder: &Path) -> Options {
    Options { cache: Some(CacheOptions::at(folder)), ..Options::default() }
}

fn opened(folder: &Path, options: &Options) -> Opened {
    Opened::Repository(Box::new(open_with(folder, options)))
}

fn of(folder: &Path, name: &str, options: &Options) -> Result<Opened, Error> {
    Opened::snapshot(folder, name, options, &control())
}

/// Every question that goes through all of an index, and those about each symbol, with what it is asked by.
fn questions(index: &Index) -> Vec<(&'static str, Value)> {
    let page = json!({ "limit": 10_000 });
    let all: Value = serde_json::from_str(&ask(index, "find", &page.to_string()).unwrap()).unwrap();
    let keys: Vec<&str> = all["symbols"].as_array().unwrap().iter().map(|of| of["key"].as_str().unwrap()).collect();
    let mut questions = vec![("find", page.clone()), ("unused", page.clone()), ("enrich", page.clone())];
    questions.extend(["file", "function"].map(|level| ("cycles", json!({ "level": level, "limit": 10_000 }))));
    questions.extend(["a", "load", "zz"].map(|text| ("find", json!({ "text": text, "limit": 100 }))));
    for (number, key) in keys.iter().enumerate() {
        let about = |options: Value| json!({ "keys": [key], "options": options });
        questions.push(("callers", about(json!({ "depth": 3, "limit": 100 }))));
        questions.push(("callees", about(json!({ "depth": 3, "limit": 100, "references": true }))));
        questions.push(("subgraph", about(json!({ "depth": 1 }))));
        questions.push(("impact", json!({ "query": { "keys": [key] }, "options": { "limit": 100 } })));
        let to = keys[(number * 7 + 3) % keys.len()];
        questions.push(("paths", json!({ "from": [key], "to": [to], "options": {} })));
    }
    questions
}

/// What is asked for which files are read, of each file and some functions.
fn questions_of_texts(index: &Index) -> Vec<(&'static str, Value)> {
    let content = json!({ "related": "definitions", "callers": true });
    let mut questions: Vec<_> = index
        .files()
        .map(|(_, file)| ("content", json!({ "query": { "files": [file.path()] }, "options": content })))
        .collect();
    let functions = index.files().flat_map(|(_, file)| {
        let functions = file.symbols().filter(|(symbol, _)| !symbol.is_type());
        functions.map(|(symbol, _)| format!("{}::{}", file.path(), file.key(symbol)))
    });
    let similar =
        |key| ("similar", json!({ "to": { "key": key }, "options": { "threshold": 0.3, "signature": true } }));
    questions.extend(functions.step_by(5).map(similar));
    questions
}

/// All that an index answers.
#[derive(Debug, PartialEq)]
struct Answers {
    asked: Vec<String>,
    /// What JavaScript reads: of each file its path, record and links.
    files: Vec<(String, Vec<u8>, Vec<u8>)>,
    exports: Vec<Vec<u8>>,
    stats: String,
    failures: Vec<String>,
}

fn answers(of: &Opened) -> Answers {
    let index = of.index();
    let mut asked: Vec<_> =
        questions(&index).iter().map(|(name, of)| ask(&index, name, &of.to_string()).unwrap()).collect();
    asked.extend(
        questions_of_texts(&index).iter().map(|(name, about)| of.ask(name, &about.to_string(), &control()).unwrap()),
    );
    let pieces = of.pieces(None, RootText::relative());
    let files = (0..pieces.len()).flat_map(|piece| pieces.piece(piece)).map(Result::unwrap);
    let written = |write: &dyn Fn(&mut Vec<u8>)| {
        let mut out = Vec::new();
        write(&mut out);
        out
    };
    let mut exports = Vec::new();
    for format in Format::ALL.into_iter().filter(|format| *format != Format::Sqlite) {
        if format.parts().is_empty() {
            exports.push(written(&|out| export(&index, format, "/root", out).unwrap()));
        }
        let parts = format.parts().iter();
        exports.extend(parts.map(|part| written(&|out| export_part(&index, format, part, out).unwrap())));
    }
    Answers {
        asked,
        files: files.map(|file| (file.path, file.record, file.links)).collect(),
        exports,
        stats: serde_json::to_string(&of.now().stats).unwrap(),
        failures: of.now().failures.iter().map(|failure| format!("{failure} {}", failure.code)).collect(),
    }
}

fn assert_answers_as(snapshot: &Opened, taken: &Opened, answered: &Answers) {
    let answers = answers(snapshot);
    for (one, other) in answers.asked.iter().zip(&answered.asked) {
        assert_eq!(one, other);
    }
    assert!(answers == *answered);
    assert_eq!(snapshot.root(), taken.root());
    assert_eq!(compare(&taken.index(), &snapshot.index()), compare(&taken.index(), &taken.index()));
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &to.join(entry.file_name())),
            false => drop(fs::copy(entry.path(), to.join(entry.file_name())).unwrap()),
        }
    }
}

#[test]
fn in_every_language_it_answers_as_the_index_when_the_files_are_gone() {
    let (folder, store) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (root, options) = (folder.path().join("repository"), with_cache(store.path()));
    for language in ["csharp", "go", "java", "javascript", "php", "python", "ruby", "rust"] {
        copy(&Path::new("tests/fixtures").join(language), &root.join(language));
    }
    copy(Path::new("tests/fixtures/typescript"), &root.join("typescript"));
    fs::write(root.join("binary.ts"), b"\0").unwrap();
    let live = opened(&root, &options);
    let taken = live.keep_snapshot("all", &control()).unwrap();
    assert_eq!((&*taken.name, taken.files), ("all", live.index().len() as u64));
    assert_eq!(live.now().stats.languages.len(), 9);
    let answered = answers(&live);
    assert!(answered.failures.iter().any(|failure| failure.contains("ERR_BINARY_FILE")));
    fs::remove_dir_all(&root).unwrap();
    fs::remove_dir_all(store.path().join("packs")).unwrap();
    assert_answers_as(&of(&root, "all", &options).unwrap(), &live, &answered);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn after_any_edits_it_is_the_index_as_it_was_then(
        language in 0..TEXTS.len(),
        first in proptest::collection::vec(edit(), 1..6),
        edits in proptest::collection::vec(edit(), 0..4),
        later in proptest::collection::vec(edit(), 0..4),
        is_opened_anew in any::<bool>(),
        is_copied in any::<bool>(),
    ) {
        let (folder, store) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (folder, options) = (folder.path(), with_cache(store.path()));
        first.iter().for_each(|edit| drop(apply(folder, TEXTS[language], edit)));
        let mut live = opened(folder, &options);
        edits.iter().for_each(|edit| drop(apply(folder, TEXTS[language], edit)));
        if is_opened_anew {
            live.settle();
            live = opened(folder, &options);
        }
        live.refresh(None, &control()).unwrap();
        live.keep_snapshot("then", &control()).unwrap();
        let answered = answers(&live);
        later.iter().for_each(|edit| drop(apply(folder, TEXTS[language], edit)));
        let name = if is_copied { "copied" } else { "then" };
        if is_copied {
            of(folder, "then", &options).unwrap().keep_snapshot(name, &control()).unwrap();
            prop_assert!(remove(store.path(), folder, "then").unwrap());
        }
        assert_answers_as(&of(folder, name, &options).unwrap(), &live, &answered);
    }
}

#[test]
fn base_and_head_are_compared_by_their_names_or_with_files() {
    let (folder, store) = (shop(), tempfile::tempdir().unwrap());
    let options = with_cache(store.path());
    let live = opened(folder.path(), &options);
    live.keep_snapshot("base", &control()).unwrap();
    let base = live.index();
    write(folder.path(), "order.ts", "export class Order {\n  load() {}\n  save() { this.load(); this.load() }\n}\n");
    live.refresh(None, &control()).unwrap();
    live.keep_snapshot("head", &control()).unwrap();
    let expected = compare(&base, &live.index());
    assert_eq!(expected.changes.functions.changed[0].key, "order.ts::Order::save");
    let (before, after) = ["base", "head"].map(|name| of(folder.path(), name, &options).unwrap().index()).into();
    assert_eq!(compare(&before, &after), expected);
    assert_eq!(compare(&before, &live.index()), expected);
    // The same name means what was taken last.
    live.keep_snapshot("base", &control()).unwrap();
    let again = of(folder.path(), "base", &options).unwrap().index();
    assert_eq!(compare(&again, &after), compare(&live.index(), &live.index()));
    assert_eq!(list(store.path(), None).unwrap().len(), 2);
}

#[test]
fn several_that_take_the_same_name_at_once_leave_one_of_theirs() {
    let (folder, store) = (shop(), tempfile::tempdir().unwrap());
    let options = with_cache(store.path());
    let live = Arc::new(opened(folder.path(), &options));
    let answered = answers(&live);
    std::thread::scope(|scope| {
        for number in 0..8 {
            let live = Arc::clone(&live);
            let name = ["same", "other"][number % 2];
            scope.spawn(move || live.keep_snapshot(name, &control()).unwrap());
        }
        for _ in 0..4 {
            scope.spawn(|| {
                let found = of(folder.path(), "same", &options);
                assert!(found.is_ok() || matches!(found, Err(Error::SnapshotNotFound { .. })));
            });
        }
    });
    for name in ["same", "other"] {
        assert_answers_as(&of(folder.path(), name, &options).unwrap(), &live, &answered);
    }
    assert_eq!(fs::read_dir(store.path().join("snapshots")).unwrap().count(), 2);
}

#[test]
fn it_follows_no_files() {
    let (folder, store) = (shop(), tempfile::tempdir().unwrap());
    let options = with_cache(store.path());
    opened(folder.path(), &options).keep_snapshot("it", &control()).unwrap();
    let snapshot = of(folder.path(), "it", &options).unwrap();
    let refused = Err(Error::IndexIsSnapshot("it".to_owned()));
    assert_eq!(snapshot.refresh(None, &control()).map(drop), refused);
    assert_eq!(snapshot.followed().map(drop), refused);
}

#[test]
fn what_cannot_be_kept_or_found_is_told() {
    let (folder, store) = (shop(), tempfile::tempdir().unwrap());
    let (folder, options) = (folder.path(), with_cache(store.path()));
    let without = Opened::Repository(Box::new(open(folder)));
    assert_eq!(without.keep_snapshot("it", &control()).unwrap_err(), Error::NoCache);
    assert_eq!(of(folder, "it", &Options::default()).err(), Some(Error::NoCache));
    let read_only = CacheOptions { read_only: true, ..CacheOptions::at(store.path()) };
    let reader = opened(folder, &Options { cache: Some(read_only), ..Options::default() });
    assert_eq!(reader.keep_snapshot("it", &control()).unwrap_err().code(), "ERR_CACHE_UNUSABLE");
    assert_eq!(of(folder, "it", &options).err().unwrap().code(), "ERR_SNAPSHOT_NOT_FOUND");
    let live = opened(folder, &options);
    let aborted = Control::new(|| true, Arc::default());
    assert_eq!(live.keep_snapshot("it", &aborted).unwrap_err(), Error::Aborted);
    write(folder, "order.ts", "export class Order {}\n");
    let behind = live.keep_snapshot("it", &control()).unwrap_err();
    assert!(matches!(&behind, Error::IndexBehind { path, .. } if path == "order.ts"), "{behind}");
    assert!(list(store.path(), None).unwrap().is_empty());
    live.refresh(None, &control()).unwrap();
    live.keep_snapshot("it", &control()).unwrap();
    assert!(of(&folder.join("elsewhere"), "it", &options).is_err());
}

#[test]
fn names_are_no_paths() {
    for name in ["base", "pr-12 head", "v1.0", "..a", "🦀", &"x".repeat(200)] {
        assert_eq!(check_name(name), Ok(()), "{name}");
    }
    for name in ["", " ", ".", "..", "a/b", "a\\b", "a\nb", "\u{7f}", " a", "a ", &"x".repeat(201)] {
        assert_eq!(check_name(name).unwrap_err().code(), "ERR_INVALID_SNAPSHOT_NAME", "{name}");
    }
}

fn file_of(store: &Path) -> PathBuf {
    fs::read_dir(store.join("snapshots")).unwrap().map(|entry| entry.unwrap().path()).next().unwrap()
}

#[test]
fn what_is_damaged_anywhere_gives_no_answer_or_the_right_one() {
    let (folder, store) = (shop(), tempfile::tempdir().unwrap());
    let options = with_cache(store.path());
    let live = opened(folder.path(), &options);
    live.keep_snapshot("it", &control()).unwrap();
    let texts = |of: &Opened| -> Vec<_> {
        let pieces = of.pieces(None, RootText::relative());
        (0..pieces.len()).flat_map(|piece| pieces.piece(piece)).map(|file| file.map(|file| file.record)).collect()
    };
    let asked = |of: &Opened| -> Vec<_> {
        let index = of.index();
        questions(&index).iter().map(|(name, about)| ask(&index, name, &about.to_string())).collect()
    };
    let (right, expected, path) = (texts(&live), asked(&live), file_of(store.path()));
    let whole = fs::read(&path).unwrap();
    let (mut refused, mut without_texts) = (0, 0);
    let here = list(store.path(), None).unwrap();
    for at in (0..whole.len()).step_by(3) {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (at % 8);
        fs::write(&path, bytes).unwrap();
        match of(folder.path(), "it", &options) {
            Err(error) => {
                assert_eq!(error.code(), "ERR_SNAPSHOT_CORRUPT");
                assert!(error.to_string().contains("The snapshot it of "), "{error}");
                refused += 1;
            }
            Ok(snapshot) => {
                assert_eq!(asked(&snapshot), expected);
                for (text, right) in texts(&snapshot).iter().zip(&right) {
                    let failure = text.as_ref().unwrap_err();
                    assert_eq!(failure.code, FailureCode::SnapshotCorrupt, "{at} {right:?}");
                }
                // Nothing can be kept of what cannot be read, and it is said of what.
                let error = snapshot.keep_snapshot("copy", &control()).unwrap_err();
                assert_eq!(error.code(), "ERR_SNAPSHOT_CORRUPT", "{error}");
                let told = error.to_string();
                assert!(told.starts_with("The snapshot it of ") && told.contains("order.ts: "), "{told}");
                assert_eq!(list(store.path(), None).unwrap(), here);
                without_texts += 1;
            }
        }
    }
    assert!(refused > 0 && without_texts > 0);
}

#[test]
fn one_that_is_damaged_while_it_is_open_says_so_to_whoever_copies_it() {
    let (folder, store) = (shop(), tempfile::tempdir().unwrap());
    let options = with_cache(store.path());
    opened(folder.path(), &options).keep_snapshot("it", &control()).unwrap();
    let path = file_of(store.path());
    let whole = fs::read(&path).unwrap();
    for left in [whole.len() - 1, whole.len() / 2, 0] {
        fs::write(&path, &whole).unwrap();
        let snapshot = of(folder.path(), "it", &options).unwrap();
        fs::File::options().write(true).open(&path).unwrap().set_len(left as u64).unwrap();
        let error = snapshot.keep_snapshot("copy", &control()).unwrap_err();
        assert_eq!(error.code(), "ERR_SNAPSHOT_CORRUPT", "{error}");
        let error = of(folder.path(), "it", &options).err().unwrap();
        assert_eq!(error.code(), "ERR_SNAPSHOT_CORRUPT", "{error}");
    }
    fs::write(&path, &whole).unwrap();
    of(folder.path(), "it", &options).unwrap().keep_snapshot("copy", &control()).unwrap();
}

#[test]
fn whatever_becomes_of_the_rest_of_the_cache_one_is_taken_of_files_that_are_there() {
    let (folder, store) = (shop(), tempfile::tempdir().unwrap());
    let options = with_cache(store.path());
    let live = opened(folder.path(), &options);
    live.settle();
    let answered = answers(&live);
    let packs = || fs::read_dir(store.path().join("packs")).unwrap().map(|entry| entry.unwrap().path());
    type Damage = fn(&Path);
    let damages: [Damage; 4] = [
        |_| {},
        |path| drop(fs::File::options().write(true).open(path).unwrap().set_len(70)),
        |path| {
            let bytes = fs::read(path).unwrap();
            fs::write(path, bytes.iter().map(|byte| byte ^ 1).collect::<Vec<u8>>()).unwrap();
        },
        |path| fs::remove_file(path).unwrap(),
    ];
    for damage in damages {
        packs().for_each(|path| damage(&path));
        live.keep_snapshot("it", &control()).unwrap();
        assert_answers_as(&of(folder.path(), "it", &options).unwrap(), &live, &answered);
        // Whoever opens the folder then has it made again.
        let again = answers(&opened(folder.path(), &options));
        assert!((again.asked, again.files) == (answered.asked.clone(), answered.files.clone()));
    }
}

#[test]
fn another_form_is_told_with_the_version_that_wrote_it() {
    let (folder, store) = (shop(), tempfile::tempdir().unwrap());
    let options = with_cache(store.path());
    let live = opened(folder.path(), &options);
    live.keep_snapshot("it", &control()).unwrap();
    let path = file_of(store.path());
    let mut bytes = fs::read(&path).unwrap();
    bytes[4] = 200;
    let numbers: Vec<usize> =
        [8, 12].iter().map(|at| u32::from_le_bytes(bytes[*at..at + 4].try_into().unwrap()) as usize).collect();
    let begin = 48 + numbers[0] + numbers[1];
    let mut hasher = blake3::Hasher::new();
    hasher.update(&bytes[4..16]).update(&bytes[48..begin]);
    bytes[16..48].copy_from_slice(hasher.finalize().as_bytes());
    fs::write(&path, bytes).unwrap();
    let error = of(folder.path(), "it", &options).err().unwrap();
    assert_eq!(error.code(), "ERR_SNAPSHOT_VERSION");
    assert!(error.to_string().contains(env!("CARGO_PKG_VERSION")), "{error}");
    assert_eq!(list(store.path(), Some(folder.path())).unwrap()[0].name, "it");
}

#[test]
fn they_are_listed_and_pruned_by_root_number_and_age() {
    let (one, other, store) = (shop(), shop(), tempfile::tempdir().unwrap());
    let options = with_cache(store.path());
    for folder in [one.path(), other.path()] {
        let live = opened(folder, &options);
        for name in ["first", "second", "third"] {
            live.keep_snapshot(name, &control()).unwrap();
            std::thread::sleep(Duration::from_millis(3));
        }
    }
    let names = |root: Option<&Path>| -> Vec<String> {
        list(store.path(), root).unwrap().into_iter().map(|listed| listed.name).collect()
    };
    assert_eq!(names(Some(one.path())), ["third", "second", "first"]);
    assert_eq!(names(None).len(), 6);
    let prune = |pruning: Pruning<'_>| prune(store.path(), &pruning).unwrap();
    assert_eq!(
        prune(Pruning { older_than: Some(Duration::from_secs(3600)), ..Pruning::default() }),
        Removed::default()
    );
    let removed = prune(Pruning { keep: Some(2), root: Some(one.path()), ..Pruning::default() });
    assert_eq!(removed.snapshots, 1);
    assert!(removed.bytes > 0);
    assert_eq!((names(Some(one.path())).len(), names(Some(other.path())).len()), (2, 3));
    // Those go that both say may go.
    let both = Pruning { keep: Some(1), older_than: Some(Duration::from_secs(3600)), root: None };
    assert_eq!(prune(both).snapshots, 0);
    assert_eq!(prune(Pruning { keep: Some(1), ..Pruning::default() }).snapshots, 3);
    assert_eq!((names(Some(one.path())), names(Some(other.path()))), (vec!["third".into()], vec!["third".into()]));
    assert!(remove(store.path(), one.path(), "third").unwrap());
    assert!(!remove(store.path(), one.path(), "third").unwrap());
    // Nobody knows what it is, so only its age counts.
    fs::write(file_of(store.path()), b"nothing").unwrap();
    assert!(names(None).is_empty());
    assert_eq!(prune(Pruning { keep: Some(0), ..Pruning::default() }).snapshots, 0);
    assert_eq!(prune(Pruning { older_than: Some(Duration::ZERO), ..Pruning::default() }).snapshots, 1);
}

#[test]
fn what_earlier_code_has_taken_is_read_as_long_as_its_form_is() {
    // Each is a cache's folder. With `UPDATE_SNAPSHOTS=1` what is expected is written anew, and a snapshot if there is none of its form.
    let all = Path::new("tests/query/snapshots");
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for (ending, texts) in TEXTS {
        let name = |number| format!("{ending}/f{number}.{ending}");
        texts.iter().enumerate().for_each(|(number, text)| write(folder.path(), &name(number), text));
    }
    for (path, text) in SMALL {
        write(folder.path(), path, text);
    }
    opened(folder.path(), &with_cache(elsewhere.path())).keep_snapshot("golden", &control()).unwrap();
    let form = fs::read(file_of(elsewhere.path())).unwrap()[4];
    let newest = all.join(format!("form-{form}"));
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() && !newest.exists() {
        copy(&elsewhere.path().join("snapshots"), &newest.join("snapshots"));
    }
    assert!(newest.exists(), "a snapshot in the form {form} is to be taken");
    fs::read_dir(all).unwrap().for_each(|form| assert_is_read(&form.unwrap().path()));
}

fn assert_is_read(store: &Path) {
    let expected = store.join("answers.txt");
    let options = with_cache(store);
    let golden = list(store, None).unwrap().remove(0);
    let snapshot = of(Path::new(&golden.root), &golden.name, &options).unwrap();
    let index = snapshot.index();
    let mut lines = vec![serde_json::to_string(&snapshot.now().stats).unwrap()];
    lines.extend(questions(&index).iter().map(|(name, about)| ask(&index, name, &about.to_string()).unwrap()));
    let of_texts = questions_of_texts(&index);
    lines.extend(of_texts.iter().map(|(name, about)| snapshot.ask(name, &about.to_string(), &control()).unwrap()));
    let answered = lines.join("\n") + "\n";
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&expected, &answered).unwrap();
    }
    let expected = fs::read_to_string(&expected).unwrap();
    for (answer, expected) in answered.lines().zip(expected.lines()) {
        assert_eq!(answer, expected, "raise FORM, and take a snapshot in that form");
    }
    assert_eq!(answered.lines().count(), expected.lines().count());
    assert_eq!(snapshot.now().stats.languages.len(), 9);
}

/// A file of each language that `TEXTS` has not.
const SMALL: [(&str, &str); 6] = [
    ("a.js", "export function run() { return load() }\nfunction load() { return 1 }\n"),
    ("A.java", "class A {\n  void run() { load(); }\n  void load() {}\n}\nclass B extends A {\n  void load() {}\n}\n"),
    ("a.rb", "class A\n  def run\n    load_it\n  end\n\n  def load_it\n    1\n  end\nend\n"),
    ("a.php", "<?php\nclass A {\n  function run() { $this->load(); }\n  function load() {}\n}\n"),
    ("a.cs", "class A {\n  void Run() { Load(); }\n  void Load() {}\n}\n"),
    ("a.rs", "trait T { fn go(&self); }\nstruct A;\nimpl T for A { fn go(&self) { load() } }\nfn load() {}\n"),
];

#[test]
fn nothing_of_a_repository_is_opened_for_it() {
    let (folder, store) = (shop(), tempfile::tempdir().unwrap());
    let options = with_cache(store.path());
    opened(folder.path(), &options).keep_snapshot("it", &control()).unwrap();
    let root = folder.path().to_owned();
    drop(folder);
    assert!(Repository::open(&root, &options, &control()).is_err());
    assert_eq!(of(&root, "it", &options).unwrap().index().len(), 2);
}
