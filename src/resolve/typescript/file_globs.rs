//! TypeScript's file globs: `*` and `?` within a name, `**` for folders, everything else literal; a pattern that
//! names a folder means all below it.
//!
//! In: absolute patterns and a path. Out: whether it matches. Never asks the file system.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::resolve::prefixes::Prefixes;

/// Patterns with wildcards, their bytes and their wildcards: a path is compared with each of them.
const MAX_PATTERNS: usize = 256;
const MAX_PATTERN_BYTES: usize = 1024;
const MAX_WILDCARDS: usize = 32;

pub(super) struct FileGlobs {
    /// Files, and folders with all below: what most patterns come down to. The value says whether the folder itself is
    /// meant, which it is not by `src/**/*`.
    places: Prefixes<bool>,
    patterns: Vec<Vec<u8>>,
    /// Whether patterns were left out.
    pub(super) is_cut: bool,
}

impl FileGlobs {
    pub(super) fn new(written: impl Iterator<Item = PathBuf>) -> Self {
        let mut places: BTreeMap<Vec<u8>, bool> = BTreeMap::new();
        let mut patterns = Vec::new();
        let mut is_cut = false;
        let is_literal = |path: &Path| !path.as_os_str().as_encoded_bytes().iter().any(is_wildcard);
        for pattern in written {
            let folder = pattern.parent().filter(|folder| folder.ends_with("**") && pattern.ends_with("*"));
            let folder = folder.map_or(pattern.as_path(), |folder| folder);
            let folder = folder.parent().filter(|above| folder.ends_with("**") && is_literal(above));
            if let Some(folder) = folder {
                places.entry(place(folder)).or_default();
            } else if is_literal(&pattern) {
                places.insert(place(&pattern), true);
            } else {
                let pattern = pattern.into_os_string().into_encoded_bytes();
                let wildcards = pattern.iter().filter(|byte| is_wildcard(byte)).count();
                if patterns.len() < MAX_PATTERNS && pattern.len() <= MAX_PATTERN_BYTES && wildcards <= MAX_WILDCARDS {
                    patterns.push(pattern);
                } else {
                    is_cut = true;
                }
            }
        }
        Self { places: Prefixes::new(places), patterns, is_cut }
    }

    pub(super) fn is_match(&self, path: &Path) -> bool {
        let path = place(path);
        self.places.of(&path).any(|(length, itself)| *itself || length < path.len())
            || self.patterns.iter().any(|pattern| matches_folder(pattern, &path[..path.len() - 1]))
    }
}

fn is_wildcard(byte: &u8) -> bool {
    matches!(byte, b'*' | b'?')
}

/// A path with a `/` at its end, so that one folder is no prefix of another whose name is longer.
fn place(path: &Path) -> Vec<u8> {
    let mut bytes = path.as_os_str().as_encoded_bytes().to_vec();
    if bytes.last() != Some(&b'/') {
        bytes.push(b'/');
    }
    bytes
}

/// Whether a pattern matches a path or a folder around it. A `**` that did not lead on is tried again with one folder
/// more; only the last one needs to be, since whatever comes before it was found as early as it can be.
fn matches_folder(pattern: &[u8], path: &[u8]) -> bool {
    let (mut pattern, mut path) = (Some(pattern), Some(path));
    let mut again = None;
    loop {
        let Some(written) = pattern else { return true };
        let (part, next) = first_part(written);
        if part == b"**" {
            // What follows is anything, but something.
            if next.is_none() {
                return path.is_some();
            }
            again = path.map(|path| (next, path));
            pattern = next;
            continue;
        }
        match path.map(first_part) {
            Some((name, below)) if matches_name(part, name) => (pattern, path) = (next, below),
            _ => {
                let Some((behind, from)) = again else { return false };
                let Some(below) = first_part(from).1 else { return false };
                again = Some((behind, below));
                (pattern, path) = (behind, Some(below));
            }
        }
    }
}

/// A path's first part, and what follows its `/`.
fn first_part(path: &[u8]) -> (&[u8], Option<&[u8]>) {
    match memchr::memchr(b'/', path) {
        Some(slash) => (&path[..slash], Some(&path[slash + 1..])),
        None => (path, None),
    }
}

/// Whether a name is what a part with `*` and `?` says. Again only the last `*` is tried with more.
fn matches_name(part: &[u8], name: &[u8]) -> bool {
    let (mut written, mut read) = (0, 0);
    let mut again = None;
    while read < name.len() {
        match part.get(written) {
            Some(b'*') => {
                written += 1;
                again = Some((written, read));
            }
            Some(byte) if *byte == b'?' || *byte == name[read] => (written, read) = (written + 1, read + 1),
            _ => {
                let Some((behind, from)) = again else { return false };
                again = Some((behind, from + 1));
                (written, read) = (behind, from + 1);
            }
        }
    }
    part[written..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, path: &str) -> bool {
        FileGlobs::new(std::iter::once(PathBuf::from(pattern))).is_match(Path::new(path))
    }

    #[test]
    fn a_folder_means_itself_and_all_below_it() {
        assert!(matches("/r/src", "/r/src/a/b.ts"));
        assert!(matches("/r/a.ts", "/r/a.ts"));
        assert!(!matches("/r/src", "/r/src2/a.ts"));
        assert!(matches("/r/s*c", "/r/src/a/b.ts"));
        assert!(!matches("/r/s*c", "/r/src2/a.ts"));
    }

    #[test]
    fn two_stars_mean_all_below_a_folder_but_not_the_folder() {
        for pattern in ["/r/src/**", "/r/src/**/*", "/r/s?c/**", "/r/s?c/**/*"] {
            assert!(matches(pattern, "/r/src/a.ts"), "{pattern}");
            assert!(matches(pattern, "/r/src/a/b.ts"), "{pattern}");
            assert!(!matches(pattern, "/r/src"), "{pattern}");
            assert!(!matches(pattern, "/r/src2/a.ts"), "{pattern}");
        }
    }

    #[test]
    fn stars_and_question_marks_stay_within_a_name_and_brackets_are_literal() {
        assert!(matches("/r/**/*.spec.ts", "/r/a/b.spec.ts"));
        assert!(matches("/r/**/*.spec.ts", "/r/b.spec.ts"));
        assert!(!matches("/r/**/*.spec.ts", "/r/a/b.ts"));
        assert!(matches("/r/*/a.ts", "/r/x/a.ts"));
        assert!(!matches("/r/*/a.ts", "/r/x/y/a.ts"));
        assert!(matches("/r/?.ts", "/r/a.ts"));
        assert!(!matches("/r/?.ts", "/r/.ts"));
        assert!(matches("/r/[id]/*.ts", "/r/[id]/a.ts"));
        assert!(!matches("/r/[id]/*.ts", "/r/i/a.ts"));
        assert!(matches("/r/{a,b}/*.ts", "/r/{a,b}/a.ts"));
    }

    #[test]
    fn what_was_taken_too_early_is_tried_again_with_more() {
        assert!(matches("/r/*ab*ab.ts", "/r/abaabxab.ts"));
        assert!(!matches("/r/*ab*ab.ts", "/r/ab.ts"));
        assert!(matches("/r/**/a/**/b/*.ts", "/r/a/x/a/b/b/c.ts"));
        assert!(matches("/**/a/b", "/a/a/a/b/c"));
        assert!(!matches("/**/a/c", "/a/a/a/b/c"));
    }

    #[test]
    fn patterns_beyond_reason_match_nothing_and_are_known() {
        let many = (0..1000).map(|number| PathBuf::from(format!("/r/{number}x*")));
        for patterns in [vec![PathBuf::from(format!("/r/{}", "?".repeat(300_000)))], many.collect()] {
            let globs = FileGlobs::new(patterns.into_iter().chain([PathBuf::from("/r/src")]));
            assert!(globs.is_cut);
            assert!(globs.is_match(Path::new("/r/src/a.ts")));
            assert!(!globs.is_match(Path::new("/r/999x/a.ts")));
        }
    }
}
