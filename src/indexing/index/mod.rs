//! A repository that stays: opened once, brought up to date as its files change, asked at any time.
//!
//! In: a root. Out: at any moment an [`Index`], which is what the repository was when it was last looked at. `look` finds out
//! which files may have changed, `make` makes of each what is known of it, `resolved` tells whether imports of all others lead where
//! they led, `linked` links them with each other, `pieces` hands out what JavaScript reads of files, `reading` answers what needs
//! them. One at a time brings it up to date; whoever asks meanwhile is answered from before.

mod image;
mod keeper;
mod linked;
mod look;
mod make;
mod opened;
mod pieces;
mod reading;
mod resolved;
mod shown;
pub mod snapshot;

use self::image::{Dormant, Grounds, Opening};
use self::keeper::{Answering, Asked, Keeper};
use self::linked::Linked;
use self::look::{Files, Look, Searched, Seen};
use self::make::{Anew, Known, make};
use self::reading::{KnownBodies, Reading};
use self::resolved::Resolved;
use self::shown::Shelf;
use super::maker::{Failed, RecordMaker};
use crate::error::{Error, FailureCode, FileFailure, Warning};
use crate::graph::FileId;
use crate::options::Options;
use crate::query::Index;
use crate::query::compare::{Changes, changes};
use crate::query::file::Outline;
use crate::query::stats::Stats;
use crate::source::paths::{RelativePath, RootText};
use crate::store::{Key, RecordStore};
use crate::stream::each;
use crate::syntax::release_memory;
use foldhash::HashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

pub use self::opened::Opened;
pub use self::pieces::Pieces;
pub use self::shown::Unshown;

/// What the work on a repository is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Stage {
    /// Looking for files, and for those that have changed.
    Discovering,
    /// Making records of files.
    Parsing,
    /// Linking them.
    Linking,
}

/// How far the work on a repository is. Told by the one who works, read by anybody.
#[derive(Debug, Default)]
pub struct Progress {
    stage: AtomicU32,
    done: AtomicU32,
    total: AtomicU32,
}

impl Progress {
    fn begin(&self, stage: Stage, total: usize) {
        self.done.store(0, Ordering::Relaxed);
        self.total.store(total as u32, Ordering::Relaxed);
        self.stage.store(stage as u32, Ordering::Relaxed);
    }

    fn step(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// The stage, how many of its files are done, and how many it has.
    #[must_use]
    pub fn told(&self) -> (Stage, u32, u32) {
        let stage = match self.stage.load(Ordering::Relaxed) {
            0 => Stage::Discovering,
            1 => Stage::Parsing,
            _ => Stage::Linking,
        };
        (stage, self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }
}

/// Whether anybody still wants what is worked on, and how far it is.
#[derive(Clone)]
pub struct Control {
    is_cancelled: Arc<dyn Fn() -> bool + Send + Sync>,
    progress: Arc<Progress>,
}

impl Control {
    /// Work that ends soon after `is_cancelled` says so, and tells how far it is.
    #[must_use]
    pub fn new(is_cancelled: impl Fn() -> bool + Send + Sync + 'static, progress: Arc<Progress>) -> Self {
        Self { is_cancelled: Arc::new(is_cancelled), progress }
    }

    fn go_on(&self) -> Result<(), Error> {
        if (self.is_cancelled)() { Err(Error::Aborted) } else { Ok(()) }
    }
}

/// What a look at a repository came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Refreshed {
    /// What differs from before.
    pub changes: Changes,
    /// How many files were parsed, or taken from a store, again.
    pub parsed: usize,
    /// The paths of the files whose links were made again, in order.
    pub linked: Vec<String>,
}

/// What a repository was when it was last looked at.
#[derive(Debug, Clone, Default)]
pub struct Moment {
    /// What is asked.
    pub index: Arc<Index>,
    /// How much that knows.
    pub stats: Stats,
    /// The files that are not in it, and why, by path; paths are absolute.
    pub failures: Vec<FileFailure>,
    /// What manifests and folders do not add to it, by path.
    pub warnings: Arc<[Warning]>,
}

/// A repository.
pub struct Repository {
    root: PathBuf,
    options: Options,
    now: Arc<RwLock<Arc<Moment>>>,
    /// What is changed, by one at a time. It is looked at before what is asked.
    state: Arc<Mutex<State>>,
    maker: RwLock<Arc<RecordMaker>>,
    bodies: KnownBodies,
    /// Only with a store that may be written.
    keeper: Option<Keeper>,
}

/// What is known of a repository beside what is asked.
#[derive(Default)]
struct State {
    /// What was seen of each file when it was last looked at, by path below the root.
    seen: BTreeMap<RelativePath, Seen>,
    /// Why files are not in the index.
    failed: BTreeMap<RelativePath, Failed>,
    /// Folders that cannot be searched.
    unsearched: Vec<FileFailure>,
    /// Files that were found under the name of a link.
    aliases: Vec<(String, String)>,
    /// On what it depends where imports lead.
    resolved: Resolved,
    /// What was wrong with manifests and folders on which that depends.
    warnings: Arc<[Warning]>,
    linked: Linked,
    /// By number of a file, where the index does not have it.
    outlines: HashMap<FileId, Arc<Outline>>,
    /// How it stands to the index.
    phase: Phase,
}

#[derive(Default)]
enum Phase {
    /// Nothing is known of the files that are in it.
    #[default]
    Unknown,
    /// The index is an image, and nothing is linked before a file has changed. What it is linked with then is kept under these.
    Asleep(Arc<[Key]>),
    /// It is that of the index.
    Awake,
}

impl Repository {
    /// Opens the repository at `root`, as [`check_root`](crate::source::check_root) returns it. Blocks on a thread that is none of
    /// the pool's.
    ///
    /// # Errors
    /// As [`Walk::find`](crate::source::Walk::find); [`Error::NoThreads`].
    pub fn open(root: &Path, options: &Options, control: &Control) -> Result<Self, Error> {
        let repository = Self::closed(root, options, RecordMaker::new(root, [], options));
        control.progress.begin(Stage::Discovering, 0);
        let files = Files::now(root, options, control)?;
        if let Some(look) = repository.open_kept(files, control)? {
            repository.opened_by(look, control)?;
        }
        Ok(repository)
    }

    /// The same; what is known of files is in `records`, which is let go of as soon as the repository is open.
    ///
    /// # Errors
    /// The same.
    pub fn open_from(
        root: &Path,
        options: &Options,
        records: Arc<dyn RecordStore>,
        control: &Control,
    ) -> Result<Self, Error> {
        let options = Options { cache: None, ..options.clone() };
        let repository = Self::closed(root, &options, RecordMaker::new(root, [], &options).keeping_in(records));
        control.progress.begin(Stage::Discovering, 0);
        let look = Files::now(root, &options, control)?.against(&BTreeMap::new(), &options);
        repository.opened_by(look, control)?;
        let maker = repository.maker().without_store();
        *repository.maker.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(maker);
        Ok(repository)
    }

    /// Nothing is known of it.
    fn closed(root: &Path, options: &Options, maker: RecordMaker) -> Self {
        let maker = Arc::new(maker.linking_later());
        let may_write = options.cache.as_ref().is_some_and(|cache| !cache.read_only);
        let kept = maker.shared_kept().filter(|_| may_write);
        let (now, state) = (Arc::default(), Arc::default());
        let asked = answering(&now, &state);
        Self {
            root: root.to_path_buf(),
            options: options.clone(),
            now,
            state,
            maker: RwLock::new(maker),
            keeper: kept.map(|kept| Keeper::new(kept, root.to_path_buf(), options.threads(), asked)),
            bodies: KnownBodies::default(),
        }
    }

    /// The first file, by path below the root, that is in the index and not among these, or holds something else, or is missing:
    /// `None` if the index is of these files. Files that failed are in none.
    #[must_use]
    pub fn differs_from(&self, planned: &BTreeMap<&str, Option<&str>>) -> Option<String> {
        let mut missing: BTreeSet<&str> =
            planned.iter().filter(|(_, hash)| hash.is_some()).map(|(path, _)| *path).collect();
        // Both are of one moment only under the lock.
        let state = self.state();
        let index = self.index();
        for path in state.failed.keys() {
            missing.remove(&**path);
        }
        for (_, file) in index.files() {
            let hash = blake3::Hash::from(file.outline.content_hash).to_hex();
            if planned.get(file.path()).copied().flatten() != Some(hash.as_str()) {
                return Some(file.path().to_owned());
            }
            missing.remove(file.path());
        }
        missing.first().map(|path| (*path).to_owned())
    }

    /// Makes an index its own that was kept: of these files, or one from which it can be brought up to date. What is to be looked at for
    /// that, if anything.
    fn open_kept(&self, files: Files, control: &Control) -> Result<Option<Look>, Error> {
        if self.options.cache.is_none() {
            return Ok(Some(files.against(&BTreeMap::new(), &self.options)));
        }
        let maker = Arc::new(self.maker().again(Some(files.searched.aliases.clone())));
        *self.maker.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&maker);
        Ok(match image::open(&self.root, &self.options, &maker, files, control)? {
            Opening::Same(kept) => {
                self.falls_asleep(kept);
                None
            }
            Opening::Near(kept, look) => {
                self.falls_asleep(kept);
                Some(look)
            }
            Opening::Nothing(files) => Some(files.against(&BTreeMap::new(), &self.options)),
        })
    }

    /// It is what was kept.
    fn falls_asleep(&self, Dormant { index, stats, grounds, seen, program }: Dormant) {
        let Grounds { failed, aliases, unsearched, looked, warnings } = grounds;
        let (aliases, resolved) = (aliases.to_vec(), Resolved::of(looked));
        let mut state = self.state();
        let (phase, known) = (Phase::Asleep(program), Arc::clone(&warnings));
        *state = State { seen, failed, unsearched, aliases, resolved, warnings, phase, ..State::default() };
        self.is_now(Moment { failures: state.failures(&self.root), index, stats, warnings: known });
    }

    /// Waits until what is kept of the index for later is kept. Nothing has to wait for it.
    pub fn settle(&self) {
        if let Some(keeper) = &self.keeper {
            keeper.settle();
        }
    }

    /// Whether the files are those of the image that is the index. Those that may be others are looked into.
    fn is_image_of(&self, state: &mut State, found: &Found, control: &Control) -> Result<bool, Error> {
        let Look { to_read, gone, searched } = &found.look;
        let is_found_so = searched.as_ref().is_none_or(|searched| searched.unsearched == state.unsearched);
        if found.may_resolve_anew || !is_found_so || !gone.is_empty() {
            return Ok(false);
        }
        if to_read.iter().any(|(path, _)| !state.seen.contains_key(path)) {
            return Ok(false);
        }
        let (index, to_read) = (self.index(), Arc::new(to_read.clone()));
        let hashes = image::hashes(&to_read, &self.maker(), &self.options, control)?;
        let is_as_before = |((path, _), hash): (&(RelativePath, Seen), _)| match hash {
            Ok(hash) => index.at_path(path).is_some_and(|(_, file)| file.outline.content_hash == hash),
            Err(failed) => state.failed.get(path) == Some(&failed),
        };
        if !to_read.iter().zip(hashes).all(is_as_before) {
            return Ok(false);
        }
        state.seen.extend(to_read.iter().cloned());
        Ok(true)
    }

    /// The state in which edits of the image that is the index are followed, if what that takes was kept.
    fn woken(&self, asleep: State, parts: &Arc<[Key]>) -> Result<Option<State>, Error> {
        let was = self.now();
        let (Some(image), Some(kept)) = (was.index.image(), self.maker().shared_kept()) else { return Ok(None) };
        let Some((program, numbers)) = image::program(parts, image.paths(), &kept, self.options.threads())? else {
            return Ok(None);
        };
        if image.numbers() != numbers {
            let Ok(image) = image.numbered(&numbers) else { return Ok(None) };
            let index = Arc::new(Index::of(Arc::new(image)).with_stats(&was.stats));
            self.is_now(Moment { index, ..(*was).clone() });
        }
        Ok(Some(State { linked: Linked::from(program), phase: Phase::Awake, ..asleep }))
    }

    /// What it was when it was last looked at.
    #[must_use]
    pub fn now(&self) -> Arc<Moment> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// What is asked of it.
    #[must_use]
    pub fn index(&self) -> Arc<Index> {
        Arc::clone(&self.now().index)
    }

    /// What it was when it was last looked at, with its files.
    fn reading(&self) -> Reading<'_> {
        let shelf = Shelf::WorkTree(self.maker());
        Reading { index: self.index(), shelf, bodies: &self.bodies, options: &self.options }
    }

    /// What JavaScript reads of all files of the index, with paths below `root`.
    #[must_use]
    pub fn pieces(&self, root: RootText) -> Pieces {
        self.reading().pieces(None, root)
    }

    /// Its root.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What results lack although no file failed, since the last call.
    #[must_use]
    pub fn take_warnings(&self) -> Vec<Warning> {
        self.maker().take_warnings()
    }

    fn is_now(&self, moment: Moment) {
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(moment);
    }

    fn maker(&self) -> Arc<RecordMaker> {
        Arc::clone(&self.maker.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // What a panic left half done is made from nothing.
        self.state.lock().unwrap_or_else(|poisoned| {
            let mut state = poisoned.into_inner();
            *state = State::default();
            state
        })
    }

    /// Brings the index up to date with the files, or with those at `paths` alone (absolute, or relative to the root). Blocks as
    /// [`Repository::open`]. Where it fails, the index stays what it was, and the next time looks at all files.
    ///
    /// # Errors
    /// As [`Repository::open`].
    pub fn refresh(&self, paths: Option<&[String]>, control: &Control) -> Result<Refreshed, Error> {
        let mut state = self.state();
        let mut before = std::mem::take(&mut *state);
        let found = self.find(&mut before, paths, control)?;
        self.follow(state, before, found, false, control)
    }

    /// Makes it what the files are at which this look was. Nothing is new at the first time, since there was nothing.
    fn opened_by(&self, look: Look, control: &Control) -> Result<(), Error> {
        let mut state = self.state();
        let mut before = std::mem::take(&mut *state);
        let found = self.found(&mut before, look, control)?;
        self.follow(state, before, found, true, control).map(drop)
    }

    fn follow(
        &self,
        mut state: MutexGuard<'_, State>,
        mut before: State,
        mut found: Found,
        is_opening: bool,
        control: &Control,
    ) -> Result<Refreshed, Error> {
        if let Phase::Asleep(parts) = &before.phase {
            let parts = Arc::clone(parts);
            if self.is_image_of(&mut before, &found, control)? {
                *state = before;
                return Ok(Refreshed::default());
            }
            control.go_on()?;
            let woken = self.woken(before, &parts)?;
            let is_anew = woken.is_none();
            before = woken.unwrap_or_default();
            if is_anew {
                found = self.find(&mut before, None, control)?;
            }
        }
        let (after, index, refreshed) = self.refreshed(before, found, is_opening, control)?;
        let was = self.now();
        let stats = if Arc::ptr_eq(&index, &was.index) { was.stats.clone() } else { index.stats() };
        let (failures, warnings) = (after.failures(&self.root), Arc::clone(&after.warnings));
        let now = Moment { index, stats, failures, warnings };
        *state = after;
        self.is_now(now);
        self.keeper.iter().for_each(Keeper::keep);
        Ok(refreshed)
    }

    /// Finds out which files may have changed, and whether imports may lead elsewhere.
    fn find(&self, state: &mut State, paths: Option<&[String]>, control: &Control) -> Result<Found, Error> {
        control.progress.begin(Stage::Discovering, 0);
        let paths = paths.filter(|_| !state.seen.is_empty());
        let mut look = Look::at(&self.root, &self.options, &state.seen, paths, control)?;
        let has_other_macros = |(path, _): &(RelativePath, _)| state.resolved.has_other_macros(&self.root, path);
        // What these say may decide what others hold, as a manifest does.
        if look.searched.is_none() && look.to_read.iter().any(has_other_macros) {
            look = Look::at(&self.root, &self.options, &state.seen, None, control)?;
        }
        self.found(state, look, control)
    }

    fn found(&self, state: &mut State, look: Look, control: &Control) -> Result<Found, Error> {
        let mut may_resolve_anew = state.seen.is_empty();
        if let Some(Searched { aliases, .. }) = &look.searched {
            may_resolve_anew |=
                *aliases != state.aliases || !state.resolved.is_still_so(&self.root, &self.options, control)?;
        }
        Ok(Found { look, may_resolve_anew })
    }

    fn refreshed(
        &self,
        mut state: State,
        found: Found,
        is_opening: bool,
        control: &Control,
    ) -> Result<(State, Arc<Index>, Refreshed), Error> {
        let before = self.index();
        let is_first = state.seen.is_empty();
        let Found { look: Look { to_read, gone, searched }, may_resolve_anew } = found;
        if let Some(Searched { aliases, unsearched }) = searched {
            (state.aliases, state.unsearched) = (aliases, unsearched);
        }
        let maker = Arc::new(self.maker().again(may_resolve_anew.then(|| state.aliases.clone())));
        *self.maker.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&maker);

        let known =
            if is_first { HashMap::default() } else { state.hashes(to_read.iter().map(|(path, _)| path), &before) };
        let (records, outlines): (Vec<_>, Vec<_>) =
            self.read(&mut state, to_read, known, &maker, control)?.into_iter().unzip();
        let parsed = records.len();
        let mut gone: BTreeSet<RelativePath> = gone.into_iter().collect();
        for path in &gone {
            state.seen.remove(path);
            state.failed.remove(path);
        }
        gone.extend(state.failed.keys().filter(|path| state.linked.at_path(path).is_some()).cloned());

        control.progress.begin(Stage::Linking, state.linked.len() + parsed);
        let elsewhere = may_resolve_anew.then_some(&maker);
        let relinked = state.linked.edit(records, &gone, elsewhere, &self.options, control)?;
        if may_resolve_anew {
            state.resolved = Resolved::anew(maker.looked());
            state.warnings = maker.result_warnings().into();
        } else {
            state.resolved.also(&maker.looked());
            state.also_warn(maker.result_warnings());
        }
        // A file may look to the linker as it did, and be another.
        let concerned = [&relinked.linked_again, &relinked.changed_texts, &relinked.renumbered];
        let mut concerned: BTreeSet<FileId> = concerned.into_iter().flatten().copied().collect();
        for outline in outlines {
            if let Some(id) = state.linked.at_path(&outline.path) {
                state.outlines.insert(id, Arc::new(outline));
                concerned.insert(id);
            }
        }
        for id in &relinked.removed {
            state.outlines.remove(id);
        }
        // Numbers of files are those of this program, which is another one after a refresh that failed.
        let base = if is_first { Arc::default() } else { Arc::clone(&before) };
        let index = state.index_after(&base, &relinked.removed, &concerned, &self.options, control)?;
        state.outlines.retain(|id, _| index.file(*id).is_none());
        let is_anew = is_opening || is_first;
        state.linked.rest(is_anew, &self.options, control)?;
        if is_anew {
            // Most of what making all of it took is let go of by now.
            release_memory();
        }
        let path = |id: &FileId| index.file(*id).map(|file| file.path().to_owned());
        let mut linked: Vec<String> = relinked.linked_again.iter().filter_map(path).collect();
        linked.sort_unstable();
        let mut refreshed = Refreshed { parsed, linked, ..Refreshed::default() };
        if !is_opening {
            let mut concerned: BTreeSet<String> = concerned.iter().filter_map(path).collect();
            concerned.extend(gone.iter().map(|path| path.to_string()));
            if is_first {
                concerned.extend(before.files().map(|(_, file)| file.path().to_owned()));
            }
            refreshed.changes = changes(&before, &index, concerned.iter().map(String::as_str));
        }
        maker.kept().inspect(|kept| kept.publish());
        state.phase = Phase::Awake;
        Ok((state, index, refreshed))
    }

    /// Reads files that may have changed; those that are new, or hold something else than what is `known`.
    fn read(
        &self,
        state: &mut State,
        to_read: Vec<(RelativePath, Seen)>,
        known: HashMap<RelativePath, [u8; 32]>,
        maker: &Arc<RecordMaker>,
        control: &Control,
    ) -> Result<Vec<Anew>, Error> {
        control.progress.begin(Stage::Parsing, to_read.len());
        let to_read = Arc::new(to_read);
        let (asked, files, watched) = (Arc::clone(&to_read), Arc::clone(maker), control.clone());
        let is_store_lasting = self.options.cache.is_some();
        let made = each(self.options.threads(), to_read.len(), move |number| {
            watched.go_on()?;
            let (path, _) = &asked[number];
            let made = make(&files, path, known.get(path), is_store_lasting);
            watched.progress.step();
            Ok::<_, Error>(made)
        })?;
        let mut anew = Vec::new();
        for ((path, seen), made) in to_read.iter().zip(made) {
            let made = made.unwrap_or_else(|reason| Ok(Err((FailureCode::Internal, reason))))?;
            state.seen.insert(path.clone(), *seen);
            match made {
                Ok(Known::AsBefore) => {}
                Ok(Known::Anew(file)) => {
                    state.failed.remove(path);
                    anew.push(*file);
                }
                Err(failed) => {
                    state.failed.insert(path.clone(), failed);
                }
            }
        }
        control.go_on()?;
        Ok(anew)
    }
}

/// What a look at files came to.
struct Found {
    look: Look,
    /// Whether imports of any file may lead elsewhere than before.
    may_resolve_anew: bool,
}

/// Says what is to be kept of a repository.
fn answering(now: &Arc<RwLock<Arc<Moment>>>, state: &Arc<Mutex<State>>) -> Asked {
    let (now, state) = (Arc::clone(now), Arc::clone(state));
    Box::new(move |is_kept| {
        // After a panic nothing is certain.
        let state = state.lock().ok()?;
        let grounds = state.grounds().filter(|_| matches!(state.phase, Phase::Awake))?;
        let moment = Arc::clone(&now.read().unwrap_or_else(PoisonError::into_inner));
        let program = if is_kept(&moment.index) { None } else { state.linked.resting() };
        Some(Answering { index: Arc::clone(&moment.index), stats: moment.stats.clone(), grounds, program })
    })
}

impl State {
    /// What decides what the index answers beside the files in it, if that can be told.
    fn grounds(&self) -> Option<Grounds> {
        let grounds = Grounds {
            failed: self.failed.clone(),
            aliases: self.aliases.as_slice().into(),
            unsearched: self.unsearched.clone(),
            looked: self.resolved.looked(),
            warnings: Arc::clone(&self.warnings),
        };
        grounds.are_certain().then_some(grounds)
    }

    /// These warnings came up, too, for files that have changed.
    fn also_warn(&mut self, later: Vec<Warning>) {
        if later.iter().any(|warning| !self.warnings.contains(warning)) {
            let mut all: Vec<_> = self.warnings.iter().cloned().chain(later).collect();
            // Of one path and code the least reason is told, as whoever meets all of them at once does.
            all.sort_unstable();
            all.dedup_by(|one, kept| one.path == kept.path && one.code == kept.code);
            self.warnings = all.into();
        }
    }

    /// What is known of a file by itself; `index` is one in which files have the same numbers.
    fn outline(&self, id: FileId, index: &Index) -> Option<Arc<Outline>> {
        let known = self.outlines.get(&id).cloned();
        known.or_else(|| index.file(id).map(|file| Arc::clone(&file.outline)))
    }

    /// What these files held when they were last read, as far as they are in the index.
    fn hashes<'p>(
        &self,
        paths: impl Iterator<Item = &'p RelativePath>,
        index: &Index,
    ) -> HashMap<RelativePath, [u8; 32]> {
        let hash = |path: &RelativePath| Some(self.outline(self.linked.at_path(path)?, index)?.content_hash);
        paths.filter_map(|path| Some((path.clone(), hash(path)?))).collect()
    }

    /// The index after an edit. Files that cannot be linked because of a panic have failed.
    fn index_after(
        &mut self,
        before: &Arc<Index>,
        removed: &[FileId],
        concerned: &BTreeSet<FileId>,
        options: &Options,
        control: &Control,
    ) -> Result<Arc<Index>, Error> {
        let mut changes: Vec<_> = removed.iter().map(|id| (*id, None)).collect();
        let files = concerned.iter().filter_map(|id| Some((*id, self.outline(*id, before)?))).collect();
        for (id, file) in self.linked.indexed(files, options, control)? {
            let failed = &mut self.failed;
            let file = file.map_err(|reason| failed.insert(self.linked.path(id), (FailureCode::Internal, reason)));
            changes.push((id, file.ok().map(Arc::new)));
        }
        Ok(if changes.is_empty() { Arc::clone(before) } else { Arc::new(before.with(changes)) })
    }

    /// The files that are not in the index, and why, by path.
    fn failures(&self, root: &Path) -> Vec<FileFailure> {
        let root = RootText::of(root);
        let failed = self.failed.iter().map(|(path, (code, reason))| FileFailure {
            path: root.absolute(path),
            code: *code,
            reason: reason.clone(),
        });
        let mut all: Vec<_> = failed.chain(self.unsearched.iter().cloned()).collect();
        all.sort_by(|one, other| one.path.cmp(&other.path));
        all
    }
}
