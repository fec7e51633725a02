//! All nodes and relationships, in pieces.

use crate::repository::index_of;
use code_knowledge_graph::query::Index;
use code_knowledge_graph::query::enrich::{EnrichOptions, Enriched};

fn shop() -> Index {
    index_of(&[
        ("a.ts", "import { b } from './b'\nexport function a() { b(); b() }\n"),
        (
            "b.ts",
            "export interface Store { save(): void }\nexport class Disk implements Store { save() {} }\nexport class Fast extends Disk {}\nexport function b() { b() }\nb()\n",
        ),
        ("empty.ts", "import './a'\n"),
    ])
}

fn lines(piece: &Enriched) -> Vec<String> {
    let nodes =
        piece.nodes.iter().map(|node| format!("{} {} [{}]", node.symbol.kind, node.symbol.key, node.callers.join(" ")));
    let relationships =
        piece.relationships.iter().map(|one| format!("{} {} {} {:?}", one.from, one.kind, one.to, one.line));
    nodes.chain(relationships).collect()
}

#[test]
fn each_node_and_relationship_is_in_one_piece() {
    let index = shop();
    let whole = index.enrich(&EnrichOptions::default());
    assert!(whole.after.is_none());
    assert_eq!(
        lines(&whole),
        [
            "function a.ts::a []",
            "function b.ts::Disk::save []",
            "function b.ts::b [a.ts::a b.ts::b]",
            "interface b.ts::Store []",
            "class b.ts::Disk []",
            "class b.ts::Fast []",
            "a.ts::a calls b.ts::b Some(2)",
            "a.ts imports b.ts None",
            "b.ts::b calls b.ts::b Some(4)",
            "b.ts::Fast extends b.ts::Disk Some(3)",
            "b.ts::Disk implements b.ts::Store Some(2)",
            "empty.ts imports a.ts None",
        ]
    );
    let mut options = EnrichOptions { limit: 1, after: None };
    let (mut nodes, mut relationships, mut pieces) = (Vec::new(), Vec::new(), 0);
    loop {
        let piece = index.enrich(&options);
        nodes.extend(piece.nodes);
        relationships.extend(piece.relationships);
        pieces += 1;
        options.after = piece.after;
        if options.after.is_none() {
            break;
        }
    }
    assert_eq!((nodes, relationships, pieces), (whole.nodes, whole.relationships, 3));
}
