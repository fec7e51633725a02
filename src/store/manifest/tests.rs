#![allow(clippy::unwrap_used)]

use super::*;
use crate::store::disk::RealDisk;
use proptest::prelude::*;
use std::fs;

const HOUR: Duration = Duration::from_secs(3600);

fn manifest(folder: &Path) -> Manifest {
    Manifest::open(Arc::new(RealDisk), folder, "/root", false)
}

/// A stamp of a file that was changed this long ago.
fn changed(ago: Duration) -> Stamp {
    let then = nanoseconds(SystemTime::now() - ago);
    Stamp { size: 7, modified: then, changed: then, inode: 1, device: 2 }
}

fn noted(folder: &Path, files: &[(&str, Stamp, u8)]) {
    let manifest = manifest(folder);
    for (path, stamp, hash) in files {
        manifest.note(path, *stamp, [*hash; 32], SystemTime::now());
    }
    manifest.publish().unwrap();
}

#[test]
fn what_was_noted_is_known_as_long_as_a_file_looks_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let stamp = changed(HOUR);
    noted(folder.path(), &[("b.ts", stamp, 1), ("a/c.ts", stamp, 2)]);
    let manifest = manifest(folder.path());
    assert_eq!(manifest.hash_of("b.ts", &stamp), Some([1; 32]));
    assert_eq!(manifest.hash_of("a/c.ts", &stamp), Some([2; 32]));
    assert_eq!(manifest.hash_of("a", &stamp), None);
    let others = [
        Stamp { size: 8, ..stamp },
        Stamp { modified: stamp.modified + 1, ..stamp },
        Stamp { changed: stamp.changed - 1, ..stamp },
        Stamp { inode: 3, ..stamp },
        Stamp { device: 3, ..stamp },
    ];
    for other in others {
        assert_eq!(manifest.hash_of("b.ts", &other), None, "{other:?}");
    }
}

#[test]
fn what_was_changed_just_now_is_not_known_whatever_clock_it_has() {
    let folder = tempfile::tempdir().unwrap();
    let (old, young) = (changed(HOUR), changed(Duration::from_secs(1)));
    // A file restored with an old time; one of the future, by a clock that was set back since.
    let restored = Stamp { changed: young.changed, ..old };
    let future = Stamp { modified: old.modified + 2 * HOUR.as_nanos() as i64, ..old };
    noted(folder.path(), &[("young", young, 1), ("restored", restored, 2), ("future", future, 3), ("old", old, 4)]);
    let manifest = manifest(folder.path());
    for (path, stamp) in [("young", young), ("restored", restored), ("future", future)] {
        assert_eq!(manifest.hash_of(path, &stamp), None, "{path}");
    }
    assert_eq!(manifest.hash_of("old", &old), Some([4; 32]));
}

#[test]
fn runs_over_other_files_and_at_the_same_time_add_up() {
    let folder = tempfile::tempdir().unwrap();
    let stamp = changed(HOUR);
    noted(folder.path(), &[("a", stamp, 1), ("b", stamp, 1)]);
    let (one, other) = (manifest(folder.path()), manifest(folder.path()));
    one.note("b", stamp, [2; 32], SystemTime::now());
    other.note("c", stamp, [3; 32], SystemTime::now());
    assert_eq!(one.hash_of("b", &stamp), Some([2; 32]));
    one.publish().unwrap();
    other.publish().unwrap();
    let manifest = manifest(folder.path());
    assert_eq!(["a", "b", "c"].map(|path| manifest.hash_of(path, &stamp)), [1, 2, 3].map(|hash| Some([hash; 32])));
}

#[test]
fn roots_do_not_know_of_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let stamp = changed(HOUR);
    noted(folder.path(), &[("a", stamp, 1)]);
    let other = Manifest::open(Arc::new(RealDisk), folder.path(), "/root2", false);
    assert_eq!(other.hash_of("a", &stamp), None);
    // Nor by a file that was renamed.
    let path = folder.path().join(&manifest(folder.path()).name);
    fs::rename(path, folder.path().join(&other.name)).unwrap();
    assert_eq!(Manifest::open(Arc::new(RealDisk), folder.path(), "/root2", false).hash_of("a", &stamp), None);
}

#[test]
fn nothing_is_written_where_nothing_may_be_or_nothing_is_new() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("roots");
    Manifest::open(Arc::new(RealDisk), &inner, "/root", false).publish().unwrap();
    let manifest = Manifest::open(Arc::new(RealDisk), &inner, "/root", true);
    manifest.note("a", changed(HOUR), [1; 32], SystemTime::now());
    manifest.publish().unwrap();
    assert!(!inner.exists());
}

#[cfg(unix)]
#[test]
fn it_is_the_users_alone_and_leaves_nothing_beside_it() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("roots");
    let manifest = Manifest::open(Arc::new(RealDisk), &inner, "/root", false);
    manifest.note("a", changed(HOUR), [1; 32], SystemTime::now());
    manifest.publish().unwrap();
    let files: Vec<_> = fs::read_dir(&inner).unwrap().map(|entry| entry.unwrap()).collect();
    assert_eq!(files.len(), 1);
    assert_eq!(files[0].metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::metadata(&inner).unwrap().permissions().mode() & 0o777, 0o700);
}

#[cfg(unix)]
#[test]
fn a_file_that_is_put_in_place_of_another_looks_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let (path, other) = (folder.path().join("a"), folder.path().join("b"));
    fs::write(&path, "one").unwrap();
    let before = Stamp::of(&fs::metadata(&path).unwrap());
    assert_eq!(Stamp::of(&fs::metadata(&path).unwrap()), before);
    fs::write(&other, "two").unwrap();
    // As `cp -p`, `rsync -t` and archives do.
    let times = fs::FileTimes::new().set_modified(fs::metadata(&path).unwrap().modified().unwrap());
    fs::File::options().write(true).open(&other).unwrap().set_times(times).unwrap();
    fs::rename(&other, &path).unwrap();
    let after = Stamp::of(&fs::metadata(&path).unwrap());
    assert_eq!((after.size, after.modified), (before.size, before.modified));
    assert_ne!(after, before);
}

prop_compose! {
    fn known()(files in proptest::collection::btree_map("\\PC{0,6}", any::<[u8; 32]>(), 0..12), stamp in any::<[u32; 5]>())
        -> Known {
        let [size, modified, changed, inode, device] = stamp;
        let stamp = Stamp {
            size: size.into(),
            modified: modified.into(),
            changed: -i64::from(changed),
            inode: inode.into(),
            device: device.into(),
        };
        let noted = files.into_iter().map(|(path, hash)| (path.into(), Row { stamp, hash })).collect();
        Known::default().with(&noted)
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read(known in known()) {
        let bytes = encode("/root", &known).unwrap();
        prop_assert_eq!(decode(&bytes, "/root"), Some(known));
        prop_assert_eq!(decode(&bytes, "/other"), None);
    }

    #[test]
    fn damaged_bytes_are_as_none(
        known in known(),
        at in any::<prop::sample::Index>(),
        change in 1u8..,
        length in any::<prop::sample::Index>(),
    ) {
        let bytes = encode("/root", &known).unwrap();
        prop_assert_eq!(decode(&bytes[..length.index(bytes.len())], "/root"), None);
        let mut changed = bytes.clone();
        let at = at.index(bytes.len());
        changed[at] ^= change;
        prop_assert_eq!(decode(&changed, "/root"), None);
    }
}
