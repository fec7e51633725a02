//! What happens to the files below a root, while somebody watches.
//!
//! In: a root. Out: the paths that something happened to since they were last taken, or the word that it may be anything. Where
//! each folder has to be watched by itself (Linux), those that discovery skips are not; one that is new is watched from when it
//! is noticed, and what happened in it before is not known: then it may be anything.
//!
//! Nothing is lost: what comes while nobody takes it is kept, and more than [`MOST_PATHS`] become the word that it may be anything.

use super::paths::{is_hidden, slashed};
use super::walk::is_skipped_folder;
use crate::error::Error;
use notify::event::{EventKind, ModifyKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// Paths that are told one by one.
const MOST_PATHS: usize = 10_000;

/// Whether each folder has to be watched by itself.
const BY_FOLDER: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// Something to these paths, absolute and `/`-separated, in order.
    To(Vec<String>),
    /// Anything.
    Anything,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    come: Notify,
}

#[derive(Default)]
struct State {
    paths: BTreeSet<PathBuf>,
    is_anything: bool,
    /// How many events there were: who waits until nothing more comes looks at that.
    events: u64,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_in(&self, root: &Path, event: notify::Result<Event>) {
        let mut state = self.lock();
        match event {
            Ok(event) if matches!(event.kind, EventKind::Access(_)) => return,
            Ok(event) if event.need_rescan() || event.paths.is_empty() => state.is_anything = true,
            Ok(event) => {
                let paths: Vec<_> = event.paths.into_iter().filter(|path| counts(root, path)).collect();
                if paths.is_empty() {
                    return;
                }
                // A folder that came, or has another name, is not watched yet, and one that went took files with it.
                let is_of_names =
                    !matches!(event.kind, EventKind::Modify(ModifyKind::Data(_) | ModifyKind::Metadata(_)));
                state.is_anything |= is_of_names && paths.iter().any(|path| path.is_dir() || path == root);
                state.paths.extend(paths);
            }
            // What was missed nobody knows.
            Err(_) => state.is_anything = true,
        }
        if state.paths.len() > MOST_PATHS {
            state.is_anything = true;
            state.paths.clear();
        }
        state.events += 1;
        drop(state);
        self.come.notify_one();
    }
}

/// Whether anything about this path may concern who looks at sources: not in folders that discovery skips, but for what says
/// which files are left out.
fn counts(root: &Path, path: &Path) -> bool {
    let Ok(below) = path.strip_prefix(root) else { return false };
    let mut parts: Vec<_> = below.components().map(|part| part.as_os_str()).collect();
    let last = parts.pop();
    !parts.iter().any(|folder| is_skipped_folder(folder))
        && last.is_none_or(|name| !is_hidden(name) || name == ".gitignore")
}

/// A root that is watched.
pub struct Watch {
    root: PathBuf,
    shared: Arc<Shared>,
    watcher: Mutex<Watched>,
}

struct Watched {
    watcher: RecommendedWatcher,
    folders: BTreeSet<PathBuf>,
}

impl Watch {
    /// Watches what is below `root` from now on. May block.
    ///
    /// # Errors
    /// [`Error::CannotWatch`] if the system does not let it, as where more folders are watched than it allows.
    pub fn new(root: &Path) -> Result<Self, Error> {
        let shared = Arc::new(Shared::default());
        let (told, of) = (Arc::clone(&shared), root.to_path_buf());
        let watcher = notify::recommended_watcher(move |event| told.take_in(&of, event)).map_err(cannot_watch)?;
        let watcher = Mutex::new(Watched { watcher, folders: BTreeSet::new() });
        let watch = Self { root: root.to_path_buf(), shared, watcher };
        watch.follow_folders()?;
        Ok(watch)
    }

    /// Waits until something has happened that was not taken.
    pub async fn happened(&self) {
        loop {
            let come = self.shared.come.notified();
            if self.events_if_any().is_some() {
                return;
            }
            come.await;
        }
    }

    /// How many events there were, if something happened that was not taken.
    #[must_use]
    pub fn events_if_any(&self) -> Option<u64> {
        let state = self.shared.lock();
        (state.is_anything || !state.paths.is_empty()).then_some(state.events)
    }

    /// Takes what happened. Folders that came are watched from now on. May block.
    ///
    /// # Errors
    /// As [`Watch::new`].
    pub fn take(&self) -> Result<Happened, Error> {
        let State { paths, is_anything, .. } = {
            let mut state = self.shared.lock();
            let events = state.events;
            std::mem::replace(&mut *state, State { events, ..State::default() })
        };
        if is_anything {
            self.follow_folders()?;
            return Ok(Happened::Anything);
        }
        Ok(Happened::To(paths.iter().map(|path| slashed(path)).collect()))
    }

    /// Watches the folders that are there now.
    fn follow_folders(&self) -> Result<(), Error> {
        let mut watched = self.watcher.lock().unwrap_or_else(PoisonError::into_inner);
        if !BY_FOLDER {
            if watched.folders.insert(self.root.clone()) {
                watched.watcher.watch(&self.root, RecursiveMode::Recursive).map_err(cannot_watch)?;
            }
            return Ok(());
        }
        let mut left = vec![self.root.clone()];
        let mut there = BTreeSet::new();
        while let Some(folder) = left.pop() {
            // What is not there any more was told, or will be. One that came back is another one.
            match watched.watcher.watch(&folder, RecursiveMode::NonRecursive) {
                Ok(()) => {}
                Err(error) if is_gone(&error) => continue,
                Err(error) => return Err(cannot_watch(error)),
            }
            // Listed when it is watched already: what comes afterwards is told.
            let entries = std::fs::read_dir(&folder).into_iter().flatten().flatten();
            let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
            left.extend(folders.filter(|entry| !is_skipped_folder(&entry.file_name())).map(|entry| entry.path()));
            there.insert(folder);
        }
        for gone in watched.folders.difference(&there).cloned().collect::<Vec<_>>() {
            // It is watched no more if it is gone.
            let _ = watched.watcher.unwatch(&gone);
        }
        watched.folders = there;
        Ok(())
    }
}

fn is_gone(error: &notify::Error) -> bool {
    match &error.kind {
        notify::ErrorKind::PathNotFound => true,
        notify::ErrorKind::Io(error) => {
            matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::PermissionDenied)
        }
        _ => false,
    }
}

#[allow(clippy::needless_pass_by_value)]
fn cannot_watch(error: notify::Error) -> Error {
    Error::CannotWatch(error.to_string())
}
