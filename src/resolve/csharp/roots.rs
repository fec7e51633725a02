//! Where namespaces are looked for: projects' folders, by the namespaces they stand for and by what is in them.
//!
//! In: folders with their namespaces. Out: those that a namespace may be in.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::resolve::alike::{Alike, merged};
use crate::resolve::folders::Folders;
use crate::resolve::prefixes::Prefixes;

/// A folder that stands for a namespace, `''` for the one without a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Root {
    pub namespace: String,
    pub folder: PathBuf,
}

/// Folders that stand for namespaces, each by its number in the order they count.
pub(super) struct Roots {
    by_namespace: Prefixes<Alike>,
}

impl Roots {
    pub fn new(all: Vec<Root>) -> Self {
        let mut by_namespace: BTreeMap<Vec<u8>, Vec<(PathBuf, u32)>> = BTreeMap::new();
        for (number, Root { namespace, folder }) in (0..).zip(all) {
            by_namespace.entry(namespace.into()).or_default().push((folder, number));
        }
        let alike = |(namespace, folders)| (namespace, Alike::new(folders, ".cs"));
        Self { by_namespace: Prefixes::new(by_namespace.into_iter().map(alike).collect()) }
    }

    /// The folders called like a namespace, below what stands for its beginning. Where there are many those alone that
    /// have `source`, if one is asked for.
    pub fn of<'a>(
        &'a self,
        folders: &'a Folders,
        namespace: &'a str,
        source: Option<&'a str>,
    ) -> impl Iterator<Item = PathBuf> {
        let lists = self.by_namespace.of(namespace.as_bytes()).filter_map(move |(length, alike)| {
            let rest = &namespace[length..];
            let below = if length == 0 || rest.is_empty() { rest } else { rest.strip_prefix('.')? };
            let names = below.split('.').filter(|_| !below.is_empty()).collect();
            Some(alike.below(folders, names, source))
        });
        merged(lists).map(|(_, folder)| folder)
    }
}
