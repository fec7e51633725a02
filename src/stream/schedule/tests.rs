//! The schedule's decisions, one at a time.

#![allow(clippy::panic)]

use super::*;

const PLENTY: f64 = 0.1;
const SCARCE: f64 = 0.9;
const PAUSE: Duration = Duration::from_millis(100);
const QUICK: Duration = Duration::from_millis(1);

fn rules() -> Rules {
    Rules {
        threads: 2,
        first_batch: 3,
        adaptive: false,
        batch_memory: u64::MAX,
        prefetch_batches: 1,
        memory_threshold: 0.8,
        memory_pause: PAUSE,
        max_memory_pauses: 2,
    }
}

/// The schedule of a list that is known whole.
fn schedule_of(total: usize, rules: Rules) -> Schedule {
    Schedule::new(total, total, total, rules)
}

fn at(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// Memory of which such a share is in use, in a process of weightless files.
fn look(share: f64) -> Look {
    Look { share, expected: share, is_alone: false }
}

fn start(schedule: &mut Schedule) -> Start {
    schedule.start(at(0), || look(PLENTY)).0
}

/// Starts and finishes files one after the other until nothing starts; the files.
fn run_dry(schedule: &mut Schedule, work: Duration) -> Vec<usize> {
    let mut files = Vec::new();
    while let Start::File(index) = start(schedule) {
        schedule.finish(index, work, 0);
        files.push(index);
    }
    files
}

/// Runs everything and takes everything; the batches' lengths.
fn lengths(schedule: &mut Schedule, work: Duration) -> Vec<usize> {
    let mut lengths = Vec::new();
    while !schedule.is_drained() {
        run_dry(schedule, work);
        lengths.extend(schedule.take().map(|span| span.len));
    }
    lengths
}

#[test]
fn an_empty_list_is_drained_and_over_at_once() {
    let mut schedule = schedule_of(0, rules());
    assert!(schedule.is_drained() && schedule.is_over());
    assert_eq!(start(&mut schedule), Start::Blocked);
    assert_eq!(schedule.take(), None);
}

#[test]
fn files_start_in_order_up_to_the_number_of_threads() {
    let mut schedule = schedule_of(9, rules());
    assert_eq!(start(&mut schedule), Start::File(0));
    assert_eq!(start(&mut schedule), Start::File(1));
    assert_eq!(start(&mut schedule), Start::Blocked);
    schedule.finish(1, QUICK, 0);
    assert_eq!(start(&mut schedule), Start::File(2));
}

#[test]
fn a_batch_waits_for_its_slowest_file() {
    let mut schedule = schedule_of(3, rules());
    assert_eq!(start(&mut schedule), Start::File(0));
    for index in [1, 2] {
        assert_eq!(start(&mut schedule), Start::File(index));
        schedule.finish(index, QUICK, 0);
    }
    assert_eq!(schedule.take(), None);
    schedule.finish(0, QUICK, 0);
    assert_eq!(schedule.take().map(|span| (span.first, span.len)), Some((0, 3)));
}

#[test]
fn batches_come_in_order_and_the_last_is_what_is_left() {
    let mut schedule = schedule_of(8, rules());
    let mut spans = Vec::new();
    while !schedule.is_drained() {
        run_dry(&mut schedule, QUICK);
        spans.extend(schedule.take().map(|span| (span.index, span.first, span.len, span.total_batches)));
    }
    assert_eq!(spans, [(0, 0, 3, 3), (1, 3, 3, 3), (2, 6, 2, 3)]);
    assert!(schedule.is_over());
}

#[test]
fn work_is_the_longest_file_or_a_threads_share_of_the_sum() {
    let mut schedule = schedule_of(6, rules());
    for work in [50, 10, 10] {
        let Start::File(index) = start(&mut schedule) else { panic!("blocked") };
        schedule.finish(index, at(work), 0);
    }
    assert_eq!(schedule.take().map(|span| span.work), Some(at(50)));
    run_dry(&mut schedule, at(20));
    assert_eq!(schedule.take().map(|span| span.work), Some(at(30)));
}

#[test]
fn sizes_grow_while_batches_are_fast() {
    let adaptive = || Rules { adaptive: true, first_batch: 6, ..rules() };
    assert_eq!(lengths(&mut schedule_of(40, adaptive()), QUICK), [6, 8, 10, 12, 4]);
    // Six files of 400 ms are 1,200 ms of work for two threads.
    assert_eq!(lengths(&mut schedule_of(20, adaptive()), at(400)), [6, 6, 6, 2]);
}

#[test]
fn the_estimate_of_batches_is_exact_in_the_last() {
    let mut schedule = schedule_of(100, Rules { adaptive: true, ..rules() });
    let mut last = None;
    while !schedule.is_drained() {
        run_dry(&mut schedule, at(900));
        last = schedule.take().or(last);
    }
    assert_eq!(last.map(|span| span.total_batches), last.map(|span| span.index + 1));
}

#[test]
fn without_a_consumer_the_stream_stops_at_the_prefetch_bound() {
    let mut schedule = schedule_of(100, Rules { prefetch_batches: 2, ..rules() });
    assert_eq!(run_dry(&mut schedule, QUICK), [0, 1, 2, 3, 4, 5]);
    schedule.take();
    assert_eq!(run_dry(&mut schedule, QUICK), [6, 7, 8]);
}

#[test]
fn each_waiting_consumer_widens_the_window_by_one_batch() {
    let mut schedule = schedule_of(100, rules());
    schedule.set_consumers(2);
    assert_eq!(run_dry(&mut schedule, QUICK).len(), 9);
    schedule.set_consumers(0);
    assert!(run_dry(&mut schedule, QUICK).is_empty());
}

#[test]
fn a_pause_for_memory_lasts_its_time_and_then_looks_again() {
    let mut schedule = schedule_of(9, rules());
    let paused = MemoryChange::Paused { share: SCARCE, pauses: 1 };
    assert_eq!(schedule.start(at(0), || look(SCARCE)), (Start::NotBefore(at(100)), Some(paused)));
    assert_eq!(schedule.start(at(99), || panic!("looked too early")), (Start::NotBefore(at(100)), None));
    assert_eq!(schedule.start(at(100), || look(PLENTY)), (Start::File(0), Some(MemoryChange::Resumed)));
}

#[test]
fn the_threshold_itself_is_not_above_it() {
    let mut schedule = schedule_of(9, rules());
    assert_eq!(schedule.start(at(0), || look(0.8)), (Start::File(0), None));
}

#[test]
fn after_all_pauses_files_run_one_at_a_time_until_memory_is_back() {
    let mut schedule = schedule_of(9, Rules { prefetch_batches: 3, ..rules() });
    schedule.start(at(0), || look(SCARCE));
    let second = MemoryChange::Paused { share: SCARCE, pauses: 2 };
    assert_eq!(schedule.start(at(100), || look(SCARCE)), (Start::NotBefore(at(200)), Some(second)));
    let single = MemoryChange::SingleFile { share: SCARCE };
    assert_eq!(schedule.start(at(200), || look(SCARCE)), (Start::File(0), Some(single)));
    assert_eq!(schedule.start(at(200), || look(SCARCE)), (Start::Blocked, None));
    schedule.finish(0, QUICK, 0);
    assert_eq!(schedule.start(at(200), || look(SCARCE)), (Start::File(1), None));
    schedule.finish(1, QUICK, 0);
    assert_eq!(schedule.start(at(200), || look(PLENTY)), (Start::File(2), Some(MemoryChange::Resumed)));
    assert_eq!(schedule.start(at(200), || look(PLENTY)), (Start::File(3), None));
}

#[test]
fn one_file_at_a_time_waits_for_those_that_ran_before() {
    let mut schedule = schedule_of(9, Rules { max_memory_pauses: 0, ..rules() });
    assert_eq!(start(&mut schedule), Start::File(0));
    let single = MemoryChange::SingleFile { share: SCARCE };
    assert_eq!(schedule.start(at(0), || look(SCARCE)), (Start::Blocked, Some(single)));
    schedule.finish(0, QUICK, 0);
    assert_eq!(schedule.start(at(0), || look(SCARCE)), (Start::File(1), None));
}

#[test]
fn a_pause_halves_the_batch_so_that_finished_files_come_out() {
    let mut schedule = schedule_of(40, Rules { adaptive: true, first_batch: 12, threads: 12, ..rules() });
    for index in 0..6 {
        assert_eq!(start(&mut schedule), Start::File(index));
        schedule.finish(index, QUICK, 0);
    }
    assert_eq!(schedule.take(), None);
    schedule.start(at(0), || look(SCARCE));
    assert_eq!(schedule.take().map(|span| span.len), Some(6));
    // The batch after a pause does not grow.
    assert_eq!(schedule.start(at(100), || look(PLENTY)).0, Start::File(6));
    schedule.finish(6, QUICK, 0);
    run_dry(&mut schedule, QUICK);
    assert_eq!(schedule.take().map(|span| span.len), Some(6));
}

#[test]
fn a_pause_ends_with_its_time_if_nothing_would_start_anyway() {
    let mut schedule = schedule_of(9, rules());
    schedule.start(at(0), || look(SCARCE));
    schedule.pause();
    assert_eq!(schedule.start(at(50), || panic!("looked")), (Start::Blocked, None));
    assert_eq!(schedule.start(at(100), || panic!("looked")), (Start::Blocked, Some(MemoryChange::Resumed)));
    schedule.resume();
    assert_eq!(start(&mut schedule), Start::File(0));
}

#[test]
fn a_held_stream_starts_nothing_but_hands_out_what_is_finished() {
    let mut schedule = schedule_of(9, rules());
    for index in 0..3 {
        assert_eq!(start(&mut schedule), Start::File(index));
        if index < 2 {
            schedule.finish(index, QUICK, 0);
        }
    }
    schedule.pause();
    schedule.finish(2, QUICK, 0);
    assert_eq!(start(&mut schedule), Start::Blocked);
    assert_eq!(schedule.take().map(|span| span.len), Some(3));
    assert!(!schedule.is_drained() && !schedule.is_over());
    schedule.resume();
    assert_eq!(start(&mut schedule), Start::File(3));
}

#[test]
fn cancelling_ends_it_at_every_point() {
    // After so many steps of: start, start, finish, finish, ... with a batch every three files.
    for steps in 0..12 {
        let mut schedule = schedule_of(9, Rules { prefetch_batches: 9, ..rules() });
        let (mut running, mut step) = (VecDeque::new(), 0);
        while step < steps {
            match start(&mut schedule) {
                Start::File(index) => running.push_back(index),
                _ => running.pop_front().into_iter().for_each(|index| schedule.finish(index, QUICK, 0)),
            }
            step += 1;
        }
        schedule.cancel();
        assert!(schedule.is_cancelled() && schedule.is_drained(), "after {steps} steps");
        assert_eq!(start(&mut schedule), Start::Blocked, "after {steps} steps");
        assert_eq!(schedule.is_over(), running.is_empty(), "after {steps} steps");
        running.into_iter().for_each(|index| schedule.finish(index, QUICK, 0));
        assert!(schedule.is_over(), "after {steps} steps");
        assert_eq!(schedule.take(), None, "after {steps} steps");
    }
}

#[test]
fn cancelling_in_a_pause_ends_it() {
    let mut schedule = schedule_of(9, rules());
    schedule.start(at(0), || look(SCARCE));
    schedule.cancel();
    assert_eq!(schedule.start(at(0), || panic!("looked")).0, Start::Blocked);
    assert!(schedule.is_over());
}

#[test]
fn files_wait_until_the_list_is_known_as_far_as_them() {
    let mut schedule = Schedule::new(4, 1, 4, rules());
    assert_eq!(run_dry(&mut schedule, QUICK), [0]);
    assert!(!schedule.is_over() && !schedule.is_drained());
    schedule.extend(3);
    assert_eq!(run_dry(&mut schedule, QUICK), [1, 2]);
    assert_eq!(schedule.take().map(|span| (span.len, span.total_batches)), Some((3, 2)));
    schedule.extend(100);
    assert_eq!(run_dry(&mut schedule, QUICK), [3]);
    assert!(schedule.is_over());
}

#[test]
fn batches_do_not_grow_while_one_file_at_a_time_runs_because_memory_is_scarce() {
    let rules = Rules { adaptive: true, max_memory_pauses: 0, first_batch: 6, ..rules() };
    let mut schedule = schedule_of(60, rules);
    let mut sizes = Vec::new();
    let mut share = SCARCE;
    while let (Start::File(index), _) = schedule.start(at(0), || look(share)) {
        schedule.finish(index, QUICK, 0);
        if let Some(span) = schedule.take() {
            sizes.push(span.len);
            if sizes.len() == 4 {
                share = PLENTY;
            }
        }
    }
    assert_eq!(sizes, [6, 6, 6, 6, 6, 8, 10, 12]);
}

#[test]
fn a_batch_with_a_file_that_failed_counts_as_failed_when_it_is_closed() {
    let mut schedule = schedule_of(9, Rules { threads: 9, prefetch_batches: 9, ..rules() });
    for index in 0..9 {
        assert_eq!(start(&mut schedule), Start::File(index));
    }
    let counted = |schedule: &Schedule| {
        let BatchCount { completed, failed } = schedule.batches_closed();
        (completed, failed)
    };
    for index in [8, 7, 6, 3, 4] {
        if [8, 3, 4].contains(&index) {
            schedule.fail(index);
        }
        schedule.finish(index, QUICK, 0);
    }
    assert_eq!(counted(&schedule), (0, 0));
    for index in [0, 1, 2] {
        schedule.finish(index, QUICK, 0);
    }
    assert_eq!(counted(&schedule), (1, 0));
    schedule.finish(5, QUICK, 0);
    assert_eq!(counted(&schedule), (3, 2));
}

#[test]
fn a_file_starts_beside_others_only_if_there_is_room_for_it() {
    let mut schedule = schedule_of(9, Rules { threads: 4, ..rules() });
    let crowded = Look { share: 0.5, expected: 0.81, is_alone: false };
    assert_eq!(schedule.start(at(0), || Look { expected: 0.8, ..crowded }).0, Start::File(0));
    assert_eq!(schedule.start(at(0), || crowded), (Start::AfterOthers, None));
    schedule.finish(0, QUICK, 0);
    // Another stream's files may be what is in the way.
    assert_eq!(schedule.start(at(0), || crowded), (Start::AfterOthers, None));
    assert_eq!(schedule.start(at(0), || Look { is_alone: true, ..crowded }), (Start::File(1), None));
}

#[test]
fn a_file_of_unknown_weight_starts_alone() {
    let mut schedule = Schedule::new(9, 9, 1, Rules { threads: 4, ..rules() });
    assert_eq!(start(&mut schedule), Start::File(0));
    assert!(!schedule.wants_file());
    assert_eq!(start(&mut schedule), Start::Blocked);
    schedule.weigh(2);
    assert_eq!(start(&mut schedule), Start::File(1));
    schedule.finish(0, QUICK, 0);
    assert_eq!(start(&mut schedule), Start::Blocked);
    schedule.finish(1, QUICK, 0);
    assert_eq!(start(&mut schedule), Start::File(2));
    assert_eq!(start(&mut schedule), Start::Blocked);
}

#[test]
fn a_batch_of_large_results_is_closed_before_it_is_full() {
    let lengths = |adaptive| {
        let rules = Rules { first_batch: 5, adaptive, batch_memory: 100, prefetch_batches: 9, ..rules() };
        let mut schedule = schedule_of(10, rules);
        for memory in [10, 89, 1, 250, 100, 10, 10, 10, 10, 10] {
            let Start::File(index) = start(&mut schedule) else { panic!("nothing starts") };
            // Slow files: the size stays.
            schedule.finish(index, Duration::from_secs(5), memory);
        }
        std::iter::from_fn(|| schedule.take()).map(|span| (span.len, span.total_batches)).collect::<Vec<_>>()
    };
    assert_eq!(lengths(true), [(3, 3), (1, 4), (1, 4), (5, 4)]);
    assert_eq!(lengths(false), [(5, 2), (5, 2)]);
}
