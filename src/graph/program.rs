//! The files that are linked together, each with the indices that linking looks names up in.
//!
//! In: modules. Out: a [`Program`]: files by number, and per file what its specifiers and names stand for. The
//! indices are made on first use, so that linking one file pays for no other. Decides nothing about types.

use std::sync::OnceLock;

use foldhash::HashMap;

use super::keys::{Keys, key_of};
use super::packages::{PackageId, Packages};
use super::scopes::Index;
use super::stars::Stars;
use super::{Module, Modules};
use crate::record::symbols::{Class, ClassId, ExportId, Expr, ExprId, ExtensionId, Signature, SignatureId, Symbols};
use crate::record::{FileRecord, FunctionRowId, LONGEST_FULL_NAME, NodeKind, Run, StringId, TypeRowId};
use crate::resolve::NAME_MARK;

/// A file of a [`Program`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct FileId(pub u32);

/// A row of one of a file's tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct InFile<Row> {
    pub file: FileId,
    pub row: Row,
}

/// A function of the graph.
pub(super) type FunctionRef = InFile<FunctionRowId>;

/// A type of the graph.
pub(super) type TypeRef = InFile<TypeRowId>;

/// A name that a file exports.
pub(super) type ExportRef = InFile<ExportId>;

/// Members that are declared apart from their type.
pub(super) type ExtensionRef = InFile<ExtensionId>;

const _: () = assert!(size_of::<Option<FunctionRef>>() == size_of::<[u32; 2]>());

/// A module that is not in the program: a repository file nobody gave us, or a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Origin<'p> {
    /// The file's absolute path, or the package's specifier.
    pub text: &'p str,
    /// Whether it is a file of the repository.
    pub in_repository: bool,
}

/// What a specifier leads to.
#[derive(Debug, Clone, Copy)]
pub(super) enum ModuleTarget<'p> {
    /// A file of the program.
    File(FileId),
    /// The files of a folder that are one package.
    Package(PackageId),
    /// Anything else.
    Outside(Origin<'p>),
}

/// One file with its indices.
pub(super) struct File<'a> {
    /// Absolute path.
    pub path: &'a str,
    /// Its rows.
    pub record: &'a FileRecord,
    imports: &'a [Option<Box<str>>],
    /// What it is compiled with, if that is more than its folder.
    pub unit: Option<&'a str>,
    index: OnceLock<Index>,
}

impl<'a> File<'a> {
    fn new(module: Module<'a>) -> Self {
        Self {
            path: module.path,
            record: module.record,
            imports: module.imports,
            unit: module.unit,
            index: OnceLock::new(),
        }
    }

    /// Its symbol tables.
    pub fn symbols(&self) -> &'a Symbols {
        &self.record.symbols
    }

    /// Its names by scope.
    pub fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::new(self.record))
    }

    /// Whether of several definitions of one name the last is meant, as it takes the place of those before it.
    pub fn last_is_meant(&self) -> bool {
        self.record.language == "python"
    }

    /// The member that calling an instance of a class runs, in languages where an instance can be called.
    pub fn calling_member(&self) -> Option<&'static str> {
        match self.record.language {
            "python" => Some("__call__"),
            "php" => Some("__invoke"),
            _ => None,
        }
    }

    /// The text of one of its strings.
    pub fn text(&self, id: StringId) -> &'a str {
        self.record.text(id)
    }

    /// One of its expressions.
    pub fn expr(&self, id: ExprId) -> Expr {
        self.symbols().expr(id)
    }

    /// A list of its expressions.
    pub fn exprs(&self, run: Run) -> &'a [ExprId] {
        &self.symbols().expr_lists[run.range()]
    }

    /// One of its classes.
    pub fn class(&self, id: ClassId) -> &'a Class {
        &self.symbols().classes[id.index()]
    }

    /// The kind of the declaration of a class; that of its first declaration where it is merged.
    pub fn class_kind(&self, id: ClassId) -> NodeKind {
        self.class(id).type_row.map_or(NodeKind::Class, |row| self.record.types[row.index()].kind)
    }

    /// The name of a class, as its declaration gives it; `default` for the default export without one.
    pub fn class_name(&self, id: ClassId) -> &'a str {
        let class = self.class(id);
        match (class.name, class.type_row) {
            (StringId::EMPTY, Some(row)) => self.text(self.record.types[row.index()].name),
            (name, _) => self.text(name),
        }
    }

    /// One of its signatures.
    pub fn signature(&self, id: SignatureId) -> &'a Signature {
        &self.symbols().signatures[id.index()]
    }
}

/// Files that are linked together.
pub(super) struct Program<'a> {
    files: Vec<File<'a>>,
    by_path: HashMap<&'a str, FileId>,
    packages: Packages<'a>,
    keys: Keys,
    stars: OnceLock<Stars>,
}

impl<'a> Program<'a> {
    /// The program of exactly these files: a whole graph.
    pub fn of(modules: impl Iterator<Item = Module<'a>>) -> Self {
        let mut program = Self::new(modules);
        program.keys = Keys::new(&program.files, |path| program.by_path.contains_key(path));
        program.with_packages()
    }

    fn new(modules: impl Iterator<Item = Module<'a>>) -> Self {
        let files: Vec<_> = modules.map(File::new).collect();
        let by_path = (0..).zip(&files).map(|(number, file)| (file.path, FileId(number))).collect();
        Self { files, by_path, packages: Packages::default(), keys: Keys::default(), stars: OnceLock::new() }
    }

    /// The program of one file and everything it imports, directly or not, as far as `modules` has it.
    pub fn around(module: Module<'a>, modules: &'a dyn Modules) -> Self {
        let mut program = Self::new(std::iter::once(module));
        let mut next = 0;
        while next < program.files.len() {
            for path in program.files[next].imports.iter().flatten() {
                if program.by_path.contains_key(&**path) {
                    continue;
                }
                if let Some(found) = modules.module(path) {
                    program.by_path.insert(path, FileId(program.files.len() as u32));
                    program.files.push(File::new(found));
                }
            }
            next += 1;
        }
        program.with_packages()
    }

    /// The file with this number.
    pub fn file(&self, id: FileId) -> &File<'a> {
        &self.files[id.0 as usize]
    }

    /// The file at this absolute path.
    pub fn at_path(&self, path: &str) -> Option<FileId> {
        self.by_path.get(path).copied()
    }

    /// What a specifier of this file leads to.
    pub fn target(&self, file: FileId, specifier: StringId) -> ModuleTarget<'a> {
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
    fn folder_package(&self, file: &File<'a>, folder: &str) -> Option<PackageId> {
        self.packages().of_folder(file.record.language, folder)
    }

    /// The type of the graph that has the key `scope::name`.
    pub fn type_of_key(&self, scope: &str, name: &str) -> Option<TypeRef> {
        let file = *self.by_path.get(scope)?;
        let key = self.file(file).record.strings.find(name)?;
        Some(InFile { file, row: self.file(file).index().type_of_key(key)? })
    }

    /// The number of each file.
    pub fn ids(&self) -> impl Iterator<Item = FileId> + use<> {
        (0..self.files.len() as u32).map(FileId)
    }

    /// The key of a function behind its file's path, as the graph has it.
    pub fn function_key(&self, InFile { file, row }: FunctionRef) -> &str {
        let renamed = key_of(self.keys.functions(file), row);
        renamed.unwrap_or_else(|| self.file(file).text(self.file(file).record.functions[row.index()].key))
    }

    /// The same of a type.
    pub fn type_key(&self, InFile { file, row }: TypeRef) -> &str {
        let renamed = key_of(self.keys.types(file), row);
        renamed.unwrap_or_else(|| self.file(file).text(self.file(file).record.types[row.index()].key))
    }

    /// The keys that are others than those of the records.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// What files export together.
    pub fn packages(&self) -> &Packages<'a> {
        &self.packages
    }

    /// The same program with what its files export together.
    fn with_packages(mut self) -> Self {
        self.packages = Packages::new(&self);
        self
    }

    /// What each import of this file resolves to: a path, or the specifier as written.
    pub fn resolved_imports(&self, file: FileId) -> impl Iterator<Item = &'a str> {
        let file = self.file(file);
        (0..).zip(&file.record.imports).map(|(row, specifier)| {
            file.imports.get::<usize>(row).and_then(Option::as_deref).unwrap_or_else(|| shown(file.text(*specifier)))
        })
    }

    /// The names that files re-export with `export * from`.
    pub fn stars(&self) -> &Stars {
        self.stars.get_or_init(|| Stars::new(self))
    }
}

/// A specifier as written.
pub(super) fn shown(specifier: &str) -> &str {
    // Behind a longer module no name is written, and looking through it for each name would be quadratic.
    let mark = specifier.bytes().take(LONGEST_FULL_NAME + 1).position(|byte| char::from(byte) == NAME_MARK);
    mark.map_or(specifier, |mark| &specifier[..mark])
}
