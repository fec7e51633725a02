//! No name that a repository may have breaks a format.

use super::reading::{dot_of, graphml_of, lines_of, neo4j_of};
use super::stored::{database_of, report_of, scip_of};
use super::text_of;
use crate::repository::index_of;
use code_knowledge_graph::export::Format;
use code_knowledge_graph::query::Index;
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::BTreeSet;

const PIECES: [&str; 30] = [
    "</script>",
    "<!--",
    "]]>",
    "&amp;",
    "&",
    "<",
    "\"",
    "'",
    "`",
    "\\",
    "\\\\",
    "\\\"",
    "\u{2028}",
    "\u{202e}",
    "\u{85}",
    "\u{1}",
    "\n",
    "\r",
    "\t",
    "::",
    "#2",
    ",",
    ";",
    "%%",
    "end",
    "\u{fffe}",
    "😀",
    "a",
    "[\"]",
    "escaped:",
];

/// A name of a few of these pieces, of which each means something to some format.
fn name() -> impl Strategy<Value = String> {
    prop::collection::vec(select(&PIECES[..]), 1..5).prop_map(|pieces| pieces.concat())
}

/// Files and functions called so, each calling the next.
fn repository(names: &[String]) -> Index {
    let text = |at: usize| {
        let quoted = serde_json::to_string(&names[at]).unwrap();
        format!(
            "export const o = {{ {quoted}() {{ f() }} }}\nexport class C {{ {quoted}() {{ f() }} }}\nfunction f() {{}}\n"
        )
    };
    let mut files: Vec<_> = names
        .iter()
        .enumerate()
        .map(|(at, name)| (format!("{}/x{}.ts", name.replace('/', "-"), at), text(at)))
        .collect();
    files.dedup_by(|one, other| one.0 == other.0);
    let files: Vec<_> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
    index_of(&files)
}

fn check(index: &Index) {
    let keys: BTreeSet<String> =
        lines_of(index).iter().filter_map(|line| Some(line["key"].as_str()?.to_owned())).collect();
    let known = index.files().flat_map(|(file, rows)| {
        rows.symbols().map(move |(symbol, _)| index.key(code_knowledge_graph::query::SymbolRef { file, symbol }))
    });
    assert_eq!(keys, known.collect());
    let graphml = graphml_of(index);
    assert_eq!(dot_of(index).nodes, graphml.nodes);
    let neo4j = neo4j_of(index);
    assert_eq!((neo4j.nodes, neo4j.links.len()), (graphml.nodes, graphml.links.len()));
    let rows: i64 =
        database_of(index).query_row("SELECT count(DISTINCT key || kind) FROM symbols", [], |row| row.get(0)).unwrap();
    let symbols = index.files().map(|(_, file)| file.symbols().count()).sum::<usize>();
    assert_eq!(rows as usize, symbols);
    let named: BTreeSet<_> =
        scip_of(index).into_iter().flat_map(|document| document.symbols).map(|symbol| symbol.symbol).collect();
    assert_eq!(named.len(), symbols);
    assert_eq!(report_of(index).len(), 1 + index.len());
    let chart = text_of(index, Format::Mermaid);
    for line in chart.lines().skip(2) {
        let shape = line.trim();
        let is_node = |shape: &str| shape.ends_with("\"]") && shape.matches('"').count() == 2;
        assert!(shape == "end" || shape.contains("-->") || is_node(shape), "{line}");
        assert!(!line.contains(['<', '>', '&', '`', '\\']) || line.contains("-->"), "{line}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn no_name_breaks_a_format(names in prop::collection::vec(name(), 1..4)) {
        check(&repository(&names));
    }
}

#[test]
fn every_piece_is_a_name_that_formats_can_hold() {
    let names: Vec<_> = PIECES.iter().map(|piece| (*piece).to_owned()).collect();
    check(&repository(&names));
}

#[test]
fn names_that_look_like_those_spelled_out_stay_others() {
    let files = [("a\u{1}.ts", ""), ("a\\u{1}.ts", ""), ("escaped:a\\u{1}.ts", "")];
    assert_eq!(graphml_of(&index_of(&files)).nodes.len(), 3);
}
