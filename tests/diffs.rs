//! Diffs by `git` and `diff` themselves, of random texts and strange names: however they are asked to write it, it says the same.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use code_knowledge_graph::query::diff::{FileChange, LineRange, parse};

/// Paths that tools quote, or that look like something else. Windows has no such names.
const NAMES: &[&str] = if cfg!(windows) {
    &["a.ts", "a/a.ts", "b/ä ö.ts", "a b.ts"]
} else {
    &[
        "a.ts",
        "a/a.ts",
        "b/ä ö.ts",
        "a b.ts",
        "tab\tand\nline.ts",
        "say \"hi\".ts",
        "back\\slash.ts",
        "b/ a/x.ts",
        "\u{7}.ts",
    ]
};

fn run(folder: &Path, program: &str, words: &[&str]) -> String {
    let output = Command::new(program).current_dir(folder).args(words).env("LC_ALL", "C").output().unwrap();
    // `diff` ends with 1 where there is a difference.
    assert!(output.status.code().is_some_and(|code| code < 2), "{program} {words:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Numbers that look random, the same in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    /// Lines, no two alike, so that every tool finds the same ones changed.
    fn text(&mut self) -> Vec<String> {
        (0..self.below(60)).map(|_| format!("-- line {}", self.below(1 << 30))).collect()
    }

    fn edited(&mut self, text: &[String]) -> Vec<String> {
        let mut edited = Vec::new();
        for line in text {
            match self.below(12) {
                0 => {}
                1 => edited.extend([line.clone(), format!("++ line {}", self.below(1 << 30))]),
                2 => edited.push(format!("@@ -1 +1 @@ {}", self.below(1 << 30))),
                _ => edited.push(line.clone()),
            }
        }
        edited
    }
}

fn write(folder: &Path, name: &str, lines: &[String], ends_with_line: bool) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let end = if ends_with_line && !lines.is_empty() { "\n" } else { "" };
    fs::write(path, lines.join("\n") + end).unwrap();
}

/// The lines of both sides that no range has are the same.
fn assert_rest_is_equal(change: &FileChange, old: &[String], new: &[String]) {
    let unchanged = |lines: &[String], ranges: &[LineRange]| -> Vec<String> {
        let is_changed = |line: usize| {
            ranges.iter().any(|range: &LineRange| (range.first as usize..=range.last as usize).contains(&line))
        };
        lines.iter().enumerate().filter(|(at, _)| !is_changed(at + 1)).map(|(_, line)| line.clone()).collect()
    };
    let (old, new): (BTreeSet<_>, BTreeSet<_>) =
        (old.iter().collect(), unchanged(new, &change.new_lines).into_iter().collect());
    assert!(new.iter().all(|line| old.contains(line)), "{change:?}");
}

/// Both hold the same, and else the first that differs is named.
fn assert_same(changes: &[FileChange], expected: &[FileChange], words: &[&str]) {
    for (change, expected) in changes.iter().zip(expected) {
        assert_eq!(change, expected, "{words:?}");
    }
    assert_eq!(changes.len(), expected.len(), "{words:?}");
}

#[test]
fn git_and_diff_say_the_same_however_they_are_asked() {
    let folder = tempfile::tempdir().unwrap();
    let (base, head) = (folder.path().join("base"), folder.path().join("head"));
    let mut numbers = Numbers(7);
    let mut texts = Vec::new();
    for round in 0..6 {
        for name in NAMES {
            let name = format!("{round}/{name}");
            let old = numbers.text();
            let new = if numbers.below(8) == 0 { Vec::new() } else { numbers.edited(&old) };
            write(&base, &name, &old, numbers.below(2) == 0);
            if numbers.below(8) > 0 {
                write(&head, &name, &new, numbers.below(2) == 0);
                texts.push((name, old, Some(new)));
            } else {
                texts.push((name, old, None));
            }
        }
    }
    write(&head, "only/in head.ts", &["one".to_owned(), "two".to_owned()], true);
    fs::write(base.join("picture.png"), [0, 1, 2]).unwrap();
    fs::write(head.join("picture.png"), [0, 1, 3]).unwrap();

    let git = |words: &[&str]| {
        run(&base, "git", &[&["-c", "core.autocrlf=false", "-c", "core.safecrlf=false"], words].concat())
    };
    git(&["init", "--quiet", "."]);
    git(&["add", "--all", "."]);
    let commit = ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "--message", "m"];
    git(&commit);
    let work_tree = format!("--work-tree={}", head.display());
    git(&[&work_tree, "add", "--all", "."]);
    git(&commit);

    let sorted = |mut changes: Vec<FileChange>| {
        changes.sort_by(|a, b| (&a.new_path, &a.old_path).cmp(&(&b.new_path, &b.old_path)));
        changes
    };
    let diff = |words: &[&str]| sorted(parse(&git(&[&["diff", "HEAD~"], words, &["HEAD"]].concat())).unwrap());
    let changes = diff(&["--no-renames"]);
    for (name, old, new) in &texts {
        let change = changes.iter().find(|change| change.old_path.as_ref() == Some(name));
        match (change, new) {
            (None, Some(new)) => assert_eq!(old, new),
            (Some(change), Some(new)) => {
                assert_eq!(change.new_path.as_ref(), Some(name));
                assert_rest_is_equal(change, old, new);
            }
            (Some(change), None) => assert_eq!(change.new_path, None),
            (None, None) => panic!("{name:?} is missing"),
        }
    }
    let named = |path: &str| changes.iter().find(|change| change.new_path.as_deref() == Some(path)).unwrap();
    assert_eq!(named("only/in head.ts").old_path, None);
    assert!(named("picture.png").is_binary);

    for words in [
        &["-U0"][..],
        &["-U1"],
        &["-U99"],
        &["--no-prefix"],
        &["--src-prefix=left/", "--dst-prefix=right/"],
        &["--binary"],
        &["--full-index", "--function-context"],
        &["--patience"],
    ] {
        assert_same(&diff(&[&["--no-renames"], words].concat()), &changes, words);
    }
    // From the work tree, which is still the base, to what is committed, with `w/` and `c/`.
    let config = ["-c", "core.quotePath=false", "-c", "diff.mnemonicPrefix=true"];
    let mnemonic = parse(&git(&[&config[..], &["diff", "--no-renames", "-R", "HEAD"]].concat())).unwrap();
    // What the head has not is not tracked there.
    let remaining: Vec<_> = changes.iter().filter(|change| change.new_path.is_some()).cloned().collect();
    assert_same(&sorted(mnemonic), &remaining, &config);
    let log = parse(&git(&["log", "--patch", "--no-renames", "--max-count=1", "--stat"])).unwrap();
    assert_eq!(log.len(), changes.len());
    let mail = parse(&git(&["format-patch", "--stdout", "--no-renames", "HEAD~"])).unwrap();
    assert_eq!(mail.len(), changes.len());

    if cfg!(target_os = "linux") {
        let all = parse(&run(folder.path(), "diff", &["-ruN", "-x", ".git", "base", "head"])).unwrap();
        for change in changes.iter().filter(|change| !change.is_binary) {
            let [old, new] = [&change.old_path, &change.new_path];
            // An empty file that appears is nothing to `diff -N`.
            let same = all.iter().find(|other| (&other.old_path, &other.new_path) == (old, new));
            assert!(same.is_none_or(|same| same == change), "{same:?} {change:?}");
            assert!(same.is_some() || change.new_lines.len() + change.old_lines.len() == 0, "{change:?}");
        }
    }
}

#[test]
fn a_renamed_file_is_one_change() {
    let folder = tempfile::tempdir().unwrap();
    let git = |words: &[&str]| {
        let config = ["-c", "core.autocrlf=false", "-c", "user.name=a", "-c", "user.email=a@b"];
        run(folder.path(), "git", &[&config, words].concat())
    };
    git(&["init", "--quiet", "."]);
    let mut lines: Vec<String> = (0..40).map(|line| format!("line {line}")).collect();
    write(folder.path(), "old ä.ts", &lines, true);
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--message", "m"]);
    fs::remove_file(folder.path().join("old ä.ts")).unwrap();
    lines[20] = "another".to_owned();
    write(folder.path(), "lib/new ä.ts", &lines, true);
    git(&["add", "--all"]);
    for words in [&[][..], &["--no-prefix"], &["-U0"], &["--src-prefix=x/y/"]] {
        let changes = parse(&git(&[&["diff", "--cached", "--find-renames"], words].concat())).unwrap();
        let [change] = changes.try_into().unwrap();
        assert_eq!((change.old_path.as_deref(), change.new_path.as_deref()), (Some("old ä.ts"), Some("lib/new ä.ts")));
        assert!(change.is_rename);
        assert_eq!(
            [&change.old_lines, &change.new_lines].map(|ranges| (ranges[0].first, ranges[0].last)),
            [(21, 21); 2]
        );
    }
}

#[test]
fn a_merge_with_conflicts_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let git = |words: &[&str]| {
        let config = ["-c", "core.autocrlf=false", "-c", "user.name=a", "-c", "user.email=a@b"];
        run(folder.path(), "git", &[&config, words].concat())
    };
    let state = |second: &str, fifth: &str| {
        let lines = ["one", second, "three", "four", fifth, "six"].map(str::to_owned);
        write(folder.path(), "a b.ts", &lines, true);
        git(&["add", "--all"]);
    };
    git(&["init", "--quiet", "--initial-branch=left", "."]);
    state("two", "five");
    git(&["commit", "--quiet", "--message", "base"]);
    git(&["checkout", "--quiet", "-b", "right"]);
    state("right", "five");
    git(&["commit", "--quiet", "--message", "right"]);
    git(&["checkout", "--quiet", "left"]);
    state("left", "five");
    git(&["commit", "--quiet", "--message", "left"]);
    git(&["merge", "--quiet", "--no-edit", "right"]);
    state("both", "five");
    git(&["commit", "--quiet", "--message", "merge"]);
    for words in [&["show", "--cc"][..], &["show", "-c"], &["show", "--cc", "-c", "--combined-all-paths"]] {
        let [change] = parse(&git(words)).unwrap().try_into().unwrap();
        assert_eq!((change.old_path.as_deref(), change.new_path.as_deref()), (Some("a b.ts"), Some("a b.ts")));
        assert_eq!([&change.old_lines, &change.new_lines].map(|ranges| (ranges[0].first, ranges[0].last)), [(2, 2); 2]);
    }
}
