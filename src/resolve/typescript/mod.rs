//! Import resolution for TypeScript and JavaScript, as the TypeScript compiler does it.
//!
//! In: an importing file and a specifier. Out: the file of the repository it means. It reads the manifests itself,
//! because the compiler's rule is to fail where one is broken or extends something not installed, and because a
//! repository is analysed as it lies there: its own packages need be neither installed nor built. What is installed
//! for real is a package's own business and stays external.
//!
//! Three departures from the compiler, on purpose: a file that exists under the very name imported counts whatever
//! its ending (`./logo.svg`); where the compiler would find what a build wrote, the source is meant; and JavaScript
//! that imports what has a declaration beside it means the code, which is what it runs.

mod endings;
mod file_globs;
mod manifests;
mod outputs;
mod package;
mod surroundings;
mod tsconfig;
mod workspace;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use self::manifests::Manifests;
use self::package::{Conditions, Manifest, split_specifier};
use self::surroundings::{Origin, Places};
use self::tsconfig::Project;
use super::folders::Folders;
use super::looks::Looks;
use super::reader::Reader;
use super::{ImportResolver, ImportTarget};
use crate::source::paths::{joined, normalise};

/// Endings of sources. A path with one of these names that very file before any other.
const SOURCE_ENDINGS: [&str; 4] = ["ts", "tsx", "mts", "cts"];

/// Endings of files that run as they are.
const JAVASCRIPT_ENDINGS: [&str; 4] = ["js", "jsx", "mjs", "cjs"];

/// Resolves imports of TypeScript and JavaScript files of one repository. Keeps every manifest and answer it has
/// met: make a new one when the files have changed.
pub struct Resolver {
    folders: Arc<Folders>,
    manifests: Manifests,
    places: Places,
}

impl Resolver {
    /// A resolver for the repository at `root`, an absolute path as [`crate::source::check_root`] returns it.
    #[must_use]
    pub fn new(root: &Path) -> Self {
        let looks = Arc::new(Looks::new(root));
        Self::sharing(Arc::new(Folders::new(root, &looks)), Arc::new(Reader::new(&looks)))
    }

    /// A resolver for the repository whose folders these are, and whose manifests are read so.
    pub(super) fn sharing(folders: Arc<Folders>, reader: Arc<Reader>) -> Self {
        Self { manifests: Manifests::new(Arc::clone(&folders), reader), places: Places::new(), folders }
    }

    fn resolve_from(&self, importer: &Path, folder: &Path, specifier: &str) -> Option<Box<str>> {
        let origin = self.places.origin(folder, &self.folders, &self.manifests);
        if matches!(specifier.split('/').next(), Some("." | "..")) {
            let found = origin.paths.get(specifier, || self.relative(folder, specifier).map(String::into_boxed_str));
            return found
                .or_else(|| self.in_root_dirs(importer, folder, &origin, specifier).map(String::into_boxed_str));
        }
        let here = self.places.of(importer, &origin, &self.folders, &self.manifests);
        here.bare.get(specifier, || {
            self.bare_in(here.project.as_deref(), &here.folder, specifier).map(String::into_boxed_str)
        })
    }

    fn relative(&self, folder: &Path, specifier: &str) -> Option<String> {
        self.load_relative(&joined(folder, specifier), specifier)
    }

    /// The candidate seen from every other root folder of its project; from the innermost that holds it.
    fn in_root_dirs(&self, importer: &Path, folder: &Path, origin: &Origin, specifier: &str) -> Option<String> {
        let here = self.places.of(importer, origin, &self.folders, &self.manifests);
        let root_dirs = &here.project.as_ref()?.root_dirs;
        if root_dirs.is_empty() {
            return None;
        }
        let candidate = joined(folder, specifier);
        let within = root_dirs.iter().filter_map(|dir| candidate.strip_prefix(dir).ok());
        let within = within.min_by_key(|rest| rest.as_os_str().len())?;
        root_dirs.iter().find_map(|dir| self.load_relative(&dir.join(within), specifier))
    }

    /// The path that a specifier which begins with a dot leads to.
    fn load_relative(&self, path: &Path, specifier: &str) -> Option<String> {
        let is_folder = matches!(specifier.rsplit('/').next(), Some("" | "." | ".."));
        if is_folder { self.load_folder(path) } else { self.load(path) }
    }

    fn bare_in(&self, project: Option<&Project>, folder: &Path, specifier: &str) -> Option<String> {
        let by_project = project.and_then(|project| {
            project
                .mapped(specifier)
                .find_map(|path| self.load_named(&path))
                .or_else(|| project.base_url.as_ref().and_then(|base| self.load(&joined(base, specifier))))
        });
        let conditions = project.map_or(&[][..], |project| &project.conditions);
        by_project.or_else(|| {
            if specifier.starts_with('#') {
                self.package_import(folder, specifier, conditions)
            } else if Path::new(specifier).is_absolute() {
                self.load(&normalise(Path::new(specifier)))
            } else if specifier.contains(':') {
                None
            } else {
                self.package(folder, specifier, conditions)
            }
        })
    }

    /// `#name`: through the `imports` of the package that the folder belongs to.
    fn package_import(&self, folder: &Path, specifier: &str, conditions: &[String]) -> Option<String> {
        let (package, manifest) = self.manifests.nearest_package(folder)?;
        let imports = manifest.imports.as_ref()?;
        [Conditions::Active(conditions), Conditions::Any].into_iter().find_map(|active| {
            imports.targets(specifier, active).iter().find_map(|target| {
                if target.starts_with('.') {
                    self.offered(package, target)
                } else if target.starts_with('#') {
                    None
                } else {
                    self.package(package, target, conditions)
                }
            })
        })
    }

    /// A package's name, with or without a path in it: of the importing package itself, of one that is linked into
    /// `node_modules`, or of a workspace member that is not.
    fn package(&self, folder: &Path, specifier: &str, conditions: &[String]) -> Option<String> {
        let (name, rest) = split_specifier(specifier);
        if name.is_empty() {
            return None;
        }
        if let Some((own, manifest)) = self.manifests.nearest_package(folder)
            && manifest.exports.is_some()
            && manifest.name.as_deref() == Some(name)
            && let Some(own) = self.folders.entered(own)
        {
            return self.entry_of_package(&own, rest, conditions);
        }
        let modules = self.places.installed(folder, &self.folders);
        let installed = match name.split_once('/') {
            Some((scope, name)) => modules
                .iter()
                .map(|modules| self.folders.at(&modules.path().join(scope)))
                .find(|scope| scope.has_folder(name))
                .map(|scope| scope.path().join(name)),
            None => modules.iter().find(|modules| modules.has_folder(name)).map(|modules| modules.path().join(name)),
        };
        let package = match installed {
            // One that is no link into the repository is somebody else's package.
            Some(package) => self.folders.entered(&package)?,
            None => self.folders.entered(&self.manifests.workspace_member(folder, name)?)?,
        };
        self.entry_of_package(&package, rest, conditions)
    }

    /// What the repository's package in `folder` offers under `subpath`, which is empty for its entry.
    fn entry_of_package(&self, folder: &Path, subpath: &str, conditions: &[String]) -> Option<String> {
        let manifest = self.manifests.package(folder);
        if let Some(exports) = manifest.as_ref().and_then(|manifest| manifest.exports.as_ref()) {
            let key = if subpath.is_empty() { ".".to_owned() } else { format!("./{subpath}") };
            return [Conditions::Active(conditions), Conditions::Any].into_iter().find_map(|active| {
                exports.targets(&key, active).iter().find_map(|target| self.offered(folder, target))
            });
        }
        if subpath.is_empty() {
            return self.load_folder(folder);
        }
        let path = joined(folder, subpath);
        self.load(&path).or_else(|| self.load_source(folder, &path))
    }

    /// The file behind a path that a manifest in `folder` offers, or the source that file is compiled from.
    fn offered(&self, folder: &Path, target: &str) -> Option<String> {
        let path = joined(folder, target);
        if !path.starts_with(folder) {
            return None;
        }
        self.load_named(&path).or_else(|| self.load_source(folder, &path))
    }

    /// The source that `output`, a file of the package in `package`, is compiled from.
    fn load_source(&self, package: &Path, output: &Path) -> Option<String> {
        let sources = outputs::sources(package, &self.manifests.projects_at(package), output);
        sources.iter().find_map(|source| self.load_file(source).or_else(|| self.load_file(&source.join("index"))))
    }

    /// A path that may name a file with its very ending, as those in `paths` and `exports` do.
    fn load_named(&self, path: &Path) -> Option<String> {
        let names_source = path.extension().is_some_and(|ending| SOURCE_ENDINGS.iter().any(|source| ending == *source));
        names_source.then(|| self.folders.listed_at(path)).flatten().or_else(|| self.load(path))
    }

    /// A path as imports write it: of a file with or without its ending, or of a folder.
    fn load(&self, path: &Path) -> Option<String> {
        self.load_file(path).or_else(|| self.load_folder(path)).or_else(|| {
            // What bundlers take from behind the name (`?raw`, `#icon`) is no part of it.
            let name = path.file_name()?.to_str()?;
            let end = name.find(['?', '#']).filter(|end| *end > 0)?;
            self.load_file(&path.with_file_name(&name[..end]))
        })
    }

    fn load_file(&self, path: &Path) -> Option<String> {
        let folder = path.parent()?;
        let name = path.file_name()?.to_str()?;
        let folder = self.folders.at(folder);
        endings::named(name, |name| folder.has_file(name))
            .and_then(|found| self.folders.listed(&folder, &found))
            .or_else(|| self.folders.listed(&folder, name))
    }

    /// The code beside the declaration `path`, unless the declaration is what the specifier names.
    fn implementation(&self, path: &str, specifier: &str) -> Option<String> {
        let (folder, name) = path.rsplit_once('/').filter(|(_, name)| !specifier.ends_with(name))?;
        let mut candidates = endings::implementations(name);
        candidates.find_map(|name| self.folders.listed_in(Path::new(folder), &name))
    }

    /// A folder: the entry its `package.json` names, its `index`, or the source of either.
    fn load_folder(&self, folder: &Path) -> Option<String> {
        if !self.folders.is_folder(folder) {
            return None;
        }
        let manifest = self.manifests.package(folder);
        let entries = manifest.as_deref().map_or(&[][..], |manifest: &Manifest| &manifest.entries);
        let paths: Vec<PathBuf> = entries.iter().map(|entry| joined(folder, entry)).collect();
        let index = folder.join("index");
        paths
            .iter()
            .find_map(|path| self.load_file(path).or_else(|| self.load_file(&path.join("index"))))
            .or_else(|| self.load_file(&index))
            .or_else(|| paths.iter().find_map(|path| self.load_source(folder, path)))
            .or_else(|| manifest.is_some().then(|| self.load_source(folder, &index)).flatten())
    }
}

impl ImportResolver for Resolver {
    fn resolve(&self, importer: &Path, specifier: &str) -> ImportTarget {
        let found = match importer.parent() {
            // No system has such names.
            Some(_) if specifier.is_empty() || specifier.contains('\0') => None,
            Some(folder) => self.resolve_from(importer, folder, specifier),
            None => None,
        };
        let Some(found) = found else { return ImportTarget::External };
        let implementation = is_javascript(importer).then(|| self.implementation(&found, specifier)).flatten();
        ImportTarget::File(implementation.unwrap_or_else(|| found.into()))
    }
}

fn is_javascript(file: &Path) -> bool {
    file.extension().is_some_and(|ending| JAVASCRIPT_ENDINGS.iter().any(|javascript| ending == *javascript))
}
