//! A program that stays linked has, after any edits, the links of one from nothing, although only what an edit reaches is linked
//! again; and what that is, for edits as people make them.

use crate::case::Case;
use crate::edits::{Repository, file, repository};
use crate::surfaces::words;
use crate::{LANGUAGES, cases_of, is_made};
use code_knowledge_graph::graph::encode::encode_links;
use code_knowledge_graph::graph::relinking::image::{Taken, Waking};
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
use std::sync::Arc;

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
fn edit(linked: &mut Linked, before: &Links, expected: &Links, edits: Vec<Edit>) -> Result<(Relinked, Links), String> {
    let relinked = linked.edit(edits);
    let after = links_of(linked);
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

/// What a program at rest is as bytes.
fn parts_of(linked: &Linked) -> Vec<Vec<u8>> {
    let mut resting = linked.resting().unwrap();
    let count = linked.program().len() as u32;
    let ranges: Vec<_> = (0..count).step_by(7).map(|first| first..count.min(first + 7)).collect();
    resting.parts(&ranges).iter().map(|part| resting.put(part).unwrap()).collect()
}

/// The program of these files that was put to rest so.
fn woken(paths: &[Arc<str>], parts: &[Vec<u8>]) -> Option<Linked> {
    let parts = parts.iter().map(|part| Taken::of(part)).collect::<Result<_, _>>().ok()?;
    let waking = Waking::of(paths, parts).ok()?;
    (0..waking.pieces()).for_each(|piece| waking.unpack(piece));
    Some(waking.end())
}

fn paths_in_order(linked: &Linked) -> Vec<Arc<str>> {
    linked.program().ids().map(|id| linked.program().relative_path(id).into()).collect()
}

/// The same program, put to rest and woken.
fn rested(linked: &Linked) -> Linked {
    woken(&paths_in_order(linked), &parts_of(linked)).unwrap()
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
        rests in any::<Index>(),
        at_hand in prop_oneof![Just(0), 1_000_usize..300_000],
    ) {
        let repository = repository(language);
        let mut files: BTreeMap<usize, LinkedFile> = BTreeMap::new();
        let mut linked = Linked::default();
        let mut before = Links::new();
        let first = first.into_iter().map(|path| (path, Some(path), true)).collect();
        let rests = rests.index(edits.len() + 1);
        for (round, steps) in [first].into_iter().chain(edits).enumerate() {
            let edits = steps.into_iter().map(|step| {
                let (path, file) = stepped(repository, step);
                match &file {
                    Some(file) => files.insert(path, file.clone()),
                    None => files.remove(&path),
                };
                file.map_or_else(|| Edit::Remove(repository.paths[path].clone()), put)
            });
            let edits: Vec<Edit> = edits.collect();
            let expected = links_of(&of_nothing(files.values().cloned()));
            let twin = (round == rests).then(|| rested(&linked));
            let edited = edit(&mut linked, &before, &expected, edits.clone());
            let (relinked, after) =
                edited.map_err(|reason| TestCaseError::fail(format!("{}: {reason}", LANGUAGES[language])))?;
            // One that was at rest meanwhile does just the same, and goes on from there.
            if let Some(mut twin) = twin {
                let same = twin.edit(edits);
                prop_assert_eq!(paths_of(&twin, &same.linked_again), paths_of(&linked, &relinked.linked_again));
                prop_assert_eq!(paths_of(&twin, &same.changed_texts), paths_of(&linked, &relinked.changed_texts));
                prop_assert_eq!(paths_of(&twin, &same.renumbered), paths_of(&linked, &relinked.renumbered));
                prop_assert!(links_of(&twin) == after);
                linked = twin;
            }
            // What is looked up again is what it was.
            linked.rest(at_hand);
            before = after;
        }
    }
}

#[test]
fn what_is_no_program_at_rest_is_refused() {
    let repository = repository(0);
    let linked = of_nothing(repository.files.iter().map(|files| files[0].clone()));
    let (paths, parts) = (paths_in_order(&linked), parts_of(&linked));
    assert!(parts.len() > 2);
    assert!(woken(&paths, &parts).is_some());
    assert!(woken(&paths[1..], &parts).is_none());
    for left_out in 0..parts.len() {
        let mut others = parts.clone();
        others.remove(left_out);
        assert!(woken(&paths, &others).is_none(), "{left_out}");
    }
    for (number, part) in parts.iter().enumerate() {
        for cut in [0, 1, part.len() / 2, part.len() - 1] {
            let mut others = parts.clone();
            others[number].truncate(cut);
            assert!(woken(&paths, &others).is_none(), "{number} to {cut}");
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

    /// The same with what is known of it then.
    fn put(&mut self, at: usize, file: LinkedFile) -> Result<Relinked, String> {
        self.files[at] = file.clone();
        let expected = links_of(&of_nothing(self.files.iter().cloned()));
        self.put_as_expected(file, &expected)
    }

    fn put_as_expected(&mut self, file: LinkedFile, expected: &Links) -> Result<Relinked, String> {
        let (relinked, links) = edit(&mut self.linked, &self.links, expected, vec![put(file)])?;
        self.links = links;
        Ok(relinked)
    }
}

#[test]
fn a_package_that_nothing_else_names_goes_with_what_it_exported() {
    let kinds = [
        ["a.rb", "class Net::HTTP\nend\n", "class Client < Net::HTTP\nend\n"],
        ["a.rb", "module Net::Deep\n  class HTTP\n  end\nend\n", "class Client < Net::Deep::HTTP\nend\n"],
        ["A.java", "package net.deep;\nclass Http {}\n", "package own;\nclass Client extends net.deep.Http {}\n"],
        ["A.cs", "namespace Net.Deep;\nclass Http {}\n", "namespace Own;\nclass Client : Net.Deep.Http {}\n"],
        ["a.php", "<?php\nnamespace Net\\Deep;\nclass Http {}\n", "<?php\nclass Client extends \\Net\\Deep\\Http {}\n"],
    ];
    for [path, own, other] in kinds {
        let mut edited = Edited::of(&Case::parse(&format!("Title.\n\n//- /{path}\n{own}")));
        for text in [other, own, other] {
            edited.edit(0, text).unwrap_or_else(|reason| panic!("{path}: {reason}\n{text}"));
            edited.linked = rested(&edited.linked);
        }
    }
}

/// What happens to a file of a case.
#[derive(Debug, Clone)]
enum Change {
    /// One of its words becomes another of the case.
    Word(Index, Index, Index),
    /// Some lines go.
    Cut(Index, usize),
    /// It gets another file's text.
    Swap(Index),
    /// It is what it was at first.
    Own,
    Gone,
}

fn change() -> impl Strategy<Value = (Index, Change)> {
    let change = prop_oneof![
        4 => any::<(Index, Index, Index)>().prop_map(|(word, file, other)| Change::Word(word, file, other)),
        3 => (any::<Index>(), 1..4_usize).prop_map(|(line, count)| Change::Cut(line, count)),
        1 => any::<Index>().prop_map(Change::Swap),
        1 => Just(Change::Own),
        1 => Just(Change::Gone),
    ];
    (any::<Index>(), change)
}

/// What a file's text becomes; `None` where it goes.
fn changed(now: &[Option<String>], first: &[String], at: usize, change: &Change) -> Option<String> {
    let text = now[at].clone().unwrap_or_default();
    let of = |file: &Index| now[file.index(now.len())].as_deref().unwrap_or_default();
    match change {
        Change::Word(word, file, other) => {
            let (own, others) = (words(&text), words(of(file)));
            if own.is_empty() || others.is_empty() {
                return Some(text);
            }
            let other = &of(file)[other.get(&others).clone()];
            let word = word.get(&own).clone();
            Some([&text[..word.start], other, &text[word.end..]].concat())
        }
        Change::Cut(line, count) => {
            let lines: Vec<_> = text.lines().collect();
            let from = line.index(lines.len() + 1);
            let behind = lines.get(from + count..).unwrap_or_default();
            Some([&lines[..from], behind].concat().join("\n"))
        }
        Change::Swap(file) => Some(of(file).to_owned()),
        Change::Own => Some(first[at].clone()),
        Change::Gone => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn words_and_lines_that_change_leave_a_program_as_one_from_nothing(
        language in 0..LANGUAGES.len(),
        case in any::<Index>(),
        edits in proptest::collection::vec(proptest::collection::vec(change(), 1..3), 1..20),
    ) {
        let cases = cases_of(LANGUAGES[language]);
        let case = case.get(&cases);
        let mut edited = Edited::of(&Case::parse(&std::fs::read_to_string(case).unwrap()));
        let mut now: Vec<_> = edited.texts.iter().cloned().map(Some).collect();
        let mut files: Vec<_> = edited.files.iter().cloned().map(Some).collect();
        for changes in edits {
            let mut all = Vec::new();
            for (at, change) in changes {
                let at = at.index(files.len());
                now[at] = changed(&now, &edited.texts, at, &change);
                let path = RootText::of(&edited.root).absolute(&edited.files[at].path);
                files[at] = now[at].as_ref().map(|text| file(&edited.root, &edited.resolvers, &path, text.as_bytes()));
                let gone = || Edit::Remove(edited.files[at].path.clone());
                all.push(files[at].clone().map_or_else(gone, put));
            }
            let expected = links_of(&of_nothing(files.iter().flatten().cloned()));
            let done = edit(&mut edited.linked, &edited.links, &expected, all);
            let (_, links) = done.map_err(|reason| {
                TestCaseError::fail(format!("{}: {reason}\n{}", case.display(), now.iter().flatten().cloned().collect::<Vec<_>>().join("\n//-\n")))
            })?;
            edited.links = links;
        }
    }
}

#[test]
fn lines_that_come_and_go_leave_a_program_as_one_from_nothing() {
    let mut fallen = Vec::new();
    for case in LANGUAGES.into_iter().flat_map(cases_of) {
        fallen.extend(fallen_lines(&case).err());
    }
    assert!(fallen.is_empty(), "{} cases fall:\n{}", fallen.len(), fallen.join("\n"));
}

/// Takes lines of a case away, one by one, and puts them there again: an error says what was not as from nothing.
fn fallen_lines(case: &Path) -> Result<(), String> {
    let mut edited = Edited::of(&Case::parse(&std::fs::read_to_string(case).unwrap()));
    let links = edited.links.clone();
    for at in 0..edited.files.len() {
        let (text, own) = (edited.texts[at].clone(), edited.files[at].clone());
        let lines: Vec<&str> = text.lines().collect();
        for line in (0..lines.len()).filter(|line| is_made(*line, at, 3)) {
            let left = [&lines[..line], &lines[line + 1..]].concat().join("\n");
            let fallen = |reason: String| format!("{}: `{}` of {}: {reason}", case.display(), lines[line], own.path);
            edited.edit(at, &left).map_err(fallen)?;
            edited.files[at] = own.clone();
            let put_back = edited.put_as_expected(own.clone(), &links);
            put_back.map_err(|reason| fallen(format!("put back: {reason}")))?;
        }
    }
    Ok(())
}

/// Edits files of a small repository, all of one language, and answers which are linked again, and which texts may change.
fn linked_again(files: &[(&str, &str)], edits: &[(&str, Option<&str>)]) -> [Vec<String>; 2] {
    let text = |files: &mut dyn Iterator<Item = (&str, &str)>| {
        files.map(|(path, text)| format!("//- /{path}\n{text}\n")).collect::<String>()
    };
    let mut now: BTreeMap<&str, &str> = files.iter().copied().collect();
    let mut edited = Edited::of(&Case::parse(&format!("Title.\n\n{}", text(&mut now.clone().into_iter()))));
    for (path, text) in edits {
        match text {
            Some(text) => now.insert(path, text),
            None => now.remove(path),
        };
    }
    // What imports lead to is found out anew.
    let after = Edited::of(&Case::parse(&format!("Title.\n\n{}", text(&mut now.into_iter()))));
    let before: BTreeMap<_, _> = edited.files.iter().map(|file| (file.path.clone(), file)).collect();
    let gone = before.keys().filter(|path| after.files.iter().all(|file| file.path != **path));
    let put = after.files.iter().filter(|file| before.get(&file.path) != Some(file)).cloned().map(put);
    let edits: Vec<Edit> = gone.map(|path| Edit::Remove(path.clone())).chain(put).collect();
    let (relinked, _) = edit(&mut edited.linked, &edited.links, &after.links, edits).unwrap();
    [&relinked.linked_again, &relinked.changed_texts].map(|files| paths_of(&edited.linked, files))
}

/// Callers of one function or method, a file each, and as many that call another.
fn callers(count: usize, import: &str, call: &str, other: &str) -> Vec<(String, String)> {
    let caller = |(number, call): (usize, &str)| (format!("src/c{number:03}.ts"), format!("{import}\n{call}\n"));
    (0..count)
        .map(|number| caller((number, call)))
        .chain((count..2 * count).map(|number| caller((number, other))))
        .collect()
}

#[test]
fn an_edit_of_a_body_links_its_file_alone() {
    let files = [
        ("src/a.ts", "export function f(x: number): number { return x; }\nexport function g() { f(1); }"),
        ("src/b.ts", "import { f, g } from './a';\nf(1);\ng();"),
    ];
    let longer = "export function f(x: number): number { function more() { return more(); } return x + more(); }\n\
                  export function g() { f(2); f(3); }";
    let [linked, changed] = linked_again(&files, &[("src/a.ts", Some(longer))]);
    // `g` has another number now, which the links to it follow.
    assert_eq!((&linked[..], &changed[..]), (&["src/a.ts".into()][..], &["src/a.ts".into()][..]));
}

#[test]
fn an_edit_of_what_is_seen_links_those_that_look() {
    let callers = callers(300, "import { Box } from './box';\nconst box = new Box();", "box.open();", "box.close();");
    let class = "export class Box { open(): void {} close(): void {} }";
    let mut files = vec![("src/box.ts", class), ("src/apart.ts", "export function open() {}\nopen();")];
    files.extend(callers.iter().map(|(path, text)| (&**path, &**text)));
    let concerned = |which: &dyn Fn(&str) -> bool| {
        let mut paths: Vec<_> = callers.iter().filter(|(_, text)| which(text)).map(|(path, _)| path.clone()).collect();
        paths.insert(0, "src/box.ts".into());
        paths
    };
    let renamed = "export class Box { opened(): void {} close(): void {} }";
    let [linked, changed] = linked_again(&files, &[("src/box.ts", Some(renamed))]);
    assert_eq!(linked, concerned(&|text| text.contains("box.open")));
    assert_eq!(changed, linked);
    let signature = "export class Box { open(): number { return 1; } close(): void {} }";
    let [linked, changed] = linked_again(&files, &[("src/box.ts", Some(signature))]);
    assert_eq!(linked, concerned(&|text| text.contains("box.open")));
    assert_eq!(changed, ["src/box.ts"], "what is called is the same");
    let more = "export class Box { open(): void {} close(): void {} more(): void {} }";
    let [linked, _] = linked_again(&files, &[("src/box.ts", Some(more))]);
    assert_eq!(linked, ["src/box.ts"]);
    let heir = "export class Box extends Lid { open(): void {} close(): void {} }\nclass Lid {}";
    let [linked, _] = linked_again(&files, &[("src/box.ts", Some(heir))]);
    assert_eq!(linked, concerned(&|_| true), "whose supertypes change changes for all");
    let [linked, _] = linked_again(&files, &[("src/box.ts", None)]);
    assert_eq!(linked, concerned(&|_| true)[1..]);
}

#[test]
fn an_export_that_hides_one_of_a_star_links_those_that_ask_for_its_name() {
    let files = [
        ("src/barrel.ts", "export * from './deep';"),
        ("src/deep.ts", "export function f() {}\nexport function g() {}"),
        ("src/f.ts", "import { f } from './barrel';\nf();"),
        ("src/g.ts", "import { g } from './barrel';\ng();"),
        ("src/h.ts", "import { h } from './barrel';\nh();"),
    ];
    let hiding = "export * from './deep';\nexport function f() {}";
    let [linked, changed] = linked_again(&files, &[("src/barrel.ts", Some(hiding))]);
    assert_eq!(linked, ["src/barrel.ts", "src/f.ts"]);
    assert_eq!(changed, linked);
    let more = "export function f() {}\nexport function g() {}\nexport function h() {}";
    let [linked, changed] = linked_again(&files, &[("src/deep.ts", Some(more))]);
    assert_eq!(linked, ["src/deep.ts", "src/h.ts"]);
    assert_eq!(changed, linked);
}

#[test]
fn a_file_that_comes_links_those_that_missed_it() {
    let files = [
        ("src/a.ts", "import { f } from './late';\nf();"),
        ("src/b.ts", "import { g } from './other';\ng();"),
        ("src/other.ts", "export function g() {}"),
    ];
    let [linked, changed] = linked_again(&files, &[("src/late.ts", Some("export function f() {}"))]);
    assert_eq!(linked, ["src/a.ts", "src/late.ts"]);
    assert_eq!(changed, linked);
}

#[test]
fn a_method_that_makes_a_type_implement_an_interface_links_calls_of_the_interface() {
    let files = [
        ("go.mod", "module example.com/shop"),
        ("kit/kit.go", "package kit\n\ntype Runner interface {\n\tRun()\n\tStop()\n}\n\ntype Other interface{ Go() }"),
        ("kit/one.go", "package kit\n\ntype One struct{}\n\nfunc (o One) Run() {}"),
        ("app/a.go", "package app\n\nimport \"example.com/shop/kit\"\n\nfunc a(r kit.Runner) { r.Run() }"),
        ("app/b.go", "package app\n\nimport \"example.com/shop/kit\"\n\nfunc b(o kit.Other) { o.Go() }"),
        ("app/c.go", "package app\n\nimport \"example.com/shop/kit\"\n\nfunc c(o kit.One) { o.Run() }"),
    ];
    let implementor = "package kit\n\ntype One struct{}\n\nfunc (o One) Run() {}\nfunc (o One) Stop() {}";
    let [linked, changed] = linked_again(&files, &[("kit/one.go", Some(implementor))]);
    assert_eq!(linked, ["app/a.go", "kit/one.go"]);
    assert_eq!(changed, linked);
}

#[test]
fn an_override_links_calls_of_what_it_overrides() {
    let files = [
        ("src/base.ts", "export class Base { run(): void {} stop(): void {} }"),
        ("src/heir.ts", "import { Base } from './base';\nexport class Heir extends Base { }"),
        ("src/run.ts", "import { Base } from './base';\nexport function go(base: Base) { base.run(); }"),
        ("src/stop.ts", "import { Base } from './base';\nexport function go(base: Base) { base.stop(); }"),
    ];
    let overriding = "import { Base } from './base';\nexport class Heir extends Base { run(): void {} }";
    let [linked, changed] = linked_again(&files, &[("src/heir.ts", Some(overriding))]);
    assert_eq!(linked, ["src/heir.ts", "src/run.ts"]);
    assert_eq!(changed, linked);
    let alone = "export class Heir { }";
    let [linked, changed] = linked_again(&files, &[("src/heir.ts", Some(alone))]);
    assert_eq!(linked, ["src/heir.ts", "src/run.ts", "src/stop.ts"]);
    assert_eq!(changed, ["src/base.ts", "src/heir.ts"], "by whom it is extended is another");
}
