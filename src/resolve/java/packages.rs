//! Packages by their names, whatever roots their folders are below.
//!
//! In: folders that make up a package. Out: the classes and packages in it. A repository may have thousands of roots, and
//! every import of something outside asks all of them, so what is in a package is listed once, by name, when somebody
//! asks for something in it.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::sync::Arc;

use foldhash::HashMap;

use crate::resolve::folders::Folders;
use crate::resolve::memo::Memo;
use crate::source::paths::slashed;

/// What folders of one package's name have in them.
pub(super) struct Package {
    /// In the order they count.
    folders: Vec<PathBuf>,
    /// The file of each class, in the first folder that has it.
    classes: HashMap<String, String>,
    /// By their last name the packages in this one, as the numbers of the folders that have a folder of that name.
    inner: HashMap<OsString, Vec<u32>>,
    packages: Memo<OsString, Arc<Package>, 1>,
}

impl Package {
    pub fn new(folders: &Folders, of: Vec<PathBuf>) -> Self {
        let mut classes = HashMap::default();
        let mut inner: HashMap<OsString, Vec<u32>> = HashMap::default();
        for (number, path) in (0..).zip(&of) {
            let folder = folders.at(path);
            for name in folder.files_ending(".java") {
                if let Some(class) = name.strip_suffix(".java")
                    && !classes.contains_key(class)
                    && let Some(file) = folders.listed(&folder, name)
                {
                    classes.insert(class.to_owned(), file);
                }
            }
            for name in folder.folders_and_links() {
                inner.entry(name.to_owned()).or_default().push(number);
            }
        }
        Self { folders: of, classes, inner, packages: Memo::new() }
    }

    /// The file of a class.
    pub fn class(&self, name: &str) -> Option<String> {
        self.classes.get(name).cloned()
    }

    /// The package of this name in this one.
    pub fn package(&self, folders: &Folders, name: &OsStr) -> Option<Arc<Self>> {
        let having = self.inner.get(name)?;
        let inside = || having.iter().map(|number| self.folders[*number as usize].join(name)).collect();
        Some(self.packages.get(name, || Arc::new(Self::new(folders, inside()))))
    }

    /// The first of its folders that discovery enters.
    pub fn folder(&self, folders: &Folders) -> Option<String> {
        self.folders.iter().find_map(|folder| folders.entered(folder)).map(|folder| slashed(&folder))
    }
}
