//! The rules of `.gitignore` files, read folder by folder as a walk comes by.
//!
//! In: a path below the root. Out: whether a rule leaves it out. What one line means is the `ignore` crate's to say;
//! reading the files is not left to it, as a repository may be hostile: braces, which mean nothing to Git, would be
//! alternatives there, and nested deep enough they end the process.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use foldhash::HashMap;
use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

const FILE_NAME: &str = ".gitignore";

/// What is read of one file, in bytes; Git's own documentation knows no limit, and no file of people's is near this.
const MAX_BYTES: u64 = 1 << 20;

/// The longest line that counts, in bytes: no path is longer.
const MAX_LINE: usize = 4096;

/// Lines that are compiled together. What is too large to be compiled costs these at most, and then only itself.
const LINES_TOGETHER: usize = 512;

/// The rules of one file, in the order they are written in.
type FileRules = Vec<Gitignore>;

/// The rules of a walk's root, of its folders, and of the folders above it up to the top of the repository.
pub struct GitignoreRules {
    top: PathBuf,
    by_folder: Mutex<HashMap<PathBuf, Arc<FileRules>>>,
}

impl GitignoreRules {
    /// The rules that count below `root`; none is read yet.
    pub fn new(root: &Path) -> Self {
        // Outside of a repository nothing above the root counts.
        let top = root.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(root);
        Self { top: top.to_path_buf(), by_folder: Mutex::default() }
    }

    /// Whether a file or folder is left out. Those above it are not: a walk never enters what is left out.
    pub fn leave_out(&self, path: &Path, is_folder: bool) -> bool {
        let folders = path.ancestors().skip(1).take_while(|folder| folder.starts_with(&self.top));
        for folder in folders {
            // The last rule that matches counts.
            for rules in self.rules_of(folder).iter().rev() {
                match rules.matched(path, is_folder) {
                    Match::Ignore(_) => return true,
                    Match::Whitelist(_) => return false,
                    Match::None => {}
                }
            }
        }
        false
    }

    fn rules_of(&self, folder: &Path) -> Arc<FileRules> {
        let by_folder = || self.by_folder.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(rules) = by_folder().get(folder) {
            return Arc::clone(rules);
        }
        // Read without the lock: another thread may do the same, and both come to the same rules.
        let rules = Arc::new(read_rules(folder));
        by_folder().insert(folder.to_path_buf(), Arc::clone(&rules));
        rules
    }
}

/// The rules of the file in one folder; a file that is missing or cannot be read has none.
fn read_rules(folder: &Path) -> FileRules {
    let mut bytes = Vec::new();
    let file = File::open(folder.join(FILE_NAME)).and_then(|file| {
        // A folder or FIFO of that name would fail, or never end.
        if file.metadata()?.is_file() { file.take(MAX_BYTES).read_to_end(&mut bytes) } else { Ok(0) }
    });
    if file.is_err() || bytes.is_empty() {
        return Vec::new();
    }
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.lines().filter(|line| line.len() <= MAX_LINE).collect();
    lines.chunks(LINES_TOGETHER).flat_map(|lines| compiled(folder, lines)).collect()
}

/// The rules of these lines. A line that is wrong or too large to be compiled is left out, and no other.
fn compiled(folder: &Path, lines: &[&str]) -> FileRules {
    let mut rules = GitignoreBuilder::new(folder);
    for line in lines {
        // What it says of a wrong line is nobody's concern here: Git too passes over it.
        let _ = rules.add_line(None, &literal_braces(line.trim_start_matches('\u{feff}')));
    }
    match rules.build() {
        Ok(rules) => vec![rules],
        Err(_) if lines.len() < 2 => Vec::new(),
        Err(_) => {
            let (first, last) = lines.split_at(lines.len() / 2);
            [compiled(folder, first), compiled(folder, last)].concat()
        }
    }
}

/// The line with its braces escaped: to Git they are characters like others.
fn literal_braces(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len());
    let mut is_escaped = false;
    for character in line.chars() {
        if matches!(character, '{' | '}') && !is_escaped {
            escaped.push('\\');
        }
        is_escaped = character == '\\' && !is_escaped;
        escaped.push(character);
    }
    escaped
}
