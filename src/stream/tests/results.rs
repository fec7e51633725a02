//! What comes out: order, ends, panics, metrics.

use super::*;

#[test]
fn results_come_in_order_whatever_the_number_of_threads() {
    for threads in [1, 2, 8] {
        let job = script(100, |index| {
            // Neighbours take very different times.
            (0..(index * 7919) % 13 * 1000).for_each(|_| std::hint::spin_loop());
            index
        });
        let batches = batches(&start(&pool(), job, settings(threads)));
        let shape: Vec<_> = batches.iter().map(|batch| (batch.index, batch.first, batch.processed)).collect();
        assert_eq!(shape, (0..34).map(|n| (n, n * 3, (n * 3 + 3).min(100))).collect::<Vec<_>>());
        assert!(batches.iter().all(|batch| (batch.total, batch.total_batches) == (100, 34)));
        assert!(batches.into_iter().flat_map(|batch| batch.outputs).eq((0..100).map(Ok)));
    }
}

/// A job whose files come from a cache as often as it says; `None`: nobody asked one.
struct Asked(Vec<Option<bool>>);

impl Job for Asked {
    type Output = Option<bool>;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn run(&self, index: usize) -> Self::Output {
        self.0[index]
    }

    fn panicked(&self, _index: usize, _reason: String) -> Self::Output {
        None
    }

    fn measure(output: &Self::Output) -> Measure {
        Measure { is_cached: *output, ..Measure::default() }
    }
}

#[test]
fn a_stream_counts_what_a_cache_had_for_itself_and_for_all() {
    let metrics = Arc::new(Metrics::default());
    let stream =
        |asked: &[Option<bool>]| Stream::start_on(pool(), Asked(asked.to_vec()), settings(2), Arc::clone(&metrics));
    let streams = [stream(&[Some(true), None, Some(false), Some(true)]), stream(&[None, Some(false)])];
    let counts = streams.each_ref().map(|stream| {
        batches(stream);
        stream.activity().cache
    });
    assert_eq!(counts, [CacheCount { hits: 2, misses: 1 }, CacheCount { hits: 0, misses: 1 }]);
    let all = metrics.snapshot();
    assert_eq!((all.cache_hits, all.cache_misses), (2, 2));
}

#[test]
fn what_runs_is_told_before_what_is_done_and_is_done_at_its_end() {
    let (go_on, wait) = std::sync::mpsc::channel::<()>();
    let wait = Mutex::new(wait);
    let job = script(3, move |index| {
        if index == 1 {
            wait.lock().unwrap().recv().unwrap()
        }
    });
    let stream = start(&pool(), job, settings(2));
    let told = || stream.activity().slowest.iter().map(|piece| (piece.index, piece.is_done)).collect::<Vec<_>>();
    let deadline = Instant::now() + DEADLINE;
    while told().len() < 3 || told().iter().filter(|(_, is_done)| !is_done).count() > 1 {
        assert!(Instant::now() < deadline, "{:?}", told());
        std::thread::yield_now();
    }
    assert_eq!(told()[0], (1, false));
    go_on.send(()).unwrap();
    assert_eq!(batches(&stream).len(), 1);
    let activity = stream.activity();
    // Which took longest is the machine's to say.
    assert!(told().contains(&(1, true)), "{:?}", told());
    assert_eq!((activity.slowest.len(), activity.is_short_of_memory), (3, false));
}

#[test]
fn an_empty_list_ends_at_once_and_for_ever() {
    let stream = start(&pool(), script(0, |index| index), settings(2));
    assert!((0..3).all(|_| pulled(stream.next()).is_none()));
    assert!(!stream.is_cancelled());
}

#[test]
fn after_the_end_there_is_nothing_for_ever() {
    let stream = start(&pool(), script(4, |index| index), settings(2));
    assert_eq!(batches(&stream).len(), 2);
    assert!((0..3).all(|_| pulled(stream.next()).is_none()));
    assert!(!stream.is_cancelled());
}

#[test]
fn a_panic_is_the_output_of_its_file_alone() {
    let job = script(7, |index| match index {
        2 => panic!("the text"),
        3 => panic!("file {index}"),
        4 => std::panic::panic_any(4),
        _ => index,
    });
    let failed = |reason: &str| Err(reason.to_owned());
    let expected =
        [Ok(0), Ok(1), failed("the text"), failed("file 3"), failed("panicked without a message"), Ok(5), Ok(6)];
    assert_eq!(outputs(&start(&pool(), job, settings(2))), expected);
}

#[test]
fn a_panic_while_answering_a_panic_costs_that_output_only() {
    let job = script(6, |index| if index == 1 { panic!("twice") } else { index });
    let stream = start(&pool(), job, settings(2));
    let lengths: Vec<_> = batches(&stream).iter().map(|batch| (batch.outputs.len(), batch.processed)).collect();
    assert_eq!(lengths, [(2, 3), (3, 6)]);
}

#[test]
fn metrics_follow_a_stream_from_its_start_to_its_end() {
    let metrics = Arc::new(Metrics::new(gauge([0])));
    let job = script(7, |index| assert!(index != 3, "broken"));
    let stream = Stream::start_on(pool(), job, settings(2), Arc::clone(&metrics));
    assert_eq!(metrics.snapshot().active_streams, 1);
    assert_eq!(batches(&stream).len(), 3);
    let snapshot = metrics.snapshot();
    assert_eq!((snapshot.files_processed, snapshot.files_failed, snapshot.bytes_processed), (7, 1, 70));
    assert_eq!((snapshot.batches_processed, snapshot.active_streams), (3, 0));
    assert!(snapshot.files_per_second > 0.0 && snapshot.last_batch_time.is_some());
}

#[test]
fn a_cancelled_stream_is_not_active() {
    let metrics = Arc::new(Metrics::new(gauge([0])));
    let stream = Stream::start_on(pool(), script(70, |index| index), settings(2), Arc::clone(&metrics));
    stream.cancel();
    assert_eq!(metrics.snapshot().active_streams, 0);
}
