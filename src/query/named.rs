//! What a user means by a name.
//!
//! In: a key below the root, or a part of one as people write it: `load`, `OrderService.load`, `order.ts::load`,
//! `shop/order::OrderService#load`. Out: the symbol, or those it may be.

use super::edges::SymbolRef;
use super::index::Index;
use super::names::NameId;

/// How many symbols are named at most where a name may mean several.
pub const CANDIDATES: usize = 50;

/// What separates the parts of a name, whatever the language.
const SEPARATORS: [char; 5] = [':', '.', '#', '\\', '/'];

/// What a name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// Nothing.
    None,
    /// The symbol of one key: a function and a type may have one.
    One(Vec<SymbolRef>),
    /// One of these, in the index's order; [`CANDIDATES`] of them at most.
    Many(Vec<SymbolRef>),
}

/// How well a symbol fits a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// Its key ends so.
    Tail,
    /// A part of its path and its whole key behind the path are written.
    Whole,
}

/// A name as it is written, taken apart.
pub(super) struct Written<'t> {
    /// What the symbol's own name may be: the whole, or what is behind one of the separators.
    names: Vec<&'t str>,
    parts: Vec<&'t str>,
    /// Whether it says which of several of one key: `load#2`.
    is_numbered: bool,
}

fn parts(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split(SEPARATORS).filter(|part| !part.is_empty())
}

/// A key, without what tells it from those before it: `load#2`.
fn without_number(key: &str) -> &str {
    match key.rsplit_once('#') {
        Some((key, number)) if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => key,
        _ => key,
    }
}

impl<'t> Written<'t> {
    /// Takes a name apart.
    pub(super) fn of(text: &'t str) -> Self {
        let text = text.strip_prefix("./").unwrap_or(text);
        let without_number = without_number(text);
        let behind = without_number.match_indices(SEPARATORS).map(|(at, found)| &without_number[at + found.len()..]);
        let mut names: Vec<_> = std::iter::once(without_number).chain(behind).filter(|name| !name.is_empty()).collect();
        names.dedup();
        Self { names, parts: parts(text).collect(), is_numbered: without_number.len() < text.len() }
    }

    /// The names of the index that it may end with.
    pub(super) fn names(&self, index: &Index) -> Vec<NameId> {
        self.names.iter().flat_map(|name| index.names().exact(name)).collect()
    }

    /// Whether the symbol may be meant, which has one of those names.
    pub(super) fn fits(&self, index: &Index, symbol: SymbolRef) -> Option<Fit> {
        if let [_] = self.parts[..] {
            return Some(Fit::Tail);
        }
        let file = index.file(symbol.file)?;
        let key = file.key(symbol.symbol);
        let key: Vec<_> = parts(if self.is_numbered { key } else { without_number(key) }).collect();
        let path: Vec<_> = parts(file.path()).collect();
        // An ending is left out where people name modules.
        let module = path.split_last().map_or(&[][..], |(_, module)| module);
        let fits = |split: usize| {
            let (of_path, of_key) = self.parts.split_at(split);
            (key.ends_with(of_key) && !of_key.is_empty() && (path.ends_with(of_path) || module.ends_with(of_path)))
                .then_some(if split > 0 && of_key.len() == key.len() { Fit::Whole } else { Fit::Tail })
        };
        // Only the last of it can be the key's.
        (self.parts.len().saturating_sub(key.len())..self.parts.len()).filter_map(fits).max()
    }
}

impl Index {
    /// What is meant by a key below the root or a part of one.
    #[must_use]
    pub fn resolve(&self, text: &str) -> Named {
        let exact: Vec<_> = self.with_key(text).collect();
        if !exact.is_empty() {
            return Named::One(exact);
        }
        let written = Written::of(text);
        let (mut best, mut found) = (Fit::Tail, Vec::new());
        for name in written.names(self) {
            for symbol in self.names().symbols(self, &[name]) {
                let Some(fit) = written.fits(self, symbol).filter(|fit| *fit >= best) else { continue };
                if fit > best {
                    (best, found) = (fit, Vec::new());
                }
                if found.len() <= CANDIDATES {
                    found.push(symbol);
                }
                if best == Fit::Tail && written.parts.len() == 1 && found.len() > CANDIDATES {
                    break;
                }
            }
        }
        // What makes a class and is called as it is goes with it.
        let is_type = |symbol: &SymbolRef, of: &SymbolRef| of.symbol.is_type() && self.is_constructor_of(*symbol, *of);
        let all = found.clone();
        found.retain(|symbol| !all.iter().any(|other| is_type(symbol, other)));
        found.sort_by(|one, other| self.compare(*one, *other));
        found.dedup();
        found.truncate(CANDIDATES);
        let key = |symbol: &SymbolRef| (symbol.file, self.file(symbol.file).map(|file| file.key(symbol.symbol)));
        match found.first() {
            None => Named::None,
            Some(first) if found.iter().all(|symbol| key(symbol) == key(first)) => Named::One(found),
            Some(_) => Named::Many(found),
        }
    }
}
