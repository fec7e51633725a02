//! What nothing leads to.

use crate::repository::index_of;
use code_knowledge_graph::error::Error;
use code_knowledge_graph::query::Index;
use code_knowledge_graph::query::unused::UnusedOptions;

fn unused(index: &Index, options: &str) -> Vec<String> {
    let unused = index.unused(&serde_json::from_str::<UnusedOptions>(options).unwrap()).unwrap();
    let line = |one: &code_knowledge_graph::query::unused::UnusedSymbol| {
        format!("{}{}", one.symbol.key, if one.exported { " exported" } else { "" })
    };
    unused.symbols.iter().map(line).collect()
}

fn shop() -> Index {
    index_of(&[
        (
            "src/order.ts",
            "export class Order {\n  constructor() { this.check() }\n  check() {}\n  never() {}\n}\nexport function orphan() { onlyByOrphan() }\nfunction onlyByOrphan() { onlyByOrphan() }\nfunction dead() { function inner() {} }\nexport class Gone { constructor() {} a() { this.a() } }\n",
        ),
        ("src/api.ts", "export function api() {}\nexport class Api { call() {} private own() {} }\n"),
        ("src/index.ts", "export * from './api'\n"),
        ("src/main.ts", "import { Order } from './order'\nnew Order()\n"),
        (
            "src/order.test.ts",
            "import { Order } from './order'\nfunction make() { return new Order() }\nit('x', () => {})\n",
        ),
    ])
}

#[test]
fn what_nothing_that_is_used_leads_to_is_unused() {
    let index = shop();
    assert_eq!(
        unused(&index, "{}"),
        [
            "src/api.ts::Api::own",
            "src/order.ts::Gone exported",
            "src/order.ts::Order::never",
            "src/order.ts::dead",
            "src/order.ts::onlyByOrphan",
            "src/order.ts::orphan exported",
        ]
    );
}

#[test]
fn entry_points_are_files_and_names() {
    let index = shop();
    assert_eq!(
        unused(&index, r#"{ "entryPoints": ["src/order.ts", "src/api.ts::api"] }"#),
        ["src/api.ts::Api exported", "src/order.ts::dead"]
    );
    assert_eq!(
        unused(&index, r#"{ "entryPoints": ["**/*.ts", "dead"] }"#),
        ["src/api.ts::Api::own", "src/order.ts::dead::inner"]
    );
}

#[test]
fn pages_together_are_the_whole() {
    let index = shop();
    let whole = unused(&index, "{}");
    let mut options = UnusedOptions { limit: 2, ..UnusedOptions::default() };
    let mut paged = Vec::new();
    loop {
        let page = index.unused(&options).unwrap();
        paged.extend(page.symbols.into_iter().map(|one| one.symbol.key));
        options.after = page.after;
        if options.after.is_none() {
            break;
        }
    }
    assert_eq!(paged, whole.iter().map(|line| line.split(' ').next().unwrap()).collect::<Vec<_>>());
}

#[test]
fn what_may_be_called_from_out_of_sight_is_used_unless_the_question_is_strict() {
    let index = index_of(&[
        (
            "View.tsx",
            "import React from 'react'\nclass View extends React.Component {\n  render() {}\n}\nconst routes = { list() {} }\nnew View()\n",
        ),
        (
            "app.py",
            "import flask\napp = flask.Flask()\n@app.route('/')\ndef home(): pass\nclass Cart:\n    def __len__(self): return 1\n    @property\n    def size(self): return 2\n    def other(self): pass\nCart()\n",
        ),
        (
            "Job.java",
            "class Job { @Override public String toString() { return null; } public static void main(String[] a) { new Job(); } Job() {} }",
        ),
        (
            "lib.rs",
            "struct S;\nimpl std::fmt::Display for S { fn fmt(&self) {} }\nfn use_it() { let s: S = S; }\nfn main() { use_it() }\n",
        ),
    ]);
    assert_eq!(unused(&index, "{}"), ["app.py::Cart::other"]);
    let strict = unused(&index, r#"{ "strict": true }"#);
    for key in ["View.tsx::View::render", "View.tsx::routes::list", "app.py::home exported", "app.py::Cart::__len__"] {
        assert!(strict.contains(&key.to_owned()), "{key}: {strict:?}");
    }
}

/// Places mean the same files wherever they are written.
#[test]
fn entry_points_are_the_places_that_find_takes() {
    let paths = ["src/a.ts", "src/legacy/b.ts", "src/legacy/deep/c.ts", "pages/[id].ts", "[folder]/d.ts", "srcs/e.ts"];
    // What cannot be read as a glob may be there all the same.
    let paths = [&paths[..], &["esc[31m.ts", "a{b/f.ts", "!g.ts"]].concat();
    let files: Vec<_> = paths.iter().map(|path| (*path, "export function only() {}\n")).collect();
    let index = index_of(&files);
    let all =
        ["src", "./src", "src/", "src/legacy/", "src/a.ts", "./src/a.ts", "**/*.ts", "src/*", "src/leg*", "*", "."];
    let mut found = 0;
    for place in all
        .iter()
        .chain(&["pages/[id].ts", "[folder]", "./[folder]/", "srcs/e", "src/legacy/b.ts/", "nothing"])
        .chain(&["esc[31m.ts", "./esc[31m.ts/", "a{b", "a{b/", "a{b/f.ts", "!g.ts"])
    {
        let places = serde_json::json!({ "path": place });
        let within = index.find(&serde_json::from_value(places).unwrap()).unwrap().symbols;
        let within: Vec<_> = within.into_iter().map(|one| one.symbol.key).collect();
        found += within.len();
        let left = unused(&index, &serde_json::json!({ "entryPoints": [place] }).to_string());
        let left: Vec<_> = left.iter().map(|one| one.trim_end_matches(" exported").to_owned()).collect();
        let mut both = [&*within, &*left].concat();
        both.sort_unstable();
        let mut expected: Vec<_> = paths.iter().map(|path| format!("{path}::only")).collect();
        expected.sort_unstable();
        assert_eq!(both, expected, "{place}: {within:?}");
    }
    assert!(found > 25, "{found}");
    for place in ["esc[31m", "a{", "a{b/f", "!g", "/src"] {
        let places = serde_json::json!({ "path": ["src", place] });
        let refused = index.find(&serde_json::from_value(places).unwrap()).unwrap_err();
        assert!(matches!(&refused, Error::InvalidGlob { glob, .. } if glob == place), "{place}: {refused}");
    }
}
