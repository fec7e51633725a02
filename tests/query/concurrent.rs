//! Who asks while a repository is brought up to date is answered from before or from after it, never from between.

use super::refresh::{assert_is_fresh, control, open, write};
use code_knowledge_graph::error::Error;
use code_knowledge_graph::indexing::index::{Control, Moment, Opened, Repository};
use code_knowledge_graph::query::SymbolRef;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

const FILES: usize = 8;
const READERS: usize = 32;
const VERSIONS: usize = 12;

/// A version of all files: each has a function that is named after it, and calls that of the next file.
fn write_version(folder: &Path, version: usize) {
    for file in 0..FILES {
        let next = (file + 1) % FILES;
        let text = format!(
            "import {{ v{version} as next }} from './f{next}'\nexport function v{version}() {{ next() }}\n{}",
            "const o = 1\n".repeat(version % 3)
        );
        write(folder, &format!("f{file}.ts"), &text);
    }
    // Files that come and go.
    if version.is_multiple_of(2) {
        write(
            folder,
            "even.ts",
            &format!("import {{ v{version} }} from './f0'\nexport function even() {{ v{version}() }}\n"),
        );
    } else {
        let _ = std::fs::remove_file(folder.join("even.ts"));
    }
}

/// The version that a moment is of. All that it answers is of that one.
fn version_of(moment: &Moment) -> usize {
    let index = &moment.index;
    let mut versions = Vec::new();
    for (id, file) in index.files().filter(|(_, file)| file.path().starts_with('f')) {
        let (symbol, row) = file.symbols().next().unwrap();
        let version = file.text(row.name).strip_prefix('v').unwrap().parse::<usize>().unwrap();
        let callers: Vec<_> = index.incoming(SymbolRef { file: id, symbol }).collect();
        let has_more = file.path() == "f0.ts" && version % 2 == 0;
        assert_eq!(callers.len(), 1 + usize::from(has_more), "{} of {version}", file.path());
        for (from, edge) in callers {
            assert!(index.file(from).is_some() && edge.to.file == id);
        }
        versions.push(version);
    }
    versions.dedup();
    assert_eq!(versions.len(), 1, "files of several versions");
    let has_even = versions[0] % 2 == 0;
    assert_eq!(index.at_path("even.ts").is_some(), has_even);
    assert_eq!((index.len(), moment.stats.counts.files), (FILES + usize::from(has_even), index.len()));
    assert_eq!(moment.stats.counts.functions, index.len());
    versions[0]
}

#[test]
fn readers_see_one_version_after_the_other() {
    let folder = tempfile::tempdir().unwrap();
    write_version(folder.path(), 0);
    let repository = Arc::new(open(folder.path()));
    let is_over = Arc::new(AtomicBool::new(false));
    let readers: Vec<_> = (0..READERS)
        .map(|_| {
            let (repository, is_over) = (Arc::clone(&repository), Arc::clone(&is_over));
            std::thread::spawn(move || {
                let mut last = 0;
                loop {
                    let is_last = is_over.load(Ordering::Acquire);
                    let version = version_of(&repository.now());
                    assert!(version >= last, "{version} after {last}");
                    last = version;
                    if is_last {
                        return last;
                    }
                    // Whoever writes is to come to it, too.
                    std::thread::sleep(std::time::Duration::from_millis(2));
                }
            })
        })
        .collect();
    for version in 1..=VERSIONS {
        write_version(folder.path(), version);
        repository.refresh(None, &control()).unwrap();
    }
    is_over.store(true, Ordering::Release);
    for reader in readers {
        assert_eq!(reader.join().unwrap(), VERSIONS);
    }
    assert_is_fresh(&repository, folder.path());
}

/// Gives up when asked so often whether to.
fn giving_up_after(asked: usize) -> Control {
    let left = AtomicUsize::new(asked);
    Control::new(
        move || left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_err(),
        Arc::default(),
    )
}

#[test]
fn whoever_gives_up_at_any_point_leaves_what_was_there() {
    let folder = tempfile::tempdir().unwrap();
    write_version(folder.path(), 0);
    let repository = open(folder.path());
    let (mut version, mut given_up) = (0, 0);
    for asked in 0.. {
        write_version(folder.path(), version + 1);
        match repository.refresh(None, &giving_up_after(asked)) {
            Err(error) => assert_eq!((error, given_up), (Error::Aborted, asked)),
            Ok(_) => break,
        }
        given_up += 1;
        assert_eq!(version_of(&repository.now()), version, "given up after {asked}");
        // Every other time the next one begins from what is left.
        if asked % 2 == 0 {
            repository.refresh(None, &control()).unwrap();
            version += 1;
            assert_eq!(version_of(&repository.now()), version);
        }
    }
    assert!(given_up > 10, "{given_up}");
    assert_eq!(version_of(&repository.now()), version + 1);
    assert_is_fresh(&repository, folder.path());
}

#[test]
fn several_who_bring_it_up_to_date_do_so_one_after_the_other() {
    let folder = tempfile::tempdir().unwrap();
    write_version(folder.path(), 0);
    let repository: Repository = open(folder.path());
    for version in 1..6 {
        write_version(folder.path(), version);
        std::thread::scope(|scope| {
            for number in 0..4 {
                let (repository, paths) = (&repository, [format!("f{number}.ts")]);
                let paths = (number % 2 == 1).then_some(paths);
                scope.spawn(move || repository.refresh(paths.as_ref().map(|paths| &paths[..]), &control()).unwrap());
            }
        });
        assert_eq!(version_of(&repository.now()), version);
    }
    assert_is_fresh(&repository, folder.path());
}

#[test]
fn a_question_for_which_files_are_read_ends_at_any_file_and_is_answered_when_it_is_asked_again() {
    let folder = tempfile::tempdir().unwrap();
    write_version(folder.path(), 1);
    let questions = [
        ("similar", r#"{ "to": { "key": "f0.ts::v1" }, "options": { "threshold": 0 } }"#),
        (
            "content",
            r#"{ "query": { "files": ["f0.ts", "f2.ts"] }, "options": { "related": "definitions", "callers": true } }"#,
        ),
    ];
    for (question, about) in questions {
        let right = Opened::Repository(Box::new(open(folder.path()))).ask(question, about, &control()).unwrap();
        let mut ended = 0;
        for looks in 0.. {
            let asked = Opened::Repository(Box::new(open(folder.path())));
            let left = AtomicUsize::new(looks);
            let is_over =
                move || left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_err();
            let control_of_it = Control::new(is_over, Arc::default());
            let answer = asked.ask(question, about, &control_of_it);
            assert_eq!(asked.ask(question, about, &control()).as_ref(), Ok(&right), "{question}, {looks}");
            match answer {
                Ok(answer) => {
                    assert_eq!(answer, right);
                    break;
                }
                Err(error) => assert_eq!(error, Error::Aborted),
            }
            ended += 1;
        }
        // Before the first file, and at each.
        assert!(ended >= 5, "{question} ended {ended} times");
    }
}
