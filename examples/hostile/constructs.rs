//! Constructs of TypeScript with names, as `bench/RESULTS.md` has them.

/// A construct's name, the file's name, and a text of about so many bytes.
pub type Construct = (&'static str, &'static str, fn(usize) -> String);

pub const CONSTRUCTS: &[Construct] = &[
    // Depth.
    ("parentheses", "a.ts", |n| nested(n, "(", "1", ")")),
    ("parentheses, open", "a.ts", |n| "(".repeat(n)),
    ("brackets", "a.ts", |n| nested(n, "[", "1", "]")),
    ("brackets, open", "a.ts", |n| "[".repeat(n)),
    ("braces", "a.ts", |n| nested(n, "{", "f();", "}")),
    ("braces, open", "a.ts", |n| "{".repeat(n)),
    ("angles, open", "a.ts", |n| "a<".repeat(n / 2)),
    ("templates", "a.ts", |n| nested(n, "`${", "1", "}`")),
    ("templates, open", "a.ts", |n| "`${".repeat(n / 3)),
    ("backticks", "a.ts", |n| "`".repeat(n)),
    ("quotes", "a.ts", |n| "'".repeat(n)),
    ("slashes", "a.ts", |n| "a/".repeat(n / 2)),
    ("object literals", "a.ts", |n| format!("x={}", nested(n, "{a:", "1", "}"))),
    ("named object literals", "a.ts", |n| format!("x={}", nested(n, "{abcdefgh:", "()=>1", "}"))),
    ("arrow functions", "a.ts", |n| format!("{}1", "a=>".repeat(n / 3))),
    ("functions", "a.ts", |n| nested(n, "function f(){", "", "}")),
    ("functions of distinct names", "a.ts", |n| counted(n / 2, |i| format!("function f{i}(){{")) + &"}".repeat(n / 30)),
    ("function expressions", "a.ts", |n| format!("x={}", nested(n, "function(){return ", "1", "}"))),
    ("classes", "a.ts", |n| nested(n, "class A{m(){", "", "}}")),
    ("classes of distinct names", "a.ts", |n| counted(n, |i| format!("class A{i}{{m(){{"))),
    ("class expressions in fields", "a.ts", |n| format!("x={}", nested(n, "class{a=", "1", "}"))),
    ("classes in new", "a.ts", |n| format!("x={}", nested(n, "new(class{a=", "1", "})()"))),
    ("namespaces", "a.ts", |n| nested(n, "namespace N{", "", "}")),
    ("dotted namespace", "a.ts", |n| format!("namespace N{} {{}}", ".N".repeat(n / 2))),
    ("blocks with names", "a.ts", |n| nested(n, "{let a;", "", "}")),
    ("types in functions", "a.ts", |n| nested(n, "function f(){interface I{a:I}", "", "}")),
    ("calls in arguments", "a.ts", |n| nested(n, "f(", "1", ")")),
    ("callbacks in callbacks", "a.ts", |n| nested(n, "f(a=>{", "", "})")),
    ("calls of calls", "a.ts", |n| format!("f{}", "()".repeat(n / 2))),
    ("calls of this", "a.ts", |n| format!("this{}", "()".repeat(n / 2))),
    ("calls of super", "a.ts", |n| format!("class A{{m(){{super.m{}}}}}", "()".repeat(n / 2))),
    ("method chain", "a.ts", |n| format!("a{}", ".m()".repeat(n / 4))),
    ("method chain of distinct names", "a.ts", |n| format!("a{}", counted(n, |i| format!(".m{i}()")))),
    ("method chain of a class", "a.ts", |n| format!("class A{{m():this{{}}}}new A(){}", ".m()".repeat(n / 4))),
    ("member chain", "a.ts", |n| format!("a{}()", ".b".repeat(n / 2))),
    ("subscripts", "a.ts", |n| format!("a{}()", "[0]".repeat(n / 3))),
    ("optional chain", "a.ts", |n| format!("a{}()", "?.b".repeat(n / 3))),
    ("non-null marks", "a.ts", |n| format!("a{}()", "!".repeat(n))),
    ("casts", "a.ts", |n| format!("a{}", " as a".repeat(n / 5))),
    ("type assertions", "a.ts", |n| format!("{}a", "<a>".repeat(n / 3))),
    ("new of new", "a.ts", |n| format!("{}a", "new ".repeat(n / 4))),
    ("negations", "a.ts", |n| format!("{}a", "!".repeat(n))),
    ("typeofs", "a.ts", |n| format!("{}a", "typeof ".repeat(n / 7))),
    ("awaits", "a.ts", |n| format!("async()=>{}a", "await ".repeat(n / 6))),
    ("sum", "a.ts", |n| format!("a{}", "+a".repeat(n / 2))),
    ("alternatives", "a.ts", |n| format!("x=a{}", "||a".repeat(n / 3))),
    ("powers", "a.ts", |n| format!("a{}", "**a".repeat(n / 3))),
    ("sequence", "a.ts", |n| format!("a{}", ",a".repeat(n / 2))),
    ("called sequence", "a.ts", |n| format!("(a{})()", ",a".repeat(n / 2))),
    ("assignments", "a.ts", |n| format!("{}a", "a=".repeat(n / 2))),
    ("assignments of members", "a.ts", |n| format!("class A{{m(){{{}a}}}}", "this.a=".repeat(n / 7))),
    ("conditions", "a.ts", |n| format!("{}a", "a?a:".repeat(n / 4))),
    ("else ifs", "a.ts", |n| format!("if(a);{}", "else if(a);".repeat(n / 11))),
    ("labels", "a.ts", |n| format!("{};", "a:".repeat(n / 2))),
    ("loops in loops", "a.ts", |n| format!("{};", "for(;;)".repeat(n / 7))),
    ("patterns", "a.ts", |n| format!("let {}=1", nested(n, "[", "a", "]"))),
    ("object patterns", "a.ts", |n| format!("let {}=1", nested(n, "{a:", "a", "}"))),
    ("patterns with functions", "a.ts", |n| format!("x={}", nested(n, "({a=", "1", "})=>1"))),
    ("patterns with named functions", "a.ts", |n| format!("x={}", nested(n, "({a={b:", "1", "}})=>1"))),
    ("defaults with functions", "a.ts", |n| format!("x={}", nested(n, "(a=", "1", ")=>1"))),
    ("computed names", "a.ts", |n| format!("x={}", nested(n, "{[", "1", "]:()=>1}"))),
    ("computed members", "a.ts", |n| format!("x={}", nested(n, "class{[", "1", "](){}}"))),
    ("required patterns", "a.ts", |n| nested(n, "const[a=()=>{", "", "}]=require('a');")),
    ("decorators in decorators", "a.ts", |n| nested(n, "@f(class{", "", "})class A{}")),
    ("elements", "a.tsx", |n| format!("x={}", nested(n, "<A>", "", "</A>"))),
    ("elements, open", "a.tsx", |n| "<A>".repeat(n / 3)),
    ("elements in attributes", "a.tsx", |n| format!("x={}", nested(n, "<A b={", "1", "}/>"))),
    ("fragments", "a.tsx", |n| format!("x={}", nested(n, "<>", "", "</>"))),
    ("array types", "a.ts", |n| format!("type A=a{}", "[]".repeat(n / 2))),
    ("type arguments", "a.ts", |n| format!("type A={}", nested(n, "A<", "A", ">"))),
    ("tuples", "a.ts", |n| format!("type A={}", nested(n, "[", "A", "]"))),
    ("object types", "a.ts", |n| format!("type A={}", nested(n, "{a:", "A", "}"))),
    ("object types in methods", "a.ts", |n| format!("type A={}", nested(n, "{m(a:", "A", "):A}"))),
    ("function types", "a.ts", |n| format!("type A={}A", "()=>".repeat(n / 4))),
    ("function types in parameters", "a.ts", |n| format!("type A={}", nested(n, "(a:", "A", ")=>A"))),
    ("conditional types", "a.ts", |n| format!("type A={}A", "A extends A?A:".repeat(n / 14))),
    ("mapped types", "a.ts", |n| format!("type A={}", nested(n, "{[K in A]:", "A", "}"))),
    ("template types", "a.ts", |n| format!("type A={}", nested(n, "`${", "A", "}`"))),
    ("keyofs", "a.ts", |n| format!("type A={}A", "keyof ".repeat(n / 6))),
    ("lookup types", "a.ts", |n| format!("type A=A{}", "['a']".repeat(n / 5))),
    ("qualified type", "a.ts", |n| format!("type A=A{}", ".A".repeat(n / 2))),
    ("qualified superclass", "a.ts", |n| format!("class A extends a{}{{}}", ".b".repeat(n / 2))),
    ("mixins", "a.ts", |n| format!("class A extends {}{{}}", nested(n, "f(", "B", ")"))),
    ("type queries", "a.ts", |n| format!("let a:typeof a{}", ".a".repeat(n / 2))),
    ("qualified alias", "a.ts", |n| format!("import a=a{}", ".a".repeat(n / 2))),
    ("type parameters", "a.ts", |n| nested(n, "function f<A extends ()=>", "a", ">(){}")),
    // Width.
    ("functions of one name", "a.ts", |n| "function f(){}".repeat(n / 14)),
    ("overloads", "a.ts", |n| "function f():A;".repeat(n / 15) + "f()"),
    ("overloads that are called", "a.ts", |n| "function f():A;f();".repeat(n / 19)),
    ("overloads, results that are used", "a.ts", |n| "function f():A;f().m();".repeat(n / 23)),
    ("methods of one name", "a.ts", |n| format!("class A{{{}}}", "m(){this.m()}".repeat(n / 13))),
    ("methods of distinct names", "a.ts", |n| {
        format!("class A{{{}}}", counted(n, |i| format!("m{i}(){{this.m{i}()}}")))
    }),
    ("fields", "a.ts", |n| format!("class A{{{}}}", counted(n, |i| format!("a{i}=1;")))),
    ("fields of one name", "a.ts", |n| format!("class A{{{}m(){{}}}}", "a=new B;".repeat(n / 8))),
    ("assigned members", "a.ts", |n| format!("class A{{m(){{{}}}}}", counted(n, |i| format!("this.a{i}=1;")))),
    ("interface members", "a.ts", |n| format!("interface A{{{}}}", counted(n, |i| format!("a{i}:A;")))),
    ("enum members", "a.ts", |n| format!("enum A{{{}}}", counted(n, |i| format!("a{i},")))),
    ("union", "a.ts", |n| format!("type A={}", counted(n, |i| format!("|'a{i}'")))),
    ("intersection", "a.ts", |n| format!("type A={}", counted(n, |i| format!("&A{i}")))),
    ("merged interfaces", "a.ts", |n| counted(n, |i| format!("interface A{{a{i}:A}}"))),
    ("merged namespaces", "a.ts", |n| counted(n, |i| format!("namespace A{{export let a{i}}}A.a{i}();"))),
    ("variables of one name", "a.ts", |n| "var a=b;a.m();".repeat(n / 14)),
    ("variables of distinct names", "a.ts", |n| counted(n, |i| format!("const a{}=a{i};a{i}.m();", i + 1))),
    ("types under names of values", "a.ts", |n| nested(n, "function f(a){let x:a;x.m();", "", "}")),
    ("names in scopes", "a.ts", |n| nested(n, "{let a=a;a.m();", "", "}")),
    ("shadowed functions", "a.ts", |n| nested(n, "function f(f){f();", "", "}")),
    ("imports", "a.ts", |n| counted(n, |i| format!("import a{i} from 'a{i}';"))),
    ("imports of one name", "a.ts", |n| counted(n, |i| format!("import a from 'a{i}';a.m();"))),
    ("imported names", "a.ts", |n| format!("import{{{}}}from 'a'", counted(n, |i| format!("a{i},")))),
    ("requires", "a.ts", |n| counted(n, |i| format!("require('a{i}');"))),
    ("re-exports", "a.ts", |n| counted(n, |i| format!("export*from 'a{i}';"))),
    ("exports", "a.ts", |n| counted(n, |i| format!("export const a{i}=1;"))),
    ("exported names", "a.ts", |n| format!("let a;export{{{}}}", counted(n, |i| format!("a as a{i},")))),
    ("assigned exports", "a.js", |n| counted(n, |i| format!("exports.a{i}=f;"))),
    ("extended interfaces", "a.ts", |n| format!("interface A extends A{}{{}}", counted(n, |i| format!(",A{i}")))),
    ("implemented interfaces", "a.ts", |n| format!("class A implements A{}{{}}", counted(n, |i| format!(",A{i}")))),
    ("chain of superclasses", "a.ts", |n| counted(n, |i| format!("class A{i} extends A{}{{}}new A{i}().m();", i + 1))),
    ("calls through superclasses", "a.ts", |n| {
        counted(9_000, |i| format!("class A{i} extends A{}{{}}", i + 1)) + &"new A0().m();".repeat(n / 13)
    }),
    ("calls through interfaces", "a.ts", |n| wide_interface(n)),
    ("parameters", "a.ts", |n| format!("function f({}){{}}", counted(n, |i| format!("a{i},")))),
    ("type parameters, many", "a.ts", |n| format!("function f<{}>(){{}}", counted(n, |i| format!("A{i},")))),
    ("arguments", "a.ts", |n| format!("f({})", "a,".repeat(n / 2))),
    ("callbacks", "a.ts", |n| format!("f({})", "a=>a,".repeat(n / 5))),
    ("array of functions", "a.ts", |n| format!("x=[{}]", "a=>a,".repeat(n / 5))),
    ("properties", "a.ts", |n| format!("x={{{}}};x.a0();", counted(n, |i| format!("a{i}:1,")))),
    ("properties of one name", "a.ts", |n| format!("const x={{{}}};", "a(){x.a()},".repeat(n / 11))),
    ("names of a pattern", "a.ts", |n| format!("const{{{}}}=a", counted(n, |i| format!("a{i},")))),
    ("declarators", "a.ts", |n| format!("let a{}", counted(n, |i| format!(",a{i}=1")))),
    ("cases", "a.ts", |n| format!("switch(a){{{}}}", "case 1:f();".repeat(n / 11))),
    ("decorators", "a.ts", |n| format!("{}class A{{}}", "@f() ".repeat(n / 5))),
    ("decorators of members", "a.ts", |n| format!("class A{{{}m(){{}}}}", "@f() ".repeat(n / 5))),
    ("children of an element", "a.tsx", |n| format!("x=<A>{}</A>", "<B/>".repeat(n / 4))),
    ("attributes", "a.tsx", |n| format!("x=<A {}/>", counted(n, |i| format!("a{i} ")))),
    ("returns", "a.ts", |n| format!("function f(){{{}}}f().m()", "return new A;".repeat(n / 13))),
    ("returns of distinct types", "a.ts", |n| {
        format!("function f(){{{}}}f().m();f().m()", counted(n, |i| format!("return new A{i};")))
    }),
    ("statements", "a.ts", |n| "f();".repeat(n / 4)),
    ("lines", "a.ts", |n| "f()\n".repeat(n / 4)),
    ("empty lines", "a.ts", |n| "\n".repeat(n)),
    ("spaces", "a.ts", |n| " ".repeat(n)),
    ("semicolons", "a.ts", |n| ";".repeat(n)),
    ("line comments", "a.ts", |n| "//\n".repeat(n / 3)),
    ("comments in parentheses", "a.ts", |n| format!("({}a)()", "/**/".repeat(n / 4))),
    ("comments in an argument list", "a.ts", |n| format!("f({}a)", "/**/".repeat(n / 4))),
    ("comment, open", "a.ts", |n| format!("/*{}", "*".repeat(n))),
    // Length.
    ("long name", "a.ts", |n| format!("function {}(){{}}", "a".repeat(n))),
    ("functions in a long name", "a.ts", |n| {
        format!("function {}(){{{}}}", "a".repeat(n / 4), counted(n * 3 / 4, |i| format!("function f{i}(){{}}")))
    }),
    ("functions in long names", "a.ts", |n| {
        format!("function {}(){{{}}}", "a".repeat(2_000), counted(n, |i| format!("function f{i}(){{}}")))
    }),
    ("methods in a long name", "a.ts", |n| {
        format!("class {}{{{}}}", "a".repeat(n / 4), counted(n * 3 / 4, |i| format!("m{i}(){{}}")))
    }),
    ("types in a long name", "a.ts", |n| {
        format!("namespace {}{{{}}}", "a".repeat(n / 4), counted(n * 3 / 4, |i| format!("class A{i}{{}}")))
    }),
    ("long string", "a.ts", |n| format!("f('{}')", "a".repeat(n))),
    ("long specifier", "a.ts", |n| format!("import a from './{}'", "a/".repeat(n / 2))),
    ("long template", "a.ts", |n| format!("f(`{}`)", "a".repeat(n))),
    ("long expression", "a.ts", |n| format!("f(/{}/)", "a".repeat(n))),
    ("long line comment", "a.ts", |n| format!("//{}", "a".repeat(n))),
    ("long number", "a.ts", |n| "1".repeat(n)),
    ("long text of an element", "a.tsx", |n| format!("x=<A>{}</A>", "a ".repeat(n / 2))),
    ("emoji", "a.ts", |n| format!("f('{}')", "😀".repeat(n / 4))),
    ("names of other scripts", "a.ts", |n| "é=é();".repeat(n / 8)),
    // Types that grow.
    ("growing types", "a.ts", |n| GROWING.to_owned() + &"new A<string>().m().f();".repeat(n / 24)),
    ("doubling objects", "a.ts", |n| doubling() + &"a30.m();".repeat(n / 8)),
    ("doubling unions", "a.ts", |n| doubling_unions() + &"u40.m();".repeat(n / 8)),
    ("doubling functions", "a.ts", |n| doubling_functions() + &"f40().m();".repeat(n / 10)),
    ("union of classes", "a.ts", |n| union_of_classes() + &"u.m();".repeat(n / 6)),
    // Broken code.
    ("opening tokens", "a.ts", |n| "{([`${<".repeat(n / 7)),
    ("closing tokens", "a.ts", |n| "})]>".repeat(n / 4)),
    ("keywords", "a.ts", |n| "class function if import ".repeat(n / 25)),
    ("operators", "a.ts", |n| "+-*/%&|^~!<>=?:.,".repeat(n / 17)),
    ("at signs", "a.ts", |n| "@".repeat(n)),
    ("hashes", "a.ts", |n| "#".repeat(n)),
    ("backslashes", "a.ts", |n| "\\".repeat(n)),
    ("control characters", "a.ts", |n| "\u{1}".repeat(n)),
    ("open classes", "a.ts", |n| "class A{".repeat(n / 8)),
    ("open functions", "a.ts", |n| "function f(".repeat(n / 11)),
    ("open arguments", "a.ts", |n| "f(".repeat(n / 2)),
    ("open generics", "a.ts", |n| "f<A>(".repeat(n / 5)),
    ("open elements", "a.tsx", |n| "<A b=".repeat(n / 5)),
    ("open types", "a.ts", |n| "type A={a:".repeat(n / 10)),
    ("digits and letters", "a.ts", |n| "1a".repeat(n / 2)),
    ("random tokens", "a.ts", |n| random_tokens(n)),
];

const GROWING: &str = "class Left<T>{}class Right<T>{}class A<T>{left():A<Left<T>>{}right():A<Right<T>>{}\
                       m(){return c?this.left().m():this.right().m()}}";

fn nested(bytes: usize, open: &str, inner: &str, close: &str) -> String {
    let depth = bytes / (open.len() + close.len());
    [&open.repeat(depth), inner, &close.repeat(depth)].concat()
}

fn counted(bytes: usize, piece: impl Fn(usize) -> String) -> String {
    let mut text = String::with_capacity(bytes + 100);
    for number in 0.. {
        if text.len() >= bytes {
            break;
        }
        text.push_str(&piece(number));
    }
    text
}

fn wide_interface(bytes: usize) -> String {
    let bases: String = (0..250).map(|i| format!("interface B{i}{{b{i}():B{i}}}")).collect();
    let list: Vec<String> = (0..250).map(|i| format!("B{i}")).collect();
    format!("{bases}interface A extends {}{{}}declare const a:A;{}", list.join(","), "a.m();".repeat(bytes / 6))
}

fn doubling() -> String {
    (0..30).map(|i| format!("const a{}={{...a{i},...a{i}}};", i + 1)).collect()
}

fn doubling_unions() -> String {
    (0..40).map(|i| format!("type T{}=[T{i}]|{{a:T{i}}};", i + 1)).collect::<String>() + "declare const u40:T40;"
}

fn doubling_functions() -> String {
    (0..40).map(|i| format!("function f{}(){{return c?f{i}():{{...f{i}()}}}}", i + 1)).collect()
}

fn union_of_classes() -> String {
    let classes: String = (0..200).map(|i| format!("class C{i}{{}}")).collect();
    let list: Vec<String> = (0..60).map(|i| format!("C{i}")).collect();
    format!("{classes}declare const u:{};", list.join("|"))
}

fn random_tokens(bytes: usize) -> String {
    const TOKENS: [&str; 24] = [
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "<",
        ">",
        "=>",
        "class ",
        "function ",
        "a",
        "b.c",
        "=",
        "`",
        "${",
        ":",
        ";",
        ",",
        "import ",
        "@",
        "new ",
        "async ",
        "?",
    ];
    let mut state = 1_u64;
    let mut text = String::with_capacity(bytes + 10);
    while text.len() < bytes {
        // Knuth's linear congruential generator: the same text every time.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        text.push_str(TOKENS[(state >> 33) as usize % TOKENS.len()]);
    }
    text
}
