//! How well a name is what somebody looks for.
//!
//! In: a text and a name. Out: a rank; more is better. What the name is comes before what it begins with, that before what a
//! part of it begins with, that before what it has anywhere, that before what it has letter by letter or but for a slip.

use super::names::fold;

/// The best rank.
pub(super) const BEST: u32 = 1000;
/// The least one of a name that is the text, in whatever case.
const EXACT: u32 = 900;
/// The least one of a name that begins with the text.
pub(super) const PREFIX: u32 = 700;
/// The least one of a name of which a word begins with the text.
const WORD: u32 = 500;
/// The least one of a name that has the text in it.
pub(super) const PART: u32 = 300;

/// The fewest letters by which a name is found that does not have them side by side.
const FUZZY: usize = 3;

/// The way in which a name of this rank is like the text.
pub(super) const fn fit(rank: u32) -> &'static str {
    match rank {
        EXACT.. => "exact",
        PREFIX.. => "prefix",
        PART.. => "part",
        _ => "fuzzy",
    }
}

/// A text that is looked for.
pub(super) struct Query<'t> {
    written: &'t str,
    folded: String,
    letters: u32,
    /// How many slips are overlooked.
    slips: usize,
}

impl<'t> Query<'t> {
    pub(super) fn new(written: &'t str) -> Self {
        let folded = fold(written);
        let slips = match folded.len() {
            0..4 => 0,
            4..8 => 1,
            _ => 2,
        };
        Self { written, letters: letters(&folded), folded, slips }
    }

    /// The text without regard to case.
    pub(super) fn folded(&self) -> &str {
        &self.folded
    }

    /// The rank of a name, which `folded` is without regard to case.
    pub(super) fn rank(&self, name: &str, folded: &str) -> Option<u32> {
        let (all, of_all) = (self.folded.len(), folded.len());
        // How much of the name it is, then whether the case is the same.
        let close = |at: usize| {
            let is_same_case = name.get(at..at + all) == Some(self.written);
            (all * 180 / of_all.max(1)) as u32 + u32::from(is_same_case) * 10
        };
        if folded == self.folded {
            return Some(if name == self.written { BEST } else { EXACT + 50 });
        }
        if folded.starts_with(&self.folded) {
            return Some(PREFIX + close(0));
        }
        if all == 0 {
            return None;
        }
        let mut within = folded.match_indices(&self.folded).map(|(at, _)| at).peekable();
        if let Some(first) = within.peek().copied() {
            let word = within.find(|at| is_word_start(name, *at));
            return Some(word.map_or_else(|| PART + close(first), |at| WORD + close(at)));
        }
        self.fuzzy(name, folded)
    }

    fn fuzzy(&self, name: &str, folded: &str) -> Option<u32> {
        if self.folded.len() < FUZZY {
            return None;
        }
        let of_name = letters(folded);
        if self.letters & !of_name == 0
            && let Some(runs) = runs(name, folded.as_bytes(), self.folded.as_bytes())
            && runs <= (2 * self.folded.len()).div_ceil(3)
        {
            let spare = (folded.len() - self.folded.len()).min(80) as u32;
            return Some(PART.saturating_sub(1 + spare + 20 * runs.min(10) as u32).max(1));
        }
        let is_near = self.slips > 0
            && (self.letters ^ of_name).count_ones() as usize <= 2 * self.slips
            && self.folded.len().abs_diff(folded.len()) <= self.slips;
        let distance = is_near.then(|| strsim::osa_distance(&self.folded, folded))?;
        (distance <= self.slips).then(|| PART - 1 - 60 * distance as u32)
    }
}

/// The letters of a text, a bit each; others have none.
fn letters(folded: &str) -> u32 {
    let bit = |byte: u8| if byte.is_ascii_lowercase() { 1 << (byte - b'a') } else { 0 };
    folded.bytes().fold(0, |letters, byte| letters | bit(byte))
}

/// Whether a word of a name begins there: `orderService`, `order_service`, `HTTPServer`, `order2`.
fn is_word_start(name: &str, at: usize) -> bool {
    let bytes = name.as_bytes();
    let Some((before, here)) = at.checked_sub(1).map(|before| (bytes[before], bytes[at])) else { return true };
    let next_is_lower = bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase);
    match (before, here) {
        (before, b'a'..=b'z') => !before.is_ascii_alphabetic() && before.is_ascii(),
        (before, b'A'..=b'Z') => !before.is_ascii_uppercase() || next_is_lower,
        (before, b'0'..=b'9') => !before.is_ascii_digit(),
        _ => !before.is_ascii_alphanumeric() && before.is_ascii(),
    }
}

/// In how many pieces the letters of `query` stand in a name, one behind the other, the first of them where a word begins.
fn runs(name: &str, folded: &[u8], query: &[u8]) -> Option<usize> {
    let first = (0..folded.len()).find(|at| folded[*at] == query[0] && is_word_start(name, *at))?;
    let along = |by_words: bool| {
        let (mut at, mut runs) = (first, 1);
        for letter in &query[1..] {
            if folded.get(at + 1) == Some(letter) {
                at += 1;
                continue;
            }
            let mut others = (at + 1..folded.len()).filter(|other| folded[*other] == *letter);
            let next = if by_words {
                others.clone().find(|other| is_word_start(name, *other)).or_else(|| others.next())
            } else {
                others.next()
            };
            at = next?;
            runs += 1;
        }
        Some(runs)
    };
    [along(true), along(false)].into_iter().flatten().min()
}
