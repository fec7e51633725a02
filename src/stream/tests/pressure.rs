//! Scarce memory, as a scripted gauge reports it.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

/// Writes down what it is told.
#[derive(Default)]
struct Diary(Mutex<Vec<String>>);

impl Diary {
    fn write(&self, entry: String) {
        self.0.lock().unwrap().push(entry);
    }
}

impl StreamObserver for Diary {
    fn memory_paused(&self, pressure: MemoryPressure) {
        let MemoryPressure { share, threshold, limit_bytes, pauses } = pressure;
        self.write(format!("pause {pauses}: {share} over {threshold} of {limit_bytes}"));
    }

    fn memory_resumed(&self) {
        self.write("resumed".to_owned());
    }

    fn single_file_mode(&self, pressure: MemoryPressure) {
        self.write(format!("single file at {}", pressure.share));
    }
}

fn scarce<const N: usize>(readings: [u64; N], observer: Arc<dyn StreamObserver>) -> StreamSettings {
    let memory = MemorySettings { threshold: 0.5, limit_bytes: None, pause_ms: 1, max_pauses: 3 };
    StreamSettings { memory, gauge: gauge(readings), observer: Some(observer), ..settings(4) }
}

#[test]
fn a_stream_waits_for_memory_and_goes_on() {
    let (diary, metrics) = (Arc::new(Diary::default()), Arc::new(Metrics::new(gauge([0]))));
    let settings = scarce([60, 75, 20], Arc::clone(&diary) as _);
    let stream = Stream::start_on(pool(), script(12, |index| index), settings, Arc::clone(&metrics));
    assert_eq!(outputs(&stream).len(), 12);
    let diary = diary.0.lock().unwrap();
    assert_eq!(*diary, ["pause 1: 0.6 over 0.5 of 100", "pause 2: 0.75 over 0.5 of 100", "resumed"]);
    let snapshot = metrics.snapshot();
    assert_eq!((snapshot.memory_pauses, snapshot.memory_usage), (2, 0.75));
    assert!(snapshot.memory_paused_ms >= 2.0);
}

#[test]
fn a_stream_whose_memory_stays_scarce_goes_on_with_one_file_at_a_time() {
    let (diary, metrics) = (Arc::new(Diary::default()), Arc::new(Metrics::new(gauge([0]))));
    let running = AtomicUsize::new(0);
    let job = script(12, move |_| {
        let at_once = running.fetch_add(1, Ordering::SeqCst) + 1;
        std::thread::yield_now();
        running.fetch_sub(1, Ordering::SeqCst);
        at_once
    });
    let stream = Stream::start_on(pool(), job, scarce([90], Arc::clone(&diary) as _), Arc::clone(&metrics));
    assert_eq!(outputs(&stream), vec![Ok(1); 12]);
    assert_eq!(diary.0.lock().unwrap().last().map(String::as_str), Some("single file at 0.9"));
    let snapshot = metrics.snapshot();
    assert_eq!((snapshot.memory_pauses, snapshot.single_file_phases), (3, 1));
}

#[test]
fn a_stream_that_waits_for_memory_holds_up_no_other() {
    let pool = pool();
    let mut patient = scarce([90], Arc::new(Diary::default()));
    patient.memory.pause_ms = u32::MAX;
    let waiting = start(&pool, script(3, |index| index), patient);
    let mut pending = pin!(waiting.next());
    assert_eq!(outputs(&start(&pool, script(30, |index| index), settings(1))).len(), 30);
    assert!(!is_ready(pending.as_mut()));
    waiting.cancel();
    assert!(pulled(pending).is_none());
}

#[test]
fn an_observer_that_panics_does_not_break_the_stream() {
    struct Broken;

    impl StreamObserver for Broken {
        fn memory_paused(&self, _pressure: MemoryPressure) {
            panic!("observer");
        }
    }

    let stream = start(&pool(), script(12, |index| index), scarce([90, 10], Arc::new(Broken)));
    assert_eq!(outputs(&stream).len(), 12);
}

#[test]
fn a_pause_hands_finished_files_to_a_consumer_that_waits() {
    let mut settings = scarce([0, 0, 0, 0, 0, 0, 90], Arc::new(Diary::default()));
    settings.memory.pause_ms = u32::MAX;
    let settings = StreamSettings { threads: 1, batch_size: BatchSize::Fixed(12), adaptive: true, ..settings };
    let stream = start(&pool(), script(40, |index| index), settings);
    // Six files were started before memory became scarce; the batch of twelve is cut to half.
    assert_eq!(pulled(stream.next()).map(|batch| batch.outputs), Some((0..6).map(Ok).collect()));
}

/// A job whose files weigh something; it writes down how many ran beside each.
struct Weighed {
    weights: Vec<u64>,
    running: AtomicUsize,
}

impl Job for Weighed {
    type Output = (usize, usize);

    fn len(&self) -> usize {
        self.weights.len()
    }

    fn weigh(&self, index: usize) -> u64 {
        self.weights[index]
    }

    fn run(&self, index: usize) -> Self::Output {
        let beside = self.running.fetch_add(1, Ordering::SeqCst);
        (0..1000).for_each(|_| std::thread::yield_now());
        self.running.fetch_sub(1, Ordering::SeqCst);
        (index, beside)
    }

    fn panicked(&self, index: usize, _reason: String) -> Self::Output {
        (index, usize::MAX)
    }

    fn measure(_output: &Self::Output) -> Measure {
        Measure { memory: 5, ..Measure::default() }
    }
}

#[test]
fn files_too_large_for_the_memory_that_is_left_run_alone_and_none_is_forgotten() {
    // Of 100 bytes 20 are in use, and half of them may be.
    let gauge = gauge([20]);
    let memory = MemorySettings { threshold: 0.5, limit_bytes: None, pause_ms: 1, max_pauses: 3 };
    let stream = |heavy: usize| {
        let weights: Vec<_> = (0..60).map(|index| if index % 7 == heavy { 1000 } else { 1 }).collect();
        let settings = StreamSettings { memory, gauge: Arc::clone(&gauge), ..settings(4) };
        (
            weights.clone(),
            Stream::start_on(
                pool(),
                Weighed { weights, running: AtomicUsize::new(0) },
                settings,
                Arc::new(Metrics::default()),
            ),
        )
    };
    let (weights, stream) = stream(3);
    let outputs: Vec<_> = batches(&stream).into_iter().flat_map(|batch| batch.outputs).collect();
    assert!(outputs.iter().map(|(index, _)| *index).eq(0..60));
    for (index, beside) in outputs {
        assert!(weights[index] < 1000 || beside == 0, "{index} ran beside {beside}");
    }
    // What was promised is not, once all is done.
    until(|| gauge.promised() == crate::metrics::memory::Promised::default());
}

#[test]
fn a_cancelled_stream_keeps_its_promise_to_a_file_that_runs() {
    let (gauge, door) = (gauge([0]), Arc::new(Door::default()));
    let guarded = Arc::clone(&door);
    let settings = StreamSettings { gauge: Arc::clone(&gauge), ..settings(1) };
    let stream = start(&pool(), script(6, move |_| guarded.pass()), settings);
    door.await_arrivals(1);
    stream.cancel();
    assert_eq!(gauge.promised().files, 1);
    door.open();
    until(|| gauge.promised().files == 0);
}
