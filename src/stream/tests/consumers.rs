//! Who pulls, and who stops: several calls, dropped calls, backpressure, pause, cancellation.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

#[test]
fn concurrent_calls_are_answered_in_the_order_of_the_calls() {
    let stream = start(&pool(), script(30, |index| index), settings(2));
    let calls: Vec<_> = (0..12).map(|_| stream.next()).collect();
    let mut answers: Vec<_> = calls.into_iter().rev().map(|call| pulled(call).map(|batch| batch.index)).collect();
    answers.reverse();
    assert_eq!(answers, (0..12).map(|call| (call < 10).then_some(call)).collect::<Vec<_>>());
}

#[test]
fn consumers_on_several_threads_get_each_batch_once() {
    let stream = start(&pool(), script(300, |index| index), settings(2));
    let seen = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| batches(&stream).iter().for_each(|batch| seen.lock().unwrap().push(batch.index)));
        }
    });
    let mut seen = seen.into_inner().unwrap();
    seen.sort_unstable();
    assert_eq!(seen, (0..100).collect::<Vec<_>>());
}

#[test]
fn a_call_that_is_dropped_leaves_its_batch_to_the_next() {
    let stream = start(&pool(), script(9, |index| index), settings(1));
    let answered = stream.next();
    let unanswered = (stream.next(), stream.next(), stream.next());
    // The fourth call is the end, so the first has been answered, though nobody polled it.
    pulled(unanswered.2);
    drop(answered);
    drop(unanswered.0);
    assert_eq!(batches(&stream).iter().map(|batch| batch.index).collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn a_call_that_is_dropped_while_waiting_loses_nothing() {
    let door = Arc::new(Door::default());
    let guarded = Arc::clone(&door);
    let stream = start(&pool(), script(6, move |_| guarded.pass()), settings(1));
    drop(stream.next());
    door.open();
    assert_eq!(batches(&stream).iter().map(|batch| batch.index).collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn files_start_only_for_batches_that_may_wait() {
    let asked = Arc::new(AtomicUsize::new(0));
    let (of_job, early) = (Arc::clone(&asked), Arc::new(AtomicUsize::new(0)));
    let of_test = Arc::clone(&early);
    let job = script(90, move |index| {
        let bound = (of_job.load(Ordering::SeqCst) + 2) * 3;
        early.fetch_add(usize::from(index >= bound), Ordering::SeqCst);
    });
    let stream = start(&pool(), job, StreamSettings { prefetch_batches: 2, ..settings(2) });
    let pulled = std::iter::from_fn(|| {
        asked.fetch_add(1, Ordering::SeqCst);
        pulled(stream.next())
    });
    assert_eq!(pulled.count(), 30);
    assert_eq!(of_test.load(Ordering::SeqCst), 0);
}

#[test]
fn cancelling_answers_pending_calls_and_frees_everything() {
    let (door, held) = (Arc::new(Door::default()), Arc::new(()));
    let (guarded, of_job) = (Arc::clone(&door), Arc::clone(&held));
    let job = script(20, move |index| {
        if index == 4 {
            guarded.pass();
        }
        Arc::clone(&of_job)
    });
    let stream = start(&pool(), job, settings(1));
    assert!(pulled(stream.next()).is_some());
    let pending = [stream.next(), stream.next()];
    door.await_arrivals(1);
    stream.cancel();
    stream.cancel();
    assert!(stream.is_cancelled());
    assert!(pending.into_iter().all(|call| pulled(call).is_none()));
    assert!(pulled(stream.next()).is_none());
    // Left are this test's, the job's and that of no output: the file in hand has not made its one yet.
    until(|| Arc::strong_count(&held) == 2);
    door.open();
    drop(stream);
    until(|| Arc::strong_count(&held) == 1);
}

#[test]
fn dropping_the_last_handle_cancels() {
    let (door, held) = (Arc::new(Door::default()), Arc::new(()));
    let (guarded, of_job) = (Arc::clone(&door), Arc::clone(&held));
    let job = script(20, move |_| {
        guarded.pass();
        Arc::clone(&of_job)
    });
    let stream = start(&pool(), job, settings(1));
    let (clone, mut pending) = (stream.clone(), Box::pin(stream.next()));
    door.await_arrivals(1);
    drop(stream);
    assert!(!clone.is_cancelled() && !is_ready(pending.as_mut()));
    drop(clone);
    assert!(pulled(pending).is_none());
    door.open();
    until(|| Arc::strong_count(&held) == 1);
}

#[test]
fn a_paused_stream_starts_nothing_until_it_is_resumed() {
    let (pool, door, ran) = (pool(), Arc::new(Door::default()), Arc::new(AtomicUsize::new(0)));
    let (guarded, of_job) = (Arc::clone(&door), Arc::clone(&ran));
    let job = script(30, move |_| {
        guarded.pass();
        of_job.fetch_add(1, Ordering::SeqCst);
    });
    let stream = start(&pool, job, settings(1));
    door.await_arrivals(1);
    stream.pause();
    door.open();
    // The only thread serves another stream to its end and so looks at this one many times.
    assert_eq!(outputs(&start(&pool, script(30, |index| index), settings(1))).len(), 30);
    assert_eq!(ran.load(Ordering::SeqCst), 1);
    stream.resume();
    assert_eq!(outputs(&stream).len(), 30);
}
