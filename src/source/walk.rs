//! Finding source files below a root, and making paths absolute.
//!
//! In: a root, globs and endings. Out: absolute paths, `/`-separated, sorted by their bytes. It never opens a
//! file, never leaves the root and never lists what the skip rules name.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use walkdir::{DirEntry, WalkDir};

use super::explore::explore;
use super::gitignore::GitignoreRules;
use crate::error::Error;

/// Folders that hold what others wrote or tools made.
const SKIPPED_FOLDERS: [&str; 4] = ["node_modules", "dist", "build", "coverage"];

/// How deep alternatives may be nested in a glob: compiling them takes stack a level.
const MAX_BRACE_DEPTH: usize = 64;

/// Threads that list folders at once: more would wait for the same disk.
const MAX_THREADS: usize = 12;

/// Links that are followed on the way to one file. Folders that link to each other have as many paths as there are
/// orders to visit them, and a repository has no use for more than a link within a linked folder.
const MAX_NESTED_LINKS: usize = 2;

/// Whether a folder of this name is never entered.
#[must_use]
pub fn is_skipped_folder(name: &OsStr) -> bool {
    is_hidden(name) || SKIPPED_FOLDERS.iter().any(|skipped| name == *skipped)
}

fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().first() == Some(&b'.')
}

/// What to look for below a root.
///
/// Hidden files and folders, `node_modules`, `dist`, `build` and `coverage` are skipped at every depth, but not
/// in the path of the root itself. A symbolic link is followed if the file or folder it means lies inside the root
/// and would not be skipped there; what is reached in two ways is listed under both paths. A folder is never
/// entered below itself, and at most two links lead to a file. Folders that cannot be read are left out. A name that
/// is no UTF-8 is listed with U+FFFD, so that reading it fails visibly instead of the file being lost in silence.
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

impl Walk<'_> {
    /// Lists the files: absolute, `/`-separated, sorted by their UTF-8 bytes, without duplicates.
    ///
    /// # Errors
    /// [`Error::InvalidGlob`] before anything is searched; [`Error::Aborted`] soon after `is_cancelled` says so.
    pub fn files(&self, is_cancelled: &(dyn Fn() -> bool + Sync)) -> Result<Vec<String>, Error> {
        let include = glob_set("include", self.include)?;
        let exclude = glob_set("exclude", self.exclude)?;
        let gitignore = self.respect_gitignore.then(|| GitignoreRules::new(self.root));
        let real_root = self.root.canonicalize().unwrap_or_else(|_| self.root.to_path_buf());
        let is_left_out = |entry: &DirEntry| {
            let is_folder = entry.file_type().is_dir();
            is_skipped(entry)
                || gitignore.as_ref().is_some_and(|rules| rules.leave_out(entry.path(), is_folder))
                || entry.path().strip_prefix(self.root).is_ok_and(|relative| exclude.is_match(relative))
                || entry.path_is_symlink() && !is_followed(entry.path(), self.root, &real_root)
        };
        let files = Mutex::new(Vec::new());
        explore(self.root.to_path_buf(), crate::options::cores().min(MAX_THREADS), |folder, folders| {
            let mut found = Vec::new();
            for entry in entries(&folder) {
                if is_cancelled() {
                    return;
                }
                // What cannot be read is left out, and a link that leads nowhere.
                let Ok(entry) = entry else { continue };
                if is_left_out(&entry) {
                    continue;
                }
                if entry.file_type().is_dir() {
                    folders.push(entry.into_path());
                } else if self.is_wanted(&entry, &include) {
                    found.push(slashed(entry.path()));
                }
            }
            files.lock().unwrap_or_else(PoisonError::into_inner).append(&mut found);
        });
        if is_cancelled() {
            return Err(Error::Aborted);
        }
        let mut files = files.into_inner().unwrap_or_else(PoisonError::into_inner);
        files.sort_unstable();
        files.dedup();
        Ok(files)
    }

    fn is_wanted(&self, entry: &DirEntry, include: &GlobSet) -> bool {
        entry.file_type().is_file()
            && entry.path().extension().is_some_and(|ending| self.extensions.iter().any(|wanted| ending == *wanted))
            && (self.include.is_empty()
                || entry.path().strip_prefix(self.root).is_ok_and(|relative| matches_with_folders(include, relative)))
    }
}

/// What stands in one folder; of a link what it leads to.
fn entries(folder: &Path) -> walkdir::IntoIter {
    WalkDir::new(folder).min_depth(1).max_depth(1).follow_links(true).into_iter()
}

/// Whether a path below the root, or one of the folders that lead to it, matches a glob.
pub(super) fn matches_with_folders(globs: &GlobSet, relative: &Path) -> bool {
    relative.ancestors().any(|part| !part.as_os_str().is_empty() && globs.is_match(part))
}

fn is_skipped(entry: &DirEntry) -> bool {
    if entry.file_type().is_dir() { is_skipped_folder(entry.file_name()) } else { is_hidden(entry.file_name()) }
}

fn is_followed(link: &Path, root: &Path, real_root: &Path) -> bool {
    let Ok(target) = link.canonicalize() else { return false };
    let Ok(inside) = target.strip_prefix(real_root) else { return false };
    let way = || link.ancestors().take_while(|folder| *folder != root);
    let nested = way().filter(|folder| folder.is_symlink()).count();
    // Into a folder on the way there it is a circle.
    let is_circle =
        || target == real_root || way().skip(1).any(|folder| folder.canonicalize().is_ok_and(|it| it == target));
    nested <= MAX_NESTED_LINKS && !inside.components().any(|part| is_skipped_folder(part.as_os_str())) && !is_circle()
}

pub(super) fn glob_set(option: &'static str, globs: &[String]) -> Result<GlobSet, Error> {
    let invalid = |glob: &str, error: &globset::Error| Error::InvalidGlob {
        option,
        glob: glob.to_owned(),
        reason: error.kind().to_string(),
    };
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        // `./src/` is written for `src` often enough.
        let relative = glob.strip_prefix("./").unwrap_or(glob);
        let relative = relative.strip_suffix('/').unwrap_or(relative);
        if brace_depth(relative) > MAX_BRACE_DEPTH {
            let reason = format!("alternatives nested more than {MAX_BRACE_DEPTH} deep");
            return Err(Error::InvalidGlob { option, glob: glob.to_owned(), reason });
        }
        let compiled =
            GlobBuilder::new(relative).literal_separator(true).build().map_err(|error| invalid(glob, &error))?;
        set.add(compiled);
    }
    set.build().map_err(|error| invalid(&globs.join(", "), &error))
}

/// How deep alternatives `{a,{b,c}}` stand in each other at most, escapes and closing braces left out of account.
fn brace_depth(glob: &str) -> usize {
    let mut depth = 0_usize;
    let mut deepest = 0;
    for byte in glob.bytes() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// Checks a root folder and makes it absolute and free of `.` and `..`; symbolic links in it stay as given.
///
/// # Errors
/// [`Error::RootDirEmpty`] for an empty or blank root, [`Error::RootDirNotFound`] for one that is no folder.
pub fn check_root(root: &str) -> Result<PathBuf, Error> {
    // An absolute root needs no current folder, which may be gone.
    check_root_from(&std::env::current_dir().unwrap_or_default(), root)
}

/// [`check_root`] of a root that is relative to `folder`, whatever the current folder has become since.
///
/// # Errors
/// As [`check_root`].
pub fn check_root_from(folder: &Path, root: &str) -> Result<PathBuf, Error> {
    if root.trim().is_empty() {
        return Err(Error::RootDirEmpty(root.to_owned()));
    }
    let given = folder.join(root);
    let normalised = PathBuf::from(absolute(folder, root));
    // The path as given is asked: behind a symbolic link `..` means something else than in the text of a path. Without a
    // folder that it starts from, a relative one means nothing.
    let is_there = given.is_absolute() && given.is_dir() && normalised.is_dir();
    if is_there { Ok(normalised) } else { Err(Error::RootDirNotFound(root.to_owned())) }
}

/// The normalised form of one given path: absolute, `/`-separated, without `.` and `..`; a relative path is
/// taken from `root`. Works on the text alone: the file need not exist.
#[must_use]
pub fn absolute(root: &Path, given: &str) -> String {
    slashed(&normalise(&root.join(given)))
}

/// The path without `.` and `..`. What goes above the root of the file system stays at that root.
pub(crate) fn normalise(path: &Path) -> PathBuf {
    let mut normalised = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                normalised.pop();
            }
            other => normalised.push(other),
        }
    }
    normalised
}

/// The path as text with `/` between its parts.
pub(crate) fn slashed(path: &Path) -> String {
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '\\' { text.replace('\\', "/") } else { text.into_owned() }
}
