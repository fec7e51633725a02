//! One schedule in a world of chance, under a virtual clock: files of any cost, a consumer of any mood, any memory,
//! a cancellation at any time. Whatever happens, each file is handed out once and in order, bounds hold, and the
//! world comes to its end.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use proptest::prelude::*;

use super::*;

/// How many worlds: `PROPTEST_CASES` if it is set, else as many as take some seconds.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(10_000)
}

/// What chance decides.
#[derive(Debug, Clone)]
struct World {
    rules: Rules,
    /// Milliseconds a file; as many as there are files.
    costs: Vec<u64>,
    /// What the consumer does next, over and over.
    moods: Vec<Mood>,
    /// What the looks at memory see, over and over.
    shares: Vec<f64>,
    /// The share of the memory limit that each file takes while it runs, over and over.
    weights: Vec<f64>,
    /// So many weights beyond a file's are known, some milliseconds after it started.
    weighed_ahead: (usize, u64),
    cancel_at: Option<u64>,
    /// When how much of the list becomes known, in milliseconds and files; what is missing at the end comes then.
    arrivals: Vec<(u64, usize)>,
}

#[derive(Debug, Clone, Copy)]
enum Mood {
    /// Ask for so many batches at once, wait for them, then do something else for some milliseconds.
    Pull { batches: usize, rest: u64 },
    /// Hold the stream for some milliseconds.
    Hold(u64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Finished(usize),
    Known(usize),
    Weighed(usize),
    Look,
    Consumer,
    Release,
    Cancel,
}

/// What happened in the end.
struct Outcome {
    delivered: Vec<Span>,
    looks: u32,
}

fn worlds() -> impl Strategy<Value = World> {
    let rules = (1..9_usize, 1..30_usize, any::<bool>(), 1..5_usize, 0..5_u32, 1..200_u64).prop_map(
        |(threads, first_batch, adaptive, prefetch_batches, max_memory_pauses, pause)| Rules {
            threads,
            first_batch,
            adaptive,
            batch_memory: 300,
            prefetch_batches,
            memory_threshold: 0.8,
            memory_pause: Duration::from_millis(pause),
            max_memory_pauses,
        },
    );
    let cost = prop_oneof![8 => 0..20_u64, 1 => 500..3000_u64];
    let mood = prop_oneof![
        6 => (1..4_usize, 0..300_u64).prop_map(|(batches, rest)| Mood::Pull { batches, rest }),
        1 => (1..500_u64).prop_map(Mood::Hold),
    ];
    let share = prop_oneof![3 => Just(0.2), 1 => Just(0.95)];
    let shares = prop_oneof![Just(vec![0.2]), Just(vec![0.95]), prop::collection::vec(share, 1..40)];
    let costs = prop::collection::vec(cost, 0..200);
    let moods = (prop::collection::vec(mood, 0..6), 0..100_u64).prop_map(|(mut moods, rest)| {
        moods.push(Mood::Pull { batches: 1, rest });
        moods
    });
    let arrivals = prop_oneof![1 => Just(vec![]), 1 => prop::collection::vec((0..2000_u64, 0..200_usize), 1..6)];
    let weight = prop_oneof![6 => Just(0.0), 3 => 0.0..0.3_f64, 1 => 0.3..2.0_f64];
    let weights = (prop::collection::vec(weight, 1..20), (0..8_usize, 0..30_u64));
    (rules, costs, moods, shares, weights, prop::option::weighted(0.3, 0..5000_u64), arrivals).prop_map(
        |(rules, costs, moods, shares, (weights, weighed_ahead), cancel_at, arrivals)| World {
            rules,
            costs,
            moods,
            shares,
            weights,
            weighed_ahead,
            cancel_at,
            arrivals,
        },
    )
}

/// Lets the world run until nothing is left to happen, checking what must hold at every moment.
fn simulate(world: &World) -> Result<Outcome, TestCaseError> {
    let total = world.costs.len();
    let mut known = if world.arrivals.is_empty() { total } else { 0 };
    let (weighed_ahead, weighing) = world.weighed_ahead;
    let weight_of = |index: usize| world.weights[index % world.weights.len()];
    let memory_of = |index: usize| (weight_of(index) * 100.0) as u64;
    let mut weighed = weighed_ahead;
    let mut schedule = Schedule::new(total, known, weighed, world.rules.clone());
    let mut events = BinaryHeap::from([Reverse((0, Event::Consumer))]);
    events.extend(world.arrivals.iter().map(|(time, files)| Reverse((*time, Event::Known(*files)))));
    let whole = world.arrivals.iter().map(|(time, _)| *time).max().unwrap_or(0);
    events.push(Reverse((whole, Event::Known(total))));
    events.extend(world.cancel_at.map(|time| Reverse((time, Event::Cancel))));
    let (mut running, mut started) = (BTreeSet::new(), 0);
    let mut outcome = Outcome { delivered: Vec::new(), looks: 0 };
    let (mut mood, mut wanted, mut steps) = (0, 0, 0);

    while let Some(Reverse((now, event))) = events.pop() {
        steps += 1;
        prop_assert!(steps < 100_000, "the world goes round in circles");
        match event {
            Event::Finished(index) => {
                prop_assert!(running.remove(&index));
                schedule.finish(index, Duration::from_millis(world.costs[index]), memory_of(index));
            }
            Event::Known(files) => {
                known = known.max(files.min(total));
                schedule.extend(files);
            }
            Event::Weighed(files) => {
                weighed = weighed.max(files);
                schedule.weigh(files);
            }
            Event::Look => {}
            Event::Consumer => match world.moods[mood % world.moods.len()] {
                Mood::Pull { batches, .. } => wanted = batches,
                Mood::Hold(time) => {
                    schedule.pause();
                    events.push(Reverse((now + time, Event::Release)));
                }
            },
            Event::Release => {
                schedule.resume();
                mood += 1;
                events.push(Reverse((now, Event::Consumer)));
            }
            Event::Cancel => schedule.cancel(),
        }

        schedule.set_consumers(wanted);
        while wanted > 0 {
            match schedule.take() {
                Some(span) => outcome.delivered.push(span),
                None if schedule.is_drained() => {}
                None => break,
            }
            wanted -= 1;
            schedule.set_consumers(wanted);
            if let (0, Mood::Pull { rest, .. }, false) =
                (wanted, world.moods[mood % world.moods.len()], schedule.is_drained())
            {
                mood += 1;
                events.push(Reverse((now + rest, Event::Consumer)));
            }
        }

        let clock = Duration::from_millis(now);
        loop {
            let looks = &mut outcome.looks;
            let share = world.shares[*looks as usize % world.shares.len()];
            let growing: f64 = running.iter().copied().map(weight_of).sum();
            let next = if started < weighed { weight_of(started) } else { 0.0 };
            let expected = share + growing + next;
            let (start, change) = schedule.start(clock, || {
                *looks += 1;
                Look { share, expected, is_alone: running.is_empty() }
            });
            if let Some(MemoryChange::Paused { .. }) = change {
                // The pause may have closed a batch: whoever waits for one is told.
                events.push(Reverse((now, Event::Look)));
            }
            match start {
                Start::File(index) => {
                    prop_assert_eq!(index, started, "files start in order");
                    prop_assert!(index < known, "a file starts before its name is known");
                    prop_assert!(!schedule.is_cancelled(), "a cancelled stream starts nothing");
                    let alone = schedule.memory != Memory::SingleFile || running.is_empty();
                    prop_assert!(alone, "without memory files run one at a time");
                    let has_room = index < weighed && expected <= world.rules.memory_threshold;
                    let is_single = schedule.memory == Memory::SingleFile;
                    prop_assert!(
                        has_room || is_single || running.is_empty(),
                        "a file runs beside others if there is room"
                    );
                    started += 1;
                    running.insert(index);
                    events.push(Reverse((now + world.costs[index], Event::Finished(index))));
                    events.push(Reverse((now + weighing, Event::Weighed(index + 1 + weighed_ahead))));
                }
                Start::NotBefore(time) => {
                    prop_assert!(time > clock, "a pause ends in the future");
                    if change.is_some() {
                        events.push(Reverse((time.as_millis() as u64, Event::Look)));
                    }
                    break;
                }
                Start::AfterOthers => {
                    prop_assert!(!running.is_empty(), "nothing runs that a file could wait for");
                    break;
                }
                Start::Blocked => break,
            }
        }

        prop_assert!(running.len() <= world.rules.threads, "no more files run than threads");
        prop_assert!(schedule.ready.len() <= world.rules.prefetch_batches + wanted, "finished batches are bounded");
        let pulled: usize = outcome.delivered.iter().map(|span| span.len).sum();
        let largest = world.rules.first_batch.max(50);
        let window = (world.rules.prefetch_batches + wanted.max(1)) * largest;
        prop_assert!(started - pulled <= window || schedule.is_cancelled(), "files that are not pulled are bounded");
        let waits_for_list = started == known && known < total;
        let must_go_on =
            wanted > 0 && !schedule.held && !waits_for_list && running.is_empty() && !schedule.is_drained();
        let waits_for_memory = matches!(schedule.memory, Memory::Paused { until, .. } if until > clock);
        prop_assert!(!must_go_on || waits_for_memory, "a consumer waits and nothing happens");
    }

    prop_assert!(running.is_empty() && schedule.is_over() && schedule.is_drained(), "the world ended too early");
    Ok(outcome)
}

/// What was handed out is a gapless beginning of the list, in order.
fn check_order(outcome: &Outcome, total: usize) -> Result<usize, TestCaseError> {
    let mut end = 0;
    for (index, span) in outcome.delivered.iter().enumerate() {
        prop_assert_eq!((span.index, span.first), (index, end));
        prop_assert!(span.len > 0 && span.total_batches > index);
        end += span.len;
        prop_assert!(end < total || span.total_batches == index + 1, "the last estimate is exact");
    }
    Ok(end)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_world_ends_well(world in worlds()) {
        let outcome = simulate(&world)?;
        let end = check_order(&outcome, world.costs.len())?;
        prop_assert!(end == world.costs.len() || world.cancel_at.is_some(), "each file is handed out");
    }

    #[test]
    fn batches_of_fixed_size_are_all_of_that_size(mut world in worlds()) {
        world.rules.adaptive = false;
        world.cancel_at = None;
        let (size, total) = (world.rules.first_batch, world.costs.len());
        let outcome = simulate(&world)?;
        let lengths: Vec<usize> = outcome.delivered.iter().map(|span| span.len).collect();
        let expected: Vec<usize> = (0..total).step_by(size).map(|first| size.min(total - first)).collect();
        prop_assert_eq!(lengths, expected);
        prop_assert!(outcome.delivered.iter().all(|span| span.total_batches == total.div_ceil(size)));
    }

    #[test]
    fn with_enough_memory_batches_do_not_depend_on_threads_or_consumer(mut world in worlds(), threads in 1..9_usize) {
        world.shares = vec![0.2];
        world.cancel_at = None;
        // Weights decide when a file starts, never what a batch holds.
        // A slow file is slow however many threads share a batch; quick ones never add up to a second.
        world.costs.iter_mut().for_each(|cost| *cost = if *cost < 20 { *cost / 2 } else { 2000 });
        let mut other = world.clone();
        other.rules.threads = threads;
        other.rules.prefetch_batches = 1;
        other.arrivals = vec![(40, 3), (700, 50)];
        other.moods = vec![Mood::Pull { batches: 1, rest: 7 }];
        let shapes = |outcome: Outcome| -> Vec<(usize, usize)> {
            outcome.delivered.iter().map(|span| (span.len, span.total_batches)).collect()
        };
        prop_assert_eq!(shapes(simulate(&world)?), shapes(simulate(&other)?));
    }
}
