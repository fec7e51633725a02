//! A whole graph as a stream: first the files' records in batches, then the links between them.
//!
//! In: a list of paths. Out: [`GraphPiece`]s. Records are handed over while parsing goes on, so the consumer can
//! decode them meanwhile; of each file only its symbols stay here until the last one is linked. A panic while linking
//! is the graph's error: it ends neither the process nor, silently, the stream.

use super::analyze::{AnalyzeJob, Analyzed, Collected};
use super::course::panic_reason;
use super::{Batch, Stream, StreamSettings};
use crate::error::{Error, FileFailure};
use crate::graph::encode::encode_links;
use crate::graph::{LinkedFile, link_graph};
use crate::metrics::Metrics;
use crate::options::Options;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError};
use tokio::sync::{Mutex, oneshot};

/// Files whose links are handed over together.
const LINKS_A_PIECE: usize = 64;

/// A part of a graph.
#[derive(Debug, Clone, PartialEq)]
pub enum GraphPiece {
    /// Analysed files without links.
    Records(Batch<Result<Analyzed, FileFailure>>),
    /// Encoded links of consecutive files, in the order of the files that did not fail.
    Links(LinksPiece),
}

/// Links of consecutive files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinksPiece {
    /// The number of the first of them among the files that did not fail.
    pub first: usize,
    /// The encoded links of each; see [`crate::graph::encode`].
    pub links: Vec<Vec<u8>>,
}

/// A graph under way. Dropping it cancels it.
pub struct GraphStream {
    stream: Stream<AnalyzeJob>,
    collected: Collected,
    threads: usize,
    is_cancelled: Arc<AtomicBool>,
    /// The pieces of links that are left; `None` until all files are linked.
    links: Mutex<Option<VecDeque<LinksPiece>>>,
}

impl GraphStream {
    /// Starts analysing `files`.
    #[must_use]
    pub fn start(
        root: &Path,
        files: Vec<String>,
        options: &Options,
        settings: StreamSettings,
        metrics: Arc<Metrics>,
    ) -> Self {
        let (job, collected) = AnalyzeJob::collecting(root, files, options);
        Self {
            stream: Stream::start(job, settings, metrics),
            collected,
            threads: options.threads(),
            is_cancelled: Arc::new(AtomicBool::new(false)),
            links: Mutex::new(None),
        }
    }

    /// The next piece: all records, then all links, then `None`; `None` at once after a cancellation.
    ///
    /// # Errors
    /// [`Error::Internal`] if linking panicked. The stream is at its end then.
    pub async fn next(&self) -> Result<Option<GraphPiece>, Error> {
        if let Some(batch) = self.stream.next().await {
            return Ok(Some(GraphPiece::Records(batch)));
        }
        let mut links = self.links.lock().await;
        let pieces = match links.take() {
            Some(pieces) => pieces,
            // Nothing is left to be linked a second time, whatever comes of it.
            None => self.link().await.inspect_err(|_| *links = Some(VecDeque::new()))?,
        };
        Ok(links.insert(pieces).pop_front().map(GraphPiece::Links))
    }

    /// Stops the work; pending and later [`GraphStream::next`]s are answered `None`.
    pub fn cancel(&self) {
        self.is_cancelled.store(true, Ordering::Release);
        self.stream.cancel();
    }

    /// Starts no more files until [`GraphStream::resume`].
    pub fn pause(&self) {
        self.stream.pause();
    }

    /// Goes on after [`GraphStream::pause`].
    pub fn resume(&self) {
        self.stream.resume();
    }

    /// Links all files on threads of its own, as the caller's must not be held up. Nothing if it was cancelled.
    async fn link(&self) -> Result<VecDeque<LinksPiece>, Error> {
        let (sender, receiver) = oneshot::channel();
        let collected = Arc::clone(&self.collected);
        let is_cancelled = Arc::clone(&self.is_cancelled);
        let threads = self.threads;
        let linker = std::thread::Builder::new().name("ckg-link".to_owned());
        let spawned = linker.spawn(move || {
            let link = || link_pieces(&collected, threads, &is_cancelled);
            let pieces = catch_unwind(AssertUnwindSafe(link)).map_err(|panic| panic_reason(panic.as_ref()));
            // The receiver is gone only if nobody waits for the links any more.
            let _ = sender.send(pieces);
        });
        let outcome = match spawned {
            Ok(_) => receiver.await.unwrap_or_else(|_| Err("the linking thread ended without an answer".to_owned())),
            Err(error) => Err(format!("no thread could be started: {error}")),
        };
        outcome.map_err(|reason| Error::Internal(format!("linking failed: {reason}")))
    }
}

impl Drop for GraphStream {
    fn drop(&mut self) {
        self.cancel();
    }
}

/// Takes what was collected, links it and frees each file's links as soon as they are encoded.
fn link_pieces(collected: &Collected, threads: usize, is_cancelled: &AtomicBool) -> VecDeque<LinksPiece> {
    let slots = std::mem::take(&mut *collected.lock().unwrap_or_else(PoisonError::into_inner));
    let files: Vec<LinkedFile> = slots.into_iter().flatten().collect();
    let modules: Vec<&LinkedFile> = files.iter().collect();
    let links = link_graph(&modules, threads, &|| is_cancelled.load(Ordering::Acquire));
    drop(modules);
    drop(files);
    let mut pieces: VecDeque<LinksPiece> = VecDeque::new();
    for (index, links) in links.unwrap_or_default().into_iter().enumerate() {
        let mut bytes = Vec::new();
        encode_links(&links, &mut bytes);
        match pieces.back_mut() {
            Some(piece) if piece.links.len() < LINKS_A_PIECE => piece.links.push(bytes),
            _ => pieces.push_back(LinksPiece { first: index, links: vec![bytes] }),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::record::{FileRecord, NodeKind, Run, StringId, TypeRow};
    use tokio::runtime::Builder;

    fn graph_of(files: &[(&str, &str)]) -> (tempfile::TempDir, GraphStream) {
        let root = tempfile::tempdir().unwrap();
        let paths = files.iter().map(|(name, text)| {
            std::fs::write(root.path().join(name), text).unwrap();
            (*name).to_owned()
        });
        let paths = paths.collect();
        let options = Options::default();
        let metrics = Arc::new(Metrics::default());
        let stream = GraphStream::start(root.path(), paths, &options, StreamSettings::from(&options), metrics);
        (root, stream)
    }

    fn now<T>(future: impl Future<Output = T>) -> T {
        Builder::new_current_thread().build().unwrap().block_on(future)
    }

    /// A record that no extraction makes: its type extends something that is not there.
    fn broken() -> LinkedFile {
        let nowhere = Run { start: 0, end: 9 };
        let row = TypeRow {
            node: 0,
            kind: NodeKind::Class,
            key: StringId::EMPTY,
            name: StringId::EMPTY,
            scope: Run::default(),
            fields: Run::default(),
            extends: nowhere,
            implements: Run::default(),
        };
        let record = FileRecord { types: vec![row], ..FileRecord::default() };
        LinkedFile { path: "/broken.ts".into(), record, imports: Vec::new() }
    }

    #[test]
    fn a_panic_while_linking_is_an_error_and_then_the_end() {
        let (_root, stream) = graph_of(&[("a.ts", "f();\n")]);
        assert!(matches!(now(stream.next()), Ok(Some(GraphPiece::Records(_)))));
        stream.collected.lock().unwrap().push(Some(broken()));
        let error = now(stream.next()).unwrap_err();
        assert_eq!(error.code(), "ERR_INTERNAL");
        assert!(error.to_string().starts_with("linking failed: range end index 9"), "{error}");
        assert_eq!(now(stream.next()), Ok(None));
    }

    #[test]
    fn what_was_collected_is_freed_when_links_are_there() {
        let (_root, stream) = graph_of(&[("a.ts", "f();\n"), ("b.ts", "import './a';\n")]);
        while !matches!(now(stream.next()).unwrap().unwrap(), GraphPiece::Links(_)) {}
        assert_eq!(stream.collected.lock().unwrap().capacity(), 0);
        assert_eq!(now(stream.next()), Ok(None));
    }
}
