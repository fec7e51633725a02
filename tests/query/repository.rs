//! A small repository as an index: from texts, the whole way but for the disk.

use code_knowledge_graph::allowance::Allowance;
use code_knowledge_graph::graph::links::compact::compact_links;
use code_knowledge_graph::graph::{FileId, LinkedFile, Program};
use code_knowledge_graph::language::extract;
use code_knowledge_graph::languages::LanguageId;
use code_knowledge_graph::query::file::{Outline, Shown};
use code_knowledge_graph::query::{Index, IndexedFile, SymbolRef};
use code_knowledge_graph::resolve::{ImportTarget, Resolvers};
use code_knowledge_graph::source::paths::{RelativePath, RootText};
use code_knowledge_graph::source::text::decode;
use code_knowledge_graph::source::walk::{Walk, check_root};
use std::path::Path;
use std::sync::Arc;

/// The index of a repository of these files: paths, some of them manifests, and texts.
pub fn index_of(files: &[(&str, &str)]) -> Index {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    index_of_folder(folder.path())
}

/// The index of what is in a folder.
pub fn index_of_folder(folder: &Path) -> Index {
    let root = check_root(folder.to_str().unwrap()).unwrap();
    let extensions = LanguageId::endings();
    let walk = Walk { root: &root, include: &[], exclude: &[], respect_gitignore: false, extensions: &extensions };
    let resolvers = Resolvers::new(&root);
    let (mut outlines, mut linked) = (Vec::new(), Vec::new());
    for path in walk.files(&|| false).unwrap() {
        let language = LanguageId::of_path(&path).unwrap();
        let relative = RelativePath::below(&root, &path);
        let bytes = std::fs::read(&path).unwrap();
        let size = bytes.len() as u64;
        let record = extract(language, &relative, decode(bytes).unwrap(), &Allowance::unlimited()).unwrap();
        let resolver = resolvers.of(language);
        let imports =
            record.imports.iter().map(|specifier| match resolver.resolve(Path::new(&path), record.text(*specifier)) {
                ImportTarget::File(path) | ImportTarget::Folder(path) => Some(RelativePath::below(&root, &path)),
                ImportTarget::External => None,
            });
        let imports = imports.collect();
        let unit = resolver.unit(Path::new(&path)).map(|unit| RelativePath::below(&root, &unit));
        outlines.push(Arc::new(Outline::of((&*relative).into(), &record, size, Shown::Held(Box::default()))));
        linked.push(LinkedFile { path: relative, record, imports, unit });
    }
    let program = Program::new(linked);
    let heritages: Vec<_> = program.ids().map(|id| program.heritage(id)).collect();
    let subtypes = program.subtypes(&heritages);
    let root = RootText::of(&root);
    let files = outlines.into_iter().zip(&heritages).zip((0..).map(FileId)).map(|((outline, heritage), id)| {
        let heritage = heritage.as_ref().unwrap();
        let edges = program.link(id, &subtypes).unwrap();
        let texts = program.texts(id, heritage, edges.clone(), &subtypes, &root).unwrap();
        let mut links = Vec::new();
        assert!(compact_links(&texts, &root, &mut links));
        (id, Arc::new(IndexedFile::of(outline, &program, id, &edges, heritage, links.into())))
    });
    Index::new(files)
}

/// The symbol with this key, of which there is one.
pub fn symbol(index: &Index, key: &str) -> SymbolRef {
    let all: Vec<_> = index.with_key(key).collect();
    assert_eq!(all.len(), 1, "{key}");
    all[0]
}
