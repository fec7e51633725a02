//! A repository in the formats of others, as JavaScript takes it.
//!
//! What is exported is written on a thread of its own, a chunk at a time, and no further than a chunk or two ahead of whoever
//! takes them.

use super::engine::on_own_thread;
use super::failure::Failure;
use super::index::{IndexWork, NativeIndex};
use crate::error::{Error, contained};
use crate::export::{Format, export, export_part, sqlite};
use crate::query::Index;
use crate::source::paths::RootText;
use napi::Env;
use napi::bindgen_prelude::{Buffer, Either, PromiseRaw, Result};
use napi_derive::napi;
use rusqlite::Connection;
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::{Mutex, mpsc};

/// What threads are called that write.
const THREAD: &str = "code-graph-export";

/// How large a chunk is, about.
const CHUNK_BYTES: usize = 64 * 1024;
/// How many may wait to be taken.
const WAITING: usize = 2;

/// A format, as JavaScript sees it.
#[napi(object, object_from_js = false)]
#[derive(Debug, Clone)]
pub struct NativeFormat {
    /// What callers call it.
    pub name: &'static str,
    /// The files that it consists of; none if it is one.
    pub parts: Vec<&'static str>,
}

/// The formats there are.
#[napi(catch_unwind)]
#[must_use]
pub fn export_formats() -> Vec<NativeFormat> {
    Format::ALL.map(|format| NativeFormat { name: format.as_str(), parts: format.parts().to_vec() }).into()
}

/// A repository as it was when its export began, whatever happens to it meanwhile.
#[napi]
pub struct NativeExporter {
    index: Arc<Index>,
    root: String,
}

/// What exports the repository as it is now.
#[napi(catch_unwind)]
#[must_use]
pub fn exporter_of(index: &NativeIndex) -> Either<NativeExporter, Failure> {
    let exporter = index.repository().map(|repository| NativeExporter {
        index: repository.index(),
        root: RootText::of(repository.root()).absolute(""),
    });
    exporter.map_or_else(|error| Either::B(error.into()), Either::A)
}

#[napi]
impl NativeExporter {
    /// Begins to write a format, or one of the files that it consists of.
    #[napi(catch_unwind)]
    #[must_use]
    pub fn begin(&self, format: String, part: Option<String>) -> Either<NativeExport, Failure> {
        let Some(format) = Format::named(&format) else {
            return Either::B(Error::Internal(format!("there is no format {format}")).into());
        };
        let (index, root) = (Arc::clone(&self.index), self.root.clone());
        let begun = NativeExport::begin(move |out| match part {
            Some(part) => export_part(&index, format, &part, out),
            None => export(&index, format, &root, out),
        });
        begun.map_or_else(|error| Either::B(error.into()), Either::A)
    }

    /// Makes a database of it at a path where there is nothing yet.
    #[napi(catch_unwind, ts_return_type = "Promise<boolean | Failure>")]
    pub fn database<'env>(
        &self,
        env: &'env Env,
        path: String,
        work: &IndexWork,
    ) -> Result<PromiseRaw<'env, Either<bool, Failure>>> {
        let (index, is_cancelled) = (Arc::clone(&self.index), work.is_cancelled());
        let fill = move || {
            let filled = Connection::open(&path).and_then(|mut database| {
                sqlite::fill(&index, &mut database, &is_cancelled)?;
                database.close().map_err(|(_, error)| error)
            });
            match filled {
                Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::OperationInterrupted) => {
                    Err(Error::Aborted)
                }
                filled => filled.map_err(|error| Error::Export(error.to_string())),
            }
        };
        on_own_thread(env, THREAD, fill, |()| Ok(true))
    }
}

type Chunk = std::result::Result<Vec<u8>, Error>;

/// An export under way; collected as garbage it ends.
#[napi]
pub struct NativeExport {
    chunks: Arc<Mutex<mpsc::Receiver<Chunk>>>,
    is_cancelled: Arc<AtomicBool>,
}

impl NativeExport {
    fn begin(
        write: impl FnOnce(&mut dyn Write) -> io::Result<()> + Send + 'static,
    ) -> std::result::Result<Self, Error> {
        let (sender, receiver) = mpsc::channel(WAITING);
        let is_cancelled = Arc::new(AtomicBool::new(false));
        let mut out = Chunks { chunk: Vec::new(), sender, is_cancelled: Arc::clone(&is_cancelled) };
        let work = move || {
            let written = contained(|| write(&mut out).and_then(|()| out.flush()));
            let error = match written {
                Ok(Ok(())) => return,
                Ok(Err(error)) => Error::Export(error.to_string()),
                Err(reason) => Error::Internal(reason),
            };
            // Nobody waits any more if it was cancelled.
            let _ = out.sender.blocking_send(Err(error));
        };
        let thread = std::thread::Builder::new().name(THREAD.to_owned());
        thread.spawn(work).map_err(|error| Error::NoThreads(error.to_string()))?;
        Ok(Self { chunks: Arc::new(Mutex::new(receiver)), is_cancelled })
    }
}

impl Drop for NativeExport {
    fn drop(&mut self) {
        self.cancel();
    }
}

#[napi]
impl NativeExport {
    /// The next chunk; none behind the last.
    #[napi(catch_unwind, ts_return_type = "Promise<Buffer | Failure | null>")]
    pub fn next<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, Option<Either<Buffer, Failure>>>> {
        let chunks = Arc::clone(&self.chunks);
        let next = async move { Ok(chunks.lock().await.recv().await) };
        env.spawn_future_with_callback(next, |_, chunk: Option<Chunk>| {
            Ok(chunk.map(|chunk| chunk.map_or_else(|error| Either::B(error.into()), |bytes| Either::A(bytes.into()))))
        })
    }

    /// Ends it: what nobody takes is not written.
    #[napi(catch_unwind)]
    pub fn cancel(&self) {
        self.is_cancelled.store(true, Ordering::Release);
        // If somebody waits for a chunk, there is room for it, and the writer is not the one that waits.
        if let Ok(mut chunks) = self.chunks.try_lock() {
            chunks.close();
        }
    }
}

/// What is written, in chunks for whoever takes them.
struct Chunks {
    chunk: Vec<u8>,
    sender: mpsc::Sender<Chunk>,
    is_cancelled: Arc<AtomicBool>,
}

impl Write for Chunks {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.chunk.extend_from_slice(bytes);
        if self.chunk.len() >= CHUNK_BYTES {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let chunk = std::mem::replace(&mut self.chunk, Vec::with_capacity(CHUNK_BYTES + CHUNK_BYTES / 8));
        let is_taken = !self.is_cancelled.load(Ordering::Acquire)
            && (chunk.is_empty() || self.sender.blocking_send(Ok(chunk)).is_ok());
        if is_taken { Ok(()) } else { Err(io::ErrorKind::BrokenPipe.into()) }
    }
}
