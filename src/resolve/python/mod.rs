//! Import resolution for Python: modules and packages below the folders that programs are started from.
//!
//! In: an importing file, a module's name and perhaps a name in it. Out: the module's file. Which folders a program
//! finds modules in depends on how it is started and what is installed, which nobody writes down. So each folder around
//! the importing file counts that is no package itself, the nearest first, and the folders that projects keep their
//! packages in below it (`src`). No manifest is needed, and none is read: what `pyproject.toml` says of such folders is
//! what they are called.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::folders::Folders;
use super::memo::Memo;
use super::reader::Reader;
use super::{ImportResolver, ImportTarget, NAME_MARK};
use crate::source::paths::slashed;

/// Folders below a project's own that its packages may be in.
const SOURCE_FOLDERS: [&str; 4] = ["src", "lib", "python", "source"];

const PACKAGE_FILE: &str = "__init__.py";

/// Where modules are looked for from one folder, the nearest first.
type Roots = Arc<Vec<PathBuf>>;

/// Resolves imports of Python files of one repository.
pub struct Resolver {
    folders: Arc<Folders>,
    roots: Memo<PathBuf, Roots>,
}

/// How far a name leads.
enum Found {
    /// A file: a module, or a package's `__init__.py`.
    Module(String),
    /// A package without an `__init__.py`.
    Namespace(PathBuf),
}

impl Resolver {
    /// A resolver for the repository whose folders these are.
    pub(super) fn sharing(folders: Arc<Folders>, _reader: Arc<Reader>) -> Self {
        Self { folders, roots: Memo::new() }
    }

    /// The module of this name below a folder, or the one called `name` within it.
    fn below(&self, root: &Path, module: &str, name: Option<&str>) -> Option<Found> {
        let mut path = root.to_path_buf();
        let mut parts = module.split('.').filter(|part| !part.is_empty()).peekable();
        while let Some(part) = parts.next() {
            let folder = self.folders.at(&path);
            if parts.peek().is_none() && !folder.has_folder(part) {
                return self.file(&path, part).map(Found::Module);
            }
            if !folder.has_folder(part) {
                return None;
            }
            // `a/b.py` and a folder `a/b` that is no package: the module is meant.
            let inner = path.join(part);
            if parts.peek().is_none()
                && !self.folders.at(&inner).has_file(PACKAGE_FILE)
                && let Some(file) = self.file(&path, part)
            {
                return Some(Found::Module(file));
            }
            path = inner;
        }
        let within = name.and_then(|name| self.member(&path, name));
        let package = || self.folders.listed_in(&path, PACKAGE_FILE);
        within.or_else(package).map(Found::Module).or(Some(Found::Namespace(path)))
    }

    /// The module or package `name` in a package's folder.
    fn member(&self, folder: &Path, name: &str) -> Option<String> {
        let inner = self.folders.at(&folder.join(name));
        self.folders.listed(&inner, PACKAGE_FILE).or_else(|| self.file(folder, name))
    }

    fn file(&self, folder: &Path, name: &str) -> Option<String> {
        self.folders.listed_in(folder, &[name, ".py"].concat())
    }

    fn relative(&self, folder: &Path, module: &str, name: Option<&str>) -> Option<Found> {
        let rest = module.trim_start_matches('.');
        let levels = module.len() - rest.len();
        let base = folder.ancestors().nth(levels - 1)?;
        self.below(base, rest, name)
    }

    fn absolute(&self, folder: &Path, module: &str, name: Option<&str>) -> Option<Found> {
        let mut namespace = None;
        for root in self.roots_of(folder).iter() {
            match self.below(root, module, name) {
                Some(Found::Namespace(path)) => {
                    namespace.get_or_insert(path);
                }
                Some(found) => return Some(found),
                None => {}
            }
        }
        namespace.map(Found::Namespace)
    }

    fn roots_of(&self, folder: &Path) -> Roots {
        self.roots.get(folder, || {
            let mut roots = Vec::new();
            for around in self.folders.around(folder) {
                let entries = self.folders.at(around);
                if !entries.has_file(PACKAGE_FILE) {
                    roots.push(around.to_path_buf());
                }
                let inner = SOURCE_FOLDERS.iter().filter(|name| entries.has_folder(name)).map(|name| around.join(name));
                roots.extend(inner.filter(|inner| !self.folders.at(inner).has_file(PACKAGE_FILE)));
            }
            Arc::new(roots)
        })
    }
}

impl ImportResolver for Resolver {
    fn resolve(&self, importer: &Path, specifier: &str) -> ImportTarget {
        let (module, name) = match specifier.split_once(NAME_MARK) {
            Some((module, name)) => (module, Some(name)),
            None => (specifier, None),
        };
        let Some(folder) = importer.parent().filter(|_| !module.contains(['/', '\\', NAME_MARK])) else {
            return ImportTarget::External;
        };
        let found = if module.starts_with('.') {
            self.relative(folder, module, name)
        } else if module.is_empty() {
            None
        } else {
            self.absolute(folder, module, name)
        };
        match found {
            Some(Found::Module(path)) => ImportTarget::File(path),
            // A folder that happens to have the name is no package unless something of it is imported.
            Some(Found::Namespace(path)) if self.folders.entered(&path).is_some() => {
                ImportTarget::Folder(slashed(&path))
            }
            _ => ImportTarget::External,
        }
    }
}
