//! Files nested deeper than any stack could follow one frame a level, with texts that hold all that is nested in them.

use super::{invariants, record_of};

const DEPTH: usize = 50_000;

/// Deep enough that texts within texts, were they all kept, would be thousands of times the file.
const TEXT_DEPTH: usize = 10_000;

fn nested(open: &str, inner: &str, close: &str) -> String {
    nested_to(DEPTH, open, inner, close)
}

fn nested_to(depth: usize, open: &str, inner: &str, close: &str) -> String {
    format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
}

/// The number of calls in a file, whose record must not outgrow the file by more than a factor.
fn record_length(name: &str, source: &str) -> usize {
    let record = record_of(name, source.as_bytes());
    assert_eq!(record.source, source);
    let kept = record.strings.blob().len() + size_of_val(record.scope_segments.as_slice());
    assert!(kept <= 128 * source.len() + (1 << 18), "{kept} bytes are kept of {}", source.len());
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
fn type_queries() {
    record_length("a.ts", &format!("let a: typeof a{};\n", ".b".repeat(DEPTH)));
    record_length("a.ts", &format!("let a: typeof a{};\n", "['b']".repeat(DEPTH)));
    record_length("a.ts", &format!("let a: typeof import('a'){};\n", ".b".repeat(DEPTH)));
    record_length("a.ts", &format!("let a: typeof f{};\n", "().f".repeat(DEPTH)));
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
fn patterns_with_functions() {
    record_length("a.ts", &format!("const f = {};\n", nested_to(TEXT_DEPTH, "({ a = ", "1", " }) => 1")));
    record_length("a.ts", &format!("const f = {};\n", nested_to(TEXT_DEPTH, "({ a = { b: ", "1", " } }) => 1")));
}

#[test]
fn required_patterns() {
    record_length("a.ts", &nested_to(TEXT_DEPTH, "const [a = () => {", "", "}] = require('a');"));
}

#[test]
fn computed_names() {
    record_length("a.ts", &format!("const a = {};\n", nested_to(TEXT_DEPTH, "{ [", "1", "]: () => 1 }")));
    record_length("a.ts", &format!("const a = {};\n", nested_to(TEXT_DEPTH, "class { [", "1", "]() {} }")));
}

#[test]
fn classes_in_new() {
    record_length("a.ts", &format!("const a = {};\n", nested_to(TEXT_DEPTH, "new (class { a = ", "1", " })()")));
}

#[test]
fn types_in_named_functions() {
    let open: String = (0..TEXT_DEPTH).map(|depth| format!("function f() {{ interface I{depth} {{}}")).collect();
    record_length("a.ts", &format!("{open}{}\n", "}".repeat(TEXT_DEPTH)));
}

#[test]
fn definitions_in_a_long_name() {
    let name = "a".repeat(TEXT_DEPTH);
    record_length("a.ts", &format!("function {name}() {{ {} }}\n", "function f() {} class A {} ".repeat(TEXT_DEPTH)));
    record_length("a.ts", &format!("class {name} {{ {} }}\n", "m() {} ".repeat(TEXT_DEPTH)));
}

#[test]
fn named_functions() {
    let source = |depth: usize| format!("{}{}", "function f() {".repeat(depth), "}".repeat(depth));
    record_length("a.ts", &source(TEXT_DEPTH));
    // The rules look at each pair of functions.
    let record = record_of("a.ts", source(1_000).as_bytes());
    assert_eq!(record.functions.len(), 1_000);
    invariants::check(&record);
}

#[test]
fn go() {
    record_length("a.go", &format!("package a\n\nvar a = {}\n", nested("(", "1", ")")));
    record_length("a.go", &format!("package a\n\nfunc f() {}\n", nested("{", "g()", "}")));
    record_length("a.go", &format!("package a\n\nvar f = {}\n", nested_to(TEXT_DEPTH, "func() { ", "g()", " }")));
    record_length("a.go", &format!("package a\n\nvar f = {}\n", nested_to(TEXT_DEPTH, "T{a: ", "g()", "}")));
    record_length("a.go", &format!("package a\n\nvar x {}int\n", "[]".repeat(DEPTH)));
    record_length("a.go", &format!("package a\n\ntype A {}\n", nested_to(TEXT_DEPTH, "struct { a ", "int", "}")));
    record_length("a.go", &format!("package a\n\nfunc f() {{ a{} }}\n", ".b()".repeat(TEXT_DEPTH)));
    record_length("a.go", &format!("package a\n\nfunc f() {{ {} }}\n", "x := x; ".repeat(TEXT_DEPTH)));
    record_length("a.go", &"(".repeat(DEPTH));
}

#[test]
fn rust() {
    record_length("a.rs", &format!("const A: u8 = {};\n", nested("(", "1", ")")));
    record_length("a.rs", &format!("fn f() {}\n", nested("{", "g();", "}")));
    record_length("a.rs", &format!("fn f() {{ let f = {}1; }}\n", "|x| ".repeat(TEXT_DEPTH)));
    record_length("a.rs", &format!("type A = {};\n", nested_to(TEXT_DEPTH, "Vec<", "u8", ">")));
    record_length("a.rs", &format!("type A = {}u8;\n", "&".repeat(TEXT_DEPTH)));
    record_length("a.rs", &format!("fn f() {{ let {} = x; }}\n", nested_to(TEXT_DEPTH, "(", "a", ",)")));
    record_length("a.rs", &format!("use {};\n", nested_to(TEXT_DEPTH, "a::{", "b", "}")));
    record_length("a.rs", &format!("use {}b;\n", "a::".repeat(TEXT_DEPTH)));
    record_length("a.rs", &nested_to(TEXT_DEPTH, "mod a { mod b; ", "", " }"));
    record_length("a.rs", &nested_to(TEXT_DEPTH, "impl A { fn f() { ", "", " } }"));
    record_length("a.rs", &format!("fn f() {{ a{}; }}\n", ".b()?".repeat(TEXT_DEPTH)));
    record_length("a.rs", &format!("fn f() {{ {} }}\n", "let x = x; ".repeat(TEXT_DEPTH)));
    record_length("a.rs", &format!("fn f() {{ {}b(); }}\n", "a::".repeat(TEXT_DEPTH)));
    record_length("a.rs", &"(".repeat(DEPTH));
}
