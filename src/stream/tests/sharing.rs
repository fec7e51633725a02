//! Several streams and one pool of threads.

use std::collections::HashSet;
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::stream::pool::waiting;

#[test]
fn the_processes_own_pool_serves_streams() {
    let stream = Stream::start(script(10, |index| index), settings(2), Arc::new(Metrics::default()));
    assert_eq!(outputs(&stream).len(), 10);
}

#[test]
fn streams_on_one_thread_take_turns() {
    const STREAMS: usize = 16;
    const FILES: usize = 20;
    let (pool, door) = (pool(), Arc::new(Door::default()));
    let turns = Arc::new(Mutex::new(Vec::new()));
    let job = |stream: usize| {
        let (door, turns) = (Arc::clone(&door), Arc::clone(&turns));
        script(FILES, move |_| {
            door.pass();
            turns.lock().unwrap().push(stream);
        })
    };
    let all_at_once = || StreamSettings { prefetch_batches: FILES, ..settings(1) };
    let streams: Vec<_> = (0..STREAMS).map(|stream| start(&pool, job(stream), all_at_once())).collect();
    door.await_arrivals(1);
    door.open();
    streams.iter().for_each(|stream| assert_eq!(outputs(stream).len(), FILES));
    let turns = turns.lock().unwrap();
    // The first stream has its first file before the others are there; from then on it is once each.
    for round in turns[1..=STREAMS * (FILES - 1)].chunks(STREAMS) {
        assert_eq!(round.iter().collect::<HashSet<_>>().len(), STREAMS, "{round:?}");
    }
}

#[test]
fn a_stream_runs_as_many_files_at_once_as_it_may() {
    let meeting = Arc::new(Barrier::new(4));
    let job = script(40, move |_| meeting.wait().is_leader());
    // No file ends before four have begun.
    assert_eq!(outputs(&start(&pool(), job, settings(4))).len(), 40);
}

#[test]
fn together_streams_run_no_more_files_than_the_one_that_may_run_most() {
    let (pool, running, most) = (pool(), Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let job = || {
        let (own, running, most) = (AtomicUsize::new(0), Arc::clone(&running), Arc::clone(&most));
        script(60, move |_| {
            most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            let own_running = own.fetch_add(1, Ordering::SeqCst) + 1;
            std::thread::yield_now();
            own.fetch_sub(1, Ordering::SeqCst);
            running.fetch_sub(1, Ordering::SeqCst);
            own_running
        })
    };
    let streams = [1, 3, 2].map(|threads| (threads, start(&pool, job(), settings(threads))));
    for (threads, stream) in &streams {
        assert!(outputs(stream).into_iter().all(|at_once| at_once.is_ok_and(|at_once| at_once <= *threads)));
    }
    assert!(most.load(Ordering::SeqCst) <= 3);
}

#[test]
fn files_that_wait_for_a_disk_hold_up_no_other_stream() {
    for cancelled in [false, true] {
        let (pool, disk) = (pool(), Arc::new(Door::default()));
        let at = Arc::clone(&disk);
        let hanging = start(&pool, script(9, move |_| waiting(|| at.pass())), settings(2));
        disk.await_arrivals(2);
        let mut pending = pin!(hanging.next());
        assert!(!is_ready(pending.as_mut()));
        if cancelled {
            hanging.cancel();
            assert_eq!(pulled(pending.as_mut()), None);
        }
        // Those that come later too, one of them with a disk of its own.
        for _ in 0..3 {
            let other = start(&pool, script(20, |index| waiting(|| index)), settings(2));
            assert_eq!(outputs(&other).len(), 20);
        }
        assert_eq!(disk.arrivals(), 2, "a stream runs no more files at once than it may");
        disk.open();
        if !cancelled {
            assert_eq!(pulled(pending).unwrap().outputs.len() + outputs(&hanging).len(), 9);
        }
        until(|| pool.is_at_rest());
    }
}

#[test]
fn a_panic_while_waiting_for_a_disk_is_the_files() {
    let pool = pool();
    let stream = start(&pool, script(3, |index| waiting(|| assert!(index != 1, "bad block"))), settings(2));
    let failed: Vec<_> = outputs(&stream).iter().map(|output| output.is_err()).collect();
    assert_eq!(failed, [false, true, false]);
    until(|| pool.is_at_rest());
}

#[test]
fn idle_threads_end_and_new_work_brings_them_back() {
    let pool = Pool::new(spawn_thread, Duration::ZERO, 2);
    for _ in 0..3 {
        assert_eq!(outputs(&start(&pool, script(10, |index| index), settings(2))).len(), 10);
        until(|| Arc::strong_count(&pool) == 1);
    }
}

/// A system that gives threads while there are some left: a pool's `spawn` has no state of its own.
struct Threads(AtomicUsize);

impl Threads {
    fn spawn(&self, work: Errand) -> std::io::Result<()> {
        let take = |left: usize| left.checked_sub(1);
        match self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, take) {
            Ok(_) => spawn_thread(work),
            Err(_) => Err(std::io::Error::other("out of threads")),
        }
    }
}

#[test]
fn without_any_thread_a_stream_ends_in_an_error_until_there_are_threads_again() {
    static THREADS: Threads = Threads(AtomicUsize::new(0));
    let (pool, metrics) = (Pool::new(|work| THREADS.spawn(work), Duration::ZERO, 2), Arc::new(Metrics::default()));
    let stream = Stream::start_on(Arc::clone(&pool), script(20, |index| index), settings(2), Arc::clone(&metrics));
    let error = Error::NoThreads("out of threads".to_owned());
    let calls: Vec<_> = (0..3).map(|_| stream.next()).collect();
    calls.into_iter().for_each(|call| assert_eq!(wait(call), Err(error.clone())));
    assert_eq!((metrics.snapshot().active_streams, metrics.snapshot().files_processed), (0, 0));
    assert_eq!(Arc::strong_count(&pool), 2);
    assert!(pool.run(Box::new(|| ())).is_err());
    // One that finds nothing to do for a moment is gone, and another one is needed.
    THREADS.0.store(1000, Ordering::SeqCst);
    assert_eq!(outputs(&start(&pool, script(20, |index| index), settings(2))).len(), 20);
    drop(stream);
}

#[test]
fn what_is_finished_is_handed_out_before_the_error() {
    static THREADS: Threads = Threads(AtomicUsize::new(2));
    let pool = Pool::new(|work| THREADS.spawn(work), Duration::ZERO, 2);
    let stream = start(&pool, script(20, |index| index), StreamSettings { prefetch_batches: 2, ..settings(2) });
    // Both batches that may wait are there, and the threads, idle for no time at all, are gone.
    until(|| Arc::strong_count(&pool) == 2);
    assert_eq!(pulled(stream.next()).map(|batch| batch.index), Some(0));
    assert_eq!(pulled(stream.next()).map(|batch| batch.index), Some(1));
    assert_eq!(wait(stream.next()), Err(Error::NoThreads("out of threads".to_owned())));
    stream.cancel();
    assert_eq!(pulled(stream.next()), None);
}

#[test]
fn one_thread_does_everything_if_it_is_the_only_one() {
    static THREADS: Threads = Threads(AtomicUsize::new(1));
    let (pool, door) = (Pool::new(|work| THREADS.spawn(work), Duration::from_secs(60), 2), Arc::new(Door::default()));
    let ran = Arc::new(AtomicUsize::new(0));
    let errand = || -> Errand {
        let (door, ran) = (Arc::clone(&door), Arc::clone(&ran));
        Box::new(move || {
            door.pass();
            ran.fetch_add(1, Ordering::SeqCst);
            panic!("the errand's own");
        })
    };
    assert!((0..5).all(|_| pool.run(errand()).is_ok()));
    let streams =
        [start(&pool, script(20, |index| index), settings(4)), start(&pool, script(9, |index| index), settings(1))];
    door.await_arrivals(1);
    door.open();
    streams.iter().for_each(|stream| assert!(outputs(stream).iter().all(Result::is_ok)));
    until(|| ran.load(Ordering::SeqCst) == 5);
}

#[test]
fn errands_wait_for_no_file_and_are_bounded() {
    let (pool, door, errands) = (pool(), Arc::new(Door::default()), Arc::new(Door::default()));
    let guarded = Arc::clone(&door);
    let stream = start(&pool, script(6, move |_| guarded.pass()), settings(2));
    door.await_arrivals(2);
    for _ in 0..5 {
        let errands = Arc::clone(&errands);
        assert!(pool.run(Box::new(move || errands.pass())).is_ok());
    }
    errands.await_arrivals(2);
    // Both threads for errands are taken: the stream's go on, and no errand is lost.
    door.open();
    assert_eq!(outputs(&stream).len(), 6);
    assert_eq!(errands.arrivals(), 2);
    errands.open();
    errands.await_arrivals(5);
}
