//! What JavaScript calls: the streams of one instance, and their metrics.

use super::failure::Failure;
use super::memory::{MemoryEvent, MemoryListener};
use super::metrics::NativeMetrics;
use super::options::NativeOptions;
use super::stream::NativeStream;
use crate::error::Error;
use crate::language::Language;
use crate::metrics::Metrics;
use crate::options::Options;
use crate::source::walk::{Walk, check_root};
use crate::stream::analyze::AnalyzeJob;
use crate::stream::graph::GraphStream;
use crate::stream::{Stream, StreamSettings};
use napi::Env;
use napi::bindgen_prelude::{ArrayBuffer, Either, Function, PromiseRaw, Result, ToNapiValue, TypeName, spawn_blocking};
use napi_derive::napi;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Tells a search for files to stop.
#[napi]
#[derive(Default)]
pub struct Cancellation {
    is_cancelled: Arc<AtomicBool>,
}

#[napi]
impl Cancellation {
    /// Not cancelled yet.
    #[napi(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Stops what was given this.
    #[napi]
    pub fn cancel(&self) {
        self.is_cancelled.store(true, Ordering::Release);
    }

    fn check(&self) -> impl Fn() -> bool + Send + Sync + 'static {
        let is_cancelled = Arc::clone(&self.is_cancelled);
        move || is_cancelled.load(Ordering::Acquire)
    }
}

/// One instance: streams that share their metrics.
#[napi]
#[derive(Default)]
pub struct Engine {
    metrics: Arc<Metrics>,
}

#[napi]
impl Engine {
    /// An instance with metrics at zero.
    #[napi(constructor, catch_unwind)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Lists the source files below `root`.
    #[napi(catch_unwind, ts_return_type = "Promise<Array<string> | Failure>")]
    pub fn source_files<'env>(
        &self,
        env: &'env Env,
        root: String,
        options: NativeOptions,
        cancellation: &Cancellation,
    ) -> Result<PromiseRaw<'env, Either<Vec<String>, Failure>>> {
        let is_cancelled = cancellation.check();
        off_thread(env, move || {
            let options = options.into_options()?;
            source_files(&check_root(&root)?, &options, &is_cancelled)
        })
    }

    /// Opens the stream of a list of files.
    #[napi(catch_unwind, ts_return_type = "Promise<NativeStream | Failure>")]
    pub fn open_stream<'env>(
        &self,
        env: &'env Env,
        files: Vec<String>,
        root: String,
        options: NativeOptions,
        on_memory: Option<Function<'_, MemoryEvent, ()>>,
    ) -> Result<PromiseRaw<'env, Either<NativeStream, Failure>>> {
        let metrics = Arc::clone(&self.metrics);
        let observer = on_memory.as_ref().map(MemoryListener::observer).transpose()?;
        off_thread(env, move || {
            let options = options.into_options()?;
            let job = AnalyzeJob::new(&check_root(&root)?, files, &options);
            let settings = StreamSettings { observer, ..StreamSettings::from(&options) };
            Ok(Stream::start(job, settings, metrics).into())
        })
    }

    /// Finds the source files below `root` whose path contains one of `path_parts` (all, if there are none) and opens
    /// the stream of their graph.
    #[napi(catch_unwind, ts_return_type = "Promise<NativeStream | Failure>")]
    pub fn open_graph<'env>(
        &self,
        env: &'env Env,
        root: String,
        path_parts: Vec<String>,
        options: NativeOptions,
        cancellation: &Cancellation,
        on_memory: Option<Function<'_, MemoryEvent, ()>>,
    ) -> Result<PromiseRaw<'env, Either<NativeStream, Failure>>> {
        let metrics = Arc::clone(&self.metrics);
        let observer = on_memory.as_ref().map(MemoryListener::observer).transpose()?;
        let is_cancelled = cancellation.check();
        off_thread(env, move || {
            let options = options.into_options()?;
            let root = check_root(&root)?;
            let mut files = source_files(&root, &options, &is_cancelled)?;
            files.retain(|file| path_parts.is_empty() || path_parts.iter().any(|part| file.contains(part)));
            let settings = StreamSettings { observer, ..StreamSettings::from(&options) };
            Ok(GraphStream::start(&root, files, &options, settings, metrics).into())
        })
    }

    /// What the streams did so far.
    #[napi(catch_unwind)]
    #[must_use]
    pub fn metrics(&self) -> NativeMetrics {
        self.metrics.snapshot().into()
    }

    /// Sets the metrics back to zeros.
    #[napi(catch_unwind)]
    pub fn reset_metrics(&self) {
        self.metrics.reset();
    }
}

/// Frees the memory of a buffer that a stream yielded, now rather than when it is collected as garbage: the collector
/// does not know how large it is. The buffer is empty afterwards.
#[napi(catch_unwind)]
pub fn release(buffer: ArrayBuffer<'_>) -> Result<()> {
    buffer.detach()
}

fn source_files(
    root: &Path,
    options: &Options,
    is_cancelled: &(dyn Fn() -> bool + Sync),
) -> std::result::Result<Vec<String>, Error> {
    let Options { include, exclude, respect_gitignore, .. } = options;
    let extensions = Language::extensions();
    let walk = Walk { root, include, exclude, respect_gitignore: *respect_gitignore, extensions: &extensions };
    walk.files(is_cancelled)
}

/// Runs what may block on a thread of its own. A panic in it rejects the promise.
fn off_thread<T>(
    env: &Env,
    work: impl FnOnce() -> std::result::Result<T, Error> + Send + 'static,
) -> Result<PromiseRaw<'_, Either<T, Failure>>>
where
    T: ToNapiValue + TypeName + Send + 'static,
{
    env.spawn_future(async move {
        let outcome = spawn_blocking(work).await.map_err(|panic| napi::Error::from_reason(panic.to_string()))?;
        Ok(outcome.map_or_else(|error| Either::B(error.into()), Either::A))
    })
}
