//! Keys of supertypes, and subtypes filled in from the other side.

use super::*;

fn keys(repository: &Repository, path: &str) -> Vec<String> {
    let index = repository.index(path);
    let (file, links) = (&repository.files[index], &repository.links[index]);
    let join = |keys: &[LinkText]| keys.iter().map(|key| links.strings.get(key.0)).collect::<Vec<_>>().join(" ");
    let line = |(row, ty): (usize, &crate::record::TypeRow)| {
        format!(
            "{} < {} | {} > {} | {}",
            file.record.text(ty.key),
            join(&links.extends[row]),
            join(&links.implements[row]),
            join(&links.extended_by[row]),
            join(&links.implemented_by[row])
        )
        .replace("/r/", "")
    };
    file.record.types.iter().enumerate().map(line).collect()
}

const FILES: [(&str, &str); 3] = [
    (
        "a.ts",
        "
import Invoice, { Order as O } from './index'; import React, { Thing as T } from 'react'; import * as all from './index';
class A extends O<string> implements all.Shape, T {}
class B extends Invoice {} class C extends React.Component<P> {} class D extends Map<string, A> {}
interface E extends Local, Shape {} interface Local {} class F extends mixin(A) {}",
    ),
    ("index.ts", "export * from './b'; export { default } from './b'; export type Shape = { x: number } | null;"),
    ("b.ts", "export class Order {} export default class Invoice {}"),
];

#[test]
fn a_graph_names_the_declaration_and_fills_in_the_other_side() {
    let graph = Repository::new(&FILES);
    assert_eq!(
        keys(&graph, "a.ts"),
        [
            "A < b.ts::Order | index.ts::Shape react::Thing >  | ",
            "B < b.ts::Invoice |  >  | ",
            "C < react::Component |  >  | ",
            "D < a.ts::Map |  >  | ",
            "E < a.ts::Local a.ts::Shape |  >  | ",
            "Local <  |  > a.ts::E | ",
            "F <  |  >  | ",
        ]
    );
    assert_eq!(keys(&graph, "b.ts"), ["Order <  |  > a.ts::A | ", "Invoice <  |  > a.ts::B | "]);
    assert_eq!(keys(&graph, "index.ts"), ["Shape <  |  >  | a.ts::A"]);
}

#[test]
fn a_stream_names_the_imported_module() {
    assert_eq!(
        keys(&Repository::streamed(&FILES), "a.ts")[..3],
        [
            "A < index.ts::Order | index.ts::Shape react::Thing >  | ",
            "B < index.ts::Invoice |  >  | ",
            "C < react::Component |  >  | ",
        ]
    );
}
