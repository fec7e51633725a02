//! The table of languages: which endings belong to which, with which grammar and which visitor.
//!
//! In: a path's ending. Out: a [`Language`]. A language is one folder here with a [`Visitor`] that says what the
//! nodes of its syntax tree mean, and one line in [`LANGUAGES`]. Never does I/O.

mod csharp;
mod go;
mod java;
pub mod outline;
mod packed;
mod php;
mod python;
mod ruby;
mod rust;
pub mod tree;
mod typescript;
pub mod vocabulary;

use crate::allowance::OutOfTime;
use crate::record::FileRecord;
use crate::record::draft::RecordDraft;
use outline::Outline;
use std::sync::LazyLock;
use tree::{NodeRef, SyntaxTree};
use vocabulary::Vocabulary;

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
    syntax: &'static LazyLock<Syntax>,
}

static TYPESCRIPT: LazyLock<Syntax> =
    LazyLock::new(|| Syntax::new(tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(), typescript::role));
static TSX: LazyLock<Syntax> =
    LazyLock::new(|| Syntax::new(tree_sitter_typescript::LANGUAGE_TSX.into(), typescript::role));

static PYTHON: LazyLock<Syntax> = LazyLock::new(|| Syntax::new(tree_sitter_python::LANGUAGE.into(), python::role));
static JAVA: LazyLock<Syntax> = LazyLock::new(|| Syntax::new(tree_sitter_java::LANGUAGE.into(), java::role));
static GO: LazyLock<Syntax> = LazyLock::new(|| Syntax::new(tree_sitter_go::LANGUAGE.into(), go::role));
static RUBY: LazyLock<Syntax> = LazyLock::new(|| Syntax::new(packed::RUBY.clone(), ruby::role));
static PHP: LazyLock<Syntax> = LazyLock::new(|| Syntax::new(packed::PHP.clone(), php::role));
static CSHARP: LazyLock<Syntax> = LazyLock::new(|| Syntax::new(packed::C_SHARP.clone(), csharp::role));
static RUST: LazyLock<Syntax> = LazyLock::new(|| Syntax::new(packed::RUST.clone(), rust::role));

/// Every supported language.
static LANGUAGES: [Entry; 10] = [
    Entry {
        language: Language::TypeScript,
        name: "typescript",
        bytes_a_byte: 78,
        extensions: &["ts", "mts", "cts"],
        syntax: &TYPESCRIPT,
    },
    Entry { language: Language::Tsx, name: "typescript", bytes_a_byte: 78, extensions: &["tsx"], syntax: &TSX },
    Entry {
        language: Language::JavaScript,
        name: "javascript",
        bytes_a_byte: 82,
        extensions: &["js", "jsx", "mjs", "cjs"],
        syntax: &TSX,
    },
    Entry { language: Language::Python, name: "python", bytes_a_byte: 92, extensions: &["py"], syntax: &PYTHON },
    Entry { language: Language::Java, name: "java", bytes_a_byte: 75, extensions: &["java"], syntax: &JAVA },
    Entry { language: Language::Go, name: "go", bytes_a_byte: 88, extensions: &["go"], syntax: &GO },
    Entry { language: Language::Ruby, name: "ruby", bytes_a_byte: 108, extensions: &["rb"], syntax: &RUBY },
    Entry { language: Language::Php, name: "php", bytes_a_byte: 105, extensions: &["php"], syntax: &PHP },
    Entry { language: Language::CSharp, name: "csharp", bytes_a_byte: 99, extensions: &["cs"], syntax: &CSHARP },
    Entry { language: Language::Rust, name: "rust", bytes_a_byte: 76, extensions: &["rs"], syntax: &RUST },
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
        self.entry().syntax
    }

    /// The record that `walk` makes with a visitor for one file of this language, which looks at `tree` and fills
    /// `draft`.
    ///
    /// # Errors
    /// [`OutOfTime`] if the walk is out of time.
    pub fn record<'source, 'tree>(
        self,
        tree: SyntaxTree<'tree>,
        draft: RecordDraft<'source>,
        walk: impl Walk,
    ) -> Result<FileRecord, OutOfTime> {
        match self {
            Self::TypeScript | Self::Tsx | Self::JavaScript => {
                walk.walk(typescript::TypeScriptVisitor::new(self, tree, draft))
            }
            Self::Python => walk.walk(python::PythonVisitor::new(tree, draft)),
            Self::Java => walk.walk(java::JavaVisitor::new(tree, draft)),
            Self::Go => walk.walk(go::GoVisitor::new(tree, draft)),
            Self::Ruby => walk.walk(ruby::RubyVisitor::new(tree, draft)),
            Self::Php => walk.walk(php::PhpVisitor::new(tree, draft)),
            Self::CSharp => walk.walk(csharp::CSharpVisitor::new(tree, draft)),
            Self::Rust => walk.walk(rust::RustVisitor::new(tree, draft)),
        }
    }

    fn entry(self) -> &'static Entry {
        &LANGUAGES[self as usize]
    }
}

/// What a kind of node means to a language's visitor: a number of the language's own; 0 means nothing.
pub type Role = u8;

/// A grammar with tables over its node kinds, made once.
pub struct Syntax {
    /// The grammar.
    pub grammar: tree_sitter::Language,
    kinds: Vec<Kind>,
    /// The kinds' names, by number.
    pub kind_names: Vec<Box<str>>,
    /// The kind of a node the parser could not place; it is in no grammar's table.
    error: Kind,
}

/// What the walk needs to know of a node kind.
pub struct Kind {
    /// What it means to the visitor.
    pub role: Role,
    /// Whether it is a comment, which `functionHash` drops.
    pub is_comment: bool,
    /// Whether it is what the parser could not place.
    pub is_error: bool,
    /// Whether nodes of it are the grammar's own, not keywords or marks.
    pub is_named: bool,
    /// What begins a node of this kind with children in a `functionHash`: `kind(`.
    pub opening: Box<str>,
    /// What a `functionHash` has for a leaf of this kind.
    pub leaf: Box<str>,
}

impl Kind {
    fn new(name: &str, is_named: bool, role: fn(&str) -> Role) -> Self {
        let leaf = match name {
            "identifier" => "IDENTIFIER",
            "number" => "NUMBER",
            "string" => "STRING",
            other => other,
        };
        let is_comment = matches!(name, "comment" | "html_comment" | "line_comment" | "block_comment");
        Self {
            role: if is_named { role(name) } else { 0 },
            is_comment,
            is_error: name == RecordDraft::ERROR_KIND,
            is_named,
            opening: format!("{name}(").into(),
            leaf: leaf.into(),
        }
    }
}

impl Syntax {
    fn new(grammar: tree_sitter::Language, role: fn(&str) -> Role) -> Self {
        let ids = 0..grammar.node_kind_count() as u16;
        let kind_names: Vec<Box<str>> =
            ids.clone().map(|id| grammar.node_kind_for_id(id).unwrap_or(RecordDraft::ERROR_KIND).into()).collect();
        let kinds =
            ids.zip(&kind_names).map(|(id, name)| Kind::new(name, grammar.node_kind_is_named(id), role)).collect();
        Self { grammar, kinds, kind_names, error: Kind::new(RecordDraft::ERROR_KIND, true, role) }
    }

    /// What is known of a kind.
    #[must_use]
    pub fn kind(&self, id: u16) -> &Kind {
        self.kinds.get(usize::from(id)).unwrap_or(&self.error)
    }
}

/// How the walk goes on from a node that has been entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Into its children.
    Into,
    /// Into its children, and [`Visitor::leave`] when it ends.
    IntoAndLeave,
    /// Past its children, because nothing below means anything to the visitor. In a body they are visited all the
    /// same: `functionHash` has every node.
    Past,
}

/// Goes through a tree with whatever visitor its language has.
pub trait Walk {
    /// The record that the visitor fills.
    ///
    /// # Errors
    /// [`OutOfTime`] if there is no time left to fill it.
    fn walk<'source, 'tree>(self, visitor: impl Visitor<'source, 'tree>) -> Result<FileRecord, OutOfTime>;
}

/// Says what the nodes of a syntax tree mean; called in source order, each node at most once.
pub trait Visitor<'source, 'tree>: Sized {
    /// The kinds and fields of its grammar that it asks for.
    type Words: Vocabulary;

    /// The tree that is walked, and what has been found in it.
    fn outline(&mut self) -> &mut Outline<'source, 'tree, Self::Words>;

    /// A node whose kind has a role begins; `ancestors` are the nodes around it, outermost first.
    fn enter(&mut self, node: NodeRef, role: Role, ancestors: &[NodeRef]) -> Next;

    /// A node ends for which `enter` answered [`Next::IntoAndLeave`].
    fn leave(&mut self, _node: NodeRef) {
        self.outline().leave();
    }

    /// The record; `hash_text` is what the runs of functions' hashes refer to.
    fn finish(self, hash_text: String) -> FileRecord;
}
