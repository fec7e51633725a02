//! What one stream keeps to, and whom it tells: options in, plain values out.

use std::sync::Arc;

use crate::metrics::memory::MemoryGauge;
use crate::options::{BatchSize, Options};

/// The settings of one stream. `StreamSettings::from(&options)` fills in the machine's cores and memory.
#[derive(Clone)]
pub struct StreamSettings {
    /// Files that may run at once; at least 1.
    pub threads: usize,
    /// Files a batch.
    pub batch_size: BatchSize,
    /// Whether batch sizes follow work and memory.
    pub adaptive: bool,
    /// Finished batches that may wait without a pending `next()`; at least 1.
    pub prefetch_batches: usize,
    /// When to wait for memory.
    pub memory: MemorySettings,
    /// Where memory is read.
    pub gauge: Arc<MemoryGauge>,
    /// Who is told about memory pauses.
    pub observer: Option<Arc<dyn StreamObserver>>,
    /// Whether it starts no file before [`super::Stream::resume`].
    pub starts_paused: bool,
    /// Whether it counts as an active stream itself; not if it is a part of something that does.
    pub counts_as_active: bool,
}

impl StreamSettings {
    /// What shares of memory are of, in bytes.
    #[must_use]
    pub fn memory_limit(&self) -> u64 {
        self.memory.limit_bytes.unwrap_or_else(|| self.gauge.limit_bytes())
    }
}

/// When a stream waits for memory, and for how long.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MemorySettings {
    /// The share of the limit, 0 to 1, above which no file starts.
    pub threshold: f64,
    /// The limit in bytes; `None`: what the gauge says.
    pub limit_bytes: Option<u64>,
    /// How long a pause lasts before looking again, in milliseconds.
    pub pause_ms: u32,
    /// After so many pauses in a row the stream goes on with one file at a time.
    pub max_pauses: u32,
}

impl From<&Options> for StreamSettings {
    fn from(options: &Options) -> Self {
        Self {
            threads: options.threads(),
            batch_size: options.batch_size,
            adaptive: options.is_adaptive(),
            prefetch_batches: options.prefetch_batches as usize,
            memory: MemorySettings {
                threshold: options.memory_threshold,
                limit_bytes: options.memory_limit_bytes,
                pause_ms: options.memory_pause_ms,
                max_pauses: options.max_memory_pauses,
            },
            gauge: MemoryGauge::process(),
            observer: None,
            starts_paused: false,
            counts_as_active: true,
        }
    }
}

/// Why a stream waits for memory.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MemoryPressure {
    /// The share of the limit that is in use; above 1 when there is more.
    pub share: f64,
    /// The share above which no file starts.
    pub threshold: f64,
    /// What the shares are of, in bytes.
    pub limit_bytes: u64,
    /// Pauses in a row until now.
    pub pauses: u32,
}

/// Is told what a stream does about memory, on one of its threads and with no lock held. A panic in here is ignored.
pub trait StreamObserver: Send + Sync {
    /// Nothing starts for `memoryPauseMs`. Told for each pause: `pressure.pauses` is 1 for the first in a row.
    fn memory_paused(&self, _pressure: MemoryPressure) {}

    /// Files start as usual again, after pauses or after [`StreamObserver::single_file_mode`].
    fn memory_resumed(&self) {}

    /// Memory is still scarce after all allowed pauses: files start one at a time.
    fn single_file_mode(&self, _pressure: MemoryPressure) {}
}
