//! What the questions need of one file.
//!
//! In: its [`Outline`], which depends on the file alone, and what it is linked to. Out: an [`IndexedFile`], which adds what
//! depends on other files: a few bytes a symbol and an edge.

use super::blocks::{self, Position};
use super::declared::Declared;
use super::edges::{Edge, Site, SymbolId, edges_of};
use super::top_level::Rows;
use crate::graph::edges::{Edges, Place};
use crate::graph::{FileId, Heritage, Program};
use crate::record::{Span, StringId};
use foldhash::HashMap;
use std::cmp::Reverse;
use std::sync::Arc;

pub use super::outline::{Fingerprint, Outline, SEPARATOR, Shown, Symbol, SymbolKind};

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

/// What a file of an index is made of.
pub(super) struct Parts {
    pub outline: Arc<Outline>,
    pub renamed: Box<[(SymbolId, Box<str>)]>,
    pub edges: Box<[Edge]>,
    pub declared: Declared,
    pub calls_with_target: u32,
    pub imports: Box<[Import]>,
    pub links: Arc<[u8]>,
}

impl Parts {
    /// A file that is linked to nothing.
    pub fn of(outline: Arc<Outline>) -> Self {
        Self {
            outline,
            renamed: Box::default(),
            edges: Box::default(),
            declared: Declared::default(),
            calls_with_target: 0,
            imports: Box::default(),
            links: Arc::default(),
        }
    }
}

impl From<Parts> for IndexedFile {
    fn from(parts: Parts) -> Self {
        let Parts { outline, renamed, edges, declared, calls_with_target, imports, links } = parts;
        let mut by_symbol: Box<[u32]> = (0..edges.len() as u32).collect();
        by_symbol.sort_by_key(|number| site_in(&outline, &edges[*number as usize]).from);
        Self { outline, renamed, edges, by_symbol, declared, calls_with_target, imports, links }
    }
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
    declared: Declared,
    /// How many of its calls lead to a function of the repository.
    pub calls_with_target: u32,
    /// What its imports lead to, in source order.
    pub imports: Box<[Import]>,
    /// Its links as JavaScript reads them, in their dense form, compressed.
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
        Self::from(Parts {
            edges: edges_of(edges, heritage, program, id),
            calls_with_target: edges.calls.iter().filter(|call| call.function.is_some()).count() as u32,
            imports: edges.imports.iter().map(import).collect(),
            declared: Declared::of(&outline, program.record(id), heritage),
            renamed,
            links,
            outline,
        })
    }

    /// The keys that are others than its outline says.
    pub(super) fn renamed(&self) -> &[(SymbolId, Box<str>)] {
        &self.renamed
    }

    /// What linking knows of its symbols.
    pub(super) fn declared(&self) -> &Declared {
        &self.declared
    }

    /// The files of the index that it imports.
    pub fn imported(&self) -> impl Iterator<Item = FileId> {
        self.imports.iter().filter_map(|import| match import {
            Import::File(file) => Some(*file),
            Import::Repository(_) | Import::Outside(_) => None,
        })
    }

    /// Whether it does nothing but hand on what it imports.
    pub(super) fn hands_on(&self) -> bool {
        self.edges.is_empty() && self.symbols().next().is_none()
    }

    /// The files that its edges and its imports lead to, some of them several times.
    pub(super) fn leads_to(&self) -> impl Iterator<Item = FileId> {
        self.edges.iter().map(|edge| edge.to.file).chain(self.imported())
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

    /// Its symbols by their keys behind its path; of a function and a type of one key the type, which has the members.
    #[must_use]
    pub fn by_key(&self) -> HashMap<&str, SymbolId> {
        self.symbols().map(|(symbol, _)| (self.key(symbol), symbol)).collect()
    }

    /// The symbols that have this key behind the path: a function and a type may have one.
    pub fn with_key<'f>(&'f self, key: &'f str) -> impl Iterator<Item = SymbolId> + 'f {
        self.symbols().map(|(id, _)| id).filter(move |id| self.key(*id) == key)
    }

    /// The rows of each symbol, with its decorators, that none within it has, in several pieces.
    #[must_use]
    pub fn own_rows(&self) -> Vec<(SymbolId, Rows)> {
        own_rows(self.symbols().map(|(id, symbol)| (self.decorated(id, symbol.span), id)).collect())
    }

    /// Where a symbol is, from the row of the first of its decorators on.
    fn decorated(&self, id: SymbolId, span: Span) -> Span {
        let decorated = &self.outline.decorated;
        let found = decorated.binary_search_by_key(&id, |of| of.symbol);
        found.map_or(span, |at| Span { start_row: decorated[at].first_row, ..span })
    }

    /// Whether a symbol is a test's: a test, or what tests need.
    #[must_use]
    pub fn is_of_tests(&self, id: SymbolId) -> bool {
        let modules = self.outline.language.facts().tests.modules;
        let is_in_module = || self.key(id).split_once(SEPARATOR).is_some_and(|(first, _)| modules.contains(&first));
        self.outline.is_test || self.symbol(id).is_some_and(|symbol| symbol.is_test) || is_in_module()
    }

    /// Whether a function makes instances of the class that it is in.
    #[must_use]
    pub fn is_constructor(&self, function: SymbolId) -> bool {
        self.declared.is_constructor(function)
    }

    /// Whether other files may name a symbol.
    #[must_use]
    pub fn is_exported(&self, symbol: SymbolId) -> bool {
        self.declared.is_exported(symbol)
    }

    /// Whether a type extends or implements something outside of the repository.
    #[must_use]
    pub fn is_open(&self, ty: SymbolId) -> bool {
        self.declared.is_open(ty)
    }

    /// The innermost of its [blocks](Outline::blocks) around a position.
    #[must_use]
    pub fn block_at(&self, position: Position) -> Option<u32> {
        blocks::around(&self.outline.blocks, position)
    }

    /// The titles of a block and of those around it, outermost first.
    #[must_use]
    pub fn title(&self, of: u32) -> String {
        let block = |at: u32| self.outline.blocks.get(at as usize);
        let around = std::iter::successors(block(of), |inner| inner.parent.and_then(block));
        let mut titles: Vec<_> = around.map(|block| self.text(block.title)).collect();
        titles.reverse();
        titles.join(" > ")
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

/// The rows of each of these that none within it has, in several pieces.
pub(super) fn own_rows<T: Copy + Ord>(mut all: Vec<(Span, T)>) -> Vec<(T, Rows)> {
    all.sort_by_key(|(span, of)| (span.start, Reverse(span.end), *of));
    let mut pieces = Vec::new();
    let mut add = |of: T, first: u32, end: u32| {
        if first < end {
            pieces.push((of, (first, end - 1)));
        }
    };
    // Those around a place, innermost last, each with the first row that none within it has.
    let mut around: Vec<(Span, T, u32)> = Vec::new();
    for (span, inner) in all {
        while let Some((outer, of, next)) = around.pop_if(|(outer, ..)| outer.end <= span.start) {
            add(of, next, outer.end_row + 1);
        }
        if let Some((_, of, next)) = around.last_mut() {
            add(*of, *next, span.start_row);
            *next = (*next).max(span.end_row + 1);
        }
        around.push((span, inner, span.start_row));
    }
    around.into_iter().for_each(|(outer, of, next)| add(of, next, outer.end_row + 1));
    pieces
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
