//! TypeScript's file globs: `*` and `?` within a name, `**` for folders, everything else literal; a pattern that
//! names a folder means all below it.
//!
//! In: absolute patterns and a path. Out: whether it matches. Never asks the file system.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

pub(super) struct FileGlobs {
    /// Files, and folders with all below: what most patterns come down to.
    literal: Vec<PathBuf>,
    /// Folders without themselves: `src/**/*`.
    below: Vec<PathBuf>,
    patterns: Vec<PathBuf>,
    /// The patterns made ready, which takes longer than most projects' whole resolution, once one is asked for.
    compiled: OnceLock<GlobSet>,
}

impl FileGlobs {
    pub(super) fn new(patterns: impl Iterator<Item = PathBuf>) -> Self {
        let mut globs =
            Self { literal: Vec::new(), below: Vec::new(), patterns: Vec::new(), compiled: OnceLock::new() };
        let is_literal = |path: &Path| !path.as_os_str().as_encoded_bytes().iter().any(|byte| b"*?".contains(byte));
        for pattern in patterns {
            let folder = pattern.parent().filter(|folder| folder.ends_with("**") && pattern.ends_with("*"));
            let folder = folder.map_or(pattern.as_path(), |folder| folder);
            let folder = folder.parent().filter(|above| folder.ends_with("**") && is_literal(above));
            if let Some(folder) = folder {
                globs.below.push(folder.to_path_buf());
            } else if is_literal(&pattern) {
                globs.literal.push(pattern);
            } else {
                globs.patterns.push(pattern);
            }
        }
        globs
    }

    pub(super) fn is_match(&self, path: &Path) -> bool {
        self.literal.iter().any(|literal| path.starts_with(literal))
            || self.below.iter().any(|folder| path != folder && path.starts_with(folder))
            || !self.patterns.is_empty() && self.compiled.get_or_init(|| compile(&self.patterns)).is_match(path)
    }
}

fn compile(patterns: &[PathBuf]) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let literal = globset::escape(&pattern.to_string_lossy());
        let pattern = literal.replace("[*]", "*").replace("[?]", "?");
        for glob in [format!("{pattern}/**"), pattern] {
            if let Ok(glob) = GlobBuilder::new(&glob).literal_separator(true).build() {
                set.add(glob);
            }
        }
    }
    set.build().unwrap_or_default()
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
    }

    #[test]
    fn two_stars_mean_all_below_a_folder_but_not_the_folder() {
        for pattern in ["/r/src/**", "/r/src/**/*"] {
            assert!(matches(pattern, "/r/src/a.ts"), "{pattern}");
            assert!(matches(pattern, "/r/src/a/b.ts"), "{pattern}");
            assert!(!matches(pattern, "/r/src"), "{pattern}");
            assert!(!matches(pattern, "/r/src2/a.ts"), "{pattern}");
        }
    }

    #[test]
    fn stars_and_question_marks_stay_within_a_name_and_brackets_are_literal() {
        assert!(matches("/r/**/*.spec.ts", "/r/a/b.spec.ts"));
        assert!(!matches("/r/**/*.spec.ts", "/r/a/b.ts"));
        assert!(matches("/r/*/a.ts", "/r/x/a.ts"));
        assert!(!matches("/r/*/a.ts", "/r/x/y/a.ts"));
        assert!(matches("/r/?.ts", "/r/a.ts"));
        assert!(matches("/r/[id]/*.ts", "/r/[id]/a.ts"));
        assert!(!matches("/r/[id]/*.ts", "/r/i/a.ts"));
    }
}
