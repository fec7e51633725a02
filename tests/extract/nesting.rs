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

#[test]
fn python() {
    record_length("a.py", &format!("a = {}\n", nested("(", "1", ")")));
    record_length("a.py", &format!("a = {}\n", nested("[", "1", "]")));
    record_length("a.py", &format!("a = {}\n", nested_to(TEXT_DEPTH, "{'a': ", "1", "}")));
    assert_eq!(record_length("a.py", &format!("a{}\n", ".b()".repeat(DEPTH))), DEPTH);
    record_length("a.py", &format!("x = a{}\nx.f()\n", ".b".repeat(DEPTH)));
    record_length("a.py", &format!("x = a{}\nx.f()\n", "[0]".repeat(DEPTH)));
    record_length("a.py", &format!("f = {}1\n", "lambda a: ".repeat(TEXT_DEPTH)));
    record_length("a.py", &format!("x = {}c\n", "a if b else ".repeat(DEPTH)));
    record_length("a.py", &format!("x = 1{}\nx.f()\n", " or 1".repeat(DEPTH)));
    record_length("a.py", &format!("x = {}y\n", "await ".repeat(DEPTH)));
    record_length("a.py", &format!("x: {} = y\n", nested_to(TEXT_DEPTH, "list[", "int", "]")));
    record_length("a.py", &format!("x: {}int = y\n", "int | ".repeat(DEPTH)));
    record_length("a.py", &format!("x: '{}' = y\n", nested_to(TEXT_DEPTH, "list[", "int", "]")));
    record_length(
        "a.py",
        &format!("def f(a: {}) -> {}: pass\n", nested_to(TEXT_DEPTH, "A[", "B", "]"), ".b".repeat(DEPTH)),
    );
    record_length("a.py", &format!("x: a{}\n", ".b".repeat(DEPTH)));
    record_length("a.py", &format!("{} = y\n", nested_to(TEXT_DEPTH, "[", "a", "]")));
    record_length("a.py", &format!("{}y\n", "x = ".repeat(TEXT_DEPTH)));
    record_length("a.py", &format!("import a{}\n", ".b".repeat(DEPTH)));
    record_length("a.py", &format!("from a{} import b\n", ".b".repeat(DEPTH)));
    record_length("a.py", &format!("from {}a import b\n", ".".repeat(DEPTH)));
    record_length("a.py", &format!("class A(a{}): pass\n", ".b".repeat(DEPTH)));
    record_length("a.py", &format!("{}def f(): pass\n", "@a(b)\n".repeat(TEXT_DEPTH)));
    record_length("a.py", &format!("@a{}\ndef f(): pass\n", ".b()".repeat(TEXT_DEPTH)));
    record_length("a.py", &format!("if a: pass\n{}", "elif a: pass\n".repeat(DEPTH)));
    record_length("a.py", &format!("x = {}\n", nested_to(TEXT_DEPTH, "f'{", "g()", "}'")));
    for line in ["if a:", "class A:", "def f():", "for a in b:", "with a as b:", "try:"] {
        // The texts of the lines are the square of their number long.
        let lines = |depth| -> String { (0..depth).map(|at| format!("{}{line}\n", " ".repeat(at))).collect() };
        record_length("a.py", &format!("{}{}g()\n", lines(2_000), " ".repeat(2_000)));
    }
    record_length("a.py", &"(".repeat(DEPTH));
    record_length("a.py", &"f'{".repeat(TEXT_DEPTH));
}

#[test]
fn java() {
    let class = |body: &str| format!("class A {{ {body} }}\n");
    let method = |body: &str| class(&format!("void f() {{ {body} }}"));
    record_length("A.java", &class(&format!("int a = {};", nested("(", "1", ")"))));
    record_length("A.java", &method(&nested("{", "g();", "}")));
    record_length("A.java", &method(&nested_to(TEXT_DEPTH, "if (a) { ", "g();", " }")));
    record_length("A.java", &method(&format!("if (a) {{}} {}", "else if (a) {} ".repeat(TEXT_DEPTH))));
    record_length("A.java", &nested_to(TEXT_DEPTH, "class A { ", "", " }"));
    record_length("A.java", &class(&nested_to(TEXT_DEPTH, "void f() { class B { ", "", " } }")));
    record_length(
        "A.java",
        &class(&format!("Object a = {};", nested_to(TEXT_DEPTH, "new A() { Object b = ", "1", "; }"))),
    );
    assert_eq!(record_length("A.java", &method(&format!("a{};", ".b()".repeat(DEPTH)))), DEPTH);
    record_length("A.java", &method(&format!("var x = a{}; x.f();", ".b".repeat(DEPTH))));
    record_length("A.java", &method(&format!("var x = a{}; x.f();", "[0]".repeat(DEPTH))));
    record_length("A.java", &method(&format!("var x = {}y; x.f();", "(A) ".repeat(DEPTH))));
    record_length("A.java", &method(&format!("var x = {}c; x.f();", "a ? b : ".repeat(DEPTH))));
    record_length("A.java", &method(&format!("var x = 1{};", " + 1".repeat(DEPTH))));
    record_length("A.java", &method(&format!("{}y;", "x = ".repeat(DEPTH))));
    record_length("A.java", &method(&format!("F f = {}1;", "a -> ".repeat(TEXT_DEPTH))));
    record_length("A.java", &method(&format!("F f = {};", nested_to(TEXT_DEPTH, "() -> { return ", "1", "; }"))));
    record_length("A.java", &class(&format!("{} a;", nested_to(TEXT_DEPTH, "List<", "B", ">"))));
    record_length("A.java", &class(&format!("int{} a;", "[]".repeat(DEPTH))));
    record_length("A.java", &class(&format!("int a{};", "[]".repeat(DEPTH))));
    record_length("A.java", &class(&format!("a{} x;", ".b".repeat(DEPTH))));
    record_length("A.java", &class(&format!("a{} x;", ".b<C>".repeat(TEXT_DEPTH))));
    record_length("A.java", &format!("class A extends a{} {{}}\n", ".b".repeat(DEPTH)));
    record_length("A.java", &format!("class A extends {} {{}}\n", nested_to(TEXT_DEPTH, "B<", "C", ">")));
    record_length("A.java", &format!("{} class A {{}}\n", nested_to(TEXT_DEPTH, "@A(", "1", ")")));
    record_length("A.java", &format!("{}class A {{}}\n", "@A ".repeat(DEPTH)));
    record_length("A.java", &format!("import a{};\n", ".b".repeat(DEPTH)));
    record_length("A.java", &format!("package a{};\n", ".b".repeat(DEPTH)));
    record_length("A.java", &method(&format!("if (x instanceof {}) {{}}", nested_to(TEXT_DEPTH, "A(", "B b", ")"))));
    record_length("A.java", &method(&nested_to(TEXT_DEPTH, "switch (a) { case 1 -> { ", "g();", " } }")));
    record_length("A.java", &"(".repeat(DEPTH));
    record_length("A.java", &"class A { void f() { new A() { ".repeat(TEXT_DEPTH));
}

#[test]
fn ruby() {
    record_length("a.rb", &format!("a = {}\n", nested("(", "1", ")")));
    record_length("a.rb", &format!("a = {}\n", nested("[", "1", "]")));
    record_length("a.rb", &format!("a = {}\n", nested_to(TEXT_DEPTH, "{ a: ", "1", " }")));
    assert_eq!(record_length("a.rb", &format!("A{}\n", ".b()".repeat(DEPTH))), DEPTH);
    record_length("a.rb", &format!("a{}\n", "&.b".repeat(DEPTH)));
    record_length("a.rb", &format!("x = A{}\nx.f\n", "::B".repeat(DEPTH)));
    record_length("a.rb", &format!("x = a{}\nx.f\n", "[0]".repeat(DEPTH)));
    record_length("a.rb", &format!("class A{}\nend\n", "::B".repeat(DEPTH)));
    record_length("a.rb", &format!("class A < A{}\nend\n", "::B".repeat(DEPTH)));
    record_length("a.rb", &nested_to(TEXT_DEPTH, "module A; ", "", " end;"));
    record_length("a.rb", &nested_to(TEXT_DEPTH, "module A::B; ", "def f; end", " end;"));
    record_length("a.rb", &nested_to(TEXT_DEPTH, "class A; ", "def f; end", " end;"));
    record_length("a.rb", &nested_to(TEXT_DEPTH, "class << self; ", "def f; end", " end;"));
    record_length("a.rb", &nested_to(TEXT_DEPTH, "def f; ", "", " end;"));
    record_length("a.rb", &nested("if a; ", "g()", " end;"));
    record_length("a.rb", &nested("begin; ", "g()", " end;"));
    record_length("a.rb", &format!("if a\n{}end\n", "elsif a\n".repeat(DEPTH)));
    record_length("a.rb", &nested_to(TEXT_DEPTH, "a { |x| ", "g()", " }"));
    record_length("a.rb", &nested_to(TEXT_DEPTH, "a do |x| ", "g()", " end;"));
    record_length("a.rb", &format!("f = {}1{}\n", "->(x) { ".repeat(TEXT_DEPTH), " }".repeat(TEXT_DEPTH)));
    record_length("a.rb", &format!("a = {}\n", nested_to(TEXT_DEPTH, "\"#{", "g()", "}\"")));
    record_length("a.rb", &format!("x = {}c\nx.f\n", "a ? b : ".repeat(DEPTH)));
    record_length("a.rb", &format!("x = a{}\nx.f\n", " || a".repeat(DEPTH)));
    record_length("a.rb", &format!("{}y\n", "x = ".repeat(TEXT_DEPTH)));
    record_length("a.rb", &format!("{} = y\n", nested_to(TEXT_DEPTH, "(a, ", "b", ")")));
    record_length("a.rb", &format!("{}1\n", "private def f = ".repeat(TEXT_DEPTH)));
    record_length("a.rb", &format!("{}1\n", "f ".repeat(TEXT_DEPTH)));
    record_length("a.rb", &format!("A = {}\n", nested_to(TEXT_DEPTH, "Class.new { A = ", "1", " }")));
    record_length("a.rb", &format!("x = {}y\n", "!".repeat(DEPTH)));
    record_length("a.rb", &"(".repeat(DEPTH));
    record_length("a.rb", &"module A\n".repeat(TEXT_DEPTH));
}

#[test]
fn php() {
    let file = |body: &str| format!("<?php\n{body}\n");
    record_length("a.php", &file(&format!("$a = {};", nested("(", "1", ")"))));
    record_length("a.php", &file(&format!("$a = {};", nested("[", "1", "]"))));
    record_length("a.php", &file(&nested("{", "g();", "}")));
    record_length("a.php", &file(&nested_to(TEXT_DEPTH, "if ($a) { ", "g();", " }")));
    record_length("a.php", &file(&format!("if ($a) {{}} {}", "elseif ($a) {} ".repeat(DEPTH))));
    record_length("a.php", &file(&format!("if ($a) {{}} {}", "else if ($a) {} ".repeat(TEXT_DEPTH))));
    assert_eq!(record_length("a.php", &file(&format!("$a{};", "->b()".repeat(DEPTH)))), DEPTH);
    record_length("a.php", &file(&format!("$x = $a{}; $x->f();", "?->b".repeat(DEPTH))));
    record_length("a.php", &file(&format!("$x = A{}; $x->f();", "::b()".repeat(DEPTH))));
    record_length("a.php", &file(&format!("$x = $a{}; $x->f();", "[0]".repeat(DEPTH))));
    record_length("a.php", &file(&format!("$x = {}c(); $x->f();", "$a ?: ".repeat(DEPTH))));
    record_length("a.php", &file(&format!("$x = $a{}; $x->f();", " ?? $a".repeat(DEPTH))));
    record_length("a.php", &file(&format!("$x = {}c(); $x->f();", "clone ".repeat(DEPTH))));
    record_length("a.php", &file(&format!("{}1;", "$x = ".repeat(TEXT_DEPTH))));
    record_length("a.php", &file(&format!("$x = {}y();", "!".repeat(DEPTH))));
    record_length("a.php", &file(&format!("$f = {}1;", "fn($a) => ".repeat(TEXT_DEPTH))));
    record_length("a.php", &file(&format!("$f = {};", nested_to(TEXT_DEPTH, "function() { return ", "1", "; }"))));
    record_length("a.php", &file(&nested_to(TEXT_DEPTH, "function f() { ", "", " }")));
    record_length("a.php", &file(&nested_to(TEXT_DEPTH, "class A { function f() { ", "", " } }")));
    record_length("a.php", &file(&format!("$a = {};", nested_to(TEXT_DEPTH, "new class { public $a = ", "1", "; }"))));
    record_length("a.php", &file(&nested_to(TEXT_DEPTH, "namespace A { ", "", " }")));
    record_length("a.php", &file(&format!("namespace a{};", "\\b".repeat(DEPTH))));
    record_length("a.php", &file(&format!("use a{};", "\\b".repeat(DEPTH))));
    record_length("a.php", &file(&format!("use a\\{{{}}};", "b, ".repeat(DEPTH))));
    record_length("a.php", &file(&format!("class A extends a{} {{}}", "\\b".repeat(DEPTH))));
    record_length("a.php", &file(&format!("function f({} $a) {{}}", nested_to(TEXT_DEPTH, "(A&", "B", ")"))));
    record_length("a.php", &file(&format!("function f(A{} $a) {{}}", "|B".repeat(TEXT_DEPTH))));
    record_length("a.php", &file(&format!("{} function f() {{}}", nested_to(TEXT_DEPTH, "#[A(", "1", ")]"))));
    record_length("a.php", &file(&format!("$a = {};", nested_to(TEXT_DEPTH, "\"{$a[", "1", "]}\""))));
    record_length("a.php", &file(&format!("{} = $y;", nested_to(TEXT_DEPTH, "[", "$a", "]"))));
    record_length("a.php", &file(&format!("{} = $y;", nested_to(TEXT_DEPTH, "list(", "$a", ")"))));
    record_length("a.php", &file(&format!("$a = {};", nested_to(TEXT_DEPTH, "match (1) { 1 => ", "1", " }"))));
    record_length("a.php", &file(&"(".repeat(DEPTH)));
}

#[test]
fn csharp() {
    let class = |body: &str| format!("class A {{ {body} }}\n");
    let method = |body: &str| class(&format!("void F() {{ {body} }}"));
    record_length("A.cs", &class(&format!("int a = {};", nested("(", "1", ")"))));
    record_length("A.cs", &method(&nested("{", "G();", "}")));
    record_length("A.cs", &method(&nested_to(TEXT_DEPTH, "if (a) { ", "G();", " }")));
    record_length("A.cs", &method(&format!("if (a) {{}} {}", "else if (a) {} ".repeat(TEXT_DEPTH))));
    record_length("A.cs", &nested_to(TEXT_DEPTH, "class A { ", "", " }"));
    record_length("A.cs", &method(&nested_to(TEXT_DEPTH, "void F() { ", "", " }")));
    record_length("A.cs", &nested_to(TEXT_DEPTH, "namespace A { ", "class B {}", " }"));
    record_length("A.cs", &nested_to(TEXT_DEPTH, "namespace A { using B; ", "class B {}", " }"));
    record_length("A.cs", &format!("namespace A{};\n", ".B".repeat(DEPTH)));
    record_length("A.cs", &format!("namespace A{} {{ class C {{}} }}\n", ".B".repeat(DEPTH)));
    record_length("A.cs", &format!("using A{};\n", ".B".repeat(DEPTH)));
    record_length("A.cs", &format!("using X = A{};\n", ".B".repeat(DEPTH)));
    assert_eq!(record_length("A.cs", &method(&format!("a{};", ".B()".repeat(DEPTH)))), DEPTH);
    record_length("A.cs", &method(&format!("var x = a{}; x.F();", ".B".repeat(DEPTH))));
    record_length("A.cs", &method(&format!("var x = a{}; x.F();", "?.B".repeat(TEXT_DEPTH))));
    record_length("A.cs", &method(&format!("a{};", "?.B()".repeat(TEXT_DEPTH))));
    record_length("A.cs", &method(&format!("var x = a{}; x.F();", "!".repeat(DEPTH))));
    record_length("A.cs", &method(&format!("var x = a{}; x.F();", "[0]".repeat(DEPTH))));
    // Of casts, attributes and patterns the parser keeps several readings: more of them take more memory than a file may;
    // see `tests/bounds.rs`.
    record_length("A.cs", &method(&format!("var x = {}y; x.F();", "(A) ".repeat(DEPTH / 10))));
    record_length("A.cs", &method(&format!("var x = {}y; x.F();", "await ".repeat(DEPTH))));
    record_length("A.cs", &method(&format!("var x = {}c; x.F();", "a ? b : ".repeat(TEXT_DEPTH))));
    record_length("A.cs", &method(&format!("var x = a{}; x.F();", " ?? a".repeat(DEPTH))));
    record_length("A.cs", &method(&format!("var x = a{}; x.F();", " as A".repeat(DEPTH))));
    record_length("A.cs", &method(&format!("{}y;", "x = ".repeat(DEPTH))));
    record_length("A.cs", &method(&format!("F f = {}1;", "a => ".repeat(TEXT_DEPTH))));
    record_length("A.cs", &method(&format!("F f = {};", nested_to(TEXT_DEPTH, "() => { return ", "1", "; }"))));
    record_length("A.cs", &class(&format!("{} a;", nested_to(TEXT_DEPTH, "List<", "B", ">"))));
    record_length("A.cs", &class(&format!("{} a;", nested_to(TEXT_DEPTH, "(int, ", "B", ")"))));
    record_length("A.cs", &class(&format!("int{} a;", "[]".repeat(DEPTH))));
    record_length("A.cs", &class(&format!("int{} a;", "?".repeat(TEXT_DEPTH))));
    record_length("A.cs", &class(&format!("a{} x;", ".B".repeat(DEPTH))));
    record_length("A.cs", &class(&format!("a{} x;", ".B<C>".repeat(TEXT_DEPTH))));
    record_length("A.cs", &format!("class A : a{} {{}}\n", ".B".repeat(DEPTH)));
    record_length("A.cs", &format!("{}class A {{}}\n", "[A]".repeat(DEPTH / 10)));
    record_length("A.cs", &format!("[A({})] class A {{}}\n", nested_to(TEXT_DEPTH, "a(", "1", ")")));
    record_length("A.cs", &method(&format!("var a = {};", nested_to(TEXT_DEPTH, "$\"{", "G()", "}\""))));
    record_length("A.cs", &method(&format!("var {} = y;", nested_to(TEXT_DEPTH / 4, "(a, ", "b", ")"))));
    record_length("A.cs", &method(&format!("if (x is {}) {{}}", nested_to(TEXT_DEPTH, "{ A: ", "B b", " }"))));
    record_length("A.cs", &method(&format!("var a = {};", nested_to(TEXT_DEPTH, "x switch { 1 => ", "1", " }"))));
    record_length("A.cs", &method(&format!("var a = {};", nested_to(TEXT_DEPTH, "new A { B = ", "1", " }"))));
    record_length("A.cs", &"(".repeat(DEPTH));
    record_length("A.cs", &"namespace A { ".repeat(TEXT_DEPTH));
}
