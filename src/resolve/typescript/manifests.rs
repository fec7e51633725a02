//! Every manifest of the repository, read once: packages, workspaces, projects and the folders they apply to.
//!
//! In: a folder or a file. Out: the manifests in force there. Never resolves an import.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use foldhash::{HashMap, HashSet};

use super::package::{Manifest, split_specifier};
use super::tsconfig::{Layer, Project};
use super::workspace;
use crate::error::WarningCode;
use crate::resolve::folders::Folders;
use crate::resolve::manifests;
use crate::resolve::memo::Memo;
use crate::resolve::reader::Reader;
use crate::source::paths::{joined, normalise};

/// Configurations that extend one another in a row, and those that one configuration extends in all; more is a mistake
/// or an attack.
const MAX_EXTENDS: usize = 32;
const MAX_EXTENDED: usize = 256;

/// Projects that one refers to, directly or not: each is asked about each file.
const MAX_REFERENCED: usize = 1024;

type Members = HashMap<String, PathBuf>;

pub(super) struct Manifests {
    folders: Arc<Folders>,
    reader: Arc<Reader>,
    packages: manifests::Manifests<Manifest>,
    workspaces: Memo<PathBuf, Option<Arc<Members>>>,
    layers: Memo<PathBuf, Option<Arc<Layer>>>,
    projects: Memo<PathBuf, Option<Arc<Project>>>,
    /// By project, those it refers to.
    referenced: Memo<PathBuf, Arc<Vec<Arc<Project>>>>,
    /// The nearest configuration of a folder.
    nearest: Memo<PathBuf, Option<Arc<Project>>>,
}

impl Manifests {
    pub(super) fn new(folders: Arc<Folders>, reader: Arc<Reader>) -> Self {
        Self {
            packages: manifests::Manifests::new("package.json", &folders),
            folders,
            reader,
            workspaces: Memo::new(),
            layers: Memo::new(),
            projects: Memo::new(),
            referenced: Memo::new(),
            nearest: Memo::new(),
        }
    }

    /// The `package.json` in `folder` itself.
    pub(super) fn package(&self, folder: &Path) -> Option<Arc<Manifest>> {
        self.packages.of(folder, || Manifest::read(folder, &self.reader))
    }

    /// The `package.json` that `folder` belongs to, and its folder.
    pub(super) fn nearest_package<'a>(&self, folder: &'a Path) -> Option<(&'a Path, Arc<Manifest>)> {
        folder.ancestors().find_map(|folder| Some((folder, self.package(folder)?)))
    }

    /// The folder of the workspace member called `name`, in the innermost workspace around `folder` that has one.
    pub(super) fn workspace_member(&self, folder: &Path, name: &str) -> Option<PathBuf> {
        folder.ancestors().find_map(|folder| {
            let members = self.workspaces.get(folder, || {
                let found = workspace::members(&self.folders, &self.reader, folder, |folder| self.package(folder));
                found.map(Arc::new)
            })?;
            members.get(name).cloned()
        })
    }

    /// The project `file` belongs to: the nearest `tsconfig.json` or `jsconfig.json`, or the one among those it
    /// references that includes the file if it does not do so itself.
    pub(super) fn project_of(&self, file: &Path) -> Option<Arc<Project>> {
        let nearest = self.nearest_project(file.parent()?)?;
        if nearest.references.is_empty() || nearest.includes(file, &self.reader) {
            return Some(nearest);
        }
        let referenced = self.referenced(&nearest);
        let including = referenced.iter().find(|project| project.includes(file, &self.reader));
        Some(including.map_or(nearest, Arc::clone))
    }

    /// The projects that may say where the package in `folder` is compiled to.
    pub(super) fn projects_at(&self, folder: &Path) -> Vec<Arc<Project>> {
        let Some(nearest) = self.nearest_project(folder) else { return Vec::new() };
        let referenced = self.referenced(&nearest);
        std::iter::once(nearest).chain(referenced.iter().cloned()).collect()
    }

    /// The nearest configuration to a folder, whether it includes the folder's files or not.
    pub(super) fn nearest_project(&self, folder: &Path) -> Option<Arc<Project>> {
        let configured = |folder: &Path| {
            self.project(&folder.join("tsconfig.json")).or_else(|| self.project(&folder.join("jsconfig.json")))
        };
        self.nearest.get(folder, || folder.ancestors().find_map(configured))
    }

    /// All projects that `project` references, directly or not, in the order met.
    fn referenced(&self, project: &Project) -> Arc<Vec<Arc<Project>>> {
        self.referenced.get(&project.path, || {
            let mut waiting: Vec<PathBuf> = project.references.iter().rev().cloned().collect();
            let mut seen = HashSet::default();
            let mut found = Vec::new();
            while let Some(reference) = waiting.pop().filter(|_| !self.reader.is_cancelled()) {
                if !seen.insert(reference.clone()) {
                    continue;
                }
                if seen.len() > MAX_REFERENCED {
                    let reason =
                        format!("it refers to more than {MAX_REFERENCED} projects: those after them are left out");
                    self.reader.warn(&project.path, reason);
                    break;
                }
                let project = self.project(&reference).or_else(|| self.project(&reference.join("tsconfig.json")));
                if let Some(project) = project {
                    waiting.extend(project.references.iter().rev().cloned());
                    found.push(project);
                }
            }
            Arc::new(found)
        })
    }

    fn project(&self, path: &Path) -> Option<Arc<Project>> {
        self.projects.get(path, || {
            let layer = if self.folders.is_file(path) {
                self.merged(path, 0, &mut HashSet::default(), &mut { MAX_EXTENDED })?
            } else {
                return None;
            };
            Some(Arc::new(Project::new(path, layer)))
        })
    }

    /// The configuration with everything it extends; what it extends in a circle or cannot find is left out. What is
    /// extended twice counts once: whatever it sets is set by then, and going there again and again would take
    /// exponential time.
    fn merged(&self, path: &Path, depth: usize, seen: &mut HashSet<PathBuf>, left: &mut usize) -> Option<Layer> {
        if depth > MAX_EXTENDS {
            self.reader
                .warn(path, format!("the last of more than {MAX_EXTENDS} that extend one another: it is left out"));
            return None;
        }
        if !seen.insert(path.to_path_buf()) {
            return None;
        }
        let own = self.layers.get(path, || Layer::read(path, &self.reader).map(Arc::new))?;
        let mut merged = Layer::clone(&own);
        // Of several, the last one counts most.
        for specifier in own.extends.iter().rev() {
            let Some(fewer) = left.checked_sub(1) else {
                self.reader
                    .warn(path, format!("one of more than {MAX_EXTENDED} to be merged: what it extends is left out"));
                break;
            };
            *left = fewer;
            let base = self.extended(path, specifier);
            if base.is_none() {
                let reason = format!("it extends \"{specifier}\", which is not found");
                self.reader.tell(WarningCode::ExtendsNotFound, path, reason);
            }
            if let Some(base) = base.and_then(|base| self.merged(&base, depth + 1, seen, left)) {
                merged.inherit(&base);
            }
        }
        Some(merged)
    }

    /// The file that `extends` means, written in the configuration `path`.
    fn extended(&self, path: &Path, specifier: &str) -> Option<PathBuf> {
        let folder = path.parent()?;
        let is_path = specifier.starts_with('.') || Path::new(specifier).is_absolute();
        if is_path {
            return self.config_file(joined(folder, specifier));
        }
        let (name, rest) = split_specifier(specifier);
        let installed = folder.ancestors().map(|folder| folder.join("node_modules").join(name));
        installed.filter(|package| self.folders.is_folder(package)).chain(self.workspace_member(folder, name)).find_map(
            |package| {
                let file = match rest {
                    "" => self.package(&package).and_then(|manifest| manifest.tsconfig.clone()),
                    rest => Some(rest.to_owned()),
                };
                self.config_file(normalise(&package.join(file.as_deref().unwrap_or("tsconfig.json"))))
            },
        )
    }

    /// The configuration a path without its ending, or its folder, means.
    fn config_file(&self, path: PathBuf) -> Option<PathBuf> {
        let mut with_ending = path.clone().into_os_string();
        with_ending.push(".json");
        let candidates = [path.clone(), with_ending.into(), path.join("tsconfig.json")];
        candidates.into_iter().find(|candidate| self.folders.is_file(candidate))
    }
}
