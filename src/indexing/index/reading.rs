//! Questions for which files are read: what an index holds does not answer them.
//!
//! In: a question by name, and its arguments. Out: the answer, of the files as they were when they were last looked at; a file
//! that is another by now is a failure of its own.

use super::Repository;
use super::pieces::{Unshown, shown};
use crate::error::{Error, FailureCode, FileFailure};
use crate::indexing::maker::{CHANGED, RecordMaker};
use crate::query::ask::answer;
use crate::query::changes::ChangeQuery;
use crate::query::content::{ContentOptions, Written};
use crate::query::file::Shown;
use crate::query::similar::{Bodies, SimilarOptions, SimilarTo, bodies_of};
use crate::query::{Index, IndexedFile};
use crate::record::FileRecord;
use crate::record::decode::decode_record;
use crate::source::paths::RelativePath;
use crate::stream::each;
use serde::Deserialize;
use std::path::Path;
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

impl Repository {
    /// Answers a question for which files are read. Blocks on a thread that is none of the pool's.
    ///
    /// # Errors
    /// As [`ask`](crate::query::ask::ask); [`Error::NoThreads`].
    pub fn ask(&self, question: &str, arguments: &str) -> Result<String, Error> {
        let index = self.index();
        match question {
            "similar" => {
                answer(arguments, |LikeWhat { to, options }| index.similar(&*self.bodies(&index)?, &to, &options))
            }
            "content" => answer(arguments, |AtWhat { query, options }| {
                let maker = self.maker();
                index.content(&query, &options, &|_, file, has_parts| written_in(file, has_parts, &maker))
            }),
            _ => Err(Error::Question(format!("nothing is called {question}"))),
        }
    }

    /// The bodies of an index's functions. The first who asks has them made; after a look at the files those that are others.
    fn bodies(&self, index: &Arc<Index>) -> Result<Arc<Bodies>, Error> {
        let mut known = self.bodies.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !std::ptr::eq(known.0.as_ptr(), Arc::as_ptr(index)) {
            let missing: Arc<[_]> = known.1.missing(index).into();
            let (maker, asked, files) = (self.maker(), Arc::clone(index), Arc::clone(&missing));
            let made = each(self.options.threads(), missing.len(), move |number| {
                let file = asked.file(files[number]);
                file.map_or_else(|| Ok(Vec::new()), |file| Ok(bodies_of(&record_of(file, &maker)?)))
            })?;
            let path = |id| index.file(id).map_or("", IndexedFile::path).to_owned();
            let anew = missing.iter().zip(made).map(|(id, made)| {
                let panicked = |reason| FileFailure { path: path(*id), code: FailureCode::Internal, reason };
                (*id, made.unwrap_or_else(|reason| Err(panicked(reason))))
            });
            *known = (Arc::downgrade(index), Arc::new(known.1.with(index, anew.collect())));
        }
        Ok(Arc::clone(&known.1))
    }
}

/// What was known of a file when it was looked at.
fn record_of(file: &IndexedFile, maker: &RecordMaker) -> Result<FileRecord, FileFailure> {
    let failed = |(code, reason)| FileFailure { path: file.path().to_owned(), code, reason };
    let encoded = shown(file, maker).map_err(failed)?;
    decode_record(&encoded).map_err(|error| failed((FailureCode::Internal, format!("what is kept of it: {error}"))))
}

/// What is written in a file that is still what it was when it was looked at.
fn written_in(file: &IndexedFile, has_parts: bool, maker: &RecordMaker) -> Result<Written, FileFailure> {
    let failed = |(code, reason): Unshown| FileFailure { path: file.path().to_owned(), code, reason };
    let path = RelativePath::below(Path::new("/"), file.path());
    // What a store has is looked up by what the file holds.
    if matches!(file.outline.shown, Shown::Held(_))
        && maker.content_hash(&path).map_err(failed)? != file.outline.content_hash
    {
        return Err(failed((FailureCode::Read, CHANGED.to_owned())));
    }
    let record = record_of(file, maker)?;
    let parts = if has_parts { maker.parts(&path, &record).map_err(failed)? } else { Vec::new() };
    Ok(Written { record, parts })
}
