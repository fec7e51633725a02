//! Import resolution for TypeScript and JavaScript, as the TypeScript compiler does it, over `oxc_resolver`.
//!
//! In: an importing file and a specifier. Out: the file of the repository it means. `oxc_resolver` turns a path into
//! a file (endings, `.js` that means `.ts`, folders, caches of the file system); this module decides which paths to
//! try. It reads the manifests itself, because the compiler's rule (and that crate's) is to fail where one is broken
//! or extends something not installed, and because a repository is analysed as it lies there: its own packages
//! need be neither installed nor built. What is installed for real is a package's own business and stays external.
//!
//! Two departures from the compiler, on purpose: a file that exists under the very name imported counts whatever
//! its ending (`./logo.svg`), and where the compiler would find what a build wrote, the source is meant.

mod json;
mod manifests;
mod outputs;
mod package;
mod probe;
mod repository;
mod tsconfig;
mod workspace;

use std::path::{Path, PathBuf};

use oxc_resolver::{ResolveOptions, ResolverGeneric};

use self::manifests::Manifests;
use self::package::{Conditions, Manifest, exported, mapped, split_specifier};
use self::probe::Probe;
use self::repository::Repository;
use self::tsconfig::Project;
use super::memo::Memo;
use super::{ImportResolver, ImportTarget};
use crate::source::walk::normalise;

/// Endings of sources. A path with one of these names that very file before any other.
const SOURCE_ENDINGS: [&str; 4] = ["ts", "tsx", "mts", "cts"];

/// Resolves imports of TypeScript and JavaScript files of one repository. Keeps every manifest and answer it has
/// met: make a new one when the files have changed.
pub struct TypeScriptResolver {
    repository: Repository,
    manifests: Manifests,
    files: ResolverGeneric<Probe>,
    /// What specifiers that are no paths mean, by the importer's folder, its project and the specifier.
    bare: Memo<String, Option<String>>,
}

impl TypeScriptResolver {
    /// A resolver for the repository at `root`, an absolute path as [`crate::source::check_root`] returns it.
    #[must_use]
    pub fn new(root: &Path) -> Self {
        let options = ResolveOptions { symlinks: false, node_path: false, ..ResolveOptions::default() };
        Self {
            repository: Repository::new(root),
            manifests: Manifests::new(),
            files: ResolverGeneric::new(options),
            bare: Memo::new(),
        }
    }

    fn relative(&self, importer: &Path, folder: &Path, specifier: &str) -> Option<String> {
        let candidate = folder.join(specifier);
        let is_folder = matches!(specifier.rsplit('/').next(), Some("" | "." | ".."));
        let candidate = normalise(&candidate);
        let load = |path: &Path| if is_folder { self.load_folder(path) } else { self.load(path) };
        load(&candidate).or_else(|| {
            let project = self.manifests.project_of(importer)?;
            // The candidate seen from every other root folder; from the innermost that holds it.
            let within = project.root_dirs.iter().filter_map(|dir| candidate.strip_prefix(dir).ok());
            let within = within.min_by_key(|rest| rest.as_os_str().len())?;
            project.root_dirs.iter().find_map(|dir| load(&dir.join(within)))
        })
    }

    fn bare(&self, importer: &Path, folder: &Path, specifier: &str) -> Option<String> {
        let project = self.manifests.project_of(importer);
        let config = project.as_ref().map_or(Path::new(""), |project| &project.path);
        let key = format!("{}\0{}\0{specifier}", folder.display(), config.display());
        self.bare.get(key.as_str(), || self.bare_in(project.as_deref(), folder, specifier))
    }

    fn bare_in(&self, project: Option<&Project>, folder: &Path, specifier: &str) -> Option<String> {
        let by_project = project.and_then(|project| {
            project
                .mapped(specifier)
                .find_map(|path| self.load_named(&path))
                .or_else(|| project.base_url.as_ref().and_then(|base| self.load(&normalise(&base.join(specifier)))))
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
            mapped(imports, specifier, active).iter().find_map(|target| {
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
            && let Some(own) = self.repository.folder(own)
        {
            return self.entry_of_package(&own, rest, conditions);
        }
        let installed = folder
            .ancestors()
            .filter(|folder| folder.file_name().is_none_or(|name| name != "node_modules"))
            .map(|folder| folder.join("node_modules").join(name))
            .find(|package| package.is_dir());
        let package = match installed {
            // One that is no link into the repository is somebody else's package.
            Some(package) => self.repository.folder(&package)?,
            None => self.repository.folder(&self.manifests.workspace_member(folder, name)?)?,
        };
        self.entry_of_package(&package, rest, conditions)
    }

    /// What the repository's package in `folder` offers under `subpath`, which is empty for its entry.
    fn entry_of_package(&self, folder: &Path, subpath: &str, conditions: &[String]) -> Option<String> {
        let manifest = self.manifests.package(folder);
        if let Some(exports) = manifest.as_ref().and_then(|manifest| manifest.exports.as_ref()) {
            let key = if subpath.is_empty() { ".".to_owned() } else { format!("./{subpath}") };
            return [Conditions::Active(conditions), Conditions::Any].into_iter().find_map(|active| {
                exported(exports, &key, active).iter().find_map(|target| self.offered(folder, target))
            });
        }
        if subpath.is_empty() {
            return self.load_folder(folder);
        }
        let path = normalise(&folder.join(subpath));
        self.load(&path).or_else(|| self.load_source(folder, &path))
    }

    /// The file behind a path that a manifest in `folder` offers, or the source that file is compiled from.
    fn offered(&self, folder: &Path, target: &str) -> Option<String> {
        let path = normalise(&folder.join(target));
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
        names_source.then(|| self.repository.file(path)).flatten().or_else(|| self.load(path))
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
        // Behind a NUL a `#` is part of the name, not the beginning of a fragment.
        let specifier = format!("./{}", name.replace('#', "\0#"));
        let found = self.files.resolve_dts(folder.join("_"), &specifier).ok();
        found
            // The `index` of a folder of that name: the folder's manifest is asked before it.
            .filter(|found| !found.path().starts_with(path) || found.path() == path)
            .and_then(|found| self.repository.file(found.path()))
            .or_else(|| self.repository.file(path))
    }

    /// A folder: the entry its `package.json` names, its `index`, or the source of either.
    fn load_folder(&self, folder: &Path) -> Option<String> {
        if !folder.is_dir() {
            return None;
        }
        let manifest = self.manifests.package(folder);
        let entries = manifest.as_deref().map_or(&[][..], |manifest: &Manifest| &manifest.entries);
        let paths: Vec<PathBuf> = entries.iter().map(|entry| normalise(&folder.join(entry))).collect();
        let index = folder.join("index");
        paths
            .iter()
            .find_map(|path| self.load_file(path).or_else(|| self.load_file(&path.join("index"))))
            .or_else(|| self.load_file(&index))
            .or_else(|| paths.iter().find_map(|path| self.load_source(folder, path)))
            .or_else(|| manifest.is_some().then(|| self.load_source(folder, &index)).flatten())
    }
}

impl ImportResolver for TypeScriptResolver {
    fn resolve(&self, importer: &Path, specifier: &str) -> ImportTarget {
        let is_relative = matches!(specifier.split('/').next(), Some("." | ".."));
        let found = match importer.parent() {
            // No system has such names; the keys of what was found out rely on it.
            Some(_) if specifier.is_empty() || specifier.contains('\0') => None,
            Some(folder) if is_relative => self.relative(importer, folder, specifier),
            Some(folder) => self.bare(importer, folder, specifier),
            None => None,
        };
        found.map_or(ImportTarget::External, ImportTarget::File)
    }
}
