//! Import specifier to file: one resolver a language family behind one trait.
//!
//! In: the importing file and the specifier as written. Out: the file of the repository it means, or the word that
//! there is none. A resolver reads manifests and folder entries, never sources, and fails at nothing: what cannot
//! be read counts as absent.

mod csharp;
mod folders;
mod go;
mod java;
mod json;
mod memo;
mod php;
mod python;
mod ruby;
mod rust;
mod typescript;

use std::path::Path;
use std::sync::Arc;

use self::folders::Folders;

pub use typescript::TypeScriptResolver;

/// What stands in a specifier between a module and a name in it, where the name may be that of a module within the module:
/// `from a import b`. Only the module is written, so only that is shown.
pub const NAME_MARK: char = '\0';

/// What an import means.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ImportTarget {
    /// The absolute path, `/`-separated, of a file below the repository's root that discovery does not skip.
    File(String),
    /// The absolute path, `/`-separated and without one at its end, of a folder whose files are one package.
    Folder(String),
    /// A package, a module of the runtime, or nothing that exists: the specifier as written is all there is.
    External,
}

/// Resolves imports of one language family. Shared between threads, which share what each has learnt.
pub trait ImportResolver: Send + Sync {
    /// What `specifier`, written in the file `importer` (absolute), means.
    fn resolve(&self, importer: &Path, specifier: &str) -> ImportTarget;

    /// The folder, as [`ImportTarget::Folder`] writes it, whose files share what one of them declares for all that is
    /// compiled with it: the project of C#'s `global using`. `None` where the language has no such units, or no manifest
    /// says where they are.
    fn unit(&self, _file: &Path) -> Option<String> {
        None
    }
}

/// The resolvers of all languages for one repository. Keep every manifest and answer they have met: make new ones when
/// the files have changed.
pub struct Resolvers {
    typescript: TypeScriptResolver,
    python: python::PythonResolver,
    java: java::JavaResolver,
    go: go::GoResolver,
    ruby: ruby::RubyResolver,
    php: php::PhpResolver,
    csharp: csharp::CSharpResolver,
    rust: rust::RustResolver,
}

impl Resolvers {
    /// Resolvers for the repository at `root`, an absolute path as [`crate::source::check_root`] returns it.
    #[must_use]
    pub fn new(root: &Path) -> Self {
        let folders = Arc::new(Folders::new(root));
        Self {
            typescript: TypeScriptResolver::sharing(Arc::clone(&folders)),
            python: python::PythonResolver::new(Arc::clone(&folders)),
            java: java::JavaResolver::new(Arc::clone(&folders)),
            go: go::GoResolver::new(Arc::clone(&folders)),
            ruby: ruby::RubyResolver::new(Arc::clone(&folders)),
            php: php::PhpResolver::new(Arc::clone(&folders)),
            csharp: csharp::CSharpResolver::new(Arc::clone(&folders)),
            rust: rust::RustResolver::new(Arc::clone(&folders)),
        }
    }

    /// The resolver for files of the language of this name; see [`crate::record::FileRecord::language`].
    #[must_use]
    pub fn of(&self, language: &str) -> &dyn ImportResolver {
        match language {
            "python" => &self.python,
            "java" => &self.java,
            "go" => &self.go,
            "ruby" => &self.ruby,
            "php" => &self.php,
            "csharp" => &self.csharp,
            "rust" => &self.rust,
            _ => &self.typescript,
        }
    }
}
