//! The files that are linked together, by number, each with its rows and the index that names are looked up in.
//!
//! In: files, and edits of them. Out: [`Files`], which owns them. Files stand in the order of their paths, whatever their
//! numbers. The index of a file is made on first use, so that linking one file pays for no other; and where its rows are packed, so
//! are they.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use foldhash::HashMap;

use super::at_rest::AtRest;
use super::declarations::DeclaredType;
use super::packed::{Packed, are_alike};
use super::scopes::Index;
use super::slots::Slots;
use crate::languages::{Facts, LanguageId};
use crate::record::symbols::{
    BindingTarget, Class, ClassId, ExportId, ExportTarget, Expr, ExprId, ExtensionId, ObjectId, ScopeId, Signature,
    SignatureId, Symbols,
};
use crate::record::{FileRecord, FunctionRowId, NodeKind, Run, StringId, TypeRowId, name_without_arity};
use crate::source::paths::RelativePath;

/// A file of a program: the number of its slot, which it keeps for as long as it is there. Another file may have it
/// afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// One file that is to be linked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedFile {
    /// Its path.
    pub path: RelativePath,
    /// What is known of it; [`FileRecord::keep_symbols_only`] leaves all that linking needs.
    pub record: FileRecord,
    /// For each of [`FileRecord::imports`] the path of the repository's file or folder it resolves to, or `None` if it leads
    /// out of the repository.
    pub imports: Vec<Option<RelativePath>>,
    /// The path of what [`ImportResolver::unit`](crate::resolve::ImportResolver::unit) answers.
    pub unit: Option<RelativePath>,
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

/// A class of a program.
pub(in crate::graph) type ClassRef = InFile<ClassId>;

/// A name that a file exports.
pub(in crate::graph) type ExportRef = InFile<ExportId>;

/// Members that are declared apart from their type.
pub(in crate::graph) type ExtensionRef = InFile<ExtensionId>;

const _: () = assert!(size_of::<Option<FunctionRef>>() == size_of::<[u32; 2]>());

/// One file with its indices.
pub(in crate::graph) struct File {
    /// Its path, as every path here without the root.
    pub path: Arc<str>,
    language: LanguageId,
    /// Its rows and their index, while they are at hand.
    rows: OnceLock<Box<Rows>>,
    /// What they are made of again; nothing in it, if that cannot be.
    packed: OnceLock<Option<Arc<Packed>>>,
    imports: Vec<Option<RelativePath>>,
    /// What it is compiled with, if that is more than its folder.
    pub unit: Option<RelativePath>,
    /// How many files of the program have a path before its own.
    pub place: u32,
}

/// What linking looks at.
struct Rows {
    record: Arc<FileRecord>,
    index: OnceLock<Index>,
    /// How often the program [rested](Files::rest) since they are at hand.
    rests: u32,
}

impl Rows {
    fn new(record: FileRecord) -> Box<Self> {
        Self::shared(Arc::new(record))
    }

    fn shared(record: Arc<FileRecord>) -> Box<Self> {
        Box::new(Self { record, index: OnceLock::new(), rests: 0 })
    }
}

impl File {
    fn new(LinkedFile { path, record, imports, unit }: LinkedFile) -> Self {
        let (path, language) = (path.into(), record.language);
        Self { path, language, rows: Rows::new(record).into(), packed: OnceLock::new(), imports, unit, place: 0 }
    }

    /// What is left of the place of one that is taken out.
    fn taken_out(language: LanguageId) -> Self {
        let (path, record) = (RelativePath::default(), FileRecord::new(language));
        Self::new(LinkedFile { path, record, imports: Vec::new(), unit: None })
    }

    /// The same file, to be linked with no other.
    fn alone(&self) -> Self {
        let (path, rows) = (Arc::clone(&self.path), Rows::shared(self.shared_record()).into());
        let (imports, unit) = (self.imports.clone(), self.unit.clone());
        Self { path, language: self.language, rows, packed: OnceLock::new(), imports, unit, place: 0 }
    }

    /// A file that is at rest.
    fn of_rest(path: Arc<str>, AtRest { language, packed, imports, unit }: AtRest) -> Self {
        let packed = OnceLock::from(Some(packed));
        Self { path, language, rows: OnceLock::new(), packed, imports, unit, place: 0 }
    }

    /// It at rest, once it is packed.
    fn at_rest(&self) -> Option<AtRest> {
        let packed = Arc::clone(self.packed.get()?.as_ref()?);
        Some(AtRest { language: self.language, packed, imports: self.imports.clone(), unit: self.unit.clone() })
    }

    fn rows(&self) -> &Rows {
        self.rows.get_or_init(|| {
            let packed = self.packed.get().and_then(Option::as_ref);
            let record = packed.and_then(|packed| packed.unpacked());
            // What is packed can be unpacked: that was tried.
            let record = record.unwrap_or_else(|| FileRecord::new(self.language));
            Rows::new(record)
        })
    }

    /// Packs its rows, unless they are.
    fn pack(&self) {
        self.packed.get_or_init(|| Packed::of(self.record()).map(Arc::new));
    }

    /// Its rows with what they are made of again, if both are at hand.
    fn held_twice(&mut self) -> Option<(&mut Rows, &Packed)> {
        let packed = self.packed.get()?.as_deref()?;
        Some((self.rows.get_mut()?, packed))
    }

    /// The specifiers of its imports.
    pub fn specifiers(&self) -> Vec<&str> {
        match self.packed.get() {
            Some(Some(packed)) => packed.specifiers(),
            _ => self.record().imports.iter().map(|specifier| self.text(*specifier)).collect(),
        }
    }

    /// Whether a build decides which of its declarations are meant.
    pub fn has_twins(&self) -> bool {
        match self.packed.get() {
            Some(Some(packed)) => packed.has_twins(),
            _ => !self.symbols().twins.is_empty(),
        }
    }

    /// Its rows.
    pub fn record(&self) -> &FileRecord {
        &self.rows().record
    }

    /// Whether linking reads the same of a record.
    pub fn says(&self, record: &FileRecord) -> bool {
        are_alike(self.record(), record)
    }

    /// The same, to be held beside it.
    pub fn shared_record(&self) -> Arc<FileRecord> {
        Arc::clone(&self.rows().record)
    }

    /// Its language.
    pub fn language(&self) -> LanguageId {
        self.language
    }

    /// Its symbol tables.
    pub fn symbols(&self) -> &Symbols {
        &self.record().symbols
    }

    /// What bindings of one name import: of what a build has or has not, that stands first which it has, and may be declared here.
    pub fn import_among(&self, rows: &[u32]) -> Option<(StringId, StringId)> {
        let bindings = &self.symbols().bindings;
        let is_last_meant = self.facts().last_is_meant;
        let decides = |target: &BindingTarget| match target {
            BindingTarget::Import { .. } => true,
            BindingTarget::Function(_) | BindingTarget::Class(_) => !is_last_meant,
            _ => false,
        };
        match rows.iter().map(|row| bindings[*row as usize].target).find(decides)? {
            BindingTarget::Import { specifier, imported } => Some((specifier, imported)),
            _ => None,
        }
    }

    /// Its names by scope.
    pub(super) fn index(&self) -> &Index {
        let Rows { record, index, .. } = self.rows();
        index.get_or_init(|| Index::new(record))
    }

    /// Whether a scope is inside of another, or is that.
    pub fn is_within(&self, inner: ScopeId, outer: ScopeId) -> bool {
        self.index().is_within(inner, outer)
    }

    /// The innermost class that a scope is in.
    pub fn class_around(&self, scope: ScopeId) -> Option<ClassId> {
        self.index().class_around(scope)
    }

    /// The innermost scope that has wildcards, from this one outwards.
    pub fn with_wildcards(&self, scope: ScopeId) -> Option<ScopeId> {
        self.index().with_wildcards(scope)
    }

    /// The row of the first type alias of this name in the record's types.
    pub fn alias(&self, name: StringId) -> Option<TypeRowId> {
        self.index().alias(name)
    }

    /// The class of what calling a function with `new` makes.
    pub fn made_by(&self, function: SignatureId) -> Option<ClassId> {
        self.index().made_by(function)
    }

    /// The rows of the members of a name of an object.
    pub fn members_of(&self, object: ObjectId, name: &str) -> &[(StringId, u32)] {
        self.members(self.symbols().objects[object.index()].members, name)
    }

    /// What is known of its language.
    pub fn facts(&self) -> &'static Facts {
        self.language().facts()
    }

    /// The text of one of its strings.
    pub fn text(&self, id: StringId) -> &str {
        self.record().text(id)
    }

    /// The text of a name, as it is written where it is that of a type.
    pub fn written_name(&self, id: StringId) -> &str {
        let name = self.text(id);
        if self.facts().types_differ_by_arity { name_without_arity(name) } else { name }
    }

    /// Which type one of its classes is a declaration of.
    pub fn declared_type(&self, id: ClassId) -> Option<DeclaredType> {
        DeclaredType::of(self.record(), id)
    }

    /// The rows of the members of a name in a list of members.
    pub(super) fn members(&self, list: Run, name: &str) -> &[(StringId, u32)] {
        self.record().strings.find(name).map_or(&[], |name| self.index().members(list, name))
    }

    /// One of its expressions.
    pub fn expr(&self, id: ExprId) -> Expr {
        self.symbols().expr(id)
    }

    /// The expression that tests of a value are about: itself where there are none.
    pub fn without_tests(&self, id: ExprId) -> ExprId {
        let mut id = id;
        while let Expr::Narrowed { value, .. } = self.expr(id) {
            id = value;
        }
        id
    }

    /// A list of its expressions.
    pub fn exprs(&self, run: Run) -> &[ExprId] {
        &self.symbols().expr_lists[run.range()]
    }

    /// One of its classes.
    pub(super) fn class(&self, id: ClassId) -> &Class {
        &self.symbols().classes[id.index()]
    }

    /// The kind of the declaration of a class; that of its first declaration where it is merged.
    pub(super) fn class_kind(&self, id: ClassId) -> NodeKind {
        self.class(id).type_row.map_or(NodeKind::Class, |row| self.record().types[row.index()].kind)
    }

    /// The name of a class, as its declaration gives it; `default` for the default export without one.
    pub(super) fn class_name(&self, id: ClassId) -> &str {
        let class = self.class(id);
        match (class.name, class.type_row) {
            (StringId::EMPTY, Some(row)) => self.text(self.record().types[row.index()].name),
            (name, _) => self.text(name),
        }
    }

    /// One of its signatures.
    pub fn signature(&self, id: SignatureId) -> &Signature {
        &self.symbols().signatures[id.index()]
    }

    /// The class that an expression is, if it is one.
    pub fn class_at(&self, expr: ExprId) -> Option<ClassId> {
        match self.expr(expr) {
            Expr::Class(class) => Some(class),
            _ => None,
        }
    }

    /// The class that one of its exports is, if it is one.
    pub fn exported_class(&self, row: ExportId) -> Option<ClassId> {
        match self.symbols().exports[row.index()].target {
            ExportTarget::Expression(expr) => self.class_at(expr),
            _ => None,
        }
    }

    /// The folder it is in.
    pub fn folder(&self) -> &str {
        folder_of(&self.path)
    }

    /// What each of its imports leads to.
    pub fn imports(&self) -> &[Option<RelativePath>] {
        &self.imports
    }

    /// The path of the repository's file that an import leads to, if it leads to one; by the import's row in the record.
    pub fn resolved(&self, import: usize) -> Option<&str> {
        self.imports.get(import)?.as_deref()
    }
}

/// The folder that a path is in.
pub(in crate::graph) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Files by number.
#[derive(Default)]
pub(in crate::graph) struct Files {
    /// Where there is no file any more, an empty one stands.
    slots: Slots<File>,
    /// The files in the order of their paths.
    order: Vec<FileId>,
    by_path: HashMap<Arc<str>, FileId>,
}

impl Files {
    /// These files, numbered in the order given. No two may have the same path.
    pub fn new(files: Vec<LinkedFile>) -> Self {
        Self::of(files.into_iter().map(File::new).collect())
    }

    /// These files at rest, in the order of their paths, with their numbers.
    pub fn of_rest(files: Vec<(FileId, Arc<str>, AtRest)>) -> Self {
        let order: Vec<FileId> = files.iter().map(|(id, ..)| *id).collect();
        let by_path = files.iter().map(|(id, path, _)| (Arc::clone(path), *id)).collect();
        let files = files.into_iter().map(|(id, path, file)| (id.0, File::of_rest(path, file)));
        let slots = Slots::of_numbered(files.collect(), || File::taken_out(LanguageId::ALL[0]));
        let mut files = Self { slots, order, by_path };
        files.number_places(0);
        files.ids().collect::<Vec<_>>().into_iter().for_each(|id| files.share_paths(id));
        files
    }

    /// A file at rest, if it is packed.
    pub fn at_rest(&self, id: FileId) -> Option<AtRest> {
        self.get(id).at_rest()
    }

    /// The files without which what is known of all together cannot be told, in the order of their paths.
    pub fn shared(&self) -> Vec<FileId> {
        let is_shared = |id: &FileId| {
            let packed = self.get(*id).packed.get().and_then(Option::as_ref);
            packed.is_none_or(|packed| packed.is_shared())
        };
        self.ids().filter(is_shared).collect()
    }

    /// This file and no other. It has the number 0.
    pub fn alone(&self, id: FileId) -> Self {
        Self::of(vec![self.get(id).alone()])
    }

    fn of(slots: Vec<File>) -> Self {
        let mut order: Vec<_> = (0..slots.len() as u32).map(FileId).collect();
        order.sort_by(|one, other| slots[one.0 as usize].path.cmp(&slots[other.0 as usize].path));
        let by_path = (0..).zip(&slots).map(|(number, file)| (Arc::clone(&file.path), FileId(number))).collect();
        let mut files = Self { slots: slots.into(), order, by_path };
        files.number_places(0);
        files
    }

    /// Has all paths of a file's imports be the same as those of the files there, so that each is held once.
    pub fn share_paths(&mut self, id: FileId) {
        for import in self.slots[id.0].imports.iter_mut().flatten() {
            if let Some((path, _)) = self.by_path.get_key_value(&**import) {
                *import = RelativePath::from(Arc::clone(path));
            }
        }
    }

    /// Adds a file with a path that no file has.
    pub fn insert(&mut self, file: LinkedFile) -> FileId {
        let file = File::new(file);
        let place = self.order.partition_point(|other| *self.get(*other).path < *file.path);
        let id = FileId(self.slots.add(file));
        self.order.insert(place, id);
        self.by_path.insert(Arc::clone(&self.get(id).path), id);
        self.number_places(place);
        id
    }

    /// Puts what is known of a file now in the place of what was known of it.
    pub fn replace(
        &mut self,
        id: FileId,
        record: FileRecord,
        imports: Vec<Option<RelativePath>>,
        unit: Option<RelativePath>,
    ) {
        let file = &mut self.slots[id.0];
        (file.language, file.imports, file.unit) = (record.language, imports, unit);
        (file.rows, file.packed) = (Rows::new(record).into(), OnceLock::new());
    }

    /// The files whose rows have not been packed yet.
    pub fn unpacked(&self) -> Vec<FileId> {
        let is_unpacked = |id: &FileId| self.get(*id).packed.get().is_none();
        self.ids().filter(is_unpacked).collect()
    }

    /// Packs the rows of a file, so that they need not be at hand.
    pub fn pack(&self, id: FileId) {
        self.get(id).pack();
    }

    /// Puts away rows that are packed, so that those of all files take no more than about so many bytes: first those that have
    /// been at hand for longest, and with them all that came when they did.
    pub fn rest(&mut self, most: usize) {
        let mut bytes_by_rests: BTreeMap<u32, usize> = BTreeMap::new();
        for (rows, packed) in self.slots.iter_mut().filter_map(File::held_twice) {
            *bytes_by_rests.entry(rows.rests).or_default() += packed.unpacked_bytes();
            rows.rests = rows.rests.saturating_add(1);
        }
        let mut bytes = 0;
        let is_too_much = |(_, more): &(&u32, &usize)| {
            bytes += **more;
            bytes > most
        };
        let Some((oldest, _)) = bytes_by_rests.iter().find(is_too_much) else { return };
        for file in self.slots.iter_mut() {
            if file.held_twice().is_some_and(|(rows, _)| rows.rests > *oldest) {
                file.rows = OnceLock::new();
            }
        }
    }

    /// Takes a file out.
    pub fn remove(&mut self, id: FileId) {
        let taken_out = File::taken_out(self.get(id).language());
        let File { path, place, .. } = self.slots.take_out(id.0, taken_out);
        self.by_path.remove(&path);
        self.order.remove(place as usize);
        self.number_places(place as usize);
    }

    /// Whether there is a file with this number.
    pub fn holds(&self, id: FileId) -> bool {
        let file = self.slots.get(id.0);
        file.is_some_and(|file| self.order.get(file.place as usize) == Some(&id))
    }

    /// Tells files from this place on their places.
    fn number_places(&mut self, from: usize) {
        for (place, id) in (from as u32..).zip(&self.order[from..]) {
            self.slots[id.0].place = place;
        }
    }

    /// The number of each file, in the order of their paths.
    pub fn ids(&self) -> impl ExactSizeIterator<Item = FileId> + Clone {
        self.order.iter().copied()
    }

    /// One more than the largest number a file has had.
    pub fn slots(&self) -> usize {
        self.slots.len()
    }

    /// The file with this number.
    pub fn get(&self, id: FileId) -> &File {
        &self.slots[id.0]
    }

    /// The file at this path.
    pub fn at_path(&self, path: &str) -> Option<FileId> {
        self.by_path.get(path).copied()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::path::Path;

    fn file(name: &str) -> LinkedFile {
        let path = RelativePath::below(Path::new("/"), &format!("/{name}"));
        LinkedFile { path, record: FileRecord::new(LanguageId::Java), imports: Vec::new(), unit: None }
    }

    fn at_hand(files: &Files) -> Vec<&str> {
        let all = files.ids().map(|id| files.get(id));
        all.filter(|file| file.rows.get().is_some()).map(|file| &*file.path).collect()
    }

    #[test]
    fn what_has_been_at_hand_for_longest_is_put_away_first() {
        let mut files = Files::new(["a", "b", "c"].map(file).into());
        let [a, b, c] = ["a", "b", "c"].map(|path| files.at_path(path).unwrap());
        files.pack(a);
        files.pack(b);
        files.rest(0);
        assert_eq!(at_hand(&files), ["c"], "what is not packed stays");
        files.pack(c);
        let one = files.get(a).packed.get().unwrap().as_ref().unwrap().unpacked_bytes();
        assert!(one > 0);
        files.rest(2 * one);
        files.get(a).record();
        files.rest(2 * one);
        assert_eq!(at_hand(&files), ["a", "c"]);
        files.get(b).record();
        files.rest(2 * one);
        assert_eq!(at_hand(&files), ["a", "b"]);
        files.get(c).record();
        files.rest(one);
        assert_eq!(at_hand(&files), ["c"]);
        files.rest(one - 1);
        assert_eq!(at_hand(&files), [""; 0]);
        assert_eq!(*files.get(a).record(), FileRecord::new(LanguageId::Java));
    }
}
