//! What discovery lists and how paths become absolute.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;
use tempfile::TempDir;

use code_knowledge_graph::error::{Error, FileFailure};
use code_knowledge_graph::source::paths::absolute;
use code_knowledge_graph::source::walk::{Walk, check_root, check_root_from};

fn folder(files: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in files {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }
    folder
}

struct Search<'a> {
    include: &'a [&'a str],
    exclude: &'a [&'a str],
    respect_gitignore: bool,
}

const ALL: Search<'_> = Search { include: &[], exclude: &[], respect_gitignore: false };

/// The files found below `root`, relative to it.
fn found(root: &Path, search: &Search<'_>) -> Result<Vec<String>, Error> {
    let owned = |globs: &[&str]| globs.iter().map(|glob| (*glob).to_owned()).collect::<Vec<_>>();
    let walk = Walk {
        root,
        include: &owned(search.include),
        exclude: &owned(search.exclude),
        respect_gitignore: search.respect_gitignore,
        extensions: &["ts", "tsx"],
    };
    let prefix = format!("{}/", root.display());
    let files = walk.files(&|| false)?;
    Ok(files.iter().map(|file| file.strip_prefix(&prefix).unwrap().to_owned()).collect())
}

#[test]
fn files_are_sorted_by_their_bytes_and_by_nothing_else() {
    let folder = folder(&["b.ts", "a/z.ts", "a.ts", "B.tsx", "a-b.ts", "ä.ts", "z.ts", "\u{10000}.ts", "\u{FFEE}.ts"]);
    let files = found(folder.path(), &ALL).unwrap();
    assert_eq!(files, ["B.tsx", "a-b.ts", "a.ts", "a/z.ts", "b.ts", "z.ts", "ä.ts", "\u{FFEE}.ts", "\u{10000}.ts"]);
}

#[test]
fn hidden_names_and_folders_of_tools_are_skipped_at_every_depth() {
    let folder = folder(&[
        "a/.hidden.ts",
        "a/.hidden/b.ts",
        "a/node_modules/b.ts",
        "dist/b.ts",
        "a/build/b.ts",
        "coverage/b.ts",
        "a/builds/b.ts",
        "a/dist.ts",
        "a/Build/b.ts",
        "a.js",
        "ts",
        ".ts",
    ]);
    assert_eq!(found(folder.path(), &ALL).unwrap(), ["a/Build/b.ts", "a/builds/b.ts", "a/dist.ts"]);
}

#[test]
fn the_name_of_the_root_does_not_matter() {
    let folder = folder(&["node_modules/.cache/a.ts"]);
    assert_eq!(found(&folder.path().join("node_modules/.cache"), &ALL).unwrap(), ["a.ts"]);
}

#[test]
fn globs_are_relative_to_the_root_and_name_files_or_folders() {
    let folder = folder(&["a.ts", "src/a.ts", "src/a.test.ts", "src/deep/b.ts", "tests/c.ts"]);
    let search = |include, exclude| found(folder.path(), &Search { include, exclude, ..ALL }).unwrap();
    assert_eq!(search(&["*.ts"], &[]), ["a.ts"]);
    assert_eq!(search(&["./src/"], &[]), ["src/a.test.ts", "src/a.ts", "src/deep/b.ts"]);
    assert_eq!(search(&["src/**/*.ts", "tests"], &["**/*.test.ts", "src/deep"]), ["src/a.ts", "tests/c.ts"]);
    assert_eq!(search(&[], &["**"]), <[&str; 0]>::default());
}

#[test]
fn a_glob_that_cannot_be_read_is_named() {
    let folder = folder(&[]);
    let error = found(folder.path(), &Search { exclude: &["a", "src/[a"], ..ALL }).unwrap_err();
    assert!(error.to_string().starts_with("Invalid glob in options.exclude: src/[a: "), "{error}");
}

#[test]
fn gitignore_counts_only_if_asked_for() {
    let folder = folder(&["a.ts", "made/b.ts", "sub/c.ts", "sub/d.ts"]);
    fs::write(folder.path().join(".gitignore"), "made/\n").unwrap();
    fs::write(folder.path().join("sub/.gitignore"), "*\n!d.ts\n").unwrap();
    assert_eq!(found(folder.path(), &ALL).unwrap(), ["a.ts", "made/b.ts", "sub/c.ts", "sub/d.ts"]);
    let files = found(folder.path(), &Search { respect_gitignore: true, ..ALL }).unwrap();
    assert_eq!(files, ["a.ts", "sub/d.ts"]);
}

#[test]
fn gitignore_files_above_the_root_count_up_to_the_top_of_the_repository() {
    let folder = folder(&["repository/app/a.ts", "repository/app/b.ts", "repository/app/c.ts"]);
    fs::create_dir(folder.path().join("repository/.git")).unwrap();
    fs::write(folder.path().join(".gitignore"), "a.ts\n").unwrap();
    fs::write(folder.path().join("repository/.gitignore"), "/app/b.ts\n").unwrap();
    let app = folder.path().join("repository/app");
    assert_eq!(found(&app, &Search { respect_gitignore: true, ..ALL }).unwrap(), ["a.ts", "c.ts"]);
}

#[test]
fn braces_in_gitignore_files_are_characters_like_others_however_deep() {
    let folder = folder(&["{a,b}.ts", "a.ts", "c.ts", "d.ts", "{d}.ts", "e.ts"]);
    let deep = format!("{}a{}\n", "{".repeat(50_000), "}".repeat(50_000));
    let rules = format!("{deep}{{a,b}}.ts\n\\{{d\\}}.ts\n[z-a].ts\nc.ts\n");
    fs::write(folder.path().join(".gitignore"), rules).unwrap();
    let files = found(folder.path(), &Search { respect_gitignore: true, ..ALL }).unwrap();
    assert_eq!(files, ["a.ts", "d.ts", "e.ts"]);
}

#[test]
fn an_oversized_line_of_a_gitignore_costs_itself_alone() {
    let folder = folder(&["a.ts", "b.ts", "c.ts", "d.ts"]);
    // Longer than any path; and as long as one, but too large when compiled.
    for oversized in ["?".repeat(300_000), "*?".repeat(200_000), "[a-z]*".repeat(600), "[!a]**/".repeat(500)] {
        fs::write(folder.path().join(".gitignore"), format!("a.ts\n*.ts\n{oversized}\n!d.ts\n{oversized}\n!c.ts\n"))
            .unwrap();
        let files = found(folder.path(), &Search { respect_gitignore: true, ..ALL }).unwrap();
        assert_eq!(files, ["c.ts", "d.ts"]);
    }
}

#[test]
fn many_rules_that_are_too_large_together_count_one_by_one() {
    let folder = folder(&["a.ts", "b.ts"]);
    let many = (0..200).map(|number| format!("{number}{}\n", "[a-z]*?".repeat(500))).collect::<String>();
    fs::write(folder.path().join(".gitignore"), format!("a.ts\n{many}")).unwrap();
    assert_eq!(found(folder.path(), &Search { respect_gitignore: true, ..ALL }).unwrap(), ["b.ts"]);
}

#[test]
fn a_gitignore_that_is_no_file_has_no_rules() {
    let folder = folder(&["a.ts", ".gitignore/b.ts"]);
    assert_eq!(found(folder.path(), &Search { respect_gitignore: true, ..ALL }).unwrap(), ["a.ts"]);
}

#[test]
fn globs_nested_too_deep_are_refused() {
    let folder = folder(&["a.ts"]);
    for depth in [65, 50_000] {
        let glob = format!("{}a{}", "{".repeat(depth), "}".repeat(depth));
        for search in [Search { include: &[&glob], ..ALL }, Search { exclude: &[&glob], ..ALL }] {
            assert_eq!(found(folder.path(), &search).unwrap_err().code(), "ERR_INVALID_GLOB");
        }
    }
    let nested = format!("{}a.ts{}", "{".repeat(64), "}".repeat(64));
    assert_eq!(found(folder.path(), &Search { include: &[&nested], ..ALL }).unwrap(), ["a.ts"]);
}

#[test]
fn a_cancelled_walk_is_aborted() {
    let folder = folder(&["a/b.ts", "c.ts", "d.ts"]);
    let looks = AtomicUsize::new(0);
    let walk = Walk { root: folder.path(), include: &[], exclude: &[], respect_gitignore: false, extensions: &["ts"] };
    let files = walk.files(&|| looks.fetch_add(1, Ordering::Relaxed) > 0);
    assert_eq!(files, Err(Error::Aborted));
}

#[cfg(unix)]
mod links {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_lead_out_of_the_root_to_nothing_and_inside_to_what_is_found_once() {
        let outside = folder(&["a.ts"]);
        let folder = folder(&["real/a.ts", "node_modules/p/a.ts"]);
        let at = |path: &str| folder.path().join(path);
        symlink(at("real"), at("linked")).unwrap();
        symlink("a.ts", at("real/again.ts")).unwrap();
        symlink(at("real"), at("dist")).unwrap();
        symlink(at("node_modules/p"), at("package")).unwrap();
        symlink(outside.path(), at("away")).unwrap();
        symlink(outside.path().join("a.ts"), at("away.ts")).unwrap();
        symlink("nowhere", at("broken.ts")).unwrap();
        let files = found(folder.path(), &ALL).unwrap();
        assert_eq!(files, ["real/a.ts"]);
    }

    #[test]
    fn links_in_a_circle_end() {
        let folder = folder(&["a/x.ts", "b/y.ts"]);
        let at = |path: &str| folder.path().join(path);
        symlink(folder.path(), at("a/root")).unwrap();
        symlink(at("a"), at("a/itself")).unwrap();
        symlink(at("b"), at("a/to-b")).unwrap();
        symlink(at("a"), at("b/to-a")).unwrap();
        symlink("loop.ts", at("loop.ts")).unwrap();
        let files = found(folder.path(), &ALL).unwrap();
        assert_eq!(files, ["a/x.ts", "b/y.ts"]);
    }

    #[test]
    fn folders_that_all_link_to_each_other_end_soon() {
        let names: Vec<String> = (0..12).map(|number| format!("f{number}")).collect();
        let files: Vec<String> = names.iter().map(|name| format!("{name}/a.ts")).collect();
        let folder = folder(&files.iter().map(String::as_str).collect::<Vec<_>>());
        for from in &names {
            for to in names.iter().filter(|to| *to != from) {
                symlink(folder.path().join(to), folder.path().join(from).join(to)).unwrap();
            }
        }
        assert_eq!(found(folder.path(), &ALL).unwrap().len(), names.len());
        // Where no file is included by its own name, each is found by one of a link's.
        let by_links = found(folder.path(), &Search { include: &["f*/f*/a.ts"], ..ALL }).unwrap();
        assert_eq!(
            by_links,
            std::iter::once("f1/f0/a.ts".to_owned())
                .chain(names[1..].iter().map(|name| format!("f0/{name}/a.ts")))
                .collect::<std::collections::BTreeSet<_>>()
                .into_iter()
                .collect::<Vec<_>>()
        );
    }

    #[test]
    fn a_link_names_what_its_own_name_does_not_let_in() {
        let folder = folder(&["shared/a.ts", "shared/deep/b.ts", "src/c.ts", "notes.txt", "left/d.ts", "script"]);
        let at = |path: &str| folder.path().join(path);
        symlink("../shared", at("src/shared")).unwrap();
        symlink("../shared", at("src/twice")).unwrap();
        symlink("../left/d.ts", at("src/d.ts")).unwrap();
        symlink("notes.txt", at("notes.ts")).unwrap();
        symlink("script", at("z-script.ts")).unwrap();
        symlink("script", at("script.ts")).unwrap();
        symlink("..", at("src/up")).unwrap();
        let search = |include, exclude| found(folder.path(), &Search { include, exclude, ..ALL }).unwrap();
        let all = ["left/d.ts", "notes.ts", "script.ts", "shared/a.ts", "shared/deep/b.ts", "src/c.ts"];
        assert_eq!(search(&[], &[]), all);
        let of_src = ["src/c.ts", "src/d.ts", "src/shared/a.ts", "src/shared/deep/b.ts"];
        assert_eq!(search(&["src/**/*.ts"], &[]), of_src);
        assert_eq!(search(&["src"], &["src/shared/deep", "src/twice"]), of_src[..3]);
        assert_eq!(
            search(&["src"], &["src/shared"]),
            ["src/c.ts", "src/d.ts", "src/twice/a.ts", "src/twice/deep/b.ts"]
        );
        // What is excluded where it is has no other name.
        assert_eq!(search(&["src"], &["shared", "left"]), ["src/c.ts"]);
    }

    #[test]
    fn folders_linked_to_each_other_a_thousand_times_are_listed_once_each() {
        let names: Vec<String> = (0..32).map(|number| format!("f{number}")).collect();
        let files: Vec<String> = names.iter().map(|name| format!("{name}/a.ts")).collect();
        let folder = folder(&files.iter().map(String::as_str).collect::<Vec<_>>());
        for from in &names {
            for to in names.iter().filter(|to| *to != from) {
                symlink(folder.path().join(to), folder.path().join(from).join(to)).unwrap();
            }
        }
        assert_eq!(found(folder.path(), &ALL).unwrap().len(), 32);
    }

    #[test]
    fn a_root_reached_by_a_link_keeps_its_name() {
        let folder = folder(&["real/a.ts"]);
        let link = folder.path().join("link");
        symlink(folder.path().join("real"), &link).unwrap();
        symlink(folder.path().join("real/a.ts"), folder.path().join("real/b.ts")).unwrap();
        assert_eq!(check_root(link.to_str().unwrap()).unwrap(), link);
        assert_eq!(found(&link, &ALL).unwrap(), ["a.ts"]);
    }

    #[test]
    fn a_fifo_and_a_socket_are_left_out() {
        let folder = folder(&["a.ts"]);
        let fifo = folder.path().join("fifo.ts");
        assert!(std::process::Command::new("mkfifo").arg(fifo).status().unwrap().success());
        let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket.ts")).unwrap();
        assert_eq!(found(folder.path(), &ALL).unwrap(), ["a.ts"]);
    }

    /// What cannot be searched below `root`: path, code, reason.
    fn unsearched(root: &Path, include: &[&str]) -> Vec<(String, String, String)> {
        let include: Vec<String> = include.iter().map(|glob| (*glob).to_owned()).collect();
        let walk = Walk { root, include: &include, exclude: &[], respect_gitignore: false, extensions: &["ts"] };
        let found = walk.find(&|| false).unwrap();
        let of = |failure: &FileFailure| (failure.path.clone(), failure.code.to_string(), failure.reason.clone());
        found.unsearched().map(of).collect()
    }

    #[test]
    fn a_folder_too_deep_to_be_named_is_a_failure_if_it_may_hold_what_is_wanted() {
        let folder = folder(&["a.ts", "src/b.ts"]);
        let name = "d".repeat(200);
        let deep = folder.path().join(std::iter::repeat_n(name.as_str(), 18).collect::<Vec<_>>().join("/"));
        fs::create_dir_all(&deep).unwrap();
        // Further down only step by step: the path would be too long.
        let below =
            format!("cd {} && mkdir -p {name}/{name}/{name} && touch {name}/{name}/{name}/x.ts", deep.display());
        assert!(std::process::Command::new("sh").args(["-c", &below]).status().unwrap().success());
        assert_eq!(found(folder.path(), &ALL).unwrap(), ["a.ts", "src/b.ts"]);
        let [(path, code, _)] = &unsearched(folder.path(), &[])[..] else { panic!("one failure") };
        assert!(path.len() >= 4096 && path.starts_with(folder.path().to_str().unwrap()));
        assert_eq!(code, "ERR_FOLDER_UNREADABLE");
        assert_eq!(unsearched(folder.path(), &["**/*.ts"]).len(), 1);
        assert_eq!(unsearched(folder.path(), &["src/**", "*.ts"]).len(), 1);
        assert!(unsearched(folder.path(), &["src/**", "a.ts"]).is_empty());
        // Or a link's name for it.
        symlink(folder.path().join(&name), folder.path().join("src/link")).unwrap();
        assert_eq!(unsearched(folder.path(), &["src/**"]).len(), 1);
        assert!(std::process::Command::new("rm").arg("-rf").arg(folder.path().join(name)).status().unwrap().success());
    }

    #[test]
    fn names_that_are_no_utf8_are_listed_one_by_one_so_that_each_can_fail() {
        let folder = folder(&["a.ts"]);
        for name in [&b"\xFF.ts"[..], b"\xFE.ts", b"x\xC3/b.ts"] {
            let path = folder.path().join(OsStr::from_bytes(name));
            // Some file systems take no such name; then there is nothing to list.
            if fs::create_dir_all(path.parent().unwrap()).and_then(|()| fs::write(path, "")).is_err() {
                return;
            }
        }
        let files = found(folder.path(), &ALL).unwrap();
        assert_eq!(files, ["\\xFE.ts", "\\xFF.ts", "a.ts", "x\\xC3/b.ts"]);
        assert!(unsearched(folder.path(), &[]).is_empty());
    }
}

#[test]
fn a_root_must_be_a_folder() {
    let folder = folder(&["a.ts"]);
    let file = folder.path().join("a.ts").display().to_string();
    assert_eq!(check_root(""), Err(Error::RootDirEmpty(String::new())));
    assert_eq!(check_root(" \t"), Err(Error::RootDirEmpty(" \t".to_owned())));
    assert_eq!(check_root(&file), Err(Error::RootDirNotFound(file.clone())));
    assert_eq!(check_root("/no/such/folder"), Err(Error::RootDirNotFound("/no/such/folder".to_owned())));
    assert_eq!(check_root("/a\0b"), Err(Error::RootDirNotFound("/a\0b".to_owned())));
}

#[test]
fn a_root_becomes_absolute_and_plain() {
    let folder = folder(&["a/b/c.ts"]);
    let given = format!("{}/./a//b/../", folder.path().display());
    assert_eq!(check_root(&given).unwrap(), folder.path().join("a"));
    assert_eq!(check_root(".").unwrap(), std::env::current_dir().unwrap());
}

#[test]
fn a_relative_root_starts_from_the_folder_it_was_given_in() {
    let folder = folder(&["a/b/c.ts"]);
    let inner = folder.path().join("a");
    assert_eq!(check_root_from(&inner, "b").unwrap(), inner.join("b"));
    assert_eq!(check_root_from(&inner, ".").unwrap(), inner);
    let missing = Err(Error::RootDirNotFound("a".to_owned()));
    assert_eq!(check_root_from(&inner, "a"), missing);
    // Where that folder is gone there is none: not the current one in its place.
    assert_eq!(check_root_from(Path::new(""), "src"), Err(Error::RootDirNotFound("src".to_owned())));
    assert_eq!(check_root_from(Path::new(""), &inner.display().to_string()).unwrap(), inner);
}

#[test]
fn given_paths_become_absolute_and_plain() {
    let root = Path::new("/r/s");
    assert_eq!(absolute(root, "a.ts"), "/r/s/a.ts");
    assert_eq!(absolute(root, "./a/../b//c.ts"), "/r/s/b/c.ts");
    assert_eq!(absolute(root, "../t/a.ts"), "/r/t/a.ts");
    assert_eq!(absolute(root, "../../../../a.ts"), "/a.ts");
    assert_eq!(absolute(root, "/x/./a.ts"), "/x/a.ts");
    assert_eq!(absolute(root, ""), "/r/s");
}

proptest! {
    #[test]
    fn an_absolute_path_is_its_own_normal_form(given in "[a.b/]{0,20}") {
        let once = absolute(Path::new("/r"), &given);
        prop_assert!(once.starts_with('/') && !once.contains("//"));
        prop_assert!(!once.split('/').any(|part| part == "." || part == ".."));
        prop_assert_eq!(absolute(Path::new("/elsewhere"), &once), once);
    }
}
