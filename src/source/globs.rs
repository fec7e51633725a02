//! The globs of `include` and `exclude`, relative to the root.
//!
//! In: globs as the caller wrote them. Out: whether they match a relative path. Never touches the file system.

use std::ffi::OsStr;
use std::path::Path;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::error::Error;

/// How deep alternatives may be nested in a glob: compiling them takes stack a level.
const MAX_BRACE_DEPTH: usize = 64;

/// What makes a part of a glob mean more than itself.
const WILDCARDS: [char; 5] = ['*', '?', '[', '{', '\\'];

/// Places that somebody names: folders with all that is in them, files, or globs. What is written may also be the path of
/// something that looks like a glob.
pub struct Places {
    /// Without `./` in front and `/` behind.
    written: Vec<String>,
    globs: Globs,
}

impl Places {
    /// Those of an option. What cannot be read as a glob has to be the path of something: `is_there` says of which there is a
    /// file or a folder.
    ///
    /// # Errors
    /// [`Error::InvalidGlob`] for the first that can be neither.
    pub fn new(option: &'static str, places: &[String], is_there: impl Fn(&str) -> bool) -> Result<Self, Error> {
        let plain = |place: &String| place.strip_prefix("./").unwrap_or(place).trim_end_matches('/').to_owned();
        let written: Vec<_> = places.iter().map(plain).collect();
        let globs = Globs::new(option, places).or_else(|_| {
            let is_glob = |(place, written): &(&String, &String)| {
                !is_there(written) || Globs::new(option, std::slice::from_ref(*place)).is_ok()
            };
            let globs = places.iter().zip(&written).filter(is_glob).map(|(place, _)| place.clone());
            Globs::new(option, &globs.collect::<Vec<_>>())
        })?;
        Ok(Self { written, globs })
    }

    /// Whether a relative path is one of them, or below one; everything is below `.`.
    pub fn have(&self, path: &str) -> bool {
        let is_below = |place: &String| {
            place == "." || path.strip_prefix(&**place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.written.iter().any(is_below) || self.globs.match_way(Path::new(path))
    }
}

/// The globs of one option.
pub struct Globs {
    set: GlobSet,
    /// As they were compiled.
    written: Vec<String>,
}

impl Globs {
    /// Compiles `globs`.
    ///
    /// # Errors
    /// [`Error::InvalidGlob`] for the first that cannot be read.
    pub fn new(option: &'static str, globs: &[String]) -> Result<Self, Error> {
        let invalid = |glob: &str, error: &globset::Error| Error::InvalidGlob {
            option,
            glob: glob.to_owned(),
            reason: error.kind().to_string(),
        };
        let mut set = GlobSetBuilder::new();
        let mut written = Vec::with_capacity(globs.len());
        for glob in globs {
            if let Some(reason) = matches_nothing(option, glob) {
                return Err(Error::InvalidGlob { option, glob: glob.to_owned(), reason });
            }
            // `./src/` is written for `src` often enough.
            let relative = glob.strip_prefix("./").unwrap_or(glob);
            let relative = relative.strip_suffix('/').unwrap_or(relative);
            if brace_depth(relative) > MAX_BRACE_DEPTH {
                let reason = format!("alternatives nested more than {MAX_BRACE_DEPTH} deep");
                return Err(Error::InvalidGlob { option, glob: glob.to_owned(), reason });
            }
            let compiled =
                GlobBuilder::new(relative).literal_separator(true).build().map_err(|error| invalid(glob, &error))?;
            set.add(compiled);
            written.push(relative.to_owned());
        }
        Ok(Self { set: set.build().map_err(|error| invalid(&globs.join(", "), &error))?, written })
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.written.is_empty()
    }

    /// Whether a glob matches this very path.
    pub fn match_path(&self, relative: &Path) -> bool {
        self.set.is_match(relative)
    }

    /// Whether a glob matches the path or a folder on its way.
    pub fn match_way(&self, relative: &Path) -> bool {
        relative.ancestors().any(|part| !part.as_os_str().is_empty() && self.set.is_match(part))
    }

    /// Whether a glob may match something below this folder: the parts of both that mean nothing but themselves agree.
    pub fn may_match_below(&self, folder: &Path) -> bool {
        self.written.iter().any(|glob| {
            let mut parts = glob.split('/').zip(folder.iter());
            let is_told_by = |(part, name): &(&str, &OsStr)| part.contains(WILDCARDS) || *name != *part;
            // Where one of them ends before that, the other goes on below it.
            parts.find(is_told_by).is_none_or(|(part, _)| part.contains(WILDCARDS))
        })
    }
}

/// Why a glob that can be read is none that its caller means.
fn matches_nothing(option: &str, glob: &str) -> Option<String> {
    let other = if option == "include" { "exclude" } else { "include" };
    if let Some(rest) = glob.strip_prefix('!') {
        return Some(format!("no glob is negated by `!`: give {rest} as options.{other} (a file's name begins `\\!`)"));
    }
    let drive = glob.as_bytes();
    let is_drive =
        drive.len() > 2 && drive[0].is_ascii_alphabetic() && drive[1] == b':' && matches!(drive[2], b'/' | b'\\');
    (glob.starts_with('/') || is_drive)
        .then(|| "it is absolute, and globs are relative to the root directory".to_owned())
}

/// How deep alternatives `{a,{b,c}}` stand in each other at most, escapes and closing braces left out of account.
#[must_use]
pub fn brace_depth(glob: &str) -> usize {
    let mut depth = 0_usize;
    let mut deepest = 0;
    for byte in glob.bytes() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn what_may_hold_a_match_agrees_with_a_glob_up_to_its_first_wildcard() {
        let globs = Globs::new("include", &["./src/*/deep/a.ts".to_owned(), "lib".to_owned()]).unwrap();
        let may = |folder: &str| globs.may_match_below(Path::new(folder));
        assert!(["", "src", "src/x", "src/x/y", "lib", "lib/inner"].into_iter().all(may));
        assert!(!["source", "data", "data/src", "library"].into_iter().any(may));
    }
}
