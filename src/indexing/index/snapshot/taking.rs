//! Taking a snapshot.

use super::form::{FORM, Ground, Head};
use super::listing::{Listed, unusable};
use super::texts::part_of;
use super::{FILES_A_PART, Named};
use crate::error::Error;
use crate::graph::FileId;
use crate::indexing::index::shown::Shelf;
use crate::indexing::index::{Control, Moment};
use crate::options::Options;
use crate::query::Index;
use crate::query::image;
use crate::record::compact::squeeze::squeezed;
use crate::store::Snapshots;
use crate::stream::each_whole;
use std::path::Path;
use std::sync::Arc;

/// What is kept.
pub(in crate::indexing::index) struct Subject<'s> {
    pub root: &'s Path,
    pub now: Arc<Moment>,
    pub shelf: Shelf,
    pub options: &'s Options,
}

/// Keeps an index under a name, in place of what was kept under it: all of it or nothing. Blocks on a thread that is none of the
/// pool's.
///
/// # Errors
/// [`Error::InvalidSnapshotName`]; [`Error::NoCache`]; [`Error::CacheUnusable`], also of a cache that is only read;
/// [`Error::IndexBehind`] if a file is not what it was when the index looked at it, since its text could not be kept;
/// [`Error::SnapshotCorrupt`] of the snapshot that it is taken of, if a text of that is damaged; [`Error::NoThreads`];
/// [`Error::Aborted`].
pub(in crate::indexing::index) fn take(subject: Subject<'_>, name: &str, control: &Control) -> Result<Listed, Error> {
    let Subject { root, now, shelf, options } = subject;
    let named = Named::of(root, name)?;
    let cache = options.cache.as_ref().ok_or(Error::NoCache)?;
    if cache.read_only {
        return Err(unusable(&cache.directory, &std::io::Error::other("it is only read, and a snapshot is written")));
    }
    let (index, threads) = (&now.index, options.threads());
    let texts = texts(index, shelf, &cache.directory, threads, control)?;
    let pieces = pieces(index, threads, control)?;
    let names = image::names(index).iter().map(|names| small(names)).collect::<Result<Vec<_>, _>>()?;
    let (stats, failures, warnings) = (now.stats.clone(), now.failures.clone(), now.warnings.to_vec());
    let ground = Ground { stats, failures, warnings, pieces: pieces.len(), names: names.len() };
    let parts: Vec<Vec<u8>> = [small(&ground.put())?].into_iter().chain(pieces).chain(names).chain(texts).collect();

    let snapshots = Snapshots::at(&cache.directory);
    let head = Head::new(&named, index.len(), snapshots.now());
    control.go_on()?;
    let bytes =
        snapshots.put(&named.id(), FORM, &head.put(), &parts).map_err(|error| unusable(&cache.directory, &error))?;
    Ok(Listed::of(head, bytes))
}

fn pieces(index: &Arc<Index>, threads: usize, control: &Control) -> Result<Vec<Vec<u8>>, Error> {
    let (ranges, asked, watched) = (image::pieces(index), Arc::clone(index), control.clone());
    each_whole(threads, ranges.len(), move |number| {
        watched.go_on()?;
        small(&image::put_piece(&asked, &ranges[number]))
    })
}

/// What is shown of all files, in parts.
fn texts(
    index: &Arc<Index>,
    shelf: Shelf,
    directory: &Path,
    threads: usize,
    control: &Control,
) -> Result<Vec<Vec<u8>>, Error> {
    let files: Vec<FileId> = index.files().map(|(id, _)| id).collect();
    let (asked, watched, directory) = (Arc::clone(index), control.clone(), directory.to_owned());
    each_whole(threads, files.len().div_ceil(FILES_A_PART), move |number| {
        let files = files.chunks(FILES_A_PART).nth(number).unwrap_or_default();
        let held = files.iter().filter_map(|id| Some((*id, asked.file(*id)?))).map(|(id, file)| {
            watched.go_on()?;
            shelf.held(id, file, &directory)
        });
        small(&part_of(&held.collect::<Result<Vec<_>, _>>()?))
    })
}

fn small(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    squeezed(bytes).map(Vec::from).ok_or_else(|| Error::Internal("there is no memory for a snapshot".to_owned()))
}
