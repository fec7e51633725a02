//! Under which name a file is found: its own, or that of a symbolic link.
//!
//! In: what a search saw where it really is, and the links it met. Out: each file once, sorted. Folders that link to each
//! other have as many paths as there are orders to visit them; here each link is looked at once, for what it leads to and
//! was not found yet, so the work grows with what there is.

use std::path::{Path, PathBuf};

use foldhash::{HashMap, HashSet};

use super::paths::named;
use super::walk::{Found, Lost, Rules, Seen};
use crate::error::{FailureCode, FileFailure};

/// Names by links that are tried for one folder: the first ones in the order of bytes.
const MAX_NAMES: usize = 64;

/// A symbolic link to something below the root.
pub struct Link {
    pub path: PathBuf,
    /// Where it leads, without a link on the way.
    pub target: PathBuf,
    pub is_folder: bool,
}

/// The names of what was seen.
pub struct Names<'a> {
    rules: &'a Rules<'a>,
    files: Vec<PathBuf>,
    left_out: Vec<PathBuf>,
    links: Vec<Link>,
    lost: Vec<Lost>,
}

impl<'a> Names<'a> {
    pub fn new(rules: &'a Rules<'a>, seen: Seen) -> Self {
        let Seen { files, mut left_out, mut links, lost } = seen;
        links.sort_unstable_by(|one, other| one.path.as_os_str().cmp(other.path.as_os_str()));
        // By whole parts, as `starts_with` looks at them: what lies in a folder stands together.
        left_out.sort_unstable();
        Self { rules, files, left_out, links, lost }
    }

    /// Each file once.
    pub fn found(mut self, is_cancelled: &dyn Fn() -> bool) -> Found {
        let aliases = self.aliases(is_cancelled);
        let lost = std::mem::take(&mut self.lost);
        let lost = lost.into_iter().filter(|lost| self.may_be_included(&lost.path));
        let mut entries: Vec<_> = lost.map(|Lost { path, code, reason }| failure(&path, code, reason)).collect();
        entries.extend(self.files.iter().chain(aliases.values()).map(|path| {
            named(path).map_err(|name| {
                let reason = "its name is no UTF-8".to_owned();
                Box::new(FileFailure { path: name, code: FailureCode::InvalidPath, reason })
            })
        }));
        entries.sort_unstable_by(|one, other| path_of(one).cmp(path_of(other)));
        let mut aliases: Vec<_> =
            aliases.iter().filter_map(|(real, name)| Some((named(real).ok()?, named(name).ok()?))).collect();
        aliases.sort_unstable();
        Found { entries, aliases }
    }

    /// Files that are found under the name of a link alone: where they are, and that name.
    fn aliases(&self, is_cancelled: &dyn Fn() -> bool) -> HashMap<PathBuf, PathBuf> {
        let found: HashSet<&Path> =
            if self.links.is_empty() { HashSet::default() } else { self.files.iter().map(PathBuf::as_path).collect() };
        let mut aliases = HashMap::default();
        let mut tried: HashMap<&Path, usize> = HashMap::default();
        for link in &self.links {
            if is_cancelled() {
                break;
            }
            if !link.is_folder {
                let is_new = !found.contains(link.target.as_path()) && !aliases.contains_key(&link.target);
                if is_new && self.rules.is_included(&link.path) {
                    aliases.insert(link.target.clone(), link.path.clone());
                }
                continue;
            }
            let names = tried.entry(&link.target).or_default();
            *names += 1;
            if *names <= MAX_NAMES {
                self.name_folder(link, &mut aliases);
            }
        }
        aliases
    }

    /// The files of a linked folder that `include` names by the link alone.
    fn name_folder(&self, link: &Link, aliases: &mut HashMap<PathBuf, PathBuf>) {
        let first = self.left_out.partition_point(|file| *file < link.target);
        for file in self.left_out[first..].iter().take_while(|file| file.starts_with(&link.target)) {
            let Ok(rest) = file.strip_prefix(&link.target) else { continue };
            let name = link.path.join(rest);
            let mut way = name.ancestors().take_while(|folder| *folder != link.path);
            if self.rules.is_included(&name)
                && !aliases.contains_key(file)
                && !way.any(|part| self.rules.exclude.match_path(self.rules.relative(part)))
            {
                aliases.insert(file.clone(), name);
            }
        }
    }

    /// Whether something that `include` names may be lost with this path, by its own name or a link's.
    fn may_be_included(&self, lost: &Path) -> bool {
        let rules = self.rules;
        let may = |path: &Path| rules.include.may_match_below(rules.relative(path));
        let by_link = |link: &Link| lost.strip_prefix(&link.target).is_ok_and(|rest| may(&link.path.join(rest)));
        rules.include.is_empty() || may(lost) || self.links.iter().any(by_link)
    }
}

fn failure(path: &Path, code: FailureCode, reason: String) -> Result<String, Box<FileFailure>> {
    Err(Box::new(FileFailure { path: named(path).unwrap_or_else(|name| name), code, reason }))
}

fn path_of(entry: &Result<String, Box<FileFailure>>) -> &str {
    match entry {
        Ok(path) => path,
        Err(failure) => &failure.path,
    }
}
