//! Questions for which files are read: what an index holds does not answer them.
//!
//! In: a question by name, and its arguments. Out: the answer, of the files as they were when they were last looked at, or taken; a
//! file that is another by now is a failure of its own. Whoever asks may give up, between two files.

use super::Control;
use super::pieces::Pieces;
use super::shown::{Shelf, Unshown, path_of};
use crate::error::{Error, FailureCode, FileFailure};
use crate::graph::FileId;
use crate::indexing::maker::{allowance, parts_of};
use crate::options::Options;
use crate::query::ask::answer;
use crate::query::changes::ChangeQuery;
use crate::query::content::{ContentOptions, Written};
use crate::query::similar::{Bodies, SimilarOptions, SimilarTo, bodies_of};
use crate::query::{Index, IndexedFile};
use crate::record::FileRecord;
use crate::record::decode::decode_record;
use crate::source::paths::RootText;
use crate::stream::each;
use serde::Deserialize;
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// What is asked of a function.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LikeWhat {
    to: SimilarTo,
    options: SimilarOptions,
}

/// What is asked of a change.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AtWhat {
    query: ChangeQuery,
    options: ContentOptions,
}

/// The bodies of an index's functions, once somebody has asked what is like one.
#[derive(Debug, Default)]
pub(super) struct KnownBodies(Mutex<(Weak<Index>, Arc<Bodies>)>);

/// An index at one moment, and where what it does not hold is found.
pub(super) struct Reading<'r> {
    pub index: Arc<Index>,
    pub shelf: Shelf,
    pub bodies: &'r KnownBodies,
    pub options: &'r Options,
}

impl Reading<'_> {
    /// Answers a question for which files are read. Blocks on a thread that is none of the pool's.
    ///
    /// # Errors
    /// As [`ask`](crate::query::ask::ask); [`Error::NoThreads`]; [`Error::Aborted`].
    pub fn ask(&self, question: &str, arguments: &str, control: &Control) -> Result<String, Error> {
        let index = &self.index;
        control.go_on()?;
        match question {
            "similar" => {
                answer(arguments, |LikeWhat { to, options }| index.similar(&*self.bodies(control)?, &to, &options))
            }
            "content" => answer(arguments, |AtWhat { query, options }| {
                index.content(&query, &options, &|id, file, has_parts| {
                    control.go_on()?;
                    Ok(self.written_in(id, file, has_parts))
                })
            }),
            _ => Err(Error::Question(format!("nothing is called {question}"))),
        }
    }

    /// What JavaScript reads of these files, or of all; with paths below `root`.
    pub fn pieces(self, files: Option<Vec<FileId>>, root: RootText) -> Pieces {
        Pieces::of(self.index, files, self.shelf, root)
    }

    /// The bodies of an index's functions. The first who asks has them made; after a look at the files those that are others. Who
    /// gives up leaves what was known before.
    fn bodies(&self, control: &Control) -> Result<Arc<Bodies>, Error> {
        let index = &self.index;
        let mut known = self.bodies.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !std::ptr::eq(known.0.as_ptr(), Arc::as_ptr(index)) {
            let missing: Arc<[_]> = known.1.missing(index).into();
            let (shelf, asked, files) = (self.shelf.clone(), Arc::clone(index), Arc::clone(&missing));
            let watched = control.clone();
            let made = each(self.options.threads(), missing.len(), move |number| {
                watched.go_on()?;
                let (id, file) = (files[number], asked.file(files[number]));
                let record = file.map(|file| record_of(id, file, &shelf)).transpose();
                Ok::<_, Error>(record.map(|record| record.as_ref().map(bodies_of).unwrap_or_default()))
            })?;
            let path = |id| index.file(id).map_or("", IndexedFile::path).to_owned();
            let anew = missing.iter().zip(made).map(|(id, made)| {
                let panicked = |reason| FileFailure { path: path(*id), code: FailureCode::Internal, reason };
                Ok((*id, made.unwrap_or_else(|reason| Ok(Err(panicked(reason))))?))
            });
            let anew = anew.collect::<Result<_, Error>>()?;
            *known = (Arc::downgrade(index), Arc::new(known.1.with(index, anew)));
        }
        Ok(Arc::clone(&known.1))
    }

    /// What is written in a file that is still what it was when it was looked at.
    fn written_in(&self, id: FileId, file: &IndexedFile, has_parts: bool) -> Result<Written, FileFailure> {
        let failed = |(code, reason): Unshown| FileFailure { path: file.path().to_owned(), code, reason };
        self.shelf.check(file).map_err(failed)?;
        let record = record_of(id, file, &self.shelf)?;
        let parts = match has_parts {
            true => parts_of(&path_of(file), &record, &allowance(self.options)).map_err(failed)?,
            false => Vec::new(),
        };
        Ok(Written { record, parts })
    }
}

/// What was known of a file when it was looked at.
fn record_of(id: FileId, file: &IndexedFile, shelf: &Shelf) -> Result<FileRecord, FileFailure> {
    let failed = |(code, reason)| FileFailure { path: file.path().to_owned(), code, reason };
    let encoded = shelf.shown(id, file).map_err(failed)?;
    decode_record(&encoded).map_err(|error| failed((FailureCode::Internal, format!("what is kept of it: {error}"))))
}
