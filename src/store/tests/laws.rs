//! Any sequence of what may happen, against a map.

use super::disk::SimulatedDisk;
use super::{entry, found, key};
use crate::options::CacheOptions;
use crate::store::folder::sweep;
use crate::store::{Disk, FolderStore, RecordStore};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

const FOLDER: &str = "/cache";
const ENTRIES: u32 = 40;

#[derive(Debug, Clone)]
enum Step {
    Put(u32, u32),
    Get(u32),
    Publish,
    /// By another process.
    PutElsewhere(u32),
    Prune(u64),
    Forget(u32, u32),
    /// By another process.
    ForgetElsewhere(u32, u32),
    Reopen,
    Damage(usize, usize, u8),
    Truncate(usize, usize),
    Vanish,
    Wait(u32),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        8 => (0..ENTRIES, 1..10_u32).prop_map(|(first, count)| Step::Put(first, count)),
        8 => (0..ENTRIES).prop_map(Step::Get),
        5 => Just(Step::Publish),
        4 => (0..ENTRIES).prop_map(Step::PutElsewhere),
        1 => (0..4_000_u64).prop_map(Step::Prune),
        2 => (0..ENTRIES, 1..20_u32).prop_map(|(first, count)| Step::Forget(first, count)),
        2 => (0..ENTRIES, 1..20_u32).prop_map(|(first, count)| Step::ForgetElsewhere(first, count)),
        3 => Just(Step::Reopen),
        2 => (any::<usize>(), any::<usize>(), 1..=255_u8).prop_map(|(file, place, bits)| Step::Damage(file, place, bits)),
        1 => (any::<usize>(), any::<usize>()).prop_map(|(file, length)| Step::Truncate(file, length)),
        1 => Just(Step::Vanish),
        2 => (0..100_000_u32).prop_map(Step::Wait),
    ];
    prop::collection::vec(step, 1..60)
}

struct Course {
    disk: Arc<SimulatedDisk>,
    store: Arc<FolderStore>,
    /// What this store must know, and what any store must find that is opened now.
    known: BTreeSet<u32>,
    published: BTreeSet<u32>,
    /// Whether the store may know of what is there no more, which it notices when it reads it.
    is_misled: bool,
}

impl Course {
    fn new() -> Self {
        let disk = SimulatedDisk::new();
        let store = open(&disk);
        Self { disk, store, known: BTreeSet::new(), published: BTreeSet::new(), is_misled: false }
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Put(first, count) => {
                let numbers = first..(first + count).min(ENTRIES);
                run(&self.store, numbers.clone());
                if !self.is_misled {
                    self.known.extend(numbers);
                }
            }
            Step::Get(number) => self.check(number),
            Step::Publish => {
                self.store.publish();
                self.published.extend(&self.known);
            }
            Step::PutElsewhere(number) => {
                let other = open(&self.disk);
                run(&other, number..number + 1);
                other.publish();
                self.published.insert(number);
            }
            Step::Prune(max_bytes) => {
                sweep::limit(&*self.disk, Path::new(FOLDER), max_bytes);
                self.lose();
            }
            Step::Forget(first, count) => {
                let store = Arc::clone(&self.store);
                self.forget(&store, first, count);
            }
            Step::ForgetElsewhere(first, count) => {
                let other = open(&self.disk);
                self.forget(&other, first, count);
                // Who has known of them may take them for kept.
                self.is_misled = true;
            }
            Step::Reopen => {
                self.store = open(&self.disk);
                self.known.clone_from(&self.published);
                self.is_misled = false;
            }
            Step::Damage(file, place, bits) => self.damage(file, |bytes| {
                let place = place % bytes.len().max(1);
                bytes.iter_mut().skip(place).take(1).for_each(|byte| *byte ^= bits);
            }),
            Step::Truncate(file, length) => self.damage(file, |bytes| bytes.truncate(length % (bytes.len() + 1))),
            Step::Vanish => {
                self.disk.remove_all(Path::new(FOLDER));
                self.lose();
            }
            Step::Wait(seconds) => self.disk.advance(Duration::from_secs(seconds.into())),
        }
    }

    /// What is forgotten may be found, what is not is.
    fn forget(&mut self, by: &FolderStore, first: u32, count: u32) {
        let numbers = first..first + count;
        by.forget(&numbers.clone().map(key).collect());
        self.known.retain(|number| !numbers.contains(number));
        self.published.retain(|number| !numbers.contains(number));
    }

    fn damage(&mut self, file: usize, change: impl FnOnce(&mut Vec<u8>)) {
        let mut files = self.disk.files();
        if !files.is_empty() {
            let (path, mut bytes) = files.swap_remove(file % files.len());
            change(&mut bytes);
            self.disk.damage(&path, bytes);
            self.lose();
        }
    }

    fn lose(&mut self) {
        self.known.clear();
        self.published.clear();
        self.is_misled = true;
    }

    fn check(&self, number: u32) {
        let answer = self.store.get_many(&[key(number)]).remove(0);
        assert!(answer.is_none() || answer == found(number), "another answer to {number}");
        assert!(answer.is_some() || !self.known.contains(&number), "{number} is lost");
        assert_eq!(self.store.take_warning(), None);
    }
}

/// Keeps what is not found.
fn run(store: &FolderStore, numbers: Range<u32>) {
    let keys: Vec<_> = numbers.clone().map(key).collect();
    let answers = store.get_many(&keys).into_iter().zip(numbers);
    store.put_many(answers.filter(|(answer, _)| answer.is_none()).map(|(_, number)| entry(number)).collect());
}

fn open(disk: &Arc<SimulatedDisk>) -> Arc<FolderStore> {
    FolderStore::on(Arc::clone(disk) as Arc<dyn Disk>, &CacheOptions::at(FOLDER))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_an_answer_is_what_was_put_and_what_is_undamaged_is_found(steps in steps()) {
        let mut course = Course::new();
        for step in steps {
            course.take(step);
        }
        (0..ENTRIES).for_each(|number| course.check(number));
        // At the end all is kept that is put, and whoever comes then finds it.
        course.take(Step::Reopen);
        course.take(Step::Put(0, ENTRIES));
        course.take(Step::Publish);
        course.take(Step::Reopen);
        (0..ENTRIES).for_each(|number| course.check(number));
    }
}
