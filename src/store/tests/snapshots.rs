//! Whatever happens while a snapshot is written, the one before or the new one is there; and a damaged one is told from both.

use super::disk::{Fault, InTurns, SimulatedDisk, Turns};
use crate::store::snapshots::{SnapshotFile, Snapshots, Unreadable};
use crate::store::{Disk, RealDisk};
use proptest::prelude::*;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

const FOLDER: &str = "/cache";
const FORM: u32 = 7;

fn at(disk: &Arc<SimulatedDisk>) -> Snapshots {
    Snapshots::on(Arc::clone(disk) as Arc<dyn Disk>, Path::new(FOLDER))
}

fn id() -> String {
    Snapshots::id("/root", "name")
}

/// A snapshot that is told by its number.
fn parts(number: u8) -> Vec<Vec<u8>> {
    (0..4).map(|part| vec![number; part * 30]).collect()
}

fn put(snapshots: &Snapshots, number: u8) -> std::io::Result<u64> {
    snapshots.put(&id(), FORM, &[number; 5], &parts(number))
}

/// All of a file, as it was put there.
fn read(file: &SnapshotFile) -> Result<(Vec<u8>, Vec<Vec<u8>>), Unreadable> {
    let parts = (0..file.parts()).map(|number| file.part(number)).collect::<Result<_, _>>()?;
    Ok((file.head().to_vec(), parts))
}

/// The number of the snapshot that is there.
fn found(snapshots: &Snapshots) -> Option<u8> {
    let file = snapshots.open(&id()).unwrap()?;
    let (head, all) = read(&file).unwrap();
    assert_eq!((&head, &all, file.form()), (&vec![head[0]; 5], &parts(head[0]), FORM));
    Some(head[0])
}

#[test]
fn what_is_put_is_found_listed_and_removed() {
    let disk = SimulatedDisk::new();
    let snapshots = at(&disk);
    assert_eq!(found(&snapshots), None);
    assert!(snapshots.list().unwrap().is_empty() && !snapshots.remove(&id()).unwrap());
    let bytes = put(&snapshots, 1).unwrap();
    put(&snapshots, 2).unwrap();
    snapshots.put(&Snapshots::id("/root", "other"), FORM, b"other", &[]).unwrap();
    assert_eq!((found(&snapshots), bytes), (Some(2), disk.files()[0].1.len().max(disk.files()[1].1.len()) as u64));
    let mut heads: Vec<_> = snapshots.list().unwrap().into_iter().map(|listed| listed.head.unwrap()).collect();
    heads.sort();
    assert_eq!(heads, [vec![2; 5], b"other".to_vec()]);
    assert_eq!(snapshots.count().unwrap().0, 2);
    assert!(snapshots.remove(&id()).unwrap());
    assert_eq!((found(&snapshots), snapshots.count().unwrap().0), (None, 1));
}

#[test]
fn one_that_is_open_is_read_when_another_has_taken_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::on(Arc::new(RealDisk), folder.path());
    put(&snapshots, 1).unwrap();
    let file = snapshots.open(&id()).unwrap().unwrap();
    put(&snapshots, 2).unwrap();
    assert_eq!(read(&file).unwrap().1, parts(1));
    snapshots.remove(&id()).unwrap();
    assert_eq!(read(&file).unwrap().1, parts(1));
}

#[test]
fn a_process_that_ends_at_any_step_leaves_the_one_before_or_the_new_one() {
    let disk = SimulatedDisk::new();
    put(&at(&disk), 1).unwrap();
    disk.set_fault(None);
    put(&at(&disk), 2).unwrap();
    let steps = disk.steps();
    assert!(steps.len() >= 4, "it is written, waited for and put in place, which is waited for, too");
    for (step, length) in steps.into_iter().enumerate() {
        let mut faults: Vec<_> = [0, length / 2, length].map(|written| Fault::Crash { step, written }).to_vec();
        faults.extend([true, false].map(|keeps_names| Fault::PowerLoss { step, keeps_names }));
        faults.extend([Fault::Full { step }, Fault::ReadOnly { step }]);
        for fault in faults {
            let disk = SimulatedDisk::new();
            put(&at(&disk), 1).unwrap();
            disk.set_fault(Some(fault));
            let is_put = put(&at(&disk), 2).is_ok();
            disk.set_fault(None);
            let now = found(&at(&disk)).unwrap();
            assert!(now == 2 || (!is_put && now == 1), "{fault:?}");
            // What was never finished goes when it is nobody's any more.
            disk.advance(Duration::from_secs(25 * 60 * 60));
            put(&at(&disk), 3).unwrap();
            assert_eq!((found(&at(&disk)), disk.files().len()), (Some(3), 1), "{fault:?}");
        }
    }
}

#[test]
fn whoever_loses_its_power_after_it_was_put_has_the_new_one() {
    for keeps_names in [true, false] {
        let disk = SimulatedDisk::new();
        put(&at(&disk), 1).unwrap();
        put(&at(&disk), 2).unwrap();
        disk.set_fault(Some(Fault::PowerLoss { step: 0, keeps_names }));
        let _ = disk.touch(Path::new("/cache/snapshots/any"));
        disk.set_fault(None);
        assert_eq!(found(&at(&disk)), Some(2), "{keeps_names}");
    }
}

#[test]
fn of_several_that_put_at_once_one_is_there_as_a_whole() {
    for seed in 0..40 {
        let (disk, turns) = (SimulatedDisk::new(), Turns::new(3, seed));
        std::thread::scope(|scope| {
            for process in 0..3 {
                let (disk, turns) = (Arc::clone(&disk), Arc::clone(&turns));
                scope.spawn(move || {
                    let own = InTurns { disk, turns: Arc::clone(&turns), process };
                    let snapshots = Snapshots::on(Arc::new(own), Path::new(FOLDER));
                    put(&snapshots, process as u8 + 1).unwrap();
                    turns.end();
                });
            }
        });
        assert!((1..=3).contains(&found(&at(&disk)).unwrap()));
        assert_eq!(disk.files().len(), 1);
    }
}

proptest! {
    #[test]
    fn another_byte_anywhere_is_noticed(at_byte in any::<prop::sample::Index>(), change in 1..=255_u8) {
        let disk = SimulatedDisk::new();
        put(&at(&disk), 1).unwrap();
        let (path, mut bytes) = disk.files().remove(0);
        let place = at_byte.index(bytes.len());
        bytes[place] ^= change;
        disk.damage(&path, bytes);
        let opened = at(&disk).open(&id());
        let read = opened.and_then(|file| read(&file.unwrap()));
        prop_assert!(matches!(read, Err(Unreadable::Damaged(_))), "{place}");
    }

    #[test]
    fn other_bytes_are_damaged_and_never_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), has_magic in any::<bool>()) {
        let disk = SimulatedDisk::new();
        put(&at(&disk), 1).unwrap();
        let (path, whole) = disk.files().remove(0);
        let begin = if has_magic { &whole[..bytes.len().min(20)] } else { &[] };
        disk.damage(&path, [begin, &bytes[begin.len().min(bytes.len())..]].concat());
        let opened = at(&disk).open(&id());
        prop_assert!(matches!(opened, Err(Unreadable::Damaged(_))));
        prop_assert!(at(&disk).list().unwrap()[0].head.is_err());
    }

    #[test]
    fn one_that_is_cut_off_or_goes_on_is_damaged(length in any::<prop::sample::Index>(), more in 0..9_usize) {
        let disk = SimulatedDisk::new();
        put(&at(&disk), 1).unwrap();
        let (path, bytes) = disk.files().remove(0);
        let cut = if more > 0 { [&bytes[..], &vec![0; more]].concat() } else { bytes[..length.index(bytes.len())].to_vec() };
        disk.damage(&path, cut);
        prop_assert!(matches!(at(&disk).open(&id()), Err(Unreadable::Damaged(_))));
    }
}
