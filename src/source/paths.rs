//! Paths as text: joining, making absolute and relative, `/` between parts, and which names are hidden.
//!
//! In: paths and what is written of them. Out: paths without `.` and `..`, and their text. Works on the text alone: a file
//! need not exist, and nothing here asks for one.

use std::ffi::OsStr;
use std::fmt;
use std::ops::Deref;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// A path below the root, without it: the same wherever the repository lies; the root itself is `""`. What lies outside of the
/// root, which is there only because a caller named it, has its whole path, which is the same wherever the repository lies too.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct RelativePath(Arc<str>);

impl RelativePath {
    /// An absolute path, `/`-separated, as it is below `root`.
    #[must_use]
    pub fn below(root: &Path, path: &str) -> Self {
        Self(relative(root, path).into())
    }
}

impl Deref for RelativePath {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RelativePath {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl From<Arc<str>> for RelativePath {
    fn from(path: Arc<str>) -> Self {
        Self(path)
    }
}

impl From<RelativePath> for Arc<str> {
    fn from(RelativePath(path): RelativePath) -> Self {
        path
    }
}

/// Whether something with this [`RelativePath`] lies outside of the root.
pub(crate) fn is_outside(path: &str) -> bool {
    Path::new(path).is_absolute()
}

/// What stands before paths below a root where they leave the package: the root, `/`-separated, or nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RootText(Box<str>);

impl RootText {
    /// The text of this root, an absolute path.
    #[must_use]
    pub fn of(root: &Path) -> Self {
        Self(slashed(root).into())
    }

    /// Nothing: paths stay as they are below the root, which itself is `.`.
    #[must_use]
    pub fn relative() -> Self {
        Self("".into())
    }

    /// Whether paths stay as they are below the root.
    #[must_use]
    pub fn is_relative(&self) -> bool {
        self.0.is_empty()
    }

    /// Appends the absolute path of what has this [`RelativePath`].
    pub fn push(&self, path: &str, into: &mut String) {
        if self.is_relative() {
            into.push_str(if path.is_empty() { "." } else { path });
            return;
        }
        if !is_outside(path) {
            into.push_str(&self.0);
            if !path.is_empty() && !self.0.ends_with('/') {
                into.push('/');
            }
        }
        into.push_str(path);
    }

    /// The absolute path of what has this [`RelativePath`].
    #[must_use]
    pub fn absolute(&self, path: &str) -> String {
        let mut absolute = String::new();
        self.push(path, &mut absolute);
        absolute
    }
}

/// The normalised form of one given path: absolute, `/`-separated, without `.` and `..`; a relative path is
/// taken from `root`.
#[must_use]
pub fn absolute(root: &Path, given: &str) -> String {
    slashed(&joined(root, given))
}

/// The path below `root`, by whole parts: `/a/b` is not the root of `/a/bc/d.ts`. A path outside of it as it is.
#[must_use]
pub fn relative<'path>(root: &Path, path: &'path str) -> &'path str {
    Path::new(path).strip_prefix(root).ok().and_then(Path::to_str).unwrap_or(path)
}

/// Where `path`, as written, leads from `folder`: without `.` and `..`.
pub(crate) fn joined(folder: &Path, path: impl AsRef<Path>) -> PathBuf {
    normalise(&folder.join(path))
}

/// The path without `.` and `..`. What goes above the root of the file system stays at that root.
pub(crate) fn normalise(path: &Path) -> PathBuf {
    let mut normalised = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                normalised.pop();
            }
            other => normalised.push(other),
        }
    }
    normalised
}

/// The path as text with `/` between its parts.
pub(crate) fn slashed(path: &Path) -> String {
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '\\' { text.replace('\\', "/") } else { text.into_owned() }
}

/// The path as [`slashed`] writes it, if it is text; else with the bytes that are not as `\xFF`.
pub(super) fn named(path: &Path) -> Result<String, String> {
    if path.to_str().is_some() {
        return Ok(slashed(path));
    }
    let mut name = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        name.push_str(chunk.valid());
        chunk.invalid().iter().for_each(|byte| name.push_str(&format!("\\x{byte:02X}")));
    }
    Err(name)
}

/// Whether a file or folder of this name is hidden.
pub(crate) fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().first() == Some(&b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_leads_from_a_folder_or_from_the_root() {
        let leads = |written: &str| slashed(&joined(Path::new("/r/a"), written));
        let written = ["b", "./b", "../b", "b/../../c/.", "../../../../b", "/b/../c", ""];
        assert_eq!(written.map(leads), ["/r/a/b", "/r/a/b", "/r/b", "/r/c", "/b", "/c", "/r/a"]);
    }

    #[test]
    fn what_is_relative_becomes_the_absolute_path_that_it_was() {
        for root in ["/r/a", "/"] {
            for path in ["/r/a", "/r/a/b.ts", "/r/a/b/c.ts", "/r/ab.ts", "/other.ts"] {
                let relative = RelativePath::below(Path::new(root), path);
                assert_eq!(RootText::of(Path::new(root)).absolute(&relative), path);
            }
        }
        assert_eq!(&*RelativePath::below(Path::new("/r/a"), "/r/a"), "");
    }

    #[test]
    fn what_is_below_a_root_is_relative_by_whole_parts() {
        let below = |path| relative(Path::new("/r/a"), path);
        assert_eq!(["/r/a/b.ts", "/r/ab.ts", "/other.ts"].map(below), ["b.ts", "/r/ab.ts", "/other.ts"]);
    }
}
