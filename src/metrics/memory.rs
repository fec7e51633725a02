//! How much memory the process uses and may use: `/proc`, cgroup files and `sysinfo` in, bytes out. And how much it is
//! about to use: what was promised to files that run, and what results that wait will take.
//!
//! Readings are shared: however many threads ask, the operating system is asked at most every
//! [`MemoryGauge::REFRESH`], unless somebody needs to know it now. Nothing here decides what to do about a reading, and
//! nothing allocates to make room.

use std::path::Path;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Where readings come from; tests bring their own.
pub trait MemorySource: Send + 'static {
    /// The process's resident set in bytes; `None` where the system does not tell.
    fn resident_bytes(&mut self) -> Option<u64>;

    /// What the process may use in bytes: the container's limit, else physical memory; `None` if neither is known.
    fn limit_bytes(&mut self) -> Option<u64>;
}

/// The shared, cached reading of one source.
pub struct MemoryGauge {
    limit: u64,
    refresh: Duration,
    last: Mutex<Reading>,
    files: AtomicUsize,
    growing: AtomicU64,
    waiting: AtomicU64,
}

/// What is not in the resident set yet, or not all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Promised {
    /// Files that run.
    pub files: usize,
    /// What they may take in all, in bytes: a part of it is in the resident set already.
    pub growing: u64,
    /// What results that wait for their consumer take when it gets them, beside what they hold, in bytes.
    pub waiting: u64,
}

struct Reading {
    source: Box<dyn MemorySource>,
    taken: Option<Instant>,
    resident: u64,
}

impl MemoryGauge {
    /// The age at which a reading is taken anew. Reading `/proc/self/statm` costs a few microseconds, so this keeps
    /// the cost under a thousandth of one thread; in so short a time a file of some megabytes is parsed at most.
    pub const REFRESH: Duration = Duration::from_millis(10);

    /// A gauge that asks `source` for its limit once, and for the resident set when a reading is older than `refresh`.
    #[must_use]
    pub fn new(mut source: impl MemorySource, refresh: Duration) -> Self {
        let limit = source.limit_bytes().filter(|limit| *limit > 0).unwrap_or(u64::MAX);
        Self {
            limit,
            refresh,
            last: Mutex::new(Reading { source: Box::new(source), taken: None, resident: 0 }),
            files: AtomicUsize::new(0),
            growing: AtomicU64::new(0),
            waiting: AtomicU64::new(0),
        }
    }

    /// The gauge of this process, shared by everyone in it.
    #[must_use]
    pub fn process() -> Arc<Self> {
        static PROCESS: LazyLock<Arc<MemoryGauge>> =
            LazyLock::new(|| Arc::new(MemoryGauge::new(OperatingSystem::new(), MemoryGauge::REFRESH)));
        Arc::clone(&PROCESS)
    }

    /// The resident set in bytes, at most `refresh` old; the last known one where the system does not tell.
    #[must_use]
    pub fn resident_bytes(&self) -> u64 {
        self.resident_within(self.refresh)
    }

    /// The resident set in bytes as it is now.
    #[must_use]
    pub fn resident_bytes_now(&self) -> u64 {
        self.resident_within(Duration::ZERO)
    }

    fn resident_within(&self, age: Duration) -> u64 {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.taken.is_none_or(|taken| taken.elapsed() >= age) {
            if let Some(resident) = last.source.resident_bytes() {
                last.resident = resident;
            }
            last.taken = Some(Instant::now());
        }
        last.resident
    }

    /// What the process may use, in bytes; never 0, and the highest number there is if nothing is known.
    #[must_use]
    pub fn limit_bytes(&self) -> u64 {
        self.limit
    }

    /// The resident set as a share of `limit` bytes; above 1 when there is more than that.
    #[must_use]
    pub fn share_of(&self, limit: u64) -> f64 {
        self.resident_bytes() as f64 / limit.max(1) as f64
    }

    /// Promises `bytes` to a file that runs from now on.
    pub fn promise(self: &Arc<Self>, bytes: u64) -> Promise {
        self.files.fetch_add(1, Ordering::Relaxed);
        self.growing.fetch_add(bytes, Ordering::Relaxed);
        Promise { gauge: Arc::clone(self), bytes, is_running: true }
    }

    /// All that is promised now, by whichever stream.
    #[must_use]
    pub fn promised(&self) -> Promised {
        Promised {
            files: self.files.load(Ordering::Relaxed),
            growing: self.growing.load(Ordering::Relaxed),
            waiting: self.waiting.load(Ordering::Relaxed),
        }
    }
}

/// Memory that a file, or its result, is about to take; until it is dropped.
#[must_use]
pub struct Promise {
    gauge: Arc<MemoryGauge>,
    bytes: u64,
    is_running: bool,
}

impl Promise {
    /// What is promised, in bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The file is at its end: its result waits, and takes `bytes` more when its consumer gets it.
    pub fn wait_with(&mut self, bytes: u64) {
        self.withdraw();
        self.is_running = false;
        self.bytes = bytes;
        self.gauge.waiting.fetch_add(bytes, Ordering::Relaxed);
    }

    fn withdraw(&self) {
        if self.is_running {
            self.gauge.files.fetch_sub(1, Ordering::Relaxed);
            self.gauge.growing.fetch_sub(self.bytes, Ordering::Relaxed);
        } else {
            self.gauge.waiting.fetch_sub(self.bytes, Ordering::Relaxed);
        }
    }
}

impl Drop for Promise {
    fn drop(&mut self) {
        self.withdraw();
    }
}

/// The real source: `/proc` where there is one, else `sysinfo`.
struct OperatingSystem {
    page_size: Option<u64>,
    system: Option<sysinfo::System>,
}

impl MemorySource for OperatingSystem {
    fn resident_bytes(&mut self) -> Option<u64> {
        match std::fs::read_to_string("/proc/self/statm") {
            Ok(statm) => {
                let page_size = *self.page_size.get_or_insert_with(page_size);
                resident_pages(&statm).map(|pages| pages * page_size)
            }
            Err(_) => self.resident_from_sysinfo(),
        }
    }

    fn limit_bytes(&mut self) -> Option<u64> {
        let physical = self.system.as_mut().map(|system| {
            system.refresh_memory();
            system.total_memory()
        });
        let container = std::fs::read_to_string("/proc/self/cgroup")
            .ok()
            .and_then(|groups| container_limit(&groups, Path::new("/sys/fs/cgroup")));
        // Without a limit, cgroup v1 reports a number near 2^63: physical memory is less than that.
        [physical.filter(|bytes| *bytes > 0), container].into_iter().flatten().min()
    }
}

impl OperatingSystem {
    fn new() -> Self {
        Self { page_size: None, system: sysinfo::System::new().ok() }
    }

    fn resident_from_sysinfo(&mut self) -> Option<u64> {
        let own = sysinfo::get_current_pid().ok()?;
        let system = self.system.as_mut()?;
        system.refresh_processes_specifics(
            sysinfo::ProcessesToUpdate::Some(&[own]),
            false,
            sysinfo::ProcessRefreshKind::nothing().with_memory(),
        );
        system.process(own).map(sysinfo::Process::memory)
    }
}

/// The second number of `/proc/self/statm`.
fn resident_pages(statm: &str) -> Option<u64> {
    statm.split_ascii_whitespace().nth(1)?.parse().ok()
}

/// The size `/proc/self/statm` counts in: 4 KiB mostly, up to 64 KiB on ARM. The kernel hands it to every process
/// in its auxiliary vector, which is pairs of native words.
fn page_size() -> u64 {
    const AT_PAGESZ: usize = 6;
    const WORD: usize = size_of::<usize>();
    let word = |bytes: &[u8]| bytes.try_into().map(usize::from_ne_bytes).unwrap_or_default();
    std::fs::read("/proc/self/auxv")
        .unwrap_or_default()
        .chunks_exact(2 * WORD)
        .find(|pair| word(&pair[..WORD]) == AT_PAGESZ)
        .map_or(4096, |pair| word(&pair[WORD..]) as u64)
}

/// The lowest memory limit of the process's control groups and of all groups above them, as `/proc/self/cgroup`
/// (`groups`) names them. In a container that sees only its own part of the hierarchy the path named there may not
/// exist, while the top of what is mounted is the container's own group: going up to the top covers both.
fn container_limit(groups: &str, mount: &Path) -> Option<u64> {
    groups.lines().filter_map(|group| group_limit(group, mount)).min()
}

/// The limit along one line, `id:controllers:path`: version 2 has no controllers there, version 1 a `memory` one.
fn group_limit(group: &str, mount: &Path) -> Option<u64> {
    let mut parts = group.splitn(3, ':');
    let (_, controllers, path) = (parts.next()?, parts.next()?, parts.next()?);
    let (top, file) = if controllers.is_empty() {
        (mount.to_path_buf(), "memory.max")
    } else if controllers.split(',').any(|controller| controller == "memory") {
        (mount.join("memory"), "memory.limit_in_bytes")
    } else {
        return None;
    };
    let group = top.join(path.trim_start_matches('/'));
    group
        .ancestors()
        .take_while(|folder| folder.starts_with(&top))
        .filter_map(|folder| std::fs::read_to_string(folder.join(file)).ok()?.trim().parse().ok())
        .min()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use std::sync::atomic::{AtomicU64, Ordering};

    fn group(root: &Path, folder: &str, file: &str, limit: &str) {
        let folder = root.join(folder);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(file), format!("{limit}\n")).unwrap();
    }

    #[test]
    fn version_2_limit_is_the_lowest_up_to_the_top() {
        let mount = tempfile::tempdir().unwrap();
        group(mount.path(), "kube", "memory.max", "1000");
        group(mount.path(), "kube/pod", "memory.max", "500");
        group(mount.path(), "kube/pod/container", "memory.max", "max");
        assert_eq!(container_limit("0::/kube/pod/container\n", mount.path()), Some(500));
        assert_eq!(container_limit("0::/kube\n", mount.path()), Some(1000));
    }

    #[test]
    fn a_path_of_the_host_falls_back_to_the_top_that_is_mounted() {
        let mount = tempfile::tempdir().unwrap();
        group(mount.path(), "", "memory.max", "700");
        group(mount.path(), "memory", "memory.limit_in_bytes", "600");
        assert_eq!(container_limit("0::/docker/4f1c\n", mount.path()), Some(700));
        assert_eq!(container_limit("9:cpu,memory:/docker/4f1c\n0::/\n", mount.path()), Some(600));
    }

    #[test]
    fn version_1_limit_counts_only_for_the_memory_controller() {
        let mount = tempfile::tempdir().unwrap();
        group(mount.path(), "memory/a", "memory.limit_in_bytes", "800");
        assert_eq!(container_limit("3:cpu:/a\n2:memory:/a/b\n", mount.path()), Some(800));
        assert_eq!(container_limit("3:cpu:/a\n", mount.path()), None);
    }

    #[test]
    fn no_group_no_limit() {
        let mount = tempfile::tempdir().unwrap();
        group(mount.path(), "x", "memory.max", "max");
        assert_eq!(container_limit("0::/x\n", mount.path()), None);
        assert_eq!(container_limit("", mount.path()), None);
        assert_eq!(container_limit("nonsense", mount.path()), None);
    }

    #[test]
    fn statm_is_read_by_its_second_number() {
        assert_eq!(resident_pages("5401 1234 900 1 0 700 0\n"), Some(1234));
        assert_eq!(resident_pages(""), None);
    }

    #[test]
    fn this_process_has_memory_within_its_limit() {
        let gauge = MemoryGauge::process();
        let resident = gauge.resident_bytes();
        assert!(resident > 0);
        assert!(resident < gauge.limit_bytes());
    }

    #[test]
    fn both_ways_of_asking_the_system_agree() {
        let mut system = OperatingSystem::new();
        let first = system.resident_bytes().unwrap() as f64;
        let second = system.resident_from_sysinfo().unwrap() as f64;
        // Other tests run in this process meanwhile: the unit has to agree (a page is 4,096 times a byte).
        assert!((0.2..5.0).contains(&(first / second)), "{first} {second}");
    }

    #[test]
    fn promises_are_counted_until_they_are_dropped() {
        let gauge = Arc::new(MemoryGauge::new(Counting(Arc::default()), Duration::ZERO));
        let mut promises = [gauge.promise(7), gauge.promise(5)];
        assert_eq!(gauge.promised(), Promised { files: 2, growing: 12, waiting: 0 });
        promises[0].wait_with(3);
        assert_eq!(gauge.promised(), Promised { files: 1, growing: 5, waiting: 3 });
        promises[0].wait_with(2);
        assert_eq!(gauge.promised(), Promised { files: 1, growing: 5, waiting: 2 });
        drop(promises);
        assert_eq!(gauge.promised(), Promised::default());
    }

    struct Counting(Arc<AtomicU64>);

    impl MemorySource for Counting {
        fn resident_bytes(&mut self) -> Option<u64> {
            Some(self.0.fetch_add(1, Ordering::Relaxed) + 1)
        }

        fn limit_bytes(&mut self) -> Option<u64> {
            Some(4)
        }
    }

    #[test]
    fn a_fresh_reading_is_shared() {
        let asked = Arc::new(AtomicU64::new(0));
        let gauge = MemoryGauge::new(Counting(Arc::clone(&asked)), Duration::from_secs(3600));
        assert_eq!((gauge.resident_bytes(), gauge.resident_bytes()), (1, 1));
        assert_eq!((gauge.resident_bytes_now(), gauge.resident_bytes()), (2, 2));
        assert_eq!(asked.load(Ordering::Relaxed), 2);
        assert_eq!(gauge.share_of(gauge.limit_bytes()), 0.5);
    }

    #[test]
    fn an_old_reading_is_taken_anew() {
        let gauge = MemoryGauge::new(Counting(Arc::default()), Duration::ZERO);
        assert_eq!((gauge.resident_bytes(), gauge.resident_bytes()), (1, 2));
    }
}
