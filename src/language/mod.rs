//! The table of languages: which endings belong to which, with which grammar and which visitor.
//!
//! In: a path's ending. Out: a [`Language`]. A language is one folder here with a visitor that says what the
//! nodes of its syntax tree mean, and one line in [`LANGUAGES`]. Never does I/O.

pub mod builtins;
mod csharp;
mod go;
mod java;
mod php;
mod python;
mod ruby;
mod rust;
mod typescript;

use crate::allowance::Allowance;
use crate::extract::{self, Extraction, ExtractionFailure};
use crate::record::FileRecord;
use crate::source::text::SourceText;
use crate::syntax::grammar::Grammar;
use crate::syntax::{Syntax, packed};
use std::sync::LazyLock;

/// A supported language, or a dialect of one with a grammar of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// `.ts`, `.mts`, `.cts`, `.d.ts`
    TypeScript,
    /// `.tsx`
    Tsx,
    /// `.js`, `.jsx`, `.mjs`, `.cjs`; read with the TSX grammar
    JavaScript,
    /// `.py`
    Python,
    /// `.java`
    Java,
    /// `.go`
    Go,
    /// `.rb`
    Ruby,
    /// `.php`
    Php,
    /// `.cs`
    CSharp,
    /// `.rs`
    Rust,
}

/// One row of the table of languages.
struct Entry {
    language: Language,
    name: &'static str,
    extensions: &'static [&'static str],
    bytes_a_byte: u64,
    extraction: Extraction,
}

static TYPESCRIPT: LazyLock<Syntax> =
    LazyLock::new(|| Syntax::new(tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(), typescript::TypeScript::WORDS));
static TSX: LazyLock<Syntax> =
    LazyLock::new(|| Syntax::new(tree_sitter_typescript::LANGUAGE_TSX.into(), typescript::TypeScript::WORDS));

static PYTHON: LazyLock<Syntax> =
    LazyLock::new(|| Syntax::new(tree_sitter_python::LANGUAGE.into(), python::Python::WORDS));
static JAVA: LazyLock<Syntax> = LazyLock::new(|| Syntax::new(tree_sitter_java::LANGUAGE.into(), java::Java::WORDS));
static GO: LazyLock<Syntax> = LazyLock::new(|| Syntax::new(tree_sitter_go::LANGUAGE.into(), go::Go::WORDS));
static RUBY: LazyLock<Syntax> = LazyLock::new(|| Syntax::new(packed::RUBY.clone(), ruby::Ruby::WORDS));
static PHP: LazyLock<Syntax> = LazyLock::new(|| Syntax::new(packed::PHP.clone(), php::Php::WORDS));
static CSHARP: LazyLock<Syntax> = LazyLock::new(|| Syntax::new(packed::C_SHARP.clone(), csharp::CSharp::WORDS));
static RUST: LazyLock<Syntax> = LazyLock::new(|| Syntax::new(packed::RUST.clone(), rust::Rust::WORDS));

/// Every supported language.
static LANGUAGES: [Entry; 10] = [
    Entry {
        language: Language::TypeScript,
        name: "typescript",
        bytes_a_byte: 78,
        extensions: &["ts", "mts", "cts"],
        extraction: Extraction { syntax: &TYPESCRIPT, visit: extract::visit::<typescript::TypeScript> },
    },
    Entry {
        language: Language::Tsx,
        name: "typescript",
        bytes_a_byte: 78,
        extensions: &["tsx"],
        extraction: Extraction { syntax: &TSX, visit: extract::visit::<typescript::TypeScript> },
    },
    Entry {
        language: Language::JavaScript,
        name: "javascript",
        bytes_a_byte: 82,
        extensions: &["js", "jsx", "mjs", "cjs"],
        extraction: Extraction { syntax: &TSX, visit: extract::visit::<typescript::TypeScript> },
    },
    Entry {
        language: Language::Python,
        name: "python",
        bytes_a_byte: 92,
        extensions: &["py"],
        extraction: Extraction { syntax: &PYTHON, visit: extract::visit::<python::Python> },
    },
    Entry {
        language: Language::Java,
        name: "java",
        bytes_a_byte: 75,
        extensions: &["java"],
        extraction: Extraction { syntax: &JAVA, visit: extract::visit::<java::Java> },
    },
    Entry {
        language: Language::Go,
        name: "go",
        bytes_a_byte: 88,
        extensions: &["go"],
        extraction: Extraction { syntax: &GO, visit: extract::visit::<go::Go> },
    },
    Entry {
        language: Language::Ruby,
        name: "ruby",
        bytes_a_byte: 108,
        extensions: &["rb"],
        extraction: Extraction { syntax: &RUBY, visit: extract::visit::<ruby::Ruby> },
    },
    Entry {
        language: Language::Php,
        name: "php",
        bytes_a_byte: 105,
        extensions: &["php"],
        extraction: Extraction { syntax: &PHP, visit: extract::visit::<php::Php> },
    },
    Entry {
        language: Language::CSharp,
        name: "csharp",
        bytes_a_byte: 99,
        extensions: &["cs"],
        extraction: Extraction { syntax: &CSHARP, visit: extract::visit::<csharp::CSharp> },
    },
    Entry {
        language: Language::Rust,
        name: "rust",
        bytes_a_byte: 76,
        extensions: &["rs"],
        extraction: Extraction { syntax: &RUST, visit: extract::visit::<rust::Rust> },
    },
];

impl Language {
    /// The language of a file, by the path's ending.
    #[must_use]
    pub fn of_path(path: &str) -> Option<Self> {
        let name = path.rsplit(['/', '\\']).next()?;
        let (stem, extension) = name.rsplit_once('.')?;
        let entry = LANGUAGES.iter().find(|entry| entry.extensions.contains(&extension))?;
        (!stem.is_empty()).then_some(entry.language)
    }

    /// The name callers see: `typescript`, `javascript`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.entry().name
    }

    /// Every ending of every language, without the dot.
    #[must_use]
    pub fn extensions() -> Vec<&'static str> {
        LANGUAGES.iter().flat_map(|entry| entry.extensions).copied().collect()
    }

    /// The most bytes of memory that reading, parsing, extracting and encoding a dense text of this language takes for each
    /// of its bytes: measured as the peak of the resident set over the fixtures, repeated to a megabyte, to 2 to 4 times
    /// of which sparse code comes.
    #[must_use]
    pub fn bytes_a_byte(self) -> u64 {
        self.entry().bytes_a_byte
    }

    /// The grammar and what its kinds mean.
    #[must_use]
    pub fn syntax(self) -> &'static Syntax {
        self.entry().extraction.syntax
    }

    fn entry(self) -> &'static Entry {
        &LANGUAGES[self as usize]
    }
}

/// The record of one file.
///
/// # Errors
/// [`ExtractionFailure`] if it takes more than `allowance` has.
pub fn extract(
    language: Language,
    relative_path: &str,
    source: SourceText,
    allowance: &Allowance,
) -> Result<FileRecord, ExtractionFailure> {
    let mut record = extract::extract(&language.entry().extraction, relative_path, source, allowance)?;
    record.language = language.name();
    Ok(record)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::allowance::OutOfTime;
    use crate::extract::TreeWalk;
    use crate::extract::draft::RecordDraft;
    use crate::syntax::grammar;
    use crate::syntax::parse::parse;
    use crate::syntax::tree::SyntaxTree;
    use std::time::Duration;

    #[test]
    fn every_word_is_one_of_the_grammar() {
        for entry in &LANGUAGES {
            let words = entry.extraction.syntax.meanings.words;
            let dialects = LANGUAGES.iter().map(|entry| entry.extraction.syntax);
            let dialects = dialects.filter(|dialect| dialect.meanings.words == words);
            let unknown = dialects.map(|dialect| grammar::unknown(&dialect.grammar, words));
            let unknown =
                unknown.reduce(|some, others| some.into_iter().filter(|word| others.contains(word)).collect());
            assert_eq!(unknown, Some(Vec::new()), "{}", entry.name);
        }
    }

    #[test]
    fn every_word_stands_in_its_table_once() {
        for entry in &LANGUAGES {
            let names = grammar::names(entry.extraction.syntax.meanings.words);
            let twice = names.iter().filter(|name| names.iter().filter(|other| other == name).count() > 1);
            assert_eq!(twice.collect::<Vec<_>>(), Vec::<&String>::new(), "{}", entry.name);
        }
    }

    #[test]
    fn a_tree_is_walked_no_longer_than_there_is_time() {
        let syntax = Language::TypeScript.syntax();
        let text = "f(g)\n".repeat(100);
        let tree = parse(&syntax.grammar, &text, &Allowance::unlimited()).unwrap();
        let record = |allowance: Allowance| {
            let draft = RecordDraft::new(&text, "a.ts", &syntax.kind_names);
            let visit = Language::TypeScript.entry().extraction.visit;
            visit(SyntaxTree::new(tree.root_node(), syntax), draft, TreeWalk::new(syntax, &allowance))
        };
        assert_eq!(record(Allowance::unlimited()).unwrap().calls.len(), 100);
        assert_eq!(record(Allowance::new(Duration::ZERO)).err(), Some(OutOfTime(Duration::ZERO)));
    }
}
