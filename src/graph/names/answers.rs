//! What a file answers to all that may be asked of it, so that two states of it can be compared.
//!
//! In: a file of a program, and its surface. Out: [`Answers`]: of each question that it has an answer to, what that is. Where a
//! question is not there it is answered with nothing.

use std::cmp::Ordering;

use rustc_hash::FxHashMap;

use super::files::{File, FileId};
use super::lenders::borrowers_of;
use super::packages;
use super::program::Program;
use super::reads::{Question, Topic, in_package, of_file, of_language, of_text, of_visible};
use crate::record::surface::{Surface, Visible, VisibleName};
use crate::record::symbols::{ExportId, Package, Symbols, WildcardSource};
use crate::record::{FileRecord, StringId};

/// What a file answers: by question, each as often as it has a part in it.
#[derive(Debug, Default)]
pub(in crate::graph) struct Answers(Vec<(Question, u128)>);

impl Answers {
    /// Those of a file as it is now.
    pub fn of(program: &Program, id: FileId, surface: &Surface) -> Self {
        let mut told =
            Telling { program, id, file: program.file(id), answers: Vec::new(), exports: FxHashMap::default() };
        surface.names().iter().for_each(|name| told.visible(name));
        told.packages();
        told.rows();
        told.answers.sort_unstable();
        Self(told.answers)
    }

    /// The questions that are answered otherwise in another state.
    pub fn changed(&self, other: &Self) -> Vec<Question> {
        let (mut before, mut after) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut changed = Vec::new();
        loop {
            let order = match (before.peek(), after.peek()) {
                (Some(one), Some(other)) => one.cmp(other),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => break,
            };
            let (gone, come) = (before.next_if(|_| order.is_le()), after.next_if(|_| order.is_ge()));
            if order.is_ne() {
                changed.extend(gone.or(come).map(|(question, _)| *question));
            }
        }
        changed.dedup();
        changed
    }
}

struct Telling<'p> {
    program: &'p Program,
    id: FileId,
    file: &'p File,
    answers: Vec<(Question, u128)>,
    /// What each exported name is.
    exports: FxHashMap<StringId, u128>,
}

impl Telling<'_> {
    fn tell(&mut self, question: Question, answer: u128) {
        self.answers.push((question, answer));
    }

    /// What follows from a visible name.
    fn visible(&mut self, visible: &VisibleName) {
        let VisibleName { kind, owner, name, fingerprint } = *visible;
        let (id, language) = (self.id, self.file.language());
        let (owner, text) = (self.file.text(owner), self.file.text(name));
        let question = of_visible(kind, id, owner, text);
        let answer = u128::from_le_bytes(fingerprint.0);
        self.tell(question, answer);
        // Beside the answer stands of what name it is, where several names have parts in one question.
        let part = answer ^ u128::from(question.0);
        match kind {
            Visible::Member => self.tell(of_file(Topic::Members, id, owner), part),
            Visible::Subtypes => self.tell(of_file(Topic::Unnamed, id, ""), part),
            Visible::Extension => self.tell(of_language(Topic::Extensions, language, text), part),
            Visible::Lent => self.tell(of_language(Topic::Lenders, language, borrowers_of(self.file)), part),
            Visible::Export => {
                self.exports.insert(name, part);
                self.star(text, part);
            }
            Visible::Unstarred => self.star(text, part),
            _ => {}
        }
    }

    /// Who re-exports this file whole has its names.
    fn star(&mut self, name: &str, answer: u128) {
        if self.program.stars().is_starred(self.id) {
            self.tell(of_text(Topic::Star, name), answer);
        }
    }

    /// An export counts in its package, and for the class that is a part of what is exported there.
    fn packages(&mut self) {
        let (id, file, record) = (self.id, self.file, self.file.record());
        for (row, export) in ExportId::enumerate(&record.symbols.exports) {
            let (Some(package), Some(answer)) = (export.package, self.exports.get(&export.name)) else { continue };
            // Files that a default build leaves out stand behind others.
            let answer = answer.rotate_left(u32::from(record.symbols.is_left_out));
            let of_package = packages::question_about(file, package);
            self.tell(in_package(of_package, file.text(export.name)), answer);
            if let Some(ty) = file.exported_class(row).and_then(|class| file.class(class).type_row) {
                let key = file.text(record.types[ty.index()].key);
                self.tell(of_visible(Visible::Type, id, "", key), answer ^ u128::from(of_package.0));
            }
        }
    }

    /// What is in no surface: what other files' keys may be compared with, and what does not follow from the text.
    fn rows(&mut self) {
        let (id, file) = (self.id, self.file);
        self.tell(of_text(Topic::Path, &file.path), 1);
        for row in &file.record().types {
            self.tell(of_visible(Visible::Type, id, "", file.text(row.key)), 1);
        }
        self.tell(of_file(Topic::Exports, id, ""), file.symbols().exports.len() as u128);
        for (specifier, resolved) in file.record().imports.iter().zip(file.imports()) {
            let resolved = resolved.as_deref().map_or(1, |path| hash_of(&["", path]));
            self.tell(of_file(Topic::Import, id, file.text(*specifier)), resolved);
            self.tell(of_file(Topic::Imports, id, ""), resolved);
        }
        self.tell(of_file(Topic::Unit, id, ""), file.unit.as_deref().map_or(1, |unit| hash_of(&["", unit])));
        for (place, wildcard) in (1..).zip(&file.symbols().wildcards) {
            if wildcard.scope == Symbols::FILE_SCOPE {
                self.tell(
                    of_file(Topic::Wildcards, id, ""),
                    source(file.record(), wildcard.source).wrapping_mul(place),
                );
            }
        }
    }
}

fn source(record: &FileRecord, source: WildcardSource) -> u128 {
    match source {
        WildcardSource::Module(specifier) => hash_of(&["module", record.text(specifier)]),
        WildcardSource::Package(Package::Named(name)) => hash_of(&["package", record.text(name)]),
        WildcardSource::Package(Package::Folder) => 1,
        WildcardSource::Package(Package::OutsideTests) => 2,
        // What its members are is asked of the type.
        WildcardSource::Members(_) => 3,
    }
}

fn hash_of(texts: &[&str]) -> u128 {
    let mut hasher = blake3::Hasher::new();
    for text in texts {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    }
    let mut hash = [0; 16];
    hasher.finalize_xof().fill(&mut hash);
    u128::from_le_bytes(hash)
}
