//! Results as callers keep them, as JavaScript asks for them: made of the buffers that a stream or a graph was, or of text, and
//! turned into such buffers, or text, again.

use super::engine::off_thread;
use super::failure::{Failure, ResultWarning};
use super::handover::{self, File, Progress, read_files, read_links};
use super::root::GivenRoot;
use crate::encoded::files::{Analyzed, DenseLinks, DenseRecords, Densifier, Failure as Failed, Files, FilesReader};
use crate::encoded::frame::{Content, Packed, Sealed, seal};
use crate::error::{Error, contained};
use crate::indexing::graph::LinksPiece;
use crate::record::sections::DecodeError;
use crate::source::paths::RootText;
use napi::Env;
use napi::bindgen_prelude::{Buffer, Either, PromiseRaw, Result, Undefined};
use napi_derive::napi;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

type Outcome<T> = std::result::Result<T, Error>;

/// A file of a batch that is to be encoded.
#[napi(object, object_to_js = false)]
pub struct EncodableFile {
    /// Its path as it was given.
    pub file_path: String,
    /// Its absolute path.
    pub normalized_path: String,
    /// Its record.
    pub record: Buffer,
    /// Its links; empty if it has none.
    pub links: Buffer,
}

/// A failure of a batch that is to be encoded.
#[napi(object, object_to_js = false)]
pub struct EncodableFailure {
    /// The path as it was given.
    pub file_path: String,
    /// The stable code.
    pub code: String,
    /// What happened.
    pub message: String,
}

/// A batch that is to be encoded.
#[napi(object, object_to_js = false)]
pub struct EncodableBatch {
    /// Its files.
    pub files: Vec<EncodableFile>,
    /// Its failures.
    pub failures: Vec<EncodableFailure>,
    /// Its warnings.
    pub warnings: Vec<ResultWarning>,
    /// The batch's number.
    pub batch_index: u32,
    /// Files that are done.
    pub processed_files: u32,
    /// All files.
    pub total_files: u32,
    /// All batches, as far as is known.
    pub total_batches: u32,
}

/// A root as paths below it begin.
#[napi(catch_unwind)]
#[must_use]
pub fn root_path(root: GivenRoot) -> String {
    root.text().absolute("")
}

/// A batch of files below `root` as callers keep it.
#[napi(catch_unwind)]
#[must_use]
pub fn encode_batch(batch: EncodableBatch, root: GivenRoot) -> Either<Buffer, Failure> {
    let encode = || {
        let mut files = Files::new(root.text());
        let densifier = Densifier::of_sealed(root.text());
        files.progress = crate::encoded::files::Progress {
            batch_index: batch.batch_index,
            processed_files: batch.processed_files,
            total_files: batch.total_files,
            total_batches: batch.total_batches,
        };
        files.add_records(densifier.records(batch.files.iter().map(|file| Analyzed {
            path: &file.file_path,
            normalized_path: &file.normalized_path,
            record: &file.record,
        }))?);
        files.add_links(0, densifier.links(batch.files.iter().map(|file| &*file.links))?)?;
        for EncodableFailure { file_path, code, message } in batch.failures {
            files.add_failure(Failed { path: file_path, code, reason: message });
        }
        batch.warnings.into_iter().for_each(|warning| files.add_warning(warning.into()));
        files.seal(Content::Batch)
    };
    match contained(encode).unwrap_or_else(|reason| Err(Error::Internal(reason))) {
        Ok(bytes) => Either::A(bytes.into()),
        Err(error) => Either::B(error.into()),
    }
}

/// One buffer of a graph, made dense.
enum Kept {
    Records(DenseRecords, Vec<Failed>),
    Links(usize, DenseLinks),
}

/// What keeps of a graph what it is encoded of, while it is built and as long as it is there.
#[napi]
pub struct GraphKeeper {
    root: GivenRoot,
    densifier: Densifier,
    /// By number of the buffer: they are made dense on several threads.
    kept: Arc<Mutex<Vec<Option<Kept>>>>,
}

#[napi]
impl GraphKeeper {
    /// Keeps nothing yet of a graph of files below `root`.
    #[napi(constructor, catch_unwind)]
    #[must_use]
    pub fn new(root: GivenRoot) -> Self {
        let densifier = Densifier::of_kept(root.text());
        Self { root, densifier, kept: Arc::default() }
    }

    /// Keeps a buffer that the graph's stream yielded; it is copied at once, so that it may be released. Buffers may be kept at
    /// the same time.
    #[napi(catch_unwind, ts_return_type = "Promise<undefined | Failure>")]
    pub fn keep<'env>(&self, env: &'env Env, buffer: &[u8]) -> Result<PromiseRaw<'env, Either<Undefined, Failure>>> {
        let bytes = buffer.to_vec();
        let (kept, densifier) = (Arc::clone(&self.kept), self.densifier.clone());
        let mut slots = lock(&kept);
        let slot = slots.len();
        slots.push(None);
        drop(slots);
        let keep = move || {
            let made = made_dense(&densifier, &bytes)?;
            lock(&kept)[slot] = Some(made);
            Ok(())
        };
        off_thread(env, keep, |()| Ok(()))
    }

    /// The graph as callers keep it, with its warnings.
    #[napi(catch_unwind, ts_return_type = "Promise<Buffer | Failure>")]
    pub fn encode<'env>(
        &self,
        env: &'env Env,
        warnings: Vec<ResultWarning>,
    ) -> Result<PromiseRaw<'env, Either<Buffer, Failure>>> {
        let (kept, root) = (Arc::clone(&self.kept), self.root.text());
        let encode = move || {
            let mut files = Files::new(root);
            warnings.into_iter().for_each(|warning| files.add_warning(warning.into()));
            for kept in &*lock(&kept) {
                match kept {
                    Some(Kept::Records(records, failures)) => {
                        files.add_records(records.clone());
                        failures.iter().cloned().for_each(|failure| files.add_failure(failure));
                    }
                    Some(Kept::Links(first, links)) => files.add_links(*first, links.clone())?,
                    None => return Err(Error::Internal("a buffer is not kept yet".to_owned())),
                }
            }
            files.seal(Content::Graph)
        };
        off_thread(env, encode, |bytes: Vec<u8>| Ok(Buffer::from(bytes)))
    }
}

impl From<ResultWarning> for Failed {
    fn from(ResultWarning { path, code, reason }: ResultWarning) -> Self {
        Self { path, code, reason }
    }
}

fn made_dense(densifier: &Densifier, bytes: &[u8]) -> Outcome<Kept> {
    let wrong = |error: DecodeError| Error::Internal(error.to_string());
    if bytes.starts_with(&handover::LINKS_MAGIC) {
        let Some((first, links)) = read_links(bytes).map_err(wrong)? else {
            return Err(Error::Internal("a file cannot be linked".to_owned()));
        };
        return Ok(Kept::Links(first, densifier.links(links)?));
    }
    read_files(bytes, |files| {
        let analyzed = files.iter().filter_map(|file| match *file {
            File::Analyzed { path, normalized_path, record, .. } => Some(Analyzed { path, normalized_path, record }),
            File::Failed { .. } => None,
        });
        let failures = files.iter().filter_map(|file| match *file {
            File::Failed { path, code, reason } => {
                Some(Failed { path: path.to_owned(), code: code.to_owned(), reason: reason.to_owned() })
            }
            File::Analyzed { .. } => None,
        });
        Ok(Kept::Records(densifier.records(analyzed)?, failures.collect()))
    })
    .map_err(wrong)?
}

/// A graph as text, while it is handed over.
#[napi]
#[derive(Default)]
pub struct TextKeeper {
    pieces: Arc<Mutex<Vec<Packed>>>,
}

#[napi]
impl TextKeeper {
    /// Nothing yet.
    #[napi(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the next piece of the text. Pieces are to be added one after the other.
    #[napi(catch_unwind, ts_return_type = "Promise<undefined | Failure>")]
    pub fn keep<'env>(&self, env: &'env Env, text: String) -> Result<PromiseRaw<'env, Either<Undefined, Failure>>> {
        let pieces = Arc::clone(&self.pieces);
        let keep = move || {
            let packed = Packed::quickly(text.as_bytes())?;
            lock(&pieces).push(packed);
            Ok(())
        };
        off_thread(env, keep, |()| Ok(()))
    }

    /// The text as callers keep it, with the path of the root that it was below; empty if there was none.
    #[napi(catch_unwind, ts_return_type = "Promise<Buffer | Failure>")]
    pub fn encode<'env>(&self, env: &'env Env, root: String) -> Result<PromiseRaw<'env, Either<Buffer, Failure>>> {
        let pieces = Arc::clone(&self.pieces);
        let encode = move || {
            let mut text = Vec::new();
            lock(&pieces).iter().try_for_each(|piece| piece.unpack(&mut text))?;
            seal(Content::Text, &root, vec![text])
        };
        off_thread(env, encode, |bytes: Vec<u8>| Ok(Buffer::from(bytes)))
    }
}

/// What reads encoded results.
enum Reader {
    /// And whether it was read.
    Batch(FilesReader, bool),
    /// And whether some of it was read.
    Graph(FilesReader, bool),
    /// Text, and how many bytes of it were read.
    Text(Vec<u8>, usize),
}

/// Results that a caller kept.
#[napi]
pub struct EncodedResults {
    content: Content,
    root: String,
    reader: Arc<Mutex<Reader>>,
}

/// Looks at bytes that may come from anywhere; what they hold is to be below `root`, or where it was if that is left out.
#[napi(catch_unwind, ts_return_type = "Promise<EncodedResults | Failure>")]
pub fn open_encoded<'env>(
    env: &'env Env,
    bytes: &[u8],
    root: Option<GivenRoot>,
) -> Result<PromiseRaw<'env, Either<EncodedResults, Failure>>> {
    let bytes = bytes.to_vec();
    let open = move || {
        let sealed = Sealed::open(bytes)?;
        let content = sealed.content;
        let root = match root {
            Some(root) => root.text(),
            None => RootText::of(Path::new(&sealed.root()?)),
        };
        let path = root.absolute("");
        let reader = match content {
            Content::Batch => Reader::Batch(FilesReader::new(&sealed, root)?, false),
            Content::Graph => Reader::Graph(FilesReader::new(&sealed, root)?, false),
            Content::Text => Reader::Text(sealed.stream(0)?, 0),
        };
        Ok((content, path, reader))
    };
    off_thread(env, open, |(content, root, reader)| {
        Ok(EncodedResults { content, root, reader: Arc::new(Mutex::new(reader)) })
    })
}

#[napi]
impl EncodedResults {
    /// What they are.
    #[napi(catch_unwind, ts_return_type = "'batch' | 'graph' | 'text'")]
    #[must_use]
    pub fn content(&self) -> &'static str {
        match self.content {
            Content::Batch => "batch",
            Content::Graph => "graph",
            Content::Text => "text",
        }
    }

    /// The path of the root that they are below; empty if they are below none.
    #[napi(catch_unwind)]
    #[must_use]
    pub fn root(&self) -> String {
        self.root.clone()
    }

    /// What manifests and folders did not add to them; none of text, which says so itself.
    #[napi(catch_unwind)]
    #[must_use]
    pub fn warnings(&self) -> Vec<ResultWarning> {
        let told = match &*lock(&self.reader) {
            Reader::Batch(reader, _) | Reader::Graph(reader, _) => reader.warnings.clone(),
            Reader::Text(..) => Vec::new(),
        };
        told.into_iter().map(|Failed { path, code, reason }| ResultWarning { path, code, reason }).collect()
    }

    /// The next buffer, as a stream would have yielded it, or the next lines of text; an empty one at the end. One is to be
    /// asked for after the other.
    #[napi(catch_unwind, ts_return_type = "Promise<Buffer | Failure>")]
    pub fn next<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, Either<Buffer, Failure>>> {
        let reader = Arc::clone(&self.reader);
        let next = move || match &mut *lock(&reader) {
            Reader::Batch(reader, is_read) => next_batch(reader, is_read),
            Reader::Graph(reader, is_read) => next_of_graph(reader, is_read),
            Reader::Text(text, read) => Ok(next_lines(text, read)),
        };
        off_thread(env, next, |bytes: Vec<u8>| Ok(Buffer::from(bytes)))
    }
}

/// The whole batch, once.
fn next_batch(reader: &mut FilesReader, is_read: &mut bool) -> Outcome<Vec<u8>> {
    if std::mem::replace(is_read, true) {
        return Ok(Vec::new());
    }
    let (first, records) = reader.records(true)?;
    let (_, links) = reader.links(true)?;
    Ok(batch_of(reader, first, &records, &links, &reader.failures))
}

/// Records of some files, the failures with the first of them; behind all records, links of some files.
fn next_of_graph(reader: &mut FilesReader, is_read: &mut bool) -> Outcome<Vec<u8>> {
    let (first, records) = reader.records(false)?;
    let is_first = !std::mem::replace(is_read, true);
    if !records.is_empty() || is_first {
        let failures = if is_first { &*reader.failures } else { &[] };
        return Ok(batch_of(reader, first, &records, &[], failures));
    }
    let (first, links) = reader.links(false)?;
    if links.is_empty() {
        return Ok(Vec::new());
    }
    Ok(handover::links(&LinksPiece { first, links: links.into_iter().map(Ok).collect() }))
}

fn batch_of(
    reader: &FilesReader,
    first: usize,
    records: &[Vec<u8>],
    links: &[Vec<u8>],
    failures: &[Failed],
) -> Vec<u8> {
    let analyzed = (first..).zip(records).map(|(number, record)| {
        let (path, normalized_path) = reader.paths(number).unwrap_or_default();
        let links = links.get(number - first).map_or(&[][..], Vec::as_slice);
        File::Analyzed { path, normalized_path, record, links }
    });
    let failed = failures.iter().map(|Failed { path, code, reason }| File::Failed { path, code, reason });
    let crate::encoded::files::Progress { batch_index, processed_files, total_files, total_batches } = reader.progress;
    let progress = Progress { batch_index, processed_files, total_files, total_batches };
    handover::files(progress, &analyzed.chain(failed).collect::<Vec<_>>())
}

/// The text's next whole lines.
fn next_lines(text: &[u8], read: &mut usize) -> Vec<u8> {
    const PIECE: usize = 1 << 20;
    let rest = &text[*read..];
    let end = rest.len().min(PIECE);
    // Lines may be longer than a piece.
    let end = memchr::memchr(b'\n', &rest[end..]).map_or(rest.len(), |feed| end + feed + 1);
    *read += end;
    rest[..end].to_vec()
}

/// What a mutex has, also where a panic left it.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
