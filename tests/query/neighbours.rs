//! What leads where, one step.

use crate::repository::{index_of, symbol};
use code_knowledge_graph::query::{Index, SymbolRef};

fn shop() -> Index {
    index_of(&[
        (
            "src/order.ts",
            "export interface Store { save(): void }\nexport class Disk implements Store {\n  save() { write(this) }\n}\nfunction write(_: Disk) {}\n",
        ),
        (
            "src/shop.ts",
            "import { Store } from './order'\nimport React from 'react'\nexport function buy(store: Store) {\n  store.save()\n  const later = () => { pay() }\n  return later\n}\nfunction pay() {}\nbuy(null!)\n",
        ),
    ])
}

/// `from kind to file:line` of what leads to a symbol.
fn incoming(index: &Index, to: SymbolRef) -> Vec<String> {
    index
        .incoming(to)
        .map(|(file, edge)| {
            let edge = index.edge_info(file, edge).unwrap();
            format!("{} {} {}:{}", edge.from.as_deref().unwrap_or("-"), edge.kind, edge.file, edge.line)
        })
        .collect()
}

#[test]
fn what_leads_to_a_symbol_stands_in_the_innermost_function() {
    let index = shop();
    assert_eq!(incoming(&index, symbol(&index, "src/shop.ts::pay")), ["src/shop.ts::buy::later call src/shop.ts:5"]);
    assert_eq!(incoming(&index, symbol(&index, "src/shop.ts::buy")), ["- call src/shop.ts:9"]);
    assert_eq!(
        incoming(&index, symbol(&index, "src/order.ts::Disk::save")),
        ["src/shop.ts::buy dispatch src/shop.ts:4"]
    );
    assert_eq!(
        incoming(&index, symbol(&index, "src/order.ts::Store")),
        ["src/order.ts::Disk implements src/order.ts:2", "src/shop.ts::buy type src/shop.ts:3"]
    );
}

#[test]
fn what_leads_from_a_symbol_comes_by_kind_and_in_source_order() {
    let index = shop();
    let to: Vec<_> = index.outgoing(symbol(&index, "src/shop.ts::buy")).map(|edge| index.key(edge.to)).collect();
    assert_eq!(to, ["src/order.ts::Disk::save", "src/order.ts::Store", "src/shop.ts::buy::later"]);
}

#[test]
fn a_symbol_is_found_by_its_key_and_by_no_other() {
    let index = shop();
    let info = index.info(symbol(&index, "src/order.ts::Disk::save")).unwrap();
    assert_eq!((&*info.name, info.kind, &*info.owner, info.start_line), ("save", "function", "Disk", 3));
    for key in ["", "::", "src/order.ts", "src/order.ts::", "src/order.ts::Disk::", "order.ts::Disk"] {
        assert_eq!(index.with_key(key).count(), 0, "{key}");
    }
}

#[test]
fn an_index_of_other_files_shares_the_rest_and_is_what_they_make() {
    let index = shop();
    let (shop_id, _) = index.at_path("src/shop.ts").unwrap();
    let without = index.with([(shop_id, None)]);
    assert_eq!(without.len(), 1);
    assert_eq!(incoming(&without, symbol(&without, "src/order.ts::Disk::save")), [""; 0]);
    assert_eq!(incoming(&index, symbol(&index, "src/order.ts::Disk::save")).len(), 1);
    assert!(without.at_path("src/shop.ts").is_none());
}
