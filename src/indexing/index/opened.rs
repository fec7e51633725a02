//! An index that is open: of files that it follows, or a snapshot.

use super::reading::Reading;
use super::snapshot::listing::Listed;
use super::snapshot::{Snapshot, Subject, take};
use super::{Control, Moment, Pieces, Refreshed, Repository, Shelf};
use crate::error::{Error, Warning};
use crate::options::Options;
use crate::query::Index;
use crate::source::paths::RootText;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// An index that is open.
pub enum Opened {
    /// It follows its files.
    Repository(Box<Repository>),
    /// It stays what it was.
    Snapshot(Box<Snapshot>),
}

impl Opened {
    /// As [`Repository::open`].
    ///
    /// # Errors
    /// As it.
    pub fn repository(root: &Path, options: &Options, control: &Control) -> Result<Self, Error> {
        Ok(Self::Repository(Box::new(Repository::open(root, options, control)?)))
    }

    /// As [`Snapshot::open`].
    ///
    /// # Errors
    /// As it.
    pub fn snapshot(root: &Path, name: &str, options: &Options, control: &Control) -> Result<Self, Error> {
        Ok(Self::Snapshot(Box::new(Snapshot::open(root, name, options, control)?)))
    }

    /// What it was when its files were last looked at, or it was taken.
    #[must_use]
    pub fn now(&self) -> Arc<Moment> {
        match self {
            Self::Repository(repository) => repository.now(),
            Self::Snapshot(snapshot) => snapshot.now(),
        }
    }

    /// What is asked of it.
    #[must_use]
    pub fn index(&self) -> Arc<Index> {
        Arc::clone(&self.now().index)
    }

    /// Its root.
    #[must_use]
    pub fn root(&self) -> &Path {
        match self {
            Self::Repository(repository) => repository.root(),
            Self::Snapshot(snapshot) => snapshot.root(),
        }
    }

    /// Its root, if it follows the files below it.
    ///
    /// # Errors
    /// [`Error::IndexIsSnapshot`].
    pub fn followed(&self) -> Result<&Path, Error> {
        Ok(self.following()?.root())
    }

    fn following(&self) -> Result<&Repository, Error> {
        match self {
            Self::Repository(repository) => Ok(repository),
            Self::Snapshot(snapshot) => Err(Error::IndexIsSnapshot(snapshot.name().to_owned())),
        }
    }

    /// As [`Repository::take_warnings`].
    #[must_use]
    pub fn take_warnings(&self) -> Vec<Warning> {
        self.following().map(Repository::take_warnings).unwrap_or_default()
    }

    /// As [`Repository::refresh`].
    ///
    /// # Errors
    /// As it; [`Error::IndexIsSnapshot`].
    pub fn refresh(&self, paths: Option<&[String]>, control: &Control) -> Result<Refreshed, Error> {
        self.following()?.refresh(paths, control)
    }

    /// As [`Repository::differs_from`].
    ///
    /// # Errors
    /// [`Error::IndexIsSnapshot`].
    pub fn differs_from(&self, planned: &BTreeMap<&str, Option<&str>>) -> Result<Option<String>, Error> {
        Ok(self.following()?.differs_from(planned))
    }

    /// Answers a question for which files are read. Blocks on a thread that is none of the pool's.
    ///
    /// # Errors
    /// As [`ask`](crate::query::ask::ask); [`Error::NoThreads`]; [`Error::Aborted`].
    pub fn ask(&self, question: &str, arguments: &str, control: &Control) -> Result<String, Error> {
        self.reading().ask(question, arguments, control)
    }

    /// What JavaScript reads of these files, or of all; with paths below `root`, or as they are below its own.
    #[must_use]
    pub fn pieces(&self, paths: Option<&[String]>, root: RootText) -> Pieces {
        let reading = self.reading();
        let number = |path: &String| Some(reading.index.at_path(path)?.0);
        let files = paths.map(|paths| paths.iter().filter_map(number).collect());
        reading.pieces(files, root)
    }

    fn reading(&self) -> Reading<'_> {
        match self {
            Self::Repository(repository) => repository.reading(),
            Self::Snapshot(snapshot) => snapshot.reading(),
        }
    }

    /// As [`Repository::settle`].
    pub fn settle(&self) {
        if let Self::Repository(repository) = self {
            repository.settle();
        }
    }

    /// Keeps it as it is now under a name, in the cache that it was opened with. Blocks on a thread that is none of the pool's.
    ///
    /// # Errors
    /// [`Error::InvalidSnapshotName`]; [`Error::NoCache`]; [`Error::CacheUnusable`]; [`Error::IndexBehind`] where a file is another than
    /// the index knows; [`Error::SnapshotCorrupt`] where it is a snapshot itself, and damaged; [`Error::NoThreads`]; [`Error::Aborted`].
    pub fn keep_snapshot(&self, name: &str, control: &Control) -> Result<Listed, Error> {
        let subject = match self {
            Self::Snapshot(snapshot) => snapshot.subject(),
            Self::Repository(repository) => Subject {
                root: &repository.root,
                now: repository.now(),
                shelf: Shelf::WorkTree(repository.maker()),
                options: &repository.options,
            },
        };
        take(subject, name, control)
    }
}
