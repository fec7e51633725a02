//! How many files the next batch holds: the time batches took and memory pauses in, a size out.
//!
//! The first batch has the size the caller or [`crate::options::BatchSize::initial`] gives it. The automatic one is
//! three files a core, 25 at most, so the first results come after the time of about three files however long the
//! list is; from there sizes grow.

use std::time::Duration;

/// A batch that took less work than this is followed by a larger one.
pub const FAST: Duration = Duration::from_millis(1000);

const LARGEST: usize = 50;
const SMALLEST: usize = 5;

/// The size of the batch that is being filled.
#[derive(Debug, Clone)]
pub struct Sizes {
    size: usize,
    adaptive: bool,
    pressed: bool,
}

impl Sizes {
    /// Sizes that begin with `first` files, and stay there unless `adaptive`.
    pub fn new(first: usize, adaptive: bool) -> Self {
        Self { size: first.max(1), adaptive, pressed: false }
    }

    /// Files in the batch that is being filled.
    pub fn current(&self) -> usize {
        self.size
    }

    /// A batch is full and took `work`: the next one begins.
    pub fn batch_took(&mut self, work: Duration) {
        if self.adaptive && !self.pressed && work < FAST {
            self.size = grown(self.size);
        }
        self.pressed = false;
    }

    /// Memory is scarce: the batch being filled is cut, so that its files can be handed out and freed sooner, and
    /// the one after it does not grow.
    pub fn memory_pressed(&mut self) {
        if self.adaptive {
            // A size below the smallest was asked for: scarce memory is no reason to raise it.
            self.size = (self.size / 2).max(SMALLEST).min(self.size);
            self.hold();
        }
    }

    /// Memory is still scarce: the batch after the one being filled does not grow.
    pub fn hold(&mut self) {
        self.pressed = true;
    }

    /// How many batches `files` more files make if all of them are fast and memory is plenty.
    pub fn batches_for(&self, mut files: usize) -> usize {
        let (mut size, mut batches) = (self.size, 0);
        while self.adaptive && files > 0 && size != LARGEST {
            files = files.saturating_sub(size);
            size = grown(size);
            batches += 1;
        }
        batches + files.div_ceil(size)
    }
}

/// `size × 1.2` rounded up, 50 at most.
fn grown(size: usize) -> usize {
    size.saturating_mul(6).div_ceil(5).min(LARGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: Duration = Duration::from_millis(999);

    fn after(sizes: &mut Sizes, work: Duration) -> usize {
        sizes.batch_took(work);
        sizes.current()
    }

    #[test]
    fn fast_batches_grow_by_a_fifth_up_to_fifty() {
        let mut sizes = Sizes::new(6, true);
        let grown: Vec<usize> = (0..13).map(|_| after(&mut sizes, SHORT)).collect();
        assert_eq!(grown, [8, 10, 12, 15, 18, 22, 27, 33, 40, 48, 50, 50, 50]);
    }

    #[test]
    fn a_batch_of_a_second_keeps_its_size() {
        assert_eq!(after(&mut Sizes::new(10, true), FAST), 10);
    }

    #[test]
    fn a_pause_halves_down_to_five_and_holds_growth_for_one_batch() {
        let mut sizes = Sizes::new(50, true);
        sizes.memory_pressed();
        assert_eq!(sizes.current(), 25);
        sizes.memory_pressed();
        assert_eq!(sizes.current(), 12);
        assert_eq!(after(&mut sizes, SHORT), 12);
        assert_eq!(after(&mut sizes, SHORT), 15);
        (0..9).for_each(|_| sizes.memory_pressed());
        assert_eq!(sizes.current(), 5);
    }

    #[test]
    fn a_small_size_is_not_raised_by_a_pause() {
        let mut sizes = Sizes::new(2, true);
        sizes.memory_pressed();
        assert_eq!(sizes.current(), 2);
    }

    #[test]
    fn a_fixed_size_stays() {
        let mut sizes = Sizes::new(7, false);
        sizes.memory_pressed();
        assert_eq!(after(&mut sizes, SHORT), 7);
        assert_eq!(sizes.batches_for(15), 3);
    }

    #[test]
    fn the_estimate_is_what_fast_batches_make() {
        for (first, adaptive, files) in [(6, true, 0), (6, true, 1), (6, true, 100), (25, true, 1234), (80, true, 500)]
        {
            let mut sizes = Sizes::new(first, adaptive);
            let (estimate, mut left, mut batches) = (sizes.batches_for(files), files, 0);
            while left > 0 {
                left = left.saturating_sub(sizes.current());
                sizes.batch_took(SHORT);
                batches += 1;
            }
            assert_eq!(estimate, batches, "{files} files from {first}");
        }
    }
}
