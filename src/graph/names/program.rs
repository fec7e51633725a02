//! The files that are linked together, each with the indices that linking looks names up in.
//!
//! In: files, and edits of them. Out: a [`Program`], which owns them: files by number, and per file what its specifiers and
//! names stand for. What it answers depends on the files alone, never on the way it came to them: files stand in the order
//! of their paths, whatever their numbers. Indices of one file are made on first use, so that linking one file pays for no
//! other. Decides nothing about types.

use std::sync::{Arc, OnceLock};

use foldhash::HashMap;

use super::keys::{Keys, key_of};
use super::packages::{PackageId, Packages};
use super::scopes::Index;
use super::stars::Stars;
use crate::languages::{Facts, LanguageId};
use crate::record::symbols::{Class, ClassId, ExportId, Expr, ExprId, ExtensionId, Signature, SignatureId, Symbols};
use crate::record::{FileRecord, FunctionRowId, LONGEST_FULL_NAME, NodeKind, Run, StringId, TypeRowId};
use crate::resolve::NAME_MARK;

/// A file of a [`Program`]: the number of its slot, which it keeps for as long as it is there. Another file may have it
/// afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// One file that is to be linked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedFile {
    /// Its absolute path, `/`-separated.
    pub path: Box<str>,
    /// What is known of it; [`FileRecord::keep_symbols_only`] leaves all that linking needs.
    pub record: FileRecord,
    /// For each of [`FileRecord::imports`] the absolute path of the repository file it resolves to, or `None`
    /// if it leads out of the repository.
    pub imports: Vec<Option<Box<str>>>,
    /// As [`ImportResolver::unit`](crate::resolve::ImportResolver::unit) answers.
    pub unit: Option<Box<str>>,
}

/// A row of one of a file's tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InFile<Row> {
    /// The file.
    pub file: FileId,
    /// Its row.
    pub row: Row,
}

/// A function of the graph.
pub type FunctionRef = InFile<FunctionRowId>;

/// A type of the graph.
pub type TypeRef = InFile<TypeRowId>;

/// A name that a file exports.
pub(in crate::graph) type ExportRef = InFile<ExportId>;

/// Members that are declared apart from their type.
pub(in crate::graph) type ExtensionRef = InFile<ExtensionId>;

const _: () = assert!(size_of::<Option<FunctionRef>>() == size_of::<[u32; 2]>());

/// A module that is not in the program: a repository file nobody gave us, or a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::graph) struct Origin<'p> {
    /// The file's absolute path, or the package's specifier.
    pub text: &'p str,
    /// Whether it is a file of the repository.
    pub in_repository: bool,
}

/// What a specifier leads to.
#[derive(Debug, Clone, Copy)]
pub(in crate::graph) enum ModuleTarget<'p> {
    /// A file of the program.
    File(FileId),
    /// The files of a folder that are one package.
    Package(PackageId),
    /// Anything else.
    Outside(Origin<'p>),
}

/// One file with its indices.
pub(in crate::graph) struct File {
    /// Absolute path.
    pub path: Arc<str>,
    /// Its rows.
    pub record: Arc<FileRecord>,
    imports: Vec<Option<Box<str>>>,
    /// What it is compiled with, if that is more than its folder.
    pub unit: Option<Box<str>>,
    /// How many files of the program have a path before its own.
    pub place: u32,
    index: OnceLock<Index>,
}

impl File {
    fn new(file: LinkedFile) -> Self {
        let LinkedFile { path, record, imports, unit } = file;
        Self { path: path.into(), record: Arc::new(record), imports, unit, place: 0, index: OnceLock::new() }
    }

    /// What is left of the place of one that is taken out.
    fn taken_out(language: LanguageId) -> Self {
        Self::new(LinkedFile { path: "".into(), record: FileRecord::new(language), imports: Vec::new(), unit: None })
    }

    /// The same file, to be linked with no other.
    fn alone(&self) -> Self {
        let (path, record) = (Arc::clone(&self.path), Arc::clone(&self.record));
        let (imports, unit) = (self.imports.clone(), self.unit.clone());
        Self { path, record, imports, unit, place: 0, index: OnceLock::new() }
    }

    /// Its symbol tables.
    pub fn symbols(&self) -> &Symbols {
        &self.record.symbols
    }

    /// Its names by scope.
    pub fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::new(&self.record))
    }

    /// What is known of its language.
    pub fn facts(&self) -> &'static Facts {
        self.record.language.facts()
    }

    /// The text of one of its strings.
    pub fn text(&self, id: StringId) -> &str {
        self.record.text(id)
    }

    /// One of its expressions.
    pub fn expr(&self, id: ExprId) -> Expr {
        self.symbols().expr(id)
    }

    /// A list of its expressions.
    pub fn exprs(&self, run: Run) -> &[ExprId] {
        &self.symbols().expr_lists[run.range()]
    }

    /// One of its classes.
    pub fn class(&self, id: ClassId) -> &Class {
        &self.symbols().classes[id.index()]
    }

    /// The kind of the declaration of a class; that of its first declaration where it is merged.
    pub fn class_kind(&self, id: ClassId) -> NodeKind {
        self.class(id).type_row.map_or(NodeKind::Class, |row| self.record.types[row.index()].kind)
    }

    /// The name of a class, as its declaration gives it; `default` for the default export without one.
    pub fn class_name(&self, id: ClassId) -> &str {
        let class = self.class(id);
        match (class.name, class.type_row) {
            (StringId::EMPTY, Some(row)) => self.text(self.record.types[row.index()].name),
            (name, _) => self.text(name),
        }
    }

    /// One of its signatures.
    pub fn signature(&self, id: SignatureId) -> &Signature {
        &self.symbols().signatures[id.index()]
    }
}

/// A half of what files have for each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Half {
    /// What they export, in packages.
    Exported,
    /// What they lend, and what they declare apart from its type.
    Apart,
}

/// What one [`Half`] came to.
pub struct Share(Packages);

/// Files that are linked together.
#[derive(Default)]
pub struct Program {
    /// By number. Where there is no file any more, an empty one stands.
    files: Vec<File>,
    /// Numbers that no file has.
    free: Vec<FileId>,
    /// The files in the order of their paths.
    order: Vec<FileId>,
    by_path: HashMap<Arc<str>, FileId>,
    packages: Packages,
    /// What is found out about all files, until one of them changes.
    keys: OnceLock<Keys>,
    stars: OnceLock<Stars>,
}

impl Program {
    /// The program of these files, which are numbered in the order given. No two may have the same path.
    #[must_use]
    pub fn new(files: Vec<LinkedFile>) -> Self {
        Self::incomplete(files).with_packages()
    }

    fn of(files: Vec<File>) -> Self {
        let mut order: Vec<_> = (0..files.len() as u32).map(FileId).collect();
        order.sort_by(|one, other| files[one.0 as usize].path.cmp(&files[other.0 as usize].path));
        let by_path = (0..).zip(&files).map(|(number, file)| (Arc::clone(&file.path), FileId(number))).collect();
        let mut program = Self { files, order, by_path, ..Self::default() };
        program.number_places(0);
        program
    }

    /// The same program with what its files have for each other.
    fn with_packages(mut self) -> Self {
        self.packages = Packages::of(&self.files, &self.order);
        self
    }

    /// The program of these files as [`Program::new`] makes it, but for what they have for each other: that is found out
    /// by [`Program::share_of`], one half beside the other, and told by [`Program::complete`].
    #[must_use]
    pub fn incomplete(files: Vec<LinkedFile>) -> Self {
        Self::of(files.into_iter().map(File::new).collect())
    }

    /// What the files of an incomplete program have for each other: the first or the second half.
    #[must_use]
    pub fn share_of(&self, half: Half) -> Share {
        Share(match half {
            Half::Exported => Packages::exported_of(&self.files, &self.order),
            Half::Apart => Packages::apart_of(&self.files, &self.order),
        })
    }

    /// Completes a program by the halves of what its files have for each other.
    pub fn complete(&mut self, Share(exported): Share, Share(apart): Share) {
        self.packages = exported.joined(apart);
    }

    /// The program of this file and no other. It has the number 0.
    pub(in crate::graph) fn alone(&self, file: FileId) -> Self {
        Self::of(vec![self.file(file).alone()]).with_packages()
    }

    /// Adds a file, or puts it in the place of the one that has its path. Answers its number.
    pub fn insert(&mut self, file: LinkedFile) -> FileId {
        if let Some(id) = self.at_path(&file.path) {
            let LinkedFile { record, imports, unit, .. } = file;
            self.replace(id, record, imports, unit);
            return id;
        }
        let file = File::new(file);
        let place = self.order.partition_point(|other| *self.file(*other).path < *file.path);
        let id = if let Some(free) = self.free.pop() {
            self.files[free.0 as usize] = file;
            free
        } else {
            self.files.push(file);
            FileId(self.files.len() as u32 - 1)
        };
        self.order.insert(place, id);
        self.by_path.insert(Arc::clone(&self.file(id).path), id);
        self.number_places(place);
        self.packages.add(&self.files, id);
        self.forget();
        id
    }

    /// Puts what is known of a file now in the place of what was known of it. Nothing happens if there is no such file.
    pub fn replace(&mut self, id: FileId, record: FileRecord, imports: Vec<Option<Box<str>>>, unit: Option<Box<str>>) {
        if !self.holds(id) {
            return;
        }
        self.packages.remove(&self.files, id);
        let file = &mut self.files[id.0 as usize];
        (file.record, file.imports, file.unit) = (Arc::new(record), imports, unit);
        file.index = OnceLock::new();
        self.packages.add(&self.files, id);
        self.forget();
    }

    /// Takes a file out, if it is there.
    pub fn remove(&mut self, id: FileId) {
        if !self.holds(id) {
            return;
        }
        self.packages.remove(&self.files, id);
        let file = &mut self.files[id.0 as usize];
        let taken_out = File::taken_out(file.record.language);
        let File { path, place, .. } = std::mem::replace(file, taken_out);
        self.by_path.remove(&path);
        self.order.remove(place as usize);
        self.number_places(place as usize);
        self.free.push(id);
        self.forget();
    }

    /// Whether there is a file with this number.
    #[must_use]
    pub fn holds(&self, id: FileId) -> bool {
        let file = self.files.get(id.0 as usize);
        file.is_some_and(|file| self.order.get(file.place as usize) == Some(&id))
    }

    /// Tells files from this place on their places.
    fn number_places(&mut self, from: usize) {
        for (place, id) in (from as u32..).zip(&self.order[from..]) {
            self.files[id.0 as usize].place = place;
        }
    }

    /// Forgets what all files came to together.
    fn forget(&mut self) {
        self.keys = OnceLock::new();
        self.stars = OnceLock::new();
    }

    /// The path of the file with this number.
    #[must_use]
    pub fn path(&self, id: FileId) -> &str {
        &self.file(id).path
    }

    /// How many files there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there is no file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// The number of each file, in the order of their paths.
    pub fn ids(&self) -> impl ExactSizeIterator<Item = FileId> + Clone {
        self.order.iter().copied()
    }

    /// One more than the largest number a file has had.
    pub(in crate::graph) fn slots(&self) -> usize {
        self.files.len()
    }

    /// The file with this number.
    pub(in crate::graph) fn file(&self, id: FileId) -> &File {
        &self.files[id.0 as usize]
    }

    /// The file at this absolute path.
    #[must_use]
    pub fn at_path(&self, path: &str) -> Option<FileId> {
        self.by_path.get(path).copied()
    }

    /// What a specifier of this file leads to.
    pub(in crate::graph) fn target(&self, file: FileId, specifier: StringId) -> ModuleTarget<'_> {
        let file = self.file(file);
        let resolved = file.index().import(specifier).and_then(|row| file.imports.get(row)?.as_deref());
        match resolved {
            None => ModuleTarget::Outside(Origin { text: shown(file.text(specifier)), in_repository: false }),
            Some(path) => match self.by_path.get(path) {
                Some(id) => ModuleTarget::File(*id),
                None => match self.folder_package(file, path) {
                    Some(package) => ModuleTarget::Package(package),
                    None => ModuleTarget::Outside(Origin { text: path, in_repository: true }),
                },
            },
        }
    }

    /// The package that the files of a folder make up, in languages where they do.
    fn folder_package(&self, file: &File, folder: &str) -> Option<PackageId> {
        self.packages().of_folder(file.record.language, folder)
    }

    /// The type that has this key behind its file's path.
    pub(in crate::graph) fn type_of_key(&self, file: FileId, key: &str) -> Option<TypeRef> {
        let key = self.file(file).record.strings.find(key)?;
        Some(InFile { file, row: self.file(file).index().type_of_key(key)? })
    }

    /// The key of a function behind its file's path, as the graph has it.
    pub(in crate::graph) fn function_key(&self, InFile { file, row }: FunctionRef) -> &str {
        let renamed = key_of(self.keys().functions(file), row);
        renamed.unwrap_or_else(|| self.file(file).text(self.file(file).record.functions[row.index()].key))
    }

    /// The same of a type.
    pub(in crate::graph) fn type_key(&self, InFile { file, row }: TypeRef) -> &str {
        let renamed = key_of(self.keys().types(file), row);
        renamed.unwrap_or_else(|| self.file(file).text(self.file(file).record.types[row.index()].key))
    }

    /// The keys that are others than those of the records.
    pub(in crate::graph) fn keys(&self) -> &Keys {
        self.keys.get_or_init(|| Keys::new(self))
    }

    /// What files export together.
    pub(in crate::graph) fn packages(&self) -> &Packages {
        &self.packages
    }

    /// What each import of this file leads to.
    pub(in crate::graph) fn resolved_imports(&self, file: FileId) -> impl Iterator<Item = Origin<'_>> {
        let file = self.file(file);
        (0..).zip(&file.record.imports).map(|(row, specifier)| {
            let resolved = file.imports.get::<usize>(row).and_then(Option::as_deref);
            let text = resolved.unwrap_or_else(|| shown(file.text(*specifier)));
            Origin { text, in_repository: resolved.is_some() }
        })
    }

    /// The names that files re-export with `export * from`.
    pub(in crate::graph) fn stars(&self) -> &Stars {
        self.stars.get_or_init(|| Stars::new(self))
    }
}

/// A specifier as written.
pub(in crate::graph) fn shown(specifier: &str) -> &str {
    // Behind a longer module no name is written, and looking through it for each name would be quadratic.
    let mark = specifier.bytes().take(LONGEST_FULL_NAME + 1).position(|byte| char::from(byte) == NAME_MARK);
    mark.map_or(specifier, |mark| &specifier[..mark])
}
