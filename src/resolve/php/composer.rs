//! What a `composer.json` says of where classes are.
//!
//! In: a folder with the manifest. Out: the rules of its package. A manifest that is broken says nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use foldhash::{HashMap, HashSet};
use serde_json::Value;

use crate::resolve::folders::Folders;
use crate::resolve::reader::{Reader, strings};
use crate::source::paths::joined;

pub(super) const MANIFEST: &str = "composer.json";

/// Folders of one prefix: each is tried for each class.
const MAX_FOLDERS: usize = 64;

/// Files and folders of a class map.
const MAX_PLACES: usize = 10_000;

/// Prefixes of namespaces, each with folders in the order they count.
pub(super) type FoldersByPrefix = BTreeMap<Vec<u8>, Vec<PathBuf>>;

/// The autoloading rules of one package.
pub(super) struct Rules {
    /// Prefixes of namespaces with the folders that what follows is in.
    pub psr4: FoldersByPrefix,
    /// Prefixes with the folders that the whole name is in, where `_` separates folders too.
    pub psr0: FoldersByPrefix,
    /// Files, and folders with classes in any order: a file is called like its class.
    classmap: Vec<PathBuf>,
    /// The first file of the class map of each name, looked for once somebody asks.
    classes: OnceLock<HashMap<String, PathBuf>>,
}

impl Rules {
    pub fn read(folder: &Path, reader: &Reader) -> Option<Self> {
        let path = folder.join(MANIFEST);
        let manifest = reader.json(&path)?;
        let sections = || ["autoload", "autoload-dev"].into_iter().filter_map(|section| manifest.get(section));
        let rules = |kind: &str| {
            let mut found = FoldersByPrefix::new();
            for (prefix, folders) in sections().flat_map(|section| prefixes(section.get(kind), folder)) {
                found.entry(prefix.into()).or_default().extend(folders);
            }
            for folders in found.values_mut() {
                *folders = reader.first(&path, "folders of a prefix", MAX_FOLDERS, std::mem::take(folders));
            }
            found
        };
        let classmap = sections().flat_map(|section| section.get("classmap").map(strings).unwrap_or_default());
        Some(Self {
            psr4: rules("psr-4"),
            psr0: rules("psr-0"),
            classmap: reader
                .first(&path, "places of classmap", MAX_PLACES, classmap.collect())
                .iter()
                .map(|path| joined(folder, path))
                .collect(),
            classes: OnceLock::new(),
        })
    }

    /// Whether it has a class map.
    pub fn maps_classes(&self) -> bool {
        !self.classmap.is_empty()
    }

    /// The files of its class map by the names of their classes, without namespaces.
    pub fn classes(&self, folders: &Folders) -> &HashMap<String, PathBuf> {
        self.classes.get_or_init(|| self.find_classes(folders))
    }

    fn find_classes(&self, folders: &Folders) -> HashMap<String, PathBuf> {
        let mut classes = HashMap::default();
        let mut seen = HashSet::default();
        for place in self.classmap.iter().filter(|place| seen.insert(place.as_path())) {
            let mut add = |class: Option<&str>, file: PathBuf| {
                if let Some(class) = class
                    && !classes.contains_key(class)
                    && folders.listed_at(&file).is_some()
                {
                    classes.insert(class.to_owned(), file);
                }
            };
            if place.extension().is_some() {
                // A file of its own.
                add(place.file_stem().and_then(|stem| stem.to_str()), place.clone());
            } else {
                for file in folders.at(place).files_ending(".php") {
                    add(file.strip_suffix(".php"), place.join(file));
                }
            }
        }
        classes
    }
}

/// `{"Prefix\\": "folder"}` and `{"Prefix\\": ["folder", …]}`
fn prefixes<'a>(section: Option<&'a Value>, folder: &Path) -> impl Iterator<Item = (&'a str, Vec<PathBuf>)> {
    let entries = section.and_then(Value::as_object).into_iter().flatten();
    entries.map(|(prefix, value)| {
        let folders = match value.as_str() {
            Some(folder) => vec![folder.to_owned()],
            None => strings(value),
        };
        (prefix.as_str(), folders.iter().map(|path| joined(folder, path)).collect())
    })
}
