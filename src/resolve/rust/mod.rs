//! Import resolution for Rust.
//!
//! In: an importing file and the path of a module as far as spelling tells modules from what is in them. Out: the file
//! that the path leads to, or to that part of it that has files: what lies beyond is something in the last module. Files
//! are found where the language looks for them (`a.rs`, `a/mod.rs`), crates by the nearest `Cargo.toml` and its workspace;
//! without one a crate begins at the nearest `lib.rs` or `main.rs`. Which modules there are is told by their files; sources are read for
//! their macros alone, which may put what they are given on conditions.

mod features;
mod manifests;

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use self::manifests::{MANIFEST, Manifest, Packages};
use super::folders::Folders;
use super::macros::conditions_of;
use super::manifests::Manifests;
use super::memo::Memo;
use super::reader::Reader;
use super::{Build, ImportResolver, ImportTarget};
use crate::source::paths::normalise;

/// Folders of a package whose files and folders are crates of their own.
const TARGET_FOLDERS: [&str; 4] = ["tests", "examples", "benches", "bin"];

/// More parts than any path has.
const MAX_SEGMENTS: usize = 64;

/// How many files of a crate are looked into for macros.
const MAX_MACRO_FILES: usize = 64;

/// Resolves imports of Rust files of one repository.
pub struct Resolver {
    folders: Arc<Folders>,
    reader: Arc<Reader>,
    manifests: Manifests<Manifest>,
    /// The folders of a workspace's members by the names of their libraries, by the workspace's root.
    members: Memo<OsString, Arc<Packages>>,
    /// By the folder of a package.
    builds: Memo<OsString, Option<Arc<Build>>>,
}

/// A module: its file, if it has one, and the folder that its own modules lie in.
struct Module {
    file: Option<PathBuf>,
    folder: PathBuf,
}

impl Resolver {
    /// A resolver for the repository whose folders these are.
    pub(super) fn sharing(folders: Arc<Folders>, reader: Arc<Reader>) -> Self {
        Self {
            manifests: Manifests::new(MANIFEST, &folders),
            folders,
            reader,
            members: Memo::new(),
            builds: Memo::new(),
        }
    }

    fn find(&self, importer: &Path, specifier: &str) -> Option<PathBuf> {
        if specifier.ends_with(".rs") {
            return self.file(normalise(&importer.parent()?.join(specifier)));
        }
        let segments: Vec<&str> = specifier.split("::").take(MAX_SEGMENTS).collect();
        let (first, rest) = segments.split_first()?;
        let here = self.module_of(importer);
        match *first {
            "crate" => self.in_own_crate(importer, rest),
            "self" | "super" => {
                let mut module = here;
                let outward = segments.iter().take_while(|segment| matches!(**segment, "self" | "super")).count();
                for _ in segments[..outward].iter().filter(|segment| **segment == "super") {
                    module = self.around(&module)?;
                }
                self.deepest(module, &segments[outward..])
            }
            _ => self
                .child(&here.folder, first)
                .map_or_else(|| self.in_other_crate(importer, first, rest), |child| self.deepest(child, rest)),
        }
    }

    /// The module that a file is.
    fn module_of(&self, file: &Path) -> Module {
        let folder = file.parent().unwrap_or(file);
        let stem = file.file_stem().unwrap_or_default();
        let is_root = matches!(stem.to_str(), Some("lib" | "main" | "mod")) || self.is_target(file);
        let folder = if is_root { folder.to_path_buf() } else { folder.join(stem) };
        Module { file: Some(file.to_path_buf()), folder }
    }

    /// Whether a file is the root of a crate by its place or by its manifest.
    fn is_target(&self, file: &Path) -> bool {
        let Some((package, manifest)) = self.package_of(file) else {
            // A test or example by its folder alone.
            let above = file.parent().and_then(Path::file_name).and_then(OsStr::to_str);
            return above.is_some_and(|above| TARGET_FOLDERS.contains(&above));
        };
        let Ok(place) = file.strip_prefix(package) else { return false };
        let parts: Vec<_> = place.iter().filter_map(OsStr::to_str).collect();
        let is_by_place = match parts[..] {
            ["build.rs"] => true,
            [folder, _] => TARGET_FOLDERS.contains(&folder),
            ["src", "bin", _] => true,
            _ => false,
        };
        let is_named = manifest.library_path.as_deref() == Some(file);
        is_by_place || is_named || manifest.targets.contains(file)
    }

    /// The nearest package around a path, with what its manifest says.
    fn package_of<'a>(&self, path: &'a Path) -> Option<(&'a Path, Arc<Manifest>)> {
        let folder = self.above(path).find(|folder| self.manifests.is_in(folder))?;
        Some((folder, self.manifest(folder)))
    }

    fn manifest(&self, folder: &Path) -> Arc<Manifest> {
        self.manifests.of(folder, || Some(Manifest::read(folder, &self.folders, &self.reader))).unwrap_or_default()
    }

    /// The folders around a file, up to the repository's root.
    fn above<'a>(&self, file: &'a Path) -> impl Iterator<Item = &'a Path> + use<'a, '_> {
        let root = self.folders.root();
        file.ancestors().skip(1).take_while(move |folder| folder.starts_with(root))
    }

    /// The module below `crate`: of the library or else of the program that the importer may belong to.
    fn in_own_crate(&self, importer: &Path, segments: &[&str]) -> Option<PathBuf> {
        let roots = self.roots_of(importer);
        let inside = |root: &&PathBuf| {
            let module = self.module_at_root(root);
            segments.first().is_some_and(|first| self.child(&module.folder, first).is_some())
        };
        let own = roots.iter().find(|root| *root == importer);
        let root = own.or_else(|| roots.iter().find(inside)).or_else(|| roots.first())?;
        self.deepest(self.module_at_root(root), segments)
    }

    fn module_at_root(&self, root: &Path) -> Module {
        Module { file: Some(root.to_path_buf()), folder: root.parent().unwrap_or(root).to_path_buf() }
    }

    /// Roots of the crates that a file may belong to, the likelier ones first.
    fn roots_of(&self, importer: &Path) -> Vec<PathBuf> {
        let Some((package, manifest)) = self.package_of(importer) else {
            let nearest = self.above(importer).find_map(|folder| {
                let listed = self.folders.at(folder);
                let root = ["lib.rs", "main.rs"].into_iter().find(|name| listed.has_file(name));
                root.map(|name| folder.join(name))
            });
            return nearest.into_iter().collect();
        };
        let mut roots = Vec::new();
        if self.is_target(importer) {
            roots.push(importer.to_path_buf());
        }
        let program = package.join("src/main.rs");
        // A target in a folder of its own: `examples/shop/main.rs`.
        let own = self.above(importer).take_while(|folder| *folder != package).map(|folder| folder.join("main.rs"));
        roots.extend(own.filter(|root| *root != program));
        roots.extend(self.library_of(package, &manifest));
        roots.push(program);
        roots.extend(manifest.targets.around(importer));
        let is_near = |root: &PathBuf| root.parent().is_some_and(|folder| importer.starts_with(folder));
        roots.retain(|root| is_near(root) && self.folders.is_file(root));
        roots
    }

    fn library_of(&self, package: &Path, manifest: &Manifest) -> Option<PathBuf> {
        let root = manifest.library_path.clone().unwrap_or_else(|| package.join("src/lib.rs"));
        self.folders.is_file(&root).then_some(root)
    }

    /// What the macros of a package's crates put in front of items: those of their roots, and of modules that lend theirs.
    fn macros_of(&self, package: &Path, manifest: &Manifest) -> BTreeMap<String, Vec<String>> {
        let program = Some(package.join("src/main.rs")).filter(|program| self.folders.is_file(program));
        let roots = self.library_of(package, manifest).into_iter().chain(program);
        let mut left: Vec<Module> = roots.map(|root| self.module_at_root(&root)).collect();
        left.reverse();
        let mut rules = Vec::new();
        for _ in 0..MAX_MACRO_FILES {
            let Some(Module { file: Some(file), folder }) = left.pop() else { break };
            let macros = self.reader.macros(&file);
            rules.extend(macros.rules);
            for name in macros.modules.iter().rev() {
                let at_path =
                    file.parent().filter(|_| name.ends_with(".rs")).map(|around| normalise(&around.join(name)));
                let module = match at_path {
                    Some(path) => self.file(path).map(|path| self.module_of(&path)),
                    None => self.child(&folder, name),
                };
                left.extend(module);
            }
        }
        conditions_of(rules)
    }

    /// What a path means that begins with a crate's name, or, as in the first edition, at the root of its own.
    fn in_other_crate(&self, importer: &Path, name: &str, rest: &[&str]) -> Option<PathBuf> {
        let (package, manifest) = self.package_of(importer)?;
        let library = match self.package_named(package, &manifest, name) {
            Some(package) => self.library_of(&package, &self.manifest(&package)),
            None if manifest.is_edition_2015 => {
                let root = self.roots_of(importer).into_iter().next()?;
                let child = self.child(root.parent()?, name)?;
                return self.deepest(child, rest);
            }
            None => None,
        };
        self.deepest(self.module_at_root(&library?), rest)
    }

    /// The folder of the package whose library is imported as `name`.
    fn package_named(&self, package: &Path, manifest: &Manifest, name: &str) -> Option<PathBuf> {
        if manifest.library.as_deref() == Some(name) {
            return Some(package.to_path_buf());
        }
        let workspace = self.workspace_of(package);
        let shared = || self.manifest(workspace?).workspace.as_ref()?.dependencies.get(name).cloned();
        let member = || self.members_of(workspace?).get(name).cloned();
        manifest.dependencies.get(name).cloned().or_else(shared).or_else(member)
    }

    /// The root of the workspace that a package is a member of.
    fn workspace_of<'a>(&self, package: &'a Path) -> Option<&'a Path> {
        self.manifests.holders(package).find(|folder| self.manifest(folder).workspace.is_some())
    }

    fn members_of(&self, workspace: &Path) -> Arc<Packages> {
        self.members.get(workspace.as_os_str(), || {
            let root = self.manifest(workspace);
            let folders = root.workspace.iter().flat_map(|workspace| &workspace.members);
            let mut named = Packages::default();
            for folder in folders {
                if let Some(library) = &self.manifest(folder).library {
                    named.entry(library.clone()).or_insert_with(|| folder.clone());
                }
            }
            Arc::new(named)
        })
    }

    /// The file of the last module of a path that has one.
    fn deepest(&self, module: Module, segments: &[&str]) -> Option<PathBuf> {
        let mut module = module;
        let mut file = module.file.take();
        for segment in segments {
            let inner = module.folder.join(segment);
            match self.child(&module.folder, segment) {
                Some(child) => module = child,
                // A module that is written in a file has no file, but those in it may have.
                None if self.folders.is_folder(&inner) => module = Module { file: None, folder: inner },
                None => break,
            }
            file = module.file.take().or(file);
        }
        file
    }

    /// The module of this name whose file, or whose modules' files, lie in a folder.
    fn child(&self, folder: &Path, name: &str) -> Option<Module> {
        // Raw names: `r#type` lies in `type.rs`.
        let name = name.strip_prefix("r#").unwrap_or(name);
        if name.is_empty() {
            return None;
        }
        let inner = folder.join(name);
        let file = [folder.join(format!("{name}.rs")), inner.join("mod.rs")].into_iter();
        let file = file.into_iter().find(|file| self.folders.is_file(file))?;
        Some(Module { file: Some(file), folder: inner })
    }

    /// The module around another.
    fn around(&self, module: &Module) -> Option<Module> {
        let inner = match module.file.as_deref().map(|file| self.module_of(file)) {
            Some(of_file) => of_file.folder,
            None => module.folder.clone(),
        };
        let folder = inner.parent().filter(|folder| folder.starts_with(self.folders.root()))?;
        let name = folder.file_name().unwrap_or_default();
        let mut beside = OsString::from(name);
        beside.push(".rs");
        let within = ["mod.rs", "lib.rs", "main.rs"].into_iter().map(|name| folder.join(name));
        let files = std::iter::once(folder.with_file_name(beside)).chain(within);
        let file = files.into_iter().find(|file| self.folders.is_file(file));
        // The root of a target or of a library with a path of its own.
        let file =
            file.or_else(|| self.roots_of(&folder.join("x.rs")).into_iter().find(|root| root.parent() == Some(folder)));
        Some(Module { file, folder: folder.to_path_buf() })
    }

    /// The file, if it exists.
    fn file(&self, path: PathBuf) -> Option<PathBuf> {
        self.folders.is_file(&path).then_some(path)
    }
}

impl ImportResolver for Resolver {
    fn resolve(&self, importer: &Path, specifier: &str) -> ImportTarget {
        let listed = self.find(importer, specifier).and_then(|file| {
            let folder = self.folders.at(file.parent()?);
            self.folders.listed(&folder, file.file_name()?.to_str()?)
        });
        listed.map_or(ImportTarget::External, ImportTarget::File)
    }

    fn build(&self, file: &Path) -> Option<Arc<Build>> {
        let (package, manifest) = self.package_of(file)?;
        self.builds.get(package.as_os_str(), || {
            let features = manifest.features.clone()?;
            Some(Arc::new(Build::new(features, self.macros_of(package, &manifest))))
        })
    }
}
