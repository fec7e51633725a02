//! Import resolution for Go.
//!
//! In: an importing file and a package's path. Out: the folder of the repository that holds the package. Configured by
//! file: the nearest `go.mod` says which module it is a part of, the nearest `go.work` which modules stand beside it.
//! Where no `go.mod` is above a file, the path's end is looked for in the folders around it.

mod manifests;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use self::manifests::{Manifest, Prefix};
use super::folders::Folders;
use super::memo::Memo;
use super::{ImportResolver, ImportTarget};
use crate::source::walk::{normalise, slashed};

/// More parts than the path of any package has.
const MAX_PARTS: usize = 32;

/// Resolves imports of Go files of one repository.
pub struct GoResolver {
    folders: Arc<Folders>,
    modules: Memo<OsString, Arc<Module>>,
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
    /// Modules that lie in the repository, longer paths first.
    prefixes: Vec<Prefix>,
}

impl GoResolver {
    /// A resolver for the repository whose folders these are.
    pub(super) fn new(folders: Arc<Folders>) -> Self {
        Self { folders, modules: Memo::new(), places: Memo::new() }
    }

    /// The module that the files of a folder belong to.
    fn module_of(&self, folder: &Path) -> Option<Arc<Module>> {
        let root = self.folders.around(folder).find(|folder| self.folders.at(folder).has_file("go.mod"))?;
        Some(self.modules.get(root.as_os_str(), || Arc::new(self.read_module(root))))
    }

    fn read_module(&self, folder: &Path) -> Module {
        let manifest = Manifest::read(folder, "go.mod");
        let mut prefixes = manifest.replaced;
        if let Some(root) = self.folders.around(folder).find(|folder| self.folders.at(folder).has_file("go.work")) {
            let workspace = Manifest::read(root, "go.work");
            prefixes.extend(workspace.replaced);
            for used in workspace.used {
                if let Some(path) = Manifest::read(&used, "go.mod").module {
                    prefixes.push(Prefix { path, folder: used });
                }
            }
        }
        let is_standard = |folder: &&Path| Manifest::read(folder, "go.mod").module.as_deref() == Some("std");
        let mut with_manifest = self.folders.around(folder).filter(|folder| self.folders.at(folder).has_file("go.mod"));
        let standard_library = with_manifest.find(is_standard).map(Path::to_path_buf);
        prefixes.extend(manifest.module.map(|path| Prefix { path, folder: folder.to_path_buf() }));
        prefixes.sort_by_key(|prefix| std::cmp::Reverse(prefix.path.len()));
        Module { folder: folder.to_path_buf(), standard_library, prefixes }
    }

    fn find(&self, module: Option<&Module>, folder: &Path, specifier: &str) -> Option<PathBuf> {
        if matches!(specifier.split('/').next(), Some("." | "..")) {
            return self.package(&normalise(&folder.join(specifier)));
        }
        match module {
            Some(module) => self.in_module(module, specifier),
            None => self.without_module(folder, specifier),
        }
    }

    fn in_module(&self, module: &Module, specifier: &str) -> Option<PathBuf> {
        let by_prefix = module.prefixes.iter().find_map(|prefix| {
            let rest = specifier.strip_prefix(&*prefix.path)?;
            let rest = if rest.is_empty() { rest } else { rest.strip_prefix('/')? };
            self.package(&normalise(&prefix.folder.join(rest)))
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

impl ImportResolver for GoResolver {
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
