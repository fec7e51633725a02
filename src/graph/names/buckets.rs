//! Rows of several files under one key, such as everything of one name, in the order of files.
//!
//! In: the rows that a file has for others, to be added or taken away again. Out: those under a key. All are kept, and so
//! many are looked at: taking one away uncovers the next.

use std::borrow::Borrow;
use std::hash::Hash;

use foldhash::HashMap;

use super::files::{FileId, InFile};
use crate::languages::LanguageId;

/// The first rows under one key that count: a name may be declared in thousands of files.
const MAX_PARTS: usize = 64;

/// Something by a name or a folder.
pub(super) type ByName<T> = HashMap<Box<str>, T>;
/// The same, each language apart from the others.
pub(super) type ByLanguage<T> = HashMap<LanguageId, ByName<T>>;

/// Those of many that are looked at.
pub(super) fn first<Row>(rows: &[InFile<Row>]) -> &[InFile<Row>] {
    &rows[..rows.len().min(MAX_PARTS)]
}

/// Puts the rows of a file behind those of files before it.
pub(super) fn add_rows<Row: Copy>(
    rows: &mut Vec<InFile<Row>>,
    file: FileId,
    added: &[Row],
    is_before: impl Fn(FileId) -> bool,
) {
    let is_last = rows.last().is_none_or(|last| is_before(last.file));
    let at = if is_last { rows.len() } else { rows.partition_point(|other| is_before(other.file)) };
    rows.splice(at..at, added.iter().map(|row| InFile { file, row: *row }));
}

/// Takes the rows of a file away.
pub(super) fn remove_rows<Row>(rows: &mut Vec<InFile<Row>>, file: FileId) {
    rows.retain(|other| other.file != file);
}

/// Whether nothing is left.
pub(super) trait IsEmpty {
    fn is_empty(&self) -> bool;
}

impl<K, V> IsEmpty for HashMap<K, V> {
    fn is_empty(&self) -> bool {
        HashMap::is_empty(self)
    }
}

impl<T> IsEmpty for Vec<T> {
    fn is_empty(&self) -> bool {
        Vec::is_empty(self)
    }
}

/// Changes what a map has under a key, and takes it out once it is empty.
pub(super) fn change<K, Q, T>(map: &mut HashMap<K, T>, key: &Q, change: impl FnOnce(&mut T))
where
    K: Eq + Hash + Borrow<Q>,
    Q: Eq + Hash + ?Sized,
    T: IsEmpty,
{
    let Some(value) = map.get_mut(key) else { return };
    change(value);
    if value.is_empty() {
        map.remove(key);
    }
}
