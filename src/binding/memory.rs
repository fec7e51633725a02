//! What a stream does about memory, told to JavaScript while it happens.
//!
//! In: the events of a stream's threads. Out: calls of one JavaScript function. Its thread-safe handle is weak: it
//! keeps no process and no worker alive, and a call that finds the environment closing is lost, as it may be.

use crate::stream::{MemoryPressure, StreamObserver};
use napi::Status;
use napi::bindgen_prelude::Function;
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi_derive::napi;
use std::sync::Arc;

/// One event.
#[napi(object, object_from_js = false, use_nullable = true)]
#[derive(Debug, Clone, Copy)]
pub struct MemoryEvent {
    /// What happens.
    #[napi(ts_type = "'paused' | 'resumed' | 'singleFile'")]
    pub kind: &'static str,
    /// Why; `null` if it is over.
    pub pressure: Option<Pressure>,
}

/// Why a stream waits for memory.
#[napi(object, object_from_js = false)]
#[derive(Debug, Clone, Copy)]
pub struct Pressure {
    /// The share of the limit in use.
    pub share: f64,
    /// The share above which no file starts.
    pub threshold: f64,
    /// What the shares are of, in bytes.
    pub limit_bytes: f64,
    /// Pauses in a row until now.
    pub pauses: u32,
}

type Listener = ThreadsafeFunction<MemoryEvent, (), MemoryEvent, Status, false, true>;

/// Hands the events of one stream on.
pub struct MemoryListener {
    listener: Listener,
}

impl MemoryListener {
    /// An observer that calls `listener` for each event.
    ///
    /// # Errors
    /// If the environment is closing.
    pub fn observer(listener: &Function<'_, MemoryEvent, ()>) -> napi::Result<Arc<dyn StreamObserver>> {
        let listener = listener.build_threadsafe_function().callee_handled::<false>().weak::<true>().build()?;
        Ok(Arc::new(Self { listener }))
    }

    fn tell(&self, kind: &'static str, pressure: Option<MemoryPressure>) {
        let pressure = pressure.map(|pressure| Pressure {
            share: pressure.share,
            threshold: pressure.threshold,
            limit_bytes: pressure.limit_bytes as f64,
            pauses: pressure.pauses,
        });
        self.listener.call(MemoryEvent { kind, pressure }, ThreadsafeFunctionCallMode::NonBlocking);
    }
}

impl StreamObserver for MemoryListener {
    fn memory_paused(&self, pressure: MemoryPressure) {
        self.tell("paused", Some(pressure));
    }

    fn memory_resumed(&self) {
        self.tell("resumed", None);
    }

    fn single_file_mode(&self, pressure: MemoryPressure) {
        self.tell("singleFile", Some(pressure));
    }
}
