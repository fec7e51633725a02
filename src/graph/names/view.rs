//! The program as one sees it who links a file: the one door to other files.
//!
//! In: what is asked of a file, of packages, of all files. Out: the answers. What was asked is noted, also where there is nothing,
//! if somebody wants to know. Rows of files have no door of their own: what leads to them is a name, and what that is says
//! what they are (`surface`).

use super::declarations::Merged;
use super::files::{ClassRef, ExportRef, ExtensionRef, File, FileId, FunctionRef, InFile, TypeRef};
use super::modules::{ModuleTarget, Origin};
use super::packages::PackageId;
use super::program::Program;
use super::reads::{Member, Notes, Question, Topic, of_file, of_language, of_member, of_text};
use super::scopes::Meaning;
use crate::languages::LanguageId;
use crate::record::surface::Visible;
use crate::record::symbols::{Class, ClassId, Export, ExportId, Package, ScopeId, Symbols};
use crate::record::{NodeKind, Run, StringId};

/// The program, and where it is noted what is asked of it.
#[derive(Clone, Copy)]
pub(in crate::graph) struct View<'p> {
    program: &'p Program,
    notes: Option<&'p Notes>,
}

impl<'p> View<'p> {
    /// The program, with notes if anybody wants them.
    pub const fn new(program: &'p Program, notes: Option<&'p Notes>) -> Self {
        Self { program, notes }
    }

    /// The same, where notes are taken by another.
    pub const fn noted_by(self, notes: Option<&'p Notes>) -> Self {
        Self { notes, ..self }
    }

    /// The program, of which nothing is to be asked that another file may change.
    pub const fn program(self) -> &'p Program {
        self.program
    }

    /// Whether anybody wants to know what is asked.
    pub const fn is_noted(self) -> bool {
        self.notes.is_some()
    }

    /// The file with this number.
    pub fn file(self, id: FileId) -> &'p File {
        self.program.file(id)
    }

    /// Notes a question about no file.
    pub fn ask(self, question: impl FnOnce() -> Question) {
        if let Some(notes) = self.notes {
            notes.ask(question());
        }
    }

    fn ask_of_text(self, kind: Visible, id: FileId, name: &str) {
        if let Some(notes) = self.notes {
            notes.ask_of_text(kind, id, name);
        }
    }

    fn ask_of_name(self, kind: Visible, id: FileId, name: StringId) {
        if let Some(notes) = self.notes {
            notes.ask_of_name(kind, id, self.file(id), name);
        }
    }

    fn ask_of_file(self, topic: Topic, id: FileId) {
        if let Some(notes) = self.notes {
            notes.ask_of_file(topic, id);
        }
    }

    fn ask_of_class(self, InFile { file, row }: ClassRef, member: Member<'_>) {
        if let Some(notes) = self.notes {
            notes.ask_of_class(file, self.file(file), row, member);
        }
    }

    /// The bindings of a name in exactly this scope.
    pub fn declared(self, file: FileId, name: StringId, scope: ScopeId) -> Option<&'p [u32]> {
        if scope == Symbols::FILE_SCOPE {
            self.ask_of_name(Visible::Declaration, file, name);
        }
        self.file(file).index().declared(name, scope)
    }

    /// The same by text.
    pub fn declared_text(self, file: FileId, name: &str, scope: ScopeId) -> Option<(StringId, &'p [u32])> {
        let Some(id) = self.file(file).record().strings.find(name) else {
            if scope == Symbols::FILE_SCOPE {
                self.ask_of_text(Visible::Declaration, file, name);
            }
            return None;
        };
        Some((id, self.declared(file, id, scope)?))
    }

    /// The bindings that a name has in a scope, or in the nearest around it that declares it with this meaning.
    pub fn lookup(self, file: FileId, name: StringId, scope: ScopeId, meaning: Meaning) -> Option<&'p [u32]> {
        self.ask_of_name(Visible::Declaration, file, name);
        self.file(file).index().lookup(name, scope, meaning)
    }

    /// The rows of the wildcards of exactly this scope, in the order in which they stand.
    pub fn wildcards_of(self, file: FileId, scope: ScopeId) -> &'p [(ScopeId, u32)] {
        self.ask_of_file(Topic::Wildcards, file);
        self.file(file).index().wildcards(scope)
    }

    /// The row of a file's first export of a name.
    pub fn export(self, file: FileId, name: &str) -> Option<ExportId> {
        let module = self.file(file);
        let id = module.record().strings.find(name);
        match id {
            Some(id) => self.ask_of_name(Visible::Export, file, id),
            None => self.ask_of_text(Visible::Export, file, name),
        }
        module.index().export(id?)
    }

    /// An export that a package or another file led to.
    pub fn export_at(self, InFile { file, row }: ExportRef) -> &'p Export {
        self.ask_of_file(Topic::Rows, file);
        &self.file(file).symbols().exports[row.index()]
    }

    /// The class that an export is, if it is one.
    pub fn exported_class(self, InFile { file, row }: ExportRef) -> Option<ClassRef> {
        self.ask_of_file(Topic::Rows, file);
        self.file(file).exported_class(row).map(|row| InFile { file, row })
    }

    /// How many rows of exports a file has.
    pub fn count_of_exports(self, file: FileId) -> usize {
        self.ask_of_file(Topic::Exports, file);
        self.file(file).symbols().exports.len()
    }

    /// Whether a file keeps a name from who imports everything.
    pub fn keeps(self, file: FileId, name: &str) -> bool {
        self.ask_of_text(Visible::Unstarred, file, name);
        let module = self.file(file);
        let name = module.record().strings.find(name);
        name.is_some_and(|name| module.symbols().unstarred.binary_search(&name).is_ok())
    }

    /// What a file is called as a module; `''` if nothing.
    pub fn module_name(self, file: FileId) -> &'p str {
        self.ask_of_text(Visible::File, file, "");
        let module = self.file(file);
        module.text(module.symbols().module_name)
    }

    /// Whether a default build leaves a file out.
    pub fn is_left_out(self, file: FileId) -> bool {
        self.ask_of_text(Visible::File, file, "");
        self.file(file).symbols().is_left_out
    }

    /// A class, without its members.
    pub fn class(self, class: ClassRef) -> &'p Class {
        self.ask_of_class(class, Member::None);
        self.file(class.file).class(class.row)
    }

    /// As [`File::class_kind`] says.
    pub fn class_kind(self, class: ClassRef) -> NodeKind {
        self.ask_of_class(class, Member::None);
        self.file(class.file).class_kind(class.row)
    }

    /// As [`File::class_name`] says.
    pub fn class_name(self, class: ClassRef) -> &'p str {
        self.ask_of_class(class, Member::None);
        self.file(class.file).class_name(class.row)
    }

    /// The rows of the members of this name that the declarations of a class in its file have.
    pub fn named_members(self, class: ClassRef, name: &str) -> &'p [(StringId, u32)] {
        self.ask_of_class(class, Member::Named(name));
        let module = self.file(class.file);
        match self.merged(class) {
            Some(merged) => module.record().strings.find(name).map_or(&[], |name| merged.members(name)),
            None => module.members(module.class(class.row).members, name),
        }
    }

    /// The same of one declaration of a class.
    pub fn members_of_declaration(self, class: ClassRef, name: &str) -> &'p [(StringId, u32)] {
        self.ask_of_class(class, Member::None);
        self.ask_of_class(class, Member::Named(name));
        let module = self.file(class.file);
        module.members(module.class(class.row).members, name)
    }

    /// The type that a class is one of several declarations of.
    pub fn merged(self, class: ClassRef) -> Option<&'p Merged> {
        self.ask_of_class(class, Member::None);
        let module = self.file(class.file);
        module.index().declarations().merged(module.declared_type(class.row)?)
    }

    /// The (first) declaration of the type of this row.
    pub fn first_class(self, ty: TypeRef) -> Option<ClassId> {
        let class = self.file(ty.file).index().declarations().class_of(ty.row)?;
        self.ask_of_class(InFile { file: ty.file, row: class }, Member::None);
        Some(class)
    }

    /// The (first) declarations of the types of this row.
    pub fn classes(self, ty: TypeRef) -> Vec<ClassId> {
        let further = self.file(ty.file).index().declarations().further(ty.row);
        self.first_class(ty).into_iter().chain(further).collect()
    }

    /// All members of one declaration of a class, as rows of its file.
    pub fn member_rows(self, class: ClassRef) -> Run {
        self.ask_of_class(class, Member::None);
        self.ask_of_class(class, Member::All);
        self.file(class.file).class(class.row).members
    }

    /// The same members.
    pub fn members(self, class: ClassRef) -> &'p [crate::record::symbols::Member] {
        &self.file(class.file).symbols().members[self.member_rows(class).range()]
    }

    /// The type that has this key behind its file's path.
    pub fn type_of_key(self, file: FileId, key: &str) -> Option<TypeRef> {
        self.ask_of_text(Visible::Type, file, key);
        self.program.type_of_key(file, key)
    }

    /// What a specifier of a file leads to.
    pub fn target(self, file: FileId, specifier: StringId) -> ModuleTarget<'p> {
        let target = self.program.target(file, specifier);
        if let Some(notes) = self.notes {
            let module = self.file(file);
            notes.ask_of_import(file, module, specifier);
            let resolved = || module.index().import(specifier).and_then(|row| module.resolved(row));
            notes.ask_once(Topic::Path, (file, specifier.0), |questions| {
                if let Some(path) = resolved() {
                    questions.push(of_text(Topic::Path, path));
                    questions.push(self.program.packages().question_for(module.language(), path, false));
                }
            });
        }
        target
    }

    /// The files of the program that all imports of a file lead to.
    pub fn imported_files(self, file: FileId) -> impl Iterator<Item = FileId> + use<'p> {
        self.ask_of_file(Topic::Imports, file);
        let module = self.file(file);
        let paths = (0..).zip(&module.record().imports).filter_map(|(row, _)| module.resolved(row));
        paths.filter_map(move |path| self.at_path(path))
    }

    /// The file at this path.
    pub fn at_path(self, path: &str) -> Option<FileId> {
        self.ask(|| of_text(Topic::Path, path));
        self.program.at_path(path)
    }

    /// The export that a file has by re-exporting others whole.
    pub fn star(self, file: FileId, name: &str) -> Option<ExportRef> {
        self.ask_of_file(Topic::Stars, file);
        self.ask(|| of_text(Topic::Star, name));
        self.program.stars().get(self.program.modules(), file, name)
    }

    /// The module outside the program that a file re-exports whole.
    pub fn starred_outside(self, file: FileId) -> Option<Origin<'p>> {
        self.ask_of_file(Topic::Stars, file);
        self.program.stars().outside(self.program.modules(), file)
    }

    /// The package of this name.
    pub fn package(self, language: LanguageId, name: &str) -> Option<PackageId> {
        self.ask(|| self.program.packages().question_for(language, name, true));
        self.program.packages().named(language, name)
    }

    /// The package whose name is made of these parts.
    pub fn package_of(self, language: LanguageId, parts: [&str; 3]) -> Option<PackageId> {
        self.ask(|| self.program.packages().question_for(language, &parts.concat(), true));
        self.program.packages().named_by(language, parts)
    }

    /// The package that a file means.
    pub fn meant_by(self, file: FileId, package: Package) -> Option<PackageId> {
        let module = self.file(file);
        self.ask(|| self.program.packages().question_of(module, package));
        self.program.packages().meant_by(module, package)
    }

    /// The package of this name in one that has a name itself.
    pub fn package_within(self, package: PackageId, name: &str, separator: &str) -> Option<PackageId> {
        let (language, full) = self.program.packages().name_of(package)?;
        self.package_of(language, [full, separator, name])
    }

    /// What a package exports under a name, the first of all.
    pub fn exports_of(self, package: PackageId, name: &str) -> &'p [ExportRef] {
        self.ask(|| self.program.packages().question_about(package, name));
        self.program.packages().exports(package, name)
    }

    /// Every export of the package and name that a class is exported under.
    pub fn parts(self, class: ClassRef) -> &'p [ExportRef] {
        self.ask_of_class(class, Member::None);
        let (parts, question) = self.program.packages().parts(class);
        if let Some(question) = question {
            self.ask(|| question);
        }
        parts
    }

    /// Whether nothing is declared apart from its type in the whole program. Where that changes all is linked again.
    pub fn is_without_extensions(self) -> bool {
        self.program.extensions().is_empty()
    }

    /// Members declared apart from types of the name of this class.
    pub fn extensions_near(self, class: ClassRef) -> impl Iterator<Item = ExtensionRef> + use<'p> {
        self.extensions_named(class.file, self.class_name(class))
    }

    /// The same of types of this name, whether anybody declares one or not, as a file sees them.
    pub fn extensions_named(self, file: FileId, name: &str) -> impl Iterator<Item = ExtensionRef> + use<'p> {
        let module = self.file(file);
        self.ask(|| of_language(Topic::Extensions, module.language(), name));
        let extensions = self.program.extensions().of(module.language(), module.folder(), name);
        extensions.inspect(move |extension| {
            let name = self.file(extension.file).symbols().extensions[extension.row.index()].name;
            self.ask_of_name(Visible::Extension, extension.file, name);
        })
    }

    /// The rows of the members of this name that a file declares apart from their type.
    pub fn members_apart(self, InFile { file, row }: ExtensionRef, name: &str) -> &'p [(StringId, u32)] {
        let module = self.file(file);
        let extension = &module.symbols().extensions[row.index()];
        if let Some(notes) = self.notes {
            notes.ask_of_extension(file, module, extension.name, name);
        }
        module.members(extension.members, name)
    }

    /// The files that lend something to this one.
    pub fn lenders_to(self, file: FileId) -> impl Iterator<Item = FileId> + use<'p> {
        let (module, lenders) = (self.file(file), self.program.lenders());
        if let Some(notes) = self.notes {
            notes.ask_of_file(Topic::Unit, file);
            notes.ask_once(Topic::Lenders, (file, 0), |questions| lenders.questions_of(module, questions));
        }
        lenders.to(module).inspect(move |lender| self.ask_of_text(Visible::Lent, *lender, ""))
    }

    /// Notes that somebody looks at classes without names of a file.
    pub fn asks_for_unnamed(self, file: FileId) {
        self.ask_of_file(Topic::Unnamed, file);
    }

    /// Notes that somebody asks for the subtypes of a type.
    pub fn asks_for_subtypes(self, InFile { file, row }: TypeRef) {
        let key = || {
            let module = self.file(file);
            module.text(module.record().types[row.index()].key)
        };
        self.ask(|| of_file(Topic::Subtypes, file, key()));
    }

    /// Notes that somebody asks what subtypes of a type run for a member. Answers the question.
    pub fn asks_for_member(self, InFile { file, row }: TypeRef, name: &str) -> Question {
        let module = self.file(file);
        let question = of_member(file, module.text(module.record().types[row.index()].key), name);
        self.ask(|| question);
        question
    }

    /// The key of a function behind its file's path, as the graph has it.
    pub fn function_key(self, function: FunctionRef) -> &'p str {
        self.program.function_key(function)
    }
}
