//! Several streams and one pool of threads.

use std::collections::HashSet;
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

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
fn idle_threads_end_and_new_work_brings_them_back() {
    let pool = Pool::new(spawn_thread, Duration::ZERO);
    for _ in 0..3 {
        assert_eq!(outputs(&start(&pool, script(10, |index| index), settings(2))).len(), 10);
        until(|| Arc::strong_count(&pool) == 1);
    }
}

#[test]
fn without_any_thread_every_file_fails_and_the_stream_ends() {
    let pool = Pool::new(|_| Err(std::io::Error::other("out of threads")), Duration::ZERO);
    let outputs = outputs(&start(&pool, script(20, |index| index), settings(2)));
    assert_eq!(outputs, vec![Err("no thread could be started: out of threads".to_owned()); 20]);
    assert_eq!(Arc::strong_count(&pool), 1);
}
