//! The metrics as JavaScript receives them.

use crate::metrics::MetricsSnapshot;
use napi_derive::napi;

/// A snapshot. Times are in milliseconds on a clock that reads `now` at this moment; the glue translates them.
#[napi(object, object_from_js = false, use_nullable = true)]
#[derive(Debug, Clone, Copy)]
pub struct NativeMetrics {
    /// Files that came to an end.
    pub files_processed: f64,
    /// Of them, those that failed.
    pub files_failed: f64,
    /// Bytes of source.
    pub bytes_processed: f64,
    /// Of the failed ones, those that took longer than they may.
    pub timeout_count: f64,
    /// Batches that were completed.
    pub batches_processed: f64,
    /// Of them, those with a file that failed.
    pub failed_batches: f64,
    /// Milliseconds a file.
    pub average_processing_time: f64,
    /// While at least one stream ran.
    pub files_per_second: f64,
    /// Highest share of the memory limit, 0 to 1.
    pub memory_usage: f64,
    /// Present share of the memory limit, 0 to 1.
    pub current_memory_usage: f64,
    /// The moment of this snapshot.
    pub now: f64,
    /// The moment of the reset.
    pub start_time: f64,
    /// The moment of the last batch; `null` if there was none.
    pub last_batch_time: Option<f64>,
    /// Milliseconds since `start_time`.
    pub uptime: f64,
    /// How often a stream waited for memory.
    pub memory_pauses: f64,
    /// Milliseconds in which a stream waited for memory.
    pub memory_paused_ms: f64,
    /// Streams that wait for memory now.
    pub paused_streams: f64,
    /// How often a stream gave up waiting and went on with one file at a time.
    pub single_file_phases: f64,
    /// Streams under way.
    pub active_streams: f64,
    /// Files whose record came from a cache.
    pub cache_hits: f64,
    /// Files a cache was asked for in vain.
    pub cache_misses: f64,
}

impl From<MetricsSnapshot> for NativeMetrics {
    fn from(snapshot: MetricsSnapshot) -> Self {
        Self {
            files_processed: snapshot.files_processed as f64,
            files_failed: snapshot.files_failed as f64,
            bytes_processed: snapshot.bytes_processed as f64,
            timeout_count: snapshot.timeouts as f64,
            batches_processed: snapshot.batches_processed as f64,
            failed_batches: snapshot.batches_failed as f64,
            average_processing_time: snapshot.average_processing_time,
            files_per_second: snapshot.files_per_second,
            memory_usage: snapshot.memory_usage,
            current_memory_usage: snapshot.current_memory_usage,
            now: snapshot.now,
            start_time: snapshot.start_time,
            last_batch_time: snapshot.last_batch_time,
            uptime: snapshot.uptime,
            memory_pauses: snapshot.memory_pauses as f64,
            memory_paused_ms: snapshot.memory_paused_ms,
            paused_streams: snapshot.paused_streams as f64,
            single_file_phases: snapshot.single_file_phases as f64,
            active_streams: snapshot.active_streams as f64,
            cache_hits: snapshot.cache_hits as f64,
            cache_misses: snapshot.cache_misses as f64,
        }
    }
}
