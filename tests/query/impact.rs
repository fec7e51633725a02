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
