//! Opens an index from what was kept.
//!
//! In: the files below a root, as they look now. Out: the index of these files, if that was kept; else the one that was kept last of
//! the root, if most files are still what they were in it, and which of them are not; or that nothing was.

use super::super::Control;
use super::super::look::{Files, Look, Seen, differing};
use super::{CODE, Entry, Grounds, VARIANTS, variant};
use crate::error::{Error, FailureCode};
use crate::indexing::kept::Kept;
use crate::indexing::maker::{Failed, RecordMaker};
use crate::options::Options;
use crate::query::Index;
use crate::query::image::Image;
use crate::query::stats::Stats;
use crate::resolve::looks::{Look as ResolverLook, Looked, Seen as Answer, look_again};
use crate::source::paths::RelativePath;
use crate::source::read::look_at;
use crate::store::Key;
use crate::store::manifest::Stamp;
use crate::stream::each;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Of so many files one at least has to be what it was.
const LEAST_SAME: usize = 2;

/// An index that was kept.
pub struct Dormant {
    pub index: Arc<Index>,
    pub stats: Stats,
    pub grounds: Grounds,
    /// The files that are what they were in it, as they look now.
    pub seen: BTreeMap<RelativePath, Seen>,
    /// What its program is made of; none, if that was not kept.
    pub program: Arc<[Key]>,
}

/// What opening a root from a store comes to.
pub enum Opening {
    /// The index of the files was kept.
    Same(Dormant),
    /// One of other files was, and these are to be looked at.
    Near(Dormant, Look),
    /// Nothing of use was.
    Nothing(Files),
}

/// What is known of a root when it is opened.
struct Place<'p> {
    root: &'p Path,
    options: &'p Options,
    maker: &'p Arc<RecordMaker>,
    kept: Arc<Kept>,
    control: &'p Control,
}

/// What is in a file.
type Held = Result<[u8; 32], Failed>;

/// Opens the index of these files. May block.
///
/// # Errors
/// [`Error::NoThreads`]; [`Error::Aborted`].
pub fn open(
    root: &Path,
    options: &Options,
    maker: &Arc<RecordMaker>,
    files: Files,
    control: &Control,
) -> Result<Opening, Error> {
    let Some(kept) = maker.shared_kept() else { return Ok(Opening::Nothing(files)) };
    let Files { files, searched } = files;
    let files = Arc::new(files);
    let held = hashes(&files, maker, options, control)?;
    let place = Place { root, options, maker, kept, control };
    let grounds = Grounds {
        aliases: searched.aliases.as_slice().into(),
        unsearched: searched.unsearched.clone(),
        ..Grounds::default()
    };
    if let Some(same) = place.same(&files, &held, grounds)? {
        return Ok(Opening::Same(same));
    }
    Ok(match place.near(&files, &held)? {
        Some((dormant, to_read, gone)) => Opening::Near(dormant, Look { to_read, gone, searched: Some(searched) }),
        None => Opening::Nothing(Files { files: Arc::unwrap_or_clone(files), searched }),
    })
}

/// Files, each as it looks.
type Looks = [(RelativePath, Seen)];

impl Place<'_> {
    /// The index of these files, if it was kept.
    fn same(&self, files: &Looks, held: &[Held], mut grounds: Grounds) -> Result<Option<Dormant>, Error> {
        let mut there = Vec::with_capacity(files.len());
        for ((path, _), held) in files.iter().zip(held) {
            match held {
                Ok(hash) => there.push((&**path, hash)),
                Err(failed) => drop(grounds.failed.insert(path.clone(), failed.clone())),
            }
        }
        let key = grounds.key(self.root, there.iter().copied());
        let keys = (0..VARIANTS).map(|number| variant(key, number));
        let entries = keys.filter_map(|key| Some((key, self.kept.piece(key)?)));
        let entries = entries.filter_map(|(key, bytes)| Some((key, Entry::take(&bytes)?)));
        let (with_program, without): (Vec<_>, Vec<_>) = entries.partition(|(_, entry)| entry.has_program(&self.kept));
        for (key, entry) in with_program.into_iter().chain(without) {
            self.control.go_on()?;
            if !is_still_so(&entry.looked, self.root, self.maker, self.options)? {
                continue;
            }
            let Some(image) = entry.image(&self.kept, self.options)? else { continue };
            if image.paths().iter().map(|path| &**path).eq(there.iter().map(|(path, _)| *path)) {
                self.kept.tell_newest(CODE, key);
                return Ok(Some(self.dormant(entry, image, files.iter().cloned().collect())));
            }
        }
        Ok(None)
    }

    /// The index that was kept last of this root, the files that are not what they were in it, and those that are gone: if it can be
    /// brought up to date with less than it takes to make it from nothing.
    fn near(&self, files: &Looks, held: &[Held]) -> Result<Option<Near>, Error> {
        let entry = self.kept.newest(CODE).and_then(|key| self.kept.piece(key)).and_then(|bytes| Entry::take(&bytes));
        let Some(entry) = entry.filter(|entry| entry.has_program(&self.kept)) else { return Ok(None) };
        let Some(image) = entry.image(&self.kept, self.options)? else { return Ok(None) };
        let mut seen = BTreeMap::new();
        let now = files.iter().zip(held).map(|((path, now), held)| (path.clone(), (*now, held)));
        let before = image.paths().iter().map(|path| RelativePath::from(Arc::clone(path))).zip(0..);
        let (to_read, mut gone) = differing(now, before, |path, (now, held), position| {
            let hash = image.content_hash(position);
            let is_same = hash.is_some() && hash.as_ref() == held.as_ref().ok();
            if is_same {
                seen.insert(path.clone(), *now);
            }
            is_same
        });
        let to_read = to_read.into_iter().map(|(path, (now, _))| (path, now)).collect();
        if seen.is_empty() || seen.len() * LEAST_SAME < files.len() {
            return Ok(None);
        }
        let is_there = |path: &str| files.binary_search_by(|(other, _)| (**other).cmp(path)).is_ok();
        let failed = entry.told.failed.iter().map(|failure| failure.path.as_str()).filter(|path| !is_there(path));
        gone.extend(failed.map(|path| RelativePath::from(Arc::from(path))));
        Ok(Some((self.dormant(entry, image, seen), to_read, gone)))
    }

    fn dormant(&self, entry: Entry, image: Image, seen: BTreeMap<RelativePath, Seen>) -> Dormant {
        let index = Arc::new(Index::of(Arc::new(image)).with_stats(&entry.stats));
        let grounds = entry.told.of(self.root, Arc::new(entry.looked));
        Dormant { index, stats: entry.stats, grounds, seen, program: entry.program.into() }
    }
}

/// An index, the files to be read, and those that are gone.
type Near = (Dormant, Vec<(RelativePath, Seen)>, Vec<RelativePath>);

/// What each of these files holds, by its looks if they tell: of a larger one than is read they do not.
pub fn hashes(
    files: &Arc<Vec<(RelativePath, Seen)>>,
    maker: &Arc<RecordMaker>,
    options: &Options,
    control: &Control,
) -> Result<Vec<Result<[u8; 32], Failed>>, Error> {
    let (asked, maker, watched) = (Arc::clone(files), Arc::clone(maker), control.clone());
    let most = options.max_file_size;
    let hashes = each(options.threads(), files.len(), move |number| {
        watched.go_on()?;
        let (path, seen) = &asked[number];
        let stamp = seen.stamp().filter(|stamp| stamp.size <= most);
        let known = stamp.and_then(|stamp| maker.kept()?.hash_of_stamp(path, stamp));
        Ok::<_, Error>(known.map_or_else(|| maker.hash_noted(path), Ok))
    })?;
    hashes.into_iter().map(|hash| hash.unwrap_or_else(|reason| Ok(Err((FailureCode::Internal, reason))))).collect()
}

/// Whether all that imports depend on is as it was.
fn is_still_so(looked: &Looked, root: &Path, maker: &Arc<RecordMaker>, options: &Options) -> Result<bool, Error> {
    let looks: Arc<[(ResolverLook, Box<str>, Answer)]> =
        looked.looks().map(|(look, path, answer)| (look, path.into(), answer)).collect();
    let (asked, maker, root) = (Arc::clone(&looks), Arc::clone(maker), root.to_path_buf());
    let are_so = each(options.threads(), looks.len(), move |number| {
        let (look, path, answer) = &asked[number];
        let noted = look.max_bytes().and_then(|max_bytes| noted(&maker, &root, path, max_bytes));
        noted.unwrap_or_else(|| look_again(&root, *look, path)) == *answer
    })?;
    Ok(are_so.into_iter().all(|is_so| is_so == Ok(true)))
}

/// What a manifest below the root holds, if its looks tell or can tell the next time.
fn noted(maker: &RecordMaker, root: &Path, path: &str, max_bytes: u64) -> Option<Answer> {
    let kept = maker.kept().filter(|_| !Path::new(path).is_absolute())?;
    let metadata = look_at(&root.join(path)).filter(|metadata| metadata.is_file() && metadata.len() <= max_bytes)?;
    let relative = RelativePath::from(Arc::from(path));
    let known = kept.hash_of_stamp(&relative, &Stamp::of(&metadata));
    let hash = known.or_else(|| maker.hash_noted(&relative).ok())?;
    Some(Answer::content(&hash))
}
