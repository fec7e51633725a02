//! A whole graph as a stream: first the files' records in batches, then the links between them.
//!
//! In: a list of paths. Out: [`GraphPiece`]s. Records are handed over while parsing goes on, so the consumer can
//! decode them meanwhile; of each file only its symbols stay here until the last one is linked.

use super::analyze::{AnalyzeJob, Analyzed, Collected};
use super::{Batch, Stream, StreamSettings};
use crate::error::FileFailure;
use crate::graph::encode::encode_links;
use crate::graph::{LinkedFile, link_graph};
use crate::metrics::Metrics;
use crate::options::Options;
use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
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
    pub async fn next(&self) -> Option<GraphPiece> {
        if let Some(batch) = self.stream.next().await {
            return Some(GraphPiece::Records(batch));
        }
        let mut links = self.links.lock().await;
        if links.is_none() {
            *links = Some(self.link().await?);
        }
        links.as_mut()?.pop_front().map(GraphPiece::Links)
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

    /// Links all files on threads of its own, as the caller's must not be held up. `None` if it was cancelled.
    async fn link(&self) -> Option<VecDeque<LinksPiece>> {
        let (sender, receiver) = oneshot::channel();
        let collected = Arc::clone(&self.collected);
        let is_cancelled = Arc::clone(&self.is_cancelled);
        let threads = self.threads;
        let linker = std::thread::Builder::new().name("ckg-link".to_owned());
        let spawned = linker.spawn(move || {
            let pieces = link_pieces(&collected, threads, &is_cancelled);
            // The receiver is gone only if nobody waits for the links any more.
            let _ = sender.send(pieces);
        });
        spawned.ok()?;
        receiver.await.ok().flatten()
    }
}

impl Drop for GraphStream {
    fn drop(&mut self) {
        self.cancel();
    }
}

fn link_pieces(collected: &Collected, threads: usize, is_cancelled: &AtomicBool) -> Option<VecDeque<LinksPiece>> {
    let files: Vec<&LinkedFile> = collected.iter().filter_map(|slot| slot.get()).collect();
    let links = link_graph(&files, threads, &|| is_cancelled.load(Ordering::Acquire))?;
    let encoded = links.into_iter().map(|links| {
        let mut bytes = Vec::new();
        encode_links(&links, &mut bytes);
        bytes
    });
    let mut pieces: VecDeque<LinksPiece> = VecDeque::new();
    for (index, bytes) in encoded.enumerate() {
        match pieces.back_mut() {
            Some(piece) if piece.links.len() < LINKS_A_PIECE => piece.links.push(bytes),
            _ => pieces.push_back(LinksPiece { first: index, links: vec![bytes] }),
        }
    }
    Some(pieces)
}
