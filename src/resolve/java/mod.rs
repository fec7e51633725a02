//! Import resolution for Java: classes and packages below source roots.
//!
//! In: an importing file and a class's or package's full name. Out: the class's file, or the package's folder. A source
//! root is where a package's first folder is, which no manifest has to say: each folder around the importing file is tried,
//! and those that build tools keep sources in below it, the nearest first; then those of the modules beside it, which
//! Maven and Gradle put next to each other. What is in none of them may be in a folder beside these that no build tool
//! names, such as `benchmark` next to `test`, or in a module one level further down.

mod packages;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use self::packages::Package;
use super::folders::Folders;
use super::memo::Memo;
use super::reader::Reader;
use super::{ImportResolver, ImportTarget};

/// Folders below a module's own that its packages may be in.
const SOURCE_FOLDERS: [&str; 6] =
    ["src/main/java", "src/test/java", "src/testFixtures/java", "src/integrationTest/java", "src", "java"];

/// Resolves imports of Java files of one repository.
pub struct Resolver {
    folders: Arc<Folders>,
    /// By folder, the package without a name below the roots that are looked into from there.
    named: Memo<PathBuf, Arc<Package>>,
    /// The same of roots in folders that no build tool names.
    unnamed: Memo<PathBuf, Arc<Package>>,
    answers: Memo<(PathBuf, String), ImportTarget>,
}

impl Resolver {
    /// A resolver for the repository whose folders these are.
    pub(super) fn sharing(folders: Arc<Folders>, _reader: Arc<Reader>) -> Self {
        Self { folders, named: Memo::new(), unnamed: Memo::new(), answers: Memo::new() }
    }

    fn look_up(&self, folder: &Path, specifier: &str) -> ImportTarget {
        let (name, is_package) = match specifier.strip_suffix(".*") {
            Some(package) => (package, true),
            None => (specifier, false),
        };
        let parts: Vec<&str> = name.split('.').collect();
        let named = self.folders.around(folder).map(|around| self.named_roots(around));
        let unnamed = self.folders.around(folder).map(|around| self.unnamed_roots(around));
        self.look_up_in(named, &parts, is_package)
            .or_else(|| self.look_up_in(unnamed, &parts, is_package))
            .unwrap_or(ImportTarget::External)
    }

    /// Looks into the first of these for the longest name, then into the next.
    fn look_up_in(
        &self,
        roots: impl Iterator<Item = Arc<Package>>,
        parts: &[&str],
        is_package: bool,
    ) -> Option<ImportTarget> {
        // The packages on the way, as far as there are any.
        let ways: Vec<Vec<Arc<Package>>> = roots
            .map(|root| {
                let mut way = vec![Arc::clone(&root)];
                let mut outer = root;
                for name in parts {
                    let Some(inner) = outer.package(&self.folders, OsStr::new(name)) else { break };
                    way.push(Arc::clone(&inner));
                    outer = inner;
                }
                way
            })
            .collect();
        // The class, or the one that what is imported is within.
        (1..=parts.len()).rev().find_map(|length| {
            let class = ways.iter().find_map(|way| way.get(length - 1)?.class(parts[length - 1]));
            class.map(ImportTarget::File).or_else(|| {
                let mut ways = ways.iter().filter(|_| is_package && length == parts.len());
                ways.find_map(|way| way.get(length)?.folder(&self.folders)).map(ImportTarget::Folder)
            })
        })
    }

    fn named_roots(&self, around: &Path) -> Arc<Package> {
        self.named.get(around, || {
            let beside = self.folders.at(around);
            let modules = std::iter::once(around.to_path_buf()).chain(beside.folders().map(|name| around.join(name)));
            let roots = modules.flat_map(|module| self.source_roots(&module));
            Arc::new(Package::new(&self.folders, std::iter::once(around.to_path_buf()).chain(roots).collect()))
        })
    }

    /// The folders in `around`, and the roots of the modules in those.
    fn unnamed_roots(&self, around: &Path) -> Arc<Package> {
        self.unnamed.get(around, || {
            let beside = self.folders.at(around);
            let groups: Vec<PathBuf> = beside.folders().map(|name| around.join(name)).collect();
            let mut roots = groups.clone();
            for group in groups {
                let modules = self.folders.at(&group);
                roots.extend(modules.folders().flat_map(|module| self.source_roots(&group.join(module))));
            }
            Arc::new(Package::new(&self.folders, roots))
        })
    }

    fn source_roots(&self, module: &Path) -> Vec<PathBuf> {
        let is_folder = |path: &PathBuf| self.folders.is_folder(path);
        SOURCE_FOLDERS.iter().map(|folder| module.join(folder)).filter(is_folder).collect()
    }
}

impl ImportResolver for Resolver {
    fn resolve(&self, importer: &Path, specifier: &str) -> ImportTarget {
        let is_name = !specifier.is_empty() && !specifier.contains(['/', '\\', '\0']) && !specifier.contains("..");
        let Some(folder) = importer.parent().filter(|_| is_name) else { return ImportTarget::External };
        let key = (folder.to_path_buf(), specifier.to_owned());
        self.answers.get(&key, || self.look_up(folder, specifier))
    }
}
