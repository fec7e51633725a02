//! A program that stays linked has, after any edits, the links of one from nothing, although only what an edit reaches is linked
//! again; and what that is, for edits as people make them.

use crate::case::Case;
use crate::edits::{Repository, file, repository};
use crate::{LANGUAGES, cases_of};
use code_knowledge_graph::graph::encode::encode_links;
use code_knowledge_graph::graph::relinking::{Edit, Linked, Relinked};
use code_knowledge_graph::graph::{FileId, LinkedFile, surface};
use code_knowledge_graph::languages::LanguageId;
use code_knowledge_graph::resolve::Resolvers;
use code_knowledge_graph::source::paths::RootText;
use code_knowledge_graph::source::walk::{Walk, check_root};
use proptest::prelude::*;
use proptest::sample::Index;
use std::collections::BTreeMap;
use std::path::Path;

/// The encoded links of every file, by its path.
type Links = BTreeMap<String, Vec<u8>>;

fn links_of(linked: &Linked) -> Links {
    let root = RootText::of(Path::new("/r"));
    let encoded = linked.program().ids().map(|id| {
        let mut bytes = Vec::new();
        encode_links(&linked.texts(id, &root).unwrap(), &mut bytes);
        (linked.program().path(id).to_owned(), bytes)
    });
    encoded.collect()
}

fn put(file: LinkedFile) -> Edit {
    let surface = surface(&file.record, &file.path);
    Edit::Put(Box::new(file), surface)
}

fn of_nothing(files: impl Iterator<Item = LinkedFile>) -> Linked {
    let with_surface = |file: LinkedFile| {
        let surface = surface(&file.record, &file.path);
        (file, surface)
    };
    Linked::new(files.map(with_surface).collect())
}

/// Does edits, and compares with a program from nothing: an error says what differs.
fn edit(
    linked: &mut Linked,
    before: &Links,
    files: impl Iterator<Item = LinkedFile>,
    edits: Vec<Edit>,
) -> Result<(Relinked, Links), String> {
    let relinked = linked.edit(edits);
    let (after, expected) = (links_of(linked), links_of(&of_nothing(files)));
    if let Some((path, _)) = expected.iter().find(|(path, links)| after.get(*path) != Some(*links)) {
        return Err(format!("{path} has other links than from nothing; linked again: {}", names(linked, &relinked)));
    }
    if after.len() != expected.len() {
        return Err("other files than from nothing".into());
    }
    for (path, links) in &after {
        let id = linked.program().at_path(path).unwrap();
        if !relinked.changed_texts.contains(&id) && before.get(path) != Some(links) {
            return Err(format!("{path} has other links than before, and nobody says so"));
        }
    }
    Ok((relinked, after))
}

fn names(linked: &Linked, relinked: &Relinked) -> String {
    paths_of(linked, &relinked.linked_again).join(", ")
}

fn paths_of(linked: &Linked, files: &[FileId]) -> Vec<String> {
    let mut paths: Vec<_> = files.iter().map(|id| linked.program().path(*id).to_owned()).collect();
    paths.sort();
    paths
}

/// What happens to a file of a repository, which is chosen among all: it gets the text of another of its language, or its own,
/// or it goes.
type Step = (Index, Option<Index>, bool);

fn step() -> impl Strategy<Value = Step> {
    any::<(Index, Option<Index>, bool)>()
}

/// What the file at a path is after a step.
fn stepped(repository: &Repository, (path, text, is_own): Step) -> (usize, Option<LinkedFile>) {
    let path = path.index(repository.paths.len());
    let own = || {
        let at = repository.texts_for(path).position(|text| text == path).unwrap();
        repository.files[path][at].clone()
    };
    (path, text.map(|text| if is_own { own() } else { text.get(&repository.files[path]).clone() }))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn after_any_edits_a_program_that_stays_linked_is_one_from_nothing(
        language in 0..LANGUAGES.len(),
        first in proptest::collection::vec(any::<Index>(), 0..60),
        edits in proptest::collection::vec(proptest::collection::vec(step(), 1..4), 1..12),
    ) {
        let repository = repository(language);
        let mut files: BTreeMap<usize, LinkedFile> = BTreeMap::new();
        let mut linked = Linked::default();
        let mut before = Links::new();
        let first = first.into_iter().map(|path| (path, Some(path), true)).collect();
        for steps in [first].into_iter().chain(edits) {
            let edits = steps.into_iter().map(|step| {
                let (path, file) = stepped(repository, step);
                match &file {
                    Some(file) => files.insert(path, file.clone()),
                    None => files.remove(&path),
                };
                file.map_or_else(|| Edit::Remove(repository.paths[path].clone()), put)
            });
            let edits = edits.collect();
            let edited = edit(&mut linked, &before, files.values().cloned(), edits);
            let (_, after) = edited.map_err(|reason| TestCaseError::fail(format!("{}: {reason}", LANGUAGES[language])))?;
            before = after;
        }
    }
}

/// A case that stays linked while lines and words of it change.
struct Edited {
    _folder: tempfile::TempDir,
    root: std::path::PathBuf,
    resolvers: Resolvers,
    texts: Vec<String>,
    files: Vec<LinkedFile>,
    linked: Linked,
    links: Links,
}

impl Edited {
    fn of(case: &Case) -> Self {
        let folder = tempfile::tempdir().unwrap();
        case.write(folder.path());
        let root = check_root(folder.path().to_str().unwrap()).unwrap();
        let extensions = LanguageId::endings();
        let walk = Walk { root: &root, include: &[], exclude: &[], respect_gitignore: false, extensions: &extensions };
        let paths = walk.files(&|| false).unwrap();
        let resolvers = Resolvers::new(&root);
        let texts: Vec<_> = paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
        let files: Vec<_> =
            paths.iter().zip(&texts).map(|(path, text)| file(&root, &resolvers, path, text.as_bytes())).collect();
        let linked = of_nothing(files.iter().cloned());
        let links = links_of(&linked);
        Self { _folder: folder, root, resolvers, texts, files, linked, links }
    }

    /// Puts a text in the place of a file's.
    fn edit(&mut self, at: usize, text: &str) -> Result<Relinked, String> {
        let path = RootText::of(&self.root).absolute(&self.files[at].path);
        self.put(at, file(&self.root, &self.resolvers, &path, text.as_bytes()))
    }

    fn put(&mut self, at: usize, file: LinkedFile) -> Result<Relinked, String> {
        self.files[at] = file.clone();
        let (files, edits) = (self.files.iter().cloned(), vec![put(file)]);
        let (relinked, links) = edit(&mut self.linked, &self.links, files, edits)?;
        self.links = links;
        Ok(relinked)
    }
}

#[test]
fn lines_that_come_and_go_leave_a_program_as_one_from_nothing() {
    for language in LANGUAGES {
        for case in cases_of(language) {
            let mut edited = Edited::of(&Case::parse(&std::fs::read_to_string(&case).unwrap()));
            for at in 0..edited.files.len() {
                let (text, own) = (edited.texts[at].clone(), edited.files[at].clone());
                let lines: Vec<&str> = text.lines().collect();
                for line in 0..lines.len() {
                    let left = [&lines[..line], &lines[line + 1..]].concat().join("\n");
                    let fallen = |reason: String| panic!("{}, {line} of {}: {reason}", case.display(), own.path);
                    edited.edit(at, &left).unwrap_or_else(fallen);
                    edited.put(at, own.clone()).unwrap_or_else(fallen);
                }
            }
        }
    }
}
