//! Memory for syntax trees: tree-sitter's C code allocates with mimalloc.
//!
//! A tree is tens of thousands of small blocks, made and freed on one thread. Apart from the rest of the process they
//! leave no holes in it: streaming 10,000 files peaks at 64 MiB above idle, at 91 MiB with the system's allocator for
//! both, at 161 MiB with mimalloc for both, as results are made on one thread and freed on another
//! (`node bench/memory.mjs`).
//!
//! It is mimalloc 2, not 3: version 3 crashes where the thread that loaded the addon ends, as a worker thread does, and
//! a later one gets its id.
//!
//! With the feature `system-allocator` trees come from the system's allocator, whose every block AddressSanitizer and
//! valgrind know.

use std::sync::Once;
use tree_sitter::Allocator;

/// Makes tree-sitter allocate with mimalloc. Must come before the process's first parser.
#[allow(unsafe_code)]
pub fn install() {
    if cfg!(feature = "system-allocator") {
        return;
    }
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let allocator = Allocator {
            malloc: libmimalloc_sys::mi_malloc,
            calloc: libmimalloc_sys::mi_calloc,
            realloc: libmimalloc_sys::mi_realloc,
            free: libmimalloc_sys::mi_free,
        };
        // SAFETY: the four functions belong together, and no memory of tree-sitter's is about: every parser of this
        // package is made behind this call.
        unsafe { tree_sitter::set_allocator(Some(allocator)) };
    });
}
