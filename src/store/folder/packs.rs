//! The packs that a folder had when it was last looked at, and in which of their blocks each entry is.
//!
//! In: packs with what they have. Out: where a key may be. Sorted numbers, 16 bytes an entry: a folder of 100,000 entries is
//! known in milliseconds. What is known is never changed but made again, so that threads read it without a lock.

use crate::store::Key;
use crate::store::pack::{BlockPlace, PackIndex, prefix};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};
use std::ffi::OsString;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

/// A pack that is used is touched if that was last done so long ago: packs that are not used for longer go first.
const TOUCH_AFTER: Duration = Duration::from_secs(60 * 60);

/// A pack that is there, or was.
#[derive(Debug)]
pub struct Pack {
    /// A number that no other pack gets in this process. Later packs have higher ones.
    pub serial: u32,
    /// What it is called in its folder.
    pub name: OsString,
    /// How long it is.
    pub length: u64,
    /// Its blocks.
    pub blocks: Vec<BlockPlace>,
    lost_blocks: Box<[AtomicBool]>,
    is_gone: AtomicBool,
    /// When it was last touched, in seconds.
    touched: AtomicU64,
}

impl Pack {
    /// Whether a block can be read, as far as is known.
    pub fn is_readable(&self, block: u32) -> bool {
        let is_lost = |lost: &AtomicBool| lost.load(Ordering::Relaxed);
        !is_lost(&self.is_gone) && self.lost_blocks.get(block as usize).is_some_and(|lost| !is_lost(lost))
    }

    /// Remembers that a block cannot be read; whether that is new.
    pub fn lose_block(&self, block: u32) -> bool {
        self.lost_blocks.get(block as usize).is_some_and(|lost| !lost.swap(true, Ordering::Relaxed))
    }

    /// Remembers that the pack is not there any more; whether that is new.
    pub fn lose(&self) -> bool {
        !self.is_gone.swap(true, Ordering::Relaxed)
    }

    /// Whether the pack is not there any more.
    pub fn is_gone(&self) -> bool {
        self.is_gone.load(Ordering::Relaxed)
    }

    /// The next block of the same lane.
    pub fn next_of_lane(&self, block: u32) -> Option<u32> {
        let lane = self.blocks.get(block as usize)?.lane;
        let behind = self.blocks.iter().zip(0..).skip(block as usize + 1);
        behind.filter(|(place, _)| place.lane == lane).map(|(_, number)| number).next()
    }

    /// Whether it is to be touched, having been used now. Answers so to one thread only.
    pub fn is_to_be_touched(&self, now: SystemTime) -> bool {
        let (last, now) = (self.touched.load(Ordering::Relaxed), seconds(now));
        now > last.saturating_add(TOUCH_AFTER.as_secs())
            && self.touched.compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// An entry's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    prefix: u64,
    /// Of equal ones those of the latest pack come first: what was damaged has been kept again since.
    pack: Reverse<u32>,
    block: u32,
}

/// A pack that was read, to be known.
#[derive(Debug)]
pub struct NewPack {
    /// What it is called in its folder.
    pub name: OsString,
    /// What it has.
    pub index: PackIndex,
    /// When it was last used.
    pub used: SystemTime,
}

/// All packs that are known.
#[derive(Debug, Default)]
pub struct Packs {
    /// In the order of their serials.
    packs: Vec<Arc<Pack>>,
    rows: Vec<Row>,
}

impl Packs {
    /// All packs, those that have been there for longer first.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Pack>> {
        self.packs.iter()
    }

    /// How many entries they have.
    pub fn entries(&self) -> usize {
        self.rows.len()
    }

    /// Where an entry may be: the pack and the block's number.
    pub fn find(&self, key: &Key) -> impl Iterator<Item = (&Arc<Pack>, u32)> {
        let prefix = prefix(key);
        let first = self.rows.partition_point(|row| row.prefix < prefix);
        let rows = self.rows.iter().skip(first).take_while(move |row| row.prefix == prefix);
        rows.filter_map(|row| Some((self.packs.get(row.pack.0 as usize)?, row.block)))
    }

    /// The packs that have entries with these keys, each with about how many of its bytes these are.
    pub fn shares(&self, keys: &HashSet<Key>) -> Vec<(Arc<Pack>, u64)> {
        let prefixes: HashSet<u64> = keys.iter().map(prefix).collect();
        let mut blocks: BTreeMap<(u32, u32), (u64, u64)> = BTreeMap::new();
        for row in &self.rows {
            let (of_these, all) = blocks.entry((row.pack.0, row.block)).or_default();
            *of_these += u64::from(prefixes.contains(&row.prefix));
            *all += 1;
        }
        let mut shares: BTreeMap<u32, u64> = BTreeMap::new();
        for ((pack, block), (of_these, all)) in blocks.into_iter().filter(|(_, (of_these, _))| *of_these > 0) {
            let place = self.packs.get(pack as usize).and_then(|pack| pack.blocks.get(block as usize));
            *shares.entry(pack).or_default() += place.map_or(0, BlockPlace::bytes) * of_these / all;
        }
        shares
            .into_iter()
            .filter_map(|(pack, bytes)| Some((Arc::clone(self.packs.get(pack as usize)?), bytes)))
            .collect()
    }

    /// The same without packs that `stays` refuses, and with new ones, whose serials begin with `serial`.
    pub fn changed(&self, stays: impl Fn(&Pack) -> bool, new: Vec<NewPack>, serial: u32) -> Self {
        let mut packs: Vec<Arc<Pack>> = Vec::with_capacity(self.packs.len() + new.len());
        let places: Vec<Option<u32>> = self
            .packs
            .iter()
            .map(|pack| {
                stays(pack).then(|| {
                    packs.push(Arc::clone(pack));
                    packs.len() as u32 - 1
                })
            })
            .collect();
        let added = new.iter().map(|pack| pack.index.entries.len()).sum::<usize>();
        let mut rows = Vec::with_capacity(self.rows.len() + added);
        rows.extend(self.rows.iter().filter_map(|row| {
            let pack = (*places.get(row.pack.0 as usize)?)?;
            Some(Row { pack: Reverse(pack), ..*row })
        }));
        for (NewPack { name, index, used }, serial) in new.into_iter().zip(serial..) {
            let pack = Reverse(packs.len() as u32);
            rows.extend(index.entries.iter().map(|&(prefix, block)| Row { prefix, pack, block }));
            packs.push(Arc::new(Pack {
                serial,
                name,
                length: index.length,
                lost_blocks: index.blocks.iter().map(|_| AtomicBool::new(false)).collect(),
                blocks: index.blocks,
                is_gone: AtomicBool::new(false),
                touched: AtomicU64::new(seconds(used)),
            }));
        }
        // Merges what is sorted already.
        rows.sort();
        Self { packs, rows }
    }
}
