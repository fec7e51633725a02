//! One list of files for several instances, as JavaScript asks for it: planned, analysed in shards, put together.

use super::encoded::{EncodableFailure, lock};
use super::engine::{Control, Engine, find_with, off_thread, on_own_thread, open};
use super::failure::{Failure, LostPath};
use super::index::{IndexWork, NativeIndex, THREAD, json};
use super::memory::{MemoryEvent, MemoryListener};
use super::options::NativeOptions;
use super::root::GivenRoot;
use super::stream::NativeStream;
use crate::error::{Error, FailureCode, FileFailure};
use crate::indexing::analyze::AnalyzeJob;
use crate::indexing::graph::{GraphJob, GraphStream};
use crate::indexing::index::{Opened, Repository};
use crate::indexing::list::Alone;
use crate::indexing::shards::assembly::{Assembly, Paths};
use crate::indexing::shards::contents::{Contents, entry_of, name_of};
use crate::indexing::shards::keeping::{Files, ShardJob, entries_of};
use crate::indexing::shards::plan::{Plan, listed, plan};
use crate::indexing::shards::{Receipt, Shard, ShardSize};
use crate::source::root::Root;
use crate::store::RecordStore;
use crate::store::memory::{Gathered, Imported};
use crate::stream::{Stream, StreamSettings};
use napi::Env;
use napi::bindgen_prelude::{Buffer, Either, Function, PromiseRaw, Result, Undefined};
use napi_derive::napi;
use std::sync::{Arc, Mutex};

type Outcome<T> = std::result::Result<T, Error>;

/// A plan as JSON.
#[napi(object, object_from_js = false)]
pub struct NativePlan {
    /// All but the shards.
    pub plan: Buffer,
    /// The shards.
    pub shards: Vec<Buffer>,
}

/// What files of a shard hold, for a store.
#[napi(object, object_from_js = false)]
pub struct NativeContents {
    /// An entry each, but for those that failed.
    pub entries: Vec<NativePack>,
    /// Files that do not hold what was planned, by their paths below the root.
    pub failures: Vec<LostPath>,
}

/// A pack of records, or what a file holds.
#[napi(object, object_from_js = false)]
pub struct NativePack {
    /// Names all that is in it.
    pub key: String,
    /// What is in it.
    pub bytes: Buffer,
}

#[napi]
impl Engine {
    /// Finds the source files below `root` whose path contains one of `path_parts` (all, if there are none), or takes `files`, and
    /// plans their analysis in so many shards, or in shards of so many bytes.
    #[napi(catch_unwind, ts_return_type = "Promise<NativePlan | Failure>")]
    #[allow(clippy::cast_sign_loss, clippy::too_many_arguments)]
    pub fn plan_shards<'env>(
        &self,
        env: &'env Env,
        root: GivenRoot,
        path_parts: Vec<String>,
        files: Option<Vec<String>>,
        options: NativeOptions,
        shards: Option<u32>,
        bytes_per_shard: Option<f64>,
        control: &Control,
    ) -> Result<PromiseRaw<'env, Either<NativePlan, Failure>>> {
        let is_cancelled = control.is_cancelled();
        let work = move || {
            let options = options.into_options()?;
            let root = root.check()?;
            let found = match files {
                Some(files) => listed(&root, files),
                None => find_with(&root, &path_parts, &options, &is_cancelled)?,
            };
            let size = match (shards, bytes_per_shard) {
                (Some(count), _) => ShardSize::Shards(count as usize),
                (None, Some(bytes)) => ShardSize::Bytes(bytes as u64),
                (None, None) => ShardSize::default(),
            };
            let (plan, shards) = plan(&root, found, &options, size, is_cancelled)?;
            Ok((json(&plan)?, shards.iter().map(json).collect::<Outcome<Vec<_>>>()?))
        };
        on_own_thread(env, "plan", work, |(plan, shards)| {
            Ok(NativePlan { plan: plan.into(), shards: shards.into_iter().map(Buffer::from).collect() })
        })
    }

    /// Opens the stream of a shard's files below `root`, or of those that were sent ([`NativeShard::add_content`]) if there is none.
    /// It yields batches without records: those are kept in the cache of the options, or for [`NativeShard::take_packs`] if there
    /// is none.
    #[napi(catch_unwind, ts_return_type = "Promise<NativeStream | Failure>")]
    pub fn open_shard<'env>(
        &self,
        env: &'env Env,
        shard: &NativeShard,
        root: Option<GivenRoot>,
        options: NativeOptions,
        control: &Control,
        on_memory: Option<Function<'_, MemoryEvent, ()>>,
    ) -> Result<PromiseRaw<'env, Either<NativeStream, Failure>>> {
        let metrics = Arc::clone(&self.metrics);
        let observer = on_memory.as_ref().map(MemoryListener::observer).transpose()?;
        let NativeShard { shard, gathered, contents } = shard;
        let (shard, gathered, contents) = (Arc::clone(shard), Arc::clone(gathered), Arc::clone(contents));
        let prepare = move || {
            let options = options.into_options()?;
            let files = match root {
                Some(root) => Files::Below(root.check()?),
                None => Files::Sent(contents),
            };
            let settings = StreamSettings { observer, ..StreamSettings::from(&options) };
            let store = options.cache.is_none().then_some(gathered as Arc<dyn RecordStore>);
            Ok((ShardJob::of(&shard, files, options, store), settings))
        };
        open(env, control, prepare, move |(job, settings)| Stream::start(job, settings, metrics).into())
    }

    /// Opens the stream of the files that are put together: each linked by what it says itself, or all as a graph. They come by
    /// [`NativeStream::add_shard`]. Their records are in the cache of the options, or in the packs that were added if there is none.
    #[napi(catch_unwind, ts_return_type = "Promise<NativeStream | Failure>")]
    pub fn open_assembly<'env>(
        &self,
        env: &'env Env,
        assembly: &NativeAssembly,
        is_graph: bool,
        options: NativeOptions,
        control: &Control,
        on_memory: Option<Function<'_, MemoryEvent, ()>>,
    ) -> Result<PromiseRaw<'env, Either<NativeStream, Failure>>> {
        let metrics = Arc::clone(&self.metrics);
        let observer = on_memory.as_ref().map(MemoryListener::observer).transpose()?;
        let active = Arc::clone(&metrics);
        let (root, imported, assembly) =
            (assembly.root.clone(), Arc::clone(&assembly.imported), Arc::clone(&assembly.assembly));
        let prepare = move || {
            let options = options.into_options()?;
            let root = root.check()?;
            let store = options.cache.is_none().then(|| imported.store());
            let mut assembly = lock(&assembly);
            let (maker, listed, options) = opened(&mut assembly)?.begin(&root, options, store);
            let settings = StreamSettings { observer, ..StreamSettings::from(&options) };
            let activity = is_graph.then(|| active.stream_started(settings.memory_limit()));
            let job = match activity {
                Some(activity) => Either::A(GraphJob::of(maker, listed, &options, activity)),
                None => Either::B(AnalyzeJob::with(maker, listed, Alone, &options)),
            };
            Ok((job, settings))
        };
        open(env, control, prepare, move |(job, settings)| match job {
            Either::A(job) => GraphStream::start(job, settings, metrics).into(),
            Either::B(job) => Stream::start(job, settings, metrics).into(),
        })
    }
}

/// Files that this instance is to analyse.
#[napi]
pub struct NativeShard {
    shard: Arc<Shard>,
    gathered: Arc<Gathered>,
    /// What its files hold, where they are not.
    contents: Arc<Contents>,
}

/// Reads a shard, which may come from anybody.
#[napi(catch_unwind, ts_return_type = "Promise<NativeShard | Failure>")]
pub fn read_shard<'env>(env: &'env Env, json: String) -> Result<PromiseRaw<'env, Either<NativeShard, Failure>>> {
    off_thread(
        env,
        move || Shard::read(&json),
        |shard| Ok(NativeShard { shard: Arc::new(shard), gathered: Arc::default(), contents: Arc::default() }),
    )
}

#[napi]
impl NativeShard {
    /// What names all of it.
    #[napi(catch_unwind)]
    #[must_use]
    pub fn id(&self) -> String {
        self.shard.id.clone()
    }

    /// Whether this is a receipt of it that another analysis would come to, too.
    #[napi(catch_unwind)]
    #[must_use]
    pub fn has_receipt(&self, json: String) -> bool {
        Receipt::read(&json).is_ok_and(|receipt| receipt.is_final_of(&self.shard))
    }

    /// What the contents of its files are found by, in their order.
    #[napi(catch_unwind)]
    #[must_use]
    pub fn content_names(&self) -> Vec<String> {
        self.shard.files.iter().map(name_of).collect()
    }

    /// What the files with these numbers hold, below `root`, for a store.
    #[napi(catch_unwind, ts_return_type = "Promise<NativeContents | Failure>")]
    pub fn contents<'env>(
        &self,
        env: &'env Env,
        root: GivenRoot,
        numbers: Vec<u32>,
    ) -> Result<PromiseRaw<'env, Either<NativeContents, Failure>>> {
        let shard = Arc::clone(&self.shard);
        let read = move || {
            let root = Root::new(&root.check()?);
            let files = numbers.into_iter().filter_map(|number| shard.files.get(number as usize));
            Ok(files.map(|file| Ok((name_of(file), entry_of(&root, file)?))).collect::<Vec<_>>())
        };
        off_thread(env, read, |read| {
            let mut contents = NativeContents { entries: Vec::new(), failures: Vec::new() };
            for entry in read {
                match entry {
                    Ok((key, bytes)) => contents.entries.push(NativePack { key, bytes: bytes.into() }),
                    Err(failure) => contents.failures.push(LostPath::from(&failure)),
                }
            }
            Ok(contents)
        })
    }

    /// Takes what some of its files hold, as it was found under this name.
    #[napi(catch_unwind)]
    pub fn add_content(&self, name: String, bytes: &[u8]) {
        self.contents.add(name, bytes);
    }

    /// The records that were made, once.
    #[napi(catch_unwind, ts_return_type = "Promise<NativePack[] | Failure>")]
    pub fn take_packs<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, Either<Vec<NativePack>, Failure>>> {
        let (shard, gathered) = (Arc::clone(&self.shard), Arc::clone(&self.gathered));
        let take = move || {
            let keys: Vec<_> = shard.keys().into_iter().flat_map(entries_of).collect();
            Ok(gathered.take_packs(&keys))
        };
        off_thread(env, take, |packs| {
            Ok(packs
                .into_iter()
                .map(|(key, bytes)| NativePack { key: format!("{key:?}"), bytes: bytes.into() })
                .collect())
        })
    }

    /// Its receipt, as JSON: where its records are, and which of its files failed.
    #[napi(catch_unwind)]
    #[must_use]
    pub fn receipt(&self, packs: Vec<String>, failures: Vec<EncodableFailure>) -> Either<String, Failure> {
        let failure = |EncodableFailure { file_path, code, message }| FileFailure {
            path: file_path,
            code: FailureCode::of(&code).unwrap_or(FailureCode::Internal),
            reason: message,
        };
        let receipt = Receipt::of(&self.shard, packs, failures.into_iter().map(failure).collect());
        json(&receipt).map_or_else(|error| Either::B(error.into()), Either::A)
    }
}

/// Shards that are to be put together.
#[napi]
pub struct NativeAssembly {
    root: GivenRoot,
    shards: Arc<Mutex<Vec<Shard>>>,
    imported: Arc<Imported>,
    /// Once it is complete.
    assembly: Arc<Mutex<Option<Assembly>>>,
}

/// What a receipt told.
#[napi(object, object_from_js = false)]
pub struct Received {
    /// Whether nothing was known of its shard.
    pub is_new: bool,
    /// The names of the packs that the shard's records are in.
    pub packs: Vec<String>,
}

#[napi]
impl NativeAssembly {
    /// Nothing yet, of files below `root`.
    #[napi(constructor, catch_unwind)]
    #[must_use]
    pub fn new(root: GivenRoot) -> Self {
        Self { root, shards: Arc::default(), imported: Arc::default(), assembly: Arc::default() }
    }

    /// Adds the plan's next shard, as JSON. One is to be added after the other.
    #[napi(catch_unwind, ts_return_type = "Promise<undefined | Failure>")]
    pub fn add_shard<'env>(
        &self,
        env: &'env Env,
        json: String,
    ) -> Result<PromiseRaw<'env, Either<Undefined, Failure>>> {
        let shards = Arc::clone(&self.shards);
        let add = move || {
            let shard = Shard::read(&json)?;
            lock(&shards).push(shard);
            Ok(())
        };
        off_thread(env, add, |()| Ok(()))
    }

    /// Adds the rest of the plan, when all shards are there.
    #[napi(catch_unwind, ts_return_type = "Promise<undefined | Failure>")]
    pub fn complete<'env>(&self, env: &'env Env, json: String) -> Result<PromiseRaw<'env, Either<Undefined, Failure>>> {
        let (root, shards, assembly) = (self.root.clone(), Arc::clone(&self.shards), Arc::clone(&self.assembly));
        let complete = move || {
            let shards = std::mem::take(&mut *lock(&shards));
            *lock(&assembly) = Some(Assembly::new(&root.check()?, Plan::read(&json)?, shards)?);
            Ok(())
        };
        off_thread(env, complete, |()| Ok(()))
    }

    /// Takes a receipt, as JSON.
    #[napi(catch_unwind)]
    #[must_use]
    pub fn receive(&self, json: String) -> Either<Received, Failure> {
        let received = opened(&mut lock(&self.assembly)).and_then(|assembly| assembly.receive(&json));
        match received {
            Ok(packs) => {
                Either::A(Received { is_new: packs.is_some(), packs: packs.map_or_else(Vec::new, |(_, packs)| packs) })
            }
            Err(error) => Either::B(error.into()),
        }
    }

    /// Adds a pack; whether it is what its name says.
    #[napi(catch_unwind, ts_return_type = "Promise<boolean | Failure>")]
    pub fn add_pack<'env>(
        &self,
        env: &'env Env,
        name: String,
        bytes: &[u8],
    ) -> Result<PromiseRaw<'env, Either<bool, Failure>>> {
        let (imported, bytes) = (Arc::clone(&self.imported), bytes.to_vec());
        off_thread(env, move || Ok(imported.add(&name, bytes)), Ok)
    }

    /// How many shards nothing is known of.
    #[napi(catch_unwind)]
    #[must_use]
    pub fn missing(&self) -> u32 {
        lock(&self.assembly).as_ref().map_or(0, |assembly| assembly.missing() as u32)
    }

    /// Opens what is put together as an index, when nothing is missing any more.
    #[napi(catch_unwind, ts_return_type = "Promise<NativeIndex | Failure>")]
    pub fn open_index<'env>(
        &self,
        env: &'env Env,
        options: NativeOptions,
        work: &IndexWork,
    ) -> Result<PromiseRaw<'env, Either<NativeIndex, Failure>>> {
        let (root, assembly, imported) = (self.root.clone(), Arc::clone(&self.assembly), Arc::clone(&self.imported));
        let control = work.control();
        let open = move || {
            let options = opened(&mut lock(&assembly))?.limited(options.into_options()?);
            let root = root.check()?;
            match options.cache {
                Some(_) => Repository::open(&root, &options, &control),
                None => Repository::open_from(&root, &options, imported.store(), &control),
            }
        };
        on_own_thread(env, THREAD, open, |repository| Ok(Opened::Repository(Box::new(repository)).into()))
    }

    /// The path, below the root, of the first file that an index of it has and the plan has not, or the other way round, or that holds
    /// something else; `null` if there is none.
    #[napi(catch_unwind, ts_return_type = "Promise<string | Failure | null>")]
    pub fn differing<'env>(
        &self,
        env: &'env Env,
        index: &NativeIndex,
    ) -> Result<PromiseRaw<'env, Either<Option<String>, Failure>>> {
        let (assembly, repository) = (Arc::clone(&self.assembly), index.repository());
        let differing = move || {
            let mut assembly = lock(&assembly);
            repository?.differs_from(&opened(&mut assembly)?.planned().collect())
        };
        off_thread(env, differing, Ok)
    }

    /// The next paths of the list.
    pub(super) fn release(&self) -> Paths {
        lock(&self.assembly).as_mut().map_or_else(Vec::new, Assembly::release)
    }
}

fn opened(assembly: &mut Option<Assembly>) -> Outcome<&mut Assembly> {
    assembly.as_mut().ok_or_else(|| Error::Internal("the plan is not complete".to_owned()))
}
