//! The snapshots of a cache, listed and removed from JavaScript.

use super::engine::off_thread;
use super::failure::Failure;
use super::root::GivenRoot;
use crate::indexing::index::snapshot::listing::{Listed, Pruning, Removed, list, prune, remove};
use napi::Env;
use napi::bindgen_prelude::{Either, PromiseRaw, Result};
use napi_derive::napi;
use std::path::PathBuf;
use std::time::Duration;

/// A snapshot.
#[napi(object, object_from_js = false)]
#[derive(Debug, Clone, PartialEq)]
pub struct NativeSnapshot {
    /// What it is called.
    pub name: String,
    /// The absolute path of the root that it is of.
    pub root: String,
    /// When it was taken, in milliseconds since 1970.
    pub created: f64,
    /// How many files its index has.
    pub files: f64,
    /// What it takes on the disk.
    pub bytes: f64,
}

impl From<Listed> for NativeSnapshot {
    fn from(Listed { name, root, created, files, bytes }: Listed) -> Self {
        Self { name, root, created: created as f64, files: files as f64, bytes: bytes as f64 }
    }
}

/// What was removed.
#[napi(object, object_from_js = false)]
#[derive(Debug, Clone, PartialEq)]
pub struct NativeRemoved {
    /// Snapshots.
    pub snapshots: f64,
    /// What they took.
    pub bytes: f64,
}

impl From<Removed> for NativeRemoved {
    fn from(Removed { snapshots, bytes }: Removed) -> Self {
        Self { snapshots: snapshots as f64, bytes: bytes as f64 }
    }
}

/// The snapshots in the cache in this folder, an absolute path: of one root, or of all.
#[napi(catch_unwind, ts_return_type = "Promise<Array<NativeSnapshot> | Failure>")]
pub fn list_snapshots<'env>(
    env: &'env Env,
    directory: String,
    root: Option<GivenRoot>,
) -> Result<PromiseRaw<'env, Either<Vec<NativeSnapshot>, Failure>>> {
    let work = move || {
        let root = root.map(|root| root.named()).transpose()?;
        list(&PathBuf::from(directory), root.as_deref())
    };
    off_thread(env, work, |listed| Ok(listed.into_iter().map(NativeSnapshot::from).collect()))
}

/// Removes the snapshot of this name of a root from the cache in this folder: whether there was one.
#[napi(catch_unwind, ts_return_type = "Promise<boolean | Failure>")]
pub fn delete_snapshot<'env>(
    env: &'env Env,
    directory: String,
    root: GivenRoot,
    name: String,
) -> Result<PromiseRaw<'env, Either<bool, Failure>>> {
    off_thread(env, move || remove(&PathBuf::from(directory), &root.named()?, &name), Ok)
}

/// Removes the snapshots from the cache in this folder that are neither among the newest of their root, so many of which are to be
/// kept, nor younger than so many milliseconds.
#[napi(catch_unwind, ts_return_type = "Promise<NativeRemoved | Failure>")]
#[allow(clippy::cast_sign_loss)]
pub fn prune_snapshots<'env>(
    env: &'env Env,
    directory: String,
    root: Option<GivenRoot>,
    keep: Option<u32>,
    older_than_ms: Option<f64>,
) -> Result<PromiseRaw<'env, Either<NativeRemoved, Failure>>> {
    let work = move || {
        let root = root.map(|root| root.named()).transpose()?;
        let older_than = older_than_ms.map(|age| Duration::from_millis(age as u64));
        let pruning = Pruning { root: root.as_deref(), keep: keep.map(|keep| keep as usize), older_than };
        prune(&PathBuf::from(directory), &pruning)
    };
    off_thread(env, work, |removed| Ok(removed.into()))
}
