//! What differs between two moments of a repository, or between two of its versions.
//!
//! In: files as they were and as they are. Out: the files, functions, types and edges that came, went and changed, by their keys
//! below the root, in order. A symbol that is gone from one key and came under another, of the same kind, name, signature and
//! body, has moved. Where a symbol stands in its file is no difference.

use super::answer::SymbolInfo;
use super::edges::{Edge, SymbolRef};
use super::file::{IndexedFile, SEPARATOR, Symbol};
use super::index::Index;
use foldhash::{HashMap, HashSet};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What came, went and changed, by path.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FileChanges {
    /// Files that there were not.
    pub added: Vec<String>,
    /// Files that there are no more.
    pub removed: Vec<String>,
    /// Files whose content is another.
    pub changed: Vec<String>,
}

/// How a symbol changed that kept its key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChangedSymbol {
    /// Its key below the root.
    pub key: String,
    /// Whether its body is another; of a type, anything of it.
    pub body: bool,
    /// Whether what is written before its body is another.
    pub signature: bool,
}

/// A symbol that has another key than before, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MovedSymbol {
    /// The key that it had.
    pub from: String,
    /// The key that it has.
    pub to: String,
}

/// What came, went and changed, by key.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SymbolChanges {
    /// Keys that there were not.
    pub added: Vec<String>,
    /// Keys that there are no more.
    pub removed: Vec<String>,
    /// Those that are there still, with another body or signature.
    pub changed: Vec<ChangedSymbol>,
    /// Those that have another key now.
    pub moved: Vec<MovedSymbol>,
}

/// An edge between symbols, wherever it stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// The key that it leads from; the path of its file, outside of any function.
    pub from: String,
    /// The key that it leads to.
    pub to: String,
    /// Its kind.
    pub kind: &'static str,
}

/// What came and went between symbols.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EdgeChanges {
    /// Edges that there were not.
    pub added: Vec<Link>,
    /// Edges that there are no more.
    pub removed: Vec<Link>,
}

/// What differs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Changes {
    /// Files.
    pub files: FileChanges,
    /// Functions.
    pub functions: SymbolChanges,
    /// Types.
    pub types: SymbolChanges,
    /// Edges.
    pub edges: EdgeChanges,
}

impl Changes {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What differs between two versions, with who is concerned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// What differs.
    #[serde(flatten)]
    pub changes: Changes,
    /// The functions that call what changed, as they are afterwards, and those that called what is gone, as they were before;
    /// by key, each once.
    pub callers: Vec<SymbolInfo>,
}

/// What differs between two indexes of which the second came after the first.
#[must_use]
pub fn compare(before: &Index, after: &Index) -> Comparison {
    let paths: BTreeSet<&str> =
        [before, after].into_iter().flat_map(Index::files).map(|(_, file)| file.path()).collect();
    let changes = changes(before, after, paths);
    let of = [&changes.functions, &changes.types];
    let gone = of.iter().flat_map(|changes| &changes.removed).map(|key| (before, key));
    let changed = of.iter().flat_map(|changes| &changes.changed).map(|changed| (after, &changed.key));
    let mut callers = BTreeMap::new();
    for (index, key) in gone.chain(changed) {
        for (file, edge) in index.with_key(key).flat_map(|symbol| index.incoming(symbol)) {
            let from = index.file(file).and_then(|in_file| in_file.site(edge).from).filter(|_| edge.kind.is_call());
            let info = from.and_then(|symbol| index.info(SymbolRef { file, symbol }));
            callers.extend(info.map(|info| (info.key.clone(), info)));
        }
    }
    Comparison { changes, callers: callers.into_values().collect() }
}

/// What differs in the files at these paths, each named once and in order. Nothing differs in others.
pub fn changes<'i, 'p>(before: &'i Index, after: &'i Index, paths: impl IntoIterator<Item = &'p str>) -> Changes {
    let mut survey =
        Survey { before, after, changes: Changes::default(), functions: Moves::default(), types: Moves::default() };
    for path in paths {
        let file = |index: &'i Index| index.at_path(path).map(|(_, file)| file);
        survey.compare_files(path, file(before), file(after));
    }
    survey.finish()
}

/// Symbols that came or went, to be paired.
#[derive(Default)]
struct Moves {
    added: Vec<(String, Identity)>,
    removed: Vec<(String, Identity)>,
}

/// What a symbol that moves keeps.
type Identity = (&'static str, String, [u8; 12], [u8; 12]);

impl Moves {
    /// Pairs what is the same, in the order of keys, and says the rest.
    fn finish(mut self, into: &mut SymbolChanges) {
        self.added.sort_unstable();
        self.removed.sort_unstable();
        let mut gone: HashMap<&Identity, Vec<usize>> = HashMap::default();
        for (number, (_, identity)) in self.removed.iter().enumerate().rev() {
            gone.entry(identity).or_default().push(number);
        }
        let mut moved = HashSet::default();
        for (key, identity) in &self.added {
            match gone.get_mut(identity).and_then(Vec::pop) {
                Some(number) => {
                    moved.insert(number);
                    into.moved.push(MovedSymbol { from: self.removed[number].0.clone(), to: key.clone() });
                }
                None => into.added.push(key.clone()),
            }
        }
        let rest = self.removed.iter().enumerate().filter(|(number, _)| !moved.contains(number));
        into.removed.extend(rest.map(|(_, (key, _))| key.clone()));
        into.changed.sort_unstable_by(|one, other| one.key.cmp(&other.key));
    }
}

struct Survey<'i> {
    before: &'i Index,
    after: &'i Index,
    changes: Changes,
    functions: Moves,
    types: Moves,
}

impl<'i> Survey<'i> {
    fn compare_files(&mut self, path: &str, was: Option<&'i IndexedFile>, is: Option<&'i IndexedFile>) {
        match (was, is) {
            (Some(was), Some(is)) if was.outline.content_hash != is.outline.content_hash => {
                self.changes.files.changed.push(path.to_owned());
            }
            (None, Some(_)) => self.changes.files.added.push(path.to_owned()),
            (Some(_), None) => self.changes.files.removed.push(path.to_owned()),
            _ => {}
        }
        let same = was.zip(is);
        if !same.is_some_and(|(was, is)| was.has_symbols_of(is)) {
            self.compare_symbols(was, is);
        }
        if !same.is_some_and(|(was, is)| self.has_edges_of(was, is)) {
            self.compare_edges(was, is);
        }
    }

    /// Whether both have the same edges in the same order, as nearly all files have that were linked again.
    fn has_edges_of(&self, was: &'i IndexedFile, is: &'i IndexedFile) -> bool {
        let from = |file: &'i IndexedFile, edge: &Edge| file.site(edge).from.map(|symbol| file.key(symbol));
        let to = |index: &'i Index, edge: &Edge| {
            index.file(edge.to.file).map(|file| (file.path(), file.key(edge.to.symbol)))
        };
        let is_same = |(one, other): (&Edge, &Edge)| {
            one.kind == other.kind && from(was, one) == from(is, other) && to(self.before, one) == to(self.after, other)
        };
        was.edges.len() == is.edges.len() && was.edges.iter().zip(&is.edges).all(is_same)
    }

    fn compare_symbols(&mut self, was: Option<&'i IndexedFile>, is: Option<&'i IndexedFile>) {
        let by_key = |file: Option<&'i IndexedFile>| -> BTreeMap<(&'i str, bool), &'i Symbol> {
            let all = file.into_iter().flat_map(|file| file.symbols().map(move |(id, symbol)| (file, id, symbol)));
            all.map(|(file, id, symbol)| ((file.key(id), id.is_type()), symbol)).collect()
        };
        let (symbols_before, symbols_after) = (by_key(was), by_key(is));
        let identity = |file: &IndexedFile, symbol: &Symbol| {
            (symbol.kind.as_str(), file.text(symbol.name).to_owned(), symbol.signature, symbol.body)
        };
        let whole = |file: &IndexedFile, key: &str| [file.path(), SEPARATOR, key].concat();
        if let Some(file) = was {
            for ((key, is_type), symbol) in &symbols_before {
                if !symbols_after.contains_key(&(*key, *is_type)) {
                    self.moves(*is_type).removed.push((whole(file, key), identity(file, symbol)));
                }
            }
        }
        let Some(file) = is else { return };
        for ((key, is_type), symbol) in &symbols_after {
            let Some(old) = symbols_before.get(&(*key, *is_type)) else {
                self.moves(*is_type).added.push((whole(file, key), identity(file, symbol)));
                continue;
            };
            let (body, signature) = (old.body != symbol.body, old.signature != symbol.signature);
            if body || signature || old.kind != symbol.kind {
                let changes = if *is_type { &mut self.changes.types } else { &mut self.changes.functions };
                changes.changed.push(ChangedSymbol { key: whole(file, key), body, signature });
            }
        }
    }

    fn moves(&mut self, is_type: bool) -> &mut Moves {
        if is_type { &mut self.types } else { &mut self.functions }
    }

    fn compare_edges(&mut self, was: Option<&IndexedFile>, is: Option<&IndexedFile>) {
        let links = |index: &Index, file: Option<&IndexedFile>| -> HashSet<Link> {
            let edges = file.into_iter().flat_map(|file| file.edges.iter().map(move |edge| (file, edge)));
            edges.map(|(file, edge)| link(index, file, edge)).collect()
        };
        let (before, after) = (links(self.before, was), links(self.after, is));
        self.changes.edges.added.extend(after.difference(&before).cloned());
        self.changes.edges.removed.extend(before.difference(&after).cloned());
    }

    fn finish(self) -> Changes {
        let Self { mut changes, functions, types, .. } = self;
        functions.finish(&mut changes.functions);
        types.finish(&mut changes.types);
        changes.edges.added.sort_unstable();
        changes.edges.removed.sort_unstable();
        changes
    }
}

fn link(index: &Index, file: &IndexedFile, edge: &Edge) -> Link {
    let from = match file.site(edge).from {
        Some(symbol) => [file.path(), SEPARATOR, file.key(symbol)].concat(),
        None => file.path().to_owned(),
    };
    Link { from, to: index.key(edge.to), kind: edge.kind.as_str() }
}
