//! Who calls a function, and what it calls, over several steps.

use crate::random::{calls, distances, edges, index_of_written, written};
use crate::repository::index_of;
use code_knowledge_graph::query::walks::{WalkOptions, Walked};
use code_knowledge_graph::query::{Index, SymbolRef};
use proptest::prelude::*;

fn shop() -> Index {
    index_of(&[
        (
            "src/order.ts",
            "import { log } from './log'\nexport class Order {\n  constructor() { log() }\n  load() { this.read() }\n  read() { log() }\n}\nexport class Draft extends Order {\n  read() {}\n}\n",
        ),
        ("src/log.ts", "export function log() {}\nexport const sink = [log]\n"),
        (
            "src/main.ts",
            "import { Order } from './order'\nimport { log } from './log'\nfunction main(order: Order) { order.load() }\nfunction make() { return new Order() }\nfunction pass() { return [log] }\nmain(make())\nlog()\n",
        ),
    ])
}

fn keys(keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| (*key).to_owned()).collect()
}

/// `distance key via kind file:line` of what is reached.
fn lines(walked: &Walked) -> Vec<String> {
    let functions = walked.functions.iter().map(|one| (one.distance, &one.symbol.key, &one.via));
    let files = walked.files.iter().map(|one| (one.distance, &one.file, &one.via));
    let line = |(distance, key, via): (u32, &String, &code_knowledge_graph::query::answer::EdgeInfo)| {
        format!("{distance} {key} {} {}:{}", via.kind, via.file, via.line)
    };
    functions.chain(files).map(line).collect()
}

fn callers(index: &Index, of: &[&str], options: &WalkOptions) -> Vec<String> {
    lines(&index.callers(&keys(of), options).unwrap())
}

fn callees(index: &Index, of: &[&str], options: &WalkOptions) -> Vec<String> {
    lines(&index.callees(&keys(of), options).unwrap())
}

#[test]
fn callers_come_by_distance_with_the_edge_that_leads_there() {
    let index = shop();
    assert_eq!(
        callers(&index, &["src/log.ts::log"], &WalkOptions { depth: 3, ..WalkOptions::default() }),
        [
            "1 src/order.ts::Order::constructor call src/order.ts:3",
            "1 src/order.ts::Order::read call src/order.ts:5",
            "2 src/main.ts::make call src/main.ts:4",
            "2 src/order.ts::Order::load call src/order.ts:4",
            "3 src/main.ts::main call src/main.ts:3",
            // What no function stands around.
            "1 src/main.ts call src/main.ts:7",
        ]
    );
}

#[test]
fn a_call_leads_to_what_may_run_in_its_targets_place_unless_that_is_not_asked_for() {
    let index = shop();
    let draft = ["src/order.ts::Draft::read"];
    assert_eq!(
        callers(&index, &draft, &WalkOptions::default()),
        ["1 src/order.ts::Order::load dispatch src/order.ts:4"]
    );
    assert_eq!(callers(&index, &draft, &WalkOptions { dispatch: false, ..WalkOptions::default() }), [""; 0]);
    assert_eq!(
        callees(&index, &["Order.load"], &WalkOptions::default()),
        ["1 src/order.ts::Draft::read dispatch src/order.ts:4", "1 src/order.ts::Order::read call src/order.ts:4"]
    );
}

#[test]
fn references_count_where_they_are_asked_for() {
    let index = shop();
    let options = WalkOptions { references: true, ..WalkOptions::default() };
    assert_eq!(
        callers(&index, &["log"], &options),
        [
            "1 src/main.ts::pass value src/main.ts:5",
            "1 src/order.ts::Order::constructor call src/order.ts:3",
            "1 src/order.ts::Order::read call src/order.ts:5",
            "1 src/log.ts value src/log.ts:2",
            "1 src/main.ts call src/main.ts:7",
        ]
    );
    assert_eq!(callees(&index, &["pass"], &options), ["1 src/log.ts::log value src/main.ts:5"]);
}

#[test]
fn the_callers_of_a_class_make_it_and_it_calls_what_its_members_call() {
    let index = shop();
    let order = ["src/order.ts::Order"];
    assert_eq!(callers(&index, &order, &WalkOptions::default()), ["1 src/main.ts::make call src/main.ts:4"]);
    assert_eq!(
        callers(&index, &order, &WalkOptions { references: true, ..WalkOptions::default() }),
        ["1 src/main.ts::main type src/main.ts:3", "1 src/main.ts::make call src/main.ts:4"]
    );
    assert_eq!(
        callees(&index, &order, &WalkOptions::default()),
        [
            "1 src/log.ts::log call src/order.ts:3",
            "1 src/order.ts::Draft::read dispatch src/order.ts:4",
            "1 src/order.ts::Order::read call src/order.ts:4"
        ]
    );
}

#[test]
fn a_class_that_no_function_of_its_own_makes_has_callers_too() {
    for (path, text, callers_of_it) in [
        (
            "a.ts",
            "class A {}\nclass Base { constructor() {} }\nclass B extends Base {}\nfunction f() { new A(); new B() }\n",
            4,
        ),
        ("a.py", "class A: pass\n\nclass B: pass\n\ndef f():\n    A(); B()\n", 6),
        ("a.java", "class A {}\nclass B {}\nclass C {\n  void f() { new A(); new B(); } }\n", 4),
        ("a.rb", "class A; end\nclass B; end\ndef f\n  A.new; B.new\nend\n", 4),
        ("a.php", "<?php\nclass A {} class B {}\nfunction f() {\n new A(); new B(); }\n", 4),
        ("a.cs", "class A {}\nclass B {}\nclass C {\n  void f() { new A(); new B(); } }\n", 4),
        ("a.rs", "struct A(u8);\nstruct B(u8);\nfn f() {\n  A(1); B(1); }\n", 4),
    ] {
        let index = index_of(&[(path, text)]);
        for ty in ["A", "B"] {
            let found = callers(&index, &[ty], &WalkOptions::default());
            assert_eq!(found.len(), 1, "{path} {found:?}");
            assert!(found[0].ends_with(&format!("f construct {path}:{callers_of_it}")), "{found:?}");
        }
        let f: Vec<_> = callees(&index, &["f"], &WalkOptions::default());
        assert!(f.iter().all(|line| !line.contains(" construct ")), "{f:?}");
    }
}

#[test]
fn a_recursive_function_is_its_own_caller() {
    let index = index_of(&[("a.ts", "function again() { again() }\n")]);
    assert_eq!(callers(&index, &["again"], &WalkOptions::default()), ["1 a.ts::again call a.ts:1"]);
}

#[test]
fn an_unknown_key_is_an_empty_answer_and_an_ambiguous_name_answers_candidates() {
    let index = shop();
    let nothing = index.callers(&keys(&["src/none.ts::f", "none", ""]), &WalkOptions::default()).unwrap();
    assert!(nothing.functions.is_empty() && nothing.candidates.is_empty() && !nothing.truncated);
    let several = index.callers(&keys(&["read", "make"]), &WalkOptions::default()).unwrap();
    let candidates: Vec<_> = several.candidates.iter().map(|symbol| &*symbol.key).collect();
    assert_eq!(candidates, ["src/order.ts::Draft::read", "src/order.ts::Order::read"]);
    assert_eq!(several.files.len(), 1, "what is not ambiguous is answered");
}

#[test]
fn a_cursor_that_is_none_is_an_error() {
    let options = WalkOptions { after: Some("3".to_owned()), ..WalkOptions::default() };
    assert_eq!(shop().callers(&[], &options).unwrap_err().code(), "ERR_INVALID_CURSOR");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_walk_is_what_trying_all_edges_gives_page_by_page(
        files in calls(),
        of in proptest::sample::subsequence((0..4).collect::<Vec<usize>>(), 1..3),
        depth in 0..5_u32,
        limit in 1..4_u32,
    ) {
        let index = index_of_written(&written(&files));
        let names: Vec<_> = of.iter().map(|number| format!("f0.ts::fn{number}")).collect();
        let starts: Vec<_> = names.iter().flat_map(|name| index.with_key(name)).collect();
        let forward = edges(&index, |kind| kind.is_call());
        let backward = forward.iter().map(|(from, to)| (*to, *from)).collect();
        for (is_forward, edges) in [(true, &forward), (false, &backward)] {
            let mut plain: Vec<(u32, SymbolRef)> =
                distances(&starts, edges, depth).into_iter().map(|(symbol, distance)| (distance, symbol)).collect();
            plain.sort_by(|one, other| one.0.cmp(&other.0).then_with(|| index.compare(one.1, other.1)));
            let plain: Vec<_> = plain.into_iter().map(|(distance, symbol)| (distance, index.key(symbol))).collect();
            let mut options = WalkOptions { depth, limit, ..WalkOptions::default() };
            let mut paged = Vec::new();
            loop {
                let walked = if is_forward { index.callees(&names, &options) } else { index.callers(&names, &options) }.unwrap();
                prop_assert!(walked.functions.len() <= limit as usize);
                for one in walked.functions {
                    let (via, near) = (if is_forward { &one.via.to } else { one.via.from.as_ref().unwrap() }, one.distance);
                    prop_assert_eq!(via, &one.symbol.key);
                    paged.push((near, one.symbol.key));
                }
                options.after = walked.after;
                if options.after.is_none() { break }
            }
            prop_assert_eq!(paged, plain);
        }
    }
}
