//! What the questions need of one file.
//!
//! In: a file's record, and what it is linked to. Out: an [`Outline`], which is what depends on the file alone, and an
//! [`IndexedFile`], which adds what depends on others: a few bytes a symbol and an edge. What only somebody wants who looks at
//! the file itself, such as its text, is kept [apart](Shown).

use super::edges::{Edge, Site, SymbolId, edges_of, sites_of};
use crate::graph::edges::{Edges, Place};
use crate::graph::{FileId, Heritage, Program};
use crate::languages::LanguageId;
use crate::record::symbols::{Class, MemberValue};
use crate::record::{FileRecord, FunctionRowId, NodeKind, Run, Span, StringId, Strings};
use foldhash::HashSet;
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
    /// Its key behind `PATH::`, as far as the file alone decides it: see [`IndexedFile::key`].
    pub key: StringId,
    /// Its name.
    pub name: StringId,
    /// The class it is in; `''` if it is in none.
    pub owner: StringId,
    /// What it is.
    pub kind: SymbolKind,
    /// Whether it makes instances of the class it is in.
    pub is_constructor: bool,
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

/// What an import leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Import {
    /// A file of the index.
    File(FileId),
    /// A path of the repository that is none of those.
    Repository(Box<str>),
    /// What is written, where that leads outside.
    Outside(Box<str>),
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
        let constructors = constructors_of(record);
        let functions = FunctionRowId::enumerate(&record.functions).map(|(id, row)| {
            let span = record.nodes[row.node.index()].span;
            let first = lists.len() as u32;
            lists.extend(record.lists[row.modifiers.range()].iter().map(|id| strings.intern(record.text(*id))));
            let (head, body) = (span.start..row.body_start, row.body_start..row.body_end);
            Symbol {
                key: strings.intern(record.text(row.key)),
                name: strings.intern(record.text(row.name)),
                owner: strings.intern(record.text(row.class_name)),
                kind: SymbolKind::Function,
                is_constructor: constructors.contains(&id),
                span,
                body_rows: (row.body_start_row, row.body_end_row),
                signature: fingerprint(&texts.get(head)),
                body: fingerprint(&texts.get(body)),
                shape: fingerprint(record.hash_text.get(row.hash.range()).unwrap_or_default()),
                modifiers: Run { start: first, end: lists.len() as u32 },
            }
        });
        let functions = functions.collect();
        let types = record.types.iter().map(|row| {
            let span = record.nodes[row.node.index()].span;
            let scope = &record.scope_segments[row.scope.range()];
            let owner = scope.iter().rev().skip(1).find(|segment| is_type(segment.kind));
            Symbol {
                key: strings.intern(record.text(row.key)),
                name: strings.intern(record.text(row.name)),
                owner: owner.map_or(StringId::EMPTY, |segment| strings.intern(record.text(segment.name))),
                kind: SymbolKind::of_type(row.kind),
                is_constructor: false,
                span,
                body_rows: (span.start_row, span.end_row),
                signature: Fingerprint::default(),
                body: fingerprint(&texts.get(span.start..span.end)),
                shape: Fingerprint::default(),
                modifiers: Run::default(),
            }
        });
        let types = types.collect();
        let (calls, references) = sites_of(record);
        Self {
            path,
            language: record.language,
            content_hash: record.content_hash,
            bytes,
            has_syntax_errors: record.has_syntax_errors,
            strings,
            lists: lists.into(),
            functions,
            types,
            calls,
            references,
            shown,
        }
    }
}

/// The functions that make instances of the class they are in.
fn constructors_of(record: &FileRecord) -> HashSet<FunctionRowId> {
    let of_class = |class: &Class| {
        let members = record.symbols.members[class.members.range()].iter();
        let constructor = class.constructor;
        members.filter(move |member| member.name == constructor && constructor != StringId::EMPTY)
    };
    let functions = record.symbols.classes.iter().flat_map(of_class).filter_map(|member| match member.value {
        MemberValue::Method(signature) => record.symbols.signatures[signature.index()].function,
        _ => None,
    });
    functions.collect()
}

const fn is_type(kind: NodeKind) -> bool {
    matches!(kind, NodeKind::Class | NodeKind::Interface | NodeKind::Enum)
}

/// A source, to be taken apart by UTF-16 units.
enum Texts<'s> {
    Ascii(&'s str),
    Units(Vec<u16>),
}

impl<'s> Texts<'s> {
    fn of(source: &'s str) -> Self {
        if source.is_ascii() { Self::Ascii(source) } else { Self::Units(source.encode_utf16().collect()) }
    }

    fn get(&self, units: Range<u32>) -> Cow<'_, str> {
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

/// One file of an index.
#[derive(Debug)]
pub struct IndexedFile {
    /// What depends on itself alone.
    pub outline: Arc<Outline>,
    /// The keys that are others than the outline says, since files together decide them; behind the path.
    renamed: Box<[(SymbolId, Box<str>)]>,
    /// What leads from it to symbols: calls, then references, then supertypes, each in source order.
    pub edges: Box<[Edge]>,
    /// The numbers of the edges, those that stand in one symbol side by side.
    by_symbol: Box<[u32]>,
    /// How many of its calls lead to a function of the repository.
    pub calls_with_target: u32,
    /// What its imports lead to, in source order.
    pub imports: Box<[Import]>,
    /// Its links as JavaScript reads them, in their dense form.
    pub links: Arc<[u8]>,
}

impl IndexedFile {
    /// A file of a program, with what it was linked to.
    #[must_use]
    pub fn of(
        outline: Arc<Outline>,
        program: &Program,
        id: FileId,
        edges: &Edges,
        heritage: &Heritage,
        links: Arc<[u8]>,
    ) -> Self {
        let known = |symbol: &Symbol, key: &str| outline.strings.get(symbol.key) == key;
        let functions = outline.functions.iter().zip(program.function_keys(id)).zip((0..).map(SymbolId::function));
        let types = outline.types.iter().zip(program.type_keys(id)).zip((0..).map(SymbolId::of_type));
        let renamed = functions.chain(types).filter(|((symbol, key), _)| !known(symbol, key));
        let renamed = renamed.map(|((_, key), id)| (id, key.into())).collect();
        let import = |place: &Place| match place {
            Place::File(file) => Import::File(*file),
            Place::Repository(path) => Import::Repository(edges.paths[path.0 as usize].clone()),
            Place::Outside(name) => Import::Outside(edges.names.get(name.0).into()),
        };
        let edges_of = edges_of(edges, heritage);
        let mut by_symbol: Box<[u32]> = (0..edges_of.len() as u32).collect();
        by_symbol.sort_by_key(|number| site_in(&outline, &edges_of[*number as usize]).from);
        Self {
            edges: edges_of,
            by_symbol,
            calls_with_target: edges.calls.iter().filter(|call| call.function.is_some()).count() as u32,
            imports: edges.imports.iter().map(import).collect(),
            renamed,
            links,
            outline,
        }
    }

    /// Its path below the root.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.outline.path
    }

    /// The text of one of its strings.
    #[must_use]
    pub fn text(&self, id: StringId) -> &str {
        self.outline.strings.get(id)
    }

    /// One of its symbols.
    #[must_use]
    pub fn symbol(&self, id: SymbolId) -> Option<&Symbol> {
        if id.is_type() { self.outline.types.get(id.row()) } else { self.outline.functions.get(id.row()) }
    }

    /// The key of one of its symbols behind its path; `''` if there is no such symbol.
    #[must_use]
    pub fn key(&self, id: SymbolId) -> &str {
        match self.renamed.binary_search_by_key(&id, |(id, _)| *id) {
            Ok(at) => &self.renamed[at].1,
            Err(_) => self.symbol(id).map_or("", |symbol| self.text(symbol.key)),
        }
    }

    /// Whether both have the same symbols under the same names and keys, as far as that is easily seen.
    pub(super) fn has_symbols_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.outline, &other.outline) && self.renamed == other.renamed
    }

    /// Its symbols: functions, then types.
    pub fn symbols(&self) -> impl Iterator<Item = (SymbolId, &Symbol)> {
        let functions = (0..).map(SymbolId::function).zip(&self.outline.functions);
        functions.chain((0..).map(SymbolId::of_type).zip(&self.outline.types))
    }

    /// The symbols that have this key behind the path: a function and a type may have one.
    pub fn with_key<'f>(&'f self, key: &'f str) -> impl Iterator<Item = SymbolId> + 'f {
        self.symbols().map(|(id, _)| id).filter(move |id| self.key(*id) == key)
    }

    /// The functions within a type, however deep.
    pub fn functions_in(&self, ty: SymbolId) -> impl Iterator<Item = SymbolId> {
        let key = self.key(ty);
        let is_within = move |function: &SymbolId| {
            self.key(*function).strip_prefix(key).is_some_and(|rest| rest.starts_with(SEPARATOR))
        };
        (0..self.outline.functions.len() as u32).map(SymbolId::function).filter(is_within)
    }

    /// Where an edge stands.
    #[must_use]
    pub fn site(&self, edge: &Edge) -> Site {
        site_in(&self.outline, edge)
    }

    /// The edges that stand in a symbol, or, without one, outside of any: calls, then references, then supertypes, each in
    /// source order.
    pub fn edges_in(&self, symbol: Option<SymbolId>) -> impl Iterator<Item = &Edge> {
        let edge = |number: &u32| &self.edges[*number as usize];
        let first = self.by_symbol.partition_point(|number| self.site(edge(number)).from < symbol);
        let within = self.by_symbol[first..].iter().map(edge);
        within.take_while(move |edge| self.site(edge).from == symbol)
    }
}

fn site_in(outline: &Outline, edge: &Edge) -> Site {
    let of = |sites: &[Site]| sites.get(edge.site as usize).copied();
    let site = match edge.kind {
        kind if kind.is_call() => of(&outline.calls),
        kind if kind.is_reference() => of(&outline.references),
        _ => outline.types.get(edge.site as usize).map(|ty| Site {
            from: Some(SymbolId::of_type(edge.site)),
            row: ty.span.start_row,
            column: ty.span.start_column,
        }),
    };
    site.unwrap_or_default()
}
