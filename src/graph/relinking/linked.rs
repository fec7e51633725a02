//! What is known of a program that is linked, and how it follows its files.
//!
//! In: edits. Out: the [`Linked`] program of the files there are then, whatever it was before, and what became of whom. Linked
//! again is what asked something that is answered otherwise now; all else keeps its links, with the numbers of now.

use rustc_hash::{FxHashMap, FxHashSet};

use super::readers::{Reader, Readers};
use crate::graph::links::edges::Edges;
use crate::graph::links::file_links::FileLinks;
use crate::graph::links::packed_edges::PackedEdges;
use crate::graph::links::subtypes::Subtypes;
use crate::graph::links::supertypes::Heritage;
use crate::graph::names::files::{FileId, LinkedFile, TypeRef};
use crate::graph::names::program::Program;
use crate::graph::names::reads::{Question, Reads, Topic, of_file};
use crate::record::surface::Surface;
use crate::source::paths::{RelativePath, RootText};

/// What happens to a file. Of several edits of one path the last counts.
#[derive(Debug, Clone)]
pub enum Edit {
    /// It is this now, whether it was there before or not: also where nothing but what an import leads to is another.
    Put(Box<LinkedFile>, Surface),
    /// It is gone.
    Remove(RelativePath),
}

/// Files that are linked with each other, and stay so.
#[derive(Default)]
pub struct Linked {
    pub(super) program: Box<Program>,
    /// By the number of the file, as all that follows.
    pub(super) heritages: Vec<Result<Heritage, String>>,
    pub(super) subtypes: Box<Subtypes>,
    pub(super) edges: Vec<Result<PackedEdges, String>>,
    pub(super) readers: Readers,
    /// What types implement an interface by their methods, by the question for the interface's subtypes.
    satisfied: FxHashMap<Question, u64>,
}

/// What edits came to. Numbers are in order, each there once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Relinked {
    /// The files that were linked again.
    pub linked_again: Vec<FileId>,
    /// Those whose links may have other texts now: files that are new or edited are among them, those that are gone are not.
    pub changed_texts: Vec<FileId>,
    /// Those whose edges, heritages or subtypes have other numbers for what they had before. Their texts may be the same.
    pub renumbered: Vec<FileId>,
    /// The numbers of files that are gone. A file that came has taken such a number, or will.
    pub removed: Vec<FileId>,
}

impl Linked {
    /// Has room for all files.
    pub(super) fn grow(&mut self) {
        let slots = self.program.slots();
        self.heritages.resize_with(slots, || Err(NO_FILE.into()));
        self.edges.resize_with(slots, || Err(NO_FILE.into()));
    }

    pub(super) fn add_readers(
        &mut self,
        questions: impl Iterator<Item = Question>,
        heritages: &mut FxHashSet<FileId>,
        links: &mut FxHashSet<FileId>,
    ) {
        for reader in self.readers.of(questions) {
            match reader {
                Reader::Heritage(file) if self.program.holds(file) => drop(heritages.insert(file)),
                Reader::Links(file) if self.program.holds(file) => drop(links.insert(file)),
                _ => {}
            }
        }
    }

    /// The files.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// What types have for subtypes.
    #[must_use]
    pub fn subtypes(&self) -> &Subtypes {
        &self.subtypes
    }

    /// What the imports, calls and references of a file lead to.
    ///
    /// # Errors
    /// As [`Program::link`], and where there is no such file.
    pub fn edges(&self, file: FileId) -> Result<Edges, String> {
        of(&self.edges, file)?.unpacked().map_err(|error| error.to_string())
    }

    /// The supertypes of a file's types.
    ///
    /// # Errors
    /// As [`Program::heritage`], and where there is no such file.
    pub fn heritage(&self, file: FileId) -> Result<&Heritage, &str> {
        of(&self.heritages, file)
    }

    /// The links of a file as texts.
    ///
    /// # Errors
    /// As [`Linked::edges`].
    pub fn texts(&self, file: FileId, root: &RootText) -> Result<FileLinks, String> {
        let (heritage, edges) = (self.heritage(file)?, self.edges(file)?);
        self.program.texts(file, heritage, edges, &self.subtypes, root)
    }

    /// The files that are new since it last rested: each is to be [packed](Linked::pack).
    #[must_use]
    pub fn unpacked(&self) -> Vec<FileId> {
        self.program.unpacked()
    }

    /// Packs what is known of a file. Any thread may, of any file.
    pub fn pack(&self, file: FileId) {
        self.program.pack(file);
    }

    /// Puts away what is known of files and can be known again when somebody asks, where it takes more than about so many bytes:
    /// first what has been at hand for longest.
    pub fn rest(&mut self, most: usize) {
        self.program.rest(most);
    }

    /// How many questions all files asked of others.
    #[must_use]
    pub fn questions(&self) -> usize {
        self.readers.len()
    }

    /// Finds out what types implement interfaces by their methods, and says where that is another than it was.
    pub(super) fn update_satisfied(&mut self, questions: &mut FxHashSet<Question>) {
        let program = &self.program;
        let mut satisfied = FxHashMap::default();
        for (interface, hash) in self.subtypes.satisfied(program) {
            let question = of_file(Topic::Subtypes, interface.file, key(program, interface));
            satisfied.insert(question, hash);
            if self.satisfied.get(&question) != Some(&hash) {
                questions.insert(question);
            }
        }
        questions.extend(self.satisfied.keys().filter(|question| !satisfied.contains_key(question)));
        self.satisfied = satisfied;
    }

    /// Forgets what was known of a file that is gone.
    pub(super) fn forget(&mut self, file: FileId) {
        self.heritages[file.0 as usize] = Err(NO_FILE.into());
        self.edges[file.0 as usize] = Err(NO_FILE.into());
        let nothing = [Reader::Heritage(file), Reader::Links(file)].map(|reader| (reader, Reads::default()));
        self.readers.put(nothing.into());
    }
}

/// The key of a type behind its file's path.
pub(super) fn key(program: &Program, ty: TypeRef) -> &str {
    let file = program.file(ty.file);
    file.text(file.record().types[ty.row.index()].key)
}

fn of<T>(all: &[Result<T, String>], file: FileId) -> Result<&T, &str> {
    all.get(file.0 as usize).map_or(Err(NO_FILE), |of| of.as_ref().map_err(String::as_str))
}

/// Why nothing is known of a number.
const NO_FILE: &str = "no such file";

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::graph::surface;
    use crate::languages::LanguageId;
    use crate::record::symbols::{ExprId, Symbols};
    use crate::record::{CallForm, CallRow, FileRecord, NodeId, Span, StringId};
    use std::path::Path;

    fn put(path: &str, record: FileRecord) -> Edit {
        let path = RelativePath::below(Path::new("/"), &format!("/{path}"));
        let seen = surface(&FileRecord::new(LanguageId::TypeScript), &path);
        Edit::Put(Box::new(LinkedFile { path, record, imports: Vec::new(), unit: None }), seen)
    }

    /// A record as no extraction makes it: what it calls is not there.
    fn broken() -> FileRecord {
        let call = CallRow {
            id: NodeId::default(),
            syntax: 0,
            function: StringId::EMPTY,
            callee: ExprId::new(99),
            form: CallForm::Plain,
            name_offset: 0,
            scope: Symbols::FILE_SCOPE,
            span: Span::default(),
            arguments: None,
        };
        FileRecord { calls: vec![call], ..FileRecord::new(LanguageId::TypeScript) }
    }

    #[test]
    fn a_file_that_panics_is_linked_again_whatever_changes() {
        let mut linked = Linked::default();
        linked.edit(vec![put("a.ts", FileRecord::new(LanguageId::TypeScript)), put("b.ts", broken())]);
        let broken_file = linked.program().at_path("b.ts").unwrap();
        assert!(linked.edges(broken_file).is_err());
        let mut changed = FileRecord::new(LanguageId::TypeScript);
        changed.strings.intern("new");
        let relinked = linked.edit(vec![put("a.ts", changed)]);
        assert!(relinked.linked_again.contains(&broken_file), "{relinked:?}");
    }
}
