//! The rotation among streams of chance: any number of them, of any length, coming and going at any time.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;

use proptest::prelude::*;

use super::*;

/// A stream reduced to counts: pieces left, pieces running, and whether its consumer stalls.
struct Counted {
    name: usize,
    threads: usize,
    state: Mutex<Counts>,
}

struct Counts {
    left: usize,
    running: usize,
    stalled: bool,
}

impl Counts {
    fn wants(&self, threads: usize) -> bool {
        self.left > 0 && self.running < threads && !self.stalled
    }
}

impl WorkSource for Counted {
    fn threads(&self) -> usize {
        self.threads
    }

    fn wants_worker(&self) -> bool {
        self.state.lock().unwrap().wants(self.threads)
    }

    fn claim(&self, _now: Instant) -> (Turn, Option<MemoryChange>) {
        let mut counts = self.state.lock().unwrap();
        if !counts.wants(self.threads) {
            return (Turn::Blocked, None);
        }
        counts.left -= 1;
        counts.running += 1;
        (Turn::Piece(self.name), None)
    }

    fn run(&self, _piece: usize) {
        self.state.lock().unwrap().running -= 1;
    }

    fn refuse(&self, _error: &Error) {}

    fn is_over(&self) -> bool {
        let counts = self.state.lock().unwrap();
        counts.left == 0 && counts.running == 0
    }

    fn announce(&self, _change: MemoryChange) {}
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Arrive { threads: usize, pieces: usize },
    Pick,
    Finish(usize),
    Stall(usize),
    GoOn(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        2 => (1..5_usize, 1..40_usize).prop_map(|(threads, pieces)| Step::Arrive { threads, pieces }),
        12 => Just(Step::Pick),
        10 => any::<usize>().prop_map(Step::Finish),
        1 => any::<usize>().prop_map(Step::Stall),
        2 => any::<usize>().prop_map(Step::GoOn),
    ];
    prop::collection::vec(step, 1..300)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn turns_are_fair_and_bounded_and_end(steps in steps()) {
        let (now, mut rotation) = (Instant::now(), Rotation::default());
        let mut streams: Vec<Arc<Counted>> = Vec::new();
        let mut running: VecDeque<(Arc<dyn WorkSource>, usize)> = VecDeque::new();
        // How often each stream that could have been served was passed over since it could.
        let mut passed_over: BTreeMap<usize, usize> = BTreeMap::new();
        // After chance has had its say, everything goes on and is worked off.
        let work_off = (0..100_000).map(|turn| if turn % 2 == 0 { Step::Pick } else { Step::Finish(0) });
        let go_on = (0..steps.len()).map(Step::GoOn);
        for step in steps.iter().copied().chain(go_on).chain(work_off) {
            match step {
                Step::Arrive { threads, pieces } => {
                    let state = Mutex::new(Counts { left: pieces, running: 0, stalled: false });
                    streams.push(Arc::new(Counted { name: streams.len(), threads, state }));
                    rotation.add(streams.last().unwrap().clone());
                }
                Step::Pick => {
                    let wanting: Vec<_> = streams.iter().filter(|stream| stream.wants_worker()).map(|s| s.name).collect();
                    let has_room = running.len() < rotation.capacity();
                    prop_assert_eq!(rotation.wants_worker(), has_room && !wanting.is_empty());
                    let pick = rotation.pick(now);
                    prop_assert_eq!(pick.assignment.is_some(), has_room && !wanting.is_empty());
                    if let Some((source, name)) = pick.assignment {
                        passed_over.retain(|stream, _| wanting.contains(stream));
                        wanting.iter().for_each(|stream| *passed_over.entry(*stream).or_default() += 1);
                        passed_over.remove(&name);
                        prop_assert!(passed_over.values().all(|times| *times < streams.len()), "each has its turn");
                        running.push_back((source, name));
                        prop_assert!(running.len() <= rotation.capacity(), "no more than the largest may");
                    }
                }
                Step::Finish(which) if !running.is_empty() => {
                    let (source, name) = running.remove(which % running.len()).unwrap();
                    source.run(name);
                    rotation.finished();
                    prop_assert!(rotation.remove_over().iter().all(|source| source.is_over()));
                }
                Step::Stall(which) if !streams.is_empty() => {
                    streams[which % streams.len()].state.lock().unwrap().stalled = true;
                }
                Step::GoOn(which) if !streams.is_empty() => {
                    streams[which % streams.len()].state.lock().unwrap().stalled = false;
                }
                Step::Finish(_) | Step::Stall(_) | Step::GoOn(_) => {
                    if running.is_empty() && rotation.sources().next().is_none() {
                        break;
                    }
                }
            }
        }
        prop_assert!(streams.iter().all(|stream| stream.is_over()), "all work is done");
        prop_assert_eq!(rotation.sources().count(), 0);
    }
}

#[test]
fn who_waits_for_room_is_served_when_those_that_run_have_ended() {
    /// Needs all the room there is.
    struct Large(Arc<Mutex<usize>>, Mutex<bool>);

    impl WorkSource for Large {
        fn threads(&self) -> usize {
            4
        }

        fn wants_worker(&self) -> bool {
            !*self.1.lock().unwrap()
        }

        fn claim(&self, _now: Instant) -> (Turn, Option<MemoryChange>) {
            if *self.1.lock().unwrap() {
                (Turn::Blocked, None)
            } else if *self.0.lock().unwrap() > 0 {
                (Turn::AfterOthers, None)
            } else {
                *self.1.lock().unwrap() = true;
                (Turn::Piece(99), None)
            }
        }

        fn run(&self, _piece: usize) {}

        fn refuse(&self, _error: &Error) {}

        fn is_over(&self) -> bool {
            false
        }

        fn announce(&self, _change: MemoryChange) {}
    }

    let running = Arc::new(Mutex::new(0));
    let mut rotation = Rotation::default();
    let small =
        |name| Counted { name, threads: 4, state: Mutex::new(Counts { left: 1000, running: 0, stalled: false }) };
    rotation.add(Arc::new(small(0)));
    rotation.add(Arc::new(Large(Arc::clone(&running), Mutex::new(false))));
    rotation.add(Arc::new(small(1)));
    let mut picked = Vec::new();
    for _ in 0..20 {
        if let Some((source, piece)) = rotation.pick(Instant::now()).assignment {
            *running.lock().unwrap() += 1;
            picked.push((source, piece));
        } else {
            // Nothing starts before one has ended.
            let (source, piece) = picked.remove(0);
            source.run(piece);
            *running.lock().unwrap() -= 1;
            rotation.finished();
            if piece == 99 {
                return;
            }
        }
        if picked.last().is_some_and(|(_, piece)| *piece == 99) {
            assert_eq!(picked.len(), 1, "it runs alone");
        }
    }
    panic!("others are served again and again");
}
