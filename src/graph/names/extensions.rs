//! Members that files declare apart from their type, by the name of that type.
//!
//! In: the files of a program, and edits of them. Out: [`Extensions`], rows by name. Whether the type of that name is meant is
//! for others to say.

use super::buckets::{ByLanguage, ByName, add_rows, change, first, remove_rows};
use super::files::{ExtensionRef, File, FileId, Files};
use crate::languages::LanguageId;
use crate::record::symbols::ExtensionId;

/// The members that are declared apart from their types.
#[derive(Default)]
pub(in crate::graph) struct Extensions {
    /// By the name of their type.
    everywhere: ByLanguage<Vec<ExtensionRef>>,
    /// The same by folder and name: of hundreds of types called `Config` the ones that most likely are meant.
    near: ByLanguage<ByName<Vec<ExtensionRef>>>,
}

impl Extensions {
    /// Adds those of a file.
    pub fn add(&mut self, files: &Files, id: FileId) {
        let file = files.get(id);
        let language = file.language();
        let is_before = |other: FileId| files.get(other).place < file.place;
        for (name, rows) in by_name(file) {
            let everywhere = self.everywhere.entry(language).or_default().entry(name.into()).or_default();
            add_rows(everywhere, id, &rows, is_before);
            let folders = self.near.entry(language).or_default();
            let near = folders.entry(file.folder().into()).or_default().entry(name.into()).or_default();
            add_rows(near, id, &rows, is_before);
        }
    }

    /// Takes those of a file away.
    pub fn remove(&mut self, files: &Files, id: FileId) {
        let file = files.get(id);
        let language = file.language();
        for (name, _) in by_name(file) {
            change(&mut self.everywhere, &language, |names| change(names, name, |rows| remove_rows(rows, id)));
            change(&mut self.near, &language, |folders| {
                change(folders, file.folder(), |names| change(names, name, |rows| remove_rows(rows, id)));
            });
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.everywhere.is_empty()
    }

    /// Those of types of this name: the ones in `folder`, then those of other folders.
    pub fn of<'e>(
        &'e self,
        language: LanguageId,
        folder: &str,
        name: &str,
    ) -> impl Iterator<Item = ExtensionRef> + use<'e> {
        let near = self.near.get(&language).and_then(|folders| folders.get(folder)?.get(name));
        let near = near.map_or(&[][..], |rows| first(rows));
        let everywhere = self.everywhere.get(&language).and_then(|extensions| extensions.get(name));
        let everywhere = everywhere.map_or(&[][..], |rows| first(rows));
        // Both stand in one order: the first in the folder is the first of these in all folders that is met.
        let mut left = near.iter().peekable();
        let elsewhere = everywhere.iter().filter(move |extension| left.next_if_eq(extension).is_none());
        near.iter().chain(elsewhere).copied()
    }
}

/// The rows of a file's extensions by the name of their type.
fn by_name(file: &File) -> impl Iterator<Item = (&str, Vec<ExtensionId>)> {
    let extensions = ExtensionId::enumerate(&file.symbols().extensions);
    let mut rows: Vec<_> = extensions.map(|(row, extension)| (extension.name, row)).collect();
    rows.sort_unstable();
    let mut left = rows.into_iter().peekable();
    std::iter::from_fn(move || {
        let (name, first) = left.next()?;
        let mut same = vec![first];
        same.extend(std::iter::from_fn(|| left.next_if(|(other, _)| *other == name)).map(|(_, row)| row));
        Some((file.text(name), same))
    })
}
