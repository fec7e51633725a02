//! Grammars whose parse tables are stored compressed: they are nearly all zeros, and without that the package would be half
//! as large again as it may be.
//!
//! In: what `build/packed.rs` has made. Out: grammars like any other, their tables filled in when they are first asked
//! for: milliseconds, once a process.

use std::sync::LazyLock;
use tree_sitter::Language;
use tree_sitter_language::LanguageFn;

macro_rules! packed {
    ($($(#[$doc:meta])* $grammar:ident = ($language:ident, $table:ident, $file:literal)),* $(,)?) => {
        $(
            $(#[$doc])*
            pub static $grammar: LazyLock<Language> = LazyLock::new(|| {
                #[allow(unsafe_code)]
                mod parser {
                    unsafe extern "C" {
                        pub fn $language() -> *const ();
                        pub fn $table() -> *mut u16;
                    }
                }
                let packed = include_bytes!(concat!(env!("OUT_DIR"), "/", $file, ".tables"));
                // SAFETY: the parser's own tables, as long as what was taken out of it, which nobody reads before this
                // is over: the grammar is not to be had in another way.
                #[allow(unsafe_code)]
                unsafe { unpack(packed, parser::$table()) };
                // SAFETY: a function that tree-sitter has generated.
                #[allow(unsafe_code)]
                unsafe { LanguageFn::from_raw(parser::$language) }.into()
            });
        )*
    };
}

packed! {
    /// C#.
    C_SHARP = (tree_sitter_c_sharp, c_sharp_parse_tables, "c_sharp"),
    /// Go.
    GO = (tree_sitter_go, go_parse_tables, "go"),
    /// Java.
    JAVA = (tree_sitter_java, java_parse_tables, "java"),
    /// PHP.
    PHP = (tree_sitter_php, php_parse_tables, "php"),
    /// Python.
    PYTHON = (tree_sitter_python, python_parse_tables, "python"),
    /// Ruby.
    RUBY = (tree_sitter_ruby, ruby_parse_tables, "ruby"),
    /// Rust.
    RUST = (tree_sitter_rust, rust_parse_tables, "rust"),
    /// TypeScript and JavaScript with elements.
    TSX = (tree_sitter_tsx, tsx_parse_tables, "tsx"),
    /// TypeScript without.
    TYPESCRIPT = (tree_sitter_typescript, typescript_parse_tables, "typescript"),
}

/// Writes the numbers in `packed` to `tables`.
///
/// # Safety
/// `tables` must be as long as what is packed, and nobody may use it meanwhile.
#[allow(unsafe_code)]
unsafe fn unpack(packed: &[u8], tables: *mut u16) {
    // Bytes that cannot be unpacked leave empty tables, by which every file is one syntax error; they are made with the
    // binary, and a test reads each grammar.
    let bytes = miniz_oxide::inflate::decompress_to_vec(packed).unwrap_or_default();
    let numbers = bytes.chunks_exact(2).map(|bytes| u16::from_le_bytes([bytes[0], bytes[1]]));
    for (place, number) in numbers.enumerate() {
        // SAFETY: within the tables, as the caller promises.
        unsafe { tables.add(place).write(number) };
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
