//! Options as JavaScript passes them: everything may be left out.

use crate::error::Error;
use crate::options::{BatchSize, CacheOptions, Options, Trust};
use napi_derive::napi;

/// The options of one call. The glue has checked types and ranges; [`Options::validate`] does so again, as the core
/// trusts nobody.
#[napi(object, object_to_js = false)]
#[derive(Debug, Clone, Default)]
pub struct NativeOptions {
    /// Files a batch; left out: automatic.
    pub batch_size: Option<u32>,
    /// Whether batch sizes follow the time batches take.
    pub adaptive: Option<bool>,
    /// Share of the memory limit, 0 to 1.
    pub memory_threshold: Option<f64>,
    /// Bytes.
    pub memory_limit_bytes: Option<f64>,
    /// Milliseconds.
    pub memory_pause_ms: Option<u32>,
    /// Looks in a row.
    pub max_memory_pauses: Option<u32>,
    /// Finished batches that may wait.
    pub prefetch_batches: Option<u32>,
    /// Parser threads.
    pub concurrency: Option<u32>,
    /// Bytes.
    pub max_file_size: Option<f64>,
    /// Milliseconds.
    pub file_timeout_ms: Option<u32>,
    /// Globs.
    pub include: Option<Vec<String>>,
    /// Globs.
    pub exclude: Option<Vec<String>>,
    /// Whether `.gitignore` files count.
    pub respect_gitignore: Option<bool>,
    /// Where analyses are kept; left out: nowhere.
    pub cache: Option<NativeCache>,
}

/// Where analyses are kept.
#[napi(object, object_to_js = false)]
#[derive(Debug, Clone)]
pub struct NativeCache {
    /// The absolute path of the folder.
    pub directory: String,
    /// Bytes.
    pub max_bytes: Option<f64>,
    /// What tells that a file has not changed.
    #[napi(ts_type = "'stat' | 'content'")]
    pub trust: Option<String>,
    /// Whether it is only read.
    pub read_only: Option<bool>,
}

impl NativeCache {
    fn into_options(self) -> Result<CacheOptions, Error> {
        let default = CacheOptions::at(self.directory);
        let trust = match self.trust.as_deref() {
            None => default.trust,
            Some("stat") => Trust::Stat,
            Some("content") => Trust::Content,
            Some(other) => {
                let value = other.to_owned();
                return Err(Error::OptionOutOfRange { option: "cache.trust", expected: "'stat' or 'content'", value });
            }
        };
        Ok(CacheOptions {
            max_bytes: self.max_bytes.map_or(default.max_bytes, whole),
            trust,
            read_only: self.read_only.unwrap_or(default.read_only),
            ..default
        })
    }
}

impl NativeOptions {
    /// The core's options, with its defaults for what was left out.
    ///
    /// # Errors
    /// [`Error::OptionOutOfRange`] for the first option that is outside its range.
    pub fn into_options(self) -> Result<Options, Error> {
        let default = Options::default();
        let options = Options {
            batch_size: self.batch_size.map_or(default.batch_size, BatchSize::Fixed),
            adaptive: self.adaptive,
            memory_threshold: self.memory_threshold.unwrap_or(default.memory_threshold),
            memory_limit_bytes: self.memory_limit_bytes.map(whole),
            memory_pause_ms: self.memory_pause_ms.unwrap_or(default.memory_pause_ms),
            max_memory_pauses: self.max_memory_pauses.unwrap_or(default.max_memory_pauses),
            prefetch_batches: self.prefetch_batches.unwrap_or(default.prefetch_batches),
            concurrency: self.concurrency,
            max_file_size: self.max_file_size.map_or(default.max_file_size, whole),
            file_timeout_ms: self.file_timeout_ms.unwrap_or(default.file_timeout_ms),
            include: self.include.unwrap_or_default(),
            exclude: self.exclude.unwrap_or_default(),
            respect_gitignore: self.respect_gitignore.unwrap_or(default.respect_gitignore),
            cache: self.cache.map(NativeCache::into_options).transpose()?,
        };
        options.validate()?;
        Ok(options)
    }
}

/// A JavaScript number that counts bytes: integers up to 2⁵³ are exact.
#[allow(clippy::cast_sign_loss)]
const fn whole(number: f64) -> u64 {
    number as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_has_the_default() {
        assert_eq!(NativeOptions::default().into_options(), Ok(Options::default()));
    }

    fn cache(directory: &str) -> NativeCache {
        NativeCache { directory: directory.to_owned(), max_bytes: None, trust: None, read_only: None }
    }

    #[test]
    fn a_cache_is_what_was_asked_for_over_its_defaults() {
        let here = std::env::temp_dir();
        let given = cache(&here.display().to_string());
        assert_eq!(given.clone().into_options(), Ok(CacheOptions::at(&here)));
        let trust = Some("content".to_owned());
        let given = NativeCache { max_bytes: Some(7.0), trust, read_only: Some(true), ..given };
        let wanted = CacheOptions { directory: here, max_bytes: 7, trust: Trust::Content, read_only: true };
        assert_eq!(given.into_options(), Ok(wanted));
    }

    #[test]
    fn a_cache_that_cannot_be_is_named() {
        let error = |cache| {
            let options = NativeOptions { cache: Some(cache), ..NativeOptions::default() };
            options.into_options().map_err(|error| error.to_string())
        };
        let trust = Some("blind".to_owned());
        assert_eq!(
            error(NativeCache { trust, ..cache("/c") }),
            Err("options.cache.trust must be 'stat' or 'content', not blind".to_owned())
        );
        assert_eq!(error(cache("")), Err("options.cache.directory must be an absolute path, not ".to_owned()));
    }

    #[test]
    fn a_number_out_of_range_is_named() {
        let options = NativeOptions { concurrency: Some(0), ..NativeOptions::default() };
        let error = options.into_options().map_err(|error| error.to_string());
        assert_eq!(error, Err("options.concurrency must be an integer of at least 1, not 0".to_owned()));
    }
}
