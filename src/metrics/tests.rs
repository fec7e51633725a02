//! Metrics through their public interface; time is compared with itself only.

use super::memory::MemorySource;
use super::*;

struct Fixed(u64);

impl MemorySource for Fixed {
    fn resident_bytes(&mut self) -> Option<u64> {
        Some(self.0)
    }

    fn limit_bytes(&mut self) -> Option<u64> {
        Some(1000)
    }
}

fn metrics() -> Arc<Metrics> {
    Arc::new(Metrics::new(Arc::new(MemoryGauge::new(Fixed(400), Duration::ZERO))))
}

#[test]
fn new_metrics_are_zeros() {
    let snapshot = metrics().snapshot();
    assert_eq!((snapshot.files_processed, snapshot.batches_processed, snapshot.active_streams), (0, 0, 0));
    assert_eq!((snapshot.average_processing_time, snapshot.files_per_second, snapshot.memory_usage), (0.0, 0.0, 0.0));
    assert_eq!(snapshot.last_batch_time, None);
    assert_eq!(snapshot.current_memory_usage, 0.4);
}

#[test]
fn the_average_is_the_mean_over_all_files() {
    let metrics = metrics();
    metrics.record_file(Duration::from_millis(1), None, 10);
    metrics.record_file(Duration::from_millis(2), Some(FailureCode::Read), 20);
    metrics.record_file(Duration::from_millis(9), None, 30);
    let snapshot = metrics.snapshot();
    assert!((snapshot.average_processing_time - 4.0).abs() < 1e-9);
    assert_eq!((snapshot.files_processed, snapshot.files_failed, snapshot.bytes_processed), (3, 1, 60));
}

#[test]
fn files_a_second_stand_still_while_no_stream_is_active() {
    let metrics = metrics();
    let lap = metrics.stream_started(1000);
    metrics.record_file(Duration::from_millis(1), None, 0);
    drop(lap);
    let (first, second) = (metrics.snapshot(), metrics.snapshot());
    assert_eq!(first.files_per_second, second.files_per_second);
    assert!((first.files_per_second - 1000.0 / first.active_ms).abs() < 1e-6);
    assert!(second.uptime > first.uptime);
}

#[test]
fn overlapping_streams_count_once_as_time() {
    let mut stopwatch = Stopwatch::default();
    let start = Instant::now();
    let at = |ms| start + Duration::from_millis(ms);
    stopwatch.start(at(0));
    stopwatch.start(at(10));
    stopwatch.stop(at(30));
    assert_eq!(stopwatch.total(at(40)), Duration::from_millis(40));
    stopwatch.stop(at(50));
    assert_eq!(stopwatch.total(at(90)), Duration::from_millis(50));
    stopwatch.start(at(100));
    assert_eq!(stopwatch.total(at(105)), Duration::from_millis(55));
    stopwatch.reset(at(110));
    assert_eq!(stopwatch.total(at(111)), Duration::from_millis(1));
}

#[test]
fn streams_and_pauses_are_counted_while_they_last() {
    let metrics = metrics();
    let streams = [metrics.stream_started(1000), metrics.stream_started(1000)];
    assert_eq!(metrics.snapshot().active_streams, 2);
    let pause = metrics.memory_pause_started();
    let (first, second) = (metrics.snapshot(), metrics.snapshot());
    assert!(second.memory_paused_ms > first.memory_paused_ms);
    assert_eq!(second.paused_streams, 1);
    drop(pause);
    drop(streams);
    let (first, second) = (metrics.snapshot(), metrics.snapshot());
    assert_eq!((second.memory_pauses, second.paused_streams, second.active_streams), (1, 0, 0));
    assert_eq!(first.memory_paused_ms, second.memory_paused_ms);
}

#[test]
fn memory_is_a_share_of_the_last_streams_limit_and_never_above_one() {
    let metrics = metrics();
    let _stream = metrics.stream_started(500);
    assert_eq!(metrics.snapshot().current_memory_usage, 0.8);
    metrics.record_memory_share(7.0);
    assert_eq!(metrics.snapshot().memory_usage, 1.0);
}

#[test]
fn the_highest_share_is_kept_until_the_reset() {
    let metrics = metrics();
    metrics.record_memory_share(0.7);
    metrics.record_memory_share(0.5);
    assert_eq!(metrics.snapshot().memory_usage, 0.7);
    metrics.reset();
    assert_eq!(metrics.snapshot().memory_usage, 0.0);
}

#[test]
fn a_reset_keeps_streams_active_and_restarts_the_clocks() {
    let metrics = metrics();
    let stream = metrics.stream_started(1000);
    metrics.record_file(Duration::from_millis(5), Some(FailureCode::ParseTimeout), 7);
    metrics.record_batches(BatchCount { completed: 1, failed: 1 });
    metrics.record_cache(true);
    metrics.record_cache(false);
    let before = metrics.snapshot();
    assert_eq!((before.cache_hits, before.cache_misses, before.batches_processed), (1, 1, 1));
    assert_eq!((before.timeouts, before.batches_failed), (1, 1));
    assert!(before.last_batch_time.is_some_and(|time| (before.start_time..=before.now).contains(&time)));
    metrics.reset();
    let after = metrics.snapshot();
    assert_eq!((after.files_processed, after.files_failed, after.bytes_processed), (0, 0, 0));
    assert_eq!((after.cache_hits, after.cache_misses, after.batches_processed), (0, 0, 0));
    assert_eq!((after.timeouts, after.batches_failed), (0, 0));
    assert_eq!((after.last_batch_time, after.active_streams), (None, 1));
    assert!(after.start_time >= before.now);
    assert!(after.active_ms <= after.uptime);
    drop(stream);
    assert_eq!(metrics.snapshot().active_streams, 0);
}

#[test]
fn the_moments_of_a_snapshot_are_on_one_clock() {
    let snapshot = metrics().snapshot();
    assert!((snapshot.now - snapshot.start_time - snapshot.uptime).abs() < 1e-6);
}
