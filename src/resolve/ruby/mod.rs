//! Import resolution for Ruby: features that are required, by the load paths that a gem has.
//!
//! In: an importing file and a feature's name, or a path with a dot in front. Out: the file. A feature is looked for below
//! the folders that gems and applications load from around the importing file, the nearest first, then below those of gems
//! that lie beside it. Constants need no file here: they are linked by their names.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::folders::Folders;
use super::memo::Memo;
use super::{ImportResolver, ImportTarget};
use crate::source::walk::normalise;

/// Folders that a gem or application loads from.
const LOAD_FOLDERS: [&str; 4] = ["lib", "app", "spec", "test"];

/// Folders whose folders are gems of their own.
const GEM_FOLDERS: [&str; 5] = ["gems", "packages", "components", "engines", "packs"];

/// Where features are looked for from one folder, the nearest first.
type Roots = Arc<Vec<PathBuf>>;

/// Resolves imports of Ruby files of one repository.
pub struct RubyResolver {
    folders: Arc<Folders>,
    roots: Memo<PathBuf, Roots>,
}

impl RubyResolver {
    /// A resolver for the repository whose folders these are.
    pub(super) fn new(folders: Arc<Folders>) -> Self {
        Self { folders, roots: Memo::new() }
    }

    /// The file of that path, with its ending or without.
    fn load(&self, path: &Path) -> Option<String> {
        let folder = self.folders.at(path.parent()?);
        let name = path.file_name()?.to_str()?;
        if name.ends_with(".rb") {
            return self.folders.listed(&folder, name);
        }
        self.folders.listed(&folder, &[name, ".rb"].concat())
    }

    fn roots_of(&self, folder: &Path) -> Roots {
        self.roots.get(folder, || {
            let mut roots = Vec::new();
            for around in folder.ancestors().take_while(|around| around.starts_with(self.folders.root())) {
                roots.extend(self.load_folders(around));
                // A script finds what lies beside it when it is run from there.
                roots.push(around.to_path_buf());
                let beside =
                    std::iter::once(around.to_path_buf()).chain(GEM_FOLDERS.iter().map(|name| around.join(name)));
                for beside in beside {
                    let gems: Vec<PathBuf> = self.folders.at(&beside).folders().map(|gem| beside.join(gem)).collect();
                    roots.extend(gems.iter().map(|gem| gem.join("lib")).filter(|lib| self.folders.is_folder(lib)));
                }
            }
            Arc::new(roots)
        })
    }

    fn load_folders(&self, around: &Path) -> Vec<PathBuf> {
        let folders = LOAD_FOLDERS.iter().map(|name| around.join(name));
        folders.filter(|folder| self.folders.is_folder(folder)).collect()
    }
}

impl ImportResolver for RubyResolver {
    fn resolve(&self, importer: &Path, specifier: &str) -> ImportTarget {
        let Some(folder) = importer.parent().filter(|_| !specifier.is_empty() && !specifier.contains('\0')) else {
            return ImportTarget::External;
        };
        let found = if specifier.starts_with('.') {
            self.load(&normalise(&folder.join(specifier)))
        } else if specifier.starts_with('/') {
            None
        } else {
            self.roots_of(folder).iter().find_map(|root| self.load(&normalise(&root.join(specifier))))
        };
        found.map_or(ImportTarget::External, ImportTarget::File)
    }
}
