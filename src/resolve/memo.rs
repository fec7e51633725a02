//! What was found out once and is asked again by many threads.
//!
//! In: a key and the way to find its answer. Out: the answer. Never forgets, and never holds a lock while an answer
//! is looked for, so looking for one may ask for others.

use std::borrow::Borrow;
use std::hash::{BuildHasher, Hash};
use std::sync::{PoisonError, RwLock};

use foldhash::HashMap;
use foldhash::fast::RandomState;

/// Answers by key. Two threads that ask for the same new key may both look; the first answer stays.
///
/// `SHARDS` maps share the keys, so that threads that add answers seldom wait for each other; one is enough for a
/// memo that few threads ask at a time, of which there are many.
pub(super) struct Memo<K, V, const SHARDS: usize = 16> {
    shards: [RwLock<HashMap<K, V>>; SHARDS],
    /// Seeded, as the maps are: keys may be chosen to collide by whoever wrote the repository.
    hasher: RandomState,
}

impl<K: Eq + Hash, V: Clone, const SHARDS: usize> Memo<K, V, SHARDS> {
    pub(super) fn new() -> Self {
        Self { shards: std::array::from_fn(|_| RwLock::default()), hasher: RandomState::default() }
    }

    /// The answer for `key`, looked for with `find` if it is not known yet.
    pub(super) fn get<Q>(&self, key: &Q, find: impl FnOnce() -> V) -> V
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ToOwned + ?Sized,
        Q::Owned: Into<K>,
    {
        let shard = &self.shards[self.hasher.hash_one(key) as usize % SHARDS];
        // A panic elsewhere leaves no half-written entry: maps are changed by one insertion at a time.
        if let Some(known) = shard.read().unwrap_or_else(PoisonError::into_inner).get(key) {
            return known.clone();
        }
        let found = find();
        shard.write().unwrap_or_else(PoisonError::into_inner).entry(key.to_owned().into()).or_insert(found).clone()
    }
}
