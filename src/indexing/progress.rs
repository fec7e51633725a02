//! What takes longest, as files: what a caller is shown who waits.

use crate::metrics::CacheCount;
use crate::stream::SlowPiece;
use std::time::Duration;

/// How long a file is worked on before a caller is told of it. Most take a thousandth of that, and say nothing.
const LONG: Duration = Duration::from_secs(1);

/// A file and the time it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlowFile {
    /// Its path: as given, while files are analysed; the absolute one, while they are linked.
    pub path: String,
    /// How long it was worked on, until now where it still is.
    pub work: Duration,
    /// Whether it came to its end.
    pub is_done: bool,
}

impl SlowFile {
    /// The files that pieces of work are, each with its path, of those that take long.
    pub fn of(pieces: impl IntoIterator<Item = (SlowPiece, String)>) -> Vec<Self> {
        let long = pieces.into_iter().filter(|(piece, _)| piece.work >= LONG);
        long.map(|(SlowPiece { work, is_done, .. }, path)| Self { path, work, is_done }).collect()
    }
}

/// How far a stream or a graph is, beside the batches it handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Files in the list.
    pub total: usize,
    /// Whether memory is too short for all threads: nothing starts, or one file at a time.
    pub is_short_of_memory: bool,
    /// The files that take long: those that are worked on, then those that are done.
    pub slowest: Vec<SlowFile>,
    /// The files that a cache was asked for.
    pub cache: CacheCount,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_takes_long_is_told() {
        let piece = |index, ms, is_done| SlowPiece { index, work: Duration::from_millis(ms), is_done };
        let pieces = vec![piece(3, 1000, false), piece(1, 999, false), piece(2, 5000, true), piece(0, 1, true)];
        let told = SlowFile::of(pieces.into_iter().map(|piece| (piece, format!("{}.ts", piece.index))));
        assert_eq!(
            told.iter().map(|file| (file.path.as_str(), file.is_done)).collect::<Vec<_>>(),
            [("3.ts", false), ("2.ts", true)]
        );
    }
}
