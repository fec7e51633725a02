//! Finding source files below a root.
//!
//! In: a root, globs and endings. Out: absolute paths, `/`-separated, sorted by their bytes, and what cannot be searched.
//! It never opens a file, never leaves the root and never lists what the skip rules name. Folders are entered where they
//! really are, so each is listed once; what symbolic links add to that is decided by [`super::names`].

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::explore::explore;
use super::gitignore::GitignoreRules;
use super::globs::Globs;
use super::names::{Link, Names};
use super::paths::{absolute, is_hidden, slashed};
use super::root::{Entry, EntryKind, Root};
use crate::error::{Error, FailureCode, FileFailure};

/// Folders that hold what others wrote or tools made.
const SKIPPED_FOLDERS: [&str; 4] = ["node_modules", "dist", "build", "coverage"];

/// Threads that list folders at once: more would wait for the same disk.
const MAX_THREADS: usize = 12;

/// Whether a folder of this name is never entered.
#[must_use]
pub fn is_skipped_folder(name: &OsStr) -> bool {
    is_hidden(name) || SKIPPED_FOLDERS.iter().any(|skipped| name == *skipped)
}

/// What to look for below a root.
///
/// Hidden files and folders, `node_modules`, `dist`, `build` and `coverage` are skipped at every depth, but not
/// in the path of the root itself. A file is found once: by the path without symbolic links, if the rules allow that. A
/// link that leads to something inside the root that is not skipped or excluded there gives it another name, which counts
/// where the file's own has the wrong ending or is not included; the first such name in the order of bytes, with one link
/// in it. Folders that cannot be listed, and names that are no UTF-8, are found as failures: nothing is lost in silence.
#[derive(Debug, Clone, Copy)]
pub struct Walk<'a> {
    /// The folder to search, as [`check_root`] returns it.
    pub root: &'a Path,
    /// Globs relative to the root; if there are any, a file or one of its folders must match one.
    pub include: &'a [String],
    /// Globs relative to the root; a file or folder that matches one is skipped.
    pub exclude: &'a [String],
    /// Whether `.gitignore` files count, those above the root up to the repository's top included.
    pub respect_gitignore: bool,
    /// File endings without the dot, for example `ts`.
    pub extensions: &'a [&'a str],
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Files, and what cannot be searched or named: sorted by their paths' bytes.
    pub entries: Vec<Result<String, Box<FileFailure>>>,
    /// Files that are found under the name of a link: where they really are, and that name.
    pub aliases: Vec<(String, String)>,
}

impl Found {
    /// The paths of the files, once each. Those that are no UTF-8 are among them, so that reading one fails visibly.
    #[must_use]
    pub fn into_paths(self) -> Vec<String> {
        let path = |entry: Result<String, Box<FileFailure>>| {
            entry
                .or_else(|failure| if failure.code == FailureCode::InvalidPath { Ok(failure.path) } else { Err(()) })
                .ok()
        };
        let mut paths: Vec<_> = self.entries.into_iter().filter_map(path).collect();
        paths.dedup();
        paths
    }

    /// What cannot be searched.
    pub fn unsearched(&self) -> impl Iterator<Item = &FileFailure> {
        let failures = self.entries.iter().filter_map(|entry| entry.as_ref().err());
        failures.map(Box::as_ref).filter(|failure| failure.code != FailureCode::InvalidPath)
    }
}

impl From<Vec<String>> for Found {
    /// Files that are known to be there.
    fn from(paths: Vec<String>) -> Self {
        Self { entries: paths.into_iter().map(Ok).collect(), aliases: Vec::new() }
    }
}

/// What was seen, before links are looked at.
#[derive(Default)]
pub(super) struct Seen {
    pub files: Vec<PathBuf>,
    /// Files that `include` does not name.
    pub left_out: Vec<PathBuf>,
    pub links: Vec<Link>,
    pub lost: Vec<Lost>,
}

/// A path that cannot be searched.
pub(super) struct Lost {
    pub path: PathBuf,
    pub code: FailureCode,
    pub reason: String,
}

impl Walk<'_> {
    /// Lists the files: absolute, `/`-separated, sorted by their UTF-8 bytes, without duplicates.
    ///
    /// # Errors
    /// As [`Walk::find`].
    pub fn files(&self, is_cancelled: &(dyn Fn() -> bool + Sync)) -> Result<Vec<String>, Error> {
        self.find(is_cancelled).map(Found::into_paths)
    }

    /// Finds the files, and tells what cannot be searched.
    ///
    /// # Errors
    /// [`Error::InvalidGlob`] before anything is searched; [`Error::RootDirUnreadable`] if not even the root can be listed;
    /// [`Error::Aborted`] soon after `is_cancelled` says so.
    pub fn find(&self, is_cancelled: &(dyn Fn() -> bool + Sync)) -> Result<Found, Error> {
        let rules = Rules {
            root: Root::new(self.root),
            include: Globs::new("include", self.include)?,
            exclude: Globs::new("exclude", self.exclude)?,
            gitignore: self.respect_gitignore.then(|| GitignoreRules::new(self.root)),
            extensions: self.extensions,
        };
        let seen = Mutex::new(Seen::default());
        let seen_now = || -> MutexGuard<'_, Seen> { seen.lock().unwrap_or_else(PoisonError::into_inner) };
        explore(self.root.to_path_buf(), crate::options::cores().min(MAX_THREADS), |folder, folders| {
            if is_cancelled() {
                return;
            }
            let mut here = Seen::default();
            let listed = rules.root.list(&folder, |entry| {
                rules.see(&folder, entry, folders, &mut here);
                !is_cancelled()
            });
            if let Err(error) = listed {
                let reason = error.to_string();
                here.lost.push(Lost { path: folder, code: FailureCode::FolderUnreadable, reason });
            }
            let mut all = seen_now();
            all.files.append(&mut here.files);
            all.left_out.append(&mut here.left_out);
            all.links.append(&mut here.links);
            all.lost.append(&mut here.lost);
        });
        let seen = std::mem::take(&mut *seen_now());
        if let Some(lost) = seen.lost.iter().find(|lost| lost.path == self.root) {
            return Err(Error::RootDirUnreadable { root: slashed(self.root), reason: lost.reason.clone() });
        }
        let found = Names::new(&rules, seen).found(is_cancelled);
        if is_cancelled() { Err(Error::Aborted) } else { Ok(found) }
    }
}

/// The rules of one search.
pub(super) struct Rules<'a> {
    pub root: Root,
    pub include: Globs,
    pub exclude: Globs,
    gitignore: Option<GitignoreRules>,
    extensions: &'a [&'a str],
}

impl Rules<'_> {
    /// Sorts one entry of `folder`: to be listed itself, found, or none of both.
    fn see(&self, folder: &Path, (name, kind): Entry, folders: &mut Vec<PathBuf>, seen: &mut Seen) {
        let path = folder.join(&name);
        match kind {
            Ok(EntryKind::Folder) if !self.is_left_out(&path, true) => folders.push(path),
            Ok(EntryKind::File) if self.has_ending(&path) && !self.is_left_out(&path, false) => {
                if self.is_included(&path) { &mut seen.files } else { &mut seen.left_out }.push(path);
            }
            Ok(EntryKind::Link) if !is_hidden(&name) => match self.follow(&path) {
                Ok(link) => seen.links.extend(link),
                Err(error) => seen.lost.push(Lost { path, code: FailureCode::Read, reason: error.to_string() }),
            },
            Ok(_) => {}
            Err(error) => seen.lost.push(Lost { path, code: FailureCode::Read, reason: error.to_string() }),
        }
    }

    /// A link that gives something below the root another name; `None` for one that leads elsewhere or nowhere.
    fn follow(&self, path: &Path) -> io::Result<Option<Link>> {
        let target = match self.root.target(path) {
            Ok(Some(target)) => target,
            Ok(None) => return Ok(None),
            Err(error) if leads_nowhere(&error) => return Ok(None),
            Err(error) => return Err(error),
        };
        let Ok(metadata) = target.symlink_metadata() else { return Ok(None) };
        let is_folder = metadata.is_dir();
        let is_circle = path.starts_with(&target);
        let counts = (is_folder || metadata.is_file() && self.has_ending(path))
            && !is_circle
            && !self.is_left_out(path, is_folder)
            && !self.is_left_out_on_the_way(&target, is_folder);
        Ok(counts.then(|| Link { path: path.to_path_buf(), target, is_folder }))
    }

    /// Whether a file or folder is skipped by its name, excluded or ignored; those it lies in are not.
    pub fn is_left_out(&self, path: &Path, is_folder: bool) -> bool {
        path.file_name().is_some_and(if is_folder { is_skipped_folder } else { is_hidden })
            || self.exclude.match_path(self.relative(path))
            || self.gitignore.as_ref().is_some_and(|rules| rules.leave_out(path, is_folder))
    }

    /// The same of a file or folder and those it lies in.
    fn is_left_out_on_the_way(&self, path: &Path, is_folder: bool) -> bool {
        let folders = path.ancestors().skip(1).take_while(|folder| *folder != self.root.path());
        path != self.root.path() && self.is_left_out(path, is_folder)
            || folders.into_iter().any(|folder| self.is_left_out(folder, true))
    }

    fn has_ending(&self, path: &Path) -> bool {
        path.extension().is_some_and(|ending| self.extensions.iter().any(|wanted| ending == *wanted))
    }

    /// Whether `include` names a file, or does not say.
    pub fn is_included(&self, path: &Path) -> bool {
        self.include.is_empty() || self.include.match_way(self.relative(path))
    }

    /// The path below the root.
    pub fn relative<'path>(&self, path: &'path Path) -> &'path Path {
        path.strip_prefix(self.root.path()).unwrap_or(path)
    }
}

/// Whether there is nothing a link leads to: nothing is lost with it. What it leads to by a folder that may not be entered
/// is that folder's loss.
fn leads_nowhere(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidFilename, NotADirectory, NotFound, PermissionDenied};

    let kind = error.kind();
    matches!(kind, NotFound | NotADirectory | PermissionDenied | InvalidFilename) || is_circle_of_links(error)
}

#[cfg(unix)]
fn is_circle_of_links(error: &io::Error) -> bool {
    error.raw_os_error() == Some(libc::ELOOP)
}

#[cfg(not(unix))]
fn is_circle_of_links(_error: &io::Error) -> bool {
    false
}

/// Checks a root folder and makes it absolute and free of `.` and `..`; symbolic links in it stay as given.
///
/// # Errors
/// [`Error::RootDirEmpty`] for an empty or blank root, [`Error::RootDirNotFound`] for one that is no folder.
pub fn check_root(root: &str) -> Result<PathBuf, Error> {
    // An absolute root needs no current folder, which may be gone.
    check_root_from(&std::env::current_dir().unwrap_or_default(), root)
}

/// The absolute path of a root that is relative to `folder`, whether there is such a folder or not.
///
/// # Errors
/// [`Error::RootDirEmpty`] for an empty or blank root.
pub fn named_root_from(folder: &Path, root: &str) -> Result<PathBuf, Error> {
    if root.trim().is_empty() {
        return Err(Error::RootDirEmpty(root.to_owned()));
    }
    Ok(PathBuf::from(absolute(folder, root)))
}

/// [`check_root`] of a root that is relative to `folder`, whatever the current folder has become since.
///
/// # Errors
/// As [`check_root`].
pub fn check_root_from(folder: &Path, root: &str) -> Result<PathBuf, Error> {
    let normalised = named_root_from(folder, root)?;
    let given = folder.join(root);
    // The path as given is asked: behind a symbolic link `..` means something else than in the text of a path. Without a
    // folder that it starts from, a relative one means nothing.
    let is_there = given.is_absolute() && given.is_dir() && normalised.is_dir();
    if is_there { Ok(normalised) } else { Err(Error::RootDirNotFound(root.to_owned())) }
}
