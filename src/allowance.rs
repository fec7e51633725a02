//! What the work on one file may take: processor time and memory.
//!
//! Time is the thread's own, not the wall clock's: a busy machine, or one that gives a container a tenth of a core, makes
//! the same graph as an idle one. Asking the operating system for it is a system call of 300 ns; the wall clock is
//! read in 25. A thread cannot have used more time than has passed, so the wall clock says when there is a reason to ask.

use std::cell::Cell;
use std::marker::PhantomData;
use std::time::{Duration, Instant};

/// The bytes that a syntax tree may take while it is made, for each byte of text.
///
/// Measured at the peak of a parse: up to 60 in code as people write it, up to 97 in tables of numbers and minified files, and
/// up to 472 in valid texts made for it, such as lines of one letter (576 in semicolons without anything between them).
/// Hostile ones take 20,000 and more.
const TREE_BYTES_A_BYTE: u64 = 512;

/// What any tree may take, however short its text.
const TREE_BYTES_AT_LEAST: u64 = 32 << 20;

/// The work on the file took longer than it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("took longer than {0:?} of processor time")]
pub struct OutOfTime(pub Duration);

/// What the work on one file may take. It counts from when it is made, on the thread that made it.
#[derive(Debug)]
pub struct Allowance {
    time: Duration,
    memory_limit: u64,
    used_at_start: Duration,
    /// When there is a reason to ask for processor time again; `None`: never.
    ask_at: Cell<Option<Instant>>,
    is_over: Cell<bool>,
    /// Time is that of one thread.
    not_send: PhantomData<*const ()>,
}

impl Allowance {
    /// Allows `time` on this thread's processor from now on, and as much memory as the text needs.
    #[must_use]
    pub fn new(time: Duration) -> Self {
        Self {
            time,
            memory_limit: u64::MAX,
            used_at_start: thread_time().unwrap_or_default(),
            ask_at: Cell::new(Instant::now().checked_add(time)),
            is_over: Cell::new(false),
            not_send: PhantomData,
        }
    }

    /// Allows whatever it takes.
    #[must_use]
    pub fn unlimited() -> Self {
        Self::new(Duration::MAX)
    }

    /// Allows no tree more than half of `limit` bytes, unless it is a small one.
    #[must_use]
    pub const fn within(self, limit: u64) -> Self {
        Self { memory_limit: limit, ..self }
    }

    /// Whether the time is up.
    pub fn is_over(&self) -> bool {
        if self.is_over.get() {
            return true;
        }
        let Some(ask_at) = self.ask_at.get() else { return false };
        let now = Instant::now();
        if now < ask_at {
            return false;
        }
        // Where the system has no such clock, the wall clock has the last word.
        let used = thread_time().map_or(self.time, |time| time.saturating_sub(self.used_at_start));
        self.is_over.set(used >= self.time);
        self.ask_at.set(now.checked_add(self.time.saturating_sub(used)));
        self.is_over.get()
    }

    /// Goes on if there is time left.
    ///
    /// # Errors
    /// [`OutOfTime`] if there is none.
    pub fn go_on(&self) -> Result<(), OutOfTime> {
        if self.is_over() { Err(OutOfTime(self.time)) } else { Ok(()) }
    }

    /// The bytes that the tree of a text of `len` bytes may take.
    #[must_use]
    pub fn tree_bytes(&self, len: usize) -> u64 {
        let share = (len as u64).saturating_mul(TREE_BYTES_A_BYTE);
        share.min(self.memory_limit / 2).max(TREE_BYTES_AT_LEAST)
    }
}

/// Whether there is room for so many bytes where the process may use only so many addresses (`RLIMIT_AS`): allocations of
/// Rust's cannot fail alone, they end the process. Where addresses are not limited there always is.
#[must_use]
pub fn has_room(bytes: usize) -> bool {
    !has_few_addresses() || Vec::<u8>::new().try_reserve_exact(bytes).is_ok()
}

#[cfg(unix)]
fn has_few_addresses() -> bool {
    use rustix::process::{Resource, getrlimit};
    use std::sync::LazyLock;

    static LIMITED: LazyLock<bool> = LazyLock::new(|| getrlimit(Resource::As).current.is_some());
    *LIMITED
}

#[cfg(not(unix))]
fn has_few_addresses() -> bool {
    false
}

/// How long this thread has run.
///
/// By libc: rustix looks for the kernel's page of clocks itself, and crashes under valgrind, which takes that away.
#[cfg(unix)]
#[allow(unsafe_code)]
#[must_use]
pub fn thread_time() -> Option<Duration> {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the place is written to during the call alone.
    let answer = unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut time) };
    let (seconds, nanoseconds) = (u64::try_from(time.tv_sec).ok()?, u32::try_from(time.tv_nsec).ok()?);
    (answer == 0).then(|| Duration::new(seconds, nanoseconds))
}

/// How long this thread has run.
#[cfg(windows)]
#[allow(unsafe_code)]
#[must_use]
pub fn thread_time() -> Option<Duration> {
    use windows_sys::Win32::Foundation::FILETIME;
    use windows_sys::Win32::System::Threading::{GetCurrentThread, GetThreadTimes};

    const NOTHING: FILETIME = FILETIME { dwLowDateTime: 0, dwHighDateTime: 0 };
    let [mut created, mut ended, mut kernel, mut user] = [NOTHING; 4];
    // SAFETY: the handle is this thread's own, and the four places are written to during the call alone.
    let answered = unsafe { GetThreadTimes(GetCurrentThread(), &mut created, &mut ended, &mut kernel, &mut user) };
    // In units of 100 ns.
    let nanoseconds =
        |time: FILETIME| (u64::from(time.dwHighDateTime) << 32 | u64::from(time.dwLowDateTime)).saturating_mul(100);
    (answered != 0).then(|| Duration::from_nanos(nanoseconds(kernel).saturating_add(nanoseconds(user))))
}

/// Known nowhere else.
#[cfg(not(any(unix, windows)))]
#[must_use]
pub fn thread_time() -> Option<Duration> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_without_work_does_not_count() {
        let allowance = Allowance::new(Duration::from_millis(20));
        std::thread::sleep(Duration::from_millis(60));
        assert!(!allowance.is_over());
    }

    #[test]
    fn time_at_work_counts_and_once_over_it_stays_over() {
        let allowance = Allowance::new(Duration::from_millis(5));
        while !allowance.is_over() {
            std::hint::spin_loop();
        }
        assert_eq!(allowance.go_on(), Err(OutOfTime(Duration::from_millis(5))));
    }

    #[test]
    fn without_a_limit_it_is_never_over() {
        assert!(!Allowance::new(Duration::MAX).is_over());
        assert!(Allowance::new(Duration::ZERO).is_over());
    }

    #[test]
    fn a_trees_share_grows_with_its_text_and_ends_at_the_memory_limit() {
        let allowance = Allowance::new(Duration::MAX);
        assert_eq!(allowance.tree_bytes(0), TREE_BYTES_AT_LEAST);
        assert_eq!(allowance.tree_bytes(1 << 20), TREE_BYTES_A_BYTE << 20);
        let allowance = allowance.within(400 << 20);
        assert_eq!(allowance.tree_bytes(1 << 20), 200 << 20);
        assert_eq!(allowance.within(1).tree_bytes(1 << 20), TREE_BYTES_AT_LEAST);
    }
}
