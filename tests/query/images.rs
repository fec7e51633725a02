//! An index that is opened from what was kept of it is the index that is made anew, and nothing is linked for it.

use super::refresh::{TEXTS, apply, assert_is_fresh, control, edit, image, open, open_with, shop, write};
use code_knowledge_graph::indexing::index::{Control, Opened, Progress, Refreshed, Repository, Stage};
use code_knowledge_graph::options::{CacheOptions, Options, Trust};
use code_knowledge_graph::query::Index;
use code_knowledge_graph::query::ask::ask;
use code_knowledge_graph::query::compare::compare;
use code_knowledge_graph::source::walk::check_root;
use code_knowledge_graph::store::folder::info;
use proptest::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn with_cache(folder: &Path) -> Options {
    Options { cache: Some(CacheOptions::at(folder)), ..Options::default() }
}

/// Opens a repository, and says whether its files were linked for it.
fn opened(folder: &Path, options: &Options) -> (Repository, bool) {
    let (repository, linked) = opened_linking(folder, options);
    (repository, linked.is_some())
}

/// Opens a repository, and says how often a file was linked for it, if any may have been.
fn opened_linking(folder: &Path, options: &Options) -> (Repository, Option<u32>) {
    let progress = Arc::new(Progress::default());
    let control = Control::new(|| false, Arc::clone(&progress));
    let repository = Repository::open(&check_root(folder.to_str().unwrap()).unwrap(), options, &control).unwrap();
    let (stage, linked, _) = progress.told();
    (repository, (stage == Stage::Linking).then_some(linked))
}

/// Has what the repository answers be kept.
fn keep(folder: &Path, options: &Options) {
    open_with(folder, options).settle();
}

fn opens_kept(folder: &Path, options: &Options) -> Repository {
    let (repository, is_linked) = opened(folder, options);
    assert!(!is_linked);
    repository
}

/// What each question is answered that goes through all of an index.
fn answers(index: &Index) -> Vec<String> {
    let page = r#"{"limit":10000}"#;
    let mut answers = vec![ask(index, "find", page).unwrap()];
    let found: serde_json::Value = serde_json::from_str(&answers[0]).unwrap();
    let keys: Vec<&str> =
        found["symbols"].as_array().unwrap().iter().map(|symbol| symbol["key"].as_str().unwrap()).collect();
    assert_eq!(keys.len(), index.files().map(|(_, file)| file.symbols().count()).sum::<usize>());
    for text in ["a", "M", "load", "lo", "zz"] {
        answers.push(ask(index, "find", &format!(r#"{{"limit":100,"text":"{text}"}}"#)).unwrap());
    }
    for key in keys {
        for question in ["callers", "callees"] {
            let about = format!(r#"{{"keys":["{key}"],"options":{{"depth":3,"limit":100}}}}"#);
            answers.push(ask(index, question, &about).unwrap());
        }
        let change = format!(r#"{{"query":{{"keys":["{key}"]}},"options":{{"limit":100}}}}"#);
        answers.push(ask(index, "impact", &change).unwrap());
    }
    answers.push(ask(index, "cycles", page).unwrap());
    answers.push(ask(index, "unused", page).unwrap());
    answers.push(ask(index, "enrich", page).unwrap());
    answers
}

fn assert_answers_as_fresh(repository: &Repository, folder: &Path) {
    assert_eq!(answers(&repository.index()), answers(&open(folder).index()));
    assert_is_fresh(repository, folder);
}

#[test]
fn what_was_kept_answers_without_being_linked() {
    let (folder, store) = (shop(), tempfile::tempdir().unwrap());
    for trust in [Trust::Stat, Trust::Content] {
        let options =
            Options { cache: Some(CacheOptions { trust, ..CacheOptions::at(store.path()) }), ..Options::default() };
        keep(folder.path(), &options);
        let repository = opens_kept(folder.path(), &options);
        assert_answers_as_fresh(&repository, folder.path());
        assert_eq!(repository.now().stats, open_with(folder.path(), &options).now().stats);
        assert_eq!(repository.refresh(None, &control()).unwrap(), Refreshed::default());
        assert_eq!(repository.refresh(Some(&["shop.ts".to_owned()]), &control()).unwrap(), Refreshed::default());
    }
}

#[test]
fn a_copy_of_the_repository_finds_it_too() {
    let (folder, other, store) = (shop(), shop(), tempfile::tempdir().unwrap());
    keep(folder.path(), &with_cache(store.path()));
    let repository = opens_kept(other.path(), &with_cache(store.path()));
    assert_answers_as_fresh(&repository, other.path());
}

#[test]
fn what_changed_meanwhile_is_told_as_of_an_index_that_was_linked() {
    let (folder, store) = (shop(), tempfile::tempdir().unwrap());
    let options = with_cache(store.path());
    keep(folder.path(), &options);
    let (kept, linked) = (opens_kept(folder.path(), &options), open(folder.path()));
    write(
        folder.path(),
        "order.ts",
        "export class Order {\n  load() {}\n  save() { audit() }\n}\nfunction audit() {}\n",
    );
    let paths = ["order.ts".to_owned()];
    let refreshed = |repository: &Repository| repository.refresh(Some(&paths), &control()).unwrap();
    let told = refreshed(&kept);
    assert_eq!((told.parsed, &*told.linked), (1, &["order.ts".to_owned()][..]));
    assert_eq!(told, refreshed(&linked));
    assert_answers_as_fresh(&kept, folder.path());
    write(folder.path(), "shop.ts", "import { Order } from './order'\nexport function buy() { new Order().load() }\n");
    assert_eq!(kept.refresh(None, &control()).unwrap().linked, ["shop.ts"]);
    assert_answers_as_fresh(&kept, folder.path());
}

#[test]
fn whatever_decides_where_imports_lead_is_looked_at() {
    let (folder, store) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (folder, options) = (folder.path(), with_cache(store.path()));
    write(folder, "a.ts", "import { b } from 'lib/b'\nexport const a = () => b()\n");
    write(folder, "lib/b.ts", "export const b = () => 1\n");
    keep(folder, &options);
    // No source changed.
    write(folder, "tsconfig.json", r#"{ "compilerOptions": { "baseUrl": "." } }"#);
    let (repository, is_linked) = opened(folder, &options);
    assert!(is_linked);
    assert_answers_as_fresh(&repository, folder);
    repository.settle();
    assert_answers_as_fresh(&opens_kept(folder, &options), folder);
    // What was kept of either is found.
    fs::remove_file(folder.join("tsconfig.json")).unwrap();
    let repository = opens_kept(folder, &options);
    assert_answers_as_fresh(&repository, folder);
    // So is that it changes while the index is there.
    write(folder, "tsconfig.json", r#"{ "compilerOptions": { "paths": { "lib/*": ["./lib/*"] } } }"#);
    repository.refresh(None, &control()).unwrap();
    assert_answers_as_fresh(&repository, folder);
}

#[test]
fn a_look_at_some_files_alone_keeps_no_image_of_half_a_change() {
    let (folder, store) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (folder, options) = (folder.path(), with_cache(store.path()));
    write(folder, "a.ts", "import { b } from 'lib/b'\nexport const a = () => b()\n");
    write(folder, "c.ts", "import { b } from 'lib/b'\nexport const c = () => b()\n");
    write(folder, "lib/b.ts", "export const b = () => 1\n");
    let repository = open_with(folder, &options);
    write(folder, "tsconfig.json", r#"{ "compilerOptions": { "baseUrl": "." } }"#);
    write(folder, "a.ts", "import { b } from 'lib/b'\nexport const a = () => b() + 1\n");
    repository.refresh(Some(&["a.ts".to_owned()]), &control()).unwrap();
    repository.settle();
    drop(repository);
    assert_answers_as_fresh(&opened(folder, &options).0, folder);
}

#[test]
fn files_that_fail_fail_the_same_and_are_tried_again() {
    let (folder, store) = (shop(), tempfile::tempdir().unwrap());
    let options = with_cache(store.path());
    fs::write(folder.path().join("order.ts"), b"\0").unwrap();
    keep(folder.path(), &options);
    let repository = opens_kept(folder.path(), &options);
    assert_eq!(repository.now().failures.len(), 1);
    assert_answers_as_fresh(&repository, folder.path());
    write(folder.path(), "order.ts", "export class Order { save() {} }\n");
    repository.refresh(None, &control()).unwrap();
    assert_answers_as_fresh(&repository, folder.path());
}

#[test]
fn nothing_is_written_by_whoever_only_reads() {
    let (folder, store) = (shop(), tempfile::tempdir().unwrap());
    let cache = CacheOptions { read_only: true, ..CacheOptions::at(store.path()) };
    let options = Options { cache: Some(cache), ..Options::default() };
    keep(folder.path(), &options);
    assert_eq!(fs::read_dir(store.path()).unwrap().count(), 0);
    keep(folder.path(), &with_cache(store.path()));
    assert_answers_as_fresh(&opens_kept(folder.path(), &options), folder.path());
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// A shop of many files, of which none but the first two are linked with each other.
fn large_shop() -> tempfile::TempDir {
    let folder = shop();
    for number in 0..30 {
        write(folder.path(), &format!("other/f{number}.ts"), &format!("export const f{number} = () => {number}\n"));
    }
    folder
}

/// How often a file is linked when all of them are.
const ALL: u32 = 32;

const OTHER_ORDER: &str = "export class Order {\n  load() {}\n  save() { audit() }\n}\nfunction audit() {}\n";

#[test]
fn what_changed_while_it_was_closed_alone_is_linked_again() {
    let changes: [fn(&Path); 8] = [
        |folder| write(folder, "order.ts", OTHER_ORDER),
        |folder| write(folder, "late.ts", "import { buy } from './shop'\nbuy()\n"),
        |folder| fs::remove_file(folder.join("order.ts")).unwrap(),
        |folder| fs::rename(folder.join("order.ts"), folder.join("older.ts")).unwrap(),
        |folder| write(folder, "tsconfig.json", r#"{ "compilerOptions": { "baseUrl": "other" } }"#),
        |folder| write(folder, "order/index.ts", "export class Order { save() {} }\n"),
        |folder| fs::write(folder.join("order.ts"), b"\0").unwrap(),
        |folder| write(folder, ".gitignore", "other/f7.ts\n"),
    ];
    for (number, change) in changes.iter().enumerate() {
        let (folder, store) = (large_shop(), tempfile::tempdir().unwrap());
        let trust = if number % 2 == 0 { Trust::Stat } else { Trust::Content };
        let (folder, cache) = (folder.path(), CacheOptions { trust, ..CacheOptions::at(store.path()) });
        let options = Options { cache: Some(cache), ..Options::default() };
        write(folder, "shop.ts", "import { Order } from './order'\nimport 'f1'\nnew Order().save()\n");
        keep(folder, &options);
        change(folder);
        let (repository, linked) = opened_linking(folder, &options);
        assert!(linked.is_some_and(|linked| linked < ALL / 2), "{number}: {linked:?}");
        assert_answers_as_fresh(&repository, folder);
        assert_eq!(repository.refresh(None, &control()).unwrap(), Refreshed::default());
        repository.settle();
        assert_is_fresh(&opens_kept(folder, &options), folder);
    }
}

#[test]
fn it_is_gone_on_from_what_was_opened_last() {
    let (folder, store) = (large_shop(), tempfile::tempdir().unwrap());
    let (folder, options) = (folder.path(), with_cache(store.path()));
    let shop = "import { Order } from './order'\nnew Order().save()\n";
    keep(folder, &options);
    // Another branch, and back: of the images the first one is the nearest again.
    (0..12).for_each(|number| write(folder, &format!("other/f{number}.ts"), shop));
    keep(folder, &options);
    (0..12).for_each(|number| {
        write(folder, &format!("other/f{number}.ts"), &format!("export const f{number} = () => {number}\n"));
    });
    opens_kept(folder, &options);
    write(folder, "shop.ts", shop);
    let (repository, linked) = opened_linking(folder, &options);
    assert!(linked.is_some_and(|linked| linked < 8), "{linked:?}");
    assert_answers_as_fresh(&repository, folder);
    // Who only reads tells nobody.
    let cache = CacheOptions { read_only: true, ..CacheOptions::at(store.path()) };
    let reading = Options { cache: Some(cache), ..Options::default() };
    write(folder, "order.ts", OTHER_ORDER);
    for _ in 0..2 {
        let (repository, linked) = opened_linking(folder, &reading);
        assert!(linked.is_some_and(|linked| linked < 8), "{linked:?}");
        assert_answers_as_fresh(&repository, folder);
    }
}

#[test]
fn where_most_has_changed_all_is_made_again() {
    let (folder, store) = (large_shop(), tempfile::tempdir().unwrap());
    let (folder, options) = (folder.path(), with_cache(store.path()));
    keep(folder, &options);
    (0..20).for_each(|number| write(folder, &format!("other/f{number}.ts"), "export const other = 1\n"));
    let (repository, linked) = opened_linking(folder, &options);
    assert!(linked.is_some_and(|linked| linked >= ALL), "{linked:?}");
    assert_answers_as_fresh(&repository, folder);
    repository.settle();
    fs::remove_dir_all(folder.join("other")).unwrap();
    fs::remove_file(folder.join("order.ts")).unwrap();
    fs::remove_file(folder.join("shop.ts")).unwrap();
    assert_answers_as_fresh(&opened(folder, &options).0, folder);
}

#[test]
fn files_that_fail_are_tried_again_wherever_it_goes_on_from() {
    let (folder, store) = (large_shop(), tempfile::tempdir().unwrap());
    let (folder, options) = (folder.path(), with_cache(store.path()));
    for name in ["order.ts", "lost.ts", "still.ts"] {
        fs::write(folder.join(name), b"\0").unwrap();
    }
    keep(folder, &options);
    write(folder, "order.ts", OTHER_ORDER);
    fs::remove_file(folder.join("lost.ts")).unwrap();
    let (repository, linked) = opened_linking(folder, &options);
    assert!(linked.is_some_and(|linked| linked < ALL / 2), "{linked:?}");
    assert_eq!(repository.now().failures.len(), 1);
    assert_answers_as_fresh(&repository, folder);
}

#[test]
fn other_options_find_other_files_wherever_it_goes_on_from() {
    let (folder, store) = (large_shop(), tempfile::tempdir().unwrap());
    let (folder, options) = (folder.path(), with_cache(store.path()));
    write(folder, "long.ts", &format!("export const long = 1 {}\n", " ".repeat(500)));
    keep(folder, &options);
    let fewer = [
        Options { max_file_size: 200, ..options.clone() },
        Options { exclude: vec!["other/f1*".to_owned()], ..options.clone() },
        options.clone(),
    ];
    for options in fewer {
        let (repository, _) = opened(folder, &options);
        let fresh = open_with(folder, &Options { cache: None, ..options.clone() });
        assert_eq!(image(&repository), image(&fresh));
        assert_eq!(repository.now().failures, fresh.now().failures);
        repository.settle();
    }
}

#[test]
fn what_is_damaged_is_made_again() {
    let folder = shop();
    for damage in 0..40_usize {
        let store = tempfile::tempdir().unwrap();
        let options = with_cache(store.path());
        keep(folder.path(), &options);
        if damage % 2 == 1 {
            // It would be gone on from.
            write(folder.path(), "shop.ts", &format!("export function buy() {{ return {damage} }}\n"));
        }
        let without = image(&open(folder.path()));
        let newest = files_in(&store.path().join("roots")).into_iter().filter(|_| damage % 4 == 1);
        for pack in files_in(&store.path().join("packs")).into_iter().chain(newest) {
            let mut bytes = fs::read(&pack).unwrap();
            let length = bytes.len();
            match damage {
                0 => bytes.truncate(length / 2),
                1 => bytes.clear(),
                _ => bytes[damage * length / 40] ^= 1 << (damage % 8),
            }
            fs::write(&pack, bytes).unwrap();
        }
        let repository = open_with(folder.path(), &options);
        assert_eq!(image(&repository), without, "{damage}");
        assert_answers_as_fresh(&repository, folder.path());
    }
}

#[test]
fn what_is_damaged_after_it_was_opened_is_linked_again() {
    for damage in 0..24_usize {
        let (folder, store) = (shop(), tempfile::tempdir().unwrap());
        let options = with_cache(store.path());
        keep(folder.path(), &options);
        let (repository, linked) = (opens_kept(folder.path(), &options), open(folder.path()));
        for pack in files_in(&store.path().join("packs")) {
            let mut bytes = fs::read(&pack).unwrap();
            let length = bytes.len();
            match damage {
                0 => bytes.truncate(length / 2),
                1 => bytes.clear(),
                2 => {
                    fs::remove_file(&pack).unwrap();
                    continue;
                }
                _ => bytes[damage * length / 24] ^= 1 << (damage % 8),
            }
            fs::write(&pack, bytes).unwrap();
        }
        write(folder.path(), "order.ts", "export class Order {\n  load() {}\n}\n");
        let changes = |repository: &Repository| repository.refresh(None, &control()).unwrap().changes;
        assert_eq!(changes(&repository), changes(&linked), "{damage}");
        assert_answers_as_fresh(&repository, folder.path());
    }
}

#[test]
fn files_keep_their_numbers_however_many_came_and_went() {
    let (folder, store) = (shop(), tempfile::tempdir().unwrap());
    let options = with_cache(store.path());
    let mut repository = open_with(folder.path(), &options);
    let linked = open(folder.path());
    let refreshed = |repository: &Repository| repository.refresh(None, &control()).unwrap();
    for round in 0..6 {
        write(
            folder.path(),
            &format!("a{round}.ts"),
            "import { buy } from './shop'\nexport const first = () => buy()\n",
        );
        write(folder.path(), &format!("z{round}.ts"), "export { first } from './a0'\nexport class Last {}\n");
        fs::remove_file(folder.path().join(format!("z{}.ts", round - 1))).unwrap_or_default();
        assert_eq!(refreshed(&repository), refreshed(&linked));
        repository.settle();
        repository = opens_kept(folder.path(), &options);
        write(folder.path(), "shop.ts", &format!("export function buy() {{ return {round} }}\n"));
        let told = refreshed(&repository);
        assert_eq!(told.parsed, 1);
        assert_eq!(told, refreshed(&linked));
        assert_answers_as_fresh(&repository, folder.path());
    }
}

#[test]
fn an_edit_keeps_the_pieces_that_it_does_not_concern() {
    let (folder, store) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for number in 0..600 {
        write(folder.path(), &format!("f{number}.ts"), &format!("export function f{number}() {{ return {number} }}\n"));
    }
    let (before, after) = (open_with(folder.path(), &with_cache(store.path())), "export function f7() {}\n");
    let pieces = |repository: &Repository| {
        let index = repository.index();
        let ranges = code_knowledge_graph::query::image::pieces(&index);
        let bytes = ranges.iter().map(|range| code_knowledge_graph::query::image::put_piece(&index, range));
        bytes.collect::<Vec<_>>()
    };
    let kept = pieces(&before);
    assert!(kept.len() > 2);
    write(folder.path(), "f7.ts", after);
    write(folder.path(), "f70000.ts", after);
    before.refresh(None, &control()).unwrap();
    let now = pieces(&before);
    assert_eq!(now.len(), kept.len());
    let others = now.iter().filter(|piece| !kept.contains(piece)).count();
    assert!((1..=2).contains(&others), "{others}");
}

#[test]
fn an_index_that_was_opened_is_kept_in_the_bytes_that_it_was_opened_from() {
    let (folder, store) = (shop(), tempfile::tempdir().unwrap());
    write(folder.path(), "alone.ts", "export function alone() {}\n");
    let options = with_cache(store.path());
    let linked = || {
        let elsewhere = tempfile::tempdir().unwrap();
        open_with(folder.path(), &with_cache(elsewhere.path()))
    };
    let pieces = |repository: &Repository| -> Vec<Vec<u8>> {
        let index = repository.index();
        let ranges = code_knowledge_graph::query::image::pieces(&index);
        ranges.iter().map(|range| code_knowledge_graph::query::image::put_piece(&index, range)).collect()
    };
    keep(folder.path(), &options);
    let kept = opens_kept(folder.path(), &options);
    assert_eq!(pieces(&kept), pieces(&linked()));
    write(folder.path(), "shop.ts", "export function buy() {}\n");
    kept.refresh(None, &control()).unwrap();
    assert_eq!(pieces(&kept), pieces(&linked()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 25, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn after_any_edits_it_is_what_was_kept_or_is_made_again(
        language in 0..TEXTS.len(),
        first in proptest::collection::vec(edit(), 0..6),
        meanwhile in proptest::collection::vec(proptest::collection::vec(edit(), 0..3), 5),
        rounds in proptest::collection::vec((proptest::collection::vec(edit(), 0..3), any::<bool>(), any::<bool>()), 1..5),
    ) {
        let (folder, store) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let options = with_cache(store.path());
        first.iter().for_each(|edit| drop(apply(folder.path(), TEXTS[language], edit)));
        let mut repository = open_with(folder.path(), &options);
        // One that is opened again says of every edit what one says that never was closed.
        let steady = open(folder.path());
        let mut is_made_apart = false;
        for ((edits, names_paths, is_opened_anew), meanwhile) in rounds.into_iter().zip(meanwhile) {
            if is_opened_anew {
                repository.settle();
                // Whatever happens while nobody has it open.
                meanwhile.iter().for_each(|edit| drop(apply(folder.path(), TEXTS[language], edit)));
                drop(steady.refresh(None, &control()).unwrap());
                let opens: fn(&Path, &Options) -> Repository = if meanwhile.is_empty() { opens_kept } else { open_with };
                repository = opens(folder.path(), &options);
                is_made_apart |= !meanwhile.is_empty();
                assert_answers_as_fresh(&repository, folder.path());
            }
            let before = repository.index();
            let paths: Vec<_> = edits.iter().flat_map(|edit| apply(folder.path(), TEXTS[language], edit)).collect();
            let told = repository.refresh(names_paths.then_some(&*paths), &control()).unwrap();
            let mut expected = steady.refresh(names_paths.then_some(&*paths), &control()).unwrap();
            if is_made_apart {
                // Of two that had other numbers to give, a file that takes another's place may have one linked again that asked for that.
                expected.linked.clone_from(&told.linked);
            }
            prop_assert_eq!(told, expected);
            assert_answers_as_fresh(&repository, folder.path());
            prop_assert_eq!(compare(&before, &repository.index()), compare(&before, &open(folder.path()).index()));
        }
    }
}

#[test]
fn what_stands_around_members_is_kept_in_images_and_in_snapshots() {
    let (folder, store) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let text = "#[derive(Clone)]\nstruct A;\nimpl A {\n    const B: u8 = 1;\n    fn load(&self) {}\n}\n\nimpl T for A {\n    fn go(&self) { self.load() }\n}\n";
    write(folder.path(), "a.rs", text);
    let options = with_cache(store.path());
    let at_each_line = |index: &Index| -> Vec<String> {
        let at = |line| {
            format!(
                r#"{{ "query": {{ "diff": [{{ "file": "a.rs", "ranges": [[{line}, {line}]] }}] }}, "options": {{}} }}"#
            )
        };
        (1..11).map(|line| ask(index, "impact", &at(line)).unwrap()).collect()
    };
    let right = at_each_line(&open(folder.path()).index());
    assert!(right[0].contains("a.rs::A") && right[2].contains("A::load") && right[7].contains("A::go"));
    keep(folder.path(), &options);
    let kept = opens_kept(folder.path(), &options);
    assert_eq!(at_each_line(&kept.index()), right);
    Opened::Repository(Box::new(kept)).keep_snapshot("it", &control()).unwrap();
    let snapshot = Opened::snapshot(folder.path(), "it", &options, &control()).unwrap();
    assert_eq!(at_each_line(&snapshot.index()), right);
}

#[test]
fn states_that_are_long_past_take_no_room_and_the_last_ones_stay() {
    let (folder, copy, store) = (shop(), shop(), tempfile::tempdir().unwrap());
    let options = with_cache(store.path());
    let state = |number: u32| {
        write(folder.path(), "shop.ts", &format!("export function buy{number}() {{ return {number} }}\n"));
    };
    let entries = || info(store.path()).unwrap().entries;
    // Another root has the first state, and shares pieces of all others.
    keep(copy.path(), &options);
    keep(folder.path(), &options);
    let mut counts = Vec::new();
    for number in 0..21 {
        state(number);
        keep(folder.path(), &options);
        counts.push(entries());
    }
    // After every ninth state there are four of them, after the others up to eight more. What is known of a file that was analysed stays.
    let (first, second) = (counts[11], counts[20]);
    assert!(first < counts[10] && second < counts[19], "{counts:?}");
    assert!(second <= first + 2 * 9, "{counts:?}");
    assert!(counts.iter().all(|count| *count < first + 100), "{counts:?}");
    for number in [20, 19, 18, 17] {
        state(number);
        opens_kept(folder.path(), &options);
    }
    assert_answers_as_fresh(&opens_kept(folder.path(), &options), folder.path());
    assert_answers_as_fresh(&opens_kept(copy.path(), &options), copy.path());
    // Whoever goes back further goes on from what was kept last.
    state(3);
    let (repository, is_linked) = opened(folder.path(), &options);
    assert!(is_linked);
    assert_answers_as_fresh(&repository, folder.path());
}

#[test]
fn whoever_relied_on_what_others_let_go_of_makes_it_again() {
    let (folder, copy, store) = (shop(), shop(), tempfile::tempdir().unwrap());
    let options = with_cache(store.path());
    let state = |at: &Path, number: u32| {
        write(at, "shop.ts", &format!("export function buy{number}() {{}}\n"));
        keep(at, &options);
    };
    (0..14).for_each(|number| state(folder.path(), number));
    state(copy.path(), 3);
    opens_kept(copy.path(), &options);
    // What says that another root has that state is lost.
    let roots = fs::read_dir(store.path().join("roots")).unwrap().map(|file| file.unwrap().path());
    roots.filter(|file| file.extension().is_some_and(|ending| ending == "ckgn")).for_each(|file| {
        fs::remove_file(file).unwrap();
    });
    (3..4).chain(20..33).for_each(|number| state(folder.path(), number));
    let (repository, is_linked) = opened(copy.path(), &options);
    assert!(is_linked);
    assert_answers_as_fresh(&repository, copy.path());
    repository.settle();
    for at in [copy.path(), folder.path()] {
        assert_answers_as_fresh(&opens_kept(at, &options), at);
    }
}
