//! The manifests of one kind in one repository: which folders have one, and what each says.
//!
//! In: a folder. Out: what its manifest says, read once however many ask, and the folders around it that have one. Knows
//! no manifest's meaning: whoever asks reads it, by [`Reader`](super::reader::Reader).

use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;

use super::folders::Folders;
use super::memo::Memo;

/// The manifests of this name, each as a `T`.
pub(super) struct Manifests<T> {
    name: &'static str,
    folders: Arc<Folders>,
    known: Memo<OsString, Option<Arc<T>>>,
}

impl<T> Manifests<T> {
    pub(super) fn new(name: &'static str, folders: &Arc<Folders>) -> Self {
        Self { name, folders: Arc::clone(folders), known: Memo::new() }
    }

    /// Whether there is one in this folder.
    pub(super) fn is_in(&self, folder: &Path) -> bool {
        self.folders.at(folder).has_file(self.name)
    }

    /// What the one in this folder says, as `read` understands it; `None` where there is none, or it says nothing.
    pub(super) fn of(&self, folder: &Path, read: impl FnOnce() -> Option<T>) -> Option<Arc<T>> {
        self.known.get(folder.as_os_str(), || if self.is_in(folder) { read().map(Arc::new) } else { None })
    }

    /// The folders around this one and itself that have one, the nearest first, up to the repository's root.
    pub(super) fn holders<'a>(&self, folder: &'a Path) -> impl Iterator<Item = &'a Path> {
        self.folders.around(folder).filter(|around| self.is_in(around))
    }
}
