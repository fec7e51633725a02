//! Which snapshots there are, and their end.

use super::Named;
use super::form::Head;
use crate::error::Error;
use crate::source::paths::slashed;
use crate::store::Snapshots;
use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A snapshot, as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// What it is called.
    pub name: String,
    /// The absolute path of the root that it is of.
    pub root: String,
    /// When it was taken, in milliseconds since 1970.
    pub created: u64,
    /// How many files its index has.
    pub files: u64,
    /// How many bytes it takes on the disk.
    pub bytes: u64,
}

impl Listed {
    pub(super) fn of(head: Head, bytes: u64) -> Self {
        let Head { root, name, created, files, version: _ } = head;
        Self { name, root, created, files, bytes }
    }
}

/// Which snapshots are to go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pruning<'p> {
    /// Those of this root alone, an absolute path.
    pub root: Option<&'p Path>,
    /// Not the newest ones of each root, so many.
    pub keep: Option<usize>,
    /// Not those that are younger.
    pub older_than: Option<Duration>,
}

/// How much was removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Removed {
    /// Snapshots.
    pub snapshots: u64,
    /// Bytes that they took, and others that were never finished.
    pub bytes: u64,
}

/// The snapshots in a cache's folder, of one root or of all: the newest first, of equal age by root and name. One that is damaged
/// where it says what it is has no name to be listed under.
///
/// # Errors
/// [`Error::CacheUnusable`].
pub fn list(directory: &Path, root: Option<&Path>) -> Result<Vec<Listed>, Error> {
    let listed = Snapshots::at(directory).list().map_err(|error| unusable(directory, &error))?;
    let of =
        |file: crate::store::snapshots::ListedSnapshot| Some(Listed::of(Head::take(&file.head.ok()?)?, file.bytes));
    let mut listed: Vec<Listed> = listed.into_iter().filter_map(of).filter(|one| is_of(root, &one.root)).collect();
    listed.sort_by(|one, other| {
        let created = other.created.cmp(&one.created);
        created.then_with(|| (&one.root, &one.name).cmp(&(&other.root, &other.name)))
    });
    Ok(listed)
}

/// Removes a snapshot: whether there was one. Who has it open keeps it.
///
/// # Errors
/// [`Error::InvalidSnapshotName`]; [`Error::CacheUnusable`].
pub fn remove(directory: &Path, root: &Path, name: &str) -> Result<bool, Error> {
    let id = Named::of(root, name)?.id();
    Snapshots::at(directory).remove(&id).map_err(|error| unusable(directory, &error))
}

/// Removes what is neither among the newest nor young. What cannot say of which root it is goes by its age alone.
///
/// # Errors
/// [`Error::CacheUnusable`]. One that cannot be removed stays.
pub fn prune(directory: &Path, pruning: &Pruning<'_>) -> Result<Removed, Error> {
    let Pruning { root, keep, older_than } = *pruning;
    let snapshots = Snapshots::at(directory);
    let listed = snapshots.list().map_err(|error| unusable(directory, &error))?;
    let mut all: Vec<_> = listed
        .into_iter()
        .map(|file| (file.head.ok().and_then(|head| Head::take(&head)), file.id, file.bytes, file.modified))
        .collect();
    let created = |head: &Option<Head>, modified: SystemTime| {
        let told = head.as_ref().and_then(|head| UNIX_EPOCH.checked_add(Duration::from_millis(head.created)));
        told.unwrap_or(modified)
    };
    all.sort_by_key(|(head, _, _, modified)| std::cmp::Reverse(created(head, *modified)));
    let mut newer: HashMap<String, usize> = HashMap::new();
    let mut removed = Removed { snapshots: 0, bytes: snapshots.remove_abandoned() };
    for (head, id, bytes, modified) in all {
        let age = snapshots.now().duration_since(created(&head, modified)).unwrap_or_default();
        let is_old = older_than.is_none_or(|limit| age > limit);
        let is_unkept = match &head {
            Some(head) if !is_of(root, &head.root) => false,
            Some(head) => {
                let before = newer.entry(head.root.clone()).or_default();
                *before += 1;
                keep.is_none_or(|keep| *before > keep)
            }
            None => root.is_none() && older_than.is_some(),
        };
        if is_old && is_unkept && snapshots.remove(&id).unwrap_or(false) {
            removed = Removed { snapshots: removed.snapshots + 1, bytes: removed.bytes + bytes };
        }
    }
    Ok(removed)
}

fn is_of(wanted: Option<&Path>, root: &str) -> bool {
    wanted.is_none_or(|wanted| crate::source::paths::RootText::of(wanted).absolute("") == root)
}

/// What is wrong with a cache's folder.
pub fn unusable(directory: &Path, error: &io::Error) -> Error {
    Error::CacheUnusable { directory: slashed(directory), reason: error.to_string() }
}
