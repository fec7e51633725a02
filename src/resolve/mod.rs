//! Import specifier to file: one resolver a language family behind one trait.
//!
//! In: the importing file and the specifier as written. Out: the file of the repository it means, or the word that
//! there is none. A resolver reads manifests and folder entries, and of sources Rust's macros alone. It fails at nothing: what cannot
//! be read counts as absent.

mod alike;
mod build;
mod csharp;
mod folders;
mod go;
mod java;
pub mod looks;
mod macros;
mod manifests;
mod members;
mod memo;
mod php;
mod prefixes;
mod python;
mod reader;
mod ruby;
mod rust;
mod typescript;
mod warnings;
mod words;

use std::path::Path;
use std::sync::Arc;

use self::folders::Folders;
use self::looks::{Looked, Looks};
use self::reader::Reader;
use crate::error::Warning;
use crate::languages::{LanguageId, languages};

pub use self::build::Build;
pub use typescript::Resolver as TypeScriptResolver;

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

    /// What the package of a file is built with by default; `None` where the language has nothing that depends on it, or no manifest
    /// says it.
    fn build(&self, _file: &Path) -> Option<Arc<Build>> {
        None
    }
}

macro_rules! resolvers {
    ($($folder:ident [$($language:ident = $facts:expr),* $(,)?])*) => {
        /// The resolvers of all languages for one repository. Keep every manifest and answer they have met: make new ones when
        /// the files have changed.
        pub struct Resolvers {
            reader: Arc<Reader>,
            looks: Arc<Looks>,
            $($folder: $folder::Resolver,)*
        }

        impl Resolvers {
            /// Resolvers for the repository at `root`, an absolute path as [`crate::source::check_root`] returns it.
            #[must_use]
            pub fn new(root: &Path) -> Self {
                let looks = Arc::new(Looks::new(root));
                let folders = Arc::new(Folders::new(root, &looks));
                let reader = Arc::new(Reader::new(&looks));
                Self { $($folder: $folder::Resolver::sharing(Arc::clone(&folders), Arc::clone(&reader)),)* reader, looks }
            }

            /// The resolver for files of this language.
            #[must_use]
            pub fn of(&self, language: LanguageId) -> &dyn ImportResolver {
                match language {
                    $($(LanguageId::$language)|* => &self.$folder,)*
                }
            }
        }
    };
}

languages!(resolvers);

impl Resolvers {
    /// What manifests and folders do not add because they are broken or out of bounds; each is told of once, when it is met.
    #[must_use]
    pub fn take_warnings(&self) -> Vec<Warning> {
        self.looks.warnings().take()
    }

    /// All of that which was met until now, by path.
    #[must_use]
    pub fn warnings(&self) -> Vec<Warning> {
        self.looks.warnings().all()
    }

    /// What answers depend on that were given until now.
    #[must_use]
    pub fn looked(&self) -> Looked {
        self.looks.looked()
    }

    /// An answer is missing that nobody had the time for.
    pub fn give_up(&self) {
        self.looks.give_up();
    }

    /// Nobody waits for answers any more: whoever looks for one ends as soon as possible, and the answers from now on
    /// mean nothing.
    pub fn cancel(&self) {
        self.reader.cancel();
    }

    /// Whether [`Resolvers::cancel`] was called.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.reader.is_cancelled()
    }
}
