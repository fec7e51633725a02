//! A repository that is brought up to date is the repository that is opened then, whatever it was before.

use code_knowledge_graph::error::Error;
use code_knowledge_graph::indexing::index::{Control, Refreshed, Repository};
use code_knowledge_graph::options::{CacheOptions, Options};
use code_knowledge_graph::query::compare::changes;
use code_knowledge_graph::query::stats::Stats;
use code_knowledge_graph::source::paths::RootText;
use code_knowledge_graph::source::walk::check_root;
use proptest::prelude::*;
use proptest::sample::Index as Choice;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

pub fn control() -> Control {
    Control::new(|| false, std::sync::Arc::default())
}

pub fn open_with(folder: &Path, options: &Options) -> Repository {
    Repository::open(&check_root(folder.to_str().unwrap()).unwrap(), options, &control()).unwrap()
}

pub fn open(folder: &Path) -> Repository {
    open_with(folder, &Options::default())
}

pub fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// By path: a file's record, its links, and what leads from it and to it.
pub type Image = BTreeMap<String, (Vec<u8>, Vec<u8>, Vec<String>)>;

/// All that a repository answers, by path: what JavaScript reads, what leads from each file, what leads to it.
pub fn image(repository: &Repository) -> Image {
    let (index, pieces) = (repository.index(), repository.pieces(RootText::relative()));
    let analyzed = (0..pieces.len()).flat_map(|piece| pieces.piece(piece));
    let of = |analyzed: code_knowledge_graph::indexing::analyze::Analyzed| {
        let (id, file) = index.at_path(&analyzed.path).unwrap();
        let mut lines: Vec<String> =
            file.edges.iter().map(|edge| format!("{:?}", index.edge_info(id, edge).unwrap())).collect();
        for (symbol, _) in file.symbols() {
            let to = code_knowledge_graph::query::SymbolRef { file: id, symbol };
            let mut incoming: Vec<String> =
                index.incoming(to).map(|(from, edge)| format!("{:?}", index.edge_info(from, edge).unwrap())).collect();
            incoming.sort();
            lines.extend(incoming);
        }
        lines.push(format!("{} of {} calls", file.calls_with_target, file.outline.calls.len()));
        (analyzed.path.clone(), (analyzed.record, analyzed.links, lines))
    };
    analyzed.map(|analyzed| of(analyzed.unwrap())).collect()
}

pub fn assert_is_fresh(repository: &Repository, folder: &Path) {
    let fresh = open(folder);
    let (now, then) = (image(repository), image(&fresh));
    assert_eq!(now.keys().collect::<Vec<_>>(), then.keys().collect::<Vec<_>>());
    for (path, now) in &now {
        assert_eq!(now.2, then[path].2, "{path}");
        assert!(*now == then[path], "{path}: its record or its links");
    }
    let paths = now.keys().map(String::as_str);
    assert!(changes(&fresh.index(), &repository.index(), paths).is_empty());
    // What is held with a store is less.
    let stats = |repository: &Repository| Stats { bytes: 0, ..repository.now().stats.clone() };
    assert_eq!(stats(repository), stats(&fresh));
    assert_eq!(repository.now().failures, fresh.now().failures);
}

/// What a file may hold: each names what others have.
pub const TEXTS: [(&str, &[&str]); 9] = [
    (
        "ts",
        &[
            "import { a } from './b'\nexport function a(): C { return null! }\nexport class C { m() { a() } }\n",
            "export * from './c'\nexport const b = () => a()\nimport { a } from './a'\na()\nb()\n",
            "import { C } from '../a'\nexport class D extends C { m() { super.m() } }\nnew D().m()\n",
            "export interface I { m(): void }\nexport class E implements I { m() {} }\nfunction f(i: I) { i.m() }\n",
            "import { I } from './b'\nimport { I as J } from 'lib/c'\nexport function g(i: I, j: J) { i.m(); j.m() }\n",
            "",
        ],
    ),
    (
        "py",
        &[
            "from b import a\ndef f():\n    return a()\nclass C:\n    def m(self):\n        f()\n",
            "from lib.c import *\ndef a():\n    return C()\n",
            "class C:\n    def m(self):\n        pass\ndef g(c: C):\n    c.m()\n",
            "from a import C\nclass D(C):\n    def m(self):\n        super().m()\nD().m()\n",
        ],
    ),
    (
        "go",
        &[
            "package main\ntype I interface { M() }\nfunc f(i I) { i.M() }\n",
            "package main\ntype T struct{}\nfunc (t T) M() { g() }\nfunc g() { f(T{}) }\n",
            "package main\ntype U struct{ T }\nfunc h() { f(U{}); g() }\n",
        ],
    ),
    (
        "js",
        &[
            "const { a } = require('./b')\nexports.a = () => a()\nclass C { m() { a() } }\nexports.C = C\n",
            "import { C } from './a'\nexport default class D extends C { m() { super.m() } }\nnew D().m()\n",
            "export * from './lib/c'\nexport function a() { return a() }\n",
        ],
    ),
    (
        "java",
        &[
            "package lib;\npublic class a extends b { void m() { super.m(); g(); } void g() {} }\n",
            "package lib;\nimport lib.c;\npublic class b implements c { public void m() { new a().m(); } }\n",
            "package lib;\npublic interface c { void m(); default void d() { m(); } }\n",
        ],
    ),
    (
        "rb",
        &[
            "require_relative 'b'\nclass C < D\n  def m\n    super\n    g\n  end\nend\n",
            "module M\n  def g\n    m\n  end\nend\nclass D\n  include M\n  def m\n  end\nend\n",
            "class C\n  def n\n    D.new.m\n  end\nend\nC.new.n\n",
        ],
    ),
    (
        "rs",
        &[
            "mod b;\nuse b::T;\nstruct C;\nimpl T for C { fn m(&self) { g(); } }\nfn g() { C.m() }\n",
            "pub trait T { fn m(&self); fn d(&self) { self.m() } }\n",
            "use crate::a::C;\nimpl C { pub fn n(&self) { self.d() } }\n",
        ],
    ),
    (
        "cs",
        &[
            "namespace N;\npublic partial class C : I { public void M() { G(); } }\n",
            "namespace N;\npublic partial class C { void G() { new C().M(); } }\npublic interface I { void M(); }\n",
            "using N;\nclass D : C { void F(I i) { i.M(); } }\nstatic class E { public static void X(this I i) { i.M(); } }\n",
        ],
    ),
    (
        "php",
        &[
            "<?php\nnamespace N;\nclass C extends D { use T; function m() { parent::m(); $this->t(); } }\n",
            "<?php\nnamespace N;\ntrait T { function t() { f(); } }\nfunction f() { (new C())->m(); }\n",
            "<?php\nnamespace N;\nrequire 'a.php';\nclass D { function m() { f(); } }\n",
        ],
    ),
];

const PLACES: [&str; 6] = ["a", "b", "c", "lib/a", "lib/b", "lib/c"];

#[derive(Debug, Clone)]
pub enum Edit {
    /// A place gets a text of the language.
    Write(Choice, Choice),
    Delete(Choice),
    Rename(Choice, Choice),
    /// A manifest says where `lib/…` is.
    Manifest(bool),
}

pub fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        5 => any::<(Choice, Choice)>().prop_map(|(place, text)| Edit::Write(place, text)),
        2 => any::<Choice>().prop_map(Edit::Delete),
        2 => any::<(Choice, Choice)>().prop_map(|(from, to)| Edit::Rename(from, to)),
        1 => any::<bool>().prop_map(Edit::Manifest),
    ]
}

/// Does an edit, and says which paths it concerns.
pub fn apply(folder: &Path, (ending, texts): (&str, &[&str]), edit: &Edit) -> Vec<String> {
    let path = |choice: &Choice| format!("{}.{ending}", choice.get(&PLACES));
    match edit {
        Edit::Write(place, text) => {
            let text: &&str = text.get(texts);
            write(folder, &path(place), text);
            vec![path(place)]
        }
        Edit::Delete(place) => {
            let _ = fs::remove_file(folder.join(path(place)));
            vec![path(place)]
        }
        Edit::Rename(from, to) => {
            fs::create_dir_all(folder.join("lib")).unwrap();
            let _ = fs::rename(folder.join(path(from)), folder.join(path(to)));
            vec![path(from), path(to)]
        }
        Edit::Manifest(is_there) => {
            let text = r#"{ "compilerOptions": { "baseUrl": "." } }"#;
            if *is_there {
                write(folder, "tsconfig.json", text);
            } else {
                let _ = fs::remove_file(folder.join("tsconfig.json"));
            }
            vec!["tsconfig.json".to_owned()]
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn after_any_edits_it_is_the_repository_that_is_opened_then(
        language in 0..TEXTS.len(),
        first in proptest::collection::vec(edit(), 0..6),
        rounds in proptest::collection::vec((proptest::collection::vec(edit(), 0..4), any::<bool>()), 1..5),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let texts = TEXTS[language];
        first.iter().for_each(|edit| drop(apply(folder.path(), texts, edit)));
        let repository = open(folder.path());
        for (edits, names_paths) in rounds {
            let paths: Vec<_> = edits.iter().flat_map(|edit| apply(folder.path(), texts, edit)).collect();
            repository.refresh(names_paths.then_some(&*paths), &control()).unwrap();
            assert_is_fresh(&repository, folder.path());
        }
    }
}

pub fn shop() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "order.ts", "export class Order {\n  load() {}\n  save() { this.load() }\n}\n");
    write(folder.path(), "shop.ts", "import { Order } from './order'\nexport function buy() { new Order().save() }\n");
    folder
}

fn refresh(repository: &Repository, paths: &[&str]) -> Refreshed {
    let paths: Vec<_> = paths.iter().map(|path| (*path).to_owned()).collect();
    repository.refresh(Some(&paths), &control()).unwrap()
}

#[test]
fn what_changed_is_told_by_key() {
    let folder = shop();
    let repository = open(folder.path());
    write(
        folder.path(),
        "order.ts",
        "export class Order {\n  load() {}\n  save(now: boolean) { audit() }\n}\nfunction audit() {}\n",
    );
    let Refreshed { changes, parsed, .. } = refresh(&repository, &["order.ts"]);
    assert_eq!(parsed, 1);
    assert_eq!(changes.files.changed, ["order.ts"]);
    assert_eq!(changes.functions.added, ["order.ts::audit"]);
    let [changed] = &changes.functions.changed[..] else { panic!("{changes:?}") };
    assert_eq!((&*changed.key, changed.body, changed.signature), ("order.ts::Order::save", true, true));
    let links = |links: &[code_knowledge_graph::query::compare::Link]| -> Vec<String> {
        links.iter().map(|link| format!("{} {} {}", link.from, link.kind, link.to)).collect()
    };
    assert_eq!(links(&changes.edges.added), ["order.ts::Order::save call order.ts::audit"]);
    assert_eq!(links(&changes.edges.removed), ["order.ts::Order::save call order.ts::Order::load"]);
}

#[test]
fn what_is_elsewhere_has_moved() {
    let folder = shop();
    let repository = open(folder.path());
    fs::rename(folder.path().join("order.ts"), folder.path().join("orders.ts")).unwrap();
    let Refreshed { changes, .. } = repository.refresh(None, &control()).unwrap();
    assert_eq!(
        (changes.files.added, changes.files.removed),
        (vec!["orders.ts".to_owned()], vec!["order.ts".to_owned()])
    );
    let moved: Vec<_> = changes.functions.moved.iter().map(|moved| (&*moved.from, &*moved.to)).collect();
    let expected =
        [("order.ts::Order::load", "orders.ts::Order::load"), ("order.ts::Order::save", "orders.ts::Order::save")];
    assert_eq!(moved, expected);
    assert!(changes.functions.added.is_empty() && changes.functions.removed.is_empty());
}

#[test]
fn what_comes_into_an_empty_folder_is_new() {
    let folder = tempfile::tempdir().unwrap();
    let repository = open(folder.path());
    write(folder.path(), "a.ts", "export function f() {}\n");
    let Refreshed { changes, .. } = refresh(&repository, &["a.ts"]);
    assert_eq!((changes.files.added, changes.functions.added), (vec!["a.ts".to_owned()], vec!["a.ts::f".to_owned()]));
}

#[test]
fn a_file_that_holds_what_it_held_is_not_parsed_again() {
    let folder = shop();
    let repository = open(folder.path());
    write(folder.path(), "shop.ts", &fs::read_to_string(folder.path().join("shop.ts")).unwrap());
    let refreshed = repository.refresh(None, &control()).unwrap();
    assert_eq!(refreshed, Refreshed::default());
}

#[test]
fn a_file_that_cannot_be_analysed_is_a_failure_until_it_can() {
    let folder = shop();
    let repository = open(folder.path());
    fs::write(folder.path().join("order.ts"), b"\0").unwrap();
    refresh(&repository, &["order.ts"]);
    let failures = &repository.now().failures;
    assert_eq!(failures.len(), 1);
    assert!(failures[0].path.ends_with("/order.ts"));
    assert!(repository.index().at_path("order.ts").is_none());
    write(folder.path(), "order.ts", "export class Order { save() {} }\n");
    refresh(&repository, &["order.ts"]);
    assert_eq!(repository.now().failures.len(), 0);
    assert_is_fresh(&repository, folder.path());
}

#[test]
fn whoever_gives_up_leaves_the_index_as_it_was() {
    let folder = shop();
    let repository = open(folder.path());
    let before = image(&repository);
    write(folder.path(), "late.ts", "export function late() {}\n");
    let given_up = Control::new(|| true, std::sync::Arc::default());
    assert_eq!(repository.refresh(None, &given_up), Err(Error::Aborted));
    assert_eq!(image(&repository), before);
    repository.refresh(None, &control()).unwrap();
    assert_is_fresh(&repository, folder.path());
}

#[test]
#[cfg(unix)]
fn a_file_that_has_the_name_of_a_link_keeps_it() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "real/lib.txt", "export function lib() {}\n");
    std::os::unix::fs::symlink(folder.path().join("real/lib.txt"), folder.path().join("lib.ts")).unwrap();
    write(folder.path(), "a.ts", "import { lib } from './lib'\nlib()\n");
    let repository = open(folder.path());
    write(folder.path(), "a.ts", "import { lib } from './lib'\nexport const b = () => lib()\n");
    let Refreshed { changes, .. } = refresh(&repository, &["a.ts"]);
    assert_eq!(changes.edges.added.iter().map(|link| &*link.to).collect::<Vec<_>>(), ["lib.ts::lib"]);
    assert_is_fresh(&repository, folder.path());
}

#[test]
fn what_a_store_knows_already_is_followed_too() {
    let store = tempfile::tempdir().unwrap();
    let options = Options { cache: Some(CacheOptions::at(store.path())), ..Options::default() };
    let texts = ["export function f() { return 1 }\n", "export function f() { return 1 + 1 }\n"];
    for _ in 0..2 {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "a.ts", texts[0]);
        let repository = open_with(folder.path(), &options);
        for round in [1, 0, 1] {
            write(folder.path(), "a.ts", texts[round]);
            let Refreshed { changes, .. } = repository.refresh(None, &control()).unwrap();
            assert_eq!(changes.files.changed, ["a.ts"]);
            assert_eq!(changes.functions.changed.len(), 1);
            assert_is_fresh(&repository, folder.path());
        }
    }
}

#[test]
fn with_a_store_it_is_the_same() {
    let (folder, store) = (shop(), tempfile::tempdir().unwrap());
    let options = Options { cache: Some(CacheOptions::at(store.path())), ..Options::default() };
    let without = image(&open(folder.path()));
    for _ in 0..2 {
        let repository = open_with(folder.path(), &options);
        assert_eq!(image(&repository), without);
        // What the store loses is made again.
        fs::remove_dir_all(store.path().join("packs")).unwrap();
        assert_eq!(image(&repository), without);
    }
}
