//! What is written at a change: the smallest definitions around its lines, with their texts, and what they have to do with others.
//!
//! In: keys, files, a diff or ranges of lines, and what of a file is written, which the index does not hold. Out: functions, types,
//! and what stands around them; with the signatures or the definitions of what these use, and with their callers.

use super::answer::{EdgeInfo, Failed, SymbolInfo};
use super::changes::ChangeQuery;
use super::edges::{Edge, EdgeKind, SymbolId, SymbolRef};
use super::file::{IndexedFile, own_rows};
use super::index::Index;
use super::outline::Texts;
use super::top_level::Rows;
use crate::error::{Error, FileFailure};
use crate::graph::FileId;
use crate::record::{FileRecord, Span};
use foldhash::{HashMap, HashSet};
use serde::{Deserialize, Serialize};
use std::collections::hash_map::Entry;
use std::ops::Range;
use std::sync::Arc;

/// What of others is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Related {
    /// Nothing.
    #[default]
    None,
    /// What is used, without the bodies of functions.
    Signatures,
    /// What is used, as it is written.
    Definitions,
}

/// What is wanted, and how much of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct ContentOptions {
    /// What the definitions use.
    pub related: Related,
    /// Whether what calls them is wanted, too.
    pub callers: bool,
    /// How many bytes of UTF-8 all texts have at most.
    pub max_bytes: u32,
    /// How many definitions there are at most, and how many others.
    pub limit: u32,
}

impl Default for ContentOptions {
    fn default() -> Self {
        Self { related: Related::None, callers: false, max_bytes: 200_000, limit: 1000 }
    }
}

/// What stands around the functions and types of a file.
#[derive(Debug, Clone)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Where it is.
    pub span: Span,
}

/// What stands around functions and types.
#[derive(Debug, Clone)]
pub enum PartKind {
    /// A part of one of them.
    OfSymbol(SymbolId),
    /// Something else: what callers call it, and its name.
    Other(&'static str, String),
}

/// What is written in a file.
#[derive(Debug)]
pub struct Written {
    /// The record that the index has of it, with its text.
    pub record: FileRecord,
    /// Its parts; none where nobody asked.
    pub parts: Vec<Part>,
}

/// Reads a file, with its parts or without; an error ends the question.
pub type Read<'r> = dyn Fn(FileId, &IndexedFile, bool) -> Result<Result<Written, FileFailure>, Error> + 'r;

/// A definition, or what stands around definitions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Definition {
    /// Its key below the root; none of what is neither a function nor a type.
    pub key: Option<String>,
    /// Its name; of a block of members what is in front of them; `''` of imports and statements.
    pub name: String,
    /// As of a symbol; `imports`, `statement`, or what a language calls a block of members of a type that is elsewhere: `impl`.
    pub kind: &'static str,
    /// The path of its file, below the root.
    pub file: String,
    /// Its language.
    pub language: &'static str,
    /// The class that it is in; `''` if it is in none.
    pub owner: String,
    /// Its first line, from 1: that of the comment in front of it, if that was asked about.
    pub start_line: u32,
    /// Its last line, from 1.
    pub end_line: u32,
    /// The lines of it that were asked about.
    pub ranges: Vec<(u32, u32)>,
    /// What is written there; none where that is too much.
    pub text: Option<String>,
}

/// A function or type that has to do with a definition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RelatedSymbol {
    /// The function or type.
    #[serde(flatten)]
    pub symbol: SymbolInfo,
    /// Whether it is `used`, or a `caller`.
    pub role: &'static str,
    /// The first edge between the two.
    pub via: EdgeInfo,
    /// What is written there, without the bodies of functions unless they are wanted; none where that is too much.
    pub text: Option<String>,
}

/// What is written at a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Content {
    /// By path, then as they stand there.
    pub definitions: Vec<Definition>,
    /// What they use, and what calls them, in the order of the definitions.
    pub related: Vec<RelatedSymbol>,
    /// What names may mean that mean several.
    pub candidates: Vec<SymbolInfo>,
    /// Files that are others than they were when they were looked at, or cannot be read.
    pub failures: Vec<Failed>,
    /// Whether something is left out.
    pub truncated: bool,
}

/// How something is asked about, in the order of what stands at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Place {
    Symbol(SymbolId),
    Part(usize),
}

impl Index {
    /// What is written at a change, as `read` reads it.
    ///
    /// # Errors
    /// [`Error::InvalidDiff`], and that of `read`.
    pub fn content(&self, query: &ChangeQuery, options: &ContentOptions, read: &Read<'_>) -> Result<Content, Error> {
        let touched = self.touched(query)?;
        let (named, candidates) = self.all_named(&query.keys);
        let mut files: HashMap<FileId, (Vec<Rows>, Vec<SymbolId>)> = HashMap::default();
        for (file, rows) in touched {
            files.entry(file).or_default().0.extend(rows);
        }
        for symbol in named {
            files.entry(symbol.file).or_default().1.push(symbol.symbol);
        }
        let mut files: Vec<_> = files.into_iter().collect();
        files.sort_by_key(|(id, _)| self.position(*id));
        let mut maker = Maker {
            index: self,
            read,
            room: options.max_bytes as usize,
            limit: options.limit as usize,
            content: Content {
                definitions: Vec::new(),
                related: Vec::new(),
                candidates: self.infos(&candidates),
                failures: Vec::new(),
                truncated: false,
            },
            spans: Vec::new(),
        };
        for (id, (rows, symbols)) in files {
            let Some(file) = self.file(id) else { continue };
            match read(id, file, !rows.is_empty())? {
                Ok(written) => maker.define(id, file, &written, &rows, symbols),
                Err(failure) => maker.content.failures.push(Failed::from(&failure)),
            }
        }
        maker.relate(options)?;
        Ok(maker.content)
    }
}

struct Maker<'i, 'r> {
    index: &'i Index,
    read: &'r Read<'r>,
    /// How many bytes there is room for.
    room: usize,
    limit: usize,
    content: Content,
    /// What each definition spans, and the symbol that it is.
    spans: Vec<(FileId, Span, Option<SymbolId>)>,
}

impl Maker<'_, '_> {
    /// Adds the smallest definitions around some rows of a file, and these symbols.
    fn define(&mut self, id: FileId, file: &IndexedFile, written: &Written, rows: &[Rows], symbols: Vec<SymbolId>) {
        let of_symbols = file.symbols().map(|(symbol, row)| (row.span, Place::Symbol(symbol)));
        let of_parts = written.parts.iter().enumerate().map(|(number, part)| (part.span, Place::Part(number)));
        let mut found: HashMap<Place, (Option<Span>, Vec<Rows>)> =
            symbols.into_iter().map(|symbol| (Place::Symbol(symbol), (None, Vec::new()))).collect();
        let rows = merged(rows);
        for (place, own) in own_rows(of_symbols.chain(of_parts).collect()) {
            let touched: Vec<_> = within(&rows, own).collect();
            if touched.is_empty() {
                continue;
            }
            let (place, further) = place_of(place, file, &written.parts);
            let (spans, all) = found.entry(place).or_default();
            all.extend(touched);
            if let Some(further) = further {
                *spans = Some(spans.map_or(further, |span| hull(span, further)));
            }
        }
        let mut found: Vec<_> = found
            .into_iter()
            .filter_map(|(place, (further, rows))| {
                let own = match place {
                    Place::Symbol(symbol) => file.symbol(symbol)?.span,
                    Place::Part(number) => written.parts[number].span,
                };
                Some((further.map_or(own, |further| hull(own, further)), place, rows))
            })
            .collect();
        found.sort_by_key(|(span, place, _)| (span.start, std::cmp::Reverse(span.end), *place));
        let texts = Texts::of(&written.record.source);
        for (span, place, rows) in found {
            if self.content.definitions.len() == self.limit {
                self.content.truncated = true;
                return;
            }
            let text = self.fit(texts.get(span.start..span.end).into_owned());
            let (symbol, kind, name) = match place {
                Place::Symbol(symbol) => (Some(symbol), "", ""),
                Place::Part(number) => match &written.parts[number].kind {
                    PartKind::OfSymbol(symbol) => (Some(*symbol), "", ""),
                    PartKind::Other(kind, name) => (None, *kind, &**name),
                },
            };
            let row = symbol.and_then(|symbol| file.symbol(symbol));
            self.spans.push((id, span, symbol));
            let mut ranges: Vec<_> =
                rows.into_iter().map(|(first, last)| (first + 1, last.min(span.end_row) + 1)).collect();
            ranges.sort_unstable();
            self.content.definitions.push(Definition {
                key: symbol.map(|symbol| self.index.key(SymbolRef { file: id, symbol })),
                name: row.map_or(name, |row| file.text(row.name)).to_owned(),
                kind: row.map_or(kind, |row| row.kind.as_str()),
                file: file.path().to_owned(),
                language: file.outline.language.name(),
                owner: row.map_or_else(String::new, |row| file.text(row.owner).to_owned()),
                start_line: span.start_row + 1,
                end_line: span.end_row + 1,
                ranges: joined(ranges),
                text,
            });
        }
    }

    /// A text, if there is room for it.
    fn fit(&mut self, text: String) -> Option<String> {
        match self.room.checked_sub(text.len()) {
            Some(room) => {
                self.room = room;
                Some(text)
            }
            None => {
                self.content.truncated = true;
                None
            }
        }
    }

    /// Adds what the definitions use, and what calls them.
    fn relate(&mut self, options: &ContentOptions) -> Result<(), Error> {
        if options.related == Related::None && !options.callers {
            return Ok(());
        }
        let index = self.index;
        let outermost = Outermost::of(self.spans.iter().map(|(file, span, _)| (*file, *span)));
        let has = |of: SymbolRef| index.symbol(of).is_none_or(|(_, row)| outermost.has(of.file, row.span));
        let mut found: Vec<(SymbolRef, &'static str, FileId, Edge)> = Vec::new();
        let mut said: HashSet<(SymbolRef, &'static str)> = HashSet::default();
        for spans in self.spans.chunk_by(|one, other| one.0 == other.0) {
            let (id, Some(file)) = (spans[0].0, index.file(spans[0].0)) else { continue };
            let mut used: Vec<_> = file.edges.iter().filter(|edge| is_used(edge.kind)).collect();
            let place = |edge: &Edge| {
                let site = file.site(edge);
                (site.row, site.column)
            };
            used.sort_by_key(|edge| place(edge));
            for (_, span, symbol) in spans {
                if options.related != Related::None {
                    let first = used.partition_point(|edge| place(edge) < (span.start_row, span.start_column));
                    let end = (span.end_row, span.end_column);
                    for edge in used[first..].iter().take_while(|edge| place(edge) < end) {
                        if !has(edge.to) && said.insert((edge.to, "used")) {
                            found.push((edge.to, "used", id, **edge));
                        }
                    }
                }
                let Some(symbol) = symbol.filter(|_| options.callers) else { continue };
                let mut callers = Vec::new();
                for (from, edge) in
                    index.incoming(SymbolRef { file: id, symbol }).filter(|(_, edge)| edge.kind.is_call())
                {
                    let caller = index.file(from).and_then(|of| of.site(edge).from);
                    callers.extend(caller.map(|symbol| (SymbolRef { file: from, symbol }, *edge)));
                }
                callers.sort_by(|(one, _), (other, _)| index.compare(*one, *other));
                for (caller, edge) in callers {
                    if !has(caller) && said.insert((caller, "caller")) {
                        found.push((caller, "caller", caller.file, edge));
                    }
                }
            }
        }
        if found.len() > self.limit {
            self.content.truncated = true;
            found.truncate(self.limit);
        }
        let mut records: HashMap<FileId, Option<Arc<Written>>> = HashMap::default();
        for (symbol, role, from, edge) in found {
            let Some(file) = index.file(symbol.file) else { continue };
            let written = match records.entry(symbol.file) {
                Entry::Occupied(known) => known.get().clone(),
                Entry::Vacant(new) => {
                    let read = (self.read)(symbol.file, file, false)?.map(Arc::new);
                    self.content.failures.extend(read.as_ref().err().map(Failed::from));
                    new.insert(read.ok()).clone()
                }
            };
            let text = written.and_then(|written| {
                let is_whole = options.related == Related::Definitions;
                self.fit(text_of(file, symbol.symbol, &written.record, is_whole)?)
            });
            let (Some(info), Some(via)) = (index.info(symbol), index.edge_info(from, &edge)) else { continue };
            self.content.related.push(RelatedSymbol { symbol: info, role, via, text });
        }
        self.content.failures.sort_by(|one, other| one.file_path.cmp(&other.file_path));
        self.content.failures.dedup();
        Ok(())
    }
}

/// What a place stands for, and the span of it that is to be added to a symbol's: a comment in front of one belongs to its
/// text, a further part of it is a text of its own.
fn place_of(place: Place, file: &IndexedFile, parts: &[Part]) -> (Place, Option<Span>) {
    let Place::Part(number) = place else { return (place, None) };
    let Part { kind: PartKind::OfSymbol(symbol), span } = &parts[number] else { return (place, None) };
    let is_behind = file.symbol(*symbol).is_none_or(|row| row.span.end < span.start);
    if is_behind { (place, None) } else { (Place::Symbol(*symbol), Some(*span)) }
}

/// The outermost of spans that are in each other or apart, by file, in order.
struct Outermost(HashMap<FileId, Vec<(u32, u32)>>);

impl Outermost {
    fn of(spans: impl Iterator<Item = (FileId, Span)>) -> Self {
        let mut files: HashMap<FileId, Vec<(u32, u32)>> = HashMap::default();
        spans.for_each(|(file, span)| files.entry(file).or_default().push((span.start, span.end)));
        for spans in files.values_mut() {
            spans.sort_by_key(|(start, end)| (*start, std::cmp::Reverse(*end)));
            let mut reached = 0;
            spans.retain(|(_, end)| {
                let is_outermost = *end > reached;
                reached = reached.max(*end);
                is_outermost
            });
        }
        Self(files)
    }

    /// Whether one of them has all of a span.
    fn has(&self, file: FileId, span: Span) -> bool {
        let spans = self.0.get(&file).map_or(&[][..], Vec::as_slice);
        let before = spans.partition_point(|(start, _)| *start <= span.start);
        before.checked_sub(1).is_some_and(|at| span.end <= spans[at].1)
    }
}

/// Whether one that has such an edge uses the other: what may run in the place of something it calls it does not name.
const fn is_used(kind: EdgeKind) -> bool {
    !matches!(kind, EdgeKind::Dispatch)
}

/// What is written of a symbol, without the bodies of functions in it unless they are wanted.
fn text_of(file: &IndexedFile, id: SymbolId, record: &FileRecord, is_whole: bool) -> Option<String> {
    let span = file.symbol(id)?.span;
    let texts = Texts::of(&record.source);
    if is_whole {
        return Some(texts.get(span.start..span.end).into_owned());
    }
    let mut bodies: Vec<Range<u32>> = record.functions.iter().map(|row| row.body_start..row.body_end).collect();
    bodies.retain(|body| span.start <= body.start && body.end <= span.end && body.start < body.end);
    bodies.sort_by_key(|body| (body.start, std::cmp::Reverse(body.end)));
    let (mut text, mut at) = (String::new(), span.start);
    for body in bodies {
        if body.start >= at {
            text.push_str(&texts.get(at..body.start));
            text.push('…');
            at = body.end;
        }
    }
    text.push_str(&texts.get(at..span.end));
    Some(text)
}

/// Rows in order, those that touch each other made one.
fn merged(rows: &[Rows]) -> Vec<Rows> {
    let mut rows: Vec<_> = rows.iter().copied().filter(|(first, last)| first <= last).collect();
    rows.sort_unstable();
    joined(rows)
}

fn joined(rows: Vec<Rows>) -> Vec<Rows> {
    let mut joined: Vec<Rows> = Vec::new();
    for (first, last) in rows {
        match joined.last_mut() {
            Some((_, end)) if first <= end.saturating_add(1) => *end = last.max(*end),
            _ => joined.push((first, last)),
        }
    }
    joined
}

/// What of these rows, which are in order, is within others.
fn within(rows: &[Rows], (start, end): Rows) -> impl Iterator<Item = Rows> + '_ {
    let first = rows.partition_point(|(_, last)| *last < start);
    let touched = rows[first..].iter().take_while(move |(first, _)| *first <= end);
    touched.map(move |(first, last)| (start.max(*first), end.min(*last)))
}

fn hull(one: Span, other: Span) -> Span {
    let (first, last) =
        (if one.start <= other.start { one } else { other }, if one.end >= other.end { one } else { other });
    Span { end: last.end, end_row: last.end_row, end_column: last.end_column, ..first }
}
