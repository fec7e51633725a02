//! Import resolution for Java: classes and packages below source roots.
//!
//! In: an importing file and a class's or package's full name. Out: the class's file, or the package's folder. A source
//! root is where a package's first folder is, which no manifest has to say: each folder around the importing file is tried,
//! and those that build tools keep sources in below it, the nearest first; then those of the modules beside it, which
//! Maven and Gradle put next to each other.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::folders::Folders;
use super::memo::Memo;
use super::{ImportResolver, ImportTarget};
use crate::source::walk::slashed;

/// Folders below a module's own that its packages may be in.
const SOURCE_FOLDERS: [&str; 6] =
    ["src/main/java", "src/test/java", "src/testFixtures/java", "src/integrationTest/java", "src", "java"];

/// Where classes are looked for from one folder, the nearest first.
type Roots = Arc<Vec<PathBuf>>;

/// Resolves imports of Java files of one repository.
pub struct JavaResolver {
    folders: Arc<Folders>,
    roots: Memo<PathBuf, Roots>,
    answers: Memo<(PathBuf, String), ImportTarget>,
}

impl JavaResolver {
    /// A resolver for the repository whose folders these are.
    pub(super) fn new(folders: Arc<Folders>) -> Self {
        Self { folders, roots: Memo::new(), answers: Memo::new() }
    }

    fn look_up(&self, folder: &Path, specifier: &str) -> ImportTarget {
        let (name, is_package) = match specifier.strip_suffix(".*") {
            Some(package) => (package, true),
            None => (specifier, false),
        };
        let parts: Vec<&str> = name.split('.').collect();
        let roots = self.roots_of(folder);
        // The class, or the one that what is imported is within.
        for length in (1..=parts.len()).rev() {
            if let Some(file) = roots.iter().find_map(|root| self.class(root, &parts[..length])) {
                return ImportTarget::File(file);
            }
            if is_package && length == parts.len() {
                let package = roots.iter().find_map(|root| self.package(root, &parts));
                if let Some(package) = package {
                    return ImportTarget::Folder(package);
                }
            }
        }
        ImportTarget::External
    }

    fn class(&self, root: &Path, parts: &[&str]) -> Option<String> {
        let (class, package) = parts.split_last()?;
        let folder = self.folders.below(root, package.iter().copied())?;
        self.folders.listed(&self.folders.at(&folder), &[class, ".java"].concat())
    }

    fn package(&self, root: &Path, parts: &[&str]) -> Option<String> {
        let folder = self.folders.below(root, parts.iter().copied())?;
        let inside = self.folders.entered(&folder)?;
        Some(slashed(&inside))
    }

    fn roots_of(&self, folder: &Path) -> Roots {
        self.roots.get(folder, || {
            let mut roots = Vec::new();
            for around in self.folders.around(folder) {
                roots.push(around.to_path_buf());
                roots.extend(self.source_roots(around));
                for module in self.folders.at(around).folders() {
                    roots.extend(self.source_roots(&around.join(module)));
                }
            }
            Arc::new(roots)
        })
    }

    fn source_roots(&self, module: &Path) -> Vec<PathBuf> {
        let is_folder = |path: &PathBuf| self.folders.is_folder(path);
        SOURCE_FOLDERS.iter().map(|folder| module.join(folder)).filter(is_folder).collect()
    }
}

impl ImportResolver for JavaResolver {
    fn resolve(&self, importer: &Path, specifier: &str) -> ImportTarget {
        let is_name = !specifier.is_empty() && !specifier.contains(['/', '\\', '\0']) && !specifier.contains("..");
        let Some(folder) = importer.parent().filter(|_| is_name) else { return ImportTarget::External };
        let key = (folder.to_path_buf(), specifier.to_owned());
        self.answers.get(&key, || self.look_up(folder, specifier))
    }
}
