//! The modules of a program, each a file or a package of several, and what specifiers lead to.
//!
//! In: a file's specifier. Out: its [`ModuleTarget`]. Looks no name up in what it finds.

use super::files::{FileId, Files};
use super::packages::{PackageId, Packages};
use crate::record::{LONGEST_FULL_NAME, StringId};
use crate::resolve::NAME_MARK;

/// A module that is not in the program: a repository file nobody gave us, or a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::graph) struct Origin<'p> {
    /// The file's path, or the package's specifier.
    pub text: &'p str,
    /// Whether it is a file of the repository.
    pub in_repository: bool,
}

/// What a specifier leads to.
#[derive(Debug, Clone, Copy)]
pub(in crate::graph) enum ModuleTarget<'p> {
    /// A file of the program.
    File(FileId),
    /// The files of a folder that are one package.
    Package(PackageId),
    /// Anything else.
    Outside(Origin<'p>),
}

/// Files with the packages that they make up.
#[derive(Default)]
pub(in crate::graph) struct Modules {
    pub files: Files,
    pub packages: Packages,
}

impl Modules {
    /// What a specifier of this file leads to.
    pub fn target(&self, file: FileId, specifier: StringId) -> ModuleTarget<'_> {
        let file = self.files.get(file);
        let resolved = file.index().import(specifier).and_then(|row| file.resolved(row));
        match resolved {
            None => ModuleTarget::Outside(Origin { text: shown(file.text(specifier)), in_repository: false }),
            Some(path) => match self.files.at_path(path) {
                Some(id) => ModuleTarget::File(id),
                None => match self.packages.of_folder(file.language(), path) {
                    Some(package) => ModuleTarget::Package(package),
                    None => ModuleTarget::Outside(Origin { text: path, in_repository: true }),
                },
            },
        }
    }
}

/// A specifier as written.
pub(in crate::graph) fn shown(specifier: &str) -> &str {
    // Behind a longer module no name is written, and looking through it for each name would be quadratic.
    let mark = specifier.bytes().take(LONGEST_FULL_NAME + 1).position(|byte| char::from(byte) == NAME_MARK);
    mark.map_or(specifier, |mark| &specifier[..mark])
}
