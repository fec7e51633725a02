//! The files that lend names to others, which use them without an import.
//!
//! In: the files of a program, and edits of them. Out: [`Lenders`]: who lends something to a file. What is lent is in the
//! lender's record.

use super::buckets::{ByLanguage, add_rows, change, first, remove_rows};
use super::files::{File, FileId, Files, InFile};
use super::reads::{Question, Topic, of_language};
use crate::languages::LanguageId;

/// By unit, the files that lend something to those in it; by folder, what lends to those in it and below.
#[derive(Default)]
pub(in crate::graph) struct Lenders(ByLanguage<Vec<InFile<()>>>);

impl Lenders {
    /// Adds a file, if it lends something.
    pub fn add(&mut self, files: &Files, id: FileId) {
        let file = files.get(id);
        if !file.symbols().lent.is_empty() {
            let lenders = self.0.entry(file.language()).or_default().entry(borrowers_of(file).into()).or_default();
            add_rows(lenders, id, &[()], |other| files.get(other).place < file.place);
        }
    }

    /// Takes a file away.
    pub fn remove(&mut self, files: &Files, id: FileId) {
        let file = files.get(id);
        if !file.symbols().lent.is_empty() {
            change(&mut self.0, &file.language(), |holders| {
                change(holders, borrowers_of(file), |lenders| remove_rows(lenders, id));
            });
        }
    }

    /// The questions who lends to this file.
    pub fn questions_of(&self, file: &File, questions: &mut Vec<Question>) {
        let language = file.language();
        let of = |holder: &str| of_language(Topic::Lenders, language, holder);
        match file.unit.as_deref() {
            Some(unit) => questions.push(of(unit)),
            // Where nobody lends anything, no folder has to be known by name.
            None if !self.0.contains_key(&language) => questions.push(of_language(Topic::AnyLender, language, "")),
            None => questions.extend(folders_around(&file.path).map(of)),
        }
    }

    /// Whether anything is lent in a language.
    pub fn lends_in(&self, language: LanguageId) -> bool {
        self.0.contains_key(&language)
    }

    /// The files that lend something to this one: those of its unit, else those of the folders around it, nearest first.
    pub fn to(&self, file: &File) -> impl Iterator<Item = FileId> {
        let (path, unit) = (&file.path, file.unit.as_deref());
        let lenders = self.0.get(&file.language());
        let around = lenders.filter(|_| unit.is_none()).map(|_| folders_around(path));
        let holders = unit.into_iter().chain(around.into_iter().flatten());
        holders.filter_map(move |holder| lenders?.get(holder)).flat_map(|rows| first(rows)).map(|lender| lender.file)
    }
}

/// The folders around a file, nearest first.
fn folders_around(path: &str) -> impl Iterator<Item = &str> {
    let folders = path.rmatch_indices('/').map(|(end, _)| &path[..end]);
    // The root's own files have no folder before their names.
    folders.chain([""])
}

/// The unit or folder whose files get what this one lends.
pub(in crate::graph) fn borrowers_of(file: &File) -> &str {
    file.unit.as_deref().unwrap_or_else(|| file.folder())
}
