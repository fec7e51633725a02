//! Which files and folders there are, and under which name discovery lists them.
//!
//! In: a path that a rule proposes. Out: what is there. Never proposes a path, never opens a file. A folder of the
//! repository is listed once instead of asking for every name an import may mean, and where it really lies follows
//! from its parent: on a repository of 1,400 files and 9,700 imports that leaves 2,000 of
//! 23,400 system calls.

use std::ffi::{OsStr, OsString};
use std::fs::{self, FileType};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use foldhash::HashMap;

use crate::error::WarningCode;
use crate::resolve::looks::{Look, Looks, Seen};
use crate::resolve::memo::Memo;
use crate::source::is_skipped_folder;
use crate::source::paths::{is_hidden, slashed};

/// Longer paths no system has, and deeper ones no repository: where a folder really lies follows from its parent, so
/// each level of a path is one of recursion.
const MAX_PATH_BYTES: usize = 4096;
const MAX_PATH_DEPTH: usize = 256;

pub(crate) struct Folders {
    /// As given: what results are expressed under.
    root: PathBuf,
    known: Memo<OsString, Arc<Folder>>,
    looks: Arc<Looks>,
}

/// One folder, whether it exists or not.
pub(crate) struct Folder {
    path: PathBuf,
    entries: Entries,
    /// Where it really is; `None` for a folder that does not exist.
    real: Option<PathBuf>,
    /// The path, with a `/` at its end, that discovery lists the folder's files under, if it does.
    listed_as: Option<String>,
    looks: Arc<Looks>,
}

enum Entries {
    /// Everything in the folder by name; nothing in one that does not exist.
    Listed(HashMap<OsString, Kind>),
    /// Those of a folder outside the repository, which may be anything, or of one that cannot be listed: the file
    /// system is asked for each.
    Unlisted,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Kind {
    File,
    Folder,
    Link,
    Other,
}

impl Kind {
    fn number(self) -> u8 {
        1 + self as u8
    }
}

impl Folders {
    pub(crate) fn new(root: &Path, looks: &Arc<Looks>) -> Self {
        Self { root: root.to_path_buf(), known: Memo::new(), looks: Arc::clone(looks) }
    }

    /// The repository's root, as given.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A folder and those around it, up to the repository's root.
    pub(crate) fn around<'a>(&self, folder: &'a Path) -> impl Iterator<Item = &'a Path> {
        folder.ancestors().take_while(|around| around.starts_with(&self.root))
    }

    /// The folder that these names lead to from another, if all of them are folders' as written.
    pub(crate) fn below<'a>(&self, folder: &Path, names: impl IntoIterator<Item = &'a str>) -> Option<PathBuf> {
        let mut found = folder.to_path_buf();
        for name in names {
            if !self.at(&found).has_folder(name) {
                return None;
            }
            found.push(name);
        }
        Some(found)
    }

    /// The names of the folders in a folder, links and those that discovery skips left out, in order. `None` for one
    /// outside the repository: each time it is asked for, [`Folders::folders_outside`] has to list it.
    pub(crate) fn folders_in(&self, path: &Path) -> Option<Vec<OsString>> {
        let folder = self.at(path);
        let is_listed = matches!(folder.entries, Entries::Listed(_));
        is_listed.then(|| folder.folders().map(OsStr::to_owned).collect())
    }

    /// The same of a folder outside the repository.
    pub(crate) fn folders_outside(&self, path: &Path) -> Vec<OsString> {
        self.looks.note(Look::Listing, path, listing(path));
        let entries = fs::read_dir(path).into_iter().flatten().flatten();
        let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
        let mut names: Vec<OsString> =
            folders.map(|entry| entry.file_name()).filter(|name| !is_skipped_folder(name)).collect();
        names.sort_unstable();
        names
    }

    /// The folder at `path`.
    pub(crate) fn at(&self, path: &Path) -> Arc<Folder> {
        self.known.get(path.as_os_str(), || Arc::new(self.look_at(path)))
    }

    pub(crate) fn is_folder(&self, path: &Path) -> bool {
        match (path.parent(), path.file_name()) {
            (Some(parent), Some(name)) => self.at(parent).has_folder(name),
            _ => self.looks.is_folder(path),
        }
    }

    pub(crate) fn is_file(&self, path: &Path) -> bool {
        match (path.parent(), path.file_name()) {
            (Some(parent), Some(name)) => self.at(parent).has_file(name),
            _ => false,
        }
    }

    /// The path of this file of `folder` as discovery lists it, without a link on the way; `None` if there is no such file
    /// or discovery skips it.
    pub(crate) fn listed(&self, folder: &Folder, name: &str) -> Option<String> {
        if folder.kind(OsStr::new(name))? != Kind::Link {
            let prefix = folder.listed_as.as_deref()?;
            let is_listed = !is_hidden(OsStr::new(name)) && folder.has_file(OsStr::new(name));
            return is_listed.then(|| [prefix, name].concat());
        }
        let path = folder.path.join(name);
        let real = self.looks.real(&path).filter(|_| self.looks.is_file(&path))?;
        let inside = real.strip_prefix(self.looks.real_root()).ok().filter(|inside| is_listed(inside))?;
        Some(slashed(&self.root.join(inside)))
    }

    /// The same of the folder at this path.
    pub(crate) fn listed_in(&self, folder: &Path, name: &str) -> Option<String> {
        self.listed(&self.at(folder), name)
    }

    /// The same of the file at this path.
    pub(crate) fn listed_at(&self, path: &Path) -> Option<String> {
        self.listed_in(path.parent()?, path.file_name()?.to_str()?)
    }

    /// The folder below the root that `path` is or links to; `None` for one that discovery does not enter.
    pub(crate) fn entered(&self, path: &Path) -> Option<PathBuf> {
        let folder = self.at(path);
        let inside = folder.real.as_ref()?.strip_prefix(self.looks.real_root()).ok()?;
        is_entered(inside).then(|| self.root.join(inside))
    }

    fn look_at(&self, path: &Path) -> Folder {
        let real = self.real(path);
        let entries = match &real {
            None => Entries::Listed(HashMap::default()),
            Some(_) if path.starts_with(&self.root) => {
                let entries = list(path).unwrap_or_else(|error| {
                    self.looks.warnings().add(WarningCode::FolderUnreadable, path, error.to_string());
                    Entries::Unlisted
                });
                self.looks.note(Look::Listing, path, seen_in(&entries));
                entries
            }
            Some(_) => Entries::Unlisted,
        };
        let inside = real.as_ref().and_then(|real| real.strip_prefix(self.looks.real_root()).ok());
        let listed_as = inside.filter(|inside| is_entered(inside)).map(|inside| {
            let mut prefix = slashed(&self.root.join(inside));
            if !prefix.ends_with('/') {
                prefix.push('/');
            }
            prefix
        });
        Folder { path: path.to_path_buf(), entries, listed_as, real, looks: Arc::clone(&self.looks) }
    }

    /// Where the folder at `path` really is; `None` if there is none.
    fn real(&self, path: &Path) -> Option<PathBuf> {
        if path.as_os_str().len() > MAX_PATH_BYTES || path.components().nth(MAX_PATH_DEPTH).is_some() {
            return None;
        }
        let above = path.parent().filter(|_| path != self.root && path.starts_with(&self.root));
        if let (Some(above), Some(name)) = (above, path.file_name()) {
            let parent = self.at(above);
            match parent.kind(name)? {
                Kind::Folder => return parent.real.as_ref().map(|real| real.join(name)),
                Kind::Link => {}
                Kind::File | Kind::Other => return None,
            }
        }
        self.looks.real(path).filter(|_| self.looks.is_folder(path))
    }
}

impl Folder {
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn exists(&self) -> bool {
        self.real.is_some()
    }

    /// Whether it can be said at all which of these entries the folder has, and it has none of them.
    pub(crate) fn lacks(&self, names: &[&str]) -> bool {
        match &self.entries {
            Entries::Listed(entries) => !names.iter().any(|name| entries.contains_key(OsStr::new(name))),
            Entries::Unlisted => false,
        }
    }

    /// The names of what can be entered like a folder; none of a folder that is not listed.
    pub(crate) fn folders_and_links(&self) -> impl Iterator<Item = &OsStr> {
        self.listed_entries().map(|(name, _)| name.as_os_str()).filter(|name| self.has_folder(name))
    }

    /// The names of its folders, links left out; none of a folder that is not listed.
    pub(crate) fn folders(&self) -> impl Iterator<Item = &OsStr> {
        let mut names: Vec<&OsStr> = self
            .listed_entries()
            .filter(|(name, kind)| **kind == Kind::Folder && !is_skipped_folder(name))
            .map(|(name, _)| name.as_os_str())
            .collect();
        names.sort_unstable();
        names.into_iter()
    }

    /// Whether the folder has a file of that name, or a link to one.
    pub(crate) fn has_file(&self, name: impl AsRef<OsStr>) -> bool {
        let name = name.as_ref();
        match self.kind(name) {
            Some(Kind::Link) => self.looks.is_file(&self.path.join(name)),
            kind => kind == Some(Kind::File),
        }
    }

    /// Whether the folder has a folder of that name, or a link to one.
    pub(crate) fn has_folder(&self, name: impl AsRef<OsStr>) -> bool {
        let name = name.as_ref();
        match self.kind(name) {
            Some(Kind::Link) => self.looks.is_folder(&self.path.join(name)),
            kind => kind == Some(Kind::Folder),
        }
    }

    /// Whether the folder has a file whose name ends so; of one that was not listed it is not known.
    pub(crate) fn has_ending(&self, ending: &str) -> bool {
        match &self.entries {
            Entries::Listed(entries) => entries.iter().any(|(name, kind)| {
                name.as_encoded_bytes().ends_with(ending.as_bytes()) && matches!(kind, Kind::File | Kind::Link)
            }),
            Entries::Unlisted => false,
        }
    }

    /// The names of its files that end so, sorted; none of a folder that is not listed.
    pub(crate) fn files_ending(&self, ending: &str) -> Vec<&str> {
        let files = self.listed_entries().filter(|(_, kind)| matches!(kind, Kind::File | Kind::Link));
        let mut names: Vec<&str> =
            files.filter_map(|(name, _)| name.to_str()).filter(|name| name.ends_with(ending)).collect();
        names.sort_unstable();
        names
    }

    /// Everything in it, in no order; nothing in a folder that is not listed.
    fn listed_entries(&self) -> impl Iterator<Item = (&OsString, &Kind)> {
        match &self.entries {
            Entries::Listed(entries) => Some(entries),
            Entries::Unlisted => None,
        }
        .into_iter()
        .flatten()
    }

    fn kind(&self, name: &OsStr) -> Option<Kind> {
        match &self.entries {
            Entries::Listed(entries) => entries.get(name).copied(),
            Entries::Unlisted => {
                let path = self.path.join(name);
                let (kind, seen) = kind_at(&path);
                self.looks.note(Look::Kind, &path, seen);
                kind
            }
        }
    }
}

impl Looks {
    fn real(&self, path: &Path) -> Option<PathBuf> {
        let (real, seen) = real_at(self.real_root(), path);
        self.note(Look::Real, path, seen);
        real
    }

    fn is_file(&self, path: &Path) -> bool {
        let is_file = path.is_file();
        self.note(Look::IsFile, path, answer(is_file));
        is_file
    }

    fn is_folder(&self, path: &Path) -> bool {
        let is_folder = path.is_dir();
        self.note(Look::IsFolder, path, answer(is_folder));
        is_folder
    }
}

pub(super) fn real_root(root: &Path) -> PathBuf {
    root.canonicalize().unwrap_or_else(|_| root.to_path_buf())
}

/// What a yes or a no is as a [`Seen`].
pub(super) fn answer(is_so: bool) -> Seen {
    Seen::of(&[u8::from(is_so)])
}

/// Where a path leads, and that as it is noted: the same of all copies of a repository.
pub(super) fn real_at(real_root: &Path, path: &Path) -> (Option<PathBuf>, Seen) {
    let real = path.canonicalize().ok();
    let seen = real.as_ref().map_or_else(
        || Seen::of(b"nowhere"),
        |real| match real.strip_prefix(real_root) {
            Ok(inside) => Seen::of(&[b"in ", inside.as_os_str().as_encoded_bytes()].concat()),
            Err(_) => Seen::of(&[b"to ", real.as_os_str().as_encoded_bytes()].concat()),
        },
    );
    (real, seen)
}

/// What is at a path, and that as it is noted.
pub(super) fn kind_at(path: &Path) -> (Option<Kind>, Seen) {
    let kind = path.symlink_metadata().ok().map(|metadata| kind(metadata.file_type()));
    (kind, Seen::of(&[kind.map_or(0, Kind::number)]))
}

/// What a folder has in it now.
pub(super) fn listing(path: &Path) -> Seen {
    seen_in(&list(path).unwrap_or(Entries::Unlisted))
}

fn seen_in(entries: &Entries) -> Seen {
    let Entries::Listed(entries) = entries else { return Seen::of(b"unlisted") };
    let mut names: Vec<_> = entries.iter().map(|(name, kind)| (name.as_encoded_bytes(), *kind)).collect();
    names.sort_unstable_by_key(|(name, _)| *name);
    let mut all = Vec::with_capacity(names.len() * 24);
    for (name, kind) in names {
        all.extend_from_slice(name);
        // No name has this in it.
        all.extend_from_slice(&[0, kind.number()]);
    }
    Seen::of(&all)
}

fn list(path: &Path) -> io::Result<Entries> {
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Entries::Listed(HashMap::default())),
        Err(error) => return Err(error),
    };
    let listed = entries.map(|entry| entry.and_then(|entry| Ok((entry.file_name(), kind(entry.file_type()?)))));
    listed.collect::<io::Result<_>>().map(Entries::Listed)
}

fn kind(kind: FileType) -> Kind {
    if kind.is_file() {
        Kind::File
    } else if kind.is_dir() {
        Kind::Folder
    } else if kind.is_symlink() {
        Kind::Link
    } else {
        Kind::Other
    }
}

fn is_listed(relative: &Path) -> bool {
    !relative.file_name().is_none_or(is_hidden) && relative.parent().is_none_or(is_entered)
}

fn is_entered(relative: &Path) -> bool {
    !relative.iter().any(is_skipped_folder)
}
