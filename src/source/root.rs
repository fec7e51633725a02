//! A root folder, and the one way to open what lies below it: never through a symbolic link that leads out of it,
//! whatever becomes a link between the moment a folder was listed and the moment something in it is opened.
//!
//! In: paths below the root. Out: open files, and the entries of folders. What is opened is opened by a path without
//! links, and no link is followed while it is: Linux sees to that itself, other Unix systems are asked folder by folder.
//! Windows, where links need a privilege, can only be asked before and after.

use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// How often a path is followed anew that changes while it is.
const ATTEMPTS: usize = 4;

/// A folder that what lies below it does not lead out of.
#[derive(Debug, Clone)]
pub struct Root {
    path: PathBuf,
    /// Where it really is.
    real: PathBuf,
}

/// Why nothing was opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenFailure {
    /// A link on the way leads out of the root.
    #[error("a symbolic link leads out of the root")]
    OutsideRoot,
    /// The operating system's reason.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// What an entry of a folder is, links not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
    /// A socket, a FIFO, a device.
    Other,
}

/// One entry of a folder: its name, and what it is if that can be said.
pub type Entry = (OsString, io::Result<EntryKind>);

impl Root {
    /// The root at `path`, as [`super::check_root`] returns it. Links on the way to it are the caller's, and followed.
    #[must_use]
    pub fn new(path: &Path) -> Self {
        Self { path: path.to_path_buf(), real: path.canonicalize().unwrap_or_else(|_| path.to_path_buf()) }
    }

    /// The root as given.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opens what is at `path`, absolute and without `..`, to be read. Never waits for the other end of a FIFO. A path
    /// outside of the root is the caller's word, and opened as it is.
    ///
    /// # Errors
    /// [`OpenFailure`]; a file that is reached by a link inside the root is opened.
    pub fn open(&self, path: &Path) -> Result<File, OpenFailure> {
        let Some(inside) = self.inside(path) else { return Ok(open_anywhere(path)?) };
        let mut real = self.real.join(inside);
        for _ in 0..ATTEMPTS {
            if let Some(file) = unlinked::open(&self.real, &real)? {
                return Ok(file);
            }
            real = path.canonicalize()?;
            if !real.starts_with(&self.real) {
                return Err(OpenFailure::OutsideRoot);
            }
        }
        Err(io::Error::other("its path changed whenever it was followed").into())
    }

    /// Where a link below the root leads: below the root as given, if it leads to something inside that exists.
    ///
    /// # Errors
    /// What the operating system says while the link is followed.
    pub fn target(&self, link: &Path) -> io::Result<Option<PathBuf>> {
        let target = link.canonicalize()?;
        Ok(target.strip_prefix(&self.real).ok().map(|inside| self.path.join(inside)))
    }

    /// Lists the folder at `path`, which no link leads to from the root: `enter` is called for each entry until it
    /// answers `false`.
    ///
    /// # Errors
    /// What the operating system says of the folder, also in the middle of listing it.
    pub fn list(&self, path: &Path, enter: impl FnMut(Entry) -> bool) -> io::Result<()> {
        let real = self.inside(path).map_or_else(|| path.to_path_buf(), |inside| self.real.join(inside));
        if unlinked::list(&self.real, &real, enter)? {
            Ok(())
        } else {
            Err(io::Error::other("it has become a symbolic link"))
        }
    }

    /// The rest of a path below the root, by its name as given or where it really is.
    fn inside<'path>(&self, path: &'path Path) -> Option<&'path Path> {
        path.strip_prefix(&self.path).or_else(|_| path.strip_prefix(&self.real)).ok()
    }
}

/// Opens without waiting: a FIFO without a writer would otherwise block its reader for good.
#[cfg(unix)]
pub(super) fn open_anywhere(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;

    File::options().read(true).custom_flags(libc::O_NONBLOCK).open(path)
}

#[cfg(not(unix))]
pub(super) fn open_anywhere(path: &Path) -> io::Result<File> {
    // Folders cannot be opened here; asking first tells them from files without permission.
    if std::fs::metadata(path)?.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    File::open(path)
}

/// Opening by paths without links.
#[cfg(unix)]
mod unlinked {
    use super::{Entry, EntryKind};
    use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags};
    use rustix::io::Errno;
    use std::ffi::{CStr, OsStr};
    use std::fs::File;
    use std::io;
    use std::os::fd::{BorrowedFd, OwnedFd};
    use std::os::unix::ffi::OsStrExt;
    use std::path::Path;

    const READING: OFlags = OFlags::RDONLY.union(OFlags::CLOEXEC).union(OFlags::NONBLOCK);

    /// Opens `path`, which `root` is the beginning of; `None` if there is a link on the way.
    pub fn open(root: &Path, path: &Path) -> io::Result<Option<File>> {
        Ok(open_with(root, path, READING)?.map(File::from))
    }

    /// Lists the folder at `path`, which `root` is the beginning of; `false` if there is a link on the way.
    pub fn list(root: &Path, path: &Path, mut enter: impl FnMut(Entry) -> bool) -> io::Result<bool> {
        let Some(folder) = open_with(root, path, READING | OFlags::DIRECTORY)? else { return Ok(false) };
        let mut entries = Dir::new(folder)?;
        while let Some(entry) = entries.read() {
            let entry = entry?;
            let name = entry.file_name();
            if name == c"." || name == c".." {
                continue;
            }
            // Some file systems do not say what an entry is.
            let kind = match entry.file_type() {
                FileType::Unknown => look_at(entries.fd()?, name),
                kind => Ok(kind_of(kind)),
            };
            if !enter((OsStr::from_bytes(name.to_bytes()).to_owned(), kind)) {
                break;
            }
        }
        Ok(true)
    }

    fn look_at(folder: BorrowedFd<'_>, name: &CStr) -> io::Result<EntryKind> {
        let stat = rustix::fs::statat(folder, name, AtFlags::SYMLINK_NOFOLLOW)?;
        Ok(kind_of(FileType::from_raw_mode(stat.st_mode)))
    }

    fn kind_of(kind: FileType) -> EntryKind {
        match kind {
            FileType::RegularFile => EntryKind::File,
            FileType::Directory => EntryKind::Folder,
            FileType::Symlink => EntryKind::Link,
            _ => EntryKind::Other,
        }
    }

    #[cfg(target_os = "linux")]
    fn open_with(root: &Path, path: &Path, flags: OFlags) -> io::Result<Option<OwnedFd>> {
        use rustix::fs::{CWD, ResolveFlags, openat2};

        match openat2(CWD, path, flags, Mode::empty(), ResolveFlags::NO_SYMLINKS) {
            Ok(file) => Ok(Some(file)),
            Err(Errno::LOOP) => Ok(None),
            // Linux before 5.6 does not know the call, and sandboxes that do not know it refuse it.
            Err(Errno::NOSYS | Errno::PERM) => open_step_by_step(root, path, flags),
            Err(error) => Err(error.into()),
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn open_with(root: &Path, path: &Path, flags: OFlags) -> io::Result<Option<OwnedFd>> {
        open_step_by_step(root, path, flags)
    }

    /// Opens each folder on the way in the one before it.
    pub(super) fn open_step_by_step(root: &Path, path: &Path, flags: OFlags) -> io::Result<Option<OwnedFd>> {
        let inside = path.strip_prefix(root).map_err(io::Error::other)?;
        let mut steps = inside.iter().peekable();
        let of_root = if steps.peek().is_some() { READING | OFlags::DIRECTORY } else { flags };
        let mut opened = rustix::fs::open(root, of_root, Mode::empty())?;
        while let Some(name) = steps.next() {
            let flags = if steps.peek().is_some() { READING | OFlags::DIRECTORY } else { flags };
            opened = match rustix::fs::openat(&opened, name, flags | OFlags::NOFOLLOW, Mode::empty()) {
                Ok(next) => next,
                // Systems differ in what they say of a link.
                Err(error) => {
                    let stat = rustix::fs::statat(&opened, name, AtFlags::SYMLINK_NOFOLLOW);
                    let is_link = stat.is_ok_and(|stat| FileType::from_raw_mode(stat.st_mode) == FileType::Symlink);
                    return if is_link { Ok(None) } else { Err(error.into()) };
                }
            };
        }
        Ok(Some(opened))
    }
}

/// Opening by paths without links.
#[cfg(not(unix))]
mod unlinked {
    use super::{Entry, EntryKind, open_anywhere};
    use std::fs::{self, File, FileType};
    use std::io;
    use std::path::Path;

    /// Opens `path`; `None` if there is a link on the way.
    pub fn open(_root: &Path, path: &Path) -> io::Result<Option<File>> {
        let file = open_anywhere(path)?;
        Ok((path.canonicalize()? == path).then_some(file))
    }

    /// Lists the folder at `path`; `false` if there is a link on the way.
    pub fn list(_root: &Path, path: &Path, mut enter: impl FnMut(Entry) -> bool) -> io::Result<bool> {
        if path.canonicalize()? != path {
            return Ok(false);
        }
        for entry in fs::read_dir(path)? {
            let entry = entry?;
            if !enter((entry.file_name(), entry.file_type().map(kind_of))) {
                break;
            }
        }
        Ok(true)
    }

    fn kind_of(kind: FileType) -> EntryKind {
        if kind.is_symlink() {
            EntryKind::Link
        } else if kind.is_dir() {
            EntryKind::Folder
        } else if kind.is_file() {
            EntryKind::File
        } else {
            EntryKind::Other
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use rustix::fs::OFlags;
    use std::fs;
    use std::io::Read;
    use std::os::unix::fs::symlink;
    use std::sync::atomic::{AtomicBool, Ordering};

    fn text(root: &Root, path: &str) -> Result<String, OpenFailure> {
        let mut text = String::new();
        root.open(&root.path().join(path))?.read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn links_are_followed_inside_and_never_out() {
        let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::write(outside.path().join("a.ts"), "secret").unwrap();
        fs::create_dir(folder.path().join("in")).unwrap();
        fs::write(folder.path().join("in/a.ts"), "open").unwrap();
        let link = |to: &Path, name: &str| symlink(to, folder.path().join(name)).unwrap();
        link(&folder.path().join("in"), "absolute");
        link(Path::new("in/a.ts"), "relative.ts");
        link(outside.path(), "away");
        link(&outside.path().join("a.ts"), "away.ts");
        link(Path::new("circle"), "circle");
        let root = Root::new(folder.path());
        for path in ["in/a.ts", "absolute/a.ts", "relative.ts"] {
            assert_eq!(text(&root, path).unwrap(), "open");
        }
        for path in ["away/a.ts", "away.ts"] {
            assert!(matches!(text(&root, path), Err(OpenFailure::OutsideRoot)), "{path}");
        }
        assert!(matches!(text(&root, "circle"), Err(OpenFailure::Io(_))));
        // The caller's word.
        assert!(root.open(&outside.path().join("a.ts")).is_ok());
        // The same root by the name it is not given by.
        let linked = folder.path().join("in/root");
        symlink(folder.path(), &linked).unwrap();
        assert!(matches!(Root::new(&linked).open(&folder.path().join("away.ts")), Err(OpenFailure::OutsideRoot)));
    }

    #[test]
    fn a_folder_is_listed_only_where_no_link_leads_to_it() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("in")).unwrap();
        fs::write(folder.path().join("in/a.ts"), "").unwrap();
        symlink("a.ts", folder.path().join("in/b.ts")).unwrap();
        symlink("in", folder.path().join("link")).unwrap();
        let root = Root::new(folder.path());
        let mut names = Vec::new();
        let mut enter = |(name, kind): Entry| {
            names.push((name.into_string().unwrap(), kind.unwrap()));
            true
        };
        root.list(&folder.path().join("in"), &mut enter).unwrap();
        assert!(root.list(&folder.path().join("link"), &mut enter).is_err());
        names.sort_by(|(one, _), (other, _)| one.cmp(other));
        assert_eq!(names, [("a.ts".to_owned(), EntryKind::File), ("b.ts".to_owned(), EntryKind::Link)]);
    }

    #[test]
    fn systems_without_such_a_call_open_step_by_step() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        fs::create_dir_all(root.join("a/b")).unwrap();
        fs::write(root.join("a/b/c.ts"), "").unwrap();
        symlink("a", root.join("link")).unwrap();
        symlink("c.ts", root.join("a/b/link.ts")).unwrap();
        let open = |path: &str| unlinked::open_step_by_step(&root, &root.join(path), OFlags::RDONLY);
        for (path, is_there) in
            [("", true), ("a/b", true), ("a/b/c.ts", true), ("link/b/c.ts", false), ("a/b/link.ts", false)]
        {
            assert_eq!(open(path).unwrap().is_some(), is_there, "{path}");
        }
        assert_eq!(open("a/d/c.ts").unwrap_err().kind(), io::ErrorKind::NotFound);
        assert_eq!(open("a/b/c.ts/d").unwrap_err().kind(), io::ErrorKind::NotADirectory);
    }

    #[test]
    fn a_folder_that_is_swapped_for_a_link_all_the_time_never_leads_out() {
        let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let at = |path: &str| folder.path().join(path);
        fs::write(outside.path().join("a.ts"), "secret").unwrap();
        fs::create_dir(at("swapped")).unwrap();
        fs::write(at("swapped/a.ts"), "open").unwrap();
        symlink(outside.path(), at("link")).unwrap();
        let root = Root::new(folder.path());
        let is_over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    for (from, to) in
                        [("swapped", "kept"), ("link", "swapped"), ("swapped", "link"), ("kept", "swapped")]
                    {
                        fs::rename(at(from), at(to)).unwrap();
                    }
                }
            });
            for _ in 0..5000 {
                if let Ok(text) = text(&root, "swapped/a.ts") {
                    assert_eq!(text, "open");
                }
            }
            is_over.store(true, Ordering::Relaxed);
        });
    }
}
