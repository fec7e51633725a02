//! What a `composer.json` says of where classes are.
//!
//! In: a folder with the manifest. Out: the paths that a class may be at. A manifest that is broken says nothing.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::resolve::json;
use crate::source::walk::normalise;

pub(super) const MANIFEST: &str = "composer.json";

/// The autoloading rules of one package.
pub(super) struct Rules {
    /// Prefixes of namespaces with the folders that what follows is in, the longest first.
    psr4: Vec<(String, PathBuf)>,
    /// Prefixes with the folders that the whole name is in, where `_` separates folders too.
    psr0: Vec<(String, PathBuf)>,
    /// Folders with classes in any order: a file is called like its class.
    classmap: Vec<PathBuf>,
}

impl Rules {
    pub fn read(folder: &Path) -> Option<Self> {
        let manifest = json::read(&folder.join(MANIFEST))?;
        let mut rules = Self { psr4: Vec::new(), psr0: Vec::new(), classmap: Vec::new() };
        for section in ["autoload", "autoload-dev"] {
            let Some(section) = manifest.get(section) else { continue };
            rules.psr4.extend(prefixes(section.get("psr-4"), folder));
            rules.psr0.extend(prefixes(section.get("psr-0"), folder));
            let paths = section.get("classmap").map(json::strings).unwrap_or_default();
            rules.classmap.extend(paths.iter().map(|path| normalise(&folder.join(path))));
        }
        for prefixes in [&mut rules.psr4, &mut rules.psr0] {
            prefixes.sort_by_key(|(prefix, _)| std::cmp::Reverse(prefix.len()));
        }
        Some(rules)
    }

    /// Where the class of this full name may be, the likeliest first.
    pub fn candidates(&self, name: &str) -> Vec<PathBuf> {
        let path = |name: &str| format!("{}.php", name.replace('\\', "/"));
        let psr4 = self.psr4.iter().filter_map(|(prefix, folder)| {
            let rest = name.strip_prefix(prefix.as_str())?;
            Some(folder.join(path(rest)))
        });
        let psr0 = self.psr0.iter().filter(|(prefix, _)| name.starts_with(prefix.as_str())).map(|(_, folder)| {
            let (namespace, class) = name.rsplit_once('\\').unwrap_or(("", name));
            folder.join(path(namespace).trim_end_matches(".php")).join(path(&class.replace('_', "\\")))
        });
        let class = name.rsplit('\\').next().unwrap_or(name);
        let classmap = self.classmap.iter().map(|place| match place.extension() {
            // A file of its own.
            Some(_) => place.clone(),
            None => place.join(path(class)),
        });
        let is_named = |place: &PathBuf| place.file_stem().is_some_and(|stem| stem == class);
        psr4.chain(psr0).chain(classmap.filter(is_named)).collect()
    }
}

/// `{"Prefix\\": "folder"}` and `{"Prefix\\": ["folder", …]}`
fn prefixes(section: Option<&Value>, folder: &Path) -> Vec<(String, PathBuf)> {
    let entries = section.and_then(Value::as_object).into_iter().flatten();
    entries
        .flat_map(|(prefix, value)| {
            let folders = match value.as_str() {
                Some(folder) => vec![folder.to_owned()],
                None => json::strings(value),
            };
            folders.into_iter().map(|path| (prefix.clone(), normalise(&folder.join(path))))
        })
        .collect()
}
