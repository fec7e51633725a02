//! The links of a whole graph, made on the pool's threads: files take their turn with those of all other streams.
//!
//! In: all files that were analysed. Out: encoded links, once, when the last file is linked. A panic while linking a
//! file is that file's failure; one in what concerns all files is the graph's.

use super::progress::SlowFile;
use crate::error::{Error, panic_reason};
use crate::graph::encode::encode_links;
use crate::graph::{FileId, Half, Heritage, LinkedFile, MethodSets, Program, SaidSubtypes, Share, Subtypes};
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

/// The linking of one graph under way: a [`Pass`] after the other, each in turns that any thread of the pool may take.
pub struct Linking {
    files: usize,
    threads: usize,
    pool: Arc<Pool>,
    state: Mutex<State>,
}

struct State {
    pass: Pass,
    /// The first turn of the pass that was not given away.
    next: usize,
    running: usize,
    work: Work,
    slowest: Slowest,
    answer: Option<oneshot::Sender<Linked>>,
}

/// What has to be there for all files before the next pass begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pass {
    /// The files by their numbers and paths.
    Numbers,
    /// What files have for each other: two halves.
    Shares,
    /// What each type's supertypes are.
    Heritages,
    /// The other side of that: what types say, and what their methods do.
    Subtypes,
    /// All links, encoded.
    Links,
}

/// What is made so far. Taken by whoever finishes.
#[derive(Default)]
struct Work {
    files: Vec<LinkedFile>,
    program: Option<Arc<Program>>,
    exported: Option<Share>,
    apart: Option<Share>,
    heritages: Vec<Option<Result<Heritage, String>>>,
    /// The same, once they are all there.
    said: Arc<Vec<Result<Heritage, String>>>,
    said_subtypes: Option<SaidSubtypes>,
    method_sets: Option<MethodSets>,
    subtypes: Arc<Subtypes>,
    links: Vec<Option<EncodedLinks>>,
}

/// What the turns of a pass look at. Nobody changes it while one of them runs.
struct View {
    pass: Pass,
    program: Arc<Program>,
    said: Arc<Vec<Result<Heritage, String>>>,
    subtypes: Arc<Subtypes>,
}

impl Linking {
    /// Gives the linking of `files` to the pool, to be done on at most `threads` threads at once.
    pub fn start(pool: &Arc<Pool>, files: Vec<LinkedFile>, threads: usize) -> (Arc<Self>, oneshot::Receiver<Linked>) {
        let (answer, receiver) = oneshot::channel();
        let count = files.len();
        let work = Work {
            files,
            heritages: std::iter::repeat_with(|| None).take(count).collect(),
            links: vec![None; count],
            ..Work::default()
        };
        let (slowest, answer) = (Slowest::default(), Some(answer));
        let state = State { pass: Pass::Numbers, next: 0, running: 0, work, slowest, answer };
        let linking = Arc::new(Self { files: count, threads, pool: Arc::clone(pool), state: Mutex::new(state) });
        if count == 0 {
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
        let Some(program) = &state.work.program else { return Vec::new() };
        SlowFile::of(state.slowest.told(Instant::now()), |file| program.path(FileId(file as u32)).to_owned())
    }

    /// Turns of a pass.
    fn turns(&self, pass: Pass) -> usize {
        match pass {
            Pass::Numbers => 1,
            Pass::Shares | Pass::Subtypes => 2,
            Pass::Heritages | Pass::Links => self.files.div_ceil(FILES_A_TURN),
        }
    }

    /// Whether somebody waits for links, and the pass has a turn left.
    fn has_turn(&self, state: &State) -> bool {
        state.answer.is_some() && state.running < self.threads && state.next < self.turns(state.pass)
    }

    fn files_of(&self, turn: usize) -> Range<usize> {
        let first = turn * FILES_A_TURN;
        first..self.files.min(first + FILES_A_TURN)
    }

    /// What is made in a turn is filled in where it belongs, unless it was cancelled meanwhile.
    fn take_turn(&self, turn: usize, View { pass, program, said, subtypes }: &View) {
        // One at a time: a turn that nobody waits for any more ends with the file at hand.
        let files = self.files_of(turn);
        let wanted = || files.clone().take_while(|_| self.lock().answer.is_some());
        match (pass, turn) {
            (Pass::Numbers, _) => {
                let files = std::mem::take(&mut self.lock().work.files);
                let program = Arc::new(Program::incomplete(files));
                self.fill(|work| work.program = Some(program));
            }
            (Pass::Shares, 0) => {
                let exported = program.share_of(Half::Exported);
                self.fill(|work| work.exported = Some(exported));
            }
            (Pass::Shares, _) => {
                let apart = program.share_of(Half::Apart);
                self.fill(|work| work.apart = Some(apart));
            }
            (Pass::Heritages, _) => {
                let heritage = |file| self.watched(file, || program.heritage(FileId(file as u32)));
                let heritages = wanted().map(heritage).collect();
                self.fill(|work| fill(&mut work.heritages, files, heritages));
            }
            (Pass::Subtypes, 0) => {
                let said_subtypes = program.said_subtypes(said);
                self.fill(|work| work.said_subtypes = Some(said_subtypes));
            }
            (Pass::Subtypes, _) => {
                let method_sets = program.method_sets(said);
                self.fill(|work| work.method_sets = Some(method_sets));
            }
            (Pass::Links, _) => {
                let link = |file: usize| self.watched(file, || links_of(program, &said[file], subtypes, file));
                let links = wanted().map(link).collect();
                self.fill(|work| fill(&mut work.links, files, links));
            }
        }
    }

    fn fill(&self, fill: impl FnOnce(&mut Work)) {
        let mut state = self.lock();
        if state.answer.is_some() {
            fill(&mut state.work);
        }
    }

    /// Work on a file, told of if it takes long. It must not panic.
    fn watched<T>(&self, file: usize, work: impl FnOnce() -> T) -> T {
        self.lock().slowest.begin(file, Instant::now());
        let made = work();
        self.lock().slowest.end(file, Instant::now());
        made
    }

    /// The turn that is the last of its pass to end begins the next one, or answers: one alone, since whether it is the last
    /// is asked as it ends.
    fn end_turn(&self) {
        let mut state = self.lock();
        state.running -= 1;
        if state.running > 0 || state.next < self.turns(state.pass) || state.answer.is_none() {
            return;
        }
        let pass = state.pass;
        match state.work.end(pass) {
            Some(next) => {
                (state.pass, state.next) = (next, 0);
                state.slowest = Slowest::default();
                drop(state);
                self.pool.wake();
            }
            None => {
                let links = std::mem::take(&mut state.work.links);
                drop(state);
                self.answer(Ok(Some(links.into_iter().flatten().collect())));
            }
        }
    }

    /// Whoever waits is answered once. What is left of the work is freed with no lock held.
    fn answer(&self, linked: Linked) {
        let mut state = self.lock();
        let answer = state.answer.take();
        let left = std::mem::take(&mut state.work);
        drop(state);
        drop(left);
        if let Some(answer) = answer {
            // The receiver is gone only if nobody waits for the links any more.
            let _ = answer.send(linked);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Work {
    /// All turns of a pass have ended: what they made is put together. The pass that comes next, if there is one.
    fn end(&mut self, pass: Pass) -> Option<Pass> {
        match pass {
            Pass::Numbers => Some(Pass::Shares),
            Pass::Shares => {
                // No turn runs, so nobody else holds it.
                let program = self.program.as_mut().and_then(Arc::get_mut);
                if let (Some(program), Some(exported), Some(apart)) = (program, self.exported.take(), self.apart.take())
                {
                    program.complete(exported, apart);
                }
                Some(Pass::Heritages)
            }
            Pass::Heritages => {
                self.said = Arc::new(std::mem::take(&mut self.heritages).into_iter().flatten().collect());
                Some(Pass::Subtypes)
            }
            Pass::Subtypes => {
                if let (Some(said), Some(method_sets)) = (self.said_subtypes.take(), self.method_sets.take()) {
                    self.subtypes = Arc::new(Subtypes::of_both(said, method_sets));
                }
                Some(Pass::Links)
            }
            Pass::Links => None,
        }
    }
}

/// The links of one file, encoded.
fn links_of(
    program: &Program,
    heritage: &Result<Heritage, String>,
    subtypes: &Arc<Subtypes>,
    file: usize,
) -> EncodedLinks {
    let heritage = heritage.as_ref().map_err(Clone::clone)?;
    let file = FileId(file as u32);
    let links = program.texts(file, heritage, &program.link(file, subtypes)?, subtypes)?;
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
        let view = {
            let State { pass, work, .. } = &*self.lock();
            let program = work.program.clone().unwrap_or_default();
            View { pass: *pass, program, said: Arc::clone(&work.said), subtypes: Arc::clone(&work.subtypes) }
        };
        // A panic while a file is linked is that file's; one in what concerns all files is the graph's.
        let taken = catch_unwind(AssertUnwindSafe(|| self.take_turn(turn, &view)));
        drop(view);
        if let Err(panic) = taken {
            self.answer(Err(failed(&panic_reason(panic.as_ref()))));
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
        assert!(linking.lock().work.program.is_none());
    }

    #[test]
    fn without_any_thread_it_is_an_error() {
        let pool = Pool::new(|_| Err(std::io::Error::other("no more threads")), Duration::from_secs(10), 1);
        let (_linking, receiver) = Linking::start(&pool, files(3), 2);
        let error = receiver.blocking_recv().unwrap().unwrap_err();
        assert_eq!(error, Error::NoThreads("no more threads".to_owned()));
    }
}
