//! A program that files are edited in is the program of the files it has then, whatever it was before.

use crate::case::Case;
use crate::{LANGUAGES, cases_of};
use code_knowledge_graph::allowance::Allowance;
use code_knowledge_graph::extract::Surroundings;
use code_knowledge_graph::graph::encode::encode_links;
use code_knowledge_graph::graph::{FileId, Heritage, LinkedFile, Program, SaidSubtypes, Subtypes};
use code_knowledge_graph::language::{extract, settle};
use code_knowledge_graph::languages::LanguageId;
use code_knowledge_graph::resolve::{ImportTarget, Resolvers};
use code_knowledge_graph::source::paths::{RelativePath, RootText};
use code_knowledge_graph::source::text::decode;
use code_knowledge_graph::source::walk::{Walk, check_root};
use proptest::prelude::*;
use proptest::sample::Index;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::OnceLock;

/// What happens to a program. Files are chosen among those of the repository, those that are there or those that are not.
#[derive(Debug, Clone)]
enum Edit {
    Add(Index),
    Remove(Index),
    /// A file gets what another file of the repository holds.
    Change(Index, Index),
    /// A file goes, and another takes its number.
    Move(Index, Index),
}

/// All cases of a language as one repository, a folder each: what each of its files is with the text of each of them.
pub(crate) struct Repository {
    pub(crate) paths: Vec<RelativePath>,
    /// By path and then by text.
    pub(crate) files: Vec<Vec<LinkedFile>>,
}

impl Repository {
    fn of(language: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for path in cases_of(language) {
            let text = std::fs::read_to_string(&path).unwrap();
            Case::parse(&text).write(&folder.path().join(path.file_stem().unwrap()));
        }
        let root = check_root(folder.path().to_str().unwrap()).unwrap();
        let extensions = LanguageId::endings();
        let walk = Walk { root: &root, include: &[], exclude: &[], respect_gitignore: false, extensions: &extensions };
        let paths = walk.files(&|| false).unwrap();
        let resolvers = Resolvers::new(&root);
        let files = paths.iter().map(|path| {
            let texts = paths.iter().filter(|text| Path::new(text).extension() == Path::new(path).extension());
            texts.map(|text| file(&root, &resolvers, path, &std::fs::read(text).unwrap())).collect()
        });
        let names = paths.iter().map(|path| RelativePath::below(&root, path));
        Self { files: files.collect(), paths: names.collect() }
    }

    /// Whose texts those are that the file at this path may have, by path.
    pub(crate) fn texts_for(&self, path: usize) -> impl Iterator<Item = usize> {
        let extension = |path: usize| Path::new(&*self.paths[path]).extension();
        (0..self.paths.len()).filter(move |text| extension(*text) == extension(path))
    }

    fn file(&self, path: usize, text: Index) -> LinkedFile {
        text.get(&self.files[path]).clone()
    }
}

pub(crate) fn file(root: &Path, resolvers: &Resolvers, path: &str, bytes: &[u8]) -> LinkedFile {
    let language = LanguageId::of_path(path).unwrap();
    let relative = RelativePath::below(root, path);
    let mut record = extract(language, &relative, decode(bytes.to_vec()).unwrap(), &Allowance::unlimited()).unwrap();
    let resolver = resolvers.of(language);
    let build = resolver.build(Path::new(path));
    settle(&mut record, build.as_deref().map(|build| build as &dyn Surroundings));
    let imports =
        record.imports.iter().map(|specifier| match resolver.resolve(Path::new(path), record.text(*specifier)) {
            ImportTarget::File(path) | ImportTarget::Folder(path) => Some(RelativePath::below(root, &path)),
            ImportTarget::External => None,
        });
    let imports = imports.collect();
    let unit = resolver.unit(Path::new(path)).map(|unit| RelativePath::below(root, &unit));
    LinkedFile { path: relative, record, imports, unit }
}

pub(crate) fn repository(language: usize) -> &'static Repository {
    static REPOSITORIES: [OnceLock<Repository>; LANGUAGES.len()] = [const { OnceLock::new() }; LANGUAGES.len()];
    REPOSITORIES[language].get_or_init(|| Repository::of(LANGUAGES[language]))
}

/// What all files say of their supertypes, by their numbers.
fn heritages_of(program: &Program) -> Vec<Result<Heritage, String>> {
    let slots = program.ids().map(|id| id.0 as usize + 1).max().unwrap_or(0);
    let mut heritages = vec![Err(String::from("no file")); slots];
    for id in program.ids() {
        heritages[id.0 as usize] = program.heritage(id);
    }
    heritages
}

/// The encoded links of every file, by its path.
fn links_of(
    program: &Program,
    files: &BTreeMap<usize, (FileId, LinkedFile)>,
    subtypes: SaidSubtypes,
) -> BTreeMap<usize, Vec<u8>> {
    let heritages = heritages_of(program);
    let root = RootText::of(Path::new("/r"));
    let subtypes = Subtypes::of_both(subtypes, program.method_sets(&heritages));
    let encoded = files.iter().map(|(path, (id, _))| {
        let heritage = heritages[id.0 as usize].as_ref().unwrap();
        let mut bytes = Vec::new();
        let edges = program.link(*id, &subtypes).unwrap();
        encode_links(&program.texts(*id, heritage, edges, &subtypes, &root).unwrap(), &mut bytes);
        (*path, bytes)
    });
    encoded.collect()
}

/// The same of a program that is made of these files as they are now, first to last.
fn links_from_nothing(files: &BTreeMap<usize, (FileId, LinkedFile)>) -> BTreeMap<usize, Vec<u8>> {
    let made = files.iter().zip(0..).map(|((path, (_, file)), id)| (*path, (FileId(id), file.clone()))).collect();
    let program = Program::new(files.values().map(|(_, file)| file.clone()).collect());
    links_of(&program, &made, program.said_subtypes(&heritages_of(&program)))
}

/// One of these, if there is any.
fn pick(index: Index, among: &[usize]) -> Option<usize> {
    (!among.is_empty()).then(|| *index.get(among))
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        any::<Index>().prop_map(Edit::Add),
        any::<Index>().prop_map(Edit::Remove),
        any::<(Index, Index)>().prop_map(|(path, text)| Edit::Change(path, text)),
        any::<(Index, Index)>().prop_map(|(from, to)| Edit::Move(from, to)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn after_any_edits_links_are_those_of_a_program_from_nothing(
        language in 0..LANGUAGES.len(),
        first in proptest::collection::vec(any::<Index>(), 0..80),
        edits in proptest::collection::vec(edit(), 1..12),
    ) {
        let repository = repository(language);
        let mut files: BTreeMap<usize, (FileId, LinkedFile)> = BTreeMap::new();
        let mut program = Program::default();
        let mut subtypes = SaidSubtypes::default();
        let mut said = Vec::new();
        // As they are written: a file that is added later has the text of its own path.
        let own = |path: usize| {
            let at = repository.texts_for(path).position(|text| text == path).unwrap();
            repository.files[path][at].clone()
        };
        let at_first = first.len();
        let mut touched = BTreeSet::new();
        let changes = first.into_iter().map(Edit::Add).chain(edits);
        for (number, edit) in changes.enumerate() {
            let there: Vec<usize> = files.keys().copied().collect();
            let missing: Vec<usize> = (0..repository.paths.len()).filter(|path| !files.contains_key(path)).collect();
            let (goes, comes, changes) = match edit {
                Edit::Add(path) => (None, pick(path, &missing), None),
                Edit::Remove(path) => (pick(path, &there), None, None),
                Edit::Change(path, text) => (None, None, pick(path, &there).map(|path| (path, text))),
                Edit::Move(from, to) => (pick(from, &there), pick(to, &missing), None),
            };
            if let Some((id, _)) = goes.and_then(|path| files.remove(&path)) {
                program.remove(id);
                touched.insert(id);
                prop_assert!(!program.holds(id));
            }
            if let Some(path) = comes {
                let file = own(path);
                let id = program.insert(file.clone());
                touched.insert(id);
                files.insert(path, (id, file));
            }
            if let Some((path, text)) = changes {
                let file = repository.file(path, text);
                let id = files[&path].0;
                let LinkedFile { record, imports, unit, .. } = file.clone();
                program.replace(id, record, imports, unit);
                touched.insert(id);
                files.insert(path, (id, file));
            }
            // The files there are at first are known together, what is edited one by one.
            if number >= at_first {
                let says = heritages_of(&program);
                let ids = (0..says.len().max(said.len()) as u32).map(FileId);
                let is_changed = |id: &FileId| {
                    let at = id.0 as usize;
                    touched.contains(id) || says.get(at) != said.get(at)
                };
                program.update_said_subtypes(&mut subtypes, &says, &ids.filter(is_changed).collect::<Vec<_>>());
                said = says;
                touched.clear();
            }
        }
        prop_assert_eq!(program.len(), files.len());
        prop_assert!(program.ids().eq(files.values().map(|(id, _)| *id)), "files stand in the order of their paths");
        prop_assert!(links_of(&program, &files, subtypes) == links_from_nothing(&files), "{}", LANGUAGES[language]);
    }
}

#[test]
fn a_number_is_its_files_until_the_file_goes() {
    let repository = repository(0);
    let file = |path: usize| repository.files[path][0].clone();
    let mut program = Program::new(vec![file(2), file(0)]);
    let first = program.insert(file(1));
    assert_eq!(program.ids().collect::<Vec<_>>(), [FileId(1), first, FileId(0)]);
    assert_eq!(program.insert(file(1)), first, "of a path that is there");
    program.remove(FileId(1));
    program.remove(FileId(1));
    assert_eq!(program.ids().collect::<Vec<_>>(), [first, FileId(0)]);
    assert_eq!(program.insert(file(3)), FileId(1), "a number that is free is given again");
    assert_eq!(program.at_path(&repository.paths[3]), Some(FileId(1)));
    assert_eq!(program.at_path(&repository.paths[0]), None);
}
