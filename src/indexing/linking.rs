//! The links of a whole graph, made on the pool's threads: files take their turn with those of all other streams.
//!
//! In: all files that were analysed. Out: encoded links, once, when the last file is linked. A panic while linking a
//! file is that file's failure; one in what concerns all files is the graph's.

use super::kept::{Kept, dense_links, graph_key};
use super::linkable::Linkable;
use super::maker::RecordMaker;
use crate::graph::encode::encode_links;
use crate::graph::{FileId, Half, Heritage, LinkedFile, MethodSets, Program, SaidSubtypes, Share, Subtypes};
use crate::record::FileRecord;
use crate::store::Key;
use crate::stream::{Next, Outcome, Pass, Passes, Pool, Watch};
use foldhash::HashMap;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::oneshot;

/// Files that are linked in one turn: some hundred microseconds, so that turns cost little and nobody waits long.
const FILES_A_TURN: usize = 16;

/// The encoded links of one file; see [`crate::graph::encode`]. Of a file that cannot be linked: the panic's text.
pub type EncodedLinks = Result<Vec<u8>, String>;

/// The encoded links of each file, or why it has none.
pub type Linked = Vec<EncodedLinks>;

/// Gives the linking of `files` to the pool, to be done on at most `threads` threads at once.
pub fn link(
    pool: &Arc<Pool>,
    files: Vec<Linkable>,
    maker: Arc<RecordMaker>,
    threads: usize,
) -> (Arc<Passes<Linked>>, oneshot::Receiver<Outcome<Linked>>) {
    let first = match maker.kept().filter(|kept| kept.has_graphs()).and_then(|_| graph_key(&files)) {
        _ if files.is_empty() => Next::done(Vec::new(), ()),
        Some(graph) => Next::pass(Recall { files, maker, graph, is_lost: AtomicBool::new(false) }),
        None => Next::pass(Records::of(files, maker, None)),
    };
    Passes::start(pool, first, threads)
}

/// The links of these very files, as they were kept.
struct Recall {
    files: Vec<Linkable>,
    maker: Arc<RecordMaker>,
    graph: Key,
    /// Whether a part is not there.
    is_lost: AtomicBool,
}

impl Pass for Recall {
    type Made = Option<Vec<Vec<u8>>>;
    type Output = Linked;

    fn turns(&self) -> usize {
        self.files.len().div_ceil(FILES_A_TURN)
    }

    fn take(&self, turn: usize, _watch: &Watch) -> Self::Made {
        if self.is_lost.load(Ordering::Relaxed) {
            return None;
        }
        let count = files_of(turn, self.files.len()).len();
        let links = self.maker.kept().and_then(|kept| kept.graph_links(self.graph, turn, count, self.maker.root()));
        if links.is_none() {
            self.is_lost.store(true, Ordering::Relaxed);
        }
        links
    }

    fn end(self, made: Vec<Self::Made>) -> Next<Linked> {
        match made.into_iter().collect::<Option<Vec<_>>>() {
            Some(links) => Next::done(links.into_iter().flatten().map(Ok).collect(), self.files),
            None => Next::pass(Records::of(self.files, self.maker, Some(self.graph))),
        }
    }
}

/// What linking reads of each file, where that is kept.
struct Records {
    /// By turn, until it is taken.
    files: Vec<Mutex<Vec<Linkable>>>,
    maker: Arc<RecordMaker>,
    graph: Option<Key>,
}

impl Records {
    fn of(files: Vec<Linkable>, maker: Arc<RecordMaker>, graph: Option<Key>) -> Self {
        let mut files = files.into_iter();
        let turns = std::iter::from_fn(|| {
            let turn: Vec<_> = files.by_ref().take(FILES_A_TURN).collect();
            (!turn.is_empty()).then(|| Mutex::new(turn))
        });
        Self { files: turns.collect(), maker, graph }
    }
}

impl Pass for Records {
    type Made = Vec<(LinkedFile, Option<String>)>;
    type Output = Linked;

    fn turns(&self) -> usize {
        self.files.len()
    }

    fn take(&self, turn: usize, watch: &Watch) -> Self::Made {
        let files = std::mem::take(&mut *self.files[turn].lock().unwrap_or_else(PoisonError::into_inner));
        let record = |file: Linkable| {
            let (path, language) = (file.path.clone(), file.language);
            match file.into_linked(&self.maker) {
                Ok(file) => (file, None),
                // A file without anything keeps its number for the others.
                Err((_, reason)) => {
                    let record = FileRecord::new(language);
                    (LinkedFile { path, record, imports: Vec::new(), unit: None }, Some(reason))
                }
            }
        };
        files.into_iter().take_while(|_| watch.is_wanted()).map(record).collect()
    }

    fn end(self, made: Vec<Self::Made>) -> Next<Linked> {
        let (files, lost): (Vec<_>, Vec<_>) = made.into_iter().flatten().unzip();
        let lost = lost.into_iter().enumerate().filter_map(|(file, reason)| reason.map(|reason| (file, reason)));
        Next::pass(Numbers { files, maker: self.maker, graph: self.graph, lost: lost.collect() })
    }
}

/// A program, and what is to become of its links.
struct Rooted {
    program: Program,
    maker: Arc<RecordMaker>,
    /// What its links are kept by.
    graph: Option<Key>,
    /// Files that nothing is known of any more, and why.
    lost: HashMap<usize, String>,
}

impl Rooted {
    /// What a file is called where it takes long.
    fn name(&self, file: usize) -> String {
        self.maker.root().absolute(self.program.path(FileId(file as u32)))
    }
}

/// The files by their numbers and paths.
struct Numbers {
    files: Vec<LinkedFile>,
    maker: Arc<RecordMaker>,
    graph: Option<Key>,
    lost: HashMap<usize, String>,
}

impl Pass for Numbers {
    type Made = ();
    type Output = Linked;

    /// All of it is what follows.
    fn turns(&self) -> usize {
        1
    }

    fn take(&self, _turn: usize, _watch: &Watch) {}

    fn end(self, _made: Vec<()>) -> Next<Linked> {
        let Self { files, maker, graph, lost } = self;
        let count = files.len();
        let graph = Rooted { program: Program::incomplete(files), maker, graph, lost };
        Next::pass(Shares { files: count, graph })
    }
}

/// What files have for each other: a half a turn.
struct Shares {
    files: usize,
    graph: Rooted,
}

impl Pass for Shares {
    type Made = Share;
    type Output = Linked;

    fn turns(&self) -> usize {
        2
    }

    fn take(&self, turn: usize, _watch: &Watch) -> Share {
        self.graph.program.share_of(if turn == 0 { Half::Exported } else { Half::Apart })
    }

    fn end(mut self, made: Vec<Share>) -> Next<Linked> {
        if let Ok([exported, apart]) = <[Share; 2]>::try_from(made) {
            self.graph.program.complete(exported, apart);
        }
        Next::pass(Heritages { files: self.files, graph: self.graph })
    }
}

/// What each type's supertypes are.
struct Heritages {
    files: usize,
    graph: Rooted,
}

impl Pass for Heritages {
    type Made = Vec<Result<Heritage, String>>;
    type Output = Linked;

    fn turns(&self) -> usize {
        self.files.div_ceil(FILES_A_TURN)
    }

    fn take(&self, turn: usize, watch: &Watch) -> Self::Made {
        let heritage = |file: usize| watch.piece(file, || self.graph.program.heritage(FileId(file as u32)));
        files_of(turn, self.files).take_while(|_| watch.is_wanted()).map(heritage).collect()
    }

    fn end(self, made: Vec<Self::Made>) -> Next<Linked> {
        Next::pass(Relations { graph: self.graph, heritages: made.into_iter().flatten().collect() })
    }

    fn name(&self, file: usize) -> String {
        self.graph.name(file)
    }
}

/// The other side of that: what types say in one turn, what their methods do in the other.
struct Relations {
    graph: Rooted,
    heritages: Vec<Result<Heritage, String>>,
}

/// A turn of them.
enum Relation {
    Said(SaidSubtypes),
    Done(MethodSets),
}

impl Pass for Relations {
    type Made = Relation;
    type Output = Linked;

    fn turns(&self) -> usize {
        2
    }

    fn take(&self, turn: usize, _watch: &Watch) -> Relation {
        match turn {
            0 => Relation::Said(self.graph.program.said_subtypes(&self.heritages)),
            _ => Relation::Done(self.graph.program.method_sets(&self.heritages)),
        }
    }

    fn end(self, made: Vec<Relation>) -> Next<Linked> {
        let subtypes = match <[Relation; 2]>::try_from(made) {
            Ok([Relation::Said(said), Relation::Done(method_sets)]) => Subtypes::of_both(said, method_sets),
            _ => Subtypes::default(),
        };
        Next::pass(Links { graph: self.graph, heritages: self.heritages, subtypes: Arc::new(subtypes) })
    }
}

/// All links, encoded.
struct Links {
    graph: Rooted,
    heritages: Vec<Result<Heritage, String>>,
    subtypes: Arc<Subtypes>,
}

impl Links {
    /// The encoded links of a file, and dense ones if they are kept.
    fn of(&self, file: usize) -> Result<(Vec<u8>, Option<Vec<u8>>), String> {
        let Rooted { program, maker, graph, lost } = &self.graph;
        if let Some(reason) = lost.get(&file) {
            return Err(reason.clone());
        }
        let heritage = self.heritages[file].as_ref().map_err(Clone::clone)?;
        let file = FileId(file as u32);
        let edges = program.link(file, &self.subtypes)?;
        let links = program.texts(file, heritage, edges, &self.subtypes, maker.root())?;
        let mut bytes = Vec::new();
        encode_links(&links, &mut bytes);
        Ok((bytes, graph.and_then(|_| dense_links(&links, maker.root()))))
    }

    /// Keeps what a turn came to, if it came to all.
    fn keep(&self, kept: &Kept, turn: usize, dense: Vec<Option<Vec<u8>>>) {
        let is_whole = dense.len() == files_of(turn, self.heritages.len()).len();
        let all: Option<Vec<_>> = dense.into_iter().collect();
        if let Some((graph, links)) = self.graph.graph.zip(all).filter(|_| is_whole) {
            kept.keep_graph_links(graph, turn, &links);
        }
    }
}

impl Pass for Links {
    type Made = Vec<EncodedLinks>;
    type Output = Linked;

    fn turns(&self) -> usize {
        self.heritages.len().div_ceil(FILES_A_TURN)
    }

    fn take(&self, turn: usize, watch: &Watch) -> Self::Made {
        let link = |file| watch.piece(file, || self.of(file));
        // One at a time: a turn that nobody waits for any more ends with the file at hand.
        let linked = files_of(turn, self.heritages.len()).take_while(|_| watch.is_wanted()).map(link);
        let split = |linked: Result<_, _>| match linked {
            Ok((encoded, dense)) => (Ok(encoded), dense),
            Err(reason) => (Err(reason), None),
        };
        let (encoded, dense) = linked.map(split).unzip();
        if let Some(kept) = self.graph.maker.kept() {
            self.keep(kept, turn, dense);
        }
        encoded
    }

    fn end(self, made: Vec<Self::Made>) -> Next<Linked> {
        Next::done(made.into_iter().flatten().collect(), self)
    }

    fn name(&self, file: usize) -> String {
        self.graph.name(file)
    }
}

/// The files of a turn.
fn files_of(turn: usize, files: usize) -> Range<usize> {
    let first = turn * FILES_A_TURN;
    first..files.min(first + FILES_A_TURN)
}

#[cfg(test)]
pub(super) mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::error::Error;
    use crate::languages::LanguageId;
    use crate::options::Options;
    use crate::record::symbols::{Class, ExprId, Extension};
    use crate::record::{FileRecord, NodeKind, NodeRowId, Run, StringId, TypeRow, TypeRowId};
    use crate::source::paths::RelativePath;
    use crate::stream::{WorkSource, spawn_thread};
    use std::path::Path;
    use std::time::{Duration, Instant};

    fn pool() -> Arc<Pool> {
        Pool::new(spawn_thread, Duration::from_secs(10), 1)
    }

    fn maker() -> Arc<RecordMaker> {
        Arc::new(RecordMaker::new(Path::new("/"), [], &Options::default()))
    }

    /// A file with one type that extends these rows of none: as no extraction makes it, unless there are no rows.
    pub fn file(number: usize, extends: Run) -> Linkable {
        let row = TypeRow {
            node: NodeRowId::new(0),
            kind: NodeKind::Class,
            key: StringId::EMPTY,
            name: StringId::EMPTY,
            scope: Run::default(),
            fields: Run::default(),
            extends,
            implements: Run::default(),
        };
        let record = FileRecord { types: vec![row], ..FileRecord::new(LanguageId::TypeScript) };
        let path = RelativePath::below(Path::new("/"), &format!("/{number}.ts"));
        let (imports, language) = (Vec::new(), LanguageId::TypeScript);
        Linkable { path, language, imports, unit: None, build: None, key: None, record: Some(record) }
    }

    /// A file that declares a member apart from a type whose name is in no table: what all files have for each other
    /// cannot be found out.
    pub fn without_share(number: usize) -> Linkable {
        let mut file = file(number, Run::default());
        let (none, nowhere) = (Run::default(), StringId(u32::MAX));
        let extension = Extension { name: nowhere, of: ExprId::new(0), members: none, supertypes: none };
        file.record.iter_mut().for_each(|record| record.symbols.extensions.push(extension));
        file
    }

    /// A file with a class that has no row: which methods types have cannot be found out.
    fn without_methods(number: usize) -> Linkable {
        let none = Run::default();
        let class = Class {
            type_row: Some(TypeRowId::new(7)),
            name: StringId::EMPTY,
            members: none,
            extends: none,
            implements: none,
            defaults: Run::default(),
            type_params: none,
            constructor: StringId::EMPTY,
            outer: None,
            scope: None,
        };
        let mut record = FileRecord::new(LanguageId::Go);
        record.symbols.classes.push(class);
        Linkable { record: Some(record), ..file(number, none) }
    }

    fn files(count: usize) -> Vec<Linkable> {
        (0..count).map(|number| file(number, Run::default())).collect()
    }

    fn linked(files: Vec<Linkable>, threads: usize) -> Outcome<Linked> {
        let (_linking, receiver) = link(&pool(), files, maker(), threads);
        receiver.blocking_recv().unwrap()
    }

    #[test]
    fn links_stand_in_the_order_of_files_on_any_number_of_threads() {
        for count in [0, 1, FILES_A_TURN, 5 * FILES_A_TURN + 3] {
            let alone = linked(files(count), 1);
            assert_eq!(alone.as_ref().unwrap().as_ref().unwrap().len(), count);
            assert_eq!(linked(files(count), 4), alone);
        }
    }

    #[test]
    fn a_panic_in_one_file_is_that_files() {
        let mut all = files(2 * FILES_A_TURN);
        all.insert(FILES_A_TURN, file(99, Run { start: 0, end: 9 }));
        let links = linked(all, 3).unwrap().unwrap();
        let failed: Vec<_> =
            links.iter().enumerate().filter(|(_, links)| links.is_err()).map(|(file, _)| file).collect();
        assert_eq!(failed, [FILES_A_TURN]);
        assert!(links[FILES_A_TURN].as_ref().unwrap_err().starts_with("range end index 9"));
    }

    #[test]
    fn a_panic_in_what_concerns_all_files_is_the_graphs() {
        for broken in [without_share, without_methods] {
            for threads in [1, 3] {
                let mut all = files(2 * FILES_A_TURN);
                all.push(broken(99));
                let Err(Error::Internal(reason)) = linked(all, threads) else { panic!("it was linked") };
                assert!(reason.starts_with("index out of bounds"), "{reason}");
            }
        }
    }

    #[test]
    fn what_is_cancelled_is_answered_at_once_and_leaves_the_pool() {
        let pool = pool();
        let (linking, receiver) = link(&pool, files(1000 * FILES_A_TURN), maker(), 2);
        linking.cancel();
        assert_eq!(receiver.blocking_recv().unwrap(), Ok(None));
        let deadline = Instant::now() + Duration::from_secs(60);
        while Arc::strong_count(&linking) > 1 {
            assert!(Instant::now() < deadline, "the pool keeps it");
            std::thread::yield_now();
        }
        assert!(linking.is_over());
    }

    #[test]
    fn without_any_thread_it_is_an_error() {
        let pool = Pool::new(|_| Err(std::io::Error::other("no more threads")), Duration::from_secs(10), 1);
        let (_linking, receiver) = link(&pool, files(3), maker(), 2);
        let error = receiver.blocking_recv().unwrap().unwrap_err();
        assert_eq!(error, Error::NoThreads("no more threads".to_owned()));
    }
}
