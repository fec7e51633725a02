//! A cache's folder, looked at from JavaScript without a stream.

use super::engine::off_thread;
use super::failure::Failure;
use crate::error::Error;
use crate::store::folder::{Info, Pruned, info, prune};
use napi::Env;
use napi::bindgen_prelude::{Either, PromiseRaw, Result};
use napi_derive::napi;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// What a cache holds. Times are milliseconds since 1970.
#[napi(object, object_from_js = false, use_nullable = true)]
#[derive(Debug, Clone, PartialEq)]
pub struct NativeCacheInfo {
    /// Files of entries.
    pub packs: f64,
    /// What is kept.
    pub entries: f64,
    /// What that and what is known of roots takes.
    pub bytes: f64,
    /// Roots whose files need not be read.
    pub roots: f64,
    /// Snapshots.
    pub snapshots: f64,
    /// What the snapshots take.
    pub snapshot_bytes: f64,
    /// When what was not used for longest was last used; `null` if there is nothing.
    pub oldest_use: Option<f64>,
    /// When any of it was last used.
    pub newest_use: Option<f64>,
}

/// What was taken out of a cache.
#[napi(object, object_from_js = false)]
#[derive(Debug, Clone, PartialEq)]
pub struct NativePruned {
    /// Files of entries.
    pub packs: f64,
    /// What they took.
    pub bytes: f64,
}

/// What the cache in this folder, an absolute path, holds.
#[napi(catch_unwind, ts_return_type = "Promise<NativeCacheInfo | Failure>")]
pub fn cache_info<'env>(
    env: &'env Env,
    directory: String,
) -> Result<PromiseRaw<'env, Either<NativeCacheInfo, Failure>>> {
    let directory = PathBuf::from(directory);
    off_thread(env, move || info(&directory).map_err(|error| unusable(&directory, &error)), |info| Ok(info.into()))
}

/// Takes what was not used for longest out of the cache in this folder, until it takes no more than `max_bytes`.
#[napi(catch_unwind, ts_return_type = "Promise<NativePruned | Failure>")]
#[allow(clippy::cast_sign_loss)]
pub fn prune_cache<'env>(
    env: &'env Env,
    directory: String,
    max_bytes: f64,
) -> Result<PromiseRaw<'env, Either<NativePruned, Failure>>> {
    let directory = PathBuf::from(directory);
    let work = move || prune(&directory, max_bytes as u64).map_err(|error| unusable(&directory, &error));
    off_thread(env, work, |pruned| Ok(pruned.into()))
}

fn unusable(directory: &Path, error: &io::Error) -> Error {
    Error::CacheUnusable { directory: directory.display().to_string(), reason: error.to_string() }
}

impl From<Info> for NativeCacheInfo {
    fn from(info: Info) -> Self {
        let Info { packs, entries, bytes, roots, snapshots, snapshot_bytes, oldest_use, newest_use } = info;
        Self {
            packs: packs as f64,
            entries: entries as f64,
            bytes: bytes as f64,
            roots: roots as f64,
            snapshots: snapshots as f64,
            snapshot_bytes: snapshot_bytes as f64,
            oldest_use: oldest_use.map(milliseconds),
            newest_use: newest_use.map(milliseconds),
        }
    }
}

impl From<Pruned> for NativePruned {
    fn from(Pruned { packs, bytes }: Pruned) -> Self {
        Self { packs: packs as f64, bytes: bytes as f64 }
    }
}

fn milliseconds(time: SystemTime) -> f64 {
    time.duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_millis() as f64)
}
