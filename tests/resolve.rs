//! Import resolution by what it answers: every folder of `tests/fixtures/resolve` is a repository, and its
//! `expected.txt` says line by line what an import of a file means (`importer specifier target`).

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use code_knowledge_graph::language::Language;
use code_knowledge_graph::resolve::{ImportResolver, ImportTarget, Resolvers, TypeScriptResolver};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/resolve")
}

struct Expectation {
    importer: String,
    specifier: String,
    target: String,
}

fn expectations(fixture: &Path) -> Vec<Expectation> {
    let text = fs::read_to_string(fixture.join("expected.txt")).unwrap();
    text.lines()
        .map(|line| {
            let parts: Vec<&str> = line.split("  ").map(str::trim).filter(|part| !part.is_empty()).collect();
            let [importer, specifier, target] = parts[..] else { panic!("not three parts: {line}") };
            // A name in a module stands behind a mark that no text shows.
            let specifier = specifier.replace('|', "\0");
            Expectation { importer: importer.into(), specifier, target: target.into() }
        })
        .collect()
}

fn answer(resolver: &dyn ImportResolver, root: &Path, importer: &str, specifier: &str) -> String {
    match resolver.resolve(&root.join(importer), specifier) {
        ImportTarget::External => "external".to_owned(),
        ImportTarget::File(path) | ImportTarget::Folder(path) => {
            match path.strip_prefix(&format!("{}", root.display())) {
                Some("") => ".".to_owned(),
                Some(relative) => relative[1..].to_owned(),
                None => format!("outside: {path}"),
            }
        }
    }
}

/// Every import of the fixture that lies at `root` whose answer differs.
fn differences(root: &Path) -> Vec<String> {
    let resolvers = Resolvers::new(root);
    let expectations = expectations(root);
    assert!(!expectations.is_empty());
    expectations
        .iter()
        .filter_map(|Expectation { importer, specifier, target }| {
            let resolver = resolvers.of(Language::of_path(importer).unwrap().name());
            let answer = answer(resolver, root, importer, specifier);
            (answer != *target).then(|| format!("{importer}: '{specifier}' is {answer}, not {target}"))
        })
        .collect()
}

#[track_caller]
fn assert_as_expected(root: &Path) {
    let differences = differences(root);
    assert!(differences.is_empty(), "{}:\n{}", root.display(), differences.join("\n"));
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn every_fixture_resolves_as_its_expected_file_says() {
    let mut fixtures: Vec<PathBuf> =
        fs::read_dir(fixtures()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    fixtures.sort();
    assert!(fixtures.len() > 10);
    let differences: Vec<String> = fixtures
        .iter()
        .flat_map(|fixture| {
            let name = fixture.file_name().unwrap().to_string_lossy().into_owned();
            // Away from this repository's own manifests, which would be the next ones up.
            let folder = tempfile::tempdir().unwrap();
            copy(fixture, folder.path());
            differences(folder.path()).into_iter().map(move |difference| format!("{name}: {difference}"))
        })
        .collect();
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}

#[test]
fn installed_workspaces_resolve_to_the_same_files() {
    let folder = tempfile::tempdir().unwrap();
    copy(&fixtures().join("workspaces"), folder.path());
    let modules = folder.path().join("node_modules");
    fs::create_dir_all(modules.join("@acme")).unwrap();
    for (name, package) in [
        ("@acme/core", "packages/core"),
        ("@acme/ui", "packages/ui"),
        ("plain", "packages/plain"),
        ("@acme/source-first", "packages/source-first"),
        ("@acme/nothing", "packages/nothing"),
        ("@acme/web", "apps/group/web"),
    ] {
        symlink(folder.path().join(package), modules.join(name)).unwrap();
    }
    write(folder.path(), "node_modules/react/index.js", "");
    assert_as_expected(folder.path());
}

#[test]
fn a_workspace_that_was_built_still_means_its_sources() {
    let folder = tempfile::tempdir().unwrap();
    copy(&fixtures().join("workspaces"), folder.path());
    for output in ["core/dist/index.d.ts", "core/dist/index.js", "ui/dist/cjs/index.js", "ui/dist/types/index.d.ts"] {
        write(&folder.path().join("packages"), output, "");
    }
    assert_as_expected(folder.path());
}

#[test]
fn an_installed_package_hides_the_workspace_member_of_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    copy(&fixtures().join("workspaces"), root);
    write(root, "node_modules/plain/package.json", "{}");
    let resolver = TypeScriptResolver::new(root);
    assert_eq!(answer(&resolver, root, "apps/group/web/main.ts", "plain"), "external");
}

#[test]
fn a_package_installed_above_the_root_hides_the_workspace_member_of_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root");
    copy(&fixtures().join("workspaces"), &root);
    write(folder.path(), "node_modules/@acme/core/package.json", "{}");
    let resolver = TypeScriptResolver::new(&root);
    assert_eq!(answer(&resolver, &root, "apps/group/web/main.ts", "@acme/core"), "external");
    assert_ne!(answer(&resolver, &root, "apps/group/web/main.ts", "plain"), "external");
}

#[test]
fn a_linked_file_is_known_by_its_link_unless_it_leads_where_discovery_does_not_go() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root");
    write(&root, "real.ts", "");
    write(&root, "dist/built.ts", "");
    write(folder.path(), "outside.ts", "");
    symlink(root.join("real.ts"), root.join("link.ts")).unwrap();
    symlink(root.join("dist/built.ts"), root.join("built.ts")).unwrap();
    symlink(folder.path().join("outside.ts"), root.join("away.ts")).unwrap();
    symlink(root.join("nowhere.ts"), root.join("dangling.ts")).unwrap();
    let resolver = TypeScriptResolver::new(&root);
    assert_eq!(answer(&resolver, &root, "a.ts", "./link"), "link.ts");
    assert_eq!(answer(&resolver, &root, "a.ts", "./built"), "external");
    assert_eq!(answer(&resolver, &root, "a.ts", "./away"), "external");
    assert_eq!(answer(&resolver, &root, "a.ts", "./dangling"), "external");
}

#[test]
fn a_root_reached_by_a_link_is_the_root_of_every_answer() {
    let folder = tempfile::tempdir().unwrap();
    let real = folder.path().join("real");
    copy(&fixtures().join("workspaces"), &real);
    fs::create_dir_all(real.join("node_modules/@acme")).unwrap();
    symlink(real.join("packages/core"), real.join("node_modules/@acme/core")).unwrap();
    let link = folder.path().join("link");
    symlink(&real, &link).unwrap();
    assert_as_expected(&link);
}

#[test]
fn a_folder_linked_inside_the_root_is_known_by_the_path_it_was_imported_under() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root");
    write(&root, "real/a.ts", "");
    write(&root, "real/b.ts", "");
    write(folder.path(), "outside/c.ts", "");
    symlink(root.join("real"), root.join("link")).unwrap();
    symlink(folder.path().join("outside"), root.join("away")).unwrap();
    let resolver = TypeScriptResolver::new(&root);
    assert_eq!(answer(&resolver, &root, "link/a.ts", "./b"), "link/b.ts");
    assert_eq!(answer(&resolver, &root, "real/a.ts", "./b"), "real/b.ts");
    assert_eq!(answer(&resolver, &root, "real/a.ts", "../away/c"), "external");
}

#[test]
fn a_root_inside_a_skipped_folder_is_still_a_repository() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("node_modules/.store/build/package");
    write(&root, "a.ts", "");
    let resolver = TypeScriptResolver::new(&root);
    assert_eq!(answer(&resolver, &root, "b.ts", "./a"), "a.ts");
}

#[test]
fn an_absolute_specifier_is_a_path() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, "a.ts", "");
    let resolver = TypeScriptResolver::new(root);
    assert_eq!(answer(&resolver, root, "b.ts", &format!("{}/a.js", root.display())), "a.ts");
    assert_eq!(answer(&resolver, root, "b.ts", "/etc/hosts"), "external");
}

#[test]
fn manifests_that_are_fifos_block_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, "a.ts", "");
    write(root, "c/index.ts", "");
    for manifest in ["package.json", "tsconfig.json", "pnpm-workspace.yaml", "lerna.json", "c/package.json"] {
        assert!(std::process::Command::new("mkfifo").arg(root.join(manifest)).status().unwrap().success());
    }
    let resolver = TypeScriptResolver::new(root);
    assert_eq!(answer(&resolver, root, "b.ts", "./a"), "a.ts");
    assert_eq!(answer(&resolver, root, "b.ts", "./c"), "c/index.ts");
    assert_eq!(answer(&resolver, root, "b.ts", "package"), "external");
}

#[test]
fn configurations_nested_or_chained_beyond_reason_end() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, "tsconfig.json", r#"{ "extends": "./0.json" }"#);
    for number in 0..1000 {
        write(root, &format!("{number}.json"), &format!(r#"{{ "extends": "./{}.json" }}"#, number + 1));
    }
    write(root, "deep/tsconfig.json", &"[".repeat(100_000));
    write(root, "deep/a.ts", "");
    write(root, "a.ts", "");
    let resolver = TypeScriptResolver::new(root);
    assert_eq!(answer(&resolver, root, "b.ts", "./a"), "a.ts");
    assert_eq!(answer(&resolver, root, "b.ts", "x"), "external");
    assert_eq!(answer(&resolver, root, "deep/b.ts", "./a"), "deep/a.ts");
    assert_eq!(answer(&resolver, root, "deep/b.ts", "x"), "external");
}

#[test]
fn a_path_deeper_than_any_folder_is_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    write(&root, "a.ts", "");
    write(
        &root,
        "tsconfig.json",
        &format!(r#"{{ "compilerOptions": {{ "paths": {{ "p": ["{}"] }} }} }}"#, "a/".repeat(100_000)),
    );
    let resolver = TypeScriptResolver::new(&root);
    for specifier in [&format!("./{}", "a/".repeat(100_000)), &"../".repeat(100_000), &"a".repeat(100_000), "p"] {
        assert_eq!(answer(&resolver, &root, "a.ts", specifier), "external");
    }
    assert_eq!(answer(&resolver, &root, "a.ts", &format!("./{}a", "b/../".repeat(10_000))), "a.ts");
}

#[test]
fn configurations_that_extend_two_of_each_other_end() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    write(&root, "src/a.ts", "");
    write(&root, "tsconfig.json", r#"{ "extends": ["./0.json", "./0.json"] }"#);
    for number in 0..30 {
        let next = number + 1;
        write(&root, &format!("{number}.json"), &format!(r#"{{ "extends": ["./{next}.json", "./{next}.json"] }}"#));
    }
    write(&root, "30.json", r#"{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }"#);
    assert_eq!(answer(&TypeScriptResolver::new(&root), &root, "src/a.ts", "@/a"), "src/a.ts");
}

#[test]
fn workspace_patterns_beyond_reason_end() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let deep = "a/".repeat(12);
    write(&root, &format!("{deep}b.ts"), "");
    write(&root, "packages/p/package.json", r#"{ "name": "p" }"#);
    write(&root, "packages/p/index.ts", "");
    for pattern in ["**/".repeat(5_000), "**/*/".repeat(20), "**/a/".repeat(20), "a/".repeat(500_000)] {
        write(&root, "package.json", &format!(r#"{{ "workspaces": ["packages/*", "{pattern}"] }}"#));
        let resolver = TypeScriptResolver::new(&root);
        assert_eq!(answer(&resolver, &root, "packages/p/index.ts", "p"), "packages/p/index.ts");
        assert_eq!(answer(&resolver, &root, "packages/p/index.ts", "q"), "external");
    }
}

#[test]
fn a_target_of_stars_beyond_reason_names_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    write(&root, "index.ts", "");
    let stars = "*".repeat(1_000_000);
    write(&root, "package.json", &format!(r#"{{ "name": "p", "exports": {{ "./*": ["./{stars}", "./index.ts"] }} }}"#));
    let specifier = format!("p/{}", "a".repeat(100_000));
    assert_eq!(answer(&TypeScriptResolver::new(&root), &root, "index.ts", &specifier), "index.ts");
}

#[test]
fn many_threads_share_one_resolver_and_agree() {
    let root = fixtures().join("workspaces");
    let resolver = TypeScriptResolver::new(&root);
    let expectations = expectations(&root);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for Expectation { importer, specifier, target } in &expectations {
                    assert_eq!(answer(&resolver, &root, importer, specifier), *target, "{specifier}");
                }
            });
        }
    });
}
