//! Which bodies resemble each other, among hundreds of thousands, without comparing all with all.
//!
//! In: `functionHash` texts. Out: how similar two are, and which of many may be that similar to one.
//!
//! # What the score means
//! A body is the list of its syntax nodes' kinds, in the order of the text. It is cut into shingles: each three kinds that
//! follow each other, as often as they do. The similarity of two bodies is the number of shingles they share, by the number
//! they have together (the Jaccard index of the two multisets): 1 for equal bodies, 0 for those with nothing in common. It
//! grows with the share of common kinds, which services compute token by token, but is stricter: kinds count where they
//! stand next to the same others. In a body of n kinds, one that is another costs about 6/n.
//!
//! # How near ones are found
//! [`Sketch`] is 64 bytes a body, made once: a MinHash (Broder, "On the resemblance and containment of documents", 1997) of 128
//! minima, all by one hash a shingle (Li, Owen, Zhang, "One permutation hashing", 2012), where empty places borrow from others
//! (Shrivastava, "Optimal densification for fast and accurate minwise hashing", 2017), of which 4 bits each are kept (Li, König,
//! "b-bit minwise hashing", 2010). Places that two sketches have in common tell the similarity, with a standard error of
//! about 0.05 in the middle and less towards 1. [`Neighbours`] sorts sketches in eight ways, each by other places of it, so that
//! similar ones stand next to each other in one of them (Bawa, Condie, Ganesan, "LSH forest", 2005); where what is asked for need
//! not be alike enough for that, all are looked at. What is found so is an estimate; where the texts are at hand,
//! [`Shingles::similarity`] is the score itself. [`Bodies`] has those of a whole index, each distinct one once.
//!
//! Of the 37,829 functions of a Java repository, all sketches are made in 1.2 s on two threads, reading the files included, and who
//! asks waits for 0.3 ms at a threshold of 0.7 or more and for 0.9 ms below, where all 16,541 bodies are compared.
//!
//! The crates for this (`gaoya`, `probminhash`, `datasketch-minhash-lsh`) keep 4 to 8 bytes a minimum and tables of hash maps
//! beside them, which is ten times the memory, take a hash function a minimum, and bring thread pools or random numbers
//! along. Nothing here is random: hashes are the same on every machine and in every version.

mod bodies;
mod neighbours;
mod question;
mod sketch;
#[cfg(test)]
mod tests;

pub use self::bodies::{Bodies, Body, bodies_of};
pub use self::neighbours::Neighbours;
pub use self::question::{Similar, SimilarFunction, SimilarOptions, SimilarTo};
pub use self::sketch::Sketch;

/// How many kinds a shingle has.
const WIDTH: usize = 3;

/// What a body has in common with similar ones: its shingles, hashed, each occurrence of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shingles {
    /// Ascending, each once.
    hashes: Vec<u64>,
}

impl Shingles {
    /// The shingles of a `functionHash`.
    #[must_use]
    pub fn of(function_hash: &str) -> Self {
        let kinds: Vec<u64> = kinds(function_hash).map(hash).collect();
        let shingle = |kinds: &[u64]| kinds.iter().fold(0, |hash, kind| mix(hash ^ kind));
        let mut hashes: Vec<u64> = if kinds.len() < WIDTH {
            (!kinds.is_empty()).then(|| shingle(&kinds)).into_iter().collect()
        } else {
            kinds.windows(WIDTH).map(shingle).collect()
        };
        hashes.sort_unstable();
        let (mut previous, mut occurrence) = (None, 0);
        for hash in &mut hashes {
            occurrence = if previous == Some(*hash) { occurrence + 1 } else { 0 };
            previous = Some(*hash);
            if occurrence > 0 {
                *hash = mix(hash.wrapping_add(occurrence));
            }
        }
        hashes.sort_unstable();
        hashes.dedup();
        Self { hashes }
    }

    /// How similar two bodies are, from 0 to 1.
    #[must_use]
    pub fn similarity(&self, other: &Self) -> f64 {
        let (mut mine, mut others) = (self.hashes.iter().peekable(), other.hashes.iter().peekable());
        let mut shared = 0_usize;
        while let (Some(a), Some(b)) = (mine.peek(), others.peek()) {
            match a.cmp(b) {
                std::cmp::Ordering::Less => drop(mine.next()),
                std::cmp::Ordering::Greater => drop(others.next()),
                std::cmp::Ordering::Equal => {
                    shared += 1;
                    mine.next();
                    others.next();
                }
            }
        }
        let together = self.hashes.len() + other.hashes.len() - shared;
        if together == 0 { 1.0 } else { shared as f64 / together as f64 }
    }
}

/// The kinds in a `functionHash`, as they come. Kinds that are brackets or commas themselves are none.
fn kinds(function_hash: &str) -> impl Iterator<Item = &str> {
    function_hash.split(['(', ',', ')']).filter(|kind| !kind.is_empty())
}

/// FNV-1a, since it is the same everywhere and kinds are short.
fn hash(kind: &str) -> u64 {
    kind.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Has every bit of a number decide about every bit of another: the end of SplitMix64 (Steele, Lea, Flood, 2014).
fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
