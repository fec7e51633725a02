//! A whole graph as a stream: first the files' records in batches, then the links between them.
//!
//! In: a list of paths. Out: [`GraphPiece`]s. Records are handed over while parsing goes on, so the consumer can
//! decode them meanwhile; of each file only its symbols stay here until the last one is linked. A panic while linking
//! a file is that file's failure, as it is while analysing it.

use super::analyze::{AnalyzeJob, Analyzed, Collected};
use super::pool::spawn_background;
use super::{Batch, Stream, StreamSettings};
use crate::error::{Error, FileFailure, panic_reason};
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
    /// The encoded links of each; see [`crate::graph::encode`]. Of a file that cannot be linked because of a panic:
    /// the panic's text. It has no place in the graph, although its record was handed over.
    pub links: Vec<Result<Vec<u8>, String>>,
}

/// What a graph is made of, not yet under way.
pub struct GraphJob {
    job: AnalyzeJob,
    collected: Collected,
    threads: usize,
}

impl GraphJob {
    /// The graph of `files`.
    #[must_use]
    pub fn new(root: &Path, files: Vec<String>, options: &Options) -> Self {
        let (job, collected) = AnalyzeJob::collecting(root, files, options);
        Self { job, collected, threads: options.threads() }
    }
}

/// A graph under way. Dropping it cancels it.
pub struct GraphStream {
    stream: Stream<AnalyzeJob>,
    collected: Collected,
    threads: usize,
    metrics: Arc<Metrics>,
    is_cancelled: Arc<AtomicBool>,
    /// The pieces of links that are left; `None` until all files are linked.
    links: Mutex<Option<VecDeque<LinksPiece>>>,
}

impl GraphStream {
    /// Starts analysing the files of `job`.
    #[must_use]
    pub fn start(job: GraphJob, settings: StreamSettings, metrics: Arc<Metrics>) -> Self {
        let GraphJob { job, collected, threads } = job;
        Self {
            stream: Stream::start(job, settings, Arc::clone(&metrics)),
            collected,
            threads,
            metrics,
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
        let (threads, metrics) = (self.threads, Arc::clone(&self.metrics));
        let spawned = spawn_background("ckg-link", move || {
            let link = || link_pieces(&collected, threads, &metrics, &is_cancelled);
            let pieces = catch_unwind(AssertUnwindSafe(link)).map_err(|panic| panic_reason(panic.as_ref()));
            // The receiver is gone only if nobody waits for the links any more.
            let _ = sender.send(pieces);
        });
        let outcome = match spawned {
            Ok(()) => receiver.await.unwrap_or_else(|_| Err("the linking thread ended without an answer".to_owned())),
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
fn link_pieces(
    collected: &Collected,
    threads: usize,
    metrics: &Metrics,
    is_cancelled: &AtomicBool,
) -> VecDeque<LinksPiece> {
    let slots = std::mem::take(&mut *collected.lock().unwrap_or_else(PoisonError::into_inner));
    let files: Vec<LinkedFile> = slots.into_iter().flatten().collect();
    let modules: Vec<&LinkedFile> = files.iter().collect();
    let links = link_graph(&modules, threads, &|| is_cancelled.load(Ordering::Acquire));
    drop(modules);
    drop(files);
    let mut pieces: VecDeque<LinksPiece> = VecDeque::new();
    for (index, links) in links.unwrap_or_default().into_iter().enumerate() {
        let bytes = links.map(|links| {
            let mut bytes = Vec::new();
            encode_links(&links, &mut bytes);
            bytes
        });
        if bytes.is_err() {
            metrics.record_link_failure();
        }
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

    fn repository(files: &[(&str, &str)]) -> (tempfile::TempDir, Vec<String>) {
        let root = tempfile::tempdir().unwrap();
        let write = |(name, text): &(&str, &str)| {
            std::fs::write(root.path().join(name), text).unwrap();
            (*name).to_owned()
        };
        let paths = files.iter().map(write).collect();
        (root, paths)
    }

    fn graph_of(root: &Path, paths: &[String]) -> GraphStream {
        let options = Options::default();
        let job = GraphJob::new(root, paths.to_vec(), &options);
        GraphStream::start(job, StreamSettings::from(&options), Arc::default())
    }

    /// What linking says of each file, `also` among them once all others are analysed.
    fn linked(stream: &GraphStream, also: Option<LinkedFile>) -> Vec<Result<Vec<u8>, String>> {
        while stream.collected.lock().unwrap().iter().any(Option::is_none) {
            assert!(matches!(now(stream.next()), Ok(Some(GraphPiece::Records(_)))));
        }
        stream.collected.lock().unwrap().extend(also.map(Some));
        let mut links = Vec::new();
        while let Some(piece) = now(stream.next()).unwrap() {
            if let GraphPiece::Links(piece) = piece {
                links.extend(piece.links);
            }
        }
        links
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
    fn a_panic_while_linking_a_file_is_that_files_failure_and_costs_the_others_nothing() {
        let (root, paths) =
            repository(&[("a.ts", "import { f } from './b';\nf();\n"), ("b.ts", "export function f() {}\n")]);
        let whole = linked(&graph_of(root.path(), &paths), None);
        let stream = graph_of(root.path(), &paths);
        let mut links = linked(&stream, Some(broken()));
        let reason = links.pop().unwrap().unwrap_err();
        assert!(reason.starts_with("range end index 9"), "{reason}");
        assert_eq!(links, whole);
        assert_eq!(stream.metrics.snapshot().files_failed, 1);
        assert_eq!(now(stream.next()), Ok(None));
    }

    #[test]
    fn what_was_collected_is_freed_when_links_are_there() {
        let (root, paths) = repository(&[("a.ts", "f();\n"), ("b.ts", "import './a';\n")]);
        let stream = graph_of(root.path(), &paths);
        assert_eq!(linked(&stream, None).len(), 2);
        assert_eq!(stream.collected.lock().unwrap().capacity(), 0);
        assert_eq!(now(stream.next()), Ok(None));
    }
}
