//! Sketches in an order in which similar ones stand next to each other.

use super::Sketch;

/// Places that a tree is sorted by, and how many trees there are: more would find less alike ones sooner, and take more memory.
const DEPTH: u32 = 8;
const TREES: usize = 8;

/// How many of those that are exactly as similar as asked for may be passed over.
const MISSED: f64 = 0.005;

/// How many standard errors an estimate may be lower than what is asked for.
const ERRORS: f64 = 3.0;

/// Fewer equal places than these tell nothing: too many sketches have them by chance.
const FEWEST: u32 = 2;

/// Which of many sketches may be similar to one. It keeps their numbers alone, once a
/// tree; the sketches stay with whoever has them.
#[derive(Debug, Default)]
pub struct Neighbours {
    trees: [Vec<u32>; TREES],
}

/// A body that may be similar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Neighbour {
    /// Its number among all.
    pub number: u32,
    /// About how similar it is.
    pub estimate: f64,
}

impl Neighbours {
    /// Puts the sketches `0..count` in order.
    #[must_use]
    pub fn new<'a>(count: u32, sketch: impl Fn(u32) -> &'a Sketch) -> Self {
        let tree = |tree| {
            let mut order: Vec<(u32, u32)> = (0..count).map(|number| (sketch(number).key(tree), number)).collect();
            order.sort_unstable();
            order.into_iter().map(|(_, number)| number).collect()
        };
        Self { trees: std::array::from_fn(tree) }
    }

    /// Those that may be at least as similar to `wanted` as `threshold` says, by number, with about how similar they are. Of
    /// those that are, one in two hundred at most is missing if it is no more similar than that, and hardly any that is more.
    ///
    /// `sketch` answers as it did for [`Self::new`].
    #[must_use]
    pub fn near<'a>(&self, wanted: &Sketch, threshold: f64, sketch: impl Fn(u32) -> &'a Sketch) -> Vec<Neighbour> {
        let count = self.trees[0].len();
        let ranges = self.ranges(wanted, threshold, &sketch);
        let numbers = match ranges {
            Some(ranges) if ranges.iter().map(|range| range.len()).sum::<usize>() < count => {
                let mut numbers = ranges.concat();
                numbers.sort_unstable();
                numbers.dedup();
                numbers
            }
            // Comparing with all costs a few nanoseconds each, and no order helps where most are similar.
            _ => (0..count as u32).collect(),
        };
        let least = threshold - ERRORS * Sketch::standard_error(threshold);
        let neighbours =
            numbers.into_iter().map(|number| Neighbour { number, estimate: wanted.similarity(sketch(number)) });
        neighbours.filter(|neighbour| neighbour.estimate >= least).collect()
    }

    /// In each tree those that begin like `wanted`, if that tells anything.
    fn ranges<'a>(&self, wanted: &Sketch, threshold: f64, sketch: &impl Fn(u32) -> &'a Sketch) -> Option<Vec<&[u32]>> {
        let places = equal_places(threshold)?;
        let ending = u32::MAX.checked_shr(4 * places).unwrap_or(0);
        let ranges = self.trees.iter().enumerate().map(|(tree, order)| {
            let first = wanted.key(tree) & !ending;
            let begin = order.partition_point(|number| sketch(*number).key(tree) < first);
            let length = order[begin..].partition_point(|number| sketch(*number).key(tree) <= first | ending);
            &order[begin..begin + length]
        });
        Some(ranges.collect())
    }
}

/// How many places in a row have to be equal in one of the trees: as many as those that are similar enough surely have.
fn equal_places(threshold: f64) -> Option<u32> {
    let chance = Sketch::chance_of_equal_places(threshold);
    let is_missed = |places: u32| (1.0 - chance.powi(places as i32)).powi(TREES as i32);
    (FEWEST..=DEPTH).rev().find(|places| is_missed(*places) <= MISSED)
}
