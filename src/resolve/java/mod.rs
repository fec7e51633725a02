//! Import resolution for Java: classes and packages below source roots.
//!
//! In: an importing file and a class's or package's full name. Out: the class's file, or the package's folder. A source
//! root is where a package's first folder is, which no manifest has to say: each folder around the importing file is tried,
//! and those that build tools keep sources in below it, the nearest first; then those of the modules beside it, which
//! Maven and Gradle put next to each other. What is in none of them may be in a folder beside these that no build tool
//! names, such as `benchmark` next to `test`, or in a module one level further down.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use foldhash::HashMap;

use super::folders::Folders;
use super::memo::Memo;
use super::{ImportResolver, ImportTarget};
use crate::source::walk::slashed;

/// Folders below a module's own that its packages may be in.
const SOURCE_FOLDERS: [&str; 6] =
    ["src/main/java", "src/test/java", "src/testFixtures/java", "src/integrationTest/java", "src", "java"];

/// Where classes are looked for from one folder, the nearest first.
type Roots = Arc<Vec<PathBuf>>;

/// Roots by the first folders that packages in them have: there are many, and few have the one that is looked for.
type RootsByName = Arc<HashMap<OsString, Vec<PathBuf>>>;

/// Resolves imports of Java files of one repository.
pub struct JavaResolver {
    folders: Arc<Folders>,
    roots: Memo<PathBuf, Roots>,
    /// By the folder they are in.
    unnamed_roots: Memo<PathBuf, RootsByName>,
    answers: Memo<(PathBuf, String), ImportTarget>,
}

impl JavaResolver {
    /// A resolver for the repository whose folders these are.
    pub(super) fn new(folders: Arc<Folders>) -> Self {
        Self { folders, roots: Memo::new(), unnamed_roots: Memo::new(), answers: Memo::new() }
    }

    fn look_up(&self, folder: &Path, specifier: &str) -> ImportTarget {
        let (name, is_package) = match specifier.strip_suffix(".*") {
            Some(package) => (package, true),
            None => (specifier, false),
        };
        let parts: Vec<&str> = name.split('.').collect();
        self.look_up_in(&self.roots_of(folder), &parts, is_package)
            .or_else(|| {
                let first = OsString::from(parts[0]);
                self.folders.around(folder).find_map(|around| {
                    let roots = self.unnamed_roots_in(around);
                    self.look_up_in(roots.get(&first)?, &parts, is_package)
                })
            })
            .unwrap_or(ImportTarget::External)
    }

    fn look_up_in(&self, roots: &[PathBuf], parts: &[&str], is_package: bool) -> Option<ImportTarget> {
        // The class, or the one that what is imported is within.
        (1..=parts.len()).rev().find_map(|length| {
            let class = roots.iter().find_map(|root| self.class(root, &parts[..length])).map(ImportTarget::File);
            class.or_else(|| {
                let is_package = is_package && length == parts.len();
                let mut packages = roots.iter().filter(|_| is_package).filter_map(|root| self.package(root, parts));
                packages.next().map(ImportTarget::Folder)
            })
        })
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

    /// The folders in `folder`, and the roots of the modules in those.
    fn unnamed_roots_in(&self, folder: &Path) -> RootsByName {
        self.unnamed_roots.get(folder, || {
            let mut roots: HashMap<OsString, Vec<PathBuf>> = HashMap::default();
            let mut add = |root: PathBuf| {
                for name in self.folders.at(&root).folders() {
                    roots.entry(name.to_owned()).or_default().push(root.clone());
                }
            };
            let inside = self.folders.at(folder);
            inside.folders().map(|name| folder.join(name)).for_each(&mut add);
            for group in inside.folders().map(|name| folder.join(name)) {
                let modules = self.folders.at(&group);
                modules.folders().flat_map(|module| self.source_roots(&group.join(module))).for_each(&mut add);
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
