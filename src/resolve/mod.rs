//! Import specifier to file: one resolver a language family behind one trait.
//!
//! In: the importing file and the specifier as written. Out: the file of the repository it means, or the word that
//! there is none. A resolver reads manifests and folder entries, never sources, and fails at nothing: what cannot
//! be read counts as absent.

mod memo;
mod typescript;

use std::path::Path;

pub use typescript::TypeScriptResolver;

/// What an import means.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ImportTarget {
    /// The absolute path, `/`-separated, of a file below the repository's root that discovery does not skip.
    File(String),
    /// A package, a module of the runtime, or nothing that exists: the specifier as written is all there is.
    External,
}

/// Resolves imports of one language family. Shared between threads, which share what each has learnt.
pub trait ImportResolver: Send + Sync {
    /// What `specifier`, written in the file `importer` (absolute), means.
    fn resolve(&self, importer: &Path, specifier: &str) -> ImportTarget;
}
