//! The keys of functions and types, each once in a whole graph.
//!
//! In: the records of all files, whose keys are distinct in each. Out: the keys that are shared nevertheless, numbered.
//! Two files share a key where the path of one begins with that of the other and `::`: `a.ts::o::x.ts::f` is both what
//! `o['x.ts']` of `a.ts` holds and a function of a file `a.ts::o::x.ts`. The first in the order of files keeps it, the
//! others get `#2`, `#3`, … Looks at nothing but paths and keys.

use foldhash::{HashMap, HashSet, HashSetExt};
use rustc_hash::FxHashSet;

use super::files::{FileId, Files};
use crate::record::{FileRecord, FunctionRowId, StringId, TypeRowId};

/// What stands between a path and the scopes and name behind it.
const SEPARATOR: &str = "::";

/// Keys that are others than those of their records, by file and row: nearly always none.
type Renamed<Row> = HashMap<FileId, Vec<(Row, Box<str>)>>;

/// What functions and types are called in the graph, where that is not what their records call them.
#[derive(Debug, Default)]
pub(in crate::graph) struct Keys {
    /// The files with the separator in their paths.
    separated: FxHashSet<FileId>,
    functions: Renamed<FunctionRowId>,
    types: Renamed<TypeRowId>,
}

impl Keys {
    /// Those of files that make up a graph.
    pub fn new(files: &Files) -> Self {
        let separated = files.ids().filter(|id| is_separated(files, *id)).collect();
        let mut keys = Self { separated, ..Self::default() };
        keys.number(files);
        keys
    }

    /// Brings them up to the files of now, of which these were put or taken out. Answers whether any is another.
    pub fn follow(&mut self, files: &Files, touched: &[FileId]) -> bool {
        for id in touched {
            if files.holds(*id) && is_separated(files, *id) {
                self.separated.insert(*id);
            } else {
                self.separated.remove(id);
            }
        }
        let before = (std::mem::take(&mut self.functions), std::mem::take(&mut self.types));
        self.number(files);
        before.0 != self.functions || before.1 != self.types
    }

    fn number(&mut self, files: &Files) {
        let involved = involved(files, &self.separated);
        if involved.is_empty() {
            return;
        }
        let functions = |record: &FileRecord| {
            FunctionRowId::enumerate(&record.functions).map(|(row, function)| (row, function.key)).collect()
        };
        let types = |record: &FileRecord| TypeRowId::enumerate(&record.types).map(|(row, ty)| (row, ty.key)).collect();
        self.functions = renamed(files, &involved, functions);
        self.types = renamed(files, &involved, types);
    }

    /// Rows of functions of this file with their keys behind its path, in the order of rows.
    pub fn functions(&self, file: FileId) -> &[(FunctionRowId, Box<str>)] {
        self.functions.get(&file).map_or(&[], Vec::as_slice)
    }

    /// The same of types.
    pub fn types(&self, file: FileId) -> &[(TypeRowId, Box<str>)] {
        self.types.get(&file).map_or(&[], Vec::as_slice)
    }
}

/// The key of a row among those that are renamed.
pub(in crate::graph) fn key_of<Row: Copy + Ord>(renamed: &[(Row, Box<str>)], row: Row) -> Option<&str> {
    let found = renamed.binary_search_by_key(&row, |(row, _)| *row).ok()?;
    Some(&renamed[found].1)
}

fn is_separated(files: &Files, id: FileId) -> bool {
    files.get(id).path.contains(SEPARATOR)
}

/// The files that may share keys, in their order: those whose path begins with another's, and these.
fn involved(files: &Files, separated: &FxHashSet<FileId>) -> Vec<FileId> {
    let mut involved = HashSet::new();
    for id in separated.iter().copied() {
        let path = &files.get(id).path;
        let heads = path.match_indices(SEPARATOR).filter_map(|(end, _)| files.at_path(&path[..end]));
        for head in heads {
            involved.extend([head, id]);
        }
    }
    let mut involved: Vec<_> = involved.into_iter().collect();
    involved.sort_unstable_by_key(|id| files.get(*id).place);
    involved
}

/// Numbers the keys of one kind of rows that a file before has as well. No number makes a key that any file has.
fn renamed<Row>(
    files: &Files,
    involved: &[FileId],
    keys_of: impl Fn(&FileRecord) -> Vec<(Row, StringId)>,
) -> Renamed<Row> {
    let mut taken = HashSet::new();
    let mut repeated = Vec::new();
    for id in involved {
        let file = files.get(*id);
        for (row, key) in keys_of(file.record()) {
            if !taken.insert([&*file.path, SEPARATOR, file.text(key)].concat()) {
                repeated.push((*id, row, key));
            }
        }
    }
    let mut renamed = Renamed::default();
    for (id, row, key) in repeated {
        let file = files.get(id);
        let numbered = (2_u32..).map(|count| format!("{}#{count}", file.text(key)));
        let mut free = numbered.filter(|key| taken.insert([&*file.path, SEPARATOR, key].concat()));
        if let Some(key) = free.next() {
            renamed.entry(id).or_default().push((row, key.into()));
        }
    }
    renamed
}
