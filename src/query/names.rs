//! The names of all symbols, each once, and the symbols that have it.
//!
//! In: an index's files. Out: [`Names`]: tables of names, the first of which holds nearly all, while those behind it say what
//! has changed since. A few files that change make a small table; tables that are close in size are made one, so that keeping
//! up with any number of edits costs a share of what making all anew does, and a name is looked for in few of them.

use super::edges::{SymbolId, SymbolRef};
use super::index::Index;
use crate::graph::FileId;
use crate::record::Strings;
use crate::record::compact::bytes::{CUT, Input, put_bytes, put_number};
use crate::record::sections::DecodeError;
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

/// How many times as large as the next one a table is at least.
const RATIO: usize = 4;

/// The names of an index's symbols.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    tables: Vec<Arc<Table>>,
}

/// A name of one of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NameId {
    table: u32,
    name: u32,
}

/// Distinct names with their symbols. Both are read in order, so both are kept in it.
#[derive(Debug, Default)]
struct Table {
    /// The files that it speaks of, sorted; what tables before it say of them is no more.
    files: Box<[FileId]>,
    /// All names, one behind the other, ordered without regard to case and then with it.
    blob: Box<str>,
    /// The same without regard to case, byte for byte.
    folded: Box<str>,
    /// Where each name ends in both.
    ends: Box<[u32]>,
    /// Where each name's symbols end.
    symbols_end: Box<[u32]>,
    /// The symbols of the first name, then of the next, each in the index's order.
    symbols: Box<[SymbolRef]>,
}

/// A text without regard to case, as many bytes long: letters that another case makes longer or shorter stay.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let lower = |letter: char| {
        let mut lower = letter.to_lowercase();
        lower.next().filter(|one| one.len_utf8() == letter.len_utf8() && lower.next().is_none()).unwrap_or(letter)
    };
    text.chars().map(lower).collect()
}

impl Table {
    /// The table of these files, which are sorted.
    fn of(index: &Index, files: Box<[FileId]>) -> Self {
        let mut in_order: Vec<_> = files.iter().filter_map(|id| Some((*id, index.file(*id)?))).collect();
        in_order.sort_by_key(|(id, _)| index.position(*id));
        let mut names = Strings::default();
        let mut named: Vec<(u32, SymbolRef)> = Vec::new();
        for (id, file) in in_order {
            let first = named.len();
            named.extend(
                file.symbols()
                    .map(|(symbol, row)| (names.intern(file.text(row.name)).0, SymbolRef { file: id, symbol })),
            );
            named[first..].sort_by(|(_, one), (_, other)| index.compare(*one, *other));
        }
        let text = |id: u32| names.get(crate::record::StringId(id));
        let mut order: Vec<(String, u32)> = (0..names.len() as u32).map(|id| (fold(text(id)), id)).collect();
        order.sort_unstable_by(|one, other| one.0.cmp(&other.0).then_with(|| text(one.1).cmp(text(other.1))));

        let mut places = vec![0_u32; names.len()];
        let (mut blob, mut folded, mut ends) = (String::new(), String::new(), Vec::with_capacity(names.len()));
        for (place, (fold, id)) in (0..).zip(&order) {
            places[*id as usize] = place;
            blob.push_str(text(*id));
            folded.push_str(fold);
            ends.push(blob.len() as u32);
        }
        // A sort that keeps the order of those of one name.
        named.sort_by_key(|(id, _)| places[*id as usize]);
        let mut symbols_end = vec![0_u32; names.len()];
        for (id, _) in &named {
            symbols_end[places[*id as usize] as usize] += 1;
        }
        let mut end = 0;
        for count in &mut symbols_end {
            end += *count;
            *count = end;
        }
        let symbols = named.into_iter().map(|(_, symbol)| symbol).collect();
        let (blob, folded) = (blob.into(), folded.into());
        Self { files, blob, folded, ends: ends.into(), symbols_end: symbols_end.into(), symbols }
    }

    fn size(&self) -> usize {
        self.files.len() + self.symbols.len()
    }

    fn range(ends: &[u32], place: usize) -> std::ops::Range<usize> {
        let start = place.checked_sub(1).map_or(0, |before| ends[before]);
        start as usize..ends[place] as usize
    }

    fn name(&self, place: usize) -> &str {
        &self.blob[Self::range(&self.ends, place)]
    }

    fn folded(&self, place: usize) -> &str {
        &self.folded[Self::range(&self.ends, place)]
    }

    /// The first name for which this does not hold, which holds for those before it alone.
    fn partition(&self, before: impl Fn(usize) -> bool) -> usize {
        let (mut low, mut high) = (0, self.ends.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            if before(middle) { low = middle + 1 } else { high = middle }
        }
        low
    }
}

impl Table {
    /// Appends the table: names, and of each the symbols that no later table says otherwise.
    fn put(&self, index: &Index, is_said_later: impl Fn(FileId) -> bool) -> Vec<u8> {
        let mut out = Vec::new();
        put_number(&mut out, self.ends.len() as u32);
        (0..self.ends.len()).for_each(|place| put_number(&mut out, Self::range(&self.ends, place).len() as u32));
        put_bytes(&mut out, self.blob.as_bytes());
        for place in 0..self.ends.len() {
            let symbols = &self.symbols[Self::range(&self.symbols_end, place)];
            let symbols = symbols.iter().map(|symbol| (index.position(symbol.file), symbol));
            let symbols = symbols.filter(|(position, of)| *position != u32::MAX && !is_said_later(of.file));
            let symbols: Vec<_> = symbols.collect();
            put_number(&mut out, symbols.len() as u32);
            let mut before = 0;
            for (position, SymbolRef { symbol, .. }) in symbols {
                put_number(&mut out, position.wrapping_sub(before));
                put_number(&mut out, symbol.number());
                before = position;
            }
        }
        out
    }

    /// What [`Table::put`] appended of an index whose files have these numbers, in the order of their paths.
    fn take(bytes: &[u8], files: &[FileId]) -> Result<Self, DecodeError> {
        let mut input = Input::new(bytes);
        let count = input.count()?;
        let mut end = 0_u32;
        let mut next = |length: u32| {
            end = end.checked_add(length).ok_or(CUT)?;
            Ok(end)
        };
        let ends: Box<[u32]> = input.numbers(count)?.into_iter().map(&mut next).collect::<Result<_, DecodeError>>()?;
        let blob: Box<str> = input.text()?.into();
        if ends.iter().any(|end| !blob.is_char_boundary(*end as usize)) || end as usize != blob.len() {
            return Err(CUT);
        }
        let (mut symbols, mut symbols_end) = (Vec::new(), Vec::with_capacity(count));
        for _ in 0..count {
            let mut position = 0_u32;
            for _ in 0..input.count()? {
                position = position.wrapping_add(input.number()?);
                let symbol = SymbolId::of_number(input.number()?);
                let file = *files.get(position as usize).ok_or(CUT)?;
                symbols.push(SymbolRef { file, symbol });
            }
            symbols_end.push(symbols.len() as u32);
        }
        input.end()?;
        let folded = (0..count).map(|place| fold(&blob[Self::range(&ends, place)])).collect::<String>().into();
        // Of those without symbols it says nothing, nor does any other table.
        let mut files: Vec<FileId> = symbols.iter().map(|symbol| symbol.file).collect();
        files.sort_unstable();
        files.dedup();
        let (files, symbols) = (files.into(), symbols.into());
        Ok(Self { files, blob, folded, ends, symbols_end: symbols_end.into(), symbols })
    }
}

impl Names {
    /// The tables as bytes; files are numbered by the order of their paths.
    pub fn put(&self, index: &Index) -> Vec<Vec<u8>> {
        let table = |(number, table): (usize, &Arc<Table>)| {
            let after = &self.tables[number + 1..];
            table.put(index, |file| after.iter().any(|table| table.files.binary_search(&file).is_ok()))
        };
        self.tables.iter().enumerate().map(table).collect()
    }

    /// The tables that were put so, of an index whose files have these numbers, in the order of their paths.
    pub fn take(tables: &[Arc<[u8]>], files: &[FileId]) -> Result<Self, DecodeError> {
        let tables = tables.iter().map(|bytes| Ok(Arc::new(Table::take(bytes, files)?)));
        Ok(Self { tables: tables.collect::<Result<_, DecodeError>>()? })
    }

    /// The names of `index`, which is what these are of but for those files, which are sorted.
    pub(super) fn with(&self, index: &Index, changed: &[FileId]) -> Self {
        if changed.is_empty() {
            return self.clone();
        }
        let mut tables = self.tables.clone();
        let mut last = Table::of(index, changed.into());
        while let Some(before) = tables.pop_if(|before| before.size() <= last.size() * RATIO) {
            let mut files: BTreeSet<FileId> = last.files.iter().chain(&before.files).copied().collect();
            if tables.is_empty() {
                // There is nothing before it that it takes the place of.
                files.retain(|id| index.file(*id).is_some());
            }
            last = Table::of(index, files.into_iter().collect());
        }
        tables.push(Arc::new(last));
        Self { tables }
    }

    /// A name as it is written.
    pub(super) fn text(&self, id: NameId) -> &str {
        self.tables[id.table as usize].name(id.name as usize)
    }

    /// A name without regard to case.
    pub(super) fn folded(&self, id: NameId) -> &str {
        self.tables[id.table as usize].folded(id.name as usize)
    }

    /// The order of names: without regard to case, then with it.
    pub(super) fn compare(&self, one: NameId, other: NameId) -> Ordering {
        let key = |id| (self.folded(id), self.text(id));
        if one.table == other.table { one.name.cmp(&other.name) } else { key(one).cmp(&key(other)) }
    }

    fn tables(&self) -> impl Iterator<Item = (u32, &Table)> {
        (0..).zip(self.tables.iter().map(|table| &**table))
    }

    /// This very name, where a table has it.
    pub(super) fn exact<'n>(&'n self, name: &'n str) -> impl Iterator<Item = NameId> + 'n {
        let folded = fold(name);
        self.tables().filter_map(move |(number, table)| {
            let place = table.partition(|place| (table.folded(place), table.name(place)) < (&*folded, name));
            let is_it = place < table.ends.len() && table.name(place) == name;
            is_it.then_some(NameId { table: number, name: place as u32 })
        })
    }

    /// The names that begin with this, without regard to case: `folded` has none.
    pub(super) fn beginning_with(&self, folded: &str) -> impl Iterator<Item = NameId> {
        self.tables().flat_map(move |(number, table)| {
            let first = table.partition(|place| table.folded(place) < folded);
            let end = table.partition(|place| table.folded(place) < folded || table.folded(place).starts_with(folded));
            (first..end).map(move |place| NameId { table: number, name: place as u32 })
        })
    }

    /// The names that have this in them, without regard to case.
    pub(super) fn containing(&self, folded: &str) -> Vec<NameId> {
        let finder = memchr::memmem::Finder::new(folded);
        let mut found: Vec<NameId> = Vec::new();
        for (number, table) in self.tables() {
            let mut at = 0;
            while let Some(hit) = finder.find(&table.folded.as_bytes()[at..]).map(|hit| hit + at) {
                let place = table.ends.partition_point(|end| *end as usize <= hit);
                let range = Table::range(&table.ends, place);
                if hit + folded.len() <= range.end {
                    found.push(NameId { table: number, name: place as u32 });
                    at = range.end;
                } else {
                    // It runs into the next name: that one may begin within it.
                    at = hit + 1;
                }
            }
        }
        found
    }

    /// All names.
    pub(super) fn all(&self) -> impl Iterator<Item = NameId> {
        self.tables().flat_map(|(table, of)| (0..of.ends.len() as u32).map(move |name| NameId { table, name }))
    }

    /// The symbols that have one of these, which are one name, in the index's order.
    pub(super) fn symbols<'n>(&'n self, index: &'n Index, name: &[NameId]) -> impl Iterator<Item = SymbolRef> + 'n {
        let of = |id: &NameId| {
            let table = &self.tables[id.table as usize];
            let after = &self.tables[id.table as usize + 1..];
            let symbols = &table.symbols[Table::range(&table.symbols_end, id.name as usize)];
            let is_said_later =
                |symbol: &SymbolRef| after.iter().any(|table| table.files.binary_search(&symbol.file).is_ok());
            symbols.iter().copied().filter(move |symbol| !is_said_later(symbol)).peekable()
        };
        let mut lists: Vec<_> = name.iter().map(of).collect();
        std::iter::from_fn(move || {
            let heads = lists.iter_mut().enumerate().filter_map(|(list, symbols)| Some((list, *symbols.peek()?)));
            let (list, _) = heads.min_by(|(_, one), (_, other)| index.compare(*one, *other))?;
            lists[list].next()
        })
    }

    /// How many bytes they take.
    pub(super) fn bytes(&self) -> usize {
        let of = |table: &Table| {
            let numbers = table.files.len() + table.ends.len() + table.symbols_end.len() + 2 * table.symbols.len();
            table.blob.len() + table.folded.len() + 4 * numbers
        };
        self.tables().map(|(_, table)| of(table)).sum()
    }
}
