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
fn files_that_reexport_each_other_in_circles_all_export_the_same() {
    // Two circles that share a file, one that the first leads to, and what is outside.
    let files = [
        ("a.ts", "import { a, b, c, d, e, none } from './one'; a(); b(); c(); d(); e(); none();"),
        ("one.ts", "export * from './two'; export * from './three'; export function a() {}"),
        ("two.ts", "export * from './one'; export function b() {}"),
        ("three.ts", "export * from './one'; export * from './four'; export function c() {}"),
        ("four.ts", "export * from './five'; export function d() {} export default function e() {}"),
        ("five.ts", "export * from './four'; export * from 'outside'; export function e() {}"),
    ];
    for entry in ["one", "two", "three"] {
        let asked = files[0].1.replace("./one", &format!("./{entry}"));
        let mut files = files;
        files[0].1 = &asked;
        let expected = [
            ".a > one.ts [one.ts::a] import",
            ".b > two.ts [two.ts::b] import",
            ".c > three.ts [three.ts::c] import",
            ".d > four.ts [four.ts::d] import",
            ".e > five.ts [five.ts::e] import",
            ".none > outside [-] external",
        ];
        let calls = graph_calls(&files, "a.ts");
        assert_eq!(calls[..5], expected[..5], "{entry}");
        assert!(calls[5].starts_with(".none > outside [-]"), "{entry}: {}", calls[5]);
    }
}

#[test]
fn of_what_several_files_of_a_circle_export_each_gets_the_nearest() {
    let ring = |number: usize, count: usize| {
        let declares = if number.is_multiple_of(3) { "export function f() {}" } else { "" };
        format!("export * from './{}'; {declares}", (number + 1) % count)
    };
    let count = 12;
    let sources: Vec<(String, String)> = (0..count)
        .map(|number| (format!("{number}.ts"), ring(number, count)))
        .chain((0..count).map(|number| (format!("a{number}.ts"), format!("import {{ f }} from './{number}'; f();"))))
        .collect();
    let sources: Vec<(&str, &str)> = sources.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    for number in 0..count {
        let nearest = number.div_ceil(3) * 3 % count;
        let expected = format!(".f > {nearest}.ts [{nearest}.ts::f] import");
        assert_eq!(graph_calls(&sources, &format!("a{number}.ts")), [expected]);
    }
}

#[test]
fn rows_and_circles_of_reexports_of_any_length_end() {
    let row = |number: usize, next: usize| format!("export * from './{next}'; export function f{number}() {{}}");
    let count = 2_000;
    for (last, asked, is_found) in [(0, 1_999, true), (count, 200, true), (count, 1_999, false)] {
        let next = |number| if number + 1 == count { last } else { number + 1 };
        let mut sources: Vec<(String, String)> =
            (0..count).map(|number| (format!("{number}.ts"), row(number, next(number)))).collect();
        sources.push(("a.ts".into(), format!("import {{ f{asked}, none }} from './0'; f{asked}(); none();")));
        let sources: Vec<(&str, &str)> = sources.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let calls = graph_calls(&sources, "a.ts");
        assert_eq!(calls[0] == format!(".f{asked} > {asked}.ts [{asked}.ts::f{asked}] import"), is_found, "{calls:?}");
    }
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
