//! Import resolution for C#: namespaces and types in the folders of projects.
//!
//! In: an importing file and the full name of a namespace or type. Out: the type's file, or the namespace's folder.
//! Folders are called as namespaces are, below a project's folder, which stands for its root namespace: what the project
//! file says, else the project's name. Projects are those around the importing file, those they refer to, and those
//! beside them. Without a project each folder around the file may be where a namespace's first folder is.

mod projects;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use self::projects::Projects;
use super::folders::Folders;
use super::memo::Memo;
use super::reader::Reader;
use super::{ImportResolver, ImportTarget};
use crate::source::walk::slashed;

/// A folder that stands for a namespace, `''` for the one without a name.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Root {
    namespace: String,
    folder: PathBuf,
}

/// Some of where namespaces are looked for: a repository may have thousands of projects, and folders around share theirs.
type Roots = Arc<Vec<Root>>;

/// Resolves imports of C# files of one repository.
pub struct CSharpResolver {
    folders: Arc<Folders>,
    projects: Projects,
    /// By folder, those of its projects and of what they refer to.
    own: Memo<PathBuf, Roots>,
    /// By folder, those of the projects in the folders inside it.
    beside: Memo<PathBuf, Roots>,
    answers: Memo<(PathBuf, String), ImportTarget>,
}

impl CSharpResolver {
    /// A resolver for the repository whose folders these are.
    pub(super) fn new(folders: Arc<Folders>, reader: Arc<Reader>) -> Self {
        let projects = Projects::new(Arc::clone(&folders), reader);
        Self { folders, projects, own: Memo::new(), beside: Memo::new(), answers: Memo::new() }
    }

    fn look_up(&self, folder: &Path, name: &str) -> ImportTarget {
        let roots = self.roots_of(folder);
        let roots = || roots.iter().flat_map(|roots| roots.iter());
        if let Some(namespace) = roots().find_map(|root| self.namespace(root, name)) {
            return ImportTarget::Folder(namespace);
        }
        // The type, or the one it is within.
        let mut outer = name;
        let file = loop {
            let Some((namespace, class)) = outer.rsplit_once('.') else { break None };
            let file_name = [class, ".cs"].concat();
            let file = roots().find_map(|root| {
                let folder = self.folder_of(root, namespace)?;
                self.folders.listed_in(&folder, &file_name)
            });
            if file.is_some() {
                break file;
            }
            outer = namespace;
        };
        file.map_or(ImportTarget::External, ImportTarget::File)
    }

    fn namespace(&self, root: &Root, name: &str) -> Option<String> {
        let folder = self.folder_of(root, name)?;
        Some(slashed(&self.folders.entered(&folder)?))
    }

    /// The folder that a namespace has below a root.
    fn folder_of(&self, root: &Root, name: &str) -> Option<PathBuf> {
        let below = match root.namespace.as_str() {
            "" => name,
            namespace => name.strip_prefix(namespace)?,
        };
        if below.is_empty() {
            return Some(root.folder.clone());
        }
        let below = if root.namespace.is_empty() { below } else { below.strip_prefix('.')? };
        self.folders.below(&root.folder, below.split('.'))
    }

    /// Where namespaces are looked for from a folder, the nearest first.
    fn roots_of(&self, folder: &Path) -> Vec<Roots> {
        let around = || self.folders.around(folder);
        let without_project = around().map(|folder| Root { namespace: String::new(), folder: folder.to_path_buf() });
        let projects =
            around().map(|folder| self.own_roots(folder)).chain(around().map(|folder| self.roots_beside(folder)));
        projects.chain(std::iter::once(Arc::new(without_project.collect()))).collect()
    }

    fn own_roots(&self, folder: &Path) -> Roots {
        self.own.get(folder, || {
            let mut roots = Vec::new();
            for project in self.projects.of(folder).iter() {
                roots.push(project.root(folder));
                for reference in &project.references {
                    let Some(beside) = reference.parent() else { continue };
                    let referred = self.projects.of(beside);
                    let referred = referred.iter().filter(|project| project.file == *reference);
                    roots.extend(referred.map(|project| project.root(beside)));
                }
            }
            Arc::new(roots)
        })
    }

    fn roots_beside(&self, folder: &Path) -> Roots {
        self.beside.get(folder, || {
            let mut roots = Vec::new();
            for below in self.folders.at(folder).folders() {
                let beside = folder.join(below);
                roots.extend(self.projects.of(&beside).iter().map(|project| project.root(&beside)));
            }
            Arc::new(roots)
        })
    }
}

impl ImportResolver for CSharpResolver {
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
