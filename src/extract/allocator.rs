//! Memory for syntax trees: tree-sitter's C code allocates with mimalloc, as the rest of the addon does.
//!
//! A tree is many small blocks, made and freed on one thread; the system's allocator takes locks for them that
//! mimalloc does not need. `bench/RESULTS.md` has what it gains.
//!
//! It is mimalloc 2, not 3: version 3 crashes where the thread that loaded the addon ends, as a worker thread does, and
//! a later one gets its id. Version 2 is as fast here and holds less (viem's graph: 117 MB above idle, not 175).

use std::sync::Once;
use tree_sitter::Allocator;

#[global_allocator]
static GLOBAL: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Makes tree-sitter allocate with mimalloc. Must come before the process's first parser.
#[allow(unsafe_code)]
pub fn install() {
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
