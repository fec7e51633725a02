//! Import resolution for PHP: names of classes by Composer's rules, and paths of files that are required.
//!
//! In: an importing file and a class's full name or a path. Out: the file. The rules of `composer.json` count, of the
//! nearest first, then those further out and those of packages that lie beside it; without any, a class is looked for in
//! folders called like its namespace, or like the end of it below a folder that is not called like another.

mod autoload;
mod composer;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use self::autoload::Autoload;
use self::composer::Rules;
use super::folders::Folders;
use super::manifests::Manifests;
use super::memo::Memo;
use super::reader::Reader;
use super::{ImportResolver, ImportTarget};
use crate::source::paths::joined;

/// Folders that packages keep sources in, below each that is around the importing file.
const SOURCE_FOLDERS: [&str; 4] = ["src", "lib", "app", "classes"];

/// Folders whose folders are packages of their own.
const PACKAGE_FOLDERS: [&str; 5] = ["packages", "libs", "modules", "plugins", "components"];

/// Resolves imports of PHP files of one repository.
pub struct Resolver {
    folders: Arc<Folders>,
    reader: Arc<Reader>,
    rules: Manifests<Rules>,
    /// By folder, the rules of its package, then of those in the folders inside it.
    autoloads: Memo<PathBuf, Arc<Autoload>>,
    answers: Memo<(PathBuf, String), ImportTarget>,
}

impl Resolver {
    /// A resolver for the repository whose folders these are.
    pub(super) fn sharing(folders: Arc<Folders>, reader: Arc<Reader>) -> Self {
        let rules = Manifests::new(composer::MANIFEST, &folders);
        Self { folders, reader, rules, autoloads: Memo::new(), answers: Memo::new() }
    }

    fn class(&self, folder: &Path, name: &str) -> Option<String> {
        let mut around = self.folders.around(folder);
        let by_rules = around.find_map(|around| self.autoload(around).file(&self.folders, name));
        by_rules.or_else(|| self.by_convention(folder, name))
    }

    /// `App\Model\Order` as `App/Model/Order.php` or `Model/Order.php` below a folder around the importing file.
    fn by_convention(&self, folder: &Path, name: &str) -> Option<String> {
        // A class's name alone says too little.
        let (namespace, class) = name.rsplit_once('\\')?;
        let parts: Vec<&str> = namespace.split('\\').collect();
        let class_file = [class, ".php"].concat();
        for around in self.folders.around(folder) {
            let inside = SOURCE_FOLDERS.iter().filter(|name| self.folders.at(around).has_folder(name));
            for root in std::iter::once(around.to_path_buf()).chain(inside.map(|name| around.join(name))) {
                for first in (0..parts.len()).filter(|first| self.may_be(&root, &parts[..*first])) {
                    // Step by step: most namespaces end at their first folder.
                    let folder = self.folders.below(&root, parts[first..].iter().copied());
                    let file = folder.and_then(|folder| self.folders.listed_in(&folder, &class_file));
                    if file.is_some() {
                        return file;
                    }
                }
            }
        }
        None
    }

    /// Whether a folder may be where a namespace is: `HttpKernel` is that of `HttpKernel` alone, `src` may be any.
    fn may_be(&self, folder: &Path, namespace: &[&str]) -> bool {
        let (Some(namespace), Some(name)) = (namespace.last(), folder.file_name().and_then(OsStr::to_str)) else {
            return true;
        };
        name == *namespace || !name.starts_with(char::is_uppercase) || folder == self.folders.root()
    }

    fn rules_of(&self, folder: &Path) -> Option<Arc<Rules>> {
        self.rules.of(folder, || Rules::read(folder, &self.reader))
    }

    fn autoload(&self, folder: &Path) -> Arc<Autoload> {
        self.autoloads.get(folder, || {
            let inside = PACKAGE_FOLDERS.iter().map(|name| folder.join(name));
            let beside = std::iter::once(folder.to_path_buf()).chain(inside).flat_map(|beside| {
                let listed = self.folders.at(&beside);
                listed.folders().filter_map(|package| self.rules_of(&beside.join(package))).collect::<Vec<_>>()
            });
            Arc::new(Autoload::new(self.rules_of(folder).into_iter().chain(beside).collect()))
        })
    }
}

impl ImportResolver for Resolver {
    fn resolve(&self, importer: &Path, specifier: &str) -> ImportTarget {
        let Some(folder) = importer.parent().filter(|_| !specifier.is_empty() && !specifier.contains('\0')) else {
            return ImportTarget::External;
        };
        // A path has its ending, and no name of a class has a dot.
        if specifier.contains('.') {
            return self
                .folders
                .listed_at(&joined(folder, specifier))
                .map_or(ImportTarget::External, ImportTarget::File);
        }
        let key = (folder.to_path_buf(), specifier.to_owned());
        self.answers.get(&key, || self.class(folder, specifier).map_or(ImportTarget::External, ImportTarget::File))
    }
}
