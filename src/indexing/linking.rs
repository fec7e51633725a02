//! The links of a whole graph, made on the pool's threads: files take their turn with those of all other streams.
//!
//! In: all files that were analysed. Out: encoded links, once, when the last file is linked. A panic while linking a
//! file is that file's failure; one in what concerns all files is the graph's.

use super::progress::SlowFile;
use crate::error::{Error, panic_reason};
use crate::graph::encode::encode_links;
use crate::graph::{FileId, Heritage, LinkedFile, Program, Subtypes};
use crate::stream::{MemoryChange, Pool, Slowest, Turn, WorkSource};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use tokio::sync::oneshot;

/// Files that are linked in one turn: some hundred microseconds, so that turns cost little and nobody waits long.
const FILES_A_TURN: usize = 16;

/// The encoded links of each file, or why it has none; `None` if it was cancelled; an error if a panic concerns all files,
/// or no thread is there to link.
pub type Linked = Result<Option<Vec<EncodedLinks>>, Error>;

/// The encoded links of one file; see [`crate::graph::encode`]. Of a file that cannot be linked: the panic's text.
pub type EncodedLinks = Result<Vec<u8>, String>;

/// The linking of one graph under way: first what each file's types are subtypes of, then, with the other side of that
/// known, all files' links.
pub struct Linking {
    files: usize,
    threads: usize,
    pool: Arc<Pool>,
    state: Mutex<State>,
}

struct State {
    /// Taken by whoever finishes.
    graph: Option<Arc<Program>>,
    heritages: Vec<Option<Result<Heritage, String>>>,
    /// What the second pass needs, once the first one is through.
    types: Option<Arc<Types>>,
    links: Vec<Option<EncodedLinks>>,
    /// The first turn that was not given away: those of the second pass stand behind those of the first.
    next: usize,
    running: usize,
    slowest: Slowest,
    answer: Option<oneshot::Sender<Linked>>,
}

/// What is known of all types.
struct Types {
    heritages: Vec<Result<Heritage, String>>,
    subtypes: Arc<Subtypes>,
}

impl Linking {
    /// Gives the linking of `files` to the pool, to be done on at most `threads` threads at once.
    pub fn start(pool: &Arc<Pool>, files: Vec<LinkedFile>, threads: usize) -> (Arc<Self>, oneshot::Receiver<Linked>) {
        let (answer, receiver) = oneshot::channel();
        let graph = Program::new(files);
        let files = graph.len();
        let state = State {
            graph: Some(Arc::new(graph)),
            heritages: std::iter::repeat_with(|| None).take(files).collect(),
            types: None,
            links: vec![None; files],
            next: 0,
            running: 0,
            slowest: Slowest::default(),
            answer: Some(answer),
        };
        let linking = Arc::new(Self { files, threads, pool: Arc::clone(pool), state: Mutex::new(state) });
        if files == 0 {
            linking.answer(Ok(Some(Vec::new())));
        } else {
            pool.attach(Arc::clone(&linking) as Arc<dyn WorkSource>);
        }
        (linking, receiver)
    }

    /// Starts no more turns, and answers at once.
    pub fn cancel(&self) {
        self.answer(Ok(None));
        self.pool.wake();
    }

    /// The files that take longest to be linked; see [`Slowest::told`].
    pub fn slowest(&self) -> Vec<SlowFile> {
        let state = self.lock();
        let Some(graph) = &state.graph else { return Vec::new() };
        SlowFile::of(state.slowest.told(Instant::now()), |file| graph.path(FileId(file as u32)).to_owned())
    }

    /// Turns of one pass.
    fn turns(&self) -> usize {
        self.files.div_ceil(FILES_A_TURN)
    }

    /// Turns that may be given away so far.
    fn open_turns(&self, state: &State) -> usize {
        self.turns() * if state.types.is_some() { 2 } else { 1 }
    }

    /// Whether somebody waits for links, and files are left that may be linked now.
    fn has_turn(&self, state: &State) -> bool {
        state.answer.is_some() && state.running < self.threads && state.next < self.open_turns(state)
    }

    fn files_of(&self, turn: usize) -> Range<usize> {
        let first = turn % self.turns() * FILES_A_TURN;
        first..self.files.min(first + FILES_A_TURN)
    }

    fn take_turn(&self, graph: &Program, turn: usize) {
        let files = self.files_of(turn);
        let types = self.lock().types.clone();
        // One at a time: a turn that nobody waits for any more ends with the file at hand.
        let wanted = || files.clone().take_while(|_| self.lock().answer.is_some());
        // Nothing is left to be filled in if it was cancelled meanwhile.
        if let Some(types) = types {
            let links = wanted().map(|file| self.watched(file, || links_of(graph, &types, file))).collect();
            fill(&mut self.lock().links, files, links);
        } else {
            let heritages = wanted().map(|file| self.watched(file, || graph.heritage(FileId(file as u32)))).collect();
            fill(&mut self.lock().heritages, files, heritages);
        }
    }

    /// Work on a file, told of if it takes long. It must not panic.
    fn watched<T>(&self, file: usize, work: impl FnOnce() -> T) -> T {
        self.lock().slowest.begin(file, Instant::now());
        let made = work();
        self.lock().slowest.end(file, Instant::now());
        made
    }

    /// The turn that is the last of its pass to end does what concerns all files: one alone, since whether it is the last
    /// is asked as it ends.
    fn end_turn(&self) {
        let mut state = self.lock();
        state.running -= 1;
        if state.running > 0 || state.next < self.open_turns(&state) || state.answer.is_none() {
            return;
        }
        if state.types.is_some() {
            let links = std::mem::take(&mut state.links);
            drop(state);
            self.answer(Ok(Some(links.into_iter().flatten().collect())));
            return;
        }
        let heritages: Vec<_> = std::mem::take(&mut state.heritages).into_iter().flatten().collect();
        let graph = state.graph.clone();
        drop(state);
        let Some(graph) = graph else { return };
        match catch_unwind(AssertUnwindSafe(|| graph.subtypes(&heritages))) {
            Ok(subtypes) => {
                let mut state = self.lock();
                state.types = Some(Arc::new(Types { heritages, subtypes }));
                state.slowest = Slowest::default();
                drop(state);
                self.pool.wake();
            }
            Err(panic) => self.answer(Err(failed(&panic_reason(panic.as_ref())))),
        }
    }

    /// Whoever waits is answered once. What is left of the work is freed with no lock held.
    fn answer(&self, linked: Linked) {
        let mut state = self.lock();
        let answer = state.answer.take();
        let left = (state.graph.take(), state.types.take(), std::mem::take(&mut state.heritages));
        let links = std::mem::take(&mut state.links);
        drop(state);
        drop((left, links));
        if let Some(answer) = answer {
            // The receiver is gone only if nobody waits for the links any more.
            let _ = answer.send(linked);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The links of one file, encoded.
fn links_of(graph: &Program, types: &Types, file: usize) -> EncodedLinks {
    let heritage = types.heritages[file].as_ref().map_err(Clone::clone)?;
    let file = FileId(file as u32);
    let links = graph.texts(file, heritage, &graph.link(file, &types.subtypes)?, &types.subtypes)?;
    let mut bytes = Vec::new();
    encode_links(&links, &mut bytes);
    Ok(bytes)
}

fn fill<T>(slots: &mut [Option<T>], files: Range<usize>, values: Vec<T>) {
    if let Some(slots) = slots.get_mut(files) {
        slots.iter_mut().zip(values).for_each(|(slot, value)| *slot = Some(value));
    }
}

/// The error of a whole graph.
pub fn failed(reason: &str) -> Error {
    Error::Internal(format!("linking failed: {reason}"))
}

impl WorkSource for Linking {
    fn threads(&self) -> usize {
        self.threads
    }

    fn wants_worker(&self) -> bool {
        self.has_turn(&self.lock())
    }

    fn claim(&self, _now: Instant) -> (Turn, Option<MemoryChange>) {
        let mut state = self.lock();
        if !self.has_turn(&state) {
            return (Turn::Blocked, None);
        }
        let turn = state.next;
        state.next += 1;
        state.running += 1;
        (Turn::Piece(turn), None)
    }

    fn run(&self, turn: usize) {
        let graph = self.lock().graph.clone();
        if let Some(graph) = graph {
            self.take_turn(&graph, turn);
        }
        self.end_turn();
    }

    fn refuse(&self, error: &Error) {
        self.answer(Err(error.clone()));
    }

    fn is_over(&self) -> bool {
        let state = self.lock();
        state.running == 0 && state.answer.is_none()
    }

    fn announce(&self, _change: MemoryChange) {}
}

#[cfg(test)]
pub(super) mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::languages::LanguageId;
    use crate::record::{FileRecord, NodeKind, NodeRowId, Run, StringId, TypeRow};
    use crate::stream::spawn_thread;
    use std::time::Duration;

    fn pool() -> Arc<Pool> {
        Pool::new(spawn_thread, Duration::from_secs(10), 1)
    }

    /// A file with one type that extends these rows of none: as no extraction makes it, unless there are no rows.
    pub fn file(number: usize, extends: Run) -> LinkedFile {
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
        LinkedFile { path: format!("/{number}.ts").into(), record, imports: Vec::new(), unit: None }
    }

    fn files(count: usize) -> Vec<LinkedFile> {
        (0..count).map(|number| file(number, Run::default())).collect()
    }

    fn linked(files: Vec<LinkedFile>, threads: usize) -> Linked {
        let (_linking, receiver) = Linking::start(&pool(), files, threads);
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
    fn what_is_cancelled_is_answered_at_once_and_leaves_the_pool() {
        let pool = pool();
        let (linking, receiver) = Linking::start(&pool, files(1000 * FILES_A_TURN), 2);
        linking.cancel();
        assert_eq!(receiver.blocking_recv().unwrap(), Ok(None));
        let deadline = Instant::now() + Duration::from_secs(60);
        while Arc::strong_count(&linking) > 1 {
            assert!(Instant::now() < deadline, "the pool keeps it");
            std::thread::yield_now();
        }
        assert!(linking.is_over());
        assert!(linking.lock().graph.is_none());
    }

    #[test]
    fn without_any_thread_it_is_an_error() {
        let pool = Pool::new(|_| Err(std::io::Error::other("no more threads")), Duration::from_secs(10), 1);
        let (_linking, receiver) = Linking::start(&pool, files(3), 2);
        let error = receiver.blocking_recv().unwrap().unwrap_err();
        assert_eq!(error, Error::NoThreads("no more threads".to_owned()));
    }
}
