//! `Cargo.toml`: what a package and its library are called, where its targets lie, which packages of the repository it
//! depends on, which are members of its workspace.
//!
//! In: a folder. Out: a [`Manifest`], empty where there is none or it is broken.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use foldhash::{HashMap, HashSet};
use toml::{Table, Value};

use super::features::default_features;
use crate::resolve::folders::Folders;
use crate::resolve::members::{Dialect, Search};
use crate::resolve::reader::Reader;
use crate::source::paths::joined;

pub(super) const MANIFEST: &str = "Cargo.toml";

static DIALECT: Dialect = Dialect { manifest: MANIFEST, wildcards: &['*', '?', '['], has_globstar: false };

/// Roots of targets in one folder: each is asked for where a file below may belong to it.
const MAX_TARGETS: usize = 64;

/// By the names that they are imported by, the folders of packages that the repository has.
pub(super) type Packages = HashMap<String, PathBuf>;

/// The part of a `Cargo.toml` that resolution needs.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    /// The name that other crates import the package's library by.
    pub(super) library: Option<String>,
    /// The library's root, if it is not where it is looked for.
    pub(super) library_path: Option<PathBuf>,
    /// Roots of other targets that the manifest names.
    pub(super) targets: Targets,
    /// Whether paths may begin at the crate's root without saying so.
    pub(super) is_edition_2015: bool,
    /// Dependencies that lie in a folder.
    pub(super) dependencies: Packages,
    /// The features that the package has by default; nothing where the manifest is of none.
    pub(super) features: Option<BTreeSet<String>>,
    /// If the package is a workspace's root.
    pub(super) workspace: Option<Workspace>,
}

/// Files that are roots of crates of their own.
#[derive(Debug, Default)]
pub(super) struct Targets {
    /// By folder, with their places in the manifest.
    by_folder: HashMap<PathBuf, Vec<(usize, PathBuf)>>,
}

impl Targets {
    fn new(paths: impl Iterator<Item = PathBuf>, is_beyond: &mut bool) -> Self {
        let mut by_folder: HashMap<PathBuf, Vec<(usize, PathBuf)>> = HashMap::default();
        for (place, path) in paths.enumerate() {
            let Some(folder) = path.parent() else { continue };
            let beside = by_folder.entry(folder.to_path_buf()).or_default();
            if beside.len() < MAX_TARGETS {
                beside.push((place, path));
            } else {
                *is_beyond = true;
            }
        }
        Self { by_folder }
    }

    pub(super) fn contains(&self, file: &Path) -> bool {
        let beside = file.parent().and_then(|folder| self.by_folder.get(folder));
        beside.is_some_and(|beside| beside.iter().any(|(_, path)| path == file))
    }

    /// The roots in the folders around a file, in the order written.
    pub(super) fn around(&self, file: &Path) -> impl Iterator<Item = PathBuf> {
        let folders = if self.by_folder.is_empty() { None } else { Some(file.ancestors()) };
        let mut found: Vec<&(usize, PathBuf)> =
            folders.into_iter().flatten().filter_map(|folder| self.by_folder.get(folder)).flatten().collect();
        found.sort_unstable_by_key(|(place, _)| *place);
        found.into_iter().map(|(_, path)| path.clone())
    }
}

/// What a workspace's root says.
#[derive(Debug, Default)]
pub(super) struct Workspace {
    /// The folders of its members.
    pub(super) members: Vec<PathBuf>,
    /// Dependencies that members share.
    pub(super) dependencies: Packages,
}

impl Manifest {
    pub(super) fn read(folder: &Path, folders: &Folders, reader: &Reader) -> Self {
        let path = folder.join(MANIFEST);
        let Some(table) = reader.toml(&path) else { return Self::default() };
        let mut is_beyond = false;
        let manifest = Self::of(folder, &table, &mut is_beyond);
        if is_beyond {
            reader.warn(&path, format!("more than {MAX_TARGETS} targets in one folder: those after them are left out"));
        }
        let workspace = table.get("workspace").and_then(Value::as_table);
        let workspace =
            workspace.map(|table| Workspace::of(folder, table, Search::new(folders, reader, &path, &DIALECT)));
        Self { workspace, ..manifest }
    }

    fn of(folder: &Path, table: &Table, is_beyond: &mut bool) -> Self {
        let package = table.get("package").or_else(|| table.get("project"));
        let library = table.get("lib");
        let name = text(library, "name").or_else(|| text(package, "name"));
        let targets = ["bin", "example", "test", "bench"].into_iter().filter_map(|kind| table.get(kind)?.as_array());
        let target_paths = targets.flatten().filter_map(|target| text(Some(target), "path"));
        let edition = package.and_then(|package| package.get("edition"));
        let mut dependencies = Packages::default();
        add_dependencies(folder, table, &mut dependencies);
        for target in table.get("target").and_then(Value::as_table).into_iter().flat_map(Table::values) {
            if let Some(table) = target.as_table() {
                add_dependencies(folder, table, &mut dependencies);
            }
        }
        Self {
            library: name.map(crate_name),
            library_path: text(library, "path").map(|path| joined(folder, path)),
            targets: Targets::new(target_paths.map(|path| joined(folder, path)), is_beyond),
            is_edition_2015: package.is_some() && edition.is_none_or(|edition| edition.as_str() == Some("2015")),
            dependencies,
            features: package.map(|_| default_features(table)),
            workspace: None,
        }
    }
}

impl Workspace {
    fn of(folder: &Path, table: &Table, search: Search<'_>) -> Self {
        let patterns = |key: &str| {
            let list = table.get(key).and_then(Value::as_array);
            list.into_iter().flatten().filter_map(Value::as_str)
        };
        let excluded: HashSet<PathBuf> = patterns("exclude").map(|path| joined(folder, path)).collect();
        let mut members: BTreeSet<PathBuf> = search.find(folder, patterns("members"));
        members.insert(folder.to_path_buf());
        members.retain(|member| !member.ancestors().any(|around| excluded.contains(around)));
        let mut dependencies = Packages::default();
        add_dependencies(folder, table, &mut dependencies);
        Self { members: members.into_iter().collect(), dependencies }
    }
}

/// Adds the packages of the repository that a table's dependencies name; what was added first stays.
fn add_dependencies(folder: &Path, table: &Table, found: &mut Packages) {
    let kinds = ["dependencies", "dev-dependencies", "build-dependencies"];
    for (name, dependency) in kinds.into_iter().filter_map(|kind| table.get(kind)?.as_table()).flatten() {
        if let Some(path) = text(Some(dependency), "path") {
            found.entry(crate_name(name)).or_insert_with(|| joined(folder, path));
        }
    }
}

fn text<'a>(table: Option<&'a Value>, key: &str) -> Option<&'a str> {
    table?.get(key)?.as_str()
}

/// What a package's name is in sources.
fn crate_name(package: &str) -> String {
    package.replace('-', "_")
}
