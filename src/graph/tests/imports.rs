//! Calls through imports, re-exports and CommonJS, in a graph and in a stream.

use super::*;

const OTHER: &str = "
export function f() {}
export default function g() {}
const h = () => {}; export { h as renamed };
export const value = 1;";

#[test]
fn an_imported_name_leads_to_its_declaration() {
    let source = "
import d, { f, renamed as r, value, absent } from './b';
import * as ns from './b';
d(); f(); r(); ns.f(); ns.default(); absent(); value();";
    assert_eq!(
        graph_calls(&[("a.ts", source), ("b.ts", OTHER)], "a.ts"),
        [
            ".d > b.ts [b.ts::g] import",
            ".f > b.ts [b.ts::f] import",
            ".r > b.ts [b.ts::h] import",
            "ns.f > b.ts [b.ts::f] import",
            "ns.default > b.ts [b.ts::g] import",
            ".absent > b.ts [-] import",
            ".value > b.ts [-] import",
        ]
    );
}

#[test]
fn reexports_are_followed_to_the_declaring_file() {
    let files = [
        ("a.ts", "import { f, k, all, named, d } from './i'; f(); k(); all.f(); named(); d();"),
        (
            "i.ts",
            "export * from './j'; export * as all from './b'; export { renamed as named, default as d } from './b';",
        ),
        ("j.ts", "import { f as k } from './b'; export { k }; export * from './b'; export * from './i';"),
        ("b.ts", OTHER),
    ];
    assert_eq!(
        graph_calls(&files, "a.ts"),
        [
            ".f > b.ts [b.ts::f] import",
            ".k > b.ts [b.ts::f] import",
            "all.f > b.ts [b.ts::f] import",
            ".named > b.ts [b.ts::h] import",
            ".d > b.ts [b.ts::g] import",
        ]
    );
}

#[test]
fn reexports_in_a_circle_end() {
    let files = [
        ("a.ts", "import { x, y } from './b'; x(); y();"),
        ("b.ts", "export { x } from './c'; export * from './c';"),
        ("c.ts", "export { x } from './b'; export * from './b';"),
    ];
    let calls = graph_calls(&files, "a.ts");
    assert_eq!(calls[1], ".y > b.ts [-] import");
    assert!(calls[0].ends_with("[-] import"), "{}", calls[0]);
}

#[test]
fn commonjs_exports_are_found_by_name_and_as_a_whole() {
    let files = [
        (
            "a.js",
            "const { f, g: other } = require('./b'); const b = require('./b'); const one = require('./one');
f(); other(); b.f(); one(); require('./b').f();",
        ),
        ("b.js", "function f() {} module.exports = { f, g() {} };"),
        ("one.js", "module.exports = function only() {};"),
    ];
    let calls = graph_calls(&files, "a.js");
    let calls: Vec<_> = calls.iter().filter(|call| !call.starts_with(".require")).collect();
    assert_eq!(calls[0], ".f > b.js [b.js::f] import");
    assert!(calls[1].starts_with(".other > b.js ["), "{}", calls[1]);
    assert_eq!(calls[2], "b.f > b.js [b.js::f] receiver");
    assert!(calls[3].starts_with(".one > one.js ["), "{}", calls[3]);
    assert_eq!(calls[4], ".f > b.js [b.js::f] receiver");
}

#[test]
fn packages_are_named_by_their_specifier() {
    let source = "
import def, { map as project, Subject as Sub } from 'rxjs';
import * as fs from 'fs';
project(); def(); fs.promises.readFile(); new Sub(); new Sub().next(); new fs.Dir(); def.x(); Sub.of();
class A { constructor(private readonly s: Sub<string>) {} go() { this.s.next(); this.s.inner.next(); } }";
    assert_eq!(
        calls(source),
        [
            ".project > rxjs [-] external",
            ".def > rxjs [-] external",
            "fs.readFile > fs [-] external",
            "Subject.constructor > rxjs [-] external",
            "Subject.constructor > rxjs [-] external",
            "Subject.next > rxjs [-] external",
            "Dir.constructor > fs [-] external",
            "def.x > rxjs [-] external",
            "Subject.of > rxjs [-] external",
            "Subject.next > rxjs [-] external",
            "s.next > rxjs [-] external",
        ]
    );
}

#[test]
fn a_stream_names_what_it_imports_without_looking_into_it() {
    let source = "
import Def, { Order as O, create as make } from './order';
import * as ns from './order';
function f(order: O, def: Def) { order.save(); order.customer.notify(); def.send(); make(); O.make(); new O(); ns.f(); }
class Sub extends O { m() { this.m(); this.save(); super.save(); } }";
    assert_eq!(
        Repository::streamed(&[("a.ts", source), ("order.ts", ORDER)]).calls("a.ts"),
        [
            "Order.save > order.ts [-] receiver",
            "order.notify > a.ts [-] unresolved",
            "Def.send > order.ts [-] receiver",
            ".make > order.ts [-] import",
            "Order.make > order.ts [-] import",
            "Order.constructor > order.ts [-] import",
            "ns.f > order.ts [-] import",
            "Sub.m > a.ts [a.ts::Sub::m] receiver",
            "Sub.save > order.ts [-] inherited",
            "Order.save > order.ts [-] inherited",
        ]
    );
}
