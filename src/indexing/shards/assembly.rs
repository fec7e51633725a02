//! The list of a plan, put together again of its shards as they are done.
//!
//! In: a [`Plan`], its shards, and [`Receipt`]s in any order. Out: the [`Listed`] of a stream or a graph, whose next paths are known as soon as
//! the shards that they are in are done: it begins before the last one is.

use super::plan::Plan;
use super::{Receipt, Shard, invalid};
use crate::error::{Error, FailureCode, FileFailure, Part};
use crate::indexing::analyze::Listed;
use crate::indexing::maker::RecordMaker;
use crate::options::Options;
use crate::source::paths::RootText;
use crate::store::{Key, RecordStore};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

/// Shards that are to be put together.
#[derive(Debug)]
pub struct Assembly {
    root: RootText,
    plan: Plan,
    shards: Vec<Shard>,
    numbers: HashMap<String, usize>,
    /// Of shards that are done and were not handed on: why files of them failed.
    done: BTreeMap<usize, HashMap<usize, (FailureCode, String)>>,
    received: HashSet<usize>,
    /// The first shard that was not handed on.
    next: usize,
    /// The place in the list of what comes next, and how many of the plan's failures come before it.
    place: usize,
    failed: usize,
}

/// Paths of the list, or why there is no file.
pub type Paths = Vec<Result<String, FileFailure>>;

impl Assembly {
    /// What is planned below `root`.
    ///
    /// # Errors
    /// [`Error::InvalidPart`] if that contradicts itself.
    pub fn new(root: &Path, plan: Plan, shards: Vec<Shard>) -> Result<Self, Error> {
        const PART: Part = Part::Plan;
        let files: usize = shards.iter().map(|shard| shard.files.len()).sum();
        let total = files + plan.failures.len();
        let mut paths = HashSet::with_capacity(files);
        if shards.iter().flat_map(|shard| &shard.files).any(|file| !paths.insert(file.path.as_str())) {
            return Err(invalid(PART, "a file is planned twice"));
        }
        if shards.iter().any(|shard| shard.limits != plan.limits) {
            return Err(invalid(PART, "one of its shards has limits of its own"));
        }
        let places: Vec<usize> = plan.failures.iter().map(|failure| failure.place).collect();
        if !places.is_sorted_by(|one, next| one < next) || places.last().is_some_and(|last| *last >= total) {
            return Err(invalid(PART, "its failures have no places in the list"));
        }
        plan.failures.iter().try_for_each(|failure| failure.named().map(drop))?;
        let numbers = shards.iter().map(|shard| shard.id.clone()).zip(0..).collect();
        let (done, received) = (BTreeMap::new(), HashSet::new());
        Ok(Self { root: RootText::of(root), plan, shards, numbers, done, received, next: 0, place: 0, failed: 0 })
    }

    /// The maker of the records, what the stream or graph is of, and the options with the plan's limits in them.
    #[must_use]
    pub fn begin(
        &mut self,
        root: &Path,
        options: Options,
        store: Option<Arc<dyn RecordStore>>,
    ) -> (RecordMaker, Listed, Options) {
        let options = self.plan.limits.over(options);
        let links = self.plan.links.iter().map(|(target, name)| (self.root.absolute(target), self.root.absolute(name)));
        let maker = RecordMaker::new(root, links.collect::<Vec<_>>(), &options);
        let maker = match store {
            Some(store) => maker.keeping_in(store),
            None => maker,
        };
        let mut planned: Vec<Option<Key>> = self.shards.iter().flat_map(Shard::keys).map(Some).collect();
        let total = planned.len() + self.plan.failures.len();
        let mut listed = Listed { total, ..Listed::default() };
        if !self.plan.failures.is_empty() {
            let lost: HashSet<usize> = self.plan.failures.iter().map(|failure| failure.place).collect();
            let mut keys = planned.into_iter();
            planned =
                (0..total).map(|place| if lost.contains(&place) { None } else { keys.next().flatten() }).collect();
        }
        listed.planned = planned;
        (maker, listed, options)
    }

    /// The options with the plan's limits in them.
    #[must_use]
    pub fn limited(&self, options: Options) -> Options {
        self.plan.limits.over(options)
    }

    /// The hash of what each file held when it was planned, by path below the root; of those that could not be read, nothing.
    pub fn planned(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        let files = self.shards.iter().flat_map(|shard| &shard.files).map(|file| (&*file.path, Some(&*file.hash)));
        files.chain(self.plan.failures.iter().map(|failure| (failure.path(), None)))
    }

    /// Takes what a shard came to: the names of the packs that its records are in; nothing if it was known already, as a shard may
    /// be analysed more than once. What it is good for is handed on by [`Assembly::release`].
    ///
    /// # Errors
    /// As [`Receipt::read`]; [`Error::InvalidPart`] if it is of none of the shards.
    pub fn receive(&mut self, json: &str) -> Result<Option<(usize, Vec<String>)>, Error> {
        let receipt = Receipt::read(json)?;
        let number = self.numbers.get(&receipt.shard).copied();
        let number = number.ok_or_else(|| invalid(Part::Receipt, "it is of no shard of this plan"))?;
        let failed = receipt.failed(&self.shards[number])?;
        if !self.received.insert(number) {
            return Ok(None);
        }
        self.done.insert(number, failed);
        Ok(Some((number, receipt.packs)))
    }

    /// How many shards nothing is known of yet.
    #[must_use]
    pub fn missing(&self) -> usize {
        self.shards.len() - self.received.len()
    }

    /// The next paths of the list that are known now, a shard's at most; none until more shards are done.
    pub fn release(&mut self) -> Paths {
        let mut paths = Vec::new();
        self.release_failures(&mut paths);
        let Some(mut failed) = self.done.remove(&self.next) else { return paths };
        for number in 0..self.shards[self.next].files.len() {
            let path = self.root.absolute(&self.shards[self.next].files[number].path);
            paths.push(match failed.remove(&number) {
                Some((code, reason)) => Err(FileFailure { path, code, reason }),
                None => Ok(path),
            });
            self.place += 1;
            self.release_failures(&mut paths);
        }
        self.next += 1;
        paths
    }

    fn release_failures(&mut self, paths: &mut Paths) {
        while let Some(failure) = self.plan.failures.get(self.failed).filter(|failure| failure.place == self.place) {
            // Read once before.
            paths.extend(
                failure
                    .named()
                    .ok()
                    .map(|failure| Err(FileFailure { path: self.root.absolute(&failure.path), ..failure })),
            );
            self.failed += 1;
            self.place += 1;
        }
    }
}
