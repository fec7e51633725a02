//! Project files: `*.csproj`, and the `Directory.Build.props` around them.
//!
//! In: a folder. Out: the projects in it, with the namespace their folder stands for and the projects they refer to. What
//! is broken or missing costs only what it would have said.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::roots::Root;
use crate::resolve::folders::Folders;
use crate::resolve::manifests::Manifests;
use crate::resolve::memo::Memo;
use crate::resolve::reader::Reader;
use crate::source::paths::joined;

/// Projects that one refers to, each of which may be where a namespace is.
const MAX_REFERENCES: usize = 1024;

/// One project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Project {
    pub file: PathBuf,
    /// What its folder stands for.
    pub namespace: String,
    /// The project files it refers to, which may not exist.
    pub references: Vec<PathBuf>,
}

impl Project {
    /// The project's folder as a root of namespaces.
    pub fn root(&self, folder: &Path) -> Root {
        Root { namespace: self.namespace.clone(), folder: folder.to_path_buf() }
    }
}

/// The projects of one repository.
pub(super) struct Projects {
    folders: Arc<Folders>,
    reader: Arc<Reader>,
    known: Memo<PathBuf, Arc<Vec<Project>>>,
    /// The root namespace that the properties around a folder set.
    shared: Manifests<String>,
}

impl Projects {
    pub fn new(folders: Arc<Folders>, reader: Arc<Reader>) -> Self {
        Self { shared: Manifests::new("Directory.Build.props", &folders), folders, reader, known: Memo::new() }
    }

    /// The projects in a folder, by their files' names.
    pub fn of(&self, folder: &Path) -> Arc<Vec<Project>> {
        self.known.get(folder, || {
            let listed = self.folders.at(folder);
            let names = listed.files_ending(".csproj");
            Arc::new(names.iter().map(|name| self.project(folder, name)).collect())
        })
    }

    fn project(&self, folder: &Path, name: &str) -> Project {
        let file = folder.join(name);
        let stem = name.strip_suffix(".csproj").unwrap_or(name);
        let document = self.reader.xml(&file, |document| (root_namespace(document), references(document, folder)));
        let (written, references) = document.unwrap_or_default();
        let references = self.reader.first(&file, "references", MAX_REFERENCES, references);
        let written = written.or_else(|| self.shared_namespace(folder));
        let namespace = written.map_or_else(
            // A project's name may have what a namespace's must not.
            || stem.replace([' ', '-'], "_"),
            |namespace| namespace.replace("$(MSBuildProjectName)", stem),
        );
        Project { file, namespace, references }
    }

    /// What the nearest `Directory.Build.props` says.
    fn shared_namespace(&self, folder: &Path) -> Option<String> {
        let holder = self.shared.holders(folder).next()?;
        let shared =
            self.shared.of(holder, || self.reader.xml(&holder.join("Directory.Build.props"), root_namespace)?);
        shared.as_deref().cloned()
    }
}

/// `<RootNamespace>Shop</RootNamespace>`; none if it is made of properties that only a build knows.
fn root_namespace(document: &roxmltree::Document<'_>) -> Option<String> {
    let element = document.descendants().find(|node| node.tag_name().name() == "RootNamespace")?;
    let text = element.text()?.trim();
    let is_known = !text.is_empty() && !text.replace("$(MSBuildProjectName)", "").contains('$');
    is_known.then(|| text.to_owned())
}

/// `<ProjectReference Include="..\Core\Core.csproj" />`
fn references(document: &roxmltree::Document<'_>, folder: &Path) -> Vec<PathBuf> {
    let elements = document.descendants().filter(|node| node.tag_name().name() == "ProjectReference");
    let written = elements.filter_map(|node| node.attribute("Include"));
    // An absolute one is of another machine, and taken from here too.
    written.map(|path| joined(folder, path.replace('\\', "/").trim_start_matches('/'))).collect()
}
