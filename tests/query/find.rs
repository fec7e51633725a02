//! Symbols by name.

use crate::repository::index_of;
use code_knowledge_graph::graph::FileId;
use code_knowledge_graph::query::find::{FindOptions, FoundSymbols};
use code_knowledge_graph::query::{Index, IndexedFile};
use proptest::prelude::*;
use std::sync::Arc;

fn shop() -> Index {
    index_of(&[
        (
            "src/order.ts",
            "export class OrderService { load() {} reload() {} }\nexport interface Order {}\nexport function loadOrder() {}\nexport enum Orders { A }\nexport type Ordering = { a: Order }\nexport function border() {}\n",
        ),
        ("src/legacy/order.py", "def load(): pass\n\ndef load_order(): pass\n\nclass Order: pass\n"),
        ("test/[id].ts", "export function load() {}\nexport const getHTTPOrder = () => 1\n"),
    ])
}

fn options(json: &str) -> FindOptions {
    serde_json::from_str(json).unwrap()
}

fn find(index: &Index, json: &str) -> Vec<String> {
    lines(&index.find(&options(json)).unwrap())
}

fn lines(found: &FoundSymbols) -> Vec<String> {
    found.symbols.iter().map(|one| format!("{} {} {}", one.fit, one.symbol.kind, one.symbol.key)).collect()
}

#[test]
fn a_text_finds_what_is_called_so_then_what_is_called_nearly_so() {
    let index = shop();
    assert_eq!(
        find(&index, r#"{ "text": "order" }"#),
        [
            "exact class src/legacy/order.py::Order",
            "exact interface src/order.ts::Order",
            "prefix enum src/order.ts::Orders",
            "prefix type src/order.ts::Ordering",
            "prefix class src/order.ts::OrderService",
            "part function src/legacy/order.py::load_order",
            "part function src/order.ts::loadOrder",
            "part function test/[id].ts::getHTTPOrder",
            "part function src/order.ts::border",
        ]
    );
    let scores: Vec<_> =
        index.find(&options(r#"{ "text": "order" }"#)).unwrap().symbols.iter().map(|one| one.score).collect();
    assert!(scores.is_sorted_by(|one, other| one >= other) && scores[0] < 1.0, "{scores:?}");
    assert_eq!(index.find(&options(r#"{ "text": "Order" }"#)).unwrap().symbols[0].score, 1.0);
}

#[test]
fn equal_case_comes_first_among_equals() {
    let index =
        index_of(&[("a.ts", "function Load() {}\nfunction load() {}\nfunction loaded() {}\nfunction LOADED() {}\n")]);
    let all = find(&index, r#"{ "text": "load" }"#);
    assert_eq!(
        all,
        ["load", "Load", "loaded", "LOADED"].map(|name| {
            let fit = if name.len() == 4 { "exact" } else { "prefix" };
            format!("{fit} function a.ts::{name}")
        })
    );
}

#[test]
fn letters_in_between_and_slips_are_overlooked() {
    let index = shop();
    for text in ["ordsvc", "OrdSrv", "ordrservice", "OrderSerivce", "OrderServices"] {
        let found = find(&index, &format!(r#"{{ "text": "{text}" }}"#));
        assert_eq!(found, ["fuzzy class src/order.ts::OrderService"], "{text}");
    }
    assert_eq!(find(&index, r#"{ "text": "xyz" }"#), [""; 0]);
}

#[test]
fn a_name_finds_itself_alone() {
    let index = shop();
    assert_eq!(
        find(&index, r#"{ "name": "load" }"#),
        [
            "exact function src/legacy/order.py::load",
            "exact function src/order.ts::OrderService::load",
            "exact function test/[id].ts::load"
        ]
    );
    for name in
        ["OrderService.load", "OrderService::load", "order.ts::OrderService.load", "src/order.ts::OrderService::load"]
    {
        assert_eq!(
            find(&index, &format!(r#"{{ "name": "{name}" }}"#)),
            ["exact function src/order.ts::OrderService::load"]
        );
    }
    assert_eq!(find(&index, r#"{ "name": "Load" }"#), [""; 0]);
    assert_eq!(find(&index, r#"{ "name": "" }"#), [""; 0]);
    assert_eq!(find(&index, r#"{ "name": "load", "text": "order" }"#), [""; 0]);
    assert_eq!(
        find(&index, r#"{ "name": "load", "text": "LO", "language": "python" }"#),
        ["prefix function src/legacy/order.py::load"]
    );
}

#[test]
fn kind_language_and_path_narrow_it_down() {
    let index = shop();
    assert_eq!(find(&index, r#"{ "text": "order", "kind": "enum" }"#), ["prefix enum src/order.ts::Orders"]);
    assert_eq!(
        find(&index, r#"{ "kind": ["class", "interface"] }"#),
        [
            "exact class src/legacy/order.py::Order",
            "exact interface src/order.ts::Order",
            "exact class src/order.ts::OrderService"
        ]
    );
    assert_eq!(find(&index, r#"{ "language": ["python"] }"#).len(), 3);
    for path in ["src/legacy", "./src/legacy/", "src/legacy/order.py", "**/*.py", "src/leg*"] {
        assert_eq!(
            find(&index, &format!(r#"{{ "name": "load", "path": "{path}" }}"#)),
            ["exact function src/legacy/order.py::load"]
        );
    }
    // A path that looks like a glob.
    assert_eq!(find(&index, r#"{ "name": "load", "path": "test/[id].ts" }"#).len(), 1);
    assert_eq!(find(&index, r#"{ "name": "load", "path": "src/leg" }"#), [""; 0]);
    assert_eq!(index.find(&options(r#"{ "path": "a{b" }"#)).unwrap_err().code(), "ERR_INVALID_GLOB");
    assert_eq!(index.find(&options(r#"{ "after": "1" }"#)).unwrap_err().code(), "ERR_INVALID_CURSOR");
    assert!(serde_json::from_str::<FindOptions>(r#"{ "nmae": "load" }"#).is_err());
}

/// All pages of an answer, one behind the other.
fn paged(index: &Index, mut options: FindOptions) -> Vec<String> {
    let mut all = Vec::new();
    loop {
        let found = index.find(&options).unwrap();
        assert!(found.symbols.len() <= options.limit as usize);
        assert_eq!(found.truncated, found.after.is_some());
        all.extend(lines(&found));
        options.after = found.after;
        if options.after.is_none() {
            return all;
        }
    }
}

#[test]
fn a_cursor_goes_on_where_its_symbol_was() {
    let index = shop();
    let first = index.find(&options(r#"{ "name": "load", "limit": 1 }"#)).unwrap();
    assert_eq!(lines(&first), ["exact function src/legacy/order.py::load"]);
    let (gone, _) = index.at_path("src/legacy/order.py").unwrap();
    let index = index.with([(gone, None)]);
    let next = FindOptions { after: first.after, ..options(r#"{ "name": "load" }"#) };
    assert_eq!(find(&index, r#"{ "name": "load" }"#), lines(&index.find(&next).unwrap()));
}

const NAMES: [&str; 9] = ["load", "Load", "loadAll", "reload", "lo_ad", "löad", "LÖAD", "save", "aload"];

/// A file with functions of these names.
fn file(numbers: &[usize]) -> String {
    numbers.iter().map(|number| format!("function {}() {{}}\n", NAMES[*number])).collect()
}

fn files() -> impl Strategy<Value = Vec<Vec<usize>>> {
    proptest::collection::vec(proptest::collection::vec(0..NAMES.len(), 0..5), 1..8)
}

fn index_of_names(files: &[Vec<usize>]) -> Index {
    let files: Vec<_> = files.iter().enumerate().map(|(number, of)| (format!("f{number}.ts"), file(of))).collect();
    crate::random::index_of_written(&files)
}

fn questions() -> Vec<FindOptions> {
    let texts = NAMES.iter().chain(&["l", "LO", "ad", "laod"]);
    let mut all: Vec<_> = texts.map(|text| options(&format!(r#"{{ "text": "{text}" }}"#))).collect();
    all.extend(NAMES.map(|name| options(&format!(r#"{{ "name": "{name}" }}"#))));
    all.push(FindOptions::default());
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn pages_together_are_the_whole(files in files(), limit in 1..4_u32) {
        let index = index_of_names(&files);
        for question in questions() {
            let whole = lines(&index.find(&FindOptions { limit: 1000, ..question.clone() }).unwrap());
            prop_assert_eq!(paged(&index, FindOptions { limit, ..question }), whole);
        }
    }

    #[test]
    fn names_that_were_kept_up_with_are_those_of_a_new_index(
        before in files(),
        after in files(),
        steps in proptest::collection::vec((0..8_usize, any::<bool>()), 0..12),
    ) {
        // Each step puts a file of the one or of the other in its place, or takes it away.
        let held = |files: &[Vec<usize>]| -> Vec<Arc<IndexedFile>> {
            let index = index_of_names(files);
            (0..files.len()).map(|number| index.shared(index.at_path(&format!("f{number}.ts")).unwrap().0).unwrap()).collect()
        };
        let (before, after) = (held(&before), held(&after));
        let mut now: Vec<Option<Arc<IndexedFile>>> = before.iter().cloned().map(Some).collect();
        let mut index = Index::new((0..).map(FileId).zip(before.clone()));
        for (number, is_new) in steps {
            let file = if is_new { after.get(number) } else { None };
            now.resize(now.len().max(number + 1), None);
            now[number] = file.cloned();
            index = index.with([(FileId(number as u32), file.cloned())]);
        }
        let fresh = Index::new((0..).map(FileId).zip(now).filter_map(|(id, file)| Some((id, file?))));
        for question in questions() {
            prop_assert_eq!(index.find(&question).unwrap(), fresh.find(&question).unwrap());
        }
        for name in NAMES {
            prop_assert_eq!(index.resolve(name), fresh.resolve(name));
        }
    }
}

#[test]
fn a_function_and_a_type_of_one_key_are_two_symbols() {
    let index = index_of(&[("a.ts", "export class Job {}\nexport function Job() {}\n")]);
    assert_eq!(find(&index, r#"{ "name": "Job" }"#), ["exact function a.ts::Job", "exact class a.ts::Job"]);
    let second = FindOptions {
        after: index.find(&options(r#"{ "name": "Job", "limit": 1 }"#)).unwrap().after,
        ..options(r#"{ "name": "Job" }"#)
    };
    assert_eq!(lines(&index.find(&second).unwrap()), ["exact class a.ts::Job"]);
    assert_eq!(index.with_key("a.ts::Job").count(), 2);
}
