//! Texts that drive tree-sitter to depth or to gigabytes fail, and leave nothing behind.
#![allow(missing_docs, clippy::unwrap_used)]

use code_knowledge_graph::allowance::Allowance;
use code_knowledge_graph::extract::ExtractionFailure;
use code_knowledge_graph::language::extract;
use code_knowledge_graph::languages::LanguageId;
use code_knowledge_graph::source::text::decode;
use code_knowledge_graph::syntax::{parse::keep_within_stack, syntax_tree_bytes};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// What syntax trees hold is of the whole process: one test at a time looks.
static ALONE: Mutex<()> = Mutex::new(());

/// Runs `test` on a thread with a stack as parser threads get where addresses are few.
fn on_parser_thread(test: impl FnOnce() + Send + 'static) {
    on_stack(64 << 20, test);
}

fn on_stack(bytes: usize, test: impl FnOnce() + Send + 'static) {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let bounded = move || {
        keep_within_stack(bytes);
        test();
    };
    std::thread::Builder::new().stack_size(bytes).spawn(bounded).unwrap().join().unwrap();
}

/// How many functions a good text has.
fn functions_of(name: &str, text: &str) -> usize {
    let text = decode(text.as_bytes().to_vec()).unwrap();
    extract(LanguageId::of_path(name).unwrap(), name, text, &Allowance::unlimited()).unwrap().functions.len()
}

fn failure_of(name: &str, text: &str, allowance: &Allowance) -> Option<ExtractionFailure> {
    let text = decode(text.as_bytes().to_vec()).unwrap();
    extract(LanguageId::of_path(name).unwrap(), name, text, allowance).err()
}

fn is_out_of_memory(name: &str, text: &str) -> bool {
    let failure = failure_of(name, text, &Allowance::unlimited());
    matches!(failure, Some(ExtractionFailure::OutOfMemory { .. }))
}

#[test]
fn a_text_that_merges_deep_stacks_fails_on_the_smallest_stack() {
    on_stack(2 << 20, || {
        let text = format!("class A{{int x={}a;}}", "(a)-".repeat(30_000));
        assert!(is_out_of_memory("A.java", &text));
        assert!(is_out_of_memory("A.cs", &text));
        assert_eq!(functions_of("a.ts", "function f() {}"), 1);
    });
}

#[test]
fn a_text_whose_tree_would_take_gigabytes_fails() {
    on_parser_thread(|| {
        let open = format!("class A{{void f(){{{}", "a<".repeat(16_000));
        assert!(is_out_of_memory("A.java", &open));
        assert!(is_out_of_memory("A.cs", &open));
        assert!(is_out_of_memory("a.ts", &"is `${]^".repeat(16_000)));
        assert!(is_out_of_memory("A.java", &"a<b".repeat(8_000)));
        assert_eq!(functions_of("A.java", "class A { void f() {} }"), 1);
    });
}

#[test]
fn the_densest_valid_texts_have_trees() {
    on_parser_thread(|| {
        for (name, text) in
            [("a.rb", "a\n"), ("a.php", "<?php [1];"), ("a.ts", "a;"), ("a.py", "-1\n"), ("a.cs", "f();")]
        {
            assert_eq!(failure_of(name, &text.repeat(300_000 / text.len()), &Allowance::unlimited()), None, "{name}");
        }
    });
}

#[test]
fn what_trees_hold_is_known_and_given_back() {
    on_parser_thread(|| {
        let before = syntax_tree_bytes();
        for _ in 0..3 {
            assert!(is_out_of_memory("A.java", &format!("class A{{void f(){{{}", "a<".repeat(16_000))));
            assert!(syntax_tree_bytes() < before + (1 << 20));
        }
    });
}

#[test]
fn without_time_there_is_no_record() {
    let late = ExtractionFailure::OutOfTime(code_knowledge_graph::allowance::OutOfTime(Duration::ZERO));
    assert_eq!(failure_of("a.py", &"a\n".repeat(1000), &Allowance::new(Duration::ZERO)), Some(late));
}

#[test]
fn conditions_of_many_parts_are_taken_apart_once() {
    // Twice for each part would not end before anybody's patience.
    let chain = |before: &str, test: fn(usize) -> String, between: &str, behind: &str| {
        let parts: Vec<_> = (0..200).map(test).collect();
        format!("{before}{}{behind}", parts.join(between))
    };
    let texts = [
        ("a.ts", chain("function f() { if (", |n| format!("a{n} instanceof B"), " && ", ") f(); }")),
        ("a.ts", chain("function f() { while (!(", |n| format!("a{n}.kind === 'b'"), " || ", ")) f(); }")),
        (
            "a.ts",
            chain("function f() { return ", |n| format!("'a' in b{n} && ("), "", &format!("c{}; }}", ")".repeat(200))),
        ),
        ("a.js", chain("function f() { return ", |n| format!("(typeof a{n} === 'b' || c)"), " && ", "; }")),
        ("a.py", chain("def f():\n  if ", |n| format!("isinstance(a{n}, B)"), " and ", ":\n    f()\n")),
        ("a.py", chain("def f():\n  return ", |n| format!("(isinstance(a{n}, B) or c)"), " and ", "\n")),
        ("a.php", chain("<?php function f() { if (", |n| format!("$a{n} instanceof B"), " && ", ") f(); }")),
        ("A.java", chain("class A { void f() { if (", |n| format!("a instanceof B b{n}"), " && ", ") f(); } }")),
        ("A.cs", chain("class A { void F() { if (", |n| format!("a is B b{n}"), " && ", ") F(); } }")),
        ("a.rs", chain("fn f() { if ", |n| format!("a{n}.is_some()"), " && ", " { f() } }")),
        ("a.rb", chain("def f\n  f if ", |n| format!("a.is_a?(B{n})"), " && ", "\nend\n")),
        ("a.go", chain("package a\nfunc f() { if ", |n| format!("a{n}()"), " && ", " { f() } }\n")),
    ];
    for (name, text) in texts {
        assert_eq!(functions_of(name, &text), 1, "{name}");
    }
}
