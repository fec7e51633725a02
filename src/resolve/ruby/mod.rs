//! Import resolution for Ruby: load paths by convention.
//!
//! In: an importing file and a specifier; one that begins with `./` or `../` is relative to the file. Out: the file of the
//! repository it means. What `$LOAD_PATH` holds is only known when a program runs: here it is `lib`, `spec` and `test` of
//! every folder around the file, the nearest first, then `lib` of the gems beside those folders. Needs no manifest.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::folders::Folders;
use super::memo::Memo;
use super::reader::Reader;
use super::{ImportResolver, ImportTarget};
use crate::source::paths::joined;

/// Folders that a project's own programs and tests load from.
const LOAD_FOLDERS: [&str; 3] = ["lib", "spec", "test"];

/// Folders that repositories keep several gems in.
const GEM_FOLDERS: [&str; 5] = ["gems", "packages", "packs", "engines", "components"];

/// What a gem's folder has.
const GEMSPEC: &str = ".gemspec";

const ENDING: &str = ".rb";

type LoadPath = Arc<Vec<PathBuf>>;

/// Resolves imports of Ruby files of one repository.
pub struct Resolver {
    folders: Arc<Folders>,
    load_paths: Memo<PathBuf, LoadPath>,
    gems: Memo<PathBuf, LoadPath>,
    /// What a name means in the gems of a folder, which all files below it share.
    gem_files: Memo<(PathBuf, String), Option<String>>,
    answers: Memo<(PathBuf, String), ImportTarget>,
}

impl Resolver {
    /// A resolver for the repository whose folders these are.
    pub(super) fn sharing(folders: Arc<Folders>, _reader: Arc<Reader>) -> Self {
        Self { folders, load_paths: Memo::new(), gems: Memo::new(), gem_files: Memo::new(), answers: Memo::new() }
    }

    fn target(&self, folder: &Path, specifier: &str) -> ImportTarget {
        let name = if specifier.ends_with(ENDING) { specifier.to_owned() } else { format!("{specifier}{ENDING}") };
        let found = if specifier.starts_with("./") || specifier.starts_with("../") {
            self.folders.listed_at(&joined(folder, name))
        } else {
            // `load 'config/tasks.rb'` is relative to where a program runs: most likely the project's folder.
            let own = || self.load_path_of(folder).iter().find_map(|base| self.file_below(base, &name));
            let of_gems = || self.folders.around(folder).find_map(|around| self.gem_file(around, &name));
            let of_project = || self.folders.around(folder).find_map(|around| self.file_below(around, &name));
            own().or_else(of_gems).or_else(of_project)
        };
        found.map_or(ImportTarget::External, ImportTarget::File)
    }

    fn file_below(&self, base: &Path, name: &str) -> Option<String> {
        let is_plain = |part: &str| !matches!(part, "" | "." | "..");
        let (inside, file) = name.rsplit_once('/').unwrap_or(("", name));
        if !file.is_empty() && inside.split('/').all(is_plain) {
            // Step by step: most names end at their first folder.
            let folder = self.folders.below(base, inside.split('/'))?;
            return self.folders.listed_in(&folder, file);
        }
        self.folders.listed_at(&joined(base, name))
    }

    fn gem_file(&self, around: &Path, name: &str) -> Option<String> {
        let key = (around.to_path_buf(), name.to_owned());
        self.gem_files.get(&key, || self.gems_of(around).iter().find_map(|lib| self.file_below(lib, name)))
    }

    /// What a file in `folder` loads from before gems, in the order in which it is looked into.
    fn load_path_of(&self, folder: &Path) -> LoadPath {
        self.load_paths.get(folder, || {
            let mut found = Vec::new();
            for around in self.folders.around(folder) {
                let own = self.folders.at(around);
                found.extend(LOAD_FOLDERS.iter().filter(|name| own.has_folder(name)).map(|name| around.join(name)));
            }
            Arc::new(found)
        })
    }

    /// `lib` of the gems in `folder`, and in the folders in it that are known to hold gems.
    fn gems_of(&self, folder: &Path) -> LoadPath {
        self.gems.get(folder, || {
            let mut found = Vec::new();
            let holders = std::iter::once(folder.to_path_buf()).chain(GEM_FOLDERS.iter().map(|name| folder.join(name)));
            for holder in holders {
                for gem in self.folders.at(&holder).folders() {
                    let gem = holder.join(gem);
                    let own = self.folders.at(&gem);
                    if own.has_ending(GEMSPEC) && own.has_folder("lib") {
                        found.push(gem.join("lib"));
                    }
                }
            }
            Arc::new(found)
        })
    }
}

impl ImportResolver for Resolver {
    fn resolve(&self, importer: &Path, specifier: &str) -> ImportTarget {
        let is_path = !specifier.is_empty() && !specifier.starts_with('/') && !specifier.contains('\0');
        let Some(folder) = importer.parent().filter(|_| is_path) else { return ImportTarget::External };
        let key = (folder.to_path_buf(), specifier.to_owned());
        self.answers.get(&key, || self.target(folder, specifier))
    }
}
