//! What of a file depends on itself alone.
//!
//! In: a file's record and its text. Out: an [`Outline`]: its symbols, where its calls and references stand, its tests, and which
//! rows outside of symbols say something. What only somebody wants who looks at the file itself is kept [apart](Shown).

use super::blocks::{Block, blocks_of};
use super::decorators::{Decorated, Decorators};
use super::edges::{Site, SymbolId, sites_of};
use super::heads::{Around, Head, heads};
use super::top_level::{Rows, rows_outside, telling};
use crate::languages::LanguageId;
use crate::record::{FileRecord, NodeKind, Run, Span, StringId, Strings};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// What stands between a path and the rest of a key, and between the parts of that.
pub const SEPARATOR: &str = "::";

/// What a symbol is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum SymbolKind {
    /// A function with a body.
    Function,
    /// A class.
    Class,
    /// An interface.
    Interface,
    /// An enum.
    Enum,
    /// A type alias.
    TypeAlias,
}

impl SymbolKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Function, Self::Class, Self::Interface, Self::Enum, Self::TypeAlias];

    /// Its name for callers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Function => "function",
            Self::Class => "class",
            Self::Interface => "interface",
            Self::Enum => "enum",
            Self::TypeAlias => "type",
        }
    }

    const fn of_type(kind: NodeKind) -> Self {
        match kind {
            NodeKind::Interface => Self::Interface,
            NodeKind::Enum => Self::Enum,
            NodeKind::TypeAlias => Self::TypeAlias,
            _ => Self::Class,
        }
    }
}

/// A fingerprint of a text: the first bytes of its BLAKE3.
pub type Fingerprint = [u8; 12];

/// A function or a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Symbol {
    /// Its key behind `PATH::`, as far as the file alone decides it: see [`IndexedFile::key`](super::IndexedFile::key).
    pub key: StringId,
    /// Its name.
    pub name: StringId,
    /// The class it is in; `''` if it is in none.
    pub owner: StringId,
    /// What it is.
    pub kind: SymbolKind,
    /// Whether it is a test.
    pub is_test: bool,
    /// The whole definition.
    pub span: Span,
    /// The rows of its body, from 0, the last one included; those of the definition, of a type.
    pub body_rows: (u32, u32),
    /// Of its definition without the body: of what is written before that.
    pub signature: Fingerprint,
    /// Of its body's text; of the whole text, of a type.
    pub body: Fingerprint,
    /// Of its `functionHash`; of nothing, of a type.
    pub shape: Fingerprint,
    /// Its modifiers as written, in [`Outline::lists`].
    pub modifiers: Run,
}

/// What JavaScript reads of a file, which only those want who look at the file itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// It is here, compressed.
    Held(Box<[u8]>),
    /// A store has it by this key.
    Kept([u8; 32]),
}

/// What of a file depends on itself alone.
#[derive(Debug, PartialEq, Eq)]
pub struct Outline {
    /// Its path below the root.
    pub path: Arc<str>,
    /// Its language.
    pub language: LanguageId,
    /// BLAKE3 of its bytes.
    pub content_hash: [u8; 32],
    /// Its size in bytes.
    pub bytes: u64,
    /// Whether its syntax tree has an error in it.
    pub has_syntax_errors: bool,
    /// All texts of its symbols.
    pub strings: Strings,
    /// Lists of texts.
    pub lists: Box<[StringId]>,
    /// Its functions, in source order.
    pub functions: Box<[Symbol]>,
    /// Its types, in source order.
    pub types: Box<[Symbol]>,
    /// Where its calls stand, in their order.
    pub calls: Box<[Site]>,
    /// Where the names stand that may be references, in their order.
    pub references: Box<[Site]>,
    /// Whether it is a test, or for tests.
    pub is_test: bool,
    /// Its tests that are no functions, in source order.
    pub blocks: Box<[Block]>,
    /// The rows outside of its symbols that say something.
    pub top_level: Box<[Rows]>,
    /// What stands around members of types that are defined elsewhere.
    pub heads: Box<[Head]>,
    /// Its symbols that have decorators in front of them, sorted.
    pub decorated: Box<[Decorated]>,
    /// Its record as JavaScript reads it.
    pub shown: Shown,
}

impl Outline {
    /// What is to be known of the file with this record, which has the rows that JavaScript reads.
    #[must_use]
    pub fn of(path: Arc<str>, record: &FileRecord, bytes: u64, shown: Shown) -> Self {
        let texts = Texts::of(&record.source);
        let mut strings = Strings::default();
        let mut lists = Vec::new();
        let tests = &record.language.facts().tests;
        let is_test = tests.has_file(&path);
        let functions = record.functions.iter().map(|row| {
            let span = record.nodes[row.node.index()].span;
            let first = lists.len() as u32;
            lists.extend(record.lists[row.modifiers.range()].iter().map(|id| strings.intern(record.text(*id))));
            let (head, body) = (span.start..row.body_start, row.body_start..row.body_end);
            Symbol {
                key: strings.intern(record.text(row.key)),
                name: strings.intern(record.text(row.name)),
                owner: strings.intern(record.text(row.class_name)),
                kind: SymbolKind::Function,
                is_test: {
                    let modifiers = record.lists[row.modifiers.range()].iter().map(|id| record.text(*id));
                    tests.has_function(record.text(row.name), is_test, modifiers)
                },
                span,
                body_rows: (row.body_start_row, row.body_end_row),
                signature: fingerprint(&texts.get(head)),
                body: fingerprint(&texts.get(body)),
                shape: fingerprint(record.hash_text.get(row.hash.range()).unwrap_or_default()),
                modifiers: Run { start: first, end: lists.len() as u32 },
            }
        });
        let functions: Box<[Symbol]> = functions.collect();
        let types = record.types.iter().map(|row| {
            let span = record.nodes[row.node.index()].span;
            let scope = &record.scope_segments[row.scope.range()];
            let owner = scope.iter().rev().skip(1).find(|segment| is_type(segment.kind));
            Symbol {
                key: strings.intern(record.text(row.key)),
                name: strings.intern(record.text(row.name)),
                owner: owner.map_or(StringId::EMPTY, |segment| strings.intern(record.text(segment.name))),
                kind: SymbolKind::of_type(row.kind),
                is_test: false,
                span,
                body_rows: (span.start_row, span.end_row),
                signature: Fingerprint::default(),
                body: fingerprint(&texts.get(span.start..span.end)),
                shape: Fingerprint::default(),
                modifiers: Run::default(),
            }
        });
        let types: Box<[Symbol]> = types.collect();
        let blocks = if is_test { blocks_of(record, &texts, &mut strings) } else { Box::default() };
        let Surroundings { top_level, heads, decorated } = surroundings(record, &functions, &types);
        let (calls, references) = sites_of(record);
        Self {
            path,
            language: record.language,
            content_hash: record.content_hash,
            bytes,
            has_syntax_errors: record.has_syntax_errors,
            strings: strings.settled(),
            lists: lists.into(),
            functions,
            types,
            calls,
            references,
            is_test,
            blocks,
            top_level,
            heads,
            decorated,
            shown,
        }
    }
}

/// What stands around the symbols of a file.
struct Surroundings {
    top_level: Box<[Rows]>,
    heads: Box<[Head]>,
    decorated: Box<[Decorated]>,
}

fn surroundings(record: &FileRecord, functions: &[Symbol], types: &[Symbol]) -> Surroundings {
    let (facts, lines) = (record.language.facts(), record.source.lines().collect::<Vec<_>>());
    let symbols = (0..).map(SymbolId::function).zip(functions).chain((0..).map(SymbolId::of_type).zip(types));
    let symbols: Vec<_> = symbols.map(|(id, symbol)| (id, (symbol.span.start_row, symbol.span.end_row))).collect();
    let mut rows: Vec<Rows> = symbols.iter().map(|(_, rows)| *rows).collect();
    let decorators = Decorators::of(&lines, facts.decorator_mark, &rows);
    let mut decorated = Vec::new();
    for ((symbol, _), (start, _)) in symbols.iter().zip(&mut rows) {
        let first_row = decorators.first_row(*start);
        if first_row < *start {
            decorated.push(Decorated { symbol: *symbol, first_row });
            *start = first_row;
        }
    }
    rows.sort_unstable();
    decorated.sort_unstable_by_key(|of| of.symbol);
    let outside = rows_outside(rows.into_iter());
    let around = Around { lines: &lines, outside: &outside, decorators: &decorators, mark: facts.decorator_mark };
    Surroundings {
        top_level: telling(&lines, &outside, facts),
        heads: heads(&around, functions, types),
        decorated: decorated.into(),
    }
}

const fn is_type(kind: NodeKind) -> bool {
    matches!(kind, NodeKind::Class | NodeKind::Interface | NodeKind::Enum)
}

/// A source, to be taken apart by UTF-16 units.
pub(super) enum Texts<'s> {
    Ascii(&'s str),
    Units(Vec<u16>),
}

impl<'s> Texts<'s> {
    pub(super) fn of(source: &'s str) -> Self {
        if source.is_ascii() { Self::Ascii(source) } else { Self::Units(source.encode_utf16().collect()) }
    }

    pub(super) fn get(&self, units: Range<u32>) -> Cow<'_, str> {
        let units = units.start as usize..units.end as usize;
        match self {
            Self::Ascii(source) => source.get(units).unwrap_or_default().into(),
            Self::Units(all) => String::from_utf16_lossy(all.get(units).unwrap_or_default()).into(),
        }
    }
}

fn fingerprint(text: &str) -> Fingerprint {
    let hash = blake3::hash(text.as_bytes());
    let mut first = Fingerprint::default();
    first.iter_mut().zip(hash.as_bytes()).for_each(|(to, from)| *to = *from);
    first
}
