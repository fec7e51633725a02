//! A folder on the real disk that somebody has prepared, and one that many processes use at once.

use super::{entry, found, key};
use crate::options::CacheOptions;
use crate::store::folder::{info, prune};
use crate::store::{FolderStore, RecordStore};
use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

const NAME: &str = "0123456789abcdef0123456789abcdef.ckgp";

fn run(folder: &Path, numbers: std::ops::Range<u32>) -> usize {
    let store = FolderStore::open(&CacheOptions::at(folder));
    let keys: Vec<_> = numbers.clone().map(key).collect();
    let answers: Vec<_> = store.get_many(&keys).into_iter().zip(numbers).collect();
    assert!(answers.iter().all(|(answer, number)| answer.is_none() || *answer == found(*number)));
    let missing = answers.iter().filter(|(answer, _)| answer.is_none()).map(|(_, number)| entry(*number));
    store.put_many(missing.collect());
    store.publish();
    answers.iter().filter(|(answer, _)| answer.is_some()).count()
}

/// What is in the way costs nothing, stays as it is, and what is kept beside it is found.
fn check_beside(prepare: impl Fn(&Path)) {
    let above = tempfile::tempdir().unwrap();
    let (folder, packs) = (above.path().join("cache"), above.path().join("cache/packs"));
    fs::create_dir_all(&packs).unwrap();
    prepare(&packs.join(NAME));
    assert_eq!(run(&folder, 0..20), 0);
    assert_eq!(run(&folder, 0..20), 20);
    info(&folder).unwrap();
    prune(&folder, 0).unwrap();
    assert_eq!(run(&folder, 0..20), 0);
}

#[test]
fn links_pipes_and_folders_in_place_of_packs_are_not_opened() {
    let elsewhere = tempfile::tempdir().unwrap();
    run(elsewhere.path(), 0..20);
    let pack = fs::read_dir(elsewhere.path().join("packs")).unwrap().next().unwrap().unwrap().path();
    check_beside(|path| symlink(&pack, path).unwrap());
    check_beside(|path| fs::create_dir(path).unwrap());
    check_beside(|path| assert!(Command::new("mkfifo").arg(path).status().unwrap().success()));
    assert!(pack.exists());
}

#[test]
fn a_pack_of_four_gigabytes_of_nothing_is_not_read() {
    check_beside(|path| File::create(path).unwrap().set_len(4 << 30).unwrap());
}

#[test]
fn a_link_in_place_of_the_packs_leads_nowhere() {
    let above = tempfile::tempdir().unwrap();
    let (folder, elsewhere) = (above.path().join("cache"), above.path().join("elsewhere"));
    run(&elsewhere, 0..20);
    fs::create_dir(&folder).unwrap();
    symlink(elsewhere.join("packs"), folder.join("packs")).unwrap();
    let before: Vec<_> = fs::read_dir(elsewhere.join("packs")).unwrap().map(|entry| entry.unwrap().path()).collect();
    let store = FolderStore::open(&CacheOptions { max_bytes: 0, ..CacheOptions::at(&folder) });
    assert_eq!(store.get_many(&[key(1)]), [None]);
    store.put_many(vec![entry(100)]);
    store.publish();
    assert!(store.take_warning().is_some());
    assert!(prune(&folder, 0).is_err());
    let after: Vec<_> = fs::read_dir(elsewhere.join("packs")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(after, before);
}

/// Not a test of its own: what each of the processes below does.
#[test]
#[ignore = "is run by another test"]
fn one_of_eight_processes() {
    let Some(folder) = std::env::var_os("TEST_STORE_FOLDER").map(PathBuf::from) else { return };
    for round in 0..10 {
        for first in (0..100).step_by(10) {
            run(&folder, first..first + 10 + round);
        }
    }
}

#[test]
fn eight_processes_may_use_one_folder_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let program = std::env::current_exe().unwrap();
    let start = |_| {
        Command::new(&program)
            .args(["--exact", "store::tests::hostile::one_of_eight_processes", "--ignored", "--quiet"])
            .env("TEST_STORE_FOLDER", folder.path())
            .spawn()
            .unwrap()
    };
    let processes: Vec<_> = (0..8).map(start).collect();
    for mut process in processes {
        assert!(process.wait().unwrap().success());
    }
    assert_eq!(run(folder.path(), 0..100), 100);
    let temporary =
        |entry: std::io::Result<fs::DirEntry>| !entry.unwrap().file_name().to_str().unwrap().ends_with(".ckgp");
    assert_eq!(
        fs::read_dir(folder.path().join("packs")).unwrap().filter_map(|entry| temporary(entry).then_some(())).count(),
        0
    );
}
