//! Reading one file, whatever its path turns out to be.
//!
//! In: a path and a limit. Out: its text or a typed failure. It never waits for something that is no regular file
//! and never holds more than the limit, however the file changes while it is read.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::Path;

use super::root::{OpenFailure, Root, open_anywhere};
use super::text::{SourceText, decode, decode_known};
use crate::error::FailureCode;

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct ReadFailure {
    /// The stable code.
    pub code: FailureCode,
    /// What happened, in one sentence without the path.
    pub reason: String,
}

/// Reads a regular file of at most `max_file_size` bytes, wherever it lies.
///
/// # Errors
/// [`ReadFailure`] with one of `NotFound`, `NotAFile`, `PermissionDenied`, `TooLarge`, `Binary`, `InvalidPath`, and
/// `Read` for everything else the operating system may say.
pub fn read(path: &Path, max_file_size: u64) -> Result<SourceText, ReadFailure> {
    opened(open_anywhere(path).map_err(|error| io_failure(&error))?, max_file_size)?.read()
}

/// The same of a file below `root`, which no link leads out of.
///
/// # Errors
/// The same, and `OutsideRoot`.
pub fn read_below(root: &Root, path: &Path, max_file_size: u64) -> Result<SourceText, ReadFailure> {
    open_below(root, path, max_file_size)?.read()
}

/// The bytes of a file below `root`, whatever they are: for whoever hands them on.
///
/// # Errors
/// As [`read_below`], but for `Binary`.
pub fn bytes_below(root: &Root, path: &Path, max_file_size: u64) -> Result<Vec<u8>, ReadFailure> {
    open_below(root, path, max_file_size)?.bytes()
}

/// Bytes that are in no file, as if they were in one.
///
/// # Errors
/// [`ReadFailure`] with `TooLarge` or `Binary`.
pub fn take(bytes: Vec<u8>, max_file_size: u64) -> Result<SourceText, ReadFailure> {
    if bytes.len() as u64 > max_file_size {
        return Err(too_large(max_file_size));
    }
    decode(bytes).map_err(no_text)
}

fn no_text(code: FailureCode) -> ReadFailure {
    ReadFailure { code, reason: "a NUL byte in the first 8 KiB: no text".to_owned() }
}

/// Opens it to be read, or not.
///
/// # Errors
/// As [`read_below`], but for what only its content tells.
pub fn open_below(root: &Root, path: &Path, max_file_size: u64) -> Result<Opened, ReadFailure> {
    let file = root.open(path).map_err(|failure| match failure {
        OpenFailure::OutsideRoot => ReadFailure { code: FailureCode::OutsideRoot, reason: failure.to_string() },
        OpenFailure::Io(error) => no_glob(path, io_failure(&error)),
    })?;
    opened(file, max_file_size)
}

/// Says of a path that is not there, and looks like a glob, where globs go.
fn no_glob(path: &Path, mut failure: ReadFailure) -> ReadFailure {
    if failure.code == FailureCode::NotFound && path.as_os_str().as_encoded_bytes().contains(&b'*') {
        failure.reason.push_str("; paths are no globs, options.include takes those");
    }
    failure
}

/// An open regular file that is not too large.
#[derive(Debug)]
pub struct Opened {
    file: File,
    metadata: Metadata,
    max_file_size: u64,
}

impl Opened {
    /// What it looked like when it was opened.
    #[must_use]
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// What it looks like now.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn metadata_now(&self) -> io::Result<Metadata> {
        self.file.metadata()
    }

    /// Its text.
    ///
    /// # Errors
    /// As [`read`], but for what only its path tells.
    pub fn read(&self) -> Result<SourceText, ReadFailure> {
        self.read_known(|| None)
    }

    /// Its text; `hash`, asked when all of it is read, may know the hash of its content.
    ///
    /// # Errors
    /// The same.
    pub fn read_known(&self, hash: impl FnOnce() -> Option<[u8; 32]>) -> Result<SourceText, ReadFailure> {
        let bytes = self.bytes()?;
        decode_known(bytes, hash()).map_err(no_text)
    }

    fn bytes(&self) -> Result<Vec<u8>, ReadFailure> {
        // One byte more than the size, so that the read that finds the end needs no larger buffer.
        let mut bytes = Vec::new();
        let room = bytes.try_reserve_exact(self.metadata.len() as usize + 1);
        room.map_err(|_| io_failure(&io::ErrorKind::OutOfMemory.into()))?;
        let mut limited = (&self.file).take(self.max_file_size.saturating_add(1));
        limited.read_to_end(&mut bytes).map_err(|error| io_failure(&error))?;
        if bytes.len() as u64 > self.max_file_size {
            return Err(too_large(self.max_file_size));
        }
        Ok(bytes)
    }
}

fn opened(file: File, max_file_size: u64) -> Result<Opened, ReadFailure> {
    // The opened handle is asked, not the path: the path may mean another file by now.
    let metadata = file.metadata().map_err(|error| io_failure(&error))?;
    if !metadata.is_file() {
        return Err(not_a_file());
    }
    if metadata.len() > max_file_size {
        return Err(too_large(max_file_size));
    }
    Ok(Opened { file, metadata, max_file_size })
}

fn not_a_file() -> ReadFailure {
    ReadFailure { code: FailureCode::NotAFile, reason: "not a regular file".to_owned() }
}

fn too_large(max_file_size: u64) -> ReadFailure {
    ReadFailure { code: FailureCode::TooLarge, reason: format!("larger than maxFileSize ({max_file_size} bytes)") }
}

fn io_failure(error: &io::Error) -> ReadFailure {
    let code = match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => FailureCode::NotFound,
        io::ErrorKind::PermissionDenied => FailureCode::PermissionDenied,
        io::ErrorKind::IsADirectory => return not_a_file(),
        // A NUL byte in the path; too long a path.
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidFilename => FailureCode::InvalidPath,
        _ if is_socket_or_device_without_driver(error) => return not_a_file(),
        _ => FailureCode::Read,
    };
    ReadFailure { code, reason: error.to_string() }
}

#[cfg(unix)]
fn is_socket_or_device_without_driver(error: &io::Error) -> bool {
    error.raw_os_error() == Some(libc::ENXIO)
}

#[cfg(not(unix))]
fn is_socket_or_device_without_driver(_error: &io::Error) -> bool {
    false
}

/// What a file looks like now; nothing if that cannot be told.
#[must_use]
pub fn look_at(path: &Path) -> Option<Metadata> {
    std::fs::metadata(path).ok()
}

/// The size that a file has now, in bytes; 0 if it cannot be told.
#[must_use]
pub fn size_of(path: &Path) -> u64 {
    look_at(path).map_or(0, |metadata| metadata.len())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::fs;

    use super::*;

    fn code(path: impl AsRef<Path>, max_file_size: u64) -> FailureCode {
        read(path.as_ref(), max_file_size).unwrap_err().code
    }

    #[test]
    fn a_file_of_exactly_the_limit_is_read_and_one_byte_more_is_too_large() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ts");
        fs::write(&path, "let a = 1;").unwrap();
        assert_eq!(read(&path, 10).unwrap().text, "let a = 1;");
        assert_eq!(code(&path, 9), FailureCode::TooLarge);
    }

    #[test]
    fn an_empty_file_is_text() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ts");
        fs::write(&path, "").unwrap();
        assert_eq!(read(&path, 10).unwrap().byte_len, 0);
    }

    #[test]
    fn a_hash_that_is_known_is_not_made_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ts");
        fs::write(&path, "let a = 1;").unwrap();
        let opened = || super::opened(open_anywhere(&path).unwrap(), 10).unwrap();
        let known = opened().read_known(|| Some([7; 32])).unwrap();
        assert_eq!((known.text.as_str(), known.content_hash), ("let a = 1;", [7; 32]));
        assert_eq!(opened().read_known(|| None), opened().read());
    }

    #[test]
    fn what_is_missing_or_lies_below_a_file_is_not_found() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.ts"), "").unwrap();
        assert_eq!(code(folder.path().join("b.ts"), 10), FailureCode::NotFound);
        assert_eq!(code(folder.path().join("a.ts/b.ts"), 10), FailureCode::NotFound);
        assert_eq!(code("", 10), FailureCode::NotFound);
    }

    #[test]
    fn paths_no_system_takes_are_invalid() {
        assert_eq!(code("/a\0b.ts", 10), FailureCode::InvalidPath);
        assert_eq!(code(format!("/{}", "a".repeat(5000)), 10), FailureCode::InvalidPath);
    }

    #[test]
    fn a_folder_is_not_a_file() {
        assert_eq!(code(tempfile::tempdir().unwrap().path(), 10), FailureCode::NotAFile);
    }

    #[cfg(unix)]
    #[test]
    fn sockets_fifos_and_devices_are_not_files_and_block_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("socket.ts");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        let fifo = folder.path().join("fifo.ts");
        assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
        assert_eq!(code(&socket, 10), FailureCode::NotAFile);
        assert_eq!(code(&fifo, 10), FailureCode::NotAFile);
        assert_eq!(code("/dev/zero", 10), FailureCode::NotAFile);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_that_holds_more_than_its_size_says_is_still_limited() {
        assert_eq!(fs::metadata("/proc/self/status").unwrap().len(), 0);
        assert_eq!(code("/proc/self/status", 10), FailureCode::TooLarge);
    }
}
