//! What a caller may set, with the defaults of the contract. Values arrive checked: see [`Options::validate`].

use crate::error::Error;
use std::path::PathBuf;

/// How many files a batch holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchSize {
    /// `clamp(cores × 3, 5, 25)`; over 5,000 files at most 20; over 10,000 at most 15.
    Auto,
    /// Exactly so many, at least one.
    Fixed(u32),
}

impl BatchSize {
    /// The size of the first batch of a stream over `total_files` files on `cores` cores.
    #[must_use]
    pub fn initial(self, total_files: usize, cores: usize) -> usize {
        match self {
            Self::Fixed(size) => size.max(1) as usize,
            Self::Auto => {
                let size = (cores * 3).clamp(5, 25);
                match total_files {
                    10_001.. => size.min(15),
                    5_001.. => size.min(20),
                    _ => size,
                }
            }
        }
    }
}

/// What tells whether a file is still the one whose analysis was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Trust {
    /// What the file system says of it: size, times and identity. A file that looks as it did is not hashed.
    #[default]
    Stat,
    /// Its bytes alone: every file is hashed.
    Content,
}

/// Where analyses are kept, and how far that is trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CacheOptions {
    /// The folder, absolute. It need not be there yet.
    pub directory: PathBuf,
    /// What may be kept in it, in bytes: beyond that, what was not used for longest goes.
    pub max_bytes: u64,
    /// What tells that a file has not changed.
    pub trust: Trust,
    /// Whether it is only read.
    pub read_only: bool,
}

impl CacheOptions {
    /// What a folder holds at most, in bytes, unless something else is asked for: 4 GiB.
    pub const MAX_BYTES: u64 = 4 << 30;

    /// The folder `directory` with what is not asked for as it is by default.
    #[must_use]
    pub fn at(directory: impl Into<PathBuf>) -> Self {
        Self { directory: directory.into(), max_bytes: Self::MAX_BYTES, trust: Trust::default(), read_only: false }
    }
}

/// The options of one stream or graph. See the README's table for what each means to a caller.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Files a batch.
    pub batch_size: BatchSize,
    /// Whether batch sizes follow the time batches take; `None`: as `batch_size` is [`BatchSize::Auto`] or not.
    pub adaptive: Option<bool>,
    /// Share of the memory limit (0 to 1) above which no new file is started.
    pub memory_threshold: f64,
    /// What the share is of, in bytes; `None`: the container's limit, else physical memory.
    pub memory_limit_bytes: Option<u64>,
    /// How long a memory pause lasts before looking again, in milliseconds.
    pub memory_pause_ms: u32,
    /// After so many looks in a row the stream goes on with one file at a time.
    pub max_memory_pauses: u32,
    /// Finished batches that may wait for a slow consumer.
    pub prefetch_batches: u32,
    /// Parser threads; `None`: one a core.
    pub concurrency: Option<u32>,
    /// Larger files, in bytes, fail with `ERR_FILE_TOO_LARGE`.
    pub max_file_size: u64,
    /// Processor time that the work on one file may take, in milliseconds.
    pub file_timeout_ms: u32,
    /// Globs relative to the root; if there are any, a file must match one.
    pub include: Vec<String>,
    /// Globs relative to the root; a file or folder that matches one is skipped.
    pub exclude: Vec<String>,
    /// Whether `.gitignore` files count.
    pub respect_gitignore: bool,
    /// Where analyses are kept; `None`: nowhere.
    pub cache: Option<CacheOptions>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            batch_size: BatchSize::Auto,
            adaptive: None,
            memory_threshold: 0.8,
            memory_limit_bytes: None,
            memory_pause_ms: 100,
            max_memory_pauses: 50,
            prefetch_batches: 2,
            concurrency: None,
            max_file_size: 5 * 1024 * 1024,
            file_timeout_ms: 10_000,
            include: Vec::new(),
            exclude: Vec::new(),
            respect_gitignore: false,
            cache: None,
        }
    }
}

impl Options {
    /// Whether batch sizes adapt: as asked, else only with [`BatchSize::Auto`].
    #[must_use]
    pub fn is_adaptive(&self) -> bool {
        self.adaptive.unwrap_or(self.batch_size == BatchSize::Auto)
    }

    /// Parser threads: as asked, else one a core.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.concurrency.map_or_else(cores, |threads| threads.max(1) as usize)
    }

    /// Checks every option against what it allows.
    ///
    /// # Errors
    /// [`Error::OptionOutOfRange`] for the first option that is outside its range.
    pub fn validate(&self) -> Result<(), Error> {
        let share = self.memory_threshold;
        check(share > 0.0 && share <= 1.0, "memoryThreshold", "a number above 0 and at most 1", share)?;
        check(self.batch_size != BatchSize::Fixed(0), "batchSize", "'auto' or an integer of at least 1", 0)?;
        check(self.concurrency != Some(0), "concurrency", "an integer of at least 1", 0)?;
        check(
            self.concurrency.is_none_or(|threads| threads <= 1024),
            "concurrency",
            "at most 1024",
            self.concurrency.unwrap_or(0),
        )?;
        check(self.memory_limit_bytes != Some(0), "memoryLimitBytes", "an integer of at least 1", 0)?;
        check(self.memory_pause_ms > 0, "memoryPauseMs", "an integer of at least 1", 0)?;
        check(self.prefetch_batches > 0, "prefetchBatches", "an integer of at least 1", 0)?;
        check(self.max_file_size > 0, "maxFileSize", "an integer of at least 1", 0)?;
        check(self.max_file_size <= MAX_FILE_SIZE, "maxFileSize", "at most 536870888", self.max_file_size)?;
        check(self.file_timeout_ms > 0, "fileTimeoutMs", "an integer of at least 1", 0)?;
        let Some(CacheOptions { directory, max_bytes, .. }) = &self.cache else { return Ok(()) };
        check(directory.is_absolute(), "cache.directory", "an absolute path", directory.display())?;
        check(*max_bytes > 0, "cache.maxBytes", "an integer of at least 1", 0)
    }
}

/// The largest `maxFileSize`, in bytes: a V8 string holds no more UTF-16 units.
pub const MAX_FILE_SIZE: u64 = (1 << 29) - 24;

/// The number of threads the operating system lets this process run at once.
#[must_use]
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

fn check(holds: bool, option: &'static str, expected: &'static str, value: impl ToString) -> Result<(), Error> {
    if holds { Ok(()) } else { Err(Error::OptionOutOfRange { option, expected, value: value.to_string() }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_automatic_batch_has_three_files_a_core_and_fewer_in_long_lists() {
        let size = |files, cores| BatchSize::Auto.initial(files, cores);
        assert_eq!([1, 2, 4, 8, 64].map(|cores| size(100, cores)), [5, 6, 12, 24, 25]);
        assert_eq!([5_000, 5_001, 10_000, 10_001].map(|files| size(files, 64)), [25, 20, 20, 15]);
        assert_eq!([5_000, 5_001, 10_000, 10_001].map(|files| size(files, 2)), [6; 4]);
    }

    #[test]
    fn a_cache_has_a_place_of_its_own_and_room() {
        let error =
            |cache| Options { cache: Some(cache), ..Options::default() }.validate().map_err(|it| it.to_string());
        let here = std::env::temp_dir();
        assert_eq!(error(CacheOptions::at(&here)), Ok(()));
        assert_eq!(
            error(CacheOptions::at("cache")),
            Err("options.cache.directory must be an absolute path, not cache".to_owned())
        );
        assert_eq!(
            error(CacheOptions { max_bytes: 0, ..CacheOptions::at(here) }),
            Err("options.cache.maxBytes must be an integer of at least 1, not 0".to_owned())
        );
    }

    #[test]
    fn a_fixed_batch_is_as_large_as_asked_for() {
        assert_eq!(BatchSize::Fixed(40).initial(20_000, 1), 40);
    }
}
