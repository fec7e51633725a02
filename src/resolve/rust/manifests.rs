//! `Cargo.toml`: what a package and its library are called, where its targets lie, which packages of the repository it
//! depends on, which are members of its workspace.
//!
//! In: a folder. Out: a [`Manifest`], empty where there is none or it is broken.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use globset::Glob;
use toml::{Table, Value};

use crate::source::walk::normalise;
use crate::source::{self, is_skipped_folder};

/// Manifests are small; anything larger is something else under a manifest's name.
const MAX_MANIFEST_SIZE: u64 = 1024 * 1024;

/// How many folders the patterns of a workspace's members lead to.
const MAX_MEMBERS: usize = 4096;

/// The part of a `Cargo.toml` that resolution needs.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    /// The name that other crates import the package's library by.
    pub(super) library: Option<String>,
    /// The library's root, if it is not where it is looked for.
    pub(super) library_path: Option<PathBuf>,
    /// Roots of other targets that the manifest names.
    pub(super) target_paths: Vec<PathBuf>,
    /// Whether paths may begin at the crate's root without saying so.
    pub(super) is_edition_2015: bool,
    /// The names that dependencies are imported by, each with its package's folder or the word that the workspace knows.
    pub(super) dependencies: Vec<(String, Option<PathBuf>)>,
    /// If the package is a workspace's root.
    pub(super) workspace: Option<Workspace>,
}

/// What a workspace's root says.
#[derive(Debug, Default)]
pub(super) struct Workspace {
    /// The folders of its members.
    pub(super) members: Vec<PathBuf>,
    /// Dependencies that members share.
    pub(super) dependencies: Vec<(String, Option<PathBuf>)>,
}

impl Manifest {
    pub(super) fn read(folder: &Path) -> Self {
        let text = source::read(&folder.join("Cargo.toml"), MAX_MANIFEST_SIZE).map(|source| source.text);
        let table = text.ok().and_then(|text| text.trim_start_matches('\u{FEFF}').parse::<Table>().ok());
        table.map_or_else(Self::default, |table| Self::of(folder, &table))
    }

    fn of(folder: &Path, table: &Table) -> Self {
        let package = table.get("package").or_else(|| table.get("project"));
        let library = table.get("lib");
        let name = text(library, "name").or_else(|| text(package, "name"));
        let targets = ["bin", "example", "test", "bench"].into_iter().filter_map(|kind| table.get(kind)?.as_array());
        let target_paths = targets.flatten().filter_map(|target| text(Some(target), "path"));
        let edition = package.and_then(|package| package.get("edition"));
        let mut dependencies = dependencies_of(folder, table);
        for target in table.get("target").and_then(Value::as_table).into_iter().flat_map(Table::values) {
            dependencies.extend(target.as_table().map(|table| dependencies_of(folder, table)).unwrap_or_default());
        }
        Self {
            library: name.map(crate_name),
            library_path: text(library, "path").map(|path| normalise(&folder.join(path))),
            target_paths: target_paths.map(|path| normalise(&folder.join(path))).collect(),
            is_edition_2015: package.is_some() && edition.is_none_or(|edition| edition.as_str() == Some("2015")),
            dependencies,
            workspace: table.get("workspace").and_then(Value::as_table).map(|table| Workspace::of(folder, table)),
        }
    }
}

impl Workspace {
    fn of(folder: &Path, table: &Table) -> Self {
        let patterns = |key: &str| {
            let list = table.get(key).and_then(Value::as_array);
            list.into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>()
        };
        let excluded: Vec<PathBuf> =
            patterns("exclude").into_iter().map(|path| normalise(&folder.join(path))).collect();
        let mut members = BTreeSet::from([folder.to_path_buf()]);
        for pattern in patterns("members") {
            expand(folder, pattern, &mut members);
        }
        members.retain(|member| !excluded.iter().any(|excluded| member.starts_with(excluded)));
        Self { members: members.into_iter().collect(), dependencies: dependencies_of(folder, table) }
    }
}

/// The packages that a table's dependencies name, as they are imported.
fn dependencies_of(folder: &Path, table: &Table) -> Vec<(String, Option<PathBuf>)> {
    let kinds = ["dependencies", "dev-dependencies", "build-dependencies"];
    let tables = kinds.into_iter().filter_map(|kind| table.get(kind)?.as_table());
    let path = |dependency: &Value| text(Some(dependency), "path").map(|path| normalise(&folder.join(path)));
    tables.flatten().map(|(name, dependency)| (crate_name(name), path(dependency))).collect()
}

fn text<'a>(table: Option<&'a Value>, key: &str) -> Option<&'a str> {
    table?.get(key)?.as_str()
}

/// What a package's name is in sources.
fn crate_name(package: &str) -> String {
    package.replace('-', "_")
}

/// Collects the folders that a member's pattern leads to.
fn expand(folder: &Path, pattern: &str, found: &mut BTreeSet<PathBuf>) {
    let mut folders = vec![folder.to_path_buf()];
    for part in pattern.split('/').filter(|part| !part.is_empty() && *part != ".") {
        if !part.contains(['*', '?', '[']) {
            folders.iter_mut().for_each(|folder| *folder = normalise(&folder.join(part)));
            continue;
        }
        let Ok(glob) = Glob::new(part).map(|glob| glob.compile_matcher()) else { return };
        let children = folders.iter().flat_map(|folder| child_folders(folder));
        folders = children
            .filter(|child| child.file_name().is_some_and(|name| glob.is_match(name)))
            .take(MAX_MEMBERS)
            .collect();
    }
    found.extend(folders.into_iter().filter(|folder| folder.join("Cargo.toml").is_file()));
}

fn child_folders(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()) && !is_skipped_folder(&entry.file_name()))
        .map(|entry| entry.path())
}
