//! Where a class is by the rules of several packages.
//!
//! In: rules in the order they count, and a class's full name. Out: its file. A repository may have thousands of packages and
//! every import asks all of them, so rules are looked for by what the name begins with.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use foldhash::HashMap;

use super::composer::{FoldersByPrefix, Rules};
use crate::resolve::alike::{Alike, merged};
use crate::resolve::folders::Folders;
use crate::resolve::prefixes::Prefixes;

/// The rules of packages, each by its number in the order they count.
pub(super) struct Autoload {
    packages: Vec<Arc<Rules>>,
    psr4: Prefixes<Alike>,
    psr0: Prefixes<Alike>,
    /// The first package with a class map.
    first_map: Option<u32>,
    /// The first package that has a class in its map, by the class's name, looked for once somebody asks.
    mapped: OnceLock<HashMap<String, u32>>,
}

impl Autoload {
    pub fn new(packages: Vec<Arc<Rules>>) -> Self {
        Self {
            psr4: by_prefix(packages.iter().map(|rules| &rules.psr4)),
            psr0: by_prefix(packages.iter().map(|rules| &rules.psr0)),
            first_map: (0..).zip(&packages).find(|(_, rules)| rules.maps_classes()).map(|(number, _)| number),
            packages,
            mapped: OnceLock::new(),
        }
    }

    /// The file of the class of this full name: of the first package that has it, where its prefixes say rather than where
    /// its class map does.
    pub fn file(&self, folders: &Folders, name: &str) -> Option<String> {
        let by_prefix = self.by_prefix(folders, name);
        let bound = by_prefix.as_ref().map_or(u32::MAX, |(package, _)| *package);
        // Listing what is in class maps is left until they count.
        let by_map = self.first_map.filter(|first| *first < bound).and_then(|_| self.by_map(folders, name, bound));
        by_map.or_else(|| by_prefix.map(|(_, file)| file))
    }

    /// The first package that has the class where its prefixes say, the longest first, and the file.
    fn by_prefix(&self, folders: &Folders, name: &str) -> Option<(u32, String)> {
        let psr4 = self.psr4.of(name.as_bytes()).map(|(length, alike)| (alike, psr4_path(&name[length..])));
        let psr0 = self.psr0.of(name.as_bytes()).map(|(_, alike)| (alike, psr0_path(name)));
        let lists = psr4.chain(psr0).filter_map(|(alike, mut path)| {
            let source = [path.pop()?, ".php"].concat();
            let below = alike.below(folders, path, Some(&source));
            Some(below.filter_map(move |(package, folder)| Some((package, folders.listed_in(&folder, &source)?))))
        });
        merged(lists).next()
    }

    /// The file of the first package before `bound` whose class map has the class.
    fn by_map(&self, folders: &Folders, name: &str, bound: u32) -> Option<String> {
        let class = name.rsplit('\\').next().unwrap_or(name);
        let mapped = self.mapped.get_or_init(|| {
            let mut mapped = HashMap::default();
            for (number, rules) in (0..).zip(&self.packages) {
                for class in rules.classes(folders).keys() {
                    mapped.entry(class.clone()).or_insert(number);
                }
            }
            mapped
        });
        let package = *mapped.get(class).filter(|package| **package < bound)?;
        folders.listed_at(self.packages[package as usize].classes(folders).get(class)?)
    }
}

fn by_prefix<'a>(packages: impl Iterator<Item = &'a FoldersByPrefix>) -> Prefixes<Alike> {
    let mut all: BTreeMap<Vec<u8>, Vec<(PathBuf, u32)>> = BTreeMap::new();
    for (number, prefixes) in (0..).zip(packages) {
        for (prefix, folders) in prefixes {
            let of_prefix = all.entry(prefix.clone()).or_default();
            of_prefix.extend(folders.iter().map(|folder| (folder.clone(), number)));
        }
    }
    Prefixes::new(all.into_iter().map(|(prefix, folders)| (prefix, Alike::new(folders, ".php"))).collect())
}

/// Folders and class below the folder of a prefix, by what follows that in the class's name.
fn psr4_path(rest: &str) -> Vec<&str> {
    rest.split(['\\', '/']).filter(|part| !part.is_empty()).collect()
}

/// Folders and class below the folder of a prefix, by the class's full name: `_` separates folders too, but in a namespace.
fn psr0_path(name: &str) -> Vec<&str> {
    let (namespace, class) = name.rsplit_once('\\').unwrap_or(("", name));
    let parts = namespace.split(['\\', '/']).chain(class.split(['_', '/']));
    parts.filter(|part| !part.is_empty()).collect()
}
