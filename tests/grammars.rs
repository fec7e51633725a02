//! The tables of each packed grammar, next to those a compiler makes of its source.
#![cfg(unix)]
#![allow(clippy::unwrap_used, unsafe_code)]

use std::ffi::{CStr, CString, c_char};
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use code_knowledge_graph::syntax::packed;
use tree_sitter::Language;
use tree_sitter::ffi::TSLanguage;

/// Members of a language, and what a parser calls the table.
const TABLES: [(&str, &str); 18] = [
    ("alias_map", "ts_non_terminal_alias_map"),
    ("alias_sequences", "ts_alias_sequences"),
    ("external_scanner.states", "ts_external_scanner_states"),
    ("external_scanner.symbol_map", "ts_external_scanner_symbol_map"),
    ("field_map_entries", "ts_field_map_entries"),
    ("field_map_slices", "ts_field_map_slices"),
    ("lex_modes", "ts_lex_modes"),
    ("parse_actions", "ts_parse_actions"),
    ("parse_table", "ts_parse_table"),
    ("primary_state_ids", "ts_primary_state_ids"),
    ("public_symbol_map", "ts_symbol_map"),
    ("reserved_words", "ts_reserved_words"),
    ("small_parse_table", "ts_small_parse_table"),
    ("small_parse_table_map", "ts_small_parse_table_map"),
    ("supertype_map_entries", "ts_supertype_map_entries"),
    ("supertype_map_slices", "ts_supertype_map_slices"),
    ("supertype_symbols", "ts_supertype_symbols"),
    ("symbol_metadata", "ts_symbol_metadata"),
];

#[test]
fn c_sharp_has_the_tables_of_its_source() {
    assert_same(&packed::C_SHARP, "c_sharp");
}

#[test]
fn go_has_the_tables_of_its_source() {
    assert_same(&packed::GO, "go");
}

#[test]
fn java_has_the_tables_of_its_source() {
    assert_same(&packed::JAVA, "java");
}

#[test]
fn php_has_the_tables_of_its_source() {
    assert_same(&packed::PHP, "php");
}

#[test]
fn python_has_the_tables_of_its_source() {
    assert_same(&packed::PYTHON, "python");
}

#[test]
fn ruby_has_the_tables_of_its_source() {
    assert_same(&packed::RUBY, "ruby");
}

#[test]
fn rust_has_the_tables_of_its_source() {
    assert_same(&packed::RUST, "rust");
}

#[test]
fn tsx_has_the_tables_of_its_source() {
    assert_same(&packed::TSX, "tsx");
}

#[test]
fn typescript_has_the_tables_of_its_source() {
    assert_same(&packed::TYPESCRIPT, "typescript");
}

/// Compiles the grammar's source together with what compares it, and compares.
fn assert_same(language: &Language, name: &str) {
    let made = Path::new(env!("OUT_DIR"));
    let folder = fs::read_to_string(made.join(format!("{name}.folder"))).unwrap();
    let source = fs::read_to_string(Path::new(&folder).join("parser.c")).unwrap();
    let mut comparison = format!("#include \"{folder}/parser.c\"\n#define TABLES");
    for (member, table) in TABLES.iter().filter(|(_, table)| source.contains(&format!(" {table}["))) {
        write!(comparison, " SAME({member}, {table})").unwrap();
    }
    comparison.push_str(include_str!("grammars/compare.c"));

    let place = tempfile::tempdir().unwrap();
    let [text, library] = ["compare.c", "compare.so"].map(|file| place.path().join(file));
    fs::write(&text, comparison).unwrap();
    let mut compiler = Command::new("cc");
    compiler.args(["-std=c11", "-O0", "-w", "-fPIC", "-shared", "-I", &folder, "-o"]).arg(&library).arg(&text);
    let scanner = Path::new(&folder).join("scanner.c");
    if scanner.exists() {
        compiler.arg(scanner);
    }
    assert!(compiler.status().unwrap().success());

    let path = CString::new(library.as_os_str().as_encoded_bytes()).unwrap();
    // SAFETY: a library without constructors, whose function is declared as it is in `compare.c`. It is never closed.
    let difference = unsafe {
        let library = libc::dlopen(path.as_ptr(), libc::RTLD_NOW | libc::RTLD_LOCAL);
        assert!(!library.is_null());
        let function = libc::dlsym(library, c"difference".as_ptr());
        assert!(!function.is_null());
        let difference: extern "C" fn(*const TSLanguage) -> *const c_char = std::mem::transmute(function);
        CStr::from_ptr(difference(language.clone().into_raw()))
    };
    assert_eq!(difference, c"");
}
