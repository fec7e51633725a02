//! Files nested deeper than any stack could follow one frame a level.

use super::{invariants, record_of};

const DEPTH: usize = 50_000;

fn nested(open: &str, inner: &str, close: &str) -> String {
    format!("{}{inner}{}", open.repeat(DEPTH), close.repeat(DEPTH))
}

fn record_length(name: &str, source: &str) -> usize {
    let record = record_of(name, source.as_bytes());
    assert_eq!(record.source, source);
    record.calls.len()
}

#[test]
fn parentheses() {
    record_length("a.ts", &format!("const a = {};\n", nested("(", "1", ")")));
}

#[test]
fn brackets() {
    record_length("a.ts", &format!("const a = {};\n", nested("[", "1", "]")));
}

#[test]
fn unclosed_brackets() {
    record_length("a.ts", &"[".repeat(DEPTH));
    record_length("a.ts", &"{".repeat(DEPTH));
    record_length("a.ts", &"(".repeat(DEPTH));
}

#[test]
fn blocks() {
    record_length("a.ts", &format!("function f() {}\n", nested("{", "g();", "}")));
}

#[test]
fn object_literals() {
    record_length("a.ts", &format!("const a = {};\n", nested("{ a: ", "1", "}")));
}

#[test]
fn arrow_functions() {
    record_length("a.ts", &format!("const f = {}1;\n", "a => ".repeat(DEPTH)));
}

#[test]
fn calls_in_arguments() {
    assert_eq!(record_length("a.ts", &format!("{};\n", nested("f(", "1", ")"))), DEPTH);
}

#[test]
fn calls_of_calls() {
    assert_eq!(record_length("a.ts", &format!("f{};\n", "()".repeat(DEPTH))), DEPTH);
}

#[test]
fn method_chains() {
    assert_eq!(record_length("a.ts", &format!("a{};\n", ".m()".repeat(DEPTH))), DEPTH);
}

#[test]
fn member_chains() {
    record_length("a.ts", &format!("const x = a{};\nx.f();\n", ".b".repeat(DEPTH)));
}

#[test]
fn qualified_superclasses() {
    let record = record_of("a.ts", format!("class A extends a{} {{}}\n", ".b".repeat(DEPTH)).as_bytes());
    assert_eq!(record.supertypes.len(), 1);
    assert_eq!(record.text(record.supertypes[0].name), "b");
}

#[test]
fn sums() {
    record_length("a.ts", &format!("const x = 1{};\n", " + 1".repeat(DEPTH)));
}

#[test]
fn conditions() {
    record_length("a.ts", &format!("const x = {}c;\n", "a ? b : ".repeat(DEPTH)));
}

#[test]
fn else_ifs() {
    record_length("a.ts", &format!("if (a) {{}}{}\n", " else if (a) {}".repeat(DEPTH)));
}

#[test]
fn array_types() {
    record_length("a.ts", &format!("type A = string{};\n", "[]".repeat(DEPTH)));
}

#[test]
fn type_arguments() {
    record_length("a.ts", &format!("let a: {};\n", nested("A<", "B", " >")));
}

#[test]
fn elements() {
    record_length("a.tsx", &format!("const a = {};\n", nested("<A>", "", "</A>")));
}

#[test]
fn named_functions() {
    // A key spells all scopes around it, so what is nested in names grows with the square of the depth.
    let depth = 1_000;
    let record = record_of("a.ts", format!("{}{}", "function f() {".repeat(depth), "}".repeat(depth)).as_bytes());
    assert_eq!(record.functions.len(), depth);
    invariants::check(&record);
}
