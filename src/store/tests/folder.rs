//! A folder on the real disk, used as intended.

use super::{entry, found, key};
use crate::options::CacheOptions;
use crate::store::folder::{info, prune};
use crate::store::{Entry, FolderStore, Key, Lane, RecordStore};
use std::fs;
use std::path::Path;

fn open(folder: &Path) -> std::sync::Arc<FolderStore> {
    FolderStore::open(&CacheOptions::at(folder))
}

/// Puts entries as a run does.
fn keep(folder: &Path, numbers: impl IntoIterator<Item = u32>) {
    let store = open(folder);
    store.put_many(numbers.into_iter().map(entry).collect());
    store.publish();
    assert_eq!(store.take_warning(), None);
}

fn pack_names(folder: &Path) -> Vec<String> {
    let packs = fs::read_dir(folder.join("packs"));
    packs.map_or_else(
        |_| Vec::new(),
        |packs| packs.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect(),
    )
}

#[test]
fn what_one_store_has_published_another_finds() {
    let above = tempfile::tempdir().unwrap();
    let folder = above.path().join("cache");
    let store = open(&folder);
    assert_eq!(store.get_many(&[key(0)]), [None]);
    assert!(!folder.exists());
    let numbers: Vec<u32> = (0..100).collect();
    let keys: Vec<Key> = (0..101).map(key).collect();
    store.put_many(numbers.iter().copied().map(entry).collect());
    let mut all: Vec<_> = numbers.iter().copied().map(found).collect();
    all.push(None);
    assert!(store.get_many(&keys) == all, "before they are published");
    store.publish();
    assert!(store.get_many(&keys) == all, "behind that");
    drop(store);
    assert!(open(&folder).get_many(&keys) == all, "by another store");
    assert_eq!(open(&folder).has_many(&keys), all.iter().map(Option::is_some).collect::<Vec<_>>());
    assert_eq!(pack_names(&folder).len(), 1);
}

#[test]
fn a_store_that_is_open_finds_what_another_publishes_once_somebody_opens_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    assert_eq!(store.get_many(&[key(4)]), [None]);
    keep(folder.path(), [4]);
    assert_eq!(store.get_many(&[key(4)]), [found(4)]);
}

#[test]
fn what_is_there_is_not_kept_again() {
    let folder = tempfile::tempdir().unwrap();
    keep(folder.path(), 0..50);
    let before = pack_names(folder.path());
    keep(folder.path(), 0..50);
    assert_eq!(pack_names(folder.path()), before);
}

#[test]
fn a_store_that_is_only_read_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    keep(folder.path(), 0..50);
    let pack = folder.path().join("packs").join(&pack_names(folder.path())[0]);
    let old = std::time::SystemTime::UNIX_EPOCH;
    fs::File::options().write(true).open(&pack).unwrap().set_modified(old).unwrap();
    let store = FolderStore::open(&CacheOptions { read_only: true, ..CacheOptions::at(folder.path()) });
    assert_eq!(store.get_many(&[key(3)]), [found(3)]);
    store.put_many(vec![entry(77)]);
    store.publish();
    assert_eq!(store.get_many(&[key(77)]), [None]);
    assert_eq!(pack_names(folder.path()).len(), 1);
    assert_eq!(fs::metadata(&pack).unwrap().modified().unwrap(), old);
    // One that may write says that it was used.
    assert_eq!(open(folder.path()).get_many(&[key(3)]), [found(3)]);
    assert!(fs::metadata(&pack).unwrap().modified().unwrap() > old);
}

#[test]
fn a_folder_that_cannot_be_written_costs_one_warning() {
    let above = tempfile::tempdir().unwrap();
    let folder = above.path().join("file");
    fs::write(&folder, "somebody's").unwrap();
    let store = open(&folder);
    store.put_many((0..100).map(entry).collect());
    assert_eq!(store.get_many(&[key(0)]), [None]);
    store.publish();
    let warning = store.take_warning().unwrap();
    assert!(warning.contains("cannot be written"), "{warning}");
    store.put_many(vec![entry(1)]);
    store.publish();
    assert_eq!(store.take_warning(), None);
    assert_eq!(fs::read_to_string(&folder).unwrap(), "somebody's");
}

#[cfg(unix)]
#[test]
fn what_is_written_is_for_the_user_alone() {
    use std::os::unix::fs::PermissionsExt;

    let above = tempfile::tempdir().unwrap();
    let folder = above.path().join("cache");
    keep(&folder, 0..3);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&folder), mode(&folder.join("packs"))), (0o700, 0o700));
    for name in pack_names(&folder) {
        assert_eq!(mode(&folder.join("packs").join(name)), 0o600);
    }
}

#[test]
fn many_small_packs_become_one() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..100 {
        keep(folder.path(), [number]);
        assert!(pack_names(folder.path()).len() <= 33, "{number}");
    }
    let keys: Vec<Key> = (0..100).map(key).collect();
    assert!(open(folder.path()).get_many(&keys) == (0..100).map(found).collect::<Vec<_>>());
}

#[test]
fn a_folder_grows_no_larger_than_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let max_bytes = 1 << 20;
    for run in 0..20_u32 {
        let store = FolderStore::open(&CacheOptions { max_bytes, ..CacheOptions::at(folder.path()) });
        let noise = |at: u32| blake3::Hasher::new().update(&at.to_le_bytes()).finalize_xof();
        let entries = (0..10).map(|at| {
            let mut bytes = vec![0; 20_000];
            noise(run * 10 + at).fill(&mut bytes);
            Entry { key: key(run * 10 + at), lane: Lane::Shown, bytes }
        });
        store.put_many(entries.collect());
        store.publish();
        assert!(info(folder.path()).unwrap().bytes <= max_bytes);
    }
    let store = open(folder.path());
    assert!(store.get_many(&[key(199)])[0].is_some(), "the last is there");
    assert!(store.get_many(&[key(0)])[0].is_none(), "the first is not");
    assert_eq!(info(folder.path()).unwrap().packs, 5);
}

#[test]
fn pruning_leaves_what_is_others() {
    let folder = tempfile::tempdir().unwrap();
    keep(folder.path(), 0..50);
    keep(folder.path(), 50..60);
    for name in ["notes.txt", "0.ckgp", ".tmp-mine"] {
        fs::write(folder.path().join("packs").join(name), "theirs").unwrap();
    }
    let before = info(folder.path()).unwrap();
    assert_eq!((before.packs, before.entries), (2, 60));
    assert!(before.bytes > 0 && before.oldest_use <= before.newest_use && before.oldest_use.is_some());
    let pruned = prune(folder.path(), 0).unwrap();
    assert_eq!((pruned.packs, pruned.bytes), (2, before.bytes));
    assert_eq!(info(folder.path()).unwrap(), crate::store::folder::Info::default());
    let mut left = pack_names(folder.path());
    left.sort();
    assert_eq!(left, [".tmp-mine", "0.ckgp", "notes.txt"]);
}

#[test]
fn a_folder_that_is_not_there_is_empty() {
    let above = tempfile::tempdir().unwrap();
    let folder = above.path().join("nothing");
    assert_eq!(info(&folder).unwrap(), crate::store::folder::Info::default());
    assert_eq!(prune(&folder, 0).unwrap(), crate::store::folder::Pruned::default());
    assert!(!folder.exists());
}

/// Writes over the version in a pack, as one that is to come or one that was would have written it.
fn change_version(pack: &Path, version: u32) -> Vec<u8> {
    let mut bytes = fs::read(pack).unwrap();
    let at = bytes.len() - 12;
    bytes[at..at + 4].copy_from_slice(&version.to_le_bytes());
    bytes[4..8].copy_from_slice(&version.to_le_bytes());
    fs::write(pack, &bytes).unwrap();
    // Long before anything that a test does to others.
    let hour = std::time::Duration::from_secs(3600);
    let file = fs::File::options().write(true).open(pack).unwrap();
    file.set_modified(std::time::SystemTime::now() - hour).unwrap();
    bytes
}

#[test]
fn packs_of_other_versions_are_left_to_those_until_there_is_no_room() {
    let folder = tempfile::tempdir().unwrap();
    let mut of_others = Vec::new();
    for (first, version) in [(0, 0), (20, 2), (40, u32::MAX)] {
        keep(folder.path(), first..first + 20);
        let is_new = |name: &String| of_others.iter().all(|(other, _)| other != name);
        let name = pack_names(folder.path()).into_iter().find(is_new).unwrap();
        let bytes = change_version(&folder.path().join("packs").join(&name), version);
        of_others.push((name, bytes));
    }
    let keys: Vec<Key> = (0..60).map(key).collect();
    assert!(open(folder.path()).get_many(&keys).iter().all(Option::is_none));
    assert!(!open(folder.path()).has_many(&keys).contains(&true));
    // What is missing is made and kept again, and what sweeps behind that takes nobody else's for damaged.
    keep(folder.path(), 0..60);
    assert!(open(folder.path()).get_many(&keys) == (0..60).map(found).collect::<Vec<_>>());
    for (name, bytes) in &of_others {
        assert!(fs::read(folder.path().join("packs").join(name)).unwrap() == *bytes, "{name}");
    }
    assert_eq!(pack_names(folder.path()).len(), 4);
    // Room for one: that of this version, which was used last.
    let newest = pack_names(folder.path()).into_iter().find(|name| of_others.iter().all(|(other, _)| other != name));
    let newest = folder.path().join("packs").join(newest.unwrap());
    prune(folder.path(), fs::metadata(&newest).unwrap().len()).unwrap();
    assert_eq!(pack_names(folder.path()), [newest.file_name().unwrap().to_str().unwrap()]);
    assert!(open(folder.path()).get_many(&keys) == (0..60).map(found).collect::<Vec<_>>());
}

#[test]
fn what_is_forgotten_takes_no_room_and_all_else_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = || info(folder.path()).unwrap().bytes;
    (0..5).for_each(|run| keep(folder.path(), run * 10..run * 10 + 10));
    let (before, store) = (bytes(), open(folder.path()));
    // Of three packs some, and nothing of another.
    store.forget(&(5..35).map(key).collect());
    assert!(bytes() < before / 2);
    let expected: Vec<_> = (0..50).map(|number| if (5..35).contains(&number) { None } else { found(number) }).collect();
    assert!(store.get_many(&(0..50).map(key).collect::<Vec<_>>()) == expected);
    assert!(open(folder.path()).get_many(&(0..50).map(key).collect::<Vec<_>>()) == expected);
    // They are kept again when somebody has them again.
    keep(folder.path(), 5..35);
    assert_eq!(store.get_many(&[key(5), key(34)]), [found(5), found(34)]);
    store.forget(&(0..50).map(key).collect());
    assert!(pack_names(folder.path()).is_empty());
    // Nothing is looked at by whoever forgets what is not there.
    store.forget(&(0..50).map(key).collect());
    keep(folder.path(), [7]);
    let names = pack_names(folder.path());
    FolderStore::open(&CacheOptions { read_only: true, ..CacheOptions::at(folder.path()) }).forget(&[key(7)].into());
    store.forget(&[key(8)].into());
    assert_eq!(pack_names(folder.path()), names);
}

#[test]
fn a_look_without_use_does_not_keep_a_pack_from_going_first() {
    let folder = tempfile::tempdir().unwrap();
    keep(folder.path(), 0..50);
    let pack = folder.path().join("packs").join(&pack_names(folder.path())[0]);
    let old = std::time::SystemTime::UNIX_EPOCH;
    fs::File::options().write(true).open(&pack).unwrap().set_modified(old).unwrap();
    let store = open(folder.path());
    assert_eq!(store.peek(&key(3)), found(3));
    assert_eq!(store.peek(&key(77)), None);
    assert_eq!(fs::metadata(&pack).unwrap().modified().unwrap(), old);
}
