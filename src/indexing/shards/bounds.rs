//! Where a list of files is cut into shards.
//!
//! In: files in order, with how much each is. Out: ranges of them. A range that is too large is cut where the path's hash is the
//! least, among the files around its middle: so bounds depend on paths and sizes, not on how many files there are before, and one file more, or
//! a larger one, as a rule changes the shard that it is in and no other. Shards stay parts of the ordered list: files of one folder
//! are mostly analysed, packed and put together side by side.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;

/// What a file counts for beside its bytes, since many empty ones are work too.
const OF_ITSELF: u64 = 1 << 10;

/// How large shards are to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShardSize {
    /// So many shards, if there are as many files.
    Shards(usize),
    /// At most so many bytes a shard, but for one with a single file.
    Bytes(u64),
}

impl Default for ShardSize {
    /// Some hundred milliseconds of work for one thread.
    fn default() -> Self {
        Self::Bytes(8 << 20)
    }
}

/// Cuts the files with these paths and sizes.
pub fn cut<'path>(files: impl Iterator<Item = (&'path str, u64)>, size: ShardSize) -> Vec<Range<usize>> {
    let (mut ranks, mut ends) = (Vec::new(), vec![0_u64]);
    for (path, bytes) in files {
        ranks.push(*blake3::hash(path.as_bytes()).as_bytes());
        ends.push(ends.last().copied().unwrap_or(0).saturating_add(bytes).saturating_add(OF_ITSELF));
    }
    if ranks.is_empty() {
        return Vec::new();
    }
    let weight = |range: &Range<usize>| if range.len() > 1 { ends[range.end] - ends[range.start] } else { 0 };
    // The heaviest first; of equally heavy ones the first in the list.
    let mut heap = BinaryHeap::from([(weight(&(0..ranks.len())), Reverse(0), ranks.len())]);
    loop {
        let is_done = match (size, heap.peek()) {
            (_, None | Some((0, ..))) => true,
            (ShardSize::Shards(count), _) => heap.len() >= count,
            (ShardSize::Bytes(most), Some((weight, ..))) => *weight <= most,
        };
        let Some((_, Reverse(start), end)) = (if is_done { None } else { heap.pop() }) else { break };
        let middle = cut_of(&ranks, &ends, start..end);
        for range in [start..middle, middle..end] {
            heap.push((weight(&range), Reverse(range.start), range.end));
        }
    }
    let mut ranges: Vec<_> = heap.into_iter().map(|(_, Reverse(start), end)| start..end).collect();
    ranges.sort_unstable_by_key(|range| range.start);
    ranges
}

/// The first file of the second half of a range of at least two.
fn cut_of(ranks: &[[u8; 32]], ends: &[u64], range: Range<usize>) -> usize {
    let (begin, all) = (ends[range.start], ends[range.end] - ends[range.start]);
    let inner = range.start + 1..range.end;
    let before = |file: &usize| ends[*file] - begin;
    let is_around_middle = |file: &usize| (all / 4..=all - all / 4).contains(&before(file));
    let least = inner.clone().filter(is_around_middle).min_by_key(|file| ranks[*file]);
    // One large file in the middle.
    let nearest = || inner.clone().min_by_key(|file| before(file).abs_diff(all / 2));
    least.or_else(nearest).unwrap_or(inner.start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn files(count: usize) -> Vec<(String, u64)> {
        let mut files: Vec<_> =
            (0..count).map(|n| (format!("src/{}/file{n}.ts", n % 37), (n as u64 * 7919) % 20_000)).collect();
        files.sort();
        files
    }

    fn shards(files: &[(String, u64)], size: ShardSize) -> Vec<Vec<(String, u64)>> {
        let ranges = cut(files.iter().map(|(path, bytes)| (path.as_str(), *bytes)), size);
        ranges.into_iter().map(|range| files[range].to_vec()).collect()
    }

    #[test]
    fn every_file_is_in_one_shard_in_order() {
        let all = files(2000);
        for size in [ShardSize::Shards(1), ShardSize::Shards(7), ShardSize::Bytes(1), ShardSize::Bytes(500_000)] {
            assert_eq!(shards(&all, size).concat(), all);
        }
        assert!(shards(&[], ShardSize::Shards(3)).is_empty());
    }

    #[test]
    fn there_are_as_many_as_asked_for_or_none_is_larger() {
        let all = files(2000);
        assert_eq!([1, 2, 5, 100].map(|count| shards(&all, ShardSize::Shards(count)).len()), [1, 2, 5, 100]);
        assert_eq!(shards(&all[..3], ShardSize::Shards(9)).len(), 3);
        assert_eq!(shards(&all, ShardSize::Bytes(1)).len(), 2000);
        let bytes = |shard: &Vec<(String, u64)>| shard.iter().map(|(_, bytes)| bytes + OF_ITSELF).sum::<u64>();
        let sizes: Vec<u64> = shards(&all, ShardSize::Bytes(500_000)).iter().map(bytes).collect();
        assert!(sizes.iter().all(|bytes| (100_000..=500_000).contains(bytes)), "{sizes:?}");
    }

    #[test]
    fn one_file_more_changes_one_shard() {
        let all = files(2000);
        let before: HashSet<_> = shards(&all, ShardSize::Bytes(500_000)).into_iter().collect();
        let changed = (0..200).map(|n| {
            let mut more = all.clone();
            more.push((format!("src/{}/new{n}.ts", n % 37), 3000));
            more.sort();
            let after = shards(&more, ShardSize::Bytes(500_000));
            after.into_iter().filter(|shard| !before.contains(shard)).count()
        });
        let changed: Vec<usize> = changed.collect();
        // One becomes one, or two; now and then the new file is where a larger range is cut.
        assert!(changed.iter().filter(|count| **count <= 2).count() >= 180, "{changed:?}");
        assert!(changed.iter().all(|count| *count <= 8), "{changed:?}");
    }

    #[test]
    fn a_file_larger_than_all_others_stands_alone() {
        let mut all = files(9);
        all[4].1 = 1 << 30;
        let large = shards(&all, ShardSize::Bytes(1 << 20)).into_iter().find(|shard| shard.contains(&all[4]));
        assert_eq!(large.map(|shard| shard.len()), Some(1));
    }
}
