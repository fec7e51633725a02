//! What a snapshot's bytes mean.
//!
//! In: what is known of an index beside its files. Out: the head, which any version of the package reads, and the first part; and both
//! again. The parts behind the first are the pieces of the [image](crate::query::image), its names, and the texts.

use super::super::image::{put_failures, put_stats, put_warnings, take_failures, take_stats, take_warnings};
use super::Named;
use crate::error::{FileFailure, Warning};
use crate::query::stats::Stats;
use crate::record::compact::bytes::{Input, put_number};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Says how all parts are written, the image's pieces and the dense records in them included. To be raised with any change to that: a
/// snapshot cannot be made again, so other code reads it where it can. A test holds it to snapshots that were taken before.
pub const FORM: u32 = 2;

/// The forms that are read. One of the first says nothing of decorators, nor of what stands around members of types that are elsewhere.
pub const READ: RangeInclusive<u32> = 1..=FORM;

/// What a listing says of a snapshot. Later versions may add to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Head {
    pub root: String,
    pub name: String,
    /// Milliseconds since 1970.
    pub created: u64,
    /// How many files the index has.
    pub files: u64,
    /// The version of the package that has taken it.
    pub version: String,
}

impl Head {
    pub fn new(named: &Named, files: usize, now: SystemTime) -> Self {
        let Named { root, name } = named.clone();
        let created = now.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_millis();
        let created = u64::try_from(created).unwrap_or(u64::MAX);
        Self { root, name, created, files: files as u64, version: env!("CARGO_PKG_VERSION").to_owned() }
    }

    pub fn named(&self) -> Named {
        Named { root: self.root.clone(), name: self.name.clone() }
    }

    pub fn put(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    pub fn take(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}

/// What is known of an index beside its files, and of how many parts it is.
#[derive(Debug, PartialEq, Eq)]
pub struct Ground {
    pub stats: Stats,
    pub failures: Vec<FileFailure>,
    pub warnings: Vec<Warning>,
    /// How many pieces its image has.
    pub pieces: usize,
    /// How many parts the names of its symbols are.
    pub names: usize,
}

impl Ground {
    pub fn put(&self) -> Vec<u8> {
        let mut out = Vec::new();
        put_stats(&mut out, &self.stats);
        put_failures(&mut out, &self.failures);
        put_warnings(&mut out, &self.warnings);
        put_number(&mut out, self.pieces as u32);
        put_number(&mut out, self.names as u32);
        out
    }

    pub fn take(bytes: &[u8]) -> Option<Self> {
        let mut input = Input::new(bytes);
        let stats = take_stats(&mut input)?;
        let (failures, warnings) = (take_failures(&mut input)?, take_warnings(&mut input)?);
        let (pieces, names) = (input.number().ok()? as usize, input.number().ok()? as usize);
        input.end().ok()?;
        Some(Self { stats, failures, warnings, pieces, names })
    }
}
