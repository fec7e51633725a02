//! What is lost when something goes wrong: never an answer's truth, never a call, and nothing that was published and is undamaged.

use super::disk::{Fault, InTurns, SimulatedDisk, Turns};
use super::{entry, found, key};
use crate::options::CacheOptions;
use crate::store::folder::names;
use crate::store::manifest::{Manifest, Stamp};
use crate::store::newest::Newest;
use crate::store::{Disk, FolderStore, Key, RecordStore};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

const FOLDER: &str = "/cache";
const DAY: Duration = Duration::from_secs(25 * 60 * 60);

fn open(disk: &Arc<SimulatedDisk>) -> Arc<FolderStore> {
    FolderStore::on(Arc::clone(disk) as Arc<dyn Disk>, &CacheOptions::at(FOLDER))
}

/// A run: what is there already, then what is new.
fn run(disk: &Arc<SimulatedDisk>, numbers: Range<u32>) {
    let store = open(disk);
    for number in numbers.clone() {
        check(&*store, number);
    }
    store.put_many(numbers.map(entry).collect());
    store.publish();
}

/// Whether an entry is found, as it was.
fn check(store: &dyn RecordStore, number: u32) -> bool {
    let answer = store.get_many(&[key(number)]).remove(0);
    assert!(answer.is_none() || answer == found(number), "another answer to {number}");
    answer.is_some()
}

fn count(disk: &Arc<SimulatedDisk>, numbers: Range<u32>) -> usize {
    let store = open(disk);
    numbers.filter(|number| check(&*store, *number)).count()
}

/// Nothing but a store's own files, in its own folder.
fn check_names(disk: &SimulatedDisk) {
    for (path, _) in disk.files() {
        assert_eq!(path.parent(), Some(Path::new("/cache/packs")), "{}", path.display());
        let name = path.file_name().unwrap();
        assert!(names::is_pack(name) || names::is_temporary(name), "{}", path.display());
    }
}

/// After whatever has happened, one more run finds or makes everything, and with time nothing unfinished is left.
fn recover(disk: &Arc<SimulatedDisk>, numbers: Range<u32>) {
    disk.set_fault(None);
    check_names(disk);
    disk.advance(DAY);
    run(disk, numbers.clone());
    assert_eq!(count(disk, numbers.clone()), numbers.len());
    run(disk, numbers.end..numbers.end + 1);
    let unfinished = disk.files().into_iter().filter(|(path, _)| names::is_temporary(path.file_name().unwrap()));
    assert_eq!(unfinished.count(), 0);
}

/// Runs enough for small packs to be merged, twice. Says how many entries were published before the disk failed.
fn many_runs(disk: &Arc<SimulatedDisk>) -> u32 {
    for number in 0..70 {
        run(disk, number..number + 1);
        if disk.has_crashed() {
            return number;
        }
    }
    70
}

#[test]
fn a_process_that_ends_at_any_step_loses_only_what_it_had_not_published() {
    let disk = SimulatedDisk::new();
    disk.set_fault(None);
    assert_eq!(many_runs(&disk), 70);
    let steps = disk.steps();
    assert!(steps.len() > 70 * 2 + 64, "writes, renames, and small packs that are removed");
    for (step, length) in steps.into_iter().enumerate() {
        for written in [0, length / 2, length] {
            let disk = SimulatedDisk::new();
            disk.set_fault(Some(Fault::Crash { step, written }));
            let published = many_runs(&disk);
            assert!(disk.has_crashed());
            disk.set_fault(None);
            assert_eq!(count(&disk, 0..published), published as usize, "step {step}");
            recover(&disk, 0..70);
            if length == 0 {
                break;
            }
        }
    }
}

#[test]
fn a_machine_that_loses_its_power_loses_only_what_is_new() {
    let before = || {
        let disk = SimulatedDisk::new();
        (0..32).for_each(|number| run(&disk, number..number + 1));
        disk.settle();
        disk.set_fault(None);
        disk
    };
    let disk = before();
    run(&disk, 32..34);
    assert!(disk.files().len() < 32, "small packs were merged");
    for step in 0..disk.steps().len() {
        for keeps_names in [true, false] {
            let disk = before();
            disk.set_fault(Some(Fault::PowerLoss { step, keeps_names }));
            run(&disk, 32..34);
            assert!(disk.has_crashed());
            disk.set_fault(None);
            assert_eq!(count(&disk, 0..32), 32, "step {step}, {keeps_names}");
            count(&disk, 32..34);
            recover(&disk, 0..34);
        }
    }
}

#[test]
fn whatever_goes_wrong_while_entries_are_forgotten_nothing_else_is_lost() {
    let before = || {
        let disk = SimulatedDisk::new();
        (0..6).for_each(|number| run(&disk, number * 5..number * 5 + 5));
        disk.settle();
        disk.set_fault(None);
        disk
    };
    let forget = |disk: &Arc<SimulatedDisk>| open(disk).forget(&(3..17).map(key).collect());
    let disk = before();
    forget(&disk);
    assert_eq!((count(&disk, 0..3), count(&disk, 3..17), count(&disk, 17..30)), (3, 0, 13));
    for (step, length) in disk.steps().into_iter().enumerate() {
        let crashes = [0, length / 2, length].map(|written| Fault::Crash { step, written });
        let losses = [true, false].map(|keeps_names| Fault::PowerLoss { step, keeps_names });
        for fault in crashes.into_iter().chain(losses) {
            let disk = before();
            disk.set_fault(Some(fault));
            forget(&disk);
            disk.set_fault(None);
            assert_eq!((count(&disk, 0..3), count(&disk, 17..30)), (3, 13), "step {step}");
            count(&disk, 3..17);
            recover(&disk, 0..30);
        }
    }
}

#[test]
fn what_was_told_of_a_root_is_there_as_it_was_or_as_it_is_or_not_at_all() {
    let (roots, code) = (Path::new("/cache/roots"), "code");
    let tell = |disk: &Arc<SimulatedDisk>, number: u8| {
        let told = Arc::clone(disk) as Arc<dyn Disk>;
        let stamp = Stamp { size: number.into(), ..Stamp::default() };
        let manifest = Manifest::open(Arc::clone(&told), roots, "/root", false);
        manifest.note("path", stamp, [number; 32], disk.now());
        let _ = (manifest.publish(), Newest::of(told, roots, "/root", false).tell(code, Key([number; 32])));
    };
    let before = || {
        let disk = SimulatedDisk::new();
        tell(&disk, 1);
        disk.settle();
        disk.set_fault(None);
        disk
    };
    let disk = before();
    tell(&disk, 2);
    for step in 0..disk.steps().len() {
        for keeps_names in [true, false] {
            let disk = before();
            disk.set_fault(Some(Fault::PowerLoss { step, keeps_names }));
            tell(&disk, 2);
            disk.set_fault(None);
            let told = Arc::clone(&disk) as Arc<dyn Disk>;
            let key = Newest::of(Arc::clone(&told), roots, "/root", true).key(code);
            assert!(key.is_none_or(|Key(key)| [[1; 32], [2; 32]].contains(&key)), "step {step}, {keeps_names}");
            let manifest = Manifest::open(told, roots, "/root", true);
            for number in 0..4_u8 {
                let hash = manifest.hash_of("path", &Stamp { size: number.into(), ..Stamp::default() });
                assert!(hash.is_none_or(|hash| hash == [number; 32]), "step {step}, {keeps_names}");
            }
            tell(&disk, 3);
            let told = Arc::clone(&disk) as Arc<dyn Disk>;
            assert_eq!(Newest::of(told, roots, "/root", true).key(code), Some(Key([3; 32])));
        }
    }
}

#[test]
fn a_file_that_is_torn_at_any_byte_is_not_there() {
    let disk = SimulatedDisk::new();
    run(&disk, 0..20);
    let (path, bytes) = disk.files().remove(0);
    for written in 0..bytes.len() {
        // The name is there and the bytes are not: a machine that lost its power.
        disk.damage(&path, bytes[..written].to_vec());
        assert_eq!(count(&disk, 0..20), 0, "{written}");
        let mut zeros = bytes[..written].to_vec();
        zeros.resize(bytes.len(), 0);
        disk.damage(&path, zeros);
        count(&disk, 0..20);
    }
    recover(&disk, 0..20);
    assert!(!disk.files().iter().any(|(_, other)| other.is_empty()), "what can never be read is removed");
}

#[test]
fn a_damaged_byte_costs_its_block_at_most_and_is_kept_again() {
    let disk = SimulatedDisk::new();
    run(&disk, 0..60);
    let (path, bytes) = disk.files().remove(0);
    let mut whole_losses = 0;
    for place in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[place] ^= 1 << (place % 8);
        disk.damage(&path, damaged);
        let left = count(&disk, 0..60);
        // Three lanes of twenty entries each: blocks of 16 and of 4.
        assert!([0, 44, 56, 60].contains(&left), "{left} of 60 after byte {place}");
        whole_losses += usize::from(left == 0);
        if place % 50 == 0 {
            run(&disk, 0..60);
            assert_eq!(count(&disk, 0..60), 60, "byte {place}");
            disk.files().iter().filter(|(other, _)| *other != path).for_each(|(other, _)| disk.remove(other).unwrap());
            disk.place(&path, &bytes);
        }
    }
    assert!(whole_losses < 60 * 12 + 6 * 16 + 60, "only in the index and behind it");
}

#[test]
fn swapped_bytes_and_swapped_files_never_answer_for_others() {
    let disk = SimulatedDisk::new();
    run(&disk, 0..40);
    run(&disk, 40..80);
    let files = disk.files();
    let [(first, one), (second, other)] = files.as_slice() else { panic!("{} files", files.len()) };
    disk.damage(first, other.clone());
    disk.damage(second, one.clone());
    assert_eq!(count(&disk, 0..80), 80, "a pack is what is in it");
    disk.damage(second, other.clone());
    assert_eq!(count(&disk, 0..80), 40);
    for place in (0..one.len() - 64).step_by(7) {
        let mut swapped = one.clone();
        let (before, behind) = swapped.split_at_mut(place + 32);
        before[place..].swap_with_slice(&mut behind[..32]);
        disk.damage(first, swapped);
        count(&disk, 0..80);
    }
    // The blocks of one behind the index of the other.
    for place in (0..one.len().min(other.len())).step_by(11) {
        disk.damage(first, [&one[..place], &other[place..]].concat());
        count(&disk, 0..80);
    }
}

#[test]
fn any_operation_may_fail() {
    let disk = SimulatedDisk::new();
    disk.set_fault(None);
    many_runs(&disk);
    for operation in (0..disk.operations()).step_by(11) {
        let disk = SimulatedDisk::new();
        disk.set_fault(Some(Fault::Error { operation }));
        many_runs(&disk);
        disk.set_fault(None);
        // What one run could not keep is missing, no more: the fault may also have been that of finding it.
        assert!(count(&disk, 0..70) >= 69, "operation {operation}");
        if operation % 110 == 0 {
            recover(&disk, 0..70);
        }
    }
}

#[test]
fn a_full_disk_and_a_read_only_one_cost_what_is_new() {
    let disk = SimulatedDisk::new();
    disk.set_fault(None);
    many_runs(&disk);
    for step in (0..disk.steps().len()).step_by(13) {
        for fault in [Fault::Full { step }, Fault::ReadOnly { step }] {
            let disk = SimulatedDisk::new();
            disk.set_fault(Some(fault));
            many_runs(&disk);
            let before = disk.files();
            let store = open(&disk);
            store.put_many(vec![entry(500)]);
            store.publish();
            let warning = store.take_warning();
            assert!(warning.is_some_and(|text| text.contains("cannot be written")), "{fault:?}");
            assert_eq!(store.take_warning(), None);
            assert!(disk.files() == before || matches!(fault, Fault::Full { .. }));
            recover(&disk, 0..70);
        }
    }
}

#[test]
fn a_folder_that_vanishes_is_made_again() {
    let disk = SimulatedDisk::new();
    run(&disk, 0..40);
    let store = open(&disk);
    assert!(check(&*store, 0));
    disk.remove_all(Path::new(FOLDER));
    for number in 0..40 {
        check(&*store, number);
    }
    store.put_many((0..60).map(entry).collect());
    store.publish();
    assert_eq!(store.take_warning(), None);
    assert_eq!(count(&disk, 40..60), 20);
    recover(&disk, 0..60);
}

#[test]
fn what_another_process_has_merged_is_found_in_the_new_pack() {
    let disk = SimulatedDisk::new();
    (0..30).for_each(|number| run(&disk, number..number + 1));
    let store = open(&disk);
    assert!(check(&*store, 0));
    (30..40).for_each(|number| run(&disk, number..number + 1));
    assert!(disk.files().len() < 30);
    for number in 0..30 {
        assert!(check(&*store, number), "{number}");
    }
    assert!(store.losses().gone > 0);
}

#[test]
fn files_of_others_are_left_alone() {
    let disk = SimulatedDisk::new();
    run(&disk, 0..10);
    let others =
        ["/cache/packs/notes.ckgp", "/cache/packs/.tmp-notes", "/cache/notes", "/elsewhere/0"].map(PathBuf::from);
    others.iter().for_each(|path| disk.place(path, b"theirs"));
    disk.advance(DAY * 100);
    let store =
        FolderStore::on(Arc::clone(&disk) as Arc<dyn Disk>, &CacheOptions { max_bytes: 0, ..CacheOptions::at(FOLDER) });
    store.put_many(vec![entry(11)]);
    store.publish();
    let mut left: Vec<_> = disk.files().into_iter().map(|(path, _)| path).collect();
    left.sort();
    let mut others = others.to_vec();
    others.sort();
    assert_eq!(left, others);
}

#[test]
fn two_that_prune_two_that_read_and_two_that_write_never_answer_wrongly() {
    for seed in 0..12 {
        let disk = SimulatedDisk::new();
        (0..20).for_each(|number| run(&disk, number..number + 1));
        let turns = Turns::new(6, seed);
        std::thread::scope(|scope| {
            for process in 0..6 {
                let in_turns = InTurns { disk: Arc::clone(&disk), turns: Arc::clone(&turns), process };
                let turns = Arc::clone(&turns);
                scope.spawn(move || {
                    // The pruning ones write too, a little, and keep the folder small.
                    let max_bytes = if process < 2 { 3_000 } else { 1 << 20 };
                    let in_turns: Arc<dyn Disk> = Arc::new(in_turns);
                    for round in 0..6_u32 {
                        let options = CacheOptions { max_bytes, ..CacheOptions::at(FOLDER) };
                        let store = FolderStore::on(Arc::clone(&in_turns), &options);
                        (0..40).for_each(|number| {
                            check(&*store, number);
                        });
                        if process < 4 {
                            let first = 20 + process as u32 % 2 * 3 + round;
                            store.put_many((first..first + 3).map(entry).collect());
                            store.publish();
                        }
                        assert_eq!(store.take_warning(), None);
                    }
                    turns.end();
                });
            }
        });
        check_names(&disk);
        recover(&disk, 0..40);
    }
}
