//! Which files of a repository may have changed.
//!
//! In: what was seen of each file, and the folder now. Out: the files to be read, those that are gone, and whether imports may
//! lead elsewhere. A file that looks in every respect as it did is not read, by Git's rule: one that had just been changed when
//! it was read may have been changed again without a trace.

use super::Control;
use crate::error::{Error, FileFailure};
use crate::languages::LanguageId;
use crate::options::{Options, Trust};
use crate::source::Walk;
use crate::source::paths::{RelativePath, absolute, relative};
use crate::source::read::look_at;
use crate::store::manifest::Stamp;
use crate::stream::each;
use std::collections::BTreeMap;
use std::iter::from_fn;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

/// How many files are looked at in one piece of work.
const FILES_A_PIECE: usize = 128;

/// What a file looked like when it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// What the file system said; nothing, if it said nothing.
    stamp: Option<Stamp>,
    /// Whether any change since would show.
    is_settled: bool,
}

impl Seen {
    /// What is at this path now.
    pub fn now(path: &Path) -> Self {
        let now = SystemTime::now();
        let stamp = look_at(path).map(|metadata| Stamp::of(&metadata));
        Self { stamp, is_settled: stamp.is_some_and(|stamp| stamp.is_settled(now)) }
    }

    /// What the file system said; nothing, if it said nothing.
    pub fn stamp(&self) -> Option<&Stamp> {
        self.stamp.as_ref()
    }

    /// Whether a file that looks so now is what it was.
    pub fn is_still(&self, now: &Self) -> bool {
        self.is_settled && self.stamp == now.stamp
    }
}

/// What a look came to.
pub struct Look {
    /// The files that may have changed, and new ones, in the order of their paths, each as it looks now.
    pub to_read: Vec<(RelativePath, Seen)>,
    /// The files that are gone.
    pub gone: Vec<RelativePath>,
    /// What the search for files came to beside them; nothing if all that can have changed was known.
    pub searched: Option<Searched>,
}

/// What a search for files comes to beside them.
pub struct Searched {
    /// Files that are found under the name of a link.
    pub aliases: Vec<(String, String)>,
    /// What cannot be searched.
    pub unsearched: Vec<FileFailure>,
}

impl Look {
    /// Looks at all files, or at those at `paths` if nothing else can have changed with them.
    pub fn at(
        root: &Path,
        options: &Options,
        seen: &BTreeMap<RelativePath, Seen>,
        paths: Option<&[String]>,
        control: &Control,
    ) -> Result<Self, Error> {
        let look = paths.and_then(|paths| Self::at_paths(root, options, seen, paths));
        look.map_or_else(|| Ok(Files::now(root, options, control)?.against(seen, options)), Ok)
    }

    /// Looks at these files, if all of them were there before and are there now. Whatever appears, vanishes or is no source may
    /// decide what others are called and lead to.
    fn at_paths(root: &Path, options: &Options, seen: &BTreeMap<RelativePath, Seen>, paths: &[String]) -> Option<Self> {
        let mut to_read = Vec::new();
        for path in paths {
            let path = absolute(root, path);
            let relative = RelativePath::below(root, &path);
            let before = seen.get(&relative)?;
            let now = Seen::now(Path::new(&path));
            now.stamp?;
            if reads_all(options) || !before.is_still(&now) {
                to_read.push((relative, now));
            }
        }
        to_read.sort_by(|(one, _), (other, _)| one.cmp(other));
        to_read.dedup_by(|(one, _), (other, _)| one == other);
        Some(Self { to_read, gone: Vec::new(), searched: None })
    }
}

/// All files below a root, in the order of their paths, each as it looks now.
pub struct Files {
    pub files: Vec<(RelativePath, Seen)>,
    pub searched: Searched,
}

impl Files {
    /// Searches for them.
    pub fn now(root: &Path, options: &Options, control: &Control) -> Result<Self, Error> {
        let Options { include, exclude, respect_gitignore, .. } = options;
        let extensions = LanguageId::endings();
        let walk = Walk { root, include, exclude, respect_gitignore: *respect_gitignore, extensions: &extensions };
        let found = walk.find(&*control.is_cancelled)?;
        let searched = Searched { aliases: found.aliases.clone(), unsearched: found.unsearched().cloned().collect() };
        let paths: Arc<[String]> = found.into_paths().into();
        let asked = Arc::clone(&paths);
        let looks = each(options.threads(), paths.len().div_ceil(FILES_A_PIECE), move |piece| {
            let paths = asked.chunks(FILES_A_PIECE).nth(piece).unwrap_or_default();
            paths.iter().map(|path| Seen::now(Path::new(path))).collect::<Vec<_>>()
        })?;
        control.go_on()?;
        let looks = looks.into_iter().collect::<Result<Vec<_>, _>>().map_err(Error::Internal)?;
        let below = |path: &String| RelativePath::from(Arc::from(relative(root, path)));
        let files = paths.iter().map(below).zip(looks.into_iter().flatten()).collect();
        Ok(Self { files, searched })
    }

    /// What differs from what was seen before.
    pub fn against(self, seen: &BTreeMap<RelativePath, Seen>, options: &Options) -> Look {
        let before = seen.iter().map(|(path, before)| (path.clone(), before));
        let is_same = |_: &RelativePath, now: &Seen, before: &Seen| !reads_all(options) && before.is_still(now);
        let (to_read, gone) = differing(self.files, before, is_same);
        Look { to_read, gone, searched: Some(self.searched) }
    }
}

/// Of files, each with what is known of it now, those that were not there before or are not the same; and those that are gone. Both lists
/// are in the order of paths.
pub fn differing<Now, Before>(
    files: impl IntoIterator<Item = (RelativePath, Now)>,
    before: impl IntoIterator<Item = (RelativePath, Before)>,
    mut is_same: impl FnMut(&RelativePath, &Now, Before) -> bool,
) -> (Vec<(RelativePath, Now)>, Vec<RelativePath>) {
    let mut left = before.into_iter().peekable();
    let (mut others, mut gone) = (Vec::new(), Vec::new());
    for (path, now) in files {
        gone.extend(from_fn(|| left.next_if(|(before, _)| *before < path)).map(|(path, _)| path));
        let before = left.next_if(|(before, _)| *before == path);
        if !before.is_some_and(|(_, before)| is_same(&path, &now, before)) {
            others.push((path, now));
        }
    }
    gone.extend(left.map(|(path, _)| path));
    (others, gone)
}

/// Whether what a file looks like says nothing.
pub fn reads_all(options: &Options) -> bool {
    options.cache.as_ref().is_some_and(|cache| cache.trust == Trust::Content)
}
