//! Workspaces: the packages that one repository holds and knows by name, installed or not.
//!
//! In: a folder. Out: its member packages by name, from `workspaces` of `package.json`, from `pnpm-workspace.yaml`
//! and from `lerna.json`. Never looks into `node_modules`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use foldhash::HashMap;

use super::package::Manifest;
use crate::resolve::folders::Folders;
use crate::resolve::members::{Dialect, Search};
use crate::resolve::reader::{Reader, strings};

const PNPM: &str = "pnpm-workspace.yaml";
const LERNA: &str = "lerna.json";

static DIALECT: Dialect = Dialect { manifest: "package.json", wildcards: &['*', '?', '{', '['], has_globstar: true };

/// The folders of a workspace's packages by package name; `None` if `folder` is no workspace's root. `package` tells
/// the manifest in a folder.
pub(super) fn members(
    folders: &Folders,
    reader: &Reader,
    folder: &Path,
    package: impl Fn(&Path) -> Option<Arc<Manifest>>,
) -> Option<HashMap<String, PathBuf>> {
    let root = folders.at(folder);
    let written_in = |name: &str| root.has_file(name).then(|| folder.join(name));
    // Each with the manifest that it stands in, the first to be told of.
    let mut manifest = folder.join("package.json");
    let mut patterns = package(folder).map_or_else(Vec::new, |manifest| manifest.workspaces.clone());
    let mut extend = |written: Vec<String>, path: PathBuf| {
        if patterns.is_empty() {
            manifest = path;
        }
        patterns.extend(written);
    };
    if let Some(path) = written_in(PNPM) {
        extend(reader.text(&path).as_deref().map_or_else(Vec::new, pnpm_packages), path);
    }
    if let Some(path) = written_in(LERNA) {
        let packages = reader.json(&path).and_then(|lerna| lerna.get("packages").map(strings));
        extend(packages.unwrap_or_default(), path);
    }
    if patterns.is_empty() {
        return None;
    }
    let search = || Search::new(folders, reader, &manifest, &DIALECT);
    let with = patterns.iter().map(String::as_str).filter(|pattern| !pattern.starts_with('!'));
    let without = patterns.iter().filter_map(|pattern| pattern.strip_prefix('!'));
    let (found, excluded): (BTreeSet<_>, BTreeSet<_>) = (search().find(folder, with), search().find(folder, without));
    let mut members = HashMap::default();
    for member in found.difference(&excluded) {
        if let Some(name) = package(member).and_then(|manifest| manifest.name.clone()) {
            members.entry(name).or_insert_with(|| member.clone());
        }
    }
    Some(members)
}

/// The list under `packages:` of a `pnpm-workspace.yaml`, in block or in flow style: all that file's YAML that
/// matters here.
fn pnpm_packages(yaml: &str) -> Vec<String> {
    let unquoted = |item: &str| item.trim().trim_matches(['"', '\'']).to_owned();
    let mut lines = yaml.lines().map(|line| line.split(" #").next().unwrap_or(line).trim_end());
    let Some(first) = lines.find_map(|line| line.strip_prefix("packages:")) else { return Vec::new() };
    let flow = first.trim();
    if let Some(items) = flow.strip_prefix('[').and_then(|items| items.strip_suffix(']')) {
        return items.split(',').map(unquoted).filter(|item| !item.is_empty()).collect();
    }
    lines
        .map(str::trim_start)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map_while(|line| line.strip_prefix('-'))
        .map(unquoted)
        .collect()
}
