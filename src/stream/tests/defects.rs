//! Panics where no job's file runs: in what a stream asks of its job, its memory or its consumers. A stream that has a
//! defect ends in an error, and costs no other stream and no thread anything.

use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

/// A job that panics when it is asked for the `nth` time how much of it is known, once `meeting` is complete.
struct Broken {
    nth: usize,
    asked: AtomicUsize,
    meeting: Option<Arc<Barrier>>,
    door: Option<Arc<Door>>,
}

impl Broken {
    fn new(nth: usize) -> Self {
        Self { nth, asked: AtomicUsize::new(0), meeting: None, door: None }
    }
}

impl Job for Broken {
    type Output = usize;

    fn len(&self) -> usize {
        20
    }

    fn known(&self) -> usize {
        if self.asked.fetch_add(1, Ordering::SeqCst) >= self.nth {
            if let Some(meeting) = &self.meeting {
                meeting.wait();
            }
            if let Some(door) = &self.door {
                door.pass();
            }
            panic!("no list");
        }
        20
    }

    fn first_weights(&self) -> Vec<u64> {
        vec![0; 20]
    }

    fn run(&self, index: usize) -> usize {
        index
    }

    fn panicked(&self, index: usize, _reason: String) -> usize {
        index
    }

    fn measure(_output: &usize) -> Measure {
        Measure::default()
    }
}

fn no_list<T>() -> Result<Option<T>, Error> {
    Err(Error::Internal("no list".to_owned()))
}

fn start_broken(pool: &Arc<Pool>, job: Broken, settings: StreamSettings) -> Stream<Broken> {
    Stream::start_on(Arc::clone(pool), job, settings, Arc::new(Metrics::default()))
}

/// The pool serves whom it should, has all its threads, and has let go of the broken stream.
fn is_sound(pool: &Arc<Pool>) {
    let meeting = Arc::new(Barrier::new(4));
    let job = script(8, move |_| meeting.wait().is_leader());
    assert_eq!(outputs(&start(pool, job, settings(4))).len(), 8);
    until(|| pool.is_at_rest() && pool.sources() == 0);
}

/// Batches until the error, which stays.
fn batches_before_the_error<J: Job<Output: PartialEq + std::fmt::Debug>>(stream: &Stream<J>, error: &Error) -> usize {
    let mut batches = 0;
    loop {
        match wait(stream.next()) {
            Ok(batch) => assert!(batch.is_some(), "it ended without an error"),
            Err(told) => {
                assert_eq!((&told, wait(stream.next())), (error, Err(error.clone())));
                return batches;
            }
        }
        batches += 1;
    }
}

#[test]
fn a_panic_at_any_piece_ends_the_stream_in_an_error_and_no_other() {
    for nth in [1, 2, 8, 20] {
        let pool = pool();
        let other = start(&pool, script(40, |index| index), settings(2));
        let pending_too = start_broken(&pool, Broken::new(nth), settings(2));
        let error = Error::Internal("no list".to_owned());
        // What was finished before is handed out before.
        assert!(batches_before_the_error(&pending_too, &error) <= nth / 3);
        assert_eq!(outputs(&other).len(), 40);
        drop((pending_too, other));
        is_sound(&pool);
    }
}

#[test]
fn two_pieces_that_panic_at_once_are_one_error() {
    let pool = pool();
    let job = Broken { meeting: Some(Arc::new(Barrier::new(2))), ..Broken::new(1) };
    let stream = start_broken(&pool, job, settings(2));
    let calls: Vec<_> = (0..3).map(|_| stream.next()).collect();
    calls.into_iter().for_each(|call| assert_eq!(wait(call), no_list()));
    drop(stream);
    is_sound(&pool);
}

#[test]
fn a_panic_after_a_cancellation_is_nobodys_error() {
    let (pool, door) = (pool(), Arc::new(Door::default()));
    let stream = start_broken(&pool, Broken { door: Some(Arc::clone(&door)), ..Broken::new(1) }, settings(1));
    let pending = stream.next();
    door.await_arrivals(1);
    stream.cancel();
    door.open();
    assert_eq!(wait(pending), Ok(None));
    is_sound(&pool);
    assert_eq!(wait(stream.next()), Ok(None));
}

#[test]
fn a_panic_while_paused_ends_the_stream() {
    let (pool, door) = (pool(), Arc::new(Door::default()));
    let stream = start_broken(&pool, Broken { door: Some(Arc::clone(&door)), ..Broken::new(1) }, settings(1));
    door.await_arrivals(1);
    stream.pause();
    door.open();
    assert_eq!(wait(stream.next()), no_list());
    stream.cancel();
    assert_eq!(wait(stream.next()), Ok(None));
    is_sound(&pool);
}

#[test]
fn a_panic_while_memory_is_read_ends_the_stream() {
    struct Unreadable;

    impl MemorySource for Unreadable {
        fn resident_bytes(&mut self) -> Option<u64> {
            panic!("no memory to read")
        }

        fn limit_bytes(&mut self) -> Option<u64> {
            Some(100)
        }
    }

    let pool = pool();
    let gauge = Arc::new(MemoryGauge::new(Unreadable, Duration::ZERO));
    let stream = start(&pool, script(20, |index| index), StreamSettings { gauge, ..settings(2) });
    let error = Error::Internal("no memory to read".to_owned());
    assert_eq!(batches_before_the_error(&stream, &error), 0);
    drop(stream);
    is_sound(&pool);
}

#[test]
fn a_consumer_that_panics_as_it_is_woken_costs_the_others_nothing() {
    struct Unwakeable;

    impl Wake for Unwakeable {
        fn wake(self: Arc<Self>) {
            panic!("do not wake me");
        }
    }

    let (pool, door) = (pool(), Arc::new(Door::default()));
    let guarded = Arc::clone(&door);
    let stream = start(&pool, script(9, move |_| guarded.pass()), settings(1));
    let mut unwakeable = Box::pin(stream.next());
    let waker = Waker::from(Arc::new(Unwakeable));
    assert!(unwakeable.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    door.open();
    assert_eq!(pulled(stream.next()).map(|batch| batch.index), Some(1));
    assert_eq!(pulled(unwakeable).map(|batch| batch.index), Some(0));
    assert_eq!(pulled(stream.next()).map(|batch| batch.index), Some(2));
    assert_eq!(pulled(stream.next()).map(|batch| batch.index), None);
    is_sound(&pool);
}

#[test]
fn outputs_that_panic_as_they_are_freed_cost_no_thread() {
    struct Sticky(Arc<AtomicUsize>);

    impl Drop for Sticky {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::SeqCst);
            assert!(std::thread::panicking(), "it sticks");
        }
    }

    let (pool, door, freed) = (pool(), Arc::new(Door::default()), Arc::new(AtomicUsize::new(0)));
    let (guarded, of_job) = (Arc::clone(&door), Arc::clone(&freed));
    let job = script(20, move |_| {
        guarded.pass();
        Sticky(Arc::clone(&of_job))
    });
    let stream = start(&pool, job, settings(2));
    door.await_arrivals(2);
    stream.cancel();
    door.open();
    until(|| freed.load(Ordering::SeqCst) == 2);
    assert!(pulled(stream.next()).is_none());
    is_sound(&pool);
}
