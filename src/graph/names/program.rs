//! The files that are linked together, with all that linking looks names up in.
//!
//! In: files, and edits of them. Out: a [`Program`], which owns them with what they have for each other. What it answers
//! depends on the files alone, never on the way it came to them. Decides nothing about types.

use std::sync::{Arc, OnceLock};

use super::at_rest::AtRest;
use super::extensions::Extensions;
use super::files::{File, FileId, Files, FunctionRef, InFile, LinkedFile, TypeRef};
use super::keys::{Keys, key_of};
use super::lenders::Lenders;
use super::modules::{ModuleTarget, Modules};
use super::packages::Packages;
use super::stars::{MovedStars, Stars, Touched};
use crate::languages::LanguageId;
use crate::record::{FileRecord, FunctionRowId, StringId, TypeRowId};
use crate::source::paths::RelativePath;

/// A half of what files have for each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Half {
    /// What they export, in packages.
    Exported,
    /// What they lend, and what they declare apart from its type.
    Apart,
}

/// What one [`Half`] came to.
pub struct Share(Halved);

enum Halved {
    Exported(Packages),
    Apart(Lenders, Extensions),
}

/// Files that are linked together.
#[derive(Default)]
pub struct Program {
    modules: Modules,
    lenders: Lenders,
    extensions: Extensions,
    /// What all files come to together, once somebody asks.
    keys: OnceLock<Keys>,
    stars: OnceLock<Stars>,
    /// What that does not know of yet.
    touched: Touched,
}

/// What edits change of what all files come to together.
pub(in crate::graph) struct Moved {
    /// Whether a key is another than it was that is not that of its record.
    pub are_keys_moved: bool,
    /// What is re-exported otherwise.
    pub stars: MovedStars,
}

impl Program {
    /// The program of these files, which are numbered in the order given. No two may have the same path.
    #[must_use]
    pub fn new(files: Vec<LinkedFile>) -> Self {
        Self::of(Files::new(files)).completed()
    }

    /// The program of these files as [`Program::new`] makes it, but for what they have for each other: that is found out
    /// by [`Program::share_of`], one half beside the other, and told by [`Program::complete`].
    #[must_use]
    pub fn incomplete(files: Vec<LinkedFile>) -> Self {
        Self::of(Files::new(files))
    }

    /// The program of this file and no other. It has the number 0.
    pub(in crate::graph) fn alone(&self, file: FileId) -> Self {
        Self::of(self.files().alone(file)).completed()
    }

    fn of(files: Files) -> Self {
        Self { modules: Modules { files, packages: Packages::default() }, ..Self::default() }
    }

    fn completed(self) -> Self {
        let ids: Vec<FileId> = self.files().ids().collect();
        self.completed_by(&ids)
    }

    /// Completes it by what these files have for others: the other ones have nothing.
    fn completed_by(mut self, ids: &[FileId]) -> Self {
        let Modules { files, packages } = &mut self.modules;
        *packages = Packages::of(files, ids);
        for id in ids {
            self.lenders.add(files, *id);
            self.extensions.add(files, *id);
        }
        self
    }

    /// Files at rest, to be [completed](Program::woken): in the order of their paths, with their numbers.
    pub(in crate::graph) fn of_rest(files: Vec<(FileId, Arc<str>, AtRest)>) -> Self {
        Self::of(Files::of_rest(files))
    }

    /// The files at rest whose rows are needed for what all files have for each other.
    pub(in crate::graph) fn shared(&self) -> Vec<FileId> {
        self.files().shared()
    }

    /// Completes a program of files at rest, whose rows are not asked for; these are its [shared](Self::shared) ones.
    pub(in crate::graph) fn woken(self, shared: &[FileId]) -> Self {
        let program = self.completed_by(shared);
        let stars = Stars::of(&program.modules, shared.iter().copied());
        program.stars.get_or_init(|| stars);
        program
    }

    /// A file at rest, if it is packed.
    pub(in crate::graph) fn at_rest(&self, id: FileId) -> Option<AtRest> {
        self.files().at_rest(id)
    }

    /// What the files of an incomplete program have for each other: the first or the second half.
    #[must_use]
    pub fn share_of(&self, half: Half) -> Share {
        let files = self.files();
        Share(match half {
            Half::Exported => Halved::Exported(Packages::of(files, &files.ids().collect::<Vec<_>>())),
            Half::Apart => {
                let (mut lenders, mut extensions) = (Lenders::default(), Extensions::default());
                for id in files.ids() {
                    lenders.add(files, id);
                    extensions.add(files, id);
                }
                Halved::Apart(lenders, extensions)
            }
        })
    }

    /// Completes a program by the halves of what its files have for each other.
    pub fn complete(&mut self, one: Share, other: Share) {
        for Share(half) in [one, other] {
            match half {
                Halved::Exported(packages) => self.modules.packages = packages,
                Halved::Apart(lenders, extensions) => (self.lenders, self.extensions) = (lenders, extensions),
            }
        }
    }

    /// Adds a file, or puts it in the place of the one that has its path. Answers its number.
    pub fn insert(&mut self, file: LinkedFile) -> FileId {
        let id = self.put(file);
        self.settle();
        id
    }

    /// Puts what is known of a file now in the place of what was known of it. Nothing happens if there is no such file.
    pub fn replace(
        &mut self,
        id: FileId,
        record: FileRecord,
        imports: Vec<Option<RelativePath>>,
        unit: Option<RelativePath>,
    ) {
        self.put_in_place(id, record, imports, unit);
        self.settle();
    }

    /// Takes a file out, if it is there.
    pub fn remove(&mut self, id: FileId) {
        self.take_out(id);
        self.settle();
    }

    /// As [`Program::insert`], but that what all files come to together is to be [settled](Program::settle).
    pub(in crate::graph) fn put(&mut self, file: LinkedFile) -> FileId {
        if let Some(id) = self.at_path(&file.path) {
            let LinkedFile { record, imports, unit, .. } = file;
            self.put_in_place(id, record, imports, unit);
            return id;
        }
        let id = self.modules.files.insert(file);
        self.touched.are_paths_moved = true;
        self.add(id);
        id
    }

    fn put_in_place(
        &mut self,
        id: FileId,
        record: FileRecord,
        imports: Vec<Option<RelativePath>>,
        unit: Option<RelativePath>,
    ) {
        if self.holds(id) {
            self.take_back(id);
            self.modules.files.replace(id, record, imports, unit);
            self.add(id);
        }
    }

    /// As [`Program::remove`], but that what all files come to together is to be [settled](Program::settle).
    pub(in crate::graph) fn take_out(&mut self, id: FileId) {
        if self.holds(id) {
            self.take_back(id);
            self.modules.files.remove(id);
            self.touched.are_paths_moved = true;
        }
    }

    /// Has each path be held once, however many files import it: for a program that stays.
    pub(in crate::graph) fn share_paths(&mut self) {
        let files = &mut self.modules.files;
        files.ids().collect::<Vec<_>>().into_iter().for_each(|id| files.share_paths(id));
    }

    /// Adds what a file has for others.
    fn add(&mut self, id: FileId) {
        self.modules.files.share_paths(id);
        let Modules { files, packages } = &mut self.modules;
        self.lenders.add(files, id);
        self.extensions.add(files, id);
        packages.add(files, id);
        self.touch(id);
    }

    /// Takes away what was added of a file.
    fn take_back(&mut self, id: FileId) {
        self.touch(id);
        let Modules { files, packages } = &mut self.modules;
        self.lenders.remove(files, id);
        self.extensions.remove(files, id);
        packages.remove(files, id);
    }

    fn touch(&mut self, id: FileId) {
        self.touched.files.push(id);
        self.touched.are_packages_moved |= self.packages().has_any(self.file(id).language());
    }

    /// Brings what all files come to together up to the files of now, as far as it is known, and says what differs.
    pub(in crate::graph) fn settle(&mut self) -> Moved {
        let (touched, modules) = (std::mem::take(&mut self.touched), &self.modules);
        let keys = self.keys.get_mut();
        let stars = self.stars.get_mut();
        Moved {
            are_keys_moved: keys.is_some_and(|keys| keys.follow(&modules.files, &touched.files)),
            stars: stars.map(|stars| stars.follow(modules, &touched)).unwrap_or_default(),
        }
    }

    /// One more than the largest number that a file has had.
    pub(in crate::graph) fn slots(&self) -> usize {
        self.files().slots()
    }

    /// Whether there is a file with this number.
    #[must_use]
    pub fn holds(&self, id: FileId) -> bool {
        self.files().holds(id)
    }

    /// The path of the file with this number.
    #[must_use]
    pub fn path(&self, id: FileId) -> &str {
        &self.file(id).path
    }

    /// The same path, as a file has it that is to be linked.
    #[must_use]
    pub fn relative_path(&self, id: FileId) -> RelativePath {
        RelativePath::from(Arc::clone(&self.file(id).path))
    }

    /// What is known of a file.
    #[must_use]
    pub fn record(&self, id: FileId) -> &FileRecord {
        self.file(id).record()
    }

    /// The language of a file.
    #[must_use]
    pub fn language(&self, id: FileId) -> LanguageId {
        self.file(id).language()
    }

    /// The specifiers of a file's imports.
    #[must_use]
    pub fn specifiers(&self, id: FileId) -> Vec<&str> {
        self.file(id).specifiers()
    }

    /// What each of a file's imports leads to.
    #[must_use]
    pub fn imports(&self, id: FileId) -> &[Option<RelativePath>] {
        self.file(id).imports()
    }

    /// What a file is compiled with.
    #[must_use]
    pub fn unit(&self, id: FileId) -> Option<&RelativePath> {
        self.file(id).unit.as_ref()
    }

    /// Whether a build decides which of a file's declarations are meant.
    #[must_use]
    pub fn has_twins(&self, id: FileId) -> bool {
        self.file(id).has_twins()
    }

    /// How many files there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files().ids().len()
    }

    /// Whether there is no file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of each file, in the order of their paths.
    pub fn ids(&self) -> impl ExactSizeIterator<Item = FileId> + Clone {
        self.files().ids()
    }

    /// The file with this number.
    pub(in crate::graph) fn file(&self, id: FileId) -> &File {
        self.files().get(id)
    }

    /// The file at this path.
    #[must_use]
    pub fn at_path(&self, path: &str) -> Option<FileId> {
        self.files().at_path(path)
    }

    /// What a specifier of this file leads to.
    pub(in crate::graph) fn target(&self, file: FileId, specifier: StringId) -> ModuleTarget<'_> {
        self.modules.target(file, specifier)
    }

    /// The type that has this key behind its file's path.
    pub(in crate::graph) fn type_of_key(&self, file: FileId, key: &str) -> Option<TypeRef> {
        let key = self.file(file).record().strings.find(key)?;
        Some(InFile { file, row: self.file(file).index().type_of_key(key)? })
    }

    /// The key of a function behind its file's path, as the graph has it.
    pub(in crate::graph) fn function_key(&self, InFile { file, row }: FunctionRef) -> &str {
        let renamed = key_of(self.keys().functions(file), row);
        renamed.unwrap_or_else(|| self.file(file).text(self.file(file).record().functions[row.index()].key))
    }

    /// The same of a type.
    pub(in crate::graph) fn type_key(&self, InFile { file, row }: TypeRef) -> &str {
        let renamed = key_of(self.keys().types(file), row);
        renamed.unwrap_or_else(|| self.file(file).text(self.file(file).record().types[row.index()].key))
    }

    /// The keys of a file's functions behind its path, as the graph has them, in the order of their rows.
    pub fn function_keys(&self, file: FileId) -> impl Iterator<Item = &str> {
        let rows = FunctionRowId::enumerate(&self.file(file).record().functions);
        rows.map(move |(row, _)| self.function_key(InFile { file, row }))
    }

    /// The same of its types.
    pub fn type_keys(&self, file: FileId) -> impl Iterator<Item = &str> {
        let rows = TypeRowId::enumerate(&self.file(file).record().types);
        rows.map(move |(row, _)| self.type_key(InFile { file, row }))
    }

    /// The keys that are others than those of the records.
    pub(in crate::graph) fn keys(&self) -> &Keys {
        self.keys.get_or_init(|| Keys::new(self.files()))
    }

    /// The names that files re-export with `export * from`.
    pub(in crate::graph) fn stars(&self) -> &Stars {
        self.stars.get_or_init(|| Stars::new(&self.modules))
    }

    /// The files that are not [packed](Program::pack) yet.
    pub(in crate::graph) fn unpacked(&self) -> Vec<FileId> {
        self.files().unpacked()
    }

    /// Packs what is known of a file, so that it need not be at hand while nobody looks at it.
    pub(in crate::graph) fn pack(&self, id: FileId) {
        self.files().pack(id);
    }

    /// Puts away what is known of files that are packed, where what is at hand takes more than about so many bytes.
    pub(in crate::graph) fn rest(&mut self, most: usize) {
        self.modules.files.rest(most);
    }

    /// The files, and the packages that they make up.
    pub(in crate::graph) fn modules(&self) -> &Modules {
        &self.modules
    }

    /// The files.
    pub(super) fn files(&self) -> &Files {
        &self.modules.files
    }

    /// What files export together.
    pub(in crate::graph) fn packages(&self) -> &Packages {
        &self.modules.packages
    }

    /// The files that lend names to others.
    pub(in crate::graph) fn lenders(&self) -> &Lenders {
        &self.lenders
    }

    /// What files declare apart from its type.
    pub(in crate::graph) fn extensions(&self) -> &Extensions {
        &self.extensions
    }
}
