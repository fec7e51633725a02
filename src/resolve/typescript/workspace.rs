//! Workspaces: the packages that one repository holds and knows by name, installed or not.
//!
//! In: a folder. Out: its member packages by name, from `workspaces` of `package.json`, from `pnpm-workspace.yaml`
//! and from `lerna.json`. Never looks into `node_modules`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use foldhash::HashMap;
use globset::Glob;

use super::package::Manifest;
use crate::resolve::folders::Folder;
use crate::resolve::json;
use crate::source::{self, is_skipped_folder};

/// How deep `**` in a member pattern searches.
const MAX_DEPTH: usize = 8;

/// How many parts a member pattern may have; a longer one names no folder.
const MAX_SEGMENTS: usize = 64;

/// How many folders all patterns of a workspace look at together. Patterns as people write them look at each folder
/// once or twice.
const MAX_LOOKS: usize = 100_000;
const MAX_MANIFEST_SIZE: u64 = 1024 * 1024;

/// The folders of a workspace's packages by package name; `None` if `root` is no workspace's root. `package` tells
/// the manifest in a folder.
pub(super) fn members(
    root: &Folder,
    package: impl Fn(&Path) -> Option<Arc<Manifest>>,
) -> Option<HashMap<String, PathBuf>> {
    let folder = root.path();
    let mut patterns = package(folder).map_or_else(Vec::new, |manifest| manifest.workspaces.clone());
    let read = |name: &str| source::read(&folder.join(name), MAX_MANIFEST_SIZE).ok();
    if let Some(pnpm) = root.has_file("pnpm-workspace.yaml").then(|| read("pnpm-workspace.yaml")).flatten() {
        patterns.extend(pnpm_packages(&pnpm.text));
    }
    if let Some(lerna) = root.has_file("lerna.json").then(|| json::read(&folder.join("lerna.json"))).flatten() {
        patterns.extend(lerna.get("packages").map_or_else(Vec::new, json::strings));
    }
    if patterns.is_empty() {
        return None;
    }
    let (without, with): (Vec<&String>, Vec<&String>) = patterns.iter().partition(|pattern| pattern.starts_with('!'));
    let mut looks = MAX_LOOKS;
    let mut folders = BTreeSet::new();
    for pattern in with {
        expand(folder, &segments(pattern), MAX_DEPTH, &mut looks, &mut folders);
    }
    let mut looks = MAX_LOOKS;
    let mut excluded = BTreeSet::new();
    for pattern in without {
        expand(folder, &segments(&pattern[1..]), MAX_DEPTH, &mut looks, &mut excluded);
    }
    let mut members = HashMap::default();
    for member in folders.difference(&excluded) {
        if let Some(name) = package(member).and_then(|manifest| manifest.name.clone()) {
            members.entry(name).or_insert_with(|| member.clone());
        }
    }
    Some(members)
}

/// The parts of a pattern. Of several `**` in a row one is left: they mean the same.
fn segments(pattern: &str) -> Vec<&str> {
    let parts = pattern.split('/').filter(|segment| !segment.is_empty() && *segment != ".");
    let mut segments: Vec<&str> = parts.take(MAX_SEGMENTS + 1).collect();
    segments.dedup_by(|next, segment| *next == "**" && *segment == "**");
    segments
}

/// Collects the folders with a `package.json` that the segments of a glob lead to.
fn expand(folder: &Path, segments: &[&str], depth: usize, looks: &mut usize, found: &mut BTreeSet<PathBuf>) {
    if *looks == 0 || segments.len() > MAX_SEGMENTS {
        return;
    }
    *looks -= 1;
    let Some((segment, rest)) = segments.split_first() else {
        if folder.join("package.json").is_file() {
            found.insert(folder.to_path_buf());
        }
        return;
    };
    if *segment == "**" {
        expand(folder, rest, depth, looks, found);
        if depth > 0 {
            for child in child_folders(folder) {
                expand(&child, segments, depth - 1, looks, found);
            }
        }
    } else if segment.contains(['*', '?', '{', '[']) {
        let Ok(glob) = Glob::new(segment).map(|glob| glob.compile_matcher()) else { return };
        for child in child_folders(folder).filter(|child| child.file_name().is_some_and(|name| glob.is_match(name))) {
            expand(&child, rest, depth, looks, found);
        }
    } else {
        expand(&folder.join(segment), rest, depth, looks, found);
    }
}

fn child_folders(folder: &Path) -> impl Iterator<Item = PathBuf> {
    fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()) && !is_skipped_folder(&entry.file_name()))
        .map(|entry| entry.path())
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
