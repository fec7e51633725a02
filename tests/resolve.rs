//! Import resolution by what it answers: every folder of `tests/fixtures/resolve` is a repository, and its
//! `expected.txt` says line by line what an import of a file means (`importer specifier target`).

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use code_knowledge_graph::languages::LanguageId;
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
            let resolver = resolvers.of(LanguageId::of_path(importer).unwrap());
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
fn a_linked_file_is_known_by_its_own_name_unless_it_lies_where_discovery_does_not_go() {
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
    assert_eq!(answer(&resolver, &root, "a.ts", "./link"), "real.ts");
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
fn a_folder_linked_inside_the_root_is_known_by_its_own_name() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root");
    write(&root, "real/a.ts", "");
    write(&root, "real/b.ts", "");
    write(folder.path(), "outside/c.ts", "");
    symlink(root.join("real"), root.join("link")).unwrap();
    symlink(folder.path().join("outside"), root.join("away")).unwrap();
    let resolver = TypeScriptResolver::new(&root);
    assert_eq!(answer(&resolver, &root, "link/a.ts", "./b"), "real/b.ts");
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

/// The manifests that are told to be out of bounds once these imports of one importer are resolved, by their paths below the root.
fn told(root: &Path, importer: &str, specifiers: &[&str]) -> Vec<String> {
    let warned = warned(root, importer, specifiers).into_iter();
    warned.filter(|(_, code)| *code == "ERR_MANIFEST_LIMIT").map(|(path, _)| path).collect()
}

/// What is told of manifests once these imports of one importer are resolved: each manifest's path below the root, and the code.
fn warned(root: &Path, importer: &str, specifiers: &[&str]) -> Vec<(String, &'static str)> {
    let resolvers = Resolvers::new(root);
    let resolver = resolvers.of(LanguageId::of_path(importer).unwrap());
    for specifier in specifiers {
        resolver.resolve(&root.join(importer), specifier);
    }
    let warnings = resolvers.take_warnings();
    assert!(resolvers.take_warnings().is_empty(), "each is told of once");
    for warning in &warnings {
        assert!(!warning.reason.is_empty() && !warning.reason.contains(&*root.to_string_lossy()), "{warning:?}");
    }
    let relative = |path: &str| path.strip_prefix(&*root.to_string_lossy()).unwrap()[1..].to_owned();
    warnings.iter().map(|warning| (relative(&warning.path), warning.code.as_str())).collect()
}

fn repeated(count: usize, piece: impl Fn(usize) -> String) -> String {
    (0..count).map(piece).collect()
}

#[test]
fn member_patterns_out_of_bounds_cost_themselves_and_are_told() {
    let patterns = [
        "{".repeat(16_000) + &"}".repeat(16_000),
        "{".repeat(250) + &"}".repeat(250),
        "?".repeat(300_000),
        "*".repeat(300_000),
        "[a-z]".repeat(60_000),
        format!("{{{}}}", "a,".repeat(100_000)),
        "x/".repeat(100_000) + "*",
    ];
    for pattern in &patterns {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        write(&root, "packages/p/package.json", r#"{ "name": "p" }"#);
        write(&root, "packages/p/index.ts", "");
        write(&root, "crates/q/Cargo.toml", "[package]\nname = 'q'\nedition = '2021'\n");
        write(&root, "crates/q/src/lib.rs", "");
        write(&root, "src/lib.rs", "");
        let list = format!(r#"["packages/*", "{pattern}"]"#);
        for (name, text) in [
            ("package.json", format!(r#"{{ "workspaces": {list} }}"#)),
            ("lerna.json", format!(r#"{{ "packages": {list} }}"#)),
            ("pnpm-workspace.yaml", format!("packages:\n  - 'packages/*'\n  - '{pattern}'\n")),
        ] {
            write(&root, name, &text);
            let resolver = TypeScriptResolver::new(&root);
            assert_eq!(answer(&resolver, &root, "a.ts", "p"), "packages/p/index.ts", "{name}");
            assert_eq!(told(&root, "a.ts", &["p", "q", "r"]), [name]);
            fs::remove_file(root.join(name)).unwrap();
        }
        let members =
            format!("[package]\nname = 'w'\nedition = '2021'\n[workspace]\nmembers = ['crates/*', '{pattern}']\n",);
        write(&root, "Cargo.toml", &members);
        let resolvers = Resolvers::new(&root);
        assert_eq!(answer(resolvers.of(LanguageId::Rust), &root, "src/lib.rs", "q::x"), "crates/q/src/lib.rs");
        // What Cargo reads no braces in, it reads as a name that no folder has.
        let is_name = !pattern.contains(['*', '?', '[']);
        let expected: &[&str] = if is_name { &[] } else { &["Cargo.toml"] };
        assert_eq!(told(&root, "src/lib.rs", &["q::x", "r::x"]), expected);
    }
}

#[test]
fn more_patterns_than_anyone_writes_leave_those_before_them() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    write(&root, "packages/p/package.json", r#"{ "name": "p" }"#);
    write(&root, "packages/p/index.ts", "");
    for number in 0..500 {
        fs::create_dir(root.join(format!("f{number}"))).unwrap();
    }
    let list = repeated(50_000, |number| format!(r#", "m{number}*""#));
    write(&root, "package.json", &format!(r#"{{ "workspaces": ["packages/*"{list}] }}"#));
    assert_eq!(answer(&TypeScriptResolver::new(&root), &root, "a.ts", "p"), "packages/p/index.ts");
    assert_eq!(told(&root, "a.ts", &["p"]), ["package.json"]);
    write(&root, "package.json", "{}");
    write(&root, "tsconfig.json", &format!(r#"{{ "include": ["a.ts"{list}], "references": [{{ "path": "b" }}] }}"#));
    assert_eq!(told(&root, "a.ts", &["p"]), ["tsconfig.json"]);
}

#[test]
fn a_member_for_each_folder_is_no_excess() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let list = repeated(300, |number| {
        write(&root, &format!("packages/p{number}/package.json"), &format!(r#"{{ "name": "p{number}" }}"#));
        write(&root, &format!("packages/p{number}/index.ts"), "");
        format!(r#""packages/p{number}", "#)
    });
    write(&root, "package.json", &format!(r#"{{ "workspaces": [{list} "packages/p{{1,2}}*"] }}"#));
    let resolver = TypeScriptResolver::new(&root);
    assert_eq!(answer(&resolver, &root, "a.ts", "p299"), "packages/p299/index.ts");
    assert_eq!(told(&root, "a.ts", &["p299"]), [""; 0]);
}

#[test]
fn manifests_nested_or_grown_beyond_reason_are_not_read_and_told() {
    let deep = |open: &str, close: &str| open.repeat(100_000) + &close.repeat(100_000);
    let attributes = repeated(20_000, |number| format!(" a{number}=''"));
    let namespaces = repeated(1_000, |number| format!("<a xmlns:b{number}='{number}'>"));
    let large = " ".repeat(3 << 20);
    for (manifest, text, importer, specifier) in [
        ("package.json", format!("{{\"a\": {}}}", deep("[", "]")), "a.ts", "p"),
        ("package.json", format!("{{\"a\": {}}}", deep("{\"a\":", "}")), "a.ts", "p"),
        ("package.json", large.clone(), "a.ts", "p"),
        ("tsconfig.json", deep("[", "]"), "a.ts", "p"),
        ("composer.json", deep("[", "]"), "a.php", "A\\B"),
        ("pnpm-workspace.yaml", large.clone(), "a.ts", "p"),
        ("lerna.json", large.clone(), "a.ts", "p"),
        ("go.mod", large.clone(), "a.go", "x.com/y"),
        ("Cargo.toml", format!("a = {}", deep("[", "]")), "a.rs", "b::c"),
        ("Cargo.toml", format!("a = {}", deep("{a=", "}")), "a.rs", "b::c"),
        ("Cargo.toml", large.clone(), "a.rs", "b::c"),
        ("A.csproj", deep("<a>", "</a>"), "a.cs", "B.C"),
        ("A.csproj", format!("<Project{attributes}/>"), "a.cs", "B.C"),
        ("A.csproj", format!("<Project>{namespaces}"), "a.cs", "B.C"),
        ("A.csproj", large, "a.cs", "B.C"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        write(&root, manifest, &text);
        write(&root, importer, "");
        assert_eq!(told(&root, importer, &[specifier, "other"]), [manifest], "{}", &text[..text.len().min(40)]);
    }
}

#[test]
fn broken_manifests_within_bounds_are_told_to_be_broken() {
    let dotted = ["a"; 20_000].join(".");
    for (manifest, text, importer, is_broken) in [
        ("package.json", "{ 1: 2 }", "a.ts", true),
        (
            "package.json",
            r#"{ "name": 1, "name": "p", "exports": 3, "imports": [], "workspaces": { "packages": 7 } }"#,
            "a.ts",
            false,
        ),
        (
            "tsconfig.json",
            r#"{ "extends": {}, "references": 1, "compilerOptions": { "paths": [], "rootDirs": "." } }"#,
            "a.ts",
            false,
        ),
        ("composer.json", r#"{ "autoload": { "psr-4": { "": "" }, "classmap": {} } }"#, "a.php", false),
        ("Cargo.toml", "package = 1\nworkspace = 2\npackage = 3", "a.rs", true),
        ("Cargo.toml", &format!("[{dotted}]"), "a.rs", true),
        ("Cargo.toml", &format!("{dotted} = 1"), "a.rs", true),
        ("A.csproj", "<!DOCTYPE a [<!ENTITY b 'c'>]><Project>&b;</Project>", "a.cs", true),
        ("A.csproj", "<Project a='<' b=\"'>\" c = '=====' /><!-- <a <a <a", "a.cs", true),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        write(&root, manifest, text);
        write(&root, importer, "");
        let expected: &[_] = if is_broken { &[(manifest.to_owned(), "ERR_MANIFEST_INVALID")] } else { &[] };
        assert_eq!(warned(&root, importer, &["p", "p::q", "A\\B"]), expected, "{text:.60}");
    }
}

#[test]
fn a_mark_and_bytes_that_are_no_text_do_not_hide_a_manifest() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    write(&root, "src/a.ts", "");
    let text = "\u{FEFF}{ \"compilerOptions\": { \"paths\": { \"@/*\": [\"./src/*\"] } }, \"x\": \"~\" }";
    let bytes: Vec<u8> = text.bytes().map(|byte| if byte == b'~' { 0xFF } else { byte }).collect();
    fs::write(root.join("tsconfig.json"), bytes).unwrap();
    assert_eq!(answer(&TypeScriptResolver::new(&root), &root, "b.ts", "@/a"), "src/a.ts");
}

#[test]
fn manifests_that_are_huge_and_sparse_devices_or_links_in_a_circle_cost_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    fs::File::create(root.join("package.json")).unwrap().set_len(1 << 40).unwrap();
    symlink("/dev/zero", root.join("tsconfig.json")).unwrap();
    symlink("jsconfig.json", root.join("jsconfig.json")).unwrap();
    write(&root, "a.ts", "");
    assert_eq!(answer(&TypeScriptResolver::new(&root), &root, "b.ts", "./a"), "a.ts");
    assert_eq!(told(&root, "b.ts", &["p", "./a"]), ["package.json"]);
}

#[test]
fn a_mapping_is_found_among_tens_of_thousands() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    for name in ["exact", "long", "short", "suffixed", "folder"] {
        write(&root, &format!("{name}/a.ts"), "");
    }
    let others = |dots: &str| repeated(10_000, |number| format!(r#""{dots}other{number}/*": ["./x/*"], "#));
    let paths = r#""@/a": ["./exact/a"], "@/*": ["./short/*"], "@/b/*": ["./long/*"], "@/b/*.s": ["./suffixed/*"]"#;
    write(&root, "tsconfig.json", &format!(r#"{{ "compilerOptions": {{ "paths": {{ {}{paths} }} }} }}"#, others("@/")));
    let exports = paths.replace('@', ".").replace("./a\": [\"./exact/a\"]", "./a\": \"./exact/a.ts\"");
    write(
        &root,
        "package.json",
        &format!(r#"{{ "name": "p", "exports": {{ {}"./c/": "./folder/", {exports} }} }}"#, others("./")),
    );
    let resolver = TypeScriptResolver::new(&root);
    for (specifier, target) in [
        ("@/a", "exact/a.ts"),
        ("@/b/a", "long/a.ts"),
        ("@/b/a.s", "suffixed/a.ts"),
        ("p/a", "exact/a.ts"),
        ("p/b/a", "long/a.ts"),
        ("p/b/a.s", "suffixed/a.ts"),
        ("p/c/a.ts", "folder/a.ts"),
        ("@/other/a", "external"),
    ] {
        assert_eq!(answer(&resolver, &root, "index.ts", specifier), target, "{specifier}");
    }
    assert_eq!(told(&root, "index.ts", &["@/a", "p/a"]), [""; 0]);
}

#[test]
fn lists_that_each_import_would_try_are_cut_and_told() {
    let list = |count: usize| repeated(count, |number| format!(r#""./x{number}/*", "#));
    for (manifest, text) in [
        ("tsconfig.json", format!(r#"{{ "compilerOptions": {{ "paths": {{ "p/*": [{}"./x"] }} }} }}"#, list(5_000))),
        ("tsconfig.json", format!(r#"{{ "compilerOptions": {{ "rootDirs": [{}"./x"] }} }}"#, list(5_000))),
        ("package.json", format!(r#"{{ "name": "p", "exports": {{ "./*": [{}"./x"] }} }}"#, list(5_000))),
        ("package.json", format!(r##"{{ "imports": {{ "#p/*": [{}"./x"] }} }}"##, list(5_000))),
        ("composer.json", format!(r#"{{ "autoload": {{ "psr-4": {{ "p\\": [{}"./x"] }} }} }}"#, list(5_000))),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        write(&root, manifest, &text);
        let importer = if manifest == "composer.json" { "a.php" } else { "a.ts" };
        assert_eq!(told(&root, importer, &["p/a", "#p/a", "./a", "p\\A"]), [manifest], "{}", &text[..60]);
    }
}

#[test]
fn configurations_that_refer_to_or_extend_thousands_end() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let extends = repeated(2_000, |number| format!(r#""./{number}.json", "#));
    write(&root, "many/tsconfig.json", &format!(r#"{{ "extends": [{extends}"./x.json"] }}"#));
    assert_eq!(told(&root, "many/a.ts", &["p"]), ["many/tsconfig.json"]);
    let references = repeated(2_000, |number| format!(r#"{{ "path": "./{number}" }}, "#));
    write(&root, "refs/tsconfig.json", &format!(r#"{{ "files": [], "references": [{references}{{ "path": "." }}] }}"#));
    assert_eq!(told(&root, "refs/a.ts", &["p"]), ["refs/tsconfig.json"]);
    // Each the other's, in a circle.
    write(
        &root,
        "circle/a/tsconfig.json",
        r#"{ "files": [], "references": [{ "path": "../b" }], "extends": "../b/tsconfig.json" }"#,
    );
    write(
        &root,
        "circle/b/tsconfig.json",
        r#"{ "files": [], "references": [{ "path": "../a" }], "extends": "../a/tsconfig.json" }"#,
    );
    assert_eq!(told(&root, "circle/a/a.ts", &["p"]), [""; 0]);
}

#[test]
fn nothing_is_looked_for_once_nobody_waits() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    write(&root, "package.json", &" ".repeat(3 << 20));
    let resolvers = Resolvers::new(&root);
    resolvers.cancel();
    assert!(resolvers.is_cancelled());
    assert_eq!(resolvers.of(LanguageId::TypeScript).resolve(&root.join("a.ts"), "p"), ImportTarget::External);
    assert!(resolvers.take_warnings().is_empty(), "the manifest was not read");
}

#[test]
fn a_namespace_is_found_among_hundreds_of_projects_that_stand_for_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    write(&root, "Directory.Build.props", "<Project><RootNamespace>Shop</RootNamespace></Project>");
    for number in 0..300 {
        write(&root, &format!("src/P{number}/P{number}.csproj"), "<Project/>");
        write(&root, &format!("src/P{number}/Part{number}/Thing.cs"), "");
        write(&root, &format!("src/P{number}/Own{number}.cs"), "");
    }
    let references =
        repeated(300, |number| format!(r#"<ProjectReference Include="..\..\src\P{number}\P{number}.csproj"/>"#));
    write(&root, "apps/Main/Main.csproj", &format!("<Project>{references}</Project>"));
    let resolvers = Resolvers::new(&root);
    for (importer, specifier, target) in [
        ("apps/Main/a.cs", "Shop.Part250", "src/P250/Part250"),
        ("apps/Main/a.cs", "Shop.Part250.Thing.Inner", "src/P250/Part250/Thing.cs"),
        ("apps/Main/a.cs", "Shop.Own299", "src/P299/Own299.cs"),
        ("apps/Main/a.cs", "Shop.Part300", "external"),
        ("apps/Main/a.cs", "Shopping.Part250", "external"),
        ("src/P7/a.cs", "Shop.Part250", "src/P250/Part250"),
        ("src/P7/a.cs", "Shop", "src/P7"),
    ] {
        assert_eq!(
            answer(resolvers.of(LanguageId::CSharp), &root, importer, specifier),
            target,
            "{importer} {specifier}"
        );
    }
}

#[test]
fn a_class_is_found_among_hundreds_of_packages_whose_rules_are_alike() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let rules = r#"{ "autoload": {
        "psr-4": { "Shop\\": ["src", "more"], "Shop\\Special\\": "special" },
        "psr-0": { "Old_": "old" },
        "classmap": ["classes"]
    } }"#;
    for number in 0..300 {
        let package = format!("packages/p{number:03}");
        write(&root, &format!("{package}/composer.json"), rules);
        for path in ["src/Api", "more/Api", "src/Special", "special", "old/Old", "classes"] {
            write(&root, &format!("{package}/{path}/Own{number}.php"), "");
            write(&root, &format!("{package}/{path}/Same.php"), "");
        }
    }
    write(&root, "packages/p200/classes/Early.php", "");
    write(&root, "packages/p210/src/Early.php", "");
    write(&root, "packages/p210/classes/Late.php", "");
    write(&root, "packages/p200/src/Late.php", "");
    let resolvers = Resolvers::new(&root);
    for (importer, specifier, target) in [
        ("a.php", "Shop\\Api\\Own250", "packages/p250/src/Api/Own250.php"),
        ("a.php", "Shop\\Api\\Same", "packages/p000/src/Api/Same.php"),
        ("a.php", "Shop\\Special\\Own299", "packages/p299/special/Own299.php"),
        ("a.php", "Old_Own7", "packages/p007/old/Old/Own7.php"),
        ("a.php", "Shop\\Early", "packages/p200/classes/Early.php"),
        ("a.php", "Shop\\Late", "packages/p200/src/Late.php"),
        ("a.php", "Any\\Own123", "packages/p123/classes/Own123.php"),
        ("a.php", "Shop\\Api\\Own300", "external"),
        ("a.php", "Shop\\Api", "external"),
        ("a.php", "Shop\\", "external"),
        ("a.php", "Shop", "external"),
        ("packages/p123/src/a.php", "Shop\\Api\\Same", "packages/p123/src/Api/Same.php"),
        ("packages/p123/src/a.php", "Shop\\Api\\Own7", "packages/p007/src/Api/Own7.php"),
    ] {
        assert_eq!(answer(resolvers.of(LanguageId::Php), &root, importer, specifier), target, "{importer} {specifier}");
    }
}
