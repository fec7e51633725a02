//! Readers of the formats: by libraries where there is one here, else as their definitions say.

use code_knowledge_graph::export::Format;
use code_knowledge_graph::query::Index;
use serde_json::Value;
use std::collections::BTreeSet;

use super::{part_of, text_of};

/// What every format of a graph says: names of nodes, and which lead to which in what way.
#[derive(Debug, PartialEq, Eq, Default)]
pub struct Graph {
    pub nodes: BTreeSet<String>,
    pub links: BTreeSet<(String, String, String)>,
}

impl Graph {
    fn add_node(&mut self, id: &str) {
        assert!(self.nodes.insert(id.to_owned()), "two nodes are called {id}");
    }

    fn add_link(&mut self, from: &str, kind: &str, to: &str) {
        let link = (from.to_owned(), kind.to_owned(), to.to_owned());
        assert!(self.links.insert(link), "two links are the same: {from} {kind} {to}");
    }

    /// No link leads from or to nothing.
    fn checked(self) -> Self {
        for (from, _, to) in &self.links {
            assert!(self.nodes.contains(from), "{from}");
            assert!(self.nodes.contains(to), "{to}");
        }
        self
    }
}

/// The lines of JSON Lines.
pub fn lines_of(index: &Index) -> Vec<Value> {
    let text = text_of(index, Format::Jsonl);
    // What any reader may take for the end of a line is none.
    assert_eq!(text.split(['\u{b}', '\u{c}', '\u{1c}', '\u{85}', '\u{2028}', '\u{2029}', '\r']).count(), 1);
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The graph of GraphML.
pub fn graphml_of(index: &Index) -> Graph {
    let text = text_of(index, Format::Graphml);
    let document = roxmltree::Document::parse(&text).unwrap();
    let mut graph = Graph::default();
    let declared: BTreeSet<_> = document
        .descendants()
        .filter(|node| node.has_tag_name("key"))
        .map(|key| key.attribute("id").unwrap())
        .collect();
    let data = |node: &roxmltree::Node, key: &str| {
        let data = node.children().find(|child| child.attribute("key") == Some(key)).unwrap();
        data.text().unwrap_or_default().to_owned()
    };
    for node in document.descendants().filter(|node| node.is_element()) {
        match node.tag_name().name() {
            "node" => graph.add_node(node.attribute("id").unwrap()),
            "edge" => {
                let ends = (node.attribute("source").unwrap(), node.attribute("target").unwrap());
                graph.add_link(ends.0, &data(&node, "relation"), ends.1);
            }
            "data" => assert!(declared.contains(node.attribute("key").unwrap())),
            _ => {}
        }
    }
    graph.checked()
}

/// The graph of Graphviz's language, without what files contain: there, that is clusters.
pub fn dot_of(index: &Index) -> Graph {
    let text = text_of(index, Format::Dot);
    let mut graph = Graph::default();
    let mut depth = 0;
    for line in text.lines().map(str::trim) {
        let (strings, rest) = quoted(line);
        depth += rest.matches('{').count() as i32 - rest.matches('}').count() as i32;
        match (&*rest.chars().take(5).collect::<String>(), strings.as_slice()) {
            ("\0 -> ", [from, to, ..]) => {
                let kind = rest.split("class=").nth(1).unwrap().split(',').next().unwrap();
                graph.add_link(from, kind, to);
            }
            ("\0 [la", [id, _label]) => graph.add_node(id),
            _ => assert!(!line.starts_with('"'), "{line}"),
        }
    }
    assert_eq!(depth, 0);
    graph.checked()
}

/// The strings in quotes of a line of Graphviz's language, and the line with NUL in their places.
fn quoted(line: &str) -> (Vec<String>, String) {
    let (mut strings, mut rest, mut open) = (Vec::new(), String::new(), None::<String>);
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match (&mut open, character) {
            (None, '"') => open = Some(String::new()),
            (None, other) => rest.push(other),
            (Some(text), '"') => {
                strings.push(text.replace("\\\\", "\\"));
                rest.push('\0');
                open = None;
            }
            // Behind a backslash, quotes and another backslash end nothing.
            (Some(text), '\\') if characters.peek() == Some(&'"') => text.push(characters.next().unwrap()),
            (Some(text), '\\') if characters.peek() == Some(&'\\') => {
                text.push('\\');
                text.push(characters.next().unwrap());
            }
            (Some(text), other) => text.push(other),
        }
    }
    assert_eq!(open, None, "{line}");
    (strings, rest)
}

/// The graph of Neo4j's files, by the rules of its importer: headers name the columns and their types, a line is a row, text
/// stands in quotes, and a quote in it twice.
pub fn neo4j_of(index: &Index) -> Graph {
    let mut graph = Graph::default();
    for part in Format::Neo4jCsv.parts() {
        let text = part_of(index, Format::Neo4jCsv, part);
        let mut lines = text.lines();
        let header: Vec<&str> = lines.next().unwrap().split(',').collect();
        let column = |mark: &str| header.iter().position(|name| name.ends_with(mark));
        for line in lines {
            let row = cells(line);
            assert_eq!(row.len(), header.len(), "{line}");
            for (name, cell) in header.iter().zip(&row) {
                match name.split_once(':').map(|(_, kind)| kind) {
                    Some("int" | "long") if *name == "line:int" && cell.is_empty() => {}
                    Some("int" | "long") => assert!(cell.parse::<u64>().is_ok(), "{name}: {cell}"),
                    Some("boolean") => assert!(["true", "false"].contains(&&**cell)),
                    Some("ID" | "LABEL" | "TYPE" | "START_ID" | "END_ID") | None => {}
                    other => panic!("{other:?} is no type of Neo4j that is used"),
                }
            }
            if let Some(id) = column(":ID") {
                assert!(!row[column(":LABEL").unwrap()].is_empty());
                graph.add_node(&row[id]);
            } else {
                let [from, to, kind] = [":START_ID", ":END_ID", ":TYPE"].map(|mark| &*row[column(mark).unwrap()]);
                graph.add_link(from, kind, to);
            }
        }
    }
    graph.checked()
}

fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut cell, mut within) = (Vec::new(), String::new(), false);
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if within && characters.peek() == Some(&'"') => cell.push(characters.next().unwrap()),
            '"' => within = !within,
            ',' if !within => cells.push(std::mem::take(&mut cell)),
            other => cell.push(other),
        }
    }
    assert!(!within, "{line}");
    cells.push(cell);
    cells
}
