//! What a change may affect, and which tests do.

use crate::random::{calls, distances, edges, index_of_written, written};
use crate::repository::index_of;
use code_knowledge_graph::query::Index;
use code_knowledge_graph::query::changes::ChangeQuery;
use code_knowledge_graph::query::impact::{Impact, ImpactOptions};
use proptest::prelude::*;

fn shop() -> Index {
    index_of(&[
        (
            "src/order.ts",
            "import { log } from './log'\n\nexport const RATE = 3\n\nexport class Order {\n  total = RATE\n  load() { log() }\n  save() {\n    log()\n  }\n}\n// remark\nexport class Draft extends Order {\n  load() {}\n}\n",
        ),
        ("src/log.ts", "export function log() {}\n"),
        ("src/index.ts", "export * from './order'\n"),
        (
            "src/use.ts",
            "import { Order, RATE } from './index'\nexport function use(order: Order) { order.load() }\nexport function rate() { return RATE }\n",
        ),
        (
            "src/order.test.ts",
            "import { Order } from './order'\nimport { use } from './use'\ndescribe('orders', () => {\n  const make = () => new Order()\n  it('loads', () => {\n    make().load()\n  })\n  test.each([1, 2])('saves %s', () => { make().save() })\n  describe(Order, () => {\n    it('is used', () => use(make()))\n    it('is nothing', () => {})\n  })\n})\n",
        ),
    ])
}

fn impact(index: &Index, query: &str, options: &str) -> Impact {
    let query: ChangeQuery = serde_json::from_str(query).unwrap();
    index.impact(&query, &serde_json::from_str::<ImpactOptions>(options).unwrap()).unwrap()
}

fn affected(impact: &Impact) -> Vec<String> {
    let line = |one: &code_knowledge_graph::query::walks::Reached| {
        format!("{} {} {} {}:{}", one.distance, one.symbol.key, one.via.kind, one.via.file, one.via.line)
    };
    impact.affected.iter().map(line).collect()
}

fn changed(impact: &Impact) -> Vec<&str> {
    impact.changed.iter().map(|symbol| &*symbol.key).collect()
}

fn tests(impact: &Impact) -> Vec<String> {
    impact.tests.iter().map(|test| format!("{} {}:{} {}", test.distance, test.file, test.line, test.title)).collect()
}

#[test]
fn whatever_leads_to_a_changed_function_is_affected_with_the_tests_among_it() {
    let index = shop();
    let impact = impact(&index, r#"{ "keys": ["Order.load"] }"#, "{}");
    assert_eq!(changed(&impact), ["src/order.ts::Order::load"]);
    assert_eq!(
        affected(&impact),
        ["1 src/order.ts::Draft::load override src/order.ts:14", "1 src/use.ts::use call src/use.ts:2"]
    );
    assert_eq!(
        tests(&impact),
        ["1 src/order.test.ts:5 orders > loads", "2 src/order.test.ts:10 orders > Order > is used",]
    );
    assert_eq!(impact.files, ["src/order.test.ts", "src/order.ts", "src/use.ts"]);
    assert!(!impact.truncated);
}

#[test]
fn what_a_member_overrides_and_what_overrides_it_is_affected() {
    let index = shop();
    let impact = impact(&index, r#"{ "keys": ["Draft.load"] }"#, r#"{ "depth": 1 }"#);
    assert_eq!(
        affected(&impact),
        ["1 src/order.ts::Order::load override src/order.ts:7", "1 src/use.ts::use dispatch src/use.ts:2"]
    );
}

#[test]
fn a_changed_type_affects_subtypes_and_users_of_it_and_of_its_members() {
    let index = shop();
    let impact = impact(&index, r#"{ "keys": ["Order"] }"#, r#"{ "depth": 1 }"#);
    assert_eq!(changed(&impact), ["src/order.ts::Order"]);
    assert_eq!(
        affected(&impact),
        [
            "1 src/order.test.ts::make construct src/order.test.ts:4",
            "1 src/order.ts::Draft extends src/order.ts:13",
            "1 src/order.ts::Draft::load override src/order.ts:14",
            "1 src/use.ts::use type src/use.ts:2"
        ]
    );
}

#[test]
fn lines_change_the_smallest_symbols_around_them() {
    let index = shop();
    for (ranges, keys) in [
        ("[9, 9]", vec!["src/order.ts::Order::save"]),
        ("[6, 6]", vec!["src/order.ts::Order"]),
        ("[7, 8]", vec!["src/order.ts::Order::load", "src/order.ts::Order::save"]),
        (
            "[4, 14]",
            vec![
                "src/order.ts::Draft",
                "src/order.ts::Draft::load",
                "src/order.ts::Order",
                "src/order.ts::Order::load",
                "src/order.ts::Order::save",
            ],
        ),
        // An import, a blank line, a comment.
        ("[1, 2]", vec![]),
        ("[12, 12]", vec![]),
        ("[90, 99]", vec![]),
    ] {
        let query = format!(r#"{{ "diff": [{{ "file": "src/order.ts", "ranges": [{ranges}] }}] }}"#);
        let impact = impact(&index, &query, r#"{ "depth": 0 }"#);
        assert_eq!(changed(&impact), keys, "{ranges}");
        assert!(impact.affected.is_empty());
    }
}

#[test]
fn importers_are_affected_where_something_outside_of_functions_is_changed() {
    let index = shop();
    let rate = impact(&index, r#"{ "diff": [{ "file": "src/order.ts", "ranges": [[3, 3]] }] }"#, "{}");
    assert_eq!(changed(&rate), [""; 0]);
    // The one in between hands on what it imports.
    assert_eq!(rate.files, ["src/index.ts", "src/order.test.ts", "src/use.ts"]);
    assert_eq!(rate.tests.len(), 4);
    for line in [1, 2, 12] {
        let query = format!(r#"{{ "diff": [{{ "file": "src/order.ts", "ranges": [[{line}, {line}]] }}] }}"#);
        assert_eq!(impact(&index, &query, "{}").files, [""; 0], "{line}");
    }
}

#[test]
fn a_changed_test_is_a_test_of_the_change() {
    let index = shop();
    let of = |query: &str| tests(&impact(&index, query, r#"{ "depth": 0 }"#));
    assert_eq!(
        of(r#"{ "diff": [{ "file": "src/order.test.ts", "ranges": [[6, 6]] }] }"#),
        ["0 src/order.test.ts:5 orders > loads"]
    );
    assert_eq!(of(r#"{ "files": ["./src/order.test.ts"] }"#).len(), 4);
}

#[test]
fn a_diff_is_read() {
    let index = shop();
    let diff = "--- a/src/order.ts\n+++ b/src/order.ts\n@@ -9 +9 @@\n-    log\n+    log()\n";
    let query = ChangeQuery {
        diff: Some(code_knowledge_graph::query::changes::Diff::Unified(diff.to_owned())),
        ..ChangeQuery::default()
    };
    let impact = index.impact(&query, &ImpactOptions::default()).unwrap();
    assert_eq!(changed(&impact), ["src/order.ts::Order::save"]);
    assert_eq!(tests(&impact), ["1 src/order.test.ts:8 orders > saves %s"]);
    let cut: ChangeQuery = serde_json::from_str(r#"{ "diff": "--- a/x\n+++ b/x\n@@ -1,3 +1,4 @@\n a\n" }"#).unwrap();
    assert_eq!(index.impact(&cut, &ImpactOptions::default()).unwrap_err().code(), "ERR_INVALID_DIFF");
}

#[test]
fn a_limit_that_cuts_says_so() {
    let index = shop();
    let cut = impact(&index, r#"{ "keys": ["log"] }"#, r#"{ "limit": 1 }"#);
    assert!(cut.truncated);
    assert_eq!((cut.affected.len(), cut.tests.len(), cut.files.len()), (1, 1, 1));
    assert_eq!(affected(&cut), ["1 src/order.ts::Order::load call src/order.ts:7"]);
    let nothing = impact(&index, r#"{ "keys": ["none"], "files": ["none.ts"] }"#, "{}");
    assert!(nothing.changed.is_empty() && nothing.affected.is_empty() && nothing.files.is_empty());
    let several = impact(&index, r#"{ "keys": ["load"] }"#, "{}");
    assert_eq!((several.candidates.len(), several.affected.len()), (2, 0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_is_affected_is_what_trying_all_edges_gives(files in calls(), depth in 0..5_u32) {
        let index = index_of_written(&written(&files));
        let starts: Vec<_> = ["f0.ts::fn0", "f1.ts::fn1"].into_iter().flat_map(|key| index.with_key(key)).collect();
        let query = ChangeQuery {
            keys: starts.iter().map(|symbol| index.key(*symbol)).collect(),
            ..ChangeQuery::default()
        };
        let backward = edges(&index, |_| true).iter().map(|(from, to)| (*to, *from)).collect();
        let mut plain: Vec<_> = distances(&starts, &backward, depth)
            .into_iter()
            .filter(|(symbol, _)| !starts.contains(symbol))
            .map(|(symbol, distance)| (distance, symbol))
            .collect();
        plain.sort_by(|one, other| one.0.cmp(&other.0).then_with(|| index.compare(one.1, other.1)));
        let plain: Vec<_> = plain.into_iter().map(|(distance, symbol)| (distance, index.key(symbol))).collect();
        let impact = index.impact(&query, &ImpactOptions { depth, limit: 1000 }).unwrap();
        let found: Vec<_> = impact.affected.into_iter().map(|one| (one.distance, one.symbol.key)).collect();
        prop_assert_eq!(found, plain);
    }
}

const IMPLS: &str = "trait Shape {
    fn area(&self) -> u8;
}
struct Square;
static SIDE: u8 = 1;
impl Shape for Square {
    const SIDES: u8 = 4;

    fn area(&self) -> u8 {
        SIDE
    }

    // remark
    const LAST: u8 = 2;
}

impl Square {
    fn grow(&self) {}
    fn shrink(&self) { let twice = || self.grow(); twice() }
}
impl<T> Shape for Pair<T>
where
    T: Shape,
{
    fn area(&self) -> u8 {
        0
    }
}
unsafe impl Send for Square {}
mod inner {
    impl super::Square {
        fn inside(&self) {}
    }
    fn free() {}
}
fn uses(square: Square) {
    square.grow();
    square.area();
}
struct Pair<T>(T);
impl Square { fn row(&self) {} }
";

/// What a change to each of these lines changes.
fn changed_at(index: &Index, file: &str, lines: impl IntoIterator<Item = usize>) -> Vec<(usize, Vec<String>)> {
    let at = |line: usize| {
        let query = format!(r#"{{ "diff": [{{ "file": "{file}", "ranges": [[{line}, {line}]] }}] }}"#);
        let keys = changed(&impact(index, &query, "{}"))
            .into_iter()
            .map(|key| key.strip_prefix(file).and_then(|key| key.strip_prefix("::")).unwrap_or(key).to_owned())
            .collect();
        (line, keys)
    };
    lines.into_iter().map(at).collect()
}

#[test]
fn what_stands_around_members_of_a_type_is_a_change_of_these() {
    let index = index_of(&[("a.rs", IMPLS)]);
    let of = |line: usize, all: &[&str]| (line, keys(all));
    let grown: &[&str] = &["Square::grow", "Square::shrink", "Square::shrink::twice"];
    assert_eq!(
        changed_at(&index, "a.rs", [5, 6, 7, 8, 9, 13, 14, 15, 16, 17, 20, 21, 22, 23, 24, 28, 29, 30, 31, 33, 41]),
        [
            of(5, &[]),
            of(6, &["Square::area"]),
            of(7, &["Square::area"]),
            of(8, &[]),
            of(9, &["Square::area"]),
            of(13, &[]),
            of(14, &["Square::area"]),
            of(15, &[]),
            of(16, &[]),
            of(17, grown),
            of(20, &[]),
            of(21, &["Pair::area"]),
            of(22, &["Pair::area"]),
            of(23, &["Pair::area"]),
            of(24, &["Pair::area"]),
            of(28, &[]),
            of(29, &[]),
            of(30, &[]),
            of(31, &["inner::Square::inside"]),
            of(33, &[]),
            of(41, &["Square::row"]),
        ]
    );
    let header = impact(&index, r#"{ "diff": [{ "file": "a.rs", "ranges": [[17, 17]] }] }"#, r#"{ "depth": 1 }"#);
    assert_eq!(affected(&header), ["1 a.rs::uses call a.rs:37"]);
}

/// What a change to a line changes and whether it affects what is called so.
fn at_line(index: &Index, path: &str, line: usize) -> Impact {
    impact(index, &format!(r#"{{ "diff": [{{ "file": "{path}", "ranges": [[{line}, {line}]] }}] }}"#), "{}")
}

#[test]
fn the_header_of_a_class_is_a_change_of_it_and_of_its_members_in_every_language() {
    // Of each file the class whose header is on these lines has members, and what calls one.
    let files = [
        (
            "a.ts",
            2..=5,
            "class B {}\n@dec()\nexport class A<\n  T extends B,\n> extends B {\n  load() {}\n}\nfunction uses(a: A) { a.load() }\n",
        ),
        ("b.ts", 2..=5, "class B {}\n@dec({\n a: 1\n})\nclass A {\n  load() {}\n}\nfunction uses(a: A) { a.load() }\n"),
        (
            "c.tsx",
            2..=5,
            "class B {}\nexport abstract class A<T>\n  extends B\n  implements C\n{\n  load() {}\n}\nfunction uses(a: A) { a.load() }\n",
        ),
        (
            "a.js",
            2..=3,
            "class B {}\nconst A = class\n  extends B {\n  load() {}\n}\nfunction uses() { new A().load() }\n",
        ),
        (
            "a.py",
            2..=8,
            "class B: pass\n@dec\n@other(\n    1)\nclass A(\n    B,\n    metaclass=M,\n):\n    def load(self): pass\ndef uses(a: A): a.load()\n",
        ),
        (
            "A.java",
            2..=7,
            "class B {}\n@Dec\n@Other(\n  1)\nclass A<T extends B>\n    extends B\n    implements C {\n  void load() {}\n}\nclass C { void uses(A a) { a.load(); } }\n",
        ),
        ("a.go", 2..=3, "package a\ntype A interface {\n\tB\n\tload()\n}\nfunc uses(a A) { a.load() }\n"),
        (
            "a.rb",
            2..=3,
            "class B; end\nclass A < B\n  include C\n  def load\n  end\nend\ndef uses\n  A.new.load\nend\n",
        ),
        (
            "a.php",
            2..=6,
            "<?php class B {}\n#[Dec]\nabstract class A extends B\n    implements C\n{\n  use T;\n  function load() {}\n}\nfunction uses(A $a) { $a->load(); }\n",
        ),
        (
            "a.cs",
            2..=6,
            "class B {}\n[Dec]\nclass A<T>\n    : B\n    where T : B\n{\n  public void Load() {}\n}\nclass C { void Uses(A<B> a) { a.Load(); } }\n",
        ),
        (
            "a.rs",
            2..=8,
            "trait B {}\n#[cfg(a)]\n#[b(\n    c,\n)]\npub trait A<T>:\n    B\nwhere\n    T: B,\n{\n    fn load(&self) {}\n}\nfn uses(a: &dyn A) { a.load() }\n",
        ),
    ];
    for (path, lines, text) in files {
        let index = index_of(&[(path, text)]);
        for line in lines {
            let header = at_line(&index, path, line);
            assert_eq!(changed(&header), [format!("{path}::A")], "{path}:{line}");
            let affected = affected(&header).join(" ").to_lowercase();
            assert!(affected.contains("::uses "), "{path}:{line}: {affected}");
        }
    }
}

#[test]
fn a_further_part_of_a_class_is_around_its_members() {
    for (path, text) in [
        ("a.rb", "class A\n  def run; end\nend\n\nclass A < B\n  include C\n\n  def load\n    1\n  end\nend\n"),
        ("b.rb", "module A\n  def run; end\nend\n\nmodule A\n  extend C\n\n  private\n\n    def load\n    end\nend\n"),
        ("a.cs", "partial class A {\n  void Run() {}\n}\n\npartial class A\n  : B\n{\n  void load() {\n  }\n}\n"),
        ("b.cs", "partial class A {\n  void Run() {}\n}\n\npartial class A\n{\nint x =\n1;\nvoid load() {\n}\n}\n"),
        ("a.rs", "struct A;\nimpl A {\nfn run() {}\n}\nimpl A {\nconst B: [u8; 1] = [\n1];\nfn load(&self) {\n}\n}\n"),
        (
            "b.rs",
            "struct A;\n\nstatic B: u8 = 1;\n\n#[cfg(a)]\nimpl<'a, T> From<&'a T>\n    for A\n{\n    fn load() {}\n}\n",
        ),
    ] {
        let index = index_of(&[(path, text)]);
        for line in [5, 6, 7] {
            let expected = if text.lines().nth(line - 1).unwrap().is_empty() { vec![] } else { vec!["A::load"] };
            assert_eq!(changed_at(&index, path, [line]), [(line, keys(&expected))], "{path}");
        }
        assert_eq!(changed_at(&index, path, [4]), [(4, vec![])], "{path}");
    }
}

fn keys(all: &[&str]) -> Vec<String> {
    all.iter().map(|key| (*key).to_owned()).collect()
}

#[test]
fn decorators_are_of_what_they_stand_in_front_of() {
    let files: [(&str, &[&str], &str); 5] = [
        (
            "a.py",
            &["load", "load", "", "", "save", "save", "save", "save", "save", "save", "C", "C::x", "C::x", "C::x"],
            "@app.get('/x')  # route\ndef load(): pass\n\nX = 1\n@a\n@b.c(\n    1,\n\n)\ndef save(): pass\nclass C:\n    @property\n    # why\n    def x(self): return 1\n",
        ),
        (
            "a.ts",
            &["A", "A", "A", "A", "A::load", "A::load", "A::load", "A::load", "A::load", "A::load", "A"],
            "@Injectable()\nexport class A {\n  @Input() name: string\n  @Input() other = make()\n  @Get() // all\n  @Roles('a', {\n\n    b: 1,\n  })\n  load() {}\n}\n",
        ),
        (
            "a.rs",
            &["A", "A", "go", "go", "A::load", "A::load", "A::load", "A::load", "A::load", "", "A::save", "A::save"],
            "#[derive(Clone)]\nstruct A;\n#[inline]\nfn go() {}\nimpl A {\n    #[must_use]\n    // why\n    #[inline]\n    fn load(&self) {}\n}\n#[cfg(a)]\nimpl A {\n    fn save(&self) {}\n}\n",
        ),
        // What looks like one elsewhere is none.
        ("a.rb", &["A", "A", "A::load"], "class A\n  @count = 0\n  def self.load\n  end\nend\n"),
        ("b.rs", &["", "", "go"], "#![allow(b)]\n\nfn go() {}\n"),
    ];
    for (path, at, text) in files {
        let index = index_of(&[(path, text)]);
        let expected: Vec<_> =
            (1..).zip(at).map(|(line, key)| (line, if key.is_empty() { vec![] } else { keys(&[*key]) })).collect();
        assert_eq!(changed_at(&index, path, 1..=expected.len()), expected, "{path}");
    }
}

#[test]
fn a_decorator_is_no_statement_that_importers_depend_on() {
    let index = index_of(&[
        ("a.ts", "@dec()\nexport class A {}\n@dec()\nmake()\n"),
        ("b.ts", "import { A } from './a'\nexport const b = 1\n"),
    ]);
    assert_eq!(at_line(&index, "a.ts", 1).files, [""; 0]);
    assert_eq!(at_line(&index, "a.ts", 3).files, ["b.ts"]);
}

#[test]
fn what_stands_in_a_module_within_a_file_says_something() {
    let files = [
        ("src/lib.rs", "mod a;\nuse a::inner::D;\npub static E: u8 = D;\n"),
        ("src/a.rs", "pub mod inner {\n    use std::{\n        fmt,\n    };\n    pub static D: u8 = 1;\n}\nmod b;\n"),
    ];
    let index = index_of(&files);
    let files = |line| at_line(&index, "src/a.rs", line).files;
    assert_eq!([2, 3, 4, 7].map(files), [const { Vec::<String>::new() }; 4]);
    assert_eq!([1, 5].map(files), ["src/lib.rs"; 2].map(|file| vec![file.to_owned()]));
}
