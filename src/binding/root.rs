//! A root folder as JavaScript passes it.

use crate::error::Error;
use crate::source::paths::{RootText, absolute};
use crate::source::{check_root_from, named_root_from};
use napi_derive::napi;
use std::path::{Path, PathBuf};

/// A root, and what it is relative to: the folder that was the current one when the caller named it. It may be another
/// one when the work begins.
#[napi(object, object_to_js = false)]
#[derive(Debug, Clone)]
pub struct GivenRoot {
    /// As the caller gave it.
    pub given: String,
    /// The current folder at that time; empty if it was gone.
    pub folder: String,
}

impl GivenRoot {
    /// The root's absolute path.
    ///
    /// # Errors
    /// If it is empty or no folder.
    pub fn check(&self) -> Result<PathBuf, Error> {
        check_root_from(Path::new(&self.folder), &self.given)
    }

    /// Its absolute path, whether there is such a folder or not.
    #[must_use]
    pub fn unchecked(&self) -> PathBuf {
        PathBuf::from(absolute(Path::new(&self.folder), &self.given))
    }

    /// The same of a root that has to be named.
    ///
    /// # Errors
    /// If it is empty.
    pub fn named(&self) -> Result<PathBuf, Error> {
        named_root_from(Path::new(&self.folder), &self.given)
    }

    /// What stands before paths below it, whether there is such a folder or not.
    #[must_use]
    pub fn text(&self) -> RootText {
        RootText::of(&self.unchecked())
    }
}
