//! Import resolution for C#: namespaces to folders, by the layout that projects have.
//!
//! In: an importing file and the name of a namespace or type. Out: the namespace's folder, or the type's file. Where a
//! namespace is declared only sources say; a project's tools put `Shop.Model` into the folder `Model` of the project whose
//! root namespace is `Shop`, which is what its file is called unless it says otherwise. Without a project, a folder called
//! like the namespace counts.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::folders::Folders;
use super::memo::Memo;
use super::{ImportResolver, ImportTarget};
use crate::source::walk::slashed;

const PROJECT_ENDING: &str = ".csproj";

/// Project files are small; anything larger is something else under its name.
const MAX_PROJECT_SIZE: u64 = 4 * 1024 * 1024;

/// Folders whose folders are projects.
const PROJECT_FOLDERS: [&str; 4] = ["src", "test", "tests", "lib"];

/// A root namespace and the folder of its project; without a name, a folder that namespaces are looked for in.
type Root = (String, PathBuf);

/// Resolves imports of C# files of one repository.
pub struct CSharpResolver {
    folders: Arc<Folders>,
    roots: Memo<PathBuf, Arc<Vec<Root>>>,
    projects: Memo<PathBuf, Option<String>>,
    answers: Memo<(PathBuf, String), ImportTarget>,
}

impl CSharpResolver {
    /// A resolver for the repository whose folders these are.
    pub(super) fn new(folders: Arc<Folders>) -> Self {
        Self { folders, roots: Memo::new(), projects: Memo::new(), answers: Memo::new() }
    }

    fn look_up(&self, folder: &Path, name: &str) -> ImportTarget {
        let roots = self.roots_of(folder);
        let below = || {
            roots.iter().filter_map(|(root, folder)| {
                let rest = match name.strip_prefix(root.as_str())? {
                    "" => "",
                    rest if root.is_empty() => rest,
                    rest => rest.strip_prefix('.')?,
                };
                (!rest.is_empty() || !root.is_empty()).then_some((folder, rest))
            })
        };
        let folder = below().find_map(|(folder, rest)| self.namespace(folder, rest));
        let found = folder.map(ImportTarget::Folder);
        let file = || below().find_map(|(folder, rest)| self.class(folder, rest)).map(ImportTarget::File);
        found.or_else(file).unwrap_or(ImportTarget::External)
    }

    fn namespace(&self, root: &Path, rest: &str) -> Option<String> {
        let folder = self.folder(root, rest.split('.').filter(|part| !part.is_empty()))?;
        // A folder of other folders is no namespace that anything is declared in.
        let has_sources = self.folders.at(&folder).has_file_ending(".cs");
        Some(slashed(&self.folders.entered(&folder).filter(|_| has_sources)?))
    }

    fn class(&self, root: &Path, rest: &str) -> Option<String> {
        let (namespace, class) = rest.rsplit_once('.').unwrap_or(("", rest));
        let folder = self.folder(root, namespace.split('.').filter(|part| !part.is_empty()))?;
        self.folders.listed(&self.folders.at(&folder), &[class, ".cs"].concat())
    }

    fn folder<'name>(&self, root: &Path, parts: impl Iterator<Item = &'name str>) -> Option<PathBuf> {
        let mut folder = root.to_path_buf();
        for part in parts {
            if !self.folders.at(&folder).has_folder(part) {
                return None;
            }
            folder.push(part);
        }
        Some(folder)
    }

    fn roots_of(&self, folder: &Path) -> Arc<Vec<Root>> {
        self.roots.get(folder, || {
            let mut roots = Vec::new();
            for around in folder.ancestors().take_while(|around| around.starts_with(self.folders.root())) {
                roots.extend(self.project(around));
                let beside =
                    std::iter::once(around.to_path_buf()).chain(PROJECT_FOLDERS.iter().map(|name| around.join(name)));
                for beside in beside {
                    let projects: Vec<PathBuf> =
                        self.folders.at(&beside).folders().map(|project| beside.join(project)).collect();
                    roots.extend(projects.iter().filter_map(|project| self.project(project)));
                }
                roots.push((String::new(), around.to_path_buf()));
            }
            Arc::new(roots)
        })
    }

    fn project(&self, folder: &Path) -> Option<Root> {
        let name = self.projects.get(folder, || {
            let entries = self.folders.at(folder);
            let file = entries.files_ending(PROJECT_ENDING).next()?.to_str()?;
            let text = crate::source::read(&folder.join(file), MAX_PROJECT_SIZE).ok().map(|source| source.text);
            let declared = text.as_deref().and_then(root_namespace).map(str::to_owned);
            Some(declared.unwrap_or_else(|| file.trim_end_matches(PROJECT_ENDING).to_owned()))
        })?;
        Some((name, folder.to_path_buf()))
    }
}

/// What stands between the marks of `<RootNamespace>`.
fn root_namespace(project: &str) -> Option<&str> {
    let (_, rest) = project.split_once("<RootNamespace>")?;
    let (name, _) = rest.split_once("</RootNamespace>")?;
    // A property's name in parentheses is for the build to fill in.
    Some(name.trim()).filter(|name| !name.is_empty() && !name.contains('$'))
}

impl ImportResolver for CSharpResolver {
    fn resolve(&self, importer: &Path, specifier: &str) -> ImportTarget {
        let is_name = !specifier.is_empty() && !specifier.contains(['/', '\\', '\0']) && !specifier.contains("..");
        let Some(folder) = importer.parent().filter(|_| is_name) else { return ImportTarget::External };
        let key = (folder.to_path_buf(), specifier.to_owned());
        self.answers.get(&key, || self.look_up(folder, specifier))
    }
}
