//! A repository that stays, as JavaScript holds it.
//!
//! Questions are answered on threads that hand over; what reads the disk has a thread of its own for as long as it takes.

use super::engine::{off_thread, on_own_thread, read};
use super::failure::{Failure, LostPath, NativeWarning, ResultWarning};
use super::handover;
use super::options::NativeOptions;
use super::root::GivenRoot;
use super::snapshots::NativeSnapshot;
use crate::error::Error;
use crate::indexing::index::{Control, Opened, Pieces, Progress, Refreshed, Stage};
use crate::query::ask::ask;
use crate::query::compare::{Changes, compare};
use crate::source::paths::RootText;
use crate::source::watch::{Happened, Watch};
use crate::stream::Pool;
use napi::Env;
use napi::bindgen_prelude::{Buffer, Either, PromiseRaw, Result};
use napi_derive::napi;
use serde::Serialize;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use tokio::sync::Notify;

/// What threads are called that work on an index.
pub(super) const THREAD: &str = "code-graph-index";

/// Work on an index: what cancels it, and how far it is. Collected as garbage it cancels it.
#[napi]
#[derive(Default)]
pub struct IndexWork {
    is_cancelled: Arc<AtomicBool>,
    progress: Arc<Progress>,
}

/// How far the work on an index is.
#[napi(object, object_from_js = false)]
#[derive(Debug, Clone)]
pub struct NativeIndexProgress {
    /// What is being done.
    #[napi(ts_type = "'discovering' | 'parsing' | 'linking'")]
    pub stage: &'static str,
    /// Files that this is done with.
    pub processed_files: u32,
    /// Files that it has to be done with, as far as they are known.
    pub total_files: u32,
}

#[napi]
impl IndexWork {
    /// Not cancelled.
    #[napi(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends the work soon.
    #[napi]
    pub fn cancel(&self) {
        self.is_cancelled.store(true, Ordering::Release);
    }

    /// How far it is.
    #[napi(catch_unwind)]
    #[must_use]
    pub fn progress(&self) -> NativeIndexProgress {
        let (stage, done, total) = self.progress.told();
        let stage = match stage {
            Stage::Discovering => "discovering",
            Stage::Parsing => "parsing",
            Stage::Linking => "linking",
        };
        NativeIndexProgress { stage, processed_files: done.min(total), total_files: total }
    }

    /// Whether it is cancelled, as others see it.
    pub(super) fn is_cancelled(&self) -> impl Fn() -> bool + Send + Sync + 'static {
        read(&self.is_cancelled)
    }

    pub(super) fn control(&self) -> Control {
        Control::new(self.is_cancelled(), Arc::clone(&self.progress))
    }
}

impl Drop for IndexWork {
    fn drop(&mut self) {
        self.cancel();
    }
}

/// A repository that stays, until it is closed or collected as garbage.
#[napi]
pub struct NativeIndex {
    repository: Mutex<Option<Arc<Opened>>>,
}

impl From<Opened> for NativeIndex {
    fn from(repository: Opened) -> Self {
        Self { repository: Mutex::new(Some(Arc::new(repository))) }
    }
}

impl Drop for NativeIndex {
    fn drop(&mut self) {
        self.close();
    }
}

/// Opens the repository at `root`; with a name, the snapshot of it that is called so.
#[napi(catch_unwind, ts_return_type = "Promise<NativeIndex | Failure>")]
pub fn open_index<'env>(
    env: &'env Env,
    root: GivenRoot,
    options: NativeOptions,
    snapshot: Option<String>,
    work: &IndexWork,
) -> Result<PromiseRaw<'env, Either<NativeIndex, Failure>>> {
    let control = work.control();
    let open = move || match snapshot {
        None => Opened::repository(&root.check()?, &options.into_options()?, &control),
        Some(name) => Opened::snapshot(&root.named()?, &name, &options.into_options()?, &control),
    };
    on_own_thread(env, THREAD, open, |repository| Ok(repository.into()))
}

#[napi]
impl NativeIndex {
    /// How much it knows, as JSON.
    #[napi(catch_unwind)]
    pub fn stats(&self) -> Either<String, Failure> {
        let stats = self.repository().and_then(|repository| json(&repository.now().stats));
        stats.map_or_else(|error| Either::B(error.into()), Either::A)
    }

    /// The files that are not in it, and why.
    #[napi(catch_unwind)]
    #[must_use]
    pub fn failures(&self) -> Vec<LostPath> {
        let now = self.repository().map(|repository| repository.now());
        now.map_or_else(|_| Vec::new(), |now| now.failures.iter().map(LostPath::from).collect())
    }

    /// What results lack although no file failed, since the last call.
    #[napi(catch_unwind)]
    #[must_use]
    pub fn take_warnings(&self) -> Vec<NativeWarning> {
        let warnings = self.repository().map(|repository| repository.take_warnings());
        warnings.unwrap_or_default().into_iter().map(NativeWarning::from).collect()
    }

    /// All that manifests and folders do not add to it, by path.
    #[napi(catch_unwind)]
    #[must_use]
    pub fn result_warnings(&self) -> Vec<ResultWarning> {
        let now = self.repository().map(|repository| repository.now());
        now.map_or_else(|_| Vec::new(), |now| now.warnings.iter().cloned().map(ResultWarning::from).collect())
    }

    /// Brings it up to date, with `paths` by a look at those alone, and says what changed, as JSON.
    #[napi(catch_unwind, ts_return_type = "Promise<string | Failure>")]
    pub fn refresh<'env>(
        &self,
        env: &'env Env,
        paths: Option<Vec<String>>,
        work: &IndexWork,
    ) -> Result<PromiseRaw<'env, Either<String, Failure>>> {
        let (repository, control) = (self.repository(), work.control());
        let refresh = move || json(&NativeRefreshed::from(repository?.refresh(paths.as_deref(), &control)?));
        on_own_thread(env, THREAD, refresh, Ok)
    }

    /// Answers a question; arguments and answer are JSON.
    #[napi(catch_unwind, ts_return_type = "Promise<string | Failure>")]
    pub fn ask<'env>(
        &self,
        env: &'env Env,
        question: String,
        arguments: String,
    ) -> Result<PromiseRaw<'env, Either<String, Failure>>> {
        let repository = self.repository();
        let answer = move || {
            let index = repository?.index();
            ask(&index, &question, &arguments)
        };
        off_thread(env, answer, Ok)
    }

    /// Answers a question for which files are read; arguments and answer are JSON.
    #[napi(catch_unwind, ts_return_type = "Promise<string | Failure>")]
    pub fn ask_files<'env>(
        &self,
        env: &'env Env,
        question: String,
        arguments: String,
        work: &IndexWork,
    ) -> Result<PromiseRaw<'env, Either<String, Failure>>> {
        let (repository, control) = (self.repository(), work.control());
        on_own_thread(env, THREAD, move || repository?.ask(&question, &arguments, &control), Ok)
    }

    /// What differs between this index and one that came after it, as JSON.
    #[napi(catch_unwind, ts_return_type = "Promise<string | Failure>")]
    pub fn compare<'env>(
        &self,
        env: &'env Env,
        after: &NativeIndex,
    ) -> Result<PromiseRaw<'env, Either<String, Failure>>> {
        let (before, after) = (self.repository(), after.repository());
        off_thread(env, move || json(&compare(&before?.index(), &after?.index())), Ok)
    }

    /// What JavaScript reads of the files at these paths, or of all; paths in it are below `root`, or as they are below that
    /// of the repository.
    #[napi(catch_unwind, ts_return_type = "Promise<NativePieces | Failure>")]
    pub fn pieces<'env>(
        &self,
        env: &'env Env,
        files: Option<Vec<String>>,
        root: Option<GivenRoot>,
    ) -> Result<PromiseRaw<'env, Either<NativePieces, Failure>>> {
        let repository = self.repository();
        let root = root.map_or_else(RootText::relative, |root| root.text());
        off_thread(
            env,
            move || Ok(repository?.pieces(files.as_deref(), root)),
            |pieces| Ok(NativePieces { pieces: Arc::new(pieces) }),
        )
    }

    /// Begins to watch its files.
    #[napi(catch_unwind, ts_return_type = "Promise<NativeWatch | Failure>")]
    pub fn watch<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, Either<NativeWatch, Failure>>> {
        let repository = self.repository();
        let watch = move || Watch::new(repository?.followed()?);
        off_thread(env, watch, |watch| Ok(NativeWatch { watch: Arc::new(watch), ended: Arc::default() }))
    }

    /// Keeps it as it is now under a name, in its cache.
    #[napi(catch_unwind, ts_return_type = "Promise<NativeSnapshot | Failure>")]
    pub fn snapshot<'env>(
        &self,
        env: &'env Env,
        name: String,
        work: &IndexWork,
    ) -> Result<PromiseRaw<'env, Either<NativeSnapshot, Failure>>> {
        let (repository, control) = (self.repository(), work.control());
        on_own_thread(env, THREAD, move || repository?.keep_snapshot(&name, &control), |taken| Ok(taken.into()))
    }

    /// Waits until what is kept of it for later is kept.
    #[napi(catch_unwind, ts_return_type = "Promise<boolean | Failure>")]
    pub fn settle<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, Either<bool, Failure>>> {
        let repository = self.repository();
        let settle = move || {
            repository?.settle();
            Ok(true)
        };
        on_own_thread(env, THREAD, settle, Ok)
    }

    /// Frees it. What is under way comes to its end.
    #[napi(catch_unwind)]
    pub fn close(&self) {
        let repository = self.repository.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(repository) = repository {
            Pool::process().free(repository);
        }
    }

    /// What is open.
    pub(super) fn repository(&self) -> std::result::Result<Arc<Opened>, Error> {
        self.repository.lock().unwrap_or_else(PoisonError::into_inner).clone().ok_or(Error::IndexClosed)
    }
}

/// What JavaScript reads of files, piece by piece: their records as batches, and what links them.
#[napi]
pub struct NativePieces {
    pieces: Arc<Pieces>,
}

#[napi]
impl NativePieces {
    /// How many pieces there are.
    #[napi(getter)]
    #[must_use]
    pub fn length(&self) -> u32 {
        self.pieces.len() as u32
    }

    /// One of them, as a batch of a stream.
    #[napi(catch_unwind, ts_return_type = "Promise<Buffer | Failure>")]
    pub fn batch<'env>(&self, env: &'env Env, number: u32) -> Result<PromiseRaw<'env, Either<Buffer, Failure>>> {
        let pieces = Arc::clone(&self.pieces);
        off_thread(env, move || Ok(batch(&pieces, number as usize)), |bytes| Ok(bytes.into()))
    }
}

fn batch(pieces: &Pieces, number: usize) -> Vec<u8> {
    let outputs = pieces.piece(number);
    let files: Vec<_> = outputs.iter().map(handover::File::from).collect();
    let progress = handover::Progress {
        batch_index: number as u32,
        processed_files: outputs.len() as u32,
        total_files: pieces.files() as u32,
        total_batches: pieces.len() as u32,
    };
    handover::files(progress, &files)
}

/// Files that are watched, until it is ended or collected as garbage.
#[napi]
pub struct NativeWatch {
    watch: Arc<Watch>,
    ended: Arc<Notify>,
}

#[napi]
impl NativeWatch {
    /// Waits until something has happened; whether it has, or this was ended.
    #[napi(ts_return_type = "Promise<boolean>")]
    pub fn happened<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, bool>> {
        let (watch, ended) = (Arc::clone(&self.watch), Arc::clone(&self.ended));
        let wait = async move {
            let (happened, ended) = (watch.happened(), ended.notified());
            let (mut happened, mut ended) = (pin!(happened), pin!(ended));
            let has_happened = poll_fn(|context| match ended.as_mut().poll(context) {
                Poll::Ready(()) => Poll::Ready(false),
                Poll::Pending => happened.as_mut().poll(context).map(|()| true),
            });
            Ok(has_happened.await)
        };
        env.spawn_future(wait)
    }

    /// How many events there were.
    #[napi(catch_unwind)]
    #[must_use]
    pub fn events(&self) -> f64 {
        self.watch.events_if_any().unwrap_or_default() as f64
    }

    /// The paths that something happened to; `null` if it may be any.
    #[napi(catch_unwind, ts_return_type = "Promise<NativeHappened | Failure>")]
    pub fn take<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, Either<NativeHappened, Failure>>> {
        let watch = Arc::clone(&self.watch);
        off_thread(
            env,
            move || watch.take(),
            |happened| {
                Ok(match happened {
                    Happened::To(paths) => NativeHappened { paths: Some(paths) },
                    Happened::Anything => NativeHappened { paths: None },
                })
            },
        )
    }

    /// Ends it.
    #[napi(catch_unwind)]
    pub fn end(&self) {
        self.ended.notify_one();
    }
}

/// What happened to files that are watched.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct NativeHappened {
    /// The absolute paths that something happened to; `null` if it may be any.
    pub paths: Option<Vec<String>>,
}

/// What a look at a repository came to.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NativeRefreshed {
    #[serde(flatten)]
    changes: Changes,
    parsed: usize,
    linked: usize,
    linked_files: Vec<String>,
}

impl From<Refreshed> for NativeRefreshed {
    fn from(Refreshed { changes, parsed, linked }: Refreshed) -> Self {
        Self { changes, parsed, linked: linked.len(), linked_files: linked }
    }
}

/// Anything as JSON.
pub(super) fn json(of: &impl Serialize) -> std::result::Result<String, Error> {
    serde_json::to_string(of).map_err(|error| Error::Internal(error.to_string()))
}
