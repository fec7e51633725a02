//! What the formats say of a small repository.

use super::reading::{Graph, dot_of, graphml_of, lines_of, neo4j_of};
use crate::repository::index_of;
use code_knowledge_graph::query::Index;
use serde_json::json;

fn shop() -> Index {
    index_of(&[
        (
            "src/order.ts",
            "import fs from 'fs'\nexport interface Store { save(): void }\nexport class Disk implements Store {\n  private async save() { write(this); write(this) }\n}\nfunction write(_: Disk) { fs.sync() }\n",
        ),
        ("src/shop.ts", "import { Disk } from './order'\nnew Disk().save()\n"),
    ])
}

#[test]
fn lines_have_files_functions_types_and_every_edge() {
    let lines = lines_of(&shop());
    let header = json!({ "record": "header", "format": "code-knowledge-graph", "version": 1, "files": 2, "functions": 2, "types": 2, "edges": 6 });
    assert_eq!(lines[0], header);
    let records: Vec<_> = lines[1..].iter().map(|line| line["record"].as_str().unwrap()).collect();
    let expected =
        ["file", "function", "function", "type", "type", "edge", "edge", "edge", "edge", "file", "edge", "edge"];
    assert_eq!(records, expected);
    assert_eq!(lines[1]["imports"], json!([{ "to": "fs", "kind": "external" }]));
    assert_eq!(lines[10]["imports"], json!([{ "to": "src/order.ts", "kind": "file" }]));
    let mut save = lines[2].clone();
    let fingerprints = ["body", "shape"].map(|name| save.as_object_mut().unwrap().remove(name).unwrap());
    assert!(fingerprints.iter().all(|hex| hex.as_str().unwrap().len() == 24));
    let expected = json!({
        "record": "function", "key": "src/order.ts::Disk::save", "name": "save", "file": "src/order.ts", "owner": "Disk",
        "startLine": 4, "startColumn": 3, "endLine": 4, "endColumn": 52, "bodyStartLine": 4, "bodyEndLine": 4,
        "modifiers": ["private", "async"]
    });
    assert_eq!(save, expected);
    let expected = json!({
        "record": "edge", "from": "src/order.ts::Disk::save", "fromKind": "function", "to": "src/order.ts::write",
        "toKind": "function", "kind": "call", "file": "src/order.ts", "line": 4, "column": 39
    });
    assert_eq!(lines[7], expected);
    let outside = &lines[11];
    assert_eq!((&outside["from"], &outside["fromKind"], &outside["line"]), (&json!(null), &json!("file"), &json!(2)));
}

fn described(graph: &Graph) -> Vec<String> {
    graph.links.iter().map(|(from, kind, to)| format!("{from} {kind} {to}")).collect()
}

#[test]
fn graphs_have_a_link_for_all_edges_of_a_kind_between_two_nodes() {
    let index = shop();
    let contained = [
        "file:src/order.ts contains function:src/order.ts::write",
        "file:src/order.ts contains type:src/order.ts::Disk",
        "file:src/order.ts contains type:src/order.ts::Store",
        "file:src/order.ts import external:fs",
        "file:src/shop.ts call function:src/order.ts::Disk::save",
        "file:src/shop.ts construct type:src/order.ts::Disk",
        "file:src/shop.ts import file:src/order.ts",
        "function:src/order.ts::Disk::save call function:src/order.ts::write",
        "function:src/order.ts::write type type:src/order.ts::Disk",
        "type:src/order.ts::Disk contains function:src/order.ts::Disk::save",
        "type:src/order.ts::Disk implements type:src/order.ts::Store",
    ];
    let graphml = graphml_of(&index);
    assert_eq!(described(&graphml), contained);
    let dot = dot_of(&index);
    assert_eq!(dot.nodes, graphml.nodes);
    let uncontained: Vec<_> = contained.into_iter().filter(|link| !link.contains(" contains ")).collect();
    assert_eq!(described(&dot), uncontained);
    let neo4j = neo4j_of(&index);
    assert_eq!((neo4j.nodes, neo4j.links.len()), (graphml.nodes, contained.len()));
    let call = "function:src/order.ts::Disk::save".to_owned();
    assert!(neo4j.links.contains(&(call, "CALLS".to_owned(), "function:src/order.ts::write".to_owned())));
}

#[test]
fn a_function_and_a_type_of_one_key_are_two_nodes() {
    let index = index_of(&[(
        "a.ts",
        "export function A() {}\nexport namespace A { export function b() {} }\nexport interface A { c(): void }\n",
    )]);
    let graph = graphml_of(&index);
    assert!(graph.nodes.contains("function:a.ts::A") && graph.nodes.contains("type:a.ts::A"), "{graph:?}");
}

#[test]
fn of_no_files_every_format_is_empty_and_whole() {
    let index = Index::default();
    assert_eq!(lines_of(&index).len(), 1);
    for graph in [graphml_of(&index), dot_of(&index), neo4j_of(&index)] {
        assert_eq!(graph, Graph::default());
    }
}
