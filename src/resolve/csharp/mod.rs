//! Import resolution for C#: namespaces and types in the folders of projects.
//!
//! In: an importing file and the full name of a namespace or type. Out: the type's file, or the namespace's folder.
//! Folders are called as namespaces are, below a project's folder, which stands for its root namespace: what the project
//! file says, else the project's name. Projects are those around the importing file, those they refer to, and those
//! beside them. Without a project each folder around the file may be where a namespace's first folder is.

mod projects;
mod roots;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use self::projects::Projects;
use self::roots::{Root, Roots};
use super::folders::Folders;
use super::memo::Memo;
use super::reader::Reader;
use super::{ImportResolver, ImportTarget};
use crate::source::paths::slashed;

/// More types than anyone nests in each other.
const MAX_PARTS: usize = 64;

/// Resolves imports of C# files of one repository.
pub struct Resolver {
    folders: Arc<Folders>,
    projects: Projects,
    /// By folder, those of its projects and of what they refer to.
    own: Memo<PathBuf, Arc<Roots>>,
    /// By folder, those of the projects in the folders inside it.
    beside: Memo<PathBuf, Arc<Roots>>,
    /// By folder, itself, as where any namespace may begin.
    without_project: Memo<PathBuf, Arc<Roots>>,
    answers: Memo<(PathBuf, String), ImportTarget>,
}

impl Resolver {
    /// A resolver for the repository whose folders these are.
    pub(super) fn sharing(folders: Arc<Folders>, reader: Arc<Reader>) -> Self {
        let projects = Projects::new(Arc::clone(&folders), reader);
        let (own, beside, without_project) = (Memo::new(), Memo::new(), Memo::new());
        Self { folders, projects, own, beside, without_project, answers: Memo::new() }
    }

    fn look_up(&self, folder: &Path, name: &str) -> ImportTarget {
        let roots = self.roots_of(folder);
        let mut namespaces = roots.iter().flat_map(|roots| roots.of(&self.folders, name, None));
        if let Some(namespace) = namespaces.find_map(|folder| self.folders.entered(&folder)) {
            return ImportTarget::Folder(slashed(&namespace));
        }
        // The type, or the one it is within.
        let file = name.rmatch_indices('.').take(MAX_PARTS).find_map(|(dot, _)| {
            let (namespace, outer) = (&name[..dot], &name[dot + 1..]);
            let source = [outer.split('.').next().unwrap_or_default(), ".cs"].concat();
            let mut places = roots.iter().flat_map(|roots| roots.of(&self.folders, namespace, Some(&source)));
            places.find_map(|folder| self.folders.listed_in(&folder, &source))
        });
        file.map_or(ImportTarget::External, ImportTarget::File)
    }

    /// Where namespaces are looked for from a folder, the nearest first.
    fn roots_of(&self, folder: &Path) -> Vec<Arc<Roots>> {
        let around = || self.folders.around(folder);
        let projects =
            around().map(|folder| self.own_roots(folder)).chain(around().map(|folder| self.roots_beside(folder)));
        projects.chain(around().map(|folder| self.without_project(folder))).collect()
    }

    fn without_project(&self, folder: &Path) -> Arc<Roots> {
        self.without_project
            .get(folder, || Arc::new(Roots::new(vec![Root { namespace: String::new(), folder: folder.to_path_buf() }])))
    }

    fn own_roots(&self, folder: &Path) -> Arc<Roots> {
        self.own.get(folder, || {
            let mut roots = Vec::new();
            for project in self.projects.of(folder).iter() {
                roots.push(project.root(folder));
                for reference in &project.references {
                    let Some(beside) = reference.parent() else { continue };
                    let referred = self.projects.of(beside);
                    // In the order of their files' names.
                    if let Ok(at) = referred.binary_search_by(|project| project.file.cmp(reference)) {
                        roots.push(referred[at].root(beside));
                    }
                }
            }
            Arc::new(Roots::new(roots))
        })
    }

    fn roots_beside(&self, folder: &Path) -> Arc<Roots> {
        self.beside.get(folder, || {
            let mut roots = Vec::new();
            for below in self.folders.at(folder).folders() {
                let beside = folder.join(below);
                roots.extend(self.projects.of(&beside).iter().map(|project| project.root(&beside)));
            }
            Arc::new(Roots::new(roots))
        })
    }
}

impl ImportResolver for Resolver {
    fn resolve(&self, importer: &Path, specifier: &str) -> ImportTarget {
        let is_name = !specifier.is_empty() && !specifier.contains(['/', '\\', '\0']) && !specifier.contains("..");
        let Some(folder) = importer.parent().filter(|_| is_name) else { return ImportTarget::External };
        let key = (folder.to_path_buf(), specifier.to_owned());
        self.answers.get(&key, || self.look_up(folder, specifier))
    }

    fn unit(&self, file: &Path) -> Option<String> {
        let project = self.folders.around(file.parent()?).find(|around| !self.projects.of(around).is_empty())?;
        Some(slashed(project))
    }
}
