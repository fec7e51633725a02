#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod disk;
mod faults;
mod folder;
#[cfg(unix)]
mod hostile;
mod laws;
mod packs;
mod snapshots;

use super::{Entry, Key, Lane};
use std::sync::Arc;

/// An entry that is told by its number: equal numbers, equal entries.
fn entry(number: u32) -> Entry {
    let lane = Lane::ALL[number as usize % 3];
    let word = format!("entry {number} of lane {lane:?}; ");
    Entry { key: key(number), lane, bytes: word.repeat(number as usize % 7 * 40).into_bytes() }
}

fn key(number: u32) -> Key {
    Key::of("test", &[&number.to_le_bytes()])
}

fn found(number: u32) -> Option<Arc<[u8]>> {
    Some(entry(number).bytes.into())
}
