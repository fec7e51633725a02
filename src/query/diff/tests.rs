//! Diffs as tools write them, damaged ones, and random edits against what the edits themselves say.

#![allow(clippy::unwrap_used)]

use proptest::collection::vec;
use proptest::prelude::*;

use super::{DiffError, DiffErrorKind, FileChange, LineRange, parse};

/// `old -> new [flags] -1-2,5 +1` a file.
fn told(text: &str) -> Vec<String> {
    parse(text).unwrap().iter().map(tell).collect()
}

fn tell(change: &FileChange) -> String {
    let path = |path: &Option<String>| path.clone().unwrap_or_else(|| "(none)".to_owned());
    let mut parts = vec![path(&change.old_path)];
    if change.old_path != change.new_path {
        parts.push(format!("-> {}", path(&change.new_path)));
    }
    let flags = [(change.is_rename, "renamed"), (change.is_copy, "copied"), (change.is_binary, "binary")];
    parts.extend(flags.iter().filter(|(is_set, _)| *is_set).map(|(_, flag)| (*flag).to_owned()));
    for (sign, ranges) in [('-', &change.old_lines), ('+', &change.new_lines)] {
        let ranges: Vec<_> = ranges.iter().map(|range| format!("{}-{}", range.first, range.last)).collect();
        parts.push(format!("{sign}{}", ranges.join(",")));
    }
    parts.join(" ")
}

fn refusal(text: &str) -> (u32, DiffErrorKind) {
    let DiffError { line, kind } = parse(text).unwrap_err();
    (line, kind)
}

#[test]
fn nothing_is_a_diff_without_changes() {
    assert_eq!(told(""), Vec::<String>::new());
    assert_eq!(told("\n \r\n"), Vec::<String>::new());
}

#[test]
fn lines_are_counted_on_both_sides() {
    let text = "\
diff --git a/src/a.ts b/src/a.ts
index 1111111..2222222 100644
--- a/src/a.ts
+++ b/src/a.ts
@@ -1,5 +1,6 @@ class A {
 one
-two
-three
+2
+3
+3.5
 four
 five
@@ -20 +21,2 @@
-twenty
+20
+20.5
";
    assert_eq!(told(text), ["src/a.ts -2-3,20-20 +2-4,21-22"]);
    assert_eq!(told(&text.replace('\n', "\r\n")), ["src/a.ts -2-3,20-20 +2-4,21-22"]);
}

#[test]
fn lines_on_both_sides_of_a_place_stand_for_it() {
    let between = "--- a/a\n+++ b/a\n@@ -1,4 +1,2 @@\n one\n-two\n-three\n four\n";
    assert_eq!(told(between), ["a -2-3 +1-2"]);
    let first = "--- a/a\n+++ b/a\n@@ -1,2 +1 @@\n-one\n two\n";
    assert_eq!(told(first), ["a -1-1 +1-1"]);
    let without_context = "--- a/a\n+++ b/a\n@@ -2,2 +1,0 @@\n-two\n-three\n@@ -9,0 +8 @@\n+new\n";
    assert_eq!(told(without_context), ["a -2-3,9-10 +1-2,8-8"]);
    let all = "--- a/a\n+++ b/a\n@@ -1 +0,0 @@\n-one\n";
    assert_eq!(told(all), ["a -1-1 +1-1"]);
}

#[test]
fn files_come_go_and_move() {
    let text = "\
diff --git a/new.ts b/new.ts
new file mode 100644
index 0000000..3333333
--- /dev/null
+++ b/new.ts
@@ -0,0 +1,2 @@
+one
+two
diff --git a/empty.ts b/empty.ts
new file mode 100644
index 0000000..e69de29
diff --git a/gone.ts b/gone.ts
deleted file mode 100644
--- a/gone.ts
+++ /dev/null
@@ -1,2 +0,0 @@
-one
-two
\\ No newline at end of file
diff --git a/old name.ts b/lib/new name.ts
similarity index 100%
rename from old name.ts
rename to lib/new name.ts
diff --git a/b.ts b/c.ts
similarity index 90%
rename from b.ts
rename to c.ts
--- a/b.ts
+++ b/c.ts
@@ -3 +3 @@
-x
\\ No newline at end of file
+y
\\ No newline at end of file
diff --git a/c.ts b/d.ts
similarity index 90%
copy from c.ts
copy to d.ts
--- a/c.ts
+++ b/d.ts
@@ -3 +3 @@
-x
+y
diff --git a/tool.sh b/tool.sh
old mode 100644
new mode 100755
diff --git a/libs/sub b/libs/sub
index 1234567..89abcde 160000
--- a/libs/sub
+++ b/libs/sub
@@ -1 +1 @@
-Subproject commit 1234567
+Subproject commit 89abcde
Submodule libs/other one 1234567..89abcde (rewind):
  < A message
";
    assert_eq!(
        told(text),
        [
            "(none) -> new.ts - +1-2",
            "(none) -> empty.ts - +",
            "gone.ts -> (none) -1-2 +",
            "old name.ts -> lib/new name.ts renamed - +",
            "b.ts -> c.ts renamed -3-3 +3-3",
            "c.ts -> d.ts copied - +3-3",
            "tool.sh - +",
            "libs/sub -1-1 +1-1",
            "libs/other one - +",
        ]
    );
}

#[test]
fn binary_files_have_no_lines() {
    let text = "\
diff --git a/logo and name.png b/logo and name.png
index 1111111..2222222 100644
Binary files a/logo and name.png and b/logo and name.png differ
diff --git a/icon.png b/icon.png
new file mode 100644
index 0000000..2222222
GIT binary patch
literal 5
Mc${NkU|?uq0002&0R{j7

literal 0
HcmV?d00001

Binary files old/a.bin and new/a.bin differ
Binary files /dev/null and b/b.bin differ
Binary file c d.bin has changed
";
    assert_eq!(
        told(text),
        [
            "logo and name.png binary - +",
            "(none) -> icon.png binary - +",
            "a.bin binary - +",
            "(none) -> b.bin binary - +",
            "c d.bin binary - +",
        ]
    );
}

/// The header of a file with one changed line.
fn changed(header: &str) -> String {
    format!("{header}\n@@ -1 +1 @@\n-a\n+b\n")
}

#[test]
fn paths_are_those_of_the_repository() {
    for (header, path) in [
        ("diff --git a/x y.ts b/x y.ts\n--- a/x y.ts\t\n+++ b/x y.ts\t", "x y.ts"),
        ("diff --git a/b/x.ts b/b/x.ts\n--- a/b/x.ts\n+++ b/b/x.ts", "b/x.ts"),
        // --no-prefix, of files in folders with names like prefixes.
        ("diff --git src/x.ts src/x.ts\n--- src/x.ts\n+++ src/x.ts", "src/x.ts"),
        ("diff --git a/x.ts a/x.ts\n--- a/x.ts\n+++ a/x.ts", "a/x.ts"),
        // diff.mnemonicPrefix, --src-prefix.
        ("diff --git i/x.ts w/x.ts\n--- i/x.ts\n+++ w/x.ts", "x.ts"),
        ("diff --git old/of/lib/x.ts new/lib/x.ts\n--- old/of/lib/x.ts\n+++ new/lib/x.ts", "lib/x.ts"),
        // Quoted paths.
        (
            "diff --git \"a/\\303\\244 \\\"\\\\\\t.ts\" \"b/\\303\\244 \\\"\\\\\\t.ts\"\n--- \"a/\\303\\244 \\\"\\\\\\t.ts\"\n+++ \"b/\\303\\244 \\\"\\\\\\t.ts\"",
            "ä \"\\\t.ts",
        ),
        (
            "--- \"a/\\a\\b\\n\\v\\f\\r\\377.ts\"\n+++ \"b/\\a\\b\\n\\v\\f\\r\\377.ts\"",
            "\u{7}\u{8}\n\u{b}\u{c}\r\u{fffd}.ts",
        ),
        // diff -u.
        (
            "diff -ru one/src/x.ts two/src/x.ts\n--- one/src/x.ts\t2026-01-02 10:00:00.000000000 +0100\n+++ two/src/x.ts\t2026-01-03 10:00:00.000000000 +0100",
            "src/x.ts",
        ),
        (
            "--- /tmp/base/src/x.ts\t2026-01-02 10:00:00 +0100\n+++ /home/me/head/src/x.ts\t2026-01-03 10:00:00 +0100",
            "src/x.ts",
        ),
        ("--- ./src/x.ts\n+++ ./src/x.ts", "src/x.ts"),
        ("--- x.ts\n+++ x.ts", "x.ts"),
        // hg and svn.
        (
            "diff -r 0123456789ab -r ba9876543210 src/x.ts\n--- a/src/x.ts\tThu Jan 01 00:00:00 2026 +0000\n+++ b/src/x.ts\tFri Jan 02 00:00:00 2026 +0000",
            "src/x.ts",
        ),
        (
            "Index: src/x.ts\n===================================================================\n--- src/x.ts\t(revision 1)\n+++ src/x.ts\t(working copy)",
            "src/x.ts",
        ),
    ] {
        let told = told(&changed(header));
        assert_eq!(told, [format!("{path} -1-1 +1-1")], "{header}");
    }
}

#[test]
fn files_of_two_names_keep_both() {
    assert_eq!(
        told(&changed("--- orders.ts.orig\t2026-01-02 10:00\n+++ orders.ts")),
        ["orders.ts.orig -> orders.ts -1-1 +1-1"]
    );
    let quoted = "diff --git \"a/\\303\\244.ts\" b/a.ts\nsimilarity index 99%\nrename from \"\\303\\244.ts\"\nrename to a.ts\n--- \"a/\\303\\244.ts\"\n+++ b/a.ts";
    assert_eq!(told(&changed(quoted)), ["ä.ts -> a.ts renamed -1-1 +1-1"]);
    let quoted =
        "diff --git a/a.ts \"b/\\303\\244.ts\"\nsimilarity index 100%\nrename from a.ts\nrename to \"\\303\\244.ts\"\n";
    assert_eq!(told(quoted), ["a.ts -> ä.ts renamed - +"]);
}

#[test]
fn tools_say_in_several_ways_that_there_is_no_file() {
    let added = "@@ -0,0 +1 @@\n+one\n";
    for header in [
        "--- /dev/null\n+++ b/x.ts",
        "--- /dev/null\tThu Jan 01 00:00:00 1970 +0000\n+++ b/x.ts\tFri Jan 02 00:00:00 2026 +0000",
        "diff -ruN old/x.ts new/x.ts\n--- old/x.ts\t1970-01-01 01:00:00.000000000 +0100\n+++ new/x.ts\t2026-01-02 10:00:00.000000000 +0100",
        "--- old/x.ts\t1969-12-31 19:00:00.000000000 -0500\n+++ new/x.ts\t2026-01-02 10:00:00.000000000 -0500",
        "Index: x.ts\n=====\n--- x.ts\t(nonexistent)\n+++ x.ts\t(working copy)",
    ] {
        assert_eq!(told(&format!("{header}\n{added}")), ["(none) -> x.ts - +1-1"], "{header}");
    }
    let gone =
        "--- old/x.ts\t2026-01-02 10:00:00 +0100\n+++ new/x.ts\t1970-01-01 01:00:00 +0100\n@@ -1 +0,0 @@\n-one\n";
    assert_eq!(told(gone), ["x.ts -> (none) -1-1 +"]);
    // A file that was empty, and one whose time somebody set.
    assert_eq!(told(&format!("--- a/x.ts\n+++ b/x.ts\n{added}")), ["x.ts -1-1 +1-1"]);
    assert_eq!(told(&changed("--- a/x.ts\t1970-01-01 00:00:00 +0000\n+++ b/x.ts")), ["x.ts -1-1 +1-1"]);
}

#[test]
fn merges_are_read_by_their_columns() {
    let text = "\
diff --cc src/x y.ts
index 1111111,2222222..3333333
--- a/src/x y.ts
+++ b/src/x y.ts
@@@ -1,4 -1,4 +1,4 @@@ class A {
  one
- two of the first
 -two of the second
++both
+ of the second
- three of the first
  four
diff --combined gone.ts
index 1111111,2222222..0000000
deleted file mode 100644,100644
--- a/gone.ts
+++ /dev/null
@@@ -1,1 -1,1 +0,0 @@@
- one
 -eins
diff --cc many.ts
index 1,2,3..4
--- a/many.ts
--- a/former.ts
--- a/many.ts
+++ b/many.ts
@@@@ -1 -1 -1 +1 @@@@
---x
+++y
";
    assert_eq!(told(text), ["src/x y.ts -2-3 +2-3", "gone.ts -> (none) -1-1 +", "many.ts -1-1 +1-1"]);
}

#[test]
fn what_stands_around_a_diff_is_no_part_of_it() {
    let text = format!(
        "From 0123 Mon Sep 17 00:00:00 2001\nSubject: [PATCH] A change\n\n--- of what\nrename from here\n---\n src/x.ts | 2 +-\n\n{}-- \n2.43.0\n\ncommit 4567\nAuthor: A\n\n    Another change\n\n{}",
        changed("diff --git a/x.ts b/x.ts\n--- a/x.ts\n+++ b/x.ts"),
        changed("diff --git a/x.ts b/x.ts\n--- a/x.ts\n+++ b/x.ts"),
    );
    assert_eq!(told(&text), ["x.ts -1-1 +1-1", "x.ts -1-1 +1-1"]);
}

#[test]
fn lines_like_headers_are_lines_where_a_hunk_counts_them() {
    let text =
        "--- a/x.sql\n+++ b/x.sql\n@@ -1,3 +1,3 @@\n--- a comment\n+++ another\n \n-@@ -1 +1 @@\n+diff --git a/a b/a\n";
    assert_eq!(told(text), ["x.sql -1-1,3-3 +1-1,3-3"]);
    // Without the space that an empty line has, in the middle and at the end.
    assert_eq!(told(&text.replace("\n \n", "\n\n")), ["x.sql -1-1,3-3 +1-1,3-3"]);
    // What was trimmed may have been a change: nobody can tell.
    let ending = "--- a/x\n+++ b/x\n@@ -1,4 +1,4 @@\n-a\n+b\n \n \n \n";
    assert_eq!(told(ending), ["x -1-1 +1-1"]);
    assert_eq!(told(ending.trim()), ["x -1-4 +1-4"]);
    let cut = "--- a/x\n+++ b/x\n@@ -1,5 +1,4 @@\n a\n b\n c\n-d";
    assert_eq!(told(cut), ["x -4-5 +3-4"]);
}

#[test]
fn what_cannot_be_read_is_named_with_its_line() {
    use DiffErrorKind::{
        HunkHeader, HunkTooLong, HunkTooShort, HunkWithoutFile, LineNumber, NoDiff, NoPath, QuotedPath, TooManyParents,
    };
    let hunk = |text: &str| refusal(&format!("--- a/x\n+++ b/x\n{text}"));
    assert_eq!(refusal("@@ -1,3 +1,3 @@ class A {\n one\n-two\n+2\n three"), (1, HunkWithoutFile));
    assert_eq!(refusal("\nrename from x\n@@ -1 +1 @@\n-a\n+b\n"), (3, HunkWithoutFile));
    assert_eq!(refusal("what is this?"), (1, NoDiff));
    assert_eq!(refusal("1c1\n< a\n---\n> b\n"), (1, NoDiff));
    assert_eq!(hunk("@@ -1 @@\n-a\n"), (3, HunkHeader));
    assert_eq!(hunk("@@ -1,x +1 @@\n-a\n"), (3, HunkHeader));
    assert_eq!(hunk("@@ -+1 +1 @@\n-a\n"), (3, HunkHeader));
    assert_eq!(hunk("@@@ -1 +1 @@@\n-a\n"), (3, HunkHeader));
    assert_eq!(hunk("@@ -1 +99999999999 @@\n-a\n"), (3, LineNumber));
    assert_eq!(hunk("@@ -4294967295 +1 @@\n-a\n"), (3, LineNumber));
    assert_eq!(hunk("@@ -0,3 +1 @@\n-a\n"), (3, LineNumber));
    assert_eq!(hunk("@@ -1,2 +1,2 @@\n-a\n+b\n-c\n"), (3, HunkTooShort));
    assert_eq!(hunk("@@ -1,2 +1,2 @@\n-a\n+b\ndiff --git a/y b/y\n"), (3, HunkTooShort));
    assert_eq!(hunk("@@ -1,9 +1,9 @@\n-a\n+b\n"), (3, HunkTooShort));
    assert_eq!(hunk("@@ -1 +1 @@\n-a\n+b\n+c\n"), (6, HunkTooLong));
    assert_eq!(hunk("@@ -1 +1,2 @@\n a\n-b\n"), (5, HunkTooLong));
    assert_eq!(hunk("@@ -1 +1 @@\n-a\n+b\n\\ No newline at end of file\n c\n"), (7, HunkTooLong));
    assert_eq!(refusal("diff --git a/x b/y\nold mode 100644\nnew mode 100755\n"), (1, NoPath));
    assert_eq!(refusal("--- /dev/null\n+++ /dev/null\n"), (1, NoPath));
    assert_eq!(refusal("--- \t\n+++ \t\n"), (1, NoPath));
    for path in ["\"a/x", "\"a/\\q\"", "\"a/\\40\"", "\"a/\\", "\"a/\\1é\"", "\"a/\\777\""] {
        assert_eq!(refusal(&format!("--- {path}\n+++ b/x\n")), (1, QuotedPath), "{path}");
    }
    let marks = "@".repeat(200);
    assert_eq!(hunk(&format!("{marks}{} +1 {marks}\n", " -1".repeat(199))), (3, TooManyParents));
    let told = DiffError { line: 7, kind: HunkTooLong }.to_string();
    assert_eq!(told, "line 7 of the diff: the hunk has more lines than its header says: the diff was edited");
}

/// What happens to a line, or between two.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Edit {
    Keep,
    Remove,
    Add,
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    vec(prop_oneof![6 => Just(Edit::Keep), 1 => Just(Edit::Remove), 1 => Just(Edit::Add)], 1..80)
}

/// A diff with so much context around each change.
fn written(edits: &[Edit], context: usize) -> String {
    let is_shown = |at: usize| {
        let around = at.saturating_sub(context)..edits.len().min(at + context + 1);
        edits[around].iter().any(|edit| *edit != Edit::Keep)
    };
    let mut text = "--- a/x\n+++ b/x\n".to_owned();
    let (mut old, mut new, mut at) = (0, 0, 0);
    while at < edits.len() {
        let shown = (at..edits.len()).take_while(|at| is_shown(*at)).count();
        if shown == 0 {
            (old, new, at) = (old + 1, new + 1, at + 1);
            continue;
        }
        let hunk = &edits[at..at + shown];
        let count = |without: Edit| hunk.iter().filter(|edit| **edit != without).count();
        let (removed, added) = (count(Edit::Add), count(Edit::Remove));
        let range = |before: usize, count: usize| match count {
            1 => format!("{}", before + 1),
            0 => format!("{before},0"),
            count => format!("{},{count}", before + 1),
        };
        text += &format!("@@ -{} +{} @@ {{\n", range(old, removed), range(new, added));
        text.extend(hunk.iter().map(|edit| match edit {
            Edit::Keep => " \n",
            Edit::Remove => "--- x\n",
            Edit::Add => "+++ x\n",
        }));
        (old, new, at) = (old + removed, new + added, at + shown);
    }
    text
}

/// The changed lines of one side, by looking at one change after the other.
fn expected(edits: &[Edit], own: Edit) -> Vec<u32> {
    let mut changed = Vec::new();
    let mut line = 1;
    for run in edits.chunk_by(|a, b| (*a == Edit::Keep) == (*b == Edit::Keep)) {
        let owned = run.iter().filter(|edit| **edit == own).count() as u32;
        match (run[0], owned) {
            (Edit::Keep, _) => line += run.len() as u32,
            (_, 0) => changed.extend([line - 1, line]),
            _ => changed.extend(line..line + owned),
        }
        line += owned;
    }
    changed.retain(|line| *line > 0);
    changed.sort_unstable();
    changed.dedup();
    changed
}

fn lines_of(ranges: &[LineRange]) -> Vec<u32> {
    ranges.iter().flat_map(|range| range.first..=range.last).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_lines_are_those_of_the_edits(edits in edits(), context in 0usize..5) {
        prop_assume!(edits.iter().any(|edit| *edit != Edit::Keep));
        let text = written(&edits, context);
        let [change] = parse(&text).unwrap().try_into().unwrap();
        prop_assert_eq!(lines_of(&change.old_lines), expected(&edits, Edit::Remove), "{}", &text);
        prop_assert_eq!(lines_of(&change.new_lines), expected(&edits, Edit::Add), "{}", &text);
        for ranges in [&change.old_lines, &change.new_lines] {
            prop_assert!(ranges.windows(2).all(|two| two[0].last + 1 < two[1].first));
        }
    }

    #[test]
    fn a_diff_that_is_cut_off_is_refused_or_names_every_change_of_the_hunks_it_has(edits in edits(), cut in any::<proptest::sample::Index>()) {
        let text = written(&edits, 3);
        let cut = &text[..cut.index(text.len())];
        if let (Ok(all), Ok(some)) = (parse(&text), parse(cut)) {
            let [all, some] = [all, some].map(|changes| changes.first().map(|change| lines_of(&change.new_lines)).unwrap_or_default());
            let reached = some.last().copied().unwrap_or_default();
            let unnamed: Vec<_> = all.iter().filter(|line| **line <= reached && !some.contains(line)).collect();
            prop_assert!(unnamed.is_empty(), "{:?} {:?}", all, some);
            // What it names beside them may have been blank: three lines at most, and the one in front.
            prop_assert!(some.iter().filter(|line| !all.contains(line)).count() <= 4, "{:?} {:?}", all, some);
            // A hunk that was begun is named to its end.
            let hunks_begun = cut.matches("\n@@").count();
            prop_assert!(hunks_begun == 0 || !some.is_empty(), "{:?} {:?}", all, some);
        }
    }

    #[test]
    fn any_text_is_read_or_refused(pieces in vec(prop_oneof![
        "[ +-]{0,3}[a-z/]{0,3}", "@@{1,3} -[0-9]{1,2},?[0-9]? \\+[0-9],?[0-9]? @@@?", "\\PC{0,9}",
        Just("diff --git a/a b/a".to_owned()), Just("diff --cc a".to_owned()), Just("--- a/a".to_owned()), Just("+++ b/a".to_owned()),
        Just("rename from \"\\303".to_owned()), Just("rename to x".to_owned()), Just("Binary files a and b differ".to_owned()), Just("\\ No".to_owned()),
        Just("deleted file mode 1".to_owned()), Just("Submodule é 1234..5678".to_owned()),
    ], 0..30)) {
        let text = pieces.join("\n");
        if let Ok(changes) = parse(&text) {
            for change in changes {
                prop_assert!(change.old_path.is_some() || change.new_path.is_some());
                let count: usize = [change.old_lines, change.new_lines].iter().map(Vec::len).sum();
                prop_assert!(count <= 2 * pieces.len());
            }
        }
    }
}
