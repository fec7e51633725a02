//! A repository is linked alike wherever it lies: until its links become texts, no path in them has the root.

use crate::case::Case;
use crate::edits::file;
use crate::{LANGUAGES, cases_of};
use code_knowledge_graph::graph::compact::{compact_links, expand_links};
use code_knowledge_graph::graph::edges::Edges;
use code_knowledge_graph::graph::encode::encode_links;
use code_knowledge_graph::graph::links::{FileLinks, LinkText};
use code_knowledge_graph::graph::{Heritage, LinkedFile, Program};
use code_knowledge_graph::languages::LanguageId;
use code_knowledge_graph::resolve::Resolvers;
use code_knowledge_graph::source::paths::{RelativePath, RootText};
use code_knowledge_graph::source::walk::{Walk, check_root};
use std::path::{Path, PathBuf};

/// What is known of a repository at one place.
struct Placed {
    root: PathBuf,
    files: Vec<LinkedFile>,
    heritages: Vec<Result<Heritage, String>>,
    edges: Vec<Edges>,
    links: Vec<FileLinks>,
}

impl Placed {
    fn at(root: &Path, case: &Case) -> Self {
        std::fs::create_dir_all(root).unwrap();
        case.write(root);
        let root = check_root(root.to_str().unwrap()).unwrap();
        let extensions = LanguageId::endings();
        let walk = Walk { root: &root, include: &[], exclude: &[], respect_gitignore: false, extensions: &extensions };
        let resolvers = Resolvers::new(&root);
        let paths = walk.files(&|| false).unwrap();
        let files = paths.iter().map(|path| file(&root, &resolvers, path, &std::fs::read(path).unwrap()));
        Self::of(root.clone(), files.collect())
    }

    fn of(root: PathBuf, files: Vec<LinkedFile>) -> Self {
        let text = RootText::of(&root);
        let program = Program::new(files.clone());
        let heritages: Vec<_> = program.ids().map(|id| program.heritage(id)).collect();
        let subtypes = program.subtypes(&heritages);
        let edges: Vec<_> = program.ids().map(|id| program.link(id, &subtypes).unwrap()).collect();
        let links = program.ids().zip(&heritages).zip(&edges).map(|((id, heritage), edges)| {
            program.texts(id, heritage.as_ref().unwrap(), edges.clone(), &subtypes, &text).unwrap()
        });
        let links = links.collect();
        Self { root, files, heritages, edges, links }
    }

    /// Every text of the links of every file, in the order of rows.
    fn texts(&self) -> Vec<String> {
        let mut texts = Vec::new();
        for links in &self.links {
            let mut push = |text: &LinkText| texts.push(links.strings.get(text.0).to_owned());
            links.imports.iter().for_each(&mut push);
            for lists in [&links.extends, &links.implements, &links.extended_by, &links.implemented_by] {
                lists.iter().flatten().for_each(&mut push);
            }
            for call in &links.calls {
                [Some(call.file), Some(call.caller), call.target_key, call.function]
                    .iter()
                    .flatten()
                    .for_each(&mut push);
            }
            links.candidates.iter().flatten().for_each(&mut push);
        }
        texts
    }
}

/// Compares a case at two places: one folder deep under a name that a package of the case may have, and a deep one.
fn compare(case: &Case, near: &str) {
    let folder = tempfile::tempdir().unwrap();
    let one = Placed::at(&folder.path().join(near), case);
    let other = Placed::at(&folder.path().join("a/much/deeper/place.ts"), case);
    assert_eq!(one.files, other.files);
    assert_eq!(one.heritages, other.heritages);
    assert_eq!(one.edges, other.edges);
    let (prefix, other_prefix) = (one.root.to_str().unwrap(), other.root.to_str().unwrap());
    let moved: Vec<_> = one.texts().iter().map(|text| text.replace(prefix, other_prefix)).collect();
    assert_eq!(moved, other.texts());
    check_dense(&one, &other);
    check_dense(&other, &one);
    let names_root = |text: &str| text.contains(folder.path().to_str().unwrap());
    for edges in &one.edges {
        assert!(!names_root(edges.names.blob()) && !edges.paths.iter().any(|path| names_root(path)));
    }
}

/// Links that were kept at one place are, expanded at another, those that are made there.
fn check_dense(from: &Placed, to: &Placed) {
    for (kept, made) in from.links.iter().zip(&to.links) {
        let (mut dense, mut expanded, mut encoded) = (Vec::new(), Vec::new(), Vec::new());
        assert!(compact_links(kept, &RootText::of(&from.root), &mut dense));
        expand_links(&dense, &RootText::of(&to.root), &mut expanded).unwrap();
        encode_links(made, &mut encoded);
        assert!(expanded == encoded, "links kept at {:?} are not those of {:?}", from.root, to.root);
    }
}

#[test]
fn a_repository_is_linked_alike_wherever_it_lies() {
    for language in LANGUAGES {
        for path in cases_of(language) {
            compare(&Case::parse(&std::fs::read_to_string(path).unwrap()), "shop");
        }
    }
}

/// What lies in the root itself has no folder before its name.
#[test]
fn files_of_the_root_itself_are_linked_as_those_of_any_folder() {
    let cases = [
        // A module beside the package's own, asked for as its member; and one that has the name of the root's folder.
        "Python.\n\n//- /__init__.py\ndef shop():\n    pass\n\n//- /kit.py\ndef run():\n    pass\n\n\
         //- /app.py\nfrom . import kit\nfrom . import shop\nfrom . import *\nkit.run()\nshop()\n",
        "C#.\n\n//- /Usings.cs\nglobal using Shop.Kit;\n\n//- /kit/Tool.cs\nnamespace Shop.Kit;\npublic class Tool { \
         public static void Run() {} }\n\n//- /app/deep/App.cs\nnamespace App;\nclass Start { void Go() { Tool.Run(); } }\n\n\
         //- /Top.cs\nnamespace Top;\nclass Start { void Go() { Tool.Run(); } }\n",
        "Go.\n\n//- /go.mod\nmodule example.com/shop\n\n//- /a.go\npackage shop\nfunc F() {}\n\n//- /b.go\npackage shop\n\
         func g() { F() }\n\n//- /x_test.go\npackage shop_test\nimport \"example.com/shop\"\nfunc t() { shop.F(); h() }\n\n\
         //- /y_test.go\npackage shop_test\nfunc h() {}\n\n//- /in/c.go\npackage in\nimport \"example.com/shop\"\n\
         func k() { shop.F() }\n",
        "TypeScript.\n\n//- /index.ts\nexport function f() {}\n\n//- /data.json\n{}\n\n//- /src/a.ts\nimport { f } from '..';\n\
         import { g } from '../b';\nimport data from '../data.json';\nf();\ng();\ndata.at();\n\n//- /b.ts\nimport { f } from '.';\n\
         export function g() { f(); }\n",
    ];
    let targets = [2, 2, 4, 3];
    for (text, expected) in cases.iter().zip(targets) {
        let case = Case::parse(text);
        compare(&case, "shop");
        let folder = tempfile::tempdir().unwrap();
        let placed = Placed::at(&folder.path().join("shop"), &case);
        let calls = placed.links.iter().flat_map(|links| &links.calls);
        assert_eq!(calls.filter(|call| call.target_key.is_some()).count(), expected, "{text}");
    }
}

/// A file that only a caller can name has its whole path, and its links and those to it lead where they did.
#[test]
fn a_file_outside_of_the_root_keeps_its_whole_path() {
    let folder = tempfile::tempdir().unwrap();
    let case = Case::parse(
        "Outside.\n\n//- /out/b.ts\nexport function f() {}\nf();\n\n//- /in/a.ts\nexport function g() {}\ng();\n",
    );
    case.write(folder.path());
    let (root, resolvers) = (folder.path().join("in"), Resolvers::new(&folder.path().join("in")));
    let read = |name: &str| {
        let path = folder.path().join(name);
        file(&root, &resolvers, path.to_str().unwrap(), &std::fs::read(&path).unwrap())
    };
    let outside = folder.path().join("out/b.ts");
    let mut inside = read("in/a.ts");
    assert_eq!(&*inside.path, "a.ts");
    let outer = read("out/b.ts");
    assert_eq!(&*outer.path, outside.to_str().unwrap());
    inside.imports.push(Some(RelativePath::below(&root, outside.to_str().unwrap())));
    let placed = Placed::of(root.clone(), vec![inside, outer]);
    let texts = placed.texts();
    for key in [format!("{}::f", outside.display()), format!("{}/a.ts::g", root.display())] {
        assert!(texts.contains(&key), "{key} of {texts:?}");
    }
}
