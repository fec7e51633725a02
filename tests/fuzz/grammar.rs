//! What texts of each language are made of, to make hostile ones of it: where code stands, what nests in it, and the
//! pieces that a grammar or a visitor may stumble over, the grammar's own keywords and marks among them.
//!
//! In: nothing. Out: texts of about so many bytes, the same in every run. [`shapes`] has each piece repeated and each
//! pair of brackets nested, closed and left open; [`mixed`] has two or three of anything in turn.

use code_knowledge_graph::language::syntax_of;

/// One language, by the ending of its files.
#[derive(Debug, Clone)]
pub struct Grammar {
    /// The ending of its files.
    pub ending: &'static str,
    /// What stands before and after code: of a file, a type, a function, an expression.
    places: &'static [(&'static str, &'static str)],
    /// What opens, what may stand inside, and what closes.
    nests: &'static [(&'static str, &'static str, &'static str)],
    /// What has a long name (`…`), what many things with names of their own (`№`) in it are, and what ends it.
    wide: &'static [(&'static str, &'static str, &'static str)],
    /// What the grammar's own tokens do not say: strings, documents, clauses and statements.
    pieces: &'static [&'static str],
}

/// Where a name stands that takes half of the text.
const LONG: char = '…';
/// Where the number stands that tells what is repeated apart.
const NUMBER: char = '№';

/// What every language may meet, whether it knows it or not.
#[rustfmt::skip]
const COMMON: &[&str] = &[
    "a", "a ", "a.b", "a.b()", "f(", "f()", "f(a,", "a[0]", "a[", "1", "1.", "0x", "'", "\"", "`", "\\", "\n",
    "\n\n", " ", "\t", "\r", ";", ",", "\\\n", "a\n", "a,\n", "/*", "*/", "/**/", "//\n", "#\n", " #\n", "  \n #\n",
    "\u{FEFF}", "\u{2028}", "é", "\u{1F680}", "\u{1}", "'a'", "\"a\"", "\"\\", "'\\''", "<<A\n", "<<<A\n", "A\n",
    "a<", "a<b", "a<b>(", "(a)", "(a)-", "(a)a", "a?", "a?.b", "a::b", "a->b", "a=>", "a=", "a:", "@a ", "#a", "$a",
    "&a", "*a", "!a", "~", "...", "..", "?:", "||a", "a+",
];

/// What nests in about every language.
#[rustfmt::skip]
const COMMON_NESTS: &[(&str, &str, &str)] = &[
    ("(", "a", ")"), ("[", "a", "]"), ("{", "a", "}"), ("<", "a", ">"), ("a(", "a", ")"), ("a[", "a", "]"),
    ("a{", "a", "}"), ("a<", "a", ">"), ("([", "a", "])"), ("({", "a", "})"), ("a.b(", "", ")"), ("a(a,", "a", ")"),
    ("(a)(", "a", ")"), ("/*", "", "*/"), ("{a=", "a", "}"), ("(a=", "a", ")"), ("a?", "a", ":a"), ("-(", "a", ")"),
    ("!(", "a", ")"),
];

/// The languages, one grammar each.
#[rustfmt::skip]
pub const GRAMMARS: &[Grammar] = &[
    Grammar {
        ending: "ts",
        places: &[("", ""), ("class A{", "}"), ("function f(){", "}"), ("x=", ";"), ("type A=", ";")],
        nests: &[
            ("`${", "a", "}`"), ("function f(){", "", "}"), ("class A{m(){", "", "}}"), ("namespace N{", "", "}"),
            ("a=>{", "", "}"), ("(a=", "a", ")=>a"), ("{a:", "a", "}"), ("if(a){", "", "}else{}"),
            ("for(;;){", "", "}"), ("try{", "", "}catch{}"), ("switch(a){case 1:", "", "}"), ("new A(", "", ")"),
            ("class extends ", "A", "{}"), ("{[", "a", "]:a}"), ("A extends ", "A", "?A:A"),
            ("{[K in ", "A", "]:A}"), ("(a:", "A", ")=>A"), ("@a(", "", ")"), ("function f(f){let a=", "1", ";f()}"),
            ("{a,...", "b", "}"), ("static{", "", "}"), ("<T,>(a:", "A", ")=>a"),
        ],
        wide: &[
            ("import{b", ",c№", "}from'…';"), ("export{b", ",c№", "}from'…';"), ("class …{", "m№(){this.m№()}", "}"),
            ("function …(){", "function f№(){}", "}"), ("namespace …{", "class A№{}", "}"), ("x.…={", "a№(){},", "}"),
            ("const …={", "a№:()=>{},", "};"), ("interface …{", "a№():A;", "}"), ("enum …{", "a№,", "}"),
            ("type …=A", "|A№", ";"), ("", "import a№ from'a№';", ""),
            ("", "class A№ extends B№{}", ""), ("function f(", "a№:A№,", "){}"),
        ],
        pieces: &[
            "`${", "`a${b}`", "is `${]^", "static{\"+=]", "/a/", "a/", "let a=b;", "this.a=b;", "export*from'a';",
            "import a from'a';", "import('a');", "f(a=>a,", "const{a}=b;", "let[a]=b;", "function f():A;",
            "class A{", "interface A{", "enum A{", "type A=", "@a()", "a as b ", "a satisfies b ", "a!", "new a",
            "await ", "yield ", "typeof ", "keyof ", "infer ", "get a(){}", "async ", "declare ", "abstract ",
            "if(a)", "else ", "do ", "case 1:", "label:", "super.a()", "#a in ", "1n", "0b1_", "\\u{61}", "<!--",
            "a`b`", "|A", "&A", "[A]", "()=>",
        ],
    },
    Grammar {
        ending: "tsx",
        places: &[("", ""), ("x=", ";"), ("class A{m(){return ", "}}")],
        nests: &[
            ("<A>", "a", "</A>"), ("<A b={", "a", "}/>"), ("<>", "a", "</>"), ("<A.B c=\"", "", "\">"),
            ("{<A>", "", "</A>}"), ("<A {...", "a", "}/>"), ("a=>", "a", ""), ("function f(){return ", "a", "}"),
        ],
        wide: &[
            ("x=<….b>", "<A№ b№={c}/>", "</….b>;"), ("function …(){return ", "<A№/>,", "1}"),
        ],
        pieces: &[
            "<A>", "</A>", "<A/>", "<A b=", "<A b={a}/>", "&nbsp;", "{/**/}", "{a}", "<a:b ", "<A.B>", "text ", "/>",
        ],
    },
    Grammar {
        ending: "py",
        places: &[
            ("", ""), ("class A:\n ", "\n"), ("def f():\n ", "\n"), ("x=", "\n"), ("match a:\n case ", ":pass\n"),
        ],
        nests: &[
            ("f\"{", "a", "}\""), ("f'''{", "a", "}'''"), ("lambda a=", "1", ":a"), ("[a for a in ", "a", "]"),
            ("{a:", "a", "}"), ("(yield ", "a", ")"), ("{**", "a", "}"), ("f(*", "a", ")"), ("(a:=", "a", ")"),
            ("[a if ", "a", " else a]"), ("a[", "a", ":]"), ("f(a=", "a", ")"), ("await(", "a", ")"),
            ("{a for a in ", "a", "}"),
        ],
        wide: &[
            ("from … import b", ",c№", "\n"), ("class …:\n", " def f№(self): self.a№=b\n", ""),
            ("def …():\n", " def f№(): pass\n", ""), ("import …\n", "import a№.b№\n", ""),
            ("x=…", ".a№()", "\n"), ("class …(B", ",C№", "): pass\n"), ("from … import *\n", "f№()\n", ""),
            ("def f(b", ",c№=1", "): pass\n"),
        ],
        pieces: &[
            "\"\"\"", "'''", "f\"", "f\"{", "f\"{a}\"", "rb'", "\"a\" ", "def f():\n", "def f(): pass\n",
            "class A:\n", "class A(B): pass\n", "if a:\n", "if a: pass\n", "else:\n", "for a in b:\n",
            "with a as b:\n", "try:\n", "except A:\n", "match a:\n", "case a:\n", "lambda:", "lambda a:", "not ",
            "await ", "a if b else ", "*a,", "**a,", "@a\n", "import a\n", "from a import b\n", "from . import *\n",
            "global a\n", "return a\n", "a=b\n", "a.b=c\n", "self.a=b\n", "a:b=c\n", " ", "  a\n", " a\n", "\n ",
            " #\n  #\n", "async ", "print a,", "a;b\n", "yield ", "a[b:c]", "type A=b\n", "del a\n",
        ],
    },
    Grammar {
        ending: "java",
        places: &[
            ("", ""), ("class A{", "}"), ("class A{void f(){", "}}"), ("class A{int x=", ";}"),
            ("class A{List<", "> x;}"),
        ],
        nests: &[
            ("class A{", "", "}"), ("class A{void f(){", "", "}}"), ("new A(){void f(){", "", "}}"),
            ("()->{", "", "}"), ("a->", "a", ""), ("if(a){", "", "}"), ("for(;;){", "", "}"),
            ("try{", "", "}catch(A a){}"), ("switch(a){case 1->", "a;", "}"), ("(A)(", "a", ")"),
            ("new A(", "", ")"), ("new int[", "1", "]"), ("{", "1", "}"), ("@A(", "1", ")"), ("@A({", "1", "})"),
            ("A<", "B", ">"), ("A<? extends ", "B", ">"), ("synchronized(a){", "", "}"), ("interface A{", "", "}"),
            ("switch(a){case A(", "B b", ")->a;}"), ("do{", "", "}while(a);"),
        ],
        wide: &[
            ("class …{", "void f№(){f№();}", "}"), ("package …;", "class A№{}", ""),
            ("import …;", "import a№.b№;", ""), ("import ….*;", "class A№ extends B№{}", ""), ("enum …{", "A№,", "}"),
            ("interface …{", "void f№();", "}"), ("class A extends …<B", ",C№", "> {}"),
            ("record …(A a", ",B№ b№", "){}"),
        ],
        pieces: &[
            "(a)-", "(a)+", "(int)", "(A<B>)", "a<a<", "a instanceof A ", "A a=b;", "int a;", "a=b;", "this.a=b;",
            "void f(){}", "void f();", "class A{", "class A{}", "interface A{", "enum A{B,", "record A(", "@A ",
            "@A() ", "import a.b;", "import static a.*;", "package a;", "new A", "new A()", "A::b", "\"\"\"",
            "\"\"\"\n", "case 1:", "case 1->", "static{", "static{\"+=]", "throws A,", "A...a,", "int[]a,", "?:a",
            "? extends A,", "if(a)", "else ", "return a;", "a->", "()->", "extends A,", "implements A,",
            "permits A,", "final ", "var a=b;", "super.a()", "a.<B>c()", "A.this", "int.class",
        ],
    },
    Grammar {
        ending: "go",
        places: &[
            ("package a\n", ""), ("package a\nfunc f(){", "}"), ("package a\nvar x=", "\n"),
            ("package a\ntype A ", "\n"),
        ],
        nests: &[
            ("func(){", "", "}"), ("func(a ", "A", ")"), ("struct{a ", "A", "}"), ("map[A]", "A", ""),
            ("map[", "A", "]A"), ("[]A{", "a", "}"), ("A{a:", "a", "}"), ("interface{", "A", "}"),
            ("if a{", "", "}"), ("for{", "", "}"), ("switch a{case b:", "", "}"), ("select{case <-", "a", ":}"),
            ("a.(", "A", ")"), ("A[", "B", "]"), ("go func(){", "", "}()"), ("func()(", "A", ")"), ("&A{", "", "}"),
        ],
        wide: &[
            ("package …\n", "func f№(){}\n", ""), ("package a\ntype … interface{", "f№()\n", "}"),
            ("package a\nimport b \"…\"\n", "var a№=b.c№()\n", ""), ("package a\ntype … struct{", "a№ b.A№\n", "}"),
            ("package a\ntype …B struct{}\n", "func(a A№)f№(){}\n", ""), ("package a\n", "import \"a№\"\n", ""),
        ],
        pieces: &[
            "<-", "chan ", "<-chan ", "[]", "*", "&", "func f(){}\n", "func(a A)f(){}\n", "type A struct{",
            "type A B\n", "type A=B\n", "import\"a\"\n", "import(\"a\"\n", "var a=b\n", "a:=b\n", "a,b:=c,",
            "const a=iota\n", "if a{", "else ", "for a:=range b{", "case a:", "default:", "go a()", "defer a()",
            "a.(type)", "a.(A)", "func()", "func(", "struct{", "interface{", "map[A]", "[...]A{", "A{", "a:", "A[B]",
            "return a\n", "goto a\n", "a:\n", "~A|", "'a'", "1i", "a++\n", "a.b=c\n", "fallthrough\n",
        ],
    },
    Grammar {
        ending: "rb",
        places: &[("", ""), ("class A\n", "\nend"), ("def f\n", "\nend"), ("x=", "\n"), ("case a\nin ", "\nend")],
        nests: &[
            ("\"#{", "a", "}\""), ("`#{", "a", "}`"), ("/#{", "a", "}/"), ("%w[", "a", "]"), ("%(", "a", ")"),
            ("->{", "", "}"), ("->(a){", "", "}"), ("->(a=", "1", "){}"), ("a{|b|", "", "}"),
            ("a do |b|\n", "", "\nend"), ("def f;", "", ";end"), ("class A;", "", ";end"), ("module A;", "", ";end"),
            ("class<<self;", "", ";end"), ("if a;", "", ";end"), ("begin;", "", ";end"),
            ("case a;when b;", "", ";end"), ("while a;", "", ";end"), ("{a:", "a", "}"), ("a(&", "b", ")"),
            ("a{|(", "b", ")|}"), ("proc{", "", "}"), ("f=->{", "", "}"), ("define_method(:a){", "", "}"),
            ("a{super;", "", "}"), ("[*", "a", "]"), ("(a=", "1", ")"), ("A=Struct.new(:a){", "", "}"),
            ("in{a:", "b", "}"), ("begin;", "", ";rescue A=>e;end"),
        ],
        wide: &[
            ("module A…\n", "class B№;end\n", "end"), ("class A…\n", "def f№;@a№=b;end\n", "end"),
            ("A…=Struct.new(:a", ",:b№", ")"), ("class A…\n", "attr_accessor :a№\n", "end"),
            ("module A…\n", "B№=1\n", "end"), ("include A…\n", "f№()\n", ""), ("", "require 'a№'\n", ""),
            ("class A<B…\n", "def self.f№;end\n", "end"), ("class A…\n", "include B№\n", "end"),
        ],
        pieces: &[
            "->{", "->(a=", "->a{", "a{|b|", "a{|b|c}", "a do|b|", "do ", "end\n", "end ", "def f\n", "def f=a\n",
            "def self.a;", "class A\n", "class A<B;end\n", "module A\n", "if a\n", "a if b\n", "unless a\n",
            "while a\n", "a while b\n", "begin\n", "rescue A=>e\n", "ensure\n", "case a\n", "when a\n", "in a\n",
            "in{a:}\n", "<<~A\n", "<<-'A'\n", "<<A,", "<<~A.b(<<~B)\n", "%w[", "%q(", "%{", "\"#{", "\"#{a}\"", "#{",
            "`", "`a`", ":a", ":\"a\"", "a:", "a=>b,", "&:a", "&.a", "*a,", "**a,", "&a,", "@a=b\n", "@@a=b\n",
            "$a=b\n", "A=b\n", "a=b\n", "a,b=c\n", "a||=b\n", "a.b=c\n", "A::B", "::A", "private\n",
            "attr_accessor :a\n", "require 'a'\n", "include A\n", "alias a b\n", "undef a\n", "yield a\n", "super\n",
            "super(a)\n", "return a\n", "a rescue b\n", "not a\n", "defined? a\n", "__END__\n", "=begin\n", "=end\n",
            "a ? b : ", "a...", "?a", "/a/", "/#{", "a.b do\n", "loop{", "f a,", "f a do\n", "BEGIN{", "redo\n",
            "self.a", "a.()", "[]=", "1r", "a.b{", "puts <<A\n", "a[b]=c\n",
        ],
    },
    Grammar {
        ending: "php",
        places: &[("<?php ", ""), ("<?php class A{", "}"), ("<?php function f(){", "}"), ("<?php $x=", ";"), ("", "")],
        nests: &[
            ("\"{$a[", "1", "]}\""), ("\"${", "a", "}\""), ("function(){", "", "}"), ("fn()=>", "1", ""),
            ("function f(){", "", "}"), ("if($a){", "", "}"), ("foreach($a as $b){", "", "}"), ("array(", "", ")"),
            ("new class{function f(){", "", "}}"), ("match($a){default=>", "1", "}"),
            ("switch($a){case 1:", "", "}"), ("try{", "", "}catch(A $a){}"), ("list(", "$a", ")=$b"),
            ("$a->{", "'a'", "}"), ("${", "'a'", "}"), ("f(...", "$a", ")"), ("#[A(", "1", ")]"),
            ("while($a){", "", "}"), ("namespace A{", "", "}"), ("?>", "a", "<?php "),
            ("(function(){return ", "1", ";})()"),
        ],
        wide: &[
            ("<?php use …\\{b", ",c№", "};"), ("<?php namespace …;", "class A№{}", ""),
            ("<?php class …{", "function f№(){$this->f№();}", "}"), ("<?php namespace …;", "use A№;f№();", ""),
            ("<?php enum …{", "case A№;", "}"), ("<?php class A extends … implements B", ",C№", "{}"),
            ("<?php class …{", "public $a№;", "}"), ("<?php class …{", "use A№;", "}"),
        ],
        pieces: &[
            "\"{$a", "\"{$a}\"", "\"$a[", "\"${a", "<<<A\n", "<<<'A'\n", "A;\n", "<<<A\n{$a", "$a", "$$", "$a=",
            "$a;", "$a->b", "$a->b()", "$a?->b", "$a::b", "A::b()", "(int)", "(string)", "(array)", "clone ", "new ",
            "new A", "new class{", "print ", "@", "&$a,", "...$a,", "function f(){}", "function(){", "fn()=>",
            "fn($a=", "class A{", "class A{}", "interface A{", "trait A{", "enum A{", "use A;", "use A\\B;",
            "use A\\{B,", "namespace A;", "const A=1;", "public $a;", "public function f(){}", "static ", "if($a):",
            "if($a)", "else ", "elseif($a)", "endif;", "case 1:", "match(true){", "foreach($a as $b)", "return $a;",
            "echo $a,", "?>", "?><?php ", "<?=", "<?php ", "yield ", "yield from ", "throw ", "include 'a';",
            "require ", "instanceof A ", "?:", "??", "=>", "`$a`", "#[A]", "global $a;", "unset($a);", "isset($a",
            "list($a)=", "[$a]=", "goto a;", "declare(ticks=1)", "$a[]=", "A|B ", "?A ", "\\A", "__halt_compiler",
        ],
    },
    Grammar {
        ending: "cs",
        places: &[
            ("", ""), ("class A{", "}"), ("class A{void f(){", "}}"), ("class A{int x=", ";}"),
            ("class A{L<", "> x;}"),
        ],
        nests: &[
            ("$\"{", "a", "}\""), ("$@\"{", "a", "}\""), ("$$\"\"\"{{", "a", "}}\"\"\""), ("class A{", "", "}"),
            ("class A{void f(){", "", "}}"), ("void f(){", "", "}"), ("namespace A{", "", "}"), ("()=>{", "", "}"),
            ("a=>", "a", ""), ("delegate{", "", "}"), ("if(a){", "", "}"), ("foreach(var a in b){", "", "}"),
            ("try{", "", "}catch{}"), ("switch(a){case 1:", "", "break;}"), ("a switch{_=>", "a", "}"),
            ("new A{B=", "a", "}"), ("new{A=", "a", "}"), ("(A)(", "a", ")"), ("new A(", "", ")"),
            ("new[]{", "1", "}"), ("[A(", "1", ")]"), ("(A a,", "b", ")"), ("a is{B:", "1", "}"),
            ("from a in ", "b", " select a"), ("a?[", "0", "]"), ("checked(", "a", ")"), ("typeof(", "A", ")"),
            ("stackalloc int[", "1", "]"), ("get{", "", "}"), ("#if A\n", "", "\n#endif\n"),
            ("#region\n", "", "\n#endregion\n"), ("lock(a){", "", "}"), ("A<", "B", ">"), ("(A,", "B", ")"),
        ],
        wide: &[
            ("namespace …{", "class A№{}", "}"), ("namespace …;", "using b№;", ""), ("using …;", "class A№:B№{}", ""),
            ("class …{", "void f№(){f№();}", "}"), ("enum …{", "a№,", "}"), ("class …:A", ",B№", "{}"),
            ("class …{", "int a№{get;set;}", "}"), ("using a=…;", "class A№{a.b№ c;}", ""),
            ("namespace a.…{", "namespace b№{}", "}"),
        ],
        pieces: &[
            "(a)-", "(a)+", "(int)", "(a)", "a<a<", "global::a", "::a", "a::b.", "?[0]", "a?[0]", "?.a", "a!",
            "a is A ", "a as A ", "a switch{", "A a=b;", "int a;", "var a=b;", "a=b;", "this.a=b;", "void f(){}",
            "void f();", "int A{get;set;}", "int A=>b;", "class A{", "class A{}", "class A:B{}", "interface A{",
            "struct A{", "enum A{B,", "record A(", "[A]", "[A()]", "using A;", "using A=B;", "using static A;",
            "using var a=b;", "namespace A;", "namespace A{", "new A", "new()", "new[]{", "$\"", "$\"{", "$\"{a}\"",
            "@\"", "\"\"\"", "$\"\"\"", "case 1:", "case A a:", "_=>", "where A:B ", "where T:new()", "from a in b ",
            "select a ", "orderby a,", "join a in b on c equals d ", "let a=b ", "if(a)", "else ", "return a;",
            "yield return a;", "await ", "async ", "a=>", "()=>", "delegate ", "ref ", "out a,", "in ", "params ",
            "static ", "partial ", "extern alias A;", "unsafe{", "fixed(", "A*", "A[]", "A?", "(A,", "sizeof(",
            "default(", "nameof(", "#if A\n", "#else\n", "#endif\n", "#region a\n", "#define A\n", "#pragma a\n",
            "operator +", "implicit operator A(", "this[int a]", "event A b;", "base.a()", "goto a;", "throw ",
            "a..", "^1", "a??", "??=", "with{", "not A ", "and A ", "or A ", "checked{", "stackalloc ", "'a'", "0b1",
            "1_", "A<B>.", "A.B.",
        ],
    },
    Grammar {
        ending: "rs",
        places: &[
            ("", ""), ("impl A{", "}"), ("fn f(){", "}"), ("const X:A=", ";"), ("type A=", ";"),
            ("macro_rules!a{", "}"),
        ],
        nests: &[
            ("fn f(){", "", "}"), ("mod a{", "", "}"), ("impl A{fn f(){", "", "}}"), ("||{", "", "}"),
            ("|a|", "a", ""), ("a!(", "", ")"), ("a!{", "", "}"), ("a![", "", "]"), ("if a{", "", "}"),
            ("if let A(", "a", ")=b{}"), ("match a{", "", "}"), ("match a{A=>", "a", "}"), ("loop{", "", "}"),
            ("A{a:", "a", "}"), ("&[", "a", "]"), ("Box<", "A", ">"), ("fn(", "A", ")->A"), ("impl Fn(", "A", ")"),
            ("dyn A<B=", "C", ">"), ("<A as ", "B", ">::C"), ("unsafe{", "", "}"), ("async move{", "", "}"),
            ("use a::{", "b", "};"), ("{b::", "{c}", "}"), ("#[a(", "b", ")]"), ("/*", "", "*/"),
            ("for<'a>", "A", ""), ("[A;", "1", "]"), ("(A,", "B", ")"), ("trait A{", "", "}"),
            ("let Some(", "a", ")=b else{};"),
        ],
        wide: &[
            ("use …::{b", ",c№", "};"), ("mod …{", "fn f№(){}", "}"), ("impl …{", "fn f№(){}", "}"),
            ("use … as b;", "use c№::*;", ""), ("enum …{", "a№,", "}"), ("trait …{", "fn f№();", "}"),
            ("use …::*;", "fn f№(){g№()}", ""), ("struct …{", "a№:A№,", "}"), ("", "mod a№;", ""),
            ("", "impl A№{fn f№(){}}", ""), ("use a::{self", ",b№ as c№", "};"),
        ],
        pieces: &[
            "r#\"", "r##\"", "b\"", "'a", "'a:", "'a'", "&'a ", "&mut ", "*const ", "::a", "a::b", "a::<b>()", "::<",
            "a?", "a.await", "a!(", "a!{", "a![]", "#[a]", "#![a]", "#[cfg(a)]", "fn f(){}", "fn f();", "fn f<T>(",
            "struct A{", "struct A;", "enum A{B,", "union A{", "trait A{", "impl A{}", "impl A for B{}", "impl<T>",
            "mod a;", "mod a{", "use a;", "use a::*;", "use a::{b,", "extern crate a;", "extern \"C\"{", "type A=B;",
            "const A:B=1;", "static A:B=1;", "let a=b;", "let a:A=b;", "let(a,", "let A{a,", "if let ", "while let ",
            "else{", "match a{", "a=>b,", "A|", "a@", "..=", "|a|", "||", "move||", "return ", "break ", "continue;",
            "async ", "unsafe ", "where A:B,", "A:B+", "dyn A+", "impl A+", "?Sized+", "for<'a>", "->A", "as A",
            "&&", "**", "-", "!", "self.a", "Self::a", "crate::a", "super::", "pub ", "pub(crate) ",
            "macro_rules!a{", "($a:expr)=>{", "$a", "$(", ")*", "/**/", "/*/*", "///a\n", "//!a\n", "1u8", "1e",
            "0x1_", "a.0", "a.0.0", "box ", "yield ", "<A>::", "<A as B>::", "[a;1]", "A{..", "union ",
        ],
    },
];

/// A text by how it is made, for any size.
#[derive(Debug, Clone)]
pub struct Shape {
    /// The ending of its file.
    pub ending: &'static str,
    /// What stands before and after.
    place: (&'static str, &'static str),
    /// What is repeated first, what stands in the middle, what is repeated then.
    open: String,
    inner: String,
    close: String,
}

impl Shape {
    /// The text of about so many bytes.
    pub fn text(&self, bytes: usize) -> String {
        let (before, after) = self.place;
        if self.open.contains(NUMBER) {
            let long = "a".repeat(if before.contains(LONG) || after.contains(LONG) { bytes / 2 } else { 0 });
            let [before, after] = [before, after].map(|part| part.replace(LONG, &long));
            let mut text = before;
            for number in 0.. {
                if text.len() + after.len() >= bytes {
                    break;
                }
                text.push_str(&self.open.replace(NUMBER, &number.to_string()));
            }
            return text + &after;
        }
        let depth = bytes / (self.open.len() + self.close.len()).max(1);
        [before, &self.open.repeat(depth), &self.inner, &self.close.repeat(depth), after].concat()
    }

    /// How it is made, to be told apart from all others and made again.
    pub fn name(&self) -> String {
        let (before, after) = self.place;
        let made = format!("{:?} + R({:?}) + {:?} + R({:?}) + {after:?}", before, self.open, self.inner, self.close);
        format!(".{} {}", self.ending, made.replace(" + \"\" + R(\"\")", ""))
    }
}

impl Grammar {
    /// The keywords and marks of the grammar, each in a way that it stands apart from what follows.
    fn tokens(&self) -> Vec<String> {
        let Some(syntax) = syntax_of(&format!("a.{}", self.ending)) else { return Vec::new() };
        let grammar = &syntax.grammar;
        let mut tokens: Vec<String> = (0..grammar.node_kind_count() as u16)
            .filter(|kind| !grammar.node_kind_is_named(*kind) && grammar.node_kind_is_visible(*kind))
            .filter_map(|kind| grammar.node_kind_for_id(kind))
            .map(|token| if token.ends_with(char::is_alphanumeric) { format!("{token} ") } else { token.to_owned() })
            .collect();
        tokens.sort();
        tokens.dedup();
        tokens
    }

    /// Everything that may be repeated.
    pub fn pieces(&self) -> Vec<String> {
        let written = self.pieces.iter().chain(COMMON).map(|piece| (*piece).to_owned());
        written.chain(self.tokens()).collect()
    }

    fn nests(&self) -> impl Iterator<Item = &'static (&'static str, &'static str, &'static str)> {
        self.nests.iter().chain(COMMON_NESTS)
    }

    fn shape(&self, place: (&'static str, &'static str), [open, inner, close]: [&str; 3]) -> Shape {
        let [open, inner, close] = [open, inner, close].map(str::to_owned);
        Shape { ending: self.ending, place, open, inner, close }
    }

    /// Many things with names of their own in one that has a long name.
    pub fn wide_shapes(&self) -> Vec<Shape> {
        self.wide.iter().map(|(before, one, after)| self.shape((*before, *after), [one, "", ""])).collect()
    }

    /// Every nest closed, left open and closed too often, and what the language's own list has, in every place.
    fn written_shapes(&self) -> Vec<Shape> {
        let mut shapes = self.wide_shapes();
        for place in self.places {
            for (open, inner, close) in self.nests() {
                shapes.push(self.shape(*place, [open, inner, close]));
                shapes.push(self.shape(*place, [open, "", ""]));
                shapes.push(self.shape(*place, [close, "", ""]));
            }
            shapes.extend(self.pieces.iter().chain(COMMON).map(|piece| self.shape(*place, [piece, "", ""])));
        }
        shapes
    }

    /// [`Grammar::written_shapes`] and each token of the grammar.
    pub fn shapes(&self) -> Vec<Shape> {
        let tokens = self.tokens();
        let repeated =
            self.places.iter().flat_map(|place| tokens.iter().map(|token| self.shape(*place, [token, "", ""])));
        self.written_shapes().into_iter().chain(repeated).collect()
    }

    /// Two or three of anything in turn, repeated or nested: number `seed` of all there are.
    pub fn mixed(&self, pieces: &[String], seed: u64) -> Shape {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03;
        let mut pick = |count: usize| {
            // Knuth's linear congruential generator: the same text every time.
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % count.max(1)
        };
        let place = self.places[pick(self.places.len())];
        let nests: Vec<_> = self.nests().collect();
        if pick(3) == 0 {
            let (first, second) = (nests[pick(nests.len())], nests[pick(nests.len())]);
            let close = if pick(2) == 0 { String::new() } else { format!("{}{}", second.2, first.2) };
            return self.shape(place, [&format!("{}{}", first.0, second.0), second.1, &close]);
        }
        let count = 2 + pick(2);
        let repeated: String = (0..count).map(|_| pieces[pick(pieces.len())].as_str()).collect();
        self.shape(place, [&repeated, "", ""])
    }
}
