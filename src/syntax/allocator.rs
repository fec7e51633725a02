//! Memory for syntax trees: tree-sitter's C code allocates with mimalloc, thread by thread in a heap of its own, and
//! what it holds is counted.
//!
//! A tree is tens of thousands of small blocks, made and freed on one thread. Apart from the rest of the process they
//! leave no holes in it: streaming 10,000 files peaks at 64 MiB above idle, at 91 MiB with the system's allocator for
//! both, at 161 MiB with mimalloc for both, as results are made on one thread and freed on another
//! (`node bench/memory.mjs`).
//!
//! It is mimalloc 2, not 3: version 3 crashes where the thread that loaded the addon ends, as a worker thread does, and
//! a later one gets its id.
//!
//! A parse that takes more than it may is told to stop at tree-sitter's next look at its progress callback. One that
//! takes a quarter more before that, or for which there is no memory at all, ends at once: see `allocator.c`.
//!
//! With the feature `system-allocator` trees come from the system's allocator, whose every block AddressSanitizer and
//! valgrind know; nothing is counted and bounded then.
#![allow(unsafe_code)]

use super::flat::copied_bytes;
use libmimalloc_sys::{mi_collect, mi_free, mi_heap_collect, mi_heap_destroy, mi_heap_malloc, mi_heap_new, mi_heap_t};
use std::ffi::c_void;
use std::marker::PhantomData;
use std::ptr::{NonNull, null_mut};
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};
use tree_sitter::Allocator;
use tree_sitter::ffi::{TSInput, TSLanguage, TSParseOptions, TSParser, TSRange, TSTree};

/// Bytes that a thread's books may move before they are looked at; as in `allocator.c`. So much a thread may
/// [`syntax_tree_bytes`] be wrong by.
const STEP: usize = 256 << 10;

/// What is kept back for the little that is allocated outside of a parse: the stack of a cursor over the tree.
const RESERVE: usize = 64 << 10;

/// The bytes in blocks of all threads.
static HELD: AtomicUsize = AtomicUsize::new(0);

/// The bytes that syntax trees and parsers hold now, on all threads: those of trees being made, and of copies that are being
/// extracted or whose memory is kept for the next one.
#[must_use]
pub fn syntax_tree_bytes() -> u64 {
    // Threads tell what they took and gave back in any order; below zero is nothing.
    let trees = isize::try_from(HELD.load(Ordering::Relaxed)).map_or(0, |bytes| bytes.max(0) as u64);
    trees + copied_bytes() as u64
}

/// What one thread has; `struct account` in `allocator.c`.
#[repr(C)]
pub struct Account {
    heap: *mut mi_heap_t,
    reserve: *mut c_void,
    parse_start: *mut c_void,
    held: usize,
    level: usize,
    stack_nodes: usize,
    told: usize,
    limits: Limits,
    is_over: bool,
}

/// What a parse may hold.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes.
    pub bytes: usize,
    /// Nodes of the parser's stack.
    pub stack_nodes: usize,
}

unsafe extern "C" {
    fn code_graph_account() -> *mut Account;
    fn code_graph_malloc(size: usize) -> *mut c_void;
    fn code_graph_calloc(count: usize, size: usize) -> *mut c_void;
    fn code_graph_realloc(block: *mut c_void, size: usize) -> *mut c_void;
    fn code_graph_free(block: *mut c_void);
    fn code_graph_parse(
        parser: *mut *mut TSParser,
        language: *const TSLanguage,
        input: TSInput,
        options: TSParseOptions,
        ranges: *const TSRange,
        range_count: u32,
        tree: *mut *mut TSTree,
    ) -> bool;
}

/// Called by `allocator.c` when what a thread holds has moved: tells the process, and answers whether the parse must
/// end now. Nothing in here has a destructor, so a thread may leave it in any way.
#[unsafe(no_mangle)]
extern "C" fn code_graph_looked_at(account: &mut Account) -> bool {
    HELD.fetch_add(account.held.wrapping_sub(account.told), Ordering::Relaxed);
    account.told = account.held;
    // Looked at again half a step up or down from here.
    account.level = account.held.saturating_sub(STEP / 2);
    let Limits { bytes, stack_nodes } = account.limits;
    account.is_over |= account.held > bytes || account.stack_nodes > stack_nodes;
    account.held / 5 > bytes / 4 || account.stack_nodes / 5 > stack_nodes / 4
}

/// Makes tree-sitter allocate by `allocator.c`. Must come before the process's first parser.
fn install() {
    if cfg!(feature = "system-allocator") {
        return;
    }
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let allocator = Allocator {
            malloc: code_graph_malloc,
            calloc: code_graph_calloc,
            realloc: code_graph_realloc,
            free: code_graph_free,
        };
        // SAFETY: the four functions belong together, and no memory of tree-sitter's is about: every parser of this
        // package is made behind this call.
        unsafe { tree_sitter::set_allocator(Some(allocator)) };
    });
}

/// Gives the memory that this thread's syntax trees have left, and the process's other blocks, back to the operating system.
pub fn release_memory() {
    // SAFETY: it answers where this thread's account is; nobody has it borrowed, as no parse is running.
    let heap = unsafe { &*code_graph_account() }.heap;
    // SAFETY: the heap is this thread's, and both may be called at any time.
    unsafe { if heap.is_null() { mi_collect(true) } else { mi_heap_collect(heap, true) } };
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: it may be called at any time, by any thread.
    unsafe {
        libc::malloc_trim(0);
    }
}

/// There was no memory for a parse, or more was asked for than it may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused;

/// A parser whose memory is bounded, for the thread that it was made on.
pub struct BoundedParser {
    parser: *mut TSParser,
    account: NonNull<Account>,
    not_send: PhantomData<*const ()>,
}

impl BoundedParser {
    /// A parser for this thread, which may have one at a time.
    pub fn new() -> Self {
        install();
        // SAFETY: it answers where this thread's account is, which lives as long as the thread, and so longer than `self`.
        let account = unsafe { &mut *code_graph_account() };
        Self { parser: null_mut(), account: NonNull::from(account), not_send: PhantomData }
    }

    /// Whether the parse that is running holds more than it may, and should stop.
    pub fn is_over(account: NonNull<Account>) -> bool {
        // SAFETY: `account` is this thread's, as `self` is not sent, and nobody has it borrowed while C code runs.
        unsafe { account.as_ref() }.is_over
    }

    /// This thread's account, to be asked during a parse.
    pub const fn account(&self) -> NonNull<Account> {
        self.account
    }

    /// Parses what lies in these ranges of `input`, which are in order and do not overlap, or all of it where there are none.
    /// The tree is null if the progress callback stopped it or the language is of another ABI version.
    ///
    /// # Errors
    /// [`Refused`] if there was no memory.
    ///
    /// # Safety
    /// The functions of `input` and `options` are C's or leave nothing to be dropped while they run, and what they are
    /// handed lives as long as this call. Trees of earlier calls are gone, or are never looked at again, not to be dropped
    /// either, once a parse is refused.
    pub unsafe fn parse(
        &mut self,
        language: *const TSLanguage,
        input: TSInput,
        options: TSParseOptions,
        limits: Limits,
        ranges: &[TSRange],
    ) -> Result<*mut TSTree, Refused> {
        self.begin(limits)?;
        let mut tree = null_mut();
        // SAFETY: `parser` is null or this thread's parser. What a parse that is given up leaves behind lies in the heap
        // that `throw_away` destroys, and no frame that is jumped over has anything to drop.
        let is_whole = unsafe {
            let (ranges, count) = (ranges.as_ptr(), ranges.len() as u32);
            code_graph_parse(&mut self.parser, language, input, options, ranges, count, &mut tree)
        };
        if is_whole {
            return Ok(tree);
        }
        self.throw_away();
        Err(Refused)
    }

    /// Sees to it that there are a heap and a reserve, and sets the limits.
    fn begin(&mut self, limits: Limits) -> Result<(), Refused> {
        // SAFETY: this thread's, and no C code runs.
        let account = unsafe { self.account.as_mut() };
        (account.limits, account.is_over) = (limits, false);
        if cfg!(feature = "system-allocator") {
            return Ok(());
        }
        if account.heap.is_null() {
            // SAFETY: may be called at any time; null where there is no memory.
            account.heap = unsafe { mi_heap_new() };
        }
        if !account.heap.is_null() && account.reserve.is_null() {
            // SAFETY: the heap is this thread's.
            account.reserve = unsafe { mi_heap_malloc(account.heap, RESERVE) };
        }
        if account.reserve.is_null() { Err(Refused) } else { Ok(()) }
    }

    /// Frees all that a parse left behind which was given up in the middle, the parser too.
    fn throw_away(&mut self) {
        // SAFETY: this thread's, and no C code runs.
        let account = unsafe { self.account.as_mut() };
        // SAFETY: the heap is this thread's. What is in it are the reserve, the parser and what that made: trees of
        // earlier parses are gone or forgotten, and nobody uses the parser again. What a grammar's scanner allocated by the system's
        // allocator stays, a few hundred bytes.
        unsafe { mi_heap_destroy(account.heap) };
        (account.heap, account.reserve) = (null_mut(), null_mut());
        (account.held, account.stack_nodes) = (0, 0);
        code_graph_looked_at(account);
        self.parser = null_mut();
    }
}

impl Drop for BoundedParser {
    fn drop(&mut self) {
        if !self.parser.is_null() {
            // SAFETY: it came from tree-sitter, and nobody uses it again.
            unsafe { tree_sitter::ffi::ts_parser_delete(self.parser) };
        }
        // SAFETY: this thread's, and no C code runs.
        let account = unsafe { self.account.as_mut() };
        // SAFETY: the block is mimalloc's, or null. The heap itself goes with the thread: perhaps it is gone by now.
        unsafe { mi_free(account.reserve) };
        account.reserve = null_mut();
        code_graph_looked_at(account);
    }
}
