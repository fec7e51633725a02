//! What must end, and what must not change.

use super::*;

#[test]
fn a_chain_of_ten_thousand_links_is_linked() {
    let chain = format!("class A {{ m(): this {{}} }} new A(){};", ".m()".repeat(10_000));
    let calls = calls(&chain);
    assert_eq!(calls.len(), 10_001);
    assert_eq!(calls[10_000], "A.m > a.ts [a.ts::A::m] receiver");
}

#[test]
fn values_and_types_in_circles_are_unknown() {
    let source = "
const a = b; const b = a; a.x(); const { c } = { c, ...c }; c.y(); const o = { ...o }; o.z();
function f() { return g(); } function g() { return f(); } f().m();
type T = T | U; type U = T; declare const t: T; t.n();
class N<T> { next: N<N<T>> } declare const n: N<string>; n.next.next.next.go();";
    assert!(calls(source).iter().all(|call| !call.contains("[-] receiver")));
}

#[test]
fn a_long_run_of_variables_does_not_overflow_the_stack() {
    let mut source = String::from("const v0 = new A(); class A { m() {} }\n");
    for number in 1..20_000 {
        source.push_str(&format!("const v{number} = v{};\n", number - 1));
    }
    source.push_str("v19999.m(); v3.m();");
    let calls = calls(&source);
    assert_eq!(calls[2], "A.m > a.ts [a.ts::A::m] receiver");
}

#[test]
fn links_do_not_depend_on_the_number_of_threads() {
    let files = read(&[("a.ts", "import { Order } from './order'; new Order().save();"), ("order.ts", ORDER)]);
    let modules: Vec<_> = files.iter().collect();
    let links = |threads| link_graph(&modules, threads, &|| false).unwrap();
    assert_eq!(links(1), links(4));
}

#[test]
fn a_cancelled_graph_is_none() {
    let files = read(&[("a.ts", "f();")]);
    let modules: Vec<_> = files.iter().collect();
    assert_eq!(link_graph(&modules, 1, &|| true), None);
}
