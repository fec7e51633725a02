//! Calls of a plain name: `f()`.

use super::*;

#[test]
fn a_name_means_what_the_nearest_scope_declares() {
    let source = "
function f() {}
function g() { f(); function f() {} }
f();
(() => { const f = () => {}; f(); })();
(param) => { param(); };
missing();";
    assert_eq!(
        calls(source),
        [
            ".f > a.ts [a.ts::g::f] local",
            ".f > a.ts [a.ts::f] local",
            ".f > a.ts [a.ts::f#2] local",
            ". > a.ts [-] local",
            ".param > a.ts [-] local",
            ".missing > a.ts [-] unresolved",
        ]
        .map(|call| call.to_owned())
    );
}

#[test]
fn an_overloaded_function_is_the_one_with_a_body() {
    let source = "function f(a: string): void; function f(a: number): void; function f(a) {} f(1);";
    assert_eq!(calls(source), [".f > a.ts [a.ts::f] local"]);
}

#[test]
fn what_a_call_returned_is_followed_through_variables() {
    let other = "export const poll = () => { const stop = () => {}; return stop; };";
    let source = "import { poll } from './b'; const stop = poll(); stop(); const again = poll; again();";
    assert_eq!(
        graph_calls(&[("a.ts", source), ("b.ts", other)], "a.ts"),
        [
            ".poll > b.ts [b.ts::poll] import",
            ".stop > b.ts [b.ts::poll::stop] import",
            ".again > b.ts [b.ts::poll] import"
        ]
    );
}
