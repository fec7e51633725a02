//! The folders of a workspace's members, from the patterns that its manifest names them by.
//!
//! In: a workspace's folder and patterns such as `packages/*`. Out: the folders they lead to that hold a manifest. Asks
//! for folders and files alone. Patterns are read within bounds, and all patterns of one kind look at a bounded number
//! of folders together: what is beyond is left out, and told.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use foldhash::HashMap;
use globset::{Glob, GlobMatcher};

use super::folders::Folders;
use super::reader::Reader;
use crate::source::brace_depth;
use crate::source::paths::normalise;

/// How deep `**` in a pattern searches.
const MAX_DEPTH: usize = 8;

/// How many parts a pattern may have; a longer one names no folder.
const MAX_PARTS: usize = 64;

/// How many folders all patterns of a workspace look at together. Patterns as people write them look at each folder
/// once or twice.
const MAX_LOOKS: usize = 200_000;

/// How many folders outside the repository are listed for them: there nobody has listed them before.
const MAX_LISTINGS: usize = 500;

/// Different parts with wildcards in one workspace: each is made ready once, for the price of a few hundred looks.
const MAX_GLOBS: usize = 256;

/// Bytes, wildcards and alternatives of a part, and braces within each other. A name is no longer than 255 bytes.
const MAX_PART_BYTES: usize = 1024;
const MAX_WILDCARDS: usize = 16;
const MAX_ALTERNATIVES: usize = 128;
const MAX_BRACES: usize = 4;

const LEFT_OUT: &str = "those after them are left out";

/// How a kind of workspace writes its patterns.
pub(super) struct Dialect {
    /// What its members hold.
    pub(super) manifest: &'static str,
    /// What makes a part more than a folder's name.
    pub(super) wildcards: &'static [char],
    /// Whether `**` stands for any number of folders.
    pub(super) has_globstar: bool,
}

/// The members of one workspace, while they are looked for.
pub(super) struct Search<'a> {
    folders: &'a Folders,
    reader: &'a Reader,
    /// Who writes the patterns.
    manifest: &'a Path,
    dialect: &'static Dialect,
    looks: usize,
    listings: usize,
    /// Parts with wildcards, `None` for those that are no patterns.
    globs: HashMap<Box<str>, Option<GlobMatcher>>,
    found: BTreeSet<PathBuf>,
}

impl<'a> Search<'a> {
    pub(super) fn new(folders: &'a Folders, reader: &'a Reader, manifest: &'a Path, dialect: &'static Dialect) -> Self {
        let (looks, listings, globs) = (MAX_LOOKS, MAX_LISTINGS, HashMap::default());
        Self { folders, reader, manifest, dialect, looks, listings, globs, found: BTreeSet::new() }
    }

    /// The members that these patterns lead to from `folder`.
    pub(super) fn find<'p>(mut self, folder: &Path, patterns: impl Iterator<Item = &'p str>) -> BTreeSet<PathBuf> {
        for pattern in patterns {
            let parts = parts(pattern, self.dialect.has_globstar);
            if parts.len() > MAX_PARTS {
                self.reader.warn(self.manifest, format!("a pattern of more than {MAX_PARTS} parts is left out"));
            } else {
                self.expand(folder, &parts, MAX_DEPTH);
            }
        }
        self.found
    }

    fn expand(&mut self, folder: &Path, parts: &[&str], depth: usize) {
        if !self.may_look() {
            return;
        }
        let Some((part, rest)) = parts.split_first() else {
            if self.folders.at(folder).has_file(self.dialect.manifest) {
                self.found.insert(folder.to_path_buf());
            }
            return;
        };
        if self.dialect.has_globstar && *part == "**" {
            self.expand(folder, rest, depth);
            if depth > 0 {
                for child in self.folders_in(folder) {
                    self.expand(&folder.join(child), parts, depth - 1);
                }
            }
        } else if part.contains(self.dialect.wildcards) {
            let Some(glob) = self.glob(part) else { return };
            for child in self.folders_in(folder) {
                if glob.as_ref().is_none_or(|glob| glob.is_match(&child)) {
                    self.expand(&folder.join(child), rest, depth);
                } else if !self.may_look() {
                    return;
                }
            }
        } else {
            self.expand(&self.dialect.joined(folder, part), rest, depth);
        }
    }

    fn folders_in(&mut self, folder: &Path) -> Vec<OsString> {
        if let Some(names) = self.folders.folders_in(folder) {
            return names;
        }
        let Some(left) = self.listings.checked_sub(1) else {
            self.reader.warn(
                self.manifest,
                format!("its patterns lead to more than {MAX_LISTINGS} folders outside: {LEFT_OUT}"),
            );
            return Vec::new();
        };
        self.listings = left;
        self.folders.folders_outside(folder)
    }

    /// Counts one more folder.
    fn may_look(&mut self) -> bool {
        if self.looks == 0 {
            self.reader.warn(self.manifest, format!("its patterns lead to more than {MAX_LOOKS} folders: {LEFT_OUT}"));
            return false;
        }
        self.looks -= 1;
        !self.reader.is_cancelled()
    }

    /// What a part with wildcards matches; `Some(None)` for one that matches everything.
    fn glob(&mut self, part: &str) -> Option<Option<GlobMatcher>> {
        if part == "*" {
            return Some(None);
        }
        if let Some(known) = self.globs.get(part) {
            return known.clone().map(Some);
        }
        if self.globs.len() == MAX_GLOBS {
            self.reader.warn(self.manifest, format!("more than {MAX_GLOBS} patterns: {LEFT_OUT}"));
            return None;
        }
        let glob = match excess(part) {
            Some(excess) => {
                self.reader.warn(self.manifest, format!("a pattern with {excess} is left out"));
                None
            }
            None => Glob::new(part).ok().map(|glob| glob.compile_matcher()),
        };
        self.globs.insert(part.into(), glob.clone());
        glob.map(Some)
    }
}

impl Dialect {
    fn joined(&self, folder: &Path, part: &str) -> PathBuf {
        let path = folder.join(part);
        if self.has_globstar { path } else { normalise(&path) }
    }
}

/// The parts of a pattern. Of several `**` in a row one is left: they mean the same.
fn parts(pattern: &str, has_globstar: bool) -> Vec<&str> {
    let parts = pattern.split('/').filter(|part| !part.is_empty() && *part != ".");
    let mut parts: Vec<&str> = parts.take(MAX_PARTS + 1).collect();
    if has_globstar {
        parts.dedup_by(|next, part| *next == "**" && *part == "**");
    }
    parts
}

/// What a part has too much of to be made ready: whoever reads patterns recurses into braces, and what comes of a
/// pattern may be many times as large.
fn excess(part: &str) -> Option<String> {
    if part.len() > MAX_PART_BYTES {
        return Some(format!("a part of more than {MAX_PART_BYTES} bytes"));
    }
    let count = |wanted: &[u8]| part.bytes().filter(|byte| wanted.contains(byte)).count();
    if count(b"*?[") > MAX_WILDCARDS {
        Some(format!("more than {MAX_WILDCARDS} wildcards in a part"))
    } else if count(b",{") > MAX_ALTERNATIVES {
        Some(format!("more than {MAX_ALTERNATIVES} alternatives in a part"))
    } else if brace_depth(part) > MAX_BRACES {
        Some(format!("braces nested more than {MAX_BRACES} levels deep"))
    } else {
        None
    }
}
