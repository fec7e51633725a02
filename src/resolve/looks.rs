//! What resolvers have looked at: on it alone depends where imports lead.
//!
//! In: each look at the file system, with what it came to. Out: [`Looked`], by which somebody else can tell, by looking again,
//! whether the same imports lead to the same files now. Paths below the root are relative to it, so that it can be told of another
//! copy of the repository as well.

use super::folders;
use super::reader::{self, MAX_BYTES, MAX_XML_BYTES};
use super::warnings::Warnings;
use crate::error::FailureCode;
use crate::source;
use crate::source::ReadFailure;
use crate::source::paths::slashed;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Look {
    /// What a folder has in it.
    Listing,
    /// What kind of thing is at a path, links not followed.
    Kind,
    /// Where a path leads.
    Real,
    /// Whether a path leads to a file.
    IsFile,
    /// Whether a path leads to a folder.
    IsFolder,
    /// What a manifest says.
    Manifest,
    /// What a manifest says that may be larger.
    LargeManifest,
    /// What a source says of macros that put items on conditions.
    Macros,
}

impl Look {
    /// All of them, by number.
    pub const ALL: [Self; 8] = [
        Self::Listing,
        Self::Kind,
        Self::Real,
        Self::IsFile,
        Self::IsFolder,
        Self::Manifest,
        Self::LargeManifest,
        Self::Macros,
    ];

    /// How large a manifest may be; nothing if none is looked at.
    #[must_use]
    pub const fn max_bytes(self) -> Option<u64> {
        match self {
            Self::Manifest => Some(MAX_BYTES),
            Self::LargeManifest => Some(MAX_XML_BYTES),
            _ => None,
        }
    }
}

/// A fingerprint of what a look came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen(pub [u8; 16]);

impl Seen {
    /// What a look came to that says this.
    pub(super) fn of(what: &[u8]) -> Self {
        let mut first = [0; 16];
        first.iter_mut().zip(blake3::hash(what).as_bytes()).for_each(|(to, from)| *to = *from);
        Self(first)
    }

    /// A manifest with this content.
    #[must_use]
    pub fn content(hash: &[u8; 32]) -> Self {
        Self::of(hash)
    }

    fn unread(code: FailureCode) -> Self {
        Self::of(code.as_str().as_bytes())
    }

    /// What reading a manifest came to.
    pub(super) fn read(read: &Result<source::SourceText, ReadFailure>) -> Self {
        read.as_ref().map_or_else(|failure| Self::unread(failure.code), |text| Self::content(&text.content_hash))
    }
}

/// Notes looks, on any thread.
pub(super) struct Looks {
    root: PathBuf,
    real_root: PathBuf,
    looked: Mutex<Looked>,
    warnings: Warnings,
}

impl Looks {
    pub(super) fn new(root: &Path) -> Self {
        let real_root = folders::real_root(root);
        Self { root: root.to_path_buf(), real_root, looked: Mutex::default(), warnings: Warnings::default() }
    }

    /// What is wrong with what was looked at.
    pub(super) fn warnings(&self) -> &Warnings {
        &self.warnings
    }

    /// Where the repository's root really is, if it is reached by a symbolic link.
    pub(super) fn real_root(&self) -> &Path {
        &self.real_root
    }

    /// A look at this path came to this.
    pub(super) fn note(&self, look: Look, path: &Path, seen: Seen) {
        let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        let below = path.strip_prefix(&self.root).unwrap_or(path);
        match below.to_str() {
            Some(_) => looked.note(look, slashed(below).into(), seen),
            None => looked.is_contradictory = true,
        }
    }

    /// Notes that something was not looked at that would have been, had there been time.
    pub(super) fn give_up(&self) {
        self.looked.lock().unwrap_or_else(PoisonError::into_inner).is_contradictory = true;
    }

    /// What was looked at until now.
    pub(super) fn looked(&self) -> Looked {
        self.looked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// What was looked at, and what that came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Looked {
    seen: BTreeMap<(Box<str>, Look), Seen>,
    /// Whether two looks at the same came to something else, or one cannot be told: it says nothing about any moment.
    is_contradictory: bool,
}

impl Looked {
    fn note(&mut self, look: Look, path: Box<str>, seen: Seen) {
        let before = self.seen.insert((path, look), seen);
        self.is_contradictory |= before.is_some_and(|before| before != seen);
    }

    /// Whether nothing can be said of it.
    #[must_use]
    pub fn is_contradictory(&self) -> bool {
        self.is_contradictory
    }

    /// What was looked at both before and after nothing else was.
    #[must_use]
    pub fn with(self: &Arc<Self>, later: &Self) -> Arc<Self> {
        let is_known = |(at, seen): (&(Box<str>, Look), &Seen)| self.seen.get(at) == Some(seen);
        if self.is_contradictory || !later.is_contradictory && later.seen.iter().all(is_known) {
            return Arc::clone(self);
        }
        let mut all = (**self).clone();
        later.seen.iter().for_each(|((path, look), seen)| all.note(*look, path.clone(), *seen));
        all.is_contradictory |= later.is_contradictory;
        Arc::new(all)
    }

    /// What such a look at a path came to, below the root or absolute, if there was one.
    #[must_use]
    pub fn seen_at(&self, look: Look, path: &str) -> Option<Seen> {
        self.seen.get(&(path.into(), look)).copied()
    }

    /// All looks: what at, below the root or absolute, and what it came to.
    pub fn looks(&self) -> impl ExactSizeIterator<Item = (Look, &str, Seen)> {
        self.seen.iter().map(|((path, look), seen)| (*look, &**path, *seen))
    }
}

impl<P: Into<Box<str>>> FromIterator<(Look, P, Seen)> for Looked {
    fn from_iter<I: IntoIterator<Item = (Look, P, Seen)>>(looks: I) -> Self {
        let mut looked = Self::default();
        looks.into_iter().for_each(|(look, path, seen)| looked.note(look, path.into(), seen));
        looked
    }
}

/// What the same look comes to now. May block.
#[must_use]
pub fn look_again(root: &Path, look: Look, path: &str) -> Seen {
    // Of the root itself nothing is said below it, and a name at its end is one of a folder.
    let path = if path.is_empty() { root.to_path_buf() } else { root.join(path) };
    match look {
        Look::Listing => folders::listing(&path),
        Look::Kind => folders::kind_at(&path).1,
        Look::Real => folders::real_at(&folders::real_root(root), &path).1,
        Look::IsFile => folders::answer(path.is_file()),
        Look::IsFolder => folders::answer(path.is_dir()),
        Look::Manifest | Look::LargeManifest => reader::read_again(&path, look.max_bytes().unwrap_or(MAX_BYTES)),
        Look::Macros => reader::read_macros(&path).1,
    }
}
