//! A body in 64 bytes.

use super::{Shingles, mix};

/// Minima that a sketch has.
pub(super) const PLACES: usize = 128;

/// Bits of a minimum that are kept, and how many values they have.
const BITS: u32 = 4;
const VALUES: f64 = 16.0;

/// Bytes of a sketch.
const BYTES: usize = PLACES * BITS as usize / 8;

/// What is kept of a body to find those like it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sketch([u8; BYTES]);

impl Sketch {
    /// The sketch of a body. Equal bodies have equal sketches.
    #[must_use]
    pub fn of(shingles: &Shingles) -> Self {
        let mut minima = [u64::MAX; PLACES];
        for hash in &shingles.hashes {
            // The top bits say whose minimum it may become, the others whether it does.
            let place = &mut minima[(hash >> (64 - PLACES.ilog2())) as usize];
            *place = (*place).min(hash << PLACES.ilog2());
        }
        let mut sketch = [0; BYTES];
        if shingles.hashes.is_empty() {
            return Self(sketch);
        }
        for place in 0..PLACES {
            // An empty place borrows from another: from which depends on the place alone, so that sketches stay comparable.
            let mut lender = place;
            let mut attempt = 0;
            while minima[lender] == u64::MAX {
                attempt += 1;
                lender = (mix(((place as u64) << 32) | attempt) >> (64 - PLACES.ilog2())) as usize;
            }
            let value = (mix(minima[lender]) & 0xf) as u8;
            sketch[place / 2] |= if place % 2 == 0 { value << BITS } else { value };
        }
        Self(sketch)
    }

    /// About how similar the bodies are, from 0 to 1.
    #[must_use]
    pub fn similarity(&self, other: &Self) -> f64 {
        let words = |sketch: &Self| -> [u64; BYTES / 8] {
            std::array::from_fn(|at| u64::from_le_bytes(std::array::from_fn(|byte| sketch.0[at * 8 + byte])))
        };
        let different: u32 = std::iter::zip(words(self), words(other))
            .map(|(a, b)| {
                let bits = a ^ b;
                let pairs = bits | (bits >> 1);
                ((pairs | (pairs >> 2)) & 0x1111_1111_1111_1111).count_ones()
            })
            .sum();
        // Of places that differ, one in sixteen looks the same.
        (1.0 - f64::from(different) / PLACES as f64 * VALUES / (VALUES - 1.0)).max(0.0)
    }

    /// The chance that a place of two sketches is equal.
    pub(super) fn chance_of_equal_places(similarity: f64) -> f64 {
        similarity + (1.0 - similarity) / VALUES
    }

    /// The standard error of the estimate, where `similarity` is right: of a share of so many places.
    pub(super) fn standard_error(similarity: f64) -> f64 {
        let chance = Self::chance_of_equal_places(similarity);
        (chance * (1.0 - chance) / PLACES as f64).sqrt() * VALUES / (VALUES - 1.0)
    }

    /// Eight places of it: what the `tree`th of the neighbours' trees is sorted by.
    pub(super) fn key(&self, tree: usize) -> u32 {
        u32::from_be_bytes(std::array::from_fn(|byte| self.0[tree * 4 + byte]))
    }
}
