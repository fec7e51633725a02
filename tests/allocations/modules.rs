//! Repositories of many modules that import each other and, more often, what is not there: what resolving that asks for is in
//! proportion to their number.

use crate::counted;
use code_knowledge_graph::languages::LanguageId;
use code_knowledge_graph::resolve::Resolvers;
use code_knowledge_graph::source::walk::check_root;
use std::fs;
use std::path::Path;

/// By how much, in percent, what a module asks for may grow while modules become four times as many: tables of names do.
const TOLERANCE: u64 = 30;

const MODULES: usize = 30;

/// A kind of repository.
struct Kind {
    name: &'static str,
    language: LanguageId,
    /// The files of the module of this number: paths with texts. The last one imports.
    files: fn(usize) -> Vec<(String, String)>,
    /// What it imports: of the module of this number, and outside.
    inside: fn(usize) -> Vec<String>,
    outside: fn(usize) -> Vec<String>,
}

/// Files without a text but for manifests.
fn files<const N: usize>(files: [(String, String); N]) -> Vec<(String, String)> {
    files.into()
}

fn source(path: String) -> (String, String) {
    (path, String::new())
}

const KINDS: &[Kind] = &[
    Kind {
        name: "C#, a namespace each",
        language: LanguageId::CSharp,
        files: |m| {
            let project = (format!("Acme.M{m}/Acme.M{m}.csproj"), "<Project/>".to_owned());
            files([project, source(format!("Acme.M{m}/Api/A.cs"))])
        },
        inside: |m| vec![format!("Acme.M{m}.Api"), format!("Acme.M{m}.Api.A")],
        outside: |x| vec![format!("Other.X{x}")],
    },
    Kind {
        name: "C#, one namespace and folders alike",
        language: LanguageId::CSharp,
        files: |m| {
            let root = ("Directory.Build.props", "<Project><RootNamespace>Acme</RootNamespace></Project>");
            let project = (format!("P{m}/P{m}.csproj"), "<Project/>".to_owned());
            files([(root.0.to_owned(), root.1.to_owned()), project, source(format!("P{m}/Api/V1/A{m}.cs"))])
        },
        inside: |m| vec!["Acme".to_owned(), "Acme.Api.V1".to_owned(), format!("Acme.Api.V1.A{m}")],
        outside: |x| vec![format!("Acme.Api.V1.Other{x}"), format!("Acme.Api.X{x}"), format!("Acme.X{x}")],
    },
    Kind {
        name: "Go",
        language: LanguageId::Go,
        files: |m| {
            files([
                ("go.mod".to_owned(), "module acme.example\n".to_owned()),
                (format!("other/m{m}/go.mod"), format!("module other.example/m{m}\n")),
                source(format!("m{m}/api/a.go")),
            ])
        },
        inside: |m| vec![format!("acme.example/m{m}/api")],
        outside: |x| vec![format!("other.example/x{x}"), format!("acme.example/other/x{x}")],
    },
    Kind {
        name: "Java",
        language: LanguageId::Java,
        files: |m| files([source(format!("m{m}/src/main/java/com/acme/m{m}/api/A.java"))]),
        inside: |m| vec![format!("com.acme.m{m}.api.A")],
        outside: |x| vec![format!("com.other.x{x}.Y"), format!("com.acme.other.x{x}.Y")],
    },
    Kind {
        name: "PHP, a prefix each",
        language: LanguageId::Php,
        files: |m| {
            let rules = format!(r#"{{ "autoload": {{ "psr-4": {{ "Acme{m}\\": "src" }} }} }}"#);
            files([(format!("m{m}/composer.json"), rules), source(format!("m{m}/src/Api/A.php"))])
        },
        inside: |m| vec![format!("Acme{m}\\Api\\A")],
        outside: |x| vec![format!("Other\\X{x}\\Y"), format!("Acme{x}\\Api\\X")],
    },
    Kind {
        name: "PHP, one prefix and folders alike",
        language: LanguageId::Php,
        files: |m| {
            let rules = r#"{ "autoload": { "psr-4": { "Acme\\": "src" }, "psr-0": { "": "old" } } }"#;
            files([
                (format!("packages/m{m}/composer.json"), rules.to_owned()),
                source(format!("packages/m{m}/old/Way/B{m}.php")),
                source(format!("packages/m{m}/src/Api/V1/A{m}.php")),
            ])
        },
        inside: |m| vec![format!("Acme\\Api\\V1\\A{m}"), format!("Way_B{m}")],
        outside: |x| vec![format!("Acme\\Api\\V1\\X{x}"), format!("Acme\\X{x}\\Y"), format!("Way_X{x}")],
    },
    Kind {
        name: "PHP, class maps",
        language: LanguageId::Php,
        files: |m| {
            let rules = r#"{ "autoload": { "classmap": ["src"] } }"#;
            files([(format!("m{m}/composer.json"), rules.to_owned()), source(format!("m{m}/src/A{m}.php"))])
        },
        inside: |m| vec![format!("A{m}")],
        outside: |x| vec![format!("X{x}")],
    },
    Kind {
        name: "Python",
        language: LanguageId::Python,
        files: |m| files([source(format!("pkg{m}/__init__.py")), source(format!("pkg{m}/a.py"))]),
        inside: |m| vec![format!("pkg{m}.a")],
        outside: |x| vec![format!("other{x}"), format!("pkg0.other{x}")],
    },
    Kind {
        name: "Ruby",
        language: LanguageId::Ruby,
        files: |m| files([source(format!("m{m}/m{m}.gemspec")), source(format!("m{m}/lib/acme{m}/a.rb"))]),
        inside: |m| vec![format!("acme{m}/a")],
        outside: |x| vec![format!("other{x}/y"), format!("acme0/x{x}")],
    },
    Kind {
        name: "TypeScript, workspaces",
        language: LanguageId::TypeScript,
        files: |m| {
            let all = r#"{ "private": true, "workspaces": ["packages/*"] }"#;
            files([
                ("package.json".to_owned(), all.to_owned()),
                (format!("packages/m{m}/package.json"), format!(r#"{{ "name": "@acme/m{m}" }}"#)),
                (format!("packages/m{m}/tsconfig.json"), "{}".to_owned()),
                source(format!("packages/m{m}/src/index.ts")),
            ])
        },
        inside: |m| vec![format!("@acme/m{m}"), format!("@acme/m{m}/src/index")],
        outside: |x| vec![format!("other{x}"), format!("@acme/other{x}"), format!("./other{x}")],
    },
];

/// What resolving the imports of so many modules asks for, how often.
fn allocations(kind: &Kind, modules: usize) -> u64 {
    let folder = tempfile::tempdir().unwrap();
    let root = check_root(folder.path().to_str().unwrap()).unwrap();
    let mut importers = Vec::new();
    for module in 0..modules {
        let files = (kind.files)(module);
        for (path, text) in &files {
            let path = Path::new(&root).join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        importers.push(Path::new(&root).join(&files.last().unwrap().0));
    }
    let imported = |module: usize| {
        let others = [1, 13, 26].map(|step| (module * 7 + step) % modules);
        others.into_iter().flat_map(kind.inside).chain((0..10).flat_map(kind.outside)).collect::<Vec<String>>()
    };
    let imports: Vec<_> = (0..modules).map(imported).collect();
    let resolvers = Resolvers::new(&root);
    let (count, answered) = counted(|| {
        let resolver = resolvers.of(kind.language);
        let resolve = |(importer, specifiers): (&std::path::PathBuf, &Vec<String>)| {
            let answers = specifiers.iter().map(|specifier| resolver.resolve(importer, specifier));
            answers.filter(|answer| !matches!(answer, code_knowledge_graph::resolve::ImportTarget::External)).count()
        };
        importers.iter().zip(&imports).map(resolve).sum::<usize>()
    });
    assert!(answered >= modules, "{}: too few imports lead anywhere: {answered}", kind.name);
    count.allocations
}

#[test]
fn resolving_imports_asks_for_memory_in_proportion_to_the_number_of_modules() {
    let grows = |kind: &&Kind| {
        let (few, many) = (allocations(kind, MODULES), allocations(kind, 4 * MODULES));
        many * 100 > few * 4 * (100 + TOLERANCE)
    };
    let grown: Vec<_> = KINDS.iter().filter(grows).map(|kind| kind.name).collect();
    assert!(grown.is_empty(), "{grown:?}");
}
