//! A whole graph as a stream: first the files' records in batches, then the links between them.
//!
//! In: a list of paths. Out: [`GraphPiece`]s. Records are handed over while parsing goes on, so the consumer can
//! decode them meanwhile; of each file only its symbols stay here until the last one is linked. A panic while linking
//! a file is that file's failure, as it is while analysing it.

use super::analyze::{AnalyzeJob, Analyzed, Listed, Sink};
use super::linkable::Linkable;
use super::linking::{EncodedLinks, Linked, link};
use super::maker::{Failed, RecordMaker};
use super::progress::{Progress, SlowFile};
use crate::allowance::Allowance;
use crate::error::{Error, FileFailure, Warning};
use crate::metrics::{Lap, Metrics};
use crate::options::Options;
use crate::record::FileRecord;
use crate::source::walk::Found;
use crate::stream::{Batch, Outcome, Passes, Pool, Stream, StreamSettings};
use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

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
    pub links: Vec<EncodedLinks>,
}

/// What linking the whole graph needs, one slot a path; empty slots are files that failed. Whoever links takes it.
#[derive(Clone)]
struct Collected(Arc<Mutex<Vec<Option<Linkable>>>>);

impl Collected {
    fn slots(&self) -> MutexGuard<'_, Vec<Option<Linkable>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink for Collected {
    /// Keeps the file until all others are there.
    fn take(
        &self,
        place: usize,
        mut file: Linkable,
        maker: &RecordMaker,
        _allowance: &Allowance,
    ) -> Result<Vec<u8>, Failed> {
        file.record.iter_mut().for_each(FileRecord::keep_symbols_only);
        file.read_ahead(maker);
        file.unit = maker.unit_of(&file);
        if let Some(slot) = self.slots().get_mut(place) {
            *slot = Some(file);
        }
        Ok(Vec::new())
    }
}

/// What a graph is made of, not yet under way.
pub struct GraphJob {
    job: AnalyzeJob<Collected>,
    collected: Collected,
    threads: usize,
    activity: Lap,
}

impl GraphJob {
    /// The graph of what was found. It counts as active for as long as `activity`, begun with the search, is held.
    #[must_use]
    pub fn new(root: &Path, found: impl Into<Found>, options: &Options, activity: Lap) -> Self {
        let Found { entries, aliases } = found.into();
        let mut listed = Listed { total: entries.len(), ..Listed::default() };
        for (place, entry) in entries.into_iter().enumerate() {
            listed.known.push(entry.unwrap_or_else(|failure| {
                listed.lost.insert(place, (failure.code, failure.reason));
                failure.path
            }));
        }
        Self::of(RecordMaker::new(root, aliases, options), listed, options, activity)
    }

    /// The graph of the files listed.
    #[must_use]
    pub fn of(maker: RecordMaker, listed: Listed, options: &Options, activity: Lap) -> Self {
        let collected = Collected(Arc::new(Mutex::new((0..listed.total).map(|_| None).collect())));
        let job = AnalyzeJob::with(maker.linking_later(), listed, collected.clone(), options);
        Self { job, collected, threads: options.threads(), activity }
    }
}

/// A graph under way. Dropping it cancels it.
pub struct GraphStream {
    stream: Stream<AnalyzeJob<Collected>>,
    collected: Collected,
    threads: usize,
    metrics: Arc<Metrics>,
    /// One at a time asks for links.
    turn: tokio::sync::Mutex<()>,
    end: Mutex<End>,
}

/// What comes after the last record.
struct End {
    is_cancelled: bool,
    /// Until the last piece is handed out.
    activity: Option<Lap>,
    linking: Option<Arc<Passes<Linked>>>,
    /// The pieces of links that are left; `None` until all files are linked.
    links: Option<VecDeque<LinksPiece>>,
}

impl GraphStream {
    /// Starts analysing the files of `job`.
    #[must_use]
    pub fn start(job: GraphJob, settings: StreamSettings, metrics: Arc<Metrics>) -> Self {
        let GraphJob { job, collected, threads, activity } = job;
        let settings = StreamSettings { counts_as_active: false, ..settings };
        let end = End { is_cancelled: false, activity: Some(activity), linking: None, links: None };
        Self {
            stream: Stream::start(job, settings, Arc::clone(&metrics)),
            collected,
            threads,
            metrics,
            turn: tokio::sync::Mutex::default(),
            end: Mutex::new(end),
        }
    }

    /// The next piece: all records, then all links, then `None`; `None` at once after a cancellation.
    ///
    /// # Errors
    /// [`Error::Internal`] if linking failed as a whole, [`Error::NoThreads`] if no thread is there to work on it. The
    /// stream is at its end then.
    pub async fn next(&self) -> Result<Option<GraphPiece>, Error> {
        if let Some(batch) = self.stream.next().await? {
            return Ok(Some(GraphPiece::Records(batch)));
        }
        let _turn = self.turn.lock().await;
        if self.end().links.is_none() {
            let linked = self.begin_linking().await;
            self.keep(linked.unwrap_or_else(|_| Err(Error::Internal("nobody was there to link".to_owned()))))?;
        }
        let (piece, is_cancelled) = {
            let mut end = self.end();
            let piece = end.links.as_mut().and_then(VecDeque::pop_front);
            if end.links.as_ref().is_none_or(VecDeque::is_empty) {
                end.activity = None;
            }
            (piece, end.is_cancelled)
        };
        if piece.is_none() && !is_cancelled {
            self.stream.job().publish().await;
        }
        Ok(piece.map(GraphPiece::Links))
    }

    /// Adds the next paths of the list, some of which are no files; see [`AnalyzeJob::add_listed`].
    pub fn add_listed(&self, paths: impl IntoIterator<Item = Result<String, FileFailure>>) {
        self.stream.job().add_listed(paths);
        self.stream.extend();
    }

    /// How far it is: with the files that take longest to be linked, once the last one is analysed.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let progress = self.stream.progress();
        let linking = self.end().linking.clone();
        match linking {
            Some(linking) => Progress { slowest: SlowFile::of(linking.slowest()), ..progress },
            None => progress,
        }
    }

    /// What results lack although no file failed, since the last call.
    #[must_use]
    pub fn take_warnings(&self) -> Vec<Warning> {
        self.stream.job().take_warnings()
    }

    /// All that manifests and folders did not add to results until now, by path.
    #[must_use]
    pub fn result_warnings(&self) -> Vec<Warning> {
        self.stream.job().result_warnings()
    }

    /// Stops the work; pending and later [`GraphStream::next`]s are answered `None`.
    pub fn cancel(&self) {
        let mut end = self.end();
        end.is_cancelled = true;
        let (linking, activity) = (end.linking.take(), end.activity.take());
        let links = end.links.replace(VecDeque::new()).unwrap_or_default();
        drop(end);
        drop(activity);
        if let Some(linking) = linking {
            linking.cancel();
        }
        self.stream.cancel();
        // A thread that runs a file finds no place for it any more.
        let collected = std::mem::take(&mut *self.collected.slots());
        if !links.is_empty() || !collected.is_empty() {
            Pool::process().free((links, collected));
        }
    }

    /// Starts no more files until [`GraphStream::resume`].
    pub fn pause(&self) {
        self.stream.pause();
    }

    /// Goes on after [`GraphStream::pause`].
    pub fn resume(&self) {
        self.stream.resume();
    }

    /// Gives what was collected to the pool, to be linked.
    fn begin_linking(&self) -> oneshot::Receiver<Outcome<Linked>> {
        let slots = std::mem::take(&mut *self.collected.slots());
        let files = slots.into_iter().flatten().collect();
        let (linking, receiver) = link(&Pool::process(), files, Arc::clone(self.stream.job().maker()), self.threads);
        let mut end = self.end();
        if end.is_cancelled {
            drop(end);
            linking.cancel();
        } else {
            end.linking = Some(linking);
        }
        receiver
    }

    /// Keeps what linking came to. Nothing is left to be linked a second time, whatever it is.
    fn keep(&self, linked: Outcome<Linked>) -> Result<(), Error> {
        let pieces = linked.map(|links| self.pieces_of(links.unwrap_or_default()));
        let mut end = self.end();
        end.linking = None;
        end.links = Some(VecDeque::new());
        match pieces {
            Ok(pieces) if !end.is_cancelled => end.links = Some(pieces),
            Ok(_) => {}
            Err(error) => {
                end.activity = None;
                return Err(match error {
                    Error::Internal(reason) => Error::Internal(format!("linking failed: {reason}")),
                    error => error,
                });
            }
        }
        Ok(())
    }

    fn pieces_of(&self, links: Linked) -> VecDeque<LinksPiece> {
        let mut pieces: VecDeque<LinksPiece> = VecDeque::new();
        for (file, links) in links.into_iter().enumerate() {
            if links.is_err() {
                self.metrics.record_link_failure();
            }
            match pieces.back_mut() {
                Some(piece) if piece.links.len() < LINKS_A_PIECE => piece.links.push(links),
                _ => pieces.push_back(LinksPiece { first: file, links: vec![links] }),
            }
        }
        pieces
    }

    fn end(&self) -> MutexGuard<'_, End> {
        self.end.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for GraphStream {
    fn drop(&mut self) {
        self.cancel();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::indexing::linking::tests::{file, without_share};
    use crate::record::Run;
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
        graph_with(root, paths, &Options::default())
    }

    fn graph_with(root: &Path, paths: &[String], options: &Options) -> GraphStream {
        let metrics = Arc::new(Metrics::default());
        let job = GraphJob::new(root, paths.to_vec(), options, metrics.stream_started(1));
        GraphStream::start(job, StreamSettings::from(options), metrics)
    }

    /// What linking says of each file, `also` among them once all others are analysed.
    fn linked(stream: &GraphStream, also: Option<Linkable>) -> Vec<Result<Vec<u8>, String>> {
        while stream.collected.slots().iter().any(Option::is_none) {
            assert!(matches!(now(stream.next()), Ok(Some(GraphPiece::Records(_)))));
        }
        stream.collected.slots().extend(also.map(Some));
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

    #[test]
    fn a_panic_while_linking_a_file_is_that_files_failure_and_costs_the_others_nothing() {
        let (root, paths) =
            repository(&[("a.ts", "import { f } from './b';\nf();\n"), ("b.ts", "export function f() {}\n")]);
        let whole = linked(&graph_of(root.path(), &paths), None);
        let stream = graph_of(root.path(), &paths);
        let broken = file(9, Run { start: 0, end: 9 });
        let mut links = linked(&stream, Some(broken));
        let reason = links.pop().unwrap().unwrap_err();
        assert!(reason.starts_with("range end index 9"), "{reason}");
        assert_eq!(links, whole);
        assert_eq!(stream.metrics.snapshot().files_failed, 1);
        assert_eq!(now(stream.next()), Ok(None));
    }

    #[test]
    fn a_panic_in_what_concerns_all_files_is_the_graphs_and_its_end() {
        for also in [|_: &GraphStream| (), GraphStream::pause, GraphStream::cancel] {
            let (root, paths) = repository(&[("a.ts", "f();\n")]);
            let stream = graph_of(root.path(), &paths);
            assert!(matches!(now(stream.next()), Ok(Some(GraphPiece::Records(_)))));
            stream.collected.slots().push(Some(without_share(9)));
            also(&stream);
            match now(stream.next()) {
                Err(error) => {
                    assert_eq!(error.code(), "ERR_INTERNAL");
                    assert!(error.to_string().starts_with("linking failed: index out of bounds"), "{error}");
                }
                other => assert_eq!((other, stream.end().is_cancelled), (Ok(None), true)),
            }
            assert_eq!(stream.metrics.snapshot().active_streams, 0);
            assert_eq!(now(stream.next()), Ok(None));
            // The threads are there for the next.
            assert_eq!(linked(&graph_of(root.path(), &paths), None).len(), 1);
        }
    }

    #[test]
    fn packages_extensions_and_method_sets_are_the_same_on_any_number_of_threads() {
        let (root, paths) = repository(&[
            ("Base.java", "package shop;\nclass Base { int f() { return 1; } }\n"),
            ("Order.java", "package shop;\nclass Order extends Base { int f() { return new Base().f(); } }\n"),
            ("go.mod", "module example.com/m\n"),
            ("m.go", "package m\ntype I interface { F() int }\nfunc g(i I) int { return i.F() }\n"),
            ("t.go", "package m\nfunc (t T) F() int { return 1 }\n"),
            ("u.go", "package m\ntype T struct{}\n"),
        ]);
        let sources: Vec<_> = paths.into_iter().filter(|path| path != "go.mod").collect();
        let with = |threads| {
            let options = Options { concurrency: Some(threads), ..Options::default() };
            linked(&graph_with(root.path(), &sources, &options), None)
        };
        let alone = with(1);
        let texts = alone.iter().map(|links| String::from_utf8_lossy(links.as_ref().unwrap()).into_owned());
        let texts: Vec<_> = texts.collect();
        // The base that a package has, and the method that a type declares apart from it.
        assert!(texts[1].contains("Base.java::Base::f"), "{texts:?}");
        assert!(texts[2].contains("t.go::T::F"), "{texts:?}");
        assert_eq!(with(2), alone);
        assert_eq!(with(8), alone);
    }

    #[test]
    fn what_was_collected_is_freed_when_links_are_there() {
        let (root, paths) = repository(&[("a.ts", "f();\n"), ("b.ts", "import './a';\n")]);
        let stream = graph_of(root.path(), &paths);
        assert_eq!(linked(&stream, None).len(), 2);
        assert_eq!(stream.collected.slots().capacity(), 0);
        assert_eq!(now(stream.next()), Ok(None));
    }

    #[test]
    fn a_graph_is_active_until_its_last_links_are_taken() {
        let (root, paths) = repository(&[("a.ts", "f();\n")]);
        let stream = graph_of(root.path(), &paths);
        let active = || stream.metrics.snapshot().active_streams;
        assert!(matches!(now(stream.next()), Ok(Some(GraphPiece::Records(_)))));
        assert_eq!(active(), 1);
        assert!(matches!(now(stream.next()), Ok(Some(GraphPiece::Links(_)))));
        assert_eq!(active(), 0);
    }

    #[test]
    fn a_graph_that_is_cancelled_before_its_links_has_none() {
        let (root, paths) = repository(&[("a.ts", "f();\n")]);
        let stream = graph_of(root.path(), &paths);
        assert!(matches!(now(stream.next()), Ok(Some(GraphPiece::Records(_)))));
        stream.cancel();
        assert_eq!(stream.metrics.snapshot().active_streams, 0);
        // Nothing is left for whoever drops it to free.
        assert_eq!(stream.collected.slots().capacity(), 0);
        assert_eq!(now(stream.next()), Ok(None));
    }
}
