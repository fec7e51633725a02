//! Import resolution for Go.
//!
//! In: an importing file and a package's path. Out: the folder of the repository that holds the package. Configured by
//! file: the nearest `go.mod` says which module it is a part of, the nearest `go.work` which modules stand beside it.
//! Where no `go.mod` is above a file, the path's end is looked for in the folders around it.

mod manifests;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use self::manifests::{Manifest, Prefix};
use super::folders::Folders;
use super::manifests::Manifests;
use super::memo::Memo;
use super::prefixes::Prefixes;
use super::reader::Reader;
use super::{ImportResolver, ImportTarget};
use crate::source::paths::{joined, slashed};

/// More parts than the path of any package has.
const MAX_PARTS: usize = 32;

/// Folders of one module's path that are tried: a workspace may name it more than once.
const MAX_FOLDERS: usize = 16;

/// Resolves imports of Go files of one repository.
pub struct Resolver {
    folders: Arc<Folders>,
    reader: Arc<Reader>,
    /// What the `go.mod` of a folder says.
    manifests: Manifests<Manifest>,
    modules: Memo<OsString, Arc<Module>>,
    /// By the folder of a `go.work`, what all its modules share.
    workspaces: Manifests<ByPath>,
    places: Memo<OsString, Arc<Place>>,
}

/// A folder that files with imports lie in.
struct Place {
    module: Option<Arc<Module>>,
    answers: Memo<Box<str>, ImportTarget, 1>,
}

/// What the files of one module share.
struct Module {
    folder: PathBuf,
    /// Where the standard library lies, if the module is it or lies in it: its packages have no module's name in front.
    standard_library: Option<PathBuf>,
    /// What it replaces, what its workspace knows, and itself: in this order they count where their paths are the same.
    modules: [Arc<ByPath>; 3],
}

/// Modules that lie in the repository: by their paths the folders, in the order written.
type ByPath = Prefixes<Vec<PathBuf>>;

fn by_path(modules: impl Iterator<Item = Prefix>) -> ByPath {
    let mut by_path: BTreeMap<Vec<u8>, Vec<PathBuf>> = BTreeMap::new();
    for Prefix { path, folder } in modules {
        let folders = by_path.entry(path.into_bytes()).or_default();
        if folders.len() < MAX_FOLDERS {
            folders.push(folder);
        }
    }
    Prefixes::new(by_path)
}

impl Resolver {
    /// A resolver for the repository whose folders these are.
    pub(super) fn sharing(folders: Arc<Folders>, reader: Arc<Reader>) -> Self {
        let (manifests, workspaces) = (Manifests::new("go.mod", &folders), Manifests::new("go.work", &folders));
        Self { folders, reader, manifests, modules: Memo::new(), workspaces, places: Memo::new() }
    }

    /// The module that the files of a folder belong to.
    fn module_of(&self, folder: &Path) -> Option<Arc<Module>> {
        let root = self.manifests.holders(folder).next()?;
        Some(self.modules.get(root.as_os_str(), || Arc::new(self.read_module(root))))
    }

    fn manifest(&self, folder: &Path) -> Arc<Manifest> {
        self.manifests.of(folder, || Some(Manifest::read(folder, "go.mod", &self.reader))).unwrap_or_default()
    }

    fn read_module(&self, folder: &Path) -> Module {
        let manifest = self.manifest(folder);
        let workspace = self.workspaces.holders(folder).next();
        let is_standard = |folder: &&Path| self.manifest(folder).module.as_deref() == Some("std");
        let standard_library = self.manifests.holders(folder).find(is_standard).map(Path::to_path_buf);
        let own = manifest.module.iter().map(|path| Prefix { path: path.clone(), folder: folder.to_path_buf() });
        let modules = [
            Arc::new(by_path(manifest.replaced.iter().cloned())),
            workspace.map_or_else(Arc::default, |folder| self.workspace(folder)),
            Arc::new(by_path(own)),
        ];
        Module { folder: folder.to_path_buf(), standard_library, modules }
    }

    fn workspace(&self, folder: &Path) -> Arc<ByPath> {
        let workspace = self.workspaces.of(folder, || {
            let workspace = Manifest::read(folder, "go.work", &self.reader);
            let used = workspace.used.into_iter().filter_map(|folder| {
                let path = self.manifest(&folder).module.clone()?;
                Some(Prefix { path, folder })
            });
            Some(by_path(workspace.replaced.into_iter().chain(used)))
        });
        workspace.unwrap_or_default()
    }

    fn find(&self, module: Option<&Module>, folder: &Path, specifier: &str) -> Option<PathBuf> {
        if matches!(specifier.split('/').next(), Some("." | "..")) {
            return self.package(&joined(folder, specifier));
        }
        match module {
            Some(module) => self.in_module(module, specifier),
            None => self.without_module(folder, specifier),
        }
    }

    fn in_module(&self, module: &Module, specifier: &str) -> Option<PathBuf> {
        let known = module.modules.iter().flat_map(|modules| modules.of(specifier.as_bytes()));
        let mut known: Vec<(usize, &Vec<PathBuf>)> = known.collect();
        // Stable: of the same path the first one written counts.
        known.sort_by_key(|(length, _)| std::cmp::Reverse(*length));
        let by_prefix = known.into_iter().find_map(|(length, folders)| {
            let rest = &specifier[length..];
            let rest = if rest.is_empty() { rest } else { rest.strip_prefix('/')? };
            folders.iter().find_map(|folder| self.package(&joined(folder, rest)))
        });
        let standard = || self.package(&module.standard_library.as_ref()?.join(specifier));
        by_prefix.or_else(standard).or_else(|| self.package(&module.folder.join("vendor").join(specifier)))
    }

    /// As in the days of `GOPATH`: what is vendored, then the folder that the path or its end names, from the innermost
    /// folder around the importer. A path without a dot in its first part is the standard library's, unless it is
    /// complete below a folder `src`.
    fn without_module(&self, folder: &Path, specifier: &str) -> Option<PathBuf> {
        let vendored =
            self.folders.around(folder).find_map(|around| self.package(&around.join("vendor").join(specifier)));
        vendored.or_else(|| {
            if !specifier.split('/').next().is_some_and(|host| host.contains('.')) {
                let mut sources =
                    self.folders.around(folder).filter(|around| around.file_name().is_some_and(|name| name == "src"));
                return sources.find_map(|sources| self.package(&sources.join(specifier)));
            }
            let mut ends = vec![specifier];
            ends.extend(specifier.match_indices('/').take(MAX_PARTS).map(|(slash, _)| &specifier[slash + 1..]));
            let name = specifier.rsplit('/').next().unwrap_or_default();
            self.folders.around(folder).find_map(|around| {
                let below = ends.iter().find_map(|end| self.package(&around.join(end)));
                // The folder itself may be the package.
                let is_named_so = around.file_name().is_some_and(|folder| folder == name);
                below.or_else(|| is_named_so.then(|| self.package(around)).flatten())
            })
        })
    }

    /// The folder as discovery knows it, if it holds a package.
    fn package(&self, folder: &Path) -> Option<PathBuf> {
        let holds_sources = self.folders.at(folder).has_ending(".go");
        // Without the separator at its end that the root has for being joined with nothing.
        holds_sources.then(|| self.folders.entered(folder)).flatten().map(|folder| folder.components().collect())
    }
}

impl ImportResolver for Resolver {
    fn resolve(&self, importer: &Path, specifier: &str) -> ImportTarget {
        let Some(folder) = importer.parent() else { return ImportTarget::External };
        let place = self
            .places
            .get(folder.as_os_str(), || Arc::new(Place { module: self.module_of(folder), answers: Memo::new() }));
        place.answers.get(specifier, || {
            let found = self.find(place.module.as_deref(), folder, specifier);
            found.map_or(ImportTarget::External, |folder| ImportTarget::Folder(slashed(&folder)))
        })
    }
}
