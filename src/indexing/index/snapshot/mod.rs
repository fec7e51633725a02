//! An index as it was at one moment, kept under a name until somebody removes it.
//!
//! In: an index, its root and a name. Out: a file in the `snapshots` folder of a store ([`taking`]), and the index again, whatever
//! has become of the work tree since: of the same root and name, in any process ([`Snapshot::open`]). `listing` says what there is and
//! removes it.
//!
//! A snapshot is self-contained: the pieces of the index's [image](crate::query::image), and of each file its text and its record, as a
//! store keeps that. It could name the store's entries instead, but those may go, by age or by another version's code,
//! and nothing can make them again when the work tree is another: they would have to be pinned, across processes and
//! without locks, and the texts are in no store. Held here, to take a snapshot is to write one file.
//!
//! Pieces are read and held against their checksums when it is opened, texts when somebody asks for them, since most who open one
//! ask for few.

mod form;
pub mod listing;
mod taking;
mod texts;

use self::form::{Ground, Head, READ};
use self::listing::unusable;
use super::reading::{KnownBodies, Reading};
use super::shown::Shelf;
use super::{Control, Moment};
use crate::error::Error;
use crate::options::Options;
use crate::query::Index;
use crate::query::image::Image;
use crate::record::compact::squeeze::unsqueezed;
use crate::source::paths::RootText;
use crate::store::{SnapshotFile, Snapshots, Unreadable};
use crate::stream::each_whole;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(super) use self::taking::{Subject, take};
pub(super) use self::texts::SnapshotTexts;

/// Files whose texts are one part of a snapshot: what is asked together is mostly near each other.
const FILES_A_PART: usize = 16;

/// A name has no more bytes.
const MAX_NAME: usize = 200;

/// Which snapshot it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    /// The absolute path of the root that it is of.
    pub root: String,
    pub name: String,
}

impl Named {
    /// The snapshot of this name of a root.
    ///
    /// # Errors
    /// [`Error::InvalidSnapshotName`].
    pub fn of(root: &Path, name: &str) -> Result<Self, Error> {
        check_name(name)?;
        Ok(Self { root: RootText::of(root).absolute(""), name: name.to_owned() })
    }

    fn id(&self) -> String {
        Snapshots::id(&self.root, &self.name)
    }

    fn missing(self) -> Error {
        Error::SnapshotNotFound { name: self.name, root: self.root }
    }

    fn damaged(&self, reason: &str) -> Error {
        Error::SnapshotCorrupt { name: self.name.clone(), root: self.root.clone(), reason: reason.to_owned() }
    }
}

/// Checks what a snapshot is to be called: one to 200 bytes, none of them a separator of paths or a control character.
///
/// # Errors
/// [`Error::InvalidSnapshotName`].
pub fn check_name(name: &str) -> Result<(), Error> {
    let is_strange = |character: char| matches!(character, '/' | '\\') || character.is_control();
    let wrong = match name {
        _ if name.trim().is_empty() => "is blank",
        "." | ".." => "names a folder",
        _ if name.len() > MAX_NAME => "has more than 200 bytes",
        _ if name.trim() != name => "begins or ends with a blank",
        _ if name.contains(is_strange) => "has a character in it that no name may have",
        _ => return Ok(()),
    };
    Err(Error::InvalidSnapshotName(name.to_owned(), wrong))
}

/// An index that was kept under a name. It follows no files.
pub struct Snapshot {
    root: PathBuf,
    name: String,
    now: Arc<Moment>,
    texts: Arc<SnapshotTexts>,
    options: Options,
    bodies: KnownBodies,
}

impl Snapshot {
    /// Opens the snapshot of this name of a root, an absolute path, from the cache that the options name. Looks at nothing below the
    /// root, which need not be there. Blocks on a thread that is none of the pool's.
    ///
    /// # Errors
    /// [`Error::InvalidSnapshotName`], [`Error::NoCache`], [`Error::SnapshotNotFound`], [`Error::SnapshotCorrupt`],
    /// [`Error::SnapshotVersion`], [`Error::CacheUnusable`], [`Error::NoThreads`], [`Error::Aborted`].
    pub fn open(root: &Path, name: &str, options: &Options, control: &Control) -> Result<Self, Error> {
        let named = Named::of(root, name)?;
        let cache = options.cache.as_ref().ok_or(Error::NoCache)?;
        let unreadable = |unreadable| match unreadable {
            Unreadable::Damaged(reason) => named.damaged(reason),
            Unreadable::Disk(error) => unusable(&cache.directory, &error),
        };
        let opened = Snapshots::at(&cache.directory).open(&named.id()).map_err(unreadable)?;
        let file = Arc::new(opened.ok_or_else(|| named.clone().missing())?);
        let head = Head::take(file.head()).ok_or_else(|| named.damaged("nothing says what it is"))?;
        if !READ.contains(&file.form()) {
            let Named { root, name } = named;
            return Err(Error::SnapshotVersion { name, root, version: head.version });
        }
        if head.named() != named {
            return Err(named.damaged("it is another one"));
        }
        let ground = file.part(0).map_err(unreadable)?;
        let ground = unsqueezed(&ground).and_then(|ground| Ground::take(&ground));
        let Ground { stats, failures, warnings, pieces, names } =
            ground.ok_or_else(|| named.damaged("its statistics are none"))?;
        let mut parts = read(&file, 1..1 + pieces + names, options, control)?.map_err(unreadable)?;
        let of_names = parts.split_off(pieces);
        let image = Image::of(parts, of_names).map_err(|error| named.damaged(&error.to_string()))?;
        let index = Arc::new(Index::of(Arc::new(image)).with_stats(&stats));
        let texts = SnapshotTexts::new(file, 1 + pieces + names, index.len(), options.threads(), named.clone());
        let texts = Arc::new(texts.ok_or_else(|| named.damaged("it has not as many texts as files"))?);
        let now = Arc::new(Moment { index, stats, failures, warnings: warnings.into() });
        let (root, options) = (root.to_path_buf(), options.clone());
        Ok(Self { root, name: named.name, now, texts, options, bodies: KnownBodies::default() })
    }

    /// What it was when it was taken.
    #[must_use]
    pub fn now(&self) -> Arc<Moment> {
        Arc::clone(&self.now)
    }

    /// The root that it was taken of.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it was when it was taken, with its files.
    pub(super) fn reading(&self) -> Reading<'_> {
        let (index, shelf) = (Arc::clone(&self.now.index), self.shelf());
        Reading { index, shelf, bodies: &self.bodies, options: &self.options }
    }

    fn shelf(&self) -> Shelf {
        Shelf::Snapshot(Arc::clone(&self.texts))
    }

    /// What is to be kept of it under another name.
    pub(super) fn subject(&self) -> Subject<'_> {
        Subject { root: &self.root, now: self.now(), shelf: self.shelf(), options: &self.options }
    }
}

/// Parts of a snapshot, uncompressed.
type Parts = Vec<Arc<[u8]>>;

/// Parts of a snapshot, each held against its checksum and uncompressed.
fn read(
    file: &Arc<SnapshotFile>,
    numbers: std::ops::Range<usize>,
    options: &Options,
    control: &Control,
) -> Result<Result<Parts, Unreadable>, Error> {
    let (file, first, watched) = (Arc::clone(file), numbers.start, control.clone());
    let read = each_whole(options.threads(), numbers.len(), move |number| {
        watched.go_on()?;
        let part = file.part(first + number);
        let plain = part.and_then(|part| unsqueezed(&part).ok_or(Unreadable::Damaged("a part is none")));
        Ok(plain.map(Arc::from))
    })?;
    Ok(read.into_iter().collect())
}
