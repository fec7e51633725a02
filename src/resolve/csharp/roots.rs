//! Where namespaces are looked for: projects' folders, by the namespaces they stand for and by what is in them.
//!
//! In: folders with their namespaces. Out: those in which a name may be. A repository may have thousands of projects that
//! all stand for one namespace, and every import of something outside asks all of them, so what is in their folders is
//! listed once.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::sync::OnceLock;

use foldhash::HashMap;

use crate::resolve::folders::Folders;
use crate::resolve::prefixes::Prefixes;

/// So many folders are asked one by one, for less than listing what is in them takes.
const FEW: usize = 8;

/// A folder that stands for a namespace, `''` for the one without a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Root {
    pub namespace: String,
    pub folder: PathBuf,
}

/// Folders that stand for namespaces, in the order they count.
pub(super) struct Roots {
    all: Vec<Root>,
    by_namespace: Prefixes<SameNamespace>,
}

/// The numbers of those that stand for one namespace.
struct SameNamespace {
    all: Vec<u32>,
    /// By the name of a folder or source in them.
    having: OnceLock<HashMap<OsString, Vec<u32>>>,
}

impl Roots {
    pub fn new(all: Vec<Root>) -> Self {
        let mut by_namespace: BTreeMap<Vec<u8>, Vec<u32>> = BTreeMap::new();
        for (number, root) in (0..).zip(&all) {
            by_namespace.entry(root.namespace.clone().into()).or_default().push(number);
        }
        let same = |all| SameNamespace { all, having: OnceLock::new() };
        let by_namespace = by_namespace.into_iter().map(|(namespace, all)| (namespace, same(all))).collect();
        Self { all, by_namespace: Prefixes::new(by_namespace) }
    }

    /// Those below which the folder of a namespace may be, each with the part of its name that is below: of many
    /// none that lack its first folder, or, where the namespace is that of the root itself, `source`.
    pub fn of<'s>(&'s self, folders: &Folders, namespace: &'s str, source: Option<&str>) -> Vec<(&'s Root, &'s str)> {
        let mut found: Vec<(u32, &str)> = Vec::new();
        for (length, same) in self.by_namespace.of(namespace.as_bytes()) {
            let rest = &namespace[length..];
            let below = if length == 0 || rest.is_empty() { Some(rest) } else { rest.strip_prefix('.') };
            let Some(below) = below else { continue };
            let wanted = if below.is_empty() { source } else { below.split('.').next() };
            let numbers = match wanted {
                Some(name) if same.all.len() > FEW => same.having(self, folders).get(OsStr::new(name)),
                _ => Some(&same.all),
            };
            found.extend(numbers.into_iter().flatten().map(|number| (*number, below)));
        }
        found.sort_unstable_by_key(|(number, _)| *number);
        found.into_iter().map(|(number, below)| (&self.all[number as usize], below)).collect()
    }
}

impl SameNamespace {
    fn having(&self, roots: &Roots, folders: &Folders) -> &HashMap<OsString, Vec<u32>> {
        self.having.get_or_init(|| {
            let mut having: HashMap<OsString, Vec<u32>> = HashMap::default();
            for number in &self.all {
                let folder = folders.at(&roots.all[*number as usize].folder);
                let sources = folder.files_ending(".cs").into_iter().map(OsString::from);
                for name in sources.chain(folder.folders_and_links().map(OsString::from)) {
                    let numbers = having.entry(name).or_default();
                    // A folder and a source may have one name.
                    if numbers.last() != Some(number) {
                        numbers.push(*number);
                    }
                }
            }
            having
        })
    }
}
