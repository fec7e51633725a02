//! What edits of files change of what linking may ask.
//!
//! In: a program and edits, which are done. Out: [`Changes`]: the questions that are answered otherwise now, and what the files
//! were before.

use std::sync::Arc;

use foldhash::HashMap;
use rustc_hash::{FxHashMap, FxHashSet};

use super::linked::Edit;
use super::renumber::Numbers;
use crate::graph::names::answers::Answers;
use crate::graph::names::files::{FileId, LinkedFile, TypeRef};
use crate::graph::names::packages::{packages_of, question_of};
use crate::graph::names::program::{Moved, Program};
use crate::graph::names::reads::{Question, Topic, of_file, of_language, of_text, of_visible};
use crate::graph::names::surface::surface;
use crate::languages::LanguageId;
use crate::record::FileRecord;
use crate::record::surface::{Surface, Visible};
use crate::source::paths::RelativePath;

/// What edits came to.
#[derive(Default)]
pub(super) struct Changes {
    /// The files that were edited and are there.
    pub edited: Vec<FileId>,
    /// The files that are gone.
    pub removed: Vec<FileId>,
    /// What is answered otherwise now.
    pub questions: FxHashSet<Question>,
    /// Whether all that may be asked is.
    pub are_all: bool,
    /// Whether a file has the number that another one had before.
    pub is_number_given_again: bool,
    /// The numbers that rows have now.
    pub numbers: Numbers,
    /// The files that are gone or were edited, as they were.
    before: FxHashMap<FileId, Before>,
}

struct Before {
    path: Arc<str>,
    record: Arc<FileRecord>,
}

/// What is known before edits, to be compared.
struct Common {
    is_without_extensions: bool,
    /// Packages that may come or go, and whether they were there.
    packages: HashMap<(LanguageId, Box<str>, bool), bool>,
    /// Languages of the files, whether anything was lent in them, and whether they had packages.
    languages: Vec<(LanguageId, bool, bool)>,
}

impl Changes {
    /// Does edits. Nothing is known yet of a program without files: it is made of them at once.
    pub fn of(program: &mut Program, edits: Vec<Edit>) -> Self {
        let mut changes = Self::default();
        let edits = last_of_each_path(edits);
        if program.is_empty() {
            let files = edits.into_iter().filter_map(|(_, edit)| Some(*edit?.0)).collect();
            *program = Program::new(files);
            program.share_paths();
            changes.edited = program.ids().collect();
            changes.edited.sort_unstable();
            changes.are_all = true;
            return changes;
        }
        let edits: Vec<_> =
            edits.into_iter().filter(|(path, edit)| !is_as_it_is(program, path, edit.as_ref())).collect();
        if !edits.is_empty() {
            changes.questions.insert(of_text(Topic::Everything, ""));
        }
        // What is not known cannot be compared.
        program.keys();
        program.stars();
        let mut answers: FxHashMap<FileId, Answers> = FxHashMap::default();
        for (path, _) in &edits {
            if let Some(id) = program.at_path(path) {
                changes.keep(program, id, &mut answers);
            }
        }
        let common = Common::of(program, &edits);
        let moved = changes.edit(program, edits, answers);
        changes.compare(program, common, moved);
        changes
    }

    /// Keeps what a file is before it is edited.
    fn keep(&mut self, program: &Program, id: FileId, answers: &mut FxHashMap<FileId, Answers>) {
        let file = program.file(id);
        answers.insert(id, Answers::of(program, id, &surface(file.record(), &file.path)));
        self.before.insert(id, Before { path: Arc::clone(&file.path), record: file.shared_record() });
    }

    fn edit(&mut self, program: &mut Program, edits: Vec<PathEdit>, mut answers: FxHashMap<FileId, Answers>) -> Moved {
        let (gone, put): (Vec<_>, Vec<_>) = edits.into_iter().partition(|(_, edit)| edit.is_none());
        for (path, _) in gone {
            if let Some(id) = program.at_path(&path) {
                program.take_out(id);
                self.removed.push(id);
                self.questions.insert(of_file(Topic::Rows, id, ""));
                self.questions.insert(of_text(Topic::Path, &path));
                let before = answers.remove(&id).unwrap_or_default();
                self.questions.extend(before.changed(&Answers::default()));
            }
        }
        let mut surfaces = Vec::new();
        for (file, surface) in put.into_iter().filter_map(|(_, edit)| edit) {
            let id = program.put(*file);
            surfaces.push((id, surface));
            self.edited.push(id);
            self.is_number_given_again |= self.removed.contains(&id);
        }
        let moved = program.settle();
        for (id, surface) in surfaces {
            let before = answers.remove(&id).unwrap_or_default();
            let after = Answers::of(program, id, &surface);
            self.questions.extend(before.changed(&after));
            if let Some(before) = self.before.get(&id).filter(|before| before.path == program.file(id).path) {
                self.numbers.tell(id, &before.record, program.file(id).record());
            }
        }
        self.edited.sort_unstable();
        self.removed.sort_unstable();
        moved
    }

    /// Compares what all files come to together.
    fn compare(&mut self, program: &Program, before: Common, moved: Moved) {
        self.are_all |= before.is_without_extensions != program.extensions().is_empty();
        self.are_all |= moved.are_keys_moved || moved.stars.is_bound_other;
        for ((language, name, is_named), was_there) in before.packages {
            let is_there = program.packages().is_there(language, &name, is_named);
            if is_there != was_there {
                self.questions.insert(question_of(language, &name, is_named));
            }
        }
        for (language, lends, has_packages) in before.languages {
            if lends != program.lenders().lends_in(language) {
                self.questions.insert(of_language(Topic::AnyLender, language, ""));
            }
            if has_packages != program.packages().has_any(language) {
                self.questions.insert(of_language(Topic::AnyPackage, language, ""));
            }
        }
        let is_other = |id: &FileId| {
            [Topic::Imports, Topic::Rows].into_iter().any(|topic| self.questions.contains(&of_file(topic, *id, "")))
                || self.questions.contains(&of_visible(Visible::Export, *id, "", "*"))
        };
        let changed: Vec<_> = self.edited.iter().chain(&self.removed).copied().filter(is_other).collect();
        let leading = program.stars().leading_to(&changed, &moved.stars);
        self.questions.extend(leading.into_iter().map(|id| of_file(Topic::Stars, id, "")));
    }

    /// The path that a file had before.
    pub fn path_before<'a>(&'a self, program: &'a Program, file: FileId) -> &'a str {
        self.before.get(&file).map_or_else(|| program.path(file), |before| &before.path)
    }

    /// The key that a type had before.
    pub fn key_before<'a>(&'a self, program: &'a Program, ty: TypeRef) -> &'a str {
        let record = self.before.get(&ty.file).map_or(program.file(ty.file).record(), |before| &before.record);
        record.types.get(ty.row.index()).map_or("", |row| record.text(row.key))
    }

    /// Whether a file was not there before.
    pub fn is_new(&self, file: FileId) -> bool {
        self.edited.binary_search(&file).is_ok() && !self.before.contains_key(&file)
    }

    /// The languages of the files that were edited, before and now.
    pub fn languages(&self, program: &Program) -> FxHashSet<LanguageId> {
        let now = self.edited.iter().map(|id| program.file(*id).language());
        now.chain(self.before.values().map(|before| before.record.language)).collect()
    }
}

/// A path, and the file that is put there, if it is not gone.
type PathEdit = (RelativePath, Option<(Box<LinkedFile>, Surface)>);

fn last_of_each_path(edits: Vec<Edit>) -> Vec<PathEdit> {
    let mut places: HashMap<RelativePath, usize> = HashMap::default();
    let mut last: Vec<PathEdit> = Vec::new();
    for edit in edits {
        let (path, file) = match edit {
            Edit::Put(file, surface) => (file.path.clone(), Some((file, surface))),
            Edit::Remove(path) => (path, None),
        };
        match places.get(&path) {
            Some(place) => last[*place].1 = file,
            None => {
                places.insert(path.clone(), last.len());
                last.push((path, file));
            }
        }
    }
    last
}

/// Whether an edit puts what is there already, or takes away what is not.
fn is_as_it_is(program: &Program, path: &str, edit: Option<&(Box<LinkedFile>, Surface)>) -> bool {
    match (program.at_path(path).map(|id| program.file(id)), edit) {
        (None, None) => true,
        (Some(file), Some((put, _))) => {
            file.imports() == put.imports && file.unit == put.unit && file.says(&put.record)
        }
        _ => false,
    }
}

impl Common {
    fn of(program: &Program, edits: &[PathEdit]) -> Self {
        let mut packages = HashMap::default();
        let mut languages = Vec::new();
        let mut see = |program: &Program, path: &str, record: &FileRecord| {
            let language = record.language;
            for (name, is_named) in packages_of(path, record) {
                let is_there = program.packages().is_there(language, name, is_named);
                packages.insert((language, name.into(), is_named), is_there);
            }
            let (lenders, packages) = (program.lenders(), program.packages());
            languages.push((language, lenders.lends_in(language), packages.has_any(language)));
        };
        for (path, edit) in edits {
            if let Some(id) = program.at_path(path) {
                see(program, path, program.file(id).record());
            }
            if let Some((file, _)) = edit {
                see(program, path, &file.record);
            }
        }
        let is_without_extensions = program.extensions().is_empty();
        Self { is_without_extensions, packages, languages }
    }
}
