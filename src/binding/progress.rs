//! How far a stream is, as JavaScript receives it.

use crate::indexing::progress::{Progress, SlowFile};
use napi_derive::napi;

/// How far a stream is, beside the batches it handed out.
#[napi(object, object_from_js = false)]
#[derive(Debug, Clone, PartialEq)]
pub struct NativeProgress {
    /// Files in the list.
    pub total_files: u32,
    /// Whether memory is too short for all threads: nothing starts, or one file at a time.
    pub is_short_of_memory: bool,
    /// The files that take longest: those that are worked on, then those that are done.
    pub slowest_files: Vec<NativeSlowFile>,
    /// Files whose record came from a cache.
    pub cache_hits: f64,
    /// Files a cache was asked for in vain.
    pub cache_misses: f64,
}

/// A file and the time it takes.
#[napi(object, object_from_js = false)]
#[derive(Debug, Clone, PartialEq)]
pub struct NativeSlowFile {
    /// Its path.
    pub path: String,
    /// Milliseconds that it was worked on, until now where it still is.
    pub ms: f64,
    /// Whether it came to its end.
    pub is_done: bool,
}

impl From<Progress> for NativeProgress {
    fn from(Progress { total, is_short_of_memory, slowest, cache }: Progress) -> Self {
        let slowest_files = slowest.into_iter().map(NativeSlowFile::from).collect();
        let (cache_hits, cache_misses) = (cache.hits as f64, cache.misses as f64);
        Self { total_files: total as u32, is_short_of_memory, slowest_files, cache_hits, cache_misses }
    }
}

impl From<SlowFile> for NativeSlowFile {
    fn from(SlowFile { path, work, is_done }: SlowFile) -> Self {
        Self { path, ms: work.as_secs_f64() * 1000.0, is_done }
    }
}
