//! What symbols are called in SCIP.
//!
//! In: a symbol. Out: `<scheme> <manager> <package> <version> <descriptors>`, without a package: folders and the file as
//! namespaces, then what the symbol is in, then the symbol itself. By its grammar, whatever names have in them.

use crate::graph::FileId;
use crate::query::file::SEPARATOR;
use crate::query::{Index, IndexedFile, SymbolId, SymbolRef};
use std::collections::{HashMap, HashSet};

/// The scheme, and in the places of package manager, package and version that there is none.
const BEFORE: &str = concat!(env!("CARGO_PKG_NAME"), " . . . ");

/// What a name is that is empty, which the grammar does not know.
const EMPTY: &str = "(empty)";

/// The kinds of what the files have in them, of the files that were asked about last.
pub(super) struct Symbols<'i> {
    index: &'i Index,
    kinds: HashMap<FileId, Kinds<'i>>,
}

/// How many files are known at once.
const KNOWN_FILES: usize = 256;

/// The keys of a file's types, and of its functions.
#[derive(Default)]
struct Kinds<'i> {
    types: HashSet<&'i str>,
    functions: HashSet<&'i str>,
}

impl<'i> Symbols<'i> {
    /// Those of an index.
    pub(super) fn of(index: &'i Index) -> Self {
        Self { index, kinds: HashMap::new() }
    }

    /// The name of a symbol.
    pub(super) fn name(&mut self, of: SymbolRef) -> String {
        let mut name = BEFORE.to_owned();
        let Some(file) = self.index.file(of.file) else { return name };
        for part in file.path().split('/') {
            push_name(&mut name, part);
            name.push('/');
        }
        if self.kinds.len() > KNOWN_FILES {
            self.kinds.clear();
        }
        let kinds = self.kinds.entry(of.file).or_insert_with(|| Kinds::of(file));
        let key = file.key(of.symbol);
        let mut start = 0;
        for end in key.match_indices(SEPARATOR).map(|(at, _)| at) {
            // A separator may overlap with the one before: `:::`.
            if end >= start {
                push_container(&mut name, &key[start..end], &key[..end], kinds);
                start = end + SEPARATOR.len();
            }
        }
        push_symbol(&mut name, &key[start..], of.symbol);
        name
    }
}

impl<'i> Kinds<'i> {
    fn of(file: &'i IndexedFile) -> Self {
        let mut kinds = Self::default();
        for (symbol, _) in file.symbols() {
            let of_kind = if symbol.is_type() { &mut kinds.types } else { &mut kinds.functions };
            of_kind.insert(file.key(symbol));
        }
        kinds
    }
}

fn push_container(name: &mut String, part: &str, key: &str, kinds: &Kinds) {
    if kinds.types.contains(key) {
        push_name(name, part);
        name.push('#');
    } else if kinds.functions.contains(key) {
        push_method(name, part);
    } else {
        push_name(name, part);
        name.push('/');
    }
}

fn push_symbol(name: &mut String, part: &str, symbol: SymbolId) {
    if symbol.is_type() {
        push_name(name, part);
        name.push('#');
    } else {
        push_method(name, part);
    }
}

/// A function: what tells it from others of its name stands behind it.
fn push_method(name: &mut String, part: &str) {
    let apart = part.rsplit_once('#').filter(|(before, number)| {
        !before.is_empty() && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    });
    push_name(name, apart.map_or(part, |(before, _)| before));
    name.push('(');
    if let Some((_, number)) = apart {
        name.push('+');
        name.push_str(number);
    }
    name.push_str(").");
}

fn push_name(name: &mut String, part: &str) {
    let is_simple = |byte: u8| byte.is_ascii_alphanumeric() || b"_+-$".contains(&byte);
    let part = if part.is_empty() { EMPTY } else { part };
    if part.bytes().all(is_simple) {
        name.push_str(part);
    } else {
        name.push('`');
        name.push_str(&part.replace('`', "``"));
        name.push('`');
    }
}
