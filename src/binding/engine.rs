//! What JavaScript calls: the streams of one instance, and their metrics.

use super::failure::{Failure, LostPath};
use super::handover;
use super::memory::{MemoryEvent, MemoryListener};
use super::metrics::NativeMetrics;
use super::options::NativeOptions;
use super::root::GivenRoot;
use super::selection::FileSelection;
use super::stream::NativeStream;
use crate::error::{Error, contained};
use crate::indexing::graph::{GraphJob, GraphStream};
use crate::indexing::list::ListJob;
use crate::indexing::texts::TextJob;
use crate::languages::LanguageId;
use crate::metrics::Metrics;
use crate::options::Options;
use crate::source::walk::Found;
use crate::source::{Selection, Walk};
use crate::stream::{Errand, Pool, Stream, StreamSettings};
use napi::Env;
use napi::bindgen_prelude::{ArrayBuffer, Buffer, Either, Function, PromiseRaw, Result, ToNapiValue, TypeName};
use napi_derive::napi;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::oneshot;

/// What JavaScript wants of work that is being prepared. Collected as garbage, which the end of an environment does to
/// all there is, it cancels that work: whoever waits for it holds this.
#[napi]
#[derive(Default)]
pub struct Control {
    is_cancelled: Arc<AtomicBool>,
    is_paused: Arc<AtomicBool>,
}

#[napi]
impl Control {
    /// Neither cancelled nor paused.
    #[napi(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Stops a search for files; a stream that is being opened does not start.
    #[napi]
    pub fn cancel(&self) {
        self.is_cancelled.store(true, Ordering::Release);
    }

    /// A stream that is being opened starts no file until it is resumed.
    #[napi]
    pub fn pause(&self) {
        self.is_paused.store(true, Ordering::Release);
    }

    /// Undoes `pause`.
    #[napi]
    pub fn resume(&self) {
        self.is_paused.store(false, Ordering::Release);
    }

    pub(super) fn is_cancelled(&self) -> impl Fn() -> bool + Send + Sync + 'static {
        read(&self.is_cancelled)
    }

    fn is_paused(&self) -> impl Fn() -> bool + Send + Sync + 'static {
        read(&self.is_paused)
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        self.cancel();
    }
}

/// Whether a flag is set, as others see it.
pub(super) fn read(flag: &Arc<AtomicBool>) -> impl Fn() -> bool + Send + Sync + 'static {
    let flag = Arc::clone(flag);
    move || flag.load(Ordering::Acquire)
}

/// What a search for files found.
#[napi(object)]
pub struct SourceFiles {
    /// The paths; see [`handover::paths`].
    pub pieces: Vec<Buffer>,
    /// What could not be searched.
    pub failures: Vec<LostPath>,
}

/// One instance: streams that share their metrics.
#[napi]
#[derive(Default)]
pub struct Engine {
    pub(super) metrics: Arc<Metrics>,
}

#[napi]
impl Engine {
    /// An instance with metrics at zero.
    #[napi(constructor, catch_unwind)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Lists the source files below `root`: buffers of paths, in order, and what could not be searched.
    #[napi(catch_unwind, ts_return_type = "Promise<SourceFiles | Failure>")]
    pub fn source_files<'env>(
        &self,
        env: &'env Env,
        root: GivenRoot,
        options: NativeOptions,
        control: &Control,
    ) -> Result<PromiseRaw<'env, Either<SourceFiles, Failure>>> {
        let is_cancelled = control.is_cancelled();
        let search = move || {
            let options = options.into_options()?;
            let found = find(&root.check()?, &options, &is_cancelled)?;
            let failures: Vec<LostPath> = found.unsearched().map(LostPath::from).collect();
            let pieces: Vec<_> = found.into_paths().chunks(handover::PATHS_A_PIECE).map(handover::paths).collect();
            Ok((pieces, failures))
        };
        off_thread(env, search, |(pieces, failures)| {
            Ok(SourceFiles { pieces: pieces.into_iter().map(Buffer::from).collect(), failures })
        })
    }

    /// Opens the stream of a list of `total` files, of which `files` are the first: [`NativeStream::add_files`] takes
    /// the others. Nothing starts if it was cancelled meanwhile.
    #[napi(catch_unwind, ts_return_type = "Promise<NativeStream | Failure>")]
    #[allow(clippy::too_many_arguments)]
    pub fn open_stream<'env>(
        &self,
        env: &'env Env,
        files: Vec<String>,
        total: u32,
        root: GivenRoot,
        options: NativeOptions,
        control: &Control,
        on_memory: Option<Function<'_, MemoryEvent, ()>>,
    ) -> Result<PromiseRaw<'env, Either<NativeStream, Failure>>> {
        let metrics = Arc::clone(&self.metrics);
        let observer = on_memory.as_ref().map(MemoryListener::observer).transpose()?;
        let prepare = move || {
            let options = options.into_options()?;
            let job = ListJob::new(&root.check()?, files, total as usize, &options);
            Ok((job, StreamSettings { observer, ..StreamSettings::from(&options) }))
        };
        let is_paused = control.is_paused();
        let start = move |(job, settings)| {
            let settings = StreamSettings { starts_paused: is_paused(), ..settings };
            Stream::start(job, settings, metrics).into()
        };
        open(env, control, prepare, start)
    }

    /// Opens the stream of `total` texts that are in no file, which come by [`NativeStream::add_texts`]: as files below
    /// `root`, which their imports lead to if they are to be resolved. Nothing starts if it was cancelled meanwhile.
    #[napi(catch_unwind, ts_return_type = "Promise<NativeStream | Failure>")]
    pub fn open_texts<'env>(
        &self,
        env: &'env Env,
        total: u32,
        root: GivenRoot,
        are_imports_resolved: bool,
        options: NativeOptions,
        control: &Control,
    ) -> Result<PromiseRaw<'env, Either<NativeStream, Failure>>> {
        let metrics = Arc::clone(&self.metrics);
        let prepare = move || {
            let options = options.into_options()?;
            let root = if are_imports_resolved { root.check()? } else { root.unchecked() };
            let job = TextJob::new(&root, are_imports_resolved, total as usize, &options);
            Ok((job, StreamSettings::from(&options)))
        };
        open(env, control, prepare, move |(job, settings)| Stream::start(job, settings, metrics).into())
    }

    /// Finds the source files below `root` whose path contains one of `path_parts` (all, if there are none) and opens
    /// the stream of their graph. Nothing starts if it was cancelled meanwhile.
    #[napi(catch_unwind, ts_return_type = "Promise<NativeStream | Failure>")]
    pub fn open_graph<'env>(
        &self,
        env: &'env Env,
        root: GivenRoot,
        path_parts: Vec<String>,
        options: NativeOptions,
        control: &Control,
        on_memory: Option<Function<'_, MemoryEvent, ()>>,
    ) -> Result<PromiseRaw<'env, Either<NativeStream, Failure>>> {
        let metrics = Arc::clone(&self.metrics);
        let observer = on_memory.as_ref().map(MemoryListener::observer).transpose()?;
        let is_cancelled = control.is_cancelled();
        let active = Arc::clone(&metrics);
        let prepare = move || {
            let options = options.into_options()?;
            let root = root.check()?;
            let settings = StreamSettings { observer, ..StreamSettings::from(&options) };
            let activity = active.stream_started(settings.memory_limit());
            let found = find_with(&root, &path_parts, &options, &is_cancelled)?;
            Ok((GraphJob::new(&root, found, &options, activity), settings))
        };
        open(env, control, prepare, move |(job, settings)| GraphStream::start(job, settings, metrics).into())
    }

    /// Prepares the choice among listed files that the options make: globs and `.gitignore` files.
    #[napi(catch_unwind, ts_return_type = "Promise<FileSelection | Failure>")]
    pub fn open_selection<'env>(
        &self,
        env: &'env Env,
        root: GivenRoot,
        options: NativeOptions,
    ) -> Result<PromiseRaw<'env, Either<FileSelection, Failure>>> {
        let prepare = move || {
            let Options { include, exclude, respect_gitignore, .. } = options.into_options()?;
            Selection::new(&root.check()?, &include, &exclude, respect_gitignore)
        };
        off_thread(env, prepare, |selection| Ok(selection.into()))
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

fn find(root: &Path, options: &Options, is_cancelled: &(dyn Fn() -> bool + Sync)) -> std::result::Result<Found, Error> {
    let Options { include, exclude, respect_gitignore, .. } = options;
    let extensions = LanguageId::endings();
    let walk = Walk { root, include, exclude, respect_gitignore: *respect_gitignore, extensions: &extensions };
    walk.find(is_cancelled)
}

/// Finds the source files below `root` whose path contains one of `path_parts`, or all if there are none.
pub(super) fn find_with(
    root: &Path,
    path_parts: &[String],
    options: &Options,
    is_cancelled: &(dyn Fn() -> bool + Sync),
) -> std::result::Result<Found, Error> {
    let mut found = find(root, options, is_cancelled)?;
    found.entries.retain(|entry| match entry {
        Ok(path) => path_parts.is_empty() || path_parts.iter().any(|part| path.contains(part)),
        // What is in a folder that cannot be listed nobody can say.
        Err(_) => true,
    });
    Ok(found)
}

/// Runs `prepare`, which may block, on a thread of its own, then `start` on JavaScript's, the one that cancels: a
/// stream that was cancelled before that never starts.
pub(super) fn open<'env, T: Send + 'static>(
    env: &'env Env,
    control: &Control,
    prepare: impl FnOnce() -> std::result::Result<T, Error> + Send + 'static,
    start: impl FnOnce(T) -> NativeStream + 'static,
) -> Result<PromiseRaw<'env, Either<NativeStream, Failure>>> {
    let is_cancelled = control.is_cancelled();
    off_thread(env, prepare, move |prepared| if is_cancelled() { Err(Error::Aborted) } else { Ok(start(prepared)) })
}

/// Runs what may block on a thread of the pool, then `convert` on JavaScript's. A panic in either is a failure.
pub(super) fn off_thread<'env, T, V>(
    env: &'env Env,
    work: impl FnOnce() -> std::result::Result<T, Error> + Send + 'static,
    convert: impl FnOnce(T) -> std::result::Result<V, Error> + 'static,
) -> Result<PromiseRaw<'env, Either<V, Failure>>>
where
    T: Send + 'static,
    V: ToNapiValue + TypeName + 'static,
{
    promised(env, work, convert, |errand| Pool::process().run(errand).map_err(|(_, error)| error))
}

/// The same on a thread of its own, for what waits for the pool's threads.
pub(super) fn on_own_thread<'env, T, V>(
    env: &'env Env,
    name: &str,
    work: impl FnOnce() -> std::result::Result<T, Error> + Send + 'static,
    convert: impl FnOnce(T) -> std::result::Result<V, Error> + 'static,
) -> Result<PromiseRaw<'env, Either<V, Failure>>>
where
    T: Send + 'static,
    V: ToNapiValue + TypeName + 'static,
{
    let thread = std::thread::Builder::new().name(name.to_owned());
    promised(env, work, convert, |errand| thread.spawn(errand).map(drop))
}

/// Has `start` run `work`, then runs `convert` on JavaScript's thread.
fn promised<'env, T, V>(
    env: &'env Env,
    work: impl FnOnce() -> std::result::Result<T, Error> + Send + 'static,
    convert: impl FnOnce(T) -> std::result::Result<V, Error> + 'static,
    start: impl FnOnce(Errand) -> io::Result<()>,
) -> Result<PromiseRaw<'env, Either<V, Failure>>>
where
    T: Send + 'static,
    V: ToNapiValue + TypeName + 'static,
{
    let (answer, outcome) = oneshot::channel();
    let errand = move || {
        let outcome = contained(work).unwrap_or_else(|reason| Err(Error::Internal(reason)));
        // Nobody waits any more if the environment closed.
        let _ = answer.send(outcome);
    };
    let refused = start(Box::new(errand)).err().map(|error| Error::NoThreads(error.to_string()));
    let outcome = async move {
        let outcome = outcome.await.unwrap_or_else(|_| Err(Error::Internal("nobody was there to work".to_owned())));
        Ok(refused.map_or(outcome, Err))
    };
    env.spawn_future_with_callback(outcome, move |_, outcome| {
        let converted = contained(|| outcome.and_then(convert)).unwrap_or_else(|reason| Err(Error::Internal(reason)));
        Ok(converted.map_or_else(|error| Either::B(error.into()), Either::A))
    })
}
