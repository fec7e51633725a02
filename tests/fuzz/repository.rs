//! A small repository whose manifests may hold anything: an import still resolves to a file of it or to none.

use std::fs;
use std::path::{Path, PathBuf};

use code_knowledge_graph::resolve::{ImportResolver, ImportTarget, TypeScriptResolver};
use tempfile::TempDir;

const FILES: [&str; 7] = [
    "src/a.ts",
    "src/b/index.ts",
    "lib/c.tsx",
    "packages/p/src/index.ts",
    "packages/q/index.js",
    "d.d.ts",
    "dist/d.js",
];

const SPECIFIERS: [&str; 16] = [
    "./a",
    "./b",
    "../lib/c",
    "@/a",
    "@/b/index.js",
    "a",
    "p",
    "p/sub",
    "@scope/q",
    "#internal/x",
    "..",
    "./",
    "/",
    "*",
    "lib/c",
    "../../../../../../etc/hosts",
];

/// Each manifest with what it holds at first.
pub const MANIFESTS: [(&str, &str); 7] = [
    (
        "tsconfig.json",
        r#"{ // a comment
  "extends": ["./base.json", "@scope/q/tsconfig"],
  "compilerOptions": { "baseUrl": "./src", "rootDirs": ["src", "lib"], "outDir": "dist", "rootDir": ".",
    "paths": { "@/*": ["./src/*", "./lib/*"], "*": ["packages/*/src", "./*"], "p": ["packages/p"] }, },
  "references": [{ "path": "./packages/p" }, { "path": "packages/q/tsconfig.json" }],
  "include": ["src/**/*"], "exclude": ["**/*.test.ts"], "files": ["src/a.ts"]
}"#,
    ),
    (
        "base.json",
        r#"{ "extends": "./tsconfig.json", "compilerOptions": { "paths": { "a": ["src/a"] }, "baseUrl": "${configDir}" } }"#,
    ),
    (
        "package.json",
        r##"{ "name": "root", "workspaces": { "packages": ["packages/*", "!packages/q", "**"] },
  "imports": { "#internal/*": { "node": ["./src/*.ts", null], "default": "./lib/*" }, "#x": "p" }, "main": "dist/d.js" }"##,
    ),
    (
        "packages/p/package.json",
        r#"{ "name": "p", "main": "./dist/index.js", "types": "src/index.ts", "module": 3,
  "exports": { ".": { "import": { "types": "./src/index.ts" }, "default": "./dist/index.js" }, "./*": "./src/*.ts", "./sub": null } }"#,
    ),
    (
        "packages/q/package.json",
        r#"{ "name": "@scope/q", "exports": "./index.js", "browser": { "./index.js": false } }"#,
    ),
    ("pnpm-workspace.yaml", "packages:\n  - \"packages/*\" # all\n  - '!**/q'\n  - lib\ncatalog:\n  a: 1\n"),
    ("lerna.json", r#"{ "packages": ["packages/{p,q}", "src/**"], "version": "independent" }"#),
];

const IMPORTERS: [&str; 3] = ["src/a.ts", "packages/p/src/index.ts", "lib/c.tsx"];

/// The repository, in a folder of its own.
pub struct Repository {
    _folder: TempDir,
    root: PathBuf,
}

impl Repository {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        for path in FILES {
            write(&root, path, b"");
        }
        Self { _folder: folder, root }
    }

    /// Resolves every specifier from every importer with these texts for [`MANIFESTS`], in their order; those that are
    /// not given are empty.
    pub fn check<'a>(&self, manifests: impl Iterator<Item = &'a [u8]>) {
        let texts = manifests.chain(std::iter::repeat(&b""[..]));
        for ((path, _), text) in MANIFESTS.iter().zip(texts) {
            write(&self.root, path, text);
        }
        let resolver = TypeScriptResolver::new(&self.root);
        for importer in IMPORTERS {
            for specifier in SPECIFIERS {
                if let ImportTarget::File(file) = resolver.resolve(&self.root.join(importer), specifier) {
                    assert!(Path::new(&file).starts_with(&self.root), "{specifier} is {file}");
                    assert!(Path::new(&file).is_file(), "{specifier} is {file}");
                }
            }
        }
    }
}

fn write(root: &Path, path: &str, text: &[u8]) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}
