//! What a store asks of a file system, and the real one.
//!
//! In: paths within the store's folder. Out: what is there, and what becomes of it. A [`Disk`] is a trait since what happens when a process ends
//! between any two of these calls, or a call fails, can only be tried out on a disk that does so on demand.
//!
//! Whoever else may write to the folder gains nothing by it: only regular files are opened, without ever waiting for the other end of
//! a FIFO; the last two steps of a path are never links, so that nothing is read, made or removed outside of the folder; and what
//! belongs to another user is refused, since its bytes could be anything.

use std::ffi::OsString;
use std::fmt::Debug;
use std::io;
use std::path::Path;
use std::time::SystemTime;

/// One entry of a folder, links not followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// What it is called in its folder.
    pub name: OsString,
    /// Whether it is a regular file.
    pub is_file: bool,
    /// Its length in bytes.
    pub length: u64,
    /// When it was last written or touched.
    pub modified: SystemTime,
}

/// An open file. It stays readable when its name is gone.
pub trait Readable: Debug + Send + Sync {
    /// How long it was when it was opened.
    fn length(&self) -> u64;

    /// Fills `into` from this place on.
    ///
    /// # Errors
    /// What the operating system says, and an unexpected end.
    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<()>;
}

/// Bytes in memory are read like a file's.
impl Readable for Vec<u8> {
    fn length(&self) -> u64 {
        self.len() as u64
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<()> {
        let start = usize::try_from(offset).map_err(io::Error::other)?;
        let bytes = start.checked_add(into.len()).and_then(|end| self.get(start..end));
        into.copy_from_slice(bytes.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }
}

/// The calls of a file system that a store is made of.
pub trait Disk: Debug + Send + Sync {
    /// Makes a folder that only the user may enter, and those above it. One that is there already must be no link, and the user's.
    /// What is made has its name on the disk itself where the system lets that be waited for.
    ///
    /// # Errors
    /// What the operating system says, or that it is something else or another user's.
    fn create_folder(&self, path: &Path) -> io::Result<()>;

    /// What is in a folder, which must be no link and the user's.
    ///
    /// # Errors
    /// What the operating system says of the folder. What disappears meanwhile is left out.
    fn list(&self, folder: &Path) -> io::Result<Vec<Listed>>;

    /// Opens a regular file of the user's, and nothing else: no link, FIFO or device. Never waits.
    ///
    /// # Errors
    /// What the operating system says, or that it is something else or another user's.
    fn open(&self, path: &Path) -> io::Result<Box<dyn Readable>>;

    /// Writes a new file that only the user may read. If that fails, what there is of it is removed as far as possible.
    ///
    /// # Errors
    /// What the operating system says; if there is something with this name, that.
    fn write_new(&self, path: &Path, parts: &[&[u8]]) -> io::Result<()>;

    /// Waits until what was written to a file is on the disk itself, so that it outlives the machine's power.
    ///
    /// # Errors
    /// What the operating system says.
    fn sync(&self, path: &Path) -> io::Result<()>;

    /// Waits until the names of the files in a folder are on the disk itself, those that a [`rename`](Self::rename) gave included. Where
    /// a file system has no such call, which those have that write names down at once, there is nothing to wait for.
    ///
    /// # Errors
    /// What the operating system says.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;

    /// Gives a file another name, in place of what had it. When the machine loses its power, the file has either, until its folder was
    /// [waited for](Self::sync_folder).
    ///
    /// # Errors
    /// What the operating system says.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Removes a file, never a folder.
    ///
    /// # Errors
    /// What the operating system says.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// Makes now the time at which a file was last modified.
    ///
    /// # Errors
    /// What the operating system says.
    fn touch(&self, path: &Path) -> io::Result<()>;

    /// The time of the clock that times of files are taken from. Systems round the latter down, to some milliseconds or more.
    fn now(&self) -> SystemTime;
}

/// The file system of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealDisk;

impl Disk for RealDisk {
    fn create_folder(&self, path: &Path) -> io::Result<()> {
        system::create_folder(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Listed>> {
        system::list(folder)
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Readable>> {
        Ok(Box::new(system::open(path)?))
    }

    fn write_new(&self, path: &Path, parts: &[&[u8]]) -> io::Result<()> {
        use std::io::Write;

        let mut file = system::create(path)?;
        parts.iter().try_for_each(|part| file.write_all(part)).inspect_err(|_| {
            // Nobody knows of it yet, and a full disk has no room for it.
            let _ = system::remove(path);
        })
    }

    fn sync(&self, path: &Path) -> io::Result<()> {
        system::sync(path)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        system::sync_folder(folder)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        system::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        system::remove(path)
    }

    fn touch(&self, path: &Path) -> io::Result<()> {
        system::touch(path)
    }

    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}

fn not_a_file() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file")
}

/// Each call opens the folder that its path ends in, which must be no link, and names what is in it from there.
#[cfg(unix)]
mod system {
    use super::{Listed, Readable, not_a_file};
    use rustix::fs::{
        AtFlags, CWD, Dir, FileType, Mode, OFlags, Stat, Timespec, Timestamps, UTIME_NOW, UTIME_OMIT, fstat, fsync,
        openat, renameat, statat, unlinkat, utimensat,
    };
    use rustix::io::Errno;
    use std::ffi::OsStr;
    use std::fs::{DirBuilder, File};
    use std::io;
    use std::os::fd::OwnedFd;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{DirBuilderExt, FileExt};
    use std::path::Path;
    use std::time::{Duration, SystemTime};

    const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

    pub fn create_folder(path: &Path) -> io::Result<()> {
        let new: Vec<&Path> = path.ancestors().take_while(|above| above.symlink_metadata().is_err()).collect();
        DirBuilder::new().recursive(true).mode(0o700).create(path)?;
        own_folder(path)?;
        // One that may be entered and not read cannot be waited for.
        new.iter().filter_map(|made| made.parent()).for_each(|above| drop(sync_folder(above)));
        Ok(())
    }

    pub fn list(folder: &Path) -> io::Result<Vec<Listed>> {
        let mut entries = Dir::new(own_folder(folder)?)?;
        let mut listed = Vec::new();
        while let Some(entry) = entries.read() {
            let entry = entry?;
            let name = entry.file_name();
            if name == c"." || name == c".." {
                continue;
            }
            let Ok(stat) = statat(entries.fd()?, name, AtFlags::SYMLINK_NOFOLLOW) else { continue };
            listed.push(Listed {
                name: OsStr::from_bytes(name.to_bytes()).to_owned(),
                is_file: is_file(&stat),
                length: u64::try_from(stat.st_size).unwrap_or(0),
                modified: modified(&stat),
            });
        }
        Ok(listed)
    }

    /// A file that is open to be read.
    #[derive(Debug)]
    pub struct OpenFile {
        file: File,
        length: u64,
    }

    impl Readable for OpenFile {
        fn length(&self) -> u64 {
            self.length
        }

        fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<()> {
            self.file.read_exact_at(into, offset)
        }
    }

    pub fn open(path: &Path) -> io::Result<OpenFile> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = in_folder(path, |folder, name| openat(folder, name, flags, Mode::empty()))?;
        let stat = fstat(&file)?;
        if !is_file(&stat) {
            return Err(not_a_file());
        }
        check_owner(&stat)?;
        Ok(OpenFile { file: file.into(), length: u64::try_from(stat.st_size).unwrap_or(0) })
    }

    pub fn create(path: &Path) -> io::Result<File> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let file = in_folder(path, |folder, name| openat(folder, name, flags, Mode::RUSR | Mode::WUSR))?;
        Ok(file.into())
    }

    pub fn sync(path: &Path) -> io::Result<()> {
        Ok(fsync(open(path)?.file)?)
    }

    pub fn sync_folder(folder: &Path) -> io::Result<()> {
        match fsync(open_folder(folder)?) {
            // Some file systems have this for files alone.
            Err(Errno::INVAL | Errno::NOTSUP | Errno::NOSYS) => Ok(()),
            synced => Ok(synced?),
        }
    }

    pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
        in_folder(from, |old_folder, old| {
            let target = open_folder(to.parent().unwrap_or(Path::new("")))?;
            renameat(old_folder, old, target, to.file_name().unwrap_or_default())
        })
    }

    pub fn remove(path: &Path) -> io::Result<()> {
        in_folder(path, |folder, name| unlinkat(folder, name, AtFlags::empty()))
    }

    pub fn touch(path: &Path) -> io::Result<()> {
        let times = Timestamps {
            last_access: Timespec { tv_sec: 0, tv_nsec: UTIME_OMIT },
            last_modification: Timespec { tv_sec: 0, tv_nsec: UTIME_NOW },
        };
        in_folder(path, |folder, name| utimensat(folder, name, &times, AtFlags::SYMLINK_NOFOLLOW))
    }

    /// Opens a folder that is no link and the user's.
    fn own_folder(path: &Path) -> io::Result<OwnedFd> {
        let folder = open_folder(path)?;
        check_owner(&fstat(&folder)?)?;
        Ok(folder)
    }

    fn open_folder(path: &Path) -> rustix::io::Result<OwnedFd> {
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        openat(CWD, path, FOLDER, Mode::empty())
    }

    fn in_folder<T>(path: &Path, call: impl FnOnce(&OwnedFd, &OsStr) -> rustix::io::Result<T>) -> io::Result<T> {
        let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
        let folder = open_folder(path.parent().unwrap_or(Path::new("")))?;
        Ok(call(&folder, name)?)
    }

    /// The system's administrator can write anywhere.
    fn check_owner(stat: &Stat) -> io::Result<()> {
        let owner = stat.st_uid;
        if owner == rustix::process::geteuid().as_raw() || owner == 0 {
            return Ok(());
        }
        Err(io::Error::new(io::ErrorKind::PermissionDenied, "it belongs to another user"))
    }

    fn is_file(stat: &Stat) -> bool {
        FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile
    }

    /// Times before 1970 are as old as any.
    fn modified(stat: &Stat) -> SystemTime {
        let seconds = u64::try_from(stat.st_mtime).unwrap_or(0);
        let since = Duration::new(seconds, u32::try_from(stat.st_mtime_nsec).unwrap_or(0));
        SystemTime::UNIX_EPOCH.checked_add(since).unwrap_or(SystemTime::UNIX_EPOCH)
    }
}

/// Links need a privilege, and what is in a user's folders is the user's: it is only looked at before it is opened.
#[cfg(not(unix))]
mod system {
    use super::{Listed, Readable, not_a_file};
    use std::fs::{self, File};
    use std::io;
    use std::path::Path;
    use std::time::SystemTime;

    pub fn create_folder(path: &Path) -> io::Result<()> {
        fs::create_dir_all(path)?;
        check_folder(path)
    }

    pub fn list(folder: &Path) -> io::Result<Vec<Listed>> {
        check_folder(folder)?;
        let mut listed = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let Ok(metadata) = entry.metadata() else { continue };
            listed.push(Listed {
                name: entry.file_name(),
                is_file: metadata.is_file(),
                length: metadata.len(),
                modified: metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH),
            });
        }
        Ok(listed)
    }

    /// A file that is open to be read.
    #[derive(Debug)]
    pub struct OpenFile {
        file: File,
        length: u64,
    }

    impl Readable for OpenFile {
        fn length(&self) -> u64 {
            self.length
        }

        #[cfg(windows)]
        fn read_at(&self, mut offset: u64, mut into: &mut [u8]) -> io::Result<()> {
            use std::os::windows::fs::FileExt;

            while !into.is_empty() {
                match self.file.seek_read(into, offset) {
                    Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                    Ok(count) => {
                        into = &mut into[count..];
                        offset += count as u64;
                    }
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(error),
                }
            }
            Ok(())
        }

        #[cfg(not(windows))]
        fn read_at(&self, _offset: u64, _into: &mut [u8]) -> io::Result<()> {
            Err(io::ErrorKind::Unsupported.into())
        }
    }

    pub fn open(path: &Path) -> io::Result<OpenFile> {
        if !fs::symlink_metadata(path)?.is_file() {
            return Err(not_a_file());
        }
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        Ok(OpenFile { file, length })
    }

    pub fn create(path: &Path) -> io::Result<File> {
        check_parent(path)?;
        File::options().write(true).create_new(true).open(path)
    }

    pub fn sync(path: &Path) -> io::Result<()> {
        check_parent(path)?;
        File::options().write(true).open(path)?.sync_all()
    }

    /// Names are in the journal of the file system; there is no call for them.
    pub fn sync_folder(folder: &Path) -> io::Result<()> {
        check_folder(folder)
    }

    pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
        check_parent(to)?;
        fs::rename(from, to)
    }

    pub fn remove(path: &Path) -> io::Result<()> {
        check_parent(path)?;
        fs::remove_file(path)
    }

    pub fn touch(path: &Path) -> io::Result<()> {
        if !fs::symlink_metadata(path)?.is_file() {
            return Err(not_a_file());
        }
        File::options().write(true).open(path)?.set_modified(SystemTime::now())
    }

    fn check_parent(path: &Path) -> io::Result<()> {
        path.parent().map_or(Ok(()), check_folder)
    }

    fn check_folder(path: &Path) -> io::Result<()> {
        if fs::symlink_metadata(path)?.is_dir() { Ok(()) } else { Err(io::ErrorKind::NotADirectory.into()) }
    }
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::path::PathBuf;
    use tempfile::TempDir;

    fn folder() -> (TempDir, PathBuf) {
        let above = tempfile::tempdir().unwrap();
        let folder = above.path().join("new").join("packs");
        RealDisk.create_folder(&folder).unwrap();
        (above, folder)
    }

    fn mode(path: &Path) -> u32 {
        fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn what_is_made_is_for_the_user_alone() {
        let (above, folder) = folder();
        RealDisk.write_new(&folder.join("a"), &[b"one", b"two"]).unwrap();
        assert_eq!(mode(&above.path().join("new")), 0o700);
        assert_eq!(mode(&folder), 0o700);
        assert_eq!(mode(&folder.join("a")), 0o600);
        assert_eq!(fs::read(folder.join("a")).unwrap(), b"onetwo");
        RealDisk.create_folder(&folder).unwrap();
    }

    #[test]
    fn what_has_names_is_waited_for_and_nothing_else() {
        let (_above, folder) = folder();
        RealDisk.write_new(&folder.join("a"), &[b"a"]).unwrap();
        RealDisk.sync(&folder.join("a")).unwrap();
        RealDisk.sync_folder(&folder).unwrap();
        assert!(RealDisk.sync_folder(&folder.join("a")).is_err());
        assert!(RealDisk.sync_folder(&folder.join("nothing")).is_err());
    }

    #[test]
    fn files_are_read_at_any_place_also_when_their_name_is_gone() {
        let (_above, folder) = folder();
        let path = folder.join("a");
        RealDisk.write_new(&path, &[b"abcdef"]).unwrap();
        let file = RealDisk.open(&path).unwrap();
        RealDisk.remove(&path).unwrap();
        let mut bytes = [0; 3];
        file.read_at(2, &mut bytes).unwrap();
        assert_eq!((&bytes, file.length()), (b"cde", 6));
        assert!(file.read_at(4, &mut bytes).is_err());
        assert!(RealDisk.open(&path).is_err());
    }

    #[test]
    fn nothing_is_written_over() {
        let (_above, folder) = folder();
        RealDisk.write_new(&folder.join("a"), &[b"a"]).unwrap();
        let error = RealDisk.write_new(&folder.join("a"), &[b"b"]).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        symlink("nowhere", folder.join("b")).unwrap();
        assert!(RealDisk.write_new(&folder.join("b"), &[b"b"]).is_err());
        assert!(!folder.join("nowhere").exists());
        assert_eq!(fs::read(folder.join("a")).unwrap(), b"a");
    }

    #[test]
    fn only_regular_files_are_opened_and_nobody_is_waited_for() {
        let (_above, folder) = folder();
        fs::write(folder.join("file"), "").unwrap();
        symlink(folder.join("file"), folder.join("link")).unwrap();
        fs::create_dir(folder.join("folder")).unwrap();
        let made = std::process::Command::new("mkfifo").arg(folder.join("fifo")).status().unwrap();
        assert!(made.success());
        for name in ["link", "folder", "fifo", "nothing"] {
            assert!(RealDisk.open(&folder.join(name)).is_err(), "{name}");
        }
        let mut listed = RealDisk.list(&folder).unwrap();
        listed.sort_by(|a, b| a.name.cmp(&b.name));
        let listed: Vec<_> = listed.iter().map(|entry| (entry.name.to_str().unwrap(), entry.is_file)).collect();
        assert_eq!(listed, [("fifo", false), ("file", true), ("folder", false), ("link", false)]);
        assert!(RealDisk.remove(&folder.join("folder")).is_err());
    }

    #[test]
    fn a_link_in_place_of_the_folder_leads_nowhere() {
        let (above, folder) = folder();
        let elsewhere = above.path().join("elsewhere");
        fs::create_dir(&elsewhere).unwrap();
        fs::write(elsewhere.join("a"), "theirs").unwrap();
        fs::remove_dir(&folder).unwrap();
        symlink(&elsewhere, &folder).unwrap();
        assert!(RealDisk.create_folder(&folder).is_err());
        assert!(RealDisk.list(&folder).is_err());
        assert!(RealDisk.open(&folder.join("a")).is_err());
        assert!(RealDisk.write_new(&folder.join("b"), &[b"b"]).is_err());
        assert!(RealDisk.rename(&folder.join("a"), &folder.join("c")).is_err());
        assert!(RealDisk.sync_folder(&folder).is_err());
        assert!(RealDisk.remove(&folder.join("a")).is_err());
        assert!(RealDisk.touch(&folder.join("a")).is_err());
        assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 1);
    }

    #[test]
    fn touching_makes_a_file_new() {
        let (_above, folder) = folder();
        let path = folder.join("a");
        RealDisk.write_new(&path, &[b"a"]).unwrap();
        let old = SystemTime::UNIX_EPOCH;
        fs::File::options().write(true).open(&path).unwrap().set_modified(old).unwrap();
        assert_eq!(RealDisk.list(&folder).unwrap()[0].modified, old);
        RealDisk.touch(&path).unwrap();
        assert!(RealDisk.list(&folder).unwrap()[0].modified > old);
    }
}
