//! A disk in memory that fails where a test wants it to, and on which several processes take turns.

use crate::store::{Disk, Listed, Readable};
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, SystemTime};

/// What goes wrong at a step, of those that change something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The process ends at this step; of a file that it writes so many bytes are there.
    Crash { step: usize, written: usize },
    /// The machine loses its power at this step: of files that nobody waited for nothing is there but their names, and of names that
    /// nobody waited for, unless it `keeps_names`, those that the files had before. What was removed is gone.
    PowerLoss { step: usize, keeps_names: bool },
    /// The disk is full from this step on.
    Full { step: usize },
    /// Nothing can be written from this step on.
    ReadOnly { step: usize },
    /// The operation with this number, of all operations, fails once.
    Error { operation: usize },
}

#[derive(Debug, Default)]
struct State {
    files: BTreeMap<PathBuf, File>,
    folders: BTreeSet<PathBuf>,
    clock: Duration,
    fault: Option<Fault>,
    steps: usize,
    operations: usize,
    /// The longest file that was written at each step.
    written: Vec<usize>,
    is_dead: bool,
    /// The names that were given since their folders were waited for.
    renames: Vec<Rename>,
}

#[derive(Debug)]
struct Rename {
    from: PathBuf,
    to: PathBuf,
    /// What had the name.
    replaced: Option<File>,
}

#[derive(Debug, Clone)]
struct File {
    bytes: Arc<Vec<u8>>,
    modified: SystemTime,
    /// Whether it is on the disk itself.
    is_synced: bool,
}

/// The disk.
#[derive(Debug, Default)]
pub struct SimulatedDisk {
    state: Mutex<State>,
}

impl SimulatedDisk {
    pub fn new() -> Arc<Self> {
        let disk = Self::default();
        disk.lock().clock = Duration::from_secs(1_000_000);
        Arc::new(disk)
    }

    /// From now on, counted from here.
    pub fn set_fault(&self, fault: Option<Fault>) {
        let mut state = self.lock();
        state.fault = fault;
        state.is_dead = false;
        state.steps = 0;
        state.operations = 0;
        state.written.clear();
    }

    /// For each step since, how many bytes it wrote.
    pub fn steps(&self) -> Vec<usize> {
        self.lock().written.clone()
    }

    pub fn operations(&self) -> usize {
        self.lock().operations
    }

    pub fn has_crashed(&self) -> bool {
        self.lock().is_dead
    }

    pub fn advance(&self, by: Duration) {
        self.lock().clock += by;
    }

    /// So much time passes that all that was done is on the disk itself.
    pub fn settle(&self) {
        let mut state = self.lock();
        state.renames.clear();
        state.files.values_mut().for_each(|file| file.is_synced = true);
    }

    /// All files, by their paths.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        self.lock().files.iter().map(|(path, file)| (path.clone(), file.bytes.to_vec())).collect()
    }

    /// Changes what a file has, as no process does it.
    pub fn damage(&self, path: &Path, bytes: Vec<u8>) {
        if let Some(file) = self.lock().files.get_mut(path) {
            file.bytes = Arc::new(bytes);
        }
    }

    /// A file of somebody else's.
    pub fn place(&self, path: &Path, bytes: &[u8]) {
        let mut state = self.lock();
        let modified = state.now();
        state.files.insert(path.to_path_buf(), File { bytes: Arc::new(bytes.to_vec()), modified, is_synced: true });
        state.folders.extend(path.ancestors().skip(1).map(Path::to_path_buf));
    }

    /// The folder is gone with all that is in it.
    pub fn remove_all(&self, folder: &Path) {
        let mut state = self.lock();
        state.files.retain(|path, _| !path.starts_with(folder));
        state.folders.retain(|path| !path.starts_with(folder));
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

impl State {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + self.clock
    }

    fn operation(&mut self) -> io::Result<()> {
        let now = self.operations;
        self.operations += 1;
        // Time passes.
        self.clock += Duration::from_millis(1);
        if self.is_dead || self.fault == Some(Fault::Error { operation: now }) {
            return Err(io::Error::other("an error of the disk"));
        }
        Ok(())
    }

    /// How much of so many bytes is written, and what becomes of the operation then.
    fn step(&mut self, length: usize) -> (usize, io::Result<()>) {
        if let Err(error) = self.operation() {
            return (0, Err(error));
        }
        let now = self.steps;
        self.steps += 1;
        self.written.push(length);
        match self.fault {
            Some(Fault::Crash { step, written }) if step == now => {
                self.is_dead = true;
                (written.min(length), Err(io::Error::other("the process has ended")))
            }
            Some(Fault::PowerLoss { step, keeps_names }) if step == now => {
                self.is_dead = true;
                let renames = std::mem::take(&mut self.renames);
                renames.into_iter().rev().filter(|_| !keeps_names).for_each(|rename| self.undo(rename));
                let lost = self.files.values_mut().filter(|file| !file.is_synced);
                lost.for_each(|file| file.bytes = Arc::default());
                (0, Err(io::Error::other("the machine has lost its power")))
            }
            Some(Fault::Full { step }) if now >= step && length > 0 => (0, Err(io::ErrorKind::StorageFull.into())),
            Some(Fault::ReadOnly { step }) if now >= step => (0, Err(io::ErrorKind::ReadOnlyFilesystem.into())),
            _ => (length, Ok(())),
        }
    }

    fn undo(&mut self, Rename { from, to, replaced }: Rename) {
        if let Some(file) = self.files.remove(&to) {
            self.files.insert(from, file);
            self.files.extend(replaced.map(|replaced| (to, replaced)));
        }
    }
}

impl Disk for SimulatedDisk {
    fn create_folder(&self, path: &Path) -> io::Result<()> {
        let mut state = self.lock();
        if state.folders.contains(path) {
            return state.operation();
        }
        state.step(0).1?;
        if path.ancestors().any(|above| state.files.contains_key(above)) {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        state.folders.extend(path.ancestors().map(Path::to_path_buf));
        Ok(())
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Listed>> {
        let mut state = self.lock();
        state.operation()?;
        if !state.folders.contains(folder) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let files = state.files.iter().filter(|(path, _)| path.parent() == Some(folder));
        let listed = files.map(|(path, file)| Listed {
            name: path.file_name().map(OsString::from).unwrap(),
            is_file: true,
            length: file.bytes.len() as u64,
            modified: file.modified,
        });
        Ok(listed.collect())
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Readable>> {
        let mut state = self.lock();
        state.operation()?;
        let file = state.files.get(path).ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(file.bytes.to_vec()))
    }

    fn write_new(&self, path: &Path, parts: &[&[u8]]) -> io::Result<()> {
        let mut state = self.lock();
        let mut bytes = parts.concat();
        if state.files.contains_key(path) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        if !state.folders.contains(path.parent().unwrap()) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let (written, result) = state.step(bytes.len());
        // What a process leaves that ends; one that goes on removes it.
        if result.is_ok() || state.is_dead {
            bytes.truncate(written);
            let modified = state.now();
            state.files.insert(path.to_path_buf(), File { bytes: Arc::new(bytes), modified, is_synced: false });
        }
        result
    }

    fn sync(&self, path: &Path) -> io::Result<()> {
        let mut state = self.lock();
        state.step(0).1?;
        state.files.get_mut(path).ok_or(io::ErrorKind::NotFound)?.is_synced = true;
        Ok(())
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        let mut state = self.lock();
        state.step(0).1?;
        state.renames.retain(|rename| rename.to.parent() != Some(folder));
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut state = self.lock();
        state.step(0).1?;
        let file = state.files.remove(from).ok_or(io::ErrorKind::NotFound)?;
        let replaced = state.files.insert(to.to_path_buf(), file);
        state.renames.push(Rename { from: from.to_path_buf(), to: to.to_path_buf(), replaced });
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut state = self.lock();
        state.step(0).1?;
        state.files.remove(path).map(drop).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn touch(&self, path: &Path) -> io::Result<()> {
        let mut state = self.lock();
        state.step(0).1?;
        let now = state.now();
        state.files.get_mut(path).ok_or(io::ErrorKind::NotFound)?.modified = now;
        Ok(())
    }

    fn now(&self) -> SystemTime {
        self.lock().now()
    }
}

/// Whose turn it is, of processes each of which is a thread that shares nothing with the others but the disk.
#[derive(Debug)]
pub struct Turns {
    state: Mutex<TurnState>,
    change: Condvar,
}

#[derive(Debug)]
struct TurnState {
    running: usize,
    waiting: BTreeSet<usize>,
    chosen: Option<usize>,
    seed: u64,
}

impl Turns {
    pub fn new(processes: usize, seed: u64) -> Arc<Self> {
        let state = TurnState { running: processes, waiting: BTreeSet::new(), chosen: None, seed };
        Arc::new(Self { state: Mutex::new(state), change: Condvar::new() })
    }

    fn wait(&self, process: usize) {
        let mut state = self.state.lock().unwrap();
        state.waiting.insert(process);
        state.running -= 1;
        state.choose();
        self.change.notify_all();
        while state.chosen != Some(process) {
            state = self.change.wait(state).unwrap();
        }
        state.chosen = None;
        state.waiting.remove(&process);
        state.running += 1;
    }

    /// The process does nothing more.
    pub fn end(&self) {
        let mut state = self.state.lock().unwrap();
        state.running -= 1;
        state.choose();
        self.change.notify_all();
    }
}

impl TurnState {
    /// Chooses when all that go on wait.
    fn choose(&mut self) {
        if self.running == 0 && self.chosen.is_none() && !self.waiting.is_empty() {
            self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let place = (self.seed >> 33) as usize % self.waiting.len();
            self.chosen = self.waiting.iter().nth(place).copied();
        }
    }
}

/// The disk as one process has it, which waits for its turn before every operation.
#[derive(Debug)]
pub struct InTurns {
    pub disk: Arc<SimulatedDisk>,
    pub turns: Arc<Turns>,
    pub process: usize,
}

impl Disk for InTurns {
    fn create_folder(&self, path: &Path) -> io::Result<()> {
        self.turns.wait(self.process);
        self.disk.create_folder(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Listed>> {
        self.turns.wait(self.process);
        self.disk.list(folder)
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Readable>> {
        self.turns.wait(self.process);
        self.disk.open(path)
    }

    fn write_new(&self, path: &Path, parts: &[&[u8]]) -> io::Result<()> {
        self.turns.wait(self.process);
        self.disk.write_new(path, parts)
    }

    fn sync(&self, path: &Path) -> io::Result<()> {
        self.turns.wait(self.process);
        self.disk.sync(path)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.turns.wait(self.process);
        self.disk.sync_folder(folder)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.turns.wait(self.process);
        self.disk.rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.turns.wait(self.process);
        self.disk.remove(path)
    }

    fn touch(&self, path: &Path) -> io::Result<()> {
        self.turns.wait(self.process);
        self.disk.touch(path)
    }

    fn now(&self) -> SystemTime {
        self.disk.now()
    }
}
