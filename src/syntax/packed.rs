//! Grammars whose tables are stored compressed: they are nearly all zeros, and without that the package would be twice as
//! large as it may be.
//!
//! In: what `build/packed.rs` has made. Out: grammars like any other, their tables filled in when they are first asked
//! for: milliseconds, once a process.

use lzma_rust2::LzmaReader;
use std::io::{self, Read};
use std::sync::LazyLock;
use tree_sitter::Language;
use tree_sitter_language::LanguageFn;

macro_rules! packed {
    ($($(#[$doc:meta])* $grammar:ident = ($language:ident, $tables:ident, $complete:ident, $file:literal)),* $(,)?) => {
        $(
            $(#[$doc])*
            pub static $grammar: LazyLock<Language> = LazyLock::new(|| {
                #[allow(unsafe_code)]
                mod parser {
                    unsafe extern "C" {
                        pub fn $language() -> *const ();
                        pub fn $tables(length: *mut usize) -> *mut u8;
                        pub fn $complete();
                    }
                }
                let packed = include_bytes!(concat!(env!("OUT_DIR"), "/", $file, ".tables"));
                let mut length = 0;
                // SAFETY: the parser's own tables, as long as it says, which nobody reads before this is over: the
                // grammar is not to be had in another way. All they hold is numbers, and any bytes are some.
                #[allow(unsafe_code)]
                let tables = unsafe {
                    let tables = parser::$tables(&raw mut length);
                    std::slice::from_raw_parts_mut(tables, length)
                };
                // Bytes that cannot be unpacked leave zeros, by which every file is one syntax error; they are made with
                // the binary, and a test holds each table to its grammar's.
                let _ = unpack(packed, tables);
                // SAFETY: writes to tables of the parser's own, by what is in those above, which are no longer borrowed.
                #[allow(unsafe_code)]
                unsafe { parser::$complete() };
                // SAFETY: a function that tree-sitter has generated.
                #[allow(unsafe_code)]
                unsafe { LanguageFn::from_raw(parser::$language) }.into()
            });
        )*
    };
}

packed! {
    /// C#.
    C_SHARP = (tree_sitter_c_sharp, c_sharp_tables, c_sharp_complete, "c_sharp"),
    /// Go.
    GO = (tree_sitter_go, go_tables, go_complete, "go"),
    /// Java.
    JAVA = (tree_sitter_java, java_tables, java_complete, "java"),
    /// PHP.
    PHP = (tree_sitter_php, php_tables, php_complete, "php"),
    /// Python.
    PYTHON = (tree_sitter_python, python_tables, python_complete, "python"),
    /// Ruby.
    RUBY = (tree_sitter_ruby, ruby_tables, ruby_complete, "ruby"),
    /// Rust.
    RUST = (tree_sitter_rust, rust_tables, rust_complete, "rust"),
    /// TypeScript and JavaScript with elements.
    TSX = (tree_sitter_tsx, tsx_tables, tsx_complete, "tsx"),
    /// TypeScript without.
    TYPESCRIPT = (tree_sitter_typescript, typescript_tables, typescript_complete, "typescript"),
}

/// How much is unpacked at once: memory that is met for the first time takes longer than what is in it.
const CHUNK: usize = 32 * 1024;

/// Writes to `tables`, which are zeros, what `packed` has: numbers of two bytes, where a zero says how many there are.
fn unpack(packed: &[u8], tables: &mut [u8]) -> io::Result<()> {
    let mut numbers = LzmaReader::new_mem_limit(packed, u32::MAX, None)?;
    let mut chunk = Vec::with_capacity(CHUNK);
    let mut at = 0;
    let mut is_count = false;
    loop {
        chunk.clear();
        if numbers.by_ref().take(CHUNK as u64).read_to_end(&mut chunk)? == 0 {
            return if at >= tables.len() { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
        }
        for number in chunk.chunks_exact(2) {
            if is_count {
                at += 2 * usize::from(u16::from_le_bytes([number[0], number[1]]));
            } else if number != [0; 2] {
                let place = tables.get_mut(at..at + 2).ok_or(io::ErrorKind::InvalidData)?;
                place.copy_from_slice(number);
                at += 2;
            }
            is_count = !is_count && number == [0; 2];
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::allowance::Allowance;
    use crate::syntax::parse::parse;

    #[test]
    fn each_packed_grammar_reads_its_language() {
        let sources = [
            (&C_SHARP, "class A { int B(int c) => c + 1; }"),
            (&GO, "package a\nfunc B(c int) int { return c + 1 }\n"),
            (&JAVA, "class A { int b(int c) { return c + 1; } }"),
            (&PHP, "<?php class A { function b(int $c) { return $c + 1; } }"),
            (&PYTHON, "class A:\n    def b(self, c):\n        return c + 1\n"),
            (&RUBY, "class A\n  def b(c) = c + 1\nend\n"),
            (&RUST, "struct A; impl A { fn b(c: i32) -> i32 { c + 1 } }"),
            (&TSX, "class A { b(c: number) { return <p>{c + 1}</p>; } }"),
            (&TYPESCRIPT, "class A { b(c: number) { return <number>c + 1; } }"),
        ];
        for (grammar, source) in sources {
            // Not by a parser of its own: others may be installing the allocator.
            let tree = parse(grammar, source, &Allowance::unlimited()).unwrap();
            assert!(!tree.root_node().has_error(), "{}", tree.root_node());
        }
    }
}
