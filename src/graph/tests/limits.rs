//! What must end, and what must not change.

use super::*;
use crate::allowance::OutOfTime;
use crate::record::{Run, TypeRowId};
use std::time::Duration;

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
fn types_that_grow_with_each_call_have_an_end() {
    let source = "
class Left<T> {} class Right<T> {} class End { stop() {} }
class A<T> {
  left(): A<Left<T>> {} right(): A<Right<T>> {} end(): End {}
  m() { return c ? this.left().m() : this.right().m(); }
}
new A<string>().m().foo(); new A<string>().left().end().stop();";
    assert_eq!(calls(source).last().unwrap(), "End.stop > a.ts [a.ts::End::stop] receiver");
}

#[test]
fn classes_that_extend_each_other_end_the_search() {
    let class = |number: usize, base: usize| format!("class C{number} extends C{base} {{ m{number}() {{}} }}\n");
    let circle: String = (0..500).map(|number| class(number, (number + 1) % 500)).collect();
    let asked: String = (0..500).map(|number| format!("new C{number}().missing();\n")).collect();
    let calls = calls(&format!("{circle}{asked}new C0().m9();"));
    assert_eq!(calls[1], "C0.missing > a.ts [-] unresolved");
    assert_eq!(calls.last().unwrap(), "C0.m9 > a.ts [a.ts::C9::m9] inherited");
}

#[test]
fn many_members_and_declarations_of_one_name_are_told_apart() {
    let methods: String = (0..5_000).map(|number| format!("m{number}() {{ this.m{}(); }}\n", 4_999 - number)).collect();
    let again = "var again = first;\n".repeat(5_000);
    let asked = "again();\n".repeat(5_000);
    let calls = calls(&format!("class A {{ {methods} }} function first() {{}} {again}{asked}"));
    assert_eq!(calls[0], "A.m4999 > a.ts [a.ts::A::m4999] receiver");
    assert_eq!(calls.last().unwrap(), ".again > a.ts [a.ts::first] local");
}

#[test]
fn an_interface_of_many_declarations_has_the_members_of_all() {
    let declared: String = (0..5_000).map(|number| format!("interface I {{ m{number}(): I }}\n")).collect();
    let asked: String = (0..5_000).map(|number| format!("i.m{number}();\n")).collect();
    let calls = calls(&format!("{declared}declare const i: I;\n{asked}i.missing();"));
    assert_eq!(calls[4_999], "I.m4999 > a.ts [-] receiver");
    assert_eq!(calls[5_000], "I.missing > a.ts [-] unresolved");
}

#[test]
fn many_names_of_one_scope_or_many_scopes_of_one_name_are_told_apart() {
    const MANY: usize = 20_000;
    let variables = "var again = first;".repeat(MANY);
    let overloads = "function loaded(): A;".repeat(MANY);
    let asked = "again.m(); loaded().m();".repeat(MANY);
    let source = format!("class A {{ m() {{}} }} {variables} {overloads} function loaded(): A {{}} {asked}");
    assert_eq!(calls(&source).last().unwrap(), "A.m > a.ts [a.ts::A::m] receiver");

    let closed = format!("{}{}", "{ let name;".repeat(MANY), "}".repeat(MANY));
    let open = format!("{}name.m();{}", "function f(name) { let n: name; n.m();".repeat(MANY), "}".repeat(MANY));
    let source = format!("class name {{ static m() {{}} }} {closed} {} {open}", "name.m();".repeat(MANY));
    let calls = calls(&source);
    assert_eq!(calls[0], "name.m > a.ts [a.ts::name::m] receiver");
    assert_eq!(calls.last().unwrap(), "name.m > a.ts [-] unresolved");
}

#[test]
fn a_long_chain_on_this_is_called_after_its_first_member() {
    let calls = calls(&format!("this{}.a().b();", "()".repeat(50_000)));
    assert_eq!(calls[49_999], ". > a.ts [-] unresolved");
    assert_eq!(calls[50_000], "this.a > a.ts [-] unresolved");
    assert_eq!(calls[50_001], "a.b > a.ts [-] unresolved");
}

#[test]
fn what_grows_without_end_is_asked_for_only_so_often() {
    let doubled: String =
        (0..40).map(|number| format!("const o{} = {{ ...o{number}, ...o{number} }};", number + 1)).collect();
    let known = "class A { m() {} } const a = new A();";
    let calls = calls(&format!("{doubled}{known}{}a.m();", "o40.missing();".repeat(5_000)));
    assert_eq!(calls[1], "o40.missing > a.ts [-] unresolved");
    assert_eq!(calls.last().unwrap(), "A.m > a.ts [a.ts::A::m] receiver");
}

#[test]
fn what_one_file_had_no_steps_left_for_is_found_for_the_others() {
    let doubled: String =
        (0..40).map(|number| format!("const o{} = {{ ...o{number}, ...o{number} }};", number + 1)).collect();
    let chain: String = (0..60).map(|number| format!("class K{} extends K{number} {{}}\n", number + 1)).collect();
    let types = format!(
        "export interface I {{ m(): void }}\nclass K0 {{ m() {{}} }}\n{chain}class Z extends K60 implements I {{}}"
    );
    let asks = "import { I } from './types'; declare const i: I;";
    let costly = format!("{asks}{doubled}{}i.m();", "o40.missing();".repeat(5_000));
    let cheap = format!("{asks} i.m();");
    for names in [["costly.ts", "cheap.ts"], ["cheap.ts", "costly.ts"]] {
        let source = |name: &str| if name == "cheap.ts" { cheap.clone() } else { costly.clone() };
        let texts = names.map(source);
        let repository = Repository::new(&[(names[0], &texts[0]), (names[1], &texts[1]), ("types.ts", types.as_str())]);
        for links in &repository.links[..2] {
            let list =
                links.calls.last().and_then(|call| call.candidates).map(|list| &links.candidates[list.0 as usize]);
            let keys = list.map(|list| list.iter().map(|key| links.strings.get(key.0)).collect::<Vec<_>>());
            assert_eq!(keys, Some(vec!["/r/types.ts::K0::m"]), "{names:?}");
        }
    }
}

#[test]
fn supertypes_without_end_are_looked_into_only_so_often() {
    let list: Vec<String> = (0..50_000).map(|number| format!("I{number}")).collect();
    let list = list.join(", ");
    let source = format!(
        "interface I49999 {{}} class A implements {list} {{ m() {{}} }} interface B extends {list} {{}}
declare const b: B; {} new A().m();",
        "b.missing();".repeat(5_000)
    );
    let file = read(&[("a.ts", &source)]).remove(0);
    let links = link_file(file, &root(), &Allowance::unlimited()).unwrap();
    assert_eq!(links.implements[1].len(), 50_000);
    assert_eq!(calls(&source).last().unwrap(), "A.m > a.ts [a.ts::A::m] receiver");
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
fn a_record_that_cannot_be_linked_is_its_files_failure_and_costs_the_others_nothing() {
    let sources = [
        ("a.ts", "import { B } from './b';\nclass A extends B { run() { new B().go(); } }\n"),
        ("b.ts", "export class B { go() {} }\n"),
    ];
    let mut files = read(&sources);
    let whole = link_graph(files.clone(), &root());
    let mut broken = LinkedFile { path: below_root("c.ts"), ..read(&[("c.ts", "class C extends D {}\n")]).remove(0) };
    broken.record.types[0].extends = Run { start: 0, end: 9 };
    files.push(broken);

    let mut links = link_graph(files.clone(), &root());

    let reason = links.pop().unwrap().unwrap_err();
    assert!(reason.starts_with("range end index 9"), "{reason}");
    assert_eq!(links, whole);
}

#[test]
fn a_file_that_looks_into_a_record_with_a_defect_is_linked_alone() {
    let mut files = read(&[
        ("a.ts", "import { B } from './b';\nfunction f() {}\nf();\nB.make();\n"),
        ("b.ts", "export class B { static make() {} }\n"),
    ]);
    files[1].record.symbols.classes[0].type_row = Some(TypeRowId::new(99));

    let links = link_graph(files.clone(), &root());

    let calls = &links[0].as_ref().unwrap().calls;
    assert_eq!(calls.iter().map(|call| call.resolution).collect::<Vec<_>>(), [Resolution::Local, Resolution::Import]);
    assert_eq!(calls[1].target_key, None);
}

#[test]
fn a_file_that_is_linked_alone_takes_no_longer_than_it_may() {
    let file = read(&[("a.ts", "function f() {}\nf();\n")]).remove(0);
    let late = link_file(file, &root(), &Allowance::new(Duration::ZERO));
    assert_eq!(late.err(), Some(OutOfTime(Duration::ZERO)));
}

#[test]
fn the_many_ways_up_to_a_supertype_are_gone_once() {
    let names = |level: usize| (0..10).map(|place| format!("L{level}x{place}")).collect::<Vec<_>>();
    let level = |level: usize| {
        let above = names(level + 1).join(", ");
        names(level).iter().map(|name| format!("interface {name} extends {above} {{}}\n")).collect::<String>()
    };
    let levels: String = (0..15).map(level).collect();
    let last: String = names(15).iter().map(|name| format!("interface {name} {{}}\n")).collect();
    let source = format!(
        "{levels}{last}interface Other {{}}
class A {{
  void f(Other other) {{}}
  void f(L15x9 last) {{}}
  void g(L0x0 first) {{ f(first); }}
}}"
    );
    let repository = Repository::new(&[("A.java", &source)]);
    let target = repository.links[0].calls[0].target_key.map(|key| repository.links[0].strings.get(key.0));
    let second = repository.files[0].record.functions[1].key;
    assert_eq!(target, Some(format!("/r/A.java::{}", repository.files[0].record.text(second)).as_str()));
}

#[test]
fn types_without_a_supertype_of_the_graph_are_each_looked_for_once() {
    let classes: String = (0..10_000).map(|number| format!("class C{number} extends Missing {{}}\n")).collect();
    let files = read(&[("a.ts", &format!("{classes}class Last extends C0 {{}}"))]);
    let links = link_graph(files, &root()).remove(0).unwrap();
    assert_eq!(links.extended_by[0].len(), 1);
}

#[test]
fn what_many_types_embed_is_not_kept_for_each() {
    let methods: String = (0..3_000).map(|number| format!("func (b B) M{number}() {{}}\n")).collect();
    let embedding: String = (0..3_000).map(|number| format!("type E{number} struct {{ B }}\n")).collect();
    let listed: String = (0..3_000).map(|number| format!("M{number}()\n")).collect();
    for asked in ["M7()\n", &listed] {
        let source = format!(
            "package p\ntype I interface {{\n{asked}}}\ntype B struct {{}}\nfunc run(i I) {{ i.M7() }}\n{embedding}{methods}"
        );
        let repository = Repository::new(&[("a.go", &source)]);
        let links = &repository.links[0];
        let keys = |list: CandidatesId| {
            links.candidates[list.0 as usize].iter().map(|key| links.strings.get(key.0)).collect::<Vec<_>>()
        };
        assert_eq!(links.calls[0].candidates.map(keys), Some(vec!["/r/a.go::B::M7"]));
    }
}

#[test]
fn what_is_declared_apart_from_types_of_one_name_is_told_apart_once_a_file() {
    let source =
        "package p\ntype common struct {}\ntype T struct { common }\nfunc (c *common) M() {}\nfunc (t *T) N() {}\n";
    let asked = format!("{source}{}", "func f(t *T) { t.M() }\n".repeat(10_000));
    let folders: Vec<_> = (0..200).map(|number| format!("p{number}/a.go")).collect();
    let mut sources: Vec<_> = folders.iter().map(|path| (path.as_str(), source)).collect();
    sources.push(("q/a.go", &asked));
    let repository = Repository::new(&sources);
    let calls = repository.calls("q/a.go");
    assert_eq!(calls.len(), 10_000);
    assert_eq!(calls.last().unwrap(), "T.M > q/a.go [q/a.go::common::M] inherited");
}
