//! Imports lead where they would from nothing, whatever becomes of the folders, manifests and links that decide it.

use super::refresh::{assert_is_fresh, control, open, open_with, write};
use code_knowledge_graph::options::{CacheOptions, Options};
use proptest::prelude::*;
use proptest::sample::Index as Choice;
use std::fs;
use std::path::Path;

/// A repository of one language: each file with what it may hold, and folders and files that change their names.
struct World {
    files: &'static [(&'static str, &'static [&'static str])],
    names: &'static [&'static str],
}

const WORLDS: [World; 9] = [
    World {
        files: &[
            (
                "app/a.ts",
                &[
                    "import { f } from 'lib/f'\nimport { g } from '@w/kit'\nimport { f as h } from '#in'\nf(); g(); h()\n",
                ],
            ),
            ("app/b.mts", &["import { f } from './sub/f'\nimport { g } from '@w/kit/deep'\nf(); g()\n"]),
            ("lib/f.ts", &["export function f() {}\n", "export const f = () => 1\n"]),
            ("other/f.ts", &["export function f() {}\n"]),
            ("kits/kit/src/index.ts", &["export function g() {}\n"]),
            ("kits/kit/deep.ts", &["export function g() {}\n"]),
            (
                "tsconfig.json",
                &[
                    r#"{ "compilerOptions": { "baseUrl": "." } }"#,
                    r#"{ "compilerOptions": { "paths": { "lib/*": ["./other/*"] } } }"#,
                    r#"{ "extends": "./base.json" }"#,
                    "{",
                ],
            ),
            (
                "base.json",
                &[
                    r#"{ "compilerOptions": { "paths": { "lib/*": ["./lib/*"] } } }"#,
                    r#"{ "compilerOptions": { "baseUrl": "other", "rootDirs": ["app", "lib"] } }"#,
                ],
            ),
            ("app/tsconfig.json", &[r#"{ "compilerOptions": { "baseUrl": ".." } }"#, r#"{ "extends": "../base" }"#]),
            (
                "package.json",
                &[
                    r##"{ "workspaces": ["kits/*"], "imports": { "#in": "./lib/f.ts" } }"##,
                    r##"{ "workspaces": ["other/*"], "imports": { "#in": "./other/f.ts" } }"##,
                ],
            ),
            (
                "kits/kit/package.json",
                &[
                    r#"{ "name": "@w/kit", "main": "src/index.ts" }"#,
                    r#"{ "name": "@w/kit", "exports": { ".": "./deep.ts" } }"#,
                    r#"{ "name": "@w/other" }"#,
                ],
            ),
        ],
        names: &["lib", "other", "kits", "kits/kit/src", "app/sub", "node_modules/@w/kit", "kits/kit"],
    },
    World {
        files: &[
            ("app/a.js", &["const { f } = require('lib/f')\nconst g = require('kit')\nf(); g.g()\n"]),
            ("lib/f.js", &["exports.f = function () {}\n"]),
            ("lib/f.d.ts", &["export declare function f(): void\n"]),
            ("kits/kit/index.js", &["exports.g = () => 1\n"]),
            ("jsconfig.json", &[r#"{ "compilerOptions": { "baseUrl": "." } }"#, "{}"]),
            ("package.json", &[r#"{ "workspaces": ["kits/*"] }"#, "{}"]),
            ("kits/kit/package.json", &[r#"{ "name": "kit" }"#, r#"{ "name": "kit", "main": "main.js" }"#]),
            ("kits/kit/main.js", &["exports.g = () => 2\n"]),
        ],
        names: &["lib", "kits", "node_modules/kit", "kits/kit", "app/lib"],
    },
    World {
        files: &[
            ("a.py", &["from lib.c import f\nfrom lib import d\nimport own.e\nf()\nd.g()\nown.e.h()\n"]),
            ("lib/__init__.py", &["", "from .c import f\n"]),
            ("lib/c.py", &["def f():\n    pass\n"]),
            ("lib/d.py", &["def g():\n    pass\n"]),
            ("src/own/e.py", &["def h():\n    pass\n"]),
            ("src/own/__init__.py", &[""]),
            ("pyproject.toml", &["[project]\nname = 'own'\n", "["]),
            ("setup.py", &["h = 1\n"]),
        ],
        names: &["lib", "src", "src/own", "own", "d", "python"],
    },
    World {
        files: &[
            (
                "go.mod",
                &[
                    "module example.com/one\n",
                    "module example.com/two\n",
                    "module example.com/one\nreplace example.com/two => ./two\n",
                ],
            ),
            ("go.work", &["go 1.22\nuse ./two\nuse .\n", "go 1.22\nuse .\n"]),
            ("two/go.mod", &["module example.com/two\n", "module example.com/one/two\n"]),
            (
                "app/a.go",
                &[
                    "package app\nimport (\n\t\"example.com/one/kit\"\n\t\"example.com/two/box\"\n)\nfunc f() { kit.K(); box.B() }\n",
                ],
            ),
            ("kit/k.go", &["package kit\nfunc K() {}\n"]),
            ("two/box/b.go", &["package box\nfunc B() {}\n"]),
        ],
        names: &["kit", "two", "two/box", "vendor/example.com/two/box", "box"],
    },
    World {
        files: &[
            (
                "Cargo.toml",
                &[
                    "[package]\nname = \"one\"\n[dependencies]\ntwo = { path = \"two\" }\n",
                    "[package]\nname = \"one\"\n[features]\ndefault = [\"fast\"]\nfast = []\n",
                    "[workspace]\nmembers = [\"two\"]\n",
                    "[",
                ],
            ),
            (
                "two/Cargo.toml",
                &["[package]\nname = \"two\"\n", "[package]\nname = \"three\"\n[lib]\npath = \"deep/lib.rs\"\n"],
            ),
            (
                "src/lib.rs",
                &[
                    "#[macro_use]\nmod cfg;\nmod inner;\nuse two::f;\npub fn a() { f(); inner::g(); crate::inner::g() }\n",
                    "mod inner;\npub fn a() { inner::g() }\n",
                ],
            ),
            (
                "src/cfg.rs",
                &[
                    "macro_rules! own { ($($item:item)*) => { $( #[cfg(feature = \"fast\")] $item )* } }\n",
                    "macro_rules! own { ($($item:item)*) => { $( #[cfg(unix)] $item )* } }\n",
                ],
            ),
            (
                "src/inner.rs",
                &[
                    "own! { pub fn g() {} }\npub fn g() {}\nfn own() { g(); }\n",
                    "#[cfg(feature = \"fast\")]\npub fn g() {}\n#[cfg(not(feature = \"fast\"))]\npub fn g() {}\nfn own() { g(); }\n",
                    "#![cfg(feature = \"fast\")]\npub fn g() {}\n",
                ],
            ),
            ("src/inner/mod.rs", &["pub fn g() {}\n"]),
            ("two/src/lib.rs", &["pub fn f() {}\n"]),
            ("two/deep/lib.rs", &["pub fn f() {}\n"]),
        ],
        names: &["src", "src/inner", "two", "two/deep", "two/src"],
    },
    World {
        files: &[
            (
                "composer.json",
                &[
                    r#"{ "autoload": { "psr-4": { "App\\": "src/" } } }"#,
                    r#"{ "autoload": { "psr-4": { "App\\": "lib/", "Kit\\": "src/" } } }"#,
                    "{}",
                ],
            ),
            ("index.php", &["<?php\nuse App\\A;\nuse Kit\\B;\nrequire 'lib/f.php';\nA::m(); B::n(); f();\n"]),
            ("src/A.php", &["<?php\nnamespace App;\nclass A { static function m() {} }\n"]),
            ("lib/A.php", &["<?php\nnamespace App;\nclass A { static function m() {} }\n"]),
            ("src/B.php", &["<?php\nnamespace Kit;\nclass B { static function n() {} }\n"]),
            ("lib/f.php", &["<?php\nfunction f() {}\n"]),
        ],
        names: &["src", "lib", "vendor", "App"],
    },
    World {
        files: &[
            ("src/main/java/shop/A.java", &["package shop;\nimport kit.B;\nclass A { void a() { new B().b(); } }\n"]),
            ("src/main/java/kit/B.java", &["package kit;\npublic class B { public void b() {} }\n"]),
            (
                "more/src/main/java/kit/B.java",
                &["package kit;\npublic class B { public void b() {} public void c() {} }\n"],
            ),
            ("pom.xml", &["<project/>", "<project><modules><module>more</module></modules></project>"]),
            ("more/pom.xml", &["<project/>"]),
        ],
        names: &["src", "more", "src/main/java/kit", "src/test", "more/src/main/java"],
    },
    World {
        files: &[
            (
                "app/App.csproj",
                &[
                    "<Project><ItemGroup><ProjectReference Include=\"..\\core\\Core.csproj\" /></ItemGroup></Project>",
                    "<Project/>",
                    "<Project",
                ],
            ),
            (
                "core/Core.csproj",
                &[
                    "<Project/>",
                    "<Project><PropertyGroup><RootNamespace>Shop</RootNamespace></PropertyGroup></Project>",
                ],
            ),
            (
                "Directory.Build.props",
                &["<Project><ItemGroup><Using Include=\"Core\" /></ItemGroup></Project>", "<Project/>"],
            ),
            ("app/A.cs", &["using Core;\nnamespace App;\nclass A { void M() { new B().N(); } }\n"]),
            ("app/Usings.cs", &["global using Core;\n"]),
            ("app/C.cs", &["namespace App;\nclass C { void M() { new B().N(); } }\n"]),
            ("core/B.cs", &["namespace Core;\npublic class B { public void N() {} }\n"]),
        ],
        names: &["app", "core", "app/core", "kit"],
    },
    World {
        files: &[
            ("a.rb", &["require 'box'\nrequire_relative 'lib/f'\nrequire 'kit/k'\nf\nBox.new.open\nKit.go\n"]),
            ("lib/box.rb", &["class Box\n  def open; end\nend\n"]),
            ("lib/f.rb", &["def f; end\n"]),
            ("gems/kit/kit.gemspec", &["Gem::Specification.new\n", ""]),
            ("gems/kit/lib/kit/k.rb", &["module Kit\n  def self.go; end\nend\n"]),
            ("spec/box.rb", &["class Box\n  def open; end\nend\n"]),
        ],
        names: &["lib", "spec", "gems", "gems/kit", "gems/kit/lib", "packs"],
    },
];

#[derive(Debug, Clone)]
enum Edit {
    /// A file is there, with one of its texts.
    Write(Choice, Choice),
    Delete(Choice),
    /// A folder, or a file of such a name, gets another name.
    Rename(Choice, Choice),
    /// A name becomes a link to what has another.
    Link(Choice, Choice),
}

fn edit() -> impl Strategy<Value = Edit> {
    let two = any::<(Choice, Choice)>;
    prop_oneof![
        6 => two().prop_map(|(file, text)| Edit::Write(file, text)),
        2 => any::<Choice>().prop_map(Edit::Delete),
        2 => two().prop_map(|(from, to)| Edit::Rename(from, to)),
        1 => two().prop_map(|(from, to)| Edit::Link(from, to)),
    ]
}

fn remove(path: &Path) {
    let is_folder = path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir());
    let _ = if is_folder { fs::remove_dir_all(path) } else { fs::remove_file(path) };
}

/// Does an edit, if that can be done, and says which paths it concerns.
fn apply(folder: &Path, world: &World, edit: &Edit) -> Vec<String> {
    let make_room = |path: &str| {
        let path = folder.join(path);
        // A file may be where a folder has to be.
        let mut around: Vec<_> = path.ancestors().skip(1).take_while(|around| *around != folder).collect();
        around.reverse();
        around.into_iter().filter(|around| !around.is_dir()).for_each(remove);
        fs::create_dir_all(path.parent().unwrap()).is_ok()
    };
    match edit {
        Edit::Write(file, text) => {
            let (path, texts) = file.get(world.files);
            if make_room(path) {
                let path = folder.join(path);
                if path.is_dir() {
                    remove(&path);
                }
                let _ = fs::write(path, text.get(texts));
            }
            vec![(*path).to_owned()]
        }
        Edit::Delete(file) => {
            let (path, _) = file.get(world.files);
            remove(&folder.join(path));
            vec![(*path).to_owned()]
        }
        Edit::Rename(from, to) => {
            let (from, to) = (from.get(world.names), to.get(world.names));
            if from != to && folder.join(from).exists() && make_room(to) {
                let _ = fs::rename(folder.join(from), folder.join(to));
            }
            vec![(*from).to_owned(), (*to).to_owned()]
        }
        Edit::Link(from, to) => {
            let (from, to) = (from.get(world.names), to.get(world.names));
            if from != to && make_room(from) {
                remove(&folder.join(from));
                #[cfg(unix)]
                let _ = std::os::unix::fs::symlink(folder.join(to), folder.join(from));
            }
            vec![(*from).to_owned()]
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn after_any_edits_of_what_decides_imports_they_lead_where_they_would_from_nothing(
        world in 0..WORLDS.len(),
        left_out in proptest::collection::vec(any::<Choice>(), 0..4),
        rounds in proptest::collection::vec((proptest::collection::vec(edit(), 0..3), any::<bool>()), 1..8),
    ) {
        let (folder, world) = (tempfile::tempdir().unwrap(), &WORLDS[world]);
        let left_out: Vec<&str> = left_out.iter().map(|file| file.get(world.files).0).collect();
        for (path, texts) in world.files.iter().filter(|(path, _)| !left_out.contains(path)) {
            write(folder.path(), path, texts[0]);
        }
        let repository = open(folder.path());
        for (edits, names_paths) in rounds {
            let paths: Vec<_> = edits.iter().flat_map(|edit| apply(folder.path(), world, edit)).collect();
            repository.refresh(names_paths.then_some(&*paths), &control()).unwrap();
            assert_is_fresh(&repository, folder.path());
        }
    }
}

/// Each language by itself: each file goes and comes again, with each of its texts.
#[test]
fn whatever_comes_or_goes_by_itself_is_followed() {
    for world in &WORLDS {
        let folder = tempfile::tempdir().unwrap();
        world.files.iter().for_each(|(path, texts)| write(folder.path(), path, texts[0]));
        let repository = open(folder.path());
        let check = || {
            repository.refresh(None, &control()).unwrap();
            assert_is_fresh(&repository, folder.path());
        };
        for (path, texts) in world.files {
            remove(&folder.path().join(path));
            check();
            for text in texts.iter().rev() {
                write(folder.path(), path, text);
                check();
            }
        }
    }
}

#[test]
fn a_path_of_a_manifest_that_changes_links_those_that_import_by_it() {
    let folder = tempfile::tempdir().unwrap();
    let config = |target: &str| format!(r#"{{ "compilerOptions": {{ "paths": {{ "lib/*": ["./{target}/*"] }} }} }}"#);
    write(folder.path(), "tsconfig.json", &config("one"));
    for name in ["one", "two"] {
        write(folder.path(), &format!("{name}/f.ts"), "export function f() {}\n");
    }
    write(folder.path(), "a.ts", "import { f } from 'lib/f'\nf()\n");
    write(folder.path(), "b.ts", "import { f } from './one/f'\nf()\n");
    let repository = open(folder.path());
    for (target, linked) in [("one", &[][..]), ("two", &["a.ts".to_owned()]), ("two", &[])] {
        write(folder.path(), "tsconfig.json", &config(target));
        let refreshed = repository.refresh(None, &control()).unwrap();
        assert_eq!(refreshed.linked, linked, "{target}");
        assert_eq!(refreshed.parsed, 0);
        assert_is_fresh(&repository, folder.path());
    }
}

#[test]
fn features_of_a_manifest_that_change_link_what_depends_on_them() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = |name: &str, default: &str| {
        let text = format!("[package]\nname = \"{name}\"\n[features]\ndefault = [{default}]\nfast = []\n");
        write(folder.path(), &format!("{name}/Cargo.toml"), &text);
    };
    for name in ["one", "two"] {
        manifest(name, "");
        let at = |path: &str| format!("{name}/src/{path}");
        write(folder.path(), &at("lib.rs"), "mod plain;\nmod twins;\nmod user;\n");
        let twins = "#[cfg(feature = \"fast\")]\npub fn f() {}\n#[cfg(not(feature = \"fast\"))]\npub fn f() {}\n";
        write(folder.path(), &at("twins.rs"), twins);
        write(folder.path(), &at("user.rs"), "use crate::twins::f;\nfn u() { f(); }\n");
        write(folder.path(), &at("plain.rs"), "pub fn p() {}\nfn q() { p(); }\n");
    }
    let options =
        |store: &tempfile::TempDir| Options { cache: Some(CacheOptions::at(store.path())), ..Options::default() };
    let store = tempfile::tempdir().unwrap();
    let repositories = [open(folder.path()), open_with(folder.path(), &options(&store))];
    for (default, linked) in
        [("", &[][..]), ("\"fast\"", &["one/src/twins.rs", "one/src/user.rs"]), ("\"fast\", \"fast\"", &[])]
    {
        manifest("one", default);
        for repository in &repositories {
            let refreshed = repository.refresh(None, &control()).unwrap();
            assert_eq!(refreshed.linked, linked, "{default}");
            assert_eq!(refreshed.parsed, 0);
            assert_is_fresh(repository, folder.path());
        }
    }
    let [_, repository] = repositories;
    repository.settle();
    // What is decided by a manifest that changed while nobody looked is decided anew.
    manifest("one", "");
    let opened = open_with(folder.path(), &options(&store));
    assert_is_fresh(&opened, folder.path());
}

/// A source that others are read by is more than itself, also where it is the one that is said to have changed.
#[test]
fn macros_that_change_are_followed_by_whoever_names_their_file_alone() {
    let folder = tempfile::tempdir().unwrap();
    let macros =
        |condition: &str| format!("macro_rules! own {{ ($($item:item)*) => {{ $( #[cfg({condition})] $item )* }} }}\n");
    write(folder.path(), "Cargo.toml", "[package]\nname = \"one\"\n");
    write(folder.path(), "src/lib.rs", "#[macro_use]\nmod cfg;\nmod inner;\n");
    write(folder.path(), "src/cfg.rs", &macros("windows"));
    write(folder.path(), "src/inner.rs", "own! { pub fn g() {} }\npub fn g() {}\nfn own() { g(); }\n");
    let repository = open(folder.path());
    let texts = [
        ("src/cfg.rs", macros("unix"), true),
        ("src/cfg.rs", macros("unix") + "// more\n", false),
        ("src/lib.rs", "mod cfg;\nmod inner;\n".to_owned(), true),
        ("src/lib.rs", "#[macro_use]\nmod cfg;\nmod inner;\nfn more() {}\n".to_owned(), true),
        ("src/cfg.rs", macros("windows"), true),
    ];
    for (path, text, is_more) in texts {
        write(folder.path(), path, &text);
        let refreshed = repository.refresh(Some(&[path.to_owned()]), &control()).unwrap();
        assert!(is_more || refreshed.linked.iter().all(|linked| linked == path), "{path}: {refreshed:?}");
        assert_is_fresh(&repository, folder.path());
    }
}
