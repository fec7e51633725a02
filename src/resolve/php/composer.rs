//! What a `composer.json` says of where classes are.
//!
//! In: a folder with the manifest. Out: the file that a class is in. A manifest that is broken says nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use foldhash::{HashMap, HashSet};
use serde_json::Value;

use crate::resolve::folders::Folders;
use crate::resolve::prefixes::Prefixes;
use crate::resolve::reader::{Reader, strings};
use crate::source::paths::joined;

pub(super) const MANIFEST: &str = "composer.json";

/// Folders of one prefix: each is tried for each class.
const MAX_FOLDERS: usize = 64;

/// Files and folders of a class map.
const MAX_PLACES: usize = 10_000;

/// The autoloading rules of one package.
pub(super) struct Rules {
    /// Prefixes of namespaces with the folders that what follows is in.
    psr4: Prefixes<Vec<PathBuf>>,
    /// Prefixes with the folders that the whole name is in, where `_` separates folders too.
    psr0: Prefixes<Vec<PathBuf>>,
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
            let mut found: BTreeMap<Vec<u8>, Vec<PathBuf>> = BTreeMap::new();
            for (prefix, folders) in sections().flat_map(|section| prefixes(section.get(kind), folder)) {
                found.entry(prefix.into()).or_default().extend(folders);
            }
            for folders in found.values_mut() {
                *folders = reader.first(&path, "folders of a prefix", MAX_FOLDERS, std::mem::take(folders));
            }
            Prefixes::new(found)
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

    /// The file of the class of this full name, at the likeliest place that has one.
    pub fn file(&self, folders: &Folders, name: &str) -> Option<String> {
        let path = |name: &str| format!("{}.php", name.replace('\\', "/"));
        let mut psr4 = self.psr4.of(name.as_bytes()).flat_map(|(length, below)| {
            let file = path(&name[length..]);
            below.iter().map(move |folder| folder.join(&file))
        });
        let mut psr0 = self.psr0.of(name.as_bytes()).flat_map(|(_, below)| {
            let (namespace, class) = name.rsplit_once('\\').unwrap_or(("", name));
            let file = Path::new(path(namespace).trim_end_matches(".php")).join(path(&class.replace('_', "\\")));
            below.iter().map(move |folder| folder.join(&file))
        });
        let class = name.rsplit('\\').next().unwrap_or(name);
        let listed = |path: PathBuf| folders.listed_at(&path);
        psr4.find_map(listed)
            .or_else(|| psr0.find_map(listed))
            .or_else(|| folders.listed_at(self.classes.get_or_init(|| self.classes(folders)).get(class)?))
    }

    fn classes(&self, folders: &Folders) -> HashMap<String, PathBuf> {
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
