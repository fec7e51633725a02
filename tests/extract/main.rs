//! What extraction makes of each file in `tests/fixtures`: a readable snapshot next to the file, and rules that
//! hold for any file. Update with `INSTA_UPDATE=always cargo test --test extract`, then review the difference.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod invariants;
mod nesting;
mod render;

use code_knowledge_graph::allowance::Allowance;
use code_knowledge_graph::language::extract;
use code_knowledge_graph::languages::LanguageId;
use code_knowledge_graph::record::FileRecord;
use code_knowledge_graph::source::text::decode;
use std::path::Path;
use std::time::Duration;

/// Long enough that no test depends on the machine's speed.
const TIMEOUT: Duration = Duration::from_secs(300);

/// Every fixture's source.
macro_rules! each_fixture {
    ($body:expr) => {
        insta::glob!(
            "../fixtures",
            "{typescript,javascript,python,java,go,ruby,php,csharp,rust}/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs,py,java,go,rb,php,cs,rs}",
            $body
        )
    };
}

/// The record of `bytes`, as a file at `relative_path` would give it.
fn record_of(relative_path: &str, bytes: &[u8]) -> FileRecord {
    let language = LanguageId::of_path(relative_path).expect("a supported ending");
    extract(language, relative_path, decode(bytes.to_vec()).expect("a text"), &Allowance::new(TIMEOUT))
        .expect("no timeout")
}

fn record_of_fixture(path: &Path) -> FileRecord {
    let name = path.file_name().unwrap().to_str().unwrap();
    record_of(name, &std::fs::read(path).unwrap())
}

#[test]
fn each_fixture_gives_its_snapshot() {
    each_fixture!(|path| {
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(path.parent().unwrap());
        settings.remove_snapshot_suffix();
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.remove_input_file();
        let name = path.file_name().unwrap().to_str().unwrap();
        settings.bind(|| insta::assert_snapshot!(name, render::record(&record_of_fixture(path))));
    });
}

#[test]
fn each_fixture_keeps_the_rules_of_any_record() {
    each_fixture!(|path| {
        let record = record_of_fixture(path);
        invariants::check(&record);
        assert_eq!(record, record_of_fixture(path), "the same file gives the same record");
    });
}

#[test]
fn ids_depend_on_the_path() {
    let source = b"export function f() { g(); }\n";
    let (one, other) = (record_of("one.ts", source), record_of("other.ts", source));
    assert_ne!(one.nodes[0].id, other.nodes[0].id);
    assert_ne!(one.calls[0].id, other.calls[0].id);
    assert_eq!(one.hash_text, other.hash_text);
}

#[test]
fn any_text_gives_a_record() {
    let texts: [&[u8]; 9] = [
        b"",
        b"\xEF\xBB\xBF",
        b"\xFF\xFE\x80 const a = () => 1;\n",
        b"}}}}))))]]]]",
        b"class { extends extends (",
        b"export default",
        b"new this.<<A.B>=",
        b"function f() { new Outer.> run(); }",
        "\u{1F680}\u{1F680}\u{FFFF} function f() {}".as_bytes(),
    ];
    for (index, text) in texts.into_iter().enumerate() {
        for ending in ["ts", "tsx", "js"] {
            invariants::check(&record_of(&format!("text{index}.{ending}"), text));
        }
    }
}

#[test]
fn a_file_cut_off_anywhere_gives_a_record() {
    each_fixture!(|path| {
        let name = path.file_name().unwrap().to_str().unwrap();
        let bytes = std::fs::read(path).unwrap();
        for end in (0..bytes.len()).step_by(37) {
            invariants::check(&record_of(name, &bytes[..end]));
        }
    });
}

#[test]
fn a_call_around_a_function_is_not_one_of_its_calls() {
    // The grammar takes what stands behind `new` for the class: a function called `Name`.
    let record = record_of("a.ts", b"class R {\n static entries = new  Name b = () => g.load();\n prepare();\n}");
    invariants::check(&record);
    let calls = &record.calls[record.functions[0].calls.range()];
    assert_eq!(calls.iter().map(|call| record.text(call.function)).collect::<Vec<_>>(), ["load"]);
}

#[test]
fn what_the_parser_could_not_place_stands_for_nothing() {
    let record = record_of("a.ts", b"await using a\x06connection = () => {};\n");
    assert!(record.has_syntax_errors);
    let names: Vec<&str> = record.functions.iter().map(|function| record.text(function.name)).collect();
    assert_eq!(names, ["connection"]);
}
