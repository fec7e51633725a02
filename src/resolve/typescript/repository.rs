//! Which paths are files of the repository, and under which name.
//!
//! In: a path that a rule proposes. Out: the path discovery lists that file under, if it does. Never proposes a path.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::resolve::memo::Memo;
use crate::source::is_skipped_folder;
use crate::source::walk::slashed;

pub(super) struct Repository {
    /// As given: what results are expressed under.
    root: PathBuf,
    /// Where the root really is, if it is reached by a symbolic link.
    real_root: PathBuf,
    files: Memo<PathBuf, Option<String>>,
    /// Where folders really are: one look-up a folder instead of one for each part of each file's path.
    real_folders: Memo<PathBuf, Option<PathBuf>>,
}

impl Repository {
    pub(super) fn new(root: &Path) -> Self {
        let real_root = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
        Self { root: root.to_path_buf(), real_root, files: Memo::new(), real_folders: Memo::new() }
    }

    /// The path of this file as discovery lists it; `None` if there is no such file or discovery skips it.
    pub(super) fn file(&self, path: &Path) -> Option<String> {
        self.files.get(path, || {
            let real = self.real_file(path)?;
            let inside = real.strip_prefix(&self.real_root).ok().filter(|inside| is_listed(inside))?;
            match path.strip_prefix(&self.root) {
                // Reached by a link that discovery follows too: both know it by the link's path.
                Ok(relative) if is_listed(relative) => Some(slashed(path)),
                _ => Some(slashed(&self.root.join(inside))),
            }
        })
    }

    /// The folder below the root that `path` is or links to; `None` for one that discovery does not enter.
    pub(super) fn folder(&self, path: &Path) -> Option<PathBuf> {
        let real = self.real_folder(path)?;
        let inside = real.strip_prefix(&self.real_root).ok()?;
        let is_entered = !inside.iter().any(is_skipped_folder);
        (is_entered && real.is_dir()).then(|| self.root.join(inside))
    }

    fn real_file(&self, path: &Path) -> Option<PathBuf> {
        let kind = path.symlink_metadata().ok()?.file_type();
        if kind.is_symlink() {
            return path.canonicalize().ok().filter(|real| real.is_file());
        }
        let folder = kind.is_file().then(|| self.real_folder(path.parent()?))??;
        Some(folder.join(path.file_name()?))
    }

    fn real_folder(&self, path: &Path) -> Option<PathBuf> {
        self.real_folders.get(path, || path.canonicalize().ok())
    }
}

fn is_listed(relative: &Path) -> bool {
    let is_hidden = |name: &OsStr| name.as_encoded_bytes().first() == Some(&b'.');
    !relative.file_name().is_none_or(is_hidden)
        && relative.parent().is_none_or(|folders| !folders.iter().any(is_skipped_folder))
}
