//! Which of the files that a caller lists its options leave: what a search of the same root does about globs and
//! `.gitignore` files, for paths that are known already.
//!
//! In: a root, globs, paths as given. Out: yes or no a path. It opens `.gitignore` files alone, and asks for no file
//! whether it is there.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::gitignore::GitignoreRules;
use super::globs::Globs;
use super::paths::absolute;
use crate::error::Error;

/// What a list of files is chosen by.
pub struct Selection {
    root: PathBuf,
    include: Globs,
    exclude: Globs,
    gitignore: Option<IgnoredFolders>,
}

impl Selection {
    /// Chooses below `root` as [`super::Walk`] does with the same globs; a path outside of the root matches none.
    ///
    /// # Errors
    /// [`Error::InvalidGlob`] for the first glob that cannot be read.
    pub fn new(root: &Path, include: &[String], exclude: &[String], respect_gitignore: bool) -> Result<Self, Error> {
        Ok(Self {
            root: root.to_owned(),
            include: Globs::new("include", include)?,
            exclude: Globs::new("exclude", exclude)?,
            gitignore: respect_gitignore.then(|| IgnoredFolders::new(root)),
        })
    }

    /// Whether this path, absolute or relative to the root, is left.
    #[must_use]
    pub fn takes(&self, given: &str) -> bool {
        let path = PathBuf::from(absolute(&self.root, given));
        let Ok(relative) = path.strip_prefix(&self.root) else { return self.include.is_empty() };
        (self.include.is_empty() || self.include.match_way(relative))
            && !self.exclude.match_way(relative)
            && !self.gitignore.as_ref().is_some_and(|ignored| ignored.leave_out(&path, &self.root))
    }
}

/// The rules of `.gitignore` files, asked once a folder.
struct IgnoredFolders {
    rules: GitignoreRules,
    left_out: Mutex<HashMap<PathBuf, bool>>,
}

impl IgnoredFolders {
    fn new(root: &Path) -> Self {
        Self { rules: GitignoreRules::new(root), left_out: Mutex::default() }
    }

    /// Whether a file below `root` is left out, or a folder on the way to it.
    fn leave_out(&self, file: &Path, root: &Path) -> bool {
        let folders: Vec<&Path> = file.ancestors().skip(1).take_while(|folder| *folder != root).collect();
        folders.iter().rev().any(|folder| self.leave_out_folder(folder)) || self.rules.leave_out(file, false)
    }

    fn leave_out_folder(&self, folder: &Path) -> bool {
        let mut known = self.left_out.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(is_left_out) = known.get(folder) {
            return *is_left_out;
        }
        let is_left_out = self.rules.leave_out(folder, true);
        known.insert(folder.to_owned(), is_left_out);
        is_left_out
    }
}
